"""Counted units of time: "three days ago", "خلال الأشهر الماضية", "last month", "this week"."""

import datetime as dt

from language.matching import Match
from pipeline.dates.expressions import (
    DAY,
    CalendarWord,
    Reader,
    TimeExpression,
    day_interval,
    month_interval,
    months_back,
    year_interval,
)
from pipeline.model import DateInterval

__all__ = ["counted_since", "counted_units", "english_ago", "unit_with_adjective"]

# "A few days ago", "the past days": how far back the words are taken to reach, in days.
FEW = {"hours": 1, "days": 7, "weeks": 30, "months": 180, "years": 1100}
UNIT_DAYS = {"hours": 0, "days": 1, "weeks": 7, "months": 30, "years": 365}


def counted_units(reader: Reader, match: Match[CalendarWord]) -> TimeExpression | None:
    """قبل يومين, قبل أيام, خلال الـ24 ساعة الماضية, الشهر الماضي, the past ten days, last month."""
    i, at, kind = match.first, match.last, match.entry.kind
    if kind == "unit":
        return unit_with_adjective(reader, match)
    if kind == "few":
        return english_ago(reader, i)
    ago = kind == "ago"
    before_unit = kind in {"past", "this"}
    at += at < reader.last and reader.words[at] in {"the", "ال", "نحو", "حوالي", "about", "around", "a"}
    if at < reader.last and not before_unit and not ago:
        adjective = reader.calendar.at(reader.words, at, reader.last)
        if adjective is not None and adjective.entry.kind in {"past", "this"} and reader.words[at].isascii():
            before_unit, kind, at = True, adjective.entry.kind, adjective.last
    count, at = count_at(reader, at)
    if at >= reader.last:
        return None
    unit = reader.calendar.at(reader.words, at, reader.last)
    if unit is None or unit.entry.kind != "unit":
        return english_ago(reader, i)
    count = dual_count(reader, unit, count)
    name, end = unit.entry.value, unit.last
    if (
        end < reader.last
        and (few := reader.calendar.at(reader.words, end, reader.last))
        and few.entry.kind == "few"
    ):
        end = few.last
    if ago:
        return ago_span(reader, i, end, name, count)
    if before_unit and kind == "this":
        return this_unit(reader, i, end, name)
    if before_unit:
        plural = reader.words[unit.first].endswith("s")
        if count is None and not plural:
            return last_unit(reader, i, end, name)
        return past_span(reader, i, end, name, count)
    past = reader.calendar.at(reader.words, end, reader.last) if end < reader.last else None
    if past is None or past.entry.kind not in {"past", "this"}:
        return None
    if past.entry.kind == "this":
        return this_unit(reader, i, past.last, name)
    if count is None and is_single(reader, unit):
        return last_unit(reader, i, past.last, name)
    return past_span(reader, i, past.last, name, count)


def english_ago(reader: Reader, i: int) -> TimeExpression | None:
    """Three days ago, a few days ago."""
    at = i + (reader.words[i] in {"a", "about", "some"})
    count, at = count_at(reader, at)
    unit = reader.calendar.at(reader.words, at, reader.last) if at < reader.last else None
    if unit is None or unit.entry.kind != "unit" or unit.last >= reader.last:
        return None
    if reader.words[unit.last] not in {"ago", "earlier"}:
        return None
    return ago_span(reader, i, unit.last + 1, unit.entry.value, count)


def counted_since(reader: Reader, i: int) -> TimeExpression | None:
    """Digits that begin a duration: "3 days ago"."""
    return english_ago(reader, i)


def count_at(reader: Reader, at: int) -> tuple[int | None, int]:
    """(the number at token `at` or None for "a few", the token after it)."""
    if at >= reader.last:
        return None, at
    number = reader.numerals.at(reader.words, at, reader.last)
    if number is not None:
        return number.value, number.last
    few = reader.calendar.at(reader.words, at, reader.last)
    if few is not None and few.entry.kind == "few":
        number = reader.numerals.at(reader.words, few.last, reader.last) if few.last < reader.last else None
        return (number.value, number.last) if number else (None, few.last)
    return None, at


