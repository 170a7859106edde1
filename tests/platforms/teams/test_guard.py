"""Who is let in at Teams' door: real requests, real tokens, and what a refused one leaves behind: nothing."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import jwt
import pytest

from ritualbot.platforms.teams.guard import BODY_BYTES, DEPTH
from ritualbot.platforms.teams.port import Answer, Json, Refused
from tests.clouds.teams.client import FakeTeams, FakeTenant
from tests.platforms.teams.gate import CANARY, Gate, activity, gate, recording_host, registration

EMULATOR = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
SECRET = "a-secret-of-their-own-that-is-long-enough"


@pytest.fixture
def door(verger: FakeTenant, caplog: pytest.LogCaptureFixture) -> Iterator[Gate]:
    """Nothing that was typed, and no token, is ever logged, at any level."""
    caplog.set_level(logging.DEBUG)
    with gate(registration(verger)) as made:
        yield made
    said = caplog.text
    assert CANARY not in said
    assert "eyJ" not in said


def unsigned(tenant: FakeTenant, algorithm: str, **claims: Any) -> str:
    """A token of somebody else's making."""
    honest = jwt.decode(tenant.mint(), options={"verify_signature": False})
    key = SECRET if algorithm == "HS256" else ""
    return jwt.encode({**honest, **claims}, key, algorithm, headers={"kid": "k1"})


# -- the token -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        pytest.param({}, 200, id="valid"),
        pytest.param({"aud": "somebody"}, 401, id="wrong aud"),
        pytest.param({"aud": None}, 401, id="no aud"),
        pytest.param({"aud": ["somebody"]}, 401, id="several aud"),
        pytest.param({"exp": -600}, 401, id="expired 10 minutes ago"),
        pytest.param({"exp": -240}, 200, id="expired 4 minutes ago, within the skew"),
        pytest.param({"nbf": 600}, 401, id="not yet"),
        pytest.param({"exp": None}, 401, id="no exp"),
        pytest.param({"iss": "https://login.example.com"}, 401, id="wrong iss"),
        pytest.param({"iss": None}, 401, id="no iss"),
        pytest.param({"serviceurl": "http://127.0.0.1/amer/"}, 401, id="wrong serviceurl"),
        pytest.param({"serviceurl": None}, 401, id="no serviceurl"),
        pytest.param({"key": "stranger", "kid": "k1"}, 401, id="forged key"),
        pytest.param({"kid": "k9"}, 401, id="unknown kid"),
        pytest.param({"iss": EMULATOR, "serviceurl": None, "ver": "1.0", "appid": "{app}"}, 401, id="emulator"),
        pytest.param({"iss": EMULATOR, "serviceurl": None, "ver": "2.0", "azp": "{app}"}, 401, id="emulator v2"),
        pytest.param({"ver": "1.0", "appid": "a-skill"}, 401, id="a skill"),
    ],
)
def test_a_token_and_what_becomes_of_it(door: Gate, verger: FakeTenant, changed: dict[str, Any], expected: int) -> None:
    named = {key: value.format(app=verger.app) if isinstance(value, str) else value for key, value in changed.items()}
    assert door.send(activity(verger), verger.mint(**named)) == (expected, b"")
    assert len(door.ran) == (expected == 200)


def test_a_token_nobody_signed_or_with_a_secret(door: Gate, verger: FakeTenant) -> None:
    for token in (unsigned(verger, "none"), unsigned(verger, "HS256"), "garbage", "a.b.c", ""):
        assert door.send(activity(verger), token) == (401, b"")
    assert door.ran == []


def test_no_token_two_of_them_or_another_scheme(door: Gate, verger: FakeTenant) -> None:
    raw = json.dumps(activity(verger)).encode()
    token = verger.mint()
    kind = {"Content-Type": "application/json"}
    assert door.post(raw, kind)[0] == 401
    assert door.post(raw, {**kind, "Authorization": token})[0] == 401
    assert door.post(raw, {**kind, "Authorization": f"Basic {token}"})[0] == 401
    assert door.post(raw, {**kind, "Authorization": f"Bearer {token}", "authorization": f"Bearer {token}"})[0] == 401
    assert door.ran == []


def test_a_key_that_does_not_speak_for_teams(door: Gate, verger: FakeTenant) -> None:
    verger.do("app", endorsements=["webchat"])
    assert door.send(activity(verger), verger.mint()) == (401, b"")


def test_a_key_that_is_no_key(door: Gate, verger: FakeTenant) -> None:
    assert door.send(activity(verger), verger.mint(kid="k1\n")) == (401, b"")


# -- keys ----------------------------------------------------------------------------------------------------------


def test_keys_are_fetched_once_and_a_rotated_one_is_looked_up_at_once(door: Gate, verger: FakeTenant) -> None:
    for _ in range(3):
        assert door.send(activity(verger), verger.mint())[0] == 200
    assert verger.sign_ins() == ["openid", "keys"]
    verger.do("app", published=["k1", "k2"])
    assert door.send(activity(verger), verger.mint(key="k2"))[0] == 200
    assert door.send(activity(verger), verger.mint(key="k1"))[0] == 200
    assert verger.sign_ins() == ["openid", "keys"] * 2


