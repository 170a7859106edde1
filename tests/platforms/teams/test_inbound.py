"""The door of Teams over real HTTP: who is let in, how much of it, and how long it takes."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, Event, MessageTyped
from ritualbot.chat.replies import Reply, Say
from ritualbot.chat.text import Text
from ritualbot.platforms.flood import PERSON
from tests.clouds.teams.client import FakeTeams, FakeTenant
from tests.platforms.teams.door import Answer, Door, door, registration
from tests.platforms.teams.house import SmallHouse
from tests.platforms.teams.told import payload, pressed

PRESS = {"press": "standup.skip", "ref": "r1"}


@dataclass
class Desk:
    """A dispatcher that only remembers what it was told, and that a test may hold up."""

    told: list[Event] = field(default_factory=list)
    may_go_on: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_go_on.set()

    def handle(self, event: Event) -> Reply:
        self.may_go_on.wait(30)
        self.told.append(event)
        return Say(Card(Text("Said")))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def entrance(verger: FakeTenant, desk: Desk) -> Iterator[Door]:
    with door(desk.handle, SmallHouse({verger.id}), registration(verger)) as made:
        yield made


def of(tenant: FakeTenant, activity: dict[str, Any], person: str = "alice") -> dict[str, Any]:
    """The activity as this tenant's."""
    activity["channelData"]["tenant"]["id"] = activity["conversation"]["tenantId"] = tenant.id
    activity["serviceUrl"] = tenant.service_url
    activity["from"]["aadObjectId"] = tenant.people[person]["object_id"]
    return activity


def test_who_is_let_in_is_heard_and_answered(entrance: Door, desk: Desk, verger: FakeTenant) -> None:
    message = entrance.send(of(verger, payload("message_personal")), verger.mint())
    press = entrance.send(of(verger, pressed("invoke_adaptive_card_action", PRESS)), verger.mint())
    assert (message.status, message.body, press.status) == (200, b"", 200)
    assert press.json["value"]["fallbackText"] == "Said"
    assert [type(event) for event in desk.told] == [MessageTyped, ButtonPressed]


def test_a_tenant_that_is_not_listed_is_not(
    entrance: Door, desk: Desk, verger: FakeTenant, fake_teams: FakeTeams
) -> None:
    """Its app is the same, and its token true."""
    stranger = fake_teams.tenant(users=[{"name": "alice"}], app=verger.app, secret=verger.secret)
    answer = entrance.send(of(stranger, payload("message_personal")), stranger.mint())
    assert (answer.status, answer.body, desk.told) == (403, b"", [])


@pytest.mark.parametrize("method", ["GET", "PUT", "HEAD"])
def test_nothing_but_a_post_is_one(entrance: Door, desk: Desk, method: str) -> None:
    answer = entrance.post(b"", {}, method)
    assert (answer.status, answer.body, desk.told) == (405, b"", [])


@pytest.mark.parametrize("change", [{"id": ""}, {"recipient": {"id": ""}}, {"entities": "x"}, {"entities": [7]}])
def test_what_is_signed_and_malformed_is_a_bad_request(
    entrance: Door, desk: Desk, verger: FakeTenant, change: dict[str, Any]
) -> None:
    answer = entrance.send(of(verger, payload("message_personal", **change)), verger.mint())
    assert (answer.status, answer.body, desk.told) == (400, b"", [])


def over_the_limit(entrance: Door, tenant: FakeTenant, activity: dict[str, Any]) -> Answer:
    for _ in range(PERSON.burst):
        entrance.inbound.flood.allows(tenant.id, activity["from"]["aadObjectId"])
    return entrance.send(activity, tenant.mint())


@pytest.mark.parametrize(
    "name", ["invoke_adaptive_card_action", "invoke_task_fetch", "message_personal", "invoke_file_consent_accept"]
)
def test_too_much_at_once_is_answered_and_not_handled(
    entrance: Door, desk: Desk, verger: FakeTenant, name: str
) -> None:
    activity = pressed(name, PRESS) if name.startswith(("invoke_a", "invoke_t")) else payload(name)
    answer = over_the_limit(entrance, verger, of(verger, activity))
    assert answer.status == 200 and desk.told == []
    assert ("a lot at once" in answer.body.decode()) is name.startswith(("invoke_a", "invoke_t"))
    other = entrance.send(of(verger, payload("message_personal"), "bruno"), verger.mint())
    assert other.status == 200 and len(desk.told) == 1


@pytest.mark.parametrize("name", ["invoke_adaptive_card_action", "invoke_task_fetch"])
def test_who_is_slow_is_not_waited_for_and_done_all_the_same(verger: FakeTenant, desk: Desk, name: str) -> None:
    desk.may_go_on.clear()
    with door(desk.handle, SmallHouse({verger.id}), registration(verger), seconds=0.2) as made:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {verger.mint()}"}
        answer = made.post(json.dumps(of(verger, pressed(name, PRESS))).encode(), headers)
        assert "longer than usual" in answer.body.decode() and desk.told == []
        desk.may_go_on.set()
    assert [type(event) for event in desk.told] == [ButtonPressed]
