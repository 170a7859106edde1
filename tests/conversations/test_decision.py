"""F6: what the sponsor is wanted to decide stands in the digest with its buttons; the answer lands in the team's
channel and the log, and where it was asked."""

from collections.abc import Callable

from sqlmodel import col, select

from ritualbot.handlers import pilot_day
from ritualbot.handlers.context import Tick
from ritualbot.i18n import Words
from ritualbot.reports.dashboard import dashboard
from ritualbot.rituals.pilot import Happened
from ritualbot.rituals.sponsor_help import About
from ritualbot.store import audit, decision as decisions, pilot as pilots, sponsor_help as helps
from ritualbot.store.blocker import Blocker
from ritualbot.store.digest import Digest
from ritualbot.store.engine import begin, reading
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.sprint_goal import SprintGoal
from ritualbot.store.team import Person, Team
from tests.conversations.bot import Bot, buttons
from tests.conversations.test_digest import a_sprint, change_goal, got, made, offered
from tests.conversations.test_request import plain, told

MakeBot = Callable[..., Bot]
FRIDAY = "2027-03-05 16:01"
QUESTION = "Pouvez-vous obtenir une relecture ?"


def goal_changed(make_bot: MakeBot, last: str = "2027-03-19") -> Bot:
    bot = made(make_bot)
    a_sprint(bot, last)
    change_goal(bot.person("alice"), bot)
    return bot


def at_its_end(bot: Bot, *, told: bool = False) -> None:
    """A pilot of Chloé's whose only checkpoint is behind it. `told`: the sponsor is asked in a message of its own."""
    with begin(bot.app.engine) as session:
        team = session.exec(select(Team)).one()
        chloe = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
        now, by = bot.clock.now(), chloe.id or 0
        plan = {"name": "Relance", "moment": "Panier", "audience": "Nouveaux", "share": "20", "metric": "Achats"}
        row = pilots.plan(session, team, {**plan, "owner": str(by)}, by, now)
        started = {"on": "2027-02-15", "weeks": "2", "stop_rule": "Sous 3 %", "budget": "", "at_risk": ""}
        pilots.record(session, row, Happened.STARTED, by, now, started)
        for kind in (Happened.ASKED, Happened.MISSED):
            pilots.record(session, row, kind, None, now, {"week": "2"})
        if told:
            pilot_day.end(Tick(session, now), row, {})
        else:
            pilots.record(session, row, Happened.ENDED, by, now, {})


def asked_for_help(bot: Bot, otherwise: str = "Le jeu est reporté") -> None:
    """About a blocker, with no message of its own: the digest is the first to show it."""
    with begin(bot.app.engine) as session:
        team = session.exec(select(Team)).one()
        people = {each.name: each.id or 0 for each in session.exec(select(Person))}
        day = bot.clock.now().date()
        blocker = Blocker(
            team_id=team.id or 0,
            number=1,
            person_id=people["Chloe"],
            text="Bannière",
            opened_on=day,
            opened_at=bot.clock.now(),
        )
        session.add(blocker)
        session.flush()
        row = SponsorHelp(
            team_id=team.id or 0,
            about=About.BLOCKER,
            about_ref=blocker.ref,
            asked_by=people["Alice"],
            asked_at=bot.clock.now(),
            sponsor_id=people["Claire"],
            question=QUESTION,
            recommendation="Lancer sans le lot",
            needed_on=day,
            otherwise=otherwise,
        )
        session.add(row)


def actions(bot: Bot) -> list[str]:
    return offered(got(bot)[-1])


def written(bot: Bot, begins: tuple[str, ...]) -> list[str]:
    with bot.session() as session:
        return [each.action for each in audit.chain(session, 1) if each.action.startswith(begins)]


# -- a sprint's goal -----------------------------------------------------------------------------------------------


