"""Who did what and when: append-only, chained by hashes per tenant, without content."""

import hashlib
import json
from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.store.desk import Desk
from ritualbot.store.engine import UtcDateTime, on_postgresql
from ritualbot.store.request import Request
from ritualbot.store.request_link import RequestLink
from ritualbot.store.team import Person, Team

SHOWN = 20
SYSTEM, COMMAND_LINE = "system", "command line"  # who acts where nobody does


class Action(StrEnum):
    """What is recorded; each has words (`audit.action.<value>`)."""

    TEAM_CREATED = "team.created"
    TEAM_APPLIED = "team.applied"
    TEAM_LEAD_PASSED = "team.lead_passed"
    TEAM_SCRUM_MASTER_ACCEPTED = "team.scrum_master_accepted"
    TEAM_SCRUM_MASTER_DECLINED = "team.scrum_master_declined"
    TEAM_CHARTER_OBJECTIVE = "team.charter_objective"
    TEAM_CHARTER_KPI = "team.charter_kpi"
    TEAM_CHARTER_SPONSOR = "team.charter_sponsor"
    TEAM_CHARTER_LEADS = "team.charter_leads"
    TEAM_CHARTER_MEMBERS = "team.charter_members"
    TEAM_CHARTER_AXIS = "team.charter_axis"
    TEAM_CHARTER_AUDIENCE = "team.charter_audience"
    TEAM_CHARTER_DESKS = "team.charter_desks"
    TEAM_CHARTER_AGENCIES = "team.charter_agencies"
    SETUP_CODE_ISSUED = "setup.code_issued"
    SETUP_CODE_CLAIMED = "setup.code_claimed"
    SETUP_CODE_USED = "setup.code_used"
    ACCESS_ASKED = "access.asked"
    ACCESS_GRANTED = "access.granted"
    ACCESS_REFUSED = "access.refused"
    PERSON_LEFT = "person.left"
    PERSON_RETURNED = "person.returned"
    PERSON_ADMIN_GIVEN = "person.admin_given"
    PERSON_ADMIN_TAKEN = "person.admin_taken"
    ABSENCE_DECLARED = "absence.declared"
    ABSENCE_CANCELLED = "absence.cancelled"
    CLOSURE_ADDED = "closure.added"
    CLOSURE_REMOVED = "closure.removed"
    BRIDGE_TEAM = "bridge.team"
    BRIDGE_EACH = "bridge.each"
    BRIDGE_NO = "bridge.no"
    BRIDGE_ASKED = "bridge.asked"
    STANDUP_RUN = "standup.run"
    STANDUP_SKIP = "standup.skip"
    STANDUP_SKIP_UNDONE = "standup.skip_undone"
    STANDUP_PAUSE = "standup.pause"
    STANDUP_RESUME = "standup.resume"
    STANDUP_ARCHIVE = "standup.archive"
    STANDUP_SCHEDULE = "standup.schedule"
    SPRINT_STARTED = "sprint.started"
    SPRINT_CHANGED = "sprint.changed"
    SPRINT_GOAL_APPROVED = "sprint.goal_approve"
    SPRINT_GOAL_REFUSED = "sprint.goal_refuse"
    SPRINT_CLOSED = "sprint.closed"
    SPRINT_REOPENED = "sprint.reopened"
    SPRINT_EXPORTED_NAMES = "sprint.exported_names"
    DESK_CREATED = "desk.created"
    DESK_LEAD_GIVEN = "desk.lead_given"
    DESK_LEAD_TAKEN = "desk.lead_taken"
    DESK_CONTACT_GIVEN = "desk.contact_given"
    DESK_CONTACT_TAKEN = "desk.contact_taken"
    DESK_DUTY = "desk.duty"
    DESK_BACKUP = "desk.backup"
    DESK_HOURS = "desk.hours"
    DESK_MEETING = "desk.meeting"
    DESK_PROPOSED = "desk.proposed"
    DESK_AGREED = "desk.agreed"
    DESK_CHANNEL = "desk.channel"
    DESK_CHANNEL_OFF = "desk.channel_off"
    HYPOTHESIS_AMENDED = "hypothesis.amended"
    HYPOTHESIS_OVERRIDDEN = "hypothesis.overridden"
    HYPOTHESIS_SETTINGS = "hypothesis.settings"
    REQUEST_TAKEN = "request.taken"
    REQUEST_UNTAKEN = "request.untaken"
    REQUEST_APPROVED = "request.approved"
    REQUEST_RESERVED = "request.reserved"
    REQUEST_REFUSED = "request.refused"
    REQUEST_CORRECTED = "request.corrected"
    REQUEST_ACCEPTED = "request.accepted"
    REQUEST_SIGNED_OFF = "request.signed_off"
    REQUEST_REOPENED = "request.reopened"
    REQUEST_TAKEN_BY_LINK = "request.taken_by_link"
    REQUEST_ASKED_BY_LINK = "request.asked_by_link"
    REQUEST_ANSWERED_BY_LINK = "request.answered_by_link"
    REQUEST_LINK_MADE = "request.link_made"
    REQUEST_LINK_REVOKED = "request.link_revoked"
    DASHBOARD_LINK_MADE = "dashboard.link_made"
    DASHBOARD_LINK_REVOKED = "dashboard.link_revoked"
    SPONSOR_ASKED = "sponsor.asked"
    SPONSOR_TAKE = "sponsor.take"
    SPONSOR_MEET = "sponsor.meet"
    SPONSOR_NOT_NOW = "sponsor.not_now"
    SPONSOR_HAND = "sponsor.hand"
    PILOT_SCALED = "pilot.scaled"
    PILOT_EXTENDED = "pilot.extended"
    PILOT_STOPPED = "pilot.stopped"
    DIGEST_SENT = "digest.sent"
    DIGEST_WORD = "digest.word"
    DIGEST_LINE_REMOVED = "digest.line_removed"
    DIGEST_RHYTHM = "digest.rhythm"
    DECISION_ASKED = "decision.asked"
    WORKSPACE_INSTALLED = "workspace.installed"
    WORKSPACE_PAUSED = "workspace.paused"
    WORKSPACE_RESUMED = "workspace.resumed"
    PLACE_RENAMED = "place.renamed"
    PLACE_CLOSED = "place.closed"
    PLACE_SHARED = "place.shared"
    PLACE_OPENED = "place.opened"
    SECRETS_ROTATED = "secrets.rotated"
    AUDIT_EXPORTED = "audit.exported"
    AUDIT_CHECKPOINT = "audit.checkpoint"


