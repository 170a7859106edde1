"""Every payload of the papers that is ours, signed, through the real route: the event it becomes and its answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    Event,
    FormClosed,
    FormSubmitted,
    FormTyped,
    HomeOpened,
    MessageEdited,
    MessageTyped,
    PersonChanged,
    Place,
    PlaceChanged,
    PlaceState,
    Profile,
    Removed,
    Who,
)
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.text import Text
from tests.clouds.slack.client import FakeSlack
from tests.platforms.slack.door import Door, Recorder, door, payload
from tests.platforms.slack.house import SmallHouse

TEAM, ORGANISATION = "T0PRNTMPS1", "E0FLORALIA"
ALICE, BRUNO, CHLOE, BOT = "U0ALICE0001", "U0BRUNO0002", "U0CHLOE0003", "U0RITBOT001"
WHO = Who("slack", TEAM, ALICE)
DIRECT = Place("D0ALICEDM01", direct=True)
CHANNEL = Place("C0SPRINT001", name="sprint-printemps")
TRIGGER = "9100000000001.9200000000002.0f1e2d3c4b5a69788796a5b4c3d2e1f0"
HAPPENED = datetime.fromtimestamp(1_795_000_000, UTC)
STAMP = "1795000000.123459"
MESSAGE = f"D0ALICEDM01:{STAMP}"
VALUES = {
    "today": "Reviewing the ledger", "mood": "sunny", "tags": "backend,release", "scope": "team", "flags": "help",
    "day": "2026-11-23", "hour": "09:30", "people": f"{ALICE},{CHLOE}", "size": "5",
}  # fmt: skip
VIEW = "V0STANDUP01:1795000050.Fp7sQ2xL"
FORM = Form("standup.answer", "r" * 22, Text("Point du jour"), (TextField("today", "Aujourd’hui"),), "Envoyer")


def at(event: str, user: str = "", workspace: str = TEAM) -> tuple[str, Who, Place]:
    """What an event of the Events API that is nobody's message begins with."""
    return event, Who("slack", workspace, user), Place("C0SPRINT001")


def command(place: Place) -> CommandTyped:
    return CommandTyped(TRIGGER, WHO, place, "standup", "now")


def pressed(action: str, ref: str, place: Place, message: str = STAMP) -> ButtonPressed:
    return ButtonPressed(f"{ALICE}:{message}:1795000042.318274", WHO, place, action, ref, in_place=False)


