"""How tests start the fake Teams, decide what happens in it and see what came of it."""

import json
import ssl
import urllib.request
from base64 import b64decode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tests.clouds import process
from tests.clouds.process import Line, exchange, send
from tests.clouds.teams.certificates import AUTHORITY
from tests.clouds.teams.login import SCOPE


@contextmanager
def running(folder: Path) -> Iterator["FakeTeams"]:
    """A process of its own, until the end of the block; its certificate authority is in the folder."""
    with process.running("tests.clouds.teams.server", "--folder", str(folder)) as ports:
        plain, secure = ports.split()
        made = FakeTeams(f"http://127.0.0.1:{plain}", f"https://localhost:{secure}", folder / AUTHORITY)
        with closing(made) as teams:
            yield teams


class FakeTeams(Line):
    def __init__(self, url: str, login: str, authority: Path) -> None:
        super().__init__(url)
        self.url = url
        self.login = login
        self.authority = authority  # for REQUESTS_CA_BUNDLE

    def tenant(self, **asked: Any) -> "FakeTenant":
        """`users`, `teams` and `groups` are lists of {"name", …}: control._person, _team, _group."""
        return FakeTenant(self, **self.ask("tenants", asked))


@dataclass
class FakeTenant:
    """A tenant and an app that is registered there. `people` give {"account", "object_id"} by name, `teams` {"id",
    "channels"} and `groups` the ids of those made with it."""

    cloud: FakeTeams
    id: str
    app: str
    secret: str
    people: dict[str, dict[str, str]]
    teams: dict[str, Any]
    groups: dict[str, str]
    _bearer: list[str] = field(default_factory=list)

    @property
    def bot(self) -> str:
        return f"28:{self.app}"

    @property
    def service_url(self) -> str:
        return f"{self.cloud.url}/amer/{self.id}/"

    @property
    def openid_url(self) -> str:
        return f"{self.cloud.url}/{self.app}/v1/.well-known/openidconfiguration"

    @property
    def login_url(self) -> str:
        return f"{self.cloud.login}/adfs/{self.app}"

    @property
    def channels(self) -> dict[str, str]:
        """The ids of all teams' channels by name."""
        return {name: each for team in self.teams.values() for name, each in team["channels"].items()}

    def do(self, what: str, **asked: Any) -> Any:
        """One of control.CHANGES."""
        return self.cloud.ask(f"{self.id}/{what}", asked)

    def at(self, now: datetime, rate: float = 0.0) -> None:
        """Its time from here on, which stands unless a rate is given."""
        self.do("time", now=now.timestamp(), rate=rate)

    def goes_wrong(self, kind: str, method: str = "", times: int = 1, **more: Any) -> None:
        self.do("faults", faults=[{"kind": kind, "method": method, "times": times, **more}])

    def sign_in_goes_wrong(self, kind: str, method: str, times: int = 1) -> None:
        """`method`: openid, keys, discovery or token."""
        self.do("faults", sign_in=True, faults=[{"kind": kind, "method": method, "times": times}])

    def release(self) -> None:
        """Whatever `waits` goes on."""
        self.cloud.ask("release", {})

    def mint(self, key: str = "", kid: str = "", **claims: Any) -> str:
        """A token as the Connector sends it along. `exp` and `nbf` are seconds from now; None leaves a claim out."""
        return str(self.do("mint", key=key, kid=kid, claims=claims)["token"])

    def personal(self, person: str) -> str:
        """The 1:1 conversation with somebody, by name or account."""
        account = self.people[person]["account"] if person in self.people else person
        return str(self.do("personal", account=account)["id"])

    def messages(self, place: str) -> list[dict[str, Any]]:
        """What people see there, by the name of a channel or a group, or by id."""
        named = {**self.channels, **self.groups}
        found: list[dict[str, Any]] = self.do("messages").get(named.get(place, place), [])
        return found

    def accepts(self, person: str, activity: str = "") -> dict[str, Any]:
        """Somebody says yes to the newest offer of a file: which `activity` that is, its contexts, where to put it."""
        account = self.people[person]["account"]
        found: dict[str, Any] = self.do("accept", account=account, activity=activity, url=self.cloud.url)
        return found

    def uploads(self) -> list[tuple[str, bytes | None]]:
        """The files people were to get, and what was put there."""
        found = self.do("uploads")
        return [(each["name"], None if each["content"] is None else b64decode(each["content"])) for each in found]

    def log(self, method: str = "") -> list[dict[str, Any]]:
        lines: list[dict[str, Any]] = self.do("log")
        return [line for line in lines if method in ("", line["method"])]

    def sign_ins(self) -> list[str]:
        """The methods of the sign-in side that were asked, in order."""
        return [line["method"] for line in self.do("sign_ins")]

    def bearer(self) -> str:
        """A token for the app, asked for raw."""
        if not self._bearer:
            status, body = self.sign_in()
            assert status == 200, body
            self._bearer.append(json.loads(body)["access_token"])
        return self._bearer[0]

    def sign_in(self, **changed: str) -> tuple[int, str]:
        """The token endpoint's answer to a form of one's own."""
        form = {"grant_type": "client_credentials", "client_id": self.app, "client_secret": self.secret, "scope": SCOPE}
        address = f"{self.login_url}/oauth2/v2.0/token"
        request = urllib.request.Request(address, urlencode({**form, **changed}).encode())  # noqa: S310 - our own
        status, _, said = exchange(request, ssl.create_default_context(cafile=str(self.cloud.authority)))
        return status, said

    def call(self, verb: str, *path: str, body: object = None, bearer: str | None = None) -> tuple[int, Any]:
        """A call of the Connector as raw as it gets, below `…/v3/conversations`; the answer's status and body."""
        address = "/".join([f"{self.service_url}v3/conversations", *(quote(each, safe="?=&") for each in path)])
        raw = None if body is None else json.dumps(body).encode()
        token = self.bearer() if bearer is None else bearer
        status, said = send(address, raw, "application/json" if raw else "", token, verb)
        return status, json.loads(said) if said else None
