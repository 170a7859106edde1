"""SPEC E8: who hears of a clock, and when; each rung once, those close together once, missed ones in one message."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from ritualbot.rituals.desk_calendar import DeskCalendar, usual
from ritualbot.rituals.ladder import Heard, RungName, call, following, moments
from ritualbot.rituals.sla import Pause

PARIS = ZoneInfo("Europe/Paris")
LEGAL = usual("FR", range(2026, 2029))  # 09:00-12:30, 13:30-17:30: 7 h 30 a day
NINE_TO_FIVE = DeskCalendar("Europe/Paris", (((540, 1020),),) * 5 + ((),) * 2)  # 8 h a day
OWNER, BACKUP, REQUESTER, LEAD = Heard.OWNER, Heard.BACKUP, Heard.REQUESTER, Heard.LEAD


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def found(calendar: DeskCalendar, start: str, hours: float, *pauses: Pause) -> list[tuple[str, str, set[Heard]]]:
    return [
        (each.rung.value, f"{each.at.astimezone(PARIS):%m-%d %H:%M}", set(each.tells))
        for each in moments(calendar, at(start), timedelta(hours=hours), pauses)
    ]


def test_five_days_of_eight_hours() -> None:
    """40 h from Monday 2027-03-01 09:00: half after 20 h, listed the next morning; three quarters after 30 h, nine
    tenths after 36 h."""
    assert found(NINE_TO_FIVE, "2027-03-01 09:00", 40) == [
        ("listed", "03-04 09:00", {OWNER}),  # 8 + 8 + 4 is Wednesday 13:00
        ("near", "03-04 15:00", {OWNER}),  # 8 + 8 + 8 + 6
        ("close", "03-05 13:00", {OWNER, BACKUP}),  # 4 x 8 + 4
        ("breach", "03-05 17:00", {OWNER, REQUESTER}),  # 5 x 8: the end of Friday, not Monday 09:00
        ("late", "03-08 17:00", {LEAD}),
        ("stuck", "03-09 17:00", {Heard.SCRUM_MASTER}),
    ]


def test_nine_tenths_only_from_three_days_on() -> None:
    names = [name for name, _, _ in found(LEGAL, "2027-03-01 09:00", 22)]  # three days are 22 h 30
    assert "close" not in names
    assert "close" in [name for name, _, _ in found(LEGAL, "2027-03-01 09:00", 22.5)]


def test_less_than_two_hours_apart_whoever_was_told_is_not_told_again() -> None:
    """4 h: three quarters at 12:00, the end at 13:00, an hour later; the requester hears of the end all the same. What
    would be listed the next morning is over by then."""
    assert found(NINE_TO_FIVE, "2027-03-01 09:00", 4)[:2] == [
        ("near", "03-01 12:00", {OWNER}),
        ("breach", "03-01 13:00", {REQUESTER}),
    ]


def test_two_hours_apart_are_two_messages() -> None:
    """8 h: 15:00 and 17:00."""
    assert [(name, tells) for name, _, tells in found(NINE_TO_FIVE, "2027-03-01 09:00", 8)][:2] == [
        ("near", {OWNER}),
        ("breach", {OWNER, REQUESTER}),
    ]


def test_apart_is_counted_in_the_desks_time() -> None:
    """4 h from Monday 15:00: three quarters on Tuesday 10:00, the end at 11:00; it is listed at
    09:00, an hour before: being listed is no message, so the owner is told at 10:00 all the same."""
    assert [(name, when) for name, when, _ in found(NINE_TO_FIVE, "2027-03-01 15:00", 4)][:3] == [
        ("listed", "03-02 09:00"),
        ("near", "03-02 10:00"),
        ("breach", "03-02 11:00"),
    ]


def test_a_pause_moves_every_rung_after_it_and_an_open_one_silences_all() -> None:
    pause = Pause(at("2027-03-01 10:00"), at("2027-03-02 10:00"))  # 8 h of the desk's time
    assert [when for _, when, _ in found(NINE_TO_FIVE, "2027-03-01 09:00", 8, pause)][:2] == [
        "03-02 15:00",
        "03-02 17:00",
    ]
    assert found(NINE_TO_FIVE, "2027-03-01 09:00", 8, Pause(at("2027-03-01 10:00"))) == []


def test_a_business_day_after_a_friday_is_the_next_that_is_open() -> None:
    """Easter Monday 2027-03-29 is a holiday: one business day after Friday the 26th is Tuesday."""
    late = [when for name, when, _ in found(LEGAL, "2027-03-25 15:30", 9.5) if name in ("breach", "late", "stuck")]
    assert late == ["03-26 17:30", "03-30 17:30", "03-31 17:30"]  # 2 h on Thursday, 7 h 30 on Friday


def test_what_was_missed_is_one_message_of_the_highest_rung_to_all_who_were_to_hear() -> None:
    """Nobody spoke while the machine was away: the requester still hears of the breach."""
    rungs = moments(NINE_TO_FIVE, at("2027-03-01 09:00"), timedelta(hours=40))
    said = call(rungs, {RungName.LISTED}, at("2027-03-08 17:30"))
    assert said is not None
    assert (said.rung, said.at) == (RungName.LATE, at("2027-03-08 17:00"))
    assert said.tells == {OWNER, BACKUP, REQUESTER, LEAD}
    assert said.passed == (RungName.NEAR, RungName.CLOSE, RungName.BREACH, RungName.LATE)
    assert call(rungs, {RungName.LISTED, *said.passed}, at("2027-03-08 17:30")) is None
    assert following(rungs, {RungName.LISTED, *said.passed}, at("2027-03-08 17:30")) == at("2027-03-09 17:00")


def test_a_moment_that_is_now_is_reached() -> None:
    rungs = moments(NINE_TO_FIVE, at("2027-03-01 09:00"), timedelta(hours=8))
    said = call(rungs, (), at("2027-03-01 15:00"))
    assert said is not None and said.rung is RungName.NEAR
    assert call(rungs, (), at("2027-03-01 14:59")) is None
    assert following(rungs, (), at("2027-03-01 14:59")) == at("2027-03-01 15:00")


def test_a_desk_that_never_opens_says_nothing() -> None:
    closed = DeskCalendar("Europe/Paris", ((),) * 7, {date(2027, 3, 1): ()})
    assert moments(closed, at("2027-03-01 09:00"), timedelta(hours=8)) == ()
