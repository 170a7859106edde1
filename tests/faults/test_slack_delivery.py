"""Two workers on PostgreSQL, 400 posts, and a Slack that spoils every fifth call: nothing lost, nothing doubled."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from ritualbot.store.outbox import State
from tests.clouds.slack.client import HISTORY, FakeWorkspace, running
from tests.clouds.slack.world import REQUIRED_SCOPES
from tests.databases import engine_of
from tests.faults.storm import (
    CHANNELS,
    PEOPLE,
    POSTS,
    SHARE,
    Shown,
    Storm,
    every_fault_happened,
    in_order,
    nothing_is_lost_in_silence,
    weathered,
)

pytestmark = pytest.mark.faults
BEFORE = ("failed", "reset", "hangs")  # swallowed by the fake, without us knowing
AFTER = ("failed_after", "reset_after", "hangs_after")  # shown, without us knowing
KINDS = ("throttled", *BEFORE, *AFTER)


@dataclass
class SlackCloud:
    slack: FakeWorkspace
    api_url: str
    channels: list[str]
    users: list[str]
    owner: str
    platform: str = "slack"

    @property
    def id(self) -> str:
        return self.slack.id

    def reached(self) -> dict[str, str]:
        return {"workspace": self.slack.id, "token": self.slack.token, "api_url": self.api_url}

    def introduce(self, session: Session, workspace_id: int) -> None:
        """Slack's own ids say all there is to know."""

    def at(self, now: datetime, rate: float) -> None:
        self.slack.at(now, rate)

    def shown(self) -> dict[str, list[Shown]]:
        names = {self.slack.direct(user): user for user in (*self.users, self.owner)}
        return {
            names.get(place, place): [Shown(each["text"], f"{place}:{each['ts']}") for each in messages]
            for place, messages in self.slack.do("messages").items()
        }

    def happened(self) -> Counter[str]:
        return Counter(line["fault"] for line in self.slack.log("chat.postMessage"))

    def unanswered(self) -> Counter[str]:
        lines = [line for line in self.slack.log("chat.postMessage") if line["fault"] in (*BEFORE, *AFTER)]
        return Counter(json.loads(line["arguments"]["metadata"])["event_payload"]["key"] for line in lines)


def weather(scopes: tuple[str, ...], url: str, folder: Path) -> Iterator[Storm]:
    people = [{"name": f"p{number}"} for number in range(PEOPLE)] + [{"name": "owner"}]
    channels = [{"name": f"c{number}"} for number in range(CHANNELS)]
    with running() as fake:
        slack = fake.workspace(users=people, channels=channels, scopes=scopes)
        users = [slack.users[f"p{number}"] for number in range(PEOPLE)]
        cloud = SlackCloud(slack, fake.api, [*slack.channels.values()], users, slack.users["owner"])
        spoils = {"method": "chat.postMessage", "kinds": KINDS, "share": SHARE, "seed": 3}
        look_ups = {"method": "conversations.history", "kinds": ["failed", "throttled"], "share": SHARE, "seed": 4}
        slack.do("faults", faults=[spoils, look_ups])
        with weathered(cloud, url, engine_of(url), folder) as storm:
            yield storm


@pytest.fixture
def readable(postgresql_url: str, tmp_path: Path) -> Iterator[Storm]:
    """Every conversation can be looked up."""
    yield from weather((*REQUIRED_SCOPES, *HISTORY), postgresql_url, tmp_path)


@pytest.fixture
def unreadable(postgresql_url: str, tmp_path: Path) -> Iterator[Storm]:
    """Only direct conversations can be looked up."""
    yield from weather(REQUIRED_SCOPES, postgresql_url, tmp_path)


def cloud_of(storm: Storm) -> SlackCloud:
    assert isinstance(storm.cloud, SlackCloud)
    return storm.cloud


def test_where_slack_lets_us_look_nothing_is_lost_or_doubled(readable: Storm) -> None:
    cloud = cloud_of(readable)
    every_fault_happened(cloud.happened(), KINDS)
    shown = cloud.shown()
    posts = Counter(each.key for messages in shown.values() for each in messages)
    assert posts == Counter({f"post:{number:03d}": 1 for number in range(POSTS)})
    assert {row.state for row in readable.rows()} == {State.SENT}
    for row in readable.rows():
        there = shown[row.user or row.conversation]
        assert [each.message for each in there if each.key == row.dedupe_key] == [row.message]
    assert all(in_order(messages) for messages in shown.values())


def test_where_slack_does_not_let_us_look_nothing_is_lost_in_silence(unreadable: Storm) -> None:
    cloud = cloud_of(unreadable)
    every_fault_happened(cloud.happened(), KINDS)
    shown, rows = cloud.shown(), unreadable.rows()
    in_channels = {row.dedupe_key for row in rows if not row.user}
    nothing_is_lost_in_silence(unreadable, in_channels, cloud.unanswered())
    assert len(shown[cloud.owner]) == len(unreadable.reports())
    # Direct conversations can always be read: there nothing is lost, nothing doubled.
    for row in rows:
        if row.user:
            assert [each.message for each in shown[row.user] if each.key == row.dedupe_key] == [row.message]
            assert row.state == State.SENT
