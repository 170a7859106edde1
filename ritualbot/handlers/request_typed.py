"""A line typed in 1:1 about a request: it acknowledges, is passed on or offers its buttons, and never decides."""

from collections.abc import Sequence

from ritualbot.chat.events import ButtonPressed, MessageTyped
from ritualbot.chat.replies import Reply, Say
from ritualbot.errors import Absent
from ritualbot.handlers import request_step, request_told as told
from ritualbot.handlers.context import Context
from ritualbot.reports import (
    request as report,
    request_done as answers,
    request_link as links_report,
    request_typed as typed_report,
)
from ritualbot.reports.request import Scene
from ritualbot.rituals import inputs, permissions, request_reply
from ritualbot.rituals.absence_words import Heard, heard
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.request_act import Act, Side, may
from ritualbot.rituals.request_form import TEXT_LIMIT
from ritualbot.rituals.request_history import Happened, Party, RequestState
from ritualbot.rituals.request_reply import Verdict
from ritualbot.rituals.standup import Presence
from ritualbot.store import (
    desk_people,
    draft as drafts,
    request as requests,
    request_typed as typed_lines,
    standup_text,
    team_choice,
)
from ritualbot.store.request import Concerned
from ritualbot.store.standup import StandupPart
from ritualbot.store.team_choice import TypedLine

SPEAKING = ["request.desk", "request.news", "request.ping", "request.breach"]  # the messages one would answer
_WITH_DESK = frozenset({RequestState.NEW, RequestState.TAKEN, RequestState.WAITING, RequestState.COMMITTED})
# What a verdict offers, the likeliest first: those that may be done.
_OFFERS = {
    Verdict.YES: (Act.APPROVE, Act.RESERVE, Act.DELIVER, Act.COMMIT),
    Verdict.YES_BUT: (Act.RESERVE, Act.COMMIT),
    Verdict.NO: (Act.REFUSE,),
    Verdict.DONE: (Act.DELIVER,),
}
_HOLD = {Verdict.YES_BUT: Act.RESERVE, Verdict.NO: Act.REFUSE}  # whose form holds the text


def message(context: Context, event: MessageTyped) -> Reply | None:
    """None: it is about no request. A run that waits for its answer has it, unless the text gives a verdict or a
    request spoke last: then it is asked which is meant, and the text is kept."""
    assert context.person.id is not None
    text = inputs.clean_text(event.text)
    if request_reply.is_thanks(text) or heard(text) is Heard.ABSENT:
        return None
    found = [*_with_me(context), *_waiting_for_me(context)]
    run = standup_text.last_prompted(context.session, context.person.id)
    if not found or (run is not None and _answers_run(context, run[0], text)):
        return None
    if run is None and len(found) == 1:
        row = requests.by_ref(context.session, found[0].row.ref)
        assert row is not None
        return _said(context, report.scene(context.session, row), text, None)
    line = team_choice.keep_line(context.session, context.person.id, context.now, line=text)
    return Say(typed_report.which_card(context.words, line.ref, text, found, standup=run is not None))


def _answers_run(context: Context, part: StandupPart, text: str) -> bool:
    since = part.prompt_at
    if part.presence != Presence.EXPECTED or request_reply.heard(text) is not None or since is None:
        return False
    return not typed_lines.told_since(context.session, part.person_id, SPEAKING, since, context.now)


def _with_me(context: Context) -> list[Scene]:
    """What of one's desks comes to oneself."""
    found: list[Scene] = []
    seats = desk_people.of_person(context.session, context.person)
    for row in requests.open_of_desks(context.session, [desk.id or 0 for desk in seats]) if seats else []:
        each = report.scene(context.session, row)
        if each.now.state in _WITH_DESK and told.comes_to(context, each, context.person):
            found.append(each)
    return found


def _waiting_for_me(context: Context) -> list[Scene]:
    """What one asked for and is asked about."""
    scenes = (report.scene(context.session, row) for row in requests.open_of(context.session, context.person.id or 0))
    return [each for each in scenes if each.now.state is RequestState.WAITING and each.now.ball is Party.TEAM]


# -- the press that says which -------------------------------------------------------------------------------------


