"""Each reply, as the acknowledgement, the view or the private message that Slack is given for it."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ritualbot.chat.cards import Actions, Button, Card
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, FormTyped, MessageTyped
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.replies import FieldErrors, GoTo, Nothing, OpenForm, Reply, Say
from ritualbot.chat.text import Text, literal
from ritualbot.platforms.slack.answer import Asked
from tests.clouds.slack.client import FakeSlack, FakeWorkspace
from tests.platforms.slack.door import BOUND, Door, Recorder, door, payload
from tests.platforms.slack.house import SmallHouse

FORM = Form("standup.answer", "r" * 22, Text("Point du jour"), (TextField("today", "Aujourd’hui"),), "Envoyer")
CARD = Card(Text("Bonjour {name}", {"name": "<Zoé & Cie>"}), (Actions((Button("ritual.next", "", "La suite"),)),))
AGAIN, SLOW = "Cela n’a pas abouti", "C’est plus long que d’habitude"


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def house(printemps: FakeWorkspace) -> SmallHouse:
    found = SmallHouse.of(printemps)
    found.people |= {(printemps.id, printemps.users[name]): "fr" for name in ("alice", "bruno")}
    return found


@pytest.fixture
def slack(recorder: Recorder, house: SmallHouse, fake_slack: FakeSlack) -> Iterator[Door]:
    with door(recorder.handle, house, fake_slack) as made:
        yield made


def command(at: FakeWorkspace, text: str = "now", user: str = "alice", channel: str = "sprint") -> dict[str, Any]:
    ids = {"team_id": at.id, "user_id": at.users[user], "channel_id": at.channels[channel], "channel_name": channel}
    return {**payload("slash_command_channel"), **ids, "text": text, **reachable(at, user, channel)}


def reachable(at: FakeWorkspace, user: str, channel: str = "sprint") -> dict[str, str]:
    address = at.do("response", user=at.users[user], channel=at.channels[channel])["response_url"]
    return {"response_url": address, "trigger_id": at.trigger(user)}


def of_alice(name: str, at: FakeWorkspace) -> dict[str, Any]:
    """An example as if it came from this workspace."""
    body = payload(name)
    body["team"] = {"id": at.id, "domain": "printemps"}
    body["user"] |= {"id": at.users["alice"], "team_id": at.id}
    if "view" in body:
        body["view"]["app_installed_team_id"] = at.id
        body["view"]["private_metadata"] = '{"ref": "run-17"}'
        body["view"]["state"]["values"].pop("owner", None)
    if "response_url" in body:
        body["channel"]["id"] = body["container"]["channel_id"] = at.channels["sprint"]
        body |= reachable(at, "alice")
    return body


def told_privately(at: FakeWorkspace) -> list[str]:
    return [str(each["text"]) for each in at.do("private")]


# -- a command -----------------------------------------------------------------------------------------------------


def test_what_is_said_to_a_command_only_its_writer_sees(
    slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    recorder.reply = Say(CARD)
    answer = slack.send(command(printemps)).json
    assert answer["response_type"] == "ephemeral"
    assert answer["text"].startswith("Bonjour &lt;Zoé &amp; Cie&gt;")
    assert [block["type"] for block in answer["blocks"]][-1] == "actions"


def test_a_form_opens_with_the_commands_trigger(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    recorder.reply = OpenForm(FORM)
    assert slack.send(command(printemps)).body == b""
    [view] = printemps.do("views").values()
    assert (view["callback_id"], view["user"]) == ("standup.answer", printemps.users["alice"])


@pytest.mark.parametrize("kind", ["failed", "throttled", "reset", "empty"])
def test_a_form_that_does_not_open_is_said(
    kind: str, slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    recorder.reply = OpenForm(FORM)
    printemps.goes_wrong(kind, "views.open")
    assert AGAIN in slack.send(command(printemps)).json["text"]
    assert not printemps.do("views")
    printemps.do("faults", faults=[])
    assert slack.send(command(printemps)).body == b""


def test_a_trigger_that_is_used_up_is_said_in_the_persons_language(
    slack: Door, recorder: Recorder, house: SmallHouse, printemps: FakeWorkspace
) -> None:
    recorder.reply = OpenForm(FORM)
    house.people[printemps.id, printemps.users["alice"]] = "en"
    sent = command(printemps)
    slack.send(sent)
    assert "Please do it again" in slack.send(sent).json["text"]


def test_a_page_is_a_link(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    recorder.reply = GoTo("https://example.com/export")
    [button] = slack.send(command(printemps)).json["blocks"][-1]["elements"]
    assert button["url"] == "https://example.com/export"


def test_what_is_too_long_for_one_answer_goes_on(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    lines = tuple(literal(f"ligne {number} " + "x" * 200) for number in range(50))
    recorder.reply = Say(Card(literal("Long"), lines))
    first = slack.send(command(printemps)).json["text"]
    whole = first + "".join(told_privately(printemps))
    assert all(f"ligne {number} " in whole for number in range(50))
    assert "ligne 49" not in first


def test_the_answer_comes_before_what_goes_on_and_does_not_wait_for_it(slack: Door, printemps: FakeWorkspace) -> None:
    """Slack gives an answer three seconds, and shows what it is told in the order it comes."""
    said, answers = Say(Card(literal("Long"), (literal("x" * 9_000),))), slack.inbound.listener.answers
    asked = Asked(printemps.id, printemps.users["alice"], command(printemps), until=BOUND)
    assert slack.run(answers.to_command(asked, said))["text"].startswith("Long")
    assert told_privately(printemps) == []
    slack.run(answers.rest_to_command(asked, said))
    assert len(told_privately(printemps)) == 2


# -- a button ------------------------------------------------------------------------------------------------------


def test_a_button_in_a_message_opens_its_form(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    recorder.reply = OpenForm(FORM)
    assert slack.send(of_alice("block_actions_channel_message", printemps)).body == b""
    assert len(printemps.do("views")) == 1


@pytest.mark.parametrize(
    ("reply", "words"), [(Say(CARD, kept=False), "Bonjour"), (GoTo("https://example.com/x"), "navigateur")]
)
def test_what_a_button_is_answered_goes_to_its_own_address(
    reply: Reply, words: str, slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    recorder.reply = reply
    slack.send(of_alice("block_actions_channel_message", printemps))
    [told] = told_privately(printemps)
    assert words in told


def test_a_form_that_a_button_does_not_open_is_said_at_its_address(
    slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    recorder.reply = OpenForm(FORM)
    printemps.goes_wrong("failed", "views.open")
    slack.send(of_alice("block_actions_channel_message", printemps))
    [told] = told_privately(printemps)
    assert AGAIN in told


def test_nothing_is_sent_to_an_address_that_is_not_slacks(
    slack: Door, recorder: Recorder, printemps: FakeWorkspace, fake_slack: FakeSlack
) -> None:
    recorder.reply = GoTo("https://example.com/x")
    body = of_alice("block_actions_channel_message", printemps)
    body["response_url"] = body["response_url"].replace("127.0.0.1", "localhost")
    assert slack.send(body).status == 200
    assert told_privately(printemps) == []


def test_a_button_in_a_modal_is_answered_in_it(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    recorder.reply = OpenForm(FORM)
    slack.send(command(printemps))
    [(view_id, view)] = printemps.do("views").items()
    recorder.reply = Say(CARD)
    body = of_alice("block_actions_modal_dispatch", printemps)
    body["view"] |= {"id": view_id, "hash": view["hash"]}
    body["container"]["view_id"] = view_id
    body["actions"] = [{"type": "button", "action_id": "ritual.next", "block_id": "b", "action_ts": "1.1"}]
    slack.send(body)
    event = recorder.told[-1]
    assert isinstance(event, ButtonPressed) and event.in_place
    assert printemps.do("views")[view_id]["blocks"][-1]["type"] == "actions"
    assert printemps.log("views.update")


# -- a form --------------------------------------------------------------------------------------------------------


def test_a_form_that_is_taken_closes(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    assert slack.send(of_alice("view_submission_all_inputs", printemps)).body == b""


def test_what_is_said_to_a_form_stands_in_its_place(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    recorder.reply = Say(CARD)
    answer = slack.send(of_alice("view_submission_all_inputs", printemps)).json
    assert answer["response_action"] == "update"
    assert "submit" not in answer["view"] and answer["view"]["blocks"][-1]["type"] == "actions"


def test_a_form_that_leads_to_another_becomes_it(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    recorder.reply = OpenForm(FORM)
    answer = slack.send(of_alice("view_submission_all_inputs", printemps)).json
    assert (answer["response_action"], answer["view"]["callback_id"]) == ("update", "standup.answer")


def test_errors_stand_at_their_fields(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    recorder.reply = FieldErrors({"mood": Text("Choisissez {what}", {"what": "<une> humeur"}), "": Text("Et relisez.")})
    answer = slack.send(of_alice("view_submission_all_inputs", printemps)).json
    assert answer == {
        "response_action": "errors",
        "errors": {"mood": "Choisissez <une> humeur", "today": "Et relisez."},
    }


def test_errors_of_a_view_without_fields_take_its_place(
    slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    recorder.reply = FieldErrors({"": Text("Trop tard.")})
    body = of_alice("view_submission_all_inputs", printemps)
    body["view"]["blocks"] = []
    answer = slack.send(body).json
    assert answer["response_action"] == "update" and "Trop tard." in str(answer["view"])


def test_a_form_that_was_not_kept_stays_with_what_was_typed(
    slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    recorder.reply = Say(CARD, kept=False)
    answer = slack.send(of_alice("view_submission_all_inputs", printemps)).json
    assert answer["response_action"] == "errors" and AGAIN in answer["errors"]["today"]


def test_what_stands_in_an_open_form_is_told_and_the_last_wins(slack: Door, recorder: Recorder) -> None:
    body = payload("block_actions_modal_dispatch")
    body["actions"][0]["action_id"] = "value"
    slack.inbound.listener.house.tokens["T0PRNTMPS1"] = "xoxb-none"  # type: ignore[attr-defined]
    for typed in ("R", "Re", "Rel"):
        body["view"]["state"]["values"]["today"]["text"]["value"] = typed
        assert slack.send(body).body == b""
    last = recorder.told[-1]
    assert isinstance(last, FormTyped) and last.values == {"today": "Rel"}


# -- a page of one's own -------------------------------------------------------------------------------------------


def test_the_page_of_the_app_is_published(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    recorder.reply = Say(CARD)
    body = payload("event_app_home_opened_first")
    body["authorizations"][0]["team_id"] = body["team_id"] = printemps.id
    body["event"]["user"] = printemps.users["alice"]
    assert slack.send(body).body == b""
    [view] = printemps.do("views").values()
    assert (view["type"], view["user"]) == ("home", printemps.users["alice"])


# -- who and where -------------------------------------------------------------------------------------------------


def test_whoever_is_not_known_is_looked_up_and_told(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    slack.send(command(printemps, user="emma"))
    slack.send(command(printemps, user="bruno"))
    emma, bruno = recorder.told
    assert [(each.user, each.guest) for each in emma.profiles] == [(printemps.users["emma"], True)]
    assert bruno.profiles == ()


def test_people_picked_in_a_form_are_looked_up(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    body = of_alice("view_submission_all_inputs", printemps)
    chosen = [printemps.users[name] for name in ("alice", "emma", "farid")]
    body["view"]["state"]["values"]["people"]["pick"]["selected_users"] = chosen
    slack.send(body)
    [event] = recorder.told
    assert isinstance(event, FormSubmitted) and event.values["people"] == ",".join(chosen)
    assert [each.user for each in event.profiles] == chosen[1:]


@pytest.mark.parametrize("typed", [("/ritual", "setup"), ("/rituel", "charte"), ("/ritual", "setup 7Q2M")])
def test_setting_up_is_told_of_the_channel_its_people_and_the_setters_rights(
    typed: tuple[str, str], slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    slack.send(command(printemps, typed[1]) | {"command": typed[0], "channel_name": "privategroup"})
    [event] = recorder.told
    assert event.place.name == "sprint"
    assert set(event.place.members) == {printemps.users[name] for name in ("alice", "bruno")}
    alice = next(each for each in event.profiles if each.user == printemps.users["alice"])
    assert alice.admin


def test_a_form_about_a_channel_is_told_of_it(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    body = of_alice("view_submission_all_inputs", printemps)
    body["view"]["private_metadata"] = f'{{"ref": "{printemps.channels["sprint"]}"}}'
    slack.send(body)
    [event] = recorder.told
    assert (event.place.conversation, event.place.name) == (printemps.channels["sprint"], "sprint")


def test_a_mention_is_told_by_name(slack: Door, recorder: Recorder, printemps: FakeWorkspace) -> None:
    slack.send(command(printemps, f"avec <@{printemps.users['bruno']}>"))
    [event] = recorder.told
    assert isinstance(event, CommandTyped) and event.text.startswith("avec @bruno")


@pytest.mark.parametrize("kind", ["failed", "throttled", "reset"])
def test_without_its_look_ups_an_event_goes_on(
    kind: str, slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    printemps.goes_wrong(kind, times=50)
    slack.send(command(printemps, "setup", user="emma") | {"command": "/ritual"})
    [event] = recorder.told
    assert (event.profiles, event.place.members) == ((), ())


# -- when it takes long --------------------------------------------------------------------------------------------


class Stuck:
    """A dispatcher that waits until it is let go."""

    def __init__(self, reply: Reply) -> None:
        self.go, self.reply, self.done = threading.Event(), reply, 0

    def handle(self, event: Event) -> Reply:
        assert self.go.wait(BOUND)
        self.done += 1
        return self.reply


@pytest.fixture
def late(house: SmallHouse, fake_slack: FakeSlack) -> Iterator[Callable[[dict[str, Any]], Any]]:
    """What is answered while the dispatcher is stuck; then it is let go and does its work all the same."""
    stuck = Stuck(Nothing())
    with door(stuck.handle, house, fake_slack, seconds=0.05) as made:

        def send(body: dict[str, Any]) -> Any:
            raw_answer = made.send_now(body)
            stuck.go.set()
            made.settle()
            assert stuck.done == 1
            return raw_answer

        yield send


def test_an_event_that_takes_too_long_is_to_be_told_again(late: Callable[..., Any], printemps: FakeWorkspace) -> None:
    body = payload("event_message_im")
    body["authorizations"][0]["team_id"] = printemps.id
    body["event"]["user"] = printemps.users["alice"]
    assert late(body).status == 503


def test_a_command_that_takes_too_long_is_said(late: Callable[..., Any], printemps: FakeWorkspace) -> None:
    assert SLOW in late(command(printemps)).json["text"]


def test_a_form_that_takes_too_long_stays_open(late: Callable[..., Any], printemps: FakeWorkspace) -> None:
    answer = late(of_alice("view_submission_all_inputs", printemps)).json
    assert answer["response_action"] == "errors" and SLOW in answer["errors"]["today"]


def test_a_button_that_takes_too_long_is_said_at_its_address(
    late: Callable[..., Any], printemps: FakeWorkspace
) -> None:
    assert late(of_alice("block_actions_channel_message", printemps)).status == 200
    assert SLOW in told_privately(printemps)[0]


def test_an_event_that_was_not_kept_is_to_be_told_again(
    slack: Door, recorder: Recorder, printemps: FakeWorkspace
) -> None:
    body = payload("event_message_im")
    body["authorizations"][0]["team_id"] = printemps.id
    body["event"]["user"] = printemps.users["alice"]
    recorder.reply = Say(CARD, kept=False)
    assert slack.send(body).status == 503
    recorder.reply = Say(CARD)
    assert slack.send(body).status == 200
    assert all(isinstance(event, MessageTyped) for event in recorder.told)
