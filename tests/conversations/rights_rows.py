"""What stands in the database of whoever tries the rights, and the references of it."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session, col, select

from ritualbot.rituals.action import ActionSource
from ritualbot.rituals.blocker import BlockerTag
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_meeting import Rhythm
from ritualbot.rituals.desk_target import ExpressTerms, Terms
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.pilot import Happened as PilotHappened
from ritualbot.rituals.sponsor_help import About
from ritualbot.rituals.sprint import ItemState, Span, SprintSpec
from ritualbot.rituals.sprint_item import ItemSpec
from ritualbot.store import (
    absence,
    blocker as blockers,
    bridge,
    desk_meeting as meetings,
    desk_target,
    digest as digests,
    digest_plan,
    hypothesis as hypotheses,
    pilot as pilots,
    request as requests,
    request_link as links,
    sponsor_help as helps,
    sprint as sprints,
    sprint_goal as goals,
    sprint_item as sprint_items,
)
from ritualbot.store.absence import Absence
from ritualbot.store.action import Action, ActionEvent, propose
from ritualbot.store.bridge import Answer, Bridge
from ritualbot.store.desk import Desk, DeskPerson
from ritualbot.store.desk_meeting import DeskMeetingHeld
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.request_link import RequestLink
from ritualbot.store.retro import Retro
from ritualbot.store.review import ReviewHeld
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.standup import Standup, StandupPart, StandupRun
from ritualbot.store.team import Address, Destination, Membership, Person, Team, Workspace
from tests.conversations.bot import Bot, moment
from tests.conversations.rights import (
    TEAM,
    named,
)
from tests.conversations.rights_roles import FOLLOWS
from tests.desks import build_desk


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
    sprint.goal, before = "Autre but", sprint.goal
    for change in goals.changed(session, sprint, before, None, now):
        change.ref = GOAL
    session.flush()


def add_digest(session: Session) -> None:
    """The sponsor's next one, of Friday."""
    team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    digest_plan.expect_team(session, team, moment("2027-03-01 12:00"))
    [(_, part)] = digests.to_come(session, team.id or 0)
    part.ref = DIGEST
    session.flush()


DIGEST = "digest-of-lavande"
DESK = "desk-of-lavande"
GOAL = "goal-of-lavande"
HELP = "help-of-lavande"
MEETING = "meeting-of-lavande"
PILOT = "pilot-of-lavande"
REVIEW = "review-of-lavande"


def add_requests(session: Session) -> None:
    """A legal desk of those whose role says so, and a request of each of the team, which has time."""
    now = moment("2027-03-01 12:00")
    lavande = select(Team).where(col(Team.name) == "Lavande")
    team = session.exec(lavande).one()
    found = session.exec(select(Person).where(col(Person.tenant_id) == team.tenant_id))
    people = {person.name.lower(): person for person in found}
    desk = build_desk(session, now, DeskKind.LEGAL, "Juridique", tenant_id=team.tenant_id)
    desk.ref = DESK
    _add_meeting(session, desk, people["zoe"])
    _add_pilot(session, team, people["zoe"])
    _add_review(session, team)
    desk_target.propose(session, desk, [Terms("contest", "1j", "6j")], ExpressTerms(), people["zoe"], now)
    for role in (Role.DESK_CONTACT, Role.DESK_LEAD):
        session.add(DeskPerson(desk_id=desk.id or 0, person_id=people[named(role)].id or 0, role=role.value))
    for role in sorted(TEAM):
        row = Request(
            team_id=team.id or 0,
            number=0,
            desk_id=desk.id or 0,
            type="contest",
            title="Jeu",
            requester_id=people[named(role)].id or 0,
            filed_at=now,
            calendar_version=1,
        )
        weeks = {"acknowledge": "270000", "decide": "540000", "firm": "1"}  # nobody is pinged on the day
        requests.file(session, row, weeks, "direct")
        workspace = session.exec(select(Workspace.id).where(col(Workspace.tenant_id) == team.tenant_id)).first()
        links.make(session, row, "Me Durand", 14, row.requester_id, workspace or 0, now)
        if role is Role.MEMBER:
            _add_help(session, row, people, now)


