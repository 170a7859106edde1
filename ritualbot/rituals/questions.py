"""Stand-up questions. `TYPES` lists the types: what field asks, what is stored, how it is shown.

A new type is a line in `Kind`, a class and a line in `TYPES` here, and its words in the catalogues.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import regex

from ritualbot.chat.forms import Field, NumberField, Option, TextField
from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals import inputs
from ritualbot.rituals.blocker_words import says_nothing_blocks
from ritualbot.rituals.links import LINK_LIMIT, web_link
from ritualbot.rituals.question import (
    ANSWER_LIMIT,
    MOST_QUESTIONS,
    QUESTION_LIMIT,
    Kind,
    Question,
    QuestionType,
    Usual,
    answer_text,
    check_options,
    check_scale,
    choice_field,
    choice_key,
    chosen_option,
    options_of,
    text_field,
)

__all__ = ["ANSWER_LIMIT", "MOST_QUESTIONS", "QUESTION_LIMIT", "TYPES", "Kind", "Question", "QuestionType"]

_APART = regex.compile(r"[,;\n]")


class TextType(Usual):
    """Lines of text, stored as typed."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        return text_field(question, initial)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        return answer_text(question, typed) or None

    def show(self, question: Question, stored: str, words: Words) -> str:
        return stored


class BlockerType(Usual):
    """What blocks; "no" in so many words is the absence of a blocker, and answers a required question too."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        return text_field(question, initial)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = answer_text(question, typed)
        return None if not text or says_nothing_blocks(text) else text

    def show(self, question: Question, stored: str, words: Words) -> str:
        return stored


class NumberType(Usual):
    """A number, stored as plain decimal digits (`1234.5`)."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        return NumberField(
            question.key,
            question.text,
            required=question.required,
            initial=self.show(question, initial, words),
        )

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = answer_text(question, typed)
        return format(inputs.number(text, language, field=question.key), "f") if text else None

    def show(self, question: Question, stored: str, words: Words) -> str:
        try:
            value = Decimal(stored)
        except InvalidOperation:
            return stored
        return inputs.number_text(value, words) if value.is_finite() else stored


class ScaleType(Usual):
    """A whole number from `low` to `high`, stored as its digits."""

    def check(self, question: Question) -> None:
        check_scale(question)

    def field(self, question: Question, initial: str, words: Words) -> Field:
        steps = tuple(str(step) for step in range(question.low, question.high + 1))
        return choice_field(question, tuple(Option(step, step) for step in steps), initial)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = answer_text(question, typed)
        if not text:
            return None
        step = inputs.integer(text, language, field=question.key)
        if not question.low <= step <= question.high:
            raise RuleBroken(
                "input.out_of_scale",
                field=question.key,
                typed=inputs.echo(typed),
                low=str(question.low),
                high=str(question.high),
            )
        return str(step)

    def show(self, question: Question, stored: str, words: Words) -> str:
        return words.say("input.scale_value", value=stored, high=str(question.high)) if stored else ""


_YES = frozenset({"yes", "y", "oui", "o"})
_NO = frozenset({"no", "n", "non"})


class YesNoType(Usual):
    """Stored as `yes` or `no`; typed in either language."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        options = (Option("yes", words.say("input.yes")), Option("no", words.say("input.no")))
        return choice_field(question, options, initial)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = answer_text(question, typed)
        if not text:
            return None
        folded = inputs.fold(text)
        if folded not in _YES | _NO:
            raise RuleBroken("input.yes_or_no", field=question.key, typed=inputs.echo(typed))
        return "yes" if folded in _YES else "no"

    def show(self, question: Question, stored: str, words: Words) -> str:
        match stored:
            case "yes":
                return words.say("input.yes")
            case "no":
                return words.say("input.no")
            case _:
                return stored


class SingleType(Usual):
    """One of the question's own options, stored as it is written there."""

    def check(self, question: Question) -> None:
        check_options(question)

    def field(self, question: Question, initial: str, words: Words) -> Field:
        return choice_field(question, options_of(question), choice_key(initial))

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        return chosen_option(question, typed) if answer_text(question, typed) else None

    def show(self, question: Question, stored: str, words: Words) -> str:
        return stored


