"""Teams whose weeks a sponsor is told of: a good one, a bad one, one in which nothing happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from ritualbot.i18n import Words
from ritualbot.reports.digest import DigestLine, TeamPart, team_part
from ritualbot.rituals.blocker import BlockerTag
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.digest import Week
from ritualbot.rituals.hypothesis_history import Happened as Tested
from ritualbot.rituals.hypothesis_listen import Heard
from ritualbot.rituals.pilot import Happened as Piloted
from ritualbot.rituals.request_history import Happened
from ritualbot.rituals.sprint import GoalMet, ItemState, Span, SprintSpec
from ritualbot.rituals.sprint_item import ItemSpec
from ritualbot.store import (
    blocker as blockers,
    charter as charters,
    hypothesis as hypotheses,
    hypothesis_listen as listens,
    kpi as kpis,
    pilot as pilots,
    request as requests,
    sprint as sprints,
    sprint_close,
    sprint_item as items,
)
from ritualbot.store.desk import Desk
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, Someone, SomeTeam, build_further_team, build_team
from tests.conversations.bot import moment
from tests.desks import build_desk

FRIDAY = moment("2027-03-05 16:00")
WEEK = Week(FRIDAY - timedelta(days=7), FRIDAY, FRIDAY)
BEGUN = moment("2027-02-01 09:00")
NADIA, OMAR = Someone("nadia", ()), Someone("omar", ())
PEOPLE = (ALICE, BRUNO, CHLOE, DAVID, CLAIRE)
PRINTEMPS = SomeTeam(people=(*PEOPLE, NADIA, OMAR))
AUTOMNE = SomeTeam(people=PEOPLE, name="Automne", channel="automne")
HIVER = SomeTeam(people=PEOPLE, name="Hiver", channel="hiver")
PLAN = {"audience": "clients", "moment": "panier", "metric": "inscription", "base": "5", "measure": "rate"}
LAUNCHED = {"kind": "ab", "arms": "1", "share": "20", "per_arm": "10000", "rule": "r", "effect": "10"}
PILOT = {"audience": "clients", "share": "20", "metric": "achats"}


@dataclass(frozen=True)
class Told:
    """A team whose story is written with the store's own functions."""

    session: Session
    team: Team

    def person(self, name: str) -> Person:
        query = select(Person).where(col(Person.name) == name, col(Person.tenant_id) == self.team.tenant_id)
        return self.session.exec(query).one()

    def id(self, name: str) -> int:
        return self.person(name).id or 0

    @property
    def team_id(self) -> int:
        return self.team.id or 0

    def part(self, language: str, *decisions: DigestLine, week: Week = WEEK) -> TeamPart:
        return team_part(self.session, Words(language), self.team, self.person("Claire"), week, decisions)

    # -- what it is measured by, and its sprints -------------------------------------------------------------------

    def measured(self, name: str, target: str, unit: str = "", **readings: str) -> None:
        """`readings`: by day, as `d2027_03_04`."""
        charter = charters.of_team(self.session, self.team_id)
        charter.kpi, charter.kpi_target, charter.kpi_unit = name, target, unit
        self.session.add(charter)
        self.session.flush()
        for day, value in readings.items():
            on = date.fromisoformat(day.removeprefix("d").replace("_", "-"))
            kpis.put(self.session, charter, on, value, "", None, FRIDAY)

    def sprint(self, name: str, goal: str, first: str, last: str, **done: str) -> Sprint:
        """`done`: items by title, with the moment each was ticked, or nothing."""
        span = Span(date.fromisoformat(first), date.fromisoformat(last))
        row = sprints.start(self.session, self.team, SprintSpec(name, goal, span), None, moment(f"{first} 09:00"))
        specs = [ItemSpec(title) for title in done]
        added = items.add(self.session, self.team_id, row.id, specs, None, row.started_at)
        for item, at in zip(added, done.values(), strict=True):
            if at:
                items.settle(self.session, item, ItemState.DONE, self.id("Chloe"), moment(at))
        return row

    def closes(self, row: Sprint, met: GoalMet, at: str) -> None:
        outcome = sprint_close.Outcome(met, "", frozenset())
        sprint_close.close(self.session, self.team, row, outcome, self.person("Alice"), moment(at))

    # -- what hinders ----------------------------------------------------------------------------------------------

    def blocked(self, text: str, at: str, tag: BlockerTag | None = None, until: str = "") -> None:
        """Said in a stand-up by Chloe."""
        part = f"part of {at}"
        blockers.heard(self.session, self.team, part, self.person("Chloe"), [text], moment(at))
        [row] = blockers.said_in(self.session, [part])
        if tag is not None:
            blockers.update(self.session, row, None, row.text, tag, moment(at))
        if until:
            blockers.resolve(self.session, row, self.id("Alice"), moment(until))
        self.session.flush()

    def desk(self, kind: DeskKind, name: str, user: str, *, agreed: bool = True) -> Desk:
        found = self.session.exec(select(Desk).where(col(Desk.name) == name)).first()
        return found or build_desk(self.session, BEGUN, kind, name, user, agreed=agreed, lead=user)

    def asks(
        self, desk: Desk, title: str, at: str, *, days: int = 5, firm: bool = True, secret: bool = False
    ) -> Request:
        """Chloe asks; the desk has a day of 7 h 30 to take it and so many to answer."""
        row = Request(
            team_id=self.team_id,
            number=0,
            desk_id=desk.id or 0,
            type="contest",
            title=title,
            requester_id=self.id("Chloe"),
            confidential=secret,
            filed_at=moment(at),
            calendar_version=1,
        )
        budgets = {"acknowledge": str(27_000), "decide": str(27_000 * days), "firm": "1" if firm else ""}
        return requests.file(self.session, row, budgets, "direct")

    def goes(self, row: Request, kind: Happened, at: str, **data: str) -> None:
        by = self.id("Nadia")
        requests.record(
            self.session, row, kind, by, moment(at), {"owner": str(by), **data} if kind is Happened.TAKEN else data
        )

    # -- tests and pilots ------------------------------------------------------------------------------------------

    def believes(self, text: str, at: str, ends_on: str, whom: str, *, heard: bool = True) -> Hypothesis:
        """Chloe's test, which has run since the next day."""
        row = hypotheses.open(self.session, self.team_id, text, self.id("Chloe"), moment(at))
        self.tells(row, Tested.PLANNED, at, **PLAN, effect="10", evidence="e")
        if heard:
            said = listens.add(
                self.session, self.team_id, row.author_id, Heard("Entretiens", BEGUN.date(), "oui"), BEGUN
            )
            self.tells(row, Tested.LISTENED, at, entry=said.ref, whom=whom, upstream="clics")
        else:
            self.tells(row, Tested.NOT_LISTENED, at, text="pas le temps", whom=whom)
        self.tells(row, Tested.READIED, at)
        starts_on = (moment(at) + timedelta(days=1)).date().isoformat()
        self.tells(row, Tested.STARTED, at, **LAUNCHED, starts_on=starts_on, ends_on=ends_on)
        return row

    def tells(self, row: Hypothesis, what: Tested, at: str, **data: str) -> None:
        hypotheses.record(self.session, row, what, row.author_id, moment(at), data)

    def decides(self, row: Hypothesis, at: str, verdict: str, counts: str, learning: str) -> None:
        """On what was counted that day, as the scrum master confirms it."""
        self.tells(row, Tested.MEASURED, at, counts=counts, on=at[:10])
        self.tells(row, Tested.ENDED, at)
        self.tells(row, Tested.CONFIRMED, at, verdict=verdict, learning=learning, tag="relance")

    def pilots(self, name: str, on: str) -> Pilot:
        plan = {**PILOT, "name": name, "moment": "panier", "owner": str(self.id("David"))}
        row = pilots.plan(self.session, self.team, plan, self.id("Alice"), moment(f"{on} 09:00"))
        started = {"on": on, "weeks": "2,4,8,12", "stop_rule": "sous 3 %", "budget": "10000", "at_risk": "2000"}
        self.steps(row, Piloted.STARTED, f"{on} 09:00", **started)
        return row

    def steps(self, row: Pilot, kind: Piloted, at: str, **data: str) -> None:
        pilots.record(self.session, row, kind, row.created_by, moment(at), data)


