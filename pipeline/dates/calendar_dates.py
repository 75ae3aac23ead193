"""Dates in full: "17/10/2023", "17 تشرين الأول", "October 2023", "مطلع عام 2024", in Hijri months too."""

import datetime as dt

from hijridate import Hijri

from language.matching import Match
from pipeline.dates.durations import unit_with_adjective
from pipeline.dates.expressions import (
    EARLIEST_YEAR,
    CalendarWord,
    Reader,
    TimeExpression,
    day_interval,
    explicit_year,
    month_interval,
    months_back,
    year_interval,
)
from pipeline.model import DateInterval

__all__ = ["between_days", "day_month", "month_date", "numeric_date", "part_of_period"]


def numeric_date(reader: Reader, i: int) -> TimeExpression | None:
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


def day_month(reader: Reader, i: int, far: bool) -> TimeExpression | None:
    """17 تشرين الأول/أكتوبر [2023], السابع عشر من تموز, 17 October [2023]."""
    number = reader.numerals.phrases.at(reader.words, i, reader.last)
    if number is not None and number.entry.kind == "ordinal":
        day, after = number.entry.value, number.last
    else:
        digits = reader.numerals.digits(reader.words[i])
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
        second = second_day(reader, after)
        if second is not None:
            after = second[1]
            if after >= reader.last:
                return None
    month = reader.calendar.at(reader.words, after, reader.last)
    if month is not None and month.entry.kind == "unit" and month.entry.value == "months" and not far:
        return day_of_unit(reader, i, day, month)
    if month is None or month.entry.kind not in {"month", "hijri_month", "this"}:
        return None
    if month.entry.kind == "this" and reader.words[i].startswith(("ال", "1", "2", "3")):
        return None if far else day_of_this_month(reader, i, day, month)
    if month.entry.kind == "this":
        return None
    end, year = month_tail(reader, month)
    made = make_day(reader, day, month, year, far)
    if made is None:
        return None
    interval = day_interval(made, basis="stated")
    if second is not None and (other := make_day(reader, second[0], month, year, far)) and other > made:
        interval = day_interval(made, other, "stated")
    return TimeExpression(i, end, interval, "at", "date.day_month")


def second_day(reader: Reader, i: int) -> tuple[int, int] | None:
    """(day, token after it) of the second of two days, "17 و18 تشرين"."""
    at = i + 1 if reader.words[i] in {"و", "-"} else i
    if at >= reader.last:
        return None
    digits = reader.numerals.digits(reader.words[at])
    return (digits, at + 1) if digits is not None and 1 <= digits <= 31 else None


def day_of_unit(reader: Reader, i: int, day: int, unit: Match[CalendarWord]) -> TimeExpression | None:
    """Reads "26 من الشهر الماضي", "الـ17 من الشهر الجاري": that day of the last or of this month."""
    after = reader.calendar.at(reader.words, unit.last, reader.last) if unit.last < reader.last else None
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


def day_of_this_month(reader: Reader, i: int, day: int, match: Match[CalendarWord]) -> TimeExpression | None:
    """Reads "الـ17 من الجاري": that day of the month of publication."""
    try:
        found = reader.end.replace(day=day)
    except ValueError:
        return None
    if found > reader.end:
        return None
    return TimeExpression(i, match.last, day_interval(found, basis="stated"), "at", "date.day_of_this_month")


def month_tail(reader: Reader, month: Match[CalendarWord]) -> tuple[int, int | None]:
    """(token after the month, its year): a second name of the month, a year, "الماضي"."""
    words, end = reader.words, month.last
    if end + 1 < reader.last and words[end] in {"/", "(", "-"}:
        again = reader.calendar.at(words, end + 1, reader.last)
        if again is not None and again.entry == month.entry:
            end = again.last + (again.last < reader.last and words[again.last] == ")")
    at = end + (end < reader.last and words[end] in {",", "من", "عام", "سنه"})
    at += at < reader.last and words[at] in {"عام", "سنه", "العام"}
    year = explicit_year(reader, at)
    if year:
        return at + 1, year
    past = reader.calendar.at(words, end, reader.last) if end < reader.last else None
    if past is not None and past.entry.kind == "past":
        return past.last, None
    if past is not None and past.entry.kind == "next":
        return past.last, -1
    if past is not None and past.entry.kind == "this":
        return past.last, None
    return end, None


def make_day(
    reader: Reader, day: int, month: Match[CalendarWord], year: int | None, far: bool
) -> dt.date | None:
    """The date; without a year the latest that is not after publication."""
    if year == -1 or (year is None and far):
        return None
    try:
        if month.entry.kind == "hijri_month":
            return hijri_day(reader, day, int(month.entry.value), year)
        number = int(month.entry.value)
        if year is None:
            year = reader.end.year
            if dt.date(year, number, min(day, 28)) > reader.end:
                year -= 1
        return dt.date(year, number, day)
    except (ValueError, OverflowError):
        return None


