"""What is said of reviews and of what tests and pilots bring, by keys made at run time: file, expression, every key."""

from collections.abc import Iterable, Mapping

from ritualbot.rituals.review import Outcome
from ritualbot.store.review_missing import Lack

HEADS: tuple[str, ...] = (  # of sheets
    *("counted", "subject", "decided_on", "verdict", "gain_12", "roi_12"),
    *("question", "recommendation", "otherwise", "read_on", "kpi", "unit"),
    *("pilot", "checked", "light", "budget", "at_risk", "spent", "spent_share", "decision", "currency"),
)
TABLES = ("return", "agenda", "kpi", "pilots")
SAME_IN_BOTH = {"sheet.counted.test", "sheet.head.verdict", "sheet.head.budget", "sheet.head.question", "review.moment"}
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {
    "reports/return_sheet.py": {
        "f'hypothesis.period.{kept.period}'": [],
        "f'hypothesis.verdict.{each.now.verdict}'": [],
        "f'sheet.pilot.{decided}'": ["sheet.pilot.scaled", "sheet.pilot.stopped"],
    },
    "reports/review.py": {
        "f'{action}.label'": ["pilot.list.label", "request.show.label", "sprint.close.label"],
        "f'review.lack.{each.lack}'": [f"review.lack.{lack}" for lack in Lack],
        "f'review.{each}.label'": ["review.held.label", "review.move.label"],
        "f'review.said.{held.outcome}'": [f"review.said.{outcome}" for outcome in Outcome],
    },
    "reports/review_pack.py": {
        "f'review.line.{mark}'": ["review.line.unanswered", "review.line.decide"],
        "f'hypothesis.verdict.{each.now.verdict}'": [],
        "f'review.line.return_{key}'": ["review.line.return_period", "review.line.return_ever"],
    },
    "reports/review_xlsx.py": {
        "f'sheet.summary.{key}'": [f"sheet.summary.{key}" for key in ("baseline", "target", "before", "now")],
        "f'sheet.return.{key}'": ["sheet.return.period", "sheet.return.ever"],
        "f'pilot.state.{now.state}'": [],
        "f'pilot.light.{answered[-1].light}'": [],
        "f'sheet.pilot.{decided.kind}'": ["sheet.pilot.extended"],
    },
}