# -- three weeks ---------------------------------------------------------------------------------------------------

WON, FLAT = "[[500, 10000], [580, 10000]]", "[[500, 10000], [505, 10000]]"


def good_week(session: Session, wanted: SomeTeam = PRINTEMPS) -> Told:
    """412 against 374 a week ago; a sprint that ends with its goal met; two tests decided; a pilot rolled out."""
    told = Told(session, build_team(session, BEGUN, wanted))
    told.measured("Inscriptions", "500", d2027_02_25="374", d2027_03_04="412")
    done = {"Landing": "2027-02-24 10:00", "Relance": "2027-03-02 10:00", "Visuels": "2027-03-04 10:00"}
    row = told.sprint("Sprint 12", "Doubler les inscriptions", "2027-02-22", "2027-03-05", **done, Bannière="")
    told.closes(row, GoalMet.YES, "2027-03-05 15:00")
    told.blocked("Bannière", "2027-02-25 09:40", BlockerTag.LEGAL, until="2027-03-02 11:00")
    _answers(told)
    won = told.believes("Relance panier à J+1", "2027-02-07 09:00", "2027-03-04", "users")
    told.decides(won, "2027-03-04 11:00", "won", WON, "Relancer le lendemain suffit, sans remise")
    told.tells(won, Tested.PRICED, "2027-03-04 12:00", cost="1200", gain="300", period="week", currency="EUR")
    flat = told.believes("Objet court", "2027-02-07 10:00", "2027-03-03", "non_users", heard=False)
    told.decides(flat, "2027-03-03 11:00", "inconclusive", FLAT, "La longueur de l’objet ne change rien")
    told.believes("Page sans menu", "2027-02-21 09:00", "2027-03-11", "both")
    _good_pilots(told)
    return told


