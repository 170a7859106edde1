"""What a stand-up does by itself over the day: it opens, asks, reminds, posts its summary and keeps it true."""

from datetime import date, timedelta

from ritualbot.chat.cards import Card
from ritualbot.handlers.context import Tick
from ritualbot.i18n import Words
from ritualbot.reports import standup as report, standup_summary as summary
from ritualbot.reports.absence import away_name
from ritualbot.reports.quiet import Line
from ritualbot.reports.standup import Scene
from ritualbot.rituals.standup import (
    MOST_REMINDERS,
    Presence,
    is_to_come,
    summary_moment,
    too_late_to_prompt,
    window_end,
)
from ritualbot.store import alarms, person as persons, standup as standups, standup_run, team as teams
from ritualbot.store.outbox import Outbox
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.standup_run import Prompting
from ritualbot.store.team import Person, Team

LIVE = (RunState.OPEN, RunState.POSTED)


def words_for(person: Person, team: Team) -> Words:
    return Words(person.language or team.language)


def summary_subject(run: StandupRun) -> str:
    return f"standup:{run.ref}:summary"


def tell_part(tick: Tick, person: Person, part: StandupPart, kind: str, key: str, card: Card) -> None:
    """A message in the place of the person's prompt of that day."""
    subject = f"standup:{part.ref}:prompt"
    tick.tell(person, kind, subject, f"{subject}:{key}", card, ref=part.ref)


def replace_prompt(tick: Tick, person: Person, part: StandupPart, kind: str, card: Card) -> None:
    part.version += 1
    tick.session.add(part)
    tell_part(tick, person, part, kind, f"v{part.version}", card)


# -- alarms --------------------------------------------------------------------------------------------------------


def open_due(tick: Tick, ref: str) -> None:
    """The alarm of a stand-up's next day."""
    standup = standups.by_ref(tick.session, ref)
    if standup is None or standup.next_on is None:
        return
    open_day(tick, standup, standup.next_on)
    standup_run.schedule(tick.session, standup, tick.now)


def close_live(tick: Tick, standup: Standup) -> None:
    """Ends what can still be answered, its summary posted."""
    assert standup.id is not None
    for earlier in standups.live_runs(tick.session, standup.id):
        if earlier.state == RunState.OPEN:
            _post(tick, earlier)
        standup_run.close(tick.session, earlier)


def open_day(tick: Tick, standup: Standup, held_on: date, prompting: Prompting | None = None) -> None:
    """Closes what came before and opens the run of a day; told, not opened, when all of it was slept through."""
    close_live(tick, standup)
    run = standup_run.open_run(tick.session, standup, held_on, tick.now, prompting)
    if run is not None and standup_run.all_too_late(tick.session, run, tick.now):
        for part in standups.parts(tick.session, run.id or 0):
            if part.presence == Presence.EXPECTED:
                _missed(tick, part)
        standup_run.close(tick.session, run)


def prompt(tick: Tick, ref: str) -> None:
    """Asks one person, at their own time; what was slept through is caught up for 45 minutes, then told."""
    part = standups.part_by_ref(tick.session, ref)
    if part is None or part.presence != Presence.EXPECTED or part.prompted:
        return
    run = tick.session.get(StandupRun, part.run_id)
    person = tick.session.get(Person, part.person_id)
    assert run is not None and person is not None
    if run.state not in LIVE:
        return
    may_be_asked = standup_run.attendee(tick.session, person, tick.now).may_be_asked(tick.now)
    if too_late_to_prompt(part.prompt_at, tick.now) or not may_be_asked:
        _missed(tick, part)
        return
    scene = report.scene(tick.session, run)
    part.ends_at = window_end(part.prompt_at, scene.standup.window(), tick.now)
    part.prompted = True
    tick.session.add(part)
    tell_part(
        tick,
        person,
        part,
        "standup.prompt",
        f"ask{part.version or ''}",
        report.prompt_card(words_for(person, scene.team), scene, part, person),
    )
    remind_at = part.prompt_at + timedelta(seconds=scene.standup.reminder_seconds)
    if tick.now < remind_at < part.ends_at:
        alarms.set(tick.session, "standup.remind", part.ref, remind_at)


