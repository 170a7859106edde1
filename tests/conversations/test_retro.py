"""C1-C7, C9-C11: a retro from its first note to what it was worth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from ritualbot.chat.forms import ChoiceField
from ritualbot.rituals.action import ActionSource
from ritualbot.store import action as actions, retro as retros, retro_run as runs
from ritualbot.store.action import Action
from ritualbot.store.draft import Draft
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from ritualbot.store.retro import Retro, RetroAuthor, RetroBox, RetroMove, RetroNote, RetroTopic
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment

MakeBot = Callable[..., Bot]
TRIO = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE))  # a sponsor is not asked: three is too few to be anonymous
SIX = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID, Someone("emma"), Someone("lea")))
START, STOP, GO_ON = "0", "1", "2"  # the columns of the usual template


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def everything(bot: Bot) -> str:
    """All that was posted in the channel."""
    return "\n".join(plain(message.text) for message in bot.channel().messages)


def note(bot: Bot, user: str, text: str, column: str = START) -> None:
    """`/retro add`, the form, sent."""
    actor = bot.person(user)
    actor.says("/retro add")
    actor.fills(column=column, text=text)


def notes(bot: Bot) -> list[str]:
    with bot.session() as session:
        return sorted(row.text for row in session.exec(select(RetroNote)))


def topics(bot: Bot) -> dict[str, int]:
    """The points of each topic that holds a note, by what it is called."""
    with bot.session() as session:
        [retro] = session.exec(select(Retro).where(col(Retro.number) == 1)).all()
        return {topic.title(): topic.row.points for topic in runs.topics(session, retro)}


def group(bot: Bot, user: str, *texts: str, name: str) -> Actor:
    """Selects notes by their text, then says where they go."""
    actor = bot.person(user)
    actor.presses("retro.group", "printemps")
    assert actor.form is not None
    chosen = actor.form.fields[0]
    assert isinstance(chosen, ChoiceField)
    refs = [option.value for option in chosen.options if any(text in option.label for text in texts)]
    assert len(refs) == len(texts)
    actor.fills(notes=",".join(refs), name=name)
    return actor


def vote(bot: Bot, user: str, **points: int) -> Actor:
    """Points by the first word of a topic."""
    actor = bot.person(user)
    actor.presses("retro.vote", "printemps")
    assert actor.form is not None
    given = {}
    for field in actor.form.fields:
        given[field.name] = str(points.get(field.label.split(maxsplit=1)[0], 0))
    actor.fills(**given)
    return actor


def sprint_of(bot: Bot, first: date, last: date) -> None:
    """A sprint that runs, as its start leaves it."""
    with begin(bot.app.engine) as session:
        [team] = session.exec(select(Team)).all()
        sprint = Sprint(
            team_id=team.id or 0, number=1, name="Sprint 1", starts_on=first, ends_on=last, started_at=bot.clock.now()
        )
        session.add(sprint)
        session.flush()
        runs.schedule(session, team, sprint, bot.clock.now())


# -- writing -------------------------------------------------------------------------------------------------------


def test_a_note_can_be_added_before_any_retro_is_called_and_stays_hidden_until_all_are_revealed(
    make_bot: MakeBot,
) -> None:
    """C3: the first note makes the retro; nobody but its author reads it; then everyone does, with its name."""
    bot = make_bot(TRIO)
    alice, bruno = bot.person("alice"), bot.person("bruno")
    alice.says("/retro")
    assert "Aucune rétro en cours." in told(alice)
    bruno.says("/retro ajouter arrêter : les réunions du lundi")
    assert "C’est gardé pour la rétro 1." in told(bruno)
    assert "réunions" not in told(bruno)  # the place may not be theirs alone
    alice.says("/retro")
    assert "1 note pour l’instant" in told(alice) and "réunions" not in told(alice)
    assert notes(bot) == [] and "réunions" not in everything(bot)
    alice.says("/retro ouvrir")
    assert "Nominative" in plain(bot.channel().last.text)
    alice.says("/retro suite")
    shown = plain(bot.channel().last.text)
    assert notes(bot) == ["les réunions du lundi"]
    assert "Bruno — les réunions du lundi" in shown and shown.index("Arrêter") < shown.index("Bruno")


def test_own_notes_are_changed_and_taken_out_while_they_are_hidden(make_bot: MakeBot) -> None:
    """C4: own-card editing; what somebody else wrote is not in the form."""
    bot = make_bot(SIX)
    note(bot, "chloe", "Trop de mails")
    note(bot, "chloe", "À oublier")
    note(bot, "bruno", "De Bruno")
    chloe = bot.person("chloe")
    with bot.session() as session:
        ref = session.exec(select(Retro.ref)).one()
    chloe.presses_ref("retro.mine", ref)
    assert chloe.form is not None
    first, second = chloe.form.fields
    chloe.fills(**{first.name: "Trop de messages", second.name: ""})
    assert "1 note de vous" in told(chloe)
    bot.person("alice").says("/retro suite")
    assert notes(bot) == ["De Bruno", "Trop de messages"]


def test_a_form_sent_twice_is_one_note(make_bot: MakeBot) -> None:
    """The form's own random id tells, and not who sent it."""
    bot = make_bot(SIX)
    david = bot.person("david")
    david.says("/retro add")
    form = david.form
    assert form is not None
    for _ in range(2):
        david.submits(form.action, form.ref, {"column": START, "text": "Une seule fois"})
    bot.person("emma").submits(form.action, form.ref, {"column": START, "text": "Celle d'un autre"})
    bot.person("alice").says("/retro suite")
    assert notes(bot) == ["Une seule fois"]


