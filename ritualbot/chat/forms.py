"""Forms: what the bot asks. Seven field kinds, the same on every platform; values travel as text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from ritualbot.chat.text import Text


@dataclass(frozen=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True)
class _Asked:
    """What every field has. `hint` is one line under the label; `initial` is what is typed already."""

    name: str
    label: str
    hint: str = ""
    required: bool = False


@dataclass(frozen=True)
class TextField(_Asked):
    """Lines of text. `limit` is in grapheme clusters."""

    initial: str = ""
    limit: int = 3000
    lines: bool = True


@dataclass(frozen=True)
class NumberField(_Asked):
    """A number typed as text in the person's own notation."""

    initial: str = ""


@dataclass(frozen=True)
class DateField(_Asked):
    """A day, as text: an ISO date, or what the person typed."""

    initial: str = ""


@dataclass(frozen=True)
class TimeField(_Asked):
    """A wall-clock time, as text (`09:30`)."""

    initial: str = ""


@dataclass(frozen=True)
class ChoiceField(_Asked):
    """One option, or several with `many`. The value of a `many` is the chosen values joined by commas."""

    options: tuple[Option, ...] = ()
    initial: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True)
class PeopleField(_Asked):
    """People of the workspace. The value is the platform's user ids joined by commas."""

    initial: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToggleField(_Asked):
    """On or off: the value is `1` or empty."""

    initial: bool = False


Field: TypeAlias = TextField | NumberField | DateField | TimeField | ChoiceField | PeopleField | ToggleField


@dataclass(frozen=True)
class Form:
    """A dialog. Sending it makes `FormSubmitted(action, ref, values)`; `intro` says what happens with it.

    `drafts`: whether what is typed is kept while the form is not sent. `veiled`: nothing of the form is kept at all,
    for it must not be known who was asked it or what stood in it.
    """

    action: str
    ref: str
    title: Text
    fields: tuple[Field, ...]
    submit: str
    intro: Text | None = None
    drafts: bool = True
    veiled: bool = False


def filled(form: Form, values: Mapping[str, str]) -> Form:
    """The same form with what was typed in its fields, so that nothing is lost when it is shown again."""
    return replace(form, fields=tuple(_fill(each, values) for each in form.fields))


def _fill(field: Field, values: Mapping[str, str]) -> Field:
    if field.name not in values:
        return field
    typed = values[field.name]
    match field:
        case ChoiceField() | PeopleField():
            return replace(field, initial=tuple(part for part in typed.split(",") if part))
        case ToggleField():
            return replace(field, initial=bool(typed))
        case TextField() | NumberField() | DateField() | TimeField():
            return replace(field, initial=typed)
