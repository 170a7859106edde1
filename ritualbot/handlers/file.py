"""Files people ask for: who may have one, the message that brings it, and what becomes of the offer of one.

Where a platform puts a file only after its reader has said yes, the offer is a message of its own: an answer to it
settles that message, and the file comes in another.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import File
from ritualbot.chat.events import ButtonPressed
from ritualbot.chat.replies import Nothing, Reply, Say
from ritualbot.chat.wire import load_card
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers.context import Context, Tick
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.reports import file as report
from ritualbot.store import audit, outbox, team as teams
from ritualbot.store.audit import Action
from ritualbot.store.outbox import Outbox

SENT = "file.sent"


@dataclass(frozen=True)
class Filed:
    """A kind of file. `ref` says of what; nothing of it is believed.

    `offered` describes it for the person of the context and raises Absent or NotAllowed where it is not theirs to have;
    `made` gives its bytes, of this customer's own rows only, and raises Absent once there is nothing to make it of.
    """

    offered: Callable[[Context, str], File]
    made: Callable[[Session, int, File, datetime], bytes]
    logged: Action | None = None  # what the audit log says when somebody has it sent
    tell: Callable[[Context, File], None] = lambda _context, _file: None  # to whom else that is said, and how


Files = Mapping[str, Filed]


def send(context: Context, event: ButtonPressed, files: Files) -> Reply:
    """As a direct message, once a minute at most: a second click finds it on its way."""
    file = _offered(context, files, event.ref)
    file = replace(file, key=context.now.strftime("%Y%m%d%H%M"))
    subject = _subject(context, file)
    context.tell(context.person, SENT, subject, subject, report.file_card(context.words, file))
    files[file.report].tell(context, file)
    if (action := files[file.report].logged) is not None:
        who = context.person
        audit.record(context.session, who.tenant_id, context.now, actor=who.ref, action=action, object=file.ref)
    return Say(report.coming_card(context.words, file))


def accept(context: Context, event: ButtonPressed, files: Files) -> Reply:
    """The reader said where they want it: it is put there, with a message of its own.

    Raises RuleBroken `file.no_place` where that is nowhere we may put it, Absent where nothing was offered: what goes
    with the offer, in the log and to others, cannot be got round.
    """
    file = _answered(context, files, event.ref)
    if not event.given:
        raise RuleBroken("file.no_place")
    subject = _subject(context, file)
    here = teams.addresses(context.session, context.person.id or 0)
    if not any(outbox.stated(context.session, f"{subject}:{each.id}") for each in here):
        raise Absent("permission.absent")
    taken = report.taken_card(context.words, file)
    context.tell(context.person, "file.settled", subject, f"{subject}:taken", taken)
    put = report.file_card(context.words, replace(file, upload=event.given))
    context.tell(context.person, SENT, f"{subject}:put", f"{subject}:put", put)
    return Nothing()


def decline(context: Context, event: ButtonPressed, files: Files) -> Reply:
    file = _answered(context, files, event.ref)
    subject = _subject(context, file)
    card = report.declined_card(context.words, file)
    context.tell(context.person, "file.settled", subject, f"{subject}:declined", card)
    return Nothing()


def settled_wanted(_tick: Tick, row: Outbox) -> bool:
    """Only ever an edit of the offer."""
    return bool(row.edits)


def failed(tick: Tick, row: Outbox, _why: str) -> None:
    """It did not arrive: whoever asked for it is told, and can ask again."""
    person = teams.person_at(tick.session, row.workspace_id, row.user)
    file = load_card(row.card).file
    if person is not None and file is not None:
        words = Words(person.language or file.language)
        subject = f"{row.subject}:failed"
        tick.tell(person, "file.failed", subject, subject, report.failed_card(words, file))


def content(session: Session, tenant_id: int, file: File, now: datetime, files: Files) -> bytes:
    """The bytes of a file. Raises Absent for one nobody knows any more."""
    if file.report not in files:
        raise Absent("ritual.expired")
    return files[file.report].made(session, tenant_id, file, now)


def _offered(context: Context, files: Files, ref: str) -> File:
    name, _, about = ref.partition(":")
    if name not in files:
        raise Absent("permission.absent")
    return files[name].offered(context, about)


def _answered(context: Context, files: Files, ref: str) -> File:
    """The file an offer was about: `report:ref:language:key`."""
    about, _, key = ref.rpartition(":")
    about, _, language = about.rpartition(":")
    if language not in LANGUAGES:
        raise Absent("permission.absent")
    return replace(_offered(context, files, about), language=language, key=key)


def _subject(context: Context, file: File) -> str:
    return f"file:{context.person.ref}:{file.report}:{file.ref}:{file.key}"
