"""S2 (backlog, plan, ticks), S3 (needs) and F1 (close, once; reopening) as people live them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

from ritualbot.chat.cards import File
from ritualbot.chat.replies import Say
from ritualbot.handlers.context import Tick
from ritualbot.handlers.hand_over import hand_over
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.reports.sprint_close import Told, channel_card
from ritualbot.reports.sprint_file import COMING, with_note
from ritualbot.rituals.sprint_snapshot import (
    ActionsThen,
    Became,
    BlockersThen,
    HypothesesThen,
    ItemThen,
    KpiThen,
    RequestsThen,
    Snapshot,
    load,
)
from ritualbot.store.charter import Charter
from ritualbot.store.sprint import Sprint, SprintItem, SprintReport
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE))
LINES = "- Landing rentrée @Chloe !juridique\n- Bannière V2 @Bruno !haute\n* Relance J+1 @chloé"
GOAL = "doubler les inscriptions au webinaire"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def offered(actor: Actor) -> list[str]:
    assert isinstance(actor.reply, Say)
    return [button.action for button in buttons(actor.reply.card)]


def press(actor: Actor, action: str, nth: int = 0) -> None:
    """A button of the private answer just read."""
    assert isinstance(actor.reply, Say)
    found = [button for button in buttons(actor.reply.card) if button.action == action]
    actor.presses_ref(action, found[nth].ref)


def item_refs(bot: Bot) -> dict[str, str]:
    with bot.session() as session:
        return {row.title: row.ref for row in session.exec(select(SprintItem))}


def items(bot: Bot) -> list[tuple[str, str, bool, int]]:
    """Title, state, whether in a sprint, carries."""
    with bot.session() as session:
        rows = sorted(session.exec(select(SprintItem)), key=lambda row: row.position)
        return [(row.title, row.state, row.sprint_id is not None, row.carries) for row in rows]


def sprint_of(bot: Bot) -> Sprint:
    with bot.session() as session:
        return max(session.exec(select(Sprint)), key=lambda each: each.number)


def reports(bot: Bot) -> list[SprintReport]:
    with bot.session() as session:
        return sorted(session.exec(select(SprintReport)), key=lambda each: each.version)


def with_kpi(bot: Bot) -> None:
    with bot.session() as session, session.begin():
        team = session.exec(select(Team)).one()
        charter = Charter(team_id=team.id or 0, kpi="Inscriptions", kpi_baseline="250", kpi_target="500")
        charter.sprint_on = date(2027, 2, 22)
        session.add(charter)


def start(bot: Bot, chosen: list[str] | None = None) -> None:
    """Sprint 12, from Monday 22 February to Friday 5 March, with what is in the backlog."""
    alice = bot.person("alice")
    alice.says("/sprint lancer")
    refs = item_refs(bot)
    values = {"items": ",".join(refs[title] for title in (chosen or refs))} if refs else {}
    alice.fills(name="Sprint 12", goal=GOAL, starts_on="2027-02-22", ends_on="2027-03-05", **values)


@pytest.fixture
def planned(make_bot: MakeBot) -> Bot:
    """Tuesday 2 March, 09:20: Sprint 12 runs with three items."""
    bot = make_bot(TEAM)
    with_kpi(bot)
    bot.person("alice").says(f"/sprint backlog {LINES}")
    start(bot)
    return bot


# -- backlog and plan ----------------------------------------------------------------------------------------------


def test_pasted_lines_become_items_with_owner_need_and_priority(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says("/sprint backlog")
    assert told(alice).startswith("Le backlog est vide.") and offered(alice) == ["sprint.add", "sprint.command"]
    press(alice, "sprint.add")
    alice.fills(lines=LINES)
    assert told(alice).splitlines() == [
        "3 éléments ajoutés au backlog.",
        "Landing rentrée, Chloe, besoin : juridique",
        "Bannière V2, Bruno, priorité haute",
        "Relance J+1, Chloe",
    ]
    alice.says("/sprint backlog")
    assert told(alice).splitlines()[0] == "Backlog : 3 éléments"


def test_a_line_that_cannot_be_read_keeps_all_that_was_typed(make_bot: MakeBot) -> None:
    """At the field of the form; typed after the command, in a form that holds it."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says("/sprint backlog - Landing @Zoé")
    assert alice.form is not None and alice.form.action == "sprint.add_lines"
    assert alice.form.intro is not None and "« Zoé »" in plain(alice.form.intro.plain())
    alice.fills(lines="- Landing !juridik")
    assert "Exemples" in alice.errors["lines"]
    alice.fills()
    assert items(bot) == []
    alice.fills(lines="- Landing @Chloe")
    assert items(bot) == [("Landing", "open", False, 0)]


