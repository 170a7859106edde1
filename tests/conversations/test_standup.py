"""One stand-up day, as its people live it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time

import pytest
from sqlmodel import select

from ritualbot.chat.replies import OpenForm
from ritualbot.rituals.questions import Kind
from ritualbot.store.engine import begin
from ritualbot.store.team import Destination
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, HUGO, SomeTeam
from tests.conversations.bot import Bot, moment

MakeBot = Callable[..., Bot]
TRIO = SomeTeam(people=(ALICE, BRUNO, CHLOE))
ABROAD = SomeTeam(people=(ALICE, BRUNO, HUGO))


def answer_all(bot: Bot, *users: str) -> None:
    for user in users:
        bot.person(user).answers(f"tâche de {user}")


# -- asking --------------------------------------------------------------------------------------------------------


def test_it_asks_everyone_at_their_own_time(make_bot: MakeBot) -> None:
    """B1: the prompt comes at the set time in each person's own zone."""
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 09:29")
    assert not bot.chat.messages
    bot.until("2027-03-02 09:30")
    assert {each.conversation for each in bot.chat.messages} == {"@alice", "@bruno"}
    bot.until("2027-03-02 15:29")
    assert not bot.person("hugo").messages
    bot.until("2027-03-02 15:30")
    assert bot.person("hugo").last.title == "Bonjour Hugo, c’est le point du jour."


def test_times_are_shown_in_the_readers_own_zone(make_bot: MakeBot) -> None:
    """B1: everyone has two hours from their own prompt, and reads it on their own clock."""
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 09:31")
    assert "Réponses jusqu’à 11:30" in bot.person("alice").last.text
    bot.until("2027-03-02 15:31")
    hugo = bot.person("hugo")
    hugo.presses("standup.open")
    hugo.fills(today="Article")
    # The summary left Paris at 11:30, which is 05:30 in Toronto.
    assert "S’ajoute au bilan de 05:30 dans #printemps" in hugo.last.text


def test_a_service_back_within_45_minutes_asks_once_and_leaves_an_hour(make_bot: MakeBot) -> None:
    """B1, B3: a prompt caught up late keeps its scheduled end but leaves 60 min at least."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE), standup={"window_seconds": 3600}))
    bot.jump("2027-03-02 10:15")
    bot.settle()
    alice = bot.person("alice")
    assert len(alice.messages) == 1
    assert "Réponses jusqu’à 11:15" in alice.last.text


def test_a_service_away_for_longer_asks_nobody_and_says_so(make_bot: MakeBot) -> None:
    """B3: later than 45 minutes a prompt expires and is told to the scrum master, in one message."""
    bot = make_bot(TRIO)
    bot.jump("2027-03-02 10:16")
    bot.settle()
    assert not bot.person("bruno").messages
    (told,) = bot.person("alice").messages
    assert "n’a pas pu se faire à temps" in told.title
    assert "Alice, Bruno et Chloe" in told.text
    bot.until("2027-03-02 12:00")
    assert not bot.channel().messages
    bot.until("2027-03-03 09:30")
    assert bot.person("bruno").last.title.startswith("Bonjour Bruno")


def test_fewer_than_two_expected_is_no_stand_up(make_bot: MakeBot) -> None:
    """B1: with one person at work the day passes in silence."""
    mondays = tuple(replace(each, days="0") for each in (BRUNO, CHLOE))
    bot = make_bot(SomeTeam(people=(ALICE, *mondays)))
    bot.until("2027-03-02 23:00")
    assert not bot.chat.messages
    bot.until("2027-03-08 09:30")
    assert len(bot.chat.messages) == 3


def test_a_reminder_goes_once_to_those_expected_without_an_answer(make_bot: MakeBot) -> None:
    """B14: by direct message, 75 min after the own prompt, not after an answer, a skip or an absence."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID)))
    bot.until("2027-03-02 09:30")
    bot.person("alice").answers("Répétition")
    bot.person("bruno").presses("standup.skip")
    bot.person("chloe").presses("standup.away")
    bot.until("2027-03-02 10:44")
    assert len(bot.person("david").messages) == 1
    bot.until("2027-03-02 11:29")
    assert [len(bot.person(user).messages) for user in ("alice", "bruno", "chloe", "david")] == [1, 1, 1, 2]
    assert "attend les réponses jusqu’à 11:30" in bot.person("david").last.text
    assert bot.person("david").last.at == moment("2027-03-02 10:45")


