"""What people type of a pilot, pure: each form read into the data of its line of history, all faults told at once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias

from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.rituals import inputs
from ritualbot.rituals.dates import any_day, coming_day, past_day
from ritualbot.rituals.pilot import USUAL_SHARE, USUAL_WEEKS, ComesBack, Light, Standing
from ritualbot.rituals.pilot_act import Act
from ritualbot.rituals.team_typed import Typed

NAME_LIMIT = 120
TEXT_LIMIT = 300
MOST_WEEKS = 26
MOST_CHECKS = 12
MOST_EXTENSION = 12  # weeks
USUAL_EXTENSION = 4
_BEFORE = timedelta(days=31)  # how late a pilot that runs already may be written down

Read: TypeAlias = Callable[[Typed, str, date, Standing], dict[str, str]]


def read(act: Act, values: Mapping[str, str], language: str, today: date, now: Standing) -> dict[str, str]:
    """The data of the line. Raises FieldsRefused. Who is named in it is looked up by whoever asks."""
    form = Typed("", values, [])
    found = _READS[act](form, language, today, now)
    if form.broken:
        raise FieldsRefused(form.broken)
    return found


def name(typed: str) -> str:
    """On one line. Raises RuleBroken `input.empty`, `input.too_long`."""
    return line(typed, NAME_LIMIT)


def line(typed: str, limit: int = TEXT_LIMIT) -> str:
    return " ".join(inputs.require_text(typed, field=None, limit=limit, required=True).split())


def _text(typed: str) -> str:
    """What may be left out."""
    return inputs.require_text(typed, field=None, limit=TEXT_LIMIT, required=False).strip()


# -- the plan ------------------------------------------------------------------------------------------------------


def _plan(form: Typed, language: str, _today: date, _now: Standing) -> dict[str, str]:
    return {
        "name": form.text("name", name, "", required=True),
        "moment": form.text("moment", lambda typed: line(typed, NAME_LIMIT), "", required=True),
        "audience": form.text("audience", line, "", required=True),
        "share": form.text("share", lambda typed: _share(typed, language), str(USUAL_SHARE)),
        "metric": form.text("metric", lambda typed: line(typed, NAME_LIMIT), "", required=True),
    }


def _share(typed: str, language: str) -> str:
    """A part of the target: some of it, and not all."""
    if inputs.is_blank(typed):
        return str(USUAL_SHARE)
    found = inputs.percentage(typed, language, field=None)
    if not 0 < found < 100:
        raise RuleBroken("pilot.share_range")
    return str(found)


def _start(form: Typed, language: str, today: date, _now: Standing) -> dict[str, str]:
    return {
        "on": form.text("on", lambda typed: _first_day(typed, language, today), today.isoformat(), required=True),
        "weeks": form.text("weeks", weeks, weeks_text(USUAL_WEEKS)),
        "stop_rule": form.text("stop_rule", line, "", required=True),
        **_money(form, language),
    }


def _first_day(typed: str, language: str, today: date) -> str:
    """To come, or not long gone."""
    day = any_day(typed, language, today)
    if day < today - _BEFORE:
        coming_day(typed, language, today)  # says that it is past
    return day.isoformat()


def _money(form: Typed, language: str) -> dict[str, str]:
    return {key: form.text(key, lambda typed: money(typed, language), "") for key in ("budget", "at_risk")}


def _amend(form: Typed, language: str, _today: date, now: Standing) -> dict[str, str]:
    """A checkpoint that was asked stays, and so does an extension."""
    planned = weeks_text(_planned_weeks(now))
    found = {"weeks": form.text("weeks", lambda typed: _later_weeks(typed, now), planned), **_money(form, language)}
    return {**found, "reason": form.text("reason", line, "", required=True)}


def _planned_weeks(now: Standing) -> tuple[int, ...]:
    after = now.extension.after if now.extension else now.weeks[-1]
    return tuple(week for week in now.weeks if week <= after)


def _later_weeks(typed: str, now: Standing) -> str:
    found = weeks(typed)
    chosen = {int(each) for each in found.split(",")}
    asked = {week for week in _planned_weeks(now) if week in now.asked}
    over = max(asked, default=0)
    if not asked <= chosen or any(week < over for week in chosen - asked):
        raise RuleBroken("pilot.weeks_asked", typed=inputs.echo(typed), week=str(over))
    if now.extension is not None and max(chosen) != now.extension.after:
        raise RuleBroken("pilot.weeks_extended", week=str(now.extension.after))
    return found


def weeks(typed: str) -> str:
    """`2, 4, 8, 12`: `2,4,8,12`. Raises RuleBroken `pilot.weeks_unknown`."""
    if inputs.is_blank(typed):
        return weeks_text(USUAL_WEEKS)
    parts = typed.replace(";", ",").replace(" et ", ",").replace(" and ", ",").replace(",", " ").split()
    known = all(each.isascii() and each.isdigit() and len(each) <= 2 for each in parts)
    found = sorted({int(each) for each in parts}) if known and 0 < len(parts) <= MOST_CHECKS else []
    if not found or found[0] < 1 or found[-1] > MOST_WEEKS:
        raise RuleBroken("pilot.weeks_unknown", typed=inputs.echo(typed), limit=str(MOST_WEEKS))
    return weeks_text(found)


def weeks_text(found: Sequence[int]) -> str:
    return ",".join(str(week) for week in found)


def money(typed: str, language: str) -> str:
    """An amount in euros, its sign left out; empty for none. Raises as `inputs.number` does, `pilot.money_range`."""
    bare = typed.replace("€", "").strip()
    if inputs.is_blank(bare):
        return ""
    found = inputs.number(bare, language, field=None)
    if found < 0:
        raise RuleBroken("pilot.money_range", typed=inputs.echo(typed))
    return str(found)


# -- while it runs -------------------------------------------------------------------------------------------------


def _check(form: Typed, language: str, _today: date, now: Standing) -> dict[str, str]:
    """Of the exposed part and of the rest. A figure that is missing is told why."""
    figures = {key: form.text(key, lambda typed: figure(typed, language), "") for key in ("exposed", "rest")}
    note = form.text("note", _text, "")
    for key, value in figures.items():
        if not value and not note and not any(each.field == key for each in form.broken):
            form.refuse(key, RuleBroken("pilot.figure_missing"))
    light = form.text("light", lambda typed: _choice(typed, {each.value for each in Light}), "", required=True)
    comes_back = form.text("comes_back", lambda typed: _choice(typed, {each.value for each in ComesBack}), "")
    spent = form.text("total", lambda typed: money(typed, language), "")
    return {**figures, "light": light, "comes_back": comes_back, "note": note, "total": spent}


def _choice(typed: str, known: set[str]) -> str:
    if typed not in known:
        raise RuleBroken("input.form_changed")
    return typed


def figure(typed: str, language: str) -> str:
    """`5,2 %` is `5.2%`, `1 240` is `1240`; empty where it is missing."""
    bare = typed.strip()
    if inputs.is_blank(bare):
        return ""
    percent = bare.endswith("%")
    return str(inputs.number(bare.rstrip("% "), language, field=None)) + ("%" if percent else "")


def _spend(form: Typed, language: str, _today: date, _now: Standing) -> dict[str, str]:
    total = form.text("total", lambda typed: money(typed, language), "", required=True)
    if not total and not form.broken:
        form.refuse("total", RuleBroken("input.empty", typed=""))
    return {"total": total}


# -- its end -------------------------------------------------------------------------------------------------------


def _reason(form: Typed, _language: str, _today: date, _now: Standing) -> dict[str, str]:
    return {"reason": form.text("reason", line, "", required=True)}


def _extend(form: Typed, language: str, today: date, now: Standing) -> dict[str, str]:
    """From today on, or from the end of its weeks where that is to come."""
    more = form.text("weeks", lambda typed: _extension(typed, language), USUAL_EXTENSION, required=True)
    assert now.starts_on is not None
    on = max(today, now.starts_on + timedelta(weeks=now.weeks[-1]))
    return {**_reason(form, language, today, now), "weeks": str(more), "on": on.isoformat()}


def _extension(typed: str, language: str) -> int:
    found = inputs.integer(typed, language, field=None)
    if not 1 <= found <= MOST_EXTENSION:
        raise RuleBroken("pilot.extension_range", limit=str(MOST_EXTENSION))
    return found


def _nothing(_form: Typed, _language: str, _today: date, _now: Standing) -> dict[str, str]:
    """All there is to say is who."""
    return {}


def _roll_out(form: Typed, language: str, today: date, _now: Standing) -> dict[str, str]:
    return {"on": _since(form, language, today)}


def _automate(form: Typed, language: str, today: date, _now: Standing) -> dict[str, str]:
    return {"process": form.text("process", line, "", required=True), "on": _since(form, language, today)}


def _since(form: Typed, language: str, today: date) -> str:
    return form.text("on", lambda typed: past_day(typed, language, today), today, required=True).isoformat()


def _yield(form: Typed, language: str, _today: date, _now: Standing) -> dict[str, str]:
    """Negative where it costs more than it brings."""
    gain = form.text("gain", lambda typed: _gain(typed, language), "")
    note = form.text("note", _text, "")
    if not gain and not note and not form.broken:
        form.refuse("gain", RuleBroken("pilot.figure_missing"))
    return {"gain": gain, "note": note}


def _gain(typed: str, language: str) -> str:
    bare = typed.replace("€", "").strip()
    return "" if inputs.is_blank(bare) else str(inputs.number(bare, language, field=None))


_READS: Mapping[Act, Read] = MappingProxyType(
    {
        Act.EDIT: _plan,
        Act.IMPROVE: _plan,
        Act.START: _start,
        Act.AMEND: _amend,
        Act.CHECK: _check,
        Act.SPEND: _spend,
        **dict.fromkeys((Act.DROP, Act.END, Act.SCALE, Act.STOP), _reason),
        Act.EXTEND: _extend,
        Act.ASSIGN: _nothing,
        Act.ROLL_OUT: _roll_out,
        Act.AUTOMATE: _automate,
        Act.YIELD: _yield,
    }
)


def shown_figure(written: str) -> tuple[Decimal, bool]:
    """The number, and whether it is a percentage."""
    return Decimal(written.rstrip("%")), written.endswith("%")
