"""Help that teams asked of their sponsors, and what became of it."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.rituals.permissions import Role
from ritualbot.rituals.sponsor_help import MOST_REPEATED, URGENT_EVERY, About, HelpAnswer
from ritualbot.store.engine import UtcDateTime, new_ref, one_of
from ritualbot.store.team import Membership, Person, Team


class SponsorHelp(SQLModel, table=True):
    """What a sponsor was asked about a request or a blocker, by its ref, which may be forgotten before it.

    `urgent`: in a message of its own, `sent_at` once that went out; else the next digest is the first to show it.
    `told_at`: since when the sponsor is told of it, by either. `settled_at`: since when it needs no answer any more.
    """

    __tablename__ = "sponsor_help"
    __table_args__ = (
        sa.Index("ix_sponsor_help_about_ref_id", "about_ref", "id"),
        sa.Index("ix_sponsor_help_sponsor_id_sent_at", "sponsor_id", "sent_at"),
        one_of("about", "about", About),
        one_of("answer", "answer", HelpAnswer),
    )

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True)
    team_id: int = Field(foreign_key="team.id", index=True)
    about: str
    about_ref: str
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    sponsor_id: int = Field(foreign_key="person.id")
    question: str
    recommendation: str
    needed_on: date
    otherwise: str  # what happens without an answer
    urgent: bool = False
    told_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    repeated: int = 0  # how many digests showed it again
    answer: str | None = None
    line: str = ""  # what the sponsor added
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handed_to: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)

    @property
    def open(self) -> bool:
        return self.answered_at is None and self.settled_at is None


_OPEN = (col(SponsorHelp.answered_at).is_(None), col(SponsorHelp.settled_at).is_(None))

# -- finding -------------------------------------------------------------------------------------------------------


def by_ref(session: Session, ref: str) -> SponsorHelp | None:
    """Locked until the transaction ends."""
    query = select(SponsorHelp).where(col(SponsorHelp.ref) == ref).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def seen(session: Session, ref: str) -> SponsorHelp | None:
    """As it stands, for a look."""
    return session.exec(select(SponsorHelp).where(col(SponsorHelp.ref) == ref)).first()


def team_of(session: Session, ref: str) -> int | None:
    return session.exec(select(SponsorHelp.team_id).where(col(SponsorHelp.ref) == ref)).first()


def newest(session: Session, about: About, ref: str) -> SponsorHelp | None:
    """The last that was asked about this request or blocker, locked until the transaction ends."""
    query = select(SponsorHelp).where(col(SponsorHelp.about_ref) == ref, col(SponsorHelp.about) == about)
    query = query.order_by(col(SponsorHelp.id).desc()).limit(1).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def unanswered_of_blockers(session: Session, team_id: int, since: datetime) -> list[SponsorHelp]:
    """What a team asked about blockers and nobody answered, settled since then or not at all."""
    query = select(SponsorHelp).where(
        col(SponsorHelp.team_id) == team_id,
        col(SponsorHelp.about) == About.BLOCKER,
        col(SponsorHelp.answered_at).is_(None),
        sa.or_(col(SponsorHelp.settled_at).is_(None), col(SponsorHelp.settled_at) > since),
    )
    return list(session.exec(query.order_by(col(SponsorHelp.id))))


def lock_sponsor(session: Session, sponsor_id: int) -> None:
    """Two teams that ask the same sponsor wait for each other."""
    session.exec(select(Person.id).where(col(Person.id) == sponsor_id).with_for_update()).one()


def urgent_spent(session: Session, sponsor_id: int, now: datetime) -> bool:
    """Whether this week's message of its own went to the sponsor already, or waits to go: any team's."""
    waits = sa.and_(col(SponsorHelp.sent_at).is_(None), *_OPEN)
    query = select(SponsorHelp.id).where(
        col(SponsorHelp.sponsor_id) == sponsor_id,
        col(SponsorHelp.urgent),
        sa.or_(col(SponsorHelp.sent_at) > now - URGENT_EVERY, waits),
    )
    return session.exec(query.limit(1)).first() is not None


# -- what becomes of it --------------------------------------------------------------------------------------------


def ask(session: Session, row: SponsorHelp) -> SponsorHelp:
    """Keeps it. It goes out by itself where this week's message was not spent: `lock_sponsor` first."""
    row.urgent = not urgent_spent(session, row.sponsor_id, row.asked_at)
    row.told_at = row.asked_at if row.urgent else None
    session.add(row)
    session.flush()
    return row


