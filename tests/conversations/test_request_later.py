"""E9, E10, E6: a desk puts a request off, hands it on, takes all that is new; either side opens a closed one again.

As in test_request_ring: filed on Monday 1 March 2027 at 10:40, to be answered by Monday 8 March 10:40; three quarters
of that are used up on Thursday at 17:17:30, nine tenths on Friday at 15:25.
"""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, select

from ritualbot.chat.forms import ChoiceField
from ritualbot.chat.replies import OpenForm, Say
from ritualbot.rituals.request_history import Happened
from ritualbot.store.request import Request, RequestEvent, RequestSignOff
from ritualbot.store.team import Address, Person
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.test_request import card_of, due, files, history, plain, row, staffed, told
from tests.conversations.test_request_ring import NADIA, OLGA, PAUL, desked, heard, take

MakeBot = Callable[..., Bot]


@pytest.fixture
def full(make_bot: MakeBot) -> Bot:
    """Nadia is on duty, Paul is her backup, Olga leads."""
    return desked(make_bot, NADIA, PAUL, OLGA)


def owners(bot: Bot) -> dict[str, str]:
    """Who has which request, by its ref; empty: nobody took it."""
    with bot.session() as session:
        found = session.exec(select(Request).order_by(col(Request.id))).all()
        known = {person.id: person.name for person in session.exec(select(Person))}
        return {each.ref: known.get(each.owner_id, "") for each in found}


def choices(actor: Actor) -> dict[str, str]:
    """What the open form's first field offers."""
    assert isinstance(actor.reply, OpenForm)
    field = actor.reply.form.fields[0]
    assert isinstance(field, ChoiceField)
    return {option.label: option.value for option in field.options}


# -- later ---------------------------------------------------------------------------------------------------------


def test_put_off_the_owner_hears_of_it_then_and_the_clock_runs_on(full: Bot) -> None:
    """E9: after the ping of Thursday, tomorrow at 09:00. What follows is told as ever; on Friday evening "tomorrow" is
    Monday, and the breach of 10:40 is within two hours of it."""
    nadia = full.person("nadia")
    take(full, "nadia")
    full.until("2027-03-04 17:20")
    before = due(full)
    nadia.presses("request.snooze")
    nadia.fills(when="tomorrow")
    assert told(nadia).startswith("Demande #1 : plus de relance avant vendredi 5 mars 09:00.")
    assert "Le délai continue de courir" in told(nadia) and "réponse lundi 8 mars 10:40" in told(nadia)
    assert due(full) == before
    assert heard(full, "nadia", "2027-03-05 08:59") == []
    assert heard(full, "nadia", "2027-03-05 09:03") == [
        "Comme convenu, on en reparle : jeu-concours de printemps, réponse attendue lundi 8 mars 10:40."
    ]
    assert len(heard(full, "nadia", "2027-03-05 15:27")) == 1
    nadia.presses("request.snooze")
    nadia.fills(when="tomorrow")
    assert "plus de relance avant lundi 8 mars 09:00" in told(nadia)
    assert [title[:14] for title in heard(full, "nadia", "2027-03-08 10:45")] == ["Comme convenu,"]
    assert any("est dépassé" in plain(each.title) for each in full.person("chloe").messages)


def test_past_the_time_limit_it_takes_a_reason_and_the_breach_is_told_all_the_same(full: Bot) -> None:
    """E9: put off to Tuesday; Chloé hears on Monday, Olga a business day after that, Nadia when she asked to."""
    nadia = full.person("nadia")
    take(full, "nadia")
    full.until("2027-03-05 16:00")
    nadia.presses("request.snooze")
    nadia.fills(when="date", on="09/03/2027")
    assert plain(nadia.errors["text"]).startswith("C’est après le délai convenu (lundi 8 mars 10:40)")
    nadia.fills(when="date", on="09/03/2027", text="Le juriste rentre lundi soir")
    assert "plus de relance avant mardi 9 mars 09:00" in told(nadia)
    assert heard(full, "nadia", "2027-03-08 10:45") == []
    assert any("est dépassé" in plain(each.title) for each in full.person("chloe").messages)
    assert heard(full, "nadia", "2027-03-09 09:03") == [
        "jeu-concours de printemps : le délai convenu est dépassé depuis lundi 8 mars 10:40."
    ]
    assert len(heard(full, "olga", "2027-03-09 10:45")) == 1


def test_twice_a_rung_and_only_by_whoever_looks_after_it(full: Bot) -> None:
    """E9."""
    nadia, paul = full.person("nadia"), full.person("paul")
    take(full, "nadia")
    ref = row(full).ref
    paul.presses_ref("request.snooze", ref)
    assert told(paul).startswith("C’est Nadia qui suit la demande #1")
    for _ in range(2):
        nadia.presses_ref("request.snooze", ref)
        nadia.fills()
    assert "plus de relance avant lundi 1er mars 12:40" in told(nadia)
    nadia.presses_ref("request.snooze", ref)
    assert "déjà été reportée deux fois" in told(nadia)
    full.until("2027-03-04 17:20")
    nadia.presses_ref("request.snooze", ref)  # another rung
    assert isinstance(nadia.reply, OpenForm)
    nadia.fills(when="date")
    assert set(nadia.errors) == {"on"}


