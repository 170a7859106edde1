"""SPEC A10: both catalogues are complete, used and well written; dates, numbers and plurals follow the language."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import regex
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from ritualbot.handlers.retention import RETAINED
from ritualbot.i18n import LANGUAGES, Words, catalogue_path
from ritualbot.reports.hypothesis_chart import Against, Held
from ritualbot.reports.request_csv import COLUMNS as REQUEST_COLUMNS
from ritualbot.reports.request_form import TEXTS
from ritualbot.reports.sprint_file import COMING, FAILED, HERE
from ritualbot.reports.workspace import FAMILIES, OTHER
from ritualbot.rituals.absence import Half
from ritualbot.rituals.action import ActionSource, ActionState, ActionStep
from ritualbot.rituals.blocker import BlockerTag, Happened
from ritualbot.rituals.calendar import Off
from ritualbot.rituals.charter import Gap, Piece
from ritualbot.rituals.command import COMMANDS
from ritualbot.rituals.desk import DeskKind, Seat
from ritualbot.rituals.permissions import ROLE_WORDS, Role
from ritualbot.rituals.pilot import ComesBack, Happened as PilotHappened, Light, PilotState
from ritualbot.rituals.pilot_act import Act as PilotAct
from ritualbot.rituals.pilot_day import Due
from ritualbot.rituals.questions import MOODS
from ritualbot.rituals.request_act import Act
from ritualbot.rituals.request_autonomy import Autonomy
from ritualbot.rituals.request_history import RequestState
from ritualbot.rituals.request_later import Later
from ritualbot.rituals.request_link import Outside
from ritualbot.rituals.request_types import TYPES, Ending
from ritualbot.rituals.retro import COLUMNS, RetroMode, RetroPhase, Template
from ritualbot.rituals.schedule import SprintDay
from ritualbot.rituals.sponsor_help import HelpAnswer
from ritualbot.rituals.sprint import GoalMet, ItemState, Need, Priority
from ritualbot.rituals.sprint_snapshot import Became
from ritualbot.rituals.standup import Counts, Presence
from ritualbot.rituals.team_spec import QUESTIONS
from ritualbot.store.audit import Action
from ritualbot.store.bridge import Answer
from tests import (
    words_of_dashboards,
    words_of_digests,
    words_of_home,
    words_of_hypotheses,
    words_of_plans,
    words_of_reviews,
)

PACKAGE = Path(__file__).parent.parent / "ritualbot"

# -- keys made at run time -----------------------------------------------------------------------------------------

ROLES = [f"role.{role}" for role in Role]
ASKED = [question.key for question in QUESTIONS]
DONE_TO_BLOCKERS = (Happened.ACKNOWLEDGED, Happened.UPDATED, Happened.RESOLVED)
ACTION_VERBS = ("accept", "redate", "decline", "done", "later", "drop", "edit")
ACTION_NEWS = ("accepted", "changed", "postponed", "done", "dropped", "undone")
SHOWN_NAMES = [each for each in Presence if each is not Presence.ANSWERED]
COUNTED = [each.name for each in fields(Counts)]
SPRINT_FIELDS = ("goal", "name", "title", "owner", "priority", "need", "need_text", "link", "where")

TABLES: tuple[str, ...] = (
    "plan",
    "standup",
    "blockers",
    "retro",
    "actions",
    "hypotheses",
    "requests",
    "sla",
    "participation",
    "people",
)
TABLES += words_of_reviews.TABLES
HEADS = (
    *("fact", "value", "detail", "item", "owner", "priority", "need", "became", "carries", "done_on", "link"),
    *("day", "standup", "expected", "answered", "skipped", "silent", "away", "unreachable", "share", "week", "runs"),
    *("number", "blocker", "waits_with", "state", "opened_on", "closed_on", "age"),
    *("votes", "topic", "column", "note", "action", "due_on", "source", "retros"),
    *("person", "asked"),
    *("request", "desk", "request_type", "filed_on", "needed_on", "due_at", "promised_on", "with", "round"),
    *("held_desk", "held_team", "held_agency", "held_third", "external_ref", "filed", "still_open", "remark"),
    *("answered_requests", "withdrawn", "negotiated", "indicative", "acknowledged", "decided", "median", "p90"),
    *("hypothesis", "hypothesis_state", "metric", "base", "effect", "test_kind", "starts_on", "ends_on", "per_arm"),
    *("learning", "tag", "listening", "amended", "cost", "gain", "roi", "said", "money_in"),
    *("promised", *(f"{what}_{who}" for what in ("pauses", "paused") for who in ("team", "agency", "third"))),
    *words_of_reviews.HEADS,
)
INSTALL_PAGES = ("start", "busy", "over", "denied", "failed", "not_listed", "done")

# File -> the expression that makes a key there -> every key it can make. An expression of a broken rule makes
# none of its own: its keys are counted where the rule is raised.
PILOT_FIELDS = (
    *("name", "moment", "audience", "share", "metric", "weeks", "stop_rule", "reason", "process", "note"),
    *("budget", "at_risk", "total", "gain"),
)
PILOT_FACTS = (
    *("audience", "moment", "metric", "dates", "sprints", "checks", "stop_rule", "budget", "decided", "reason"),
    *("rolled_out", "automated", "process", "yield"),
)
PILOT_ENDS = [PilotHappened.SCALED, PilotHappened.EXTENDED, PilotHappened.STOPPED]
BY_ITSELF = {PilotHappened.ASKED, PilotHappened.MISSED, PilotHappened.WARNED, PilotHappened.YIELD_ASKED}
TOLD_OF_REQUESTS = (
    *("filed", "changed", "taken", "untaken", "asked", "answered", "said", "paused", "resumed", "date_proposed"),
    *("date_agreed", "date_declined", "committed", "delivered", "accepted", "reworked", "approved", "reserved"),
    *("refused", "corrected", "withdrawn", "nudged", "retyped"),
    *("delegated", "reopened"),
    *("versioned", "options_offered", "option_picked", "referenced", "signed_off"),
)
PIECES_ASKED = {piece.word for type_ in TYPES.values() for piece in type_.pieces}
TECHNICAL = {piece.name for type_ in TYPES.values() for piece in type_.pieces if piece.technical}
AT_RUN_TIME: Mapping[str, Mapping[str, Iterable[str]]] = {
    "app/play.py": {
        "f'ritual.about.{command.action}'": [f"ritual.about.{command.action}" for command in COMMANDS],
        "f'role.{role}'": ROLES,
        "f'play.{why_off}'": [f"play.{off}" for off in Off],
    },
    "app/calc.py": {"broken.key": []},
    "app/desk.py": {"broken.key": []},
    "app/teams.py": {"broken.key": []},
    "app/slack_manifest.py": {
        "f'ritual.about.{command.action}'": [f"ritual.about.{command.action}" for command in COMMANDS]
    },
    "app/teams_manifest.py": {
        "f'ritual.about.{command.action}'": [f"ritual.about.{command.action}" for command in COMMANDS]
    },
    "platforms/slack/answer.py": {"key": [f"slack.{each}" for each in ("slow", "again", "flood")]},
    "platforms/teams/answer.py": {"key": ["teams.stranger", "teams.flood", "permission.absent"]},
    "reports/action.py": {
        "f'action.{verb}.label'": [f"action.{verb}.label" for verb in ACTION_VERBS],
        "f'action.{action}.hint'": ["action.refuse.hint", "action.abandon.hint"],
        "f'action.done.{key}'": [
            f"action.done.{key}" for key in (*(step.value for step in ActionStep), "created_for", "same")
        ],
        "f'action.news.{kind}'": [f"action.news.{kind}" for kind in ACTION_NEWS],
        "f'action.remind.{key}'": [f"action.remind.{key}" for key in ("today", "soon", "since")],
    },
    "reports/audit.py": {
        "f'audit.head.{column}'": [f"audit.head.{column}" for column in ("when", "who", "what", "object")],
        "f'audit.action.{row.action}'": [f"audit.action.{action}" for action in Action],
        "_MACHINES[actor]": ["audit.actor.system", "audit.actor.command_line"],
    },
    "reports/blocker.py": {
        "f'blocker.request.{key}'": ["blocker.request.closed", "blocker.request.reopened"],
        "f'request.desk.{waited[row.ref]}'": [],
        "f'blocker.tag.{tag}'": [f"blocker.tag.{tag}" for tag in BlockerTag],
        "f'blocker.done.{key}'": [f"blocker.done.{key}" for key in (*DONE_TO_BLOCKERS, "undone", "same")],
        "f'blocker.news.{kind}'": [f"blocker.news.{kind}" for kind in ("acknowledged", "resolved", "undone")],
    },
    "reports/refusal.py": {"f'role.{role}'": ROLES, "broken.key": []},
    "reports/absence.py": {
        "_DAY[span.half]": [f"absence.when.{each}" for each in ("day", "morning", "afternoon")],
        "_HALVES[half]": [f"absence.half.{half}" for half in Half],
        "_HALVES[Half(last.half)]": [f"absence.half.{half}" for half in Half],
        "why.key": [],
    },
    "reports/bridge.py": {
        "_BRIDGES[Answer(bridge.answer)]": [f"bridge.answer.{each}" for each in Answer if each is not Answer.ASKED],
    },
    "reports/hypothesis_chart.py": {
        "f'chart.about.{result.against}'": [f"chart.about.{against}" for against in Against],
        "f'chart.zero.{result.against}'": [f"chart.zero.{against}" for against in Against],
        "f'chart.held.{result.held}'": [f"chart.held.{held}" for held in Held],
        "f'chart.alt.held.{result.held}'": [f"chart.alt.held.{held}" for held in Held],
        "f'chart.alt.{result.against}.{said}'": [
            *(f"chart.alt.control.{each}" for each in ("better", "worse", "unsure")),
            *(f"chart.alt.before.{each}" for each in ("alone", "worse", "unsure")),
        ],
    },
    "reports/person.py": {
        "SPOKEN[known(settings.language)]": [f"team.language.{language}" for language in LANGUAGES],
        "key": [f"team.language.{language}" for language in LANGUAGES],
    },
    "reports/charter.py": {
        "f'charter.{piece}.label'": [f"charter.{piece}.label" for piece in Piece],
        "f'charter.{following}.label'": [],
        "f'charter.{piece}.hint'": [f"charter.{piece}.hint" for piece in Piece],
        "f'charter.gap.{gap}'": [f"charter.gap.{gap}" for gap in Gap],
        "f'charter.field.{name}'": [
            *(f"charter.field.{name}" for name in ("desk", "acknowledge", "answer", "kpi", "unit", "source")),
            *(f"charter.field.{name}" for name in ("function", "owner", "sponsor", "scrum_master", "assistant")),
        ],
        "key": ["charter.kpi.baseline", "charter.kpi.target"],
        "f'role.{role}'": ROLES,
    },
    "handlers/desk.py": {"f'desk.kind.{kind}'": [f"desk.kind.{kind}" for kind in DeskKind]},
    "reports/desk.py": {
        "f'{action}.label'": [
            f"desk.{verb}.label" for verb in ("targets", "figures", "people", "hours", "days", "backup")
        ],
        "f'desk.fact.{seat}'": [f"desk.fact.{seat}" for seat in Seat],
        "f'desk.kind.{kind}'": [],
        "f'desk.field.{name}'": [f"desk.field.{name}" for name in ("lead", "contacts", "duty")],
    },
    "reports/desk_agenda.py": {
        "f'meeting.agenda.{key}'": ["meeting.agenda.access", "meeting.agenda.training"],
    },
    "reports/desk_agreement.py": {
        "f'desk.column.{name}'": [
            f"desk.column.{name}"
            for name in (
                *("type", "acknowledge", "decide", "pieces", "stands", "agreed_at"),
                *("proposed_by", "agreed_by", "hours"),
            )
        ],
    },
    "reports/desk_hours.py": {
        "f'desk.moved.{column}'": [f"desk.moved.{column}" for column in ("request", "was", "now")],
    },
    "reports/desk_target.py": {
        "f'request.field.{piece.name}'": [],
        "f'request.type.{type}'": [],
        "f'desk.head.{column}'": [f"desk.head.{column}" for column in ("type", "acknowledge", "decide", "stands")],
        "f'desk.target.{part}'": [f"desk.target.{part}" for part in ("acknowledge", "decide")],
    },
    "reports/request.py": {
        "f'request.type.{name}'": [f"request.type.{name}" for name in TYPES],
        "f'request.{set_}.{step.kind}'": [
            *(f"request.told.{kind}" for kind in TOLD_OF_REQUESTS),
            *(f"request.told_opinion.{kind}" for kind in ("approved", "reserved", "refused")),
            "request.told_outside.said",
            *(f"request.told_creation.{kind}" for kind in ("approved", "reserved", "accepted")),
        ],
        "f'request.told.{special}'": [
            f"request.told.{special}" for special in ("restarted", "changed_type", "need_changed", "form_changed")
        ],
        "f'request.{set_}.{act}'": [
            *(f"request.act.{act}" for act in Act),
            *(f"request.act_opinion.{act}" for act in (Act.APPROVE, Act.RESERVE, Act.REFUSE)),
            *(f"request.act_creation.{act}" for act in (Act.APPROVE, Act.RESERVE, Act.ACCEPT)),
        ],
        "f'request.party.{party}'": ["request.party.agency", "request.party.third"],
        "f'request.title.{each.type.ending}'": [f"request.title.{ending}" for ending in Ending],
        "f'request.{set_}.decide'": ["request.due.decide", "request.indicative.decide"],
        "f'request.{set_}.both'": ["request.due.both", "request.indicative.both"],
    },
    "reports/request_autonomy.py": {
        "f'request.autonomy.{each}'": [f"request.autonomy.{each}" for each in Autonomy],
        "f'request.autonomy.{said}'": [],
    },
    "reports/request_csv.py": {
        "f'request.column.{name}'": [f"request.column.{name}" for name, _ in REQUEST_COLUMNS],
    },
    "reports/request_facts.py": {
        "f'request.field.{piece.word}'": [],
        "f'request.field.{name}'": [],
        "f'request.workshop.{name}'": [f"request.workshop.{name}" for name in TECHNICAL],
    },
    "reports/request_option.py": {
        "f'request.option.{part}'": [f"request.option.{part}" for part in ("form_on", "form_cost", "form_limits")],
    },
    "reports/request_version.py": {
        "f'request.field.{piece.word}'": [],
        "f'request.edit.{when}'": ["request.edit.before", "request.edit.after"],
    },
    "reports/request_figures.py": {
        "f'figures.head.{column}'": [
            f"figures.head.{column}" for column in ("type", "volume", "acknowledge", "decide", "time")
        ],
        "f'figures.{key}'": [f"figures.{key}" for key in ("withdrawn", "negotiated", "indicative")],
        "f'figures.pause.{party}'": [f"figures.pause.{party}" for party in ("team", "agency", "third")],
    },
    "reports/request_form.py": {
        "f'request.ending.{type_.ending}'": [f"request.ending.{ending}" for ending in Ending],
        "f'request.field.{piece.word}'": [f"request.field.{name}" for name in PIECES_ASKED],
        "f'request.example.{piece.word}'": [f"request.example.{name}" for name in PIECES_ASKED - {"title"}],
        "f'request.type_example.{type_.name}'": [f"request.type_example.{name}" for name in TYPES],
        "f'request.party.{party}'": [],
        "f'request.act_form.{act}'": [f"request.act_form.{act}" for act in TEXTS],
    },
    "reports/request_help.py": {
        "f'sponsor.what.{said}'": [f"sponsor.what.{said}" for said in (*HelpAnswer, "asked")],
    },
    "reports/sponsor_help.py": {
        "f'sponsor.about.{key}'": ["sponsor.about.request", "sponsor.about.confidential"],
        "f'sponsor.what.{each.row.answer}'": [],
        "f'sponsor.field.{name}'": [f"sponsor.field.{name}" for name in ("question", "recommendation", "otherwise")],
        "f'sponsor.hint.{name}'": [f"sponsor.hint.{name}" for name in ("question", "recommendation", "otherwise")],
        "f'sponsor.{each}.label'": [f"sponsor.{each}.label" for each in HelpAnswer],
        "f'sponsor.{answer}.label'": [],
        "f'sponsor.done.{each.row.answer}'": [f"sponsor.done.{each}" for each in HelpAnswer],
        "f'sponsor.next.{each.row.answer}'": [f"sponsor.next.{each}" for each in HelpAnswer],
    },
    "reports/request_later.py": {
        "f'request.later.{when}'": [f"request.later.{when}" for when in Later],
        "intro": [f"request.{form}.intro" for form in ("later", "delegate", "retype", "reopen")],
    },
    "reports/request_list.py": {
        "f'request.desk.{kind}'": [f"request.desk.{kind}" for kind in DeskKind],
    },
    "app/outside.py": {
        "key": [f"request.page.{why}" for why in ("too_large", "broken", "busy", "old", "not_saved")],
    },
    "reports/request_page.py": {
        f"f'request.page.{part}.{{act}}'": [f"request.page.{part}.{act}" for act in Outside]
        for part in ("label", "hint", "submit")
    },
    "reports/templates/request_gone.html": {"key": ["request.page.gone", "request.page.busy"]},
    "reports/request_ring.py": {
        "f'request.rung.{_said(heard, rung)}'": [
            *(f"request.rung.{each}" for each in ("untaken", "listed", "near", "breach", "unmet", "late", "stuck")),
            *("request.rung.unmet_asked", "request.rung.breach_asked", "request.rung.again"),
        ],
    },
    "handlers/quiet.py": {"f'{action}.label'": ["request.take_all.label"]},
    "reports/pilot.py": {
        "f'pilot.state.{now.state}'": [f"pilot.state.{each}" for each in PilotState if each != "running"],
        "f'pilot.fact.{key}'": [f"pilot.fact.{fact}" for fact in PILOT_FACTS],
        "f'pilot.decided.{now.decided.kind}'": [f"pilot.decided.{kind}" for kind in PILOT_ENDS],
        "f'pilot.head.{column}'": [f"pilot.head.{column}" for column in ("week", "exposed", "rest", "light")],
        "f'pilot.light.{said.light}'": [f"pilot.light.{light}" for light in Light],
        "f'pilot.comes_back.{said.comes_back}'": [f"pilot.comes_back.{each}" for each in ComesBack],
        "f'pilot.{act}.label'": [f"pilot.{act}.label" for act in PilotAct],
        "f'pilot.done.{kind}'": [f"pilot.done.{kind}" for kind in PilotHappened if kind not in BY_ITSELF],
        "f'pilot.next_on.{state}'": ["pilot.next_on.running", "pilot.next_on.automated"],
        "f'pilot.next.{state}'": [f"pilot.next.{each}" for each in PilotState if each not in ("running", "automated")],
    },
    "reports/pilot_list.py": {"f'pilot.moment.{next_.what}'": [f"pilot.moment.{due}" for due in Due]},
    "reports/pilot_form.py": {
        "f'pilot.field.{name}'": [f"pilot.field.{name}" for name in (*PILOT_FIELDS, "exposed", "rest")],
        "f'pilot.{act}.label'": [],
        "f'pilot.{act}.hint'": [
            f"pilot.{act}.hint" for act in PilotAct if act not in (PilotAct.EDIT, PilotAct.IMPROVE, PilotAct.CHECK)
        ],
        "f'pilot.light.{light}'": [],
        "f'pilot.comes_back_choice.{each}'": [f"pilot.comes_back_choice.{each}" for each in ComesBack],
    },
    "reports/pilot_told.py": {
        "f'pilot.done.{key}'": ["pilot.done.joined", "pilot.done.left"],
        "f'pilot.news.{step.kind}'": [f"pilot.news.{kind}" for kind in PILOT_ENDS],
        "f\"pilot.given.{('brick' if each.now.process else 'pilot')}\"": ["pilot.given.brick", "pilot.given.pilot"],
    },
    "reports/pilot_wall.py": {
        "f'hypothesis.period.{kept.period}'": [],
    },
    "reports/privacy.py": {
        "f'privacy.rights.{figures}'": ["privacy.rights.team", "privacy.rights.named"],
        "f'privacy.class.{key}'": [f"privacy.class.{each.key}" for each in RETAINED],
    },
    "reports/ritual.py": {
        "f'ritual.about.{command.action}'": [f"ritual.about.{command.action}" for command in COMMANDS],
        "f'ritual.next.{column}'": [f"ritual.next.{column}" for column in ("when", "what", "whom")],
        "f'ritual.moment.retro_{phase}'": [f"ritual.moment.retro_{phase}" for phase in RetroPhase if phase != "write"],
        "key": ["ritual.moment.prompt", "ritual.moment.remind"],
    },
    "handlers/retro.py": {"f'retro.phase.{retro.phase}'": [f"retro.phase.{phase}" for phase in RetroPhase]},
    "handlers/retro_act.py": {"f'retro.phase.{retro.phase}'": []},
    "handlers/retro_lead.py": {"f'retro.phase.{retro.phase}'": []},
    "reports/retro.py": {
        "f'retro.column.{key}'": [f"retro.column.{key}" for keys in COLUMNS.values() for key in keys],
        "f'retro.call.{retro.mode}'": [f"retro.call.{mode}" for mode in RetroMode],
        "f'action.{verb}.label'": [f"action.{verb}.label" for verb in ("later", "edit", "drop")],
    },
    "reports/retro_own.py": {
        "f'retro.call.{retro.mode}'": [],
        "f'retro.call.{seen.retro.mode}'": [],
        "f'retro.until.{phase}'": [f"retro.until.{phase}" for phase in RetroPhase if phase != "closed"],
        "f'retro.state.{phase}'": [f"retro.state.{phase}" for phase in RetroPhase],
        "f'{action}.label'": [f"retro.{each}.label" for each in ("write", "mine", "group", "vote", "act")],
        "f'retro.phase.{after}'": [],
        "f'retro.phase.{rules.preceding(phase)}'": [],
        "f'retro.template.{each}'": [f"retro.template.{each}" for each in Template],
        "f'retro.mode.{each}'": [f"retro.mode.{mode}" for mode in RetroMode],
        "key": [
            *("retro.list.nothing", "retro.list.empty"),
            *("retro.acted", "retro.acted_own", "retro.done.noted", "retro.ungrouped", "retro.worth.noted"),
        ],
    },
    "reports/setup.py": {"f'role.{role}'": ROLES},
    "reports/sprint_sheets.py": {
        "f'sheet.head.{name}'": [f"sheet.head.{name}" for name in HEADS],
        "f'sheet.title.{name}'": [f"sheet.title.{name}" for name in TABLES],
        "f'sheet.empty.{name}'": [f"sheet.empty.{name}" for name in TABLES],
        "f'sprint.need.{line.need}'": [f"sprint.need.{need}" for need in Need],
        "f'sheet.priority.{line.priority}'": [f"sheet.priority.{priority}" for priority in Priority],
        "f'sheet.became.{became}'": [f"sheet.became.{each}" for each in (*Became, "open")],
        "f'sheet.blocker.{row.state}'": [f"sheet.blocker.{each}" for each in ("open", "resolved", "cleared")],
        "f'sheet.action.{row.state}'": [f"sheet.action.{state}" for state in ActionState],
        "f'sheet.source.{row.source}'": [f"sheet.source.{source}" for source in ActionSource],
    },
    "reports/sprint_request_sheets.py": {
        "f'sheet.{set_}.{line.now.state}'": [
            *(f"sheet.request.{state}" for state in RequestState),
            *(f"sheet.opinion.{state}" for state in ("approved", "reserved", "refused")),
        ],
        "f'sheet.with.{line.now.ball}'": [f"sheet.with.{party}" for party in ("team", "agency", "third")],
    },
    "reports/sprint_xlsx.py": {
        "f'sheet.met.{sprint.goal_met}'": [f"sheet.met.{met}" for met in GoalMet],
        "f'sheet.summary.{name}'": [f"sheet.summary.{name}" for name in ("baseline", "now", "target")],
        "f'sheet.summary.{end}'": [f"sheet.summary.{end}" for end in Became],
    },
    "reports/sprint.py": {
        "f'sprint.need.{need}'": [f"sprint.need.{need}" for need in Need],
        "f'sprint.priority.{item.priority}'": [f"sprint.priority.{each}" for each in (Priority.HIGH, Priority.LOW)],
        "f'sprint.item.{key}'": [f"sprint.item.{key}" for key in (*ItemState, "saved")],
        "f'{shown}.label'": ["sprint.command.label", "sprint.backlog.label"],
    },
    "reports/sprint_close.py": {
        "f'sprint.closed.{then.goal_met}'": [f"sprint.closed.{met}" for met in GoalMet],
        "f'sprint.became.{became}'": [f"sprint.became.{became}" for became in Became],
        "f'sprint.met.{each}'": [f"sprint.met.{met}" for met in GoalMet],
        "f'retro.phase.{seen.retro.phase}'": [],
        "f'sprint.offer.{key}'": ["sprint.offer.last", "sprint.offer.over"],
        "key": ["sprint.kpi.baseline", "sprint.kpi.target"],
    },
    "reports/sprint_file.py": {"f'sprint.file.{note}'": [f"sprint.file.{note}" for note in (COMING, HERE, FAILED)]},
    "reports/sprint_form.py": {
        "f'sprint.field.{name}'": [f"sprint.field.{name}" for name in SPRINT_FIELDS],
        "f'sprint.priority_choice.{each}'": [f"sprint.priority_choice.{each}" for each in Priority],
        "key": ["sprint.start.submit", "sprint.add.submit", "sprint.field.lines", "sprint.field.more_lines"],
    },
    "reports/sprint_end.py": {"f'sprint.{each}.label'": ["sprint.demo.label", "sprint.learnt.label"]},
    "reports/standup.py": {
        "f'standup.question.{row.key}'": [f"standup.question.{key}" for key in ASKED],
        "f'standup.question.{question.key}'": [f"standup.question.{key}" for key in ASKED],
        "f'standup.head.{question.key}'": [f"standup.head.{key}" for key in ASKED],
        "f'standup.names.{stands}'": [f"standup.names.{stands}" for stands in (*SHOWN_NAMES, "to_come")],
        "f'{key}.title'": ["standup.skipped.title", "standup.gone_today.title"],
        "f'{key}.next'": ["standup.skipped.next", "standup.gone_today.next"],
    },
    "reports/standup_manage.py": {
        "f'standup.sprint_day.{day}'": [f"standup.sprint_day.{day}" for day in SprintDay],
        "f'standup.{action}.label'": [
            f"standup.{action}.label"
            for action in ("archive", "dry_run", "edit_schedule", "pass_over", "pause", "report", "resume", "run")
        ],
    },
    "reports/standup_summary.py": {
        "f'standup.count.{key}'": [f"standup.count.{key}" for key in COUNTED],
    },
    "reports/team.py": {
        "ROLE_WORDS[role]": ROLE_WORDS.values(),
        "f'standup.schedule.{standup.sprint_day}'": ["standup.schedule.first", "standup.schedule.last"],
        "_TIMES[name]": ["team.field.at", "team.field.summary"],
        "SPOKEN[known(after.language)]": [f"team.language.{language}" for language in LANGUAGES],
        "key": [
            *(f"team.language.{language}" for language in LANGUAGES),
            *(f"team.field.{name}" for name in ("name", "standup", "summary", "language")),
            *("team.saved.joined", "team.saved.left"),
        ],
        "each.key": [],
    },
    "platforms/slack/install.py": {
        f"f'slack.install.{{name}}.{part}'": [f"slack.install.{page}.{part}" for page in INSTALL_PAGES]
        for part in ("title", "text")
    },
    "reports/workspace.py": {
        "f'workspace.kind.{family}'": [f"workspace.kind.{family}" for family in (*FAMILIES.values(), OTHER)],
        **{
            f"f'{made_by}.{part}'": [f"place.{state}.{part}" for state in ("closed", "shared")]
            for made_by, part in (("{key}", "title"), ("{key}", "next"), ("{_CLOSED[place.state]}", "note"))
        },
    },
    "rituals/questions.py": {"key": MOODS.values(), "MOODS[stored]": MOODS.values()},
    **words_of_home.AT_RUN_TIME,
    **words_of_hypotheses.AT_RUN_TIME,
    **words_of_digests.AT_RUN_TIME,
    **words_of_dashboards.AT_RUN_TIME,
    **words_of_plans.AT_RUN_TIME,
    **words_of_reviews.AT_RUN_TIME,
}

# -- where code speaks ---------------------------------------------------------------------------------------------

RAISED = {"RuleBroken", "NotAllowed", "Absent"}
METHODS = {"say", "count", "markup", "markup_for"}
IN_TEMPLATE = re.compile(r"""\b(?:t|count)\(\s*(?:"([^"]+)"|([^)]+))""")


