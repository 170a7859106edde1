"""The fake Teams refuses what Teams refuses: every refusal by the bad call itself, sent raw."""

import asyncio
import json
import socket
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request

import pytest

from tests.clouds.misbehave import is_gone
from tests.clouds.process import exchange, send
from tests.clouds.teams.activities import CARD, CONSENT
from tests.clouds.teams.client import FakeTeams, FakeTenant
from tests.clouds.teams.kinds import CODES

START = datetime.fromtimestamp(1_800_000_000, UTC)
HELLO = {"type": "message", "text": "hello"}


def card(**changed: Any) -> dict[str, Any]:
    content = {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": "hello"}], **changed}
    return {"type": "message", "attachments": [{"contentType": CARD, "content": content}]}


def code(answer: tuple[int, Any]) -> str:
    status, body = answer
    found = str(body["error"]["code"])
    assert (status, body["error"]["message"]) == CODES[found]
    return found


def post(tenant: FakeTenant, place: str = "sprint", activity: object = None, thread: str = "") -> tuple[int, Any]:
    named = {**tenant.channels, **tenant.groups}
    where = named.get(place, place) + (f";messageid={thread}" if thread else "")
    return tenant.call("POST", where, "activities", body=HELLO if activity is None else activity)


def direct(tenant: FakeTenant, person: str, **changed: Any) -> tuple[int, Any]:
    """A 1:1 conversation asked for; None leaves a key out."""
    asked: dict[str, Any] = {
        "isGroup": False,
        "bot": {"id": tenant.bot},
        "members": [{"id": tenant.people[person]["account"]}],
        "tenantId": tenant.id,
        "channelData": {"tenant": {"id": tenant.id}},
        **changed,
    }
    return tenant.call("POST", body={name: value for name, value in asked.items() if value is not None})


def thread(tenant: FakeTenant, channel: str = "sprint", **changed: Any) -> tuple[int, Any]:
    data = {"channel": {"id": tenant.channels.get(channel, channel)}, "tenant": {"id": tenant.id}}
    asked = {"isGroup": True, "members": None, "channelData": data, "activity": HELLO, **changed}
    return direct(tenant, "alice", **asked)


# -- who calls, and how --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bearer", ["", "fictive-stranger"])
def test_a_call_without_a_token_it_gave_out(verger: FakeTenant, bearer: str) -> None:
    status, body = verger.call("POST", verger.channels["sprint"], "activities", body=HELLO, bearer=bearer)
    assert (status, body) == (401, {"message": "Authorization has been denied for this request."})
    assert [line["error"] for line in verger.log()] == ["Unauthorized"]


def test_a_call_with_the_token_of_another_app_or_one_that_was_revoked(
    fake_teams: FakeTeams, verger: FakeTenant
) -> None:
    stranger = fake_teams.tenant().bearer()
    assert verger.call("POST", verger.channels["sprint"], "activities", body=HELLO, bearer=stranger)[0] == 401
    assert post(verger)[0] == 201
    verger.do("app", revoked=True)
    assert post(verger)[0] == 401


@pytest.mark.parametrize("word", ["BotDisabledByAdmin", "BotNotRegistered"])
def test_every_call_of_an_app_that_was_shut_out(verger: FakeTenant, word: str) -> None:
    verger.do("tenant", dead=word)
    assert code(post(verger)) == code(direct(verger, "alice")) == word


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"grant_type": "password"}, (400, "unsupported_grant_type")),
        ({"client_id": "somebody"}, (400, "unauthorized_client")),
        ({"client_secret": "guess"}, (401, "invalid_client")),
        ({"scope": "https://graph.example.com/.default"}, (400, "invalid_scope")),
    ],
)
def test_a_token_asked_for_wrongly(verger: FakeTenant, changed: dict[str, str], expected: tuple[int, str]) -> None:
    status, body = verger.sign_in(**changed)
    assert (status, json.loads(body)["error"]) == expected


@pytest.mark.parametrize(
    ("body", "kind"), [(b"{", "application/json"), (b"[]", "application/json"), (b"{}", "text/plain")]
)
def test_a_body_it_cannot_read(verger: FakeTenant, body: bytes, kind: str) -> None:
    address = f"{verger.service_url}v3/conversations/{verger.channels['sprint']}/activities"
    status, said = send(address, body, kind, verger.bearer())
    assert code((status, json.loads(said))) == "BadSyntax"


