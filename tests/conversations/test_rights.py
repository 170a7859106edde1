"""SPEC A11: every command, button and form × role × state, against a table written by hand from SPEC's own.

What is refused is refused in private, names the role it takes, and changes nothing; what is outside one's own team
answers as if it did not exist.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, delete, select

from ritualbot import handlers
from ritualbot.app.parts import build
from ritualbot.chat.cards import Actions, Card, plain_block
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, MessageTyped, Place, Who
from ritualbot.chat.replies import FieldErrors, Nothing, OpenForm, Reply, Say
from ritualbot.clock import MovableClock
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.action import ActionSource
from ritualbot.rituals.blocker import BlockerTag
from ritualbot.rituals.command import COMMANDS
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.sprint import ItemState, Span, SprintSpec
from ritualbot.rituals.sprint_item import ItemSpec
from ritualbot.store import (
    absence,
    blocker as blockers,
    bridge,
    retro_run as runs,
    schema,
    sprint as sprints,
    sprint_item as sprint_items,
)
from ritualbot.store.absence import Absence, Closure
from ritualbot.store.action import Action, ActionEvent, propose
from ritualbot.store.alarms import Alarm
from ritualbot.store.bridge import Answer, Bridge
from ritualbot.store.retro import Retro
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.standup import Standup, StandupPart, StandupQuestion, StandupRun
from ritualbot.store.team import Address, Destination, Membership, Person, Team
from tests.builders import Someone, SomeTeam
from tests.conversations.bot import Bot, moment
from tests.conversations.rights import (
    ABOUT_A_RETRO,
    ABOUT_A_RUN,
    ABOUT_A_SPRINT,
    ABOUT_A_STANDUP,
    ABOUT_A_TEAM,
    ABOUT_AN_ITEM,
    ACTIONS,
    ASKING,
    BLOCKERS,
    BRIDGES,
    BUTTONS,
    CLOSED,
    DONE,
    FORM,
    FORMS,
    FOUNDING,
    GUEST_COMMAND,
    LAVANDE,
    NOT_FOUND,
    OUTCOMES,
    OWN_ABSENCE,
    OWN_IN_RETRO,
    PEOPLE,
    PERSONAL,
    SENT_TO_FOUND,
    SETS_UP,
    STATES,
    TEAM,
    TOLD,
    TYPED,
    named,
)
from tests.databases import engine_of


def test_the_table_holds_every_button_form_and_command() -> None:
    assert BUTTONS.keys() == handlers.ROUTES.keys()
    assert FORMS.keys() == handlers.FORMS.keys()
    assert OUTCOMES.keys() == BUTTONS.keys() | FORMS.keys() | TYPED.keys()
    shown = {command.shown(language) for command in COMMANDS for language in LANGUAGES}
    assert shown <= TYPED.keys()
    routes = {**handlers.ROUTES, **handlers.FORMS}
    assert {action for action, route in routes.items() if route.about is not None} == ABOUT_A_TEAM


# -- the stage -----------------------------------------------------------------------------------------------------


# Another customer, with the same role names on the other side.
FOREIGN = SomeTeam(
    people=(*(Someone(named(role), (role,)) for role in Role), Someone("yann")),
    name="Étranger",
    channel="etranger",
    workspace="W2",
    language="en",
)
FREE = "atelier"  # a channel without a team
# As plain SQL: this is asked thousands of times.
DIGESTED = [
    f'SELECT * FROM "{table.name}" ORDER BY {", ".join(column.name for column in table.primary_key.columns)}'  # noqa: S608 - our own table names
    for table in schema.METADATA.sorted_tables
    if table.name != "inbox"
]


@dataclass(frozen=True)
class Stage:
    """A database in one state, and the references that stand in it."""

    file: Path
    now: str
    parts: Mapping[str, str]  # by user
    run: str
    team: str
    standup: str = ""
    digest: str = ""
    blockers: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by user: a blocker, its last event
    actions: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # by user: one given them, its making
    days_off: Mapping[str, str] = field(default_factory=dict)  # by user, and "closure", "asked", "each"


@dataclass
class Room:
    """A copy of a stage in which one thing after another is tried; put back whenever something changed it."""

    stage: Stage
    file: Path
    engines: list[sa.Engine] = field(default_factory=list)

    def open(self) -> None:
        self.close()
        shutil.copy(self.stage.file, self.file)
        self.app = build(engine_of(f"sqlite:///{self.file}"), {}, clock=MovableClock(moment(self.stage.now), rate=0.0))
        self.engines.append(self.app.engine)

    def close(self) -> None:
        while self.engines:
            self.engines.pop().dispose()
        for each in self.file.parent.glob(f"{self.file.name}*"):
            each.unlink()

    def does(self, event: Event) -> Reply:
        return self.app.dispatcher.handle(event)

    @property
    def digest(self) -> str:
        return digest(self.app.engine)

    def changed(self) -> bool:
        return self.digest != self.stage.digest


def digest(engine: sa.Engine) -> str:
    """All that is stored, but the note that an event was seen."""
    found = hashlib.sha256()
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        for rows in DIGESTED:  # by the driver alone: this is asked thousands of times
            cursor.execute(rows)
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


def stage(
    bot: Bot,
    file: Path,
    folder: Path,
    now: str,
    parts: Mapping[str, str],
    run: str,
    blocked: Mapping[str, tuple[str, str]],
) -> Stage:
    with bot.session() as session:
        team = session.exec(select(Team.ref).where(col(Team.name) == "Lavande")).one()
        standup = standup_of_lavande(session)
        off, given = days_off_refs(session), given_refs(session)
    seen = digest(bot.app.engine)
    bot.app.engine.dispose()  # the last connection writes everything into the one file
    copy = folder / f"{now.replace(' ', '-').replace(':', '')}.db"
    shutil.copy(file, copy)
    return Stage(copy, now, parts, run, team, standup, seen, blocked, given, off)


def add_blockers(bot: Bot, parts: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """One for each of the team's roles, named in their own answer and given a tag by themselves."""
    found = {}
    with bot.session() as session, session.begin():
        team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
        for role in sorted(TEAM):
            user, now = named(role), bot.clock.now()
            part = session.exec(select(StandupPart).where(col(StandupPart.ref) == parts[user])).one()
            person = session.get(Person, part.person_id)
            assert person is not None
            blockers.heard(session, team, part.ref, person, ["Bannière"], now)
            [row] = blockers.said_in(session, [part.ref])
            event = blockers.update(session, row, person.id, row.text, BlockerTag.LEGAL, now)
            found[user] = row.ref, event.ref
    return found


