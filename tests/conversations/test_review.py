"""S4, S7, F6: the review with the sponsor, every three or four weeks: announced, with its pack of a card and a
workbook, what it lacks said in time, and what became of it.

The team's first sprint began on Monday 22 February 2027: the review ends the fourth week, on Friday 19 March at 15:00.
What it would lack is said on Wednesday 17 at 09:00, its pack goes out on Thursday 18 at 16:00, and on Monday 22, at
09:00, whoever leads is asked whether it was held.
"""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import groupby

import pytest
from openpyxl import load_workbook
from openpyxl.chart import LineChart as NativeLine
from openpyxl.workbook import Workbook
from sqlmodel import Session, select

from ritualbot.chat.charts import LineChart
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.review import announced
from ritualbot.reports.review_xlsx import review_workbook
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.hypothesis_history import Happened
from ritualbot.rituals.pilot import Happened as OfPilot
from ritualbot.rituals.sponsor_help import About
from ritualbot.store import (
    absence,
    alarms,
    charter as charters,
    digest_plan,
    hypothesis as hypotheses,
    kpi as kpis,
    pilot as pilots,
    request as requests,
    review as reviews,
)
from ritualbot.store.request import Request
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.standup import Standup
from ritualbot.store.team import Membership, Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment
from tests.conversations.fake_chat import Posted
from tests.conversations.test_decision import at_its_end
from tests.conversations.test_request import plain
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE, DAVID))
BEFORE, PACKED, AFTER = "2027-03-16 18:00", "2027-03-18 16:05", "2027-03-22 09:05"
SECRET = "Rachat de Machin"


def made(
    make_bot: MakeBot, lived: Callable[[Session, Team], None] | None = None, start: str = "2027-03-16 12:00"
) -> Bot:
    bot = make_bot(TEAM, start=start)
    with bot.session() as session, session.begin():
        for standup in session.exec(select(Standup)):
            standup.archived_at = bot.clock.now()  # what is asked day by day is proven elsewhere
            alarms.clear(session, "standup.open", standup.ref)
        team = session.exec(select(Team)).one()
        charter = charters.of_team(session, team.id or 0)
        charter.sprint_on, charter.kpi, charter.kpi_target = date(2027, 2, 22), "Inscriptions", "500"
        session.flush()
        if lived is not None:
            lived(session, team)
        reviews.expect(session, team, bot.clock.now())
    return bot


def who(session: Session, name: str) -> int:
    return session.exec(select(Person.id).where(Person.name == name)).one() or 0


def four_weeks(session: Session, team: Team) -> None:
    """374 to 412; a test confirmed with its figures, one that lacks them, one decided before; a pilot to be decided on;
    help nobody answered twice; of two requests, one is confidential and late."""
    charter = charters.read(session, team.id or 0)
    for day, value in ((date(2027, 2, 18), "374"), (date(2027, 3, 11), "412")):
        kpis.put(session, charter, day, value, "", None, moment(f"{day} 10:00"))
    decided(session, team, "Relance panier à J+1", "2027-03-03 10:00", cost="600", gain="5200", period="year")
    decided(session, team, "Objet plus court", "2027-03-10 10:00")
    decided(session, team, "D'avant", "2027-01-10 10:00", cost="300", gain="100", period="week")
    _pilot(session, team)
    _help(session, team, *_requests(session, team))


def decided(session: Session, team: Team, text: str, when: str, **money: str) -> None:
    owner, at = who(session, "Chloe"), moment(when)
    row = hypotheses.open(session, team.id or 0, text, owner, moment("2027-01-04 09:00"))
    said = {"verdict": "won", "learning": "Relancer paie", "tag": "relance"}
    hypotheses.record(session, row, Happened.CONFIRMED, owner, at, said)
    if money:
        hypotheses.record(session, row, Happened.PRICED, owner, at, {"currency": "EUR", **money})


def _pilot(session: Session, team: Team) -> None:
    owner = who(session, "Chloe")
    plan = {"name": "Panier", "moment": "Panier", "audience": "Tous", "share": "20", "metric": "Achats"}
    row = pilots.plan(session, team, {**plan, "owner": str(owner)}, owner, moment("2027-01-04 09:00"))
    run = {"on": "2027-01-04", "weeks": "2", "stop_rule": "r", "budget": "5000", "at_risk": "1000"}
    pilots.record(session, row, OfPilot.STARTED, owner, moment("2027-01-04 09:00"), run)
    pilots.record(session, row, OfPilot.ASKED, None, moment("2027-01-18 09:00"), {"week": "2"})
    pilots.record(session, row, OfPilot.SPENT, owner, moment("2027-01-20 09:00"), {"total": "2500"})
    pilots.record(session, row, OfPilot.ENDED, None, moment("2027-01-20 09:00"), {})