# -- posts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        ({"text": "hello"}, "BadSyntax"),
        ({"type": "event", "text": "hello"}, "BadSyntax"),
        ({"type": "message"}, "BadSyntax"),
        ({"type": "message", "text": " "}, "BadSyntax"),
        ({"type": "message", "text": 7}, "BadSyntax"),
        ({"type": "message", "text": "hello", "attachments": {}}, "BadSyntax"),
        ({"type": "message", "attachments": ["card"]}, "BadSyntax"),
        ({"type": "message", "attachments": [{"contentType": "text/html", "content": {}}]}, "BadArgument"),
        ({"type": "message", "attachments": [{"contentType": CARD, "content": "{}"}]}, "BadArgument"),
        (card(type="Card"), "BadArgument"),
        (card(version="1.6"), "BadArgument"),
        (card(body={}), "BadArgument"),
        (card(actions=[{"title": "OK"}]), "BadArgument"),
        ({"type": "message", "attachments": [{"contentType": CONSENT, "name": "f", "content": {}}]}, "BadArgument"),
        ({"type": "message", "text": "é" * 14_400}, "MessageSizeTooBig"),
    ],
)
def test_an_activity_it_would_not_show(verger: FakeTenant, activity: dict[str, Any], expected: str) -> None:
    assert code(post(verger, verger.personal("alice"), activity)) == expected
    assert verger.messages(verger.personal("alice")) == []


def test_a_file_offered_where_others_read(verger: FakeTenant) -> None:
    content = {"sizeInBytes": 1, "acceptContext": {}, "declineContext": {}}
    offer = {"type": "message", "attachments": [{"contentType": CONSENT, "name": "f.xlsx", "content": content}]}
    assert post(verger, verger.personal("alice"), offer)[0] == 201
    assert code(post(verger, "sprint", offer)) == code(post(verger, "lunch", offer)) == "BadArgument"


def test_a_post_where_the_app_cannot_write(verger: FakeTenant) -> None:
    assert code(post(verger, "19:nowhere@thread.tacv2")) == "ConversationNotFound"
    assert code(post(verger, "secret")) == "BotNotInConversationRoster"
    assert code(post(verger, verger.personal("gisele"))) == "ConversationBlockedByUser"
    assert code(post(verger, verger.personal("denis"))) == "BotNotInConversationRoster"
    assert code(post(verger, "lunch", thread="1")) == "ConversationNotFound"
    assert code(post(verger, thread="1")) == "ActivityNotFoundInConversation"


def test_the_answer_to_an_answer_is_no_thread(verger: FakeTenant) -> None:
    _, root = post(verger)
    _, answer = post(verger, thread=root["id"])
    assert code(post(verger, thread=answer["id"])) == "ConversationNotFound"
    assert [each["root"] for each in verger.messages("sprint")] == ["", root["id"]]


def test_a_reply_to_what_is_not_there(verger: FakeTenant) -> None:
    where = verger.channels["sprint"]
    assert code(verger.call("POST", where, "activities", "1", body=HELLO)) == "ActivityNotFoundInConversation"
    _, root = post(verger)
    assert verger.call("POST", where, "activities", root["id"], body=HELLO)[0] == 201
    assert verger.messages("sprint")[1]["root"] == root["id"]


def test_an_edit_of_what_is_not_there_not_ours_or_too_long(verger: FakeTenant) -> None:
    where, alice = verger.channels["sprint"], verger.people["alice"]["account"]
    made = post(verger)[1]["id"]
    theirs = verger.do("say", conversation=where, account=alice, text="hi")["id"]

    def edited(activity_id: str, activity: object = HELLO) -> tuple[int, Any]:
        return verger.call("PUT", where, "activities", activity_id, body=activity)

    assert code(edited("1")) == "ActivityNotFoundInConversation"
    assert code(edited(theirs)) == "ForbiddenOperationException"
    assert code(edited(made, card(version="1.2"))) == "BadArgument"
    assert code(edited(made, {"type": "message", "text": "x" * 29_000})) == "MessageSizeTooBig"
    assert edited(made, card())[0] == 200
    assert code(verger.call("DELETE", where, "activities", theirs)) == "ForbiddenOperationException"
    assert verger.call("DELETE", where, "activities", made) == (200, None)
    assert [each["from"] for each in verger.messages("sprint")] == [alice]
    verger.do("conversation", conversation=where, bot=False)
    assert code(edited(made)) == "BotNotInConversationRoster"


