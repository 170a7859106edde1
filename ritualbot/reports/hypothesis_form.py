"""The forms of a hypothesis's steps: six fields at most, with what was said before in them."""

from collections.abc import Sequence
from datetime import date

from ritualbot.chat.forms import ChoiceField, DateField, Field, Form, NumberField, Option, TextField, ToggleField
from ritualbot.chat.text import Text
from ritualbot.i18n import Words
from ritualbot.reports.hypothesis import Scene, base_text, kinds
from ritualbot.reports.wording import text
from ritualbot.rituals.hypothesis import Standing
from ritualbot.rituals.hypothesis_form import LONG, MOST_ARMS, PILOT_SHARE, SHORT, TAG_LIMIT, TEXT_LIMIT, proposed_end
from ritualbot.rituals.hypothesis_history import Piece, TestKind
from ritualbot.rituals.hypothesis_score import Method
from ritualbot.store.hypothesis import HypothesisSettings
from ritualbot.store.team import Person, Team

_UNSCORED = "none"


def new_form(words: Words, team: Team, initial: str) -> Form:
    said = TextField(
        "text",
        words.say("hypothesis.form.text"),
        words.say("hypothesis.form.text_hint"),
        True,
        initial,
        limit=TEXT_LIMIT,
        lines=False,
    )
    return _form(words, "open", team.ref, text(words, "hypothesis.form.new"), (said,))


def shape_form(words: Words, each: Scene) -> Form:
    now = each.now
    fields = (
        _said(words, now, Piece.AUDIENCE, SHORT),
        _said(words, now, Piece.MOMENT, SHORT),
        _said(words, now, Piece.METRIC, SHORT),
        NumberField(Piece.BASE, *_labels(words, Piece.BASE), initial=base_text(words, now)),
        NumberField(Piece.EFFECT, *_labels(words, Piece.EFFECT), required=True, initial=now.piece(Piece.EFFECT)),
        _said(words, now, Piece.EVIDENCE, LONG),
    )
    return _form(words, "save_shape", each.row.ref, text(words, "hypothesis.form.shape", name=each.name), fields)


def start_form(words: Words, each: Scene, today: date, weeks: int) -> Form:
    """`weeks`: how long it takes, as far as that is known."""
    now = each.now
    arms = tuple(Option(str(number), words.number(number)) for number in range(1, MOST_ARMS + 1))
    types = tuple(Option(*each) for each in kinds(words))
    rule = now.piece(Piece.RULE) or words.say("hypothesis.form.rule_default")
    end = now.piece(Piece.ENDS_ON) or proposed_end(today, weeks).isoformat()
    fields: tuple[Field, ...] = (
        ChoiceField(Piece.KIND, *_labels(words, Piece.KIND), True, types, (now.piece(Piece.KIND) or TestKind.AB,)),
        NumberField(Piece.SHARE, *_labels(words, Piece.SHARE), True, now.piece(Piece.SHARE) or PILOT_SHARE),
        ChoiceField(Piece.ARMS, *_labels(words, Piece.ARMS), True, arms, (now.piece(Piece.ARMS) or "1",)),
        DateField(
            Piece.STARTS_ON, *_labels(words, Piece.STARTS_ON), True, now.piece(Piece.STARTS_ON) or today.isoformat()
        ),
        DateField(Piece.ENDS_ON, *_labels(words, Piece.ENDS_ON), True, end),
        TextField(Piece.RULE, *_labels(words, Piece.RULE), True, rule, limit=LONG),
    )
    title = text(words, "hypothesis.form.start", name=each.name)
    return _form(words, "save_start", each.row.ref, title, fields)


def amend_form(words: Words, each: Scene) -> Form:
    """What the start locked: all of it stays, but what is changed here, with the reason."""
    now = each.now
    fields: tuple[Field, ...] = (
        TextField(
            Piece.SENTENCE, words.say("hypothesis.form.text"), "", True, each.row.text, limit=TEXT_LIMIT, lines=False
        ),
        _said(words, now, Piece.METRIC, SHORT),
        NumberField(Piece.EFFECT, *_labels(words, Piece.EFFECT), True, now.piece(Piece.EFFECT)),
        TextField(Piece.RULE, *_labels(words, Piece.RULE), True, now.piece(Piece.RULE), limit=LONG),
        DateField(Piece.ENDS_ON, *_labels(words, Piece.ENDS_ON), True, now.piece(Piece.ENDS_ON)),
        TextField("reason", words.say("hypothesis.form.reason"), "", True, limit=LONG),
    )
    return _form(words, "save_amend", each.row.ref, text(words, "hypothesis.form.amend", name=each.name), fields)