def _add_help(session: Session, row: Request, people: Mapping[str, Person], now: datetime) -> None:
    """The sponsor was asked about it, and has not answered."""
    asked = SponsorHelp(
        ref=HELP,
        team_id=row.team_id,
        about=About.REQUEST,
        about_ref=row.ref,
        asked_by=people["scrummaster"].id or 0,
        asked_at=now,
        sponsor_id=people["sponsor"].id or 0,
        question="Oui ?",
        recommendation="Oui",
        needed_on=date(2027, 3, 31),
        otherwise="Rien",
    )
    helps.sent(session, helps.ask(session, asked), now)


def _add_meeting(session: Session, desk: Desk, by: Person) -> None:
    """Every other week; of the last one nothing is written down."""
    now = moment("2027-02-23 12:00")
    meetings.write(session, desk, Rhythm(date(2027, 2, 23)), by, now)
    starts_at = moment("2027-02-23 10:00")
    held = DeskMeetingHeld(
        desk_id=desk.id or 0, held_on=date(2027, 2, 23), starts_at=starts_at, ends_at=now, agenda_at=now
    )
    held.ref = MEETING
    session.add(held)


def _add_pilot(session: Session, team: Team, owner: Person) -> None:
    """It runs: asked about week 2, which was missed, and on nothing more before the 15th."""
    now, by = moment("2027-03-01 12:00"), owner.id or 0
    plan = {"name": "Relance", "moment": "Panier", "audience": "Nouveaux", "share": "20", "metric": "Achats"}
    row = pilots.plan(session, team, {**plan, "owner": str(by)}, by, now)
    row.ref = PILOT
    session.flush()
    started = {"on": "2027-02-15", "weeks": "2,4,8,12", "stop_rule": "Sous 3 %", "budget": "", "at_risk": ""}
    pilots.record(session, row, PilotHappened.STARTED, by, now, started)
    for kind in (PilotHappened.ASKED, PilotHappened.MISSED):
        pilots.record(session, row, kind, None, now, {"week": "2"})


def _add_review(session: Session, team: Team) -> None:
    """It was on Monday; nobody said whether it was held."""
    since, until, at = moment("2027-02-01 00:00"), moment("2027-02-26 16:00"), moment("2027-03-01 15:00")
    row = ReviewHeld(
        team_id=team.id or 0, held_on=date(2027, 3, 1), starts_at=at, since=since, until=until, pack_on=until.date()
    )
    row.ref = REVIEW
    session.add(row)


def request_refs(session: Session) -> dict[str, str]:
    """What is filed with, and by user their request and its first line."""
    team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    desk = session.exec(select(Desk).where(col(Desk.tenant_id) == team.tenant_id)).one()
    found = {"filing": f"{team.ref}:{desk.ref}:contest"}
    rows = session.exec(
        select(Person.name, Request.ref, RequestEvent.ref)
        .join(Request, col(Request.requester_id) == col(Person.id))
        .join(RequestEvent, col(RequestEvent.request_id) == col(Request.id))
        .where(col(RequestEvent.seq) == 1)
    )
    for name, ref, event in rows:
        found |= {f"request {name.lower()}": ref, f"step {name.lower()}": event}
    made = select(Person.name, RequestLink.ref).join(RequestLink, col(RequestLink.made_by) == col(Person.id))
    return found | {f"link {name.lower()}": ref for name, ref in session.exec(made)}


def sprint_refs(session: Session) -> dict[str, str]:
    """The sprint, its open item, and what each ticked, by user."""
    items = session.exec(select(SprintItem))
    return {"sprint": session.exec(select(Sprint.ref)).one(), **{item.title: item.ref for item in items}}


def add_hypotheses(session: Session) -> None:
    """An idea of each who may have one."""
    team = session.exec(select(Team).where(col(Team.name) == "Lavande")).one()
    people = session.exec(select(Person).where(col(Person.tenant_id) == team.tenant_id)).all()
    ids = {person.name.lower(): person.id or 0 for person in people}
    for user in (named(role) for role in sorted(FOLLOWS)):
        hypotheses.open(session, team.id or 0, "Relance", ids[user], moment("2027-03-01 12:00"))


def _hypothesis_refs(session: Session) -> dict[str, str]:
    rows = session.exec(
        select(Person.name, Hypothesis.ref).join(Hypothesis, col(Hypothesis.owner_id) == col(Person.id))
    )
    return {f"hypothesis {name.lower()}": ref for name, ref in rows}


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
    found |= request_refs(session) | _hypothesis_refs(session)
    return found | {f"sprint {key}": ref for key, ref in sprint_refs(session).items()} | {"closure": closure}
