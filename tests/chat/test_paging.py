"""Long cards become several messages, and nothing of them is lost."""

import random

import pytest
import regex
from hypothesis import given, settings, strategies as st

from ritualbot.chat.cards import (
    Actions,
    Block,
    Button,
    Callout,
    Card,
    Divider,
    Facts,
    Note,
    Row,
    Said,
    Table,
    plain_block,
    plain_cell,
)
from ritualbot.chat.paging import paginate
from ritualbot.chat.text import Channel, Mention, Text, literal
from ritualbot.graphemes import cut
from ritualbot.platforms.playground.gateway import characters
from ritualbot.platforms.playground.limits import MESSAGE_CHARACTERS

CLUSTERS = [
    *("a", "é", "z", " ", "\n", "e\u0301", "n\u0303\u0323", "👍🏽", "🇫🇷", "ش", "לָ", "\u202e", "\u200b"),
    *("👩\u200d🚀", "👨\u200d👩\u200d👧\u200d👦", "🏳️\u200d🌈", "*", "_", "`", "{", "}", "{name}", "=1+1"),
    *("<!channel>", "</at>", "<b>", "[x](http://e)", "{{DATE()}}"),
]
typed = st.lists(st.sampled_from(CLUSTERS), max_size=400).map("".join)
SIZE = 300


def title_and_buttons(*blocks: Block) -> Card:
    return Card(literal("Daily"), (*blocks, Actions((Button("a", "r", "Answer"),))), literal("8 answers"))


def pages_of(card: Card, limit: int = SIZE) -> tuple[Card, ...]:
    pages = paginate(card, limit, characters, cut)
    assert all(size_of(page) <= limit for page in pages)
    return pages


def size_of(page: Card) -> int:
    headings = [page.title, *([page.subtitle] if page.subtitle else [])]
    return sum(characters(block) for block in (*headings, *page.blocks))


def clusters(text: str) -> list[str]:
    return list(regex.findall(r"\X", text))


@given(typed, st.integers(1, 90))
def test_cut_pieces_join_to_the_text_and_keep_every_cluster_whole(text: str, length: int) -> None:
    pieces = cut(text, length)
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= length for piece in pieces)
    if all(len(cluster) <= length for cluster in clusters(text)):
        assert [each for piece in pieces for each in clusters(piece)] == clusters(text)


def test_a_piece_ends_after_a_word_where_it_can() -> None:
    assert cut("Règlement du jeu-concours", 13) == ["Règlement du ", "jeu-concours"]
    assert cut("Règlementdujeu-concours", 13) == ["Règlementduje", "u-concours"]


def test_a_space_with_a_mark_on_it_is_no_place_to_cut() -> None:
    assert cut("abcdef \u0308gh", 9) == ["abcdef \u0308g", "h"]
    assert cut("abcdef \u0308gh", 8) == ["abcdef \u0308", "gh"]
    assert cut("abcdef \u0308gh", 7) == ["abcdef", " \u0308gh"]


def test_a_cluster_longer_than_a_page_is_cut_rather_than_lost() -> None:
    zalgo = "e" + "\u0301" * 50
    assert cut(zalgo, 20) == [zalgo[:20], zalgo[20:40], zalgo[40:]]


def test_a_card_that_fits_is_left_alone() -> None:
    card = title_and_buttons(literal("short"), Divider())
    assert paginate(card, SIZE, characters, cut) == (card,)


@settings(deadline=None)
@given(st.lists(st.tuples(typed, typed), max_size=6))
def test_the_rows_of_a_table_come_out_whole_under_their_name(answers: list[tuple[str, str]]) -> None:
    head = (literal("Who"), literal("Moved"), literal("Today"))
    rows = tuple(
        Row((literal(f"person {n}"), Said("", moved), Said("", today)), literal("added at 11:52"))
        for n, (moved, today) in enumerate(answers)
    )
    found: dict[str, list[str]] = {}
    marks = 0
    for page in pages_of(title_and_buttons(Table(head, rows))):
        for table in page.blocks:
            if isinstance(table, Table):
                assert table.head == head
                for row in table.rows:
                    name, moved, today = map(plain_cell, row.cells)
                    so_far = found.setdefault(name, ["", ""])
                    so_far[0] += moved
                    so_far[1] += today
                    marks += row.mark is not None
    assert found == {f"person {n}": list(answer) for n, answer in enumerate(answers)}
    assert marks == len(answers)


