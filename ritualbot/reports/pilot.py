"""What people see of a pilot: its card, and the answer to what was done with it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Cell, Facts, Menu, Note, Row, Said, Style, Table
from ritualbot.chat.text import Text, literal
from ritualbot.i18n import Words
from ritualbot.reports import hypothesis as hypothesis_report
from ritualbot.reports.wording import counted, text
from ritualbot.rituals import pilot_act as acts
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.inputs import number_text, percentage_text
from ritualbot.rituals.permissions import Right, Role, holds
from ritualbot.rituals.pilot import Checked, Happened, PilotState, Standing
from ritualbot.rituals.pilot_act import Act
from ritualbot.rituals.pilot_day import coming
from ritualbot.rituals.pilot_form import shown_figure
from ritualbot.store import hypothesis as hypotheses, pilot as pilots, sprint as sprints, team as teams
from ritualbot.store.hypothesis import Hypothesis
from ritualbot.store.pilot import Pilot
from ritualbot.store.team import Person, Team

_SHOWN = 2  # beside the one that is the likely answer


@dataclass(frozen=True)
class Seen:
    """A pilot with what is read of it once. `sponsored`: its end is the sponsor's to decide."""

    row: Pilot
    now: Standing
    team: Team
    owner: Person | None
    sponsored: bool


def seen(session: Session, row: Pilot) -> Seen:
    team = session.get_one(Team, row.team_id)
    owner = session.get(Person, row.owner_id) if row.owner_id else None
    sponsored = bool(teams.people_with(session, row.team_id, Role.SPONSOR))
    return Seen(row, pilots.stand(session, row), team, owner, sponsored)


@dataclass(frozen=True)
class Reader:
    """Who reads, on which day of theirs. No roles: they are told, and do nothing here."""

    words: Words
    roles: frozenset[Role]
    today: date


# -- words ---------------------------------------------------------------------------------------------------------


def named(each: Seen) -> dict[str, str]:
    """What names it in a sentence."""
    return {"number": str(each.row.number), "name": each.now.plan["name"]}


def money(words: Words, amount: Decimal | None) -> str:
    """What nobody gave is said to be missing, and is no 0."""
    if amount is None:
        return words.say("pilot.missing")
    return words.say("pilot.money", amount=number_text(amount, words))


def figure(words: Words, written: str) -> str:
    if not written:
        return words.say("pilot.missing")
    value, percent = shown_figure(written)
    return percentage_text(value, words) if percent else number_text(value, words)


