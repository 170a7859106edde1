"""The tables of a sprint's workbook about requests to desks. The whole team and its sponsor read them: of what is
confidential they have neither words nor amounts, of a desk of few people neither percentages nor times."""

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from ritualbot.i18n import Words
from ritualbot.reports.desk_target import type_name
from ritualbot.reports.sheets import Row, Share, Sheet, Value
from ritualbot.reports.sprint_sheets import columns, day_of, sheet
from ritualbot.rituals.request_figures import LEAST, Figures, Met, Paused, by_type, figures
from ritualbot.rituals.request_history import Party, RequestState
from ritualbot.rituals.request_types import TYPES, Ending
from ritualbot.store.sprint_requests import DeskLines, RequestLine

_DECISIONS = frozenset({RequestState.APPROVED, RequestState.RESERVED, RequestState.REFUSED})


def requests(words: Words, lines: Sequence[RequestLine], zone: ZoneInfo) -> Sheet:
    heads = columns(
        words,
        *(("number", 7), ("request", 44), ("desk", 18), ("request_type", 22), ("state", 22)),
        *(("filed_on", 17), ("needed_on", 17), ("due_at", 23), ("promised_on", 17), ("closed_on", 17)),
        *(("with", 16), ("held_desk", 14), ("held_team", 14), ("held_agency", 14), ("held_third", 14)),
        *(("round", 12), ("external_ref", 18)),
    )
    return sheet(words, "requests", heads, [_request(words, line, zone) for line in lines])


def _request(words: Words, line: RequestLine, zone: ZoneInfo) -> Row:
    row, now = line.row, line.now
    secret = row.confidential
    return (
        row.number,
        words.say("sheet.confidential") if secret else row.title,
        line.desk.name,
        type_name(words, row.type),
        _state(words, line),
        day_of(row.filed_at, zone),
        row.needed_on,
        now.decide.due_at,
        now.committed_on,
        day_of(now.closed_at, zone),
        _ball(words, line) if now.open else None,
        *(line.held.get(party) for party in (Party.DESK, Party.TEAM, Party.AGENCY, Party.THIRD)),
        now.version,
        None if secret else row.external_ref,
    )


def _state(words: Words, line: RequestLine) -> str:
    opinion = TYPES[line.row.type].ending is Ending.OPINION and line.now.state in _DECISIONS
    set_ = "opinion" if opinion else "request"
    return words.say(f"sheet.{set_}.{line.now.state}")


def _ball(words: Words, line: RequestLine) -> str:
    return line.desk.name if line.now.ball is Party.DESK else words.say(f"sheet.with.{line.now.ball}")


# -- how desks answered --------------------------------------------------------------------------------------------


def sla(words: Words, desks: Sequence[DeskLines]) -> Sheet:
    """A row a desk and type, and one of all its types. Times are open hours of the desk."""
    heads = columns(
        words,
        *(("desk", 18), ("request_type", 22), ("filed", 13), ("still_open", 10), ("answered_requests", 10)),
        *(("withdrawn", 10), ("negotiated", 12), ("indicative", 12)),
        *(("acknowledged", 18), ("decided", 14), ("median", 12), ("p90", 17), ("promised", 18)),
        *(("pauses_team", 12), ("paused_team", 12), ("pauses_agency", 12), ("paused_agency", 12)),
        *(("pauses_third", 12), ("paused_third", 12), ("remark", 34)),
    )
    return sheet(words, "sla", heads, [row for desk in desks for row in _desk(words, desk)])


def _desk(words: Words, desk: DeskLines) -> list[Row]:
    types = by_type(desk.histories)
    rows = [_figures(words, desk, type_name(words, type_), each) for type_, each in types.items()]
    if len(rows) > 1:
        rows.append(_figures(words, desk, words.say("figures.all"), figures(desk.histories)))
    return rows


def _figures(words: Words, desk: DeskLines, name: str, each: Figures) -> Row:
    counts = (each.filed, each.open, each.closed, each.withdrawn, each.negotiated, each.indicative)
    paused = [each.pauses.get(party, Paused()) for party in (Party.TEAM, Party.AGENCY, Party.THIRD)]
    pauses: list[Value] = [value for cause in paused for value in (cause.times, cause.spent if cause.times else None)]
    return (desk.desk.name, name, *counts, *_rates(desk, each), *pauses, _remark(words, desk, each))


def _rates(desk: DeskLines, each: Figures) -> tuple[Value, ...]:
    if not desk.rates:
        return (None,) * 5
    return (_share(each.acknowledged), _share(each.decided), _time(each.median), _time(each.p90), _share(each.promised))


def _share(met: Met) -> Share | None:
    return Share(met.met, met.counted) if met.percent is not None else None


def _time(spent: timedelta | None) -> timedelta | None:
    """To the minute, which is what is shown."""
    return timedelta(minutes=spent // timedelta(minutes=1)) if spent is not None else None


def _remark(words: Words, desk: DeskLines, each: Figures) -> str | None:
    if not desk.rates:
        return words.say("sheet.rates_hidden")
    return words.say("sheet.rates_few") if each.closed < LEAST else None
