"""B18: blockers as objects, from the answer that opens one to its end."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from ritualbot.chat.cards import Card
from ritualbot.chat.replies import Say
from ritualbot.rituals.questions import Kind
from ritualbot.store import blocker as blockers
from ritualbot.store.blocker import Blocker, BlockerEvent
from ritualbot.store.engine import begin
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, QUESTIONS, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE))
BANNER = "la bannière attend le juridique"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def offered(actor: Actor) -> list[str]:
    assert isinstance(actor.reply, Say)
    return [button.action for button in buttons(actor.reply.card)]


def press(actor: Actor, action: str) -> None:
    """A button of the private answer just read."""
    assert isinstance(actor.reply, Say)
    found = [button for button in buttons(actor.reply.card) if button.action == action]
    actor.presses_ref(action, found[0].ref)


def rows(bot: Bot) -> list[tuple[int, str, str, str | None]]:
    with bot.session() as session:
        found = session.exec(select(Blocker)).all()
        return sorted((row.number, row.text, row.state, row.tag) for row in found)


def history(bot: Bot) -> list[str]:
    with bot.session() as session:
        return [event.kind for event in sorted(session.exec(select(BlockerEvent)), key=lambda each: each.id or 0)]


@pytest.fixture
def blocked(make_bot: MakeBot) -> Bot:
    """Tuesday 09:40: Chloé has answered with a blocker."""
    bot = make_bot(TEAM)
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker=BANNER)
    return bot


def callout(bot: Bot) -> list[str]:
    """The blockers of the newest summary: its title, then a line each."""
    lines = plain(bot.channel().last.text).splitlines()
    heads = [line for line in lines if re.fullmatch(r"\d+ blocages?", line)]
    return [*heads, *(line for line in lines if re.match(r"\w+ \(#\d", line))]


# -- from the answer -----------------------------------------------------------------------------------------------


def test_an_answer_opens_a_blocker_and_asks_where_it_waits(blocked: Bot) -> None:
    """The acknowledgement offers the tag in one choice; it then shows in the summary."""
    assert rows(blocked) == [(1, BANNER, "open", None)]
    chloe = blocked.person("chloe")
    assert "Blocage #1 : chez qui attend-il ?" in plain(chloe.last.text)
    choices = [button for button in buttons(chloe.last.card) if button.action == "blocker.tag"]
    assert [button.label for button in choices] == [
        *("Juridique", "Achats", "DSI", "Conformité", "Finance", "Fournisseur ou agence", "Autre interlocuteur"),
    ]
    chloe.presses_ref("blocker.tag", choices[2].ref)
    assert told(chloe).startswith("Blocage #1 mis à jour.")
    assert "le scrum master le saura jeudi 4 mars à 09:40" in told(chloe)
    assert rows(blocked) == [(1, BANNER, "open", "it")]
    blocked.until("2027-03-02 11:30")
    assert callout(blocked) == ["1 blocage", f"Chloe (#1, chez : DSI) · {BANNER}"]


def test_no_blocker_opens_none(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker="aucun")
    assert rows(bot) == []
    assert not bot.person("chloe").sees("blocker.tag")


def test_said_again_the_next_day_it_is_the_same_blocker_a_day_older(blocked: Bot) -> None:
    blocked.until("2027-03-03 09:40")
    blocked.person("chloe").answers("Montage", blocker="La bannière attend toujours le juridique")
    assert rows(blocked) == [(1, "La bannière attend toujours le juridique", "open", None)]
    assert history(blocked) == ["opened", "updated"]
    blocked.until("2027-03-03 11:30")
    assert callout(blocked)[1] == "Chloe (#1, depuis 1 jour ouvré) · La bannière attend toujours le juridique"


def test_another_blocker_has_the_next_number(blocked: Bot) -> None:
    blocked.person("bruno").answers("Maquette", blocker="Plus de photos libres de droits")
    assert [(number, state) for number, _, state, _ in rows(blocked)] == [(1, "open"), (2, "open")]


@pytest.mark.parametrize("how", ["a clean answer", "nothing new"])
def test_untagged_it_closes_by_itself_on_a_clean_answer(blocked: Bot, how: str) -> None:
    blocked.until("2027-03-03 09:40")
    chloe = blocked.person("chloe")
    if how == "nothing new":
        chloe.presses("standup.same")
    else:
        chloe.answers("Montage")
    assert rows(blocked) == [(1, BANNER, "cleared", None)]
    blocked.until("2027-03-04 12:00")
    assert not any("dure depuis" in each.title for each in blocked.person("alice").messages)


def test_tagged_it_stays_until_somebody_resolves_it(blocked: Bot) -> None:
    """Whatever its owner answers, it stands in the day's summary."""
    chloe = blocked.person("chloe")
    chloe.presses("blocker.tag")
    blocked.until("2027-03-03 09:40")
    chloe.answers("Montage")
    assert rows(blocked) == [(1, BANNER, "open", "other")]
    blocked.until("2027-03-03 11:30")
    assert callout(blocked) == [
        "1 blocage",
        f"Chloe (#1, chez : autre interlocuteur, depuis 1 jour ouvré) · {BANNER}",
    ]


