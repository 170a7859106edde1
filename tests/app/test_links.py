"""Links to files: whoever has one gets the file for a week; everything else gets one and the same answer."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from aiohttp import ClientSession, web

from ritualbot.app.links import LASTS, Links, links, routes
from ritualbot.chat.cards import File
from ritualbot.clock import MovableClock
from ritualbot.settings import read
from ritualbot.store import audit
from ritualbot.store.audit import Action
from ritualbot.store.engine import begin
from ritualbot.store.secrets import Vault, new_key
from ritualbot.store.team import Tenant
from tests.conversations.bot import moment
from tests.databases import engine_of

FILE = File("audit", "", "fr", "journal d’été.jsonl", "Recevoir le fichier")
NOW = moment("2027-03-02 09:20")


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[sa.Engine]:
    """Two customers, whose log has an entry each."""
    made = engine_of(sqlite_url)
    with begin(made) as session:
        for name in ("ours", "theirs"):
            tenant = Tenant(name=name, created_at=NOW)
            session.add(tenant)
            session.flush()
            assert tenant.id is not None
            audit.record(session, tenant.id, NOW, actor="system", action=Action.TEAM_CREATED, object=name)
    yield made
    made.dispose()


@pytest.fixture
def known() -> Links:
    return Links(Vault(new_key()), "https://ritualbot.example.com/bot/", MovableClock(NOW, rate=0.0))


def get(engine: sa.Engine, known: Links, path: str) -> tuple[int, bytes, dict[str, str]]:
    async def asked() -> tuple[int, bytes, dict[str, str]]:
        app = web.Application()
        app.add_routes(routes(known, engine))
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            async with ClientSession() as client, client.get(f"http://127.0.0.1:{runner.addresses[0][1]}{path}") as got:
                return got.status, await got.read(), dict(got.headers)
        finally:
            await runner.cleanup()

    return asyncio.run(asked())


def path_of(known: Links, file: File = FILE, tenant_id: int = 1) -> str:
    """As the proxy in front of us hands it on, which the public address is cut off by."""
    return urlsplit(known.to(file, tenant_id)).path.removeprefix("/bot")


def test_it_gives_the_file_and_leaves_no_trace_of_it_anywhere(engine: sa.Engine, known: Links) -> None:
    status, content, headers = get(engine, known, path_of(known))
    assert status == 200 and b'"ours"' in content and b'"theirs"' not in content
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''journal%20d%E2%80%99%C3%A9t%C3%A9.jsonl"
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_each_customer_gets_their_own(engine: sa.Engine, known: Links) -> None:
    assert b'"theirs"' in get(engine, known, path_of(known, tenant_id=2))[1]


@contextmanager
def later(known: Links, by: timedelta) -> Iterator[None]:
    assert isinstance(known.clock, MovableClock)
    known.clock.hold()
    known.clock.move(NOW + by)
    yield


def test_everything_else_gets_the_same_answer(engine: sa.Engine, known: Links) -> None:
    """Forged, changed, of another key, of nothing that is left, ended: nobody learns which."""
    good = path_of(known)
    changed = good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:]
    stranger = Links(Vault(new_key()), known.public_url, known.clock)
    gone = path_of(known, File("sprint", "r1", "fr", "x.xlsx", "x"))
    bad = ["/files/x", "/files/" + "A" * 5000, changed, good[:-1], path_of(stranger), gone]
    answers = {get(engine, known, each)[:2] for each in bad}
    assert get(engine, known, good)[0] == 200
    with later(known, LASTS):
        answers.add(get(engine, known, good)[:2])
    [(status, said)] = answers
    assert status == 404 and "n’est plus valable" in said.decode() and "no longer valid" in said.decode()


def test_it_lasts_a_week_less_an_instant(engine: sa.Engine, known: Links) -> None:
    good = path_of(known)
    with later(known, LASTS - timedelta(seconds=1)):
        assert get(engine, known, good)[0] == 200


@pytest.mark.parametrize("missing", ["RITUALBOT_PUBLIC_URL", "RITUALBOT_SECRET_KEY"])
def test_without_an_address_or_a_key_there_are_none(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    monkeypatch.setenv("RITUALBOT_PUBLIC_URL", "https://ritualbot.example.com")
    monkeypatch.setenv("RITUALBOT_SECRET_KEY", new_key())
    clock = MovableClock(NOW, rate=0.0)
    assert links(read(), clock) is not None
    monkeypatch.delenv(missing)
    assert links(read(), clock) is None
