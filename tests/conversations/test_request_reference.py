"""E25: another system's number on any request: shown, found however it is typed, exported; it may acknowledge."""

import pytest

from tests.conversations.bot import Bot
from tests.conversations.test_request import CONTEST, TEAM, MakeBot, card_of, files, history, plain, row, staffed, told
from tests.conversations.test_request_rounds import exported

LINK = "https://support.exemple.fr/INC0012345"


@pytest.fixture
def legal(make_bot: MakeBot) -> Bot:
    bot = staffed(make_bot(TEAM), "nadia", "paul")
    bot.until("2027-03-02 10:40")
    return bot


def test_a_reference_of_the_desk_acknowledges_unless_it_says_otherwise(legal: Bot) -> None:
    """E25: on by default while nothing else did; what the requester writes down never does."""
    chloe, nadia, paul = (legal.person(each) for each in ("chloe", "nadia", "paul"))
    files(chloe)
    chloe.presses("request.reference")
    assert chloe.form is not None and [field.name for field in chloe.form.fields] == ["ref", "link"]
    chloe.fills(ref="- –")
    assert plain(chloe.errors["ref"]).startswith("Référence illisible")
    chloe.fills(ref="DA-4512")
    nadia.presses("request.reference")
    nadia.fills(acknowledges="")
    assert row(legal).state == "new"
    nadia.presses("request.reference")
    nadia.fills(ref="INC 0012-345", link=LINK)
    assert (row(legal).state, row(legal).external_ref) == ("taken", "INC 0012-345")
    assert "référence INC 0012-345 ajoutée par Nadia" in told(nadia)
    for actor in (chloe, nadia):
        assert "Référence — INC 0012-345" in card_of(actor)
    paul.presses_ref("request.take", row(legal).ref)
    assert told(paul).startswith("Rien n’a changé. Demande #1 : référence INC 0012-345 ajoutée par Nadia")
    assert history(legal) == ["filed", "referenced", "referenced", "referenced"]
    [line] = exported(chloe, f"request:{row(legal).ref}")
    assert (line["Référence"], line["Lien de la référence"]) == ("INC 0012-345", LINK)


def test_a_request_is_found_by_its_reference_however_it_is_typed(legal: Bot) -> None:
    """E25: case, spaces and dashes aside, whole or in part; one is shown, several are listed; what is confidential is
    found by nobody else."""
    alice, chloe, nadia = (legal.person(each) for each in ("alice", "chloe", "nadia"))
    files(chloe)
    chloe.presses("request.reference")
    chloe.fills(ref="INC0012345")
    for typed in ("/demande inc 0012-345", "/request INC0012345", "/demande liste INC–0012345", "/demande #1"):
        chloe.says(typed)
        assert told(chloe).startswith("Demande de validation : jeu-concours de printemps"), typed
    files(alice, **{**CONTEST, "title": "Litige"}, confidential="1")
    alice.presses("request.reference")
    alice.fills(ref="INC0012399")
    for actor in (alice, nadia):
        actor.says("/demande INC00123")
        assert told(actor).startswith("2 demandes avec « INC00123 »") and "référence : INC0012399" in told(actor)
    chloe.says("/demande INC00123")
    assert "Litige" not in told(chloe) and told(chloe).startswith("Demande de validation : jeu-concours")
    chloe.says("/demande INC0012399")
    assert told(chloe).startswith("Aucune demande avec « INC0012399 ».")
    chloe.says("/demande jurdique")
    assert "/demande juridique" in told(chloe)
