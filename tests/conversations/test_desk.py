"""S15, Q5, E3, E7, E13, A14: desks: who is there, when they are open, what both sides agreed on."""

import csv
import io
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlmodel import col, select

from ritualbot.chat.events import PersonChanged, Place, Profile, Who
from ritualbot.chat.replies import Say
from ritualbot.handlers import desk_move
from ritualbot.handlers.context import Tick
from ritualbot.rituals.desk_calendar import DeskCalendar
from ritualbot.store import (
    desk_duty,
    desk_hours,
    desk_move as moving,
    desk_people,
    desk_target,
    request as requests,
)
from ritualbot.store.audit import Audit
from ritualbot.store.desk import Desk, DeskCalendarVersion
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.team import Person
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment

MakeBot = Callable[..., Bot]
NADIA = Someone("nadia", (), welcomed=False)
PAUL = Someone("paul", (), welcomed=False, away=((date(2027, 3, 4), date(2027, 3, 5)),))
OLGA = Someone("olga", (), days="0,1,3,4")
ZOE = Someone("zoe", ())  # known, and nothing here
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE, NADIA, PAUL, OLGA, ZOE))
USUAL = "lundi à vendredi 09:00-12:30, 13:30-17:30"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def heard(actor: Actor) -> list[str]:
    return [plain(each.text) for each in actor.messages]


def offered(actor: Actor) -> set[str]:
    assert isinstance(actor.reply, Say)
    return {button.action for button in buttons(actor.reply.card)}


def found(bot: Bot, contacts: str = "paul", **values: str) -> Actor:
    """Alice, who is scrum master, begins the legal desk, led by Nadia, who is in no team."""
    alice = bot.person("alice")
    alice.says("/rituel service", where="printemps")
    alice.clicks("desk.open")
    alice.fills(**{"kind": "legal", "lead": "nadia", "contacts": contacts, **values})
    bot.wait(minutes=1)
    return alice


def page(actor: Actor, name: str = "juridique") -> str:
    actor.says(f"/rituel service {name}")
    return told(actor)


def on_page(actor: Actor, action: str) -> Actor:
    page(actor)
    actor.clicks(action)
    return actor


def audited(bot: Bot) -> list[str]:
    with bot.session() as session:
        rows = session.exec(select(Audit).order_by(Audit.number))  # type: ignore[arg-type]
        return [row.action for row in rows if row.action.startswith("desk.")]


def firm(bot: Bot, type_: str) -> bool:
    with bot.session() as session:
        return desk_target.agreed(session, session.exec(select(Desk)).one(), type_)


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    return make_bot(TEAM)


# -- who is there --------------------------------------------------------------------------------------------------


def test_before_there_is_a_desk_the_list_says_what_one_is_and_who_begins_it(bot: Bot) -> None:
    alice, chloe = bot.person("alice"), bot.person("chloe")
    alice.says("/ritual desk", where="printemps")
    assert "Aucun service" in told(alice) and offered(alice) == {"desk.open"}
    chloe.says("/rituel service", where="printemps")
    assert "Le scrum master ou l’administration" in told(chloe) and offered(chloe) == set()


def test_whoever_is_put_on_a_desk_hears_what_that_means_in_six_lines(bot: Bot) -> None:
    """Q5, the desk's version: three messages a day, buttons, their hours; it asks hours and backup."""
    found(bot)
    for user in ("nadia", "paul"):
        first = bot.person(user).messages[0]
        lines = plain(first.text).splitlines()
        assert len(lines) == 6
        assert lines[0].startswith(f"Bonjour {user.capitalize()}, ici ritualbot : Alice vous a fait une place")
        assert "Juridique" in lines[0]
        assert "trois messages par jour au plus, entre 09:00 et 18:00" in lines[1]
        assert "24 mois" in lines[3] and "/rituel absent" in lines[4]
        assert lines[5] == "Vos heures et votre suppléance conviennent-elles ?"
        assert [button.action for button in buttons(first.card)] == ["person.edit", "desk.backup", "desk.show"]
    assert len(bot.person("paul").messages) == 1  # and the lead alone is asked to agree
    nadia = bot.person("nadia")
    on_page(nadia, "desk.people").fills(contacts="paul,olga", duty="olga")
    assert "Contacts — Paul et Olga (de permanence)" in told(nadia)
    assert "Nadia vous ajoute au service Juridique" in heard(bot.person("olga"))[-1]  # who knows us already
    assert len(bot.person("paul").messages) == 1
    on_page(nadia, "desk.people").fills(contacts="olga")
    assert "Vous ne faites plus partie du service Juridique" in heard(bot.person("paul"))[-1]
    assert audited(bot) == [
        *("desk.created", "desk.lead_given", "desk.contact_given"),
        *("desk.contact_given", "desk.duty", "desk.contact_taken"),
    ]


