"""What a time expression is, what reads it, and the intervals that days, months and years make."""

import calendar as months_of
import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from language.matching import Phrasebook
from language.numerals import Numerals
from pipeline.model import DateInterval

__all__ = [
    "DAY", "CalendarWord", "Reader", "TimeExpression",
    "day_interval", "explicit_year", "month_interval", "months_back", "year_interval",
]  # fmt: skip

DAY = dt.timedelta(days=1)
EARLIEST_YEAR = 1970


class CalendarWord(NamedTuple):
    """What a word of the calendar means: `kind` and `value` as in calendar.csv."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Tokens `first` up to `last` say when; `use` is at, since, span (a period lived through) or future."""

    first: int
    last: int
    interval: DateInterval
    use: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reader:
    """The tokens being read, the days that the article's publication may have, and the words of time."""

    words: list[str]
    last: int
    start: dt.date
    end: dt.date
    weekday: int | None
    calendar: Phrasebook[CalendarWord]
    numerals: Numerals


def day_interval(day: dt.date, end: dt.date | None = None, basis: str = "relative") -> DateInterval:
    """The interval from `day` to `end`, a single day when there is no `end`."""
    end = end or day
    length = (end - day).days
    precision = "day" if not length else "days" if length < 6 else "week" if length == 6 else "interval"
    return DateInterval(day, end, precision, basis)


def month_interval(year: int, month: int, part: str = "", basis: str = "stated") -> DateInterval:
    """The days of a month, or of its start (1-10), middle (11-20) or end (21-)."""
    final = months_of.monthrange(year, month)[1]
    first, last = {"start": (1, 10), "middle": (11, 20), "end": (21, final)}.get(part, (1, final))
    precision = "interval" if part else "month"
    return DateInterval(dt.date(year, month, first), dt.date(year, month, last), precision, basis)


def year_interval(year: int, part: str = "", basis: str = "stated") -> DateInterval:
    """The days of a year, or of its first, middle or last third."""
    first, last = {"start": (1, 3), "middle": (5, 8), "end": (10, 12)}.get(part, (1, 12))
    final = months_of.monthrange(year, last)[1]
    return DateInterval(
        dt.date(year, first, 1), dt.date(year, last, final), "interval" if part else "year", basis
    )


def months_back(day: dt.date, count: int) -> dt.date:
    """The first day of the month that lies `count` months before that of `day`."""
    index = day.year * 12 + day.month - 1 - count
    return dt.date(index // 12, index % 12 + 1, 1)


def explicit_year(reader: Reader, i: int) -> int | None:
    """The year that token `i` writes in four digits, if any."""
    if i < reader.last and len(reader.words[i]) == 4 and reader.words[i].isdigit():
        year = int(reader.words[i])
        if (EARLIEST_YEAR <= year <= reader.end.year + 20 or 1400 <= year <= 1460) or (
            reader.end.year > 8000 and year < 2100
        ):
            return year
    return None