@pytest.mark.not_on_playground("a line that begins with a slash is a command there")
def test_a_line_typed_in_a_conversation_is_no_anonymous_note(make_bot: MakeBot) -> None:
    """It stands there under its author's name: nothing is kept of it, and the form is offered. A named retro takes
    it."""
    bot = make_bot(SIX)
    emma = bot.person("emma")
    emma.writes("/retro ajouter Mon secret")
    assert "Cette rétro est anonyme" in plain(emma.last.text) and emma.sees("retro.write")
    bot.person("alice").says("/retro suite")
    assert notes(bot) == []
    with bot.session() as session:
        assert not any("Mon secret" in row.card for row in session.exec(select(Outbox)))


def test_what_is_typed_in_an_anonymous_form_is_no_draft(make_bot: MakeBot) -> None:
    """C4: typing leaves nothing."""
    bot = make_bot(SIX)
    lea = bot.person("lea")
    lea.says("/retro add")
    lea.types(text="Pas encore envoyé")
    with bot.session() as session:
        assert session.exec(select(Draft)).all() == []


def test_a_note_too_long_or_empty_is_refused_at_its_field(make_bot: MakeBot) -> None:
    """SPEC I: 500 characters."""
    bot = make_bot(SIX)
    lea = bot.person("lea")
    lea.says("/retro add")
    lea.fills(column=START, text="x" * 501)
    assert notes(bot) == []
    lea.fills(column=START, text=" ")
    alice = bot.person("alice")
    alice.says("/retro")
    assert "0 note pour l’instant" in told(alice)


def test_a_note_that_comes_after_the_writing_waits_for_the_next_retro(make_bot: MakeBot) -> None:
    """C1: the late policy."""
    bot = make_bot(TRIO)
    bruno = bot.person("bruno")
    bruno.says("/retro add À temps")
    bot.person("alice").says("/retro suite")
    bruno.says("/retro add Trop tard")
    assert "gardé pour la rétro 2" in told(bruno) and "La rétro 1 ne prend plus de notes" in told(bruno)
    assert notes(bot) == ["À temps"]


# -- the whole of it -----------------------------------------------------------------------------------------------