def test_people_are_refused_at_their_field(bot: Bot) -> None:
    alice = found(bot, contacts="paul")
    alice.says("/rituel service", where="printemps")
    alice.clicks("desk.open")
    alice.fills(kind="legal", lead="nadia")
    assert set(alice.errors) == {"name"}  # the name is taken
    alice.fills(kind="legal", name="Juridique marques")
    assert set(alice.errors) == {"lead"}
    nadia = on_page(bot.person("nadia"), "desk.people")
    nadia.fills(duty="olga")
    assert "Olga n’est pas dans ce service" in nadia.errors["duty"]
    nadia.fills(duty="nadia,paul")
    assert set(nadia.errors) == {"duty"}
    nadia.fills(lead="")
    assert set(nadia.errors) == {"lead"}


def test_a_lead_who_gives_the_desk_away_sees_it_no_more(bot: Bot) -> None:
    found(bot)
    nadia = bot.person("nadia")
    on_page(nadia, "desk.people").fills(lead="paul", contacts="")
    assert "Juridique" not in told(nadia)
    nadia.says("/rituel service juridique")
    assert told(nadia).startswith("Introuvable ici.")
    assert "Responsable — Paul" in page(bot.person("paul"))


@pytest.mark.not_on_playground("it is one workspace")
def test_each_sees_and_does_what_is_theirs(make_bot: MakeBot) -> None:
    """Members look; contacts choose their own backup; the lead edits; another desk's people know nothing of it."""
    bot = make_bot(TEAM, SomeTeam((Someone("yann", (*ALICE.roles,)),), name="Nord", channel="nord", workspace="W2"))
    alice = found(bot)
    alice.says("/rituel service", where="printemps")
    alice.clicks("desk.open")
    alice.fills(kind="it", lead="olga", contacts="")
    may = {
        "chloe": set[str](),
        "claire": set[str](),
        "paul": {"desk.backup"},
        "nadia": {
            "desk.agree",
            "desk.targets",
            "desk.people",
            "desk.hours",
            "desk.days",
            "desk.backup",
            "desk.meeting",
        },
        "alice": {"desk.targets", "desk.meeting"},
    }
    for user, actions in may.items():
        actor = bot.person(user)
        page(actor)
        assert offered(actor) == {*actions, "desk.figures", "file.send"}, user
    with bot.session() as session:
        [legal, it] = [desk.ref for desk in session.exec(select(Desk).order_by(Desk.id))]  # type: ignore[arg-type]
    chloe = bot.person("chloe")
    for action in ("desk.people", "desk.hours", "desk.days"):
        chloe.presses_ref(action, legal)
        assert "responsable de service" in told(chloe) and "administration" in told(chloe)
    for user, workspace, ref in (("olga", "W1", legal), ("paul", "W1", it), ("yann", "W2", legal)):
        actor = bot.person(user, workspace)
        actor.presses_ref("desk.show", "never-was")
        unknown = actor.told
        for action in ("desk.show", "desk.people", "desk.hours", "desk.days", "desk.targets", "desk.backup"):
            actor.presses_ref(action, ref)
            assert actor.told == unknown, (user, action)


