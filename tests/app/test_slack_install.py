"""Installing by OAuth, over real HTTP: once, in time, in the same browser, for those on the list; else a clear page."""

import asyncio
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.client import HTTPMessage
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from aiohttp import web

from ritualbot.app import slack as app_slack
from ritualbot.app.slack import SlackHouse, opened
from ritualbot.clock import WallClock, wall_now
from ritualbot.dispatch import Dispatcher
from ritualbot.platforms.slack.manifest import SCOPES
from ritualbot.rituals.permissions import Role
from ritualbot.settings import read
from ritualbot.store import install as installs, team as teams, team_roster as roster
from ritualbot.store.engine import begin, reading
from ritualbot.store.install import MOST_BEGUN, InstallState
from ritualbot.store.secrets import Vault, new_key
from tests.clouds.slack.client import FakeSlack, FakeWorkspace
from tests.databases import engine_of

KEY = new_key()
PUBLIC = "https://ritualbot.example.com"
CLIENT, SECRET = "11.22", "client-secret-canary"
BACK = f"{PUBLIC}/slack/oauth_redirect"


@dataclass
class Page:
    status: int
    text: str
    headers: HTTPMessage

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.text)
        assert found, self.text
        return found[1]


@dataclass
class Browser:
    """Keeps its cookie; `language` is what it asks for."""

    port: int
    language: str = "en-US,en;q=0.9"
    cookie: str = ""
    state: str = field(default="", init=False)

    def get(self, path: str) -> Page:
        headers = {"Accept-Language": self.language, **({"Cookie": self.cookie} if self.cookie else {})}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                return self._page(answer.status, answer)
        except urllib.error.HTTPError as refused:
            with refused:
                return self._page(refused.code, refused)

    def _page(self, status: int, answer: Any) -> Page:
        page = Page(status, answer.read().decode(), answer.headers)
        if set_cookie := page.headers["Set-Cookie"]:
            self.cookie = set_cookie.partition(";")[0]
        return page

    def begins(self) -> Page:
        page = self.get("/slack/install")
        link = re.search(r'href="([^"]+)"', page.text)
        assert link, page.text
        self.state = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)["state"][0]
        return page

    def comes_back(self, code: str, **more: str) -> Page:
        query = "&".join(f"{key}={value}" for key, value in ({"state": self.state, "code": code} | more).items())
        return self.get(f"/slack/oauth_redirect?{query}")


@pytest.fixture
def engine(database_url: str) -> sa.Engine:
    return engine_of(database_url)


@pytest.fixture
def port(
    engine: sa.Engine, fake_slack: FakeSlack, printemps: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[int]:
    """The two pages as a process serves them; `printemps` and the organisation E1 are on the list."""
    for name, value in {
        "SLACK_CLIENT_ID": CLIENT,
        "SLACK_CLIENT_SECRET": SECRET,
        "SLACK_SIGNING_SECRET": "signing-canary",
        "SLACK_API_URL": fake_slack.api,
        "RITUALBOT_SECRET_KEY": KEY,
        "RITUALBOT_PUBLIC_URL": PUBLIC,
        "RITUALBOT_SLACK_WORKSPACES": f"{printemps.id},E1",
    }.items():
        monkeypatch.setenv(name, value)
    loop, ready, ports = asyncio.new_event_loop(), threading.Event(), []

    async def serve(ended: asyncio.Event) -> None:
        async with opened(read(), engine) as parts:
            assert parts is not None
            dispatcher = Dispatcher(engine, WallClock())
            app = web.Application()
            app.add_routes(parts.routes(dispatcher, parts.inbound(dispatcher.handle)))
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            ports.append(runner.addresses[0][1])
            ready.set()
            await ended.wait()
            await runner.cleanup()
        await loop.shutdown_default_executor()

    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(ended)))
    thread.start()
    assert ready.wait(30)
    yield ports[0]
    loop.call_soon_threadsafe(ended.set)
    thread.join(30)
    loop.close()


