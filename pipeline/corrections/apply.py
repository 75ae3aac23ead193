"""Corrections applied: to the rows that a merge gave, at build, and to those of a store, at load.

What an analyst split or joined is made anew from its reports; what was moved, dated or typed is set on the
row; a discarded row is left out. Applying twice changes nothing more.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal, TypedDict

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.copies.find import add_copies
from pipeline.corrections.book import (
    PLACE_NAMED,
    Change,
    Correction,
    CorrectionBook,
    CorrectionConflict,
    CorrectionError,
    anchor_of,
    holding,
)
from pipeline.merging.consolidate import record_row, row_order
from pipeline.merging.lasting_ids import settle_ids
from pipeline.merging.merge import merge_reports
from pipeline.merging.summary import summaries
from pipeline.model import Article, Report
from pipeline.rows import RecordRow
from pipeline.store import Store
from pipeline.store.schema import articles_from_rows, records_table, reports_from_table
from pipeline.view.columns import Records

__all__ = ["Corrected", "anchors_of", "apply_corrections", "correct", "corrected_records"]


class Corrected(TypedDict):
    """What `correct` asks of the record that is corrected; a row of records has it."""

    record_id: str
    report_ids: list[str]
    place_id: str | None
    date_start: dt.date | None


_STRUCTURAL = ("split", "join", "discard")


def apply_corrections(
    rows: Sequence[RecordRow],
    entries: Iterable[Correction],
    reports: Sequence[Report],
    articles: Mapping[str, Article],
) -> list[RecordRow]:
    """The rows of incidents or series after the corrections that hold; those of other records are left alone."""
    held = holding(entries)
    if not held:
        return list(rows)
    return _Desk(rows, held, reports, articles).corrected()


class _Desk:
    """The rows under correction, and where each anchored report is among them."""

    def __init__(
        self,
        rows: Sequence[RecordRow],
        held: list[Correction],
        reports: Sequence[Report],
        articles: Mapping[str, Article],
    ) -> None:
        self._rows: dict[int, RecordRow] = dict(enumerate(rows))
        self._held = held
        self._articles = articles
        wanted = {anchor for each in held for anchor in each.touched}
        papers = {anchor.rpartition(":")[0] for anchor in wanted}
        self._anchor: dict[str, str] = {}
        self._by_id: dict[str, Report] = {}
        for report in reports:
            if report.article_id in papers:
                anchor = anchor_of(report.article_id, report.quote)
                if anchor in wanted:
                    self._anchor[report.report_id] = anchor
        touched = [
            at for at, row in self._rows.items() if any(each in self._anchor for each in row["report_ids"])
        ]
        self._touched = set(touched)
        needed = {each for at in touched for each in self._rows[at]["report_ids"]}
        # Ids are costly, so only the reports of the touched rows' articles are looked at.
        near = {each for at in touched for each in self._rows[at]["article_ids"]}
        self._by_id = {r.report_id: r for r in reports if r.article_id in near and r.report_id in needed}

    def corrected(self) -> list[RecordRow]:
        """Every row, in order of date, after all corrections."""
        for each in self._held:
            if each.kind in _STRUCTURAL and (at := self._row_of(each.anchors, each)) is not None:
                {"split": self._split, "join": self._join, "discard": self._discard}[each.kind](at, each)
        for each in self._held:
            change = _CHANGES.get(each.kind)
            if change is not None and (at := self._row_of(each.anchors, each)) is not None:
                row = self._rows[at].copy()
                change(row, each.what)
                row["summary_en"], row["summary_ar"] = summaries(row)
                self._rows[at] = row
        return sorted(self._rows.values(), key=row_order)

    def _row_of(self, anchors: Iterable[str], entry: Correction) -> int | None:
        """The row that holds most of these sentences, or None where none does any more."""
        wanted = frozenset(anchors)
        about = entry.what.get("about", {})
        ranked = []
        for at in sorted(self._touched):
            row = self._rows[at]
            shared = sum(self._anchor.get(each) in wanted for each in row["report_ids"])
            # One sentence may tell of two places: then the place that was corrected decides.
            fits = sum(str(row.get(key)) == str(value) for key, value in about.items())
            if shared:
                ranked.append((shared, fits, row["record_id"] == entry.record_id, -at))
        return -max(ranked)[3] if ranked else None

    def _split(self, at: int, entry: Correction) -> None:
        row, part = self._rows[at], frozenset(entry.part)
        apart = [each for each in row["report_ids"] if self._anchor.get(each) in part]
        rest = [each for each in row["report_ids"] if each not in set(apart)]
        if apart and rest:
            self._set(at, row["record"], rest, row["mention_ids"])
            self._set(max(self._rows) + 1, row["record"], apart, row["mention_ids"])

    def _join(self, at: int, entry: Correction) -> None:
        other = self._row_of(entry.part, entry)
        if other is None or other == at or self._rows[other]["record"] != self._rows[at]["record"]:
            return
        row, taken = self._rows[at], self._rows[other]
        mentions = {*row["mention_ids"], *taken["mention_ids"]}
        self._set(at, row["record"], [*row["report_ids"], *taken["report_ids"]], sorted(mentions))
        self._remove(other)

    def _discard(self, at: int, entry: Correction) -> None:
        self._remove(at)

    def _remove(self, at: int) -> None:
        del self._rows[at]
        self._touched.discard(at)

    def _set(
        self,
        at: int,
        record: Literal["incident", "series"],
        report_ids: Sequence[str],
        mention_ids: Sequence[str],
    ) -> None:
        row = record_row(record, [self._by_id[each] for each in report_ids], self._articles)
        row["mention_ids"] = list(mention_ids)
        self._rows[at] = row
        self._touched.add(at)


def _move(row: RecordRow, what: Change) -> None:
    """Put a row elsewhere.

    A place of the gazetteer brings all that is known of it, a name that a person gave only itself; bare
    coordinates put the place that was read somewhere else, and leave what it is called. Of either the
    gazetteer's source says nothing any more.
    """
    row["lat"], row["lon"] = what["lat"], what["lon"]
    row["geo_precision"], row["radius_km"] = what["geo_precision"], what["radius_km"]
    row["place_confidence"] = row["place_source"] = None
    known, named = what.get("place_id"), what.get("place_name")
    if known or named:
        row["place_id"] = row["feature_class"] = row["place_name_en"] = row["place_name_ar"] = None
    if known:
        row["country"] = row["governorate"] = None
    for key in PLACE_NAMED:
        row[key] = what.get(key, row[key])


def _date(row: RecordRow, what: Change) -> None:
    start, end = dt.date.fromisoformat(what["start"]), dt.date.fromisoformat(what["end"])
    row["date_start"], row["date_end"], row["weekday"] = start, end, None
    row["date_precision"] = "day" if start == end else "days" if (end - start).days < 7 else "interval"
    row["date_basis"] = "stated"


def _type(row: RecordRow, what: Change) -> None:
    row["attack_types"] = list(what["types"])


def _verify(row: RecordRow, what: Change) -> None:
    row["review"] = "verified"


_CHANGES: dict[str, Callable[[RecordRow, Change], None]] = {
    "move": _move, "date": _date, "type": _type, "verify": _verify,
}  # fmt: skip


def anchors_of(store: Store, report_ids: Iterable[str]) -> tuple[str, ...]:
    """The sentences that a record of these reports rests on, as corrections hold on to them."""
    wanted = pa.array(list(report_ids), pa.string())
    table = store.reports(["report_id", "article_id", "quote"])
    rows = table.filter(pc.is_in(table.column("report_id"), value_set=wanted)).to_pylist()
    return tuple(sorted({anchor_of(row["article_id"], row["quote"] or "") for row in rows}))


def correct(
    store: Store, book: CorrectionBook, record: Corrected, kind: str, *, who: str, why: str = "", seen: int,
    what: Mapping[str, object] | None = None, part_report_ids: Iterable[str] = (),
) -> Correction:  # fmt: skip
    """Add one correction to a record as a person saw it.

    `seen` is the book's `version` of its anchors at that time; `part_report_ids` are the reports to split off,
    or those of the incident to join. CorrectionConflict where the record was changed meanwhile, be it by a
    person or by a build; CorrectionError where it does not exist any more.
    """
    reports = list(record["report_ids"])
    anchors = anchors_of(store, reports)
    table = store.reports(["report_id"])
    there = pc.sum(pc.is_in(table.column("report_id"), value_set=pa.array(reports, pa.string()))).as_py() or 0
    if not anchors:
        raise CorrectionError(
            f"{record['record_id']} no longer exists in the data; search for its place and day."
        )
    if there != len(reports):
        raise CorrectionConflict("A build changed this incident since you opened it; look at it again first.")
    about = {"place_id": str(record["place_id"]), "date_start": str(record["date_start"])}
    return book.add(
        kind, record["record_id"], anchors, who=who, why=why, seen=seen, what={**(what or {}), "about": about},
        part=anchors_of(store, part_report_ids) if part_report_ids else (),
    )  # fmt: skip


def corrected_records(store: Store, book: CorrectionBook) -> Records:
    """The records of a build with every correction that holds now, also those made since it was built.

    Records that any correction ever touched are merged anew from their reports, so that undoing works.
    """
    entries = book.all()
    if not entries:
        return Records.load(store)
    tables = {name: store.table(name) for name in ("incidents", "series")}
    reports = _touched_reports(store, entries, tables)
    papers = sorted({each.article_id for each in reports})
    articles = articles_from_rows(store.rows("articles", "article_id", papers))
    merged = merge_reports(reports, articles)
    by_id = {each.article_id: each for each in articles}
    printed = {
        original: [(each["article_id"], each["source"]) for each in found]
        for original, found in store.copies_of(papers).items()
    }
    ids = {each.report_id for each in reports}
    done = []
    for name, fresh in (("incidents", merged.incidents), ("series", merged.series)):
        stored = tables[name]
        touched = _rows_with(stored, ids)
        old = {row["record_id"]: row["report_ids"] for row in touched}
        _keep_mentions(fresh, touched)
        rows, _ = settle_ids(apply_corrections(fresh, entries, reports, by_id), old, {})
        add_copies(rows, printed)
        kept = stored.filter(
            pc.invert(pc.is_in(stored.column("record_id"), value_set=pa.array(list(old), pa.string())))
        )
        whole = pa.concat_tables([kept, records_table(rows)])
        done.append(whole.sort_by([("date_start", "ascending"), ("record_id", "ascending")]))
    return Records.of(pa.concat_tables(done).combine_chunks(), store.folder.name)


def _keep_mentions(fresh: Sequence[RecordRow], stored: Sequence[RecordRow]) -> None:
    """Give rows that were merged anew the mentions that the build found for their reports."""
    found: dict[str, set[str]] = {}
    for row in stored:
        for each in row["report_ids"]:
            found.setdefault(each, set()).update(row["mention_ids"] or [])
    for row in fresh:
        kept = {
            *row["mention_ids"],
            *(each for report in row["report_ids"] for each in found.get(report, ())),
        }
        row["mention_ids"] = sorted(kept)


def _rows_with(table: pa.Table, report_ids: set[str]) -> list[RecordRow]:
    """The rows of a table that hold any of these reports."""
    lists = table.column("report_ids").combine_chunks()
    inside = pc.is_in(pc.list_flatten(lists), value_set=pa.array(sorted(report_ids), pa.string()))
    found = pc.unique(pc.list_parent_indices(lists).filter(inside))
    rows: list[RecordRow] = table.take(found).to_pylist()
    return rows


def _touched_reports(
    store: Store, entries: Sequence[Correction], tables: Mapping[str, pa.Table]
) -> list[Report]:
    """The reports of every record that an entry speaks of, and those it speaks of that are in no record."""
    anchors = {anchor for each in entries for anchor in each.touched}
    papers = pa.array(sorted({each.rpartition(":")[0] for each in anchors}), pa.string())
    table = store.reports()
    slim = table.select(["report_id", "article_id", "quote"])
    near = slim.filter(pc.is_in(slim.column("article_id"), value_set=papers)).to_pylist()
    ids = {row["report_id"] for row in near if anchor_of(row["article_id"], row["quote"] or "") in anchors}
    counted = Counter(ids)
    for each in tables.values():
        counted.update(report for row in _rows_with(each, ids) for report in row["report_ids"])
    wanted = pa.array(sorted(counted), pa.string())
    return reports_from_table(table.filter(pc.is_in(table.column("report_id"), value_set=wanted)))
