"""E1, E2, E5-E7, E9, E11, E12, E23, E24: requests to a desk, from the form to the answer, seen from both sides."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import col, select

from ritualbot.chat.cards import Card
from ritualbot.chat.events import PersonChanged, Place, Profile, Who
from ritualbot.chat.replies import OpenForm, Say
from ritualbot.chat.text import literal
from ritualbot.handlers.context import Tick
from ritualbot.rituals.desk import DeskKind, Express
from ritualbot.rituals.request_history import Happened
from ritualbot.store import request as requests
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from ritualbot.store.request import Request, RequestEvent, RequestSignOff
from ritualbot.store.team import Person
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA, PAUL, OLGA = Someone("nadia", ()), Someone("paul", ()), Someone("olga", ())
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, PAUL))
CONTEST = {"title": "jeu-concours de printemps", "details": "Règlement à relire", "period": "du 22 mars au 5 avril"}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def actions(card: Card) -> list[str]:
    return [button.action.removeprefix("request.") for button in buttons(card)]


def card_of(actor: Actor) -> str:
    """The request's own card, which stays where it is and is kept true."""
    [found] = [plain(each.text) for each in actor.messages if plain(each.text).startswith("Demande de validation")]
    return found


def staffed(
    bot: Bot, *users: str, agreed: bool = True, kind: DeskKind = DeskKind.LEGAL, name: str = "Juridique"
) -> Bot:
    """A desk whose first user is on duty."""
    with begin(bot.app.engine) as session:
        ids = [bot.id_of(user) for user in users]
        build_desk(session, bot.clock.now(), kind, name, *ids, agreed=agreed, duty=ids[0] if ids else "")
    return bot


@pytest.fixture
def legal(make_bot: MakeBot) -> Bot:
    """Tuesday 10:40: the team has a legal desk with Nadia on duty and Paul beside her."""
    bot = staffed(make_bot(TEAM), "nadia", "paul")
    bot.until("2027-03-02 10:40")
    return bot


def files(actor: Actor, type_: str = "contest", command: str = "/demande juridique", **values: str) -> None:
    actor.says(command)
    assert isinstance(actor.reply, Say)
    [found] = [each for each in buttons(actor.reply.card) if each.ref.endswith(f":{type_}")]
    actor.presses_ref("request.open", found.ref)
    actor.fills(**(values or CONTEST))


def row(bot: Bot) -> Request:
    with bot.session() as session:
        found = session.exec(select(Request)).one()
        session.expunge(found)
        return found


def history(bot: Bot) -> list[str]:
    with bot.session() as session:
        return [each.kind for each in sorted(session.exec(select(RequestEvent)), key=lambda each: each.seq)]


def due(bot: Bot) -> tuple[datetime | None, datetime | None]:
    """Both deadlines, to the minute: every step a test takes lasts seconds."""
    found = row(bot)
    acknowledge, decide = found.acknowledge_due_at, found.decide_due_at
    return acknowledge and acknowledge.replace(second=0), decide and decide.replace(second=0)


# -- asking --------------------------------------------------------------------------------------------------------


def test_a_request_is_asked_for_filled_in_and_sent_to_whoever_is_on_duty(legal: Bot) -> None:
    """E1, E23: five types, a form of ten pieces, a number; both cards say when an answer is due (1j and 5j)."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    chloe.says("/demande juridique")
    assert isinstance(chloe.reply, Say)
    offered = [each.label for each in buttons(chloe.reply.card)]
    assert offered == ["Contenu à relire", "Promesse ou allégation", "Droit à l’image", "Jeu-concours", "Contrat"]
    files(chloe, **CONTEST, needed_on="12/03/2027", link="https://exemple.fr/reglement-v2")
    assert told(chloe).startswith("Demande #1 envoyée à Juridique.")
    assert "Délai convenu : prise en charge mercredi 3 mars 10:40, réponse mardi 9 mars 10:40." in told(chloe)
    card = plain(nadia.last.text)
    assert card.startswith("Demande de validation : jeu-concours de printemps\nDe Chloe (Printemps) à Juridique.")
    assert "Chez vous" in card and "réponse mardi 9 mars 10:40." in card and "vendredi 12 mars" in card
    assert actions(nadia.last.card)[:3] == ["take", "ask", "date"]
    assert "Chez : Juridique" in plain(chloe.last.text)
    assert not legal.person("paul").messages
    assert due(legal) == (moment("2027-03-03 10:40"), moment("2027-03-09 10:40"))


def test_what_is_missing_is_told_at_its_field_and_nothing_is_filed(legal: Bot) -> None:
    """E1: a piece that another's answer makes necessary; a day that is gone; a link that is none."""
    chloe = legal.person("chloe")
    files(chloe, **CONTEST, personal_data="1", needed_on="31/02", link="exemple")
    assert set(chloe.errors) == {"data", "needed_on", "link"}
    assert history(legal) == []


