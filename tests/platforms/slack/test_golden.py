"""What people on Slack get, card by card and form by form, in both languages.

`RITUALBOT_GOLDEN=write pytest tests/platforms/slack/test_golden.py` writes the files anew: read the difference before
it is committed, it is what people will see. References are random, so a file numbers them as they come.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.models.blocks import Block as SdkBlock

from ritualbot.chat.cards import Actions, Block, Menu
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.slack.form import modal
from ritualbot.platforms.slack.render import home, message, pages, said_view
from tests.conversations.bot import Bot, buttons
from tests.databases import engine_of, let_go
from tests.platforms.slack.lint import lint_message, lint_view
from tests.platforms.slack.story import Story
from tests.platforms.slack.words import leaves

GOLDEN = Path(__file__).with_name("golden")
RANDOM = 22  # characters of a reference
_WRITES = os.environ.get("RITUALBOT_GOLDEN") == "write"


@pytest.fixture(scope="module", params=LANGUAGES)
def story(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Story:
    made = tmp_path_factory.mktemp("golden")
    urls: list[str] = []

    def make(*teams: Any, start: str) -> Bot:
        file = made / f"{len(urls)}.db"
        shutil.copy(sqlite_template, file)
        urls.append(f"sqlite:///{file}")
        return Bot(urls[-1], *teams, start=start)

    story = Story(request.param, make)
    story.tell()
    for url in urls:
        engine_of(url).dispose()
        let_go(url)
    return story


def shown(story: Story) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, card in story.cards.items():
        assert pages(card) == (card,), name
        yield name, message(card)
    for name, form in story.forms.items():
        yield f"form_{name}", modal(form, Words(story.language))


def written(body: dict[str, Any], refs: Iterable[str]) -> str:
    """As JSON, references numbered as they come; the log shows the beginning of some."""
    text = json.dumps(body, ensure_ascii=False, indent=1)
    found = {ref: at for ref in refs if (at := text.find(ref[:8])) >= 0}
    for place, ref in enumerate(sorted(found, key=lambda ref: found[ref]), start=1):
        text = text.replace(ref, f"ref-{place}").replace(ref[:8], f"ref-{place}")
    return text + "\n"


def refs_of(story: Story) -> set[str]:
    pressed = [each.ref for card in story.cards.values() for each in buttons(card)]
    found = {ref.partition(":")[0] for ref in (*pressed, *(form.ref for form in story.forms.values()))}
    return {ref for ref in found if len(ref) == RANDOM}


def test_every_card_and_form_is_as_it_was(story: Story) -> None:
    folder, refs = GOLDEN / story.language, refs_of(story)
    found = {name: written(body, refs) for name, body in shown(story)}
    if _WRITES:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, text in found.items():
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
    kept = {each.stem: each.read_text(encoding="utf-8") for each in folder.glob("*.json")}
    assert found == kept


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