def test_no_reminder_lands_outside_the_persons_hours(make_bot: MakeBot) -> None:
    """B14: the reminder of an afternoon stand-up would come at 18:45 and is not sent."""
    late = {"at": time(17, 30), "summary_at": time(19, 30)}
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE), standup=late))
    bot.until("2027-03-02 23:00")
    assert len(bot.person("bruno").messages) == 1


def test_snooze_moves_the_reminder_and_says_when(make_bot: MakeBot) -> None:
    """B14: [More…] holds a snooze of 30 min; two reminders a run at most."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:35")
    bruno = bot.person("bruno")
    bruno.presses("standup.snooze")
    assert "Rappel à 10:05" in bruno.last.text
    bot.until("2027-03-02 10:05")
    assert len(bruno.messages) == 2
    bruno.presses("standup.snooze")
    bot.until("2027-03-02 10:35")
    assert len(bruno.messages) == 3
    bruno.presses("standup.snooze")
    assert "Plus de rappel possible" in bruno.told
    bot.until("2027-03-02 11:29")
    assert len(bruno.messages) == 3


# -- answering -----------------------------------------------------------------------------------------------------


def test_one_form_asks_everything_and_the_acknowledgement_takes_the_prompts_place(make_bot: MakeBot) -> None:
    """B7, B11: preview, destination, posting time and an Edit button, where the prompt was."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    assert chloe.form is not None
    assert [field.name for field in chloe.form.fields] == ["moved", "today", "blocker"]
    chloe.fills(moved="Plan relu", today="Montage vidéo", blocker="non")
    assert len(chloe.messages) == 1
    assert chloe.last.edits == 1
    for said in ("Merci, c’est noté.", "Publié à 11:30 dans #printemps", "Plan relu", "Montage vidéo"):
        assert said in chloe.last.text
    assert "non" not in chloe.last.text.split("\n")
    assert chloe.sees("standup.open")


def test_an_error_stands_at_its_field_and_the_corrected_form_is_kept(make_bot: MakeBot) -> None:
    """B8: a required question; the same view sent again after the error is not taken for a repetition."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    chloe.fills(key="view-1", moved="Plan relu", today="  ")
    assert set(chloe.errors) == {"today"}
    assert len(chloe.messages) == 1 and chloe.last.edits == 0
    chloe.fills(key="view-1", moved="Plan relu", today="Montage")
    assert "Montage" in chloe.last.text


def test_every_question_type_is_asked_checked_and_shown(make_bot: MakeBot) -> None:
    """B8: text, number, scale, yes/no and blocker, with messages in the person's language."""
    asked = (
        (Kind.TEXT, "today", "", True),
        (Kind.NUMBER, "q2", "Combien d’inscriptions ?", True),
        (Kind.SCALE, "q3", "Confiance ?", False),
        (Kind.YESNO, "q4", "Tout est prêt ?", False),
        (Kind.BLOCKER, "blocker", "", False),
    )
    bot = make_bot(SomeTeam(questions=asked))
    bot.until("2027-03-02 09:40")
    alice = bot.person("alice")
    alice.presses("standup.open")
    alice.fills(today="Plan", q2="beaucoup", q3="9", q4="peut-être")
    assert set(alice.errors) == {"q2", "q3", "q4"}
    assert "beaucoup" in alice.errors["q2"]
    alice.fills(today="Plan", q2="1 234,5", q3="4", q4="yes", blocker="le juridique")
    bot.until("2027-03-02 11:30")
    summary = bot.channel().last.text
    assert "1\u202f234,5" in summary
    assert "4" in summary and "Oui" in summary and "le juridique" in summary