@dataclass(frozen=True)
class Spoken:
    """One place that names a message: by its key, or by an expression that makes one (`key` is empty)."""

    file: str
    line: int
    key: str
    made_by: str
    given: frozenset[str] | None  # the placeholders filled there; None when they cannot be read from the code
    raised: bool = False

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line} {self.key or self.made_by}"


@cache
def parsed() -> tuple[tuple[str, ast.Module], ...]:
    paths = sorted(PACKAGE.rglob("*.py"))
    return tuple((str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


@cache
def helpers() -> frozenset[str]:
    """Functions that take words and a key, and say it: `text(words, key, …)` and its like."""
    return frozenset(
        node.name
        for _file, tree in parsed()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and [each.arg for each in node.args.args[:2]] == ["words", "key"]
    )


def key_of(call: ast.Call) -> ast.expr | None:
    """The argument of a call that is a message's key, if it has one."""
    match call.func:
        case ast.Name(id=name) if name in RAISED:
            return call.args[0]
        case ast.Name(id=name) if name in helpers():
            return call.args[1]
        case ast.Attribute(attr=name, value=of) if name in METHODS and "words" in ast.unparse(of).lower():
            return call.args[0]
    return None


def given_to(call: ast.Call) -> frozenset[str] | None:
    names = [each.arg for each in call.keywords]
    if isinstance(call.func, ast.Attribute) and call.func.attr.startswith("markup"):
        return None  # its placeholders are filled elsewhere
    if None in names:
        return None
    counts = ast.unparse(call.func).rpartition(".")[2] in {"count", "counted"}
    places = {"places"} if ast.unparse(call.func) == "_with_channels" else set()
    return frozenset({name for name in names if name} | places | ({"n"} if counts else set()))


def choices(made: ast.expr, function: ast.AST) -> list[str]:
    """The keys an expression stands for, when the code says so: a constant, one or the other, a name for them."""
    match made:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.IfExp(body=one, orelse=other):
            first, second = choices(one, function), choices(other, function)
            return [*first, *second] if first and second else []
        case ast.Name(id=name):
            values = [
                node.value
                for node in ast.walk(function)
                if isinstance(node, ast.Assign) and [ast.unparse(each) for each in node.targets] == [name]
            ]
            return choices(values[0], function) if len(values) == 1 else []
    return []


def functions(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.Call]]:
    """Every call with the function it stands in."""
    inside: dict[ast.AST, ast.AST] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            inside |= dict.fromkeys(ast.walk(function), function)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield inside.get(node, tree), node


def is_parameter(made: ast.expr, function: ast.AST) -> bool:
    """A helper's own parameter: its callers name the key."""
    if not isinstance(function, ast.FunctionDef):
        return False
    return isinstance(made, ast.Name) and made.id == "key" and function.name in {*helpers(), *METHODS}


@cache
def spoken() -> tuple[Spoken, ...]:
    found: list[Spoken] = []
    for file, tree in parsed():
        for function, call in functions(tree):
            made = key_of(call)
            if made is None or is_parameter(made, function):
                continue
            given = given_to(call)
            raised = isinstance(call.func, ast.Name) and call.func.id in RAISED
            if keys := choices(made, function):
                found += [Spoken(file, call.lineno, key, "", given, raised) for key in keys]
            else:
                found.append(Spoken(file, call.lineno, "", ast.unparse(made), given, raised))
    for path in sorted(PACKAGE.rglob("*.html")):
        file, text = str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")
        for hit in IN_TEMPLATE.finditer(text):
            line = text.count("\n", 0, hit.start()) + 1
            found.append(Spoken(file, line, hit[1] or "", hit[2] or "", None))
    return tuple(found)


def used() -> set[str]:
    made = {key for by_expression in AT_RUN_TIME.values() for keys in by_expression.values() for key in keys}
    return {each.key for each in spoken() if each.key} | made


# -- the catalogues ------------------------------------------------------------------------------------------------


@cache
def catalogue_file(language: str) -> Catalog:
    with catalogue_path(language).open("rb") as source:
        return read_po(source, locale=language)


@cache
def catalogue(language: str) -> Mapping[str, Message]:
    return {key_in(message): message for message in catalogue_file(language) if message.id}


def key_in(message: Message) -> str:
    return str(message.id[0]) if isinstance(message.id, tuple | list) else str(message.id)


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, tuple | list) else (str(message.string),)


