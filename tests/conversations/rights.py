"""SPEC "Roles and rights", by hand: who may press, send and type what, and what then happens to those who may."""

from collections.abc import Mapping

from ritualbot.rituals.permissions import Role
from tests.builders import Someone, SomeTeam

# -- the table of SPEC "Roles and rights" --------------------------------------------------------------------------

TEAM = {Role.MEMBER, Role.SCRUM_MASTER, Role.ASSISTANT}
LEADS = {Role.SCRUM_MASTER, Role.ASSISTANT}
EVERYONE = set(Role)

ANSWERS = TEAM | {Role.AGENCY_GUEST}  # "answer / edit own stand-up"; a guest if invited
READS = TEAM | {Role.SPONSOR, Role.ADMIN}  # "read summaries, sprint, hypotheses of the team"
CHARTER = LEADS | {Role.ADMIN}  # "charter; roster"
FOLLOWS = TEAM | {Role.SPONSOR, Role.OBSERVER}  # "follow summaries, file an idea"
MANAGES = LEADS | {Role.ADMIN}  # "start, close, reopen sprint"
SETS_UP = {Role.SCRUM_MASTER, Role.ADMIN}  # "setup: admin, scrum master"

PIECES = ("objective", "kpi", "sponsor", "leads", "members", "axis", "audience", "desks", "agencies")

