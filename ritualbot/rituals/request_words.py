"""Which desk the text of a blocker waits for, heard in French and English by rule.

Hearing one only ever offers a request, and nothing is offered in doubt: a desk that is only mentioned, that has
answered, or that waits for us, is not waited for.
"""

from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import regex

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.inputs import fold

LONGEST = 1000  # characters: what follows changes nothing
_SHORTEST = 3  # letters of a first name: fewer are a word like any other


def waits_for(text: str, people: Mapping[str, DeskKind]) -> DeskKind | None:
    """The desk the text waits for, the first where there are several. `people`: the names of those at the desks.

    Each part of a sentence is read by itself; one that says no more than "no answer" speaks of the part before.
    """
    parts = [part for each in _ENDS.split(_marked(text[:LONGEST], people)) if (part := each.strip())]
    if len(parts) == 1 and (alone := _ALONE.fullmatch(parts[0])):
        return DeskKind(alone["kind"])
    for before, part in pairwise(["", *parts]):
        found = _waited_for(part) or _silent(before, part)
        if found is not None:
            return found
    return None


def _waited_for(part: str) -> DeskKind | None:
    if _OVER.search(part):
        return None
    found = [hit for said in _WAITS if (hit := said.search(part))]
    if not _MEETS.search(part):
        found += [hit for said in _LIES if (hit := said.search(part))]
    return DeskKind(min(found, key=lambda hit: hit.start("kind"))["kind"]) if found else None


def _silent(before: str, part: str) -> DeskKind | None:
    """`Quote sent to purchasing, no answer`."""
    desk = _DESK.search(before)
    if desk is None or not _SILENCE.fullmatch(part) or _ANSWERED.search(before) or _OVER.search(before):
        return None
    return DeskKind(desk["kind"])


# Desks: each mention becomes `@kind` ------------------------------------------------------------------------------

_OF = "(?:(?:service|equipe|departement|direction|pole|cellule) (?:des |de la |de l |du |d )?)?"
_TEAM = "(?: (?:team|desk|department|people))?"
_NOT_LAW = "(?! (?:pages?|notices?|names?|mentions?|terms|texts?|footer|disclaimers?|entity))"
_NOT_BUYING = "(?! (?:medias?|d espaces?|espaces?|de noel|en ligne|groupes|in app))"
_NAMED: Mapping[DeskKind, str] = {
    DeskKind.LEGAL: rf"{_OF}juridique|juristes?|avocat(?:e?s?)|legal{_TEAM}{_NOT_LAW}|lawyers?",
    DeskKind.PURCHASING: rf"{_OF}achats{_NOT_BUYING}|acheteu(?:rs?|ses?)|(?:purchasing|procurement){_TEAM}",
    DeskKind.IT: rf"{_OF}(?:dsi|informatique)|support (?:informatique|it)|help ?desk|service desk"
    "|it (?:team|desk|department|support|people|guys)",
    DeskKind.COMPLIANCE: rf"{_OF}(?:conformite|compliance){_TEAM}|compliance officer|dpo"
    "|(?:privacy|data protection) (?:team|officer)",
    DeskKind.FINANCE: rf"{_OF}(?:finances?|comptabilite){_TEAM}|compta|control(?:e|eur|euse) de gestion|daf"
    "|service financier|accounting|accounts payable",
    DeskKind.AGENCY: "agences?|agency",
}
_MENTIONS = {kind: regex.compile(rf"(?<!@)\b(?:{words})\b") for kind, words in _NAMED.items()}
_IT = regex.compile(r"\bIT\b(?! TO\b)")  # not the pronoun
_DESK = regex.compile("@(?P<kind>[a-z]+)")
_JOINED = (
    (regex.compile(r"\b(?:de la|de l|du|des|d|de) @"), "de @"),
    (regex.compile(r"\b(?:a la|a l|au|aux|a) @"), "a @"),
    (regex.compile(r"\b(?:le|la|les|l|the|our|notre|nos) @"), "@"),
    (regex.compile(r"(@[a-z]+) s\b"), r"\1"),
    (regex.compile(r"\bto hear (?:back )?from\b"), "for"),
)
_ENDS = regex.compile(r"[.,;:!?()\[\]/]| (?:mais|but|however|cependant|par contre) ")


