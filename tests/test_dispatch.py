"""The one door: what is refused leaves no trace, what fails is handed back, and one bad alarm holds up no other."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from ritualbot import dispatch as dispatch_module, handlers, logs
from ritualbot.chat.cards import Actions, Card
from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormSubmitted,
    FormTyped,
    MessageTyped,
    Place,
    Who,
)
from ritualbot.chat.forms import ChoiceField, Form, Option, TextField, ToggleField
from ritualbot.chat.replies import FieldErrors, Nothing, OpenForm, Reply, Say
from ritualbot.chat.text import Text, literal
from ritualbot.chat.wire import load_card
from ritualbot.clock import MovableClock
from ritualbot.dispatch import LONGEST_POSTPONE, Dispatcher
from ritualbot.errors import FieldsRefused, RuleBroken
from ritualbot.handlers.context import Context, Ringing, Route, Tick
from ritualbot.rituals.permissions import Right
from ritualbot.store import alarms
from ritualbot.store.alarms import Alarm
from ritualbot.store.engine import begin, reading
from ritualbot.store.inbox import Inbox
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Team
from tests.builders import ALICE, CHLOE, CLAIRE, Someone, SomeTeam, build_team

NINE = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE = SomeTeam(people=(ALICE, CHLOE, CLAIRE), language="en")
THERE = SomeTeam(
    people=(Someone("zoe"), Someone("yan")), name="Automne", channel="automne", language="en", workspace="W2"
)


@dataclass
class Rig:
    """`does` is what the test's own handler does; it is reached by command, button and form."""

    engine: sa.Engine
    clock: MovableClock
    dispatcher: Dispatcher
    teams: dict[str, int]
    does: Callable[[Context, Event], Reply] = lambda _context, _event: Nothing()
    rang: list[str] = field(default_factory=list)
    fails: set[str] = field(default_factory=set)

    def command(self, text: str = "/ritual help", user: str = "alice", workspace: str = "W1", key: str = "k") -> Reply:
        command, _, rest = text[1:].partition(" ")
        return self.handle(CommandTyped(key, Who("direct", workspace, user), Place("printemps"), command, rest))

    def press(self, action: str, ref: str = "", user: str = "alice", key: str = "k") -> Reply:
        return self.handle(ButtonPressed(key, Who("direct", "W1", user), Place("printemps"), action, ref))

    def submit(
        self, action: str = "test.form", ref: str = "", user: str = "alice", key: str = "k", **values: str
    ) -> Reply:
        who, place = Who("direct", "W1", user), Place(f"@{user}", direct=True)
        return self.handle(FormSubmitted(key, who, place, action, ref, values))

    def handle(self, event: Event) -> Reply:
        return self.dispatcher.handle(event)

    def count(self, table: Any) -> int:
        with reading(self.engine) as session:
            return len(session.exec(select(table)).all())

    def traces(self) -> tuple[int, int]:
        return self.count(Inbox), self.count(Outbox)

    def alarm(self, ref: str, at: datetime = NINE) -> None:
        with begin(self.engine) as session:
            alarms.set(session, "bell", ref, at)

    def bells(self) -> dict[str, tuple[datetime, int]]:
        with reading(self.engine) as session:
            found = session.exec(select(Alarm).where(sa.column("kind") == "bell"))
            return {alarm.ref: (alarm.rings_at, alarm.tries) for alarm in found}


def said(reply: Reply) -> str:
    assert isinstance(reply, Say), reply
    return reply.card.plain_text()


