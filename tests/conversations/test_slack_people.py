"""SPEC Q1, A12 on Slack: who is in a channel, who becomes known, who runs it, and whose words stay unheard."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlmodel import select

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted, Place, Who
from ritualbot.chat.replies import Nothing, Say
from ritualbot.rituals.permissions import Role
from ritualbot.store import team as teams, team_roster as roster
from ritualbot.store.team import Destination, Person
from tests.builders import ALICE, BRUNO, CHLOE, HUGO, SomeTeam
from tests.clouds.slack.client import FakeSlack
from tests.conversations.bot import Actor
from tests.conversations.rights_stage import digest
from tests.conversations.slack_bot import SlackBot
from tests.conversations.test_setup import prefilled, told

TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, HUGO))
NOBODYS = [  # kinds of accounts that are in channels and never of a team unless somebody says so
    {"name": "robot", "kind": "bot"},
    {"name": "slackbot", "id": "USLACKBOT"},
    {"name": "farid", "kind": "stranger"},
    {"name": "vera", "kind": "visitor", "team": "T0VERGER002"},
    {"name": "gisele", "kind": "deactivated"},
    {"name": "gus", "kind": "guest"},
    {"name": "solo", "kind": "single_guest"},
]
NINA = {"name": "nina", "display_name": "Nina", "tz": "America/Toronto", "locale": "en-GB"}
OWNER = {"name": "olga", "display_name": "Olga", "kind": "owner"}


@pytest.fixture
def bot(sqlite_url: str, fake_slack: FakeSlack) -> Iterator[SlackBot]:
    """A team, and people of every kind whom only Slack knows; all of them are in #automne."""
    made = SlackBot(sqlite_url, TEAM, slack=fake_slack)
    for each in (*NOBODYS, NINA, OWNER):
        made.first.users[each["name"]] = made.first.do("users", **each)["user"]
    everyone = ("bruno", "nina", *(each["name"] for each in NOBODYS))
    made.places["automne"] = Place("automne", name="automne", members=everyone)
    yield made
    made.close()


def known(bot: SlackBot, user: str) -> Person | None:
    with bot.session() as session:
        return roster.known_person(session, 1, bot.id_of(user))


def sets_up(bot: SlackBot, user: str = "alice", **values: str) -> Actor:
    actor = bot.person(user)
    actor.says("/ritual setup", where="automne")
    if values:
        actor.fills(**values)
    return actor


def place_of(bot: SlackBot, channel: str) -> Destination:
    with bot.session() as session:
        return next(each for each in session.exec(select(Destination)) if each.conversation == bot.place_id(channel))


# -- a channel -----------------------------------------------------------------------------------------------------


def test_proposed_are_the_channels_people_without_bots_guests_and_strangers(bot: SlackBot) -> None:
    assert prefilled(sets_up(bot))["people"] == ("alice", "bruno", "nina")


def test_a_team_keeps_its_channels_name_and_not_its_id(bot: SlackBot) -> None:
    alice = sets_up(bot, people="alice,bruno")
    assert "L’équipe Automne est créée." in told(alice)
    assert place_of(bot, "automne").name == "automne"
    bot.until("2027-03-02 12:01")
    assert bot.channel("automne").last.title.startswith("Point du jour")
    alice.says("/rituel agenda", where="automne")
    assert "#automne" in told(alice) and bot.place_id("automne") not in told(alice)


def test_it_keeps_it_as_well_once_the_effect_on_other_zones_was_seen(bot: SlackBot) -> None:
    alice = sets_up(bot, people="alice,hugo")
    assert alice.form is not None and alice.form.action == "setup.confirm"
    alice.fills()
    assert place_of(bot, "automne").name == "automne"


def test_the_charter_form_does_not_put_the_id_in_the_names_place(bot: SlackBot) -> None:
    alice = sets_up(bot, people="alice,bruno")
    alice.clicks("team.edit")
    alice.fills(people="alice,bruno,chloe")
    assert place_of(bot, "automne").name == "automne"


def test_a_channel_whose_name_does_not_come_in_time_gets_it_with_the_next_look_at_its_charter(bot: SlackBot) -> None:
    """Nothing typed is lost for it."""
    alice = sets_up(bot)
    bot.first.goes_wrong("throttled", "conversations.info")
    alice.fills(people="alice,bruno")
    assert "L’équipe Automne est créée." in told(alice)
    assert place_of(bot, "automne").name == bot.place_id("automne")
    alice.says("/rituel charte", where="automne")
    assert place_of(bot, "automne").name == "automne"


def test_the_name_does_not_wait_for_the_members(bot: SlackBot) -> None:
    bot.first.goes_wrong("throttled", "conversations.members", times=9)
    alice = sets_up(bot)
    assert (prefilled(alice)["name"], prefilled(alice)["people"]) == ("Automne", ("alice",))
    asked = len(bot.first.log("conversations.members"))
    alice.fills(people="alice,bruno")
    assert place_of(bot, "automne").name == "automne"
    assert len(bot.first.log("conversations.members")) == asked, "a form that is sent has its people already"


# -- people who were never seen ------------------------------------------------------------------------------------


