"""What a desk's lead does with its calendar: the week, the days that differ. Each change is another version."""

from datetime import date
from zoneinfo import ZoneInfo

from ritualbot.chat.cards import Note
from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.handlers import desk_right as right
from ritualbot.handlers.context import Context, Tick
from ritualbot.reports import desk_hours as report
from ritualbot.reports.desk import done_card
from ritualbot.reports.wording import counted
from ritualbot.rituals import desk_calendar, desk_typed, inputs
from ritualbot.rituals.calendar import local_day, require_region, zone
from ritualbot.rituals.desk import Seat
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.permissions import Right
from ritualbot.store import (
    alarms,
    desk_hours as hours,
    desk_meeting as meetings,
    desk_move as moving,
    desk_offer as offers,
    desk_people as desks,
)
from ritualbot.store.audit import Action
from ritualbot.store.desk import Desk, DeskCalendarVersion
from ritualbot.store.team import Person

YEARS = 3  # whose holidays are added, this one included


def hours_of(context: Context, event: ButtonPressed) -> Reply:
    desk = right.the_desk(context, event.ref, Right.DESK_EDIT)
    return OpenForm(report.hours_form(context.session, context.words, desk))


def save_hours(context: Context, event: FormSubmitted) -> Reply:
    """The week and the zone; the days that differ stay. Raises FieldsRefused."""
    desk = right.the_desk(context, event.ref, Right.DESK_EDIT)
    before, broken = hours.calendar(context.session, desk), list[RuleBroken]()
    week, tz = before.week, before.tz
    try:
        week = desk_typed.week(event.values)
    except RuleBroken as error:
        broken.append(error)
    try:
        tz = zone(event.values.get("tz", "").strip()).key
    except RuleBroken as error:
        error.field = "tz"
        broken.append(error)
    if broken:
        raise FieldsRefused(broken)
    return _kept(context, desk, DeskCalendar(tz, week, before.overrides))


def days(context: Context, event: ButtonPressed) -> Reply:
    desk = right.the_desk(context, event.ref, Right.DESK_EDIT)
    return OpenForm(report.days_form(context.session, context.words, desk, context.now))


def save_days(context: Context, event: FormSubmitted) -> Reply:
    """The lines are all the days to come that differ; a region adds its holidays to them. What is past stays."""
    desk = right.the_desk(context, event.ref, Right.DESK_EDIT)
    if "days" not in event.values:
        raise RuleBroken("input.form_changed")
    before = hours.calendar(context.session, desk)
    today = local_day(context.now, ZoneInfo(before.tz))
    language = context.words.language
    typed = desk_typed.special(event.values.get("days", ""), language, today, field="days")
    coming = {**_holidays(event.values.get("region", ""), today), **typed.days}
    desk_typed.require_room(coming, language, field="days")
    past = {day: windows for day, windows in before.overrides.items() if day < today}
    notes = [Note(counted(context.words, "desk.days.past", typed.past))] if typed.past else []
    return _kept(context, desk, DeskCalendar(before.tz, before.week, past | coming), *notes)


def _holidays(typed: str, today: date) -> dict[date, desk_calendar.Windows]:
    if inputs.is_blank(typed):
        return {}
    region = require_region(typed, field="region")
    found = desk_calendar.usual(region, range(today.year, today.year + YEARS)).overrides
    return {day: windows for day, windows in found.items() if day >= today}


def _kept(context: Context, desk: Desk, after: DeskCalendar, *notes: Note) -> Reply:
    """What is open from now on. The other side is told; open requests follow, by an alarm."""
    made = hours.change(context.session, desk, after, context.person, context.now)
    if made is None:
        return Say(done_card(context.words, "desk.same", *notes, desk=desk))
    right.record(context, Action.DESK_HOURS, desk.ref)
    follow(context, desk, made, context.person)
    shown = report.changed_blocks(context.words, after, local_day(context.now, ZoneInfo(after.tz)))
    return Say(done_card(context.words, "desk.hours.kept", *shown, *notes, desk=desk))


def follow(tick: Tick, desk: Desk, made: DeskCalendarVersion, by: Person | None) -> None:
    """After a change: open requests and the next meeting follow, and the other side hears of it."""
    if moving.behind(tick.session, desk, made.version, 1):
        alarms.set(tick.session, moving.MOVE, desk.ref, tick.now)
    meetings.expect(tick.session, desk, tick.now)
    _tell(tick, desk, made.version, by)


def _tell(tick: Tick, desk: Desk, version: int, by: Person | None) -> None:
    """The other side: marketing of what the desk changed, the desk's leads of what an admin did, both of what came from
    the command line."""
    leads = desks.people(tick.session, desk, Seat.LEAD)
    told = desks.scrum_masters(tick.session, desk.tenant_id)
    if by is None or not offers.by_the_desk(tick.session, desk, by):
        told = [*leads, *told]
    today = local_day(tick.now, ZoneInfo(desk.tz))
    for each in {each.id: each for each in told if by is None or each.id != by.id}.values():
        words = right.words_for(each, desk)
        calendar = hours.calendar(tick.session, desk)
        card = report.told_card(words, desk, by, calendar, today)
        subject = f"desk:{desk.ref}:hours:{version}"
        tick.tell(each, "desk.news", subject, f"{subject}:{each.ref}", card, ref=desk.ref)
