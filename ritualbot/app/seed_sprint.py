"""The playground's sprint: Sprint 12, in its second week, with what is planned in it, done and carried over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlmodel import Session

from ritualbot.app.seed_past import read_before
from ritualbot.rituals.calendar import local_day, local_moment
from ritualbot.rituals.sprint import ItemState, Need, Priority, Span, SprintSpec
from ritualbot.rituals.sprint_item import ItemSpec
from ritualbot.store import (
    charter as charters,
    kpi as kpis,
    sprint as sprints,
    sprint_goal as goals,
    sprint_item as items,
)
from ritualbot.store.charter import Charter
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

_NAME, _WEEKS = "Sprint 12", 2
_GOAL = {"fr": "doubler les inscriptions au webinaire", "en": "double the webinar sign-ups"}
_FIRST_GOAL = {"fr": "remplir le webinaire de mars", "en": "fill the March webinar"}  # the sponsor knows no other
_KPI = {
    "fr": ("Inscriptions au webinaire", "page d’inscription", "inscriptions"),
    "en": ("Webinar sign-ups", "sign-up page", "sign-ups"),
}
_VALUES = ("262", "298", "331", "374")


@dataclass(frozen=True)
class _Planned:
    user: str
    titles: Mapping[str, str]
    need: Need | None = None
    priority: Priority = Priority.NORMAL
    done: bool = False
    carries: int = 0


_PLANNED: Sequence[_Planned] = (
    _Planned("bruno", {"fr": "Bannière de printemps, V2", "en": "Spring banner, V2"}, Need.LEGAL, Priority.HIGH),
    _Planned("lea", {"fr": "Règlement du jeu-concours", "en": "Contest rules"}, Need.LEGAL),
    _Planned("david", {"fr": "Suivi des inscriptions par source", "en": "Sign-ups tracked by source"}, Need.IT),
    _Planned("ines", {"fr": "Séquence de relance à J+1", "en": "Follow-up sequence for day 1"}),
    _Planned("hugo", {"fr": "Témoignage client à traduire", "en": "Customer story to translate"}, carries=1),
    _Planned("chloe", {"fr": "Calendrier de mars", "en": "March calendar"}, done=True),
)
_WAITING: Sequence[_Planned] = (
    _Planned("nora", {"fr": "Budget d’avril par canal", "en": "April budget by channel"}, Need.FINANCE),
    _Planned("emma", {"fr": "Visuels de la rentrée", "en": "Visuals for September"}, Need.AGENCY),
)


def plan_sprint(session: Session, team: Team, people: Mapping[str, Person], language: str, monday: date) -> None:
    """It began the Monday before `monday` and ends that week's Friday: `monday` is its sixth day."""
    first = monday - timedelta(weeks=1)
    charter = _rhythm(session, team, people, language, first)
    _measure(session, charter, team, people["david"], monday)
    began = local_moment(first, time(9, 0), team.zone())
    span = Span(first, monday + timedelta(days=4))
    lead = id_of(people["alice"])
    sprint = sprints.start(session, team, SprintSpec(_NAME, _GOAL[language], span), lead, began)
    goals.changed(session, sprint, _FIRST_GOAL[language], lead, local_moment(monday, time(9, 40), team.zone()))
    rows = items.add(session, id_of(team), sprint.id, _specs(_PLANNED, people, language), lead, began)
    for planned, row in zip(_PLANNED, rows, strict=True):
        row.carries = planned.carries
        if planned.done:
            at = local_moment(monday, time(15, 0), team.zone())
            items.settle(session, row, ItemState.DONE, id_of(people[planned.user]), at)
    items.add(session, id_of(team), None, _specs(_WAITING, people, language), lead, began)
    session.flush()


def _rhythm(session: Session, team: Team, people: Mapping[str, Person], language: str, first: date) -> Charter:
    charter = charters.of_team(session, id_of(team))
    charter.sprint_weeks, charter.sprint_on = _WEEKS, first
    charter.kpi, charter.kpi_source, charter.kpi_unit = _KPI[language]
    charter.kpi_baseline, charter.kpi_target = "250", "500"
    charter.kpi_owner_id = people["david"].id
    session.flush()
    return charter


def _measure(session: Session, charter: Charter, team: Team, owner: Person, monday: date) -> None:
    """The values of the last four Thursdays, as they were told on each."""
    for weeks, value in enumerate(_VALUES):
        at = local_moment(monday - timedelta(weeks=len(_VALUES) - weeks) + timedelta(days=3), time(9, 45), team.zone())
        kpis.put(session, charter, local_day(at, team.zone()), value, "", owner.id, at)
    read_before(session, charter, team, owner, monday)
    kpis.expect(session, charter, team, local_moment(monday, time(9, 0), team.zone()))


def _specs(planned: Sequence[_Planned], people: Mapping[str, Person], language: str) -> list[ItemSpec]:
    return [ItemSpec(each.titles[language], people[each.user].ref, each.priority, each.need) for each in planned]
