"""How a run comes about: the next one is set, opened with its roster frozen, and closed by the one after it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

from sqlmodel import Session

from ritualbot.rituals.calendar import Off, local_day, local_moment
from ritualbot.rituals.standup import (
    LEAST_EXPECTED,
    Attendee,
    Opening,
    Presence,
    next_opening,
    too_late_to_prompt,
)
from ritualbot.store import alarms, standup as standups, team as teams
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Person, Team


def attendee(session: Session, person: Person, now: datetime) -> Attendee:
    [found] = attendees(session, [person], now)
    return found


def attendees(session: Session, people: Sequence[Person], now: datetime) -> list[Attendee]:
    """In the order of the people, read at once."""
    patterns = teams.work_patterns(session, people, now)
    return [Attendee(pattern, person.opens, person.closes) for pattern, person in zip(patterns, people, strict=True)]


def participants(session: Session, standup: Standup) -> list[Person]:
    return teams.people_with(session, standup.team_id, *teams.PARTICIPANTS)


def team_of(session: Session, standup: Standup) -> Team:
    team = session.get(Team, standup.team_id)
    assert team is not None
    return team


Prompting: TypeAlias = Callable[[Attendee], datetime | None]
"""When someone is asked; None: not that day."""


def schedule(session: Session, standup: Standup, now: datetime) -> Opening | None:
    """Sets the alarm of the next run; None, and no alarm, when it sleeps, or nobody works on any of its days."""
    opening = None if standup.sleeps() else _opening(session, standup, now)
    _set_next(session, standup, opening)
    return opening


def _opening(session: Session, standup: Standup, now: datetime) -> Opening | None:
    today = local_day(now, team_of(session, standup).zone())
    # A team with people far to the east may already live tomorrow, one far to the west still yesterday.
    after = max(standup.last_on or date.min, today - timedelta(days=2))
    people = attendees(session, participants(session, standup), now)
    return next_opening(after, standup.at, standup.schedule(), people, now)


def _set_next(session: Session, standup: Standup, opening: Opening | None, asked_from: datetime | None = None) -> None:
    standup.next_on, standup.asked_from = (opening.held_on if opening else None), asked_from
    session.add(standup)
    if opening is None:
        alarms.clear(session, "standup.open", standup.ref)
    else:
        alarms.set(session, "standup.open", standup.ref, opening.at)


def reschedule(session: Session, standup: Standup, now: datetime) -> Opening | None:
    """The same after its settings changed: a run that was still to come today is not lost because its new time is
    past, it is asked now. One that has opened stays as it is."""
    pending = standup.next_on if alarms.rings_at(session, "standup.open", standup.ref) else None
    return keep_day(session, standup, pending, now)


def keep_day(session: Session, standup: Standup, day: date | None, now: datetime) -> Opening | None:
    """Schedules anew, and holds `day` even where every prompt of it is past, as long as people can be asked now."""
    opening = schedule(session, standup, now)
    if day is None or standup.sleeps() or not standup.schedule().holds_on(day):
        return opening
    if opening is not None and opening.held_on <= day:
        return opening
    people = attendees(session, participants(session, standup), now)
    prompts = [person.prompt_from(day, standup.at, now) for person in people if person.pattern.works_on(day)]
    found = [prompt for prompt in prompts if prompt is not None]
    if not found:
        return opening
    kept = Opening(day, min(found))
    _set_next(session, standup, kept, asked_from=now)
    return kept


def open_run(
    session: Session, standup: Standup, day: date, now: datetime, prompting: Prompting | None = None
) -> StandupRun | None:
    """Opens the run of `day` and sets its alarms; None when fewer than two people are expected, or all prompts are
    too late to be sent. Opening it twice gives the same run. `prompting`: as in `roster`."""
    assert standup.id is not None
    parts = roster(session, standup, day, now, prompting)
    expected = [part for part in parts if part.presence == Presence.EXPECTED]
    asked_from = now if prompting else standup.asked_from
    standup.last_on = max(day, standup.last_on or day)
    session.add(standup)
    run = StandupRun(
        standup_id=standup.id,
        held_on=day,
        opened_at=now,
        deadline=deadline(standup, team_of(session, standup), day, asked_from),
    )
    if len(expected) < LEAST_EXPECTED:
        run.state = RunState.SKIPPED
        session.add(run)
        session.flush()
        return None
    session.add(run)
    session.flush()
    _take_parts(session, run, parts)
    for part in expected:
        alarms.set(session, "standup.prompt", part.ref, part.prompt_at)
    alarms.set(session, "standup.summary", run.ref, run.deadline)
    return run


def _take_parts(session: Session, run: StandupRun, parts: list[StandupPart]) -> None:
    """The roster is frozen here: who joins or leaves later changes nothing of this run."""
    assert run.id is not None
    for part in parts:
        part.run_id = run.id
        session.add(part)
    session.flush()


def deadline(standup: Standup, team: Team, day: date, asked_from: datetime | None) -> datetime:
    """When the summary posts at the latest; a run that starts later than its time leaves people all of theirs."""
    usual = local_moment(day, standup.summary_at, team.zone())
    return max(usual, asked_from + standup.window()) if asked_from else usual


def usual_prompting(standup: Standup, day: date) -> Prompting:
    """Everyone at the stand-up's time."""
    start = standup.asked_from
    if start is None:
        return lambda person: person.prompt_on(day, standup.at)
    return lambda person: person.prompt_from(day, standup.at, start)


