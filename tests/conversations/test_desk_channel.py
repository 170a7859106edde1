"""E23, E24, E8: a desk's channel, where its new requests are posted, taken by whoever of the desk presses first."""

import re
from collections.abc import Callable

import pytest
from sqlmodel import select

from ritualbot.chat.events import Place
from ritualbot.chat.replies import Say
from ritualbot.rituals.desk import DeskKind
from ritualbot.store.desk import Desk, DeskPerson
from ritualbot.store.engine import begin
from ritualbot.store.request import Request
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.fake_chat import Posted
from tests.conversations.outside import Visitor
from tests.databases import PUBLIC_URL
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA, PAUL = Someone("nadia", ()), Someone("paul", ())
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, PAUL))
CONTEST = {"title": "jeu-concours", "details": "Règlement à relire", "period": "du 22 mars"}
HERE = "juridique"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


@pytest.fixture
def legal(make_bot: MakeBot) -> Bot:
    """Tuesday 10:40: Nadia leads the legal desk, Paul sits beside her, nobody is on duty; they have a channel."""
    bot = make_bot(TEAM)
    bot.places[HERE] = Place(HERE, name=HERE, members=("nadia", "paul", "alice"))
    with begin(bot.app.engine) as session:
        nadia, paul = bot.id_of("nadia"), bot.id_of("paul")
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, "Juridique", nadia, paul, agreed=True, lead=nadia)
    bot.until("2027-03-02 10:40")
    return bot


@pytest.fixture
def bound(legal: Bot) -> Bot:
    legal.person("nadia").says("/rituel service canal", where=HERE)
    return legal


def files(chloe: Actor, **values: str) -> None:
    chloe.says("/demande juridique")
    assert isinstance(chloe.reply, Say)
    [found] = [each for each in buttons(chloe.reply.card) if each.ref.endswith(":contest")]
    chloe.presses_ref("request.open", found.ref)
    chloe.fills(**CONTEST, **values)


def posted(bot: Bot) -> list[Posted]:
    return bot.channel(HERE).messages


def row(bot: Bot) -> Request:
    with bot.session() as session:
        found = session.exec(select(Request)).one()
        session.expunge(found)
        return found


def on_duty(bot: Bot) -> None:
    with begin(bot.app.engine) as session:
        seat = session.exec(select(DeskPerson).order_by(DeskPerson.id)).first()  # type: ignore[arg-type]
        assert seat is not None
        seat.duty = True
        session.add(seat)


def test_the_lead_binds_the_channel_by_typing_in_it_and_lets_it_go(legal: Bot) -> None:
    nadia, paul = legal.person("nadia"), legal.person("paul")
    paul.says("/rituel service canal", where=HERE)
    with legal.session() as session:
        assert session.exec(select(Desk.conversation)).one() == ""
    nadia.says("/ritual desk channel", where=HERE)
    assert "Les nouvelles demandes à Juridique sont publiées dans ce canal." in told(nadia)
    assert "Seuls les contacts de Juridique peuvent les prendre." in told(nadia)
    nadia.says("/rituel service")
    nadia.clicks("desk.let_go")
    assert "Plus rien de nouveau n’est publié dans le canal de Juridique." in told(nadia)
    files(legal.person("chloe"))
    assert posted(legal) == []


def test_a_private_conversation_and_a_teams_channel_are_no_desks_channel(legal: Bot) -> None:
    nadia = legal.person("nadia")
    nadia.says("/rituel service canal")
    assert "tapez /rituel service canal dans le canal du service" in told(nadia)
    nadia.says("/rituel service canal Juridique", where="printemps")
    assert "Ce canal est celui d’une équipe." in told(nadia)


