"""S14: what the team is measured by is asked for once a week in the morning prompt, and shown with its date."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from ritualbot.chat.replies import Say
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.sprint_snapshot import load
from ritualbot.store import alarms, charter as charters, kpi as kpis
from ritualbot.store.charter import Charter
from ritualbot.store.engine import begin
from ritualbot.store.kpi import KpiReading
from ritualbot.store.sprint import SprintReport
from ritualbot.store.team import Membership, Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, HUGO, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, HUGO, CLAIRE))
ASKED = "Printemps, Inscriptions : où en est-on ? "


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> list[str]:
    return plain(actor.told).splitlines()


def measured(bot: Bot, owner: str = "Chloe", **values: str) -> None:
    """The charter names an indicator, as `charter.save_kpi` writes it."""
    with begin(bot.app.engine) as session:
        team = session.exec(select(Team)).one()
        person = session.exec(select(Person).where(col(Person.name) == owner)).first()
        charter = charters.of_team(session, team.id or 0)
        charter.kpi, charter.kpi_target = "Inscriptions", "500"
        charter.kpi_owner_id = person.id if person else None
        for name, value in values.items():
            setattr(charter, name, value)
        session.flush()
        kpis.expect(session, charter, team, bot.clock.now())


def read(bot: Bot) -> list[tuple[date, str, str]]:
    with bot.session() as session:
        found = session.exec(select(KpiReading).order_by(col(KpiReading.read_on)))
        return [(each.read_on, each.value, each.note) for each in found]


def lines(actor: Actor) -> list[str]:
    """The days and hours at which the question stood under a message of somebody's morning."""
    said = [line for message in actor.messages for line in plain(message.text).splitlines()]
    return [line.removeprefix("Aussi : ") for line in said if line.startswith(f"Aussi : {ASKED}")]


# -- asked ---------------------------------------------------------------------------------------------------------


def test_its_owner_is_asked_on_thursday_under_the_morning_prompt(make_bot: MakeBot) -> None:
    """S14: one number and a note; told with what it gained, and when the next question comes."""
    bot = make_bot(TEAM)
    measured(bot)
    chloe = bot.person("chloe")
    bot.until("2027-03-04 09:25")
    assert lines(chloe) == []
    bot.until("2027-03-04 09:35")
    assert lines(chloe) == [f"{ASKED}Aucune valeur pour le moment."]
    assert chloe.last.title.startswith("Bonjour Chloe")  # no message of its own
    assert lines(bot.person("alice")) == []
    chloe.presses("kpi.tell")
    chloe.fills(value="1 374,5", note=" Relance du lundi ")
    assert told(chloe) == [
        "C’est noté. Inscriptions : 1 374,5 (jeudi 4 mars).",
        "Objectif : 500.",
        "Prochaine question : jeudi 11 mars. D’ici là, la valeur peut être corrigée.",
    ]
    assert read(bot) == [(date(2027, 3, 4), "1374.5", "Relance du lundi")]
    bot.until("2027-03-11 09:35")
    assert lines(chloe)[-1] == f"{ASKED}Dernière valeur : 1 374,5 (jeudi 4 mars)."
    chloe.presses("kpi.tell")
    chloe.fills(value="1 412,5")
    assert told(chloe)[:2] == ["C’est noté. Inscriptions : 1 412,5 (jeudi 11 mars).", "+38 depuis jeudi 4 mars."]


def test_what_was_told_can_be_corrected_until_the_next_question(make_bot: MakeBot) -> None:
    """S14: it keeps its day; a week later there is another value."""
    bot = make_bot(TEAM)
    measured(bot)
    chloe = bot.person("chloe")
    bot.until("2027-03-04 09:35")
    chloe.presses("kpi.tell")
    chloe.fills(value="4120", note="Faute de frappe")
    bot.until("2027-03-08 11:00")
    chloe.clicks("kpi.tell")  # [Correct], on what answered
    chloe.fills(value="412")
    assert read(bot) == [(date(2027, 3, 4), "412", "Faute de frappe")]
    bot.until("2027-03-11 09:35")
    chloe.presses("kpi.tell")
    chloe.fills(value="450", note="")
    assert read(bot) == [(date(2027, 3, 4), "412", "Faute de frappe"), (date(2027, 3, 11), "450", "")]


