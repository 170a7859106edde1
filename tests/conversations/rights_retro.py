"""Who may do what of retrospectives, by hand, and what then happens to those who may."""

from tests.conversations.rights_roles import ANSWERS, FORM, MANAGES, NOT_FOUND, TOLD, Outcomes, Roles

BUTTONS: Roles = {
    **dict.fromkeys(
        ("retro.show", "retro.look", "retro.list", "retro.add", "retro.write", "retro.mine", "retro.done"), ANSWERS
    ),
    **dict.fromkeys(("retro.group", "retro.ungroup", "retro.vote", "retro.mark", "retro.act"), ANSWERS),
    **{f"retro.{verb}": MANAGES for verb in ("open", "next", "skip", "back", "close", "settings")},  # "run retro"
}
FORMS: Roles = {
    **{f"retro.{verb}": ANSWERS for verb in ("save_note", "save_mine", "save_group", "save_vote", "save_act")},
    "retro.save_settings": MANAGES,
}
TYPED: Roles = {
    **dict.fromkeys(("/retro", "/retro list", "/retro liste", "/retro add", "/retro ajouter"), ANSWERS),
    **{f"/retro {verb}": MANAGES for verb in ("open", "ouvrir", "next", "suite", "back", "retour")},
    **{f"/retro {verb}": MANAGES for verb in ("skip", "passer", "close", "clore")},
}
OUTCOMES: Outcomes = {
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
}
