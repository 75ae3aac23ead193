"""When an article was published: stated, in its dateline, or inferred from what it says; never invented."""

import datetime as dt
from dataclasses import replace

from language.tokens import Tokens
from pipeline.dates.calendar import Calendar
from pipeline.dates.expressions import month_interval
from pipeline.model import Article, DateInterval

__all__ = ["settle_publication"]

DATELINE_TOKENS = 40
SLACK = dt.timedelta(days=1)
DAY = dt.timedelta(days=1)


def settle_publication(article: Article, tokens: Tokens, calendar: Calendar, opening: int = 0) -> Article:
    """The article with its publication date settled: metadata, unless a dateline in the text contradicts it."""
    stated = article.published if article.published and article.published.start else None
    dateline = find_dateline(tokens, calendar, opening)
    if dateline is not None and (stated is None or not near(stated, dateline)):
        return replace(article, published=dateline, published_basis="dateline")
    if stated is not None:
        return replace(article, published_basis=article.published_basis or "metadata")
    inferred = infer(tokens, calendar)
    return replace(article, published=inferred, published_basis="inferred" if inferred else "")


def near(a: DateInterval, b: DateInterval) -> bool:
    """Whether two intervals lie within a day of each other."""
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return False
    return a.start <= b.end + SLACK and b.start <= a.end + SLACK


def find_dateline(tokens: Tokens, calendar: Calendar, opening: int = 0) -> DateInterval | None:
    """A full date, with its year, at the very start of the text or after an agency's name, or None.

    Only a Latin dateline counts: Arabic texts open with events and their dates.
    """
    words = tokens.words
    last = min(len(words), opening + DATELINE_TOKENS)
    for expression in calendar.find(words, opening, last, None):
        interval = expression.interval
        if not interval.is_day or expression.rule not in {"date.numeric", "date.day_month", "date.month_day"}:
            continue
        if expression.first > opening + DATELINE_TOKENS or not ends_with_year(words, expression.last):
            return None
        alone = expression.first == opening or follows_agency(words, expression.first)
        return DateInterval(interval.start, interval.end, "day", "stated") if alone else None
    return None


def ends_with_year(words: list[str], last: int) -> bool:
    """Whether a date expression is written out with its year."""
    return (
        any(len(part) == 4 and part.isdigit() for part in words[last - 1].split("."))
        or "." in words[last - 1]
    )


def follows_agency(words: list[str], first: int) -> bool:
    """Whether a Latin dateline's agency, day or city stands before the date: "AFP Friday 23 Aug 2013"."""
    return words[first - 1].isascii() and any(
        word in AGENCY_WORDS for word in words[max(0, first - 3) : first]
    )


AGENCY_WORDS = frozenset(
    "afp reuters ap mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday agencies published".split()
)


def infer(tokens: Tokens, calendar: Calendar) -> DateInterval | None:
    """The interval that the text's own words leave for its publication, with its weekday where it is named.

    "اليوم الأحد" gives the weekday; the greatest year spoken of with "this year" gives the year; a
    month that is "past" gives the first day after it. Without a year there is no interval.
    """
    words = tokens.words
    year = current_year(words)
    if year is None:
        return None
    start, end = dt.date(year, 1, 1), dt.date(year, 12, 31)
    for i in range(len(words)):
        match = calendar.words.at(words, i, len(words))
        if match is None or match.entry.kind != "month" or match.last >= len(words):
            continue
        after = calendar.words.at(words, match.last, len(words))
        if after is not None and after.entry.kind == "past":
            finished = month_interval(year, int(match.entry.value)).end
            if finished is not None and finished < end:
                start = max(start, finished + DAY)
    weekday = named_today(words, calendar)
    if weekday is not None:
        start += DAY * ((weekday - start.weekday()) % 7)
        end -= DAY * ((end.weekday() - weekday) % 7)
    return DateInterval(start, end, "interval", "stated", weekday) if start <= end else None


def current_year(words: list[str]) -> int | None:
    """The one year that the text names beside "this year", or None where it names none or several."""
    speaks_of_this_year = any(
        (words[i].removeprefix("ب").removeprefix("ل") in {"العام", "السنه", "عام"} and words[i + 1] in {"الحالي", "الحاليه", "الجاري", "الجاريه"})
        or (words[i] == "this" and words[i + 1] == "year")
        for i in range(len(words) - 1)
    )  # fmt: skip
    years = {int(word) for word in words if len(word) == 4 and word.isdigit() and 1990 <= int(word) <= 2100}
    return years.pop() if speaks_of_this_year and len(years) == 1 else None


def named_today(words: list[str], calendar: Calendar) -> int | None:
    """The weekday that the text calls today ("اليوم الأحد", "today, Sunday"), Monday being 0."""
    for i, word in enumerate(words[:-1]):
        if word not in {"اليوم", "today"}:
            continue
        at = i + 1 + (words[i + 1] in {",", "("})
        match = calendar.words.at(words, at, len(words)) if at < len(words) else None
        if match is not None and match.entry.kind == "weekday":
            return int(match.entry.value)
    return None
