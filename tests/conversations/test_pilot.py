"""S5, D9: a pilot from its plan through twelve weeks to each of its three ends, and on to a brick of the wall."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import col, delete, select, update

from ritualbot.chat.replies import Say
from ritualbot.handlers.context import Tick
from ritualbot.handlers.hand_over import hand_over
from ritualbot.rituals.pilot import Happened, PilotState
from ritualbot.rituals.sprint import Span, SprintSpec, SprintState
from ritualbot.store import pilot as pilots, sprint as sprints
from ritualbot.store.alarms import Alarm
from ritualbot.store.engine import begin
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.pilot import Pilot, PilotEvent
from ritualbot.store.standup import Standup
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons

MakeBot = Callable[..., Bot]
SPONSORED = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE))
UNSPONSORED = SomeTeam(people=(ALICE, BRUNO, CHLOE))
START = {"on": "08/03/2027", "stop_rule": "Sous 3 % d’achats", "budget": "10 000", "at_risk": "4000"}
GREEN = {"exposed": "5,2 %", "rest": "4 %", "light": "green"}


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def offered(actor: Actor) -> set[str]:
    assert isinstance(actor.reply, Say)
    return {button.action.removeprefix("pilot.") for button in buttons(actor.reply.card)}


def titles(bot: Bot, user: str) -> list[str]:
    return [plain(each.title) for each in bot.person(user).messages]


def asked(bot: Bot, user: str, words: str) -> int:
    return sum(words in title for title in titles(bot, user))


def bot_of(make_bot: MakeBot, team: SomeTeam) -> Bot:
    """Tuesday 2 March 2027; weeks go by, and the days of the stand-up are proven elsewhere."""
    bot = make_bot(team)
    with begin(bot.app.engine) as session:
        for standup in session.exec(select(Standup)):
            standup.archived_at = bot.clock.now()
    return bot


@pytest.fixture
def it(make_bot: MakeBot) -> Bot:
    return bot_of(make_bot, SPONSORED)


def plan(bot: Bot, user: str = "chloe", name: str = "Relance SMS") -> Actor:
    actor = bot.person(user)
    actor.says(f"/hypo pilote {name}", where="printemps")
    actor.fills(moment="Panier abandonné", audience="Nouveaux clients", metric="Taux d’achat")
    return actor


def started(bot: Bot, weeks: str = "2, 4, 8, 12") -> Actor:
    actor = plan(bot)
    actor.presses_ref("pilot.start", ref_of(bot))
    actor.fills(**START, weeks=weeks)
    return actor


def ref_of(bot: Bot, number: int = 1) -> str:
    with bot.session() as session:
        return session.exec(select(Pilot.ref).where(col(Pilot.number) == number)).one()


def state_of(bot: Bot) -> str:
    with bot.session() as session:
        return session.exec(select(Pilot.state).where(col(Pilot.number) == 1)).one()


def answer(bot: Bot, week: int, **said: str) -> Actor:
    """Chloé's, from the message that asks."""
    chloe = bot.person("chloe")
    chloe.presses("pilot.check")
    assert chloe.form is not None and f"semaine {week}" in plain(chloe.form.title.plain())
    chloe.fills(**{**GREEN, **said})
    return chloe


def to_the_end(bot: Bot) -> None:
    """Twelve weeks, each checkpoint answered in the morning it is asked."""
    started(bot)
    for day, week in (("2027-03-22", 2), ("2027-04-05", 4), ("2027-05-03", 8), ("2027-05-31", 12)):
        bot.until(f"{day} 09:05")
        answer(bot, week, **({"comes_back": "yes"} if week == 2 else {}))
    bot.settle()


def to_a_near_end(bot: Bot) -> None:
    """A pilot of two weeks: on Monday 22 March somebody has to decide."""
    started(bot, weeks="2")
    bot.until("2027-03-22 09:05")
    answer(bot, 2, comes_back="yes")
    bot.settle()


