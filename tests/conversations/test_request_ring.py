"""E4, E8, E10, E13, E23, S15: who is pinged about a request, when, and that each rung is told once.

A contest has a day to be taken and five to be answered, of 7 h 30. Filed on Monday 1 March 2027 at 10:40: to be taken
by Tuesday 10:40, half of which is Monday 15:25; to be answered by Monday 8 March 10:40 (37 h 30), half of which is
Wednesday 15:25, three quarters Thursday 17:17:30, nine tenths Friday 15:25.
"""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.store import alarms, desk_hours
from ritualbot.store.desk import Desk, DeskPerson
from ritualbot.store.desk_move import MOVE
from ritualbot.store.outbox import Outbox, State
from ritualbot.store.standup import Standup
from ritualbot.store.team import Person
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.test_request import files, plain
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA, PAUL, OLGA = Someone("nadia", ()), Someone("paul", ()), Someone("olga", ())
FROM_FRIDAY = ((date(2027, 3, 5), date(2027, 3, 12)),)


def desked(make_bot: MakeBot, *people: Someone, agreed: bool = True) -> Bot:
    """Nadia is on duty, Paul is her backup, Olga leads. Chloé files on Monday 1 March at 10:40."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, *people)), start="2027-03-01 10:30")
    ids = {person.user: bot.id_of(person.user) for person in people}
    with bot.session() as session, session.begin():
        lead, duty = ids.get("olga", ""), ids.get("nadia", "")
        desk = build_desk(
            session, bot.clock.now(), DeskKind.LEGAL, "Juridique", *ids.values(), agreed=agreed, lead=lead, duty=duty
        )
        for standup in session.exec(select(Standup)):
            standup.archived_at = bot.clock.now()  # days go by: what is asked in them is proven elsewhere
        seats = session.exec(select(DeskPerson).where(DeskPerson.desk_id == desk.id).order_by("id")).all()
        if [person.user for person in people[:2]] == ["nadia", "paul"]:
            seats[0].backup_id = seats[1].person_id
    bot.until("2027-03-01 10:40")
    files(bot.person("chloe"))
    bot.settle()
    return bot


def take(bot: Bot, user: str) -> None:
    bot.person(user).presses("request.take")


def heard(bot: Bot, user: str, until: str) -> list[str]:
    """What somebody is told from now until then, without the stand-up."""
    actor = bot.person(user)
    before = len(actor.messages)
    bot.until(until)
    return [plain(each.title) for each in actor.messages[before:] if "jeu-concours" in each.text]


@pytest.fixture
def full(make_bot: MakeBot) -> Bot:
    return desked(make_bot, NADIA, PAUL, OLGA)


def test_untaken_at_half_time_it_goes_to_the_backup(full: Bot) -> None:
    """E23."""
    assert heard(full, "paul", "2027-03-01 15:24") == []
    assert heard(full, "paul", "2027-03-01 15:27") == [
        (
            "Demande #1, jeu-concours de printemps : personne ne l’a encore prise. Prise en charge attendue "
            "mardi 2 mars 10:40."
        )
    ]
    assert heard(full, "olga", "2027-03-02 10:39") == []
    assert "pas encore prise en charge" in heard(full, "olga", "2027-03-02 10:42")[0]
    asked = [plain(each.title) for each in full.person("chloe").messages]
    assert (
        "Le délai convenu avec Juridique pour prendre en charge « jeu-concours de printemps » est dépassé depuis "
        "mardi 2 mars 10:40." in asked
    )


def test_taken_each_rung_is_told_once_to_those_it_concerns(full: Bot) -> None:
    take(full, "nadia")
    assert heard(full, "nadia", "2027-03-04 08:59") == []
    listed = heard(full, "nadia", "2027-03-04 09:05")
    assert len(listed) == 1 and "réponse attendue lundi 8 mars 10:40" in plain(full.person("nadia").messages[-1].text)
    assert heard(full, "nadia", "2027-03-04 17:16") == []
    assert heard(full, "nadia", "2027-03-04 17:20") == [
        # 12 min 30 are left of Thursday, 7 h 30 of Friday, 1 h 40 of Monday: 9 h 22 min 30
        "jeu-concours de printemps : il reste 9 heures ouvrées (réponse attendue lundi 8 mars 10:40)."
    ]
    assert heard(full, "paul", "2027-03-05 15:24") == []
    assert len(heard(full, "paul", "2027-03-05 15:27")) == 1
    assert heard(full, "chloe", "2027-03-08 10:39") == []
    assert heard(full, "chloe", "2027-03-08 10:42") == [
        "Le délai convenu avec Juridique est dépassé depuis lundi 8 mars 10:40 (jeu-concours de printemps)."
    ]
    assert [each for each in full.person("nadia").messages if "est dépassé" in each.title]
    assert heard(full, "olga", "2027-03-09 10:39") == []
    assert "toujours sans réponse" in heard(full, "olga", "2027-03-09 10:42")[0]
    assert heard(full, "alice", "2027-03-10 10:39") == []
    assert "reste sans réponse" in heard(full, "alice", "2027-03-10 10:42")[0]
    assert [heard(full, user, "2027-03-19 18:00") for user in ("nadia", "paul", "olga", "chloe", "alice")] == [[]] * 5


def test_decided_it_says_nothing_more(full: Bot) -> None:
    take(full, "nadia")
    full.person("nadia").presses("request.approve")
    assert [heard(full, user, "2027-03-10 18:00") for user in ("nadia", "paul", "olga", "alice")] == [[]] * 4


def test_with_its_owner_away_the_backup_hears(make_bot: MakeBot) -> None:
    """E13: the clock does not stop; the breach of Monday finds Nadia away since Friday."""
    away = Someone("nadia", (), away=FROM_FRIDAY)
    bot = desked(make_bot, away, PAUL, OLGA)
    take(bot, "nadia")
    bot.until("2027-03-05 09:00")
    assert heard(bot, "nadia", "2027-03-11 18:00") == []
    assert any("le délai convenu est dépassé" in plain(each.title) for each in bot.person("paul").messages)


def test_what_was_missed_is_one_message_that_says_how_late_it_is(full: Bot) -> None:
    """E8: nobody rang from Thursday to Monday noon."""
    take(full, "nadia")
    full.until("2027-03-04 16:00")
    full.jump("2027-03-08 12:00")
    told = heard(full, "nadia", "2027-03-08 12:05")
    assert told == ["jeu-concours de printemps : le délai convenu est dépassé depuis lundi 8 mars 10:40."]
    assert "Dit après coup : prévu lundi 8 mars 10:40" in plain(full.person("nadia").last.text)


def test_without_an_agreement_no_breach_is_told(make_bot: MakeBot) -> None:
    """S15."""
    bot = desked(make_bot, NADIA, PAUL, OLGA, agreed=False)
    take(bot, "nadia")
    assert len(heard(bot, "nadia", "2027-03-04 18:00")) == 2
    bot.until("2027-03-12 18:00")
    everyone: list[Actor] = [bot.person(user) for user in ("nadia", "paul", "olga", "chloe", "alice")]
    assert not [each for actor in everyone for each in actor.messages if "est dépassé" in plain(each.text)]


def test_a_ping_brings_the_buttons_that_end_the_matter(full: Bot) -> None:
    take(full, "nadia")
    full.until("2027-03-04 17:20")
    ping = full.person("nadia").last
    assert [button.action for button in buttons(ping.card)][:3] == [
        *("request.approve", "request.reserve", "request.refuse")
    ]


def change_hours(bot: Bot, to: Callable[[DeskCalendar], DeskCalendar]) -> None:
    """Olga changes the desk's hours, now."""
    with bot.session() as session, session.begin():
        desk = session.exec(select(Desk)).one()
        by = session.exec(select(Person).where(Person.name == "Olga")).one()
        assert desk_hours.change(session, desk, to(desk_hours.calendar(session, desk)), by, bot.clock.now())
        alarms.set(session, MOVE, desk.ref, bot.clock.now())