def test_a_changed_goal_is_asked_in_the_digest_and_approved_by_a_press(make_bot: MakeBot) -> None:
    bot = goal_changed(make_bot)
    with bot.session() as session:
        [row] = session.exec(select(SprintGoal)).all()
        names = {each.id: each.name for each in session.exec(select(Person))}
        assert (row.before, row.after) == ("Doubler les inscriptions", "Tripler les inscriptions")
        assert names[row.changed_by] == "Alice"
    bot.until(FRIDAY)
    claire = bot.person("claire")
    text = plain(got(bot)[0].text)
    assert "Sprint 12, nouvel objectif : « Tripler les inscriptions ». D’accord ?" in text
    assert "vendredi 19 mars au plus tard ; sans réponse, le nouvel objectif vaut." in text and "Alice" not in text
    assert actions(bot) == ["decision.approve", "decision.refuse", "decision.ask_goal"]
    ref = claire.button("decision.approve").ref
    claire.presses("decision.approve", key="once")
    claire.presses_ref("decision.approve", ref, key="once")
    posts = [each for each in bot.channel().messages if "nouvel objectif de Sprint 12" in plain(each.title)]
    assert [plain(each.title) for each in posts] == ["Claire valide le nouvel objectif de Sprint 12."]
    assert "Claire valide" in bot.person("alice").last.title
    assert actions(bot) == [] and "nouvel objectif validé, « Tripler les inscriptions » (vendredi 5 mars)" in plain(
        got(bot)[0].text
    )
    assert len(got(bot)) == 1
    claire.presses_ref("decision.refuse", ref)
    assert told(claire).startswith("Déjà répondu, objectif de Sprint 12 : objectif validé, par Claire (vendredi 5 mars")
    assert written(bot, ("sprint.goal",)) == ["sprint.goal_approve"]


def test_refused_it_says_why(make_bot: MakeBot) -> None:
    bot = goal_changed(make_bot)
    bot.until(FRIDAY)
    claire = bot.person("claire")
    claire.presses("decision.refuse")
    claire.fills(reason=" ")
    assert set(claire.errors) == {"reason"}
    claire.fills(reason="Trop pour *un* sprint")
    posted = plain(bot.channel().last.text)
    assert posted.startswith("Claire refuse le nouvel objectif de Sprint 12.") and "Trop pour *un* sprint" in posted
    assert written(bot, ("sprint.goal",)) == ["sprint.goal_refuse"]


def test_changed_again_only_the_last_one_is_asked_and_put_back_nothing_is(make_bot: MakeBot) -> None:
    bot = goal_changed(make_bot)
    alice, claire = bot.person("alice"), bot.person("claire")
    claire.says("/hebdo")
    first = next(button.ref for button in buttons(claire.reply.card) if button.action == "decision.approve")  # type: ignore[union-attr]
    change_goal(alice, bot, "Quadrupler les inscriptions")
    claire.presses_ref("decision.approve", first)
    assert "a changé entre-temps : « Quadrupler les inscriptions »" in plain(told(claire))
    claire.says("/hebdo")
    assert "« Quadrupler les inscriptions »" in plain(claire.told) and "Tripler" not in claire.told
    assert "Avant : « Doubler les inscriptions »" in plain(claire.told)
    change_goal(alice, bot, "Doubler les inscriptions")
    claire.says("/hebdo")
    assert "nouvel objectif" not in claire.told


def test_a_sprint_closed_without_an_answer_is_asked_about_no_more(make_bot: MakeBot) -> None:
    bot = goal_changed(make_bot)
    bot.until("2027-03-08 10:00")
    alice, claire = bot.person("alice"), bot.person("claire")
    ref = claire.button("decision.approve").ref
    alice.says("/sprint-close")
    alice.clicks("sprint.ask_close")
    alice.fills(goal_met="partly")
    assert actions(bot) == [] and "Sprint 12 : sprint clos sans réponse (lundi 8 mars)" in plain(got(bot)[0].text)
    claire.presses_ref("decision.approve", ref)
    assert told(claire).startswith("Sprint 12 est clos : son objectif ne se décide plus.")


# -- a pilot -------------------------------------------------------------------------------------------------------