def _help(session: Session, team: Team, plain: str, secret: str) -> None:
    for about, question in ((plain, "Qui tranche le budget média ?"), (secret, f"{SECRET} : on signe ?")):
        session.add(_asked(session, team, about, question))


def _asked(session: Session, team: Team, about: str, question: str) -> SponsorHelp:
    return SponsorHelp(
        team_id=team.id or 0,
        about=About.REQUEST,
        about_ref=about,
        asked_by=who(session, "Alice"),
        asked_at=moment("2027-03-02 10:00"),
        sponsor_id=who(session, "Claire"),
        question=question,
        recommendation="Le lot 2",
        needed_on=date(2027, 3, 12),
        otherwise="On coupe",
        told_at=moment("2027-03-05 16:00"),
        repeated=1,
    )


def _requests(session: Session, team: Team) -> list[str]:
    desk = build_desk(session, moment("2027-03-01 09:00"), DeskKind.LEGAL, "Juridique", tenant_id=team.tenant_id)
    refs = []
    for title, hidden, hours in (("Jeu-concours", False, 400), (SECRET, True, 8)):
        row = Request(
            team_id=team.id or 0,
            number=0,
            desk_id=desk.id or 0,
            type="contest",
            title=title,
            confidential=hidden,
            requester_id=who(session, "Chloe"),
            filed_at=moment("2027-03-08 10:00"),
            calendar_version=1,
        )
        seconds = str(hours * 3600)
        requests.file(session, row, {"acknowledge": seconds, "decide": seconds, "firm": "1"}, "direct")
        refs.append(row.ref)
    return refs


def texts(actor: Actor) -> list[str]:
    return [plain(each.text) for each in actor.messages]


def about(bot: Bot, user: str, said: str) -> Posted:
    """The last of somebody's messages that begins so."""
    found = [each for each in bot.person(user).messages if plain(each.title).startswith(said)]
    assert found, texts(bot.person(user))
    return found[-1]


def pack(bot: Bot, user: str = "claire") -> Posted:
    return about(bot, user, "Revue Printemps, vendredi 19 mars")


# -- before --------------------------------------------------------------------------------------------------------


def test_two_business_days_before_the_scrum_master_hears_what_is_missing(make_bot: MakeBot) -> None:
    bot = made(make_bot, four_weeks)
    bot.until("2027-03-17 08:55")
    assert not any("manque" in each for each in texts(bot.person("alice")))
    bot.until("2027-03-17 09:05")
    said = plain(about(bot, "alice", "Revue Printemps, vendredi 19 mars 15:00").text)
    for line in (
        "Test tranché sans coût ou sans gain : H2 (",  # H3 was decided before
        "Point de contrôle sans réponse : Panier.",
        "Appuis demandés au sponsor, sans réponse, à l’ordre du jour : Qui tranche le budget média ? et …",
    ):
        assert line in said
    assert "relevé" not in said and "clore" not in said  # read on the 11th; no sprint runs
    assert not any("manque" in each for each in texts(bot.person("claire")))


def test_where_nothing_is_missing_nobody_is_told(make_bot: MakeBot) -> None:
    def read(session: Session, team: Team) -> None:
        day = moment("2027-03-15 10:00")
        kpis.put(session, charters.read(session, team.id or 0), day.date(), "412", "", None, day)

    bot = made(make_bot, read)
    bot.until("2027-03-17 18:00")
    assert texts(bot.person("alice")) == []


