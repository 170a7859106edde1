"""E14, E2, S10, E25, pure: rounds that add up, what another version does to the clock, options, what is unknown, and
references however they are typed."""

from datetime import date, timedelta

import pytest

from ritualbot.errors import FieldsRefused
from ritualbot.rituals import request_clock
from ritualbot.rituals.command import find
from ritualbot.rituals.ladder import RungName
from ritualbot.rituals.request import balls
from ritualbot.rituals.request_autonomy import Autonomy, said_autonomy
from ritualbot.rituals.request_form import parse
from ritualbot.rituals.request_history import Happened, Party, RequestState
from ritualbot.rituals.request_need import UNKNOWN, another_need, changes, is_unknown
from ritualbot.rituals.request_option import parse_options, written_offered
from ritualbot.rituals.request_reference import looks_like_reference, reference_key, request_number
from ritualbot.rituals.request_rounds import rounds
from ritualbot.rituals.request_types import TYPES
from tests.rituals.test_request import HOURS, NINE_TO_FIVE, Line, at, filed, history, stands

TAKEN: Line = ("2026-11-17T09:30", Happened.TAKEN, {})
REFUSED: Line = ("2026-11-17T12:00", Happened.REFUSED, {"text": "x"})
V2 = {"by": "team", "version": "2", "link": "v2", "was": "v1", "text": "y", "anew": "1"}
GIVEN_BACK: Line = ("2026-11-18T11:00", Happened.VERSIONED, V2)


def test_a_version_given_back_after_an_answer_has_all_of_the_time_again() -> None:
    """E14: 8 h from Wednesday 11:00 are Thursday 11:00. The time between is the team's: from 12:00 to 17:00 and from
    9:00 to 11:00, 7 h."""
    now = stands(filed("2026-11-17T09:00"), TAKEN, REFUSED, GIVEN_BACK)
    assert (now.state, now.version, now.ball, now.decided) == (RequestState.TAKEN, 2, Party.DESK, None)
    assert (now.closed_at, now.decide.due_at) == (None, at("2026-11-19T11:00"))
    held = balls(now, NINE_TO_FIVE, at("2026-11-18T13:00"))
    assert held == {Party.DESK: timedelta(hours=5), Party.TEAM: timedelta(hours=7)}


def test_a_version_given_meanwhile_leaves_the_clock_unless_it_was_waited_for() -> None:
    """E14: 8 h from 09:00 Tuesday; asked at 10:00, answered by V2 on Wednesday at 10:00, a day later."""
    asked: Line = ("2026-11-17T10:00", Happened.ASKED, {"text": "?"})
    given = {"by": "team", "version": "2", "link": "v2", "was": ""}
    start = filed("2026-11-17T09:00")
    assert stands(start, TAKEN, ("2026-11-17T11:00", Happened.VERSIONED, given)).decide.due_at == at("2026-11-17T17:00")
    waits = stands(start, TAKEN, asked, ("2026-11-18T10:00", Happened.VERSIONED, given))
    assert (waits.state, waits.decide.due_at, waits.version) == (RequestState.WAITING, None, 2)
    answers = stands(start, TAKEN, asked, ("2026-11-18T10:00", Happened.VERSIONED, {**given, "answers": "1"}))
    assert (answers.ball, answers.decide.due_at) == (Party.DESK, at("2026-11-18T17:00"))


def test_the_clock_restarts_where_the_desk_says_so() -> None:
    """S10: from Tuesday 15:00, 8 h are Wednesday 15:00; with a question open, once that is answered; and before it has
    begun there is nothing to start over."""
    start = filed("2026-11-17T09:00")
    changed: Line = ("2026-11-17T14:00", Happened.CHANGED, {"by": "team", "changes": "{}", "version": "2"})
    again = {"by": "desk", "decide": str(8 * HOURS), "restarts": "1"}
    restarted: Line = ("2026-11-17T15:00", Happened.RETYPED, again)
    now = stands(start, TAKEN, changed, restarted)
    assert (now.version, now.decide.due_at) == (2, at("2026-11-18T15:00"))
    asked: Line = ("2026-11-17T14:30", Happened.ASKED, {"text": "?"})
    answered: Line = ("2026-11-18T10:00", Happened.ANSWERED, {})
    assert stands(start, TAKEN, changed, asked, restarted, answered).decide.due_at == at("2026-11-19T10:00")
    assert stands(start, asked, restarted).decide.starts_at is None
    assert stands(start, ("2026-11-17T14:00", Happened.CHANGED, {"on": "2026-12-01", "by": "team"})).version == 1


