"""What somebody does, with what reference and values, and what kind of answer that was."""

import re
from collections.abc import Mapping
from uuid import uuid4

from ritualbot.chat.cards import Card
from ritualbot.chat.events import ButtonPressed, CommandTyped, Event, FormSubmitted, MessageTyped, Place, Who
from ritualbot.chat.replies import FieldErrors, Nothing, OpenForm, Reply, Say
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.rituals.permissions import Role
from ritualbot.rituals.sprint import ItemState
from tests.conversations.rights import (
    ABOUT_A_CHECK,
    ABOUT_A_DECISION,
    ABOUT_A_DESK,
    ABOUT_A_DIGEST,
    ABOUT_A_FILING,
    ABOUT_A_HELP,
    ABOUT_A_HYPOTHESIS,
    ABOUT_A_LINK,
    ABOUT_A_MEETING,
    ABOUT_A_PILOT,
    ABOUT_A_REQUEST,
    ABOUT_A_REQUEST_STEP,
    ABOUT_A_RETRO,
    ABOUT_A_REVIEW,
    ABOUT_A_RUN,
    ABOUT_A_SPRINT,
    ABOUT_A_STANDUP,
    ABOUT_A_TEAM,
    ABOUT_AN_ITEM,
    ACTIONS,
    BLOCKERS,
    BRIDGES,
    DONE,
    FORM,
    FORMS,
    FOUNDING,
    GUEST_COMMAND,
    NOT_FOUND,
    OWN_ABSENCE,
    OWN_IN_RETRO,
    PEOPLE,
    PERSONAL,
    TOLD,
)
from tests.conversations.rights_hypothesis import VALUES as HYPOTHESIS_VALUES
from tests.conversations.rights_review import VALUES as REVIEW_VALUES
from tests.conversations.rights_rows import DESK, DIGEST, GOAL, HELP, MEETING, OWNER, PILOT, REVIEW
from tests.conversations.rights_stage import FREE, Stage

FILES = {"file.send": "audit:", "file.accept": "audit::fr:k", "file.decline": "audit::fr:k"}


def ref_for(stage: Stage, action: str, user: str) -> str:  # noqa: PLR0911, PLR0912 - one a kind of thing
    """The reference a button or form of this kind carries: one's own part, or where one has none, Zoe's."""
    if action in FILES:
        return FILES[action]
    if action in PERSONAL:
        return stage.parts.get(user) or stage.parts["zoe"]
    alike = {**dict.fromkeys(FOUNDING, FREE), **dict.fromkeys(ABOUT_A_STANDUP, stage.standup), **FILES}
    alike |= {**dict.fromkeys(ABOUT_A_HELP, HELP), **dict.fromkeys(ABOUT_A_REVIEW, REVIEW)}
    alike |= {**dict.fromkeys(ABOUT_A_PILOT, PILOT), **dict.fromkeys(ABOUT_A_CHECK, f"{PILOT}:2")}
    alike |= dict.fromkeys(ABOUT_A_DIGEST, DIGEST)
    alike |= {action: PILOT if "pilot" in action else HELP if "help" in action else GOAL for action in ABOUT_A_DECISION}
    if action in alike:
        return alike[action]
    if action in BLOCKERS:
        blocker, event = stage.blockers.get(user) or stage.blockers.get("member", ("no-such", "no-such"))
        return f"{blocker}:it" if action == "blocker.tag" else event if action == "blocker.undo" else blocker
    if action in ACTIONS:
        given, made = stage.actions.get(user) or stage.actions["member"]
        return made if action == "action.undo" else given
    if action in ABOUT_A_RETRO:
        ends = {"retro.save_note": ".a-form", "retro.mark": ".4"}
        return stage.days_off["retro"] + ends.get(action, "")
    if action in ("team.choose", "request.typed", "request.pass_on"):
        return f"no-such-line.{stage.team}"
    if action in ABOUT_A_DESK | ABOUT_A_MEETING:
        return MEETING if action in ABOUT_A_MEETING else DESK
    if action in OWN_ABSENCE | BRIDGES | {"absence.reopen"}:
        asked = "each" if action in ("bridge.take", "bridge.work") else "asked"
        return stage.days_off[user if action in OWN_ABSENCE else asked if action in BRIDGES else "closure"]
    if action in ABOUT_A_HYPOTHESIS:
        return stage.days_off.get(f"hypothesis {user}") or stage.days_off["hypothesis member"]
    if action in ABOUT_A_FILING:
        return stage.days_off["filing"]
    if action in ABOUT_A_REQUEST | ABOUT_A_REQUEST_STEP | ABOUT_A_LINK:
        what = "step" if action in ABOUT_A_REQUEST_STEP else "link" if action in ABOUT_A_LINK else "request"
        return stage.days_off.get(f"{what} {user}") or stage.days_off[f"{what} member"]
    if action in ABOUT_A_SPRINT | ABOUT_AN_ITEM:
        ticked = stage.days_off.get(f"sprint {user}") if action == "sprint.undo" else None
        return ticked or stage.days_off["sprint sprint" if action in ABOUT_A_SPRINT else "sprint open"]
    return stage.run if action in ABOUT_A_RUN else stage.team if action in ABOUT_A_TEAM else ""


