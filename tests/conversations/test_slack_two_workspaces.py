"""RELIABILITY 4 on Slack: two workspaces in one ritualbot. A signed request that carries a reference of the other
answers as for one that never was: nothing of it is shown, and nothing is written."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from ritualbot import handlers
from ritualbot.chat.events import ButtonPressed, FormSubmitted, Place, Who
from ritualbot.rituals.permissions import Role
from ritualbot.store import absence, bridge, schema, team as teams
from ritualbot.store.engine import begin
from ritualbot.store.team import Person
from tests.builders import Someone, SomeTeam
from tests.clouds.slack.client import FakeSlack
from tests.conversations.slack_bot import SlackBot
from tests.conversations.slack_requests import ListeningBot, answer, sent, stored

EVERYTHING = (Role.MEMBER, Role.SCRUM_MASTER, Role.ADMIN)
LAVANDE = SomeTeam(
    (Someone("lucie", EVERYTHING), Someone("leon")), "Lavande", "lavande", workspace="W1", standup={"days": "1"}
)
MIMOSA = SomeTeam(
    (Someone("maud", EVERYTHING), Someone("milo")), "Mimosa", "mimosa", workspace="W2", standup={"days": "2"}
)
WORDS = {"W1": ("Lavande", "lavande", "Lucie", "Leon"), "W2": ("Mimosa", "mimosa", "Maud", "Milo")}
NEVER, NO_CHANNEL = "never-was", "C0NEVERWAS1"


@dataclass(frozen=True)
class Two:
    bot: ListeningBot
    refs: dict[str, list[str]]  # by workspace: every reference there is of it


@pytest.fixture
def two(sqlite_url: str, fake_slack: FakeSlack) -> Iterator[Two]:
    """Each has had its stand-up, with a blocker, days off and a bridge day, on a day of its own."""
    bot = ListeningBot(sqlite_url, LAVANDE, slack=fake_slack)
    lived(bot, "lucie", "W1", "Lavande", "2027-03-02")
    first, everything = references(bot), all_references(bot)
    with begin(bot.app.engine) as session:
        bot._build(session, MIMOSA)
    lived(bot, "maud", "W2", "Mimosa", "2027-03-03")
    second = references(bot, but=everything)
    yield Two(bot, {"W1": [*first, bot.place_id("lavande", "W1")], "W2": [*second, bot.place_id("mimosa", "W2")]})
    bot.close()


def lived(bot: SlackBot, user: str, workspace: str, name: str, day: str) -> None:
    bot.until(f"{day} 09:31")
    bot.person(user, workspace).answers("Plan", blocker=f"Secret de {name}")
    with begin(bot.app.engine) as session:
        team = next(each for each in teams.teams(session) if each.name == name)
        now = bot.clock.now()
        for person in session.exec(select(Person).where(col(Person.tenant_id) == team.tenant_id)):
            absence.declare(session, person.id or 0, date(2027, 8, 2), date(2027, 8, 6), now)
        absence.close(session, team.id or 0, date(2027, 12, 27), date(2027, 12, 31), "Noël")
        bridge.ask(session, team, date(2027, 5, 7))
    bot.until(f"{day} 12:01")


def references(bot: SlackBot, but: Collection[str] = ()) -> list[str]:
    """One of each kind that stands in the database; a number or a word is everybody's."""
    found: dict[str, str] = {}
    with bot.session() as session:
        for table in schema.METADATA.sorted_tables:
            refs = session.execute(sa.select(table.c.ref)).scalars() if "ref" in table.columns else ()
            kind = [ref for ref in refs if len(ref) >= 16 and ref not in {*but, *found.values()}]
            found |= {table.name: kind[0]} if kind else {}
    return [*found.values()]


def all_references(bot: SlackBot) -> set[str]:
    tables = [table for table in schema.METADATA.sorted_tables if "ref" in table.columns]
    with bot.session() as session:
        return {ref for table in tables for ref in session.execute(sa.select(table.c.ref)).scalars()}


def carried(action: str, ref: str) -> str:
    """As a button of this kind carries it."""
    return {"team.choose": f"no-such-line.{ref}", "blocker.tag": f"{ref}:it"}.get(action, ref)


def asked(action: str, who: Who, ref: str) -> ButtonPressed | FormSubmitted:
    place = Place("lavande" if who.workspace == "W1" else "mimosa")
    if action in handlers.FORMS:
        return FormSubmitted(uuid4().hex, who, place, action, ref, {"today": "Mon texte", "name": ""})
    return ButtonPressed(uuid4().hex, who, place, action, ref)


@pytest.mark.long
@pytest.mark.parametrize(("user", "here", "there"), [("lucie", "W1", "W2"), ("maud", "W2", "W1")])
def test_a_reference_of_the_other_workspace_never_was(two: Two, user: str, here: str, there: str) -> None:
    bot, who = two.bot, Who("slack", here, user)
    shown = " ".join(answer(bot, sent(bot, asked("charter.show", who, ref))) for ref in two.refs[here])
    assert WORDS[here][0] in shown, "whoever asks is somebody here"
    with bot.session() as session:
        before = stored(session)
    for action in (*handlers.ROUTES, *handlers.FORMS):
        request = {none: sent(bot, asked(action, who, none)) for none in (NEVER, NO_CHANNEL)}
        unknown = {none: answer(bot, each) for none, each in request.items()}
        for ref in (carried(action, each) for each in two.refs[there]):
            none = NO_CHANNEL if ref.startswith("C0") else NEVER
            got = answer(bot, request[none].replace(none, ref))
            assert got.replace(ref, none) == unknown[none], (action, ref)
            assert not [word for word in WORDS[there] if word in got], (action, ref)
        bot.door.settle()
        with bot.session() as session:
            assert stored(session) == before, action
