"""A fake cloud is a process of its own: how tests start one, and talk to it beside the API they test."""

import http.client
import json
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[2]
BOUND = 30.0  # seconds in which anything here answers


@contextmanager
def running(module: str, *arguments: str) -> Iterator[str]:
    """The first line it prints, until the end of the block."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline().strip()
            assert said, f"{module} did not start"
            yield said
        finally:
            process.kill()


class Line:
    """One connection to its `/control/…`, kept open for all tests."""

    def __init__(self, url: str) -> None:
        self._line = http.client.HTTPConnection(urlsplit(url).netloc, timeout=BOUND)
        self._busy = threading.Lock()

    def close(self) -> None:
        self._line.close()

    def ask(self, path: str, asked: object) -> Any:
        with self._busy:
            try:
                return self._ask(path, asked)
            except ConnectionError:  # closed by the fake, which was left alone for long
                self._line.close()
                return self._ask(path, asked)

    def _ask(self, path: str, asked: object) -> Any:
        headers = {"Content-Type": "application/json"}
        self._line.request("POST", f"/control/{path}", json.dumps(asked).encode(), headers)
        answer = self._line.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status, body[:300])
        return json.loads(body)


def send(url: str, body: bytes | None, content_type: str = "", bearer: str = "", method: str = "") -> tuple[int, str]:
    """Status and body, whatever they are."""
    headers = {"Content-Type": content_type} if content_type else {}
    headers |= {"Authorization": f"Bearer {bearer}"} if bearer else {}
    status, _, said = exchange(urllib.request.Request(url, body, headers, method=method or None))  # noqa: S310 - our own
    return status, said


def exchange(request: urllib.request.Request, context: ssl.SSLContext | None = None) -> tuple[int, dict[str, str], str]:
    """Status, headers and body. `context` says whom https trusts."""
    try:
        with urllib.request.urlopen(request, timeout=BOUND, context=context) as answer:  # noqa: S310 - our own
            return answer.status, dict(answer.headers.items()), answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, dict(refused.headers.items()), refused.read().decode()
