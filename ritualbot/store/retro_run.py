"""How a retro goes on: it begins, its notes come out of their box, are grouped, voted on, and it ends."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from ritualbot.rituals import retro as rules
from ritualbot.rituals.calendar import local_day
from ritualbot.rituals.inputs import fold
from ritualbot.rituals.retro import BoxKind, RetroMode, RetroPhase, Template
from ritualbot.store import alarms, retro as retros, retro_box as boxes, sprint as sprints, team as teams
from ritualbot.store.retro import Retro, RetroAuthor, RetroMove, RetroNote, RetroTopic
from ritualbot.store.sprint import Sprint
from ritualbot.store.team import Person, Team

CALL = "retro.call"  # the alarm of a sprint
_AHEAD = timedelta(days=1)
_WITHOUT_SPRINT = 14  # days


@dataclass(frozen=True)
class Topic:
    """What is voted on, with its notes."""

    row: RetroTopic
    notes: tuple[RetroNote, ...]

    def title(self) -> str:
        return self.row.name or (self.notes[0].text if self.notes else "")


# -- it begins -----------------------------------------------------------------------------------------------------


def people_of(session: Session, team_id: int) -> list[Person]:
    """Whom a retro asks."""
    return teams.people_with(session, team_id, *teams.PARTICIPANTS)


def begin(session: Session, team: Team) -> Retro:
    """The retro that takes the team's notes, made if there is none. It is of the sprint that runs, unless that one
    has had its own. Raises RuleBroken `retro.no_key`."""
    assert team.id is not None
    session.exec(select(Team.id).where(col(Team.id) == team.id).with_for_update()).one()  # numbers are given in a row
    found = retros.taking(session, team.id)
    if found is not None:
        return found
    last = session.exec(select(sa.func.max(col(Retro.number))).where(col(Retro.team_id) == team.id)).one()
    before = retros.latest(session, team.id)
    sprint = sprints.current(session, team.id)
    row = Retro(
        team_id=team.id,
        number=(last or 0) + 1,
        sprint_id=sprint.id if sprint and (before is None or before.sprint_id != sprint.id) else None,
        mode=rules.usual_mode(len(people_of(session, team.id))),
        template=before.template if before else Template.START_STOP,
        columns=before.columns if before else "",
        tells_done=before.tells_done if before else False,
    )
    session.add(row)
    session.flush()
    for kind in (BoxKind.NOTES, BoxKind.BALLOTS):
        boxes.make(session, row, kind)
    return row


def schedule(session: Session, team: Team, sprint: Sprint, now: datetime) -> None:
    """A sprint begins, ends on another day, or has its retro called: that is to be two working days before it ends,
    unless it is past, or done, already."""
    days = (sprint.ends_on - sprint.starts_on).days + 1
    found = rules.usual_dates(sprint.ends_on, days, team.zone(), lambda day: works_on(session, team, day))
    called = retros.of_sprint(session, sprint.id or 0)
    if found.call_at > now and (called is None or called.called_at is None):
        alarms.set(session, CALL, sprint.ref, found.call_at)
    else:
        alarms.clear(session, CALL, sprint.ref)


def follow(session: Session, team: Team, now: datetime) -> None:
    """The call of the retro goes with the sprint that runs."""
    sprint = sprints.current(session, team.id or 0)
    if sprint is not None:
        schedule(session, team, sprint, now)


def works_on(session: Session, team: Team, day: date) -> bool:
    """Whether a team holds its rituals on a day."""
    return sprints.team_pattern(session, team, day).works_on(day)


def plan(session: Session, team: Team, retro: Retro, last_on: date, days: int) -> None:
    """Writes down when each phase begins, counted back from the day the retro ends on."""
    found = rules.usual_dates(last_on, days, team.zone(), lambda day: works_on(session, team, day))
    retro.call_at, retro.group_at, retro.vote_at = found.call_at, found.group_at, found.vote_at
    retro.discuss_at, retro.meets_at, retro.close_at = found.discuss_at, found.meets_at, found.close_at
    retro.minutes = found.minutes
    session.add(retro)


def plan_from_now(session: Session, team: Team, retro: Retro, now: datetime) -> None:
    """The calendar of a retro called by hand: of its sprint while there is time, else over the next working days."""
    sprint = session.get(Sprint, retro.sprint_id) if retro.sprint_id else None
    if sprint is not None:
        plan(session, team, retro, sprint.ends_on, (sprint.ends_on - sprint.starts_on).days + 1)
    if sprint is None or retro.group_at is None or retro.group_at <= now:
        day, left = local_day(now, team.zone()), 2
        while left:
            day += _AHEAD
            left -= works_on(session, team, day)
        plan(session, team, retro, day, _WITHOUT_SPRINT)


def raise_mode(session: Session, retro: Retro, people: int) -> None:
    """Anonymous from now on: what was written so far names nobody any more. Raises RuleBroken `retro.too_few`."""
    rules.check_mode(RetroMode(retro.mode), RetroMode.ANONYMOUS, people)
    if retro.mode == RetroMode.ANONYMOUS:
        return
    opened = [boxes.opened(session, retro, kind) for kind in (BoxKind.NOTES, BoxKind.BALLOTS)]
    retro.mode = RetroMode.ANONYMOUS
    session.add(retro)
    for box in opened:
        boxes.make_anonymous(box)
        box.put_back(session)
    mine = select(RetroNote.id).where(col(RetroNote.retro_id) == retro.id)
    session.connection().execute(delete(RetroAuthor).where(col(RetroAuthor.note_id).in_(mine)))


# -- its notes -----------------------------------------------------------------------------------------------------


def count_notes(session: Session, retro: Retro) -> int:
    """Those that can be read, and those in the box."""
    box = boxes.look(session, retro, BoxKind.NOTES)
    return len(retros.notes(session, retro)) + (len(box.notes) if box else 0)


def reveal(session: Session, retro: Retro) -> None:
    """The box is emptied: all notes, those read before too, are inserted anew and in no order, in one transaction.
    What their rows tell of when and where they were written is that of all others."""
    box = boxes.opened(session, retro, BoxKind.NOTES)
    people = {person.ref: person.id for person in people_of(session, retro.team_id)}
    coming = [(_new_note(session, retro, each), people.get(each["who"])) for each in boxes.take_notes(box)]
    box.put_back(session)
    authors = retros.authors(session, retro)
    standing = [(row, authors.get(row.id or 0)) for row in retros.notes(session, retro)]
    coming += [(RetroNote(**row.model_dump(exclude={"id"})), who) for row, who in standing]
    for row, _ in standing:
        session.connection().execute(delete(RetroAuthor).where(col(RetroAuthor.note_id) == row.id))
        session.delete(row)
    session.flush()
    for row, person_id in boxes.shuffled(coming):
        session.add(row)
        session.flush()
        if person_id is not None and row.id is not None:
            session.add(RetroAuthor(note_id=row.id, person_id=person_id))
    session.flush()


def _new_note(session: Session, retro: Retro, each: Mapping[str, object]) -> RetroNote:
    assert retro.id is not None
    topic = RetroTopic(retro_id=retro.id)
    session.add(topic)
    session.flush()
    assert topic.id is not None
    return RetroNote(retro_id=retro.id, topic_id=topic.id, column=int(str(each["column"])), text=str(each["text"]))


def topics(session: Session, retro: Retro) -> list[Topic]:
    """What there is to vote on: most points first, then most notes."""
    notes: dict[int, list[RetroNote]] = {}
    for note in retros.notes(session, retro):
        notes.setdefault(note.topic_id, []).append(note)
    found = [Topic(row, tuple(notes[row.id])) for row in retros.topic_rows(session, retro) if row.id in notes]
    return sorted(found, key=lambda topic: (-topic.row.points, -len(topic.notes), topic.row.id or 0))


def group(
    session: Session,
    retro: Retro,
    chosen: Sequence[RetroNote],
    into: RetroTopic | None,
    name: str,
    by: int,
    now: datetime,
) -> RetroMove:
    """Puts notes into one topic, a new one where none is given; what was given to a topic follows its last note."""
    assert retro.id is not None
    rows = {row.id: row for row in retros.topic_rows(session, retro)}
    before = {note.ref: rows[note.topic_id].ref for note in chosen}
    if into is None:
        into = RetroTopic(retro_id=retro.id)
        session.add(into)
    into.name = name or into.name
    session.flush()
    assert into.id is not None
    _move(session, retro, {note.ref: into.id for note in chosen})
    move = RetroMove(retro_id=retro.id, person_id=by, at=now, before=json.dumps(before))
    session.add(move)
    session.flush()
    return move


def undo(session: Session, retro: Retro, move: RetroMove) -> None:
    """Each note goes back to where it was."""
    refs = {row.ref: row.id for row in retros.topic_rows(session, retro)}
    before = {note: refs[topic] for note, topic in json.loads(move.before).items()}
    _move(session, retro, {note: topic for note, topic in before.items() if topic is not None})
    move.undone = True
    session.add(move)
    session.flush()


def _move(session: Session, retro: Retro, to: Mapping[str, int]) -> None:
    """Moves notes, by their refs, and says of each topic that is left empty where its notes went."""
    left: dict[int, int] = {}
    notes = retros.notes(session, retro)
    for note in notes:
        if note.ref in to and note.topic_id != to[note.ref]:
            left[note.topic_id] = to[note.ref]
            note.topic_id = to[note.ref]
            session.add(note)
    filled = {note.topic_id for note in notes}
    for row in retros.topic_rows(session, retro):
        if row.id in filled:
            row.into_id = None
        elif row.id in left:
            row.into_id = left[row.id]
        session.add(row)
    session.flush()


def title_of(session: Session, retro: Retro, note: RetroNote) -> str:
    """What the topic of a note is called."""
    found = (topic for topic in topics(session, retro) if topic.row.id == note.topic_id)
    return next((topic.title() for topic in found), "")


def ref_of(session: Session, move: RetroMove) -> str:
    return session.get_one(Retro, move.retro_id).ref


# -- its phases ----------------------------------------------------------------------------------------------------


def move_to(session: Session, retro: Retro, phase: RetroPhase, by: int | None, now: datetime) -> None:
    """Into another phase. Forward out of the writing the notes come out; forward out of the vote it is counted, and
    back into it what was counted is hidden again."""
    before, retro.phase = RetroPhase(retro.phase), phase
    forward = rules.ORDER.index(phase) > rules.ORDER.index(before)
    retro.moves += 1
    session.add(retro)
    if before is RetroPhase.WRITE and forward:
        reveal(session, retro)
    if forward and phase in (RetroPhase.DISCUSS, RetroPhase.CLOSED) and not retro.topics_counted:
        _count(session, retro)
    if phase is RetroPhase.VOTE and not forward:
        _hide(session, retro)
    if phase is RetroPhase.CLOSED:
        _close(session, retro, by, now)
    elif before is RetroPhase.CLOSED:
        retro.closed_at = retro.closed_by = None
        boxes.throw_away(session, retro, BoxKind.WORTH)
    session.flush()


def ends_at(retro: Retro) -> datetime | None:
    """When the phase it is in is over by itself; None where somebody decides."""
    ends = {
        RetroPhase.WRITE: retro.group_at,
        RetroPhase.GROUP: retro.vote_at,
        RetroPhase.VOTE: retro.discuss_at,
        RetroPhase.DISCUSS: retro.close_at,
    }
    return ends.get(RetroPhase(retro.phase))


def has_ballots(session: Session, retro: Retro) -> bool:
    """Not once it was closed: who gave what is gone with its key."""
    return boxes.look(session, retro, BoxKind.BALLOTS) is not None


def into(session: Session, retro: Retro) -> tuple[frozenset[str], dict[str, str]]:
    """The topics that hold notes, and where the points of the others go; all by ref."""
    rows = {row.id: row for row in retros.topic_rows(session, retro)}
    filled = frozenset(rows[note.topic_id].ref for note in retros.notes(session, retro))
    return filled, {row.ref: rows[row.into_id].ref for row in rows.values() if row.into_id is not None}


def _count(session: Session, retro: Retro) -> None:
    box = boxes.look(session, retro, BoxKind.BALLOTS)
    points = rules.tally(list(box.given.values()) if box else [], *into(session, retro))
    for row in retros.topic_rows(session, retro):
        row.points = points.get(row.ref, 0)
        session.add(row)
    retro.topics_counted = True


def _hide(session: Session, retro: Retro) -> None:
    for row in retros.topic_rows(session, retro):
        row.points = 0
        session.add(row)
    retro.topics_counted = False


def _close(session: Session, retro: Retro, by: int | None, now: datetime) -> None:
    """The keys of notes and ballots are thrown away, and who grouped what; a new box takes what the time was worth."""
    retro.closed_at, retro.closed_by = now, by
    boxes.throw_away(session, retro, BoxKind.NOTES, BoxKind.BALLOTS)
    session.connection().execute(delete(RetroMove).where(col(RetroMove.retro_id) == retro.id))
    if retro.worth_count is None:
        boxes.make(session, retro, BoxKind.WORTH)


def count_worth(session: Session, retro: Retro) -> None:
    """What the time was worth, over all who said; what each said is gone with its key."""
    box = boxes.look(session, retro, BoxKind.WORTH)
    if box is None:
        return
    retro.worth_count, retro.worth_sum = rules.worth(list(box.given.values()))
    session.add(retro)
    boxes.throw_away(session, retro, BoxKind.WORTH)


# -- past ones -----------------------------------------------------------------------------------------------------


def search(session: Session, team_id: int, typed: str) -> list[tuple[Retro, list[Topic]]]:
    """A team's closed retros, the newest first, each with what was voted on; with words, only the topics that hold
    them, whatever their case and accents. Notes count while they are kept."""
    wanted = fold(typed)
    found = []
    for retro in reversed(retros.closed_in(session, team_id)):
        kept = [topic for topic in _kept(session, retro) if wanted in fold(_words_of(topic))]
        if kept or not wanted:
            found.append((retro, kept))
    return found


def _kept(session: Session, retro: Retro) -> list[Topic]:
    """Its topics; without their notes once these are erased."""
    notes: dict[int, list[RetroNote]] = {}
    for note in retros.notes(session, retro):
        notes.setdefault(note.topic_id, []).append(note)
    said = (row for row in retros.topic_rows(session, retro) if row.into_id is None)
    found = (Topic(row, tuple(notes.get(row.id or 0, ()))) for row in said)
    kept = (topic for topic in found if topic.title() or topic.row.points)
    return sorted(kept, key=lambda topic: -topic.row.points)


def _words_of(topic: Topic) -> str:
    return " ".join((topic.row.name, *(note.text for note in topic.notes)))