@settings(deadline=None)
@given(typed, typed, typed, typed)
def test_words_between_blocks_keep_their_text_and_order(said: str, note: str, goal: str, name: str) -> None:
    sentence = Text("*{name}*, _goal_ : {goal} `/point` {who} {where}", {
        "name": name, "goal": goal, "who": Mention("u1", "Léa"), "where": Channel("c1", "printemps"),
    })  # fmt: skip
    card = title_and_buttons(Said("Bruno", said), Divider(), sentence, Note(literal(note)))
    pages = pages_of(card)
    blocks = [block for page in pages for block in page.blocks]
    assert "".join(block.text for block in blocks if isinstance(block, Said)) == said
    assert "".join(block.plain() for block in blocks if isinstance(block, Text)) == sentence.plain()
    assert "".join(block.text.plain() for block in blocks if isinstance(block, Note)) == note
    spans = [span for block in blocks if isinstance(block, Text) for span in block.spans()]
    for emphasis in {span.emphasis for span in sentence.spans()}:
        assert shown(spans, emphasis) == shown(sentence.spans(), emphasis)
    assert [type(block) for block in blocks if not isinstance(block, Actions)] == sorted(
        (type(block) for block in blocks if not isinstance(block, Actions)),
        key=[Said, Divider, Text, Note].index,
    )


def shown(spans: object, emphasis: object) -> str:
    assert isinstance(spans, (list, tuple))
    return "".join(Card(Text("{p}", {"p": s.content})).plain_text() for s in spans if s.emphasis is emphasis)


@settings(deadline=None)
@given(typed, typed)
def test_facts_and_callouts_go_on_under_their_label_and_title(blocker: str, piece: str) -> None:
    callout = Callout(literal("2 blockers"), (Row((literal("Bruno"), literal(blocker))),))
    pages = pages_of(title_and_buttons(callout, Facts(((literal("Pieces"), Said("", piece)),))))
    blocks = [block for page in pages for block in page.blocks]
    callouts = [block for block in blocks if isinstance(block, Callout)]
    assert {plain_cell(block.title) for block in callouts} == {"2 blockers"}
    assert "".join(plain_cell(row.cells[1]) for block in callouts for row in block.rows) == blocker
    pairs = [pair for block in blocks if isinstance(block, Facts) for pair in block.pairs]
    assert {label.plain() for label, _ in pairs} == {"Pieces"}
    assert "".join(plain_cell(value) for _, value in pairs) == piece


def test_title_and_buttons_stay_on_the_first_page() -> None:
    actions = Actions((Button("standup.answer", "r", "Répondre"),))
    first, *others = pages_of(Card(literal("Daily"), (literal("a" * 700), actions), literal("sub")))
    assert first.title.plain() == "Daily"
    assert first.subtitle == literal("sub")
    assert actions in first.blocks
    assert others
    assert all(page.title.plain() == "" and page.subtitle is None for page in others)
    assert not any(isinstance(block, Actions) for page in others for block in page.blocks)


def test_a_row_that_fits_on_a_page_of_its_own_is_not_cut() -> None:
    rows = tuple(Row((literal(f"p{n}"), Said("", str(n) * 150))) for n in range(3))
    tables = [
        table
        for page in pages_of(title_and_buttons(Table((), rows)))
        for table in page.blocks
        if isinstance(table, Table)
    ]
    assert [row for table in tables for row in table.rows] == list(rows)
    assert len(tables) == 3


@pytest.mark.parametrize("seed", [1, 2])
def test_twelve_answers_of_three_thousand_clusters_come_out_complete(seed: int) -> None:
    chance = random.Random(seed)
    answers = {f"person {n}": "".join(chance.choices(CLUSTERS, k=3000)) for n in range(12)}
    head = (literal("Who"), literal("Today"))
    table = Table(head, tuple(Row((literal(who), Said("", text))) for who, text in answers.items()))
    pages = pages_of(title_and_buttons(table), MESSAGE_CHARACTERS)
    found = dict.fromkeys(answers, "")
    for page in pages:
        for block in page.blocks:
            for row in block.rows if isinstance(block, Table) else ():
                found[plain_cell(row.cells[0])] += plain_cell(row.cells[1])
    assert found == answers
    assert len(pages) <= 2 * sum(map(len, answers.values())) // MESSAGE_CHARACTERS + 1


def test_a_single_long_cell_without_a_name_is_cut_too() -> None:
    text = "Écouter d'abord. " * 60
    pages = pages_of(Card(literal("Learnt"), (Table((), (Row((Said("", text),)),)),)))
    lines = [line for page in pages for block in page.blocks for line in plain_block(block)]
    assert "".join(lines) == text
    assert len(pages) > 3


def test_each_row_of_buttons_stays_under_what_it_is_about() -> None:
    """A list whose rows have their own buttons is cut between rows, at the dividers."""
    rows = [
        (Divider(), Said("Bruno", f"{n} " + "mot " * 20), Actions((Button("a.b", f"r{n}", "Fait"),))) for n in range(9)
    ]
    pages = pages_of(Card(literal("9 blocages"), tuple(block for row in rows for block in row)))
    assert len(pages) > 1
    for page in pages:
        kinds = [type(block) for block in page.blocks]
        assert kinds == [Divider, Said, Actions] * (len(kinds) // 3)
    assert [block for page in pages for block in page.blocks] == [block for row in rows for block in row]
