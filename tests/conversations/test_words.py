"""SPEC A10: a direct message speaks the person's language, a post the channel's; nothing of the other one leaks."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest
from babel.messages.pofile import read_po

from ritualbot.chat.cards import Card
from ritualbot.chat.forms import ChoiceField, Form
from ritualbot.chat.replies import FieldErrors, OpenForm, Reply, Say
from ritualbot.i18n import Words, catalogue_path
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.fake_chat import Posted

MakeBot = Callable[..., Bot]
OTHER = {"fr": "en", "en": "fr"}


def in_french(team: SomeTeam, *, except_for: str = "") -> SomeTeam:
    return speaking(team, "fr", except_for)


def in_english(team: SomeTeam, *, except_for: str = "") -> SomeTeam:
    return speaking(team, "en", except_for)


def speaking(team: SomeTeam, language: str, except_for: str) -> SomeTeam:
    people = tuple(
        replace(each, language=OTHER[language] if each.user == except_for else language) for each in team.people
    )
    return replace(team, language=language, people=people)


QUARTET = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID), name="Lavande", channel="lavande")

# -- what belongs to one language only -----------------------------------------------------------------------------


@cache
def pieces(language: str) -> frozenset[str]:
    """The catalogue's words in a row, without what fills them: long enough to belong to one language."""
    with catalogue_path(language).open("rb") as source:
        catalogue = read_po(source, locale=language)
    found: set[str] = set()
    for message in catalogue:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and not str(message.context).startswith("play"):
            found |= {part.strip(" .:,?!*_`\u00a0\u202f") for form in forms for part in cut(str(form))}
    week = [date(2027, 3, 1) + timedelta(days=day) for day in range(7)]
    return frozenset(piece for piece in found | {Words(language).weekday(day) for day in week} if piece)


def cut(form: str) -> list[str]:
    return re.split(r"\{\w+\}|[*_`]", form)


def only_in(language: str) -> frozenset[str]:
    """Of more than four letters, and in no message of the other language."""
    theirs = " ".join(pieces(OTHER[language])).casefold()
    return frozenset(
        piece
        for piece in pieces(language)
        if len(re.findall(r"[^\W\d_]", piece)) > 4 and piece.casefold() not in theirs
    )


@cache
def belonging_to(language: str) -> re.Pattern[str]:
    pieces = "|".join(re.escape(piece) for piece in only_in(language))
    return re.compile(rf"(?<!\w)(?:{pieces})(?!\w)", re.IGNORECASE)


def leaks(text: str, language: str) -> list[str]:
    """What stands there of the other language."""
    return belonging_to(OTHER[language]).findall(text)


def test_the_comparison_tells_the_languages_apart() -> None:
    # The tests below rest on it.
    assert leaks("Merci, c’est noté. Publié à 11:30", "en")
    assert leaks("Posted at 11:30 in #lavande", "fr")
    assert leaks("mardi 2 mars", "en") and leaks("Tuesday 2 March", "fr")
    assert not leaks("Merci, c’est noté. Publié à 11:30", "fr")
    assert not leaks("Thank you, noted. Posted at 11:30", "en")
    assert min(len(only_in("fr")), len(only_in("en"))) > 120


def seen(card: Card) -> str:
    """All a person reads of a card, what is pressed included."""
    return "\n".join([card.plain_text(), *(button.label for button in buttons(card))])


def asked(form: Form) -> str:
    lines = [form.title.plain(), form.submit, form.intro.plain() if form.intro else ""]
    for field in form.fields:
        lines += [field.label, field.hint]
        if isinstance(field, ChoiceField) and field.name != "language":  # names of languages are names
            lines += [option.label for option in field.options]
    return "\n".join(lines)


def answered(reply: Reply | None) -> str:
    match reply:
        case Say(card=card):
            return seen(card)
        case OpenForm(form=form):
            return asked(form)
        case FieldErrors(errors=errors):
            return "\n".join(text.plain() for text in errors.values())
    return ""


# -- a mixed day ---------------------------------------------------------------------------------------------------


