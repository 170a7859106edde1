"""S13: those around a team follow its summaries without being asked or counted, and file an idea in one line."""

from collections.abc import Callable
from datetime import date

import pytest

from ritualbot import handlers
from ritualbot.chat.cards import Actions
from ritualbot.chat.replies import OpenForm, Say
from ritualbot.rituals.permissions import Role
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment

MakeBot = Callable[..., Bot]
OLGA = Someone("olga", (Role.OBSERVER,))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, OLGA))


def told(actor: Actor) -> str:
    return actor.told.replace("\u00a0", " ").replace("\u202f", " ")


def turn(actor: Actor, follows: str) -> None:
    actor.presses_ref("person.edit", "")
    actor.fills(follows=follows)


# -- an idea in one line -----------------------------------------------------------------------------------------------


def test_an_idea_in_one_line_is_kept_and_shown(make_bot: MakeBot) -> None:
    olga = make_bot(TEAM).person("olga")
    olga.says("/rituel idée Rappeler  le webinaire *la veille*")
    assert told(olga).splitlines()[0] == "Votre idée est gardée pour l’équipe Printemps."
    assert "Rappeler le webinaire *la veille*" in told(olga)
    assert "/rituel idée" in told(olga).splitlines()[-1]
    olga.says("/ritual idea")
    assert "mardi 2 mars — Rappeler le webinaire *la veille*" in told(olga)


def test_without_text_it_shows_an_example_and_the_form(make_bot: MakeBot) -> None:
    olga = make_bot(TEAM).person("olga")
    olga.says("/rituel idée")
    assert "Par exemple" in told(olga)
    assert isinstance(olga.reply, Say)
    [button] = buttons(olga.reply.card)
    olga.presses_ref("idea.open", button.ref)
    olga.fills(text="\u200b ")
    assert set(olga.errors) == {"text"}
    olga.fills(text="Une affiche\nen gare")
    assert "Une affiche en gare" in told(olga)


def test_what_is_too_long_comes_back_in_the_form(make_bot: MakeBot) -> None:
    olga = make_bot(TEAM).person("olga")
    olga.says("/rituel idée " + "é" * 501)
    assert isinstance(olga.reply, OpenForm)
    olga.fills()
    assert "500" in olga.errors["text"]
    olga.fills(text="é" * 500)
    assert "Votre idée est gardée" in told(olga)


def test_ideas_are_ones_own(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    bot.person("olga").says("/rituel idée Une affiche en gare")
    bruno = bot.person("bruno")
    bruno.says("/rituel idée")
    assert "affiche" not in told(bruno)


# -- following ---------------------------------------------------------------------------------------------------------


def test_the_summary_comes_when_it_is_posted_and_is_corrected_in_place(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    olga = bot.person("olga")
    turn(olga, "1")
    assert "Bilan du jour en message direct — Oui" in told(olga)
    assert "Le prochain bilan vous parvient" in told(olga)
    bot.until("2027-03-02 09:31")
    assert not olga.messages  # never asked
    bot.person("alice").answers("Plan du webinaire")
    bot.until("2027-03-02 11:31")
    (copy,) = olga.messages
    assert copy.at >= moment("2027-03-02 11:30")
    assert "Plan du webinaire" in copy.text
    assert "1 réponse, 2 sans réponse" in copy.text.replace("\u00a0", " ")  # nor counted
    assert "Printemps" in copy.text
    assert not any(isinstance(block, Actions) for block in copy.card.blocks)
    bot.person("bruno").answers("Bannière")
    assert "Bannière" in olga.last.text
    assert len(olga.messages) == 1
    assert olga.last.edits == 1


def test_nobody_gets_it_who_did_not_ask(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    olga = bot.person("olga")
    bot.until("2027-03-02 12:00")
    assert not olga.messages
    turn(olga, "1")
    turn(olga, "")
    bot.until("2027-03-03 12:00")
    assert not olga.messages


def test_outside_their_hours_it_waits_with_every_correction_in_it(make_bot: MakeBot) -> None:
    abroad = Someone("olga", (Role.OBSERVER,), tz="America/Toronto", region="CA-ON", follows=True)
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, abroad)))
    bot.until("2027-03-02 12:00")
    bot.person("bruno").answers("Bannière")
    bot.until("2027-03-02 14:59")  # 08:59 in Toronto
    assert not bot.person("olga").messages
    bot.until("2027-03-02 15:01")
    (copy,) = bot.person("olga").messages
    assert "Bannière" in copy.text
    assert copy.edits == 0


@pytest.mark.parametrize(
    ("last", "copies"),
    [(date(2027, 3, 2), 1), (date(2027, 3, 31), 0)],
)
def test_after_a_long_absence_no_pile_awaits_them(make_bot: MakeBot, last: date, copies: int) -> None:
    away = Someone("olga", (Role.OBSERVER,), away=((date(2027, 3, 1), last),), follows=True)
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, away)))
    bot.until("2027-03-03 09:20")
    assert len(bot.person("olga").messages) == copies


def test_a_sponsor_who_is_in_the_team_reads_it_in_the_channel(make_bot: MakeBot) -> None:
    both = Someone("claire", (Role.SPONSOR, Role.MEMBER), follows=True)
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, both)))
    bot.until("2027-03-02 12:00")
    assert not any("Bilan de l’équipe" in each.text for each in bot.person("claire").messages)


def test_it_counts_among_what_nobody_asked_for() -> None:
    assert handlers.OUTBOX["observer.summary"].budget.counts