# -- new conversations ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changed",
    [
        {"isGroup": None},
        {"isGroup": "false"},
        {"bot": None},
        {"bot": {"id": "28:somebody"}},
        {"members": None},
        {"members": []},
        {"members": [{"id": "29:1FictiveNobody"}]},
        {"members": ["29:1FictiveNobody"]},
        {"tenantId": "another"},
        {"channelData": None},
        {"channelData": {"tenant": {"id": "another"}}},
    ],
)
def test_a_direct_conversation_asked_for_wrongly(verger: FakeTenant, changed: dict[str, Any]) -> None:
    assert code(direct(verger, "alice", **changed)) == "BadSyntax"


@pytest.mark.parametrize(
    ("person", "expected"),
    [("denis", "ForbiddenOperationException"), ("gisele", "ConversationBlockedByUser"), ("farid", "BadSyntax")],
)
def test_a_direct_conversation_with_somebody_the_app_cannot_reach(
    verger: FakeTenant, person: str, expected: str
) -> None:
    assert code(direct(verger, person)) == expected


def test_a_direct_conversation_with_somebody_of_a_team_of_ours_is_opened_once(verger: FakeTenant) -> None:
    status, opened = direct(verger, "emma")
    assert (status, opened) == (201, {"id": verger.personal("emma")})
    assert direct(verger, "emma")[1] == opened


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"activity": None}, "BadSyntax"),
        ({"members": [{"id": "29:1"}]}, "BadSyntax"),
        ({"channel": "secret"}, "BotNotInConversationRoster"),
        ({"channel": "19:nowhere@thread.tacv2"}, "ConversationNotFound"),
        ({"activity": {"type": "message"}}, "BadSyntax"),
        ({"isGroup": False}, "BadSyntax"),
    ],
)
def test_a_thread_asked_for_wrongly(verger: FakeTenant, changed: dict[str, Any], expected: str) -> None:
    assert code(thread(verger, **changed)) == expected
    assert verger.messages("sprint") == verger.messages("secret") == []


def test_a_new_thread_tells_its_conversation_and_its_first_activity(verger: FakeTenant) -> None:
    status, made = thread(verger)
    assert (status, made["id"]) == (201, f"{verger.channels['sprint']};messageid={made['activityId']}")
    assert post(verger, thread=made["activityId"])[0] == 201


# -- who is there --------------------------------------------------------------------------------------------------


def test_the_roster_comes_in_pages_and_only_of_where_the_app_is(verger: FakeTenant) -> None:
    where = verger.channels["sprint"]
    verger.do("tenant", page=3)
    _, first = verger.call("GET", where, "pagedmembers?pageSize=50")
    _, second = verger.call("GET", where, f"pagedmembers?pageSize=50&continuationToken={first['continuationToken']}")
    names = [each["name"] for each in (*first["members"], *second["members"])]
    assert names == ["Alice Duval", "Bruno Lindqvist", "Emma Rossi", "Guest (Guest)"]
    assert "continuationToken" not in second
    assert code(verger.call("GET", verger.channels["secret"], "pagedmembers")) == "BotNotInConversationRoster"


@pytest.mark.parametrize("query", ["pageSize=49", "pageSize=501", "pageSize=few", "continuationToken=nonsense"])
def test_a_page_of_the_roster_that_does_not_exist(verger: FakeTenant, query: str) -> None:
    assert code(verger.call("GET", verger.channels["sprint"], f"pagedmembers?{query}")) == "BadArgument"


def test_somebody_who_is_not_there(verger: FakeTenant) -> None:
    def asked(person: str) -> tuple[int, Any]:
        return verger.call("GET", verger.channels["sprint"], "members", person)

    assert asked(verger.people["alice"]["object_id"])[1]["name"] == "Alice Duval"
    assert code(asked(verger.people["denis"]["account"])) == "MemberNotFoundInConversation"


