"""D2, D7, D8, D10, S7: the results of a test in conversation, the verdict proposed and confirmed, cost and gain."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import col, select

from ritualbot.chat.charts import IntervalChart
from ritualbot.chat.replies import Say
from ritualbot.rituals.hypothesis_guardrail import Bound, Guardrail, written_rails
from ritualbot.rituals.hypothesis_history import Happened, Piece
from ritualbot.rituals.permissions import Role
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.audit import Action, Audit
from ritualbot.store.engine import begin
from ritualbot.store.hypothesis import Hypothesis, HypothesisEvent
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, initial

MakeBot = Callable[..., Bot]
OLGA = Someone("olga", (Role.OBSERVER,))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID, OLGA), standup={"days": "4"})  # no stand-up comes in between
STARTED, COMPLETE, WEEK = "2027-02-15", "2027-03-02", "2027-02-22"  # today is 2 March
PLAN: dict[str, str] = {
    Piece.METRIC: "inscriptions",
    Piece.EFFECT: "10",
    Piece.MEASURE: "rate",
    Piece.KIND: "ab",
    Piece.ARMS: "1",
    Piece.PER_ARM: "10000",
    Piece.STARTS_ON: STARTED,
    Piece.ENDS_ON: "2027-03-14",
    Piece.RULE: "tout l'intervalle est favorable",
}
BASKET: dict[str, str] = {Piece.GUARDRAILS: written_rails([Guardrail("panier <!here>", Bound.LEAST, Decimal(40))])}
LEARNT = {"learning": "Relancer tôt paie", "tag": "relance"}
WON = "/hypo résultat H1 A 500/10000 B 580/10000"


def test_setup(make_bot: MakeBot) -> None:
    """The dates above are what they say."""
    assert (date.fromisoformat(COMPLETE) - date.fromisoformat(STARTED)).days == 15


def running(bot: Bot, **plan: str) -> Actor:
    """A test of Chloé's, started two weeks and a day ago."""
    with begin(bot.app.engine) as session:
        chloe = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
        team_id = session.exec(select(Team.id)).first() or 0
        now = bot.clock.now()
        row = hypotheses.open(session, team_id, "Relance panier à J+1", chloe.id or 0, now)
        hypotheses.record(session, row, Happened.STARTED, chloe.id, now, {**PLAN, **plan})
    return bot.person("chloe")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def row(bot: Bot) -> Hypothesis:
    with bot.session() as session:
        return session.exec(select(Hypothesis)).one()


def lines(bot: Bot, kind: Happened) -> list[dict[str, str]]:
    with bot.session() as session:
        query = select(HypothesisEvent.data).where(col(HypothesisEvent.kind) == kind).order_by(col(HypothesisEvent.seq))
        return [json.loads(each) for each in session.exec(query)]


def presses(actor: Actor, act: str) -> None:
    actor.presses_ref(f"hypothesis.{act}", row(actor.bot).ref)


def verdicts(actor: Actor) -> list[str]:
    assert actor.form is not None
    return [option.label for option in actor.form.fields[0].options]  # type: ignore[union-attr]


def ended(bot: Bot, typed: str = WON, **plan: str) -> Actor:
    chloe = running(bot, **plan)
    chloe.says(typed)
    presses(chloe, "end")
    return chloe


# -- entering results ----------------------------------------------------------------------------------------------


def test_a_typed_line_is_read_at_once(make_bot: MakeBot) -> None:
    """D7, D8: the sentence without a symbol, the figures under [Detail]."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    chloe.says(WON)
    assert "La version B fait mieux que A, entre +0,2 et +1,4 point (inscriptions)." in told(chloe)
    assert "0,0123" not in told(chloe) and "Résultats au mardi 2 mars, 1 regard" in told(chloe)
    chloe.clicks("hypothesis.detail")
    assert "Valeur p — 0,0123" in told(chloe) and "+0,17 à +1,43 point" in told(chloe)


@pytest.mark.parametrize(
    ("line", "said"),
    [("A 500/10000", "Il manque la version B"), ("A 900/500 B 1/2", "Plus de conversions"), ("bonjour", "Exemple")],
)
def test_a_line_that_cannot_be_read_comes_back_in_the_form(make_bot: MakeBot, line: str, said: str) -> None:
    """Section I: what is wrong is said, and what was typed is kept."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    chloe.says(f"/hypothesis result 1 {line}")
    assert chloe.form is not None and chloe.form.intro is not None
    assert said in plain(chloe.form.intro.plain())
    assert initial(chloe.form.fields[0]) == line
    assert lines(bot, Happened.MEASURED) == []