OWNER = "zoe-of-lavande"


def give_actions(session: Session) -> None:
    """One to each of the team's roles and to Zoe, proposed by Zoe or, to her, by the member."""
    team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    found = select(Person).where(col(Person.tenant_id) == team.tenant_id)
    people = {person.name.lower(): person.id or 0 for person in session.exec(found)}
    now = moment("2027-03-01 12:00")
    session.get_one(Person, people["zoe"]).ref = OWNER  # whom forms give actions to
    for user in (*(named(role) for role in sorted(TEAM)), "zoe"):
        by = people["member" if user == "zoe" else "zoe"]
        propose(session, team.id or 0, "Affiche", people[user], date(2027, 3, 31), ActionSource.COMMAND, "", by, now)


def given_refs(session: Session) -> dict[str, tuple[str, str]]:
    rows = session.exec(
        select(Person.name, Action.ref, ActionEvent.ref)
        .join(Action, col(Action.owner_id) == col(Person.id))
        .join(ActionEvent, col(ActionEvent.action_id) == col(Action.id))
    )
    return {name.lower(): (ref, event) for name, ref, event in rows}


def standup_of_lavande(session: Session) -> str:
    named = select(Team.id).where(col(Team.name) == "Lavande")
    return session.exec(select(Standup.ref).where(col(Standup.team_id).in_(named))).one()


def refs(bot: Bot) -> tuple[dict[str, str], str]:
    with bot.session() as session:
        run = session.exec(
            select(StandupRun)
            .join(Standup, col(Standup.id) == col(StandupRun.standup_id))
            .join(Team, col(Team.id) == col(Standup.team_id))
            .where(col(Team.name) == "Lavande")
        ).one()
        found = session.exec(
            select(Address.user, StandupPart.ref)
            .join(StandupPart, col(StandupPart.person_id) == col(Address.person_id))
            .where(col(StandupPart.run_id) == run.id)
        )
        return {user: ref for user, ref in found}, run.ref  # noqa: C416 - rows are not tuples to the type checker


