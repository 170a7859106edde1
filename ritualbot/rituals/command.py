"""The commands people type, in one visible table: a canonical English phrase, its French names, what it calls."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import islice

from ritualbot.rituals.inputs import fold
from ritualbot.rituals.request_reference import looks_like_reference


@dataclass(frozen=True)
class Command:
    """`action` is the route; `english` and `french` are what the help shows; `others` are understood as well."""

    action: str
    english: str
    french: str
    others: tuple[str, ...] = ()
    takes_text: bool = False  # what follows the phrase belongs to it
    takes_reference: bool = False  # so does what may be another system's number

    def phrases(self) -> tuple[str, ...]:
        """Every way to type it, folded."""
        return tuple(fold(phrase) for phrase in (self.english, self.french, *self.others))

    def shown(self, language: str) -> str:
        return "/" + (self.french if language == "fr" else self.english)


_STANDUP = ("standup", "point", "daily", "melee")


def _manages(action: str, english: str, french: str) -> Command:
    """A verb of `/standup`, after any of its names and in either language; what follows says which one, or the day."""
    others = tuple(f"{name} {verb}" for name in _STANDUP for verb in dict.fromkeys((english, french)))
    return Command(action, f"standup {english}", f"point {french}", others, takes_text=True)


COMMANDS = (
    Command("standup.command", "standup", "point", ("daily", "melee")),
    Command(
        "blocker.list", "standup blockers", "point blocages", ("daily blockers", "daily blocages", "melee blocages")
    ),
    _manages("standup.report", "report", "bilan"),
    _manages("standup.run", "run", "lancer"),
    _manages("standup.dry_run", "dry-run", "essai"),
    _manages("standup.pass_over", "skip", "passer"),
    _manages("standup.pause", "pause", "pause"),
    _manages("standup.resume", "resume", "reprendre"),
    _manages("standup.archive", "archive", "archiver"),
    Command("retro.show", "retro", "retro"),
    Command("retro.add", "retro add", "retro ajouter", takes_text=True),
    Command("retro.open", "retro open", "retro ouvrir"),
    Command("retro.next", "retro next", "retro suite"),
    Command("retro.back", "retro back", "retro retour"),
    Command("retro.skip", "retro skip", "retro passer"),
    Command("retro.close", "retro close", "retro clore"),
    Command("retro.list", "retro list", "retro liste", ("retro search", "retro chercher"), takes_text=True),
    Command("sprint.command", "sprint", "sprint"),
    Command("sprint.start", "sprint-start", "sprint lancer", ("debut-sprint", "sprint start")),
    Command("sprint.close", "sprint-close", "sprint clore", ("fin-sprint", "cloture-sprint", "sprint close")),
    Command("sprint.backlog", "sprint backlog", "sprint backlog", takes_text=True),
    Command("sprint.demo", "sprint demo", "sprint démo"),
    Command("sprint.learnt", "sprint learnt", "sprint appris"),
    Command("sprint.reopen", "sprint reopen", "sprint rouvrir", takes_text=True),
    Command("hypothesis.list", "hypothesis", "hypo", ("hypothese",)),
    Command("hypothesis.list", "hypothesis list", "hypo liste", takes_text=True),
    Command("pilot.new", "hypothesis pilot", "hypo pilote", takes_text=True),
    Command("pilot.list", "hypothesis list pilots", "hypo liste pilotes"),
    Command(
        "pilot.wall",
        "hypothesis list automated",
        "hypo liste automatisés",
        ("hypo liste automatisees", "hypo liste mur", "hypothesis list wall"),
    ),
    Command("hypothesis.new", "hypothesis new", "hypo nouvelle", ("hypo nouveau",), takes_text=True),
    Command("hypothesis.show", "hypothesis show", "hypo voir", takes_text=True),
    Command("hypothesis.data", "hypothesis data", "hypo données"),
    Command("hypothesis.search", "hypothesis search", "hypo chercher", takes_text=True),
    Command("hypothesis.result", "hypothesis result", "hypo résultat", ("hypo résultats",), takes_text=True),
    Command("request.show", "request", "demande", ("request list", "demande liste"), takes_reference=True),
    Command("request.legal", "request legal", "demande juridique", takes_text=True),
    Command("request.purchasing", "request purchasing", "demande achats", takes_text=True),
    Command("request.it", "request it", "demande dsi", ("demande it", "demande informatique"), takes_text=True),
    Command("request.compliance", "request compliance", "demande conformité", takes_text=True),
    Command("request.finance", "request finance", "demande finance", takes_text=True),
    Command("request.agency", "request agency", "demande agence", takes_text=True),
    Command("digest.command", "digest", "hebdo", ("synthese",)),
    Command("digest.preview", "digest preview", "hebdo aperçu", ("synthese aperçu",)),
    Command("review.show", "digest review", "hebdo revue", ("synthese revue", "ritual review", "rituel revue")),
    Command("dashboard.link", "digest link", "hebdo lien", ("synthese lien", "ritual dashboard", "rituel tableau")),
    Command("team.show", "ritual team", "rituel équipe"),
    Command("absence.command", "ritual absent", "rituel absent", ("ritual absence", "rituel absence"), takes_text=True),
    Command("person.show", "ritual me", "rituel moi"),
    Command("idea.file", "ritual idea", "rituel idée", takes_text=True),
    Command("action.command", "ritual action", "rituel action", ("ritual actions", "rituel actions"), takes_text=True),
    Command("setup.command", "ritual setup", "rituel charte", ("ritual charter",), takes_text=True),
    Command("desk.command", "ritual desk", "rituel service", ("ritual desks", "rituel services"), takes_text=True),
    Command("desk.bind", "ritual desk channel", "rituel service canal", takes_text=True),
    Command("home.show", "ritual home", "rituel accueil", ("home", "accueil")),
    Command("ritual.next", "ritual next", "rituel agenda"),
    Command("audit.show", "ritual audit", "rituel audit"),
    Command("retention.privacy", "ritual privacy", "rituel confidentialité"),
    Command("ritual.help", "ritual help", "rituel aide", ("help", "aide")),
)
UMBRELLAS = ("ritual", "rituel")  # `/ritual <verb>` reaches every command
_HELP = "ritual.help"
_ALONE = (_HELP, "home.show")  # what a single word without a slash may call
_MOST_WORDS = 8  # more than any command has
_CLOSE = 0.5  # how alike two phrases are before one is offered for the other
_COMPARED = 60  # characters of a typed line that are compared with the phrases


@dataclass(frozen=True)
class Found:
    """What was typed: the action, the rest of the line untouched, and the nearest phrase when it was not known."""

    action: str
    rest: str = ""
    nearest: Command | None = None


@dataclass(frozen=True)
class _Vocabulary:
    """A table of commands, ready to be compared. `heads` says which first words are one: `point` is `standup`."""

    heads: Mapping[str, str]
    phrases: Mapping[tuple[str, ...], Command]


@dataclass(frozen=True)
class _Word:
    """A word as it is compared, and where it ends in the line."""

    folded: str
    ends: int


@cache
def _vocabulary(commands: tuple[Command, ...]) -> _Vocabulary:
    heads = dict.fromkeys(UMBRELLAS, UMBRELLAS[0])
    for command in commands:
        if " " not in command.english:
            heads |= {phrase: fold(command.english) for phrase in command.phrases() if " " not in phrase}
    phrases = {_headed(heads, tuple(phrase.split())): command for command in commands for phrase in command.phrases()}
    return _Vocabulary(heads, phrases)


def _headed(heads: Mapping[str, str], words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with the one name of their first; behind the umbrella, of their second too."""
    names = tuple(heads.get(word, word) for word in words[:2])
    return (*names, *words[2:]) if names[:1] == UMBRELLAS[:1] else (*names[:1], *words[1:])


