"""Q6: a month of a ten-person team, its sponsor and a second team: nobody is ever written to more than they should be.

It looks at every message that reached somebody's direct conversation and at what its kind costs, so that whatever a
later ritual says falls under it by itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from ritualbot import handlers
from ritualbot.chat.cards import Card
from ritualbot.chat.events import Event
from ritualbot.chat.gateway import Pace
from ritualbot.chat.replies import OpenForm, Reply
from ritualbot.chat.text import literal
from ritualbot.handlers.context import Budget, Saying, Tick
from ritualbot.rituals.permissions import Role
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from ritualbot.store.standup import StandupAnswer, StandupPart
from ritualbot.store.team import Address, Person
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, HUGO, Someone, SomeTeam, build_further_team
from tests.conversations.bot import Bot, buttons
from tests.conversations.fake_chat import Posted

INES = Someone("ines", days="0,1,3,4")
KARIM = Someone("karim", away=((date(2027, 3, 15), date(2027, 3, 19)),))
MORE = tuple(Someone(user) for user in ("lea", "emma", "nora"))
OLGA = Someone("olga", (Role.OBSERVER,))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID, HUGO, INES, KARIM, *MORE, CLAIRE, OLGA))
SHARED = tuple(replace(each, roles=(Role.MEMBER,)) for each in (BRUNO, HUGO, MORE[2]))
SECOND = SomeTeam(people=SHARED, name="Été", channel="ete", standup={"at": time(9, 45), "summary_at": time(11, 45)})
FIRST_DAY, LAST_DAY = (
    date(2027, 3, 8),
    date(2027, 4, 2),
)  # the clocks change on 14 March in Toronto, on the 28th in Paris
HOLIDAYS = {"FR": {date(2027, 3, 29)}, "CA-ON": {date(2027, 3, 26)}}  # Easter Monday; Good Friday
ASKED = (ALICE, BRUNO, CHLOE, DAVID, HUGO, INES, KARIM, *MORE)  # those who may have an action to do
# When people look at their messages, in Paris, and when something is told to somebody by itself.
LOOKS = ("09:50", "12:10", "15:50")
TELLS = ("07:30", "13:00", "22:00")


class QuietBot(Bot):
    """What people do is settled with the next step of time."""

    def handle(self, event: Event) -> Reply:
        return self.app.dispatcher.handle(event)


@dataclass(frozen=True)
class Ping:
    """A new message to somebody that answers nothing they did."""

    who: Someone
    at: datetime  # on their own clock
    budget: Budget
    text: str

    def __str__(self) -> str:
        return f"{self.who.user}, {self.at:%a %d %b %H:%M}: {self.text[:40]}"


def live(bot: QuietBot) -> None:
    """Four weeks, the same at every run."""
    chance = Random(2027)
    for number in range((LAST_DAY - FIRST_DAY).days + 1):
        day = FIRST_DAY + timedelta(days=number)
        for at in sorted((*LOOKS, *TELLS)):
            bot.until(f"{day} {at}")
            if at in TELLS:
                told = chance.sample(TEAM.people, 3) + [CLAIRE] * (number % 2)
                tell(bot, [(who.user, f"Nouvelle {number} {at} {index}") for index, who in enumerate(told)])
                if at == "13:00" and day.weekday() in range(5):
                    propose(bot, chance.choice(ASKED), day + timedelta(days=chance.randrange(1, 9)))
            elif day.weekday() in range(5):
                for someone in TEAM.people:
                    look(bot, someone, chance)
    bot.until(f"{LAST_DAY} 23:59")


def tell(bot: QuietBot, news: list[tuple[str, str]]) -> None:
    with begin(bot.app.engine) as session:
        for user, title in news:
            query = select(Person).join(Address, col(Address.person_id) == col(Person.id))
            person = session.exec(query.where(col(Address.user) == user)).one()
            Tick(session, bot.clock.now()).tell(person, "news", title, title, Card(literal(title)))


def propose(bot: QuietBot, someone: Someone, due_on: date) -> None:
    """An action for somebody, who may take it, finish it, or be reminded of it for weeks."""
    bot.person("alice").says(f"/rituel action Préparer la suite @{someone.name} {due_on}")


def look(bot: QuietBot, someone: Someone, chance: Random) -> None:
    """They answer, skip, or leave it; some only in the afternoon."""
    actor = bot.person(someone.user)
    today = bot.clock.now().astimezone(ZoneInfo(someone.tz)).date()
    for message in actor.messages[-4:]:
        asked = {button.action: button.ref for button in buttons(message.card)}
        for action in {"action.accept", "action.done"} & asked.keys():
            if chance.randrange(4) == 0:
                actor.presses_ref(action, asked[action])
        if "standup.skip" not in asked or message.at.astimezone(ZoneInfo(someone.tz)).date() != today:
            continue
        match chance.randrange(8):
            case 0:
                actor.presses_ref("standup.skip", asked["standup.skip"])
            case 1 | 2:
                if isinstance(actor.presses_ref("standup.open", asked["standup.open"]), OpenForm):
                    actor.fills(today=f"Secret de {someone.user}")
            case 3:
                actor.presses_ref("standup.snooze", asked.get("standup.snooze", asked["standup.skip"]))


def pings(bot: QuietBot) -> list[Ping]:
    with bot.session() as session:
        kinds = dict(session.exec(select(Outbox.dedupe_key, Outbox.kind)).all())
    kind_of = {ref: kinds[key] for key, ref in bot.chat.keys.items()}
    people = {f"@{someone.user}": someone for someone in TEAM.people}
    found = []
    for each in bot.chat.messages:
        budget = handlers.OUTBOX[kind_of[each.ref]].budget
        if each.conversation in people and budget is not Budget.REPLY:
            found.append(_ping(people[each.conversation], each, budget))
    return found


def _ping(who: Someone, message: Posted, budget: Budget) -> Ping:
    return Ping(who, message.at.astimezone(ZoneInfo(who.tz)), budget, message.title)


def working_day(who: Someone, day: date) -> bool:
    """By hand: weekends and days off, the two holidays, Karim's week."""
    away = any(first <= day <= last for first, last in who.away)
    return str(day.weekday()) in who.days.split(",") and day not in HOLIDAYS[who.region] and not away


