"""The review with the sponsor: when it is, what its pack lacks, the pack the day before, the morning after."""

from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import Card, File
from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers.context import Context, Tick
from ritualbot.handlers.standup_day import leads, words_for
from ritualbot.reports import review as report, review_pack as pack
from ritualbot.reports.review_xlsx import review_workbook
from ritualbot.rituals import permissions, review as rules
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.permissions import Right, Role
from ritualbot.rituals.review import Outcome
from ritualbot.store import review as reviews, review_missing, sprint as sprints, team as teams
from ritualbot.store.outbox import Outbox
from ritualbot.store.review import ReviewHeld
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of

LACKS, PACK, FILE = "review.lacks", "review.pack", "review.file"
AFTER, SETTLED = "review.after", "review.settled"
_LEADS = (Role.SCRUM_MASTER, Role.ASSISTANT)

# -- when it is ----------------------------------------------------------------------------------------------------


def show(context: Context, _event: CommandTyped | ButtonPressed) -> Reply:
    team = context.this_team()
    last = reviews.last_called(context.session, team)
    buttons = []
    if permissions.holds(context.roles, Right.DIGEST_LEAD):
        buttons.append(report.edit_button(context.words, team))
    if last is not None:
        buttons.append(report.review_file(context.words, team, last).button)
    return Say(report.shown_card(context.session, context.words, team, context.now, buttons))


def edit(context: Context, _event: ButtonPressed) -> Reply:
    return OpenForm(report.edit_form(context.session, context.words, context.this_team(), context.now))


def save(context: Context, event: FormSubmitted) -> Reply:
    """From that day on; one whose pack was sent for another moment is no more. Raises FieldsRefused."""
    team = context.this_team()
    today = local_day(context.now, team.zone())
    pattern = sprints.team_pattern(context.session, team, today)
    wanted = rules.read(event.values, context.words.language, today, pattern)
    called = reviews.to_come(context.session, team, context.now)
    moved = called is not None and (wanted.rhythm is None or wanted.rhythm.first_on != called.held_on)
    if called is not None and moved:
        reviews.say(context.session, called, Outcome.MOVED, context.person, context.now)
    reviews.write(context.session, team, wanted, context.person, context.now)
    if called is not None and moved:
        _settle(context, team, called)
    buttons = [report.edit_button(context.words, team)]
    return Say(report.shown_card(context.session, context.words, team, context.now, buttons))


# -- what time does ------------------------------------------------------------------------------------------------


def remind_due(tick: Tick, ref: str) -> None:
    """Two business days before: whoever leads hears what the pack would lack; nothing where it lacks nothing."""
    team = teams.team_by_ref(tick.session, ref)
    coming = reviews.coming(tick.session, team, tick.now) if team is not None else None
    if team is None or coming is None:
        return
    if coming.remind_at > tick.now:
        reviews.expect(tick.session, team, tick.now)
        return
    missing = review_missing.missing(tick.session, team, coming, tick.now)
    if not missing or not reviews.sponsors_of(tick.session, team):
        return
    subject = f"review:{team.ref}:{coming.on}:lacks"
    for person in leads(tick, team):
        card = report.reminder_card(words_for(person, team), team, coming.starts_at, missing)
        tick.tell(person, LACKS, subject, f"{subject}:{person.ref}", card, ref=team.ref)


def pack_due(tick: Tick, ref: str) -> None:
    """The day before, to the sponsor and to whoever leads. Without a sponsor there is no review to have."""
    team = teams.team_by_ref(tick.session, ref)
    coming = reviews.coming(tick.session, team, tick.now) if team is not None else None
    if team is None or coming is None:
        return
    sponsors = reviews.sponsors_of(tick.session, team)
    if coming.pack_at > tick.now or not sponsors:
        reviews.expect(tick.session, team, tick.now if sponsors else coming.starts_at)
        return
    held = reviews.call(tick.session, team, coming, tick.now)
    for person in sponsors:
        card = pack.sponsor_card(tick.session, words_for(person, team), team, held)
        _send(tick, held, person, card)
    for person in teams.people_with(tick.session, id_of(team), *_LEADS):
        if person.id not in {each.id for each in sponsors}:
            _send(tick, held, person, pack.lead_card(tick.session, words_for(person, team), team, held))


def _send(tick: Tick, held: ReviewHeld, person: Person, card: Card) -> None:
    subject = _subject(held, person)
    tick.tell(person, PACK, subject, f"{subject}:{held.until.isoformat()}", card, ref=held.ref)


def _subject(held: ReviewHeld, person: Person) -> str:
    return f"review:{held.ref}:{person.ref}"


def _settle(tick: Tick, team: Team, held: ReviewHeld) -> None:
    """Where a pack stood it says that its review was moved."""
    people = teams.people_with(tick.session, id_of(team), Role.SPONSOR, *_LEADS)
    for person in people:
        card = report.moved_card(words_for(person, team), team, held, _next_at(tick, team))
        subject = _subject(held, person)
        tick.tell(person, SETTLED, subject, f"{subject}:moved", card, ref=held.ref)


