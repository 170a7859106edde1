"""The playground's HTTP: what becomes an event, what is refused, what the page is told."""

import http.client
import json
import logging
from datetime import timedelta

import pytest

from ritualbot.chat.cards import Card
from ritualbot.chat.events import (
    ButtonPressed,
    CommandTyped,
    FormClosed,
    FormSubmitted,
    FormTyped,
    MessageEdited,
    MessageTyped,
    Place,
    Who,
)
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.replies import FieldErrors, GoTo, OpenForm, Say
from ritualbot.chat.text import Text, literal
from ritualbot.platforms.playground.limits import BODY_BYTES
from ritualbot.platforms.playground.play import Message, Moment
from tests.platforms.playground.recording import NOW, Site, at

LEA = Who("playground", "playground", "lea")
DIRECT = Place("@lea", direct=True)
CHANNEL = Place("c1", name="printemps", members=("lea", "bruno"))
ID = "7d2b0a2e-6a53-4a44-9a3c-0b2f6a1f7a11"


def error(site: Site, name: str, **body: object) -> str:
    answer = site.act(name, **body)
    assert answer.status == 400
    found = answer.json["error"]
    assert isinstance(found, str)
    assert len(found) < 60
    return found


# What is not as the page makes it


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"\xff\xfe", b"[" * 50_000, b"nan"])
def test_what_is_no_json_object_is_refused(site: Site, body: bytes) -> None:
    answer = site.post("/play/press", body)
    assert answer.status == 400
    assert set(answer.json) == {"error"}


def test_a_body_too_large_is_refused_with_or_without_its_length(site: Site) -> None:
    body = json.dumps({"as": "lea", "text": "x" * BODY_BYTES}).encode()
    assert site.post("/play/say", body).status == 413
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    headers = {"Origin": f"http://127.0.0.1:{site.port}", "Content-Type": "application/json"}
    line.request("POST", "/play/say", iter([body[:200_000], body[200_000:]]), headers, encode_chunked=True)
    assert line.getresponse().status == 413
    line.close()


def test_a_form_of_another_site_cannot_send_its_kind_of_body(site: Site) -> None:
    assert site.post("/play/press", b"{}", **{"Content-Type": "text/plain"}).status == 415


TAMPERED: list[tuple[str, object]] = [
    ("as", "nobody"),
    ("as", 1),
    ("as", ""),
    ("as", "x" * 201),
    ("as", "le\u0000a"),
    ("conversation", "@bruno"),
    ("conversation", "elsewhere"),
    ("conversation", 3),
    ("id", "1"),
    ("id", None),
    ("action", ""),
    ("action", ["a"]),
    ("ref", {}),
    ("lang", 2),
]


@pytest.mark.parametrize(("name", "wrong"), TAMPERED)
def test_a_tampered_press_is_refused_and_does_nothing(site: Site, name: str, wrong: object) -> None:
    assert error(site, "press", **{"action": "standup.answer", "ref": "r1", name: wrong})
    assert site.rules.events == []


@pytest.mark.parametrize("values", [None, [], {"today": 1}, {"today": None}, {"today": {"deep": ""}}])
def test_tampered_values_are_refused(site: Site, values: object) -> None:
    assert error(site, "submit", action="standup.answer", ref="r1", values=values)
    assert site.rules.events == []


@pytest.mark.parametrize("push", [{}, {"minutes": 0}, {"minutes": 1.5}, {"minutes": True}, {"minutes": 10**9},
    {"until": "never"}, {"minutes": 15, "until": "next"}, {"minutes": "15"}, {"at": "x", "until": "next"}])  # fmt: skip
def test_a_clock_is_pushed_one_way_or_the_other(site: Site, push: dict[str, object]) -> None:
    assert error(site, "push", **push)
    assert site.play.told == []


def test_the_clock_goes_to_a_moment_to_come_and_to_no_other(site: Site) -> None:
    """Whole minutes, so that the moment has rung; one that has passed meanwhile pushes nothing."""
    site.play.now = NOW + timedelta(seconds=20)
    site.play.moments = [Moment(at(15, 30), "Point du jour"), Moment(at(9, 30, day=20), "Rétro")]
    site.act("push", at=at(15, 30).isoformat())
    site.act("push", at=at(9, 30, day=20).isoformat())
    site.act("push", at=at(11, 30).isoformat())
    assert site.play.told == [("push", 216, ""), ("push", 18 * 24 * 60 - 144, "")]
    assert error(site, "push", at=at(15, 30).isoformat(), **{"as": "nobody"})


