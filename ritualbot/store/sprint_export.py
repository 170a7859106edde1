"""What a sprint's file shows, read only: counts of the whole team, and what was planned, hindered, said and agreed."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.rituals.blocker import BlockerState
from ritualbot.rituals.calendar import WORKWEEK, WorkPattern, local_day
from ritualbot.rituals.sprint import ItemState
from ritualbot.rituals.sprint_snapshot import Became, ItemThen, KpiThen, Snapshot, load
from ritualbot.rituals.standup import Presence, Turnout
from ritualbot.store import absence, charter as charters, kpi as kpis, team as teams
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.retro import Retro, RetroNote, RetroTopic
from ritualbot.store.sprint import Sprint, SprintItem, SprintReport
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Person, Team


@dataclass(frozen=True)
class Stretch:
    """The days and moments that something is counted for. `until` is the moment that what is shown is as of."""

    team: Team
    first: date
    last: date
    since: datetime
    until: datetime

    def pattern(self, session: Session) -> WorkPattern:
        """The days the team works."""
        assert self.team.id is not None
        closed = absence.days_of(absence.closures(session, self.team.id), self.first)
        return WorkPattern(zone=self.team.zone(), region=self.team.region, days=WORKWEEK, closures=closed)


@dataclass(frozen=True)
class Period(Stretch):
    """A sprint's: to its last day or, closed later, to that of its close."""

    sprint: Sprint


def period(session: Session, sprint: Sprint, now: datetime) -> Period:
    team = session.get(Team, sprint.team_id)
    assert team is not None
    until = sprint.closed_at or now
    closed_on = local_day(sprint.closed_at, team.zone()) if sprint.closed_at else sprint.ends_on
    last = max(sprint.ends_on, closed_on)
    return Period(team, sprint.starts_on, last, sprint.started_at, until, sprint)


# -- stand-ups -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RunCounts:
    """One stand-up of one day, everyone together. `unreachable`: they could not be asked, and are in no other count."""

    name: str
    held_on: date
    answered: int = 0
    skipped: int = 0
    silent: int = 0
    away: int = 0
    unreachable: int = 0

    def turnout(self) -> Turnout:
        """Whom it expected, and who answered: as everywhere, without those away and those it could not ask."""
        return Turnout(self.answered, self.answered + self.skipped + self.silent)


_COUNTED = {
    Presence.ANSWERED: "answered",
    Presence.SKIPPED: "skipped",
    Presence.EXPECTED: "silent",
    Presence.AWAY: "away",
    Presence.UNREACHABLE: "unreachable",
}


def runs(session: Session, of: Period) -> list[RunCounts]:
    """Those whose summary is posted, in their order."""
    query = (
        sa.select(
            col(StandupRun.id),
            col(Standup.name),
            col(StandupRun.held_on),
            col(StandupPart.presence),
            col(StandupPart.missed),
            sa.func.count(),
        )
        .join(Standup, col(Standup.id) == col(StandupRun.standup_id))
        .join(StandupPart, col(StandupPart.run_id) == col(StandupRun.id))
        .where(
            col(Standup.team_id) == of.team.id,
            col(StandupRun.state).in_((RunState.POSTED, RunState.CLOSED)),
            col(StandupRun.held_on).between(of.first, of.last),
        )
        .group_by(col(StandupRun.id), col(Standup.name), col(StandupPart.presence), col(StandupPart.missed))
        .order_by(col(StandupRun.held_on), col(StandupRun.opened_at), col(StandupRun.id))
    )
    found: dict[int | None, RunCounts] = {}
    for run_id, name, held_on, presence, missed, number in session.connection().execute(query):
        counted = "unreachable" if missed else _COUNTED[Presence(presence)]
        run = found.setdefault(run_id, RunCounts(name, held_on))
        found[run_id] = replace(run, **{counted: getattr(run, counted) + number})
    return list(found.values())


# -- what was planned ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanLine:
    """An item; `became` is None while the sprint runs and it is open. `owner`: their name, empty for nobody."""

    title: str
    owner: str
    priority: str
    need: str
    need_text: str
    link: str
    became: Became | None
    carries: int
    done_at: datetime | None


def plan(session: Session, of: Period) -> list[PlanLine]:
    """In its order; of a closed sprint what its report keeps, since what was carried over is elsewhere by now."""
    then = snapshot(session, of.sprint)
    if then is not None:
        return _lines_then(session, then)
    query = select(SprintItem).where(col(SprintItem.sprint_id) == of.sprint.id)
    rows = session.exec(query.order_by(col(SprintItem.position), col(SprintItem.id))).all()
    owners = names(session, {row.owner_id for row in rows if row.owner_id is not None})
    return [_line(row, owners.get(row.owner_id or 0, "")) for row in rows]