EXPECTED: dict[str, Event | None] = {
    "slash_command_channel": command(CHANNEL),
    "slash_command_dm": command(DIRECT),
    "slash_command_private_channel": command(Place("C0RETRO0002")),
    "slash_command_enterprise": replace(command(CHANNEL), who=Who("slack", ORGANISATION, ALICE)),
    "block_actions_dm_message": pressed("standup_open", "run-17", DIRECT),
    "block_actions_channel_message": pressed("sla_take", "req-4", CHANNEL),
    "block_actions_channel_thread": pressed("digest_more", "", CHANNEL),
    "block_actions_ephemeral": pressed("nudge_skip", "run-17", CHANNEL, "1795000060.000200"),
    "block_actions_app_home": pressed("home_answer", "run-17", Place("", direct=True), "V0HOMETAB01"),
    "block_actions_org_install": replace(
        pressed("standup_open", "run-17", CHANNEL), who=Who("slack", ORGANISATION, ALICE)
    ),
    "event_message_im": MessageTyped(
        f"{TEAM}:{DIRECT.conversation}:{STAMP}", WHO, DIRECT, "standup: ledger review", MESSAGE
    ),
    "event_message_im_thread_reply": MessageTyped(
        f"{TEAM}:{DIRECT.conversation}:{STAMP}", WHO, DIRECT, "and the release notes", MESSAGE
    ),
    "event_message_im_org_install": MessageTyped(
        f"{ORGANISATION}:{DIRECT.conversation}:{STAMP}",
        Who("slack", ORGANISATION, ALICE),
        DIRECT,
        "standup: ledger review",
        MESSAGE,
    ),
    "event_message_im_from_app": None,
    "event_message_bot_message": None,
    "event_message_changed": MessageEdited(
        f"{TEAM}:{DIRECT.conversation}:{STAMP}:1795000100.001300", WHO, DIRECT, "standup: ledger review, done", MESSAGE
    ),
    "event_message_changed_by_app": None,
    "event_message_deleted": MessageEdited(
        f"{TEAM}:{DIRECT.conversation}:{STAMP}:1795000110.007100", WHO, DIRECT, "", MESSAGE
    ),
    "event_app_home_opened_home": HomeOpened("Ev0PRNTMP08", WHO, DIRECT),
    "event_app_home_opened_first": HomeOpened("Ev0PRNTMP09", WHO, DIRECT),
    "event_app_home_opened_messages": None,
    "event_app_uninstalled": Removed("Ev0PRNTMP11", Who("slack", TEAM, ""), Place(""), at=HAPPENED),
    "event_tokens_revoked": Removed("Ev0PRNTMP12", Who("slack", TEAM, ""), Place(""), at=HAPPENED),
    "event_user_change": PersonChanged(
        "Ev0PRNTMP13",
        Who("slack", TEAM, BRUNO),
        Place(""),
        Profile(BRUNO, "bruno", "Europe/Paris", "fr", active=True, admin=False),
    ),
    "event_member_joined_channel": None,
    "event_member_left_channel": PlaceChanged(*at("Ev0PRNTMP16", BOT), state=PlaceState.CLOSED),
    "event_channel_archive": PlaceChanged(*at("Ev0PRNTMP17", ALICE), state=PlaceState.CLOSED),
    "event_group_archive": PlaceChanged("Ev0PRNTMP18", WHO, Place("C0RETRO0002"), state=PlaceState.CLOSED),
    "event_channel_rename": PlaceChanged(
        "Ev0PRNTMP19", Who("slack", TEAM, ""), Place("C0SPRINT001", name="sprint-ete"), "sprint-ete"
    ),
    "event_group_rename": PlaceChanged(
        "Ev0PRNTMP20", Who("slack", TEAM, ""), Place("C0RETRO0002", name="retro-ete"), "retro-ete"
    ),
    "event_channel_shared": PlaceChanged(*at("Ev0PRNTMP21"), state=PlaceState.SHARED),
    "event_channel_unshared": PlaceChanged(*at("Ev0PRNTMP22"), state=PlaceState.OPEN),
    "view_closed": FormClosed(f"{VIEW}:closed", WHO, Place("", direct=True), "standup", "run-17"),
    "view_closed_cleared": FormClosed(f"{VIEW}:closed", WHO, Place("", direct=True), "standup", "run-17"),
    "view_submission_all_inputs": FormSubmitted(VIEW, WHO, Place("", direct=True), "standup", "run-17", VALUES),
    "view_submission_empty_optional": FormSubmitted(
        VIEW, WHO, Place("", direct=True), "standup", "run-17", dict.fromkeys(VALUES, "")
    ),
    "view_submission_org_install": FormSubmitted(
        VIEW, Who("slack", ORGANISATION, ALICE), Place("", direct=True), "standup", "run-17", VALUES
    ),
    "block_actions_modal_dispatch": FormTyped(
        f"{VIEW}:1795000042.318274", WHO, Place("", direct=True), "standup", "run-17", {"today": "Reviewing the ledger"}
    ),
}


def ours(name: str) -> dict[str, Any]:
    """The example with what we put into our own views: the ref, the action id of an input, no field of another kind."""
    body = payload(name)
    view = body.get("view")
    if view and view["type"] == "modal":
        view["private_metadata"] = '{"ref": "run-17"}'
        view["state"]["values"].pop("owner", None)
        for block in (*view["blocks"], *body.get("actions", ())):
            for place in (block, block.get("element", {})):
                if "action_id" in place:
                    place["action_id"] = "value"
    return body


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def house(fake_slack: FakeSlack) -> SmallHouse:
    found = SmallHouse({TEAM: "xoxb-none", ORGANISATION: "xoxb-none"})
    found.people |= {(team, user): "fr" for team in (TEAM, ORGANISATION) for user in (ALICE, BRUNO, CHLOE)}
    return found


@pytest.fixture
def slack(recorder: Recorder, house: SmallHouse, fake_slack: FakeSlack) -> Iterator[Door]:
    with door(recorder.handle, house, fake_slack) as made:
        yield made


