"""C8: actions, from being proposed to their end; C9's data; Q3, Q4, Q6, A14 as they bear on them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from ritualbot.chat.replies import OpenForm, Say
from ritualbot.rituals.action import ActionSource
from ritualbot.store import action as actions
from ritualbot.store.action import Action, ActionEvent
from ritualbot.store.alarms import Alarm
from ritualbot.store.engine import begin
from ritualbot.store.team import Membership, Person
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, HUGO, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment
from tests.conversations.fake_chat import Posted

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE))
NO_PROMPT = SomeTeam(people=TEAM.people, standup={"days": "4"})  # Fridays only


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def offered(actor: Actor) -> list[str]:
    assert isinstance(actor.reply, Say)
    return [button.action for button in buttons(actor.reply.card)]


def press(actor: Actor, action: str) -> None:
    """The first such button of the private answer just read."""
    assert isinstance(actor.reply, Say)
    found = [button for button in buttons(actor.reply.card) if button.action == action]
    actor.presses_ref(action, found[0].ref)


def rows(bot: Bot) -> list[tuple[int, str, str, str, date]]:
    with bot.session() as session:
        found = session.exec(select(Action, Person.name).join(Person, col(Person.id) == col(Action.owner_id))).all()
        return sorted((row.number, row.text, name, row.state, row.due_on) for row, name in found)


def ref_of(bot: Bot, number: int = 1) -> str:
    with bot.session() as session:
        return session.exec(select(Action.ref).where(col(Action.number) == number)).one()


def history(bot: Bot) -> list[str]:
    with bot.session() as session:
        return [event.kind for event in sorted(session.exec(select(ActionEvent)), key=lambda each: each.id or 0)]


def asked(actor: Actor) -> list[Posted]:
    """The messages in which an action waits for somebody, or once waited."""
    return [each for each in actor.messages if "ction #" in each.title]


# -- making --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/ritual action", "/rituel action"])
def test_an_empty_list_says_how_one_begins(make_bot: MakeBot, command: str) -> None:
    """Q4: a sentence, an example, a button; who only reads is shown what is to come."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says(command)
    assert told(alice).startswith("Aucune action en cours.\nPar exemple : ")
    assert offered(alice) == ["action.open"]
    claire = bot.person("claire")
    claire.says(command)
    assert offered(claire) == ["ritual.next"]


def test_a_line_with_a_day_is_ones_own_at_once(make_bot: MakeBot) -> None:
    """Accepted by being made, and nobody is told; the reminder to come is said."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur pour vendredi")
    assert rows(bot) == [(1, "Rappeler l'imprimeur", "Chloe", "open", date(2027, 3, 5))]
    assert told(chloe).splitlines() == [
        "Action #1 notée.",
        "Chloe, #1, pour vendredi 5 mars",
        "Rappeler l'imprimeur",
        "Prochain rappel mercredi 3 mars, le matin.",
    ]
    assert offered(chloe) == ["action.done", "action.later", "action.drop", "action.edit", "action.command"]
    assert chloe.messages == []


def test_a_line_without_owner_or_day_opens_the_form_with_it(make_bot: MakeBot) -> None:
    """Due in two weeks unless one says otherwise; errors stand at their fields."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur")
    assert isinstance(chloe.reply, OpenForm)
    chloe.fills(text="  ", due="31/02")
    assert set(chloe.errors) == {"text", "due"}
    chloe.fills(text="x" * 301)
    assert "300" in chloe.errors["text"]
    chloe.fills()
    assert rows(bot) == [(1, "Rappeler l'imprimeur", "Chloe", "open", date(2027, 3, 16))]


