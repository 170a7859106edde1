"""G6: who took, decided, took back and signed off a request stands in the audit log, without a word of what it says."""

import json
from collections.abc import Callable

import pytest
from sqlmodel import select

from ritualbot.reports.audit import audit_lines
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.permissions import Role
from ritualbot.store import audit
from ritualbot.store.request import Request
from ritualbot.store.team import Person
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Bot
from tests.conversations.test_request import CONTEST, files, row, staffed, told

MakeBot = Callable[..., Bot]
NADIA, ADA = Someone("nadia", ()), Someone("ada", (Role.ADMIN,))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, ADA))


@pytest.fixture
def legal(make_bot: MakeBot) -> Bot:
    bot = staffed(make_bot(TEAM), "nadia")
    bot.until("2027-03-02 10:40")
    return bot


def exported(bot: Bot) -> list[tuple[str, str, str, str]]:
    """Who (by name), what, with which result, and on what (by number), as each line of the export tells it."""
    with bot.session() as session:
        names = {each.ref: each.name for each in session.exec(select(Person))}
        numbers = {each.ref: f"#{each.number}" for each in session.exec(select(Request))}
        lines = [json.loads(line) for line in audit_lines(audit.chain(session, 1))]
        assert audit.broken_at(session, 1) is None
    return [(names[each["actor"]], each["action"], each["result"], numbers[each["object"]]) for each in lines]


def test_each_answer_of_the_desk_and_each_that_is_taken_back_is_a_line_without_content(legal: Bot) -> None:
    """Taken, given back, taken, approved with a reservation, corrected, refused; what was refused for its form is not.
    An admin reads the last of them in words."""
    chloe, nadia, ada = legal.person("chloe"), legal.person("nadia"), legal.person("ada")
    files(chloe)
    nadia.presses("request.take")
    nadia.clicks("request.undo")
    nadia.presses("request.take")
    nadia.presses("request.reserve")
    nadia.fills(text=" ")
    assert set(nadia.errors) == {"text"}
    nadia.fills(text="Ajouter la mention légale")
    nadia.presses("request.correct")
    nadia.presses("request.refuse")
    nadia.fills(text="Lot non conforme")
    assert exported(legal) == [
        ("Nadia", f"request.{action}", "done", "#1")
        for action in ("taken", "untaken", "taken", "reserved", "corrected", "refused")
    ]
    ada.says("/rituel audit")
    said = told(ada)
    assert "mardi 2 mars, 10:40 · Nadia · demande : refus · #1" in said
    assert "Nadia · demande : accord sous réserve · #1" in said
    assert not any(word in said for word in ("mention légale", "Lot non conforme", CONTEST["title"]))
    with legal.session() as session:
        whole = "".join(audit_lines(audit.chain(session, 1)))
    assert not any(word in whole for word in ("mention", "conforme", "concours", "Nadia", "Chloe"))


def test_the_final_word_of_the_team_and_opening_it_again_are_lines(legal: Bot) -> None:
    """Where the desk gives an opinion the team signs off; opened again nothing is signed off."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe, "content", title="Courriel", details="À relire", link="https://exemple.fr/v1")
    nadia.presses("request.approve")
    chloe.presses("request.sign")
    chloe.fills(text="France seulement")
    chloe.presses_ref("request.reopen", row(legal).ref)
    chloe.fills(text="Le texte a changé")
    assert exported(legal) == [
        ("Nadia", "request.approved", "done", "#1"),
        ("Chloe", "request.signed_off", "done", "#1"),
        ("Chloe", "request.reopened", "done", "#1"),
    ]


def test_what_was_delivered_and_accepted_is_a_line_and_messages_are_none(make_bot: MakeBot) -> None:
    bot = staffed(make_bot(TEAM), "nadia", kind=DeskKind.PURCHASING, name="Achats")
    bot.until("2027-03-02 10:40")
    chloe, nadia = bot.person("chloe"), bot.person("nadia")
    typed = {"title": "Cartons", "details": "3000", "supplier": "Imprimerie du Port", "amount": "1 234,5"}
    files(chloe, "order", "/demande achats", **typed)
    nadia.presses("request.deliver")
    chloe.presses("request.accept")
    assert exported(bot) == [("Chloe", "request.accepted", "done", "#1")]


def test_taken_all_at_once_each_is_a_line(legal: Bot) -> None:
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    files(chloe)
    with legal.session() as session:
        first = session.exec(select(Request.ref)).first() or ""
    nadia.presses_ref("request.take_all", first)
    lines = exported(legal)
    assert sorted(lines) == [("Nadia", "request.taken", "done", "#1"), ("Nadia", "request.taken", "done", "#2")]
    nadia.clicks("request.untake_all")
    assert sorted(exported(legal)[2:]) == [
        ("Nadia", "request.untaken", "done", "#1"),
        ("Nadia", "request.untaken", "done", "#2"),
    ]