def test_rungs_are_spoken_of_again_once_the_clock_is_another_one() -> None:
    """E8: a version given back, and a day agreed on by picking it."""
    rung: Line = ("2026-11-17T11:00", Happened.RUNG, {"rungs": "listed"})
    before = history(filed("2026-11-17T09:00"), TAKEN, rung, REFUSED)
    assert request_clock.spoken(before) == {RungName.LISTED}
    after = history(filed("2026-11-17T09:00"), TAKEN, rung, REFUSED, GIVEN_BACK)
    assert (request_clock.spoken(after), request_clock.cycle(after)) == (frozenset(), 1)


@pytest.mark.parametrize("until", ["2026-11-19T10:07", "2026-11-24T16:30"])
def test_the_hours_of_the_rounds_add_up_to_those_of_the_ball(until: str) -> None:
    """E14, E11: V1 by hand: the desk 9:00-10:20 and 12:10-14:00, the requester 10:20-12:10 and 14:00-17:00, 9:00-11:00;
    a correction gives the hours since the answer back to the desk."""
    steps = history(
        filed("2026-11-17T09:00"),
        ("2026-11-17T10:20", Happened.ASKED, {"text": "?"}),
        ("2026-11-17T12:10", Happened.ANSWERED, {}),
        ("2026-11-17T14:00", Happened.REFUSED, {"text": "x"}),
        GIVEN_BACK,
        ("2026-11-18T13:20", Happened.PAUSED, {"party": "agency", "text": "x"}),
        ("2026-11-18T15:00", Happened.CHANGED, {"by": "team", "version": "3", "link": "v3", "was": "v2"}),
        ("2026-11-18T16:00", Happened.RESUMED, {}),
        ("2026-11-18T16:10", Happened.RESERVED, {"text": "x"}),
        ("2026-11-18T16:40", Happened.CORRECTED, {}),
    )  # fmt: skip
    now = stands(*steps)
    found = rounds(steps, NINE_TO_FIVE, "v3", at(until))
    total: dict[Party, timedelta] = {}
    for each in found:
        for party, spent in each.held.items():
            total[party] = total.get(party, timedelta()) + spent
    assert total == balls(now, NINE_TO_FIVE, at(until))
    assert [(each.version, each.link) for each in found] == [(1, "v1"), (2, "v2"), (3, "v3")]
    assert found[0].held == {Party.DESK: timedelta(hours=3, minutes=10), Party.TEAM: timedelta(hours=6, minutes=50)}
    assert [each.answer.kind if each.answer else None for each in found] == [Happened.REFUSED, None, None]


# -- options -------------------------------------------------------------------------------------------------------


def test_the_clock_stands_still_while_options_wait_and_the_picked_day_counts() -> None:
    """E2: offered Tuesday 11:00, picked Wednesday 11:00. A day is promised for a delivery, agreed on elsewhere."""
    offered = parse_options({"on1": "2026-11-25", "limits3": "sans mobile"}, "fr", date(2026, 11, 17), NINE_TO_FIVE)
    assert [(each.on, each.limits) for each in offered] == [(date(2026, 11, 25), ""), (None, "sans mobile")]
    offer: Line = (
        "2026-11-17T11:00",
        Happened.OPTIONS_OFFERED,
        {"by": "desk", "party": "team", "options": written_offered(offered)},
    )
    start = filed("2026-11-17T09:00")
    waits = stands(start, offer)
    assert (waits.state, waits.ball, waits.decide.due_at) == (RequestState.WAITING, Party.TEAM, None)
    assert waits.options == offered and waits.acknowledge.met_at == at("2026-11-17T11:00")

    def picked(option: str, **data: str) -> Line:
        return ("2026-11-18T11:00", Happened.OPTION_PICKED, {"by": "team", "option": option, **data})

    limits = stands(start, offer, picked("1"))
    assert (limits.ball, limits.decide.due_at, limits.options) == (Party.DESK, at("2026-11-18T17:00"), ())
    assert stands(start, offer, picked("0")).decide.due_at == at("2026-11-25T17:00")
    promised = stands(start, offer, picked("0", commits="1"))
    assert (promised.state, promised.committed_on) == (RequestState.COMMITTED, date(2026, 11, 25))
    assert promised.decide.met_at == at("2026-11-18T11:00")
    message = stands(start, offer, ("2026-11-18T11:00", Happened.ANSWERED, {"by": "team"}))
    assert message.options == ()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({}, {"limits1"}),
        ({"on1": "31/02", "on2": "2026-11-21", "cost3": "x" * 501}, {"on1", "on2", "cost3"}),
    ],
)
def test_every_refused_option_is_told_at_its_field(typed: dict[str, str], wrong: set[str]) -> None:
    """I: no such day, a Saturday, too long."""
    with pytest.raises(FieldsRefused) as refused:
        parse_options(typed, "fr", date(2026, 11, 17), NINE_TO_FIVE)
    assert {each.field for each in refused.value.broken} == wrong


