"""Who may do what: one table, deny by default. Whose team, tenant or desk it is was looked up before."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ritualbot.errors import Absent, NotAllowed


class Role(StrEnum):
    """What a person is in a team, on a desk or in the tenant; they may be several things at once."""

    MEMBER = "member"
    SCRUM_MASTER = "scrum_master"
    ASSISTANT = "assistant"
    SPONSOR = "sponsor"
    DESK_CONTACT = "desk_contact"
    DESK_LEAD = "desk_lead"
    AGENCY_GUEST = "agency_guest"
    OBSERVER = "observer"
    ADMIN = "admin"


ROLE_WORDS: Mapping[Role, str] = MappingProxyType(
    {
        Role.MEMBER: "role.member",
        Role.SCRUM_MASTER: "role.scrum_master",
        Role.ASSISTANT: "role.assistant",
        Role.SPONSOR: "role.sponsor",
        Role.DESK_CONTACT: "role.desk_contact",
        Role.DESK_LEAD: "role.desk_lead",
        Role.AGENCY_GUEST: "role.agency_guest",
        Role.OBSERVER: "role.observer",
        Role.ADMIN: "role.admin",
    }
)
"""The catalogue key of each role's name."""


class Right(StrEnum):
    """Something one may be allowed to do."""

    STANDUP_ANSWER = "standup.answer"
    STANDUP_MANAGE = "standup.manage"  # run, dry run, skip, pause, archive
    STANDUP_NAMES = "standup.names"  # who has not answered
    BLOCKER_TAKE = "blocker.take"  # say that one looks after it
    BLOCKER_EDIT = "blocker.edit"  # text, tag, resolve
    ACTION_CREATE = "action.create"
    ACTION_ANSWER = "action.answer"  # take or give back what one was proposed
    ACTION_EDIT = "action.edit"  # text, owner, date, done, dropped
    RETRO_ADD = "retro.add"
    RETRO_VOTE = "retro.vote"
    RETRO_RUN = "retro.run"
    SPRINT_MANAGE = "sprint.manage"  # start, close, reopen
    SPRINT_ITEM = "sprint.item"  # tick one
    SPRINT_EXPORT = "sprint.export"  # without names
    SPRINT_EXPORT_NAMES = "sprint.export_names"
    HYPOTHESIS_READ = "hypothesis.read"  # those that run, and one's own ideas
    HYPOTHESIS_EDIT = "hypothesis.edit"
    HYPOTHESIS_LEAD = "hypothesis.lead"  # confirm a verdict, amend a running one, say how the log is kept
    HYPOTHESIS_DECIDE = "hypothesis.decide"  # where one is asked
    HYPOTHESIS_COMMENT = "hypothesis.comment"
    IDEA_FILE = "idea.file"
    REQUEST_FILE = "request.file"
    REQUEST_READ = "request.read"
    REQUEST_EDIT = "request.edit"  # answer, accept, nudge, withdraw
    REQUEST_DECIDE = "request.decide"  # acknowledge, pause, approve, refuse
    REQUEST_NEGOTIATE = "request.negotiate"
    DIGEST_READ = "digest.read"  # what a sponsor reads of the team, and its link
    DIGEST_LEAD = "digest.lead"  # send it, add a word to it, remove a line, say when it goes out
    DIGEST_DECIDE = "digest.decide"
    KPI_TELL = "kpi.tell"  # its value now
    HELP_ASK = "help.ask"  # of the sponsor
    TEAM_SETUP = "team.setup"
    TEAM_READ = "team.read"  # summaries, sprint, hypotheses
    TEAM_FOLLOW = "team.follow"  # summaries
    TEAM_EDIT = "team.edit"  # charter, roster
    TEAM_APPOINT = "team.appoint"  # a scrum master
    ITEM_READ = "item.read"  # one item, `own` when the person is on it
    ABSENCE_OWN = "absence.own"
    ABSENCE_OTHER = "absence.other"
    SELF_READ = "self.read"  # help, what is next, own data
    SELF_EDIT = "self.edit"  # own settings, own data
    DESK_READ = "desk.read"  # who is there, when it is open, what it agreed to
    DESK_OPEN = "desk.open"  # a new one
    DESK_EDIT = "desk.edit"  # calendar, people
    DESK_BACKUP = "desk.backup"  # who looks after one's requests meanwhile
    DESK_AGREE = "desk.agree"  # propose targets, agree to those of the other side
    DESK_MEET = "desk.meet"  # when its meeting is
    DESK_RECORD = "desk.record"  # what was decided there
    AUDIT_READ = "audit.read"
    TENANT_EXPORT = "tenant.export"
    TENANT_ERASE = "tenant.erase"
    TENANT_ROLES = "tenant.roles"
    TENANT_SECRETS = "tenant.secrets"


