"""One person: what they set, when they may be written to, what comes next for them; and who answers for a team."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from ritualbot.rituals.calendar import local_day, region_of
from ritualbot.rituals.hours import next_open_minute
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.person import Settings, differing
from ritualbot.rituals.standup import Presence, next_opening
from ritualbot.store import alarms, standup as standups, standup_run, team as teams
from ritualbot.store.standup import Standup
from ritualbot.store.team import Address, Person, Team, TenantRole, Workspace

USUAL_ZONE = "Europe/Paris"  # of someone whose platform tells none
FOLLOWERS = (Role.OBSERVER, Role.SPONSOR)  # those who may have the summary sent to them


def by_ref(session: Session, ref: str) -> Person | None:
    return session.exec(select(Person).where(col(Person.ref) == ref)).first()


def settings_of(person: Person, language: str) -> Settings:
    """`language` is the one they are spoken to where they set none."""
    return Settings(
        tz=person.tz,
        language=person.language or language,
        opens=person.opens,
        closes=person.closes,
        region=person.region,
        days=frozenset(int(day) for day in person.days.split(",") if day),
        function=person.function,
    )


def write(session: Session, person: Person, before: Settings, after: Settings) -> frozenset[str]:
    """Writes what the person changed themselves, which nobody else overwrites from then on; the fields' names."""
    changed = differing(before, after)
    for field in changed:
        value = getattr(after, field)
        setattr(person, field, ",".join(str(day) for day in sorted(value)) if field == "days" else value)
    person.typed = ",".join(sorted(person.typed_fields() | changed))
    session.add(person)
    session.flush()
    return changed


def next_open(session: Session, person: Person, moment: datetime) -> datetime | None:
    """The next minute this person may be written to unasked; None: they work on no day within a year."""
    return next_open_minute(teams.work_pattern(session, person, moment), person.opens, person.closes, moment)


# What a platform says of them ---------------------------------------------------------------------


@dataclass(frozen=True)
class Described:
    """What a platform told of someone, fit to be kept; empty where it told nothing."""

    user: str
    name: str
    tz: str
    language: str


def new(session: Session, workspace: Workspace, told: Described) -> Person:
    """Someone nobody here knew, at their first address; in no team yet."""
    zone = told.tz or USUAL_ZONE
    person = Person(
        tenant_id=workspace.tenant_id,
        name=told.name or told.user,
        tz=zone,
        language=told.language,
        region=region_of(zone),
    )
    session.add(person)
    session.flush()
    assert workspace.id is not None and person.id is not None
    session.add(Address(workspace_id=workspace.id, person_id=person.id, user=told.user))
    session.flush()
    return person


def describe(session: Session, person: Person, told: Described) -> None:
    """What the person typed themselves stays."""
    for field in ("name", "tz", "language"):
        value = getattr(told, field)
        if value and field not in person.typed_fields():
            setattr(person, field, value)
    session.add(person)
    session.flush()


def set_admin(session: Session, person: Person, *, wanted: bool) -> bool:
    """Gives or takes the admin's role over the person's tenant; whether that changed anything."""
    assert person.id is not None
    held = session.exec(
        select(TenantRole).where(
            col(TenantRole.tenant_id) == person.tenant_id,
            col(TenantRole.person_id) == person.id,
            col(TenantRole.role) == Role.ADMIN,
        )
    ).first()
    if wanted == (held is not None):
        return False
    if held is not None:
        session.delete(held)
    else:
        session.add(TenantRole(tenant_id=person.tenant_id, person_id=person.id, role=Role.ADMIN))
    session.flush()
    return True


# What comes next ----------------------------------------------------------------------------------


def standups_of(session: Session, person: Person) -> list[Standup]:
    """The stand-ups of every team in which the person holds a role."""
    assert person.id is not None
    mine = teams.teams_of(session, person.id)
    return [standup for team in mine for standup in standups.of_team_all(session, team.id or 0)]


def next_prompt(session: Session, person: Person, now: datetime) -> datetime | None:
    """When the person is asked next, in any of their teams."""
    moments = [_next_of(session, standup, person, now) for standup in standups_of(session, person)]
    return min((moment for moment in moments if moment is not None), default=None)


def _next_of(session: Session, standup: Standup, person: Person, now: datetime) -> datetime | None:
    assert standup.id is not None and person.id is not None
    if standup.sleeps() or person.id not in {each.id for each in standup_run.participants(session, standup)}:
        return None
    run = standups.live_run(session, standup.id)
    part = standups.part_of(session, run.id, person.id) if run and run.id else None
    if part is not None and part.presence == Presence.EXPECTED and not part.prompted and part.prompt_at >= now:
        return part.prompt_at
    after = max(standup.last_on or date.min, local_day(now, person.zone()) - timedelta(days=2))
    mine = [standup_run.attendee(session, person, now)]
    opening = next_opening(after, standup.at, standup.schedule(), mine, now)
    return opening.at if opening else None


# A first word -------------------------------------------------------------------------------------


def expect_welcome(session: Session, people: Iterable[Person], actor: str, now: datetime) -> None:
    """Whoever never heard from us does so at the next open minute of their hours. `actor`: who added them."""
    for person in people:
        at = next_open(session, person, now) if person.welcomed_at is None else None
        if at is not None:
            person.added_by = person.added_by or actor
            session.add(person)
            alarms.set(session, "person.welcome", person.ref, at)


# Who answers for a team ---------------------------------------------------------------------------


def admins(session: Session, tenant_id: int) -> list[Person]:
    """The active admins of a tenant, in the order they became it."""
    query = (
        select(Person)
        .join(TenantRole, col(TenantRole.person_id) == col(Person.id))
        .where(col(TenantRole.tenant_id) == tenant_id, col(TenantRole.role) == Role.ADMIN, col(Person.active))
        .order_by(col(TenantRole.id))
    )
    return list(session.exec(query))


def leads(session: Session, team: Team, now: datetime) -> list[Person]:
    """Who is told when something needs a hand: the scrum masters at work today, else the assistants who are, else the
    admins who are; with nobody at work, the first of these there is."""
    assert team.id is not None
    ranks = (
        teams.people_with(session, team.id, Role.SCRUM_MASTER),
        teams.people_with(session, team.id, Role.ASSISTANT),
        admins(session, team.tenant_id),
    )
    at_work = (at_work_today(session, rank, now) for rank in ranks)
    return next((found for found in (*at_work, *ranks) if found), [])


def at_work_today(session: Session, people: Iterable[Person], now: datetime) -> list[Person]:
    """Those who work today, each on their own calendar."""
    return [
        person for person in people if teams.work_pattern(session, person, now).works_on(local_day(now, person.zone()))
    ]


def followers(session: Session, team_id: int) -> list[Person]:
    """Observers and sponsors who asked for the summary as a direct message, and are not asked themselves."""
    asked = {person.id for person in teams.people_with(session, team_id, *teams.PARTICIPANTS)}
    found = teams.people_with(session, team_id, *FOLLOWERS)
    return [person for person in found if person.follows and person.id not in asked]