def slash_names(language: str, commands: tuple[Command, ...] = COMMANDS) -> dict[str, Command]:
    """The words that come right after the slash in a language, each with what it does alone; the others of a command
    are listed where they are found, with the French."""
    help_ = next(each for each in commands if each.action == _HELP)
    found = {UMBRELLAS[1 if language == "fr" else 0]: help_}
    for command in commands:
        if " " not in command.english:
            others = command.others if language == "fr" else ()
            phrases = (command.french if language == "fr" else command.english, *others)
            found |= dict.fromkeys((phrase for phrase in phrases if " " not in phrase), command)
    return found


def verbs_of(name: str, language: str, commands: tuple[Command, ...] = COMMANDS) -> list[str]:
    """What may follow a word after the slash, in that language."""
    heads = _vocabulary(commands).heads
    phrases = [(each.french if language == "fr" else each.english).partition(" ") for each in commands]
    return [verb for head, _, verb in phrases if verb and heads[head] == heads[name]]


def find(command: str, text: str, commands: tuple[Command, ...] = COMMANDS) -> Found:
    """Reads a command line; folding forgives accents, case, quotes, dashes and spaces."""
    line, known = f"{command} {text}", _vocabulary(commands)
    read = _words(line)
    words = _headed(known.heads, tuple(each.folded for each in read))
    if not words or words == UMBRELLAS[:1]:
        return Found(_HELP)
    for start, length in _places(words, known):
        found = known.phrases.get(words[start : start + length])
        if found is None:
            continue
        rest = line[read[start + length - 1].ends :].strip()
        takes = found.takes_text or (found.takes_reference and looks_like_reference(rest))
        if takes or len(words) == start + length:
            return Found(found.action, rest)
    return Found("ritual.unknown", " ".join(line.split()), _nearest(words, known))


