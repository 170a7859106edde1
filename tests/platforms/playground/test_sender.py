"""Who may speak to the playground: only its own page, from this machine."""

import json

import pytest

from tests.platforms.playground.recording import Site

POSTS = ["say", "command", "edit", "press", "submit", "close", "seen", "push", "speak"]


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://evil.example",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:1",
        "http://localhost:{port}",
    ],
)
def test_another_origin_is_refused(site: Site, name: str, origin: str) -> None:
    answer = site.post(f"/play/{name}", b"{}", Origin=origin.format(port=site.port))
    assert answer.status == 403
    assert site.rules.events == []
    assert site.play.told == []


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1", "evil@127.0.0.1", "localhost.", ""]
)
def test_another_host_is_refused(site: Site, host: str) -> None:
    for path in ("/", "/play/page", "/play/stream", "/play/static/play.js"):
        assert site.get(path, Host=host).status == 403
    assert site.post("/play/press", b"{}", Host=host, Origin=f"http://{host}").status == 403


def test_localhost_is_as_good_as_its_number(site: Site) -> None:
    host = f"localhost:{site.port}"
    assert site.get("/", Host=host).status == 200
    body = json.dumps({"as": "lea", "conversation": ""}).encode()
    assert site.post("/play/seen", body, Host=host, Origin=f"http://{host}").status == 200


@pytest.mark.parametrize("path", ["/", "/play/page", "/play/static/play.css"])
def test_the_page_lets_nothing_else_in(site: Site, path: str) -> None:
    headers = site.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_the_page_needs_nothing_that_its_policy_forbids(site: Site) -> None:
    page = site.get("/").text
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick" not in page
    assert page.count("<script") == page.count('<script type="module" src="/play/static/') == 1


def test_only_its_own_static_files_are_served(site: Site) -> None:
    for name, kind in (
        ("play.js", "text/javascript"),
        ("play.css", "text/css"),
        ("mark.svg", "image/svg+xml"),
    ):
        answer = site.get(f"/play/static/{name}")
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith(kind)
    assert site.get("/play/static/..%2Fplay.py").status == 404
    assert site.get("/play/static/nothing.js").status == 404
