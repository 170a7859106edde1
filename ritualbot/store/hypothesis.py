"""Hypotheses of a team, and the line of history each step leaves."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.hypothesis import OPEN, Standing, standing
from ritualbot.rituals.hypothesis_history import Happened, HypothesisState, Piece, Step, TestKind, Verdict
from ritualbot.rituals.inputs import fold
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Team

MOST_IDEAS = 10
END = "hypothesis.end_due"  # the alarm of the morning after a test's last day, by its ref


class Hypothesis(SQLModel, table=True):
    """What a team believes, and tests. The last columns are computed from its history, and may be computed again."""

    __table_args__ = (
        sa.UniqueConstraint("team_id", "number"),
        one_of("state", "state", HypothesisState),
        sa.CheckConstraint(f"kind IN ({', '.join(repr(str(each)) for each in ('', *TestKind))})", name="kind"),
        sa.CheckConstraint(f"verdict IN ({', '.join(repr(str(each)) for each in ('', *Verdict))})", name="verdict"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    number: int  # H1, H2… within the team
    author_id: int = Field(foreign_key="person.id", index=True)
    opened_at: datetime = Field(sa_type=UtcDateTime)
    improves_id: int | None = Field(default=None, foreign_key="hypothesis.id")  # what it was made of
    sprint_id: int | None = Field(default=None, foreign_key="sprint.id", index=True)
    # Computed:
    text: str = ""
    state: str = HypothesisState.IDEA
    owner_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    kind: str = ""
    moment: str = ""
    ends_on: date | None = None
    verdict: str = ""
    learning: str = ""
    tag: str = ""
    unheard: bool = False  # a solution before listening
    pilot_ref: str = Field(default="", index=True)  # of the pilot that groups it, empty for none
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    found_by: str = ""  # what it is searched in, folded


class HypothesisEvent(SQLModel, table=True):
    """What happened to a hypothesis, who did it (None: time did) and through which platform."""

    __tablename__ = "hypothesis_event"
    __table_args__ = (sa.UniqueConstraint("hypothesis_id", "seq"), one_of("kind", "kind", Happened))

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    hypothesis_id: int = Field(foreign_key="hypothesis.id")
    seq: int  # from 1 on
    kind: str
    at: datetime = Field(sa_type=UtcDateTime)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    via: str = ""
    data: str = "{}"  # JSON


class HypothesisListening(SQLModel, table=True):
    """What was heard from those a team addresses; it may serve several hypotheses."""

    __tablename__ = "hypothesis_listening"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    source: str
    heard_on: date
    heard: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class HypothesisData(SQLModel, table=True):
    """A source of data a hypothesis uses, and at its end what it was worth."""

    __tablename__ = "hypothesis_data"
    __table_args__ = (sa.UniqueConstraint("hypothesis_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    hypothesis_id: int = Field(foreign_key="hypothesis.id")
    name: str
    key: str  # the name, folded
    available: bool = True
    worth: str = ""  # useful, useless, unknown; empty before the end


class HypothesisScore(SQLModel, table=True):
    """What one person gave a hypothesis, by one method."""

    __tablename__ = "hypothesis_score"
    __table_args__ = (sa.UniqueConstraint("hypothesis_id", "person_id", "method"),)

    id: int | None = Field(default=None, primary_key=True)
    hypothesis_id: int = Field(foreign_key="hypothesis.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    method: str  # ice, rice, pie
    given: str  # JSON: by part
    given_at: datetime = Field(sa_type=UtcDateTime)


class HypothesisSettings(SQLModel, table=True):
    """How a team keeps its log; with no row: as it comes."""

    __tablename__ = "hypothesis_settings"

    team_id: int = Field(foreign_key="team.id", primary_key=True)
    approval: bool = False  # a start waits for a yes
    scoring: str = ""  # ice, rice, pie; empty: not used


# -- finding -------------------------------------------------------------------------------------------------------


def by_ref(session: Session, ref: str) -> Hypothesis | None:
    """The hypothesis, locked until the transaction ends."""
    query = select(Hypothesis).where(col(Hypothesis.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def team_of(session: Session, ref: str) -> int | None:
    return session.exec(select(Hypothesis.team_id).where(col(Hypothesis.ref) == ref)).first()


def event_by_ref(session: Session, ref: str) -> HypothesisEvent | None:
    return session.exec(select(HypothesisEvent).where(col(HypothesisEvent.ref) == ref)).first()


def team_of_event(session: Session, ref: str) -> int | None:
    query = select(Hypothesis.team_id).join(HypothesisEvent, col(HypothesisEvent.hypothesis_id) == col(Hypothesis.id))
    return session.exec(query.where(col(HypothesisEvent.ref) == ref)).first()


def numbered(session: Session, team_id: int, number: int) -> Hypothesis | None:
    """By its number within the team, locked until the transaction ends."""
    query = select(Hypothesis).where(col(Hypothesis.team_id) == team_id, col(Hypothesis.number) == number)
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).first()


def listed(session: Session, team_id: int, states: Collection[HypothesisState]) -> list[Hypothesis]:
    """A team's in these states, the newest first."""
    query = select(Hypothesis).where(col(Hypothesis.team_id) == team_id, col(Hypothesis.state).in_(states))
    return list(session.exec(query.order_by(col(Hypothesis.number).desc())))


