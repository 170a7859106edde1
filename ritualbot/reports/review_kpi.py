"""How the team's figure came to where a review finds it: described once, for the card and for the workbook."""

from sqlmodel import Session

from ritualbot.chat.charts import LineChart
from ritualbot.i18n import Words
from ritualbot.reports.dashboard_kpi import kpi
from ritualbot.store.review_period import Looked

_FEWEST = 2  # readings: one alone is said, and goes nowhere


def kpi_line(session: Session, words: Words, found: Looked) -> tuple[LineChart, str] | None:
    """The dashboard's line as of the pack, and all it shows in words; None with fewer than two readings since the last
    review, or where they are one point, being of one week."""
    if sum(each.value != "" and each.read_at > found.of.since for each in found.readings) < _FEWEST:
        return None
    seen = kpi(session, words, found.charter, found.of.last)
    if seen.chart is None or sum(point.value is not None for point in seen.chart.points) < _FEWEST:
        return None
    return seen.chart, seen.alt
