"""Cards as Slack messages: whatever is in a card, Slack takes it, shows all of it, and reads nothing into it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from slack_sdk.models.blocks import Block as SdkBlock

from ritualbot.chat.cards import (
    Actions,
    Block,
    Button,
    Callout,
    Card,
    Divider,
    Facts,
    Link,
    Menu,
    Note,
    Row,
    Said,
    Style,
    Table,
    Tone,
)
from ritualbot.chat.literal import isolated, units
from ritualbot.chat.text import Channel, Mention, Text, literal
from ritualbot.i18n import Words
from ritualbot.platforms.slack.limits import BLOCKS_JSON, TEXT_BYTES
from ritualbot.platforms.slack.literal import plain, shortened
from ritualbot.platforms.slack.render import home, message, pages, said_view
from tests.platforms.slack.lint import lint_message, lint_view
from tests.platforms.slack.words import leaves, param_text, shown
from tests.platforms.words import HOSTILE, ISOLATES, cards, long_typed, said_in, typed

WORDS = Words("fr")
many = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def clear(text: str) -> str:
    """The characters that carry meaning: isolates and spaces at an edge are Slack's and ours to add or drop."""
    return "".join(text.translate(ISOLATES).split())


# -- whatever is in it ---------------------------------------------------------------------------------------------


@many
@given(cards)
def test_every_page_of_any_card_is_taken(card: Card) -> None:
    cut = pages(card)
    for page in (*cut, *(each.pictured(dict.fromkeys(each.charts, "F0PICTURE01")) for each in cut)):
        body = message(page)
        assert lint_message(body) == []
        assert len(body["text"].encode()) <= TEXT_BYTES
        assert units(json.dumps(body["blocks"], ensure_ascii=False, separators=(",", ":"))) <= BLOCKS_JSON
        assert [each.to_dict() for each in SdkBlock.parse_all(body["blocks"])] == body["blocks"]


@many
@given(cards)
def test_everything_in_a_card_can_be_read_in_its_blocks(card: Card) -> None:
    read = clear(shown(message(card)["blocks"]))
    missing = [each for each in said_in(card, param_text) if clear(each) not in read]
    assert missing == []


@many
@given(cards)
def test_any_card_is_taken_as_a_home_tab_and_as_the_answer_in_a_modal(card: Card) -> None:
    assert lint_view(home(card, WORDS)) == []
    assert lint_view(said_view(card, WORDS)) == []


@many
@given(st.lists(st.tuples(typed, long_typed), min_size=1, max_size=12))
def test_no_character_of_a_long_day_is_lost_between_its_pages(answers: list[tuple[str, str]]) -> None:
    head = (literal("Qui"), literal("Avancé"), literal("Aujourd’hui"))
    rows = tuple(Row((literal(f"p{n}"), Said("", moved), Said("", today))) for n, (moved, today) in enumerate(answers))
    found: dict[str, list[str]] = {}
    for page in pages(Card(literal("Point du jour"), (Table(head, rows),), literal("8 réponses"))):
        assert lint_message(message(page)) == []
        for row in (row for block in page.blocks if isinstance(block, Table) for row in block.rows):
            name, *texts = [cell.plain() if isinstance(cell, Text) else cell.text for cell in row.cells]
            kept = found.setdefault(name, ["", ""])
            found[name] = [was + new for was, new in zip(kept, texts, strict=True)]
    assert found == {f"p{n}": list(answer) for n, answer in enumerate(answers)}


def test_a_day_of_forty_people_is_cut_between_people() -> None:
    rows = tuple(Row((literal(f"Personne {n}"), Said("", "mot " * 40), Said("", "mot " * 40))) for n in range(40))
    card = Card(literal("Point"), (Table((literal("Qui"), literal("A"), literal("B")), rows),))
    cut = pages(card)
    assert len(cut) > 1
    names = [cell.plain() for page in cut for cell in first_cells(page)]
    assert names == [f"Personne {n}" for n in range(40)]


def test_the_buttons_of_a_long_list_stay_with_their_rows() -> None:
    def row(number: int) -> tuple[Block, ...]:
        done = tuple(Button(f"blocker.{verb}", f"r{number}", verb) for verb in ("acknowledge", "edit", "resolve"))
        return (Divider(), literal(f"Chloé, #{number}"), Said("", "Le règlement attend"), Actions(done))

    cut = pages(Card(literal("30 blocages"), tuple(block for number in range(30) for block in row(number))))
    assert [lint_message(message(page)) for page in cut] == [[]] * len(cut)
    assert all(isinstance(page.blocks[0], Divider) and isinstance(page.blocks[-1], Actions) for page in cut)


