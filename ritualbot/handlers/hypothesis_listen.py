"""A hypothesis rests on what was heard from those it addresses; else it says why not, and shows that."""

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply
from ritualbot.handlers.context import Context
from ritualbot.handlers.hypothesis_step import advance, done, ready, take
from ritualbot.reports import hypothesis_listen as report
from ritualbot.rituals import hypothesis_listen as rules
from ritualbot.rituals.hypothesis import is_ready
from ritualbot.rituals.hypothesis_act import Act
from ritualbot.rituals.hypothesis_history import Happened, Piece
from ritualbot.rituals.hypothesis_listen import Listening
from ritualbot.store import hypothesis_listen as listens
from ritualbot.store.team_roster import id_of


def listen(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.LISTEN, event.ref)
    known = listens.recent(context.session, each.row.team_id)
    return OpenForm(report.listen_form(context.words, each.row.ref, each.name, each.now, known))


def save_listen(context: Context, event: FormSubmitted) -> Reply:
    """It may be ready by this; where nobody was listened to before, the mark turns."""
    each = ready(context, Act.LISTEN, event.ref)
    known = {row.ref for row in listens.recent(context.session, each.row.team_id)} | {each.now.entry}
    said = rules.parse(event.values, known, context.words.language, context.today())
    entry = said.entry or _added(context, each.row.team_id, said)
    data = {"entry": entry, Piece.WHOM.value: said.whom.value, Piece.UPSTREAM.value: said.upstream}
    after = take(context, each, Happened.LISTENED, data)
    came = is_ready(after.now)
    return done(context, advance(context, after, came), "listened_ready" if came else "listened")


def _added(context: Context, team_id: int, said: Listening) -> str:
    assert said.heard is not None
    return listens.add(context.session, team_id, id_of(context.person), said.heard, context.now).ref


def skip(context: Context, event: ButtonPressed) -> Reply:
    each = ready(context, Act.SKIP_LISTENING, event.ref)
    return OpenForm(report.skip_form(context.words, each.row.ref, each.name, each.now))


def save_skip(context: Context, event: FormSubmitted) -> Reply:
    each = ready(context, Act.SKIP_LISTENING, event.ref)
    whom, reason = rules.parse_skip(event.values)
    after = take(context, each, Happened.NOT_LISTENED, {"text": reason, Piece.WHOM.value: whom.value})
    return done(context, advance(context, after, is_ready(after.now)), "not_listened")