def test_whoever_is_picked_becomes_known_with_zone_and_language(bot: SlackBot) -> None:
    bot.places["automne"] = Place("automne", name="automne", members=("bruno",))
    alice = sets_up(bot)
    assert known(bot, "nina") is None
    alice.fills(people="alice,nina")
    assert alice.form is not None and alice.form.action == "setup.confirm", "Nina is six hours away"
    assert "Nina" in alice.form.intro.plain() if alice.form.intro else False
    alice.fills()
    nina = known(bot, "nina")
    assert nina is not None
    assert (nina.name, nina.tz, nina.language, nina.region) == ("Nina", "America/Toronto", "en", "CA")
    bot.until("2027-03-02 15:31")
    assert "stand-up" in bot.person("nina").messages[0].text


@pytest.mark.parametrize("user", ["robot", "slackbot", "farid", "vera", "gisele"])
def test_who_is_of_no_team_is_refused_where_they_were_picked(bot: SlackBot, user: str) -> None:
    alice = sets_up(bot, people=f"alice,bruno,{user}")
    assert set(alice.errors) == {"people"}
    assert known(bot, user) is None
    alice.fills(people="alice,bruno", sponsor=user)
    assert set(alice.errors) == {"sponsor"}
    assert known(bot, user) is None
    alice.fills(people="alice,bruno", sponsor="")
    assert "L’équipe Automne est créée." in told(alice)


def test_a_guest_is_of_the_team_only_when_picked(bot: SlackBot) -> None:
    alice = sets_up(bot, people="alice,bruno,gus")
    assert "3 personnes" in told(alice)
    bot.until("2027-03-02 09:31")
    assert "point du jour" in bot.person("gus").last.title


def test_who_slack_does_not_tell_of_in_time_is_refused_and_can_be_sent_again(bot: SlackBot) -> None:
    bot.places["automne"] = Place("automne", name="automne", members=("bruno",))
    alice = sets_up(bot)
    bot.first.goes_wrong("throttled", "users.info", times=9)
    alice.fills(people="alice,nina")
    assert set(alice.errors) == {"people"}
    bot.first.do("faults", faults=[])
    alice.fills(people="alice,nina")
    assert alice.form is not None and alice.form.action == "setup.confirm"


# -- who runs the workspace ----------------------------------------------------------------------------------------


def test_an_owner_nobody_knows_sets_up_at_once(bot: SlackBot) -> None:
    olga = sets_up(bot, "olga", people="olga,bruno")
    assert "L’équipe Automne est créée." in told(olga)
    person = known(bot, "olga")
    assert person is not None
    with bot.session() as session:
        assert Role.ADMIN in roster.roles_anywhere(session, person)


def test_an_admin_no_more_may_not_even_before_slack_says_so(bot: SlackBot) -> None:
    """No `user_change` has come: whoever sets up is looked at anew."""
    olga = sets_up(bot, "olga")
    assert olga.form is not None
    bot.first.do("user", user=bot.id_of("olga"), is_admin=False, is_owner=False)
    olga.fills(people="olga,bruno")
    with bot.session() as session:
        assert [team.name for team in teams.teams(session)] == ["Printemps"]
    olga.says("/ritual setup", where="automne")
    assert "scrum master" in told(olga)


def test_whoever_may_not_asks_and_is_told(bot: SlackBot) -> None:
    """Nina was never seen; Olga runs the workspace, and was never seen either until she wrote."""
    bot.person("olga").says("/rituel aide")
    nina = sets_up(bot, "nina")
    assert nina.form is None
    nina.clicks("access.ask", where="automne")
    assert "Your asking went to Olga, for #automne." in told(nina)
    asked = [each for each in bot.person("olga").messages if "Nina" in each.text]
    assert len(asked) == 1 and "#automne" in asked[0].text
    bot.person("olga").presses("access.grant")
    sets_up(bot, "nina", people="nina,bruno")


# -- other workspaces ----------------------------------------------------------------------------------------------


def test_a_workspace_without_us_gets_a_neutral_answer_and_no_trace(bot: SlackBot, fake_slack: FakeSlack) -> None:
    other = fake_slack.workspace(name="W9", users=[{"name": "zoe"}])
    bot.names.workspaces["W9"] = other
    before, called = digest(bot.app.engine), len(bot.first.log())
    zoe = bot.person("zoe", "W9")
    for command in ("/rituel aide", "/ritual setup", "/point"):
        zoe.says(command)
        assert zoe.told.startswith("This workspace is not set up with ritualbot.")
    who, here = Who("slack", "W9", "zoe"), Place("@zoe", direct=True)
    with bot.session() as session:
        ref = teams.teams(session)[0].ref
    assert bot.handle(ButtonPressed(uuid4().hex, who, here, "team.edit", ref)) == Nothing()
    assert bot.handle(FormSubmitted(uuid4().hex, who, here, "team.save", ref, {"name": "X"})) == Nothing()
    assert digest(bot.app.engine) == before
    assert len(bot.first.log()) == called and other.log() == []


@pytest.mark.parametrize("user", ["farid", "vera", "robot", "gisele"])
def test_who_is_not_of_the_workspace_is_told_so_and_not_kept(bot: SlackBot, user: str) -> None:
    """Somebody of another organisation in a shared channel, a bot that presses, an account that is closed."""
    said = set()
    for where, command in (("", "help"), ("printemps", "setup"), ("automne", "setup")):
        place = bot.places.get(where, Place(where)) if where else Place(f"@{user}", direct=True)
        reply = bot.handle(CommandTyped(uuid4().hex, Who("slack", "W1", user), place, "ritual", command))
        assert isinstance(reply, Say)
        said.add(reply.card.plain_text())
    [answer] = said
    assert "Printemps" not in answer and "Alice" not in answer
    assert known(bot, user) is None
