"""Q1 and "Who may set up": a team runs after five answers, for whoever may."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from ritualbot.chat.cards import Actions
from ritualbot.chat.events import Place
from ritualbot.chat.forms import Form
from ritualbot.rituals.permissions import Role
from ritualbot.store import audit, charter as charters, setup_code as codes, team as teams
from ritualbot.store.engine import begin
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, HUGO, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons

ADA = Someone("ada", (Role.ADMIN,))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID, CLAIRE, HUGO, ADA))
AUTUMN = Place("automne", name="automne", members=("bruno", "chloe", "david", "claire", "robot"))


@pytest.fixture
def setting_up(make_bot: Callable[..., Bot]) -> Bot:
    bot = make_bot(TEAM)
    bot.places["automne"] = AUTUMN
    return bot


def form_of(actor: Actor) -> Form:
    assert actor.form is not None
    return actor.form


def prefilled(actor: Actor) -> dict[str, object]:
    return {field.name: field.initial for field in form_of(actor).fields}


def told(actor: Actor) -> str:
    return actor.told.replace("\u00a0", " ").replace("\u202f", " ")


def roles(bot: Bot, name: str, user: str) -> set[Role]:
    with bot.session() as session:
        team = next(team for team in teams.teams(session) if team.name == name)
        person = teams.person_at(session, 1, bot.id_of(user))
        assert person is not None and person.id is not None
        return set(teams.roles_in(session, person.id, team))


def names(bot: Bot) -> list[str]:
    with bot.session() as session:
        return [team.name for team in teams.teams(session)]


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_five_things_are_asked_and_each_is_there_already(setting_up: Bot) -> None:
    """On Tuesday 2 March: the channel's name, its people without the bot, the defaults, next Monday."""
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="automne")
    assert prefilled(alice) == {
        "name": "Automne",
        "people": ("alice", "bruno", "chloe", "david", "claire"),
        "days": ("mon", "tue", "wed", "thu", "fri"),
        "at": "09:30",
        "sprint_weeks": ("2",),
        "sprint_on": ("2027-03-08",),
        "sponsor": (),
        "scrum_master": ("alice",),
    }


@pytest.mark.not_on_playground("who is in a channel is always told there")
def test_a_channel_the_platform_tells_nothing_of_starts_with_the_setter(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/rituel charte", where="hiver")
    assert (prefilled(alice)["name"], prefilled(alice)["people"]) == ("", ("alice",))


@pytest.mark.not_on_playground("the channel without a team has its own name")
def test_a_channels_name_no_team_may_have_is_left_out(setting_up: Bot) -> None:
    setting_up.places["x"] = Place("x", name="a/b", members=())
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="x")
    assert prefilled(alice)["name"] == ""


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_the_answer_says_what_happens_next_and_it_does(setting_up: Bot) -> None:
    """The sponsor is around the team, not in it, though the channel's people were kept as a whole."""
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="automne")
    alice.fills(sponsor="claire", at="10h", sprint_weeks="1", sprint_on="2027-03-10")
    for part in (
        "L’équipe Automne est créée.",
        "4 personnes : un message du lundi au vendredi à 10:00",
        "le bilan dans #automne à 12:00",
        "Sponsor — Claire",
        "1 semaine, à partir du mercredi 10 mars",
    ):
        assert part in told(alice), part
    assert told(alice).splitlines()[-1] == "Prochain point du jour : mardi 2 mars à 10:00."
    assert roles(setting_up, "Automne", "alice") == {Role.SCRUM_MASTER, Role.MEMBER}
    assert roles(setting_up, "Automne", "claire") == {Role.SPONSOR}
    setting_up.until("2027-03-02 10:01")
    assert "point du jour" in setting_up.person("chloe").last.text
    setting_up.until("2027-03-02 12:01")
    assert "Point du jour" in setting_up.channel("automne").last.text


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_the_sprint_is_kept_with_the_charter(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="automne")
    alice.fills(sprint_weeks="3", sprint_on="2027-03-03")
    alice.clicks("charter.show")
    assert "3 semaines, à partir du mercredi 3 mars" in told(alice)
    setting_up.until("2027-03-03 08:55")
    assert not any("le prochain sprint commence" in each.title for each in alice.messages)
    setting_up.until("2027-03-03 09:05")
    assert alice.last.title == "Automne : le prochain sprint commence, jusqu’au mardi 23 mars.".replace(" :", "\u00a0:")


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_change_opens_the_teams_form_and_a_trial_reaches_nobody_else(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="automne")
    alice.fills()
    answer = alice.reply
    before = {user: len(setting_up.person(user).messages) for user in ("bruno", "chloe", "david", "claire")}
    alice.clicks("setup.try")
    assert "Essai" in alice.last.text and "point du jour" in alice.last.text
    assert not any(isinstance(block, Actions) for block in alice.last.card.blocks)
    assert {user: len(setting_up.person(user).messages) for user in before} == before
    alice.reply = answer
    alice.clicks("team.edit")
    assert prefilled(alice)["name"] == "Automne"


