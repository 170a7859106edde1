"""E2, E5-E7, E11, E12: how a request stands by its history alone; E1: the catalogue; E9: who may do what when."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeAlias

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals import durations, sla
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_calendar import DeskCalendar, usual
from ritualbot.rituals.request import Standing, balls, standing
from ritualbot.rituals.request_act import DESK, MOST_FIRST, TEAM, Act, Side, may, offered
from ritualbot.rituals.request_form import parse
from ritualbot.rituals.request_history import OPEN, Happened, Party, RequestState, Step
from ritualbot.rituals.request_types import TYPES, Ending, PieceKind, types_of

NINE_TO_FIVE = DeskCalendar("UTC", (((9 * 60, 17 * 60),),) * 5 + ((),) * 2, {})
HOURS = 3600
NADIA, CHLOE = 1, 2
Line: TypeAlias = tuple[str, Happened, dict[str, str]] | Step


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def filed(when: str, decide: int = 8, acknowledge: int = 8) -> Step:
    budgets = {"acknowledge": str(acknowledge * HOURS), "decide": str(decide * HOURS), "firm": "1"}
    return Step(1, Happened.FILED, at(when), CHLOE, budgets)


def history(*steps: Line) -> list[Step]:
    made: list[Step] = []
    for seq, each in enumerate(steps, 1):
        if isinstance(each, Step):
            made.append(each)
        else:
            when, kind, data = each
            made.append(Step(seq, kind, at(when), NADIA, {"owner": str(NADIA), **data}))
    return made


def stands(*steps: Line) -> Standing:
    return standing(history(*steps), NINE_TO_FIVE)


# -- the clocks ----------------------------------------------------------------------------------------------------


def test_a_first_question_starts_the_clock_with_its_answer_but_undoes_no_breach() -> None:
    """E2: 8 h from Monday 10:00 are over on Tuesday 10:00. Asked on Monday, answered on Wednesday 12:00: due Thursday
    12:00. Asked on Tuesday 11:00, an hour late, it stays due when it was."""
    start = filed("2026-11-23T10:00")
    answered: Line = ("2026-11-25T12:00", Happened.ANSWERED, {})
    now = stands(start, ("2026-11-23T16:00", Happened.ASKED, {"text": "visuel ?"}), answered)
    assert now.decide.due_at == at("2026-11-26T12:00")
    late: Line = ("2026-11-24T11:00", Happened.ASKED, {"text": "visuel ?"})
    assert stands(start, late).decide.due_at is None  # it stands still all the same
    assert stands(start, late, answered).decide.due_at == at("2026-11-24T10:00")


def test_a_pause_moves_the_due_time_by_the_open_time_it_lasted() -> None:
    """E5: 8 h opened Friday 10:00, paused Friday 12:00, resumed Monday 10:00. Used: 10-12 on Friday, 2 h. From Monday
    10:00, 6 h more: 16:00."""
    start = filed("2026-11-20T10:00")
    taken: Line = ("2026-11-20T10:30", Happened.TAKEN, {})
    paused = ("2026-11-20T12:00", Happened.PAUSED, {"party": "agency", "text": "visuel"})
    now = stands(start, taken, paused)
    assert (now.state, now.ball, now.decide.due_at) == (RequestState.WAITING, Party.AGENCY, None)
    now = stands(start, taken, paused, ("2026-11-23T10:00", Happened.RESUMED, {}))
    assert (now.state, now.ball, now.decide.due_at) == (RequestState.TAKEN, Party.DESK, at("2026-11-23T16:00"))


def test_resumed_with_time_left_it_is_never_due_in_the_past() -> None:
    """E6: paused one minute before the end, resumed a week later."""
    start = filed("2026-11-17T09:00")
    asked = ("2026-11-17T16:59", Happened.ASKED, {"text": "?"})
    now = stands(start, ("2026-11-17T09:00", Happened.TAKEN, {}), asked, ("2026-11-24T09:00", Happened.ANSWERED, {}))
    assert now.decide.due_at == at("2026-11-24T09:01")


def test_only_a_human_of_the_desk_stops_the_acknowledge_clock() -> None:
    """E2: a message or a nudge of the requester does not; a message of the desk does."""
    start = filed("2026-11-17T09:00")
    said = ("2026-11-17T09:10", Happened.SAID, {"by": "team", "text": "x"})
    assert stands(start, said, ("2026-11-17T09:20", Happened.NUDGED, {"by": "team"})).acknowledge.met_at is None
    now = stands(start, said, ("2026-11-17T09:30", Happened.SAID, {"by": "desk", "text": "vu"}))
    assert (now.acknowledge.met_at, now.state, now.owner) == (at("2026-11-17T09:30"), RequestState.TAKEN, NADIA)


def test_asked_before_anything_else_the_decide_clock_starts_with_the_answer() -> None:
    """E2: complete on Wednesday 11:00, 8 h from there is Thursday 11:00."""
    asked = ("2026-11-17T10:00", Happened.ASKED, {"text": "?"})
    now = stands(filed("2026-11-17T09:00"), asked)
    assert (now.acknowledge.met_at, now.decide.starts_at) == (at("2026-11-17T10:00"), None)
    now = stands(filed("2026-11-17T09:00"), asked, ("2026-11-18T11:00", Happened.ANSWERED, {}))
    assert now.decide.due_at == at("2026-11-19T11:00")


def test_an_agreed_date_stands_for_the_target_and_a_declined_one_does_not() -> None:
    """E12."""
    proposal = {"on": "2026-11-25", "due": "2026-11-25T17:00:00+00:00", "by": "desk"}
    proposed = ("2026-11-17T10:00", Happened.DATE_PROPOSED, proposal)
    now = stands(filed("2026-11-17T09:00"), proposed)
    assert now.proposal is not None and now.proposal.on == date(2026, 11, 25)
    assert now.decide.due_at == at("2026-11-17T17:00")
    agreed = stands(filed("2026-11-17T09:00"), proposed, ("2026-11-17T11:00", Happened.DATE_AGREED, {}))
    assert (agreed.proposal, agreed.decide.due_at) == (None, at("2026-11-25T17:00"))
    declined = stands(filed("2026-11-17T09:00"), proposed, ("2026-11-17T11:00", Happened.DATE_DECLINED, {}))
    assert (declined.proposal, declined.decide.due_at) == (None, at("2026-11-17T17:00"))


def test_a_delivery_meets_its_clock_with_the_day_promised() -> None:
    """E2: rework does not start it again."""
    steps: tuple[Line, ...] = (
        filed("2026-11-17T09:00"),
        ("2026-11-17T12:00", Happened.COMMITTED, {"on": "2026-11-24"}),
        ("2026-11-23T12:00", Happened.DELIVERED, {}),
        ("2026-11-23T13:00", Happened.REWORKED, {"text": "x"}),
    )
    now = stands(*steps)
    assert (now.state, now.decide.met_at, now.ball) == (RequestState.COMMITTED, at("2026-11-17T12:00"), Party.DESK)
    now = stands(*steps, ("2026-11-24T12:00", Happened.DELIVERED, {}), ("2026-11-24T13:00", Happened.ACCEPTED, {}))
    assert (now.state, now.closed_at, now.open) == (RequestState.ACCEPTED, at("2026-11-24T13:00"), False)


def test_a_corrected_decision_leaves_the_clock_as_if_there_had_been_none() -> None:
    start = filed("2026-11-17T09:00")
    taken: Line = ("2026-11-17T10:00", Happened.TAKEN, {})
    before = stands(start, taken)
    after = stands(
        start,
        taken,
        ("2026-11-17T11:00", Happened.REFUSED, {"text": "x"}),
        ("2026-11-17T12:00", Happened.CORRECTED, {}),
    )
    assert (after.state, after.decide, after.decided, after.closed_at) == (before.state, before.decide, None, None)


def test_another_priority_keeps_what_has_elapsed() -> None:
    """E6: of 8 h from 09:00, 4 h instead: 13:00, whenever that was said."""
    faster = ("2026-11-17T11:00", Happened.RETYPED, {"decide": str(4 * HOURS), "express": "1"})
    now = stands(filed("2026-11-17T09:00"), faster)
    assert (now.express, now.decide.due_at, now.acknowledge.met_at) == (True, at("2026-11-17T13:00"), None)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "UTC"])
def test_the_balls_add_up_to_the_whole_time(zone: str) -> None:
    """E11: by hand in UTC hours: 09:00-10:20 desk, to 12:10 requester, to 15:45 desk, to 16:30 a third party, then the
    desk until Wednesday 09:30."""
    calendar = DeskCalendar(zone, NINE_TO_FIVE.week, {})
    steps = history(
        filed("2026-11-17T09:00"),
        ("2026-11-17T10:20", Happened.ASKED, {"text": "?"}),
        ("2026-11-17T12:10", Happened.ANSWERED, {}),
        ("2026-11-17T15:45", Happened.PAUSED, {"party": "third", "text": "x"}),
        ("2026-11-17T16:30", Happened.RESUMED, {}),
        ("2026-11-18T09:30", Happened.APPROVED, {}),
    )
    found = balls(standing(steps, calendar), calendar, at("2026-11-18T09:30"))
    assert sum(found.values(), timedelta()) == sla.elapsed(calendar, steps[0].at, steps[-1].at)
    if zone == "UTC":
        assert found[Party.TEAM] == timedelta(hours=1, minutes=50)
        assert found[Party.THIRD] == timedelta(minutes=45)
        assert found[Party.DESK] == timedelta(hours=1, minutes=20 + 3 * 60 + 35 + 30 + 30)


# -- who may do what -----------------------------------------------------------------------------------------------


def standing_in(state: RequestState, ball: Party = Party.DESK) -> Standing:
    made: dict[str, Any] = {"told": filed("2026-11-17T09:00"), "firm": True}
    clock = stands(filed("2026-11-17T09:00")).decide
    return Standing(state=state, ball=ball, acknowledge=clock, decide=clock, **made)


@pytest.mark.parametrize("ending", Ending)
@pytest.mark.parametrize("state", RequestState)
@pytest.mark.parametrize("side", Side)
def test_every_card_has_four_buttons_at_most_and_only_what_may_be_done(
    side: Side, state: RequestState, ending: Ending
) -> None:
    """E9: what stands on a card is what a press is let through; closed, a correction or a re-opening is left, E14:
    another version and the team's own final word, E25: a reference."""
    for ball in Party:
        now = standing_in(state, ball)
        first, others = offered(side, now, ending)
        assert len(first) <= MOST_FIRST
        assert set(first) | set(others) == {act for act in Act if may(act, side, now, ending)}
        assert len(first) + len(others) == len({*first, *others})
        if state not in OPEN:
            assert {*first, *others} <= {Act.CORRECT, Act.REOPEN, Act.VERSION, Act.SIGN, Act.REFERENCE}


