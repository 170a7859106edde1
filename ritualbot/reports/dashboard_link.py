"""What whoever makes a link to a dashboard sees of it: the address, how long it lasts, how it is taken back."""

from datetime import datetime

from sqlmodel import Session

from ritualbot.chat.cards import Actions, Block, Button, Card, Chart, Link, Note
from ritualbot.i18n import Words
from ritualbot.reports.dashboard_kpi import kpi
from ritualbot.reports.wording import counted, text
from ritualbot.rituals.calendar import local_day
from ritualbot.store import charter as charters
from ritualbot.store.dashboard_link import LASTS
from ritualbot.store.team import Team
from ritualbot.store.team_roster import id_of


def not_offered_card(words: Words) -> Card:
    return Card(text(words, "dashboard.link.not_here"), (text(words, "request.outside.not_here_next"),))


def made_card(session: Session, words: Words, team: Team, url: str, lasting: tuple[int, int], now: datetime) -> Card:
    """`lasting`: how many links to this team are one's own, and how many are others' and may be taken back as well."""
    mine, others = lasting
    until = words.day(local_day(now + LASTS, team.zone()))
    buttons: list[Button | Link] = [
        Link(url, words.say("dashboard.link.open")),
        Button("dashboard.revoke", team.ref, words.say("dashboard.revoke.label")),
    ]
    if others:
        buttons.append(Button("dashboard.revoke_all", team.ref, words.say("dashboard.revoke_all.label")))
    notes: tuple[Block, ...] = (Note(text(words, "dashboard.link.personal")),)
    if mine > 1:
        notes += (Note(counted(words, "dashboard.link.mine", mine)),)
    title = text(words, "dashboard.link.made", team=team.name)
    next_ = text(words, "dashboard.link.until", day=until)
    return Card(title, (next_, *_picture(session, words, team, now), Actions(tuple(buttons)), *notes))


def _picture(session: Session, words: Words, team: Team, now: datetime) -> tuple[Block, ...]:
    """The chart the page begins with, from the same description."""
    found = kpi(session, words, charters.read(session, id_of(team)), local_day(now, team.zone()))
    return (Chart(found.chart, found.alt),) if found.chart else ()


def revoked_card(words: Words, team: Team, ended: int) -> Card:
    if not ended:
        return Card(text(words, "dashboard.link.none", team=team.name))
    return Card(counted(words, "dashboard.link.revoked", ended, team=team.name), (text(words, "dashboard.link.again"),))