@pytest.fixture(scope="module")
def stages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Stage]:
    """One stand-up day: before it, while people answer, after the summary, and the morning after."""
    folder = tmp_path_factory.mktemp("stages")
    file = folder / "day.db"
    shutil.copy(sqlite_template, file)
    bot = Bot(f"sqlite:///{file}", LAVANDE, FOREIGN)
    with bot.session() as session, session.begin():
        second_team(session)
        days_off(session)
        add_sprint(session)
        give_actions(session)
        runs.begin(session, session.exec(select(Team).where(col(Team.name) == "Lavande")).one())
    nobody = {person.user: "no-such-part" for person in PEOPLE}
    found = {"no run yet": stage(bot, file, folder, "2027-03-02 09:20", nobody, "no-such-run", {})}
    bot.until("2027-03-02 09:40")
    parts, run = refs(bot)
    blocked = add_blockers(bot, parts)
    found["open"] = stage(bot, file, folder, "2027-03-02 09:40", parts, run, blocked)
    bot.until("2027-03-02 12:00")
    found["posted"] = stage(bot, file, folder, "2027-03-02 12:00", parts, run, blocked)
    bot.until("2027-03-03 09:35")
    found["closed"] = stage(bot, file, folder, "2027-03-03 09:35", parts, run, blocked)
    bot.close()
    return found


def second_team(session: Session) -> None:
    """A team of the same customer, in the same workspace, with people of its own."""
    first = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    place = session.exec(select(Destination).where(col(Destination.team_id) == first.id)).one()
    team = Team(**first.model_dump(exclude={"id", "ref", "name", "name_key"}), name="Automne", name_key="automne")
    session.add(team)
    session.flush()
    assert team.id is not None
    session.add(
        Destination(
            team_id=team.id,
            workspace_id=place.workspace_id,
            conversation="automne",
            name="automne",
            language="fr",
        )
    )
    for user in ("eva", "max"):
        person = Person(tenant_id=first.tenant_id, name=user.capitalize(), tz=first.tz, language="fr", region="FR")
        session.add(person)
        session.flush()
        assert person.id is not None
        session.add(Address(workspace_id=place.workspace_id, person_id=person.id, user=user))
        session.add(Membership(team_id=team.id, person_id=person.id, role=Role.MEMBER))


def days_off(session: Session) -> None:
    """An absence of everyone's own, a closure and two bridge days, all to come."""
    team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    assert team.id is not None
    now = moment("2027-03-01 12:00")
    for person in session.exec(select(Person).where(col(Person.tenant_id) == team.tenant_id)):
        assert person.id is not None
        absence.declare(session, person.id, date(2027, 8, 2), date(2027, 8, 6), now)
    absence.close(session, team.id, date(2027, 12, 27), date(2027, 12, 31), "Noël")
    bridge.ask(session, team, date(2027, 5, 7))
    bridge.ask(session, team, date(2027, 11, 12)).answer = Answer.EACH


def add_sprint(session: Session) -> None:
    """Sprint 12 runs, with an open item and, for each of the team's roles, one they ticked themselves at 09:20."""
    team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    now = moment("2027-03-02 09:20")
    span = Span(date(2027, 2, 22), date(2027, 3, 5))
    sprint = sprints.start(session, team, SprintSpec("Sprint 12", "But", span), None, now)
    for title in ("open", *map(named, sorted(TEAM))):
        [row] = sprint_items.add(session, team.id or 0, sprint.id, [ItemSpec(title)], None, now)
        who = session.exec(
            select(Person).where(col(Person.name) == title.capitalize()).order_by(col(Person.id))
        ).first()
        if who is not None:
            sprint_items.settle(session, row, ItemState.DONE, who.id or 0, now)


def sprint_refs(session: Session) -> dict[str, str]:
    """The sprint, its open item, and what each ticked, by user."""
    items = session.exec(select(SprintItem))
    return {"sprint": session.exec(select(Sprint.ref)).one(), **{item.title: item.ref for item in items}}


def days_off_refs(session: Session) -> dict[str, str]:
    team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    found = {
        person.name.lower(): ref
        for person, ref in session.exec(
            select(Person, Absence.ref)
            .join(Absence, col(Absence.person_id) == col(Person.id))
            .where(col(Person.tenant_id) == team.tenant_id)
        )
    }
    found["retro"] = session.exec(select(Retro.ref)).one()
    found |= {each.answer: each.ref for each in session.exec(select(Bridge).where(col(Bridge.team_id) == team.id))}
    closure = absence.closures(session, team.id or 0)[0].ref
    return found | {f"sprint {key}": ref for key, ref in sprint_refs(session).items()} | {"closure": closure}


