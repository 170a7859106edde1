"""What people do and what happens by itself: the bot's table of contents.

ROUTES: what a button or a command calls, and the right it takes; FORMS: what a sent form calls. ALARMS: what time
calls. OUTBOX: how each kind of message is delivered.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlmodel import Session

from ritualbot.chat.cards import Card, Note, Text
from ritualbot.chat.wire import load_card
from ritualbot.handlers import access, charter, ritual, setup, standup, standup_day, team
from ritualbot.handlers.context import IfUnsure, Ringing, Route, Saying
from ritualbot.i18n import Words
from ritualbot.rituals.charter import Piece
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.standup import CATCH_UP
from ritualbot.store.charter import about_charter
from ritualbot.store.outbox import MORE_WAITING, Outbox, count_more, language_of
from ritualbot.store.standup import team_of_part, team_of_run
from ritualbot.store.team_setup import about_team

ROUTES: Mapping[str, Route] = {
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
    "setup.command": Route(setup.command, Right.SELF_READ),
    "setup.open": Route(setup.open, Right.SELF_READ),
    "setup.try": Route(setup.attempt, Right.STANDUP_MANAGE, about_team),
    "setup.accept": Route(setup.accept, Right.SELF_READ, about_charter),
    "setup.decline": Route(setup.decline, Right.SELF_READ, about_charter),
    "access.ask": Route(access.ask, Right.SELF_READ),
    "access.grant": Route(access.grant, Right.SELF_READ),
    "access.refuse": Route(access.refuse, Right.SELF_READ),
    "charter.show": Route(charter.show, Right.TEAM_READ, about_team),
    **{f"charter.{piece}": Route(charter.ask, Right.TEAM_EDIT, about_team) for piece in Piece},
}

FORMS: Mapping[str, Route] = {
    "standup.answer": Route(standup.answer, Right.STANDUP_ANSWER, team_of_part),
    "team.save": Route(team.save, Right.TEAM_EDIT, about_team),
    "team.confirm": Route(team.save, Right.TEAM_EDIT, about_team),
    "setup.found": Route(setup.found, Right.SELF_READ),
    "setup.confirm": Route(setup.found, Right.SELF_READ),
    "access.send": Route(access.ask, Right.SELF_READ),
    **{f"charter.save_{piece}": Route(charter.save, Right.TEAM_EDIT, about_team) for piece in Piece},
}

UNKNOWN = Route(ritual.unknown, Right.SELF_READ)  # a command nobody knows
MESSAGE = Route(ritual.message, Right.SELF_READ)  # a direct message that is no command

ALARMS: Mapping[str, Ringing] = {
    "standup.open": Ringing(standup_day.open_due),
    "standup.prompt": Ringing(standup_day.prompt),
    "standup.remind": Ringing(standup_day.remind),
    "standup.summary": Ringing(standup_day.post_due),
}

OUTBOX: Mapping[str, Saying] = {
    "ritual.answer": Saying(max_late=timedelta(hours=1)),
    "ritual.undelivered": Saying(),
    MORE_WAITING: Saying(),
    "standup.prompt": Saying(standup_day.prompt_wanted, standup_day.prompt_failed, CATCH_UP, unsolicited=True),
    "standup.reminder": Saying(standup_day.prompt_wanted, max_late=CATCH_UP, unsolicited=True),
    "standup.ack": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.gone": Saying(standup_day.gone_wanted),
    "standup.missed": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.summary": Saying(on_failure=standup_day.summary_failed, if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.line": Saying(),
    "setup.named": Saying(unsolicited=True),
    "setup.answered": Saying(),
    "setup.trial": Saying(max_late=timedelta(hours=1)),
    "access.asked": Saying(unsolicited=True),
    "access.decided": Saying(),
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
