"""E6: what a desk types is heard as a verdict, or as a message. Offered too rarely costs a press; too often, trust."""

import pytest

from ritualbot.rituals.request_reply import Verdict, heard, is_thanks

SAID = {
    Verdict.YES: (
        *(
            "ok",
            "OK !",
            "Ok pour moi",
            "Oui, c'est bon pour nous",
            "Validé",
            "validée, merci",
            "C’est validé",
            "Je valide.",
        ),
        *("Bonjour, avis favorable. Bonne journée", "Feu vert", "D'accord", "Rien à redire", "RAS", "Aucune objection"),
        *(
            "ok, vous pouvez publier",
            "Pas de remarque",
            "ça me va",
            "Accord donné",
            "Bon pour accord",
            "Conforme, merci",
        ),
        *("Approved", "LGTM", "Looks good to me", "I approve", "Good to go, thanks", "No objections", "Yes, go ahead"),
        *(
            "ok for legal",
            "Signed off",
            "Agreed",
            "fine with me",
            "It's approved",
            "Validé sans réserve",
            "Je valide la v2",
        ),
    ),
    Verdict.YES_BUT: (
        *(
            "ok sous réserve de l'ajout des mentions légales",
            "OK sous reserve d'un tirage au sort",
            "Validé avec réserves",
        ),
        *(
            "Favorable sous réserve du dépôt du règlement",
            "Oui, à condition que le lot soit précisé",
            "D'accord mais sans le logo",
        ),
        *(
            "Je valide si la date change",
            "ok sauf la page 3",
            "Validée une fois la mention ajoutée",
            "ok mais retirez « gratuit »",
        ),
        *(
            "Approved subject to the legal notice",
            "ok provided that the prize is named",
            "fine with me but drop the logo",
        ),
        *("Approved with reservations: no minors", "ok if the date moves", "ok as long as the notice is added"),
    ),
    Verdict.NO: (
        *(
            "Refusé",
            "refusée : lot non conforme",
            "Je refuse",
            "Non",
            "Avis défavorable, la promesse n'est pas prouvée",
        ),
        *(
            "Bonjour, je ne valide pas : le lot manque",
            "On ne peut pas valider en l'état",
            "Impossible de valider sans preuve",
        ),
        *(
            "Pas d'accord",
            "Malheureusement nous ne pouvons pas approuver ce texte",
            "Rejected",
            "Not approved: no proof",
        ),
        *("I can't approve this", "We refuse", "No", "Unfortunately we cannot accept the terms", "Non conforme"),
    ),
    Verdict.DONE: (
        "C'est fait",
        "Livré, merci",
        "C’est en ligne",
        "Done",
        "It's live",
        "ok c'est fait",
        "Commande passée",
    ),
}
MESSAGES = (
    *(
        "ok je regarde demain",
        "Bien reçu",
        "Bien reçu, je reviens vers vous lundi",
        "Validé par qui ?",
        "Est-ce validé ?",
    ),
    *(
        "Pas encore validé",
        "Il faut que ce soit validé par la DSI",
        "Je m'en occupe",
        "Quel est le lot ?",
        "C'est en cours",
    ),
    *(
        "J'attends la réponse de l'assureur",
        "Je ne suis pas au bureau cette semaine",
        "Pouvez-vous envoyer le règlement",
    ),
    *(
        "Il manque la date de fin",
        "Le point d'attention est la mention légale",
        "Ce n'est pas fait",
        "ok ?",
        "Non, je n'ai rien reçu",
    ),
    *("On en parle au point juridique", "Sera validé demain", "Je n'ai pas refusé", "Rappelez-moi s'il vous plaît"),
    *(
        "I'll look at it tomorrow",
        "Not yet approved",
        "Who approved this",
        "Can you send the rules",
        "Is this approved?",
    ),
    *("We need the end date", "I am on it", "Noted, will come back to you", "Not done yet", "It is not approved yet"),
    *(
        "ok si besoin je vous appelle",
        "Une validation est prévue jeudi avec Paul",
        "The prize is missing",
        "Refusé ou validé ?",
    ),
    *("Le contrat a été validé l'an dernier pour une autre campagne", "Voir avec Paul", "J'ai besoin de la V2", ""),
)


@pytest.mark.parametrize(("verdict", "text"), [(verdict, text) for verdict, texts in SAID.items() for text in texts])
def test_a_verdict_is_heard(verdict: Verdict, text: str) -> None:
    assert heard(text) is verdict


@pytest.mark.parametrize("text", MESSAGES)
def test_all_else_is_a_message(text: str) -> None:
    assert heard(text) is None


def test_a_long_text_is_read_by_its_beginning_and_never_as_a_mere_yes() -> None:
    """Nobody says yes in 400 characters."""
    assert heard("Validé sous réserve de la mention. " + "Détail. " * 60) is Verdict.YES_BUT
    assert heard("Refusé. " + "La promesse reste à prouver. " * 30) is Verdict.NO
    assert heard("ok " * 200) is None
    assert heard("ok d'accord " * 30 + "zut") is None


@pytest.mark.parametrize(
    ("text", "thanks"), [("Merci beaucoup", True), ("👍", True), ("Merci, bien reçu", False), ("ok", False)]
)
def test_thanks_are_no_message(text: str, thanks: bool) -> None:
    assert is_thanks(text) is thanks