def values_for(action: str) -> dict[str, str]:  # noqa: PLR0911, PLR0912 - one a kind of form
    kept = {
        "name": "Lavande",
        "people": ",".join(person.user for person in PEOPLE if Role.ADMIN not in person.roles),
        "at": "09:30",
        "days": "mon,tue,wed,thu,fri",
        "summary": "11:30",
        "language": "fr",
    }
    if action in ("absence.save", "absence.close"):
        return {"first": "2027-09-06"}
    if action == "standup.answer":
        return {"today": "Mon texte"}
    if action in ("standup.save_schedule", "standup.create"):
        name = "Revue" if action == "standup.create" else ""
        return {**kept, "name": name, "every_weeks": "1", "once_on": "", "window": "2h"}
    if action.startswith("request."):
        asked = {"title": "Mon texte", "details": "Mon texte", "period": "Mars"}
        needed = {"when": "hours", "type": "contract", "name": "Me Martin", "days": "7"}
        version = {"link": "https://exemple.fr/v2", "ref": "INC1", "limits1": "Mon texte"}
        return {**asked, **needed, **version, "text": "Mon texte", "on": "2027-03-12", "party": "third"}
    if action.startswith("digest."):
        return {"word": "Mon texte", "lines": "", "day": "4", "at": "16:00"}
    if action.startswith("decision."):
        return {"question": "Mon texte", "reason": "Mon texte"}
    if action.startswith("sponsor."):
        said = {"question": "Mon texte", "recommendation": "Mon texte", "otherwise": "Mon texte", "line": "Mon texte"}
        return {**said, "needed_on": "2027-03-31", "handed_to": "zoe"}
    if action in ("idea.save", "blocker.save", "action.refuse", "action.abandon"):
        return {"text": "Mon texte", "reason": "Mon texte", "tag": ""}
    if action.startswith("hypothesis."):
        return dict(HYPOTHESIS_VALUES)
    if action.startswith("review."):
        return dict(REVIEW_VALUES)
    if action.startswith("retro."):
        return {"text": "Mon texte", "column": "0", "template": "start_stop", "mode": "named"}
    if action.startswith("action."):
        return {"text": "Mon texte", "owner": OWNER, "due": "2027-04-30"}
    if action.startswith("pilot."):
        plan = {"name": "Mon texte", "moment": "Panier", "audience": "Nouveaux", "metric": "Achats", "owner": OWNER}
        check = {"exposed": "5", "rest": "4", "light": "green", "comes_back": "yes", "total": "10"}
        return {**plan, **check, "reason": "Mon texte", "weeks": "2, 4, 8, 12", "on": "2027-03-01", "process": "CRM"}
    if action.startswith("desk."):
        days = dict.fromkeys(("mon", "tue"), "09:00-12:00")
        return {
            "kind": "it",
            "days": "06/09/2027",
            "lead": "desklead",
            "contacts": "zoe",
            "tz": "Europe/Paris",
            "contest_decide": "7j",
            "first_on": "2027-09-07",
            "decision_1": "Mon texte",
            **days,
        }
    if action == "person.save":
        hours = {"opens": "08:00", "closes": "17:00", "days": "mon,tue"}
        return {"tz": "Europe/Paris", "language": "fr", "region": "FR", "function": "", **hours}
    if action in FOUNDING:
        return {**kept, "name": "Atelier", "people": "scrummaster,zoe", "sprint_weeks": "2", "sprint_on": "2027-03-08"}
    return SPRINT_VALUES.get(action) or CHARTER_VALUES.get(action.removeprefix("charter.save_"), kept)


