"""E14, E2, E22: versions and who had each for how long, the final word and its evidence; options to pick from; whether
marketing could do it alone."""

import csv
import io
from datetime import timedelta

import pytest
from sqlmodel import select

from ritualbot.chat.replies import Say
from ritualbot.rituals.desk import DeskKind
from ritualbot.store.request import RequestEvent, RequestSignOff
from tests.conversations.bot import Actor, Bot, buttons, moment
from tests.conversations.test_request import (
    CONTEST,
    TEAM,
    MakeBot,
    actions,
    card_of,
    due,
    files,
    history,
    plain,
    row,
    staffed,
    told,
)

V1, V2, V3 = (f"https://exemple.fr/reglement-v{n}" for n in (1, 2, 3))


@pytest.fixture
def legal(make_bot: MakeBot) -> Bot:
    """Tuesday 10:40: the team has a legal desk with Nadia on duty."""
    bot = staffed(make_bot(TEAM), "nadia")
    bot.until("2027-03-02 10:40")
    return bot


@pytest.fixture
def it(make_bot: MakeBot) -> Bot:
    bot = staffed(make_bot(TEAM), "nadia", kind=DeskKind.IT, name="DSI")
    bot.until("2027-03-02 10:40")
    return bot


def exported(actor: Actor, ref: str) -> list[dict[str, str]]:
    """The rows of a file somebody asks for, by the head of their column."""
    before = len(actor.bot.received(actor.user))
    actor.presses_ref("file.send", ref)
    actor.bot.accepts(actor.user)
    got = actor.bot.received(actor.user)
    assert len(got) == before + 1, told(actor)
    text = got[-1][1].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def test_each_version_has_its_link_its_holders_and_hours_and_the_last_one_is_signed_off(legal: Bot) -> None:
    """E14: V1 is refused, V2 approved with reservations, V3 approved. Desk's hours: 09:00-12:30 and 13:30-17:30."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe, **CONTEST, link=V1)
    nadia.presses("request.take")
    legal.until("2027-03-02 14:30")
    nadia.presses("request.refuse")
    nadia.fills(text="Lot non conforme")
    assert actions(chloe.last.card)[0] == "version"
    legal.until("2027-03-03 10:00")
    chloe.presses("request.version")
    chloe.fills(link="", text="")
    assert chloe.errors.keys() == {"link", "text"}
    chloe.fills(link=V2, text="Lot remplacé")
    assert "Demande #1 (Juridique) : V2 envoyée par Chloe." in told(chloe)
    # Given back after an answer, the desk has its five days again: from Wednesday 10:00 to the next one.
    assert (row(legal).state, row(legal).link, due(legal)[1]) == ("taken", V2, moment("2027-03-10 10:00"))
    news = plain(nadia.last.text)
    assert "V2 envoyée par Chloe" in news and "Lot remplacé" in news
    assert actions(nadia.last.card)[:3] == ["approve", "reserve", "refuse"]
    nadia.presses("request.reserve")
    nadia.fills(text="Ajouter la mention légale")
    chloe.presses("request.version")
    chloe.fills(link=V3, text="Mention ajoutée")
    # V1: the desk 10:40-12:30 and 13:30-14:30, then the team until 17:30 and from 9 to 10 the next day.
    card = card_of(chloe)
    assert f"V1 envoyée par Chloe — Juridique 2 h 50 et Chloe 4 h 00 · refusée par Nadia · {V1}" in card
    assert f"validée sous réserve par Nadia · {V2}" in card and "Validation finale" not in card
    nadia.presses("request.approve")
    for actor in (chloe, nadia):
        assert "Validation finale : V3, Nadia, mercredi 3 mars 10:0" in card_of(actor)
    lines = exported(chloe, f"request:{row(legal).ref}")
    assert [line["Lien des pièces"] for line in lines] == [V1, V2, V3]
    assert [line["Ce qui a changé"] for line in lines] == ["", "Lot remplacé", "Mention ajoutée"]
    assert (lines[0]["Heures chez le service"], lines[0]["Heures dans l’équipe"]) == ("2:50", "4:00")
    assert [line["Validé par"] for line in lines] == ["", "Nadia", "Nadia"]
    assert lines[1]["Conditions"] == "Ajouter la mention légale"
    nadia.presses("request.correct")  # takes back what was said of V3, and nothing else
    with legal.session() as session:
        assert [each.version for each in session.exec(select(RequestSignOff))] == [2]


def test_a_version_given_while_it_is_looked_at_lets_the_desk_decide_about_the_clock(legal: Bot) -> None:
    """E14, S10: the clock continues; [The clock restarts] gives all of the five days again, once, and the requester is
    told. While the desk waits for something, a version may be what it waits for."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe, **CONTEST, link=V1)
    nadia.presses("request.take")
    legal.until("2027-03-03 10:00")
    chloe.presses("request.version")
    chloe.fills(link=V2, text="Nouveau lot")
    assert due(legal)[1] == moment("2027-03-09 10:40")
    assert actions(nadia.last.card) == ["restart", "go_on", "look"]
    nadia.presses("request.go_on")
    assert "Le délai de la demande #1 continue." in told(nadia) and "mardi 9 mars 10:40" in told(nadia)
    nadia.presses("request.restart")
    assert due(legal)[1] == moment("2027-03-10 10:00")
    assert "délai reparti du début, dit Nadia" in plain(chloe.last.text)
    nadia.presses("request.restart")
    assert told(nadia).startswith("Rien n’a changé. Demande #1 : délai reparti du début, dit Nadia, mercredi 3 mars")
    nadia.presses("request.ask")
    nadia.fills(text="Et le visuel ?")
    assert due(legal)[1] is None
    chloe.presses("request.version")
    chloe.fills(link=V3, text="Visuel joint", answers="1")
    assert row(legal).state == "taken" and due(legal)[1] == moment("2027-03-10 10:00")