def test_the_digest_before_announces_it_and_the_pack_replaces_that_weeks(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    with bot.session() as session:
        team = session.exec(select(Team)).one()
        fridays = [date(2027, 3, day) for day in (5, 12, 19, 26)]
        said = [[plain(each.plain()) for each in announced(session, Words("fr"), team, day)] for day in fridays]
        assert [bool(each) for each in said] == [False, True, False, False]
        assert said[1][0].startswith("Revue Printemps : vendredi 19 mars 15:00.")
        assert [reviews.replaces_digest(session, team, day) for day in fridays] == [False, False, True, False]
    bot.until(PACKED)
    with bot.session() as session:
        team = session.exec(select(Team)).one()
        assert [reviews.replaces_digest(session, team, day) for day in fridays] == [False, False, True, False]


# -- the pack ------------------------------------------------------------------------------------------------------


@pytest.fixture
def packed(make_bot: MakeBot) -> Bot:
    bot = made(make_bot, four_weeks)
    bot.until("2027-03-18 15:55")
    assert texts(bot.person("claire")) == []
    bot.until(PACKED)
    return bot


def test_its_card_says_all_of_it_in_fifteen_lines(packed: Bot) -> None:
    """Over twelve weeks 5 200 a year are 1 200, that is twice 600; with 300 and 1 200 before, 2 400 for 900; the pilot
    is not decided, and is not counted."""
    seen = pack(packed)
    said = plain(seen.text)
    for line in (
        "Revue Printemps, vendredi 19 mars 15:00",
        "Inscriptions : 412, relevé jeudi 11 mars (cible 500, +38 depuis la dernière revue)",
        "À décider, deux fois sans réponse : demande #1 (Juridique), Jeu-concours : Qui tranche le budget média ?",
        "À décider, deux fois sans réponse : Appui demandé, demande confidentielle #2 (Juridique).",
        "À décider : Pilote #1, Panier : généraliser ?",
        "Tranché : H1, Relance panier à J+1. Confirmée. Ce qu’on a appris : Relancer paie",
        "Pilote n° 1 : Panier, décision attendue",
        "Juridique : 2 demandes, 0 réponse, 2 en cours, dont 1 au-delà du délai",
        "Retour, depuis la dernière revue : Coût au moins 600 €, gain au moins 1 200 € pour 12 semaines, retour +100 %",
        "(sur ce qui est entièrement chiffré). Il manque 2 chiffres.",
        "Prochaine revue : vendredi 16 avril 15:00",
    ):
        assert line in said, said
    for hidden in (SECRET, "Chloe", "David", "D'avant", "D’avant", "p =", "z ="):
        assert hidden not in said
    if packed.platform == "direct":
        told = [block for block in seen.card.blocks if isinstance(block, Text)]
        assert 10 <= 2 + len(told) <= 15  # with its title and the line under it


def test_the_sponsor_decides_from_it_and_whoever_leads_reads_it(packed: Bot) -> None:
    acts = [button.action for button in buttons(pack(packed).card)]
    assert acts == [
        *("sponsor.take", "sponsor.meet", "sponsor.not_now", "sponsor.hand", "decision.ask_help") * 2,
        *("pilot.scale", "pilot.extend", "pilot.stop", "decision.ask_pilot", "file.send"),
    ]
    for user in ("alice", "bruno"):
        assert [button.action for button in buttons(pack(packed, user).card)] == ["file.send"]
    assert texts(packed.person("chloe")) == [] or not any("Revue" in each for each in texts(packed.person("chloe")))
    claire = packed.person("claire")
    claire.presses_ref("sponsor.take", buttons(pack(packed).card)[0].ref)
    claire.fills()
    packed.until(AFTER)
    assert "budget média" not in plain(about(packed, "alice", "La revue Printemps").text)


def book_of(bot: Bot, user: str) -> Workbook:
    bot.accepts(user)
    [(name, content)] = bot.received(user)[-1:]
    assert name == "printemps-revue-2027-03-19.xlsx"
    return load_workbook(BytesIO(content))


def test_its_workbook_comes_under_the_card(packed: Bot) -> None:
    """Figures by hand, as in the card; confidential titles are masked, and people named only as owners."""
    found = book_of(packed, "claire")
    assert found.sheetnames == [
        *("Résumé", "À décider", "Indicateur", "Hypothèses", "Pilotes", "Demandes", "Délais des services"),
        *("Blocages", "Actions", "Retour"),
    ]
    facts = {row[0]: row[1] for row in found["Résumé"].iter_rows(values_only=True)}
    assert (facts["À la dernière revue"], facts["Maintenant"], facts["Cible"]) == (374, 412, 500)
    assert (facts["Hypothèses tranchées"], facts["Pilotes"], facts["Demandes aux services"]) == (2, 1, 2)
    assert [row[1] for row in found["Indicateur"].iter_rows(min_row=2, values_only=True)] == [412]
    assert [row[1] for row in found["Hypothèses"].iter_rows(min_row=2, values_only=True)] == [
        *("Relance panier à J+1", "Objet plus court"),
    ]
    [pilot] = found["Pilotes"].iter_rows(min_row=2, values_only=True)
    assert (pilot[1], pilot[3], pilot[6:12]) == (
        *("Panier", "décision attendue"),
        ("0 sur 1", "non renseigné", 5000, 1000, 2500, 50),
    )
    asked, hidden, decide = found["À décider"].iter_rows(min_row=2, values_only=True)
    assert "Pilote #1, Panier" in plain(str(decide[0]))
    assert (asked[0], asked[2], asked[3]) == ("Qui tranche le budget média ?", "Le lot 2", "On coupe")
    assert (hidden[0], hidden[2], hidden[3]) == ("Demande confidentielle", None, None)
    rows = list(found["Retour"].iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[5], row[8], row[9]) for row in rows] == [
        ("Relance panier à J+1", 600, 1200, 100),
        ("Objet plus court", *("non renseigné",) * 3),
        ("Total de la période", 600, 1200, 100),
        ("Total depuis le début", 900, 2400, 167),
    ]
    everything = {str(cell.value) for sheet in found for row in sheet for cell in row if cell.value is not None}
    assert SECRET not in everything and "Jeu-concours" in everything
    assert not any("David" in each or "Alice" in each for each in everything)


