"""I, row "team or sprint name": hostile names are refused at their field, and what was typed comes back literally."""

import random
from collections.abc import Callable
from uuid import uuid4

import pytest
from sqlmodel import col, select

from ritualbot.chat.events import FormSubmitted, Place, Who
from ritualbot.chat.replies import FieldErrors, OpenForm, Reply
from ritualbot.i18n import Words
from ritualbot.rituals.inputs import clean_text, echo
from ritualbot.store.team import Team
from tests.builders import ALICE, BRUNO, CHLOE, SomeTeam
from tests.conversations.bot import Bot

# Each is one way in: nothing at all, paths, markup of every platform, formulas, characters nobody sees, look-alikes of
# a team there is, lengths.
BY_HAND = (
    *("", " ", "\u200b", "\u2800", "\ufeff\u200d", "-", "'", "- - -", "' ' '", "\u00a0\u202f"),
    *("../", "..\\..\\", "../../etc/passwd", "/", "a/b", "a\\b", "C:\\x", "a|b", "a;b", "a&b"),
    *("<!channel>", "<@U1>", "<#C1|x>", "[x](http://e.example)", "</at>", "<at>x</at>", "{{DATE()}}", "{name}"),
    *("=1+1", "+1", "@x", '=HYPERLINK("http://e")', "*gras*", "_x_", "`x`", "~x~", "#printemps", "a:b", "a.b", "a,b"),
    *("<script>alert(1)</script>", "<b>x</b>", "&lt;", "%2e%2e%2f", "${x}", "$(x)", 'a"b', "a!b", "a?b", "(a)", "[a]"),
    *("\u202eabc", "a\u2066b\u2069", "\u061cabc", "a\u200fb", "a\u200bb", "a\u00adb", "a\u2060b", "a\u180eb"),
    *("Équipe 🚀", "👩\u200d👩\u200d👧", "١٢٣", "e\u034fquipe", "a\ufe0fb", "½", "①", "x²", "a_b", "a=b", "a@b", "a%b"),
    *("x" * 81, "é" * 81, "a " * 81 + "a", "x" * 10_000, "a\u0301" * 81, "printemps", "PRINTEMPS", "Print emps"),
    *("Prіntemps", "Printémps", "  printemps  ", "Ρrintemps", "p r i n t e m p s", "ｐrintemps"),
)
REFUSED = '/\\<>|&;:#@!?.,=+*_`~{}[]()$%^"\u202e\u2066\u200f\u200b\U0001f680\u0661'
HONEST = ("Automne", "Cap Nord", "Équipe d'été", "Les-Tilleuls", "Équipe 12")
EACH_SAYS = ("input.empty", "input.too_long", "input.name_characters", "team.name_taken")


def hostile(number: int) -> list[str]:
    """Those by hand, then honest names with one refused character somewhere inside; no name twice."""
    chance = random.Random(2027)
    made = dict.fromkeys(BY_HAND)
    while len(made) < number:
        name, mark = chance.choice(HONEST), chance.choice(REFUSED)
        at = chance.randint(0, len(name))
        made[name[:at] + mark + name[at:]] = None
    return list(made)


NAMES = hostile(200)
# Those of every kind that a form can be sent with.
THIRTY = [name for name in BY_HAND[1:] if len(name) <= 80][::4][:30]
MANY = "so many would take too long; thirty are played below"
VALUES = {
    "people": "alice,bruno",
    "days": "mon,tue",
    "at": "09:30",
    "sprint_weeks": "2",
    "sprint_on": "2027-03-08",
    "sponsor": "",
    "scrum_master": "",
}


def sent(bot: Bot, user: str, name: str) -> Reply:
    who, place = Who("direct", "W1", user), Place("automne")
    event = FormSubmitted(uuid4().hex, who, place, "setup.found", "automne", {**VALUES, "name": name})
    return bot.app.dispatcher.handle(event)


@pytest.mark.direct(MANY)
def test_each_is_refused_at_its_field_with_its_text_as_data(make_bot: Callable[..., Bot]) -> None:
    """What was typed is a parameter of the sentence, never part of its markup."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE)))
    sentences = {Words("fr").markup(key): key for key in EACH_SAYS}
    assert len(NAMES) == 200
    for name in NAMES:
        reply = sent(bot, "alice", name)
        assert isinstance(reply, FieldErrors) and set(reply.errors) == {"name"}, (name, reply)
        error = reply.errors["name"]
        assert error.markup in sentences, (name, error)
        if sentences[error.markup] != "team.name_taken":
            assert error.params["typed"] == echo(name), name
    with bot.session() as session:
        assert session.exec(select(Team.name).order_by(col(Team.id))).all() == ["Printemps"]


@pytest.mark.direct(MANY)
def test_each_comes_back_in_its_field_where_the_form_is_shown_again(make_bot: Callable[..., Bot]) -> None:
    """Without the right the form comes back to be sent as asking: literally, but for what no store takes."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE)))
    for name in (*NAMES, "zéro\x00\x07"):
        reply = sent(bot, "chloe", name)
        assert isinstance(reply, OpenForm)
        [field] = [each for each in reply.form.fields if each.name == "name"]
        assert field.initial == clean_text(name)


def test_thirty_of_them_are_refused_where_they_are_typed(make_bot: Callable[..., Bot]) -> None:
    """Through whatever the platform makes of a form; what was typed is quoted as it was."""
    alice = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE))).person("alice")
    alice.says("/ritual setup", where="automne")
    for name in THIRTY:
        alice.fills(name=name)
        assert set(alice.errors) == {"name"}, name
        assert echo(name) in alice.errors["name"] or "Printemps" in alice.errors["name"], name
    alice.fills(name="Automne")
    assert "Automne" in alice.told


def test_thirty_of_them_come_back_in_their_field(make_bot: Callable[..., Bot]) -> None:
    chloe = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE))).person("chloe")
    for name in THIRTY:
        chloe.submits("setup.found", "automne", {**VALUES, "name": name})
        assert chloe.form is not None
        [field] = [each for each in chloe.form.fields if each.name == "name"]
        assert field.initial == clean_text(name)


@pytest.mark.not_on_playground("there is one channel without a team")
def test_honest_names_are_taken(make_bot: Callable[..., Bot]) -> None:
    """So that it is the hostile part that is refused."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE)))
    alice = bot.person("alice")
    for name in HONEST:
        alice.says("/ritual setup", where=f"channel of {name}")
        alice.fills(**{**VALUES, "name": name})
    with bot.session() as session:
        assert session.exec(select(Team.name).order_by(col(Team.id))).all() == ["Printemps", *HONEST]
