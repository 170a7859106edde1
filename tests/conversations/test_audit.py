"""G6: the audit log, read in plain words by admins and by nobody else."""

from collections.abc import Callable
from typing import cast

import pytest

from ritualbot.chat.replies import Say
from ritualbot.rituals.permissions import Role
from ritualbot.store import audit, team as teams
from ritualbot.store.audit import Action
from ritualbot.store.engine import begin
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons

MakeBot = Callable[..., Bot]
ADA = Someone("ada", (Role.ADMIN,))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE, ADA))
FOREIGN = SomeTeam(people=(Someone("yann", (Role.MEMBER, Role.ADMIN)),), name="Lavande", channel="l", workspace="W2")


def log(actor: Actor) -> list[tuple[str, ...]]:
    """What is told under the line of the head, cell by cell."""
    lines = [tuple(line.split(" · ")) for line in actor.told.splitlines() if " · " in line]
    return lines[1:]


def write(bot: Bot, tenant_id: int, actor: str, action: str, object: str, result: str = "done") -> None:
    with begin(bot.app.engine) as session:
        audit.record(
            session, tenant_id, bot.clock.now(), actor=actor, action=cast(Action, action), object=object, result=result
        )


def test_an_admin_reads_who_did_what_and_when(make_bot: MakeBot) -> None:
    """In a direct message too, where an admin is of no team."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says("/ritual team")
    alice.presses_ref("team.edit", team_ref(bot))
    alice.fills(name="Été")
    ada = bot.person("ada")
    for where in ("", "printemps"):
        ada.says("/rituel audit", where=where)
        assert log(ada) == [("mardi 2 mars, 09:20", "Alice", "équipe modifiée", "Été")]


def team_ref(bot: Bot) -> str:
    with bot.session() as session:
        return teams.teams(session)[0].ref


def test_nothing_yet_says_so(make_bot: MakeBot) -> None:
    """Q4: a sentence, an example, a button."""
    ada = make_bot(TEAM).person("ada")
    ada.says("/ritual audit")
    assert ada.told.startswith("Le journal est encore vide.\nPar exemple\u00a0: ")
    assert isinstance(ada.reply, Say)
    assert [button.action for button in buttons(ada.reply.card)] == ["team.show"]


@pytest.mark.parametrize("user", ["alice", "bruno", "chloe", "claire"])
def test_it_is_for_admins_only(make_bot: MakeBot, user: str) -> None:
    bot = make_bot(TEAM)
    write(bot, 1, "system", "team.created", team_ref(bot))
    for where in ("", "printemps"):
        actor = bot.person(user)
        actor.says("/ritual audit", where=where)
        assert "administration" in actor.told and "équipe créée" not in actor.told


@pytest.mark.not_on_playground("it is one workspace")
def test_an_admin_reads_their_own_customers_only(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM, FOREIGN)
    write(bot, 1, "system", "team.created", team_ref(bot))
    yann = bot.person("yann", "W2")
    yann.says("/ritual audit")
    assert yann.told.startswith("Le journal est encore vide.")


def test_the_last_twenty_the_newest_first_and_what_has_no_words_as_it_is(make_bot: MakeBot) -> None:
    """Machines have names, an unknown action or object shows as its code, a refusal is not shown as done."""
    bot = make_bot(TEAM)
    for number in range(20):
        write(bot, 1, "command line", "team.applied", f"object{number:02}-and-more")
    write(bot, 1, "system", "kettle.boiled", team_ref(bot), "refused")
    ada = bot.person("ada")
    ada.says("/ritual audit")
    found = log(ada)
    assert [row[1:] for row in found[:2]] == [
        ("ritualbot, de lui-même", "kettle.boiled (refused)", "Printemps"),
        ("la ligne de commande", "équipe modifiée", "object19"),
    ]
    assert len(found) == 20 and found[-1][3] == "object01"
