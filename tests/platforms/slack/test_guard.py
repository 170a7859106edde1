"""What is not Slack's, not new or not of its size and shape: refused with an empty body, and nothing happens.

Over the real route, with the real dispatcher and database behind it.
"""

import gzip
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from ritualbot.app.parts import build
from ritualbot.chat.events import Event
from ritualbot.chat.replies import Reply
from ritualbot.clock import MovableClock
from ritualbot.platforms.flood import PERSON
from ritualbot.platforms.slack.guard import BODY_BYTES
from ritualbot.store.engine import begin
from tests.builders import Someone, SomeTeam, build_team
from tests.clouds.slack.client import FakeSlack
from tests.conversations.bot import TUESDAY, moment
from tests.databases import engine_of
from tests.platforms.slack.door import FORM, JSON, NOW, SECRET, Answer, Door, as_sent, door, payload, sign
from tests.platforms.slack.house import SmallHouse

TEAM = "T0PRNTMPS1"
ALICE = "U0ALICE0001"
PEOPLE = tuple(Someone(user) for user in (ALICE, "U0BRUNO0002", "U0CHLOE0003"))
CANARY = "canari-7f3a9c"  # typed text, in every body that is refused
TOKEN = "xoxb-canari-51d2e8"
COMMAND = payload("slash_command_dm") | {"text": CANARY}
MESSAGE = payload("event_message_im")
MESSAGE["event"]["text"] = CANARY
CLICK = payload("block_actions_dm_message")
VIEW = payload("view_submission_all_inputs")


@dataclass
class Site:
    """The door, what was dispatched behind it, and how many rows each table holds."""

    door: Door
    told: list[Event]
    engine: sa.Engine

    def rows(self) -> dict[str, int]:
        with self.engine.connect() as connection:
            tables = sa.inspect(connection).get_table_names()
            return {name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one() for name in tables}  # noqa: S608


@pytest.fixture
def site(sqlite_url: str, fake_slack: FakeSlack) -> Iterator[Site]:
    told: list[Event] = []
    engine = engine_of(sqlite_url)
    app = build(engine, {}, clock=MovableClock(moment(TUESDAY), rate=0.0))
    with begin(engine) as session:
        build_team(session, app.clock.now(), SomeTeam(people=PEOPLE, workspace=TEAM, channel="C0SPRINT001"), "slack")
    house = SmallHouse({TEAM: TOKEN}, {(TEAM, each.user): "fr" for each in PEOPLE})

    def handle(event: Event) -> Reply:
        told.append(event)
        return app.dispatcher.handle(event)

    with door(handle, house, fake_slack) as made:
        yield Site(made, told, engine)


# -- the table -----------------------------------------------------------------------------------------------------

Send = Callable[[Door], Answer]


def raw(body: bytes, kind: str = JSON, headers: Mapping[str, str] | None = None, method: str = "POST") -> Send:
    """Signed as Slack does, with some headers in the place of its own."""
    return lambda slack: slack.post(body, {"Content-Type": kind, **sign(body), **(headers or {})}, method)


def unsigned(left_out: str = "", **headers: str) -> Send:
    """A good command with headers that are not."""

    def send(slack: Door) -> Answer:
        body, kind = as_sent(COMMAND)
        good = {"Content-Type": kind, **sign(body), **{name.replace("_", "-"): each for name, each in headers.items()}}
        return slack.post(body, {name: each for name, each in good.items() if name != left_out})

    return send


def signed_as(at: object, secret: str = SECRET) -> Send:
    """Signed at another moment, or by somebody else."""

    def send(slack: Door) -> Answer:
        body, kind = as_sent(COMMAND)
        return slack.post(body, {"Content-Type": kind, **sign(body, at, secret)})

    return send


def altered(slack: Door) -> Answer:
    body, kind = as_sent(COMMAND)
    return slack.post(body.replace(b"standup", b"standuq"), {"Content-Type": kind, **sign(body)})


def without(body: Mapping[str, Any], *path: str) -> Send:
    """A payload that lacks what it must have."""
    return changed(body, path, None, drop=True)


def changed(body: Mapping[str, Any], path: tuple[str, ...], value: object, *, drop: bool = False) -> Send:
    copied = deepcopy(dict(body))
    inside: Any = copied
    for step in path[:-1]:
        inside = inside[int(step)] if step.isdigit() else inside[step]
    if drop:
        del inside[path[-1]]
    else:
        inside[path[-1]] = value
    sent, kind = as_sent(copied)
    return raw(sent, kind)