@pytest.fixture
def room(stages: Mapping[str, Stage], sqlite_template: Path) -> Iterator[Callable[[str], Room]]:
    """At the same address every time, so that its engine can be used again."""
    made: list[Room] = []

    def enter(state: str) -> Room:
        made.append(Room(stages[state], sqlite_template.with_name(f"room{len(made)}.db")))
        made[-1].open()
        return made[-1]

    yield enter
    for each in made:
        each.close()


FILES = {"file.send": "audit:", "file.accept": "audit::fr:k", "file.decline": "audit::fr:k"}

SHORT = ("no run yet", "open")  # the states that are tried at every run

# -- acting --------------------------------------------------------------------------------------------------------


def ref_for(stage: Stage, action: str, user: str) -> str:  # noqa: PLR0911 - one a kind of thing
    """The reference a button or form of this kind carries: one's own part, or where one has none, Zoe's."""
    if action in FILES:
        return FILES[action]
    if action in PERSONAL:
        return stage.parts.get(user) or stage.parts["zoe"]
    alike = {**dict.fromkeys(FOUNDING, FREE), **dict.fromkeys(ABOUT_A_STANDUP, stage.standup), **FILES}
    if action in alike:
        return alike[action]
    if action in BLOCKERS:
        blocker, event = stage.blockers.get(user) or stage.blockers.get("member", ("no-such", "no-such"))
        return f"{blocker}:it" if action == "blocker.tag" else event if action == "blocker.undo" else blocker
    if action in ACTIONS:
        given, made = stage.actions.get(user) or stage.actions["member"]
        return made if action == "action.undo" else given
    if action in ABOUT_A_RETRO:
        ends = {"retro.save_note": ".a-form", "retro.mark": ".4"}
        return stage.days_off["retro"] + ends.get(action, "")
    if action == "team.choose":
        return f"no-such-line.{stage.team}"
    if action in OWN_ABSENCE | BRIDGES | {"absence.reopen"}:
        asked = "each" if action in ("bridge.take", "bridge.work") else "asked"
        return stage.days_off[user if action in OWN_ABSENCE else asked if action in BRIDGES else "closure"]
    if action in ABOUT_A_SPRINT | ABOUT_AN_ITEM:
        ticked = stage.days_off.get(f"sprint {user}") if action == "sprint.undo" else None
        return ticked or stage.days_off["sprint sprint" if action in ABOUT_A_SPRINT else "sprint open"]
    return stage.run if action in ABOUT_A_RUN else stage.team if action in ABOUT_A_TEAM else ""


def values_for(action: str) -> dict[str, str]:  # noqa: PLR0911 - one a kind of form
    kept = {
        "name": "Lavande",
        "people": ",".join(person.user for person in PEOPLE if Role.ADMIN not in person.roles),
        "at": "09:30",
        "days": "mon,tue,wed,thu,fri",
        "summary": "11:30",
        "language": "fr",
    }
    if action in ("absence.save", "absence.close"):
        return {"first": "2027-09-06"}
    if action == "standup.answer":
        return {"today": "Mon texte"}
    if action in ("standup.save_schedule", "standup.create"):
        name = "Revue" if action == "standup.create" else ""
        return {**kept, "name": name, "every_weeks": "1", "once_on": "", "window": "2h"}
    if action in ("idea.save", "blocker.save", "action.refuse", "action.abandon"):
        return {"text": "Mon texte", "reason": "Mon texte", "tag": ""}
    if action.startswith("retro."):
        return {"text": "Mon texte", "column": "0", "template": "start_stop", "mode": "named"}
    if action.startswith("action."):
        return {"text": "Mon texte", "owner": OWNER, "due": "2027-04-30"}
    if action == "person.save":
        hours = {"opens": "08:00", "closes": "17:00", "days": "mon,tue"}
        return {"tz": "Europe/Paris", "language": "fr", "region": "FR", "function": "", **hours}
    if action in FOUNDING:
        return {**kept, "name": "Atelier", "people": "scrummaster,zoe", "sprint_weeks": "2", "sprint_on": "2027-03-08"}
    return SPRINT_VALUES.get(action) or CHARTER_VALUES.get(action.removeprefix("charter.save_"), kept)


