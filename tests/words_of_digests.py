"""What is said in digests and of decisions, by keys made at run time: file, expression, every key it can make."""

from collections.abc import Iterable, Mapping

from ritualbot.rituals.decision import GoalAnswer

DECIDED = ("scaled", "extended", "stopped")
OF_DECISIONS: Mapping[str, Mapping[str, Iterable[str]]] = {
    "handlers/pilot_told.py": {"f'decision.what.{step.kind}'": []},
    "reports/decision.py": {
        "f'sponsor.{each}.label'": [],
        "f'decision.{each}.label'": [f"decision.{each}.label" for each in GoalAnswer],
        "f'decision.what.{each.now.decided.kind}'": [f"decision.what.{each}" for each in DECIDED],
        "f'decision.what.{row.answer}'": [f"decision.what.{each}" for each in GoalAnswer],
        "f'decision.goal.{key}'": [f"decision.goal.{each}" for each in (*GoalAnswer, "changed", "closed")],
        "f'decision.goal_told.{row.answer}'": [f"decision.goal_told.{each}" for each in GoalAnswer],
        "f'decision.goal_next.{row.answer}'": [f"decision.goal_next.{each}" for each in GoalAnswer],
        "f'decision.goal_done.{row.answer}'": [f"decision.goal_done.{each}" for each in GoalAnswer],
    },
}

AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {**OF_DECISIONS}
