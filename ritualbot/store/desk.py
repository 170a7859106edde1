"""Desks: who sits there, when they are open, and how fast they agreed to answer."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ritualbot.rituals.desk import DeskKind, Express, Seat
from ritualbot.store.engine import UtcDateTime, new_ref, one_of


class Desk(SQLModel, table=True):
    """A desk, of a tenant: every team of the tenant may turn to it. `conversation`: its channel, empty for none.

    `proposed_express_*` waits for the other side; 0 a sprint: none any more.
    """

    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "name_key"),
        one_of("kind", "kind", DeskKind),
        one_of("express", "express", Express),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    tenant_id: int = Field(foreign_key="tenant.id")
    kind: str
    name: str
    name_key: str
    tz: str
    language: str
    workspace_id: int | None = Field(default=None, foreign_key="workspace.id")
    conversation: str = ""
    express: str = Express.OFF
    express_per_sprint: int = 2
    express_target: str = ""  # a typed duration; empty: the usual one
    express_agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    express_agreed_by: int | None = Field(default=None, foreign_key="person.id")
    proposed_express_per_sprint: int | None = None
    proposed_express_target: str = ""
    proposed_express_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    proposed_express_by: int | None = Field(default=None, foreign_key="person.id")
    stats_open: bool = False  # whether others see rates and times of a desk of few people
    created_at: datetime = Field(sa_type=UtcDateTime)


class DeskPerson(SQLModel, table=True):
    """Someone on a desk. `backup_id` looks after their requests meanwhile; `duty`: new requests go to them."""

    __tablename__ = "desk_person"
    __table_args__ = (sa.UniqueConstraint("desk_id", "person_id"), one_of("role", "role", Seat))

    id: int | None = Field(default=None, primary_key=True)
    desk_id: int = Field(foreign_key="desk.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str = Seat.CONTACT
    backup_id: int | None = Field(default=None, foreign_key="person.id")
    duty: bool = False


class DeskCalendarVersion(SQLModel, table=True):
    """The desk's hours as they were from then on. Never changed: another version is made."""

    __tablename__ = "desk_calendar_version"
    __table_args__ = (sa.UniqueConstraint("desk_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    desk_id: int = Field(foreign_key="desk.id")
    version: int  # from 1 on
    calendar: str  # JSON, as `desk_calendar.written` makes it
    made_at: datetime = Field(sa_type=UtcDateTime)
    made_by: int | None = Field(default=None, foreign_key="person.id")


class DeskTarget(SQLModel, table=True):
    """How fast the desk answers one type of request, as durations people typed. Not agreed: only indicative.

    `pieces` is what must come with it, one a line. `proposed_*` waits for the other side.
    """

    __tablename__ = "desk_target"
    __table_args__ = (sa.UniqueConstraint("desk_id", "type"),)

    id: int | None = Field(default=None, primary_key=True)
    desk_id: int = Field(foreign_key="desk.id")
    type: str
    acknowledge: str
    decide: str
    pieces: str = ""
    proposed_acknowledge: str = ""
    proposed_decide: str = ""
    proposed_pieces: str = ""
    proposed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    proposed_by: int | None = Field(default=None, foreign_key="person.id")
    agreed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    agreed_by: int | None = Field(default=None, foreign_key="person.id")
