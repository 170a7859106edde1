"""`ritualbot slack manifest`: what Slack is told of the app, with every command of ours it can take."""

from collections.abc import Callable, Sequence

from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.slack.manifest import Slash, manifest
from ritualbot.rituals.command import slash_names, verbs_of

_HINT = 1000  # characters of a command's hint, at most (slackapi/manifest-schema)


def slash_commands() -> list[Slash]:
    """Every word that comes right after the slash, the English ones first, each described in the languages it is a word
    of."""
    about: dict[str, list[str]] = {}
    verbs: dict[str, list[str]] = {}
    for language in sorted(LANGUAGES):
        words = Words(language)
        for name, command in slash_names(language).items():
            about.setdefault(name, []).append(words.say(f"ritual.about.{command.action}"))
            verbs.setdefault(name, []).extend(verbs_of(name, language))
    return [Slash(name, " / ".join(said), _hint(verbs[name])) for name, said in about.items()]


def _hint(verbs: Sequence[str]) -> str:
    """What may follow, each once; nothing where that is nothing, or more than Slack takes."""
    hint = f"[{' | '.join(dict.fromkeys(verbs))}]" if verbs else ""
    return hint if len(hint) <= _HINT else ""


def print_manifest(url: str, say: Callable[[str], None]) -> None:
    """`url` empty: for Socket Mode."""
    say(manifest(url, slash_commands()).rstrip("\n"))