def nested(depth: int) -> bytes:
    return (
        b'{"type": "event_callback", "event_id": "Ev1", "event": {"type": "message", "text": "'
        + CANARY.encode()
        + (b'"}, "deep": ' + b"[" * depth + b"]" * depth + b"}")
    )


def form(**fields: str) -> bytes:
    return urlencode(fields).encode()


def signature(text: str) -> Send:
    return unsigned(X_Slack_Signature=text)


def stamp(text: str) -> Send:
    return signed_as(text)


FORGED: dict[str, tuple[Send, int]] = {
    "no signature": (unsigned("X-Slack-Signature"), 401),
    "no timestamp": (unsigned("X-Slack-Request-Timestamp"), 401),
    "an empty signature": (signature(""), 401),
    "a signature of zeros": (signature("v0=" + "0" * 64), 401),
    "a short signature": (signature("v0=abc"), 401),
    "a long signature": (signature("v0=" + "a" * 65), 401),
    "a signature of another version": (signature("v1=" + "a" * 64), 401),
    "no version": (signature("a" * 64), 401),
    "an upper-case signature": (signature("V0=" + "A" * 64), 401),
    "no hexadecimal": (signature("v0=" + "z" * 64), 401),
    "a signature that is not ASCII": (signature("v0=" + "é" * 64), 401),
    "a signature with digits of another script": (signature("v0=" + "\u00b2" * 64), 401),
    "another secret": (signed_as(NOW, "another"), 401),
    "an empty secret": (signed_as(NOW, ""), 401),
    "an altered body": (altered, 401),
    "an altered timestamp": (unsigned(X_Slack_Request_Timestamp=str(NOW + 1)), 401),
    "301 s old": (signed_as(NOW - 301), 401),
    "a day old": (signed_as(NOW - 86_400), 401),
    "301 s ahead": (signed_as(NOW + 301), 401),
    "the year 33658": (signed_as(999_999_999_999), 401),
    "a timestamp that is none": (stamp("abc"), 401),
    "an empty timestamp": (stamp(""), 401),
    "a negative timestamp": (stamp("-1795000000"), 401),
    "a signed timestamp": (stamp("+1795000000"), 401),
    "a timestamp with a fraction": (stamp("1795000000.5"), 401),
    "a timestamp with an exponent": (stamp("1795e6"), 401),
    "a timestamp in hexadecimal": (stamp("0x6afd8ac0"), 401),
    "a timestamp with an underscore": (stamp("1_795_000_000"), 401),
    "a timestamp that is no number": (stamp("nan"), 401),
    "a timestamp without end": (stamp("1" * 5000), 401),
    "two timestamps": (unsigned(X_Slack_Request_Timestamp=f"{NOW}, {NOW}"), 401),
    "the challenge of a stranger": (
        lambda slack: slack.post(b'{"type":"url_verification","challenge":"x"}', {"Content-Type": JSON}), 401
    ),
    "a body that is too large, unsigned": (
        lambda slack: slack.post(b"x" * (BODY_BYTES + 1), {"Content-Type": FORM}), 413
    ),
    "a body that is too large": (raw(form(command="/standup", text="x" * BODY_BYTES), FORM), 413),
    "a payload that is too large": (raw(json.dumps({"type": "event_callback", "x": "y" * BODY_BYTES}).encode()), 413),
    "another method": (raw(as_sent(COMMAND)[0], FORM, method="PUT"), 400),
    "a page that is asked for": (lambda slack: slack.post(b"", {}, "GET"), 400),
    "no content type": (lambda slack: slack.post(b"{}", sign(b"{}")), 400),
    "plain text": (raw(b"command=/standup", "text/plain"), 400),
    "a multipart form": (raw(b"--x--", "multipart/form-data; boundary=x"), 400),
    "JSON called a form": (raw(as_sent(MESSAGE)[0], FORM), 400),
    "a form called JSON": (raw(as_sent(COMMAND)[0], JSON), 400),
    "a packed body": (raw(gzip.compress(as_sent(MESSAGE)[0]), JSON, {"Content-Encoding": "gzip"}), 400),
    "no JSON": (raw(b"{" + CANARY.encode()), 400),
    "an empty body": (raw(b""), 400),
    "a list": (raw(b"[]"), 400),
    "a list of payloads": (raw(json.dumps([MESSAGE]).encode()), 400),
    "a number": (raw(b"1"), 400),
    "null": (raw(b"null"), 400),
    "a text": (raw(b'"event_callback"'), 400),
    "not a number": (raw(b'{"type": "event_callback", "event_time": NaN}'), 400),
    "an endless number": (raw(b'{"type": "event_callback", "event_time": ' + b"9" * 5000 + b"}"), 400),
    "not UTF-8": (raw(b'{"type": "event_callback", "x": "\xff\xfe"}'), 400),
    "a form that is not ASCII": (raw("command=/standup&text=é".encode(), FORM), 400),
    "deep": (raw(nested(41)), 400),
    "very deep": (raw(nested(1500)), 400),
    "deeper than a reader can go": (raw(nested(100_000)), 400),
    "deep objects": (raw(b'{"a":' * 5000 + b"1" + b"}" * 5000), 400),
    "no type": (raw(b"{}"), 400),
    "an unknown type": (changed(MESSAGE, ("type",), "event_of_mine"), 400),
    "a type that is no text": (changed(MESSAGE, ("type",), 7), 400),
    "a click in JSON": (raw(json.dumps(CLICK).encode()), 400),
    "an event in a form": (raw(form(payload=json.dumps(MESSAGE)), FORM), 400),
    "a payload that is no JSON": (raw(form(payload=CANARY), FORM), 400),
    "a payload that is a list": (raw(form(payload="[]"), FORM), 400),
    "an empty payload": (raw(form(payload=""), FORM), 400),
    "two payloads": (raw(b"payload=%7B%7D&" + as_sent(CLICK)[0], FORM), 400),
    "two users": (raw(as_sent(COMMAND)[0] + b"&user_id=U0BRUNO0002", FORM), 400),
    "a thousand fields": (raw(b"&".join(b"f%d=1" % at for at in range(1000)), FORM), 400),
    "a field without a value": (raw(as_sent(COMMAND)[0] + b"&x", FORM), 400),
    "an event without a key": (without(MESSAGE, "event_id"), 400),
    "an event without an inside": (without(MESSAGE, "event"), 400),
    "an event whose inside is a text": (changed(MESSAGE, ("event",), "message"), 400),
    "an event of no kind": (without(MESSAGE, "event", "type"), 400),
    "a message without a moment": (without(MESSAGE, "event", "ts"), 400),
    "a message whose moment is a number": (changed(MESSAGE, ("event", "ts"), 1795000000.1), 400),
    "a message whose writer is a list": (changed(MESSAGE, ("event", "user"), [ALICE]), 400),
    "a message whose text is an object": (changed(MESSAGE, ("event", "text"), {"a": 1}), 400),
    "a message in no channel": (without(MESSAGE, "event", "channel"), 400),
    "authorizations that are none": (changed(MESSAGE, ("authorizations",), "T0PRNTMPS1"), 400),
    "a workspace that is an object": (changed(MESSAGE, ("authorizations", "0", "team_id"), {"id": TEAM}), 400),
    "a workspace with a line break": (changed(MESSAGE, ("authorizations", "0", "team_id"), f"{TEAM}\n"), 400),
    "a workspace that is not ASCII": (changed(COMMAND, ("team_id",), "Té"), 400),
    "a command without a user": (without(COMMAND, "user_id"), 400),
    "a command without a workspace": (without(COMMAND, "team_id"), 400),
    "a command without a trigger": (without(COMMAND, "trigger_id"), 400),
    "a command without a channel": (without(COMMAND, "channel_id"), 400),
    "a command without its slash": (changed(COMMAND, ("command",), "standup"), 400),
    "a command that is only a slash": (changed(COMMAND, ("command",), "/"), 400),
    "an id without end": (changed(COMMAND, ("user_id",), "U" * 300), 400),
    "a click of nobody": (without(CLICK, "user"), 400),
    "a click on nothing": (changed(CLICK, ("actions",), []), 400),
    "clicks that are no list": (changed(CLICK, ("actions",), {"0": {}}), 400),
    "a click of no moment": (without(CLICK, "actions", "0", "action_ts"), 400),
    "a click nowhere": (without(CLICK, "container"), 400),
    "a click in a channel that is a text": (changed(CLICK, ("channel",), "C1"), 400),
    "a form without a view": (without(VIEW, "view"), 400),
    "a view without an id": (without(VIEW, "view", "id"), 400),
    "a view without a hash": (without(VIEW, "view", "hash"), 400),
    "a view of no form": (changed(VIEW, ("view", "callback_id"), ""), 400),
    "values that are a list": (changed(VIEW, ("view", "state", "values"), []), 400),
    "a value that is a text": (changed(VIEW, ("view", "state", "values", "today"), "x"), 400),
    "data of a view that are no text": (changed(VIEW, ("view", "private_metadata"), {"ref": "x"}), 400),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_what_is_not_slacks_is_refused_and_nothing_happens(
    what: str, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    send, status = FORGED[what]
    before = site.rows()
    with caplog.at_level(logging.DEBUG):
        answer = send(site.door)
    assert (answer.status, answer.body) == (status, b"")
    assert site.told == []
    assert site.rows() == before
    assert CANARY not in caplog.text


def test_the_table_is_long_enough() -> None:
    assert len(FORGED) >= 60


@pytest.mark.parametrize("seconds", [-300, -290, 0, 290, 300])
def test_what_is_new_enough_is_let_in(seconds: int, site: Site) -> None:
    assert signed_as(NOW + seconds)(site.door).status == 200
    assert len(site.told) == 1


def test_a_body_of_just_the_greatest_size_is_let_in(site: Site) -> None:
    body = form(**{name: value for name, value in COMMAND.items() if name != "text"}) + b"&text="
    body += b"x" * (BODY_BYTES - len(body))
    assert raw(body, FORM)(site.door).status == 200


# -- again and again -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [COMMAND, MESSAGE, CLICK, payload("event_app_home_opened_first")])
def test_an_exact_replay_is_acknowledged_and_changes_nothing(body: dict[str, Any], site: Site) -> None:
    first = site.door.send(body)
    before = site.rows()
    again = site.door.send(body)
    assert (first.status, again.status) == (200, 200)
    assert site.rows() == before


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "unknown_error"])
def test_a_retry_that_was_not_handled_before_is_handled_now(reason: str, site: Site) -> None:
    """The header says that it is told again, not that it was understood."""
    before = site.rows()
    headers = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": reason}
    assert site.door.send(MESSAGE, **headers).status == 200
    assert site.rows()["inbox"] == before["inbox"] + 1


