"""G6, A6: files that people ask for, on every platform: the audit log as evidence, for admins alone."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import col, select

from ritualbot.rituals.permissions import Role
from ritualbot.store import audit
from ritualbot.store.audit import Action, Audit
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Bot

MakeBot = Callable[..., Bot]
ADA = Someone("ada", (Role.ADMIN,))
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, ADA))
FOREIGN = SomeTeam((Someone("yann", (Role.MEMBER, Role.ADMIN)),), "Lavande", "lavande", workspace="W2")
NAME = "ritualbot-audit-2027-03-02.jsonl"


@pytest.fixture
def bot(make_bot: MakeBot) -> Bot:
    """Two customers, whose log has an entry each."""
    made = make_bot(TEAM, FOREIGN)
    with begin(made.app.engine) as session:
        for tenant, what in ((1, "ours"), (2, "theirs")):
            audit.record(session, tenant, made.clock.now(), actor="system", action=Action.TEAM_CREATED, object=what)
    return made


def asks(bot: Bot, user: str = "ada") -> str:
    actor = bot.person(user)
    actor.presses_ref("file.send", "audit:")
    bot.settle()
    return actor.told


def sent(bot: Bot) -> list[str]:
    """The reports whose files were on their way to anybody."""
    with bot.session() as session:
        found = session.exec(select(Outbox.dedupe_key).where(col(Outbox.kind) == "file.sent"))
        return [key.split(":")[2] for key in found]


@pytest.mark.not_on_playground("it is one workspace")
def test_an_admin_gets_the_whole_log_as_a_file_and_that_is_logged(bot: Bot) -> None:
    """Each line has its hash: whoever has the file can check that none is missing."""
    ada = bot.person("ada")
    ada.says("/rituel audit")
    ada.clicks("file.send")
    bot.settle()
    assert f"{NAME} arrive en message privé." in ada.told
    bot.accepts("ada")
    [(name, content)] = bot.received("ada")
    lines = [json.loads(line) for line in content.decode().splitlines()]
    assert name == NAME
    assert [(line["object"], line["action"]) for line in lines][:1] == [("ours", "team.created")]
    assert [line["action"] for line in lines] == ["team.created", "audit.exported"]
    rows = [Audit(**{**line, "at": datetime.fromisoformat(line["at"])}) for line in lines]
    assert [audit.digest(row) for row in rows] == [row.hash for row in rows]
    assert rows[1].previous == rows[0].hash


@pytest.mark.not_on_playground("it is one workspace")
@pytest.mark.parametrize("user", ["alice", "bruno", "chloe"])
def test_nobody_else_gets_it(bot: Bot, user: str) -> None:
    assert "administration" in asks(bot, user)
    assert sent(bot) == []


@pytest.mark.not_on_playground("it is one workspace")
def test_what_is_no_file_of_ours_answers_as_absent(bot: Bot) -> None:
    ada = bot.person("ada")
    told = []
    for ref in ("", "none:1", "../etc/passwd", ":audit"):
        ada.presses_ref("file.send", ref)
        told.append(ada.told)
    for ref in ("audit", "audit:fr", "audit::xx:k", "none::fr:k"):
        for answer in ("file.accept", "file.decline"):
            ada.presses_ref(answer, ref)
            told.append(ada.told)
    assert len(set(told)) == 1 and sent(bot) == []


@pytest.mark.not_on_playground("it is one workspace")
def test_two_clicks_bring_one_file(bot: Bot) -> None:
    asks(bot)
    asks(bot)
    bot.accepts("ada")
    assert len(bot.received("ada")) == 1
    bot.wait(minutes=2)
    asks(bot)
    bot.accepts("ada")
    assert len(bot.received("ada")) == 2


@pytest.mark.not_on_playground("it is one workspace")
def test_a_log_that_was_tampered_with_is_no_evidence(bot: Bot) -> None:
    with begin(bot.app.engine) as session:
        row = session.exec(select(Audit).where(col(Audit.tenant_id) == 1)).one()
        row.object = "other"
        session.add(row)
    assert "la ligne 1 a été altérée" in asks(bot)
    assert sent(bot) == []
