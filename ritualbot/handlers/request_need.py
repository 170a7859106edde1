"""What a request's form said, changed: another version of the need, of which the desk is told field by field."""

from collections.abc import Mapping
from dataclasses import replace

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.handlers.context import Context
from ritualbot.handlers.request_act import do, ready
from ritualbot.reports import request_version as forms
from ritualbot.reports.request import Scene
from ritualbot.rituals.request_act import Act
from ritualbot.rituals.request_form import Filled, parse
from ritualbot.rituals.request_history import RequestState
from ritualbot.rituals.request_need import another_need, changes, written_changes
from ritualbot.store import request_version as versions


def ask(context: Context, event: ButtonPressed) -> Reply:
    each, _ = ready(context, Act.EDIT, event.ref)
    return OpenForm(forms.edit_form(context.words, each))


def save(context: Context, event: FormSubmitted) -> Reply:
    """Raises FieldsRefused as filing does; where nothing is different, nothing is written down."""
    each, side = ready(context, Act.EDIT, event.ref)
    before = versions.values(each.row)
    versions.change(context.session, each.row, _filled(context, each, event.values))
    changed = changes(before, versions.values(each.row))
    waited = each.now.state is RequestState.WAITING and event.values.get("answers")
    if not changed and not waited:
        return Say(forms.unchanged_card(context.words, each))
    data = {"changes": written_changes(changed), "link": each.row.link, "was": before["link"]}
    data |= {"version": str(each.now.version + 1)} if another_need(changed) else {}
    data |= {"answers": "1"} if waited else {}
    return do(context, each, side, Act.EDIT, data)


def _filled(context: Context, each: Scene, typed: Mapping[str, str]) -> Filled:
    """The form read anew; the day wished for may be past where it stays the same."""
    wished = each.row.needed_on
    same = wished is not None and typed.get("needed_on", "").strip() == wished.isoformat()
    values = {**typed, "needed_on": ""} if same else typed
    filled = parse(each.type, values, context.words.language, context.today())
    return replace(filled, needed_on=wished) if same else filled
