"""Holidays by region, and the days people work."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import RuleBroken
from ritualbot.rituals.calendar import (
    WORKWEEK,
    Off,
    WorkPattern,
    business_days_between,
    holiday,
    holiday_name,
    region_known,
    require_region,
)

PARIS = ZoneInfo("Europe/Paris")
IN_FRANCE = WorkPattern(PARIS, "FR", WORKWEEK)


@pytest.mark.parametrize(
    ("day", "region", "is_one"),
    [
        ("2027-03-29", "FR", True),  # Easter Monday
        ("2027-11-01", "FR", True),
        ("2027-11-01", "CA-ON", False),
        ("2027-11-01", "CA-QC", False),
        ("2027-06-24", "CA-QC", True),
        ("2027-06-24", "CA-ON", False),
        ("2027-03-26", "FR", False),  # Good Friday is one in Alsace-Moselle only
        ("2027-03-26", "FR-57", True),
        ("2027-03-26", "FR-67", True),
        ("2027-03-26", "FR-68", True),
        ("2027-03-26", "FR-6AE", True),
        ("2027-12-26", "FR-57", True),
        ("2027-12-26", "FR", False),
        ("2027-12-20", "FR-974", True),
        ("2027-12-20", "FR-RE", True),
        ("2027-12-20", "FR", False),
        ("2027-05-27", "FR-971", True),
        ("2027-07-21", "BE", True),
        ("2027-06-23", "LU", True),
        ("2027-09-09", "CH-GE", True),
        ("2027-09-09", "CH-VD", False),
        ("2027-03-29", "GB-ENG", True),
        ("2027-03-29", "GB-SCT", False),
        ("2027-12-27", "GB-ENG", True),  # Christmas falls on a Saturday
        ("2027-11-25", "US", True),
        ("2027-12-31", "US", True),  # New Year's Day 2028 falls on a Saturday
        ("2027-03-02", "FR", False),
        ("2027-05-01", "", False),
        ("2027-05-01", "XX", False),
    ],
)
def test_public_holidays_follow_the_region(day: str, region: str, is_one: bool) -> None:
    assert holiday(date.fromisoformat(day), region) is is_one


def test_a_holiday_is_named_in_the_readers_language_where_the_library_can() -> None:
    easter = date(2027, 3, 29)
    assert holiday_name(easter, "FR", "fr") == "Lundi de Pâques"
    assert holiday_name(easter, "FR", "en") == "Easter Monday"
    assert holiday_name(date(2027, 6, 24), "CA-QC", "fr") == "Fête nationale du Québec"
    assert holiday_name(date(2027, 12, 25), "GB-ENG", "fr") == "Christmas Day"
    assert holiday_name(date(2027, 3, 2), "FR", "fr") is None


@pytest.mark.parametrize("region", ["FR", "FR-57", "FR-67", "FR-974", "CA-QC", "BE", "LU", "CH-GE", "GB-ENG", "US"])
def test_regions_people_live_in_are_known(region: str) -> None:
    assert region_known(region)
    assert require_region(f" {region.lower()} ") == region


@pytest.mark.parametrize("region", ["", "XX", "FR-ZZ", "FR-Zone A", "BE-French", "France", "fr", "FR-", "-57", "FR\n"])
def test_anything_else_is_no_region(region: str) -> None:
    assert not region_known(region)


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        require_region("Zone A", field="region")
    assert (refused.value.key, refused.value.field) == ("input.region_unknown", "region")
    assert refused.value.params["typed"] == "Zone A"


def test_a_personal_week_has_days_off() -> None:
    four_days = WorkPattern(PARIS, "FR", WORKWEEK - {2})
    assert four_days.why_off(date(2027, 3, 3)) is Off.NOT_A_WORKDAY
    assert four_days.why_off(date(2027, 3, 4)) is None
    assert four_days.works_on(date(2027, 3, 4))
    assert not four_days.works_on(date(2027, 3, 3))


def test_absences_include_both_ends() -> None:
    away = WorkPattern(PARIS, "FR", WORKWEEK, ((date(2027, 3, 2), date(2027, 3, 4)),))
    reasons = [away.why_off(date(2027, 3, day)) for day in range(1, 6)]
    assert reasons == [None, Off.ABSENT, Off.ABSENT, Off.ABSENT, None]


def test_an_absence_counts_as_away_only_on_a_day_otherwise_worked() -> None:
    away = WorkPattern(PARIS, "FR", WORKWEEK, ((date(2027, 3, 26), date(2027, 3, 30)),))
    assert away.why_off(date(2027, 3, 26)) is Off.ABSENT
    assert away.why_off(date(2027, 3, 27)) is Off.NOT_A_WORKDAY
    assert away.why_off(date(2027, 3, 29)) is Off.HOLIDAY
    assert away.why_off(date(2027, 3, 30)) is Off.ABSENT


def test_a_closure_counts_as_a_holiday_even_for_someone_absent() -> None:
    bridge = date(2027, 5, 7)
    pattern = WorkPattern(PARIS, "FR", WORKWEEK, ((bridge, bridge),), frozenset({bridge}))
    assert pattern.why_off(bridge) is Off.HOLIDAY


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2027-03-02", "2027-03-02", 0),
        ("2027-03-02", "2027-03-03", 1),
        ("2027-03-05", "2027-03-08", 1),  # Friday to Monday
        ("2027-03-06", "2027-03-08", 1),  # Saturday to Monday
        ("2027-03-05", "2027-03-07", 0),
        ("2027-03-26", "2027-03-30", 1),  # over Easter
        ("2027-03-01", "2027-03-15", 10),
        ("2027-03-03", "2027-03-02", 0),
    ],
)
def test_business_days_leave_out_weekends_and_holidays(start: str, end: str, days: int) -> None:
    assert business_days_between(date.fromisoformat(start), date.fromisoformat(end), IN_FRANCE) == days


def test_business_days_leave_out_absences() -> None:
    away = WorkPattern(PARIS, "FR", WORKWEEK, ((date(2027, 3, 3), date(2027, 3, 4)),))
    assert business_days_between(date(2027, 3, 2), date(2027, 3, 5), away) == 1


@pytest.mark.parametrize(
    ("day", "region", "is_one"),
    [
        # Overseas, the day slavery was abolished there: each land has its own.
        ("2027-05-27", "FR-971", True),  # Guadeloupe
        ("2027-05-22", "FR-972", True),  # Martinique
        ("2027-06-10", "FR-973", True),  # French Guiana
        ("2027-12-20", "FR-974", True),  # Réunion
        ("2027-04-27", "FR-976", True),  # Mayotte
        ("2027-05-22", "FR-971", False),
        ("2027-06-10", "FR-974", False),
        ("2027-04-27", "FR", False),
        ("2027-12-26", "FR-68", True),  # Saint Stephen, in Alsace-Moselle
        ("2027-11-11", "BE", True),
        ("2027-11-11", "LU", False),
        ("2027-05-09", "LU", True),  # Europe Day
        ("2027-08-01", "CH-ZH", True),  # everywhere in Switzerland
        ("2027-08-01", "CH-GE", True),
        ("2027-12-31", "CH-GE", True),  # the Restoration of the Republic, in Geneva
        ("2027-12-31", "CH-ZH", False),
        ("2027-03-01", "CH-NE", True),  # the Republic of Neuchâtel
        ("2027-01-06", "CH-TI", True),
        ("2027-01-06", "CH-VD", False),
        ("2027-05-24", "CA-QC", True),  # Patriots' Day
        ("2027-11-30", "GB-SCT", True),  # Saint Andrew
        ("2027-11-30", "GB-ENG", False),
        ("2027-03-17", "GB-NIR", True),  # Saint Patrick
        ("2027-03-17", "GB-ENG", False),
        ("2027-07-12", "GB-NIR", True),
        ("2027-08-02", "GB-SCT", True),
        ("2027-08-30", "GB-ENG", True),
        ("2027-08-30", "GB-SCT", False),
        ("2027-05-27", "DE-BY", True),  # Corpus Christi
        ("2027-05-27", "DE-BE", False),
        ("2027-03-08", "DE-BE", True),  # Women's Day, in Berlin
        ("2027-03-08", "DE-BY", False),
    ],
)
def test_every_region_of_the_field_has_its_own_days(day: str, region: str, is_one: bool) -> None:
    """B4: overseas, Swiss cantons, the parts of the United Kingdom, German states."""
    assert holiday(date.fromisoformat(day), region) is is_one
