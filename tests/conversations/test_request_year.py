"""E4, E8, E10, E11, Q6: a month of one counsel with 24 requests, and a year with 400, in every message that reached
anybody. What was to be told is reckoned from what happened alone, minute by minute, in the desk's hours by hand."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from ritualbot import handlers
from ritualbot.handlers.context import Budget
from ritualbot.rituals.request import balls
from ritualbot.rituals.request_history import Happened, Step
from ritualbot.store import request as requests
from ritualbot.store.request import Request
from ritualbot.store.team import Address
from tests.conversations.bot import Bot
from tests.conversations.counsel_life import QuickBot, Sent, Span, live, there, works

PARIS = ZoneInfo("Europe/Paris")
# Around an absence of the counsel's, the night the clocks change and Easter Monday.
MONTH = Span(date(2027, 3, 8), date(2027, 4, 2), requests=24, calm=2)
YEAR = Span(date(2027, 1, 4), date(2027, 12, 31), requests=400, calm=15)
SPANS = [pytest.param(MONTH, id="month"), pytest.param(YEAR, id="year", marks=pytest.mark.long)]


@pytest.mark.parametrize("span", SPANS)
def test_a_counsel_is_pinged_little_and_everyone_told_once(span: Span, sqlite_url: str) -> None:
    with closing(live(sqlite_url, span)) as bot:
        desk = Desk(span)
        found, stories = pings(bot), read(bot, desk)
        the_time_was_lived(span, stories)
        nobody_is_written_to_too_often_or_out_of_hours(found)
        every_breach_is_told_once(found, stories)
        the_balls_add_up(bot, stories, desk)


# -- what reached people -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ping:
    """A new direct message that answers nothing its reader did. `about`: the request and the rung, of a breach."""

    user: str
    at: datetime  # in Paris
    budget: Budget
    about: tuple[str, str]


def pings(bot: QuickBot) -> list[Ping]:
    of = {ref: bot.sent[key] for key, ref in bot.chat.keys.items()}
    found = [(of[each.ref], each.at.astimezone(PARIS)) for each in bot.chat.messages]
    all_ = [Ping(sent.user, at, handlers.OUTBOX[sent.kind].budget, _about(sent)) for sent, at in found]
    return [each for each in all_ if each.budget is not Budget.REPLY]


def _about(sent: Sent) -> tuple[str, str]:
    if sent.kind != "request.breach":
        return "", ""
    _, ref, _, rung, *_ = sent.subject.split(":")
    return ref, rung


def nobody_is_written_to_too_often_or_out_of_hours(found: Sequence[Ping]) -> None:
    counted = Counter((each.user, each.at.date()) for each in found if each.budget.counts)
    assert max(counted.values()) == 3 == max(number for (user, _), number in counted.items() if user == "nadia")
    at_work = {"nadia": there}
    assert [
        each
        for each in found
        if not (at_work.get(each.user, works)(each.at.date()) and time(9) <= each.at.time() < time(18))
    ] == []


# -- what was to be told -------------------------------------------------------------------------------------------


class Desk:
    """The minutes of its hours, numbered from the first day's midnight in Paris. Nothing opens as the clocks change."""

    def __init__(self, span: Span) -> None:
        self.midnight, length = datetime.combine(span.first, time()), (span.last - span.first).days + 1
        days = [span.first + timedelta(days=number) for number in range(length)]
        hours = [*range(9 * 60, 12 * 60 + 30), *range(13 * 60 + 30, 17 * 60 + 30)]
        self.open: list[int] = [
            number * 1440 + minute for number, day in enumerate(days) if works(day) for minute in hours
        ]

    def minute(self, at: datetime) -> int:
        return (at.astimezone(PARIS).replace(tzinfo=None) - self.midnight) // timedelta(minutes=1)

    def between(self, since: int, until: int) -> int:
        return bisect_left(self.open, until) - bisect_left(self.open, since)

    def due(self, since: int, minutes: int, waits: Sequence[tuple[int, int]]) -> int | None:
        """The end of the last of that many minutes in which nobody waits for somebody else; None: not in this span."""
        for minute in self.open[bisect_left(self.open, since) :]:
            minutes -= not any(begins <= minute < ends for begins, ends in waits)
            if minutes == 0:
                return minute + 1
        return None


