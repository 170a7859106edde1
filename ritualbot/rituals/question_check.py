"""Whether a list of questions can be asked."""

from collections.abc import Sequence

from ritualbot.errors import RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.questions import MOST_QUESTIONS, QUESTION_LIMIT, TYPES, Question


def check_questions(questions: Sequence[Question]) -> None:
    """Raises RuleBroken unless there are 1 to 10 questions, each with its own text, and its type agrees to it.

    Keys `input.`: `questions_count`, `empty`, `too_long`, `question_twice`, and those of `QuestionType.check`.
    """
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise RuleBroken("input.questions_count", typed=str(len(questions)), limit=str(MOST_QUESTIONS))
    keys: set[str] = set()
    texts: set[str] = set()
    for each in questions:
        text = inputs.require_text(each.text, field=each.key, limit=QUESTION_LIMIT, required=True)
        if each.key in keys or inputs.fold(text) in texts:
            raise RuleBroken("input.question_twice", field=each.key, typed=inputs.echo(text))
        TYPES[each.kind].check(each)
        keys.add(each.key)
        texts.add(inputs.fold(text))
