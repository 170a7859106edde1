"""The audit log in plain words: who, what, when, on what; never with content."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from ritualbot.chat.cards import Actions, Button, Card, Note, Row, Style, Table
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.calendar import local_day
from ritualbot.store.audit import COMMAND_LINE, SYSTEM, Action, Audit

_MACHINES = {SYSTEM: "audit.actor.system", COMMAND_LINE: "audit.actor.command_line"}
_SHORT = 8  # characters of a reference that has no name: enough to find it in an export


def audit_card(words: Words, rows: Sequence[Audit], names: Mapping[str, str], zone: ZoneInfo) -> Card:
    """The newest entry first. `names`: what people and teams are called, by ref."""
    if not rows:
        team = Button("team.show", "", words.say("ritual.team.label"), Style.MAIN)
        return Card(text(words, "audit.empty.title"), (text(words, "audit.empty.example"), Actions((team,))))
    head = tuple(text(words, f"audit.head.{column}") for column in ("when", "who", "what", "object"))
    lines = tuple(_row(words, row, names, zone) for row in rows)
    title = counted(words, "audit.title", len(rows))
    return Card(title, (Table(head, lines), Note(text(words, "audit.export"))))


def _row(words: Words, row: Audit, names: Mapping[str, str], zone: ZoneInfo) -> Row:
    when = f"{words.day(local_day(row.at, zone))}, {words.at(row.at, zone)}"
    cells = (when, _who(words, row.actor, names), _what(words, row), _named(row.object, names))
    return Row(tuple(literal(cell) for cell in cells))


def _who(words: Words, actor: str, names: Mapping[str, str]) -> str:
    return words.say(_MACHINES[actor]) if actor in _MACHINES else _named(actor, names)


def _what(words: Words, row: Audit) -> str:
    """An action nobody has found words for yet shows as its code, rather than not at all."""
    said = words.say(f"audit.action.{row.action}") if row.action in set(Action) else row.action
    return said if row.result == "done" else f"{said} ({row.result})"


def _named(ref: str, names: Mapping[str, str]) -> str:
    return names.get(ref, ref[:_SHORT])
