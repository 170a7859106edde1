"""What the adapter sends, over real HTTP to the fake Teams, and what the archived SDK would do wrong there."""

import asyncio
import concurrent.futures
import logging
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from botbuilder.schema import ConversationAccount, ConversationParameters, ConversationReference
from msrest.universal_http.requests import ClientRetryPolicy

from ritualbot.errors import (
    MessageGone,
    NotSent,
    SendFailed,
    Throttled,
    Undeliverable,
    Unsure,
    WorkspaceGone,
)
from ritualbot.platforms.teams.port import Reference
from tests.clouds.teams.activities import CARD
from tests.clouds.teams.client import FakeTenant
from tests.clouds.teams.test_shapes import SHAPES
from tests.platforms.teams.gate import CANARY, Gate, channel, gate, personal, recording_host, registration

HELLO = {"type": "message", "text": CANARY}
CONTENT = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "msteams": {"width": "Full"},
    "body": [
        {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": "é 🙂 \\ \u2028 <at>x</at>"}]},
        {"type": "Input.Toggle", "id": "a", "title": "", "value": "true", "isRequired": False, "maxLength": 3},
    ],
    "actions": [{"type": "Action.Execute", "verb": "v", "data": {"ritualbot": {"ref": "", "n": [1, 2.5]}}}],
}


async def everybody(door: Gate, ref: Reference) -> list[Any]:
    return [each async for each in door.adapter.members(ref)]


Act = Callable[[Gate, Reference], Coroutine[Any, Any, Any]]
ACTS: dict[str, Act] = {
    "send": lambda door, ref: door.adapter.send(ref, HELLO),
    "create": lambda door, ref: door.adapter.new_thread(ref, HELLO),
    "update": lambda door, ref: door.adapter.update(ref, "1", HELLO),
    "members": everybody,
}


@pytest.fixture
def door(verger: FakeTenant, caplog: pytest.LogCaptureFixture) -> Iterator[Gate]:
    """Nothing that was sent, and no token, is ever logged, at any level."""
    caplog.set_level(logging.DEBUG)
    with gate(registration(verger)) as made:
        yield made
    assert CANARY not in caplog.text
    assert "fictive-" not in caplog.text
    assert verger.secret not in caplog.text


def failed(door: Gate, work: Coroutine[Any, Any, Any]) -> SendFailed:
    with pytest.raises(SendFailed) as raised:
        door.run(work)
    assert CANARY not in f"{raised.value!r}{raised.value.__cause__!r}"
    return raised.value


# -- what arrives --------------------------------------------------------------------------------------------------


def test_a_card_arrives_as_it_was_made(door: Gate, verger: FakeTenant) -> None:
    sent = {"type": "message", "summary": "s", "attachments": [{"contentType": CARD, "content": CONTENT}]}
    made = door.run(door.adapter.send(personal(verger), sent))
    (message,) = verger.messages(verger.personal("alice"))
    assert (message["id"], message["activity"]["attachments"]) == (made, sent["attachments"])
    assert (message["activity"]["summary"], message["activity"]["from"]) == ("s", {"id": verger.bot})


def test_a_thread_is_begun_answered_and_edited(door: Gate, verger: FakeTenant) -> None:
    root = door.run(door.adapter.new_thread(channel(verger), HELLO))
    thread = channel(verger, thread=root)
    answer = door.run(door.adapter.send(thread, HELLO))
    door.run(door.adapter.update(thread, answer, {"type": "message", "text": "new"}))
    first, second = verger.messages("sprint")
    assert (first["id"], second["id"], second["root"]) == (root, answer, root)
    assert (first["activity"]["text"], second["activity"]["text"]) == (CANARY, "new")


def test_a_direct_conversation_is_opened_once(door: Gate, verger: FakeTenant) -> None:
    account = verger.people["emma"]["account"]
    asked = [door.adapter.open_personal(verger.service_url, verger.id, account, verger.bot) for _ in range(2)]
    assert [door.run(each) for each in asked] == [verger.personal("emma")] * 2


def test_a_roster_is_read_page_by_page_with_object_ids(door: Gate, verger: FakeTenant) -> None:
    verger.do("tenant", page=3)
    found = door.run(everybody(door, channel(verger, thread="1")))
    ids = {each["name"]: each.get("objectId", "") for each in found}
    known = {name: verger.people[name]["object_id"] for name in ("alice", "bruno", "emma", "farid")}
    assert [*ids.values()] == [*known.values()]
    assert len(verger.log("members")) == 2


# -- what the SDK does wrong ---------------------------------------------------------------------------------------


def test_one_discovery_and_one_token_serve_many_messages(door: Gate, verger: FakeTenant) -> None:
    """The SDK signs in anew with every turn."""

    async def at_once() -> None:
        await asyncio.gather(*(door.adapter.send(personal(verger), HELLO) for _ in range(5)))

    door.run(at_once())
    door.run(door.adapter.send(channel(verger), HELLO))
    assert verger.sign_ins() == ["discovery", "token"]