# -- who looks after what ------------------------------------------------------------------------------------------


def duty(bot: Bot, at: str) -> str:
    with bot.session() as session:
        who = desk_duty.on_duty(session, session.exec(select(Desk)).one(), moment(at))
        return who.name if who else ""


def stands_in(bot: Bot, name: str, at: str) -> str:
    with bot.session() as session:
        person = session.exec(select(Person).where(Person.name == name)).one()
        who = desk_duty.instead_of(session, session.exec(select(Desk)).one(), person, moment(at))
        return who.name if who else ""


def test_nobody_absent_is_on_duty_and_their_backup_takes_over(bot: Bot) -> None:
    """E13. Paul is away on the 4th and 5th; Olga has her Wednesdays. Easter Monday is the 29th of March."""
    found(bot, contacts="paul,olga")
    nadia, paul = bot.person("nadia"), bot.person("paul")
    on_page(nadia, "desk.people").fills(duty="paul")
    assert duty(bot, "2027-03-03 10:00") == "Paul"
    assert duty(bot, "2027-03-04 10:00") == "Olga"
    assert duty(bot, "2027-03-03 20:00") == "Olga"  # the desk is closed: who is there when it opens
    assert duty(bot, "2027-03-05 18:05") == "Paul"  # on Monday
    assert duty(bot, "2027-03-26 18:05") == "Paul"  # on Tuesday, after Easter
    assert stands_in(bot, "Paul", "2027-03-03 10:00") == "Paul"
    assert stands_in(bot, "Paul", "2027-03-04 10:00") == "Nadia"  # no backup: the lead
    on_page(paul, "desk.backup")
    with bot.session() as session:
        refs = {each.name: each.ref for each in session.exec(select(Person))}
    paul.fills(backup=refs["Paul"])
    assert "Personne n’est sa propre suppléance" in plain(
        str(paul.told if isinstance(paul.reply, Say) else paul.errors)
    )
    paul.fills(backup=refs["Olga"])
    assert "Suppléance — Olga pour Paul" in told(paul)
    assert stands_in(bot, "Paul", "2027-03-04 10:00") == "Olga"
    bot.person("olga").says("/rituel absent du 4 mars au 5 mars")
    assert stands_in(bot, "Paul", "2027-03-04 10:00") == "Nadia"
    assert duty(bot, "2027-03-04 10:00") == "Nadia"
    nadia.says("/rituel absent 4 mars")
    assert duty(bot, "2027-03-04 10:00") == ""
    assert audited(bot)[-1] == "desk.backup"


# -- the agreement -------------------------------------------------------------------------------------------------


def test_the_desk_agrees_first(bot: Bot) -> None:
    """S15: indicative until then; dated; pressed again it says so."""
    found(bot)
    nadia, alice = bot.person("nadia"), bot.person("alice")
    asked = heard(nadia)[-1]
    assert asked.startswith("Délais du service Juridique : Alice propose")
    assert f"Heures : {USUAL} (Paris)." in asked
    # Tuesday 09:20: five open days later is Tuesday the 9th, at the same time.
    assert "1 jour ouvré : mercredi 3 mars 09:20 · 5 jours ouvrés : mardi 9 mars 09:20" in asked
    assert "Pièces à fournir" in asked and "indicatifs" in asked
    assert page(nadia).count("indicatif") == 6 and not firm(bot, "contest")
    nadia.presses("desk.agree")
    assert "c’est convenu" in told(nadia) and "Accord donné par Nadia le mardi 2 mars 2027" in told(nadia)
    assert firm(bot, "contest")
    assert "accord donné par Nadia" in heard(nadia)[-1]  # the question is settled where it stood
    assert "Accord donné par Nadia le mardi 2 mars 2027" in heard(alice)[-1]
    assert page(alice).count("convenu le mardi 2 mars 2027 avec Nadia") == 5
    assert "indicatif" not in told(alice)
    assert audited(bot)[-1] == "desk.agreed"


