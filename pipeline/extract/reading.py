"""The reading of one article: from its text to its reports."""

from bisect import bisect_left
from dataclasses import dataclass, replace

import numpy as np

from language.fold import fold_with_offsets
from language.span import Span
from language.tokens import tokenise
from pipeline.dates.publication import settle_publication
from pipeline.extract.annotation import Annotated, annotate
from pipeline.extract.events import Decision
from pipeline.extract.reports import find_reports, may_report
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, Report

__all__ = ["Reading", "read_article", "speaks_of_attacks"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in an article: its reports, the names that stayed unresolved, and every decision.

    `not_read` is the language of an article that is written in neither Arabic nor English: nothing was read in it.
    """

    article: Article
    reports: tuple[Report, ...] = ()
    unresolved: tuple[tuple[str, str], ...] = ()
    decisions: tuple[Decision, ...] = ()
    annotated: Annotated | None = None
    not_read: str = ""


def read_article(article: Article, knowledge: Knowledge) -> Reading:
    """The reading of one article: its publication settled, its attacks reported."""
    if language := knowledge.languages.not_read(article.title, article.text):
        return Reading(article, not_read=language)
    prepared = prepare(article, knowledge)
    if prepared is None:
        return Reading(article)
    article, annotated = prepared
    reports, decisions = find_reports(article, annotated, knowledge)
    reports = [where_told(report, article) for report in reports]
    return Reading(article, tuple(reports), unresolved_names(annotated), tuple(decisions), annotated)


def speaks_of_attacks(article: Article, knowledge: Knowledge) -> bool:
    """Whether reading an article may find a report; most news is left after this first look."""
    prepared = prepare(article, knowledge)
    return prepared is not None and may_report(prepared[1])


def prepare(article: Article, knowledge: Knowledge) -> tuple[Article, Annotated] | None:
    """The article, its publication settled, its title and text to be marked; None where no word can tell an attack."""
    text, title_length = read_text(article)
    folded = fold_with_offsets(text)
    if not knowledge.speaks_of_violence(folded.text):
        return None
    tokens = knowledge.splitter.apply(tokenise(text, folded))
    opening = bisect_left(tokens.starts, int(np.searchsorted(folded.offsets, title_length)))
    article = settle_publication(article, tokens, knowledge.calendar, opening)
    return article, annotate(tokens, knowledge, article.published, title_length)


def read_text(article: Article) -> tuple[str, int]:
    """What is read of an article, its title on a line before its text, and how long that line is.

    A title with which the text begins is read once, in the text.
    """
    title = article.title.strip()
    if not title or article.text.lstrip().startswith(title):
        return article.text, 0
    line = article.title.replace("\n", " ") + "\n"
    return line + article.text, len(line)


def where_told(report: Report, article: Article) -> Report:
    """A report with its spans in the title or in the text, whichever tells it; what the other says is left out.

    It quotes the title as it was received, whose line breaks were blanks when it was read.
    """
    _, title_length = read_text(article)
    title = report.sentence.start < title_length
    shift = 0 if title else title_length
    evidence = {
        name: (start - shift, end - shift)
        for name, (start, end) in report.evidence.items()
        if (start < title_length) == title
    }
    parties = tuple(
        replace(party, span=Span(party.span.start - shift, party.span.end - shift))
        if (party.span.start < title_length) == title
        else replace(party, span=Span(0, 0))
        for party in report.parties
    )
    sentence = Span(report.sentence.start - shift, report.sentence.end - shift)
    quote = sentence.of(article.title if title else article.text).strip()
    where = "title" if title else "text"
    return replace(
        report, evidence=evidence, parties=parties, sentence=sentence, quote=quote, evidence_in=where
    )


def unresolved_names(annotated: Annotated) -> tuple[tuple[str, str], ...]:
    """(name, sentence) of each name that was recognised as a place and not resolved.

    None of an article in which nothing needed a place.
    """
    if not annotated.context.settled:
        return ()
    text = annotated.tokens.original
    found = []
    for marked in annotated.sentences:
        for toponym in marked.toponyms:
            if toponym.place is None and toponym.head:
                name = annotated.tokens.span(toponym.name_first, toponym.name_last).of(text)
                found.append((name, annotated.tokens.span(marked.first, marked.last).of(text)))
    return tuple(found)
