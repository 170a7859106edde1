"""Absences and closures, as people declare, meet and undo them."""

from collections.abc import Callable
from datetime import time

import pytest

from ritualbot.chat.replies import OpenForm, Say
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment

MakeBot = Callable[..., Bot]
FOUR = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID))


def told(actor: Actor) -> str:
    return plain(actor.told)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def press(actor: Actor, action: str) -> None:
    """A button of the answer just given."""
    assert isinstance(actor.reply, Say)
    found = [button for button in buttons(actor.reply.card) if button.action == action]
    assert found, action
    actor.presses_ref(action, found[0].ref)


# -- declaring -----------------------------------------------------------------------------------------------------


def test_with_no_absence_the_card_says_how_to_declare_one(make_bot: MakeBot) -> None:
    """B5, Q4: an empty state with an example and a button, which opens the form."""
    chloe = make_bot(FOUR).person("chloe")
    chloe.says("/rituel absent")
    assert told(chloe).startswith("Aucune absence à venir.")
    assert "/rituel absent vendredi après-midi" in told(chloe)
    press(chloe, "absence.declare")
    assert chloe.form is not None
    assert [field.name for field in chloe.form.fields] == ["first", "last", "half", "reason", "shown"]
    chloe.fills(first="2027-03-08", last="2027-03-10", reason="congés")
    assert "C’est noté : absence du lundi 8 mars 2027 au mercredi 10 mars 2027." in told(chloe)
    assert "Reprise le jeudi 11 mars 2027." in told(chloe)
    chloe.says("/ritual absent")
    assert "Absence du lundi 8 mars 2027 au mercredi 10 mars 2027 : congés (non montré)" in told(chloe)


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("demain", "le mercredi 3 mars 2027."),
        ("vendredi après-midi", "le vendredi 5 mars 2027 après-midi."),
        ("du 3 au 7 mars", "du mercredi 3 mars 2027 au dimanche 7 mars 2027."),
        ("3/3 matin", "le mercredi 3 mars 2027 au matin."),
    ],
)
def test_what_is_typed_after_the_command_is_echoed_in_full(make_bot: MakeBot, typed: str, when: str) -> None:
    """B5, I: dates as people type them, echoed in full."""
    chloe = make_bot(FOUR).person("chloe")
    chloe.says(f"/rituel absent {typed}")
    assert f"C’est noté : absence {when}" in told(chloe)


def test_what_cannot_be_read_comes_back_in_the_form(make_bot: MakeBot) -> None:
    """I: nothing typed is lost."""
    chloe = make_bot(FOUR).person("chloe")
    chloe.says("/rituel absent 31/02")
    assert isinstance(chloe.reply, OpenForm)
    form = chloe.reply.form
    first = form.fields[0]
    assert "31/02" in f"{first.initial}{first.hint}"  # a picker cannot show it: it is quoted under it
    assert form.intro is not None and "Date inconnue : « 31/02 »" in plain(form.intro.plain())
    chloe.says("/rituel absent")
    assert "Aucune absence" in told(chloe)


def test_in_the_form_too_a_day_is_typed_as_people_type_it(make_bot: MakeBot) -> None:
    chloe = make_bot(FOUR).person("chloe")
    chloe.presses_ref("absence.declare", "")
    chloe.fills(first="demain")
    assert "C’est noté : absence le mercredi 3 mars 2027." in told(chloe)


def test_a_range_that_cannot_be_is_refused_at_its_field(make_bot: MakeBot) -> None:
    chloe = make_bot(FOUR).person("chloe")
    chloe.presses_ref("absence.declare", "")
    chloe.fills(first="2027-03-01")
    assert "passé" in chloe.errors["first"]
    chloe.fills(first="2027-03-05", last="2027-03-04")
    assert "précède" in chloe.errors["last"]
    chloe.fills(first="2027-03-05", last="2029-03-09")
    assert "deux ans" in chloe.errors["last"].lower()
    chloe.fills(first="2027-03-05", last="2027-03-06", half="morning")
    assert set(chloe.errors) == {"half"}


