"""Two workers on PostgreSQL, 400 posts, and a Teams that spoils every fifth call and answers no look-up: nothing is
lost in silence, and nothing doubled but what may be."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from ritualbot.store import conversation as conversations
from ritualbot.store.conversation import Conversation
from ritualbot.store.outbox import State
from tests.clouds.teams.client import FakeTenant, running
from tests.clouds.teams.kinds import UNHEARD
from tests.conversations.teams_seen import Json, content_of, plain
from tests.databases import engine_of
from tests.faults.cloud_worker_program import PING, RECEIPT
from tests.faults.conftest import until
from tests.faults.storm import (
    AGAIN,
    CHANNELS,
    PEOPLE,
    POSTS,
    SHARE,
    Shown,
    Storm,
    every_fault_happened,
    nothing_is_lost_in_silence,
    storm,
    weathered,
)

pytestmark = pytest.mark.faults
KNOWN = ("throttled", "precondition")  # refused, and we know
BEFORE = ("failed", "bad_gateway", "timeout", "reset", "hangs")  # swallowed by the fake, without us knowing
AFTER = (
    "failed_after",
    "bad_gateway_after",
    "timeout_after",
    "reset_after",
    "hangs_after",
)  # shown, without us knowing
KINDS = (*KNOWN, *BEFORE, *AFTER)
EDITED = 100


@dataclass
class TeamsCloud:
    tenant: FakeTenant
    owner: str
    platform: str = "teams"

    @property
    def id(self) -> str:
        return self.tenant.id

    @property
    def channels(self) -> list[str]:
        return [*self.tenant.channels.values()]

    @property
    def users(self) -> list[str]:
        return [each["object_id"] for each in self.tenant.people.values() if each["object_id"] != self.owner]

    def reached(self) -> dict[str, str]:
        tenant = self.tenant
        return {
            "app_id": tenant.app,
            "password": tenant.secret,
            "tenant": tenant.id,
            "origin": tenant.cloud.url,
            "openid_url": tenant.openid_url,
            "login_url": tenant.login_url,
        }

    def introduce(self, session: Session, workspace_id: int) -> None:
        """Whoever was seen in a channel is written to in a conversation that is opened when it is needed."""
        for channel in self.channels:
            known = Conversation(
                workspace_id=workspace_id,
                conversation=channel,
                scope="channel",
                service_url=self.tenant.service_url,
                bot=self.tenant.bot,
            )
            conversations.keep(session, known)
        accounts = {each["object_id"]: each["account"] for each in self.tenant.people.values()}
        conversations.keep_accounts(session, workspace_id, accounts)

    def at(self, now: datetime, rate: float) -> None:
        self.tenant.at(now, rate)

    def shown(self) -> dict[str, list[Shown]]:
        names = {self.tenant.personal(each["account"]): each["object_id"] for each in self.tenant.people.values()}
        return {
            names.get(place, place): [Shown(text_of(each["activity"]), f"{place}|{each['id']}") for each in messages]
            for place, messages in self.tenant.do("messages").items()
        }

    def posts(self) -> list[Json]:
        """The calls that would show something, as the fake's log has them: a post into a channel begins a thread."""
        return [line for line in self.tenant.log() if line["method"] in ("send", "create") and activity_of(line)]

    def unanswered(self) -> Counter[str]:
        """A machine with too much to do gives up a call now and then whose answer was on its way: the cloud saw it."""
        lines = [line for line in self.posts() if line["fault"] in (*BEFORE, *AFTER, UNHEARD)]
        return Counter(Shown(text_of(activity_of(line)), "").key for line in lines)


def activity_of(line: Json) -> Json:
    found: Json = line["body"] if line["method"] == "send" else line["body"].get("activity") or {}
    return found


def text_of(activity: Json) -> str:
    return plain(content_of(activity)["fallbackText"])


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TeamsCloud]:
    people = [{"name": f"p{number}"} for number in range(PEOPLE)] + [{"name": "owner"}]
    channels = [f"c{number}" for number in range(CHANNELS)]
    with running(tmp_path) as fake:
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(fake.authority))
        tenant = fake.tenant(users=people, teams=[{"name": "printemps", "channels": channels}])
        yield TeamsCloud(tenant, tenant.people["owner"]["object_id"])


