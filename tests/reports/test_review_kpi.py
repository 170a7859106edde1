"""S4, S14: when a review draws how the team's figure came to where it is."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session

from ritualbot.i18n import Words
from ritualbot.reports.review_kpi import kpi_line
from ritualbot.store import charter as charters, kpi as kpis, review_period as period
from ritualbot.store.engine import begin
from ritualbot.store.review import ReviewHeld
from tests.builders import SomeTeam, build_team
from tests.conversations.bot import moment
from tests.databases import engine_of

NOW = moment("2027-03-18 16:00")
FIRST, SECOND, THIRD, FOURTH = "2027-02-18", "2027-02-25", "2027-03-04", "2027-03-11"  # Thursdays


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    with begin(engine_of(sqlite_url)) as session:
        yield session


def points(session: Session, since: str, *read: tuple[str, str]) -> list[tuple[str, float | None]] | None:
    """Of the line of a pack that tells of `since` to Thursday 18 March at 16:00, with these days and values."""
    team = build_team(session, NOW, SomeTeam())
    charter = charters.of_team(session, team.id or 0)
    charter.kpi = "Inscriptions"
    session.flush()
    for day, value in read:
        kpis.put(session, charter, date.fromisoformat(day), value, "", None, moment(f"{day} 10:00"))
    held = ReviewHeld(
        team_id=team.id or 0,
        held_on=date(2027, 3, 19),
        starts_at=moment("2027-03-19 15:00"),
        since=moment(since),
        until=NOW,
        pack_on=date(2027, 3, 18),
    )
    drawn = kpi_line(session, Words("en"), period.looked(session, team, held))
    return [(point.label, point.value) for point in drawn[0].points] if drawn else None


@pytest.mark.parametrize(
    "read",
    [
        [],
        [(THIRD, "390")],
        [(FIRST, "374"), (THIRD, "390")],  # the first was in the last pack, that day at 16:00
        [(THIRD, "390"), (FOURTH, "")],  # asked, and nobody knew
        [(THIRD, "390"), ("2027-03-05", "391")],  # of one week: one point
    ],
)
def test_with_fewer_than_two_there_is_no_line(session: Session, read: list[tuple[str, str]]) -> None:
    assert points(session, "2027-02-18 16:00", *read) is None


def test_two_are_a_line_with_what_came_before(session: Session) -> None:
    """A week nobody read is open; what is read after the pack is in the next one."""
    found = points(session, "2027-02-18 16:00", (FIRST, "374"), (SECOND, "390"), (FOURTH, "412"), ("2027-03-19", "999"))
    assert found is not None
    assert [value for _, value in found] == [374, 390, None, 412]