class Audit(SQLModel, table=True):
    """`hash` covers the row and `previous`: changing or removing any row breaks every later one."""

    __table_args__ = (sa.UniqueConstraint("tenant_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    tenant_id: int = Field(foreign_key="tenant.id")
    number: int
    at: datetime = Field(sa_type=UtcDateTime)
    actor: str  # a person's ref, SYSTEM or COMMAND_LINE
    action: str
    object: str
    result: str
    previous: str
    hash: str


def record(
    session: Session,
    tenant_id: int,
    at: datetime,
    *,
    actor: str,
    action: Action,
    object: str,
    result: str = "done",
) -> None:
    """Appends a row."""
    _queue(session, tenant_id)
    last = session.exec(
        select(Audit).where(col(Audit.tenant_id) == tenant_id).order_by(col(Audit.number).desc()).limit(1)
    ).first()
    row = Audit(
        tenant_id=tenant_id,
        number=last.number + 1 if last else 1,
        at=at,
        actor=actor,
        action=action,
        object=object,
        result=result,
        previous=last.hash if last else "",
        hash="",
    )
    row.hash = digest(row)
    session.add(row)
    session.flush()


def _queue(session: Session, tenant_id: int) -> None:
    """Writers of one tenant wait for each other, so that the chain has no fork; on SQLite all writers do."""
    if on_postgresql(session):
        session.connection().execute(sa.text("SELECT pg_advisory_xact_lock(7301, :tenant)"), {"tenant": tenant_id})


def digest(row: Audit) -> str:
    """SHA-256 over the row's fields and its predecessor's hash."""
    parts = [
        row.tenant_id,
        row.number,
        row.at.astimezone(UTC).isoformat(),
        row.actor,
        row.action,
        row.object,
        row.result,
        row.previous,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def broken_at(session: Session, tenant_id: int) -> int | None:
    """The number of the first row that does not fit the chain, or None when it is whole."""
    previous = ""
    for place, row in enumerate(chain(session, tenant_id)):
        if place == 0 and row.action == Action.AUDIT_CHECKPOINT:
            previous = row.hash  # that of the last row it stands for
            continue
        if row.previous != previous or row.hash != digest(row):
            return row.number
        previous = row.hash
    return None


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """One checkpoint row, with the hash of the last of them, takes the place of a tenant's rows from before then."""
    _queue(session, tenant_id)
    old = [row for row in chain(session, tenant_id) if row.at < before]
    if not old:
        return
    *gone, last = old
    for row in gone:
        session.delete(row)
    last.action, last.actor, last.object, last.result = Action.AUDIT_CHECKPOINT, SYSTEM, "", "done"
    last.previous, last.at = "", before
    session.add(last)
    session.flush()


def chain(session: Session, tenant_id: int) -> list[Audit]:
    """All of a tenant's rows, the oldest first."""
    return list(session.exec(select(Audit).where(col(Audit.tenant_id) == tenant_id).order_by(col(Audit.number))))


def latest(session: Session, tenant_id: int) -> list[Audit]:
    """The last rows of a tenant, the newest first."""
    query = select(Audit).where(col(Audit.tenant_id) == tenant_id).order_by(col(Audit.number).desc())
    return list(session.exec(query.limit(SHOWN)))


def names(session: Session, tenant_id: int, refs: Collection[str]) -> dict[str, str]:
    """What the people, teams and desks of a tenant are called, by ref, and who was given a link; a request is its
    number, for what it is about is content."""
    people = session.exec(select(Person).where(col(Person.tenant_id) == tenant_id, col(Person.ref).in_(refs)))
    teams = session.exec(select(Team).where(col(Team.tenant_id) == tenant_id, col(Team.ref).in_(refs)))
    desks = session.exec(select(Desk).where(col(Desk.tenant_id) == tenant_id, col(Desk.ref).in_(refs)))
    named = {each.ref: each.name for each in (*people, *teams, *desks)}
    return named | _of_requests(session, tenant_id, refs)


def _of_requests(session: Session, tenant_id: int, refs: Collection[str]) -> dict[str, str]:
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    own = select(Request).where(col(Request.team_id).in_(mine), col(Request.ref).in_(refs))
    links = select(RequestLink).join(Request, col(Request.id) == col(RequestLink.request_id))
    given = links.where(col(Request.team_id).in_(mine), col(RequestLink.ref).in_(refs))
    numbers = {each.ref: f"#{each.number}" for each in session.exec(own)}
    return numbers | {each.ref: each.name for each in session.exec(given)}
