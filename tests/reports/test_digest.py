"""F5, S4, S9: what a sponsor's digest says of three teams, in both languages.

The golden texts are what it comes to, line by line: `RITUALBOT_GOLDEN=write` writes them anew. What is expected here is
reasoned from the stories, whose figures stand in `digest_story`.
"""

import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from ritualbot.chat.cards import Actions, Button, Card, Link
from ritualbot.chat.text import Text
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.slack import render as slack
from ritualbot.platforms.teams import render as teams
from ritualbot.platforms.teams.actions import Scope
from ritualbot.reports.digest import DigestLine, TeamPart, digest_card, without
from ritualbot.rituals.digest import MOST_LINES, Section
from ritualbot.store.engine import begin
from tests.conversations.bot import buttons, moment
from tests.platforms.slack.lint import lint_message as lint_slack
from tests.platforms.teams.lint import lint_message as lint_teams
from tests.reports.digest_story import WEEK, Told, bad_week, good_week, later, quiet_week

GOLDEN = Path(__file__).with_name("golden")
WRITES = os.environ.get("RITUALBOT_GOLDEN") == "write"
BOARD = Actions((Link("https://ritualbot.example.com/d/x", "Voir le tableau de bord"),))
YES, NO = Button("pilot.scale", "ref", "Généraliser"), Button("pilot.stop", "ref", "Arrêter")
ASKED = {
    "fr": "Pilote « Fidélité » : généraliser ? Réponse attendue mardi 9 mars, sinon il s’arrête.",
    "en": "Pilot “Fidélité”: scale up? Answer needed by Tuesday 9 March, otherwise it stops.",
}
REVIEW = {"fr": "Revue vendredi 19 mars", "en": "Review on Friday 19 March"}


def decision(language: str, key: str = "decision:1") -> DigestLine:
    return DigestLine(key, Section.DECISIONS, Text(ASKED[language]), fixed=True, buttons=(YES, NO))


def plain(card: Card) -> list[str]:
    return card.plain_text().replace("\u00a0", " ").replace("\u202f", " ").split("\n")


def told(session: Session, name: str, language: str) -> Card:
    """Each of the four weeks that are kept."""
    words = Words(language)
    good, bad, quiet = good_week(session), bad_week(session), quiet_week(session)
    if name == "full":
        part = replace(good.part(language, decision(language)), word="Le webinaire du 18 est complet.")
        return digest_card(words, [part], WEEK, BOARD, [Text(REVIEW[language])])
    if name == "bad":
        return digest_card(words, [bad.part(language)], WEEK, BOARD, [])
    if name == "empty":
        return digest_card(words, [quiet.part(language)], WEEK, BOARD, [])
    parts = [good.part(language), bad.part(language, decision(language)), quiet.part(language)]
    return digest_card(words, parts, WEEK, BOARD, [])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["full", "bad", "empty", "three_teams"])
def test_a_digest_reads_as_it_did(engine: sa.Engine, name: str, language: str) -> None:
    with begin(engine) as session:
        card = told(session, name, language)
    file = GOLDEN / language / f"digest_{name}.txt"
    if WRITES:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(card.plain_text() + "\n", encoding="utf-8")
    assert card.plain_text() + "\n" == file.read_text(encoding="utf-8")
    assert len(card.plain_text().split("\n")) <= MOST_LINES
    assert slack.pages(card) == teams.pages(card) == (card,)
    assert not lint_slack(slack.message(card))
    assert not lint_teams(teams.message(card, Scope.PERSONAL, Words(language)), Scope.PERSONAL)


# -- a good week ---------------------------------------------------------------------------------------------------


def good(engine: sa.Engine, language: str = "fr") -> list[str]:
    with begin(engine) as session:
        return plain(digest_card(Words(language), [good_week(session).part(language)], WEEK, None, []))


def test_the_title_is_the_figure_and_its_change_against_last_week(engine: sa.Engine) -> None:
    """412 - 374 = +38; the goal is 500. VOICE: "Printemps, semaine du 1er mars · Inscriptions : 412 (objectif 500,
    +38)"."""
    assert good(engine)[0] == "Printemps, semaine du 1er mars · Inscriptions : 412 (objectif 500, +38)"