# -- somebody else -------------------------------------------------------------------------------------------------


def test_handed_on_the_card_and_the_pings_are_somebody_elses(full: Bot) -> None:
    """E9: never to Chloé, who asked; she sees who has it."""
    chloe, nadia, paul = full.person("chloe"), full.person("nadia"), full.person("paul")
    take(full, "nadia")
    nadia.presses("request.delegate")
    names = choices(nadia)
    assert set(names) == {"Paul", "Olga"}
    nadia.fills(to=names["Paul"])
    assert "confiée à Paul par Nadia" in told(nadia) and "réponse lundi 8 mars 10:40" in told(nadia)
    assert "Chez : Juridique (Paul)" in card_of(chloe) and "Chez : Juridique (Paul)" in card_of(nadia)
    assert "Chez vous" in card_of(paul)
    assert heard(full, "nadia", "2027-03-04 17:20") == []
    assert any("il reste 9 heures" in plain(each.title) for each in paul.messages)
    paul.presses("request.delegate")
    paul.fills(to=person_of(full, "nadia").ref)
    assert any(
        "confiée à Nadia par Paul" in plain(each.title) for each in nadia.messages
    )  # her card changed in silence
    assert row(full).owner_id == person_of(full, "nadia").id


def person_of(bot: Bot, user: str) -> Person:
    with bot.session() as session:
        query = select(Person).join(Address, col(Address.person_id) == col(Person.id))
        found = session.exec(query.where(col(Address.user) == bot.id_of(user))).one()
        session.expunge(found)
        return found


def test_it_is_handed_to_nobody_who_asked_nor_to_somebody_away(make_bot: MakeBot) -> None:
    """E9, E13: Chloé sits at the desk as well; Paul is away until Friday."""
    away = Someone("paul", (), away=((date(2027, 3, 1), date(2027, 3, 4)),))
    bot = staffed(make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, away))), "chloe", "nadia", "paul")
    bot.until("2027-03-02 10:40")
    nadia = bot.person("nadia")
    files(bot.person("chloe"))
    nadia.presses("request.take")
    nadia.presses("request.delegate")
    assert set(choices(nadia)) == {"Paul"}
    nadia.fills(to=person_of(bot, "chloe").ref)
    assert set(nadia.errors) == {"to"}
    nadia.fills(to=person_of(bot, "paul").ref)
    assert plain(nadia.errors["to"]).startswith("Paul n’est pas là en ce moment.")
    assert row(bot).owner_id == person_of(bot, "nadia").id


def signed(bot: Bot) -> list[tuple[int, str]]:
    """The versions that are signed off, and when."""
    with bot.session() as session:
        return [(each.version, str(each.signed_at.date())) for each in session.exec(select(RequestSignOff))]


# -- once more -----------------------------------------------------------------------------------------------------


def test_opened_again_the_clock_goes_on_where_it_stopped(full: Bot) -> None:
    """E6, E11: approved on Tuesday at 10:40 after a day of the desk's time, opened again on Friday at 10:40: four days
    are left, which is Thursday. The three days in between are nobody's."""
    chloe, nadia = full.person("chloe"), full.person("nadia")
    take(full, "nadia")
    full.until("2027-03-02 10:40")
    nadia.presses("request.approve")
    full.until("2027-03-05 10:40")
    chloe.presses("request.reopen")
    chloe.fills(text=" ")
    assert set(chloe.errors) == {"text"}
    chloe.fills(text="Le lot a changé")
    assert "Demande #1 (Juridique) : rouverte par Chloe." in told(chloe) and "jeudi 11 mars 10:40" in told(chloe)
    assert "rouverte par Chloe" in plain(nadia.last.title) and "Le lot a changé" in plain(nadia.last.text)
    assert row(full).state == "taken" and row(full).closed_at is None
    assert signed(full) == []
    assert str(due(full)[1]).startswith("2027-03-11 09:40")  # UTC
    # Four days from Friday 10:40: half of the five were used up on Monday at 15:25, listed on Tuesday morning.
    assert heard(full, "nadia", "2027-03-09 08:59") == []
    assert len(heard(full, "nadia", "2027-03-09 09:05")) == 1
    nadia.presses_ref("request.approve", row(full).ref)
    assert "Temps ouvré : Juridique 20 h 55" in told(nadia)  # 7 h 30, then Friday 5 h 50, Monday 7 h 30, and 5 minutes
    assert history(full)[-3:] == ["reopened", "rung", "approved"]
    assert signed(full) == [(1, "2027-03-09")]