def test_without_an_answer_it_is_asked_once_a_week_and_missing(make_bot: MakeBot) -> None:
    """S14: nobody is asked twice the same week, and nothing is written where nothing was said."""
    bot = make_bot(TEAM)
    measured(bot)
    bot.until("2027-03-10 18:00")
    assert lines(bot.person("chloe")) == [f"{ASKED}Aucune valeur pour le moment."]
    assert read(bot) == []
    bot.until("2027-03-18 18:00")
    assert len(lines(bot.person("chloe"))) == 3
    alice = bot.person("alice")
    alice.says("/rituel charte", where="printemps")
    assert any(
        "Inscriptions · objectif 500 · suivi par Chloe · maintenant : valeur manquante" in line for line in told(alice)
    )


def test_not_knowing_is_kept_as_missing_and_can_still_be_answered(make_bot: MakeBot) -> None:
    """S14: missing is shown as missing."""
    bot = make_bot(TEAM)
    measured(bot)
    chloe = bot.person("chloe")
    bot.until("2027-03-04 09:35")
    chloe.presses("kpi.unknown")
    assert told(chloe)[:2] == [
        "C’est noté. Inscriptions : valeur inconnue cette semaine.",
        "Elle est affichée comme manquante, jamais comme 0.",
    ]
    assert read(bot) == [(date(2027, 3, 4), "", "")]
    chloe.clicks("kpi.tell")
    chloe.fills(value="412")
    assert read(bot) == [(date(2027, 3, 4), "412", "")]
    chloe.presses("kpi.unknown")  # the button of the morning, pressed too late: what is known stays
    assert told(chloe)[0] == "C’est noté. Inscriptions : 412 (jeudi 4 mars)."
    assert read(bot) == [(date(2027, 3, 4), "412", "")]


@pytest.mark.parametrize(
    ("away", "asked_at"),
    [
        (((date(2027, 3, 4), date(2027, 3, 4)),), "2027-03-05 09:35"),  # Friday
        (((date(2027, 3, 4), date(2027, 3, 5)),), "2027-03-08 09:35"),  # Monday
    ],
)
def test_a_day_they_do_not_work_passes_to_the_next_one_they_do(
    make_bot: MakeBot, away: tuple[tuple[date, date], ...], asked_at: str
) -> None:
    """S14: the next working day; and the Thursday after, as usual."""
    bot = make_bot(replace(TEAM, people=(ALICE, BRUNO, replace(CHLOE, away=away))))
    measured(bot)
    chloe, day = bot.person("chloe"), moment(asked_at)
    bot.until(f"{day:%Y-%m-%d} 09:20")
    assert lines(chloe) == []
    bot.until(asked_at)
    assert len(lines(chloe)) == 1
    bot.until("2027-03-11 09:35")
    assert len(lines(chloe)) == 2


def test_an_absence_declared_once_the_morning_is_set_moves_it_too(make_bot: MakeBot) -> None:
    """S14: the day is looked at again as it comes."""
    bot = make_bot(TEAM)
    measured(bot)
    chloe = bot.person("chloe")
    chloe.says("/rituel absent 4 mars")
    bot.until("2027-03-04 23:00")
    assert lines(chloe) == []
    bot.until("2027-03-05 09:35")
    assert len(lines(chloe)) == 1


def test_on_a_morning_without_a_prompt_it_stands_in_the_list(make_bot: MakeBot) -> None:
    """S14, Q6: the sponsor follows the figure and is asked by no stand-up."""
    bot = make_bot(TEAM)
    measured(bot, "Claire")
    claire = bot.person("claire")
    bot.until("2027-03-04 09:05")
    assert lines(claire) == [f"{ASKED}Aucune valeur pour le moment."]
    claire.presses("kpi.tell")
    claire.fills(value="412")
    assert read(bot) == [(date(2027, 3, 4), "412", "")]


def test_abroad_it_comes_in_the_owners_own_morning(make_bot: MakeBot) -> None:
    """S14: 09:30 in Toronto; the value is of the team's day."""
    bot = make_bot(TEAM)
    measured(bot, "Hugo")
    hugo = bot.person("hugo")
    bot.until("2027-03-04 15:25")
    assert lines(hugo) == []
    bot.until("2027-03-04 15:35")
    assert len(lines(hugo)) == 1


