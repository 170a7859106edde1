"""S13: at a sprint's end a demo, whose remarks join the backlog, and what was learnt, in six lines."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import col, select

from ritualbot.chat.replies import OpenForm
from ritualbot.store import sprint_close, sprint_end
from ritualbot.store.engine import begin
from ritualbot.store.sprint import SprintItem
from ritualbot.store.sprint_end import SprintDemo, SprintLearnt
from ritualbot.store.team import Destination
from tests.builders import ALICE, BRUNO, CHLOE, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


def posted(bot: Bot) -> list[str]:
    return plain(bot.channel().last.text).splitlines()


def backlog(bot: Bot) -> list[str]:
    with bot.session() as session:
        waiting = select(SprintItem.title).where(col(SprintItem.sprint_id).is_(None)).order_by(col(SprintItem.id))
        return list(session.exec(waiting))


@pytest.fixture
def sprinting(make_bot: MakeBot) -> Bot:
    """Tuesday 2 March, 09:20: Sprint 12 runs."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says("/sprint lancer")
    alice.fills(name="Sprint 12", goal="Inscriptions", starts_on="2027-02-22", ends_on="2027-03-05")
    return bot


@pytest.mark.parametrize("command", ["/sprint demo", "/sprint appris"])
def test_before_the_first_sprint_it_says_how_one_begins(make_bot: MakeBot, command: str) -> None:
    alice = make_bot(TEAM).person("alice")
    alice.says(command)
    assert told(alice).startswith("Aucun sprint n’est encore lancé. /sprint lancer")


def test_a_demo_is_posted_and_its_remarks_join_the_backlog(sprinting: Bot) -> None:
    """As pasted lines do: with an owner and a need."""
    alice = sprinting.person("alice")
    alice.says("/sprint démo" if sprinting.platform == "direct" else "/sprint demo")
    alice.fills(shown=" ", to_whom="", remarks="")
    assert set(alice.errors) == {"shown", "to_whom"}
    alice.fills(shown="La page de rentrée", to_whom="Service client", remarks="- Trop de texte @Zoé")
    assert set(alice.errors) == {"remarks"}  # nobody of that name: nothing is kept
    assert backlog(sprinting) == []
    alice.fills(shown="La page de rentrée", to_whom="Service client", remarks="- Trop de texte @Bruno\n* =1+1 <b>")
    assert posted(sprinting) == [
        "Démo, Sprint 12",
        "Montré — La page de rentrée",
        "À — Service client",
        "2 remarques, gardées dans le backlog :",
        "Trop de texte",
        "=1+1 <b>",
        "Rédaction : Alice",
    ]
    assert backlog(sprinting) == ["Trop de texte", "=1+1 <b>"]
    lines = told(alice).splitlines()
    assert lines[0] == "La démo de Sprint 12 est gardée."
    assert "#printemps" in lines[1] and "2 éléments ajoutés au backlog." in lines


def test_corrected_it_changes_where_it_stands_and_remarks_are_added(sprinting: Bot) -> None:
    """What was in the backlog already is not put there twice."""
    alice = sprinting.person("alice")
    alice.says("/sprint demo")
    alice.fills(shown="La page", to_whom="Service client", remarks="Trop de texte")
    count = len(sprinting.channel().messages)
    alice.clicks("sprint.demo")
    assert isinstance(alice.reply, OpenForm)
    alice.fills(to_whom="Service client et magasins", remarks="Belle photo")
    assert len(sprinting.channel().messages) == count
    assert posted(sprinting)[2] == "À — Service client et magasins"
    assert backlog(sprinting) == ["Trop de texte", "Belle photo"]
    alice.says("/sprint demo")
    alice.fills()
    assert backlog(sprinting) == ["Trop de texte", "Belle photo"]


