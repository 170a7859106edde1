"""F10: what the dashboard shows of a team, against facts counted by hand; what people typed is only ever text."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from ritualbot.app.seed import seed
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.reports import dashboard as pages, dashboard_team as of_team
from ritualbot.reports.charts import png
from ritualbot.reports.dashboard_kpi import Course, kpi
from ritualbot.reports.dashboard_team import Kept, Sign
from ritualbot.reports.dashboard_tests import Check
from ritualbot.rituals.hypothesis_history import HypothesisState
from ritualbot.store import charter as charters, dashboard_link as links, kpi as kpis, team as teams
from ritualbot.store.action import Action
from ritualbot.store.charter import Charter
from ritualbot.store.dashboard_link import Opened
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.pilot import Pilot
from ritualbot.store.sprint import Sprint
from ritualbot.store.standup import StandupPart
from ritualbot.store.team import Person, Team, Workspace
from tests.builders import ALICE, BRUNO, CLAIRE, SomeTeam, build_team
from tests.conversations.bot import moment
from tests.databases import engine_of

NOW = moment("2027-03-02 09:20")
VOID = {"meta", "link", "br"}


class Strict(HTMLParser):
    """Every element that is opened is closed, in order, and no id stands twice."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, (tag, self.getpos())

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    with begin(engine_of(sqlite_url)) as session:
        yield session


def seeded(session: Session, language: str = "fr") -> Opened:
    """The playground's team, read by Claire, who sponsors it."""
    workspace = seed(session, NOW, language)
    claire = dict(teams.addressed(session, workspace.id or 0))["claire"]
    return opened(session, teams.teams(session)[0], claire)


def opened(session: Session, team: Team, person: Person) -> Opened:
    url = links.make(session, team, person, NOW)
    assert url is not None
    found = links.opened(session, url.rsplit("/", 1)[1], NOW)
    assert found is not None
    return found


def written(session: Session, each: Opened, language: str = "fr") -> str:
    return pages.page(session, Words(language), each, NOW)


def test_what_is_behind_the_playgrounds_team_is_counted_as_by_hand(session: Session) -> None:
    """The facts stand in `seed_past`, `seed_log` and `seed_sprint`; counted there with a pencil."""
    each = seeded(session)
    shown = pages.dashboard(session, Words("fr"), each.team, each.person, NOW)
    assert (shown.kpi.course, shown.kpi.value, shown.kpi.target) == (Course.FORWARD, "374", "500")
    assert shown.kpi.change == "+43 en une semaine"  # 374 after 331
    assert shown.kpi.under[0] == "Il manque 126\xa0inscriptions pour atteindre l’objectif."
    numbers = {figure.key.rsplit(".", 1)[1]: (figure.number, figure.of) for figure in shown.figures}
    assert numbers == {"items": (1, 6), "blockers": (0, None), "requests": (0, None), "actions": (2, 4)}
    assert shown.sprint is not None and shown.sprint.days == (True,) * 7 + (False,) * 3
    # Friday, and the Friday that ends the fourth week of sprints, which began on 22 February.
    assert [said.replace("\xa0", " ") for said in shown.coming] == [
        "Prochaine synthèse vendredi 5 mars.",
        "Revue vendredi 19 mars.",
    ]
    counted = [(desk.name, *(desk.number(sign) for sign in Sign)) for desk in shown.desks]
    assert counted == [("Juridique", 9, 2, 1), ("Achats", 5, 1, 1)]
    assert [(cause.name, cause.number, cause.open) for cause in shown.causes.rows] == [
        *(("Juridique", 5, 0), ("DSI", 3, 0), ("Achats", 2, 0)),
        *(("Fournisseur ou agence", 1, 0), ("Sans cause nommée", 1, 0)),
    ]
    assert shown.causes.number == 12 and shown.causes.days == 3
    assert [act.state for act in shown.acts] == [Kept.DONE, Kept.DROPPED, Kept.DONE, Kept.OPEN]
    assert [check.check for pilot in shown.pilots for check in pilot.checks] == [
        *(Check.GREEN, Check.COMING, Check.COMING, Check.COMING),
        *(Check.GREEN, Check.AMBER, Check.GREEN, Check.GREEN),
        *(Check.RED, Check.COMING, Check.COMING, Check.COMING),
    ]
    assert "Relance des inscriptions inachevées" in shown.wishes[0].title  # pilots come first


