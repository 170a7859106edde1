"""What a request's clock says, to each of those it concerns."""

from dataclasses import replace
from datetime import datetime, timedelta

from ritualbot.chat.cards import Actions, Block, Button, Card, Note
from ritualbot.i18n import Words
from ritualbot.reports import request as report
from ritualbot.reports.request import Reader, Scene
from ritualbot.reports.request_help import ask_button
from ritualbot.reports.wording import text
from ritualbot.rituals import durations, sla
from ritualbot.rituals.durations import Duration
from ritualbot.rituals.ladder import Call, Heard, RungName

ON_TIME = timedelta(minutes=15)  # what comes later than that says when it was to come
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_OF_TAKING = frozenset({RungName.UNTAKEN, RungName.UNMET})
_BEFORE = {
    **{rung: rung.value for rung in (RungName.UNTAKEN, RungName.LISTED, RungName.NEAR, RungName.AGAIN)},
    RungName.CLOSE: "near",
}


def ring_card(each: Scene, reader: Reader, heard: Heard, call: Call, now: datetime) -> Card:
    """One rung, with what its reader may do about it."""
    words, due_at = reader.words, _due_at(each, call)
    rung = _told_as(each, call.rung, now, due_at)
    title = text(
        words,
        f"request.rung.{_said(heard, rung)}",
        number=str(each.row.number),
        title=each.row.title,
        desk=each.desk.name,
        name=each.requester.name,
        moment=report.moment(words, due_at, reader.zone, each.desk.tz),
        left=_left(words, sla.elapsed(each.calendar, now, due_at)),
    )
    blocks: tuple[Block, ...] = (*_help(each, reader, heard), *report.body(each, replace(reader, leads=False)))
    if call.rung is RungName.LISTED:
        blocks = (Actions((Button("request.look", each.row.ref, words.say("request.look.label")),)),)
    if now - call.at > ON_TIME:
        blocks = (*blocks, Note(text(words, "request.rung.late_told", moment=_moment(each, reader, call.at))))
    return Card(title, blocks)


def _help(each: Scene, reader: Reader, heard: Heard) -> tuple[Block, ...]:
    """Never to the sponsor by itself: whoever leads the team is offered to ask."""
    offered = heard is Heard.SCRUM_MASTER and reader.leads
    return (Actions((ask_button(reader.words, each.row.ref),)),) if offered else ()


def _told_as(each: Scene, rung: RungName, now: datetime, due_at: datetime) -> RungName:
    """What was put off is told as what it is by then."""
    breached = now >= due_at and (each.now.firm or each.now.agreed_at is not None)
    return RungName.BREACH if rung is RungName.AGAIN and breached else rung


def _left(words: Words, left: timedelta) -> str:
    """To the hour, to the minute under two."""
    step = _HOUR if left >= 2 * _HOUR else _MINUTE
    return durations.text(Duration(hours=left // step * step), words)


def _moment(each: Scene, reader: Reader, at: datetime) -> str:
    return report.moment(reader.words, at, reader.zone, each.desk.tz)


def _due_at(each: Scene, call: Call) -> datetime:
    clock = each.now.acknowledge if call.rung in _OF_TAKING else each.now.decide
    assert clock.due_at is not None  # it rings only while it runs
    return clock.due_at


def _said(heard: Heard, rung: RungName) -> str:
    match heard:
        case Heard.REQUESTER:
            return "unmet_asked" if rung is RungName.UNMET else "breach_asked"
        case Heard.LEAD:
            return "unmet" if rung is RungName.UNMET else "late"
        case Heard.SCRUM_MASTER:
            return "stuck"
        case Heard.OWNER | Heard.BACKUP:
            return _BEFORE.get(rung, "breach")
