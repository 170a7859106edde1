"""F5, E12, S15: when a request was late, as the digest counts it.

The desk is open Monday to Friday, 09:00 to 17:00 UTC, and has 8 h for each of its clocks: what is filed on Monday
16 November at 09:00 is due that day at 17:00.
"""

from dataclasses import replace
from datetime import datetime

import pytest

from ritualbot.rituals.request_history import Happened, Step
from ritualbot.rituals.request_late import Late, lates, together
from tests.rituals.test_request import NINE_TO_FIVE, Line, at, filed, history

START, END = at("2026-11-09T00:00"), at("2026-11-20T16:00")
DUE = at("2026-11-16T17:00")
TAKEN: Line = ("2026-11-16T10:00", Happened.TAKEN, {})
FILED = filed("2026-11-16T09:00")


def late(*steps: Line, first: datetime = START, until: datetime = END) -> list[Late]:
    return lates(history(*steps), NINE_TO_FIVE, first, until)


def test_it_is_late_from_the_moment_it_was_due_until_it_is_answered() -> None:
    assert late(FILED, TAKEN) == [Late(DUE)]
    answered: Line = ("2026-11-18T10:00", Happened.APPROVED, {})
    assert late(FILED, TAKEN, answered) == [Late(DUE, at("2026-11-18T10:00"))]


def test_the_last_minute_is_in_time() -> None:
    assert late(FILED, TAKEN, ("2026-11-16T17:00", Happened.APPROVED, {})) == []
    assert late(FILED, TAKEN, until=DUE) == []


def test_what_nobody_took_is_late_by_its_first_clock_too() -> None:
    """Taken on Wednesday, it was not taken in time, and goes on being unanswered."""
    found = late(FILED, ("2026-11-18T10:00", Happened.TAKEN, {}))
    assert found == [Late(DUE, at("2026-11-18T10:00")), Late(DUE)]
    assert together(found) == Late(DUE)


def test_what_nobody_agreed_on_is_never_late() -> None:
    """S15."""
    indicative = replace(FILED, data={**FILED.data, "firm": ""})
    assert late(indicative, TAKEN) == []


def test_a_date_both_sides_agreed_on_stands_for_the_target() -> None:
    """E12: agreed on in time, the original target is not passed; the date is, once it is over, also at a desk whose
    targets nobody agreed on."""
    proposed = {"on": "2026-11-18", "due": "2026-11-18T17:00:00+00:00", "by": "desk"}
    dated: tuple[Line, ...] = (
        ("2026-11-16T11:00", Happened.DATE_PROPOSED, proposed),
        ("2026-11-16T12:00", Happened.DATE_AGREED, {"by": "team"}),
    )
    assert late(FILED, TAKEN, *dated, until=at("2026-11-18T17:00")) == []
    missed = [Late(at("2026-11-18T17:00"), agreed=True)]
    assert late(FILED, TAKEN, *dated) == missed
    assert late(replace(FILED, data={**FILED.data, "firm": ""}), TAKEN, *dated) == missed


@pytest.mark.parametrize("kind", [Happened.ASKED, Happened.PAUSED])
def test_while_somebody_else_has_it_the_desk_is_not_late(kind: Happened) -> None:
    """Asked in time, its clock stands still; asked too late, it was late until then."""
    data = {"party": "agency", "text": "?"}
    assert late(FILED, TAKEN, ("2026-11-16T11:00", kind, data)) == []
    assert late(FILED, TAKEN, ("2026-11-17T11:00", kind, data)) == [Late(DUE, at("2026-11-17T11:00"))]


def test_what_was_withdrawn_is_late_no_more() -> None:
    assert late(FILED, TAKEN, ("2026-11-18T10:00", Happened.WITHDRAWN, {})) == [Late(DUE, at("2026-11-18T10:00"))]


def test_what_happens_after_the_week_is_not_known_in_it() -> None:
    answered: Line = ("2026-11-18T10:00", Happened.APPROVED, {})
    assert late(FILED, TAKEN, answered, until=at("2026-11-17T16:00")) == [Late(DUE)]


def test_only_what_was_late_within_a_week_is_of_it() -> None:
    """Late from Monday 17:00 to Wednesday 10:00."""
    [found] = late(FILED, TAKEN, ("2026-11-18T10:00", Happened.APPROVED, {}))
    assert found.within(at("2026-11-13T16:00"), at("2026-11-20T16:00"))
    assert not found.within(at("2026-11-18T10:00"), at("2026-11-20T16:00"))
    assert not found.within(at("2026-11-09T16:00"), DUE)
    assert Late(DUE).within(at("2027-01-04T16:00"), at("2027-01-11T16:00"))


def test_both_clocks_together_end_with_the_later_one() -> None:
    ended = [Late(DUE, at("2026-11-18T10:00")), Late(DUE, at("2026-11-19T10:00"))]
    assert together(ended) == Late(DUE, at("2026-11-19T10:00"))
    assert together([]) is None


def test_a_step_that_tells_nothing_of_the_state_ends_nothing() -> None:
    """A rung, a nudge or a message: it is still late."""
    rung = Step(3, Happened.RUNG, at("2026-11-17T09:00"), None, {"rungs": "breach"})
    assert late(FILED, TAKEN, rung) == [Late(DUE)]
