"""What a typed line is about, heard in French and English by rule: an absence, thanks, or an answer.

Hearing an absence only ever asks ("Absent today?"), so a doubt leans to asking when the line is about its writer, and
to an answer when it is about somebody or something else.
"""

from enum import StrEnum

import regex

from ritualbot.rituals.inputs import fold


class Heard(StrEnum):
    """ABSENT is only ever a question back; THANKS is never filed; all else is an ANSWER."""

    ABSENT = "absent"
    THANKS = "thanks"
    ANSWER = "answer"


LONGEST = 240  # characters: nobody says in more that they are away


def heard(text: str) -> Heard:
    """Reads one message. Words are compared folded: no case, accents or typography."""
    words = _words(text)
    if _is_thanks(words):
        return Heard.THANKS
    if len(text) > LONGEST or _NOT_AWAY.search(words):
        return Heard.ANSWER
    alone = " ".join(_AROUND.sub(" ", words).split())
    away = alone in _ALONE or any(said.search(words) for said in _SAID)
    return Heard.ABSENT if away else Heard.ANSWER


def _words(text: str) -> str:
    """Letters, digits, apostrophes and inner hyphens, one space between words."""
    return " ".join(regex.sub(r"[^\p{L}0-9' -]|(?<!\w)-|-(?!\w)", " ", fold(text)).split())


# Thanks -------------------------------------------------------------------------------------------

_THANKS = frozenset(
    {"merci", "thanks", "thank", "thx", "ty", "cheers", "ok", "okay", "d'accord", "dac", "parfait", "super", "top"}
    | {"cool", "nickel", "genial", "note", "recu", "great", "perfect", "noted", "got"}
)
_WITH_THANKS = frozenset(
    {"a", "toi", "vous", "tous", "toutes", "tout", "le", "la", "les", "monde", "equipe", "beaucoup", "mille", "bien"}
    | {"c'est", "bonjour", "salut", "hello", "hi", "bonne", "journee", "pour", "rappel", "et", "ritualbot"}
    | {"you", "so", "much", "very", "many", "lot", "everyone", "all", "team", "it", "for", "the", "reminder", "and"}
)


def _is_thanks(words: str) -> bool:
    """Thanks and nothing more, or no word at all (a thumb, a heart)."""
    said = words.split()
    polite = all(word in _THANKS or word in _WITH_THANKS for word in said)
    return polite and (not said or any(word in _THANKS for word in said))


# Absences -----------------------------------------------------------------------------------------

_DAY = (
    "(?:aujourd'hui|demain|ce matin|cet(?:te)? apres-midi|ce jour|cette semaine|(?:toute |de )?la (?:journee|matinee)"
    "|l'apres-midi|matin|apres-midi|lundi|mardi|mercredi|jeudi|vendredi"
    "|today|tomorrow|this (?:morning|afternoon|week)|all (?:day|week)|morning|afternoon"
    "|monday|tuesday|wednesday|thursday|friday)"
)
_POLITE = (
    rf"(?:bonjour|salut|hello|hi|hey|coucou|desolee?|sorry|merci|thanks|a (?:tous|toutes|{_DAY})|tout le monde"
    "|everyone|all|team|equipe|bonne journee|see you tomorrow)"
)
_AROUND = regex.compile(rf"\b(?:{_POLITE}|{_DAY}|prochain|next|et|and|encore|toujours|still)\b")

# The whole message, but for the day and the politeness around it.
_ALONE = frozenset(
    {
        "malade",
        "maladie",
        "souffrant",
        "souffrante",
        "absent",
        "absente",
        "off",
        "rtt",
        "en rtt",
        "jour de rtt",
        "cp",
        "conge",
    }
    | {"conges", "en conge", "en conges", "jour de conge", "vacances", "en vacances", "arret maladie", "en arret"}
    | {"arret de travail", "enfant malade", "garde d'enfant", "pas la", "pas dispo", "indispo", "indisponible"}
    | {"jour off", "grippe", "recup", "repos", "en repos", "jour de repos", "conge maladie", "conge parental"}
    | {"sick", "ill", "unwell", "sick leave", "sick day", "off sick", "out sick", "day off", "on leave", "leave"}
    | {"annual leave", "parental leave", "pto", "ooo", "out of office", "vacation", "on vacation", "holiday"}
    | {"on holiday", "away", "out", "not in", "not here", "not working", "unavailable", "not available"}
)