def test_the_team_gives_the_final_word_where_the_desk_gives_an_opinion(legal: Bot) -> None:
    """E14: marketing keeps the decision; what it signs off, under which conditions, is evidence."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe, "content", title="Courriel", details="À relire", link=V1)
    ref = row(legal).ref
    chloe.presses_ref("request.sign", ref)
    assert told(chloe).startswith("Rien n’a changé.")
    nadia.presses("request.approve")
    chloe.presses("request.sign")
    chloe.fills(text="France seulement")
    for actor in (chloe, nadia):
        seen = next(plain(each.text) for each in actor.messages if "Demande d’avis" in plain(each.text))
        assert "Validation finale : V1, Chloe, mardi 2 mars 10:4" in seen and "France seulement" in seen
    assert row(legal).state == "approved"
    chloe.presses("request.sign")
    chloe.fills(text="")
    assert "France seulement" not in told(chloe)
    with legal.session() as session:
        assert [each.conditions for each in session.exec(select(RequestSignOff))] == [""]


def test_opened_again_and_refused_nothing_is_signed_off(legal: Bot) -> None:
    """E14: approved, opened again by the requester, refused: the same version, whose evidence is taken back."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe, **CONTEST, link=V1)
    nadia.presses("request.approve")
    chloe.presses("request.reopen")
    chloe.fills(text="Le lot a changé")
    nadia.presses_ref("request.refuse", row(legal).ref)
    nadia.fills(text="Lot non conforme")
    assert "Validation finale" not in card_of(chloe)
    with legal.session() as session:
        assert session.exec(select(RequestSignOff)).all() == []


def test_an_agencys_creation_ends_with_the_bon_a_tirer(make_bot: MakeBot) -> None:
    """E14: the word is for that only."""
    bot = staffed(make_bot(TEAM), "nadia", kind=DeskKind.AGENCY, name="Studio Lumen")
    bot.until("2027-03-02 10:40")
    chloe, nadia = bot.person("chloe"), bot.person("nadia")
    files(chloe, "first_version", "/demande agence", title="Affiche", details="A3", deliverables="PDF", link=V1)
    nadia.presses("request.deliver")
    assert next(button.label for button in buttons(chloe.last.card)) == "Bon à tirer"
    chloe.presses("request.accept")
    assert "bon à tirer donné par Chloe" in told(chloe) and "Bon à tirer : V1, Chloe, mardi 2 mars" in told(chloe)
    with bot.session() as session:
        [kept] = session.exec(select(RequestSignOff)).all()
        assert (kept.version, kept.link) == (1, V1)


