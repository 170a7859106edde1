"""What people do in a retro: write, group, vote, make actions, say what it was worth; and how it is run."""

from collections.abc import Mapping

from ritualbot.chat.events import ButtonPressed, CommandTyped, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.errors import Absent, NotAllowed, RuleBroken
from ritualbot.handlers import retro_day as day
from ritualbot.handlers.context import Context
from ritualbot.reports import retro as report, retro_own as own
from ritualbot.reports.retro import Scene
from ritualbot.rituals import permissions, retro as rules
from ritualbot.rituals.inputs import clean_text
from ritualbot.rituals.permissions import Right
from ritualbot.rituals.retro import BoxKind, RetroMode, RetroPhase
from ritualbot.store import retro as retros, retro_box as boxes, retro_run as runs
from ritualbot.store.engine import new_ref
from ritualbot.store.retro import Retro
from ritualbot.store.team import PARTICIPANTS


def allow_own(context: Context) -> None:
    """A guest takes part where invited, and is invited to no retro yet. Raises NotAllowed."""
    permissions.allow(context.roles, Right.RETRO_ADD, own=context.has(*PARTICIPANTS))


def in_phase(context: Context, ref: str, *phases: RetroPhase) -> Retro:
    """The retro, locked. Raises RuleBroken `retro.not_now` in any other phase."""
    allow_own(context)
    retro = retros.by_ref(context.session, boxes.retro_ref(ref))
    if retro is None:
        raise Absent("permission.absent")
    if RetroPhase(retro.phase) not in phases:
        phase = context.words.say(f"retro.phase.{retro.phase}")
        raise RuleBroken("retro.not_now", number=str(retro.number), phase=phase)
    return retro


def seen_of(context: Context, retro: Retro) -> Scene:
    return report.scene(context.session, retro, context.now)


# -- where it stands -----------------------------------------------------------------------------------------------


