"""Dates and numbers as a reader of English or of Arabic expects them.

Arabic uses Arabic-Indic digits throughout the interface and the month names of Iraq and the Levant
(كانون الثاني, شباط, ...). An interval is never shown as a day that nobody stated.
"""

import calendar
import datetime as dt

__all__ = ["day_text", "interval_text", "month_text", "number", "period_text"]

_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ar": (
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ),
}  # fmt: skip
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
}
_WORDS = {
    "en": {
        "unknown": "date unknown",
        "since": "since {day}",
        "until": "until {day}",
        "between": "between {a} and {b}",
        "weekday": "a {weekday}, {period}",
    },
    "ar": {
        "unknown": "تاريخ غير معروف",
        "since": "منذ {day}",
        "until": "حتى {day}",
        "between": "بين {a} و{b}",
        "weekday": "أحد أيام {weekday}، {period}",
    },
}


def number(value: object, language: str) -> str:
    """A number with thousands apart, in the language's digits; other values as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        grouped = f"{value:,}"
        return grouped.replace(",", "٬").translate(_INDIC) if language == "ar" else grouped
    return str(value).translate(_INDIC) if language == "ar" else str(value)


def _digits(value: int, language: str) -> str:
    return str(value).translate(_INDIC) if language == "ar" else str(value)


def month_text(year: int, month: int, language: str) -> str:
    """A month of a year: "Aug 2021", "آب ٢٠٢١"."""
    return f"{_MONTHS[language][month - 1]} {_digits(year, language)}"


def day_text(day: dt.date, language: str) -> str:
    """A day: "14 Feb 2024", "١٤ شباط ٢٠٢٤"."""
    return f"{_digits(day.day, language)} {month_text(day.year, day.month, language)}"


def period_text(start: dt.date, end: dt.date, language: str) -> str:
    """The months from `start` to `end`, both included: "Aug–Dec 2021", "Jul 2019 – Mar 2024"."""
    if (start.year, start.month) == (end.year, end.month):
        return month_text(start.year, start.month, language)
    if start.year != end.year:
        both = (month_text(each.year, each.month, language) for each in (start, end))
        return " – ".join(both)
    months = _MONTHS[language]
    # Arabic month names can be two words, so the dash between them stands apart.
    dash = " – " if language == "ar" else "–"
    return f"{months[start.month - 1]}{dash}{months[end.month - 1]} {_digits(end.year, language)}"


def interval_text(start: dt.date | None, end: dt.date | None, weekday: int | None, language: str) -> str:
    """An interval of days, both ends included and None open, as narrowly and as honestly as it is known."""
    words = _WORDS[language]
    if start is None or end is None:
        if start is None and end is None:
            return words["unknown"]
        known = start or end
        assert known is not None
        return words["until" if start is None else "since"].replace("{day}", day_text(known, language))
    if start == end:
        return day_text(start, language)
    period = _days_text(start, end, language)
    if weekday is None or not 0 <= weekday <= 6:
        return period
    # The first and the last such weekday of whole months lie within a week of the months' ends.
    if start.day <= 7 and end.day > calendar.monthrange(end.year, end.month)[1] - 7:
        period = period_text(start, end, language)
    named = words["weekday"].replace("{weekday}", _WEEKDAYS[language][weekday])
    return named.replace("{period}", period)


def _days_text(start: dt.date, end: dt.date, language: str) -> str:
    """Two days as a stretch: whole years, whole months, a few days, or "between ... and ..."."""
    whole = start.day == 1 and end.day == calendar.monthrange(end.year, end.month)[1]
    if whole and start.month == 1 and end.month == 12:
        years = sorted({start.year, end.year})
        return "–".join(_digits(year, language) for year in years)
    if whole:
        return period_text(start, end, language)
    if (start.year, start.month) == (end.year, end.month):
        stretch = f"{_digits(start.day, language)}–{_digits(end.day, language)}"
        return f"{stretch} {month_text(end.year, end.month, language)}"
    between = _WORDS[language]["between"]
    first = day_text(start, language)
    if start.year == end.year:
        first = first.rsplit(" ", 1)[0]
    return between.replace("{a}", first).replace("{b}", day_text(end, language))
