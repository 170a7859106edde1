"""D1-D3, D10, S13: a hypothesis from one sentence to what becomes of it; who hears of it, who may do what."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlmodel import col, select

from ritualbot.chat.events import PersonChanged, Place, Profile, Who
from ritualbot.chat.forms import ChoiceField, Option
from ritualbot.chat.replies import Say
from ritualbot.rituals.hypothesis_history import Happened
from ritualbot.rituals.permissions import Role
from ritualbot.store import hypothesis as hypotheses
from ritualbot.store.engine import begin
from ritualbot.store.hypothesis import Hypothesis, HypothesisEvent
from ritualbot.store.standup import Standup
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, initial

MakeBot = Callable[..., Bot]
OLGA = Someone("olga", (Role.OBSERVER,))
# No stand-up comes in between.
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID, CLAIRE, OLGA), standup={"days": "4"})
SHAPE = {
    "audience": "visiteurs mobiles",
    "moment": "panier abandonné",
    "metric": "taux d'inscription",
    "base": "5 %",
    "effect": "+10",
    "evidence": "huit entretiens sur dix",
}
START = {"share": "20 %", "starts_on": "2027-03-02", "ends_on": "2027-03-30"}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def offered(actor: Actor) -> list[str]:
    assert isinstance(actor.reply, Say)
    return [button.action.removeprefix("hypothesis.") for button in buttons(actor.reply.card)]


def ref_of(bot: Bot, number: int = 1) -> str:
    with bot.session() as session:
        return session.exec(select(Hypothesis.ref).where(col(Hypothesis.number) == number)).one()


def state_of(bot: Bot, number: int = 1) -> str:
    with bot.session() as session:
        return session.exec(select(Hypothesis.state).where(col(Hypothesis.number) == number)).one()


def history(bot: Bot) -> list[str]:
    with bot.session() as session:
        query = select(HypothesisEvent.kind).order_by(col(HypothesisEvent.id))
        return list(session.exec(query))


def listened(bot: Bot, number: int = 1) -> None:
    """Its audience was heard, as far as this file is concerned."""
    with begin(bot.app.engine) as session:
        row = session.exec(select(Hypothesis).where(col(Hypothesis.number) == number)).one()
        data = {"text": "rien à écouter ici", "whom": "both"}
        hypotheses.record(session, row, Happened.NOT_LISTENED, row.author_id, bot.clock.now(), data)


def ready(bot: Bot, user: str = "chloe") -> Actor:
    actor = bot.person(user)
    actor.says("/hypo nouvelle Relance panier à J+1")
    listened(bot)
    actor.presses_ref("hypothesis.shape", ref_of(bot))
    actor.fills(**SHAPE)
    return actor


def running(bot: Bot, user: str = "chloe") -> Actor:
    actor = ready(bot, user)
    actor.presses_ref("hypothesis.start", ref_of(bot))
    actor.fills(**START)
    return actor


# -- an idea -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["/hypo nouvelle", "/hypothesis new", "/hypothèse nouvelle", "/rituel hypo nouvelle"])
def test_an_idea_is_one_sentence(make_bot: MakeBot, typed: str) -> None:
    """D1: it is kept at once, has a number, belongs to whoever had it, and says what it needs next."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says(f"{typed} Relance panier à J+1")
    assert "H1 est notée" in told(chloe)
    assert "Relance panier à J+1" in told(chloe) and "portée par Chloe" in told(chloe)
    assert "Pour être prête, il lui manque : Public visé" in told(chloe)
    assert offered(chloe)[0] == "shape"
    assert (state_of(bot), history(bot)) == ("idea", ["opened"])