def test_it_is_planned_then_started_with_a_rule_that_stands(it: Bot) -> None:
    chloe = plan(it)
    assert told(chloe).startswith("Pilote #1 prévu : Relance SMS.\nEnsuite : [Démarrer]")
    chloe.presses_ref("pilot.show", ref_of(it))
    assert "prévu, confié à Chloe" in told(chloe) and "Nouveaux clients, 20 % de la cible" in told(chloe)
    chloe.presses_ref("pilot.start", ref_of(it))
    chloe.fills(**{**START, "stop_rule": "", "weeks": "2, 40"})
    assert set(chloe.errors) == {"stop_rule", "weeks"}
    chloe.fills(**START)
    assert "Prochaine échéance : lundi 22 mars 2027." in told(chloe)
    chloe.presses_ref("pilot.show", ref_of(it))
    card = told(chloe)
    assert "du lundi 8 mars 2027 au dimanche 30 mai 2027" in card and "Sous 3 % d’achats" in card
    assert "prévu : 10 000 €, à risque : 4 000 €, dépensé : manquant" in card
    assert {"spend", "end", "add"} <= offered(chloe) and not offered(chloe) & {"start", "edit", "check", "amend"}


def test_who_leads_amends_one_that_runs_with_a_reason_its_card_shows_and_never_its_rule(it: Bot) -> None:
    """D9: weeks are editable; what is next says so."""
    started(it)
    alice = it.person("alice")
    alice.presses_ref("pilot.amend", ref_of(it))
    assert alice.form is not None and {each.name for each in alice.form.fields} == {
        *("weeks", "budget", "at_risk", "reason"),
    }
    alice.fills(weeks="3, 6", reason="Tag posé plus tard")
    assert "Prochaine échéance : mardi 30 mars 2027." in told(alice)  # Monday 29 is Easter Monday
    alice.presses_ref("pilot.show", ref_of(it))
    assert "Amendement du mardi 2 mars 2027" in told(alice) and "Tag posé plus tard" in told(alice)
    assert "semaines 3 et 6" in told(alice) and "au dimanche 18 avril 2027" in told(alice)
    alice.says("/rituel agenda", where="printemps")
    assert "mardi 30 mars, 09:00" in told(alice) and "Point d’étape, semaine 3 : Relance SMS" in told(alice)


def test_it_is_made_of_the_sprints_it_spans(it: Bot) -> None:
    """S5: one that ends on its first day is part of it, one that ended the day before is not."""
    with begin(it.app.engine) as session:
        team = session.exec(select(Team)).one()
        for name, first, last in (("Sprint 1", "02-22", "03-07"), ("Sprint 2", "03-05", "03-08")):
            span = Span(date.fromisoformat(f"2027-{first}"), date.fromisoformat(f"2027-{last}"))
            sprint = sprints.start(session, team, SprintSpec(name, "", span), None, it.clock.now())
            sprint.state = SprintState.CLOSED
    started(it)
    chloe = it.person("chloe")
    chloe.presses_ref("pilot.show", ref_of(it))
    assert "Sprints — Sprint 2\n" in told(chloe)


def test_what_somebody_who_leaves_owned_is_handed_over_and_its_questions_go_to_the_lead(it: Bot) -> None:
    """A14."""
    started(it)
    with begin(it.app.engine) as session:
        chloe = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
        chloe.active = False
        hand_over(Tick(session, it.clock.now()), session.exec(select(Team)).one(), chloe)
    it.settle()
    alice = it.person("alice")
    assert "Pilotes et briques à confier" in plain(alice.last.title) and "#1 Relance SMS" in plain(alice.last.text)
    it.until("2027-03-22 09:05")
    assert asked(it, "alice", "Point d’étape, semaine 2") == 1 and asked(it, "chloe", "Point d’étape") == 0
    alice.presses_ref("pilot.assign", ref_of(it))
    alice.fills(owner=person_ref(it, "Bruno"))
    it.settle()
    assert asked(it, "bruno", "Alice vous confie le pilote #1, Relance SMS.") == 1


def person_ref(bot: Bot, name: str) -> str:
    with bot.session() as session:
        return session.exec(select(Person.ref).where(col(Person.name) == name)).one()


def test_its_owner_is_asked_at_nine_with_the_rule_and_whether_the_data_comes_back(it: Bot) -> None:
    """D9: at week 2 only."""
    started(it)
    it.until("2027-03-22 08:59")
    assert asked(it, "chloe", "Point d’étape") == 0
    it.until("2027-03-22 09:02")
    last = it.person("chloe").last
    assert "Point d’étape, semaine 2 : Relance SMS (pilote #1)" in plain(last.title)
    assert "Les données reviennent-elles ?" in plain(last.text) and "Sous 3 % d’achats" in plain(last.text)
    assert [asked(it, user, "Point d’étape") for user in ("alice", "bruno", "claire")] == [0, 0, 0]
    chloe = answer(it, 2, comes_back="partly", note="Sans les applis")
    it.settle()
    assert "Prochaine échéance : lundi 5 avril 2027." in told(chloe)
    assert plain(it.person("chloe").last.title).startswith("Point d’étape noté, semaine 2")  # where it was asked
    chloe.presses_ref("pilot.show", ref_of(it))
    assert "feu vert, données : elles reviennent en partie" in told(chloe) and "Sans les applis" in told(chloe)
    it.until("2027-04-05 09:02")
    assert "Les données reviennent-elles" not in plain(it.person("chloe").last.text)


