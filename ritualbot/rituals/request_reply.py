"""What a desk's typed words say of a request, heard in French and English by rule.

Hearing a verdict only ever offers its buttons: no words decide. In doubt they are a message like any other.
"""

from enum import StrEnum

import regex

from ritualbot.rituals.inputs import fold

LONGEST = 400  # characters: what follows changes nothing


class Verdict(StrEnum):
    """What the words say."""

    YES = "yes"
    YES_BUT = "yes_but"  # with reservations
    NO = "no"
    DONE = "done"


def heard(text: str) -> Verdict | None:
    """None: no verdict, or none that is sure. A question, a plan and a hearsay are none."""
    words = _words(text)
    if "?" in text or not words or _UNDECIDED.search(words):
        return None
    if _BUT.search(words):
        return Verdict.YES_BUT
    if _NO.match(_begun(words)) or _NO_ALONE.fullmatch(_bare(words)):
        return Verdict.NO
    if _NEGATED.search(words) or len(text) > LONGEST:
        return None
    bare = _bare(words)
    if _DONE.fullmatch(bare):
        return Verdict.DONE
    return Verdict.YES if _YES.fullmatch(bare) else None


def is_thanks(text: str) -> bool:
    """Thanks and nothing more, or no word at all."""
    return not _THANKS.sub("", _words(text)).strip()


def _words(text: str) -> str:
    """Letters and digits without case, accents or apostrophes, one space between words."""
    return " ".join(regex.sub(r"[^\p{L}\p{N}]", " ", fold(text[:LONGEST])).split())


def _begun(words: str) -> str:
    return regex.sub(rf"^(?:{_POLITE}\b ?)+", "", words)


def _bare(words: str) -> str:
    """Without politeness, and without what it is about."""
    return " ".join(regex.sub(rf"\b(?:{_POLITE}|{_ABOUT})\b", " ", words).split())


