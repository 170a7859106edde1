"""A team as people write it, in a file or in a form; and written back as a file."""

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.i18n import known
from ritualbot.rituals import calendar, inputs
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.question_check import check_questions
from ritualbot.rituals.questions import Kind, Question
from ritualbot.rituals.team_spec import (
    LONGEST_CLOSURE,
    QUESTIONS,
    TEAM_ROLES,
    ClosureSpec,
    PersonSpec,
    QuestionSpec,
    StandupSpec,
    TeamSpec,
    check,
    warnings,
)
from ritualbot.rituals.team_typed import (
    Typed,
    channel_name,
    clock_time,
    grouping,
    iso_day,
    kind_of_question,
    label,
    language_tag,
    length,
    options,
    question_key,
    roles,
    sprint_day,
    zone_name,
)

FORM_FIELDS = ("name", "people", "at", "days", "summary", "language")

_PEOPLE_READ = frozenset({"person", "people", "roles"})
_TIMES_READ = frozenset({"at", "summary", "window", "reminder"})
_SETTINGS = (*sorted(_TIMES_READ), "every_weeks", "once_on", "sprint_before")


def _finished(spec: TeamSpec, broken: list[RuleBroken], paths: Mapping[str, str]) -> TeamSpec:
    """The spec when nothing is wrong. A problem of the whole is left out while a value it rests on is
    refused: it may be no more than its echo."""
    refused = {(each.field or "").rpartition(": ")[2] for each in broken}
    rests_on = {"people": _PEOPLE_READ, **dict.fromkeys(_TIMES_READ, _TIMES_READ)}
    try:
        check(spec)
    except FieldsRefused as whole:
        for each in whole.broken:
            if not rests_on.get(each.field or "", frozenset()) & refused:
                each.field = paths.get(each.field or "", each.field)
                broken.append(each)
    if broken:
        raise FieldsRefused(broken)
    return spec


def read_team_file(text: str) -> tuple[TeamSpec, list[RuleBroken]]:
    """A team file, in TOML, and what is to be said about it though it is accepted.

    Raises FieldsRefused, one RuleBroken per problem; `field` is a path such as `person 3: tz`, None for what
    is no TOML.
    """
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise FieldsRefused([RuleBroken("team.file_unreadable", why=inputs.echo(str(error)))]) from error
    top = Typed("", values, [])
    top.only("name", "tz", "language", "channel", "region", "person", "standup", "closure")
    standups = _standups(top)
    spec = TeamSpec(
        name=top.text("name", inputs.team_name, "", required=True),
        tz=top.text("tz", zone_name, "", required=True),
        language=top.text("language", language_tag, "", required=True),
        channel=top.text("channel", channel_name, "", required=True),
        region=top.text("region", calendar.require_region, "", required=True),
        people=tuple(_person(each) for each in top.tables("person")),
        standup=_standup(standups[0]),
        more=tuple(_standup(each) for each in standups[1:]),
        closures=tuple(_closure(each) for each in top.tables("closure")),
    )
    paths = {"people": "person", **{key: standups[0].path + key for key in _SETTINGS}}
    return _finished(spec, top.broken, paths), warnings(spec)


def _standups(top: Typed) -> list[Typed]:
    """`[standup]` for one, `[[standup]]` for several; the first is the main one."""
    if isinstance(top.values.get("standup"), list):
        return top.tables("standup") or [Typed("standup 1: ", {}, top.broken)]
    return [top.table("standup")]


def amended(spec: TeamSpec, values: Mapping[str, str], names: Mapping[str, str]) -> TeamSpec:
    """The team with what the form says. Who is picked anew becomes a member, the others keep their roles;
    `names` are those of the people known in the workspace, by user id.

    Raises FieldsRefused, one RuleBroken per field.
    """
    form = Typed("", {field: values.get(field, "") for field in FORM_FIELDS}, [])
    language = form.text("language", language_tag, spec.language)
    standup = replace(
        spec.standup,
        at=form.text("at", clock_time, spec.standup.at),
        days=form.text("days", lambda typed: inputs.weekdays(typed.split(",")), spec.standup.days),
        summary=form.text("summary", clock_time, spec.standup.summary),
    )
    after = replace(
        spec,
        name=form.text("name", inputs.team_name, spec.name),
        people=form.text("people", lambda typed: _picked(typed, spec.people, names), spec.people),
        language=spec.language if known(spec.language) == language else language,
        standup=standup,
    )
    return _finished(after, form.broken, {})


def _picked(typed: str, people: tuple[PersonSpec, ...], names: Mapping[str, str]) -> tuple[PersonSpec, ...]:
    users = dict.fromkeys(user for user in typed.split(",") if user)
    before = {person.user: person for person in people}
    for user in users:
        if user not in before and user not in names:
            raise RuleBroken("team.person_unknown", typed=inputs.echo(user))
    kept = [person for person in people if person.user in users]
    return (*kept, *(PersonSpec(names[user], user) for user in users if user not in before))


def _person(table: Typed) -> PersonSpec:
    table.only("name", "user", "roles", "tz", "language", "region", "days", "function")
    return PersonSpec(
        name=table.text("name", label, "", required=True),
        user=table.text("user", label, "", required=True),
        roles=table.texts("roles", roles, frozenset({Role.MEMBER})),
        tz=table.text("tz", zone_name, ""),
        language=table.text("language", language_tag, ""),
        region=table.text("region", calendar.require_region, ""),
        days=table.texts("days", inputs.weekdays, frozenset()),
        function=table.text("function", label, ""),
    )