def _marked(text: str, people: Mapping[str, DeskKind]) -> str:
    """Words without case, accents, hyphens or apostrophes, and the ends of sentences and of their parts."""
    lines = regex.sub(r"\s[-–—]\s|\n", " ; ", _IT.sub(" dsi ", text))
    words = " ".join(regex.sub(r"[^\p{L}\p{N}.,;:!?()\[\]/]", " ", fold(lines)).split())
    for name, kind in _names(people).items():
        words = regex.sub(rf"(?<!@)\b{regex.escape(name)}\b", f"@{kind}", words)
    for kind, mention in _MENTIONS.items():
        words = mention.sub(f"@{kind}", words)
    for joined, plain in _JOINED:
        words = joined.sub(plain, words)
    return words


def _names(people: Mapping[str, DeskKind]) -> dict[str, DeskKind]:
    """Whole names, the longest first; then first names that are of one person only."""
    whole = {" ".join(regex.findall(r"[\p{L}\p{N}]+", fold(name))): kind for name, kind in people.items()}
    firsts = Counter(name.partition(" ")[0] for name in whole)
    short = {
        first: kind
        for name, kind in whole.items()
        if firsts[first := name.partition(" ")[0]] == 1 and len(first) >= _SHORTEST
    }
    return {name: kind for name, kind in sorted((short | whole).items(), key=lambda each: -len(each[0])) if name}


# What is said of them ---------------------------------------------------------------------------------------------

_STOP = (
    "(?:pour|avant|apres|avec|afin|sauf|puis|quand|que|qu|si|ma|mon|mes|envoyer|transmettre|presenter|briefer|parler"
    "|to|before|after|with|so|then|my|when|if|until)"
)
_GAP = rf"(?:(?!{_STOP}\b)\w+ ){{0,6}}?"
_KIND = "@(?P<kind>[a-z]+)"
_FINE = (
    "(?:objections?|remarques?|reserves?|besoin|soucis?|problemes?|commentaires?|blocages?|bloquee?s?|bloquante?|attente"
    "|concernee?s?|necessaire|urgence|remarks?|issues?|concern(?:s|ed)?|comments?|problems?|blockers?|blocking|needed"
    "|involved|required|wait|waits|waiting|need)"
)
_WANTED = "(?:en attente|attends?|attendons|attendent|attendant|attente|manque|besoin|relance[zr]?|relancee?s?)"
_NONE = "(?:pas|aucune?|sans|plus|toujours pas|jamais)"
_ARTICLE = "(?:encore |toujours )?+(?:de |d |l |la |le |les |leur )?+"
_NOT_YET = "(?:not|hasn t|haven t|didn t|doesn t|isn t|aren t|won t|has yet|have yet|yet to|never|still)"
_STUCK = "(?:bloquee?s?|blocage|coincee?s?|en suspens|en souffrance|en cours|retenue?s?|dort|traine)"
_WAITS = tuple(
    regex.compile(pattern)
    for pattern in (
        # It is waited for, wanted or missing.
        rf"\b{_WANTED} {_GAP}(?:qu[e ]?)?{_KIND}",
        rf"\b(?:attends?|attendons|attendre) (?:encore |toujours )?que {_KIND}",
        rf"\battendue?s? (?:de|cote|chez) {_KIND}",
        rf"{_KIND} (?:\w+ ){{0,2}}?(?:attendue?s?|en attente|en suspens|manquante?s?)\b(?! (?:par|de|d)\b)",
        rf"\b(?:waiting|wait|awaiting|await|awaits|pending|needs?|missing|chasing|depends? on) {_GAP}{_KIND}",
        rf"\b(?:until|till|unless|tant que|d ici a ce que) {_KIND}",
        # It says nothing.
        rf"\b{_NONE} {_ARTICLE}(?!{_FINE}\b){_GAP}(?:de|par|cote|chez) {_KIND}",
        rf"\b(?:toujours )?rien (?:recu |eu |obtenu )?(?:\w+ )?(?:de|cote|chez) {_KIND}",
        rf"\b(?:no|without|any) (?!{_FINE}\b)(?:\w+ ){{1,3}}?from {_KIND}",
        rf"\bnothing (?:back |yet |so far )?from {_KIND}",
        rf"\b(?:not|t|never) (?:yet )?(?:heard|got|gotten|received|had) (?:\w+ ){{0,3}}?(?:from|by) {_KIND}",
        # It has not done it yet.
        rf"{_KIND} (?:(?!{_STOP}\b)\w+ ){{0,4}}?(?:pas|rien|jamais)\b(?!(?: \w+){{0,2}}? {_FINE}\b)",
        rf"{_KIND} (?:doit|doivent) (?:encore|toujours|me|nous|\w+er|\w+ir|\w+re)\b",
        rf"{_KIND} (?:\w+ )?(?:tarde|tardent|traine|trainent|muets?|muette|en retard|injoignables?)\b",
        rf"{_KIND} (?:\w+ )?{_NOT_YET}\b(?!(?: \w+){{0,3}}? {_FINE}\b(?! to))",
        rf"{_KIND} (?:needs? to|must|has to|have to)\b",
        rf"{_KIND} (?:is|are|s)? ?(?:\w+ )?(?:late|slow|silent|overdue|behind|unresponsive)\b",
        rf"\b(?:doit|doivent|reste a) (?:encore )?(?:etre )?\w+ par {_KIND}",
        rf"\ba (?:faire )?(?:valider|signer|relire|approuver) par {_KIND}",
        rf"\b(?:be|not|t|yet) (?:yet )?(?:been )?\w+ by {_KIND}",
        # It lies there.
        rf"\b{_STUCK} (?:\w+ )?(?:(?:a|chez|par|cote) )?{_KIND}",
        rf"\b(?:stuck|blocked|held up|on hold|pending|delayed) (?:\w+ ){{0,2}}?(?:with|by|at|in|on) {_KIND}",
        rf"\b(?:chez|a) {_KIND} depuis\b",
        rf"\bwith {_KIND} (?:since|for)\b",
    )
)
_LIES = tuple(
    regex.compile(pattern)
    for pattern in (
        rf"\b(?:est|sont|reste|restent|toujours|encore|mains) (?:toujours |encore |en \w+ )?(?:chez|a|de) {_KIND}",
        rf"\b(?:is|are|still|sits|sitting|been|now) (?:\w+ )?with {_KIND}",
    )
)
_ALONE = regex.compile(_KIND)
_MEETS = regex.compile(
    r"\b(?:reunion|rendez vous|rdv|point|atelier|dejeuner?|meeting|call|workshop|lunch|merci|thanks)\b"
)