def in_hours(ping: Ping) -> bool:
    if ping.budget in (Budget.PROMPT, Budget.REMINDER):
        return time(8, 30) <= ping.at.time() < time(18, 30)
    return time(9) <= ping.at.time() < time(18)


@pytest.fixture
def month(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[QuietBot]:
    monkeypatch.setattr(handlers, "OUTBOX", {**handlers.OUTBOX, "news": Saying(budget=Budget.COUNTED)})
    with closing(QuietBot(sqlite_url, TEAM, start=f"{FIRST_DAY} 07:00")) as bot:
        bot.chat.pace = Pace(lane_seconds=0.0, per_minute=100_000)
        with begin(bot.app.engine) as session:
            build_further_team(session, bot.clock.now(), SECOND)
        live(bot)
        yield bot


def test_a_month_is_quiet_for_everyone_and_a_season_later_its_words_are_gone(month: QuietBot) -> None:
    found = pings(month)
    too_many(found)
    assert [str(each) for each in found if not working_day(each.who, each.at.date())] == []
    assert [str(each) for each in found if not in_hours(each)] == []
    everyone_is_asked(found)
    nothing_is_lost(month)
    actions_come_in_the_morning(month)
    words_go_and_counts_stay(month)


def too_many(found: list[Ping]) -> None:
    """Three a day, a sponsor two a week; and the month was busy enough to reach both."""
    counted = [each for each in found if each.budget.counts]
    days = Counter((each.who.user, each.at.date()) for each in counted)
    weeks = Counter(each.at.isocalendar().week for each in counted if each.who is CLAIRE)
    assert max(days.values()) == 3
    assert max(weeks.values()) == 2
    assert len(weeks) == 4


def everyone_is_asked(found: list[Ping]) -> None:
    """Prompts come first: whatever else there was to say, nobody missed one of either team."""
    asked = Counter(each.who.user for each in found if each.budget is Budget.PROMPT)
    workdays = [FIRST_DAY + timedelta(days=number) for number in range((LAST_DAY - FIRST_DAY).days + 1)]
    expected = {}
    for who in TEAM.people:
        if who in (CLAIRE, OLGA):
            continue
        teams = 2 if who.user in {each.user for each in SHARED} else 1
        expected[who.user] = teams * sum(working_day(who, day) for day in workdays)
    # On Easter Monday and Good Friday one zone works: for Hugo alone there is no stand-up of either team.
    expected["hugo"] -= 2
    assert asked == expected


def nothing_is_lost(bot: QuietBot) -> None:
    """Every piece of news to someone at work was a message or stands in a line, but for what the last days hold."""
    with bot.session() as session:
        told = session.exec(select(Outbox.user, Outbox.subject).where(col(Outbox.kind) == "news")).all()
    seen: dict[str, str] = defaultdict(str)
    for each in bot.chat.messages:
        seen[each.conversation] += each.text
    titles = [(user, subject.rpartition(":")[0]) for user, subject in told if user in {"alice", "chloe", "david"}]
    lost = [title for user, title in titles if title not in seen[f"@{user}"]]
    lost = [title for title in lost if not title.startswith("Nouvelle 2")]
    assert lost == []


def actions_come_in_the_morning(bot: QuietBot) -> None:
    """C8: as lines of the day's first prompt or list, to most; each was asked about in a message of its own."""
    held = [each for each in bot.chat.messages if "Aussi\u00a0: action #" in each.text]
    assert len({each.conversation for each in held}) > 5
    assert any(each.title.startswith("Alice vous propose") for each in bot.chat.messages)
    assert not any(each.title.startswith("action #") for each in bot.chat.messages)


def words_go_and_counts_stay(bot: QuietBot) -> None:
    with bot.session() as session:
        parts = session.exec(select(sa.func.count(col(StandupPart.id)))).one()
        assert session.exec(select(StandupAnswer.id)).first() is not None
        assert session.exec(select(Outbox.id).where(col(Outbox.card).contains("Secret de"))).first() is not None
    bot.jump("2027-07-11 12:00")  # a hundred days on, a Sunday
    bot.settle()
    with bot.session() as session:
        assert session.exec(select(StandupAnswer.id)).first() is None
        assert session.exec(select(Outbox.id).where(col(Outbox.card).contains("Secret de"))).first() is None
        assert session.exec(select(sa.func.count(col(StandupPart.id)))).one() >= parts
        presences = set(session.exec(select(StandupPart.presence)))
        assert {"answered", "skipped", "expected", "away"} <= presences
