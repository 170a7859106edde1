"""SPEC E6, E8, E9, E23, S15: which rungs a request has as it stands, and which of them were spoken of already."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.rituals.ladder import Heard, RungName
from ritualbot.rituals.request import balls, standing
from ritualbot.rituals.request_clock import current, cycle, moments, next_ring, spoken
from ritualbot.rituals.request_history import Happened, Party, Step
from ritualbot.rituals.request_later import times

PARIS = ZoneInfo("Europe/Paris")
DESK = DeskCalendar("Europe/Paris", (((540, 1020),),) * 5 + ((),) * 2)  # 09:00-17:00, 8 h
HOUR = 3600
Line = tuple[Happened, str] | tuple[Happened, str, dict[str, str]]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-03-{text}").replace(tzinfo=PARIS).astimezone(UTC)


def history(*lines: Line, firm: str = "1") -> list[Step]:
    """Filed on Monday 1 March 2027 at 09:00: acknowledged within 8 h, answered within 16."""
    filed = {"acknowledge": str(8 * HOUR), "decide": str(16 * HOUR), "firm": firm}
    told = [(Happened.FILED, "01 09:00", filed), *lines]
    return [
        Step(seq, line[0], at(line[1]), 7, line[2] if len(line) > 2 else {"owner": "7"})
        for seq, line in enumerate(told, 1)
    ]


def found(steps: list[Step]) -> list[tuple[str, str]]:
    return [(each.rung.value, f"{each.at.astimezone(PARIS):%d %H:%M}") for each in moments(standing(steps, DESK), DESK)]


def rung(when: str, *names: str) -> Line:
    return (Happened.RUNG, when, {"rungs": ",".join(names)})


def test_untaken_it_goes_to_the_backup_at_half_then_to_the_lead() -> None:
    """Half of 8 h at 13:00, all of it at 17:00, which is also half of 16 h: listed on Tuesday morning; three quarters
    on Tuesday at 13:00."""
    assert found(history())[:5] == [
        ("untaken", "01 13:00"),
        ("unmet", "01 17:00"),
        ("listed", "02 09:00"),
        ("near", "02 13:00"),
        ("breach", "02 17:00"),
    ]


def test_taken_only_the_answer_is_waited_for() -> None:
    assert [name for name, _ in found(history((Happened.TAKEN, "01 10:00")))] == [
        *("listed", "near", "breach", "late", "stuck")
    ]


def test_nobody_is_pinged_while_somebody_else_has_the_ball_nor_after_the_end() -> None:
    assert found(history((Happened.ASKED, "01 10:00", {"text": "?"}))) == []
    assert found(history((Happened.TAKEN, "01 10:00"), (Happened.APPROVED, "01 11:00"))) == []


def test_targets_nobody_agreed_on_warn_and_never_speak_of_a_breach() -> None:
    assert [name for name, _ in found(history(firm=""))] == ["untaken", "listed", "near"]


def test_a_day_both_sides_agreed_on_has_its_own_rungs() -> None:
    """40 h up to Friday 17:00: three quarters of them on Thursday at 15:00, and they are told anew."""
    steps = history(
        (Happened.TAKEN, "01 10:00"),
        rung("02 13:00", "listed", "near"),
        (Happened.DATE_PROPOSED, "02 14:00", {"on": "2027-03-05", "due": at("05 17:00").isoformat(), "by": "desk"}),
        (Happened.DATE_AGREED, "02 15:00", {"by": "team"}),
    )
    assert ("near", "04 15:00") in found(steps) and ("breach", "05 17:00") in found(steps)
    assert (spoken(steps), cycle(steps)) == (frozenset(), 1)
    assert spoken(steps[:3]) == {RungName.LISTED, RungName.NEAR}


def test_a_pause_after_a_rung_does_not_repeat_it() -> None:
    steps = history(
        (Happened.TAKEN, "01 10:00"),
        rung("02 13:00", "listed", "near"),
        (Happened.ASKED, "02 14:00", {"text": "?"}),
        (Happened.ANSWERED, "03 14:00", {}),
    )
    assert ("near", "02 13:00") in found(steps)
    assert next_ring(standing(steps, DESK), steps, DESK, at("03 14:00")) == at("03 17:00")  # 3 h were left: the breach


def test_what_was_reached_and_not_spoken_of_is_looked_at_at_once() -> None:
    steps = history((Happened.TAKEN, "01 10:00"))
    assert next_ring(standing(steps, DESK), steps, DESK, at("01 12:00")) == at("02 09:00")
    assert next_ring(standing(steps, DESK), steps, DESK, at("02 13:30")) == at("02 13:30")


def test_nobody_hears_of_a_rung_who_is_not_on_it() -> None:
    by = {each.rung: each.tells for each in moments(standing(history(), DESK), DESK)}
    assert by[RungName.UNTAKEN] == {Heard.BACKUP}
    assert by[RungName.UNMET] == {Heard.LEAD, Heard.REQUESTER}
    assert by[RungName.BREACH] == {Heard.OWNER, Heard.REQUESTER}


# -- later, and once more ------------------------------------------------------------------------------------------

SNOOZED: Line = (Happened.SNOOZED, "01 10:30", {"until": at("02 15:30").isoformat(), "rung": "", "text": ""})


def test_put_off_the_owners_pings_are_one_then_and_what_others_hear_stays() -> None:
    """E9: listed and near fall before Tuesday 15:30; the breach of 17:00 is within two hours: Nadia was just told."""
    steps = history((Happened.TAKEN, "01 10:00"), SNOOZED)
    told = {each.rung.value: each.tells for each in moments(standing(steps, DESK), DESK)}
    assert told.keys() == {"again", "breach", "late", "stuck"}
    assert told["again"] == {Heard.OWNER} and told["breach"] == {Heard.REQUESTER}
    assert standing(steps, DESK).decide.due_at == at("02 17:00")


def test_somebody_else_or_another_turn_is_put_off_no_more() -> None:
    passed_on: Line = (Happened.DELEGATED, "01 11:00", {"owner": "8"})
    asked: Line = (Happened.ASKED, "01 11:00", {"text": "?"})
    answered: Line = (Happened.ANSWERED, "01 12:00", {})
    for then in ([passed_on], [asked, answered]):
        assert "again" not in dict(found(history((Happened.TAKEN, "01 10:00"), SNOOZED, *then)))


def test_how_often_it_was_put_off_counts_from_the_last_rung() -> None:
    """E9: twice at most a rung."""
    again: Line = (Happened.SNOOZED, "02 09:30", {"until": at("02 12:00").isoformat(), "rung": "listed", "text": ""})
    steps = history((Happened.TAKEN, "01 10:00"), SNOOZED, SNOOZED, rung("02 09:00", "listed"), again)
    assert (times(steps, ""), times(steps, "listed"), current(steps)) == (2, 1, "listed")
    assert current([*steps, *history(rung("02 12:00", "again"))[1:]]) == "listed"
    assert cycle(steps) == 3 and spoken(steps) == {RungName.LISTED}


def test_opened_again_what_was_told_is_told_no_more_and_the_rest_waits_its_share() -> None:
    """E6: 10 of 16 h were used up on Tuesday at 11:00; opened again on Thursday at 09:00, 6 h are left."""
    closed: tuple[Line, ...] = (
        (Happened.TAKEN, "01 10:00"),
        rung("02 09:00", "listed"),
        (Happened.APPROVED, "02 11:00", {}),
    )
    steps = history(*closed, (Happened.REOPENED, "04 09:00", {"by": "team"}))
    assert standing(steps, DESK).decide.due_at == at("04 15:00")
    assert found(steps)[1:3] == [("near", "04 11:00"), ("breach", "04 15:00")]
    assert next_ring(standing(steps, DESK), steps, DESK, at("04 09:00")) == at("04 11:00")


def test_days_after_a_late_answer_count_anew_once_it_is_opened_again() -> None:
    """E8: late since Tuesday 17:00, answered on Wednesday at 10:00, opened again on Monday at 10:00."""
    late: tuple[Line, ...] = ((Happened.TAKEN, "01 10:00"), (Happened.APPROVED, "03 10:00", {}))
    steps = history(*late, (Happened.REOPENED, "08 10:00", {"by": "team"}))
    assert found(steps)[-2:] == [("late", "09 10:00"), ("stuck", "10 10:00")]
    assert standing(steps, DESK).decide.due_at == at("02 17:00")


def test_what_was_withdrawn_untaken_is_new_again_with_the_time_it_had() -> None:
    """E6: 2 of 8 h to be taken went by on Monday; opened again on Wednesday at 09:00."""
    steps = history((Happened.WITHDRAWN, "01 11:00", {}), (Happened.REOPENED, "03 09:00", {"by": "team"}))
    now = standing(steps, DESK)
    assert (now.state, now.acknowledge.due_at, now.decide.due_at) == ("new", at("03 15:00"), at("04 15:00"))
    assert found(steps)[0] == ("untaken", "03 11:00")


def test_the_time_it_was_closed_is_nobodys() -> None:
    """E11: 3 h with the desk until noon, then from Wednesday 09:00 to 10:00; what is between is no one's."""
    closed: tuple[Line, ...] = ((Happened.TAKEN, "01 10:00"), (Happened.APPROVED, "01 12:00", {}))
    again: tuple[Line, ...] = ((Happened.REOPENED, "03 09:00", {"by": "team"}), (Happened.REFUSED, "03 10:00", {}))
    steps = history(*closed, *again)
    assert balls(standing(steps, DESK), DESK, at("03 12:00")) == {Party.DESK: timedelta(hours=4)}