# What becomes of it


def test_a_line_with_a_slash_is_a_command_and_nothing_is_kept(site: Site) -> None:
    site.act("say", id=ID, text="/demande  juridique *vite*\nmerci ")
    assert site.rules.events == [CommandTyped(ID, LEA, DIRECT, "demande", " juridique *vite*\nmerci ")]
    assert site.play.told == []


def test_a_command_may_leave_its_slash_out(site: Site) -> None:
    for text in ("/point passer", "point passer"):
        site.act("command", id=ID, text=text, conversation="c1")
    assert site.rules.events == [CommandTyped(ID, LEA, CHANNEL, "point", "passer")] * 2


def test_a_line_to_the_bot_is_kept_and_told(site: Site) -> None:
    site.act("say", id=ID, text="Rien d’autre.\n<b>Merci</b>")
    assert site.play.told == [("typed", "lea", "@lea", "Rien d’autre.\n<b>Merci</b>", ID)]
    assert site.rules.events == [MessageTyped(ID, LEA, DIRECT, "Rien d’autre.\n<b>Merci</b>", ID)]


def test_chatting_in_a_channel_is_not_the_bots_business(site: Site) -> None:
    site.act("say", id=ID, text="Salut @ritualbot !", conversation="c1")
    assert site.play.told == [("typed", "lea", "c1", "Salut @ritualbot !", ID)]
    assert site.rules.events == []


@pytest.mark.parametrize("text", ["@ritualbot point passer", "@Ritualbot, /point passer", " @ritualbot: point passer"])
def test_calling_the_bot_by_name_in_a_channel_tells_it_what_follows(site: Site, text: str) -> None:
    site.act("say", id=ID, text=text, conversation="c1")
    called = "/point passer" if "/" in text else "point passer"
    assert site.rules.events == [MessageTyped(ID, LEA, CHANNEL, text, ID, called)]
    assert site.play.told == [("typed", "lea", "c1", text, ID)]


def test_an_empty_line_does_nothing(site: Site) -> None:
    assert site.act("say", text=" \n ").json == {}
    assert site.rules.events == []
    assert site.play.told == []


def test_what_no_eye_sees_is_not_stored_but_the_rules_hear_it(site: Site) -> None:
    text = "a\u0000b\ud800c\u202ed👩\u200d🚀\r\ne"
    site.act("say", id=ID, text=text)
    assert site.play.told == [("typed", "lea", "@lea", "abc\u202ed👩\u200d🚀\ne", ID)]
    assert site.rules.events == [MessageTyped(ID, LEA, DIRECT, text, ID)]


def test_an_own_message_can_be_changed(site: Site) -> None:
    site.play.messages = [
        Message("m1", "@lea", "lea", NOW, text="avant"),
        Message("m2", "c1", "lea", NOW, text="là"),
    ]
    site.act("edit", id=ID, message="m1", text="après")
    assert site.rules.events == [MessageEdited(ID, LEA, DIRECT, "après", "m1")]
    site.act("edit", id=ID, message="m2", text="ici", conversation="c1")
    assert site.play.told == [("typed", "lea", "@lea", "après", "m1"), ("typed", "lea", "c1", "ici", "m2")]
    assert len(site.rules.events) == 1


def test_the_message_of_another_cannot_be_changed(site: Site) -> None:
    site.play.messages = [Message("m1", "c1", "bruno", NOW, text="avant")]
    assert error(site, "edit", message="m1", text="après", conversation="c1")
    assert error(site, "edit", message="m0", text="après", conversation="c1")
    assert site.play.told == []


def test_buttons_and_forms_become_events(site: Site) -> None:
    values = {"today": "*gras* <script>", "people": "lea,bruno"}
    site.act("press", id=ID, action="standup.answer", ref="r1", conversation="c1")
    site.act("submit", id=ID, action="standup.answer", ref="r1", values=values)
    site.act("draft", id=ID, action="standup.answer", ref="r1", values={"today": "La pa"})
    site.act("close", id=ID, action="standup.answer", ref="")
    assert site.rules.events == [
        ButtonPressed(ID, LEA, CHANNEL, "standup.answer", "r1"),
        FormSubmitted(ID, LEA, DIRECT, "standup.answer", "r1", values),
        FormTyped(ID, LEA, DIRECT, "standup.answer", "r1", {"today": "La pa"}),
        FormClosed(ID, LEA, DIRECT, "standup.answer", ""),
    ]


