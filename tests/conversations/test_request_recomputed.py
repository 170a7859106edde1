"""E7: whatever is done with requests, in any order, what is cached about them is what their history says."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import TypeAlias

import pytest
from sqlmodel import Session, col, delete, select, update

from ritualbot.chat.forms import ChoiceField, DateField, Form, NumberField, TextField
from ritualbot.chat.replies import FieldErrors, OpenForm, Say
from ritualbot.reports import request as report
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_act import Side, offered
from ritualbot.rituals.request_history import WITH_DESK, Happened, Party, RequestState
from ritualbot.rituals.request_types import TYPES, types_of
from ritualbot.store import request as requests
from ritualbot.store.alarms import Alarm
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.team import Team
from tests.builders import ALICE, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, buttons
from tests.conversations.counsel_life import QuickBot
from tests.desks import build_desk

NADIA = Someone("nadia", ())
TEAM = SomeTeam(people=(ALICE, CHLOE, NADIA))
START = "2027-03-02 09:20"
# What is the same whoever looks: a request's cached columns, by its ref.
Cached: TypeAlias = dict[str, tuple[object, ...]]
# Pressed on the answer to what was just done, as often as not.
AFTERWARDS = ("request.expected", "request.just_said", "request.undo", "request.express", "request.keep")


@dataclass
class Walk:
    """Acts drawn by chance among those that the cards offer; days pass, and the desks' hours are changed."""

    bot: QuickBot
    chance: Random
    done: Counter[str] = field(default_factory=Counter)
    closed: Cached = field(default_factory=dict)  # as it stood when it was closed
    closings: int = 0  # some were opened again since

    def live(self, acts: int) -> None:
        for number in range(acts):
            self._act()
            self._remember()
            if number % 4 == 3:
                self.bot.wait(minutes=self.chance.randrange(20, 400))
            if number % 8 == 7:
                self._change_hours()
        for _ in range(3):
            self._change_hours()
        self._remember()

    def file_all(self) -> None:
        """One of every type there is."""
        with self.bot.session() as session:
            team = session.exec(select(Team.ref)).one()
            desks = {DeskKind(desk.kind): desk.ref for desk in session.exec(select(Desk))}
        chloe = self.bot.person("chloe")
        for kind, desk in desks.items():
            for type_ in types_of(kind):
                chloe.presses_ref("request.open", f"{team}:{desk}:{type_.name}")
                self._fill(chloe)

    def _act(self) -> None:
        with self.bot.session() as session:
            row = self.chance.choice(session.exec(select(Request).order_by(col(Request.id))).all())
            each = report.scene(session, row)
            side = self.chance.choice(list(Side))
            acts = [act for some in offered(side, each.now, each.type.ending) for act in some]
        if not acts:
            return
        act = self.chance.choice(acts)
        actor = self.bot.person("nadia" if side is Side.DESK else "chloe")
        actor.presses_ref(f"request.{act}", row.ref)
        if isinstance(actor.reply, OpenForm):
            self._fill(actor)
        self.done[act] += 1
        self._afterwards(actor)

    def _afterwards(self, actor: Actor) -> None:
        if isinstance(actor.reply, Say) and self.chance.random() < 0.5:
            found = [button for button in buttons(actor.reply.card) if button.action in AFTERWARDS]
            if found:
                button = self.chance.choice(found)
                actor.presses_ref(button.action, button.ref)
                self.done[button.action] += 1

    def _fill(self, actor: Actor) -> None:
        assert actor.form is not None
        actor.fills(**dict(self._values(actor.form)))
        days = {each.name for each in actor.form.fields if isinstance(each, DateField)}
        # Nothing is done on a day on which the desk is closed.
        assert not isinstance(actor.reply, FieldErrors) or actor.errors.keys() <= days, actor.errors

    def _values(self, form: Form) -> Iterator[tuple[str, str]]:
        """Something fitting in every field."""
        for each in form.fields:
            match each:
                case DateField():
                    yield (
                        each.name,
                        (self.bot.clock.now().date() + timedelta(days=self.chance.randrange(1, 20))).isoformat(),
                    )
                case NumberField():
                    yield each.name, "1200"
                case TextField(name="link"):
                    yield each.name, f"https://exemple.fr/v{self.chance.randrange(1000)}"
                case TextField():
                    yield each.name, each.initial or "À relire"
                case ChoiceField() if not each.initial:
                    yield each.name, self.chance.choice(each.options).value
                case _:
                    pass

    def _change_hours(self) -> None:
        """Some days within the next weeks are closed, or half days, or long ones, at a desk where something is open."""
        nadia, today = self.bot.person("nadia"), self.bot.clock.now().date()
        with self.bot.session() as session:
            waiting = select(Request.desk_id).where(
                col(Request.decide_due_at).is_not(None), col(Request.closed_at).is_(None)
            )
            # By their number: a ref is drawn anew in every run, and the seed would then not tell what happens.
            desks = select(Desk.ref).where(col(Desk.id).in_(waiting)).order_by(col(Desk.id))
            desk = self.chance.choice(session.exec(desks).all())
        days = [today + timedelta(days=number) for number in self.chance.sample(range(1, 15), 5)]
        hours = [self.chance.choice(("", " 09:00-12:30", " 10:00-20:00")) for _ in days]
        nadia.presses_ref("desk.days", desk)
        nadia.fills(days="\n".join(f"{day:%d/%m/%Y}{each}" for day, each in zip(days, hours, strict=True)))
        assert isinstance(nadia.reply, Say)
        self.bot.settle()
        self.done["hours"] += 1

    def _remember(self) -> None:
        """How each looked when it was closed; what is opened again may be closed another way."""
        with self.bot.session() as session:
            now = cached(session)
            open_ = set(session.exec(select(Request.ref).where(col(Request.closed_at).is_(None))))
        shut = now.keys() - open_
        self.closings += len(shut - self.closed.keys())
        self.closed = {ref: self.closed.get(ref, now[ref]) for ref in shut}


