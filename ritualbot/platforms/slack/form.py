"""Forms as modals. A field is an input block named as the field; what it holds is read back by `values`."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import assert_never

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
)
from ritualbot.chat.literal import units
from ritualbot.chat.text import Text
from ritualbot.graphemes import cut
from ritualbot.i18n import Words
from ritualbot.platforms.slack.blocks import aside, heading
from ritualbot.platforms.slack.limits import (
    CHECKBOXES,
    INPUT_LABEL,
    INPUT_TEXT,
    OPTION_TEXT,
    OPTION_VALUE,
    RADIOS,
    SELECT_OPTIONS,
    VIEW_BLOCKS,
    VIEW_TITLE,
)
from ritualbot.platforms.slack.literal import Json, plain
from ritualbot.platforms.slack.render import NAME, NOTHING, fits_title
from ritualbot.platforms.slack.rich import is_user, rich, sentence
from ritualbot.platforms.slack.values import EMPTY

VALUE = "value"  # the action id of every input
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


def modal(form: Form, words: Words) -> Json:
    """What views.open and views.update are given.

    Nothing that stands in a field is lost: a text longer than an input takes goes on in a second one, a day or a
    time that no picker shows is quoted in the hint. A choice of nothing is told instead of asked. Fields beyond what
    a modal holds are named in its last block; no form of ours comes near.
    """
    standing = [] if fits_title(form.title) else heading(form.title)
    intro = rich(*sentence(form.intro)) if form.intro else []
    asked = [_field(field, _Asking(words, form.drafts)) for field in form.fields]
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": json.dumps({"ref": form.ref}),
        "title": plain(form.title.plain() if fits_title(form.title) else NAME, VIEW_TITLE),
        "submit": plain(form.submit, VIEW_TITLE),
        "close": plain(words.say("slack.cancel"), VIEW_TITLE),
        "notify_on_close": True,
        "blocks": _held([*standing, *intro], asked, form, words),
    }


def _held(above: list[Json], asked: list[list[Json]], form: Form, words: Words) -> list[Json]:
    blocks = [*above, *chain.from_iterable(asked)]
    if len(blocks) <= VIEW_BLOCKS:
        return blocks or NOTHING
    held = list(above)
    for place, each in enumerate(asked):
        if len(held) + len(each) >= VIEW_BLOCKS:
            left = ", ".join(field.label for field in form.fields[place:])
            return [*held, *aside(Text(words.markup("slack.left_out"), {"fields": left}))]
        held += each
    return held


@dataclass(frozen=True)
class _Asking:
    """How the fields of one form are asked: in which language, and whether each change is told."""

    words: Words
    drafts: bool

    def block(self, field: Field, element: Json, hint: str = "", name: str = "", label: str = "") -> Json:
        told = hint or field.hint
        return {
            "type": "input",
            "block_id": name or field.name,
            "label": plain(label or field.label, INPUT_LABEL),
            "element": {**element, "action_id": VALUE},
            "optional": not field.required,
            **({"hint": plain(told, INPUT_LABEL)} if told.strip() else {}),
            **({"dispatch_action": True} if self.drafts else {}),
        }


def _field(field: Field, asking: _Asking) -> list[Json]:
    match field:
        case TextField():
            return _texts(field, asking, field.limit, lines=field.lines)
        case NumberField():
            return _texts(field, asking, INPUT_TEXT, lines=False)
        case DateField():
            return _picked(field, asking, "date", _is_day)
        case TimeField():
            return _picked(field, asking, "time", _is_clock)
        case ChoiceField():
            return _choice(field, asking)
        case PeopleField():
            users = list(dict.fromkeys(user for user in field.initial if is_user(user)))
            known = {"initial_users": users} if users else {}
            return [asking.block(field, {"type": "multi_users_select", **known})]
        case ToggleField():
            yes = _option(Option("1", asking.words.say("input.yes")))
            on = {"initial_options": [yes]} if field.initial else {}
            return [{**asking.block(field, {"type": "checkboxes", "options": [yes], **on}), "optional": True}]
        case _:
            assert_never(field)


def _texts(field: TextField | NumberField, asking: _Asking, limit: int, *, lines: bool) -> list[Json]:
    """One input, or as many as the text that stands in it needs: `today`, `today#2`…"""
    standing = [field.initial] if units(field.initial) <= INPUT_TEXT else cut(field.initial, INPUT_TEXT // 2)
    config = {"dispatch_action_config": {"trigger_actions_on": ["on_character_entered"]}} if asking.drafts else {}
    blocks = []
    for place, text in enumerate(standing or [""], start=1):
        element = {
            "type": "plain_text_input",
            "multiline": lines,
            "max_length": min(INPUT_TEXT, max(limit, units(text), 1)),
            **({"initial_value": text} if text else {}),
            **config,
        }
        name, label = (f"{field.name}#{place}", f"{field.label} ({place})") if place > 1 else ("", "")
        block = asking.block(field, element, name=name, label=label)
        blocks.append(block if place == 1 else {**block, "optional": True})
    return blocks


def _picked(field: DateField | TimeField, asking: _Asking, kind: str, shown: Callable[[str], bool]) -> list[Json]:
    element: Json = {"type": f"{kind}picker"}
    if shown(field.initial):
        return [asking.block(field, {**element, f"initial_{kind}": field.initial})]
    typed = asking.words.say("slack.typed", typed=field.initial) if field.initial.strip() else ""
    return [asking.block(field, element, hint=f"{field.hint} {typed}".strip())]


def _is_day(typed: str) -> bool:
    try:
        return date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False


def _is_clock(typed: str) -> bool:
    return _CLOCK.fullmatch(typed) is not None


def _choice(field: ChoiceField, asking: _Asking) -> list[Json]:
    """An initial value that is no longer offered is left out, as it cannot be chosen again either."""
    options = {each.value: _option(each) for each in field.options if units(each.value) <= OPTION_VALUE}
    if not options:
        nothing = Text("{label} — {nothing}", {"label": field.label, "nothing": asking.words.say("slack.no_choice")})
        return rich(*sentence(nothing))
    chosen = [options[value] for value in dict.fromkeys(field.initial) if value in options]
    if field.many:
        kind = "checkboxes" if len(options) <= CHECKBOXES else "multi_static_select"
        initial: Json = {"initial_options": chosen} if chosen else {}
    else:
        kind = "radio_buttons" if field.required and len(options) <= RADIOS else "static_select"
        initial = {"initial_option": chosen[0]} if chosen else {}
    return [asking.block(field, {"type": kind, **_offered(list(options.values())), **initial})]


def _offered(options: list[Json]) -> Json:
    """One list as far as Slack takes it, otherwise groups that say which part of it they are."""
    if len(options) <= SELECT_OPTIONS:
        return {"options": options}
    starts = range(0, len(options), SELECT_OPTIONS)
    groups = [(start, options[start : start + SELECT_OPTIONS]) for start in starts]
    return {
        "option_groups": [
            {"label": plain(f"{start + 1}–{start + len(group)}", OPTION_TEXT), "options": group}
            for start, group in groups
        ]
    }


def _option(option: Option) -> Json:
    return {"text": plain(option.label, OPTION_TEXT), "value": option.value or EMPTY}