@pytest.mark.parametrize("name", EXPECTED)
def test_a_payload_becomes_its_event_and_is_acknowledged(
    name: str, slack: Door, recorder: Recorder, house: SmallHouse
) -> None:
    if (expected := EXPECTED[name]) is not None and expected.who.workspace == ORGANISATION:
        del house.tokens[TEAM]  # the app is in the organisation, not in this workspace of it
    answer = slack.send(ours(name))
    assert (answer.status, answer.body) == (200, b"")
    assert recorder.told == ([] if expected is None else [expected])


def test_a_deactivated_person_is_told_as_such(slack: Door, recorder: Recorder) -> None:
    slack.send(payload("event_user_change_deactivated"))
    [event] = recorder.told
    assert isinstance(event, PersonChanged)
    assert (event.profile.user, event.profile.active) == ("U0GISELE007", False)


def test_a_choice_in_a_message_that_is_no_menu_of_ours_is_heard_and_left(slack: Door, recorder: Recorder) -> None:
    body = payload("block_actions_channel_select")
    body["actions"][0]["action_id"] = "menu"
    body["actions"][0]["selected_option"] = None
    assert slack.send(body).status == 200
    assert recorder.told == []


def test_the_challenge_is_given_back(slack: Door, recorder: Recorder) -> None:
    asked = payload("url_verification")
    assert slack.send(asked).json == {"challenge": asked["challenge"]}
    assert recorder.told == []


def test_a_warning_of_too_many_events_is_acknowledged(slack: Door, recorder: Recorder) -> None:
    assert slack.send(payload("event_app_rate_limited")).status == 200
    assert recorder.told == []


def test_no_event_is_lost_on_an_unknown_type(slack: Door, recorder: Recorder) -> None:
    body = payload("event_channel_archive")
    body["event"]["type"] = "reaction_added"
    assert slack.send(body).status == 200
    assert recorder.told == []


# -- what people typed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("voir <https://example.com/a?b=1&amp;c=2>", "voir https://example.com/a?b=1&c=2"),
        ("<http://example.com|example.com>", "example.com"),
        ("<https://example.com|la page &lt;1&gt;>", "la page <1>"),
        ("<mailto:a@example.com|a@example.com>", "a@example.com"),
        ("<tel:+33123456789|01 23 45 67 89>", "01 23 45 67 89"),
        ("dans <#C0SPRINT001|sprint> et <#C0RETRO0002|>", "dans #sprint et #C0RETRO0002"),
        ("<!here> <!channel> <!everyone|everyone>", "@here @channel @everyone"),
        ("<!subteam^S0DESIGN01|@design>", "@design"),
        ("<!date^1795000000^{date}|18 novembre>", "18 novembre"),
        ("<@U0NOBODY99>", "@U0NOBODY99"),
        ("<@U0NOBODY99|zoe>", "@zoe"),
        ("1 &lt;2> <3", "1 <2> <3"),
        ("*gras* _penché_ `code` ~non~", "*gras* _penché_ `code` ~non~"),
    ],
)
def test_a_text_is_told_as_its_writer_saw_it(sent: str, seen: str, slack: Door, recorder: Recorder) -> None:
    body = payload("event_message_im")
    body["event"]["text"] = sent
    slack.send(body)
    slack.send(payload("slash_command_channel") | {"text": sent})
    assert [event.text for event in recorder.told if isinstance(event, MessageTyped | CommandTyped)] == [seen, seen]


def test_a_change_of_a_message_that_changes_no_word_is_none(slack: Door, recorder: Recorder) -> None:
    body = payload("event_message_changed")
    body["event"]["message"]["text"] = body["event"]["previous_message"]["text"]
    slack.send(body)
    assert recorder.told == []


@pytest.mark.parametrize("kind", ["channel", "group", "mpim"])
def test_only_direct_messages_are_read(kind: str, slack: Door, recorder: Recorder) -> None:
    body = payload("event_message_im")
    body["event"]["channel_type"] = kind
    slack.send(body)
    assert recorder.told == []


@pytest.mark.parametrize("subtype", ["bot_message", "channel_join", "me_message", "reminder_add"])
def test_a_message_of_a_special_kind_is_left(subtype: str, slack: Door, recorder: Recorder) -> None:
    body = payload("event_message_im")
    body["event"]["subtype"] = subtype
    slack.send(body)
    assert recorder.told == []