def _next_at(tick: Tick, team: Team) -> datetime | None:
    found = reviews.coming(tick.session, team, tick.now)
    return found.starts_at if found is not None else None


def pack_wanted(tick: Tick, row: Outbox) -> bool:
    """Nobody prepares what has begun, or was moved; what stands is kept true."""
    held = reviews.held_by_ref(tick.session, row.ref)
    return bool(row.edits) or (held is not None and held.starts_at > tick.now and not held.outcome)


def pack_sent(tick: Tick, row: Outbox) -> None:
    """The file comes under the card it belongs to."""
    found = _known(tick.session, row.ref)
    person = teams.person_at(tick.session, row.workspace_id, row.user)
    if found is None or person is None or row.page > 1 or row.edits:
        return
    held, team = found
    # As file.send names an offer: where a platform asks first, whoever says yes is looked up by it.
    subject = f"file:{person.ref}:{report.REPORT}:{held.ref}:"
    key = f"{subject}:{held.until.isoformat()}"
    tick.tell(person, FILE, subject, key, report.file_card(words_for(person, team), team, held), ref=held.ref)


# -- the morning after ---------------------------------------------------------------------------------------------


def after_due(tick: Tick, ref: str) -> None:
    """Whoever leads says whether it was held, and sees what is still unanswered."""
    found = _known(tick.session, ref)
    if found is None or found[0].outcome:
        return
    held, team = found
    for person in leads(tick, team):
        words = words_for(person, team)
        open_ones = pack.agenda_texts(tick.session, words, team, held)
        card = report.after_card(words, team, held, open_ones, _next_at(tick, team))
        subject = f"review:{held.ref}:after:{person.ref}"
        tick.tell(person, AFTER, subject, subject, card, ref=held.ref)


def after_wanted(tick: Tick, row: Outbox) -> bool:
    held = reviews.held_by_ref(tick.session, row.ref)
    return held is not None and not held.outcome


def held(context: Context, event: ButtonPressed) -> Reply:
    found, team = _unsaid(context, event.ref)
    reviews.say(context.session, found, Outcome.HELD, context.person, context.now)
    return Say(report.said_card(context.words, team, found, _next_at(context, team)))


def move(context: Context, event: ButtonPressed) -> Reply:
    found, _ = _unsaid(context, event.ref)
    return OpenForm(report.move_form(context.words, found))


def moved(context: Context, event: FormSubmitted) -> Reply:
    """It is held on another day; those after it follow from there. Raises FieldsRefused."""
    found, team = _unsaid(context, event.ref)
    today = local_day(context.now, team.zone())
    pattern = sprints.team_pattern(context.session, team, today)
    on = rules.read_move(event.values, context.words.language, today, pattern)
    reviews.move(context.session, team, found, on, context.person, context.now)
    _settle(context, team, found)
    return Say(report.said_card(context.words, team, found, _next_at(context, team)))


def settled_wanted(_tick: Tick, row: Outbox) -> bool:
    """Only ever an edit."""
    return bool(row.edits)


def _unsaid(context: Context, ref: str) -> tuple[ReviewHeld, Team]:
    """One nobody said yet whether it was held. Raises RuleBroken `review.said_already`, with who did."""
    found = _known(context.session, ref)
    if found is None:
        raise Absent("permission.absent")
    if found[0].outcome:
        by = context.session.get(Person, found[0].said_by) if found[0].said_by else None
        raise RuleBroken("review.said_already", name=by.name if by else context.words.say("sprint.somebody"))
    return found


def _known(session: Session, ref: str) -> tuple[ReviewHeld, Team] | None:
    row = reviews.held_by_ref(session, ref)
    team = session.get(Team, row.team_id) if row is not None else None
    return (row, team) if row is not None and team is not None else None


# -- its file ------------------------------------------------------------------------------------------------------


def offered(context: Context, ref: str) -> File:
    """For the sponsor, whoever leads and admins; without a figure of one person."""
    row, team = _of_tenant(context.session, context.person.tenant_id, ref)
    permissions.allow(context.within(team).roles, Right.DIGEST_READ)
    return report.review_file(context.words, team, row)


def made(session: Session, tenant_id: int, file: File, _now: datetime) -> bytes:
    row, team = _of_tenant(session, tenant_id, file.ref)
    return review_workbook(session, team, row, file.language)


def _of_tenant(session: Session, tenant_id: int, ref: str) -> tuple[ReviewHeld, Team]:
    row = reviews.named(session, ref)
    team = session.get(Team, row.team_id) if row is not None else None
    if row is None or team is None or team.tenant_id != tenant_id:
        raise Absent("permission.absent")
    return row, team
