"""What people on Slack get, card by card and form by form, in both languages.

`RITUALBOT_GOLDEN=write pytest tests/platforms/slack/test_golden.py` writes the files anew: read the difference before
it is committed, it is what people will see. References are random, so a file numbers them as they come.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block as SdkBlock

from ritualbot.chat.cards import Actions, Block, Menu
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.slack.form import modal
from ritualbot.platforms.slack.render import home, message, pages, said_view
from tests.conversations.bot import buttons
from tests.platforms.chart import result_card
from tests.platforms.golden import kept, tell, written
from tests.platforms.slack.lint import lint_message, lint_view
from tests.platforms.slack.words import leaves
from tests.platforms.story import Ids, Story

GOLDEN = Path(__file__).with_name("golden")
IDS = Ids(
    user=lambda name: f"U0{name.upper()}01".replace("É", "E"),
    place={"printemps": "C0PRINTEMPS", "automne": "C0AUTUMN01"}.__getitem__,
)


@pytest.fixture(scope="module", params=LANGUAGES)
def story(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    return tell(request.param, IDS, sqlite_template, tmp_path_factory.mktemp("golden"))


def shown(story: Story) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, card in story.cards.items():
        assert pages(card) == (card,), name
        yield name, message(card)
    yield "chart", message(result_card(story.language, "F0PICTURE01"))
    yield "chart_in_words", message(result_card(story.language))
    for name, form in story.forms.items():
        yield f"form_{name}", modal(form, Words(story.language))


def test_every_card_and_form_is_as_it_was(story: Story) -> None:
    found = written(story, shown(story))
    assert found == kept(GOLDEN / story.language, found)


def test_slack_takes_every_one_of_them(story: Story) -> None:
    faults = {name: lint_view(body) if name.startswith("form_") else lint_message(body) for name, body in shown(story)}
    assert {name: each for name, each in faults.items() if each} == {}
    for name, body in shown(story):
        parsed = [each.to_dict() for each in SdkBlock.parse_all(body["blocks"])]
        assert parsed == body["blocks"], name


@pytest.mark.parametrize("show", [home, said_view])
def test_every_card_can_stand_in_a_view_too(story: Story, show: Callable[..., dict[str, Any]]) -> None:
    faults = {name: lint_view(show(card, Words(story.language))) for name, card in story.cards.items()}
    assert {name: each for name, each in faults.items() if each} == {}


def test_no_label_is_shortened(story: Story) -> None:
    """Buttons, options, titles and submits of ours fit where they stand."""
    meant = {each.label for card in story.cards.values() for each in buttons(card)}
    meant |= {item.label for card in story.cards.values() for block in card.blocks for item in menus(block)}
    cut = {leaf for _, body in shown(story) for leaf in leaves(body) if leaf.endswith("…")}
    assert cut <= meant


def menus(block: Block) -> list[Menu]:
    return [item for item in block.items if isinstance(item, Menu)] if isinstance(block, Actions) else []
