"""A chart on Slack: its picture is a file that stands in the message alone; where it cannot, its words stand there."""

import asyncio
import base64

import pytest

from ritualbot.chat.cards import Card
from ritualbot.chat.gateway import Target
from ritualbot.errors import NotSent, Throttled, Undeliverable
from ritualbot.platforms.slack.calls import Calls, open_session
from ritualbot.platforms.slack.gateway import SlackGateway
from tests.clouds.slack.client import FakeWorkspace
from tests.platforms.chart import drawn_card, result, result_card
from tests.platforms.slack.house import SmallHouse
from tests.reports.picture import read

COMPLETE, POST = "files.completeUploadExternal", "chat.postMessage"


def say(workspace: FakeWorkspace, card: Card, message: str = "") -> str:
    """Posts it, or edits a message."""

    async def said() -> str:
        house, to = SmallHouse.of(workspace), Target(workspace.id, workspace.channels["sprint"])
        async with open_session() as session:
            gateway = SlackGateway(Calls(house, session, workspace.slack.api), house, waits=(0, 0))
            if not message:
                return await gateway.post(to, card, key="k", thread="")
            await gateway.edit(to, message, card)
            return message

    return asyncio.run(said())


def kinds(workspace: FakeWorkspace) -> list[str]:
    (shown,) = workspace.messages("sprint")
    return [block["type"] for block in shown["blocks"]]


def test_its_picture_is_uploaded_and_shown_in_the_message(printemps: FakeWorkspace) -> None:
    say(printemps, drawn_card())
    (shown,) = printemps.messages("sprint")
    (image,) = [block for block in shown["blocks"] if block["type"] == "image"]
    (file,) = printemps.do("files")
    assert image["slack_file"] == {"id": file["id"]} and image["alt_text"] == result("fr").alt
    assert (file["name"], file["channel"], "files" in shown) == ("ritualbot.png", "", False)
    assert read(base64.b64decode(file["content"])).wide == 1024
    assert shown["text"].endswith(result("fr").alt.rpartition("\n")[2])


def test_an_edit_shows_its_own_picture(printemps: FakeWorkspace) -> None:
    message = say(printemps, result_card("fr"))
    assert kinds(printemps) == ["header", "rich_text"]
    say(printemps, drawn_card(), message)
    assert kinds(printemps) == ["header", "image"]


def test_a_file_that_slack_still_looks_at_is_waited_for(printemps: FakeWorkspace) -> None:
    printemps.do("faults", faults=[{"kind": "word", "error": "invalid_blocks", "method": POST, "times": 2}])
    say(printemps, drawn_card())
    assert kinds(printemps) == ["header", "image"]
    assert len(printemps.do("files")) == 1


def test_where_slack_never_takes_the_file_the_words_go_out(printemps: FakeWorkspace) -> None:
    printemps.do("faults", faults=[{"kind": "word", "error": "invalid_blocks", "method": POST, "times": 3}])
    say(printemps, drawn_card())
    assert kinds(printemps) == ["header", "rich_text"]
    assert result("fr").alt in printemps.messages("sprint")[0]["blocks"][1]["elements"][0]["elements"][0]["text"]


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", COMPLETE])
def test_a_workspace_that_takes_no_files_gets_the_words(printemps: FakeWorkspace, method: str) -> None:
    printemps.do("faults", faults=[{"kind": "word", "error": "file_uploads_disabled", "method": method, "times": 9}])
    say(printemps, drawn_card())
    assert kinds(printemps) == ["header", "rich_text"]


@pytest.mark.parametrize(
    ("method", "kind", "error"),
    [(COMPLETE, "failed_after", NotSent), (COMPLETE, "throttled", Throttled), (POST, "throttled", Throttled)],
)
def test_what_fails_before_the_message_is_tried_again_as_nothing_was_said(
    printemps: FakeWorkspace, method: str, kind: str, error: type[Exception]
) -> None:
    printemps.do("faults", faults=[{"kind": kind, "method": method}])
    with pytest.raises(error):
        say(printemps, drawn_card())
    assert printemps.messages("sprint") == []


def test_another_refusal_is_no_question_of_pictures(printemps: FakeWorkspace) -> None:
    printemps.do("faults", faults=[{"kind": "word", "error": "is_archived", "method": POST}])
    with pytest.raises(Undeliverable):
        say(printemps, drawn_card())
