"""A team written from its spec: once, again, changed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.questions import Kind
from ritualbot.rituals.team import read_team_file, write_team_file
from ritualbot.rituals.team_spec import QUESTIONS, ClosureSpec, PersonSpec, QuestionSpec, TeamSpec
from ritualbot.store import alarms, audit, standup as standups, team as teams, team_roster as roster
from ritualbot.store.engine import begin
from ritualbot.store.standup import Standup
from ritualbot.store.team import Membership, Person, Team, Tenant, Workspace
from ritualbot.store.team_setup import Applied, about_team, apply, save, spec_of

NOW = datetime(2027, 3, 2, 8, 20, tzinfo=UTC)  # Tuesday, 09:20 in Paris
LEAD = PersonSpec("Alice", "alice", frozenset({Role.MEMBER, Role.SCRUM_MASTER}))
BRUNO = PersonSpec("Bruno", "bruno")
SPEC = TeamSpec("Printemps", "Europe/Paris", "fr", "printemps", "FR", (LEAD, BRUNO))


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with begin(engine) as session:
        yield session


@pytest.fixture
def workspace(session: Session) -> Workspace:
    return house(session, "W1")


def house(session: Session, name: str, platform: str = "direct") -> Workspace:
    """A customer with one workspace."""
    tenant = Tenant(name=name, created_at=NOW)
    session.add(tenant)
    session.flush()
    made = Workspace(tenant_id=tenant.id or 0, platform=platform, external_id=name, name=name, language="fr")
    session.add(made)
    session.flush()
    return made


def put(session: Session, workspace: Workspace, spec: TeamSpec) -> Applied:
    applied = apply(session, workspace, spec, NOW, "command line")
    session.flush()
    session.expire_all()
    return applied


def person(session: Session, workspace: Workspace, user: str) -> Person:
    found = teams.person_at(session, workspace.id or 0, user)
    assert found is not None
    return found


def standup(session: Session, team: Team) -> Standup:
    found = standups.of_team(session, team.id or 0)
    assert found is not None
    return found


def audited(session: Session, workspace: Workspace) -> list[str]:
    rows = session.scalars(sa.select(audit.Audit).order_by(sa.column("number")))
    return [row.action for row in rows if row.tenant_id == workspace.tenant_id]


def test_a_new_team_has_all_it_takes(session: Session, workspace: Workspace) -> None:
    applied = put(session, workspace, SPEC)
    team = applied.team
    assert applied.created
    assert (team.name, team.name_key, team.tenant_id) == ("Printemps", "printemps", workspace.tenant_id)
    [place] = teams.destinations(session, team.id or 0)
    assert (place.conversation, place.name, place.language) == ("printemps", "printemps", "fr")
    alice, bruno = person(session, workspace, "alice"), person(session, workspace, "bruno")
    assert teams.roles_in(session, alice.id or 0, team) == {Role.MEMBER, Role.SCRUM_MASTER}
    assert (bruno.tz, bruno.region, bruno.days, bruno.language) == ("Europe/Paris", "FR", "0,1,2,3,4", "")
    assert standup(session, team).next_on == date(2027, 3, 2)
    rings_at = alarms.rings_at(session, "standup.open", standup(session, team).ref)
    assert rings_at == datetime(2027, 3, 2, 8, 30, tzinfo=UTC)
    assert [row.key for row in standups.questions(session, standup(session, team).id or 0)] == [
        "moved",
        "today",
        "blocker",
    ]
    assert audited(session, workspace) == ["team.created"]


def test_applying_twice_changes_nothing(session: Session, workspace: Workspace) -> None:
    first = put(session, workspace, SPEC)
    again = put(session, workspace, SPEC)
    assert (again.created, again.changes, again.team.id) == (False, 0, first.team.id)
    assert audited(session, workspace) == ["team.created"]


def test_what_was_written_reads_back_and_applies_without_a_change(session: Session, workspace: Workspace) -> None:
    questions = (QuestionSpec(Kind.SCALE, "Ça va ?", "q1", required=True), *QUESTIONS[1:])
    days = frozenset({0, 2})
    ines = PersonSpec("Inès", "ines", frozenset({Role.SPONSOR}), "Asia/Tokyo", "en", "JP", days, "CRM")
    rhythm = replace(
        SPEC.standup,
        at=time(10),
        summary=time(15),
        window=timedelta(hours=3),
        reminder=timedelta(minutes=40),
        days=days,
        questions=questions,
    )
    spec = replace(SPEC, people=(LEAD, BRUNO, ines), standup=rhythm)
    team = put(session, workspace, spec).team
    found = spec_of(session, team)
    assert found.people[2] == ines
    assert found.standup == rhythm
    assert replace(found, people=()) == replace(spec, people=())
    assert [each.roles for each in found.people] == [each.roles for each in spec.people]
    assert put(session, workspace, found).changes == 0
    assert spec_of(session, team, workspace) == found


def test_a_file_that_was_shown_applies_without_a_change(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    shown = write_team_file(spec_of(session, team))
    assert put(session, workspace, read_team_file(shown)[0]).changes == 0


def test_a_change_of_time_moves_the_next_stand_up(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    later = replace(SPEC, standup=replace(SPEC.standup, at=time(10), days=frozenset({2})))
    assert put(session, workspace, later).changes == 2
    assert standup(session, team).next_on == date(2027, 3, 3)
    rings_at = alarms.rings_at(session, "standup.open", standup(session, team).ref)
    assert rings_at == datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
    assert audited(session, workspace) == ["team.created", "team.applied"]


def test_roles_become_those_of_the_spec(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    chloe = PersonSpec("Chloé", "chloe", frozenset({Role.OBSERVER}))
    swapped = replace(
        SPEC, people=(replace(LEAD, roles=frozenset({Role.SPONSOR})), replace(BRUNO, roles=LEAD.roles), chloe)
    )
    put(session, workspace, swapped)
    assert teams.roles_in(session, person(session, workspace, "alice").id or 0, team) == {Role.SPONSOR}
    assert teams.roles_in(session, person(session, workspace, "bruno").id or 0, team) == LEAD.roles
    put(session, workspace, SPEC)
    chloe_row = person(session, workspace, "chloe")
    assert teams.roles_in(session, chloe_row.id or 0, team) == frozenset()
    assert chloe_row.active


def test_who_joined_from_another_workspace_stays(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    guest = Person(tenant_id=workspace.tenant_id, name="Guest", tz="UTC", language="", region="FR")
    session.add(guest)
    session.flush()
    session.add(Membership(team_id=team.id or 0, person_id=guest.id or 0, role=Role.MEMBER))
    session.flush()
    assert put(session, workspace, SPEC).changes == 0
    assert teams.roles_in(session, guest.id or 0, team) == {Role.MEMBER}


def test_what_a_file_leaves_out_stays_as_it_is(session: Session, workspace: Workspace) -> None:
    said = PersonSpec("Bruno", "bruno", BRUNO.roles, "America/Toronto", "en", "CA-ON", frozenset({0}), "CRM")
    put(session, workspace, replace(SPEC, people=(LEAD, said)))
    assert put(session, workspace, SPEC).changes == 0
    put(session, workspace, replace(SPEC, tz="Europe/London", region="GB"))
    alice, bruno = person(session, workspace, "alice"), person(session, workspace, "bruno")
    assert (alice.tz, alice.region) == ("Europe/London", "GB")
    assert (bruno.tz, bruno.region, bruno.days, bruno.function) == ("America/Toronto", "CA-ON", "0", "CRM")


def test_a_second_team_moves_nobody_to_its_zone(session: Session, workspace: Workspace) -> None:
    put(session, workspace, SPEC)
    other = replace(SPEC, name="Automne", channel="automne", tz="America/Toronto", region="CA-ON")
    assert put(session, workspace, other).created
    assert person(session, workspace, "alice").tz == "Europe/Paris"


def test_a_team_is_found_again_by_its_channel_and_renamed(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    renamed = put(session, workspace, replace(SPEC, name="Été"))
    assert (renamed.team.id, renamed.created) == (team.id, False)
    assert (renamed.team.name, renamed.team.name_key) == ("Été", "ete")


def test_a_team_is_found_again_by_its_name_and_moves(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    put(session, workspace, replace(SPEC, channel="ailleurs"))
    [place] = teams.destinations(session, team.id or 0)
    assert (place.conversation, place.name) == ("ailleurs", "ailleurs")


def test_a_name_or_a_channel_of_another_team_is_refused(session: Session, workspace: Workspace) -> None:
    put(session, workspace, SPEC)
    other = put(session, workspace, replace(SPEC, name="Automne", channel="automne")).team
    with pytest.raises(RuleBroken, match="name_taken") as name:
        save(session, workspace, None, replace(SPEC, name="PRÏNTEMPS", channel="new"), NOW, "x")
    assert name.value.field == "name"
    with pytest.raises(RuleBroken, match="name_taken"):
        save(session, workspace, other, replace(SPEC, channel="automne"), NOW, "x")
    with pytest.raises(RuleBroken, match="channel_taken"):
        apply(session, workspace, replace(SPEC, name="Automne"), NOW, "x")


def test_another_customer_may_use_the_same_names(session: Session, workspace: Workspace) -> None:
    mine = put(session, workspace, SPEC).team
    other = house(session, "W2")
    theirs = put(session, other, SPEC)
    assert theirs.created
    assert theirs.team.id != mine.id
    assert person(session, other, "alice").id != person(session, workspace, "alice").id


def test_a_team_without_scrum_master_is_refused(session: Session, workspace: Workspace) -> None:
    put(session, workspace, SPEC)
    with pytest.raises(FieldsRefused, match="no_scrum_master"):
        apply(session, workspace, replace(SPEC, people=(BRUNO,)), NOW, "x")


def test_someone_deactivated_is_neither_shown_nor_taken_back(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    person(session, workspace, "bruno").active = False
    session.flush()
    assert [each.user for each in spec_of(session, team).people] == ["alice"]
    with pytest.raises(RuleBroken, match="person_inactive"):
        apply(session, workspace, SPEC, NOW, "x")


def test_questions_change_by_their_key(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    before = {row.key: row.id for row in standups.questions(session, standup(session, team).id or 0)}
    own = QuestionSpec(Kind.TEXT, "Et demain ?", "q1")
    asked = (QUESTIONS[2], own, QUESTIONS[1])
    put(session, workspace, replace(SPEC, standup=replace(SPEC.standup, questions=asked)))
    after = {row.key: row.id for row in standups.questions(session, standup(session, team).id or 0)}
    assert list(after) == ["blocker", "q1", "today"]
    assert (after["blocker"], after["today"]) == (before["blocker"], before["today"])


def test_closures_become_those_of_the_spec_for_everyone_the_rituals_ask(session: Session, workspace: Workspace) -> None:
    """B4: and a file that names none leaves those added with the button."""
    bridge, inventory = date(2027, 3, 5), ClosureSpec(date(2027, 3, 3), date(2027, 3, 4), "Inventaire")
    spec = replace(SPEC, closures=(inventory, ClosureSpec(bridge, bridge)))
    team = put(session, workspace, spec).team
    assert standup(session, team).next_on == date(2027, 3, 2)
    pattern = teams.work_pattern(session, person(session, workspace, "bruno"), NOW)
    assert pattern.closures == {date(2027, 3, 3), date(2027, 3, 4), bridge}
    assert put(session, workspace, spec).changes == 0
    assert put(session, workspace, SPEC).changes == 0
    assert spec_of(session, team).closures == spec.closures
    assert put(session, workspace, replace(spec, closures=(inventory,))).changes == 1
    assert spec_of(session, team).closures == (inventory,)


def test_saving_a_team_sets_the_question_of_its_next_bridge_day(session: Session, workspace: Workspace) -> None:
    """B5: Ascension 2027 in France: Thursday 22 April, 10:00 in Paris."""
    team = put(session, workspace, SPEC).team
    assert alarms.rings_at(session, "absence.bridge", team.ref) == datetime(2027, 4, 22, 8, 0, tzinfo=UTC)


def test_looking_up(session: Session, workspace: Workspace) -> None:
    team = put(session, workspace, SPEC).team
    assert about_team(session, team.ref) == team.id
    assert about_team(session, "") is None
    assert roster.names_at(session, workspace.id or 0, ["alice", "nobody"]) == {"alice": "Alice"}
    assert roster.names_at(session, house(session, "W2").id or 0, ["alice"]) == {}
    alice = person(session, workspace, "alice")
    assert roster.roles_anywhere(session, alice) == {Role.MEMBER, Role.SCRUM_MASTER}
