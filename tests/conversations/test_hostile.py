"""SPEC I: whatever is typed or tampered with comes back literally or is refused in words, and nothing breaks."""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, col, select
from structlog.testing import capture_logs

from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, MessageTyped, Place, Who
from ritualbot.chat.replies import FieldErrors, OpenForm, Reply, Say
from ritualbot.handlers import FORMS, ROUTES
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.action import ActionSource, ActionState
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.pilot import Happened as PilotHappened
from ritualbot.rituals.sprint import Span, SprintSpec, SprintState
from ritualbot.rituals.sprint_item import ItemSpec
from ritualbot.store import (
    action as actions,
    blocker as blockers,
    charter as charters,
    hypothesis as hypotheses,
    pilot as pilots,
    request as requests,
    retro_run as runs,
    review as reviews,
    sprint as sprints,
    sprint_item as items,
)
from ritualbot.store.desk import Desk
from ritualbot.store.engine import begin
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.pilot import Pilot
from ritualbot.store.request import Request
from ritualbot.store.sprint import Sprint, SprintItem
from ritualbot.store.standup import Standup, StandupAnswer, StandupPart, StandupQuestion
from ritualbot.store.team import Destination, Person, Team
from tests.builders import Someone, SomeTeam
from tests.conversations.bot import Bot
from tests.conversations.fake_chat import texts
from tests.desks import build_desk
from tests.rituals.hypothesis_table import CELLS, SITUATIONS

MakeBot = Callable[..., Bot]
NEXT_MONTH = date(2027, 4, 30)

# What is typed, and what of it is kept: all that can be stored and seen.
TYPED: Mapping[str, tuple[str, str]] = {
    "a mention of everyone": ("<!channel> et <!here>", "<!channel> et <!here>"),
    "a mention": ("<@U1> et @everyone", "<@U1> et @everyone"),
    "a link": ("[x](http://e) <http://e|x>", "[x](http://e) <http://e|x>"),
    "a formula": ("=1+1", "=1+1"),
    "a tag": ("</at><at>Bob</at><script>alert(1)</script>", "</at><at>Bob</at><script>alert(1)</script>"),
    "a card's expression": ("{{DATE()}} ${name}", "{{DATE()}} ${name}"),
    "our own placeholder": ("{name} {time} {n}", "{name} {time} {n}"),
    "a channel's placeholder": ("{place0} {places}", "{place0} {places}"),
    "markup": ("*gras* _italique_ `code` ~barré~", "*gras* _italique_ `code` ~barré~"),
    "half of a markup": ("2 * 3 = 6 et a_b", "2 * 3 = 6 et a_b"),
    "right to left": ("\u202egauche\u202c \u05e9\u05dc\u05d5\u05dd", "\u202egauche\u202c \u05e9\u05dc\u05d5\u05dd"),
    "a family": ("👨\u200d👩\u200d👧\u200d👦 e\u0301", "👨\u200d👩\u200d👧\u200d👦 e\u0301"),
    "control characters": ("a\x00b\x07c\x1b[31md\x7f\x9fe\ufffe", "abc[31mde"),
    "lone surrogates": ("avant\ud800après\udfff", "avantaprès"),
    "line ends": ("un\r\ndeux\rtrois\tquatre", "un\ndeux\ntrois\tquatre"),
    "quotes and backslashes": ("'; DROP TABLE team; -- \\n \"", "'; DROP TABLE team; -- \\n \""),
    "percent signs": ("%s %(x)s %%", "%s %(x)s %%"),
    "JSON": ('{"is":"Mention","user":"U1"}', '{"is":"Mention","user":"U1"}'),
}
CROWD = SomeTeam(
    people=(
        Someone("alice", (Role.MEMBER, Role.SCRUM_MASTER)),
        *(Someone(f"p{n}") for n in range(len(TYPED))),
    )
)

INCIDENT = [Words(language).markup("ritual.failed") for language in LANGUAGES]


