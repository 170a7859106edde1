"""A stretch of the life of one counsel: people ask, she takes, answers, asks back, is away; the same at every run."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from sqlmodel import col, delete, select

from ritualbot.app.parts import build
from ritualbot.chat.events import Event
from ritualbot.chat.gateway import Pace
from ritualbot.chat.replies import OpenForm, Reply
from ritualbot.clock import MovableClock
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_history import OPEN, RequestState
from ritualbot.store.alarms import Alarm
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from ritualbot.store.request import Request
from ritualbot.store.team import Team
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Bot, moment
from tests.conversations.fake_chat import FakeChat
from tests.databases import engine_of
from tests.desks import build_desk

AWAY = (
    (date(2027, 2, 15), date(2027, 2, 19)),
    (date(2027, 3, 15), date(2027, 3, 17)),
    (date(2027, 8, 2), date(2027, 8, 20)),
)
# By hand: the days of 2027 on which France does not work, weekends apart.
HOLIDAYS = frozenset(
    date.fromisoformat(f"2027-{each}") for each in ["01-01", "03-29", "05-06", "05-17", "07-14", "11-01", "11-11"]
)
NADIA = Someone("nadia", (), away=AWAY)
ASKING = (CHLOE, DAVID, BRUNO)
SAID: Mapping[str, Mapping[str, str]] = {
    "content": {},
    "claim": {"claim": "N° 1", "proof": "Étude"},
    "contest": {"period": "mars"},
    "contract": {"party": "Agence"},
}
LOOKS = (time(9, 40), time(14, 40))  # when the counsel looks at what waits; people answer her a little before


@dataclass(frozen=True)
class Span:
    """From a working day to another one; nothing new is asked in the last `calm` working days."""

    first: date
    last: date
    requests: int
    calm: int
    seed: int = 7


@dataclass(frozen=True)
class Sent:
    """What a message was, by the key it was posted under."""

    user: str
    kind: str
    subject: str


class QuickBot(Bot):
    """What people do is settled with the next step of time. What was to be sent is noted day by day: the product
    forgets it within the year."""

    def __init__(self, database_url: str, *teams: SomeTeam, start: str) -> None:
        super().__init__(database_url, *teams, start=start)
        self.sent: dict[str, Sent] = {}
        self._last = 0

    @classmethod
    def over(cls, database_url: str, now: str) -> "QuickBot":
        """Over a database in which the team stands already."""
        made = cls.__new__(cls)
        made.clock = MovableClock(moment(now), rate=0.0)
        made.chat, made.places, made.sent, made._last = FakeChat(made.clock.now), {}, {}, 0
        made.app = build(engine_of(database_url), {"direct": made.chat}, clock=made.clock)
        return made

    def handle(self, event: Event) -> Reply:
        return self.app.dispatcher.handle(event)

    def note(self) -> None:
        with self.session() as session:
            for row in session.exec(select(Outbox).where(col(Outbox.id) > self._last)):
                self.sent[row.dedupe_key] = Sent(row.user, row.kind, row.subject)
                self._last = max(self._last, row.id or 0)


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def there(day: date) -> bool:
    """Whether the counsel is at work."""
    return works(day) and not any(since <= day <= until for since, until in AWAY)


def live(database_url: str, span: Span) -> QuickBot:
    """Whoever asks for it closes it."""
    team = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID, NADIA))
    bot = QuickBot(database_url, team, start=f"{span.first} 08:00")
    bot.chat.pace = Pace(lane_seconds=0, per_minute=10_000)
    with begin(bot.app.engine) as session:
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, "Juridique", "nadia", duty="nadia")
        session.connection().execute(delete(Alarm).where(col(Alarm.kind).startswith("standup.")))
    _Life(bot, span).live()
    return bot


class _Life:
    def __init__(self, bot: QuickBot, span: Span) -> None:
        self.bot, self.span, self.chance = bot, span, Random(span.seed)
        days = [span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1)]
        self.days = [day for day in days if works(day)]
        self.asked = Counter(self.chance.choice(self.days[: -span.calm]) for _ in range(span.requests))
        self.by: dict[str, str] = {}  # who asked, by the request's ref
        with bot.session() as session:
            self.team, self.desk = session.exec(select(Team.ref)).one(), session.exec(select(Desk.ref)).one()

    def live(self) -> None:
        for day in self.days:
            for at in LOOKS:
                self.bot.until(f"{day} {at:%H:%M}")
                found = self._open()
                self._answer(found)
                if there(day):
                    self._work(found)
            for minutes in sorted(self.chance.randrange(5, 200) for _ in range(self.asked[day])):
                self.bot.until(f"{datetime.combine(day, LOOKS[-1]) + timedelta(minutes=minutes)}")
                self._file()
            self.bot.note()
        self.bot.until(f"{self.span.last} 23:59")
        self.bot.note()

    def _file(self) -> None:
        actor, type_ = self.bot.person(self.chance.choice(ASKING).user), self.chance.choice(list(SAID))
        reply = actor.presses_ref("request.open", f"{self.team}:{self.desk}:{type_}")
        assert isinstance(reply, OpenForm)
        actor.fills(title=f"Demande de {type_}", details="À relire", **SAID[type_])
        with self.bot.session() as session:
            newest = session.exec(select(Request.ref).order_by(col(Request.id).desc())).first()
        assert newest is not None
        self.by[newest] = actor.user

    def _work(self, found: list[tuple[str, str]]) -> None:
        """The counsel takes half of what is new or lacks something at once, answers some, lacks something for a few."""
        nadia = self.bot.person("nadia")
        for ref, state in found:
            drawn = self.chance.random()
            if state == RequestState.NEW and drawn < 0.45:
                nadia.presses_ref("request.take", ref)
            elif state == RequestState.TAKEN and drawn < 0.18:
                nadia.presses_ref("request.approve", ref)
            elif state in (RequestState.TAKEN, RequestState.NEW) and 0.45 <= drawn < 0.5:
                nadia.presses_ref("request.ask", ref)
                nadia.fills(text="Il manque une pièce")

    def _answer(self, found: list[tuple[str, str]]) -> None:
        for ref, state in found:
            if state == RequestState.WAITING and self.chance.random() < 0.4:
                actor = self.bot.person(self.by[ref])
                actor.presses_ref("request.say", ref)
                actor.fills(text="La voici")
                actor.clicks("request.expected")

    def _open(self) -> list[tuple[str, str]]:
        with self.bot.session() as session:
            query = select(Request.ref, Request.state).where(col(Request.state).in_(OPEN)).order_by(col(Request.id))
            return [(ref, state) for ref, state in session.exec(query).all()]