# Nothing is waited for any more.
_OVER = regex.compile(
    r"\b(?:plus rien|attend(?:s|ons|ent)? (?:plus|pas)|(?:plus|pas|aucun) besoin|rien n"
    r"|(?:aucune|pas d|plus d|sans) attente"
    r"|(?:plus|pas) (?:en attente|bloquee?s?)|debloquee?s?|c est bon|pas la peine|inutile"
    r"|(?<!(?:pas|rien|encore|toujours|jamais|non) )(?:recue?s?|obtenue?s?)"
    r"|no longer|(?:not|isn t|aren t|wasn t) (?:waiting|blocked|pending|stuck)"
    r"|nothing (?:is )?(?:pending|waiting|blocked)"
    r"|any ?more|no need|n t need|(?:don|doesn|didn) t need|unblocked|all good|resolved|sorted"
    r"|(?<!(?:not|t|yet|never) )(?:received|got)(?! (?:no|nothing)))\b"
)
_ANSWERED = regex.compile(
    rf"{_KIND} (?:m |nous |l |les |deja |enfin |bien |just |has |have )*(?:a|ont|vient|viennent|\w+ed|gave|sent)\b"
    rf"|(?<!pas )\b\w+ (?:par|by) {_KIND}"
)
_NO = "(?:pas|aucune?|sans|plus|zero|no|without)"
_ANSWER = "(?:reponses?|nouvelles?|retours?|signe|news|answers?|reply|replies|response|word|feedback)"
_SILENCE = regex.compile(
    r"(?:et |and |toujours |still |encore |depuis |je suis |on est )*"
    rf"(?:{_NO} (?:de |d )?{_ANSWER}|rien|nothing|en attente|j attends|on attend|waiting|awaiting)"
    rf"(?: (?:d |de |for |an? |un |une |toujours |still )*{_ANSWER})?"
    r"(?: (?:depuis|sur|since|for|yet|back|so far|about|on|a ce jour|pour l instant)(?: \w+){0,4})*"
)