def state_text(words: Words, each: Seen, today: date) -> str:
    """`en cours, semaine 5 sur 12`."""
    now = each.now
    if now.state is not PilotState.RUNNING or now.starts_on is None:
        return words.say(f"pilot.state.{now.state}")
    if today < now.starts_on:
        return words.say("pilot.state.before", day=words.full_date(now.starts_on))
    week = min((today - now.starts_on).days // 7 + 1, now.weeks[-1])
    return words.say("pilot.state.week", week=words.number(week), weeks=words.number(now.weeks[-1]))


def owner_name(words: Words, each: Seen) -> str:
    return each.owner.name if each.owner is not None else words.say("pilot.missing")


# -- one -----------------------------------------------------------------------------------------------------------


def card(session: Session, each: Seen, reader: Reader) -> Card:
    """Where it stands, what it is held against, and what may be done."""
    words = reader.words
    blocks: list[Block] = [Facts(_facts(session, each, reader))]
    blocks += _grouped(session, words, each)
    blocks += _checks(words, each)
    blocks += _amendments(words, each)
    blocks += _linked(session, words, each)
    if actions := buttons(each, reader):
        blocks.append(Actions(actions))
    subtitle = text(words, "pilot.subtitle", state=state_text(words, each, reader.today), owner=owner_name(words, each))
    return Card(text(words, "pilot.title", **named(each)), tuple(blocks), subtitle=subtitle)


def _facts(session: Session, each: Seen, reader: Reader) -> tuple[tuple[Text, Cell], ...]:
    words, now, plan = reader.words, each.now, each.now.plan
    share = percentage_text(Decimal(plan["share"]), words)
    found: list[tuple[str, Cell]] = [
        ("audience", text(words, "pilot.audience", audience=plan["audience"], share=share)),
        ("moment", literal(plan["moment"])),
        ("metric", literal(plan["metric"])),
    ]
    found += _dates(session, each, reader)
    if plan.get("stop_rule"):
        found.append(("stop_rule", Said("", plan["stop_rule"])))
    if now.starts_on is not None:
        found.append(("budget", literal(budget_text(words, now))))
    found += _end(session, words, each)
    return tuple((text(words, f"pilot.fact.{key}"), value) for key, value in found)


def _dates(session: Session, each: Seen, reader: Reader) -> list[tuple[str, Cell]]:
    words, row, now = reader.words, each.row, each.now
    if row.starts_on is None or row.ends_on is None:
        return []
    first, last = words.full_date(row.starts_on), words.full_date(row.ends_on)
    weeks = words.listed([words.number(week) for week in now.weeks])
    found: list[tuple[str, Cell]] = [("dates", text(words, "pilot.dates", first=first, last=last))]
    if spanned := pilots.sprints_of(session, row):
        found.append(("sprints", literal(words.listed([sprint.name for sprint in spanned]))))
    next_on = next_day(session, each)
    if now.state is PilotState.RUNNING and next_on is not None:
        asked_on = words.full_date(next_on)
        found.append(("checks", counted(words, "pilot.checks_next", len(now.weeks), weeks=weeks, day=asked_on)))
    else:
        found.append(("checks", counted(words, "pilot.checks", len(now.weeks), weeks=weeks)))
    return found


def next_day(session: Session, each: Seen) -> date | None:
    """The day on which it next asks or tells something by itself."""
    since = each.row.starts_on or each.row.created_at.date()
    found = coming(each.now, sprints.team_pattern(session, each.team, since))
    return local_day(found.at, each.team.zone()) if found is not None else None


def budget_text(words: Words, now: Standing) -> str:
    """`prévu 10 000 €, à risque 4 000 €, dépensé 2 500 € (25 %)`."""
    spent = money(words, now.spent)
    if now.budget and now.spent is not None:
        share = percentage_text((now.spent * 100 / now.budget).quantize(Decimal(1)), words)
        spent = words.say("pilot.spent_share", spent=spent, share=share)
    return words.say("pilot.budget", budget=money(words, now.budget), at_risk=money(words, now.at_risk), spent=spent)


def _end(session: Session, words: Words, each: Seen) -> list[tuple[str, Cell]]:
    """What was decided, why, and what became of it."""
    now, found = each.now, list[tuple[str, Cell]]()
    if now.decided is not None:
        by = session.get(Person, now.decided.person) if now.decided.person else None
        day = words.full_date(local_day(now.decided.at, each.team.zone()))
        who = by.name if by is not None else words.say("pilot.missing")
        said = words.say(f"pilot.decided.{now.decided.kind}", who=who, day=day)
        found += [("decided", literal(said)), ("reason", Said("", now.decided.data["reason"]))]
    if now.rolled_out_on is not None:
        found.append(("rolled_out", literal(words.full_date(now.rolled_out_on))))
    if now.automated_on is not None:
        found += [
            ("automated", literal(words.full_date(now.automated_on))),
            ("process", literal(now.process)),
            ("yield", literal(yield_text(words, each))),
        ]
    return found


def yield_text(words: Words, each: Seen) -> str:
    """`1 200 € pour 12 semaines, dit le 24 mai 2027`; missing where nobody ever gave one."""
    known = [said for said in each.now.yields if said.gain is not None]
    if not known:
        return words.say("pilot.missing")
    day = words.calendar_date(local_day(known[-1].at, each.team.zone()))
    later = len(each.now.yields) and each.now.yields[-1].gain is None
    key = "pilot.yield_then" if later else "pilot.yield"
    return words.say(key, gain=money(words, known[-1].gain), day=day)


# -- its checkpoints -----------------------------------------------------------------------------------------------


def _checks(words: Words, each: Seen) -> list[Block]:
    rows = [_check_row(words, each, week) for week in each.now.weeks if week in each.now.asked]
    if not rows:
        return []
    head = tuple(text(words, f"pilot.head.{column}") for column in ("week", "exposed", "rest", "light"))
    return [Table(head, tuple(rows))]


def _check_row(words: Words, each: Seen, week: int) -> Row:
    said = each.now.checked.get(week)
    at = literal(words.number(week))
    if said is None:
        return Row((at, text(words, "pilot.missing"), text(words, "pilot.missing"), text(words, "pilot.missing")))
    cells = (at, literal(figure(words, said.exposed)), literal(figure(words, said.rest)), light_text(words, said))
    return Row(cells, literal(said.note) if said.note else None)


def light_text(words: Words, said: Checked) -> Text:
    """The light, and whether the data comes back where that was asked."""
    if said.comes_back is None:
        return text(words, f"pilot.light.{said.light}")
    comes_back = words.say(f"pilot.comes_back.{said.comes_back}")
    return text(words, "pilot.light_data", light=words.say(f"pilot.light.{said.light}"), data=comes_back)


def _amendments(words: Words, each: Seen) -> list[Block]:
    """What changed since it started: its day, and why."""
    days = [words.full_date(local_day(step.at, each.team.zone())) for step in each.now.amendments]
    said = zip(days, each.now.amendments, strict=True)
    lines = tuple(Row((text(words, "pilot.amended", day=day), Said("", step.data["reason"]))) for day, step in said)
    return [Table((), lines)] if lines else []


# -- its hypotheses ------------------------------------------------------------------------------------------------


def _grouped(session: Session, words: Words, each: Seen) -> list[Block]:
    rows = hypotheses.in_pilot(session, each.row.ref)
    lines = tuple(Row((_hypothesis(session, words, row),)) for row in rows)
    return [text(words, "pilot.hypotheses"), Table((), lines)] if lines else []


def _hypothesis(session: Session, words: Words, row: Hypothesis) -> Text:
    state = hypothesis_report.state_text(words, hypothesis_report.scene(session, row))
    return text(words, "pilot.hypothesis", number=str(row.number), text=row.text, state=state)


# -- what goes with it ---------------------------------------------------------------------------------------------


def _linked(session: Session, words: Words, each: Seen) -> list[Block]:
    before, later = pilots.improved(session, each.row), pilots.improvements(session, each.row)
    found = [text(words, "pilot.improved_by", number=str(after.number), name=after.name) for after in later]
    if before is not None:
        found.insert(0, text(words, "pilot.improves", number=str(before.number), name=before.name))
    return [Note(line) for line in found]


def check_button(words: Words, each: Seen, week: int, style: Style = Style.MAIN) -> Button:
    label = words.say("pilot.check.label", week=words.number(week))
    return Button("pilot.check", f"{each.row.ref}:{week}", label, style)


def act_button(words: Words, each: Seen, act: Act, style: Style = Style.PLAIN) -> Button:
    return Button(f"pilot.{act}", each.row.ref, words.say(f"pilot.{act}.label"), style)


def buttons(each: Seen, reader: Reader) -> tuple[Button | Menu, ...]:
    """The likely answers, and the rest behind "Other…"."""
    words, found = reader.words, acts.offered(each.now, reader.roles, sponsored=each.sponsored)
    first: list[Button] = []
    if each.now.open_weeks and acts.may(Act.CHECK, each.now) and holds(reader.roles, Right.HYPOTHESIS_EDIT):
        first.append(check_button(words, each, each.now.open_weeks[0]))
    rest = [act_button(words, each, act) for act in found]
    room = len(acts.DECIDING) if set(found) & acts.DECIDING else _SHOWN
    first, rest = [*first, *rest[: room - len(first)]], rest[room - len(first) :]
    menu = (Menu(words.say("request.others.label"), tuple(rest)),) if rest else ()
    return (*first, *menu)


def show_button(words: Words, each: Seen) -> Button:
    return Button("pilot.show", each.row.ref, words.say("pilot.show.label"))


def done_card(session: Session, each: Seen, kind: Happened, reader: Reader) -> Card:
    """What was kept, and what comes next."""
    words = reader.words
    return Card(
        text(words, f"pilot.done.{kind}", **named(each)),
        (next_text(session, each, reader), Actions((*_next_button(each, reader), show_button(words, each)))),
    )


# The button the sentence about what comes next names.
_NEXT = {PilotState.PLANNED: Act.START, PilotState.SCALED: Act.ROLL_OUT, PilotState.ROLLED_OUT: Act.AUTOMATE}


def _next_button(each: Seen, reader: Reader) -> tuple[Button, ...]:
    act = _NEXT.get(each.now.state)
    if act is None or act not in acts.offered(each.now, reader.roles, sponsored=each.sponsored):
        return ()
    return (act_button(reader.words, each, act, Style.MAIN),)


def next_text(session: Session, each: Seen, reader: Reader) -> Text:
    words, state, next_on = reader.words, each.now.state, next_day(session, each)
    if next_on is not None:
        return text(words, f"pilot.next_on.{state}", day=words.full_date(next_on))
    if state is PilotState.AT_END and not each.sponsored:
        return text(words, "pilot.next.no_sponsor")
    return text(words, f"pilot.next.{state}")
