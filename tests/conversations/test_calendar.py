"""The stand-up against the calendar: zones, changes of the clock, holidays, absences. Dates of SPEC, literally."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from tests.builders import ALICE, BRUNO, CHLOE, DAVID, HUGO, SomeTeam
from tests.conversations.bot import Bot

MakeBot = Callable[..., Bot]
TORONTO = ZoneInfo("America/Toronto")
EMMA = replace(HUGO, user="emma")
BOTH_ZONES = SomeTeam(people=(ALICE, BRUNO, HUGO, EMMA))


def prompts(bot: Bot, user: str) -> list[str]:
    """When the stand-up asked this person, as `2027-03-26 08:30Z`."""
    asked = [each for each in bot.person(user).messages if "point du jour." in each.title]
    return [each.at.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ") for each in asked]


def test_paris_in_spring(make_bot: MakeBot) -> None:
    """B2: 08:30Z on Fri 2027-03-26, nothing on Easter Monday 29, 07:30Z on Tue 30; one prompt each."""
    bot = make_bot(BOTH_ZONES, start="2027-03-26 00:00")
    bot.until("2027-03-30 23:00")
    for user in ("alice", "bruno"):
        assert prompts(bot, user) == ["2027-03-26 08:30Z", "2027-03-30 07:30Z"]


def test_paris_and_toronto_in_autumn(make_bot: MakeBot) -> None:
    """B2: Paris 07:30Z on Fri 2027-10-29 and 08:30Z on Tue 2027-11-02 (All Saints between); Toronto, where Mon
    2027-11-01 is no holiday, 13:30Z that day."""
    bot = make_bot(BOTH_ZONES, start="2027-10-29 00:00")
    bot.until("2027-11-02 12:00")
    for user in ("alice", "bruno"):
        assert prompts(bot, user) == ["2027-10-29 07:30Z", "2027-11-02 08:30Z"]
    for user in ("hugo", "emma"):
        assert prompts(bot, user) == ["2027-10-29 13:30Z", "2027-11-01 13:30Z"]


@pytest.mark.parametrize(
    ("start", "end", "moment"),
    [
        ("2027-03-27 12:00", "2027-03-28 12:00", "2027-03-28 01:00Z"),
        ("2027-10-30 12:00", "2027-10-31 12:00", "2027-10-31 00:30Z"),
    ],
)
def test_a_ritual_at_half_past_two_fires_once_on_both_change_nights(
    make_bot: MakeBot, start: str, end: str, moment: str
) -> None:
    """B2: 02:30 on all seven days, quiet hours moved away from it: Sun 2027-03-28 01:00Z, Sun 2027-10-31 00:30Z."""
    people = tuple(replace(each, days="0,1,2,3,4,5,6", hours=(time(0, 0), time(23, 30))) for each in (ALICE, BRUNO))
    nightly = {"at": time(2, 30), "summary_at": time(4, 30), "days": "0,1,2,3,4,5,6"}
    bot = make_bot(SomeTeam(people=people, standup=nightly), start=start)
    bot.until(end)
    for user in ("alice", "bruno"):
        assert prompts(bot, user) == [moment]


def test_two_o_clock_at_night_waits_for_the_persons_morning(make_bot: MakeBot) -> None:
    """B2: the same ritual with ordinary hours asks at 08:30, the first minute a prompt may land."""
    team = SomeTeam(people=(ALICE, BRUNO), standup={"at": time(2, 30), "summary_at": time(11, 30)})
    bot = make_bot(team, start="2027-03-01 23:00")
    bot.until("2027-03-02 12:00")
    assert prompts(bot, "alice") == ["2027-03-02 07:30Z"]


def test_a_holiday_of_ones_own_region_is_in_no_count(make_bot: MakeBot) -> None:
    """B2, B4: on All Saints the French are not asked and not counted, those of Ontario are."""
    bot = make_bot(BOTH_ZONES, start="2027-10-31 12:00")
    bot.until("2027-11-01 15:00")
    bot.person("hugo").answers("Article")
    summary = bot.channel().last
    assert not bot.person("alice").messages
    # Emma has until 11:30 in Toronto, which is 16:30 in Paris.
    assert summary.text.split("\n")[:2] == ["Point du jour, lundi 1er novembre", "1 réponse, 1 à venir (16:30 Paris)"]


def test_good_friday_is_a_holiday_in_alsace_moselle_only(make_bot: MakeBot) -> None:
    """B4: per person's region."""
    people = (ALICE, BRUNO, CHLOE, replace(DAVID, region="FR-57"))
    bot = make_bot(SomeTeam(people=people), start="2027-03-26 08:00")
    bot.until("2027-03-26 12:00")
    assert bot.person("chloe").messages and not bot.person("david").messages


def test_a_day_one_does_not_work_is_in_no_count_an_absence_is_listed(make_bot: MakeBot) -> None:
    """B5: Wednesdays off for Chloe; David away for the week."""
    away = ((date(2027, 3, 1), date(2027, 3, 5)),)
    people = (ALICE, BRUNO, replace(CHLOE, days="0,1,3,4"), replace(DAVID, away=away))
    bot = make_bot(SomeTeam(people=people), start="2027-03-03 09:00")
    bot.until("2027-03-03 09:35")
    assert {each.conversation for each in bot.chat.messages} == {"@alice", "@bruno"}
    bot.person("alice").answers("Répétition")
    bot.until("2027-03-03 11:30")
    assert "1 réponse, 1 sans réponse, 1 absence" in bot.channel().last.text
    bot.until("2027-03-08 09:30")
    assert bot.person("david").messages


def test_someone_far_to_the_east_opens_the_day_first(make_bot: MakeBot) -> None:
    """B1: in Sydney 09:30 comes ten hours before Paris: the same run of the same local day."""
    east = replace(HUGO, user="yuki", tz="Australia/Sydney", region="AU")
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, east)), start="2027-03-01 20:00")
    bot.until("2027-03-02 12:00")
    assert prompts(bot, "yuki") == ["2027-03-01 22:30Z"]
    assert prompts(bot, "alice") == ["2027-03-02 08:30Z"]
    assert len(bot.channel().messages) == 1
    assert datetime(2027, 3, 2, 10, 30, tzinfo=UTC) == bot.channel().last.at