def sentences(language: str) -> Iterator[tuple[str, str]]:
    for key, message in catalogue(language).items():
        for form in forms(message):
            yield key, form


def offending(language: str, wrong: str, *, but: Iterable[str] = ()) -> list[str]:
    """The messages in which this pattern is found, code spans apart."""
    pattern = regex.compile(wrong, regex.IGNORECASE)
    return [
        f"{key}: {form}"
        for key, form in sentences(language)
        if key not in but and pattern.search(re.sub("`[^`]*`", "code", form))
    ]


def test_the_search_finds_what_it_is_meant_to_find() -> None:
    # The rest of this file rests on it: a search that finds nothing would let everything pass.
    assert {"text", "counted", "_with_channels"} <= helpers()
    assert len(spoken()) > 150
    raised = {each.key for each in spoken() if each.raised}
    assert {"standup.closed", "permission.absent", "input.empty", "team.not_here", "team.small"} <= raised
    assert {"standup.line.added", "standup.line.changed", "playground.try", "playground.replies"} <= used()


def test_keys_made_at_run_time_stand_in_the_table() -> None:
    made: dict[str, set[str]] = {}
    for each in spoken():
        if not each.key:
            made.setdefault(each.file, set()).add(each.made_by)
    assert made == {file: set(by_expression) for file, by_expression in AT_RUN_TIME.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_used_is_in_the_catalogue(language: str) -> None:
    assert used() - set(catalogue(language)) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_of_the_catalogue_is_used(language: str) -> None:
    assert set(catalogue(language)) - used() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_there_twice_fuzzy_obsolete_or_empty(language: str) -> None:
    source = catalogue_path(language).read_text(encoding="utf-8")
    keys = re.findall(r'^msgid "(.+)"$', source, flags=re.MULTILINE)
    assert sorted(keys) == sorted(set(keys))
    assert set(keys) == set(catalogue(language))
    assert not re.search(r"^#(~|,.*fuzzy)", source, flags=re.MULTILINE)
    assert [key for key, form in sentences(language) if not form.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_context_is_the_keys_first_word(language: str) -> None:
    for key, message in catalogue(language).items():
        assert message.context == key.partition(".")[0], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_a_plural_is_there(language: str) -> None:
    counted = [key for key, message in catalogue("fr" if language == "en" else "en").items() if message.pluralizable]
    number = catalogue_file(language).num_plurals
    for key in counted:
        message = catalogue(language)[key]
        assert message.pluralizable and len(forms(message)) == number and all(forms(message)), key


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)\}", text))


