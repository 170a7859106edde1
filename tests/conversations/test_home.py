"""F7: someone's own page: what is asked of them, their actions and requests, what comes next, the absence switch."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from ritualbot.chat.events import HomeOpened, Place, Who
from ritualbot.chat.replies import Say
from ritualbot.i18n import Words
from ritualbot.platforms.slack.limits import VIEW_BLOCKS
from ritualbot.platforms.slack.render import home as slack_home
from ritualbot.rituals.action import ActionSource
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.hypothesis_history import Happened as HypothesisHappened
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.pilot import Happened as PilotHappened
from ritualbot.store import (
    action as actions,
    charter as charters,
    desk_target as targets,
    hypothesis as hypotheses,
    kpi as kpis,
    pilot as pilots,
    request as requests,
    retro_run as runs,
)
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin
from ritualbot.store.inbox import Inbox
from ritualbot.store.outbox import Outbox
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, SomeTeam
from tests.conversations.bot import Bot, buttons
from tests.conversations.test_decision import goal_changed
from tests.conversations.test_hypothesis_result import PLAN
from tests.desks import build_desk

MakeBot = Callable[..., Bot]


def opens(bot: Bot, user: str, workspace: str = "W1") -> Say:
    """The tab of the app; on Teams, which tells of none, the card one asks for."""
    if bot.platform == "teams":
        asked = bot.person(user, workspace).says("/rituel accueil")
        assert isinstance(asked, Say)
        return asked
    event = HomeOpened(uuid4().hex, Who("direct", workspace, user), Place(f"@{user}", direct=True))
    reply = bot.handle(event)
    assert isinstance(reply, Say)
    return reply


def page(bot: Bot, user: str) -> list[str]:
    said = opens(bot, user).card.plain_text().replace("\u00a0", " ").replace("\u202f", " ").splitlines()
    return [line for line in said if line.strip()]


def part(lines: list[str], title: str, until: str) -> list[str]:
    return lines[lines.index(title) + 1 : lines.index(until)]


def offered(bot: Bot, user: str) -> list[str]:
    return [button.action for button in buttons(opens(bot, user).card)]


def ask(session: Session, bot: Bot, title: str, asker: str, hours: int = 8, *, confidential: bool = False) -> None:
    """A request to the first desk, to be answered so many open hours from now."""
    team = session.exec(select(Team).order_by(col(Team.id))).first()
    desk = session.exec(select(Desk)).one()
    assert team is not None
    row = Request(
        team_id=team.id or 0,
        number=0,
        desk_id=desk.id or 0,
        type="contest",
        title=title,
        requester_id=session.exec(select(Person.id).where(col(Person.name) == asker)).one() or 0,
        confidential=confidential,
        filed_at=bot.clock.now(),
        calendar_version=1,
    )
    requests.file(session, row, {"acknowledge": "3600", "decide": str(hours * 3600)}, "direct")


# -- what is asked -------------------------------------------------------------------------------------------------


def test_with_nothing_asked_each_part_says_how_one_comes_about(bot: Bot) -> None:
    """F7, Q4: a sentence, an example, a button."""
    lines = page(bot, "chloe")
    assert lines[:2] == ["Accueil", "Mardi 2 mars 2027"] and lines[-1] == "Aujourd’hui : au travail."
    assert part(lines, "À faire", "Vos actions") == ["Rien n’attend de réponse."]
    assert part(lines, "Vos actions", "Vos demandes")[0].startswith("Aucune action en cours. Par exemple : ")
    assert part(lines, "Vos demandes", "Vos prochains rituels")[0].startswith("Aucune demande en cours. Par exemple : ")
    assert offered(bot, "chloe") == [
        *("action.command", "request.show", "ritual.next", "absence.today", "absence.declare", "ritual.help"),
    ]


def test_the_prompt_is_there_until_it_is_answered(bot: Bot) -> None:
    """F7: forms due."""
    bot.until("2027-03-02 09:31")
    asked = "Printemps, Point du jour, mardi 2 mars : réponse avant 11:30."
    assert part(page(bot, "chloe"), "À faire", "Vos actions") == [asked]
    assert "standup.open" in offered(bot, "chloe")
    bot.until("2027-03-02 11:40")
    [late] = part(page(bot, "chloe"), "À faire", "Vos actions")
    assert late.endswith("le bilan est parti ; une réponse s’y ajoute encore.")
    bot.person("chloe").answers("Article")
    assert part(page(bot, "chloe"), "À faire", "Vos actions") == ["Rien n’attend de réponse."]


def test_notes_are_due_once_called_for_and_the_value_once_asked(make_bot: MakeBot) -> None:
    """F7, S14: retro notes, the weekly value of who follows it; neither of whom it does not concern."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE)))
    with begin(bot.app.engine) as session:
        team = session.exec(select(Team)).one()
        charter = charters.of_team(session, team.id or 0)
        charter.kpi = "Inscriptions"
        charter.kpi_owner_id = session.exec(select(Person.id).where(col(Person.name) == "Chloe")).one()
        session.flush()
        kpis.expect(session, charter, team, bot.clock.now())
        runs.begin(session, team).called_at = bot.clock.now()
    bot.until("2027-03-02 12:00")
    assert "retro.write" in offered(bot, "chloe") and "retro.write" not in offered(bot, "claire")
    bot.until("2027-03-04 12:00")
    assert "kpi.tell" in offered(bot, "chloe") and "kpi.tell" not in offered(bot, "bruno")
    chloe = bot.person("chloe")
    chloe.presses("kpi.tell")
    chloe.fills(value="412")
    assert "kpi.tell" not in offered(bot, "chloe")
    bot.until("2027-03-11 12:00")
    assert "kpi.tell" in offered(bot, "chloe")


