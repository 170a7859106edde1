"""Managing a stand-up: started, tried, passed over, paused, archived, looked back at; who sees how many take part."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from ritualbot.rituals.permissions import Role
from ritualbot.rituals.questions import Kind
from ritualbot.store.audit import Audit
from ritualbot.store.standup import Standup, StandupRun
from ritualbot.store.team import Team
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, HUGO, LEAD, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot

MakeBot = Callable[..., Bot]
TRIO = SomeTeam(people=(ALICE, BRUNO, CHLOE))
ABROAD = SomeTeam(people=(ALICE, BRUNO, HUGO))


def told(actor: Actor, typed: str) -> str:
    """The private answer to a command, with its spaces made plain."""
    actor.says(typed)
    return actor.told.replace("\u00a0", " ")


def audited(bot: Bot) -> list[str]:
    with bot.session() as session:
        return list(session.exec(select(Audit.action).order_by(col(Audit.id))))


def answer_all(bot: Bot, *users: str) -> None:
    for user in users:
        bot.person(user).answers(f"tâche de {user}")


def held(bot: Bot, *days: str, answering: tuple[str, ...] = ("alice", "bruno", "chloe")) -> None:
    """Stand-ups of these days, answered by these people."""
    for day in days:
        bot.until(f"{day} 09:40")
        answer_all(bot, *answering)
    bot.until(f"{days[-1]} 12:00")


# -- started by hand -----------------------------------------------------------------------------------------------


def test_started_before_its_time_it_asks_everyone_now(make_bot: MakeBot) -> None:
    """B22: run now; the ordinary prompt of that day does not come again."""
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    said = told(alice, "/standup run")
    assert "C’est lancé" in said and "3 personnes" in said
    assert "Prochain point du jour : mercredi 3 mars" in said
    assert len(bot.person("bruno").messages) == 1
    bot.until("2027-03-02 09:40")
    assert len(bot.person("bruno").messages) == 1
    answer_all(bot, "alice", "bruno")
    bot.until("2027-03-02 11:31")
    assert "2 réponses" in bot.channel().last.text
    assert "standup.run" in audited(bot)


def test_started_long_after_its_time_it_leaves_the_whole_window(make_bot: MakeBot) -> None:
    """B22: on a day that was passed over; the summary waits for the window to end."""
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    alice.says("/point passer")
    bot.until("2027-03-02 14:00")
    said = told(alice, "/point lancer")
    assert "Réponses jusqu’à 16:00" in bot.person("chloe").last.text
    assert "Bilan à 16:00 (Paris)" in said
    bot.until("2027-03-02 15:59")
    assert not bot.channel().messages
    bot.until("2027-03-02 16:01")
    assert bot.channel().messages


def test_started_by_hand_it_leaves_alone_who_sleeps(make_bot: MakeBot) -> None:
    """B22: inside their hours now; Hugo, for whom it is night, is asked at his own 09:30."""
    bot = make_bot(ABROAD)
    said = told(bot.person("alice"), "/standup run")
    assert "1 autre à son heure habituelle" in said
    assert not bot.person("hugo").messages
    bot.until("2027-03-02 15:29")
    assert not bot.person("hugo").messages
    bot.until("2027-03-02 15:30")
    assert len(bot.person("hugo").messages) == 1


def test_started_twice_it_says_why_not(make_bot: MakeBot) -> None:
    """B22: refused with a reason while today's is open, and once it was held."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    alice = bot.person("alice")
    said = told(alice, "/standup run")
    assert "déjà ouvert" in said and "11:30" in said
    bot.until("2027-03-02 12:00")
    said = told(alice, "/standup run")
    assert "a déjà eu lieu" in said
    assert audited(bot) == []


def test_started_in_the_night_it_finds_nobody(make_bot: MakeBot) -> None:
    """B22: nobody is woken, nothing is kept, and the ordinary one still comes."""
    bot = make_bot(TRIO, start="2027-03-02 22:00")
    said = told(bot.person("alice"), "/standup run")
    assert "Trop peu de monde" in said
    bot.until("2027-03-03 09:31")
    assert len(bot.person("bruno").messages) == 1