def dual_count(reader: Reader, unit: Match[CalendarWord], count: int | None) -> int | None:
    """2 where the unit is an Arabic dual ("يومين"), 1 where it is a singular without a number."""
    word = reader.words[unit.first]
    if count is None and word.endswith(("ين", "ان")) and not word.isascii():
        return 2
    return count


def is_single(reader: Reader, unit: Match[CalendarWord]) -> bool:
    """Whether the unit names one: الشهر, العام, الأسبوع, the month."""
    word = reader.words[unit.first].lstrip("لبوكف")
    return word.removeprefix("ال") in {"شهر", "عام", "اسبوع", "سنه", "يوم", "ليله"} or word in {
        "month",
        "year",
        "week",
        "day",
    }


def unit_with_adjective(reader: Reader, unit: Match[CalendarWord]) -> TimeExpression | None:
    """الشهر الماضي, العام الجاري, الأيام الماضية, اليومين الماضيين."""
    at = unit.last
    count: int | None = None
    if (
        at < reader.last
        and (few := reader.calendar.at(reader.words, at, reader.last))
        and few.entry.kind == "few"
    ):
        at = few.last
        if unit.entry.value == "hours" and at < reader.last and reader.words[at] in {"علي", "من", "بعد"}:
            return ago_span(reader, unit.first, at, "hours", None)
    number = reader.numerals.at(reader.words, at, reader.last) if at < reader.last else None
    if number is not None and reader.words[unit.first].startswith("ال"):
        count, at = number.value, number.last
    adjective = reader.calendar.at(reader.words, at, reader.last) if at < reader.last else None
    if adjective is None or reader.words[unit.first].isascii():
        return None
    name, i, end = unit.entry.value, unit.first, adjective.last
    if adjective.entry.kind == "this":
        return this_unit(reader, i, end, name)
    if adjective.entry.kind == "next":
        return TimeExpression(i, end, DateInterval(None, None), "future", "date.next")
    if adjective.entry.kind != "past":
        return None
    count = dual_count(reader, unit, count)
    if count is None and is_single(reader, unit):
        return last_unit(reader, i, end, name)
    return past_span(reader, i, end, name, count)


def ago_span(reader: Reader, i: int, end: int, unit: str, count: int | None) -> TimeExpression:
    """So long before publication; "some days ago" is within the week before it."""
    if unit == "hours":
        # A few hours before a day's news is that day or the night before it.
        night = day_interval(reader.start - DAY, reader.end)
        if reader.weekday is not None:
            night = DateInterval(
                night.start, night.end, night.precision, "relative", (reader.weekday - 1) % 7
            )
        return TimeExpression(i, end, night, "at", "date.hours_ago")
    if count is None and is_singular(reader, end):
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


def is_singular(reader: Reader, end: int) -> bool:
    """Whether the unit before token `end` is one: "قبل شهر", "a month ago"."""
    words = {reader.words[end - 1], reader.words[end - 2] if end > 1 else ""}
    return bool(words & {"شهر", "عام", "سنه", "اسبوع", "يوم", "week", "month", "year", "day"})


def last_unit(reader: Reader, i: int, end: int, unit: str) -> TimeExpression | None:
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


def this_unit(reader: Reader, i: int, end: int, unit: str) -> TimeExpression | None:
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


def past_span(reader: Reader, i: int, end: int, unit: str, count: int | None) -> TimeExpression:
    """The period that ends with publication: the past two days, weeks, months."""
    if unit == "hours":
        days = 1 if count is None or count <= 24 else -(-count // 24)
    elif count is None:
        days = FEW[unit]
    else:
        days = count * UNIT_DAYS[unit]
    interval = day_interval(reader.start - dt.timedelta(days=days), reader.end)
    return TimeExpression(i, end, interval, "span", "date.past_span")