def test_starting_proposes_the_rhythms_days_and_announces_the_sprint(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    with_kpi(bot)
    alice = bot.person("alice")
    alice.says(f"/sprint backlog {LINES}")
    alice.says("/debut-sprint")
    assert alice.form is not None
    proposed = {field.name: getattr(field, "initial", "") for field in alice.form.fields}
    assert (proposed["name"], proposed["starts_on"], proposed["ends_on"]) == ("Sprint 1", "2027-03-08", "2027-03-19")
    start(bot, ["Landing rentrée"])
    sprint = sprint_of(bot)
    assert (sprint.number, sprint.name, sprint.goal) == (12, "Sprint 12", GOAL)
    assert plain(bot.channel().last.text).splitlines() == [
        "Sprint 12 est lancé",
        f"But : {GOAL}",
        "Du lundi 22 février au vendredi 5 mars.",
        "Landing rentrée, Chloe, besoin : juridique",
    ]
    assert [title for title, _, inside, _ in items(bot) if inside] == ["Landing rentrée"]
    bot.person("alice").says("/sprint-start")
    alice.says("/sprint-start")
    assert told(alice).startswith("Sprint 12 est en cours jusqu’à vendredi 5 mars. /sprint clore le termine")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"starts_on": "2027-03-05", "ends_on": "2027-03-05"}, "ends_on"),
        ({"starts_on": "2027-03-02", "ends_on": "2027-04-02"}, "ends_on"),
        ({"starts_on": "31/02", "ends_on": "2027-03-05"}, "starts_on"),
        ({"goal": " "}, "goal"),
        ({"name": "Sprint/12"}, "name"),
        ({"lines": "x @Zoé"}, "lines"),
    ],
)
def test_what_a_sprint_cannot_be_is_refused_at_its_field(make_bot: MakeBot, typed: dict[str, str], field: str) -> None:
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says("/sprint lancer")
    alice.fills(**{"goal": GOAL, "starts_on": "2027-03-02", "ends_on": "2027-03-12", **typed})
    assert list(alice.errors) == [field]
    alice.says("/sprint")
    assert told(alice).startswith("Aucun sprint en cours.")


# -- the days ------------------------------------------------------------------------------------------------------


def test_the_prompt_says_the_day_and_the_goal_and_the_form_ticks_ones_own_items(planned: Bot) -> None:
    planned.until("2027-03-02 09:40")
    chloe = planned.person("chloe")
    assert f"Sprint 12, jour 7 sur 10 : {GOAL}." in plain(chloe.last.text)
    chloe.presses("standup.open")
    assert chloe.form is not None
    labels = [option.label for each in chloe.form.fields for option in getattr(each, "options", ())]
    assert labels == ["Landing rentrée", "Relance J+1"]
    chloe.fills(today="Landing", sprint_done=item_refs(planned)["Relance J+1"])
    assert "« Relance J+1 » est terminé." in plain(chloe.last.text) and chloe.sees("sprint.undo")
    assert items(planned)[2] == ("Relance J+1", "done", True, 0)
    chloe.presses("sprint.undo")
    assert told(chloe).startswith("« Relance J+1 » reste à faire.")
    assert items(planned)[2] == ("Relance J+1", "open", True, 0)


def test_somebody_elses_item_is_not_ticked_by_a_made_up_answer(planned: Bot) -> None:
    planned.until("2027-03-02 09:40")
    chloe = planned.person("chloe")
    chloe.presses("standup.open")
    chloe.fills(today="Landing", sprint_done=item_refs(planned)["Bannière V2"])
    assert all(state == "open" for _, state, _, _ in items(planned))


def test_a_tick_on_the_card_can_be_undone_by_its_author_for_ten_minutes(planned: Bot) -> None:
    chloe, bruno = planned.person("chloe"), planned.person("bruno")
    chloe.says("/sprint")
    assert told(chloe).splitlines()[0] == "Sprint 12, jour 7 sur 10"
    press(chloe, "sprint.tick")
    assert told(chloe).startswith("« Landing rentrée » est terminé.") and "sprint.undo" in offered(chloe)
    bruno.presses_ref("sprint.undo", item_refs(planned)["Landing rentrée"])
    assert items(planned)[0][1] == "done"
    planned.wait(minutes=11)
    press(chloe, "sprint.undo")
    assert told(chloe).startswith("Les dix minutes pour annuler sont passées")
    assert items(planned)[0][1] == "done"


