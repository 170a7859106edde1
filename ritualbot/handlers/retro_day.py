"""How a retro goes on by itself: it is called, its phases end, each with one reminder, its worth is counted."""

from datetime import datetime, time, timedelta

from ritualbot.chat.cards import Card
from ritualbot.handlers.context import Tick
from ritualbot.i18n import Words
from ritualbot.reports import retro as report
from ritualbot.reports.retro import Scene
from ritualbot.reports.sprint_file import sprint_file
from ritualbot.rituals import retro as rules
from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.rituals.retro import BoxKind, RetroMode, RetroPhase
from ritualbot.store import (
    action as actions,
    alarms,
    retro as retros,
    retro_box as boxes,
    retro_run as runs,
    sprint as sprints,
    team as teams,
)
from ritualbot.store.outbox import Outbox
from ritualbot.store.retro import Retro
from ritualbot.store.secrets import lent
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person, Team

WORTH_AT = time(12)  # of the next working day: until then one can say what the time was worth
_CONTRIBUTING = {RetroPhase.WRITE: BoxKind.NOTES, RetroPhase.VOTE: BoxKind.BALLOTS}


def words_for(person: Person, team: Team) -> Words:
    return Words(person.language or team.language)


# -- what is said in the channel -----------------------------------------------------------------------------------


def subject_of(retro: Retro, moves: int) -> str:
    return f"retro:{retro.ref}:{moves}"


def post_phase(tick: Tick, retro: Retro, key: str = "first") -> None:
    """The message of the phase a retro is in; with another key, the same message as it is now."""
    seen = report.scene(tick.session, retro, tick.now)
    subject = subject_of(retro, retro.moves)
    for place in teams.destinations(tick.session, retro.team_id):
        card = report.phase_card(tick.session, Words(place.language), seen, tick.now)
        tick.post(place, "retro.phase", subject, f"{subject}:{key}", card, ref=retro.ref)


def settle_phase(tick: Tick, retro: Retro, phase: RetroPhase, moves: int) -> None:
    """The message of a phase that is over: its notes stay, its buttons go."""
    seen = report.scene(tick.session, retro, tick.now)
    subject = subject_of(retro, moves)
    for place in teams.destinations(tick.session, retro.team_id):
        card = report.past_card(Words(place.language), seen, phase)
        tick.post(place, "retro.past", subject, f"{subject}:past", card, ref=retro.ref)


def past_wanted(_tick: Tick, row: Outbox) -> bool:
    """Only ever an edit of what was posted."""
    return bool(row.edits)


# -- it goes on ----------------------------------------------------------------------------------------------------


def call(tick: Tick, team: Team, retro: Retro) -> None:
    """Everyone is asked to write; what was promised before is carried once more, and shown first."""
    _begin(tick, team, retro)
    set_alarms(tick, retro)
    post_phase(tick, retro)


def _begin(tick: Tick, team: Team, retro: Retro) -> None:
    retro.called_at = tick.now
    tick.session.add(retro)
    tick.session.flush()
    runs.follow(tick.session, team, tick.now)  # it is called no second time
    actions.carry_all(tick.session, retro.team_id, tick.now)


def move(tick: Tick, retro: Retro, to: RetroPhase, by: Person | None) -> None:
    """Into another phase, with its message and its alarms."""
    before, phase = retro.moves, RetroPhase(retro.phase)
    runs.move_to(tick.session, retro, to, by.id if by else None, tick.now)
    if retro.called_at is not None:
        settle_phase(tick, retro, phase, before)
    else:
        _begin(tick, tick.session.get_one(Team, retro.team_id), retro)
    set_alarms(tick, retro)
    post_phase(tick, retro)
    if to is RetroPhase.CLOSED:
        _add_to_report(tick, retro)


def _add_to_report(tick: Tick, retro: Retro) -> None:
    """A retro that outlived its sprint: a line under the sprint's report says that its file now has it."""
    sprint = tick.session.get(Sprint, retro.sprint_id) if retro.sprint_id else None
    if sprint is None or sprint.closed_at is None:
        return
    seen = report.scene(tick.session, retro, tick.now)
    subject = f"retro:{retro.ref}:addendum"
    for place in teams.destinations(tick.session, retro.team_id):
        words = Words(place.language)
        file = sprint_file(words, seen.team, sprint)
        card = report.addendum_card(tick.session, words, seen, sprint.name, file)
        about = sprints.report_subject(sprint, sprint.version)
        tick.post(place, "retro.addendum", subject, f"{subject}:{retro.moves}", card, ref=retro.ref, thread=about)


