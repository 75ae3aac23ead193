"""The reading of one article: from its text to its reports."""

from dataclasses import dataclass

from language.fold import fold_with_offsets
from language.tokens import tokenise
from pipeline.annotate import Annotated, annotate
from pipeline.events import Decision
from pipeline.knowledge import Knowledge
from pipeline.model import Article, Report
from pipeline.publication import settle_publication
from pipeline.reports import find_reports

__all__ = ["Reading", "read_article"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read in an article: its reports, the names that stayed unresolved, and every decision."""

    article: Article
    reports: tuple[Report, ...] = ()
    unresolved: tuple[tuple[str, str], ...] = ()
    decisions: tuple[Decision, ...] = ()
    annotated: Annotated | None = None


def read_article(article: Article, knowledge: Knowledge, thorough: bool = False) -> Reading:
    """The reading of one article: its publication settled, its attacks reported.

    With `thorough` the decisions name every place, also of sentences that can tell no attack.
    """
    folded = fold_with_offsets(article.text)
    if not knowledge.speaks_of_violence(folded.text):
        return Reading(article)
    tokens = knowledge.splitter.apply(tokenise(article.text, folded))
    article = settle_publication(article, tokens, knowledge.calendar)
    annotated = annotate(tokens, knowledge, article.published)
    reports, decisions = find_reports(article, annotated, knowledge, thorough)
    return Reading(article, tuple(reports), unresolved_names(annotated), tuple(decisions), annotated)


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
