"""A13, E24: a link for one person outside the chat, to acknowledge, ask and answer on one request; seen as by link."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from ritualbot.chat.replies import OpenForm, Say
from ritualbot.reports.audit import audit_lines
from ritualbot.rituals.desk import DeskKind
from ritualbot.store import audit, schema
from ritualbot.store.engine import begin
from ritualbot.store.request import Request, RequestEvent
from ritualbot.store.request_link import RequestLink, forget, offer
from ritualbot.store.team import Tenant
from tests.builders import ALICE, BRUNO, CHLOE, Someone, SomeTeam
from tests.conversations.bot import Actor, Bot, buttons, moment
from tests.conversations.outside import Visitor
from tests.databases import PUBLIC_URL
from tests.desks import build_desk

MakeBot = Callable[..., Bot]
NADIA = Someone("nadia", ())
TEAM = SomeTeam(people=(ALICE, BRUNO, CHLOE, NADIA))
CONTEST = {"title": "jeu-concours de <b>printemps</b>", "details": "Règlement à relire", "period": "du 22 mars"}
URL = re.compile(re.escape(PUBLIC_URL) + r"/request/[\w-]+")
TAKE, ASK, ANSWER = "Je prends", "Demander", "Envoyer la réponse"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def told(actor: Actor) -> str:
    return plain(actor.told)


@pytest.fixture
def legal(make_bot: MakeBot) -> Bot:
    """Tuesday 10:40: Chloe asked the legal desk, where Nadia is on duty, for a contest's opinion."""
    bot = make_bot(TEAM)
    with begin(bot.app.engine) as session:
        nadia = bot.id_of("nadia")
        build_desk(session, bot.clock.now(), DeskKind.LEGAL, "Juridique", nadia, agreed=True, duty=nadia)
    bot.until("2027-03-02 10:40")
    files(bot.person("chloe"))
    return bot


def files(chloe: Actor, **values: str) -> None:
    chloe.says("/demande juridique")
    assert isinstance(chloe.reply, Say)
    [found] = [each for each in buttons(chloe.reply.card) if each.ref.endswith(":contest")]
    chloe.presses_ref("request.open", found.ref)
    chloe.fills(**CONTEST, **values)


def visitor(bot: Bot, name: str = "Me Martin", language: str = "fr", **values: str) -> Visitor:
    """Chloe makes a link, and gives it away."""
    chloe = bot.person("chloe")
    chloe.presses("request.outside")
    chloe.fills(name=name, **values)
    [url] = URL.findall(chloe.told)
    return Visitor(bot, url, language)


def row(bot: Bot) -> Request:
    with bot.session() as session:
        found = session.exec(select(Request)).one()
        session.expunge(found)
        return found


def history(bot: Bot) -> list[tuple[str, str]]:
    with bot.session() as session:
        return [(each.kind, each.via) for each in sorted(session.exec(select(RequestEvent)), key=lambda each: each.seq)]


def by_link(bot: Bot) -> list[str]:
    return [kind for kind, via in history(bot) if via == "link"]


def everything(bot: Bot) -> str:
    """All that is stored."""
    with bot.session() as session:
        tables = schema.METADATA.sorted_tables
        return "\n".join(str(session.connection().execute(sa.select(each)).all()) for each in tables)


# -- making ---------------------------------------------------------------------------------------------------------


