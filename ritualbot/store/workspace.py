"""How a workspace and its conversations come, stop taking messages, and take them again; what was missed meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select, update

from ritualbot.chat.events import PlaceState
from ritualbot.store import team as teams
from ritualbot.store.outbox import Outbox, State
from ritualbot.store.team import Destination, Team, Tenant, Workspace, WorkspaceState

_MISSED = "missed"
_AT_ONCE = 500  # rows changed by one statement: SQLite takes so many variables and no more


@dataclass(frozen=True)
class Missed:
    """A message that will not be sent any more."""

    id: int
    kind: str
    conversation: str
    user: str


def create(session: Session, platform: str, external_id: str, name: str, language: str, now: datetime) -> Workspace:
    """A customer and their first place on a platform."""
    tenant = Tenant(name=name, created_at=now)
    session.add(tenant)
    session.flush()
    assert tenant.id is not None
    made = Workspace(
        tenant_id=tenant.id, platform=platform, external_id=external_id, name=name, language=language, resumed_at=now
    )
    session.add(made)
    session.flush()
    return made


def pause(session: Session, workspace: Workspace, reason: str, now: datetime) -> bool:
    """Nothing is sent there from now on. False: it was paused before."""
    to: dict[str, object] = {"state": WorkspaceState.PAUSED, "reason": reason, "paused_at": now}
    return _turn(session, workspace, WorkspaceState.ACTIVE, to)


def resume(session: Session, workspace: Workspace, now: datetime) -> bool:
    """False: it was not paused. Either way what is said of it from before this moment no longer counts."""
    to: dict[str, object] = {"state": WorkspaceState.ACTIVE, "reason": "", "paused_at": None, "resumed_at": now}
    if _turn(session, workspace, WorkspaceState.PAUSED, to):
        return True
    workspace.resumed_at = now
    session.add(workspace)
    session.flush()
    return False


def _turn(session: Session, workspace: Workspace, start: WorkspaceState, to: dict[str, object]) -> bool:
    """Of several who see the same at once, one turns it."""
    done = session.connection().execute(
        update(Workspace).where(col(Workspace.id) == workspace.id, col(Workspace.state) == start).values(**to)
    )
    session.refresh(workspace)
    return bool(done.rowcount)


def paused(session: Session) -> list[Workspace]:
    query = select(Workspace).where(col(Workspace.state) == WorkspaceState.PAUSED).order_by(col(Workspace.id))
    return list(session.exec(query))


def suspended(session: Session) -> list[Destination]:
    """The conversations nothing is posted to for now."""
    query = select(Destination).where(col(Destination.state) != PlaceState.OPEN).order_by(col(Destination.id))
    return list(session.exec(query))


def set_place_state(session: Session, place: Destination, state: PlaceState, now: datetime) -> bool:
    """False: it was so before."""
    if place.state == state:
        return False
    place.state = state
    place.suspended_at = None if state is PlaceState.OPEN else place.suspended_at or now
    session.add(place)
    session.flush()
    return True


def rename_place(session: Session, place: Destination, name: str) -> None:
    place.name = name
    session.add(place)
    session.flush()


def teams_in(session: Session, workspace_id: int) -> list[Team]:
    """The teams whose rituals live there."""
    here = select(Destination.team_id).where(col(Destination.workspace_id) == workspace_id)
    return list(session.exec(select(Team).where(col(Team.id).in_(here)).order_by(col(Team.id))))


def users_of(session: Session, team: Team, workspace_id: int) -> frozenset[str]:
    """The platform's user ids of a team's people."""
    assert team.id is not None
    there = teams.users(session, workspace_id)
    return frozenset(there[each.person_id] for each in teams.memberships(session, team.id) if each.person_id in there)


# What was missed ----------------------------------------------------------------------------------


def give_up_late(
    session: Session, workspace_id: int, conversation: str, now: datetime, late: Mapping[str, timedelta]
) -> list[Missed]:
    """Ends what still waits, of one conversation or (empty) all, and is later than its kind may be; what was ended.

    A message that has begun is finished, and one that stands is kept true, however late.
    """
    here = [col(Outbox.workspace_id) == workspace_id, col(Outbox.state) == State.PENDING]
    if conversation:
        here.append(col(Outbox.conversation) == conversation)
    stands = aliased(Outbox)
    posted = select(stands.id).where(
        col(stands.subject) == col(Outbox.subject), col(stands.state) == State.SENT, col(stands.message) != ""
    )
    query = select(Outbox).where(*here, col(Outbox.page) == 1, ~posted.exists()).order_by(col(Outbox.id))
    found = [row for row in session.exec(query) if row.kind in late and now > row.not_before + late[row.kind]]
    _end(session, found)
    return [Missed(row.id or 0, row.kind, row.conversation, row.user) for row in found]


def _end(session: Session, rows: Sequence[Outbox]) -> None:
    """With the further pages of each."""
    for start in range(0, len(rows), _AT_ONCE):
        subjects = [row.subject for row in rows[start : start + _AT_ONCE]]
        gone = update(Outbox).where(col(Outbox.subject).in_(subjects), col(Outbox.state) == State.PENDING)
        session.connection().execute(gone.values(state=State.EXPIRED, reason=_MISSED))