def test_what_ends_a_request_is_what_its_type_ends_in() -> None:
    taken = standing_in(RequestState.TAKEN)
    ends = {
        ending: {
            act for act in (Act.APPROVE, Act.RESERVE, Act.COMMIT, Act.DELIVER) if may(act, Side.DESK, taken, ending)
        }
        for ending in Ending
    }
    assert ends == {
        Ending.OPINION: {Act.APPROVE, Act.RESERVE},
        Ending.VALIDATION: {Act.APPROVE, Act.RESERVE},
        Ending.DELIVERY: {Act.COMMIT, Act.DELIVER},
        Ending.REPAIR: {Act.DELIVER},
    }


def test_the_buttons_of_a_new_and_of_a_taken_request_are_the_papers() -> None:
    """E9: three and "Other…"."""
    assert offered(Side.DESK, standing_in(RequestState.NEW), Ending.OPINION)[0] == (Act.TAKE, Act.ASK, Act.DATE)
    taken = offered(Side.DESK, standing_in(RequestState.TAKEN), Ending.VALIDATION)[0]
    assert taken == (Act.APPROVE, Act.RESERVE, Act.REFUSE)
    either = {Act.DATE, Act.AGREE, Act.DECLINE, Act.REOPEN, Act.REFERENCE}
    assert set(DESK) & set(TEAM) == either  # what either side may do


