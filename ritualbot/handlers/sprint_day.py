"""What a sprint does by itself, and what its handlers share: the next one is proposed, its close is offered."""

from ritualbot.chat.text import Channel, Text
from ritualbot.errors import RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context, Tick
from ritualbot.reports import sprint_close as report
from ritualbot.rituals.calendar import local_day
from ritualbot.store import (
    alarms,
    audit,
    retro_run,
    review as reviews,
    sprint as sprints,
    sprint_item as items,
    standup_setup,
    team as teams,
)
from ritualbot.store.audit import Action
from ritualbot.store.outbox import Outbox
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

# -- shared --------------------------------------------------------------------------------------------------------


def people(context: Context) -> dict[str, str]:
    """The refs of those the rituals ask, by name."""
    found = teams.people_with(context.session, id_of(context.this_team()), *teams.PARTICIPANTS)
    return {person.name: person.ref for person in found}


def channels(context: Context) -> Text:
    """The team's channels, each a link to it."""
    places = teams.destinations(context.session, id_of(context.this_team()))
    return Text(
        ", ".join(f"{{place{index}}}" for index in range(len(places))) or "-",
        {f"place{index}": Channel(place.conversation, place.name) for index, place in enumerate(places)},
    )


def record(context: Context, action: Action, sprint: Sprint) -> None:
    tenant_id, actor = context.this_team().tenant_id, context.person.ref
    audit.record(context.session, tenant_id, context.now, actor=actor, action=action, object=sprint.ref)


def closed_already(context: Context, sprint: Sprint) -> RuleBroken:
    """By whom and when."""
    who = context.session.get(Person, sprint.closed_by) if sprint.closed_by else None
    assert sprint.closed_at is not None
    zone = context.person.zone()
    return RuleBroken(
        "sprint.closed_already",
        name=sprint.name,
        who=who.name if who else context.words.say("sprint.somebody"),
        day=context.words.day(local_day(sprint.closed_at, zone)),
        time=context.words.at(sprint.closed_at, zone),
    )


def follow(tick: Tick, team: Team) -> None:
    """What hangs on a sprint's days is set anew after it began, moved or ended: stand-ups, retro, review."""
    standup_setup.follow_sprint(tick.session, team, tick.now)
    retro_run.follow(tick.session, team, tick.now)
    reviews.expect(tick.session, team, tick.now)


# -- alarms --------------------------------------------------------------------------------------------------------


def plan_due(tick: Tick, ref: str) -> None:
    """The first day of the next sprint: whoever leads is asked to start it, or to close the one that is over."""
    team = teams.team_by_ref(tick.session, ref)
    if team is None:
        return
    running = sprints.current(tick.session, id_of(team))
    if running is None:
        span = sprints.next_span(tick.session, team, tick.now)
        waiting = items.backlog(tick.session, id_of(team))
        subject = f"sprint:plan:{team.ref}:{span.first}"
        for person in day.leads(tick, team):
            card = report.plan_card(day.words_for(person, team), team, span, waiting)
            tick.tell(person, "sprint.plan", subject, f"{subject}:{person.ref}", card, ref=team.ref)
    elif running.ends_on < local_day(tick.now, team.zone()):
        _offer(tick, team, running, "over")
    elif (at := sprints.plan_moment(tick.session, team, tick.now)) is not None and at > tick.now:
        alarms.set(tick.session, sprints.PLAN, ref, at)


def offer_due(tick: Tick, ref: str) -> None:
    """The last day of a sprint, 14:00: whoever leads is offered to close it."""
    sprint = sprints.by_ref(tick.session, ref)
    team = tick.session.get(Team, sprint.team_id) if sprint else None
    if sprint is not None and team is not None and sprint.closed_at is None:
        _offer(tick, team, sprint, "last")


def _offer(tick: Tick, team: Team, sprint: Sprint, key: str) -> None:
    seen = report.unfinished(tick.session, team, sprint, local_day(tick.now, team.zone()))
    subject = f"sprint:{sprint.ref}:offer"
    for person in day.leads(tick, team):
        card = report.offer_card(day.words_for(person, team), team, seen, key)
        tick.tell(person, "sprint.offer", subject, f"{subject}:{key}:{sprint.version}:{person.ref}", card, sprint.ref)


def plan_wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is asked to start what runs already."""
    team = teams.team_by_ref(tick.session, row.ref)
    return team is not None and sprints.current(tick.session, id_of(team)) is None


def offer_wanted(tick: Tick, row: Outbox) -> bool:
    """Nor to close what is closed."""
    sprint = sprints.by_ref(tick.session, row.ref)
    return sprint is not None and sprint.closed_at is None