# As a person's message with a file came in 2021, and as slackapi/java-slack-sdk has its keys.
WITH_A_FILE = {
    "subtype": "file_share", "upload": False, "display_as_bot": False,
    "files": [{"id": "F0PICTURE01", "name": "page.png", "mimetype": "image/png", "user": ALICE}],
}  # fmt: skip


def test_a_text_with_a_file_is_that_text(slack: Door, recorder: Recorder) -> None:
    body = payload("event_message_im")
    slack.send(body)
    body["event"] |= WITH_A_FILE
    slack.send(body)
    assert len(recorder.told) == 2 and recorder.told[0] == recorder.told[1]


def test_a_file_without_a_text_says_nothing(slack: Door, recorder: Recorder) -> None:
    body = payload("event_message_im")
    body["event"] |= WITH_A_FILE | {"text": ""}
    slack.send(body)
    assert recorder.told == []


@pytest.mark.parametrize("name", ["event_message_changed", "event_message_deleted"])
def test_a_text_with_a_file_is_changed_and_taken_back_as_any(name: str, slack: Door, recorder: Recorder) -> None:
    body = payload(name)
    for each in ("message", "previous_message"):
        if each in body["event"]:
            body["event"][each] |= WITH_A_FILE
    slack.send(body)
    assert recorder.told == [EXPECTED[name]]


def test_a_bots_text_with_a_file_is_left(slack: Door, recorder: Recorder) -> None:
    body = payload("event_message_im")
    body["event"] |= WITH_A_FILE | {"bot_id": "B0ANOTHER01"}
    slack.send(body)
    assert recorder.told == []


@pytest.mark.parametrize("moment", [None, True, 1.5, "1795000000", -1, 10**30, [], {}])
def test_a_removal_is_told_whenever_it_was(moment: object, slack: Door, recorder: Recorder) -> None:
    """No moment means just now; what can be none is no payload of Slack's."""
    told = slack.send(payload("event_app_uninstalled") | {"event_time": moment})
    assert told.status == (200 if moment is None else 400)
    assert [event.at for event in recorder.told if isinstance(event, Removed)] == [None] * (moment is None)


def test_our_own_token_of_another_kind_says_nothing(slack: Door, recorder: Recorder) -> None:
    body = payload("event_tokens_revoked")
    body["event"]["tokens"] = {"oauth": [ALICE], "bot": []}
    slack.send(body)
    assert recorder.told == []


def test_the_bot_itself_coming_into_a_channel_opens_it(slack: Door, recorder: Recorder) -> None:
    body = payload("event_member_joined_channel")
    body["event"]["user"] = BOT
    slack.send(body)
    assert [event.state for event in recorder.told if isinstance(event, PlaceChanged)] == [PlaceState.OPEN]


def test_an_unshared_channel_that_others_still_read_stays_shared(slack: Door, recorder: Recorder) -> None:
    body = payload("event_channel_unshared")
    body["event"]["is_ext_shared"] = True
    slack.send(body)
    assert [event.state for event in recorder.told if isinstance(event, PlaceChanged)] == [PlaceState.SHARED]


def test_the_events_of_a_removed_organisation_name_no_workspace(slack: Door, recorder: Recorder) -> None:
    body = payload("event_app_uninstalled")
    del body["team_id"]
    slack.send(body | {"enterprise_id": ORGANISATION})
    assert [event.who.workspace for event in recorder.told] == [ORGANISATION]


def test_an_unknown_workspace_is_answered_neutrally_and_not_told(slack: Door, recorder: Recorder) -> None:
    typed = slack.send(payload("slash_command_channel") | {"team_id": "T0STRANGE01"})
    assert typed.json["response_type"] == "ephemeral" and typed.json["text"]
    body = payload("event_message_im")
    body["authorizations"][0]["team_id"] = "T0STRANGE01"
    assert slack.send(body).body == b""
    assert recorder.told == []


def test_bolt_takes_nothing_from_the_environment(
    recorder: Recorder, house: SmallHouse, fake_slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own settings have the names that bolt reads by itself: a token, and the app of an install page."""
    for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        monkeypatch.setenv(name, "of-the-environment")
    with door(recorder.handle, house, fake_slack) as made:
        assert made.inbound.bolt.client.token is None
        assert made.send(payload("event_message_im")).status == 200
    assert len(recorder.told) == 1