SPRINT_DAYS = {"starts_on": "2027-02-22", "ends_on": "2027-03-05"}
SPRINT_VALUES: Mapping[str, dict[str, str]] = {
    **{key: {"name": "Sprint 12", "goal": "Mon texte", **SPRINT_DAYS} for key in ("sprint.begin", "sprint.change")},
    "sprint.close_now": {"goal_met": "yes"},
    "sprint.reopen_now": {"reason": "Mon texte"},
    "sprint.add_lines": {"lines": "Mon texte"},
    "sprint.save_item": {"title": "Mon texte"},
    "sprint.show": {"shown": "Mon texte", "to_whom": "Tous"},
    "sprint.learn": {"lines": "Mon texte"},
}
CHARTER_VALUES: Mapping[str, dict[str, str]] = {
    **{piece: {piece: "Mon texte"} for piece in ("objective", "axis", "audience", "agencies")},
    "kpi": {"kpi": "Inscriptions", "target": "500"},
    "sponsor": {"sponsor": "sponsor"},
    "leads": {"scrum_master": "scrummaster", "assistant": "assistant"},
    "members": {"member": "zoe", "function": "Campagnes", "share": "80"},
    "desks": {"desk": "Juridique"},
}


def event(
    action: str,
    user: str,
    ref: str = "",
    *,
    workspace: str = "W1",
    place: Place | None = None,
    values: Mapping[str, str] | None = None,
) -> Event:
    """A button, a form, a typed command or, when empty, a message."""
    key, who = uuid4().hex, Who("direct", workspace, user)
    where = place or Place(f"@{user}", direct=True)
    if not action:
        return MessageTyped(key, who, where, "Bonjour")
    if action.startswith("/"):
        command, _, rest = action[1:].partition(" ")
        return CommandTyped(key, who, where, command, rest)
    if action in FORMS:
        return FormSubmitted(key, who, where, action, ref, values_for(action) if values is None else values)
    return ButtonPressed(key, who, where, action, ref)


def place_of(action: str) -> Place | None:
    """Commands are typed in the team's channel: there an admin, who is in no team, speaks of one too."""
    if action in ABOUT_A_TEAM or not action:
        return None
    return Place(FREE if action in FOUNDING else "lavande")


KEYS = {
    Words(language).markup(key): key
    for language in LANGUAGES
    for key in (
        *("permission.absent", "permission.needs", "permission.own_only", "permission.not_own"),
        *("ritual.expired", "ritual.failed", "ritual.no_team", "ritual.unknown_person", "ritual.help.title"),
        *("ritual.unknown_workspace", "ritual.unknown_command", "ritual.next.title", "ritual.next.empty"),
        *("file.coming", "file.no_place"),
        *("standup.closed", "standup.no_more_snooze", "standup.names.title", "standup.next.at"),
        *("standup.run.title", "standup.run.is_open", "standup.run.was_held", "standup.trial.title"),
        *("standup.pass_over.title", "standup.put_back.late", "standup.pause.title", "standup.resume.awake"),
        *("standup.archive.title", "standup.archive_now.title", "standup.saved", "standup.titled"),
        *("standup.report.never", "standup.report.early"),
        *("standup.none_yet", "standup.next.none", "team.saved.same", "team.saved.title", "team.created.title"),
        *("team.not_here", "team.empty.title", "blocker.empty.title", "blocker.undo_late", "audit.empty.title"),
        *(f"blocker.done.{done}" for done in ("acknowledged", "updated", "resolved", "undone")),
        *("absence.mine", "absence.declared", "absence.cancelled"),
        *("absence.known", "absence.closures.title", "absence.closures.empty"),
        *(f"action.done.{done}" for done in ("created_for", "accepted", "declined", "changed", "postponed")),
        *("action.done.done", "action.done.dropped"),
        *("person.title", "person.saved.title", "idea.none", "idea.filed.title"),
        *("sprint.title", "sprint.backlog.empty", "sprint.runs_already", "sprint.preview.title", "sprint.closed.title"),
        *("sprint.demo.kept", "sprint.learnt.kept"),
        *("sprint.changed.title", "sprint.undo_late", *(f"sprint.item.{each}" for each in (*ItemState, "saved"))),
        *("retro.state.write", "retro.state.discuss", "retro.state.closed", "retro.list.empty", "retro.not_now"),
        *("retro.done.noted", "retro.noted.title", "retro.saved.title", "retro.first_phase"),
        *("charter.title", "charter.saved.title", "access.asked.title", "privacy.title", "quiet.none"),
    )
}


