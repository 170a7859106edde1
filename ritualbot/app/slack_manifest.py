"""`ritualbot slack manifest`: what Slack is told of the app, with every command of ours it can take."""

from collections.abc import Callable

from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.slack.manifest import Slash, manifest
from ritualbot.rituals.command import slash_names, verbs_of

_HINT = 1000  # characters of a command's hint, at most (slackapi/manifest-schema)


def slash_commands() -> list[Slash]:
    """Every word that comes right after the slash, the English ones first, each described in its own language."""
    found: dict[str, Slash] = {}
    for language in sorted(LANGUAGES):
        words = Words(language)
        for name, command in slash_names(language).items():
            hint = f"[{' | '.join(verbs_of(name, language))}]"
            about = words.say(f"ritual.about.{command.action}")
            found.setdefault(name, Slash(name, about, hint if len(hint) <= _HINT else ""))
    return [*found.values()]


def print_manifest(url: str, say: Callable[[str], None]) -> None:
    """`url` empty: for Socket Mode."""
    say(manifest(url, slash_commands()).rstrip("\n"))
