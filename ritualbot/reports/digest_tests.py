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


def decided_lines(words: Words, facts: Facts, zone: ZoneInfo) -> Iterator[DigestLine]:
    for each in facts.decided:
        yield DigestLine(f"decided:{each.row.ref}", Section.TESTS, _decided(words, each, zone))


def amended_lines(words: Words, facts: Facts, zone: ZoneInfo) -> Iterator[DigestLine]:
    """A rule or a goal that was changed while its test ran puts what it will say at risk."""
    for each in facts.tests:
        if each.changed:
            yield DigestLine(f"amended:{each.row.ref}", Section.RISKS, _amended(words, each, zone))


def _decided(words: Words, each: TestNow, zone: ZoneInfo) -> Text:
    """Its verdict, what its results say, what was learnt, and whether nobody had been listened to first."""
    said = {
        "name": f"H{each.row.number}",
        "title": echo(each.row.text, _TITLE),
        "verdict": _inside(words.say(f"hypothesis.verdict.{each.row.verdict}")),
    }
    parts = [text(words, "digest.test.decided", **said)]
    if (marked := _mark(words, each, zone)) is not None:
        parts = [text(words, "digest.test.marked", mark=_inside(marked.plain()), **said)]
    learnt = text(words, "digest.test.learnt", learning=quoted(words, each.row.learning, _LEARNT))
    return beside(*parts, *_result(words, each), learnt, between=" ")


def _inside(said: str) -> str:
    """As it stands inside a sentence."""
    return said[:1].lower() + said[1:]


def _mark(words: Words, each: TestNow, zone: ZoneInfo) -> Text | None:
    marked, listened = mark(each.now), each.now.listened_at
    if marked is None:
        return None
    return mark_text(words, marked, local_day(listened, zone) if listened is not None else None)


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
        what=words.listed([_inside(words.say(f"hypothesis.piece.{piece}")) for piece in last.changes]),
        reason=echo(last.reason, _REASON),
    )
