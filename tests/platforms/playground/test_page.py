"""What the page shows of a day: times in the zone of whoever is played, what is new, what comes next."""

import re
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from ritualbot.chat.cards import Actions, Button, Card, Menu
from ritualbot.chat.text import literal
from ritualbot.platforms.playground.feed import items
from ritualbot.platforms.playground.page import Asked, Look
from ritualbot.platforms.playground.play import Message, Moment
from tests.platforms.playground.markup import Page
from tests.platforms.playground.recording import RecordingPlay, Site, actor, at

BILAN = Card(literal("Bilan"))


def look(play: RecordingPlay, user: str = "lea", **asked: str) -> Look:
    asked.setdefault("language", "fr")
    commands = play.commands(asked["language"])
    return Look(play.day(user), play.conversation(user), commands, Asked(**asked))


def said(ref: str, hour: int, minute: int = 0, day: int = 2, **more: Any) -> Message:
    fields = {"conversation": "c1", "author": "bruno", "text": ref, "posted_at": at(hour, minute, day)}
    return Message(ref=ref, **{**fields, **more})


def refs(seen: Look) -> list[str]:
    return [item.message.ref for item in items(seen)]


# The clock


def test_times_are_those_of_whoever_is_played() -> None:
    play = RecordingPlay(people=[actor("lea", "Léa"), actor("hugo", "Hugo", "America/Toronto")])
    play.messages = [said("m", 9, 30, edited_at=at(11, 52))]
    paris, toronto = look(play), look(play, "hugo", language="en")
    assert (paris.time(play.now), paris.where()) == ("11:54", "Paris, 11:54")
    assert (toronto.time(play.now), toronto.where()) == ("05:54", "Toronto, 05:54")
    assert items(paris)[0].reply.edited == "modifié à 11:52"
    assert (items(toronto)[0].reply.time, items(toronto)[0].reply.edited) == ("03:30", "edited at 05:52")
    assert paris.title() == "Printemps, mardi 2 mars 2027, 11:54"


def test_a_face_says_the_hour_elsewhere_and_the_word_of_who_is_away() -> None:
    people = [
        actor("lea", "Léa"),
        actor("hugo", "Hugo", "America/Toronto"),
        actor("ines", "Inès", away="80 %"),
        actor("claire", "Claire", about="sponsor", outside=True, unread=2),
    ]
    seen = look(RecordingPlay(people=people))
    assert [(face.actor.name, face.small) for face in seen.faces(outside=False)] == [
        ("Léa", ""), ("Hugo", "05:54"), ("Inès", "80 %"),
    ]  # fmt: skip
    assert [face.tells for face in seen.faces(outside=False)] == [
        "Léa, Campagnes, Paris 11:54", "Hugo, 05:54, Campagnes, Toronto 05:54", "Inès, 80 %, Campagnes, Paris 11:54",
    ]  # fmt: skip
    [claire] = seen.faces(outside=True)
    assert claire.small == "sponsor"
    assert claire.tells == "Claire, sponsor, Paris 11:54, 2 non lus"


def test_the_ruler_shows_what_has_rung_and_what_will() -> None:
    play = RecordingPlay(past=[at(9, 30), at(11, 30)], moments=[Moment(at(15, 30), "a"), Moment(at(9, 30, day=3), "b")])
    ruler = look(play).ruler()
    assert [hour.label for hour in ruler.hours] == [str(hour) for hour in range(8, 20)]
    assert [(moment.x, moment.past) for moment in ruler.moments] == [
        (13.64, True),
        (31.82, True),
        (68.18, False),
    ]
    assert ruler.now == 35.45
    assert ruler.tells == "La journée de 8:00 à 19:00. Déjà passés\u00a0: 09:30, 11:30. À venir\u00a0: 15:30."


def test_the_ruler_stretches_to_an_early_or_late_moment() -> None:
    play = RecordingPlay(past=[at(6, 15)], moments=[Moment(at(22, 1), "a")])
    ruler = look(play).ruler()
    assert (ruler.hours[0].label, ruler.hours[-1].label) == ("6", "23")
    assert all(0 <= tick.x <= 100 for tick in (*ruler.hours, *ruler.moments))


@pytest.mark.parametrize(
    ("moments", "label"),
    [
        ([], ""),
        ([Moment(at(15, 30), "a")], "Aller à 15:30"),
        ([Moment(at(9, 30, day=3), "a")], "Aller à mer. 09:30"),
    ],
)
def test_the_filled_button_goes_to_the_next_moment(moments: list[Moment], label: str) -> None:
    assert look(RecordingPlay(moments=moments)).go_label() == label


def test_what_comes_next_is_grouped_by_day() -> None:
    days = [at(15, 30), at(16, 52), at(9, 30, day=3), at(11, day=5)]
    seen = look(RecordingPlay(moments=[Moment(day, "x") for day in days]))
    assert [(day.label, len(day.moments)) for day in seen.next_days()] == [
        ("Aujourd’hui", 2), ("Demain, mercredi 3 mars", 1), ("Vendredi 5 mars", 1),
    ]  # fmt: skip