BUTTONS: Mapping[str, set[Role]] = {
    "absence.command": EVERYONE,  # "own absence"
    "absence.declare": EVERYONE,
    "absence.cancel": EVERYONE,
    "absence.again": EVERYONE,
    "absence.closures": CHARTER,
    "absence.closure": CHARTER,
    "absence.reopen": CHARTER,
    "bridge.team": CHARTER,
    "bridge.each": CHARTER,
    "bridge.no": CHARTER,
    "bridge.undo": CHARTER,
    "bridge.take": ANSWERS,
    "bridge.work": ANSWERS,
    "quiet.all": EVERYONE,
    "retention.privacy": EVERYONE,
    "ritual.help": EVERYONE,
    "ritual.next": EVERYONE,
    "ritual.carry_on": EVERYONE,
    "person.show": EVERYONE,
    "person.edit": EVERYONE,
    "idea.file": FOLLOWS,
    "idea.open": FOLLOWS,
    "standup.command": ANSWERS,
    "standup.open": ANSWERS,
    "standup.same": ANSWERS,
    "standup.away": ANSWERS,
    "standup.skip": ANSWERS,
    "standup.snooze": ANSWERS,
    "standup.back": ANSWERS,
    "standup.absent": ANSWERS,
    "standup.typed": ANSWERS,
    "standup.names": LEADS,
    "blocker.list": READS,
    "blocker.acknowledge": TEAM,
    "blocker.edit": TEAM,  # a member: their own
    "blocker.tag": TEAM,
    "blocker.resolve": TEAM,
    "blocker.undo": TEAM,
    "sprint.command": READS,
    "sprint.backlog": READS,
    **dict.fromkeys(("sprint.tick", "sprint.undo"), TEAM),
    **dict.fromkeys(
        (
            *("sprint.start", "sprint.edit", "sprint.close", "sprint.ask_close", "sprint.reopen"),
            *("sprint.add", "sprint.item", "sprint.drop", "sprint.demo", "sprint.learnt"),
        ),
        MANAGES,
    ),
    "action.command": READS,
    **{f"action.{verb}": TEAM for verb in ("open", "from_blocker", "accept", "redate", "decline")},
    **{f"action.{verb}": TEAM for verb in ("done", "later", "drop", "edit", "undo")},  # a member: their own
    **dict.fromkeys(
        ("retro.show", "retro.look", "retro.list", "retro.add", "retro.write", "retro.mine", "retro.done"), ANSWERS
    ),
    **dict.fromkeys(("retro.group", "retro.ungroup", "retro.vote", "retro.mark", "retro.act"), ANSWERS),
    **{f"retro.{verb}": MANAGES for verb in ("open", "next", "skip", "back", "close", "settings")},  # "run retro"
    "audit.show": {Role.ADMIN},
    **{key: {Role.ADMIN} for key in ("file.send", "file.accept", "file.decline")},  # of the audit log
    **dict.fromkeys(
        (
            *("standup.manage", "standup.run", "standup.dry_run", "standup.pass_over", "standup.put_back"),
            *("standup.pause", "standup.resume", "standup.archive", "standup.archive_now"),
            *("standup.edit_schedule", "standup.add"),
        ),
        LEADS,  # "run, dry-run, skip, pause, archive a stand-up"
    ),
    "standup.report": READS,
    "standup.past": READS,
    "team.show": READS,
    "team.edit": CHARTER,
    "team.choose": EVERYONE,
    "setup.command": READS,
    "setup.open": SETS_UP,
    "setup.try": LEADS,
    "setup.accept": EVERYONE,  # whoever was named, and here nobody was
    "setup.decline": EVERYONE,
    "access.ask": EVERYONE,
    "access.grant": EVERYONE,  # whoever was asked, and here nobody was
    "access.refuse": EVERYONE,
    "charter.show": READS,
    **{f"charter.{piece}": CHARTER for piece in PIECES},
}
FORMS: Mapping[str, set[Role]] = {
    "absence.save": EVERYONE,
    "absence.close": CHARTER,
    "person.save": EVERYONE,
    "idea.save": FOLLOWS,
    "standup.answer": ANSWERS,
    "blocker.save": TEAM,
    **dict.fromkeys(("sprint.begin", "sprint.change", "sprint.close_now", "sprint.reopen_now"), MANAGES),
    **dict.fromkeys(("sprint.add_lines", "sprint.save_item", "sprint.show", "sprint.learn"), MANAGES),
    **{f"action.{verb}": TEAM for verb in ("create", "create_unblocking", "take", "refuse")},
    **{f"action.{verb}": TEAM for verb in ("postpone", "abandon", "save")},
    **{f"retro.{verb}": ANSWERS for verb in ("save_note", "save_mine", "save_group", "save_vote", "save_act")},
    "retro.save_settings": MANAGES,
    "standup.save_schedule": LEADS,
    "standup.create": LEADS,
    "team.save": CHARTER,
    "team.confirm": CHARTER,
    "setup.found": SETS_UP,
    "setup.confirm": SETS_UP,
    "access.send": EVERYONE,
    **{f"charter.save_{piece}": CHARTER for piece in PIECES},
}
TYPED: Mapping[str, set[Role]] = {
    "/ritual absent": EVERYONE,
    "/rituel absent": EVERYONE,
    "/standup": ANSWERS,
    "/point": ANSWERS,
    "/standup blockers": READS,
    "/point blocages": READS,
    **dict.fromkeys(("/sprint", "/sprint backlog"), READS),
    **dict.fromkeys(("/sprint-start", "/sprint lancer", "/sprint-close", "/sprint clore"), MANAGES),
    **dict.fromkeys(("/sprint reopen", "/sprint rouvrir"), MANAGES),
    **dict.fromkeys(("/sprint demo", "/sprint démo", "/sprint learnt", "/sprint appris"), MANAGES),
    **dict.fromkeys(("/retro", "/retro list", "/retro liste", "/retro add", "/retro ajouter"), ANSWERS),
    **{f"/retro {verb}": MANAGES for verb in ("open", "ouvrir", "next", "suite", "back", "retour")},
    **{f"/retro {verb}": MANAGES for verb in ("skip", "passer", "close", "clore")},
    "/ritual action": READS,
    "/rituel action": READS,
    "/ritual audit": {Role.ADMIN},
    "/rituel audit": {Role.ADMIN},
    **dict.fromkeys(("/standup report", "/point bilan"), READS),
    **dict.fromkeys(("/standup run", "/point lancer", "/standup dry-run", "/point essai"), LEADS),
    **dict.fromkeys(("/standup skip", "/point passer", "/standup pause", "/point pause"), LEADS),
    **dict.fromkeys(("/standup resume", "/point reprendre", "/standup archive", "/point archiver"), LEADS),
    "/ritual team": READS,
    "/rituel équipe": READS,
    "/ritual me": EVERYONE,
    "/rituel moi": EVERYONE,
    "/ritual idea": FOLLOWS,
    "/rituel idée": FOLLOWS,
    "/ritual setup": READS,  # in the team's channel: its charter
    "/rituel charte": READS,
    "/ritual next": EVERYONE,
    "/rituel agenda": EVERYONE,
    "/ritual privacy": EVERYONE,
    "/rituel confidentialité": EVERYONE,
    "/rituel confidentialite": EVERYONE,
    "/ritual help": EVERYONE,
    "/rituel aide": EVERYONE,
    "/help": EVERYONE,
    "/ritual": EVERYONE,
    "/nonsense": EVERYONE,  # the nearest command, or help
    "": EVERYONE,  # a message that is no command
}

