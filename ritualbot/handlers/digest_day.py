"""What time does with digests: the preview comes, then the digest goes out."""

from ritualbot.handlers import digest_told as told
from ritualbot.handlers.context import Tick
from ritualbot.reports.digest_preview import Coming
from ritualbot.rituals.digest_day import of_week
from ritualbot.store import alarms, digest as digests, digest_plan, team as teams
from ritualbot.store.digest import PREVIEW, SEND, Digest
from ritualbot.store.team import Person, Team
from ritualbot.store.team_roster import id_of


def send_due(tick: Tick, ref: str) -> None:
    """The alarm of a digest. However late, it goes out; it waits for a sprint that is to be closed that day, an hour at
    most."""
    digest = digests.by_ref(tick.session, ref)
    if digest is None or digest.sent_at is not None:
        return
    sponsor = tick.session.get_one(Person, digest.sponsor_id)
    among = digests.sponsored(tick.session, id_of(sponsor)) if sponsor.active else []
    if not among or _moved(tick, digest, sponsor, among[0]):
        digest_plan.expect(tick.session, sponsor, tick.now)
        return
    digests.write_parts(tick.session, digest, among)
    until = digests.waits_until(tick.session, digest, tick.now)
    if until is not None:
        alarms.set(tick.session, SEND, ref, until)
    else:
        told.send(tick, digest)


def _moved(tick: Tick, digest: Digest, sponsor: Person, first: Team) -> bool:
    """Whether the sponsor is away by now: it goes out when they are back."""
    pattern = teams.work_pattern(tick.session, sponsor, tick.now)
    found = of_week(digest.week_on, digests.rhythm_of(tick.session, id_of(first)), pattern)
    if found.at <= tick.now:
        return False
    digest.due_at = found.at
    tick.session.add(digest)
    tick.session.flush()
    return True


def preview_due(tick: Tick, ref: str) -> None:
    """The alarm of a team's preview; it waits on where whoever leads works at another time by now."""
    found = digests.part_by_ref(tick.session, ref)
    if found is None or found[0].sent_at is not None:
        return
    digest, part = found
    at = digest_plan.preview_moment(tick.session, digest, tick.session.get_one(Team, part.team_id))
    if at is None or at > tick.now:
        if at is not None:
            alarms.set(tick.session, PREVIEW, ref, at)
        return
    if digest_plan.replaced(tick.session, digest, part.team_id):
        return
    part.previewed_for = digest.due_at
    tick.session.add(part)
    tick.session.flush()
    told.preview(tick, Coming(digest, part, tick.session.get_one(Person, digest.sponsor_id)), "first")