def grant(workspace: FakeWorkspace, code: str, **more: Any) -> None:
    asked = {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uri": BACK,
        "code": code,
        "token": workspace.token,
        "user": workspace.users["alice"],
        "bot_user": workspace.bot,
        "team": {"id": workspace.id, "name": "Printemps"},
        "enterprise": None,
    }
    workspace.slack.grant(**(asked | more))


def stored(engine: sa.Engine) -> list[str]:
    with reading(engine) as session:
        return [each.external_id for each in teams.workspaces(session)]


def test_from_the_button_to_the_next_step(engine: sa.Engine, port: int, printemps: FakeWorkspace) -> None:
    grant(printemps, "good")
    browser = Browser(port)
    page = browser.begins()
    assert page.status == 200 and page.title == "Install ritualbot in Slack"
    asked = parse_qs(urlsplit(re.findall(r'href="([^"]+)"', page.text)[0].replace("&amp;", "&")).query)
    assert asked["scope"] == [",".join(SCOPES)] and asked["redirect_uri"] == [BACK] and asked["client_id"] == [CLIENT]
    done = browser.comes_back("good")
    assert done.status == 200 and done.title == "ritualbot is installed"
    assert "/invite @ritualbot" in done.text and "/ritual setup" in done.text
    assert SlackHouse(engine, Vault(KEY)).token(printemps.id) == printemps.token
    with reading(engine) as session:
        install = installs.of_external(session, "slack", printemps.id)
        assert install is not None and printemps.token not in install.token
        assert (install.team, install.org_wide, install.bot_user) == (printemps.id, False, printemps.bot)
        alice = teams.person_at(session, install.workspace_id, printemps.users["alice"])
        assert alice is not None and roster.roles_anywhere(session, alice) == {Role.ADMIN}


def test_the_cookie_stays_with_the_browser_and_the_pages_run_nothing(port: int) -> None:
    page = Browser(port).begins()
    cookie = page.headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Max-Age=600", "Path=/slack/"} <= set(cookie.split("; "))
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    assert SECRET not in page.text and KEY not in page.text


@pytest.mark.parametrize(
    ("asked", "title", "lang"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "Installer ritualbot dans Slack", "fr"),
        ("de-DE,fr;q=0.5", "Installer ritualbot dans Slack", "fr"),
        ("", "Install ritualbot in Slack", "en"),
        (",;;q=,", "Install ritualbot in Slack", "en"),
    ],
)
def test_pages_speak_the_browsers_language(port: int, asked: str, title: str, lang: str) -> None:
    page = Browser(port, asked).begins()
    assert page.title == title and f'<html lang="{lang}">' in page.text


def test_what_was_begun_counts_once(engine: sa.Engine, port: int, printemps: FakeWorkspace) -> None:
    grant(printemps, "first")
    grant(printemps, "second")
    browser = Browser(port)
    browser.begins()
    assert browser.comes_back("first").status == 200
    again = browser.comes_back("second")
    assert again.status == 400 and again.title == "This installation is over"


def test_another_browser_and_no_browser_get_nothing(engine: sa.Engine, port: int, printemps: FakeWorkspace) -> None:
    """Somebody else's link would install their workspace's data under another's eyes."""
    grant(printemps, "good")
    mine, theirs = Browser(port), Browser(port)
    mine.begins()
    state = mine.state
    theirs.begins()
    theirs.state = state
    assert theirs.comes_back("good").status == 400
    mine.begins()
    mine.cookie = ""
    assert mine.comes_back("good").status == 400
    assert stored(engine) == []


