"""One stand-up question: its settings, what every type of question knows, and what types have in common."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ritualbot.chat.forms import ChoiceField, Field, Option, TextField
from ritualbot.errors import RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals import inputs

ANSWER_LIMIT = 3000
QUESTION_LIMIT = 300
MOST_QUESTIONS = 10
OPTION_LIMIT = 80
MOST_OPTIONS = 10
LOWEST, HIGHEST = 0, 10  # the ends of a scale


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    SCALE = "scale"
    YESNO = "yesno"
    SINGLE = "single"
    MULTI = "multi"
    LINK = "link"
    MOOD = "mood"
    BLOCKER = "blocker"


@dataclass(frozen=True)
class Question:
    """A question as a person reads it. `key` is its id in the stand-up; `low` and `high` end a scale, `options` are
    what is chosen from."""

    key: str
    kind: Kind
    text: str
    required: bool
    low: int = 1
    high: int = 5
    options: tuple[str, ...] = ()


class QuestionType(Protocol):
    """What a type knows. Stored text is canonical, the same in every language."""

    shared: bool
    """Whether the team reads the answers; if not, only who gave one sees it."""

    def check(self, question: Question) -> None:
        """Raises RuleBroken, with the question's key as `field`, for settings that make no question of this type."""
        ...

    def field(self, question: Question, initial: str, words: Words) -> Field:
        """The form field; `initial` is stored text, or empty."""
        ...

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        """The stored text, None when not answered. Raises RuleBroken with the question's key as `field`."""
        ...

    def show(self, question: Question, stored: str, words: Words) -> str:
        """The stored text as a reader of that language sees it."""
        ...


class Usual:
    """What most types have in common: everyone reads the answers, any setting will do."""

    shared = True

    def check(self, question: Question) -> None:
        return None


def answer_text(question: Question, typed: str) -> str:
    return inputs.require_text(typed, field=question.key, limit=ANSWER_LIMIT, required=question.required)


def text_field(question: Question, initial: str) -> Field:
    return TextField(question.key, question.text, required=question.required, initial=initial, limit=ANSWER_LIMIT)


def choice_field(question: Question, options: tuple[Option, ...], initial: str) -> ChoiceField:
    """An initial that is no option any more is left out: a platform may refuse the whole form for it."""
    chosen = tuple(option.value for option in options if option.value == initial)
    return ChoiceField(question.key, question.text, required=question.required, options=options, initial=chosen)


def choice_key(option: str) -> str:
    """What a form carries for an option: the same wherever it stands, with no comma in it."""
    return "c" + hashlib.sha256(inputs.fold(option).encode()).hexdigest()[:12] if option else ""


def options_of(question: Question) -> tuple[Option, ...]:
    return tuple(Option(choice_key(option), option) for option in question.options)


def chosen_option(question: Question, typed: str) -> str:
    """The option that was picked in a form, or typed."""
    for option in question.options:
        if typed.strip() == choice_key(option) or inputs.fold(typed) == inputs.fold(option):
            return option
    known = ", ".join(question.options)
    raise RuleBroken("input.option_unknown", field=question.key, typed=inputs.echo(typed), known=known)


def check_scale(question: Question) -> None:
    if not LOWEST <= question.low < question.high <= HIGHEST:
        raise RuleBroken("input.scale_bounds", field=question.key, typed=f"{question.low}-{question.high}")


def check_options(question: Question) -> None:
    distinct = {inputs.fold(option) for option in question.options}
    if not 2 <= len(question.options) <= MOST_OPTIONS or len(distinct) < len(question.options):
        raise RuleBroken("input.options_count", field=question.key, limit=str(MOST_OPTIONS))
    for option in question.options:
        text = inputs.require_text(option, field=question.key, limit=OPTION_LIMIT, required=True)
        if text != " ".join(text.split()):
            raise RuleBroken("input.option_lines", field=question.key, typed=inputs.echo(option))
