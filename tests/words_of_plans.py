"""What is said of a hypothesis before its test, by keys made at run time: file, expression, every key it can make."""

from collections.abc import Iterable, Mapping

from ritualbot.rituals.hypothesis_data import Use
from ritualbot.rituals.hypothesis_history import Piece
from ritualbot.rituals.hypothesis_listen import Marked, Whom
from ritualbot.rituals.hypothesis_plan import Way
from ritualbot.rituals.hypothesis_score import MARKS, Method

_ASKED_OF_DATA = ("data", Piece.SEGMENT, Piece.CHANNEL, Piece.LINKS, Piece.BUDGET)
_ASKED_OF_LISTENING = ("whom", "upstream", "entry", "source", "heard_on", "heard", "reason")
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {
    "reports/hypothesis_data.py": {
        "f'hypothesis.data.field.{name}'": [f"hypothesis.data.field.{each}" for each in _ASKED_OF_DATA],
        "f'hypothesis.data.hint.{name}'": [f"hypothesis.data.hint.{each}" for each in _ASKED_OF_DATA],
        "f'hypothesis.data.field.{piece}'": [],
        "f'hypothesis.data.head.{name}'": [f"hypothesis.data.head.{each}" for each in ("source", "share", *Use)],
        "f'hypothesis.worth.{use}'": [f"hypothesis.worth.{use}" for use in Use],
        "f'hypothesis.worth.{row.worth}'": [],
    },
    "reports/hypothesis_listen.py": {
        "f'hypothesis.listen.{part}'": ["hypothesis.listen.skip", "hypothesis.listen.skip_intro"],
        "f'hypothesis.whom.{whom}'": [f"hypothesis.whom.{whom}" for whom in Whom],
        "f'hypothesis.whom.{said}'": [],
        "f'hypothesis.listen.field.{name}'": [f"hypothesis.listen.field.{each}" for each in _ASKED_OF_LISTENING],
        "f'hypothesis.listen.hint.{name}'": [f"hypothesis.listen.hint.{each}" for each in _ASKED_OF_LISTENING],
        "f'hypothesis.verdict.{verdict}'": [],
        '''f"hypothesis.listen.group.{marked or 'heard_first'}"''': [
            f"hypothesis.listen.group.{each}" for each in ("heard_first", *Marked)
        ],
    },
    "reports/hypothesis_plan.py": {
        "f'hypothesis.way.{way}'": [f"hypothesis.way.{way}" for way in Way],
        "f'hypothesis.way_label.{way}'": [f"hypothesis.way_label.{way}" for way in Way],
        "f'hypothesis.piece.{piece}'": ["hypothesis.piece.spread", "hypothesis.piece.visitors"],
        "f'hypothesis.hint.{piece}'": ["hypothesis.hint.spread", "hypothesis.hint.visitors"],
    },
    "reports/hypothesis_score.py": {
        "f'hypothesis.score.about.{method}'": [f"hypothesis.score.about.{method}" for method in Method],
        "f'hypothesis.score.{mark.name}'": [
            f"hypothesis.score.{mark.name}" for marks in MARKS.values() for mark in marks
        ],
        "f'hypothesis.score.{each.name}'": [],
        "f'hypothesis.score.hint.{method}.{mark.name}'": [
            f"hypothesis.score.hint.{method}.{mark.name}" for method, marks in MARKS.items() for mark in marks
        ],
    },
}