def test_a_link_is_made_for_one_person_who_is_named_on_both_cards_and_stored_as_a_digest(legal: Bot) -> None:
    """A13, E24: who reads it is said before; fourteen days; shown once; logged."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    chloe.presses("request.outside")
    assert isinstance(chloe.reply, OpenForm) and chloe.reply.form.intro is not None
    warning = plain(chloe.reply.form.intro.plain())
    assert "Qui ouvre ce lien lit la demande et ce qui s’écrira ensuite, sans compte ni mot de passe" in warning
    assert "La décision reste à Juridique." in warning
    chloe.fills(name="  Me   Martin ")
    assert "Valable jusqu’au mardi 16 mars 10:40." in told(chloe) and "ne s’affiche qu’une fois" in told(chloe)
    [url] = URL.findall(chloe.told)
    for actor in (chloe, nadia):
        assert "Lien ouvert pour Me Martin, jusqu’au mardi 16 mars 10:40." in plain(actor.last.text)
    assert chloe.sees("request.revoke") and not nadia.sees("request.revoke")
    assert url.rpartition("/")[2] not in everything(legal)
    assert "request.link_made" in everything(legal)


def test_what_is_wrong_is_told_at_its_field(legal: Bot) -> None:
    """One person, one link; five at most; no name, too long a name, no such length."""
    chloe = legal.person("chloe")
    visitor(legal)
    chloe.presses("request.outside")
    chloe.fills(name="me martin")
    assert "a déjà un lien ouvert" in plain(chloe.errors["name"])
    chloe.fills(name="x" * 81)
    assert set(chloe.errors) == {"name"}
    form = chloe.form
    assert form is not None
    chloe.submits(form.action, form.ref, {"name": "Me Durand", "days": "365"})
    assert set(chloe.errors) == {"days"}
    for name in ("Un", "Deux", "Trois", "Quatre"):
        visitor(legal, name)
    chloe.presses("request.outside")
    chloe.fills(name="Six")
    assert "a déjà 5 liens ouverts" in plain(chloe.errors["name"])


def test_a_confidential_request_says_so_before_and_on_the_page(legal: Bot) -> None:
    """E24: it is given on purpose, after a warning."""
    chloe = legal.person("chloe")
    with begin(legal.app.engine) as session:
        found = session.exec(select(Request)).one()
        found.confidential = True
        session.add(found)
    chloe.presses("request.outside")
    assert isinstance(chloe.reply, OpenForm) and chloe.reply.form.intro is not None
    assert plain(chloe.reply.form.intro.plain()).startswith(
        "Demande confidentielle. Qui ouvre ce lien la lit en entier"
    )
    chloe.fills(name="Me Martin")
    [url] = URL.findall(chloe.told)
    page = Visitor(legal, url).looks()
    assert "Cette demande est confidentielle." in plain(page.text) and "Règlement à relire" in page.text


def test_where_nobody_reaches_us_links_are_not_offered(legal: Bot) -> None:
    chloe = legal.person("chloe")
    offer(legal.app.engine, "")
    chloe.presses("request.outside")
    assert "Les liens pour personnes externes ne sont pas proposés ici." in told(chloe)
    chloe.submits("request.save_outside", row(legal).ref, {"name": "Me Martin", "days": "7"})
    assert "ne sont pas proposés ici" in told(chloe)


# -- the page -------------------------------------------------------------------------------------------------------


def test_the_page_shows_the_request_and_what_is_awaited_in_both_languages(legal: Bot) -> None:
    guest = visitor(legal)
    page = guest.looks()
    assert page.status == 200
    text = plain(page.text)
    for said in (
        "Demande #1, jeu-concours, Juridique",
        "jeu-concours de <b>printemps</b>",
        "Lien personnel de Me Martin, confié par Chloe (Printemps), valable jusqu’au mardi 16 mars 10:40.",
        "Chez : Juridique",
        "réponse mardi 9 mars 10:40.",
        "Règlement à relire",
        "Ce que vous écrivez est lu par Chloe (Printemps) et par Juridique.",
        "Elle ne clôt pas la demande : la décision est enregistrée par Juridique.",
    ):
        assert said in text
    assert list(page.seals) == [TAKE, ANSWER, ASK]
    english = Visitor(legal, guest.url, "de, en;q=0.8").looks()
    assert '<html lang="en">' in english.html and "Where the request stands" in english.text
    assert '<html lang="fr">' in Visitor(legal, guest.url, "de").looks().html  # the team's


def test_the_page_is_kept_nowhere_and_fetches_nothing(legal: Bot) -> None:
    page = visitor(legal).looks()
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Content-Type-Options"] == "nosniff" and "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert "Set-Cookie" not in page.headers and "<script" not in page.html
    assert not re.search(r'(?:src|href|action)="(?!\?|data:,|#)', page.html)


def test_looking_changes_nothing_however_often(legal: Bot) -> None:
    """A chat's preview and a mail's scanner follow links."""
    guest = visitor(legal)
    before = everything(legal)
    for method in ("GET", "HEAD", "GET"):
        assert guest.looks(method=method).status == 200
    assert everything(legal) == before


# -- what they do ---------------------------------------------------------------------------------------------------


def test_acknowledged_by_link_both_cards_move_at_once_and_twice_is_once(legal: Bot) -> None:
    """E2, A8: a person stops the first clock; the form counts once."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    guest = visitor(legal)
    seal = guest.looks().seals[TAKE]
    page = guest.sends(TAKE)
    assert (
        "C’est noté : prise en charge par Me Martin, par lien, mardi 2 mars 10:40. Chloe et Juridique le voient."
        in (plain(page.text))
    )
    assert list(page.seals) == [ANSWER, ASK]
    for actor in (chloe, nadia):
        assert "prise en charge par Me Martin, par lien" in plain(actor.last.text)
    assert guest.posts({"form": seal}).status == 303
    assert history(legal) == [("filed", legal.platform), ("taken", "link")]
    assert row(legal).state == "taken" and row(legal).owner_id is None
    assert nadia.sees("request.approve")