@pytest.fixture
def rig(engine: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> Rig:
    clock = MovableClock(NINE, rate=0.0)
    with begin(engine) as session:
        teams = {each.workspace: build_team(session, NINE, each).id or 0 for each in (HERE, THERE)}
    made = Rig(engine, clock, Dispatcher(engine, clock), teams)

    def handler(context: Context, event: Event) -> Reply:
        return made.does(context, event)

    def about(_session: Session, ref: str) -> int | None:
        return made.teams.get(ref)

    routes = {
        "test.do": Route(handler, Right.STANDUP_ANSWER, about),
        "test.form": Route(handler, Right.SELF_READ),
        "test.team_form": Route(handler, Right.TEAM_EDIT, about),
    }
    monkeypatch.setattr(
        handlers, "ROUTES", {**handlers.ROUTES, "ritual.help": Route(handler, Right.SELF_READ), **routes}
    )
    monkeypatch.setattr(handlers, "FORMS", {**handlers.FORMS, **routes})
    monkeypatch.setattr(handlers, "ALARMS", {"bell": Ringing(_bell(made))})
    return made


def _bell(rig: Rig) -> Callable[[Tick, str], None]:
    def ring(tick: Tick, ref: str) -> None:
        rig.rang.append(ref)
        alarms.set(tick.session, "effect", ref, tick.now)
        tick.session.flush()
        if ref in rig.fails:
            raise ZeroDivisionError(f"what someone typed: {ref}")

    return ring


# -- strangers -----------------------------------------------------------------------------------------------------


def test_an_unknown_workspace_is_answered_without_a_trace(rig: Rig) -> None:
    assert said(rig.command(workspace="W9"))
    assert rig.traces() == (0, 0)


def test_an_unknown_person_is_answered_and_changes_nothing(rig: Rig) -> None:
    before = rig.traces()
    rig.does = lambda context, _event: pytest.fail(f"reached by {context.person}")
    assert said(rig.command(user="mallory"))
    assert rig.traces()[1] == before[1]


@pytest.mark.parametrize("ref", ["W2", "no such thing", ""])
def test_what_is_anothers_answers_exactly_as_what_does_not_exist(rig: Rig, ref: str) -> None:
    rig.does = lambda context, _event: pytest.fail("the handler was reached")
    absent = said(rig.press("test.do", "never there", key="first"))
    assert said(rig.press("test.do", ref)) == absent
    assert said(rig.submit("test.team_form", ref, key="form", name="typed")).startswith(absent)
    assert rig.count(Outbox) == 0


@pytest.mark.parametrize("send", [Rig.press, Rig.submit])
def test_an_unknown_action_is_answered_as_expired(rig: Rig, send: Callable[..., Reply]) -> None:
    assert said(send(rig, "no.such.action"))
    assert rig.count(Outbox) == 0


def test_a_right_that_is_missing_names_the_role_it_takes(rig: Rig) -> None:
    rig.does = lambda context, _event: pytest.fail("the handler was reached")
    assert "scrum master" in said(rig.submit("test.team_form", "W1", user="chloe")).lower()
    assert said(rig.press("test.do", "W1", user="claire"))


def test_ones_own_is_reached(rig: Rig) -> None:
    seen: list[Team | None] = []

    def does(context: Context, _event: Event) -> Reply:
        seen.append(context.team)
        return Nothing()

    rig.does = does
    assert rig.press("test.do", "W1") == Nothing()
    assert [team.name for team in seen if team] == ["Printemps"]


# -- once ----------------------------------------------------------------------------------------------------------


def test_a_redelivered_event_has_no_second_effect(rig: Rig) -> None:
    calls: list[str] = []

    def does(_context: Context, event: Event) -> Reply:
        calls.append(event.id)
        return Say(literal_card("done"))

    rig.does = does
    assert said(rig.command(key="k1")) == "done"
    assert rig.command(key="k1") == Nothing()
    assert said(rig.command(key="k2")) == "done"
    assert calls == ["k1", "k2"]


def literal_card(text: str) -> Card:
    return Card(literal(text))


# -- refusals ------------------------------------------------------------------------------------------------------


def writes_then(refusal: Exception | Reply) -> Callable[[Context, Event], Reply]:
    """A handler that has already changed something when it finds out that it must not."""

    def does(context: Context, _event: Event) -> Reply:
        alarms.set(context.session, "effect", "1", context.now)
        if isinstance(refusal, Exception):
            raise refusal
        return refusal

    return does


REFUSALS = [
    RuleBroken("ritual.no_team"),
    RuleBroken("ritual.no_team", field="name"),
    FieldsRefused([RuleBroken("ritual.no_team", field="name")]),
    FieldErrors({"name": Text("no")}),
]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refused_form_leaves_no_trace_and_its_corrected_self_is_kept(rig: Rig, refusal: Exception | Reply) -> None:
    """The corrected form comes from the same view, with the same key."""
    before = rig.count(Alarm)
    rig.does = writes_then(refusal)
    reply = rig.submit(key="view 1", name="typed")
    if isinstance(reply, FieldErrors):
        assert set(reply.errors) == {"name"}
    else:
        assert "typed" in said(reply)
    assert (rig.count(Inbox), rig.count(Alarm)) == (0, before)
    rig.does = lambda _context, _event: Say(literal_card("kept"))
    assert said(rig.submit(key="view 1", name="better")) == "kept"
    assert rig.count(Inbox) == 1


@pytest.mark.parametrize("refusal", REFUSALS[:3])
def test_a_refused_command_changes_nothing_but_is_remembered(rig: Rig, refusal: Exception) -> None:
    before = rig.count(Alarm)
    rig.does = writes_then(refusal)
    assert said(rig.command(key="k1"))
    assert (rig.count(Inbox), rig.count(Alarm)) == (1, before)
    assert rig.command(key="k1") == Nothing()


# -- failures ------------------------------------------------------------------------------------------------------


def test_what_fails_is_answered_with_a_reference_and_the_text_and_stores_nothing(rig: Rig) -> None:
    before = rig.count(Alarm)
    secret = ZeroDivisionError("SELECT canary")
    rig.does = writes_then(secret)
    with capture_logs() as logged:
        answer = said(rig.submit(today="Montage vidéo"))
    (entry,) = logged
    assert entry["event_id"] in answer
    assert "Montage vidéo" in answer
    for hidden in ("canary", "SELECT", "ZeroDivision"):
        assert hidden not in answer
    assert (rig.count(Inbox), rig.count(Alarm)) == (0, before)
    rig.does = lambda _context, _event: Say(literal_card("kept"))
    assert said(rig.submit(today="Montage vidéo")) == "kept"


@pytest.fixture
def written() -> Iterator[StringIO]:
    """What the product's own logging writes."""
    handlers_before = logging.getLogger().handlers[:]
    logs.configure("DEBUG")
    stream = StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(stream))
    yield stream
    structlog.reset_defaults()
    logging.getLogger().handlers[:] = handlers_before


