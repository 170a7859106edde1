"""A9: twelve people with three thousand characters each come out complete, literal, page after page."""

from collections.abc import Callable
from dataclasses import replace

from ritualbot.chat.cards import Callout, Card, Said, Table
from tests.builders import ALICE, CHLOE, SomeTeam
from tests.conversations.bot import Bot

MakeBot = Callable[..., Bot]
USERS = ("alice", *(f"member{number:02}" for number in range(11)))
FAMILY = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
PIECES = (FAMILY, "e\N{COMBINING ACUTE ACCENT}", "*_`", "שלום", "<!channel>", "{{DATE()}}", "[x](http://e)", "=1+1")


def long_answer(number: int) -> str:
    """3,000 grapheme clusters, different for everyone: emoji of several code points, accents, markup, Hebrew."""
    clusters: list[str] = []
    while len(clusters) < 3000:
        piece = PIECES[(number + len(clusters)) % len(PIECES)]
        clusters += [piece] if piece in (FAMILY, PIECES[1]) else list(piece)
    return "".join(clusters[:3000])


def said(cards: list[Card], name: str) -> str:
    """Everything these pages say in a person's name, in order."""
    found = []
    for card in cards:
        for block in card.blocks:
            rows = block.rows if isinstance(block, Table | Callout) else ()
            for row in rows:
                first, *rest = row.cells
                assert not isinstance(first, Said)
                if first.plain() == name:
                    found += [cell.text for cell in rest if isinstance(cell, Said)]
    return "".join(found)


def test_twelve_long_answers_come_out_complete_and_literal(make_bot: MakeBot) -> None:
    """A9: parent and thread pages; nothing is cut, nothing is changed, nothing is markup."""
    people = (ALICE, *(replace(CHLOE, user=user) for user in USERS[1:]))
    bot = make_bot(SomeTeam(people=people))
    bot.until("2027-03-02 09:31")
    for number, user in enumerate(USERS):
        bot.person(user).answers(long_answer(number))
    bot.wait(minutes=30)
    parent = bot.channel().last
    pages = [parent, *bot.channel().thread(parent)]
    assert len(pages) > 3
    for number, user in enumerate(USERS):
        assert said([page.card for page in pages], user.capitalize()) == long_answer(number)
    assert all(len(page.text) <= 12_500 for page in pages)


def test_a_shorter_summary_leaves_no_page_behind(make_bot: MakeBot) -> None:
    """A9, B12: pages an edit no longer needs say that their text moved up."""
    people = (ALICE, *(replace(CHLOE, user=user) for user in USERS[1:6]))
    bot = make_bot(SomeTeam(people=people))
    bot.until("2027-03-02 09:31")
    for number, user in enumerate(USERS[:6]):
        bot.person(user).answers(long_answer(number))
    bot.wait(minutes=30)
    before = len(bot.channel().thread())
    assert before >= 1
    for user in USERS[:6]:
        bot.person(user).answers("court")
    bot.wait(minutes=2)
    pages = bot.channel().thread()
    assert len(pages) == before
    assert all("remonté" in page.text for page in pages)
    assert bot.channel().last.text.count("court") == 6
