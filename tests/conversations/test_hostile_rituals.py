"""I, "markup in text": what people type of a sprint, an action, a retro stands literally wherever it is."""

from collections.abc import Callable, Iterable

import pytest
from sqlmodel import select

from ritualbot.chat.events import CommandTyped
from ritualbot.chat.replies import OpenForm, Say
from ritualbot.rituals.inputs import echo
from ritualbot.store.action import Action
from ritualbot.store.retro import Retro, RetroNote
from ritualbot.store.sprint import Sprint, SprintItem
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, SomeTeam
from tests.conversations.bot import Actor, Bot
from tests.conversations.fake_chat import Posted, texts
from tests.conversations.test_hostile import LINES, NEUTRAL, TYPED, do, is_incident, readable, who
from tests.conversations.test_hostile_names import HONEST, THIRTY

MakeBot = Callable[..., Bot]
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE))
FAMILY = "👨\u200d👩\u200d👧\u200d👦"
DAYS = {"starts_on": "2027-02-22", "ends_on": "2027-03-05"}


def hands(limit: int) -> list[tuple[str, str]]:
    """(typed, kept): every piece of TYPED, as many together as a field of one line takes; what is kept is on one
    line too."""
    dealt: list[tuple[str, str]] = [("", "")]
    for typed, kept in TYPED.values():
        before = dealt[-1]
        if len(before[0]) + len(typed) + 3 > limit:
            dealt.append(before := ("", ""))
        dealt[-1] = (f"{before[0]} {typed} ;".strip(), " ".join(f"{before[1]} {kept} ;".split()))
    return dealt


HANDS = hands(180)


def literally(actor: Actor, kept: str) -> bool:
    """Whether the private answer shows it as it is, and nowhere as markup."""
    assert isinstance(actor.reply, Say)
    card = actor.reply.card
    return kept in card.plain_text() and not any(kept in text.markup for text in texts(card))


def shown(pages: Iterable[Posted], kept: str) -> bool:
    return any(page.shows(kept) for page in pages)


def started(bot: Bot, goal: str = "But") -> Actor:
    alice = bot.person("alice")
    alice.says("/sprint lancer")
    alice.fills(name="Sprint 12", goal=goal, **DAYS)
    return alice


def test_a_goal_and_titles_come_back_literally_from_the_plan_to_the_report(make_bot: MakeBot) -> None:
    """In the answer, the channel, the card, the form, the prompt and what stands of a closed sprint."""
    bot = make_bot(TEAM)
    (goal, kept_goal), alice = HANDS[0], bot.person("alice")
    alice.says("/sprint lancer")
    alice.fills(name="Sprint 12", goal=goal, lines="\n".join(f"Élément {n}" for n in range(len(HANDS))), **DAYS)
    assert literally(alice, kept_goal) or bot.channel().last.shows(kept_goal)
    assert bot.channel().last.shows(kept_goal)
    for n, (typed, _) in enumerate(HANDS):
        alice.presses_ref("sprint.item", item_refs(bot)[f"Élément {n}"])
        alice.fills(title=typed, need="legal", need_text=typed)
    alice.says("/sprint")
    for _, kept in ((goal, kept_goal), *HANDS):
        assert literally(alice, kept), kept
    refs = item_refs(bot)
    assert set(refs) == {kept for _, kept in HANDS}
    for _, kept in HANDS:
        alice.presses_ref("sprint.item", refs[kept])
        assert isinstance(alice.reply, OpenForm)
        assert {"title": kept, "need_text": kept}.items() <= initials(alice).items()
        alice.presses_ref("sprint.tick", refs[kept])
        assert literally(alice, kept), kept
        alice.clicks("sprint.undo")
    bot.until("2027-03-02 09:40")
    assert bot.person("chloe").last.shows(kept_goal)
    alice.says("/sprint clore")
    alice.clicks("sprint.ask_close")
    alice.fills(goal_met="partly")
    with bot.session() as session:
        assert session.exec(select(Sprint.goal)).one() == kept_goal
    posted = [
        *bot.channel().messages,
        *(line for each in bot.channel().messages for line in bot.channel().thread(each)),
    ]
    assert [kept for _, kept in HANDS if not shown(posted, echo(kept))] == []


