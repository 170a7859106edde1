"""Files on Teams, from the offer to the end: A6, A8. The platform asks its reader first, so much can happen."""

from collections.abc import Iterator
from typing import Any

import pytest

from ritualbot.chat.events import Place
from ritualbot.rituals.permissions import Role
from tests.builders import ALICE, BRUNO, Someone, SomeTeam
from tests.clouds.payloads import findings
from tests.clouds.teams.client import FakeTeams
from tests.conversations.teams_bot import TeamsBot
from tests.platforms.teams.told import payload

ADA = Someone("ada", (Role.ADMIN,))
NAME = "ritualbot-audit-2027-03-02.jsonl"


@pytest.fixture
def bot(sqlite_url: str, fake_teams: FakeTeams) -> Iterator[TeamsBot]:
    """Ada is offered the audit log."""
    made = TeamsBot(sqlite_url, SomeTeam(people=(ALICE, BRUNO, ADA)), cloud=fake_teams)
    made.person("ada").presses_ref("file.send", "audit:")
    made.settle()
    yield made
    made.close()


def offer(bot: TeamsBot) -> str:
    """What stands where the offer was made."""
    edited = [each for each in bot.first.messages(bot.first.personal("ada")) if each.get("edited")]
    return "".join(str(each["activity"]) for each in edited)


def yes(bot: TeamsBot, user: str = "ada", **changed: Any) -> dict[str, Any]:
    """The invoke of a yes to the newest offer; `changed` in its place."""
    told = bot.first.accepts("ada")
    place = {**told["uploadInfo"], **changed}
    value = {"type": "fileUpload", "action": "accept", "context": told["acceptContext"], "uploadInfo": place}
    said = {"name": "fileConsent/invoke", "replyToId": told["activity"], "value": value}
    made = bot.payloads.activity(bot.first, user, Place("", direct=True), "invoke", **said)
    made["channelData"]["source"] = {"name": "message"}
    return made


def send(bot: TeamsBot, invoke: dict[str, Any]) -> None:
    bot.send(bot.first, invoke)
    bot.wait(seconds=5)


def test_what_the_driver_sends_has_the_shape_of_what_teams_sends(bot: TeamsBot) -> None:
    found = findings(yes(bot), payload("invoke_file_consent_accept"))
    assert [each for each in found if "context" not in each] == []


def test_a_yes_brings_the_file_and_settles_the_offer(bot: TeamsBot) -> None:
    send(bot, yes(bot))
    assert [name for name, _ in bot.received("ada")] == [NAME]
    assert NAME in offer(bot) and "accepté, le fichier arrive" in offer(bot)


def test_a_no_leaves_the_file_where_it_is_and_it_can_be_had_again(bot: TeamsBot) -> None:
    bot.declines("ada")
    bot.settle()
    assert bot.received("ada") == []
    assert "n’a pas été envoyé" in offer(bot) and "file.send" in offer(bot)
    assert bot.first.log("upload") == []


def test_a_yes_that_is_sent_twice_brings_one_file(bot: TeamsBot) -> None:
    """A8."""
    said = yes(bot)
    send(bot, said)
    send(bot, said)
    assert len(bot.received("ada")) == 1


def test_somebody_elses_yes_brings_nothing(bot: TeamsBot) -> None:
    """A forged context of an offer to somebody else: the right is asked for anew."""
    send(bot, yes(bot, "alice"))
    assert bot.received("ada") == [] and bot.received("alice") == []
    assert "administration" in bot.person("alice").last.text
    assert bot.first.log("upload") == []


def test_a_place_that_is_not_theirs_is_said_and_nothing_leaves(bot: TeamsBot) -> None:
    send(bot, yes(bot, uploadUrl="https://evil.example.com/upload"))
    assert "ne peut pas être déposé" in bot.person("ada").last.text
    assert bot.received("ada") == []


def test_a_place_that_is_good_no_more_is_said_with_a_way_to_ask_again(bot: TeamsBot) -> None:
    said = yes(bot, uploadUrl=f"{bot.first.cloud.url}/{bot.first.id}/upload/gone")
    send(bot, said)
    ada = bot.person("ada")
    assert "n’a pas abouti" in ada.last.text and ada.sees("file.send")


def test_bytes_that_do_not_arrive_at_once_arrive_later(bot: TeamsBot) -> None:
    bot.first.goes_wrong("unavailable", "upload", times=2)
    send(bot, yes(bot))
    bot.wait(minutes=2)
    assert [name for name, _ in bot.received("ada")] == [NAME]