def test_a_new_request_is_posted_there_alone_and_whoever_takes_it_has_it(bound: Bot) -> None:
    """E23: with nobody on duty no one is written to; the card moves as it is taken and answered."""
    chloe, nadia, paul = bound.person("chloe"), bound.person("nadia"), bound.person("paul")
    before = len(nadia.messages) + len(paul.messages)
    files(chloe)
    assert "n’a personne" not in told(chloe) and "Prochaine étape : Juridique la prend en charge." in told(chloe)
    assert len(nadia.messages) + len(paul.messages) == before
    [card] = posted(bound)
    assert plain(card.text).startswith("Demande de validation : jeu-concours\nDe Chloe (Printemps) à Juridique.")
    assert [each.action for each in buttons(card.card)] == ["request.take"]
    paul.presses("request.take", where=HERE)
    assert "prise en charge par Paul" in told(paul)
    [card] = posted(bound)
    assert "Chez : Juridique (Paul)" in plain(card.text) and buttons(card.card) == []
    assert plain(paul.last.text).startswith("Demande de validation") and paul.sees("request.approve")
    nadia.presses_ref("request.take", row(bound).ref, where=HERE)
    assert "prise en charge par Paul" in told(nadia)
    paul.presses("request.approve")
    [card] = posted(bound)
    assert "validée par Paul" in plain(card.text)


def test_with_somebody_on_duty_they_are_written_to_as_well(bound: Bot) -> None:
    on_duty(bound)
    files(bound.person("chloe"))
    assert len(posted(bound)) == 1 and bound.person("nadia").sees("request.take")


def test_only_the_desks_contacts_may_press(bound: Bot) -> None:
    """A11: others who read the channel are refused in private."""
    alice, chloe = bound.person("alice"), bound.person("chloe")
    files(chloe)
    for actor in (alice, chloe):
        actor.presses("request.take", where=HERE)
        assert "prise en charge" not in told(actor)
    assert row(bound).state == "new"


def test_a_confidential_one_shows_no_content_not_even_when_it_is_answered(bound: Bot) -> None:
    """E24."""
    chloe, paul = bound.person("chloe"), bound.person("paul")
    files(chloe, confidential="1")
    [card] = posted(bound)
    assert plain(card.text).startswith("Demande confidentielle #1")
    paul.presses("request.take", where=HERE)
    paul.presses("request.refuse")
    paul.fills(text="Lot trop cher")
    [card] = posted(bound)
    for secret in ("jeu-concours", "Règlement", "Chloe", "Lot trop cher", "refus"):
        assert secret not in plain(card.text)
    assert "Demande close." in plain(card.text)


def test_no_passed_deadline_is_told_in_a_channel(bound: Bot) -> None:
    """E8: two weeks later the card stands as it was, and nothing else was posted."""
    files(bound.person("chloe"))
    before = [each.text for each in posted(bound)]
    bound.until("2027-03-16 18:00")
    assert [each.text for each in posted(bound)] == before


def test_acknowledged_by_somebody_outside_it_goes_to_a_contact(bound: Bot) -> None:
    """A13: nobody owns it yet, and nobody can take it in the channel any more."""
    chloe, paul = bound.person("chloe"), bound.person("paul")
    files(chloe)
    chloe.presses("request.outside")
    chloe.fills(name="Me Martin")
    guest = Visitor(bound, re.findall(re.escape(PUBLIC_URL) + r"/request/[\w-]+", chloe.told)[0])
    guest.looks()
    guest.sends("Je prends")
    [card] = posted(bound)
    assert "prise en charge par Me Martin, par lien" in plain(card.text) and buttons(card.card) == []
    assert paul.sees("request.approve")


def test_what_was_withdrawn_is_kept_true_there(bound: Bot) -> None:
    """Also where the channel is the desk's no more."""
    chloe, nadia = bound.person("chloe"), bound.person("nadia")
    files(chloe)
    nadia.says("/rituel service")
    nadia.clicks("desk.let_go")
    chloe.presses("request.withdraw")
    [card] = posted(bound)
    assert "retirée par Chloe" in plain(card.text) and buttons(card.card) == []


@pytest.mark.not_on_playground("every conversation there takes what is said")
def test_a_channel_nothing_can_be_posted_in_is_let_go_and_a_contact_is_written_to(bound: Bot) -> None:
    """A8: nobody waits for a message that never comes."""
    bound.chat.closed.add(HERE)
    files(bound.person("chloe"))
    bound.settle()
    assert bound.person("paul").sees("request.take")
    with bound.session() as session:
        assert session.exec(select(Desk.conversation)).one() == ""