def test_an_absence_is_undone_from_its_confirmation_and_declared_again(make_bot: MakeBot) -> None:
    """Q3: undo from the same message, and the way back from there."""
    bot = make_bot(FOUR)
    chloe = bot.person("chloe")
    chloe.says("/rituel absent demain")
    confirmation = chloe.reply
    bot.wait(minutes=9)
    chloe.reply = confirmation
    press(chloe, "absence.cancel")
    assert "plus d’absence le mercredi 3 mars 2027" in told(chloe)
    bot.until("2027-03-02 23:00")
    press(chloe, "absence.again")
    assert "C’est noté" in told(chloe)
    bot.until("2027-03-03 09:30")
    assert bot.person("david").last.at == moment("2027-03-03 09:30")
    assert all(each.at < moment("2027-03-03 00:00") for each in chloe.messages)


def test_an_absence_noted_already_is_said_and_one_beside_it_adds_up(make_bot: MakeBot) -> None:
    chloe = make_bot(FOUR).person("chloe")
    chloe.says("/rituel absent du 8 au 10 mars")
    chloe.says("/rituel absent 9/3 matin")
    assert told(chloe) == "Déjà noté : absence du lundi 8 mars 2027 au mercredi 10 mars 2027."
    chloe.says("/rituel absent du 10 au 12 mars")
    assert "S’ajoute à l’absence déjà notée du lundi 8 mars 2027 au mercredi 10 mars 2027." in told(chloe)
    press(chloe, "absence.cancel")
    chloe.says("/rituel absent")
    assert told(chloe).count("Absence du") == 1


# -- for somebody else ---------------------------------------------------------------------------------------------


def test_who_leads_the_team_declares_for_a_member_who_is_told_and_undoes_it(make_bot: MakeBot) -> None:
    """B5: the person is told by direct message, with a one-tap undo."""
    bot = make_bot(FOUR)
    bruno, chloe = bot.person("bruno"), bot.person("chloe")
    bruno.presses_ref("absence.declare", "")
    assert bruno.form is not None
    who = next(field for field in bruno.form.fields if field.name == "who")
    refs = {option.label: option.value for option in who.options}  # type: ignore[union-attr]
    assert refs.keys() == {"Moi", "Alice", "Chloe", "David"}
    bruno.fills(who=refs["Chloe"], first="2027-03-03")
    assert "absence de Chloe le mercredi 3 mars 2027" in told(bruno)
    assert plain(chloe.last.title) == "Bruno a noté votre absence le mercredi 3 mars 2027."
    bot.wait(minutes=10)
    chloe.presses("absence.cancel")
    assert "plus d’absence" in plain(chloe.messages[0].title)  # in the same message
    assert len(chloe.messages) == 2  # with the prompt of the day
    bot.until("2027-03-03 09:30")
    assert plain(chloe.last.title).startswith("Bonjour Chloe")


@pytest.mark.not_on_playground("it is one workspace")
def test_a_member_declares_for_nobody_else(make_bot: MakeBot) -> None:
    """SPEC, rights: absence of another member is the scrum master's and the assistant's."""
    bot = make_bot(FOUR, SomeTeam(people=(ALICE,), name="Ailleurs", channel="ailleurs", workspace="W2"))
    alice, chloe = bot.person("alice"), bot.person("chloe")
    alice.presses_ref("absence.declare", "")
    assert alice.form is not None
    who = next(field for field in alice.form.fields if field.name == "who")
    david = next(option.value for option in who.options if option.label == "David")  # type: ignore[union-attr]
    chloe.submits("absence.save", "", {"who": david, "first": "2027-03-03"})
    assert "Action réservée : scrum master et relais" in told(chloe)
    alice.fills(who=david, first="2027-03-03")
    assert isinstance(alice.reply, Say)
    [cancel] = [button for button in buttons(alice.reply.card) if button.action == "absence.cancel"]
    chloe.presses_ref("absence.cancel", cancel.ref)
    assert "Action réservée" in told(chloe)
    stranger = bot.person("alice", "W2")
    stranger.presses_ref("absence.cancel", cancel.ref)
    assert "Introuvable" in told(stranger)