def weekly(session: Session, team: Team) -> None:
    """Read on Thursdays: 374 the day before the weeks of this review, 390.5, a week nobody knew, 412."""
    charter = charters.read(session, team.id or 0)
    for day, value in ((18, "374"), (25, "390.5")):
        kpis.put(session, charter, date(2027, 2, day), value, "", None, moment(f"2027-02-{day} 10:00"))
    for day, value in ((4, ""), (11, "412")):
        kpis.put(session, charter, date(2027, 3, day), value, "", None, moment(f"2027-03-{day:02} 10:00"))


WEEKS = ["18 févr.", "25 févr.", "4 mars", "11 mars"]  # the pack's own has no reading yet


def test_the_card_shows_how_the_figure_came_there(make_bot: MakeBot) -> None:
    """S4, S14: the dashboard's line under its own sentence, all of it said in words, for whoever has the card."""
    bot = made(make_bot, weekly)
    bot.until(PACKED)
    for user in ("claire", "alice"):
        assert plain(
            "Inscriptions, relevé par semaine : 374 le 18 février, 390,5 le 25 février, pas de relevé le 4 mars et 412 "
            "le 11 mars. Objectif 500."
        ) in plain(pack(bot, user).text)
        if bot.platform == "direct":
            blocks = pack(bot, user).card.blocks
            [chart] = pack(bot, user).card.charts
            assert isinstance(chart.spec, LineChart) and chart.spec.goal is not None
            assert [(each.label, each.value) for each in chart.spec.points] == list(
                zip(WEEKS, (374, 390.5, None, 412), strict=True)
            )
            assert chart.spec.goal.value == 500
            told = blocks[blocks.index(chart) - 1]
            assert isinstance(told, Text) and "+38 depuis la dernière revue" in told.plain()


def test_fewer_than_two_readings_since_the_last_review_are_no_line(packed: Bot) -> None:
    """One on the eve of its weeks, one in them."""
    assert "relevé par semaine" not in pack(packed).text
    assert pack(packed).card.charts == ()
    assert all(sheet._charts == [] for sheet in book_of(packed, "claire"))  # type: ignore[attr-defined]


def cells(book: Workbook, formula: str) -> list[object]:
    """What a chart's reference points to."""
    title, _, area = formula.rpartition("!")
    found = book[title.strip("'")][area.replace("$", "")]
    return [row[0].value for row in found] if isinstance(found, tuple) else [found.value]


