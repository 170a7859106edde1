"""I, rows "any text" and "markup in text": two hundred hostile answers are stored and shown literally."""

from collections.abc import Callable
from random import Random

import pytest
from sqlmodel import col, select

from ritualbot.rituals.questions import Kind
from ritualbot.store.standup import StandupAnswer
from tests.builders import ALICE, Someone, SomeTeam
from tests.conversations.bot import Bot
from tests.conversations.test_hostile import TYPED

QUESTIONS = tuple((Kind.TEXT, f"q{number}", f"Question {number}", False) for number in range(10))
PEOPLE = tuple(f"p{number}" for number in range(19))
# More that some platform, sheet, log or page would take for its own; none of it is changed.
MORE = (
    *("<!date^1^{date}|x>", "<#C1|général>", "<https://e.example|cliquez>", ":tada:", "&lt;!channel&gt;", "&amp;"),
    *("<mention>x</mention>", "![x](http://e/i.png)", "# titre", "- liste", "1. un", "> cité", "```code```", "---"),
    *("{{#if}}x{{/if}}", "${jndi:ldap://e}", "%n%n%n", "\\u003cscript\\u003e", "javascript:alert(1)", "file:///etc"),
    *(
        "+33 6",
        "-1",
        "@SUM(1)",
        "=cmd|' /C calc'!A0",
        "\u200bcaché",
        "ﷺ",
        "\u0e49" * 9,
        "ａｂｃ",
        "i\u0307İı",
        "𝕏",
        "½",
    ),
    *(
        "مرحبا \u2067x\u2069",
        "שלום",
        "日本語",
        "🏳️\u200d🌈",
        "🇫🇷",
        "a\u0300\u0301\u0302",
        "\u00a0insécable\u202f!",
        "«\u00a0»",
    ),
    *("NULL", "None", "true", "undefined", "../..", "C:\\x", "' OR 1=1 --", "a\\nb", "\\", "/standup", "oui", "0"),
)


def answers() -> list[tuple[str, str]]:
    """(typed, kept), each different: one or two hostile pieces around a number."""
    chance, pieces = Random(2027), [*TYPED.values(), *((each, each) for each in MORE)]
    found = []
    for number in range(200):
        first, second = pieces[number % len(pieces)], chance.choice(pieces)
        typed, kept = (f"{first[side]} n{number} {second[side]}" for side in (0, 1))
        found.append((typed, kept))
    return found


@pytest.mark.direct("so many would take too long; thirty are played below")
def test_two_hundred_hostile_answers_are_stored_and_shown_literally(make_bot: Callable[..., Bot]) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, *(Someone(user) for user in PEOPLE)), questions=QUESTIONS))
    bot.until("2027-03-02 09:40")
    typed = answers()
    assert len({kept for _, kept in typed}) == 200
    for place, user in enumerate(("alice", *PEOPLE)):
        mine = typed[place * 10 : place * 10 + 10]
        someone = bot.person(user)
        someone.presses("standup.open")
        someone.fills(**{f"q{number}": text for number, (text, _) in enumerate(mine)})
        for _, kept in mine:
            assert someone.last.shows(kept), kept
    with bot.session() as session:
        stored = session.exec(select(StandupAnswer.value).order_by(col(StandupAnswer.id))).all()
    assert set(stored) == {kept for _, kept in typed}
    bot.until("2027-03-02 11:45")
    pages = [each for each in bot.chat.messages if each.conversation == "printemps"]
    for _, kept in typed:
        assert any(page.shows(kept) for page in pages), kept


def test_thirty_of_them_hold_every_piece_and_are_shown_literally(make_bot: Callable[..., Bot]) -> None:
    """Through what a platform makes of them: in the acknowledgement, the summary and its pages, and the next form."""
    pieces = [*TYPED.values(), *((each, each) for each in MORE)]
    dealt = [pieces[number::30] for number in range(30)]
    typed = [tuple(" ".join(each[side] for each in hand) for side in (0, 1)) for hand in dealt]
    bot = make_bot(SomeTeam(people=(ALICE, *(Someone(user) for user in PEOPLE[:2])), questions=QUESTIONS))
    bot.until("2027-03-02 09:40")
    for place, user in enumerate(("alice", *PEOPLE[:2])):
        mine = typed[place * 10 : place * 10 + 10]
        someone = bot.person(user)
        someone.presses("standup.open")
        someone.fills(**{f"q{number}": text for number, (text, _) in enumerate(mine)})
        told = [someone.messages[0], *bot.channel(f"@{user}").thread(someone.messages[0])]
        assert [kept for _, kept in mine if not any(page.shows(kept) for page in told)] == []
        someone.presses("standup.open")
        assert someone.form is not None
        standing = {field.name: getattr(field, "initial", "") for field in someone.form.fields}
        assert standing == {f"q{number}": kept for number, (_, kept) in enumerate(mine)}
    bot.until("2027-03-02 11:45")
    pages = [bot.channel().last, *bot.channel().thread()]
    assert [kept for _, kept in typed if not any(page.shows(kept) for page in pages)] == []