def test_the_form_takes_a_field_for_each_arm_the_guardrail_and_the_day(make_bot: MakeBot) -> None:
    """Section I, D8: at most six fields; each is refused where it is wrong; guardrails are measured beside."""
    bot = make_bot(TEAM)
    chloe = running(bot, **BASKET)
    presses(chloe, "measure")
    assert chloe.form is not None and [each.name for each in chloe.form.fields] == ["a", "b", "rail0", "on"]
    chloe.fills(a="500/10000", b="580/100", rail0="x", on="3 mars 2027")
    assert {name: plain(said)[:18] for name, said in chloe.errors.items()} == {
        "b": "Plus de conversion",
        "rail0": "Nombre non reconnu",
        "on": chloe.errors["on"][:18],
    }
    chloe.fills(a="500/10000", b="580/10 000", rail0="39,5", on="2 mars 2027")
    assert "un garde-fou n’est pas tenu ou pas mesuré (panier <!here>) : à revoir" in told(chloe)
    before = len(lines(bot, Happened.MEASURED))
    presses(chloe, "measure")
    chloe.fills(a="A 500/10000 B 580/10000", on=COMPLETE)
    assert len(lines(bot, Happened.MEASURED)) == before + 1
    presses(chloe, "measure")
    chloe.fills(a="1/2", b="1/2", on="14/02/2027")
    assert "n’avait pas commencé" in chloe.errors["on"]


def test_four_versions_are_one_field(make_bot: MakeBot) -> None:
    """D7: with the correction named under [Detail]."""
    bot = make_bot(TEAM)
    chloe = running(bot, arms="4")
    presses(chloe, "measure")
    chloe.fills(line="A 500/10000\nB 580/10000\nC 500/10000\nD 640/10000\nE 500/10000", on=COMPLETE)
    assert "La version D fait mieux que A" in told(chloe)
    chloe.clicks("hypothesis.detail")
    assert "Correction pour 4 versions comparées au témoin : Holm" in told(chloe)


def test_before_the_planned_size_the_day_of_an_answer_is_told(make_bot: MakeBot) -> None:
    """D8: 5,000 of 20,000 in 15 days: the other 15,000 take 45 more, to 16 April."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    chloe.says("/hypo résultat 1 A 125/2500 B 140/2500")
    assert "5 000 visiteurs sur 20 000. Regarder maintenant" in told(chloe)
    assert "réponse fiable le vendredi 16 avril" in told(chloe)
    chloe.clicks("hypothesis.detail")
    assert "chiffres toujours valides seulement" in told(chloe) and "test z" not in told(chloe)


def test_the_card_names_the_rule_its_figures_follow(make_bot: MakeBot) -> None:
    """D8: always-valid before the planned size, the fixed ones once at it, and a repeated look is told as one."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    chloe.says("/hypo résultat H1 A 50/1000 B 58/1000")
    assert "Avant la taille ou la durée prévue : chiffres toujours valides seulement" in told(chloe)
    chloe.says(WON)
    assert "2 regards" in told(chloe) and "cette lecture est la seule qui compte" in told(chloe)
    chloe.says("/hypo résultat H1 A 510/10100 B 590/10100")
    assert "3 regards" in told(chloe) and "Regard répété" in told(chloe)


def test_corrected_results_keep_their_history_and_are_no_other_look(make_bot: MakeBot) -> None:
    """D7, D8: the day stays that of the results."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    presses(chloe, "measure")
    chloe.fills(a="500/10000", b="580/10000", on="1 mars 2027")
    chloe.clicks("hypothesis.fix")
    assert chloe.form is not None and initial(chloe.form.fields[1]) == "580/10000"
    chloe.fills(b="508/10000")
    assert "Résultats au lundi 1er mars, 1 regard" in told(chloe) and "Rien ne départage B et A" in told(chloe)
    kept = lines(bot, Happened.MEASURED)
    assert [json.loads(each["counts"])[1][0] for each in kept] == [580, 508]
    chloe.says(WON)
    assert "2 regards" in told(chloe) and "Rien ne départage B et A" in told(chloe)  # the first complete one decides


def test_an_effect_amended_after_a_look_takes_the_fixed_figures_away(make_bot: MakeBot) -> None:
    """D3, D8: twice the effect is a smaller size, which is there at once; a single look's figures no longer count."""
    bot = make_bot(TEAM)
    chloe = running(bot, base="5", per_arm="31234")
    chloe.says(WON)
    assert "20 000 visiteurs sur 62 468" in told(chloe)
    alice = bot.person("alice")
    presses(alice, "amend")
    alice.fills(effect="20", reason="on voit déjà mieux")
    # 8,158 planned are there; at any look 0.8 points are 0.8 ± 1.1.
    assert "Rien ne départage B et A" in told(alice)
    alice.clicks("hypothesis.detail")
    assert "taille changée en cours de route" in told(alice)


