"""What every answer Slack can give is taken for, over real HTTP."""

import asyncio
import logging
import socket
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from ritualbot.errors import (
    MessageGone,
    NotSent,
    SendFailed,
    Throttled,
    Undeliverable,
    Unsure,
    WorkspaceGone,
)
from ritualbot.platforms.slack.calls import RETRY_AFTER, Calls, open_session
from tests.clouds.slack.client import FakeWorkspace
from tests.platforms.slack.house import SmallHouse

SECRET = "what somebody typed"


def ask(workspace: FakeWorkspace, method: str, *, url: str = "", **arguments: object) -> dict[str, Any]:
    async def asked() -> dict[str, Any]:
        async with open_session() as session:
            calls = Calls(SmallHouse.of(workspace), session, url or workspace.slack.api)
            return await calls.call(workspace.id, method, **arguments)

    return asyncio.run(asked())


def post(workspace: FakeWorkspace, *, url: str = "") -> dict[str, Any]:
    return ask(workspace, "chat.postMessage", url=url, channel=workspace.channels["sprint"], text=SECRET)


def said(workspace: FakeWorkspace) -> list[str]:
    return [each["text"] for each in workspace.messages("sprint")]


def test_what_slack_takes_gives_its_answer(printemps: FakeWorkspace) -> None:
    assert post(printemps)["channel"] == printemps.channels["sprint"]
    assert said(printemps) == [SECRET]


def test_arguments_that_are_no_text_go_out_as_json_in_the_form(printemps: FakeWorkspace) -> None:
    metadata = {"event_type": "t", "event_payload": {"key": "é"}}
    where = printemps.channels["sprint"]
    ask(printemps, "chat.postMessage", channel=where, text="x", metadata=metadata, unfurl_links=False)
    (sent,) = printemps.messages("sprint")
    assert sent["metadata"] == metadata
    assert sent["flags"] == {"link_names": False, "unfurl_links": False}


@pytest.mark.parametrize(
    ("kind", "expected"), [("throttled", 7.0), ("throttled_empty", 7.0), ("throttled_bare", RETRY_AFTER)]
)
def test_asked_to_wait_nothing_was_posted_and_the_wait_is_known(
    printemps: FakeWorkspace, kind: str, expected: float
) -> None:
    printemps.goes_wrong(kind, retry_after=7)
    with pytest.raises(Throttled) as asked:
        post(printemps)
    assert asked.value.retry_after == expected
    assert said(printemps) == []


@pytest.mark.parametrize("word", ["ratelimited", "rate_limited"])
def test_asked_to_wait_in_a_body_that_says_200(printemps: FakeWorkspace, word: str) -> None:
    printemps.goes_wrong("word", error=word)
    with pytest.raises(Throttled) as asked:
        post(printemps)
    assert asked.value.retry_after == RETRY_AFTER


@pytest.mark.parametrize("kind", ["failed", "html", "empty", "reset"])
def test_what_may_or_may_not_have_arrived_is_unsure(printemps: FakeWorkspace, kind: str) -> None:
    printemps.goes_wrong(kind)
    with pytest.raises(Unsure):
        post(printemps)
    assert said(printemps) == []


@pytest.mark.parametrize("kind", ["failed_after", "empty_after", "reset_after"])
def test_what_arrived_although_it_looks_alike_is_unsure(printemps: FakeWorkspace, kind: str) -> None:
    printemps.goes_wrong(kind)
    with pytest.raises(Unsure):
        post(printemps)
    assert said(printemps) == [SECRET]
    assert len(printemps.log("chat.postMessage")) == 1


@pytest.mark.parametrize("kind", ["hangs", "hangs_after"])
def test_no_answer_within_the_sessions_time_is_unsure(printemps: FakeWorkspace, kind: str) -> None:
    async def asked() -> None:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as session:
            calls = Calls(SmallHouse.of(printemps), session, printemps.slack.api)
            await calls.call(printemps.id, "chat.postMessage", channel=printemps.channels["sprint"], text=SECRET)

    printemps.goes_wrong(kind)
    with pytest.raises(Unsure):
        asyncio.run(asked())


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (Unsure, ["fatal_error", "internal_error", "service_unavailable", "request_timeout"]),
        (MessageGone, ["message_not_found", "thread_not_found", "cannot_reply_to_message", "cant_update_message"]),
        (NotSent, ["team_added_to_org", "external_channel_migrating"]),
        (
            WorkspaceGone,
            ["account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "org_login_required"],
        ),
        (Undeliverable, ["channel_not_found", "is_archived", "not_in_channel", "user_disabled", "cannot_dm_bot"]),
        (Undeliverable, ["invalid_blocks", "msg_blocks_too_long", "missing_scope", "a_word_of_tomorrow"]),
    ],
)
def test_every_word_has_its_meaning(printemps: FakeWorkspace, meaning: type[SendFailed], words: list[str]) -> None:
    for word in words:
        printemps.goes_wrong("word", error=word)
        with pytest.raises(SendFailed) as refused:
            post(printemps)
        assert type(refused.value) is meaning, word
        if isinstance(refused.value, Undeliverable):
            assert refused.value.reason == word


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where nothing listens, and nothing will while the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}/api/"


def test_where_nothing_answers_nothing_was_sent(printemps: FakeWorkspace, nobody: str) -> None:
    with pytest.raises(NotSent):
        post(printemps, url=nobody)


def test_without_a_token_nothing_is_called(printemps: FakeWorkspace) -> None:
    async def asked() -> None:
        async with open_session() as session:
            await Calls(SmallHouse(), session, printemps.slack.api).call(printemps.id, "auth.test")

    with pytest.raises(Undeliverable, match="not_installed"):
        asyncio.run(asked())
    assert printemps.log() == []


def test_nothing_is_tried_twice(printemps: FakeWorkspace) -> None:
    """slack_sdk would repeat a call whose connection broke, and post twice."""
    for kind in ("reset", "throttled", "failed"):
        printemps.goes_wrong(kind)
        with pytest.raises(SendFailed):
            post(printemps)
    assert [line["fault"] for line in printemps.log()] == ["reset", "throttled", "failed"]


@pytest.mark.parametrize("kind", ["", "failed", "html", "empty", "reset", "throttled"])
def test_neither_what_is_said_nor_the_token_is_logged_or_told(
    printemps: FakeWorkspace, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    told = ""
    if kind:
        printemps.goes_wrong(kind)
    try:
        post(printemps)
    except SendFailed as error:
        told = f"{error!r} {error.__cause__!r}"
    for secret in (SECRET, printemps.token, "Server Error"):
        assert secret not in caplog.text
        assert secret not in told


def test_bytes_are_handed_over_without_the_token(printemps: FakeWorkspace) -> None:
    async def asked(url: str) -> None:
        async with open_session() as session:
            await Calls(SmallHouse.of(printemps), session, printemps.slack.api).hand_over(url, b"12345")

    ticket = ask(printemps, "files.getUploadURLExternal", filename="a.txt", length=5)
    asyncio.run(asked(ticket["upload_url"]))
    assert printemps.do("files")[0]["size"] == 5
    with pytest.raises(NotSent):
        asyncio.run(asked(ticket["upload_url"]))