def test_one_message_under_two_event_ids_is_one(site: Site) -> None:
    site.door.send(MESSAGE)
    before = site.rows()
    site.door.send(MESSAGE | {"event_id": "Ev0ANOTHER1"})
    assert site.rows() == before


# -- logs ----------------------------------------------------------------------------------------------------------


def test_no_log_holds_what_people_typed_or_a_token(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """At the lowest level of every logger there is, bolt's and slack_sdk's included."""
    unknown = deepcopy(CLICK)
    unknown["actions"][0] |= {"action_id": CANARY, "value": CANARY}
    with caplog.at_level(logging.DEBUG):
        for name in ("slack_bolt", "slack_sdk", "ritualbot.slack.bolt", "aiohttp"):
            caplog.set_level(logging.DEBUG, name)
        for body in (COMMAND, MESSAGE, unknown, payload("event_app_home_opened_first")):
            assert site.door.send(body).status == 200
        signature("v0=" + "0" * 64)(site.door)
    written = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert CANARY not in written
    assert TOKEN not in written and SECRET not in written


# -- a flood -------------------------------------------------------------------------------------------------------


def test_too_much_from_one_person_is_answered_politely_and_not_handled(site: Site) -> None:
    typed = partial(as_of, COMMAND)
    for number in range(PERSON.burst):
        site.door.send(typed(number))
    assert len(site.told) == PERSON.burst
    answer = site.door.send(typed(999))
    assert (answer.status, answer.json["response_type"]) == (200, "ephemeral")
    assert "patienter" in answer.json["text"]
    assert site.door.send(MESSAGE).body == b""
    kept = site.door.send(VIEW).json
    assert kept["response_action"] == "errors" and list(kept["errors"]) == ["today"]
    assert len(site.told) == PERSON.burst


def test_a_flood_of_one_person_stops_nobody_else_and_ends(site: Site) -> None:
    for number in range(PERSON.burst + 5):
        site.door.send(as_of(COMMAND, number))
    before = len(site.told)
    site.door.send(as_of(COMMAND, 1000) | {"user_id": "U0BRUNO0002"})
    assert len(site.told) == before + 1
    site.door.moments[1] += 1.0
    site.door.send(as_of(COMMAND, 1001))
    assert len(site.told) == before + 2


def as_of(body: Mapping[str, Any], number: int) -> dict[str, Any]:
    return {**body, "trigger_id": f"1.2.{number:032x}", "text": "aide"}
