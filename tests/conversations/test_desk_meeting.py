"""S11: a desk's recurring meeting: set on its page, called with an agenda the day before, written down in one form."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from ritualbot.chat.events import Place
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.pilot import Happened as OfPilot
from ritualbot.rituals.request_history import Happened
from ritualbot.rituals.sprint import Need
from ritualbot.rituals.sprint_item import ItemSpec
from ritualbot.store import pilot as pilots, request as requests, sprint_item as items
from ritualbot.store.desk import Desk, DeskPerson
from ritualbot.store.desk_meeting import DeskDecision, DeskMeetingHeld
from ritualbot.store.engine import begin
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.standup import Standup
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, moment
from tests.conversations.test_request import plain, told
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA, PAUL, OLGA = Someone("nadia", ()), Someone("paul", ()), Someone("olga", ())
NORTHERN = (Someone("yann", ()), Someone("zoe", ()), Someone("sam", ()))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA, PAUL, OLGA, *NORTHERN))
NORTH = SomeTeam(people=(Someone("yann", (*ALICE.roles,)), Someone("zoe")), name="Nord", channel="nord")
SOUTH = SomeTeam(people=(Someone("sam", (*ALICE.roles,)),), name="Sud", channel="sud")
BUDGETS = {"acknowledge": "270000", "decide": "540000", "firm": "1"}  # weeks: nobody is pinged meanwhile


@pytest.fixture
def it(make_bot: MakeBot) -> Bot:
    """Tuesday 2 March: Olga leads the DSI with Nadia and Paul; two teams turn to it."""
    bot = make_bot(TEAM)
    bot.further_team(NORTH)
    ids = {user: bot.id_of(user) for user in ("nadia", "paul", "olga")}
    with begin(bot.app.engine) as session:
        build_desk(session, bot.clock.now(), DeskKind.IT, "DSI", *ids.values(), lead=ids["olga"], duty=ids["nadia"])
        file(session, "Printemps", "chloe", "Tag du webinaire", "tag")
        file(session, "Printemps", "chloe", "Accès secret", "access", confidential=True)
        file(session, "Nord", "zoe", "Flux des ventes", "flow")
        team = session.exec(select(Team).where(Team.name == "Printemps")).one()
        items.add(session, team.id or 0, None, [ItemSpec("Page de rentrée", need=Need.IT)], None, bot.clock.now())
        for standup in session.exec(select(Standup)):
            standup.archived_at = bot.clock.now()  # weeks go by: their days are proven elsewhere
    return bot


def file(session: Session, team: str, by: str, title: str, type_: str, **more: object) -> Request:
    row = Request(
        team_id=session.exec(select(Team).where(Team.name == team)).one().id or 0,
        number=0,
        desk_id=session.exec(select(Desk)).one().id or 0,
        type=type_,
        title=title,
        requester_id=session.exec(select(Person).where(Person.name == by.capitalize())).one().id or 0,
        filed_at=moment("2027-03-01 09:00"),
        calendar_version=1,
        **more,  # type: ignore[arg-type]
    )
    return requests.file(session, row, BUDGETS, "direct")


def page(actor: Actor, action: str) -> Actor:
    actor.says("/rituel service dsi")
    actor.clicks(action)
    return actor


def set_(bot: Bot, by: str = "olga", **typed: str) -> Actor:
    """Every other Tuesday from the 9th, at 10:00."""
    actor = page(bot.person(by), "desk.meeting")
    actor.fills(**{"first_on": "09/03/2027", **typed})
    return actor


def agenda(bot: Bot, user: str) -> str:
    found = [plain(each.text) for each in bot.person(user).messages if plain(each.title).startswith("Point DSI, mardi")]
    return found[-1] if found else ""


def test_the_lead_sets_it_and_the_page_and_the_agenda_of_the_team_say_when(it: Bot) -> None:
    olga = set_(it)
    assert "Prochain point — mardi 9 mars 10:00" in told(olga)
    assert "Ordre du jour envoyé — lundi 8 mars 14:00" in told(olga)
    olga.says("/rituel service dsi")
    assert "Point régulier — toutes les 2 semaines, 30 min ; prochain : mardi 9 mars 10:00" in told(olga)
    alice = it.person("alice")
    alice.says("/rituel agenda", where="printemps")
    assert "lundi 8 mars, 14:00 · Ordre du jour : Point DSI" in told(alice)
    assert "mardi 9 mars, 10:00 · Point DSI · 30 min" in told(alice)
    page(it.person("olga"), "desk.meeting")
    olga.fills(first_on="13/03/2027", every_weeks="0", minutes="9h")
    assert set(olga.errors) == {"every_weeks", "minutes"}


def test_the_agenda_goes_out_the_day_before_to_the_desk_and_to_who_leads_its_teams(it: Bot) -> None:
    """What is confidential is only that; of another team one hears how many; it is held though nothing is urgent."""
    set_(it)
    it.until("2027-03-08 13:59")
    assert not any(agenda(it, user) for user in ("olga", "nadia", "alice"))
    it.until("2027-03-08 14:02")
    for user in ("olga", "nadia", "paul"):
        said = agenda(it, user)
        assert said.startswith("Point DSI, mardi 9 mars 10:00\nOrdre du jour. Le point a lieu même sans urgence.")
        assert "3 demandes en cours" in said and "#1 Flux des ventes · Nord" in said
        assert "Tag du webinaire · Printemps · réponse attendue" in said
        assert "demande confidentielle" in said and "secret" not in said
    said = agenda(it, "alice")
    assert "2 demandes en cours" in said and "et 1 d’une autre équipe" in said
    assert "Flux des ventes" not in said and "Page de rentrée · Printemps · au backlog" in said
    said = agenda(it, "yann")
    assert "1 demande en cours" in said and "Page de rentrée" not in said and "Flux des ventes · Flux" in said
    assert not agenda(it, "chloe")  # who leads no team has nothing to prepare
    it.until("2027-03-22 14:02")
    assert agenda(it, "olga").startswith("Point DSI, mardi 23 mars 10:00")


def test_data_wanted_within_twelve_weeks_is_listed_and_not_what_is_wanted_later(it: Bot) -> None:
    """S11: twelve weeks from Monday 8 March are Monday 31 May."""
    with begin(it.app.engine) as session:
        file(session, "Printemps", "chloe", "Flux de mai", "flow", needed_on=date(2027, 5, 31))
        file(session, "Printemps", "chloe", "Flux de juin", "flow", needed_on=date(2027, 6, 1))
    set_(it)
    it.until("2027-03-08 14:02")
    _, _, listed = agenda(it, "nadia").partition("Données attendues d’ici 12 semaines")
    assert listed.index("Flux de mai") < listed.index("Flux des ventes") and "Flux de juin" not in listed


def pilot(it: Bot, team_name: str, name: str, on: date | None = None) -> Pilot:
    """Of twelve weeks, owned by Chloé."""
    with begin(it.app.engine) as session:
        team = session.exec(select(Team).where(Team.name == team_name)).one()
        chloe = session.exec(select(Person).where(Person.name == "Chloe")).one().id or 0
        row = pilots.plan(session, team, {"name": name, "moment": "Panier", "owner": str(chloe)}, chloe, it.clock.now())
        if on is not None:
            pilots.record(session, row, OfPilot.STARTED, chloe, it.clock.now(), {"on": on.isoformat()})
        return row


def end(it: Bot, row: Pilot, *kinds: OfPilot) -> None:
    with begin(it.app.engine) as session:
        for kind in kinds:
            data = {"reason": "Assez vu", "on": "2027-03-02"}
            pilots.record(session, pilots.by_ref(session, row.ref) or row, kind, row.created_by, it.clock.now(), data)


def pilots_listed(said: str) -> str:
    """Its part of the agenda, up to the next one."""
    return said.partition("Pilotes des 12 semaines à venir")[2].partition("Données attendues")[0]


def test_pilots_of_the_next_twelve_weeks_without_their_owners(it: Bot) -> None:
    """S11: twelve weeks from Monday 8 March are Monday 31 May; twelve from 1 March end on Sunday 23 May. Not there:
    what starts later, was stopped or rolled out, is of a team that never asked the desk for anything."""
    it.further_team(SOUTH)
    pilot(it, "Printemps", "Relance SMS", date(2027, 3, 1))
    pilot(it, "Printemps", "Vitrine", date(2027, 5, 31))
    pilot(it, "Printemps", "Tournée", date(2027, 6, 1))
    pilot(it, "Printemps", "Cadeau")
    end(it, pilot(it, "Printemps", "Boutique", date(2027, 3, 1)), OfPilot.ENDED)
    end(it, pilot(it, "Printemps", "Affiches", date(2027, 3, 1)), OfPilot.ENDED, OfPilot.STOPPED)
    end(it, pilot(it, "Printemps", "Courrier", date(2027, 3, 1)), OfPilot.ENDED, OfPilot.SCALED, OfPilot.ROLLED_OUT)
    pilot(it, "Nord", "Salon", date(2027, 4, 5))
    pilot(it, "Sud", "Kiosque", date(2027, 4, 5))
    set_(it)
    it.until("2027-03-08 14:02")
    said = pilots_listed(agenda(it, "nadia"))
    assert "#1 Relance SMS · Printemps · du 1er mars 2027 au 23 mai 2027" in said
    assert "#2 Vitrine · Printemps · du 31 mai 2027 au 22 août 2027" in said
    assert "#4 Cadeau · Printemps · prévu, sans dates" in said and "#5 Boutique" in said
    assert "#1 Salon · Nord · du 5 avril 2027 au 27 juin 2027" in said
    assert not any(name in said for name in ("Tournée", "Affiches", "Courrier", "Kiosque", "Chloé", "Chloe"))
    said = pilots_listed(agenda(it, "alice"))
    assert "Relance SMS" in said and "Salon" not in said  # of another team she reads nothing
    assert "Relance SMS" not in agenda(it, "yann")


def test_of_many_pilots_it_says_how_many_more(it: Bot) -> None:
    """S11: ten are listed, the rest is a number."""
    for number in range(12):
        pilot(it, "Printemps", f"Essai {number}", date(2027, 3, 1))
    set_(it)
    it.until("2027-03-08 14:02")
    said = pilots_listed(agenda(it, "nadia"))
    assert "#10 Essai 9" in said and "Essai 10" not in said and "et 2 autres pilotes" in said


def test_the_desk_reads_one_list_over_all_its_teams(it: Bot) -> None:
    """Q7."""
    nadia = it.person("nadia")
    nadia.says("/demande")
    assert "Tag du webinaire" in told(nadia) and "Flux des ventes" in told(nadia)


def test_a_desk_with_a_channel_is_called_there_and_its_minutes_stand_there(it: Bot) -> None:
    """Who leads its teams hears by themselves, as ever."""
    it.places["dsi"] = Place("dsi", name="dsi", members=("nadia", "olga"))
    it.person("olga").says("/rituel service canal", where="dsi")
    set_(it)
    it.until("2027-03-08 14:02")
    [posted] = it.channel("dsi").messages
    assert plain(posted.text).startswith("Point DSI, mardi 9 mars 10:00") and "3 demandes en cours" in plain(
        posted.text
    )
    assert "secret" not in posted.text and agenda(it, "alice") and not agenda(it, "nadia")
    it.until("2027-03-09 10:35")
    nadia = it.person("nadia")
    nadia.presses("desk.minutes", where="dsi")
    nadia.fills(decision_1="Livré vendredi")
    it.settle()
    [posted] = it.channel("dsi").messages
    assert "ce qui a été décidé" in posted.title and "1. Livré vendredi" in posted.text


@pytest.mark.not_on_playground("every conversation there takes what is said")
def test_where_the_channel_takes_no_message_each_of_the_desk_is_called(it: Bot) -> None:
    """A8, S11: the agenda that cannot be posted goes to whoever it is for."""
    it.places["dsi"] = Place("dsi", name="dsi", members=("nadia", "olga"))
    it.person("olga").says("/rituel service canal", where="dsi")
    set_(it)
    it.chat.closed.add("dsi")
    it.until("2027-03-08 14:05")
    assert agenda(it, "nadia") and agenda(it, "olga") and agenda(it, "alice")
    assert it.channel("dsi").messages == []


def test_it_says_what_marketing_could_do_alone_and_how_the_desk_answers(it: Bot) -> None:
    """E15, E22: an access was held from Monday 09:00 to 11:00; the next one may do without."""
    with begin(it.app.engine) as session:
        row = file(session, "Printemps", "chloe", "Accès à l’outil", "access")
        nadia = session.exec(select(DeskPerson)).first()
        assert nadia is not None
        by = {"by": "desk", "owner": str(nadia.person_id), "on": "2027-03-01"}
        for kind, at in ((Happened.COMMITTED, "11:00"), (Happened.DELIVERED, "11:00"), (Happened.ACCEPTED, "12:00")):
            requests.record(session, row, kind, nadia.person_id, moment(f"2027-03-01 {at}"), by)
        said = {"answer": "access"}
        requests.record(session, row, Happened.AUTONOMY, nadia.person_id, moment("2027-03-01 12:00"), said)
    set_(it)
    it.until("2027-03-08 14:02")
    assert "Accès à un outil · 2 h 00 d’attente · 1 fois avec un accès" in agenda(it, "nadia")
    assert "Accès à un outil (dates promises tenues : 1 sur 1) · 2, dont 1 en cours · 1 sur 1" in agenda(it, "nadia")


def recorded(it: Bot, by: str, **typed: str) -> Actor:
    it.until("2027-03-09 10:35")
    actor = it.person(by)
    actor.presses("desk.minutes")
    actor.fills(**typed)
    return actor


def choices(actor: Actor) -> dict[str, str]:
    """The requests a decision may be about, by their label."""
    assert actor.form is not None
    field = next(each for each in actor.form.fields if each.name == "request_1")
    return {plain(each.label): each.value for each in getattr(field, "options", ())}


def test_decisions_are_written_on_the_requests_and_stand_in_the_agendas_place(it: Bot) -> None:
    set_(it)
    it.until("2027-03-09 10:35")
    nadia = it.person("nadia")
    nadia.presses("desk.minutes")
    known = choices(nadia)
    assert set(known) == {
        *("Aucune en particulier", "#1 Tag du webinaire", "#2 demande confidentielle"),
        "#1 Flux des ventes",
    }
    tag, flow = known["#1 Tag du webinaire"], known["#1 Flux des ventes"]
    nadia.fills(decision_1="Livré vendredi", request_1=tag, decision_2="Après Pâques", request_2=flow, decision_3="RAS")
    kept = told(nadia).replace(" — ", " · ")  # as each platform sets two cells side by side
    assert "1. Livré vendredi · #1 Tag du webinaire" in kept and "3. RAS" in kept
    it.settle()
    chloe = it.person("chloe")
    chloe.presses_ref("request.look", tag)
    assert "Décidé au point du mardi 9 mars :\nLivré vendredi" in told(chloe)
    nadia.presses_ref("request.look", tag)
    assert "Livré vendredi" in told(nadia)
    for user, seen, others in (
        ("alice", "Livré vendredi", 1),
        ("yann", "Après Pâques", 1),
        ("paul", "Livré vendredi", 0),
    ):
        said = next(plain(each.text) for each in it.person(user).messages if "ce qui a été décidé" in each.title)
        assert seen in said and "RAS" in said and "Noté par Nadia." in said
        assert ("et 1 sur une demande d’une autre équipe" in said) is bool(others)
        assert not agenda(it, user)  # it stands in its place
    with it.session() as session:
        kinds = [each.kind for each in session.exec(select(RequestEvent)) if each.kind == Happened.DISCUSSED]
        assert len(kinds) == 2 and session.exec(select(Request).where(Request.ref == tag)).one().state == "new"
    paul = it.person("paul")
    paul.presses_ref("desk.minutes", nadia_ref(it))
    assert told(paul).startswith("Déjà noté par Nadia, mardi 9 mars 10:35")


def nadia_ref(bot: Bot) -> str:
    with bot.session() as session:
        return session.exec(select(DeskMeetingHeld)).one().ref


def test_who_leads_a_team_names_that_teams_requests_only(it: Bot) -> None:
    set_(it)
    it.until("2027-03-09 10:35")
    with it.session() as session:
        flow = session.exec(select(Request).where(Request.title == "Flux des ventes")).one().ref
    alice = it.person("alice")
    alice.presses("desk.minutes")
    assert set(choices(alice)) == {"Aucune en particulier", "#1 Tag du webinaire", "#2 demande confidentielle"}
    alice.fills(decision_1="Plus tard", request_1=flow)
    with it.session() as session:
        assert session.exec(select(DeskDecision)).all() == []
    chloe = it.person("chloe")
    chloe.presses_ref("desk.minutes", nadia_ref(it))
    assert "scrum master" in told(chloe)


def nudges(bot: Bot, user: str) -> int:
    return sum("rien n’est encore noté" in plain(each.title) for each in bot.person(user).messages)


def test_without_minutes_whoever_leads_it_is_asked_once_a_business_day_later(it: Bot) -> None:
    """It ends on Tuesday at 10:30."""
    set_(it, "alice")
    it.until("2027-03-10 10:29")
    assert nudges(it, "alice") == 0
    it.until("2027-03-10 10:32")
    assert nudges(it, "alice") == 1
    it.until("2027-03-15 12:00")
    assert [nudges(it, user) for user in ("alice", "olga", "nadia")] == [1, 0, 0]


def test_with_minutes_nobody_is_asked_and_no_decision_is_one_too(it: Bot) -> None:
    set_(it)
    assert "Aucune décision cette fois." in told(recorded(it, "olga"))
    it.until("2027-03-11 12:00")
    assert nudges(it, "olga") == 0


def test_moved_or_paused_after_its_agenda_it_is_called_off_where_that_stands(it: Bot) -> None:
    set_(it)
    it.until("2027-03-08 15:00")
    olga = it.person("olga")
    page(olga, "desk.meeting")
    olga.fills(first_on="11/03/2027")
    it.settle()
    assert "Point DSI, mardi 9 mars 10:00 : annulé par Olga." in plain(it.person("nadia").messages[-1].text)
    it.until("2027-03-10 14:02")
    assert plain(it.person("nadia").messages[-1].title) == "Point DSI, jeudi 11 mars 10:00"
    page(olga, "desk.pause_meeting")
    assert told(olga).startswith("Point DSI : suspendu.")
    it.until("2027-04-12 12:00")
    assert not any("25 mars" in plain(each.title) for each in it.person("nadia").messages)
    olga.says("/rituel service dsi")
    assert "Point régulier — suspendu" in told(olga)


def test_set_on_short_notice_its_agenda_goes_out_at_once(it: Bot) -> None:
    it.until("2027-03-08 16:00")
    olga = set_(it)
    assert "Ordre du jour envoyé — tout de suite" in told(olga)
    it.wait(minutes=2)
    assert agenda(it, "nadia")


def test_a_time_the_clocks_skip_that_day_is_taken_and_said(it: Bot) -> None:
    """Section I: on Sunday 28 March 2027 no clock of Paris shows 02:30, and a desk that never closes meets at three.
    Once the next one is a fortnight later, nothing is skipped, and nothing said."""
    page(it.person("olga"), "desk.hours").fills(sun="24h/24")
    said = told(set_(it, first_on="28/03/2027", at="2h30"))
    assert "Prochain point — dimanche 28 mars 03:00" in said
    assert "Le dimanche 28 mars, l’horloge saute 02:30 : ce jour-là à 03:00." in said
    for other in ({"at": "3h"}, {"at": "1h30"}, {"at": "2h30", "first_on": "11/04/2027"}):
        assert "horloge" not in told(set_(it, **{"first_on": "28/03/2027", **other}))


def test_only_who_leads_sets_it(it: Bot) -> None:
    for user in ("chloe", "nadia"):
        actor = it.person(user)
        actor.says("/rituel service dsi")
        with it.session() as session:
            ref = session.exec(select(Desk)).one().ref
        actor.presses_ref("desk.meeting", ref)
        assert "scrum master" in told(actor)
