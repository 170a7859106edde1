"""F5, E8, B21: whatever a sponsor or a desk may read, nobody of the team is named in it but who owns something (an
action, a test, a pilot, an item of the sprint), who asked a desk for something, and who leads.

Everyone has a name found nowhere else. A week goes by; then sponsor and desk type every command there is and press
every button they are shown, and what reached them meanwhile is read too.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from ritualbot.chat.cards import Button
from ritualbot.chat.replies import Reply, Say
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.reports.digest import digest_card, team_part
from ritualbot.rituals.command import COMMANDS
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.digest import Week
from ritualbot.rituals.permissions import Role
from ritualbot.store.blocker import Blocker
from ritualbot.store.engine import begin
from ritualbot.store.sprint import SprintItem
from ritualbot.store.team import Person, Team
from tests.builders import LEAD, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons
from tests.conversations.test_request import files
from tests.desks import build_desk

LEADS = Someone("quillonne", LEAD)
ASKS, TESTS, ACTS = Someone("dorvelle"), Someone("mirepoix"), Someone("tarquine")
OWNS_ITEM = Someone("ysombre")
ANSWERS, NOTES, SILENT = Someone("ulvange"), Someone("brastide"), Someone("wexelan")
SPONSOR, DESK, OTHER_DESK = Someone("claire", (Role.SPONSOR,)), Someone("nadia", ()), Someone("omar", ())
HIDDEN = (ANSWERS, NOTES, SILENT)
ROSTER = frozenset({"/rituel équipe", "charter.show"})  # who the team is: what these are asked for
TEAM = SomeTeam(people=(LEADS, ASKS, TESTS, ACTS, OWNS_ITEM, *HIDDEN, SPONSOR, DESK, OTHER_DESK))
READERS = ("claire", "nadia", "omar")
MOST = 10  # presses of one kind: what is taken back and done again is something new each time


def lived(url: str) -> Bot:
    """From Tuesday 2 March to Wednesday 10 March: everything a team does is done by somebody."""
    bot = Bot(url, TEAM)
    with begin(bot.app.engine) as session:
        for kind, name, user in ((DeskKind.LEGAL, "Juridique", "nadia"), (DeskKind.IT, "DSI", "omar")):
            build_desk(session, bot.clock.now(), kind, name, user, lead=user, duty=user)
    lead = bot.person("quillonne")
    lead.says("/sprint backlog - Landing @Ysombre\n- Bannière")
    _starts(bot, lead)
    bot.until("2027-03-02 09:40")
    bot.person("ulvange").answers("Bannière", blocker="En attente du juridique")
    bot.person("brastide").answers("Landing", blocker="Le budget manque")
    bot.person("wexelan").presses("standup.skip")
    _plans(bot, lead)
    bot.until("2027-03-10 18:00")
    lead.says("/sprint clore")
    lead.clicks("sprint.ask_close")
    lead.fills(goal_met="partly")
    bot.settle()
    return bot


def _starts(bot: Bot, lead: Actor) -> None:
    lead.says("/sprint lancer")
    with bot.session() as session:
        refs = session.exec(select(SprintItem.ref)).all()
    lead.fills(name="Sprint 12", goal="Doubler", starts_on="2027-02-22", ends_on="2027-03-12", items=",".join(refs))
    bot.person("ulvange").presses_ref("sprint.tick", refs[0])


def _plans(bot: Bot, lead: Actor) -> None:
    """A request that nobody answers, a blocker, a test, a pilot, an action, and help asked of the sponsor."""
    files(bot.person("dorvelle"))
    bot.person("mirepoix").says("/hypo nouvelle Relance panier à J+1")
    pilot = bot.person("mirepoix")
    pilot.says("/hypo pilote Relance SMS", where="printemps")
    pilot.fills(moment="Panier abandonné", audience="Nouveaux clients", metric="Taux d’achat")
    bot.person("tarquine").says("/rituel action Rappeler l'imprimeur pour vendredi")
    note = bot.person("brastide")
    note.says("/retro ajouter")
    note.fills(column="0", text="Trop de réunions")
    with bot.session() as session:
        ref = session.exec(select(Blocker.ref).order_by(col(Blocker.id))).first()
    assert ref is not None
    lead.presses_ref("sponsor.ask_blocker", ref)
    lead.fills(question="Oui ?", recommendation="Oui", needed_on="12/03/2027", otherwise="Rien")


def _shown(reply: Reply | None) -> str:
    """All of an answer: its words, labels, options, and the people its sentences mention."""
    return repr(reply)


def _pressable(reply: Reply | None) -> list[Button]:
    return buttons(reply.card) if isinstance(reply, Say) else []


def walked(bot: Bot, user: str) -> Iterator[tuple[str, str]]:
    """What was asked, and all that was answered; what stands in the team's channel is pressed as well."""
    actor, seen, times = bot.person(user), set[tuple[str, str]](), Counter[str]()
    waiting = [button for each in (*actor.messages, *bot.channel().messages) for button in buttons(each.card)]
    for command in COMMANDS:
        actor.says(command.shown("fr"))
        yield command.shown("fr"), _shown(actor.reply)
        waiting += _pressable(actor.reply)
    while waiting:
        button = waiting.pop(0)
        if (button.action, button.ref) not in seen and times[button.action] < MOST:
            seen.add((button.action, button.ref))
            times[button.action] += 1
            actor.presses_ref(button.action, button.ref)
            yield button.action, _shown(actor.reply)
            waiting += _pressable(actor.reply)


