"""What people do with a team's charter: look at it, fill in one missing piece after the other."""

from collections.abc import Callable, Mapping

from ritualbot.chat.events import ButtonPressed, FormSubmitted
from ritualbot.chat.replies import OpenForm, Reply, Say
from ritualbot.chat.text import Text
from ritualbot.errors import RuleBroken
from ritualbot.handlers.context import Context
from ritualbot.reports import charter as report, kpi as kpi_report
from ritualbot.rituals import inputs, permissions
from ritualbot.rituals.charter import LINE_LIMIT, TEXT_LIMIT, UNIT_LIMIT, Piece, lines, measure, missing, share
from ritualbot.rituals.inputs import name_key
from ritualbot.rituals.permissions import Right, Role
from ritualbot.store import audit, charter as charters, digest_plan, kpi as kpis, team as teams, team_roster as roster
from ritualbot.store.audit import Action
from ritualbot.store.charter import Charter
from ritualbot.store.team import Person


def show(context: Context, event: ButtonPressed) -> Reply:
    reader = report.Reader(context.person, context.this_team(), context.roles)
    return Say(report.charter_card(context.session, context.words, reader, context.now))


def ask(context: Context, event: ButtonPressed) -> Reply:
    """The form of the piece the action names."""
    piece = Piece(event.action.partition(".")[2])
    users = teams.users(context.session, roster.id_of(context.workspace))
    return OpenForm(report.piece_form(context.words, report.scene(context.session, context.this_team()), piece, users))


def save(context: Context, event: FormSubmitted) -> Reply:
    """Keeps the piece the action names. Raises RuleBroken at the field, NotAllowed to appoint a scrum master."""
    piece = Piece(event.action.partition(".save_")[2])
    team, session = context.this_team(), context.session
    charter = charters.of_team(session, roster.id_of(team))
    _KEEP.get(piece, _keep_text)(context, charter, event.values, piece)
    charter.changed_at = context.now
    session.flush()
    if piece in (Piece.SPONSOR, Piece.LEADS):
        digest_plan.expect_team(session, team, context.now)
    actor = context.person.ref
    audit.record(
        session, team.tenant_id, context.now, actor=actor, action=Action(f"team.charter_{piece}"), object=team.ref
    )
    lacking = missing(report.scene(session, team).filled())
    return Say(report.saved_card(context.words, team, piece, lacking, _follows(context, charter, piece)))


def _follows(context: Context, charter: Charter, piece: Piece) -> tuple[Text, ...]:
    """Of an indicator: from now on somebody is asked for its value."""
    if piece is not Piece.KPI:
        return ()
    kpis.expect(context.session, charter, context.this_team(), context.now)
    return kpi_report.asked_of(context.session, context.words, context.this_team(), context.now)


def _keep_text(context: Context, charter: Charter, values: Mapping[str, str], piece: Piece) -> None:
    typed = values.get(piece, "")
    if piece is Piece.AGENCIES:
        charter.agencies = lines(typed, piece)
        return
    limit = TEXT_LIMIT if piece is Piece.OBJECTIVE else LINE_LIMIT
    setattr(charter, piece, inputs.require_text(typed.strip(), field=piece, limit=limit, required=True))


def _keep_kpi(context: Context, charter: Charter, values: Mapping[str, str], piece: Piece) -> None:
    language = context.words.language
    name = _text(values, "kpi", inputs.NAME_LIMIT)
    if not name:
        raise RuleBroken("input.empty", field="kpi", typed="")
    target = measure(values.get("target", ""), language, "target")
    if not target:
        raise RuleBroken("input.empty", field="target", typed="")
    owner = _picked(context, values, "owner")
    charter.kpi, charter.kpi_unit, charter.kpi_target = name, _text(values, "unit", UNIT_LIMIT), target
    charter.kpi_baseline = measure(values.get("baseline", ""), language, "baseline")
    charter.kpi_source = _text(values, "source", LINE_LIMIT)
    charter.kpi_owner_id = owner.id if owner else None


