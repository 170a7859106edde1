"""Cards and forms as HTML: every block has its shape, and what people typed is never markup."""

from typing import Any, get_args

import pytest

from ritualbot.chat.cards import (
    Actions,
    Block,
    Button,
    Callout,
    Card,
    Cell,
    Chart,
    Divider,
    Facts,
    File,
    Link,
    Menu,
    Note,
    Row,
    Said,
    Style,
    Table,
    Tone,
)
from ritualbot.chat.text import Channel, Mention, Text, literal
from ritualbot.i18n import Words
from ritualbot.platforms.playground.render import Reader, card_html, initials, text_html
from tests.platforms.chart import result
from tests.platforms.playground.markup import HOSTILE, Page

READER = Reader(Words("fr"), lambda place: f"/?in={place}")


def shown(*blocks: Block, title: str = "Titre") -> Page:
    return Page(card_html(Card(literal(title), blocks), READER))


CHART = result("fr")
BLOCKS: dict[type, tuple[Any, str]] = {
    Text: (literal("phrase"), "p"),
    Said: (Said("Léa", "dit"), "blockquote"),
    Table: (Table((literal("Qui"),), (Row((literal("Léa"),)),)), "table"),
    Facts: (Facts(((literal("Pièces"), literal("V2")),)), "dl"),
    Callout: (Callout(literal("2 blocages"), (Row((literal("Léa"),)),)), "ul"),
    Note: (Note(literal("Aussi")), "small"),
    Chart: (CHART, "p"),
    File: (File("audit", "", "fr", "journal.jsonl", "Recevoir"), "a"),
    Divider: (Divider(), "hr"),
    Actions: (Actions((Button("a.b", "r", "Voir"),)), "button"),
}


@pytest.mark.parametrize("kind", get_args(Block))
def test_every_block_has_its_element(kind: type) -> None:
    block, tag = BLOCKS[kind]
    assert tag in shown(block).tags()


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_typed_is_shown_as_it_was_typed(text: str) -> None:
    typed: list[Cell] = [Said("", text), Text("{p}", {"p": text}), Text("*{p}*", {"p": text})]
    harmless = shown(*_everywhere(literal("x"))).tags() | {"bdi", "strong", "blockquote"}
    for cell in typed:
        page = shown(*_everywhere(cell))
        assert page.text.count(text) == len(_everywhere(cell)), page.text
        assert page.tags() <= harmless
        assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def _everywhere(cell: Cell) -> tuple[Block, ...]:
    row = Row((literal("a"), cell))
    return (
        cell,
        Table((literal("Qui"), literal("Quoi")), (row,)),
        Table((), (row,)),
        Facts(((literal("a"), cell),)),
        Callout(literal("b"), (row,)),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_names_titles_labels_and_marks_are_literal_too(text: str) -> None:
    label = literal(text)
    menu = Menu(text, (Button("a", text, text),))
    blocks: tuple[Block, ...] = (
        Said(text, "x"),
        Text("{who} {where}", {"who": Mention("u", text), "where": Channel("c", text)}),
        Note(label),
        Table((label,), (Row((label,), mark=label),)),
        Facts(((label, label),)),
        Callout(label, ()),
        Actions((Button(text, text, text), Link("https://e.example", text), menu)),
    )
    card = Card(label, blocks, label)
    page = Page(card_html(card, READER))
    assert page.text.count(text) >= 15
    assert {"script", "img", "b", "textarea"} & page.tags() <= {"b"}
    assert page.all("button", **{"data-action": text, "data-ref": text})


def test_a_sentence_keeps_the_emphasis_of_the_catalogue_only() -> None:
    text = Text("*{n}*, _bas_ `/point` {c}", {"n": "*Léa*", "c": Channel("c1", "printemps")})
    assert text_html(text, READER) == (
        '<strong>*Léa*</strong>, <em>bas</em> <code>/point</code> <a href="/?in=c1" data-go>#printemps</a>'
    )


def test_letters_from_right_to_left_stay_in_their_place() -> None:
    html = text_html(Text("De {who} : {what}", {"who": "שלום", "what": "\u202eevil"}), READER)
    assert html == "De <bdi>שלום</bdi> : <bdi>\u202eevil</bdi>"
    assert shown(Said("", "שלום")).all("p", dir="auto")


def test_a_table_names_its_columns_for_a_narrow_page_and_marks_its_first_cell() -> None:
    head = (literal("Qui"), literal("Aujourd’hui"))
    page = shown(Table(head, (Row((literal("Chloé"), literal("Vidéo")), literal("ajouté à 11:52")),)))
    assert len(page.all("th", scope="col")) == 2
    assert page.all("td", **{"data-label": "Aujourd’hui"})
    assert len(page.all("th", scope="row")) == 1
    assert page.text.index("Chloé") < page.text.index("ajouté à 11:52") < page.text.index("Vidéo")
    assert page.all("span", **{"class": "remark"})


def test_a_callout_says_its_tone() -> None:
    for tone in Tone:
        assert shown(Callout(literal("x"), (), tone)).all("div", **{"class": f"callout {tone}"})


def test_at_most_one_button_is_filled() -> None:
    main = [Button("a", str(n), "Oui", Style.MAIN) for n in range(3)]
    page = shown(Actions((main[0], main[1])), Actions((main[2],)))
    filled = page.all("button", **{"class": "b main"})
    assert [each["data-ref"] for each in filled] == ["0"]
    assert len(page.all("button", **{"class": "b plain"})) == 2


def test_a_link_says_where_it_leads() -> None:
    page = shown(Actions((Link("https://intranet.example.org/reglement?a=1&b=2", "Règlement"),)))
    [link] = page.all("a")
    assert link["href"] == "https://intranet.example.org/reglement?a=1&b=2"
    assert link["rel"] == "noopener noreferrer"
    assert "intranet.example.org" in page.text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "//e.example",
        "http://[",
        "",
        "/\\e",
    ],
)
def test_a_link_to_no_page_is_not_a_link(url: str) -> None:
    page = shown(Actions((Link(url, "Règlement"),)))
    assert "a" not in page.tags()
    assert "Règlement" in page.text


def test_a_sentence_stands_without_a_frame_and_a_title_is_a_heading() -> None:
    assert "h2" not in shown(title="Le bilan part à 11:30.").tags()
    page = shown(Callout(literal("2 blocages"), ()), title="Point du jour")
    assert {"h2", "h3"} <= page.tags()


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Léa", "LÉ"),
        ("Anne Martin", "AM"),
        ("e\u0301mile", "E\u0301M"),
        ("👩\u200d🚀 Zoé", "👩\u200d🚀Z"),
        ("X", "X"),
        (" ", "?"),
    ],
)
def test_initials_are_two_letters_as_people_see_them(name: str, letters: str) -> None:
    assert initials(name) == letters
