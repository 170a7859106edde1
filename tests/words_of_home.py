"""What is said of an indicator's value and on one's own page, by keys made at run time: file, expression, every key."""

from collections.abc import Iterable, Mapping

_SECTIONS = ("due", "actions", "requests", "desk", "next")
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {
    "reports/home.py": {
        "f'home.{section}.title'": [f"home.{section}.title" for section in _SECTIONS],
        "f'home.{section}.none'": [f"home.{section}.none" for section in _SECTIONS],
        "f'home.off.{why}'": ["home.off.holiday", "home.off.not_a_workday"],
        "f'{action}.label'": [],
        "f'action.{verb}.label'": [],
    },
    "reports/home_due.py": {
        "f'home.due.retro_{retro.phase}'": ["home.due.retro_write", "home.due.retro_vote"],
        "f'{action}.label'": ["retro.write.label", "retro.vote.label"],
    },
    "reports/kpi.py": {"key": ["kpi.read", "kpi.read_long_ago", "kpi.saved.next", "kpi.unknown.next"]},
}
