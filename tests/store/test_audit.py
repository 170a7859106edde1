"""The audit chain: whole, or it says where it breaks."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import col, delete, select, update

from ritualbot.store import audit
from ritualbot.store.audit import Action, Audit
from ritualbot.store.engine import begin, reading
from ritualbot.store.team import Tenant, Workspace


@pytest.fixture
def tenant_id(engine: sa.Engine, workspace_id: int) -> int:
    with reading(engine) as session:
        found = session.get(Workspace, workspace_id)
        assert found is not None
        return found.tenant_id


@pytest.fixture
def chain(engine: sa.Engine, now: datetime, tenant_id: int) -> int:
    """Five rows, the fourth written with a moment of another zone."""
    for number in range(1, 6):
        at = now.astimezone(ZoneInfo("Europe/Paris")) if number == 4 else now
        with begin(engine) as session:
            audit.record(session, tenant_id, at, actor="alice", action=Action.TEAM_APPLIED, object=f"team {number}")
    return tenant_id


def broken_at(engine: sa.Engine, tenant_id: int) -> int | None:
    with reading(engine) as session:
        return audit.broken_at(session, tenant_id)


def test_a_chain_left_alone_is_whole(engine: sa.Engine, chain: int) -> None:
    assert broken_at(engine, chain) is None


@pytest.mark.parametrize("column", ["actor", "action", "object", "result", "hash", "previous"])
def test_a_row_that_was_changed_is_found(engine: sa.Engine, chain: int, column: str) -> None:
    with begin(engine) as session:
        session.connection().execute(update(Audit).where(col(Audit.number) == 3).values({column: "mallory"}))
    assert broken_at(engine, chain) == 3


def test_a_moment_that_was_changed_is_found(engine: sa.Engine, chain: int, now: datetime) -> None:
    with begin(engine) as session:
        third = update(Audit).where(col(Audit.number) == 3)
        session.connection().execute(third.values(at=now.replace(hour=1)))
    assert broken_at(engine, chain) == 3


@pytest.mark.parametrize(("removed", "found"), [(1, 2), (3, 4)])
def test_a_row_that_was_removed_is_found_at_the_next(engine: sa.Engine, chain: int, removed: int, found: int) -> None:
    with begin(engine) as session:
        session.connection().execute(delete(Audit).where(col(Audit.number) == removed))
    assert broken_at(engine, chain) == found


def test_a_changed_row_with_a_fitting_hash_breaks_the_next(engine: sa.Engine, chain: int) -> None:
    with begin(engine) as session:
        row = session.exec(select(Audit).where(col(Audit.number) == 3)).one()
        row.actor = "mallory"
        row.hash = audit.digest(row)
    assert broken_at(engine, chain) == 4


def test_each_tenant_has_a_chain_of_its_own(engine: sa.Engine, chain: int, now: datetime) -> None:
    with begin(engine) as session:
        other = Tenant(name="Automne", created_at=now)
        session.add(other)
        session.flush()
        assert other.id is not None
        audit.record(session, other.id, now, actor="zoe", action=Action.TEAM_APPLIED, object="team")
        session.connection().execute(update(Audit).where(col(Audit.tenant_id) == chain).values(actor="mallory"))
        assert audit.broken_at(session, other.id) is None
        assert audit.broken_at(session, chain) == 1


def test_what_is_forgotten_leaves_one_row_that_the_chain_still_rests_on(
    engine: sa.Engine, chain: int, now: datetime
) -> None:
    """RELIABILITY 5: retention replaces the oldest rows by one checkpoint row with their last hash."""
    later = now + timedelta(days=200)
    with begin(engine) as session:
        audit.record(session, chain, later, actor="bruno", action=Action.TEAM_APPLIED, object="team 6")
        fifth = session.exec(select(Audit).where(col(Audit.number) == 5)).one().hash
    for day in range(3):  # every night again
        with begin(engine) as session:
            audit.forget(session, chain, now + timedelta(days=1 + day))
    with reading(engine) as session:
        kept = audit.chain(session, chain)
        assert [(row.number, row.action) for row in kept] == [(5, "audit.checkpoint"), (6, "team.applied")]
        assert kept[0].hash == fifth == kept[1].previous
        assert (kept[0].actor, kept[0].object) == ("system", "")
        assert audit.broken_at(session, chain) is None
    with begin(engine) as session:
        session.connection().execute(update(Audit).where(col(Audit.number) == 5).values(hash="0" * 64))
    assert broken_at(engine, chain) == 6
    with begin(engine) as session:
        audit.record(session, chain, later, actor="bruno", action=Action.TEAM_APPLIED, object="team 7")


def test_a_row_in_the_middle_is_no_checkpoint(engine: sa.Engine, chain: int) -> None:
    with begin(engine) as session:
        middle = update(Audit).where(col(Audit.number) == 3).values(action="audit.checkpoint", previous="")
        session.connection().execute(middle)
    assert broken_at(engine, chain) == 3
