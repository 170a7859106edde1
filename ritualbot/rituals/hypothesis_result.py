"""What people enter of a test's results, and what they say of its verdict: read from forms and typed lines."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import dates, inputs
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_counts import LETTERS, Counts, one, parse, written
from ritualbot.rituals.hypothesis_form import LONG
from ritualbot.rituals.hypothesis_guardrail import written_measured
from ritualbot.rituals.hypothesis_history import Verdict
from ritualbot.rituals.hypothesis_reading import trial_of
from ritualbot.rituals.hypothesis_verdict import Reading, Trial, free, with_reason
from ritualbot.rituals.inputs import echo, require_text

LINE = "line"  # the field of a whole line, where there are more versions than fields


def arm_fields(trial: Trial) -> tuple[str, ...]:
    """The fields of the counts: one for each of two arms, else one for all."""
    return tuple(LETTERS[:2].lower()) if trial.versions == 1 else (LINE,)


def rail_field(number: int) -> str:
    return f"rail{number}"


def measured(values: Mapping[str, str], now: Standing, language: str, today: date) -> dict[str, str]:
    """The data of a line of results. Raises FieldsRefused with one RuleBroken a field."""
    trial, broken = trial_of(now), list[RuleBroken]()
    found: dict[str, str] = {}
    for part in (_counts, _day, _rails):
        try:
            found |= part(values, trial, language, today)
        except RuleBroken as refused:
            broken.append(refused)
    if broken:
        raise FieldsRefused(broken)
    return found


def typed_line(typed: str, now: Standing, language: str, today: date) -> dict[str, str]:
    """The same from a line alone, as of today. Raises RuleBroken."""
    trial = trial_of(now)
    counts = parse(typed, language, trial.measure, trial.versions, field=None)
    return {"counts": written(counts), **_day({}, trial, language, today)}


def _counts(values: Mapping[str, str], trial: Trial, language: str, _: date) -> dict[str, str]:
    fields = arm_fields(trial)
    first, *others = (values.get(field, "") for field in fields)
    counts: Counts
    if all(inputs.is_blank(each) for each in others):
        # A whole line pasted in the first of the fields is read as one.
        counts = parse(first, language, trial.measure, trial.versions, field=fields[0])
    else:
        counts = tuple(one(values.get(field, ""), language, trial.measure, field=field) for field in fields)
    return {"counts": written(counts)}


def _day(values: Mapping[str, str], trial: Trial, language: str, today: date) -> dict[str, str]:
    """Raises RuleBroken `hypothesis.result.before_start`."""
    typed = values.get("on", "")
    on = today if inputs.is_blank(typed) else dates.past_day(typed, language, today, field="on")
    if on < trial.starts_on:
        raise RuleBroken("hypothesis.result.before_start", field="on", typed=echo(typed))
    return {"on": on.isoformat()}


def _rails(values: Mapping[str, str], trial: Trial, language: str, _: date) -> dict[str, str]:
    found: dict[str, Decimal] = {}
    for number, rail in enumerate(trial.rails):
        field = rail_field(number)
        typed = values.get(field, "").strip().removesuffix("%")
        if not inputs.is_blank(typed):
            found[rail.name] = inputs.number(typed, language, field=field)
    return {"guardrails": written_measured(found)} if found else {}


# -- a verdict -----------------------------------------------------------------------------------------------------


def chosen(values: Mapping[str, str], now: Standing, found: Reading | None) -> dict[str, str]:
    """The verdict that is proposed, with the reason it takes.

    Raises RuleBroken `input.form_changed` for none there is, `hypothesis.result.never` for one the figures rule out,
    `hypothesis.result.why` where the reason is missing.
    """
    typed = values.get("verdict", "")
    if typed not in set(Verdict):
        raise RuleBroken("input.form_changed", field="verdict")
    verdict = Verdict(typed)
    reason = require_text(values.get("reason", ""), field="reason", limit=LONG, required=False)
    if verdict not in (*free(found), *with_reason(found)):
        raise RuleBroken("hypothesis.result.never", field="verdict")
    if verdict is Verdict.STOPPED:
        reason = reason or now.stopped
    if not reason and (verdict is Verdict.STOPPED or verdict not in free(found)):
        raise RuleBroken("hypothesis.result.why", field="reason")
    return {"verdict": verdict.value, "reason": reason}


def overrides(data: Mapping[str, str], found: Reading | None) -> bool:
    """Whether it departs from what the figures allow."""
    return Verdict(data["verdict"]) not in free(found)