def test_a_day_before_the_answer_can_be_changed_or_kept(legal: Bot) -> None:
    """E1: needed on the 5th, answered on the 9th."""
    chloe = legal.person("chloe")
    files(chloe, **CONTEST, needed_on="2027-03-05")
    assert "Souhaitée pour le vendredi 5 mars, mais la réponse est attendue mardi 9 mars 10:40." in told(chloe)
    assert isinstance(chloe.reply, Say)
    assert actions(chloe.reply.card) == ["redate", "keep"]
    chloe.clicks("request.redate")
    chloe.fills(on="2027-03-10")
    assert row(legal).needed_on == moment("2027-03-10 00:00").date()
    assert "mercredi 10 mars" in plain(legal.person("nadia").last.text)


def test_express_is_offered_where_the_desk_agreed_twice_a_sprint(legal: Bot) -> None:
    """E1: 4 h from Tuesday 10:40 are 1 h 50 until 12:30 and 2 h 10 from 13:30. Without a sprint, two weeks count."""
    with begin(legal.app.engine) as session:
        desk = session.exec(select(Desk)).one()
        desk.express = Express.AGREED
        session.add(desk)
    chloe = legal.person("chloe")
    for _ in range(2):
        files(chloe, **CONTEST, needed_on="2027-03-03")
        chloe.clicks("request.express")
        assert "passée en express par Chloe" in told(chloe) and "réponse mardi 2 mars 15:40." in told(chloe)
    files(chloe, **CONTEST, needed_on="2027-03-03")
    assert isinstance(chloe.reply, Say) and actions(chloe.reply.card) == ["redate", "keep"]
    with legal.session() as session:
        third = session.exec(select(Request.ref).where(Request.number == 3)).one()
    chloe.presses_ref("request.express", third)
    assert "Juridique ne prend plus de demande express dans ce sprint." in told(chloe)


def test_with_nobody_at_the_desk_the_requester_and_the_scrum_master_hear_what_to_do(make_bot: MakeBot) -> None:
    """E23."""
    bot = staffed(make_bot(TEAM))
    bot.until("2027-03-02 10:40")
    chloe = bot.person("chloe")
    files(chloe)
    assert "le scrum master est prévenu" in told(chloe)
    assert "n’a atteint personne chez Juridique" in plain(bot.person("alice").last.text)