_AWAY_FR = (
    "(?:malade|souffrante?|absente?|off|alitee?|hospitalisee?|indispo(?:nible)?|grippee?"
    "|pas (?:la|bien|dispo|disponible)"
    "|en (?:conges?|rtt|cp|vacances|arret|repos|recup)|de repos|au lit)"
)
_AWAY_EN = (
    "(?:sick|ill|unwell|absent|away(?! from)|unavailable|not (?:in|here|around|working|available|feeling well)"
    "|on (?:annual |sick |parental )?(?:leave|holiday|vacation|pto)|out of (?:the )?office|ooo|under the weather|in bed"
    rf"|(?:off|out)(?= (?:{_DAY}|sick|for the (?:day|rest))|$))"
)
_LEAVE = "(?:rtt|conges?|cp|jours?|journee|matinee|apres-midi|demi-journee|recup|lundi|vendredi)"
_UNWELL = "(?:la grippe|le covid|une gastro|une migraine|(?:de )?la fievre|un arret)"
_UNWELL_EN = "(?:the flu|a fever|covid|food poisoning|a stomach bug|a migraine)"

# What says it of oneself, or of whom one looks after.
_SAID = tuple(
    regex.compile(pattern)
    for pattern in (
        rf"\b(?:je (?:ne )?(?:suis|serai|reste|me sens)|(?<!qui )suis|serai)(?: \w+){{0,3}}? {_AWAY_FR}\b",
        rf"\bje (?:ne )?(?:travaille|travaillerai|viens|viendrai) pas\b(?=.*\b{_DAY}\b|$)",
        rf"\b(?:je (?:prends|pose|prendrai|poserai)|j'ai pose)(?: \w+){{0,2}}? {_LEAVE}\b",
        r"\b(?:mon|ma|mes) (?:fils|fille|enfants?|petite?|bebe)(?: \w+)?? (?:est |sont )?malades?\b",
        rf"\bj'ai {_UNWELL}\b",
        rf"\bje m'absente(?:rai)? {_DAY}\b",
        rf"^pas (?:la|dispo) {_DAY}\b",
        rf"^(?:absente?|malade|off|rtt|en (?:conges?|rtt|vacances|arret)) (?:{_DAY}|de|du|jusqu|depuis)",
        rf"\b(?:i am|i'm|im|(?:i )?will be|i'll be|i feel|feeling)(?: \w+)?? {_AWAY_EN}(?!\w)",
        rf"\bi (?:won't|will not|can't|cannot) (?:be (?:in|here|around|available)|work|come in)\b(?=.*\b{_DAY}\b|$)",
        rf"^won't be (?:in|here|around|working) {_DAY}\b",
        rf"\b(?:taking|take) (?:the |a |my |some )?(?:{_DAY}|day|rest of the day|sick day|personal day|time) off\b",
        r"\b(?:taking|take) (?:a |my |some )?(?:sick day|sick leave|pto|annual leave|personal day)\b",
        r"\bcall(?:ing|ed) in sick\b",
        r"\bmy (?:kids?|son|daughter|child|baby)(?: is|'s| are)? (?:sick|ill)\b",
        rf"\bi(?:'ve| have)(?: got)? {_UNWELL_EN}\b",
        rf"^(?:off|out|away|ooo|sick|on leave|not in|not working) {_DAY}\b",
        r"^(?:ooo|away|on leave|on holiday|on vacation|out of office) (?:until|till|from|for)\b",
    )
)

# The past, the contrary, work from elsewhere, or another meaning of the same words.
_NOT_AWAY = regex.compile(
    r"\b(?:(?:plus|pas) (?:malade|absente?|en conges?|en vacances)|n'est pas absente?|de retour|guerie?|hier|avant-hier"
    r"|la semaine derniere|teletravail|a distance|mais (?:je travaille|dispo|disponible)"
    r"|(?:not|no longer) (?:sick|ill|off|away)|back from|(?:am|i'm) back|feeling better"
    r"|(?:was|were) (?:off|away|out|sick)|yesterday|last week|working from home|wfh|remote|remotely"
    r"|but (?:i'm )?(?:working|available)"
    r"|off (?:to|the|with|on)|kick-off|off-?site|out (?:to|with|for)|out of (?!(?:the )?office\b)|sick of"
    r"|not in (?:favou?r|the|a|scope))\b"
)
