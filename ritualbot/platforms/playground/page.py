"""What the page shows, made from one `Day`: the clock bar, people and places, the head, what comes next."""

import base64
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from ritualbot.chat.cards import Card, Chart, File
from ritualbot.i18n import LANGUAGES, Words
from ritualbot.platforms.playground.play import Actor, CommandHelp, Day, Moment
from ritualbot.platforms.playground.render import Reader

FILE = "/play/file"
HOME = "~home"  # the address of the own page of whoever is played: no conversation is called that
FIRST_HOUR, LAST_HOUR = 8, 19  # of the ruler, unless something happens outside
TRIED = 4  # commands offered where nothing has happened yet


@dataclass(frozen=True)
class Asked:
    """What the address says. `since`: above which message the unread line stands; None: at the first."""

    place: str = ""  # a conversation, HOME, or empty for the whole day
    language: str = ""
    since: str | None = None


@dataclass(frozen=True)
class Face:
    """Someone one can play, as drawn. `small` is under the name, `tells` says it all, first what is seen."""

    actor: Actor
    small: str
    tells: str
    played: bool


@dataclass(frozen=True)
class Tick:
    """A place on the ruler, in percent. `odd` hours lose their figure where room is short."""

    x: float
    label: str = ""
    odd: bool = False
    past: bool = False


@dataclass(frozen=True)
class Ruler:
    hours: tuple[Tick, ...]
    moments: tuple[Tick, ...]
    now: float
    tells: str


@dataclass(frozen=True)
class NextDay:
    label: str
    moments: tuple[Moment, ...]