def test_an_edit_of_the_answer_edits_the_blocker_and_taking_it_out_withdraws_it(blocked: Bot) -> None:
    chloe = blocked.person("chloe")
    chloe.answers("Montage", blocker="Plus de photos libres de droits")
    assert rows(blocked) == [(1, "Plus de photos libres de droits", "open", None)]
    chloe.answers("Montage", blocker="")
    assert rows(blocked) == [(1, "Plus de photos libres de droits", "withdrawn", None)]
    chloe.answers("Montage", blocker=BANNER)
    assert rows(blocked) == [(1, BANNER, "open", None)]
    assert history(blocked) == ["opened", "updated", "withdrawn", "reopened", "updated"]


def test_an_edit_back_from_clean_reopens_what_the_clean_answer_closed(blocked: Bot) -> None:
    """Only what the answer says in the end counts."""
    blocked.until("2027-03-03 09:40")
    chloe = blocked.person("chloe")
    chloe.answers("Montage")
    chloe.answers("Montage", blocker=BANNER)
    assert rows(blocked) == [(1, BANNER, "open", None)]
    blocked.until("2027-03-04 09:41")
    assert any("dure depuis" in each.title for each in blocked.person("alice").messages)


def test_two_questions_about_blockers_open_two(make_bot: MakeBot) -> None:
    asked = (*QUESTIONS, (Kind.BLOCKER, "q4", "Et côté agence ?", False))
    bot = make_bot(replace(TEAM, questions=asked))
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker=BANNER, q4="Pas de maquette reçue")
    assert [(number, text) for number, text, _, _ in rows(bot)] == [(1, BANNER), (2, "Pas de maquette reçue")]


# -- the list ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/standup blockers", "/point blocages"])
def test_an_empty_list_says_how_one_begins(make_bot: MakeBot, command: str) -> None:
    """Q4: a sentence, an example, a button."""
    alice = make_bot(TEAM).person("alice")
    alice.says(command)
    assert told(alice).startswith("Aucun blocage en cours.\nPar exemple : ")
    assert offered(alice) == ["standup.command"]


def test_the_list_shows_the_oldest_first_with_what_each_reader_may_do(blocked: Bot) -> None:
    """Anyone of the team takes one on; its owner and the leads update and resolve; leads ask the sponsor."""
    blocked.until("2027-03-03 09:40")
    blocked.person("bruno").answers("Maquette", blocker="Plus de photos")
    does = ["blocker.acknowledge", "blocker.edit", "blocker.resolve", "action.from_blocker"]
    for user, may in (
        ("alice", [*does, "sponsor.ask_blocker"] * 2),
        ("chloe", [*does, does[0], does[-1]]),
    ):
        actor = blocked.person(user)
        actor.says("/point blocages")
        assert told(actor).splitlines() == [
            "2 blocages en cours",
            "Chloe, #1, depuis 1 jour ouvré",
            BANNER,
            "Bruno, #2",
            "Plus de photos",
        ]
        assert offered(actor) == may


def test_the_sponsor_reads_what_hinders_the_team_and_not_whom(blocked: Bot) -> None:
    """F5: nor who looks after it."""
    chloe, claire = blocked.person("chloe"), blocked.person("claire")
    chloe.says("/point blocages")
    chloe.clicks("blocker.acknowledge")
    claire.says("/point blocages")
    assert told(claire).splitlines() == ["1 blocage en cours", f"#1 · {BANNER}"]
    assert offered(claire) == []


