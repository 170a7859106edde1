"""The commands people type, in one visible table: a canonical English phrase, its French names, what it calls."""

from dataclasses import dataclass
from difflib import get_close_matches

from ritualbot.rituals.inputs import fold


@dataclass(frozen=True)
class Command:
    """`action` is the route; `english` and `french` are what the help shows; `others` are understood as well."""

    action: str
    english: str
    french: str
    others: tuple[str, ...] = ()
    takes_text: bool = False  # what follows the phrase belongs to it

    def phrases(self) -> tuple[str, ...]:
        """Every way to type it, folded."""
        return tuple(fold(phrase) for phrase in (self.english, self.french, *self.others))

    def shown(self, language: str) -> str:
        return "/" + (self.french if language == "fr" else self.english)


COMMANDS = (
    Command("standup.command", "standup", "point", ("daily", "melee")),
    Command("team.show", "ritual team", "rituel équipe"),
    Command("ritual.next", "ritual next", "rituel agenda"),
    Command("retention.privacy", "ritual privacy", "rituel confidentialité"),
    Command("ritual.help", "ritual help", "rituel aide", ("help", "aide")),
)
UMBRELLAS = ("ritual", "rituel")  # `/ritual <verb>` reaches every command


@dataclass(frozen=True)
class Found:
    """What was typed: the action, the rest of the line untouched, and the nearest phrase when it was not known."""

    action: str
    rest: str = ""
    nearest: Command | None = None


def _after(line: str, words: int) -> str:
    """What follows the first words of a line, untouched but for the space around it."""
    parts = line.split(maxsplit=words)
    return parts[words].strip() if len(parts) > words else ""


def find(command: str, text: str) -> Found:
    """Reads a command line; folding forgives accents, case, quotes, dashes and spaces."""
    words = f"{command} {text}".split()
    folded = [fold(word) for word in words]
    if len(folded) == 1 and folded[0] in UMBRELLAS:
        return Found("ritual.help")
    known = {phrase: each for each in COMMANDS for phrase in each.phrases()}
    for start in (1, 0) if folded[:1] and folded[0] in UMBRELLAS else (0,):
        for length in (2, 1):
            phrase = " ".join(folded[start : start + length])
            whole = len(folded) == start + length
            if phrase in known and (whole or known[phrase].takes_text):
                return Found(known[phrase].action, _after(f"{command} {text}", start + length))
    close = get_close_matches(" ".join(folded), known, n=1, cutoff=0.5)
    return Found("ritual.unknown", " ".join(words), known[close[0]] if close else None)
