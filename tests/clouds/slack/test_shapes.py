"""Every answer of the fake has the keys and types of Slack's own."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.clouds.payloads import example, findings
from tests.clouds.process import send
from tests.clouds.slack.client import FakeSlack, FakeWorkspace
from tests.clouds.slack.test_fake_slack import HOME, MODAL, SECTION

SHAPES = Path(__file__).parent / "shapes"
METADATA = {"event_type": "t", "event_payload": {"key": "k"}}


def fits(name: str, answer: Any, *sometimes: str) -> None:
    """`sometimes`: what the real answer does not always have."""
    found = findings(example(SHAPES, name), answer)
    assert [each for each in found if each.partition(" ")[2] not in sometimes] == []


def post(printemps: FakeWorkspace, **more: Any) -> dict[str, Any]:
    given = {"channel": printemps.channels["sprint"], "text": "hello", "blocks": [SECTION], **more}
    return printemps.call("chat.postMessage", **given)


def test_the_comparison_finds_what_differs() -> None:
    shape = {"a": 1, "b": [{"c": "x"}, {"d": 1}], "e": {"f": True}}
    assert findings(shape, shape) == []
    assert findings(shape, {"a": 2.5, "b": [], "e": None}) == []
    wrong = {"a": "1", "b": [{"c": 1}, {"d": 1, "g": 1}], "h": 1}
    assert findings(shape, wrong) == [
        "missing .e",
        "type .a: text in the place of number",
        "type .b[].c: number in the place of text",
        "unknown .b[].g",
        "unknown .h",
    ]


def test_who_the_token_is(printemps: FakeWorkspace, fake_slack: FakeSlack) -> None:
    fits("auth.test", printemps.call("auth.test"))
    fits("auth.test.org", fake_slack.workspace(id="E0FLORALIA").call("auth.test"))


def test_posts_edits_and_private_words(printemps: FakeWorkspace) -> None:
    first = post(printemps)
    fits("chat.postMessage", first)
    printemps.do("time", now=1_800_000_002)
    fits("chat.postMessage.thread", post(printemps, thread_ts=first["ts"], metadata=METADATA))
    where = printemps.channels["sprint"]
    fits(
        "chat.update",
        printemps.call("chat.update", channel=where, ts=first["ts"], text="hi", blocks=[SECTION]),
        *(f".message.{key}" for key in THREAD),
    )
    alice = printemps.users["alice"]
    fits("chat.postEphemeral", printemps.call("chat.postEphemeral", channel=where, user=alice, text="psst"))


THREAD = (
    "thread_ts",
    "reply_count",
    "reply_users_count",
    "latest_reply",
    "reply_users",
    "is_locked",
    "subscribed",
)


def test_conversations(printemps: FakeWorkspace, fake_slack: FakeSlack) -> None:
    alice = printemps.users["alice"]
    fits("conversations.open", printemps.call("conversations.open", users=alice))
    fits("conversations.open.existing", printemps.call("conversations.open", users=alice))
    whole = printemps.call("conversations.open", users=alice, return_im=True)
    fits("conversations.open.return_im", whole)
    query = f"conversations.info?include_num_members=1&channel={printemps.channels['sprint']}"
    fits("conversations.info", printemps.call(query))
    fits("conversations.members", printemps.call(f"conversations.members?channel={printemps.channels['sprint']}"))
    shared = fake_slack.workspace(channels=[{"name": "partner", "shared": ["T0VERGER002"]}])
    fits("conversations.info.shared", shared.call(f"conversations.info?channel={shared.channels['partner']}"))
    shared.do("workspace", scopes=["im:read", "im:write"])
    user = shared.do("users", name="lea")["user"]
    direct = shared.call("conversations.open", users=user)["channel"]["id"]
    fits("conversations.info.im", shared.call(f"conversations.info?channel={direct}"))


def test_history(printemps: FakeWorkspace) -> None:
    alice = printemps.users["alice"]
    direct = printemps.do("say", user=alice, text="hello")["channel"]
    root = printemps.do("say", user=alice, text="standup")
    post(printemps, channel=direct, metadata=METADATA)
    printemps.do("time", now=1_800_000_002)
    post(printemps, channel=direct, thread_ts=root["ts"])
    answer = printemps.call(f"conversations.history?include_all_metadata=1&channel={direct}")
    fits("conversations.history", answer)
    assert answer["messages"][0]["metadata"] == METADATA
    fits("conversations.history.default", printemps.call(f"conversations.history?channel={direct}"))
    thread = printemps.call(f"conversations.replies?channel={direct}&ts={root['ts']}")
    assert findings(example(SHAPES, "conversations.history")["messages"], thread["messages"][:1]) == []
    last = printemps.call(f"conversations.history?channel={direct}&limit=2")
    assert last["has_more"] is True
    assert last["response_metadata"]["next_cursor"]


def test_people(printemps: FakeWorkspace) -> None:
    def asked(name: str) -> dict[str, Any]:
        return printemps.call(f"users.info?user={printemps.users.get(name, name)}&include_locale=1")

    # An e-mail needs a scope of its own; has_2fa may be kept from a bot, and a locale is told when asked for.
    may = (".user.profile.email", ".user.has_2fa", ".user.locale")
    fits("users.info", asked("alice"), *may)
    fits("users.info.bot", asked(printemps.bot), *may)
    fits("users.info.deleted", asked("gisele"), *may)
    fits("users.info.stranger", asked("farid"), *may)
    listed = printemps.call("users.list")
    listed["members"] = [each for each in listed["members"] if not each["is_bot"]]
    fits("users.list", listed, *(each.replace(".user.", ".members[].") for each in may))


def test_views(printemps: FakeWorkspace) -> None:
    opened = printemps.call("views.open", trigger_id=printemps.trigger("alice"), view=MODAL)
    fits("views.open", opened)
    fits("views.open", printemps.call("views.push", trigger_id=printemps.trigger("alice"), view=MODAL))
    fits("views.open", printemps.call("views.update", view_id=opened["view"]["id"], view=MODAL))
    fits("views.publish", printemps.call("views.publish", user_id=printemps.users["alice"], view=HOME))


def test_files(printemps: FakeWorkspace) -> None:
    ticket = printemps.call("files.getUploadURLExternal?filename=a.txt&length=3")
    fits("files.getUploadURLExternal", ticket)
    send(ticket["upload_url"], b"123", "application/octet-stream")
    files = [{"id": ticket["file_id"], "title": "A"}]
    fits("files.completeUploadExternal", printemps.call("files.completeUploadExternal", files=files))


def test_what_is_refused(printemps: FakeWorkspace, fake_slack: FakeSlack) -> None:
    fits("error", printemps.call("auth.test", token="xoxb-nobody"))
    fits("error.invalid_blocks", post(printemps, blocks=[{"type": "marquee"}]))
    fits("error.invalid_arguments", printemps.call("views.publish", user_id=printemps.users["alice"], view={}))
    fits(
        "error.missing_scope", fake_slack.workspace(scopes=["commands"]).call("chat.postMessage", channel="C", text="x")
    )


@pytest.mark.parametrize(("team", "shape"), [("T0SECOND002", "oauth.v2.access"), (None, "oauth.v2.access.org")])
def test_an_install(fake_slack: FakeSlack, team: str | None, shape: str) -> None:
    code = f"code of {team}"
    app = {"client_id": "1.2", "client_secret": "s", "redirect_uri": "https://ritualbot.example.com/r"}
    more: dict[str, Any] = (
        {"team": {"id": team, "name": "Second"}} if team else {"enterprise": {"id": "E0", "name": "F"}}
    )
    fake_slack.grant(code=code, user="U0ALICE", token="xoxb-second", **app, **more)
    workspace = fake_slack.workspace()
    fits(shape, workspace.call(f"oauth.v2.access?{urlencode({'code': code, **app})}", ""))


def test_a_socket(fake_slack: FakeSlack) -> None:
    workspace = fake_slack.workspace(app_token="xapp-1", socket_url="ws://127.0.0.1:1/link")
    fits("apps.connections.open", workspace.call("apps.connections.open", "xapp-1"))