def test_nothing_new_repeats_the_last_answer_without_its_blocker(make_bot: MakeBot) -> None:
    """B7: one tap; with no earlier answer it opens the form."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    bruno = bot.person("bruno")
    assert isinstance(bruno.presses("standup.same"), OpenForm)
    bruno.fills(moved="Maquette", today="Bannière V2", blocker="chez le juridique")
    bot.until("2027-03-03 09:40")
    bruno.presses("standup.same")
    assert "Merci" in bruno.last.title
    assert "Bannière V2" in bruno.last.text
    assert "juridique" not in bruno.last.text


def test_what_moved_starts_from_what_was_to_be_moved_across_a_holiday(make_bot: MakeBot) -> None:
    """B10: Easter Monday lies between Friday's answer and Tuesday's form."""
    bot = make_bot(TRIO, start="2027-03-26 09:20")
    bot.until("2027-03-26 09:40")
    bot.person("bruno").answers("Bannière V2", moved="Maquette")
    bot.until("2027-03-30 09:40")
    bruno = bot.person("bruno")
    bruno.presses("standup.open")
    assert bruno.form is not None
    initials = {field.name: getattr(field, "initial", "") for field in bruno.form.fields}
    assert initials["moved"] == "Bannière V2"
    assert initials["today"] == ""
    assert bruno.form.fields[0].hint == "Repris de vendredi, à corriger si besoin."


def test_a_member_may_answer_before_being_asked(make_bot: MakeBot) -> None:
    """B7: `/point` at 09:20 opens the form; the others are still asked at 09:30, the early one is not."""
    bot = make_bot(TRIO)
    chloe = bot.person("chloe")
    chloe.says("/point")
    chloe.fills(today="Montage")
    assert "Merci" in chloe.last.title
    bot.until("2027-03-02 09:30")
    assert len(chloe.messages) == 1
    assert bot.person("bruno").last.title.startswith("Bonjour Bruno")


def test_on_a_day_without_one_the_command_says_when_the_next_is(make_bot: MakeBot) -> None:
    """Q4: `/standup` on a Saturday answers with the next step and its date."""
    bot = make_bot(TRIO, start="2027-03-06 10:00")
    alice = bot.person("alice")
    alice.says("/standup")
    assert "lundi 8 mars à 09:30" in alice.told


def test_skipping_counts_as_expected_and_being_away_does_not(make_bot: MakeBot) -> None:
    """B14, B15: listed "skipped" and "away"; both can be taken back."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID)))
    bot.until("2027-03-02 09:30")
    bot.person("bruno").presses("standup.skip")
    bot.person("chloe").presses("standup.away")
    bot.person("alice").answers("Répétition")
    bot.until("2027-03-02 11:30")
    assert "1 réponse, 1 passe aujourd’hui, 1 sans réponse, 1 absence" in bot.channel().last.text
    bot.person("chloe").presses("standup.back")
    assert "1 réponse, 1 passe aujourd’hui, 2 sans réponse" in bot.channel().last.text
    assert bot.person("chloe").last.title.startswith("Bonjour")
    bot.person("bruno").presses("standup.back")
    assert "1 réponse, 3 sans réponse" in bot.channel().last.text
    assert bot.person("bruno").last.title.startswith("Bonjour")


def test_an_absence_of_today_ends_with_the_day(make_bot: MakeBot) -> None:
    """B7: [Not here today] is for today."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:30")
    bot.person("chloe").presses("standup.away")
    bot.until("2027-03-03 09:30")
    assert len(bot.person("chloe").messages) == 2


# -- the summary ---------------------------------------------------------------------------------------------------


def test_the_summary_posts_at_the_deadline(make_bot: MakeBot) -> None:
    """B1: somebody is missing, so it waits for 11:30."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    answer_all(bot, "alice", "bruno")
    bot.until("2027-03-02 11:29")
    assert not bot.channel().messages
    bot.until("2027-03-02 11:30")
    assert "2 réponses, 1 sans réponse" in bot.channel().last.text