def first_cells(page: Card) -> list[Text]:
    cells = [row.cells[0] for block in page.blocks if isinstance(block, Table) for row in block.rows]
    return [cell for cell in cells if isinstance(cell, Text)]


# -- literal -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_what_people_typed_is_only_text(text: str) -> None:
    """Nothing typed becomes markup: no mrkdwn object is ever made, and a plain one turns no emoji code."""
    card = Card(
        literal(text),
        (
            Said(text, text),
            Note(literal(text)),
            Text("_{text}_", {"text": text}),
            Table(
                (literal("Qui"), literal("A"), literal("B")), (Row((literal(text), Said("", text), Said("", text))),)
            ),
            Facts(((literal(text), Said("", text)),)),
            Callout(literal("!"), (Row((literal(text), Said("", text)), literal(text)),)),
            Actions((Button("a.b", "r", text), Menu(text, (Button("a.b", "1", text), Button("a.b", "2", text))))),
        ),
        literal(text),
    )
    body = message(card)
    written = json.dumps(body["blocks"])
    assert "mrkdwn" not in written
    assert '"emoji": true' not in written
    runs = {each["type"] for each in parts(body["blocks"])}
    assert runs <= {"text", "rich_text_section", "rich_text_quote", "rich_text_list", *BLOCKS_AND_ELEMENTS}
    assert text in [leaf.translate(ISOLATES) for leaf in leaves(body["blocks"])]
    assert "<" not in body["text"] and ">" not in body["text"]
    assert body["link_names"] is False


BLOCKS_AND_ELEMENTS = {"header", "rich_text", "context", "actions", "button", "static_select", "plain_text"}


def parts(value: object) -> list[dict[str, object]]:
    if isinstance(value, list):
        return [found for each in value for found in parts(each)]
    if not isinstance(value, dict):
        return []
    own = [value] if "type" in value else []
    return [*own, *(found for each in value.values() for found in parts(each))]


def test_the_fallback_escapes_what_slack_reads_in_it() -> None:
    assert message(Card(literal("a <!channel> & <@U1>")))["text"] == "a &lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_a_person_and_a_place_are_shown_by_slack_itself() -> None:
    sentence = Text("*{who}* dans {where}", {"who": Mention("U0ALICE0001", "Alice"), "where": Channel("C1", "p")})
    [block] = message(Card(sentence))["blocks"]
    assert block["elements"][0]["elements"] == [
        {"type": "user", "user_id": "U0ALICE0001", "style": {"bold": True}},
        {"type": "text", "text": " dans "},
        {"type": "channel", "channel_id": "C1"},
    ]


def test_a_person_slack_does_not_know_is_a_name() -> None:
    assert shown(message(Card(Text("{who}", {"who": Mention("alice", "Alice")})))["blocks"]) == "Alice"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("plain", "plain"),
        ("\u202eabc", "\u2068\u202eabc\u2069"),
        ("שלום", "\u2068שלום\u2069"),
        ("a\u2069\u202eb", "\u2068\u2068a\u2069\u202eb\u2069"),
        ("\u2067a", "\u2068\u2067a\u2069\u2069"),
        ("\u202ea\nb", "\u2068\u202ea\u2069\n\u2068b\u2069"),
    ],
)
def test_what_turns_the_line_around_is_closed_into_itself(typed: str, wanted: str) -> None:
    assert isolated(typed) == wanted


def test_a_line_that_is_turned_around_makes_no_other_longer() -> None:
    """Two signs of three bytes a line would take a page of many lines over what Slack takes."""
    page = Card(literal("Notes"), tuple(Said("", each) for each in ("\u202eabc", *["trente"] * 500)))
    for each in pages(page):
        text = message(each)["text"]
        assert len(text.encode()) <= TEXT_BYTES and "\u2068trente" not in text


@given(typed, typed)
def test_no_typed_text_breaks_out_of_its_isolate(before: str, after: str) -> None:
    for line in isolated(f"\u202e{before}\u2069{after}").split("\n"):
        depth = 0
        for place, each in enumerate(line):
            depth += (each in "\u2066\u2067\u2068") - (each == "\u2069")
            assert depth > 0 or place == len(line) - 1
        assert depth == 0


