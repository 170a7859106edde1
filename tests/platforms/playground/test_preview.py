"""Each message as another platform would be sent it, for whoever wants to look."""

import json

import pytest

from ritualbot.app.previews import PREVIEWS
from ritualbot.chat.cards import Actions, Button, Card
from ritualbot.chat.events import Place
from ritualbot.chat.text import literal
from ritualbot.platforms.playground.play import Message
from tests.platforms.chart import result_card
from tests.platforms.playground.recording import Site, at

BILAN = Message(ref="m1", conversation="c1", author="", posted_at=at(11, 30), card=Card(literal("Bilan <b>")))
TYPED = Message(ref="m2", conversation="c1", author="bruno", posted_at=at(11, 31), text="Bonjour")
ELSEWHERE = Message(ref="m3", conversation="@bruno", author="", posted_at=at(11, 32), card=Card(literal("Secret")))


@pytest.fixture
def site_of_a_day(site: Site) -> Site:
    site.play.messages = [BILAN, TYPED, ELSEWHERE]
    return site


def test_a_message_of_the_bot_is_shown_as_it_would_be_sent(site_of_a_day: Site) -> None:
    answer = site_of_a_day.get("/play/preview?as=lea&ref=m1&platform=Slack")
    assert answer.status == 200
    assert json.loads(answer.json["json"]) == {"text": "Bilan <b>", "direct": False}
    assert answer.json["json"].startswith("{\n  ")


def test_a_message_to_one_person_is_told_from_one_to_a_channel(site_of_a_day: Site) -> None:
    answer = site_of_a_day.get("/play/preview?as=bruno&ref=m3&platform=Slack")
    assert json.loads(answer.json["json"]) == {"text": "Secret", "direct": True}


@pytest.mark.parametrize(
    "asked",
    [
        "as=lea&ref=m2&platform=Slack",  # what somebody typed is no message of ours
        "as=lea&ref=m3&platform=Slack",  # another person's direct message
        "as=lea&ref=m9&platform=Slack",
        "as=lea&ref=m1&platform=Teams",
        "as=nobody&ref=m1&platform=Slack",
        "",
    ],
)
def test_nothing_else_is_shown(site_of_a_day: Site, asked: str) -> None:
    assert site_of_a_day.get(f"/play/preview?{asked}").status == 400


def test_only_this_machine_may_look(site_of_a_day: Site) -> None:
    answer = site_of_a_day.get("/play/preview?as=lea&ref=m1&platform=Slack", Host="evil.example")
    assert answer.status == 403


@pytest.mark.parametrize(("language", "label"), [("fr", "JSON pour Slack"), ("en", "JSON for Slack")])
def test_each_message_of_the_bot_has_a_quiet_fold_for_it(site_of_a_day: Site, language: str, label: str) -> None:
    html = site_of_a_day.get(f"/?as=lea&in=c1&lang={language}").text
    assert html.count('<details class="preview"') == 1
    assert f">{label}</summary>" in html
    assert 'data-preview="Slack" data-ref="m1"' in html


CARD = Card(literal("Bonjour"), (Actions((Button("standup.open", "r1", "Répondre"),)),))


def test_the_playground_shows_what_slack_is_sent() -> None:
    shown = PREVIEWS["Slack"](CARD, Place("c1"))
    assert isinstance(shown, dict) and set(shown) == {"text", "blocks", "link_names"}


@pytest.mark.parametrize(("direct", "kind"), [(True, "Action.Execute"), (False, "Action.Submit")])
def test_the_playground_shows_what_teams_is_sent_in_this_place(direct: bool, kind: str) -> None:
    shown = PREVIEWS["Teams"](CARD, Place("c1", direct=direct))
    assert isinstance(shown, dict) and set(shown) == {"type", "summary", "attachments"}
    content = shown["attachments"][0]["content"]
    assert (content["type"], content["version"]) == ("AdaptiveCard", "1.5")
    assert content["body"][-1]["actions"][0]["type"] == kind


@pytest.mark.parametrize("platform", ["Slack", "Teams"])
def test_a_chart_is_shown_as_the_image_it_would_be(platform: str) -> None:
    shown = json.dumps(PREVIEWS[platform](result_card("fr"), Place("c1")), ensure_ascii=False)
    assert {"Slack": '"slack_file"', "Teams": '"type": "Image"'}[platform] in shown
    assert "B fait mieux que A" in shown
