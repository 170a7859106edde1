"""SPEC A11 on the platforms: every command, button and form × role, over true requests, while a stand-up is open."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import col, select

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted, MessageTyped, Place, Who
from ritualbot.rituals.permissions import Role
from ritualbot.store import retro_run as runs
from ritualbot.store.team import Team
from tests.conversations.requests import Listening, stored
from tests.conversations.rights import (
    ABOUT_A_TEAM,
    ASKING,
    BUTTONS,
    FORM,
    FORMS,
    FOUNDING,
    LAVANDE,
    NOT_FOUND,
    OUTCOMES,
    SENT_TO_FOUND,
    SETS_UP,
    STATES,
    TOLD,
    TYPED,
    named,
)
from tests.conversations.rights_acting import (
    guest_outcome,
    named_in,
    ref_for,
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
from tests.conversations.rights_stage import Stage

OPEN = STATES.index("open")
PEOPLE_FIELDS = {"people", "sponsor", "scrum_master", "assistant", "member", "lead", "contacts", "handed_to"}


@dataclass
class Day:
    """A workspace at 09:40, while people answer; put back whenever something changed it."""

    bot: Listening
    stage: Stage
    free: str  # a channel without a team
    before: str

    def changed(self) -> bool:
        return self.stored() != self.before

    def stored(self) -> str:
        with self.bot.session() as session:
            return stored(session)

    def put_back(self) -> None:
        self.bot.settle_door()
        self.bot.app.engine.dispose()
        file = Path(self.bot.app.engine.url.database or "")
        for left in file.parent.glob(f"{file.name}-*"):
            left.unlink()
        shutil.copy(self.stage.file, file)


@pytest.fixture
def day(make_listening: Callable[..., Listening], sqlite_url: str, tmp_path: Path) -> Day:
    bot = make_listening(LAVANDE)
    with bot.session() as session, session.begin():
        days_off(session)
        add_sprint(session)
        add_requests(session)
        add_hypotheses(session)
        add_digest(session)
        give_actions(session)
        runs.begin(session, session.exec(select(Team)).one())
    bot.until("2027-03-02 09:40")
    parts, run = refs(bot)
    mine = {each.user: parts[bot.id_of(each.user)] for each in LAVANDE.people if bot.id_of(each.user) in parts}
    blocked = add_blockers(bot, mine)
    everybody = tuple(each.user for each in LAVANDE.people)
    free = bot.add_channel("atelier", everybody)
    for user in everybody:  # where somebody is reached is known from then on
        bot.answer(
            bot.request(ButtonPressed(uuid4().hex, who(bot, user), Place(f"@{user}", direct=True), "ritual.help", ""))
        )
    with bot.session() as session:
        team = session.exec(select(Team.ref).where(col(Team.name) == "Lavande")).one()
        off, standup, given = days_off_refs(session), standup_of_lavande(session), given_refs(session)
    bot.app.engine.dispose()
    copy = tmp_path / "open.db"
    shutil.copy(sqlite_url.removeprefix("sqlite:///"), copy)
    made = Day(bot, Stage(copy, "", mine, run, team, standup, "", blocked, given, off), free, "")
    made.before = made.stored()
    return made


def who(bot: Listening, user: str) -> Who:
    return Who(bot.platform, "W1", user)


def asked(day: Day, action: str, user: str) -> ButtonPressed | CommandTyped | FormSubmitted | MessageTyped:
    key, me = uuid4().hex, who(day.bot, user)
    place = Place(f"@{user}", direct=True) if action in ABOUT_A_TEAM else Place("lavande")
    ref = day.free if action in FOUNDING else ref_for(day.stage, action, user)
    if not action:
        return MessageTyped(key, me, Place(f"@{user}", direct=True), "Bonjour")
    if action.startswith("/"):
        command, _, rest = action[1:].partition(" ")
        return CommandTyped(key, me, place, command, rest)
    if action in FORMS:
        return FormSubmitted(key, me, place, action, ref, by_id(day, values_for(action)))
    return ButtonPressed(key, me, place, action, ref)


def by_id(day: Day, values: Mapping[str, str]) -> dict[str, str]:
    """What names people names them by the platform's ids."""
    users = {each.user: day.bot.id_of(each.user) for each in LAVANDE.people}
    return {
        name: ",".join(users.get(each, each) for each in value.split(",")) if name in PEOPLE_FIELDS else value
        for name, value in values.items()
    }


@pytest.mark.long
@pytest.mark.parametrize("role", Role)
def test_every_action_for_every_role_over_true_requests(day: Day, role: Role) -> None:
    user, wrong = named(role), []
    for action, may in {**BUTTONS, **FORMS, **TYPED}.items():
        if day.bot.platform == "slack" and not (action and action.isascii()):
            continue  # Slack sends no message of this kind, and its commands are plain ASCII
        day.bot.answer(day.bot.request(asked(day, action, user)))
        reply = day.bot.told if action else day.bot.replied
        assert reply is not None
        expected = OUTCOMES[action][OPEN]
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
        if day.changed():
            if refused:
                wrong.append(f"{action}: changed something")
            day.put_back()
    assert wrong == []
