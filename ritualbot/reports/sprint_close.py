"""The close of a sprint as people see it: the preview, its form, the channel's card, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Note, Row, Style, Table
from ritualbot.chat.forms import ChoiceField, Field, Form, NumberField, Option, TextField
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import sprint as sprint_report
from ritualbot.reports.sprint import Scene
from ritualbot.reports.sprint_end import end_buttons
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import inputs
from ritualbot.rituals.retro import RetroPhase
from ritualbot.rituals.sprint import REASON_LIMIT, GoalMet, ItemState, Span
from ritualbot.rituals.sprint_snapshot import Became, KpiThen, Snapshot, load
from ritualbot.store import (
    action as actions,
    blocker as blockers,
    charter as charters,
    kpi as kpis,
    request as requests,
    retro as retros,
    sprint_hypotheses as tests,
)
from ritualbot.store.charter import Charter
from ritualbot.store.kpi import KpiReading
from ritualbot.store.retro import Retro
from ritualbot.store.sprint import Sprint, SprintItem, SprintReport
from ritualbot.store.team import Team

MOST_NAMED = 5  # titles in one line


@dataclass(frozen=True)
class Unfinished:
    """A sprint about to be closed, and how much around it is open."""

    scene: Scene
    blockers: int
    actions: int
    requests: int
    hypotheses: int
    retro: Retro | None = None
    kpi: KpiReading | None = None  # the value last known

    @property
    def sprint(self) -> Sprint:
        return self.scene.sprint


def unfinished(session: Session, team: Team, sprint: Sprint, today: date) -> Unfinished:
    scene = sprint_report.scene(session, team, sprint, today)
    retro = retros.of_sprint(session, sprint.id or 0)
    return Unfinished(
        scene,
        len(blockers.open_in(session, sprint.team_id)),
        len(actions.open_in(session, sprint.team_id)),
        len(requests.open_in(session, sprint.team_id)),
        len(tests.testing(session, sprint.team_id)),
        retro if retro is not None and retro.phase != RetroPhase.CLOSED else None,
        kpis.as_of(session, charters.read(session, sprint.team_id), today),
    )


def _named(words: Words, titles: Sequence[str]) -> str:
    """`Landing, bannière et 2 autres`: what fits in one line; in quotes where a title has a comma of its own."""
    shown = [inputs.echo(title) for title in titles[:MOST_NAMED]]
    if any("," in title for title in shown):
        shown = [words.say("sprint.quoted", title=title) for title in shown]
    if rest := len(titles) - len(shown):
        shown.append(words.count("sprint.others", rest))
    return words.listed(shown)


# -- before --------------------------------------------------------------------------------------------------------


def preview_card(words: Words, seen: Unfinished) -> Card:
    """What is done and what is not; nothing is kept yet."""
    close = Button("sprint.ask_close", seen.sprint.ref, words.say("sprint.ask_close.label"), Style.MAIN)
    buttons: tuple[Button, ...] = (close,)
    if seen.retro is not None:
        later = replace(close, label=words.say("sprint.ask_close.retro_later"), style=Style.PLAIN)
        buttons = (Button("retro.show", "", words.say("sprint.preview.retro_first"), Style.MAIN), later)
    blocks = (Facts(_facts(words, seen)), text(words, "sprint.preview.nothing_yet"), Actions(buttons))
    title = text(words, "sprint.preview.title", name=seen.sprint.name)
    return Card(title, blocks, subtitle=text(words, "sprint.goal", goal=seen.sprint.goal))


def _facts(words: Words, seen: Unfinished) -> tuple[tuple[Text, Cell], ...]:
    todo, done = seen.scene.that_are(ItemState.OPEN), seen.scene.that_are(ItemState.DONE)
    pairs = [(text(words, "sprint.preview.done"), _share(words, len(done), len(seen.scene.items)))]
    if todo:
        pairs.append((text(words, "sprint.preview.open"), literal(_named(words, [each.title for each in todo]))))
    if seen.blockers:
        pairs.append((text(words, "sprint.preview.blockers"), literal(words.number(seen.blockers))))
    if seen.actions:
        pairs.append((text(words, "sprint.preview.actions"), literal(words.number(seen.actions))))
    if seen.requests:
        pairs.append((text(words, "sprint.preview.requests"), literal(words.number(seen.requests))))
    if seen.hypotheses:
        pairs.append((text(words, "sprint.preview.hypotheses"), literal(words.number(seen.hypotheses))))
    if seen.retro is not None:
        pairs.append((text(words, "sprint.preview.retro"), text(words, f"retro.phase.{seen.retro.phase}")))
    return tuple(pairs)


def _share(words: Words, part: int, whole: int) -> Text:
    return text(words, "sprint.share", part=words.number(part), whole=words.number(whole))


def close_form(words: Words, seen: Unfinished, charter: Charter, places: Text) -> Form:
    """Goal, figure, what goes back to the backlog; sending it closes the sprint."""
    met = tuple(Option(each.value, words.say(f"sprint.met.{each}")) for each in GoalMet)
    fields: list[Field] = [ChoiceField("goal_met", words.say("sprint.field.goal_met"), required=True, options=met)]
    if charter.kpi:
        fields.append(_kpi_field(words, charter, seen))
    if todo := seen.scene.that_are(ItemState.OPEN):
        fields.append(_back_field(words, seen.scene, todo))
    intro = Text(words.markup("sprint.close.intro").replace("{places}", places.markup), places.params)
    title = text(words, "sprint.close.title", name=seen.sprint.name)
    return Form("sprint.close_now", seen.sprint.ref, title, tuple(fields), words.say("sprint.close.submit"), intro)


def _kpi_field(words: Words, charter: Charter, seen: Unfinished) -> NumberField:
    """Filled in with the value last known, whose day stands under it."""
    label, target = words.say("sprint.field.kpi", kpi=charter.kpi), _number(words, charter.kpi_target) or "–"
    if seen.kpi is None:
        hint = words.say("sprint.field.kpi_hint", target=target)
        return NumberField("kpi", label, hint, initial=_number(words, seen.sprint.kpi_value))
    value, day = _number(words, seen.kpi.value), words.day(seen.kpi.read_on)
    hint = words.say("sprint.field.kpi_last", value=value, day=day, target=target)
    return NumberField("kpi", label, hint, initial=value)


def _back_field(words: Words, scene: Scene, todo: Sequence[SprintItem]) -> ChoiceField:
    options = tuple(Option(each.ref, sprint_report.plain_line(words, each, scene.owners)) for each in todo)
    label, hint = words.say("sprint.field.back"), words.say("sprint.field.back_hint")
    return ChoiceField("back", label, hint, options=options, many=True)


def _number(words: Words, kept: str) -> str:
    return inputs.number_text(Decimal(kept), words) if kept else ""


# -- closed --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """A report as it is read: what its snapshot holds, and why it was made again."""

    snapshot: Snapshot
    version: int
    reason: str


def told(kept: SprintReport) -> Told:
    return Told(load(kept.snapshot), kept.version, kept.reason)


def channel_card(words: Words, report: Told, who: str, ref: str) -> Card:
    """At most twelve lines, readable without the file; `ref`: the sprint's, of which one may say more."""
    then = report.snapshot
    title = text(words, f"sprint.closed.{then.goal_met}", name=then.name)
    pairs = (*_kpi_fact(words, then.kpi), *_item_facts(words, then), *_more_facts(words, then))
    blocks: list[Block] = [Facts(pairs)]
    if report.version > 1:
        again = words.number(report.version)
        blocks.append(Note(text(words, "sprint.closed.again", version=again, reason=report.reason)))
    by = "sprint.closed.by_and_retro" if then.retro_open else "sprint.closed.by"
    blocks += [Note(text(words, by, who=who)), Actions(end_buttons(words, ref))]
    return Card(title, tuple(blocks), subtitle=text(words, "sprint.goal", goal=then.goal))


