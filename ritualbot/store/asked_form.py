"""Forms as they were asked, one by one person: a platform that does not keep a form open has it asked again from here,
with what is wrong."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, delete, select

from ritualbot.chat.cards import Card
from ritualbot.chat.forms import Form
from ritualbot.chat.wire import dump_card, load_card
from ritualbot.store.engine import UtcDateTime, insert_or_change
from ritualbot.store.team import Person


class AskedForm(SQLModel, table=True):
    """The newest asking of one form. `form` is a card that holds it, as JSON."""

    __tablename__ = "asked_form"
    __table_args__ = (sa.UniqueConstraint("person_id", "action", "ref"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", ondelete="CASCADE")
    action: str
    ref: str
    form: str = Field(sa_type=sa.Text)
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)


def keep(session: Session, person_id: int, form: Form, now: datetime) -> None:
    key: dict[str, object] = {"person_id": person_id, "action": form.action, "ref": form.ref}
    insert_or_change(session, AskedForm, key, {"form": dump_card(Card(form.title, form=form)), "asked_at": now})


def of(session: Session, person_id: int, action: str, ref: str) -> Form | None:
    mine = (col(AskedForm.person_id) == person_id, col(AskedForm.action) == action, col(AskedForm.ref) == ref)
    found = session.exec(select(AskedForm.form).where(*mine)).first()
    return load_card(found).form if found else None


def forget_old(session: Session, tenant_id: int, before: datetime) -> None:
    """Removes what a customer's people were asked before then."""
    mine = select(Person.id).where(col(Person.tenant_id) == tenant_id)
    old = delete(AskedForm).where(col(AskedForm.person_id).in_(mine), col(AskedForm.asked_at) < before)
    session.connection().execute(old)