def test_an_effect_turned_around_after_a_look_does_not_turn_a_loss_into_a_win(make_bot: MakeBot) -> None:
    """D3, D8: which way is good was said before."""
    bot = make_bot(TEAM)
    chloe = running(bot, base="5")
    chloe.says("/hypo résultat H1 A 620/10000 B 500/10000")
    assert "La version B fait moins bien que A" in told(chloe)
    alice = bot.person("alice")
    presses(alice, "amend")
    alice.fills(effect="-25", reason="moins, c'est mieux")
    assert "La version B fait moins bien que A" in told(alice)


def test_fewer_visitors_than_before_are_remarked(make_bot: MakeBot) -> None:
    """D7: counts are those since the start."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    chloe.says(WON)
    assert "Moins de visiteurs" not in told(chloe)
    chloe.says("/hypo résultat H1 A 50/1000 B 58/1000")
    assert "Moins de visiteurs que la fois d’avant" in told(chloe)


@pytest.mark.parametrize("line", ["A 0/0 B 0/0", "A 0/10 B 10/10", "A 5/10 B 0/0", f"A 0/{10**12} B {10**12}/{10**12}"])
def test_degenerate_counts_are_answered(make_bot: MakeBot, line: str) -> None:
    """D8: a number or a clear sentence."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    chloe.says(f"/hypo résultat H1 {line}")
    assert "Résultats de H1 enregistrés" in told(chloe) and "nan" not in told(chloe).split()
    chloe.clicks("hypothesis.detail")
    assert "Détail : inscriptions" in told(chloe)


