"""S5, D9: the days of a pilot, what it asks when, its budget, what may be done with it as it stands, by whom."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals import pilot_form as forms
from ritualbot.rituals.calendar import WORKWEEK, WorkPattern, local_moment
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.pilot import Happened, Light, PilotState, Standing, Step, standing, to_warn
from ritualbot.rituals.pilot_act import Act, lets, may, needed, right_of
from ritualbot.rituals.pilot_day import ASKED_AT, Coming, Due, checked_on, coming, ends_on

PARIS = ZoneInfo("Europe/Paris")
PATTERN = WorkPattern(zone=PARIS, region="FR", days=WORKWEEK)
PLAN = {"name": "Relance", "moment": "Panier", "audience": "Nouveaux", "share": "20", "metric": "Achats", "owner": "7"}
H = Happened


def nine(day: str) -> datetime:
    return local_moment(date.fromisoformat(day), ASKED_AT, PARIS)


def stands(*lines: tuple[Happened, Mapping[str, str]], on: str = "2027-03-08", weeks: str = "2,4,8,12") -> Standing:
    """One that started that day, and all of whose lines were written at 09:00 of the day they name, or then."""
    started = {"on": on, "weeks": weeks, "stop_rule": "Sous 3 %", "budget": "1000", "at_risk": "400"}
    found = [Step(1, H.PLANNED, nine(on), 7, PLAN), Step(2, H.STARTED, nine(on), 7, started)]
    for kind, data in lines:
        at = nine(data.get("day", on))
        found.append(Step(len(found) + 1, kind, at, None, {key: said for key, said in data.items() if key != "day"}))
    return standing(found)


def asked(week: int, day: str) -> tuple[Happened, Mapping[str, str]]:
    return H.ASKED, {"week": str(week), "day": day}


def checked(week: int) -> tuple[Happened, Mapping[str, str]]:
    return H.CHECKED, {"week": str(week), "exposed": "5%", "rest": "4%", "light": "green"}


# -- its days ------------------------------------------------------------------------------------------------------


def test_it_asks_on_the_first_business_day_after_weeks_2_4_8_and_12() -> None:
    """D9. From Monday 8 March 2027 on, each is a Monday; the pilot ends on the Sunday before the last."""
    now = stands()
    days = [checked_on(now, week, PATTERN).isoformat() for week in now.weeks]
    assert days == ["2027-03-22", "2027-04-05", "2027-05-03", "2027-05-31"]
    assert ends_on(now) == date(2027, 5, 30)


def test_a_checkpoint_waits_for_a_day_that_is_worked() -> None:
    """From Monday 15 March on, week 2 is over on Easter Monday; from a Saturday on, on a Saturday."""
    assert checked_on(stands(on="2027-03-15"), 2, PATTERN) == date(2027, 3, 30)
    assert checked_on(stands(on="2027-03-06"), 2, PATTERN) == date(2027, 3, 22)
    assert checked_on(stands(on="2027-03-15", weeks="3,5"), 3, PATTERN) == date(2027, 4, 5)  # other weeks, as edited


def test_it_asks_at_nine_in_the_zone_of_the_team_on_both_sides_of_the_change_of_clocks() -> None:
    assert coming(stands(), PATTERN) == Coming(Due.CHECK, 2, datetime(2027, 3, 22, 8, tzinfo=UTC))
    later = stands(asked(2, "2027-03-22"), checked(2))
    assert coming(later, PATTERN) == Coming(Due.CHECK, 4, datetime(2027, 4, 5, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "asked_on", "missed_on"),
    [
        ("2027-03-08", "2027-03-22", "2027-03-24"),  # Monday: Wednesday
        ("2027-03-05", "2027-03-19", "2027-03-23"),  # Friday: over a weekend, Tuesday
        ("2027-03-11", "2027-03-25", "2027-03-30"),  # Thursday: Friday, not Easter Monday, Tuesday
        ("2027-03-12", "2027-03-26", "2027-03-31"),  # Friday: over the weekend and Easter Monday, Wednesday
    ],
)
def test_one_nobody_answers_is_missed_two_business_days_later(start: str, asked_on: str, missed_on: str) -> None:
    """D9."""
    now = stands(asked(2, asked_on), on=start)
    assert coming(now, PATTERN) == Coming(Due.MISSED, 2, nine(missed_on))
    told = stands(asked(2, asked_on), (H.MISSED, {"week": "2"}), on=start)
    found = coming(told, PATTERN)
    assert found is not None and (found.what, found.week) == (Due.CHECK, 4)  # told once


def test_a_closure_of_the_team_is_no_business_day() -> None:
    closed = WorkPattern(zone=PARIS, region="FR", days=WORKWEEK, closures=frozenset({date(2027, 3, 23)}))
    assert coming(stands(asked(2, "2027-03-22")), closed) == Coming(Due.MISSED, 2, nine("2027-03-25"))


def test_an_extension_is_counted_from_its_decision_with_a_checkpoint_every_four_weeks_and_at_its_end() -> None:
    """Decided on Thursday 3 June, three days after the end: weeks 16 and 18 are 4 and 6 weeks later."""
    ends = (*(asked(week, "2027-05-31") for week in (2, 4, 8, 12)), *(checked(week) for week in (2, 4, 8, 12)))
    extended = (H.EXTENDED, {"reason": "Pâques", "weeks": "6", "on": "2027-06-03", "day": "2027-06-03"})
    now = stands(*ends, (H.ENDED, {}), extended)
    assert now.state is PilotState.RUNNING and now.weeks == (2, 4, 8, 12, 16, 18)
    assert [checked_on(now, week, PATTERN).isoformat() for week in (16, 18)] == ["2027-07-01", "2027-07-15"]
    assert ends_on(now) == date(2027, 7, 14)
    assert coming(now, PATTERN) == Coming(Due.CHECK, 16, nine("2027-07-01"))


def test_at_its_end_nothing_more_is_asked_until_somebody_decides() -> None:
    now = stands(asked(2, "2027-03-22"), checked(2), (H.ENDED, {"reason": "Trop cher"}))
    assert now.state is PilotState.AT_END and coming(now, PATTERN) is None


@pytest.mark.parametrize(
    ("since", "asked_on"),
    [("2027-06-10", "2027-09-02"), ("2027-03-02", "2027-08-17")],  # 12 weeks on; past ones are not asked again
)
def test_an_automated_brick_is_asked_its_yield_every_twelve_weeks(since: str, asked_on: str) -> None:
    """S5. Written down on 10 June 2027. Of 2 March, 12 weeks on is 25 May, which is past: 24 weeks on is 17 August."""
    laid = (H.AUTOMATED, {"owner": "8", "process": "CRM", "on": since, "day": "2027-06-10"})
    now = stands((H.ENDED, {}), (H.SCALED, {"reason": "x"}), (H.ROLLED_OUT, {"on": since}), laid)
    assert now.owner == 8 and coming(now, PATTERN) == Coming(Due.YIELD, 0, nine(asked_on))
    next_on = date.fromisoformat(asked_on) + timedelta(weeks=12)
    again = stands((H.ENDED, {}), (H.SCALED, {"reason": "x"}), laid, (H.YIELD_ASKED, {"day": asked_on}))
    assert coming(again, PATTERN) == Coming(Due.YIELD, 0, nine(next_on.isoformat()))


# -- its budget ----------------------------------------------------------------------------------------------------


def spent(total: str, *told: int) -> int | None:
    warned = ((H.WARNED, {"level": str(level)}) for level in told)
    return to_warn(stands(*warned, (H.SPENT, {"total": total})))


def test_80_and_100_percent_of_the_budget_are_told_once_each() -> None:
    """S5: of 1,000 euros. Reached together, the higher one stands for both."""
    assert [spent("799.99"), spent("800"), spent("999.99")] == [None, 80, 80]
    assert [spent("850", 80), spent("1000", 80), spent("2000", 100), spent("900", 100)] == [None, 100, None, None]
    assert spent("1000") == 100
    assert to_warn(stands()) is None
    without = stands((H.AMENDED, {"budget": "", "reason": "x"}), (H.SPENT, {"total": "5000"}))
    assert without.budget is None and to_warn(without) is None


# -- what may be done ----------------------------------------------------------------------------------------------

END: tuple[Happened, Mapping[str, str]] = (H.ENDED, {})
SCALED = (H.SCALED, {"reason": "x"})
OUT = (H.ROLLED_OUT, {"on": "2027-06-01"})
LAID = (H.AUTOMATED, {"owner": "8", "process": "CRM", "on": "2027-06-01"})
EXTENDED = (H.EXTENDED, {"reason": "x", "weeks": "4", "on": "2027-05-31"})
ASKED = asked(2, "2027-03-22")
# As each stands: what can be done, by hand.
CAN: Mapping[str, tuple[Standing, str]] = {
    "planned": (standing([Step(1, H.PLANNED, nine("2027-03-08"), 7, PLAN)]), "edit start drop add remove"),
    "running": (stands(), "amend assign spend end add remove"),
    "asked": (stands(ASKED), "amend assign check spend end add remove"),
    "at its end": (stands(ASKED, END), "assign check spend scale extend stop"),
    "extended": (stands(ASKED, END, EXTENDED), "amend assign check spend end add remove"),
    "at its second end": (stands(ASKED, END, EXTENDED, END), "assign check spend scale stop"),
    "scaled": (stands(END, SCALED), "assign roll_out"),
    "rolled out": (stands(END, SCALED, OUT), "assign automate improve"),
    "automated": (stands(END, SCALED, OUT, LAID), "assign yield improve"),
    "stopped": (stands(END, (H.STOPPED, {"reason": "x"})), ""),
}
MEMBERS = {Role.MEMBER, Role.SCRUM_MASTER, Role.ASSISTANT}
LEADS = {Role.SCRUM_MASTER, Role.ASSISTANT}


def who_may(act: Act, *, sponsored: bool) -> set[Role]:
    """D9, by hand: the end is the sponsor's; with no sponsor it is for whoever leads."""
    if act in (Act.SCALE, Act.EXTEND, Act.STOP):
        return {Role.SPONSOR} if sponsored else LEADS
    return LEADS | {Role.SPONSOR} if act in (Act.DROP, Act.AMEND) else MEMBERS


