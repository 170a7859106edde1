"""The playground's beginning: a customer, the team Printemps, who is away, the answers of the day before."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from sqlmodel import Session

from ritualbot.app.seed_action import give_actions
from ritualbot.app.seed_desk import add_desks
from ritualbot.app.seed_hypothesis import write_log
from ritualbot.app.seed_past import add_past
from ritualbot.app.seed_retro import write_notes
from ritualbot.app.seed_sprint import plan_sprint
from ritualbot.i18n import known
from ritualbot.rituals.calendar import WORKWEEK, local_day, local_moment
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.standup import Presence
from ritualbot.rituals.team import read_team_file
from ritualbot.rituals.team_spec import TeamSpec
from ritualbot.store import (
    absence,
    alarms,
    review as reviews,
    standup as standups,
    standup_run,
    team as teams,
    team_setup,
)
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Address, Person, Team, Tenant, TenantRole, Workspace
from ritualbot.store.team_roster import days_text

CHANNELS = ("printemps", "ce-qu’on-a-appris")  # a conversation's id is its name; the second has no team
TEAM_FILE = Path(__file__).with_name("printemps.toml")
AWAY = "karim"
ADMIN = "alice"  # where there is no team yet
Seed: TypeAlias = Callable[[Session, datetime, str], Workspace]

_FUNCTIONS = {
    "Réseaux sociaux": "Social media",
    "Campagnes": "Campaigns",
    "Données": "Data",
    "Création": "Design",
    "Contenus": "Content",
    "Événements": "Events",
}

# What moved, what they would move next, what blocked them. Emma did not answer.
_ANSWERS: Mapping[str, Mapping[str, tuple[str, str, str]]] = {
    "fr": {
        "alice": ("Sprint 12 à mi-parcours, objectif tenu", "Plan du webinaire à relire avec Claire", ""),
        "bruno": (
            "Bannière de printemps, première version",
            "Bannière V2 pour le juridique",
            "Bannière de printemps : réponse du juridique attendue",
        ),
        "chloe": ("Calendrier de mars publié", "Trois publications à programmer", ""),
        "lea": (
            "Mécanique du jeu-concours arrêtée",
            "Règlement du jeu-concours, V2 écrite et envoyée au juridique",
            "",
        ),
        "david": (
            "Tableau des inscriptions remis en ordre",
            "Suivi des inscriptions par source",
            "Accès aux segments : réponse de la DSI attendue",
        ),
        "hugo": ("Deux articles relus", "Témoignage client à traduire", ""),
        "ines": ("Segments de la relance vérifiés", "Séquence de relance à J+1", ""),
        "nora": ("Dépenses de février rapprochées", "Budget de la semaine à répartir", ""),
    },
    "en": {
        "alice": ("Sprint 12 halfway, goal on track", "Webinar plan to review with Claire", ""),
        "bruno": (
            "Spring banner, first version",
            "Banner V2 for legal",
            "Spring banner: waiting for legal",
        ),
        "chloe": ("March calendar published", "Three posts to schedule", ""),
        "lea": ("Contest mechanics settled", "Contest rules, V2 written and sent to legal", ""),
        "david": (
            "Sign-up table put in order",
            "Sign-ups tracked by source",
            "Access to segments: waiting for IT",
        ),
        "hugo": ("Two articles reviewed", "Customer story to translate", ""),
        "ines": ("Follow-up segments checked", "Follow-up sequence for day 1", ""),
        "nora": ("February spend reconciled", "This week's budget to split", ""),
    },
}


def seed(session: Session, now: datetime, language: str) -> Workspace:
    """Writes it all to an empty database. `language` is that of the team and of its people."""
    language = known(language)
    workspace = new_playground(session, now, language)
    team = team_setup.apply(session, workspace, _team_spec(language), now, actor="system").team
    people = dict(teams.addressed(session, workspace.id or 0))
    _welcome(session, people, now)
    monday = _monday(local_day(now, team.zone()))
    absence.declare(session, people[AWAY].id or 0, monday, monday + timedelta(days=4), now)
    plan_sprint(session, team, people, language, monday)
    write_log(session, team, people, language, monday)
    standup = standups.of_team(session, team.id or 0)
    assert standup is not None
    _hold_last_run(session, team, standup, people, _ANSWERS[language], now)
    standup_run.schedule(session, standup, now)
    add_desks(session, workspace, language, now)
    add_past(session, team, dict(teams.addressed(session, workspace.id or 0)), language, monday)
    give_actions(session, team, people, language, monday, now)
    write_notes(session, team, people, language, now)
    reviews.expect(session, team, now)
    return workspace


def _welcome(session: Session, people: Mapping[str, Person], now: datetime) -> None:
    """They have been with us since the sprint began: nobody needs a first word any more."""
    for person in people.values():
        person.welcomed_at = now
        session.add(person)
        alarms.clear(session, "person.welcome", person.ref)


def seed_people(session: Session, now: datetime, language: str) -> Workspace:
    """The same people with no team yet, one of them an admin: everything is still to be set up."""
    language = known(language)
    workspace = new_playground(session, now, language)
    spec = _team_spec(language)
    for each in spec.people:
        person = Person(
            tenant_id=workspace.tenant_id,
            name=each.name,
            function=each.function,
            tz=each.tz or spec.tz,
            language=language,
            region=each.region or spec.region,
            days=days_text(each.days or WORKWEEK),
        )
        session.add(person)
        session.flush()
        session.add(Address(workspace_id=workspace.id or 0, person_id=person.id or 0, user=each.user))
        if each.user == ADMIN:
            session.add(TenantRole(tenant_id=workspace.tenant_id, person_id=person.id or 0, role=Role.ADMIN.value))
    session.flush()
    return workspace


def new_playground(session: Session, now: datetime, language: str) -> Workspace:
    tenant = Tenant(name="Playground", created_at=now)
    session.add(tenant)
    session.flush()
    workspace = Workspace(
        tenant_id=tenant.id or 0,
        platform="playground",
        external_id="playground",
        name="Playground",
        language=language,
    )
    session.add(workspace)
    session.flush()
    return workspace


def _team_spec(language: str) -> TeamSpec:
    spec, _warnings = read_team_file(TEAM_FILE.read_text(encoding="utf-8"))
    functions = _FUNCTIONS if language == "en" else {}
    people = tuple(
        replace(each, language=language, function=functions.get(each.function, each.function)) for each in spec.people
    )
    return replace(spec, language=language, people=people)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _hold_last_run(
    session: Session,
    team: Team,
    standup: Standup,
    people: Mapping[str, Person],
    answers: Mapping[str, tuple[str, str, str]],
    now: datetime,
) -> None:
    """The closed run of the ritual day before: what people said there is offered in the next one."""
    run = _closed_run(standup, team, now)
    session.add(run)
    session.flush()
    asked = {person.id for person in standup_run.participants(session, standup)}
    for user, person in people.items():
        if person.id in asked:
            _take_part(session, _part(standup, run, user, person), answers.get(user))
    standup.last_on = run.held_on
    session.add(standup)
    session.flush()


def _closed_run(standup: Standup, team: Team, now: datetime) -> StandupRun:
    day = local_day(now, team.zone()) - timedelta(days=1)
    while day.weekday() not in standup.ritual_days():
        day -= timedelta(days=1)
    posted_at = local_moment(day, standup.summary_at, team.zone())
    return StandupRun(
        standup_id=standup.id or 0,
        held_on=day,
        state=RunState.CLOSED,
        opened_at=local_moment(day, standup.at, team.zone()),
        deadline=posted_at,
        posted_at=posted_at,
    )


def _part(standup: Standup, run: StandupRun, user: str, person: Person) -> StandupPart:
    asked_at = local_moment(run.held_on, standup.at, person.zone())
    return StandupPart(
        run_id=run.id or 0,
        person_id=person.id or 0,
        prompt_at=asked_at,
        ends_at=asked_at + standup.window(),
        presence=Presence.AWAY if user == AWAY else Presence.EXPECTED,
        prompted=user != AWAY,
    )


def _take_part(session: Session, part: StandupPart, said: tuple[str, str, str] | None) -> None:
    session.add(part)
    session.flush()
    if said:
        values = dict(zip(("moved", "today", "blocker"), said, strict=True))
        part.presence, part.changed_at = Presence.ANSWERED, part.prompt_at + timedelta(minutes=12)
        standups.save_answers(session, part.id or 0, {key: value for key, value in values.items() if value})
