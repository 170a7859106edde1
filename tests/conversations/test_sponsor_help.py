"""F6, E8: whoever leads asks the sponsor's help about a request or a blocker, and the sponsor answers with a button.

As in test_request_ring: filed on Monday 1 March 2027 at 10:40, to be answered by Monday 8 March 10:40; two business
days later is Wednesday 10 March 10:40.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from ritualbot.chat.cards import Card
from ritualbot.chat.replies import OpenForm, Say
from ritualbot.chat.text import literal
from ritualbot.handlers import retention
from ritualbot.handlers.context import Tick
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.permissions import Role
from ritualbot.store import audit, sponsor_help as helps
from ritualbot.store.blocker import BlockerEvent
from ritualbot.store.engine import begin
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.standup import Standup
from ritualbot.store.team import Membership, Person
from tests.builders import ALICE, BRUNO, CHLOE, CLAIRE, DAVID, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment
from tests.conversations.test_request import files, plain, told
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA = Someone("nadia", ())
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE, DAVID, NADIA))
STUCK = "2027-03-10 10:42"
ASKED = {
    "question": "Pouvez-vous obtenir une relecture ?",
    "recommendation": "Lancer sans le lot",
    "needed_on": "12/03/2027",
    "otherwise": "Le jeu est reporté",
}
ANSWERS = ["sponsor.take", "sponsor.meet", "sponsor.not_now", "sponsor.hand"]


def made(make_bot: MakeBot, team: SomeTeam = TEAM, filed: Mapping[str, str] | None = None) -> Bot:
    """Nadia is on duty at the legal desk, and took what Chloé asked."""
    bot = make_bot(team, start="2027-03-01 10:40")
    with bot.session() as session, session.begin():
        nadia = bot.id_of("nadia")
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, "Juridique", nadia, duty=nadia)
        for standup in session.exec(select(Standup)):
            standup.archived_at = bot.clock.now()  # days go by: what is asked in them is proven elsewhere
    files(bot.person("chloe"), **(filed or {}))
    bot.settle()
    bot.person("nadia").presses("request.take")
    return bot


@pytest.fixture
def stuck(make_bot: MakeBot) -> Bot:
    bot = made(make_bot)
    bot.until(STUCK)
    return bot


def asks(bot: Bot, user: str = "alice", **values: str) -> Actor:
    """[Ask the sponsor's help] on the newest message that offers it, filled in and sent."""
    lead = bot.person(user)
    lead.presses("sponsor.ask_request")
    lead.fills(**{**ASKED, **values})
    return lead


def answers(bot: Bot, action: str) -> None:
    claire = bot.person("claire")
    claire.presses(action)
    claire.fills()


def looks(bot: Bot, user: str = "alice") -> Actor:
    """The request as its reader sees it, found in the list."""
    actor = bot.person(user)
    with bot.session() as session:
        ref = session.exec(select(Request.ref).order_by(col(Request.id).desc())).first()
    assert ref is not None
    actor.presses_ref("request.look", ref)
    return actor


def offered(actor: Actor) -> list[str]:
    assert isinstance(actor.reply, Say)
    return [button.action for button in buttons(actor.reply.card)]


def texts(bot: Bot, user: str) -> list[str]:
    return [plain(each.text) for each in bot.person(user).messages]


def row(bot: Bot) -> SponsorHelp:
    with bot.session() as session:
        found = session.exec(select(SponsorHelp).order_by(col(SponsorHelp.id).desc())).first()
        assert found is not None
        session.expunge(found)
        return found


# -- asking --------------------------------------------------------------------------------------------------------


def test_two_business_days_late_the_scrum_master_is_offered_it_and_the_sponsor_hears_nothing(stuck: Bot) -> None:
    """E8: never the sponsor automatically."""
    alert = stuck.person("alice").last
    assert "reste sans réponse" in plain(alert.title)
    assert buttons(alert.card)[0].action == "sponsor.ask_request"
    stuck.until("2027-03-26 18:00")
    assert texts(stuck, "claire") == []


def test_the_sponsor_reads_the_four_lines_and_the_facts_but_nobody_of_the_desk(stuck: Bot) -> None:
    alice = asks(stuck)
    assert told(alice).startswith("L’appui de Claire est demandé : demande #1 (Juridique), jeu-concours de printemps.")
    assert "au plus tôt mercredi 10 mars 10:42" in told(alice)
    [seen] = stuck.person("claire").messages
    text = plain(seen.text)
    assert seen.title.startswith("Alice (Printemps) demande votre appui")
    for said in (ASKED["question"], ASKED["recommendation"], "vendredi 12 mars", ASKED["otherwise"]):
        assert plain(said) in text
    assert "Chez : Juridique" in text and "Délai convenu dépassé depuis lundi 8 mars 10:40" in text
    assert "Nadia" not in text and "Chloe" not in text
    assert [button.action for button in buttons(seen.card)] == ANSWERS
    assert [button.label for button in buttons(seen.card)] == [
        *("Je m’en charge", "Mettez-nous en relation", "Pas maintenant", "Confier à…")
    ]


def test_it_is_offered_to_who_leads_on_every_open_request_of_the_team(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    assert "sponsor.ask_request" in offered(looks(bot))
    assert "sponsor.ask_request" in offered(looks(bot, "bruno"))
    assert "sponsor.ask_request" not in offered(looks(bot, "chloe"))
    assert "sponsor.ask_request" not in offered(looks(bot, "nadia"))
    bot.person("nadia").presses("request.approve")
    assert "sponsor.ask_request" not in offered(looks(bot))
    with bot.session() as session:
        ref = session.exec(select(Request.ref)).one()
    alice = bot.person("alice")
    alice.presses_ref("sponsor.ask_request", ref)
    assert "validée par Nadia" in told(alice)


def test_every_line_is_needed_and_what_was_typed_is_kept(stuck: Bot) -> None:
    alice = asks(stuck, question=" ", needed_on="31/02", otherwise="x" * 501)
    assert set(alice.errors) == {"question", "needed_on", "otherwise"}
    alice.fills(**ASKED)
    assert "est demandé" in told(alice)


def test_an_answer_is_awaited_once(stuck: Bot) -> None:
    asks(stuck)
    bruno = looks(stuck, "bruno")
    bruno.clicks("sponsor.ask_request")
    assert told(bruno).startswith("Alice a déjà demandé l’appui de Claire (mercredi 10 mars 10:42)")


def test_without_a_sponsor_it_says_what_to_do(make_bot: MakeBot) -> None:
    bot = made(make_bot, SomeTeam(people=(ALICE, BRUNO, CHLOE, DAVID, NADIA)))
    alice = looks(bot)
    alice.clicks("sponsor.ask_request")
    assert told(alice).startswith("Printemps n’a pas encore de sponsor.")
    assert offered(alice) == ["charter.sponsor"]
    alice.clicks("charter.sponsor")
    assert isinstance(alice.reply, OpenForm)


def test_the_sponsor_is_asked_in_their_language_and_hours(make_bot: MakeBot) -> None:
    """Asked on Friday evening, read on Monday morning."""
    english = replace(CLAIRE, language="en")
    bot = made(make_bot, SomeTeam(people=(ALICE, BRUNO, CHLOE, english, NADIA)))
    bot.until("2027-03-05 19:00")
    alice = looks(bot)
    alice.clicks("sponsor.ask_request")
    alice.fills(**ASKED)
    assert "au plus tôt lundi 8 mars 09:00" in told(alice)
    bot.until("2027-03-08 08:59")
    assert texts(bot, "claire") == []
    bot.until("2027-03-08 09:02")
    [text] = texts(bot, "claire")
    assert text.startswith("Alice (Printemps) asks for your help: request #1 (Juridique)")


# -- answering -----------------------------------------------------------------------------------------------------


def test_the_answer_is_told_posted_and_written_down(stuck: Bot) -> None:
    """F6: who asked, the team channel, the log, the history of the request; the sponsor's own message."""
    asks(stuck)
    claire = stuck.person("claire")
    claire.presses("sponsor.take")
    claire.fills(line="J’appelle la direction jeudi")
    assert told(claire).startswith("Merci, c’est dit à Alice : demande #1 (Juridique)")
    [own] = claire.messages
    assert "Répondu : Claire s’en charge (mercredi 10 mars 10:42)." in plain(own.text)
    assert "J’appelle la direction jeudi" in own.text and not buttons(own.card)
    heard = plain(stuck.person("alice").last.text)
    said = "Appui du sponsor, demande #1 (Juridique), jeu-concours de printemps : Claire s’en charge."
    assert heard.startswith(said) and "J’appelle la direction jeudi" in heard
    posted = plain(stuck.channel().last.text)
    assert posted.startswith(said) and ASKED["question"][:8] in posted and "J’appelle la direction jeudi" in posted
    assert "Nadia" not in posted and "Lancer sans le lot" not in posted
    with stuck.session() as session:
        written = [(each.action, each.actor) for each in audit.chain(session, 1) if each.action.startswith("sponsor.")]
        names = dict(session.exec(select(Person.ref, Person.name)).all())
        events = session.exec(select(RequestEvent).where(RequestEvent.kind == "help_asked").order_by("id")).all()
        assert [(action, names[who]) for action, who in written] == [
            *(("sponsor.asked", "Alice"), ("sponsor.take", "Claire"))
        ]
        assert ['"answer": "take"' in each.data for each in events] == [False, True]
        assert audit.broken_at(session, 1) is None
    card = looks(stuck)
    assert "Appui du sponsor : Claire s’en charge (mercredi 10 mars 10:42)." in told(card)
    assert "Claire s’en charge" not in told(looks(stuck, "nadia"))


@pytest.mark.parametrize(
    ("action", "said"),
    [("meet", "Claire demande une mise en relation."), ("not_now", "pas maintenant, répond Claire.")],
)
def test_the_other_answers_without_a_line(stuck: Bot, action: str, said: str) -> None:
    asks(stuck)
    claire = stuck.person("claire")
    claire.presses(f"sponsor.{action}")
    claire.fills()
    assert plain(stuck.channel().last.title).endswith(said)
    assert plain(stuck.person("alice").last.title).endswith(said)


@pytest.mark.parametrize(("user", "called"), [("david", "David"), ("nadia", "Juridique")])
def test_handed_to_somebody_the_question_goes_to_them(stuck: Bot, user: str, called: str) -> None:
    """E8: the channel names the desk, not who is on it."""
    asks(stuck)
    claire = stuck.person("claire")
    claire.presses("sponsor.hand")
    claire.fills(handed_to="")
    assert set(claire.errors) == {"handed_to"}
    claire.fills(handed_to="claire")
    assert "C’est vous" in claire.errors["handed_to"]
    claire.fills(handed_to=user)
    assert f"{user.capitalize()} reçoit la question et répond à Alice." in told(claire)
    handed = plain(stuck.person(user).last.text)
    assert handed.startswith("Claire vous confie une question de Printemps : demande #1 (Juridique)")
    assert ASKED["recommendation"] in handed and "La réponse est à donner directement à Alice." in handed
    posted = plain(stuck.channel().last.text)
    assert f"Claire confie la question à {called}." in posted
    assert ("Nadia" in posted) is False


def test_a_stale_button_says_who_answered_and_when(stuck: Bot) -> None:
    asks(stuck)
    claire = stuck.person("claire")
    ref = claire.button("sponsor.take").ref
    claire.presses("sponsor.take")
    form = claire.form
    claire.fills()
    stuck.until("2027-03-10 11:00")
    claire.presses_ref("sponsor.not_now", ref)
    assert told(claire) == (
        "Déjà répondu, demande #1 (Juridique), jeu-concours de printemps : Claire s’en charge "
        "(mercredi 10 mars 10:42). Rien d’autre n’est attendu."
    )
    assert form is not None
    claire.submits(form.action, form.ref, {"line": "Encore"})
    assert "Déjà répondu" in told(claire) and "Encore" in told(claire)
    assert len([each for each in stuck.channel().messages if "Appui du sponsor" in each.title]) == 1


def test_settled_before_the_answer_the_message_says_so_and_buttons_are_stale(stuck: Bot) -> None:
    """And awaited again once the desk takes its decision back."""
    asks(stuck)
    claire, nadia = stuck.person("claire"), stuck.person("nadia")
    ref = claire.button("sponsor.take").ref
    nadia.presses("request.approve")
    [own] = claire.messages
    assert "Réglé entre-temps (mercredi 10 mars 10:42) : plus rien à répondre." in plain(own.text)
    assert not buttons(own.card)
    claire.presses_ref("sponsor.take", ref)
    assert told(claire).startswith("C’est réglé entre-temps, demande #1 (Juridique)")
    nadia.presses("request.correct")
    assert [button.action for button in buttons(claire.messages[0].card)] == ANSWERS
    claire.presses("sponsor.take")
    claire.fills()
    assert len(claire.messages) == 1 and "Claire s’en charge" in plain(claire.messages[0].text)
    assert [each for each in texts(stuck, "alice") if "Claire s’en charge" in each]


def test_withdrawn_before_it_was_sent_it_never_is(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    bot.until("2027-03-05 19:00")
    alice = looks(bot)
    alice.clicks("sponsor.ask_request")
    alice.fills(**ASKED)
    looks(bot, "chloe").clicks("request.withdraw")
    bot.until("2027-03-12 18:00")
    assert texts(bot, "claire") == []
    with bot.session() as session:
        assert not helps.urgent_spent(session, row(bot).sponsor_id, bot.clock.now())


# -- confidential --------------------------------------------------------------------------------------------------


def test_a_confidential_request_is_called_that_and_nothing_else(make_bot: MakeBot) -> None:
    """E24."""
    filed = {"title": "zéphyr", "details": "lot-secret", "period": "mars", "confidential": "1"}
    bot = made(make_bot, filed=filed)
    bot.until(STUCK)
    alice = bot.person("alice")
    alice.presses("sponsor.ask_request")
    assert isinstance(alice.reply, OpenForm) and alice.reply.form.intro is not None
    assert "Demande confidentielle : Claire n’en lit que ces lignes" in plain(alice.reply.form.intro.plain())
    alice.fills(**ASKED)
    claire = bot.person("claire")
    assert "demande confidentielle #1 (Juridique)" in plain(claire.last.text)
    claire.presses("sponsor.hand")
    claire.fills(handed_to="david", line="Voyez avec la direction")
    posted = plain(bot.channel().last.text)
    assert posted == "Appui du sponsor, demande confidentielle #1 (Juridique) : Claire confie la question à David."
    heard = [*texts(bot, "claire"), *texts(bot, "david"), posted]
    assert not [each for each in heard if "zéphyr" in each or "lot-secret" in each]


# -- once a week ---------------------------------------------------------------------------------------------------


def test_one_message_a_week_the_second_waits_for_the_digest(stuck: Bot) -> None:
    """F6. Told on Wednesday 10 March; the next digest is on Friday 12, and a week later it is free."""
    asks(stuck)
    answers(stuck, "sponsor.not_now")
    alice = looks(stuck)
    alice.clicks("sponsor.ask_request")
    assert isinstance(alice.reply, OpenForm) and alice.reply.form.intro is not None
    assert "celui-ci attend la prochaine synthèse, vendredi 12 mars." in plain(alice.reply.form.intro.plain())
    alice.fills(**{**ASKED, "needed_on": "11/03/2027"})
    assert "celui-ci attend la prochaine synthèse, vendredi 12 mars." in told(alice)
    assert "C’est après le jeudi 11 mars, date souhaitée" in told(alice)
    assert len(stuck.person("claire").messages) == 1
    waiting = row(stuck)
    with begin(stuck.app.engine) as session:
        sponsor = waiting.sponsor_id
        assert [each.ref for each in helps.waiting_for_digest(session, sponsor)] == [waiting.ref]
        for _ in ("shown for the first time", "repeated"):
            assert helps.waiting_for_review(session, waiting.team_id) == []
            assert [each.repeated for each in helps.waiting_for_digest(session, sponsor)] == [0]
            helps.shown_in_digest(session, helps.waiting_for_digest(session, sponsor), moment("2027-03-12 16:00"))
        assert helps.waiting_for_digest(session, sponsor) == []
        assert [each.ref for each in helps.waiting_for_review(session, waiting.team_id)] == [waiting.ref]
    with stuck.session() as session:
        week = moment("2027-03-10 10:43") + timedelta(days=7)
        assert helps.urgent_spent(session, sponsor, week - timedelta(minutes=2))
        assert not helps.urgent_spent(session, sponsor, week)


def test_what_a_digest_showed_is_answered_like_a_message(stuck: Bot) -> None:
    """One that was told and not answered is shown once more, and is answered by the same button."""
    asks(stuck)
    with begin(stuck.app.engine) as session:
        [each] = helps.waiting_for_digest(session, row(stuck).sponsor_id)
        helps.shown_in_digest(session, [each], stuck.clock.now())
        assert helps.waiting_for_digest(session, each.sponsor_id) == []
        assert len(helps.waiting_for_review(session, each.team_id)) == 1
    claire = stuck.person("claire")
    claire.presses("sponsor.take")
    claire.fills()
    with stuck.session() as session:
        assert helps.waiting_for_review(session, row(stuck).team_id) == []


def test_two_teams_share_a_sponsors_week(make_bot: MakeBot) -> None:
    bot = made(make_bot)
    bot.until(STUCK)
    bot.further_team(SomeTeam(people=(ALICE, CHLOE, CLAIRE), name="Automne", channel="automne"))
    asks(bot)
    chloe = bot.person("chloe")
    chloe.says("/demande juridique", where="automne")
    assert isinstance(chloe.reply, Say)
    [found] = [each for each in buttons(chloe.reply.card) if each.ref.endswith(":contest")]
    chloe.presses_ref("request.open", found.ref)
    chloe.fills(title="autre jeu", details="Règlement", period="mai")
    alice = looks(bot)
    alice.clicks("sponsor.ask_request")
    alice.fills(**ASKED)
    assert "attend la prochaine synthèse" in told(alice)
    assert len(bot.person("claire").messages) == 1
    with bot.session() as session:
        listed = helps.waiting_for_digest(session, row(bot).sponsor_id)
        assert [each.urgent for each in listed] == [True, False] and len({each.team_id for each in listed}) == 2


def test_whoever_cannot_be_reached_is_said_at_once(make_bot: MakeBot) -> None:
    bot = made(make_bot, SomeTeam(people=(ALICE, BRUNO, CHLOE, replace(CLAIRE, reachable=False), NADIA)))
    bot.until(STUCK)
    alice = asks(bot)
    bot.settle()
    heard = [told(alice), *texts(bot, "alice")]
    assert [each for each in heard if "Aucun message n’atteint Claire ici" in each and "vendredi 12 mars" in each]
    with bot.session() as session:
        assert len(helps.waiting_for_digest(session, row(bot).sponsor_id)) == 1
        assert not helps.urgent_spent(session, row(bot).sponsor_id, bot.clock.now())


@pytest.mark.not_on_playground("every conversation there takes what is said")
def test_a_message_that_cannot_be_sent_is_told_and_waits_for_the_digest(stuck: Bot) -> None:
    stuck.chat.closed.add("@claire")
    asks(stuck)
    stuck.wait(minutes=10)
    [heard] = [each for each in texts(stuck, "alice") if each.startswith("Le message à Claire n’est pas parti")]
    assert "attend la prochaine synthèse, vendredi 12 mars." in heard
    with stuck.session() as session:
        assert [each.told_at for each in helps.waiting_for_digest(session, row(stuck).sponsor_id)] == [None]
        assert not helps.urgent_spent(session, row(stuck).sponsor_id, stuck.clock.now())


def test_once_somebody_else_is_sponsor_they_can_be_asked(stuck: Bot) -> None:
    """Nothing is awaited any more of who was."""
    asks(stuck)
    asked = row(stuck)
    with begin(stuck.app.engine) as session:
        held = select(Membership).where(col(Membership.role) == Role.SPONSOR)
        david = session.exec(select(Person.id).where(col(Person.name) == "David")).one()
        session.exec(held).one().person_id = david or 0
    with stuck.session() as session:
        assert helps.waiting_for_digest(session, asked.sponsor_id) == []
    alice = looks(stuck)
    alice.clicks("sponsor.ask_request")
    alice.fills(**ASKED)
    assert told(alice).startswith("L’appui de David est demandé")
    assert [button.action for button in buttons(stuck.person("david").last.card)] == ANSWERS
    [own] = stuck.person("claire").messages
    assert "Réglé entre-temps" in plain(own.text) and not buttons(own.card)
    claire = stuck.person("claire")
    claire.presses_ref("sponsor.take", asked.ref)
    assert told(claire).startswith("Introuvable")


def test_of_several_sponsors_one_is_chosen(make_bot: MakeBot) -> None:
    other = replace(DAVID, roles=(Role.SPONSOR,))
    bot = made(make_bot, SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE, other, NADIA)))
    bot.until(STUCK)
    alice = asks(bot)
    assert set(alice.errors) == {"sponsor"}
    with bot.session() as session:
        david = session.exec(select(Person.ref).where(col(Person.name) == "David")).one()
    alice.fills(**ASKED, sponsor=david)
    assert len(texts(bot, "david")) == 1 and texts(bot, "claire") == []


def test_it_is_one_of_the_sponsors_two_messages_a_week(make_bot: MakeBot) -> None:
    """Q6: with two said it waits whole, for Monday."""
    bot = made(make_bot)
    with begin(bot.app.engine) as session:
        claire = session.exec(select(Person).where(col(Person.name) == "Claire")).one()
        for said in ("Une", "Deux"):
            Tick(session, bot.clock.now()).tell(claire, "access.decided", said, said, Card(literal(said)))
    bot.wait(seconds=10)
    alice = looks(bot)
    alice.clicks("sponsor.ask_request")
    alice.fills(**ASKED)
    bot.until("2027-03-07 23:00")
    assert texts(bot, "claire") == ["Une", "Deux"]
    bot.until("2027-03-08 09:02")
    assert [button.action for button in buttons(bot.person("claire").last.card)] == ANSWERS


# -- blockers ------------------------------------------------------------------------------------------------------


@pytest.fixture
def blocked(make_bot: MakeBot) -> Bot:
    """Chloé's blocker is two business days old: Alice is alerted."""
    bot = make_bot(SomeTeam(people=(ALICE, BRUNO, CHLOE, CLAIRE)))
    bot.until("2027-03-02 09:40")
    bot.person("chloe").answers("Montage", blocker="Plus de photos libres de droits")
    bot.until("2027-03-04 09:42")
    return bot


def asks_about_blocker(bot: Bot) -> Actor:
    alice = bot.person("alice")
    alice.presses("sponsor.ask_blocker")
    alice.fills(**ASKED)
    return alice


def test_from_a_blocker_that_lasts(blocked: Bot) -> None:
    """F6: the alert and the list offer it to who leads; the sponsor reads the blocker, not whose it is."""
    chloe = blocked.person("chloe")
    chloe.says("/point blocages")
    assert "sponsor.ask_blocker" not in offered(chloe)
    bruno = blocked.person("bruno")
    bruno.says("/point blocages")
    assert "sponsor.ask_blocker" in offered(bruno)
    alice = asks_about_blocker(blocked)
    assert told(alice).startswith("L’appui de Claire est demandé : blocage #1.")
    claire = blocked.person("claire")
    text = plain(claire.last.text)
    assert "demande votre appui : blocage #1." in text and "depuis 2 jours ouvrés" in text
    assert "Plus de photos libres de droits" in text and "Chloe" not in text
    claire.presses("sponsor.meet")
    claire.fills()
    assert plain(blocked.channel().last.title) == "Appui du sponsor, blocage #1 : Claire demande une mise en relation."
    with blocked.session() as session:
        kinds = session.exec(select(BlockerEvent.kind).order_by(col(BlockerEvent.id))).all()
        assert kinds == ["opened", "escalated", "help_asked", "help_answered"]


@pytest.mark.parametrize("how", ["resolved", "a clean answer"])
def test_a_blocker_that_ends_before_the_answer_settles_it(blocked: Bot, how: str) -> None:
    """And what was undone is awaited again."""
    asks_about_blocker(blocked)
    claire, chloe = blocked.person("claire"), blocked.person("chloe")
    if how == "resolved":
        chloe.says("/point blocages")
        chloe.clicks("blocker.resolve")
    else:
        chloe.answers("Montage")
    assert "Réglé entre-temps" in plain(claire.last.text) and not buttons(claire.last.card)
    if how == "resolved":
        chloe.clicks("blocker.undo")
    else:
        chloe.answers("Montage", blocker="Plus de photos libres de droits")
    assert [button.action for button in buttons(claire.last.card)] == ANSWERS
    assert len(claire.messages) == 1


def test_asking_leaves_the_last_step_to_be_undone(blocked: Bot) -> None:
    """Q3: that help was asked for changes nothing in the blocker."""
    bruno = blocked.person("bruno")
    bruno.says("/point blocages")
    bruno.clicks("blocker.acknowledge")
    acknowledged = bruno.reply
    asks_about_blocker(blocked)
    bruno.reply = acknowledged
    bruno.clicks("blocker.undo")
    assert told(bruno).startswith("C’est annulé")


# -- what is kept --------------------------------------------------------------------------------------------------


@pytest.mark.not_on_playground("what is forgotten is gone from the page as well")
def test_it_is_forgotten_a_year_after_its_end(stuck: Bot) -> None:
    """G5."""
    asks(stuck)
    end = moment("2027-03-10 10:43")
    with begin(stuck.app.engine) as session:
        retention.daily(Tick(session, end + timedelta(days=800)), "1")
    assert row(stuck).open
    answers(stuck, "sponsor.take")
    with begin(stuck.app.engine) as session:
        retention.daily(Tick(session, end + timedelta(days=364)), "1")
        helps.forget(session, 2, end + timedelta(days=800))  # another customer's
    assert row(stuck).line == "" and row(stuck).needed_on == date(2027, 3, 12)
    with begin(stuck.app.engine) as session:
        retention.daily(Tick(session, end + timedelta(days=366)), "1")
        assert session.exec(select(SponsorHelp)).all() == []
