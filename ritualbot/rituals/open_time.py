"""Open time on a ruler: from any instant to how much of it has gone by, and back, by halving.

Instants are whole microseconds since 1970 in UTC, amounts are microseconds. The ruler grows by whole years as they are
asked for and is never changed in place, so that several threads may read it while one makes it longer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ritualbot.rituals.calendar import local_moment

EARLIEST_YEAR, LATEST_YEAR = 1990, 2199  # of moments that can be asked about
DAY_MINUTES = 24 * 60

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = _EPOCH.toordinal()
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_DAY = DAY_MINUTES * _MINUTE


def instant(moment: datetime) -> int:
    """Raises TypeError for a moment without a zone."""
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * _SECOND + since.microseconds


def moment(instant: int) -> datetime:
    return _EPOCH + timedelta(microseconds=instant)


@dataclass(frozen=True, slots=True)
class _Ruler:
    """Intervals that neither overlap nor touch, in order; `before[i]` is what was open before the i-th began."""

    first_year: int
    last_year: int
    begins: int
    ends: int
    opens: Sequence[int] = ()
    closes: Sequence[int] = ()
    before: Sequence[int] = ()
    total: int = 0

    def used(self, at: int) -> int:
        """The open time from the ruler's begin to `at`."""
        place = bisect_right(self.opens, at) - 1
        return self.before[place] + min(at, self.closes[place]) - self.opens[place] if place >= 0 else 0

    def reached(self, amount: int) -> int:
        """The first instant at which `amount` is used; 0 < amount <= total."""
        place = bisect_left(self.before, amount) - 1
        return self.opens[place] + amount - self.before[place]


class OpenTime:
    """The open time of a desk: `windows_on` a day are minutes of that day, [open, close).

    A close beyond 24:00 is on the day after. Opening and closing are in wall time and happen once a day: in a gap at
    the first valid instant, in a fold at the first pass. After `last_year` nothing opens any more.
    """

    def __init__(
        self, zone: ZoneInfo, windows_on: Callable[[date], Sequence[tuple[int, int]]], last_year: int = LATEST_YEAR
    ) -> None:
        self._zone = zone
        self._windows_on = windows_on
        self.last_year = min(last_year, LATEST_YEAR)
        self._ruler: _Ruler | None = None

    def between(self, begins: int, ends: int) -> int:
        """How much is open from one instant to another that is not before it.

        Raises ValueError for a year out of reach.
        """
        ruler = self._covering(begins, ends)
        return ruler.used(ends) - ruler.used(begins)

    def after(self, begins: int, amount: int) -> int | None:
        """The first instant at which `amount` (more than nothing) was open since `begins`; None: never.

        Raises ValueError for a year out of reach.
        """
        ruler = self._covering(begins, begins)
        target = ruler.used(begins) + amount
        while target > ruler.total:
            if ruler.last_year >= self.last_year:
                return None
            ruler = self._ruler = self._longer(ruler, ruler.last_year + 1)
        return ruler.reached(target)

    def closing_on(self, day: date) -> datetime:
        """When the last window of a day that has one closes."""
        return moment(self._edge(day.toordinal(), max(closes for _, closes in self._windows_on(day))))

    def _covering(self, begins: int, ends: int) -> _Ruler:
        ruler = self._ruler
        if ruler is None or begins < ruler.begins or ends >= ruler.ends:
            ruler = self._ruler = self._grown(ruler, self._year(begins), self._year(ends))
        return ruler

    def _year(self, at: int) -> int:
        year = moment(at).astimezone(self._zone).year
        if not EARLIEST_YEAR <= year <= LATEST_YEAR:
            raise ValueError(f"the year {year} is out of reach")
        return year

    def _grown(self, ruler: _Ruler | None, first_year: int, last_year: int) -> _Ruler:
        if ruler is None or first_year < ruler.first_year:
            last_year = max(last_year, ruler.last_year if ruler else last_year)
            begins = self._midnight(date(first_year, 1, 1))
            # What crosses midnight into the first year began on the last day of the one before.
            eve = _Ruler(first_year, first_year - 1, begins, begins)
            ruler = self._joined(eve, date(first_year - 1, 12, 31), date(first_year, 1, 1), first_year - 1)
        return self._longer(ruler, last_year)

    def _longer(self, ruler: _Ruler, last_year: int) -> _Ruler:
        if last_year <= ruler.last_year:
            return ruler
        return self._joined(ruler, date(ruler.last_year + 1, 1, 1), date(last_year + 1, 1, 1), last_year)

    def _joined(self, ruler: _Ruler, first: date, end: date, last_year: int) -> _Ruler:
        """The ruler with the days from `first` to before `end`: what touches or overlaps is one interval."""
        opens, closes, before = list(ruler.opens), list(ruler.closes), list(ruler.before)
        for begin, close in self._intervals(first, end):
            if opens and begin <= closes[-1]:
                closes[-1] = max(closes[-1], close)
            else:
                before.append(before[-1] + closes[-1] - opens[-1] if opens else 0)
                opens.append(begin)
                closes.append(close)
        total = before[-1] + closes[-1] - opens[-1] if opens else 0
        return _Ruler(ruler.first_year, last_year, ruler.begins, self._midnight(end), opens, closes, before, total)

    def _midnight(self, day: date) -> int:
        return instant(local_moment(day, time(), self._zone))

    def _intervals(self, first: date, end: date) -> Iterator[tuple[int, int]]:
        for number in range(first.toordinal(), end.toordinal()):
            day = date.fromordinal(number)
            windows = self._windows_on(day)
            if not windows:
                continue
            edges = self._edges_of(number)
            for opens, closes in windows:
                begin, close = edges(opens), edges(closes)
                if begin < close:  # a window that lies within a gap has no length
                    yield begin, close

    def _edges_of(self, number: int) -> Callable[[int], int]:
        """From a minute of the day with that number to its instant; one addition where no clock is changed."""
        offsets = {self._offset(each) for each in (number, number + 1, number + 2)}
        if len(offsets) == 1:
            midnight = (number - _EPOCH_DAY) * _DAY - offsets.pop()
            return lambda minute: midnight + minute * _MINUTE
        return lambda minute: self._edge(number, minute)

    def _offset(self, number: int) -> int:
        offset = datetime.combine(date.fromordinal(number), time(), self._zone).utcoffset() or timedelta()
        return offset // timedelta(microseconds=1)

    def _edge(self, number: int, minute: int) -> int:
        ahead, rest = divmod(minute, DAY_MINUTES)
        return instant(local_moment(date.fromordinal(number + ahead), time(rest // 60, rest % 60), self._zone))