def _kpi_fact(words: Words, kpi: KpiThen) -> list[tuple[Text, Cell]]:
    """Missing is shown as missing, never as nought."""
    if not kpi.name:
        return []
    unit = f" {kpi.unit}" if kpi.unit else ""
    now = _number(words, kpi.value) + unit if kpi.value else words.say("sprint.kpi.missing")
    if kpi.value and kpi.read_on:
        now = words.say("kpi.read", value=now, day=words.day(date.fromisoformat(kpi.read_on)))
    said = [now]
    for key, kept in (("sprint.kpi.baseline", kpi.baseline), ("sprint.kpi.target", kpi.target)):
        if kept:
            said.append(words.say(key, value=_number(words, kept) + unit))
    return [(literal(kpi.name), literal(", ".join(said)))]


def _item_facts(words: Words, then: Snapshot) -> list[tuple[Text, Cell]]:
    pairs: list[tuple[Text, Cell]] = []
    for became in (Became.DONE, Became.CARRIED, Became.BACK, Became.DROPPED):
        found = [item.title for item in then.that_became(became)]
        if found or became is Became.DONE:
            head = text(words, f"sprint.became.{became}", n=words.number(len(found)), of=words.number(len(then.items)))
            pairs.append((head, literal(_named(words, found) or "–")))
    return pairs


def _more_facts(words: Words, then: Snapshot) -> list[tuple[Text, Cell]]:
    pairs: list[tuple[Text, Cell]] = []
    if then.blockers.opened or then.blockers.open:
        opened, left = (words.number(each) for each in (then.blockers.opened, len(then.blockers.open)))
        said = words.say("sprint.closed.blockers_count", opened=opened, left=left)
        pairs.append((text(words, "sprint.closed.blockers"), literal(said)))
    going_on = [*_actions_count(words, then), *_requests_count(words, then), *_hypotheses_count(words, then)]
    if going_on:  # in one line: the card has twelve
        heads, counts = (" · ".join(parts) for parts in zip(*going_on, strict=True))
        pairs.append((literal(heads), literal(counts)))
    return pairs