@pytest.mark.parametrize("gone", ["nobody", "left", "away"])
def test_with_no_owner_at_hand_the_scrum_master_is_asked(make_bot: MakeBot, gone: str) -> None:
    """S14: nobody named, gone from the team, away until the next question."""
    away = ((date(2027, 3, 4), date(2027, 3, 12)),) if gone == "away" else ()
    bot = make_bot(replace(TEAM, people=(ALICE, BRUNO, replace(CHLOE, away=away))))
    measured(bot, "nobody" if gone == "nobody" else "Chloe")
    if gone == "left":
        with begin(bot.app.engine) as session:
            chloe = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
            for each in session.exec(select(Membership).where(col(Membership.person_id) == chloe.id)):
                session.delete(each)
    bot.until("2027-03-04 09:35")
    alice = bot.person("alice")
    assert len(lines(alice)) == 1
    assert lines(bot.person("bruno")) == []
    alice.presses("kpi.tell")
    alice.fills(value="412")
    assert read(bot) == [(date(2027, 3, 4), "412", "")]


def test_told_before_the_morning_it_is_not_asked(make_bot: MakeBot) -> None:
    """S14: by whoever leads, from the charter, while the owner is away."""
    away = ((date(2027, 3, 4), date(2027, 3, 4)),)
    bot = make_bot(replace(TEAM, people=(ALICE, BRUNO, replace(CHLOE, away=away))))
    measured(bot)
    alice = bot.person("alice")
    bot.until("2027-03-04 11:00")
    alice.says("/rituel charte", where="printemps")
    alice.clicks("kpi.tell")
    alice.fills(value="412")
    bot.until("2027-03-10 18:00")
    assert lines(bot.person("chloe")) == []


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Rien n’est écrit ici. Exemple : 412."),
        ("beaucoup", "Nombre non reconnu"),
        ("1.234", "« 1.234 »"),
        ("1" * 16, "15 chiffres"),
        ("٤١٢", "Nombre non reconnu"),
    ],
)
def test_what_is_no_number_is_refused_at_the_field(make_bot: MakeBot, typed: str, said: str) -> None:
    """S14, I: nothing is kept of it."""
    bot = make_bot(TEAM)
    measured(bot)
    chloe = bot.person("chloe")
    bot.until("2027-03-04 09:35")
    chloe.presses("kpi.tell")
    chloe.fills(value=typed, note="Vu dans l’outil")
    assert set(chloe.errors) == {"value"}
    assert said in plain(chloe.errors["value"])
    assert read(bot) == []


def test_only_its_owner_and_who_leads_tell_it(make_bot: MakeBot) -> None:
    """S14, A11: a member who is not its owner is told so."""
    bot = make_bot(TEAM)
    measured(bot)
    bot.until("2027-03-04 09:35")
    ref, hugo = bot.person("chloe").button("kpi.tell").ref, bot.person("hugo")
    for action in ("kpi.tell", "kpi.unknown"):
        hugo.presses_ref(action, ref)
        assert read(bot) == []
        assert isinstance(hugo.reply, Say) and "personne" in plain(hugo.told)
    hugo.says("/rituel charte", where="printemps")
    assert isinstance(hugo.reply, Say)
    assert "kpi.tell" not in [button.action for button in buttons(hugo.reply.card)]


def test_a_value_of_another_indicator_counts_no_more(make_bot: MakeBot) -> None:
    """S14: the question of the old one is not asked either."""
    bot = make_bot(TEAM)
    measured(bot)
    with begin(bot.app.engine) as session:
        charter = session.exec(select(Charter)).one()
        kpis.put(session, charter, date(2027, 2, 25), "374", "", None, moment("2027-02-25 10:00"))
    measured(bot, kpi="Paniers")
    bot.until("2027-03-04 09:35")
    asked = [line for message in bot.person("chloe").messages for line in plain(message.text).splitlines()]
    assert "Aussi : Printemps, Paniers : où en est-on ? Aucune valeur pour le moment." in asked


# -- where it is shown ---------------------------------------------------------------------------------------------


def test_the_agenda_lists_the_next_question(make_bot: MakeBot) -> None:
    """S14: `/ritual next`."""
    bot = make_bot(TEAM)
    measured(bot)
    alice = bot.person("alice")
    alice.says("/rituel agenda")
    assert any(
        "jeudi 4 mars, 09:00" in line and "Valeur de la semaine à donner : Inscriptions" in line and "Chloe" in line
        for line in told(alice)
    )