def test_an_item_is_edited_moved_and_dropped_by_whoever_leads(planned: Bot) -> None:
    bruno = planned.person("bruno")
    bruno.says("/sprint")
    press(bruno, "sprint.item")
    bruno.fills(title="Landing V2", owner="nobody", priority="low", need="data", where="backlog")
    assert "« Landing V2 » est à jour.\npriorité basse, besoin : données" in told(bruno)
    assert items(planned)[0] == ("Landing V2", "open", False, 0)
    bruno.says("/sprint backlog")
    press(bruno, "sprint.drop")
    assert told(bruno).startswith("« Landing V2 » est abandonné.")
    press(bruno, "sprint.undo")
    assert items(planned)[0][1] == "open"
    planned.person("chloe").presses_ref("sprint.drop", item_refs(planned)["Landing V2"])
    assert items(planned)[0][1] == "open"


def test_the_agenda_lists_the_close_and_the_next_start(planned: Bot) -> None:
    alice = planned.person("alice")
    alice.says("/rituel agenda")
    lines = told(alice).splitlines()
    assert "vendredi 5 mars, 14:00 · Clôture proposée : Sprint 12 · Au scrum master, sinon au relais." in lines
    assert any(line.startswith("lundi 8 mars, 09:00 · Lancement du sprint suivant proposé") for line in lines)


def test_what_somebody_who_left_had_to_do_goes_to_whoever_leads(planned: Bot) -> None:
    with planned.session() as session, session.begin():
        gone = session.exec(select(Person).where(col(Person.name) == "Chloe")).one()
        hand_over(Tick(session, planned.clock.now()), session.exec(select(Team)).one(), gone)
    planned.settle()
    assert plain(planned.person("alice").last.text).splitlines() == [
        "Chloe a quitté Printemps : 2 éléments du sprint ou du backlog sont à confier.",
        "Landing rentrée, besoin : juridique",
        "Relance J+1",
        "« Modifier », sur chaque élément, dit qui s’en charge.",
    ]


# -- the close -----------------------------------------------------------------------------------------------------


def close(actor: Actor, **values: str) -> None:
    actor.says("/sprint-close")
    press(actor, "sprint.ask_close")
    actor.fills(**{"goal_met": "partly", "kpi": "412", **values})


def test_the_close_shows_what_is_open_asks_and_posts_one_card(planned: Bot) -> None:
    alice = planned.person("alice")
    planned.person("bruno").presses_ref("sprint.tick", item_refs(planned)["Relance J+1"])
    alice.says("/cloture-sprint")
    assert told(alice).splitlines() == [
        "Clore Sprint 12 : ce qui serait noté",
        f"But : {GOAL}",
        "Terminés — 1 sur 3",
        "Encore ouverts — Landing rentrée et Bannière V2",
        "Rien n’est encore enregistré. L’étape suivante demande si le but est atteint et ce qui retourne au backlog.",
    ]
    assert reports(planned) == []
    close(alice, back=item_refs(planned)["Bannière V2"])
    assert told(alice).splitlines()[0] == "Sprint 12 est clos."
    assert plain(planned.channel().last.text).splitlines() == [
        "Sprint 12 est clos : but atteint en partie",
        f"But : {GOAL}",
        "Inscriptions — 412 (mardi 2 mars), départ 250, objectif 500",
        "Terminés (1 sur 3) — Relance J+1",
        "Reportés (1) — Landing rentrée",
        "Retour au backlog (1) — Bannière V2",
        "Clos par Alice.",
        "Le détail est en fichier Excel sous ce message.",
    ]
    assert items(planned) == [
        ("Landing rentrée", "open", False, 1),
        ("Bannière V2", "open", False, 0),
        ("Relance J+1", "done", True, 0),
    ]
    [kept] = reports(planned)
    then = load(kept.snapshot)
    assert (then.number, then.goal_met, then.kpi.value) == (12, "partly", "412")
    assert [(item.title, item.became) for item in then.items] == [
        ("Landing rentrée", "carried"),
        ("Bannière V2", "back"),
        ("Relance J+1", "done"),
    ]


