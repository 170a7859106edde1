"""S6, S9: a hypothesis rests on what was heard from those it addresses, and on data that is worth something."""

from collections.abc import Callable

import pytest
from sqlmodel import col, select

from ritualbot.chat.replies import OpenForm, Say
from ritualbot.i18n import Words
from ritualbot.reports.hypothesis_listen import users_only_text
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.hypothesis_history import Happened, Verdict
from ritualbot.rituals.hypothesis_listen import users_only
from ritualbot.rituals.permissions import Role
from ritualbot.store import hypothesis as hypotheses, hypothesis_listen as listens
from ritualbot.store.engine import begin
from ritualbot.store.hypothesis import Hypothesis, HypothesisListening
from ritualbot.store.request import Request
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, initial
from tests.conversations.test_hypothesis import SHAPE, START, plain, ref_of, state_of, told
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
OLGA = Someone("olga", (Role.OBSERVER,))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID, OLGA), standup={"days": "4"})
HEARD = {
    "whom": "non_users",
    "upstream": "demandes de rappel",
    "source": "cinq entretiens <b>",
    "heard_on": "26/02",
    "heard": "je ne savais pas que ça existait",
}
FLOW = {"details": "x", "events": "abandon", "attributes": "montant", "volume": "je ne sais pas"}


def shaped(bot: Bot, number: int = 1, user: str = "chloe") -> Actor:
    actor = bot.person(user)
    actor.says(f"/hypo nouvelle Relance panier {number}")
    actor.presses_ref("hypothesis.shape", ref_of(bot, number))
    actor.fills(**SHAPE)
    return actor


def listens_to(bot: Bot, number: int = 1, **typed: str) -> Actor:
    actor = bot.person("chloe")
    actor.presses_ref("hypothesis.listen", ref_of(bot, number))
    actor.fills(**(typed or HEARD))
    return actor


def skips(bot: Bot, number: int = 1, whom: str = "users") -> Actor:
    actor = bot.person("chloe")
    actor.presses_ref("hypothesis.skip_listening", ref_of(bot, number))
    actor.fills(whom=whom, reason="Fenêtre de tir de deux jours")
    return actor


def drops(bot: Bot, number: int = 1) -> Actor:
    actor = bot.person("chloe")
    actor.presses_ref("hypothesis.drop", ref_of(bot, number))
    actor.fills(learning="Pas le bon moment", tag="panier")
    return actor


# -- listening -----------------------------------------------------------------------------------------------------


def test_an_idea_is_not_ready_before_its_audience_was_heard(make_bot: MakeBot) -> None:
    """S9: with all six pieces it is an idea still; the upstream KPI and the evidence make it ready."""
    bot = make_bot(TEAM)
    chloe = shaped(bot)
    assert state_of(bot) == "idea" and "Il manque l’écoute" in told(chloe)
    chloe.presses_ref("hypothesis.start", ref_of(bot))
    assert "n’est pas possible" in told(chloe)
    chloe.presses_ref("hypothesis.listen", ref_of(bot))
    assert chloe.form is not None and len(chloe.form.fields) <= 6
    chloe.fills(**{**HEARD, "upstream": "", "heard": " ", "heard_on": "2027-03-03"})
    assert set(chloe.errors) == {"upstream", "heard", "heard_on"} and state_of(bot) == "idea"
    chloe.fills(**HEARD)
    assert state_of(bot) == "ready"
    heard = told(chloe).replace("\n", " — ")  # as each platform sets two cells side by side
    assert "cinq entretiens <b>, 26 février 2027 — je ne savais pas que ça existait" in heard
    assert "demandes de rappel" in told(chloe) and "Solution avant écoute" not in told(chloe)


def test_one_entry_serves_several_hypotheses(make_bot: MakeBot) -> None:
    """S9: what was heard once is chosen, not typed again; another team's is not there to choose."""
    bot = make_bot(TEAM)
    shaped(bot)
    listens_to(bot)
    chloe = shaped(bot, 2)
    chloe.presses_ref("hypothesis.listen", ref_of(bot, 2))
    assert chloe.form is not None and len(chloe.form.fields) == 6
    with bot.session() as session:
        entry = session.exec(select(HypothesisListening)).one().ref
    chloe.fills(whom="both", upstream="rappels", entry="0" * 22)
    assert list(chloe.errors) == ["entry"]
    chloe.fills(whom="both", upstream="rappels", entry=entry)
    assert state_of(bot, 2) == "ready" and "je ne savais pas que ça existait" in told(chloe)
    with bot.session() as session:
        assert len(session.exec(select(HypothesisListening)).all()) == 1


