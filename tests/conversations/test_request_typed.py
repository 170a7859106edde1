"""E6: what is typed about a request acknowledges, is passed on or offers buttons, and decides nothing."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from ritualbot.chat.replies import OpenForm, Say
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.permissions import Role
from ritualbot.store.team_choice import TypedLine
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.test_request import NADIA, PAUL, actions, due, files, history, plain, row, staffed, told

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, PAUL))
BOTH = Someone("nadia", (Role.MEMBER,))


def types(actor: Actor, text: str) -> None:
    actor.says(text)
    actor.bot.settle()


def answer(actor: Actor) -> str:
    """The private answer to a message is a message."""
    return plain(actor.last.text)


@pytest.fixture
def legal(make_bot: MakeBot) -> Bot:
    """Tuesday 10:40: the team has a legal desk with Nadia on duty and Paul beside her."""
    bot = staffed(make_bot(TEAM), "nadia", "paul")
    bot.until("2027-03-02 10:40")
    return bot


def test_a_yes_acknowledges_and_offers_its_button_and_decides_nothing(legal: Bot) -> None:
    """E6."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    types(nadia, "ok pour moi, merci")
    assert answer(nadia).startswith("Demande #1, jeu-concours de printemps : est-ce votre réponse ?")
    assert "notée comme prise en charge" in answer(nadia) and "Rien n’est décidé" in answer(nadia)
    assert actions(nadia.last.card) == ["approve", "reserve", "pass_on"]
    assert history(legal) == ["filed", "taken"] and row(legal).state == "taken"
    assert "ok pour moi" not in plain(chloe.last.text)
    nadia.presses("request.approve")
    assert row(legal).state == "approved"


def test_reservations_stand_in_the_form(legal: Bot) -> None:
    """E6: "ok sous réserve de…" offers [Approve with reservations]."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    said = "ok sous réserve de l'ajout des mentions légales"
    types(nadia, said)
    nadia.presses("request.reserve")
    assert isinstance(nadia.reply, OpenForm)
    nadia.fills()
    assert row(legal).state == "reserved" and said in plain(chloe.last.text)


def test_a_refusal_can_be_just_a_message(legal: Bot) -> None:
    """E6: refused in words, passed on as words; asking once more finds nothing kept."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    types(nadia, "Refusé : il manque la date de fin")
    assert actions(nadia.last.card) == ["refuse", "pass_on"]
    offered = nadia.button("request.pass_on")
    nadia.presses("request.pass_on")
    assert told(nadia).startswith("Message transmis à Chloe, demande #1.")
    assert "Refusé : il manque la date de fin" in plain(chloe.last.text) and "message de Nadia" in plain(
        chloe.last.text
    )
    assert row(legal).state == "taken"
    nadia.presses_ref("request.pass_on", offered.ref)
    assert history(legal) == ["filed", "taken", "said"]


def test_all_else_is_passed_on_and_acknowledges(legal: Bot) -> None:
    """E6: the first clock is met at that moment; the second runs on."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    before = due(legal)
    types(nadia, "Je regarde demain avec Paul")
    assert "Message transmis à Chloe, demande #1." in answer(nadia) and "prise en charge" in answer(nadia)
    assert "Je regarde demain avec Paul" in plain(chloe.last.text)
    assert (row(legal).state, history(legal), due(legal)) == ("taken", ["filed", "said"], before)
    types(nadia, "merci !")
    types(nadia, "malade aujourd'hui")
    paul = legal.person("paul")
    types(paul, "Bonjour")  # nothing comes to Paul
    assert history(legal) == ["filed", "said"]


def test_with_several_open_it_asks_which_and_keeps_the_text(legal: Bot) -> None:
    """E6; what is closed meanwhile says so."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    for title in ("jeu de printemps", "jeu d’été"):
        files(chloe, title=title, details="Règlement", period="Mars")
    types(nadia, "Il manque la date de fin")
    assert answer(nadia).startswith("De quoi s’agit-il ?") and "Il manque la date de fin" in answer(nadia)
    first, second = buttons(nadia.last.card)
    assert (first.label, second.label) == ("#1 jeu de printemps", "#2 jeu d’été")
    assert history(legal) == ["filed", "filed"]
    nadia.presses_ref("request.typed", second.ref)
    assert "demande #2" in told(nadia) and "Il manque la date de fin" in plain(chloe.last.text)
    nadia.presses_ref("request.typed", second.ref)  # used up
    legal.person("paul").presses_ref("request.typed", first.ref)  # not Paul's line
    assert history(legal).count("said") == 1
    with legal.session() as session:
        assert session.exec(select(TypedLine)).all() == []


