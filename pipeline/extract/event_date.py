"""When an attack was, and whether it was one event, a series or history."""

import datetime as dt

from evidence.findings import Finding, findings_of
from evidence.weights import Weights, probability
from language.lexicon import Entry
from language.matching import Match
from language.tokens import Tokens
from pipeline.dates.expressions import TimeExpression
from pipeline.extract.annotation import Annotated
from pipeline.extract.events import Event
from pipeline.knowledge.load import STRIKING, Knowledge
from pipeline.model import Article, DateInterval

__all__ = ["attacks_counted", "event_date", "kind_of", "main_day"]

HISTORIC = dt.timedelta(days=60)


SERIES_DAYS = 8


SEVERAL, MANY_ATTACKS = 2, 5
LONGEST_NUMBER = 3
# What tells one event from a series: how it is told and when, not who and in what article.
TELLING = (
    "cue.",
    "time.",
    "trigger.form",
    "trigger.role",
    "place.kind",
    "place.in_list",
    "place.several",
    "where.",
)
LIKELY = 0.5


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
    if main is not None and not event.sentence.cues_between(
        event.sentence.first, event.trigger.first + 1, "background"
    ):
        return main, "publication", None
    precision = "days" if published.start == published.end else "interval"
    return DateInterval(published.start - DAY, published.end, precision, "publication"), "publication", None


def kind_facts(article: Article, event: Event, date: DateInterval, use: str) -> dict[str, tuple[int, int]]:
    """The facts that tell one event from a series and from history, with those of the event itself."""
    found = {fact: words for fact, words in event.facts.items() if fact.startswith(TELLING)}
    here = (event.trigger.first, event.trigger.last)
    found[f"date.use.{use}"] = here
    days = own_days(article, date)
    found[
        "date.open"
        if days is None
        else "date.day"
        if days <= 2
        else "date.week"
        if days <= SERIES_DAYS
        else "date.long"
    ] = here
    if event.count is not None and event.count >= SEVERAL:
        found["count.of_attacks"] = here
        if event.count >= MANY_ATTACKS:
            found["count.many"] = here
    start, end = event.segment
    for cue in event.sentence.cues_between(start, end, "recurrent", "continuing", "background", "memory"):
        found[f"clause.{cue.entry.value}"] = (cue.first, cue.last)
    for target in event.sentence.targets:
        if start <= target.first < end:
            found[f"target.{target.entry.value}.{target.entry.form}"] = (target.first, target.last)
    if event.trigger.entry.form in {"imperfect"}:
        found["habitual"] = here
    word = event.sentence.context.tokens.words[event.trigger.first]
    if word.endswith("ات") or (word.isascii() and word.endswith("s")):
        found["plural"] = here
        if days is None or days > 2:
            found["plural.no_day"] = here
    return found


def own_days(article: Article, date: DateInterval) -> int | None:
    """How many days a date spans beyond what its article's publication leaves open, None where an end is open."""
    if date.days is None:
        return None
    unknown = article.published.days if article.published is not None else None
    return max(1, date.days - (unknown or 1) + 1)


def kind_of(
    article: Article, event: Event, date: DateInterval, use: str, weights: Weights
) -> tuple[str, tuple[Finding, ...]]:
    """(kind, why): historic for what lies more than 60 days back, recurrent for series, else specific."""
    facts = kind_facts(article, event, date, use)
    findings = findings_of(weights, "recurrent", facts)
    recurrent = probability(weights.score("recurrent", facts)) >= LIKELY
    published = article.published.start if article.published else None
    past = published is not None and date.end is not None and date.end < published - HISTORIC
    # Attacks counted over more than a week, "three attacks in September", are a series by definition.
    counted = event.count is not None and event.count >= SEVERAL and "date.long" in facts
    recurrent = recurrent or counted
    if recurrent and not (past and date.is_day):
        return "recurrent", findings
    if past or (probability(weights.score("historic", facts)) >= LIKELY and use == "publication"):
        return "historic", findings_of(weights, "historic", facts)
    return "specific", findings


def attacks_counted(tokens: Tokens, event: Event, knowledge: Knowledge) -> int | None:
    """The number of attacks told before an attack word of the clause ("165 هجوماً") or as so many times, or None."""
    start, end = event.segment
    told = [
        event.trigger,
        *(t for t in event.sentence.triggers if start <= t.first < end and t.entry.role in STRIKING),
    ]
    counts = (counted_before(tokens, event, trigger, knowledge) for trigger in told)
    stated = next((count for count in counts if count is not None), None)
    if stated is not None:
        return stated
    times = knowledge.lexicon.function_words["times"]
    for i in range(start, end - 1):
        number = knowledge.numerals.at(tokens.words, i, end)
        if number is not None and number.last < end and tokens.words[number.last] in times:
            return number.value
    return None


def counted_before(tokens: Tokens, event: Event, trigger: Match[Entry], knowledge: Knowledge) -> int | None:
    """The number right before an attack word, None where it is a part of a date: "in March 2020 raids"."""
    for at in range(max(event.sentence.first, trigger.first - LONGEST_NUMBER), trigger.first):
        number = knowledge.numerals.at(tokens.words, at, trigger.first)
        if number is not None and number.last == trigger.first:
            dated = any(t.first <= at < t.last for t in event.sentence.times)
            return None if dated else number.value
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