def test_the_log_of_a_failure_has_no_content(rig: Rig, written: StringIO) -> None:
    rig.does = writes_then(ZeroDivisionError("canary in the error"))
    rig.submit(today="canary typed", key="canary key", user="alice")
    assert "event.failed" in written.getvalue()
    assert "ZeroDivisionError" in written.getvalue()
    assert "canary" not in written.getvalue()
    assert "alice" not in written.getvalue()


def test_a_database_that_is_away_hands_the_text_back(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_args: object) -> None:
        raise sa.exc.OperationalError("BEGIN", {}, Exception("connection refused"))

    with monkeypatch.context() as patched:
        patched.setattr(dispatch_module, "transact", away)
        who, place = Who("direct", "W1", "alice"), Place("@alice", direct=True)
        answer = said(rig.handle(MessageTyped("k", who, place, "ce que j’ai écrit")))
    assert "ce que j’ai écrit" in answer
    assert rig.traces() == (0, 0)


def test_delivery_is_nudged_by_what_was_kept_only(rig: Rig) -> None:
    nudges: list[int] = []
    rig.dispatcher.after_commit = lambda: nudges.append(1)
    rig.does = writes_then(RuleBroken("ritual.no_team", field="name"))
    rig.submit(name="typed")
    assert nudges == []
    rig.does = lambda _context, _event: Nothing()
    rig.submit(name="typed")
    assert nudges == [1]


def direct(rig: Rig, text: str, key: str) -> Reply:
    return rig.handle(MessageTyped(key, Who("direct", "W1", "alice"), Place("@alice", direct=True), text))