# -- the catalogue -------------------------------------------------------------------------------------------------

DEFAULTS = {  # VOICE 2, by hand
    "content": "1j/2j",
    "claim": "1j/3j",
    "image_rights": "1j/3j",
    "contest": "1j/5j",
    "contract": "1j/7j",
    "order": "1j/3j",
    "amendment": "1j/10j",
    "new_supplier": "1j/15j",
    "access": "4h/2j",
    "tag": "1j/3j",
    "page": "1j/5j",
    "flow": "1j/10j",
    "incident": "1h/4h",
    "review": "1j/5j",
    "new_processing": "1j/15j",
    "budget": "1j/2j",
    "extension": "1j/5j",
    "invoice": "1j/5j",
    "brief": "4h/1j",
    "first_version": "1j/5j",
    "round": "4h/2j",
    "sign_off": "4h/1j",
}


def test_the_targets_are_the_papers_and_can_be_read() -> None:
    assert {name: f"{each.acknowledge}/{each.decide}" for name, each in TYPES.items()} == DEFAULTS
    for each in TYPES.values():
        calendar, start = usual("FR", (2026,)), at("2026-11-17T09:00")
        read = [durations.parse(typed, "fr", field=None) for typed in (each.acknowledge, each.decide)]
        first, second = (sla.budget_of(calendar, start, duration) for duration in read)
        assert timedelta() < first < second


