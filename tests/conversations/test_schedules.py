"""B16: several stand-ups in a team, each with its own days; and what changing one does to today's."""

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlmodel import col, select

from ritualbot.store import standup_run
from ritualbot.store.standup import Standup
from ritualbot.store.team import Team
from tests.builders import ALICE, BRUNO, CHLOE, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.test_manage import answer_all, told

MakeBot = Callable[..., Bot]
TRIO = SomeTeam(people=(ALICE, BRUNO, CHLOE))
ELEVEN = SomeTeam(people=(ALICE, BRUNO, CHLOE), standup={"at": time(11), "summary_at": time(13)})


def edits(actor: Actor, name: str = "", **values: str) -> str:
    """The whole way: [Manage], [Schedule], the form, sent."""
    actor.presses_ref("standup.edit_schedule", ref_of(actor.bot, name))
    actor.fills(**values)
    return actor.told.replace("\u00a0", " ")


def adds(actor: Actor, **values: str) -> str:
    with actor.bot.session() as session:
        team = session.exec(select(Team.ref)).one()
    actor.presses_ref("standup.add", team)
    actor.fills(**values)
    return actor.told.replace("\u00a0", " ")


def ref_of(bot: Bot, name: str = "") -> str:
    with bot.session() as session:
        return session.exec(select(Standup.ref).where(col(Standup.name) == name)).one()


def prompts(bot: Bot, user: str = "bruno") -> int:
    return len(bot.person(user).messages)


# -- several in a team ---------------------------------------------------------------------------------------------


