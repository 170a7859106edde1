"""The app as Teams is told about it, for `ritualbot teams package` and manifests/teams alike.

Rules: the published JSON schema, version 1.25 (npm `@microsoft/app-manifest`), and Microsoft's store validation
guidelines: no slash before a command, and nothing asked for that is not used.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ritualbot.i18n import Words
from ritualbot.platforms.teams.literal import Json

VERSION = "1.25"
NAME = "ritualbot"
COLOUR = "#1D4E6B"
COLOR_ICON, OUTLINE_ICON, FRENCH = "color.png", "outline.png", "fr.json"
COMMANDS_MOST = 12  # of one list (schema)
_SCHEMAS = "https://developer.microsoft.com/json-schemas/teams"

# Permission -> why it is asked for. Nothing resource-specific: the bot hears only what is said to it.
PERMISSIONS: Mapping[str, str] = {
    "identity": "name, time zone and language of who talks to it",
    "messageTeamMembers": "asks each person of a team in their own conversation",
}


@dataclass(frozen=True)
class Menu:
    """What the menu of some places offers, by language tag: titles as people would type them, with what each does."""

    scopes: tuple[str, ...]
    commands: Mapping[str, Sequence[tuple[str, str]]]


def manifest(app_id: str, version: str, page: str, menus: Sequence[Menu]) -> str:
    """`app_id` is that of the bot's registration. `page` is where the organisation tells people about the app."""
    words = Words("en")
    return _written(
        {
            "$schema": f"{_SCHEMAS}/v{VERSION}/MicrosoftTeams.schema.json",
            "manifestVersion": VERSION,
            "version": version,
            "id": app_id,
            "developer": {"name": NAME, "websiteUrl": page, "privacyUrl": page, "termsOfUseUrl": page},
            "name": {"short": NAME, "full": NAME},
            "description": {"short": words.say("teams.app.short"), "full": words.say("teams.app.full")},
            "icons": {"color": COLOR_ICON, "outline": OUTLINE_ICON},
            "accentColor": COLOUR,
            "localizationInfo": {
                "defaultLanguageTag": "en",
                "additionalLanguages": [{"languageTag": "fr", "file": FRENCH}],
            },
            "bots": [_bot(app_id, menus)],
            "permissions": list(PERMISSIONS),
            "defaultInstallScope": "team",
            "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        }
    )


def _bot(app_id: str, menus: Sequence[Menu]) -> Json:
    return {
        "botId": app_id,
        "scopes": [scope for menu in menus for scope in menu.scopes],
        "supportsFiles": True,
        "isNotificationOnly": False,
        "commandLists": [
            {
                "scopes": list(menu.scopes),
                "commands": [{"title": title, "description": about} for title, about in menu.commands["en"]],
            }
            for menu in menus
        ],
    }


def french(menus: Sequence[Menu]) -> str:
    """The same in French, by the path of each word in the manifest."""
    words = Words("fr")
    return _written(
        {
            "$schema": f"{_SCHEMAS}/v{VERSION}/MicrosoftTeams.Localization.schema.json",
            "name.short": NAME,
            "name.full": NAME,
            "description.short": words.say("teams.app.short"),
            "description.full": words.say("teams.app.full"),
            **dict(_translated(menus)),
        }
    )


def _translated(menus: Sequence[Menu]) -> Iterator[tuple[str, str]]:
    for list_, menu in enumerate(menus):
        for place, (title, about) in enumerate(menu.commands["fr"]):
            at = f"bots[0].commandLists[{list_}].commands[{place}]"
            yield f"{at}.title", title
            yield f"{at}.description", about


def _written(found: Json) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"