def test_a_question_by_link_stops_the_clock_and_the_answer_shows_on_the_page(legal: Bot) -> None:
    """E5, E24: the form in which Chloe answers says who will read it."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    guest = visitor(legal)
    guest.looks()
    page = guest.sends(ASK, "Quel est le lot ?")
    assert "une information manque à Me Martin, par lien" in plain(page.text) and "Chez : Chloe" in plain(page.text)
    assert row(legal).state == "waiting" and row(legal).decide_due_at is None
    for actor in (chloe, nadia):
        assert "Me Martin, par lien — Quel est le lot ?" in plain(actor.last.text)
    chloe.presses("request.say")
    assert isinstance(chloe.reply, OpenForm) and chloe.reply.form.intro is not None
    assert plain(chloe.reply.form.intro.plain()) == "Sera lu par : Juridique et Me Martin, par lien."
    chloe.fills(text="Cinq tablettes")
    chloe.clicks("request.expected")
    seen = plain(guest.looks().text)
    assert "Cinq tablettes" in seen and "réponse donnée par Chloe" in seen and "Chez : Juridique" in seen


def test_an_answer_by_link_is_heard_by_both_and_decides_nothing(legal: Bot) -> None:
    """E6: text never decides; the desk records what it comes to."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    guest = visitor(legal)
    guest.looks()
    page = guest.sends(ANSWER, "Favorable, sous réserve du lot\r\n<script>alert(1)</script>")
    assert "C’est noté : réponse de Me Martin, par lien" in plain(page.text)
    assert "<script>" not in page.html
    assert row(legal).state == "taken" and row(legal).closed_at is None
    for actor in (chloe, nadia):
        assert "réponse de Me Martin, par lien" in plain(actor.last.text)
        assert "Favorable, sous réserve du lot" in plain(actor.last.text)
    nadia.presses("request.reserve")
    assert isinstance(nadia.reply, OpenForm) and nadia.reply.form.intro is not None
    assert "Me Martin, par lien" in plain(nadia.reply.form.intro.plain())
    nadia.fills(text="Selon Me Martin : préciser le lot")
    closed = guest.looks()
    assert "Demande close" in closed.text and closed.seals == {} and "préciser le lot" in closed.text
    assert "Temps ouvré" in closed.text


def test_every_form_somebody_outside_will_read_says_so_before_it_is_sent(legal: Bot) -> None:
    """E24: on both sides, and of a typed line, which is then passed on by a press."""
    chloe, nadia = legal.person("chloe"), legal.person("nadia")
    guest, request = visitor(legal), row(legal).ref
    acts = [(nadia, act) for act in ("ask", "pause", "reserve", "refuse")]
    for actor, act in (*acts, *((chloe, act) for act in ("say", "version", "edit"))):
        actor.presses_ref(f"request.{act}", request)
        assert isinstance(actor.reply, OpenForm) and actor.reply.form.intro is not None
        assert "Me Martin, par lien" in plain(actor.reply.form.intro.plain())
    nadia.writes("Je regarde cet après-midi")
    assert "ce message sera lu par Chloe et Me Martin, par lien." in plain(nadia.last.text)
    assert "Je regarde" not in guest.looks().text
    nadia.presses("request.pass_on")
    assert "Je regarde cet après-midi" in guest.looks().text
    nadia.presses_ref("request.refuse", request)
    nadia.fills(text="Lot interdit")
    chloe.presses_ref("request.reopen", request)
    assert isinstance(chloe.reply, OpenForm) and chloe.reply.form.intro is not None
    assert "Me Martin, par lien" in plain(chloe.reply.form.intro.plain())