def test_a_change_takes_both_sides_and_who_agrees_agrees_to_what_they_saw(bot: Bot) -> None:
    found(bot)
    nadia, alice = bot.person("nadia"), bot.person("alice")
    stale = nadia.button("desk.agree").ref
    nadia.presses("desk.targets")
    nadia.fills(contest_decide="3", content_decide="0j")
    assert set(nadia.errors) == {"contest_decide", "content_decide"}
    nadia.fills(contest_decide="2 semaines", content_decide="2j")
    assert "10 jours ouvrés : mardi 16 mars 09:21" in told(nadia)  # echoed with its due time
    assert "à Alice de donner son accord" in told(nadia)
    assert "Nadia a proposé autre chose" in heard(nadia)[-1]
    nadia.presses_ref("desk.agree", stale)
    assert "faite par Nadia" in told(nadia) and not firm(bot, "contest")
    assert "Nadia propose" in heard(alice)[-1]
    first = alice.button("desk.agree").ref
    alice.presses("desk.targets")
    alice.fills(contest_decide="6j")
    assert not firm(bot, "contest")
    alice.presses_ref("desk.agree", first)
    assert "faite par Alice" in told(alice)
    nadia.presses_ref("desk.agree", stale)
    assert "6 jours ouvrés" in told(nadia) and not firm(bot, "contest")  # shown what it is now
    nadia.clicks("desk.agree")
    assert firm(bot, "contest") and "6 jours ouvrés" in page(nadia)
    on_page(alice, "desk.targets").fills(contest_decide="1j")
    assert "6 jours ouvrés" in page(nadia) and "autre proposition en attente" in told(nadia)
    assert firm(bot, "contest")  # what was agreed holds until both agree again
    on_page(alice, "desk.targets").fills()
    assert "Rien n’a changé" in told(alice)


@pytest.mark.direct("how a file comes is each platform's own, and test_files.py's")
def test_the_agreement_is_a_file_for_whoever_may_look(bot: Bot) -> None:
    found(bot)
    nadia, chloe = bot.person("nadia"), bot.person("chloe")
    nadia.presses("desk.agree")
    page(chloe)
    chloe.clicks("file.send")
    bot.wait(minutes=1)
    [(name, content)] = bot.received("chloe")
    assert name.startswith("ritualbot-desk-legal-") and name.endswith(".csv")
    [head, *lines] = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    contest = next(dict(zip(head, line, strict=True)) for line in lines if line[0] == "Jeu-concours")
    assert plain(contest["Réponse"]) == "5 jours ouvrés" and contest["État"] == "convenu"
    assert (contest["Proposé par"], contest["Accord de"]) == ("Alice", "Nadia")
    assert contest["Convenu le"].startswith("2027-03-02") and contest["Heures"] == USUAL
    with bot.session() as session:
        ref = session.exec(select(Desk)).one().ref
    zoe = bot.person("zoe")
    zoe.presses_ref("file.send", f"desk:{ref}")
    assert told(zoe).startswith("Introuvable")


def test_who_reads_elsewhere_sees_their_own_time_and_the_desks(bot: Bot) -> None:
    """Section I: an hour later in Helsinki; requests moved by other hours are told the same way."""
    found(bot)
    with begin(bot.app.engine) as session:
        for each in session.exec(select(Person).where(col(Person.name).in_(("Alice", "Chloe")))):
            each.tz, each.typed = "Europe/Helsinki", "tz"  # what they set themselves, Teams leaves alone
    nadia, alice = bot.person("nadia"), bot.person("alice")
    on_page(nadia, "desk.targets").fills(contest_decide="2j")
    assert "2 jours ouvrés : jeudi 4 mars 09:21" in told(nadia)
    assert "2 jours ouvrés : jeudi 4 mars 10:21 (09:21 à Paris)" in heard(alice)[-1]
    chloe = asked(bot)
    on_page(nadia, "desk.days").fills(days="05/03/2027")
    bot.settle()
    notice = next(each for each in heard(chloe) if "1 échéance déplacée" in each)
    assert "mardi 9 mars 11:40 (10:40 à Paris) · mercredi 10 mars 11:40 (10:40 à Paris)" in notice


