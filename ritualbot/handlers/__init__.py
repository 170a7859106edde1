"""What people do and what happens by itself: the bot's table of contents.

ROUTES: what a button or a command calls, and the right it takes; FORMS: what a sent form calls. ALARMS: what time
calls. OUTBOX: how each kind of message is delivered. FILES: who may have which file, and what is in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from ritualbot.chat.cards import Card, File, Note
from ritualbot.chat.events import ButtonPressed, Installed, MessageTyped, PlaceChanged
from ritualbot.chat.replies import Reply
from ritualbot.chat.text import Text
from ritualbot.chat.wire import load_card
from ritualbot.handlers import (
    absence,
    access,
    action,
    action_told,
    audit,
    blocker,
    bridge,
    charter,
    dashboard,
    decision,
    decision_told,
    desk,
    desk_channel,
    desk_hours,
    desk_meeting,
    desk_move,
    desk_offer,
    desk_target,
    digest,
    digest_day,
    digest_told,
    directory,
    file,
    home,
    hypothesis,
    hypothesis_act,
    hypothesis_data,
    hypothesis_listen,
    hypothesis_plan,
    hypothesis_result,
    hypothesis_score,
    hypothesis_step,
    kpi,
    observer,
    person,
    pilot,
    pilot_day,
    pilot_group,
    pilot_told,
    quiet,
    request,
    request_act,
    request_again,
    request_all,
    request_autonomy,
    request_figures,
    request_file,
    request_item,
    request_later,
    request_link,
    request_need,
    request_option,
    request_reference,
    request_ring,
    request_told,
    request_typed,
    request_version,
    retention,
    retro,
    retro_act,
    retro_day,
    retro_lead,
    review,
    ritual,
    setup,
    sponsor_help,
    sponsor_help_told,
    sprint,
    sprint_close,
    sprint_day,
    sprint_end,
    sprint_file,
    sprint_item,
    sprint_names,
    standup,
    standup_command,
    standup_day,
    standup_manage,
    standup_typed,
    team,
    typed,
    workspace,
)
from ritualbot.handlers.context import Budget, Context, Handler, IfUnsure, Ringing, Route, Saying, Tick
from ritualbot.handlers.quiet import Landing as Landing
from ritualbot.i18n import Words
from ritualbot.reports.hypothesis import RIGHTS as HYPOTHESIS_RIGHTS
from ritualbot.reports.request_form import needs_form
from ritualbot.rituals.charter import Piece
from ritualbot.rituals.decision import Wanted
from ritualbot.rituals.desk import DeskKind
from ritualbot.rituals.hypothesis_act import MOVES as HYPOTHESIS_MOVES, Act as HypothesisAct
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.pilot_act import Act as PilotAct, right_of as right_of_pilot
from ritualbot.rituals.request_act import Act as RequestAct
from ritualbot.rituals.request_autonomy import Autonomy
from ritualbot.rituals.request_option import MOST_OPTIONS
from ritualbot.rituals.sponsor_help import About, HelpAnswer
from ritualbot.rituals.standup import CATCH_UP
from ritualbot.store.absence import team_of_closure
from ritualbot.store.action import (
    REMIND as REMIND_OF_ACTION,
    team_of as team_of_action,
    team_of_event as team_of_action_event,
)
from ritualbot.store.audit import Action
from ritualbot.store.blocker import STALE, team_of as team_of_blocker, team_of_choice as team_of_tag, team_of_event
from ritualbot.store.bridge import team_of_bridge
from ritualbot.store.charter import about_charter
from ritualbot.store.desk_meeting import AGENDA as MEETING_AGENDA, MINUTES as MEETING_MINUTES
from ritualbot.store.desk_move import MOVE as DESK_MOVE
from ritualbot.store.digest import (
    PREVIEW as DIGEST_PREVIEW,
    SEND as DIGEST_SEND,
    team_of_part as team_of_digest,
)
from ritualbot.store.hypothesis import END as HYPOTHESIS_END, team_of as team_of_hypothesis
from ritualbot.store.kpi import ASK as KPI_ASK
from ritualbot.store.outbox import MORE_WAITING, Outbox, count_more, language_of
from ritualbot.store.pilot import DUE as PILOT_DUE, team_of as team_of_pilot, team_of_check
from ritualbot.store.request import (
    RING,
    concerned as concerned_by_request,
    concerned_by_event as concerned_by_request_event,
    team_of as team_of_request,
    team_of_event as team_of_request_event,
)
from ritualbot.store.request_desk import team_of_filing
from ritualbot.store.request_item import team_of_data
from ritualbot.store.request_link import END as LINK_END, concerned_by_link, team_of_link
from ritualbot.store.request_typed import concerned as concerned_by_request_line, team_of as team_of_request_line
from ritualbot.store.retro import team_of as team_of_retro, team_of_move
from ritualbot.store.retro_box import inbox_key
from ritualbot.store.review import (
    AFTER as REVIEW_AFTER,
    PACK as REVIEW_PACK,
    REMIND as REVIEW_REMIND,
    team_of_held as team_of_review,
)
from ritualbot.store.sponsor_help import team_of as team_of_help
from ritualbot.store.sprint import OFFER, PLAN, team_of_sprint
from ritualbot.store.sprint_goal import team_of as team_of_goal
from ritualbot.store.sprint_item import team_of_item
from ritualbot.store.standup import team_of_part, team_of_run
from ritualbot.store.standup_past import team_of_standup
from ritualbot.store.standup_text import team_of_text
from ritualbot.store.team import Workspace
from ritualbot.store.team_choice import team_of_choice
from ritualbot.store.team_setup import about_team


def _see_all(context: Context, event: ButtonPressed) -> Reply:
    return quiet.all(context, event, OUTBOX)


def _list_due(tick: Tick, ref: str) -> None:
    quiet.list_due(tick, ref, OUTBOX)


def _list_wanted(tick: Tick, row: Outbox) -> bool:
    return quiet.list_wanted(tick, row, OUTBOX)


def _send_file(context: Context, event: ButtonPressed) -> Reply:
    return file.send(context, event, FILES)


def _accept_file(context: Context, event: ButtonPressed) -> Reply:
    return file.accept(context, event, FILES)


def _decline_file(context: Context, event: ButtonPressed) -> Reply:
    return file.decline(context, event, FILES)


def _installed(tick: Tick, place: Workspace, event: Installed) -> Reply:
    return workspace.installed(tick, place, event, OUTBOX)


def _place_changed(tick: Tick, place: Workspace, event: PlaceChanged) -> Reply:
    return workspace.place_changed(tick, place, event, OUTBOX)


def _message(context: Context, event: MessageTyped) -> Reply:
    """An answer to what last asked: a desk's request, else a stand-up."""
    return request_typed.message(context, event) or standup_typed.message(context, event)


