"""Q6: three messages a day that nobody asked for, inside one's hours; the rest waits under "Also"."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import Session, col, select

from ritualbot import handlers
from ritualbot.chat.cards import Actions, Button, Card
from ritualbot.chat.text import literal
from ritualbot.handlers.context import Budget, Saying, Tick
from ritualbot.store import digest_plan
from ritualbot.store.engine import begin
from ritualbot.store.outbox import Outbox, State
from ritualbot.store.team import Person
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, SomeTeam
from tests.conversations.bot import Actor, Bot, moment

MakeBot = Callable[..., Bot]
TRIO = SomeTeam(people=(ALICE, BRUNO, CHLOE))


@pytest.fixture(autouse=True)
def news(monkeypatch: pytest.MonkeyPatch) -> None:
    """Kinds as later rituals will have them."""
    kinds = {
        "news": Saying(budget=Budget.COUNTED),
        "old news": Saying(lambda _tick, row: not row.ref, budget=Budget.COUNTED),
        "alarm": Saying(budget=Budget.EXEMPT),
        "question": Saying(budget=Budget.ASKS),
        "hello": Saying(budget=Budget.FIRST),
    }
    monkeypatch.setattr(handlers, "OUTBOX", {**handlers.OUTBOX, **kinds})


def tell(bot: Bot, user: str, *titles: str, kind: str = "news") -> None:
    """Something happens of which the bot tells this person by itself."""
    with begin(bot.app.engine) as session:
        person = session.exec(select(Person).where(col(Person.name) == user.capitalize())).one()
        for title in titles:
            card = Card(literal(title), (Actions((Button("ritual.next", "", f"Voir {title}"),)),))
            Tick(session, bot.clock.now()).tell(person, kind, title, title, card)
    bot.wait(seconds=10)


def join(bot: Bot, *names: str) -> None:
    """Further teams of the same people."""
    for name in names:
        bot.further_team(SomeTeam(people=TRIO.people, name=name, channel=name.casefold()))


def titles(actor: Actor) -> list[str]:
    return [each.title for each in actor.messages]


# -- three a day ---------------------------------------------------------------------------------------------------


def test_the_fourth_of_a_day_waits_for_the_next_mornings_prompt(make_bot: MakeBot) -> None:
    """Two before the reminder has used the day up: what comes then joins the prompt that already stands."""
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:35")
    bruno = bot.person("bruno")
    bruno.presses("standup.skip")
    tell(bot, "bruno", "Une", "Deux", "Trois")
    assert titles(bruno)[1:] == ["Une", "Deux"]
    assert "Aussi\u00a0: Trois" in bruno.messages[0].text
    assert any(each.label == "Voir Trois" for each in _buttons(bruno.messages[0].card))
    # A day later it is a day later.
    bot.until("2027-03-03 09:31")
    assert "Trois" not in bruno.last.text
    tell(bot, "bruno", "Quatre")
    assert bruno.last.title == "Quatre"


def test_room_is_kept_for_the_prompt_of_every_team(make_bot: MakeBot) -> None:
    """Prompts come first: with one to come, two others may be said before it."""
    bot = make_bot(TRIO, start="2027-03-02 09:05")
    tell(bot, "bruno", "Une", "Deux", "Trois", "Quatre")
    bruno = bot.person("bruno")
    assert titles(bruno) == ["Une", "Deux"]
    bot.until("2027-03-02 09:31")
    assert bruno.last.title == "Bonjour Bruno, c’est le point du jour."
    assert "Aussi\u00a0: Trois" in bruno.last.text
    assert "Aussi\u00a0: Quatre" in bruno.last.text
    # The reminder would be the fourth.
    bot.until("2027-03-02 18:00")
    assert len(bruno.messages) == 3


def test_someone_in_four_teams_gets_three_prompts_and_answers_the_fourth_in_the_first(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO, start="2027-03-02 08:00")
    join(bot, "Automne", "Hiver", "Lavande")
    bot.until("2027-03-02 09:31")
    bruno = bot.person("bruno")
    assert len(bruno.messages) == 3
    first = bruno.messages[0]
    line = "Aussi\u00a0: point du jour de Lavande, réponses jusqu’à 11:30"
    assert line in first.text
    assert not any("Aussi" in each.text for each in bruno.messages[1:])
    answer = next(each for each in _buttons(first.card) if each.label == "Répondre pour Lavande")
    bruno.presses_ref("standup.open", answer.ref)
    bruno.fills(today="La lavande")
    assert "La lavande" in bruno.last.text
    # Once answered it is no longer said.
    bruno.presses_ref("standup.skip", _buttons(first.card)[0].ref)
    assert "Aussi" not in bruno.messages[0].text


def test_two_teams_that_ask_at_once_share_one_persons_day(make_bot: MakeBot) -> None:
    """Several workers at the same time: never a fourth message."""
    bot = make_bot(TRIO, start="2027-03-02 08:00")
    join(bot, "Automne", "Hiver", "Lavande", "Thym")
    bot.clock.hold()
    bot.clock.move(moment("2027-03-02 09:30"))
    others = [bot.another_worker() for _ in range(2)]

    async def all_at_once() -> None:
        for _ in range(30):
            while bot.app.dispatcher.ring(bot.clock.now()):
                pass
            await asyncio.gather(*(each.delivery.step() for each in (bot.app, *others)))
            bot.clock.move(bot.clock.now() + timedelta(seconds=2))

    bot.run(all_at_once())
    for each in others:
        each.engine.dispose()
    assert [len(bot.person(user).messages) for user in ("alice", "bruno", "chloe")] == [3, 3, 3]
    assert "Aussi" in bot.person("bruno").messages[0].text


def test_a_sponsor_gets_two_a_week_and_the_rest_on_monday(make_bot: MakeBot) -> None:
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CLAIRE)), start="2027-03-02 10:00")
    claire = bot.person("claire")
    tell(bot, "claire", "Une", "Deux", "Trois")
    bot.until("2027-03-04 10:00")
    tell(bot, "claire", "Quatre")
    bot.until("2027-03-07 23:59")
    assert titles(claire) == ["Une", "Deux"]
    bot.until("2027-03-08 09:01")
    (monday,) = claire.messages[2:]
    assert monday.at == moment("2027-03-08 09:00")
    assert "Aussi\u00a0: Trois" in monday.text and "Aussi\u00a0: Quatre" in monday.text
    bot.until("2027-03-12 18:00")
    assert len(claire.messages) == 3


def test_room_is_kept_for_a_sponsors_digest(make_bot: MakeBot) -> None:
    """F5: it is one of the two, on Friday at 16:00, whatever else there was to say."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CLAIRE)), start="2027-03-02 10:00")
    with begin(bot.app.engine) as session:
        digest_plan.schedule_missing(session, bot.clock.now())
    claire = bot.person("claire")
    tell(bot, "claire", "Une", "Deux")
    bot.until("2027-03-05 16:01")
    assert titles(claire)[0] == "Une" and len(claire.messages) == 2
    assert claire.last.at == moment("2027-03-05 16:00") and "Printemps" in claire.last.title
    bot.until("2027-03-08 09:01")
    assert "Deux" in claire.last.text and claire.last.at == moment("2027-03-08 09:00")


