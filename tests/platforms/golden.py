"""Golden files: what people on a platform get, card by card and form by form. References are random, so a file numbers
them as they come.

`RITUALBOT_GOLDEN=write` writes the files anew: read the difference before it is committed, it is what people will see.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.conversations.bot import Bot, buttons
from tests.databases import engine_of, let_go
from tests.platforms.story import Ids, Story

RANDOM = 22  # characters of a reference
_WRITES = os.environ.get("RITUALBOT_GOLDEN") == "write"


def tell(language: str, ids: Ids, template: Path, folder: Path) -> Story:
    """The story, told on databases of its own: copies of `template` in `folder`."""
    urls: list[str] = []

    def make(*teams: Any, start: str) -> Bot:
        file = folder / f"{len(urls)}.db"
        shutil.copy(template, file)
        urls.append(f"sqlite:///{file}")
        return Bot(urls[-1], *teams, start=start)

    story = Story(language, ids, make)
    story.tell()
    for url in urls:
        engine_of(url).dispose()
        let_go(url)
    return story


def written(story: Story, bodies: Iterable[tuple[str, object]]) -> dict[str, str]:
    """Each as JSON, by name."""
    refs = _refs_of(story)
    return {name: _written(body, refs) for name, body in bodies}


def _written(body: object, refs: Iterable[str]) -> str:
    """References numbered as they come; the log shows the beginning of some."""
    text = json.dumps(body, ensure_ascii=False, indent=1)
    found = {ref: at for ref in refs if (at := text.find(ref[:8])) >= 0}
    for place, ref in enumerate(sorted(found, key=lambda ref: found[ref]), start=1):
        text = text.replace(ref, f"ref-{place}").replace(ref[:8], f"ref-{place}")
    return text + "\n"


def _refs_of(story: Story) -> set[str]:
    pressed = [each.ref for card in story.cards.values() for each in buttons(card)]
    found = {ref.partition(":")[0] for ref in (*pressed, *(form.ref for form in story.forms.values()))}
    return {ref for ref in found if len(ref) == RANDOM}


def kept(folder: Path, found: Mapping[str, str]) -> dict[str, str]:
    """What the files hold, after they were written anew where that was asked for."""
    if _WRITES:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, text in found.items():
            (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return {each.stem: each.read_text(encoding="utf-8") for each in folder.glob("*.json")}