def is_incident(reply: Reply) -> bool:
    return isinstance(reply, Say) and any(text.markup in INCIDENT for text in texts(reply.card))


def readable(reply: Reply) -> str:
    """The answer as a platform would read it: all of it is text, and text that can be sent."""
    match reply:
        case Say(card=card):
            said = card.plain_text()
        case FieldErrors(errors=errors):
            said = "\n".join(text.plain() for text in errors.values())
        case OpenForm(form=form):
            said = form.title.plain()
        case _:
            said = ""
    return said


# -- what is typed -------------------------------------------------------------------------------------------------


def test_what_is_typed_comes_back_literally_everywhere(make_bot: MakeBot) -> None:
    """In the acknowledgement, the summary, the thread and the next form; and nothing of it is ever active."""
    bot = make_bot(CROWD)
    bot.until("2027-03-02 09:40")
    cases = [(bot.person(f"p{n}"), typed, kept) for n, (typed, kept) in enumerate(TYPED.values())]
    for someone, typed, kept in cases:
        someone.answers(typed)
        assert someone.last.shows(kept), kept
    bot.until("2027-03-02 11:45")
    for _, _, kept in cases:
        assert any(page.shows(kept) for page in in_channel(bot)), kept
    for someone, typed, kept in cases:
        someone.presses("standup.open")
        assert someone.form is not None
        assert getattr(someone.form.fields[1], "initial", None) == kept
        someone.fills(today="Autre chose", moved=typed)
    bot.settle()
    lines = bot.channel().thread(bot.channel().messages[0])
    for _, _, kept in cases:
        assert any(line.shows(kept) for line in lines), kept
    with bot.session() as session:
        stored = set(session.exec(select(StandupAnswer.value).where(col(StandupAnswer.question) == "moved")).all())
    assert stored == {kept for _, _, kept in cases}


def in_channel(bot: Bot) -> list[Any]:
    return [each for each in bot.chat.messages if each.conversation == "printemps"]


def part_of(bot: Bot, user: str) -> str:
    with bot.session() as session:
        return (
            session.exec(
                select(StandupPart.ref)
                .join(Person, col(Person.id) == col(StandupPart.person_id))
                .where(col(Person.name) == user.capitalize())
                .order_by(col(StandupPart.id).desc())
            ).first()
            or ""
        )


NAME = "*B* {name} {place0} <!channel> `x` _y_"


def test_names_and_questions_come_back_literally(make_bot: MakeBot) -> None:
    """People's names, a team's, a channel's and a question are typed by someone too."""
    bot = make_bot(CROWD)
    with bot.session() as session, session.begin():
        bob = session.exec(select(Person).where(col(Person.name) == "P0")).one()
        bob.name = bob.function = NAME
        session.exec(select(Team)).one().name = f"équipe {NAME}"
        session.exec(select(Destination)).one().name = f"canal {NAME}"
        question = session.exec(select(StandupQuestion).where(col(StandupQuestion.key) == "today")).one()
        question.text = f"Et {NAME} ?"
    bot.until("2027-03-02 09:40")
    bob_, alice = bot.person("p0"), bot.person("alice")
    assert NAME in bob_.last.title
    assert f"#canal {NAME}" in bob_.last.text
    for typed in ("/rituel agenda", "/rituel équipe"):
        alice.says(typed)
        assert f"équipe {NAME}" in alice.told, typed
    bot.until("2027-03-02 11:40")
    alice.presses("standup.names", where="printemps")
    assert NAME in alice.told
    bob_.answers("Plan")
    assert f"Et {NAME} ?" in bob_.messages[0].text
    assert NAME in bot.channel().last.text
    (line,) = bot.channel().thread()
    assert line.title.startswith(f"{NAME} a ajouté")
    assert all(each.shows(NAME) for each in (bob_.messages[0], bot.channel().last, line))