def test_with_a_sprint_it_is_due_at_the_end_of_the_next_one(make_bot: MakeBot) -> None:
    """VOICE: sprint 12 ends on Friday 5 March, the next two weeks on the 19th."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says("/sprint lancer")
    alice.fills(name="Sprint 12", goal="Inscriptions", starts_on="2027-02-22", ends_on="2027-03-05")
    alice.says("/rituel action Relire la page @Chloe")
    assert rows(bot) == [(1, "Relire la page", "Chloe", "proposed", date(2027, 3, 19))]


def test_what_is_too_long_for_a_line_comes_back_in_the_form(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action " + "é" * 301 + " vendredi")
    assert isinstance(chloe.reply, OpenForm)
    assert rows(bot) == []


def test_a_sponsor_reads_and_makes_none(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    bot.person("chloe").says("/rituel action Rappeler l'imprimeur vendredi")
    claire = bot.person("claire")
    claire.says("/rituel action Relire vendredi")
    assert "membre" in told(claire)
    claire.says("/rituel action")
    assert "Rappeler l'imprimeur" in told(claire)
    assert offered(claire) == ["ritual.next"]
    assert len(rows(bot)) == 1


# -- for somebody else ---------------------------------------------------------------------------------------------


@pytest.fixture
def proposed(make_bot: MakeBot) -> Bot:
    """Tuesday 09:40, the stand-up answered: Alice proposes an action to Chloé, for Friday of next week."""
    bot = make_bot(TEAM)
    bot.until("2027-03-02 09:40")
    alice = bot.person("alice")
    alice.says("/rituel action Relire la page @Chloe 12 mars")
    assert told(alice).startswith("Action #1 proposée à Chloe.\nChloe, #1, pour vendredi 12 mars, pas encore prise")
    assert offered(alice) == ["action.edit", "action.drop", "action.command"]
    return bot


def test_who_it_is_for_is_asked_at_once_by_a_direct_message(proposed: Bot) -> None:
    assert rows(proposed) == [(1, "Relire la page", "Chloe", "proposed", date(2027, 3, 12))]
    chloe = proposed.person("chloe")
    assert plain(chloe.last.title) == "Alice vous propose l’action #1."
    assert "Pour vendredi 12 mars." in chloe.last.text
    assert [button.label for button in buttons(chloe.last.card)] == ["Je prends", "Autre date", "Pas moi"]


def test_taken_it_is_open_and_the_message_says_so_where_it_stands(proposed: Bot) -> None:
    chloe = proposed.person("chloe")
    count = len(chloe.messages)
    chloe.presses("action.accept")
    assert rows(proposed)[0][3] == "open"
    assert told(chloe).startswith("Merci : l’action #1 est prise.")
    assert "Prochain rappel mercredi 10 mars, le matin." in told(chloe)
    assert plain(chloe.last.title) == "L’action #1 est à vous, pour vendredi 12 mars."
    assert len(chloe.messages) == count
    assert asked(proposed.person("alice")) == []  # what went as hoped is no news
    chloe.presses_ref("action.accept", ref_of(proposed))
    assert "rien n’a changé" in told(chloe)
    chloe.presses_ref("action.decline", ref_of(proposed))
    assert told(chloe).startswith("L’action #1 est déjà prise.")
    chloe.presses_ref("action.undo", _last_step(proposed))
    assert "comme avant" in told(chloe)
    assert rows(proposed)[0][3] == "proposed"
    assert plain(chloe.last.title) == "Alice vous propose l’action #1."


def _last_step(bot: Bot) -> str:
    with bot.session() as session:
        return max(session.exec(select(ActionEvent)), key=lambda each: each.id or 0).ref


def test_another_date_takes_it_and_whoever_proposed_it_is_told(proposed: Bot) -> None:
    chloe = proposed.person("chloe")
    chloe.presses("action.redate")
    chloe.fills(due="1/3/2027")
    assert set(chloe.errors) == {"due"}  # past
    chloe.fills(due="2027-03-19")
    assert rows(proposed)[0][3:] == ("open", date(2027, 3, 19))
    alice = proposed.person("alice")
    assert plain(alice.last.title) == "Chloe prend l’action #1, pour vendredi 19 mars."
    press(chloe, "action.undo")
    assert rows(proposed)[0][3:] == ("proposed", date(2027, 3, 12))
    assert plain(alice.last.title) == "Chloe annule : l’action #1 est comme avant."


def test_not_me_takes_a_reason_and_goes_back_to_whoever_proposed_it(proposed: Bot) -> None:
    """They may give it to somebody else, who is asked in turn."""
    chloe, alice, bruno = (proposed.person(user) for user in ("chloe", "alice", "bruno"))
    chloe.presses("action.decline")
    chloe.fills(reason=" ")
    assert set(chloe.errors) == {"reason"}
    chloe.fills(reason="En congés *la semaine prochaine*")
    assert told(chloe).startswith("C’est entendu : l’action #1 revient à Alice.")
    assert plain(chloe.last.title) == "L’action #1 ne vous demande plus rien."
    assert rows(proposed)[0][2:4] == ("Alice", "proposed")
    assert plain(alice.last.title) == "Chloe ne peut pas prendre l’action #1 : elle vous revient."
    assert "En congés *la semaine prochaine*" in alice.last.text
    assert [button.label for button in buttons(alice.last.card)] == ["Je prends", "Modifier", "Abandonner"]
    chloe.presses_ref("action.accept", ref_of(proposed))
    assert "Seule la personne concernée" in told(chloe)
    alice.presses("action.edit")
    with proposed.session() as session:
        ref = session.exec(select(Person.ref).where(col(Person.name) == "Bruno")).one()
    alice.fills(owner=ref)
    assert rows(proposed)[0][2:4] == ("Bruno", "proposed")
    assert plain(alice.last.title) == "L’action #1 ne vous demande plus rien."
    assert plain(bruno.last.title) == "Alice vous propose l’action #1."


def test_nobody_is_asked_while_away(make_bot: MakeBot) -> None:
    """The question waits whole for their return."""
    away = replace(CHLOE, away=((date(2027, 3, 1), date(2027, 3, 5)),))
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, away)))
    bot.person("alice").says("/rituel action Relire la page @Chloe 12 mars")
    bot.until("2027-03-08 08:59")
    assert bot.person("chloe").messages == []
    bot.until("2027-03-08 09:01")
    assert plain(bot.person("chloe").last.title) == "Alice vous propose l’action #1."


# -- the morning ---------------------------------------------------------------------------------------------------


def lines(actor: Actor) -> list[str]:
    found = [line for each in actor.messages for line in plain(each.text).splitlines()]
    return [line.removeprefix("Aussi : ") for line in found if line.startswith("Aussi : action #")]


def test_it_stands_in_the_prompt_two_business_days_before_on_the_day_then_weekly(make_bot: MakeBot) -> None:
    """C8: on Wednesday and Friday, then the Friday after; no message of its own, and all three buttons."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur vendredi")
    seen = {}
    for day in range(2, 20):
        before = len(lines(chloe))
        bot.until(f"2027-03-{day:02} 18:00")
        if len(lines(chloe)) > before:
            seen[day] = lines(chloe)[-1]
            holding = [each for each in chloe.messages if seen[day] in plain(each.text)][-1]
            assert holding.at == moment(f"2027-03-{day:02} 09:30")
            assert {each.label for each in buttons(holding.card)} >= {"Fait", "Plus tard", "Abandonner"}
    assert seen == {
        3: "action #1 à finir vendredi 5 mars : Rappeler l'imprimeur",
        5: "action #1 à finir aujourd’hui : Rappeler l'imprimeur",
        12: "action #1, prévue vendredi 5 mars : Rappeler l'imprimeur",
        19: "action #1, prévue vendredi 5 mars : Rappeler l'imprimeur",
    }


