"""Forms as the inputs of a card or a dialog. An input is named as its field; `values` reads it back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import TypeAlias, assert_never

from ritualbot.chat.forms import (
    ChoiceField,
    DateField,
    Field,
    Form,
    NumberField,
    Option,
    PeopleField,
    TextField,
    TimeField,
    ToggleField,
    filled,
)
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.platforms.teams.actions import Scope, carried
from ritualbot.platforms.teams.blocks import heading, set_apart
from ritualbot.platforms.teams.bodies import dialog_card
from ritualbot.platforms.teams.frame import framed
from ritualbot.platforms.teams.limits import DIALOG_TITLE, FORM_BYTES, LONG_FORM, RADIOS
from ritualbot.platforms.teams.literal import Json, in_markdown, label, shown, weight, whole
from ritualbot.platforms.teams.rich import RED, SMALL, lines, runs, typed
from ritualbot.platforms.teams.values import EMPTY, OFF, ON

People: TypeAlias = Mapping[str, str]  # names by id
Errors: TypeAlias = Mapping[str, Text]

NAME = "ritualbot"  # the title of a dialog whose own title is too long for that place
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_NONE: Mapping[str, str] = MappingProxyType({})
_NO_ERRORS: Errors = MappingProxyType({})


def form_card(
    form: Form, words: Words, people: People, values: Mapping[str, str] = _NONE, errors: Errors = _NO_ERRORS
) -> Json:
    """The form as a card that takes a message's place for whoever pressed. `values` is what was typed; `errors` by
    field stand under it, those of no field on top. `people`: whom a field can choose, names by id."""
    told = filled(form, values)
    body = [*heading(form.title), *_body(told, _Asking(words, people, errors)), _doing(form, words, Scope.PERSONAL)]
    return framed(body, shown(form.title.plain().strip()) or NAME, [])


def dialog(
    form: Form, words: Words, people: People, values: Mapping[str, str] = _NONE, errors: Errors = _NO_ERRORS
) -> Json:
    """The same as a dialog: what `task/fetch` and `task/submit` are answered with."""
    title = form.title.plain().strip()
    above = [] if fits_title(form.title) else heading(form.title)
    told = _body(filled(form, values), _Asking(words, people, errors))
    content = framed([*above, *told, _doing(form, words, Scope.DIALOG)], shown(title) or NAME, [])
    return dialog_card(NAME if above or not title else shown(title), content)


def inputs(form: Form, words: Words, people: People, scope: Scope) -> list[Json]:
    """The form as a part of a message of one person, or of a dialog. Nothing to cancel there: it would
    stay as it is."""
    asking = _Asking(words, people, _NO_ERRORS)
    return [
        *set_apart(heading(form.title)),
        *_body(form, asking),
        {"type": "ActionSet", "actions": [_send(form, scope)]},
    ]


def fits_message(form: Form, words: Words, people: People) -> bool:
    """Whether the form is short enough for a message; otherwise a button opens it as a dialog."""
    return len(form.fields) <= LONG_FORM and weight(inputs(form, words, people, Scope.PERSONAL)) <= FORM_BYTES


def opening_card(form: Form, words: Words, data: Json) -> Json:
    """A card with the button that opens a long form as a dialog. `data`: what the button does, `press` and a `ref`."""
    text = shown(form.title.plain().strip()) or NAME
    return framed([*heading(form.title), *opening(words, data)], text, [])


def opening(words: Words, data: Json) -> list[Json]:
    return [{"type": "ActionSet", "actions": [carried(Scope.SHARED, words.say("teams.fill_in"), data)]}]


def fits_title(title: Text) -> bool:
    """Whether a dialog can have it as its title; a longer one, or one of several lines, stands whole inside."""
    line = title.plain().strip()
    return len(line) <= DIALOG_TITLE and line == " ".join(line.split())


@dataclass(frozen=True)
class _Asking:
    """How the fields of one form are asked: in which language, of which people, and what was wrong with them."""

    words: Words
    people: People
    errors: Errors

    def input(self, field: Field, **element: object) -> Json:
        required = {"isRequired": True, "errorMessage": self.words.say("teams.required")} if field.required else {}
        return {**element, "id": field.name, "label": label(field.label), **required}


def _body(form: Form, asking: _Asking) -> list[Json]:
    """What is wrong, what it is for, and each field with its hint and its own errors."""
    names = {field.name for field in form.fields}
    wrong = [text for name, text in asking.errors.items() if name not in names]
    intro = lines(runs(form.intro)) if form.intro else []
    fields = chain.from_iterable(_asked(field, asking) for field in form.fields)
    return [*chain.from_iterable(_wrong(text) for text in wrong), *intro, *fields]


def _asked(field: Field, asking: _Asking) -> list[Json]:
    """A choice of nothing is told instead of asked."""
    nothing = isinstance(field, ChoiceField) and not field.options
    told = lines(typed(f"{field.label} — {asking.words.say('teams.no_choice')}"))
    wrong = _wrong(asking.errors[field.name]) if field.name in asking.errors else []
    return [*(told if nothing else [_input(field, asking)]), *lines(typed(field.hint, SMALL), "Small"), *wrong]


def _wrong(text: Text) -> list[Json]:
    """Said with a mark too, never by colour alone."""
    return lines([*typed("▲ ", RED), *runs(text, RED)], "Small")


def _doing(form: Form, words: Words, scope: Scope) -> Json:
    cancel = carried(scope, words.say("teams.cancel"), {"close": form.action, "ref": form.ref})
    return {"type": "ActionSet", "actions": [_send(form, scope), cancel]}


def _send(form: Form, scope: Scope) -> Json:
    """The one button that takes the inputs along. `fields`: an input that is left empty may not come back at all."""
    data = {"send": form.action, "ref": form.ref, "fields": [field.name for field in form.fields]}
    button = {**carried(scope, form.submit, data), "style": "positive"}
    return {key: each for key, each in button.items() if key != "associatedInputs"}


def _input(field: Field, asking: _Asking) -> Json:
    match field:
        case TextField(initial=initial):
            return _typed(field, asking, initial, several=field.lines)
        case NumberField(initial=initial):
            return _typed(field, asking, initial, several=False)
        case DateField(initial=initial) if _is_day(initial):
            return asking.input(field, type="Input.Date", **_value(initial))
        case TimeField(initial=initial) if _is_clock(initial):
            return asking.input(field, type="Input.Time", **_value(initial))
        case DateField(initial=initial) | TimeField(initial=initial):
            return _typed(field, asking, initial, several=False)
        case ChoiceField():
            return _choice(field, asking)
        case PeopleField(initial=initial):
            named = {**asking.people, **{user: user for user in initial if user not in asking.people}}
            options = [Option(user, name) for user, name in named.items()]
            return asking.input(field, **_choices(options, initial, style="filtered", isMultiSelect=True))
        case ToggleField(initial=on):
            title = asking.words.say("input.yes")
            ends = {"valueOn": ON, "valueOff": OFF, "value": ON if on else OFF}
            return asking.input(field, type="Input.Toggle", title=title, **ends)
        case _:
            assert_never(field)


def _typed(field: Field, asking: _Asking, text: str, *, several: bool) -> Json:
    """A place of one line would lose where lines were broken: what stands in it decides too."""
    return asking.input(field, type="Input.Text", isMultiline=several or "\n" in text, **_value(text))


def _value(text: str) -> Json:
    return {"value": whole(text)} if text else {}


def _is_day(typed: str) -> bool:
    try:
        return not typed or date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False


def _is_clock(typed: str) -> bool:
    return not typed or _CLOCK.fullmatch(typed) is not None


def _choice(field: ChoiceField, asking: _Asking) -> Json:
    """An initial value that is no longer offered is left out, as it cannot be chosen again either. A choice that
    need not be made can be taken back."""
    options = [Option(each.value or EMPTY, each.label) for each in field.options]
    chosen = tuple(value or EMPTY for value in field.initial)
    if field.many:
        return asking.input(field, **_choices(options, chosen, style="expanded", isMultiSelect=True))
    if field.required and len(options) <= RADIOS:
        return asking.input(field, **_choices(options, chosen[:1], style="expanded"))
    if not field.required and all(each.value != EMPTY for each in options):
        options.insert(0, Option(EMPTY, "–"))
    return asking.input(field, **_choices(options, chosen[:1], style="compact"))


def _choices(options: Sequence[Option], chosen: Sequence[str], **shape: object) -> Json:
    """Beside a box of its own a title is read as Markdown, in a list it is not."""
    titled = label if shape["style"] == "compact" else in_markdown
    offered = {each.value: each for each in options}
    value = ",".join(each for each in dict.fromkeys(chosen) if each in offered)
    choices = [{"title": titled(each.label), "value": each.value} for each in offered.values()]
    return {"type": "Input.ChoiceSet", **shape, "wrap": True, "choices": choices, **({"value": value} if value else {})}
