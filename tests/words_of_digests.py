"""What a digest says by keys made at run time: file, expression, every key it can make."""

from collections.abc import Iterable, Mapping

from ritualbot.rituals.digest import Section
from ritualbot.rituals.pilot import ComesBack, Happened, Light
from ritualbot.rituals.sprint import GoalMet

_NEWS = (Happened.SCALED, Happened.EXTENDED, Happened.STOPPED, Happened.ROLLED_OUT, Happened.AUTOMATED)
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {
    "reports/digest.py": {
        "f'digest.section.{section}'": [f"digest.section.{section}" for section in Section],
        "key": ["digest.left.decisions", "digest.left.breaches"],
    },
    "reports/digest_lines.py": {
        "f'digest.over.{sprint.goal_met}'": [f"digest.over.{met}" for met in GoalMet],
        "f'digest.pilot.{happened[-1].kind}'": [f"digest.pilot.{kind}" for kind in _NEWS],
        "f'digest.light.{last.light}'": [f"digest.light.{light}" for light in (Light.AMBER, Light.RED)],
        "f'digest.data.{known[-1]}'": [f"digest.data.{said}" for said in (ComesBack.PARTLY, ComesBack.NO)],
    },
    "reports/digest_tests.py": {
        "f'hypothesis.verdict.{each.row.verdict}'": [],
        "f'hypothesis.piece.{piece}'": [],
    },
}
