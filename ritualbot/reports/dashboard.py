"""A team's dashboard: one page that needs no script, no cookie and nothing from elsewhere.

Jinja escapes it all: what people typed is never markup.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlmodel import Session

from ritualbot.i18n import LANGUAGES, Words
from ritualbot.reports import (
    dashboard_team as of_team,
    dashboard_tests as of_tests,
    decision as decision_report,
    return_totals as totals_report,
)
from ritualbot.reports.dashboard_kpi import Course, Kpi, kpi
from ritualbot.reports.line_chart import line_body
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.decision import Decision
from ritualbot.rituals.permissions import Role
from ritualbot.store import (
    charter as charters,
    dashboard_link as links,
    decision as decisions,
    digest_plan,
    return_totals,
    review as reviews,
    team as teams,
)
from ritualbot.store.dashboard_link import Opened
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

_FOLDER = Path(__file__).with_name("templates")
_PAGES = Environment(
    loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_STYLE = (_FOLDER / "dashboard.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
"""Of the page's one style, for its Content-Security-Policy."""


@dataclass(frozen=True)
class Wish:
    """A decision that is waited for, as the page says it."""

    title: str
    why: str
    by: str


@dataclass(frozen=True)
class Dashboard:
    """Everything the page shows, read once."""

    team: Team
    kpi: Kpi
    wishes: tuple[Wish, ...]
    sprint: of_team.SprintNow | None
    figures: tuple[of_team.Figure, ...]
    pilots: Sequence[of_tests.PilotRow]
    checks: tuple[of_tests.Check, ...]
    forests: Sequence[of_tests.Forest]
    returns: str
    desks_since: str
    desks: Sequence[of_team.DeskSigns]
    causes: of_team.Causes
    acts: Sequence[of_team.Act]
    participation: of_team.Participation
    coming: tuple[str, ...]


def dashboard(session: Session, words: Words, team: Team, reader: Person, now: datetime) -> Dashboard:
    today = local_day(now, team.zone())
    acts = of_team.acts(session, team, today)
    since, desks = of_team.desks(session, team, today)
    pilots = of_tests.pilots(session, words, team, today)
    return Dashboard(
        team=team,
        kpi=kpi(session, words, charters.read(session, id_of(team)), today),
        wishes=tuple(_wish(session, words, each, now) for each in _wanted(session, team, reader)),
        sprint=of_team.sprint_now(session, team, today),
        figures=of_team.figures(session, words, team, now, acts),
        pilots=pilots,
        checks=of_tests.checks(pilots),
        forests=of_tests.forests(session, words, team, today),
        returns=_returns(session, words, team, now),
        desks_since=words.calendar_date(since),
        desks=desks,
        causes=of_team.causes(session, words, team, today),
        acts=acts,
        participation=of_team.participation(session, words, team, today),
        coming=tuple(_coming(session, words, team, reader, now)),
    )


def _coming(session: Session, words: Words, team: Team, reader: Person, now: datetime) -> Iterator[str]:
    """When the sponsor next hears of the team, and when they meet."""
    sponsor = _sponsor(session, team, reader)
    if sponsor is not None:
        yield words.say("dashboard.next.digest", day=words.day(digest_plan.next_day(session, sponsor, now)))
    held_on = reviews.next_on(session, team, now)
    if held_on is not None:
        yield words.say("dashboard.next.review", day=words.day(held_on))


def _returns(session: Session, words: Words, team: Team, now: datetime) -> str:
    """What all that was decided cost and brought; what nobody gave is said to be missing."""
    return totals_report.sentence(words, return_totals.totals(session, id_of(team), None, now)).plain()


# -- decisions -----------------------------------------------------------------------------------------------------


def _sponsor(session: Session, team: Team, reader: Person) -> Person | None:
    """Whoever reads, or the team's first where that is somebody else."""
    sponsors = teams.people_with(session, id_of(team), Role.SPONSOR)
    return next((each for each in sponsors if each.id == reader.id), next(iter(sponsors), None))


def _wanted(session: Session, team: Team, reader: Person) -> list[Decision]:
    asked = _sponsor(session, team, reader)
    return decisions.wanted(session, asked, [id_of(team)]) if asked else []


def _wish(session: Session, words: Words, decision: Decision, now: datetime) -> Wish:
    return Wish(*(said.plain() for said in decision_report.spoken(session, words, decision, now)))


# -- pages ---------------------------------------------------------------------------------------------------------


def page(session: Session, words: Words, opened: Opened, now: datetime) -> str:
    each = dashboard(session, words, opened.team, opened.person, now)
    zone = opened.team.zone()
    sponsored = Role.SPONSOR in teams.roles_in(session, id_of(opened.person), opened.team)
    return _render(
        words,
        "dashboard.html",
        each=each,
        person=opened.person.name,
        until=words.day(local_day(opened.link.expires_at, zone)),
        today=words.full_date(local_day(now, zone)),
        clock=words.at(now, zone),
        sponsored=sponsored,
        verdict=f"dashboard.verdict.{each.kpi.course}",
        whole=_whole(words, each.kpi),
        draw=line_body,
    )


def _whole(words: Words, found: Kpi) -> str:
    """`412 inscriptions sur 500.`"""
    if found.course in (Course.NONE, Course.UNREAD):
        return ""
    if found.target:
        return words.say("dashboard.verdict.of", value=found.whole, target=found.target)
    return words.say("dashboard.verdict.alone", value=found.whole)


def gone_page() -> str:
    """One and the same, in every language, for every address that leads nowhere."""
    return _PAGES.get_template("dashboard_gone.html").render(
        spoken=[(language, Words(language).say) for language in LANGUAGES], style=_STYLE
    )


def busy_page(words: Words) -> str:
    return _render(words, "dashboard_busy.html")


def _render(words: Words, template: str, **context: object) -> str:
    shared = {
        "t": words.say,
        "count": words.count,
        "day": words.short_date,
        "number": words.number,
        "lang": words.language,
        "languages": LANGUAGES,
        "style": _STYLE,
        "lasts": links.LASTS,
    }
    return _PAGES.get_template(template).render({**shared, **context})