@pytest.mark.not_on_playground("every conversation there takes what is said")
def test_what_cannot_reach_a_contact_goes_to_the_desks_lead(make_bot: MakeBot) -> None:
    """A5: at once the first time; without trying, while it is known; to the contact again once something got there."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, OLGA)))
    with begin(bot.app.engine) as session:
        nadia, olga = bot.id_of("nadia"), bot.id_of("olga")
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, "Juridique", nadia, olga, duty=nadia, lead=olga)
    bot.until("2027-03-02 10:40")
    bot.chat.closed.add("@nadia")
    send(bot, "A")
    assert (asked(bot, "nadia"), asked(bot, "olga"), tries(bot, nadia)) == ([], ["A"], 1)
    send(bot, "B")
    assert (asked(bot, "nadia"), asked(bot, "olga"), tries(bot, nadia)) == ([], ["A", "B"], 1)
    bot.chat.closed.remove("@nadia")
    with begin(bot.app.engine) as session:
        contact = session.exec(select(Person).where(Person.name == "Nadia")).one()
        Tick(session, bot.clock.now()).tell(contact, "person.handed_over", "hello", "hello", Card(literal("Bonjour")))
    bot.settle()
    send(bot, "C")
    assert (asked(bot, "nadia"), asked(bot, "olga")) == (["C"], ["A", "B"])


@pytest.mark.not_on_playground("every conversation there takes what is said")
def test_where_it_can_reach_nobody_of_the_desk_the_scrum_master_hears_so(make_bot: MakeBot) -> None:
    """A5."""
    bot = staffed(make_bot(TEAM), "nadia")
    bot.until("2027-03-02 10:40")
    bot.chat.closed.add("@nadia")
    send(bot, "A")
    assert "n’a atteint personne chez Juridique" in plain(bot.person("alice").last.text)


def send(bot: Bot, title: str) -> None:
    files(bot.person("chloe"), **{**CONTEST, "title": title})
    bot.settle()


def asked(bot: Bot, user: str) -> list[str]:
    """What somebody of a desk was asked for, by its title."""
    cards = [plain(each.text) for each in bot.person(user).messages]
    return [card.splitlines()[0].partition(" : ")[2] for card in cards if card.startswith("Demande de validation")]


def tries(bot: Bot, user: str) -> int:
    with begin(bot.app.engine) as session:
        return len(session.exec(select(Outbox).where(Outbox.user == user, col(Outbox.attempted_at).is_not(None))).all())


def test_with_no_such_desk_it_says_who_can_list_one(legal: Bot) -> None:
    chloe = legal.person("chloe")
    chloe.says("/demande achats")
    assert "Aucun service n’est encore inscrit pour : achats." in told(chloe)


def test_targets_nobody_agreed_on_are_indicative(make_bot: MakeBot) -> None:
    """S15."""
    bot = staffed(make_bot(TEAM), "nadia", agreed=False)
    bot.until("2027-03-02 10:40")
    chloe = bot.person("chloe")
    files(chloe)
    assert "Délai indicatif : prise en charge" in told(chloe)


def test_a_long_text_reaches_the_desk_whole(legal: Bot) -> None:
    """Section I: 5,000 characters at most, and nothing is cut."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    long = "".join(f"article {n}, lots et durée. " for n in range(180))  # 4,942 characters
    files(chloe, **{**CONTEST, "details": long})
    legal.settle()
    said = " ".join(plain(each.text) for each in legal.chat.messages if each.conversation == f"@{nadia.user}")
    assert all(f"article {n}," in said for n in range(180))


# -- the desk ------------------------------------------------------------------------------------------------------


def test_taken_and_approved_both_cards_stay_in_step_and_a_stale_button_says_who_did_what(legal: Bot) -> None:
    """E9, E11, E14: evidence is kept; the ball adds up to the whole time."""
    chloe, nadia, paul = legal.person("chloe"), legal.person("nadia"), legal.person("paul")
    files(chloe)
    ref = row(legal).ref
    nadia.presses("request.take")
    assert "prise en charge par Nadia" in told(nadia) and "Annulation possible jusqu’à 10:50." in told(nadia)
    assert "Chez : Juridique (Nadia)" in plain(chloe.last.text)
    assert actions(nadia.last.card)[:3] == ["approve", "reserve", "refuse"]
    paul.presses_ref("request.take", ref)
    assert re.search(r"Rien n’a changé. Demande #1 : prise en charge par Nadia, mardi 2 mars 10:40", told(paul))
    legal.until("2027-03-02 14:30")
    nadia.presses("request.reserve")
    nadia.fills(text="Ajouter la mention légale")
    assert row(legal).state == "reserved"
    news = plain(chloe.last.text)
    assert "validée sous réserve par Nadia" in news and "Ajouter la mention légale" in news
    assert "Temps ouvré : Juridique 2 h 50." in news  # 10:40-12:30 and 13:30-14:30
    with legal.session() as session:
        [kept] = session.exec(select(RequestSignOff)).all()
        assert (kept.title, kept.version, kept.conditions) == (CONTEST["title"], 1, "Ajouter la mention légale")
    paul.presses_ref("request.refuse", ref)
    assert "validée sous réserve par Nadia" in told(paul)


