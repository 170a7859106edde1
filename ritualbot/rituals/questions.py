"""Stand-up questions. `TYPES` lists the types: what field asks, what is stored, how it is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from ritualbot.chat.forms import ChoiceField, Field, NumberField, Option, TextField
from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.i18n import Words
from ritualbot.rituals import inputs

ANSWER_LIMIT = 3000
QUESTION_LIMIT = 300
MOST_QUESTIONS = 10
_LOWEST, _HIGHEST = 0, 10  # the ends of a scale


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    SCALE = "scale"
    YESNO = "yesno"
    BLOCKER = "blocker"


@dataclass(frozen=True)
class Question:
    """A question as a person reads it. `key` is its id in the stand-up; `low` and `high` end a scale."""

    key: str
    kind: Kind
    text: str
    required: bool
    low: int = 1
    high: int = 5


class QuestionType(Protocol):
    """What a type knows. Stored text is canonical, the same in every language."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        """The form field; `initial` is stored text, or empty."""
        ...

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        """The stored text, None when not answered. Raises RuleBroken with the question's key as `field`."""
        ...

    def show(self, question: Question, stored: str, words: Words) -> str:
        """The stored text as a reader of that language sees it."""
        ...


class TextType:
    """Lines of text, stored as typed."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        return _text_field(question, initial)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        return _answer(question, typed) or None

    def show(self, question: Question, stored: str, words: Words) -> str:
        return stored


class BlockerType:
    """What blocks; "no" in so many words is the absence of a blocker, and answers a required question too."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        return _text_field(question, initial)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = _answer(question, typed)
        return None if not text or _says_nothing_blocks(text) else text

    def show(self, question: Question, stored: str, words: Words) -> str:
        return stored


class NumberType:
    """A number, stored as plain decimal digits (`1234.5`)."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        return NumberField(
            question.key,
            question.text,
            required=question.required,
            initial=self.show(question, initial, words),
        )

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = _answer(question, typed)
        return format(inputs.number(text, language, field=question.key), "f") if text else None

    def show(self, question: Question, stored: str, words: Words) -> str:
        try:
            value = Decimal(stored)
        except InvalidOperation:
            return stored
        return inputs.number_text(value, words) if value.is_finite() else stored


class ScaleType:
    """A whole number from `low` to `high`, stored as its digits."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        steps = tuple(str(step) for step in range(question.low, question.high + 1))
        return _choice_field(question, tuple(Option(step, step) for step in steps), initial)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = _answer(question, typed)
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


class YesNoType:
    """Stored as `yes` or `no`; typed in either language."""

    def field(self, question: Question, initial: str, words: Words) -> Field:
        options = (Option("yes", words.say("input.yes")), Option("no", words.say("input.no")))
        return _choice_field(question, options, initial)

    def parse(self, question: Question, typed: str, language: str) -> str | None:
        text = _answer(question, typed)
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


TYPES: Mapping[Kind, QuestionType] = MappingProxyType(
    {
        Kind.TEXT: TextType(),
        Kind.NUMBER: NumberType(),
        Kind.SCALE: ScaleType(),
        Kind.YESNO: YesNoType(),
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


def check_questions(questions: Sequence[Question]) -> None:
    """Raises RuleBroken unless there are 1 to 10 questions, each with its own text and a scale that is one.

    Keys `input.`: `questions_count`, `empty`, `too_long`, `question_twice`, `scale_bounds`.
    """
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise RuleBroken("input.questions_count", typed=str(len(questions)), limit=str(MOST_QUESTIONS))
    keys: set[str] = set()
    texts: set[str] = set()
    for each in questions:
        text = inputs.require_text(each.text, field=each.key, limit=QUESTION_LIMIT, required=True)
        if each.key in keys or inputs.fold(text) in texts:
            raise RuleBroken("input.question_twice", field=each.key, typed=inputs.echo(text))
        if each.kind is Kind.SCALE and not _LOWEST <= each.low < each.high <= _HIGHEST:
            raise RuleBroken("input.scale_bounds", field=each.key, typed=f"{each.low}-{each.high}")
        keys.add(each.key)
        texts.add(inputs.fold(text))


def _typed(question: Question, values: Mapping[str, object]) -> str:
    """What was typed; platforms leave an empty field out or send null. Raises `input.form_changed`."""
    typed = values.get(question.key)
    if typed is None:
        return ""
    if not isinstance(typed, str):
        raise RuleBroken("input.form_changed", field=question.key)
    return typed


def _answer(question: Question, typed: str) -> str:
    return inputs.require_text(typed, field=question.key, limit=ANSWER_LIMIT, required=question.required)


def _text_field(question: Question, initial: str) -> Field:
    return TextField(question.key, question.text, required=question.required, initial=initial, limit=ANSWER_LIMIT)


def _choice_field(question: Question, options: tuple[Option, ...], initial: str) -> Field:
    """An initial that is no option any more is left out: a platform may refuse the whole form for it."""
    chosen = tuple(option.value for option in options if option.value == initial)
    return ChoiceField(question.key, question.text, required=question.required, options=options, initial=chosen)


# As `inputs.fold` leaves them.
_NOTHING_BLOCKS = (
    {"no", "n", "none", "nope", "nothing", "no blocker", "no blockers", "not blocked", "n/a", "na"}
    | {"non", "rien", "ras", "r.a.s", "rien a signaler", "neant", "aucun", "aucune", "aucun blocage"}
    | {"pas de blocage", "sans blocage"}
)


def _says_nothing_blocks(text: str) -> bool:
    """Dashes and full stops alone say it too."""
    folded = inputs.fold(text).strip(" .!-")
    return not folded or folded in _NOTHING_BLOCKS