def test_guardrails_are_agreed_on_before_the_start(make_bot: MakeBot) -> None:
    """D1, D8: a line each, with a cut-off; what cannot be read stays in its field."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/hypo nouvelle Relance")
    presses(chloe, "guard")
    chloe.fills(rails="Panier moyen")
    assert "Exemple" in chloe.errors["rails"]
    chloe.fills(rails="Panier moyen >= 40\nPlaintes : au plus 1,5 %")
    assert "Garde-fou Panier moyen, au moins 40" in told(chloe) and "Plaintes, au plus 1,5" in told(chloe)
    presses(chloe, "guard")
    assert chloe.form is not None and initial(chloe.form.fields[0]) == "Panier moyen >= 40\nPlaintes <= 1,5"


def test_guardrails_are_locked_once_it_runs(make_bot: MakeBot) -> None:
    """D3."""
    bot = make_bot(TEAM)
    chloe = running(bot, **BASKET)
    presses(chloe, "guard")
    assert "est au stade « En cours »" in told(chloe)


# -- the verdict ---------------------------------------------------------------------------------------------------


def test_the_owner_proposes_and_the_scrum_master_confirms(make_bot: MakeBot) -> None:
    """D2, D10: with a learning and a tag; only whoever leads confirms."""
    bot = make_bot(TEAM)
    chloe, alice = ended(bot), bot.person("alice")
    presses(chloe, "propose")
    assert verdicts(chloe)[0] == "Confirmée"
    chloe.fills(verdict="won", learning="", tag="")
    assert set(chloe.errors) >= {"learning"}
    chloe.fills(verdict="won", **LEARNT)
    assert "Chloe propose pour H1 : Confirmée" in plain(alice.last.title)
    assert "entre +0,2 et +1,4 point" in plain(alice.last.text)
    presses(chloe, "confirm")
    assert "scrum master" in told(chloe) and row(bot).verdict == ""
    alice.presses("hypothesis.confirm")
    assert (row(bot).state, row(bot).verdict) == ("decided", "won")
    assert (row(bot).learning, row(bot).tag) == ("Relancer tôt paie", "relance")
    assert "H1 est tranchée par Alice" in plain(chloe.last.title)
    assert offered(alice)[0] == "roll_out"


@pytest.mark.direct
def test_a_verdict_is_posted_with_its_picture(make_bot: MakeBot) -> None:
    """D8, VOICE 3: what the test says in one sentence, the same as a picture with a text for who cannot see it, and
    what was learnt. Corrected and decided anew, the message is the same one."""
    bot = make_bot(TEAM)
    chloe, alice, channel = ended(bot), bot.person("alice"), bot.channel()
    presses(chloe, "propose")
    chloe.fills(verdict="won", **LEARNT)
    assert not channel.messages
    alice.presses("hypothesis.confirm")
    [posted] = channel.messages
    assert posted.title == "H1\u00a0: Confirmée"
    [chart] = posted.card.charts
    assert isinstance(chart.spec, IntervalChart)
    assert "entre +0,2 et +1,4 point" in plain(posted.text) and "Relancer tôt paie" in posted.text
    # 0.8 points more, between 0.17 and 1.43: D7.
    assert [(row.label, round(row.low, 2), round(row.middle, 2), round(row.high, 2)) for row in chart.spec.rows] == [
        ("B", 0.17, 0.8, 1.43)
    ]
    assert "inscriptions" in chart.alt and "0,8" in plain(chart.alt)
    presses(alice, "correct")
    alice.fills(text="Mauvais fichier")
    [posted] = channel.messages
    assert plain(posted.title) == "Le verdict de H1 est retiré, l’analyse reprend"
    assert "Relancer tôt paie" not in posted.text and posted.card.charts == ()
    presses(chloe, "propose")
    chloe.fills(verdict="inconclusive", reason="Les deux groupes n'étaient pas les mêmes", **LEARNT)
    presses(alice, "confirm")
    [posted] = channel.messages
    assert posted.title == "H1\u00a0: Non concluante"


@pytest.mark.direct
def test_what_cannot_be_compared_has_no_picture(make_bot: MakeBot) -> None:
    """D7: a wrong split is no result; the sentence stands alone."""
    bot = make_bot(TEAM)
    chloe, alice = ended(bot, "/hypo résultat H1 A 460/11000 B 540/10000"), bot.person("alice")
    presses(chloe, "propose")
    chloe.fills(verdict="invalid", **LEARNT)
    alice.presses("hypothesis.confirm")
    assert bot.channel().last.card.charts == () and "Non valable" in bot.channel().last.title


def offered(actor: Actor) -> list[str]:
    """The acts offered on the answer, but for those that stand beside the results."""
    assert isinstance(actor.reply, Say)
    acts = [each.action.removeprefix("hypothesis.") for each in buttons(actor.reply.card)]
    return [act for act in acts if act not in ("detail", "fix")]


def test_a_verdict_may_be_sent_back_and_taken_back(make_bot: MakeBot) -> None:
    """D2, Q3: each with what is wrong, told to the owner."""
    bot = make_bot(TEAM)
    chloe, alice = ended(bot), bot.person("alice")
    presses(chloe, "propose")
    chloe.fills(verdict="won", **LEARNT)
    alice.presses("hypothesis.doubt")
    alice.fills(text="Et le panier ?")
    assert "Et le panier ?" in chloe.last.text and row(bot).state == "analysis"
    presses(alice, "confirm")
    assert "Aucun verdict n’est proposé" in told(alice)
    presses(chloe, "propose")
    assert chloe.form is not None and initial(chloe.form.fields[1]) == ""
    chloe.fills(verdict="inconclusive", **LEARNT)
    alice.presses("hypothesis.confirm")
    presses(alice, "correct")
    alice.fills(text="Mauvais fichier")
    assert (row(bot).state, row(bot).verdict) == ("analysis", "")


def test_before_the_planned_size_only_an_early_stop_is_free(make_bot: MakeBot) -> None:
    """D8: it takes a reason; another verdict is an override, with a reason, logged; "lost" is never there."""
    bot = make_bot(TEAM)
    chloe = ended(bot, "/hypo résultat H1 A 125/2500 B 60/2500")
    presses(chloe, "propose")
    free = [each for each in verdicts(chloe) if "avec un motif" not in each]
    assert free == ["Arrêtée avant terme"]
    assert not any("Infirmée" in each for each in verdicts(chloe))
    chloe.fills(verdict="stopped", **LEARNT)
    assert list(chloe.errors) == ["reason"]
    chloe.fills(verdict="lost", reason="on voit bien", **LEARNT)
    assert "excluent ce verdict" in chloe.errors["verdict"]
    assert overridden(bot) == 0
    chloe.fills(verdict="won", reason="Le sponsor l'a décidé", **LEARNT)
    assert "Le sponsor l'a décidé" in told(chloe)
    assert overridden(bot) == 1
    alice = bot.person("alice")
    assert "Le sponsor l'a décidé" in alice.last.text
    alice.presses("hypothesis.confirm")
    assert lines(bot, Happened.CONFIRMED)[0]["reason"] == "Le sponsor l'a décidé"


def overridden(bot: Bot) -> int:
    with bot.session() as session:
        query = select(Audit).where(col(Audit.action) == Action.HYPOTHESIS_OVERRIDDEN)
        return len(list(session.exec(query)))


def test_stopping_early_keeps_its_reason(make_bot: MakeBot) -> None:
    """D8: also without any results."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    presses(chloe, "stop")
    chloe.fills(text="Rupture de stock")
    presses(chloe, "propose")
    assert initial(chloe.form.fields[-1]) == "Rupture de stock" if chloe.form else False
    chloe.fills(verdict="stopped", **LEARNT)
    bot.person("alice").presses("hypothesis.confirm")
    assert row(bot).verdict == "stopped"
    assert lines(bot, Happened.CONFIRMED)[0]["reason"] == "Rupture de stock"


