"""The sealed boxes of a retro: notes that are hidden, ballots, what the time was worth to each.

What is in a box is a JSON object, padded to a length that says nothing and encrypted as a whole, so that a box that
was written to differs from what it was in every character, whatever was put in or changed. In an anonymous retro a
person is known inside by a digest that the box's own key makes of them: enough to find one's own again, and gone with
the key.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from secrets import SystemRandom
from typing import Any

from cryptography.fernet import Fernet
from sqlmodel import Session, col, delete, select

from ritualbot.errors import Absent, RuleBroken, Unreadable
from ritualbot.rituals.retro import MOST_NOTES, BoxKind, RetroMode
from ritualbot.store.engine import scrub_after
from ritualbot.store.retro import Retro, RetroBox
from ritualbot.store.secrets import Vault, lent
from ritualbot.store.team import Person

_LEAST_BYTES = 1 << 15  # more than the notes of most retros take
SCRUBBED = ("retro_box", "retro_note", "retro_author")  # the tables that hold what must be gone once it is deleted
_RANDOM = SystemRandom()
_SETTING = "RITUALBOT_SECRET_KEY"  # what gives the service its key


@dataclass
class Opened:
    """A box whose content can be read and changed; `put_back` seals it again."""

    row: RetroBox
    mode: RetroMode
    key: bytes
    notes: dict[str, dict[str, Any]] = field(default_factory=dict)  # by their id: who, column, text
    given: dict[str, Any] = field(default_factory=dict)  # by who: a ballot, or a mark
    done: list[str] = field(default_factory=list)

    def who(self, person: Person) -> str:
        if self.mode is RetroMode.NAMED:
            return person.ref
        return hmac.new(self.key, person.ref.encode(), hashlib.sha256).hexdigest()

    def put_back(self, session: Session) -> None:
        content = json.dumps({"notes": self.notes, "given": self.given, "done": self.done}).encode()
        size = _LEAST_BYTES
        while size < len(content):
            size *= 2
        self.row.sealed = Fernet(self.key).encrypt_at_time(content.ljust(size), 0).decode()  # it tells no time
        session.add(self.row)
        session.flush()


def vault_of(session: Session) -> Vault:
    """Raises RuleBroken `retro.no_key` where the service has none."""
    vault = lent(session)
    if vault is None:
        raise RuleBroken("retro.no_key", setting=_SETTING)
    return vault


def make(session: Session, retro: Retro, kind: BoxKind) -> None:
    """An empty box, with a key of its own. Raises RuleBroken `retro.no_key`."""
    assert retro.id is not None
    key = Fernet.generate_key()
    row = RetroBox(retro_id=retro.id, kind=kind, key=vault_of(session).encrypt(key.decode()), sealed="")
    Opened(row, RetroMode(retro.mode), key).put_back(session)


def opened(session: Session, retro: Retro, kind: BoxKind) -> Opened:
    """The box, locked until the transaction ends. Raises Absent once its key was thrown away."""
    query = select(RetroBox).where(col(RetroBox.retro_id) == retro.id, col(RetroBox.kind) == kind).with_for_update()
    return _open(session, retro, session.exec(query.execution_options(populate_existing=True)).first())


def look(session: Session, retro: Retro, kind: BoxKind) -> Opened | None:
    """The box to read; None once it is gone."""
    query = select(RetroBox).where(col(RetroBox.retro_id) == retro.id, col(RetroBox.kind) == kind)
    row = session.exec(query).first()
    return _open(session, retro, row) if row is not None else None


def _open(session: Session, retro: Retro, row: RetroBox | None) -> Opened:
    if row is None:
        raise Absent("permission.absent")
    try:
        key = vault_of(session).decrypt(row.key).encode()
    except Unreadable:
        raise RuleBroken("retro.no_key", setting=_SETTING) from None
    content = json.loads(Fernet(key).decrypt(row.sealed.encode()))
    return Opened(row, RetroMode(retro.mode), key, content["notes"], content["given"], content["done"])


def all_locked(session: Session) -> list[RetroBox]:
    """Every box there is, locked until the transaction ends."""
    return list(session.exec(select(RetroBox).order_by(col(RetroBox.id)).with_for_update()))


def throw_away(session: Session, retro: Retro, *kinds: BoxKind) -> None:
    """The boxes and their keys, from the database and, after the commit, from its files."""
    gone = delete(RetroBox).where(col(RetroBox.retro_id) == retro.id, col(RetroBox.kind).in_(kinds))
    session.connection().execute(gone)
    scrub_after(session, *SCRUBBED)


def inbox_key(session: Session, key: str, ref: str) -> str:
    """What the inbox keeps of an event about a retro: a digest of the sender's own key, which may name them. It is
    made under the box's key while there is one."""
    vault = lent(session)
    if vault is None:
        return hashlib.sha256(key.encode()).hexdigest()
    query = select(RetroBox.key).join(Retro, col(Retro.id) == col(RetroBox.retro_id))
    sealed = session.exec(query.where(col(Retro.ref) == retro_ref(ref)).order_by(col(RetroBox.id))).first()
    if sealed is None:
        return vault.digest(key)
    return hmac.new(vault.decrypt(sealed).encode(), key.encode(), hashlib.sha256).hexdigest()


def retro_ref(ref: str) -> str:
    """What a button or a form is about: the part before a full stop, where one stands."""
    return ref.partition(".")[0]


# -- notes ---------------------------------------------------------------------------------------------------------


def put_note(box: Opened, person: Person, note: str, column: int, text: str) -> None:
    """A note under the random id of the form it was written in: sent twice, it is one. Raises RuleBroken
    `retro.many_notes`; Absent for the id of somebody else's."""
    who = box.who(person)
    known = box.notes.get(note)
    if known is not None and known["who"] != who:
        raise Absent("permission.absent")
    if known is None and len(own_notes(box, person)) >= MOST_NOTES:
        raise RuleBroken("retro.many_notes", most=str(MOST_NOTES))
    box.notes[note] = {"who": who, "column": column, "text": text}


def own_notes(box: Opened, person: Person) -> dict[str, dict[str, Any]]:
    who = box.who(person)
    return {note: each for note, each in box.notes.items() if each["who"] == who}


def take_notes(box: Opened) -> list[dict[str, Any]]:
    """All notes, in no order; the box has none of them any more."""
    found = list(box.notes.values())
    box.notes, box.done = {}, []
    return shuffled(found)


def shuffled(items: list[Any]) -> list[Any]:
    return _RANDOM.sample(items, len(items))


def make_anonymous(box: Opened) -> None:
    """Nobody is named in the box from now on."""

    def digest(ref: str) -> str:
        return hmac.new(box.key, ref.encode(), hashlib.sha256).hexdigest()

    box.mode = RetroMode.ANONYMOUS
    box.notes = {note: {**each, "who": digest(each["who"])} for note, each in box.notes.items()}
    box.given = {digest(who): given for who, given in box.given.items()}
    box.done = [digest(who) for who in box.done]