def express(bot: Bot) -> tuple[str, int, str]:
    with bot.session() as session:
        desk = session.exec(select(Desk)).one()
        return desk.express, desk.express_per_sprint, desk.express_target


def test_express_requests_are_part_of_what_both_sides_agree_on(bot: Bot) -> None:
    """S15, E1: off until the desk agrees; more, fewer or none take both sides again."""
    found(bot)
    nadia, alice = bot.person("nadia"), bot.person("alice")
    nadia.presses("desk.agree")
    assert express(bot)[0] == "off" and "Express" not in page(nadia)
    on_page(nadia, "desk.targets").fills(express_per_sprint="21", express_target="vite", contest_decide="jamais")
    assert set(nadia.errors) == {"express_per_sprint", "express_target", "contest_decide"}
    nadia.fills(express_per_sprint="2", express_target="6h")
    assert express(bot)[0] == "proposed"
    said = "jusqu’à 2 par équipe et par sprint, réponse en 6 heures ouvrées."
    assert f"Proposé, en attente d’accord : express {said}" in page(alice)
    assert f"Express : {said}" in heard(alice)[-1] and "Jeu-concours" not in heard(alice)[-1]
    alice.presses("desk.agree")
    assert express(bot) == ("agreed", 2, "6h")
    assert f"Express : {said}" in told(alice) and f"Express : {said}" in heard(nadia)[-1]
    on_page(alice, "desk.targets").fills(express_per_sprint="")
    assert express(bot) == ("agreed", 2, "6h")  # until the desk agrees to that as well
    assert "Proposé, en attente d’accord : plus de demande express." in page(nadia)
    nadia.clicks("desk.agree")
    assert express(bot)[0] == "off" and "Express : plus aucune demande." in told(nadia)
    on_page(nadia, "desk.targets").fills()
    assert "Rien n’a changé" in told(nadia)


def test_a_lead_who_comes_later_is_asked_as_well_and_nobody_twice(bot: Bot) -> None:
    found(bot)
    nadia, olga = bot.person("nadia"), bot.person("olga")
    on_page(nadia, "desk.people").fills(lead="nadia,olga")
    bot.wait(minutes=1)
    assert sum("Alice propose" in each for each in heard(nadia)) == 1
    assert sum("Alice propose" in each for each in heard(olga)) == 1
    olga.presses("desk.agree")
    assert firm(bot, "contest")
    assert "accord donné par Olga" in " ".join(heard(nadia))
    nadia.presses_ref("desk.agree", olga.button("desk.show").ref)
    assert "aucune proposition en attente" in told(nadia)


# -- the calendar --------------------------------------------------------------------------------------------------


def versions(bot: Bot) -> list[tuple[int, str]]:
    with bot.session() as session:
        rows = session.exec(select(DeskCalendarVersion).order_by(DeskCalendarVersion.version))  # type: ignore[arg-type]
        return [(row.version, session.get_one(Person, row.made_by).name) for row in rows]


def test_the_week_is_edited_as_another_version_and_the_other_side_is_told(bot: Bot) -> None:
    alice = found(bot)
    nadia = on_page(bot.person("nadia"), "desk.hours")
    nadia.fills(mon="9h-12h, 11h-14h", tz="Europe/paris")
    assert set(nadia.errors) == {"mon", "tz"}
    nadia.fills(fri="9h-12h", sat="22:00-02:00")
    assert "lundi à jeudi 09:00-12:30, 13:30-17:30 · vendredi 09:00-12:00 · samedi 22:00-02:00" in told(nadia)
    assert versions(bot) == [(1, "Alice"), (2, "Nadia")]
    assert heard(alice)[-1].startswith("Nadia a modifié le calendrier du service Juridique.")
    assert "modifié par Nadia le mardi 2 mars 2027" in page(alice)
    on_page(nadia, "desk.hours").fills()
    assert "Rien n’a changé" in told(nadia) and len(versions(bot)) == 2
    assert audited(bot)[-1] == "desk.hours"


