"""S10: the expression of need for IT: what nobody knows is a question for a workshop, and what changes is told."""

import pytest

from ritualbot.chat.replies import OpenForm, Say
from ritualbot.rituals.desk import DeskKind
from tests.conversations.bot import Bot, buttons, moment
from tests.conversations.test_request import TEAM, MakeBot, actions, due, files, plain, row, staffed, told

NEED = {
    "title": "Inscriptions vers la base clients",
    "details": "Relancer sous 24 h",
    "flows": "formulaire vers base clients",
    "events": "inscription",
    "attributes": "JE NE SAIS PAS.",
    "volume": "I don't know",
    "owner": "Inès",
    "needed_on": "2027-04-02",
}


@pytest.fixture
def it(make_bot: MakeBot) -> Bot:
    """Tuesday 10:40: an IT desk with Nadia on duty; a flow is answered within 10 days."""
    bot = staffed(make_bot(TEAM), "nadia", kind=DeskKind.IT, name="DSI")
    bot.until("2027-03-02 10:40")
    return bot


def need_card(bot: Bot, user: str) -> str:
    found = [plain(each.text) for each in bot.person(user).messages]
    return next(each for each in found if each.startswith("Demande de réalisation"))


def test_what_nobody_knows_is_a_question_for_the_workshop(it: Bot) -> None:
    """S10: each technical field has its definition and three examples, and takes "I don't know" in both languages."""
    chloe = it.person("chloe")
    files(chloe, "flow", "/demande dsi", **NEED)
    assert chloe.form is not None
    hints = {field.name: plain(field.hint) for field in chloe.form.fields}
    for name in ("flows", "events", "attributes"):
        assert hints[name].startswith("Un "), hints[name]
    for name in ("flows", "events", "attributes", "volume"):
        examples = hints[name].partition("Par exemple : ")[2].partition(". « Je ne sais pas »")[0]
        assert len(examples.split(", ")) == 3, hints[name]
    card = need_card(it, "nadia")
    assert "Objectif métier\nRelancer sous 24 h" in card and "Événements voulus — inscription" in card
    questions = card.partition("Questions pour l’atelier\n")[2]
    assert "Attributs voulus — De quelles informations" in questions and "Volumes et rythme — Quels" in questions
    assert "Événements" not in questions


def test_a_changed_need_is_version_two_told_field_by_field_and_the_desk_decides(it: Bot) -> None:
    """S10: ten open days from Tuesday 10:40 are Tuesday the 16th; from Thursday 11:00, Thursday the 18th."""
    chloe, nadia = it.person("chloe"), it.person("nadia")
    files(chloe, "flow", "/demande dsi", **NEED)
    nadia.presses("request.take")
    assert due(it)[1] == moment("2027-03-16 10:40")
    chloe.presses("request.edit")
    assert isinstance(chloe.reply, OpenForm)
    shown = {field.name: getattr(field, "initial", None) for field in chloe.reply.form.fields}
    assert (shown["events"], shown["volume"], shown["needed_on"]) == ("inscription", "Je ne sais pas", "2027-04-02")
    chloe.fills()
    assert "Rien de différent : la demande #1 reste comme elle était." in told(chloe)
    chloe.presses("request.edit")
    chloe.fills(events="")
    assert chloe.errors.keys() == {"events"}
    it.until("2027-03-04 11:00")
    chloe.fills(events="inscription, désinscription", volume="300 par jour", details="Relancer sous 48 h", owner="")
    assert "besoin modifié par Chloe (V2)" in told(chloe) and "mardi 16 mars 10:40" in told(chloe)
    news = plain(nadia.last.text)
    assert "besoin modifié par Chloe (V2)" in news and "Sans réponse, le délai continue." in news
    assert "Événements voulus — inscription → inscription, désinscription" in news
    assert "Volumes et rythme — Je ne sais pas → 300 par jour" in news
    assert "Responsable du besoin — Inès → rien" in news and "Attributs" not in news
    assert "Objectif métier, avant\nRelancer sous 24 h\nObjectif métier, après\nRelancer sous 48 h" in news
    assert actions(nadia.last.card) == ["restart", "go_on", "look"]
    card = need_card(it, "nadia")
    assert "Quels volumes attendre" not in card and "De quelles informations" in card
    assert due(it)[1] == moment("2027-03-16 10:40")
    nadia.presses("request.restart")
    assert due(it)[1] == moment("2027-03-18 11:00")
    assert "délai reparti du début, dit Nadia" in plain(chloe.last.text)


def test_a_need_of_another_type_keeps_what_it_said_before(it: Bot) -> None:
    """S10, E6: a flow that turns out to be a tag is changed as one, and nothing that was typed is lost."""
    chloe, nadia = it.person("chloe"), it.person("nadia")
    files(chloe, "flow", "/demande dsi", **NEED)
    nadia.presses("request.retype")
    nadia.fills(type="tag")
    chloe.presses("request.edit")
    assert chloe.form is not None and "flows" not in {field.name for field in chloe.form.fields}
    chloe.fills(page="exemple.fr/webinaire")
    news = plain(nadia.last.text)
    assert "Page concernée — rien → exemple.fr/webinaire" in news and "Flux voulus" not in news
    card = need_card(it, "nadia")
    assert "Flux voulus, d’où et vers où — formulaire vers base clients" in card and "exemple.fr/webinaire" in card


def test_what_changes_nothing_for_the_desk_makes_no_version(it: Bot) -> None:
    """S10: the campaign, say; a version that was overtaken decides nothing any more; a day gone by may stay."""
    chloe, nadia = it.person("chloe"), it.person("nadia")
    files(chloe, "flow", "/demande dsi", **{**NEED, "needed_on": "2027-03-03"})
    it.until("2027-03-04 09:30")
    said = len(nadia.messages)
    chloe.presses("request.edit")
    chloe.fills(campaign="Webinaire")
    assert "demande complétée par Chloe" in told(chloe) and len(nadia.messages) == said
    nadia.presses("request.ask")
    nadia.fills(text="Pour quelle campagne ?")
    chloe.presses("request.edit")
    chloe.fills(campaign="Printemps", answers="1")
    assert "demande complétée par Chloe" in plain(nadia.last.text) and row(it).state == "taken"
    assert "Campagne — Webinaire → Printemps" in plain(nadia.last.text)
    for owner in ("Léa", "Emma"):
        chloe.presses("request.edit")
        chloe.fills(owner=owner)
    first = next(b.ref for m in nadia.messages for b in buttons(m.card) if b.action == "request.restart")
    nadia.presses_ref("request.restart", first)
    assert told(nadia).startswith("Rien n’a changé. Demande #1 : besoin modifié par Chloe (V3)")
    nadia.presses_ref("request.look", row(it).ref)
    assert isinstance(nadia.reply, Say)
    assert "besoin modifié par Chloe (V2) — " in told(nadia) and "besoin modifié par Chloe (V3) — " in told(nadia)
