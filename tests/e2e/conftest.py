"""A browser, and a playground of its own for every test."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.e2e.builders import build_day
from tests.e2e.driver import Playground

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
PATIENCE = 20_000  # milliseconds: a busy machine is slow, not wrong
NAMES = ("chromium", "chromium-browser", "google-chrome")
PLAY = "from ritualbot.cli import main; main()"


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    assert found, "the browser tests need Chromium on PATH; on Debian: apt-get install chromium"
    browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
    yield browser
    browser.close()


@contextmanager
def started(chromium: Browser, *arguments: str) -> Iterator[Playground]:
    """The product as it is started by hand, on a free port; its pages must not complain in their console."""
    command = [sys.executable, "-c", PLAY, "play", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        line = server.stdout.readline()
        assert "http://127.0.0.1:" in line, line
        opened = Playground(chromium, line[line.index("http://") :].split()[0])
        try:
            yield opened
        finally:
            opened.close()
            server.terminate()
    assert opened.complaints == []


@pytest.fixture
def playground(chromium: Browser, tmp_path: Path) -> Iterator[Playground]:
    with started(chromium, "--db", str(tmp_path / "play.db")) as opened:
        yield opened


@pytest.fixture
def nobody_set_up(chromium: Browser) -> Iterator[Playground]:
    """The people are there, and no team yet."""
    with started(chromium, "--empty") as opened:
        yield opened


@pytest.fixture
def served(chromium: Browser) -> Callable[[Path], AbstractContextManager[Playground]]:
    """A database with the playground open over it: `with served(file) as playground`."""
    return lambda file: started(chromium, "--db", str(file))


@pytest.fixture
def on(chromium: Browser, tmp_path: Path) -> Iterator[Callable[[datetime], Playground]]:
    """The seeded team as it stands on another day: `on(datetime(2027, 3, 26, 8, 20, tzinfo=UTC))`."""
    with ExitStack() as stack:

        def opened(moment: datetime) -> Playground:
            file = tmp_path / "day.db"
            build_day(file, moment)
            return stack.enter_context(started(chromium, "--db", str(file)))

        yield opened
