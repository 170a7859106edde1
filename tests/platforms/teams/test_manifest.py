"""The manifest, the files checked in, and the code say the same, both ways; and Teams' published rules hold."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ritualbot.app.teams_manifest import PERSONAL, SHARED, files, menus, packed, typed_as
from ritualbot.platforms.teams.icons import color_icon, outline_icon
from ritualbot.platforms.teams.manifest import COLOUR, PERMISSIONS, Menu, french, manifest
from ritualbot.rituals.command import COMMANDS, find
from ritualbot.rituals.desk import DeskKind

FOLDER = Path(__file__).parents[3] / "manifests" / "teams"
PLACEHOLDER = "00000000-0000-0000-0000-000000000000"
PAGE = "https://ritualbot.example.com"
FILES = ["manifest.json", "color.png", "outline.png", "fr.json"]


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def text(most: int) -> dict[str, Any]:
    return {"type": "string", "minLength": 1, "maxLength": most}


# What we use of the published schema v1.25, stricter where it is silent: no unknown key, https only, commands as short
# as older clients show them and without the slash that the store refuses.
GUID = {"type": "string", "pattern": "^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$"}
URL = {"type": "string", "pattern": r"^https://[^\s]+$", "maxLength": 2048}
TITLE = {"type": "string", "pattern": "^[a-zà-ü][a-zà-ü -]*$", "maxLength": 32}
SCOPES = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"enum": ["personal", "team", "groupChat"]}}
COMMAND = closed(["title", "description"], title=TITLE, description=text(128))
BOT = closed(
    ["botId", "scopes", "supportsFiles", "commandLists"],
    botId=GUID,
    scopes=SCOPES,
    supportsFiles={"const": True},
    isNotificationOnly={"const": False},
    commandLists={
        "type": "array",
        "minItems": 1,
        "maxItems": 3,
        "items": closed(
            ["scopes", "commands"],
            scopes=SCOPES,
            commands={"type": "array", "minItems": 1, "maxItems": 12, "uniqueItems": True, "items": COMMAND},
        ),
    },
)
SCHEMA = closed(
    [
        *("$schema", "manifestVersion", "version", "id", "developer", "name", "description", "icons"),
        *("accentColor", "bots", "localizationInfo"),
    ],
    **{"$schema": {"const": "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"}},
    manifestVersion={"const": "1.25"},
    version={"type": "string", "pattern": r"^\d+\.\d+\.\d+$"},
    id=GUID,
    developer=closed(
        ["name", "websiteUrl", "privacyUrl", "termsOfUseUrl"],
        name=text(32),
        websiteUrl=URL,
        privacyUrl=URL,
        termsOfUseUrl=URL,
    ),
    name=closed(["short"], short=text(30), full=text(100)),
    description=closed(["short", "full"], short=text(80), full=text(4000)),
    icons=closed(["color", "outline"], color={"const": "color.png"}, outline={"const": "outline.png"}),
    accentColor={"const": COLOUR},
    localizationInfo={
        "const": {"defaultLanguageTag": "en", "additionalLanguages": [{"languageTag": "fr", "file": "fr.json"}]}
    },
    bots={"type": "array", "minItems": 1, "maxItems": 1, "items": BOT},
    permissions={"type": "array", "uniqueItems": True, "items": {"enum": sorted(PERMISSIONS)}},
    defaultInstallScope={"enum": ["personal", "team", "groupChat"]},
    defaultGroupCapability=closed([], team={"const": "bot"}, groupchat={"const": "bot"}),
)
AT = r"^bots\[0\]\.commandLists\[[0-2]\]\.commands\[(\d|1[01])\]\."
FRENCH = {
    **closed(
        ["$schema", "name.short", "description.short", "description.full"],
        **{"$schema": {"type": "string"}, "name.short": text(30), "name.full": text(100)},
        **{"description.short": text(80), "description.full": text(4000)},
    ),
    "patternProperties": {f"{AT}title$": TITLE, f"{AT}description$": text(128)},
}


def told(offered: tuple[Menu, ...] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(manifest(PLACEHOLDER, "0.1.0", PAGE, offered or menus()))
    return found


def told_in_french() -> dict[str, str]:
    found: dict[str, str] = json.loads(french(menus()))
    return found


def test_the_files_checked_in_are_what_a_package_holds() -> None:
    made = files(PLACEHOLDER, PAGE)
    assert list(made) == FILES
    assert {each.name for each in FOLDER.iterdir()} == set(FILES)
    assert {name: (FOLDER / name).read_bytes() == content for name, content in made.items()} == dict.fromkeys(
        FILES, True
    )


def test_teams_rules_hold() -> None:
    jsonschema.validate(told(), SCHEMA)
    jsonschema.validate(told_in_french(), FRENCH)
    assert json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["version"] == version("ritualbot")


def bad(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    made = told()
    change(made)
    return made


@pytest.mark.parametrize(
    "found",
    [
        bad(lambda made: made.pop("developer")),
        bad(lambda made: made.update(id="ritualbot")),
        bad(lambda made: made.update(manifestVersion="1.29")),
        bad(lambda made: made["name"].update(short="x" * 31)),
        bad(lambda made: made["description"].update(short="x" * 81)),
        bad(lambda made: made["developer"].update(privacyUrl="http://e.example")),
        bad(lambda made: made["bots"][0].pop("supportsFiles")),
        bad(lambda made: made["bots"][0]["scopes"].append("copilot")),
        bad(lambda made: made["bots"].append(made["bots"][0])),
        bad(lambda made: made.update(authorization={"permissions": {"resourceSpecific": []}})),
        bad(lambda made: made.update(permissions=["devicePermissions"])),
        told((Menu(("personal",), {"en": [("/standup", "x")]}),)),
        told((Menu(("personal",), {"en": [("x" * 33, "x")]}),)),
        told((Menu(("personal",), {"en": [("standup", "")]}),)),
        told((Menu(("personal",), {"en": [(f"standup {'x' * number}", "x") for number in range(13)]}),)),
        told((Menu(("personal",), {"en": []}),)),
        told((Menu((), {"en": [("standup", "x")]}),)),
    ],
)
def test_the_rules_refuse_what_teams_refuses(found: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, SCHEMA)


def test_every_scope_of_the_bot_has_one_menu() -> None:
    [bot] = told()["bots"]
    listed = [scope for each in bot["commandLists"] for scope in each["scopes"]]
    assert sorted(listed) == sorted(bot["scopes"]) == ["groupChat", "personal", "team"]


# -- commands ------------------------------------------------------------------------------------------------------


def test_every_command_offered_is_understood_and_does_what_it_says_in_both_languages() -> None:
    for menu, actions in zip(menus(), (PERSONAL, SHARED), strict=True):
        for language, offered in menu.commands.items():
            for action, (typed, _) in zip(actions, offered, strict=True):
                first, _, rest = typed.partition(" ")
                assert find(first, rest).action == action, (language, typed)


def test_every_command_there_is_can_be_picked_or_is_for_few() -> None:
    """What no menu offers is said by `help`: the verbs of whoever runs a ritual, the admin's log."""
    offered = {*PERSONAL, *SHARED}
    for_few = {f"standup.{verb}" for verb in ("run", "dry_run", "pass_over", "pause", "resume", "archive")}
    for_few |= {f"retro.{verb}" for verb in ("open", "next", "back", "skip", "close", "list")}
    for_few |= {f"request.{kind}" for kind in DeskKind}  # `/request` has a button for each
    # The log has a button for each of these.
    for_few |= {f"hypothesis.{verb}" for verb in ("show", "search", "data", "result")} | {"idea.file"}
    for_few |= {f"pilot.{verb}" for verb in ("new", "list", "wall")}
    for_few |= {"digest.command", "digest.preview", "dashboard.link", "review.show"}  # for the sponsor and who leads
    for_few |= {"desk.command", "desk.bind"}  # the charter has a button for it; for who leads a desk
    assert {each.action for each in COMMANDS} - offered == for_few | {
        "sprint.backlog",
        "sprint.demo",
        "sprint.learnt",
        "sprint.reopen",
        "audit.show",
    }
    assert "ritual.help" in PERSONAL and "ritual.help" in SHARED