def open_in(session: Session, team_id: int) -> list[Hypothesis]:
    return listed(session, team_id, OPEN)


def open_of(session: Session, person_id: int) -> list[Hypothesis]:
    """What a person owns and is not over: what someone who leaves has to hand over."""
    query = select(Hypothesis).where(col(Hypothesis.owner_id) == person_id, col(Hypothesis.state).in_(OPEN))
    return list(session.exec(query.order_by(col(Hypothesis.id))))


def ideas_of(session: Session, team_id: int, person_id: int) -> list[Hypothesis]:
    """What a person noted for a team, the newest first."""
    mine = select(Hypothesis).where(col(Hypothesis.team_id) == team_id, col(Hypothesis.author_id) == person_id)
    return list(session.exec(mine.order_by(col(Hypothesis.number).desc()).limit(MOST_IDEAS)))


def search(session: Session, team_id: int, typed: str, most: int) -> list[Hypothesis]:
    """All of whose words it holds, whatever their case and accents; the newest first."""
    query = select(Hypothesis).where(col(Hypothesis.team_id) == team_id)
    for word in fold(typed).split():
        query = query.where(col(Hypothesis.found_by).contains(word, autoescape=True))
    return list(session.exec(query.order_by(col(Hypothesis.number).desc()).limit(most)))


def in_pilot(session: Session, ref: str) -> list[Hypothesis]:
    """Those a pilot groups, in the order of their numbers."""
    query = select(Hypothesis).where(col(Hypothesis.pilot_ref) == ref)
    return list(session.exec(query.order_by(col(Hypothesis.number))))


def settings(session: Session, team_id: int) -> HypothesisSettings:
    """A team's, as they stand; changed ones are written by `keep_settings`."""
    return session.get(HypothesisSettings, team_id) or HypothesisSettings(team_id=team_id)


def keep_settings(session: Session, row: HypothesisSettings) -> None:
    session.merge(row)
    session.flush()


# -- the history ---------------------------------------------------------------------------------------------------


def steps(session: Session, row: Hypothesis) -> list[Step]:
    query = select(HypothesisEvent).where(col(HypothesisEvent.hypothesis_id) == row.id)
    return [step_of(each) for each in session.exec(query.order_by(col(HypothesisEvent.seq)))]


def step_of(event: HypothesisEvent) -> Step:
    return Step(event.seq, Happened(event.kind), event.at, event.person_id, json.loads(event.data))


def stand(session: Session, row: Hypothesis) -> Standing:
    return standing(steps(session, row))


