"""`ritualbot teams package`: what Teams is told of the app, as the file an admin uploads."""

import io
import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from ritualbot.errors import CommandRefused
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.teams.icons import color_icon, outline_icon
from ritualbot.platforms.teams.manifest import COLOR_ICON, FRENCH, OUTLINE_ICON, Menu, french, manifest
from ritualbot.rituals.command import COMMANDS, Command
from ritualbot.settings import Settings

# What is offered in a place's menu, the likeliest first; everything else can be typed all the same.
PERSONAL = (
    *("ritual.help", "standup.command", "blocker.list", "request.show", "home.show", "absence.command"),
    *("person.show", "action.command", "retention.privacy", "hypothesis.list", "retro.show", "retro.add"),
)
SHARED = (
    *("ritual.help", "setup.command", "standup.command", "blocker.list", "retro.show", "standup.report"),
    *("sprint.command", "sprint.start", "sprint.close", "team.show", "ritual.next", "hypothesis.new"),
)
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment a zip file can name


def menus() -> tuple[Menu, ...]:
    return (_menu(("personal",), PERSONAL), _menu(("team", "groupChat"), SHARED))


def _menu(scopes: tuple[str, ...], actions: tuple[str, ...]) -> Menu:
    commands = {command.action: command for command in COMMANDS}
    return Menu(
        scopes,
        {language: [_offered(commands[action], Words(language)) for action in actions] for language in LANGUAGES},
    )


def _offered(command: Command, words: Words) -> tuple[str, str]:
    """Without a slash: a store refuses one, and what is picked is typed after the bot's name."""
    about = words.say(f"ritual.about.{command.action}")
    return typed_as(command, words.language), about


def typed_as(command: Command, language: str) -> str:
    """As people type it; of help the one word that everybody tries."""
    if command.action == "ritual.help":
        return {"fr": "aide"}.get(language, "help")
    return command.shown(language).removeprefix("/")


def files(app_id: str, page: str) -> dict[str, bytes]:
    """What a package holds, by name, in its order."""
    offered = menus()
    return {
        "manifest.json": manifest(app_id, version("ritualbot"), page, offered).encode(),
        COLOR_ICON: color_icon(),
        OUTLINE_ICON: outline_icon(),
        FRENCH: french(offered).encode(),
    }


def packed(app_id: str, page: str) -> bytes:
    """The same bytes for the same answers, whenever and wherever it is made."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        for name, content in files(app_id, page).items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            package.writestr(entry, content)
    return made.getvalue()


def write_package(settings: Settings, out: Path, app_id: str, page: str, say: Callable[[str], None]) -> None:
    """`app_id` empty: the one of the settings. Raises CommandRefused without any, and when `out` cannot be written."""
    known = settings.teams_app_id.get_secret_value() if settings.teams_app_id else ""
    if not (app_id or known):
        raise CommandRefused("whose package? give --app-id, or set TEAMS_APP_ID: the id of the bot's registration")
    try:
        out.write_bytes(packed((app_id or known).lower(), page))
    except OSError as error:
        raise CommandRefused(f"{out} cannot be written: {error.strerror}") from error
    say(f"{out} is ready: an admin uploads it at admin.teams.microsoft.com, Teams apps, Manage apps")
