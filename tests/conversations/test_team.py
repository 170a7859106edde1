"""The team card, its form, and starting a team, as people meet them."""

from collections.abc import Callable
from datetime import date

import pytest

from ritualbot.chat.replies import Say
from ritualbot.rituals.permissions import Role
from ritualbot.store import team as teams
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, HUGO, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons


def offered(actor: Actor) -> set[str]:
    assert isinstance(actor.reply, Say)
    return {button.action for button in buttons(actor.reply.card)}


def told(actor: Actor) -> str:
    return actor.told.replace("\u00a0", " ").replace("\u202f", " ")


def press(actor: Actor, action: str, where: str = "") -> None:
    assert isinstance(actor.reply, Say)
    [found] = [button for button in buttons(actor.reply.card) if button.action == action]
    actor.presses_ref(action, found.ref, where)


KARIM = Someone("karim", away=((date(2027, 3, 1), date(2027, 3, 5)),))
FULL = SomeTeam(people=(ALICE, BRUNO, CHLOE, HUGO, KARIM, CLAIRE))


def test_the_team_at_a_glance(make_bot: Callable[..., Bot]) -> None:
    alice = make_bot(FULL).person("alice")
    alice.says("/rituel équipe")
    for part in (
        "Printemps",
        "Alice · scrum master",
        "Hugo (Toronto) · membre",
        "Karim (jusqu’au vendredi 5 mars)",
        "du lundi au vendredi à 09:30",
        "11:30, heure de Paris",
        "#printemps",
        "Taille de l’équipe : 5",
        "Prochain point du jour : mardi 2 mars à 09:30",
    ):
        assert part in told(alice), part
    assert offered(alice) == {"team.edit", "absence.closures", "standup.manage"}


def test_a_member_and_the_sponsor_look_and_do_not_change(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(FULL)
    for user in ("chloe", "claire"):
        actor = bot.person(user)
        actor.says("/ritual team")
        assert offered(actor) == set()
    bruno = bot.person("bruno")
    bruno.says("/ritual team")
    press(bruno, "team.edit")
    assert bruno.form is not None
    chloe = bot.person("chloe")
    chloe.presses_ref("team.edit", bruno.form.ref)
    assert "scrum master" in told(chloe)
    assert chloe.form is None
    chloe.submits("team.save", bruno.form.ref, {"name": "Mine"})
    assert "scrum master" in told(chloe)


def test_a_change_says_what_changed_and_what_comes_next(make_bot: Callable[..., Bot]) -> None:
    """B1, Q4: set-up shows its effect on other zones before saving; a confirmation ends with the next step's date."""
    bot = make_bot(FULL)
    alice = bot.person("alice")
    alice.says("/ritual team")
    press(alice, "team.edit")
    alice.fills()
    assert told(alice).startswith("Rien n’a changé")
    assert "mardi 2 mars à 09:30" in told(alice)
    alice.says("/ritual team")
    press(alice, "team.edit")
    alice.fills(at="10h", people="alice,bruno,chloe,hugo,claire", days="wed,thu", summary="12:00")
    assert alice.form is not None and alice.form.intro is not None
    assert alice.form.intro.plain() == (
        "Le point du jour part à 10:00 à Paris, et à 16:00 pour Hugo. "
        "Le bilan part à 12:00\u202f; encore à venir à ce moment-là\u00a0: Hugo."
    )
    alice.says("/ritual team")
    assert "à 09:30" in told(alice)  # nothing is saved yet
    alice.fills()
    assert "Hors de l’équipe — Karim" in told(alice)
    assert "mercredi et jeudi à 10:00" in told(alice)
    assert "Bilan — 12:00" in told(alice)
    assert told(alice).splitlines()[-1] == "Prochain point du jour : mercredi 3 mars à 10:00."
    alice.fills(people="alice,nobody", at="3h")
    assert set(alice.errors) == {"people", "at"}


def test_an_assistant_does_not_remove_a_scrum_master(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, Someone("dora", (Role.SCRUM_MASTER,)))))
    bruno = bot.person("bruno")
    bruno.says("/ritual team")
    press(bruno, "team.edit")
    bruno.fills(people="bruno,chloe,dora")
    assert "scrum master" in told(bruno)
    with bot.session() as session:
        assert len(teams.people_with(session, 1, Role.SCRUM_MASTER)) == 2
    alice = bot.person("alice")
    alice.says("/ritual team")
    press(alice, "team.edit")
    alice.fills(people="bruno,chloe,dora")
    with bot.session() as session:
        assert len(teams.people_with(session, 1, Role.SCRUM_MASTER)) == 1


@pytest.mark.not_on_playground("the channel without a team has its own name")
def test_a_scrum_master_starts_a_team_in_a_channel_without_one(make_bot: Callable[..., Bot]) -> None:
    """The one way to do it is the set-up form: here is its button."""
    bot = make_bot(FULL)
    chloe = bot.person("chloe")
    chloe.says("/ritual team", where="automne")
    assert offered(chloe) == set()
    alice = bot.person("alice")
    alice.says("/ritual team", where="automne")
    assert offered(alice) == {"team.edit", "absence.closures", "standup.manage", "setup.open"}
    press(alice, "setup.open", "automne")
    assert alice.form is not None and (alice.form.action, alice.form.ref) == ("setup.found", "automne")


def test_someone_of_no_team_reads_what_it_takes(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, Someone("zoe", ()), Someone("ada", (Role.ADMIN,)))))
    zoe = bot.person("zoe")
    zoe.says("/ritual team", where="automne")
    assert "Pas encore d’équipe ici." in told(zoe)
    assert offered(zoe) == set()
    ada = bot.person("ada")
    ada.says("/ritual team", where="automne")
    assert offered(ada) == {"setup.open"}
    ada.says("/ritual team")
    assert offered(ada) == set()
    ada.presses_ref("setup.open", "")
    assert "canal" in told(ada)
