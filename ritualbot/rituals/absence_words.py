"""What a typed line is about, heard in French and English: an absence, thanks, or an answer."""

from enum import StrEnum

from ritualbot.rituals.inputs import fold


class Heard(StrEnum):
    """ABSENT is only ever a question back ("Absent today?"); THANKS is never filed; all else is an ANSWER."""

    ABSENT = "absent"
    THANKS = "thanks"
    ANSWER = "answer"


_THANKS = frozenset({"merci", "merci beaucoup", "thanks", "thank you", "ok merci", "super merci"})
_ABSENT = ("je suis malade", "rtt", "off", "absent", "absente", "sick", "day off")


def heard(text: str) -> Heard:
    """Reads one line. Words are compared folded: no case, accents or typography."""
    words = fold(text).strip(" .!")
    if words in _THANKS:
        return Heard.THANKS
    return Heard.ABSENT if any(words == said or words.startswith(said + " ") for said in _ABSENT) else Heard.ANSWER
