"""A team's requests as its week's digest tells them: how many were answered, which were late, what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from ritualbot.rituals.calendar import local_day, zone
from ritualbot.rituals.digest import Change, Week
from ritualbot.rituals.request import Standing, standing
from ritualbot.rituals.request_figures import History
from ritualbot.rituals.request_history import Happened, RequestState
from ritualbot.rituals.request_late import Late, lates, together
from ritualbot.store import request_figures as figures
from ritualbot.store.desk import Desk
from ritualbot.store.request import Request
from ritualbot.store.team_roster import id_of


@dataclass(frozen=True)
class Asked:
    """A request as the digest names it. `title`: empty for a confidential one."""

    desk: Desk
    title: str
    late: Late | None = None
    on: date | None = None  # the day it is due, or was agreed on, in its desk's zone


@dataclass(frozen=True)
class LateAt:
    """What was late at a desk this week, and how many requests were the week before."""

    desk: Desk
    asked: tuple[Asked, ...]
    change: Change


@dataclass(frozen=True)
class RequestsWeek:
    answered: Change
    waiting: int
    late: tuple[LateAt, ...]
    overdue: tuple[Asked, ...]  # what a desk promised for a day that is over
    agreed: tuple[Asked, ...]
    due: tuple[Asked, ...]


@dataclass(frozen=True)
class _Course:
    row: Request
    desk: Desk
    history: History
    now: Standing

    def asked(self, late: Late | None = None, on: date | None = None) -> Asked:
        return Asked(self.desk, "" if self.row.confidential else self.row.title, late, on)

    def day(self, at: datetime) -> date:
        return local_day(at, zone(self.desk.tz))


def week_of(session: Session, team_id: int, week: Week, last: date) -> RequestsWeek:
    """`last`: the day up to which what is due is told."""
    courses = _courses(session, team_id, week)
    return RequestsWeek(
        answered=Change(_answered(courses, week.since, week.told_until), _answered(courses, week.before, week.since)),
        waiting=sum(each.now.open for each in courses),
        late=tuple(_late_by_desk(courses, week)),
        overdue=tuple(_overdue(courses, week)),
        agreed=tuple(_agreed(courses, week)),
        due=tuple(_due(courses, week, last)),
    )


def _courses(session: Session, team_id: int, week: Week) -> list[_Course]:
    """Those open at some time of this week or the one before, as they stand."""
    rows = figures.open_between(session, team_id, week.before, week.told_until)
    of_these = select(Desk).where(col(Desk.id).in_({row.desk_id for row in rows}))
    desks = {id_of(desk): desk for desk in session.exec(of_these)}
    found = []
    for row, history in zip(rows, figures.histories(session, rows), strict=True):
        steps = [step for step in history.steps if step.at <= week.told_until]
        told = History(history.type, steps, history.calendar)
        found.append(_Course(row, desks[row.desk_id], told, standing(steps, history.calendar)))
    return found


def _answered(courses: Sequence[_Course], first: datetime, last: datetime) -> int:
    """Whatever the answer: what was withdrawn had none."""
    closed = (each.now for each in courses if each.now.state is not RequestState.WITHDRAWN)
    return sum(now.closed_at is not None and first <= now.closed_at < last for now in closed)


def _late_by_desk(courses: Sequence[_Course], week: Week) -> list[LateAt]:
    """The desk where most was late first."""
    found: dict[int, list[Asked]] = {}
    before: dict[int, int] = {}
    for each in courses:
        all_of_it = lates(each.history.steps, each.history.calendar, week.before, week.told_until)
        late = together([one for one in all_of_it if one.within(week.since, week.told_until)])
        if late is not None:
            found.setdefault(each.row.desk_id, []).append(each.asked(late))
        if any(one.within(week.before, week.since) for one in all_of_it):
            before[each.row.desk_id] = before.get(each.row.desk_id, 0) + 1
    told = [
        LateAt(asked[0].desk, tuple(asked), Change(len(asked), before.get(desk_id, 0)))
        for desk_id, asked in found.items()
    ]
    return sorted(told, key=lambda each: -each.change.now)


def _overdue(courses: Sequence[_Course], week: Week) -> list[Asked]:
    """What is delivered waits for the team, and is late no more."""
    found = []
    for each in courses:
        on = each.now.committed_on
        if on is not None and each.now.state is RequestState.COMMITTED and on < each.day(week.told_until):
            found.append(each.asked(on=on))
    return found


def _agreed(courses: Sequence[_Course], week: Week) -> list[Asked]:
    """Where both sides agreed on a date this week that still stands."""
    found = []
    for each in courses:
        steps = [step for step in each.history.steps if step.kind is Happened.DATE_AGREED]
        if steps and each.now.open and each.now.agreed_at is not None and steps[-1].at >= week.since:
            found.append(each.asked(on=each.day(each.now.agreed_at)))
    return found


def _due(courses: Sequence[_Course], week: Week, last: date) -> list[Asked]:
    """What desks are to answer or to deliver by the last day, the nearest first."""
    found = []
    for each in courses:
        due_at = each.now.decide.due_at if each.now.decide.met_at is None else None
        on = each.day(due_at) if due_at is not None and due_at >= week.told_until else None
        if each.now.state is RequestState.COMMITTED and each.now.committed_on is not None:
            on = each.now.committed_on if each.now.committed_on >= each.day(week.told_until) else None
        if each.now.open and on is not None and on <= last:
            found.append(each.asked(on=on))
    return sorted(found, key=lambda each: each.on or last)
