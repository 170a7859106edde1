"""What people do and what happens by itself: the bot's table of contents.

ROUTES: what a button or a command calls, and the right it takes; FORMS: what a sent form calls. ALARMS: what time
calls. OUTBOX: how each kind of message is delivered.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session

from ritualbot.chat.cards import Card, Note, Text
from ritualbot.chat.wire import load_card
from ritualbot.handlers import absence, bridge, ritual, standup, standup_day, team
from ritualbot.handlers.context import IfUnsure, Ringing, Route, Saying
from ritualbot.i18n import Words
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.standup import CATCH_UP
from ritualbot.store.absence import team_of_closure
from ritualbot.store.bridge import team_of_bridge
from ritualbot.store.outbox import MORE_WAITING, Outbox, count_more, language_of
from ritualbot.store.standup import team_of_part, team_of_run
from ritualbot.store.team_setup import about_team

ROUTES: Mapping[str, Route] = {
    "absence.command": Route(absence.command, Right.ABSENCE_OWN),
    "absence.declare": Route(absence.declare, Right.ABSENCE_OWN),
    "absence.cancel": Route(absence.cancel, Right.ABSENCE_OWN),
    "absence.again": Route(absence.again, Right.ABSENCE_OWN),
    "absence.closures": Route(absence.closures, Right.TEAM_EDIT, about_team),
    "absence.closure": Route(absence.closure, Right.TEAM_EDIT, about_team),
    "absence.reopen": Route(absence.reopen, Right.TEAM_EDIT, team_of_closure),
    "bridge.team": Route(bridge.team, Right.TEAM_EDIT, team_of_bridge),
    "bridge.each": Route(bridge.each, Right.TEAM_EDIT, team_of_bridge),
    "bridge.no": Route(bridge.no, Right.TEAM_EDIT, team_of_bridge),
    "bridge.undo": Route(bridge.undo, Right.TEAM_EDIT, team_of_bridge),
    "bridge.take": Route(bridge.take, Right.STANDUP_ANSWER, team_of_bridge),
    "bridge.work": Route(bridge.work, Right.STANDUP_ANSWER, team_of_bridge),
    "ritual.help": Route(ritual.help, Right.SELF_READ),
    "ritual.next": Route(ritual.next, Right.SELF_READ),
    "standup.command": Route(standup.command, Right.SELF_READ),
    "standup.open": Route(standup.open, Right.STANDUP_ANSWER, team_of_part),
    "standup.same": Route(standup.same, Right.STANDUP_ANSWER, team_of_part),
    "standup.away": Route(standup.away, Right.STANDUP_ANSWER, team_of_part),
    "standup.skip": Route(standup.skip, Right.STANDUP_ANSWER, team_of_part),
    "standup.snooze": Route(standup.snooze, Right.STANDUP_ANSWER, team_of_part),
    "standup.back": Route(standup.back, Right.STANDUP_ANSWER, team_of_part),
    "standup.names": Route(standup.names, Right.STANDUP_NAMES, team_of_run),
    "team.show": Route(team.show, Right.SELF_READ),
    "team.edit": Route(team.edit, Right.TEAM_EDIT, about_team),
    "team.create": Route(team.create, Right.SELF_READ),
}

FORMS: Mapping[str, Route] = {
    "absence.save": Route(absence.save, Right.ABSENCE_OWN),
    "absence.close": Route(absence.close, Right.TEAM_EDIT, about_team),
    "standup.answer": Route(standup.answer, Right.STANDUP_ANSWER, team_of_part),
    "team.save": Route(team.save, Right.TEAM_EDIT, about_team),
    "team.confirm": Route(team.save, Right.TEAM_EDIT, about_team),
    "team.found": Route(team.found, Right.SELF_READ),
    "team.start": Route(team.found, Right.SELF_READ),
}

UNKNOWN = Route(ritual.unknown, Right.SELF_READ)  # a command nobody knows
MESSAGE = Route(ritual.message, Right.SELF_READ)  # a direct message that is no command

ALARMS: Mapping[str, Ringing] = {
    "absence.bridge": Ringing(bridge.ask_due),
    "bridge.choice": Ringing(bridge.choice_due),
    "standup.open": Ringing(standup_day.open_due),
    "standup.prompt": Ringing(standup_day.prompt),
    "standup.remind": Ringing(standup_day.remind),
    "standup.summary": Ringing(standup_day.post_due),
}

OUTBOX: Mapping[str, Saying] = {
    "absence.told": Saying(unsolicited=True),
    "bridge.question": Saying(unsolicited=True),
    "bridge.answered": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "bridge.choice": Saying(bridge.choice_wanted, unsolicited=True),
    "ritual.answer": Saying(max_late=timedelta(hours=1)),
    "ritual.undelivered": Saying(),
    MORE_WAITING: Saying(),
    "standup.prompt": Saying(standup_day.prompt_wanted, standup_day.prompt_failed, CATCH_UP, unsolicited=True),
    "standup.reminder": Saying(standup_day.prompt_wanted, max_late=CATCH_UP, unsolicited=True),
    "standup.ack": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.settled": Saying(standup_day.edit_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.gone": Saying(standup_day.gone_wanted),
    "standup.missed": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.summary": Saying(on_failure=standup_day.summary_failed, if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.line": Saying(),
}


def see_above(session: Session, row: Outbox) -> Card:
    """What stands on a page that an edit no longer needs."""
    return Card(Text(_words(session, row).markup("ritual.see_above")))


def maybe_repeated(session: Session, row: Outbox) -> Card:
    """The card again, saying that it may already have been seen."""
    card = load_card(row.card)
    note = Note(Text(_words(session, row).markup("ritual.maybe_repeated")))
    return Card(card.title, (*card.blocks, note), card.subtitle)


def more_waiting(session: Session, row: Outbox) -> Card:
    """How many messages found no room in this conversation."""
    words = _words(session, row)
    number = count_more(session, row.lane)
    return Card(Text(words.markup_for("ritual.more_waiting", number), {"n": words.number(number)}))


def _words(session: Session, row: Outbox) -> Words:
    return Words(language_of(session, row))