@pytest.mark.direct
def test_the_workbook_draws_the_same_line_from_cells(make_bot: MakeBot) -> None:
    """Where nobody knew its cell is empty, and the line open: not down to 0. What was read after the pack is in the
    next one."""
    bot = made(make_bot, weekly)
    bot.until(PACKED)
    with bot.session() as session, session.begin():
        team = session.exec(select(Team)).one()
        held = session.exec(select(reviews.ReviewHeld)).one()
        kpis.put(session, charters.read(session, team.id or 0), date(2027, 3, 19), "999", "", None, bot.clock.now())
        found = load_workbook(BytesIO(review_workbook(session, team, held, "fr")))
    [chart] = found["Indicateur"]._charts  # type: ignore[attr-defined]
    assert isinstance(chart, NativeLine) and chart.display_blanks == "gap"
    drawn = {
        "".join(map(str, cells(found, each.tx.strRef.f))): cells(found, each.val.numRef.f) for each in chart.series
    }
    assert drawn == {"Inscriptions": [374, 390.5, None, 412], "Objectif 500": [500] * 4}
    assert {tuple(cells(found, each.cat.strRef.f)) for each in chart.series} == {tuple(WEEKS)}
    weeks = list(found["Indicateur par semaine"].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in weeks] == [None, None, "pas de relevé le 4 mars", None]
    read = [row[1] for row in found["Indicateur"].iter_rows(min_row=2, values_only=True)]
    assert read == [390.5, "non renseigné", 412]
    assert all(value in drawn["Inscriptions"] for value in read if value != "non renseigné")


def test_it_is_for_the_sponsor_and_whoever_leads(packed: Bot) -> None:
    with packed.session() as session:
        ref = session.exec(select(reviews.ReviewHeld.ref)).one()
    chloe = packed.person("chloe")
    chloe.presses_ref("file.send", f"review:{ref}")
    assert packed.received("chloe") == [] and "scrum master" in chloe.told
    bruno = packed.person("bruno")
    before = len(packed.received("bruno"))
    bruno.presses_ref("file.send", f"review:{ref}")
    packed.settle()
    packed.accepts("bruno")
    assert len(packed.received("bruno")) > before or packed.platform == "teams"


def test_without_a_sponsor_there_is_none(make_bot: MakeBot) -> None:
    def alone(session: Session, team: Team) -> None:
        for row in session.exec(select(Membership).where(Membership.person_id == who(session, "Claire"))):
            session.delete(row)

    bot = made(make_bot, alone)
    bot.until("2027-04-16 18:00")
    assert texts(bot.person("alice")) == []


def test_the_sponsors_absence_moves_it(make_bot: MakeBot) -> None:
    """Away on Thursday and Friday: Monday 22, and the pack goes out on the last day worked before, Wednesday."""

    def away(session: Session, team: Team) -> None:
        absence.declare(session, who(session, "Claire"), date(2027, 3, 18), date(2027, 3, 19), moment(BEFORE))

    bot = made(make_bot, away)
    bot.until("2027-03-17 15:55")
    assert texts(bot.person("claire")) == []
    bot.until("2027-03-17 16:05")
    assert "Prochaine revue" in plain(about(bot, "claire", "Revue Printemps, lundi 22 mars 15:00").text)


# -- the morning after ---------------------------------------------------------------------------------------------


def test_the_morning_after_it_is_held_once_and_the_next_is_told(packed: Bot) -> None:
    packed.until("2027-03-22 08:55")
    alice = packed.person("alice")
    assert not any("a-t-elle eu lieu" in each for each in texts(alice))
    packed.until(AFTER)
    said = plain(about(packed, "alice", "La revue Printemps du vendredi 19 mars a-t-elle eu lieu ?").text)
    assert "Qui tranche le budget média ?" in said and "La suivante : vendredi 16 avril 15:00." in said
    alice.presses("review.held")
    assert "C’est noté" in plain(alice.told) and "vendredi 16 avril 15:00" in plain(alice.told)
    alice.presses("review.held")
    assert "déjà dit par Alice" in plain(alice.told)


def test_moved_it_says_so_where_it_stood_and_its_pack_comes_again(packed: Bot) -> None:
    """The new one tells of the same time and more: what was not reviewed is not lost."""
    packed.until(AFTER)
    alice = packed.person("alice")
    alice.presses("review.move")
    alice.fills(on="27/03/2027")
    assert "ne travaille pas ce jour-là" in plain(str(alice.errors))
    alice.fills(on="26/03/2027")
    assert "vendredi 26 mars 15:00" in plain(alice.told)
    packed.settle()
    assert any("est reportée" in each for each in texts(packed.person("claire")))
    packed.until("2027-03-25 16:05")
    again = plain(about(packed, "claire", "Revue Printemps, vendredi 26 mars").text)
    assert "Relance panier à J+1" in again and "Prochaine revue : vendredi 23 avril 15:00" in again
    with packed.session() as session:
        kept = session.exec(select(reviews.ReviewHeld).order_by(reviews.ReviewHeld.id)).all()  # type: ignore[arg-type]
        assert kept[0].since == kept[1].since and kept[1].until > kept[0].until


# -- when it is ----------------------------------------------------------------------------------------------------