def test_nobody_decides_on_their_own_request(make_bot: MakeBot) -> None:
    """E9: Chloé sits at the desk as well; it goes to Nadia, and her own buttons are refused."""
    bot = staffed(make_bot(TEAM), "chloe", "nadia")
    bot.until("2027-03-02 10:40")
    chloe = bot.person("chloe")
    files(chloe)
    assert actions(bot.person("nadia").last.card)[0] == "take"
    for action in ("request.take", "request.approve"):
        chloe.presses_ref(action, row(bot).ref)
        assert told(chloe).startswith("Impossible sur sa propre demande.")
    assert history(bot) == ["filed"]


def test_taking_it_is_undone_within_ten_minutes(legal: Bot) -> None:
    """Q3."""
    nadia = legal.person("nadia")
    files(legal.person("chloe"))
    nadia.presses("request.take")
    nadia.clicks("request.undo")
    assert row(legal).state == "new" and row(legal).owner_id is None
    nadia.presses("request.take")
    taken = nadia.reply
    legal.wait(minutes=11)
    nadia.reply = taken
    nadia.clicks("request.undo")
    assert "ne peut plus être annulée" in told(nadia)
    assert history(legal) == ["filed", "taken", "untaken", "taken"]


def test_a_decision_is_corrected_for_one_business_day_by_who_made_it(legal: Bot) -> None:
    """Q3: logged, told to the requester, the clock as if there had been no decision; the evidence is taken back."""
    chloe, nadia, paul = legal.person("chloe"), legal.person("nadia"), legal.person("paul")
    files(chloe)
    before = due(legal)
    nadia.presses("request.approve")
    paul.presses_ref("request.correct", row(legal).ref)
    assert row(legal).state == "approved"
    nadia.presses("request.correct")
    assert (row(legal).state, row(legal).closed_at, due(legal)) == ("taken", None, before)
    assert "réponse reprise par Nadia" in plain(chloe.last.text)
    with legal.session() as session:
        assert session.exec(select(RequestSignOff)).all() == []
        corrected = session.exec(select(RequestEvent).where(RequestEvent.kind == Happened.CORRECTED)).one()
        assert corrected.person_id == session.exec(select(Person.id).where(Person.name == "Nadia")).one()
    nadia.presses("request.refuse")
    nadia.fills(text="Lot non conforme")
    legal.until("2027-03-03 11:00")
    nadia.presses_ref("request.correct", row(legal).ref)
    assert "ne peut plus être corrigée" in told(nadia)


def test_an_order_ends_with_a_day_promised_then_the_thing_itself(make_bot: MakeBot) -> None:
    """E2: the decide clock ends with the day; then done, to rework, done, accepted. E24: amounts are confidential."""
    bot = staffed(make_bot(TEAM), "nadia", kind=DeskKind.PURCHASING, name="Achats")
    bot.until("2027-03-02 10:40")
    chloe, nadia = bot.person("chloe"), bot.person("nadia")
    typed = {"title": "Cartons", "details": "3000", "supplier": "Imprimerie du Port", "amount": "1 234,5"}
    files(chloe, "order", "/demande achats", **typed)
    assert "Montant en euros — 1 234,5" in plain(nadia.last.text)
    nadia.presses("request.take")
    nadia.presses("request.commit")
    nadia.fills(on="2027-03-07")
    assert plain(nadia.errors["on"]).startswith("Achats est fermé le dimanche 7 mars.")
    nadia.fills(on="2027-03-10")
    assert "Nadia annonce le mercredi 10 mars" in plain(chloe.last.text)
    bot.until("2027-03-09 10:00")
    nadia.presses("request.deliver")
    assert actions(chloe.last.card)[:2] == ["accept", "rework"]
    chloe.presses("request.rework")
    chloe.fills(text="Le logo manque")
    assert "Le logo manque" in plain(nadia.last.text) and row(bot).state == "committed"
    nadia.presses("request.deliver")
    chloe.presses("request.accept")
    assert row(bot).state == "accepted" and due(bot)[1] == moment("2027-03-05 10:40")
    bruno = bot.person("bruno")
    bruno.presses_ref("request.look", row(bot).ref)  # the assistant sees what is confidential
    assert "Imprimerie du Port" in told(bruno)


