"""What people see of all the pilots of a team: the list, when they ask something, what somebody who left owned."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Divider, Row, Style, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.pilot import Reader, Seen, named, owner_name, seen, show_button, state_text
from ritualbot.reports.wording import text
from ritualbot.rituals.permissions import Right, holds
from ritualbot.rituals.pilot import PilotState
from ritualbot.rituals.pilot_day import coming
from ritualbot.store import pilot as pilots, sprint as sprints
from ritualbot.store.pilot import Pilot
from ritualbot.store.team import Person, Team

MOST_LISTED = 10
_LISTED = (*(each for each in PilotState if each is not PilotState.STOPPED), PilotState.STOPPED)


def list_card(session: Session, team: Team, reader: Reader) -> Card:
    """What runs first, then what came of the others; each with its card."""
    words = reader.words
    found = [seen(session, row) for row in pilots.in_team(session, team.id or 0, tuple(PilotState))]
    if not found:
        return Card(text(words, "pilot.list.empty"), (text(words, "pilot.list.example"), *_new(words, team, reader)))
    found.sort(key=lambda each: (_LISTED.index(each.now.state), each.row.number))
    blocks: list[Block] = []
    for each in found[:MOST_LISTED]:
        blocks += [Divider(), _line(words, each, reader.today), Actions((show_button(words, each),))]
    if rest := found[MOST_LISTED:]:
        lines = tuple(Row((_line(words, each, reader.today),)) for each in rest)
        blocks += [Divider(), Table((), lines)]
    wall = Actions((Button("pilot.wall", team.ref, words.say("pilot.wall.label")),))
    title = text(words, "pilot.list.title", team=team.name)
    return Card(title, (*blocks, Divider(), *_new(words, team, reader), wall))


def _line(words: Words, each: Seen, today: date) -> Text:
    said = {"state": state_text(words, each, today), "owner": owner_name(words, each)}
    return text(words, "pilot.line", **named(each), **said)


def _new(words: Words, team: Team, reader: Reader) -> Sequence[Block]:
    if not holds(reader.roles, Right.HYPOTHESIS_EDIT):
        return ()
    return (Actions((Button("pilot.new", team.ref, words.say("pilot.new.label"), Style.MAIN),)),)


def moments(session: Session, words: Words, team: Team) -> list[tuple[datetime, str, str, Button]]:
    """When pilots ask their owners something: each with what it is, whom, and its card."""
    found = []
    for row in pilots.in_team(session, team.id or 0, (PilotState.RUNNING, PilotState.AUTOMATED)):
        each = seen(session, row)
        next_ = coming(each.now, sprints.team_pattern(session, team, row.starts_on or row.created_at.date()))
        if next_ is not None:
            title = words.say(f"pilot.moment.{next_.what}", week=words.number(next_.week), **named(each))
            found.append((next_.at, title, owner_name(words, each), show_button(words, each)))
    return found


def handed_over_card(words: Words, gone: Person, team: Team, rows: Sequence[Pilot]) -> Card:
    """To whoever leads the team somebody left: what they owned is asked of the leads from now on."""
    lines = tuple(Row((literal(f"#{row.number} {row.name}"),)) for row in rows)
    title = text(words, "pilot.handed_over", name=gone.name, team=team.name)
    everything = Actions((Button("pilot.list", team.ref, words.say("pilot.list.label")),))
    return Card(title, (Table((), lines), everything))
