"""S8, D1, D4-D6: before a test, its size is worked out and hypotheses are scored."""

from collections.abc import Callable

import pytest

from ritualbot.chat.forms import ChoiceField
from ritualbot.chat.replies import OpenForm, Say
from tests.builders import ALICE, BRUNO, CHLOE, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, initial
from tests.conversations.test_hypothesis import SHAPE, plain, ready, ref_of, state_of, told

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE), standup={"days": "4"})
SIZE = {"visitors": "60 000", "share": "20 %", "arms": "1"}


def actions(actor: Actor) -> list[str]:
    assert isinstance(actor.reply, Say)
    return [button.action for button in buttons(actor.reply.card)]


def sized(bot: Bot, **typed: str) -> Actor:
    """A ready hypothesis of 5 % with 10 % more, and its size."""
    chloe = ready(bot)
    chloe.presses_ref("hypothesis.size", ref_of(bot))
    chloe.fills(**{**SIZE, **typed})
    return chloe


def test_the_size_is_worked_out_before_the_start(make_bot: MakeBot) -> None:
    """D5: 31,234 each; a fifth of 60,000 a week are 12,000, so it takes six weeks; the start then proposes its end."""
    bot = make_bot(TEAM)
    chloe = sized(bot)
    assert "31 234 visiteurs par version" in told(chloe) and "62 468 en tout : 6 semaines" in told(chloe)
    assert "Du mardi 2 mars 2027 au lundi 12 avril 2027" in told(chloe)
    chloe.clicks("hypothesis.start")
    assert chloe.form is not None and len(chloe.form.fields) == 6
    proposed = {field.name: initial(field) for field in chloe.form.fields}
    assert (proposed["ends_on"], proposed["share"]) == ("2027-04-12", "20")
    chloe.fills(arms="1")
    assert state_of(bot) == "running" and "31 234" in told(chloe)


def test_the_form_asks_six_things_and_keeps_what_was_said(make_bot: MakeBot) -> None:
    """D1."""
    bot = make_bot(TEAM)
    chloe = ready(bot)
    chloe.presses_ref("hypothesis.size", ref_of(bot))
    assert chloe.form is not None
    said = {field.name: plain(initial(field)) for field in chloe.form.fields}
    assert said == {"base": "5 %", "spread": "", "effect": "10", "visitors": "", "share": "100", "arms": "1"}


def test_a_test_that_takes_too_long_says_what_else_to_do(make_bot: MakeBot) -> None:
    """D6: 3 % and 667 a week reach +39 % in twelve weeks; a bolder change, a pilot, listening are a press away."""
    bot = make_bot(TEAM)
    chloe = sized(bot, base="3 %", visitors="667", share="100")
    assert "160 semaines" in told(chloe) and "un effet de +39 % ou davantage, pas +10 %" in told(chloe)
    assert actions(chloe)[:3] == ["hypothesis.size_bolder", "hypothesis.as_pilot", "hypothesis.listen"]
    assert "hypothesis.start" not in actions(chloe)
    too_long = chloe.reply
    chloe.presses_ref("hypothesis.look", ref_of(bot))
    assert "+39 % ou davantage" in told(chloe)  # the card says it as long as it has not started
    chloe.reply = too_long
    chloe.clicks("hypothesis.size_bolder")
    chloe.fills()
    assert "12 semaines" in told(chloe) and "trop long" not in told(chloe)
    chloe.reply = too_long
    chloe.clicks("hypothesis.as_pilot")
    assert "H1 sera un pilote" in told(chloe)
    chloe.presses_ref("hypothesis.start", ref_of(bot))
    assert chloe.form is not None
    proposed = {field.name: initial(field) for field in chloe.form.fields}
    assert (proposed["kind"], proposed["share"]) == ("pilot", "20")


