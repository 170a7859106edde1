"""Q5: a first word from us, once per person, before anything else."""

from collections.abc import Callable

import pytest

from ritualbot import handlers
from ritualbot.rituals.permissions import Role
from ritualbot.store import person as people, team as teams
from ritualbot.store.engine import begin
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Bot, moment

MakeBot = Callable[..., Bot]
DORA = Someone("dora", (), welcomed=False)


def said(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def add(bot: Bot, users: str) -> None:
    alice = bot.person("alice")
    with bot.session() as session:
        ref = teams.teams(session)[0].ref
    alice.presses_ref("team.edit", ref)
    alice.fills(people=users)


def expect_welcome(bot: Bot, user: str) -> None:
    with begin(bot.app.engine) as session:
        person = teams.person_at(session, 1, bot.id_of(user))
        assert person is not None
        people.expect_welcome(session, [person], "command line", bot.clock.now())
    bot.settle()


def test_someone_added_to_a_team_hears_who_what_when_and_for_how_long(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, DORA)))
    add(bot, "alice,bruno,chloe,dora")
    dora = bot.person("dora")
    (first,) = dora.messages
    lines = said(first.text).splitlines()
    assert len(lines) <= 6
    assert "Dora" in lines[0] and "Alice" in lines[0] and "Printemps" in lines[0]
    for part in (
        "du lundi au vendredi à 09:30, à votre heure",
        "#printemps",
        "90 jours",
        "« Pas là aujourd’hui »",
        "`/rituel aide`".strip("`"),
    ):
        assert part in said(first.text), part
    bot.until("2027-03-02 09:31")
    assert [each.title.startswith("Bonjour Dora, c’est le point") for each in dora.messages] == [False, True]
    assert not any("ritualbot" in each.title for each in bot.person("bruno").messages)  # they knew


def test_only_who_joined_was_added_by_whoever_saved(make_bot: MakeBot) -> None:
    """Who was in the team before, and has not heard from us yet, is told when there is something to tell."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, Someone("emma", welcomed=False), DORA)))
    add(bot, "alice,bruno,emma,dora")
    assert len(bot.person("dora").messages) == 1
    assert not bot.person("emma").messages
    bot.until("2027-03-02 09:31")
    assert "Alice" not in bot.person("emma").messages[0].title


def test_it_waits_for_their_hours(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, DORA)), start="2027-03-02 19:00")
    add(bot, "alice,bruno,chloe,dora")
    dora = bot.person("dora")
    bot.until("2027-03-03 08:59")
    assert not dora.messages
    bot.until("2027-03-03 09:01")
    assert len(dora.messages) == 1
    assert dora.last.at == moment("2027-03-03 09:00")


def test_hours_changed_in_between_are_the_ones_that_count(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, DORA)), start="2027-03-02 19:00")
    add(bot, "alice,bruno,chloe,dora")
    dora = bot.person("dora")
    dora.presses_ref("person.edit", "")
    dora.fills(opens="10:00", closes="16:00", days="thu,fri")
    bot.until("2027-03-04 09:29")
    assert not dora.messages
    bot.until("2027-03-04 10:01")
    assert "ritualbot" in dora.messages[0].title


def test_it_comes_before_the_first_prompt_whatever_the_hour(make_bot: MakeBot) -> None:
    early = Someone("emma", welcomed=False)
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, early)))
    bot.until("2027-03-02 09:31")
    emma = bot.person("emma")
    assert len(emma.messages) == 2
    assert "ritualbot" in emma.messages[0].title
    assert "point du jour" in emma.messages[1].title
    bot.until("2027-03-03 09:31")
    assert sum("ici ritualbot" in said(each.title) for each in emma.messages) == 1


def test_it_comes_before_an_answer_to_a_first_message(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, Someone("emma", welcomed=False))))
    emma = bot.person("emma")
    emma.says("Bonjour")
    assert "ici ritualbot" in emma.messages[0].title
    assert "Ce que ritualbot fait pour vous" in emma.messages[1].title


@pytest.mark.parametrize(
    ("role", "parts"),
    [
        (Role.SPONSOR, ("Une synthèse par semaine est prévue", "apprendre, pas aller vite")),
        (Role.OBSERVER, ("rien que vous n’ayez demandé", "/rituel idée")),
    ],
)
def test_sponsors_and_observers_have_a_version_of_their_own(
    make_bot: MakeBot, role: Role, parts: tuple[str, ...]
) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, Someone("claire", (role,), welcomed=False))))
    expect_welcome(bot, "claire")
    (first,) = bot.person("claire").messages
    assert len(first.text.splitlines()) <= 6
    for part in (*parts, "Printemps", "conservés", "Une absence ?", "/rituel aide"):
        assert part in said(first.text), part
    assert "09:30" not in first.text


def test_in_the_readers_language(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, Someone("emma", welcomed=False, language="en"))))
    expect_welcome(bot, "emma")
    assert bot.person("emma").last.title == "Hello Emma, this is ritualbot: you have a place in the team Printemps."


def test_a_contact_of_a_desk_is_told_later(make_bot: MakeBot) -> None:
    """Their own version comes with requests."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, Someone("lou", (Role.DESK_CONTACT,), welcomed=False))))
    expect_welcome(bot, "lou")
    assert not bot.person("lou").messages


def test_it_counts_among_what_nobody_asked_for() -> None:
    assert handlers.OUTBOX["person.welcome"].budget.counts
