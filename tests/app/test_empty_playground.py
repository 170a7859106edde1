"""The playground with no team: its page works, and the first team is set up there."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from ritualbot.app.play import Playground, open_playground
from ritualbot.app.seed import CHANNELS, seed_people
from ritualbot.chat.events import CommandTyped, FormSubmitted, Place, Who
from ritualbot.chat.replies import OpenForm, Say
from ritualbot.platforms.playground.page import Asked, Look

ALICE = Who("playground", "playground", "alice")


@pytest.fixture
def playground(tmp_path: Path) -> Iterator[Playground]:
    opened = open_playground(f"sqlite:///{tmp_path / 'empty.db'}", "fr", seed_people)
    yield opened
    opened.app.engine.dispose()


def test_the_page_says_what_to_do_and_everyone_can_be_played(playground: Playground) -> None:
    day = playground.day(playground.first())
    assert (day.team, day.moments, [channel.name for channel in day.channels]) == ("", (), [*CHANNELS])
    assert len(day.actors) == 11 and not any(actor.outside for actor in day.actors)
    look = Look(day, playground.conversation("alice"), (), Asked("", "fr", None))
    assert look.title().startswith("ritualbot, ")
    assert "/rituel charte" in look.empty_text()


@pytest.mark.parametrize("until", ["next", "tomorrow"])
def test_the_clock_goes_on(playground: Playground, until: str) -> None:
    before = playground.day("alice").now
    asyncio.run(playground.push(None, until))
    assert (playground.day("alice").now.date() > before.date()) is (until == "tomorrow")


def test_alice_sets_up_the_first_team_with_everyone_in_the_channel(playground: Playground) -> None:
    handle = playground.app.dispatcher.handle
    users = tuple(actor.user for actor in playground.day("alice").actors)
    place = Place("printemps", name="printemps", members=users)
    reply = handle(CommandTyped("1", ALICE, place, "rituel", "charte"))
    assert isinstance(reply, OpenForm)
    values = {field.name: getattr(field, "initial", "") for field in reply.form.fields}
    typed = {name: ",".join(each) if isinstance(each, tuple) else str(each) for name, each in values.items()}
    assert typed["name"] == "Printemps" and set(typed["people"].split(",")) == set(users)
    shown = handle(FormSubmitted("2", ALICE, place, reply.form.action, reply.form.ref, typed))
    assert isinstance(shown, OpenForm)  # Hugo is asked at another time: seen first
    told = handle(FormSubmitted("3", ALICE, place, shown.form.action, shown.form.ref, typed))
    assert isinstance(told, Say)
    assert playground.day("alice").team == "Printemps"
    assert playground.day("alice").moments
