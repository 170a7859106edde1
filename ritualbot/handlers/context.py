"""What a handler is given: the transaction, the moment, who acts, and the one way to speak."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum

from sqlmodel import Session

from ritualbot.chat.cards import Card
from ritualbot.chat.events import Event, Place
from ritualbot.chat.wire import load_card
from ritualbot.errors import Absent
from ritualbot.i18n import Words
from ritualbot.reports import person as people_report
from ritualbot.reports.quiet import Line, line_of
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.permissions import Right, Role
from ritualbot.store import alarms, desk_people, outbox, team as teams
from ritualbot.store.outbox import Outbox, Outgoing
from ritualbot.store.request import Concerned
from ritualbot.store.team import Destination, Person, Team, Workspace


@dataclass
class Tick:
    """A moment in a transaction, with nobody acting: alarms, and what follows a failed delivery."""

    session: Session
    now: datetime

    def tell(
        self,
        person: Person,
        kind: str,
        subject: str,
        key: str,
        card: Card,
        ref: str = "",
        not_before: datetime | None = None,
    ) -> bool:
        """A direct message to a person, at every address they have; False when they have none. Whoever never heard
        from us is first told who we are."""
        assert person.id is not None
        found = teams.addresses(self.session, person.id)
        if found and person.welcomed_at is None:
            self.welcome(person)
        for address in found:
            outgoing = Outgoing(
                workspace_id=address.workspace_id,
                kind=kind,
                subject=f"{subject}:{address.id}",
                key=f"{key}:{address.id}",
                card=card,
                user=address.user,
                conversation=address.conversation,
                ref=ref,
                not_before=not_before,
            )
            outbox.put(self.session, self.now, outgoing)
        return bool(found)

    def welcome(self, person: Person) -> None:
        """The first word, once in a person's life with us; nothing for who is in no team yet."""
        card = people_report.welcome_card(self.session, person)
        if card is None:
            return
        person.welcomed_at = self.now
        self.session.add(person)
        alarms.clear(self.session, "person.welcome", person.ref)
        subject = f"person:{person.ref}:welcome"
        self.tell(person, "person.welcome", subject, subject, card)

    def post(
        self, place: Destination, kind: str, subject: str, key: str, card: Card, ref: str = "", thread: str = ""
    ) -> None:
        """A message to one of a team's channels. `thread`: the subject it answers, in the same channel."""
        outgoing = Outgoing(
            workspace_id=place.workspace_id,
            kind=kind,
            subject=f"{subject}:{place.id}",
            key=f"{key}:{place.id}",
            card=card,
            conversation=place.conversation,
            ref=ref,
            thread=f"{thread}:{place.id}" if thread else "",
        )
        outbox.put(self.session, self.now, outgoing)