def test_the_charter_says_who_will_be_asked_and_from_when(make_bot: MakeBot) -> None:
    """S14, Q4: whoever names the indicator reads what comes of it."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says("/rituel charte", where="printemps")
    alice.clicks("charter.kpi")
    alice.fills(kpi="Inscriptions", target="500", owner=bot.id_of("chloe"))
    assert "Chloe donne la valeur chaque jeudi avec le point du jour ; première question : jeudi 4 mars." in told(alice)


def test_the_sprint_shows_it_with_its_date_and_its_close_keeps_one(make_bot: MakeBot) -> None:
    """S14: the card, the form filled in with the last value and its day, the close's own value, the file's."""
    bot = make_bot(TEAM)
    measured(bot)
    alice, chloe = bot.person("alice"), bot.person("chloe")
    alice.says("/sprint lancer")
    alice.fills(name="Sprint 12", goal="Doubler", starts_on="2027-02-22", ends_on="2027-03-05")
    alice.says("/sprint")
    assert "Inscriptions : valeur manquante, objectif 500" in told(alice)
    bot.until("2027-03-04 09:35")
    chloe.presses("kpi.tell")
    chloe.fills(value="374")
    bot.until("2027-03-05 11:00")
    alice.says("/sprint")
    assert "Inscriptions : 374 (jeudi 4 mars), objectif 500" in told(alice)
    alice.says("/sprint-close")
    alice.clicks("sprint.ask_close")
    assert alice.form is not None
    [field] = [each for each in alice.form.fields if each.name == "kpi"]
    assert (field.initial, plain(field.hint)) == (
        "374",
        "Dernière valeur : 374, jeudi 4 mars. Objectif : 500. Vide : la valeur sera notée comme manquante.",
    )
    alice.fills(goal_met="yes", kpi="412")
    assert [(on, value) for on, value, _ in read(bot)] == [(date(2027, 3, 4), "374"), (date(2027, 3, 5), "412")]
    assert "Inscriptions — 412 (vendredi 5 mars), objectif 500" in plain(bot.channel().last.text)


@pytest.mark.parametrize(("typed", "kept"), [("374", ("374", "2027-03-04")), ("", ("", ""))])
def test_a_close_that_says_nothing_new_keeps_the_day_of_the_last_value(
    make_bot: MakeBot, typed: str, kept: tuple[str, str]
) -> None:
    """S14: a value left as it was filled in is not made fresh; one that was emptied is missing, never 0."""
    bot = make_bot(TEAM)
    measured(bot)
    alice, chloe = bot.person("alice"), bot.person("chloe")
    alice.says("/sprint lancer")
    alice.fills(name="Sprint 12", goal="Doubler", starts_on="2027-02-22", ends_on="2027-03-05")
    bot.until("2027-03-04 09:35")
    chloe.presses("kpi.tell")
    chloe.fills(value="374")
    bot.until("2027-03-05 11:00")
    alice.says("/sprint-close")
    alice.clicks("sprint.ask_close")
    alice.fills(goal_met="yes", kpi=typed)
    assert len(read(bot)) == 1
    with bot.session() as session:
        then = load(session.exec(select(SprintReport.snapshot)).one()).kpi
    assert (then.value, then.read_on) == kept


def test_teams_from_before_there_was_a_question_are_asked_too(make_bot: MakeBot) -> None:
    """S14: what the worker sweeps up, once."""
    bot = make_bot(TEAM)
    with begin(bot.app.engine) as session:
        team = session.exec(select(Team)).one()
        charters.of_team(session, team.id or 0).kpi = "Inscriptions"
    with begin(bot.app.engine) as session:
        kpis.expect_missing(session, bot.clock.now())
        [alarm] = alarms.upcoming(session, (kpis.ASK,))
    assert alarm.rings_at == moment("2027-03-04 05:00")


def test_an_observer_who_follows_it_may_tell_it(make_bot: MakeBot) -> None:
    """S14: its owner, whatever they are in the team."""
    follower = replace(CHLOE, user="olga", roles=(Role.OBSERVER,))
    bot = make_bot(replace(TEAM, people=(ALICE, BRUNO, follower)))
    measured(bot, "Olga", kpi_unit="inscrits")
    bot.until("2027-03-04 09:05")
    olga = bot.person("olga")
    olga.presses("kpi.tell")
    olga.fills(value="412 inscrits")
    assert told(olga)[0] == "C’est noté. Inscriptions : 412 inscrits (jeudi 4 mars)."
