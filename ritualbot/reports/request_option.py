"""The form in which a desk offers options."""

from ritualbot.chat.forms import DateField, Field, Form, TextField
from ritualbot.i18n import Words
from ritualbot.reports.request import Scene, readers
from ritualbot.reports.wording import text
from ritualbot.rituals.request_act import Side
from ritualbot.rituals.request_option import MOST_OPTIONS, OPTION_LIMIT


def options_form(words: Words, each: Scene) -> Form:
    """Up to three, each with a day, a cost, its limits; what is left empty is not offered."""
    fields: list[Field] = []
    for number in range(1, MOST_OPTIONS + 1):
        on, cost, limits = (
            words.say(f"request.option.{part}", n=str(number)) for part in ("form_on", "form_cost", "form_limits")
        )
        fields += [
            DateField(f"on{number}", on),
            TextField(f"cost{number}", cost, limit=OPTION_LIMIT, lines=False),
            TextField(f"limits{number}", limits, limit=OPTION_LIMIT, lines=False),
        ]
    title = text(words, "request.option.form", number=str(each.row.number))
    intro = text(words, "request.option.intro", name=each.requester.name, who=readers(words, each, Side.DESK))
    submit = words.say("request.act_form.submit")
    return Form("request.save_options", each.row.ref, title, tuple(fields), submit, intro)
