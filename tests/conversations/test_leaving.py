"""A14: somebody leaves, the workspace or the team. Q7: who is told instead of a scrum master who is not there."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from ritualbot.chat.events import PersonChanged, Place, Profile, Who
from ritualbot.rituals.permissions import Role
from ritualbot.store import team as teams
from ritualbot.store.audit import Audit
from ritualbot.store.blocker import Blocker
from ritualbot.store.engine import begin
from ritualbot.store.team import Membership, Team
from tests.builders import ALICE, BRUNO, CHLOE, DAVID, HUGO, LEAD, Someone, SomeTeam
from tests.conversations.bot import Bot, moment

MakeBot = Callable[..., Bot]
FOUR = SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID))
ABROAD = SomeTeam(people=(ALICE, BRUNO, CHLOE, HUGO))
ADA = Someone("ada", (Role.ADMIN,))
LEADERS = ("alice", "david")
AWAY = ((date(2027, 3, 1), date(2027, 3, 5)),)


def account(bot: Bot, user: str, *, active: bool) -> None:
    bot.handle(PersonChanged(uuid4().hex, Who("direct", "W1", user), Place(""), Profile(user, active=active)))


def remove(bot: Bot, users: str) -> None:
    """The scrum master saves the team with these people only."""
    alice = bot.person("alice")
    with bot.session() as session:
        ref = teams.teams(session)[0].ref
    alice.presses_ref("team.edit", ref)
    alice.fills(people=users)
    assert alice.form is not None
    if alice.form.action == "team.confirm":
        alice.fills()


def roles(bot: Bot, user: str) -> frozenset[Role]:
    with begin(bot.app.engine) as session:
        person = teams.person_at(session, 1, bot.id_of(user))
        assert person is not None and person.id is not None
        return teams.roles_in(session, person.id, teams.teams(session)[0])


def audited(bot: Bot) -> list[str]:
    with bot.session() as session:
        return list(session.exec(select(Audit.action).order_by(Audit.number)))  # type: ignore[arg-type]


# -- the run at hand ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["deactivated", "out of the team"])
def test_who_has_left_is_neither_asked_nor_counted(make_bot: MakeBot, how: str) -> None:
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 09:40")
    for user in ("alice", "bruno"):
        bot.person(user).answers("Plan")
    if how == "deactivated":
        account(bot, "hugo", active=False)
    else:
        remove(bot, "alice,bruno,chloe")
    bot.person("chloe").answers("Plan")
    answered_at = bot.clock.now()
    bot.until("2027-03-02 20:00")
    assert not bot.person("hugo").messages
    summary = bot.channel().last
    assert "3 réponses" in summary.text
    assert "à venir" not in summary.text
    assert (summary.at - answered_at).total_seconds() <= 600  # nobody is waited for: ten minutes after the last


@pytest.mark.parametrize("how", ["deactivated", "out of the team"])
def test_who_was_asked_and_leaves_is_not_reminded(make_bot: MakeBot, how: str) -> None:
    bot = make_bot(FOUR)
    bot.until("2027-03-02 09:40")
    if how == "deactivated":
        account(bot, "david", active=False)
    else:
        remove(bot, "alice,bruno,chloe")
    bot.until("2027-03-02 11:35")
    assert len(bot.person("david").messages) == 1
    assert "3 sans réponse" in bot.channel().last.text
    david = bot.person("david")
    david.presses("standup.open")
    assert david.form is None


def test_an_answer_already_given_stays(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    bot.until("2027-03-02 09:40")
    bot.person("david").answers("Tableau des inscriptions")
    account(bot, "david", active=False)
    bot.until("2027-03-02 11:35")
    assert "Tableau des inscriptions" in bot.channel().last.text
    assert "1 réponse, 3 sans réponse" in bot.channel().last.text


def test_a_summary_already_posted_is_corrected(make_bot: MakeBot) -> None:
    bot = make_bot(ABROAD)
    bot.until("2027-03-02 12:00")
    assert "1 à venir" in bot.channel().last.text
    account(bot, "hugo", active=False)
    assert "à venir" not in bot.channel().last.text
    assert len(bot.channel().messages) == 1


# -- the scrum master's place ------------------------------------------------------------------------------------------


def test_a_scrum_masters_place_passes_to_the_assistant(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, ADA)))
    account(bot, "alice", active=False)
    account(bot, "alice", active=False)  # the platform says it again
    assert roles(bot, "bruno") == {Role.MEMBER, Role.SCRUM_MASTER}
    (told,) = bot.person("bruno").messages
    assert told.title == "Vous voici scrum master de l’équipe Printemps."
    assert "Alice" in told.text
    for user in ("alice", "chloe", "ada"):
        assert not bot.person(user).messages
    assert audited(bot) == ["person.left", "team.lead_passed"]


def test_they_come_back_without_it(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    account(bot, "alice", active=False)
    account(bot, "alice", active=True)
    assert roles(bot, "alice") == {Role.MEMBER}
    assert roles(bot, "bruno") == {Role.MEMBER, Role.SCRUM_MASTER}
    assert audited(bot)[-1] == "person.returned"
    bot.until("2027-03-02 09:31")
    assert bot.person("alice").last.title == "Bonjour Alice, c’est le point du jour."


def test_it_is_told_within_the_assistants_hours(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR, start="2027-03-02 20:00")
    account(bot, "alice", active=False)
    assert roles(bot, "bruno") == {Role.MEMBER, Role.SCRUM_MASTER}
    bot.until("2027-03-03 08:59")
    assert not bot.person("bruno").messages
    bot.until("2027-03-03 09:01")
    assert bot.person("bruno").messages[0].at == moment("2027-03-03 09:00")


def test_with_no_assistant_one_admin_is_told_once(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, CHLOE, DAVID, ADA, Someone("aline", (Role.ADMIN,)))))
    account(bot, "alice", active=False)
    (told,) = bot.person("ada").messages
    assert told.title == "L’équipe Printemps n’a plus de scrum master."
    bot.wait(hours=8)
    assert len(bot.person("ada").messages) == 1
    assert not bot.person("aline").messages
    assert not any("scrum master" in each.title for each in bot.person("chloe").messages)


def test_with_another_scrum_master_nothing_passes(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, Someone("dora", LEAD))))
    account(bot, "alice", active=False)
    assert roles(bot, "bruno") == {Role.MEMBER, Role.ASSISTANT}
    assert not bot.person("bruno").messages


def test_what_still_waited_for_them_does_not_go_out(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR, start="2027-03-02 20:00")
    account(bot, "alice", active=False)  # Bruno's news waits for his morning
    account(bot, "bruno", active=False)
    bot.until("2027-03-03 12:00")
    assert not bot.person("bruno").messages


# -- A14: what they had open -------------------------------------------------------------------------------------------


def test_what_a_leaver_had_open_is_listed_to_the_scrum_master_once(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker="Bannière : réponse du juridique attendue")
    bot.person("bruno").answers("Budget", blocker="Accès aux segments")
    before = len(bot.person("alice").messages)
    account(bot, "chloe", active=False)
    account(bot, "chloe", active=False)  # the platform says it again
    (told,) = bot.person("alice").messages[before:]
    assert "1 blocage est à reprendre" in told.text and "Bannière : réponse du juridique attendue" in told.text
    assert "Accès aux segments" not in told.text
    alice = bot.person("alice")
    alice.presses("blocker.list")
    assert "Bannière" in alice.told


def test_who_is_taken_out_of_the_team_leaves_their_blockers_to_it(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker="Bannière : réponse du juridique attendue")
    alice = bot.person("alice")
    before = len(alice.messages)
    alice.says("/rituel équipe")
    alice.clicks("team.edit")
    alice.fills(people="alice,bruno,david")
    told = [each.text for each in alice.messages[before:]]
    assert [each for each in told if "1 blocage est à reprendre" in each and "Bannière" in each]


def test_each_lead_hears_of_their_own_teams_blockers_only(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker="Bannière : réponse du juridique attendue")
    with begin(bot.app.engine) as session:
        team = teams.teams(session)[0]
        other = Team(**team.model_dump(exclude={"id", "ref", "name", "name_key"}), name="Été", name_key="été")
        session.add(other)
        session.flush()
        (row,) = session.exec(select(Blocker))
        theirs = row.model_dump(exclude={"id", "ref", "team_id", "text"})
        session.add(Blocker(**{**theirs, "team_id": other.id, "text": "Stand à réserver"}))
        for user, role in (("david", Role.SCRUM_MASTER), ("chloe", Role.MEMBER)):
            person = teams.person_at(session, 1, bot.id_of(user))
            assert person is not None
            assert other.id is not None and person.id is not None
            session.add(Membership(team_id=other.id, person_id=person.id, role=role))
    account(bot, "chloe", active=False)
    told = {user: [each.text for each in bot.person(user).messages if "à reprendre" in each.text] for user in LEADERS}
    assert ["Bannière" in each and "Stand" not in each for each in told["alice"]] == [True]
    assert ["Stand à réserver" in each and "Bannière" not in each for each in told["david"]] == [True]


def test_a_scrum_masters_own_blockers_go_to_who_follows(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    bot.until("2027-03-02 09:40")
    bot.person("alice").answers("Plan", blocker="Salle du webinaire à réserver")
    account(bot, "alice", active=False)
    told = [each.text for each in bot.person("bruno").messages]
    assert any("Salle du webinaire à réserver" in each and "à reprendre" in each for each in told)


def test_who_had_nothing_open_leaves_nothing_to_say(make_bot: MakeBot) -> None:
    bot = make_bot(FOUR)
    bot.until("2027-03-02 09:40")
    before = len(bot.person("alice").messages)
    account(bot, "chloe", active=False)
    assert len(bot.person("alice").messages) == before


# -- Q7: away or gone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ((ALICE, BRUNO, CHLOE, ADA), "alice"),
        ((Someone("alice", LEAD, away=AWAY), BRUNO, CHLOE, DAVID, ADA), "bruno"),
        ((Someone("alice", LEAD, days="0,2,3,4"), BRUNO, CHLOE, DAVID, ADA), "bruno"),  # a Tuesday
        ((Someone("alice", LEAD, away=AWAY), CHLOE, DAVID, ADA), "ada"),
        (
            (
                Someone("alice", LEAD, away=AWAY),
                Someone("bruno", (Role.MEMBER, Role.ASSISTANT), away=AWAY),
                CHLOE,
                DAVID,
                ADA,
            ),
            "ada",
        ),
    ],
)
def test_whoever_is_there_is_told_for_the_scrum_master(
    make_bot: MakeBot, people: tuple[Someone, ...], told: str
) -> None:
    bot = make_bot(SomeTeam(people=people))
    bot.jump("2027-03-02 10:20")  # nobody could be asked in time: that is told
    bot.settle()
    assert {each.conversation for each in bot.chat.messages} == {f"@{told}"}
    assert "à temps" in bot.person(told).last.title


def test_with_nobody_else_to_tell_it_waits_for_their_return(make_bot: MakeBot) -> None:
    """No message lands in an absence, this one neither."""
    bot = make_bot(SomeTeam(people=(Someone("alice", LEAD, away=AWAY), CHLOE, DAVID), standup={"days": "1"}))
    bot.jump("2027-03-02 10:20")
    bot.until(f"{AWAY[0][1]} 23:59")
    alice = bot.person("alice")
    assert not alice.messages
    bot.until(f"{AWAY[0][1] + timedelta(days=4)} 09:01")
    assert "à temps" in alice.messages[0].title