def live_a_day(bot: Bot, users: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """A day with everything in it; yields who was answered, and with what. Typed texts are names of no language."""
    alice, bruno, chloe, david = (bot.person(user) for user in users)
    bot.until("2027-03-02 09:40")
    yield heard(alice, alice.presses("standup.open"))
    yield heard(alice, alice.fills(today=""))
    yield heard(alice, alice.fills(today="Alpha", blocker="Delta"))
    yield heard(chloe, chloe.presses("standup.open"))
    yield heard(chloe, chloe.fills(today="Beta" * 1000))
    yield heard(chloe, chloe.fills(today="Beta"))
    yield heard(bruno, bruno.presses("standup.snooze"))
    yield heard(david, david.presses("standup.away"))
    yield heard(david, david.presses("standup.back"))
    yield heard(david, david.presses("standup.skip"))
    bot.until("2027-03-02 11:45")
    names = alice.button("standup.names", where="lavande").ref  # gone once Bruno has answered, with a typed line
    for actor in (alice, bruno, chloe, david):
        for typed in ("/standup", "/ritual next", "/ritual team", "/ritual help", "/standpu", "/xyzzy"):
            yield heard(actor, actor.says(typed))
        yield heard(actor, actor.presses_ref("standup.names", names, where="lavande"))
        yield heard(actor, actor.presses_ref("standup.open", "no-such-ref"))
        yield heard(actor, actor.says("Gamma"))
        yield heard(actor, actor.says("aide"))
    yield heard(bruno, bruno.presses_ref("standup.open", bruno.button("standup.open").ref))
    yield heard(bruno, bruno.fills(today="Omega"))
    bot.until("2027-03-02 12:30")
    yield heard(chloe, chloe.presses("standup.open"))
    yield heard(chloe, chloe.fills(moved="Psi", today="Phi"))
    bot.until("2027-03-03 09:31")
    bot.jump("2027-03-04 10:30")
    bot.settle()


def heard(actor: Actor, reply: Reply) -> tuple[str, str]:
    return actor.user, answered(reply)


def of_conversation(bot: Bot, name: str) -> list[Posted]:
    return [each for each in bot.chat.messages if each.conversation == name]


@pytest.mark.parametrize(
    ("team", "odd", "channel_language"),
    [
        pytest.param(in_english(QUARTET), "", "en", id="an English team"),
        pytest.param(in_french(QUARTET), "", "fr", id="a French team"),
        pytest.param(in_english(QUARTET, except_for="chloe"), "chloe", "en", id="a French person in an English team"),
        pytest.param(in_french(QUARTET, except_for="alice"), "alice", "fr", id="an English lead of a French team"),
    ],
)
def test_everyone_reads_their_own_language_and_the_channel_its_own(
    sqlite_url: str, team: SomeTeam, odd: str, channel_language: str
) -> None:
    bot = Bot(sqlite_url, team)
    users = ("alice", "bruno", "chloe", "david")
    language = {user: OTHER[channel_language] if user == odd else channel_language for user in users}
    replies = 0
    for user, said in live_a_day(bot, users):
        assert leaks(said, language[user]) == [], (user, said)
        replies += bool(said)
    for user in users:
        told = of_conversation(bot, f"@{user}")
        assert len(told) >= 3
        for each in told:
            assert leaks(seen(each.card), language[user]) == [], (user, each.text)
    posted = of_conversation(bot, "lavande")
    assert len(posted) >= 3  # the summary, and lines in its thread
    for each in posted:
        assert leaks(seen(each.card), channel_language) == [], each.text
    assert replies > 25
    bot.close()


def test_dates_decimals_and_plurals_follow_the_reader(make_bot: MakeBot) -> None:
    """The same day, read in English in the channel and in French in a direct message."""
    bot = make_bot(in_english(QUARTET, except_for="chloe"))
    bot.until("2027-03-02 09:40")
    bot.person("alice").answers("Alpha")
    bot.until("2027-03-02 11:45")
    summary = bot.channel("lavande").last
    assert summary.title == "Stand-up, Tuesday 2 March"
    assert "1 answer, 3 without an answer" in summary.text
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    assert chloe.form is not None
    assert chloe.form.title.plain() == "Point du jour, mardi 2 mars"
    chloe.fills(today="Beta")
    assert "S’ajoute au bilan de 11:30 dans #lavande" in chloe.messages[0].text
    assert "2 answers, 2 without an answer" in bot.channel("lavande").last.text
    (line,) = bot.channel("lavande").thread()
    assert line.title == "Chloe added an answer at 11:45."


def test_an_error_is_in_the_persons_language(make_bot: MakeBot) -> None:
    bot = make_bot(in_english(QUARTET, except_for="chloe"))
    bot.until("2027-03-02 09:40")
    chloe, alice = bot.person("chloe"), bot.person("alice")
    for actor, opening in ((chloe, "Rien n’est écrit ici."), (alice, "Nothing is written here.")):
        actor.presses("standup.open")
        actor.fills(today="\u200b")
        assert actor.errors["today"].startswith(opening)


def test_a_command_is_understood_in_either_language_and_answered_in_ones_own(make_bot: MakeBot) -> None:
    bot = make_bot(in_english(QUARTET, except_for="chloe"))
    for typed in ("/ritual help", "/rituel aide", "/aide", "/help"):
        bot.person("chloe").says(typed)
        chloe = bot.person("chloe")
        chloe.says(typed)
        assert "/rituel équipe" in chloe.told and "/ritual team" not in chloe.told
        alice = bot.person("alice")
        alice.says(typed)
        assert "/ritual team" in alice.told and "équipe" not in alice.told
