"""Cards as Teams' messages: whatever is in a card, Teams takes it, shows all of it, and reads nothing into it."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

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
from ritualbot.chat.forms import Form, TextField
from ritualbot.chat.text import Channel, Mention, Text, literal
from ritualbot.i18n import Words
from ritualbot.platforms.teams.actions import Scope
from ritualbot.platforms.teams.literal import in_markdown, shown as literally, weight, whole
from ritualbot.platforms.teams.render import message, pages, said_dialog, shown_card, size
from tests.platforms.teams.lint import lint_card, lint_message, lint_task
from tests.platforms.teams.lint_keys import kind_of
from tests.platforms.teams.seen import clear, leaves, shown
from tests.platforms.words import HOSTILE, cards, long_typed, said_in, typed

FR = Words("fr")
ALICE = Mention("b0a1c2d3-e4f5-4061-8273-94a5b6c7d8e9", "Alice Duval")
TEAMS_HOSTILE = [
    *HOSTILE,
    "{{DATE(2027-03-02T00:00:00Z, SHORT)}}",
    "{{TIME(2027-03-02T09:30:00Z)}}",
    "{{{{TIME(2027-03-02T09:30:00Z)}}}}",
    "<at>Alice Duval</at>",
    "# Titre",
    "- point",
    "1. un",
    "![x](https://e.example/x.png)",
    "\u202eelpmaxe",
    "👩\u200d🚀 𝒳",
]
many = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
scopes = st.sampled_from(list(Scope))


def body_of(card: Card, scope: Scope = Scope.PERSONAL) -> list[dict[str, Any]]:
    body: list[dict[str, Any]] = shown_card(card, scope, FR)["body"]
    return body


# -- whatever is in it ---------------------------------------------------------------------------------------------


@many
@given(cards, scopes)
def test_every_page_of_any_card_is_taken_wherever_it_is_shown(card: Card, scope: Scope) -> None:
    cut, picture = pages(card), "data:image/png;base64,iVBORw0KGgo="
    for page in (*cut, *(each.pictured(dict.fromkeys(each.charts, picture)) for each in cut)):
        if scope is Scope.DIALOG:
            assert lint_task(said_dialog(page, FR)) == []
        else:
            assert lint_message(message(page, scope, FR), scope) == []


@many
@given(cards, scopes)
def test_no_message_weighs_more_than_its_blocks_were_measured(card: Card, scope: Scope) -> None:
    parts = [card.title, *([card.subtitle] if card.subtitle else []), *card.blocks]
    frame = weight(message(Card(Text("")), scope, FR))
    body = message(card, scope, FR)
    assert weight({**body, "summary": ""}) <= frame + sum(map(size, parts))


@many
@given(cards, scopes)
def test_everything_in_a_card_can_be_read_on_it(card: Card, scope: Scope) -> None:
    read = clear(shown(body_of(card, scope)))
    assert [each for each in said_in(card) if clear(each) not in read] == []


@settings(many, max_examples=25)
@given(st.lists(st.tuples(typed, long_typed), min_size=1, max_size=12), st.integers(1, 8))
def test_no_character_of_a_long_day_is_lost_between_its_pages(answers: list[tuple[str, str]], times: int) -> None:
    head = (literal("Qui"), literal("Avancé"), literal("Aujourd’hui"))
    told = [(moved, today * times) for moved, today in answers]
    rows = tuple(Row((literal(f"p{n}"), Said("", moved), Said("", today))) for n, (moved, today) in enumerate(told))
    found: dict[str, list[str]] = {}
    for page in pages(Card(literal("Point du jour"), (Table(head, rows),), literal("8 réponses"))):
        assert lint_message(message(page, Scope.SHARED, FR), Scope.SHARED) == []
        for row in (row for block in page.blocks if isinstance(block, Table) for row in block.rows):
            name, *texts = [cell.plain() if isinstance(cell, Text) else cell.text for cell in row.cells]
            kept = found.setdefault(name, ["", ""])
            found[name] = [was + new for was, new in zip(kept, texts, strict=True)]
    assert found == {f"p{n}": list(answer) for n, answer in enumerate(told)}


def test_a_day_of_two_hundred_people_is_cut_between_people_and_calls_each() -> None:
    names = [Mention(f"b0a1c2d3-e4f5-4061-8273-94a5b6c7{n:04x}", f"Personne {n}") for n in range(200)]
    rows = tuple(Row((Text("{who}", {"who": who}), Said("", "mot " * 20), Said("", "mot " * 20))) for who in names)
    cut = pages(Card(literal("Point"), (Table((literal("Qui"), literal("A"), literal("B")), rows),)))
    bodies = [message(page, Scope.SHARED, FR) for page in cut]
    assert len(cut) > 1
    assert [lint_message(body, Scope.SHARED) for body in bodies] == [[]] * len(cut)
    called = [each["mentioned"]["id"] for body in bodies for each in kind_of("mention", body)]
    assert called == [who.user for who in names]


def test_a_page_is_nearly_as_long_as_teams_takes() -> None:
    first, *_ = pages(Card(literal("Point"), (Said("Alice", "é" * 40_000),)))
    written = json.dumps(message(first, Scope.PERSONAL, FR), ensure_ascii=False, separators=(",", ":"))
    assert 15_000 < len(written.encode()) <= 28 * 1024 - 2_048


# -- literal -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", TEAMS_HOSTILE)
@pytest.mark.parametrize("scope", list(Scope))
def test_what_people_typed_is_only_text(text: str, scope: Scope) -> None:
    """Nothing typed stands where Markdown is read, and no date of it is rewritten."""
    card = Card(
        literal(text),
        (
            Said(text, text),
            Note(literal(text)),
            Text("_{text}_", {"text": text}),
            Text("{who}", {"who": Mention(ALICE.user, text)}),
            Table((literal(text), literal("A")), (Row((literal(text), Said("", text)), literal(text)),)),
            Table((literal("1"), literal("2"), literal("3")), (Row((literal(text), Said("", text), literal(text))),)),
            Facts(((literal(text), Said("", text)),)),
            Callout(literal(text), (Row((literal(text), Said("", text)), literal(text)),)),
            Actions((Button("a.b", "r", text), Menu(text, (Button("a.b", "1", text), Button("a.b", "2", text))))),
            Actions((Link("javascript:alert(1)", text), Link("https://a.example", text))),
        ),
        literal(text),
    )
    content = shown_card(card, scope, FR)
    assert lint_card(content, scope) == []
    assert literally(text) in {each["text"] for each in kind_of("TextRun", content)}
    assert kind_of("TextBlock", content) == []
    assert not any("{{" in leaf for leaf in leaves(content))


def test_half_a_pair_of_surrogates_is_a_sign_of_its_loss_and_two_halves_are_whole() -> None:
    assert whole("a\ud83db") == "a\ufffdb"
    assert whole("\ud83d\ude00") == "😀"
    body = message(Card(literal("a\ud83d"), (Actions((Button("a.b", "", "\udc00"),)),)), Scope.PERSONAL, FR)
    assert json.dumps(body, ensure_ascii=False).encode()
    assert lint_message(body, Scope.PERSONAL) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Jean-Luc (v1.2)", "Jean-Luc (v1.2)"),
        ("*a* _b_", "\\*a\\* \\_b\\_"),
        ("[x](http://e)", "\\[x\\](http://e)"),
        ("<at>x</at>", "\\<at\\>x\\</at\\>"),
        ("# a", "\\# a"),
        ("1. a", "1\\. a"),
        ("- a", "\\- a"),
        ("&lt; & co", "\\&lt; & co"),
        ("a\\b", "a\\\\b"),
        ("", "–"),
    ],
)
def test_where_markdown_is_read_each_of_its_signs_is_escaped(text: str, wanted: str) -> None:
    assert in_markdown(text) == wanted


def test_a_line_that_was_broken_is_broken_on_every_client() -> None:
    found = body_of(Card(Text(""), (literal("un\ndeux\n\ntrois\r\nquatre"),)))
    assert [shown(each) for each in found] == ["un", "deux", "trois", "quatre"]
    assert [each.get("spacing") for each in found] == [None, "None", "Medium", "None"]


# -- people --------------------------------------------------------------------------------------------------------


def test_several_people_are_called_by_name_where_nothing_else_stands_beside_it() -> None:
    card = Card(literal("?"), (Callout(literal("!"), (Row((Text("{who}", {"who": ALICE}), Said("", "*x*"))),)),))
    content = shown_card(card, Scope.SHARED, FR)
    [block] = kind_of("TextBlock", content)
    assert block["text"] == "<at>Alice Duval</at>"
    assert content["msteams"]["entities"] == [
        {"type": "mention", "text": "<at>Alice Duval</at>", "mentioned": {"id": ALICE.user, "name": "Alice Duval"}}
    ]


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        (Text("{who}", {"who": ALICE}), Scope.PERSONAL),
        (Text("{who}", {"who": ALICE}), Scope.DIALOG),
        (Text("{who} : {x}", {"who": ALICE, "x": "*x*"}), Scope.SHARED),
        (Text("{who}", {"who": Mention("alice", "Alice")}), Scope.SHARED),
        (Text("{who}", {"who": Mention(ALICE.user, "<b>")}), Scope.SHARED),
        (Text("{where}", {"where": Channel("19:x@thread.tacv2", "p")}), Scope.SHARED),
    ],
)
def test_elsewhere_a_person_is_their_name(text: Text, scope: Scope) -> None:
    content = shown_card(Card(literal("?"), (Callout(literal("!"), (Row((text,)),)),)), scope, FR)
    assert kind_of("TextBlock", content) == []
    assert "entities" not in content["msteams"]
    assert text.plain() in shown(content["body"])


# -- what each block becomes ---------------------------------------------------------------------------------------


def test_a_short_title_over_a_card_is_large_and_a_sentence_is_not() -> None:
    over = body_of(Card(literal("Point du jour"), (literal("Bonjour"),)))
    alone = body_of(Card(literal("C’est noté."), (Actions((Button("a.b", "r", "Modifier"),)),)))
    assert over[0]["inlines"][0]["size"] == "Large"
    assert [each["type"] for each in alone] == ["RichTextBlock", "ActionSet"]
    assert alone[0]["inlines"] == [{"type": "TextRun", "text": "C’est noté."}]


def test_emphasis_is_kept() -> None:
    [block] = body_of(Card(Text("a *b* _c_ `d`")))
    assert block["inlines"][1::2] == [
        {"type": "TextRun", "text": "b", "weight": "Bolder"},
        {"type": "TextRun", "text": "c", "italic": True},
        {"type": "TextRun", "text": "d", "fontType": "Monospace"},
    ]


def test_the_first_main_button_alone_is_filled() -> None:
    main = [Button("a.b", "1", "Un", Style.MAIN), Button("a.b", "2", "Deux", Style.MAIN)]
    [_, block] = body_of(Card(literal("?"), (Actions((*main, Button("a.c", "", "Non", Style.DANGER))),)))
    assert [each.get("style") for each in block["actions"]] == ["positive", None, "destructive"]


@pytest.mark.parametrize(
    ("scope", "kind", "more"),
    [
        (Scope.PERSONAL, "Action.Execute", {}),
        (Scope.SHARED, "Action.Submit", {"msteams": {"type": "task/fetch"}}),
        (Scope.DIALOG, "Action.Submit", {}),
    ],
)
def test_a_button_carries_what_its_place_asks_for(scope: Scope, kind: str, more: dict[str, Any]) -> None:
    [_, block] = body_of(Card(literal("?"), (Actions((Button("standup.open", "r1", "Répondre"),)),)), scope)
    [button] = block["actions"]
    assert button["type"] == kind
    assert button["data"] == {"ritualbot": {"press": "standup.open", "ref": "r1"}, **more}
    assert button.get("verb") == ("standup.open" if scope is Scope.PERSONAL else None)


def test_a_row_of_buttons_is_no_wider_than_a_phone() -> None:
    """What is beyond the edge is cut off there: each row holds what fits, and a label too long stands alone."""
    labels = [
        "Répondre",
        "Rien à signaler",
        "Pas là aujourd’hui",
        "Plus",
        "Un intitulé trop long pour un téléphone",
    ]
    [_, *rows] = body_of(Card(literal("?"), (Actions(tuple(Button("a.b", "", each) for each in labels)),)))
    assert [[each["title"] for each in row["actions"]] for row in rows] == [labels[:2], labels[2:4], labels[4:]]


def test_seven_buttons_are_two_rows_and_a_menu_opens_under_its_label() -> None:
    seven = tuple(Button("a.b", str(n), f"{n}") for n in range(7))
    [_, first, second] = body_of(Card(literal("?"), (Actions(seven),)))
    assert [len(first["actions"]), len(second["actions"])] == [6, 1]
    [_, row] = body_of(Card(literal("?"), (Actions((Menu("Plus…", seven),)),)))
    assert [(each["type"], each["title"]) for each in row["actions"]] == [("Action.ShowCard", "Plus…")]
    [_, alone] = body_of(Card(literal("?"), (Actions((Menu("Plus…", seven[:1]), Menu("Rien", ()))),)))
    assert [each["title"] for each in alone["actions"]] == ["0"]


def test_a_link_that_leads_nowhere_is_its_label() -> None:
    links = Actions((Link("https://e.example/x", "Page"), Link("javascript:alert(1)", "Piège")))
    [_, row, dead] = body_of(Card(literal("?"), (links,)))
    assert [each["url"] for each in row["actions"]] == ["https://e.example/x"]
    assert (dead["type"], shown(dead)) == ("RichTextBlock", "Piège")


def test_a_divider_is_a_line_above_what_follows() -> None:
    found = body_of(Card(Text(""), (literal("a"), Divider(), Text(""), literal("b"), Divider())))
    assert [each.get("separator", False) for each in found] == [False, True]


def test_a_tone_is_a_mark_and_a_colour() -> None:
    found = [body_of(Card(Text(""), (Callout(literal("2 blocages"), (), tone),)))[0] for tone in Tone]
    assert len({shown(each) for each in found}) == len({each["style"] for each in found}) == len(Tone)
    assert all(shown(each).endswith("2 blocages") for each in found)


def test_two_columns_are_a_table_and_answers_in_several_are_lines_under_a_name() -> None:
    two = Table((literal("Qui"), literal("Quoi")), (Row((literal("Alice"), Said("", "x")), literal("tard")),))
    three = Table((literal("Qui"), literal("A"), literal("B")), (Row((literal("Alice"), Said("", "x"), literal("y"))),))
    [found] = body_of(Card(Text(""), (two,)))
    assert found["type"] == "Table"
    assert shown(found) == "QuiQuoiAlice(tard)x"
    [area] = body_of(Card(Text(""), (three,)))
    assert [shown(each) for each in area["items"]] == ["Alice", "A — x", "B — y"]


def test_a_card_of_nothing_is_a_dash_and_a_card_of_buttons_its_labels() -> None:
    assert message(Card(Text("")), Scope.PERSONAL, FR)["summary"] == "–"
    card = Card(Text(""), (Actions((Button("a.b", "r", "Répondre"),)),))
    assert message(card, Scope.PERSONAL, FR)["summary"] == "Répondre"


def test_the_summary_is_a_beginning_and_the_fallback_is_all() -> None:
    body = message(Card(literal("Point"), (literal("mot " * 200),)), Scope.PERSONAL, FR)
    assert len(body["summary"]) <= 200 and body["summary"].endswith("…")
    assert body["attachments"][0]["content"]["fallbackText"].count("mot") == 200


def test_a_short_title_is_the_title_of_the_dialog_and_not_said_twice() -> None:
    value = said_dialog(Card(literal("Aide"), (literal("Tapez /point."),)), FR)["task"]["value"]
    assert (value["title"], shown(value["card"]["content"]["body"])) == ("Aide", "Tapez /point.")
    long = "Une phrase bien trop longue pour tenir là-haut, dans le titre d’un dialogue."
    value = said_dialog(Card(literal(long), (literal("Suite."),)), FR)["task"]["value"]
    assert (value["title"], shown(value["card"]["content"]["body"])) == ("ritualbot", f"{long}Suite.")
    alone = said_dialog(Card(literal("C’est noté.")), FR)["task"]["value"]
    assert shown(alone["card"]["content"]["body"]) == "C’est noté."


# -- a form in a message -------------------------------------------------------------------------------------------


def asks(number: int, initial: str = "") -> Card:
    fields = tuple(TextField(f"f{n}", "Champ", initial=initial) for n in range(number))
    return Card(literal("?"), (), None, Form("a.save", "r1", literal("Titre"), fields, "Envoyer"))


def opens(card: Card, scope: Scope) -> bool:
    body = message(card, scope, FR)
    assert lint_message(body, scope) == []
    button = [*kind_of("Action.Execute", body), *kind_of("Action.Submit", body)][-1]
    if "open" in button["data"]["ritualbot"]:
        assert button["data"]["ritualbot"] == {"open": "a.save", "ref": "r1"}
        assert not kind_of("Input.Text", body)
        return True
    return False


def test_a_short_form_stands_in_the_message_of_one_person() -> None:
    assert not opens(asks(3), Scope.PERSONAL)
    body = message(asks(3), Scope.PERSONAL, FR)
    assert len(kind_of("Input.Text", body)) == 3
    [send] = kind_of("Action.Execute", body)
    assert (send["title"], send["verb"]) == ("Envoyer", "a.save")


def test_a_card_with_a_form_can_stand_in_a_dialog() -> None:
    body = said_dialog(asks(7), FR)
    assert lint_task(body) == []
    assert len(kind_of("Input.Text", body)) == 7


@pytest.mark.parametrize(
    ("card", "scope"), [(asks(1), Scope.SHARED), (asks(7), Scope.PERSONAL), (asks(2, "x" * 9_000), Scope.PERSONAL)]
)
def test_a_form_several_see_or_a_long_one_is_opened_by_a_button(card: Card, scope: Scope) -> None:
    assert opens(card, scope)


def test_a_form_stays_on_the_first_page_and_leaves_it_within_its_limit() -> None:
    card = asks(2, "x" * 4_000)
    long: tuple[Block, ...] = (literal("mot " * 20_000),)
    first, *others = pages(Card(card.title, long, None, card.form))
    assert first.form and not any(page.form for page in others)
    assert lint_message(message(first, Scope.PERSONAL, FR), Scope.PERSONAL) == []
