"""What the playground begins with."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from ritualbot.app.seed import CHANNELS, seed, seed_people
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.hypothesis_act import Act, possible
from ritualbot.rituals.hypothesis_history import HypothesisState, Verdict
from ritualbot.rituals.hypothesis_reading import reading_of
from ritualbot.rituals.hypothesis_verdict import Basis
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.pilot import PilotState
from ritualbot.rituals.request_types import types_of
from ritualbot.rituals.standup import Presence
from ritualbot.store import (
    alarms,
    dashboard,
    desk_people,
    hypothesis as hypotheses,
    hypothesis_listen as listens,
    pilot as pilots,
    request_desk,
    sprint as sprints,
    sprint_item as items,
    standup as standups,
    team as teams,
)
from ritualbot.store.engine import begin
from ritualbot.store.standup import RunState, Standup, StandupRun
from ritualbot.store.team import Person, Team, Workspace
from ritualbot.store.team_roster import roles_anywhere
from ritualbot.store.team_setup import spec_of

NOW = datetime(2027, 3, 2, 8, 20, tzinfo=UTC)  # Tuesday, 09:20 in Paris


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with begin(engine) as session:
        yield session


def person(session: Session, workspace: Workspace, user: str) -> Person:
    found = teams.person_at(session, workspace.id or 0, user)
    assert found is not None
    return found


def standup(session: Session, team: Team) -> Standup:
    found = standups.of_team(session, team.id or 0)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("language", "function", "moved"), [("fr", "Campagnes", "Règlement"), ("en", "Campaigns", "Contest")]
)
def test_the_playground_begins_on_a_tuesday_with_its_monday_behind(
    session: Session, language: str, function: str, moved: str
) -> None:
    workspace = seed(session, NOW, language)
    team = teams.team_at(session, workspace.id or 0, CHANNELS[0])
    assert team is not None
    assert (team.name, team.language, workspace.language) == ("Printemps", language, language)
    spec = spec_of(session, team)
    users = ["alice", "bruno", "chloe", "lea", "david", "emma", "hugo", "ines", "karim", "nora", "claire"]
    assert [each.user for each in spec.people] == users
    assert {each.language for each in spec.people} == {language}
    assert person(session, workspace, "lea").function == function
    assert person(session, workspace, "hugo").tz == "America/Toronto"
    assert person(session, workspace, "ines").days == "0,1,3,4"
    assert standup(session, team).next_on == date(2027, 3, 2)
    rings_at = alarms.rings_at(session, "standup.open", standup(session, team).ref)
    assert rings_at == datetime(2027, 3, 2, 8, 30, tzinfo=UTC)
    lea = person(session, workspace, "lea").id or 0
    last = standups.last_answers(session, standup(session, team).id or 0, lea, date(2027, 3, 2))
    assert last is not None
    assert last[0] == date(2027, 3, 1)
    assert last[1]["today"].startswith(moved)
    assert "blocker" not in last[1]


def test_the_playgrounds_monday_is_closed_and_counts_everyone_asked(session: Session) -> None:
    workspace = seed(session, NOW, "fr")
    team = teams.team_at(session, workspace.id or 0, CHANNELS[0])
    assert team is not None
    run = session.scalars(sa.select(StandupRun).order_by(sa.desc("held_on"))).first()
    assert run is not None
    assert (run.state, run.held_on) == (RunState.CLOSED, date(2027, 3, 1))
    named = {each.id: user for user, each in teams.addressed(session, workspace.id or 0)}
    presence = {named[part.person_id]: part.presence for part in standups.parts(session, run.id or 0)}
    assert presence.pop("karim") == Presence.AWAY
    assert presence.pop("emma") == Presence.EXPECTED
    assert set(presence.values()) == {Presence.ANSWERED}
    assert len(presence) == 8


def test_karim_is_away_until_friday(session: Session) -> None:
    workspace = seed(session, NOW, "fr")
    pattern = teams.work_pattern(session, person(session, workspace, "karim"), NOW)
    assert pattern.absences == ((date(2027, 3, 1), date(2027, 3, 5)),)
    assert not pattern.works_on(date(2027, 3, 5))
    assert pattern.works_on(date(2027, 3, 8))


@pytest.mark.parametrize(
    ("language", "goal", "title"),
    [
        ("fr", "doubler les inscriptions au webinaire", "Bannière de printemps, V2"),
        ("en", "double the webinar sign-ups", "Spring banner, V2"),
    ],
)
def test_sprint_12_runs_on_its_seventh_day_of_ten(session: Session, language: str, goal: str, title: str) -> None:
    workspace = seed(session, NOW, language)
    team = teams.team_at(session, workspace.id or 0, CHANNELS[0])
    assert team is not None
    running = sprints.running_on(session, team, date(2027, 3, 2))
    assert running is not None
    assert (running.sprint.number, running.sprint.name, running.sprint.goal) == (12, "Sprint 12", goal)
    assert (running.progress.day, running.progress.days) == (7, 10)
    planned = items.of_sprint(session, running.sprint.id or 0)
    assert (planned[0].title, planned[0].need, len(planned)) == (title, "legal", 6)
    assert [row.state for row in planned].count("done") == 1
    assert len(items.backlog(session, team.id or 0)) == 2
    offered = alarms.rings_at(session, sprints.OFFER, running.sprint.ref)
    assert offered == datetime(2027, 3, 5, 13, 0, tzinfo=UTC)  # Friday, 14:00 in Paris


def test_an_empty_playground_has_the_people_and_no_team(session: Session) -> None:
    """Alice is its admin: she sets up the first team."""
    workspace = seed_people(session, NOW, "fr")
    assert teams.teams(session) == []
    people = dict(teams.addressed(session, workspace.id or 0))
    assert {"alice", "hugo", "ines", "claire"} <= people.keys() and len(people) == 11
    assert (people["hugo"].tz, people["ines"].days, people["lea"].function) == (
        "America/Toronto",
        "0,1,3,4",
        "Campagnes",
    )
    assert {user for user, who in people.items() if roles_anywhere(session, who)} == {"alice"}
    assert roles_anywhere(session, people["alice"]) == {Role.ADMIN}


@pytest.mark.parametrize(("language", "names"), [("fr", ["Juridique", "Achats"]), ("en", ["Legal", "Purchasing"])])
def test_two_desks_can_be_asked_and_played(session: Session, language: str, names: list[str]) -> None:
    """Each with somebody on duty, hours, and targets that were agreed on."""
    workspace = seed(session, NOW, language)
    found = desk_people.of_tenant(session, workspace.tenant_id)
    assert [desk.name for desk in found] == names
    for desk, user in zip(found, ("nadia", "olivier"), strict=True):
        [(seat, sitting)] = request_desk.people(session, desk.id or 0)
        assert seat.duty and sitting.id == person(session, workspace, user).id
        calendar = request_desk.calendar(session, desk.id or 0, request_desk.newest_version(session, desk.id or 0))
        assert calendar.windows_on(date(2027, 3, 2)) and not calendar.windows_on(date(2027, 3, 29))  # Easter Monday
        assert all(request_desk.terms(session, desk.id or 0, each.name).firm for each in types_of(DeskKind(desk.kind)))


@pytest.mark.parametrize(("language", "tag"), [("fr", "relance"), ("en", "reminder")])
def test_the_log_has_one_of_each_kind(session: Session, language: str, tag: str) -> None:
    """Folded from what happened, not written down: the columns say what the history says."""
    workspace = seed(session, NOW, language)
    team = teams.team_at(session, workspace.id or 0, CHANNELS[0])
    assert team is not None
    listed = hypotheses.listed(session, team.id or 0, list(HypothesisState))
    rows = {row.state: row for row in listed}  # the oldest of each
    assert {row.verdict for row in listed} == {"", Verdict.WON, Verdict.LOST, Verdict.INCONCLUSIVE}
    states = ["automated", "decided", "analysis", "running", "ready", "idea"]
    assert sorted(rows, key=lambda state: rows[state].number) == states
    assert (rows["automated"].tag, rows["decided"].verdict) == (tag, Verdict.WON)
    assert rows["decided"].learning and rows["automated"].learning
    ready = hypotheses.stand(session, rows["ready"])
    assert listens.by_ref(session, team.id or 0, ready.entry) is not None
    assert possible(Act.START, ready) and possible(Act.SHAPE, hypotheses.stand(session, rows["idea"]))
    for row in rows.values():
        steps = hypotheses.steps(session, row)
        assert [step.at for step in steps] == sorted(step.at for step in steps) and steps[-1].at < NOW


def test_a_test_runs_with_an_early_result_and_another_waits_for_its_verdict(session: Session) -> None:
    """31,234 a version show +10 % of 5 %; two weeks later fewer than half of them have come."""
    workspace = seed(session, NOW, "fr")
    team = teams.team_at(session, workspace.id or 0, CHANNELS[0])
    assert team is not None
    [running] = hypotheses.listed(session, team.id or 0, {HypothesisState.RUNNING})
    early = reading_of(hypotheses.stand(session, running), NOW.date())
    assert early is not None and (early.basis, early.trial.per_arm, early.proposed) == (Basis.EARLY, 31234, None)
    assert (early.trial.starts_on, early.trial.ends_on) == (date(2027, 2, 8), date(2027, 3, 14))
    rings_at = alarms.rings_at(session, "hypothesis.end_due", running.ref)
    assert rings_at == datetime(2027, 3, 15, 8, 0, tzinfo=UTC)
    [analysed] = hypotheses.listed(session, team.id or 0, {HypothesisState.ANALYSIS})
    found = reading_of(hypotheses.stand(session, analysed), NOW.date())
    assert found is not None and (found.basis, found.proposed, found.uneven) == (Basis.FIXED, Verdict.WON, False)


def test_a_pilot_of_twelve_weeks_has_its_first_checkpoint_behind(session: Session) -> None:
    workspace = seed(session, NOW, "fr")
    team = teams.team_at(session, workspace.id or 0, CHANNELS[0])
    assert team is not None
    row = pilots.in_team(session, team.id or 0, list(PilotState))[0]
    now = pilots.stand(session, row)
    assert (now.state, now.starts_on, row.ends_on) == (PilotState.RUNNING, date(2027, 2, 8), date(2027, 5, 2))
    assert list(now.checked) == [2] and not now.open_weeks
    asked_at = alarms.rings_at(session, pilots.DUE, row.ref)
    assert asked_at == datetime(2027, 3, 8, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_weeks_lie_behind_the_team(session: Session, language: str) -> None:
    """As the dashboard counts them by hand: seven weeks and a Monday of stand-ups, 12 blockers, 19 answers of desks."""
    workspace = seed(session, NOW, language)
    team = teams.team_at(session, workspace.id or 0, CHANNELS[0])
    assert team is not None
    weeks = dashboard.weekly_turnout(session, team.id or 0, date(2027, 1, 1))
    assert [week.turnout.percent() for week in weeks] == [84, 88, 92, 86, 80, 90, 94, 89]
    assert len(dashboard.blockers_since(session, team.id or 0, date(2027, 1, 1))) == 12
    closed = dashboard.requests_closed(session, team.id or 0, datetime(2026, 12, 1, tzinfo=UTC))
    assert len(closed) == 19 and all(row.closed_at and row.closed_at < NOW for row in closed)
    waiting = pilots.in_team(session, team.id or 0, [PilotState.AT_END])
    assert len(waiting) == 1