# -- the need ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        *("je ne sais pas", "Je ne sais pas.", "JNSP", "j’en sais rien", "aucune idée !", "à définir", "?", " ? "),
        *("I don’t know", "I don't know...", "i dont know", "No idea", "not sure", "IDK"),
    ],
)
def test_that_one_does_not_know_is_heard_in_both_languages(typed: str) -> None:
    """S10."""
    assert is_unknown(typed)
    said = {"title": "t", "details": "d", "flows": typed, "events": "clic", "attributes": "ville", "volume": typed}
    found = parse(TYPES["flow"], said, "fr", date(2026, 11, 17)).fields
    assert (found["flows"], found["volume"], found["events"]) == (UNKNOWN, UNKNOWN, "clic")


@pytest.mark.parametrize("typed", ["300", "je ne sais pas encore combien, environ 300", "nsp300", "", "savoir"])
def test_what_says_more_is_kept_as_typed(typed: str) -> None:
    assert not is_unknown(typed)


def test_only_what_is_asked_makes_another_version() -> None:
    """S10: in the order of the form, what was not said before or is not any more too."""
    before = {"title": "a", "owner": "Inès", "campaign": ""}
    assert changes(before, {"title": "a", "volume": "3", "campaign": "x"}) == {
        "owner": ("Inès", ""),
        "campaign": ("", "x"),
        "volume": ("", "3"),
    }
    assert another_need({"volume": ("", "3")}) and another_need({"link": ("a", "b"), "campaign": ("", "x")})
    assert not another_need({"campaign": ("", "x"), "needed_on": ("", "2026-12-01"), "confidential": ("", "1")})


def test_the_last_word_on_autonomy_counts() -> None:
    """E22."""
    said: list[Line] = [("2026-11-17T11:00", Happened.AUTONOMY, {"answer": each}) for each in ("no", "access")]
    assert said_autonomy(history(filed("2026-11-17T09:00"), *said)) is Autonomy.ACCESS
    assert said_autonomy(history(filed("2026-11-17T09:00"))) is None


# -- references ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["INC0012-345", "inc 0012 345", "Inc–0012—345", "ＩＮＣ0012345", "#INC_0012.345"])
def test_a_reference_is_one_however_it_is_typed(typed: str) -> None:
    """E25: case, spaces and dashes."""
    assert reference_key(typed) == "inc0012345"


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        *(("INC123", "INC123"), ("DA-4512", "DA-4512"), ("list INC 123", "INC 123"), ("liste BC–9", "BC–9")),
        *(("#12", "#12"), ("7", "7")),
    ],
)
def test_a_number_behind_the_command_is_looked_for(typed: str, rest: str) -> None:
    """E25."""
    for command in ("request", "demande"):
        found = find(command, typed)
        assert (found.action, found.rest) == ("request.show", rest)


@pytest.mark.parametrize("typed", ["jurdique", "list please", "x" * 70 + "1", "un deux trois quatre cinq 6"])
def test_other_words_are_no_reference(typed: str) -> None:
    assert not looks_like_reference(typed) and find("demande", typed).action != "request.show"


def test_a_requests_own_number_is_told_from_a_reference() -> None:
    assert [request_number(each) for each in ("#12", " 7 ", "INC7", "12-3", "٣")] == [12, 7, None, None, None]


def test_what_the_requester_refers_to_acknowledges_nothing() -> None:
    """E25, E2: nor does the desk's, where it says so."""
    start = filed("2026-11-17T09:00")
    for data in ({"by": "team", "ref": "x"}, {"by": "desk", "ref": "x"}):
        assert stands(start, ("2026-11-17T10:00", Happened.REFERENCED, data)).acknowledge.met_at is None
    now = stands(start, ("2026-11-17T10:00", Happened.REFERENCED, {"by": "desk", "ref": "x", "acknowledges": "1"}))
    assert (now.acknowledge.met_at, now.state) == (at("2026-11-17T10:00"), RequestState.TAKEN)
    assert now.told.kind is Happened.REFERENCED