_POLITE = (
    "(?:bonjour|bonsoir|salut|hello|hi|hey|coucou|merci(?: beaucoup| bien| d avance)?|thanks(?: a lot)?|thank you|thx"
    "|bonne (?:journee|soiree)|bon week end|a bientot|cordialement|bien a (?:vous|toi)|regards|best|cheers|svp|stp"
    "|desolee?s?|sorry|malheureusement|unfortunately|alors|donc|bon ben|well|so)"
)
_ABOUT = (
    "(?:pour (?:moi|nous|le juridique|la conformite|les achats|la dsi|la finance|ma part|notre part|la demande|ca|cela)"
    "|de (?:mon|notre) (?:cote|point de vue)|cote (?:juridique|achats|conformite|dsi|finance|it)|a mes yeux"
    "|for (?:me|us|legal|compliance|purchasing|this one)|(?:from|on) (?:my|our) side|to me|by me|from legal|with me"
    "|la demande|le dossier|le reglement|le texte|la v ?\\d+|v ?\\d+|le contenu|le contrat|la promesse|le visuel"
    "|the (?:request|text|content|contract|claim|rules)|this(?: one)?|tout|all|\\d+|en l etat|as is|sans reserves?"
    "|without reservations?|parfaitement|totalement|entierement|bien|completely|fully)"
)
_THANKS = regex.compile(
    r"\b(?:merci|beaucoup|mille|bien|a|tous|toutes|toi|vous|thanks?|thx|you|so|much|very|lot|cheers|et|and|bonne"
    r"|journee)\b"
)
_YES = regex.compile(  # each word once, the longest words first: a long text costs no more than its length
    r"(?:(?>(?:vous pouvez (?:y aller|publier|lancer|diffuser|envoyer|signer|continuer)"
    r"|tu peux (?:y aller|publier|lancer|diffuser|envoyer)|allez y|vas y"
    r"|je (?:suis )?(?:valide|d accord|approuve|donne (?:mon |notre )?(?:accord|feu vert|avis favorable))"
    r"|(?:nous |on )?(?:valid(?:ons|ees|ee|es|e)|approuv(?:ons|ees|ee|es|e))|validation(?: donnee)?|j approuve"
    r"|accord donne|bon pour accord|avis favorable|favorable opinion|favorable|favourable|feu vert"
    r"|ca (?:me|nous) va|d accord|dac|entendu|accorde|accord|parfait|nickel|impeccable|conforme"
    r"|rien a (?:redire|signaler|ajouter)|ras|r a s|aucune? (?:objection|remarque|reserve|souci|probleme)"
    r"|pas d (?:objection|remarque)s?|pas de (?:remarque|reserve|souci|probleme)s?"
    r"|you can (?:go ahead|publish|launch|proceed|send)|please (?:publish|launch|proceed|send)"
    r"|(?:i |we )?(?:approved?|agreed?)|accepted|signed off|green light|lgtm|(?:looks|sounds) good"
    r"|no (?:objections?|comments?|issues?|concerns?|reservations?)|good to go|go ahead|i am happy|happy"
    r"|ok|okay|oui|yes|yep|fine|good|go|bon|bonne|super|top"
    r"|et|and|c|est|a|it|s|is|that|vous|the|un|une|our|notre|mon|my)\b)(?: |$))++"
)
_DONE = regex.compile(
    r"(?:(?:oui|ok|yes|c|est|it|s|is|a|ete|has|been|now|maintenant|ca|y|et|and|voila|that) )*"
    r"(?:fait|faite|livree?s?|deployee?s?|installee?s?|termine|terminee|en ligne|en place|en production|cree|creee"
    r"|commandee?|commande passee|done|delivered|deployed|shipped|live|in place|installed|finished|completed?|ordered)"
)
_BUT = regex.compile(
    r"\b(?:sous (?:la |une |cette |les |quelques |deux |trois )?(?:reserves?|conditions?)"
    r"|avec (?:des |une |quelques |deux |trois |les )?(?:reserves?|conditions?)"
    r"|(?:a|aux) (?:la |une )?conditions? (?:que|qu|de|d|suivantes?)|a condition|sous reserves?"
    r"|moyennant|pourvu (?:que|qu)"
    r"|subject to|provided(?: that)?|on (?:the )?condition|as long as|with (?:some |a few |one |two |the )?"
    r"(?:reservations?|conditions?|changes)|conditional(?:ly)?"
    r"|(?:ok|okay|oui|yes|d accord|validee?|je valide|approuvee?|approved|favorable|fine) (?:\w+ ){0,3}?"
    r"(?:mais|but|si|if|sauf|except|une fois|once|des que))\b(?! (?:possible|besoin|needed|necessary|necessaire)\b)"
)
_NO = regex.compile(
    r"(?:c est |it s |it is |this is |demande |request |nous avons |on a |i have |i m afraid )*"
    r"(?:refus(?:ee?s?|ons)?(?! de)\b|(?:je|nous|on) (?:la |le |les )?refuse(?:ons|e)?\b|rejetee?\b|refused\b"
    r"|rejected\b"
    r"|avis defavorable\b|defavorable\b|unfavou?rable\b|declined\b"
    r"|(?:je|nous|on) (?:ne )?(?:la |le |les )?(?:valide|validons|approuve|approuvons)(?: \w+)? ?pas\b"
    r"|(?:je|nous|on) (?:ne )?(?:peux|peut|pouvons) pas (?:la |le |les )?(?:valider|approuver|accepter)\b"
    r"|impossible (?:de valider|a valider|en l etat|d approuver)|pas possible en l etat\b"
    r"|(?:not|non) (?:approved|validee?|approuvee?|accepted|conforme)\b|no go\b"
    r"|(?:i|we) (?:can t|can not|cannot|won t|don t|do not) (?:approve|accept|sign)\b"
    r"|(?:i|we) (?:refuse|reject|decline)\b"
    r"|(?:je|nous|on) (?:ne )?(?:suis|sommes|est) pas (?:d accord|favorables?)\b|pas d accord\b|not ok\b|pas ok\b)"
)
_NO_ALONE = regex.compile(r"(?:c est )?(?:non|no|nope|nein|pas d accord|c est non|it s a no)")
_NEGATED = regex.compile(
    r"\b(?:ne|n|pas|jamais|plus|not|never|isn t|don t|doesn t|can t|cannot|nothing)\b"
    r"(?! d (?:objection|remarque)s?| de (?:remarque|reserve|souci|probleme)s?)"
)
_UNDECIDED = regex.compile(
    r"\b(?:pas encore|pas tout a fait|yet|not sure|pas sure?|je (?:regarde|relis|vois|verifie|reviens|m en occupe|lis"
    r"|dois|ferai|vais|te dis|vous dis|voudrais|pense|crois|transmets)|on (?:regarde|verifie|verra|va|en parle)"
    r"|nous (?:regardons|allons)"
    r"|j (?:attends|aimerais|essaie|ai besoin|ai transmis)|en cours|en attente"
    r"|a (?:valider|refuser|approuver) (?:par|demain|lundi)"
    r"|(?:doit|devra|sera|serait|faut|faudra|pourra|pourrait|peut etre|devrait)\b(?! en ligne)"
    r"|(?:i|we) (?:ll|will|need|am|m|would|might|should|must|have to|think|guess)"
    r"(?! (?:refuse|reject|decline|afraid|happy))"
    r"|will be|should be|must be|maybe|perhaps|let me|once i|when i|tomorrow|demain|des que possible|asap|to be"
    r"|avant de (?:valider|refuser|me prononcer)|before (?:i|approving|we)|par qui|by whom"
    r"|who (?:approved|validated))\b"
)