def test_a_failing_guardrail_turns_won_into_needs_review(make_bot: MakeBot) -> None:
    """D8: which is no verdict; "won" against it takes a reason."""
    bot = make_bot(TEAM)
    chloe, alice = ended(bot, **BASKET), bot.person("alice")
    presses(chloe, "propose")
    assert verdicts(chloe)[0] == "À revoir" and "Confirmée (avec un motif)" in verdicts(chloe)
    chloe.fills(verdict="review", **LEARNT)
    alice.presses("hypothesis.confirm")
    assert "n’est pas un verdict" in told(alice) and row(bot).state == "analysis"
    presses(chloe, "propose")
    chloe.fills(verdict="won", **LEARNT)
    assert list(chloe.errors) == ["reason"]


def test_a_wrong_split_leaves_one_verdict(make_bot: MakeBot) -> None:
    """D7: 4,600 and 5,400."""
    bot = make_bot(TEAM)
    chloe = ended(bot, "/hypo résultat H1 A 460/4600 B 740/5400", per_arm="4000")
    assert "Aucun verdict n’est possible" in told(chloe)
    presses(chloe, "propose")
    assert verdicts(chloe) == ["Non valable"]


def test_before_and_after_is_a_signal(make_bot: MakeBot) -> None:
    """D8: never won, nor lost."""
    bot = make_bot(TEAM)
    chloe = ended(bot, kind="before_after")
    assert "Signal favorable, sans témoin" in told(chloe)
    presses(chloe, "propose")
    assert verdicts(chloe)[0] == "Signal favorable, sans témoin"
    assert not any(each.startswith(("Confirmée", "Infirmée")) for each in verdicts(chloe))


def test_new_results_take_a_proposal_back(make_bot: MakeBot) -> None:
    """D2: what was proposed of other figures is not confirmed."""
    bot = make_bot(TEAM)
    chloe = ended(bot)
    presses(chloe, "propose")
    chloe.fills(verdict="won", **LEARNT)
    presses(chloe, "fix")
    chloe.fills(b="500/10000")
    alice = bot.person("alice")
    presses(alice, "confirm")
    assert "Aucun verdict n’est proposé" in told(alice)


def test_an_observer_reads_the_figures_and_enters_none(make_bot: MakeBot) -> None:
    """S13."""
    bot = make_bot(TEAM)
    running(bot).says(WON)
    olga = bot.person("olga")
    presses(olga, "detail")
    assert "Valeur p" in told(olga)
    olga.says(WON)
    assert len(lines(bot, Happened.MEASURED)) == 1


# -- cost and gain -------------------------------------------------------------------------------------------------


def test_cost_and_gain_make_a_return_and_what_is_missing_says_so(make_bot: MakeBot) -> None:
    """S7: 1,200 spent and 3,000 a month is 150 % in a month; one of them alone makes none, and is never 0."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    presses(chloe, "price")
    chloe.fills(cost="1 200 €", gain="", period="month")
    assert "Gain par mois — non chiffré" in told(chloe) and "Retour sur un mois — non chiffré" in told(chloe)
    presses(chloe, "price")
    chloe.fills(gain="3000")
    assert "Coût — 1 200 EUR" in told(chloe) and "Retour sur un mois — +150 %" in told(chloe)
    presses(chloe, "price")
    chloe.fills(cost="-5", gain="3 zlotys")
    assert set(chloe.errors) == {"cost", "gain"}
    chloe.fills(cost="5 USD", gain="3 €")
    assert "deux devises" in chloe.errors["gain"]
