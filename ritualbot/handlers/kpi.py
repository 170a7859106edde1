"""What a team is measured by: asked once a week with the morning prompt, told in one number and a note."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import RuleBroken
from ritualbot.handlers import standup_day as day
from ritualbot.handlers.context import Context, Tick
from ritualbot.reports import kpi as report
from ritualbot.reports.kpi import Seen
from ritualbot.rituals import kpi as rules, permissions
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.inputs import name_key
from ritualbot.rituals.permissions import Right
from ritualbot.store import kpi as kpis
from ritualbot.store.charter import Charter
from ritualbot.store.outbox import Outbox
from ritualbot.store.team import Team

ASKED = "kpi.asked"

# -- told ----------------------------------------------------------------------------------------------------------


def tell(context: Context, event: ButtonPressed) -> Reply:
    """[Give the value]: this week's, to be corrected, where there is one."""
    each = _mine(context)
    said = kpis.this_week(context.session, each.charter, context.now, context.person.zone())
    return OpenForm(report.tell_form(context.words, each, said))


def save(context: Context, event: FormSubmitted) -> Reply:
    """Raises FieldsRefused."""
    each, session = _mine(context), context.session
    told = rules.read(event.values, each.charter.kpi_unit, context.words.language)
    kpis.say(session, each.charter, each.team, told, context.person, context.now)
    after = report.seen(session, each.team, context.now)
    assert after is not None and after.last is not None
    before = kpis.before(session, each.charter, after.last.read_on)
    return Say(report.saved_card(context.words, after, before, kpis.next_on(session, each.charter, each.team)))


def unknown(context: Context, event: ButtonPressed) -> Reply:
    """[I don't know]: said once for the week, and a value that was given meanwhile stays."""
    each, session = _mine(context), context.session
    said = kpis.this_week(session, each.charter, context.now, context.person.zone())
    next_on = kpis.next_on(session, each.charter, each.team)
    if said is not None and said.value:
        before = kpis.before(session, each.charter, said.read_on)
        return Say(report.saved_card(context.words, each, before, next_on))
    if said is None:
        kpis.say(session, each.charter, each.team, rules.Told("", ""), context.person, context.now)
    return Say(report.unknown_card(context.words, each, next_on))


def _mine(context: Context) -> Seen:
    """Raises RuleBroken `kpi.none` where nothing is measured; NotAllowed for who is neither its owner nor leads."""
    team = context.this_team()
    each = report.seen(context.session, team, context.now)
    if each is None:
        raise RuleBroken("kpi.none", team=team.name)
    permissions.allow(context.roles, Right.KPI_TELL, own=each.charter.kpi_owner_id == context.person.id)
    return each


# -- asked ---------------------------------------------------------------------------------------------------------


def ask_due(tick: Tick, ref: str) -> None:
    """The alarm of an indicator: its owner is asked this morning, or on the next one they work."""
    charter = kpis.by_ref(tick.session, ref)
    if charter is None or not charter.kpi:
        return
    team = tick.session.get_one(Team, charter.team_id)
    owner = kpis.owner_of(tick.session, charter, team)
    zone = owner.zone() if owner else team.zone()
    today = local_day(tick.now, zone)
    turn = kpis.turn(tick.session, charter, team, today, tick.now)
    if turn.on > today:
        kpis.wait(tick.session, charter, turn)
        return
    if kpis.this_week(tick.session, charter, tick.now, zone) is None:
        _ask(tick, team, turn)
    kpis.expect(tick.session, charter, team, tick.now)


def _ask(tick: Tick, team: Team, turn: kpis.Turn) -> None:
    each = report.seen(tick.session, team, tick.now)
    assert each is not None
    for person in turn.people:
        card = report.ask_card(day.words_for(person, team), each)
        subject = f"kpi:{each.charter.ref}:{turn.on}:{_key(each.charter)}:{person.ref}"
        tick.tell(person, ASKED, subject, subject, card, ref=each.charter.ref)


def asked_wanted(tick: Tick, row: Outbox) -> bool:
    """This week's question of what is still measured, while nobody answered."""
    charter = kpis.by_ref(tick.session, row.ref)
    if charter is None or not charter.kpi:
        return False
    team = tick.session.get_one(Team, charter.team_id)
    owner = kpis.owner_of(tick.session, charter, team)
    zone = owner.zone() if owner else team.zone()
    on, key = row.subject.split(":")[2:4]
    began_on = rules.asked_on(local_day(tick.now, zone)).isoformat()
    answered = kpis.this_week(tick.session, charter, tick.now, zone) is not None
    return key == _key(charter) and on >= began_on and not answered


def _key(charter: Charter) -> str:
    """Of another indicator since, the question is another one."""
    return name_key(charter.kpi).replace(":", "")
