"""A sprint's file: who may have it, what is in it, and the one that comes with its report."""

from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import File
from ritualbot.errors import Absent
from ritualbot.handlers.context import Context, Tick
from ritualbot.i18n import Words
from ritualbot.reports import sprint_close as report, sprint_file as files
from ritualbot.reports.sprint_xlsx import sprint_workbook
from ritualbot.rituals import permissions
from ritualbot.rituals.permissions import Right
from ritualbot.store import sprint as sprints, team as teams
from ritualbot.store.outbox import Outbox
from ritualbot.store.sprint import Sprint, SprintReport
from ritualbot.store.team import Person, Team

KIND = "sprint.file"  # of the message that brings it to a channel


def offered(context: Context, ref: str) -> File:
    """For whoever leads, the sponsor and admins; without a figure of one person."""
    sprint, team = _known(context.session, context.person.tenant_id, ref)
    permissions.allow(context.within(team).roles, Right.SPRINT_EXPORT)
    return files.sprint_file(context.words, team, sprint)


def made(session: Session, tenant_id: int, file: File, now: datetime) -> bytes:
    sprint, _ = _known(session, tenant_id, file.ref)
    return sprint_workbook(session, sprint, file.language, now)


def _known(session: Session, tenant_id: int, ref: str) -> tuple[Sprint, Team]:
    sprint = sprints.by_ref(session, ref)
    team = session.get(Team, sprint.team_id) if sprint else None
    if sprint is None or team is None or team.tenant_id != tenant_id:
        raise Absent("permission.absent")
    return sprint, team


# -- with the report -----------------------------------------------------------------------------------------------


def announce(tick: Tick, sprint: Sprint, kept: SprintReport, note: str) -> None:
    """The report in the team's channels. `note` says where its file is by now."""
    team, who = tick.session.get(Team, sprint.team_id), tick.session.get(Person, kept.made_by)
    assert team is not None and who is not None
    about = sprints.report_subject(sprint, kept.version)
    for place in teams.destinations(tick.session, sprint.team_id):
        words = Words(place.language)
        card = report.channel_card(words, report.told(kept), who.name, sprint.ref)
        card = files.with_note(words, card, files.sprint_file(words, team, sprint), note)
        tick.post(place, "sprint.closed", about, f"{about}:{note}", card, ref=sprint.ref)


def attach(tick: Tick, sprint: Sprint, version: int) -> None:
    """The file, under the report."""
    team = tick.session.get(Team, sprint.team_id)
    assert team is not None
    about = sprints.report_subject(sprint, version)
    for place in teams.destinations(tick.session, sprint.team_id):
        words = Words(place.language)
        card = files.attached_card(words, files.sprint_file(words, team, sprint))
        tick.post(place, KIND, f"{about}:file", f"{about}:file", card, ref=f"{sprint.ref}:{version}", thread=about)


def arrived(tick: Tick, row: Outbox) -> None:
    """The announcing message says so from then on."""
    _say_where(tick, row, files.HERE)


def failed(tick: Tick, row: Outbox, _why: str) -> None:
    _say_where(tick, row, files.FAILED)


def _say_where(tick: Tick, row: Outbox, note: str) -> None:
    ref, _, version = row.ref.partition(":")
    sprint = sprints.by_ref(tick.session, ref)
    if sprint is None or sprint.id is None:
        return
    for kept in sprints.reports(tick.session, sprint.id):
        if str(kept.version) == version:
            announce(tick, sprint, kept, note)
