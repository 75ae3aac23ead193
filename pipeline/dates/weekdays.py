"""Days told from the publication: "yesterday", "مساء الأحد", "on Tuesday"."""

import datetime as dt

from language.matching import Match
from pipeline.dates.expressions import DAY, CalendarWord, Reader, TimeExpression, day_interval
from pipeline.model import DateInterval

__all__ = ["relative_day", "weekday_date"]


def relative_day(reader: Reader, match: Match[CalendarWord]) -> TimeExpression | None:
    """اليوم, أمس, the day before: with the weekday that may follow it."""
    back = dt.timedelta(days=int(match.entry.value))
    end = match.last
    following = reader.calendar.at(reader.words, end, reader.last) if end < reader.last else None
    if following is None and end + 1 < reader.last and reader.words[end] in {"(", ","}:
        following = reader.calendar.at(reader.words, end + 1, reader.last)
    if following is not None and following.entry.kind == "weekday":
        end = following.last
    interval = DateInterval(
        reader.start + back,
        reader.end + back,
        "day" if reader.start == reader.end else "interval",
        "relative",
    )
    return TimeExpression(match.first, end, interval, "at", "date.relative_day")


def weekday_date(reader: Reader, match: Match[CalendarWord]) -> TimeExpression | None:
    """فجر الأربعاء, يوم الجمعة الماضي, ليل السبت - الأحد, فجر اليوم: the last such day by publication."""
    i, at = match.first, match.last
    inner: Match[CalendarWord] | None = match
    if match.entry.kind == "daypart":
        at += at < reader.last and reader.words[at] in {"يوم", "من", "of", "on"}
        inner = reader.calendar.at(reader.words, at, reader.last) if at < reader.last else None
        if inner is None:
            return None
        if inner.entry.kind == "day":
            expression = relative_day(reader, inner)
            return expression and TimeExpression(
                i, expression.last, expression.interval, "at", expression.rule
            )
        if inner.entry.kind == "weekday" and inner.proclitics == "":
            pass
        elif inner.entry.kind == "month" or inner.entry.kind != "weekday":
            return None
    if inner is None or inner.entry.kind != "weekday":
        return None
    if match is inner and not weekday_is_named(reader, match):
        return None
    end = inner.last
    number = int(inner.entry.value)
    days = [latest_weekday(number, day) for day in (reader.start, reader.end)]
    following = reader.calendar.at(reader.words, end, reader.last) if end < reader.last else None
    second = following
    if end + 1 < reader.last and reader.words[end] in {"-", "/", "و"}:
        second = reader.calendar.at(reader.words, end + 1, reader.last)
    if match.entry.kind == "daypart" and second is not None and second.entry.kind == "weekday":
        # "the night Saturday to Sunday": begins on the first, ends on the morning of the second.
        days[1] = latest_weekday(int(second.entry.value), reader.end)
        days[0] = days[1] - DAY if reader.start == reader.end else latest_weekday(number, reader.start)
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


def weekday_is_named(reader: Reader, match: Match[CalendarWord]) -> bool:
    """Whether a weekday's name is the day: "الأحد" is, "احد" is also "one of"."""
    word = reader.words[match.first]
    return word.isascii() or "ال" in word[:3]


def latest_weekday(weekday: int, day: dt.date) -> dt.date:
    """The last such weekday on or before `day`."""
    return day - dt.timedelta(days=(day.weekday() - weekday) % 7)