def typed(context: Context, event: ButtonPressed) -> Reply:
    """It is about this one."""
    line, each = _kept(context, event.ref)
    return _said(context, each, line.line, line)


def pass_on(context: Context, event: ButtonPressed) -> Reply:
    """[Just a message], though it sounded like a verdict."""
    line, each = _kept(context, event.ref)
    reply = _pass_on(context, each, line.line)
    context.session.delete(line)
    return reply


def for_standup(context: Context, event: ButtonPressed) -> MessageTyped:
    """It is an answer to the stand-up: the message as it was typed."""
    line = _own(context, event.ref)
    context.session.delete(line)
    return MessageTyped(event.id, event.who, event.place, line.line)


def _kept(context: Context, ref: str) -> tuple[TypedLine, Scene]:
    of_line, _, of_request = ref.partition(".")
    line, row = _own(context, of_line), requests.by_ref(context.session, of_request)
    if row is None:
        raise Absent("permission.absent")
    each = report.scene(context.session, row)
    if not each.now.open:
        raise told.stale(context, each)
    return line, each


def _own(context: Context, ref: str) -> TypedLine:
    line = team_choice.line_by_ref(context.session, context.person.id or 0, ref)
    if line is None:
        raise Absent("ritual.expired")
    return line


# -- what becomes of it --------------------------------------------------------------------------------------------


def _said(context: Context, each: Scene, text: str, line: TypedLine | None) -> Reply:
    """`line`: where the text is kept already."""
    here = context.within(each.team).concerning(Concerned(each.row.desk_id, each.row.requester_id))
    side = request_step.side_of(here)
    permissions.allow(here.roles, Right.REQUEST_DECIDE if side is Side.DESK else Right.REQUEST_EDIT, own=here.own)
    verdict = request_reply.heard(text) if side is Side.DESK else None
    acts = [act for act in _OFFERS[verdict] if may(act, side, each.now, each.type.ending)] if verdict else []
    if verdict is not None and acts:
        return _offer(here, each, text, verdict, acts, line)
    if each.links:
        kept = line or team_choice.keep_line(context.session, context.person.id or 0, context.now, line=text)
        return Say(links_report.warned_card(context.words, each, side, text, kept.ref))
    reply = _pass_on(here, each, text)
    if line is not None:
        context.session.delete(line)
    return reply


def _pass_on(context: Context, each: Scene, text: str) -> Reply:
    """To the other side. From the desk it acknowledges; from whoever was asked it may be the awaited answer."""
    side = request_step.side_of(context)
    said = inputs.require_text(text, field=None, limit=TEXT_LIMIT, required=True)
    after, _, ref = request_step.take(context, each, side, Happened.SAID, {"text": said, "by": side.value})
    reader = request_step.reader(context, side)
    if side is Side.TEAM and after.now.state is RequestState.WAITING:
        return Say(answers.is_it_card(after, reader, ref))
    first = side is Side.DESK and each.now.acknowledge.met_at is None
    return Say(typed_report.passed_on_card(after, reader, first=first))


def _offer(
    context: Context, each: Scene, text: str, verdict: Verdict, acts: Sequence[Act], line: TypedLine | None
) -> Reply:
    """The buttons of the verdict, its text in the form; that it was read is all it says by itself."""
    assert context.person.id is not None
    first = each.now.acknowledge.met_at is None
    if first:
        data = {"by": Side.DESK.value, "owner": str(context.person.id)}
        each, _, _ = request_step.take(context, each, Side.DESK, Happened.TAKEN, data)
    kept = line or team_choice.keep_line(context.session, context.person.id, context.now, line=text)
    if verdict in _HOLD:
        _hold(context, f"request.save_{_HOLD[verdict]}", each.row.ref, text)
    reader = request_step.reader(context, Side.DESK)
    return Say(typed_report.offer_card(each, reader, kept.ref, text, acts, first=first))


def _hold(context: Context, action: str, ref: str, text: str) -> None:
    """In the form when it opens, after what was typed there before."""
    assert context.person.id is not None
    before = drafts.of(context.session, context.person.id, action, ref)
    typed_there = before.values().get("text", "") if before else ""
    values = {"text": f"{typed_there}\n{text}" if typed_there else text}
    drafts.keep(context.session, context.person.id, action, ref, values, context.now)
