"""Posting, editing and finding over real HTTP, in a Slack that refuses what Slack refuses."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from ritualbot.chat.cards import Card, Note
from ritualbot.chat.gateway import Gateway, Target
from ritualbot.chat.text import literal
from ritualbot.errors import (
    CannotTell,
    MessageGone,
    NotSent,
    Throttled,
    Undeliverable,
    Unsure,
    WorkspaceGone,
)
from ritualbot.platforms.slack.calls import Calls, open_session
from ritualbot.platforms.slack.gateway import SlackGateway
from tests.clouds.slack.client import HISTORY, FakeSlack, FakeWorkspace
from tests.clouds.slack.fixtures import CHANNELS, PEOPLE
from tests.clouds.slack.world import REQUIRED_SCOPES
from tests.platforms.slack.house import SmallHouse

START = datetime.fromtimestamp(1_800_000_000, UTC)
HELLO = Card(literal("Hello"), (Note(literal("from <here> & there")),))
HOME = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]}

T = TypeVar("T")


def through(house: SmallHouse, workspace: FakeWorkspace, use: Callable[[SlackGateway], Awaitable[T]]) -> T:
    async def used() -> T:
        async with open_session() as session:
            return await use(SlackGateway(Calls(house, session, workspace.slack.api), house))

    return asyncio.run(used())


@pytest.fixture
def house(printemps: FakeWorkspace) -> SmallHouse:
    return SmallHouse.of(printemps)


@pytest.fixture
def reading(fake_slack: FakeSlack) -> FakeWorkspace:
    """A workspace that also gave the scopes to read channels."""
    return fake_slack.workspace(users=PEOPLE, channels=CHANNELS, scopes=[*REQUIRED_SCOPES, *HISTORY])


def to(workspace: FakeWorkspace, channel: str = "sprint") -> Target:
    return Target(workspace.id, workspace.channels.get(channel, channel))


def at(workspace: FakeWorkspace, person: str = "alice") -> Target:
    return Target(workspace.id, user=workspace.users[person])


def post(
    house: SmallHouse, workspace: FakeWorkspace, where: Target, card: Card = HELLO, key: str = "k", thread: str = ""
) -> str:
    return through(house, workspace, lambda gateway: gateway.post(where, card, key=key, thread=thread))


def find(
    workspace: FakeWorkspace, where: Target, key: str = "k", since: datetime = START, thread: str = ""
) -> str | None:
    house = SmallHouse.of(workspace)
    return through(house, workspace, lambda gateway: gateway.find(where, key, since, thread=thread))


# -- posting -------------------------------------------------------------------------------------------------------


def test_a_post_is_shown_with_its_key_and_its_reference_returned(house: SmallHouse, printemps: FakeWorkspace) -> None:
    ref = post(house, printemps, to(printemps))
    (shown,) = printemps.messages("sprint")
    assert ref == f"{printemps.channels['sprint']}:{shown['ts']}"
    assert shown["metadata"] == {"event_type": "ritualbot_message", "event_payload": {"key": "k"}}
    assert shown["text"].startswith("Hello")
    assert shown["blocks"]


def test_a_post_links_no_names_and_unfolds_no_links(house: SmallHouse, printemps: FakeWorkspace) -> None:
    post(house, printemps, to(printemps))
    (line,) = printemps.log("chat.postMessage")
    asked = {name: line["arguments"][name] for name in ("link_names", "unfurl_links", "unfurl_media")}
    assert asked == {"link_names": "false", "unfurl_links": "false", "unfurl_media": "false"}


def test_a_post_in_a_thread_answers_its_message(house: SmallHouse, printemps: FakeWorkspace) -> None:
    root = post(house, printemps, to(printemps))
    printemps.at(START + timedelta(seconds=1))
    post(house, printemps, to(printemps), key="answer", thread=root)
    first, answer = printemps.messages("sprint")
    assert answer["thread_ts"] == first["ts"]


def test_a_thread_whose_message_is_gone_is_told(house: SmallHouse, printemps: FakeWorkspace) -> None:
    with pytest.raises(MessageGone):
        post(house, printemps, to(printemps), thread=f"{printemps.channels['sprint']}:1.000001")


def test_a_persons_conversation_is_opened_once_and_kept(house: SmallHouse, printemps: FakeWorkspace) -> None:
    post(house, printemps, at(printemps))
    printemps.at(START + timedelta(seconds=1))
    post(house, printemps, at(printemps), key="second")
    assert len(printemps.log("conversations.open")) == 1
    direct = house.directs[printemps.id, printemps.users["alice"]]
    assert direct == printemps.direct("alice")
    assert len(printemps.messages(direct)) == 2


def test_a_kept_conversation_that_is_gone_is_opened_anew_once(house: SmallHouse, printemps: FakeWorkspace) -> None:
    house.keep_direct(printemps.id, printemps.users["alice"], "D0LONGGONE")
    ref = post(house, printemps, at(printemps))
    assert ref.startswith(printemps.direct("alice"))
    assert house.directs[printemps.id, printemps.users["alice"]] == printemps.direct("alice")
    printemps.do(
        "faults", faults=[{"kind": "word", "error": "channel_not_found", "method": "chat.postMessage"} | {"times": 9}]
    )
    with pytest.raises(Undeliverable, match="channel_not_found"):
        post(house, printemps, at(printemps), key="second")
    assert len(printemps.log("chat.postMessage")) == 4


def test_a_channel_that_is_gone_is_not_opened(house: SmallHouse, printemps: FakeWorkspace) -> None:
    with pytest.raises(Undeliverable, match="channel_not_found"):
        post(house, printemps, to(printemps, "C0NOWHERE"))
    assert printemps.log("conversations.open") == []


@pytest.mark.parametrize(("person", "reason"), [("gisele", "user_disabled"), ("farid", "user_not_visible")])
def test_who_cannot_be_written_to_is_told_by_slacks_word(
    house: SmallHouse, printemps: FakeWorkspace, person: str, reason: str
) -> None:
    with pytest.raises(Undeliverable, match=reason):
        post(house, printemps, at(printemps, person))


@pytest.mark.parametrize("kind", ["failed", "failed_after", "reset", "empty"])
def test_a_conversation_that_did_not_open_means_that_nothing_was_posted(
    house: SmallHouse, printemps: FakeWorkspace, kind: str
) -> None:
    """Opening says nothing to anybody, so the post is simply tried again, without a look-up."""
    printemps.goes_wrong(kind, "conversations.open")
    with pytest.raises(NotSent):
        post(house, printemps, at(printemps))


@pytest.mark.parametrize(("channel", "reason"), [("past", "is_archived"), ("elsewhere", "not_in_channel")])
def test_where_it_cannot_write_it_says_why(
    house: SmallHouse, printemps: FakeWorkspace, channel: str, reason: str
) -> None:
    with pytest.raises(Undeliverable, match=reason):
        post(house, printemps, to(printemps, channel))


def test_one_message_a_second_and_channel_is_its_pace(house: SmallHouse, printemps: FakeWorkspace) -> None:
    post(house, printemps, to(printemps))
    with pytest.raises(Throttled) as asked:
        post(house, printemps, to(printemps), key="second")
    assert asked.value.retry_after == 1
    printemps.at(START + timedelta(seconds=SlackGateway.pace.lane_seconds))
    post(house, printemps, to(printemps), key="second")


@pytest.mark.parametrize("word", ["account_inactive", "token_revoked"])
def test_an_app_that_was_removed_is_out_of_the_whole_workspace(
    house: SmallHouse, printemps: FakeWorkspace, word: str
) -> None:
    printemps.do("workspace", dead=word)
    with pytest.raises(WorkspaceGone, match=word):
        post(house, printemps, to(printemps))
    with pytest.raises(WorkspaceGone, match=word):
        find(printemps, to(printemps))


def test_every_page_of_a_long_card_is_taken(house: SmallHouse, printemps: FakeWorkspace) -> None:
    card = Card(literal("Long"), tuple(Note(literal(f"{number} {'word ' * 300}")) for number in range(12)))

    async def all_pages(gateway: SlackGateway) -> int:
        pages = gateway.pages(card)
        for number, page in enumerate(pages):
            await asyncio.to_thread(printemps.at, START + timedelta(seconds=number))
            await gateway.post(to(printemps), page, key=f"k/{number}", thread="")
        return len(pages)

    number = through(house, printemps, all_pages)
    assert number > 1
    assert len(printemps.messages("sprint")) == number


# -- editing -------------------------------------------------------------------------------------------------------


def test_an_edit_replaces_what_is_shown_and_leaves_the_key(house: SmallHouse, printemps: FakeWorkspace) -> None:
    ref = post(house, printemps, to(printemps))
    for _ in range(2):
        through(house, printemps, lambda gateway: gateway.edit(to(printemps), ref, Card(literal("New"))))
    (shown,) = printemps.messages("sprint")
    assert shown["text"] == "New"
    assert shown["metadata"]["event_payload"] == {"key": "k"}


def test_an_edit_of_a_message_that_was_deleted_is_told(house: SmallHouse, printemps: FakeWorkspace) -> None:
    ref = post(house, printemps, at(printemps))
    channel, ts = ref.split(":")
    printemps.do("delete", channel=channel, ts=ts)
    with pytest.raises(MessageGone):
        through(house, printemps, lambda gateway: gateway.edit(at(printemps), ref, HELLO))


# -- finding -------------------------------------------------------------------------------------------------------


def test_a_post_whose_answer_was_lost_is_found(reading: FakeWorkspace) -> None:
    reading.goes_wrong("failed_after", "chat.postMessage")
    with pytest.raises(Unsure):
        post(SmallHouse.of(reading), reading, to(reading))
    (shown,) = reading.messages("sprint")
    assert find(reading, to(reading)) == f"{reading.channels['sprint']}:{shown['ts']}"


def test_a_post_that_never_arrived_is_not_found(reading: FakeWorkspace) -> None:
    reading.goes_wrong("failed", "chat.postMessage")
    with pytest.raises(Unsure):
        post(SmallHouse.of(reading), reading, to(reading))
    assert find(reading, to(reading)) is None


def test_a_post_in_a_thread_is_found_there(reading: FakeWorkspace) -> None:
    house = SmallHouse.of(reading)
    root = post(house, reading, to(reading))
    reading.at(START + timedelta(seconds=1))
    answer = post(house, reading, to(reading), key="answer", thread=root)
    assert find(reading, to(reading), "answer", thread=root) == answer
    assert find(reading, to(reading), "another", thread=root) is None
    assert find(reading, to(reading), "answer") is None  # history does not show what is in threads


def test_a_post_behind_pages_of_others_is_found(reading: FakeWorkspace) -> None:
    house = SmallHouse.of(reading)
    ref = post(house, reading, to(reading))
    for number in range(120):
        reading.do("say", user=reading.users["bruno"], channel=reading.channels["sprint"], text=f"{number}")
    assert find(reading, to(reading)) == ref
    assert len(reading.log("conversations.history")) == 2


def test_it_looks_no_further_back_than_two_clocks_can_differ(reading: FakeWorkspace) -> None:
    ref = post(SmallHouse.of(reading), reading, to(reading))
    assert find(reading, to(reading), since=START + timedelta(minutes=4)) == ref
    assert find(reading, to(reading), since=START + timedelta(minutes=6)) is None


def test_somebody_elses_message_is_not_taken_for_ours(reading: FakeWorkspace) -> None:
    reading.do("say", user=reading.users["bruno"], channel=reading.channels["sprint"], text="k")
    assert find(reading, to(reading)) is None


def test_without_the_right_to_read_a_channel_it_cannot_tell(house: SmallHouse, printemps: FakeWorkspace) -> None:
    post(house, printemps, to(printemps))
    with pytest.raises(CannotTell):
        find(printemps, to(printemps))
    with pytest.raises(CannotTell):
        find(printemps, to(printemps), thread=f"{printemps.channels['sprint']}:1.000001")


def test_a_direct_conversation_can_be_read_with_the_required_scopes(
    house: SmallHouse, printemps: FakeWorkspace
) -> None:
    ref = post(house, printemps, at(printemps))
    assert find(printemps, at(printemps)) == ref


@pytest.mark.parametrize("channel", ["elsewhere", "C0NOWHERE"])
def test_where_it_is_not_any_more_it_cannot_tell(reading: FakeWorkspace, channel: str) -> None:
    with pytest.raises(CannotTell):
        find(reading, to(reading, channel))


def test_in_a_thread_whose_message_is_gone_it_cannot_tell(reading: FakeWorkspace) -> None:
    with pytest.raises(CannotTell):
        find(reading, to(reading), thread=f"{reading.channels['sprint']}:1.000001")


def test_with_somebody_who_can_no_longer_be_written_to_it_cannot_tell(printemps: FakeWorkspace) -> None:
    with pytest.raises(CannotTell):
        find(printemps, at(printemps, "gisele"))


@pytest.mark.parametrize(("kind", "error"), [("throttled", Throttled), ("failed", Unsure)])
def test_a_look_up_that_fails_says_nothing_of_the_message(
    reading: FakeWorkspace, kind: str, error: type[Exception]
) -> None:
    reading.goes_wrong(kind, "conversations.history")
    with pytest.raises(error):
        find(reading, to(reading))


# -- files and homes -----------------------------------------------------------------------------------------------


def upload(house: SmallHouse, workspace: FakeWorkspace, where: Target, thread: str = "") -> str:
    return through(
        house,
        workspace,
        lambda gateway: gateway.upload(where, "sprint.txt", "été".encode(), comment="The sprint", thread=thread),
    )


def test_a_file_is_uploaded_into_a_channel_a_thread_or_to_a_person(house: SmallHouse, printemps: FakeWorkspace) -> None:
    root = post(house, printemps, to(printemps))
    upload(house, printemps, to(printemps), thread=root)
    shown = printemps.messages("sprint")[1]
    assert (shown["text"], shown["files"][0]["title"]) == ("The sprint", "sprint.txt")
    assert shown["thread_ts"] == root.split(":")[1]
    file = upload(house, printemps, at(printemps))
    assert printemps.messages(printemps.direct("alice"))[0]["files"][0]["id"] == file.partition(":")[2]
    assert [each["size"] for each in printemps.do("files")] == [5, 5]


@pytest.mark.parametrize(
    ("method", "kind", "error"),
    [
        ("files.getUploadURLExternal", "failed", NotSent),
        ("files.getUploadURLExternal", "throttled", Throttled),
        ("files.completeUploadExternal", "failed_after", Unsure),
        ("files.completeUploadExternal", "throttled", Throttled),
    ],
)
def test_an_upload_that_fails_says_whether_it_may_be_seen(
    house: SmallHouse, printemps: FakeWorkspace, method: str, kind: str, error: type[Exception]
) -> None:
    printemps.goes_wrong(kind, method)
    with pytest.raises(error):
        upload(house, printemps, to(printemps))


def test_a_home_replaces_the_one_it_was_made_from_and_no_newer_one(house: SmallHouse, printemps: FakeWorkspace) -> None:
    alice = printemps.users["alice"]

    def home(seen: str = "") -> str:
        return through(house, printemps, lambda gateway: gateway.home(printemps.id, alice, HOME, seen=seen))

    first = home()
    second = home(first)
    assert first != second != ""
    assert home(first) == ""
    assert printemps.do("views")[printemps.do("homes")[alice]]["hash"] == second


def test_a_home_that_cannot_be_shown_is_told(house: SmallHouse, printemps: FakeWorkspace) -> None:
    printemps.do("workspace", has_home=False)
    with pytest.raises(Undeliverable, match="not_enabled"):
        through(house, printemps, lambda gateway: gateway.home(printemps.id, printemps.users["alice"], HOME))


_: type[Gateway] = SlackGateway