def test_two_stand_ups_a_day_ask_and_post_under_their_own_names(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    said = adds(bot.person("alice"), name="Revue", at="14h", summary="16:00", days="tue,thu")
    assert "C’est noté : Revue." in said and "mardi et jeudi à 14:00" in said
    bot.until("2027-03-02 09:40")
    answer_all(bot, "alice", "bruno", "chloe")
    bot.until("2027-03-02 14:01")
    assert bot.person("bruno").last.title == "Bonjour Bruno, c’est le moment : Revue.".replace(" :", "\u00a0:")
    answer_all(bot, "alice", "bruno", "chloe")
    bot.until("2027-03-02 16:01")
    assert [each.title for each in bot.channel().messages] == ["Point du jour, mardi 2 mars", "Revue, mardi 2 mars"]
    bot.until("2027-03-03 18:00")
    assert len(bot.channel().messages) == 3  # Wednesday has no review
    assert "Revue" in told(bot.person("chloe"), "/rituel agenda")


def test_stand_up_alone_opens_the_one_last_prompted_or_asks_which(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    adds(bot.person("alice"), name="Revue", at="10h", summary="12:00")
    bot.until("2027-03-02 10:01")
    bruno = bot.person("bruno")
    bruno.says("/point")
    assert bruno.form is not None and bruno.form.title.plain() == "Revue, mardi 2 mars"
    bruno.fills(today="Relecture")
    bruno.says("/point")
    assert bruno.form.title.plain() == "Point du jour, mardi 2 mars"
    bruno.fills(today="Maquette")
    bruno.says("/point")
    assert "Quel point du jour" in bruno.told
    assert [each.label for each in buttons(bruno.reply.card)] == ["Point du jour", "Revue"]  # type: ignore[union-attr]


def test_a_verb_asks_which_of_several_or_takes_the_name(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    adds(alice, name="Revue", at="10h", summary="12:00")
    assert "Quel point du jour" in told(alice, "/point pause")
    assert "En pause : Revue." in told(alice, "/point pause REVUE")
    assert "Point du jour inconnu" in told(alice, "/point pause rétro")
    bot.until("2027-03-02 10:30")
    assert prompts(bot) == 1


def test_every_second_week_and_one_day_alone(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    assert "toutes les 2 semaines" in edits(alice, days="wed", every_weeks="2")
    said = adds(alice, name="Lancement", at="14h", summary="16:00", once_on="2027-03-05")
    assert "une seule fois, vendredi 5 mars 2027 à 14:00" in said
    bot.until("2027-03-24 18:00")
    held = [each.title for each in bot.channel().messages]
    assert held == [
        "Point du jour, mercredi 3 mars",
        "Lancement, vendredi 5 mars",
        "Point du jour, mercredi 17 mars",
    ]


def test_no_two_look_alike_and_only_the_first_has_no_name(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    adds(alice, name="Revue", at="14h", summary="16:00")
    alice.presses_ref("standup.edit_schedule", ref_of(bot, "Revue"))
    alice.fills(name="")
    assert set(alice.errors) == {"name"}
    with bot.session() as session:
        team = session.exec(select(Team.ref)).one()
    alice.presses_ref("standup.add", team)
    alice.fills(name="REVUE", days="", every_weeks="0", summary="09:30")
    assert set(alice.errors) == {"name", "days", "every_weeks", "summary"}


# -- changed during the day ----------------------------------------------------------------------------------------


def test_moved_earlier_than_now_todays_is_asked_now(make_bot: MakeBot) -> None:
    """The new time is past, the old one was still ahead: the day is not lost."""
    bot = make_bot(ELEVEN, start="2027-03-02 10:00")
    said = edits(bot.person("alice"), at="09:00", summary="11:00")
    assert "Le prochain part maintenant." in said
    assert prompts(bot) == 1
    assert "Réponses jusqu’à 12:00" in bot.person("bruno").last.text
    answer_all(bot, "alice", "bruno")
    bot.until("2027-03-02 11:59")
    assert not bot.channel().messages
    bot.until("2027-03-02 12:01")
    assert "2 réponses" in bot.channel().last.text
    bot.until("2027-03-03 09:01")
    assert prompts(bot) == 2


def test_moved_within_the_morning_it_comes_at_the_new_time(make_bot: MakeBot) -> None:
    bot = make_bot(ELEVEN, start="2027-03-02 10:00")
    edits(bot.person("alice"), at="10:30", summary="12:00")
    assert prompts(bot) == 0
    bot.until("2027-03-02 11:30")  # the old 11:00 is past, the reminder still to come
    assert prompts(bot) == 1


@pytest.mark.parametrize("at", ["09:00", "15:00"])
def test_changed_once_it_has_opened_todays_stays_as_it_is(make_bot: MakeBot, at: str) -> None:
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    assert f"mercredi 3 mars à {at}" in edits(bot.person("alice"), at=at, summary="17:00")
    bot.until("2027-03-02 18:00")
    assert [each.title for each in bot.channel().messages] == ["Point du jour, mardi 2 mars"]


def test_a_day_that_was_passed_over_does_not_come_back_by_a_change(make_bot: MakeBot) -> None:
    bot = make_bot(ELEVEN, start="2027-03-02 10:00")
    alice = bot.person("alice")
    alice.says("/point passer")
    assert "mercredi 3 mars" in edits(alice, at="09:00", summary="11:00")
    bot.until("2027-03-02 18:00")
    assert prompts(bot) == 0


def test_a_day_taken_off_the_schedule_is_not_held(make_bot: MakeBot) -> None:
    bot = make_bot(ELEVEN, start="2027-03-02 10:00")
    assert "jeudi 4 mars" in edits(bot.person("alice"), at="09:00", summary="11:00", days="thu")
    bot.until("2027-03-02 18:00")
    assert prompts(bot) == 0


def test_what_is_agreed_for_today_is_what_the_agenda_shows(make_bot: MakeBot) -> None:
    """The alarm of the kept day and the agenda say the same."""
    bot = make_bot(ELEVEN, start="2027-03-02 10:00")
    with bot.session() as session, session.begin():
        standup = session.exec(select(Standup)).one()
        standup.at = time(9)
        opening = standup_run.reschedule(session, standup, bot.clock.now())
        assert opening is not None and opening.held_on == date(2027, 3, 2)
        assert opening.at == bot.clock.now()


# -- on a day of the sprint ----------------------------------------------------------------------------------------


def runs_sprint(actor: Actor, **days: str) -> None:
    actor.says("/sprint lancer")
    actor.fills(goal="Doubler", **days)


def next_on(bot: Bot, name: str) -> date | None:
    with bot.session() as session:
        return session.exec(select(col(Standup.next_on)).where(col(Standup.name) == name)).one()


def test_a_stand_up_of_the_sprint_follows_its_dates_and_rests_between_two(make_bot: MakeBot) -> None:
    """Counted in days worked: Easter Monday, 29 March, is none."""
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    said = adds(alice, name="Revue", at="14h", summary="16:00", days="", sprint_day="before_end", sprint_before="2")
    assert "2 jours ouvrés avant la fin de chaque sprint, à 14:00" in said
    adds(alice, name="Lancement", at="14h", summary="16:00", days="", sprint_day="first")
    adds(alice, name="Bilan", at="14h", summary="16:00", days="", sprint_day="last")
    assert [next_on(bot, name) for name in ("Revue", "Lancement", "Bilan")] == [None] * 3
    runs_sprint(alice, name="Sprint 12", starts_on="2027-03-03", ends_on="2027-03-12")
    days = [next_on(bot, name) for name in ("Revue", "Lancement", "Bilan")]
    assert days == [date(2027, 3, 10), date(2027, 3, 3), date(2027, 3, 12)]
    bot.until("2027-03-03 14:01")
    assert "Lancement" in bot.person("bruno").last.title
    alice.says("/sprint")
    alice.clicks("sprint.edit")
    alice.fills(ends_on="2027-03-30")
    assert [next_on(bot, name) for name in ("Revue", "Bilan")] == [date(2027, 3, 25), date(2027, 3, 30)]
    alice.says("/sprint-close")
    alice.clicks("sprint.ask_close")
    alice.fills(goal_met="yes")
    assert [next_on(bot, name) for name in ("Revue", "Lancement", "Bilan")] == [None] * 3


def test_a_day_of_the_sprint_and_one_date_are_not_both_asked_for(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    alice.presses_ref("standup.edit_schedule", ref_of(bot))
    alice.fills(sprint_day="before_end", sprint_before="0", once_on="2027-03-09")
    assert set(alice.errors) == {"once_on", "sprint_before"}
    assert next_on(bot, "") == date(2027, 3, 2)