def test_one_that_is_missed_goes_to_the_scrum_master_two_business_days_later_once(it: Bot) -> None:
    """D9: asked on Monday 22, told on Wednesday 24; the answer then stands there too."""
    started(it)
    it.until("2027-03-24 08:59")
    assert asked(it, "alice", "sans réponse") == 0
    it.until("2027-03-24 09:05")
    assert asked(it, "alice", "Point d’étape sans réponse depuis 2 jours ouvrés, semaine 2") == 1
    it.until("2027-04-02 18:00")
    assert asked(it, "alice", "sans réponse") == 1 and asked(it, "claire", "sans réponse") == 0
    answer(it, 2, comes_back="no")
    it.settle()
    assert asked(it, "alice", "sans réponse") == 0 and asked(it, "alice", "Point d’étape noté, semaine 2") == 1


def test_80_and_100_percent_of_the_budget_are_told_to_owner_and_scrum_master_once(it: Bot) -> None:
    """S5: of 10,000 euros."""
    started(it)
    bruno = it.person("bruno")
    for total, counts in (("7 999", (0, 0)), ("8 200", (1, 0)), ("8 300", (1, 0)), ("10 500", (1, 1))):
        bruno.presses_ref("pilot.spend", ref_of(it))
        bruno.fills(total=total)
        it.wait(minutes=2)
        for user in ("chloe", "alice"):
            levels = tuple(asked(it, user, f"{level} % du budget du pilote #1") for level in (80, 100))
            assert levels == counts, (total, user)
    assert asked(it, "bruno", "du budget") == 0 == asked(it, "claire", "du budget")
    bruno.presses_ref("pilot.show", ref_of(it))
    assert "dépensé : 10 500 € (105 %)" in told(bruno)


def test_the_end_asks_the_sponsor_who_scales_with_a_reason_and_it_becomes_a_brick(it: Bot) -> None:
    """D9, S5: twelve weeks, [Scale], rolled out, automated, on the wall, asked its yield twelve weeks later."""
    to_the_end(it)
    assert state_of(it) == PilotState.AT_END
    claire = it.person("claire")
    assert plain(claire.last.title) == "Pilote #1, Relance SMS : et maintenant ? Indicateur : Taux d’achat."
    assert "5,2 %" in plain(claire.last.text) and "Sous 3 % d’achats" in plain(claire.last.text)
    alice = it.person("alice")
    alice.presses_ref("pilot.scale", ref_of(it))
    assert "sponsor" in told(alice) and state_of(it) == PilotState.AT_END  # it is not hers to decide
    claire.presses("pilot.scale")
    claire.fills(reason=" ")
    assert set(claire.errors) == {"reason"}
    claire.fills(reason="Deux fois le reste")
    it.settle()
    assert plain(claire.last.title) == "Claire généralise le pilote #1, Relance SMS."
    assert asked(it, "chloe", "Claire généralise") == 1 == asked(it, "alice", "Claire généralise")
    claire.presses_ref("pilot.stop", ref_of(it))
    assert told(claire) == (
        "Déjà décidé, pilote #1 : généraliser, par Claire (lundi 31 mai 09:05). Rien d’autre n’est attendu."
    )
    assert state_of(it) == PilotState.SCALED
    it.until("2027-06-02 10:00")
    _laid(it)
    it.until("2027-08-25 09:30")
    assert asked(it, "bruno", "que rapporte la brique #1") == 1
    bruno = it.person("bruno")
    bruno.says("/hypo liste mur", where="printemps")
    assert "Rapporte" in told(bruno) and "manquant" in told(bruno)
    bruno.presses("pilot.yield")
    bruno.fills(gain="12 400 €")
    it.settle()
    bruno.says("/hypothesis list automated", where="printemps")
    wall = told(bruno)
    assert "Panier abandonné" in wall and "CRM, chaque nuit" in wall and "2 juin 2027" in wall
    assert "12 400 € pour 12 semaines, dit le 25 août 2027" in wall