def show(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/retro`: where it stands and what comes next."""
    allow_own(context)
    team = context.this_team()
    retro = retros.under_way(context.session, team.id or 0)
    if retro is None:
        return Say(own.none_card(context.words, own.latest(context.session, team)))
    return _shown(context, retro)


def look(context: Context, event: ButtonPressed) -> Reply:
    """[Where are we?] of one retro."""
    return _shown(context, in_phase(context, event.ref, *RetroPhase))


def _shown(context: Context, retro: Retro) -> Reply:
    done = _done_line(context, retro)
    zone = context.person.zone()
    seen = seen_of(context, retro)
    return Say(own.state_card(context.session, context.words, seen, context.roles, zone, context.now, done))


def _done_line(context: Context, retro: Retro) -> str:
    """C7: by name in a named retro, as a number in an anonymous one."""
    kind = {RetroPhase.WRITE: BoxKind.NOTES, RetroPhase.VOTE: BoxKind.BALLOTS}.get(RetroPhase(retro.phase))
    box = boxes.look(context.session, retro, kind) if kind and retro.tells_done else None
    if box is None or not box.done:
        return ""
    if retro.mode == RetroMode.ANONYMOUS:
        return context.words.count("retro.done.count", len(box.done))
    people = {person.ref: person.name for person in runs.people_of(context.session, retro.team_id)}
    names = context.words.listed([people[ref] for ref in box.done if ref in people])
    return context.words.say("retro.done.names", names=names)


def list(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """C10: what earlier retros were about; with words behind the command, those that hold them."""
    allow_own(context)
    team = context.this_team()
    typed = " ".join(event.text.split()) if isinstance(event, CommandTyped) else ""
    found = runs.search(context.session, team.id or 0, typed)
    return Say(own.list_card(context.words, team, found, typed))


# -- writing -------------------------------------------------------------------------------------------------------


def add(context: Context, event: CommandTyped | ButtonPressed) -> Reply:
    """`/retro add TEXT`, all sprint long: the first note makes the retro. Without a text, the form."""
    allow_own(context)
    if isinstance(event, ButtonPressed) and event.ref:
        raise Absent("permission.absent")
    retro = runs.begin(context.session, context.this_team())
    seen = seen_of(context, retro)
    text = clean_text(event.text) if isinstance(event, CommandTyped) else ""
    if not text.strip():
        return OpenForm(own.write_form(context.words, seen))
    assert isinstance(event, CommandTyped)
    if event.stands and retro.mode == RetroMode.ANONYMOUS:
        return Say(own.not_here_card(context.words, seen))
    _put(context, retro, new_ref(), *rules.with_column(text, report.column_titles(context.words, retro)))
    return _noted(context, retro)


def _noted(context: Context, retro: Retro) -> Reply:
    on = retros.under_way(context.session, retro.team_id)
    late = own.late_notes(context.words, on) if on is not None and on.id != retro.id else ()
    return Say(own.noted_card(context.words, seen_of(context, retro), context.person.zone(), late))


def write(context: Context, event: ButtonPressed) -> Reply:
    """[Write a note]: where the writing is over, for the next retro."""
    allow_own(context)
    retro = retros.by_ref(context.session, event.ref)
    if retro is None or retro.phase != RetroPhase.WRITE:
        retro = runs.begin(context.session, context.this_team())
    return OpenForm(own.write_form(context.words, seen_of(context, retro)))


def save_note(context: Context, event: FormSubmitted) -> Reply:
    """The form's own id is the note's: sent twice it is one. Sent after the writing it waits for the next retro."""
    allow_own(context)
    retro = retros.by_ref(context.session, boxes.retro_ref(event.ref))
    note = event.ref.partition(".")[2]
    if retro is None or not note:
        raise Absent("permission.absent")
    if retro.phase != RetroPhase.WRITE:
        retro = runs.begin(context.session, context.this_team())
    _put(context, retro, note, _column(event.values), event.values.get("text", ""))
    return _noted(context, retro)


def _column(values: Mapping[str, str]) -> int:
    typed = values.get("column", "")
    return int(typed) if typed in {str(at) for at in range(rules.MOST_COLUMNS)} else 0


def _put(context: Context, retro: Retro, note: str, column: int, typed: str) -> None:
    text = rules.note_text(typed)
    box = boxes.opened(context.session, retro, BoxKind.NOTES)
    boxes.put_note(box, context.person, note, column, text)
    box.put_back(context.session)


def mine(context: Context, event: ButtonPressed) -> Reply:
    """One's own notes, while they are hidden: in a form, which no message keeps."""
    retro = in_phase(context, event.ref, RetroPhase.WRITE)
    box = boxes.opened(context.session, retro, BoxKind.NOTES)
    notes = boxes.own_notes(box, context.person)
    if not notes:
        return OpenForm(own.write_form(context.words, seen_of(context, retro)))
    return OpenForm(own.mine_form(context.words, seen_of(context, retro), notes))


def save_mine(context: Context, event: FormSubmitted) -> Reply:
    """What is empty is taken out; what the form does not hold stays."""
    retro = in_phase(context, event.ref, RetroPhase.WRITE)
    box = boxes.opened(context.session, retro, BoxKind.NOTES)
    if event.values.keys() - boxes.own_notes(box, context.person).keys():
        raise RuleBroken("input.form_changed")
    for note, each in boxes.own_notes(box, context.person).items():
        typed = event.values.get(note, each["text"])
        if typed.strip():
            each["text"] = rules.note_text(typed)
        else:
            del box.notes[note]
    box.put_back(context.session)
    number = len(boxes.own_notes(box, context.person))
    return Say(own.changed_card(context.words, seen_of(context, retro), number))


def done(context: Context, event: ButtonPressed) -> Reply:
    """[I am done]: told by name only where notes are."""
    retro = in_phase(context, event.ref, RetroPhase.WRITE, RetroPhase.VOTE)
    kind = BoxKind.NOTES if retro.phase == RetroPhase.WRITE else BoxKind.BALLOTS
    box = boxes.opened(context.session, retro, kind)
    who = box.who(context.person)
    if who not in box.done:
        box.done.append(who)
        box.put_back(context.session)
    return Say(own.answer_card(context.words, seen_of(context, retro), "retro.done.noted"))


# -- grouping ------------------------------------------------------------------------------------------------------


def group(context: Context, event: ButtonPressed) -> Reply:
    retro = in_phase(context, event.ref, RetroPhase.GROUP, RetroPhase.VOTE)
    seen = seen_of(context, retro)
    if len(seen.notes()) < 2:
        raise RuleBroken("retro.nothing_to_group")
    return OpenForm(own.group_form(context.words, seen))


def save_group(context: Context, event: FormSubmitted) -> Reply:
    """Notes chosen, and where they go: a group there is, or a new one."""
    retro = in_phase(context, event.ref, RetroPhase.GROUP, RetroPhase.VOTE)
    refs = {ref for ref in event.values.get("notes", "").split(",") if ref}
    chosen = [note for note in retros.notes(context.session, retro) if note.ref in refs]
    rows = {row.ref: row for row in retros.topic_rows(context.session, retro)}
    name, into = rules.topic_name(event.values.get("name", "")), event.values.get("into", "")
    if not chosen or len(chosen) < len(refs) or (into and into not in rows):
        raise RuleBroken("retro.choose_notes", field="notes")
    assert context.person.id is not None
    move = runs.group(context.session, retro, chosen, rows.get(into), name, context.person.id, context.now)
    day.post_phase(context, retro, move.ref)
    title = runs.title_of(context.session, retro, chosen[0])
    return Say(own.grouped_card(context.words, move, title, len(chosen), context.person.zone()))


def ungroup(context: Context, event: ButtonPressed) -> Reply:
    """Takes back one's own last grouping, for ten minutes and while no other followed."""
    done = retros.move_by_ref(context.session, event.ref)
    if done is None:
        raise Absent("permission.absent")
    if done.person_id != context.person.id:
        raise NotAllowed("permission.own_only")
    retro = in_phase(context, runs.ref_of(context.session, done), RetroPhase.GROUP, RetroPhase.VOTE)
    if not done.undone:
        last = retros.last_move(context.session, retro)
        if last is None or last.id != done.id:
            raise RuleBroken("retro.ungroup.passed")
        if context.now - done.at > rules.UNDO_WITHIN:
            raise RuleBroken("retro.ungroup.late")
        runs.undo(context.session, retro, done)
        day.post_phase(context, retro, f"{done.ref}:undone")
    return Say(own.answer_card(context.words, seen_of(context, retro), "retro.ungrouped"))


# -- voting --------------------------------------------------------------------------------------------------------


def vote(context: Context, event: ButtonPressed) -> Reply:
    retro = in_phase(context, event.ref, RetroPhase.VOTE)
    seen = seen_of(context, retro)
    if not seen.topics:
        raise RuleBroken("retro.nothing_to_vote")
    box = boxes.opened(context.session, retro, BoxKind.BALLOTS)
    given = rules.ballot_now(box.given.get(box.who(context.person), {}), *runs.into(context.session, retro))
    return OpenForm(own.vote_form(context.words, seen, given))


def save_vote(context: Context, event: FormSubmitted) -> Reply:
    """One's whole ballot, in place of the one before; nobody reads it while the vote goes on, and nobody whose."""
    retro = in_phase(context, event.ref, RetroPhase.VOTE)
    seen = seen_of(context, retro)
    if event.values.keys() - {row.ref for row in retros.topic_rows(context.session, retro)}:
        raise RuleBroken("input.form_changed")
    ballot = rules.ballot(event.values)
    rules.check_ballot(ballot, seen.budget(), retro.most_per_topic)
    box = boxes.opened(context.session, retro, BoxKind.BALLOTS)
    box.given[box.who(context.person)] = ballot
    box.put_back(context.session)
    return Say(own.voted_card(context.words, seen, sum(ballot.values()), context.person.zone()))


def mark(context: Context, event: ButtonPressed) -> Reply:
    """C11: what the time was worth, from 1 to 5; the last one counts, and nobody knows whose it is."""
    retro = in_phase(context, event.ref, RetroPhase.CLOSED)
    given = event.ref.partition(".")[2]
    if given not in {str(each) for each in rules.WORTH}:
        raise Absent("permission.absent")
    if retro.worth_count is not None:
        raise RuleBroken("retro.worth.over", number=str(retro.number))
    box = boxes.opened(context.session, retro, BoxKind.WORTH)
    box.given[box.who(context.person)] = int(given)
    box.put_back(context.session)
    return Say(own.answer_card(context.words, seen_of(context, retro), "retro.worth.noted"))
