"""The sentences behind records: one a report, with its outlet, its date and its link, never the article."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.rows import NO_ARTICLE, ArticleRow, ReportRow
from pipeline.store import Store
from share.marking import LONGEST_SENTENCE, MARKS, plain, safe_url
from share.names import alignment

__all__ = ["Sentence", "sentences"]

_REPORTS = ["report_id", "article_id", "quote", "evidence", "sentence_start", "sentence_end", "source"]
_ARTICLES = [
    "article_id", "source", "url", "published_start", "published_end", "published_weekday",
    "published_basis", "sample",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one report says: its sentence, the marked parts of it, and where it was published.

    `marks` are start, end and kind, offsets into `text`. `url` is safe as an address, or "".
    """

    report_id: str
    text: str
    marks: tuple[tuple[int, int, str], ...]
    outlet: str
    aligned: tuple[str, ...]
    url: str
    published: tuple[dt.date | None, dt.date | None, int | None]
    inferred: bool
    sample: bool


def sentences(store: Store, report_ids: Iterable[str]) -> dict[str, Sentence]:
    """The sentences of the given reports by report id, as far as the store has them."""
    reports = store.rows("reports", "report_id", sorted(set(report_ids)), _REPORTS)
    articles = {
        each["article_id"]: each
        for each in store.rows("articles", "article_id", [each["article_id"] for each in reports], _ARTICLES)
    }
    return {
        each["report_id"]: _sentence(each, articles.get(each["article_id"], NO_ARTICLE)) for each in reports
    }


def _sentence(report: ReportRow, article: ArticleRow) -> Sentence:
    quote = report["quote"] or ""
    start, end = report["sentence_start"] or 0, report["sentence_end"] or 0
    marks = _marks(report["evidence"], start, len(quote)) if end - start == len(quote) else ()
    text = plain(quote)
    if len(text) != len(quote):  # offsets no longer fit
        marks = ()
    if len(text) > LONGEST_SENTENCE:
        text, marks = (
            f"{text[:LONGEST_SENTENCE]}…",
            tuple(each for each in marks if each[1] <= LONGEST_SENTENCE),
        )
    outlet = article.get("source") or report["source"] or ""
    url = article.get("url") or ""
    dates = (article.get("published_start"), article.get("published_end"), article.get("published_weekday"))
    return Sentence(
        report["report_id"], text, marks, plain(outlet), alignment(outlet), url if safe_url(url) else "", dates,
        article.get("published_basis") == "inferred", bool(article.get("sample")),
    )  # fmt: skip


def _marks(evidence: str | None, start: int, length: int) -> tuple[tuple[int, int, str], ...]:
    """The marked spans within a sentence in reading order, none overlapping."""
    try:
        found = json.loads(evidence or "{}")
    except ValueError:
        return ()
    spans = [
        (span[0] - start, span[1] - start, MARKS[field])
        for field, span in (found.items() if isinstance(found, dict) else ())
        if field in MARKS
        and isinstance(span, list)
        and len(span) == 2
        and all(isinstance(each, int) for each in span)
    ]
    kept: list[tuple[int, int, str]] = []
    for first, last, kind in sorted(spans, key=lambda each: (each[0], -each[1])):
        if 0 <= first < last <= length and (not kept or first >= kept[-1][1]):
            kept.append((first, last, kind))
    return tuple(kept)