def test_a_failure_that_needs_a_hand_is_said_whatever_was_said_before(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:35")
    tell(bot, "bruno", "Une", "Deux", "Trois")
    tell(bot, "bruno", "Panne", kind="alarm")
    assert titles(bot.person("bruno"))[1:] == ["Une", "Deux", "Panne"]


@pytest.mark.parametrize("kind", ["question", "hello"])
def test_what_no_line_can_stand_for_waits_whole_for_a_day_with_room(make_bot: MakeBot, kind: str) -> None:
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:35")
    bruno = bot.person("bruno")
    tell(bot, "bruno", "Une", "Deux")
    tell(bot, "bruno", "Choix", kind=kind)
    bot.until("2027-03-02 23:59")
    assert "Choix" not in titles(bruno) and not any("Choix" in each.text for each in bruno.messages)
    bot.until("2027-03-03 09:01")
    assert titles(bruno)[-1] == "Choix"
    assert bruno.last.at == moment("2027-03-03 09:00")


def test_a_first_word_comes_in_the_widened_hours_and_a_question_does_not(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO, start="2027-03-02 08:40")
    tell(bot, "bruno", "Choix", kind="question")
    tell(bot, "bruno", "Bienvenue", kind="hello")
    bruno = bot.person("bruno")
    assert titles(bruno) == ["Bienvenue"]
    bot.until("2027-03-02 09:01")
    assert titles(bruno) == ["Bienvenue", "Choix"]


def test_answers_to_ones_own_clicks_are_free(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO)
    bot.until("2027-03-02 09:35")
    tell(bot, "bruno", "Une", "Deux", "Trois")
    bruno = bot.person("bruno")
    bruno.says("aide")
    assert len(bruno.messages) == 4
    assert "/point" in bruno.last.text


# -- also ----------------------------------------------------------------------------------------------------------


def test_five_lines_and_the_way_to_all_of_them(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO, start="2027-03-02 09:05")
    tell(bot, "bruno", *(f"Sujet {number}" for number in range(1, 10)))
    bot.until("2027-03-02 09:31")
    bruno = bot.person("bruno")
    assert [number for number in range(1, 10) if f"Aussi\u00a0: Sujet {number}" in bruno.last.text] == [3, 4, 5, 6, 7]
    bruno.presses("quiet.all")
    assert "7 choses attendent encore." in bruno.told
    assert [number for number in range(1, 10) if f"Sujet {number}" in bruno.told] == [3, 4, 5, 6, 7, 8, 9]
    # What was not shown yet comes with the next morning's prompt.
    bot.until("2027-03-03 09:31")
    assert [number for number in range(1, 10) if f"Aussi\u00a0: Sujet {number}" in bruno.last.text] == [8, 9]


def test_with_nothing_waiting_it_says_so(make_bot: MakeBot) -> None:
    """Q4: an empty list is a sentence and a next step."""
    bot = make_bot(TRIO)
    bruno = bot.person("bruno")
    bruno.presses_ref("quiet.all", "")
    assert "Rien d’autre n’attend." in bruno.told


def test_a_line_that_is_no_longer_true_is_not_shown(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO, start="2027-03-02 09:05")
    tell(bot, "bruno", "Une", "Deux")
    tell(bot, "bruno", "Vrai", kind="news")
    tell(bot, "bruno", "Passé", kind="old news")
    with begin(bot.app.engine) as session:
        session.exec(select(Outbox).where(col(Outbox.kind) == "old news")).one().ref = "over"
    bot.until("2027-03-02 09:31")
    assert "Aussi\u00a0: Vrai" in bot.person("bruno").last.text
    assert "Passé" not in bot.person("bruno").last.text


def test_lines_stay_while_the_prompt_becomes_the_acknowledgement(make_bot: MakeBot) -> None:
    bot = make_bot(TRIO, start="2027-03-02 09:05")
    tell(bot, "bruno", "Une", "Deux", "Trois")
    bot.until("2027-03-02 09:35")
    bruno = bot.person("bruno")
    bruno.answers("Bannière")
    assert "Bannière" in bruno.last.text and "Aussi\u00a0: Trois" in bruno.last.text


# -- hours ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["news", "alarm"])
def test_what_happens_at_night_is_told_in_the_morning(make_bot: MakeBot, kind: str) -> None:
    """One rule for every ping, failures included: inside the working hours."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CLAIRE)), start="2027-03-26 18:10")
    claire = bot.person("claire")
    tell(bot, "claire", "Une", kind=kind)
    bot.until("2027-03-30 08:59")
    assert claire.messages == []
    bot.until("2027-03-30 09:01")
    assert [each.at for each in claire.messages] == [moment("2027-03-30 09:00")]


def test_an_absence_is_left_alone(make_bot: MakeBot) -> None:
    away = replace(CLAIRE, away=((date(2027, 3, 2), date(2027, 3, 5)),))
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, away)), start="2027-03-02 10:00")
    tell(bot, "claire", "Une")
    bot.until("2027-03-08 09:01")
    assert [each.at for each in bot.person("claire").messages] == [moment("2027-03-08 09:00")]


def test_a_prompt_caught_up_after_hours_is_not_sent_but_told(make_bot: MakeBot) -> None:
    """Back at 18:40 the service would be in time, but nobody is written to after 18:30."""
    late = {"at": time(18), "summary_at": time(20)}
    bot = make_bot(replace(TRIO, standup=late), start="2027-03-02 17:50")
    bot.jump("2027-03-02 18:40")
    bot.settle()
    assert bot.chat.messages == []
    bot.until("2027-03-03 09:01")
    assert bot.person("bruno").messages == []
    (told,) = bot.person("alice").messages
    assert "n’a pas pu se faire à temps" in told.title
    assert told.at == moment("2027-03-03 09:00")


def test_a_prompt_that_waited_in_the_outbox_until_after_hours_is_told_as_missed(make_bot: MakeBot) -> None:
    late = {"at": time(18), "summary_at": time(20)}
    bot = make_bot(replace(TRIO, standup=late), start="2027-03-02 17:50")
    bot.clock.hold()
    bot.clock.move(moment("2027-03-02 18:01"))
    while bot.app.dispatcher.ring(bot.clock.now()):
        pass
    bot.jump("2027-03-02 18:40")
    bot.until("2027-03-03 09:01")
    assert bot.person("bruno").messages == []
    assert [each.at for each in bot.person("alice").messages] == [moment("2027-03-03 09:00")]


# -- every kind has been thought about -----------------------------------------------------------------------------

# Kinds that answer a click, or go to a channel. A kind that goes to people unasked is none of these.
FREE = {
    "ritual.answer",
    "ritual.more_waiting",
    "standup.ack",
    "standup.typed",
    "setup.trial",
    "workspace.joined",  # answers whoever has installed the app, or put it into a channel; once each
    *("sprint.demo", "sprint.learnt", "sprint.started", "sprint.closed", "sprint.reopened", "sprint.file"),
    *("retro.phase", "retro.count", "retro.addendum"),
    "request.channel",
    "request.mine",  # answers whoever asked, then only ever an edit
    *("request.settled", "desk.settled", "meeting.settled"),
    "meeting.channel",  # posted in a desk's own channel  # only ever an edit
    *("file.sent", "file.failed"),  # asked for by a click
    *("file.settled", "retro.past"),  # only ever an edit
    *("action.settled", "sponsor.settled"),  # only ever an edit
    "digest.settled",  # only ever an edit
    *("sponsor.posted", "decision.posted", "pilot.posted"),
    "hypothesis.verdict",  # posted in the team's channels
    *("pilot.settled", "review.settled"),  # only ever an edit
    "review.file",  # the second half of the review's pack, whose card is counted
    *("standup.gone", "standup.settled", "blocker.settled", "bridge.answered"),  # only ever an edit
    "standup.summary",
    "standup.line",
}


def test_every_kind_says_what_it_costs() -> None:
    """A new kind is counted, exempt as a failure, or named above as a reply or a post to a channel."""
    free = {kind for kind, saying in handlers.OUTBOX.items() if saying.budget is Budget.REPLY}
    assert free == FREE


def test_nothing_waits_forever(make_bot: MakeBot) -> None:
    """Who has left gets nothing."""
    bot = make_bot(TRIO)
    with begin(bot.app.engine) as session:
        session.exec(select(Person).where(col(Person.name) == "Bruno")).one().active = False
    tell(bot, "bruno", "Une")
    with Session(bot.app.engine) as session:
        assert session.exec(select(Outbox.state).where(col(Outbox.kind) == "news")).all() == [State.DROPPED]


def _buttons(card: Card) -> list[Button]:
    return [item for block in card.blocks if isinstance(block, Actions) for item in block.items
            if isinstance(item, Button)]  # fmt: skip
