"""When a desk is open, as people see and change it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Button, Card, Cell, Row, Table
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports.request import moment
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.desk_calendar import DeskCalendar, Windows
from ritualbot.rituals.desk_typed import SPECIAL_LIMIT, special_text, windows_text
from ritualbot.rituals.inputs import DAY_CODES
from ritualbot.store import desk_hours as hours
from ritualbot.store.desk import Desk
from ritualbot.store.desk_move import Moved
from ritualbot.store.team import Person

A_MONDAY = date(2024, 1, 1)  # names of weekdays are those of its week
NEXT_DAYS = 3  # days that differ, shown on the page


def facts(session: Session, words: Words, desk: Desk, now: datetime) -> tuple[tuple[Text, Cell], ...]:
    """The week, the next days that differ from it, who changed that last and when."""
    calendar, row = hours.calendar(session, desk), hours.newest(session, desk)
    found: list[tuple[Text, Cell]] = [
        (text(words, "desk.fact.hours", city=words.city(ZoneInfo(calendar.tz))), literal(week_text(words, calendar)))
    ]
    coming = coming_days(calendar, local_day(now, ZoneInfo(calendar.tz)))
    if coming:
        said = [day_text(words, day, coming[day]) for day in list(coming)[:NEXT_DAYS]]
        found.append((text(words, "desk.fact.days"), literal(" · ".join(said))))
    by = session.get(Person, row.made_by) if row and row.version > 1 and row.made_by else None
    if row is not None and by is not None:
        day = words.full_date(local_day(row.made_at, ZoneInfo(calendar.tz)))
        found.append((text(words, "desk.fact.changed"), text(words, "desk.changed_by", name=by.name, day=day)))
    return tuple(found)


def coming_days(calendar: DeskCalendar, today: date) -> dict[date, Windows]:
    return {day: calendar.overrides[day] for day in sorted(calendar.overrides) if day >= today}


def day_text(words: Words, day: date, windows: Windows) -> str:
    open_at = windows_text(windows) or words.say("desk.closed")
    return words.say("desk.day", day=words.full_date(day), hours=open_at)


def week_text(words: Words, calendar: DeskCalendar) -> str:
    """`lundi à vendredi 09:00-12:30, 13:30-17:30`: days in a row with the same windows are told together."""
    runs: list[tuple[date, date, Windows]] = []
    for number, windows in enumerate(calendar.week):
        day = A_MONDAY + timedelta(days=number)
        if runs and runs[-1][2] == windows:
            runs[-1] = (runs[-1][0], day, windows)
        else:
            runs.append((day, day, windows))
    return " · ".join(_run_text(words, *run) for run in runs if run[2])


def _run_text(words: Words, first_on: date, last_on: date, windows: Windows) -> str:
    first, last, open_at = words.weekday(first_on), words.weekday(last_on), windows_text(windows)
    if first_on == last_on:
        return words.say("desk.week.day", day=first, hours=open_at)
    return words.say("desk.week.days", first=first, last=last, hours=open_at)


# The forms ----------------------------------------------------------------------------------------


def hours_form(session: Session, words: Words, desk: Desk) -> Form:
    calendar = hours.calendar(session, desk)
    days = tuple(
        TextField(
            code,
            words.weekday(A_MONDAY + timedelta(days=number)).capitalize(),
            words.say("desk.hours.hint") if number == 0 else "",
            initial=windows_text(calendar.week[number]),
            limit=200,
            lines=False,
        )
        for number, code in enumerate(DAY_CODES)
    )
    tz = TextField("tz", words.say("person.field.tz"), words.say("person.form.tz_hint"), True, calendar.tz, lines=False)
    title, intro = text(words, "desk.hours.title", desk=desk.name), text(words, "desk.hours.intro")
    return Form("desk.save_hours", desk.ref, title, (*days, tz), words.say("team.form.submit"), intro)


def days_form(session: Session, words: Words, desk: Desk, now: datetime) -> Form:
    """The days to come that differ from the week, as lines; others may be pasted below them."""
    calendar = hours.calendar(session, desk)
    coming = coming_days(calendar, local_day(now, ZoneInfo(calendar.tz)))
    initial = special_text(coming, words.language)
    fields = (
        TextField(
            "days", words.say("desk.days.field"), words.say("desk.days.hint"), initial=initial, limit=SPECIAL_LIMIT
        ),
        TextField("region", words.say("desk.days.region"), words.say("person.form.region_hint"), lines=False),
    )
    title, intro = text(words, "desk.days.title", desk=desk.name), text(words, "desk.days.intro")
    return Form("desk.save_days", desk.ref, title, fields, words.say("team.form.submit"), intro)


# What a change did --------------------------------------------------------------------------------


def changed_blocks(words: Words, calendar: DeskCalendar, today: date) -> tuple[Text, ...]:
    """The week and the next days that differ, in full, so that a slip is seen at once."""
    coming = coming_days(calendar, today)
    said = [day_text(words, day, coming[day]) for day in list(coming)[:NEXT_DAYS]]
    week = text(words, "desk.hours.week", hours=week_text(words, calendar), city=words.city(ZoneInfo(calendar.tz)))
    return (week, text(words, "desk.hours.next", days=" · ".join(said))) if said else (week,)


def told_card(words: Words, desk: Desk, by: Person | None, calendar: DeskCalendar, today: date) -> Card:
    """`by`: None for what came from the command line."""
    show = Button("desk.show", desk.ref, words.say("desk.show.label"))
    if by is None:
        title = text(words, "desk.hours.told_import", desk=desk.name)
    else:
        title = text(words, "desk.hours.told", name=by.name, desk=desk.name)
    return Card(title, (*changed_blocks(words, calendar, today), Actions((show,))))


def moved_card(words: Words, desk: Desk, number: int, examples: Sequence[Moved], zone: ZoneInfo) -> Card:
    """How many requests are due at another time now; one's own with both times. A confidential one is its own
    requester's to read, and of nobody else is one named."""
    rows = tuple(
        Row(
            (
                literal(f"#{each.row.number} {each.row.title}"),
                literal(_due(words, each.was, zone, desk)),
                literal(_due(words, each.now, zone, desk)),
            )
        )
        for each in examples
    )
    head = tuple(text(words, f"desk.moved.{column}") for column in ("request", "was", "now"))
    table = (Table(head, rows),) if rows else ()
    show = Button("desk.show", desk.ref, words.say("desk.show.label"))
    return Card(counted(words, "desk.moved.title", number, desk=desk.name), (*table, Actions((show,))))


def _due(words: Words, at: datetime | None, zone: ZoneInfo, desk: Desk) -> str:
    return moment(words, at, zone, desk.tz) if at else words.say("desk.moved.none")
