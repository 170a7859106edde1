"""Listening first as people see it: the forms, what stands on the card, how the marked ones fared."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from ritualbot.chat.cards import Block, Callout, Facts, Note, Row, Said, Table, Tone
from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, Option, TextField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_history import Piece
from ritualbot.rituals.hypothesis_listen import (
    HEARD_LIMIT,
    REASON_LIMIT,
    SOURCE_LIMIT,
    UPSTREAM_LIMIT,
    Marked,
    Whom,
    fared,
    mark,
    tells,
)
from ritualbot.store import hypothesis_listen as listens
from ritualbot.store.hypothesis import HypothesisListening

# -- the forms -----------------------------------------------------------------------------------------------------


def listen_form(words: Words, ref: str, name: str, now: Standing, known: Sequence[HypothesisListening]) -> Form:
    """Evidence there is may be chosen; what is typed is new."""
    options = tuple(Option(row.ref, _entry_text(words, row)) for row in known)
    entry = ChoiceField("entry", *_labels(words, "entry"), options=options, initial=(now.entry,) if now.entry else ())
    fields: list[Field] = [
        _whom_field(words, now),
        TextField(
            Piece.UPSTREAM,
            *_labels(words, "upstream"),
            required=True,
            initial=now.piece(Piece.UPSTREAM),
            limit=UPSTREAM_LIMIT,
            lines=False,
        ),
        *((entry,) if options else ()),
        TextField("source", *_labels(words, "source"), limit=SOURCE_LIMIT, lines=False),
        DateField("heard_on", *_labels(words, "heard_on")),
        TextField("heard", *_labels(words, "heard"), limit=HEARD_LIMIT),
    ]
    title = text(words, "hypothesis.listen.form", name=name)
    return Form("hypothesis.save_listen", ref, title, tuple(fields), words.say("hypothesis.form.submit"))


def skip_form(words: Words, ref: str, name: str, now: Standing) -> Form:
    reason = TextField("reason", *_labels(words, "reason"), required=True, limit=REASON_LIMIT)
    title, intro = (text(words, f"hypothesis.listen.{part}", name=name) for part in ("skip", "skip_intro"))
    fields = (_whom_field(words, now), reason)
    return Form("hypothesis.save_skip_listening", ref, title, fields, words.say("hypothesis.form.submit"), intro)


def _whom_field(words: Words, now: Standing) -> ChoiceField:
    options = tuple(Option(whom, words.say(f"hypothesis.whom.{whom}")) for whom in Whom)
    chosen = (now.piece(Piece.WHOM),) if now.piece(Piece.WHOM) else ()
    return ChoiceField(Piece.WHOM, *_labels(words, "whom"), True, options, chosen)


def _labels(words: Words, name: str) -> tuple[str, str]:
    return words.say(f"hypothesis.listen.field.{name}"), words.say(f"hypothesis.listen.hint.{name}")


def _entry_text(words: Words, row: HypothesisListening) -> str:
    return words.say("hypothesis.listen.entry", source=row.source, day=words.calendar_date(row.heard_on))


# -- on the card ---------------------------------------------------------------------------------------------------


def listen_part(
    words: Words, now: Standing, entry: HypothesisListening | None, listened_on: date | None
) -> tuple[Block, ...]:
    """Whom it addresses, what moves first, what was heard from them, and the mark. `listened_on`: the day that evidence
    was added, where its reader is."""
    pairs = [(text(words, "hypothesis.listen.field.whom"), whom)] if (whom := whom_text(words, now)) else []
    upstream = now.piece(Piece.UPSTREAM)
    said = [(text(words, "hypothesis.listen.field.upstream"), Said("", upstream))] if upstream else []
    facts: tuple[Block, ...] = (Facts((*pairs, *said)),) if pairs or said else ()
    if entry is not None:
        facts = (*facts, text(words, "hypothesis.listen.heard"), Said(_entry_text(words, entry), entry.heard))
    return (*facts, *_mark_blocks(words, now, listened_on))


def whom_text(words: Words, now: Standing) -> Text | None:
    said = now.piece(Piece.WHOM)
    return text(words, f"hypothesis.whom.{said}") if said else None


def mark_text(words: Words, marked: Marked, added_on: date | None) -> Text:
    """ "Solution avant écoute", or "écoute ajoutée le …": what card, digest and file show."""
    if marked is Marked.ADDED and added_on is not None:
        return text(words, "hypothesis.listen.added", day=words.day(added_on))
    return text(words, "hypothesis.listen.solution_first")


def _mark_blocks(words: Words, now: Standing, listened_on: date | None) -> tuple[Block, ...]:
    marked = mark(now)
    if marked is None:
        return ()
    said = mark_text(words, marked, listened_on)
    return (
        (Callout(said, (Row((Said("", now.skipped),)),), Tone.WAIT),)
        if marked is Marked.SOLUTION_FIRST
        else (Note(said),)
    )


# -- in the digest, in the retro -----------------------------------------------------------------------------------


def users_only_text(words: Words, running: int) -> Text:
    """All `running` tests address users only."""
    return counted(words, "hypothesis.listen.users_only", running)


def fared_blocks(session: Session, words: Words, team_id: int, since: datetime | None) -> tuple[Block, ...]:
    """How those that listened first and the marked ones ended, where a marked one was decided since then."""
    fates = listens.decided(session, team_id)
    if not tells(fates, since):
        return ()
    lines = (_fared(words, marked, verdicts) for marked, verdicts in fared(fates).items() if verdicts)
    return (text(words, "hypothesis.listen.fared"), Table((), tuple(Row((line,)) for line in lines)))


def _fared(words: Words, marked: Marked | None, verdicts: Counter[str]) -> Text:
    parts = [
        words.say("hypothesis.listen.times", n=words.number(count), verdict=words.say(f"hypothesis.verdict.{verdict}"))
        for verdict, count in verdicts.most_common()
    ]
    group = words.say(f"hypothesis.listen.group.{marked or 'heard_first'}")
    return text(words, "hypothesis.listen.fared_line", group=group, verdicts=", ".join(parts))