def test_closures_half_days_and_holidays_are_lines_one_can_paste(bot: Bot) -> None:
    found(bot)
    nadia = on_page(bot.person("nadia"), "desk.days")
    assert nadia.form is not None
    lines = str(getattr(nadia.form.fields[0], "initial", "")).splitlines()
    assert lines[0] == "29/03/2027"  # Easter Monday
    nadia.fills(days="29/03/2027\nchaque mardi")
    assert "chaque mardi" in nadia.errors["days"]
    nadia.fills(days="Date;Nom\n05/03/2027;Pont\n15/03/2027 09:00-12:30\n01/03/2027;hier", region="FR-57")
    assert "vendredi 5 mars 2027 : fermé · lundi 15 mars 2027 : 09:00-12:30" in told(nadia)
    assert "vendredi 26 mars 2027 : fermé" in told(nadia)  # Good Friday in Moselle
    assert "1 ligne d’un jour passé" in told(nadia)
    with bot.session() as session:
        desk = session.exec(select(Desk)).one()
        calendar = desk_hours.calendar(session, desk)
        assert date(2027, 1, 1) in calendar.overrides  # what is past stays
        assert desk_people.by_name(session, desk.tenant_id, "JURIDIQUE") is not None
    nadia = on_page(nadia, "desk.days")
    nadia.fills(days="15/03/2027 09:00-12:30")
    assert "vendredi 5 mars" not in told(nadia)  # a line removed is an ordinary day


# -- open requests follow ------------------------------------------------------------------------------------------


def asked(bot: Bot) -> Actor:
    """Tuesday 10:40: Chloé files a contest, which the desk has five open days to answer."""
    bot.until("2027-03-02 10:40")
    chloe = bot.person("chloe")
    chloe.says("/demande juridique")
    assert isinstance(chloe.reply, Say)
    [form] = [each for each in buttons(chloe.reply.card) if each.ref.endswith(":contest")]
    chloe.presses_ref("request.open", form.ref)
    chloe.fills(title="Jeu de printemps", details="Règlement", period="Avril")
    return chloe


def dues(bot: Bot) -> list[tuple[str, str]]:
    """Each request's deadline in UTC to the minute, and its state."""
    with bot.session() as session:
        rows = session.exec(select(Request).order_by(Request.number))  # type: ignore[arg-type]
        return [(f"{row.decide_due_at:%m-%d %H:%M}", row.state) for row in rows]


def test_open_requests_follow_the_calendar_and_closed_ones_never_do(bot: Bot) -> None:
    """E7. Five open days from Tuesday the 2nd, 10:40, end on Tuesday the 9th; with the Friday closed, on the 10th."""
    found(bot)
    chloe = asked(bot)
    asked(bot)
    chloe.presses("request.withdraw")
    if chloe.form is not None and chloe.form.action == "request.save_withdraw":
        chloe.fills()
    assert dues(bot) == [("03-09 09:40", "new"), ("03-09 09:40", "withdrawn")]
    nadia = on_page(bot.person("nadia"), "desk.days")
    nadia.fills(days="05/03/2027")
    bot.settle()
    assert dues(bot) == [("03-10 09:40", "new"), ("03-09 09:40", "withdrawn")]
    notices = [each for each in heard(chloe) if "1 échéance déplacée" in each]
    assert len(notices) == 1
    assert "#1 Jeu de printemps · mardi 9 mars 10:40 · mercredi 10 mars 10:40" in notices[0]
    assert any("réponse mercredi 10 mars 10:40" in each for each in heard(chloe))  # the card, where it stands
    with bot.session() as session:
        for row in session.exec(select(Request)):
            before = (row.acknowledge_due_at, row.decide_due_at)
            row.acknowledge_due_at = row.decide_due_at = None
            requests.refresh(session, row)
            assert (row.acknowledge_due_at, row.decide_due_at) == before  # of the history and the hours alone
        kinds = [each.kind for each in session.exec(select(RequestEvent)) if each.kind == "moved"]
    assert kinds == ["moved"]
    on_page(nadia, "desk.days").fills(days="05/03/2027\n01/12/2027")
    bot.settle()
    assert len([each for each in heard(chloe) if "déplacée" in each]) == 1  # nothing moved, nothing is said