@pytest.mark.parametrize("method", ["openid", "keys", "discovery", "token"])
def test_the_loop_goes_on_while_keys_and_tokens_are_fetched(door: Gate, verger: FakeTenant, method: str) -> None:
    """The SDK asks for all of them on the event loop, without a time limit."""
    verger.sign_in_goes_wrong("waits", method)
    inbound = method in ("openid", "keys")
    work = door.adapter.refresh_keys() if inbound else door.adapter.send(personal(verger), HELLO)
    waiting: concurrent.futures.Future[Any] = asyncio.run_coroutine_threadsafe(work, door.loop)
    while method not in verger.sign_ins():
        assert not waiting.done()
    try:
        assert door.post(b"", {}, "GET")[0] == 405
        assert not waiting.done()
    finally:
        verger.release()
    waiting.result(30)


def test_the_list_msrest_scans_for_every_client_is_a_set() -> None:
    assert isinstance(ClientRetryPolicy.safe_codes, frozenset)


@pytest.mark.parametrize("kind", ["bad_gateway", "timeout", "throttled", "unavailable", "reset", "html"])
@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_sent_twice(door: Gate, verger: FakeTenant, kind: str, act: str) -> None:
    """Delivery owns every retry, also those of PUT and GET, which the SDK does on its own."""
    verger.goes_wrong(kind)
    failed(door, ACTS[act](door, channel(verger)))
    assert [line["method"] for line in verger.log()] == [act]


@pytest.mark.parametrize("act", ACTS)
def test_a_foreign_address_in_a_reference_gets_no_token(door: Gate, verger: FakeTenant, act: str) -> None:
    """The SDK trusts every address."""
    with recording_host() as (host, reached):
        ref = Reference(f"{host}/amer/", verger.id, "a:1", "personal", verger.bot)
        error = failed(door, ACTS[act](door, ref))
        assert (type(error), str(error), reached) == (Undeliverable, "service_url", [])
        opened = door.adapter.open_personal(f"{host}/amer/", verger.id, "29:1", verger.bot)
        assert isinstance(failed(door, opened), Undeliverable)
        assert reached == []
    assert verger.sign_ins() == []


def test_the_entries_of_the_sdk_itself_know_the_list_too(door: Gate, verger: FakeTenant) -> None:
    async def turn(_context: object) -> None:
        raise AssertionError

    with recording_host() as (host, reached):
        ref = ConversationReference(service_url=host, channel_id="msteams", conversation=ConversationAccount(id="a"))
        failed(door, door.adapter.continue_conversation(ref, turn, verger.app))
        asked = ConversationParameters()
        failed(door, door.adapter.create_conversation(verger.app, turn, asked, "msteams", service_url=host))
        failed(door, door.adapter.create_conversation(verger.app, turn, asked, "msteams"))
        assert reached == []


@pytest.mark.parametrize("act", ACTS)
def test_a_redirect_is_not_followed(door: Gate, verger: FakeTenant, act: str) -> None:
    with recording_host() as (host, reached):
        verger.goes_wrong("redirect", error=f"{host}/v3/conversations")
        error = failed(door, ACTS[act](door, channel(verger)))
        assert (type(error), str(error), reached) == (Undeliverable, "http_307", [])


# -- what an answer means ------------------------------------------------------------------------------------------


def refused(code: str, kind: type[SendFailed] = Undeliverable) -> tuple[dict[str, Any], type[SendFailed], str]:
    return {"kind": "refused", "error": code}, kind, code


ANSWERS: dict[str, tuple[dict[str, Any], type[SendFailed], str]] = {
    "error_400_bad_syntax": refused("BadSyntax"),
    "error_401_bot_not_registered": refused("BotNotRegistered", WorkspaceGone),
    "error_403_bot_disabled_by_admin": refused("BotDisabledByAdmin", WorkspaceGone),
    "error_403_bot_not_in_roster": refused("BotNotInConversationRoster"),
    "error_403_conversation_blocked": refused("ConversationBlockedByUser"),
    "error_403_forbidden_operation": refused("ForbiddenOperationException"),
    "error_404_activity_not_found": refused("ActivityNotFoundInConversation", MessageGone),
    "error_404_conversation_not_found": refused("ConversationNotFound"),
    "error_412_precondition_failed": ({"kind": "precondition"}, Throttled, "retry after 30 s"),
    "error_413_message_size_too_big": refused("MessageSizeTooBig"),
    "error_429_throttled": ({"kind": "throttled", "retry_after": 10}, Throttled, "retry after 10 s"),
    "error_500_service_error": ({"kind": "failed"}, Unsure, "http_500"),
    "error_502_service_error": ({"kind": "bad_gateway"}, Unsure, "http_502"),
    "error_503_empty": ({"kind": "unavailable"}, Unsure, "http_503"),
}


