"""The way of an article, and the building of a store from many.

read -> Article -> sentences -> triggers? (none: done) -> toponyms -> resolve
     -> reports -> merge into incidents and series -> store
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from language.fold import fold_with_offsets
from language.tokens import tokenise
from pipeline.aliases import earlier_ids, settle_ids
from pipeline.annotate import Annotated, annotate
from pipeline.correcting import apply_corrections
from pipeline.corrections import CorrectionBook, book_path
from pipeline.events import Decision
from pipeline.knowledge import Knowledge, fingerprint, load_knowledge
from pipeline.merge import Merged, merge_reports
from pipeline.model import Article, Report
from pipeline.publication import settle_publication
from pipeline.read import read_paths
from pipeline.readers.source import Reject
from pipeline.record import row_order
from pipeline.reports import find_reports
from pipeline.schema import (
    articles_from_table,
    articles_table,
    records_table,
    rejects_table,
    reports_table,
    unresolved_table,
)
from pipeline.shards import read_shards
from pipeline.store import StoreError, build_lock, open_store, write_store

__all__ = ["BuildSummary", "Knowledge", "Reading", "build", "load_knowledge", "read_article"]

ROOT = Path(__file__).resolve().parent.parent


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


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build holds, in numbers, and what it refused."""

    articles: int
    reports: int
    incidents: int
    series: int
    rejects: tuple[Reject, ...]


@dataclass(slots=True)
class Gathered:
    """The articles of a build, each once, and what could not be read."""

    rejects: list[Reject] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def new_articles(self, found: Iterable[Article | Reject]) -> Iterator[Article]:
        """The articles in `found` that were not there before; rejects are put aside."""
        for each in found:
            if isinstance(each, Reject):
                self.rejects.append(each)
            elif each.article_id not in self.seen:
                self.seen.add(each.article_id)
                yield each


def plain_reading(article: Article, knowledge: Knowledge) -> Reading:
    """A reading without what only `explain` needs, small enough to pass between processes."""
    reading = read_article(article, knowledge)
    return Reading(reading.article, reading.reports, reading.unresolved)


def article_reader(root: Path) -> Callable[[Article], Reading]:
    """What a worker process calls for each article, its knowledge loaded once."""
    return partial(plain_reading, knowledge=load_knowledge(root))


def build(
    paths: Sequence[str],
    out: Path,
    *,
    add: bool = False,
    workers: int | None = None,
    strict: bool = False,
    progress: Callable[[int], None] | None = None,
    root: Path = ROOT,
) -> BuildSummary:
    """Reads what `paths` hold into the store `out`, replacing its articles, or joining them with `add`.

    Nothing is written before all is read and merged. With `strict`, raises StoreError on any reject.
    """
    with build_lock(out):
        gathered = Gathered()
        found: Iterable[Article | Reject] = read_paths(paths)
        if add:
            found = (*articles_from_table(open_store(out).table("articles")), *found)
        readings: list[Reading] = []
        for shard in read_shards(
            gathered.new_articles(found), partial(article_reader, root), workers, progress
        ):
            readings += shard.readings
            gathered.rejects += shard.rejects
        if strict and gathered.rejects:
            first = gathered.rejects[0]
            raise StoreError(
                f"{len(gathered.rejects)} inputs were refused, the first {first.path}: {first.reason}; nothing was built."
            )
        readings.sort(key=lambda reading: reading.article.article_id)
        return write(readings, gathered.rejects, out, root)


def write(readings: list[Reading], rejects: list[Reject], out: Path, root: Path) -> BuildSummary:
    """Merges the readings and writes them as the store in force."""
    articles = [reading.article for reading in readings]
    reports = [report for reading in readings for report in reading.reports]
    merged = merge_reports(reports, articles)
    incidents, series, aliases = settled(merged, reports, articles, out, root)
    tables = {
        "articles": articles_table(articles),
        "reports": reports_table(reports, articles),
        "incidents": records_table(incidents),
        "series": records_table(series),
        "rejects": rejects_table(rejects),
        "unresolved": unresolved_table(unresolved_rows(readings)),
    }
    built_at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    write_store(
        out, tables, {"format": 1, "built_at": built_at, "knowledge": fingerprint(root), "aliases": aliases}
    )
    return BuildSummary(len(articles), len(reports), len(incidents), len(series), tuple(rejects))


def settled(
    merged: Merged, reports: list[Report], articles: list[Article], out: Path, root: Path
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str]]:
    """Incidents and series as corrected by analysts and under lasting ids, and which ids lead to which."""
    try:
        before = open_store(out)
    except StoreError:
        before = None  # the first build, or a damaged one that this build mends
    entries = CorrectionBook(book_path(root)).active()
    by_id = {article.article_id: article for article in articles}
    aliases: dict[str, str] = dict(before.manifest.get("aliases", {})) if before else {}
    tables = []
    for name, rows in (("incidents", merged.incidents), ("series", merged.series)):
        corrected = apply_corrections(rows, entries, reports, by_id)
        lasting, aliases = settle_ids(corrected, earlier_ids(before, name), aliases)
        tables.append(sorted(lasting, key=row_order))
    return tables[0], tables[1], aliases


def unresolved_rows(readings: Iterable[Reading]) -> list[dict[str, object]]:
    """The names that stayed unresolved, the most frequent first, each with one sentence."""
    counts: Counter[str] = Counter()
    first: dict[str, tuple[str, str]] = {}
    for reading in readings:
        for name, sentence in reading.unresolved:
            counts[name] += 1
            first.setdefault(name, (reading.article.article_id, sentence))
    return [
        {"name": name, "count": count, "article_id": first[name][0], "sentence": first[name][1]}
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
