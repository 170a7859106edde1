"""F5: the sponsor's digest goes out once a week, and whoever leads the team sees it before.

Claire's is on Fridays at 16:00 in Paris: Friday 5 March 2027. Alice works from 09:00 to 18:00.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import col, select

from ritualbot.chat.replies import OpenForm
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.sprint import Span, SprintSpec, SprintState
from ritualbot.store import (
    alarms,
    audit,
    decision as decisions,
    digest as digests,
    digest_plan,
    sprint as sprints,
    sprint_close,
)
from ritualbot.store.decision import DecisionQuestion
from ritualbot.store.digest import PREVIEW, SEND, Digest, DigestPart
from ritualbot.store.engine import begin
from ritualbot.store.sprint_goal import SprintGoal
from ritualbot.store.standup import Standup
from ritualbot.store.team import Person, Team
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment
from tests.conversations.fake_chat import Posted
from tests.conversations.test_request import plain, told

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE))
OLGA = Someone("olga", (Role.SPONSOR,))
BEFORE = ["digest.send", "digest.word", "digest.remove"]


def made(make_bot: MakeBot, *teams: SomeTeam, start: str = "2027-03-02 09:20") -> Bot:
    """Without stand-ups: what is asked in them is proven elsewhere."""
    bot = make_bot(*(teams[:1] or (TEAM,)), start=start)
    for further in teams[1:]:
        bot.further_team(further)
    with begin(bot.app.engine) as session:
        for standup in session.exec(select(Standup)):
            standup.archived_at, standup.next_on = bot.clock.now(), None
        for alarm in alarms.upcoming(session, ("standup.open",)):
            alarms.clear(session, alarm.kind, alarm.ref)
        digest_plan.schedule_missing(session, bot.clock.now())
    return bot


def seen(bot: Bot, user: str, begins: str) -> list[Posted]:
    """What stands with somebody, by how its title begins."""
    return [each for each in bot.person(user).messages if plain(each.title).startswith(begins)]


def got(bot: Bot, user: str = "claire") -> list[Posted]:
    return bot.person(user).messages


def offered(seen: Posted) -> list[str]:
    """Its buttons, but for the one that leads to the dashboard."""
    return [button.action for button in buttons(seen.card) if button.action != "dashboard.link"]


def previews(bot: Bot, user: str = "alice") -> list[Posted]:
    return seen(bot, user, "Aperçu de la synthèse")


def rings(bot: Bot, kind: str) -> list[str]:
    with bot.session() as session:
        return [f"{each.rings_at:%Y-%m-%d %H:%M}" for each in alarms.upcoming(session, (kind,))]


def ref_of_part(bot: Bot) -> str:
    with bot.session() as session:
        [(_, part)] = digests.to_come(session, session.exec(select(Team.id).order_by(col(Team.id))).first() or 0)
        return part.ref


# -- on time -------------------------------------------------------------------------------------------------------


def test_it_goes_out_on_friday_and_whoever_leads_saw_it_two_working_hours_before(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    bot.until("2027-03-05 13:59")
    assert not previews(bot) and not got(bot)
    bot.until("2027-03-05 14:01")
    for user in ("alice", "bruno"):
        [preview] = previews(bot, user)
        assert plain(preview.title) == "Aperçu de la synthèse de Claire, départ vendredi 5 mars 16:00"
        assert offered(preview) == BEFORE
        assert "Printemps, semaine du 1er mars" in plain(preview.text)
    assert not got(bot, "chloe")
    bot.until("2027-03-05 15:59")
    assert not got(bot)
    bot.until("2027-03-05 16:01")
    [digest] = got(bot)
    assert digest.at == moment("2027-03-05 16:00")
    assert plain(digest.title).startswith("Printemps, semaine du 1er mars")
    [preview] = seen(bot, "alice", "Synthèse envoyée à Claire, vendredi 5 mars 16:00")
    assert not previews(bot) and not offered(preview)
    bot.until("2027-03-12 16:01")
    assert len(got(bot)) == 2


def test_an_empty_week_is_one_line(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    bot.until("2027-03-05 16:01")
    [digest] = got(bot)
    assert len(digest.text.splitlines()) == 1 and not offered(digest)


def test_a_holiday_moves_it_to_the_next_working_morning_and_the_preview_with_it(make_bot: MakeBot) -> None:
    """Friday 1 January 2027: Monday the 4th at 09:00, seen on Thursday 31 December at 16:00."""
    bot = made(make_bot, start="2026-12-29 10:00")
    assert rings(bot, SEND) == ["2027-01-04 08:00"] and rings(bot, PREVIEW) == ["2026-12-31 15:00"]
    bot.until("2026-12-31 16:01")
    assert plain(previews(bot)[0].title).endswith("départ lundi 4 janvier 09:00")
    bot.until("2027-01-04 09:01")
    [digest] = got(bot)
    assert "semaine du 28 décembre" in plain(digest.text)
    bot.until("2027-01-08 16:01")
    assert len(got(bot)) == 2


def test_an_absence_moves_it_and_its_end_brings_it_back(make_bot: MakeBot) -> None:
    """The sponsor's; of whoever leads it moves the preview alone, which goes to the assistant."""
    bot = made(make_bot)
    claire, alice = bot.person("claire"), bot.person("alice")
    claire.says("/rituel absent du 05/03/2027 au 08/03/2027")
    assert rings(bot, SEND) == ["2027-03-09 08:00"] and rings(bot, PREVIEW) == ["2027-03-08 15:00"]
    claire.clicks("absence.cancel")
    assert rings(bot, SEND) == ["2027-03-05 15:00"] and rings(bot, PREVIEW) == ["2027-03-05 13:00"]
    alice.says("/rituel absent le 05/03/2027")
    bot.until("2027-03-05 14:01")
    assert not previews(bot) and len(previews(bot, "bruno")) == 1


