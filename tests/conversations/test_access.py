"""Q2: set-up by someone without the right offers to ask; an admin decides; on yes the form reopens as it was."""

from collections.abc import Callable

import pytest
from sqlmodel import col, delete, select

from ritualbot.chat.events import Place
from ritualbot.rituals.permissions import Role
from ritualbot.store import audit, team as teams
from ritualbot.store.engine import begin
from ritualbot.store.team import Membership
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.test_setup import form_of, prefilled, roles, told

ADA, AXEL = Someone("ada", (Role.ADMIN,)), Someone("axel", (Role.ADMIN,))
WITH_ADMINS = SomeTeam(people=(ALICE, BRUNO, CHLOE, ADA, AXEL))


@pytest.fixture
def asking(make_bot: Callable[..., Bot]) -> Bot:
    bot = make_bot(WITH_ADMINS)
    bot.places["automne"] = Place("automne", name="automne", members=("chloe", "bruno"))
    return bot


def ask(bot: Bot) -> Actor:
    chloe = bot.person("chloe")
    chloe.says("/ritual setup", where="automne")
    chloe.clicks("access.ask", where="automne")
    return chloe


def done(bot: Bot) -> list[str]:
    with bot.session() as session:
        return list(session.exec(select(audit.Audit.action).order_by(col(audit.Audit.id))))


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_the_refusal_names_who_may_and_offers_to_ask(asking: Bot) -> None:
    chloe = asking.person("chloe")
    chloe.says("/ritual setup", where="automne")
    assert "scrum master" in told(chloe) and "administration" in told(chloe)
    chloe.clicks("access.ask", where="automne")
    assert "Demande transmise à Ada et Axel, pour #automne." in told(chloe)


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_every_admin_gets_one_message_and_a_scrum_master_none(asking: Bot) -> None:
    ask(asking)
    for user in ("ada", "axel"):
        [message] = asking.person(user).messages
        assert message.title == "Chloe demande à mettre en place l’équipe Automne dans #automne."
        assert {button.label for button in buttons(message.card)} == {"Nommer scrum master", "Refuser"}
    assert asking.person("alice").messages == []


def test_without_an_admin_the_scrum_masters_decide(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE)))
    ask(bot)
    bot.person("alice").presses("access.grant")
    assert "Alice a donné son accord" in bot.person("chloe").last.text


def test_asking_twice_sends_nothing_new(asking: Bot) -> None:
    ask(asking)
    chloe = ask(asking)
    assert "Demande transmise à Ada et Axel" in told(chloe)
    assert [len(asking.person(user).messages) for user in ("ada", "axel")] == [1, 1]
    assert done(asking) == ["access.asked"]


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_on_yes_the_form_opens_for_this_channel_and_the_asker_is_its_scrum_master(asking: Bot) -> None:
    chloe = ask(asking)
    asking.person("ada").presses("access.grant")
    assert "Ada a donné son accord" in chloe.last.text
    chloe.presses("setup.open")  # in the direct message, where the platform tells nothing of the channel
    assert prefilled(chloe)["name"] == "Automne"
    assert prefilled(chloe)["people"] == ("chloe", "bruno")
    chloe.fills()
    assert "L’équipe Automne est créée." in told(chloe)
    assert "#automne" in told(chloe)
    assert roles(asking, "Automne", "chloe") == {Role.MEMBER, Role.SCRUM_MASTER}
    assert done(asking) == ["access.asked", "access.granted", "team.created"]


def test_what_was_granted_is_for_one_channel(asking: Bot) -> None:
    chloe = ask(asking)
    asking.person("ada").presses("access.grant")
    chloe.presses_ref("setup.open", "hiver")
    assert "administration" in told(chloe)


def test_the_first_admin_decides_and_the_second_is_told_who_did(asking: Bot) -> None:
    chloe = ask(asking)
    asking.person("ada").presses("access.grant")
    axel = asking.person("axel")
    axel.presses("access.refuse")
    assert told(axel) == "Ada a nommé Chloe scrum master."
    assert len(chloe.messages) == 1
    assert done(asking) == ["access.asked", "access.granted"]


def test_a_refusal_is_told_with_who_decided(asking: Bot) -> None:
    chloe = ask(asking)
    ada = asking.person("ada")
    ada.presses("access.refuse")
    assert told(ada) == "Ada a refusé la demande de Chloe."
    assert "Ada a refusé" in chloe.last.text
    chloe.says("/ritual setup", where="automne")
    assert "administration" in told(chloe)
    assert done(asking) == ["access.asked", "access.refused"]


def test_nobody_else_decides(asking: Bot) -> None:
    chloe = ask(asking)
    ref = asking.person("ada").button("access.grant").ref
    for user in ("chloe", "alice", "bruno"):
        actor = asking.person(user)
        actor.presses_ref("access.grant", ref)
        assert told(actor).startswith("Introuvable ici."), user
    assert chloe.messages == []


def test_what_was_typed_survives_a_right_lost_while_typing(asking: Bot) -> None:
    """Alice fills the form as a scrum master, is none any more when she sends it, asks, and gets it back as it was."""
    alice = asking.person("alice")
    alice.says("/ritual setup", where="automne")
    with begin(asking.app.engine) as session:
        session.connection().execute(delete(Membership).where(col(Membership.role) == Role.SCRUM_MASTER))
    alice.fills(name="Les Tilleuls", at="10:15", sprint_weeks="4")
    assert form_of(alice).action == "access.send" and prefilled(alice)["name"] == "Les Tilleuls"
    alice.fills()
    assert "Demande transmise" in told(alice)
    assert "Les Tilleuls" in asking.person("ada").last.title
    asking.person("ada").presses("access.grant")
    alice.presses("setup.open")
    assert (prefilled(alice)["name"], prefilled(alice)["at"]) == ("Les Tilleuls", "10:15")
    assert prefilled(alice)["sprint_weeks"] == ("4",)
    with asking.session() as session:
        assert len(teams.teams(session)) == 1


def test_a_name_without_end_reaches_the_admin_cut_and_the_asker_whole(asking: Bot) -> None:
    """I: nothing typed is lost, and nobody is sent a page of it."""
    chloe, name = asking.person("chloe"), "<!channel>" * 4000
    chloe.submits("access.send", "automne", {"name": name, "extra": "no field of the form"})
    ada = asking.person("ada")
    assert len(ada.last.title) < 200 and "<!channel>" in ada.last.title
    ada.presses("access.grant")
    chloe.presses("setup.open")
    assert prefilled(chloe)["name"] == name


def test_a_whole_customer_without_anyone_to_ask_says_so(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(SomeTeam(people=(CHLOE,)))
    chloe = ask(bot)
    assert "code" in told(chloe)