def cached(session: Session) -> Cached:
    return {
        row.ref: (
            row.state,
            row.owner_id,
            row.acknowledge_due_at,
            row.decide_due_at,
            row.closed_at,
            row.calendar_version,
        )
        for row in session.exec(select(Request))
    }


def rings(session: Session) -> dict[str, datetime]:
    return dict(session.exec(select(Alarm.ref, Alarm.rings_at).where(col(Alarm.kind) == requests.RING)).all())


LONG = (pytest.mark.long,)
LIVES = [
    pytest.param("sqlite", 1, 40, id="some, sqlite"),
    pytest.param("postgresql", 1, 40, id="some, postgresql", marks=LONG),
    pytest.param("sqlite", 2, 500, id="many, sqlite", marks=LONG),
    pytest.param("postgresql", 3, 500, id="many, postgresql", marks=LONG),
]


@pytest.mark.parametrize(("database_url", "seed", "acts"), LIVES, indirect=["database_url"])
def test_what_is_cached_is_computed_again_from_the_history(database_url: str, seed: int, acts: int) -> None:
    with closing(QuickBot(database_url, TEAM, start=START)) as bot:
        with begin(bot.app.engine) as session:
            for kind in DeskKind:
                build_desk(session, bot.clock.now(), kind, f"Service {kind}", "nadia", lead="nadia", duty="nadia")
        walk = Walk(bot, Random(seed))
        walk.file_all()
        walk.live(acts)
        with begin(bot.app.engine) as session:
            before, rang = cached(session), rings(session)
            moved = len(session.exec(select(RequestEvent).where(col(RequestEvent.kind) == Happened.MOVED)).all())
            lose(session)
            assert {found[:5] for found in cached(session).values()} == {(RequestState.NEW, None, None, None, None)}
            for row in session.exec(select(Request)).all():
                now = requests.refresh(session, row)
                requests.wind(session, row, bot.clock.now())
                assert (now.ball is Party.DESK and now.open) == (row.state in WITH_DESK)
            assert cached(session) == before
            assert rings(session) == rang
    assert {ref: before[ref] for ref in walk.closed} == walk.closed  # whatever the hours became meanwhile
    assert len(before) == len(TYPES)
    assert len(walk.done) > 8 and walk.closings > 3 and walk.closed, walk.done
    assert moved > 5


def lose(session: Session) -> None:
    nothing = {"state": RequestState.NEW, "owner_id": None, "closed_at": None}
    session.connection().execute(update(Request).values(**nothing, acknowledge_due_at=None, decide_due_at=None))
    session.connection().execute(delete(Alarm).where(col(Alarm.kind) == requests.RING))
    session.expire_all()
