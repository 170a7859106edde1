"""S14, G5: values kept one a day, of what the charter names now, for 24 months."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from ritualbot.handlers import retention
from ritualbot.handlers.context import Tick
from ritualbot.handlers.retention import RETAINED
from ritualbot.store import charter as charters, kpi as kpis
from ritualbot.store.engine import begin, connect
from ritualbot.store.kpi import KpiReading
from ritualbot.store.team import Team
from tests.builders import SomeTeam, build_team

NOW = datetime(2027, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[sa.Engine]:
    made = connect(sqlite_url)
    yield made
    made.dispose()


@pytest.fixture
def team(engine: sa.Engine) -> Team:
    with begin(engine) as session:
        team = build_team(session, NOW, SomeTeam())
        charters.of_team(session, team.id or 0).kpi = "Inscriptions"
        return team


def test_a_later_value_of_the_day_takes_the_place_of_the_earlier(engine: sa.Engine, team: Team) -> None:
    with begin(engine) as session:
        charter = charters.of_team(session, team.id or 0)
        for on, value in ((date(2027, 3, 3), "374"), (date(2027, 3, 4), "4120"), (date(2027, 3, 4), "412")):
            kpis.put(session, charter, on, value, "", None, NOW)
        assert [(each.read_on.day, each.value) for each in kpis.readings(session, charter)] == [(3, "374"), (4, "412")]
        assert [each.value for each in kpis.readings(session, charter, since=date(2027, 3, 4))] == ["412"]
        before = kpis.before(session, charter, date(2027, 3, 4))
        assert before is not None and before.value == "374"


def test_a_day_nobody_knew_is_no_value_and_the_last_known_one_stands(engine: sa.Engine, team: Team) -> None:
    with begin(engine) as session:
        charter = charters.of_team(session, team.id or 0)
        kpis.put(session, charter, date(2027, 2, 25), "374", "", None, NOW)
        kpis.put(session, charter, date(2027, 3, 4), "", "", None, NOW)
        last = kpis.as_of(session, charter, date(2027, 3, 4))
        assert last is not None and (last.value, last.read_on) == ("374", date(2027, 2, 25))
        assert kpis.as_of(session, charter, date(2027, 2, 24)) is None


def test_of_another_indicator_nothing_is_known(engine: sa.Engine, team: Team) -> None:
    """However it is spelt, the same one keeps its values."""
    with begin(engine) as session:
        charter = charters.of_team(session, team.id or 0)
        kpis.put(session, charter, date(2027, 3, 4), "412", "", None, NOW)
        charter.kpi = "INSCRIPTIONS "
        assert len(kpis.readings(session, charter)) == 1
        charter.kpi = "Paniers"
        assert kpis.readings(session, charter) == []


def test_over_the_nights_no_value_outlives_24_months(engine: sa.Engine, team: Team) -> None:
    """G5: by more than a day."""
    [kept] = [each.days for each in RETAINED if each.key == "kpi"]
    with begin(engine) as session:
        charter = charters.of_team(session, team.id or 0)
        for days in (kept - 1, kept, kept + 1, kept + 2):
            kpis.put(session, charter, (NOW - timedelta(days=days)).date(), str(days), "", None, NOW)
        retention.daily(Tick(session, NOW), str(team.tenant_id))
        left = session.exec(select(KpiReading.value).order_by(col(KpiReading.read_on))).all()
        assert kept == 730 and left == ["730", "729"]
