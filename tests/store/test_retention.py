"""G5: over two years no row outlives its limit by more than a day, and counts stay."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.chat.cards import Card
from ritualbot.chat.forms import Form
from ritualbot.chat.text import literal
from ritualbot.chat.wire import dump_card
from ritualbot.handlers import retention
from ritualbot.handlers.context import Tick
from ritualbot.handlers.retention import RETAINED
from ritualbot.rituals.standup import Presence
from ritualbot.store import absence, alarms, asked_form, inbox, outbox
from ritualbot.store.absence import Absence
from ritualbot.store.also import Also
from ritualbot.store.asked_form import AskedForm
from ritualbot.store.engine import begin, connect
from ritualbot.store.inbox import Inbox
from ritualbot.store.outbox import Outbox, Outgoing, State
from ritualbot.store.play import PlayMessage
from ritualbot.store.retention import BLANK, DAILY
from ritualbot.store.standup import RunState, Standup, StandupAnswer, StandupPart, StandupRun
from ritualbot.store.team import Address, Team
from tests.builders import SomeTeam, build_team

START = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
DAYS = 730
EVERY = 10  # days between the rows of a class
ONE_DAY = timedelta(days=1)
KEPT = {each.key: timedelta(days=each.days) for each in RETAINED}


@pytest.fixture
def team(sqlite_engine: sa.Engine) -> Team:
    with begin(sqlite_engine) as session:
        return build_team(session, START, SomeTeam(), platform="playground")


@pytest.fixture
def sqlite_engine(sqlite_url: str) -> Iterator[sa.Engine]:
    made = connect(sqlite_url)
    yield made
    made.dispose()


def write_day(session: Session, team: Team, at: datetime) -> None:
    """One row of every class, of that moment."""
    standup = session.exec(select(Standup).where(col(Standup.team_id) == team.id)).one()
    address = session.exec(select(Address)).first()
    assert address is not None and standup.id is not None
    run = StandupRun(standup_id=standup.id, held_on=at.date(), state=RunState.CLOSED, opened_at=at, deadline=at)
    session.add(run)
    session.flush()
    part = StandupPart(
        run_id=run.id or 0,
        person_id=address.person_id,
        prompt_at=at,
        ends_at=at,
        presence=Presence.ANSWERED,
        changed_at=at,
        line_before='{"today": "secret"}',
    )
    session.add(part)
    session.flush()
    session.add(StandupAnswer(part_id=part.id or 0, question="today", value="secret"))
    key = f"said {at}"
    outbox.put(session, at, Outgoing(address.workspace_id, "standup.ack", key, key, Card(literal("secret")), user="x"))
    states = {"state": State.SENT, "message": key, "sent_at": at}
    session.connection().execute(sa.update(Outbox).where(col(Outbox.dedupe_key) == key).values(**states))
    session.add(Also(person_id=address.person_id, lane="1:@x", key=key, line="secret", created_at=at))
    asked_form.keep(session, address.person_id, Form("a.b", key, literal("secret"), (), "Send"), at)
    session.add(PlayMessage(key=key, conversation="@x", text="secret", posted_at=at))
    inbox.first_time(session, address.workspace_id, key, at)
    absence.declare(session, address.person_id, at.date() - timedelta(days=3), at.date(), at)


@pytest.mark.long
def test_over_two_years_no_row_outlives_its_limit_by_more_than_a_day(sqlite_engine: sa.Engine, team: Team) -> None:
    with begin(sqlite_engine) as session:
        for number in range(0, DAYS, EVERY):
            write_day(session, team, START + timedelta(days=number))
        for _ in range(DAYS):
            (alarm,) = alarms.upcoming(session, (DAILY,))
            assert alarms.take(session, alarm)
            retention.daily(Tick(session, alarm.rings_at), alarm.ref)
            assert outlived(session, alarm.rings_at) == []
        (alarm,) = alarms.upcoming(session, (DAILY,))
        retention.daily(Tick(session, alarm.rings_at + timedelta(days=400)), alarm.ref)
        runs = DAYS // EVERY
        assert [count(session, table) for table in (StandupRun, StandupPart)] == [runs, runs]  # counts stay
        left = [StandupAnswer, Outbox, Also, PlayMessage, Inbox, Absence, AskedForm]
        assert [count(session, table) for table in left] == [0] * len(left)


def outlived(session: Session, now: datetime) -> list[str]:
    """The classes with a row that is older than its limit and a day."""
    limit = {key: now - days - ONE_DAY for key, days in KEPT.items()}
    old_part = col(StandupPart.changed_at) < limit["answers"]
    answers = select(StandupAnswer.id).join(StandupPart, col(StandupPart.id) == col(StandupAnswer.part_id))
    looks = {
        "answers": answers.where(old_part),
        "lines": select(StandupPart.id).where(old_part, col(StandupPart.line_before) != ""),
        "cards": select(Outbox.id).where(col(Outbox.created_at) < limit["messages"], col(Outbox.card) != BLANK),
        "also": select(Also.id).where(col(Also.created_at) < limit["messages"]),
        "playground": select(PlayMessage.id).where(col(PlayMessage.posted_at) < limit["messages"]),
        "deliveries": select(Outbox.id).where(col(Outbox.created_at) < limit["deliveries"]),
        "forms": select(AskedForm.id).where(col(AskedForm.asked_at) < limit["drafts"]),
        "absences": select(Absence.id).where(col(Absence.last_on) < limit["absences"].date()),
        "inbox": select(Inbox.id).where(col(Inbox.received_at) < limit["inbox"]),
    }
    found = session.connection().execute(sa.select(*(look.exists() for look in looks.values()))).one()
    return [name for name, stands in zip(looks, found, strict=True) if stands]


def count(session: Session, table: type) -> int:
    return session.exec(select(sa.func.count()).select_from(table)).one()


def test_what_is_younger_stays(engine: sa.Engine) -> None:
    with begin(engine) as session:
        team = build_team(session, START, SomeTeam(), platform="playground")
        write_day(session, team, START)
        retention.daily(Tick(session, START + timedelta(days=6, hours=23)), str(team.tenant_id))
    with Session(engine) as session:
        kept = [StandupAnswer, Outbox, Also, PlayMessage, Inbox, Absence, AskedForm]
        assert [count(session, table) for table in kept] == [1] * len(kept)
        assert session.exec(select(Outbox.card)).one() == dump_card(Card(literal("secret")))


def test_a_blanked_message_can_still_be_edited(engine: sa.Engine) -> None:
    """Its reference stays, so that what is said of the same thing later finds it."""
    with begin(engine) as session:
        team = build_team(session, START, SomeTeam())
        write_day(session, team, START)
        retention.daily(Tick(session, START + timedelta(days=91)), str(team.tenant_id))
    with Session(engine) as session:
        (row,) = session.exec(select(Outbox))
        assert (row.card, outbox.posted(session, row.subject)) == (BLANK, row.subject)


def test_one_customers_night_leaves_anothers_rows_alone(engine: sa.Engine) -> None:
    with begin(engine) as session:
        team = build_team(session, START, SomeTeam())
        other = build_team(session, START, SomeTeam(workspace="W2"))
        write_day(session, team, START)
        retention.daily(Tick(session, START + timedelta(days=800)), str(other.tenant_id))
        kept = [StandupAnswer, Outbox, Also, Inbox, Absence, PlayMessage, AskedForm]
        assert [count(session, table) for table in kept] == [1] * len(kept)


def test_a_message_nobody_could_deliver_ends(engine: sa.Engine) -> None:
    with begin(engine) as session:
        team = build_team(session, START, SomeTeam())
        write_day(session, team, START)
        session.connection().execute(sa.update(Outbox).values(state=State.PENDING))
        retention.daily(Tick(session, START + timedelta(days=91)), str(team.tenant_id))
        assert session.exec(select(Outbox.state, Outbox.card)).all() == [(State.EXPIRED, BLANK)]