def _words(line: str) -> list[_Word]:
    """The first words, as many as tell a command; quotes around them, and zero-width characters alone, are no word."""
    found = (_Word(fold(match[0]).replace(" ", "").strip("\"'"), match.end()) for match in re.finditer(r"\S+", line))
    return list(islice((word for word in found if word.folded), _MOST_WORDS))


def _places(words: tuple[str, ...], known: _Vocabulary) -> Iterable[tuple[int, int]]:
    """Where in the line a phrase may stand, the longest first; behind the umbrella it may be any command's."""
    starts = (0, 1) if words[0] == UMBRELLAS[0] else (0,)
    longest = max(map(len, known.phrases), default=0)
    return [(start, length) for length in range(longest, 0, -1) for start in starts if start + length <= len(words)]


def _nearest(words: tuple[str, ...], known: _Vocabulary) -> Command | None:
    """Compared within what was meant first: the verbs of the command typed, else all that may follow the umbrella."""
    verbs = {phrase: each for phrase, each in known.phrases.items() if phrase[0] == words[0] != UMBRELLAS[0]}
    if verbs:
        found = _nearest_of(words[1:], {phrase[1:]: each for phrase, each in verbs.items() if len(phrase) > 1})
        return found or verbs.get(words[:1])
    behind = {phrase[1:] if phrase[0] == UMBRELLAS[0] else phrase: each for phrase, each in known.phrases.items()}
    return _nearest_of(words[1:] if words[0] == UMBRELLAS[0] else words, {**known.phrases, **behind})


def _nearest_of(words: tuple[str, ...], phrases: Mapping[tuple[str, ...], Command]) -> Command | None:
    """The command whose phrase is most like as many words of the line."""
    for length in sorted({len(phrase) for phrase in phrases if len(phrase) <= len(words)}, reverse=True):
        said = {" ".join(phrase): each for phrase, each in phrases.items() if len(phrase) == length}
        close = get_close_matches(" ".join(words[:length])[:_COMPARED], said, n=1, cutoff=_CLOSE)
        if close:
            return said[close[0]]
    return None


def in_channel(called: str) -> tuple[str, str]:
    """The command in the words after the mention of the bot, and the rest; a slash may be there or not."""
    first, _, rest = called.strip().removeprefix("/").partition(" ")
    return first, rest


def in_direct(text: str, commands: tuple[Command, ...] = COMMANDS) -> tuple[str, str] | None:
    """The command a direct message is, with its rest; None for a message that only begins like one.

    With a slash it always is one. Without, the whole text must be a command with a known sub-command, or the word
    for help or for one's own page; only behind the umbrella may something follow ("Request legal: waiting" is an
    answer).
    """
    line = in_channel(text)
    if text.lstrip().startswith("/"):
        return line
    found = find(*line, commands)
    words = _words(text)
    umbrella = bool(words) and words[0].folded in UMBRELLAS
    known = found.action != "ritual.unknown" and (umbrella or not found.rest)
    return line if known and (len(words) > 1 or (words and found.action in _ALONE and not umbrella)) else None