@dataclass
class Context(Tick):
    """A tick with an actor. `team` is the one the event is about, and `roles` what the actor is in it."""

    workspace: Workspace
    place: Place
    person: Person
    words: Words
    team: Team | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    own: bool = True  # whether what the event is about is the actor's, where that is known before it is looked at

    def this_team(self) -> Team:
        """The team; raises Absent where the event is about none."""
        if self.team is None:
            raise Absent("ritual.no_team")
        return self.team

    def has(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def within(self, team: Team) -> "Context":
        """The same, about another team."""
        assert self.person.id is not None
        words = Words(self.person.language or team.language)
        return replace(self, team=team, roles=teams.roles_in(self.session, self.person.id, team), words=words)

    def concerning(self, request: Concerned | None) -> "Context":
        """The same, about a request: what the actor is on its desk counts, what they are on another one does not."""
        assert self.person.id is not None
        if request is None:
            raise Absent("permission.absent")
        seat = desk_people.roles_on(self.session, request.desk_id, self.person.id)
        roles = self.roles - {Role.DESK_CONTACT, Role.DESK_LEAD} | seat
        return replace(self, roles=roles, own=request.requester_id == self.person.id)

    def today(self) -> date:
        """The day it is for the actor."""
        return local_day(self.now, self.person.zone())


@dataclass(frozen=True)
class CarryOn:
    """A handler's answer: what was kept is to be handled now, for the same person in the same place."""

    event: Event


Handler = Callable[..., object]


@dataclass(frozen=True)
class Route:
    """What an action calls, and the right it takes. `about` finds the team a ref belongs to; None: the place's.

    `concerned` finds whose request a ref is and of which desk, where that decides what the actor may do.
    `asks_team`: someone of several teams is asked which is meant, where neither the place nor a ref tells.
    `veil`: what is sent may be nobody's, so no row keeps it with a person: no draft, no typed line, and the inbox only
    what `veil` makes of the sender's key and the ref.
    """

    handler: Handler
    right: Right
    about: Callable[[Session, str], int | None] | None = None
    concerned: Callable[[Session, str], Concerned | None] | None = None
    asks_team: bool = True
    veil: Callable[[Session, str, str], str] | None = None


@dataclass(frozen=True)
class Ringing:
    """What an alarm calls, and how long it is postponed when that fails."""

    handler: Callable[[Tick, str], None]
    postpone: timedelta = timedelta(minutes=1)


class IfUnsure(Enum):
    """What to do with a message nobody knows the fate of, where the platform cannot look it up."""

    AT_MOST_ONCE = "at most once"  # pings and prompts
    AGAIN_ONCE = "again once"  # receipts: a possible repeat is better than nothing


class Budget(Enum):
    """What a new direct message costs the person it goes to, and when it may land. An edit is free at any time."""

    REPLY = "reply"  # answers their own click, or goes to a channel: neither counted nor held
    PROMPT = "prompt"  # counted, and room is kept for it; inside the widened hours, or not at all
    REMINDER = "reminder"  # counted; inside the widened hours, or not at all
    COUNTED = "counted"  # counted; waits for the working hours, and with no room left for the morning prompt
    ASKS = "asks"  # counted; a question no line can stand for: waits whole for a day with room, inside the hours
    DIGEST = "digest"  # the same, and room is kept for it in a sponsor's week: a digest, the pack of a review
    FIRST = "first"  # the same for a first word, but in the widened hours: it comes before the first prompt
    MORNING = "morning"  # never a message: a line of that morning's first prompt, of a list where none comes that day
    EXEMPT = "exempt"  # a failure that needs action, a breach: not counted, but waits for the working hours

    @property
    def counts(self) -> bool:
        return self in (Budget.PROMPT, Budget.REMINDER, Budget.COUNTED, Budget.ASKS, Budget.DIGEST, Budget.FIRST)


def title_line(_tick: Tick, row: Outbox) -> Line | None:
    """A message as one line: its title and its first button."""
    return line_of(load_card(row.card))


@dataclass(frozen=True)
class Saying:
    """How a kind of message is delivered. `still_wanted` is asked in the transaction that begins the sending, `on_sent`
    and `on_failure` called in the one that ends it.

    `also` is the line that stands for a message there was no room for (None: nothing does), which keeps the first of
    its buttons, or as many as `line_buttons` says; `for_all`: what does for several lines at once what a button of them
    does for one. `carries` says that the first message of this kind in a day shows the lines that wait.
    """

    still_wanted: Callable[[Tick, Outbox], bool] = lambda _tick, _row: True
    on_failure: Callable[[Tick, Outbox, str], None] = lambda _tick, _row, _why: None
    max_late: timedelta | None = None
    if_unsure: IfUnsure = IfUnsure.AT_MOST_ONCE
    budget: Budget = Budget.REPLY
    also: Callable[[Tick, Outbox], Line | None] = title_line
    line_buttons: int = 1
    for_all: Mapping[str, str] = field(default_factory=dict)
    carries: bool = False
    on_sent: Callable[[Tick, Outbox], None] = lambda _tick, _row: None