def test_whoever_leads_says_when_and_the_sponsor_sees_it(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    alice, claire, chloe = (bot.person(user) for user in ("alice", "claire", "chloe"))
    alice.says("/digest review")
    assert "vendredi 19 mars 15:00" in plain(alice.told) and "toutes les 4 semaines" in plain(alice.told)
    alice.clicks("review.edit")
    alice.fills(often="3", on="24/03/2027", at="10h30", place="Salle B")
    assert "mercredi 24 mars 10:30" in plain(alice.told) and "toutes les 3 semaines" in plain(alice.told)
    claire.says("/digest review")
    assert "Salle B" in plain(claire.told) and "Modifier" not in claire.told
    chloe.says("/digest review")
    assert "scrum master" in chloe.told
    alice.says("/ritual next")
    assert "Revue avec le sponsor" in plain(alice.told) and "Dossier de la revue" in plain(alice.told)
    bot.until("2027-03-23 16:05")
    assert "Salle B" in plain(about(bot, "claire", "Revue Printemps, mercredi 24 mars 10:30").text)


def test_no_reviews_is_a_choice(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    alice = bot.person("alice")
    alice.says("/digest review")
    alice.clicks("review.edit")
    alice.fills(often="0")
    assert "Aucune revue n’est prévue" in plain(alice.told)
    bot.until("2027-04-20 18:00")
    assert texts(bot.person("claire")) == []


def test_a_pack_that_was_sent_for_another_day_is_taken_back(packed: Bot) -> None:
    alice = packed.person("alice")
    alice.says("/digest review")
    alice.clicks("review.edit")
    alice.fills(often="4", on="23/03/2027")
    packed.settle()
    assert any("est reportée" in each for each in texts(packed.person("claire")))
    packed.until("2027-03-22 16:05")
    assert "Prochaine revue" in plain(about(packed, "claire", "Revue Printemps, mardi 23 mars 15:00").text)
    assert not any("a-t-elle eu lieu" in each for each in texts(alice))


# -- with the digest -----------------------------------------------------------------------------------------------


def test_the_sponsor_hears_of_it_in_the_digest_before_and_reads_its_pack_in_place_of_the_next(
    make_bot: MakeBot,
) -> None:
    """Q6, F5: a digest on Friday 12, the pack on Thursday 18 and none on Friday 19, a digest on Friday 26."""
    bot = made(make_bot, start="2027-03-10 12:00")
    with bot.session() as session, session.begin():
        digest_plan.schedule_missing(session, bot.clock.now())
    bot.until("2027-03-12 16:05")
    assert any("Revue Printemps : vendredi 19 mars 15:00." in each for each in texts(bot.person("claire")))
    before = len(bot.person("claire").messages)
    bot.until("2027-03-25 18:00")
    assert [plain(each.title)[:14] for each in bot.person("claire").messages[before:]][:1] == ["Revue Printemp"]
    packed = len(bot.person("claire").messages)
    assert packed - before <= 2  # its card, and the workbook
    bot.until("2027-03-26 16:05")
    assert len(bot.person("claire").messages) == packed + 1


def test_room_is_kept_for_it_in_the_sponsors_week(make_bot: MakeBot) -> None:
    """Q6, S4: two messages a week; of two pilots that ended one is told, the other waits until the pack went out."""
    bot = made(make_bot)
    with bot.session() as session, session.begin():
        digest_plan.schedule_missing(session, bot.clock.now())
    at_its_end(bot, told=True)
    at_its_end(bot, told=True)
    for when in (PACKED, "2027-03-20 18:00"):
        bot.until(when)
        assert titles(bot) == ["Pilote", "Revue"]


def test_no_room_is_kept_for_the_digest_it_replaces(make_bot: MakeBot) -> None:
    """Q6: the pack went out on Thursday and no digest comes on Friday: a pilot that ended is told of now."""
    bot = made(make_bot)
    with bot.session() as session, session.begin():
        digest_plan.schedule_missing(session, bot.clock.now())
    bot.until(PACKED)
    at_its_end(bot, told=True)
    bot.until("2027-03-19 10:00")
    assert titles(bot) == ["Revue", "Pilote"]


def titles(bot: Bot) -> list[str]:
    """What the sponsor's messages are about; the workbook follows its pack, and counts with it."""
    words = [plain(each.title).split()[0] for each in bot.person("claire").messages if each.title]
    return [word for word, _ in groupby(words)]