SPRINT_DAYS = {"starts_on": "2027-02-22", "ends_on": "2027-03-05"}
SPRINT_VALUES: Mapping[str, dict[str, str]] = {
    **{key: {"name": "Sprint 12", "goal": "Mon texte", **SPRINT_DAYS} for key in ("sprint.begin", "sprint.change")},
    "sprint.close_now": {"goal_met": "yes"},
    "sprint.reopen_now": {"reason": "Mon texte"},
    "sprint.add_lines": {"lines": "Mon texte"},
    "sprint.save_item": {"title": "Mon texte"},
    "sprint.show": {"shown": "Mon texte", "to_whom": "Tous"},
    "sprint.learn": {"lines": "Mon texte"},
}
CHARTER_VALUES: Mapping[str, dict[str, str]] = {
    **{piece: {piece: "Mon texte"} for piece in ("objective", "axis", "audience", "agencies")},
    "kpi": {"kpi": "Inscriptions", "target": "500"},
    "sponsor": {"sponsor": "sponsor"},
    "leads": {"scrum_master": "scrummaster", "assistant": "assistant"},
    "members": {"member": "zoe", "function": "Campagnes", "share": "80"},
    "desks": {"desk": "Juridique"},
}


def event(
    action: str,
    user: str,
    ref: str = "",
    *,
    workspace: str = "W1",
    place: Place | None = None,
    values: Mapping[str, str] | None = None,
) -> Event:
    """A button, a form, a typed command or, when empty, a message."""
    key, who = uuid4().hex, Who("direct", workspace, user)
    where = place or Place(f"@{user}", direct=True)
    if not action:
        return MessageTyped(key, who, where, "Bonjour")
    if action.startswith("/"):
        command, _, rest = action[1:].partition(" ")
        return CommandTyped(key, who, where, command, rest)
    if action in FORMS:
        return FormSubmitted(key, who, where, action, ref, values_for(action) if values is None else values)
    return ButtonPressed(key, who, where, action, ref)


def place_of(action: str) -> Place | None:
    """Commands are typed in the team's channel: there an admin, who is in no team, speaks of one too."""
    if action in ABOUT_A_TEAM or not action:
        return None
    return Place(FREE if action in FOUNDING else "lavande")