def _laid(it: Bot) -> None:
    """Rolled out yesterday, automated today, by Bruno."""
    chloe = it.person("chloe")
    chloe.presses_ref("pilot.roll_out", ref_of(it))
    chloe.fills(on="hier")
    chloe.presses_ref("pilot.automate", ref_of(it))
    chloe.fills(owner=person_ref(it, "Bruno"), process="CRM, chaque nuit")
    assert told(chloe).startswith("Une brique de plus au mur : #1, Relance SMS.")
    assert "Son rendement est demandé" in told(chloe)
    it.settle()
    assert asked(it, "bruno", "Chloe vous confie la brique #1") == 1


def test_the_sponsor_extends_it_once_and_then_scales_or_stops(it: Bot) -> None:
    """D9: four weeks more from Monday 22 March; at its second end it cannot be extended any more."""
    to_a_near_end(it)
    claire = it.person("claire")
    claire.presses("pilot.extend")
    claire.fills(reason="Pâques au milieu")
    assert state_of(it) == PilotState.RUNNING and "lundi 19 avril 2027" in told(claire)
    it.until("2027-04-19 09:05")
    answer(it, 6, light="red")
    it.settle()
    assert state_of(it) == PilotState.AT_END
    assert {button.action for button in buttons(claire.last.card)} == {"pilot.scale", "pilot.stop", "pilot.show"}
    claire.presses_ref("pilot.extend", ref_of(it))
    assert told(claire).startswith("Ce n’est pas possible maintenant")
    claire.presses("pilot.stop")
    claire.fills(reason="Rien de mieux")
    assert state_of(it) == PilotState.STOPPED
    claire.presses_ref("pilot.show", ref_of(it))
    assert "arrêter (Claire, lundi 19 avril 2027)" in told(claire) and "Rien de mieux" in told(claire)


def test_with_no_answer_at_all_the_sponsor_is_still_asked_and_told_that_figures_are_missing(it: Bot) -> None:
    """The last checkpoint, of Monday 22 March, is missed on Wednesday 24."""
    started(it, weeks="2")
    it.until("2027-03-24 08:30")
    assert state_of(it) == PilotState.RUNNING and asked(it, "claire", "et maintenant ?") == 0
    it.until("2027-03-24 10:00")
    claire = it.person("claire")
    assert state_of(it) == PilotState.AT_END and asked(it, "claire", "et maintenant ?") == 1
    assert "ses chiffres manquent" in plain(claire.last.text)
    chloe = it.person("chloe")
    chloe.presses("pilot.check")
    chloe.fills(**GREEN, comes_back="yes")
    it.settle()
    assert "ses chiffres manquent" not in plain(claire.last.text) and "5,2 %" in plain(claire.last.text)
    assert asked(it, "claire", "et maintenant ?") == 1
    claire.presses("pilot.stop")
    claire.fills(reason="Personne ne suit")
    assert state_of(it) == PilotState.STOPPED


def test_a_team_without_a_sponsor_has_its_scrum_master_decide_which_the_card_says(make_bot: MakeBot) -> None:
    bot = bot_of(make_bot, UNSPONSORED)
    started(bot)
    chloe = bot.person("chloe")
    chloe.presses_ref("pilot.end", ref_of(bot))
    chloe.fills(reason="La règle d’arrêt est atteinte")
    assert "sans sponsor, le scrum master décide" in told(chloe)
    bot.settle()
    alice = bot.person("alice")
    assert "L’équipe n’a pas de sponsor" in plain(alice.last.text)
    assert "La règle d’arrêt est atteinte" in plain(alice.last.text)
    chloe.presses_ref("pilot.stop", ref_of(bot))
    assert "scrum master" in told(chloe) and state_of(bot) == PilotState.AT_END
    alice.presses("pilot.stop")
    alice.fills(reason="Oui")
    assert state_of(bot) == PilotState.STOPPED


def test_a_later_improvement_is_a_pilot_linked_to_it(it: Bot) -> None:
    to_a_near_end(it)
    claire = it.person("claire")
    claire.presses("pilot.scale")
    claire.fills(reason="Oui")
    _laid(it)
    chloe = it.person("chloe")
    chloe.presses_ref("pilot.improve", ref_of(it))
    chloe.fills(name="Relance à H+4")
    chloe.presses_ref("pilot.show", ref_of(it, 2))
    assert "Améliore le pilote #1, Relance SMS." in told(chloe) and "Panier abandonné" in told(chloe)
    chloe.presses_ref("pilot.show", ref_of(it))
    assert "Amélioré par le pilote #2, Relance à H+4." in told(chloe)
    chloe.says("/hypo liste mur", where="printemps")
    assert "1 amélioration" in told(chloe)
    chloe.says("/hypo liste pilotes", where="printemps")
    assert "#2 Relance à H+4 : prévu, confié à Chloe" in told(chloe) and "#1 Relance SMS : automatisé" in told(chloe)


