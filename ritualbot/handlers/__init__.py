"""What people do and what happens by itself: the bot's table of contents.

ROUTES: what a button or a command calls, and the right it takes; FORMS: what a sent form calls. ALARMS: what time
calls. OUTBOX: how each kind of message is delivered.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlmodel import Session

from ritualbot.chat.cards import Card, Note, Text
from ritualbot.chat.events import ButtonPressed
from ritualbot.chat.replies import Reply
from ritualbot.chat.wire import load_card
from ritualbot.handlers import quiet, retention, ritual, standup, standup_day, team
from ritualbot.handlers.context import Budget, Context, IfUnsure, Ringing, Route, Saying, Tick
from ritualbot.handlers.quiet import Landing as Landing
from ritualbot.i18n import Words
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.standup import CATCH_UP
from ritualbot.store.outbox import MORE_WAITING, Outbox, count_more, language_of
from ritualbot.store.standup import team_of_part, team_of_run
from ritualbot.store.team_setup import about_team


def _see_all(context: Context, event: ButtonPressed) -> Reply:
    return quiet.all(context, event, OUTBOX)


def _list_due(tick: Tick, ref: str) -> None:
    quiet.list_due(tick, ref, OUTBOX)


def _list_wanted(tick: Tick, row: Outbox) -> bool:
    return quiet.list_wanted(tick, row, OUTBOX)


ROUTES: Mapping[str, Route] = {
    "quiet.all": Route(_see_all, Right.SELF_READ),
    "retention.privacy": Route(retention.privacy, Right.SELF_READ),
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
    "standup.answer": Route(standup.answer, Right.STANDUP_ANSWER, team_of_part),
    "team.save": Route(team.save, Right.TEAM_EDIT, about_team),
    "team.confirm": Route(team.save, Right.TEAM_EDIT, about_team),
    "team.found": Route(team.found, Right.SELF_READ),
    "team.start": Route(team.found, Right.SELF_READ),
}

UNKNOWN = Route(ritual.unknown, Right.SELF_READ)  # a command nobody knows
MESSAGE = Route(ritual.message, Right.SELF_READ)  # a direct message that is no command

ALARMS: Mapping[str, Ringing] = {
    "quiet.list": Ringing(_list_due),
    "retention.daily": Ringing(retention.daily),
    "standup.open": Ringing(standup_day.open_due),
    "standup.prompt": Ringing(standup_day.prompt),
    "standup.remind": Ringing(standup_day.remind),
    "standup.summary": Ringing(standup_day.post_due),
}

OUTBOX: Mapping[str, Saying] = {
    "quiet.list": Saying(_list_wanted, budget=Budget.COUNTED, also=quiet.no_line, carries=True),
    "ritual.answer": Saying(max_late=timedelta(hours=1)),
    "ritual.undelivered": Saying(budget=Budget.EXEMPT),
    MORE_WAITING: Saying(),
    "standup.prompt": Saying(
        standup_day.prompt_wanted,
        standup_day.prompt_failed,
        CATCH_UP,
        budget=Budget.PROMPT,
        also=standup_day.prompt_line,
        carries=True,
    ),
    "standup.reminder": Saying(
        standup_day.prompt_wanted, max_late=CATCH_UP, budget=Budget.REMINDER, also=quiet.no_line
    ),
    "standup.ack": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.gone": Saying(standup_day.gone_wanted),
    "standup.missed": Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.EXEMPT),
    "standup.summary": Saying(on_failure=standup_day.summary_failed, if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.line": Saying(),
}


def landing(tick: Tick, row: Outbox) -> Landing:
    """What becomes of a message about to be sent: now, later, as a line elsewhere, or never."""
    return quiet.landing(tick, row, OUTBOX)


def with_also(tick: Tick, row: Outbox, fits: Callable[[Card], bool]) -> Card:
    """A message as it is sent: what found no room in its reader's day is added to a card that may carry it."""
    return quiet.with_also(tick, row, OUTBOX, fits)


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