def test_the_summary_posts_ten_minutes_after_the_last_expected_answer(make_bot: MakeBot) -> None:
    """B1: everyone has answered or is away."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    answer_all(bot, "alice", "bruno")
    bot.until("2027-03-02 09:50")
    bot.person("chloe").presses("standup.away")
    bot.until("2027-03-02 09:59")
    assert not bot.channel().messages
    bot.until("2027-03-02 10:00")
    assert "2 réponses, 1 absence" in bot.channel().last.text


def test_someone_still_to_come_keeps_the_summary_waiting_for_its_deadline(make_bot: MakeBot) -> None:
    """B1: "last expected answer" counts everyone expected, those to come included."""
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 09:40")
    answer_all(bot, "alice", "bruno")
    bot.until("2027-03-02 11:29")
    assert not bot.channel().messages
    bot.until("2027-03-02 11:30")
    assert "2 réponses, 1 à venir (15:30 Paris)" in bot.channel().last.text


def test_an_answer_to_come_is_merged_in_silence_while_its_window_is_open(make_bot: MakeBot) -> None:
    """B1, B13: June, Paris deadline 11:30, Toronto 09:30: an answer at 15:45 Paris is on time."""
    bot = make_bot(ABROAD, start="2027-06-01 09:20")
    bot.until("2027-06-01 11:30")
    assert "1 à venir (15:30 Paris)" in bot.channel().last.text
    bot.until("2027-06-01 15:45")
    bot.person("hugo").answers("Article")
    summary = bot.channel().last
    assert "Article" in summary.text and "1 réponse" in summary.text
    assert "ajouté" not in summary.text and "modifié" not in summary.text
    assert not bot.channel().thread()


def test_after_their_window_someone_to_come_is_late_like_anyone(make_bot: MakeBot) -> None:
    """B13: Toronto's window ends at 17:30 in Paris."""
    bot = make_bot(ABROAD, start="2027-06-01 09:20")
    bot.until("2027-06-01 17:31")
    bot.person("hugo").answers("Article")
    assert "ajouté à 17:31" in bot.channel().last.text
    assert len(bot.channel().thread()) == 1


def test_blockers_come_first_and_counts_in_one_sentence(make_bot: MakeBot) -> None:
    """B15: blockers first; "8 answers, 1 away, 1 to come"."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    bot.person("alice").answers("Répétition", moved="Plan relu")
    bot.person("bruno").answers("Formulaire", blocker="bannière chez le juridique")
    bot.until("2027-03-02 11:30")
    _, counts, blockers, blocker, head, *_ = bot.channel().last.text.split("\n")
    assert (counts, blockers) == ("2 réponses, 1 sans réponse", "1 blocage")
    assert "bannière chez le juridique" in blocker
    assert head == "Qui · Ce qui a avancé · Aujourd’hui"


@pytest.mark.parametrize("mentions", [False, True])
def test_people_are_mentioned_only_where_the_channel_opted_in(make_bot: MakeBot, mentions: bool) -> None:
    """B15: a mention notifies; a name does not."""
    bot = make_bot(SomeTeam(standup={"mentions": mentions}))
    bot.until("2027-03-02 09:40")
    bot.person("alice").answers("Répétition")
    bot.until("2027-03-02 11:30")
    assert bot.channel().last.said_by("Alice") == "Répétition"
    assert bot.channel().last.mentions == ({bot.id_of("alice")} if mentions else set())


@pytest.mark.parametrize(
    ("grouping", "heads"),
    [
        ("person", [("Qui", "Ce qui a avancé", "Aujourd’hui")]),
        ("question", [("Qui", "Ce qui a avancé"), ("Qui", "Aujourd’hui")]),
        ("role", [("Qui", "Ce qui a avancé", "Aujourd’hui")]),
    ],
)
def test_the_summary_groups_by_person_question_or_role(
    make_bot: MakeBot, grouping: str, heads: list[tuple[str, ...]]
) -> None:
    """B15: one table for all, one per question, or one per function."""
    bot = make_bot(SomeTeam(standup={"grouping": grouping}))
    bot.until("2027-03-02 09:40")
    for user in ("alice", "bruno"):
        bot.person(user).answers("à faire", moved="fait")
    bot.until("2027-03-02 11:30")
    lines = bot.channel().last.text.split("\n")
    assert [tuple(line.split(" · ")) for line in lines if line.startswith("Qui · ")] == heads
    assert [line.split(" · ")[0] for line in lines if " · " in line] == ["Qui", "Alice", "Bruno"] * len(heads)


def test_names_of_those_missing_are_for_the_scrum_master_and_assistant(make_bot: MakeBot) -> None:
    """B15: a button on the summary, answered privately; a member is told which role it takes."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    bot.person("alice").answers("Répétition")
    bot.until("2027-03-02 11:30")
    assert "Chloe" not in bot.channel().last.text
    for user in ("alice", "bruno"):
        person = bot.person(user)
        person.presses("standup.names", where="printemps")
        assert "Sans réponse\u00a0: Bruno et Chloe." in person.told
    chloe = bot.person("chloe")
    chloe.presses("standup.names", where="printemps")
    assert "Bruno" not in chloe.told and "scrum master" in chloe.told