@pytest.mark.parametrize("name", TYPES)
def test_a_form_asks_six_to_ten_pieces_beside_link_and_date_and_a_condition_names_one_of_them(name: str) -> None:
    """E1, E24: whatever asks for an amount is confidential unless somebody says otherwise."""
    pieces = {piece.name: piece for piece in TYPES[name].pieces}
    assert 6 <= len(pieces) == len(TYPES[name].pieces)
    assert len(pieces.keys() - {"link", "needed_on"}) <= 10
    assert all(pieces[each.when].kind is PieceKind.YES_NO for each in pieces.values() if each.when)
    assert TYPES[name].confidential == ("amount" in pieces)
    assert all(types_of(kind) for kind in DeskKind)


def test_a_form_is_read_piece_by_piece() -> None:
    typed = {"title": "Contrat", "details": "À relire", "party": "Studio", "amount": "1 234,5", "confidential": "1"}
    found = parse(TYPES["contract"], typed, "fr", date(2027, 3, 2))
    assert (found.title, found.confidential, found.needed_on, found.link) == ("Contrat", True, None, "")
    assert found.fields == {"details": "À relire", "party": "Studio", "amount": "1234.5"}


@pytest.mark.parametrize(
    ("type_", "typed", "wrong"),
    [
        ("contest", {}, {"title", "details", "period"}),
        ("contest", {"title": "x", "details": "x", "period": "x", "personal_data": "1"}, {"data"}),
        ("contract", {"title": "x", "details": "x", "party": "x", "amount": "-3"}, {"amount"}),
        ("contract", {"title": "x" * 201, "details": "x" * 5001, "party": "x"}, {"title", "details"}),
        ("contract", {"title": "x", "details": "x", "party": "x", "needed_on": "2027-03-01"}, {"needed_on"}),
        ("contract", {"title": "x", "details": "x", "party": "x", "link": "javascript:x"}, {"link"}),
    ],
)
def test_every_refusal_is_told_at_its_field(type_: str, typed: dict[str, str], wrong: set[str]) -> None:
    with pytest.raises(FieldsRefused) as refused:
        parse(TYPES[type_], typed, "fr", date(2027, 3, 2))
    assert {each.field for each in refused.value.broken} == wrong
