"""G1: the proxy and the certificate authority of a company are those of the environment, on every platform."""

import asyncio
import os
import socketserver
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import aiohttp
import pytest
import requests

from ritualbot.platforms.slack.calls import open_session
from ritualbot.platforms.teams import keys
from tests.clouds.teams.certificates import AUTHORITY, server_context

ELSEWHERE = "https://chat.example/api/"


class _Asked(socketserver.StreamRequestHandler):
    """A proxy that notes where it is asked to go, and goes nowhere."""

    def handle(self) -> None:
        self.server.lines.append(self.rfile.readline().decode().strip())  # type: ignore[attr-defined]
        self.wfile.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def proxied(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the proxy of the environment was asked for."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Asked) as server:
        lines: list[str] = []
        server.lines = lines  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.server_address[1]}")
        yield lines
        server.shutdown()


def test_slack_is_called_through_the_proxy(proxied: list[str]) -> None:
    async def call() -> None:
        async with open_session() as session, session.get(ELSEWHERE):
            pass

    with pytest.raises(aiohttp.ClientError):
        asyncio.run(call())
    assert proxied == ["CONNECT chat.example:443 HTTP/1.1"]


def test_the_keys_of_teams_are_fetched_through_the_proxy(proxied: list[str]) -> None:
    with pytest.raises(requests.RequestException):
        keys._download(ELSEWHERE)
    assert [line.rpartition(" ")[0] for line in proxied] == ["CONNECT chat.example:443"]


class _Well(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def private(tmp_path: Path) -> Iterator[str]:
    """A server whose certificate an authority of our own has signed."""
    server = HTTPServer(("127.0.0.1", 0), _Well)
    context: ssl.SSLContext = server_context(tmp_path)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://localhost:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


SLACK = """
import asyncio, sys
from ritualbot.platforms.slack.calls import open_session

async def call():
    async with open_session() as session, session.get(sys.argv[1]) as answer:
        print(answer.status)

asyncio.run(call())
"""
TEAMS = """
import sys
from ritualbot.platforms.teams import keys

try:
    keys._download(sys.argv[1])
except ValueError:
    print(204)  # it answered, without keys
"""


@pytest.mark.parametrize(("program", "setting"), [(SLACK, "SSL_CERT_FILE"), (TEAMS, "REQUESTS_CA_BUNDLE")])
def test_an_authority_of_ones_own_is_trusted_where_the_environment_names_it(
    program: str, setting: str, private: str, tmp_path: Path
) -> None:
    without = {name: value for name, value in os.environ.items() if name not in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")}
    for named, said in (({}, ""), ({setting: str(tmp_path / AUTHORITY)}, "204")):
        found = subprocess.run(
            [sys.executable, "-c", program, private], env=without | named, capture_output=True, text=True, check=False
        )
        assert found.stdout.strip() == said, found.stderr