def test_someone_to_come_is_not_named_as_missing(make_bot: MakeBot) -> None:
    """B15: at 11:30 in Paris, Toronto has not been asked yet."""
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 11:30")
    alice = bot.person("alice")
    alice.presses("standup.names", where="printemps")
    assert "Sans réponse\u00a0: Alice et Bruno." in alice.told
    assert "À venir\u00a0: Hugo." in alice.told


def test_names_are_only_told_for_the_current_run(make_bot: MakeBot) -> None:
    """B15: never in history."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 11:30")
    yesterday = bot.person("alice").button("standup.names", "printemps").ref
    bot.until("2027-03-03 09:31")
    alice = bot.person("alice")
    alice.presses_ref("standup.names", yesterday)
    assert "Chloe" not in alice.told and "clos" in alice.told


def test_a_late_answer_corrects_the_summary_in_place(make_bot: MakeBot) -> None:
    """B13: shown as "added at 11:52", counts recomputed, one threaded line that says what."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    answer_all(bot, "alice", "bruno")
    bot.until("2027-03-02 11:52")
    posted = bot.channel().last.ref
    bot.person("chloe").answers("Montage vidéo")
    summary = bot.channel().last
    assert summary.ref == posted and len(bot.channel().messages) == 1
    assert "3 réponses" in summary.text and "sans réponse" not in summary.text
    assert "Chloe (ajouté à 11:52)" in summary.text
    (line,) = bot.channel().thread()
    assert line.title == "Chloe a ajouté sa réponse à 11:52."
    assert "Montage vidéo" in line.text


@pytest.mark.direct("the second channel of a team is a row, not one of the platform's")
def test_a_late_answer_corrects_the_summary_in_every_channel_of_the_team(make_bot: MakeBot) -> None:
    """B13: in place on every destination, with a threaded line in each."""
    bot = make_bot(TRIO)
    with begin(bot.app.engine) as session:
        first = session.exec(select(Destination)).one()
        further = first.model_dump(exclude={"id", "conversation", "name"})
        session.add(Destination(**further, conversation="tous", name="tous"))
    bot.until("2027-03-02 11:52")
    bot.person("chloe").answers("Montage vidéo")
    for channel in ("printemps", "tous"):
        [summary] = bot.channel(channel).messages
        assert "Chloe (ajouté à 11:52)" in summary.text and "1 réponse, 2 sans réponse" in summary.text
        assert len(bot.channel(channel).thread(summary)) == 1


