"""Cards and words as tests make them, hostile ones among them."""

from collections.abc import Callable

from hypothesis import strategies as st

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
    Link,
    Menu,
    Note,
    Row,
    Said,
    Style,
    Table,
    Tone,
)
from ritualbot.chat.charts import IntervalChart, IntervalRow, Leaning
from ritualbot.chat.text import Channel, Mention, Param, Text, literal, plain_param

HOSTILE = [
    *("<!channel>", "<!here>", "<@U0ALICE0001>", "<#C0PRINTEMPS>", "<https://evil.example|https://good.example>"),
    *(
        ":smile:",
        "*bold*",
        "_it_",
        "`code`",
        "~gone~",
        "<!date^1392734382^{date}|now>",
        "https://evil.example",
        "@here",
    ),
    *("&lt;!channel&gt;", "&", "<", ">", "{name}", "=1+1", "</at>", "[x](http://e)"),
]
_CLUSTERS = [
    *("a", "é", "z", " ", "\n", "e\u0301", "👍🏽", "🇫🇷", "ش", "לָ", "\u202e", "\u2069", "\u2068", "\u200b", '"', "\\"),
    *("👩\u200d🚀", "👨\u200d👩\u200d👧\u200d👦"),
]
ISOLATES = {ord(each): None for each in "\u2066\u2067\u2068\u2069"}

typed = st.lists(st.sampled_from(_CLUSTERS + HOSTILE), max_size=40).map("".join)
long_typed = st.one_of(typed, st.tuples(typed, st.integers(1, 30)).map(lambda pair: pair[0] * pair[1]))
short = st.text(st.sampled_from("abcdé <>&*_:éش\u202e"), max_size=30)
mentions = st.sampled_from(
    [
        Mention("U0ALICE0001", "Alice"),
        Mention("b0a1c2d3-e4f5-4061-8273-94a5b6c7d8e9", "Alice Duval"),
        Mention("alice", "Alice"),
        Channel("C0PRINTEMPS", "p"),
        Channel("x", "p"),
    ]
)
params = st.one_of(typed, mentions)
texts = st.builds(
    lambda markup, first, second: Text(markup, {"first": first, "second": second}),
    st.sampled_from(["{first}", "*{first}*, _goal_ : {second} `/point`", "{second} — {first}", ""]),
    params,
    params,
)
said = st.builds(Said, short, long_typed)
cells = st.one_of(texts, said)
marks = st.one_of(st.none(), texts)


def rows(width: int) -> st.SearchStrategy[Row]:
    return st.builds(Row, st.tuples(*[cells] * width), marks)


def _table(width: int) -> st.SearchStrategy[Table]:
    head = st.one_of(st.just(()), st.tuples(*[texts] * width))
    return st.builds(Table, head, st.lists(rows(width), max_size=8).map(tuple))


buttons = st.builds(
    Button,
    st.sampled_from(["standup.open", "standup.skip", "blocker.tag"]),
    st.sampled_from(["", "r1", "r2:client", "x" * 149]),
    short,
    st.sampled_from(list(Style)),
)
links = st.builds(Link, st.sampled_from(["https://a.example/x", "javascript:alert(1)", "/x", "http://["]), short)
menus = st.builds(Menu, short, st.lists(buttons, max_size=8).map(tuple))
actions = st.builds(Actions, st.lists(st.one_of(buttons, links, menus), max_size=6).map(tuple))
charts = st.builds(
    lambda label, alt: Chart(
        IntervalChart("fr", label, "", "", "", "", (IntervalRow(label, 0, 1, 2, "1", Leaning.UNSURE),)), alt
    ),
    short,
    long_typed,
)
blocks: st.SearchStrategy[Block] = st.one_of(
    texts,
    said,
    st.integers(1, 4).flatmap(_table),
    st.builds(Facts, st.lists(st.tuples(texts, cells), max_size=6).map(tuple)),
    st.builds(Callout, texts, st.lists(rows(2), max_size=5).map(tuple), st.sampled_from(list(Tone))),
    st.builds(Note, texts),
    charts,
    st.just(Divider()),
)
titles = st.one_of(st.just(Text("")), short.map(literal), st.just(Text("*{who}*", {"who": Mention("U1", "Alice")})))


def _card(title: Text, body: list[Block], doing: list[Actions], subtitle: Text | None) -> Card:
    return Card(title, (*body, *doing), subtitle)


cards = st.builds(
    _card, titles, st.lists(blocks, max_size=8), st.lists(actions, max_size=2), st.one_of(st.none(), titles)
)


def _texts_of(name: Callable[[Param], str], cell: Cell) -> list[str]:
    return [cell.who, cell.text] if isinstance(cell, Said) else [_text_of(name, cell)]


def _text_of(name: Callable[[Param], str], cell: Text) -> str:
    return "".join(name(span.content) for span in cell.spans())


def said_in(card: Card, name: Callable[[Param], str] = plain_param) -> list[str]:
    """What must be readable of a card, cell by cell, in any order; heads of first columns and buttons apart."""
    found = [_text_of(name, card.title), *([_text_of(name, card.subtitle)] if card.subtitle else [])]
    for block in card.blocks:
        match block:
            case Text() | Said():
                found += _texts_of(name, block)
            case Note(text=text):
                found.append(_text_of(name, text))
            case Table(rows=lines) | Callout(rows=lines):
                found += [text for row in lines for cell in row.cells for text in _texts_of(name, cell)]
                found += [_text_of(name, row.mark) for row in lines if row.mark]
            case Facts(pairs=pairs):
                found += [text for pair in pairs for cell in pair for text in _texts_of(name, cell)]
            case Chart(alt=alt):
                found.append(alt)
            case Divider() | Actions():
                pass
        if isinstance(block, Callout):
            found.append(_text_of(name, block.title))
    return found