def test_placeholders_are_the_same_in_both_languages() -> None:
    for key, message in catalogue("fr").items():
        french = {frozenset(placeholders(form)) for form in forms(message)}
        english = {frozenset(placeholders(form)) for form in forms(catalogue("en")[key])}
        assert french == english and len(french) == 1, key


def test_every_placeholder_is_filled_where_the_message_is_said() -> None:
    """A sentence with a hole in it would fail in front of the person it is for."""
    holes = [
        f"{each.place} lacks {lacking}"
        for each in spoken()
        if each.key and each.given is not None
        for lacking in placeholders(forms(catalogue("en")[each.key])[0]) - each.given
    ]
    assert holes == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_is_balanced(language: str) -> None:
    for key, form in sentences(language):
        for mark in "*_`":
            assert re.sub(r"\{\w+\}", "", form).count(mark) % 2 == 0, key
        assert re.sub(r"\{\w+\}", "", form).count("{") == 0, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_a_setting_keeps_its_underscores(language: str) -> None:
    """In markup they would be italics: it is a parameter. A web page has no markup."""
    assert offending(language, "(?-i:[A-Z]_[A-Z])", but={"slack.install.not_listed.text"}) == []


SAME_IN_BOTH = {
    *(
        "hypothesis.card.dates",
        "pilot.fact.budget",
        "pilot.fact.dates",
        "pilot.fact.sprints",
        "pilot.field.note",
        "pilot.head.note",
    ),
    "kpi.read",
    *("role.scrum_master", "role.sponsor"),
    *("standup.head.function", "standup.summary.no_answer", "standup.titled"),
    *("playground.messages", "playground.quarter"),
    "blocker.tag.finance",
    "sheet.head.gain",
    *("chart.in_points", "chart.points"),
    *("retro.phase.write", "retro.phase.vote", "retro.phase.discuss", "retro.topic.points", "retro.topic.notes"),
    "action.form.edit",
    "sponsor.field.question",
    *("figures.no_rate", "meeting.minutes", "sheet.head.request_type", "sheet.head.round"),
    "absence.away",
    *("sprint.closed.actions", "sprint.default_name", "sprint.need.finance"),
    "retro.addendum.actions",
    *("sheet.heading", "sheet.title.actions", "sheet.title.participation", "sheet.summary.sprint"),
    *("sheet.summary.turnout", "sheet.summary.actions", "sheet.head.share", "sheet.head.votes", "sheet.head.note"),
    "sheet.head.action",
    *("desk.kind.finance", "desk.fact.desk_contact", "desk.field.contacts", "desk.week.day"),
    *("request.desk.finance", "request.type.brief", "request.type.incident", "request.hours"),
    *("request.handed_over.line", "request.take_all.line", "request.typed.label"),
    *("request.desk.finance", "request.type.brief", "request.type.incident", "request.hours"),
    "request.handed_over.line",
    "request.express.label",
    *("request.round.title", "request.sign.text", "request.option.label", "request.option.pick"),
    "request.option.form_on",
    *("request.column.conditions", "request.column.type", "request.column.version"),
    *("hypothesis.said.points", "hypothesis.detail.conversions", "hypothesis.detail.version"),
    *("hypothesis.price.gain", "hypothesis.result.verdict"),
    *("hypothesis.data.field.budget", "hypothesis.data.field.segment", "hypothesis.listen.entry"),
    *("hypothesis.listen.field.source", "hypothesis.listen.times"),
    *(f"hypothesis.score.{name}" for name in ("effort", "impact", "importance")),
    *words_of_reviews.SAME_IN_BOTH,
    *("digest.team", "digest.late", "digest.dated", "digest.test_ends"),
    *words_of_dashboards.SAME_IN_BOTH,
}


