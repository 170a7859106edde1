"""The last days of a sprint, played in the browser: stand-ups, a retro of twenty notes in five groups, the close and
the file that is downloaded, and the next sprint's start. Days before the first come from the seed, later ones from the
clock."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.e2e.driver import Player, Playground

SUBJECTS = ("Briefs", "Réunions", "Outils", "Délais")
WRITERS = ("Alice", "Bruno", "Chloé", "Léa")
SEEDED = "Le reste"  # the four notes there are from the start
WIDE, PHONE = (1440, 900), (390, 844)


def writes(player: Player) -> None:
    """Sixteen notes by four people."""
    for name in WRITERS:
        player.plays(name)
        for subject in SUBJECTS:
            player.says(f"/retro ajouter {subject}, vu par {len(name)}")
            expect(player.told).to_contain_text("C’est gardé pour la rétro 1")


def opens(player: Player, label: str) -> None:
    """A press that meets the feed being drawn anew is lost: like a person, one presses again."""
    player.presses(label)
    try:
        expect(player.form).to_be_visible(timeout=4_000)
    except AssertionError:
        player.presses(label)
        expect(player.form).to_be_visible()


def groups(player: Player, name: str, subject: str) -> None:
    """Select, then say where to."""
    opens(player, "Regrouper")
    for each in player.form.get_by_role("checkbox").all():
        label = each.locator("xpath=ancestor::label").inner_text()
        if (subject in label) if subject else not any(other in label for other in SUBJECTS):
            each.check()
    player.fills(Ou_dans_un_nouveau_groupe=name)
    player.sends()
    expect(player.form).to_have_count(0)
    expect(player.message("Rétro 1 : 20 notes")).to_contain_text(name)


def votes(player: Player, name: str, subject: str) -> None:
    player.plays(name)
    opens(player, "Voter")
    player.form.get_by_label(subject).select_option("3")
    player.sends()
    expect(player.told).to_contain_text("Vote gardé : 3 points sur 3")


def moves(player: Player, phase: str) -> None:
    """The scrum master's button, on the retro as it stands."""
    player.plays("Alice")
    player.says("/retro")
    player.presses(f"Suite : {phase}", player.told)


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_sprint_from_its_stand_up_to_the_next(playground: Playground, size: tuple[int, int], tmp_path: Path) -> None:
    """S2, C1, C3, C5, C6, C8, C11, F1, F2: nothing is reloaded, nothing but words and buttons is used."""
    player = playground.sits("Alice", size=size)
    player.pushes_to("09:30")
    expect(player.message("Sprint 12, jour 7 sur 10")).to_be_visible()
    player.presses("Répondre")
    player.fills(sur_quoi="Bannière")
    player.sends()
    writes(player)
    moves(player, "regroupement")
    expect(player.message("Rétro 1 : 20 notes")).to_be_visible()
    for subject in SUBJECTS:
        groups(player, subject, subject)
    groups(player, SEEDED, "")
    player.page.screenshot(path=tmp_path / "grouped.png")
    moves(player, "vote")
    expect(player.message("vote sur 5 sujets")).to_be_visible()
    for name in WRITERS:
        votes(player, name, "Délais" if name == "Léa" else "Briefs")
    moves(player, "discussion")
    discussed = player.message("Rétro 1 : ce qui compte le plus")
    expect(discussed).to_contain_text("9 points")
    player.page.screenshot(path=tmp_path / "discussed.png")
    player.presses("En faire une action", discussed)
    player.fills(Ce_qui_sera_fait="Un brief à J-5")
    player.sends()
    expect(discussed).to_contain_text("Un brief à J-5")
    player.says("/retro clore")
    expect(player.message("Rétro 1 : close")).to_be_visible()
    closes(player, tmp_path)
    starts(player, tmp_path)
    assert player.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def closes(player: Player, folder: Path) -> None:
    """The preview, the form, the report in the channel with its file, and what is in it."""
    player.says("/sprint-close")
    expect(player.told).to_contain_text("Terminés")
    player.presses("Clore…", player.told)
    player.form.get_by_label("En partie").check()
    player.fills(Inscriptions="412")
    player.sends()
    expect(player.told).to_contain_text("Sprint 12 est clos")
    report = player.message("Sprint 12 est clos : but atteint en partie")
    expect(report).to_contain_text("Le détail est en fichier Excel sous ce message.")
    player.page.screenshot(path=folder / "closed.png")
    with player.page.expect_download() as coming:
        report.get_by_role("link", name="printemps-sprint-12.xlsx").click()
    content = Path(coming.value.path()).read_bytes()
    book = load_workbook(BytesIO(content))
    texts = {str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None}
    assert {"Bannière de printemps, V2", "Un brief à J-5"} <= texts
    assert {"Briefs", "Délais"} <= texts  # the retro's groups


def starts(player: Player, folder: Path) -> None:
    """What was carried over is there to be taken up again."""
    player.says("/sprint-start")
    expect(player.form).to_contain_text("Bannière de printemps, V2")
    player.fills(But="Tripler les inscriptions")
    player.page.screenshot(path=folder / "start.png")
    player.sends()
    expect(player.told).to_contain_text("Sprint 13")
