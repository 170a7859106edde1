"""What people do with a sponsor's digest: read it, see it before it goes out, send it, add a word, remove a line."""

from collections.abc import Mapping

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import digest_told as told
from ritualbot.handlers.context import CarryOn, Context
from ritualbot.i18n import Words
from ritualbot.reports import digest_preview as report, digest_whole as wholes
from ritualbot.reports.digest import TeamPart
from ritualbot.reports.digest_preview import Coming
from ritualbot.reports.digest_whole import Whole
from ritualbot.rituals import inputs
from ritualbot.rituals.digest import Week
from ritualbot.rituals.digest_day import WORD_LIMIT, Rhythm
from ritualbot.rituals.permissions import Right, holds
from ritualbot.store import audit, digest as digests, digest_plan
from ritualbot.store.audit import Action
from ritualbot.store.team import Person
from ritualbot.store.team_roster import id_of

# -- reading -------------------------------------------------------------------------------------------------------


def command(context: Context, event: CommandTyped | ButtonPressed) -> Reply | CarryOn:
    """A sponsor's own, of all their teams, as it stands now; in a team's channel, and to everybody else, the team's."""
    mine = {team.id for team in digests.sponsored(context.session, id_of(context.person))}
    here = context.team.id if context.team is not None and not context.place.direct else None
    if not mine or (here is not None and here not in mine):
        return CarryOn(ButtonPressed(event.id, event.who, event.place, "digest.team", ""))
    digest = digests.unsent(context.session, id_of(context.person))
    if digest is None:
        digest_plan.expect(context.session, context.person, context.now)
        digest = digests.unsent(context.session, id_of(context.person))
    assert digest is not None
    week, rows = wholes.week_of(digest, context.now), digests.parts(context.session, digest)
    whole = wholes.compose(context.session, context.words, context.person, rows, week)
    at = digest.due_at
    return Say(report.own_card(context.words, whole.card(context.words), at, context.person.zone()))


def team(context: Context, _event: ButtonPressed) -> Reply:
    """What a team's sponsor would read now, and when they will."""
    card = _as_it_stands(context).without_buttons().card(context.words)
    mine = context.this_team()
    return Say(report.team_card(context.session, context.words, mine, card, context.roles, context.person.zone()))


def preview(context: Context, _event: CommandTyped | ButtonPressed) -> Reply:
    """Exactly what would go out now."""
    each = _coming(context)
    if each is None or not holds(context.roles, Right.DIGEST_LEAD):
        card = _as_it_stands(context).without_buttons().card(context.words if each is None else _theirs(context, each))
        return Say(report.read_card(context.words, each, card, context.person.zone()))
    return Say(_preview_card(context, each))


def _preview_card(context: Context, each: Coming) -> Card:
    card = told.part_of(context, each).without_buttons().card(_theirs(context, each))
    by = context.session.get(Person, each.part.approved_by) if each.part.approved_by else None
    rows = digests.parts(context.session, each.digest)
    others = sum(row.approved_at is None for row in rows if row.id != each.part.id)
    name = by.name if by is not None else ""
    return report.preview_card(context.words, each, card, context.person.zone(), name, others)


def _theirs(context: Context, each: Coming) -> Words:
    return told.words_of(context, each.sponsor)


def _as_it_stands(context: Context) -> Whole:
    """For a team without a sponsor what one would read."""
    each = _coming(context)
    if each is not None:
        return told.part_of(context, each)
    week = Week(context.now - digest_plan.WEEK, context.now, context.now)
    return wholes.of_team(context.session, context.words, context.this_team(), context.person, week)


def _coming(context: Context) -> Coming | None:
    """To the reader, where they get one of this team; else the soonest."""
    found = report.coming(context.session, context.this_team())
    return next((each for each in found if each.sponsor.id == context.person.id), next(iter(found), None))


# -- before it goes out --------------------------------------------------------------------------------------------


def send(context: Context, event: ButtonPressed) -> Reply:
    """At once; of several teams once each of them has said so, else on time."""
    each = _ready(context, event.ref)
    if each.part.approved_at is None:
        each.part.approved_by, each.part.approved_at = context.person.id, context.now
        context.session.add(each.part)
        context.session.flush()
        _log(context, Action.DIGEST_SENT, each)
    if all(row.approved_at is not None for row in digests.parts(context.session, each.digest)):
        told.send(context, each.digest)
        return Say(report.gone_card(context.words, each))
    told.preview(context, each, f"approved:{context.now.isoformat()}")
    return Say(report.waits_card(context.words, each, context.person.zone()))