def reason_form(words: Words, each: Scene, act: str) -> Form:
    """Asks for the one text an act needs."""
    field = TextField("text", words.say(f"hypothesis.form.{act}_text"), "", True, limit=LONG)
    return _form(words, f"save_{act}", each.row.ref, text(words, f"hypothesis.form.{act}", name=each.name), (field,))


def drop_form(words: Words, each: Scene) -> Form:
    title = text(words, "hypothesis.form.drop", name=each.name)
    return _form(
        words, "save_drop", each.row.ref, title, learnt_fields(words, each.now, "hypothesis.form.learning_untested")
    )


def learnt_fields(words: Words, now: Standing, hint: str = "hypothesis.form.learning_hint") -> tuple[Field, ...]:
    """What every closing takes: one sentence, and a tag to find it by. `hint`: the key of what helps with the first."""
    kept = now.closing or now.proposal
    learning, tag = (kept.learning, kept.tag) if kept else ("", "")
    labels = (words.say("hypothesis.form.learning"), words.say(hint))
    return (
        TextField("learning", *labels, True, learning, limit=TEXT_LIMIT, lines=False),
        TextField(
            "tag",
            words.say("hypothesis.form.tag"),
            words.say("hypothesis.form.tag_hint"),
            True,
            tag,
            limit=TAG_LIMIT,
            lines=False,
        ),
    )


def automate_form(words: Words, each: Scene, people: Sequence[Person], today: date) -> Form:
    fields: tuple[Field, ...] = (
        _person(words, people, each.now.owner),
        TextField("process", words.say("hypothesis.form.process"), "", True, limit=SHORT, lines=False),
        DateField("on", words.say("hypothesis.form.on"), "", True, today.isoformat()),
    )
    return _form(words, "save_automate", each.row.ref, text(words, "hypothesis.form.automate", name=each.name), fields)


def assign_form(words: Words, each: Scene, people: Sequence[Person]) -> Form:
    title = text(words, "hypothesis.form.assign", name=each.name)
    return _form(words, "save_assign", each.row.ref, title, (_person(words, people, each.now.owner),))


def settings_form(words: Words, team: Team, kept: HypothesisSettings) -> Form:
    approval = ToggleField("approval", words.say("hypothesis.form.approval"), initial=kept.approval)
    methods = [
        Option(_UNSCORED, words.say("hypothesis.form.unscored")),
        *(Option(each, each.upper()) for each in Method),
    ]
    label = words.say("hypothesis.form.scoring")
    scoring = ChoiceField("scoring", label, "", True, tuple(methods), (kept.scoring or _UNSCORED,))
    return _form(words, "save_settings", team.ref, text(words, "hypothesis.form.settings"), (approval, scoring))


def _person(words: Words, people: Sequence[Person], chosen: int | None) -> ChoiceField:
    options = tuple(Option(person.ref, person.name) for person in people)
    initial = tuple(person.ref for person in people if person.id == chosen)
    return ChoiceField("owner", words.say("hypothesis.form.owner"), "", True, options, initial)


def _said(words: Words, now: Standing, piece: Piece, limit: int) -> TextField:
    return TextField(piece, *_labels(words, piece), True, now.piece(piece), limit=limit, lines=limit > SHORT)


def _labels(words: Words, piece: Piece) -> tuple[str, str]:
    return words.say(f"hypothesis.piece.{piece}"), words.say(f"hypothesis.hint.{piece}")


def _form(words: Words, action: str, ref: str, title: Text, fields: tuple[Field, ...]) -> Form:
    return Form(f"hypothesis.{action}", ref, title, fields, words.say("hypothesis.form.submit"))
