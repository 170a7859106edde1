"""What Slack refuses, as far as it is documented or was measured: stricter than the SDK's own models.

`lint_message(body)` and `lint_view(view)` give every fault found, as `where: what`; an empty list is a pass. Only what
ritualbot sends is known here: any other block, element or key is a fault.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block as SdkBlock

from tests.platforms.slack.lint_elements import (
    ELEMENTS,
    IN_ACTIONS,
    IN_INPUT,
    USER,
    Json,
    Rule,
    element_faults,
    key_faults,
    long_faults,
    nothing,
    text_faults,
    units,
)

MESSAGE_TEXT = 40_000  # characters of a post; longer ones are truncated
UPDATE_TEXT = 4_000  # bytes of an edit; longer ones answer msg_too_long, and every post of ours can be edited
MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_JSON = 13_200  # characters of all blocks; longer ones answer msg_blocks_too_long
VIEW_BYTES = 250_000
_CHANNEL = re.compile(r"[CGD][A-Z0-9]+")
_FILE = re.compile(r"F[A-Z0-9]{8,}")  # what Slack's own refusal says of it (python-slack-sdk #1521)
_STYLES = {"bold", "italic", "strike", "code", "underline"}

# Keys: required ones, then optional ones.
_BLOCKS: dict[str, tuple[set[str], set[str]]] = {
    "header": ({"text"}, set()),
    "section": (set(), {"text", "fields", "accessory", "expand"}),
    "context": ({"elements"}, set()),
    "divider": (set(), set()),
    "actions": ({"elements"}, set()),
    "rich_text": ({"elements"}, set()),
    "input": ({"label", "element"}, {"hint", "optional", "dispatch_action"}),
    "image": ({"slack_file", "alt_text"}, {"title"}),
}
_RICH: dict[str, set[str]] = {
    "rich_text_section": {"elements"},
    "rich_text_quote": {"elements", "border"},
    "rich_text_preformatted": {"elements", "border"},
    "rich_text_list": {"elements", "style", "indent", "offset", "border"},
}
_RUNS: dict[str, tuple[str, re.Pattern[str]]] = {
    "text": ("text", re.compile(r".+", re.DOTALL)),
    "user": ("user_id", USER),
    "channel": ("channel_id", _CHANNEL),
    "link": ("url", re.compile(r"https?://.+")),
}
_MESSAGE = {"text", "blocks"}
_MODAL = {"type", "title", "blocks"}
_MODAL_MAY = {"submit", "close", "private_metadata", "callback_id", "clear_on_close", "notify_on_close", "external_id"}
_HOME_MAY = {"private_metadata", "callback_id", "external_id"}


def lint_message(body: Json) -> list[str]:
    """Of the arguments of a post or an edit only what shows: `text`, `blocks` and how they are read."""
    return list(_message(body))


def lint_view(view: Json) -> list[str]:
    """A modal or a home tab, as given to views.open, views.update, views.publish or in an answer to a modal."""
    return list(_view(view))


def _message(body: Json) -> Iterator[str]:
    for key in sorted(_MESSAGE - set(body)):
        yield f"message: {key} is missing"
    text, blocks = body.get("text"), body.get("blocks", [])
    if not isinstance(text, str) or not text.strip():
        yield "text: empty"
    elif len(text) > MESSAGE_TEXT or len(text.encode()) > UPDATE_TEXT:
        yield f"text: {len(text.encode())} bytes"
    elif "<" in text:
        yield "text: markup that is not escaped"
    if body.get("link_names"):
        yield "link_names: on"
    yield from _all_blocks(blocks, MESSAGE_BLOCKS)
    size = units(json.dumps(blocks, ensure_ascii=False, separators=(",", ":")))
    if size > MESSAGE_JSON:
        yield f"blocks: {size} characters (msg_blocks_too_long)"
    if any(isinstance(each, Mapping) and each.get("type") == "input" for each in blocks):
        yield "blocks: an input in a message"


def _view(view: Json) -> Iterator[str]:
    kind, blocks = view.get("type"), view.get("blocks", [])
    required, may = (_MODAL, _MODAL_MAY) if kind == "modal" else ({"type", "blocks"}, _HOME_MAY)
    if kind not in ("modal", "home"):
        yield f"view: type {kind!r}"
    yield from key_faults("view", view, required, may)
    yield from long_faults("private_metadata", view.get("private_metadata", ""), 3_000)
    yield from long_faults("callback_id", view.get("callback_id", ""), 255)
    for name in ("title", "submit", "close"):
        if name in view:
            yield from text_faults(name, view[name], 24, plain=True)
    yield from _all_blocks(blocks, VIEW_BLOCKS)
    inputs = [each for each in blocks if isinstance(each, Mapping) and each.get("type") == "input"]
    if inputs and kind == "modal" and "submit" not in view:
        yield "view: inputs without submit"
    focused = [each for each in inputs if each.get("element", {}).get("focus_on_load")]
    if len(focused) > 1:
        yield "view: several inputs take the focus"
    if len(json.dumps(view).encode()) > VIEW_BYTES:
        yield "view: over 250 kB"


def _all_blocks(blocks: object, most: int) -> Iterator[str]:
    if not isinstance(blocks, list) or not blocks:
        yield "blocks: none"
        return
    if len(blocks) > most:
        yield f"blocks: {len(blocks)}, at most {most}"
    named = [each["block_id"] for each in blocks if isinstance(each, Mapping) and "block_id" in each]
    yield from (f"block_id {each!r}: twice" for each in sorted({n for n in named if named.count(n) > 1}))
    for place, block in enumerate(blocks):
        yield from _block(f"blocks[{place}]", block)
    yield from _sdk(blocks)


def _sdk(blocks: Sequence[Json]) -> Iterator[str]:
    """The SDK's own checks; what it does not know it leaves out without a word."""
    for place, block in enumerate(blocks):
        try:
            parsed = SdkBlock.parse(dict(block))
            if parsed is None:
                yield f"blocks[{place}]: unknown to the SDK"
            elif _holes(parsed.to_dict()):
                yield f"blocks[{place}]: an element unknown to the SDK"
        except (SlackObjectFormationError, TypeError, AttributeError) as fault:
            yield f"blocks[{place}]: {fault}"


