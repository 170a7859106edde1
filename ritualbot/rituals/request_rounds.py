"""The rounds of a request, pure: version by version its link, who had it for how long, and what the answer was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ritualbot.rituals import sla
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.request import makes_version, minute, spells, standing
from ritualbot.rituals.request_history import Happened, Party, Step

_ANSWERS = frozenset({Happened.APPROVED, Happened.RESERVED, Happened.REFUSED, Happened.DELIVERED, Happened.ACCEPTED})
_ANSWERED_NO_MORE = frozenset({Happened.CORRECTED, Happened.REWORKED, Happened.REOPENED})


@dataclass(frozen=True)
class Round:
    """One version. `given` is the step that made it; `held` the desk's hours each had it; `answer` the last one given
    to it, while it stands."""

    version: int
    given: Step
    link: str
    held: Mapping[Party, timedelta]
    answer: Step | None


def rounds(steps: Sequence[Step], calendar: DeskCalendar, link: str, until: datetime) -> tuple[Round, ...]:
    """All rounds up to the end, or a moment; their hours add up to those of `balls`. `link`: where the pieces are
    now."""
    now = standing(steps, calendar)
    given = [steps[0], *(step for step in steps[1:] if makes_version(step))]
    begins = [minute(step.at) for step in given]
    ends = [*begins[1:], max(minute(now.closed_at or until), begins[-1])]
    # A version's link is told with it; the first one's by the version after it.
    links = [step.data.get("link", "") for step in given]
    links[0] = given[1].data.get("was", "") if len(given) > 1 else link
    found = []
    for number, (step, begin, end, its) in enumerate(zip(given, begins, ends, links, strict=True), 1):
        after = given[number].seq if number < len(given) else steps[-1].seq + 1
        answer = _answer([each for each in steps if step.seq <= each.seq < after])
        held: dict[Party, timedelta] = {}
        for party, since, to in spells(now, until):
            if since < end and begin < to:
                spent = sla.elapsed(calendar, max(since, begin), min(to, end))
                held[party] = held.get(party, timedelta()) + spent
        found.append(Round(number, step, its, held, answer))
    return tuple(found)


def _answer(steps: Sequence[Step]) -> Step | None:
    answer: Step | None = None
    for step in steps:
        if step.kind in _ANSWERS:
            answer = step
        elif step.kind in _ANSWERED_NO_MORE:
            answer = None
    return answer