@dataclass(frozen=True)
class Story:
    """A request: who asked, which breaches were to be told, and the minutes from its filing to its end, if it did."""

    ref: str
    asked_by: str
    breaches: frozenset[str]
    waits: int
    begins: int
    ends: int


NEVER = 1 << 40
BY_DESK = (Happened.TAKEN, Happened.ASKED, Happened.APPROVED)


def read(bot: Bot, desk: Desk) -> list[Story]:
    with bot.session() as session:
        users = dict(session.exec(select(Address.person_id, Address.user)).all())
        rows = session.exec(select(Request).order_by(col(Request.id))).all()
        return [_story(row.ref, users[row.requester_id], requests.steps(session, row), desk) for row in rows]


def _story(ref: str, asked_by: str, steps: Sequence[Step], desk: Desk) -> Story:
    at = {kind: [desk.minute(step.at) for step in steps if step.kind is kind] for kind in Happened}
    filed, decided = at[Happened.FILED][0], next(iter(at[Happened.APPROVED]), NEVER)
    first = min((each for kind in BY_DESK for each in at[kind]), default=NEVER)
    acknowledge, decide = (int(steps[0].data[name]) // 60 for name in ("acknowledge", "decide"))
    waits = list(zip(at[Happened.ASKED], [*at[Happened.ANSWERED], NEVER], strict=False))
    # Asked before anything else and in time, what the answer may take begins once the file is complete.
    anew = bool(waits) and waits[0][0] == first and first < (desk.due(filed, decide, ()) or NEVER)
    still = [(filed, waits[0][1]), *waits[1:]] if anew else waits
    dues = {"unmet": (desk.due(filed, acknowledge, ()), first), "breach": (desk.due(filed, decide, still), decided)}
    breaches = frozenset(name for name, (due, met) in dues.items() if due is not None and due <= met)
    return Story(ref, asked_by, breaches, len(waits), filed, decided)


def the_time_was_lived(span: Span, stories: Sequence[Story]) -> None:
    """Otherwise the rest would prove nothing."""
    assert len(stories) == span.requests
    assert sum(each.ends < NEVER for each in stories) > span.requests // 2
    assert sum("unmet" in each.breaches for each in stories) > span.requests // 20
    assert sum("breach" in each.breaches for each in stories) > span.requests // 20
    assert sum(not each.breaches for each in stories) > span.requests // 4
    assert sum(each.waits for each in stories) > span.requests // 20


def every_breach_is_told_once(found: Sequence[Ping], stories: Sequence[Story]) -> None:
    """To whoever asked each of the two, to the counsel one a request at most."""
    told = Counter((each.user, *each.about) for each in found if each.about[0])
    expected = Counter((each.asked_by, each.ref, rung) for each in stories for rung in each.breaches)
    assert {key: number for key, number in told.items() if key[0] != "nadia"} == expected
    heard = Counter(each.about[0] for each in found if each.about[0] and each.user == "nadia")
    assert max(heard.values()) == 1
    assert heard.keys() <= {each.ref for each in stories if each.breaches}


def the_balls_add_up(bot: Bot, stories: Sequence[Story], desk: Desk) -> None:
    """The hours of all who had the ball are those from the filing to the end."""
    with bot.session() as session:
        for each in stories:
            if each.ends == NEVER:
                continue
            row = session.exec(select(Request).where(col(Request.ref) == each.ref)).one()
            course = requests.course(session, row)
            held = balls(course.now, course.calendar, bot.clock.now())
            assert sum(held.values(), timedelta()) == timedelta(minutes=desk.between(each.begins, each.ends))
            assert len(held) == 1 + bool(each.waits)
