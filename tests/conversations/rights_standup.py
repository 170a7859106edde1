"""Who may do what of stand-ups, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import ANSWERS, CLOSED, DONE, FORM, LEADS, NOT_FOUND, READS, TOLD, Outcomes, Roles

STARTED = TOLD + "standup.run.title"
RUN = (STARTED, TOLD + "standup.run.is_open", TOLD + "standup.run.was_held", TOLD + "standup.run.is_open")
REPORT = (TOLD + "standup.report.never",) * 3 + (TOLD + "standup.titled",)  # the last one that is closed

BUTTONS: Roles = {
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
}
FORMS: Roles = {
    "standup.answer": ANSWERS,
    "standup.save_schedule": LEADS,
    "standup.create": LEADS,
}
TYPED: Roles = {
    "/standup": ANSWERS,
    "/point": ANSWERS,
    **dict.fromkeys(("/standup report", "/point bilan"), READS),
    **dict.fromkeys(("/standup run", "/point lancer", "/standup dry-run", "/point essai"), LEADS),
    **dict.fromkeys(("/standup skip", "/point passer", "/standup pause", "/point pause"), LEADS),
    **dict.fromkeys(("/standup resume", "/point reprendre", "/standup archive", "/point archiver"), LEADS),
}
OUTCOMES: Outcomes = {
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
    "standup.away": (NOT_FOUND, DONE, DONE, CLOSED),
    "standup.skip": (NOT_FOUND, DONE, DONE, CLOSED),
    "standup.snooze": (NOT_FOUND, DONE, TOLD + "standup.no_more_snooze", CLOSED),
    "standup.back": (NOT_FOUND, DONE, DONE, CLOSED),
    "standup.names": (NOT_FOUND, TOLD + "standup.names.title", TOLD + "standup.names.title", CLOSED),
    "standup.answer": (NOT_FOUND, DONE, DONE, CLOSED),
    # These carry the reference of something typed, and nothing was: `test_typed` and `test_several_teams` go on.
    "standup.absent": (NOT_FOUND,) * 4,
    "standup.typed": (NOT_FOUND,) * 4,
    "standup.command": (FORM, FORM, FORM, FORM),
    "/standup": (FORM, FORM, FORM, FORM),
    "/point": (FORM, FORM, FORM, FORM),
}