def test_evidence_is_exported_to_those_it_concerns_and_stays_text(legal: Bot) -> None:
    """E14, E24, I: one request to the requester, who leads, the desk; all of a team's to who leads."""
    alice, bruno, chloe, nadia = (legal.person(each) for each in ("alice", "bruno", "chloe", "nadia"))
    hostile = '=HYPERLINK("http://mal.example";"Lot")'
    files(alice, **{**CONTEST, "title": hostile}, confidential="1")
    ref = row(legal).ref
    for actor in (alice, bruno, nadia):
        [line] = exported(actor, f"request:{ref}")
        assert line["Demande"] == f"'{hostile}"
    bruno.says("/demande")
    assert isinstance(bruno.reply, Say)
    [whole] = [button.ref for button in buttons(bruno.reply.card) if button.action == "file.send"]
    assert exported(bruno, whole)[0]["Demande"] == f"'{hostile}"
    nadia.says("/demande")
    assert isinstance(nadia.reply, Say)
    [theirs] = [button.ref for button in buttons(nadia.reply.card) if button.action == "file.send"]
    assert [line["Équipe"] for line in exported(nadia, theirs)] == ["Printemps"]
    got = len(legal.received("nadia"))
    refused = ("Introuvable", "Seule la personne", "Introuvable", "Introuvable")
    tried = ((chloe, f"request:{ref}"), (chloe, whole), (chloe, theirs), (nadia, whole))
    for (actor, asked), said in zip(tried, refused, strict=True):
        actor.presses_ref("file.send", asked)
        assert said in told(actor) and "HYPERLINK" not in told(actor)
    assert (legal.received("chloe"), len(legal.received("nadia"))) == ([], got)


# -- options -------------------------------------------------------------------------------------------------------


def test_the_requester_picks_one_of_the_desks_options(legal: Bot) -> None:
    """E2: asked on Wednesday 15:00, picked on Thursday 15:00: the clock stood still. An option without a day leaves the
    target, which moves by a day; the day of another one is agreed on."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    files(chloe)
    legal.until("2027-03-03 15:00")
    nadia.presses("request.options")
    nadia.fills()
    assert nadia.errors.keys() == {"limits1"}
    nadia.fills(on1="2027-03-07", limits1="Complet")
    assert plain(nadia.errors["on1"]).startswith("Le service est fermé ce jour-là")
    nadia.fills(on1="2027-03-12", cost1="1 200 €", limits1="", limits2="Sans tirage au sort")
    assert row(legal).state == "waiting" and due(legal)[1] is None
    news = plain(chloe.last.text)
    assert "options proposées par Nadia" in news
    assert "Option 1 — vendredi 12 mars · coût : 1 200 €" in news and "Option 2 — Sans tirage au sort" in news
    assert actions(chloe.last.card)[:2] == ["pick_1", "pick_2"]
    first = chloe.button("request.pick_1").ref
    legal.until("2027-03-04 15:00")
    chloe.presses("request.pick_2")
    assert "option 2 choisie par Chloe" in told(chloe)
    found = row(legal).decide_due_at
    assert found and abs(found - moment("2027-03-10 10:40")) < timedelta(minutes=1)
    assert "option 2 choisie par Chloe" in plain(nadia.last.text)
    assert "Option retenue — Sans tirage au sort" in card_of(nadia)
    chloe.presses_ref("request.pick_1", first)
    assert told(chloe).startswith("Rien n’a changé. Demande #1 : option 2 choisie par Chloe, jeudi 4 mars")
    nadia.presses("request.options")
    nadia.fills(on1="2027-03-12")
    chloe.presses_ref("request.pick_1", first)  # of an offer that another one took the place of
    assert told(chloe).startswith("Rien n’a changé.") and row(legal).state == "waiting"
    chloe.presses("request.pick_1")
    assert due(legal)[1] == moment("2027-03-12 17:30")


def test_an_options_day_is_promised_for_what_is_delivered(it: Bot) -> None:
    """E2; E22: then one tap, which may be changed, and nothing that insists."""
    chloe, nadia = it.person("chloe"), it.person("nadia")
    typed = {"title": "Accès aux segments", "details": "Lecture", "tool": "CRM", "who": "Inès"}
    files(chloe, "access", "/demande dsi", **typed)
    nadia.presses("request.options")
    nadia.fills(on1="2027-03-05", limits1="Lecture seule")
    chloe.presses("request.pick_1")
    assert row(it).state == "committed" and "Date annoncée : vendredi 5 mars." in told(chloe)
    nadia.presses_ref("request.autonomy_no", row(it).ref)
    assert told(nadia).startswith("Rien n’a changé.")
    nadia.presses("request.deliver")
    said = len(nadia.messages)
    assert "Marketing seul la prochaine fois ?" in plain(nadia.messages[0].text)
    chloe.presses("request.accept")
    nadia.presses("request.autonomy_training")
    assert "Marketing seul la prochaine fois : Oui avec une formation." in told(nadia)
    nadia.clicks("request.autonomy_access")
    assert "Oui avec un accès" in told(nadia) and len(nadia.messages) == said
    with it.session() as session:
        found = [each.data for each in session.exec(select(RequestEvent)) if each.kind == "autonomy"]
    assert ['"training"' in found[0], '"access"' in found[1]] == [True, True]
    assert history(it)[-1] == "autonomy" and row(it).state == "accepted"