def test_an_idea_that_is_too_long_comes_back(make_bot: MakeBot) -> None:
    """Section I: nothing typed is lost."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/hypo nouvelle " + "x" * 501)
    assert chloe.form is not None
    assert initial(chloe.form.fields[0]) == "x" * 501
    assert history(bot) == []


def test_each_step_asks_six_things_at_most(make_bot: MakeBot) -> None:
    """D1: what makes an idea ready, and what starts it."""
    bot = make_bot(TEAM)
    chloe = ready(bot)
    assert chloe.form is not None and len(chloe.form.fields) == 6
    assert "H1 est prête" in told(chloe) and state_of(bot) == "ready"
    believed = "Nous pensons que « Relance panier à J+1 », pour visiteurs mobiles, fera évoluer taux d'inscription"
    assert f"{believed} de 5 % : 10 % de plus, parce que : huit entretiens sur dix" in told(chloe)
    chloe.presses_ref("hypothesis.start", ref_of(bot))
    assert len(chloe.form.fields) == 6
    rule = next(field for field in chloe.form.fields if field.name == "rule")
    assert "tout l’intervalle est favorable" in initial(rule)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("base", "120 %", "hors limites"),
        ("base", "0", "hors limites"),
        ("effect", "0", "hors limites"),
        ("effect", "-100", "hors limites"),
        ("effect", "dix", "Nombre non reconnu"),
        ("effect", "+1900", "hors limites"),
        ("audience", " ", "Rien n’est écrit"),
    ],
)
def test_what_cannot_be_is_refused_at_the_field(make_bot: MakeBot, field: str, typed: str, said: str) -> None:
    """Section I: what is wrong, and an example."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/hypo nouvelle Relance")
    chloe.presses_ref("hypothesis.shape", ref_of(bot))
    chloe.fills(**{**SHAPE, field: typed})
    assert list(chloe.errors) == [field] and said in plain(chloe.errors[field])
    assert history(bot) == ["opened"]


def test_a_rate_cannot_grow_beyond_everybody(make_bot: MakeBot) -> None:
    """D5: 60 % and twice as much is 120 %."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/hypo nouvelle Relance")
    chloe.presses_ref("hypothesis.shape", ref_of(bot))
    chloe.fills(**{**SHAPE, "base": "60", "effect": "100"})
    assert "mènerait à 120 %" in plain(chloe.errors["effect"])


# -- starting ------------------------------------------------------------------------------------------------------


def test_a_start_locks_what_is_tested(make_bot: MakeBot) -> None:
    """D3, D5: the planned size of 5 % with 10 % more is 31,234; nothing of it is a form away any more."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    assert "31 234" in told(chloe) and "du mardi 2 mars au mardi 30 mars" in told(chloe)
    assert "shape" not in offered(chloe) and "amend" not in offered(chloe)
    chloe.presses_ref("hypothesis.shape", ref_of(bot))
    assert "« Préparer » n’est pas possible : H1 est au stade « En cours »" in told(chloe)