def test_a_long_list_is_whole(make_bot: MakeBot) -> None:
    """Beyond ten, lines without buttons: nothing is cut."""
    people = (ALICE, *(replace(CHLOE, user=f"member{n:02}") for n in range(12)))
    bot = make_bot(SomeTeam(people=people))
    bot.until("2027-03-02 09:40")
    for n in range(12):
        bot.person(f"member{n:02}").answers("Montage", blocker=f"Blocage de {'abcdefghijkl'[n] * 9}")
    alice = bot.person("alice")
    alice.says("/point blocages")
    assert all("abcdefghijkl"[n] * 9 in told(alice) for n in range(12))
    assert offered(alice).count("blocker.resolve") == 10


# -- what people do ------------------------------------------------------------------------------------------------


def test_someone_takes_it_on_and_everybody_sees_it(blocked: Bot) -> None:
    """The owner is told; the posted summary says who; the others are told it is taken."""
    blocked.until("2027-03-02 11:45")
    bruno = blocked.person("bruno")
    bruno.says("/point blocages")
    press(bruno, "blocker.acknowledge")
    assert told(bruno).startswith("C’est noté : vous vous occupez du blocage #1.")
    assert callout(blocked)[1] == f"Chloe (#1, Bruno s’en occupe) · {BANNER}"
    assert blocked.person("chloe").last.title == "Bruno s’occupe de votre blocage #1."
    alice = blocked.person("alice")
    alice.says("/point blocages")
    assert "blocker.acknowledge" not in offered(alice)
    with blocked.session() as session:
        ref = session.exec(select(Blocker.ref)).one()
    alice.presses_ref("blocker.acknowledge", ref)
    assert told(alice).startswith("Bruno s’occupe déjà du blocage #1.")
    bruno.presses_ref("blocker.acknowledge", ref)
    assert told(bruno).startswith("Blocage #1 : rien n’a changé.")
    assert history(blocked) == ["opened", "acknowledged"]


def test_taking_ones_own_on_tells_nobody(blocked: Bot) -> None:
    chloe = blocked.person("chloe")
    chloe.says("/point blocages")
    press(chloe, "blocker.acknowledge")
    assert len(chloe.messages) == 1


def test_resolved_it_is_marked_in_the_summary_and_gone_from_the_list(blocked: Bot) -> None:
    blocked.until("2027-03-02 11:45")
    alice = blocked.person("alice")
    alice.says("/point blocages")
    press(alice, "blocker.resolve")
    assert "Il ne figurera plus dans le prochain bilan." in told(alice)
    assert callout(blocked) == ["0 blocage", f"Chloe (#1, résolu par Alice) · {BANNER}"]
    assert blocked.person("chloe").last.title == "Alice a marqué votre blocage #1 comme résolu."
    alice.says("/point blocages")
    assert told(alice).startswith("Aucun blocage")
    blocked.until("2027-03-03 11:30")
    assert callout(blocked) == []
    blocked.until("2027-03-05 12:00")
    assert not any("dure depuis" in each.title for each in alice.messages)


def test_resolved_it_is_not_opened_again_by_an_edit_of_the_same_answer(blocked: Bot) -> None:
    chloe = blocked.person("chloe")
    chloe.says("/point blocages")
    press(chloe, "blocker.resolve")
    chloe.answers("Montage et sous-titres", blocker=BANNER)
    chloe.answers("Montage et sous-titres", blocker=BANNER + " !")
    assert rows(blocked) == [(1, BANNER, "resolved", None)]


def test_its_text_and_tag_are_updated_in_a_form(blocked: Bot) -> None:
    chloe = blocked.person("chloe")
    chloe.says("/point blocages")
    press(chloe, "blocker.edit")
    chloe.fills(text="  ", tag="legal")
    assert set(chloe.errors) == {"text"}
    chloe.fills(text="Relecture en cours", tag="legal")
    assert rows(blocked) == [(1, "Relecture en cours", "open", "legal")]
    chloe.answers("Sous-titres", blocker=BANNER)
    assert rows(blocked) == [(1, "Relecture en cours", "open", "legal")]  # what the answer says of it has not changed