def _for_standup(context: Context, event: ButtonPressed) -> Reply:
    return standup_typed.message(context, request_typed.for_standup(context, event))


_DECIDING = (
    *(RequestAct.TAKE, RequestAct.ASK, RequestAct.PAUSE, RequestAct.RESUME, RequestAct.APPROVE, RequestAct.RESERVE),
    *(RequestAct.REFUSE, RequestAct.CORRECT, RequestAct.COMMIT, RequestAct.DELIVER, RequestAct.OPTIONS),
    *(RequestAct.SNOOZE, RequestAct.DELEGATE, RequestAct.RETYPE),
)
_NEGOTIATING = (*(RequestAct.DATE, RequestAct.AGREE, RequestAct.DECLINE, RequestAct.REOPEN, RequestAct.REFERENCE),)
# The acts whose forms are more than a text or a day.
_ASKS_REQUEST: Mapping[RequestAct, Handler] = {
    RequestAct.OPTIONS: request_option.ask,
    RequestAct.VERSION: request_version.ask,
    RequestAct.EDIT: request_need.ask,
    RequestAct.SIGN: request_version.ask_sign,
    RequestAct.REFERENCE: request_reference.ask,
    RequestAct.SNOOZE: request_later.snooze,
    RequestAct.DELEGATE: request_later.delegate,
    RequestAct.RETYPE: request_again.retype,
    RequestAct.REOPEN: request_again.reopen,
}
_SAVES_REQUEST: Mapping[RequestAct, Handler] = {
    RequestAct.OPTIONS: request_option.save,
    RequestAct.VERSION: request_version.save,
    RequestAct.EDIT: request_need.save,
    RequestAct.SIGN: request_version.save_sign,
    RequestAct.REFERENCE: request_reference.save,
    RequestAct.SNOOZE: request_later.save_snooze,
    RequestAct.DELEGATE: request_later.save_delegate,
    RequestAct.RETYPE: request_again.save_retype,
    RequestAct.REOPEN: request_again.save_reopen,
}


def _of_request(handler: Handler, act: RequestAct) -> Route:
    """What one side does with a request: of the desk, of the team, or either of them."""
    decides = Right.REQUEST_DECIDE if act in _DECIDING else Right.REQUEST_EDIT
    right = Right.REQUEST_NEGOTIATE if act in _NEGOTIATING else decides
    return Route(handler, right, team_of_request, concerned_by_request)


def _of_request_event(handler: Handler, right: Right) -> Route:
    return Route(handler, right, team_of_request_event, concerned_by_request_event)


# A checkpoint is about one of its weeks, and which hypotheses it groups is written in theirs.
_PILOT_ACTS = tuple(act for act in PilotAct if act not in (PilotAct.CHECK, PilotAct.ADD, PilotAct.REMOVE))


def _of_hypothesis(handler: Handler, act: HypothesisAct) -> Route:
    """What somebody does with a hypothesis; whose it is and how it stands is looked at there."""
    return Route(handler, HYPOTHESIS_RIGHTS[HYPOTHESIS_MOVES[act].who], team_of_hypothesis)


# The acts whose forms ask more than one text, and those whose form is read by its own handler.
_ASKS_HYPOTHESIS: Mapping[HypothesisAct, Handler] = {
    HypothesisAct.SHAPE: hypothesis_act.shape,
    HypothesisAct.GUARD: hypothesis_result.guard,
    HypothesisAct.MEASURE: hypothesis_result.measure,
    HypothesisAct.PROPOSE: hypothesis_result.propose,
    HypothesisAct.CONFIRM: hypothesis_result.confirm,
    HypothesisAct.PRICE: hypothesis_result.price,
    HypothesisAct.START: hypothesis_act.start,
    HypothesisAct.APPROVE: hypothesis_act.approve,
    HypothesisAct.AMEND: hypothesis_act.amend,
    HypothesisAct.DROP: hypothesis_act.drop,
    HypothesisAct.AUTOMATE: hypothesis_act.automate,
    HypothesisAct.ASSIGN: hypothesis_act.assign,
    HypothesisAct.ITERATE: hypothesis_act.iterate,
    HypothesisAct.LISTEN: hypothesis_listen.listen,
    HypothesisAct.SKIP_LISTENING: hypothesis_listen.skip,
    HypothesisAct.SIZE: hypothesis_plan.size,
    HypothesisAct.SCORE: hypothesis_score.score,
    HypothesisAct.SOURCES: hypothesis_data.sources,
    HypothesisAct.WORTH: hypothesis_data.worth,
}
_SAVES_HYPOTHESIS: Mapping[HypothesisAct, Handler] = {
    HypothesisAct.SHAPE: hypothesis_act.save_shape,
    HypothesisAct.GUARD: hypothesis_result.save_guard,
    HypothesisAct.MEASURE: hypothesis_result.save_measure,
    HypothesisAct.PROPOSE: hypothesis_result.save_propose,
    HypothesisAct.CORRECT: hypothesis_result.save_correct,
    HypothesisAct.PRICE: hypothesis_result.save_price,
    HypothesisAct.START: hypothesis_act.save_start,
    HypothesisAct.AMEND: hypothesis_act.save_amend,
    HypothesisAct.DROP: hypothesis_act.save_drop,
    HypothesisAct.AUTOMATE: hypothesis_act.save_automate,
    HypothesisAct.ASSIGN: hypothesis_act.save_assign,
    HypothesisAct.LISTEN: hypothesis_listen.save_listen,
    HypothesisAct.SKIP_LISTENING: hypothesis_listen.save_skip,
    HypothesisAct.SIZE: hypothesis_plan.save_size,
    HypothesisAct.SCORE: hypothesis_score.save_score,
    HypothesisAct.SOURCES: hypothesis_data.save_sources,
    HypothesisAct.WORTH: hypothesis_data.save_worth,
}

_DECISION_ABOUT = {Wanted.PILOT: team_of_pilot, Wanted.HELP: team_of_help, Wanted.GOAL: team_of_goal}