def test_results_lead_and_count_what_was_done(engine: sa.Engine) -> None:
    """Three of four items were ticked. Two requests were answered this week, one the week before; two still wait. The
    one blocker, raised the week before, is gone."""
    lines = good(engine)
    assert [lines[1], *lines[3:7]] == [
        "Résultats : Sprint 12 clos, but atteint : « Doubler les inscriptions », éléments terminés : 3 sur 4",
        "Pilote « Parrainage » : généralisé",
        "Réponses des services cette semaine : 2 (1 de plus), 2 demandes en cours",
        "Dates convenues : « Flux du CRM » (DSI, jeudi 18 mars)",
        "Plus aucun blocage ouvert, 1 levé cette semaine",
    ]


def test_what_tests_and_pilots_brought_is_told_with_what_is_missing(engine: sa.Engine) -> None:
    """S7: one test cost 1,200 € and brings 300 € a week, 3,600 € in twelve, twice its cost beyond it. Of the other test
    and of the pilot neither is known: four figures are missing, and none is 0."""
    assert good(engine)[2] == (
        "Tests et pilotes tranchés depuis le début · Coût au moins 1 200 €, gain au moins 3 600 € pour 12 semaines, "
        "retour +200 % (sur ce qui est entièrement chiffré). Il manque 4 chiffres."
    )


def test_a_decided_test_is_told_in_plain_words_with_what_was_learnt(engine: sa.Engine) -> None:
    """D7, VOICE: 500 of 10,000 against 580 of 10,000 is between +0.2 and +1.4 points. S9: the one that was decided on
    without listening says so."""
    won, flat = good(engine)[7:9]
    assert won == (
        "Tests tranchés : Relance panier à J+1 (H1) : confirmée. La version B fait mieux que A, entre +0,2 et +1,4 "
        "point (inscription). Ce qu’on a appris : « Relancer le lendemain suffit, sans remise »."
    )
    assert flat.startswith("Objet court (H2) : non concluante (solution avant écoute). Rien ne départage B et A")
    assert flat.endswith("Ce qu’on a appris : « La longueur de l’objet ne change rien ».")


