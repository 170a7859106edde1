"""A desk agrees before it is measured: one side proposes targets and pieces, the other agrees or proposes otherwise."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import Card, File
from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, FieldsRefused, RuleBroken
from ritualbot.handlers import desk_offer as asking, desk_right as right
from ritualbot.handlers.context import Context
from ritualbot.reports import desk_target as report
from ritualbot.reports.desk import done_card
from ritualbot.reports.desk_agreement import agreement_csv, agreement_file
from ritualbot.rituals import desk_target as rules
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.desk_target import ExpressTerms, Terms
from ritualbot.rituals.permissions import Right
from ritualbot.store import desk_offer as offers, desk_people as desks, desk_target as targets
from ritualbot.store.audit import Action
from ritualbot.store.desk import Desk
from ritualbot.store.team import Person


def ask(context: Context, event: ButtonPressed) -> Reply:
    """The form, with what is proposed, or agreed where nothing is."""
    desk = right.the_desk(context, event.ref, Right.DESK_AGREE)
    terms = [targets.proposed(row) for row in targets.of_desk(context.session, desk)]
    return OpenForm(report.targets_form(context.words, desk, terms, targets.express_proposed(desk)))


def propose(context: Context, event: FormSubmitted) -> Reply:
    """Goes to the other side; until they agree, what was agreed before holds. Raises FieldsRefused."""
    desk = right.the_desk(context, event.ref, Right.DESK_AGREE)
    before = [targets.proposed(row) for row in targets.of_desk(context.session, desk)]
    offer, faster = _typed(event.values, before, targets.express_proposed(desk), context.words.language)
    was = offers.stamped(context.session, desk)
    if not targets.propose(context.session, desk, offer, faster, context.person, context.now):
        return Say(done_card(context.words, "desk.same", desk=desk))
    right.record(context, Action.DESK_PROPOSED, desk.ref)
    asking.settle(context, desk, was)
    asked = asking.ask(context, desk)
    echo = report.echo_blocks(context.session, context.words, desk, context.person.zone(), context.now)
    return Say(report.proposed_card(context.words, desk, asked, echo))


def _typed(
    values: Mapping[str, str], before: list[Terms], express: ExpressTerms, language: str
) -> tuple[list[Terms], ExpressTerms]:
    """Both parts of the form. Raises FieldsRefused with what is wrong in either."""
    broken = list[RuleBroken]()
    offer, faster = before, express
    try:
        offer = rules.typed(values, before, language)
    except FieldsRefused as refused:
        broken += refused.broken
    try:
        faster = rules.express_typed(values, express, language)
    except FieldsRefused as refused:
        broken += refused.broken
    if broken:
        raise FieldsRefused(broken)
    return offer, faster


def agree(context: Context, event: ButtonPressed) -> Reply:
    """The ref is the desk and what was seen of it: what was changed since is shown anew. Raises RuleBroken
    `desk.agree.other_side` for who may not agree to what their own side proposes."""
    desk = right.the_desk(context, event.ref.partition(".")[0], Right.DESK_AGREE)
    by, now = offers.proposer(context.session, desk), offers.stamped(context.session, desk)
    if by is None:
        return Say(done_card(context.words, "desk.agree.already", desk=desk))
    may = {each.id for each in offers.askable(context.session, desk, by)}
    if context.person.id not in may:
        raise RuleBroken("desk.agree.other_side", name=by.name)
    if now != event.ref:
        card = report.offer_card(context.session, context.words, desk, by, context.person.zone(), context.now, now)
        return Say(card)
    rows, faster = targets.waiting(context.session, desk), desk.proposed_express_at is not None
    targets.agree(context.session, desk, context.person, context.now)
    right.record(context, Action.DESK_AGREED, desk.ref)
    asking.settle(context, desk, event.ref)
    types = [row.type for row in rows] + [report.EXPRESS] * faster
    _tell(context, desk, by, types)
    return Say(_agreed(context, desk, context.person, types))


def _agreed(context: Context, desk: Desk, reader: Person, types: list[str]) -> Card:
    words = context.words if reader.id == context.person.id else right.words_for(reader, desk)
    day = words.full_date(local_day(context.now, reader.zone()))
    rows = [row for row in targets.of_desk(context.session, desk) if row.type in types]
    faster = targets.express(desk) if report.EXPRESS in types else None
    return report.agreed_card(words, desk, context.person, day, rows, faster)


def _tell(context: Context, desk: Desk, by: Person, types: list[str]) -> None:
    """Whoever proposed it."""
    if not by.active:
        return
    subject = f"desk:{desk.ref}:agreed:{context.now.isoformat()}"
    context.tell(by, "desk.news", subject, subject, _agreed(context, desk, by, types), ref=desk.ref)


# -- as a file -----------------------------------------------------------------------------------------------------


def offered(context: Context, ref: str) -> File:
    """For whoever may look at the desk."""
    return agreement_file(context.words, right.the_desk(context, ref, Right.DESK_READ))


def made(session: Session, tenant_id: int, file: File, now: datetime) -> bytes:
    desk = desks.by_ref(session, file.ref, tenant_id)
    if desk is None:
        raise Absent("permission.absent")
    return agreement_csv(session, desk, file.language, now)
