"""The wall: what was automated, brick by brick, by contact moment: pilots, and hypotheses that needed none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Row, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import hypothesis
from ritualbot.reports.pilot import Reader, owner_name, seen, yield_text
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_history import Happened, HypothesisState
from ritualbot.rituals.hypothesis_return import read
from ritualbot.rituals.inputs import fold, number_text
from ritualbot.rituals.pilot import PilotState
from ritualbot.store import hypothesis as hypotheses, pilot as pilots
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.pilot import Pilot
from ritualbot.store.team import Team


@dataclass(frozen=True)
class _Brick:
    """`on`: since when it runs by itself; `brings`: in words, missing where nobody knows."""

    moment: str
    on: date
    number: str
    name: str
    owner: str
    process: str
    brings: str
    improvements: int = 0


def wall_card(session: Session, team: Team, reader: Reader) -> Card:
    """A moment however it was written is one; the oldest brick of each lies lowest in the list, as it was laid."""
    words = reader.words
    bricks = _bricks(session, words, team)
    everything = Actions((Button("pilot.list", team.ref, words.say("pilot.list.label")),))
    if not bricks:
        return Card(text(words, "pilot.wall.empty"), (text(words, "pilot.wall.example"), everything))
    by_moment: dict[str, list[_Brick]] = {}
    for each in sorted(bricks, key=lambda brick: brick.on):
        by_moment.setdefault(fold(each.moment), []).append(each)
    blocks: list[Block] = []
    for laid in by_moment.values():
        blocks += [Note(literal(laid[0].moment)), Table((), tuple(row for each in laid for row in _rows(words, each)))]
    title = counted(words, "pilot.wall.title", len(bricks), team=team.name)
    return Card(title, (*blocks, everything))


def _rows(words: Words, each: _Brick) -> tuple[Row, ...]:
    """Its name, then what runs it: a first column would be too narrow for a sentence."""
    day = words.calendar_date(each.on)
    runs = text(words, "pilot.wall.runs", process=each.process, owner=each.owner, day=day, brings=each.brings)
    improved = counted(words, "pilot.wall.improved", each.improvements) if each.improvements else None
    return (Row((Text("*{number}* {name}", {"number": each.number, "name": each.name}),), improved), Row((runs,)))


def _bricks(session: Session, words: Words, team: Team) -> Sequence[_Brick]:
    """In the order of their numbers."""
    of_pilots = pilots.in_team(session, team.id or 0, (PilotState.AUTOMATED,))
    tested = reversed(hypotheses.listed(session, team.id or 0, {HypothesisState.AUTOMATED}))
    return (
        *(_of_pilot(session, words, row) for row in of_pilots),
        *(_of_hypothesis(session, words, row) for row in tested),
    )


def _of_pilot(session: Session, words: Words, row: Pilot) -> _Brick:
    each = seen(session, row)
    assert each.now.automated_on is not None
    return _Brick(
        row.moment,
        each.now.automated_on,
        f"#{row.number}",
        each.now.plan["name"],
        owner_name(words, each),
        each.now.process,
        yield_text(words, each),
        len(pilots.improvements(session, row)),
    )


def _of_hypothesis(session: Session, words: Words, row: Hypothesis) -> _Brick:
    each = hypothesis.scene(session, row)
    said = next(step.data for step in hypotheses.steps(session, row) if step.kind is Happened.AUTOMATED)
    owner = each.owner.name if each.owner else words.say("pilot.missing")
    on = date.fromisoformat(said["on"])
    return _Brick(row.moment, on, each.name, row.text, owner, said["process"], _gain(words, each.now))


def _gain(words: Words, now: Standing) -> str:
    kept = read(now.money)
    if kept is None or kept.gain is None:
        return words.say("pilot.missing")
    period = words.say(f"hypothesis.period.{kept.period}")
    gain = f"{number_text(kept.gain, words)}\u00a0{kept.currency}"
    return words.say("pilot.wall.gain", gain=gain, period=period)