# -- what happens to those who may ---------------------------------------------------------------------------------

FORM, DONE, TOLD = "a form", "done", "told: "
STATES = ("no run yet", "open", "posted", "closed")
CLOSED = TOLD + "standup.closed"
NOT_FOUND = TOLD + "permission.absent"

# One line per action, one column per state. A form sent with nothing wrong is done, or answered with a card.
STARTED = TOLD + "standup.run.title"
RUN = (STARTED, TOLD + "standup.run.is_open", TOLD + "standup.run.was_held", TOLD + "standup.run.is_open")
REPORT = (TOLD + "standup.report.never",) * 3 + (TOLD + "standup.titled",)  # the last one that is closed
RUNS_ALREADY = (TOLD + "sprint.runs_already",) * 4
OUTCOMES: Mapping[str, tuple[str, str, str, str]] = {
    "standup.manage": (TOLD,) * 4,
    **dict.fromkeys(("standup.run", "/standup run", "/point lancer"), RUN),
    **dict.fromkeys(("standup.dry_run", "/standup dry-run", "/point essai"), (TOLD + "standup.trial.title",) * 4),
    **dict.fromkeys(("standup.pass_over", "/standup skip", "/point passer"), (TOLD + "standup.pass_over.title",) * 4),
    "standup.put_back": (TOLD + "standup.put_back.late",) * 4,  # nothing was passed over
    **dict.fromkeys(("standup.pause", "/standup pause", "/point pause"), (TOLD + "standup.pause.title",) * 4),
    **dict.fromkeys(("standup.resume", "/standup resume", "/point reprendre"), (TOLD + "standup.resume.awake",) * 4),
    **dict.fromkeys(("standup.archive", "/standup archive", "/point archiver"), (TOLD + "standup.archive.title",) * 4),
    "standup.archive_now": (TOLD + "standup.archive_now.title",) * 4,
    "standup.edit_schedule": (FORM,) * 4,
    "standup.add": (FORM,) * 4,
    "standup.save_schedule": (TOLD + "standup.saved",) * 4,
    "standup.create": (TOLD + "standup.saved",) * 4,
    **dict.fromkeys(("standup.report", "/standup report", "/point bilan"), REPORT),
    "standup.past": (NOT_FOUND, TOLD + "standup.report.early", TOLD + "standup.titled", TOLD + "standup.titled"),
    "standup.open": (NOT_FOUND, FORM, FORM, CLOSED),
    "standup.same": (NOT_FOUND, FORM, FORM, CLOSED),  # nothing to repeat yet
    "absence.command": (TOLD + "absence.mine",) * 4,
    "/ritual absent": (TOLD + "absence.mine",) * 4,
    "/rituel absent": (TOLD + "absence.mine",) * 4,
    "absence.declare": (FORM,) * 4,
    "absence.save": (TOLD + "absence.declared",) * 4,
    "absence.cancel": (TOLD + "absence.cancelled",) * 4,
    "absence.again": (TOLD + "absence.known",) * 4,  # it was not cancelled
    "absence.closures": (TOLD + "absence.closures.title",) * 4,
    "absence.closure": (FORM,) * 4,
    "absence.close": (TOLD + "absence.closures.title",) * 4,
    "absence.reopen": (TOLD + "absence.closures.empty",) * 4,
    "bridge.team": (DONE,) * 4,
    "bridge.each": (DONE,) * 4,
    "bridge.no": (DONE,) * 4,
    "bridge.undo": (DONE,) * 4,
    "bridge.take": (DONE,) * 4,
    "bridge.work": (DONE,) * 4,
    "standup.away": (NOT_FOUND, DONE, DONE, CLOSED),
    "standup.skip": (NOT_FOUND, DONE, DONE, CLOSED),
    "standup.snooze": (NOT_FOUND, DONE, TOLD + "standup.no_more_snooze", CLOSED),
    "standup.back": (NOT_FOUND, DONE, DONE, CLOSED),
    "standup.names": (NOT_FOUND, TOLD + "standup.names.title", TOLD + "standup.names.title", CLOSED),
    "standup.answer": (NOT_FOUND, DONE, DONE, CLOSED),
    # These carry the reference of something typed, and nothing was: `test_typed` and `test_several_teams` go on.
    "standup.absent": (NOT_FOUND,) * 4,
    "standup.typed": (NOT_FOUND,) * 4,
    "team.choose": (TOLD + "ritual.expired",) * 4,
    "ritual.carry_on": (TOLD + "ritual.expired",) * 4,
    "standup.command": (FORM, FORM, FORM, FORM),
    "/standup": (FORM, FORM, FORM, FORM),
    "/point": (FORM, FORM, FORM, FORM),
    "blocker.acknowledge": (NOT_FOUND, *(TOLD + "blocker.done.acknowledged",) * 3),
    "blocker.edit": (NOT_FOUND, FORM, FORM, FORM),
    "blocker.tag": (NOT_FOUND, *(TOLD + "blocker.done.updated",) * 3),
    "blocker.save": (NOT_FOUND, *(TOLD + "blocker.done.updated",) * 3),
    "blocker.resolve": (NOT_FOUND, *(TOLD + "blocker.done.resolved",) * 3),
    "blocker.undo": (NOT_FOUND, TOLD + "blocker.done.undone", *(TOLD + "blocker.undo_late",) * 2),
    "blocker.list": (TOLD + "blocker.empty.title", TOLD, TOLD, TOLD),
    "/standup blockers": (TOLD + "blocker.empty.title", TOLD, TOLD, TOLD),
    "/point blocages": (TOLD + "blocker.empty.title", TOLD, TOLD, TOLD),
    **dict.fromkeys(("sprint.command", "/sprint"), (TOLD + "sprint.title",) * 4),
    **dict.fromkeys(("sprint.backlog", "/sprint backlog"), (TOLD + "sprint.backlog.empty",) * 4),
    **dict.fromkeys(("sprint.start", "/sprint-start", "/sprint lancer", "sprint.begin"), RUNS_ALREADY),
    **dict.fromkeys(("sprint.reopen", "/sprint reopen", "/sprint rouvrir", "sprint.reopen_now"), RUNS_ALREADY),
    **dict.fromkeys(("sprint.close", "/sprint-close", "/sprint clore"), (TOLD + "sprint.preview.title",) * 4),
    **dict.fromkeys(("sprint.edit", "sprint.ask_close", "sprint.add", "sprint.item"), (FORM,) * 4),
    **dict.fromkeys(("sprint.demo", "/sprint demo", "/sprint démo"), (FORM,) * 4),
    **dict.fromkeys(("sprint.learnt", "/sprint learnt", "/sprint appris"), (FORM,) * 4),
    "sprint.show": (TOLD + "sprint.demo.kept",) * 4,
    "sprint.learn": (TOLD + "sprint.learnt.kept",) * 4,
    "sprint.change": (TOLD + "sprint.changed.title",) * 4,
    "sprint.close_now": (TOLD + "sprint.closed.title",) * 4,
    "sprint.add_lines": (TOLD,) * 4,
    "sprint.save_item": (TOLD + "sprint.item.saved",) * 4,
    "sprint.tick": (TOLD + "sprint.item.done",) * 4,
    "sprint.drop": (TOLD + "sprint.item.dropped",) * 4,
    "sprint.undo": (TOLD + "sprint.item.open", *(TOLD + "sprint.undo_late",) * 3),  # one's own tick, of 09:20
    # A named retro is being written: of it and its refs alone, `test_retro` goes on.
    **dict.fromkeys(("retro.show", "retro.look", "/retro"), (TOLD + "retro.state.write",) * 4),
    **dict.fromkeys(("retro.list", "/retro list", "/retro liste"), (TOLD + "retro.list.empty",) * 4),
    **dict.fromkeys(("retro.add", "/retro add", "/retro ajouter", "retro.write", "retro.mine"), (FORM,) * 4),
    **dict.fromkeys(("retro.group", "retro.vote", "retro.mark", "retro.act"), (TOLD + "retro.not_now",) * 4),
    **dict.fromkeys(("retro.save_group", "retro.save_vote", "retro.save_act"), (TOLD + "retro.not_now",) * 4),
    "retro.ungroup": (NOT_FOUND,) * 4,
    "retro.done": (TOLD + "retro.done.noted",) * 4,
    "retro.save_note": (TOLD + "retro.noted.title",) * 4,
    "retro.save_mine": (TOLD,) * 4,
    "retro.save_settings": (TOLD + "retro.saved.title",) * 4,
    "retro.settings": (FORM,) * 4,
    **dict.fromkeys(("retro.open", "/retro open", "/retro ouvrir"), (TOLD + "retro.state.write",) * 4),
    **dict.fromkeys(("retro.next", "/retro next", "/retro suite"), (TOLD + "retro.state.discuss",) * 4),  # no notes
    **dict.fromkeys(("retro.skip", "/retro skip", "/retro passer"), (TOLD + "retro.state.closed",) * 4),
    **dict.fromkeys(("retro.back", "/retro back", "/retro retour"), (TOLD + "retro.first_phase",) * 4),
    **dict.fromkeys(("retro.close", "/retro close", "/retro clore"), (TOLD + "retro.state.closed",) * 4),
    # An action stands from before the day: each of the team was given one, by somebody else.
    "action.command": (TOLD,) * 4,
    "/ritual action": (TOLD,) * 4,
    "/rituel action": (TOLD,) * 4,
    "action.open": (FORM,) * 4,
    "action.create": (TOLD + "action.done.created_for",) * 4,
    "action.from_blocker": (NOT_FOUND, FORM, FORM, FORM),
    "action.create_unblocking": (NOT_FOUND, *(TOLD + "action.done.created_for",) * 3),
    "action.accept": (TOLD + "action.done.accepted",) * 4,
    "action.redate": (FORM,) * 4,
    "action.take": (TOLD + "action.done.accepted",) * 4,
    "action.decline": (FORM,) * 4,
    "action.refuse": (TOLD + "action.done.declined",) * 4,
    "action.done": (TOLD + "action.done.done",) * 4,
    "action.later": (FORM,) * 4,
    "action.postpone": (TOLD + "action.done.postponed",) * 4,
    "action.drop": (FORM,) * 4,
    "action.abandon": (TOLD + "action.done.dropped",) * 4,
    "action.edit": (FORM,) * 4,
    "action.save": (TOLD + "action.done.changed",) * 4,
    "action.undo": (TOLD + "permission.own_only",) * 4,  # Zoe made it
    "audit.show": (TOLD + "audit.empty.title",) * 4,
    "/ritual audit": (TOLD + "audit.empty.title",) * 4,
    "/rituel audit": (TOLD + "audit.empty.title",) * 4,
    "team.edit": (FORM,) * 4,
    "setup.command": (TOLD + "charter.title",) * 4,
    "/ritual setup": (TOLD + "charter.title",) * 4,
    "/rituel charte": (TOLD + "charter.title",) * 4,
    "setup.open": (FORM,) * 4,
    "setup.try": (DONE,) * 4,
    "setup.accept": (NOT_FOUND,) * 4,
    "setup.decline": (NOT_FOUND,) * 4,
    "access.ask": (TOLD + "access.asked.title",) * 4,
    "access.send": (TOLD + "access.asked.title",) * 4,
    "access.grant": (NOT_FOUND,) * 4,
    "access.refuse": (NOT_FOUND,) * 4,
    "charter.show": (TOLD + "charter.title",) * 4,
    **{f"charter.{piece}": (FORM,) * 4 for piece in PIECES},
    **{f"charter.save_{piece}": (TOLD + "charter.saved.title",) * 4 for piece in PIECES},
    "team.save": (TOLD + "team.saved.same",) * 4,
    "team.confirm": (TOLD + "team.saved.same",) * 4,
    "setup.found": (TOLD + "team.created.title",) * 4,
    "setup.confirm": (TOLD + "team.created.title",) * 4,
    "team.show": (TOLD,) * 4,
    "/ritual team": (TOLD,) * 4,
    "/rituel équipe": (TOLD,) * 4,
    "person.show": (TOLD + "person.title",) * 4,
    "/ritual me": (TOLD + "person.title",) * 4,
    "/rituel moi": (TOLD + "person.title",) * 4,
    "person.edit": (FORM,) * 4,
    "person.save": (TOLD + "person.saved.title",) * 4,
    "idea.file": (TOLD + "idea.none",) * 4,
    "/ritual idea": (TOLD + "idea.none",) * 4,
    "/rituel idée": (TOLD + "idea.none",) * 4,
    "idea.open": (FORM,) * 4,
    "idea.save": (TOLD + "idea.filed.title",) * 4,
    "ritual.next": (TOLD + "ritual.next.title",) * 4,
    "/ritual next": (TOLD + "ritual.next.title",) * 4,
    "/rituel agenda": (TOLD + "ritual.next.title",) * 4,
    "quiet.all": (TOLD + "quiet.none",) * 4,
    "retention.privacy": (TOLD + "privacy.title",) * 4,
    "/ritual privacy": (TOLD + "privacy.title",) * 4,
    "/rituel confidentialité": (TOLD + "privacy.title",) * 4,
    "/rituel confidentialite": (TOLD + "privacy.title",) * 4,
    "file.send": (TOLD + "file.coming",) * 4,
    "file.accept": (TOLD + "file.no_place",) * 4,  # which a press alone does not name
    "file.decline": (DONE,) * 4,
    "ritual.help": (TOLD + "ritual.help.title",) * 4,
    "/ritual help": (TOLD + "ritual.help.title",) * 4,
    "/rituel aide": (TOLD + "ritual.help.title",) * 4,
    "/help": (TOLD + "ritual.help.title",) * 4,
    "/ritual": (TOLD + "ritual.help.title",) * 4,
    "/nonsense": (TOLD + "ritual.unknown_command",) * 4,
    "": (DONE,) * 4,  # answered by a message of its own
}

