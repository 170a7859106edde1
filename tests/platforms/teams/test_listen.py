"""Every activity of the papers, as the events it makes and the answer it gets."""

from typing import Any

import pytest

from ritualbot.chat.cards import Card
from ritualbot.chat.events import (
    ButtonPressed,
    Event,
    FormClosed,
    FormSubmitted,
    Installed,
    Joined,
    MessageEdited,
    MessageTyped,
    PlaceChanged,
    PlaceState,
)
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.replies import FieldErrors, GoTo, Nothing, OpenForm, Reply, Say
from ritualbot.chat.text import Text
from ritualbot.errors import RuleBroken
from ritualbot.platforms.shape import Json, Malformed
from ritualbot.platforms.teams.answer import apology
from ritualbot.platforms.teams.envelope import seen
from tests.platforms.teams.house import SmallHouse
from tests.platforms.teams.told import (
    ALICE,
    BRUNO,
    CHANNEL,
    GROUP,
    PAYLOADS,
    TENANT,
    Ear,
    NoConnector,
    payload,
    pressed,
)

FORM = Form("standup.answer", "r1", Text("Your day"), (TextField("today", "Today"),), "Send")
TEAM = "19:FictiveTeamPrintempsThread0123456789abcdefg1@thread.tacv2"


def told(event: Event) -> tuple[Any, ...]:
    """An event by what it says."""
    match event:
        case MessageTyped(text=text, called=called, place=place):
            return "typed", text, called, place.conversation if not place.direct else "1:1"
        case MessageEdited(text=text):
            return "edited", text
        case Joined(place=place):
            return "joined", "1:1" if place.direct else place.conversation
        case PlaceChanged(place=place, name=name, state=state):
            return "changed", place.conversation, name, state
        case _:
            raise AssertionError(event)


# What each of the papers' examples says to us; what cards of others send is nothing.
SAYS: dict[str, list[tuple[Any, ...]]] = {
    "message_personal": [("typed", "standup", None, "1:1")],
    "message_channel_root": [("typed", "standup", "standup", CHANNEL)],
    "message_channel_reply": [("typed", "help", "help", CHANNEL)],
    "message_group_chat": [("typed", "standup", "standup", GROUP)],
    "message_two_mentions": [
        ("typed", "req @Bruno Lindqvist check the ledger", "req @Bruno Lindqvist check the ledger", CHANNEL)
    ],
    "message_edit": [("edited", "standup: done")],
    "message_delete": [("edited", "")],
    "message_reaction_added": [],
    "message_reaction_removed": [],
    "message_action_submit_personal": [],
    "message_action_submit_channel": [],
    "conversation_update_bot_added_personal": [("joined", "1:1")],
    "conversation_update_bot_added_group_chat": [("joined", GROUP), ("changed", GROUP, "", PlaceState.OPEN)],
    "conversation_update_bot_added_team": [("joined", CHANNEL), ("changed", CHANNEL, "", PlaceState.OPEN)],
    "conversation_update_members_added_team": [],
    "conversation_update_members_removed_team": [],
    "conversation_update_channel_renamed": [("changed", CHANNEL, "Sprint Été", None)],
    "conversation_update_team_renamed": [],
    "installation_update_add_personal": [("joined", "1:1")],
    "installation_update_add_team": [("joined", CHANNEL), ("changed", CHANNEL, "", PlaceState.OPEN)],
    "installation_update_remove_personal": [],
    "installation_update_remove_team": [],
    "invoke_adaptive_card_action": [],
    "invoke_adaptive_card_action_channel": [],
    "invoke_adaptive_card_action_refresh": [],
    "invoke_task_fetch": [],
    "invoke_task_submit": [],
    "invoke_file_consent_accept": [],
    "invoke_file_consent_decline": [],
}


def test_every_example_is_in_the_table() -> None:
    assert {each.stem for each in PAYLOADS.glob("*.json")} - {"headers"} == SAYS.keys()


