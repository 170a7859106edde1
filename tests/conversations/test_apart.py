"""RELIABILITY 4: two workspaces in one ritualbot, be they on one platform or on two. A true request that carries a
reference of the other answers as for one that never was: nothing of it is shown, and nothing is written. What each is
told, its own platform alone hears of."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from ritualbot import handlers
from ritualbot.app.parts import build
from ritualbot.chat.events import ButtonPressed, FormSubmitted, Place, Who
from ritualbot.clock import MovableClock
from ritualbot.rituals.permissions import Role
from ritualbot.store import absence, bridge, schema, team as teams
from ritualbot.store.engine import begin
from ritualbot.store.team import Person
from tests.builders import Someone, SomeTeam
from tests.clouds.slack.client import FakeSlack
from tests.clouds.teams.client import FakeTeams
from tests.conversations.requests import Listening, ListeningSlack, ListeningTeams, stored
from tests.platforms.loop import own_loop

EVERYTHING = (Role.MEMBER, Role.SCRUM_MASTER, Role.ADMIN)
# The same people in a channel of the same name, as an agency's customers may well have them.
PEOPLE = (Someone("lucie", EVERYTHING), Someone("leon"))
LAVANDE = SomeTeam(PEOPLE, "Lavande", "sprint", workspace="W1", standup={"days": "1"})
MIMOSA = SomeTeam(PEOPLE, "Mimosa", "sprint", workspace="W2", standup={"days": "2"})
NEVER = "never-was"


@dataclass(frozen=True)
class Side:
    """One of the two: its workspace, its team, and every reference there is of it."""

    bot: Listening
    workspace: str
    team: str
    refs: list[str]

    @property
    def who(self) -> Who:
        return Who(self.bot.platform, self.workspace, "lucie")

    def log(self) -> list[Any]:
        return self.bot.log(self.workspace)

    @property
    def channel(self) -> str:
        return self.bot.place_id("sprint", self.workspace)

    @property
    def people(self) -> list[str]:
        """All their ids."""
        return [known for each in PEOPLE for known in self.bot.ids(each.user, self.workspace)]

    def asked(self, action: str, ref: str) -> str:
        """The request of somebody there."""
        key, place = uuid4().hex, Place("sprint")
        if action in handlers.FORMS:
            values = {"today": "Mon texte", "name": ""}
            return self.bot.request(FormSubmitted(key, self.who, place, action, ref, values))
        return self.bot.request(ButtonPressed(key, self.who, place, action, ref))

    def lives(self, day: str) -> None:
        """A stand-up with a blocker, days off and a bridge day."""
        self.bot.until(f"{day} 09:31")
        self.bot.person("lucie", self.workspace).answers("Plan", blocker=f"Secret de {self.team}")
        with begin(self.bot.app.engine) as session:
            team = next(each for each in teams.teams(session) if each.name == self.team)
            now = self.bot.clock.now()
            for person in session.exec(select(Person).where(col(Person.tenant_id) == team.tenant_id)):
                absence.declare(session, person.id or 0, date(2027, 8, 2), date(2027, 8, 6), now)
            absence.close(session, team.id or 0, date(2027, 12, 27), date(2027, 12, 31), "Noël")
            bridge.ask(session, team, date(2027, 5, 7))
        self.bot.until(f"{day} 12:01")

    def keep(self, found: dict[str, list[str]]) -> None:
        """References by table: one of each kind. A number or a word is everybody's."""
        kinds = [[ref for ref in refs if len(ref) >= 16 and ref not in self.refs] for refs in found.values()]
        self.refs.extend(dict.fromkeys(refs[0] for refs in kinds if refs))


def references(bot: Listening) -> dict[str, list[str]]:
    """By table, in the order they came."""
    tables = [table for table in schema.METADATA.sorted_tables if "ref" in table.columns]
    with bot.session() as session:
        return {
            each.name: list(session.execute(sa.select(each.c.ref).order_by(each.c.id)).scalars()) for each in tables
        }


# -- two of them ---------------------------------------------------------------------------------------------------


class SharedClock(MovableClock):
    """Time for both platforms."""

    def __init__(self, *bots: Listening) -> None:
        super().__init__(bots[0].clock.now(), rate=0.0)
        self._bots = bots

    def move(self, moment: datetime) -> None:
        super().move(moment)
        for bot in self._bots:
            bot.clock.move(moment)


