"""S3, S6: as a sprint begins, one request, filled in, is offered for each need of its items; none is offered twice."""

from collections.abc import Callable

import pytest
from sqlmodel import select

from ritualbot.chat.replies import OpenForm, Say
from ritualbot.rituals.desk import DeskKind
from ritualbot.store.engine import begin
from ritualbot.store.request import Request
from ritualbot.store.sprint import SprintItem
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.fake_chat import Posted
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA, OMAR = Someone("nadia", ()), Someone("omar", ())
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, OMAR))
LINES = (
    "- Jeu-concours @Chloe !juridique https://exemple.fr/jeu\n- Relance panier !data\n- Bannière V2\n- Affiche !agence"
)
FLOW = {"flows": "Paniers vers l’e-mail", "events": "abandon", "attributes": "montant", "volume": "je ne sais pas"}
CONTEST = {"details": "Règlement à relire", "period": "du 22 mars"}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
def planned(make_bot: MakeBot) -> Bot:
    """Alice began a sprint of three items that need somebody outside; there are a legal desk and IT, and no agency."""
    bot = make_bot(TEAM)
    with begin(bot.app.engine) as session:
        for kind, name, user in ((DeskKind.LEGAL, "Juridique", "nadia"), (DeskKind.IT, "DSI", "omar")):
            build_desk(session, bot.clock.now(), kind, name, bot.id_of(user), duty=bot.id_of(user))
    bot.until("2027-03-02 10:40")
    starts(bot, LINES)
    return bot


def starts(bot: Bot, lines: str) -> None:
    alice = bot.person("alice")
    alice.says("/sprint lancer")
    alice.fills(name="Sprint 12", starts_on="2027-02-22", ends_on="2027-03-05", goal="Doubler", lines=lines)
    bot.settle()


def card(bot: Bot) -> Posted:
    """What Alice was offered: one message, kept true where it stands."""
    [found] = [each for each in bot.person("alice").messages if plain(each.text).startswith("Sprint 12 :")]
    return found


def offers(bot: Bot) -> list[str]:
    return [each.label for each in buttons(card(bot).card)]


def presses(bot: Bot, title: str) -> Actor:
    with bot.session() as session:
        item = session.exec(select(SprintItem).where(SprintItem.title == title)).one()
    alice = bot.person("alice")
    [found] = [each for each in buttons(card(bot).card) if each.ref == item.ref]
    alice.presses_ref(found.action, found.ref)
    return alice


def test_one_card_offers_a_request_for_each_need(planned: Bot) -> None:
    """S3: to whoever leads alone; the items without a need are not in it."""
    said = plain(card(planned).text)
    assert said.startswith("Sprint 12 : 3 besoins à demander\nChaque bouton ouvre une demande déjà remplie.")
    assert "Jeu-concours : juridique" in said and "Affiche : agence" in said and "Bannière" not in said
    assert [plain(each) for each in offers(planned)] == [
        "Demander : juridique",
        "Demander les données à la DSI",
        "Demander : agence",
    ]
    for user in ("bruno", "chloe"):
        assert not any("besoins à demander" in plain(each.text) for each in planned.person(user).messages)


def test_the_form_opens_with_the_items_title_and_the_request_names_the_item(planned: Bot) -> None:
    """S3: asked for once, it is offered no more, and a button that still stands says what there is."""
    alice = presses(planned, "Jeu-concours")
    assert isinstance(alice.reply, Say)
    [contest] = [each for each in buttons(alice.reply.card) if ":contest" in each.ref]
    alice.presses_ref("request.open", contest.ref)
    assert isinstance(alice.reply, OpenForm)
    waiting = {each.name: getattr(each, "initial", "") for each in alice.reply.form.fields}
    assert (waiting["title"], waiting["link"]) == ("Jeu-concours", "https://exemple.fr/jeu")
    alice.fills(**CONTEST)
    with planned.session() as session:
        row = session.exec(select(Request)).one()
        item = session.exec(select(SprintItem).where(SprintItem.title == "Jeu-concours")).one()
        assert (row.source, row.source_ref, row.title) == ("item", item.ref, "Jeu-concours")
    assert plain(card(planned).text).startswith("Sprint 12 : 2 besoins à demander")
    assert "Demande de validation : Jeu-concours" in plain(planned.person("nadia").last.text)
    alice.presses_ref("request.from_item", item.ref)
    assert plain(alice.told).startswith("Demandes en cours") or "#1 Jeu-concours" in plain(alice.told)


def test_data_that_is_not_there_yet_is_asked_of_it_in_one_form(planned: Bot) -> None:
    """S6: the form of a data flow opens at once, with what it is for and where it is to come from."""
    with begin(planned.app.engine) as session:
        item = session.exec(select(SprintItem).where(SprintItem.title == "Relance panier")).one()
        item.need_text = "Paniers, du site"
        session.add(item)
    alice = presses(planned, "Relance panier")
    assert isinstance(alice.reply, OpenForm)
    waiting = {each.name: getattr(each, "initial", "") for each in alice.reply.form.fields}
    assert (waiting["title"], waiting["flows"]) == ("Relance panier", "Paniers, du site")
    alice.fills(details="Paniers abandonnés", **FLOW)
    with planned.session() as session:
        row = session.exec(select(Request)).one()
        assert (row.type, row.source, row.title) == ("flow", "item", "Relance panier")
    assert "Demander les données à la DSI" not in offers(planned)


def test_a_need_of_a_desk_nobody_listed_says_what_to_do(planned: Bot) -> None:
    alice = presses(planned, "Affiche")
    assert "Aucun service n’est encore inscrit pour : agence." in plain(alice.told)


def test_all_asked_for_the_card_says_so_and_a_withdrawn_one_is_offered_again(planned: Bot) -> None:
    with begin(planned.app.engine) as session:
        for row in session.exec(select(SprintItem)):
            row.need = row.need if row.title == "Relance panier" else ""
            session.add(row)
    alice = presses(planned, "Relance panier")
    alice.fills(details="Paniers abandonnés", **FLOW)
    assert plain(card(planned).text) == "Sprint 12 : tout ce dont le plan a besoin est demandé."
    alice.presses("request.withdraw")
    assert offers(planned) == ["Demander les données à la DSI"]
    with planned.session() as session:
        item = session.exec(select(SprintItem).where(SprintItem.title == "Relance panier")).one()
    alice.presses_ref("request.data", item.ref)
    assert isinstance(alice.reply, OpenForm)


def test_a_plan_that_needs_nobody_offers_nothing(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    bot.until("2027-03-02 10:40")
    starts(bot, "- Bannière V2")
    assert not any("à demander" in plain(each.text) for each in bot.person("alice").messages)


def test_at_most_ten_are_offered_and_the_rest_is_counted(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    bot.until("2027-03-02 10:40")
    starts(bot, "\n".join(f"- Page {number} !juridique" for number in range(12)))
    assert len(offers(bot)) == 10 and "2 autres besoins, à voir avec /sprint" in plain(card(bot).text)