@pytest.mark.parametrize("name", SAYS)
def test_what_an_activity_says(name: str) -> None:
    ear = Ear()
    answer = ear.hears(payload(name))
    assert [told(event) for event in ear.events] == SAYS[name]
    assert (answer is None) == (payload(name)["type"] != "invoke")
    assert all(event.who.user == ALICE and event.who.workspace == TENANT for event in ear.events)


@pytest.mark.parametrize("name", SAYS)
def test_an_empty_answer_to_a_card_is_never_given(name: str) -> None:
    """An empty one counts as a failure: the client presses again."""
    if not name.startswith("invoke_adaptive"):
        return
    answer = Ear().hears(payload(name))
    assert answer is not None and answer.body and answer.body["value"]


def test_who_acts_is_described_by_their_own_activity() -> None:
    ear = Ear()
    ear.hears(payload("message_personal"))
    ((profile,),) = [event.profiles for event in ear.events]
    assert (profile.user, profile.name, profile.tz, profile.language) == (ALICE, "Alice Duval", "Europe/Paris", "fr")


def test_a_message_can_hold_a_form_here() -> None:
    ear = Ear()
    ear.hears(payload("message_personal"))
    assert ear.events[0].form_in_message


# -- where things are said -----------------------------------------------------------------------------------------


def test_the_thread_is_no_part_of_where_a_message_was_said() -> None:
    ear = Ear()
    ear.hears(payload("message_channel_reply"))
    reference = ear.house.kept[CHANNEL].reference
    assert (reference.conversation, reference.channel, reference.scope) == (CHANNEL, CHANNEL, "channel")
    assert reference.service_url.endswith(f"/{TENANT}/") and reference.bot.startswith("28:")


def test_what_only_looks_like_a_mention_stays() -> None:
    """By its entity, not by its looks."""
    text = "<at>Somebody</at> said <at>Ritualbot</at> help"
    ear = Ear()
    ear.hears(payload("message_channel_root", text=text))
    assert told(ear.events[0])[1] == "<at>Somebody</at> said  help"


def test_an_edit_that_tells_no_text_says_nothing() -> None:
    edit = payload("message_edit")
    del edit["text"]
    ear = Ear()
    ear.hears(edit)
    assert ear.events == []


def test_two_edits_of_one_message_are_two_events_and_one_told_again_is_one() -> None:
    later = payload("message_edit", timestamp="2026-11-23T08:31:00.0000000Z")
    ear = Ear()
    for activity in (payload("message_edit"), payload("message_edit"), later, payload("message_personal")):
        ear.hears(activity)
    first, again, second, original = (event.id for event in ear.events)
    assert first == again and len({first, second, original}) == 3


@pytest.mark.parametrize("name", ["message_personal", "message_delete", "invoke_task_fetch"])
def test_who_has_no_object_id_is_nobody(name: str) -> None:
    activity = payload(name)
    del activity["from"]["aadObjectId"]
    ear = Ear()
    answer = ear.hears(activity)
    assert ear.events == []
    if name.startswith("invoke"):
        assert answer is not None and answer.body is not None
        assert "organisation" in answer.body["task"]["value"]


# -- coming and going ----------------------------------------------------------------------------------------------


def test_the_first_activity_of_a_tenant_says_that_the_bot_is_there() -> None:
    """Installations are not told reliably."""
    ear = Ear(SmallHouse())
    ear.hears(payload("message_personal"))
    ear.hears(payload("message_personal", id="2"))
    assert [type(event) for event in ear.events] == [Installed, MessageTyped, MessageTyped]
    assert isinstance(ear.events[0], Installed) and ear.events[0].language == "fr"
    assert ear.events[0].link == "https://teams.microsoft.com/l/app/5f0e1d2c-3b4a-4596-8778-695a4b3c2d1e"