def test_a_checkpoint_is_due_to_its_owner_and_its_end_to_the_sponsor(make_bot: MakeBot) -> None:
    """F7: pilot checkpoints; what a sponsor is wanted to decide, with its buttons. Nobody else has them."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE)))
    with begin(bot.app.engine) as session:
        team, now = session.exec(select(Team)).one(), bot.clock.now()
        chloe = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
        plan = {"name": "Relance", "moment": "Panier", "audience": "Nouveaux", "share": "20", "metric": "Achats"}
        row = pilots.plan(session, team, {**plan, "owner": str(chloe.id)}, chloe.id or 0, now)
        started = {"on": "2027-02-15", "weeks": "2,4", "stop_rule": "Sous 3 %", "budget": "", "at_risk": ""}
        pilots.record(session, row, PilotHappened.STARTED, chloe.id, now, started)
        pilots.record(session, row, PilotHappened.ASKED, None, now, {"week": "2"})
    assert {user: offered(bot, user).count("pilot.check") for user in ("chloe", "alice", "claire")} == {
        **dict.fromkeys(("alice", "claire"), 0),
        "chloe": 1,
    }
    with begin(bot.app.engine) as session:
        row = session.exec(select(Pilot)).one()
        pilots.record(session, row, PilotHappened.ENDED, row.owner_id, bot.clock.now(), {"reason": "Assez vu"})
    assert [each for each in offered(bot, "claire") if each.startswith("pilot.")] == [
        *("pilot.scale", "pilot.extend", "pilot.stop", "pilot.show"),
    ]
    assert not any(each.startswith("pilot.") for user in ("chloe", "bruno") for each in offered(bot, user))


def test_results_are_due_once_a_test_is_over(make_bot: MakeBot) -> None:
    """F7: to its owner, from the morning after its last day."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE)))
    with begin(bot.app.engine) as session:
        team, now = session.exec(select(Team)).one(), bot.clock.now()
        chloe = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
        row = hypotheses.open(session, team.id or 0, "Relance à J+1", chloe.id or 0, now)
        plan = {**PLAN, "ends_on": "2027-03-03"}
        hypotheses.record(session, row, HypothesisHappened.STARTED, chloe.id, now, plan)
    bot.until("2027-03-03 12:00")
    assert "hypothesis.measure" not in offered(bot, "chloe")
    bot.until("2027-03-04 08:00")
    assert "hypothesis.measure" in offered(bot, "chloe") and "hypothesis.measure" not in offered(bot, "bruno")


