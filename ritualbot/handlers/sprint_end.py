"""What a team shows and says at the end of a sprint: the demo with its remarks, and what was learnt."""

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import sprint_day
from ritualbot.handlers.context import Context
from ritualbot.i18n import Words
from ritualbot.reports import sprint_end as report
from ritualbot.rituals.inputs import is_blank
from ritualbot.rituals.sprint_end import read_demo, read_learnt
from ritualbot.rituals.sprint_item import parse_lines
from ritualbot.store import sprint as sprints, sprint_end as ends, sprint_item as items, team as teams
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Destination
from ritualbot.store.team_roster import id_of


def demo(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    sprint = _meant(context, event)
    kept = ends.demo_of(context.session, sprint.id or 0)
    return OpenForm(report.demo_form(context.words, sprint, kept, _places(context)))


def show(context: Context, event: FormSubmitted) -> Reply:
    """The post, edited where it stands; each remark joins the backlog, as a pasted line does."""
    sprint, team, session = _locked(context, event.ref), context.this_team(), context.session
    read, typed = read_demo(event.values), event.values.get("remarks", "")
    specs = [] if is_blank(typed) else parse_lines(typed, sprint_day.people(context), field="remarks")
    kept = ends.demo_of(session, sprint.id or 0)
    place, by = _place(context, event, kept.place_id if kept else None), id_of(context.person)
    items.add(session, id_of(team), None, specs, by, context.now)
    titles = [spec.title for spec in specs]
    row = ends.show(session, sprint, place.id or 0, read, titles, by, context.now)
    subject = f"sprint:{sprint.ref}:demo"
    card = report.demo_post(Words(place.language), sprint, row, context.person.name)
    context.post(place, "sprint.demo", subject, f"{subject}:v{row.version}", card, ref=sprint.ref)
    return Say(report.shown_card(context.words, team, sprint, place, len(specs)))


def learnt(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    sprint = _meant(context, event)
    kept = ends.learnt_of(context.session, sprint.id or 0)
    return OpenForm(report.learnt_form(context.words, sprint, kept, _places(context)))


def learn(context: Context, event: FormSubmitted) -> Reply:
    """Six lines at most, posted in the channel that was chosen and edited there."""
    sprint, session = _locked(context, event.ref), context.session
    lines = read_learnt(event.values.get("lines", ""))
    kept = ends.learnt_of(session, sprint.id or 0)
    place = _place(context, event, kept.place_id if kept else None)
    row = ends.learn(session, sprint, place.id or 0, lines, id_of(context.person), context.now)
    subject = f"sprint:{sprint.ref}:learnt"
    card = report.learnt_post(Words(place.language), sprint, row, context.person.name)
    context.post(place, "sprint.learnt", subject, f"{subject}:v{row.version}", card, ref=sprint.ref)
    return Say(report.learnt_card(context.words, sprint, place))


def _meant(context: Context, event: CommandTyped | ButtonPressed) -> Sprint:
    """The button's sprint; typed, the team's latest. Raises RuleBroken `sprint.none_running` before the first."""
    if isinstance(event, ButtonPressed):
        found = sprints.by_ref(context.session, event.ref)
    else:
        found = next(iter(sprints.of_team(context.session, id_of(context.this_team()))), None)
        if found is None:
            raise RuleBroken("sprint.none_running")
    if found is None:
        raise Absent("permission.absent")
    return found


def _locked(context: Context, ref: str) -> Sprint:
    """Two at once are one after the other."""
    sprint = sprints.lock(context.session, ref)
    if sprint is None:
        raise Absent("permission.absent")
    return sprint


def _places(context: Context) -> list[Destination]:
    return teams.destinations(context.session, id_of(context.this_team()))


def _place(context: Context, event: FormSubmitted, first: int | None) -> Destination:
    """Where it was posted first; else the channel chosen, among the team's own. Raises RuleBroken
    `input.form_changed` for any other."""
    places = _places(context)
    wanted = str(first) if first is not None else event.values.get("place", "") or str(places[0].id)
    found = next((place for place in places if str(place.id) == wanted), None)
    if found is None:
        raise RuleBroken("input.form_changed", field="place")
    return found