def test_it_groups_hypotheses_each_decided_on_its_own(it: Bot) -> None:
    """S5: the end of the pilot leaves them where they stand."""
    plan(it)
    chloe = it.person("chloe")
    chloe.presses_ref("pilot.add", ref_of(it))
    assert told(chloe).startswith("Aucune hypothèse à ajouter.")
    for text in ("Relance à J+1", "Relance à J+3"):
        chloe.says(f"/hypo nouvelle {text}", where="printemps")
    with it.session() as session:
        refs = list(session.exec(select(Hypothesis.ref).order_by(col(Hypothesis.number))))
    for ref in refs:
        chloe.presses_ref("pilot.add", ref_of(it))
        chloe.fills(hypothesis=ref)
    assert told(chloe).startswith("H2 fait partie du pilote #1, Relance SMS.")
    chloe.presses_ref("pilot.show", ref_of(it))
    assert "H1 Relance à J+1 : Idée\nH2 Relance à J+3 : Idée" in told(chloe)
    chloe.presses_ref("pilot.remove", ref_of(it))
    chloe.fills(hypothesis=refs[0])
    chloe.presses_ref("pilot.drop", ref_of(it))
    assert "scrum master" in told(chloe)
    alice = it.person("alice")
    alice.presses_ref("pilot.drop", ref_of(it))
    alice.fills(reason="Trop tôt")
    with it.session() as session:
        rows = session.exec(select(Hypothesis).order_by(col(Hypothesis.number))).all()
        assert [(row.pilot_ref, row.state) for row in rows] == [("", "idea"), (ref_of(it), "idea")]


def test_with_nothing_there_yet_list_and_wall_say_what_to_do(it: Bot) -> None:
    """Q4."""
    chloe = it.person("chloe")
    chloe.says("/hypo liste pilotes", where="printemps")
    assert told(chloe).startswith("Aucun pilote pour l’instant.\nPar exemple") and offered(chloe) == {"new"}
    chloe.says("/hypo liste automatisés", where="printemps")
    assert told(chloe).startswith("Le mur attend sa première brique.\nPar exemple") and offered(chloe) == {"list"}


def test_what_is_cached_is_computed_again_from_the_history(it: Bot) -> None:
    """The columns and the alarm are what the log says, at every stage of a life."""
    stages: list[tuple[object, ...]] = []
    to_a_near_end(it)
    claire = it.person("claire")
    claire.presses("pilot.extend")
    claire.fills(reason="Pâques")
    stages.append(_recomputed(it))
    it.until("2027-04-19 09:05")
    answer(it, 6)
    claire.presses("pilot.scale")
    claire.fills(reason="Oui")
    stages.append(_recomputed(it))
    with it.session() as session:
        kinds = list(session.exec(select(PilotEvent.kind).order_by(col(PilotEvent.seq))))
    check = [Happened.ASKED, Happened.CHECKED, Happened.ENDED]
    assert kinds == [Happened.PLANNED, Happened.STARTED, *check, Happened.EXTENDED, *check, Happened.SCALED]
    assert [stage[0] for stage in stages] == [PilotState.RUNNING, PilotState.SCALED]
    assert [len(stage) for stage in stages] == [6, 5]  # while it runs, an alarm as well


def _recomputed(bot: Bot) -> tuple[object, ...]:
    with begin(bot.app.engine) as session:
        before = _cached(bot)
        nothing = {"state": PilotState.PLANNED, "name": "", "owner_id": None, "starts_on": None, "ends_on": None}
        session.connection().execute(update(Pilot).values(**nothing))
        session.connection().execute(delete(Alarm).where(col(Alarm.kind) == pilots.DUE))
        session.expire_all()
        for row in session.exec(select(Pilot)):
            pilots.refresh(session, row, bot.clock.now())
    assert _cached(bot) == before
    return before


def _cached(bot: Bot) -> tuple[object, ...]:
    with bot.session() as session:
        row = session.exec(select(Pilot)).one()
        rings = session.exec(select(Alarm.rings_at).where(col(Alarm.kind) == pilots.DUE)).all()
        return (row.state, row.name, row.owner_id, row.starts_on, row.ends_on, *rings)