# The head


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("Léa", "La journée de Léa"),
        ("Alice", "La journée d’Alice"),
        ("Émile", "La journée d’Émile"),
        ("نور", "La journée de نور"),
    ],
)
def test_french_elides_before_a_vowel(name: str, heading: str) -> None:
    assert look(RecordingPlay(people=[actor("lea", name)])).heading() == heading
    assert look(RecordingPlay(people=[actor("lea", name)]), language="en").heading() == f"{name}’s day"


def test_the_promise_of_calm_counts_the_day_of_whoever_is_played() -> None:
    play = RecordingPlay(people=[actor("lea", "Léa"), actor("hugo", "Hugo", "America/Toronto")])
    play.messages = [
        said("night", 1, author="", unsolicited=True),
        said("morning", 9, author="", unsolicited=True),
        said("asked for", 9, author=""),
    ]
    assert look(play).quota() == "Messages non sollicités\u00a0: 2 sur 3"
    assert look(play).pips() == [True, True, False]
    assert look(play, "hugo", language="en").quota() == "Unsolicited messages: 1 of 3"


def test_a_sponsor_is_promised_two_a_week() -> None:
    """Q6: from Monday 1 March on; Sunday's was of the week before."""
    play = RecordingPlay(people=[actor("claire", "Claire", most=2, each_days=7)])
    play.messages = [
        said("sunday", 10, author="", unsolicited=True, posted_at=at(10, day=1) - timedelta(days=1)),
        said("monday", 10, day=1, author="", unsolicited=True),
        said("today", 9, author="", unsolicited=True),
    ]
    assert look(play, "claire").quota() == "Messages non sollicités cette semaine\u00a0: 2 sur 2"
    assert look(play, "claire").pips() == [True, True]


# The feed


def test_the_day_is_one_list_whatever_the_place_and_a_place_filters_it() -> None:
    play = RecordingPlay(
        messages=[
            said("old", 10, day=1),
            said("dm", 9, conversation="@lea", author="", card=BILAN),
            said("c", 10),
            said("other", 10, conversation="@bruno"),
        ]
    )
    assert refs(look(play)) == ["dm", "c"]
    assert refs(look(play, place="c1")) == ["old", "c"]
    assert refs(look(play, place="@lea")) == ["dm"]


def test_an_older_message_is_of_today_when_it_is_unread_or_answered_today() -> None:
    play = RecordingPlay(
        messages=[
            said("read", 10, day=1),
            said("unread", 10, day=1, unread=True),
            said("answered", 11, day=1),
            said("reply", 9, thread="answered"),
        ]
    )
    assert refs(look(play)) == ["unread", "answered"]
    assert [item.day for item in items(look(play))] == ["Lundi 1er mars", ""]


def test_the_unread_line_stands_above_the_first_and_stays_while_one_looks() -> None:
    play = RecordingPlay(
        messages=[said("a", 9), said("b", 10, unread=True), said("mine", 10, author="lea"), said("c", 11)]
    )
    assert [item.unread for item in items(look(play))] == [0, 2, 0, 0]
    play.messages[1] = said("b", 10)
    assert [item.unread for item in items(look(play))] == [0, 0, 0, 0]
    assert [item.unread for item in items(look(play, since="b"))] == [0, 2, 0, 0]
    assert [item.unread for item in items(look(play, since=""))] == [0, 0, 0, 0]


def test_a_long_thread_folds_its_beginning_and_shows_all(site: Site) -> None:
    site.play.messages = [said("root", 9, author="", card=BILAN)] + [
        said(f"réponse {n}", 10, n, thread="root") for n in range(6)
    ]
    page = site.get("/?in=c1").text
    assert "6 réponses" in page
    assert "Voir les 3 réponses précédentes" in page
    assert all(f">réponse {n}<" in page for n in range(6))
    folds = page.index('<details class="older"')
    folded = page[folds : page.index("</details>", page.index("réponse 2<", folds))]
    assert [f"réponse {n}" in folded for n in range(6)] == [True] * 3 + [False] * 3


def test_only_an_own_direct_message_offers_to_be_changed(site: Site) -> None:
    site.play.messages = [
        said("a", 9, author="lea", conversation="@lea"),
        said("b", 9, author="lea"),
        said("c", 9),
    ]
    assert re.findall(r'data-edit="(\w+)"', site.get("/").text) == ["a"]