def test_the_roster_is_frozen_at_opening(make_bot: MakeBot) -> None:
    """B22: who joins while it is open is asked the next day. A14: who is taken out of the team is asked no more."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, replace(DAVID, roles=(Role.OBSERVER,)))))
    bot.until("2027-03-02 09:40")
    alice = bot.person("alice")
    alice.presses_ref("team.edit", team_ref(bot))
    alice.fills(people="alice,bruno,david")
    bot.until("2027-03-02 11:31")
    assert "2 sans réponse" in bot.channel().last.text
    assert not bot.person("david").messages


def team_ref(bot: Bot) -> str:
    with bot.session() as session:
        return session.exec(select(Team.ref)).one()


# -- on trial ------------------------------------------------------------------------------------------------------


def test_a_trial_is_for_one_person_and_leaves_nothing(make_bot: MakeBot) -> None:
    """B22: dry run only to me: the prompt, the questions, an empty summary; nothing is stored or sent."""
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    said = told(alice, "/point essai")
    for each in ("Essai : Point du jour", "Bonjour Alice", "Sur quoi avancez-vous", "nécessaire", "mardi 2 mars"):
        assert each in said
    assert "rien n’est envoyé ni enregistré" in said
    assert not bot.chat.messages
    with bot.session() as session:
        assert not session.exec(select(StandupRun)).all()


# -- not this time -------------------------------------------------------------------------------------------------


def test_passing_over_the_next_one_names_the_day_and_asks_nobody(make_bot: MakeBot) -> None:
    """B22: nobody is asked, the channel is not told, the answer names the day and the one after."""
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    said = told(alice, "/standup skip")
    assert "personne ne sera sollicité mardi 2 mars" in said
    assert "mercredi 3 mars" in said
    bot.until("2027-03-02 23:00")
    assert not bot.chat.messages
    bot.until("2027-03-03 09:31")
    assert len(bot.person("bruno").messages) == 1


def test_a_day_passed_over_comes_back_for_ten_minutes(make_bot: MakeBot) -> None:
    """B22, Q3: even when its time went by in between, it is asked then."""
    bot = make_bot(TRIO, start="2027-03-02 09:25")
    alice = bot.person("alice")
    alice.says("/standup skip")
    ref = standup_ref(alice)
    bot.until("2027-03-02 09:33")
    assert not bot.chat.messages
    alice.presses_ref("standup.put_back", ref)
    assert "il aura bien lieu" in alice.told
    assert len(bot.person("bruno").messages) == 1
    assert "Réponses jusqu’à 11:33" in bot.person("bruno").last.text


def test_after_ten_minutes_it_is_too_late(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    alice.says("/standup skip")
    bot.wait(minutes=11)
    alice.presses_ref("standup.put_back", standup_ref(alice))
    assert "Trop tard" in alice.told
    bot.until("2027-03-02 12:00")
    assert not bot.chat.messages


def standup_ref(actor: Actor) -> str:
    with actor.bot.session() as session:
        return session.exec(select(Standup.ref)).one()


# -- for longer ----------------------------------------------------------------------------------------------------


def test_a_pause_lasts_until_it_is_resumed(make_bot: MakeBot) -> None:
    """B22: no run opens, the agenda says so, and resuming names the next day."""
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    said = told(alice, "/point pause")
    assert "En pause" in said and "/point reprendre" in said
    bot.until("2027-03-09 12:00")
    assert not bot.chat.messages
    said = told(bot.person("chloe"), "/rituel agenda")
    assert "en pause depuis mardi 2 mars" in said
    said = told(alice, "/point reprendre")
    assert "mercredi 10 mars" in said
    bot.until("2027-03-10 09:31")
    assert len(bot.person("bruno").messages) == 1
    assert audited(bot) == ["standup.pause", "standup.resume"]


def test_a_pause_lets_what_is_open_end(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    said = told(bot.person("alice"), "/point pause")
    assert "se termine comme d’habitude" in said
    answer_all(bot, "bruno")
    bot.until("2027-03-02 12:00")
    assert "1 réponse" in bot.channel().last.text


def test_archiving_asks_first_and_keeps_the_past(make_bot: MakeBot) -> None:
    """B22: confirmed by a button; what was held stays readable; no run opens any more."""
    bot = make_bot(TRIO)
    held(bot, "2027-03-02")
    alice = bot.person("alice")
    said = told(alice, "/standup archive")
    assert "Archiver Point du jour" in said
    assert audited(bot) == []
    alice.presses_ref("standup.archive_now", standup_ref(alice))
    assert "Archivé" in alice.told
    bot.until("2027-03-05 12:00")
    assert len(bot.channel().messages) == 1
    said = told(alice, "/point bilan 2027-03-02")
    assert "tâche de chloe" in said
    said = told(alice, "/standup run")
    assert "archivé" in said


# -- looking back --------------------------------------------------------------------------------------------------


def test_a_past_day_is_shown_privately_without_who_is_missing(make_bot: MakeBot) -> None:
    """B22, B15: answers and counts, no names of those without an answer, no button that asks for them."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID)))
    held(bot, "2027-03-02", answering=("alice", "bruno"))
    bot.until("2027-03-03 09:40")
    sent = len(bot.chat.messages)
    chloe = bot.person("chloe")
    for typed in ("/point bilan", "/point bilan 2027-03-02", "/point bilan hier", "/standup report yesterday"):
        said = told(chloe, typed)
        assert "mardi 2 mars" in said and "tâche de bruno" in said, typed
        assert "2 sans réponse" in said
        assert "Chloe" not in said and "David" not in said
        assert "standup.names" not in str(chloe.reply)
    assert len(bot.chat.messages) == sent


