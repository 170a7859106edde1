"""A hypothesis as a card: what is believed, how it stands, what may be done; and what is told as it moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Callout, Card, Cell, Facts, Menu, Note, Row, Said, Style, Tone
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import hypothesis_outcome as outcome
from ritualbot.reports.hypothesis_beside import beside_blocks
from ritualbot.reports.wording import text
from ritualbot.rituals import inputs, permissions
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.hypothesis import Amendment, Standing, heard, missing
from ritualbot.rituals.hypothesis_act import MOVES, Act, Who, possible
from ritualbot.rituals.hypothesis_history import HypothesisState, Piece, TestKind
from ritualbot.rituals.permissions import Right, Role
from ritualbot.store import hypothesis as hypotheses, pilot as pilots
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.team import Person, Team

_S = HypothesisState
RIGHTS = {
    Who.TEAM: Right.HYPOTHESIS_EDIT,
    Who.OWNER: Right.HYPOTHESIS_EDIT,
    Who.LEAD: Right.HYPOTHESIS_LEAD,
    Who.ASKED: Right.HYPOTHESIS_DECIDE,
    Who.FOLLOWER: Right.HYPOTHESIS_COMMENT,
}
# What stands first on a card, in the order of the most likely answer; the rest is behind "Other…".
_FIRST: dict[HypothesisState, tuple[Act, ...]] = {
    _S.IDEA: (Act.SHAPE, Act.LISTEN),
    _S.READY: (Act.START, Act.SIZE, Act.SHAPE),
    _S.WAITING: (Act.APPROVE, Act.SEND_BACK),
    _S.RUNNING: (Act.MEASURE, Act.COMMENT),
    _S.ANALYSIS: (Act.CONFIRM, Act.DOUBT, Act.PROPOSE, Act.MEASURE),
    _S.DECIDED: (Act.ROLL_OUT, Act.ITERATE, Act.ARCHIVE),
    _S.ROLLED_OUT: (Act.AUTOMATE, Act.ITERATE),
    _S.AUTOMATED: (Act.ITERATE,),
    _S.DROPPED: (Act.REVIVE, Act.ARCHIVE),
}
_MOST_FIRST = 3


@dataclass(frozen=True)
class Scene:
    """A hypothesis with what is read of it once for whatever shows it."""

    row: Hypothesis
    now: Standing
    team: Team
    owner: Person | None

    @property
    def name(self) -> str:
        return f"H{self.row.number}"


@dataclass(frozen=True)
class Reader:
    """For whom a card is made."""

    words: Words
    person: Person
    roles: frozenset[Role]

    def day(self, at: datetime) -> str:
        return self.words.day(local_day(at, self.person.zone()))


def scene(session: Session, row: Hypothesis) -> Scene:
    now = hypotheses.stand(session, row)
    owner = session.get(Person, now.owner) if now.owner else None
    return Scene(row, now, session.get_one(Team, row.team_id), owner)


def carries(who: Who, roles: frozenset[Role], *, owns: bool) -> bool:
    """Whether somebody's roles carry what `who` may do with a hypothesis."""
    if not permissions.holds(roles, RIGHTS[who]):
        return False
    return who is not Who.OWNER or owns or permissions.holds(roles, Right.HYPOTHESIS_LEAD)


def may(act: Act, each: Scene, reader: Reader) -> bool:
    owns = each.now.owner == reader.person.id
    return possible(act, each.now) and carries(MOVES[act].who, reader.roles, owns=owns)


# -- the card ------------------------------------------------------------------------------------------------------

# What stands on the card beside the plan, in this order: each of a scene, for a reader.
Part: TypeAlias = Callable[[Session, Scene, Reader], Sequence[Block]]


def card(session: Session, each: Scene, reader: Reader) -> Card:
    words = reader.words
    title = Text("*{name}* {text}", {"name": each.name, "text": each.row.text})
    blocks: list[Block] = [*believed(words, each.now)]
    blocks += [block for part in PARTS for block in part(session, each, reader)]
    actions = buttons(each, reader)
    if actions:
        blocks.append(Actions(actions))
    return Card(title, tuple(blocks), subtitle(words, each))


def subtitle(words: Words, each: Scene) -> Text:
    state = state_text(words, each)
    owner = each.owner.name if each.owner else words.say("hypothesis.card.nobody")
    return text(words, "hypothesis.card.subtitle", state=state, owner=owner)