def in_one_process(slack: ListeningSlack, msteams: ListeningTeams) -> None:
    """One app behind both doors, with both ways out."""
    gateways = {**slack.app.delivery.gateways, **msteams.app.delivery.gateways}
    slack.app = msteams.app = build(slack.app.engine, gateways, clock=SharedClock(slack, msteams))


@pytest.fixture(params=["two on Slack", "two on Teams", "one on each"])
def two(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[tuple[Side, Side]]:
    """Each has lived a day of its own."""
    with ExitStack() as ends:
        first, second = _bots(request, sqlite_url, ends)
        sides = Side(first, "W1", "Lavande", []), Side(second, "W2", "Mimosa", [])
        built = references(first)
        for side, half in zip(sides, (0, 1), strict=True):  # they were built alike, one after the other
            side.keep({name: refs[half * len(refs) // 2 :] for name, refs in built.items()})
        for side, day in zip(sides, ("2027-03-02", "2027-03-03"), strict=True):
            before = references(first)
            side.lives(day)
            side.keep({name: refs[len(before[name]) :] for name, refs in references(first).items()})
            side.refs.append(side.channel)
        assert not {*sides[0].refs} & {*sides[1].refs}
        yield sides


def _bots(request: pytest.FixtureRequest, url: str, ends: ExitStack) -> tuple[Listening, Listening]:
    match request.param:
        case "two on Slack":
            fake_slack: FakeSlack = request.getfixturevalue("fake_slack")
            slack = ends.enter_context(closing(ListeningSlack(url, LAVANDE, MIMOSA, slack=fake_slack)))
            return slack, slack
        case "two on Teams":
            fake_teams: FakeTeams = request.getfixturevalue("fake_teams")
            msteams = ends.enter_context(closing(ListeningTeams(url, LAVANDE, MIMOSA, cloud=fake_teams)))
            return msteams, msteams
        case _:
            loop = ends.enter_context(own_loop())
            here, there = request.getfixturevalue("fake_slack"), request.getfixturevalue("fake_teams")
            slack = ends.enter_context(closing(ListeningSlack(url, LAVANDE, slack=here, loop=loop)))
            msteams = ends.enter_context(closing(ListeningTeams(url, MIMOSA, cloud=there, loop=loop)))
            in_one_process(slack, msteams)
            return slack, msteams


# -- neither hears of the other ------------------------------------------------------------------------------------


def test_what_each_is_told_its_own_platform_alone_hears_of(two: tuple[Side, Side]) -> None:
    first, second = two
    for mine, other in ((first, second), (second, first)):
        heard = json.dumps(mine.log(), ensure_ascii=False)
        assert all(word in heard for word in (mine.team, f"Secret de {mine.team}", mine.channel))
        assert any(known in heard for known in mine.people)
        assert [word for word in (other.team, other.channel, *other.people, *other.refs) if word in heard] == []


@pytest.mark.long
@pytest.mark.parametrize("asks", [0, 1], ids=["the first asks", "the second asks"])
def test_a_reference_of_the_other_never_was(two: tuple[Side, Side], asks: int) -> None:
    here, there = two[asks], two[1 - asks]
    shown = " ".join(here.bot.answer(here.asked("charter.show", ref)) for ref in here.refs)
    assert here.team in shown, "whoever asks is somebody here"
    bot, before, heard = here.bot, _stored(here), there.log()
    words = (there.team, f"Secret de {there.team}")
    for action in (*handlers.ROUTES, *handlers.FORMS):
        request = {none: here.asked(action, none) for none in (NEVER, there.bot.no_channel)}
        unknown = {none: bot.answer(each) for none, each in request.items()}
        for each in there.refs:
            none, ref = there.bot.no_channel if each == there.channel else NEVER, carried(action, each)
            got = bot.answer(request[none].replace(none, ref))
            assert got.replace(ref, none) == unknown[none], (action, ref)
            assert not [word for word in words if word in got], (action, ref)
        bot.settle_door()
        assert _stored(here) == before, action
    assert there.log() == heard


def carried(action: str, ref: str) -> str:
    """As a button of this kind carries it."""
    return {"team.choose": f"no-such-line.{ref}", "blocker.tag": f"{ref}:it"}.get(action, ref)


def _stored(side: Side) -> str:
    with side.bot.session() as session:
        return stored(session)