def _closure(table: Typed) -> ClosureSpec:
    """Days are text or dates of TOML, all the same."""
    values = {key: value.isoformat() if isinstance(value, date) else value for key, value in table.values.items()}
    days = Typed(table.path, values, table.broken)
    days.only("first", "last", "name")
    first = days.text("first", iso_day, date.min, required=True)
    last = days.text("last", iso_day, first)
    if first > date.min and not timedelta() <= last - first <= LONGEST_CLOSURE:
        days.refuse("last", RuleBroken("team.closure_length", typed=last.isoformat()))
    return ClosureSpec(first, last, days.text("name", label, ""))


def _standup(table: Typed) -> StandupSpec:
    table.only(
        *("name", "at", "window", "summary", "reminder", "days", "every_weeks", "starts_on", "once_on"),
        *("sprint_day", "sprint_before"),
        *("grouping", "question"),
    )
    usual = StandupSpec()
    return StandupSpec(
        name=table.text("name", inputs.team_name, ""),
        at=table.text("at", clock_time, usual.at),
        window=table.text("window", length, usual.window),
        summary=table.text("summary", clock_time, usual.summary),
        reminder=table.text("reminder", length, usual.reminder),
        days=table.texts("days", inputs.weekdays, usual.days),
        every_weeks=table.whole("every_weeks", usual.every_weeks),
        starts_on=_day(table, "starts_on"),
        once_on=_day(table, "once_on"),
        sprint_day=table.text("sprint_day", sprint_day, None),
        sprint_before=table.whole("sprint_before", usual.sprint_before),
        grouping=table.text("grouping", grouping, usual.grouping),
        questions=_questions(table) if "question" in table.values else usual.questions,
    )


def _day(table: Typed, key: str) -> date | None:
    return table.text(key, iso_day, date.min) if key in table.values else None


def _questions(standup: Typed) -> tuple[QuestionSpec, ...]:
    asked: list[Question] = []
    usual = Question("", Kind.TEXT, "", required=False)
    for table in standup.tables("question"):
        table.only("type", "text", "required", "options", "low", "high")
        asked.append(
            Question(
                key=table.path + "text",
                kind=table.text("type", kind_of_question, Kind.TEXT),
                text=table.text("text", inputs.clean_text, "").strip(),
                required=table.yes("required"),
                low=table.whole("low", usual.low),
                high=table.whole("high", usual.high),
                options=table.texts("options", options, ()),
            )
        )
    try:
        check_questions(asked)
    except RuleBroken as error:
        error.field = error.field or standup.path + "question"
        standup.broken.append(error)
    return tuple(
        QuestionSpec(each.kind, each.text, question_key(each.text), each.required, each.low, each.high, each.options)
        for each in asked
    )


def write_team_file(spec: TeamSpec) -> str:
    """The file that `read_team_file` reads back to the same team."""
    return "\n".join(_lines(spec)) + "\n"


def _lines(spec: TeamSpec) -> Iterator[str]:
    for key in ("name", "tz", "language", "channel", "region"):
        yield f"{key} = {_quoted(getattr(spec, key))}"
    for person in spec.people:
        yield from ("", "[[person]]")
        yield f"name = {_quoted(person.name)}"
        yield f"user = {_quoted(person.user)}"
        yield f"roles = {_list(role for role in TEAM_ROLES if role in person.roles)}"
        for key in ("function", "tz", "language", "region"):
            if said := getattr(person, key):
                yield f"{key} = {_quoted(said)}"
        if person.days:
            yield f"days = {_list(calendar.day_codes(person.days))}"
    head = "[[standup]]" if spec.more else "[standup]"
    for standup in (spec.standup, *spec.more):
        yield from ("", head)
        yield from _standup_lines(standup)
    for closure in spec.closures:
        yield from ("", "[[closure]]")
        yield f"first = {_quoted(closure.first.isoformat())}"
        yield f"last = {_quoted(closure.last.isoformat())}"
        if closure.name:
            yield f"name = {_quoted(closure.name)}"


def _standup_lines(standup: StandupSpec) -> Iterator[str]:
    if standup.name:
        yield f"name = {_quoted(standup.name)}"
    yield f"at = {_quoted(f'{standup.at:%H:%M}')}"
    yield f"window = {_quoted(_minutes(standup.window))}"
    yield f"summary = {_quoted(f'{standup.summary:%H:%M}')}"
    yield f"reminder = {_quoted(_minutes(standup.reminder))}"
    yield f"days = {_list(calendar.day_codes(standup.days))}"
    yield f"every_weeks = {standup.every_weeks}"
    for key, day in (("starts_on", standup.starts_on), ("once_on", standup.once_on)):
        if day is not None:
            yield f"{key} = {_quoted(day.isoformat())}"
    if standup.sprint_day is not None:
        yield f"sprint_day = {_quoted(standup.sprint_day)}"
        yield f"sprint_before = {standup.sprint_before}"
    yield f"grouping = {_quoted(standup.grouping)}"
    for question in () if standup.questions == QUESTIONS else standup.questions:
        yield from ("", "[[standup.question]]")
        yield from _question_lines(question)


def _question_lines(question: QuestionSpec) -> Iterator[str]:
    yield f"type = {_quoted(question.kind)}"
    yield f"text = {_quoted(question.text)}"
    yield f"required = {'true' if question.required else 'false'}"
    if question.kind is Kind.SCALE:
        yield f"low = {question.low}"
        yield f"high = {question.high}"
    if question.options:
        yield f"options = {_list(question.options)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(_quoted(text) for text in texts)}]"


def _minutes(duration: timedelta) -> str:
    return f"{int(duration.total_seconds()) // 60} min"
