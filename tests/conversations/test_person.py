"""SPEC "`/ritual me`": what people set about themselves, and what it moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time
from uuid import uuid4

import pytest

from ritualbot.chat.events import PersonChanged, Place, Profile, Who
from ritualbot.chat.forms import ToggleField
from ritualbot.chat.replies import OpenForm
from ritualbot.store import team as teams, team_setup
from ritualbot.store.engine import begin
from ritualbot.store.team import Person
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, HUGO, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, moment

MakeBot = Callable[..., Bot]
TRIO = SomeTeam(people=(ALICE, BRUNO, CHLOE))
ABROAD = SomeTeam(people=(ALICE, BRUNO, HUGO))


def told(actor: Actor) -> str:
    return actor.told.replace("\u00a0", " ").replace("\u202f", " ")


def sets(actor: Actor, **values: str) -> None:
    actor.says("/rituel moi")
    actor.presses_ref("person.edit", "")
    actor.fills(**values)


def platform_says(bot: Bot, user: str, *, name: str = "", tz: str = "") -> None:
    bot.handle(PersonChanged(uuid4().hex, Who("direct", "W1", user), Place(""), Profile(user, name, tz)))


def person(bot: Bot, user: str) -> Person:
    with bot.session() as session:
        found = teams.person_at(session, 1, bot.id_of(user))
        assert found is not None
        return found


def test_it_shows_what_is_set_and_what_is_taken_from_the_team(make_bot: MakeBot) -> None:
    bot = make_bot(ABROAD)
    bruno, hugo = bot.person("bruno"), bot.person("hugo")
    bruno.says("/rituel moi")
    for line in (
        "Fuseau horaire — Europe/Paris (comme l’équipe Printemps)",
        "Langue — Français (comme l’équipe Printemps)",
        "Heures de travail — de 09:00 à 18:00",
        "Jours fériés de — FR (comme l’équipe Printemps)",
        "Jours travaillés — du lundi au vendredi",
        "Prochain point du jour : mardi 2 mars à 09:30, à votre heure.",
    ):
        assert line in told(bruno), line
    hugo.says("/ritual me")
    assert "Fuseau horaire — America/Toronto\n" in told(hugo)
    assert "Jours fériés de — CA-ON\n" in told(hugo)


def test_all_that_is_saved_is_echoed_with_the_next_step_and_its_date(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    chloe = bot.person("chloe")
    sets(
        chloe,
        tz="America/Toronto",
        region="ca-on",
        days="tue,wed",
        function="Réseaux  sociaux",
        opens="8h",
        closes="16:30",
    )
    for line in (
        "C’est noté. Voici vos réglages.",
        "Fuseau horaire — America/Toronto\n",
        "Jours fériés de — CA-ON\n",
        "Jours travaillés — mardi et mercredi\n",
        "Fonction — Réseaux sociaux\n",
        "Heures de travail — de 08:00 à 16:30\n",
        "Prochain point du jour : mardi 2 mars à 09:30, à votre heure.",
    ):
        assert line in told(chloe), line
    bot.until("2027-03-02 15:29")
    assert not chloe.messages
    bot.until("2027-03-02 15:31")  # 09:30 in Toronto
    assert chloe.messages[0].title.startswith("Bonjour Chloe")
    sets(chloe)
    assert "Rien n’a changé" in told(chloe)
    assert "Prochain point du jour : mercredi 3 mars à 09:30" in told(chloe)


def test_the_language_just_chosen_is_the_one_that_answers(make_bot: MakeBot) -> None:
    bruno = make_bot(TRIO).person("bruno")
    sets(bruno, language="en")
    assert "Next stand-up: Tuesday 2 March at 09:30, your time." in told(bruno)
    assert "Language — English\n" in told(bruno)


def test_hours_may_cross_midnight(make_bot: MakeBot) -> None:
    """Prompts land half an hour around the working hours: from 22:00 on means from 21:30 on."""
    bot = make_bot(TRIO)
    chloe = bot.person("chloe")
    sets(chloe, opens="22:00", closes="6h")
    assert "de 22:00 à 06:00" in told(chloe)
    assert "mardi 2 mars à 21:30" in told(chloe)
    bot.until("2027-03-02 21:29")
    assert not chloe.messages
    bot.until("2027-03-02 21:31")
    assert len(chloe.messages) == 1


def test_everything_wrong_is_told_at_once_at_its_field(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    chloe = bot.person("chloe")
    sets(chloe, tz="paris", region="Mars", days="", opens="9", function="x" * 81)
    assert set(chloe.errors) == {"tz", "region", "days", "opens", "function"}
    assert "Europe/Paris" in chloe.errors["tz"]
    chloe.fills(opens="09:00", closes="9h")
    assert set(chloe.errors) == {"closes"}
    assert person(bot, "chloe").typed == ""
    chloe.fills()  # the form is still open, and can be sent again
    assert "Rien n’a changé" in told(chloe)


# -- today -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "at"),
    [
        ({"tz": "America/Halifax"}, "2027-03-02 14:30"),  # 09:30 there
        ({"tz": "Europe/Paris"}, "2027-03-02 10:00"),  # 09:30 has gone by: at once
        ({"opens": "10:00"}, "2027-03-02 15:30"),  # half an hour before ten
        ({"opens": "11:00"}, "2027-03-02 16:30"),
    ],
)
def test_a_prompt_that_has_not_left_moves(make_bot: MakeBot, values: dict[str, str], at: str) -> None:
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 10:00")
    hugo = bot.person("hugo")
    sets(hugo, **values)
    bot.until("2027-03-02 20:00")
    asked = [each for each in hugo.messages if "point du jour" in each.title]
    assert (asked[0].at - moment(at)).total_seconds() < 60 and asked[0].at >= moment(at)


def test_who_does_not_work_today_after_all_leaves_todays_run(make_bot: MakeBot) -> None:
    """Days off are in no count (B1)."""
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 10:00")
    hugo = bot.person("hugo")
    sets(hugo, days="mon,wed")
    assert "Prochain point du jour : mercredi 3 mars à 09:30" in told(hugo)
    bot.until("2027-03-02 20:00")
    assert not hugo.messages
    assert "à venir" not in bot.channel().last.text
    bot.until("2027-03-03 15:31")
    assert len(hugo.messages) == 1


def test_who_was_asked_already_is_not_asked_again_today(make_bot: MakeBot) -> None:
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 09:40")
    bruno = bot.person("bruno")
    bruno.answers("Bannière")
    sets(bruno, tz="America/Toronto")
    bot.until("2027-03-03 09:00")
    assert len(bruno.messages) == 1


# -- what was typed wins -----------------------------------------------------------------------------------------------


@pytest.mark.not_on_playground("its page tells of nobody's change")
@pytest.mark.not_on_teams("nothing tells of a person but what they do")
def test_what_was_typed_is_never_overwritten(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    sets(bot.person("chloe"), tz="Europe/London", function="Réseaux")
    for user in ("bruno", "chloe"):
        platform_says(bot, user, name=f"{user} B.", tz="Asia/Tokyo")
    assert (person(bot, "bruno").tz, person(bot, "bruno").name) == ("Asia/Tokyo", "bruno B.")
    assert (person(bot, "chloe").tz, person(bot, "chloe").name) == ("Europe/London", "chloe B.")
    with begin(bot.app.engine) as session:
        workspace, team = teams.workspaces(session)[0], teams.teams(session)[0]
        spec = team_setup.spec_of(session, team)
        people = tuple(
            replace(each, tz="Europe/Rome", function="Autre", days=frozenset({0, 1})) for each in spec.people
        )
        team_setup.apply(session, workspace, replace(spec, people=people), bot.clock.now(), "command line")
    bruno, chloe = person(bot, "bruno"), person(bot, "chloe")
    assert (bruno.tz, bruno.function, bruno.days) == ("Europe/Rome", "Autre", "0,1")
    assert (chloe.tz, chloe.function, chloe.days) == ("Europe/London", "Réseaux", "0,1")


def test_a_language_of_ones_own_outlives_that_of_everyone(make_bot: MakeBot) -> None:
    """The playground's switch speaks for those who chose none."""
    bot = make_bot(TRIO)
    sets(bot.person("chloe"), language="en")
    with begin(bot.app.engine) as session:
        for language in ("en", "fr"):
            teams.set_language(session, teams.workspaces(session)[0].tenant_id, language)
    assert (person(bot, "bruno").language, person(bot, "chloe").language) == ("fr", "en")


@pytest.mark.not_on_playground("its page tells of nobody's change")
@pytest.mark.not_on_teams("nothing tells of a person but what they do")
def test_a_zone_the_platform_made_up_is_not_taken(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    platform_says(bot, "bruno", tz="Nowhere/Land")
    assert person(bot, "bruno").tz == "Europe/Paris"


# -- who is offered what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "offered"),
    [(CHLOE, False), (CLAIRE, True), (Someone("olga"), False), (Someone("zoe", ()), False)],
)
def test_only_those_around_a_team_are_offered_its_summary(make_bot: MakeBot, who: Someone, offered: bool) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, who)))
    actor = bot.person(who.user)
    actor.presses_ref("person.edit", "")
    assert isinstance(actor.reply, OpenForm)
    assert any(isinstance(field, ToggleField) for field in actor.reply.form.fields) is offered
    actor.fills(follows="1")
    assert person(bot, who.user).follows is offered


def test_hours_of_someone_in_no_team(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, Someone("zoe", ()))))
    zoe = bot.person("zoe")
    sets(zoe, opens="10:00")
    assert "Aucun point du jour ne vous attend." in told(zoe)
    assert person(bot, "zoe").opens == time(10)
