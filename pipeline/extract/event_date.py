"""When an attack was, and whether it was one event, a series or history."""

import datetime as dt

from language.tokens import Tokens
from pipeline.dates.expressions import TimeExpression
from pipeline.extract.annotation import Annotated
from pipeline.extract.events import Event
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, DateInterval

__all__ = ["attacks_counted", "event_date", "kind_of", "main_day"]

HISTORIC = dt.timedelta(days=60)


SERIES_DAYS = 8


# What goes on against a governorate or a country is a series; in one town it may be one battle.
WIDE_RANK = 7


# So many attacks on one country, counted without dates of their own, are a series.
SERIES_COUNT = 3


DAY = dt.timedelta(days=1)


# The sentences in which an article says of which day its news is.
OPENING = 5


def event_date(
    article: Article, tokens: Tokens, event: Event, main: DateInterval | None
) -> tuple[DateInterval, str, TimeExpression | None]:
    """(interval, use, expression): the nearest time expression of the sentence, else publication."""
    best: TimeExpression | None = None
    least = 60
    for expression in event.sentence.times:
        if expression.use == "future":
            continue
        start, end = sorted((expression.first, event.trigger.first))
        cost = end - start + 12 * len(event.sentence.cues_between(start, end, "border"))
        cost += (
            6 * len(event.sentence.cues_between(start, end, "say", "announce"))
            if expression.first < event.trigger.first
            else 0
        )
        if cost < least:
            best, least = expression, cost
    if best is not None:
        return best.interval, best.use, best
    published = article.published
    if published is None or published.start is None or published.end is None:
        return DateInterval(None, None), "at", None
    if is_recurrent(event) is not None:
        # A series without a period of its own: known to have gone on until publication.
        return DateInterval(None, published.end, "unknown", "publication"), "publication", None
    if main is not None and not event.sentence.cues_between(
        event.sentence.first, event.trigger.first + 1, "background"
    ):
        return main, "publication", None
    precision = "days" if published.start == published.end else "interval"
    return DateInterval(published.start - DAY, published.end, precision, "publication"), "publication", None


def kind_of(article: Article, tokens: Tokens, event: Event, date: DateInterval, use: str) -> tuple[str, str]:
    """(kind, rule): recurrent for series, historic for what lies more than 60 days back, else specific."""
    published = article.published.start if article.published else None
    counted = counts_attacks(tokens, event) and (date.days is None or date.days >= SERIES_DAYS)
    if published and date.end and date.end < published - HISTORIC:
        repeated = is_recurrent(event) or ("kind.counted_attacks" if counted else None)
        if repeated is not None and not date.is_day:
            return "recurrent", repeated
        return "historic", "kind.more_than_60_days_before"
    long = date.days is not None and date.days > SERIES_DAYS and use in {"since", "span"}
    if long:
        return "recurrent", "kind.long_period"
    repeated = is_recurrent(event) or ("kind.counted_attacks" if counted else None)
    if repeated is not None and (date.days is None or date.days > 2):
        return "recurrent", repeated
    return "specific", "kind.one_event"


def is_recurrent(event: Event) -> str | None:
    """The rule by which the clause speaks of a series, or None."""
    start, end = event.segment
    repeated = event.sentence.cues_between(start, end, "recurrent")
    if repeated:
        return repeated[0].entry.row
    coarse = event.place is not None and event.place.feature.rank >= WIDE_RANK
    counted = stated_count(event) if coarse else None
    if counted is not None and counted >= SERIES_COUNT:
        return "kind.counted_attacks"
    many = any(
        t.entry.value == "base" and start <= t.first < end and t.entry.form == "definite"
        for t in event.sentence.targets
    )
    if coarse and many and event.place is not None and event.place.feature.name == "country":
        return "kind.many_targets_of_a_country"
    continuing = event.sentence.cues_between(start, event.trigger.first + 1, "continuing")
    if coarse and continuing:
        return continuing[0].entry.row
    return None


def counts_attacks(tokens: Tokens, event: Event) -> bool:
    """Whether the number before the trigger counts attacks, as in "three drone attacks", and not rockets that hit."""
    word, entry = tokens.words[event.trigger.last - 1], event.trigger.entry
    if event.count is None or event.count < 2:
        return False
    return word.endswith("s") if word.isascii() else entry.form == "indefinite" and not word.endswith("ان")


def stated_count(event: Event) -> int | None:
    """The number of attacks stated before the trigger or as "N times", or None."""
    return event.count


def attacks_counted(tokens: Tokens, event: Event, knowledge: Knowledge) -> int | None:
    """The number of attacks that stands before the trigger ("165 هجوماً") or as so many times, or None."""
    words, trigger = tokens.words, event.trigger
    for back in (3, 2, 1):
        at = trigger.first - back
        if at < event.sentence.first:
            continue
        number = knowledge.numerals.at(words, at, trigger.first)
        if number is not None and number.last == trigger.first:
            dated = any(t.first <= at < t.last for t in event.sentence.times)
            return None if dated else number.value  # "in March 2020 raids": a year counts no raids
    start, end = event.segment
    for i in range(start, end - 1):
        number = knowledge.numerals.at(words, i, end)
        if number is not None and number.last < end and words[number.last] in {"مره", "مرات", "times"}:
            return number.value
    return None


def main_day(article: Article, annotated: Annotated) -> DateInterval | None:
    """The day of the article's news, where its opening names one: what follows undated is of that day."""
    published = article.published
    if published is None or published.start is None or not published.is_day:
        return None
    for marked in annotated.sentences[:OPENING]:
        if not (marked.triggers and marked.recognised):
            continue
        for expression in marked.times:
            day = expression.interval.start
            if expression.use == "at" and expression.interval.is_day and day is not None:
                if published.start - DAY <= day <= published.start:
                    return DateInterval(day, day, "day", "publication")
    return None
