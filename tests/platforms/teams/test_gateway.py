"""The way out: where a message goes, and what stands there then."""

from datetime import UTC, datetime

import pytest

from ritualbot.chat.cards import Card
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.errors import CannotTell, MessageGone, NotSent, Throttled, Undeliverable, Unsure
from ritualbot.platforms.teams import adapter
from ritualbot.platforms.teams.envelope import GROUP, PERSONAL
from ritualbot.platforms.teams.gateway import TeamsGateway
from tests.clouds.teams.client import FakeTenant
from tests.platforms.teams.way import HELLO, Way


@pytest.fixture
def way(verger: FakeTenant) -> Way:
    return Way(verger)


def test_in_a_channel_a_message_begins_a_thread_and_an_answer_stands_in_it(way: Way) -> None:
    first = way.post(way.to(place="sprint"))
    second = way.post(way.to(place="sprint"), thread=first)
    begun, answer = way.tenant.messages("sprint")
    assert (begun["root"], answer["root"]) == ("", begun["id"])
    assert [first, second] == [f"{way.tenant.channels['sprint']}|{each['id']}" for each in (begun, answer)]
    assert [line["method"] for line in way.tenant.log()] == ["create", "send"]


def test_a_message_is_changed_in_its_place(way: Way) -> None:
    first = way.post(way.to(place="sprint"))
    second = way.post(way.to(place="sprint"), thread=first)
    for message in (first, second):
        way.edit(way.to(place="sprint"), message, Card(literal("bye")))
    assert [each["edited"] for each in way.tenant.messages("sprint")] == [1, 1]
    assert all(each["activity"]["summary"] == "bye" for each in way.tenant.messages("sprint"))


def test_a_message_that_is_gone_is_said_to_be(way: Way) -> None:
    with pytest.raises(MessageGone):
        way.edit(way.to(place="sprint"), f"{way.tenant.channels['sprint']}|404", HELLO)


def test_a_person_is_written_to_where_the_bot_was_seen_with_them(way: Way) -> None:
    way.keep("", way.tenant.personal("alice"), PERSONAL, way.to("alice").user)
    message = way.post(way.to("alice"))
    assert message.startswith(f"{way.tenant.personal('alice')}|")
    assert [line["method"] for line in way.tenant.log()] == ["send"]


def test_a_person_never_seen_is_opened_by_their_account_once(way: Way) -> None:
    for _ in range(2):
        way.post(way.to("emma"))
    assert [line["method"] for line in way.tenant.log()] == ["create", "send", "send"]
    assert len(way.tenant.messages(way.tenant.personal("emma"))) == 2


@pytest.mark.parametrize(
    ("person", "code"), [("denis", "ForbiddenOperationException"), ("gisele", "ConversationBlockedByUser")]
)
def test_who_has_no_bot_or_blocks_it_is_not_reached(way: Way, person: str, code: str) -> None:
    with pytest.raises(Undeliverable) as refused:
        way.post(way.to(person))
    assert refused.value.reason == code


def test_who_is_known_by_their_object_id_alone_is_found_where_the_bot_is(way: Way) -> None:
    """`ritualbot team apply` names people before they have done anything; one look tells of all."""
    way.house.accounts.clear()
    for person in ("emma", "bruno"):
        assert way.post(way.to(person)).startswith(way.tenant.personal(person))
    assert [line["method"] for line in way.tenant.log()] == ["members", "create", "send", "create", "send"]


def test_an_account_or_a_tenant_nobody_told_of_is_not_reached(way: Way) -> None:
    way.house.accounts.clear()
    with pytest.raises(Undeliverable, match="no_account"):
        way.post(way.to("denis"))
    way.house.accounts.clear()
    way.tenant.do("conversation", conversation=way.tenant.channels["sprint"], bot=False)
    with pytest.raises(Undeliverable, match="no_account"):
        way.post(way.to("alice"))
    way.house.kept.clear()
    with pytest.raises(Undeliverable, match="no_reference"):
        way.post(way.to("alice"))
    assert {line["method"] for line in way.tenant.log()} == {"members"}


@pytest.mark.parametrize(
    ("kind", "told"), [("throttled", Throttled), ("failed", NotSent), ("hangs", NotSent), ("garbled", NotSent)]
)
def test_a_roster_that_cannot_be_had_now_is_asked_for_again_later(
    way: Way, kind: str, told: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapter, "TIMEOUT_SECONDS", 0.5)
    way.house.accounts.clear()
    way.tenant.goes_wrong(kind, "members")
    with pytest.raises(told):
        way.post(way.to("alice"))
    assert way.post(way.to("alice"))


@pytest.mark.parametrize("kind", ["unavailable", "empty_after", "reset_after"])
def test_a_conversation_that_may_not_be_open_leaves_the_message_unsent(way: Way, kind: str) -> None:
    """Opening it again is harmless: only what is posted may be doubled."""
    way.tenant.goes_wrong(kind, "create")
    with pytest.raises(NotSent):
        way.post(way.to("emma"))
    assert way.post(way.to("emma"))
    assert len(way.tenant.messages(way.tenant.personal("emma"))) == 1


def test_a_message_that_may_have_been_posted_is_uncertain(way: Way) -> None:
    way.tenant.goes_wrong("failed_after", "send")
    with pytest.raises(Unsure):
        way.post(way.to("emma"))


def test_a_channel_never_heard_of_is_reached_like_the_others(way: Way) -> None:
    """`ritualbot team apply` names it before anybody has written there."""
    message = way.post(way.to(place="retro"))
    assert message.startswith(f"{way.tenant.channels['retro']}|")


def test_a_group_has_no_threads(way: Way) -> None:
    way.keep("lunch", way.tenant.groups["lunch"], GROUP)
    first = way.post(way.to(place="lunch"))
    way.post(way.to(place="lunch"), thread=first)
    assert [each["root"] for each in way.tenant.messages("lunch")] == ["", ""]


def test_a_form_in_a_message_is_kept_as_it_is_asked(way: Way) -> None:
    form = Form("absence.save", "", Text("Away"), (TextField("when", "When"),), "Send")
    way.post(way.to("alice"), Card(form.title, form=form))
    assert way.house.form(way.tenant.id, way.to("alice").user, "absence.save", "") == form
    [message] = way.tenant.messages(way.tenant.personal("alice"))
    assert "Input.Text" in str(message["activity"]) and str(message["activity"]).count("'text': 'Away'") == 1


def test_nobody_can_look_a_message_up(way: Way) -> None:
    with pytest.raises(CannotTell):
        way.run(lambda there: there.find(way.to("alice"), "k", datetime.now(UTC), thread=""))  # noqa: TID251
    assert TeamsGateway.finds is False