def test_a_start_and_a_verdict_wait_for_who_may_agree(make_bot: MakeBot) -> None:
    """F7: a start for whoever leads and the sponsor, a verdict for whoever leads; never for who asked."""
    bot = make_bot(SomeTeam(people=(ALICE, CHLOE, CLAIRE, DAVID)))
    everybody = ("alice", "chloe", "claire", "david")
    with begin(bot.app.engine) as session:
        team, now = session.exec(select(Team)).one(), bot.clock.now()
        chloe = session.exec(select(Person.id).where(col(Person.name) == "Chloe")).one()
        waits = hypotheses.open(session, team.id or 0, "Relance à J+1", chloe or 0, now)
        hypotheses.record(session, waits, HypothesisHappened.SUBMITTED, chloe, now, PLAN)
        ended = hypotheses.open(session, team.id or 0, "Objet plus court", chloe or 0, now)
        for kind, data in (
            (HypothesisHappened.STARTED, PLAN),
            (HypothesisHappened.ENDED, {}),
            (HypothesisHappened.PROPOSED, {"verdict": "inconclusive", "learning": "Trop peu", "tag": "relance"}),
        ):
            hypotheses.record(session, ended, kind, chloe, now, data)
    asked = {user: set(offered(bot, user)) & {"hypothesis.approve", "hypothesis.confirm"} for user in everybody}
    assert asked == {
        "alice": {"hypothesis.approve", "hypothesis.confirm"},
        "claire": {"hypothesis.approve"},
        "chloe": set(),
        "david": set(),
    }
    assert [line for line in part(page(bot, "alice"), "À faire", "Vos actions") if "Chloe" in line] == [
        "Chloe propose pour H2 : Non concluante (« Objet plus court »)",
        "Chloe voudrait démarrer H1 (« Relance à J+1 »)",
    ]
    assert [each for each in offered(bot, "alice") if each.startswith("hypothesis.")] == [
        *("hypothesis.confirm", "hypothesis.doubt", "hypothesis.look"),
        *("hypothesis.approve", "hypothesis.send_back", "hypothesis.look"),
    ]


def test_what_a_brick_yields_is_due_to_its_owner_until_it_is_said(make_bot: MakeBot) -> None:
    """F7, S5: every twelve weeks."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE)))
    with begin(bot.app.engine) as session:
        team, now = session.exec(select(Team)).one(), bot.clock.now()
        owner = session.exec(select(Person.id).where(col(Person.name) == "Chloe")).one() or 0
        plan = {"name": "Relance", "moment": "Panier", "audience": "Nouveaux", "share": "20", "metric": "Achats"}
        row = pilots.plan(session, team, {**plan, "owner": str(owner)}, owner, now)
        started = {"on": "2026-09-01", "weeks": "2", "stop_rule": "Sous 3 %", "budget": "", "at_risk": ""}
        for kind, data in (
            (PilotHappened.STARTED, started),
            (PilotHappened.ENDED, {}),
            (PilotHappened.SCALED, {"reason": "Deux fois le reste"}),
            (PilotHappened.ROLLED_OUT, {"on": "2026-10-01"}),
            (PilotHappened.AUTOMATED, {"owner": str(owner), "process": "Relance", "on": "2026-11-02"}),
        ):
            pilots.record(session, row, kind, owner, now, data)
    assert "pilot.yield" not in offered(bot, "chloe")
    with begin(bot.app.engine) as session:
        pilots.record(session, session.exec(select(Pilot)).one(), PilotHappened.YIELD_ASKED, None, bot.clock.now(), {})
    assert "pilot.yield" in offered(bot, "chloe") and "pilot.yield" not in offered(bot, "alice")
    [ask_yield] = [button for button in buttons(opens(bot, "chloe").card) if button.action == "pilot.yield"]
    chloe = bot.person("chloe")
    chloe.presses_ref("pilot.yield", ask_yield.ref)
    chloe.fills(gain="1200")
    assert "pilot.yield" not in offered(bot, "chloe")


def test_what_one_side_of_a_desk_proposes_waits_for_the_other(make_bot: MakeBot) -> None:
    """F7: proposed by the scrum master it is for the desk's lead to agree to."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, replace(DAVID, roles=(Role.OBSERVER,)))))
    with begin(bot.app.engine) as session:
        david, now = bot.id_of("david"), bot.clock.now()
        desk = build_desk(session, now, DeskKind.LEGAL, "Juridique", david, lead=david, agreed=False)
        alice = session.exec(select(Person).where(col(Person.name) == "Alice")).one()
        terms = targets.proposed(targets.of_desk(session, desk)[0])
        targets.propose(session, desk, [replace(terms, decide="40h")], targets.express(desk), alice, now)
    assert "desk.show" in offered(bot, "david") and "desk.show" not in offered(bot, "alice")
    lead = bot.person("david")
    [look] = [button for button in buttons(opens(bot, "david").card) if button.action == "desk.show"]
    lead.presses_ref("desk.show", look.ref)
    lead.clicks("desk.agree")
    assert "desk.show" not in offered(bot, "david")