_NOBODY: frozenset[Role] = frozenset()
_LEADS = frozenset({Role.SCRUM_MASTER, Role.ASSISTANT})
_TEAM = _LEADS | {Role.MEMBER}
_DESK = frozenset({Role.DESK_CONTACT, Role.DESK_LEAD})
_FOLLOWERS = _TEAM | {Role.SPONSOR, Role.OBSERVER}
_ADMIN = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Holders:
    """The roles that carry a right: on anything, on what is the person's own, on what is somebody else's."""

    anything: frozenset[Role] = _NOBODY
    own: frozenset[Role] = _NOBODY
    others: frozenset[Role] = _NOBODY


RIGHTS: Mapping[Right, Holders] = MappingProxyType(
    {
        # A guest answers where invited: with no invitation there is nothing of theirs to answer.
        Right.STANDUP_ANSWER: Holders(own=_TEAM | {Role.AGENCY_GUEST}),
        Right.STANDUP_MANAGE: Holders(_LEADS),
        Right.STANDUP_NAMES: Holders(_LEADS),
        Right.BLOCKER_TAKE: Holders(_TEAM),
        Right.BLOCKER_EDIT: Holders(_LEADS, own=frozenset({Role.MEMBER})),
        Right.ACTION_CREATE: Holders(_TEAM),
        Right.ACTION_ANSWER: Holders(own=_TEAM),
        Right.ACTION_EDIT: Holders(_LEADS, own=frozenset({Role.MEMBER})),
        Right.RETRO_ADD: Holders(own=_TEAM | {Role.AGENCY_GUEST}),
        Right.RETRO_VOTE: Holders(own=_TEAM | {Role.AGENCY_GUEST}),
        Right.RETRO_RUN: Holders(_LEADS | _ADMIN),
        Right.SPRINT_MANAGE: Holders(_LEADS | _ADMIN),
        Right.SPRINT_ITEM: Holders(_TEAM),
        Right.SPRINT_EXPORT: Holders(_LEADS | {Role.SPONSOR} | _ADMIN),
        Right.SPRINT_EXPORT_NAMES: Holders(_ADMIN),
        Right.HYPOTHESIS_READ: Holders(_FOLLOWERS | _ADMIN),
        Right.HYPOTHESIS_EDIT: Holders(_TEAM),
        Right.HYPOTHESIS_LEAD: Holders(_LEADS),
        Right.HYPOTHESIS_DECIDE: Holders(_LEADS | {Role.SPONSOR}),
        Right.HYPOTHESIS_COMMENT: Holders(_FOLLOWERS),
        Right.IDEA_FILE: Holders(_FOLLOWERS),
        Right.REQUEST_FILE: Holders(_TEAM),
        Right.REQUEST_READ: Holders(_TEAM | _DESK | {Role.SPONSOR} | _ADMIN),
        Right.REQUEST_EDIT: Holders(_LEADS, own=frozenset({Role.MEMBER})),
        Right.REQUEST_DECIDE: Holders(others=_DESK),
        Right.REQUEST_NEGOTIATE: Holders(_LEADS, own=frozenset({Role.MEMBER}), others=_DESK),
        Right.DIGEST_READ: Holders(_LEADS | {Role.SPONSOR} | _ADMIN),
        Right.DIGEST_LEAD: Holders(_LEADS),
        Right.DIGEST_DECIDE: Holders(frozenset({Role.SPONSOR})),
        Right.HELP_ASK: Holders(_LEADS),
        Right.KPI_TELL: Holders(_LEADS | _ADMIN, own=frozenset(Role)),
        Right.TEAM_SETUP: Holders(_ADMIN | {Role.SCRUM_MASTER}),
        Right.TEAM_READ: Holders(_TEAM | {Role.SPONSOR} | _ADMIN),
        Right.TEAM_FOLLOW: Holders(_FOLLOWERS),
        Right.TEAM_EDIT: Holders(_LEADS | _ADMIN),
        Right.TEAM_APPOINT: Holders(_ADMIN | {Role.SCRUM_MASTER}),
        Right.ITEM_READ: Holders(_TEAM | {Role.SPONSOR} | _ADMIN, own=frozenset({Role.AGENCY_GUEST})),
        Right.ABSENCE_OWN: Holders(own=frozenset(Role)),
        Right.ABSENCE_OTHER: Holders(_LEADS),
        Right.SELF_READ: Holders(own=frozenset(Role)),
        Right.SELF_EDIT: Holders(own=frozenset(Role)),
        Right.DESK_READ: Holders(_TEAM | {Role.SPONSOR} | _DESK | _ADMIN),
        Right.DESK_OPEN: Holders(_ADMIN | {Role.SCRUM_MASTER}),
        Right.DESK_EDIT: Holders(_ADMIN | {Role.DESK_LEAD}),
        Right.DESK_BACKUP: Holders(_ADMIN | {Role.DESK_LEAD}, own=frozenset({Role.DESK_CONTACT})),
        Right.DESK_AGREE: Holders(_ADMIN | {Role.DESK_LEAD, Role.SCRUM_MASTER}),
        Right.DESK_MEET: Holders(_LEADS | _ADMIN | {Role.DESK_LEAD}),
        Right.DESK_RECORD: Holders(_LEADS | _ADMIN | _DESK),
        Right.AUDIT_READ: Holders(_ADMIN),
        Right.TENANT_EXPORT: Holders(_ADMIN),
        Right.TENANT_ERASE: Holders(_ADMIN),
        Right.TENANT_ROLES: Holders(_ADMIN),
        Right.TENANT_SECRETS: Holders(_ADMIN),
    }
)