def told(bot: Bot, user: str) -> Iterator[tuple[str, str]]:
    """The messages they got, and the files."""
    for each in bot.person(user).messages:
        yield each.title, repr(each.card)
    for name, content in bot.received(user):
        yield name, _cells(content) if name.endswith(".xlsx") else content.decode()


def _cells(content: bytes) -> str:
    return repr([cell.value for sheet in load_workbook(BytesIO(content)) for row in sheet for cell in row])


def digest(bot: Bot) -> str:
    """Of the week, in both languages."""
    with bot.session() as session:
        team = session.exec(select(Team)).one()
        sponsor = session.exec(select(Person).where(col(Person.name) == SPONSOR.name)).one()
        week = Week(bot.clock.now() - timedelta(days=7), bot.clock.now(), bot.clock.now())
        parts = [(Words(each), team_part(session, Words(each), team, sponsor, week, [])) for each in LANGUAGES]
        return repr([digest_card(words, [part], week, None, []) for words, part in parts])


def read_by(bot: Bot, user: str) -> list[tuple[str, str]]:
    """All that reached them, all they can ask for, and what came of that."""
    read = [*told(bot, user), *walked(bot, user)]
    bot.settle()
    return [*read, *told(bot, user)]


@pytest.mark.parametrize("user", READERS)
def test_nobody_hidden_is_named(sqlite_url: str, user: str) -> None:
    bot = lived(sqlite_url)
    read = [*read_by(bot, user), ("digest", digest(bot))]
    named = {(where, each.name) for where, said in read for each in HIDDEN if each.user in said.lower()}
    assert sorted((where, name) for where, name in named if where not in ROSTER) == []
    if user == SPONSOR.user:
        _got_everywhere(read)


def _got_everywhere(read: list[tuple[str, str]]) -> None:
    """Else nothing would be proven: what there is to read was read, and whoever may be named in it was."""
    places = {where for where, _ in read}
    assert {"/point blocages", "/sprint", "/rituel équipe", "request.look", "pilot.show", "hypothesis.look"} <= places
    assert {"printemps-sprint-12.xlsx", "digest"} <= places
    everything = " ".join(said.lower() for where, said in read if where not in ROSTER)
    assert all(each.user in everything for each in (LEADS, ASKS, TESTS, ACTS, OWNS_ITEM))
    assert "En attente du juridique".lower() in everything and "Doubler".lower() in everything