@pytest.mark.parametrize("typed", ["", "je ne sais pas"])
def test_a_base_nobody_knows_shows_sizes(make_bot: MakeBot, typed: str) -> None:
    """D1: at +5, +10 and +20 %, on the card and in the answer to the form."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/hypo nouvelle Relance panier")
    chloe.presses_ref("hypothesis.shape", ref_of(bot))
    chloe.fills(**{**SHAPE, "base": typed})
    for _ in range(2):
        assert "Niveau actuel · +5 % · +10 % · +20 %" in told(chloe)
        assert "5 % · 122 124 · 31 234 · 8 158" in told(chloe)
        chloe.presses_ref("hypothesis.size", ref_of(bot))
        chloe.fills(**SIZE)


def test_several_versions_need_more_of_each(make_bot: MakeBot) -> None:
    """D5: what is kept at the start allows for the versions, as the answer said."""
    bot = make_bot(TEAM)
    chloe = sized(bot, arms="2")
    # 5 % to 5.5 % at 0.025: (2.2414 √(2 × .0525 × .9475) + .8416 √(.0475 + .051975))² / .005² = 37,824
    assert "37 824 visiteurs par version" in told(chloe) and "113 472 en tout" in told(chloe)
    chloe.clicks("hypothesis.start")
    chloe.fills()
    assert "37 824" in told(chloe)


def test_an_impossible_plan_is_refused_at_its_field(make_bot: MakeBot) -> None:
    """Section I, D6: what is wrong, and an example; nothing is kept of it."""
    bot = make_bot(TEAM)
    chloe = sized(bot, base="95 %")
    assert "au-delà de 100 %" in plain(chloe.errors["effect"])
    chloe.fills(visitors="-1")
    assert "au moins un visiteur" in chloe.errors["visitors"]
    chloe.presses_ref("hypothesis.look", ref_of(bot))
    assert "de 5 % : 10 % de plus" in told(chloe)


def test_an_idea_without_an_effect_has_no_size(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/hypo nouvelle Relance panier")
    assert "hypothesis.size" not in actions(chloe)
    chloe.presses_ref("hypothesis.size", ref_of(bot))
    assert "L’effet attendu de H1 n’est pas encore dit" in told(chloe)


# -- scoring -------------------------------------------------------------------------------------------------------


def test_scores_are_averaged_and_what_is_far_apart_is_flagged(make_bot: MakeBot) -> None:
    """D4: 8, 6, 4 and 5, 6, 4 are 6 and 5; three points apart on impact; each may change their own."""
    bot = make_bot(TEAM)
    chloe, bruno = ready(bot), bot.person("bruno")
    assert "ICE" not in told(chloe)  # off until used
    chloe.presses_ref("hypothesis.score", ref_of(bot))
    chloe.fills(impact="8", confidence="6", ease="4")
    assert "ICE : 6 (1 avis)" in told(chloe)
    bruno.presses_ref("hypothesis.score", ref_of(bot))
    bruno.fills(impact="5", confidence="6", ease="4")
    assert "ICE : 5,5 (2 avis)" in told(bruno)
    assert "Avis éloignés : à discuter" in told(bruno) and "Impact : de 5 à 8" in told(bruno)
    bruno.presses_ref("hypothesis.score", ref_of(bot))
    assert bruno.form is not None and [initial(field) for field in bruno.form.fields] == ["5", "6", "4"]
    bruno.fills(impact="7")
    assert "(2 avis)" in told(bruno) and "discuter" not in told(bruno)
    bruno.presses_ref("hypothesis.score", ref_of(bot))
    bruno.fills(impact="11")
    assert "De 1 à 10" in plain(bruno.errors["impact"])


def test_whoever_leads_chooses_how_to_score(make_bot: MakeBot) -> None:
    """D4: ICE comes first; RICE is one choice further; a form of the method before is not read as the new one."""
    bot = make_bot(TEAM)
    chloe, alice = ready(bot), bot.person("alice")
    chloe.presses_ref("hypothesis.score", ref_of(bot))
    alice.says("/hypo")
    alice.clicks("hypothesis.settings")
    assert alice.form is not None
    methods = next(field for field in alice.form.fields if field.name == "scoring")
    assert isinstance(methods, ChoiceField)
    assert [option.value for option in methods.options] == ["none", "ice", "rice", "pie"]
    alice.fills(scoring="rice")
    assert "par RICE" in told(alice)
    chloe.fills(impact="8", confidence="6", ease="4")
    assert "formulaire" in told(chloe) and "RICE" not in told(chloe)
    chloe.presses_ref("hypothesis.score", ref_of(bot))
    assert isinstance(chloe.reply, OpenForm) and len(chloe.reply.form.fields) == 4
    chloe.fills(reach="500", impact="2", confidence="80", effort="4")
    assert "RICE : 200" in told(chloe)


def test_a_score_of_what_runs_is_too_late(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    chloe = sized(bot)
    chloe.clicks("hypothesis.start")
    chloe.fills()
    chloe.presses_ref("hypothesis.score", ref_of(bot))
    assert "« Noter » n’est pas possible" in told(chloe)