def test_a_tenant_that_only_says_goodbye_is_not_new() -> None:
    ear = Ear(SmallHouse())
    ear.hears(payload("installation_update_remove_personal"))
    assert ear.events == []


def test_a_conversation_is_kept_with_its_team_and_an_update_of_a_team_is_not_one() -> None:
    ear = Ear()
    ear.hears(payload("installation_update_add_team"))
    ear.hears(payload("conversation_update_team_renamed"))
    assert {(each, found.team, found.name) for each, found in ear.house.kept.items()} == {(CHANNEL, TEAM, "Sprint")}


def test_who_comes_into_a_team_is_known_by_their_account() -> None:
    ear = Ear()
    ear.hears(payload("conversation_update_members_added_team"))
    assert ear.house.accounts.keys() == {BRUNO} and ear.house.accounts[BRUNO].startswith("29:")


@pytest.mark.parametrize("name", ["installation_update_remove_team", "conversation_update_bot_removed_team"])
def test_taken_out_of_a_team_nothing_is_posted_in_its_channels(name: str) -> None:
    ear = Ear()
    ear.hears(payload("installation_update_add_team"))
    removed = payload("conversation_update_members_removed_team")
    removed["membersRemoved"] = [{"id": removed["recipient"]["id"]}]
    ear.events.clear()
    ear.hears(payload(name) if name.startswith("installation") else removed)
    assert [told(event) for event in ear.events] == [("changed", CHANNEL, "", PlaceState.CLOSED)]
    assert ear.house.left == {CHANNEL}


def test_taken_away_from_a_person_their_conversation_is_left() -> None:
    ear = Ear()
    ear.hears(payload("installation_update_add_personal"))
    assert ear.house.personal(TENANT, ALICE) is not None
    ear.hears(payload("installation_update_remove_personal"))
    assert ear.house.personal(TENANT, ALICE) is None


@pytest.mark.parametrize("kind", ["teamArchived", "teamUnarchived"])
def test_a_team_that_is_archived_takes_all_its_channels_along(kind: str) -> None:
    ear = Ear()
    ear.hears(payload("installation_update_add_team"))
    archived = payload("conversation_update_team_renamed")
    archived["channelData"]["eventType"] = kind
    ear.events.clear()
    ear.hears(archived)
    state = PlaceState.CLOSED if kind == "teamArchived" else PlaceState.OPEN
    assert [told(event) for event in ear.events] == [("changed", CHANNEL, "", state)]
    assert ear.house.left == set()


def test_a_setup_knows_its_channel_by_name_and_people() -> None:
    members: list[Json] = [
        {"id": "29:b", "objectId": BRUNO, "name": "Bruno Lindqvist", "userRole": "user"},
        {"id": "29:a", "aadObjectId": ALICE, "name": "Alice Duval", "userRole": "user"},
        {"id": "29:g", "objectId": "a-guest", "name": "Emma", "userRole": "guest"},
        {"id": "29:n", "name": "Guest (Guest)", "userRole": "anonymous"},
    ]
    ear = Ear(connector=NoConnector(members))
    ear.hears(payload("installation_update_add_team"))
    ear.hears(payload("message_channel_root", text="<at>Ritualbot</at> ritual setup"))
    event = ear.events[-1]
    assert (event.place.name, event.place.members) == ("Sprint", (BRUNO, ALICE))
    assert {profile.user: profile.tz for profile in event.profiles} == {ALICE: "Europe/Paris", BRUNO: "", "a-guest": ""}
    assert ear.house.accounts[BRUNO] == "29:b"


def test_a_roster_that_is_not_told_holds_up_nothing() -> None:
    ear = Ear()
    ear.hears(payload("message_channel_root", text="<at>Ritualbot</at> ritual setup"))
    assert isinstance(ear.events[-1], MessageTyped) and ear.events[-1].place.members == ()


# -- cards ---------------------------------------------------------------------------------------------------------