def test_several_edits_within_a_quarter_of_an_hour_share_one_line(make_bot: MakeBot) -> None:
    """B13: one line; after 15 minutes a further change is a further line."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 11:52")
    chloe = bot.person("chloe")
    chloe.answers("Montage")
    bot.until("2027-03-02 12:00")
    chloe.answers("Montage vidéo", moved="Script")
    (line,) = bot.channel().thread()
    assert "Montage vidéo" in line.text and "Script" in line.text
    bot.until("2027-03-02 12:08")
    chloe.answers("Montage vidéo et sous-titres", moved="Script")
    lines = bot.channel().thread()
    assert len(lines) == 2
    assert "Chloe a modifié sa réponse à 12:08" in lines[1].title
    assert "Script" not in lines[1].text


def test_an_edit_before_the_deadline_is_only_marked(make_bot: MakeBot) -> None:
    """B12: the summary went out early at 10:00; an edit at 11:00 changes it in place, marked edited, no line."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:50")
    answer_all(bot, "alice", "bruno", "chloe")
    bot.until("2027-03-02 11:00")
    bot.person("chloe").answers("Sous-titres")
    summary = bot.channel().last
    assert "Sous-titres" in summary.text and "modifié à 11:00" in summary.text
    assert "ajouté" not in summary.text
    assert not bot.channel().thread()


def test_an_edit_before_the_summary_leaves_no_mark(make_bot: MakeBot) -> None:
    """B12: nobody has read anything yet."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:40")
    chloe = bot.person("chloe")
    chloe.answers("Montage")
    chloe.answers("Sous-titres")
    bot.until("2027-03-02 11:30")
    assert "Sous-titres" in bot.channel().last.text and "modifié" not in bot.channel().last.text


def test_editing_works_until_the_next_run_opens(make_bot: MakeBot) -> None:
    """B13: afterwards the text is handed back, and nothing changes."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 11:52")
    chloe = bot.person("chloe")
    chloe.answers("Montage")
    bot.until("2027-03-03 09:29")
    chloe.answers("Sous-titres")
    assert "Sous-titres" in bot.channel().messages[0].text
    chloe.presses("standup.open")
    bot.until("2027-03-03 09:31")
    chloe.fills(today="Trop tard pour mardi")
    assert "clos" in chloe.told and "Trop tard pour mardi" in chloe.told
    assert "Trop tard" not in bot.channel().messages[0].text


def test_a_redelivered_event_and_a_double_click_have_one_effect(make_bot: MakeBot) -> None:
    """A8: the same key is dropped; a second click finds the state already there."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 11:52")
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    chloe.fills(key="view-7", today="Montage")
    chloe.fills(key="view-7", today="Montage")
    chloe.fills(key="view-8", today="Montage")
    assert len(bot.channel().thread()) == 1
    assert bot.channel().last.text.count("Montage") == 1


def test_a_posted_summary_edits_the_unanswered_prompts(make_bot: MakeBot) -> None:
    """B13: whoever has not answered is told in place that an answer still joins."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 11:31")
    prompt = bot.person("chloe").messages[0]
    assert "Le bilan est parti à 11:30 dans #printemps" in prompt.text
    assert prompt.edits == 1


@pytest.mark.not_on_playground("every conversation there takes what is said")
def test_a_channel_that_takes_nothing_is_told_to_the_scrum_master(make_bot: MakeBot) -> None:
    """A8: a final failure is visible to the scrum master, with the remedy, never silent."""
    bot = make_bot(TRIO)
    bot.chat.closed.add("printemps")
    bot.until("2027-03-02 11:31")
    assert "n’a pas pu être publié dans #printemps" in bot.person("alice").last.title
    assert bot.refusal in bot.person("alice").last.text


@pytest.mark.not_on_playground("every conversation there takes what is said")
def test_someone_the_platform_refuses_is_unreachable_not_missing(make_bot: MakeBot) -> None:
    """A5: told at once, listed apart."""
    bot = make_bot(TRIO)
    bot.chat.closed.add("@chloe")
    bot.until("2027-03-02 09:31")
    assert "Chloe" in bot.person("alice").last.text
    bot.until("2027-03-02 11:30")
    assert "2 sans réponse, 1 injoignable ici" in bot.channel().last.text
