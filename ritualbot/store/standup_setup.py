"""Writing a team's stand-ups from their specs, and reading them back."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from ritualbot.errors import RuleBroken
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.inputs import name_key
from ritualbot.rituals.questions import Kind
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.standup import Grouping
from ritualbot.rituals.team_spec import QuestionSpec, StandupSpec
from ritualbot.store import sprint as sprints, standup as standups, standup_run
from ritualbot.store.standup import Standup, StandupQuestion
from ritualbot.store.team import Team
from ritualbot.store.team_roster import days_text, id_of, set_changed


def write_all(session: Session, team: Team, specs: Sequence[StandupSpec], now: datetime) -> int:
    """Makes the team's stand-ups what the specs say, the main one first; how many rows and columns that changed.

    One that is no longer there is archived: its past reports stay.
    """
    rows = standups.of_team_all(session, id_of(team))
    by_name = {row.name_key: row for row in rows[1:]}
    main = rows[0] if rows else None
    wanted = [main, *(by_name.get(name_key(spec.name)) for spec in specs[1:])]
    gone = [each for each in rows[1:] if each not in wanted and each.archived_at is None]
    for each in gone:
        archive(session, each, now)
    changes = len(gone)
    for spec, row in zip(specs, wanted, strict=True):
        if row is not None and row is not main and row.archived_at is not None:
            row.archived_at = None
            changes += 1
        changes += write(session, team, row, spec, now)[1]
    return changes


def archive(session: Session, standup: Standup, now: datetime) -> None:
    """No run opens any more; what was held stays readable."""
    standup.archived_at = now
    standup_run.schedule(session, standup, now)


def write(
    session: Session, team: Team, standup: Standup | None, spec: StandupSpec, now: datetime
) -> tuple[Standup, int]:
    """One stand-up (None: a new one), and how many rows and columns changed. Its next run is not yet set.

    Raises RuleBroken `team.standup_twice` for the name of another, archived ones too: their reports go by it.
    """
    created = standup is None
    others = {each.name_key for each in standups.of_team_all(session, id_of(team)) if each is not standup}
    if name_key(spec.name) in others:
        raise RuleBroken("team.standup_twice", field="name", typed=spec.name)
    if standup is None:
        standup = Standup(team_id=id_of(team), name_key=name_key(spec.name))
        session.add(standup)
    changes = set_changed(
        standup,
        name=spec.name,
        name_key=name_key(spec.name),
        at=spec.at,
        window_seconds=int(spec.window.total_seconds()),
        summary_at=spec.summary,
        reminder_seconds=int(spec.reminder.total_seconds()),
        days=days_text(spec.days),
        every_weeks=spec.every_weeks,
        starts_on=spec.starts_on or standup.starts_on or _first_week(team, spec, now),
        sprint_day=spec.sprint_day,
        sprint_before=spec.sprint_before,
        once_on=_alone_on(session, team, spec),
        grouping=spec.grouping.value,
    )
    session.flush()
    return standup, changes + created + _write_questions(session, id_of(standup), spec.questions)


def _alone_on(session: Session, team: Team, spec: StandupSpec) -> date | None:
    """The one day it is held on; of the sprint that runs where it is held on a day of each, none between two."""
    if spec.sprint_day is None:
        return spec.once_on
    return sprints.day_of(session, team, spec.sprint_day, spec.sprint_before)


def follow_sprint(session: Session, team: Team, now: datetime) -> None:
    """Those held on a day of the sprint are set anew, after it began, moved or ended."""
    for standup in standups.of_team_all(session, id_of(team)):
        if standup.sprint_day is not None:
            standup.once_on = sprints.day_of(session, team, SprintDay(standup.sprint_day), standup.sprint_before)
            standup_run.reschedule(session, standup, now)


def _first_week(team: Team, spec: StandupSpec, now: datetime) -> date | None:
    """What every second week counts from, where nothing else was said: this one."""
    return local_day(now, team.zone()) if spec.every_weeks > 1 else None


def _write_questions(session: Session, standup_id: int, asked: tuple[QuestionSpec, ...]) -> int:
    rows = {row.key: row for row in standups.questions(session, standup_id)}
    keys = {each.key for each in asked}
    changes = 0
    for key, row in rows.items():
        if key not in keys:
            session.delete(row)
            changes += 1
    for position, each in enumerate(asked):
        known = rows.get(each.key)
        if known is None:
            known = StandupQuestion(standup_id=standup_id, position=-1, key=each.key, kind=each.kind.value)
            session.add(known)
        changes += set_changed(
            known,
            position=position,
            kind=each.kind.value,
            text=each.text,
            required=each.required,
            low=each.low,
            high=each.high,
            options=json.dumps(each.options, ensure_ascii=False),
        )
    session.flush()
    return changes


def main_spec(session: Session, team: Team) -> StandupSpec:
    """The main one; the usual settings where the team has none yet."""
    standup = standups.of_team(session, id_of(team))
    return StandupSpec() if standup is None else spec_of(session, standup)


def more_specs(session: Session, team: Team) -> tuple[StandupSpec, ...]:
    """The others, but for archived ones."""
    others = standups.of_team_all(session, id_of(team))[1:]
    return tuple(spec_of(session, each) for each in others if each.archived_at is None)


def spec_of(session: Session, standup: Standup) -> StandupSpec:
    return StandupSpec(
        name=standup.name,
        at=standup.at,
        window=standup.window(),
        summary=standup.summary_at,
        reminder=timedelta(seconds=standup.reminder_seconds),
        days=standup.ritual_days(),
        every_weeks=standup.every_weeks,
        starts_on=standup.starts_on,
        once_on=standup.once_on if standup.sprint_day is None else None,
        sprint_day=SprintDay(standup.sprint_day) if standup.sprint_day is not None else None,
        sprint_before=standup.sprint_before,
        grouping=Grouping(standup.grouping),
        questions=tuple(
            QuestionSpec(Kind(row.kind), row.text, row.key, row.required, row.low, row.high, row.choices())
            for row in standups.questions(session, id_of(standup))
        ),
    )
