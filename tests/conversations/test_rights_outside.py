"""SPEC A11: what is outside one's own team answers as if it did not exist."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select

from ritualbot.chat.events import ButtonPressed, Event, FormSubmitted, Place, Who
from ritualbot.rituals.permissions import Role
from ritualbot.store import (
    blocker as blockers,
)
from ritualbot.store.standup import Standup, StandupPart, StandupRun
from ritualbot.store.team import Person, Team
from tests.conversations.rights import (
    ABOUT_A_TEAM,
    ASKING,
    BUTTONS,
    FORMS,
    FOUNDING,
    NOT_FOUND,
    TOLD,
    TYPED,
    named,
)
from tests.conversations.rights_acting import event, place_of, ref_for, told
from tests.conversations.rights_rows import days_off_refs, given_refs
from tests.conversations.rights_stage import Room, room, stages

__all__ = ["room", "stages"]


LONG = (pytest.mark.long,)
OUTSIDERS = [
    *(
        pytest.param("W2", named(role), "open", id=f"another customer's {role}", marks=marks)
        for role, marks in ((Role.MEMBER, LONG), (Role.SCRUM_MASTER, LONG), (Role.ADMIN, ()))
    ),
    *(
        pytest.param("W1", "eva", state, id=f"another team, {state}", marks=marks)
        for state, marks in (("open", ()), ("closed", LONG))
    ),
]


@pytest.mark.parametrize(("workspace", "user", "state"), OUTSIDERS)
def test_what_is_outside_answers_as_absent(room: Callable[[str], Room], state: str, workspace: str, user: str) -> None:
    """Whatever the action and the reference: the same answer as for one that never was, and no trace."""
    here = room(state)
    with Session(here.app.engine) as session:
        foreign = foreign_refs(session)
    for action in {**BUTTONS, **FORMS}.keys() - ASKING:
        values = {"name": ""} if action in FOUNDING else {"today": "Mon texte"}  # a name would start a team
        asked = event(action, user, workspace=workspace, place=place_of(action), values=values)

        unknown = here.does(with_ref(asked, "never-was"))
        if action in ABOUT_A_TEAM:
            assert told(unknown) == NOT_FOUND, action
        for ref in foreign:
            # Where a form carries the reference on, it is all that differs.
            reply = str(here.does(with_ref(asked, ref))).replace(ref, "never-was")
            assert reply == str(unknown), (action, ref)
        assert "Lavande" not in str(unknown), action
    assert not here.changed()


def with_ref(asked: Event, ref: str) -> Event:
    assert isinstance(asked, ButtonPressed | FormSubmitted)
    return replace(asked, id=uuid4().hex, ref=ref)


ABOUT_REQUESTS = ("filing", "request member", "step member")
ABOUT_SPRINTS = ("sprint sprint", "sprint open", "sprint member")


def foreign_refs(session: Session) -> list[str]:
    """The references of the team Lavande that a button could carry."""
    team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    standup = session.exec(select(Standup).where(col(Standup.team_id) == team.id)).one()
    run = session.exec(
        select(StandupRun).where(col(StandupRun.standup_id) == standup.id).order_by(col(StandupRun.id))
    ).first()
    assert run is not None
    parts = session.exec(select(StandupPart.ref).where(col(StandupPart.run_id) == run.id)).all()
    people = session.exec(select(Person.ref).where(col(Person.tenant_id) == team.tenant_id)).all()
    given, made = given_refs(session)["member"]
    [blocker, *_] = blockers.open_in(session, team.id or 0)
    event = blockers.last_event(session, blocker)
    assert event is not None
    of_blocker = (blocker.ref, f"{blocker.ref}:it", event.ref)
    off = days_off_refs(session)
    whose = ("member", "closure", "asked", "each", "retro", *ABOUT_SPRINTS, *ABOUT_REQUESTS)
    of_people = (parts[0], people[0], *(off[each] for each in whose))
    return [team.ref, standup.ref, run.ref, given, made, *of_people, *of_blocker]


@pytest.mark.parametrize(
    ("who", "key"),
    [
        (Who("direct", "W1", "stranger"), "ritual.unknown_person"),
        (Who("direct", "W9", "member"), "ritual.unknown_workspace"),
        (Who("slack", "W1", "member"), "ritual.unknown_workspace"),
        (Who("direct", "W2", "zoe"), "ritual.unknown_person"),
    ],
)
def test_strangers_are_told_so_and_leave_no_trace(room: Callable[[str], Room], who: Who, key: str) -> None:
    here = room("open")
    for action in {**BUTTONS, **FORMS, **TYPED}:
        asked = event(action, who.user, ref_for(here.stage, action, "member"))
        assert told(here.does(replace(asked, who=who))) == TOLD + key, action
    assert not here.changed()


def test_a_command_in_another_teams_channel_speaks_of_ones_own(room: Callable[[str], Room]) -> None:
    here = room("open")
    for action in ("/rituel agenda", "/rituel équipe", "/point"):
        reply = here.does(event(action, "eva", place=Place("lavande")))
        assert "Lavande" not in str(reply), action
        assert "Zoe" not in str(reply), action
