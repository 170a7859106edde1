"""G5, RELIABILITY 5: what is kept how long, said to everyone and followed every night."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ritualbot.handlers.retention import RETAINED
from ritualbot.rituals.permissions import Role
from ritualbot.store import alarms
from ritualbot.store.retention import DAILY
from tests.builders import ALICE, BRUNO, Someone, SomeTeam
from tests.conversations.bot import Bot, moment

MakeBot = Callable[..., Bot]
LEA = Someone("lea", language="en")
OBSERVER = Someone("olga", (Role.OBSERVER,))
TEAM = SomeTeam(people=(ALICE, BRUNO, LEA, OBSERVER))


@pytest.mark.parametrize("typed", ["/ritual privacy", "/rituel confidentialité", "/rituel confidentialite"])
def test_anyone_reads_what_is_kept_for_whom_and_how_long(make_bot: MakeBot, typed: str) -> None:
    """Purpose, readers, retention, rights: ten lines at most."""
    bot = make_bot(TEAM)
    for user in ("alice", "olga"):
        told = bot.person(user)
        told.says(typed)
        lines = told.told.splitlines()
        assert len(lines) <= 10
        assert "Personne n’est noté ni chronométré, et rien ne sort d’ici." in told.told
        assert "dans #printemps" in told.told
        assert "90 jours — réponses au point du jour, texte des messages du bot" in lines
        board = "liens vers le tableau de bord, à compter de leur fin"
        assert f"7 jours — {board}, numéros des clics et messages reçus" in lines
        kept_a_year = "absences, à compter de leur fin, blocages, à compter de leur fin, journal d’administration, "
        kept_a_year += "appuis demandés au sponsor, à compter de leur réponse, dates des revues avec le sponsor, "
        kept_a_year += "synthèses du sponsor et ses questions"
        assert f"12 mois — {kept_a_year}" in lines
        links = "liens pour personnes externes, à compter de leur fin"
        assert f"30 jours — brouillons, {links}, notes brutes des rétros closes" in lines
        [two_years] = [line for line in lines if line.startswith("24 mois — ")]
        assert "idées" in two_years and "sujets et points des rétros" in two_years
        assert "6 mois — trace des envois, sans leur texte" in lines
        assert "voir, corriger et faire effacer" in told.told


def test_it_is_said_in_the_readers_language(make_bot: MakeBot) -> None:
    lea = make_bot(TEAM).person("lea")
    lea.says("/ritual privacy")
    assert "90 days — stand-up answers, text of the bot’s messages" in lea.told.splitlines()


def test_every_class_is_kept_for_one_time() -> None:
    assert len({each.key for each in RETAINED}) == len({(each.key, each.days) for each in RETAINED})


def test_every_night_at_three_in_the_teams_zone_the_clock_change_included(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM, start="2027-03-27 12:00")
    nights = []
    for _ in range(3):
        with bot.session() as session:
            (alarm,) = alarms.upcoming(session, (DAILY,))
            nights.append(alarm.rings_at)
        bot.clock.hold()
        bot.clock.move(alarm.rings_at + timedelta(seconds=1))
        bot.settle()
    expected = ["2027-03-28 03:00", "2027-03-29 03:00", "2027-03-30 03:00"]
    assert nights == [moment(each) for each in expected]
