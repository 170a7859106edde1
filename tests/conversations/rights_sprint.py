"""Who may do what of sprints, their items, close and demo, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import FORM, MANAGES, READS, TEAM, TOLD, Outcomes, Roles

RUNS_ALREADY = (TOLD + "sprint.runs_already",) * 4

BUTTONS: Roles = {
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
}
FORMS: Roles = {
    **dict.fromkeys(("sprint.begin", "sprint.change", "sprint.close_now", "sprint.reopen_now"), MANAGES),
    **dict.fromkeys(("sprint.add_lines", "sprint.save_item", "sprint.show", "sprint.learn"), MANAGES),
}
TYPED: Roles = {
    **dict.fromkeys(("/sprint", "/sprint backlog"), READS),
    **dict.fromkeys(("/sprint-start", "/sprint lancer", "/sprint-close", "/sprint clore"), MANAGES),
    **dict.fromkeys(("/sprint reopen", "/sprint rouvrir"), MANAGES),
    **dict.fromkeys(("/sprint demo", "/sprint démo", "/sprint learnt", "/sprint appris"), MANAGES),
}
OUTCOMES: Outcomes = {
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
}