def initials(actor: Actor) -> dict[str, str]:
    assert actor.form is not None
    return {field.name: getattr(field, "initial", "") for field in actor.form.fields}


def item_refs(bot: Bot) -> dict[str, str]:
    with bot.session() as session:
        return {row.title: row.ref for row in session.exec(select(SprintItem))}


def test_what_was_shown_remarked_and_learnt_comes_back_literally(make_bot: MakeBot) -> None:
    bot = make_bot(TEAM)
    alice = started(bot)
    for typed, kept in HANDS:
        alice.says("/sprint demo")
        alice.fills(shown=typed, to_whom=typed)
        assert bot.channel().last.shows(kept), kept
        alice.says("/sprint demo")
        assert {"shown": kept, "to_whom": kept}.items() <= initials(alice).items()
    lines = [(typed, kept) for typed, kept in TYPED.values() if "\n" not in kept]
    for some in (lines[:6], lines[6:12], lines[12:18]):
        alice.says("/sprint learnt")
        alice.fills(lines="\n".join(typed for typed, _ in some))
        assert [kept for _, kept in some if not bot.channel().last.shows(kept)] == []


def test_an_action_comes_back_literally_to_all_who_read_of_it(make_bot: MakeBot) -> None:
    """Made, asked, given back with a reason, put off, dropped, listed and undone."""
    bot = make_bot(TEAM)
    alice, chloe = bot.person("alice"), bot.person("chloe")
    for number, (typed, kept) in enumerate(hands(280), start=1):
        alice.says("/rituel action x")
        assert isinstance(alice.reply, OpenForm)
        owner = ref_of(alice, "Chloe")
        alice.fills(text=typed, owner=owner, due="2027-03-04")
        assert literally(alice, kept), kept
        assert chloe.last.shows(kept), kept
        ref = action_ref(bot, number)
        chloe.presses_ref("action.decline", ref)
        chloe.fills(reason=typed)
        assert alice.last.shows(kept), kept
        alice.presses_ref("action.edit", ref)
        assert initials(alice)["text"] == kept
        alice.presses_ref("action.drop", ref)
        alice.fills(reason=typed)
        assert literally(alice, kept), kept
        alice.clicks("action.undo")
        assert literally(alice, kept), kept
    alice.says("/rituel action")
    assert [kept for _, kept in hands(280) if not literally(alice, kept)] == []
    before = len(alice.messages)
    bot.until("2027-03-04 09:40")
    assert [kept for _, kept in hands(280) if not shown(alice.messages[before:], echo(kept))] == []


def ref_of(actor: Actor, name: str) -> str:
    """The person's in the form's choice of owners."""
    assert actor.form is not None
    [owners] = [field for field in actor.form.fields if field.name == "owner"]
    return next(str(option.value) for option in getattr(owners, "options", ()) if option.label == name)


def action_ref(bot: Bot, number: int) -> str:
    with bot.session() as session:
        return session.exec(select(Action.ref).where(Action.number == number)).one()


def test_an_action_is_given_to_nobody_but_the_team(make_bot: MakeBot) -> None:
    alice = make_bot(TEAM).person("alice")
    alice.says("/rituel action Affiche")
    for owner in ("", "../", "' OR 1=1 --", "1"):
        alice.fills(owner=owner)
        assert set(alice.errors) == {"owner"}, owner