def test_a_whole_anonymous_retro_run_by_hand(make_bot: MakeBot) -> None:
    """C1, C5, C6, C8, C11: written, grouped, voted on, talked over, closed; no name anywhere."""
    bot = make_bot(SIX)
    alice, bruno = bot.person("alice"), bot.person("bruno")
    alice.says("/retro ouvrir")
    assert "Anonyme" in plain(bot.channel().last.text)
    for at, user in enumerate(("alice", "bruno", "chloe", "david", "emma", "lea", "bruno", "chloe", "david")):
        note(bot, user, f"Sujet{at} à voir", column=str(at % 3))
    alice.says("/retro suite")
    assert "Rétro 1 : 9 notes" in plain(bot.channel().last.text)
    group(bot, "chloe", "Sujet0", "Sujet3", name="Réunions")
    assert "Réunions" in plain(bot.channel().last.text)
    alice.says("/retro suite")
    assert "3 points par personne, 3 au plus par sujet" in plain(bot.channel().last.text)  # ceil(sqrt(8)) = 3
    assert "Vote gardé : 3 points sur 3." in told(vote(bot, "bruno", Réunions=3))
    vote(bot, "bruno", Réunions=1, Sujet1=2)  # changed: the last one counts
    vote(bot, "emma", Réunions=2)
    assert set(topics(bot).values()) == {0}  # hidden until the vote closes
    alice.says("/retro suite")
    assert topics(bot)["Réunions"] == 3 and topics(bot)["Sujet1 à voir"] == 2
    shown = plain(bot.channel().last.text)
    assert shown.index("Réunions · 3 points") < shown.index("Sujet1 à voir · 2 points")
    alice.presses("retro.act", "printemps")
    alice.fills(text="Un brief à J-5", owner=bot.id_of("bruno"))
    bot.settle()
    assert "Un brief à J-5" in plain(bruno.last.text)
    assert "1 action décidée" in plain(bot.channel().last.text)
    alice.says("/retro clore")
    assert "1 action décidée" in plain(bot.channel().last.text)
    with bot.session() as session:
        assert session.exec(select(RetroAuthor)).all() == [] and session.exec(select(RetroMove)).all() == []
        assert [box.kind for box in session.exec(select(RetroBox))] == ["worth"]  # the other keys are gone
    assert " — Sujet" not in everything(bot)


def test_the_calendar_of_a_two_week_sprint_moves_it(make_bot: MakeBot) -> None:
    """VOICE: called D-2 09:30, written until D-1 12:00; few notes are not grouped; vote until D 10:30, close D 12:00;
    what it was worth is counted on the next working day."""
    bot = make_bot(SIX, start="2027-03-08 09:00")
    sprint_of(bot, date(2027, 3, 1), date(2027, 3, 12))
    alice = bot.person("alice")
    alice.says("/rituel agenda")
    assert "mercredi 10 mars, 09:30 · Rétro : appel à notes" in told(alice)
    note(bot, "david", "Depuis lundi")
    bot.until("2027-03-10 09:29")
    assert "Rétro" not in everything(bot)
    bot.until("2027-03-10 09:31")
    assert "Rétro 1 : à vos notes" in everything(bot) and "jeudi 11 mars, 12:00" in everything(bot)
    bot.until("2027-03-11 09:31")
    assert "Rétro 1 : 1 note pour l’instant, écriture jusqu’au jeudi 11 mars, 12:00." in everything(bot)
    bot.until("2027-03-11 12:01")
    assert "Rétro 1 : vote sur 1 sujet" in everything(bot)
    vote(bot, "emma", Depuis=2)
    bot.until("2027-03-12 10:31")
    assert "Depuis lundi · 2 points" in everything(bot) and "vendredi 12 mars, 11:00, pendant 30 minutes" in everything(
        bot
    )
    bot.until("2027-03-12 12:01")
    marks = [
        button
        for message in bot.channel().messages
        for button in buttons(message.card)
        if button.action == "retro.mark"
    ]
    for user, mark in zip(("alice", "bruno", "chloe", "david", "emma"), (5, 4, 4, 3, 5), strict=True):
        bot.person(user).presses_ref("retro.mark", marks[mark - 1].ref, "printemps")
    bot.until("2027-03-15 12:01")
    assert "Temps bien employé : 4,2 sur 5 (5 réponses)." in everything(bot)


@pytest.mark.parametrize("how", ["/retro ouvrir", "/retro suite"])
def test_called_by_hand_it_is_called_no_second_time_and_no_longer_announced(make_bot: MakeBot, how: str) -> None:
    bot = make_bot(SIX)
    sprint_of(bot, date(2027, 2, 22), date(2027, 3, 5))
    alice = bot.person("alice")
    alice.says("/rituel agenda")
    assert "appel à notes" in told(alice)
    alice.says("/retro add")
    alice.fills(column=START, text="Le brief")
    alice.says(how)
    alice.says("/rituel agenda")
    assert "appel à notes" not in told(alice)
    posted = len(bot.channel().messages)
    bot.until("2027-03-03 09:35")
    assert not [each for each in bot.channel().messages[posted:] if "à vos notes" in each.title]


