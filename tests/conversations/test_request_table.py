"""A11, E9: role × state × button. Everyone presses every act on a request in every situation, as if it stood there; and
a card shows its reader what they may press, no more than four at a time."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from ritualbot.chat.cards import Actions, Button, Menu
from ritualbot.chat.replies import Say
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.request_act import Act, Side
from ritualbot.rituals.request_types import TYPES
from ritualbot.store import request as requests
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin
from ritualbot.store.request import Request
from ritualbot.store.team import Address, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, Someone, SomeTeam, build_further_team
from tests.conversations.bot import buttons, moment
from tests.conversations.counsel_life import QuickBot
from tests.conversations.rights_acting import told
from tests.conversations.rights_roles import FORM, TOLD
from tests.databases import let_go
from tests.desks import build_desk
from tests.rituals.request_table import SITUATIONS, Situation

FILED, NOW = moment("2027-03-02 09:20"), "2027-03-02 11:00"
ABSENT, REFUSED = TOLD + "permission.absent", {TOLD + f"permission.{each}" for each in ("needs", "own_only", "not_own")}
EVA = Someone("eva", ())
TEAM = SomeTeam(
    people=(
        *(ALICE, BRUNO, CHLOE, DAVID, CLAIRE, EVA),
        *(Someone(user, ()) for user in ("nadia", "leo", "olivier")),
        Someone("kim"),
        Someone("olga", (Role.OBSERVER,)),
        Someone("ada", (Role.ADMIN,)),
    )
)
# By hand: on which side somebody is of what Chloé asked; None: they may do nothing about it.
OF_CHLOE: Mapping[str, Side | None] = {
    "chloe": Side.TEAM,
    "david": None,  # of the team: a member speaks for themselves alone
    "alice": Side.TEAM,
    "bruno": Side.TEAM,  # the assistant
    "nadia": Side.DESK,  # a contact, who did what was done
    "leo": Side.DESK,  # the lead
    "kim": Side.DESK,  # a contact who is also of the team
    "olivier": None,  # a contact of another desk
    "eva": None,  # of another team
    "claire": None,  # the sponsor
    "olga": None,  # an observer
    "ada": None,  # an admin
}
OF_KIM: Mapping[str, Side | None] = {"kim": Side.TEAM, "chloe": None, "nadia": Side.DESK}  # never as the desk
OUTSIDE = {"olivier", "eva"}
# It stands on every card of the desk, for whoever stands in while its owner is away; the others hear whose it is.
STANDS_IN = {("leo", "snooze"), ("kim", "snooze")}
SHORT = ("new", "approved")
CASES = [
    pytest.param(each, id=each.name, marks=[] if each.name in SHORT else [pytest.mark.long]) for each in SITUATIONS
]


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A request of Chloé's and one of Kim's in every situation."""
    file = tmp_path_factory.mktemp("table") / "stage.db"
    shutil.copy(sqlite_template, file)
    bot = QuickBot(f"sqlite:///{file}", TEAM, start="2027-03-02 09:20")
    with begin(bot.app.engine) as session:
        build_further_team(session, FILED, SomeTeam(people=(Someone("eva"),), name="Été", channel="ete"))
        kinds = dict.fromkeys(TYPES[each.type].desk for each in SITUATIONS)
        for kind in kinds:
            build_desk(session, FILED, kind, f"Service {kind}", "nadia", "leo", "kim", lead="leo", duty="nadia")
        other = next(kind for each in TYPES.values() if (kind := each.desk) not in kinds)
        build_desk(session, FILED, other, "Ailleurs", "olivier")
        for each in SITUATIONS:
            for user in ("chloe", "kim"):
                _bring_about(session, each, user)
    bot.close()
    let_go(f"sqlite:///{file}")
    return file


