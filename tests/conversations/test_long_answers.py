"""A9: twelve people with three thousand characters each come out complete, literal, page after page."""

from collections.abc import Callable
from dataclasses import replace

import regex

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


def as_typed(number: int) -> str:
    """As much of it as every platform's input takes: 3,000 of the longest way to count, in UTF-16 units."""
    held, room = "", 3000
    for cluster in regex.findall(r"\X", long_answer(number)):
        room -= len(cluster.encode("utf-16-le")) // 2
        held += cluster if room >= 0 else ""
    return held


def test_the_longest_answers_there_can_be_come_out_complete(make_bot: MakeBot) -> None:
    come_out_complete(make_bot, long_answer)


def test_twelve_long_answers_come_out_complete_and_literal(make_bot: MakeBot) -> None:
    """A9: parent and thread pages; nothing is cut, nothing is changed, nothing is markup."""
    come_out_complete(make_bot, as_typed)


def come_out_complete(make_bot: MakeBot, answer: Callable[[int], str]) -> None:
    people = (ALICE, *(replace(CHLOE, user=user) for user in USERS[1:]))
    bot = make_bot(SomeTeam(people=people))
    bot.until("2027-03-02 09:31")
    for number, user in enumerate(USERS):
        bot.person(user).answers(answer(number))
    bot.wait(minutes=30)
    parent = bot.channel().last
    pages = [parent, *bot.channel().thread(parent)]
    assert len(pages) > 3
    for number, user in enumerate(USERS):
        assert "".join(page.said_by(user.capitalize()) for page in pages) == answer(number)
    assert all(len(page.text) <= 12_500 for page in pages)


def test_a_shorter_summary_leaves_no_page_behind(make_bot: MakeBot) -> None:
    """A9, B12: pages an edit no longer needs say that their text moved up."""
    people = (ALICE, *(replace(CHLOE, user=user) for user in USERS[1:6]))
    bot = make_bot(SomeTeam(people=people))
    bot.until("2027-03-02 09:31")
    for number, user in enumerate(USERS[:6]):
        bot.person(user).answers(as_typed(number))
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
