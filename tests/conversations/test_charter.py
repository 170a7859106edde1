"""S1: the charter, completed piece by piece; what is missing is listed and never blocks."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from ritualbot.chat.cards import Actions, Button, Menu
from ritualbot.chat.replies import Say
from ritualbot.rituals.permissions import Role
from ritualbot.store import audit
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.test_setup import prefilled, roles, told

TEAM = SomeTeam(people=(ALICE, CHLOE, DAVID, Someone("zoe", (Role.AGENCY_GUEST,)), Someone("olga", (Role.OBSERVER,))))
PIECES = {
    *("charter.objective", "charter.kpi", "charter.sponsor", "charter.leads", "charter.members"),
    *("charter.axis", "charter.audience", "charter.desks", "charter.agencies"),
}


@pytest.fixture
def alice(make_bot: Callable[..., Bot]) -> Actor:
    return make_bot(TEAM).person("alice")


def charter(actor: Actor) -> str:
    actor.says("/rituel charte", where="printemps")
    return told(actor)


def fill(actor: Actor, piece: str, **values: str) -> None:
    """From the charter, as people do."""
    charter(actor)
    actor.clicks(f"charter.{piece}")
    actor.fills(**values)


def missing(actor: Actor) -> set[str]:
    """What stands under "Ready to start?"."""
    said = charter(actor).partition("Il manque :\n")[2]
    labels = {
        "Objectif": "objective",
        "Indicateur principal": "kpi",
        "Sponsor de l’équipe": "sponsor",
        "Scrum master et relais": "leads",
        "Membres, fonctions, temps": "members",
        "Axe stratégique": "axis",
        "Public ou étape du parcours": "audience",
        "Services et délais convenus": "desks",
        "Agences": "agencies",
    }
    return {labels[line] for line in said.splitlines() if line in labels}


def test_everything_missing_is_listed_with_a_button_each_in_one_row(alice: Actor) -> None:
    assert missing(alice) == {piece.removeprefix("charter.") for piece in PIECES}
    assert isinstance(alice.reply, Say)
    assert {button.action for button in buttons(alice.reply.card)} == PIECES | {"desk.command"}
    [row] = [block for block in alice.reply.card.blocks if isinstance(block, Actions)]
    assert [type(item) for item in row.items] == [Button] * 4 + [Menu]


def test_texts_are_kept_and_come_off_the_list(alice: Actor) -> None:
    fill(alice, "objective", objective="Doubler les inscriptions")
    assert "C’est enregistré : Objectif" in told(alice) and "Ensuite" in told(alice)
    fill(alice, "axis", axis="Reconquête")
    fill(alice, "audience", audience="Panier abandonné")
    fill(alice, "agencies", agencies="Studio Nord\n\nstudio nord\nVerso")
    said = charter(alice)
    for part in ("Doubler les inscriptions", "Reconquête", "Panier abandonné", "Studio Nord, Verso"):
        assert part in said
    assert not {"objective", "axis", "audience", "agencies"} & missing(alice)


def test_the_kpi_reads_numbers_as_people_write_them(alice: Actor) -> None:
    charter(alice)
    alice.clicks("charter.kpi")
    alice.fills(kpi="Inscriptions", unit="par semaine", baseline="1.234", target="dix", owner="nobody")
    assert set(alice.errors) == {"target"}
    alice.fills(kpi="Inscriptions", unit="par semaine", baseline="1.234", target="2 500", owner="chloe")
    assert set(alice.errors) == {"baseline"}
    alice.fills(
        kpi="Inscriptions", unit="par semaine", baseline="190,5", target="2 500", source="Webinaire", owner="chloe"
    )
    said = charter(alice)
    expected = (
        "Inscriptions · départ 190,5 par semaine · objectif 2 500 par semaine · source : Webinaire · suivi par Chloe"
    )
    assert expected in said
    assert "valeur de départ ou de source" not in said
    alice.clicks("charter.kpi")
    assert prefilled(alice)["target"].replace("\u202f", " ") == "2 500"  # type: ignore[attr-defined]


def test_gaps_in_technology_or_data_are_warnings(alice: Actor) -> None:
    assert "aucun service informatique" in charter(alice) and "valeur de départ ou de source" in told(alice)
    fill(alice, "desks", desk="Juridique", acknowledge="1j", answer="3j")
    alice.clicks("desk.command")  # from there to the desks themselves
    assert "Aucun service" in told(alice)
    assert "Juridique (1j / 3j)" in charter(alice) and "aucun service informatique" in told(alice)
    fill(alice, "desks", desk="DSI")
    assert "aucun service informatique" not in charter(alice)
    fill(alice, "desks", desk="juridique", acknowledge="2j", answer="5j")
    assert "juridique (2j / 5j) · DSI" in charter(alice)


def test_capacity_is_the_teams_and_nobodys_share_is_shown(alice: Actor) -> None:
    """100 % + 80 % + 50 % of three people is 2.3."""
    for user, function, share in (("alice", "Animation", "100"), ("chloe", "Campagnes", "80")):
        fill(alice, "members", member=user, function=function, share=share)
        assert "capacité" not in charter(alice)
    alice.clicks("charter.members")
    assert prefilled(alice)["member"] == ("david",)  # whoever still lacks something
    alice.fills(function="Données", share="50")
    for user in ("alice", "chloe"):
        said = charter(alice.bot.person(user))
        assert "capacité : 2,3 personnes" in said
        assert "80" not in said and "50" not in said
    assert "members" not in missing(alice)
    alice.clicks("charter.members")
    assert prefilled(alice)["share"] == ("100",)
    alice.fills(member="nobody", share="100")
    assert set(alice.errors) == {"member"}
    alice.fills(share="70")
    assert set(alice.errors) == {"share"}


@pytest.mark.not_on_playground("it is one workspace")
def test_the_people_around_the_team_take_their_roles(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, CHLOE, DAVID)), SomeTeam((CLAIRE,), "Nord", "nord", workspace="W2"))
    alice = bot.person("alice")
    fill(alice, "sponsor", sponsor="david")
    fill(alice, "leads", assistant="chloe")
    assert roles(bot, "Printemps", "david") == {Role.MEMBER, Role.SPONSOR}
    assert roles(bot, "Printemps", "chloe") == {Role.MEMBER, Role.ASSISTANT}
    assert not {"sponsor", "leads"} & missing(alice)
    fill(alice, "sponsor", sponsor="claire")
    assert set(alice.errors) == {"sponsor"}  # of another customer
    fill(alice, "leads", scrum_master="chloe", assistant="chloe")
    assert set(alice.errors) == {"assistant"}
    fill(alice, "leads", scrum_master="", assistant="")
    assert set(alice.errors) == {"scrum_master"}


def test_only_a_scrum_master_or_an_admin_appoints_one(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE)))
    bruno, alice = bot.person("bruno"), bot.person("alice")
    fill(bruno, "leads", scrum_master="bruno", assistant="")
    assert "scrum master" in told(bruno) and roles(bot, "Printemps", "alice") == {Role.MEMBER, Role.SCRUM_MASTER}
    fill(alice, "leads", scrum_master="chloe", assistant="bruno")
    assert roles(bot, "Printemps", "chloe") == {Role.MEMBER, Role.SCRUM_MASTER}
    assert roles(bot, "Printemps", "alice") == {Role.MEMBER}


def test_members_read_it_without_buttons_and_others_not_at_all(alice: Actor) -> None:
    fill(alice, "objective", objective="Secret de famille")
    chloe = alice.bot.person("chloe")
    assert "Secret de famille" in charter(chloe)
    assert isinstance(chloe.reply, Say) and buttons(chloe.reply.card) == []
    for user in ("zoe", "olga"):
        actor = alice.bot.person(user)
        assert "Secret de famille" not in charter(actor)
        actor.says("/rituel charte")
        assert isinstance(actor.reply, Say) and buttons(actor.reply.card) == []


def test_a_complete_charter_says_so_and_can_still_be_changed(alice: Actor) -> None:
    for piece in ("objective", "axis", "audience", "agencies"):
        fill(alice, piece, **{piece: "Oui"})
    fill(alice, "kpi", kpi="Inscriptions", target="500", owner="alice")
    fill(alice, "sponsor", sponsor="olga")
    fill(alice, "leads", assistant="chloe")
    fill(alice, "desks", desk="DSI")
    for user in ("alice", "chloe", "david"):
        fill(alice, "members", member=user, function="Campagnes", share="100")
    assert "rien ne manque" in told(alice)
    assert "Prêts à démarrer : rien ne manque." in charter(alice)
    assert isinstance(alice.reply, Say)
    assert {button.action for button in buttons(alice.reply.card)} == PIECES | {"desk.command", "kpi.tell"}
    with alice.bot.session() as session:
        done = session.exec(select(audit.Audit.action).order_by(col(audit.Audit.id))).all()
    assert done[:2] == ["team.charter_objective", "team.charter_axis"] and len(done) == 11


def test_a_team_outside_8_to_12_is_warned_about(alice: Actor) -> None:
    assert "Taille de l’équipe : 3" in charter(alice)