def test_nothing_is_left_untranslated() -> None:
    same = {key for key, message in catalogue("fr").items() if forms(message) == forms(catalogue("en")[key])}
    assert same == SAME_IN_BOTH


# -- how they are written ------------------------------------------------------------------------------------------

TOML_EXAMPLES = {"team.file_unreadable", "team.file_text", "team.file_texts"}  # straight quotes are TOML's own

FRENCH_TYPOGRAPHY = {
    "a plain space before a high mark": r" [?!;:»%]",
    "a plain space after an opening quote": r"« ",
    "no space after an opening quote": r"«[^\u00a0\u202f]",
    "no space before a closing quote": r"[^\u00a0\u202f]»",
    "no narrow no-break space before ? ! ;": r"[^\u202f?!][?!;]",
    "no no-break space before a colon": r"[^\u00a0]:(?=\s|$)",
    "a straight apostrophe": r"'",
    "English quotes": r"[“”]",
    "three full stops": r"\.\.\.",
    "two spaces": r"[ \u00a0\u202f]{2}",
    "an ending for everyone": r"\(e\)|\(s\)|\(ne\)|·|[.-]e\b",
    "tu": r"\b(tu|toi|ton|ta|tes|te)\b",
}

# VOICE 1: the word that stands for each concept, and those that do not.
NOT_OUR_FRENCH = (
    r"\bruns?\b|\bchefs?\b|\bparrain|\bretard|\bbureaux?\b|\bguichet|\btickets?\b|\baccus\w+ réception|\brésolution"
    r"|\bballon|\bviolation|\bescalad|\bbarreau|\bapprouv|\bbloqueu[rs]|\bcartes?\b|\bgagnée|\bperdue"
    r"|\bapprentissage|\bdéploy|\bcopil\b|\bjours ouvrables|\bissues?\b|\bdaily\b|\bmeeting|\bdeadline|\bfeedback"
)
INTERNAL = {
    "en": r"\balarm|\boccurrence|\bdeliver(y|ies)\b|\boutbox|\binbox|\bpayload|\bhandler",
    "fr": r"\balarme|\boccurrence|\blivraison|\boutbox|\binbox|\bpayload|\balarm\b|\bdelivery",
}