# -- actions and requests ------------------------------------------------------------------------------------------


def test_ones_own_actions_are_there_by_due_date(bot: Bot) -> None:
    """F7: nobody else's, and none that is done; one that somebody else made is taken first."""
    chloe, alice = bot.person("chloe"), bot.person("alice")
    for typed in ("Relire la page 12 mars", "Choisir une photo 5 mars", "Plan 4 mars @Bruno"):
        chloe.says(f"/rituel action {typed}")
    alice.says("/rituel action Appeler 15 mars @Chloe")
    lines = part(page(bot, "chloe"), "Vos actions", "Vos demandes")
    assert lines == [
        "#2 Choisir une photo, pour vendredi 5 mars",
        "#1 Relire la page, pour vendredi 12 mars",
        "#4 Appeler, pour lundi 15 mars",
    ]
    shown = offered(bot, "chloe")
    assert (shown.count("action.done"), shown.count("action.accept")) == (2, 1)
    assert "action.done" not in offered(bot, "alice")


def test_a_goal_that_changed_waits_for_the_sponsor(make_bot: MakeBot) -> None:
    """F7, F6: with its buttons; nobody else has them."""
    bot = goal_changed(make_bot)
    assert [each for each in offered(bot, "claire") if each.startswith("decision.")] == [
        *("decision.approve", "decision.refuse", "decision.ask_goal"),
    ]
    assert not [each for each in offered(bot, "alice") if each.startswith("decision.")]


def test_requests_are_there_for_who_asked_and_for_who_answers(make_bot: MakeBot) -> None:
    """F7: by deadline; of a confidential one whoever asked and the desk read the title."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, replace(DAVID, roles=(Role.OBSERVER,)))))
    with begin(bot.app.engine) as session:
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, "Juridique", bot.id_of("david"))
        ask(session, bot, "Devis", "Chloe", 30, confidential=True)
        ask(session, bot, "Jeu-concours", "Chloe", 10)
    mine, theirs = page(bot, "chloe"), page(bot, "david")
    assert [line.partition(" (")[0] for line in part(mine, "Vos demandes", "Vos prochains rituels")] == [
        "#2 Jeu-concours",
        "#1 Devis",
    ]
    assert [
        line.partition(" (")[0] for line in part(theirs, "À traiter par votre service", "Vos prochains rituels")
    ] == [
        "#2 Jeu-concours",
        "#1 Devis",
    ]
    assert not any("Devis" in line for user in ("alice", "bruno") for line in page(bot, user))


# -- what comes next, and the switch -------------------------------------------------------------------------------


def test_every_team_of_the_person_is_there_with_its_rituals_and_no_other(make_bot: MakeBot) -> None:
    """F7: next rituals; a reminder is none, and what asks somebody else is not theirs."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID)))
    bot.further_team(SomeTeam(people=(ALICE, BRUNO), name="Été", channel="ete"))
    alice, david = page(bot, "alice"), page(bot, "david")
    assert any(line.startswith("Printemps : prochain point du jour") for line in alice)
    assert any(line.startswith("Été : prochain point du jour") for line in alice)
    assert "mardi 2 mars, 11:30 Bilan dans #printemps" in david
    assert not any("Été" in line or line.endswith(" Rappel") for line in david)


def test_one_press_says_that_one_is_away_and_one_takes_it_back(bot: Bot) -> None:
    """F7: the absence switch."""
    chloe = bot.person("chloe")
    chloe.says("/rituel accueil")
    chloe.clicks("absence.today")
    assert "mardi 2 mars 2027" in chloe.told
    assert page(bot, "chloe")[-1] == "Aujourd’hui : en absence, jusqu’à mardi 2 mars compris."
    chloe.says("/rituel accueil")
    chloe.clicks("absence.cancel")
    assert page(bot, "chloe")[-1] == "Aujourd’hui : au travail."
    chloe.presses_ref("absence.today", "2027-03-01")  # on a page that was opened yesterday
    assert page(bot, "chloe")[-1] == "Aujourd’hui : au travail."