def sent(session: Session, row: SponsorHelp, now: datetime) -> None:
    """Its own message went out."""
    row.sent_at = row.sent_at or now
    session.add(row)


def not_sent(session: Session, row: SponsorHelp) -> None:
    """Its own message could not be: the next digest is the first to show it."""
    row.urgent, row.told_at = False, None
    session.add(row)


def answer(
    session: Session, row: SponsorHelp, said: HelpAnswer, line: str, by: Person, to: Person | None, now: datetime
) -> None:
    row.answer, row.line, row.answered_by, row.answered_at = said, line, by.id, now
    row.handed_to = to.id if to is not None else None
    session.add(row)
    session.flush()


def settle(session: Session, row: SponsorHelp, at: datetime | None) -> None:
    """It needs no answer from then on; None: it needs one again."""
    row.settled_at = at
    session.add(row)
    session.flush()


# -- for the digest and the review ---------------------------------------------------------------------------------


def unanswered(session: Session, sponsor_id: int, team_ids: Collection[int]) -> list[SponsorHelp]:
    """Everything these teams asked of a sponsor that still needs an answer, the soonest needed first."""
    query = select(SponsorHelp).where(
        col(SponsorHelp.sponsor_id) == sponsor_id, col(SponsorHelp.team_id).in_(team_ids), *_OPEN
    )
    return list(session.exec(query.order_by(col(SponsorHelp.needed_on), col(SponsorHelp.id))))


def waiting_for_digest(session: Session, sponsor_id: int) -> list[SponsorHelp]:
    """What a sponsor's next digest shows, over all teams they are still sponsor of, the soonest needed first: what they
    were never told of, and what they were told of once and have not answered."""
    still = select(Membership.team_id).where(
        col(Membership.person_id) == sponsor_id, col(Membership.role) == Role.SPONSOR
    )
    query = select(SponsorHelp).where(
        col(SponsorHelp.sponsor_id) == sponsor_id,
        col(SponsorHelp.team_id).in_(still),
        *_OPEN,
        sa.or_(col(SponsorHelp.told_at).is_(None), col(SponsorHelp.repeated) < MOST_REPEATED),
    )
    return list(session.exec(query.order_by(col(SponsorHelp.needed_on), col(SponsorHelp.id))))


def shown_in_digest(session: Session, rows: Iterable[SponsorHelp], now: datetime) -> None:
    """A digest showed these: for the first time, or once more."""
    for row in rows:
        if row.told_at is None:
            row.told_at = now
        else:
            row.repeated += 1
        session.add(row)
    session.flush()


def waiting_for_review(session: Session, team_id: int) -> list[SponsorHelp]:
    """What stands on the agenda of a team's next review: told, shown again, and still not answered."""
    query = select(SponsorHelp).where(
        col(SponsorHelp.team_id) == team_id, *_OPEN, col(SponsorHelp.repeated) >= MOST_REPEATED
    )
    return list(session.exec(query.order_by(col(SponsorHelp.needed_on), col(SponsorHelp.id))))


# -- retention -----------------------------------------------------------------------------------------------------


def forget(session: Session, tenant_id: int, before: datetime) -> None:
    """Deletes a customer's that ended before then. Open ones stay."""
    mine = select(Team.id).where(col(Team.tenant_id) == tenant_id)
    ended_at = sa.func.coalesce(col(SponsorHelp.answered_at), col(SponsorHelp.settled_at))
    session.connection().execute(delete(SponsorHelp).where(col(SponsorHelp.team_id).in_(mine), ended_at < before))