def test_what_is_confidential_is_told_to_nobody_else(make_bot: MakeBot) -> None:
    """E24: to another member it is a confidential request, and answers as absent."""
    bot = staffed(make_bot(TEAM), "nadia")
    bot.until("2027-03-02 10:40")
    files(bot.person("alice"), **CONTEST, confidential="1")
    chloe = bot.person("chloe")
    chloe.says("/demande liste")
    assert "demande confidentielle" in told(chloe) and "jeu-concours" not in told(chloe)
    chloe.presses_ref("request.look", row(bot).ref)
    assert "jeu-concours" not in told(chloe)


# -- back and forth ------------------------------------------------------------------------------------------------


def test_lacking_information_stops_the_clock_until_the_awaited_answer(legal: Bot) -> None:
    """E5, E6: taken at 10:40, asked at 15:00 the same day, answered the next at 15:00. Of the 5 days' open time
    nothing runs meanwhile: 7.5 h of a day later, the answer is due at the same time one open day later."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    nadia.presses("request.take")
    legal.until("2027-03-02 15:00")
    nadia.presses("request.ask")
    nadia.fills(text="Quel est le lot ?")
    card, news = card_of(chloe), plain(chloe.last.text)
    assert "Quel est le lot ?" in card and "Chez vous" in card and "Délai suspendu." in card
    assert "une information manque à Nadia" in news and "Quel est le lot ?" in news
    assert due(legal)[1] is None
    chloe.presses("request.say")
    chloe.fills(text="Je demande à l’agence")
    assert "Est-ce la réponse attendue pour la demande #1 ?" in told(chloe)
    chloe.clicks("request.just_said")
    assert due(legal)[1] is None
    legal.until("2027-03-03 15:00")
    chloe.presses("request.say")
    chloe.fills(text="Cinq tablettes")
    chloe.clicks("request.expected")
    assert due(legal)[1] == moment("2027-03-10 10:40")
    assert "Cinq tablettes" in plain(nadia.last.text) and "réponse donnée par Chloe" in plain(nadia.last.text)
    nadia.presses("request.approve")
    assert "Juridique 3 h 20 et Chloe 7 h 30" in plain(chloe.last.text)  # 10:40-12:30, 13:30-15:00


def test_a_pause_takes_a_reason_and_who_has_the_ball(legal: Bot) -> None:
    """E5: the agency or a third party; a missing piece is the requester's, who is asked for it."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    nadia.presses("request.take")
    legal.until("2027-03-02 15:00")
    nadia.presses_ref("request.pause", row(legal).ref)
    nadia.fills(party="agency", text=" ")
    assert set(nadia.errors) == {"text"}
    nadia.fills(party="desk", text="Maquette attendue")
    assert set(nadia.errors) == {"party"} and due(legal)[1] is not None
    nadia.fills(party="agency", text="Maquette attendue")
    assert due(legal)[1] is None and row(legal).state == "waiting"
    assert "Nadia — Maquette attendue" in card_of(chloe) and "Chez : agence" in card_of(chloe)
    legal.until("2027-03-03 15:00")
    nadia.presses("request.resume")
    later = due(legal)[1]  # an open day later than it was, but for the seconds it took to fill in the form
    assert later is not None and abs(later - moment("2027-03-10 10:40")) <= timedelta(minutes=1)


