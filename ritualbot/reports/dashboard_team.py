"""How a team works, as its dashboard shows it: its sprint, blockers, desks, actions, how many take part. Of the team
together, never of a person; the only names are those on an action."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median

from sqlmodel import Session

from ritualbot.chat.charts import Level, LineChart, LinePoint
from ritualbot.i18n import Words
from ritualbot.rituals.action import OPEN_STATES, ActionState
from ritualbot.rituals.blocker import BlockerTag
from ritualbot.rituals.calendar import business_days_between, local_day, local_moment
from ritualbot.rituals.request import Standing, standing
from ritualbot.rituals.request_figures import LEAST, LEAST_PEOPLE
from ritualbot.rituals.sprint import Progress
from ritualbot.store import (
    blocker as blockers,
    dashboard as facts,
    request as requests,
    request_figures,
    sprint as sprints,
)
from ritualbot.store.desk import Desk
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of

WEEKS = 8  # of stand-ups
SPRINTS = 4  # of blockers
CLOSED_WITHIN = timedelta(weeks=13)  # requests
MOST_SIGNS = 24  # of a desk: older ones are counted, not drawn
_WITHOUT_SPRINTS = timedelta(weeks=8)
_WEEK = timedelta(weeks=1)


# -- the sprint ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """A number, and of how many (None: of nothing). `note`: what is said beside its name, or nothing."""

    key: str
    number: int
    of: int | None = None
    note: str = ""


@dataclass(frozen=True)
class SprintNow:
    """The sprint that runs. `days`: of each whether it has begun."""

    name: str
    goal: str
    progress: Progress
    days: tuple[bool, ...]
    over: bool


def sprint_now(session: Session, team: Team, today: date) -> SprintNow | None:
    found = sprints.current(session, id_of(team))
    if found is None:
        return None
    progress = sprints.progress(session, team, found, today)
    days = tuple(day < progress.day for day in range(progress.days))
    return SprintNow(found.name, found.goal, progress, days, today > found.ends_on)


def figures(session: Session, words: Words, team: Team, now: datetime, acts: "Sequence[Act]") -> tuple[Figure, ...]:
    """The four that are looked at first."""
    team_id, found = id_of(team), []
    sprint = sprints.current(session, team_id)
    if sprint is not None:
        done, planned = facts.items_done(session, sprint)
        found.append(Figure("dashboard.figure.items", done, planned))
    found.append(Figure("dashboard.figure.blockers", len(blockers.open_in(session, team_id))))
    waiting = requests.open_in(session, team_id)
    late = sum(row.decide_due_at is not None and row.decide_due_at < now for row in waiting)
    note = words.count("dashboard.figure.late", late) if late else ""
    found.append(Figure("dashboard.figure.requests", len(waiting), note=note))
    found.append(Figure("dashboard.figure.actions", sum(each.state is Kept.DONE for each in acts), len(acts)))
    return tuple(found)


# -- actions -------------------------------------------------------------------------------------------------------


class Kept(StrEnum):
    """Whether what was said is done."""

    DONE = "done"
    OPEN = "open"
    LATE = "late"
    DROPPED = "dropped"


@dataclass(frozen=True)
class Act:
    """What somebody said they would do."""

    text: str
    owner: str
    due_on: date
    state: Kept


def acts(session: Session, team: Team, today: date) -> list[Act]:
    """Of the last retro that was closed."""
    retro = facts.last_retro(session, id_of(team))
    found = facts.actions_of(session, retro) if retro else []
    return [Act(row.text, owner, row.due_on, _kept(row.state, row.due_on, today)) for row, owner in found]


def _kept(state: str, due_on: date, today: date) -> Kept:
    if state in OPEN_STATES:
        return Kept.LATE if due_on < today else Kept.OPEN
    return Kept.DONE if state == ActionState.DONE else Kept.DROPPED


# -- blockers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cause:
    """Blockers that waited for the same. Widths in percent of the most frequent cause."""

    name: str
    number: int
    open: int
    closed_wide: float
    open_wide: float


@dataclass(frozen=True)
class Causes:
    """`days`: the median in business days, None of too few; `sprints`: over how many, 0 where there were none."""

    rows: tuple[Cause, ...]
    number: int
    days: Decimal | None
    sprints: int


def causes(session: Session, words: Words, team: Team, today: date) -> Causes:
    last = facts.sprints_back(session, id_of(team), SPRINTS)
    whole = len(last) == SPRINTS
    since = last[-1].starts_on if whole else today - _WITHOUT_SPRINTS
    found = facts.blockers_since(session, id_of(team), since)
    pattern = sprints.team_pattern(session, team, since)
    took = [
        business_days_between(each.opened_on, local_day(each.closed_at, team.zone()), pattern)
        for each in found
        if each.closed_at is not None
    ]
    numbers = Counter(each.tag for each in found)
    still_open = Counter(each.tag for each in found if each.closed_at is None)
    order = [*BlockerTag, None]
    tags = sorted(numbers, key=lambda tag: (-numbers[tag], order.index(tag)))
    rows = tuple(_cause(words, tag, numbers[tag], still_open[tag], max(numbers.values())) for tag in tags)
    days = Decimal(median(took)).normalize() if len(took) >= LEAST else None
    return Causes(rows, len(found), days, SPRINTS if whole else 0)


def _cause(words: Words, tag: BlockerTag | None, number: int, still_open: int, most: int) -> Cause:
    name = words.say(f"blocker.tag.{tag}") if tag else words.say("dashboard.blocker.untagged")
    closed_wide, open_wide = (round(100 * part / most, 1) for part in (number - still_open, still_open))
    return Cause(name[:1].upper() + name[1:], number, still_open, closed_wide, open_wide)


# -- desks ---------------------------------------------------------------------------------------------------------


class Sign(StrEnum):
    """What became of a request: one sign each."""

    KEPT = "kept"
    AGREED = "agreed"  # by a date both sides agreed on in place of the target
    PASSED = "passed"


@dataclass(frozen=True)
class DeskSigns:
    """A desk's answers. `closed` counts all of them; no sign is shown of those without an agreed target (`indicative`),
    and none at all of a desk so small that they would be figures of a person (`hidden`)."""

    name: str
    signs: tuple[Sign, ...]
    closed: int
    indicative: int
    hidden: bool

    def number(self, sign: Sign) -> int:
        return self.signs.count(sign)

    @property
    def drawn(self) -> tuple[Sign, ...]:
        """The latest, in one order: kept, agreed, passed."""
        return tuple(sorted(self.signs[-MOST_SIGNS:], key=list(Sign).index))


def desks(session: Session, team: Team, today: date) -> tuple[date, list[DeskSigns]]:
    """Since when, and each desk that answered the team since then, whoever answered most first."""
    since = today - CLOSED_WITHIN
    rows = facts.requests_closed(session, id_of(team), local_moment(since, datetime.min.time(), team.zone()))
    by_desk: dict[int, list[Standing]] = {}
    for row, history in zip(rows, request_figures.histories(session, rows), strict=True):
        by_desk.setdefault(row.desk_id, []).append(standing(history.steps, history.calendar))
    found = [_signs(session, session.get_one(Desk, desk_id), those) for desk_id, those in by_desk.items()]
    return since, sorted(found, key=lambda each: (-each.closed, each.name))


def _signs(session: Session, desk: Desk, those: Sequence[Standing]) -> DeskSigns:
    firm = [each for each in those if each.firm]
    hidden = not request_figures.open_to_all(session, desk)
    signs = () if hidden else tuple(_sign(each) for each in firm)
    return DeskSigns(desk.name, signs, len(those), len(those) - len(firm), hidden)


def _sign(each: Standing) -> Sign:
    if each.agreed_at is not None:
        return Sign.AGREED
    met, due = each.decide.met_at, each.decide.due_at
    return Sign.KEPT if met is None or due is None or met <= due else Sign.PASSED


# -- participation -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Participation:
    """Of the team together, by week. `chart`: None where there is nothing to draw; `small`: so few that it would be a
    figure of each of them."""

    chart: LineChart | None
    alt: str = ""
    small: bool = False


def participation(session: Session, words: Words, team: Team, today: date) -> Participation:
    monday = today - timedelta(days=today.weekday())
    first = monday - _WEEK * (WEEKS - 1)
    found = {week.monday: week for week in facts.weekly_turnout(session, id_of(team), first)}
    if not found:
        return Participation(None)
    shares = {
        week: round(100 * each.turnout.answered / each.turnout.expected)
        for week, each in found.items()
        if each.people >= LEAST_PEOPLE and each.turnout.expected
    }
    if not shares:
        return Participation(None, small=True)
    weeks = [week for week in (first + _WEEK * number for number in range(WEEKS)) if week >= min(shares)]
    if monday not in shares:
        weeks.remove(monday)  # its first stand-up is still to come
    points = tuple(_week_point(words, week, shares.get(week)) for week in weeks)
    last = next(point.value for point in reversed(points) if point.value is not None)
    levels = tuple(Level(value, _percent(words, value)) for value in (50.0, 100.0))
    title = words.say("dashboard.participation.title")
    chart = LineChart(words.language, title, points, _percent(words, last), levels=levels, low=0.0, high=100.0)
    told = words.listed([point.told for point in points])
    return Participation(chart, words.say("dashboard.participation.alt", told=told))


def _percent(words: Words, value: float) -> str:
    return words.say("input.percent", number=words.number(int(value)))


def _week_point(words: Words, week: date, share: int | None) -> LinePoint:
    label, day = words.short_date(week), words.month_day(week)
    if share is None:
        return LinePoint(label, None, words.say("dashboard.participation.none", day=day))
    told = words.say("dashboard.participation.point", day=day, share=_percent(words, share))
    return LinePoint(label, float(share), told)