def test_what_is_unfinished_beside_the_plan_carries_over_and_no_word_of_a_stand_up_is_kept(planned: Bot) -> None:
    """F1: open actions and blockers stay open; the snapshot has their refs, and of the stand-up only counts."""
    alice, chloe = planned.person("alice"), planned.person("chloe")
    planned.until("2027-03-02 09:40")
    chloe.answers("Mot du matin", blocker="Mot du blocage")
    chloe.says("/rituel action Relire le brief 12 mars")
    alice.says("/sprint-close")
    assert "Blocages ouverts — 1" in told(alice) and "Actions ouvertes — 1" in told(alice)
    close(alice)
    [kept] = reports(planned)
    then = load(kept.snapshot)
    assert (len(then.blockers.open), len(then.actions.open)) == (1, 1)
    assert then.standup.answered == 1 and not [word for word in ("Mot du", "Relire") if word in kept.snapshot]
    alice.says("/point blocages")
    assert "Mot du blocage" in told(alice)
    chloe.says("/rituel action")
    assert "Relire le brief" in told(chloe)


def test_a_retro_still_open_is_finished_first_or_joins_later(planned: Bot) -> None:
    """The snapshot says that it was open, and stays so; the retro's end is a line under the report, once."""
    alice = planned.person("alice")
    alice.says("/retro ouvrir")
    alice.says("/sprint-close")
    assert "Rétro encore ouverte — " in told(alice)
    assert offered(alice) == ["retro.show", "sprint.ask_close"]
    press(alice, "sprint.ask_close")
    alice.fills(goal_met="yes")
    planned.settle()
    report = next(each for each in planned.channel().messages if "Clos par Alice. La rétro suivra." in plain(each.text))
    [kept] = reports(planned)
    assert load(kept.snapshot).retro_open and load(kept.snapshot).retro
    under = len(planned.channel().thread(report))  # its file
    alice.says("/retro clore")
    planned.settle()
    added = planned.channel().thread(report)[under:]
    assert [plain(each.title) for each in added] == [
        (
            "La rétro 1 est close et complète le bilan de Sprint 12 : 0 sujet et 0 action. "
            "Le fichier du sprint la contient désormais."
        )
    ]
    assert next((button.action, button.ref) for button in buttons(added[0].card)) == (
        "file.send",
        f"sprint:{sprint_of(planned).ref}",
    )
    assert reports(planned) == [kept]


def test_a_retro_that_ends_with_its_sprint_adds_nothing(planned: Bot) -> None:
    alice = planned.person("alice")
    alice.says("/retro ouvrir")
    alice.says("/retro clore")
    alice.says("/sprint-close")
    press(alice, "sprint.ask_close")
    alice.fills(goal_met="yes")
    planned.settle()
    assert not [each for each in planned.channel().messages if "complète le bilan" in each.text]


def test_closing_twice_makes_one_report_and_says_by_whom_it_was_closed(planned: Bot) -> None:
    alice, bruno = planned.person("alice"), planned.person("bruno")
    bruno.says("/sprint-close")
    press(bruno, "sprint.ask_close")
    close(alice)
    planned.wait(minutes=5)
    bruno.fills(goal_met="yes")
    assert told(bruno).splitlines()[0] == (
        "Sprint 12 a déjà été clos par Alice, mardi 2 mars à 09:20. /sprint montre la suite."
    )
    bruno.says("/sprint-close")
    assert told(bruno).startswith("Sprint 12 a déjà été clos par Alice")
    assert [each.version for each in reports(planned)] == [1]
    assert sprint_of(planned).goal_met == "partly"
    assert [each.title for each in planned.channel().messages if "clos" in each.title] == [
        "Sprint 12 est clos : but atteint en partie".replace(" :", "\u00a0:")
    ]


def test_what_is_carried_over_is_chosen_first_in_the_next_sprint_and_counted(planned: Bot) -> None:
    alice = planned.person("alice")
    close(alice, back=item_refs(planned)["Landing rentrée"])
    planned.until("2027-03-08 09:00")
    planned.settle()
    assert plain(alice.last.text).splitlines() == [
        "Printemps : le prochain sprint commence, jusqu’au vendredi 19 mars.",
        "3 éléments attendent dans le backlog.",
        "Dont 2 reportés, proposés d’abord.",
    ]
    alice.presses("sprint.start")
    assert alice.form is not None
    [choice] = [field for field in alice.form.fields if field.name == "items"]
    labels = [plain(option.label) for option in getattr(choice, "options", ())]
    assert labels == [
        "Bannière V2, Bruno, priorité haute, reporté 1 fois",
        "Relance J+1, Chloe, reporté 1 fois",
        "Landing rentrée, Chloe, besoin : juridique",
    ]
    refs = item_refs(planned)
    assert set(getattr(choice, "initial", ())) == {refs["Bannière V2"], refs["Relance J+1"]}
    alice.fills(goal="Ouvrir les inscriptions")
    assert sprint_of(planned).name == "Sprint 13"
    assert [carries for _, _, inside, carries in items(planned) if inside] == [1, 1]