def test_asked_before_it_is_taken_the_answer_starts_the_decide_clock(legal: Bot) -> None:
    """E2: asking acknowledges; complete on the 4th at 09:00, five days from there is the 11th at 09:00."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    nadia.presses("request.ask")
    nadia.fills(text="Le règlement manque")
    assert row(legal).state == "waiting"
    legal.until("2027-03-04 09:00")
    chloe.presses("request.say")
    chloe.fills(text="Le voici")
    chloe.clicks("request.expected")
    assert due(legal)[1] == moment("2027-03-11 09:00")


def test_a_date_both_agree_on_stands_for_the_target(legal: Bot) -> None:
    """E12: the desk proposes the 12th, whose hours end at 17:30."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    nadia.presses("request.date")
    nadia.fills(on="2027-03-12")
    assert actions(chloe.last.card)[:2] == ["agree", "decline"]
    assert due(legal)[1] == moment("2027-03-09 10:40")
    chloe.presses("request.agree")
    assert due(legal)[1] == moment("2027-03-12 17:30")
    assert "Date convenue : réponse vendredi 12 mars 17:30." in plain(nadia.last.text)  # her one message, in place
    assert len(nadia.messages) == 1


def test_the_requester_nudges_once_a_day_and_withdraws(legal: Bot) -> None:
    """E23."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    nadia.presses("request.take")
    chloe.presses("request.nudge")
    assert "relance de Chloe" in plain(nadia.last.text)
    chloe.presses("request.nudge")
    assert "a déjà eu sa relance du jour" in told(chloe)
    chloe.presses("request.withdraw")
    assert row(legal).state == "withdrawn" and "retirée par Chloe" in plain(nadia.last.text)
    nadia.presses("request.approve")
    assert "retirée par Chloe" in told(nadia)


def test_the_lists_of_both_sides(legal: Bot) -> None:
    """Q4, Q7: the team's, with who has the ball; the desk's, with its buttons; empty, what to do."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    nadia.says("/demande")
    assert told(nadia).startswith("Aucune demande chez vous.")
    chloe.says("/demande")
    assert "Aucune demande en cours." in told(chloe) and "/demande juridique" in told(chloe)
    files(chloe)
    for actor in (chloe, nadia):
        actor.says("/demande liste")
        line = "#1 jeu-concours de printemps (Juridique) : réponse attendue mardi 9 mars 10:40, chez : Juridique"
        assert line in told(actor)
    nadia.clicks("request.look")
    assert isinstance(nadia.reply, Say) and actions(nadia.reply.card)[0] == "take"


def test_computed_columns_may_be_lost_and_are_computed_again(legal: Bot) -> None:
    """E7."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    nadia.presses("request.take")
    before = row(legal)
    with begin(legal.app.engine) as session:
        found = session.exec(select(Request)).one()
        found.state, found.owner_id, found.closed_at = "withdrawn", None, legal.clock.now()
        found.acknowledge_due_at = found.decide_due_at = None
        session.add(found)
        session.flush()
        requests.refresh(session, found)
    assert row(legal).model_dump() == before.model_dump()


def test_what_is_typed_behind_the_command_waits_in_the_form(legal: Bot) -> None:
    chloe = legal.person("chloe")
    chloe.says("/demande juridique Règlement du jeu")
    assert isinstance(chloe.reply, Say)
    chloe.presses_ref("request.open", buttons(chloe.reply.card)[0].ref)
    assert isinstance(chloe.reply, OpenForm)
    assert chloe.reply.form.fields[0].initial == "Règlement du jeu"


@pytest.mark.not_on_playground("its page tells of nobody's change")
@pytest.mark.not_on_teams("tells of nobody's leaving")
def test_what_a_leaver_asked_for_goes_to_whoever_leads(legal: Bot) -> None:
    """A14: listed once; the answer comes to the scrum master, who may act on it."""
    chloe, nadia, alice = legal.person("chloe"), legal.person("nadia"), legal.person("alice")
    files(chloe)
    place = Place("")
    legal.handle(PersonChanged(uuid4().hex, Who("direct", "W1", "chloe"), place, Profile("chloe", active=False)))
    legal.settle()
    assert "Chloe a quitté Printemps : 1 demande en cours" in plain(alice.last.text)
    nadia.presses("request.ask")
    nadia.fills(text="Quel lot ?")
    assert "Quel lot ?" in plain(alice.last.text)
    alice.presses("request.say")
    alice.fills(text="Cinq tablettes")
    alice.clicks("request.expected")
    assert row(legal).state == "taken"
