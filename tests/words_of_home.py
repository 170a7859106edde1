"""What is said of an indicator's value and on one's own page, by keys made at run time: file, expression, every key."""

from collections.abc import Iterable, Mapping

AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {
    "reports/kpi.py": {"key": ["kpi.read", "kpi.read_long_ago", "kpi.saved.next", "kpi.unknown.next"]},
}