def roster(
    session: Session, standup: Standup, day: date, now: datetime, prompting: Prompting | None = None
) -> list[StandupPart]:
    """Everyone of the day, not yet kept: expected, away or unreachable. Days off and holidays are in no count, and
    neither is who can no longer be asked. `prompting` is when each is asked, None: at the stand-up's time."""
    asks_at = prompting or usual_prompting(standup, day)
    parts = []
    people = participants(session, standup)
    for person, works in zip(people, attendees(session, people, now), strict=True):
        assert person.id is not None
        why_off = works.pattern.why_off(day)
        prompt_at = asks_at(works)
        if why_off not in (None, Off.ABSENT) or prompt_at is None:
            continue
        absent = why_off is Off.ABSENT or works.pattern.absent_at(prompt_at)
        presence = Presence.AWAY if absent else Presence.EXPECTED
        if presence is Presence.EXPECTED and not teams.addresses(session, person.id):
            presence = Presence.UNREACHABLE
        parts.append(
            StandupPart(
                run_id=0,
                person_id=person.id,
                prompt_at=prompt_at,
                ends_at=prompt_at + standup.window(),
                presence=presence,
            )
        )
    return parts


def all_too_late(session: Session, run: StandupRun, now: datetime) -> bool:
    """Whether nobody can be asked any more: the service was away for the whole morning."""
    assert run.id is not None
    return all(
        too_late_to_prompt(part.prompt_at, now)
        for part in standups.parts(session, run.id)
        if part.presence == Presence.EXPECTED
    )


def close(session: Session, run: StandupRun) -> None:
    """Nothing joins this run any more."""
    assert run.id is not None
    run.state = RunState.CLOSED
    session.add(run)
    alarms.clear(session, "standup.summary", run.ref)
    for part in standups.parts(session, run.id):
        alarms.clear(session, "standup.prompt", part.ref)
        alarms.clear(session, "standup.remind", part.ref)


def drop_leavers(session: Session, standup: Standup) -> StandupRun | None:
    """Whoever is no longer in the team leaves the run at hand and every count of it, with what was still to be asked;
    answers already given stay. The run, or None when nobody left it."""
    assert standup.id is not None
    run = standups.live_run(session, standup.id)
    if run is None or run.id is None:
        return None
    standups.lock_run(session, run.id)  # an answer on its way is in before its part may go
    here = {person.id for person in participants(session, standup)}
    left = [
        part
        for part in standups.parts(session, run.id)
        if part.person_id not in here and part.presence != Presence.ANSWERED
    ]
    for part in left:
        _remove(session, part)
    return run if left else None


def _remove(session: Session, part: StandupPart) -> None:
    alarms.clear(session, "standup.prompt", part.ref)
    alarms.clear(session, "standup.remind", part.ref)
    standups.save_answers(session, part.id or 0, {})
    session.delete(part)
    session.flush()


def retime(session: Session, standup: Standup, person: Person, now: datetime) -> StandupRun | None:
    """After somebody's zone, hours or days changed: the prompt they have not had yet moves; with no time left for it
    that day, they leave the run. The run, or None when it has nothing to ask of them."""
    assert standup.id is not None and person.id is not None
    run = standups.live_run(session, standup.id)
    if run is None or run.id is None:
        return None
    standups.lock_run(session, run.id)
    part = standups.part_of(session, run.id, person.id)
    if part is None or part.prompted or part.missed or part.presence != Presence.EXPECTED:
        return None
    works = attendee(session, person, now)
    at = max(works.prompt_on(run.held_on, standup.at), now)
    if not (works.pattern.works_on(run.held_on) and works.may_be_asked(at)):
        _remove(session, part)
        return run
    part.prompt_at, part.ends_at = at, at + standup.window()
    session.add(part)
    alarms.set(session, "standup.prompt", part.ref, at)
    return run