def test_a_delivery_opened_again_is_to_be_promised_again() -> None:
    """E6: promised on Monday at 11:00 after 2 of 16 h; accepted on Wednesday, opened again on Thursday at 09:00."""
    on = {"on": "2027-03-03"}
    done: tuple[Line, ...] = (
        (Happened.COMMITTED, "01 11:00", on),
        (Happened.DELIVERED, "03 10:00"),
        (Happened.ACCEPTED, "03 11:00", {}),
    )
    now = standing(history(*done, (Happened.REOPENED, "04 09:00", {"by": "team"})), DESK)
    assert (now.state, now.committed_on, now.decide.due_at) == ("taken", None, at("05 15:00"))
    assert balls(now, DESK, at("04 10:00")) == {Party.DESK: timedelta(hours=18), Party.TEAM: timedelta(hours=1)}


def test_of_another_type_elapsed_and_paused_time_stay() -> None:
    """E6: 24 h from the same start, less the two hours asked: Wednesday 17:00 and two more."""
    asked: tuple[Line, ...] = (
        (Happened.TAKEN, "01 10:00"),
        (Happened.ASKED, "01 11:00", {"text": "?"}),
        (Happened.ANSWERED, "01 13:00"),
    )
    typed: Line = (
        Happened.RETYPED,
        "01 14:00",
        {"decide": str(24 * HOUR), "type": "contract", "was": "contest", "firm": ""},
    )
    now = standing(history(*asked, typed), DESK)
    assert (now.decide.due_at, now.firm, now.express) == (at("04 11:00"), False, False)