def test_a_day_without_one_names_the_days_there_are(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    said = told(alice, "/point bilan")
    assert "Aucun bilan pour l’instant" in said
    held(bot, "2027-03-02", "2027-03-03")
    bot.until("2027-03-04 09:40")
    said = told(alice, "/point bilan 2027-02-28")
    assert "mercredi 3 mars et mardi 2 mars" in said
    said = told(alice, "/point bilan 31/02")
    assert "31/02" in said and "Exemples" in said


# -- who takes part ------------------------------------------------------------------------------------------------


def test_the_team_reads_its_own_share_from_five_answers_on(make_bot: MakeBot) -> None:
    """B21: answered / (expected - away), over the last stand-ups, at team level."""
    away = replace(DAVID, away=((date(2027, 3, 1), date(2027, 3, 31)),))
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, away)))
    held(bot, "2027-03-02", answering=("alice", "bruno"))
    held(bot, "2027-03-03", answering=("alice", "bruno"))
    bot.until("2027-03-04 09:40")
    chloe = bot.person("chloe")
    said = told(chloe, "/rituel équipe")
    assert "Participation" not in said  # four answers
    answer_all(bot, "alice", "bruno", "chloe")
    bot.until("2027-03-05 09:40")
    said = told(chloe, "/rituel équipe")
    assert "Participation, 10 derniers points : 78\u202f%" in said  # 7 of 9
    said = told(chloe, "/point bilan")
    assert "78\u202f%" in said


def test_everyone_reads_their_own_count_alone(make_bot: MakeBot) -> None:
    """B21: works-council mode: no individual figure for anyone else, on any card."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, Someone("claire", (Role.SPONSOR,)))))
    held(bot, "2027-03-02", "2027-03-03", "2027-03-04", answering=("alice", "bruno"))
    held(bot, "2027-03-05")
    bot.until("2027-03-06 10:00")
    chloe, alice = bot.person("chloe"), bot.person("alice")
    said = told(chloe, "/point")
    assert "Vos 3 derniers points : 0 réponse." in said
    said = told(alice, "/point")
    assert "derniers points : 3 réponses" in said
    for other in ("alice", "bruno", "claire"):
        actor = bot.person(other)
        for typed in ("/point bilan", "/rituel équipe", "/rituel agenda", "/point essai"):
            said = told(actor, typed)
            assert "derniers points : 0 réponse" not in said, (other, typed)
            assert "Vos " not in said, (other, typed)


# -- the right -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["run", "dry-run", "skip", "pause", "resume", "archive"])
def test_a_member_is_told_whose_task_it_is(make_bot: MakeBot, typed: str) -> None:
    """B22 and the table of rights: scrum master and assistant; the refusal names both."""
    bot = make_bot(TRIO)
    chloe = bot.person("chloe")
    said = told(chloe, f"/standup {typed}")
    assert "scrum master" in said and "relais" in said
    assert not bot.chat.messages
    said = told(bot.person("bruno"), f"/standup {typed}")
    assert "réservée" not in said


def test_a_mood_is_nobody_elses(make_bot: MakeBot) -> None:
    """B8, B20: shown to the person, in no summary, no thread and no past report."""
    asked = ((Kind.TEXT, "today", "", True), (Kind.MOOD, "mood", "Votre humeur ?", False))
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, replace(CHLOE, roles=LEAD)), questions=asked))
    bot.until("2027-03-02 09:40")
    bruno = bot.person("bruno")
    bruno.answers("Maquette", mood="2")
    assert "Plutôt mal" in bruno.last.text
    bot.until("2027-03-02 11:31")
    bruno.answers("Maquette V2", mood="1")
    bot.until("2027-03-03 09:40")
    said = told(bot.person("chloe"), "/point bilan")
    seen = [said, *(each.text for each in bot.channel().messages)]
    seen += [each.text for each in bot.channel().thread(bot.channel().messages[0])]
    assert len(seen) >= 3
    for text in seen:
        assert "mal" not in text and "humeur" not in text
