"""F10: whoever has a link of their own reads the dashboard while they may; all else gets one and the same page."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from aiohttp import ClientSession, web
from sqlmodel import Session, select

from ritualbot.app.dashboard import routes
from ritualbot.clock import MovableClock
from ritualbot.platforms.flood import PERSON
from ritualbot.rituals.permissions import Role
from ritualbot.store import charter as charters, dashboard_link as links, request_link, team as teams
from ritualbot.store.dashboard_link import DashboardLink
from ritualbot.store.engine import begin, reading
from ritualbot.store.request_link import offer
from ritualbot.store.secrets import Vault, lend, new_key
from ritualbot.store.team import Person, Team, Workspace, WorkspaceState
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, SomeTeam, build_further_team, build_team
from tests.conversations.bot import moment
from tests.databases import PUBLIC_URL, engine_of

NOW = moment("2027-03-02 09:20")
WEEK = timedelta(days=7)


@dataclass
class House:
    """A team with its sponsor, another team of the same people, and the web in front of them."""

    engine: sa.Engine
    clock: MovableClock

    def link(self, user: str = "claire", team: str = "Printemps") -> str:
        with begin(self.engine) as session:
            url = links.make(session, team_of(session, team), person_of(session, user), self.clock.now())
        assert url is not None
        return url.removeprefix(PUBLIC_URL)

    def gets(self, path: str, method: str = "GET", *, times: int = 1) -> tuple[int, str, dict[str, str]]:
        return asyncio.run(self._asked(path, method, times))

    async def _asked(self, path: str, method: str, times: int) -> tuple[int, str, dict[str, str]]:
        app = web.Application()
        app.add_routes(routes(self.engine, self.clock, lambda: 0.0))
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        here = f"http://127.0.0.1:{runner.addresses[0][1]}{path}"
        try:
            async with ClientSession() as client:
                for _ in range(times - 1):
                    await client.request(method, here)
                async with client.request(method, here) as got:
                    return got.status, await got.text(), dict(got.headers)
        finally:
            await runner.cleanup()


def team_of(session: Session, name: str) -> Team:
    return next(team for team in teams.teams(session) if team.name == name)


def person_of(session: Session, user: str) -> Person:
    found = teams.person_at(session, session.exec(select(Workspace)).one().id or 0, user)
    assert found is not None
    return found


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    engine = engine_of(sqlite_url)
    with begin(engine) as session:
        build_team(session, NOW, SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE)))
        build_further_team(session, NOW, SomeTeam(people=(BRUNO,), name="Été", channel="ete"))
    clock = MovableClock(NOW, rate=0.0)
    clock.hold()
    yield House(engine, clock)
    engine.dispose()


def test_the_sponsor_reads_the_page_and_it_leaves_no_trace_anywhere(house: House) -> None:
    path = house.link()
    status, page, headers = house.gets(path)
    assert status == 200 and "Printemps" in page and "Lien personnel de Claire, valable jusqu’au mardi 9 mars" in page
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert headers["X-Robots-Tag"] == "noindex, nofollow" and headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-") and "frame-ancestors 'none'" in policy
    assert "script" not in policy and "unsafe" not in policy


def test_nothing_on_the_page_needs_what_the_policy_forbids(house: House) -> None:
    """No script, no style of an element, nothing loaded from anywhere: the policy would cut it off."""
    page = house.gets(house.link())[1]
    assert not re.search(r"<script|<link [^>]*stylesheet|\sstyle=|\son\w+=|<img|<iframe|<form", page)
    assert set(re.findall(r'(?:href|src)="([^"]+)"', page)) == {*("data:,", "#content", "?lang=fr", "?lang=en")}


def test_the_head_of_the_page_can_be_asked_for(house: House) -> None:
    path = house.link()
    status, body, headers = house.gets(path, "HEAD")
    assert (status, body, headers["Cache-Control"]) == (200, "", "no-store")
    assert house.gets(path[:-2] + "xx", "HEAD")[0] == 404
    assert house.gets(path, "POST")[0] == 405


def test_it_speaks_the_language_that_is_asked_for_else_the_readers(house: House) -> None:
    path = house.link()
    assert '<html lang="fr">' in house.gets(path)[1]
    assert '<html lang="en">' in house.gets(path + "?lang=en")[1]
    assert '<html lang="fr">' in house.gets(path + "?lang=<b>")[1]


def test_it_lasts_a_week_less_an_instant(house: House) -> None:
    path = house.link()
    house.clock.move(NOW + WEEK - timedelta(seconds=1))
    assert house.gets(path)[0] == 200


def forged(house: House) -> str:
    lend(house.engine, Vault(new_key()))
    path = house.link()
    engine_of(str(house.engine.url))
    return path


def altered(house: House) -> str:
    path = house.link()
    return path[:-9] + ("A" if path[-9] != "A" else "B") + path[-8:]


def cut(house: House) -> str:
    return house.link()[:-1]


def endless(_house: House) -> str:
    return f"{links.PATH}/{'A' * 5000}"


def of_no_letters(_house: House) -> str:
    return f"{links.PATH}/%00%FF..%2F"


def of_another_kind(house: House) -> str:
    """Sealed by us, for something else."""
    with reading(house.engine) as session:
        address = request_link.address(session)
    assert address
    from_us = Vault("cml0dWFsYm90LXRlc3RzLXJpdHVhbGJvdC10ZXN0cyE=").encrypt("a secret nobody made a link of")
    return f"{links.PATH}/{from_us.rstrip('=')}"


def expired(house: House) -> str:
    path = house.link()
    house.clock.move(NOW + WEEK)
    return path


def revoked(house: House) -> str:
    path = house.link()
    with begin(house.engine) as session:
        assert links.revoke(session, team_of(session, "Printemps"), person_of(session, "claire"), NOW) == 1
    return path


def of_another_team(house: House) -> str:
    """Claire sponsors Printemps: a link of hers to Été, however it came about, opens nothing."""
    return house.link("claire", "Été")


def of_a_member(house: House) -> str:
    return house.link("chloe")


def after_she_left(house: House) -> str:
    path = house.link()
    with begin(house.engine) as session:
        charters.take_role(
            session, team_of(session, "Printemps").id or 0, person_of(session, "claire").id or 0, Role.SPONSOR
        )
    return path


def deactivated(house: House) -> str:
    path = house.link()
    with begin(house.engine) as session:
        person_of(session, "claire").active = False
    return path


def uninstalled(house: House) -> str:
    path = house.link()
    with begin(house.engine) as session:
        session.exec(select(Workspace)).one().state = WorkspaceState.PAUSED
    return path


REFUSED = (
    *(forged, altered, cut, endless, of_no_letters, of_another_kind, expired, revoked, of_another_team, of_a_member),
    *(after_she_left, deactivated, uninstalled),
)


@pytest.mark.parametrize("refused", REFUSED, ids=lambda each: each.__name__)
def test_everything_else_gets_one_and_the_same_page(house: House, refused: object) -> None:
    """Nobody learns why, nor whether there ever was such a link; and it is said in both languages."""
    nothing = house.gets(f"{links.PATH}/nothing")
    path = refused(house)  # type: ignore[operator]
    status, page, headers = house.gets(path)
    assert (status, page) == nothing[:2] and status == 404
    assert house.gets(path + "?lang=en")[:2] == (status, page)
    assert "Ce lien ne mène nulle part" in page and "This link leads nowhere" in page
    assert headers.pop("Date") and nothing[2].pop("Date") and headers == nothing[2]
    assert headers["Cache-Control"] == "no-store"


def test_one_may_have_several_and_taking_ones_own_back_leaves_those_of_others(house: House) -> None:
    mine, more, theirs = house.link(), house.link(), house.link("alice")
    assert [house.gets(path)[0] for path in (mine, more, theirs)] == [200, 200, 200]
    with begin(house.engine) as session:
        team, claire = team_of(session, "Printemps"), person_of(session, "claire")
        assert links.revoke(session, team, claire, NOW) == 2
        assert links.revoke(session, team, claire, NOW) == 0
    assert [house.gets(path)[0] for path in (mine, more, theirs)] == [404, 404, 200]
    with begin(house.engine) as session:
        assert links.revoke(session, team_of(session, "Printemps"), None, NOW) == 1
    assert house.gets(theirs)[0] == 404


def test_what_makes_a_link_is_kept_nowhere(house: House) -> None:
    path = house.link()
    with reading(house.engine) as session:
        [row] = session.exec(select(DashboardLink))
    kept = " ".join(str(value) for value in row.model_dump().values())
    secret = Vault("cml0dWFsYm90LXRlc3RzLXJpdHVhbGJvdC10ZXN0cyE=").decrypt(path.rsplit("/", 1)[1])
    assert secret not in kept and path.rsplit("/", 1)[1] not in kept


def test_they_are_forgotten_a_week_after_their_end(house: House) -> None:
    house.link()
    with begin(house.engine) as session:
        tenant = team_of(session, "Printemps").tenant_id
        links.forget(session, tenant, NOW + WEEK)
        assert len(session.exec(select(DashboardLink)).all()) == 1
        links.forget(session, tenant + 1, NOW + 2 * WEEK)
        assert len(session.exec(select(DashboardLink)).all()) == 1
        links.forget(session, tenant, NOW + WEEK + timedelta(seconds=1))
        assert not session.exec(select(DashboardLink)).all()


def test_without_an_address_there_are_none(house: House) -> None:
    offer(house.engine, "")
    with begin(house.engine) as session:
        assert links.make(session, team_of(session, "Printemps"), person_of(session, "claire"), NOW) is None


def test_who_comes_too_often_waits(house: House) -> None:
    path = house.link()
    assert house.gets(path, "HEAD", times=PERSON.burst)[0] == 200
    status, page, _ = house.gets(path, times=PERSON.burst + 1)
    assert status == 429 and "dans une minute" in page
