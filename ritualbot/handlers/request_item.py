"""As a sprint begins, whoever leads is offered a request for each need of its items; the card is kept true."""

from collections.abc import Sequence

from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Tick
from ritualbot.reports.request_item import needs_card
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.request_history import Source
from ritualbot.rituals.sprint import SprintState
from ritualbot.store import outbox, request_item as needs, sprint as sprints, sprint_item as items, team as teams
from ritualbot.store.outbox import Outbox
from ritualbot.store.request import Request
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

NEEDS = "request.needs"


def offer(tick: Tick, team: Team, sprint: Sprint) -> None:
    """Nothing where nothing is needed, or all was asked for before."""
    found = needs.unasked(tick.session, sprint)
    if found:
        for person in _leads(tick, team):
            _tell(tick, team, sprint, person, found, "first")


def follow(tick: Tick, team: Team, row: Request) -> None:
    """After a request was made of an item, or withdrawn: what is offered still, to whoever was offered it."""
    item = items.by_ref(tick.session, row.source_ref) if row.source == Source.ITEM else None
    sprint = tick.session.get(Sprint, item.sprint_id) if item is not None and item.sprint_id else None
    if sprint is None:
        return
    found = needs.unasked(tick.session, sprint)
    for person in teams.people_with(tick.session, id_of(team), *permissions.needed_roles(Right.SPRINT_MANAGE)):
        here = teams.addresses(tick.session, person.id or 0)
        if any(outbox.stated(tick.session, f"{_subject(sprint, person)}:{each.id}") for each in here):
            _tell(tick, team, sprint, person, found, f"{row.ref}:{row.state}")


def _leads(tick: Tick, team: Team) -> list[Person]:
    """Those who lead and may ask: an admin who is in no team may not."""
    leads = ((person, teams.roles_in(tick.session, person.id or 0, team)) for person in day.leads(tick, team))
    return [person for person, roles in leads if permissions.holds(roles, Right.REQUEST_FILE)]


def _tell(tick: Tick, team: Team, sprint: Sprint, person: Person, found: Sequence[SprintItem], key: str) -> None:
    subject = _subject(sprint, person)
    card = needs_card(day.words_for(person, team), sprint, found)
    tick.tell(person, NEEDS, subject, f"{subject}:{key}", card, ref=sprint.ref)


def _subject(sprint: Sprint, person: Person) -> str:
    return f"sprint:{sprint.ref}:needs:{person.ref}"


def wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody is offered what was asked for meanwhile, or belongs to a sprint that is over."""
    sprint = sprints.by_ref(tick.session, row.ref)
    if row.edits or sprint is None:
        return bool(row.edits)
    return sprint.state == SprintState.RUNNING and bool(needs.unasked(tick.session, sprint))
