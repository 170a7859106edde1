"""A team's two-week sprint as rows: what a file of it is made of."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, select

from ritualbot.rituals.action import ActionSource, ActionState
from ritualbot.rituals.blocker import BlockerState, BlockerTag
from ritualbot.rituals.retro import RetroMode, RetroPhase, Template
from ritualbot.rituals.sprint import GoalMet, ItemState, Priority
from ritualbot.rituals.standup import Presence
from ritualbot.store import standup as standups, team as teams
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.charter import Charter
from ritualbot.store.retro import Retro, RetroAuthor, RetroNote, RetroTopic
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.standup import RunState, StandupAnswer, StandupPart, StandupRun
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, LEAD, Someone, SomeTeam, build_team

MONDAY = date(2027, 3, 1)
FRIDAY = date(2027, 3, 12)
START = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
END = datetime(2027, 3, 12, 13, 30, tzinfo=UTC)
PEOPLE = (ALICE, BRUNO, CHLOE, DAVID, *map(Someone, ("emma", "farid", "gaelle", "hugo")))
assert ALICE.roles == LEAD


def build_sprint(
    session: Session,
    people: tuple[Someone, ...] = PEOPLE,
    days: int = 10,
    mode: RetroMode = RetroMode.ANONYMOUS,
) -> Sprint:
    """A running sprint with everything in it."""
    team = build_team(session, START, SomeTeam(people=people))
    assert team.id is not None
    members = teams.people_with(session, team.id, *teams.PARTICIPANTS)
    _charter(session, team, members[0])
    sprint = Sprint(
        team_id=team.id,
        number=12,
        name="Sprint 12",
        goal="Doubler les inscriptions au webinaire de printemps sans baisser la qualité des contacts",
        starts_on=MONDAY,
        ends_on=MONDAY + timedelta(days=days // 5 * 7 - 3),
        started_at=START,
        kpi_value="412",
    )
    session.add(sprint)
    session.flush()
    _items(session, sprint, members)
    _standups(session, team, members, days)
    _blockers(session, team, members)
    _actions(session, team, members)
    _retro(session, sprint, members, mode)
    session.flush()
    return sprint


def _charter(session: Session, team: Team, owner: Person) -> None:
    kpi, unit = "Inscriptions au webinaire", "inscriptions"
    row = Charter(team_id=team.id or 0, kpi=kpi, kpi_unit=unit, kpi_baseline="380.5", kpi_target="500")
    row.kpi_owner_id = owner.id
    session.add(row)


ITEMS = (
    ("Landing de rentrée", ItemState.DONE, Priority.HIGH, "legal", "relire le règlement du jeu-concours"),
    ("Relance panier J+1 : deux versions du message, l’une avec la remise, l’autre sans", ItemState.DONE, "", "", ""),
    ("Bannière de printemps", ItemState.OPEN, Priority.HIGH, "agency", "déclinaison mobile"),
    ("Segment « inactifs depuis 90 jours »", ItemState.OPEN, Priority.LOW, "data", "export hebdomadaire"),
    ("Affiches en agence", ItemState.DROPPED, "", "purchasing", ""),
)


def _items(session: Session, sprint: Sprint, members: list[Person]) -> None:
    for place, (title, state, priority, need, need_text) in enumerate(ITEMS):
        row = SprintItem(
            team_id=sprint.team_id,
            sprint_id=sprint.id,
            position=place,
            title=title,
            owner_id=members[place].id if place < 4 else None,
            priority=priority or Priority.NORMAL,
            need=need,
            need_text=need_text or "",
            link="https://intranet.example/tickets/4812" if place == 0 else "",
            state=state,
            carries=place // 2,
            done_at=None if state == ItemState.OPEN else START + timedelta(days=2 + place),
            created_at=START,
        )
        session.add(row)


def _standups(session: Session, team: Team, members: list[Person], days: int) -> None:
    """On day n, counted from 0: n % 4 people are away, and then n % 3 did not answer; the rest did."""
    standup = standups.of_team(session, team.id or 0)
    assert standup is not None and standup.id is not None
    for n in range(days):
        held_on = MONDAY + timedelta(days=n // 5 * 7 + n % 5)
        opened = datetime.combine(held_on, time(8, 30), UTC)
        run = StandupRun(
            standup_id=standup.id,
            held_on=held_on,
            state=RunState.CLOSED,
            opened_at=opened,
            deadline=opened + timedelta(hours=2),
        )
        session.add(run)
        session.flush()
        for place, person in enumerate(members):
            presence = Presence.ANSWERED
            if place < n % 4:
                presence = Presence.AWAY
            elif place < n % 4 + n % 3:
                presence = Presence.EXPECTED
            part = StandupPart(
                run_id=run.id or 0,
                person_id=person.id or 0,
                prompt_at=opened,
                ends_at=opened + timedelta(hours=2),
                presence=presence,
            )
            session.add(part)
            session.flush()
            if presence is Presence.ANSWERED:
                session.add(StandupAnswer(part_id=part.id or 0, question="today", value="réponse à ne jamais exporter"))


def _blockers(session: Session, team: Team, members: list[Person]) -> None:
    texts = (
        ("En attente du juridique pour le règlement du jeu-concours, version 2", BlockerTag.LEGAL, 4),
        ("Accès à l’outil d’e-mailing", BlockerTag.IT, None),
        ("Pas de nouvelles de l’agence\n- visuel\n- déclinaisons\n- bon à tirer", None, 1),
    )
    for number, (text, tag, closed_after) in enumerate(texts, 1):
        row = Blocker(
            team_id=team.id or 0,
            number=number,
            person_id=members[number].id or 0,
            text=text,
            tag=tag,
            opened_on=MONDAY + timedelta(days=number),
            opened_at=START + timedelta(days=number),
        )
        if closed_after is not None:
            row.state = BlockerState.RESOLVED
            row.closed_at = START + timedelta(days=number + closed_after)
        session.add(row)


def _actions(session: Session, team: Team, members: list[Person]) -> None:
    texts = (
        ("Fixer avec le juridique un point de 15 minutes le mardi", ActionState.OPEN, ActionSource.RETRO),
        ("Écrire la liste des accès à demander", ActionState.DONE, ActionSource.COMMAND),
        ("Relancer l’agence", ActionState.PROPOSED, ActionSource.BLOCKER),
    )
    for number, (text, state, source) in enumerate(texts, 1):
        row = Action(
            team_id=team.id or 0,
            number=number,
            text=text,
            owner_id=members[number].id or 0,
            due_on=FRIDAY + timedelta(days=14),
            state=state,
            source=source,
            carries=number - 1,
            created_by=members[0].id or 0,
            created_at=START + timedelta(days=1),
            closed_at=START + timedelta(days=5) if state == ActionState.DONE else None,
        )
        session.add(row)


NOTES = (
    (
        "Le juridique répond trop tard",
        7,
        ((0, "Un point fixe avec le juridique"), (1, "Les allers-retours par e-mail")),
    ),
    ("Les tests", 5, ((2, "Les tests A/B à deux versions"), (2, "L’échantillon calculé avant de lancer"))),
    ("", 1, ((1, "Réunions de plus d’une heure"),)),
)


def _retro(session: Session, sprint: Sprint, members: list[Person], mode: RetroMode) -> None:
    retro = Retro(
        team_id=sprint.team_id,
        number=1,
        sprint_id=sprint.id,
        phase=RetroPhase.CLOSED,
        mode=mode,
        template=Template.START_STOP,
        topics_counted=True,
    )
    session.add(retro)
    session.flush()
    for name, points, notes in NOTES:
        topic = RetroTopic(retro_id=retro.id or 0, name=name, points=points)
        session.add(topic)
        session.flush()
        for column, text in notes:
            note = RetroNote(retro_id=retro.id or 0, topic_id=topic.id or 0, column=column, text=text)
            session.add(note)
            session.flush()
            if mode is RetroMode.NAMED:
                session.add(RetroAuthor(note_id=note.id or 0, person_id=members[4].id or 0))


def close(sprint: Sprint) -> None:
    """As its row stands once it is closed; without a report, which closing it makes."""
    sprint.state, sprint.closed_at, sprint.goal_met, sprint.version = "closed", END, GoalMet.PARTLY, 1


def build_rows(session: Session, sprint: Sprint, texts: Sequence[str]) -> None:
    """For each text an item, a blocker, an action and a note of a topic and column of its name."""
    [retro] = session.exec(select(Retro))
    retro.template, owner = Template.CUSTOM, session.exec(select(Person.id)).first() or 0
    retro.columns = "\n".join(map(str, range(len(texts))))
    mine: dict[str, Any] = {"team_id": sprint.team_id, "created_at": START}
    for number, text in enumerate(texts, 100):
        topic = RetroTopic(retro_id=retro.id or 0, name=text)
        session.add(topic)
        session.flush()
        session.add(RetroNote(retro_id=retro.id or 0, topic_id=topic.id or 0, column=0, text=text))
        session.add(
            SprintItem(
                sprint_id=sprint.id, position=number, title=text, need="legal", need_text=text, link=text, **mine
            )
        )
        session.add(Action(number=number, text=text, owner_id=owner, due_on=FRIDAY, created_by=owner, **mine))
        session.add(
            Blocker(
                team_id=sprint.team_id, number=number, person_id=owner, text=text, opened_on=MONDAY, opened_at=START
            )
        )


def name_all(session: Session, sprint: Sprint, text: str) -> None:
    """The text in the place of every name and phrase there is one of."""
    team = session.get(Team, sprint.team_id)
    [charter] = session.exec(select(Charter))
    assert team is not None
    team.name = sprint.name = sprint.goal = charter.kpi = charter.kpi_unit = text
