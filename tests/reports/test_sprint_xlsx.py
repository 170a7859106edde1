"""SPEC F2, F3, B15, B21, section I "export": a sprint as a file: complete, collective, in two languages, stable."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from openpyxl.workbook import Workbook

from ritualbot.reports.csv_files import csv_zip
from ritualbot.reports.sprint_xlsx import named_workbook, sprint_book, sprint_workbook
from ritualbot.reports.xlsx_apart import xlsx
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.retro import RetroMode
from ritualbot.rituals.sprint import GoalMet
from ritualbot.store import sprint_close as closing, sprint_item as items, team as teams
from ritualbot.store.engine import begin, reading
from ritualbot.store.sprint import Sprint
from ritualbot.store.sprint_close import Outcome
from ritualbot.store.team import Team
from tests.builders import SomeTeam, build_team
from tests.databases import engine_of
from tests.reports.hostile import HOSTILE, cells, kept, opened, shown
from tests.reports.sprint_story import (
    END,
    MONDAY,
    NOTES,
    PEOPLE,
    START,
    build_rows,
    build_sprint,
    close,
    name_all,
)

FRENCH = ["Résumé", "Plan et reports", "Point du jour", "Blocages", "Rétrospective", "Actions"]
FRENCH += ["Hypothèses", "Retour", "Demandes", "Délais des services", "Participation"]
NO_NOTE = (
    "Aucune note à lire (rétrospective non tenue, en cours d’écriture, ou notes effacées 30 jours après la clôture)."
)
ENGLISH = ["Summary", "Plan and carry-over", "Stand-up", "Blockers", "Retrospective", "Actions"]
ENGLISH += ["Hypotheses", "Return", "Requests", "Desks’ times", "Participation"]


def built(engine: sa.Engine, mode: RetroMode = RetroMode.ANONYMOUS) -> int:
    with begin(engine) as session:
        sprint = build_sprint(session, mode=mode)
        assert sprint.id is not None
        return sprint.id


def exported(engine: sa.Engine, sprint_id: int, language: str = "fr", now: datetime = END) -> bytes:
    with reading(engine) as session:
        sprint = session.get(Sprint, sprint_id)
        assert sprint is not None
        return sprint_workbook(session, sprint, language, now)


def rows(found: Workbook, sheet: str) -> list[tuple[object, ...]]:
    """Without the head."""
    return list(found[sheet].iter_rows(min_row=2, values_only=True))


def facts(found: Workbook) -> dict[object, tuple[object, object]]:
    return {fact: (value, detail) for fact, value, detail in rows(found, found.sheetnames[0])}


def test_it_has_every_sheet_in_both_languages(engine: sa.Engine) -> None:
    sprint = built(engine)
    french, english = opened(exported(engine, sprint)), opened(exported(engine, sprint, "en"))
    assert (french.sheetnames, english.sheetnames) == (FRENCH, ENGLISH)
    assert [cell.value for cell in french["Blocages"][1]] == [
        *("N°", "Blocage", "Chez", "État", "Signalé le", "Clos le", "Jours ouvrés")
    ]
    assert [cell.value for cell in english["Blockers"][1]] == [
        *("No.", "Blocker", "Waits with", "State", "Raised on", "Closed on", "Working days")
    ]


def test_the_summary_says_where_the_sprint_stands(engine: sa.Engine) -> None:
    found = facts(opened(exported(engine, built(engine), "en")))
    assert found["Goal"][0] == "Doubler les inscriptions au webinaire de printemps sans baisser la qualité des contacts"
    assert found["First day"][0] == datetime(2027, 3, 1)  # noqa: DTZ001 - a file knows no zone
    assert found["Last day"] == (datetime(2027, 3, 12), "10 days worked")  # noqa: DTZ001
    assert found["Closed"][0] == "running"
    assert [found[name] for name in ("Baseline", "Now", "Target")] == [
        *((380.5, "inscriptions"), (412, "inscriptions"), (500, "inscriptions"))
    ]
    assert [found[name][0] for name in ("Items planned", "… done", "… dropped", "… open")] == [5, 2, 1, 2]
    assert found["Stand-ups"][0] == 10
    # Expected: 80 without the 1+2+3+0+1+2+3+0+1 away; of them 1+2+0+1+2+0+1+2+0 did not answer.
    assert found["Participation"] == (pytest.approx(58 / 67, abs=1e-4), "58 answers of 67 expected")
    assert found["Blockers"] == (3, "1 of them still open")
    assert found["Retrospective notes"] == (5, "on 3 topics")
    assert found["Actions"] == (3, "1 of them done")


def test_what_is_missing_is_shown_as_missing_never_as_0(engine: sa.Engine) -> None:
    """S14."""
    with begin(engine) as session:
        team = build_team(session, START, SomeTeam())
        sprint = Sprint(
            team_id=team.id or 0, number=1, name="Sprint 1", starts_on=MONDAY, ends_on=END.date(), started_at=START
        )
        session.add(sprint)
        session.flush()
        assert sprint.id is not None
    found = opened(exported(engine, sprint.id))
    assert {facts(found)[name][0] for name in ("But", "Indicateur principal", "Au départ", "Cible")} == {
        "non renseigné"
    }
    # An empty period says so, on every sheet.
    assert [found[sheet]["A2"].value for sheet in FRENCH[1:]] == [
        "Rien n’était prévu dans ce sprint.",
        "Aucun point du jour sur la période.",
        "Aucun blocage sur la période.",
        NO_NOTE,
        "Aucune action sur la période.",
        "Aucune hypothèse prête, testée ou tranchée sur la période.",
        "Aucun test ni pilote tranché à ce jour.",
        "Aucune demande sur la période.",
        "Aucune demande sur la période.",
        "Aucun point du jour sur la période.",
    ]


def test_stand_ups_are_counted_and_a_handful_has_no_share(engine: sa.Engine) -> None:
    found = opened(exported(engine, built(engine)))
    first, second, third, *_ = rows(found, "Point du jour")
    assert first[2:] == (8, 8, 0, 0, 0, 0, 1)
    assert second[2:] == (7, 6, 0, 1, 1, 0, pytest.approx(6 / 7, abs=1e-4))
    assert third[2:] == (6, 4, 0, 2, 2, 0, None)  # a share of 4 answers would point at people
    assert [row[1:5] for row in rows(found, "Participation")] == [(5, 34, 30, 6), (5, 33, 28, 7)]


def test_participation_by_person_is_another_file(engine: sa.Engine) -> None:
    """F3: counts, no share; together they are the team's figures."""
    sprint_id = built(engine)
    with reading(engine) as session:
        sprint = session.get(Sprint, sprint_id)
        assert sprint is not None
        named = opened(named_workbook(session, sprint, "en", END))
    found = rows(named, "Participation by person")
    assert found[0] == ("Alice", 3, 1, 0, 7)  # at work on days 0, 4 and 8, and silent on the last two
    assert found[1] == ("Bruno", 6, 3, 0, 4)  # away on days 2, 3, 6 and 7, silent on 1, 5 and 8
    assert found[-1] == ("Hugo", 10, 10, 0, 0)
    assert [sum(int(str(row[place])) for row in found) for place in (1, 2)] == [67, 58]
    assert facts(named)["What this file holds"][0] == "Participation by person"
    assert named.sheetnames == [*ENGLISH, "Participation by person"]
    assert "réponse à ne jamais exporter" not in {value for *_, value, _ in cells(named)}