def test_a_sponsor_far_away_gets_it_in_their_own_afternoon_and_language(make_bot: MakeBot) -> None:
    """16:00 in Toronto is 22:00 in Paris: Alice sees it in her last two hours, from 16:00 on."""
    far = replace(CLAIRE, tz="America/Toronto", region="CA-ON", language="en")
    bot = made(make_bot, SomeTeam(people=(ALICE, CHLOE, far)))
    assert rings(bot, SEND) == ["2027-03-05 21:00"] and rings(bot, PREVIEW) == ["2027-03-05 15:00"]
    bot.until("2027-03-05 22:01")
    [digest] = got(bot)
    assert "week of" in digest.text
    [preview] = seen(bot, "alice", "Synthèse envoyée à Claire, vendredi 5 mars 22:00")
    assert preview.at == moment("2027-03-05 16:00") and "week of" in preview.text


def test_after_a_downtime_it_still_goes_out_once(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    bot.jump("2027-03-08 10:30")
    bot.wait(minutes=1)
    assert [plain(each.title)[:9] for each in got(bot)] == ["Printemps"]
    bot.until("2027-03-12 15:00")
    assert len(got(bot)) == 1


def test_two_workers_send_it_once(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    others = [bot.another_worker() for _ in range(2)]
    bot.until("2027-03-05 15:59")
    bot.jump("2027-03-05 16:00")
    for _ in range(2):
        for app in (bot.app, *others):
            app.dispatcher.ring(bot.clock.now())
    bot.wait(minutes=2)
    for each in others:
        each.engine.dispose()
    assert len(got(bot)) == 1
    with bot.session() as session:
        assert len(session.exec(select(Digest).where(col(Digest.sent_at).is_not(None))).all()) == 1


# -- before it goes out --------------------------------------------------------------------------------------------


def test_send_sends_it_at_once_and_its_buttons_are_stale_then(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    bot.until("2027-03-05 14:10")
    alice, bruno = bot.person("alice"), bot.person("bruno")
    refs = {action: alice.button(action).ref for action in BEFORE}
    alice.presses("digest.send", key="once")
    alice.presses_ref("digest.send", refs["digest.send"], key="once")
    assert [each.at.hour for each in got(bot)] == [13]  # UTC
    assert not previews(bot, "bruno")
    for action in BEFORE:
        bruno.presses_ref(action, refs[action])
        assert told(bruno).startswith("La synthèse de Claire est déjà partie (vendredi 5 mars 14:10)")
    bot.until("2027-03-05 18:00")
    assert len(got(bot)) == 1
    assert rings(bot, SEND) == ["2027-03-12 15:00"]
    with bot.session() as session:
        assert [each.action for each in audit.chain(session, 1) if each.action.startswith("digest.")] == ["digest.sent"]


def test_a_word_is_added_and_both_see_it(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    bot.until("2027-03-05 14:10")
    alice = bot.person("alice")
    alice.presses("digest.word")
    alice.fills(word="x" * 201)
    assert set(alice.errors) == {"word"}
    alice.fills(word="Semaine calme, *cap* tenu")
    [preview] = previews(bot, "bruno")
    assert "Semaine calme, *cap* tenu" in preview.text
    bot.until("2027-03-05 16:01")
    assert "Semaine calme, *cap* tenu" in got(bot)[0].text


def a_sprint(bot: Bot, last: str, first: str = "2027-03-01") -> None:
    with begin(bot.app.engine) as session:
        team = session.exec(select(Team).order_by(col(Team.id))).first()
        assert team is not None
        span = Span(date.fromisoformat(first), date.fromisoformat(last))
        sprints.start(session, team, SprintSpec("Sprint 12", "Doubler les inscriptions", span), None, bot.clock.now())


def change_goal(actor: Actor, bot: Bot, goal: str = "Tripler les inscriptions") -> None:
    with bot.session() as session:
        ref = session.exec(select(sprints.Sprint.ref)).one()
    actor.presses_ref("sprint.edit", ref)
    actor.fills(goal=goal)


def test_a_line_is_removed_but_never_a_decision(make_bot: MakeBot) -> None:
    """A sprint that runs is a line; its changed goal is a decision."""
    bot = made(make_bot)
    a_sprint(bot, "2027-03-19")
    alice = bot.person("alice")
    change_goal(alice, bot)
    bot.until("2027-03-05 14:10")
    alice.presses("digest.remove")
    assert isinstance(alice.reply, OpenForm)
    [field] = alice.reply.form.fields
    removable = {option.value for option in getattr(field, "options", ())}
    assert removable and not any(each.startswith("decision:") for each in removable)
    with bot.session() as session:
        key = f"decision:goal:{session.exec(select(SprintGoal.ref)).one()}"
    alice.fills(lines=key)
    assert "ne se retirent pas" in plain(alice.errors["lines"])
    alice.fills(lines=",".join(removable))
    bot.until("2027-03-05 16:01")
    [digest] = got(bot)
    assert offered(digest)[:2] == ["decision.approve", "decision.refuse"]
    assert len(digest.text.splitlines()) <= 3


def test_nothing_to_remove_says_so(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    bot.until("2027-03-05 14:10")
    alice = bot.person("alice")
    alice.presses("digest.remove")
    assert told(alice).startswith("Rien à retirer")


# -- a sprint that closes that day ---------------------------------------------------------------------------------


def test_it_waits_for_the_close_of_the_day(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    a_sprint(bot, "2027-03-05")
    bot.until("2027-03-05 16:20")
    assert not got(bot)
    alice = bot.person("alice")
    alice.says("/sprint-close")
    alice.clicks("sprint.ask_close")
    alice.fills(goal_met="yes")
    bot.wait(minutes=1)
    [digest] = got(bot)
    assert digest.at.minute == 20 and "Sprint 12" in digest.text


def test_it_waits_an_hour_at_most(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    a_sprint(bot, "2027-03-05")
    bot.until("2027-03-05 16:59")
    assert not got(bot)
    bot.until("2027-03-05 17:01")
    assert len(got(bot)) == 1


# -- whose ---------------------------------------------------------------------------------------------------------


def test_each_of_two_sponsors_gets_theirs(make_bot: MakeBot) -> None:
    bot = made(make_bot, SomeTeam(people=(ALICE, CHLOE, CLAIRE, OLGA)))
    bot.until("2027-03-05 16:01")
    assert len(got(bot)) == 1 == len(got(bot, "olga"))


def test_three_teams_one_digest_which_goes_early_once_all_have_said_so(make_bot: MakeBot) -> None:
    others = [SomeTeam(people=(ALICE, CHLOE, CLAIRE), name=name, channel=name.lower()) for name in ("Automne", "Hiver")]
    bot = made(make_bot, TEAM, *others)
    bot.until("2027-03-05 14:10")
    alice = bot.person("alice")
    refs = [button.ref for each in previews(bot) for button in buttons(each.card) if button.action == "digest.send"]
    assert len(refs) == 3
    for ref in refs[:2]:
        alice.presses_ref("digest.send", ref)
        assert told(alice).startswith("C’est noté. La synthèse de Claire part dès que les autres équipes")
        assert not got(bot)
    alice.presses_ref("digest.send", refs[2])
    [digest] = got(bot)
    assert all(name in digest.text for name in ("Printemps", "Automne", "Hiver"))


def test_who_is_sponsor_no_more_gets_none_and_who_is_does(make_bot: MakeBot) -> None:
    bot = made(make_bot, SomeTeam(people=(ALICE, CHLOE, CLAIRE, replace(OLGA, roles=()))))
    alice = bot.person("alice")
    alice.says("/rituel charte")
    with bot.session() as session:
        team = session.exec(select(Team.ref)).one()
    alice.presses_ref("charter.sponsor", team)
    alice.fills(sponsor=bot.id_of("olga"))
    bot.until("2027-03-05 16:01")
    assert not seen(bot, "claire", "Printemps") and len(seen(bot, "olga", "Printemps")) == 1


def test_a_sponsor_who_left_gets_none(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    with begin(bot.app.engine) as session:
        claire = session.exec(select(Person).where(col(Person.name) == "Claire")).one()
        claire.active = False
    bot.until("2027-03-05 16:01")
    assert not got(bot) and rings(bot, SEND) == []


def test_who_cannot_be_reached_is_told_to_who_leads(make_bot: MakeBot) -> None:
    bot = made(make_bot, SomeTeam(people=(ALICE, CHLOE, replace(CLAIRE, reachable=False))))
    bot.until("2027-03-05 16:01")
    assert seen(bot, "alice", "La synthèse de Printemps n’est pas partie : aucun message n’atteint Claire")


# -- `/digest` -----------------------------------------------------------------------------------------------------


def test_the_sponsor_reads_it_at_any_time_and_who_leads_sees_when_it_goes(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    claire, alice, chloe = bot.person("claire"), bot.person("alice"), bot.person("chloe")
    claire.says("/hebdo")
    assert "Printemps, semaine du 1er mars" in plain(claire.told)
    assert "Elle part vendredi 5 mars 16:00" in plain(claire.told)
    alice.says("/digest")
    assert "Elle part à Claire vendredi 5 mars 16:00." in plain(alice.told)
    alice.clicks("digest.preview")
    assert plain(alice.told).startswith("Aperçu de la synthèse de Claire")
    chloe.says("/synthese")
    assert "sponsor" in chloe.told and "Printemps, semaine" not in plain(chloe.told)
    alice.says("/rituel agenda")
    assert "La synthèse part" in alice.told and "Aperçu de la synthèse" in alice.told


def test_day_and_time_are_the_teams_to_choose(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    alice = bot.person("alice")
    alice.says("/digest")
    alice.clicks("digest.rhythm")
    alice.fills(day="3", at="25:00")
    assert set(alice.errors) == {"at"}
    alice.fills(day="3", at="10:30")
    assert "jeudi 4 mars 10:30" in plain(alice.told)
    assert rings(bot, SEND) == ["2027-03-04 09:30"]
    assert rings(bot, PREVIEW) == ["2027-03-03 16:30"]  # an hour and a half of Thursday, half an hour of Wednesday


def test_a_team_without_a_sponsor_sees_what_one_would_read(make_bot: MakeBot) -> None:
    bot = made(make_bot, SomeTeam(people=(ALICE, CHLOE)))
    alice = bot.person("alice")
    alice.says("/digest")
    assert "Personne ne la reçoit" in plain(alice.told)
    alice.says("/digest preview")
    assert plain(alice.told).startswith("Aperçu de la synthèse : personne ne la reçoit encore.")
    assert rings(bot, SEND) == []


def test_what_was_sent_is_forgotten_after_its_time_and_what_is_to_come_stays(make_bot: MakeBot) -> None:
    """With what was added to it and asked about it; a sprint takes its changed goals along."""
    bot = made(make_bot)
    a_sprint(bot, "2027-03-19")
    change_goal(bot.person("alice"), bot)
    bot.until("2027-03-05 16:01")
    claire = bot.person("claire")
    claire.presses("decision.ask_goal")
    claire.fills(question="Avec quel budget ?")
    with begin(bot.app.engine) as session:
        [tenant] = {each.tenant_id for each in session.exec(select(Team))}
        later = bot.clock.now() + timedelta(days=1)
        digests.forget(session, tenant, later)
        decisions.forget(session, tenant, later)
        session.expire_all()
        assert [each.sent_at for each in session.exec(select(Digest))] == [None]
        assert len(session.exec(select(DigestPart)).all()) == 1
        assert session.exec(select(DecisionQuestion)).all() == []
        sprint = session.exec(select(sprints.Sprint)).one()
        sprint.state, sprint.closed_at = SprintState.CLOSED, bot.clock.now()
        session.flush()
        sprint_close.forget(session, tenant, later)
        assert session.exec(select(SprintGoal)).all() == []
