"""The forms of a pilot, six fields at most: each asks only what its step needs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, NumberField, Option, TextField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.pilot import Reader, Seen, figure, named
from ritualbot.reports.wording import text
from ritualbot.rituals.inputs import echo, number_text, percentage_text
from ritualbot.rituals.pilot import USUAL_SHARE, USUAL_WEEKS, ComesBack, Light
from ritualbot.rituals.pilot_act import Act
from ritualbot.rituals.pilot_form import NAME_LIMIT, TEXT_LIMIT, USUAL_EXTENSION
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.team import Person

MOST_CHOICES = 50


def _field(words: Words, name: str, initial: str = "", *, limit: int = TEXT_LIMIT, required: bool = True) -> TextField:
    label = words.say(f"pilot.field.{name}")
    return TextField(name, label, required=required, initial=initial, limit=limit, lines=False)


def _number(words: Words, name: str, initial: str = "") -> NumberField:
    return NumberField(name, words.say(f"pilot.field.{name}"), initial=initial)


def _owner(words: Words, people: Sequence[Person], chosen: str) -> ChoiceField:
    options = tuple(Option(person.ref, person.name) for person in people)
    initial = (chosen,) if any(person.ref == chosen for person in people) else ()
    return ChoiceField("owner", words.say("pilot.field.owner"), required=True, options=options, initial=initial)


def plan_form(words: Words, action: str, ref: str, title: Text, plan: Mapping[str, str], owner: Field) -> Form:
    """What is tried, on whom, and what it is measured by."""
    fields = (
        _field(words, "name", plan.get("name", ""), limit=NAME_LIMIT),
        _field(words, "moment", plan.get("moment", ""), limit=NAME_LIMIT),
        _field(words, "audience", plan.get("audience", "")),
        _number(words, "share", percentage_text(Decimal(plan.get("share", USUAL_SHARE)), words)),
        _field(words, "metric", plan.get("metric", ""), limit=NAME_LIMIT),
        owner,
    )
    intro = text(words, "pilot.form.plan")
    return Form(action, ref, title, fields, words.say("team.form.submit"), intro)


def new_form(words: Words, ref: str, name: str, people: Sequence[Person], me: Person) -> Form:
    owner = _owner(words, people, me.ref)
    return plan_form(words, "pilot.create", ref, text(words, "pilot.form.new"), {"name": name}, owner)


def act_form(each: Seen, act: Act, reader: Reader, people: Sequence[Person], me: Person) -> Form:
    """The form of an act; a checkpoint has its own."""
    words, plan = reader.words, each.now.plan
    owner = _owner(words, people, me.ref if each.owner is None or act is Act.IMPROVE else each.owner.ref)
    if act is Act.EDIT:
        return plan_form(words, "pilot.save_edit", each.row.ref, _title(words, each, act), plan, owner)
    if act is Act.IMPROVE:
        again = {key: plan[key] for key in ("moment", "audience", "metric")}
        return plan_form(words, "pilot.save_improve", each.row.ref, _title(words, each, act), again, owner)
    fields = _fields(each, act, reader, owner)
    intro = text(words, f"pilot.{act}.hint")
    action = f"pilot.save_{act}"
    return Form(action, each.row.ref, _title(words, each, act), fields, words.say("team.form.submit"), intro)


def _title(words: Words, each: Seen, act: Act) -> Text:
    return text(words, "pilot.form.title", act=words.say(f"pilot.{act}.label"), number=str(each.row.number))


def _fields(each: Seen, act: Act, reader: Reader, owner: Field) -> tuple[Field, ...]:
    words, today = reader.words, reader.today.isoformat()
    reason, since = _field(words, "reason"), DateField("on", words.say("pilot.field.since"), "", True, today)
    found: Mapping[Act, tuple[Field, ...]] = {
        Act.AMEND: (_field(words, "weeks", _planned(each)), *_money(words, each), reason),
        Act.ASSIGN: (owner,),
        Act.SPEND: (_total(words, each),),
        Act.EXTEND: (reason, _more_weeks(words)),
        Act.ROLL_OUT: (since,),
        Act.AUTOMATE: (owner, _field(words, "process"), since),
        Act.YIELD: (_number(words, "gain"), _field(words, "note", required=False)),
    }
    if act is Act.START:
        usual = ", ".join(str(week) for week in USUAL_WEEKS)
        first = DateField("on", words.say("pilot.field.on"), "", True, today)
        return (first, _field(words, "weeks", usual), _field(words, "stop_rule"), *_money(words, each))
    return found.get(act, (reason,))


def _planned(each: Seen) -> str:
    """The weeks before an extension."""
    after = each.now.extension.after if each.now.extension else each.now.weeks[-1]
    return ", ".join(str(week) for week in each.now.weeks if week <= after)


def _more_weeks(words: Words) -> NumberField:
    return NumberField("weeks", words.say("pilot.field.more_weeks"), "", True, str(USUAL_EXTENSION))


def _money(words: Words, each: Seen) -> tuple[Field, Field]:
    budget, at_risk = each.now.budget, each.now.at_risk
    return (
        _number(words, "budget", number_text(budget, words) if budget is not None else ""),
        _number(words, "at_risk", number_text(at_risk, words) if at_risk is not None else ""),
    )


def _total(words: Words, each: Seen) -> NumberField:
    spent = each.now.spent
    return _number(words, "total", number_text(spent, words) if spent is not None else "")


def check_form(each: Seen, week: int, reader: Reader) -> Form:
    """The metric on both sides and the light; at the first checkpoint whether the data comes back. The rule that was
    agreed on before stands above."""
    words, said = reader.words, each.now.checked.get(week)
    lights = tuple(Option(light.value, words.say(f"pilot.light.{light}")) for light in Light)
    metric = each.now.plan["metric"]
    fields: list[Field] = [
        TextField(
            name,
            words.say(f"pilot.field.{name}", metric=metric),
            initial=figure(words, written) if written else "",
            limit=NAME_LIMIT,
            lines=False,
        )
        for name, written in (("exposed", said.exposed if said else ""), ("rest", said.rest if said else ""))
    ]
    if week == each.now.weeks[0]:
        fields.append(_comes_back(words, said.comes_back if said else None))
    chosen = (said.light.value,) if said else ()
    fields.append(ChoiceField("light", words.say("pilot.field.light"), required=True, options=lights, initial=chosen))
    fields += [_total(words, each), _field(words, "note", said.note if said else "", required=False)]
    rule = each.now.plan["stop_rule"]
    title = text(words, "pilot.check.title", week=words.number(week), **named(each))
    intro = text(words, "pilot.form.rule", rule=rule)
    submit = words.say("team.form.submit")
    return Form("pilot.save_check", f"{each.row.ref}:{week}", title, tuple(fields), submit, intro)


def _comes_back(words: Words, said: ComesBack | None) -> ChoiceField:
    options = tuple(Option(each.value, words.say(f"pilot.comes_back_choice.{each}")) for each in ComesBack)
    initial = (said.value,) if said else ()
    label = words.say("pilot.field.comes_back")
    return ChoiceField("comes_back", label, required=True, options=options, initial=initial)


def hypothesis_form(each: Seen, act: Act, reader: Reader, rows: Sequence[Hypothesis]) -> Form:
    words = reader.words
    options = tuple(Option(row.ref, f"H{row.number} {echo(row.text)}") for row in rows[:MOST_CHOICES])
    field = ChoiceField("hypothesis", words.say("pilot.field.hypothesis"), required=True, options=options)
    intro, submit = text(words, f"pilot.{act}.hint"), words.say("team.form.submit")
    return Form(f"pilot.save_{act}", each.row.ref, _title(words, each, act), (field,), submit, intro)
