"""B7, B12, Commands: what is typed in a conversation: a command, an answer, an absence, thanks, a changed message."""

from collections.abc import Callable
from datetime import date

import pytest

from ritualbot.chat.replies import Nothing, OpenForm, Say
from ritualbot.rituals.questions import Kind
from ritualbot.store import absence
from tests.builders import ALICE, BRUNO, CHLOE, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons

TEXT = "La page de rentrée, version mobile"


def prompted(bot: Bot, user: str = "chloe") -> Actor:
    bot.until("2027-03-02 09:31")
    return bot.person(user)


def actions(actor: Actor) -> set[str]:
    return {button.action for button in buttons(actor.last.card)}


# -- an answer -----------------------------------------------------------------------------------------------------


def test_a_typed_line_is_the_answer_and_takes_the_prompts_place(bot: Bot) -> None:
    chloe = prompted(bot)
    prompt = chloe.last
    chloe.writes(TEXT)
    assert chloe.messages == [prompt]
    assert TEXT in prompt.text
    assert "11:30" in prompt.text  # when it is posted
    assert actions(chloe) == {"standup.open"}
    chloe.presses("standup.open")
    assert chloe.form is not None
    assert {field.name: getattr(field, "initial", "") for field in chloe.form.fields}["today"] == TEXT
    bot.until("2027-03-02 11:31")
    assert TEXT in bot.channel().last.text


def test_after_the_summary_it_is_a_late_answer(bot: Bot) -> None:
    """B13: it joins the posted summary in place, with its time, and one line in the thread."""
    chloe = prompted(bot)
    bot.until("2027-03-02 11:52")
    summary = bot.channel().last
    chloe.writes(TEXT)
    assert bot.channel().last is summary
    assert TEXT in summary.text
    assert "11:52" in summary.text
    assert len(bot.channel().thread(summary)) == 1


def test_a_text_of_the_utmost_length_is_filed_and_a_longer_one_comes_back(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("ж" * 3001)
    assert "3001" in chloe.last.text.replace("\u202f", "").replace("\u00a0", "")
    pages = [chloe.last, *bot.channel("@chloe").thread(chloe.last)]
    assert sum(page.text.count("ж") for page in pages) == 3001
    chloe.writes("ш" * 3000)
    pages = [chloe.messages[0], *bot.channel("@chloe").thread(chloe.messages[0])]
    assert sum(page.text.count("ш") for page in pages) == 3000
    bot.until("2027-03-02 11:31")
    assert "Chloe" in bot.channel().last.text


@pytest.mark.parametrize("text", ["a\x00b\ud800c", "rtt demain a\x00b\ud800c"])
def test_what_cannot_be_stored_is_left_out_of_an_answer(bot: Bot, text: str) -> None:
    chloe = prompted(bot)
    message = chloe.writes(text)
    if chloe.sees("standup.typed"):
        chloe.presses("standup.typed")
    assert "abc" in chloe.messages[0].text
    chloe.rewrites(message, "d\x00e\udfff")
    assert "de" in chloe.messages[0].text


def test_a_second_text_waits_in_the_form_after_the_first(bot: Bot) -> None:
    """Nothing that was answered is overwritten by a line typed afterwards."""
    chloe = prompted(bot)
    chloe.writes(TEXT)
    chloe.writes("Et la newsletter")
    assert actions(chloe) == {"standup.open"}
    chloe.presses("standup.open")
    chloe.fills()
    assert f"{TEXT}\nEt la newsletter" in chloe.messages[0].text


def test_required_questions_of_another_kind_are_asked_in_the_form(make_bot: Callable[..., Bot]) -> None:
    questions = (
        (Kind.SCALE, "mood", "Humeur ?", True),
        (Kind.TEXT, "free", "Autre chose ?", False),
        (Kind.TEXT, "today", "", True),
    )
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE), questions=questions))
    chloe = prompted(bot)
    chloe.writes(TEXT)
    assert actions(chloe) == {"standup.open"}
    chloe.presses("standup.open")
    assert chloe.form is not None
    filled = {field.name: getattr(field, "initial", "") for field in chloe.form.fields}
    assert (filled["today"], filled["free"]) == (TEXT, "")
    chloe.fills(mood="4")
    assert TEXT in chloe.messages[0].text