def _keep_sponsor(context: Context, charter: Charter, values: Mapping[str, str], piece: Piece) -> None:
    sponsor = _picked(context, values, "sponsor")
    if sponsor is None:
        raise RuleBroken("input.empty", field="sponsor", typed="")
    _hand_over(context, charter, Role.SPONSOR, sponsor)


def _keep_leads(context: Context, charter: Charter, values: Mapping[str, str], piece: Piece) -> None:
    """Only a scrum master or an admin changes who is scrum master; whoever was stays as a member."""
    master, assistant = _picked(context, values, "scrum_master"), _picked(context, values, "assistant")
    before = teams.people_with(context.session, charter.team_id, Role.SCRUM_MASTER)
    if master is None:
        raise RuleBroken("team.no_scrum_master", field="scrum_master")
    if assistant is not None and assistant.id == master.id:
        raise RuleBroken("charter.same_person", field="assistant")
    if [each.id for each in before] != [master.id]:
        permissions.allow(context.roles, Right.TEAM_APPOINT)
        _hand_over(context, charter, Role.SCRUM_MASTER, master)
        for each in (*before, master):
            charters.give_role(context.session, charter.team_id, roster.id_of(each), Role.MEMBER)
    _hand_over(context, charter, Role.ASSISTANT, assistant)


def _hand_over(context: Context, charter: Charter, role: Role, person: Person | None) -> None:
    """The role is this person's and nobody else's."""
    for each in teams.people_with(context.session, charter.team_id, role):
        if person is None or each.id != person.id:
            charters.take_role(context.session, charter.team_id, roster.id_of(each), role)
    if person is not None:
        charters.give_role(context.session, charter.team_id, roster.id_of(person), role)


def _keep_member(context: Context, charter: Charter, values: Mapping[str, str], piece: Piece) -> None:
    person = _picked(context, values, "member")
    members = {each.id for each in charters.members(context.session, context.this_team())}
    if person is None or person.id not in members:
        raise RuleBroken("team.person_unknown", field="member", typed=inputs.echo(values.get("member", "")))
    function = inputs.require_text(
        values.get("function", "").strip(), field="function", limit=inputs.NAME_LIMIT, required=True
    )
    charters.set_share(context.session, charter.team_id, roster.id_of(person), share(values.get("share", "")))
    person.function = " ".join(function.split())


def _keep_desk(context: Context, charter: Charter, values: Mapping[str, str], piece: Piece) -> None:
    name = inputs.team_name(values.get("desk", ""), field="desk")
    acknowledge, answer = (_text(values, field, inputs.NAME_LIMIT) for field in ("acknowledge", "answer"))
    charters.set_desk(context.session, charter.team_id, name, name_key(name), acknowledge, answer)


_KEEP: Mapping[Piece, Callable[[Context, Charter, Mapping[str, str], Piece], None]] = {
    Piece.KPI: _keep_kpi,
    Piece.SPONSOR: _keep_sponsor,
    Piece.LEADS: _keep_leads,
    Piece.MEMBERS: _keep_member,
    Piece.DESKS: _keep_desk,
}


def _text(values: Mapping[str, str], field: str, limit: int) -> str:
    return inputs.require_text(values.get(field, "").strip(), field=field, limit=limit, required=False)


def _picked(context: Context, values: Mapping[str, str], field: str) -> Person | None:
    """The one person picked there. Raises RuleBroken for several, or one nobody knows."""
    users = [user for user in values.get(field, "").split(",") if user]
    if len(users) > 1:
        raise RuleBroken("setup.one_person", field=field)
    found = teams.person_at(context.session, roster.id_of(context.workspace), users[0]) if users else None
    if users and found is None:
        raise RuleBroken("team.person_unknown", field=field, typed=inputs.echo(users[0]))
    return found