def test_what_was_learnt_is_six_lines_at_most_and_corrected_in_place(sprinting: Bot) -> None:
    alice = sprinting.person("alice")
    alice.says("/sprint appris")
    alice.fills(lines=" \n\u200b\n- ")
    assert set(alice.errors) == {"lines"}
    alice.fills(lines="\n".join(f"Ligne {n}" for n in range(7)))
    assert "7 lignes : 6 au plus." in plain(alice.errors["lines"])
    alice.fills(lines="- Le mardi marche mieux\n\n2. Une photo suffit")
    assert posted(sprinting) == [
        "Ce qu’on a appris, Sprint 12",
        "Le mardi marche mieux",
        "Une photo suffit",
        "Rédaction : Alice",
    ]
    count = len(sprinting.channel().messages)
    alice.clicks("sprint.learnt")
    alice.fills(lines="\n".join(f"Ligne {n}" for n in range(6)))
    assert len(sprinting.channel().messages) == count
    assert posted(sprinting)[1:-1] == [f"Ligne {n}" for n in range(6)]


def test_both_are_offered_by_the_sprints_report_and_are_of_that_sprint(sprinting: Bot) -> None:
    """Also once it is closed; a member reads and writes none."""
    alice = sprinting.person("alice")
    alice.says("/sprint clore")
    alice.clicks("sprint.ask_close")
    alice.fills(goal_met="yes")
    report = [each for each in sprinting.channel().messages if "Sprint 12" in each.title][-1]
    offered = [button for button in buttons(report.card) if button.action.startswith("sprint.")]
    assert [plain(button.label) for button in offered] == ["Démo", "Ce qu’on a appris"]
    chloe = sprinting.person("chloe")
    chloe.presses_ref("sprint.demo", offered[0].ref)
    assert "scrum master" in told(chloe)
    alice.presses_ref("sprint.learnt", offered[1].ref, "printemps")
    alice.fills(lines="Le mardi marche mieux")
    assert posted(sprinting)[0] == "Ce qu’on a appris, Sprint 12"
    alice.says("/sprint demo")
    alice.fills(shown="La page", to_whom="Service client")
    assert posted(sprinting)[0] == "Démo, Sprint 12"


@pytest.mark.direct("the second channel of a team is a row, not one of the platform's")
def test_with_several_channels_one_chooses(sprinting: Bot) -> None:
    """Only among the team's own; corrected, it stays where it is."""
    with begin(sprinting.app.engine) as session:
        first = session.exec(select(Destination)).one()
        further = Destination(
            **first.model_dump(exclude={"id", "conversation", "name"}), conversation="tous", name="tous"
        )
        session.add(further)
        session.flush()
        chosen = str(further.id)
    alice = sprinting.person("alice")
    alice.says("/sprint appris")
    alice.fills(lines="Le mardi marche mieux", place="999")
    assert set(alice.errors) == {"place"}
    alice.fills(lines="Le mardi marche mieux", place=chosen)
    assert plain(sprinting.channel("tous").last.text).startswith("Ce qu’on a appris, Sprint 12")
    alice.clicks("sprint.learnt")
    assert alice.form is not None and [field.name for field in alice.form.fields] == ["lines"]
    alice.fills(lines="Le jeudi aussi")
    assert len(sprinting.channel("tous").messages) == 1
    assert "Le jeudi aussi" in sprinting.channel("tous").last.text


def test_they_go_with_the_sprint_they_are_of(sprinting: Bot) -> None:
    """RELIABILITY 5: two years after its close, and not before."""
    alice = sprinting.person("alice")
    alice.says("/sprint demo")
    alice.fills(shown="La page", to_whom="Service client")
    alice.says("/sprint appris")
    alice.fills(lines="Le mardi marche mieux")
    alice.says("/sprint clore")
    alice.clicks("sprint.ask_close")
    alice.fills(goal_met="yes")
    closed = moment("2027-03-02 09:22")
    for tenant, before, left in ((1, closed - timedelta(hours=1), 1), (2, closed + timedelta(days=1), 1),
                                 (1, closed + timedelta(days=1), 0)):  # fmt: skip
        with begin(sprinting.app.engine) as session:
            sprint_end.forget(session, tenant, before)
            sprint_close.forget(session, tenant, before)
        with sprinting.session() as session:
            assert len(session.exec(select(SprintDemo)).all()) == left
            assert len(session.exec(select(SprintLearnt)).all()) == left