def test_who_leads_the_team_takes_an_absence_back_and_the_person_is_told(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    chloe, alice = bot.person("chloe"), bot.person("alice")
    chloe.says("/rituel absent demain")
    assert isinstance(chloe.reply, Say)
    [cancel] = buttons(chloe.reply.card)
    alice.presses_ref("absence.cancel", cancel.ref)
    assert plain(chloe.last.title) == "Alice a annulé votre absence le mercredi 3 mars 2027."
    assert chloe.sees("absence.again")


# -- what it changes -----------------------------------------------------------------------------------------------


def test_who_is_absent_is_asked_nothing_counted_away_and_back_by_themselves(make_bot: MakeBot) -> None:
    """B5: no prompt, no reminder, listed as away; ends by itself."""
    bot = make_bot(FOUR)
    chloe = bot.person("chloe")
    chloe.says("/rituel absent aujourd’hui")
    bot.until("2027-03-02 09:35")
    for user in ("alice", "bruno", "david"):
        bot.person(user).answers("Tâche")
    bot.until("2027-03-02 12:00")
    assert not chloe.messages
    assert plain(bot.channel().last.text).splitlines()[1] == "3 réponses, 1 absence"
    assert bot.channel().last.at < moment("2027-03-02 09:50")  # nobody else is expected
    bot.until("2027-03-03 09:30")
    assert plain(chloe.last.title).startswith("Bonjour Chloe")


def test_the_reason_is_seen_only_where_it_was_ticked(make_bot: MakeBot) -> None:
    """B5: optional reason, visible only if the person ticked it."""
    bot = make_bot(FOUR)
    for user, shown in (("chloe", "1"), ("david", "")):
        actor = bot.person(user)
        actor.presses_ref("absence.declare", "")
        actor.fills(first="2027-03-02", last="2027-03-05", reason=f"congés de {user}", shown=shown)
    alice = bot.person("alice")
    alice.says("/rituel équipe")
    assert "Chloe (jusqu’au vendredi 5 mars, congés de chloe)" in told(alice)
    assert "David (jusqu’au vendredi 5 mars)" in told(alice)
    bot.until("2027-03-02 11:30")
    alice.presses("standup.names", where="printemps")
    assert "Chloe (jusqu’au vendredi 5 mars, congés de chloe)" in told(alice)
    assert "congés" not in bot.channel().last.text
    assert "congés de david" not in told(alice)


def test_after_a_morning_off_the_question_comes_at_13_00(make_bot: MakeBot) -> None:
    """B5, half days."""
    bot = make_bot(FOUR)
    chloe = bot.person("chloe")
    chloe.says("/rituel absent ce matin")
    bot.until("2027-03-02 11:30")
    assert "1 à venir (13:00 Paris)" in plain(bot.channel().last.text)
    bot.until("2027-03-02 12:59")
    assert not chloe.messages
    bot.until("2027-03-02 13:00")
    assert "Réponses jusqu’à 15:00" not in chloe.last.text  # the summary has gone
    assert plain(chloe.last.title).startswith("Bonjour Chloe")
    chloe.answers("Tâche")
    assert "ajouté" not in bot.channel().last.text


def test_an_afternoon_off_is_an_absence_where_the_stand_up_is_in_the_afternoon(make_bot: MakeBot) -> None:
    late = {"at": time(14, 0), "summary_at": time(16, 0)}
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE), standup=late))
    chloe = bot.person("chloe")
    chloe.says("/rituel absent cet après-midi")
    bot.until("2027-03-02 16:00")
    assert not chloe.messages
    assert "1 absence" in bot.channel().last.text


def test_no_reminder_comes_into_an_afternoon_off(make_bot: MakeBot) -> None:
    noon = {"at": time(12, 0), "summary_at": time(14, 0)}
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE), standup=noon))
    bot.person("chloe").says("/rituel absent cet après-midi")
    bot.until("2027-03-02 13:59")
    assert len(bot.person("chloe").messages) == 1
    assert len(bot.person("bruno").messages) == 2


def test_an_absence_of_today_takes_the_prompts_place_and_gives_it_back(make_bot: MakeBot) -> None:
    """B5: declared while the run is open; cancelled again while the window is."""
    bot = make_bot(FOUR)
    chloe = bot.person("chloe")
    bot.until("2027-03-02 09:40")
    chloe.says("/rituel absent aujourd’hui")
    confirmation = chloe.reply
    assert len(chloe.messages) == 1
    assert "en absence aujourd’hui" in chloe.last.title
    bot.until("2027-03-02 11:00")
    assert len(chloe.messages) == 1  # no reminder
    chloe.reply = confirmation
    press(chloe, "absence.cancel")
    assert plain(chloe.last.title).startswith("Bonjour Chloe")
    chloe.answers("Tâche")
    bot.until("2027-03-02 11:30")
    assert "1 réponse, 3 sans réponse" in plain(bot.channel().last.text)