def remind(tick: Tick, ref: str) -> None:
    """One direct message to someone expected who has not answered, inside their hours."""
    part = standups.part_by_ref(tick.session, ref)
    if part is None or part.presence != Presence.EXPECTED or part.reminders >= MOST_REMINDERS:
        return
    run = tick.session.get(StandupRun, part.run_id)
    person = tick.session.get(Person, part.person_id)
    assert run is not None and person is not None
    if run.state not in LIVE or tick.now >= part.ends_at:
        return
    if not standup_run.attendee(tick.session, person, tick.now).may_be_asked(tick.now):
        return
    scene = report.scene(tick.session, run)
    part.reminders += 1
    tick.session.add(part)
    card = report.reminder_card(words_for(person, scene.team), scene, part, person)
    subject = f"standup:{part.ref}:remind{part.reminders}"
    tick.tell(person, "standup.reminder", subject, subject, card, ref=part.ref)


def post_due(tick: Tick, ref: str) -> None:
    """The alarm of a run's summary."""
    found = standups.run_by_ref(tick.session, ref)
    if found is None or found.id is None:
        return
    run = standups.lock_run(tick.session, found.id)
    if run.state == RunState.OPEN:
        _post(tick, run)


def _post(tick: Tick, run: StandupRun) -> None:
    scene = report.scene(tick.session, run)
    run.state, run.posted_at = RunState.POSTED, tick.now
    tick.session.add(run)
    parts = standups.parts(tick.session, run.id or 0)
    for part in parts:
        part.to_come = is_to_come(summary.standing(part), tick.now)
        tick.session.add(part)
    tick.session.flush()
    _say_summary(tick, scene)
    people = teams.people(tick.session, {part.person_id for part in parts})
    for part in parts:
        if part.presence == Presence.EXPECTED and part.prompted and not part.to_come:
            person = people[part.person_id]
            card = report.prompt_card(words_for(person, scene.team), scene, part, person)
            tell_part(tick, person, part, "standup.gone", "gone", card)


def _say_summary(tick: Tick, scene: Scene) -> None:
    """Posts the summary, or edits it where it stands, on every destination in its own language."""
    scene.run.version += 1
    tick.session.add(scene.run)
    subject = summary_subject(scene.run)
    for place in scene.places:
        card = summary.summary_card(tick.session, Words(place.language), scene, place, tick.now)
        tick.post(place, "standup.summary", subject, f"{subject}:v{scene.run.version}", card, ref=scene.run.ref)
    if persons.followers(tick.session, scene.team.id or 0):
        alarms.set(tick.session, "observer.summary", scene.run.ref, tick.now)


def refresh_summary(tick: Tick, scene: Scene) -> None:
    """After anything changed: before the summary, its moment; after it, its text."""
    run = scene.run
    tick.session.flush()
    if run.state == RunState.POSTED:
        _say_summary(tick, scene)
        return
    parts = standups.parts(tick.session, run.id or 0)
    changes = [part.changed_at for part in parts if part.changed_at]
    presences = [Presence(part.presence) for part in parts]
    alarms.set(
        tick.session, "standup.summary", run.ref, summary_moment(run.deadline, presences, max(changes, default=None))
    )


def refresh_live(tick: Tick, run: StandupRun | None) -> None:
    """After someone left the run at hand, or their time moved."""
    if run is not None:
        refresh_summary(tick, report.scene(tick.session, run))


# -- what goes wrong -----------------------------------------------------------------------------------------------


def prompt_wanted(tick: Tick, row: Outbox) -> bool:
    """Asked as the sending begins: nobody is asked or reminded after they answered, or once the run is over."""
    part = standups.part_by_ref(tick.session, row.ref)
    run = tick.session.get(StandupRun, part.run_id) if part else None
    return part is not None and part.presence == Presence.EXPECTED and run is not None and run.state in LIVE


def edit_wanted(tick: Tick, row: Outbox) -> bool:
    """Only ever an edit: who is absent gets no new message."""
    return bool(row.edits)