def test_only_its_owner_and_the_leads_change_it(blocked: Bot) -> None:
    blocked.person("alice").answers("Plan", blocker="Budget non validé")
    chloe = blocked.person("chloe")
    with blocked.session() as session:
        ref = {row.number: row.ref for row in session.exec(select(Blocker))}[2]
    for action, target in (("blocker.edit", ref), ("blocker.resolve", ref), ("blocker.tag", f"{ref}:legal")):
        chloe.presses_ref(action, target)
        assert "Seule la personne concernée" in told(chloe)
    chloe.submits("blocker.save", ref, {"text": "Autre", "tag": ""})
    assert "Autre" in told(chloe)
    assert rows(blocked)[1] == (2, "Budget non validé", "open", None)


def test_a_closed_one_says_so(blocked: Bot) -> None:
    chloe = blocked.person("chloe")
    ref = chloe.button("blocker.tag").ref
    chloe.answers("Montage", blocker="")
    chloe.presses_ref("blocker.tag", ref)
    assert told(chloe) == "Le blocage #1 est déjà clos. /point blocages montre ceux en cours."


# -- undoing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["blocker.acknowledge", "blocker.resolve"])
def test_it_can_be_undone_for_ten_minutes_from_the_same_message(blocked: Bot, action: str) -> None:
    """Q3; the summary goes back with it, and what the owner was told is corrected where it stands."""
    blocked.until("2027-03-02 11:45")
    before = callout(blocked)
    bruno = blocked.person("bruno")
    bruno.says("/point blocages")
    press(bruno, action)
    assert "Annulation possible jusqu’à 11:5" in told(bruno)
    assert callout(blocked) != before
    messages = len(blocked.person("chloe").messages)
    press(bruno, "blocker.undo")
    assert told(bruno).startswith("C’est annulé : le blocage #1 est comme avant.")
    assert callout(blocked) == before
    assert blocked.person("chloe").last.title == "Bruno annule\u00a0: votre blocage #1 est comme avant."
    assert len(blocked.person("chloe").messages) == messages
    blocked.until("2027-03-04 09:41")
    assert any("dure depuis" in each.title for each in blocked.person("alice").messages)


def test_an_update_is_undone_to_the_text_and_tag_before(blocked: Bot) -> None:
    chloe = blocked.person("chloe")
    chloe.presses("blocker.tag")
    press(chloe, "blocker.undo")
    assert rows(blocked) == [(1, BANNER, "open", None)]


def test_undoing_twice_changes_nothing_more(blocked: Bot) -> None:
    chloe = blocked.person("chloe")
    chloe.says("/point blocages")
    press(chloe, "blocker.resolve")
    [ref] = [button.ref for button in buttons(reply_card(chloe)) if button.action == "blocker.undo"]
    chloe.presses_ref("blocker.undo", ref)
    chloe.presses_ref("blocker.undo", ref)
    assert "rien n’a changé" in told(chloe)
    assert history(blocked) == ["opened", "resolved", "undone"]


def test_after_ten_minutes_by_another_or_after_something_else_it_cannot(blocked: Bot) -> None:
    alice, bruno = blocked.person("alice"), blocked.person("bruno")
    alice.says("/point blocages")
    press(alice, "blocker.acknowledge")
    [ref] = [button.ref for button in buttons(reply_card(alice)) if button.action == "blocker.undo"]
    bruno.presses_ref("blocker.undo", ref)
    assert "Seule la personne concernée" in told(bruno)
    blocked.wait(minutes=11)
    alice.presses_ref("blocker.undo", ref)
    assert "Les dix minutes pour annuler sont passées" in told(alice)
    bruno.says("/point blocages")
    press(bruno, "blocker.resolve")
    alice.presses_ref("blocker.undo", ref)
    assert "Autre chose a suivi" in told(alice)
    assert rows(blocked) == [(1, BANNER, "resolved", None)]


def reply_card(actor: Actor) -> Card:
    assert isinstance(actor.reply, Say)
    return actor.reply.card


# -- what lasts ----------------------------------------------------------------------------------------------------


def alerts(bot: Bot, user: str) -> list[str]:
    return [plain(each.title) for each in bot.person(user).messages if "il dure depuis" in plain(each.title)]


