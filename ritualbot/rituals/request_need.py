"""An expression of need, pure: what somebody may not know of it, and what became different of a form."""

import json
from collections.abc import Mapping

import regex

from ritualbot.rituals import inputs

UNKNOWN = "?"  # how "I don't know" is kept
# Folded, without punctuation.
_UNKNOWN = frozenset(
    {
        *("je ne sais pas", "je sais pas", "ne sais pas", "sais pas", "j en sais rien", "je n en sais rien", "jnsp"),
        *("nsp", "je l ignore", "aucune idee", "pas d idee", "inconnu", "inconnue", "a definir", "a preciser"),
        *("i do not know", "i don t know", "i dont know", "don t know", "dont know", "do not know", "idk", "dunno"),
        *("no idea", "not sure", "unknown", "tbd"),
    }
)
# What the desk has to do does not hang on these.
ASIDE = frozenset({"needed_on", "campaign", "confidential"})


def is_unknown(typed: str) -> bool:
    """Whether somebody says that they do not know, in French or English: only that, with nothing beside it."""
    said = " ".join(regex.sub(r"[^\p{L}\p{N}]", " ", inputs.fold(typed)).split())
    return said in _UNKNOWN or typed.strip() == UNKNOWN


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """What is different, by piece: before and after, empty where nothing was said."""
    names = list(dict.fromkeys((*before, *after)))
    both = {name: (before.get(name, ""), after.get(name, "")) for name in names}
    return {name: (was, now) for name, (was, now) in both.items() if was != now}


def another_need(changed: Mapping[str, tuple[str, str]]) -> bool:
    """Whether what is asked for became another version by that."""
    return bool(changed.keys() - ASIDE)


def written_changes(changed: Mapping[str, tuple[str, str]]) -> str:
    return json.dumps(dict(changed))


def read_changes(written: str) -> dict[str, tuple[str, str]]:
    return {name: (was, now) for name, (was, now) in json.loads(written).items()}