def test_where_no_prompt_comes_that_day_all_are_one_message_of_their_own(make_bot: MakeBot) -> None:
    bot = make_bot(NO_PROMPT)
    chloe = bot.person("chloe")
    for what in ("Rappeler l'imprimeur", "Relire la page", "Choisir une photo"):
        chloe.says(f"/rituel action {what} 4 mars")
    bot.until("2027-03-04 08:59")
    assert chloe.messages == []
    bot.until("2027-03-04 18:00")
    (list_,) = chloe.messages
    assert list_.at == moment("2027-03-04 09:00")
    assert len(lines(chloe)) == 3
    assert [each.label for each in buttons(list_.card)].count("Fait") == 3


def test_a_day_without_the_usual_prompt_is_caught_at_midday(make_bot: MakeBot) -> None:
    """The others being away, the stand-up of that day is not held."""
    away = tuple(replace(each, away=((date(2027, 3, 4), date(2027, 3, 4)),)) for each in (ALICE, BRUNO))
    bot = make_bot(SomeTeam(people=(*away, CHLOE)), start="2027-03-03 10:00")
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur 4 mars")
    bot.until("2027-03-04 18:00")
    assert lines(chloe) == ["action #1 à finir aujourd’hui : Rappeler l'imprimeur"]


def test_who_is_away_is_reminded_on_return(make_bot: MakeBot) -> None:
    """Declared after the reminder was set, from the day before it on."""
    bot = make_bot(NO_PROMPT)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur 11 mars")
    bot.until("2027-03-08 12:00")
    chloe.says("/rituel absent du 9 au 12 mars")
    bot.until("2027-03-14 23:00")
    assert lines(chloe) == []
    bot.until("2027-03-15 18:00")
    assert lines(chloe) == ["action #1, prévue jeudi 11 mars : Rappeler l'imprimeur"]