def test_nothing_is_lost_in_silence_and_every_edit_ends_right(
    cloud: TeamsCloud, postgresql_url: str, tmp_path: Path
) -> None:
    spoils = [{"method": each, "kinds": KINDS, "share": SHARE, "seed": 3} for each in ("send", "create")]
    cloud.tenant.do("faults", faults=spoils)
    with weathered(cloud, postgresql_url, engine_of(postgresql_url), tmp_path) as here:
        every_fault_happened(Counter(line["fault"] for line in cloud.posts()), KINDS)
        rows = here.rows()
        assert len(rows) == POSTS
        nothing_is_lost_in_silence(here, {row.dedupe_key for row in rows}, cloud.unanswered())
        every_edit_ends_right(here, cloud)


def every_edit_ends_right(here: Storm, cloud: TeamsCloud) -> None:
    """Editing twice changes nothing, so an edit is tried until it is known to stand."""
    cloud.tenant.do("faults", faults=[{"method": "update", "kinds": KINDS, "share": SHARE, "seed": 5}])
    before = cloud.shown()
    sent = [row for row in here.rows() if row.state == State.SENT and row.kind == PING][:EDITED]
    assert len(sent) == EDITED
    for row in sent:
        here.edit(row)
    here.wait()
    happened = Counter(line["fault"] for line in cloud.tenant.log("update"))
    assert sum(happened[kind] for kind in KINDS) >= SHARE * EDITED / 2, happened
    edited = {row.message: f"{row.dedupe_key} as it is now" for row in sent}
    wanted = {
        place: [Shown(edited.get(each.message, each.text), each.message) for each in messages]
        for place, messages in before.items()
    }
    assert cloud.shown() == wanted


def test_a_worker_killed_between_the_post_and_its_answer(
    cloud: TeamsCloud, postgresql_url: str, tmp_path: Path
) -> None:
    """Nobody can ask what became of what the killed one had begun: prompts are reported, receipts repeated once."""
    methods = ("send", "create")
    cloud.tenant.do("faults", faults=[{"method": each, "kind": "hangs_after", "times": POSTS} for each in methods])
    with storm(cloud, postgresql_url, engine_of(postgresql_url), tmp_path) as here:
        here.put(2 * (CHANNELS + PEOPLE))
        killed = here.worker("killed")
        until(lambda: kinds_of(here, cloud.unanswered()) == {PING, RECEIPT}, "both are shown, and not answered")
        killed.kill()
        killed.close()
        here.workers.remove(killed)
        cloud.tenant.do("faults", faults=[])
        here.worker("successor")
        here.wait()
        told_by_successor(here, cloud.unanswered())
        here.end()


def kinds_of(here: Storm, keys: Collection[str]) -> set[str]:
    return {row.kind for row in here.rows() if row.dedupe_key in keys}


def told_by_successor(here: Storm, lost: Counter[str]) -> None:
    """`lost`: what was shown of which the killed one never heard."""
    rows = {row.dedupe_key: row for row in here.rows()}
    assert set(lost.values()) == {1}
    shown = dict(here.cloud.shown())
    reports = Counter(each.key for each in shown.pop(here.cloud.owner))
    marks = defaultdict(list)
    for messages in shown.values():
        for each in messages:
            marks[each.key].append(AGAIN in each.text)
    dead = {key for key, row in rows.items() if row.state == State.DEAD}
    assert reports == Counter(f"report:{key}" for key in dead)
    assert {rows[key].kind for key in dead} == {PING}
    assert rows.keys() - marks.keys() <= dead
    for key, row in rows.items():
        if key in lost:
            assert marks[key] == ([False, True] if row.kind == RECEIPT else [False])
            assert (key in dead) == (row.kind == PING)
        else:  # sent by the successor alone, or never: begun, but not under way yet
            assert marks[key] in ([], [False], [True])