@pytest.mark.parametrize("state", CAN)
def test_what_can_be_done_in_each_state(state: str) -> None:
    now, can = CAN[state]
    assert {act.value for act in Act if may(act, now)} == set(can.split())


@pytest.mark.parametrize("sponsored", [True, False])
@pytest.mark.parametrize("act", Act)
def test_who_may_do_it(act: Act, sponsored: bool) -> None:
    allowed = {role for role in Role if lets(frozenset({role}), act, sponsored=sponsored)}
    assert allowed == who_may(act, sponsored=sponsored) == set(needed(act, sponsored=sponsored))
    assert right_of(act)


# -- what is typed -------------------------------------------------------------------------------------------------

TODAY = date(2027, 3, 2)


def faults(act: Act, now: Standing, **values: str) -> set[str]:
    with pytest.raises(FieldsRefused) as refused:
        forms.read(act, values, "fr", TODAY, now)
    return {f"{each.field}: {each.key}" for each in refused.value.broken}


def test_a_plan_is_read_and_all_its_faults_are_told_at_once() -> None:
    typed = {"name": " Relance  SMS ", "moment": "Panier", "audience": "Nouveaux", "share": "20 %", "metric": "Achats"}
    read = forms.read(Act.EDIT, typed, "fr", TODAY, Standing())
    assert (read["name"], read["share"]) == ("Relance SMS", "20")
    assert faults(Act.EDIT, Standing(), **{**typed, "name": "", "share": "100 %", "metric": " "}) == {
        "name: input.empty",
        "share: pilot.share_range",
        "metric: input.empty",
    }