KEYS = {
    Words(language).markup(key): key
    for language in LANGUAGES
    for key in (
        *("permission.absent", "permission.needs", "permission.own_only", "permission.not_own"),
        *("ritual.expired", "ritual.failed", "ritual.no_team", "ritual.unknown_person", "ritual.help.title"),
        *("ritual.unknown_workspace", "ritual.unknown_command", "ritual.next.title", "ritual.next.empty"),
        *("request.outside.made", "request.revoked", "desk.channel.free", "desk.channel.taken"),
        *("file.coming", "file.no_place", "dashboard.link.made", "dashboard.link.none"),
        *("standup.closed", "standup.no_more_snooze", "standup.names.title", "standup.next.at"),
        *("standup.run.title", "standup.run.is_open", "standup.run.was_held", "standup.trial.title"),
        *("standup.pass_over.title", "standup.put_back.late", "standup.pause.title", "standup.resume.awake"),
        *("standup.archive.title", "standup.archive_now.title", "standup.saved", "standup.titled"),
        *("standup.report.never", "standup.report.early"),
        *("standup.none_yet", "standup.next.none", "team.saved.same", "team.saved.title", "team.created.title"),
        *("team.not_here", "team.empty.title", "blocker.empty.title", "blocker.undo_late", "audit.empty.title"),
        *(f"blocker.done.{done}" for done in ("acknowledged", "updated", "resolved", "undone")),
        *("absence.mine", "absence.declared", "absence.cancelled"),
        *("absence.known", "absence.closures.title", "absence.closures.empty"),
        *(f"action.done.{done}" for done in ("created_for", "accepted", "declined", "changed", "postponed")),
        *("action.done.done", "action.done.dropped"),
        *("person.title", "person.saved.title", "idea.none", "idea.title", "idea.filed.title"),
        *("sprint.title", "sprint.backlog.empty", "sprint.runs_already", "sprint.preview.title", "sprint.closed.title"),
        *("sprint.demo.kept", "sprint.learnt.kept"),
        *("sprint.changed.title", "sprint.undo_late", *(f"sprint.item.{each}" for each in (*ItemState, "saved"))),
        *("retro.state.write", "retro.state.discuss", "retro.state.closed", "retro.list.empty", "retro.not_now"),
        *("retro.done.noted", "retro.noted.title", "retro.saved.title", "retro.first_phase"),
        *("desk.founded.title", "desk.hours.kept", "desk.proposed.title", "figures.title"),
        *("meeting.paused", "meeting.kept", "meeting.minutes.title"),
        *("request.list.title", "request.which", "request.no_desk", "request.filed", "request.title.validation"),
        *("request.kept", "request.just_said", "request.done", "request.stale", "request.no_express"),
        *("sponsor.sent", "sponsor.done", "decision.sent", "review.title", "review.said.held", "review.said.moved"),
        *("digest.now", "digest.preview.title", "digest.gone", "digest.rhythm.kept"),
        "digest.nothing_to_remove",
        *("decision.goal_done.approve", "decision.goal_done.refuse"),
        *("request.later.done", "request.take_all.title"),
        *("pilot.title", "pilot.list.title", "pilot.wall.empty", "pilot.not_now"),
        *("pilot.nothing_to_add", "pilot.nothing_to_remove"),
        *(f"pilot.done.{done}" for done in ("planned", "checked", "spent", "ended", "amended", "changed")),
        *(f"hypothesis.done.{done}" for done in ("opened", "idea", "assigned", "dropped", "guarded")),
        *(f"hypothesis.done.{done}" for done in ("listened", "not_listened", "scored", "sources")),
        *("hypothesis.lacks_size", "hypothesis.data.none", "hypothesis.result.which", "hypothesis.result.none"),
        *("hypothesis.illegal", "hypothesis.unknown", "hypothesis.settings.no_approval"),
        *(
            "kpi.none",
            "home.title",
            "charter.title",
            "charter.saved.title",
            "access.asked.title",
            "privacy.title",
            "quiet.none",
        ),
    )
}


def told(reply: Reply) -> str:
    """What kind of answer it was; for a card, the key of its title where that is one of ours."""
    match reply:
        case OpenForm():
            return FORM
        case Nothing():
            return DONE
        case FieldErrors():
            return "errors"
        case Say(card=card):
            if any("ritual.failed" in KEYS.get(line, "") for line in markups(card)):
                return "INCIDENT"
            return TOLD + KEYS.get(card.title.markup, "")
    return repr(reply)


def markups(card: Card) -> list[str]:
    return [card.title.markup, *(getattr(block, "markup", "") for block in card.blocks)]


def text_of(reply: Reply) -> str:
    assert isinstance(reply, Say), reply
    return reply.card.plain_text()


NAMES = {
    Role.MEMBER: "membre",
    Role.SCRUM_MASTER: "scrum master",
    Role.ASSISTANT: "relais",
    Role.SPONSOR: "sponsor",
    Role.DESK_CONTACT: "contact de service",
    Role.DESK_LEAD: "responsable de service",
    Role.AGENCY_GUEST: "invité d’agence",
    Role.OBSERVER: "observation",
    Role.ADMIN: "administration",
}


def named_in(reply: Reply) -> set[Role]:
    """The roles a refusal names; what was typed is handed back below it."""
    sentence = text_of(reply).splitlines()[0]
    return {role for role, name in NAMES.items() if re.search(rf"(?<!\w){name}(?!\w)", sentence)}


def guest_outcome(action: str, expected: str) -> str:
    """The part is Zoe's: a guest has none here, and is invited to no retro."""
    if action in PERSONAL | OWN_IN_RETRO and expected != NOT_FOUND:
        return TOLD + "permission.own_only"
    return GUEST_COMMAND if action in {"standup.command", "/standup", "/point"} else expected