@pytest.mark.parametrize("fault", FRENCH_TYPOGRAPHY)
def test_french_is_set_as_french(fault: str) -> None:
    assert offending("fr", FRENCH_TYPOGRAPHY[fault]) == []


def test_quotes_are_curly_in_both_languages() -> None:
    assert offending("fr", '"', but=TOML_EXAMPLES) == []
    assert offending("en", "[\"']", but=TOML_EXAMPLES) == []
    assert offending("en", r"[«»]|\.\.\.| [?!;:]|  ") == []


def test_french_uses_the_words_of_the_field() -> None:
    assert offending("fr", NOT_OUR_FRENCH, but={"sla.ouvrables"}) == []  # says how that word is read


@pytest.mark.parametrize("language", LANGUAGES)
def test_internal_words_reach_nobody(language: str) -> None:
    assert offending(language, INTERNAL.get(language, INTERNAL["en"])) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_emoji_at_most(language: str) -> None:
    emoji = regex.compile(r"\p{Extended_Pictographic}")
    assert [key for key, form in sentences(language) if len(emoji.findall(form)) > 1] == []


def errors() -> set[str]:
    return {each.key for each in spoken() if each.raised and each.key} | {"ritual.failed", "playground.failed"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_errors_carry_no_emoji_and_say_what_to_do_next(language: str) -> None:
    """G10: what is wrong, and then the next step, or a valid example."""
    emoji = regex.compile(r"\p{Extended_Pictographic}")
    for key in errors():
        for form in forms(catalogue(language)[key]):
            assert not emoji.search(form), key
            said = len(re.findall(r"[.?!](?=\s|$)", form))
            assert said >= 2 or re.search(r"exempl|example", form), f"{key}: {form}"


def test_commands_are_named_in_the_language_of_the_sentence() -> None:
    """`/rituel aide` to the French, `/ritual help` to the English; and each is a command we have."""
    for language in LANGUAGES:
        ours = {command.shown(language) for command in COMMANDS} | {"/invite"}  # this one is Slack's
        for key, form in sentences(language):
            for named in re.findall(r"(?:^|[\s`])(/[a-zà-ÿ]+(?: [a-zà-ÿ]+)?)`?", form):
                assert named in ours or named.split()[0] in ours or key == "playground.message_hint", f"{key}: {named}"


# Sentences in handlers and reports that nobody reads: names of states, reasons in a row.
UNREAD = {"at most once", "again once", "not wanted"}
UNREAD |= {"ddd d mmm yyyy", "ddd d mmm yyyy hh:mm"}  # number formats of a spreadsheet


def test_nothing_people_read_is_written_in_the_code() -> None:
    """What handlers and reports say comes from the catalogues: two words in a row are a sentence somebody reads."""
    written = [
        f"{file}:{node.lineno} {node.value!r}"
        for file, tree in parsed()
        if file.startswith(("handlers/", "reports/"))
        for node in read_by_someone(tree)
        if isinstance(node.value, str) and node.value not in UNREAD
        if re.search(r"[^\W\d_]{2,} +[^\W\d_]{2,}|[À-ÿ]", node.value)
    ]
    assert written == []


def read_by_someone(tree: ast.AST) -> Iterator[ast.Constant]:
    """Constants that are no docstring."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docstrings)


# -- what follows the language -------------------------------------------------------------------------------------

NARROW = "\u202f"
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("language", "first", "second", "short"),
    [("fr", "lundi 1er mars", "mardi 2 mars", "lun."), ("en", "Monday 1 March", "Tuesday 2 March", "Mon")],
)
def test_dates_follow_the_language(language: str, first: str, second: str, short: str) -> None:
    words, monday, tuesday = Words(language), date(2027, 3, 1), date(2027, 3, 2)
    assert (words.day(monday), words.day(tuesday)) == (first, second)
    assert (words.full_date(monday), words.full_date(tuesday)) == (f"{first} 2027", f"{second} 2027")
    assert words.weekday(monday) == first.split(maxsplit=1)[0]
    assert words.short_weekday(monday) == short


@pytest.mark.parametrize("language", LANGUAGES)
def test_times_are_in_24_hours_and_in_the_readers_zone(language: str) -> None:
    words = Words(language)
    assert words.clock(time(9, 5)) == "09:05"
    assert words.at(datetime(2027, 3, 2, 14, 30, tzinfo=UTC), PARIS) == "15:30"


@pytest.mark.parametrize(
    ("language", "thousands", "decimals", "many"),
    [("fr", f"1{NARROW}234", "0,5", f"1{NARROW}234{NARROW}567,25"), ("en", "1,234", "0.5", "1,234,567.25")],
)
def test_numbers_follow_the_language(language: str, thousands: str, decimals: str, many: str) -> None:
    words = Words(language)
    assert words.number(1234) == thousands
    assert words.number(Decimal("0.5")) == decimals
    assert words.number(Decimal("1234567.25")) == many


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", ["0 réponse", "1 réponse", "2 réponses", f"1{NARROW}234 réponses"]),
        ("en", ["0 answers", "1 answer", "2 answers", "1,234 answers"]),
    ],
)
def test_plurals_follow_the_language(language: str, said: list[str]) -> None:
    words = Words(language)
    assert [words.count("standup.count.answered", number) for number in (0, 1, 2, 1234)] == said


@pytest.mark.parametrize(
    ("language", "two", "three"),
    [("fr", "Alice et Bruno", "Alice, Bruno et Chloé"), ("en", "Alice and Bruno", "Alice, Bruno and Chloé")],
)
def test_lists_follow_the_language(language: str, two: str, three: str) -> None:
    words = Words(language)
    assert words.listed([]) == ""
    assert words.listed(["Alice"]) == "Alice"
    assert words.listed(["Alice", "Bruno"]) == two
    assert words.listed(["Alice", "Bruno", "Chloé"]) == three


@pytest.mark.parametrize(("language", "city"), [("fr", "Londres"), ("en", "London")])
def test_cities_are_named_in_the_language(language: str, city: str) -> None:
    assert Words(language).city(ZoneInfo("Europe/London")) == city


@pytest.mark.parametrize(
    ("tag", "language"),
    [("fr-CA", "fr"), ("fr_BE", "fr"), ("FR", "fr"), ("en-GB", "en"), ("xx", "en"), ("", "en")],
)
def test_a_language_we_do_not_speak_is_answered_in_english(tag: str, language: str) -> None:
    assert Words(tag).language == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_key_is_a_fault(language: str) -> None:
    with pytest.raises(KeyError):
        Words(language).say("standup.never_written")
    with pytest.raises(KeyError):
        Words(language).count("standup.never_counted", 2)


def test_what_fills_a_placeholder_is_never_read_again() -> None:
    said = Words("fr").say("standup.count.to_come", n="1", times="{city}", city="{n}")
    assert "{city}" in said and "{n}" in said