def test_it_is_over_after_ten_minutes(
    engine: sa.Engine, port: int, printemps: FakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant(printemps, "good")
    browser = Browser(port)
    browser.begins()
    monkeypatch.setattr(app_slack, "wall_now", lambda: wall_now() + timedelta(minutes=10))
    assert browser.comes_back("good").title == "This installation is over"
    assert stored(engine) == []


@pytest.mark.parametrize(
    "query",
    [
        "", "?", "?state=", "?code=x", "?state=x&code=y", "?state=%00&code=%00", "?error=access_denied",
        "?state=%F0%9F%98%80&code=%ff", "?state=" + "x" * 4000, "?state=x&state=y&code=z",
    ],
)  # fmt: skip
def test_whatever_comes_back_is_answered_by_a_page(engine: sa.Engine, port: int, query: str) -> None:
    browser = Browser(port)
    browser.begins()
    page = browser.get(f"/slack/oauth_redirect{query}")
    assert page.status == 400 and page.title == "This installation is over"
    assert stored(engine) == []


def test_no_is_an_answer(engine: sa.Engine, port: int) -> None:
    browser = Browser(port)
    browser.begins()
    page = browser.comes_back("", error="access_denied")
    assert page.status == 200 and page.title == "Nothing was installed"
    assert stored(engine) == []


@pytest.mark.parametrize("code", ["never-given", "used"])
def test_a_code_slack_does_not_take_is_a_page(
    engine: sa.Engine, port: int, printemps: FakeWorkspace, code: str
) -> None:
    grant(printemps, "used")
    if code == "used":
        first = Browser(port)
        first.begins()
        assert first.comes_back("used").status == 200
    browser = Browser(port)
    browser.begins()
    page = browser.comes_back(code)
    assert page.status == 400 and page.title == "Slack did not answer as expected"


def test_a_workspace_that_is_not_listed_leaves_nothing(
    engine: sa.Engine, port: int, printemps: FakeWorkspace, fake_slack: FakeSlack
) -> None:
    """The answer itself is looked at: what the button said can be changed on the way."""
    grant(printemps, "other", team={"id": "T0OTHER", "name": "Other"})
    browser = Browser(port)
    browser.begins()
    page = browser.comes_back("other")
    assert page.status == 403 and page.title == "This workspace may not install ritualbot"
    assert stored(engine) == []
    with reading(engine) as session:
        assert installs.with_token(session) == []
    assert printemps.log() == [], "nothing was even asked with the token"


def test_an_organisation_is_one_workspace(engine: sa.Engine, port: int, printemps: FakeWorkspace) -> None:
    grant(printemps, "org", team=None, enterprise={"id": "E1", "name": "Group"})
    browser = Browser(port)
    browser.begins()
    assert browser.comes_back("org").status == 200
    assert stored(engine) == ["E1"]
    with reading(engine) as session:
        install = installs.of_external(session, "slack", "E1")
    assert install is not None and install.org_wide and (install.enterprise, install.team) == ("E1", "")
    assert SlackHouse(engine, Vault(KEY)).workspace("E1", "T1") == "E1"


def test_a_second_workspace_is_another_customer(
    engine: sa.Engine, port: int, printemps: FakeWorkspace, fake_slack: FakeSlack
) -> None:
    for code, place in (("one", printemps.id), ("two", "E1")):
        wide = {"team": None, "enterprise": {"id": "E1", "name": "Group"}} if code == "two" else {}
        grant(printemps, code, **wide)
        browser = Browser(port)
        browser.begins()
        assert browser.comes_back(code).status == 200, place
    with reading(engine) as session:
        assert len({each.tenant_id for each in teams.workspaces(session)}) == 2


def test_nobody_fills_the_table_from_outside(engine: sa.Engine, port: int) -> None:
    ends = wall_now() + timedelta(minutes=5)
    with begin(engine) as session:
        session.add_all(InstallState(hash=str(each), browser="x", expires_at=ends) for each in range(MOST_BEGUN))
    page = Browser(port).get("/slack/install")
    assert page.status == 429 and page.title == "Too many installations are under way"


def test_no_secret_is_logged(
    engine: sa.Engine, port: int, printemps: FakeWorkspace, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    grant(printemps, "canary-code")
    for code in ("canary-code", "canary-wrong"):
        browser = Browser(port)
        browser.begins()
        text = browser.comes_back(code).text
        for secret in (printemps.token, SECRET, "canary", browser.state):
            assert secret not in caplog.text and secret not in text