def _answers(told: Told) -> None:
    """One answer the week before, two this week; one due on Wednesday, one day agreed on."""
    legal = told.desk(DeskKind.LEGAL, "Juridique", "nadia")
    for title, at, answered in (
        ("Mentions légales", "2027-02-22 10:00", "2027-02-24 10:00"),
        ("Charte des avis", "2027-02-25 10:00", "2027-03-02 10:00"),
        ("Visuel de mars", "2027-02-26 10:00", "2027-03-03 10:00"),
    ):
        row = told.asks(legal, title, at)
        told.goes(row, Happened.TAKEN, at)
        told.goes(row, Happened.APPROVED, answered)
    open_one = told.asks(legal, "Règlement du jeu-concours", "2027-03-03 10:00")
    told.goes(open_one, Happened.TAKEN, "2027-03-03 11:00")
    dated = told.asks(told.desk(DeskKind.IT, "DSI", "omar"), "Flux du CRM", "2027-03-01 10:00")
    told.goes(dated, Happened.TAKEN, "2027-03-01 11:00")
    told.goes(
        dated, Happened.DATE_PROPOSED, "2027-03-01 11:00", on="2027-03-18", due="2027-03-18T16:30:00+00:00", by="desk"
    )
    told.goes(dated, Happened.DATE_AGREED, "2027-03-01 12:00", by="team")


def _good_pilots(told: Told) -> None:
    """One at its end in December, rolled out on Monday; one whose fourth week is over on Monday."""
    old = told.pilots("Parrainage", "2026-11-30")
    told.steps(old, Piloted.ENDED, "2027-02-22 09:00")
    told.steps(old, Piloted.SCALED, "2027-02-22 17:00", reason="ça marche")
    told.steps(old, Piloted.ROLLED_OUT, "2027-03-01 10:00", on="2027-03-01")
    young = told.pilots("Relance par SMS", "2027-02-08")
    told.steps(young, Piloted.ASKED, "2027-02-22 09:00", week="2")
    told.steps(
        young, Piloted.CHECKED, "2027-02-22 10:00", week="2", exposed="6", rest="5", light="green", comes_back="yes"
    )