def test_an_absence_declared_after_the_summary_changes_its_count(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    bot.until("2027-03-02 11:35")
    assert "4 sans réponse" in bot.channel().last.text
    bot.person("chloe").says("/rituel absent aujourd’hui")
    assert "3 sans réponse, 1 absence" in plain(bot.channel().last.text)
    assert len(bot.channel().messages) == 1


def test_who_is_back_before_being_asked_is_asked_then(make_bot: MakeBot) -> None:
    """Away when the run opened, so there is no prompt to put back: it is sent."""
    bot = make_bot(FOUR)
    chloe = bot.person("chloe")
    chloe.says("/rituel absent aujourd’hui")
    confirmation = chloe.reply
    bot.until("2027-03-02 10:30")
    assert not chloe.messages
    chloe.reply = confirmation
    press(chloe, "absence.cancel")
    assert plain(chloe.last.title).startswith("Bonjour Chloe")
    assert len(bot.person("alice").messages) == 1  # nothing was missed


def test_a_morning_off_declared_that_morning_moves_the_question(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    chloe = bot.person("chloe")
    bot.until("2027-03-02 09:40")
    chloe.says("/rituel absent ce matin")
    assert "arrive à 13:00" in chloe.last.title
    bot.until("2027-03-02 12:59")
    assert len(chloe.messages) == 1
    bot.until("2027-03-02 13:01")
    assert plain(chloe.last.title).startswith("Bonjour Chloe")


def test_an_absence_under_way_ends_today_and_its_past_stays(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE)), start="2027-03-01 18:00")
    chloe = bot.person("chloe")
    chloe.says("/rituel absent du 2 au 5 mars")
    confirmation = chloe.reply
    bot.until("2027-03-03 08:00")
    chloe.reply = confirmation
    press(chloe, "absence.cancel")
    assert "1 absence" in bot.channel().last.text  # yesterday's
    bot.until("2027-03-03 09:30")
    assert plain(chloe.last.title).startswith("Bonjour Chloe")


def test_being_here_after_all_cuts_one_day_out_of_an_absence(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    chloe = bot.person("chloe")
    bot.until("2027-03-02 09:40")
    chloe.says("/rituel absent du 2 au 4 mars")
    chloe.presses("standup.back")
    assert plain(chloe.last.title).startswith("Bonjour Chloe")
    chloe.says("/rituel absent")
    assert "Absence du mercredi 3 mars 2027 au jeudi 4 mars 2027" in told(chloe)
    assert told(chloe).count("Absence ") == 1


# -- closures ------------------------------------------------------------------------------------------------------


def test_on_a_closure_nobody_of_the_team_is_asked(make_bot: MakeBot) -> None:
    """B4: company closures: no prompt, no reminder, in no count; removed again, the day is as any other."""
    bot = make_bot(FOUR)
    alice = bot.person("alice")
    alice.says("/rituel équipe")
    press(alice, "absence.closures")
    assert told(alice).startswith("Aucune fermeture à venir pour Printemps.")
    press(alice, "absence.closure")
    alice.fills(first="2027-03-02")
    assert "demain au plus tôt" in alice.errors["first"]
    alice.fills(first="2027-03-03", last="2027-03-04", name="Inventaire")
    assert "Inventaire : du mercredi 3 mars 2027 au jeudi 4 mars 2027" in told(alice)
    closures = alice.reply
    alice.says("/rituel agenda")
    bot.until("2027-03-03 18:00")
    assert bot.person("bruno").last.at < moment("2027-03-03 00:00")
    assert len(bot.channel().messages) == 1  # Tuesday's
    alice.reply = closures
    press(alice, "absence.reopen")
    assert "Aucune fermeture" in told(alice)
    bot.until("2027-03-04 09:30")
    assert bot.person("bruno").last.at == moment("2027-03-04 09:30")