def test_after_two_business_days_the_scrum_master_is_told_once(blocked: Bot) -> None:
    """Opened on Tuesday at 09:40: on Thursday at 09:40, whatever is said of it meanwhile."""
    blocked.until("2027-03-03 09:40")
    blocked.person("chloe").answers("Montage", blocker=BANNER)
    blocked.until("2027-03-04 09:39")
    assert alerts(blocked, "alice") == []
    blocked.until("2027-03-04 09:41")
    assert alerts(blocked, "alice") == ["Blocage #1 (Chloe) : il dure depuis 2 jours ouvrés."]
    assert {button.action for button in buttons(blocked.person("alice").last.card)} >= {
        "blocker.acknowledge",
        "blocker.resolve",
    }
    blocked.until("2027-03-12 18:00")
    assert len(alerts(blocked, "alice")) == 1 and alerts(blocked, "bruno") == []


def test_the_alert_says_who_took_it_once_someone_did(blocked: Bot) -> None:
    """The same message, edited; a sign is never repeated."""
    blocked.until("2027-03-04 09:41")
    alice = blocked.person("alice")
    alice.presses("blocker.acknowledge")
    alert = next(each for each in alice.messages if "il dure depuis" in plain(each.title))
    assert "Alice s’en occupe" in alert.text
    alice.presses("blocker.resolve")
    assert "résolu par Alice" in alert.text
    assert [button.action for button in buttons(alert.card)] == ["blocker.list"]
    assert len(alerts(blocked, "alice")) == 1 and alerts(blocked, "bruno") == []


def test_the_alert_waits_for_the_scrum_masters_hours(make_bot: MakeBot) -> None:
    """Opened on Thursday evening, stale on Monday evening: told on Tuesday morning."""
    bot = make_bot(TEAM, start="2027-03-04 09:20")
    bot.until("2027-03-04 18:30")
    bot.person("chloe").answers("Montage", blocker=BANNER)
    bot.until("2027-03-09 08:59")
    assert alerts(bot, "alice") == []
    bot.until("2027-03-09 09:00")
    assert len(alerts(bot, "alice")) == 1


def test_the_owners_absence_stops_nothing(make_bot: MakeBot) -> None:
    away = replace(CHLOE, away=((date(2027, 3, 3), date(2027, 3, 12)),))
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, away)))
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker=BANNER)
    bot.until("2027-03-04 09:41")
    assert len(alerts(bot, "alice")) == 1


def test_an_absent_scrum_masters_place_is_the_assistants(make_bot: MakeBot) -> None:
    away = replace(ALICE, away=((date(2027, 3, 4), date(2027, 3, 12)),))
    bot = make_bot(SomeTeam(people=(away, BRUNO, CHLOE)))
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker=BANNER)
    bot.until("2027-03-04 09:41")
    assert alerts(bot, "alice") == [] and len(alerts(bot, "bruno")) == 1


def test_who_took_it_on_is_not_alerted_about_it(blocked: Bot) -> None:
    alice = blocked.person("alice")
    alice.says("/point blocages")
    press(alice, "blocker.acknowledge")
    blocked.until("2027-03-05 12:00")
    assert alerts(blocked, "alice") == []


# -- for others ----------------------------------------------------------------------------------------------------


def test_someone_who_leaves_has_their_open_blockers_listed(blocked: Bot) -> None:
    """A14: for hand-over."""
    blocked.person("bruno").answers("Maquette", blocker="Plus de photos")
    with blocked.session() as session:
        owners = {row.number: row.person_id for row in session.exec(select(Blocker))}
        assert [row.number for row in blockers.open_of(session, owners[1])] == [1]
    chloe = blocked.person("chloe")
    chloe.says("/point blocages")
    press(chloe, "blocker.resolve")
    with blocked.session() as session:
        assert blockers.open_of(session, owners[1]) == []


def test_closed_ones_are_forgotten_with_their_history_and_open_ones_stay(blocked: Bot) -> None:
    """RELIABILITY: blockers are kept 12 months, from their closing."""
    blocked.person("bruno").answers("Maquette", blocker="Plus de photos")
    chloe = blocked.person("chloe")
    chloe.says("/point blocages")
    press(chloe, "blocker.resolve")
    closed = moment("2027-03-02 09:41")
    with begin(blocked.app.engine) as session:
        blockers.forget(session, 2, closed + timedelta(days=365))  # another customer's
        blockers.forget(session, 1, closed - timedelta(minutes=5))
    assert [number for number, *_ in rows(blocked)] == [1, 2]
    with begin(blocked.app.engine) as session:
        blockers.forget(session, 1, closed + timedelta(days=365))
    assert [number for number, *_ in rows(blocked)] == [2]
    assert history(blocked) == ["opened"]
