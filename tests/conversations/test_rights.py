"""SPEC A11: every command, button and form × role × state, against a table written by hand from SPEC's own.

What is refused is refused in private, names the role it takes, and changes nothing; what is outside one's own team
answers as if it did not exist.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from ritualbot import handlers
from ritualbot.i18n import LANGUAGES
from ritualbot.rituals.command import COMMANDS
from ritualbot.rituals.permissions import Role
from ritualbot.store import (
    retro_run as runs,
)
from ritualbot.store.team import Membership, Person, Team
from tests.conversations.bot import Bot
from tests.conversations.rights import (
    ABOUT_A_TEAM,
    ASKING,
    BUTTONS,
    CLOSED,
    FORM,
    FORMS,
    LAVANDE,
    NOT_FOUND,
    OUTCOMES,
    PERSONAL,
    SENT_TO_FOUND,
    SETS_UP,
    STATES,
    TEAM,
    TOLD,
    TYPED,
    named,
)
from tests.conversations.rights_acting import (
    event,
    guest_outcome,
    named_in,
    place_of,
    ref_for,
    text_of,
    told,
    values_for,
)
from tests.conversations.rights_rows import (
    add_blockers,
    add_digest,
    add_hypotheses,
    add_requests,
    add_sprint,
    days_off,
    days_off_refs,
    give_actions,
    given_refs,
    refs,
    standup_of_lavande,
)
from tests.conversations.rights_stage import Room, Stage, digest, room, stages

__all__ = ["room", "stages"]


def test_the_table_holds_every_button_form_and_command() -> None:
    assert BUTTONS.keys() == handlers.ROUTES.keys()
    assert FORMS.keys() == handlers.FORMS.keys()
    assert OUTCOMES.keys() == BUTTONS.keys() | FORMS.keys() | TYPED.keys()
    shown = {command.shown(language) for command in COMMANDS for language in LANGUAGES}
    assert shown <= TYPED.keys()
    routes = {**handlers.ROUTES, **handlers.FORMS}
    assert {action for action, route in routes.items() if route.about is not None} == ABOUT_A_TEAM


SHORT = ("no run yet", "open")  # the states that are tried at every run


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    "state", [pytest.param(each, marks=[] if each in SHORT else [pytest.mark.long]) for each in STATES]
)
def test_every_action_for_every_role_in_every_state(room: Callable[[str], Room], state: str, role: Role) -> None:
    here, column, user = room(state), STATES.index(state), named(role)
    wrong = []
    for action, may in {**BUTTONS, **FORMS, **TYPED}.items():
        ref = ref_for(here.stage, action, user)
        reply = here.does(event(action, user, ref, place=place_of(action)))
        expected = OUTCOMES[action][column]
        refused = role not in may and expected != NOT_FOUND
        if refused:
            expected = TOLD + "permission.needs"
            if told(reply) == expected and named_in(reply) != may:
                wrong.append(f"{action}: names {named_in(reply)}, not {may}")
            if action in SENT_TO_FOUND:
                expected = FORM
        elif action in ASKING and role in SETS_UP:
            expected = FORM
        elif role is Role.AGENCY_GUEST:
            expected = guest_outcome(action, expected)
        if told(reply) != expected:
            wrong.append(f"{action}: {told(reply)}, not {expected}")
        if here.changed():
            if refused or (expected in (NOT_FOUND, FORM, CLOSED) and not opens_the_day(state, action)):
                wrong.append(f"{action}: changed something")
            here.open()
    assert wrong == []


def opens_the_day(state: str, action: str) -> bool:
    """Answering before the prompt is meant to open the day."""
    return state == "no run yet" and action in {"standup.command", "/standup", "/point"}


@pytest.mark.parametrize("role", sorted(TEAM))
@pytest.mark.parametrize("state", ["open", "posted", "closed"])
def test_nobody_acts_on_someone_elses_part(room: Callable[[str], Room], state: str, role: Role) -> None:
    here = room(state)
    for action in sorted(PERSONAL):
        reply = here.does(event(action, named(role), here.stage.parts["zoe"]))
        assert told(reply) == TOLD + "permission.own_only", action
        if action in FORMS:
            assert "Mon texte" in text_of(reply)
    assert not here.changed()


# -- what changes between opening and sending ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loses", "key"),
    [("role", "permission.needs"), ("team", "permission.absent"), ("account", "ritual.unknown_person")],
)
def test_a_right_lost_between_opening_and_sending_is_lost(room: Callable[[str], Room], loses: str, key: str) -> None:
    here = room("open")
    assert told(here.does(event("standup.open", "zoe", here.stage.parts["zoe"]))) == FORM
    with Session(here.app.engine) as session, session.begin():
        person = session.exec(select(Person).where(col(Person.name) == "Zoe")).one()
        held = session.exec(select(Membership).where(col(Membership.person_id) == person.id)).one()
        if loses == "role":
            held.role = Role.OBSERVER
        elif loses == "team":
            session.delete(held)
        else:
            person.active = False
    before = here.digest
    reply = here.does(event("standup.answer", "zoe", here.stage.parts["zoe"]))
    assert told(reply) == TOLD + key
    assert here.digest == before
    if loses != "account":
        assert "Mon texte" in text_of(reply)


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.SCRUM_MASTER, Role.ADMIN])
def test_only_a_scrum_master_or_admin_removes_a_scrum_master(room: Callable[[str], Room], role: Role) -> None:
    """Another scrum master stays, so that it is the right that decides."""
    here = room("open")
    with Session(here.app.engine) as session, session.begin():
        zoe = session.exec(select(Person).where(col(Person.name) == "Zoe")).one()
        held = session.exec(select(Membership).where(col(Membership.person_id) == zoe.id)).one()
        session.add(Membership(team_id=held.team_id, person_id=held.person_id, role=Role.SCRUM_MASTER))
    before = here.digest
    values = {**values_for("team.save"), "people": "member,assistant,zoe"}
    reply = here.does(event("team.save", named(role), here.stage.team, values=values))
    if role is Role.ASSISTANT:
        assert told(reply) == TOLD + "permission.needs"
        assert named_in(reply) == SETS_UP
        assert here.digest == before
    else:
        assert told(reply) == TOLD + "team.saved.title"


# -- PostgreSQL ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.AGENCY_GUEST, Role.OBSERVER, Role.DESK_LEAD])
def test_a_refusal_leaves_no_trace_on_postgresql(postgresql_url: str, role: Role) -> None:
    with closing(Bot(postgresql_url, LAVANDE)) as bot:
        with bot.session() as session, session.begin():
            days_off(session)
            add_sprint(session)
            add_digest(session)
            add_requests(session)
            add_hypotheses(session)
            give_actions(session)
            runs.begin(session, session.exec(select(Team)).one())
        bot.until("2027-03-02 09:40")
        parts, run = refs(bot)
        with bot.session() as session:
            team = session.exec(select(Team.ref)).one()
            standup = standup_of_lavande(session)
            off, given = days_off_refs(session), given_refs(session)
        blocked = add_blockers(bot, parts)
        here = Stage(Path(), "", parts, run, team, standup, blockers=blocked, actions=given, days_off=off)
        user = named(role)
        before = digest(bot.app.engine)
        there = {action for action in {**BUTTONS, **FORMS} if OUTCOMES[action][STATES.index("open")] != NOT_FOUND}
        refused = {action for action in there if role not in {**BUTTONS, **FORMS}[action] or action in PERSONAL}
        for action in sorted(refused):
            reply = bot.app.dispatcher.handle(event(action, user, ref_for(here, action, user), place=place_of(action)))
            guest = role is Role.AGENCY_GUEST and action in PERSONAL
            expected = TOLD + ("permission.own_only" if guest else "permission.needs")
            assert told(reply) == (FORM if action in SENT_TO_FOUND else expected), action
        assert digest(bot.app.engine) == before
