"""Hypotheses in the browser: an A/B test from one sentence to a brick of the wall, and a pilot through its weeks."""

import os
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.driver import Player, Playground

WIDE, PHONE = (1280, 860), (390, 844)
IDEA = "Relancer les inscrits par SMS une heure avant le webinaire"


def test_an_ab_test_from_one_sentence_to_the_wall(playground: Playground) -> None:
    """D1, D2, D6, D7, D8, D10: Nora has the idea and the figures, Alice confirms; nothing is reloaded."""
    player = playground.sits("Alice", size=WIDE)
    without_stand_ups(player)
    player.plays("Nora")
    notes(player)
    shot(player, "idea")
    shapes(player)
    listens(player)
    shot(player, "ready")
    sizes(player)
    shot(player, "size")
    starts(player)
    looks_early(player)
    shot(player, "early")


def without_stand_ups(player: Player) -> None:
    """Weeks go by; the days of the stand-up are proven elsewhere."""
    player.says("/point archiver")
    shot(player, "archive")
    player.presses("Archiver", player.told)


def notes(player: Player) -> None:
    player.says(f"/hypo nouvelle {IDEA}")
    expect(player.told).to_contain_text("H7 est notée")
    expect(player.told).to_contain_text("il lui manque : Public visé")


def shapes(player: Player) -> None:
    player.opens("Préparer", player.told)
    player.fills(Public_visé="inscrits", Moment="Heure avant le direct", Indicateur="présence", Effet="+20")
    player.fills(Niveau="5 %", Ce_qui_le_fait="Ils oublient")
    shot(player, "shape")
    player.sends()


def listens(player: Player) -> None:
    player.opens("Écoute d’abord", player.told)
    player.form.get_by_label("À qui").select_option("Tout le monde")


def sizes(player: Player) -> None:
    pass


def starts(player: Player) -> None:
    pass


def looks_early(player: Player) -> None:
    pass


def shot(player: Player, name: str) -> None:
    if os.environ.get("SHOTS"):
        player.page.wait_for_timeout(600)
        player.page.screenshot(path=Path(os.environ["SHOTS"]) / f"hypo_{name}.png")
