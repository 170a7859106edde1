"""A team's charter: why it exists, what it is measured by, its rhythm, who it counts on outside."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from ritualbot.rituals.permissions import Role
from ritualbot.store import team as teams
from ritualbot.store.engine import UtcDateTime, insert_once, insert_or_change, new_ref
from ritualbot.store.team import Membership, Person, Team


class Charter(SQLModel, table=True):
    """What is empty is still missing. Numbers as people wrote them, with their decimals, a full stop before those."""

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", unique=True)
    objective: str = ""
    axis: str = ""
    audience: str = ""
    kpi: str = ""
    kpi_unit: str = ""
    kpi_baseline: str = ""
    kpi_target: str = ""
    kpi_source: str = ""
    kpi_owner_id: int | None = Field(default=None, foreign_key="person.id")
    agencies: str = ""  # one a line
    sprint_weeks: int = 2
    sprint_on: date | None = None  # the first day of the first sprint
    named_id: int | None = Field(default=None, foreign_key="person.id")  # asked to be scrum master
    named_by: int | None = Field(default=None, foreign_key="person.id")
    changed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TeamShare(SQLModel, table=True):
    """How much of a member's time the team has, in percent."""

    __tablename__ = "team_share"
    __table_args__ = (sa.UniqueConstraint("team_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    share: int


class TeamDesk(SQLModel, table=True):
    """A desk the team turns to, and the targets agreed with it, as they were written."""

    __tablename__ = "team_desk"
    __table_args__ = (sa.UniqueConstraint("team_id", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    team_id: int = Field(foreign_key="team.id")
    name: str
    name_key: str
    acknowledge_target: str = ""
    answer_target: str = ""


def of_team(session: Session, team_id: int) -> Charter:
    """The team's charter, begun where there is none."""
    insert_once(session, Charter, {**_BLANK, "ref": new_ref(), "team_id": team_id})
    return session.exec(select(Charter).where(col(Charter.team_id) == team_id)).one()


def read(session: Session, team_id: int) -> Charter:
    """The team's charter as it stands; a blank one that is not kept where there is none."""
    found = session.exec(select(Charter).where(col(Charter.team_id) == team_id)).first()
    return found or Charter(team_id=team_id)


_BLANK: Mapping[str, object] = Charter(team_id=0).model_dump(exclude={"id", "ref", "team_id"})


def about_charter(session: Session, ref: str) -> int | None:
    return session.exec(select(Charter.team_id).where(col(Charter.ref) == ref)).first()


def members(session: Session, team: Team) -> list[Person]:
    """Those the rituals ask."""
    assert team.id is not None
    return teams.people_with(session, team.id, *teams.PARTICIPANTS)


def shares(session: Session, team_id: int) -> dict[int, int]:
    """In percent, by person id, of those who are still in the team."""
    rows = session.exec(
        select(TeamShare)
        .join(Membership, col(Membership.person_id) == col(TeamShare.person_id))
        .where(col(TeamShare.team_id) == team_id, col(Membership.team_id) == team_id)
    )
    return {row.person_id: row.share for row in rows}


def set_share(session: Session, team_id: int, person_id: int, share: int) -> None:
    insert_or_change(session, TeamShare, {"team_id": team_id, "person_id": person_id}, {"share": share})
    session.expire_all()


def desks(session: Session, team_id: int) -> list[TeamDesk]:
    return list(session.exec(select(TeamDesk).where(col(TeamDesk.team_id) == team_id).order_by(col(TeamDesk.id))))


def set_desk(session: Session, team_id: int, name: str, name_key: str, acknowledge: str, answer: str) -> None:
    """The desk of this name, with these targets."""
    values: dict[str, object] = {"name": name, "acknowledge_target": acknowledge, "answer_target": answer}
    insert_or_change(session, TeamDesk, {"team_id": team_id, "name_key": name_key}, values)
    session.expire_all()


def give_role(session: Session, team_id: int, person_id: int, role: Role) -> None:
    """The person holds the role in the team from now on."""
    insert_once(session, Membership, {"team_id": team_id, "person_id": person_id, "role": role.value})


def take_role(session: Session, team_id: int, person_id: int, role: Role) -> None:
    for row in teams.memberships(session, team_id):
        if (row.person_id, row.role) == (person_id, role.value):
            session.delete(row)
    session.flush()