def test_a_desks_reason_to_put_it_off_is_not_shown_outside(legal: Bot) -> None:
    nadia = legal.person("nadia")
    guest = visitor(legal)
    nadia.presses("request.take")
    nadia.presses_ref("request.snooze", row(legal).ref)
    nadia.fills(text="Le juriste est souffrant")
    assert "souffrant" not in guest.looks().text


def test_the_form_of_a_request_says_who_will_read_it(legal: Bot) -> None:
    """E24."""
    chloe = legal.person("chloe")
    chloe.says("/demande juridique")
    assert isinstance(chloe.reply, Say)
    chloe.presses_ref("request.open", buttons(chloe.reply.card)[0].ref)
    assert isinstance(chloe.reply, OpenForm) and chloe.reply.form.intro is not None
    assert plain(chloe.reply.form.intro.plain()).endswith("Sera lu par : Juridique.")


def test_what_was_said_before_the_link_was_made_is_not_shown(legal: Bot) -> None:
    """E24: who wrote it was told that the desk alone would read it."""
    chloe = legal.person("chloe")
    chloe.presses("request.say")
    chloe.fills(text="Entre nous : le budget est serré")
    guest = visitor(legal)
    assert "budget est serré" not in guest.looks().text


def test_a_request_that_moved_on_meanwhile_hands_the_text_back(legal: Bot) -> None:
    chloe = legal.person("chloe")
    guest = visitor(legal)
    guest.looks()
    chloe.presses("request.withdraw")
    sent = guest.sends(ANSWER, "Favorable & bien")
    assert sent.status == 422
    assert "La demande a changé entre-temps" in plain(sent.text) and "Favorable & bien" in sent.text
    assert history(legal)[-1][0] == "withdrawn"


def test_an_empty_or_too_long_text_is_told_at_its_field_and_handed_back(legal: Bot) -> None:
    guest = visitor(legal)
    guest.looks()
    empty = guest.sends(ASK, " ")
    assert empty.status == 422 and empty.html.count('aria-invalid="true"') == 1 and 'id="ask-err"' in empty.html
    guest.looks()
    long = guest.sends(ANSWER, "a" * 5001)
    assert long.status == 422 and "a" * 5001 in long.html and 'id="answer-err"' in long.html
    assert by_link(legal) == []


# -- who gets in ----------------------------------------------------------------------------------------------------


def test_forged_expired_revoked_and_unknown_links_get_one_answer(legal: Bot) -> None:
    """RELIABILITY 4: nobody learns which; a form of such a page does nothing."""
    chloe, guest = legal.person("chloe"), visitor(legal)
    token = guest.url.rpartition("/")[2]
    seal = guest.looks().seals[ANSWER]
    bad = (
        "x",
        "A" * 5000,
        token[:-1],
        "é" * 9,
        token[:60] + ("A" if token[60] != "A" else "B") + token[61:],
        "%00",
        "..%2f",
    )
    answers = {guest.looks(f"{PUBLIC_URL}/request/{each}").html for each in bad}
    assert all(guest.looks(f"{PUBLIC_URL}/request/{each}").status == 404 for each in bad)
    chloe.presses("request.revoke")
    assert "Lien de Me Martin révoqué" in told(chloe) and "Lien ouvert" not in plain(chloe.last.text)
    answers.add(guest.looks().html)
    gone = guest.posts({"form": seal, "text": "Favorable"})
    answers.add(gone.html)
    assert gone.status == 404
    short = visitor(legal, "Me Durand", days="3")
    assert short.looks().status == 200
    legal.until("2027-03-05 10:39")
    assert short.looks().status == 200
    legal.until("2027-03-05 11:00")
    assert short.looks().status == 404
    answers.add(short.page.html)
    [said] = answers
    assert "Ce lien n’est plus valable" in said
    assert by_link(legal) == [] and "Lien ouvert" not in plain(legal.person("nadia").last.text)


