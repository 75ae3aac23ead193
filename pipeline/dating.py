"""When: time expressions in a sentence, resolved against the article's publication date.

The words are data (`data/lexicon/calendar.csv`), the ways they combine are the functions below, one a
pattern, each named as the rule that `explain` shows. Where the publication is itself only an interval
(an article without a date), what is relative to it becomes an interval too: nothing is invented.
"""

import calendar as months_of
import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import NamedTuple

from hijridate import Hijri

from language.matching import Match, Phrasebook
from language.numerals import Numerals
from language.tokens import phrases_of
from pipeline.model import DateInterval

__all__ = ["Calendar", "TimeExpression", "load_calendar"]

DAY = dt.timedelta(days=1)
EARLIEST_YEAR = 1970
CACHE_SIZE = 50_000
# "A few days ago", "the past days": how far back the words are taken to reach, in days.
FEW = {"hours": 1, "days": 7, "weeks": 30, "months": 180, "years": 1100}
UNIT_DAYS = {"hours": 0, "days": 1, "weeks": 7, "months": 30, "years": 365}


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
    """The tokens being read, and the days that the article's publication may have."""

    words: list[str]
    last: int
    start: dt.date
    end: dt.date
    weekday: int | None = None


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


class Beginnings(dict[str, bool]):
    """Whether each word met may begin a time expression; forgets all at CACHE_SIZE words."""

    def __init__(self, words: Phrasebook[CalendarWord], numerals: Numerals) -> None:
        super().__init__()
        self.words, self.numerals = words, numerals

    def __missing__(self, word: str) -> bool:
        if len(self) >= CACHE_SIZE:
            self.clear()
        known = self.words.openings[word] or self.numerals.phrases.openings[word]
        found = self[word] = bool(known) or tells_digits(word)
        return found


