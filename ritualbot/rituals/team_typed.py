"""Values of a team as they were typed: a table of the file or a form, read with all problems told at once."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TypeVar

import regex

from ritualbot.errors import RuleBroken
from ritualbot.i18n import LANGUAGES
from ritualbot.rituals import calendar, inputs
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.questions import Kind
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.standup import Grouping
from ritualbot.rituals.team_spec import TEAM_ROLES

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True)
class Typed:
    """One table of the file, or the form. `path` leads to its values; `broken` collects every problem."""

    path: str
    values: Mapping[str, object]
    broken: list[RuleBroken]

    def refuse(self, key: str, error: RuleBroken) -> None:
        error.field = self.path + key
        self.broken.append(error)

    def only(self, *keys: str) -> None:
        for key in self.values:
            if key not in keys:
                self.refuse(
                    inputs.echo(key),
                    RuleBroken("team.file_key", typed=inputs.echo(key), known=", ".join(keys)),
                )

    def text(self, key: str, read: Callable[[str], T], default: T, *, required: bool = False) -> T:
        """The default where there is nothing to read, or nothing that can be."""
        value = self.values.get(key)
        if isinstance(value, str):
            try:
                return read(value)
            except RuleBroken as error:
                self.refuse(key, error)
        elif key in self.values:
            self.refuse(key, RuleBroken("team.file_text"))
        elif required:
            self.refuse(key, RuleBroken("team.file_missing"))
        return default

    def texts(self, key: str, read: Callable[[list[str]], T], default: T) -> T:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.refuse(key, RuleBroken("team.file_texts"))
        elif key in self.values:
            try:
                return read(value)
            except RuleBroken as error:
                self.refuse(key, error)
        return default

    def yes(self, key: str) -> bool:
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.refuse(key, RuleBroken("team.file_yes_no"))
        return value is True

    def whole(self, key: str, default: int) -> int:
        value = self.values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.refuse(key, RuleBroken("team.file_number"))
            return default
        return value

    def table(self, key: str) -> "Typed":
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.refuse(key, RuleBroken("team.file_table", typed=f"[{key}]"))
            value = {}
        return Typed(f"{key}: ", value, self.broken)

    def tables(self, key: str) -> list["Typed"]:
        name = self.path.replace(": ", ".") + key
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.refuse(key, RuleBroken("team.file_table", typed=f"[[{name}]]"))
            return []
        return [Typed(f"{name} {index}: ", each, self.broken) for index, each in enumerate(value, 1)]


# One value ----------------------------------------------------------------------------------------


_LANGUAGE = regex.compile(rf"(?:{'|'.join(LANGUAGES)})(?:-[A-Za-z]{{2}})?")


def one_of(typed: str, choices: Iterable[E]) -> E:
    listed = list(choices)
    for each in listed:
        if each == typed:
            return each
    raise RuleBroken("team.choice_unknown", typed=inputs.echo(typed), known=", ".join(listed))


def grouping(typed: str) -> Grouping:
    return one_of(typed, Grouping)


def sprint_day(typed: str) -> SprintDay:
    return one_of(typed, SprintDay)


def kind_of_question(typed: str) -> Kind:
    return one_of(typed, Kind)


def roles(typed: list[str]) -> frozenset[Role]:
    return frozenset(one_of(each, TEAM_ROLES) for each in typed or [""])


def zone_name(typed: str) -> str:
    return calendar.zone(typed).key


def language_tag(typed: str) -> str:
    if not _LANGUAGE.fullmatch(typed):
        raise RuleBroken("team.choice_unknown", typed=inputs.echo(typed), known=", ".join(LANGUAGES))
    return typed


def label(typed: str) -> str:
    """A name on one line."""
    text = inputs.require_text(typed, field=None, limit=inputs.NAME_LIMIT, required=True)
    return " ".join(text.split())


def channel_name(typed: str) -> str:
    return label(typed.strip().removeprefix("#"))


def clock_time(typed: str) -> time:
    return inputs.time_of_day(typed, field=None)


def iso_day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise RuleBroken("team.file_day", typed=inputs.echo(typed)) from error


def options(typed: list[str]) -> tuple[str, ...]:
    return tuple(inputs.clean_text(each).strip() for each in typed)


def length(typed: str) -> timedelta:
    return inputs.duration_minutes(typed, field=None)


def question_key(text: str) -> str:
    """The same for the same question wherever it stands, so that answers never move under another one."""
    return "q" + hashlib.sha256(inputs.fold(text).encode()).hexdigest()[:12]