def set_alarms(tick: Tick, retro: Retro) -> None:
    """When the phase it is in ends by itself, and the one reminder before; a moment that is past rings no more."""
    phase, ends_at = RetroPhase(retro.phase), runs.ends_at(retro)
    team = tick.session.get_one(Team, retro.team_id)
    moments = {
        "retro.move": ends_at,
        "retro.remind": rules.reminded_at(phase, tick.now, ends_at),
        "retro.worth": worth_at(tick, team) if phase is RetroPhase.CLOSED and retro.worth_count is None else None,
    }
    for kind, at in moments.items():
        if at is not None and at > tick.now:
            alarms.set(tick.session, kind, retro.ref, at)
        else:
            alarms.clear(tick.session, kind, retro.ref)


def worth_at(tick: Tick, team: Team) -> datetime:
    day = local_day(tick.now, team.zone()) + timedelta(days=1)
    for _ in range(31):
        if runs.works_on(tick.session, team, day):
            break
        day += timedelta(days=1)
    return local_moment(day, WORTH_AT, team.zone())


# -- alarms --------------------------------------------------------------------------------------------------------


def call_due(tick: Tick, ref: str) -> None:
    """The alarm of a sprint: two days before its last, its retro is called. Without a key nothing can be hidden, and
    the retro waits for somebody to set one."""
    sprint = sprints.by_ref(tick.session, ref)
    if sprint is None or sprint.closed_at is not None or lent(tick.session) is None:
        return
    team = tick.session.get_one(Team, sprint.team_id)
    retro = runs.begin(tick.session, team)
    if retro.called_at is not None or (sprint.id is not None and _had(tick, sprint)):
        return
    retro.sprint_id = sprint.id
    runs.plan(tick.session, team, retro, sprint.ends_on, (sprint.ends_on - sprint.starts_on).days + 1)
    call(tick, team, retro)


def _had(tick: Tick, sprint: Sprint) -> bool:
    found = retros.of_sprint(tick.session, sprint.id or 0)
    return found is not None and found.called_at is not None


def move_due(tick: Tick, ref: str) -> None:
    """The alarm of a phase's end."""
    retro = retros.by_ref(tick.session, ref)
    if retro is None or retro.phase == RetroPhase.CLOSED:
        return
    ends_at = runs.ends_at(retro)
    if ends_at is None or ends_at > tick.now:
        return
    notes = runs.count_notes(tick.session, retro)
    move(tick, retro, rules.due(RetroPhase(retro.phase), notes, tick.now, retro.vote_at), None)


def remind_due(tick: Tick, ref: str) -> None:
    """Once a phase. In a named retro whoever has not written or voted is told; in an anonymous one a message to each
    would say who has not, so the channel is told how many notes there are."""
    retro = retros.by_ref(tick.session, ref)
    if retro is None or RetroPhase(retro.phase) not in _CONTRIBUTING:
        return
    seen = report.scene(tick.session, retro, tick.now)
    if seen.ends_at is None:
        return
    if retro.mode == RetroMode.ANONYMOUS:
        subject = f"{subject_of(retro, retro.moves)}:count"
        for place in teams.destinations(tick.session, retro.team_id):
            tick.post(place, "retro.count", subject, subject, report.count_card(Words(place.language), seen), retro.ref)
        return
    for person in runs.people_of(tick.session, retro.team_id):
        if not contributed(tick, retro, person):
            _remind(tick, seen, person)


def _remind(tick: Tick, seen: Scene, person: Person) -> None:
    subject = f"{subject_of(seen.retro, seen.retro.moves)}:remind:{person.ref}"
    card: Card = report.reminder_card(words_for(person, seen.team), seen, person.zone())
    tick.tell(person, "retro.reminder", subject, subject, card, ref=seen.retro.ref)


def contributed(tick: Tick, retro: Retro, person: Person) -> bool:
    """Whether someone wrote or voted in the phase that is on, or said they are done."""
    box = boxes.look(tick.session, retro, _CONTRIBUTING[RetroPhase(retro.phase)])
    if box is None:
        return True
    who = box.who(person)
    return who in box.given or who in box.done or any(note["who"] == who for note in box.notes.values())


def reminder_wanted(tick: Tick, row: Outbox) -> bool:
    """Asked as the sending begins: nobody is reminded of what they did meanwhile."""
    retro = retros.by_ref(tick.session, row.ref)
    if retro is None or RetroPhase(retro.phase) not in _CONTRIBUTING:
        return False
    found = teams.person_at(tick.session, row.workspace_id, row.user)
    return found is not None and not contributed(tick, retro, found)


def count_wanted(tick: Tick, row: Outbox) -> bool:
    retro = retros.by_ref(tick.session, row.ref)
    return retro is not None and RetroPhase(retro.phase) in _CONTRIBUTING


def worth_due(tick: Tick, ref: str) -> None:
    """What the time was worth is counted, and shown where it was asked."""
    retro = retros.by_ref(tick.session, ref)
    if retro is None or retro.phase != RetroPhase.CLOSED or retro.worth_count is not None:
        return
    runs.count_worth(tick.session, retro)
    post_phase(tick, retro, "worth")
