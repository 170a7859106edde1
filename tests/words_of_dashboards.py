"""What a dashboard says by keys made at run time: file, expression, every key it can make."""

from collections.abc import Iterable, Mapping

from ritualbot.reports.dashboard_kpi import Course
from ritualbot.reports.dashboard_team import Kept, Sign
from ritualbot.reports.dashboard_tests import Check

_FIGURES = ("items", "blockers", "requests", "actions")
DASHBOARD: Mapping[str, Mapping[str, Iterable[str]]] = {
    "reports/dashboard_team.py": {"f'blocker.tag.{tag}'": []},
    "reports/dashboard_tests.py": {
        "f'dashboard.pilot.sign.{each.check}'": [f"dashboard.pilot.sign.{each}" for each in Check],
        "f'hypothesis.verdict.{now.verdict}'": [],
        "f'hypothesis.state.{row.state}'": [],
    },
    "reports/templates/dashboard.html": {
        "key": [
            *(f"dashboard.desk.{each}" for each in Sign),
            *(f"dashboard.desk.sign.{each}" for each in Sign),
            *(f"dashboard.act.state.{each}" for each in Kept),
        ],
        "key, desk.number(kind": [],
        "figure.key, figure.number": [f"dashboard.figure.{each}" for each in _FIGURES],
        "verdict, day=each.kpi.since": [f"dashboard.verdict.{each}" for each in Course],
    },
}
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {**DASHBOARD}
SAME_IN_BOTH = {
    *("dashboard.act.action", "dashboard.at", "dashboard.blocker.sprints", "dashboard.sprint.none_title"),
    *("dashboard.tests.test", "dashboard.verdict.alone"),
}