def state_text(words: Words, each: Scene) -> str:
    """How it stands; of a decided one, its verdict."""
    verdict = each.now.verdict
    if verdict is not None and each.now.state is _S.DECIDED:
        return words.say(f"hypothesis.verdict.{verdict}")
    return words.say(f"hypothesis.state.{each.now.state}")


def believed(words: Words, now: Standing) -> Sequence[Block]:
    """The sentence an idea becomes, once it has all it needs."""
    if missing(now):
        return ()
    said = {str(piece): now.piece(piece) for piece in (Piece.AUDIENCE, Piece.METRIC, Piece.EVIDENCE)}
    key = "hypothesis.card.believed" if now.piece(Piece.BASE) else "hypothesis.card.believed_unknown"
    params = {
        **said,
        "change": now.piece(Piece.SENTENCE),
        "base": base_text(words, now),
        "effect": effect_text(words, now),
    }
    return (text(words, key, **params),)


def base_text(words: Words, now: Standing) -> str:
    """`5 %`, `42 €`; empty while it is not known."""
    if not now.piece(Piece.BASE):
        return ""
    value = Decimal(now.piece(Piece.BASE))
    if now.piece(Piece.MEASURE) == "rate":
        return inputs.percentage_text(value, words)
    return f"{inputs.number_text(value, words)} {now.piece(Piece.UNIT)}".strip()


def effect_text(words: Words, now: Standing) -> str:
    value = Decimal(now.piece(Piece.EFFECT))
    shown = inputs.percentage_text(abs(value), words)
    return words.say("hypothesis.card.more" if value > 0 else "hypothesis.card.less", effect=shown)