def test_french_has_a_title_and_a_description_for_each_and_no_other() -> None:
    translated = told_in_french()
    for list_, each in enumerate(told()["bots"][0]["commandLists"]):
        for place in range(len(each["commands"])):
            for part in ("title", "description"):
                assert translated.pop(f"bots[0].commandLists[{list_}].commands[{place}].{part}")
    assert not any(key.startswith("bots") for key in translated)
    help_ = next(each for each in COMMANDS if each.action == "ritual.help")
    assert (typed_as(help_, "en"), typed_as(help_, "fr")) == ("help", "aide")


def test_it_asks_to_hear_nothing_but_what_is_said_to_it() -> None:
    """G3: nothing resource-specific, and a reason for each permission there is."""
    found = told()
    assert not set(found) & {"authorization", "webApplicationInfo", "devicePermissions"}
    assert found["permissions"] == list(PERMISSIONS)
    assert all(len(why) > 20 for why in PERMISSIONS.values())


# -- the package ---------------------------------------------------------------------------------------------------


def test_the_package_has_fixed_dates_and_order_and_nothing_but_its_files() -> None:
    made = packed(PLACEHOLDER, PAGE)
    assert made == packed(PLACEHOLDER, PAGE)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        entries = package.infolist()
        assert package.testzip() is None
    assert [each.filename for each in entries] == FILES
    assert {(each.date_time, each.compress_type, each.create_system) for each in entries} == {
        ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED, 3)
    }


def pixels(icon: bytes, side: int) -> list[list[tuple[int, ...]]]:
    """Read as a PNG reader does: signature, checksums, one stream of rows."""
    assert icon[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(icon):
        (length,) = struct.unpack(">I", icon[at : at + 4])
        kind, content = icon[at + 4 : at + 8], icon[at + 8 : at + 8 + length]
        assert icon[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(kind + content))
        chunks[kind] = content
        at += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[b"IHDR"]) == (side, side, 8, 6, 0, 0, 0)
    rows = zlib.decompress(chunks[b"IDAT"])
    width = 1 + 4 * side
    assert len(rows) == side * width and all(rows[start] == 0 for start in range(0, len(rows), width))
    return [
        [tuple(rows[start + 1 + 4 * x : start + 5 + 4 * x]) for x in range(side)]
        for start in range(0, len(rows), width)
    ]


def test_the_colour_icon_is_192_wide_and_fills_its_square() -> None:
    found = pixels(color_icon(), 192)
    assert found[0][0] == (0x1D, 0x4E, 0x6B, 255)
    assert {pixel[3] for row in found for pixel in row} == {255}
    assert (255, 255, 255, 255) in found[96]


def test_the_outline_icon_is_32_wide_and_white_on_nothing() -> None:
    found = pixels(outline_icon(), 32)
    assert {pixel[:3] for row in found for pixel in row} == {(255, 255, 255)}
    assert found[0][0][3] == 0
    assert max(pixel[3] for row in found for pixel in row) == 255
