"""A two-week sprint in the browser, from the day it is started to the file of its close: stand-ups, a retro of twenty
notes in five groups, votes, an action. The days between the first and the last three are lived without a browser."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import expect

from tests.e2e.builders import BLOCKER, build_days, build_eve
from tests.e2e.driver import Player, Playground

Served: TypeAlias = Callable[[Path], AbstractContextManager[Playground]]
SUBJECTS = ("Briefs", "Réunions", "Outils", "Délais", "Le reste")
WRITERS = ("Alice", "Bruno", "Chloé", "Léa")
GOAL = "Tripler les inscriptions"
PASTED = "- Page de rentrée @Léa !juridique\n- Relance à J+7 @Alice !haute"
BETWEEN = ("2027-03-02", "2027-03-03", "2027-03-04", "2027-03-05", "2027-03-08", "2027-03-09")
WIDE, PHONE = (1440, 900), (390, 844)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_sprint_from_its_first_day_to_the_next(served: Served, size: tuple[int, int], tmp_path: Path) -> None:
    """S2, B10, C1, C3, C5, C6, C8, C11, F1, F2: nothing is reloaded, nothing but words and buttons is used."""
    file = tmp_path / "sprint.db"
    build_eve(file, "2027-03-01 08:50")
    with served(file) as playground:
        player = playground.sits("Alice", size=size)
        starts(player)
        first_stand_up(player)
    build_days(file, *BETWEEN, until="2027-03-10 09:20")
    with served(file) as playground:
        player = playground.sits("Alice", size=size)
        eighth_stand_up(player)
        writes(player)
        groups_all(player)
        votes_all(player)
        discusses(player)
        closes(player)
        assert player.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# -- Monday, the first day -----------------------------------------------------------------------------------------


def starts(player: Player) -> None:
    """What was carried over is chosen already; the rest of the plan is pasted."""
    player.says("/sprint-start")
    expect(player.form).to_contain_text("Bannière de printemps, V2")
    expect(player.form.get_by_label("Bannière de printemps, V2")).to_be_checked()
    expect(player.form.get_by_label("Visuels de la rentrée")).not_to_be_checked()
    player.fills(But=GOAL, Et_en_plus=PASTED)
    player.sends()
    expect(player.told).to_contain_text("Sprint 13 est lancé")
    announced = player.message("Sprint 13 est lancé")
    expect(announced).to_contain_text("Du lundi 1er mars au vendredi 12 mars")
    for planned in ("Bannière de printemps, V2", "Page de rentrée", "Relance à J+7"):
        expect(announced).to_contain_text(planned)


def first_stand_up(player: Player) -> None:
    player.pushes_to("09:30")
    expect(player.message(f"Sprint 13, jour 1 sur 10 : {GOAL}")).to_be_visible()
    player.opens("Répondre")
    player.fills(sur_quoi="Lancement du sprint")
    player.sends()
    player.pushes_to("11:30")
    expect(player.message("Point du jour, lundi 1er mars")).to_contain_text("Lancement du sprint")


# -- Wednesday of the second week ----------------------------------------------------------------------------------


def eighth_stand_up(player: Player) -> None:
    """What was said the day before is there already, and what is done is ticked."""
    player.pushes_to("09:30")
    expect(player.message(f"Sprint 13, jour 8 sur 10 : {GOAL}")).to_be_visible()
    player.opens("Répondre")
    expect(player.form.get_by_label("Qu’est-ce qui a avancé")).to_have_value("Au travail, jour 7")
    player.form.get_by_label("Relance à J+7").check()
    player.fills(sur_quoi="La rétro")
    player.sends()
    expect(player.message("Merci, c’est noté.")).to_contain_text("« Relance à J+7 » est terminé")


def writes(player: Player) -> None:
    """Called by the calendar; twenty notes by four people."""
    expect(player.message("Rétro 2 : à vos notes")).to_contain_text("Anonyme")
    for number, name in enumerate(WRITERS, 1):
        player.plays(name)
        for subject in SUBJECTS:
            player.says(f"/retro ajouter {subject}, point {number}")
            expect(player.told).to_contain_text("C’est gardé pour la rétro 2")


# -- Thursday ------------------------------------------------------------------------------------------------------


def groups_all(player: Player) -> None:
    """The calendar reveals the notes; each group is selected, then said where to."""
    player.plays("Alice")
    player.sleeps()
    player.pushes_to("12:00")
    revealed = player.message("Rétro 2 : 20 notes")
    expect(revealed).to_be_visible()
    for subject in SUBJECTS:
        player.opens("Regrouper", revealed)
        for each in player.form.get_by_role("checkbox").all():
            if subject in each.locator("xpath=ancestor::label").inner_text():
                each.check()
        player.fills(Ou_dans_un_nouveau_groupe=subject)
        player.sends()
        expect(player.form).to_have_count(0)
        expect(player.told).to_contain_text(f"4 notes rangées sous « {subject} »")
        expect(revealed).to_contain_text(f"{subject}, point 4")


def votes_all(player: Player) -> None:
    """The scrum master's button moves on before the calendar does."""
    player.says("/retro")
    player.presses("Suite : vote", player.told)
    expect(player.message("vote sur 5 sujets")).to_be_visible()
    for name in WRITERS:
        player.plays(name)
        player.opens("Voter")
        player.form.get_by_label("Délais" if name == "Léa" else "Briefs").select_option("3")
        player.sends()
        expect(player.told).to_contain_text("Vote gardé : 3 points sur 3")