def stands(session: Session, rows: Sequence[Hypothesis]) -> list[tuple[Hypothesis, Standing]]:
    """How each of these stands, by all their histories read at once."""
    query = select(HypothesisEvent).where(col(HypothesisEvent.hypothesis_id).in_([row.id for row in rows]))
    found: dict[int, list[Step]] = {}
    for event in session.exec(query.order_by(col(HypothesisEvent.hypothesis_id), col(HypothesisEvent.seq))):
        found.setdefault(event.hypothesis_id, []).append(step_of(event))
    return [(row, standing(found.get(row.id or 0, ()))) for row in rows]


def refresh(session: Session, row: Hypothesis) -> Standing:
    """Writes the computed columns anew: they may be lost without harm."""
    now = stand(session, row)
    row.text, row.state, row.owner_id = now.piece(Piece.SENTENCE), now.state, now.owner
    row.kind, row.moment = now.piece(Piece.KIND), now.piece(Piece.MOMENT)
    row.ends_on = date.fromisoformat(now.piece(Piece.ENDS_ON)) if now.piece(Piece.ENDS_ON) else None
    row.verdict, row.closed_at = now.verdict or "", now.closed_at
    row.learning, row.tag = (now.closing.learning, now.closing.tag) if now.closing else ("", "")
    row.unheard, row.pilot_ref = bool(now.skipped), now.pilot
    row.found_by = _found_by(row, now)
    session.add(row)
    session.flush()
    return now


def _found_by(row: Hypothesis, now: Standing) -> str:
    said = (now.piece(each) for each in (Piece.AUDIENCE, Piece.METRIC, Piece.EVIDENCE, Piece.CHANNEL, Piece.SEGMENT))
    return " ".join(fold(each) for each in (f"h{row.number}", row.text, row.moment, row.learning, row.tag, *said))


def open(session: Session, team_id: int, text: str, author_id: int, at: datetime, via: str = "") -> Hypothesis:
    """A new idea of a team, with its number and its first line."""
    session.exec(select(Team.id).where(col(Team.id) == team_id).with_for_update()).one()  # numbers in a row
    last = session.exec(select(sa.func.max(col(Hypothesis.number))).where(col(Hypothesis.team_id) == team_id)).one()
    row = Hypothesis(team_id=team_id, number=(last or 0) + 1, author_id=author_id, opened_at=at)
    session.add(row)
    session.flush()
    record(session, row, Happened.OPENED, author_id, at, {Piece.SENTENCE: text}, via)
    return row


def record(
    session: Session,
    row: Hypothesis,
    kind: Happened,
    person_id: int | None,
    at: datetime,
    data: Mapping[str, str] | Mapping[Piece, str],
    via: str = "",
) -> HypothesisEvent:
    """Adds a line to the history, and computes what follows. The row is locked: `by_ref`."""
    of = col(HypothesisEvent.hypothesis_id) == row.id
    last = session.exec(select(sa.func.max(col(HypothesisEvent.seq))).where(of)).one()
    event = HypothesisEvent(
        hypothesis_id=row.id or 0,
        seq=(last or 0) + 1,
        kind=kind,
        at=at,
        person_id=person_id,
        via=via,
        data=json.dumps({str(name): said for name, said in data.items()}),
    )
    session.add(event)
    session.flush()
    refresh(session, row)
    return event


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's hypotheses closed before then, with all that hangs on them, and evidence that old."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    old = (col(Hypothesis.team_id).in_(mine), col(Hypothesis.closed_at) < before, col(Hypothesis.state).not_in(OPEN))
    ids, connection = select(Hypothesis.id).where(*old), session.connection()
    for table in (HypothesisEvent, HypothesisData, HypothesisScore):
        connection.execute(delete(table).where(col(table.hypothesis_id).in_(ids)))
    made_of = sa.update(Hypothesis).where(col(Hypothesis.improves_id).in_(ids))
    connection.execute(made_of.values(improves_id=None))
    connection.execute(delete(Hypothesis).where(*old))
    heard = (col(HypothesisListening.team_id).in_(mine), col(HypothesisListening.created_at) < before)
    connection.execute(delete(HypothesisListening).where(*heard))