@pytest.mark.parametrize(
    ("typed", "length"),
    [("é" * 3001, "3001"), ("👩\u200d🚀" * 3001, "3001"), ("x" * 40_000, "40000")],
    ids=["letters", "emoji", "40 KB"],
)
def test_a_text_over_the_limit_is_refused_at_its_field_with_the_text_kept(
    make_bot: MakeBot, typed: str, length: str
) -> None:
    refused_at_its_field(make_bot, typed, length)


@pytest.mark.direct("more than a request of Slack's may hold: tests/platforms/slack/test_guard.py")
def test_marks_without_end_are_refused_as_any_text(make_bot: MakeBot) -> None:
    refused_at_its_field(make_bot, "z" + "\u0301" * 99_999, "3125")


def refused_at_its_field(make_bot: MakeBot, typed: str, length: str) -> None:
    bot = make_bot()
    bot.until("2027-03-02 09:40")
    chloe = bot.person("chloe")
    chloe.presses("standup.open")
    chloe.fills(moved="Plan", today=typed)
    assert set(chloe.errors) == {"today"}
    assert length in chloe.errors["today"] and "3000" in chloe.errors["today"]
    assert "conservé" in chloe.errors["today"]
    assert len(chloe.messages) == 1 and chloe.last.edits == 0
    chloe.fills(moved="Plan", today=typed[:3000])
    bot.settle()
    pages = [chloe.last, *bot.channel("@chloe").thread(chloe.last)]
    said = (page.text.rpartition("Aujourd’hui — ")[2].partition("\n")[0] for page in pages)
    assert typed[:3000] in "".join(said)


# -- what is tampered with -----------------------------------------------------------------------------------------

NEUTRAL = "speaks the neutral events, as no payload of Slack can"
REFS = {
    "none": "",
    "a path": "../../etc/passwd",
    "SQL": "' OR 1=1 --",
    "a placeholder": "{place0}",
    "an emoji": "👩\u200d🚀",
    "5,000 characters": "x" * 5000,
    "a number": "1",
}
# What no database takes as a parameter.
UNSTORABLE = {"NUL": "a\x00b", "a lone surrogate": "a\ud800b"}
VALUES: Mapping[str, dict[str, Any]] = {
    "nothing": {},
    "null": {"today": None},
    "a number": {"today": 5},
    "a list": {"today": ["a", "b"]},
    "an object": {"today": {"x": 1}},
    "true": {"today": True},
    "one too many": {"today": "Plan", "extra": "Perdu ?"},
    "another form's": {"name": "X", "people": "alice"},
    "nonsense": {"people": ",,,", "name": "../", "days": "never", "at": "25:00", "summary": "9h75", "due": "31/02"}
    | {"goal": "é" * 201, "starts_on": "31/02", "ends_on": "never", "lines": "@p !x\n" * 7, "goal_met": "peut-être"}
    | {"title": " ", "owner": "' OR 1=1 --", "reason": "\u200b", "shown": "é" * 501, "mode": "../"},
    "an end before the start": {"name": "Été", "goal": "But", "starts_on": "2027-03-08", "ends_on": "2027-03-01"},
    "nonsense of an item": {"title": "Page", "owner": "../", "priority": "!", "need": "{name}", "link": "javascript:x"},
    "40 KB": {"people": "x," * 20_000, "name": "x" * 40_000, "days": "x" * 40_000, "language": "x" * 40_000},
}
UNREADABLE: Mapping[str, dict[str, Any]] = {
    "one too many, no text": {"today": "Plan", "extra": 5},
    "people of no text": {"people": 5, "name": ["x"], "days": None, "at": {}, "summary": True, "language": 1},
    "a sprint of no text": {"goal": ["x"], "starts_on": True, "ends_on": {}, "lines": 1, "goal_met": None}
    | {"title": 5, "items": 5, "back": [], "place": 1, "shown": {}, "remarks": 5, "text": 5, "due": {}, "reason": True}
    | {"owner": ["x"], "notes": 5, "into": {}, "priority": [], "need": 1, "link": 5},
    "a sprint with NUL": {"goal": "\x00", "items": "\x00,\ud800", "back": "\x00", "owner": "\ud800", "place": "\x00"},
    "people with NUL": {"people": "alice,\x00,\ud800", "name": "\x00", "days": "\x00", "at": "\ud800"},
}


