"""A13: who comes too often is told to wait, and what they wrote comes back."""

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from aiohttp import ClientSession, web
from sqlmodel import select

from ritualbot.app.outside import routes
from ritualbot.chat.events import LinkUsed
from ritualbot.chat.replies import Nothing, Reply
from ritualbot.clock import MovableClock
from ritualbot.platforms.flood import PERSON
from ritualbot.rituals.desk import DeskKind
from ritualbot.store import request as requests, request_link as links
from ritualbot.store.engine import begin
from ritualbot.store.request import Request
from ritualbot.store.team import Person, Workspace
from tests.builders import SomeTeam, build_team
from tests.conversations.bot import moment
from tests.databases import engine_of
from tests.desks import build_desk

NOW = moment("2027-03-02 10:40")


@pytest.fixture
def given(sqlite_url: str) -> Iterator[tuple[sa.Engine, str]]:
    """A link to a request, and the path it leads to."""
    made = engine_of(sqlite_url)
    with begin(made) as session:
        team = build_team(session, NOW, SomeTeam())
        desk = build_desk(session, NOW, DeskKind.LEGAL, "Juridique")
        person = session.exec(select(Person)).first()
        workspace = session.exec(select(Workspace)).one()
        assert person is not None
        row = Request(
            team_id=team.id or 0,
            number=0,
            desk_id=desk.id or 0,
            type="contest",
            title="Jeu",
            requester_id=person.id or 0,
            filed_at=NOW,
            calendar_version=1,
        )
        requests.file(session, row, {"acknowledge": "27000", "decide": "135000"}, "direct")
        _, url = links.make(session, row, "Me Martin", 14, person.id or 0, workspace.id or 0, NOW)
    yield made, url.removeprefix("https://ritualbot.example.com")
    made.dispose()


def test_who_comes_too_often_waits_and_gets_their_text_back(given: tuple[sa.Engine, str]) -> None:
    engine, path = given
    handled: list[LinkUsed] = []

    def handle(event: LinkUsed) -> Reply:
        handled.append(event)
        return Nothing()

    async def come() -> tuple[list[int], int, str]:
        app = web.Application()
        app.add_routes(routes(engine, MovableClock(NOW, rate=0.0), handle, lambda: 0.0))
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        here = f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
        try:
            async with ClientSession() as client:
                seen = [(await client.get(here)).status for _ in range(PERSON.burst + 5)]
                sent = await client.post(here, data={"form": "x", "text": "Favorable"})
                return seen, sent.status, await sent.text()
        finally:
            await runner.cleanup()

    seen, status, said = asyncio.run(come())
    assert seen == [200] * PERSON.burst + [429] * 5
    assert status == 429 and "Favorable" in said
    assert handled == []
