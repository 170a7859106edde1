"""What is said in digests and of decisions, by keys made at run time: file, expression, every key it can make."""

from collections.abc import Iterable, Mapping

from ritualbot.rituals.decision import GoalAnswer
from ritualbot.rituals.digest import Section
from ritualbot.rituals.pilot import ComesBack, Happened, Light
from ritualbot.rituals.sprint import GoalMet

_NEWS = (Happened.SCALED, Happened.EXTENDED, Happened.STOPPED, Happened.ROLLED_OUT, Happened.AUTOMATED)
_OF_DIGESTS: Mapping[str, Mapping[str, Iterable[str]]] = {
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
_OF_DECISIONS: Mapping[str, Mapping[str, Iterable[str]]] = {
    "handlers/pilot_told.py": {"f'decision.what.{step.kind}'": []},
    "reports/decision.py": {
        "f'sponsor.{each}.label'": [],
        "f'decision.{each}.label'": [f"decision.{each}.label" for each in GoalAnswer],
        "f'decision.what.{each.now.decided.kind}'": [f"decision.what.{kind}" for kind in _NEWS[:3]],
        "f'decision.what.{row.answer}'": [f"decision.what.{each}" for each in GoalAnswer],
        "f'decision.goal.{key}'": [f"decision.goal.{each}" for each in (*GoalAnswer, "changed", "closed")],
        "f'decision.goal_told.{row.answer}'": [f"decision.goal_told.{each}" for each in GoalAnswer],
        "f'decision.goal_next.{row.answer}'": [f"decision.goal_next.{each}" for each in GoalAnswer],
        "f'decision.goal_done.{row.answer}'": [f"decision.goal_done.{each}" for each in GoalAnswer],
    },
}
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {**_OF_DIGESTS, **_OF_DECISIONS}