def _bring_about(session: Session, each: Situation, user: str) -> None:
    ids = dict(session.exec(select(Address.user, Address.person_id)).all())
    desk = session.exec(select(Desk).where(col(Desk.kind) == TYPES[each.type].desk)).one()
    team = session.exec(select(Team).where(col(Team.name) == TEAM.name)).one()
    row = Request(
        team_id=team.id or 0,
        number=0,
        desk_id=desk.id or 0,
        type=each.type,
        title=f"{each.name} {user}",
        requester_id=ids[user],
        filed_at=FILED,
        calendar_version=1,
    )
    requests.file(session, row, {"acknowledge": "270000", "decide": "540000", "firm": "1"}, "direct")
    for number, (whose, kind, data) in enumerate(each.lines, 1):
        by = ids["nadia" if whose == "desk" else user]
        at = FILED + timedelta(minutes=10 * number)
        requests.record(session, row, kind, by, at, {"by": whose, "owner": str(by), **data}, "direct")


@dataclass
class Room:
    """A copy of the stage, put back after whatever was let through."""

    stage: Path
    file: Path
    bot: QuickBot

    def press(self, user: str, action: str, ref: str) -> str:
        """What kind of answer it was."""
        answer = told(self.bot.person(user).presses_ref(action, ref))
        if answer.startswith(TOLD + "request."):
            self.put_back()
        return answer

    def put_back(self) -> None:
        let_go(f"sqlite:///{self.file}")
        for left in self.file.parent.glob(f"{self.file.name}-*"):
            left.unlink()
        shutil.copy(self.stage, self.file)

    def ref(self, title: str) -> str:
        with self.bot.session() as session:
            return session.exec(select(Request.ref).where(col(Request.title) == title)).one()


@pytest.fixture
def room(stage: Path, sqlite_url: str) -> Iterator[Room]:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with _open(stage, file) as made:
        yield made


@contextmanager
def _open(stage: Path, file: Path) -> Iterator[Room]:
    bot = QuickBot.over(f"sqlite:///{file}", NOW)
    made = Room(stage, file, bot)
    made.put_back()
    yield made
    bot.close()


def may(each: Situation, user: str, side: Side | None) -> set[str]:
    """By hand: what is theirs as the request stands. A decision is corrected by whoever made it."""
    words = {Side.DESK: each.desk, Side.TEAM: each.team, None: ""}[side].split()
    return {word for word in words if word in frozenset(Act) and (word != "correct" or user == "nadia")}


@pytest.mark.parametrize("each", CASES)
def test_everyone_may_press_what_the_table_says_and_nothing_else(room: Room, each: Situation) -> None:
    wrong = []
    for asked_by, sides in (("chloe", OF_CHLOE), ("kim", OF_KIM)):
        ref = room.ref(f"{each.name} {asked_by}")
        for user, side in sides.items():
            allowed = may(each, user, side)
            for act in Act:
                answer = room.press(user, f"request.{act}", ref)
                if (user, act) in STANDS_IN:
                    continue
                if not _fits(answer, user, side, act in allowed):
                    wrong.append(f"{user} on what {asked_by} asked: {act} came to {answer}")
    assert wrong == []


def _fits(answer: str, user: str, side: Side | None, allowed: bool) -> bool:
    if allowed:
        return answer == FORM or (answer.startswith(TOLD + "request.") and answer != TOLD + "request.stale")
    if user in OUTSIDE:
        return answer == ABSENT
    # Whoever may never do it hears that, and not how it stands.
    return answer in REFUSED or (side is not None and answer == TOLD + "request.stale")


@pytest.mark.parametrize("each", SITUATIONS, ids=[each.name for each in SITUATIONS])
def test_a_card_shows_its_reader_what_they_may_press_four_buttons_at_most(room: Room, each: Situation) -> None:
    for asked_by, sides in (("chloe", OF_CHLOE), ("kim", OF_KIM)):
        ref = room.ref(f"{each.name} {asked_by}")
        for user, side in sides.items():
            reply = room.bot.person(user).presses_ref("request.look", ref)
            assert isinstance(reply, Say)
            shown = [item for block in reply.card.blocks if isinstance(block, Actions) for item in block.items]
            assert sum(isinstance(item, Button | Menu) for item in shown) <= 4
            found = {button.action.removeprefix("request."): button for button in buttons(reply.card)}
            assert found.keys() & frozenset(Act) == may(each, user, side), (user, asked_by)
            for besides in found.keys() - frozenset(Act):  # what is no act on it: a link for somebody outside, a file
                answer = room.press(user, found[besides].action, found[besides].ref)
                assert answer not in {*REFUSED, ABSENT, TOLD + "request.stale"}, (user, asked_by, besides)