def test_no_effect_is_drawn_before_the_planned_sample_is_there(session: Session) -> None:
    each = seeded(session)
    [forest] = pages.dashboard(session, Words("fr"), each.team, each.person, NOW).forests
    running = session.exec(select(Hypothesis).where(col(Hypothesis.state) == HypothesisState.RUNNING)).one()
    assert [(row.name == running.text, row.early) for row in forest.rows if row.drawn is None] == [(True, True)]
    assert [row.drawn.leaning for row in forest.rows if row.drawn] == ["better", "unsure", "worse", "better", "better"]
    assert forest.axis is not None
    for row in forest.rows:
        if row.drawn:
            sides = {"better": row.drawn.low > forest.axis.zero, "worse": row.drawn.high < forest.axis.zero}
            assert sides.get(row.drawn.leaning, row.drawn.low < forest.axis.zero < row.drawn.high)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_symbol_of_statistics_and_nobodys_own_figure_is_on_the_page(session: Session, language: str) -> None:
    """The only people named are owners of actions, pilots and tests, and whose link it is."""
    each = seeded(session, language)
    text = " ".join(Strict(written(session, each, language)).text)
    assert not re.search(r"\bSRM\b|\bp\s*[<=]|\bz\s*=|p-val", text, re.IGNORECASE)
    named = {person.name for person in session.exec(select(Person)) if re.search(rf"\b{person.name}\b", text)}
    owners = {each.person.id}
    for owned in (Action, Pilot, Hypothesis):
        owners |= set(session.exec(select(owned.owner_id)))
    allowed = {person.name for person in session.exec(select(Person)) if person.id in owners}
    assert named <= allowed and "Nadia" not in named and "Karim" not in named


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_says_each_chart_in_words(session: Session, language: str) -> None:
    each = seeded(session, language)
    page = written(session, each, language)
    parsed = Strict(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    for used in re.findall(r'aria-labelledby="([^"]+)"', page):
        assert used in parsed.ids
    assert page.count("<h1") == 1
    shown = pages.dashboard(session, Words(language), each.team, each.person, NOW)
    assert shown.kpi.chart and shown.participation.chart
    for alt, chart in ((shown.kpi.alt, shown.kpi.chart), (shown.participation.alt, shown.participation.chart)):
        assert all(point.told in alt for point in chart.points) and alt in "".join(parsed.text)
        assert png(chart).startswith(b"\x89PNG")  # the same description, as a chat shows it


NASTY = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% raw %} ${7*7}",
    "شركة الربيع \u202eevil",
    "x" * 3000,
    "</title></style></svg><b>",
)


@pytest.mark.parametrize("nasty", NASTY, ids=lambda text: text[:8])
def test_what_people_typed_is_only_ever_text(session: Session, nasty: str) -> None:
    each = seeded(session)
    plain = Strict(written(session, each))
    each.team.name = each.person.name = nasty
    for row in session.exec(select(Sprint)):
        row.name = row.goal = nasty
    charter = charters.of_team(session, each.team.id or 0)
    old = charter.kpi
    charter.kpi = charter.kpi_unit = charter.kpi_source = nasty
    _rename_readings(session, charter, old)
    for hypothesis in session.exec(select(Hypothesis)):
        hypothesis.text = hypothesis.learning = hypothesis.moment = nasty
    for action in session.exec(select(Action)):
        action.text = nasty
    for desk in session.exec(select(Desk)):
        desk.name = nasty
    for pilot in session.exec(select(Pilot)):
        pilot.name = nasty
    session.flush()
    parsed = Strict(written(session, each))
    assert parsed.tags == plain.tags
    assert "".join(parsed.text).count(nasty.strip()) >= 10


def _rename_readings(session: Session, charter: Charter, old: str) -> None:
    renamed = Charter(team_id=charter.team_id, kpi=old)
    for row in kpis.readings(session, renamed):
        kpis.put(session, charter, row.read_on, row.value, row.note, row.read_by, row.read_at)


