"""What every row hangs on: a customer, and their place on a platform."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from ritualbot.store.engine import begin
from ritualbot.store.team import Tenant, Workspace

NOW = datetime(2027, 3, 2, 8, 20, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def workspace_id(engine: sa.Engine) -> int:
    with begin(engine) as session:
        tenant = Tenant(name="Printemps", created_at=NOW)
        session.add(tenant)
        session.flush()
        assert tenant.id is not None
        workspace = Workspace(tenant_id=tenant.id, platform="direct", external_id="W1", name="W1", language="en")
        session.add(workspace)
        session.flush()
        assert workspace.id is not None
        return workspace.id