def test_every_error_of_the_papers_is_in_the_table() -> None:
    assert set(ANSWERS) == {each.stem for each in SHAPES.glob("error_*")}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("name", ANSWERS)
def test_an_error_of_the_connector_and_what_it_means(door: Gate, verger: FakeTenant, name: str, act: str) -> None:
    fault, kind, said = ANSWERS[name]
    verger.goes_wrong(**fault)
    error = failed(door, ACTS[act](door, channel(verger)))
    assert (type(error), str(error)) == (kind, said)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("throttled_bare", "retry after 30 s"),
        ("timeout", "http_504"),
        ("timeout_after", "http_504"),
        ("failed_after", "http_500"),
        ("html", "http_502"),
        ("garbled_after", "DeserializationError"),
        ("empty_after", "no_id"),
        ("reset", "ConnectionResetError"),
        ("reset_after", "ConnectionResetError"),
    ],
)
def test_an_answer_that_is_none(door: Gate, verger: FakeTenant, kind: str, said: str) -> None:
    verger.goes_wrong(kind)
    error = failed(door, door.adapter.send(personal(verger), HELLO))
    assert (type(error), str(error)) == (Throttled if kind == "throttled_bare" else Unsure, said)
    assert len(verger.messages(verger.personal("alice"))) == kind.endswith("_after")


@pytest.mark.parametrize("kind", ["hangs", "hangs_after"])
def test_an_answer_that_does_not_come(verger: FakeTenant, kind: str) -> None:
    with gate(registration(verger), seconds=0.5) as door:
        verger.goes_wrong(kind)
        assert isinstance(failed(door, door.adapter.send(personal(verger), HELLO)), Unsure)
        assert len(verger.messages(verger.personal("alice"))) == (kind == "hangs_after")


def test_nobody_there_and_somebody_else_there_are_not_sent(verger: FakeTenant) -> None:
    """Nothing listens on port 9; a certificate for another name is noticed before anything is said."""
    secure = verger.cloud.login.replace("localhost", "127.0.0.1")
    for origin in ("http://127.0.0.1:9", secure):
        with gate(registration(verger, origins=frozenset({origin}))) as door:
            ref = personal(verger, service_url=f"{origin}/amer/{verger.id}/")
            for act in ACTS.values():
                assert type(failed(door, act(door, ref))) is NotSent


def test_opening_a_conversation_is_never_unsure(door: Gate, verger: FakeTenant) -> None:
    for kind in ("failed", "reset", "garbled", "empty"):
        verger.goes_wrong(kind)
        work = door.adapter.open_personal(verger.service_url, verger.id, "29:1", verger.bot)
        assert type(failed(door, work)) is NotSent


@pytest.mark.parametrize(
    ("person", "said"),
    [("denis", "ForbiddenOperationException"), ("gisele", "ConversationBlockedByUser")],
)
def test_somebody_the_app_cannot_reach(door: Gate, verger: FakeTenant, person: str, said: str) -> None:
    account = verger.people[person]["account"]
    error = failed(door, door.adapter.open_personal(verger.service_url, verger.id, account, verger.bot))
    assert (type(error), str(error)) == (Undeliverable, said)


# -- our own token -------------------------------------------------------------------------------------------------


def test_a_token_that_was_revoked_is_fetched_anew_the_next_time(door: Gate, verger: FakeTenant) -> None:
    door.run(door.adapter.send(personal(verger), HELLO))
    verger.do("app", revoked=True)
    assert isinstance(failed(door, door.adapter.send(personal(verger), HELLO)), NotSent)
    door.run(door.adapter.send(personal(verger), HELLO))
    assert verger.sign_ins() == ["discovery", "token"] * 2


def test_an_app_whose_secret_does_not_count_is_out(door: Gate, verger: FakeTenant) -> None:
    verger.do("app", secret="another")
    error = failed(door, door.adapter.send(personal(verger), HELLO))
    assert (type(error), str(error)) == (WorkspaceGone, "invalid_client")
    assert verger.log() == []


@pytest.mark.parametrize("kind", ["failed", "html", "garbled", "empty", "reset"])
@pytest.mark.parametrize("method", ["discovery", "token"])
def test_without_a_token_nothing_is_sent(door: Gate, verger: FakeTenant, method: str, kind: str) -> None:
    """MSAL asks a second time by itself where the line breaks, and would repeat a failure for a minute."""
    verger.do("faults", sign_in=True, faults=[{"kind": kind, "method": method, "times": 2}])
    assert type(failed(door, door.adapter.send(personal(verger), HELLO))) is NotSent
    assert verger.log() == []
    verger.do("faults", sign_in=True, faults=[])
    door.run(door.adapter.send(personal(verger), HELLO))


def test_keys_that_cannot_be_fetched_are_told_to_the_job(door: Gate, verger: FakeTenant) -> None:
    verger.sign_in_goes_wrong("failed", "openid")
    assert isinstance(failed(door, door.adapter.refresh_keys()), NotSent)
