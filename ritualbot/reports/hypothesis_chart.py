"""The result of a test as a picture: each version against the control, and the same in words."""

import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ritualbot.chat.cards import Chart
from ritualbot.chat.charts import IntervalChart, IntervalRow, Leaning
from ritualbot.i18n import Words

_MOST_PLACES = 12  # behind the comma: what is nearer to zero is written as zero


class Wanted(StrEnum):
    """Which way the test hopes its metric to go."""

    UP = "up"
    DOWN = "down"


class Held(StrEnum):
    """When an interval may be looked at."""

    AT_THE_END = "end"  # the planned sample, and only then
    ALWAYS = "always"  # an always-valid one: at any time


class Against(StrEnum):
    CONTROL = "control"
    BEFORE = "before"  # no control at all: the same people, earlier


@dataclass(frozen=True)
class Version:
    """The difference of a version from the control, in the chart's unit: most plausible value and 95 % interval.

    Raises ValueError unless low <= middle <= high, all finite.
    """

    name: str
    low: float
    middle: float
    high: float

    def __post_init__(self) -> None:
        if not -math.inf < self.low <= self.middle <= self.high < math.inf:
            raise ValueError("interval")


@dataclass(frozen=True)
class Result:
    """What a test found.

    `title` may be empty where the card says it. `unit` is empty for a rate, whose differences are in percentage points,
    or the metric's own. `least`: the smallest difference that counts, with its sign, where the rule names one.
    """

    title: str
    metric: str
    control: str
    versions: tuple[Version, ...]
    held: Held
    wanted: Wanted = Wanted.UP
    against: Against = Against.CONTROL
    unit: str = ""
    least: float | None = None


def result_chart(words: Words, result: Result) -> Chart:
    """Raises ValueError where there is no version to show."""
    return Chart(_spec(words, result), _alt(words, result))


def leaning(result: Result, version: Version) -> Leaning:
    """An interval that holds or touches zero says nothing."""
    if version.low <= 0 <= version.high:
        return Leaning.UNSURE
    if (version.low > 0) is not (result.wanted is Wanted.UP):
        return Leaning.WORSE
    return Leaning.BETTER if result.against is Against.CONTROL else Leaning.ALONE


def _spec(words: Words, result: Result) -> IntervalChart:
    sides = [words.say("chart.worse"), words.say("chart.better")]
    left, right = sides if result.wanted is Wanted.UP else reversed(sides)
    return IntervalChart(
        language=words.language,
        title=result.title,
        unit=_about(words, result),
        zero=words.say(f"chart.zero.{result.against}", control=result.control),
        left=f"← {left}",
        right=f"{right} →",
        rows=tuple(_row(words, result, each) for each in result.versions),
        note=words.say(f"chart.held.{result.held}"),
        rule=result.least,
        rule_label="" if result.least is None else words.say("chart.least", least=_figures(words, [result.least])[0]),
    )


def _about(words: Words, result: Result) -> str:
    unit = result.unit or words.say("chart.in_points")
    return words.say(f"chart.about.{result.against}", metric=result.metric, control=result.control, unit=unit)


def _row(words: Words, result: Result, version: Version) -> IntervalRow:
    low, middle, high = _figures(words, [version.low, version.middle, version.high])
    told = words.say("chart.told", low=low, middle=middle, high=high)
    return IntervalRow(version.name, version.low, version.middle, version.high, told, leaning(result, version))


# -- in words ------------------------------------------------------------------------------------------------------


def _alt(words: Words, result: Result) -> str:
    """All that the picture shows, a sentence a line, for who hears it and where no picture can be."""
    about = _about(words, result)
    lines = [words.say("chart.alt.title", title=result.title, about=about) if result.title else f"{about}."]
    lines += [_sentence(words, result, each) for each in result.versions]
    if result.least is not None:
        least = _figures(words, [result.least])[0]
        lines.append(words.say("chart.alt.least", least=least, unit=_unit(words, result, result.least)))
    return "\n".join([*lines, words.say(f"chart.alt.held.{result.held}")])


def _sentence(words: Words, result: Result, version: Version) -> str:
    low, middle, high = _figures(words, [version.low, version.middle, version.high])
    said = leaning(result, version)
    unit = _unit(words, result, max(version.low, version.high, key=abs))
    named = {"version": version.name, "control": result.control, "unit": unit}
    return words.say(f"chart.alt.{result.against}.{said}", low=low, middle=middle, high=high, **named)


def _unit(words: Words, result: Result, value: float) -> str:
    if result.unit:
        return result.unit
    return words.count("chart.points", Decimal(str(round(abs(value), 2))))


# -- figures -------------------------------------------------------------------------------------------------------


def _figures(words: Words, values: list[float]) -> list[str]:
    """Written to the same place: two figures of their span, and as many as keep what is not zero from being so."""
    span = max(values) - min(values) or max(map(abs, values)) or 1.0
    places = max(0, 1 - math.floor(math.log10(span)))
    while places < _MOST_PLACES and not all(_rounded([each for each in values if each], places)):
        places += 1
    return [words.signed(each) for each in _rounded(values, places)]


def _rounded(values: list[float], places: int) -> list[Decimal]:
    return [Decimal(str(round(value, places))) for value in values]
