"""The wall: what was automated, brick by brick, by contact moment."""

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Note, Row, Table
from ritualbot.chat.text import literal
from ritualbot.reports.pilot import Reader, Seen, owner_name, seen, yield_text
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.inputs import fold
from ritualbot.rituals.pilot import PilotState
from ritualbot.store import pilot as pilots
from ritualbot.store.team import Team


def wall_card(session: Session, team: Team, reader: Reader) -> Card:
    """A moment however it was written is one; the oldest brick of each lies lowest in the list, as it was laid."""
    words = reader.words
    bricks = [seen(session, row) for row in pilots.in_team(session, team.id or 0, (PilotState.AUTOMATED,))]
    everything = Actions((Button("pilot.list", team.ref, words.say("pilot.list.label")),))
    if not bricks:
        return Card(text(words, "pilot.wall.empty"), (text(words, "pilot.wall.example"), everything))
    by_moment: dict[str, list[Seen]] = {}
    for each in sorted(bricks, key=lambda brick: (brick.now.automated_on, brick.row.number)):
        by_moment.setdefault(fold(each.row.moment), []).append(each)
    blocks: list[Block] = []
    head = tuple(text(words, f"pilot.head.{column}") for column in ("brick", "owner", "process", "since", "yield"))
    for laid in by_moment.values():
        blocks += [
            Note(literal(laid[0].row.moment)),
            Table(head, tuple(_brick(reader, each, len(pilots.improvements(session, each.row))) for each in laid)),
        ]
    title = counted(words, "pilot.wall.title", len(bricks), team=team.name)
    return Card(title, (*blocks, everything))


def _brick(reader: Reader, each: Seen, improvements: int) -> Row:
    words, on = reader.words, each.now.automated_on
    cells = (
        literal(f"#{each.row.number} {each.now.plan['name']}"),
        literal(owner_name(words, each)),
        literal(each.now.process),
        literal(words.calendar_date(on) if on is not None else words.say("pilot.missing")),
        literal(yield_text(words, each)),
    )
    return Row(cells, counted(words, "pilot.wall.improved", improvements) if improvements else None)
