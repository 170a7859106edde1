"""The audit log in plain words: who, what, when, on what; never with content."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from ritualbot.chat.cards import Actions, Button, Card, File, Note, Row, Style, Table
from ritualbot.chat.text import literal
from ritualbot.i18n import Words
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.calendar import local_day
from ritualbot.store.audit import COMMAND_LINE, SYSTEM, Action, Audit

_MACHINES = {SYSTEM: "audit.actor.system", COMMAND_LINE: "audit.actor.command_line"}
_SHORT = 8  # characters of a reference that has no name: enough to find it in an export


def audit_card(words: Words, rows: Sequence[Audit], names: Mapping[str, str], zone: ZoneInfo, file: File) -> Card:
    """The newest entry first. `names`: what people and teams are called, by ref."""
    if not rows:
        team = Button("team.show", "", words.say("ritual.team.label"), Style.MAIN)
        return Card(text(words, "audit.empty.title"), (text(words, "audit.empty.example"), Actions((team,))))
    head = tuple(text(words, f"audit.head.{column}") for column in ("when", "who", "what", "object"))
    lines = tuple(_row(words, row, names, zone) for row in rows)
    title = counted(words, "audit.title", len(rows))
    return Card(title, (Table(head, lines), Note(text(words, "audit.export")), Actions((file.button,))))


def audit_file(words: Words, on: date) -> File:
    return File("audit", "", words.language, f"ritualbot-audit-{on.isoformat()}.jsonl", words.say("file.label"))


def audit_lines(rows: Iterable[Audit]) -> list[str]:
    """Each row as a line of JSON, whole: its hash can be checked by whoever reads it."""
    plain = (row.model_dump(mode="json", exclude={"id"}) for row in rows)
    return [json.dumps(each, ensure_ascii=False, sort_keys=True) for each in plain]


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
