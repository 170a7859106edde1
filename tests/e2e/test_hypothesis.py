"""Hypotheses in the browser: an A/B test from one sentence to a brick of the wall, and a pilot through its weeks."""

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.e2e.driver import A_DAY, Player, Playground

WIDE, PHONE = (1280, 860), (390, 844)
IDEA = "Relancer les inscrits par SMS une heure avant le webinaire"
LEARNT = "Un SMS une heure avant fait venir davantage d’inscrits"
PILOT = "Appels avant le webinaire"


# -- an A/B test ---------------------------------------------------------------------------------------------------


def test_an_ab_test_from_one_sentence_to_the_wall(playground: Playground) -> None:
    """D1, D2, D6, D7, D8, D10, S5: Nora has the idea and the figures, Alice confirms; nothing is reloaded."""
    player = playground.sits("Alice", size=WIDE)
    without_stand_ups(player)
    player.plays("Nora")
    notes(player)
    shapes(player)
    listens(player)
    sizes(player)
    starts(player)
    looks_early(player)
    enters_results(player)
    proposes(player)
    confirms(player)
    automates(player)


def without_stand_ups(player: Player) -> None:
    """Weeks go by; the days of the stand-up are proven elsewhere."""
    player.says("/point archiver")
    player.presses("Archiver", player.told)
    expect(player.page.locator("aside, #next").get_by_text("Point du jour")).to_have_count(0)


def notes(player: Player) -> None:
    player.says(f"/hypo nouvelle {IDEA}")
    expect(player.told).to_contain_text("H9 est notée")
    expect(player.told).to_contain_text("il lui manque : Public visé")
    shot(player, "idea")


def shapes(player: Player) -> None:
    player.opens("Préparer", player.told)
    player.fills(Public="inscrits aux webinaires", Moment="Heure avant le direct", Indicateur="présence au direct")
    player.fills(Niveau="5 %", Effet="+20", Ce_qui="La moitié des absents disent avoir oublié")
    shot(player, "shape")
    player.sends()
    expect(player.told).to_contain_text("Il manque l’écoute")


def listens(player: Player) -> None:
    """With it the idea has all it needs."""
    player.opens("Écoute d’abord", player.told)
    player.form.get_by_label("Celles qui utilisent et").check()
    player.fills(Indicateur_amont="Ouverture du SMS", Source="Sondage des absents", Le="lundi")
    player.form.get_by_label("Ce qui a été entendu").fill("« J’ai oublié l’heure »")
    shot(player, "listen")
    player.sends()
    expect(player.told).to_contain_text("Prête, portée par Nora")
    shot(player, "ready")


def sizes(player: Player) -> None:
    """5 % to 6 %: 8,158 a version, which 10,000 a week are in two weeks."""
    player.opens("Calculer la taille", player.told)
    player.fills(Visiteurs="10 000")
    player.sends()
    expect(player.told).to_contain_text("8 158 visiteurs par version")
    expect(player.told).to_contain_text("lundi 15 mars")
    shot(player, "size")


def starts(player: Player) -> None:
    player.opens("Démarrer le test", player.told)
    shot(player, "start")
    player.sends()
    expect(player.told).to_contain_text("H9 est en test")


def looks_early(player: Player) -> None:
    """A day later 4,810 of 16,316 have come: no figure is told, but the day there will be one."""
    player.sleeps()
    player.says("/hypo résultat H9 A 120/2400 B 141/2410")
    expect(player.told).to_contain_text("4 810 visiteurs sur 16 316. Regarder maintenant ne permet pas")
    expect(player.told).to_contain_text("réponse fiable le mardi 16 mars")
    shot(player, "early")


def enters_results(player: Player) -> None:
    """The morning after its last day, as one line in the first field."""
    goes_to(player, "H9, le test est à son terme")
    asked = player.message("le dernier jour est passé, place aux résultats").filter(has_text="H9")
    shot(player, "ended", asked)
    player.opens("Saisir les résultats", asked)
    player.fills(A="A 500/10000 B 580/10000")
    player.sends()
    expect(player.told).to_contain_text("La version B fait mieux que A, entre +0,2 et +1,4 point")
    shot(player, "result")


def proposes(player: Player) -> None:
    chooses(player, "Test terminé")
    player.opens("Proposer un verdict", player.told)
    expect(player.form.get_by_label("Confirmée")).to_be_checked()
    player.fills(**{"Ce_qu": LEARNT, "Mot-clé": "#relance"})
    shot(player, "verdict_form")
    player.sends()
    expect(player.told).to_contain_text("Verdict proposé : Confirmée, à confirmer")


def confirms(player: Player) -> None:
    player.plays("Alice")
    asked = player.message("Nora propose pour H9 : Confirmée")
    expect(asked).to_contain_text(LEARNT)
    shot(player, "proposed", asked)
    player.presses("Confirmer", asked)
    expect(player.told).to_contain_text("H9 est tranchée")
    expect(player.told).to_contain_text("#relance")
    shot(player, "decided")