def test_unknown_keys_are_looked_up_every_five_minutes_at_most(door: Gate, verger: FakeTenant) -> None:
    for _ in range(3):
        assert door.send(activity(verger), verger.mint(kid="k9"))[0] == 401
    assert verger.sign_ins() == ["openid", "keys"] * 2
    verger.do("app", published=["k2"])
    door.moments[0] = 299.0
    assert door.send(activity(verger), verger.mint())[0] == 401
    door.moments[0] = 300.0
    assert door.send(activity(verger), verger.mint())[0] == 200
    assert verger.sign_ins() == ["openid", "keys"] * 3


def test_keys_are_fetched_again_after_a_day_and_by_the_job(door: Gate, verger: FakeTenant) -> None:
    assert door.send(activity(verger), verger.mint())[0] == 200
    door.run(door.adapter.refresh_keys())
    door.moments[0] = 86_399.0
    assert door.send(activity(verger), verger.mint())[0] == 200
    assert verger.sign_ins() == ["openid", "keys"] * 2
    verger.do("app", published=["k2"])
    door.moments[0] = 86_400.0
    assert door.send(activity(verger), verger.mint(key="k1"))[0] == 401
    assert door.send(activity(verger), verger.mint())[0] == 200


@pytest.mark.parametrize("kind", ["failed", "html", "garbled", "empty", "reset"])
@pytest.mark.parametrize("method", ["openid", "keys"])
def test_while_nobody_tells_the_keys_the_sender_is_asked_to_come_again(
    door: Gate, verger: FakeTenant, kind: str, method: str
) -> None:
    """For ten seconds after a failure nobody is asked again: a flood would wait in a row."""
    verger.sign_in_goes_wrong(kind, method)
    for _ in range(2):
        assert door.send(activity(verger), verger.mint()) == (503, b"")
    assert verger.sign_ins().count("openid") == 1
    door.moments[0] = 10.0
    assert door.send(activity(verger), verger.mint())[0] == 200
    assert len(door.ran) == 1


# -- the request ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["type", "channelId", "serviceUrl", "conversation", "from", "recipient"])
def test_an_activity_without_what_it_must_say(door: Gate, verger: FakeTenant, name: str) -> None:
    token = verger.mint()
    sound = activity(verger)
    assert door.send({key: value for key, value in sound.items() if key != name}, token) == (400, b"")
    wrongs: list[object] = [None, "", 7, [], {"id": ""}, {"id": 7}, True]
    for wrong in wrongs:
        assert door.send({**sound, name: wrong}, token) == (400, b""), wrong
    assert door.ran == []


@pytest.mark.parametrize(
    "changed",
    [
        {"channelId": "emulator"},
        {"timestamp": "yesterday"},
        {"entities": "none"},
        {"attachments": [7]},
        {"channelData": []},
        {"channelData": {"tenant": "x"}},
        {"channelData": {"tenant": {"id": 7}}},
        {"conversation": {"id": "a", "isGroup": "perhaps", "tenantId": 9}},
    ],
)
def test_an_activity_whose_parts_are_of_another_kind(door: Gate, verger: FakeTenant, changed: dict[str, Any]) -> None:
    status, body = door.send(activity(verger, **changed), verger.mint())
    assert (status, body, door.ran) == (400, b"", [])


DEEP = b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"7", b'"x"', b'{"a": NaN}', b"\xff", b"{}", DEEP], ids=lambda raw: repr(raw[:8])
)
def test_a_body_that_is_no_activity(door: Gate, verger: FakeTenant, raw: bytes) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {verger.mint()}"}
    assert door.post(raw, headers) == (400, b"")


