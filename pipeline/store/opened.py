"""A build open for reading."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, overload

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.model import SURE_ENOUGH
from pipeline.rows import ArticleRow, Manifest, ReportRow
from pipeline.store.layout import FORMAT, PARTED, StoreError, folder_in_force
from pipeline.store.parts import Shelf, unreadable
from pipeline.store.schema import SCHEMAS, SETTLED, sure_reports

__all__ = ["ORDER", "Store", "open_store"]

ORDER = {
    "articles": ("published_start", "article_id"),
    "reports": ("date_start", "report_id"),
    "incidents": ("date_start", "record_id"),
    "series": ("date_start", "record_id"),
}
_KEYS = ("article_id", "report_id")
_PRINTED = [
    "article_id", "copy_of", "title", "source", "url", "published_start", "published_end", "published_weekday",
    "published_basis", "sample",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Store:
    """One build, open for reading; later builds do not change it."""

    folder: Path
    manifest: Manifest

    def table(self, name: str, columns: list[str] | None = None, ordered: bool = True) -> pa.Table:
        """The table `name`, with the columns of its schema or only the given ones.

        It is sorted by date and id, unless `ordered` is False, which is faster for a large one.
        """
        names = self._checked(name, columns)
        if name not in PARTED:
            return _read(self.folder / f"{name}.parquet", names)
        order = ORDER[name] if ordered else ()
        table = self._rows(name, list(dict.fromkeys([*names, *order])))
        if order:
            table = table.take(pc.sort_indices(table, sort_keys=[(key, "ascending") for key in order]))
        return table.select(names)

    def reports(self, columns: list[str] | None = None, at_least: float = SURE_ENOUGH) -> pa.Table:
        """The reports of this confidence and more, by date and id; by default those that incidents are made of."""
        names = self._checked("reports", columns)
        table = self.table("reports", list(dict.fromkeys([*names, "confidence"])))
        return sure_reports(table, at_least).select(names)

    @overload
    def rows(
        self, name: Literal["reports"], key: str, values: Iterable[str], columns: list[str] | None = None
    ) -> list[ReportRow]: ...
    @overload
    def rows(
        self, name: Literal["articles"], key: str, values: Iterable[str], columns: list[str] | None = None
    ) -> list[ArticleRow]: ...
    def rows(self, name: str, key: str, values: Iterable[str], columns: list[str] | None = None) -> list[Any]:
        """The rows of articles or reports whose `key` ("article_id" or "report_id") is one of `values`.

        In the order of `values`; those that the store does not have are left out. Only the row groups that
        hold them are read whole.
        """
        names = self._checked(name, columns)
        if name not in PARTED or key not in _KEYS:
            raise StoreError(f"The store looks up articles and reports by id, not {name} by {key}.")
        asked = list(dict.fromkeys(values))
        if not asked:
            return []
        wanted = pa.array(asked, pa.string())
        if key == "report_id":
            table = self._reports_of(wanted, list(dict.fromkeys([*names, key])))
        else:
            table = self._rows(name, list(dict.fromkeys([*names, key])), wanted)
        place = {value: at for at, value in enumerate(asked)}
        found = sorted(table.to_pylist(), key=lambda row: place[row[key]])
        return found if key in names else [{each: row[each] for each in names} for row in found]

    def copies_of(self, article_ids: Iterable[str]) -> dict[str, list[ArticleRow]]:
        """The articles that print these once more, by the id of the one that was read, the earliest first.

        Each with its id, title, outlet, address and publication; an article without copies has no entry.
        """
        copies = self.copies()
        wanted = pa.array(list(article_ids), pa.string())
        ids = copies.filter(pc.is_in(copies.column("copy_of"), value_set=wanted)).column("article_id")
        found: dict[str, list[ArticleRow]] = {}
        rows = self.rows("articles", "article_id", ids.to_pylist(), _PRINTED)
        for row in sorted(rows, key=lambda row: (str(row["published_start"] or "9999"), row["article_id"])):
            if row["copy_of"] is not None:
                found.setdefault(row["copy_of"], []).append(row)
        return found

    def copies(self) -> pa.Table:
        """(article_id, copy_of) of every article that is a copy of another."""
        return _read(self.folder / "copies.parquet", ["article_id", "copy_of"])

    def shelf(self, name: str, keyed: bool = False) -> Shelf:
        """The parts of a large table, with the rows of them that count; `keyed` also reads their keys."""
        shelf = Shelf(name)
        hidden = _hidden(self.folder)
        for part in self.manifest["parts"][name]:
            shelf.add(self.folder / name / f"{part}.parquet", hidden.get((name, part)), keyed)
        return shelf

    def words(self) -> pa.Table | None:
        """What the knowledge of this build said of each word, None where that was not kept."""
        path = self.folder / "words.parquet"
        return pq.read_table(path, partitioning=None) if path.exists() else None

    def _checked(self, name: str, columns: list[str] | None) -> list[str]:
        if name not in SCHEMAS:
            raise StoreError(f"The store has no table {name!r}; it has {', '.join(SCHEMAS)}.")
        return columns or list(SCHEMAS[name].names)

    def _rows(self, name: str, names: list[str], wanted: pa.Array | None = None) -> pa.Table:
        """The rows of a large table as callers know it, of the articles `wanted` or of all."""
        if name == "reports":
            table = self.shelf(name).read(list(dict.fromkeys([*names, "article_id"])), wanted)
            copies = self.copies().column("article_id")
            kept = pc.invert(pc.is_in(table.column("article_id"), value_set=copies.combine_chunks()))
            return table.filter(kept).select(names)
        stored = [each for each in names if each != "copy_of"]
        table = self.shelf(name).read(list(dict.fromkeys([*stored, "article_id"])), wanted)
        ids = table.column("article_id")
        settled = [each for each in SETTLED if each in names]
        if settled:
            table = _overlaid(table, self.shelf("readings").read(["article_id", *settled], wanted), settled)
        if "copy_of" in names:
            copies = self.copies()
            at = pc.index_in(ids, value_set=copies.column("article_id").combine_chunks())
            table = table.append_column("copy_of", copies.column("copy_of").combine_chunks().take(at))
        return table.select(names)

    def _reports_of(self, wanted: pa.Array, names: list[str]) -> pa.Table:
        """The reports with these ids."""
        shelf = self.shelf("reports")
        ids = shelf.read(["report_id", "article_id"])
        of = pc.unique(ids.filter(pc.is_in(ids.column("report_id"), value_set=wanted)).column("article_id"))
        table = self._rows("reports", names, of)
        return table.filter(pc.is_in(table.column("report_id"), value_set=wanted))


def _overlaid(table: pa.Table, readings: pa.Table, columns: list[str]) -> pa.Table:
    """The articles with the publication that their reading settled, where they were read."""
    at = pc.index_in(
        table.column("article_id"), value_set=readings.column("article_id").combine_chunks()
    ).combine_chunks()
    read = pc.is_valid(at)
    for name in columns:
        place = table.column_names.index(name)
        told = readings.column(name).combine_chunks().take(at)
        value = pc.if_else(read, told, table.column(name).combine_chunks())
        table = table.set_column(place, table.schema.field(place), value)
    return table


def _hidden(folder: Path) -> dict[tuple[str, str], pa.Array]:
    path = folder / "hidden.parquet"
    try:
        return _hidden_in(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise unreadable(path, error) from error


# A build never changes, and an evidence panel asks it again and again.
@lru_cache(maxsize=4)
def _hidden_in(path: Path, written: int) -> dict[tuple[str, str], pa.Array]:
    table = _read(path, ["table", "part", "article_id"])
    found: dict[tuple[str, str], list[str]] = {}
    for row in table.to_pylist():
        found.setdefault((row["table"], row["part"]), []).append(row["article_id"])
    return {key: pa.array(ids, pa.string()) for key, ids in found.items()}


def _read(path: Path, columns: list[str]) -> pa.Table:
    try:
        return pq.read_table(path, columns=columns, partitioning=None)
    except (OSError, pa.ArrowInvalid) as error:
        raise unreadable(path, error) from error


def open_store(path: Path) -> Store:
    """The build in force at `path` (or the very build that `path` is); StoreError where there is none."""
    path = Path(path)
    folder = path if (path / "manifest.json").is_file() else folder_in_force(path)
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{folder / 'manifest.json'} cannot be read; go back one build with: python -m pipeline restore"
        ) from error
    if manifest.get("format") != FORMAT:
        raise StoreError(
            f"{folder} is a build of format {manifest.get('format')}, not {FORMAT}; build again."
        )
    return Store(folder, manifest)
