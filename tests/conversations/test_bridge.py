"""SPEC B5: ten business days before a public holiday on a Thursday or Tuesday, the bridge day is asked about."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select

from ritualbot.store import bridge as bridges
from ritualbot.store.engine import begin
from ritualbot.store.team import Team
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Bot, moment

MakeBot = Callable[..., Bot]
TRIO = SomeTeam(people=(ALICE, BRUNO, CHLOE), standup={"days": "4"})  # a Friday ritual keeps the days short
QUESTION = "Pont le vendredi 7 mai ?"


def asking(make_bot: MakeBot, team: SomeTeam, start: str) -> Bot:
    """With the alarm that saving a team sets."""
    bot = make_bot(team, start=start)
    with begin(bot.app.engine) as session:
        bridges.schedule(session, session.exec(select(Team)).one(), bot.clock.now())
    return bot


def titles(bot: Bot, user: str) -> list[str]:
    return [each.title.replace("\u202f", " ").replace("\u00a0", " ") for each in bot.person(user).messages]


def test_the_scrum_master_is_asked_ten_business_days_before_once(make_bot: MakeBot) -> None:
    """Ascension is Thursday 6 May 2027, 1 May a Saturday: the tenth business day before is Thursday 22 April."""
    bot = asking(make_bot, TRIO, "2027-04-21 18:00")
    bot.until("2027-04-22 09:59")
    assert titles(bot, "alice") == []
    bot.until("2027-04-22 10:01")
    assert titles(bot, "alice") == [QUESTION]
    assert titles(bot, "bruno") == []
    bot.until("2027-04-23 09:00")
    assert titles(bot, "alice") == [QUESTION]


def test_saving_a_team_sets_the_question(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO, start="2027-04-21 17:00")
    alice = bot.person("alice")
    alice.says("/rituel équipe")
    alice.presses_ref("team.edit", _team_ref(bot))
    alice.fills(summary="12:00")
    bot.until("2027-04-22 10:01")
    assert titles(bot, "alice") == [QUESTION]


def _team_ref(bot: Bot) -> str:
    with bot.session() as session:
        return session.exec(select(Team.ref)).one()


def test_the_whole_team_is_off_and_nobody_is_asked_that_day(make_bot: MakeBot) -> None:
    """The answer takes the question's place, with its undo."""
    bot = asking(make_bot, TRIO, "2027-05-05 09:00")
    bot.until("2027-05-05 10:00")
    alice = bot.person("alice")
    alice.presses("bridge.team")
    assert len(alice.messages) == 1
    assert "personne ne sera sollicité ce jour-là" in alice.last.title
    bot.until("2027-05-07 18:00")
    assert titles(bot, "bruno") == []
    assert not bot.channel().messages


def test_the_answer_is_undone_from_the_same_message(make_bot: MakeBot) -> None:
    """Q3: and everyone is asked that day after all."""
    bot = asking(make_bot, TRIO, "2027-05-05 09:00")
    bot.until("2027-05-05 10:00")
    alice = bot.person("alice")
    alice.presses("bridge.team")
    alice.presses("bridge.undo")
    assert titles(bot, "alice") == [QUESTION]
    alice.presses("bridge.no")
    assert "travaille comme d’habitude" in alice.last.title
    bot.until("2027-05-07 09:30")
    assert bot.person("bruno").last.at == moment("2027-05-07 09:30")


def test_each_decides_in_one_message_inside_their_hours(make_bot: MakeBot) -> None:
    """[I take the day] is an absence with its way back, [I work] is nothing."""
    lise = Someone("lise", tz="America/Toronto")
    bot = asking(make_bot, SomeTeam(people=(ALICE, BRUNO, lise), standup={"days": "4"}), "2027-05-05 09:00")
    bot.until("2027-05-05 10:00")
    alice = bot.person("alice")
    alice.presses("bridge.each")
    bot.wait(minutes=1)
    assert "chaque personne de Printemps" in alice.messages[0].title
    assert titles(bot, "bruno") == ["Pont le vendredi 7 mai : chacun décide. Vous travaillez ce jour-là ?"]
    assert titles(bot, "lise") == []  # it is night in Toronto
    bruno = bot.person("bruno")
    bruno.presses("bridge.take")
    assert titles(bot, "bruno") == ["C’est noté : absence le vendredi 7 mai 2027."]
    bruno.presses("bridge.work")
    assert titles(bot, "bruno") == ["C’est noté : au travail le vendredi 7 mai, comme d’habitude."]
    bruno.presses("bridge.take")
    bot.until("2027-05-05 16:01")
    actor = bot.person("lise")
    assert len(actor.messages) == 1
    actor.presses("bridge.work")
    bot.until("2027-05-07 16:00")
    assert len(bruno.messages) == 1
    assert len(actor.messages) == 2  # the stand-up
    assert "1 absence" in bot.channel().last.text


AWAY_THAT_DAY = Someone("alice", ALICE.roles, away=((date(2027, 4, 22), date(2027, 4, 22)),))
FRIDAYS = {"days": "4"}


def test_the_question_goes_to_the_assistant_of_who_is_away(make_bot: MakeBot) -> None:
    """Q7: alice is away on 22 April."""
    bot = asking(make_bot, SomeTeam(people=(AWAY_THAT_DAY, BRUNO, CHLOE), standup=FRIDAYS), "2027-04-21 18:00")
    bot.until("2027-04-22 10:01")
    assert QUESTION in titles(bot, "bruno")
    assert QUESTION not in titles(bot, "alice")


def test_the_question_waits_for_who_leads_the_team_alone(make_bot: MakeBot) -> None:
    """Asked inside the hours of the person: alice is away on 22 April, and nobody stands in for her."""
    bot = asking(make_bot, SomeTeam(people=(AWAY_THAT_DAY, DAVID, CHLOE), standup=FRIDAYS), "2027-04-21 18:00")
    bot.until("2027-04-23 09:59")
    assert QUESTION not in titles(bot, "alice")
    bot.until("2027-04-23 10:01")
    assert QUESTION in titles(bot, "alice")


def test_nobody_answers_for_a_day_that_has_come(make_bot: MakeBot) -> None:
    bot = asking(make_bot, TRIO, "2027-05-05 09:00")
    bot.until("2027-05-05 10:00")
    alice = bot.person("alice")
    [question] = alice.messages
    bot.until("2027-05-07 09:00")
    alice.presses("bridge.team")
    assert "ne se pose plus" in alice.told
    assert question.edits == 0