PRESS = {"press": "standup.skip", "ref": "r1"}
SEND = {"send": "standup.answer", "ref": "r1", "fields": ["today"]}
CLOSE = {"close": "standup.answer", "ref": "r1"}


@pytest.mark.parametrize(
    ("name", "in_place"),
    [
        ("invoke_adaptive_card_action", False),
        ("invoke_adaptive_card_action_channel", False),
        ("invoke_task_fetch", True),
        ("invoke_task_submit", True),
        ("message_action_submit_personal", False),
        ("message_action_submit_channel", False),
    ],
)
def test_a_press(name: str, in_place: bool) -> None:
    ear = Ear()
    ear.hears(pressed(name, PRESS))
    (event,) = ear.events
    assert isinstance(event, ButtonPressed)
    assert (event.action, event.ref, event.in_place) == ("standup.skip", "r1", in_place)
    assert event.form_in_message is name.startswith("message")
    assert event.place.direct is not name.endswith("channel")


@pytest.mark.parametrize("name", ["invoke_adaptive_card_action", "invoke_task_submit"])
def test_a_form_that_is_sent_or_left(name: str) -> None:
    ear = Ear()
    ear.hears(pressed(name, SEND, today="Plan"))
    ear.hears(pressed(name, CLOSE))
    sent, closed = ear.events
    assert isinstance(sent, FormSubmitted) and (sent.action, dict(sent.values)) == ("standup.answer", {"today": "Plan"})
    assert isinstance(closed, FormClosed) and sent.place.direct


def test_what_is_about_a_channel_happens_in_it() -> None:
    ear = Ear()
    ear.hears(payload("installation_update_add_team"))
    ear.hears(pressed("invoke_adaptive_card_action", {"press": "setup.open", "ref": CHANNEL}))
    ear.hears(pressed("invoke_task_submit", {"send": "setup.found", "ref": CHANNEL, "fields": []}))
    assert [(event.place.conversation, event.place.name) for event in ear.events[2:]] == [(CHANNEL, "Sprint")] * 2


@pytest.mark.parametrize("ours", [{}, {"press": 7}, {"press": "x", "send": "y"}, "press", {"press": "../x", "ref": ""}])
@pytest.mark.parametrize("name", ["invoke_adaptive_card_action", "invoke_task_fetch", "message_action_submit_personal"])
def test_what_no_card_of_ours_sends_is_answered_and_not_handled(name: str, ours: object) -> None:
    ear = Ear()
    answer = ear.hears(pressed(name, ours))
    assert ear.events == []
    if name.startswith("invoke"):
        assert answer is not None and answer.status == 200 and "Not found here" in str(answer.body)


def test_a_refresh_nobody_pressed_shows_the_card_as_it_is() -> None:
    ear = Ear()
    message = payload("invoke_adaptive_card_action_refresh")["replyToId"]
    place = payload("invoke_adaptive_card_action_refresh")["conversation"]["id"]
    ear.house.cards[f"{place}|{message}"] = Card(Text("As it is"))
    refresh = pressed("invoke_adaptive_card_action_refresh", PRESS)
    answer = ear.hears(refresh)
    assert ear.events == [] and answer is not None and answer.body is not None
    assert answer.body["value"]["fallbackText"] == "As it is"


def answered(name: str, ours: object, reply: Reply, **inputs: str) -> dict[str, Any]:
    """The body an invoke is answered with; the message that was pressed is known, and so is the form."""
    ear = Ear(reply=reply)
    activity = pressed(name, ours, **inputs)
    ear.house.cards[f"{activity['conversation']['id']}|1795422600789"] = Card(Text("The message"))
    ear.house.keep_form(TENANT, ALICE, FORM)
    answer = ear.hears(activity)
    assert answer is not None and answer.status == 200
    return dict(answer.body or {})


ERRORS = FieldErrors({"today": Text("Too long."), "": Text("Not now.")})