def test_a_message_is_answered_by_a_message_whatever_the_answer(rig: Rig) -> None:
    """It has no answer in place: a card, a refusal and a form are rows in the same transaction."""
    card = Card(literal("There you are"))
    form = Form("test.form", "", literal("A form"), (TextField("today", "Today"),), "Send")
    rig.does = lambda _context, _event: Say(card)
    assert direct(rig, "help", "k1") == Nothing()
    rig.does = writes_then(RuleBroken("ritual.no_team"))
    assert direct(rig, "help", "k2") == Nothing()
    rig.does = lambda _context, _event: OpenForm(form)
    assert direct(rig, "help", "k3") == Nothing()
    with reading(rig.engine) as session:
        rows = session.exec(select(Outbox).order_by(col(Outbox.id))).all()
    said_apart = [row.card for row in rows if row.kind == "ritual.answer"]
    assert len(said_apart) == 3
    assert "There you are" in said_apart[0]
    assert "ritual.carry_on" in said_apart[2]
    assert said_apart[1] not in (said_apart[0], said_apart[2])


def test_a_form_that_keeps_no_drafts_is_never_filled_with_one(rig: Rig) -> None:
    """Anonymous forms say so."""
    form = Form("test.form", "", literal("A form"), (TextField("today", "Today"),), "Send")
    who, place = Who("direct", "W1", "alice"), Place("@alice", direct=True)
    assert rig.handle(FormTyped("k", who, place, "test.form", "", {"today": "typed"})) == Nothing()
    for number, asked in enumerate((form, replace(form, drafts=False))):
        rig.does = lambda _context, _event, asked=asked: OpenForm(asked)  # type: ignore[misc]
        reply = rig.command(key=f"{number}")
        assert isinstance(reply, OpenForm)
        assert getattr(reply.form.fields[0], "initial", "") == ("typed" if asked.drafts else "")


# -- ringing -------------------------------------------------------------------------------------------------------


def test_nothing_rings_before_its_moment(rig: Rig) -> None:
    rig.alarm("a", NINE + MINUTE)
    assert rig.dispatcher.ring(NINE) == 0
    assert rig.dispatcher.ring(NINE + MINUTE) == 1
    assert rig.dispatcher.ring(NINE + MINUTE) == 0
    assert rig.rang == ["a"]


def test_a_batch_takes_no_more_than_it_should_oldest_first(rig: Rig) -> None:
    for number in range(5):
        rig.alarm(f"{number}", NINE - number * MINUTE)
    rig.dispatcher.batch = 2
    assert [rig.dispatcher.ring(NINE) for _ in range(4)] == [2, 2, 1, 0]
    assert rig.rang == ["4", "3", "2", "1", "0"]


def test_one_bad_alarm_is_postponed_and_the_others_ring(rig: Rig) -> None:
    rig.fails.add("bad")
    for ref in ("a", "bad", "b"):
        rig.alarm(ref)
    with capture_logs() as logged:
        assert rig.dispatcher.ring(NINE) == 3
    assert rig.bells() == {"bad": (NINE + MINUTE, 1)}
    with reading(rig.engine) as session:
        assert {each.ref for each in alarms.upcoming(session, ("effect",))} == {"a", "b"}
    assert [each["event"] for each in logged] == ["ring.batch_failed", "alarm.failed"]
    assert "typed" not in str(logged)


def test_it_is_postponed_ever_longer_but_never_for_more_than_an_hour(rig: Rig) -> None:
    rig.fails.add("bad")
    rig.alarm("bad")
    now, waits = NINE, []
    for _ in range(60):
        rig.dispatcher.ring(now)
        then, _tries = rig.bells()["bad"]
        waits.append(then - now)
        now = then
    assert waits[:7] == [MINUTE * 2**number for number in range(6)] + [LONGEST_POSTPONE]
    assert set(waits[7:]) == {LONGEST_POSTPONE}
    rig.fails.clear()
    rig.dispatcher.ring(now)
    assert rig.bells() == {}


