"""What people on Teams get, card by card and form by form, in both languages: files as in tests/platforms/golden.

A summary is shown to several people, a form in a message and in a dialog; the rest is between one person and the bot.
"""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ritualbot.chat.cards import Card
from ritualbot.chat.text import Text
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.form import dialog, form_card
from ritualbot.platforms.teams.render import message, pages, said_dialog
from tests.platforms.chart import result_card
from tests.platforms.golden import kept, tell, written
from tests.platforms.story import TEAM, Ids, Story
from tests.platforms.teams.lint import lint_card, lint_message, lint_task

GOLDEN = Path(__file__).with_name("golden")
SHARED = {"summary", "summary_late", "late_line"}


def object_id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))


IDS = Ids(user=object_id, place=lambda name: f"19:{name}@thread.tacv2")
PEOPLE = {object_id(each.user): each.name for each in TEAM}


@pytest.fixture(scope="module", params=LANGUAGES)
def story(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return tell(request.param, IDS, sqlite_template, tmp_path_factory.mktemp("golden"))


def charts(story: Story) -> dict[str, Card]:
    picture = "data:image/png;base64,iVBORw0KGgo="  # its beginning is enough here
    return {"chart": result_card(story.language, picture), "chart_in_words": result_card(story.language)}


def shown(story: Story) -> Iterator[tuple[str, dict[str, Any]]]:
    words = Words(story.language)
    for name, card in story.cards.items():
        yield name, message(card, Scope.SHARED if name in SHARED else Scope.PERSONAL, words)
    for name, card in charts(story).items():
        yield name, message(card, Scope.SHARED, words)
    for name, form in story.forms.items():
        yield f"form_{name}", form_card(form, words, PEOPLE)


def test_every_card_and_form_is_as_it_was(story: Story) -> None:
    found = written(story, shown(story))
    assert found == kept(GOLDEN / story.language, found)


def test_teams_takes_every_one_of_them(story: Story) -> None:
    for name, body in shown(story):
        if name.startswith("form_"):
            assert lint_card(body, Scope.PERSONAL) == [], name
        else:
            assert lint_message(body, Scope.SHARED if name in SHARED else Scope.PERSONAL) == [], name
            card = (story.cards | charts(story))[name]
            assert pages(card) == (card,)


def test_every_card_and_form_can_stand_in_a_dialog_too(story: Story) -> None:
    words = Words(story.language)
    for name, card in story.cards.items():
        assert lint_task(said_dialog(card, words)) == [], name
    for name, form in story.forms.items():
        wrong = {field.name: Text("?") for field in form.fields}
        assert lint_task(dialog(form, words, PEOPLE, {}, wrong)) == [], name


def test_a_message_can_hold_every_form_or_the_button_that_opens_it(story: Story) -> None:
    words = Words(story.language)
    for name, form in story.forms.items():
        for scope in (Scope.PERSONAL, Scope.SHARED):
            assert lint_message(message(Card(Text("?"), form=form), scope, words, PEOPLE), scope) == [], name