def test_notes_groups_and_actions_of_a_retro_come_back_literally(make_bot: MakeBot) -> None:
    """Hidden in the box, then revealed, grouped by a hostile name, voted on, talked over and kept."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    typed_notes = [*TYPED.values(), (FAMILY * 20, FAMILY * 20)]
    for typed, _ in typed_notes:
        alice.says("/retro add")
        alice.fills(column="0", text=typed)
        assert isinstance(alice.reply, Say)
    alice.says("/retro suite")
    pages = [*bot.channel().messages, *bot.channel().thread()]
    assert [kept for _, kept in typed_notes if not shown(pages, kept)] == []
    with bot.session() as session:
        assert {row.text for row in session.exec(select(RetroNote))} == {kept for _, kept in typed_notes}
        retro = session.exec(select(Retro.ref)).one()
    alice.presses_ref("retro.group", retro, where="printemps")
    assert alice.form is not None
    options = {option.label: option.value for option in getattr(alice.form.fields[0], "options", ())}
    [label] = [label for label in options if label.endswith("…")]
    assert set(label.removesuffix("…").split(FAMILY)) <= {"Commencer — ", "Commencer —", ""}  # none is torn
    typed, kept = hands(70)[0]
    sought = TYPED["markup"][1]  # stays a topic of its own: notes come in any order, and a group shows its name
    grouped = [value for label, value in options.items() if sought not in label][:2]
    alice.fills(notes=",".join(grouped), name=typed)
    alice.says("/retro suite")
    assert shown([*bot.channel().messages, *bot.channel().thread()], kept)
    alice.says("/retro suite")
    alice.presses_ref("retro.act", retro, where="printemps")
    alice.fills(text=HANDS[0][0])
    alice.says("/retro clore")
    assert shown([*bot.channel().messages, *bot.channel().thread()], HANDS[0][1])
    alice.says(f"/retro liste {TYPED['markup'][0]}")
    # Topics come in any order, and on Teams so long an answer goes on in another message.
    assert literally(alice, sought) or shown(alice.messages, sought)


def test_thirty_sprint_names_are_refused_where_they_are_typed(make_bot: MakeBot) -> None:
    """Row "sprint name": at the field, quoted as typed; a look-alike of another sprint of the team is no new name."""
    bot = make_bot(TEAM)
    alice = bot.person("alice")
    alice.says("/sprint lancer")
    for name in (each for each in THIRTY if "intemps" not in each.replace(" ", "").casefold()):
        alice.fills(name=name, goal="But", **DAYS)
        assert set(alice.errors) == {"name"}, name
    for number, name in enumerate(HONEST):
        first, last = f"2027-03-{1 + 3 * number:02}", f"2027-03-{3 + 3 * number:02}"
        if number:
            alice.says("/sprint lancer")
            alice.fills(name=HONEST[0].upper(), goal="But", starts_on=first, ends_on=last)
            assert set(alice.errors) == {"name"}
        alice.fills(name=name, goal="But", starts_on=first, ends_on=last)
        alice.says("/sprint clore")
        alice.clicks("sprint.ask_close")
        alice.fills(goal_met="yes")
    with bot.session() as session:
        assert {sprint.name for sprint in session.exec(select(Sprint))} == set(HONEST)


COMMANDS = (
    *(("sprint", "backlog"), ("sprint", "rouvrir"), ("sprint", "clore"), ("sprint", "appris")),
    *(("retro", "ajouter"), ("retro", "liste"), ("retro", "ouvrir"), ("rituel", "action"), ("point", "lancer")),
)


@pytest.mark.direct(NEUTRAL)
def test_any_text_after_a_command_is_answered(make_bot: MakeBot) -> None:
    """Also what no database takes, and more than any field holds."""
    bot = make_bot(TEAM)
    started(bot)
    for command, verb in COMMANDS:
        for line in LINES:
            reply = do(bot, CommandTyped(*who(), command, f"{verb} {line}"))
            assert not is_incident(reply), (command, verb, line[:20])
            assert readable(reply) or isinstance(reply, OpenForm), (command, verb, line[:20])
