"""Another system's number for a request (INC…, DA…, BC…): how it is typed, and found whatever way it is typed."""

import regex

from ritualbot.rituals import inputs

REFERENCE_LIMIT = 60
_MOST_WORDS = 4


def reference_key(text: str) -> str:
    """Letters and digits alone, without case or accents: `INC 0012-34` and `inc001234` are one."""
    return regex.sub(r"[^\p{L}\p{N}]", "", inputs.fold(text))


def looks_like_reference(text: str) -> bool:
    """Whether what is typed after a command may be a number to look for: a few words, with a digit."""
    key = reference_key(text)
    few = len(text) <= REFERENCE_LIMIT and len(text.split()) <= _MOST_WORDS
    return few and (len(key) > 1 or request_number(text) is not None) and regex.search("[0-9]", key) is not None


def request_number(text: str) -> int | None:
    """`#12` or `12`: a request's own number."""
    found = regex.fullmatch(r"\s*#?\s*([0-9]{1,6})\s*", text)
    return int(found[1]) if found else None