@given(long_typed, st.integers(24, 150))
def test_a_label_is_never_longer_than_its_place_nor_empty(text: str, most: int) -> None:
    assert 0 < units(plain(text, most)["text"]) <= most
    assert units(shortened(text, most)) <= most


# -- what each block becomes ---------------------------------------------------------------------------------------


def test_a_short_title_over_a_card_is_a_header_and_a_sentence_is_not() -> None:
    over = message(Card(literal("Point du jour"), (literal("Bonjour"),)))["blocks"]
    alone = message(Card(literal("C’est noté."), (Actions((Button("a.b", "r", "Modifier"),)),)))["blocks"]
    assert over[0]["type"] == "header"
    assert [each["type"] for each in alone] == ["rich_text", "actions"]


def test_the_first_main_button_alone_is_filled() -> None:
    main = [Button("a.b", "1", "Un", Style.MAIN), Button("a.b", "2", "Deux", Style.MAIN)]
    [_, block] = message(Card(literal("?"), (Actions((*main, Button("a.c", "", "Non", Style.DANGER))),)))["blocks"]
    assert [each.get("style") for each in block["elements"]] == ["primary", None, "danger"]
    assert [each["action_id"] for each in block["elements"]] == ["a.b", "a.b#2", "a.c"]
    assert [each.get("value") for each in block["elements"]] == ["1", "2", None]


def test_ids_are_counted_over_the_whole_message() -> None:
    two = (Actions((Button("a.b", "1", "Un"),)), Divider(), Actions((Button("a.b", "2", "Deux"),)))
    found = [
        each["elements"][0]["action_id"] for each in message(Card(literal("?"), two))["blocks"] if "elements" in each
    ]
    assert found[-2:] == ["a.b", "a.b#2"]


def menu(*actions: str) -> dict[str, object]:
    made = Menu("Plus…", tuple(Button(action, str(place), f"n° {place}") for place, action in enumerate(actions)))
    [_, block] = message(Card(literal("?"), (Actions((made,)),)))["blocks"]
    found: dict[str, object] = block["elements"][0]
    return found


def test_a_few_commands_stand_behind_three_dots_and_a_choice_under_its_label() -> None:
    assert menu("a.b", "a.c")["type"] == "overflow"
    choice = menu("a.b", "a.b")
    assert choice["type"] == "static_select" and "Plus…" in shown(choice["placeholder"])
    assert menu(*(f"a.{n}" for n in range(6)))["type"] == "static_select"
    assert menu("a.b")["type"] == "button"


def test_a_link_that_leads_nowhere_is_its_label() -> None:
    links = Actions((Link("https://e.example/x", "Page"), Link("javascript:alert(1)", "Piège")))
    [_, block, dead] = message(Card(literal("?"), (links,)))["blocks"]
    assert [each["url"] for each in block["elements"]] == ["https://e.example/x"]
    assert block["elements"][0]["action_id"] == "link"
    assert dead == {"type": "context", "elements": [{"type": "plain_text", "text": "Piège", "emoji": False}]}


def test_a_tone_is_a_mark_before_the_title() -> None:
    def starts(tone: Tone) -> str:
        return shown(message(Card(Text(""), (Callout(literal("2 blocages"), (), tone),)))["blocks"])

    assert len({starts(tone) for tone in Tone}) == len(Tone)
    assert all(starts(tone).endswith("2 blocages") for tone in Tone)


def test_a_card_of_nothing_is_a_dash_and_a_card_of_buttons_their_labels() -> None:
    assert message(Card(Text("")))["text"] == "–"
    assert message(Card(Text(""), (Actions((Button("a.b", "r", "Répondre"),)),)))["text"] == "Répondre"


def test_a_short_title_is_the_title_of_the_modal_and_not_said_twice() -> None:
    view = said_view(Card(literal("Aide"), (literal("Tapez /point."),)), WORDS)
    assert view["title"]["text"] == "Aide"
    assert shown(view["blocks"]) == "Tapez /point."
    longer = said_view(Card(literal("Une phrase qui ne tient pas là-haut."), (literal("Suite."),)), WORDS)
    assert longer["title"]["text"] == "ritualbot"
    assert shown(longer["blocks"]) == "Une phrase qui ne tient pas là-haut.Suite."


def test_a_card_longer_than_a_view_says_so() -> None:
    view = home(Card(literal("Journal"), tuple(literal(f"{n}") for n in range(120))), WORDS)
    assert len(view["blocks"]) == 100
    assert shown(view["blocks"][-1]) == "La suite ne tient pas ici."
    assert lint_view(view) == []