def test_nothing_typed_is_lost_and_every_mistake_is_told_at_its_field(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="automne")
    alice.fills(
        name="PRINTEMPS/", at="25:00", days="", sprint_weeks="9", sprint_on="2027-13-01",
        sponsor="claire,chloe", scrum_master="nobody", people="alice,ghost",
    )  # fmt: skip
    assert set(alice.errors) == {"name", "at", "days", "sprint_weeks", "sprint_on", "sponsor", "scrum_master", "people"}
    alice.fills(people="")
    assert set(alice.errors) == {"people"}
    alice.fills(name="PRINTEMPS")
    assert set(alice.errors) == {"name"}
    assert names(setting_up) == ["Printemps"]


def test_people_of_another_zone_are_seen_before_anything_is_saved(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="automne")
    alice.fills(name="Cap Nord", people="alice,hugo")
    form = form_of(alice)
    assert form.action == "setup.confirm" and form.intro is not None
    assert "à 15:30 pour Hugo" in form.intro.plain()
    assert names(setting_up) == ["Printemps"]
    alice.fills()
    assert "L’équipe Cap Nord est créée." in told(alice)


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_a_channel_has_one_team(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="automne")
    alice.fills()
    alice.fills(name="Hiver")
    assert "déjà" in told(alice) and "Hiver" in told(alice)
    assert names(setting_up) == ["Printemps", "Automne"]


def test_where_there_is_a_team_it_is_its_charter(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="printemps")
    assert "Charte de l’équipe Printemps" in told(alice)


