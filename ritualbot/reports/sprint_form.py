"""The forms of a sprint: starting and changing one, lines for the backlog, one item."""

from collections.abc import Mapping, Sequence

from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, Option, TextField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports import sprint as report, sprint_tests
from ritualbot.reports.wording import text
from ritualbot.rituals.inputs import NAME_LIMIT
from ritualbot.rituals.links import LINK_LIMIT
from ritualbot.rituals.sprint import GOAL_LIMIT, Need, Priority, Span
from ritualbot.rituals.sprint_item import NO_NEED, NOBODY, TITLE_LIMIT
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.sprint import Sprint, SprintItem

LINES_LIMIT = 3000
DONE = "sprint_done"
BACKLOG, SPRINT = "backlog", "sprint"  # where an item is


def start_form(
    words: Words,
    ref: str,
    name: str,
    span: Span,
    waiting: Sequence[SprintItem],
    owners: Mapping[int, str],
    ready: Sequence[Hypothesis],
) -> Form:
    """The next sprint: its goal and days, and what of the backlog goes in. What was carried over is chosen already."""
    options = tuple(Option(each.ref, report.plain_line(words, each, owners)) for each in waiting)
    chosen = tuple(each.ref for each in waiting if each.carried_from is not None)
    label, hint = words.say("sprint.field.items"), words.say("sprint.field.items_hint")
    options += tuple(Option(each.ref, sprint_tests.choice(each)) for each in ready)
    fields: tuple[Field, ...] = _fields(words, name, "", span)
    if options:
        fields = (*fields, ChoiceField("items", label, hint, options=options, initial=chosen, many=True))
    lines = _lines_field(words, "sprint.field.more_lines", required=False)
    return _form(words, "sprint.begin", ref, text(words, "sprint.start.title"), (*fields, lines), "sprint.start.submit")


def edit_form(words: Words, sprint: Sprint) -> Form:
    fields = _fields(words, sprint.name, sprint.goal, sprint.span())
    title = text(words, "sprint.edit.title", name=sprint.name)
    return _form(words, "sprint.change", sprint.ref, title, fields, "team.form.submit")


def _form(words: Words, action: str, ref: str, title: Text, fields: tuple[Field, ...], key: str) -> Form:
    return Form(action, ref, title, fields, words.say(key))


def _fields(words: Words, name: str, goal: str, span: Span) -> tuple[Field, ...]:
    first, last = words.say("sprint.field.starts_on"), words.say("sprint.field.ends_on")
    return (
        _line(words, "goal", goal, GOAL_LIMIT, required=True),
        _line(words, "name", name, NAME_LIMIT, required=True),
        DateField("starts_on", first, required=True, initial=span.first.isoformat()),
        DateField("ends_on", last, required=True, initial=span.last.isoformat()),
    )


def _line(words: Words, name: str, initial: str, limit: int, *, required: bool = False) -> TextField:
    label = words.say(f"sprint.field.{name}")
    return TextField(name, label, required=required, initial=initial, limit=limit, lines=False)


def _lines_field(words: Words, key: str, *, required: bool) -> TextField:
    hint = words.say("sprint.field.lines_hint")
    return TextField("lines", words.say(key), hint, required=required, limit=LINES_LIMIT)


def done_field(words: Words, open_items: Sequence[SprintItem]) -> tuple[ChoiceField, ...]:
    """In the stand-up's form: one's own items of the sprint, to be ticked; nothing where there is none."""
    options = tuple(Option(each.ref, each.title) for each in open_items)
    label = words.say("sprint.field.done")
    return (ChoiceField(DONE, label, options=options, many=True),) if options else ()


def lines_form(words: Words, ref: str, sprint: Sprint | None) -> Form:
    """Pasted lines, for the backlog or the sprint that runs."""
    fields: tuple[Field, ...] = (_lines_field(words, "sprint.field.lines", required=True),)
    if sprint is not None:
        fields = (*fields, _where(words, sprint, BACKLOG))
    return _form(words, "sprint.add_lines", ref, text(words, "sprint.add.title"), fields, "sprint.add.submit")


def item_form(words: Words, item: SprintItem, people: Mapping[str, str], owner: str, sprint: Sprint | None) -> Form:
    """`people`: refs of the team's by name; `owner`: the ref of who has it."""
    fields: tuple[Field, ...] = (
        _line(words, "title", item.title, TITLE_LIMIT, required=True),
        _choice(words, "owner", [Option(NOBODY, words.say("sprint.nobody")), *_options(people)], owner or NOBODY),
        _choice(words, "priority", _priorities(words), item.priority),
        _choice(words, "need", _needs(words), item.need or NO_NEED),
        _line(words, "need_text", item.need_text, TITLE_LIMIT),
        _line(words, "link", item.link, LINK_LIMIT),
    )
    if sprint is not None:
        fields = (*fields, _where(words, sprint, SPRINT if item.sprint_id == sprint.id else BACKLOG))
    return _form(words, "sprint.save_item", item.ref, text(words, "sprint.item.title"), fields, "team.form.submit")


def _options(people: Mapping[str, str]) -> list[Option]:
    return [Option(ref, name) for name, ref in people.items()]


def _priorities(words: Words) -> list[Option]:
    return [Option(each.value, words.say(f"sprint.priority_choice.{each}")) for each in Priority]


def _needs(words: Words) -> list[Option]:
    named = [Option(each.value, report.need_name(words, each)) for each in Need]
    return [Option(NO_NEED, words.say("sprint.need_nothing")), *named]


def _where(words: Words, sprint: Sprint, initial: str) -> ChoiceField:
    options = [Option(BACKLOG, words.say("sprint.where.backlog")), Option(SPRINT, sprint.name)]
    return _choice(words, "where", options, initial)


def _choice(words: Words, name: str, options: Sequence[Option], initial: str) -> ChoiceField:
    label = words.say(f"sprint.field.{name}")
    return ChoiceField(name, label, required=True, options=tuple(options), initial=(initial,))