def test_what_the_lock_budget_leaves_no_time_for_stays_due(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch_module, "LOCK_BUDGET", -1)
    for ref in "abc":
        rig.alarm(ref)
    assert rig.dispatcher.ring(NINE) == 1
    assert rig.bells() == {"b": (NINE, 0), "c": (NINE, 0)}
    assert [rig.dispatcher.ring(NINE) for _ in range(3)] == [1, 1, 0]
    assert rig.rang == ["a", "b", "c"]


def test_an_alarm_that_another_of_the_batch_moves_or_clears_does_not_ring(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ring(tick: Tick, ref: str) -> None:
        rig.rang.append(ref)
        if ref == "first":
            alarms.set(tick.session, "bell", "moved", NINE + MINUTE)
            alarms.clear(tick.session, "bell", "cleared")

    monkeypatch.setattr(handlers, "ALARMS", {"bell": Ringing(ring)})
    for ref in ("first", "moved", "cleared", "last"):
        rig.alarm(ref)
    rig.dispatcher.ring(NINE)
    assert rig.rang == ["first", "last"]
    assert rig.bells() == {"moved": (NINE + MINUTE, 0)}


def test_a_bad_alarm_that_sets_itself_anew_does_not_stop_the_batch(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def ring(tick: Tick, ref: str) -> None:
        rig.rang.append(ref)
        if ref == "one":
            alarms.set(tick.session, "bell", "two", NINE - MINUTE)
        if ref == "two":
            raise ZeroDivisionError

    monkeypatch.setattr(handlers, "ALARMS", {"bell": Ringing(ring)})
    for ref in ("one", "two", "three"):
        rig.alarm(ref)
    for _ in range(3):
        rig.dispatcher.ring(NINE)
    assert rig.bells() == {"two": (NINE + MINUTE, 1)}
    assert "three" in rig.rang


def test_an_alarm_of_a_newer_release_is_left_as_it_is(rig: Rig) -> None:
    with begin(rig.engine) as session:
        alarms.set(session, "of a newer release", "1", NINE)
    rig.alarm("a")
    assert rig.dispatcher.ring(NINE) == 1
    with reading(rig.engine) as session:
        (left,) = alarms.upcoming(session, ("of a newer release",))
    assert (left.rings_at, left.tries) == (NINE, 0)


@pytest.mark.parametrize("times", [1, 2])
def test_a_deadlock_is_rung_again_not_postponed(rig: Rig, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    errors = [sa.exc.OperationalError("UPDATE", {}, Exception("database is locked"))] * times
    fails_first = iter([ZeroDivisionError(), *errors])

    def ring(tick: Tick, ref: str) -> None:
        if (error := next(fails_first, None)) is not None:
            raise error
        rig.rang.append(ref)

    monkeypatch.setattr(handlers, "ALARMS", {"bell": Ringing(ring)})
    rig.alarm("a")
    assert rig.dispatcher.ring(NINE) == 1
    assert (rig.rang, rig.bells()) == (["a"], {})


# -- a form in a message ---------------------------------------------------------------------------------------------

QUESTIONS = Form(
    "test.form",
    "r1",
    Text("{team}: *go*", {"team": "Été"}),
    (
        TextField("text", "Text", "a hint", required=True, initial="<b>", limit=80, lines=False),
        ChoiceField("one", "One", options=(Option("a", "A"), Option("b", "B")), initial=("b",), many=True),
        ToggleField("on", "On", initial=True),
    ),
    "Send",
    drafts=False,
)


@pytest.mark.parametrize("holds", [True, False])
def test_a_form_asked_for_by_a_message_stands_in_the_answer_where_a_message_can_hold_it(rig: Rig, holds: bool) -> None:
    rig.does = lambda _context, _event: OpenForm(QUESTIONS)
    who, place = Who("direct", "W1", "alice"), Place("@alice", direct=True)
    assert rig.handle(MessageTyped("k", who, place, "help", form_in_message=holds)) == Nothing()
    with reading(rig.engine) as session:
        row = session.exec(select(Outbox)).one()
    card = load_card(row.card)
    assert (row.kind, card.form) == ("ritual.answer", QUESTIONS if holds else None)
    assert holds != any(isinstance(block, Actions) for block in card.blocks)  # else it waits behind a button