@pytest.mark.parametrize(("day", "said"), [("2027-03-06", "jour non travaillé"), ("2027-03-29", "jour férié")])
def test_a_day_nobody_works_needs_no_switch(bot: Bot, day: str, said: str) -> None:
    """F7: a Saturday; Easter Monday."""
    bot.jump(f"{day} 10:00")
    assert said in page(bot, "chloe")[-1]
    assert "absence.today" not in offered(bot, "chloe")


# -- where it is asked for -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["/ritual home", "/rituel accueil", "home", "Accueil"])
def test_it_is_asked_for_by_a_command_or_a_word(make_bot: MakeBot, typed: str) -> None:
    """F7: Teams' personal card, and everywhere else."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, replace(CHLOE, language="en"))))
    chloe = bot.person("chloe")
    chloe.says(typed)
    said = chloe.told if typed.startswith("/") else chloe.last.text
    assert said.splitlines()[0] == "Home"
    assert "Nothing waits for an answer." in said and "Your next rituals" in said


def test_without_a_team_it_says_how_to_get_one(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, replace(DAVID, roles=(Role.ADMIN,)))))
    lines = page(bot, "david")
    assert any("Vous n’êtes dans aucune équipe" in line for line in lines)
    assert not any("Printemps" in line for line in lines)


@pytest.mark.not_on_playground("the page is looked at, which no event tells")
@pytest.mark.not_on_teams("there a card is asked for, and answered")
def test_looking_says_nothing_to_anybody(bot: Bot) -> None:
    opens(bot, "chloe")
    with Session(bot.app.engine) as session:
        assert session.exec(select(Outbox)).all() == []
        assert len(session.exec(select(Inbox)).all()) == 1


@pytest.mark.not_on_playground("nobody is a stranger there")
@pytest.mark.not_on_teams("whoever does something says who they are")
def test_a_stranger_is_told_neutrally(bot: Bot) -> None:
    told = opens(bot, "mallory").card.plain_text()
    assert "prochain" not in told and "mardi" not in told


# -- how much there may be -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_sixty_actions_forty_requests_and_five_teams_stay_under_a_hundred_blocks(
    make_bot: MakeBot, language: str
) -> None:
    """F7: on Slack's real renderer; what finds no place is counted, with a button to all of it."""
    busy = replace(ALICE, language=language)
    bot = make_bot(SomeTeam(people=(busy, BRUNO, CHLOE)))
    for name in ("Été", "Automne", "Hiver", "Soldes"):
        bot.further_team(SomeTeam(people=(busy, BRUNO), name=name, channel=name))
    with begin(bot.app.engine) as session:
        alice = session.exec(select(Person).where(col(Person.name) == "Alice")).one()
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, "Juridique", bot.id_of("alice"))
        for team in session.exec(select(Team).order_by(col(Team.id))).all():
            runs.begin(session, team).called_at = bot.clock.now()
            for number in range(12):
                due_on, words = date(2027, 3, 10) + timedelta(days=number), f"Action {number} " + "mot " * 40
                args = (alice.id or 0, due_on, ActionSource.COMMAND, "", alice.id or 0, bot.clock.now())
                actions.propose(session, team.id or 0, words, *args)
        for number in range(40):
            ask(session, bot, f"Demande {number} " + "mot " * 20, "Alice" if number % 2 else "Chloe")
    bot.until("2027-03-02 09:40")
    card = opens(bot, "alice").card
    blocks = slack_home(card, Words(language))["blocks"]
    assert len(blocks) < VIEW_BLOCKS
    assert not any("slack.cut" in str(block) for block in blocks)
    more = {button.ref: button.label for button in buttons(card) if button.action == "home.more"}
    rest = {"fr": "{} de plus", "en": "{} more"}[language]
    assert more == {
        "due": rest.format(2),  # five stand-ups and five retros, eight shown
        "actions": rest.format(55),
        "requests": rest.format(15),
        "desk": rest.format(15),
    }
    clicked = bot.person("alice")
    clicked.presses_ref("home.more", "requests")
    assert sum("Demande" in line for line in clicked.told.splitlines()) == 20