def test_reopening_takes_a_reason_and_makes_a_second_version(planned: Bot) -> None:
    """Version 1 stays to the letter; what was carried over comes back, and is not counted twice."""
    alice = planned.person("alice")
    alice.says("/sprint reopen trop tôt")
    assert told(alice).startswith("Sprint 12 est en cours")
    close(alice)
    [first] = reports(planned)
    alice.says("/sprint rouvrir")
    alice.fills(reason=" ")
    assert "reason" in alice.errors
    alice.fills(reason="Chiffre corrigé par la finance")
    assert told(alice).splitlines()[:2] == ["Sprint 12 est rouvert.", "3 éléments y sont revenus."]
    assert plain(planned.channel().last.text) == (
        "Sprint 12 est rouvert par Alice\nRaison : Chiffre corrigé par la finance"
    )
    assert [(inside, carries) for _, _, inside, carries in items(planned)] == [(True, 0)] * 3
    close(alice, goal_met="yes", kpi="")
    assert [(each.version, each.reason) for each in reports(planned)] == [
        (1, ""),
        (2, "Chiffre corrigé par la finance"),
    ]
    assert reports(planned)[0].snapshot == first.snapshot
    lines = plain(planned.channel().last.text).splitlines()
    assert "Inscriptions — valeur manquante, départ 250, objectif 500" in lines
    assert "Version 2, après réouverture : Chiffre corrigé par la finance" in lines
    assert [carries for _, _, _, carries in items(planned)] == [1, 1, 1]


def test_the_close_is_offered_on_the_last_day_to_whoever_leads_that_day(make_bot: MakeBot) -> None:
    """At 14:00; with the scrum master away the assistant is asked."""
    away = SomeTeam(people=(replace(ALICE, away=((date(2027, 3, 5), date(2027, 3, 5)),)), BRUNO, CHLOE))
    bot = make_bot(away)
    start(bot)
    bot.until("2027-03-05 13:59")
    assert "se termine" not in bot.person("bruno").last.text
    bot.until("2027-03-05 14:01")
    assert bot.person("bruno").last.title == "Sprint 12 se termine aujourd’hui."
    assert not any("se termine" in each.title for each in bot.person("alice").messages)
    bruno = bot.person("bruno")
    bruno.presses("sprint.close")
    assert told(bruno).startswith("Clore Sprint 12")
    bot.until("2027-03-08 09:05")
    assert any("pas encore clos" in plain(each.title) for each in bot.person("alice").messages)


def test_the_channels_card_has_at_most_twelve_lines(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    with_kpi(bot)
    alice = bot.person("alice")
    titles = {n: f"Élément {n}" for n in range(40)} | {5: "Élément 5, V2"}
    alice.says("/sprint backlog " + "\n".join(f"- {title}" for title in titles.values()))
    start(bot)
    refs = item_refs(bot)
    for n in range(4):
        alice.presses_ref("sprint.drop" if n % 2 else "sprint.tick", refs[f"Élément {n}"])
    close(alice, back=",".join(refs[f"Élément {n}"] for n in range(20, 30)))
    alice.says("/sprint reopen encore")
    close(alice, back=",".join(refs[f"Élément {n}"] for n in range(20, 30)))
    lines = plain(bot.channel().last.text).splitlines()
    assert len(lines) <= 12 and all(len(line) < 200 for line in lines)
    assert (
        "Reportés (26) — « Élément 4 », « Élément 5, V2 », « Élément 6 », « Élément 7 », « Élément 8 » et 21 autres"
        in lines
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_with_everything_there_is_to_say_the_card_still_has_twelve_lines(language: str) -> None:
    words = Words(language)
    items = tuple(ItemThen(str(n), "Élément", "", "normal", "", became, 1) for became in Became for n in range(9))
    snapshot = Snapshot(
        *(12, "Sprint 12", GOAL, "2027-02-22", "2027-03-05", "2027-03-05", "no"),
        kpi=KpiThen("Inscriptions", "%", "1", "", "3"),
        items=items,
        blockers=BlockersThen(5, 2, ("a", "b", "c")),
        actions=ActionsThen(1, ("d",)),
        requests=RequestsThen(2, ("e",)),
        hypotheses=HypothesesThen(1, ("f",)),
    )
    card = channel_card(words, Told(snapshot, 2, "Chiffre corrigé"), "Alice", "ref")
    card = with_note(words, card, File("sprint", "ref", language, "x.xlsx", "x"), COMING)
    assert len(card.plain_text().splitlines()) <= 12