def test_a_team_with_nothing_behind_it_is_told_so_part_by_part(session: Session) -> None:
    team = build_team(session, NOW, SomeTeam(people=(ALICE, BRUNO, CLAIRE)))
    workspace = session.exec(select(Workspace)).one()
    claire = teams.person_at(session, workspace.id or 0, "claire")
    assert claire is not None
    text = "".join(Strict(written(session, opened(session, team, claire))).text)
    for said in ("Aucun indicateur n’est nommé.", "Aucune décision ne vous attend.", "Aucun ne court en ce moment."):
        assert said in text
    for said in ("Aucune demande close", "Aucun blocage récent.", "Aucune rétro close", "Aucun point du jour"):
        assert said in text
    assert "Pilotes" not in text and "Ce que disent les tests" not in text


def test_of_fewer_than_three_no_share_is_told(session: Session) -> None:
    """B21: the team's participation, where it would not be that of each of them."""
    each = seeded(session)
    by_run: dict[int, list[StandupPart]] = {}
    for part in session.exec(select(StandupPart)):
        by_run.setdefault(part.run_id, []).append(part)
    for parts in by_run.values():
        for part in parts[2:]:
            part.missed = True  # never asked
    session.flush()
    found = of_team.participation(session, Words("fr"), each.team, NOW.date())
    assert found.chart is None and found.small
    assert "Moins de trois personnes" in written(session, each)


def test_a_desk_of_one_that_does_not_show_its_times_shows_no_sign(session: Session) -> None:
    """E15: they would be figures of a person."""
    each = seeded(session)
    for desk in session.exec(select(Desk)):
        desk.stats_open = False
    session.flush()
    _, desks = of_team.desks(session, each.team, NOW.date())
    assert [(desk.signs, desk.closed, desk.hidden) for desk in desks] == [((), 12, True), ((), 7, True)]
    assert "ses délais ne sont visibles que de lui" in written(session, each)


@pytest.mark.parametrize(
    ("last", "earlier", "target", "baseline", "course"),
    [
        ("500", "480", "500", "250", Course.REACHED),
        ("412", "374", "500", "250", Course.FORWARD),
        ("370", "374", "500", "250", Course.BACK),
        ("374", "374", "500", "250", Course.STEADY),
        ("40", "45", "30", "60", Course.FORWARD),  # less is better
        ("29", "31", "30", "60", Course.REACHED),
    ],
)
def test_where_the_indicator_goes(
    session: Session, last: str, earlier: str, target: str, baseline: str, course: Course
) -> None:
    team = build_team(session, NOW, SomeTeam())
    charter = charters.of_team(session, team.id or 0)
    charter.kpi, charter.kpi_target, charter.kpi_baseline = "Inscriptions", target, baseline
    session.flush()
    for weeks, value in ((2, earlier), (1, last)):
        kpis.put(session, charter, date(2027, 3, 4) - timedelta(weeks=weeks), value, "", None, NOW)
    assert kpi(session, Words("fr"), charter, date(2027, 3, 2)).course is course
    assert kpi(session, Words("fr"), charter, date(2027, 3, 11)).course is Course.STALE


def test_every_query_of_the_page_finds_its_rows_by_an_index(session: Session) -> None:
    """Of what grows with the years no table is read from end to end."""
    each = seeded(session)
    said: list[tuple[str, Any]] = []
    connection = session.connection()

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        said.append((statement, parameters))

    sa.event.listen(connection, "before_cursor_execute", hear)
    written(session, each)
    sa.event.remove(connection, "before_cursor_execute", hear)
    plans = []
    for statement, parameters in said:
        if statement.startswith("SELECT"):
            raw = connection.connection.driver_connection
            assert raw is not None
            plans += [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    growing = (
        "standup_run|standup_part|standup_answer|blocker|request|request_event|action|hypothesis_event|kpi_reading"
    )
    assert [plan for plan in plans if re.match(rf"SCAN ({growing})\b(?!.*USING)", plan)] == []
    assert any("standup_part USING INDEX" in plan for plan in plans)
    assert len(said) < 80