def test_a_named_retro_reminds_only_who_has_not_written(make_bot: MakeBot) -> None:
    """C1: one direct message a phase."""
    bot = make_bot(TRIO, start="2027-03-08 09:00")
    sprint_of(bot, date(2027, 3, 1), date(2027, 3, 12))
    bot.person("bruno").says("/retro add Écrite")
    bot.until("2027-03-11 09:40")
    reminded = [
        user
        for user in ("alice", "bruno", "chloe")
        if any("il reste jusqu’au" in plain(m.text) for m in bot.person(user).messages)
    ]
    assert reminded == ["alice", "chloe"]


def test_phases_reopen_without_losing_notes_or_votes(make_bot: MakeBot) -> None:
    """C1: back to the writing and forward again; what was counted is hidden meanwhile."""
    bot = make_bot(TRIO)
    alice, bruno = bot.person("alice"), bot.person("bruno")
    bruno.says("/retro add Premier")
    alice.says("/retro suite")  # few notes: the vote
    vote(bot, "chloe", Premier=2)
    alice.says("/retro suite")
    assert topics(bot) == {"Premier": 2}
    alice.says("/retro retour")
    assert topics(bot) == {"Premier": 0}
    alice.says("/retro retour")
    alice.says("/retro retour")
    bruno.says("/retro add Second")
    assert notes(bot) == ["Premier"]
    alice.says("/retro suite")
    assert notes(bot) == ["Premier", "Second"]
    alice.says("/retro suite")
    assert topics(bot) == {"Premier": 2, "Second": 0}
    with bot.session() as session:
        assert len(session.exec(select(RetroAuthor)).all()) == 2
    alice.says("/retro clore")
    alice.says("/retro retour")
    alice.says("/retro retour")
    assert "les bulletins ont alors été détruits" in told(alice)
    assert topics(bot) == {"Premier": 2, "Second": 0}


def test_votes_follow_their_notes_through_regrouping_and_its_undoing(make_bot: MakeBot) -> None:
    """C5: one tap takes a grouping back."""
    bot = make_bot(SIX)
    alice = bot.person("alice")
    for text in ("Un", "Deux", "Trois"):
        note(bot, "bruno", text)
    alice.says("/retro suite")
    vote(bot, "emma", Un=2, Deux=1)
    chloe = group(bot, "chloe", "Un", "Deux", name="Ensemble")
    alice.says("/retro suite")
    assert topics(bot) == {"Ensemble": 3, "Trois": 0}
    alice.says("/retro retour")
    chloe.clicks("retro.ungroup")
    assert "sont revenues" in told(chloe)
    alice.says("/retro suite")
    assert topics(bot) == {"Un": 2, "Deux": 1, "Trois": 0}


def test_a_grouping_is_taken_back_by_its_author_for_ten_minutes(make_bot: MakeBot) -> None:
    """Q3."""
    bot = make_bot(SIX)
    for text in ("Un", "Deux"):
        note(bot, "bruno", text)
    bot.person("alice").says("/retro suite")
    chloe = group(bot, "chloe", "Un", "Deux", name="Ensemble")
    with bot.session() as session:
        ref = session.exec(select(RetroMove.ref)).one()
    david = bot.person("david")
    david.presses_ref("retro.ungroup", ref)
    bot.wait(minutes=11)
    chloe.presses_ref("retro.ungroup", ref)
    assert topics(bot) == {"Ensemble": 0}


def test_more_points_than_there_are_keep_the_form_open(make_bot: MakeBot) -> None:
    """C6."""
    bot = make_bot(SIX)
    for text in ("Un", "Deux"):
        note(bot, "bruno", text)
    bot.person("alice").says("/retro suite")
    vote(bot, "emma", Un=3, Deux=1)
    bot.person("alice").says("/retro suite")
    assert topics(bot) == {"Un": 0, "Deux": 0}


# -- whose notes ---------------------------------------------------------------------------------------------------


def settings(bot: Bot, **values: str) -> Actor:
    alice = bot.person("alice")
    with bot.session() as session:
        ref = session.exec(select(Retro.ref).order_by(col(Retro.number).desc())).first()
    assert ref is not None
    alice.presses_ref("retro.settings", ref)
    alice.fills(**values)
    return alice


def mode(bot: Bot) -> str:
    with bot.session() as session:
        return session.exec(select(Retro.mode)).one()


def test_three_people_are_not_anonymous(make_bot: MakeBot) -> None:
    """RELIABILITY 5: refused under five."""
    bot = make_bot(TRIO)
    bot.person("bruno").says("/retro add Nommée")
    settings(bot, mode="anonymous")
    assert mode(bot) == "named"