def test_what_people_typed_is_literal_on_the_page(site: Site) -> None:
    text = "<script>alert(1)</script> <!channel> [x](http://e) {{DATE()}} \u202eevil"
    site.play.messages = [said("m", 9, text=text)]
    site.play.people[1] = actor("bruno", "<b>Bruno</b>", about='"><script>')
    page = site.get("/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &lt;!channel&gt; [x](http://e) {{DATE()}} \u202eevil</p>" in page
    assert '<p class="typed" dir="auto">&lt;script' in page
    assert "<bdi>&lt;b&gt;Bruno&lt;/b&gt;</bdi>" in page
    assert page.count("<script") == 1


# Nothing yet


def test_an_empty_day_says_what_will_come_and_offers_one_button(site: Site) -> None:
    site.play.moments = [Moment(at(15, 30), "Point du jour")]
    page = site.get("/").text
    assert "Rien n’est encore arrivé à Léa aujourd’hui." in page
    assert "À suivre\u00a0: Point du jour (15:30). Avancez l’horloge, ou choisissez quelqu’un d’autre à jouer." in page
    hollow = page[page.index('class="hollow"') : page.index('id="private"')]
    assert hollow.count('class="b main"') == 1
    assert 'data-try="/point"' in hollow
    assert "Rien encore dans #printemps." in site.get("/?in=c1").text


def test_a_page_with_nothing_ahead_says_so_too(site: Site) -> None:
    page = site.get("/?lang=en").text
    assert "Nothing is planned. One command is enough to start." in page
    assert "Nothing planned for now." in page
    assert 'data-push="next"' not in page


def test_a_playground_with_no_team_says_how_to_begin(site: Site) -> None:
    site.play.team = ""
    page = Page(site.get("/").text)
    assert "Pas encore d’équipe ici." in page.text
    assert ("Personnes" in page.text, "L’équipe" in page.text) == (True, False)
    assert page.all("button", **{"data-try": "/point"})
    assert page.text.count("Rien de prévu pour l’instant.") == 1
    assert "ritualbot, mardi 2 mars 2027, 11:54" in page.text
    assert not [each for each in page.all("button") if each.get("data-push") == "next"]
    assert ", bac à sable" not in page.text
    assert "No team here yet." in site.get("/?lang=en").text


# For who hears the page


def test_a_button_says_of_which_card_it_is(site: Site) -> None:
    actions = Actions((Button("a", "1", "Répondre"), Menu("Plus…", (Button("b", "2", "Plus tard"),))))
    site.play.messages = [said("m", 9, author="", card=Card(literal('Point "du jour"'), (actions,)))]
    page = Page(site.get("/").text)
    assert page.all("button", **{"data-action": "a", "aria-label": 'Répondre, Point "du jour"'})
    [menu] = page.all("button", **{"data-menu": "Plus…"})
    assert (menu["aria-haspopup"], menu["aria-expanded"]) == ("menu", "false")
    assert menu["aria-label"] == 'Plus…, Point "du jour"'
    assert page.all("button", role="menuitem", **{"data-action": "b"})


def test_what_is_in_another_language_than_the_page_says_so(site: Site) -> None:
    """The bot speaks to Léa in French; Bruno writes in French, Hugo in English."""
    site.play.people.append(actor("hugo", "Hugo", language="en"))
    site.play.messages = [
        said("card", 9, author="", card=Card(literal("Bilan"), (literal("x"),))),
        said("b", 10),
        said("h", 10, author="hugo"),
    ]
    site.play.moments = [Moment(at(15, 30), "Point du jour")]
    english, french = Page(site.get("/?lang=en").text), Page(site.get("/?lang=fr").text)
    assert [each["lang"] for each in english.all("p", **{"class": "typed"}) if "lang" in each] == ["fr"]
    assert [each["lang"] for each in french.all("p", **{"class": "typed"}) if "lang" in each] == ["en"]
    assert english.all("div", lang="fr", **{"class": "card"})
    assert english.all("div", lang="fr", dir="auto")
    assert not french.all("div", lang="fr")


def test_every_moment_to_come_can_be_gone_to(site: Site) -> None:
    site.play.moments = [Moment(at(15, 30), "Point du jour"), Moment(at(9, 30, day=3), "Rétro")]
    gone = [each for each in Page(site.get("/").text).all("button") if each.get("class") == "x go"]
    assert [(each["data-push"], each["aria-label"]) for each in gone] == [
        ("2027-03-02T14:30:00+00:00", "Aller à 15:30, Point du jour"),
        ("2027-03-03T08:30:00+00:00", "Aller à mer. 09:30, Rétro"),
    ]


def test_places_and_people_keep_the_language_in_their_address(site: Site) -> None:
    page = site.get("/?lang=en").text
    assert 'href="/?as=bruno&amp;in=&amp;lang=en"' in page
    assert 'href="/?as=lea&amp;in=c2&amp;lang=en"' in page
    assert 'href="/?as=lea&amp;in=%40lea&amp;lang=en"' in page


def test_headings_are_in_order(site: Site) -> None:
    site.play.messages = [said("m", 9, author="", card=Card(literal("Bilan"), (literal("x"),)))]
    site.play.moments = [Moment(at(15, 30), "Point")]
    levels = [int(level) for level in re.findall(r"<h([1-6])", site.get("/").text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