def word(context: Context, event: ButtonPressed) -> Reply:
    return OpenForm(report.word_form(context.words, _ready(context, event.ref)))


def save_word(context: Context, event: FormSubmitted) -> Reply:
    """In place of the one before; empty: none."""
    each = _ready(context, event.ref)
    said = inputs.require_text(event.values.get("word", ""), field="word", limit=WORD_LIMIT, required=False)
    each.part.word = " ".join(said.split())
    return _changed(context, each, Action.DIGEST_WORD)


def remove(context: Context, event: ButtonPressed) -> Reply:
    each = _ready(context, event.ref)
    part = _whole_part(context, each)
    if all(line.fixed for line in part.lines):
        raise RuleBroken("digest.nothing_to_remove")
    return OpenForm(report.remove_form(context.words, each, part))


def save_remove(context: Context, event: FormSubmitted) -> Reply:
    """These and no others are left out. Raises RuleBroken `digest.fixed` for a decision or a breach."""
    each = _ready(context, event.ref)
    there = {line.key: line for line in _whole_part(context, each).lines}
    keys = [key for key in event.values.get("lines", "").split(",") if key]
    if any(key not in there for key in keys):
        raise RuleBroken("input.form_changed", field="lines")
    fixed = next((there[key] for key in keys if there[key].fixed), None)
    if fixed is not None:
        raise RuleBroken("digest.fixed", field="lines", line=inputs.echo(fixed.text.plain()))
    each.part.removed = "\n".join(dict.fromkeys(keys))
    return _changed(context, each, Action.DIGEST_LINE_REMOVED)


def _changed(context: Context, each: Coming, action: Action) -> Reply:
    """Whoever else leads sees it too."""
    each.part.changed_by, each.part.changed_at = context.person.id, context.now
    context.session.add(each.part)
    context.session.flush()
    _log(context, action, each)
    if each.part.previewed_for is not None:
        told.preview(context, each, f"changed:{context.now.isoformat()}")
    return Say(_preview_card(context, each))


def _whole_part(context: Context, each: Coming) -> TeamPart:
    """With what was removed."""
    week = wholes.week_of(each.digest, context.now)
    return wholes.unremoved(context.session, _theirs(context, each), each.sponsor, each.part, week)


def _ready(context: Context, ref: str) -> Coming:
    """What did not go out yet, locked. Raises RuleBroken `digest.sent_already` with when it did."""
    found = digests.part_by_ref(context.session, ref)
    if found is None:
        raise Absent("permission.absent")
    digest, part = found
    sponsor = context.session.get_one(Person, digest.sponsor_id)
    if digest.sent_at is not None:
        moment = report.moment(context.words, digest.sent_at, context.person.zone())
        raise RuleBroken("digest.sent_already", name=sponsor.name, moment=moment)
    return Coming(digest, part, sponsor)


# -- when it goes out ----------------------------------------------------------------------------------------------


def rhythm(context: Context, _event: ButtonPressed) -> Reply:
    mine = context.this_team()
    return OpenForm(report.rhythm_form(context.words, mine, digests.rhythm_of(context.session, id_of(mine))))


def save_rhythm(context: Context, event: FormSubmitted) -> Reply:
    mine, spec = context.this_team(), _read_rhythm(event.values)
    digests.set_rhythm(context.session, id_of(mine), spec)
    digest_plan.expect_team(context.session, mine, context.now)
    _record(context, Action.DIGEST_RHYTHM, mine.ref)
    return Say(report.rhythm_card(context.session, context.words, mine, context.person.zone()))


def _read_rhythm(values: Mapping[str, str]) -> Rhythm:
    """Raises RuleBroken at the field."""
    day = values.get("day", "")
    if day not in [str(number) for number in range(5)]:
        raise RuleBroken("input.form_changed", field="day")
    return Rhythm(int(day), inputs.time_of_day(values.get("at", ""), field="at"))


def _log(context: Context, action: Action, each: Coming) -> None:
    _record(context, action, each.part.ref)


def _record(context: Context, action: Action, object: str) -> None:
    tenant_id, actor = context.this_team().tenant_id, context.person.ref
    audit.record(context.session, tenant_id, context.now, actor=actor, action=action, object=object)