def _line(row: SprintItem, owner: str) -> PlanLine:
    became = None if row.state == ItemState.OPEN else Became(row.state)
    return PlanLine(row.title, owner, row.priority, row.need, row.need_text, row.link, became, row.carries, row.done_at)


def _lines_then(session: Session, then: Snapshot) -> list[PlanLine]:
    refs = [item.ref for item in then.items]
    rows = {row.ref: row for row in session.exec(select(SprintItem).where(col(SprintItem.ref).in_(refs)))}
    owners = _names_by_ref(session, {item.owner for item in then.items})
    return [_line_then(item, rows.get(item.ref), owners.get(item.owner, "")) for item in then.items]


def _line_then(item: ItemThen, row: SprintItem | None, owner: str) -> PlanLine:
    became = Became(item.became)
    done_at = row.done_at if row is not None and became in (Became.DONE, Became.DROPPED) else None
    need_text, link = (row.need_text, row.link) if row is not None else ("", "")
    return PlanLine(item.title, owner, item.priority, item.need, need_text, link, became, item.carries, done_at)


def _names_by_ref(session: Session, refs: Collection[str]) -> dict[str, str]:
    found = session.exec(select(Person.ref, Person.name).where(col(Person.ref).in_(refs)))
    return dict(found.all())


def snapshot(session: Session, sprint: Sprint) -> Snapshot | None:
    """What the last closing found, of a sprint that is closed."""
    if sprint.closed_at is None:
        return None
    query = select(SprintReport.snapshot).where(col(SprintReport.sprint_id) == sprint.id)
    kept = session.exec(query.order_by(col(SprintReport.version).desc()).limit(1)).first()
    return load(kept) if kept is not None else None


# -- what hindered, what was agreed --------------------------------------------------------------------------------


def kpi(session: Session, of: Period) -> KpiThen:
    """As the report of a closed sprint keeps it; of one that runs as the charter has it, and the value last read."""
    then = snapshot(session, of.sprint)
    if then is not None:
        return then.kpi
    assert of.team.id is not None
    now = charters.read(session, of.team.id)
    read = kpis.as_of(session, now, local_day(of.until, of.team.zone()))
    value, read_on = (read.value, read.read_on.isoformat()) if read is not None else (of.sprint.kpi_value, "")
    return KpiThen(now.kpi, now.kpi_unit, now.kpi_baseline, value, now.kpi_target, read_on)


def names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """What people are called, by id."""
    return {id_: person.name for id_, person in teams.people(session, set(ids)).items()}


def blockers(session: Session, of: Stretch) -> list[Blocker]:
    """Open at some time of it, the oldest first; not those taken back at once."""
    query = select(Blocker).where(
        col(Blocker.team_id) == of.team.id,
        col(Blocker.state) != BlockerState.WITHDRAWN,
        col(Blocker.opened_on) <= of.last,
        sa.or_(col(Blocker.closed_at).is_(None), col(Blocker.closed_at) >= of.since),
    )
    return list(session.exec(query.order_by(col(Blocker.number))))


def actions(session: Session, of: Stretch, retro: Retro | None) -> list[Action]:
    """Open at some time of it, or agreed in this retro, by number."""
    agreed = col(Action.source_ref) == retro.ref if retro is not None else sa.false()
    query = select(Action).where(
        col(Action.team_id) == of.team.id,
        sa.or_(col(Action.created_at) <= of.until, agreed),
        sa.or_(col(Action.closed_at).is_(None), col(Action.closed_at) >= of.since),
    )
    return list(session.exec(query.order_by(col(Action.number))))


# -- what was said in the retro ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TopicNote:
    """A note with the topic it is grouped under. Nothing of who wrote it is read, whatever the retro's mode."""

    topic: RetroTopic
    note: RetroNote


def notes(session: Session, held: Retro) -> list[TopicNote]:
    """The topics with most points first, their notes in an order that says nothing. None while they are written."""
    query = (
        select(RetroTopic, RetroNote)
        .join(RetroNote, col(RetroNote.topic_id) == col(RetroTopic.id))
        .where(col(RetroNote.retro_id) == held.id)
        .order_by(col(RetroTopic.points).desc(), col(RetroTopic.ref), col(RetroNote.ref))
    )
    return [TopicNote(topic, note) for topic, note in session.exec(query)]