def test_a_delivery_is_offered_to_be_done_or_promised(make_bot: MakeBot) -> None:
    """E2, E6: an order is not approved."""
    bot = staffed(make_bot(TEAM), "nadia", kind=DeskKind.PURCHASING, name="Achats")
    bot.until("2027-03-02 10:40")
    typed = {"title": "Cartons", "details": "3000", "supplier": "Imprimerie du Port", "amount": "1 234,5"}
    files(bot.person("chloe"), "order", "/demande achats", **typed)
    nadia = bot.person("nadia")
    types(nadia, "ok")
    assert actions(nadia.last.card) == ["deliver", "commit", "pass_on"]
    types(nadia, "commande passée")
    nadia.presses("request.deliver")
    assert row(bot).state == "delivered"


def test_somebody_of_a_stand_up_and_a_desk_loses_neither(make_bot: MakeBot) -> None:
    """DESIGN: the run last prompted has the answer; once a request spoke, or the words give a verdict, it is asked."""
    bot = staffed(make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, BOTH))), "nadia")
    nadia, chloe = bot.person("nadia"), bot.person("chloe")
    bot.until("2027-03-02 09:25")
    files(chloe)
    bot.until("2027-03-02 09:35")
    types(nadia, "validé")
    assert [each.label for each in buttons(nadia.last.card)] == ["Le point du jour", "#1 jeu-concours de printemps"]
    nadia.presses("request.typed")
    assert isinstance(nadia.reply, Say) and actions(nadia.reply.card)[0] == "approve"
    types(nadia, "Je relis le règlement du jeu")
    assert history(bot) == ["filed", "taken"]
    assert any("Je relis le règlement du jeu" in each.text for each in nadia.messages)  # the stand-up's receipt
    nadia.says("Il manque la date de fin")  # answered: it could be either
    nadia.presses("request.for_standup")
    assert history(bot) == ["filed", "taken"]
    types(nadia, "Il manque la date de fin")
    nadia.presses("request.typed")
    assert history(bot) == ["filed", "taken", "said"] and "Il manque la date" in plain(chloe.last.text)


def test_whoever_was_asked_may_answer_by_a_line(make_bot: MakeBot) -> None:
    """E6: it is asked whether it is the awaited answer; before, whether it is none to the stand-up, which is open till
    the next one."""
    bot = staffed(make_bot(TEAM, start="2027-03-01 10:40"), "nadia", "paul")
    chloe, nadia = bot.person("chloe"), bot.person("nadia")
    files(chloe)
    nadia.presses("request.ask")
    nadia.fills(text="Quel est le lot ?")
    types(chloe, "Cinq tablettes")
    assert "Est-ce la réponse attendue pour la demande #1 ?" in answer(chloe)
    chloe.presses("request.expected")
    assert row(bot).state == "taken"
    types(chloe, "Autre chose")  # nothing is asked any more: help
    assert history(bot) == ["filed", "asked", "said", "answered"]
    bot.until("2027-03-02 10:40")
    nadia.presses("request.ask")
    nadia.fills(text="Et la date de fin ?")
    types(chloe, "Le 5 avril")
    assert [each.label for each in buttons(chloe.last.card)][:2] == ["Le point du jour", "#1 jeu-concours de printemps"]
    chloe.presses("request.typed")
    assert "Est-ce la réponse attendue pour la demande #1 ?" in told(chloe)
    chloe.clicks("request.just_said")
    assert row(bot).state == "waiting" and "Le 5 avril" in plain(nadia.last.text)
