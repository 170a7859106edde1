"""Delivery to Teams, over real HTTP to the fake one: where a message lands, and what is known when it does not."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from ritualbot.chat.cards import Actions, Button, Card
from ritualbot.chat.events import Profile
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.gateway import Target
from ritualbot.chat.text import literal
from ritualbot.errors import CannotTell, MessageGone, NotSent, SendFailed, Undeliverable, Unsure
from ritualbot.platforms.teams.envelope import Seen
from ritualbot.platforms.teams.gateway import NO_ACCOUNT, NO_REFERENCE, TeamsGateway
from tests.clouds.teams.client import FakeTenant
from tests.platforms.teams.gate import Gate, channel, gate, personal, registration
from tests.platforms.teams.house import SmallHouse

PRESS = Card(literal("Point du jour"), (Actions((Button("standup.open", "r1", "Répondre"),)),))


@dataclass
class Way:
    door: Gate
    tenant: FakeTenant
    house: SmallHouse
    gateway: TeamsGateway

    def post(self, card: Card, thread: str = "", **to: str) -> str:
        return str(self.door.run(self.gateway.post(Target(self.tenant.id, **to), card, key="k", thread=thread)))

    def edit(self, message: str, card: Card, **to: str) -> None:
        self.door.run(self.gateway.edit(Target(self.tenant.id, **to), message, card))

    def fails(self, kind: type[SendFailed], card: Card = PRESS, **to: str) -> SendFailed:
        with pytest.raises(SendFailed) as raised:
            self.post(card, **to)
        assert type(raised.value) is kind
        return raised.value

    def knows(self, person: str) -> str:
        """Tells the house of somebody's account; returns their user id."""
        known = self.tenant.people[person]
        self.house.accounts[known["object_id"]] = known["account"]
        return str(known["object_id"])


@pytest.fixture
def way(verger: FakeTenant) -> Iterator[Way]:
    """The bot has heard from one channel so far."""
    with gate(registration(verger)) as door:
        house = SmallHouse(tenants={verger.id})
        house.keep(Seen(channel(verger), "", "", Profile("")))
        yield Way(door, verger, house, TeamsGateway(door.adapter, house))


def card_in(message: dict[str, Any]) -> dict[str, Any]:
    [attached] = message["activity"]["attachments"]
    found: dict[str, Any] = attached["content"]
    return found


def kinds(card: dict[str, Any]) -> set[str]:
    """The types of everything that can be pressed."""

    def walk(each: object) -> Iterator[str]:
        if isinstance(each, dict):
            if str(each.get("type", "")).startswith("Action."):
                yield each["type"]
            for part in each.values():
                yield from walk(part)
        elif isinstance(each, list):
            for part in each:
                yield from walk(part)

    return set(walk(card))


def test_in_a_channel_a_message_begins_a_thread_and_its_answers_stand_in_it(way: Way) -> None:
    where = way.tenant.channels["sprint"]
    root = way.post(Card(literal("Bilan")), conversation=where)
    under = way.post(Card(literal("Ajouté")), thread=root, conversation=where)
    second = way.post(Card(literal("Demain")), conversation=where)
    first, answer, other = way.tenant.messages("sprint")
    assert [root, under, second] == [f"{where}|{each['id']}" for each in (first, answer, other)]
    assert answer["root"] == first["id"] != other["id"]


def test_a_button_is_executed_in_a_direct_message_and_opens_a_dialog_in_a_channel(way: Way) -> None:
    way.post(PRESS, user=way.knows("alice"))
    way.post(PRESS, conversation=way.tenant.channels["sprint"])
    [direct] = way.tenant.messages(way.tenant.personal("alice"))
    [shared] = way.tenant.messages("sprint")
    assert kinds(card_in(direct)) == {"Action.Execute"}
    assert kinds(card_in(shared)) == {"Action.Submit"}


def test_a_person_is_written_to_in_the_conversation_that_was_opened_with_them(way: Way) -> None:
    user = way.knows("alice")
    message = way.post(PRESS, user=user)
    way.post(PRESS, user=user)
    assert message.startswith(f"{way.tenant.personal('alice')}|")
    assert len([line for line in way.tenant.log("create") if not line["error"]]) == 1
    way.edit(message, Card(literal("Merci")), user=user)
    assert "Merci" in str(card_in(way.tenant.messages(way.tenant.personal("alice"))[0]))


def test_a_form_in_a_message_is_kept_as_it_was_asked(way: Way) -> None:
    user, form = way.knows("alice"), Form("standup.answer", "r1", literal("Point"), (TextField("today", "?"),), "OK")
    way.post(Card(form.title, form=form), user=user)
    assert way.house.form(way.tenant.id, user, "standup.answer", "r1") == form
    [sent] = way.tenant.messages(way.tenant.personal("alice"))
    assert "today" in str(card_in(sent))


def test_who_cannot_be_reached_is_told_by_the_reason(way: Way) -> None:
    assert way.fails(Undeliverable, user="nobody-we-know").args == (NO_ACCOUNT,)
    assert way.fails(Undeliverable, user=way.knows("denis")).args == ("ForbiddenOperationException",)
    assert way.fails(Undeliverable, user=way.knows("gisele")).args == ("ConversationBlockedByUser",)
    empty = TeamsGateway(way.door.adapter, SmallHouse())
    with pytest.raises(Undeliverable, match=NO_REFERENCE):
        way.door.run(empty.post(Target(way.tenant.id, user="x"), PRESS, key="k", thread=""))


@pytest.mark.parametrize("kind", ["unavailable", "empty_after", "reset_after"])
def test_a_conversation_that_may_have_been_opened_leaves_the_message_unsent(way: Way, kind: str) -> None:
    """Trying again is harmless: only what is posted may be doubled."""
    user = way.knows("alice")
    way.tenant.goes_wrong(kind, "create")
    way.fails(NotSent, user=user)
    assert way.tenant.messages(way.tenant.personal("alice")) == []
    assert way.post(PRESS, user=user)


def test_a_message_that_may_have_been_posted_is_uncertain(way: Way) -> None:
    user = way.knows("alice")
    way.post(PRESS, user=user)
    way.tenant.goes_wrong("failed_after", "send")
    way.fails(Unsure, user=user)


def test_an_edit_of_what_is_gone_says_so(way: Way) -> None:
    user = way.knows("alice")
    way.post(PRESS, user=user)
    with pytest.raises(MessageGone):
        way.edit(f"{way.tenant.personal('alice')}|no-such", PRESS, user=user)


def test_nothing_can_be_looked_up(way: Way) -> None:
    assert not way.gateway.finds
    with pytest.raises(CannotTell):
        asyncio.run(way.gateway.find(Target(way.tenant.id), "k", datetime(2027, 3, 2, tzinfo=UTC), thread=""))


def test_a_direct_conversation_that_is_known_is_used(way: Way) -> None:
    way.house.keep(Seen(personal(way.tenant), "alice-id", "", Profile("alice-id")))
    way.post(PRESS, user="alice-id")
    assert way.tenant.log("create") == []