def prompt_line(tick: Tick, row: Outbox) -> Line | None:
    """What stands for a prompt there was no room for: whose stand-up, until when, and the way to answer."""
    part = standups.part_by_ref(tick.session, row.ref)
    run = tick.session.get(StandupRun, part.run_id) if part else None
    person = tick.session.get(Person, part.person_id) if part else None
    if part is None or run is None or person is None:
        return None
    scene = report.scene(tick.session, run)
    return report.prompt_line(words_for(person, scene.team), scene, part, person)


def gone_wanted(tick: Tick, row: Outbox) -> bool:
    """Only ever an edit: nobody gets a new message to read that the summary has gone."""
    return bool(row.edits) and prompt_wanted(tick, row)


def prompt_failed(tick: Tick, row: Outbox, why: str) -> None:
    """A prompt that came too late, or that the platform refuses: the person was not asked, and that is said."""
    part = standups.part_by_ref(tick.session, row.ref)
    if part is None or part.presence != Presence.EXPECTED:
        return
    if why == "late":
        _missed(tick, part)
        return
    part.presence = Presence.UNREACHABLE
    tick.session.add(part)
    _missed(tick, part)
    run = tick.session.get(StandupRun, part.run_id)
    assert run is not None
    refresh_summary(tick, report.scene(tick.session, run))


def summary_failed(tick: Tick, row: Outbox, why: str) -> None:
    """A summary the platform will never take: the scrum master is told, with what to do."""
    run = standups.run_by_ref(tick.session, row.ref)
    if run is None:
        return
    scene = report.scene(tick.session, run)
    subject = f"{row.subject}:failed"
    for person in leads(tick, scene.team):
        card = report.undelivered_card(words_for(person, scene.team), scene, row.conversation, why)
        tick.tell(person, "ritual.undelivered", subject, subject, card)


def _missed(tick: Tick, part: StandupPart) -> None:
    """Tells the scrum master, in one message a run, whom the prompt did not reach in time."""
    part.prompted = False
    part.missed = True
    tick.session.add(part)
    tick.session.flush()
    run = tick.session.get(StandupRun, part.run_id)
    assert run is not None and run.id is not None
    scene = report.scene(tick.session, run)
    missed = [each for each in standups.parts(tick.session, run.id) if each.missed]
    people = teams.people(tick.session, {each.person_id for each in missed})
    names = [people[each.person_id].name for each in missed]
    subject = f"standup:{run.ref}:missed"
    for person in leads(tick, scene.team):
        card = report.missed_card(words_for(person, scene.team), scene, names)
        tick.tell(person, "standup.missed", subject, f"{subject}:{len(names)}", card, ref=run.ref)


def leads(tick: Tick, team: Team) -> list[Person]:
    """Who is told when something needs a hand."""
    return persons.leads(tick.session, team, tick.now)


def names_card(context: Tick, run: StandupRun, words: Words) -> Card:
    """Who has not answered, by where they stand; those whose time has not come are not missing."""
    found: dict[str, list[str]] = {"expected": [], "to_come": [], "skipped": [], "unreachable": [], "away": []}
    for entry in summary.entries(context.session, run):
        coming = is_to_come(summary.standing(entry.part), context.now)
        stands = "to_come" if coming else entry.part.presence
        if stands in found:
            away = stands == Presence.AWAY
            found[stands].append(
                away_name(context.session, words, entry.person, run.held_on) if away else entry.person.name
            )
    return report.names_card(words, report.scene(context.session, run), found)


def replan(tick: Tick, person: Person) -> None:
    """The next run of each of their teams is set anew, and today's prompt moves if it has not left yet."""
    for standup in persons.standups_of(tick.session, person):
        standup_run.schedule(tick.session, standup, tick.now)
        refresh_live(tick, standup_run.retime(tick.session, standup, person, tick.now))
    if person.welcomed_at is None and alarms.rings_at(tick.session, "person.welcome", person.ref):
        persons.expect_welcome(tick.session, [person], person.added_by, tick.now)
