"""What is behind the playground's team: weeks of stand-ups, blockers, answers of desks, a retro and its actions.

Days and numbers: of what people wrote in those weeks nothing is left.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import cycle

from sqlmodel import Session, col, select

from ritualbot.rituals.action import ActionSource, ActionState
from ritualbot.rituals.blocker import BlockerState, BlockerTag
from ritualbot.rituals.calendar import local_moment
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.request_history import Happened
from ritualbot.rituals.retro import RetroMode, RetroPhase
from ritualbot.rituals.standup import Presence
from ritualbot.store import kpi as kpis, request as requests
from ritualbot.store.action import Action
from ritualbot.store.blocker import Blocker
from ritualbot.store.charter import Charter
from ritualbot.store.desk import Desk
from ritualbot.store.engine import new_ref
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.retro import Retro
from ritualbot.store.standup import RunState, Standup, StandupPart, StandupRun
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

_WEEK, _DAY = timedelta(weeks=1), timedelta(days=1)
_OPEN_DAY = 7.5 * 3600  # seconds of a desk's day

# Of each hundred who were asked, week by week; the last week ended on Friday.
_TURNOUT = (84, 88, 92, 86, 80, 90, 94)
# What each blocker waited for, weeks ago it began, and business days until it was gone (None: it is still there).
_BLOCKED: Sequence[tuple[BlockerTag | None, int, int | None]] = (
    *((BlockerTag.LEGAL, 7, 3), (BlockerTag.LEGAL, 6, 4), (BlockerTag.LEGAL, 4, 2), (BlockerTag.LEGAL, 3, 3)),
    *((BlockerTag.LEGAL, 2, 1), (BlockerTag.IT, 6, 5), (BlockerTag.IT, 4, 3), (BlockerTag.IT, 2, 4)),
    *((BlockerTag.PURCHASING, 5, 2), (BlockerTag.PURCHASING, 3, 3), (BlockerTag.SUPPLIER, 5, 4), (None, 3, 1)),
)
# Of each desk: how its closed requests ended, one letter each: kept, agreed, passed.
_ANSWERED: Mapping[DeskKind, tuple[str, str]] = {
    DeskKind.LEGAL: ("content", "kkpkkakkkakk"),
    DeskKind.PURCHASING: ("order", "kkkakpk"),
}
_TITLES: Mapping[DeskKind, Mapping[str, str]] = {
    DeskKind.LEGAL: {"fr": "Contenu à relire", "en": "Content to review"},
    DeskKind.PURCHASING: {"fr": "Commande de support", "en": "Order of material"},
}
# Whose it is, days after this Monday it is due, whether it is done; the last one was put off.
_ACTIONS: Sequence[tuple[str, int, ActionState, Mapping[str, str]]] = (
    ("lea", -3, ActionState.DONE, {"fr": "Modèle de règlement prêt à l’emploi", "en": "Template for contest rules"}),
    ("david", -3, ActionState.DROPPED, {"fr": "Accès de l’équipe aux segments", "en": "Team access to segments"}),
    ("bruno", 4, ActionState.DONE, {"fr": "Heure fixe avec le juridique", "en": "A fixed hour with legal"}),
    ("emma", 18, ActionState.OPEN, {"fr": "Relire à deux avant envoi", "en": "Review in pairs before sending"}),
)


def add_past(session: Session, team: Team, people: Mapping[str, Person], language: str, monday: date) -> None:
    """As it stands in the week of `monday`; the desks are there."""
    _stand_ups(session, team, people, monday)
    _blockers(session, team, people, monday)
    for kind, (type_, ends) in _ANSWERED.items():
        _answers(session, team, people, kind, type_, _TITLES[kind][language], ends, monday)
    _retro(session, team, people, language, monday)
    session.flush()


def read_before(session: Session, charter: Charter, team: Team, owner: Person, monday: date) -> None:
    """The values of three Thursdays before those of last month; on the last of them nobody knew it."""
    for weeks, value in ((7, "250"), (6, "255"), (5, "")):
        day = monday - _WEEK * weeks + timedelta(days=3)
        kpis.put(session, charter, day, value, "", id_of(owner), local_moment(day, time(9, 45), team.zone()))


def _stand_ups(session: Session, team: Team, people: Mapping[str, Person], monday: date) -> None:
    standup = session.exec(select(Standup).where(col(Standup.team_id) == id_of(team))).one()
    asked = [person for user, person in people.items() if user not in {"claire", "nadia", "olivier"}]
    days = [
        (monday - _WEEK * (len(_TURNOUT) - week) + _DAY * day, round(part * (day + 1)) - round(part * day))
        for week, part in enumerate(percent * len(asked) / 100 for percent in _TURNOUT)
        for day in range(5)
    ]
    runs = [_run(standup, team, on) for on, _ in days]
    session.add_all(runs)
    session.flush()
    for run, (_, answering) in zip(runs, days, strict=True):
        session.add_all(_parts(run, asked, answering, standup))


def _run(standup: Standup, team: Team, on: date) -> StandupRun:
    opened_at, posted_at = (local_moment(on, at, team.zone()) for at in (standup.at, standup.summary_at))
    return StandupRun(
        standup_id=standup.id or 0,
        held_on=on,
        state=RunState.CLOSED,
        opened_at=opened_at,
        deadline=posted_at,
        posted_at=posted_at,
    )


def _parts(run: StandupRun, asked: Sequence[Person], answering: int, standup: Standup) -> list[StandupPart]:
    """Who did not answer is another person every day."""
    first = run.held_on.toordinal() % len(asked)
    order = [*asked[first:], *asked[:first]]
    return [
        StandupPart(
            run_id=run.id or 0,
            person_id=id_of(person),
            prompt_at=run.opened_at,
            ends_at=run.opened_at + standup.window(),
            presence=Presence.ANSWERED if place < answering else Presence.EXPECTED,
            prompted=True,
        )
        for place, person in enumerate(order)
    ]


def _blockers(session: Session, team: Team, people: Mapping[str, Person], monday: date) -> None:
    owners = cycle((people["bruno"], people["lea"], people["david"], people["nora"]))
    for number, (tag, weeks, days) in enumerate(_BLOCKED, start=1):
        on = monday - _WEEK * weeks
        at = local_moment(on, time(9, 45), team.zone())
        closed_at = at + _DAY * (days + 2 * (days > 4)) if days is not None else None
        session.add(
            Blocker(
                team_id=id_of(team),
                number=number,
                person_id=id_of(next(owners)),
                text="–",
                tag=tag,
                state=BlockerState.RESOLVED if closed_at else BlockerState.OPEN,
                opened_on=on,
                opened_at=at,
                closed_at=closed_at,
            )
        )


def _answers(
    session: Session,
    team: Team,
    people: Mapping[str, Person],
    kind: DeskKind,
    type_: str,
    title: str,
    ends: str,
    monday: date,
) -> None:
    """A request every few days, the last one closed last week; the desk says openly how it answers."""
    mine = (col(Desk.tenant_id) == team.tenant_id, col(Desk.kind) == kind)
    desk = session.exec(select(Desk).where(*mine)).one()
    desk.stats_open = True
    last = len(session.exec(select(Request.id).where(col(Request.team_id) == id_of(team))).all())
    rows = []
    for place in range(len(ends)):
        on = monday - _WEEK * 2 - timedelta(days=7 * ((len(ends) - 1 - place) // 2) - place % 2)
        rows.append(
            Request(
                team_id=id_of(team),
                number=last + place + 1,
                desk_id=desk.id or 0,
                type=type_,
                title=title,
                requester_id=id_of(people["lea"]),
                filed_at=local_moment(on, time(10), team.zone()),
                calendar_version=1,
            )
        )
    session.add_all(rows)
    session.flush()
    contact = people["nadia" if kind is DeskKind.LEGAL else "olivier"]
    session.add_all(event for row, end in zip(rows, ends, strict=True) for event in _history(row, end, contact, team))
    session.flush()
    for row in rows:
        requests.refresh(session, row)


def _history(row: Request, end: str, contact: Person, team: Team) -> list[RequestEvent]:
    """Filed, taken within the hour, approved: the next day, or nine days later; where a date was agreed on, by it."""
    day = row.filed_at.date()
    late = local_moment(day + _DAY * 9, time(15), team.zone())
    approved_at = local_moment(day + _DAY, time(15), team.zone()) if end == "k" else late
    filed = {"acknowledge": str(int(_OPEN_DAY)), "decide": str(int(2 * _OPEN_DAY)), "firm": "1"}
    taken_at = row.filed_at + timedelta(hours=1)
    told: list[tuple[Happened, int, datetime, dict[str, str]]] = [
        (Happened.FILED, row.requester_id, row.filed_at, filed)
    ]
    told.append((Happened.TAKEN, id_of(contact), taken_at, {}))
    if end == "a":
        agreed = {"on": late.date().isoformat(), "due": (late + timedelta(hours=2)).isoformat(), "by": "desk"}
        told.append((Happened.DATE_PROPOSED, id_of(contact), taken_at, agreed))
        told.append((Happened.DATE_AGREED, row.requester_id, taken_at + timedelta(hours=1), {}))
    told.append((Happened.APPROVED, id_of(contact), approved_at, {}))
    return [
        RequestEvent(request_id=row.id or 0, seq=seq, kind=kind, at=at, person_id=who, data=json.dumps(data))
        for seq, (kind, who, at, data) in enumerate(told, start=1)
    ]


def _retro(session: Session, team: Team, people: Mapping[str, Person], language: str, monday: date) -> None:
    """That of the sprint before: closed on its last day, a Friday."""
    closed_at = local_moment(monday - _WEEK - timedelta(days=3), time(12), team.zone())
    retro = Retro(
        ref=new_ref(),
        team_id=id_of(team),
        number=1,
        phase=RetroPhase.CLOSED,
        mode=RetroMode.ANONYMOUS,
        closed_at=closed_at,
    )
    session.add(retro)
    for number, (user, due, state, texts) in enumerate(_ACTIONS, start=1):
        over = closed_at + _WEEK if state in (ActionState.DONE, ActionState.DROPPED) else None
        session.add(
            Action(
                team_id=id_of(team),
                number=number,
                text=texts[language],
                owner_id=id_of(people[user]),
                due_on=monday + _DAY * due,
                state=state,
                source=ActionSource.RETRO,
                source_ref=retro.ref,
                created_by=id_of(people["alice"]),
                created_at=closed_at,
                accepted_at=closed_at,
                closed_at=over,
                closed_by=id_of(people[user]) if over else None,
                drop_reason="–" if state is ActionState.DROPPED else "",
            )
        )