def test_a_pilots_end_is_decided_from_the_digest(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    at_its_end(bot)
    bot.until(FRIDAY)
    claire = bot.person("claire")
    assert "Pilote #1, Relance : généraliser ?" in plain(got(bot)[-1].text)
    assert actions(bot) == ["pilot.scale", "pilot.extend", "pilot.stop", "decision.ask_pilot"]
    bot.until("2027-03-09 10:00")
    ref = claire.button("pilot.scale").ref
    claire.presses("pilot.scale")
    claire.fills(reason="Deux fois le reste")
    shown = next(each for each in got(bot) if "semaine du 1er mars" in plain(each.text))
    assert "Pilote #1, Relance : décidé, généraliser, mardi 9 mars." in plain(shown.text) and not offered(shown)
    posted = plain(bot.channel().last.text)
    assert posted.startswith("Claire généralise le pilote #1, Relance.") and "Deux fois le reste" in posted
    assert written(bot, ("pilot.",)) == ["pilot.scaled"]
    claire.presses_ref("decision.ask_pilot", ref)
    assert told(claire).startswith("Déjà décidé, pilote #1 : généraliser, par Claire (mardi 9 mars")


def test_what_the_digest_asked_is_not_asked_again_in_the_message_that_waited_for_room(make_bot: MakeBot) -> None:
    """Q6: two a week, one of them the digest; the second pilot's message would have come on Monday."""
    bot = made(make_bot)
    at_its_end(bot, told=True)
    at_its_end(bot, told=True)
    bot.until(FRIDAY)
    assert [plain(each.title)[:9] for each in got(bot)] == ["Pilote #1", "Printemps"]
    assert actions(bot).count("pilot.scale") == 2
    bot.until("2027-03-08 18:00")
    assert len(got(bot)) == 2


# -- help ----------------------------------------------------------------------------------------------------------


def test_help_is_shown_then_once_more_then_waits_for_the_review(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    asked_for_help(bot)
    shown = []
    for friday in ("05", "12", "19"):
        bot.until(f"2027-03-{friday} 16:01")
        shown.append("sponsor.take" in actions(bot))
    assert shown == [True, True, False]
    with bot.session() as session:
        assert len(helps.waiting_for_review(session, session.exec(select(Team.id)).one() or 0)) == 1


def test_what_a_line_cuts_the_form_shows(make_bot: MakeBot) -> None:
    """Answered from the digest, which then says so."""
    bot = made(make_bot)
    asked_for_help(bot, otherwise="Le jeu est reporté " + "encore " * 40 + "fin")
    bot.until(FRIDAY)
    claire = bot.person("claire")
    assert "encore fin" not in got(bot)[0].text and "…" in got(bot)[0].text
    claire.presses("sponsor.take")
    assert claire.form is not None and claire.form.intro is not None and "encore fin" in claire.form.intro.plain()
    claire.fills(line="Je rappelle lundi")
    assert "Claire s’en charge (vendredi 5 mars)" in plain(got(bot)[0].text) and actions(bot) == []


# -- a question ----------------------------------------------------------------------------------------------------


def test_a_question_goes_to_who_leads_and_the_channel_and_the_decision_stays_wanted(make_bot: MakeBot) -> None:
    bot = goal_changed(make_bot)
    bot.until(FRIDAY)
    claire = bot.person("claire")
    claire.presses("decision.ask_goal")
    claire.fills(question=" ")
    assert set(claire.errors) == {"question"}
    claire.fills(question="Avec quel *budget* ?")
    for seen in (bot.channel().last, bot.person("alice").last):
        assert plain(seen.title) == "Claire pose une question avant de décider : objectif de Sprint 12."
        assert "Avec quel *budget* ?" in seen.text
    assert "decision.approve" in actions(bot)
    assert written(bot, ("decision.",)) == ["decision.asked"]
    with bot.session() as session:
        ref = session.exec(select(SprintGoal.ref)).one()
        assert [each.text for each in decisions.questions(session, ref)] == ["Avec quel *budget* ?"]
        assert "Avec quel" not in session.exec(select(Digest.content).where(col(Digest.sent_at).is_not(None))).one()


def test_who_reads_what_is_wanted_keeps_nobody_waiting(make_bot: MakeBot) -> None:
    """F10: the page locks nothing, whatever is decided on; a database that is only read from refuses a lock."""
    bot = goal_changed(make_bot)
    at_its_end(bot)
    asked_for_help(bot)
    with reading(bot.app.engine) as session:
        if session.get_bind().dialect.name == "postgresql":
            session.connection().exec_driver_sql("SET TRANSACTION READ ONLY")
        team = session.exec(select(Team)).one()
        claire = session.exec(select(Person).where(col(Person.name) == "Claire")).one()
        shown = dashboard(session, Words("fr"), team, claire, bot.clock.now())
    assert len(shown.wishes) == 3
