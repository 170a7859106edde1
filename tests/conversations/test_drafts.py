"""B7: what is typed in a form survives its closing, says when it is from, and goes once the form is sent."""

from datetime import timedelta

import pytest
from sqlmodel import select

from ritualbot.chat.events import FormTyped, Place, Who
from ritualbot.chat.forms import Form
from ritualbot.chat.replies import Nothing, OpenForm, Say
from ritualbot.handlers.typed import LONGEST_DRAFT
from ritualbot.store import draft as drafts
from ritualbot.store.engine import begin
from tests.conversations.bot import Actor, Bot, buttons


def opened(bot: Bot, user: str = "chloe") -> Actor:
    bot.until("2027-03-02 09:41")
    actor = bot.person(user)
    actor.presses("standup.open")
    return actor


def initials(form: Form | None) -> dict[str, object]:
    assert form is not None
    return {field.name: getattr(field, "initial", "") for field in form.fields}


def intro(form: Form | None) -> str:
    assert form is not None and form.intro is not None
    return form.intro.plain()


def test_a_closed_form_opens_again_with_what_was_typed_and_says_so(bot: Bot) -> None:
    chloe = opened(bot)
    plain = intro(chloe.form)
    chloe.types(today="La pa")
    chloe.types(today="La page", blocker="Le juridique")  # the last one wins
    bot.until("2027-03-02 10:05")
    chloe.presses("standup.open")
    assert initials(chloe.form) == {"moved": "", "today": "La page", "blocker": "Le juridique"}
    assert intro(chloe.form).startswith(plain)
    assert "mardi 2 mars à 09:41" in intro(chloe.form)


def test_the_command_opens_the_same_draft(bot: Bot) -> None:
    chloe = opened(bot)
    chloe.types(today="La page")
    chloe.says("/point")
    assert initials(chloe.form)["today"] == "La page"


def test_the_draft_goes_when_the_form_is_sent_and_stays_when_it_is_refused(bot: Bot) -> None:
    chloe = opened(bot)
    chloe.types(today="La page", blocker="Le juridique")
    chloe.fills(today="")
    assert set(chloe.errors) == {"today"}
    chloe.presses("standup.open")
    assert initials(chloe.form)["blocker"] == "Le juridique"
    chloe.fills(today="Autre chose", blocker="")
    chloe.presses("standup.open")
    assert initials(chloe.form) == {"moved": "", "today": "Autre chose", "blocker": ""}
    assert "09:41" not in intro(chloe.form)


def test_a_form_nobody_typed_in_is_as_it_was(bot: Bot) -> None:
    chloe = opened(bot)
    plain = chloe.form
    chloe.types()
    chloe.presses("standup.open")
    assert chloe.form == plain


def test_a_draft_is_ones_own(bot: Bot) -> None:
    chloe = opened(bot)
    chloe.types(today="La page")
    bruno = bot.person("bruno")
    bruno.presses("standup.open")
    assert initials(bruno.form)["today"] == ""


def test_every_step_of_a_dialog_is_done_with_once_the_last_is_sent(bot: Bot) -> None:
    """The form that confirms shows what was just typed, not what stood in it before."""
    alice = bot.person("alice")
    alice.says("/rituel équipe")
    bot.until("2027-03-02 09:25")
    team = alice.reply
    alice.presses_ref("team.edit", _edit_ref(team))
    alice.types(name="Brouillon")
    alice.presses_ref("team.edit", _edit_ref(team))
    assert initials(alice.form)["name"] == "Brouillon"
    alice.fills(name="Printemps", summary="12:15")
    alice.presses_ref("team.edit", _edit_ref(team))
    assert initials(alice.form)["name"] == "Printemps"


def _edit_ref(reply: object) -> str:
    assert isinstance(reply, Say)
    return next(each.ref for each in buttons(reply.card) if each.action == "team.edit")


@pytest.mark.not_on_playground("nobody is a stranger there")
def test_a_draft_for_a_form_that_is_not_ones_to_open_leaves_no_trace(bot: Bot) -> None:
    chloe = opened(bot)
    assert chloe.form is not None
    for user, action, ref, values in (
        ("stranger", "standup.answer", chloe.form.ref, {"today": "x"}),
        ("chloe", "standup.answer", "no-such-part", {"today": "x"}),
        ("chloe", "nothing.known", chloe.form.ref, {"today": "x"}),
        ("chloe", "team.save", "no-such-team", {"name": "x"}),
        ("chloe", "standup.answer", chloe.form.ref, {"today": "x" * LONGEST_DRAFT}),
    ):
        place = Place(f"@{user}", direct=True)
        bot.handle(FormTyped("same-key", Who("direct", "W1", user), place, action, ref, values))
    with bot.session() as session:
        assert drafts.of(session, 3, "standup.answer", chloe.form.ref) is None
    with begin(bot.app.engine) as session:
        drafts.forget_old(session, 1, bot.clock.now() + timedelta(days=1))
        assert session.exec(select(drafts.Draft)).all() == []


def test_telling_it_again_and_again_is_no_event_seen(bot: Bot) -> None:
    """Drafts stand outside the inbox: the same key twice is the last one wins, not a repetition."""
    chloe = opened(bot)
    assert chloe.form is not None
    for today in ("La", "La page"):
        event = FormTyped(
            "key", Who("direct", "W1", "chloe"), Place("@chloe", direct=True), chloe.form.action, chloe.form.ref,
            {"today": today},
        )  # fmt: skip
        assert bot.handle(event) == Nothing()
    chloe.presses("standup.open")
    assert isinstance(chloe.reply, OpenForm)
    assert initials(chloe.form)["today"] == "La page"


def test_drafts_nobody_touched_can_be_removed(bot: Bot) -> None:
    chloe = opened(bot)
    chloe.types(today="La page")
    kept_at = bot.clock.now()
    with begin(bot.app.engine) as session:
        drafts.forget_old(session, 2, kept_at + timedelta(seconds=1))  # another customer's
        drafts.forget_old(session, 1, kept_at - timedelta(days=30))
        assert len(session.exec(select(drafts.Draft)).all()) == 1
        drafts.forget_old(session, 1, kept_at + timedelta(seconds=1))
    chloe.presses("standup.open")
    assert initials(chloe.form)["today"] == ""