def test_a_change_after_the_start_is_a_dated_amendment(make_bot: MakeBot) -> None:
    """D3: by whoever leads, with a reason; the card shows it, and the planned size follows the effect."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    chloe.presses_ref("hypothesis.amend", ref_of(bot))
    assert "scrum master" in told(chloe)
    alice = bot.person("alice")
    alice.presses_ref("hypothesis.amend", ref_of(bot))
    alice.fills(reason="rien")
    assert "Rien n’a changé" in alice.errors["reason"]
    alice.fills(effect="+20", reason="la maquette est plus osée")
    assert "mardi 2 mars : Effet attendu (%)" in told(alice)
    assert "la maquette est plus osée" in told(alice)
    # 5 % with 20 % more: (1.96 √(2 × .055 × .945) + .8416 √(.05 × .95 + .06 × .94))² / .01² = 8,157.7 of each.
    assert "8 158" in told(alice)
    assert "H1 est modifiée par Alice" in chloe.last.title


def test_a_team_may_want_a_yes_before_each_test(make_bot: MakeBot) -> None:
    """D2: off by default; then whoever leads or sponsors is asked, and nobody answers themselves."""
    bot = make_bot(TEAM)
    alice, claire = bot.person("alice"), bot.person("claire")
    alice.says("/hypo")
    alice.clicks("hypothesis.settings")
    alice.fills(approval="1")
    running(bot, "alice")
    assert state_of(bot) == "waiting"
    alice.presses_ref("hypothesis.approve", ref_of(bot))
    assert "attend l’accord d’une autre personne" in told(alice)
    assert "Alice voudrait démarrer H1" in claire.last.title
    claire.presses("hypothesis.send_back")
    claire.fills(text="Quel budget ?")
    assert state_of(bot) == "ready" and "Quel budget ?" in alice.last.text
    alice.presses_ref("hypothesis.start", ref_of(bot))
    alice.fills(**START)
    bot.person("bruno").presses_ref("hypothesis.approve", ref_of(bot))
    assert state_of(bot) == "running"
    claire.presses_ref("hypothesis.approve", ref_of(bot))
    assert "H1 est au stade « En cours »" in told(claire)


def test_the_morning_after_the_last_day_its_owner_is_asked(make_bot: MakeBot) -> None:
    """D2: the results are asked for once, and only while it runs."""
    bot = make_bot(TEAM)
    with begin(bot.app.engine) as session:
        session.exec(select(Standup)).one().archived_at = bot.clock.now()  # its days take the most of the time
    chloe = running(bot)
    bot.until("2027-03-30 23:00")
    assert not any("dernier jour" in each.text for each in chloe.messages)
    bot.until("2027-03-31 12:00")
    assert "le dernier jour est passé" in plain(chloe.last.text)
    chloe.presses_ref("hypothesis.end", ref_of(bot))
    assert state_of(bot) == "analysis"


# -- what becomes of it --------------------------------------------------------------------------------------------


def test_dropping_takes_what_was_learnt_and_can_be_undone(make_bot: MakeBot) -> None:
    """D10, Q3: one sentence and a tag; one click takes it up again where it stood."""
    bot = make_bot(TEAM)
    chloe = ready(bot)
    chloe.presses_ref("hypothesis.drop", ref_of(bot))
    chloe.fills(learning="", tag="relance")
    assert list(chloe.errors) == ["learning"]
    chloe.fills(learning="Le panier n'est pas le bon moment", tag="")
    assert list(chloe.errors) == ["tag"]
    chloe.fills(learning="Le panier n'est pas le bon moment", tag="#Relance")
    assert state_of(bot) == "dropped" and "Ce qu’on a appris (#Relance)" in told(chloe)
    chloe.clicks("hypothesis.revive")
    assert state_of(bot) == "ready" and "Ce qu’on a appris" not in told(chloe)


@pytest.mark.parametrize("typed", ["démarche", "DEMARCHE", "Démarché", "panier relance", "h1"])
def test_search_ignores_case_and_accents(make_bot: MakeBot, typed: str) -> None:
    """D10: in whatever was written, all of the words."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/hypo nouvelle Relance du PANIER pour qui a démarché")
    chloe.says("/hypo nouvelle Tout autre chose")
    chloe.says(f"/hypothesis search {typed}")
    assert "1 hypothèse trouvée" in told(chloe) and "Tout autre chose" not in told(chloe)
    chloe.says("/hypo chercher 100%_rien")
    assert "Aucune hypothèse ne contient tous ces mots" in told(chloe)


def test_what_was_learnt_is_found(make_bot: MakeBot) -> None:
    """D10: by its learning and its tag."""
    bot = make_bot(TEAM)
    chloe = ready(bot)
    chloe.presses_ref("hypothesis.drop", ref_of(bot))
    chloe.fills(learning="Trop tôt après la rentrée", tag="Noël")
    for typed in ("rentree", "noel"):
        chloe.says(f"/hypo chercher {typed}")
        assert "1 hypothèse trouvée" in told(chloe)


# -- who hears, who sees -------------------------------------------------------------------------------------------


def test_an_observer_files_an_idea_and_hears_when_it_moves(make_bot: MakeBot) -> None:
    """S13: they see their own and those that run, comment on these, and hear of theirs."""
    bot = make_bot(TEAM)
    olga, chloe = bot.person("olga"), bot.person("chloe")
    olga.says("/ritual idea Un stand au marché")
    chloe.says("/hypo nouvelle Une autre")
    olga.says("/hypo")
    assert "Un stand au marché" in told(olga) and "Une autre" not in told(olga)
    listened(bot)
    chloe.presses_ref("hypothesis.shape", ref_of(bot))
    chloe.fills(**SHAPE)
    assert "H1 est prête à tester (Chloe)" in plain(olga.last.title)
    olga.presses_ref("hypothesis.comment", ref_of(bot))
    assert "H1 est au stade « Prête »" in told(olga)
    chloe.presses_ref("hypothesis.start", ref_of(bot))
    chloe.fills(**START)
    olga.presses_ref("hypothesis.look", ref_of(bot, 2))
    assert "Une autre" not in told(olga)
    chloe.presses_ref("hypothesis.assign", ref_of(bot))
    chloe.fills(owner=option(chloe, "owner", "David"))
    olga.presses_ref("hypothesis.comment", ref_of(bot))
    olga.fills(text="Les clients en parlent <!channel>")
    david = bot.person("david")
    assert "Olga commente H1" in david.last.title and "Les clients en parlent <!channel>" in david.last.text