def test_the_mode_can_only_rise(make_bot: MakeBot) -> None:
    bot = make_bot(SIX)
    note(bot, "bruno", "Une")
    assert mode(bot) == "anonymous"
    settings(bot, mode="named")
    assert mode(bot) == "anonymous"


def test_raised_to_anonymous_a_retro_forgets_who_wrote_what_was_there(make_bot: MakeBot) -> None:
    bot = make_bot(SIX)
    note(bot, "bruno", "Avant")
    with begin(bot.app.engine) as session:  # as a team that asked for names
        session.exec(select(Retro)).one().mode = "named"
        session.exec(select(RetroBox).where(col(RetroBox.kind) == "notes")).one()
    settings(bot, mode="anonymous")
    note(bot, "chloe", "Après")
    bot.person("alice").says("/retro suite")
    with bot.session() as session:
        assert session.exec(select(RetroAuthor)).all() == []
    assert notes(bot) == ["Après", "Avant"]


@pytest.mark.parametrize(("team", "said"), [(TRIO, "Ont fini : Bruno."), (SIX, "1 personne a fini.")])
def test_who_is_done_is_named_in_a_named_retro_and_counted_in_an_anonymous_one(
    make_bot: MakeBot, team: SomeTeam, said: str
) -> None:
    """C7: off by default."""
    bot = make_bot(team)
    note(bot, "bruno", "Une")
    settings(bot, tells_done="1")
    bot.person("alice").says("/retro ouvrir")
    bruno, alice = bot.person("bruno"), bot.person("alice")
    bruno.presses("retro.done", "printemps")
    bruno.presses("retro.done", "printemps")
    alice.says("/retro")
    assert said in told(alice)


# -- what was promised before --------------------------------------------------------------------------------------


def test_the_call_opens_with_open_actions_and_asks_about_what_was_carried_three_times(make_bot: MakeBot) -> None:
    """C9."""
    bot = make_bot(TRIO)
    with begin(bot.app.engine) as session:
        [team] = session.exec(select(Team)).all()
        [chloe] = session.exec(select(Person).where(col(Person.name) == "Chloe")).all()
        assert team.id is not None and chloe.id is not None
        due, now = date(2027, 3, 19), moment("2027-02-22 10:00")
        row = actions.propose(session, team.id, "Relire le brief", chloe.id, due, ActionSource.RETRO, "", chloe.id, now)
        row.carries = 2
    bot.person("alice").says("/retro ouvrir")
    last = bot.channel().last
    shown = plain(last.text)
    assert shown.index("#1 Relire le brief · Chloe") < shown.index("Colonnes")
    assert "depuis 6 jours ouvrés" in shown  # since Monday 22 February
    assert "Action #1, déjà reprise 3 fois" in shown
    assert {"action.later", "action.edit", "action.drop"} <= {button.action for button in buttons(last.card)}
    with bot.session() as session:
        assert session.exec(select(Action.carries)).one() == 3


# -- afterwards ----------------------------------------------------------------------------------------------------


def test_past_retros_are_listed_and_searched_without_accents(make_bot: MakeBot) -> None:
    """C10."""
    bot = make_bot(TRIO)
    alice = bot.person("alice")
    alice.says("/retro liste")
    assert "Aucune rétro close" in told(alice)
    alice.says("/retro add Été trop chargé")
    alice.says("/retro suite")
    alice.says("/retro clore")
    alice.says("/retro liste ete")
    assert "Été trop chargé · 0 point" in told(alice)
    alice.says("/retro liste hiver")
    assert "Aucune rétro passée ne contient" in told(alice)


def test_raw_notes_are_gone_thirty_days_after_the_close_and_topics_stay_two_years(make_bot: MakeBot) -> None:
    """C10, RELIABILITY 5. The stand-up is asked on Sundays, so that the days pass quickly."""
    bot = make_bot(replace(TRIO, standup={"days": "6"}))
    alice = bot.person("alice")
    alice.says("/retro add Texte brut")
    alice.says("/retro suite")
    vote(bot, "alice", Texte=2)
    alice.says("/retro clore")
    bot.wait(days=29)
    assert notes(bot) == ["Texte brut"]
    bot.wait(days=3)
    assert notes(bot) == []
    with bot.session() as session:
        assert [row.points for row in session.exec(select(RetroTopic))] == [2]
        [retro] = retros.closed_in(session, session.exec(select(Team.id)).one() or 0)
        assert retro.number == 1