# A guest may answer where invited, and is invited to no stand-up here: the team's agenda is all there is.
GUEST_COMMAND = TOLD + "standup.next.at"
PERSONAL = {
    "standup.open",
    "standup.same",
    "standup.away",
    "standup.skip",
    "standup.snooze",
    "standup.back",
    "standup.answer",
}
BLOCKERS = {
    *(f"blocker.{verb}" for verb in ("acknowledge", "edit", "tag", "save", "resolve", "undo")),
    *("action.from_blocker", "action.create_unblocking"),
}
ACTIONS = {
    *(f"action.{verb}" for verb in ("accept", "redate", "decline", "done", "later", "drop", "edit", "undo")),
    *(f"action.{verb}" for verb in ("take", "refuse", "postpone", "abandon", "save")),
}
ABOUT_A_RETRO = {
    *(f"retro.{verb}" for verb in ("look", "write", "mine", "done", "group", "ungroup", "vote", "mark", "act")),
    *(f"retro.{verb}" for verb in ("open", "next", "skip", "back", "close", "settings")),
    *(f"retro.save_{what}" for what in ("note", "mine", "group", "vote", "act", "settings")),
}
OWN_IN_RETRO = {action for action, may in {**BUTTONS, **FORMS, **TYPED}.items() if "retro" in action and may == ANSWERS}
OF_A_TEXT = {"standup.absent", "standup.typed", "team.choose"}
ABOUT_A_RUN = {"standup.names", "standup.past"}
OF_THE_TEAM = {
    *("team.edit", "team.save", "team.confirm", "standup.add", "standup.create", "setup.try"),
    *("absence.closures", "absence.closure", "absence.close", "idea.open", "idea.save", "charter.show"),
    *("sprint.command", "sprint.start", "sprint.close", "sprint.reopen", "sprint.backlog", "sprint.add"),
    *("sprint.begin", "sprint.add_lines"),
    *("setup.accept", "setup.decline", "action.open", "action.create"),
    *(f"charter.{piece}" for piece in PIECES),
    *(f"charter.save_{piece}" for piece in PIECES),
}
ABOUT_A_STANDUP = {
    *("standup.manage", "standup.run", "standup.dry_run", "standup.pass_over", "standup.put_back", "standup.pause"),
    *("standup.resume", "standup.archive", "standup.archive_now", "standup.edit_schedule", "standup.save_schedule"),
    "standup.report",
}
BRIDGES = {"bridge.team", "bridge.each", "bridge.no", "bridge.undo", "bridge.take", "bridge.work"}
ABOUT_A_SPRINT = {
    *("sprint.edit", "sprint.ask_close", "sprint.change", "sprint.close_now", "sprint.reopen_now"),
    *("sprint.demo", "sprint.learnt", "sprint.show", "sprint.learn"),
}
ABOUT_AN_ITEM = {"sprint.item", "sprint.tick", "sprint.drop", "sprint.save_item", "sprint.undo"}
OWN_ABSENCE = {"absence.cancel", "absence.again"}
# Reached by a reference.
ABOUT_A_TEAM = (
    PERSONAL
    | BLOCKERS
    | ACTIONS
    | ABOUT_A_RETRO
    | OF_A_TEXT
    | ABOUT_A_RUN
    | OF_THE_TEAM
    | ABOUT_A_STANDUP
    | BRIDGES
    | {"absence.reopen"}
    | ABOUT_A_SPRINT
    | ABOUT_AN_ITEM
)
ASKING = {"access.ask", "access.send"}  # asks for a channel; whoever may needs not ask, and gets the form
SENT_TO_FOUND = {"setup.found", "setup.confirm"}  # what was typed without the right comes back, to be sent as asking
FOUNDING = {"setup.open"} | SENT_TO_FOUND | ASKING  # their reference is the channel


def named(role: Role) -> str:
    return role.value.replace("_", "")


PEOPLE = (*(Someone(named(role), (role,)) for role in Role), Someone("zoe"))
LAVANDE = SomeTeam(people=PEOPLE, name="Lavande", channel="lavande")