def test_blockers_have_their_age_and_nobodys_name(engine: sa.Engine) -> None:
    found = rows(opened(exported(engine, built(engine))), "Blocages")
    assert [(row[0], row[2], row[3]) for row in found] == [
        (1, "juridique", "Levé"),
        (2, "DSI", "Ouvert"),
        (3, None, "Levé"),
    ]
    assert [row[6] for row in found] == [3, 7, 1]  # Tue 2 to Sat 6; Wed 3 to Fri 12, still open; Thu 4 to Fri 5


def test_the_retro_is_grouped_with_its_votes(engine: sa.Engine) -> None:
    found = rows(opened(exported(engine, built(engine))), "Rétrospective")
    assert [row[:2] for row in found] == [
        (7, "Le juridique répond trop tard"),
        (7, "Le juridique répond trop tard"),
        (5, "Les tests"),
        (5, "Les tests"),
        (1, None),
    ]
    assert {row[2:] for row in found} >= {
        ("Commencer", "Un point fixe avec le juridique"),
        ("Arrêter", "Réunions de plus d’une heure"),
    }
    assert {row[3] for row in found} == {text for _, _, notes in NOTES for _, text in notes}


@pytest.mark.parametrize("mode", RetroMode)
def test_it_names_nobody_but_for_what_they_took_on(engine: sa.Engine, mode: RetroMode) -> None:
    """F3, B21: owners of items and actions; no author, no blocked person, nobody who did not answer, no answer."""
    found = opened(exported(engine, built(engine, mode=mode)))
    named = {(sheet, value) for sheet, _, value, _ in cells(found) for person in PEOPLE if person.name in str(value)}
    assert {sheet for sheet, _ in named} == {"Plan et reports", "Actions"}
    assert not any("ne jamais exporter" in str(value) for *_, value, _ in cells(found))
    heads = {str(cell.value) for sheet in found.worksheets for cell in sheet[1]}
    assert not heads & {"Personne", "Auteur", "Nom"}


def test_the_same_sprint_is_the_same_file(engine: sa.Engine) -> None:
    """Closed, it does not depend on when it is written."""
    sprint = built(engine)
    assert exported(engine, sprint) == exported(engine, sprint)
    with begin(engine) as session:
        row = session.get(Sprint, sprint)
        assert row is not None
        close(row)
    assert exported(engine, sprint) == exported(engine, sprint, now=END + timedelta(days=90))