def options(actor: Actor, field: str) -> tuple[Option, ...]:
    assert actor.form is not None
    [found] = [each for each in actor.form.fields if isinstance(each, ChoiceField) and each.name == field]
    return found.options


def option(actor: Actor, field: str, label: str) -> str:
    return next(each.value for each in options(actor, field) if each.label == label)


def test_only_its_owner_or_whoever_leads_ends_it(make_bot: MakeBot) -> None:
    """D2: a refusal is private and says who."""
    bot = make_bot(TEAM)
    running(bot)
    david = bot.person("david")
    david.presses_ref("hypothesis.stop", ref_of(bot))
    assert "personne qui porte cette hypothèse" in told(david)
    bot.person("bruno").presses_ref("hypothesis.end", ref_of(bot))
    assert state_of(bot) == "analysis"


def test_the_cached_columns_are_computed_again_from_the_history(make_bot: MakeBot) -> None:
    """DESIGN 4: losing them is no harm."""
    bot = make_bot(TEAM)
    chloe = running(bot)
    chloe.presses_ref("hypothesis.stop", ref_of(bot))
    chloe.fills(text="le stock est vide")
    with begin(bot.app.engine) as session:
        row = session.exec(select(Hypothesis)).one()
        before = row.model_dump()
        row.text, row.state, row.owner_id, row.kind, row.moment = "", "idea", None, "", ""
        row.ends_on, row.found_by, row.unheard = None, "", False
        session.add(row)
        session.flush()
        assert row.model_dump() != before
        hypotheses.refresh(session, row)
        assert row.model_dump() == before


def test_a_ready_one_waits_in_the_backlog_and_is_planned(make_bot: MakeBot) -> None:
    """S2: it stands beside the items, is offered as a sprint starts, and shows on its card."""
    bot = make_bot(TEAM)
    ready(bot)
    alice = bot.person("alice")
    alice.says("/sprint backlog")
    assert "Hypothèse prête à tester" in told(alice) and "H1 Relance panier à J+1, Prête" in told(alice)
    alice.says("/sprint-start")
    [chosen] = [each.value for each in options(alice, "items") if each.label == "H1 Relance panier à J+1"]
    alice.fills(goal="Doubler", name="Sprint 12", starts_on="2027-03-01", ends_on="2027-03-12", items=chosen)
    alice.says("/sprint")
    assert "À tester dans ce sprint" in told(alice) and "H1 Relance panier à J+1, Prête" in told(alice)
    alice.says("/sprint backlog")
    assert "H1" not in told(alice)


@pytest.mark.not_on_playground("its page tells of nobody's change")
@pytest.mark.not_on_teams("tells of nobody's leaving")
def test_what_someone_who_leaves_owned_is_handed_over(make_bot: MakeBot) -> None:
    """A14: whoever leads gets the list, and gives each to somebody else."""
    bot = make_bot(TEAM)
    ready(bot)
    alice = bot.person("alice")
    gone = Profile("chloe", active=False)
    bot.handle(PersonChanged(uuid4().hex, Who("direct", "W1", "chloe"), Place(""), gone))
    bot.settle()
    assert "Chloe n’est plus dans l’équipe Printemps : 1 hypothèse est à reprendre" in plain(alice.last.text)
    assert "H1 Relance panier à J+1" in alice.last.text
    alice.presses("hypothesis.assign")
    alice.fills(owner=option(alice, "owner", "David"))
    assert "portée par David" in told(alice)
