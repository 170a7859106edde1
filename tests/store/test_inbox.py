"""The inbox: an event has its effect once."""

from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa

from ritualbot.store import inbox
from ritualbot.store.engine import begin
from ritualbot.store.team import Workspace


def test_an_event_is_new_once(engine: sa.Engine, now: datetime, workspace_id: int) -> None:
    with begin(engine) as session:
        assert inbox.first_time(session, workspace_id, "click 1", now)
        assert not inbox.first_time(session, workspace_id, "click 1", now)
    with begin(engine) as session:
        assert not inbox.first_time(session, workspace_id, "click 1", now)
        assert inbox.first_time(session, workspace_id, "click 2", now)


def test_the_same_key_of_another_workspace_is_another_event(
    engine: sa.Engine, now: datetime, workspace_id: int
) -> None:
    with begin(engine) as session:
        here = session.get(Workspace, workspace_id)
        assert here is not None
        there = Workspace(tenant_id=here.tenant_id, platform="direct", external_id="W2", name="W2", language="en")
        session.add(there)
        session.flush()
        assert there.id is not None
        assert inbox.first_time(session, workspace_id, "click 1", now)
        assert inbox.first_time(session, there.id, "click 1", now)


def test_an_event_whose_transaction_failed_is_new_again(engine: sa.Engine, now: datetime, workspace_id: int) -> None:
    with suppress(ZeroDivisionError), begin(engine) as session:
        assert inbox.first_time(session, workspace_id, "click 1", now)
        raise ZeroDivisionError
    with begin(engine) as session:
        assert inbox.first_time(session, workspace_id, "click 1", now)


def test_old_keys_are_forgotten(engine: sa.Engine, now: datetime, workspace_id: int) -> None:
    with begin(engine) as session:
        inbox.first_time(session, workspace_id, "old", now - timedelta(days=8))
        inbox.first_time(session, workspace_id, "new", now - timedelta(days=6))
        workspace = session.get(Workspace, workspace_id)
        assert workspace is not None
        inbox.forget(session, workspace.tenant_id + 1, now)
        assert not inbox.first_time(session, workspace_id, "old", now)
        inbox.forget(session, workspace.tenant_id, now - timedelta(days=7))
        assert inbox.first_time(session, workspace_id, "old", now)
        assert not inbox.first_time(session, workspace_id, "new", now)