# -- Friday, the last day ------------------------------------------------------------------------------------------


def discusses(player: Player) -> None:
    player.plays("Alice")
    player.sleeps()
    player.pushes_to("10:30")
    discussed = player.message("Rétro 2 : ce qui compte le plus")
    expect(discussed).to_contain_text("9 points")
    expect(discussed).to_contain_text("3 points")
    player.opens("En faire une action", discussed)
    player.fills(Ce_qui_sera_fait="Un brief à J-5")
    player.sends()
    expect(discussed).to_contain_text("Un brief à J-5")
    player.says("/retro clore")
    expect(player.message("Rétro 2 : close")).to_be_visible()


def closes(player: Player) -> None:
    """The preview, the form, the report in the channel with its file; then what was carried over is offered again."""
    player.says("/sprint-close")
    expect(player.told).to_contain_text("Terminés")
    player.opens("Clore…", player.told)
    player.form.get_by_label("En partie").check()
    player.fills(Inscriptions="412")
    player.sends()
    expect(player.told).to_contain_text("Sprint 13 est clos")
    report = player.message("Sprint 13 est clos : but atteint en partie")
    expect(report).to_contain_text("Le détail est en fichier Excel sous ce message.")
    with player.page.expect_download() as coming:
        report.get_by_role("link", name="printemps-sprint-13.xlsx").click()
    check_file(load_workbook(BytesIO(Path(coming.value.path()).read_bytes())))
    player.says("/sprint-start")
    expect(player.form.get_by_label("Bannière de printemps, V2")).to_be_checked()
    expect(player.form).not_to_contain_text("Relance à J+7")


def check_file(book: Workbook) -> None:
    """As it would be read: what was planned, who came, what was said and voted, what is to be done."""
    found: dict[str, list[tuple[Any, ...]]] = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}
    summary = {row[0]: row[1] for row in found["Résumé"]}
    assert (summary["But"], summary["Maintenant"], summary["Éléments prévus"]) == (GOAL, 412, 7)
    plan = {row[0]: row[4:6] for row in found["Plan et reports"]}
    assert plan["Bannière de printemps, V2"] == ("Reporté", 2)  # out of Sprint 12, and now out of this one
    assert plan["Page de rentrée"] == ("Reporté", 1)
    assert plan["Relance à J+7"] == ("Fait", 0)
    first, second, *_ = found["Point du jour"][1:]
    assert (first[0].date(), first[3], second[3]) == (date(2027, 3, 1), 1, 8)  # Alice alone; then everyone but two
    notes = found["Rétrospective"][1:]
    assert len(notes) == 20
    points = {row[1]: row[0] for row in notes}
    assert points == {"Briefs": 9, "Délais": 3, "Réunions": 0, "Outils": 0, "Le reste": 0}
    assert all(text.startswith(subject) for _, subject, _, text in notes)
    assert sorted(row[1:3] for row in found["Actions"][1:]) == [  # that of today, and those still open from before
        ("Inviter la DSI à la prochaine revue", "Alice"),
        ("Proposer au juridique un règlement type", "Léa"),
        ("Relire à deux avant envoi", "Emma"),
        ("Réunir les mentions des jeux-concours passés", "Léa"),
        ("Un brief à J-5", "Alice"),
    ]
    assert BLOCKER in {row[1] for row in found["Blocages"]}
