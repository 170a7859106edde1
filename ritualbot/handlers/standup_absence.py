"""What an absence changes in the stand-ups of the day: who is asked, when, and how the summary counts them."""

from datetime import datetime

from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Tick
from ritualbot.reports import standup as report
from ritualbot.reports.standup import Scene
from ritualbot.rituals.standup import Presence
from ritualbot.store import alarms, standup as standups, standup_run
from ritualbot.store.standup import StandupPart
from ritualbot.store.team import Person, Team


def follow(tick: Tick, person: Person) -> None:
    """Brings the person's part in today's runs in line with their absences, after one was declared or cancelled."""
    assert person.id is not None
    works = standup_run.attendee(tick.session, person, tick.now)
    for part in standups.live_parts(tick.session, person.id):
        run = standups.lock_run(tick.session, part.run_id)
        tick.session.refresh(part)
        scene = report.scene(tick.session, run)
        if run.state not in day.LIVE:
            continue
        away = works.is_away(run.held_on, scene.standup.at)
        prompt_at = works.prompt_on(run.held_on, scene.standup.at)
        if away and part.presence in (Presence.EXPECTED, Presence.SKIPPED):
            _leave(tick, person, part, scene)
        elif part.presence == Presence.AWAY and not away:
            _return(tick, person, part, scene, prompt_at)
        elif part.presence == Presence.EXPECTED and prompt_at > max(part.prompt_at, tick.now):
            _ask_later(tick, person, part, scene, prompt_at)


def _leave(tick: Tick, person: Person, part: StandupPart, scene: Scene) -> None:
    part.presence, part.changed_at = Presence.AWAY, tick.now
    alarms.clear(tick.session, "standup.prompt", part.ref)
    alarms.clear(tick.session, "standup.remind", part.ref)
    card = report.settled_card(day.words_for(person, scene.team), scene, part, person)
    day.replace_prompt(tick, person, part, "standup.settled", card)
    day.refresh_summary(tick, scene)


def _return(tick: Tick, person: Person, part: StandupPart, scene: Scene, prompt_at: datetime) -> None:
    """Expected again, and asked, unless their time to answer is over: then the run leaves them away."""
    ends_at = max(part.ends_at, prompt_at + scene.standup.window())
    if tick.now >= ends_at:
        return
    part.presence, part.changed_at, part.ends_at = Presence.EXPECTED, tick.now, ends_at
    if part.prompted:
        card = report.prompt_card(day.words_for(person, scene.team), scene, part, person)
        day.replace_prompt(tick, person, part, "standup.settled", card)
    else:
        part.prompt_at = max(prompt_at, tick.now)
        tick.session.add(part)
        alarms.set(tick.session, "standup.prompt", part.ref, part.prompt_at)
    day.refresh_summary(tick, scene)


def _ask_later(tick: Tick, person: Person, part: StandupPart, scene: Scene, prompt_at: datetime) -> None:
    """A morning off, declared that morning: the question waits for the afternoon."""
    part.prompt_at, part.ends_at, part.prompted = prompt_at, prompt_at + scene.standup.window(), False
    alarms.clear(tick.session, "standup.remind", part.ref)
    alarms.set(tick.session, "standup.prompt", part.ref, prompt_at)
    card = report.later_card(day.words_for(person, scene.team), part, person)
    day.replace_prompt(tick, person, part, "standup.settled", card)
    day.refresh_summary(tick, scene)


def follow_calendar(tick: Tick, team: Team) -> None:
    """Sets the team's next runs anew after days off changed; one that is already due opens first."""
    for standup in standups.of_team_all(tick.session, team.id or 0):
        at = alarms.rings_at(tick.session, "standup.open", standup.ref)
        if at is None or at > tick.now:
            standup_run.schedule(tick.session, standup, tick.now)
