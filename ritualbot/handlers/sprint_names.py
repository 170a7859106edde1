"""Participation by person as a file: for admins, of a closed sprint, where the organisation's settings allow it.

Nobody stands in it who was not told: those concerned are written to in the transaction that sends it.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Card, File
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import sprint_file as files
from ritualbot.reports.sprint_xlsx import named_workbook
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right, holds
from ritualbot.rituals.sprint import SprintState
from ritualbot.store import sprint as sprints, sprint_export as exports, sprint_names as names
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person, Team

KIND = "sprint.names_told"
SETTING = "RITUALBOT_NOMINATIVE_EXPORT=1"  # what opens it


def offered(context: Context, ref: str) -> File:
    """Raises RuleBroken `sprint.names.off` or `sprint.names.running`."""
    sprint, team = _known(context.session, context.person.tenant_id, ref)
    permissions.allow(context.within(team).roles, Right.SPRINT_EXPORT_NAMES)
    if not names.permitted(context.session):
        raise RuleBroken("sprint.names.off", setting=SETTING)
    if sprint.state != SprintState.CLOSED:
        raise RuleBroken("sprint.names.running", name=sprint.name)
    return files.names_file(context.words, team, sprint)


def made(session: Session, tenant_id: int, file: File, now: datetime) -> bytes:
    """Raises Absent once the settings allow it no more, or the sprint was reopened."""
    sprint, _ = _known(session, tenant_id, file.ref)
    if not names.permitted(session) or sprint.state != SprintState.CLOSED:
        raise Absent("ritual.expired")
    return named_workbook(session, sprint, file.language, now)


def _known(session: Session, tenant_id: int, ref: str) -> tuple[Sprint, Team]:
    sprint = sprints.by_ref(session, ref)
    team = session.get(Team, sprint.team_id) if sprint else None
    if sprint is None or team is None or team.tenant_id != tenant_id:
        raise Absent("permission.absent")
    return sprint, team


def tell(context: Context, file: File) -> None:
    """Everyone in it but the one who asks, once for each who asks and each time the sprint was closed: until it is
    reopened, what they get is the same."""
    asked, session = context.person, context.session
    sprint, team = _known(session, asked.tenant_id, file.ref)
    kept = sprints.last_report(session, sprint.id or 0)
    subject = f"sprint:{sprint.ref}:v{kept.version if kept else 0}:names:{asked.ref}"
    for each in names.by_person(session, exports.period(session, sprint, context.now)):
        person = session.get(Person, each.person_id)
        if person is not None and person.id != asked.id:
            card = files.names_told_card(day.words_for(person, team), asked.name, team, sprint)
            context.tell(person, KIND, f"{subject}:{person.ref}", f"{subject}:{person.ref}", card, ref=sprint.ref)


def beside(context: Context, card: Card, team: Team) -> Card:
    """The private card of a team's sprint, with a button for the file of its last closed one, to whom it is due."""
    if not holds(context.roles, Right.SPRINT_EXPORT_NAMES) or not names.permitted(context.session):
        return card
    found = sprints.of_team(context.session, team.id or 0)
    last = next((each for each in found if each.state == SprintState.CLOSED), None)
    if last is None:
        return card
    button = files.names_file(context.words, team, last).button
    return replace(card, blocks=(*card.blocks, Actions((button,))))