def test_the_clock_the_eyes_and_the_language_reach_the_play(site: Site) -> None:
    assert site.act("push", minutes=15).json == {}
    site.act("push", until="next")
    site.act("seen", conversation="c1")
    site.act("seen", conversation="")
    site.act("speak", language="en")
    assert error(site, "speak", language="de")
    assert site.play.told == [
        ("push", 15, ""), ("push", None, "next"), ("seen", "lea", "c1"), ("seen", "lea", ""), ("speak", "en"),
    ]  # fmt: skip


# What the page is told


def test_a_private_answer_comes_back_in_place(site: Site) -> None:
    site.rules.reply = Say(Card(literal("Sans réponse : <Nora>.")))
    said = site.act("press", action="standup.names", ref="r1", conversation="c1").json["say"]
    assert "Sans réponse : &lt;Nora&gt;." in said
    assert "visible par vous seul" in said
    assert 'data-conversation="c1"' in said
    assert "only you see this" in site.act("press", action="a", ref="r", lang="en").json["say"]


def test_a_form_and_its_errors_come_back(site: Site) -> None:
    site.rules.reply = OpenForm(
        Form("standup.answer", "r1", literal("Point"), (TextField("today", "Où ?"),), "Envoyer")
    )
    form = site.act("press", action="standup.form", ref="r1").json["form"]
    assert 'data-form="standup.answer"' in form
    assert 'data-form-ref="r1"' in form
    site.rules.reply = FieldErrors(
        {"due": Text("Date inconnue : « {d} ».", {"d": "<b>31/02</b>"}), "": literal("Bof.")}
    )
    errors = site.act("submit", action="standup.answer", ref="r1", values={}).json["errors"]
    assert errors == {"due": "Date inconnue : « &lt;b&gt;31/02&lt;/b&gt; ».", "": "Bof."}


def test_only_a_page_is_gone_to(site: Site) -> None:
    site.rules.reply = GoTo("https://example.org/x?a=1")
    assert site.act("press", action="a", ref="r").json == {"goto": "https://example.org/x?a=1"}
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "file:///etc/passwd",
        "/\\evil.example",
    ):
        site.rules.reply = GoTo(url)
        assert site.act("press", action="a", ref="r").json == {}


def test_a_fault_is_said_in_words_and_its_text_is_logged_nowhere(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.rules.fault = RuntimeError("Léa a écrit : secret")
    with caplog.at_level(logging.DEBUG):
        said = site.act("say", id=ID, text="secret").json["failed"]
        errors = site.act("submit", action="a", ref="r", values={"x": "secret"}).json["errors"]
    assert "Le texte est conservé" in said
    assert "Le texte est conservé" in errors[""]
    assert f"event {ID} failed: RuntimeError" in caplog.text
    assert "secret" not in caplog.text


def test_the_page_opens_on_somebody_whatever_the_address_says(site: Site) -> None:
    for query in ("", "?as=nobody", "?as=lea&in=@bruno", "?as=lea&in=nowhere&lang=xx", "?as=%00&since=%ff"):
        answer = site.get(f"/{query}")
        assert answer.status == 200
        assert 'data-as="lea" data-in="" data-lang="fr"' in answer.text


def test_fragments_are_those_of_the_page(site: Site) -> None:
    parts = site.get("/play/page?as=bruno&in=c1&lang=en").json
    page = site.get("/?as=bruno&in=c1&lang=en").text
    for name in ("bar", "side", "head", "feed", "next", "to"):
        assert parts[name] in page
    assert (parts["as"], parts["in"], parts["lang"], parts["version"]) == ("bruno", "c1", "en", "0")
    assert parts["title"] == "Printemps, Tuesday 2 March 2027, 11:54"


def test_the_stream_tells_the_version_at_once_and_when_it_changes(site: Site) -> None:
    line = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    line.request("GET", "/play/stream")
    answer = line.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert [answer.readline() for _ in range(3)] == [b"event: changed\n", b'data: "0"\n', b"\n"]
    site.play.changes = 5
    assert [answer.readline() for _ in range(3)] == [b"event: changed\n", b'data: "5"\n', b"\n"]
    line.close()