def tells_digits(word: str) -> bool:
    """Whether a word is a number in digits, its proclitic or article on it: "17", "ال24"."""
    return word[0].isdigit() or (len(word) < 5 and word[-1].isdigit())


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar words, and the numerals they combine with."""

    words: Phrasebook[CalendarWord]
    numerals: Numerals
    begins: "Beginnings" = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "begins", Beginnings(self.words, self.numerals))

    def find(
        self,
        words: list[str],
        first: int,
        last: int,
        published: DateInterval | None,
        begun: Iterable[int] | None = None,
    ) -> list[TimeExpression]:
        """The time expressions in tokens `first` to `last`, left to right.

        `begun` are the tokens among them that `begins` says may begin one, where that is known.

        Relative words need `published`; without it only full dates are returned.
        """
        found: list[TimeExpression] = []
        far = published is None or published.start is None or published.end is None
        start = (
            dt.date(9000, 1, 1) if far or published is None or published.start is None else published.start
        )
        end = start if far or published is None or published.end is None else published.end
        reader = Reader(words, last, start, end, published.weekday if published else None)
        after = first
        if begun is None:
            begun = compress(range(first, last), map(self.begins.__getitem__, words[first:last]))
        for i in begun:
            if i >= after and (expression := self.at(reader, i, far)) is not None:
                found.append(expression)
                after = expression.last
        return found

    def at(self, reader: Reader, i: int, far: bool) -> TimeExpression | None:
        """The time expression that begins at token `i`."""
        word = reader.words[i]
        if tells_digits(word):
            expression = self.numeric_date(reader, i) or self.day_month(reader, i, far)
            if expression or far:
                return expression
            return self.counted_since(reader, i)
        match = self.words.at(reader.words, i, reader.last)
        if match is None:
            ordinal = self.numerals.phrases.at(reader.words, i, reader.last)
            if ordinal is None:
                return None
            if ordinal.entry.kind == "ordinal":
                return self.day_month(reader, i, far)
            return None if far else self.english_ago(reader, i)
        kind = match.entry.kind
        if kind in {"month", "hijri_month"}:
            return self.month(reader, i, match, far)
        if kind == "part":
            return self.part(reader, match, far)
        if kind == "unit" and match.entry.value == "years":
            year = self.explicit_year(reader, match.last)
            if year:
                return TimeExpression(i, match.last + 1, year_interval(year), "at", "date.year")
        if kind == "between" and (expression := self.between(reader, match, far)):
            return expression
        if kind in {"since", "ago"} and (expression := self.since(reader, match, far)):
            return expression
        if far:
            return None
        if kind in {"daypart", "weekday"}:
            return self.weekday(reader, match)
        if kind == "day":
            return self.relative_day(reader, match)
        if kind in {"ago", "within", "unit", "past", "this", "few"}:
            return self.counted(reader, match)
        return None

    # --- full dates

    def explicit_year(self, reader: Reader, i: int) -> int | None:
        """The year that token `i` writes in four digits, if any."""
        if i < reader.last and len(reader.words[i]) == 4 and reader.words[i].isdigit():
            year = int(reader.words[i])
            if (EARLIEST_YEAR <= year <= reader.end.year + 20 or 1400 <= year <= 1460) or (
                reader.end.year > 8000 and year < 2100
            ):
                return year
        return None

    def numeric_date(self, reader: Reader, i: int) -> TimeExpression | None:
        """17/10/2023, 17-10-2023, 2023-10-17, 19.07.2016: day before month unless the year leads."""
        words = reader.words
        dotted = words[i].split(".")
        if len(dotted) == 3 and all(part.isdigit() for part in dotted):
            parts, end = [int(p) for p in dotted], i + 1
        elif i + 4 < reader.last and words[i + 1] == words[i + 3] and words[i + 1] in "/-.":
            if not (words[i].isdigit() and words[i + 2].isdigit() and words[i + 4].isdigit()):
                return None
            parts, end = [int(words[i]), int(words[i + 2]), int(words[i + 4])], i + 5
        else:
            return None
        year, month, day = parts if parts[0] > 31 else (parts[2], parts[1], parts[0])
        try:
            if year < EARLIEST_YEAR or year > 2100:
                return None
            return TimeExpression(
                i, end, day_interval(dt.date(year, month, day), basis="stated"), "at", "date.numeric"
            )
        except ValueError:
            return None

    def day_month(self, reader: Reader, i: int, far: bool) -> TimeExpression | None:
        """17 تشرين الأول/أكتوبر [2023], السابع عشر من تموز, 17 October [2023]."""
        number = self.numerals.phrases.at(reader.words, i, reader.last)
        if number is not None and number.entry.kind == "ordinal":
            day, after = number.entry.value, number.last
        else:
            digits = self.numerals.digits(reader.words[i])
            if digits is None:
                return None
            day, after = digits, i + 1
        if not 1 <= day <= 31:
            return None
        if after < reader.last and reader.words[after] in {"من", "شهر", "th", "st", "nd", "rd", "of"}:
            after += 1
        if after < reader.last and reader.words[after] == "شهر":
            after += 1
        if after >= reader.last:
            return None
        second = None
        if reader.words[after] in {"و", "-"} or reader.words[after].startswith("و"):
            second = self.second_day(reader, after)
            if second is not None:
                after = second[1]
        month = self.words.at(reader.words, after, reader.last)
        if month is not None and month.entry.kind == "unit" and month.entry.value == "months" and not far:
            return self.day_of_unit(reader, i, day, month)
        if month is None or month.entry.kind not in {"month", "hijri_month", "this"}:
            return None
        if month.entry.kind == "this" and reader.words[i].startswith(("ال", "1", "2", "3")):
            return None if far else self.day_of_this_month(reader, i, day, month)
        if month.entry.kind == "this":
            return None
        end, year = self.month_tail(reader, month)
        made = self.make_day(reader, day, month, year, far)
        if made is None:
            return None
        interval = day_interval(made, basis="stated")
        if (
            second is not None
            and (other := self.make_day(reader, second[0], month, year, far))
            and other > made
        ):
            interval = day_interval(made, other, "stated")
        return TimeExpression(i, end, interval, "at", "date.day_month")

    def second_day(self, reader: Reader, i: int) -> tuple[int, int] | None:
        """(day, token after it) of the second of two days, "17 و18 تشرين"."""
        at = i + 1 if reader.words[i] in {"و", "-"} else i
        if at >= reader.last:
            return None
        digits = self.numerals.digits(reader.words[at])
        return (digits, at + 1) if digits is not None and 1 <= digits <= 31 else None

    def day_of_unit(
        self, reader: Reader, i: int, day: int, unit: Match[CalendarWord]
    ) -> TimeExpression | None:
        """Reads "26 من الشهر الماضي", "الـ17 من الشهر الجاري": that day of the last or of this month."""
        after = self.words.at(reader.words, unit.last, reader.last) if unit.last < reader.last else None
        if after is None or after.entry.kind not in {"past", "this"}:
            return None
        first = months_back(reader.end, 1 if after.entry.kind == "past" else 0)
        try:
            found = first.replace(day=day)
        except ValueError:
            return None
        return (
            TimeExpression(i, after.last, day_interval(found, basis="stated"), "at", "date.day_of_month")
            if found <= reader.end
            else None
        )

    def day_of_this_month(
        self, reader: Reader, i: int, day: int, match: Match[CalendarWord]
    ) -> TimeExpression | None:
        """Reads "الـ17 من الجاري": that day of the month of publication."""
        try:
            found = reader.end.replace(day=day)
        except ValueError:
            return None
        if found > reader.end:
            return None
        return TimeExpression(
            i, match.last, day_interval(found, basis="stated"), "at", "date.day_of_this_month"
        )

    def month_tail(self, reader: Reader, month: Match[CalendarWord]) -> tuple[int, int | None]:
        """(token after the month, its year): a second name of the month, a year, "الماضي"."""
        words, end = reader.words, month.last
        if end + 1 < reader.last and words[end] in {"/", "(", "-"}:
            again = self.words.at(words, end + 1, reader.last)
            if again is not None and again.entry == month.entry:
                end = again.last + (again.last < reader.last and words[again.last] == ")")
        at = end + (end < reader.last and words[end] in {",", "من", "عام", "سنه"})
        at += at < reader.last and words[at] in {"عام", "سنه", "العام"}
        year = self.explicit_year(reader, at)
        if year:
            return at + 1, year
        past = self.words.at(words, end, reader.last) if end < reader.last else None
        if past is not None and past.entry.kind == "past":
            return past.last, None
        if past is not None and past.entry.kind == "next":
            return past.last, -1
        if past is not None and past.entry.kind == "this":
            return past.last, None
        return end, None

    def make_day(
        self, reader: Reader, day: int, month: Match[CalendarWord], year: int | None, far: bool
    ) -> dt.date | None:
        """The date; without a year the latest that is not after publication."""
        if year == -1 or (year is None and far):
            return None
        try:
            if month.entry.kind == "hijri_month":
                return self.hijri_day(reader, day, int(month.entry.value), year)
            number = int(month.entry.value)
            if year is None:
                year = reader.end.year
                if dt.date(year, number, min(day, 28)) > reader.end:
                    year -= 1
            return dt.date(year, number, day)
        except (ValueError, OverflowError):
            return None

    def hijri_day(self, reader: Reader, day: int, month: int, year: int | None) -> dt.date | None:
        """A Hijri date by the Umm al-Qura calendar; without a year the latest that is past."""
        if year is not None and 1343 <= year <= 1500:
            return Hijri(year, month, day).to_gregorian()
        around = (reader.end.year - 622) * 33 // 32
        past = [
            d
            for y in (around - 1, around, around + 1)
            if (d := Hijri(y, month, day).to_gregorian()) <= reader.end
        ]
        return max(past, default=None)

    def between(self, reader: Reader, match: Match[CalendarWord], far: bool) -> TimeExpression | None:
        """بين الـ17 والـ24 من تشرين, من 17 إلى 26 أكتوبر, from 17 to 26 October: a span told by its ends."""
        words, at = reader.words, match.last
        at += at < reader.last and words[at] == "ال"
        first = self.numerals.digits(words[at]) if at < reader.last else None
        if first is None or not 1 <= first <= 31:
            return None
        at += 1
        at += at < reader.last and words[at] in {"من", "of"}
        own = self.words.at(words, at, reader.last) if at < reader.last else None
        if own is not None and own.entry.kind == "month":
            at = self.month_tail(reader, own)[0]
        while at < reader.last and words[at] in {
            "و",
            "وال",
            "الي",
            "حتي",
            "وحتي",
            "and",
            "to",
            "-",
            "ال",
            "من",
            "يوم",
        }:
            at += 1
        if at >= reader.last:
            return None
        month: Match[CalendarWord] | None = own if own is not None and own.entry.kind == "month" else None
        digits = self.numerals.digits(words[at])
        if (
            month is not None
            and digits is not None
            and at + 1 < reader.last
            and words[at + 1] in {"منه", "of"}
        ):
            made = self.make_day(reader, digits, month, None, far)
            second = None
            if made is not None:
                day = day_interval(made, basis="stated")
                second = TimeExpression(at, at + 2, day, "at", "date.between")
        else:
            second = self.day_month(reader, at, far)
        if second is None or second.interval.end is None:
            return None
        last = second.interval.end
        try:
            start = last.replace(day=first)
        except ValueError:
            return None
        if start > last:
            return None
        return TimeExpression(
            match.first, second.last, day_interval(start, last, "stated"), "span", "date.between"
        )

    # --- months and years

    def month(
        self, reader: Reader, i: int, match: Match[CalendarWord], far: bool, part: str = ""
    ) -> TimeExpression | None:
        """A month with a year, or the latest that has begun by publication; "October 17" in English too."""
        if match.entry.kind == "hijri_month":
            return None
        end, year = self.month_tail(reader, match)
        if year == -1:
            return TimeExpression(i, end, DateInterval(None, None), "future", "date.next_month")
        ascii_month = match.proclitics == "" and reader.words[i].isascii()
        if ascii_month and end == match.last and end < reader.last and reader.words[end].isdigit():
            return self.english_month_day(reader, i, match, far)
        if year is None and (
            far
            or (
                ascii_month
                and reader.words[i] in {"may", "march", "mar", "sun"}
                and not part
                and not self.month_is_named(reader, i)
            )
        ):
            return None
        number = int(match.entry.value)
        if (
            not part
            and not ascii_month
            and end == match.last
            and year is None
            and not self.month_is_named(reader, i)
        ):
            return None
        if year is None:
            year = reader.end.year - (dt.date(reader.end.year, number, 1) > reader.end)
        interval = month_interval(year, number, part)
        if not far and interval.end and interval.start and interval.start <= reader.end < interval.end:
            interval = DateInterval(interval.start, reader.end, interval.precision, interval.basis)
        return TimeExpression(i, end, interval, "at", "date.month")

    def month_is_named(self, reader: Reader, i: int) -> bool:
        """Whether a month's name alone is meant as the month: after شهر, في or a part of the month.

        مارس is also a verb ("practised") and آب, أيار and حزيران occur in names.
        """
        before = reader.words[i - 1] if i else ""
        return before in {
            "شهر",
            "في",
            "خلال",
            "منذ",
            "from",
            "in",
            "since",
            "of",
            "during",
            "until",
            "حتي",
            "شهري",
        }

    def english_month_day(
        self, reader: Reader, i: int, match: Match[CalendarWord], far: bool
    ) -> TimeExpression | None:
        """October 17[th][, 2023] and October 2023."""
        end = match.last
        year = self.explicit_year(reader, end)
        number = int(match.entry.value)
        if year:
            return TimeExpression(i, end + 1, month_interval(year, number), "at", "date.month")
        day = int(reader.words[end])
        if not 1 <= day <= 31:
            return None
        end += 1
        end += end < reader.last and reader.words[end] in {"th", "st", "nd", "rd"}
        at = end + (end < reader.last and reader.words[end] == ",")
        year = self.explicit_year(reader, at)
        made = self.make_day(reader, day, match, year, far)
        if made is None:
            return None
        return TimeExpression(
            i, at + 1 if year else end, day_interval(made, basis="stated"), "at", "date.month_day"
        )

    def part(self, reader: Reader, match: Match[CalendarWord], far: bool) -> TimeExpression | None:
        """مطلع آذار, نهاية 2021, أواخر العام الماضي, late September, early this year."""
        i, at, part = match.first, match.last, match.entry.value
        words = reader.words
        at += (
            at < reader.last
            and words[at] in {"شهر", "عام", "سنه", "-", "of", "الشهر", "العام"}
            and self.follows(reader, at + 1)
        )
        if at >= reader.last:
            return None
        year = self.explicit_year(reader, at)
        if year:
            return TimeExpression(i, at + 1, year_interval(year, part), "at", "date.part_of_year")
        inner = self.words.at(words, at, reader.last)
        if inner is None:
            return None
        if inner.entry.kind == "month":
            return self.month(reader, i, inner, far, part)
        if far or inner.entry.kind not in {"unit", "this", "past"}:
            return None
        whole = self.unit_with_adjective(reader, inner)
        if whole is None or whole.interval.start is None:
            return None
        start = whole.interval.start
        if whole.interval.precision == "month":
            interval = month_interval(start.year, start.month, part, "relative")
        elif whole.interval.precision == "year":
            interval = year_interval(start.year, part, "relative")
        else:
            return None
        return TimeExpression(i, whole.last, interval, whole.use, "date.part")

    def follows(self, reader: Reader, i: int) -> bool:
        """Whether token `i` is a year or a month, so that the word before belongs to it."""
        if i >= reader.last:
            return False
        match = self.words.at(reader.words, i, reader.last)
        return self.explicit_year(reader, i) is not None or (
            match is not None and match.entry.kind == "month"
        )

    # --- relative to publication

    def relative_day(self, reader: Reader, match: Match[CalendarWord]) -> TimeExpression | None:
        """اليوم, أمس, the day before: with the weekday that may follow it."""
        back = dt.timedelta(days=int(match.entry.value))
        end = match.last
        following = self.words.at(reader.words, end, reader.last) if end < reader.last else None
        if following is None and end + 1 < reader.last and reader.words[end] in {"(", ","}:
            following = self.words.at(reader.words, end + 1, reader.last)
        if following is not None and following.entry.kind == "weekday":
            end = following.last
        interval = DateInterval(
            reader.start + back,
            reader.end + back,
            "day" if reader.start == reader.end else "interval",
            "relative",
        )
        return TimeExpression(match.first, end, interval, "at", "date.relative_day")

    def weekday(self, reader: Reader, match: Match[CalendarWord]) -> TimeExpression | None:
        """فجر الأربعاء, يوم الجمعة الماضي, ليل السبت - الأحد, فجر اليوم: the last such day by publication."""
        i, at = match.first, match.last
        inner: Match[CalendarWord] | None = match
        if match.entry.kind == "daypart":
            at += at < reader.last and reader.words[at] in {"يوم", "من", "of", "on"}
            inner = self.words.at(reader.words, at, reader.last) if at < reader.last else None
            if inner is None:
                return None
            if inner.entry.kind == "day":
                expression = self.relative_day(reader, inner)
                return expression and TimeExpression(
                    i, expression.last, expression.interval, "at", expression.rule
                )
            if inner.entry.kind == "weekday" and inner.proclitics == "":
                pass
            elif inner.entry.kind == "month" or inner.entry.kind != "weekday":
                return None
        if inner is None or inner.entry.kind != "weekday":
            return None
        if match is inner and not self.weekday_is_named(reader, match):
            return None
        end = inner.last
        number = int(inner.entry.value)
        days = [self.latest(number, day) for day in (reader.start, reader.end)]
        following = self.words.at(reader.words, end, reader.last) if end < reader.last else None
        second = following
        if end + 1 < reader.last and reader.words[end] in {"-", "/", "و"}:
            second = self.words.at(reader.words, end + 1, reader.last)
        if match.entry.kind == "daypart" and second is not None and second.entry.kind == "weekday":
            # "the night Saturday to Sunday": begins on the first, ends on the morning of the second.
            days[1] = self.latest(int(second.entry.value), reader.end)
            days[0] = days[1] - DAY if reader.start == reader.end else self.latest(number, reader.start)
            end = second.last
        elif following is not None and following.entry.kind == "past":
            end = following.last
            days = [
                day - 7 * DAY if day == anchor else day
                for day, anchor in zip(days, (reader.start, reader.end), strict=True)
            ]
        elif following is not None and following.entry.kind == "next":
            return TimeExpression(i, following.last, DateInterval(None, None), "future", "date.next_weekday")
        return TimeExpression(i, end, day_interval(days[0], max(days)), "at", "date.weekday")

    def weekday_is_named(self, reader: Reader, match: Match[CalendarWord]) -> bool:
        """Whether a weekday's name is the day: "الأحد" is, "احد" is also "one of"."""
        word = reader.words[match.first]
        return word.isascii() or "ال" in word[:3]

    def latest(self, weekday: int, day: dt.date) -> dt.date:
        """The last such weekday on or before `day`."""
        return day - dt.timedelta(days=(day.weekday() - weekday) % 7)

    def counted(self, reader: Reader, match: Match[CalendarWord]) -> TimeExpression | None:
        """قبل يومين, قبل أيام, خلال الـ24 ساعة الماضية, الشهر الماضي, the past ten days, last month."""
        i, at, kind = match.first, match.last, match.entry.kind
        if kind == "unit":
            return self.unit_with_adjective(reader, match)
        if kind == "few":
            return self.english_ago(reader, i)
        ago = kind == "ago"
        before_unit = kind in {"past", "this"}
        at += at < reader.last and reader.words[at] in {"the", "ال", "نحو", "حوالي", "about", "around", "a"}
        if at < reader.last and not before_unit and not ago:
            adjective = self.words.at(reader.words, at, reader.last)
            if (
                adjective is not None
                and adjective.entry.kind in {"past", "this"}
                and reader.words[at].isascii()
            ):
                before_unit, kind, at = True, adjective.entry.kind, adjective.last
        count, at = self.count(reader, at)
        if at >= reader.last:
            return None
        unit = self.words.at(reader.words, at, reader.last)
        if unit is None or unit.entry.kind != "unit":
            return self.english_ago(reader, i)
        count = self.dual(reader, unit, count)
        name, end = unit.entry.value, unit.last
        if (
            end < reader.last
            and (few := self.words.at(reader.words, end, reader.last))
            and few.entry.kind == "few"
        ):
            end = few.last
        if ago:
            return self.ago(reader, i, end, name, count)
        if before_unit and kind == "this":
            return self.this_unit(reader, i, end, name)
        if before_unit:
            plural = reader.words[unit.first].endswith("s")
            if count is None and not plural:
                return self.last_unit(reader, i, end, name)
            return self.past_span(reader, i, end, name, count)
        past = self.words.at(reader.words, end, reader.last) if end < reader.last else None
        if past is None or past.entry.kind not in {"past", "this"}:
            return None
        if past.entry.kind == "this":
            return self.this_unit(reader, i, past.last, name)
        if count is None and self.is_single(reader, unit):
            return self.last_unit(reader, i, past.last, name)
        return self.past_span(reader, i, past.last, name, count)

    def english_ago(self, reader: Reader, i: int) -> TimeExpression | None:
        """Three days ago, a few days ago."""
        at = i + (reader.words[i] in {"a", "about", "some"})
        count, at = self.count(reader, at)
        unit = self.words.at(reader.words, at, reader.last) if at < reader.last else None
        if unit is None or unit.entry.kind != "unit" or unit.last >= reader.last:
            return None
        if reader.words[unit.last] not in {"ago", "earlier"}:
            return None
        return self.ago(reader, i, unit.last + 1, unit.entry.value, count)

    def counted_since(self, reader: Reader, i: int) -> TimeExpression | None:
        """Digits that begin a duration: "3 days ago"."""
        return self.english_ago(reader, i)

    def count(self, reader: Reader, at: int) -> tuple[int | None, int]:
        """(the number at token `at` or None for "a few", the token after it)."""
        if at >= reader.last:
            return None, at
        number = self.numerals.at(reader.words, at, reader.last)
        if number is not None:
            return number.value, number.last
        few = self.words.at(reader.words, at, reader.last)
        if few is not None and few.entry.kind == "few":
            number = self.numerals.at(reader.words, few.last, reader.last) if few.last < reader.last else None
            return (number.value, number.last) if number else (None, few.last)
        return None, at

    def dual(self, reader: Reader, unit: Match[CalendarWord], count: int | None) -> int | None:
        """2 where the unit is an Arabic dual ("يومين"), 1 where it is a singular without a number."""
        word = reader.words[unit.first]
        if count is None and word.endswith(("ين", "ان")) and not word.isascii():
            return 2
        return count

    def is_single(self, reader: Reader, unit: Match[CalendarWord]) -> bool:
        """Whether the unit names one: الشهر, العام, الأسبوع, the month."""
        word = reader.words[unit.first].lstrip("لبوكف")
        return word.removeprefix("ال") in {"شهر", "عام", "اسبوع", "سنه", "يوم", "ليله"} or word in {
            "month",
            "year",
            "week",
            "day",
        }

    def unit_with_adjective(self, reader: Reader, unit: Match[CalendarWord]) -> TimeExpression | None:
        """الشهر الماضي, العام الجاري, الأيام الماضية, اليومين الماضيين."""
        at = unit.last
        count: int | None = None
        if (
            at < reader.last
            and (few := self.words.at(reader.words, at, reader.last))
            and few.entry.kind == "few"
        ):
            at = few.last
            if unit.entry.value == "hours" and at < reader.last and reader.words[at] in {"علي", "من", "بعد"}:
                return self.ago(reader, unit.first, at, "hours", None)
        number = self.numerals.at(reader.words, at, reader.last) if at < reader.last else None
        if number is not None and reader.words[unit.first].startswith("ال"):
            count, at = number.value, number.last
        adjective = self.words.at(reader.words, at, reader.last) if at < reader.last else None
        if adjective is None or reader.words[unit.first].isascii():
            return None
        name, i, end = unit.entry.value, unit.first, adjective.last
        if adjective.entry.kind == "this":
            return self.this_unit(reader, i, end, name)
        if adjective.entry.kind == "next":
            return TimeExpression(i, end, DateInterval(None, None), "future", "date.next")
        if adjective.entry.kind != "past":
            return None
        count = self.dual(reader, unit, count)
        if count is None and self.is_single(reader, unit):
            return self.last_unit(reader, i, end, name)
        return self.past_span(reader, i, end, name, count)

    def ago(self, reader: Reader, i: int, end: int, unit: str, count: int | None) -> TimeExpression:
        """So long before publication; "some days ago" is within the week before it."""
        if unit == "hours":
            # A few hours before a day's news is that day or the night before it.
            night = day_interval(reader.start - DAY, reader.end)
            if reader.weekday is not None:
                night = DateInterval(
                    night.start, night.end, night.precision, "relative", (reader.weekday - 1) % 7
                )
            return TimeExpression(i, end, night, "at", "date.hours_ago")
        if count is None and self.singular(reader, end):
            count = 1
        if count is None:
            first = reader.start - dt.timedelta(days=FEW[unit])
            return TimeExpression(i, end, day_interval(first, reader.end - DAY), "at", "date.some_time_ago")
        if unit in {"days", "weeks"}:
            back = dt.timedelta(days=count * UNIT_DAYS[unit])
            slack = dt.timedelta(days=0 if unit == "days" else 1)
            return TimeExpression(
                i, end, day_interval(reader.start - back - slack, reader.end - back + slack), "at", "date.ago"
            )
        if unit == "months":
            first, last = months_back(reader.start, count), months_back(reader.end, count)
            interval = month_interval(last.year, last.month, basis="relative")
            return TimeExpression(
                i, end, DateInterval(first, interval.end, "month", "relative"), "at", "date.months_ago"
            )
        interval = year_interval(reader.end.year - count, basis="relative")
        return TimeExpression(i, end, interval, "at", "date.years_ago")

    def singular(self, reader: Reader, end: int) -> bool:
        """Whether the unit before token `end` is one: "قبل شهر", "a month ago"."""
        words = {reader.words[end - 1], reader.words[end - 2] if end > 1 else ""}
        return bool(words & {"شهر", "عام", "سنه", "اسبوع", "يوم", "week", "month", "year", "day"})

    def last_unit(self, reader: Reader, i: int, end: int, unit: str) -> TimeExpression | None:
        """The month, year or week before that of publication."""
        if unit == "months":
            first, last = months_back(reader.start, 1), months_back(reader.end, 1)
            final = month_interval(last.year, last.month).end
            return TimeExpression(
                i, end, DateInterval(first, final, "month", "relative"), "at", "date.last_month"
            )
        if unit == "years":
            first_year, interval = reader.start.year - 1, year_interval(reader.end.year - 1)
            return TimeExpression(
                i,
                end,
                DateInterval(dt.date(first_year, 1, 1), interval.end, "year", "relative"),
                "at",
                "date.last_year",
            )
        if unit == "weeks":
            interval = DateInterval(reader.start - 13 * DAY, reader.end - DAY, "interval", "relative")
            return TimeExpression(i, end, interval, "at", "date.last_week")
        return None

    def this_unit(self, reader: Reader, i: int, end: int, unit: str) -> TimeExpression | None:
        """The part of this week, month or year that has passed by publication."""
        firsts = {
            "weeks": reader.start - dt.timedelta(days=6),
            "months": reader.start.replace(day=1),
            "years": reader.start.replace(month=1, day=1),
            "days": reader.start,
        }
        if unit not in firsts:
            return None
        precision = {"weeks": "week", "months": "month", "years": "year", "days": "day"}[unit]
        interval = DateInterval(firsts[unit], reader.end, precision, "relative")
        return TimeExpression(i, end, interval, "at", f"date.this_{unit}")

    def past_span(self, reader: Reader, i: int, end: int, unit: str, count: int | None) -> TimeExpression:
        """The period that ends with publication: the past two days, weeks, months."""
        if unit == "hours":
            days = 1 if count is None or count <= 24 else -(-count // 24)
        elif count is None:
            days = FEW[unit]
        else:
            days = count * UNIT_DAYS[unit]
        interval = day_interval(reader.start - dt.timedelta(days=days), reader.end)
        return TimeExpression(i, end, interval, "span", "date.past_span")

    def since(self, reader: Reader, match: Match[CalendarWord], far: bool) -> TimeExpression | None:
        """منذ 7 تشرين الأول, since Friday: from then to publication."""
        at = match.last
        if at >= reader.last:
            return None
        inner = self.words.at(reader.words, at, reader.last)
        if inner is not None and inner.entry.kind in {"since", "ago", "within", "until", "few", "unit"}:
            return None
        if reader.words[match.first] in {"قبل", "from"}:
            return None
        expression = self.at(reader, at, far)
        if expression is None or expression.use != "at" or expression.interval.start is None or far:
            return None
        interval = DateInterval(expression.interval.start, reader.end, "interval", expression.interval.basis)
        return TimeExpression(match.first, expression.last, interval, "since", "date.since")


def calendar_rows(folder: Path) -> Iterator[dict[str, str]]:
    """The rows of `calendar.csv` in `folder`."""
    with (folder / "calendar.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def load_calendar(folder: Path, numerals: Numerals) -> Calendar:
    """The calendar words from `calendar.csv` in `folder`."""
    words: Phrasebook[CalendarWord] = Phrasebook()
    for row in calendar_rows(folder):
        for form in phrases_of(row["forms"].split(";")):
            words.add(form, CalendarWord(row["kind"], row["value"]))
    words.finish()
    return Calendar(words, numerals)