def test_skipping_takes_a_reason_marks_it_and_listening_later_turns_the_mark(make_bot: MakeBot) -> None:
    """S9: the mark is on the card from then on, also of a test that runs; evidence added on the 4th says so."""
    bot = make_bot(TEAM)
    chloe = shaped(bot)
    chloe.presses_ref("hypothesis.skip_listening", ref_of(bot))
    chloe.fills(whom="users", reason=" ")
    assert list(chloe.errors) == ["reason"]
    chloe.fills(whom="users", reason="Fenêtre de tir de deux jours")
    assert state_of(bot) == "ready"
    chloe.presses_ref("hypothesis.start", ref_of(bot))
    chloe.fills(**START)
    assert "Solution avant écoute" in told(chloe) and "Fenêtre de tir de deux jours" in told(chloe)
    bot.until("2027-03-04 15:00")
    chloe = listens_to(bot)
    assert "Écoute ajoutée le jeudi 4 mars" in told(chloe) and "Solution avant écoute" not in told(chloe)
    assert state_of(bot) == "running"


def test_what_was_heard_is_not_skipped_afterwards(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    bot.person("chloe").says("/hypo nouvelle Relance")
    chloe = listens_to(bot)
    chloe.presses_ref("hypothesis.skip_listening", ref_of(bot))
    assert "L’écoute de H1 est déjà notée" in told(chloe)


def test_running_tests_that_address_users_only_are_said(make_bot: MakeBot) -> None:
    """S9: until one of them addresses somebody else."""
    bot = make_bot(TEAM)
    for number, whom in ((1, "users"), (2, "both")):
        shaped(bot, number)
        chloe = skips(bot, number, whom)
        chloe.presses_ref("hypothesis.start", ref_of(bot, number))
        chloe.fills(**START)
        with bot.session() as session:
            team_id = session.exec(select(Hypothesis)).first().team_id  # type: ignore[union-attr]
            running = listens.running_whom(session, team_id)
        assert (len(running), users_only(running)) == (number, number == 1)
    assert "3 tests en cours" in plain(users_only_text(Words("fr"), 3).plain())


def test_the_retro_tells_how_the_marked_ones_fared(make_bot: MakeBot) -> None:
    """S9: beside those that listened first; not where none was decided since the retro before."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    for number, verdict in ((1, Verdict.LOST), (2, Verdict.WON), (3, Verdict.WON)):
        shaped(bot, number)
        _ = skips(bot, number) if number == 1 else listens_to(bot, number)
        decides(bot, number, verdict)
    alice.says("/retro ouvrir")
    told_first = plain(bot.channel().last.text)
    assert "Solution avant écoute : Infirmée 1" in told_first and "Écoute d’abord : Confirmée 2" in told_first
    for _ in range(4):
        alice.says("/retro suite")
    alice.says("/retro ouvrir")
    assert "Rétro 2" in plain(bot.channel().last.text)
    assert "Solution avant écoute" not in plain(bot.channel().last.text)


def decides(bot: Bot, number: int, verdict: Verdict) -> None:
    """As if it had been tested."""
    with begin(bot.app.engine) as session:
        row = session.exec(select(Hypothesis).where(col(Hypothesis.number) == number)).one()
        data = {"verdict": verdict.value, "learning": "Appris", "tag": "panier"}
        hypotheses.record(session, row, Happened.CONFIRMED, row.author_id, bot.clock.now(), data)


# -- data ----------------------------------------------------------------------------------------------------------


def names_data(bot: Bot, lines: str = "CRM\nPaniers (pas encore disponible)", number: int = 1) -> Actor:
    chloe = bot.person("chloe")
    chloe.presses_ref("hypothesis.sources", ref_of(bot, number))
    chloe.fills(data=lines, segment="moins d'un mois", channel="e-mail")
    return chloe


def test_data_that_is_not_there_yet_is_flagged_and_asked_of_it(make_bot: MakeBot) -> None:
    """S6: the form of a data flow opens with the hypothesis and the source in it; asked, it is not offered again."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, Someone("omar", ())), standup={"days": "4"}))
    with begin(bot.app.engine) as session:
        build_desk(session, bot.clock.now(), DeskKind.IT, "DSI", bot.id_of("omar"), duty=bot.id_of("omar"))
    bot.until("2027-03-02 10:40")
    shaped(bot)
    chloe = names_data(bot)
    assert "Paniers, pas encore disponible" in told(chloe) and "e-mail" in told(chloe)
    chloe.clicks("request.data")
    assert isinstance(chloe.reply, OpenForm)
    waiting = {field.name: initial(field) for field in chloe.reply.form.fields}
    assert (waiting["title"], waiting["flows"]) == ("Relance panier 1", "Paniers")
    chloe.fills(**FLOW)
    with bot.session() as session:
        row = session.exec(select(Request)).one()
        assert (row.type, row.source) == ("flow", "hypothesis")
    chloe.presses_ref("hypothesis.look", ref_of(bot))
    assert "Paniers, demandée au service informatique" in told(chloe)
    assert isinstance(chloe.reply, Say)
    assert "request.data" not in [button.action for button in buttons(chloe.reply.card)]


def test_what_was_named_is_in_the_form_and_may_change(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    shaped(bot)
    names_data(bot)
    chloe = bot.person("chloe")
    chloe.presses_ref("hypothesis.sources", ref_of(bot))
    assert chloe.form is not None
    assert plain(initial(chloe.form.fields[0])) == "CRM\nPaniers (pas encore disponible)"
    chloe.fills(data="paniers\n=1+1")
    assert "CRM" not in told(chloe) and "paniers" in told(chloe) and "=1+1" in told(chloe)
    assert "pas encore" not in told(chloe)


def test_at_the_end_each_source_is_marked_and_they_are_ranked(make_bot: MakeBot) -> None:
    """S6: two of three marks of use are the CRM's, the third the mail's; one alone explains 66 %, so both do 80."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    for number, lines in ((1, "CRM\nMétéo"), (2, "crm\nE-mail")):
        shaped(bot, number)
        chloe = names_data(bot, lines, number)
        assert "hypothesis.worth" not in str(chloe.reply)
        chloe = drops(bot, number)
        chloe.clicks("hypothesis.worth")
        assert chloe.form is not None
        marks = {field.name: "useless" if field.label == "Météo" else "useful" for field in chloe.form.fields}
        chloe.fills(**marks)
        assert ("Météo : inutile" in told(chloe)) is (number == 1)
        assert "hypothesis.worth" not in str(chloe.reply)
    chloe.says("/hypo données")
    assert "3 données évaluées" in told(chloe)
    assert "CRM et E-mail expliquent ensemble au moins 80 %" in told(chloe)
    assert "CRM · 66 % · 2 · 0 · 0\nE-mail · 100 % · 1 · 0 · 0\nMétéo · 0 · 1 · 0" in told(chloe)


def test_nothing_marked_yet_says_what_will_be_there(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/hypothesis data")
    assert "Aucune donnée n’est encore évaluée" in told(chloe)


# -- the journey ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["/hypo liste parcours", "/hypothesis list journey"])
def test_the_moments_without_a_test_are_listed(make_bot: MakeBot, typed: str) -> None:
    """S6: a moment that runs is not among them; one that only an idea names is, and so is a step of the charter."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says(typed)
    assert "Aucun moment de contact n’est connu" in told(alice)
    shaped(bot)
    skips(bot)
    chloe = shaped(bot, 2)
    chloe.presses_ref("hypothesis.shape", ref_of(bot, 2))
    chloe.fills(moment="Paiement")
    alice.says(typed)
    assert "2 moments de contact sans test, sur 2" in told(alice)
    chloe.presses_ref("hypothesis.start", ref_of(bot))
    chloe.fills(**START)
    alice.says(typed)
    assert "1 moment de contact sans test, sur 2" in told(alice)
    assert "Paiement (1 idée en attente)" in told(alice) and "panier abandonné" not in told(alice)


def test_those_who_only_follow_neither_mark_nor_list(make_bot: MakeBot) -> None:
    """A observer sees what a running test rests on, without its buttons."""
    bot = make_bot(TEAM)
    shaped(bot)
    names_data(bot)
    chloe = skips(bot)
    chloe.presses_ref("hypothesis.start", ref_of(bot))
    chloe.fills(**START)
    olga = bot.person("olga")
    olga.presses_ref("hypothesis.look", ref_of(bot))
    assert "Paniers, pas encore disponible" in told(olga) and "request.data" not in str(olga.reply)
    for action in ("listen", "skip_listening", "size", "size_bolder", "as_pilot", "score", "sources", "worth"):
        olga.presses_ref(f"hypothesis.{action}", ref_of(bot))
        assert isinstance(olga.reply, Say) and olga.form is None
    olga.says("/hypo données")
    assert "évaluée" not in told(olga)