def bad_week(session: Session) -> Told:
    """360 against 374; two answers of legal late, one of them confidential; a pilot that sees nothing come back."""
    told = Told(session, _another(session, AUTOMNE))
    told.measured("Paniers validés", "3.5", "%", d2027_02_25="3.2", d2027_03_04="3.05")
    told.sprint("Sprint 4", "Rendre le panier simple", "2027-03-01", "2027-03-12", Panier="", Paiement="")
    told.blocked("Accès au CRM", "2027-02-24 09:40", BlockerTag.IT)
    told.blocked("Visuel de l’agence, rien de neuf", "2027-03-01 09:40", BlockerTag.SUPPLIER)
    told.blocked("Budget du trimestre en attente", "2027-03-04 09:40")
    _late_answers(told)
    test = told.believes("Livraison offerte dès 30 €", "2027-02-21 09:00", "2027-03-21", "users")
    changes = {"ends_on": "2027-03-28", "was_ends_on": "2027-03-21"}
    told.tells(test, Tested.AMENDED, "2027-03-03 09:00", **changes, reason="panne du site pendant deux jours")
    pilot = told.pilots("Chat en direct", "2027-02-01")
    told.steps(pilot, Piloted.ASKED, "2027-02-15 09:00", week="2")
    told.steps(pilot, Piloted.MISSED, "2027-02-17 09:00", week="2")
    told.steps(pilot, Piloted.ASKED, "2027-03-01 09:00", week="4")
    told.steps(
        pilot, Piloted.CHECKED, "2027-03-02 10:00", week="4", exposed="2.8", rest="3.1", light="red", comes_back="no"
    )
    told.steps(pilot, Piloted.SPENT, "2027-03-02 10:00", total="8200")
    told.steps(pilot, Piloted.WARNED, "2027-03-02 10:00", level="80")
    return told


def _late_answers(told: Told) -> None:
    """Of legal: due on Tuesday 2 March at 10:00 and never answered; due on Monday, answered on Thursday. Of IT, whose
    targets nobody agreed on, an answer that is as late, and a delivery promised for Wednesday."""
    legal = told.desk(DeskKind.LEGAL, "Juridique", "nadia")
    late = told.asks(legal, "Conditions de livraison", "2027-02-23 10:00")
    told.goes(late, Happened.TAKEN, "2027-02-23 11:00")
    secret = told.asks(legal, "Litige avec un client", "2027-02-22 10:00", secret=True)
    told.goes(secret, Happened.TAKEN, "2027-02-22 11:00")
    told.goes(secret, Happened.REFUSED, "2027-03-04 10:00", text="non")
    it = told.desk(DeskKind.IT, "DSI", "omar", agreed=False)
    indicative = told.asks(it, "Balise de panier", "2027-02-15 10:00", firm=False)
    told.goes(indicative, Happened.TAKEN, "2027-02-15 11:00")
    promised = told.asks(it, "Page de retour", "2027-02-15 10:00", firm=False)
    told.goes(promised, Happened.COMMITTED, "2027-02-16 11:00", on="2027-03-03")


def quiet_week(session: Session) -> Told:
    """Nobody knows the figure yet, and nothing happened."""
    told = Told(session, _another(session, HIVER))
    told.measured("Avis déposés", "200")
    return told


def _another(session: Session, wanted: SomeTeam) -> Team:
    """In the workspace of the one before, or the first of all."""
    if session.exec(select(Team.id)).first() is None:
        return build_team(session, BEGUN, SomeTeam(people=PRINTEMPS.people, name=wanted.name, channel=wanted.channel))
    return build_further_team(session, BEGUN, wanted)


def later(week: Week, until: datetime) -> Week:
    """The one that follows it."""
    return Week(week.until, until, until)
