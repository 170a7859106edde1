"""SPEC Q1, "Roles and rights": who a platform says people are. Nobody is kept for being in a workspace alone."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from ritualbot.chat.events import CommandTyped, PersonChanged, Place, Profile, Who
from ritualbot.chat.replies import Say
from ritualbot.rituals.permissions import Role
from ritualbot.store import team as teams, team_roster as roster
from ritualbot.store.team import Person
from tests.builders import ALICE, BRUNO, SomeTeam
from tests.conversations.bot import Bot

MakeBot = Callable[..., Bot]
DUO = SomeTeam(people=(ALICE, BRUNO))
ZOE = Profile("zoe", "Zoé", "America/Toronto", "fr", admin=False)


def asks_for_help(bot: Bot, *told: Profile, user: str = "zoe") -> str:
    event = CommandTyped(uuid4().hex, Who("direct", "W1", user), Place("@zoe", direct=True), "help", profiles=told)
    reply = bot.handle(event)
    assert isinstance(reply, Say)
    return reply.card.plain_text()


def known(bot: Bot, user: str) -> Person | None:
    with bot.session() as session:
        return roster.known_person(session, 1, bot.id_of(user))


def roles(bot: Bot, user: str) -> frozenset[Role]:
    person = known(bot, user)
    assert person is not None
    with bot.session() as session:
        return roster.roles_anywhere(session, person)


@pytest.mark.not_on_playground("its page tells nobody's profile")
def test_whoever_speaks_first_becomes_known_as_the_platform_describes_them(make_bot: MakeBot) -> None:
    """Q1: name, zone, holidays of where they live, language."""
    bot = make_bot(DUO)
    assert "/rituel" in asks_for_help(bot, ZOE)
    found = known(bot, "zoe")
    assert found is not None
    assert (found.name, found.tz, found.language, found.region) == ("Zoé", "America/Toronto", "fr", "CA")
    assert roles(bot, "zoe") == frozenset()


@pytest.mark.not_on_playground("nobody is a stranger there")
@pytest.mark.not_on_teams("whoever does something says who they are")
def test_without_a_profile_a_stranger_stays_one(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    asks_for_help(bot)
    assert known(bot, "zoe") is None


@pytest.mark.not_on_playground("its page tells nobody's profile")
@pytest.mark.not_on_teams("only its own tenant's people act")
@pytest.mark.parametrize(
    "told",
    [
        Profile("zoe", "Zoé", bot=True),
        Profile("zoe", "Zoé", stranger=True, admin=True),
        Profile("zoe", "Zoé", active=False),
    ],
)
def test_bots_strangers_and_those_who_left_are_not_kept(make_bot: MakeBot, told: Profile) -> None:
    """A12: who is of another organisation is answered neutrally, and nothing about them is stored."""
    bot = make_bot(DUO)
    asks_for_help(bot, told)
    assert known(bot, "zoe") is None


@pytest.mark.not_on_playground("its page tells nobody's profile")
@pytest.mark.not_on_teams("nothing tells who runs a tenant")
def test_who_runs_the_workspace_is_admin_here_as_long_as_they_do(make_bot: MakeBot) -> None:
    """A11: a right that was taken away is gone before the next thing they press."""
    bot = make_bot(DUO)
    asks_for_help(bot, Profile("zoe", "Zoé", admin=True))
    assert roles(bot, "zoe") == {Role.ADMIN}
    bot.handle(PersonChanged(uuid4().hex, Who("direct", "W1", "zoe"), Place(""), Profile("zoe", "Zoé", admin=False)))
    assert roles(bot, "zoe") == frozenset()
    asks_for_help(bot, Profile("zoe", "Zoé"))
    assert roles(bot, "zoe") == frozenset()


@pytest.mark.not_on_playground("its page tells of nobody's change")
@pytest.mark.not_on_teams("nothing tells of a person but what they do")
def test_a_change_of_someone_unknown_keeps_nothing(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    bot.handle(PersonChanged(uuid4().hex, Who("direct", "W1", "zoe"), Place(""), ZOE))
    assert known(bot, "zoe") is None


@pytest.mark.not_on_playground("its page tells nobody's profile")
def test_a_zone_or_language_nobody_knows_is_left_out(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    asks_for_help(bot, Profile("zoe", " \u202e ", "Mars/Olympus", "tlh"))
    found = known(bot, "zoe")
    assert found is not None
    assert (found.name, found.tz, found.language, found.region) == (bot.id_of("zoe"), "Europe/Paris", "", "FR")


@pytest.mark.not_on_playground("its page tells nobody's profile")
@pytest.mark.not_on_teams("nothing tells of a person but what they do")
def test_what_people_set_themselves_stays(make_bot: MakeBot) -> None:
    bot = make_bot(DUO)
    alice = bot.person("alice")
    alice.says("/rituel moi")
    alice.presses_ref("person.edit", "")
    alice.fills(tz="Europe/London")
    with bot.session() as session:
        before = teams.person_at(session, 1, bot.id_of("alice"))
        assert before is not None
    told = Profile("alice", "Alice B.", "America/Toronto")
    asks_for_help(bot, told, user="alice")
    bot.handle(PersonChanged(uuid4().hex, Who("direct", "W1", "alice"), Place(""), told))
    found = known(bot, "alice")
    assert found is not None and (found.name, found.tz) == ("Alice B.", "Europe/London")