def test_weeks_are_read_in_any_order_and_the_usual_ones_are_taken_for_none() -> None:
    start = {"on": "8/3/2027", "stop_rule": "Sous 3 %", "budget": "10 000 €", "at_risk": ""}
    read = forms.read(Act.START, {**start, "weeks": "8, 3 et 6"}, "fr", TODAY, Standing())
    assert read == {"on": "2027-03-08", "weeks": "3,6,8", "stop_rule": "Sous 3 %", "budget": "10000", "at_risk": ""}
    assert forms.read(Act.START, {**start, "weeks": ""}, "fr", TODAY, Standing())["weeks"] == "2,4,8,12"
    for wrong in ("0, 4", "2, 27", "deux", "²", "-2", ","):
        assert faults(Act.START, Standing(), **{**start, "weeks": wrong}) == {"weeks: pilot.weeks_unknown"}, wrong


def test_what_was_asked_already_stays_when_weeks_are_amended() -> None:
    now, base = (
        stands(asked(2, "2027-03-22"), asked(4, "2027-04-05")),
        {"reason": "Retard", "budget": "", "at_risk": ""},
    )
    assert forms.read(Act.AMEND, {**base, "weeks": "2, 4, 6, 10"}, "fr", TODAY, now)["weeks"] == "2,4,6,10"
    for wrong in ("2, 8", "2, 3, 4, 8"):
        assert faults(Act.AMEND, now, **base, weeks=wrong) == {"weeks: pilot.weeks_asked"}


def test_a_figure_that_is_missing_is_told_why() -> None:
    """D9: the metric of the exposed part and of the rest."""
    said = {"exposed": "5,2 %", "rest": "", "light": "amber", "note": ""}
    assert faults(Act.CHECK, stands(), **said) == {"rest: pilot.figure_missing"}
    read = forms.read(Act.CHECK, {**said, "note": "Tag absent"}, "fr", TODAY, stands())
    assert (read["exposed"], read["rest"], read["light"]) == ("5.2%", "", Light.AMBER)
    assert forms.shown_figure(read["exposed"]) == (Decimal("5.2"), True)


def test_an_extension_begins_after_the_planned_weeks_unless_it_is_decided_later() -> None:
    """The planned weeks of 8 March are over on 31 May."""
    said = {"reason": "Pâques", "weeks": "4"}
    for today, on in ((date(2027, 4, 20), "2027-05-31"), (date(2027, 6, 3), "2027-06-03")):
        assert forms.read(Act.EXTEND, said, "fr", today, stands())["on"] == on
    assert faults(Act.EXTEND, stands(), reason="", weeks="13") == {
        "reason: input.empty",
        "weeks: pilot.extension_range",
    }