def do(bot: Bot, event: Event) -> Reply:
    return bot.app.dispatcher.handle(event)


def who(user: str = "alice") -> tuple[str, Who, Place]:
    return uuid4().hex, Who("direct", "W1", user), Place(f"@{user}", direct=True)


@pytest.mark.direct(NEUTRAL)
def test_a_tampered_reference_is_absent_and_keeps_the_text(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.until("2027-03-02 09:40")
    assert [fault for name, ref in REFS.items() for fault in faults_with(bot, name, ref)] == []
    an_ordinary_day_goes_on(bot)


@pytest.mark.parametrize("ref", UNSTORABLE.values(), ids=UNSTORABLE)
def test_a_reference_no_database_takes_is_absent_too(postgresql_url: str, ref: str) -> None:
    with closing(Bot(postgresql_url)) as bot, capture_logs():
        bot.until("2027-03-02 09:40")
        assert faults_with(bot, "", ref) == []


def faults_with(bot: Bot, name: str, ref: str) -> list[str]:
    """Every button and form with this reference, where the answer is not what it should be."""
    wrong = []
    for action, route in ROUTES.items():
        reply = do(bot, ButtonPressed(*who(), action, ref))
        if is_incident(reply) or (route.about and "Introuvable ici" not in readable(reply)):
            wrong.append(f"{name}, {action}: {readable(reply)[:80]}")
    for action, route in FORMS.items():
        reply = do(bot, FormSubmitted(*who(), action, ref, {"today": "Mon texte", "name": "x"}))
        if is_incident(reply) or (route.about and "Introuvable ici" not in readable(reply)):
            wrong.append(f"{name}, {action}: {readable(reply)[:80]}")
        if route.about and "Mon texte" not in readable(reply):
            wrong.append(f"{name}, {action}: the text is lost")
    return wrong


def an_ordinary_day_goes_on(bot: Bot) -> None:
    chloe = bot.person("chloe")
    assert chloe.last.edits == 0
    chloe.answers("Plan")
    bot.until("2027-03-02 11:40")
    assert "Plan" in bot.channel().last.text
    assert "1 réponse, 2 sans réponse" in bot.channel().last.text


@pytest.mark.not_on_playground("its door lets no such reference in")
def test_a_few_of_them_from_a_person(make_bot: MakeBot) -> None:
    """The same through whatever the platform makes of a click and a form."""
    bot = make_bot()
    bot.until("2027-03-02 09:40")
    chloe = bot.person("chloe")
    for name, ref in ((name, ref) for name, ref in REFS.items() if len(ref) <= bot.longest_ref):
        chloe.presses_ref("standup.open", ref)
        assert "Introuvable ici" in chloe.told, name
        chloe.submits("standup.answer", ref, {"today": "Mon texte"})
        assert "Introuvable ici" in chloe.told and "Mon texte" in chloe.told, name
    an_ordinary_day_goes_on(bot)


@pytest.mark.not_on_teams("a form nobody was asked has nothing for what was typed to come back in")
def test_a_few_wrong_values_from_a_person(make_bot: MakeBot) -> None:
    """In forms of their own making, of which nothing is kept."""
    bot = make_bot()
    bot.until("2027-03-02 09:40")
    alice, part = bot.person("alice"), part_of(bot, "alice")
    with bot.session() as session:
        team = session.exec(select(Team.ref)).one()
    for action, ref in (
        ("standup.answer", part),
        ("team.save", team),
        ("absence.save", ""),
        ("setup.found", "atelier"),
    ):
        for name in ("nothing", "one too many", "another form's", "nonsense", "40 KB"):
            reply = alice.submits(action, ref, VALUES[name])
            assert fault_in(reply, VALUES[name]) == "", (action, name)
    with bot.session() as session:
        assert session.exec(select(StandupAnswer)).all() == []
        assert len(session.exec(select(Team)).all()) == 1
    an_ordinary_day_goes_on(bot)


@pytest.mark.not_on_teams("what no card of ours can carry is refused at the door, in other words")
def test_a_few_actions_that_are_not_ours_from_a_person(make_bot: MakeBot) -> None:
    alice = make_bot().person("alice")
    for action in ("never.was", "__class__", "standup", "{name}"):
        alice.presses_ref(action, "")
        assert "expiré" in alice.told, action
        alice.submits(action, "", {"today": "Mon texte"})
        assert "expiré" in alice.told and "Mon texte" in alice.told, action


ACTIONS = ["", "never.was", "__class__", "standup", "standup.answer", "{name}", "\x00", "x" * 5000]


@pytest.mark.direct(NEUTRAL)
def test_an_action_that_is_not_ours_has_expired(make_bot: MakeBot) -> None:
    bot = make_bot()
    for action in ACTIONS:
        assert "expiré" in readable(do(bot, ButtonPressed(*who(), action, ""))), action
        if action not in FORMS:
            reply = do(bot, FormSubmitted(*who(), action, "", {"today": "Mon texte"}))
            assert "expiré" in readable(reply) and "Mon texte" in readable(reply), action


@pytest.mark.direct(NEUTRAL)
def test_wrong_values_are_refused_in_words_and_keep_the_text(make_bot: MakeBot) -> None:
    bot = make_bot()
    bot.until("2027-03-02 09:40")
    assert [fault for name, values in VALUES.items() for fault in faults_of(bot, name, values)] == []
    bot.settle()
    with bot.session() as session:
        assert session.exec(select(StandupAnswer)).all() == []
        assert len(session.exec(select(Team)).all()) == 1
    an_ordinary_day_goes_on(bot)


@pytest.mark.parametrize("values", UNREADABLE.values(), ids=UNREADABLE)
def test_values_that_are_no_text_at_all_are_refused_too(postgresql_url: str, values: dict[str, Any]) -> None:
    with closing(Bot(postgresql_url)) as bot, capture_logs():
        bot.until("2027-03-02 09:40")
        assert faults_of(bot, "", values) == []


def faults_of(bot: Bot, name: str, values: Mapping[str, Any]) -> list[str]:
    """Every form with these values, where the answer is not what it should be."""
    part = part_of(bot, "alice")
    with begin(bot.app.engine) as session:
        alices = session.exec(select(Team)).one()
        charters.of_team(session, alices.id or 0).kpi = "Inscriptions"
        person = session.exec(select(Person).where(col(Person.name) == "Alice")).one()
        blockers.heard(session, alices, part, person, ["Bannière"], bot.clock.now())
        team, [blocker] = alices.ref, blockers.said_in(session, [part])
        standup = session.exec(select(Standup.ref)).one()
        retro = runs.begin(session, alices).ref
        action = an_action(session, alices, person, bot.clock.now())
        sprint, item = a_sprint(session, alices, bot.clock.now())
        filing, asked = a_request(session, alices, person, bot.clock.now())
        logged = hypotheses_for(session, alices, person, bot.clock.now())
        pilot = a_pilot(session, alices, person, bot.clock.now())
        review = a_review(session, alices, bot.clock.now())
    refs = {
        "standup.answer": part,
        **dict.fromkeys(("blocker.save", "action.create_unblocking"), blocker.ref),
        **dict.fromkeys(("team.save", "team.confirm", "standup.create", "absence.close", "idea.save"), team),
        **dict.fromkeys(("sprint.begin", "sprint.add_lines", "action.create"), team),
        **dict.fromkeys(("absence.save", "person.save"), ""),
        "standup.save_schedule": standup,
        "retro.save_note": f"{retro}.a-form",
        **{f"retro.save_{what}": retro for what in ("mine", "group", "vote", "act", "settings")},
        **{f"sprint.{verb}": sprint for verb in ("change", "close_now", "reopen_now", "show", "learn")},
        "sprint.save_item": item,
        **{f"action.{verb}": action for verb in ("take", "refuse", "postpone", "abandon", "save")},
        "request.file": filing,
        "desk.create": "",
        **{action: filing.split(":")[1] for action in FORMS if action.startswith("desk.save_")},
        **{action: asked for action in FORMS if action.startswith("request.save_")},
        **dict.fromkeys(("setup.found", "setup.confirm"), "atelier"),
        **{action: team for action in FORMS if action.startswith("charter.save_")},
        "kpi.save": team,
        **dict.fromkeys(("hypothesis.open", "hypothesis.save_settings", "pilot.create"), team),
        **logged,
        **{action: pilot for action in FORMS if action.startswith("pilot.save_")},
        "pilot.save_check": f"{pilot}:2",
        "sponsor.send_request": asked,
        "sponsor.send_blocker": blocker.ref,
        **{action: "nobody-asked" for action in FORMS if action.startswith(("sponsor.save_", "decision."))},
        "review.save": team,
        "review.moved": review,
        **{action: "nobody-asked" for action in FORMS if action.startswith("digest.")},
        "digest.save_rhythm": team,
    }
    assert refs.keys() == FORMS.keys() - {"access.send"}  # refuses no text: it carries it to the set-up form
    answered: dict[str, Reply] = {}
    for between in (True, False):
        between_sprints(bot, between)
        for action in (each for each in refs if (each in BETWEEN_SPRINTS) == between):
            answered[action] = do(bot, FormSubmitted(*who(), action, refs[action], values))
    return [f"{name}, {action}: {fault}" for action, reply in answered.items() if (fault := fault_in(reply, values))]


BETWEEN_SPRINTS = ("sprint.begin", "sprint.reopen_now")  # there is none that runs


def a_review(session: Session, team: Team, now: datetime) -> str:
    """One whose pack was sent; of the last nobody said anything."""
    found = reviews.last_called(session, team)
    if found is None or found.outcome:
        coming = reviews.coming(session, team, now if found is None else found.starts_at)
        assert coming is not None
        found = reviews.call(session, team, coming, now)
    return found.ref


def a_request(session: Session, team: Team, person: Person, now: datetime) -> tuple[str, str]:
    """What one to legal is filed with, and one of Alice's."""
    desk = session.exec(select(Desk)).first() or build_desk(session, now, DeskKind.LEGAL, "Juridique")
    found = session.exec(select(Request)).first()
    if found is None:
        row = Request(
            team_id=team.id or 0,
            number=0,
            desk_id=desk.id or 0,
            type="contest",
            title="Jeu",
            requester_id=person.id or 0,
            filed_at=now,
            calendar_version=1,
        )
        found = requests.file(session, row, {"acknowledge": "27000", "decide": "135000"}, "direct")
    return f"{team.ref}:{desk.ref}:contest", found.ref


def hypotheses_for(session: Session, team: Team, person: Person, now: datetime) -> dict[str, str]:
    """For each form of a hypothesis one of Alice's that stands where it may be sent."""
    forms = [
        action for action in FORMS if action.startswith("hypothesis.save_") and action != "hypothesis.save_settings"
    ]
    found = session.exec(select(Hypothesis.ref).order_by(col(Hypothesis.id))).all()
    if found:
        return dict(zip(forms, found, strict=True))
    return {form: logged(session, team, person, situation_of(form), now) for form in forms}


def situation_of(form: str) -> str:
    act = {"fix": "measure"}.get(form.removeprefix("hypothesis.save_"), form.removeprefix("hypothesis.save_"))
    return next(cell.situation for cell in CELLS if cell.act == act and Role.SCRUM_MASTER in cell.by)


def logged(session: Session, team: Team, person: Person, situation: str, now: datetime) -> str:
    row = hypotheses.open(session, team.id or 0, "Relance", person.id or 0, now)
    for kind, data in SITUATIONS[situation][1:]:
        hypotheses.record(session, row, kind, person.id, now, data)
    return row.ref


def a_pilot(session: Session, team: Team, person: Person, now: datetime) -> str:
    """One that runs, whose second week is asked about."""
    found = session.exec(select(Pilot.ref)).first()
    if found is not None:
        return found
    plan = {"name": "Relance", "moment": "Panier", "audience": "Nouveaux", "share": "20", "metric": "Achats"}
    row = pilots.plan(session, team, {**plan, "owner": str(person.id)}, person.id or 0, now)
    started = {"on": "2027-02-15", "weeks": "2,4,8,12", "stop_rule": "Sous 3 %", "budget": "", "at_risk": ""}
    pilots.record(session, row, PilotHappened.STARTED, person.id, now, started)
    pilots.record(session, row, PilotHappened.ASKED, None, now, {"week": "2"})
    return row.ref


def an_action(session: Session, team: Team, person: Person, now: datetime) -> str:
    """One Alice gave herself and has yet to take."""
    found = actions.open_in(session, team.id or 0)
    if not found:
        by = person.id or 0
        row = actions.propose(session, team.id or 0, "Affiche", by, NEXT_MONTH, ActionSource.COMMAND, "", by, now)
        row.state = ActionState.PROPOSED
        found = [row]
    return found[0].ref


def a_sprint(session: Session, team: Team, now: datetime) -> tuple[str, str]:
    """One that runs, with an open item."""
    sprint = sprints.current(session, team.id or 0)
    if sprint is None:
        spec = SprintSpec("Sprint 12", "But", Span(date(2027, 2, 22), date(2027, 3, 5)))
        sprint = sprints.start(session, team, spec, None, now)
        items.add(session, team.id or 0, sprint.id, [ItemSpec("Bannière")], None, now)
    return sprint.ref, session.exec(select(SprintItem.ref)).one()


def between_sprints(bot: Bot, between: bool) -> None:
    with begin(bot.app.engine) as session:
        sprint = session.exec(select(Sprint)).one()
        sprint.state = SprintState.CLOSED if between else SprintState.RUNNING
        sprint.closed_at = bot.clock.now() if between else None


def fault_in(reply: Reply, values: Mapping[str, Any]) -> str:
    """Empty when the answer refuses in words and, where the form is not left open, hands the text back."""
    if is_incident(reply) or not isinstance(reply, Say | FieldErrors):
        return f"answered {type(reply).__name__}, an incident or a yes"
    try:
        said = readable(reply)
    except TypeError as error:
        return f"cannot be shown: {error}"
    texts_typed = [each for each in values.values() if isinstance(each, str) and each.isprintable()]
    lost = [each for each in texts_typed if each not in said]
    return f"loses {lost[0][:20]}" if isinstance(reply, Say) and lost else ""


LINES = ["", " ", "\x00", "\ud800", "{name}", "*", "`", "/", "//", "\u202e", "point\x00", "x" * 40_000, "é " * 9_000]


@pytest.mark.direct(NEUTRAL)
def test_any_line_is_answered(make_bot: MakeBot) -> None:
    """As a command, as what follows one, and as a message."""
    bot = make_bot()
    for line in LINES:
        for command, text in ((line, ""), ("rituel", line), ("point", line), (line, line)):
            reply = do(bot, CommandTyped(*who(), command, text))
            assert not is_incident(reply), line[:20]
            assert readable(reply) or isinstance(reply, OpenForm), line[:20]
        assert not is_incident(do(bot, MessageTyped(*who(), line))), line[:20]
    bot.wait(seconds=30)
    assert len(bot.person("alice").messages) == len(LINES)  # help, or for a line with a slash what a command gets


@pytest.mark.parametrize("line", ["{name}", "* `", "x \u202e y", "<!channel> &lt;", "&amp; <@U1|x>", "é " * 1_500])
def test_a_line_of_a_person_is_answered(make_bot: MakeBot, line: str) -> None:
    alice = make_bot().person("alice")
    alice.says(f"/rituel {line}")
    assert alice.told
    alice.writes(line)
    assert "/rituel agenda" in alice.last.text
