"""From the reports of a build to its incidents and series: merged, corrected, under lasting ids."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from language.gc_pause import without_collection
from pipeline.build.collection import Collection
from pipeline.copies.find import add_copies
from pipeline.corrections.apply import apply_corrections
from pipeline.corrections.book import CorrectionBook, book_path
from pipeline.merging.consolidate import row_order
from pipeline.merging.lasting_ids import earlier_ids, settle_ids
from pipeline.merging.merge import Merged, merge_reports
from pipeline.model import Article, DateInterval, Paper, Report
from pipeline.rows import RecordRow
from pipeline.store import Store, StoreError, open_store
from pipeline.store.schema import (
    NOT_READ_SCHEMA,
    REPORTS_SCHEMA,
    records_table,
    reports_from_table,
    sure_reports,
    unresolved_table,
)

__all__ = ["Settled", "not_read_rows", "settle_records", "settled", "unresolved_rows"]

_MERGED = [name for name in REPORTS_SCHEMA.names if name not in ("evidence", "reason")]
Copies = Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Settled:
    """The small tables of a build, the ids of its reports, and which ids of records lead to which.

    `tellers` are the articles of those reports; `less_sure` counts the reports that are in no record since they
    are not sure enough.
    """

    tables: dict[str, pa.Table]
    report_ids: list[str]
    aliases: dict[str, str]
    tellers: frozenset[str]
    less_sure: int


def settle_records(collection: Collection, copies: Mapping[str, str], out: Path, root: Path) -> Settled:
    """The incidents and series of everything on the shelves that is no copy and sure enough."""
    visible = _visible_reports(collection, copies)
    table = sure_reports(visible)
    less_sure = visible.num_rows - table.num_rows
    del visible
    tellers = frozenset(table.column("article_id").to_pylist())
    report_ids: list[str] = table.column("report_id").to_pylist()
    with without_collection():  # a hundred thousand reports that stay, and no cycles among them
        papers = _papers(table, collection)
        reports = reports_from_table(table)
        del table
        merged = merge_reports(reports, papers)
        incidents, series, aliases = settled(merged, reports, papers, out, root)
        printed = _printed(collection, copies)
        add_copies(incidents, printed)
        add_copies(series, printed)
        tables = {"incidents": records_table(incidents), "series": records_table(series)}
    return Settled(tables, report_ids, aliases, tellers, less_sure)


def settled(
    merged: Merged, reports: Sequence[Report], articles: Sequence[Article], out: Path, root: Path
) -> tuple[list[RecordRow], list[RecordRow], dict[str, str]]:
    """Incidents and series as corrected by analysts and under lasting ids, and which ids lead to which."""
    before: Store | None
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


def _visible_reports(collection: Collection, copies: Mapping[str, str]) -> pa.Table:
    """The reports of articles that are no copies, be they sure enough or not."""
    table = collection.shelves["reports"].read(_MERGED)
    hidden = pa.array(list(copies), pa.string())
    return table.filter(pc.invert(pc.is_in(table.column("article_id"), value_set=hidden)))


def _papers(reports: pa.Table, collection: Collection) -> list[Article]:
    """What merging needs of the articles that have reports, from the reports' rows."""
    readings = collection.shelves["readings"].read(["article_id", "sketch"])
    readings = readings.filter(pc.is_valid(readings.column("sketch")))
    sketches = dict(
        zip(readings.column("article_id").to_pylist(), readings.column("sketch").to_pylist(), strict=True)
    )
    columns = (reports.column(name).to_pylist() for name in ("article_id", "source", "published", "sample"))
    found: dict[str, Article] = {}
    for article_id, source, day, sample in zip(*columns, strict=True):
        if article_id not in found:
            published = DateInterval(day, day, "day") if day else None
            found[article_id] = Paper(
                article_id, "", "", source=source, published=published, sample=sample,
                sketch=sketches.get(article_id, b""),
            )  # fmt: skip
    return list(found.values())


def _printed(collection: Collection, copies: Mapping[str, str]) -> Copies:
    """(article id, outlet) of each copy, by the id of its original."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    if copies:
        table = collection.shelves["articles"].read(
            ["article_id", "source"], pa.array(list(copies), pa.string())
        )
        for row in table.to_pylist():
            found[copies[row["article_id"]]].append((row["article_id"], row["source"]))
    return found


def not_read_rows(collection: Collection) -> pa.Table:
    """The articles that are in neither Arabic nor English, each with its language."""
    table = collection.shelves["readings"].read(["article_id", "not_read"])
    table = table.filter(pc.is_valid(table.column("not_read"))).sort_by("article_id")
    return table.rename_columns(["article_id", "language"]).cast(NOT_READ_SCHEMA)


def unresolved_rows(collection: Collection, tellers: Container[str]) -> pa.Table:
    """The names that stayed unresolved in articles that surely tell an attack, the most frequent first.

    Each with one sentence; `tellers` are those articles.
    """
    counts: dict[str, int] = defaultdict(int)
    first: dict[str, tuple[str, str]] = {}
    for batch in collection.shelves["readings"].batches(["article_id", "unresolved", "unresolved_in"]):
        told = batch.filter(pc.greater(pc.list_value_length(batch.column("unresolved")), 0))
        for row in told.to_pylist():
            if row["article_id"] not in tellers:
                continue
            for name, sentence in zip(row["unresolved"], row["unresolved_in"], strict=True):
                counts[name] += 1
                known = first.get(name)
                if known is None or row["article_id"] < known[0]:
                    first[name] = (row["article_id"], sentence)
    return unresolved_table(
        {"name": name, "count": count, "article_id": first[name][0], "sentence": first[name][1]}
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )
