"""The fake Slack refuses what Slack refuses: every refusal by the bad call itself, sent raw."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.clouds.process import send
from tests.clouds.slack.client import FakeSlack, FakeWorkspace

START = datetime.fromtimestamp(1_800_000_000, UTC)
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}
WORDS = {"type": "plain_text", "text": "Stand-up"}
MODAL = {"type": "modal", "title": WORDS, "callback_id": "standup", "blocks": [SECTION]}
HOME = {"type": "home", "blocks": [SECTION]}
APP = {"client_id": "1.2", "client_secret": "s", "redirect_uri": "https://ritualbot.example.com/r"}


def post(workspace: FakeWorkspace, channel: str = "sprint", **more: Any) -> dict[str, Any]:
    where = workspace.channels.get(channel, channel)
    return workspace.call("chat.postMessage", **{"channel": where, "text": "hello", **more})


def error(answer: dict[str, Any]) -> str:
    assert answer["ok"] is False
    return str(answer["error"])


def get(workspace: FakeWorkspace, method: str, **arguments: Any) -> dict[str, Any]:
    return workspace.call(f"{method}?{urlencode(arguments)}")


# -- who calls, and how --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("token", "expected"), [("", "not_authed"), ("xoxb-nobody", "invalid_auth")])
def test_a_call_without_a_token_it_gave_out(printemps: FakeWorkspace, token: str, expected: str) -> None:
    assert error(printemps.call("auth.test", token)) == expected
    assert printemps.slack.strays()[-1] == {"method": "auth.test", "error": expected}
    assert printemps.log() == []


@pytest.mark.parametrize("word", ["account_inactive", "token_revoked"])
def test_every_call_of_an_app_that_was_removed(printemps: FakeWorkspace, word: str) -> None:
    printemps.do("workspace", dead=word)
    assert error(post(printemps)) == word
    assert error(printemps.call("auth.test")) == word


def test_a_method_that_does_not_exist(printemps: FakeWorkspace) -> None:
    assert error(printemps.call("chat.shout", text="x")) == "unknown_method"


@pytest.mark.parametrize(
    ("method", "arguments", "name"),
    [
        ("chat.postMessage", {"text": "x"}, "channel"),
        ("chat.update", {"text": "x", "ts": ""}, "channel"),
        ("users.info", {}, "user"),
        ("conversations.history", {}, "channel"),
        ("views.publish", {"view": HOME}, "user_id"),
        ("files.getUploadURLExternal", {"length": 1}, "filename"),
    ],
)
def test_a_call_without_what_it_must_have(
    printemps: FakeWorkspace, method: str, arguments: dict[str, Any], name: str
) -> None:
    answer = printemps.call(method, **arguments)
    assert error(answer) == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [f"[ERROR] missing required field: {name}"]


def test_json_for_a_method_that_only_takes_forms_counts_as_nothing(printemps: FakeWorkspace) -> None:
    alice = printemps.users["alice"]
    assert error(printemps.call("users.info", user=alice)) == "invalid_arguments"
    form = urlencode({"user": alice}).encode()
    assert '"ok": true' in printemps.raw("users.info", form, "application/x-www-form-urlencoded")[1]


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"<x/>", "application/xml", "invalid_post_type"),
    ],
)
def test_a_body_it_cannot_read(printemps: FakeWorkspace, body: bytes, kind: str, expected: str) -> None:
    assert error(json.loads(printemps.raw("chat.postMessage", body, kind)[1])) == expected


def test_a_call_its_scopes_do_not_cover(fake_slack: FakeSlack) -> None:
    workspace = fake_slack.workspace(scopes=["commands", "users:read"], channels=[{"name": "sprint"}])
    answer = post(workspace)
    assert error(answer) == "missing_scope"
    assert (answer["needed"], answer["provided"]) == ("chat:write", "commands,users:read")
    for method in ("conversations.open", "conversations.members", "files.completeUploadExternal"):
        assert error(workspace.call(method)) == "missing_scope"


def test_each_type_of_conversation_has_a_history_scope_of_its_own(printemps: FakeWorkspace) -> None:
    """With the required scopes only direct conversations can be looked up."""
    for channel, needed in (("sprint", "channels:history"), ("retro", "groups:history")):
        answer = get(printemps, "conversations.history", channel=printemps.channels[channel])
        assert (error(answer), answer["needed"]) == ("missing_scope", needed)
    assert get(printemps, "conversations.history", channel=printemps.direct("alice"))["ok"] is True


# -- posts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("secret", "channel_not_found"),
        ("elsewhere", "not_in_channel"),
        ("past", "is_archived"),
    ],
)
def test_a_post_where_the_app_cannot_write(printemps: FakeWorkspace, channel: str, expected: str) -> None:
    assert error(post(printemps, channel)) == expected


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"text": ""}, "no_text"),
        ({"text": " ", "blocks": [SECTION]}, "no_text"),
        ({"text": "é" * 20_001}, "msg_too_long"),
        ({"blocks": "[{"}, "invalid_blocks_format"),
        ({"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"blocks": [{"type": "marquee"}]}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]}, "invalid_blocks"),
        ({"blocks": [{**SECTION, "block_id": "twice"}] * 2}, "invalid_blocks"),
        ({"blocks": [SECTION] * 51}, "invalid_blocks"),
        ({"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5}, "msg_blocks_too_long"),
        ({"metadata": {"event_type": "t"}}, "invalid_metadata_format"),
        ({"metadata": "{"}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "t", "event_payload": {"k": "x" * 17_000}}}, "metadata_too_large"),
        ({"thread_ts": "1.000001"}, "thread_not_found"),
        ({"username": "boss"}, "missing_scope"),
    ],
)
def test_a_post_it_would_not_show(printemps: FakeWorkspace, content: dict[str, Any], expected: str) -> None:
    assert error(post(printemps, **content)) == expected
    assert printemps.messages("sprint") == []


def test_the_answer_to_an_answer(printemps: FakeWorkspace) -> None:
    root = post(printemps)["ts"]
    printemps.at(START + timedelta(seconds=1))
    answer = post(printemps, thread_ts=root)["ts"]
    assert error(post(printemps, thread_ts=answer)) == "cannot_reply_to_message"


def test_a_second_message_within_a_second(printemps: FakeWorkspace) -> None:
    """Time stands until it is set; other conversations are not held up."""
    assert post(printemps)["ok"] is True
    assert post(printemps) == {"ok": False, "error": "ratelimited", "status": 429}
    assert post(printemps, "retro")["ok"] is True
    printemps.at(START + timedelta(seconds=0.999))
    assert post(printemps)["status"] == 429
    printemps.at(START + timedelta(seconds=1))
    assert post(printemps)["ok"] is True
    assert len(printemps.messages("sprint")) == 2
    assert [line["error"] for line in printemps.log()] == ["", "ratelimited", "", "ratelimited", ""]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("U0NOBODY", "user_not_found"),
        ("gisele", "user_disabled"),
        ("farid", "user_not_visible"),
        ("ritualbot", "cannot_dm_bot"),
    ],
)
def test_a_direct_conversation_with_somebody_who_has_none(printemps: FakeWorkspace, person: str, expected: str) -> None:
    user = printemps.bot if person == "ritualbot" else printemps.users.get(person, person)
    assert error(printemps.call("conversations.open", users=user)) == expected
    assert error(post(printemps, user)) in (expected, "channel_not_found")


def test_a_direct_conversation_with_nobody_a_crowd_or_a_channel(printemps: FakeWorkspace) -> None:
    def opened(**more: str) -> str:
        return error(printemps.call("conversations.open", **more))

    assert opened() == "users_list_not_supplied"
    assert opened(users=",".join("ABCDEFGHI")) == "too_many_users"
    assert opened(users="A,B") == "missing_scope"
    assert opened(channel=printemps.channels["sprint"]) == "method_not_supported_for_channel_type"


def test_a_word_for_somebody_who_is_not_there(printemps: FakeWorkspace) -> None:
    asked = {"channel": printemps.channels["retro"], "user": printemps.users["bruno"], "text": "psst"}
    assert error(printemps.call("chat.postEphemeral", **asked)) == "user_not_in_channel"


def test_an_edit_of_what_is_not_there_not_ours_or_too_long(printemps: FakeWorkspace) -> None:
    ts, where = post(printemps)["ts"], printemps.channels["sprint"]
    theirs = printemps.do("say", user=printemps.users["bruno"], channel=where, text="hi")["ts"]

    def edited(**more: Any) -> str:
        return error(printemps.call("chat.update", **{"channel": where, "ts": ts, "text": "x", **more}))

    assert edited(ts="1.000001") == "message_not_found"
    assert edited(ts=theirs) == "cant_update_message"
    assert edited(text="é" * 2001) == "msg_too_long"
    assert edited(text="") == "no_text"
    assert edited(blocks=[{"type": "marquee"}]) == "invalid_blocks"
    printemps.do("channel", channel=where, archived=True)
    assert edited() == "is_inactive"
    assert error(printemps.call("chat.delete", channel=where, ts=theirs)) == "cant_delete_message"
    assert error(printemps.call("chat.delete", channel=where, ts="1.000001")) == "message_not_found"


def test_an_edit_keeps_the_metadata_it_is_not_given(printemps: FakeWorkspace) -> None:
    metadata = {"event_type": "t", "event_payload": {"key": "k"}}
    answer = post(printemps, metadata=metadata)
    printemps.call("chat.update", channel=answer["channel"], ts=answer["ts"], text="new")
    (message,) = printemps.messages("sprint")
    assert (message["text"], message["metadata"]) == ("new", metadata)
    assert answer["message"]["metadata"]["event_payload"] == {}


# -- reading -------------------------------------------------------------------------------------------------------


def test_history_is_read_in_pages_newest_first_and_without_threads(fake_slack: FakeSlack) -> None:
    workspace = fake_slack.workspace(channels=[{"name": "sprint"}], scopes=["chat:write", "channels:history"])
    where, stamps = workspace.channels["sprint"], []
    for second in range(5):
        workspace.at(START + timedelta(seconds=second))
        stamps.append(post(workspace, text=f"{second}")["ts"])
    workspace.at(START + timedelta(seconds=9))
    post(workspace, text="answer", thread_ts=stamps[0])

    def page(**more: Any) -> dict[str, Any]:
        return get(workspace, "conversations.history", channel=where, **more)

    first = page(limit=3)
    second_page = page(limit=3, cursor=first["response_metadata"]["next_cursor"])
    texts = [each["text"] for each in (*first["messages"], *second_page["messages"])]
    assert texts == ["4", "3", "2", "1", "0"]
    assert "response_metadata" not in second_page
    assert [each["text"] for each in page(oldest=stamps[2])["messages"]] == ["4", "3"]
    assert [each["text"] for each in page(oldest=stamps[2], inclusive="true")["messages"]] == ["4", "3", "2"]
    thread = get(workspace, "conversations.replies", channel=where, ts=stamps[0], oldest=stamps[4])
    assert [each["text"] for each in thread["messages"]] == ["0", "answer"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"cursor": "nonsense!"}, "invalid_cursor"),
        ({"limit": 0}, "invalid_limit"),
        ({"limit": 1000}, "invalid_limit"),
        ({"oldest": "yesterday"}, "invalid_ts_oldest"),
    ],
)
def test_a_page_of_history_that_does_not_exist(printemps: FakeWorkspace, more: dict[str, Any], expected: str) -> None:
    assert error(get(printemps, "conversations.history", channel=printemps.direct("alice"), **more)) == expected


def test_history_where_the_app_is_not(fake_slack: FakeSlack) -> None:
    places = [{"name": "elsewhere", "bot": False}]
    workspace = fake_slack.workspace(channels=places, scopes=["channels:history", "im:history"])
    where = workspace.channels["elsewhere"]
    assert error(get(workspace, "conversations.history", channel=where)) == "not_in_channel"
    assert error(get(workspace, "conversations.history", channel="C0NOWHERE")) == "channel_not_found"


def test_the_thread_of_a_message_that_is_not_there(printemps: FakeWorkspace) -> None:
    asked = {"channel": printemps.direct("alice"), "ts": "1.000001"}
    assert error(get(printemps, "conversations.replies", **asked)) == "thread_not_found"


def test_people_it_does_not_know_and_members_who_have_left(printemps: FakeWorkspace) -> None:
    assert error(get(printemps, "users.info", user="U0NOBODY")) == "user_not_found"
    members = get(printemps, "conversations.members", channel=printemps.channels["sprint"])["members"]
    assert printemps.users["gisele"] not in members
    assert printemps.bot in members
    assert error(get(printemps, "conversations.info", channel=printemps.channels["secret"])) == "channel_not_found"
    assert error(get(printemps, "conversations.info", channel=printemps.direct("alice"))) == "missing_scope"
    assert "locale" not in get(printemps, "users.info", user=printemps.users["alice"])["user"]


# -- views ---------------------------------------------------------------------------------------------------------


def test_a_trigger_counts_once_and_for_three_seconds(printemps: FakeWorkspace) -> None:
    def opened(trigger: str) -> dict[str, Any]:
        return printemps.call("views.open", trigger_id=trigger, view=MODAL)

    first, late = printemps.trigger("alice"), printemps.trigger("alice")
    printemps.at(START + timedelta(seconds=3))
    assert opened(first)["ok"] is True
    assert error(opened(first)) == "exchanged_trigger_id"
    printemps.at(START + timedelta(seconds=3.001))
    assert error(opened(late)) == "expired_trigger_id"
    assert error(opened("1.2.3")) == "invalid_trigger_id"


@pytest.mark.parametrize(
    "view",
    [
        {},
        HOME,
        {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}},
        {**MODAL, "blocks": [SECTION] * 101},
        {**MODAL, "private_metadata": "x" * 3001},
        {**MODAL, "colour": "red"},
        {key: value for key, value in MODAL.items() if key != "title"},
    ],
)
def test_a_view_it_would_not_open(printemps: FakeWorkspace, view: dict[str, Any]) -> None:
    trigger = printemps.trigger("alice")
    answer = printemps.call("views.open", trigger_id=trigger, view=view)
    assert error(answer) == "invalid_arguments"
    assert all("json-pointer:/view" in each for each in answer["response_metadata"]["messages"])
    assert printemps.do("views") == {}
    assert printemps.call("views.open", trigger_id=trigger, view=MODAL)["ok"] is True


def test_a_view_that_is_not_there_or_has_changed(printemps: FakeWorkspace) -> None:
    view = printemps.call("views.open", trigger_id=printemps.trigger("alice"), view=MODAL)["view"]

    def updated(**more: Any) -> dict[str, Any]:
        return printemps.call("views.update", **{"view_id": view["id"], "view": MODAL, **more})

    assert error(updated(view_id="V0NOWHERE")) == "not_found"
    assert error(updated(hash="1.old")) == "hash_conflict"
    assert updated(hash=view["hash"])["ok"] is True
    assert error(updated(hash=view["hash"])) == "hash_conflict"
    printemps.do("close", view=view["id"])
    assert error(updated()) == "not_found"


def test_a_fourth_view_on_top_of_three(printemps: FakeWorkspace) -> None:
    def on_top() -> dict[str, Any]:
        return printemps.call("views.push", trigger_id=printemps.trigger("alice"), view=MODAL)

    assert error(on_top()) == "not_found"
    printemps.call("views.open", trigger_id=printemps.trigger("alice"), view=MODAL)
    assert on_top()["view"]["previous_view_id"]
    assert on_top()["ok"] is True
    assert error(on_top()) == "push_limit_reached"


def test_a_home_of_nobody_of_another_kind_out_of_date_or_turned_off(printemps: FakeWorkspace) -> None:
    def published(**more: Any) -> dict[str, Any]:
        return printemps.call("views.publish", **{"user_id": printemps.users["alice"], "view": HOME, **more})

    first = published()["view"]["hash"]
    assert published(hash=first)["ok"] is True
    assert error(published(hash=first)) == "hash_conflict"
    assert error(published(view=MODAL)) == "invalid_arguments"
    assert error(published(user_id="U0NOBODY")) == "invalid_arguments"
    printemps.do("workspace", has_home=False)
    assert error(published()) == "not_enabled"


# -- files, addresses, installs ------------------------------------------------------------------------------------


def test_an_upload_takes_its_three_steps_in_order(printemps: FakeWorkspace) -> None:
    where = printemps.channels["sprint"]
    ticket = get(printemps, "files.getUploadURLExternal", filename="a.txt", length=3)

    def shared(**more: Any) -> dict[str, Any]:
        given = {"files": [{"id": ticket["file_id"], "title": "A"}], "channel_id": where, **more}
        return printemps.call("files.completeUploadExternal", **given)

    def sent(content: bytes, token: str = "") -> tuple[int, str]:
        return send(ticket["upload_url"], content, "application/octet-stream", token)

    assert error(shared()) == "file_not_found"
    assert sent(b"123", printemps.token)[0] == 400  # a token has no business there
    assert sent(b"12")[0] == 400
    assert sent(b"123") == (200, "OK - 3")
    assert sent(b"123")[0] == 404
    assert error(shared(channel_id="C0NOWHERE")) == "channel_not_found"
    assert error(shared(channel_id=printemps.channels["elsewhere"])) == "not_in_channel"
    assert error(shared(files=[{"id": "F0NOWHERE"}])) == "file_not_found"
    assert error(shared(files=[])) == "invalid_arguments"
    assert shared()["files"] == [{"id": ticket["file_id"], "title": "A"}]
    assert printemps.messages("sprint")[0]["files"][0]["title"] == "A"


def test_a_file_stands_in_a_message_once_it_is_there_whole(printemps: FakeWorkspace) -> None:
    ticket = get(printemps, "files.getUploadURLExternal", filename="a.png", length=3)
    image = {"type": "image", "slack_file": {"id": ticket["file_id"]}, "alt_text": "A"}

    def posted(block: dict[str, Any]) -> dict[str, Any]:
        where = printemps.channels["sprint"]
        return printemps.call("chat.postMessage", channel=where, text="A", blocks=[block])

    assert error(posted(image)) == "invalid_blocks"
    send(ticket["upload_url"], b"123", "application/octet-stream", "")
    assert error(posted(image)) == "invalid_blocks"
    printemps.call("files.completeUploadExternal", files=[{"id": ticket["file_id"]}])
    assert error(posted({**image, "slack_file": {"id": "F0NOWHERE99"}})) == "invalid_blocks"
    assert posted(image)["ok"]
    assert [each.get("files") for each in printemps.messages("sprint")] == [None]  # it stands nowhere else


def test_an_address_to_answer_at_counts_five_times_and_for_half_an_hour(printemps: FakeWorkspace) -> None:
    def address() -> str:
        asked = {"channel": printemps.channels["sprint"], "user": printemps.users["alice"]}
        return str(printemps.do("response", **asked)["response_url"])

    def answered(url: str, body: dict[str, Any]) -> tuple[int, str]:
        return send(url, json.dumps(body).encode(), "application/json")

    url, late = address(), address()
    assert "no_text" in answered(url, {"text": ""})[1]
    assert "invalid_blocks" in answered(url, {"text": "x", "blocks": [{"type": "marquee"}]})[1]
    assert [answered(url, {"text": "x"})[0] for _ in range(6)] == [200] * 5 + [404]
    printemps.at(START + timedelta(minutes=30, seconds=1))
    assert answered(late, {"text": "x"}) == (404, "expired_url")
    assert answered(f"{printemps.slack.url}/response/T0/R0", {"text": "x"})[0] == 404
    assert len(printemps.do("private")) == 5


def test_a_code_counts_once_for_its_app_and_its_address(fake_slack: FakeSlack) -> None:
    workspace = fake_slack.workspace()
    fake_slack.grant(code="c1", user="U0ALICE", token="xoxb-new", team={"id": "T1", "name": "New"}, **APP)

    def exchanged(**more: str) -> dict[str, Any]:
        return workspace.call(f"oauth.v2.access?{urlencode({'code': 'c1', **APP, **more})}", "")

    assert error(exchanged(client_id="9.9")) == "invalid_client_id"
    assert error(exchanged(client_secret="guess")) == "bad_client_secret"
    assert error(exchanged(code="c2")) == "invalid_code"
    assert error(exchanged(redirect_uri="https://evil.example.com/")) == "bad_redirect_uri"
    assert exchanged()["access_token"] == "xoxb-new"
    assert error(exchanged()) == "code_already_used"


def test_a_socket_opens_with_the_apps_own_token_only(fake_slack: FakeSlack) -> None:
    workspace = fake_slack.workspace(app_token="xapp-own", socket_url="ws://127.0.0.1:1/link")
    assert error(workspace.call("apps.connections.open")) == "not_allowed_token_type"
    assert error(workspace.call("auth.test", "xapp-own")) == "not_allowed_token_type"
    assert workspace.call("apps.connections.open", "xapp-own")["url"] == "ws://127.0.0.1:1/link"


# -- misbehaviour --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "status", "shown"),
    [
        ("throttled", 429, 0),
        ("throttled_empty", 429, 0),
        ("throttled_bare", 429, 0),
        ("failed", 500, 0),
        ("failed_after", 500, 1),
        ("html", 503, 0),
        ("garbled", 200, 0),
        ("empty", 200, 0),
        ("empty_after", 200, 1),
        ("word", 200, 0),
        ("word_after", 200, 1),
    ],
)
def test_what_goes_wrong_on_request(printemps: FakeWorkspace, kind: str, status: int, shown: int) -> None:
    printemps.goes_wrong(kind, "chat.postMessage", error="fatal_error")
    body = json.dumps({"channel": printemps.channels["sprint"], "text": "hello"}).encode()
    assert printemps.call("auth.test")["ok"] is True
    assert printemps.raw("chat.postMessage", body, "application/json")[0] == status
    assert len(printemps.messages("sprint")) == shown
    (line,) = printemps.log("chat.postMessage")
    assert (line["fault"], line["visible"]) == (kind, bool(shown))
    assert (printemps.raw("chat.postMessage", body, "application/json")[0] == 200) is (shown == 0)


@pytest.mark.parametrize(("kind", "shown"), [("reset", 0), ("reset_after", 1)])
def test_a_connection_that_is_cut(printemps: FakeWorkspace, kind: str, shown: int) -> None:
    printemps.goes_wrong(kind)
    with pytest.raises(OSError):  # noqa: PT011 - whichever of its children
        post(printemps)
    assert len(printemps.messages("sprint")) == shown


def test_a_share_of_calls_goes_wrong_the_same_way_with_the_same_seed(fake_slack: FakeSlack) -> None:
    def story(seed: int) -> list[str]:
        workspace = fake_slack.workspace()
        fault = {"kinds": ["failed", "throttled"], "share": 0.3, "seed": seed}
        workspace.do("faults", faults=[fault])
        for _ in range(40):
            workspace.raw("auth.test", b"", "application/json")
        return [line["fault"] for line in workspace.log()]

    one = story(7)
    assert one == story(7) != story(8)
    assert {*one} == {"", "failed", "throttled"}