def automates(player: Player) -> None:
    """Then it is a brick of the wall, beside the one that lay there."""
    player.presses("Généraliser", player.told)
    expect(player.told).to_contain_text("H9 est généralisée")
    player.opens("Automatiser", player.told)
    player.fills(Le_processus="Scénario SMS")
    player.sends()
    expect(player.told).to_contain_text("H9 est automatisée")
    player.says("/hypo liste mur")
    expect(player.told).to_contain_text("Le mur de Printemps : 2 briques")
    expect(player.told).to_contain_text("Heure avant le direct")
    expect(player.told).to_contain_text("Scénario SMS")
    shot(player, "wall")


# -- a pilot -------------------------------------------------------------------------------------------------------


def test_a_pilot_from_its_plan_to_the_sponsors_decision(playground: Playground) -> None:
    """S5, D9: Léa answers at weeks 2, 4 and 8; the last one goes unanswered, so Alice is told and Claire decides."""
    player = playground.sits("Alice", size=WIDE)
    without_stand_ups(player)
    player.plays("Léa")
    plans(player)
    for week, figure in ((2, "41 %"), (4, "42 %"), (8, "43,5 %")):
        goes_to(player, f"étape, semaine {week}", PILOT)
        answers(player, week, figure)
    goes_to(player, "étape, semaine 12", PILOT)
    goes_to(player, "sans réponse, semaine 12", PILOT)
    hears_what_was_missed(player)
    decides(playground.sits("Claire", size=PHONE))


def plans(player: Player) -> None:
    player.says(f"/hypo pilote {PILOT}")
    player.fills(Moment="Veille du direct", Qui_est_exposé="Inscrits grands comptes", Indicateur="Présence au direct")
    shot(player, "pilot_plan")
    player.sends()
    player.opens("Démarrer", player.told)
    player.fills(Règle="Plus de deux plaintes", Budget="3 000", Dont="1 000")
    player.sends()
    expect(player.told).to_contain_text("Prochaine échéance : mardi 16 mars 2027")
    shot(player, "pilot_started")


def answers(player: Player, week: int, figure: str) -> None:
    asked = player.message(f"Point d’étape, semaine {week} : {PILOT}")
    shot(player, f"pilot_week_{week}", asked)
    player.opens(f"Point d’étape, semaine {week}", asked)
    player.form.get_by_label(re.compile("partie exposée$")).fill(figure)
    player.form.get_by_label(re.compile("le reste$")).fill("37 %")
    if week == 2:
        player.form.get_by_label("Oui", exact=True).check()
    player.form.get_by_label("feu vert", exact=True).check()
    player.fills(Dépensé=str(300 * week))
    player.sends()
    expect(player.message(f"Point d’étape noté, semaine {week} : {PILOT}")).to_contain_text(figure)


def hears_what_was_missed(player: Player) -> None:
    player.plays("Alice")
    told = player.message("Point d’étape sans réponse depuis 2 jours ouvrés, semaine 12").filter(has_text=PILOT)
    expect(told).to_contain_text("Léa")
    shot(player, "pilot_missed", told)


def decides(player: Player) -> None:
    """On her phone."""
    asked = player.message(f"{PILOT} : et maintenant ?")
    expect(asked).to_contain_text("ses chiffres manquent")
    expect(asked).to_contain_text("43,5 %")
    shot(player, "pilot_decide", asked)
    player.opens("Généraliser", asked)
    player.fills(Raison="Six points de présence de plus")
    player.sends()
    expect(player.told).to_contain_text("Décision notée : généraliser le pilote #4")
    assert player.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    player.plays("Léa")
    expect(player.message(f"Claire généralise le pilote #4, {PILOT}")).to_contain_text("Six points de présence de plus")
    shot(player, "pilot_decided")


# -- how -----------------------------------------------------------------------------------------------------------


def goes_to(player: Player, *said: str) -> None:
    """Presses the arrow of the moment to come that says all of it, however many days ahead."""
    arrow = player.page.locator(".go" + "".join(f'[aria-label*="{words}"]' for words in said))
    arrow.click()
    expect(arrow).to_have_count(0, timeout=A_DAY)


def chooses(player: Player, label: str) -> None:
    """What stands under "Other…" of the last answer."""
    player.told.get_by_role("button", name="Autre…").click()
    player.told.get_by_role("menuitem", name=label).click()


def shot(player: Player, name: str, about: Locator | None = None) -> None:
    """A picture to look at, where somebody asks for pictures."""
    if folder := os.environ.get("SHOTS"):
        if about is not None:
            about.scroll_into_view_if_needed()
        player.page.wait_for_timeout(500)
        player.page.screenshot(path=Path(folder) / f"hypo_{name}.png")