def test_a_closed_sprint_keeps_its_plan_and_its_figures(engine: sa.Engine) -> None:
    """F1: what was carried over is in the next sprint by now, and the charter says something else."""
    sprint_id = built(engine)
    with begin(engine) as session:
        sprint = session.get(Sprint, sprint_id)
        assert sprint is not None
        team = session.get(Team, sprint.team_id)
        [alice, *_] = teams.people_with(session, sprint.team_id, Role.SCRUM_MASTER)
        *_, segment, _ = items.of_sprint(session, sprint_id)
        assert team is not None
        closing.close(session, team, sprint, Outcome(GoalMet.NO, "431", frozenset({segment.ref})), alice, END)
        name_all(session, sprint, "Autre chose")
        segment.title = "Autre chose"
    found = opened(exported(engine, sprint_id, now=END + timedelta(days=30)))
    assert [(row[0], row[4], row[5]) for row in rows(found, "Plan et reports")] == [
        ("Landing de rentrée", "Fait", 0),
        ("Relance panier J+1 : deux versions du message, l’une avec la remise, l’autre sans", "Fait", 0),
        ("Bannière de printemps", "Reporté", 2),
        ("Segment « inactifs depuis 90 jours »", "Remis au backlog", 1),
        ("Affiches en agence", "Abandonné", 2),
    ]
    summary = facts(found)
    assert [summary[name][0] for name in ("… faits", "… reportés au sprint suivant", "… remis au backlog")] == [2, 1, 1]
    assert "… en cours" not in summary
    assert (summary["Indicateur principal"][0], summary["Maintenant"][0]) == ("Inscriptions au webinaire", 431)
    assert summary["Clôture"] == (datetime(2027, 3, 12, 14, 30), "heure de Paris")  # noqa: DTZ001
    assert summary["But"][1] == "non atteint"


# PostgreSQL keeps no NUL, UTF-8 no lone surrogate: `inputs.clean_text` has taken them away before anything is stored.
STORABLE = sorted({text.replace("\x00", "").encode("utf-8", "ignore").decode() for text in HOSTILE} - {""})


def test_hostile_texts_in_every_column_stay_text_and_none_is_lost(sqlite_url: str) -> None:
    """RELIABILITY 4: 200 of them; where one cell cannot hold a text it goes on in the rows under it."""
    engine = engine_of(sqlite_url)
    sprint = built(engine)
    with begin(engine) as session:
        row = session.get(Sprint, sprint)
        assert row is not None
        build_rows(session, row, STORABLE)
    found = opened(exported(engine, sprint))
    assert len(STORABLE) > 180
    assert [place for _, place, _, kind in cells(found) if kind not in ("s", "n", "d")] == []
    for sheet, letter in (("Plan et reports", "AH"), ("Blocages", "B"), ("Rétrospective", "BD"), ("Actions", "B")):
        for column in letter:
            held = set(texts(found, sheet, column))
            assert [text[:60] for text in STORABLE if kept(text) not in held] == [], (sheet, column)
    needs = set(texts(found, "Plan et reports", "D"))
    assert [text[:60] for text in STORABLE if f"juridique ({kept(text)})" not in needs] == []


def texts(found: Workbook, sheet: str, column: str) -> Iterator[str]:
    """A column's texts, those put together again that were cut. A row that continues has nothing but its texts."""
    page = found[sheet]
    number = {"Plan et reports": "E", "Blocages": "A", "Rétrospective": "A", "Actions": "A"}[sheet]
    joined = ""
    for row in range(2, page.max_row + 1):
        if page[f"{number}{row}"].value is not None and row > 2:
            yield joined
            joined = ""
        joined += shown(page[f"{column}{row}"].value)
    yield joined


def test_hostile_texts_in_what_there_is_one_of_stay_text_and_none_is_lost(sqlite_url: str) -> None:
    engine = engine_of(sqlite_url)
    sprint_id = built(engine)
    with begin(engine) as session:
        sprint = session.get(Sprint, sprint_id)
        assert sprint is not None
        for text in STORABLE[::4]:
            name_all(session, sprint, text)
            book = sprint_book(session, sprint, "en", END)
            summary = replace(book.sheets[0], chart=None)
            found = opened(xlsx(replace(book, sheets=(summary,))))
            assert {kind for *_, kind in cells(found)} <= {"s", "n", "d"}
            for column in (2, 3):
                held = "".join(shown(row[column - 1]) for row in rows(found, "Summary"))
                assert kept(text) in held, (column, text[:60])
            assert "".join(shown(row[1]) for row in rows(found, "Summary")).count(kept(text)) >= 4


def test_csv_has_the_same_sheets(engine: sa.Engine) -> None:
    sprint_id = built(engine)
    with reading(engine) as session:
        sprint = session.get(Sprint, sprint_id)
        assert sprint is not None
        data = csv_zip(sprint_book(session, sprint, "fr", END))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == [
            f"{key}.csv"
            for key in (
                "summary",
                "plan",
                "standup",
                "blockers",
                "retro",
                "actions",
                "hypotheses",
                "return",
                "requests",
                "sla",
                "participation",
            )
        ]
        assert '"Au départ";"380,5";"inscriptions"\r\n' in archive.read("summary.csv").decode("utf-8-sig")
        assert f'"{date(2027, 3, 2)}"' in archive.read("standup.csv").decode("utf-8-sig")