def test_business_days_are_its_owners(make_bot: MakeBot) -> None:
    """Hugo is in Toronto, where Good Friday is off: due on Tuesday 30, told on Thursday 25 and on the day."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, HUGO), standup={"days": "6"}), start="2027-03-23 15:00")
    hugo = bot.person("hugo")
    hugo.says("/rituel action Rappeler l'imprimeur 30 mars")
    bot.until("2027-03-25 12:00")
    assert lines(hugo) == []
    bot.until("2027-03-25 15:01")  # 10:01 in Toronto, which is on summer time already
    assert len(lines(hugo)) == 1
    bot.until("2027-03-29 23:00")
    assert len(lines(hugo)) == 1
    bot.until("2027-03-30 18:00")
    assert len(lines(hugo)) == 2


def test_done_before_the_morning_it_is_not_said(make_bot: MakeBot) -> None:
    """Also once its line waits already: it was kept at five."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur vendredi")
    bot.until("2027-03-03 08:00")
    chloe.presses_ref("action.done", ref_of(bot))
    bot.until("2027-03-12 18:00")
    assert lines(chloe) == []


# -- what is done with one -----------------------------------------------------------------------------------------


def test_done_later_and_drop_from_the_morning_line(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur 4 mars")
    bot.until("2027-03-04 09:35")
    chloe.presses("action.later")
    chloe.fills(due="lundi")
    assert rows(bot)[0][4] == date(2027, 3, 8)
    assert told(chloe).startswith("Action #1 reportée.")
    chloe.presses("action.drop")
    chloe.fills(reason="")
    assert set(chloe.errors) == {"reason"}
    chloe.fills(reason="L’imprimeur a rappelé")
    assert told(chloe).startswith("Action #1 abandonnée.")
    press(chloe, "action.undo")
    chloe.presses("action.done")
    assert told(chloe).startswith("Action #1 faite.")
    assert history(bot) == ["created", "postponed", "dropped", "undone", "done"]
    chloe.presses("action.later")
    assert told(chloe).startswith("L’action #1 est déjà close.")


@pytest.mark.parametrize("verb", ["done", "drop", "later", "edit"])
def test_each_step_can_be_undone_for_ten_minutes(make_bot: MakeBot, verb: str) -> None:
    """Q3: by whoever did it, while nothing followed; the reminders are as before."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur vendredi")
    before = rows(bot)
    chloe.presses_ref(f"action.{verb}", ref_of(bot))
    if verb != "done":
        chloe.fills(**{"drop": {"reason": "Inutile"}, "later": {}, "edit": {"text": "Autre chose"}}[verb])
    assert rows(bot) != before
    assert "Annulation possible jusqu’à 09:3" in told(chloe)
    step = _last_step(bot)
    press(chloe, "action.undo")
    assert rows(bot) == before
    with bot.session() as session:
        alarm = session.exec(select(Alarm).where(col(Alarm.kind) == actions.REMIND)).one()
    assert alarm.rings_at == moment("2027-03-03 05:00")
    chloe.presses_ref("action.undo", step)
    assert "rien n’a changé" in told(chloe)


def test_undo_is_refused_late_to_others_and_after_something_else(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur vendredi")
    chloe.presses_ref("action.undo", _last_step(bot))
    assert told(chloe).startswith("Autre chose a suivi")  # a making is not undone, it is dropped
    chloe.presses_ref("action.done", ref_of(bot))
    step = _last_step(bot)
    bot.person("alice").presses_ref("action.undo", step)
    assert rows(bot)[0][3] == "done"
    bot.wait(minutes=11)
    chloe.presses_ref("action.undo", step)
    assert told(chloe).startswith("Les dix minutes")
    assert rows(bot)[0][3] == "done"


def test_a_lead_changes_anyones_and_its_owner_is_told(make_bot: MakeBot) -> None:
    """Any other member does not."""
    bot = make_bot(TEAM, start="2027-03-02 10:30")
    chloe, alice = bot.person("chloe"), bot.person("alice")
    chloe.says("/rituel action Rappeler l'imprimeur 12 mars")
    alice.says("/rituel action Plan du sprint 15 mars")
    for action in ("done", "later", "drop", "edit"):
        chloe.presses_ref(f"action.{action}", ref_of(bot, 2))
        assert "Seule la personne concernée" in told(chloe)
    alice.presses_ref("action.done", ref_of(bot))
    assert plain(chloe.last.title) == "Alice a marqué votre action #1 comme faite."
    count = len(chloe.messages)
    press(alice, "action.undo")
    assert plain(chloe.last.title) == "Alice annule : l’action #1 est comme avant."
    assert len(chloe.messages) == count
    alice.presses_ref("action.edit", ref_of(bot))
    with bot.session() as session:
        bruno = session.exec(select(Person.ref).where(col(Person.name) == "Bruno")).one()
        claire = session.exec(select(Person.ref).where(col(Person.name) == "Claire")).one()
    alice.fills(owner=claire)
    assert set(alice.errors) == {"owner"}  # a sponsor takes none
    alice.fills(owner=bruno)
    assert rows(bot)[0][2:4] == ("Bruno", "proposed")
    assert plain(bot.person("bruno").last.title) == "Alice vous propose l’action #1."


def test_the_list_shows_ones_own_first_then_all_by_due_date_with_their_age(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    bot.person("bruno").says("/rituel action Choisir une photo 9 mars")
    bot.person("chloe").says("/rituel action Rappeler l'imprimeur 12 mars")
    bot.person("chloe").says("/rituel action Relire la page 8 mars")
    bot.until("2027-03-04 12:00")
    chloe = bot.person("chloe")
    chloe.says("/rituel action")
    assert told(chloe).splitlines() == [
        "3 actions en cours",
        "Dont 2 pour vous, en tête de liste.",
        "Chloe, #3, pour lundi 8 mars, depuis 2 jours ouvrés",
        "Relire la page",
        "Chloe, #2, pour vendredi 12 mars, depuis 2 jours ouvrés",
        "Rappeler l'imprimeur",
        "Bruno, #1, pour mardi 9 mars, depuis 2 jours ouvrés",
        "Choisir une photo",
    ]
    own = ["action.done", "action.later", "action.drop", "action.edit"]
    assert offered(chloe) == [*own, *own, "action.open"]


def test_a_long_list_is_whole(make_bot: MakeBot) -> None:
    """Beyond ten, lines without buttons: nothing is cut."""
    bot = make_bot(TEAM)
    with begin(bot.app.engine) as session:
        person = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
        team = session.exec(select(Membership.team_id).where(col(Membership.person_id) == person.id)).one()
        for n in range(12):
            text, by = f"Tâche {'abcdefghijkl'[n] * 9}", person.id or 0
            due, now = date(2027, 3, 12), bot.clock.now()
            actions.propose(session, team, text, by, due, ActionSource.COMMAND, "", by, now)
    alice = bot.person("alice")
    alice.says("/rituel action")
    assert all("abcdefghijkl"[n] * 9 in told(alice) for n in range(12))
    assert offered(alice).count("action.done") == 10


# -- from elsewhere ------------------------------------------------------------------------------------------------


def test_a_blocker_becomes_an_action_with_its_words(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker="La bannière attend le juridique")
    bruno = bot.person("bruno")
    bruno.says("/point blocages")
    press(bruno, "action.from_blocker")
    bruno.fills()
    assert rows(bot) == [(1, "La bannière attend le juridique", "Bruno", "open", date(2027, 3, 16))]
    with bot.session() as session:
        row = session.exec(select(Action)).one()
    assert (row.source, bool(row.source_ref)) == ("blocker", True)


def test_it_stands_in_the_agenda_and_in_the_help_of_the_app(make_bot: MakeBot) -> None:
    """`/ritual next`: when its owner is next reminded."""
    bot = make_bot(TEAM)
    bot.person("chloe").says("/rituel action Rappeler l'imprimeur 5 mars")
    alice = bot.person("alice")
    alice.says("/rituel agenda")
    assert "mercredi 3 mars, 09:00 · Action #1 à finir : Rappeler l'imprimeur · Chloe" in told(alice)
    alice.says("/rituel aide")
    assert "noter une action" in told(alice)


def test_what_someone_who_leaves_had_to_do_is_listed_for_hand_over(make_bot: MakeBot) -> None:
    """A14: with a way to give each to somebody; they are reminded of nothing more."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, replace(CHLOE, user="david"))), start="2027-03-02 10:00")
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur 12 mars")
    alice = bot.person("alice")
    alice.says("/rituel équipe")
    press(alice, "team.edit")
    alice.fills(people=",".join(bot.id_of(user) for user in ("alice", "bruno", "david")))
    if isinstance(alice.reply, OpenForm):
        alice.fills()
    assert plain(alice.last.title) == "Chloe n’est plus dans l’équipe Printemps : 1 action est à reprendre."
    assert "#1, Rappeler l'imprimeur" in plain(alice.last.text)
    alice.presses("action.edit")
    with bot.session() as session:
        bruno = session.exec(select(Person.ref).where(col(Person.name) == "Bruno")).one()
    alice.fills(owner=bruno)
    assert rows(bot)[0][2:4] == ("Bruno", "proposed")
    bot.until("2027-03-12 18:00")
    assert lines(chloe) == []


def test_closed_ones_are_forgotten_with_their_history_after_two_years_and_open_ones_stay(make_bot: MakeBot) -> None:
    """RELIABILITY 5: actions are kept 24 months, from their closing."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur 12 mars")
    chloe.says("/rituel action Relire la page 12 mars")
    chloe.presses_ref("action.done", ref_of(bot))
    closed = moment("2027-03-02 09:21")
    with begin(bot.app.engine) as session:
        actions.forget(session, 2, closed + timedelta(days=731))  # another customer's
        actions.forget(session, 1, closed - timedelta(minutes=5))
    assert len(rows(bot)) == 2
    with begin(bot.app.engine) as session:
        actions.forget(session, 1, closed + timedelta(days=731))
    assert [number for number, *_ in rows(bot)] == [2]
    assert history(bot) == ["created"]


def test_a_retrospective_finds_what_is_still_open_the_oldest_first_and_once_more_carried(make_bot: MakeBot) -> None:
    """C9's data."""
    bot = make_bot(TEAM)
    chloe = bot.person("chloe")
    chloe.says("/rituel action Rappeler l'imprimeur 12 mars")
    bot.wait(hours=1)
    chloe.says("/rituel action Relire la page 8 mars")
    chloe.says("/rituel action Choisir une photo 8 mars")
    chloe.presses_ref("action.done", ref_of(bot, 3))
    with begin(bot.app.engine) as session:
        team = session.exec(select(Action.team_id)).first()
        assert team is not None
        assert [row.number for row in actions.carry_all(session, team, bot.clock.now())] == [1, 2]
        assert [row.carries for row in actions.carry_all(session, team, bot.clock.now())] == [2, 2]
    chloe.says("/rituel action")
    assert "reprise 2 fois en rétro" in told(chloe)