def _actions_count(words: Words, then: Snapshot) -> list[tuple[str, str]]:
    if not (then.actions.done or then.actions.open):
        return []
    done, left = (words.number(each) for each in (then.actions.done, len(then.actions.open)))
    return [(words.say("sprint.closed.actions"), words.say("sprint.closed.actions_count", done=done, left=left))]


def _hypotheses_count(words: Words, then: Snapshot) -> list[tuple[str, str]]:
    if not (then.hypotheses.closed or then.hypotheses.open):
        return []
    closed, left = (words.number(each) for each in (then.hypotheses.closed, len(then.hypotheses.open)))
    said = words.say("sprint.closed.hypotheses_count", closed=closed, left=left)
    return [(words.say("sprint.closed.hypotheses"), said)]


def _requests_count(words: Words, then: Snapshot) -> list[tuple[str, str]]:
    if not (then.requests.answered or then.requests.open):
        return []
    answered, left = (words.number(each) for each in (then.requests.answered, len(then.requests.open)))
    said = words.say("sprint.closed.requests_count", answered=answered, left=left)
    return [(words.say("sprint.closed.requests"), said)]


def closed_card(words: Words, team: Team, report: Told, coming: Span, places: Text) -> Card:
    """For whoever closed it: where the report went, and what comes next."""
    then = report.snapshot
    carried, back = (len(then.that_became(each)) for each in (Became.CARRIED, Became.BACK))
    start = Button("sprint.start", team.ref, words.say("sprint.start.label"))
    show = Button("sprint.backlog", team.ref, words.say("sprint.backlog.label"))
    blocks: list[Block] = [
        Text(words.markup("sprint.closed.posted").replace("{places}", places.markup), places.params),
    ]
    if carried:
        blocks.append(counted(words, "sprint.closed.carried", carried))
    if back:
        blocks.append(counted(words, "sprint.closed.back", back))
    blocks += [
        text(words, "sprint.closed.next", day=words.day(coming.first)),
        Actions((start, show)),
        Note(text(words, "sprint.closed.undo")),
    ]
    return Card(text(words, "sprint.closed.title", name=then.name), tuple(blocks))


# -- reopened ------------------------------------------------------------------------------------------------------


def reopen_form(words: Words, sprint: Sprint) -> Form:
    why = words.say("sprint.field.reason")
    fields = (TextField("reason", why, required=True, limit=REASON_LIMIT, lines=False),)
    intro = text(words, "sprint.reopen.intro")
    title = text(words, "sprint.reopen.title", name=sprint.name)
    return Form("sprint.reopen_now", sprint.ref, title, fields, words.say("sprint.reopen.submit"), intro)


def reopened_post(words: Words, sprint: Sprint, who: str) -> Card:
    """For the channel."""
    reason = text(words, "sprint.reopened.reason", reason=sprint.reopened_for)
    return Card(text(words, "sprint.reopened.post", name=sprint.name, who=who), (reason,))


def reopened_card(words: Words, team: Team, sprint: Sprint, came: int) -> Card:
    shown = Button("sprint.command", team.ref, words.say("sprint.command.label"))
    blocks = (
        counted(words, "sprint.reopened.items", came),
        text(words, "sprint.reopened.next", version=words.number(sprint.version + 1)),
        Actions((shown,)),
    )
    return Card(text(words, "sprint.reopened.title", name=sprint.name), blocks)


# -- asked by time -------------------------------------------------------------------------------------------------


def plan_card(words: Words, team: Team, span: Span, waiting: Sequence[SprintItem]) -> Card:
    """The first day of the next sprint: what waits for it."""
    carried = sum(each.carried_from is not None for each in waiting)
    lines: list[Block] = [counted(words, "sprint.waiting", len(waiting))]
    if carried:
        lines.append(counted(words, "sprint.plan.carried", carried))
    start = Button("sprint.start", team.ref, words.say("sprint.start.label"), Style.MAIN)
    show = Button("sprint.backlog", team.ref, words.say("sprint.backlog.label"))
    title = text(words, "sprint.plan.title", team=team.name, last=words.day(span.last))
    return Card(title, (*lines, Actions((start, show))))


def offer_card(words: Words, team: Team, seen: Unfinished, key: str) -> Card:
    """The last day, or once it is past."""
    close = Button("sprint.close", team.ref, words.say("sprint.close.label"), Style.MAIN)
    todo, every = len(seen.scene.that_are(ItemState.OPEN)), seen.scene.items
    share = _share(words, len(seen.scene.that_are(ItemState.DONE)), len(every))
    rows = (Row((text(words, "sprint.preview.done"), share)),)
    lines: tuple[Block, ...] = (Table((), rows),) if every else ()
    rest = (counted(words, "sprint.offer.open", todo),) if todo else ()
    return Card(text(words, f"sprint.offer.{key}", name=seen.sprint.name), (*lines, *rest, Actions((close,))))