def _holes(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(_holes(each) for each in value.values())
    if isinstance(value, list):
        return any(each is None or _holes(each) for each in value)
    return False


def _block(at: str, block: object) -> Iterator[str]:
    if not isinstance(block, Mapping) or block.get("type") not in _BLOCKS:
        yield f"{at}: not a block we know"
        return
    required, may = _BLOCKS[block["type"]]
    yield from key_faults(at, block, {"type", *required}, {*may, "block_id"})
    if "block_id" in block:
        yield from long_faults(f"{at}.block_id", block["block_id"], 255, least=1)
    yield from _KINDS.get(block["type"], nothing)(at, block)


def _header(at: str, block: Json) -> Iterator[str]:
    yield from text_faults(f"{at}.text", block.get("text"), 150, plain=True)


def _section(at: str, block: Json) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield f"{at}: neither text nor fields"
    if "text" in block:
        yield from text_faults(f"{at}.text", block["text"], 3_000)
    fields = block.get("fields", [])
    if len(fields) > 10:
        yield f"{at}.fields: {len(fields)}, at most 10"
    for place, each in enumerate(fields):
        yield from text_faults(f"{at}.fields[{place}]", each, 2_000)
    if "accessory" in block:
        yield from element_faults(f"{at}.accessory", block["accessory"], set(ELEMENTS))


def _context(at: str, block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 10:
        yield f"{at}.elements: {len(elements)}, between 1 and 10"
    for place, each in enumerate(elements):
        yield from text_faults(f"{at}.elements[{place}]", each, 2_000)


def _actions(at: str, block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= 25:
        yield f"{at}.elements: {len(elements)}, between 1 and 25"
    ids = [each.get("action_id") for each in elements]
    yield from (f"{at}: action_id {each!r} twice" for each in sorted({str(i) for i in ids if ids.count(i) > 1}))
    for place, each in enumerate(elements):
        yield from element_faults(f"{at}.elements[{place}]", each, IN_ACTIONS)


def _input(at: str, block: Json) -> Iterator[str]:
    yield from text_faults(f"{at}.label", block.get("label"), 2_000, plain=True)
    if "hint" in block:
        yield from text_faults(f"{at}.hint", block["hint"], 2_000, plain=True)
    yield from element_faults(f"{at}.element", block.get("element"), IN_INPUT)
    for name in ("optional", "dispatch_action"):
        if not isinstance(block.get(name, False), bool):
            yield f"{at}.{name}: not a boolean"


def _image(at: str, block: Json) -> Iterator[str]:
    yield from long_faults(f"{at}.alt_text", block.get("alt_text"), 2_000, least=1)
    file = block.get("slack_file")
    if not isinstance(file, Mapping) or set(file) != {"id"} or not _FILE.fullmatch(str(file["id"])):
        yield f"{at}.slack_file: {file!r}"


def _rich_text(at: str, block: Json) -> Iterator[str]:
    elements = block.get("elements", [])
    if not elements:
        yield f"{at}.elements: none"
    for place, each in enumerate(elements):
        yield from _rich(f"{at}.elements[{place}]", each)


def _rich(at: str, part: object) -> Iterator[str]:
    if not isinstance(part, Mapping) or part.get("type") not in _RICH:
        yield f"{at}: not a rich text part"
        return
    yield from key_faults(at, part, {"type", "elements"}, _RICH[part["type"]])
    elements = part.get("elements", [])
    if not elements:
        yield f"{at}.elements: none"
    if part["type"] == "rich_text_list":
        if part.get("style") not in ("bullet", "ordered"):
            yield f"{at}.style: {part.get('style')!r}"
        for place, each in enumerate(elements):
            if not isinstance(each, Mapping) or each.get("type") != "rich_text_section":
                yield f"{at}.elements[{place}]: not a section"
            else:
                yield from _rich(f"{at}.elements[{place}]", each)
        return
    for place, each in enumerate(elements):
        yield from _run(f"{at}.elements[{place}]", each)


def _run(at: str, run: object) -> Iterator[str]:
    if not isinstance(run, Mapping) or run.get("type") not in _RUNS:
        yield f"{at}: not a run we know"
        return
    key, form = _RUNS[run["type"]]
    yield from key_faults(at, run, {"type", key}, {"style"} | ({"text"} if run["type"] == "link" else set()))
    value = run.get(key)
    if not isinstance(value, str) or not form.fullmatch(value):
        yield f"{at}.{key}: {value!r:.40}"
    elif units(value) > 3_000:
        yield f"{at}.{key}: {units(value)} characters"
    style = run.get("style", {"bold": True})
    if not style or set(style) - _STYLES or not all(each is True for each in style.values()):
        yield f"{at}.style: {style!r}"


_KINDS: dict[str, Rule] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "rich_text": _rich_text,
    "input": _input,
    "image": _image,
}