def test_the_desk_opens_it_again_too_and_after_ten_business_days_nobody(full: Bot) -> None:
    """E6: what was withdrawn is the requester's to open again; a late answer is no new breach."""
    chloe, nadia = full.person("chloe"), full.person("nadia")
    take(full, "nadia")
    full.until("2027-03-08 11:30")
    nadia.presses_ref("request.refuse", row(full).ref)
    nadia.fills(text="Lot non conforme")
    full.until("2027-03-22 11:29")
    nadia.presses_ref("request.reopen", row(full).ref)
    nadia.fills(text="Le lot a été remplacé")
    assert "rouverte par Nadia" in plain(chloe.last.text)
    assert [heard(full, user, "2027-03-23 11:00") for user in ("nadia", "chloe", "olga")] == [[], [], []]
    assert len(heard(full, "olga", "2027-03-23 11:35")) == 1  # one business day after the re-opening
    chloe.presses_ref("request.withdraw", row(full).ref)
    nadia.presses_ref("request.reopen", row(full).ref)
    assert "retirée par Chloe" in told(nadia)
    full.until("2027-04-08 12:00")
    chloe.presses_ref("request.reopen", row(full).ref)
    assert "ne peut plus être rouverte" in told(chloe)


def test_of_another_type_its_time_is_that_types_from_the_same_start(full: Bot) -> None:
    """E6: a contract has seven days, of which what has gone by has gone by; nothing the form said is lost."""
    chloe, nadia = full.person("chloe"), full.person("nadia")
    take(full, "nadia")
    full.until("2027-03-03 11:00")
    nadia.presses("request.retype")
    assert "contrat" in choices(nadia)
    nadia.fills(type="contract")
    assert "passée en « contrat » par Nadia" in told(nadia) and "réponse mercredi 10 mars 10:40" in told(nadia)
    assert "passée en « contrat » par Nadia" in plain(chloe.last.title)
    assert "Dates du jeu — du 22 mars au 5 avril" in card_of(chloe) and "contrat" in card_of(chloe)
    assert row(full).type == "contract"


# -- all at once ---------------------------------------------------------------------------------------------------


def test_a_morning_list_of_what_is_new_is_taken_with_one_press(full: Bot) -> None:
    """E9, E10: three came on Monday, the rest waits for one list on Tuesday at 09:00. What Paul took meanwhile is no
    line of it; ten minutes long all is given back."""
    chloe, nadia, paul = full.person("chloe"), full.person("nadia"), full.person("paul")
    for _ in range(5):
        files(chloe)
    refs = list(owners(full))
    paul.presses_ref("request.take", refs[2])
    before = len(nadia.messages)
    full.until("2027-03-02 09:05")
    [listed] = nadia.messages[before:]
    text = plain(listed.text)
    assert text.startswith("Gardé pour ce matin")
    assert [each.action for each in buttons(listed.card)] == ["request.take"] * 3 + ["request.take_all"]
    cards = cards_of(nadia)
    nadia.presses("request.take_all")
    assert hears(nadia, "5 demandes prises en charge.")  # those she has the cards of, too
    assert hears(nadia, "Annulation possible jusqu’à 09:15.")
    assert owners(full) == {ref: "Paul" if ref == refs[2] else "Nadia" for ref in refs}
    assert "Chez : Juridique (Nadia)" in plain(chloe.last.text)
    assert cards_of(nadia) == cards  # the answer shows them all: none is a message more
    taken = last_taken(full)
    nadia.presses_ref("request.take_all", "")
    assert hears(nadia, "Plus rien à prendre")
    nadia.presses_ref("request.approve", refs[0])
    nadia.presses_ref("request.untake_all", taken)
    assert hears(nadia, "4 demandes rendues au service.")  # what was answered stays
    assert sorted(owners(full).values()) == ["", "", "", "", "Nadia", "Paul"]
    paul.presses_ref("request.take_all", "")
    assert hears(paul, "Plus rien à prendre")  # new ones come to Nadia
    chloe.presses_ref("request.take_all", "")
    assert hears(chloe, "Action réservée : contact de service")
    full.wait(minutes=11)
    nadia.presses_ref("request.untake_all", taken)
    assert hears(nadia, "ne peuvent plus être annulées")


def cards_of(actor: Actor) -> int:
    return sum(plain(each.text).startswith("Demande de validation") for each in actor.messages)


def hears(actor: Actor, words: str) -> bool:
    """Also once several cards have changed before it: a conversation takes one message a second."""
    actor.bot.wait(seconds=8)
    answered = [actor.reply.card.plain_text()] if isinstance(actor.reply, Say) else []
    return any(words in plain(text) for text in (*answered, *(each.text for each in actor.messages)))


def last_taken(bot: Bot) -> str:
    with bot.session() as session:
        taken = select(RequestEvent.ref).where(RequestEvent.kind == Happened.TAKEN)
        return session.exec(taken.order_by(col(RequestEvent.id).desc())).first() or ""
