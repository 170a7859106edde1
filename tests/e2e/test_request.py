"""A request in the browser, on a desk's screen and on a phone: from a blocker said in a stand-up to its sign-off."""

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.driver import Player, Playground

WIDE, PHONE = (1280, 860), (390, 844)
WAITS = "En attente du juridique pour le jeu-concours"


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_blocker_becomes_a_request_that_is_signed_off(playground: Playground, size: tuple[int, int]) -> None:
    """B19, E1, E2, E6, E9, E14: Chloé and Nadia play, nothing is reloaded, nothing but words and buttons is used."""
    player = playground.sits("Chloé", size=size)
    says_what_blocks(player)
    asks_the_desk(player)
    takes_and_asks(player)
    answers(player)
    approves(player)
    hears_of_it(player)
    assert player.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def says_what_blocks(player: Player) -> None:
    player.pushes_to("09:30")
    player.opens("Répondre")
    player.fills(sur_quoi="Le jeu-concours", un_blocage=WAITS)
    player.sends()
    expect(player.message("Merci, c’est noté.")).to_contain_text("chez : juridique")


def asks_the_desk(player: Player) -> None:
    """The words of the blocker are there already; what is missing is said at its field."""
    player.presses("Faire la demande")
    expect(player.told).to_contain_text("Que demander à Juridique")
    behind(player, "Jeu-concours", player.told)
    expect(player.form.get_by_label("En une ligne")).to_have_value(WAITS)
    player.fills(De_quoi="Le règlement est prêt, 200 € de lots", Dates_du_jeu="du 22 mars au 5 avril")
    player.sends()
    expect(player.told).to_contain_text("Demande #20 envoyée à Juridique")


def takes_and_asks(player: Player) -> None:
    player.plays("Nadia")
    asked = player.message(f"Demande de validation : {WAITS}")
    expect(asked).to_contain_text("Délai convenu : prise en charge")
    player.presses("Je prends", asked)
    expect(player.told).to_contain_text("prise en charge par Nadia")
    expect(asked).to_contain_text("Chez vous")
    behind(player, "Il me manque une info", asked)
    player.fills(Ce_qui_manque="Qui fournit les lots ?")
    player.sends()
    expect(player.told).to_contain_text("une information manque à Nadia")
    expect(player.told).to_contain_text("Chez : Chloé")
    expect(asked).to_contain_text("Chez : Chloé")
    expect(asked).to_contain_text("Délai suspendu.")


def answers(player: Player) -> None:
    """A good hour later: the desk's clock has stood still meanwhile."""
    player.plays("Chloé")
    player.pushes_to("10:45")
    news = player.message("une information manque à Nadia").filter(has_text="Qui fournit les lots ?")
    player.opens("Répondre", news)
    player.fills(Votre_message="Le fournisseur habituel, sans frais")
    player.sends()
    expect(player.told).to_contain_text("Est-ce la réponse attendue pour la demande #20")
    player.presses("Oui, c’est la réponse attendue", player.told)
    expect(player.told).to_contain_text("réponse donnée par Chloé")
    expect(player.told).to_contain_text("Délai convenu : réponse mardi 9 mars 10:")


def approves(player: Player) -> None:
    player.plays("Nadia")
    answered = player.message("réponse donnée par Chloé").filter(has_text="Le fournisseur habituel, sans frais")
    player.presses("Valider", answered)
    expect(player.told).to_contain_text("validée par Nadia")
    expect(player.message(f"Demande de validation : {WAITS}")).to_contain_text(
        "Validation finale : V1, Nadia, mardi 2 mars 10:"
    )


def hears_of_it(player: Player) -> None:
    """Who signed it off and when stands on the card, and the blocker is closed."""
    player.plays("Chloé")
    expect(player.message("Votre blocage #13 est levé. Demande #20 : validée par Nadia.")).to_be_visible()
    card = player.message(f"Demande de validation : {WAITS}")
    expect(card).to_contain_text("mardi 2 mars 10:")
    expect(card).to_contain_text("Temps ouvré : Chloé 1 h ")
    expect(card).to_contain_text("Validation finale : V1, Nadia, mardi 2 mars 10:")
    player.says("/point blocages")
    expect(player.told).not_to_contain_text(WAITS)


def behind(player: Player, label: str, within: Locator) -> None:
    """A button that stands under "Other…", and the form it opens."""
    within.get_by_role("button", name="Autre…").click()
    within.get_by_role("menuitem", name=label).click()
    expect(player.form).to_be_visible()