def hijri_day(reader: Reader, day: int, month: int, year: int | None) -> dt.date | None:
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


def between_days(reader: Reader, match: Match[CalendarWord], far: bool) -> TimeExpression | None:
    """بين الـ17 والـ24 من تشرين, من 17 إلى 26 أكتوبر, from 17 to 26 October: a span told by its ends."""
    words, at = reader.words, match.last
    at += at < reader.last and words[at] == "ال"
    first = reader.numerals.digits(words[at]) if at < reader.last else None
    if first is None or not 1 <= first <= 31:
        return None
    at += 1
    at += at < reader.last and words[at] in {"من", "of"}
    own = reader.calendar.at(words, at, reader.last) if at < reader.last else None
    if own is not None and own.entry.kind == "month":
        at = month_tail(reader, own)[0]
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
    digits = reader.numerals.digits(words[at])
    if month is not None and digits is not None and at + 1 < reader.last and words[at + 1] in {"منه", "of"}:
        made = make_day(reader, digits, month, None, far)
        second = None
        if made is not None:
            day = day_interval(made, basis="stated")
            second = TimeExpression(at, at + 2, day, "at", "date.between")
    else:
        second = day_month(reader, at, far)
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


def month_date(
    reader: Reader, i: int, match: Match[CalendarWord], far: bool, part: str = ""
) -> TimeExpression | None:
    """A month with a year, or the latest that has begun by publication; "October 17" in English too."""
    if match.entry.kind == "hijri_month":
        return None
    end, year = month_tail(reader, match)
    if year == -1:
        return TimeExpression(i, end, DateInterval(None, None), "future", "date.next_month")
    ascii_month = match.proclitics == "" and reader.words[i].isascii()
    if ascii_month and end == match.last and end < reader.last and reader.words[end].isdigit():
        return english_month_day(reader, i, match, far)
    if year is None and (
        far
        or (
            ascii_month
            and reader.words[i] in {"may", "march", "mar", "sun"}
            and not part
            and not month_is_named(reader, i)
        )
    ):
        return None
    number = int(match.entry.value)
    if not part and not ascii_month and end == match.last and year is None and not month_is_named(reader, i):
        return None
    if year is None:
        year = reader.end.year - (dt.date(reader.end.year, number, 1) > reader.end)
    interval = month_interval(year, number, part)
    if not far and interval.end and interval.start and interval.start <= reader.end < interval.end:
        interval = DateInterval(interval.start, reader.end, interval.precision, interval.basis)
    return TimeExpression(i, end, interval, "at", "date.month")


def month_is_named(reader: Reader, i: int) -> bool:
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


def english_month_day(reader: Reader, i: int, match: Match[CalendarWord], far: bool) -> TimeExpression | None:
    """October 17[th][, 2023] and October 2023."""
    end = match.last
    year = explicit_year(reader, end)
    number = int(match.entry.value)
    if year:
        return TimeExpression(i, end + 1, month_interval(year, number), "at", "date.month")
    day = int(reader.words[end])
    if not 1 <= day <= 31:
        return None
    end += 1
    end += end < reader.last and reader.words[end] in {"th", "st", "nd", "rd"}
    at = end + (end < reader.last and reader.words[end] == ",")
    year = explicit_year(reader, at)
    made = make_day(reader, day, match, year, far)
    if made is None:
        return None
    return TimeExpression(
        i, at + 1 if year else end, day_interval(made, basis="stated"), "at", "date.month_day"
    )


def part_of_period(reader: Reader, match: Match[CalendarWord], far: bool) -> TimeExpression | None:
    """مطلع آذار, نهاية 2021, أواخر العام الماضي, late September, early this year."""
    i, at, part = match.first, match.last, match.entry.value
    words = reader.words
    at += (
        at < reader.last
        and words[at] in {"شهر", "عام", "سنه", "-", "of", "الشهر", "العام"}
        and year_follows(reader, at + 1)
    )
    if at >= reader.last:
        return None
    year = explicit_year(reader, at)
    if year:
        return TimeExpression(i, at + 1, year_interval(year, part), "at", "date.part_of_year")
    inner = reader.calendar.at(words, at, reader.last)
    if inner is None:
        return None
    if inner.entry.kind == "month":
        return month_date(reader, i, inner, far, part)
    if far or inner.entry.kind not in {"unit", "this", "past"}:
        return None
    whole = unit_with_adjective(reader, inner)
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


def year_follows(reader: Reader, i: int) -> bool:
    """Whether token `i` is a year or a month, so that the word before belongs to it."""
    if i >= reader.last:
        return False
    match = reader.calendar.at(reader.words, i, reader.last)
    return explicit_year(reader, i) is not None or (match is not None and match.entry.kind == "month")