def test_with_no_run_open_a_line_is_answered_by_help(bot: Bot) -> None:
    chloe = bot.person("chloe")
    chloe.writes("Bonjour")
    assert "/rituel agenda" in chloe.last.text


# -- an absence, thanks --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["je suis malade", "RTT demain", "off"])
def test_an_absence_is_asked_about_and_a_yes_is_one(bot: Bot, text: str) -> None:
    chloe = prompted(bot)
    chloe.writes(text)
    assert "Absence aujourd’hui" in chloe.last.text
    assert actions(chloe) == {"standup.absent", "standup.typed"}
    yes, no = chloe.button("standup.absent"), chloe.button("standup.typed")
    chloe.presses("standup.absent")
    assert actions(chloe) == set()  # the question is answered where it stood
    chloe.presses_ref("standup.absent", yes.ref)
    chloe.presses_ref("standup.typed", no.ref)  # a stale button does nothing
    bot.until("2027-03-02 11:31")
    assert "1 absence" in bot.channel().last.text.replace("\u00a0", " ")
    assert text not in bot.channel().last.text


def test_no_this_is_my_answer_files_the_text_that_was_kept(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("off demain : la page de rentrée")
    chloe.presses("standup.typed")
    assert actions(chloe) == set()
    assert "off demain" in chloe.messages[0].text
    bot.until("2027-03-02 11:31")
    assert "off demain" in bot.channel().last.text


def test_the_question_is_for_who_typed_and_for_nobody_else(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("je suis malade")
    bruno = bot.person("bruno")
    for action in ("standup.absent", "standup.typed"):
        bruno.presses_ref(action, chloe.button(action).ref)
        assert bruno.told
    assert actions(chloe) == {"standup.absent", "standup.typed"}


def test_an_answer_after_all_ends_the_absence(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("off demain : la page de rentrée")
    chloe.presses("standup.away")
    chloe.presses("standup.typed")
    bot.until("2027-03-02 11:31")
    summary = bot.channel().last.text
    assert "off demain" in summary
    assert "absence" not in summary
    with bot.session() as session:
        assert absence.on(session, 3, date(2027, 3, 2)) == []


def test_working_from_home_is_no_absence(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("télétravail, page de rentrée")
    assert "télétravail" in chloe.messages[0].text


def test_thanks_are_never_filed(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("Merci !")
    assert len(chloe.last.text) < 40
    bot.until("2027-03-02 11:31")
    assert "erci" not in bot.channel().last.text


# -- a message that changes ----------------------------------------------------------------------------------------


def test_changing_ones_message_changes_the_answer(bot: Bot) -> None:
    """B12: before the summary in silence; the rest of the answer stays."""
    chloe = prompted(bot)
    message = chloe.writes(TEXT)
    chloe.presses("standup.open")
    chloe.fills(blocker="Le juridique")
    chloe.rewrites(message, "La page de printemps")
    chloe.rewrites(message, "La page de l’été")
    assert "La page de l’été" in chloe.messages[0].text
    assert "Le juridique" in chloe.messages[0].text
    bot.until("2027-03-02 11:31")
    summary = bot.channel().last.text
    assert "La page de l’été" in summary and "Le juridique" in summary
    assert TEXT not in summary


def test_changed_after_the_summary_it_is_marked_edited_in_place(bot: Bot) -> None:
    chloe = prompted(bot)
    message = chloe.writes(TEXT)
    bot.until("2027-03-02 11:45")
    summary = bot.channel().last
    assert "modifié" not in summary.text
    chloe.rewrites(message, "La page de printemps")
    assert bot.channel().last is summary
    assert "La page de printemps" in summary.text
    assert "modifié" in summary.text


def test_changed_once_the_next_run_is_open_it_is_said_and_the_text_comes_back(bot: Bot) -> None:
    chloe = prompted(bot)
    message = chloe.writes(TEXT)
    bot.until("2027-03-03 09:31")
    chloe.rewrites(message, "La page de printemps")
    assert "mardi 2 mars" in chloe.last.text
    assert "La page de printemps" in chloe.last.text


def test_a_change_makes_an_absence_an_answer_and_leaves_chatting_alone(bot: Bot) -> None:
    chloe = prompted(bot)
    thanks = chloe.writes("merci")
    absence = chloe.writes("off demain")
    chloe.rewrites(thanks, "La newsletter")
    chloe.rewrites(absence, TEXT)
    assert actions(chloe) == set()  # the question has its answer
    bot.until("2027-03-02 11:31")
    assert TEXT in bot.channel().last.text
    assert "La newsletter" not in bot.channel().last.text


@pytest.mark.not_on_playground("nothing typed is deleted there")
def test_an_answer_whose_message_is_taken_back_is_none(bot: Bot) -> None:
    """B12: nothing of it is posted, and the prompt is there again."""
    chloe = prompted(bot)
    before = chloe.last.text
    message = chloe.writes(TEXT)
    chloe.takes_back(message)
    assert [each.text for each in chloe.messages] == [before]
    bot.until("2027-03-02 11:31")
    assert TEXT not in bot.channel().last.text
    assert "3 sans réponse" in bot.channel().last.text.replace("\u00a0", " ")
    chloe.rewrites(message, "La newsletter")  # told late: it is gone
    assert "La newsletter" not in bot.channel().last.text


@pytest.mark.not_on_playground("nothing typed is deleted there")
def test_taken_back_after_the_summary_it_leaves_it(bot: Bot) -> None:
    chloe = prompted(bot)
    message = chloe.writes(TEXT)
    bot.until("2027-03-02 11:45")
    assert TEXT in bot.channel().last.text
    chloe.takes_back(message)
    assert TEXT not in bot.channel().last.text
    assert "3 sans réponse" in bot.channel().last.text.replace("\u00a0", " ")
    chloe.answers("La newsletter")
    assert "La newsletter" in bot.channel().last.text


@pytest.mark.not_on_playground("nothing typed is deleted there")
def test_what_the_form_says_of_other_questions_stays(bot: Bot) -> None:
    chloe = prompted(bot)
    message = chloe.writes(TEXT)
    chloe.presses("standup.open")
    chloe.fills(blocker="Le juridique")
    chloe.takes_back(message)
    bot.until("2027-03-02 11:31")
    assert TEXT not in bot.channel().last.text and "Le juridique" in bot.channel().last.text


@pytest.mark.not_on_playground("nothing typed is deleted there")
def test_a_question_about_a_message_goes_with_it(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.takes_back(chloe.writes("je suis malade"))
    assert actions(chloe) == set()
    assert "Message retiré" in chloe.last.text
    bot.until("2027-03-02 11:31")
    assert "3 sans réponse" in bot.channel().last.text.replace("\u00a0", " ")


@pytest.mark.not_on_playground("nothing typed is deleted there")
def test_a_text_that_waits_in_the_form_is_taken_out_of_it(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes(TEXT)
    chloe.takes_back(chloe.writes("Et la newsletter"))
    assert "Message retiré" in chloe.last.text
    chloe.presses("standup.open")
    chloe.fills()
    assert TEXT in chloe.messages[0].text
    assert "newsletter" not in chloe.messages[0].text


@pytest.mark.not_on_playground("nothing typed is deleted there")
def test_a_confirmed_absence_outlives_its_message(bot: Bot) -> None:
    chloe = prompted(bot)
    message = chloe.writes("je suis malade")
    chloe.presses("standup.absent")
    chloe.takes_back(message)
    bot.until("2027-03-02 11:31")
    assert "1 absence" in bot.channel().last.text.replace("\u00a0", " ")


@pytest.mark.not_on_playground("its page changes only one's own")
def test_nobody_changes_the_message_of_another(bot: Bot) -> None:
    chloe = prompted(bot)
    message = chloe.writes(TEXT)
    bot.person("bruno").rewrites(message, "Rien")
    assert TEXT in chloe.messages[0].text


# -- a command -----------------------------------------------------------------------------------------------------


def test_a_command_without_its_slash_is_one_only_as_a_whole(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("Rituel Agenda")
    assert "Printemps" in chloe.last.text
    chloe.writes("aide")
    assert "/rituel agenda" in chloe.last.text
    chloe.writes("Rituel agenda : je le refais")
    assert "je le refais" in chloe.messages[0].text  # an answer


@pytest.mark.direct("on Slack the bot is told of no message in a channel")
def test_in_a_channel_the_words_after_the_mention_are_a_command(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("bonjour à tout le monde", where="printemps")
    assert isinstance(chloe.reply, Nothing)
    before = len(chloe.messages)
    chloe.writes("@bot rituel agenda", where="printemps")
    assert len(chloe.messages) == before + 1  # answered in private
    assert "Printemps" in chloe.last.text
    assert bot.channel().messages == []


@pytest.mark.direct("on Slack the bot is told of no message in a channel")
def test_a_form_asked_for_in_a_channel_waits_behind_a_button(bot: Bot) -> None:
    chloe = prompted(bot)
    chloe.writes("@bot point", where="printemps")
    form_behind_its_button(chloe, bot.person("bruno"))


@pytest.mark.not_on_playground("a dialog opens there")
@pytest.mark.not_on_teams("a message holds the form itself there")
def test_a_form_asked_for_in_private_waits_behind_a_button(bot: Bot) -> None:
    """With a space before its slash a chat takes a command for a message."""
    chloe = prompted(bot)
    chloe.writes(" /point")
    form_behind_its_button(chloe, bot.person("bruno"))


def form_behind_its_button(asks: Actor, other: Actor) -> None:
    """It opens for whoever asked, and for nobody else."""
    assert actions(asks) == {"ritual.carry_on"}
    ref = asks.button("ritual.carry_on").ref
    asks.presses_ref("ritual.carry_on", ref)
    assert isinstance(asks.reply, OpenForm)
    asks.fills(today=TEXT)
    assert TEXT in asks.messages[0].text
    other.presses_ref("ritual.carry_on", ref)
    assert not isinstance(other.reply, OpenForm)


@pytest.mark.parametrize("line", ["/rituel", "/ritual", "/aide"])
def test_a_bare_command_shows_where_one_stands_and_the_next_button(bot: Bot, line: str) -> None:
    """Q4: never an error."""
    chloe = bot.person("chloe")
    chloe.says(line)
    assert "Printemps : prochain point du jour mardi 2 mars à 09:30." in plain(chloe)
    bot.until("2027-03-02 09:31")
    chloe.says(line)
    assert "Printemps : réponse attendue mardi 2 mars avant 11:30." in plain(chloe)
    chloe.writes(TEXT)
    chloe.says(line)
    assert "Printemps : réponse enregistrée pour mardi 2 mars." in plain(chloe)
    assert isinstance(chloe.reply, Say)
    assert [button.action for button in buttons(chloe.reply.card)] == ["standup.command", "ritual.next"]


def plain(actor: Actor) -> str:
    return actor.told.replace("\u00a0", " ").replace("\u202f", " ")


def test_an_unknown_sub_command_is_answered_with_the_nearest(bot: Bot) -> None:
    chloe = bot.person("chloe")
    chloe.says("/rituel agneda")
    assert "/rituel agenda" in chloe.told
    chloe.says("/mêlée")
    assert isinstance(chloe.reply, OpenForm)