def test_changed_hours_move_the_rungs(full: Bot) -> None:
    """E7: closed on Thursday, three quarters are Friday 17:17:30. The agenda has the new day, too."""
    take(full, "nadia")
    change_hours(full, lambda now: DeskCalendar(now.tz, now.week, {**now.overrides, date(2027, 3, 4): ()}))
    assert not [each for each in heard(full, "nadia", "2027-03-05 17:16") if "il reste" in each]
    assert [each for each in heard(full, "nadia", "2027-03-05 17:20") if "il reste" in each] != []
    chloe = full.person("chloe")
    chloe.says("/rituel agenda")
    assert "mardi 9 mars, 10:40 · Demande #1 : réponse attendue · Juridique" in plain(chloe.told)


def test_longer_hours_move_the_rungs_forward(full: Bot) -> None:
    """E7: open day and night, three quarters of 37 h 30 from Monday 10:40 are Tuesday 14:47:30."""
    take(full, "nadia")
    change_hours(full, lambda now: DeskCalendar(now.tz, (((0, 1440),),) * 7, {}))
    assert not [each for each in heard(full, "nadia", "2027-03-02 14:46") if "il reste" in each]
    assert [each for each in heard(full, "nadia", "2027-03-02 14:49") if "il reste" in each] != []


def test_what_waits_for_the_morning_is_not_told_once_it_was_answered(make_bot: MakeBot) -> None:
    """E10: asked of a desk in New York at 16:30 there, to be taken by 16:30 the day after, 22:30 in Paris."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA)), start="2027-03-01 22:30")
    with bot.session() as session, session.begin():
        nadia = bot.id_of("nadia")
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, "Juridique", nadia, tz="America/New_York")
    files(bot.person("chloe"))
    bot.until("2027-03-02 23:30")
    with bot.session() as session:
        waiting = session.exec(select(Outbox.kind).where(Outbox.state == State.PENDING)).all()
    assert waiting == ["request.breach"]
    take(bot, "nadia")
    assert heard(bot, "chloe", "2027-03-03 12:00") == []
