"""Help asked of the sponsor: whoever leads asks about a request or a blocker, the sponsor answers with a button."""

from collections.abc import Mapping

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import request_step, request_told, sponsor_help_told as told
from ritualbot.handlers.context import Context
from ritualbot.reports import request as request_report, sponsor_help as report
from ritualbot.reports.sponsor_help import Help, Topic
from ritualbot.rituals import inputs, sponsor_help as rules
from ritualbot.rituals.blocker import Happened as BlockerHappened
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.request_history import Happened
from ritualbot.rituals.sponsor_help import About, HelpAnswer
from ritualbot.store import (
    audit,
    blocker as blockers,
    digest_plan,
    person as people,
    sponsor_help as helps,
    team as teams,
)
from ritualbot.store.audit import Action
from ritualbot.store.sponsor_help import SponsorHelp
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

# -- asking --------------------------------------------------------------------------------------------------------


def ask(about: About, context: Context, event: ButtonPressed) -> Reply:
    """The form, which says when the sponsor would read it; without a sponsor, who names one."""
    topic, sponsors = _askable(context, about, event.ref), _sponsors(context)
    if not sponsors:
        return Say(report.no_sponsor_card(context.words, context.this_team()))
    waits = len(sponsors) == 1 and helps.urgent_spent(context.session, id_of(sponsors[0]), context.now)
    day = digest_plan.next_day(context.session, sponsors[0], context.now) if waits else None
    return OpenForm(report.ask_form(context.words, topic, sponsors, day))


def send(about: About, context: Context, event: FormSubmitted) -> Reply:
    """Goes to the sponsor at once, once a week over all their teams; else it waits for their digest."""
    topic, sponsor = _askable(context, about, event.ref), _chosen(context, event.values)
    asked = rules.parse(event.values, context.words.language, context.today())
    _supersede(context, topic)
    helps.lock_sponsor(context.session, id_of(sponsor))
    row = SponsorHelp(
        team_id=id_of(topic.team),
        about=about,
        about_ref=topic.ref,
        asked_by=id_of(context.person),
        asked_at=context.now,
        sponsor_id=id_of(sponsor),
        question=asked.question,
        recommendation=asked.recommendation,
        needed_on=asked.needed_on,
        otherwise=asked.otherwise,
    )
    each = report.helping(context.session, helps.ask(context.session, row), context.now)
    card = _go(context, each, sponsor)
    _note(context, topic, Action.SPONSOR_ASKED, BlockerHappened.HELP_ASKED, {"to": str(sponsor.id)})
    return Say(card)


def _go(context: Context, each: Help, sponsor: Person) -> Card:
    """By a message, if there is one left this week and a way to the sponsor; what to tell whoever asked."""
    words, zone = context.words, context.person.zone()
    digest = digest_plan.next_day(context.session, sponsor, context.now)
    if not each.row.urgent:
        return report.sent_card(words, each, sponsor, report.by_digest(words, sponsor, digest), digest)
    if not told.show(context, each, "first"):
        helps.not_sent(context.session, each.row)
        return report.sent_card(words, each, sponsor, report.not_by_message(words, sponsor, digest), digest)
    at = people.next_open(context.session, sponsor, context.now) or context.now
    return report.sent_card(words, each, sponsor, report.by_message(words, at, zone), local_day(at, zone))


def _askable(context: Context, about: About, ref: str) -> Topic:
    """What is open, and about which no answer is awaited. Raises RuleBroken otherwise."""
    topic = report.topic(context.session, about, ref, context.now)
    if topic is None:
        raise Absent("permission.absent")
    if not topic.open and topic.request is not None:
        raise request_told.stale(context, topic.request)
    if not topic.open and topic.blocker is not None:
        raise RuleBroken("blocker.closed", number=str(topic.blocker.row.number))
    before = helps.newest(context.session, about, ref)
    if before is not None and before.open and told.is_sponsor(context, before):
        names = teams.people(context.session, {before.asked_by, before.sponsor_id})
        asker, sponsor = names[before.asked_by].name, names[before.sponsor_id].name
        raise RuleBroken(
            "sponsor.asked_already", name=asker, sponsor=sponsor, moment=told.moment(context, before.asked_at)
        )
    return topic


def _sponsors(context: Context) -> list[Person]:
    """Nobody asks themselves."""
    found = teams.people_with(context.session, id_of(context.this_team()), Role.SPONSOR)
    return [sponsor for sponsor in found if sponsor.id != context.person.id]


def _chosen(context: Context, values: Mapping[str, str]) -> Person:
    """Raises RuleBroken `sponsor.none_named` where there is none any more."""
    sponsors = _sponsors(context)
    if not sponsors:
        raise RuleBroken("sponsor.none_named", team=context.this_team().name)
    if len(sponsors) == 1:
        return sponsors[0]
    found = next((sponsor for sponsor in sponsors if sponsor.ref == values.get("sponsor")), None)
    if found is None:
        raise RuleBroken("input.form_changed", field="sponsor")
    return found


def _supersede(context: Context, topic: Topic) -> None:
    """Whoever was asked before is sponsor no more: nothing is awaited of them."""
    before = helps.newest(context.session, topic.about, topic.ref)
    if before is not None and before.open:
        helps.settle(context.session, before, context.now)
        told.show(context, report.helping(context.session, before, context.now), "superseded")


def _note(
    context: Context, topic: Topic | None, action: Action, kind: BlockerHappened, data: Mapping[str, str]
) -> None:
    """A line in the history of what it is about, which the team's card shows, and one in the log."""
    if topic is not None and topic.request is not None:
        event = request_step.record(context, topic.request.row, Happened.HELP_ASKED, data)
        after = request_report.scene(context.session, topic.request.row)
        request_told.show_team(context, after, event.ref)
    if topic is not None and topic.blocker is not None:
        blockers.record(context.session, topic.blocker.row, kind, context.person.id, context.now)
    team, actor = context.this_team(), context.person.ref
    audit.record(context.session, team.tenant_id, context.now, actor=actor, action=action, object=team.ref)


# -- answering -----------------------------------------------------------------------------------------------------


def answer(said: HelpAnswer, context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.answer_form(context.words, told.awaited(context, event.ref), said))


def save(said: HelpAnswer, context: Context, event: FormSubmitted) -> Reply:
    """Told to whoever asked, in the team's channel, and written down."""
    each = told.awaited(context, event.ref)
    line = rules.parse_line(event.values)
    to = _handed_to(context, event.values) if said is HelpAnswer.HAND else None
    helps.answer(context.session, each.row, said, line, context.person, to, context.now)
    after = report.helping(context.session, each.row, context.now)
    told.answered(context, after, "answered")
    data = {"answer": said.value, **({"to": str(to.id)} if to is not None else {})}
    _note(context, each.topic, Action(f"sponsor.{said}"), BlockerHappened.HELP_ANSWERED, data)
    return Say(report.done_card(context.words, after))


def _handed_to(context: Context, values: Mapping[str, str]) -> Person:
    """Somebody else. Raises RuleBroken at the field."""
    users = [user for user in values.get("handed_to", "").split(",") if user]
    if len(users) != 1:
        raise RuleBroken("setup.one_person" if users else "sponsor.hand_nobody", field="handed_to")
    found = teams.person_at(context.session, id_of(context.workspace), users[0])
    if found is None:
        raise RuleBroken("team.person_unknown", field="handed_to", typed=inputs.echo(users[0]))
    if found.id == context.person.id:
        raise RuleBroken("sponsor.hand_self", field="handed_to")
    return found