# -- too fast ------------------------------------------------------------------------------------------------------


def test_an_eighth_message_within_a_second_and_a_ninth_within_two(verger: FakeTenant) -> None:
    """Time stands until it is set; other conversations are not held up."""
    assert [post(verger)[0] for _ in range(8)] == [201] * 7 + [429]
    assert post(verger, "retro")[0] == 201
    verger.at(START + timedelta(seconds=1))
    assert [post(verger)[0] for _ in range(2)] == [201, 429]
    assert len(verger.messages("sprint")) == 8
    verger.at(START + timedelta(seconds=2))
    assert post(verger)[0] == 201
    assert [line["error"] for line in verger.log() if line["status"] == 429] == ["Throttled"] * 2


def test_more_than_sixty_messages_in_half_a_minute(verger: FakeTenant) -> None:
    for second in range(0, 30, 2):
        verger.at(START + timedelta(seconds=second))
        assert [post(verger)[0] for _ in range(4)] == [201] * 4
    assert code(post(verger)) == "Throttled"
    verger.at(START + timedelta(seconds=30))
    assert post(verger)[0] == 201


def test_a_throttled_call_is_told_how_long_to_wait(verger: FakeTenant) -> None:
    address = f"{verger.service_url}v3/conversations/{verger.channels['sprint']}/activities"
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {verger.bearer()}"}
    request = Request(address, json.dumps(HELLO).encode(), headers)  # noqa: S310 - our own
    assert [exchange(request)[1].get("Retry-After") for _ in range(8)] == [None] * 7 + ["1"]


def test_readers_have_a_limit_of_their_own(verger: FakeTenant) -> None:
    where = verger.channels["sprint"]
    found = [verger.call("GET", where, "pagedmembers")[0] for _ in range(15)]
    assert found == [200] * 14 + [429]
    assert post(verger)[0] == 201


def test_fifty_calls_of_a_tenant_within_a_second(fake_teams: FakeTeams) -> None:
    channels = [f"c{number}" for number in range(9)]
    tenant = fake_teams.tenant(teams=[{"name": "t", "channels": channels}])
    found = [post(tenant, channel)[0] for channel in channels for _ in range(6)]
    assert found == [201] * 50 + [429] * 4


# -- faults --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "status", "visible"),
    [
        ("throttled", 429, False),
        ("throttled_bare", 429, False),
        ("precondition", 412, False),
        ("failed", 500, False),
        ("failed_after", 500, True),
        ("bad_gateway", 502, False),
        ("bad_gateway_after", 502, True),
        ("timeout", 504, False),
        ("timeout_after", 504, True),
    ],
)
def test_a_fault_on_request_comes_once(verger: FakeTenant, kind: str, status: int, visible: bool) -> None:
    verger.goes_wrong(kind, "send")
    assert post(verger)[0] == status
    assert len(verger.messages("sprint")) == int(visible)
    assert post(verger)[0] == 201
    assert [line["fault"] for line in verger.log()] == [kind, ""]


@pytest.mark.parametrize("kind", ["reset", "reset_after"])
def test_a_reset_on_request(verger: FakeTenant, kind: str) -> None:
    verger.goes_wrong(kind, "send")
    with pytest.raises(ConnectionError):
        post(verger)
    assert len(verger.messages("sprint")) == int(kind == "reset_after")


def test_a_caller_who_has_hung_up_is_seen_to_be_gone() -> None:
    """Before the loop is told: on a slow machine that is when it counts."""

    async def seen() -> tuple[bool, bool]:
        ours, theirs = socket.socketpair()
        transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
        before = is_gone(transport)
        theirs.close()
        after = is_gone(transport)
        transport.close()
        return before, after

    assert asyncio.run(seen()) == (False, True)


@pytest.mark.parametrize("word", ["BotDisabledByAdmin", "MessageSizeTooBig"])
def test_a_refusal_on_request(verger: FakeTenant, word: str) -> None:
    verger.goes_wrong("refused", error=word)
    assert code(post(verger)) == word