def test_in_a_direct_message_it_says_where_and_offers_ones_own_teams(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/ritual setup")
    assert "/rituel charte" in told(alice)
    alice.clicks("charter.show")
    assert "Charte de l’équipe Printemps" in told(alice)


# -- the scrum master who is named ---------------------------------------------------------------------------------


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_a_named_scrum_master_takes_over_once_they_accept(setting_up: Bot) -> None:
    ada = setting_up.person("ada")
    ada.says("/ritual setup", where="automne")
    ada.fills(people="bruno,chloe,david", scrum_master="bruno")
    assert "Le rôle de scrum master est proposé à Bruno" in told(ada)
    assert Role.SCRUM_MASTER in roles(setting_up, "Automne", "ada")
    assert roles(setting_up, "Automne", "bruno") == {Role.MEMBER}
    bruno, chloe = setting_up.person("bruno"), setting_up.person("chloe")
    ref = bruno.button("setup.accept").ref
    chloe.presses_ref("setup.accept", ref)
    assert "Introuvable" in told(chloe)
    bruno.presses("setup.accept")
    assert "Vous êtes scrum master de l’équipe Automne" in told(bruno)
    assert roles(setting_up, "Automne", "bruno") == {Role.MEMBER, Role.SCRUM_MASTER}
    assert roles(setting_up, "Automne", "ada") == {Role.ADMIN}
    assert "Bruno est scrum master" in ada.last.text
    bruno.presses("setup.decline")
    assert "Introuvable" in told(bruno)
    assert Role.SCRUM_MASTER in roles(setting_up, "Automne", "bruno")


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_a_refusal_leaves_the_setter_in_charge_and_is_told(setting_up: Bot) -> None:
    alice = setting_up.person("alice")
    alice.says("/ritual setup", where="automne")
    alice.fills(scrum_master="bruno")
    setting_up.person("bruno").presses("setup.decline")
    assert "Bruno ne prend pas le rôle" in alice.last.text
    assert roles(setting_up, "Automne", "alice") == {Role.MEMBER, Role.SCRUM_MASTER}
    assert roles(setting_up, "Automne", "bruno") == {Role.MEMBER}


# -- one-time codes ------------------------------------------------------------------------------------------------


def code_for(bot: Bot, workspace: int = 1) -> str:
    with begin(bot.app.engine) as session:
        return codes.issue(session, workspace, bot.clock.now())


def absent(actor: Actor) -> bool:
    return told(actor).startswith("Introuvable ici.")


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_a_code_opens_the_form_and_the_team_consumes_it(setting_up: Bot) -> None:
    code = code_for(setting_up)
    chloe = setting_up.person("chloe")
    chloe.says(f"/ritual setup {code}", where="automne")
    chloe.fills()
    assert "L’équipe Automne est créée." in told(chloe)
    assert roles(setting_up, "Automne", "chloe") == {Role.MEMBER, Role.SCRUM_MASTER}
    david = setting_up.person("david")
    david.says(f"/ritual setup {code}", where="hiver")
    assert absent(david)
    with setting_up.session() as session:
        assert code not in str(session.exec(select(codes.SetupCode)).all())
        done = session.exec(select(audit.Audit.action).order_by(col(audit.Audit.id))).all()
    assert done == ["setup.code_claimed", "setup.code_used", "team.created"]


def test_a_code_is_for_whoever_typed_it_first(setting_up: Bot) -> None:
    code = code_for(setting_up)
    setting_up.person("chloe").says(f"/ritual setup {code}", where="automne")
    david = setting_up.person("david")
    david.says(f"/ritual setup {code}", where="automne")
    assert absent(david)


def test_wrong_and_old_codes_get_one_answer(setting_up: Bot) -> None:
    code = code_for(setting_up)
    chloe = setting_up.person("chloe")
    chloe.says("/ritual setup nonsense", where="automne")
    wrong = told(chloe)
    setting_up.wait(hours=72)
    chloe.says(f"/ritual setup {code}", where="automne")
    assert absent(chloe) and told(chloe) == wrong


@pytest.mark.not_on_playground("it is one workspace")
def test_a_code_of_another_workspace_is_none(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(TEAM, SomeTeam(people=(ALICE,), name="Nord", channel="nord", workspace="W2"))
    code = code_for(bot, workspace=2)
    chloe = bot.person("chloe")
    chloe.says(f"/ritual setup {code}", where="automne")
    assert absent(chloe)


@pytest.mark.not_on_playground("there is one channel without a team")
def test_after_five_wrong_codes_in_an_hour_nothing_is_looked_up(setting_up: Bot) -> None:
    code = code_for(setting_up)
    chloe, david = setting_up.person("chloe"), setting_up.person("david")
    for number in range(5):
        chloe.says(f"/ritual setup wrong{number}", where="automne")
    chloe.says(f"/ritual setup {code}", where="automne")
    assert absent(chloe)
    david.says("/ritual setup wrong", where="automne")  # others are not held up
    david.says(f"/ritual setup {code}", where="automne")
    assert david.form is not None
    second = code_for(setting_up)
    setting_up.wait(seconds=timedelta(hours=1).total_seconds())
    chloe.says(f"/ritual setup {second}", where="hiver")
    assert chloe.form is not None


@pytest.mark.not_on_playground("everybody is in its one channel without a team, which has a name of its own")
def test_a_code_is_spent_with_one_team(setting_up: Bot) -> None:
    chloe = setting_up.person("chloe")
    chloe.says(f"/ritual setup {code_for(setting_up)}", where="automne")
    chloe.fills(scrum_master="bruno")
    setting_up.person("bruno").presses("setup.accept")
    chloe.says("/ritual setup", where="hiver")
    assert "scrum master" in told(chloe) and "access.ask" in {each.action for each in buttons(chloe.reply.card)}  # type: ignore[union-attr]
    with setting_up.session() as session:
        assert charters.read(session, 2).named_id is None
