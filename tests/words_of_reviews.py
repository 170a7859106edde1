"""What is said of reviews and of what tests and pilots bring, by keys made at run time: file, expression, every key."""

from collections.abc import Iterable, Mapping

HEADS = ("counted", "subject", "decided_on", "verdict", "gain_12", "roi_12")  # of sheets
TABLES = ("return",)
SAME_IN_BOTH = {"sheet.counted.test", "sheet.head.verdict"}
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {
    "reports/return_sheet.py": {
        "f'hypothesis.period.{kept.period}'": [],
        "f'hypothesis.verdict.{each.now.verdict}'": [],
        "f'sheet.pilot.{decided}'": ["sheet.pilot.scaled", "sheet.pilot.stopped"],
    },
}
