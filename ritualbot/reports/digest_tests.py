"""Tests as a digest tells them: what one says in plain words and what was learnt, and what was changed in one."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.digest_line import DigestLine, quoted
from ritualbot.reports.hypothesis_listen import mark_text
from ritualbot.reports.hypothesis_told import last_reading
from ritualbot.reports.hypothesis_verdict import metric_of, sentence
from ritualbot.reports.wording import beside, text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.digest import Section
from ritualbot.rituals.hypothesis_history import Verdict
from ritualbot.rituals.hypothesis_listen import mark
from ritualbot.rituals.inputs import echo
from ritualbot.store.digest_tests import TestNow
from ritualbot.store.digest_week import Facts

_TITLE, _LEARNT, _REASON = 80, 160, 80  # graphemes


def test_lines(words: Words, facts: Facts, zone: ZoneInfo) -> Iterator[DigestLine]:
    """What was decided this week, then what was changed in a test that runs."""
    for each in facts.decided:
        yield DigestLine(f"decided:{each.row.ref}", Section.TESTS, _decided(words, each, zone))
    for each in facts.tests:
        if each.changed:
            yield DigestLine(f"amended:{each.row.ref}", Section.TESTS, _amended(words, each, zone))


def _decided(words: Words, each: TestNow, zone: ZoneInfo) -> Text:
    """Its verdict, what its results say, what was learnt, and whether nobody had been listened to first."""
    name, title = f"H{each.row.number}", echo(each.row.text, _TITLE)
    verdict = words.say(f"hypothesis.verdict.{each.row.verdict}")
    parts = [text(words, "digest.test.decided", name=name, title=title, verdict=verdict.lower())]
    parts += _result(words, each)
    parts.append(text(words, "digest.test.learnt", learning=quoted(words, each.row.learning, _LEARNT)))
    marked = mark(each.now)
    if marked is not None:
        listened = each.now.listened_at
        parts.append(mark_text(words, marked, local_day(listened, zone) if listened else None))
    return beside(*parts)


def _result(words: Words, each: TestNow) -> list[Text]:
    """Of one that was stopped, or is not to be trusted, there is nothing that could be said of the versions."""
    found = last_reading(each.now)
    if found is None or each.row.verdict in (Verdict.STOPPED, Verdict.INVALID):
        return []
    return [sentence(words, found, metric_of(each.now))]


def _amended(words: Words, each: TestNow, zone: ZoneInfo) -> Text:
    last = each.changed[-1]
    return text(
        words,
        "digest.test.amended",
        name=f"H{each.row.number}",
        title=echo(each.row.text, _TITLE),
        day=words.day(local_day(last.at, zone)),
        what=words.listed([words.say(f"hypothesis.piece.{piece}") for piece in last.changes]),
        reason=echo(last.reason, _REASON),
    )