@pytest.mark.parametrize(
    ("ours", "reply", "shown"),
    [
        (PRESS, Nothing(), "The message"),
        (CLOSE, Nothing(), "The message"),
        (PRESS, Say(Card(Text("Said"))), "Said"),
        (SEND, Say(Card(Text("Kept"))), "Kept"),
        (PRESS, OpenForm(FORM), "Your day"),
        (SEND, ERRORS, "Your day"),
        (SEND, Say(Card(Text("Failed")), kept=False), "Your day"),
        (PRESS, GoTo("https://ritualbot.example.com/x"), "This opens in your browser."),
    ],
)
def test_the_answer_to_a_card_is_a_card(ours: dict[str, str], reply: Reply, shown: str) -> None:
    body = answered("invoke_adaptive_card_action", ours, reply, today="Plan")
    assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert body["value"]["fallbackText"] == shown


@pytest.mark.parametrize(
    ("ours", "reply", "title"),
    [
        (PRESS, Say(Card(Text("Said"))), "Said"),
        (PRESS, OpenForm(FORM), "Your day"),
        (SEND, ERRORS, "Your day"),
        (SEND, Say(Card(Text("Failed")), kept=False), "Your day"),
    ],
)
def test_the_answer_in_a_dialog_is_a_dialog(ours: dict[str, str], reply: Reply, title: str) -> None:
    body = answered("invoke_task_submit", ours, reply, today="Plan")
    assert (body["task"]["type"], body["task"]["value"]["title"]) == ("continue", title)


@pytest.mark.parametrize("name", ["invoke_adaptive_card_action", "invoke_task_submit"])
@pytest.mark.parametrize("reply", [ERRORS, Say(Card(Text("Failed")), kept=False)])
def test_a_form_that_is_refused_keeps_what_was_typed(name: str, reply: Reply) -> None:
    body = str(answered(name, SEND, reply, today="Plan, typed for an hour"))
    assert "Plan, typed for an hour" in body and "▲ " in body


def test_a_dialog_closes_when_its_form_is_done_with_and_says_so_when_none_was_needed() -> None:
    assert answered("invoke_task_submit", SEND, Nothing()) == {}
    assert answered("invoke_task_submit", CLOSE, Nothing()) == {}
    for name in ("invoke_task_fetch", "invoke_task_submit"):
        assert answered(name, PRESS, Nothing())["task"] == {"type": "message", "value": "Done."}


def test_a_message_that_is_not_known_any_more_is_answered_all_the_same() -> None:
    answer = Ear().hears(pressed("invoke_adaptive_card_action", PRESS))
    assert answer is not None and answer.body is not None and answer.body["value"] == "Done."


def test_the_form_of_a_message_opens_as_a_dialog() -> None:
    ours = {"open": "standup.answer", "ref": "r1"}
    assert answered("invoke_task_fetch", ours, Nothing())["task"]["value"]["title"] == "Your day"
    assert "expired" in answered("invoke_task_fetch", {**ours, "ref": "r2"}, Nothing())["task"]["value"]


# -- when it goes wrong --------------------------------------------------------------------------------------------


def test_a_failure_of_ours_is_said_and_is_no_500() -> None:
    class Broken(SmallHouse):
        def admits(self, tenant: str) -> bool:
            raise RuleBroken("database away")

    for name in ("message_personal", "invoke_adaptive_card_action", "invoke_task_fetch", "invoke_file_consent_accept"):
        answer = Ear(Broken()).hears(payload(name))
        assert answer is not None and answer.status == 200
        assert answer.body == apology(payload(name).get("name", ""))


@pytest.mark.parametrize("path", [("conversation",), ("recipient",), ("serviceUrl",)])
def test_an_activity_from_nowhere_is_none(path: tuple[str, ...]) -> None:
    activity = payload("message_personal")
    activity[path[0]] = {} if path[0] != "serviceUrl" else ""
    with pytest.raises(Malformed):
        seen(activity)