def test_next_week_is_told_with_its_days(engine: sa.Engine) -> None:
    """Sprints last two weeks: the next one starts on Monday. Five days of 7 h 30 from Wednesday 10:00 end on Wednesday.
    A pilot that began on 8 February has its fourth week behind it on 8 March."""
    assert good(engine)[9:] == [
        "La semaine prochaine : Sprint suivant à lancer le lundi 8 mars",
        "Réponses attendues : « Règlement du jeu-concours » (Juridique, mercredi 10 mars)",
        "Points d’étape des pilotes : Relance par SMS (semaine 4, lundi 8 mars)",
        "Tests qui arrivent à leur terme : Page sans menu (H3, jeudi 11 mars)",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_statistics_and_no_person_is_in_any_of_it(engine: sa.Engine, language: str) -> None:
    """F5: no p, z or SRM; nobody's name: Chloe did it all, Nadia answered."""
    with begin(engine) as session:
        parts = [each.part(language) for each in (good_week(session), bad_week(session))]
        said = digest_card(Words(language), parts, WEEK, None, []).plain_text()
    assert not re.search(r"\b[pz]\b\s*[=<>]|SRM|0[.,]05|%\s*de confiance|interval", said)
    assert not [name for name in ("Alice", "Bruno", "Chloe", "David", "Claire", "Nadia", "Omar") if name in said]
    assert not re.match(r".*\d+ tests?\b", said.split("\n", maxsplit=1)[0])


# -- a bad one -----------------------------------------------------------------------------------------------------


def bad(engine: sa.Engine, language: str = "fr") -> list[str]:
    with begin(engine) as session:
        return plain(digest_card(Words(language), [bad_week(session).part(language)], WEEK, None, []))


def test_a_breach_names_its_desk_and_nothing_confidential(engine: sa.Engine) -> None:
    """E8, E24, S15: of legal two; five days of 7 h 30 from Tuesday 23 February 10:00 end on Tuesday 2 March, from
    Monday 22 on Monday 1 March. Last week none was late. IT never agreed on its targets, and is not in it."""
    lines = bad(engine)
    [said] = [line for line in lines if "délai convenu" in line]
    assert said == (
        "Risques : Juridique, délai convenu dépassé pour 2 demandes (2 de plus) : « Conditions de livraison » (depuis "
        "le mardi 2 mars) et une demande confidentielle (du lundi 1er mars au jeudi 4 mars)"
    )
    assert not [line for line in lines if "Litige" in line or "Balise" in line]


def test_what_is_wrong_with_a_pilot_is_one_line(engine: sa.Engine) -> None:
    """Its second week was never answered, its fourth is red: the last one counts. 8,200 of 10,000 are spent."""
    [said] = [line for line in bad(engine) if "Chat en direct" in line]
    assert said == (
        "Pilote « Chat en direct » : feu rouge à la semaine 4, les données ne reviennent pas, 80 % du budget dépensés"
    )


def test_blockers_are_counted_against_last_week_with_where_they_wait(engine: sa.Engine) -> None:
    """Open on Friday 26 February: one. Raised on Monday and on Thursday: three now. Older than two business days on
    Friday: those of 24 February and of Monday."""
    [said] = [line for line in bad(engine) if "blocages" in line]
    assert said == (
        "3 blocages ouverts (2 de plus), 2 depuis plus de 2 jours ouvrés, chez : DSI (1) et fournisseur ou agence (1)"
    )


def test_a_figure_in_percent_changes_by_points(engine: sa.Engine) -> None:
    """3.05 - 3.2 = -0.15."""
    assert bad(engine)[0] == "Automne, semaine du 1er mars · Paniers validés : 3,05 % (objectif 3,5 %, −0,15 point)"


def test_it_says_when_all_tests_address_users_only_and_what_was_changed_in_one(engine: sa.Engine) -> None:
    """S9, D3."""
    lines = bad(engine)
    assert "1 test en cours : il ne s’adresse qu’à des personnes qui utilisent déjà." in lines
    assert (
        "Livraison offerte dès 30 € (H1), modifiée en cours de test le mercredi 3 mars (dernier jour) : panne du site "
        "pendant deux jours"
    ) in lines


def test_a_promised_day_that_is_over_is_told_apart(engine: sa.Engine) -> None:
    """E2: promised for Wednesday, not delivered on Friday."""
    assert "Dates promises dépassées : « Page de retour » (DSI, mercredi 3 mars)" in bad(engine)


# -- an empty one, and several teams -------------------------------------------------------------------------------


def test_an_empty_week_is_one_line_and_says_what_is_missing(engine: sa.Engine) -> None:
    with begin(engine) as session:
        card = digest_card(Words("fr"), [quiet_week(session).part("fr")], WEEK, BOARD, [])
    assert plain(card) == [
        "Hiver, semaine du 1er mars · Avis déposés : valeur manquante (objectif 200) · rien à signaler"
    ]


def test_several_empty_weeks_are_one_line_too(engine: sa.Engine) -> None:
    with begin(engine) as session:
        part = quiet_week(session).part("fr")
        card = digest_card(Words("fr"), [part, part], WEEK, None, [])
    assert plain(card) == ["Synthèse, semaine du 1er mars : rien à signaler (Hiver et Hiver)"]


def test_what_is_announced_makes_no_week_longer_than_it(engine: sa.Engine) -> None:
    with begin(engine) as session:
        part = quiet_week(session).part("fr")
        card = digest_card(Words("fr"), [part], WEEK, None, [Text("Revue vendredi 19 mars")])
    assert [line.rpartition(" · ")[2] for line in plain(card)] == [
        "Avis déposés : valeur manquante (objectif 200)",
        "Revue vendredi 19 mars",
    ]


def test_of_several_teams_every_breach_is_shown_and_what_found_no_room_is_counted(engine: sa.Engine) -> None:
    """Of Printemps and Automne there are 12 + 9 lines; a title, three headlines and the count leave ten."""
    with begin(engine) as session:
        parts = [each.part("fr") for each in (good_week(session), bad_week(session), quiet_week(session))]
        lines = plain(digest_card(Words("fr"), parts, WEEK, BOARD, []))
    assert [len(part.lines) for part in parts] == [12, 9, 0]
    assert len(lines) == MOST_LINES and lines[0] == "Synthèse, semaine du 1er mars"
    assert lines[-1] == "… et 11 autres lignes, sur le tableau de bord"
    assert sum("délai convenu" in line for line in lines) == 1
    assert lines[-2] == "Hiver · Avis déposés : valeur manquante (objectif 200) · rien à signaler"


def test_decisions_come_first_with_their_buttons_and_are_numbered_where_there_are_several(engine: sa.Engine) -> None:
    with begin(engine) as session:
        part = bad_week(session).part("fr", decision("fr", "a"), decision("fr", "b"))
        card = digest_card(Words("fr"), [part], WEEK, None, [])
    first, second = plain(card)[1:3]
    assert first.startswith("Décisions attendues : 1) Pilote « Fidélité »")
    assert second.startswith("2) Pilote « Fidélité »")
    assert buttons(card) == [YES, NO, YES, NO]


def test_of_several_teams_all_decisions_come_before_the_first_headline(engine: sa.Engine) -> None:
    with begin(engine) as session:
        parts = [good_week(session).part("fr"), bad_week(session).part("fr", decision("fr"))]
        lines = plain(digest_card(Words("fr"), parts, WEEK, None, []))
    assert lines[1].startswith("Décisions attendues : Automne · Pilote « Fidélité » : généraliser ?")
    assert lines[2].startswith("Printemps · Inscriptions")


def test_twenty_decisions_and_breaches_are_all_there_or_counted(engine: sa.Engine) -> None:
    """A title, and the count: thirteen are shown, the first ones. The breach comes after all decisions."""
    with begin(engine) as session:
        part = bad_week(session).part("fr", *(decision("fr", f"decision:{n}") for n in range(20)))
        card = digest_card(Words("fr"), [part], WEEK, BOARD, [])
    lines = plain(card)
    assert len(lines) == MOST_LINES
    assert lines[-1] == (
        "… et 7 autres décisions attendues, 1 service hors délai et 8 autres lignes, sur le tableau de bord"
    )
    assert buttons(card) == [YES, NO] * 13


# -- what is changed before it is sent -----------------------------------------------------------------------------


def keys(part: TeamPart) -> list[str]:
    return [line.key for line in part.lines]


def test_a_line_taken_out_is_gone_and_a_decision_or_a_breach_is_not(engine: sa.Engine) -> None:
    with begin(engine) as session:
        part = bad_week(session).part("fr", decision("fr"))
    fixed = [line.key for line in part.lines if line.fixed]
    assert [key.partition(":")[0] for key in fixed] == ["decision", "breach"]
    assert keys(without(part, keys(part))) == fixed
    assert keys(without(part, ["blockers"])) == [key for key in keys(part) if key != "blockers"]


def test_a_line_is_called_the_same_when_it_is_sent_and_no_two_are_called_alike(engine: sa.Engine) -> None:
    preview = replace(WEEK, now=WEEK.until - timedelta(minutes=50))
    with begin(engine) as session:
        for story in (good_week(session), bad_week(session)):
            assert keys(story.part("fr", week=preview)) == keys(story.part("en"))
            assert len(set(keys(story.part("fr")))) == len(keys(story.part("fr")))


def test_the_teams_own_word_is_one_line_whatever_was_typed(engine: sa.Engine) -> None:
    """Hostile text is data: no line of its own, no markup."""
    typed = "Bravo !\n\n*tous* <!channel> {team}\r\u2028fin"
    with begin(engine) as session:
        part = replace(quiet_week(session).part("fr"), word=typed)
        card = digest_card(Words("fr"), [part], WEEK, None, [])
    assert plain(card)[1:] == ["Le mot de l’équipe : Bravo ! *tous* <!channel> {team} fin"]


# -- change against last week --------------------------------------------------------------------------------------


def next_week(session: Session) -> tuple[Told, list[str]]:
    """Of the good story, a week on: nothing was done, and nobody read the figure."""
    story = good_week(session)
    week = later(WEEK, moment("2027-03-12 16:00"))
    return story, plain(digest_card(Words("fr"), [story.part("fr", week=week)], week, None, []))


def test_looked_at_early_it_tells_of_the_day_it_is(engine: sa.Engine) -> None:
    """On Tuesday the sprint that began on Monday is at its second day; on Friday it is at its fifth. Of Thursday's
    blocker nothing is known yet, and Monday's is a day old."""
    tuesday = replace(WEEK, now=moment("2027-03-02 12:00"))
    with begin(engine) as session:
        lines = plain(digest_card(Words("fr"), [bad_week(session).part("fr", week=tuesday)], tuesday, None, []))
    assert [line for line in lines if "Sprint 4, jour 2 sur 10" in line]
    assert [line for line in lines if line.startswith("2 blocages ouverts") and "1 depuis plus de 2" in line]


def test_a_week_later_what_was_told_is_told_no_more(engine: sa.Engine) -> None:
    """The figure is as old as last week, and has its day. The two answers of last week are the comparison; what was
    due on Wednesday was not answered."""
    with begin(engine) as session:
        _, lines = next_week(session)
    assert lines[0] == "Printemps, semaine du 8 mars · Inscriptions : 412 (objectif 500, valeur du 4 mars)"
    assert "Réponses des services cette semaine : 0 (2 de moins), 2 demandes en cours" in lines
    assert not [line for line in lines if "Sprint 12" in line or "Relance panier" in line or "Parrainage" in line]
    assert [line for line in lines if "« Règlement du jeu-concours » (depuis le mercredi 10 mars)" in line]