def needed_roles(right: Right) -> tuple[Role, ...]:
    """The roles that carry `right` at all, in the order of `Role`."""
    holders = RIGHTS.get(right, Holders())
    carry = holders.anything | holders.own | holders.others
    return tuple(role for role in Role if role in carry)


def reads_as_a_whole(roles: frozenset[Role]) -> bool:
    """Whether somebody reads of a team as a whole, and not who in it said or does what: a sponsor, and nothing more."""
    return Role.SPONSOR in roles and not roles & (_TEAM | _ADMIN)


def holds(roles: frozenset[Role], right: Right, *, own: bool = True) -> bool:
    """Whether `allow` would let them: for offering only what can be done."""
    holders = RIGHTS.get(right, Holders())
    return bool(roles & (holders.anything | (holders.own if own else holders.others)))


def allow(roles: frozenset[Role], right: Right, *, own: bool = True) -> None:
    """Lets a person with `roles` use `right`; `own` says whether the thing is theirs (an answer, a request).

    Raises Absent `permission.absent` for someone with no role here; NotAllowed `permission.needs`, its
    `needed` role values joined by commas; NotAllowed `permission.own_only` or `permission.not_own` when the
    role would do, but not on somebody else's thing, or not on one's own.
    """
    if not roles:
        raise Absent("permission.absent")
    if holds(roles, right, own=own):
        return
    holders = RIGHTS.get(right, Holders())
    if roles & (holders.others if own else holders.own):
        raise NotAllowed("permission.not_own" if own else "permission.own_only")
    raise NotAllowed("permission.needs", needed=",".join(needed_roles(right)))
