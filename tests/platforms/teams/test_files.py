"""Files on Teams: offered, put where their reader wants them, shown; never anywhere else, and never with our token."""

import json
from dataclasses import replace
from typing import Any

import pytest

from ritualbot.chat.cards import Card, File
from ritualbot.chat.events import ButtonPressed
from ritualbot.chat.text import literal
from ritualbot.errors import NotSent, SendFailed, Undeliverable
from ritualbot.platforms.teams import files
from ritualbot.platforms.teams.registration import Registration
from tests.clouds.teams.client import FakeTenant
from tests.conversations.teams_seen import parts
from tests.platforms.teams.door import registration
from tests.platforms.teams.told import Ear, payload
from tests.platforms.teams.way import Way

FILE = File("sprint", "r1", "fr", "sprint 12 été.xlsx", "Recevoir le fichier", "k1")
CARD = Card(literal("Voici le fichier"), (FILE,))
CONTENT = "été".encode() * 1000
OURS = "sprint:r1:fr:k1"


# -- the offer, as the papers have it ------------------------------------------------------------------------------


def answer(name: str, **changed: Any) -> dict[str, Any]:
    """A yes or a no of the papers, to an offer of ours."""
    said = payload(f"invoke_file_consent_{name}")
    said["value"]["context"] = {"ritualbot": {"press": f"file.{name}", "ref": OURS}}
    said["value"].get("uploadInfo", {}).update(changed)
    return said


def presses(ear: Ear) -> list[ButtonPressed]:
    return [each for each in ear.events if isinstance(each, ButtonPressed)]


def test_a_yes_says_where_and_a_no_says_no() -> None:
    ear = Ear()
    assert [ear.hears(answer(each)).status for each in ("accept", "decline")] == [200, 200]  # type: ignore[union-attr]
    yes, no = presses(ear)
    assert (yes.action, yes.ref, no.action, no.ref, no.given) == ("file.accept", OURS, "file.decline", OURS, "")
    assert json.loads(yes.given)["uploadUrl"] == "http://127.0.0.1:9400/upload/fictive"
    assert not yes.in_place and not no.in_place


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example.com/upload",
        "http://127.0.0.1:9400.evil.example.com/upload",
        "http://127.0.0.1:9400@evil.example.com/upload",
        "http://127.0.0.1:9401/upload",
        "file:///etc/passwd",
        "//127.0.0.1:9400/upload",
        "",
        None,
        7,
        "http://127.0.0.1:9400/" + "x" * 5000,
    ],
)
def test_a_yes_that_names_no_place_of_ours_is_one_without_a_place(place: object) -> None:
    ear = Ear()
    assert ear.hears(answer("accept", uploadUrl=place)) is not None
    assert [each.given for each in presses(ear)] == [""]


@pytest.mark.parametrize("context", [None, {}, {"export": "x-17"}, {"ritualbot": {"press": 7, "ref": "r"}}])
def test_an_answer_to_an_offer_of_somebody_else_is_nothing(context: object) -> None:
    said, ear = answer("accept"), Ear()
    said["value"]["context"] = context
    heard = ear.hears(said)
    assert heard is not None and heard.status == (200 if isinstance(context, dict) or context is None else 400)
    assert presses(ear) == []


TRUSTED = Registration("", "", "", frozenset(), frozenset(), "", "")


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://contoso.sharepoint.com/personal/a_b/_api/v2.0/drive/x?tempauth=1", True),
        ("https://contoso-my.sharepoint.com/x", True),
        ("https://a.b.sharepoint.com/x", True),
        ("https://sharepoint.com/x", False),
        ("https://evilsharepoint.com/x", False),
        ("https://sharepoint.com.evil.example/x", False),
        ("http://contoso.sharepoint.com/x", False),
        ("https://contoso.sharepoint.com:8443/x", False),
        ("https://user@contoso.sharepoint.com/x", False),
        ("https://contoso.sharepoint.com", False),
        ("https://contoso.sharepoint.com/a b", False),
        ("https://contoso.sharepoint.com\\@evil.example/x", False),
    ],
)
def test_files_go_to_peoples_own_sharepoint_alone(address: str, taken: bool) -> None:
    assert TRUSTED.takes_files(address) is taken


# -- in the cloud --------------------------------------------------------------------------------------------------


def test_it_is_offered_then_put_whole_and_without_our_token(verger: FakeTenant) -> None:
    place, told = _offered(verger)
    assert [each["contentType"] for each in place["attachments"]] == [files.CONSENT]
    _put(verger, told)
    assert verger.uploads() == [("sprint 12 été.xlsx", CONTENT)]
    assert [line["authorization"] for line in verger.log("upload")] == [""]
    shown = verger.messages(verger.personal("alice"))[-1]["activity"]["attachments"]
    assert [(each["contentType"], each["name"]) for each in shown] == [(files.INFO, "sprint 12 été.xlsx")]


@pytest.mark.parametrize(
    ("kind", "error"),
    [("failed", NotSent), ("throttled", NotSent), ("reset", NotSent), ("redirect", Undeliverable)],
)
def test_what_goes_wrong_with_the_bytes_was_not_said(verger: FakeTenant, kind: str, error: type[SendFailed]) -> None:
    _, told = _offered(verger)
    verger.goes_wrong(kind, "upload", times=2, error="https://evil.example.com/")  # aiohttp tries again at once
    with pytest.raises(error):
        _put(verger, told)
    assert len(verger.messages(verger.personal("alice"))) == 1


def test_an_address_that_is_good_no_more_is_final(verger: FakeTenant) -> None:
    _, told = _offered(verger)
    _put(verger, told)
    with pytest.raises(Undeliverable, match=files.GONE):
        _put(verger, told)


def _offered(tenant: FakeTenant) -> tuple[dict[str, Any], dict[str, Any]]:
    way = Way(tenant)
    way.post(way.to("alice"), CARD, content=CONTENT)
    [offer] = tenant.messages(tenant.personal("alice"))
    return offer["activity"], tenant.accepts("alice")


def _put(tenant: FakeTenant, told: dict[str, Any]) -> None:
    kept = files.given({"uploadInfo": told["uploadInfo"]}, registration(tenant))
    assert kept
    way = Way(tenant)
    way.post(way.to("alice"), Card(CARD.title, (replace(FILE, upload=kept),)), content=CONTENT)


# -- where several read --------------------------------------------------------------------------------------------


def test_where_several_read_it_is_a_link_or_without_one_a_button(verger: FakeTenant) -> None:
    """A6: only a 1:1 conversation takes files."""
    way = Way(verger)
    for way.house.reached_at in ("", "https://ritualbot.example.com/files"):
        way.post(way.to(place="sprint"), CARD, content=CONTENT)
    button, link = (each["activity"]["attachments"][0]["content"] for each in verger.messages("sprint"))
    [pressed] = [each for each in parts(button) if each["type"] == "Action.Submit"]
    assert pressed["data"]["ritualbot"] == {"press": "file.send", "ref": "sprint:r1"}
    [opened] = [each for each in parts(link) if each["type"].startswith("Action.")]
    assert opened["url"] == "https://ritualbot.example.com/files/sprint 12 été.xlsx"
