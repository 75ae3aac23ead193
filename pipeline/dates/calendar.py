"""When: time expressions in a sentence, resolved against the article's publication date.

The words are data (`data/lexicon/calendar.csv`), the ways they combine are functions, one a pattern, in
`pipeline.dates.calendar_dates`, `pipeline.dates.weekdays` and `pipeline.dates.durations`, each named as the rule that `explain` shows.
Where the publication is itself only an interval (an article without a date), what is relative to it becomes
an interval too: nothing is invented.
"""

import csv
import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path

from language.matching import Match, Phrasebook
from language.numerals import Numerals
from language.tokens import phrases_of
from pipeline.dates.calendar_dates import between_days, day_month, month_date, numeric_date, part_of_period
from pipeline.dates.durations import counted_since, counted_units, english_ago
from pipeline.dates.expressions import CalendarWord, Reader, TimeExpression, explicit_year, year_interval
from pipeline.dates.weekdays import relative_day, weekday_date
from pipeline.model import DateInterval

__all__ = ["Calendar", "load_calendar"]

CACHE_SIZE = 50_000


class Beginnings(dict[str, bool]):
    """Whether each word met may begin a time expression; forgets all at CACHE_SIZE words."""

    def __init__(self, words: Phrasebook[CalendarWord], numerals: Numerals) -> None:
        super().__init__()
        self.words, self.numerals = words, numerals

    def __missing__(self, word: str) -> bool:
        if tells_digits(word):
            return True
        if len(self) >= CACHE_SIZE:
            self.clear()
        found = self.words.begins(word) or self.numerals.phrases.begins(word)
        self[word] = found
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
        reader = Reader(
            words, last, start, end, published.weekday if published else None, self.words, self.numerals
        )
        after = first
        if begun is None:
            begun = compress(range(first, last), map(self.begins.__getitem__, words[first:last]))
        for i in begun:
            if i >= after and (expression := expression_at(reader, i, far)) is not None:
                found.append(expression)
                after = expression.last
        return found


def expression_at(reader: Reader, i: int, far: bool) -> TimeExpression | None:
    """The time expression that begins at token `i`."""
    word = reader.words[i]
    if tells_digits(word):
        expression = numeric_date(reader, i) or day_month(reader, i, far)
        if expression or far:
            return expression
        return counted_since(reader, i)
    match = reader.calendar.at(reader.words, i, reader.last)
    if match is None:
        ordinal = reader.numerals.phrases.at(reader.words, i, reader.last)
        if ordinal is None:
            return None
        if ordinal.entry.kind == "ordinal":
            return day_month(reader, i, far)
        return None if far else english_ago(reader, i)
    kind = match.entry.kind
    if kind in {"month", "hijri_month"}:
        return month_date(reader, i, match, far)
    if kind == "part":
        return part_of_period(reader, match, far)
    if kind == "unit" and match.entry.value == "years":
        year = explicit_year(reader, match.last)
        if year:
            return TimeExpression(i, match.last + 1, year_interval(year), "at", "date.year")
    if kind == "between" and (expression := between_days(reader, match, far)):
        return expression
    if kind in {"since", "ago"} and (expression := since_date(reader, match, far)):
        return expression
    if far:
        return None
    if kind in {"daypart", "weekday"}:
        return weekday_date(reader, match)
    if kind == "day":
        return relative_day(reader, match)
    if kind in {"ago", "within", "unit", "past", "this", "few"}:
        return counted_units(reader, match)
    return None


def since_date(reader: Reader, match: Match[CalendarWord], far: bool) -> TimeExpression | None:
    """منذ 7 تشرين الأول, since Friday: from then to publication."""
    at = match.last
    if at >= reader.last:
        return None
    inner = reader.calendar.at(reader.words, at, reader.last)
    if inner is not None and inner.entry.kind in {"since", "ago", "within", "until", "few", "unit"}:
        return None
    if reader.words[match.first] in {"قبل", "from"}:
        return None
    expression = expression_at(reader, at, far)
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