def _plan(_: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    words, now = reader.words, each.now
    pairs: list[tuple[Text, Cell]] = []
    for piece in (Piece.MOMENT, Piece.KIND, Piece.SHARE, Piece.STARTS_ON, Piece.PER_ARM, Piece.RULE, Piece.LINKS):
        said = _piece_text(words, now, piece)
        if said:
            label = "hypothesis.card.dates" if piece is Piece.STARTS_ON else f"hypothesis.piece.{piece}"
            pairs.append((text(words, label), said))
    return (Facts(tuple(pairs)),) if pairs else ()


def _piece_text(words: Words, now: Standing, piece: Piece) -> Cell | None:
    said = now.piece(piece)
    if not said:
        return None
    match piece:
        case Piece.KIND:
            return text(words, f"hypothesis.kind.{said}")
        case Piece.SHARE:
            return literal(inputs.percentage_text(Decimal(said), words))
        case Piece.PER_ARM:
            return literal(words.number(int(said)))
        case Piece.STARTS_ON:
            days = (words.day(date.fromisoformat(now.piece(each))) for each in (Piece.STARTS_ON, Piece.ENDS_ON))
            return text(words, "hypothesis.card.days", **dict(zip(("first", "last"), days, strict=True)))
        case _:
            return Said("", said)


def _amendments(_: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    """What changed after the start, for all to see."""
    if not each.now.amendments:
        return ()
    words = reader.words
    rows = tuple(Row((_amended(reader, one), Said("", one.reason))) for one in each.now.amendments)
    return (Callout(text(words, "hypothesis.card.amended"), rows, Tone.WAIT),)


def _amended(reader: Reader, one: Amendment) -> Text:
    words = reader.words
    what = ", ".join(words.say(f"hypothesis.piece.{piece}") for piece in one.changes)
    return text(words, "hypothesis.card.amendment", day=reader.day(one.at), what=what)


def _learnt(_: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    closing = each.now.closing
    if closing is None:
        return ()
    heading = text(reader.words, "hypothesis.card.learnt", tag=closing.tag)
    reason = (text(reader.words, "hypothesis.card.reason", reason=closing.reason),) if closing.reason else ()
    return (heading, Said("", closing.learning), *reason)


def _next(_: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    """What an idea still needs."""
    words, now = reader.words, each.now
    if now.state is not _S.IDEA:
        return ()
    lacks = [words.say(f"hypothesis.piece.{piece}") for piece in missing(now)]
    if lacks:
        return (Note(text(words, "hypothesis.card.lacks", what=", ".join(lacks))),)
    return () if heard(now) else (Note(text(words, "hypothesis.card.unheard")),)


def _pilot(session: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    """The pilot that groups it with others."""
    row = pilots.named(session, each.now.pilot) if each.now.pilot else None
    if row is None:
        return ()
    words = reader.words
    said = Note(text(words, "pilot.part_of", number=str(row.number), name=row.name))
    return (said, Actions((Button("pilot.show", row.ref, words.say("pilot.show.label")),)))


def _beside(session: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    """What its plan rests on; whoever only follows it presses none of its buttons."""
    blocks = beside_blocks(session, reader.words, each.row, each.now, reader.person.zone())
    if permissions.holds(reader.roles, Right.HYPOTHESIS_EDIT):
        return blocks
    return [block for block in blocks if not isinstance(block, Actions)]


def _outcome(_: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    """What the results come to; it stands above the plan, which everyone knows already."""
    acts = ("detail", "fix") if may(Act.MEASURE, each, reader) else ("detail",)
    return outcome.blocks(reader.words, each.now, each.row.ref, acts)


def _guarded(_: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    return outcome.rails(reader.words, each.now)


def _money(_: Session, each: Scene, reader: Reader) -> Sequence[Block]:
    return outcome.money(reader.words, each.now)


PARTS: tuple[Part, ...] = (_outcome, _learnt, _plan, _guarded, _pilot, _beside, _amendments, _money, _next)


# -- what may be done ----------------------------------------------------------------------------------------------


def offered(each: Scene, reader: Reader) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
    """The acts of a card's buttons, three at most, and those behind "Other…"."""
    allowed = [act for act in Act if act is not Act.WORTH and may(act, each, reader)]  # it stands beside its data
    first = tuple(act for act in _FIRST.get(each.now.state, ()) if act in allowed)[:_MOST_FIRST]
    return first, tuple(act for act in allowed if act not in first)


def buttons(each: Scene, reader: Reader) -> tuple[Button | Menu, ...]:
    first, rest = offered(each, reader)
    shown = [_button(each, reader, act, Style.MAIN if not place else Style.PLAIN) for place, act in enumerate(first)]
    if len(rest) == 1:
        return (*shown, _button(each, reader, rest[0], Style.PLAIN))
    others = tuple(_button(each, reader, act, Style.PLAIN) for act in rest)
    return (*shown, Menu(reader.words.say("hypothesis.other"), others)) if others else tuple(shown)


def _button(each: Scene, reader: Reader, act: Act, style: Style) -> Button:
    return Button(f"hypothesis.{act}", each.row.ref, reader.words.say(f"hypothesis.{act}.label"), style)


# -- answers and news ----------------------------------------------------------------------------------------------


def done_card(session: Session, each: Scene, reader: Reader, key: str) -> Card:
    """The answer to what was just done, and the hypothesis as it stands after it."""
    after = card(session, each, reader)
    said = text(reader.words, f"hypothesis.done.{key}", name=each.name)
    return Card(said, (after.title, *((after.subtitle,) if after.subtitle else ()), *after.blocks))


def news_card(each: Scene, reader: Reader, key: str, who: str, said: str) -> Card:
    """Tells its author and its owner that it moved."""
    words = reader.words
    title = text(words, f"hypothesis.news.{key}", name=each.name, who=who)
    quoted: tuple[Block, ...] = (Said(who, said),) if said else ()
    look = Actions((Button("hypothesis.look", each.row.ref, words.say("hypothesis.look.label")),))
    return Card(title, (Said("", each.row.text), *quoted, look))


def kinds(words: Words) -> list[tuple[str, str]]:
    return [(kind.value, words.say(f"hypothesis.kind.{kind}")) for kind in TestKind]


def asked_card(each: Scene, reader: Reader, who: str) -> Card:
    """A start that waits for a yes."""
    words = reader.words
    title = text(words, "hypothesis.asked.title", name=each.name, who=who)
    rule = Facts(((text(words, "hypothesis.piece.rule"), Said("", each.now.piece(Piece.RULE))),))
    return Card(title, (Said("", each.row.text), *believed(words, each.now), rule, Actions(buttons(each, reader))))


def ended_card(each: Scene, reader: Reader) -> Card:
    """The morning after a test's last day."""
    title = text(reader.words, "hypothesis.ended.title", name=each.name, text=inputs.echo(each.row.text))
    return Card(title, (Actions(buttons(each, reader)),))
