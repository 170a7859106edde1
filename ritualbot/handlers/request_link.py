"""Links for people outside the chat: made and taken back by whoever asked, used by who got one."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted, LinkUsed
from ritualbot.chat.replies import Nothing, OpenForm, Reply, Say
from ritualbot.errors import Absent, RuleBroken
from ritualbot.handlers import request_log, request_told as told
from ritualbot.handlers.context import Context, Tick
from ritualbot.reports import request as report, request_link as links_report
from ritualbot.reports.request import Scene
from ritualbot.rituals import inputs
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_form import TEXT_LIMIT
from ritualbot.rituals.request_link import DAYS, KINDS, MOST, NAME_LIMIT, VIA, Outside, may
from ritualbot.store import alarms, audit, request as requests, request_link as links
from ritualbot.store.audit import Action
from ritualbot.store.request_link import RequestLink


def ask(context: Context, event: ButtonPressed) -> Reply:
    """[Link for someone outside]: whom it is for, and what they will read."""
    each = _open(context, event.ref)
    if not links.address(context.session):
        return Say(links_report.not_offered_card(context.words))
    return OpenForm(links_report.link_form(context.words, each))


def make(context: Context, event: FormSubmitted) -> Reply:
    """One person, one link; its address is told to who made it, once."""
    each, (name, days) = _open(context, event.ref), _meant(event)
    if not links.address(context.session):
        return Say(links_report.not_offered_card(context.words))
    if any(inputs.name_key(link.name) == inputs.name_key(name) for link in each.links):
        raise RuleBroken("request.outside.same", field="name", name=name)
    if len(each.links) >= MOST:
        raise RuleBroken("request.outside.most", field="name", most=str(MOST))
    made_by, workspace_id = context.person.id or 0, context.workspace.id or 0
    link, url = links.make(context.session, each.row, name, days, made_by, workspace_id, context.now)
    alarms.set(context.session, links.END, link.ref, link.expires_at)
    after = _changed(context, each, link, "made", Action.REQUEST_LINK_MADE)
    return Say(links_report.made_card(after, report.reader_for_team(after, context.person), link, url))


def _meant(event: FormSubmitted) -> tuple[str, int]:
    name = inputs.require_text(event.values.get("name", ""), field="name", limit=NAME_LIMIT, required=True)
    days = event.values.get("days", "")
    if days not in {str(each) for each in DAYS}:
        raise RuleBroken("input.form_changed", field="days")
    return " ".join(name.split()), int(days)


def _open(context: Context, ref: str) -> Scene:
    """The request, locked. Raises RuleBroken `request.stale` where it is over."""
    row = requests.by_ref(context.session, ref)
    if row is None:
        raise Absent("permission.absent")
    each = report.scene(context.session, row)
    if not each.now.open:
        raise told.stale(context, each)
    return each


def revoke(context: Context, event: ButtonPressed) -> Reply:
    """From now on the link leads nowhere."""
    link = links.by_ref(context.session, event.ref)
    if link is None:
        raise Absent("permission.absent")
    each = report.scene(context.session, links.request_of(context.session, link))
    if not link.lasts(context.now):
        raise RuleBroken("request.outside.over", name=link.name)
    links.end(context.session, link, context.now)
    alarms.clear(context.session, links.END, link.ref)
    after = _changed(context, each, link, "revoked", Action.REQUEST_LINK_REVOKED)
    return Say(links_report.revoked_card(context.words, after, link))


def _changed(context: Context, each: Scene, link: RequestLink, key: str, action: Action) -> Scene:
    """Both cards say who sees it by a link, and the log that it was opened or shut."""
    who, row = context.person, each.row
    audit.record(context.session, who.tenant_id, context.now, actor=who.ref, action=action, object=row.ref)
    after = report.scene(context.session, row)
    told.show(context, after, f"{link.ref}:{key}")
    return after


def end_due(tick: Tick, ref: str) -> None:
    """The alarm of a link's last moment: the cards name it no more."""
    link = links.by_ref(tick.session, ref)
    if link is None or link.ended_at is not None:
        return
    links.end(tick.session, link, link.expires_at)
    told.show(tick, report.scene(tick.session, links.request_of(tick.session, link)), f"{link.ref}:ended")


def use(tick: Tick, link: RequestLink, event: LinkUsed) -> Reply:
    """What somebody outside did: a line of the history like any other, and both sides hear of it.

    Raises RuleBroken `request.page.moved` where the request has moved on, and what is wrong with the text.
    """
    row = requests.by_ref(tick.session, links.request_of(tick.session, link).ref)
    assert row is not None
    before, act = report.scene(tick.session, row), Outside(event.act)
    if not may(act, before.now, before.type.ending):
        raise RuleBroken("request.page.moved")
    data = {"by": Side.DESK.value, "outside": link.name, "link": link.ref}
    if act is not Outside.ACKNOWLEDGE:
        typed = event.values.get("text", "")
        data["text"] = inputs.require_text(typed, field="text", limit=TEXT_LIMIT, required=True)
    done = requests.record(tick.session, row, KINDS[act], None, tick.now, data, VIA)
    each, step = report.scene(tick.session, row), requests.step_of(done)
    told.show(tick, each, done.ref)
    told.news(tick, each, Side.DESK, step, done.ref, "first")
    told.news(tick, each, Side.TEAM, step, done.ref, "first")
    request_log.log_by_link(tick, row, act, link)
    return Nothing()