@pytest.mark.direct("the same for every platform: what is asked is how many are moved at once")
def test_more_than_a_batch_is_moved_and_told_in_one_notice(bot: Bot) -> None:
    found(bot)
    asked(bot)
    with begin(bot.app.engine) as session:
        first = session.exec(select(Request)).one()
        same = first.model_dump(exclude={"id", "ref", "number"})
        for _ in range(desk_move.BATCH):
            requests.file(session, Request(**same, number=0), {"acknowledge": "27000", "decide": "135000"}, "direct")
        desk = session.exec(select(Desk)).one()
        nadia = session.exec(select(Person).where(Person.name == "Nadia")).one()
        before = desk_hours.calendar(session, desk)
        after = DeskCalendar(before.tz, before.week, {**before.overrides, date(2027, 3, 5): ()})
        desk_hours.change(session, desk, after, nadia, bot.clock.now())
        tick = Tick(session, bot.clock.now())
        left = []
        for _ in range(2):
            desk_move.due(tick, desk.ref)
            left.append(len(moving.behind(session, desk, 2, 1000)))
            notices = [row.ref for row in session.exec(select(Outbox).where(Outbox.kind == "desk.news"))]
            assert len(notices) == 2 * (not left[-1])  # to Nadia who changed it and Chloé who asked, at the end
        assert left == [1, 0]
    assert {due for due, _ in dues(bot)} == {"03-10 09:40"}


# -- somebody leaves -----------------------------------------------------------------------------------------------


def account(bot: Bot, user: str, *, active: bool) -> None:
    bot.handle(PersonChanged(uuid4().hex, Who("direct", "W1", user), Place(""), Profile(user, active=active)))


@pytest.mark.direct("who leaves is told by each platform in its own way, or not at all")
def test_what_a_leaver_looked_after_is_handed_over(bot: Bot) -> None:
    """A14: the lead hears of duty and backups; without a lead the scrum master does, and may name another."""
    found(bot, contacts="paul,olga")
    nadia, olga = bot.person("nadia"), bot.person("olga")
    on_page(nadia, "desk.people").fills(duty="paul")
    with bot.session() as session:
        paul = session.exec(select(Person).where(Person.name == "Paul")).one().ref
    on_page(olga, "desk.backup").fills(backup=paul)
    asked(bot)
    bot.person("paul").presses("request.take")
    account(bot, "paul", active=False)
    assert heard(nadia)[-1].splitlines() == [
        "Paul a quitté le service Juridique.",
        "À reprendre : la permanence.",
        "À reprendre : la suppléance pour Olga.",
        "À reprendre, ses demandes en cours :",
        "#1 Jeu de printemps",
    ]
    assert "Paul" not in page(nadia) and "Suppléance" not in told(nadia)
    account(bot, "nadia", active=False)
    alice = bot.person("alice")
    assert "la responsabilité du service, que personne n’a plus" in heard(alice)[-1]
    on_page(alice, "desk.people").fills(lead="olga", contacts="")
    assert "Responsable — Olga" in told(alice)
    page(alice)
    assert "desk.people" not in offered(alice)  # it has a lead again


@pytest.mark.not_on_playground("every conversation there takes what is said")
def test_a_contact_nothing_reaches_is_told_to_who_listed_them(make_bot: MakeBot) -> None:
    """A5: at once, with the cause; they are in no team."""
    bot = make_bot(TEAM)
    bot.chat.closed.add("@paul")
    alice = found(bot)
    [said] = [each for each in heard(alice) if each.startswith("Paul reste injoignable ici.")]
    assert said.count("les demandes à Juridique vont à qui dirige ce service.") == 1