class Look:
    """A day as one reader looks at it: times in their zone, addresses that keep the state."""

    def __init__(
        self,
        day: Day,
        direct: str,
        commands: tuple[CommandHelp, ...],
        asked: Asked,
        previews: tuple[str, ...] = (),
        drawn: Callable[[Chart], str] = lambda _chart: "",
        home: Card | None = None,
    ) -> None:
        self.day, self.direct, self.asked, self.commands, self.previews = day, direct, asked, commands, previews
        self._drawn, self.home, self.home_place = drawn, home, HOME
        self.words = Words(asked.language)
        self.zone = ZoneInfo(day.actor.zone)
        self.names = {actor.user: actor.name for actor in day.actors}
        self.languages = {actor.user: actor.language for actor in day.actors}
        self.today = day.now.astimezone(self.zone).date()
        self.channel = next((each for each in day.channels if each.conversation == asked.place), None)

    def reader(self) -> Reader:
        shared = {"look": self, "day": self.day, "languages": LANGUAGES}
        return Reader(self.words, self.place_url, self.file_url, self.picture_url, shared)

    def url(self, user: str, place: str) -> str:
        return address(user, place, self.words.language)

    def place_url(self, conversation: str) -> str:
        return self.url(self.day.actor.user, conversation)

    def file_url(self, file: File) -> str:
        """Where the page gives a file that stands in a message its reader sees."""
        named = {"as": self.day.actor.user, "report": file.report, "ref": file.ref, "key": file.key}
        return f"{FILE}?{urlencode(named)}"

    def picture_url(self, chart: Chart) -> str:
        """The picture itself: an SVG in an image runs no script and asks for nothing."""
        svg = self._drawn(chart)
        return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" if svg else ""

    # Time

    def time(self, moment: datetime) -> str:
        return self.words.at(moment, self.zone)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def today_label(self) -> str:
        return self.words.full_date(self.today)

    def go_label(self) -> str:
        """Where the filled button pushes the clock: to the next moment, if there is one."""
        if not self.day.moments:
            return ""
        return self.go(self.day.moments[0].at)

    def go(self, at: datetime) -> str:
        """What a button says that pushes the clock to a moment."""
        day = self.local(at).date()
        if day == self.today:
            return self.words.say("playground.go", time=self.time(at))
        return self.words.say("playground.go_on", day=self.words.short_weekday(day), time=self.time(at))

    def ruler(self) -> Ruler:
        past = [self._minute(at) for at in self.day.past if self.local(at).date() == self.today]
        coming = [self._minute(m.at) for m in self.day.moments if self.local(m.at).date() == self.today]
        now = self._minute(self.day.now)
        first = min(FIRST_HOUR, *(minute // 60 for minute in (now, *past, *coming)))
        last = max(LAST_HOUR, *(-(-minute // 60) for minute in (now, *past, *coming)))

        def place(minute: int) -> float:
            return round((minute - first * 60) / (last - first) / 60 * 100, 2)

        hours = tuple(Tick(place(hour * 60), str(hour), odd=hour % 2 == 1) for hour in range(first, last + 1))
        moments = [*(Tick(place(m), past=True) for m in past), *(Tick(place(m)) for m in coming)]
        tells = self.words.say("playground.ruler", first=f"{first}:00", last=f"{last}:00")
        return Ruler(hours, tuple(moments), place(now), tells + self._told(past, coming))

    def _minute(self, moment: datetime) -> int:
        local = self.local(moment)
        return local.hour * 60 + local.minute

    def _told(self, past: list[int], coming: list[int]) -> str:
        told = ""
        if past:
            told += " " + self.words.say("playground.ruler.past", times=_hours(past))
        if coming:
            told += " " + self.words.say("playground.ruler.coming", times=_hours(coming))
        return told

    # People and places

    def faces(self, *, outside: bool) -> tuple[Face, ...]:
        return tuple(self._face(actor) for actor in self.day.actors if actor.outside is outside)

    def _face(self, actor: Actor) -> Face:
        clock = self.words.at(self.day.now, ZoneInfo(actor.zone))
        small = actor.away or (clock if actor.zone != self.day.actor.zone else "")
        if not small and actor.outside:
            small = actor.about
        told = [actor.name, small, actor.about, f"{self.words.city(ZoneInfo(actor.zone))} {clock}"]
        if actor.unread:
            told.append(self.words.count("playground.unread", actor.unread))
        tells = ", ".join(dict.fromkeys(part for part in told if part))
        return Face(actor, small, tells, actor.user == self.day.actor.user)

    def where(self) -> str:
        return f"{self.words.city(self.zone)}, {self.time(self.day.now)}"

    def unread(self, conversation: str) -> int:
        return self.day.unread.get(conversation, 0)

    def new(self) -> int:
        """Unread messages where one looks."""
        here = self.asked.place
        return sum(1 for m in self.day.messages if m.unread and (not here or m.conversation == here))

    def heading(self) -> str:
        if self.channel:
            return f"#{self.channel.name}"
        name = self.day.actor.name
        if self.asked.place == HOME:
            return self.words.say("playground.home_of_vowel" if _vowel(name) else "playground.home_of", name=name)
        if self.asked.place:
            return "ritualbot"
        return self.words.say("playground.day_of_vowel" if _vowel(name) else "playground.day_of", name=name)

    def place_name(self) -> str:
        """What the line under the heading says on a phone."""
        if not self.asked.place:
            return self.words.say("playground.whole_day")
        return self.words.say("playground.played_by", name=self.day.actor.name)

    def to(self) -> str:
        """The conversation the composer writes to."""
        return self.direct if self.asked.place in ("", HOME) else self.asked.place

    def title(self) -> str:
        return f"{self.day.team or 'ritualbot'}, {self.today_label()}, {self.time(self.day.now)}"

    def unsolicited(self) -> int:
        """Today, or this week for whoever is counted by the week."""
        first = self.today - timedelta(days=self.today.weekday() % self.day.actor.each_days)
        days = (self.local(message.posted_at).date() for message in self.day.messages if message.unsolicited)
        return sum(first <= day <= self.today for day in days)

    def pips(self) -> list[bool]:
        sent = self.unsolicited()
        return [place < sent for place in range(max(sent, self.day.actor.most))]

    def quota(self) -> str:
        actor = self.day.actor
        number, most = self.words.number(self.unsolicited()), self.words.number(actor.most)
        return self.words.say(
            "playground.quota" if actor.each_days == 1 else "playground.quota_week", n=number, most=most
        )

    # What comes next

    def next_days(self) -> tuple[NextDay, ...]:
        days: dict[date, list[Moment]] = {}
        for moment in self.day.moments:
            days.setdefault(self.local(moment.at).date(), []).append(moment)
        return tuple(NextDay(self.day_label(day), tuple(moments)) for day, moments in days.items())

    def day_label(self, day: date) -> str:
        if day == self.today:
            return self.words.say("playground.today")
        if day == self.today + timedelta(days=1):
            return self.words.say("playground.tomorrow_is", day=self.words.day(day))
        label = self.words.day(day) if day.year == self.today.year else self.words.full_date(day)
        return label[:1].upper() + label[1:]

    def tried(self) -> tuple[CommandHelp, ...]:
        return self.commands[:TRIED]

    def empty_title(self) -> str:
        if self.asked.place:
            return self.words.say("playground.empty.place", place=self.heading())
        if not self.day.team:
            return self.words.say("playground.empty.team")
        return self.words.say("playground.empty.day", name=self.day.actor.name)

    def empty_text(self) -> str:
        if not self.day.team:
            return self.words.say("playground.empty.start")
        if not self.day.moments:
            return self.words.say("playground.empty.nothing")
        first = self.day.moments[0]
        day = self.local(first.at).date()
        when = self.time(first.at) if day == self.today else f"{self.words.day(day)} {self.time(first.at)}"
        return self.words.say("playground.empty.next", title=first.title, time=when)


def address(user: str, place: str, language: str) -> str:
    """Of the page, with its whole state: it survives a reload."""
    return "/?" + urlencode({"as": user, "in": place, "lang": language})


def _hours(minutes: list[int]) -> str:
    return ", ".join(f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)


def _vowel(name: str) -> bool:
    """Whether French elides before this name ("la journée d’Alice")."""
    return unicodedata.normalize("NFD", name)[:1].lower() in set("aeiouy") | {"œ", "æ"}
