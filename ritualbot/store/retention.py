"""Deleting what has been kept for long enough, one customer at a time: text goes, counts stay."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select, update

from ritualbot.chat.cards import Card
from ritualbot.chat.text import Text
from ritualbot.chat.wire import dump_card
from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.store import alarms
from ritualbot.store.absence import Absence
from ritualbot.store.also import Also
from ritualbot.store.outbox import UNDER_WAY, Outbox, State
from ritualbot.store.play import PlayMessage
from ritualbot.store.standup import Standup, StandupAnswer, StandupPart, StandupRun
from ritualbot.store.team import Person, Team, Tenant, Workspace

DAILY = "retention.daily"  # the alarm's kind; its ref is the customer's id
AT = time(3)
BLANK = dump_card(Card(Text("")))


def schedule(session: Session, tenant_id: int, now: datetime) -> None:
    """Sets the customer's alarm to the next 03:00 of their first team's zone."""
    team = session.exec(select(Team).where(col(Team.tenant_id) == tenant_id).order_by(col(Team.id)).limit(1)).first()
    zone = team.zone() if team else ZoneInfo("UTC")
    day = local_day(now, zone)
    at = local_moment(day, AT, zone)
    if at <= now:
        at = local_moment(day + timedelta(days=1), AT, zone)
    alarms.set(session, DAILY, str(tenant_id), at)


def schedule_missing(session: Session, now: datetime) -> None:
    """Every customer has the alarm, also those from before there was one."""
    for tenant_id in session.exec(select(Tenant.id).order_by(col(Tenant.id))).all():
        if tenant_id is not None and alarms.rings_at(session, DAILY, str(tenant_id)) is None:
            schedule(session, tenant_id, now)


def forget_answers(session: Session, tenant_id: int, before: datetime) -> None:
    """What people wrote in stand-ups last changed before then. Who took part stays."""
    mine = (
        select(StandupPart.id)
        .join(StandupRun, col(StandupRun.id) == col(StandupPart.run_id))
        .join(Standup, col(Standup.id) == col(StandupRun.standup_id))
        .join(Team, col(Team.id) == col(Standup.team_id))
        .where(
            col(Team.tenant_id) == tenant_id,
            sa.func.coalesce(col(StandupPart.changed_at), col(StandupPart.prompt_at)) < before,
        )
    )
    session.connection().execute(delete(StandupAnswer).where(col(StandupAnswer.part_id).in_(mine)))
    lines = update(StandupPart).where(col(StandupPart.id).in_(mine), col(StandupPart.line_before) != "")
    session.connection().execute(lines.values(line_before=""))


def forget_messages(session: Session, tenant_id: int, before: datetime) -> None:
    """The text of what was said, and of the playground's memory. A message's reference stays for its edits."""
    there = select(Workspace.id).where(col(Workspace.tenant_id) == tenant_id)
    old = (col(Outbox.workspace_id).in_(there), col(Outbox.created_at) < before, col(Outbox.state).not_in(UNDER_WAY))
    stuck = update(Outbox).where(*old, col(Outbox.state) == State.PENDING)
    session.connection().execute(stuck.values(state=State.EXPIRED, reason="late"))
    session.connection().execute(update(Outbox).where(*old, col(Outbox.card) != BLANK).values(card=BLANK))
    people = select(Person.id).where(col(Person.tenant_id) == tenant_id)
    session.connection().execute(delete(Also).where(col(Also.person_id).in_(people), col(Also.created_at) < before))
    playground = select(Workspace.id).where(
        col(Workspace.tenant_id) == tenant_id, col(Workspace.platform) == "playground"
    )
    session.connection().execute(delete(PlayMessage).where(playground.exists(), col(PlayMessage.posted_at) < before))


def forget_deliveries(session: Session, tenant_id: int, before: datetime) -> None:
    """That something was sent, when and to whom."""
    there = select(Workspace.id).where(col(Workspace.tenant_id) == tenant_id)
    session.connection().execute(
        delete(Outbox).where(
            col(Outbox.workspace_id).in_(there), col(Outbox.created_at) < before, col(Outbox.state).not_in(UNDER_WAY)
        )
    )


def forget_absences(session: Session, tenant_id: int, before: datetime) -> None:
    """Those that ended before then, cancelled ones included."""
    people = select(Person.id).where(col(Person.tenant_id) == tenant_id)
    over = (col(Absence.person_id).in_(people), col(Absence.last_on) < before.date())
    session.connection().execute(delete(Absence).where(*over))
