"""S9: listening first."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals import hypothesis_listen as listens
from ritualbot.rituals.hypothesis import Standing, is_ready
from ritualbot.rituals.hypothesis_history import HypothesisState, Piece
from ritualbot.rituals.hypothesis_listen import Fate, Heard, Listening, Marked, Whom

TODAY = date(2027, 3, 2)
MONDAY = datetime(2027, 3, 1, 10, tzinfo=UTC)
HEARD = Heard("3 entretiens", date(2027, 2, 26), "Le panier fait peur")
TYPED = {"whom": "non_users", "upstream": "rappels", "source": "3 entretiens", "heard_on": "26/02"}
TYPED |= {"heard": "Le panier fait peur"}
SHAPED = {Piece(name): "x" for name in ("audience", "moment", "metric", "effect", "evidence")}


def standing(plan: dict[Piece, str], entry: str = "", skipped: str = "") -> Standing:
    return Standing(HypothesisState.IDEA, {**SHAPED, **plan}, entry=entry, skipped=skipped)


@pytest.mark.parametrize(
    ("now", "ready"),
    [
        (standing({}), False),
        (standing({}, entry="e1"), False),  # no upstream KPI
        (standing({Piece.UPSTREAM: "rappels"}), False),  # nothing heard
        (standing({Piece.UPSTREAM: "rappels"}, entry="e1"), True),
        (standing({}, skipped="Obligation légale"), True),
    ],
)
def test_it_is_ready_once_it_was_listened_to(now: Standing, ready: bool) -> None:
    assert is_ready(now) is ready


def test_skipping_marks_it_and_evidence_added_later_turns_the_mark() -> None:
    assert listens.mark(standing({}, entry="e1")) is None
    assert listens.mark(standing({}, skipped="Urgence")) is Marked.SOLUTION_FIRST
    assert listens.mark(standing({}, skipped="Urgence", entry="e1")) is Marked.ADDED


@pytest.mark.parametrize(
    ("running", "said"),
    [
        ([Whom.USERS, Whom.USERS], True),
        ([Whom.USERS, Whom.BOTH], False),
        ([Whom.USERS, Whom.NON_USERS], False),
        ([Whom.USERS, None], False),
        ([], False),
    ],
)
def test_it_says_when_all_running_tests_address_users_only(running: list[Whom | None], said: bool) -> None:
    assert listens.users_only(running) is said


def test_how_the_marked_ones_fared() -> None:
    ends = [(None, "won"), (None, "won"), (None, "lost"), (Marked.SOLUTION_FIRST, "lost"), (Marked.ADDED, "won")]
    assert listens.fared(Fate(marked, verdict, MONDAY) for marked, verdict in ends) == {
        None: Counter(won=2, lost=1),
        Marked.SOLUTION_FIRST: Counter(lost=1),
        Marked.ADDED: Counter(won=1),
    }
    assert listens.fared([])[Marked.SOLUTION_FIRST] == Counter()


def test_it_is_told_where_a_marked_one_was_decided_since() -> None:
    fates = [Fate(Marked.SOLUTION_FIRST, "lost", MONDAY), Fate(None, "won", MONDAY + timedelta(days=9))]
    assert listens.tells(fates, None) and listens.tells(fates, MONDAY)
    assert not listens.tells(fates, MONDAY + timedelta(days=1))
    assert not listens.tells([], None)


# -- what is typed -------------------------------------------------------------------------------------------------


def test_evidence_is_a_source_a_day_and_what_was_heard() -> None:
    assert listens.parse(TYPED, (), "fr", TODAY) == Listening(Whom.NON_USERS, "rappels", "", HEARD)


def test_one_entry_can_serve_several_hypotheses() -> None:
    chosen = {"whom": "both", "upstream": "rappels", "entry": "e1", "source": " "}
    assert listens.parse(chosen, ("e1",), "fr", TODAY) == Listening(Whom.BOTH, "rappels", "e1")
    with pytest.raises(FieldsRefused) as refused:
        listens.parse(chosen, ("e2",), "fr", TODAY)
    assert [(each.field, each.key) for each in refused.value.broken] == [("entry", "input.form_changed")]


def test_what_is_typed_is_never_lost_to_what_is_chosen() -> None:
    assert listens.parse({**TYPED, "entry": "e1"}, ("e1",), "fr", TODAY).heard == HEARD


def test_what_lacks_is_said_at_every_field() -> None:
    with pytest.raises(FieldsRefused) as refused:
        listens.parse({"heard": "\u200b"}, (), "fr", TODAY)
    assert [each.field for each in refused.value.broken] == ["whom", "upstream", "source", "heard_on", "heard"]
    with pytest.raises(FieldsRefused) as refused:
        listens.parse({**TYPED, "heard_on": "2027-03-03"}, (), "fr", TODAY)
    assert [each.key for each in refused.value.broken] == ["input.date_to_come"]


def test_skipping_needs_a_reason() -> None:
    assert listens.parse_skip({"whom": "users", "reason": "Urgence"}) == (Whom.USERS, "Urgence")
    with pytest.raises(FieldsRefused) as refused:
        listens.parse_skip({"whom": "everybody", "reason": " "})
    assert [each.field for each in refused.value.broken] == ["whom", "reason"]