class MultiType(Usual):
    """Several of the question's own options, stored one per line in the order of the options."""

    def check(self, question: Question) -> None:
        check_options(question)

    def field(self, question: Question, initial: str, words: Words) -> Field:
        field = choice_field(question, options_of(question), "")
        kept = {choice_key(line) for line in initial.split("\n")}
        chosen = tuple(option.value for option in field.options if option.value in kept)
        return replace(field, initial=chosen, many=True)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = answer_text(question, typed)
        if not text:
            return None
        whole = inputs.fold(text) in {inputs.fold(option) for option in question.options}
        parts = [text] if whole else [part for part in _APART.split(text) if not inputs.is_blank(part)]
        chosen = {chosen_option(question, part) for part in parts or [text]}
        return "\n".join(option for option in question.options if option in chosen)

    def show(self, question: Question, stored: str, words: Words) -> str:
        return words.listed(stored.split("\n")) if stored else ""


class LinkType(Usual):
    """One address of a web page, stored with its host in plain letters; shown as text, never looked up."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        hint = words.say("input.link_hint")
        return TextField(question.key, question.text, hint, question.required, initial, LINK_LIMIT, lines=False)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = answer_text(question, typed)
        return web_link(text, field=question.key) if text else None

    def show(self, question: Question, stored: str, words: Words) -> str:
        return stored


class MoodType(Usual):
    """How one feels, from 1 to 5, stored as the digit. Nobody else ever reads it."""

    shared = False

    def field(self, question: Question, initial: str, words: Words) -> Field:
        options = tuple(Option(value, words.say(key)) for value, key in MOODS.items())
        return replace(choice_field(question, options, initial), hint=words.say("input.mood_hint"))

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = answer_text(question, typed)
        if text and text.strip() not in MOODS:
            raise RuleBroken("input.mood_unknown", field=question.key, typed=inputs.echo(typed))
        return text.strip() or None

    def show(self, question: Question, stored: str, words: Words) -> str:
        return words.say(MOODS[stored]) if stored in MOODS else stored


MOODS: Mapping[str, str] = MappingProxyType({str(step): f"input.mood.{step}" for step in range(1, 6)})
"""The catalogue key of each mood, the lowest first."""

TYPES: Mapping[Kind, QuestionType] = MappingProxyType(
    {
        Kind.TEXT: TextType(),
        Kind.NUMBER: NumberType(),
        Kind.SCALE: ScaleType(),
        Kind.YESNO: YesNoType(),
        Kind.SINGLE: SingleType(),
        Kind.MULTI: MultiType(),
        Kind.LINK: LinkType(),
        Kind.MOOD: MoodType(),
        Kind.BLOCKER: BlockerType(),
    }
)


def form_fields(questions: Sequence[Question], initials: Mapping[str, str], words: Words) -> tuple[Field, ...]:
    """One field per question, named by its key, filled with the stored text in `initials`."""
    return tuple(TYPES[each.kind].field(each, initials.get(each.key, ""), words) for each in questions)


def parse_all(questions: Sequence[Question], values: Mapping[str, object], language: str) -> dict[str, str]:
    """Stored text by key, for those answered. `values` holds what was typed, for these questions only.

    Raises FieldsRefused with one RuleBroken per wrong field, in the order of the questions; RuleBroken
    `input.form_changed` when something was typed for a question that is not there: it would be lost.
    """
    keys = {each.key for each in questions}
    if any(typed and key not in keys for key, typed in values.items()):
        raise RuleBroken("input.form_changed")
    stored: dict[str, str] = {}
    broken: list[RuleBroken] = []
    for each in questions:
        try:
            answer = TYPES[each.kind].parse(each, _typed(each, values), language)
        except RuleBroken as error:
            broken.append(error)
        else:
            stored |= {} if answer is None else {each.key: answer}
    if broken:
        raise FieldsRefused(broken)
    return stored


def show(question: Question, stored: str, words: Words) -> str:
    """A stored answer as a reader of that language sees it."""
    return TYPES[question.kind].show(question, stored, words)


def _typed(question: Question, values: Mapping[str, object]) -> str:
    """What was typed; platforms leave an empty field out or send null. Raises `input.form_changed`."""
    typed = values.get(question.key)
    if typed is None:
        return ""
    if not isinstance(typed, str):
        raise RuleBroken("input.form_changed", field=question.key)
    return typed
