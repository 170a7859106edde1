"""What the log of hypotheses says by keys that are made at run time: file, expression, every key it can make."""

from collections.abc import Iterable, Mapping

from ritualbot.rituals.hypothesis import SHAPE
from ritualbot.rituals.hypothesis_act import MOVES, Act
from ritualbot.rituals.hypothesis_figures import Way
from ritualbot.rituals.hypothesis_history import Happened, HypothesisState, Piece, TestKind, Verdict
from ritualbot.rituals.hypothesis_return import Period
from ritualbot.rituals.hypothesis_verdict import Basis

_LACKS = (Act.SKIP_LISTENING, Act.SIZE, Act.ROLL_OUT, Act.CONFIRM, Act.DOUBT)
_PIECES = (
    *(Piece.SENTENCE, *SHAPE, Piece.KIND, Piece.SHARE, Piece.ARMS, Piece.STARTS_ON, Piece.ENDS_ON, Piece.RULE),
    *(Piece.PER_ARM, Piece.LINKS),
)
_NOT_ASKED = {Piece.SENTENCE, Piece.PER_ARM, Piece.LINKS}
_NEWS = (
    *(Happened.READIED, Happened.STARTED, Happened.APPROVED, Happened.SENT_BACK, Happened.AMENDED, Happened.STOPPED),
    *(Happened.ROLLED_OUT, Happened.AUTOMATED, Happened.ITERATED, Happened.DROPPED, Happened.REVIVED),
    *(Happened.ASSIGNED, Happened.COMMENTED, Happened.CONFIRMED, Happened.DOUBTED, Happened.CORRECTED),
)
_DONE = (
    "listened_ready",
    *("opened", "idea", "ready", "running", "waiting", "approved", "sent_back", "amended", "stopped", "ended"),
    *("guarded", "measured", "fixed", "proposed", "confirmed", "doubted", "corrected", "priced"),
    *("rolled_out", "automated", "iterated", "dropped", "revived", "archived", "assigned", "commented"),
    *("as_pilot", "listened", "not_listened", "scored", "sources", "worth"),
)
_TEXTS = (Act.SEND_BACK, Act.STOP, Act.COMMENT, Act.DOUBT, Act.CORRECT)
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {
    "handlers/hypothesis_step.py": {
        "f'hypothesis.lacks_{act}'": [f"hypothesis.lacks_{act}" for act in _LACKS],
        "f'hypothesis.{act}.label'": [],
    },
    "reports/hypothesis.py": {
        "f'hypothesis.verdict.{verdict}'": [f"hypothesis.verdict.{each}" for each in Verdict],
        "f'hypothesis.state.{each.now.state}'": [f"hypothesis.state.{each}" for each in HypothesisState],
        "f'hypothesis.kind.{said}'": [f"hypothesis.kind.{each}" for each in TestKind],
        "f'hypothesis.kind.{kind}'": [],
        "label": ["hypothesis.card.dates"],
        "f'hypothesis.piece.{piece}'": [f"hypothesis.piece.{each}" for each in _PIECES],
        "f'hypothesis.{act}.label'": [f"hypothesis.{act}.label" for act in MOVES],
        "f'hypothesis.done.{key}'": [f"hypothesis.done.{each}" for each in _DONE],
        "f'hypothesis.news.{key}'": [f"hypothesis.news.{each}" for each in _NEWS],
    },
    "reports/hypothesis_form.py": {
        "hint": ["hypothesis.form.learning_hint", "hypothesis.form.learning_untested"],
        "f'hypothesis.piece.{piece}'": [],
        "f'hypothesis.hint.{piece}'": [f"hypothesis.hint.{each}" for each in _PIECES if each not in _NOT_ASKED],
        "f'hypothesis.form.{act}'": [f"hypothesis.form.{act}" for act in _TEXTS],
        "f'hypothesis.form.{act}_text'": [f"hypothesis.form.{act}_text" for act in _TEXTS],
    },
    "reports/sprint_hypothesis_sheet.py": {
        "f'hypothesis.verdict.{now.verdict}'": [],
        "f'hypothesis.state.{now.state}'": [],
        "f'hypothesis.kind.{now.piece(Piece.KIND)}'": [],
        "f'hypothesis.piece.{piece}'": [],
        "f'hypothesis.period.{kept.period}'": [],
    },
    "reports/hypothesis_outcome.py": {
        "f'hypothesis.verdict.{now.proposal.verdict}'": [],
        "f'hypothesis.{act}.label'": ["hypothesis.detail.label", "hypothesis.fix.label"],
        "f'hypothesis.period.{kept.period}'": [f"hypothesis.period.{period}" for period in Period],
    },
    "reports/hypothesis_result.py": {
        "f'hypothesis.verdict.{verdict}'": [],
        "f'hypothesis.verdict.{proposal.verdict}'": [],
        "f'hypothesis.period.{period}'": [],
    },
    "reports/hypothesis_detail.py": {
        "_WAYS[versus.way]": [f"hypothesis.detail.way_{way}" for way in Way],
        "_BASES[reading.basis]": [f"hypothesis.detail.basis_{basis}" for basis in Basis],
    },
    "reports/sprint_tests.py": {"f'hypothesis.state.{row.state}'": []},
    "reports/hypothesis_list.py": {
        "f'hypothesis.list.{title}'": ["hypothesis.list.title", "hypothesis.list.found"],
    },
}