ROUTES: Mapping[str, Route] = {
    "ritual.help": Route(ritual.help, Right.SELF_READ, asks_team=False),
    "absence.command": Route(absence.command, Right.ABSENCE_OWN, asks_team=False),
    "absence.declare": Route(absence.declare, Right.ABSENCE_OWN, asks_team=False),
    "absence.today": Route(absence.today, Right.ABSENCE_OWN, asks_team=False),
    "absence.cancel": Route(absence.cancel, Right.ABSENCE_OWN, asks_team=False),
    "absence.again": Route(absence.again, Right.ABSENCE_OWN, asks_team=False),
    "absence.closures": Route(absence.closures, Right.TEAM_EDIT, about_team),
    "absence.closure": Route(absence.closure, Right.TEAM_EDIT, about_team),
    "absence.reopen": Route(absence.reopen, Right.TEAM_EDIT, team_of_closure),
    "bridge.team": Route(bridge.team, Right.TEAM_EDIT, team_of_bridge),
    "bridge.each": Route(bridge.each, Right.TEAM_EDIT, team_of_bridge),
    "bridge.no": Route(bridge.no, Right.TEAM_EDIT, team_of_bridge),
    "bridge.undo": Route(bridge.undo, Right.TEAM_EDIT, team_of_bridge),
    "bridge.take": Route(bridge.take, Right.STANDUP_ANSWER, team_of_bridge),
    "bridge.work": Route(bridge.work, Right.STANDUP_ANSWER, team_of_bridge),
    "quiet.all": Route(_see_all, Right.SELF_READ),
    "retention.privacy": Route(retention.privacy, Right.SELF_READ),
    "home.show": Route(home.show, Right.SELF_READ, asks_team=False),
    "home.more": Route(home.more, Right.SELF_READ, asks_team=False),
    "ritual.next": Route(ritual.next, Right.SELF_READ),
    "ritual.carry_on": Route(typed.carry_on, Right.SELF_READ, asks_team=False),
    "standup.command": Route(standup_command.command, Right.SELF_READ),
    "standup.open": Route(standup.open, Right.STANDUP_ANSWER, team_of_part),
    "standup.same": Route(standup.same, Right.STANDUP_ANSWER, team_of_part),
    "standup.away": Route(standup.away, Right.STANDUP_ANSWER, team_of_part),
    "standup.skip": Route(standup.skip, Right.STANDUP_ANSWER, team_of_part),
    "standup.snooze": Route(standup.snooze, Right.STANDUP_ANSWER, team_of_part),
    "standup.back": Route(standup.back, Right.STANDUP_ANSWER, team_of_part),
    "standup.absent": Route(standup_typed.absent, Right.STANDUP_ANSWER, team_of_text),
    "standup.typed": Route(standup_typed.typed, Right.STANDUP_ANSWER, team_of_text),
    "standup.names": Route(standup.names, Right.STANDUP_NAMES, team_of_run),
    "blocker.list": Route(blocker.list, Right.TEAM_READ),
    "blocker.acknowledge": Route(blocker.acknowledge, Right.BLOCKER_TAKE, team_of_blocker),
    "blocker.edit": Route(blocker.edit, Right.BLOCKER_EDIT, team_of_blocker),
    "blocker.tag": Route(blocker.tag, Right.BLOCKER_EDIT, team_of_tag),
    "blocker.resolve": Route(blocker.resolve, Right.BLOCKER_EDIT, team_of_blocker),
    "blocker.undo": Route(blocker.undo, Right.BLOCKER_TAKE, team_of_event),
    "retro.show": Route(retro.show, Right.RETRO_ADD),
    "retro.look": Route(retro.look, Right.RETRO_ADD, team_of_retro),
    "retro.list": Route(retro.list, Right.RETRO_ADD),
    "retro.add": Route(retro.add, Right.RETRO_ADD, veil=inbox_key),
    "retro.write": Route(retro.write, Right.RETRO_ADD, team_of_retro, veil=inbox_key),
    "retro.mine": Route(retro.mine, Right.RETRO_ADD, team_of_retro, veil=inbox_key),
    "retro.done": Route(retro.done, Right.RETRO_ADD, team_of_retro, veil=inbox_key),
    "retro.group": Route(retro.group, Right.RETRO_ADD, team_of_retro),
    "retro.ungroup": Route(retro.ungroup, Right.RETRO_ADD, team_of_move),
    "retro.vote": Route(retro.vote, Right.RETRO_VOTE, team_of_retro, veil=inbox_key),
    "retro.mark": Route(retro.mark, Right.RETRO_VOTE, team_of_retro, veil=inbox_key),
    "retro.act": Route(retro_act.act, Right.RETRO_ADD, team_of_retro),
    "retro.open": Route(retro_lead.open, Right.RETRO_RUN, team_of_retro),
    "retro.next": Route(retro_lead.next, Right.RETRO_RUN, team_of_retro),
    "retro.skip": Route(retro_lead.skip, Right.RETRO_RUN, team_of_retro),
    "retro.back": Route(retro_lead.back, Right.RETRO_RUN, team_of_retro),
    "retro.close": Route(retro_lead.close, Right.RETRO_RUN, team_of_retro),
    "retro.settings": Route(retro_lead.settings, Right.RETRO_RUN, team_of_retro),
    "review.show": Route(review.show, Right.DIGEST_READ, about_team),
    "review.edit": Route(review.edit, Right.DIGEST_LEAD, about_team),
    "review.held": Route(review.held, Right.DIGEST_LEAD, team_of_review),
    "review.move": Route(review.move, Right.DIGEST_LEAD, team_of_review),
    "file.send": Route(_send_file, Right.SELF_READ, asks_team=False),
    "file.accept": Route(_accept_file, Right.SELF_READ, asks_team=False),
    "file.decline": Route(_decline_file, Right.SELF_READ, asks_team=False),
    "sprint.command": Route(sprint.command, Right.TEAM_READ, about_team),
    "sprint.start": Route(sprint.start, Right.SPRINT_MANAGE, about_team),
    "sprint.edit": Route(sprint.edit, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.close": Route(sprint_close.close, Right.SPRINT_MANAGE, about_team),
    "sprint.ask_close": Route(sprint_close.ask_close, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.reopen": Route(sprint_close.reopen, Right.SPRINT_MANAGE, about_team),
    "sprint.backlog": Route(sprint_item.backlog, Right.TEAM_READ, about_team),
    "sprint.add": Route(sprint_item.add, Right.SPRINT_MANAGE, about_team),
    "sprint.demo": Route(sprint_end.demo, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.learnt": Route(sprint_end.learnt, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.item": Route(sprint_item.item, Right.SPRINT_MANAGE, team_of_item),
    "sprint.tick": Route(sprint_item.tick, Right.SPRINT_ITEM, team_of_item),
    "sprint.drop": Route(sprint_item.drop, Right.SPRINT_MANAGE, team_of_item),
    "sprint.undo": Route(sprint_item.undo, Right.SPRINT_ITEM, team_of_item),
    "action.command": Route(action.command, Right.TEAM_READ),
    "action.open": Route(action.open, Right.ACTION_CREATE, about_team),
    "action.from_blocker": Route(action.from_blocker, Right.ACTION_CREATE, team_of_blocker),
    "action.accept": Route(action.accept, Right.ACTION_ANSWER, team_of_action),
    "action.redate": Route(action.redate, Right.ACTION_ANSWER, team_of_action),
    "action.decline": Route(action.decline, Right.ACTION_ANSWER, team_of_action),
    "action.done": Route(action.done, Right.ACTION_EDIT, team_of_action),
    "action.later": Route(action.later, Right.ACTION_EDIT, team_of_action),
    "action.drop": Route(action.drop, Right.ACTION_EDIT, team_of_action),
    "action.edit": Route(action.edit, Right.ACTION_EDIT, team_of_action),
    "action.undo": Route(action.undo, Right.ACTION_CREATE, team_of_action_event),
    "hypothesis.list": Route(hypothesis.list, Right.HYPOTHESIS_READ),
    "hypothesis.new": Route(hypothesis.new, Right.IDEA_FILE),
    "hypothesis.search": Route(hypothesis.search, Right.HYPOTHESIS_READ),
    "hypothesis.show": Route(hypothesis.show, Right.HYPOTHESIS_READ),
    "hypothesis.look": Route(hypothesis.look, Right.HYPOTHESIS_READ, team_of_hypothesis),
    "hypothesis.result": Route(hypothesis_result.typed, Right.HYPOTHESIS_EDIT),
    "hypothesis.fix": _of_hypothesis(hypothesis_result.fix, HypothesisAct.MEASURE),
    "hypothesis.detail": Route(hypothesis_result.detail, Right.HYPOTHESIS_READ, team_of_hypothesis),
    "hypothesis.data": Route(hypothesis_data.ranked, Right.TEAM_READ),
    "hypothesis.size_bolder": _of_hypothesis(hypothesis_plan.bolder, HypothesisAct.SIZE),
    "hypothesis.as_pilot": _of_hypothesis(hypothesis_plan.as_pilot, HypothesisAct.SIZE),
    "hypothesis.settings": Route(hypothesis.settings, Right.HYPOTHESIS_LEAD, about_team),
    **{
        f"hypothesis.{act}": _of_hypothesis(_ASKS_HYPOTHESIS.get(act, partial(hypothesis_act.press, act)), act)
        for act in HypothesisAct
    },
    "request.show": Route(request_reference.show, Right.SELF_READ),
    **{f"request.{kind}": Route(partial(request.choose, kind), Right.REQUEST_FILE) for kind in DeskKind},
    "request.open": Route(request.open, Right.REQUEST_FILE, team_of_filing),
    "request.from_blocker": Route(request.from_blocker, Right.REQUEST_FILE, team_of_blocker),
    "request.from_item": Route(request.from_item, Right.REQUEST_FILE, team_of_item),
    "request.data": Route(request.data, Right.REQUEST_FILE, team_of_data),
    "request.look": Route(request.look, Right.REQUEST_READ, team_of_request, concerned_by_request),
    "request.express": Route(request_act.express, Right.REQUEST_EDIT, team_of_request, concerned_by_request),
    "request.keep": Route(request_act.keep, Right.REQUEST_EDIT, team_of_request, concerned_by_request),
    "request.typed": Route(
        request_typed.typed, Right.REQUEST_NEGOTIATE, team_of_request_line, concerned_by_request_line
    ),
    "request.pass_on": Route(
        request_typed.pass_on, Right.REQUEST_DECIDE, team_of_request_line, concerned_by_request_line
    ),
    "request.for_standup": Route(_for_standup, Right.SELF_READ, asks_team=False),
    "request.take_all": Route(request_all.take_all, Right.SELF_READ, asks_team=False),  # held on the desk: as below
    "request.untake_all": _of_request_event(request_all.untake_all, Right.REQUEST_DECIDE),
    "request.undo": _of_request_event(request_act.undo, Right.REQUEST_DECIDE),
    "request.expected": _of_request_event(request_act.expected, Right.REQUEST_EDIT),
    "request.just_said": _of_request_event(request_act.just_said, Right.REQUEST_EDIT),
    "request.outside": Route(request_link.ask, Right.REQUEST_EDIT, team_of_request, concerned_by_request),
    "request.revoke": Route(request_link.revoke, Right.REQUEST_EDIT, team_of_link, concerned_by_link),
    **{
        f"request.{act}": _of_request(_ASKS_REQUEST.get(act, partial(request_act.press, act)), act)
        for act in RequestAct
    },
    **{
        f"request.pick_{number}": _of_request_event(partial(request_option.pick, number), Right.REQUEST_EDIT)
        for number in range(1, MOST_OPTIONS + 1)
    },
    "request.restart": _of_request_event(request_version.restart, Right.REQUEST_DECIDE),
    "request.go_on": _of_request_event(request_version.go_on, Right.REQUEST_DECIDE),
    **{
        f"request.autonomy_{answer}": Route(
            partial(request_autonomy.say, answer), Right.REQUEST_DECIDE, team_of_request, concerned_by_request
        )
        for answer in Autonomy
    },
    "dashboard.link": Route(dashboard.link, Right.DIGEST_READ, about_team),
    "dashboard.revoke": Route(dashboard.revoke, Right.DIGEST_READ, about_team),
    "dashboard.revoke_all": Route(dashboard.revoke_all, Right.DIGEST_LEAD, about_team),
    "sponsor.ask_request": Route(partial(sponsor_help.ask, About.REQUEST), Right.HELP_ASK, team_of_request),
    "sponsor.ask_blocker": Route(partial(sponsor_help.ask, About.BLOCKER), Right.HELP_ASK, team_of_blocker),
    **{
        f"sponsor.{each}": Route(partial(sponsor_help.answer, each), Right.DIGEST_DECIDE, team_of_help)
        for each in HelpAnswer
    },
    **{
        f"decision.ask_{about}": Route(partial(decision.ask, about), Right.DIGEST_DECIDE, found)
        for about, found in _DECISION_ABOUT.items()
    },
    "decision.approve": Route(decision.approve, Right.DIGEST_DECIDE, team_of_goal),
    "decision.refuse": Route(decision.refuse, Right.DIGEST_DECIDE, team_of_goal),
    "digest.command": Route(digest.command, Right.SELF_READ, asks_team=False),
    "digest.team": Route(digest.team, Right.DIGEST_READ),
    "digest.preview": Route(digest.preview, Right.DIGEST_READ, about_team),
    "digest.rhythm": Route(digest.rhythm, Right.DIGEST_LEAD, about_team),
    "digest.send": Route(digest.send, Right.DIGEST_LEAD, team_of_digest),
    "digest.word": Route(digest.word, Right.DIGEST_LEAD, team_of_digest),
    "digest.remove": Route(digest.remove, Right.DIGEST_LEAD, team_of_digest),
    "pilot.new": Route(pilot.new, Right.HYPOTHESIS_EDIT, about_team),
    "pilot.list": Route(pilot.all, Right.TEAM_READ, about_team),
    "pilot.wall": Route(pilot.wall, Right.TEAM_READ, about_team),
    "pilot.show": Route(pilot.show, Right.TEAM_READ, team_of_pilot),
    "pilot.add": Route(pilot_group.add, Right.HYPOTHESIS_EDIT, team_of_pilot),
    "pilot.remove": Route(pilot_group.remove, Right.HYPOTHESIS_EDIT, team_of_pilot),
    "pilot.check": Route(pilot.check, Right.HYPOTHESIS_EDIT, team_of_check),
    **{f"pilot.{act}": Route(partial(pilot.ask, act), right_of_pilot(act), team_of_pilot) for act in _PILOT_ACTS},
    "kpi.tell": Route(kpi.tell, Right.KPI_TELL, about_team),
    "kpi.unknown": Route(kpi.unknown, Right.KPI_TELL, about_team),
    "audit.show": Route(audit.show, Right.AUDIT_READ, asks_team=False),
    "standup.manage": Route(standup_manage.manage, Right.STANDUP_MANAGE, team_of_standup),
    "standup.run": Route(standup_manage.run, Right.STANDUP_MANAGE, team_of_standup),
    "standup.dry_run": Route(standup_manage.dry_run, Right.STANDUP_MANAGE, team_of_standup),
    "standup.pass_over": Route(standup_manage.pass_over, Right.STANDUP_MANAGE, team_of_standup),
    "standup.put_back": Route(standup_manage.put_back, Right.STANDUP_MANAGE, team_of_standup),
    "standup.pause": Route(standup_manage.pause, Right.STANDUP_MANAGE, team_of_standup),
    "standup.resume": Route(standup_manage.resume, Right.STANDUP_MANAGE, team_of_standup),
    "standup.archive": Route(standup_manage.archive, Right.STANDUP_MANAGE, team_of_standup),
    "standup.archive_now": Route(standup_manage.archive_now, Right.STANDUP_MANAGE, team_of_standup),
    "standup.edit_schedule": Route(standup_manage.edit_schedule, Right.STANDUP_MANAGE, team_of_standup),
    "standup.add": Route(standup_manage.add, Right.STANDUP_MANAGE, about_team),
    "standup.report": Route(standup_manage.report, Right.TEAM_READ, team_of_standup),
    "standup.past": Route(standup_manage.past, Right.TEAM_READ, team_of_run),
    "person.show": Route(person.show, Right.SELF_READ, asks_team=False),
    "person.edit": Route(person.edit, Right.SELF_EDIT, asks_team=False),
    "idea.file": Route(observer.file, Right.IDEA_FILE),
    "idea.open": Route(observer.open, Right.IDEA_FILE, about_team),
    "team.show": Route(team.show, Right.SELF_READ),
    "team.edit": Route(team.edit, Right.TEAM_EDIT, about_team),
    "team.choose": Route(typed.choose, Right.SELF_READ, team_of_choice),
    "setup.command": Route(setup.command, Right.SELF_READ, asks_team=False),
    "setup.open": Route(setup.open, Right.SELF_READ, asks_team=False),
    "setup.try": Route(setup.attempt, Right.STANDUP_MANAGE, about_team),
    "setup.accept": Route(setup.accept, Right.SELF_READ, about_charter),
    "setup.decline": Route(setup.decline, Right.SELF_READ, about_charter),
    "access.ask": Route(access.ask, Right.SELF_READ, asks_team=False),
    "access.grant": Route(access.grant, Right.SELF_READ, asks_team=False),
    "access.refuse": Route(access.refuse, Right.SELF_READ, asks_team=False),
    "charter.show": Route(charter.show, Right.TEAM_READ, about_team),
    **{f"charter.{piece}": Route(charter.ask, Right.TEAM_EDIT, about_team) for piece in Piece},
    # The right is held on the desk, or in any team of its customer: the handlers look it up.
    "desk.command": Route(desk.command, Right.SELF_READ, asks_team=False),
    "desk.bind": Route(desk_channel.bind, Right.SELF_READ, asks_team=False),
    "desk.let_go": Route(desk_channel.let_go, Right.SELF_READ, asks_team=False),
    "desk.show": Route(desk.show, Right.SELF_READ, asks_team=False),
    "desk.open": Route(desk.open, Right.SELF_READ, asks_team=False),
    "desk.people": Route(desk.people, Right.SELF_READ, asks_team=False),
    "desk.backup": Route(desk.backup, Right.SELF_READ, asks_team=False),
    "desk.hours": Route(desk_hours.hours_of, Right.SELF_READ, asks_team=False),
    "desk.days": Route(desk_hours.days, Right.SELF_READ, asks_team=False),
    "desk.targets": Route(desk_target.ask, Right.SELF_READ, asks_team=False),
    "desk.agree": Route(desk_target.agree, Right.SELF_READ, asks_team=False),
    "desk.meeting": Route(desk_meeting.ask, Right.SELF_READ, asks_team=False),
    "desk.pause_meeting": Route(desk_meeting.pause, Right.SELF_READ, asks_team=False),
    "desk.minutes": Route(desk_meeting.minutes, Right.SELF_READ, asks_team=False),
    "desk.figures": Route(request_figures.show, Right.SELF_READ, asks_team=False),
    "request.figures": Route(request_figures.all, Right.SELF_READ, asks_team=False),
}

FORMS: Mapping[str, Route] = {
    "review.save": Route(review.save, Right.DIGEST_LEAD, about_team),
    "review.moved": Route(review.moved, Right.DIGEST_LEAD, team_of_review),
    "absence.save": Route(absence.save, Right.ABSENCE_OWN, asks_team=False),
    "absence.close": Route(absence.close, Right.TEAM_EDIT, about_team),
    "standup.answer": Route(standup.answer, Right.STANDUP_ANSWER, team_of_part),
    "blocker.save": Route(blocker.save, Right.BLOCKER_EDIT, team_of_blocker),
    "retro.save_note": Route(retro.save_note, Right.RETRO_ADD, team_of_retro, veil=inbox_key),
    "retro.save_mine": Route(retro.save_mine, Right.RETRO_ADD, team_of_retro, veil=inbox_key),
    "retro.save_group": Route(retro.save_group, Right.RETRO_ADD, team_of_retro),
    "retro.save_vote": Route(retro.save_vote, Right.RETRO_VOTE, team_of_retro, veil=inbox_key),
    "retro.save_act": Route(retro_act.save_act, Right.RETRO_ADD, team_of_retro),
    "retro.save_settings": Route(retro_lead.save_settings, Right.RETRO_RUN, team_of_retro),
    "sprint.begin": Route(sprint.begin, Right.SPRINT_MANAGE, about_team),
    "sprint.change": Route(sprint.change, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.close_now": Route(sprint_close.close_now, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.reopen_now": Route(sprint_close.reopen_now, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.add_lines": Route(sprint_item.add_lines, Right.SPRINT_MANAGE, about_team),
    "sprint.show": Route(sprint_end.show, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.learn": Route(sprint_end.learn, Right.SPRINT_MANAGE, team_of_sprint),
    "sprint.save_item": Route(sprint_item.save_item, Right.SPRINT_MANAGE, team_of_item),
    "hypothesis.open": Route(hypothesis.save, Right.IDEA_FILE, about_team),
    "hypothesis.save_fix": _of_hypothesis(hypothesis_result.save_fix, HypothesisAct.MEASURE),
    "hypothesis.save_settings": Route(hypothesis.save_settings, Right.HYPOTHESIS_LEAD, about_team),
    **{
        f"hypothesis.save_{act}": _of_hypothesis(partial(hypothesis_act.save_text, act), act)
        for act in hypothesis_act.TEXTS
    },
    **{f"hypothesis.save_{act}": _of_hypothesis(handler, act) for act, handler in _SAVES_HYPOTHESIS.items()},
    "action.create": Route(action.create, Right.ACTION_CREATE, about_team),
    "action.create_unblocking": Route(action.create_unblocking, Right.ACTION_CREATE, team_of_blocker),
    "action.take": Route(action.take, Right.ACTION_ANSWER, team_of_action),
    "action.refuse": Route(action.refuse, Right.ACTION_ANSWER, team_of_action),
    "action.postpone": Route(action.postpone, Right.ACTION_EDIT, team_of_action),
    "action.abandon": Route(action.abandon, Right.ACTION_EDIT, team_of_action),
    "action.save": Route(action.save, Right.ACTION_EDIT, team_of_action),
    "request.file": Route(request.file, Right.REQUEST_FILE, team_of_filing),
    "request.save_outside": Route(request_link.make, Right.REQUEST_EDIT, team_of_request, concerned_by_request),
    **{
        f"request.save_{act}": _of_request(partial(request_act.save, act), act) for act in RequestAct if needs_form(act)
    },
    **{f"request.save_{act}": _of_request(save, act) for act, save in _SAVES_REQUEST.items()},
    "sponsor.send_request": Route(partial(sponsor_help.send, About.REQUEST), Right.HELP_ASK, team_of_request),
    "sponsor.send_blocker": Route(partial(sponsor_help.send, About.BLOCKER), Right.HELP_ASK, team_of_blocker),
    **{
        f"sponsor.save_{each}": Route(partial(sponsor_help.save, each), Right.DIGEST_DECIDE, team_of_help)
        for each in HelpAnswer
    },
    **{
        f"decision.send_{about}": Route(partial(decision.send, about), Right.DIGEST_DECIDE, found)
        for about, found in _DECISION_ABOUT.items()
    },
    "digest.save_rhythm": Route(digest.save_rhythm, Right.DIGEST_LEAD, about_team),
    "digest.save_word": Route(digest.save_word, Right.DIGEST_LEAD, team_of_digest),
    "digest.save_remove": Route(digest.save_remove, Right.DIGEST_LEAD, team_of_digest),
    "decision.save_refuse": Route(decision.save_refuse, Right.DIGEST_DECIDE, team_of_goal),
    "pilot.create": Route(pilot.create, Right.HYPOTHESIS_EDIT, about_team),
    "pilot.save_add": Route(pilot_group.save_add, Right.HYPOTHESIS_EDIT, team_of_pilot),
    "pilot.save_remove": Route(pilot_group.save_remove, Right.HYPOTHESIS_EDIT, team_of_pilot),
    "pilot.save_check": Route(pilot.save_check, Right.HYPOTHESIS_EDIT, team_of_check),
    **{f"pilot.save_{act}": Route(partial(pilot.save, act), right_of_pilot(act), team_of_pilot) for act in _PILOT_ACTS},
    "kpi.save": Route(kpi.save, Right.KPI_TELL, about_team),
    "standup.save_schedule": Route(standup_manage.save_schedule, Right.STANDUP_MANAGE, team_of_standup),
    "standup.create": Route(standup_manage.create, Right.STANDUP_MANAGE, about_team),
    "person.save": Route(person.save, Right.SELF_EDIT, asks_team=False),
    "idea.save": Route(observer.save, Right.IDEA_FILE, about_team),
    "team.save": Route(team.save, Right.TEAM_EDIT, about_team),
    "team.confirm": Route(team.save, Right.TEAM_EDIT, about_team),
    "setup.found": Route(setup.found, Right.SELF_READ, asks_team=False),
    "setup.confirm": Route(setup.found, Right.SELF_READ, asks_team=False),
    "access.send": Route(access.ask, Right.SELF_READ, asks_team=False),
    **{f"charter.save_{piece}": Route(charter.save, Right.TEAM_EDIT, about_team) for piece in Piece},
    "desk.create": Route(desk.create, Right.SELF_READ, asks_team=False),
    "desk.save_people": Route(desk.save_people, Right.SELF_READ, asks_team=False),
    "desk.save_backup": Route(desk.save_backup, Right.SELF_READ, asks_team=False),
    "desk.save_hours": Route(desk_hours.save_hours, Right.SELF_READ, asks_team=False),
    "desk.save_days": Route(desk_hours.save_days, Right.SELF_READ, asks_team=False),
    "desk.save_meeting": Route(desk_meeting.save, Right.SELF_READ, asks_team=False),
    "desk.save_minutes": Route(desk_meeting.save_minutes, Right.SELF_READ, asks_team=False),
    "desk.save_targets": Route(desk_target.propose, Right.SELF_READ, asks_team=False),
}

FILES: Mapping[str, file.Filed] = {
    "sprint": file.Filed(sprint_file.offered, sprint_file.made),
    "sprint_names": file.Filed(
        sprint_names.offered, sprint_names.made, Action.SPRINT_EXPORTED_NAMES, sprint_names.tell
    ),
    "desk": file.Filed(desk_target.offered, desk_target.made),
    "request": file.Filed(request_file.offered, request_file.made),
    "requests": file.Filed(request_file.offered_all, request_file.made_all),
    "requests_desk": file.Filed(request_file.offered_desk, request_file.made_desk),
    "review": file.Filed(review.offered, review.made),
    "audit": file.Filed(audit.offered, audit.made, Action.AUDIT_EXPORTED),
}

UNKNOWN = Route(ritual.unknown, Right.SELF_READ, asks_team=False)  # a command nobody knows
MESSAGE = Route(_message, Right.SELF_READ, asks_team=False)  # a direct message that is no command
EDITED = Route(standup_typed.edited, Right.SELF_READ, asks_team=False)  # a direct message changed
HOME = Route(home.show, Right.SELF_READ, asks_team=False)  # someone's own page of the app
CHANGED = directory.changed  # what a platform says of a person, who may be active no more
MEET = directory.meet  # somebody an event names, as the platform describes them
FOUND = workspace.found  # where the app was installed, known or new
INSTALLED = _installed
REMOVED = workspace.removed
PLACE_CHANGED = _place_changed
JOINED = workspace.joined
BY_LINK = request_link.use  # what somebody outside the chat does, by a link to one request
OUT_OF_REACH = workspace.out_of_reach  # what a sending found

ALARMS: Mapping[str, Ringing] = {
    "absence.bridge": Ringing(bridge.ask_due),
    "bridge.choice": Ringing(bridge.choice_due),
    desk_move.CARD: Ringing(desk_move.card_due),
    DESK_MOVE: Ringing(desk_move.due),
    MEETING_AGENDA: Ringing(desk_meeting.agenda_due),
    MEETING_MINUTES: Ringing(desk_meeting.minutes_due),
    DIGEST_SEND: Ringing(digest_day.send_due),
    DIGEST_PREVIEW: Ringing(digest_day.preview_due),
    "observer.summary": Ringing(observer.copy),
    "person.welcome": Ringing(person.welcome),
    PILOT_DUE: Ringing(pilot_day.due),
    "quiet.list": Ringing(_list_due),
    "retention.daily": Ringing(retention.daily),
    RING: Ringing(request_ring.ring),
    LINK_END: Ringing(request_link.end_due),
    "retro.call": Ringing(retro_day.call_due),
    "retro.move": Ringing(retro_day.move_due),
    "retro.remind": Ringing(retro_day.remind_due),
    "retro.worth": Ringing(retro_day.worth_due),
    REVIEW_REMIND: Ringing(review.remind_due),
    REVIEW_PACK: Ringing(review.pack_due),
    REVIEW_AFTER: Ringing(review.after_due),
    OFFER: Ringing(sprint_day.offer_due),
    PLAN: Ringing(sprint_day.plan_due),
    "standup.open": Ringing(standup_day.open_due),
    "standup.prompt": Ringing(standup_day.prompt),
    "standup.remind": Ringing(standup_day.remind),
    "standup.summary": Ringing(standup_day.post_due),
    REMIND_OF_ACTION: Ringing(action_told.remind),
    STALE: Ringing(blocker.stale),
    HYPOTHESIS_END: Ringing(hypothesis_step.end_due),
    KPI_ASK: Ringing(kpi.ask_due),
}

OUTBOX: Mapping[str, Saying] = {
    "absence.told": Saying(budget=Budget.COUNTED),
    "action.asked": Saying(action_told.asked_wanted, budget=Budget.ASKS),
    "action.settled": Saying(action_told.settled_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    "action.news": Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    "action.due": Saying(action_told.due_wanted, budget=Budget.MORNING, line_buttons=3),
    "bridge.question": Saying(budget=Budget.ASKS),
    "bridge.answered": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "bridge.choice": Saying(bridge.choice_wanted, budget=Budget.ASKS),
    request_told.CHANNEL: Saying(
        request_told.channel_wanted, request_told.channel_failed, if_unsure=IfUnsure.AGAIN_ONCE
    ),
    request_item.NEEDS: Saying(request_item.wanted, budget=Budget.ASKS),
    decision_told.TOLD: Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    decision_told.POSTED: Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "desk.offer": Saying(desk_offer.offer_wanted, budget=Budget.ASKS),
    "desk.settled": Saying(desk_offer.settled_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    "desk.news": Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    desk_meeting.AGENDA: Saying(desk_meeting.agenda_wanted, budget=Budget.COUNTED),
    desk_meeting.CHANNEL: Saying(desk_meeting.agenda_wanted, desk_meeting.agenda_failed, if_unsure=IfUnsure.AGAIN_ONCE),
    "meeting.settled": Saying(desk_meeting.settled_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    "meeting.nudge": Saying(desk_meeting.nudge_wanted, budget=Budget.COUNTED),
    digest_told.SENT: Saying(digest_told.wanted, digest_told.failed, budget=Budget.DIGEST),
    digest_told.SHOWN: Saying(digest_told.preview_wanted, budget=Budget.COUNTED, also=digest_told.preview_line),
    digest_told.SETTLED: Saying(digest_told.settled_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    digest_told.UNREACHED: Saying(budget=Budget.EXEMPT),
    hypothesis_result.VERDICT: Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "hypothesis.news": Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    "hypothesis.asked": Saying(hypothesis_step.asked_wanted, budget=Budget.ASKS),
    "hypothesis.proposed": Saying(hypothesis_step.proposed_wanted, budget=Budget.ASKS),
    "hypothesis.ended": Saying(hypothesis_step.ended_wanted, budget=Budget.MORNING, line_buttons=3),
    kpi.ASKED: Saying(kpi.asked_wanted, budget=Budget.MORNING, line_buttons=2),
    "quiet.list": Saying(_list_wanted, budget=Budget.COUNTED, also=quiet.no_line, carries=True),
    "ritual.answer": Saying(max_late=timedelta(hours=1)),
    "ritual.undelivered": Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.EXEMPT),
    MORE_WAITING: Saying(),
    "observer.summary": Saying(observer.copy_wanted, budget=Budget.COUNTED),
    "person.welcome": Saying(on_failure=person.welcome_failed, budget=Budget.FIRST),
    "person.unreachable": Saying(budget=Budget.EXEMPT),
    pilot_told.ASKED: Saying(pilot_told.check_wanted, budget=Budget.ASKS),
    pilot_told.MISSED: Saying(pilot_told.check_wanted, budget=Budget.COUNTED),
    pilot_told.BUDGET: Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    pilot_told.DECISION: Saying(pilot_told.decision_wanted, budget=Budget.ASKS),
    pilot_told.GIVEN: Saying(budget=Budget.COUNTED),
    pilot_told.NEWS: Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    pilot_told.POSTED: Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    pilot_told.SETTLED: Saying(pilot_told.settled_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    pilot_told.YIELD: Saying(pilot_told.yield_wanted, budget=Budget.COUNTED),
    "team.lead": Saying(budget=Budget.COUNTED),
    "person.handed_over": Saying(budget=Budget.COUNTED),
    file.SENT: Saying(on_failure=file.failed, if_unsure=IfUnsure.AGAIN_ONCE),
    "file.settled": Saying(file.settled_wanted),
    "file.failed": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.prompt": Saying(
        standup_day.prompt_wanted,
        standup_day.prompt_failed,
        CATCH_UP,
        budget=Budget.PROMPT,
        also=standup_day.prompt_line,
        carries=True,
    ),
    "standup.reminder": Saying(
        standup_day.prompt_wanted, max_late=CATCH_UP, budget=Budget.REMINDER, also=quiet.no_line
    ),
    "standup.ack": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.typed": Saying(max_late=timedelta(hours=1), if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.settled": Saying(standup_day.edit_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.gone": Saying(standup_day.gone_wanted),
    "standup.missed": Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.EXEMPT),
    "standup.summary": Saying(on_failure=standup_day.summary_failed, if_unsure=IfUnsure.AGAIN_ONCE),
    "standup.line": Saying(),
    "retro.phase": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "retro.past": Saying(retro_day.past_wanted),
    "retro.addendum": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "retro.count": Saying(retro_day.count_wanted, max_late=CATCH_UP),
    "retro.reminder": Saying(retro_day.reminder_wanted, max_late=CATCH_UP, budget=Budget.REMINDER, also=quiet.no_line),
    review.LACKS: Saying(budget=Budget.COUNTED),
    review.PACK: Saying(review.pack_wanted, budget=Budget.DIGEST, on_sent=review.pack_sent),
    review.FILE: Saying(review.pack_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    review.AFTER: Saying(review.after_wanted, budget=Budget.COUNTED, line_buttons=2),
    review.SETTLED: Saying(review.settled_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    "request.mine": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "request.desk": Saying(
        request_told.desk_wanted,
        request_told.desk_failed,
        budget=Budget.COUNTED,
        for_all={"request.take": "request.take_all"},
    ),
    "request.settled": Saying(request_told.settled_wanted),
    "request.news": Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    "request.nobody": Saying(budget=Budget.COUNTED),
    request_ring.LISTED: Saying(request_ring.wanted, budget=Budget.MORNING),
    request_ring.PING: Saying(request_ring.wanted, budget=Budget.COUNTED),
    request_ring.BREACH: Saying(request_ring.wanted, budget=Budget.EXEMPT),
    "blocker.stale": Saying(blocker.stale_wanted, budget=Budget.COUNTED),
    "blocker.settled": Saying(blocker.settled_wanted),
    "blocker.news": Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    sponsor_help_told.ASKED: Saying(
        sponsor_help_told.wanted, sponsor_help_told.failed, budget=Budget.ASKS, on_sent=sponsor_help_told.sent
    ),
    sponsor_help_told.SETTLED: Saying(sponsor_help_told.settled_wanted, if_unsure=IfUnsure.AGAIN_ONCE),
    sponsor_help_told.ANSWERED: Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    sponsor_help_told.POSTED: Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    sponsor_help_told.HANDED: Saying(budget=Budget.ASKS),
    sponsor_help_told.UNREACHED: Saying(budget=Budget.EXEMPT),
    "sprint.started": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "sprint.closed": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    sprint_file.KIND: Saying(on_failure=sprint_file.failed, on_sent=sprint_file.arrived, if_unsure=IfUnsure.AGAIN_ONCE),
    "sprint.reopened": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    sprint_names.KIND: Saying(if_unsure=IfUnsure.AGAIN_ONCE, budget=Budget.COUNTED),
    "sprint.demo": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "sprint.learnt": Saying(if_unsure=IfUnsure.AGAIN_ONCE),
    "sprint.plan": Saying(sprint_day.plan_wanted, budget=Budget.COUNTED),
    "sprint.offer": Saying(sprint_day.offer_wanted, budget=Budget.COUNTED),
    "setup.named": Saying(budget=Budget.ASKS),
    "setup.answered": Saying(budget=Budget.COUNTED),
    "setup.trial": Saying(max_late=timedelta(hours=1)),
    "workspace.joined": Saying(),
    "workspace.back": Saying(budget=Budget.EXEMPT),
    "place.suspended": Saying(budget=Budget.EXEMPT),
    "place.back": Saying(budget=Budget.EXEMPT),
    "access.asked": Saying(budget=Budget.ASKS),
    "access.decided": Saying(budget=Budget.ASKS),
}


def landing(tick: Tick, row: Outbox) -> Landing:
    """What becomes of a message about to be sent: now, later, as a line elsewhere, or never."""
    return quiet.landing(tick, row, OUTBOX)


def with_also(tick: Tick, row: Outbox, fits: Callable[[Card], bool]) -> Card:
    """A message as it is sent: what found no room in its reader's day is added to a card that may carry it."""
    return quiet.with_also(tick, row, OUTBOX, fits)


def content(session: Session, tenant_id: int, asked: File, now: datetime) -> bytes:
    """The bytes of a file. Raises Absent for one of which nothing is left."""
    return file.content(session, tenant_id, asked, now, FILES)


def see_above(session: Session, row: Outbox) -> Card:
    """What stands on a page that an edit no longer needs."""
    return Card(Text(_words(session, row).markup("ritual.see_above")))


def maybe_repeated(session: Session, row: Outbox) -> Card:
    """The card again, saying that it may already have been seen."""
    card = load_card(row.card)
    note = Note(Text(_words(session, row).markup("ritual.maybe_repeated")))
    return replace(card, blocks=(*card.blocks, note))


def more_waiting(session: Session, row: Outbox) -> Card:
    """How many messages found no room in this conversation."""
    words = _words(session, row)
    number = count_more(session, row.lane)
    return Card(Text(words.markup_for("ritual.more_waiting", number), {"n": words.number(number)}))


def _words(session: Session, row: Outbox) -> Words:
    return Words(language_of(session, row))