def test_what_is_done_by_link_is_in_the_audit_log_as_that_links(legal: Bot) -> None:
    """G6: each act is a line whose actor is the link; read in words while somebody's name goes with it."""
    guest = visitor(legal)
    guest.looks()
    guest.sends(TAKE)
    guest.sends(ASK, text="Quel lot exactement ?")
    guest.sends(ANSWER, text="Rien à redire")
    with legal.session() as session:
        [link], request = session.exec(select(RequestLink)).all(), session.exec(select(Request)).one()
        lines = [each for each in audit.chain(session, 1) if each.actor == link.ref]
        names = audit.names(session, 1, {link.ref, request.ref})
        others = audit.names(session, 2, {link.ref, request.ref})
        said = [(each.action, each.object == request.ref, each.result) for each in lines]
        assert not any("lot" in line or "redire" in line or "Martin" in line for line in audit_lines(lines))
        assert audit.broken_at(session, 1) is None
        assert names == {link.ref: "Me Martin", request.ref: "#1"} and others == {}
    kinds = ("request.taken_by_link", "request.asked_by_link", "request.answered_by_link")
    assert said == [(kind, True, "done") for kind in kinds]


def test_a_revoked_link_is_not_revoked_twice(legal: Bot) -> None:
    chloe = legal.person("chloe")
    visitor(legal)
    ref = chloe.button("request.revoke").ref
    chloe.presses("request.revoke")
    chloe.presses_ref("request.revoke", ref)
    assert "Rien n’a changé. Le lien de Me Martin n’était déjà plus valable." in told(chloe)


def test_only_a_form_of_this_very_page_counts(legal: Bot) -> None:
    """No cookie, and each form has a seal: of another link, of none, made up, kept for four days, it is refused."""
    mine, other = visitor(legal), visitor(legal, "Me Durand")
    seal, foreign = mine.looks().seals[ANSWER], other.looks().seals[ANSWER]
    for bad in ("", "x", foreign, seal[:-4], "é", seal + "A" * 500):
        sent = mine.posts({"form": bad, "text": "Favorable"})
        assert sent.status == 422 and "Favorable" in sent.text
    legal.wait(days=4)
    assert "ouverte depuis longtemps" in mine.posts({"form": seal, "text": "Favorable"}).text
    assert by_link(legal) == []


BODIES = (
    b"",
    b"\xff\xfe=%ff",
    b"form=%ff%fe&text=%c3%28",
    b"a=1&" * 50,
    b"text=" + b"a" * 200_000,
    b'{"text": 1}',
    b"--x\r\nContent-Disposition: form-data; name=form\r\n\r\nz\r\n--x--",
    b"form&text",
    b"form=a&form=b&text=%00",
)


def test_whatever_is_sent_nothing_breaks_and_nothing_is_stored(legal: Bot) -> None:
    guest = visitor(legal)
    before = everything(legal)
    for body in BODIES:
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "a"):
            assert 400 <= guest.posts_raw(body, kind).status < 500
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        assert guest.looks(method=method).status == 405
    assert everything(legal) == before


def test_nobody_but_the_requester_and_the_leads_makes_or_ends_one(legal: Bot) -> None:
    """A13: a lead may; the desk and another member may not."""
    visitor(legal)
    chloe, nadia, alice = legal.person("chloe"), legal.person("nadia"), legal.person("alice")
    link, request = chloe.button("request.revoke").ref, row(legal).ref
    for action, ref in (("request.outside", request), ("request.revoke", link)):
        nadia.presses_ref(action, ref)
        assert isinstance(nadia.reply, Say)
    with legal.session() as session:
        assert session.exec(select(RequestLink.ended_at)).one() is None
    alice.presses_ref("request.outside", request)
    assert isinstance(alice.reply, OpenForm)
    alice.presses_ref("request.revoke", link)
    assert "révoqué" in told(alice)


def test_the_name_goes_thirty_days_after_the_link_ended(legal: Bot) -> None:
    """RELIABILITY 5."""
    visitor(legal, days="3")
    with begin(legal.app.engine) as session:
        tenant = session.exec(select(Tenant.id)).one() or 0
        end = moment("2027-03-05 10:40")
        forget(session, tenant, end - timedelta(minutes=5))
        assert session.exec(select(RequestLink.name)).one() == "Me Martin"
        forget(session, tenant, end + timedelta(minutes=5))
        assert session.exec(select(RequestLink.name)).first() is None