def told(reply: Reply) -> str:
    """What kind of answer it was; for a card, the key of its title where that is one of ours."""
    match reply:
        case OpenForm():
            return FORM
        case Nothing():
            return DONE
        case FieldErrors():
            return "errors"
        case Say(card=card):
            if any("ritual.failed" in KEYS.get(line, "") for line in markups(card)):
                return "INCIDENT"
            return TOLD + KEYS.get(card.title.markup, "")
    return repr(reply)


def markups(card: Card) -> list[str]:
    return [card.title.markup, *(getattr(block, "markup", "") for block in card.blocks)]


def text_of(reply: Reply) -> str:
    assert isinstance(reply, Say), reply
    return reply.card.plain_text()


NAMES = {
    Role.MEMBER: "membre",
    Role.SCRUM_MASTER: "scrum master",
    Role.ASSISTANT: "relais",
    Role.SPONSOR: "sponsor",
    Role.DESK_CONTACT: "contact de service",
    Role.DESK_LEAD: "responsable de service",
    Role.AGENCY_GUEST: "invité d’agence",
    Role.OBSERVER: "observation",
    Role.ADMIN: "administration",
}


def named_in(reply: Reply) -> set[Role]:
    """The roles a refusal names; what was typed is handed back below it."""
    sentence = text_of(reply).splitlines()[0]
    return {role for role, name in NAMES.items() if re.search(rf"(?<!\w){name}(?!\w)", sentence)}


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


def guest_outcome(action: str, expected: str) -> str:
    """The part is Zoe's: a guest has none here, and is invited to no retro."""
    if action in PERSONAL | OWN_IN_RETRO and expected != NOT_FOUND:
        return TOLD + "permission.own_only"
    return GUEST_COMMAND if action in {"standup.command", "/standup", "/point"} else expected


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


# -- outside -------------------------------------------------------------------------------------------------------

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
    whose = ("member", "closure", "asked", "each", "retro", *ABOUT_SPRINTS)
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


# -- nothing there yet ---------------------------------------------------------------------------------------------


def next_step(reply: Reply) -> bool:
    """A form, a button, a command to type, or someone to turn to."""
    if isinstance(reply, OpenForm):
        return True
    assert isinstance(reply, Say), reply
    pressed = [item for block in reply.card.blocks if isinstance(block, Actions) for item in block.items]
    said = reply.card.plain_text()
    return bool(pressed) or bool(
        re.search(r"/(rituel|ritual|point|standup|sprint|retro)\b|peut s’en charger|can do it", said)
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("lacking", ["a stand-up", "people at work", "a team"])
@pytest.mark.parametrize("role", Role)
def test_with_nothing_there_every_command_says_so_and_what_to_do(
    room: Callable[[str], Room], language: str, lacking: str, role: Role
) -> None:
    """Q4: a sentence and a next step, for every command and every role."""
    here = room("no run yet")
    with Session(here.app.engine) as session, session.begin():
        empty(session, lacking, language)
    typed_so = [command.shown(language) for command in COMMANDS]
    for typed in (*typed_so, "/nonsense"):
        for place in (None, Place(FREE) if lacking == "a team" else Place("lavande")):
            reply = here.does(event(typed, named(role), place=place))
            assert told(reply) not in ("INCIDENT", DONE), (typed, place)
            assert next_step(reply), (typed, place, reply)
            if isinstance(reply, Say):
                assert any(line.strip() for line in said_in(reply.card)), (typed, place)


def said_in(card: Card) -> list[str]:
    return [card.title.plain(), *(line for block in card.blocks for line in plain_block(block))]


def empty(session: Session, lacking: str, language: str) -> None:
    connection = session.connection()
    connection.execute(sa.update(Person).values(language=language))
    if lacking == "people at work":
        connection.execute(sa.update(Person).values(days=""))
        connection.execute(sa.update(Standup).values(next_on=None))
        connection.execute(delete(Alarm))
        return
    connection.execute(delete(StandupQuestion))
    connection.execute(delete(Standup))
    connection.execute(delete(Alarm))
    connection.execute(delete(Absence))
    if lacking == "a team":
        for table_of_rows in reversed(schema.METADATA.sorted_tables):
            if table_of_rows.name.startswith(("retro", "sprint")):
                connection.execute(table_of_rows.delete())
        tables: tuple[type[SQLModel], ...] = (Closure, Bridge, ActionEvent, Action)
        for table in tables:
            connection.execute(delete(table))
        connection.execute(delete(Membership))
        connection.execute(delete(Destination))
        connection.execute(delete(Team))