def test_a_body_that_is_too_deep_or_too_large(door: Gate, verger: FakeTenant) -> None:
    deep: Any = {}
    for _ in range(DEPTH):
        deep = {"a": deep}
    token = verger.mint()
    assert door.send(activity(verger, value=deep), token)[0] == 400
    large = activity(verger, value={"a": "x" * BODY_BYTES})
    assert door.send(large, token) == (413, b"")
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    assert door.post(b"%x\r\n%b\r\n" % (BODY_BYTES + 1, b"x" * (BODY_BYTES + 1)), headers) == (413, b"")
    assert door.ran == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_another_method(door: Gate, verger: FakeTenant, method: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {verger.mint()}"}
    assert door.post(json.dumps(activity(verger)).encode(), headers, method) == (405, b"")


@pytest.mark.parametrize(
    "headers",
    [{}, {"Content-Type": "text/plain"}, {"Content-Type": "application/json", "Content-Encoding": "gzip"}],
)
def test_a_body_of_another_kind(door: Gate, verger: FakeTenant, headers: dict[str, str]) -> None:
    raw = json.dumps(activity(verger)).encode()
    assert door.post(raw, {**headers, "Authorization": f"Bearer {verger.mint()}"}) == (415, b"")


@pytest.mark.parametrize(
    "address",
    [
        "{host}/amer/",
        "https://smba.trafficmanager.net.example.com/",
        "{url}@example.com/",
        "{url}\\@example.com/",
        "{url}.example.com/",
        "{url}/amer/?x=@example.com",
        "{url}/amer/#",
        "{url}/%2e%2e/",
        "{url} /",
        "ftp://127.0.0.1/",
        "//127.0.0.1/",
        "not an address",
    ],
)
def test_an_address_that_is_not_the_connectors_gets_no_word_and_no_token(
    door: Gate, verger: FakeTenant, address: str
) -> None:
    """Even with a true token for that address."""
    with recording_host() as (host, reached):
        foreign = address.format(host=host, url=verger.cloud.url)
        token = verger.mint(serviceurl=foreign)
        assert door.send(activity(verger, serviceUrl=foreign), token) == (401, b"")
        assert (door.ran, reached) == ([], [])


@pytest.mark.parametrize(
    ("address", "trusted"),
    [
        ("https://smba.trafficmanager.net/amer/7a1c5e20/", True),
        ("https://smba.trafficmanager.net", True),
        ("https://smba.trafficmanager.net.example.com/amer/", False),
        ("https://smba.trafficmanager.network/", False),
        ("https://evil.trafficmanager.net/amer/", False),
        ("https://trafficmanager.net/amer/", False),
        ("https://smba.trafficmanager.net:8443/amer/", False),
        ("http://smba.trafficmanager.net/amer/", False),
        ("https://SMBA.trafficmanager.net/amer/", False),
        ("https://smba.trafficmanager.net\n/amer/", False),
        ("", False),
    ],
)
def test_an_origin_is_trusted_to_the_letter(verger: FakeTenant, address: str, trusted: bool) -> None:
    """The domain above it lets anybody register a name."""
    told = registration(verger, origins=frozenset({"https://smba.trafficmanager.net"}))
    assert told.trusts(address) is trusted


def test_a_foreign_address_is_seen_before_the_sdk_reads_anything(door: Gate, verger: FakeTenant) -> None:
    """And by the adapter, whoever calls it."""
    foreign = activity(verger, serviceUrl="http://127.0.0.1:9/", timestamp="yesterday")
    assert door.send(foreign, verger.mint())[0] == 401

    async def turn(_activity: Json) -> None:
        raise AssertionError

    token = verger.mint(serviceurl="http://127.0.0.1:9/")
    work = door.adapter.receive(activity(verger, serviceUrl="http://127.0.0.1:9/"), f"Bearer {token}", turn)
    with pytest.raises(Refused) as refused:
        door.run(work)
    assert refused.value.status == 401


def test_a_body_whose_address_is_not_the_tokens(door: Gate, verger: FakeTenant) -> None:
    elsewhere = f"{verger.cloud.url}/emea/{verger.id}/"
    assert door.send(activity(verger, serviceUrl=elsewhere), verger.mint()) == (401, b"")
    assert door.send(activity(verger, serviceUrl=elsewhere), verger.mint(serviceurl=elsewhere))[0] == 200


def test_a_tenant_that_is_not_ours(door: Gate, verger: FakeTenant, fake_teams: FakeTeams) -> None:
    stranger = fake_teams.tenant(app=verger.app)
    assert door.send(activity(stranger), stranger.mint()) == (403, b"")
    nowhere = activity(verger, channelData=None)
    del nowhere["conversation"]["tenantId"]
    assert door.send(nowhere, verger.mint()) == (403, b"")
    assert door.ran == []


def test_the_tenant_is_the_one_channel_data_tells_or_the_conversation_in_any_case(
    door: Gate, verger: FakeTenant
) -> None:
    upper = {"tenant": {"id": verger.id.upper()}}
    assert door.send(activity(verger, channelData=upper), verger.mint())[0] == 200
    assert door.send(activity(verger, channelData=None), verger.mint())[0] == 200


def test_a_replay_is_let_in_as_it_is_and_known_by_its_id(door: Gate, verger: FakeTenant) -> None:
    """Nothing marks a repeated activity (trap 33): the inbox behind the door knows it."""
    token = verger.mint()
    for _ in range(2):
        assert door.send(activity(verger), token)[0] == 200
    assert door.ran[0] == door.ran[1] == activity(verger)


def test_an_invoke_is_answered_with_what_its_turn_says(door: Gate, verger: FakeTenant) -> None:
    invoke = activity(verger, "invoke_adaptive_card_action")
    door.answer = Answer(200, {"statusCode": 200, "type": "t", "value": {"a": [1, None, "é"]}})
    status, body = door.send(invoke, verger.mint())
    assert (status, json.loads(body)) == (200, door.answer.body)
    door.answer = None
    assert door.send(invoke, verger.mint()) == (200, b"")
    assert door.ran == [invoke, invoke]


def test_without_an_app_id_nobody_is_asked_who_they_are(verger: FakeTenant) -> None:
    """Local clients: the address and the tenant are checked all the same."""
    with gate(registration(verger, app_id="", password="")) as door:
        assert door.send(activity(verger), None)[0] == 200
        assert door.send(activity(verger), "whatever")[0] == 200
        assert door.send(activity(verger, serviceUrl="http://127.0.0.1:1/"), None)[0] == 401
    assert verger.sign_ins() == []
