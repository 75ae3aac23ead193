"""The articles of a build and what was read in them: what an earlier build has, what is new, what is to be read again.

Everything that was read lies in parts of the store under the key of its article, so that it is used again as
long as article, code and knowledge are the same, also by the build after one that was killed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.build.fingerprints import article_key
from pipeline.build.first_look import Scan
from pipeline.model import Article
from pipeline.store import PENDING, Shelf, Store, merged_part, new_part_name, part_metadata, write_part
from pipeline.store.schema import RECEIVED_SCHEMA, SCANS_SCHEMA, articles_from_rows, articles_table

__all__ = ["TABLES", "Collection"]

TABLES = ("articles", "scans", "readings", "reports")
_LOOKED_UP = 512  # articles at a time
_PART_ARTICLES = 8 * 1024
_PART_CHARACTERS = 24_000_000
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Buffer:
    """Rows on their way to the next part."""

    articles: list[Article] = field(default_factory=list)
    scans: list[tuple[bytes, Scan]] = field(default_factory=list)
    readings: list[pa.Table] = field(default_factory=list)
    reports: list[pa.Table] = field(default_factory=list)
    characters: int = 0
    rows: int = 0

    @property
    def full(self) -> bool:
        """Whether it is time to write."""
        return self.rows >= _PART_ARTICLES or self.characters >= _PART_CHARACTERS


class Collection:
    """The shelves of the four large tables while a build is made.

    `before` is the build in force where its parts can be used; `marks` are what every reading of this build
    has in common (code and knowledge), which parts of a killed build must bear to be used again.
    """

    def __init__(self, out: Path, before: Store | None, marks: dict[str, str]) -> None:
        self._pending = out / PENDING
        self._marks = marks
        self.shelves = {name: before.shelf(name, keyed=True) if before else Shelf(name) for name in TABLES}
        self._old_rows = sum(len(part.ids) for part in self.shelves["articles"].parts)
        self._old_parts = {name: {part.name for part in self.shelves[name].parts} for name in TABLES}
        self._scans_before = self.shelves["scans"].alive()
        self._lay_pending()
        self._known = _Known(self.shelves["articles"].keys(), self.shelves["articles"].alive())
        self._seen: set[bytes] = set()
        self._buffer = Buffer()

    # What came ------------------------------------------------------------------------------------

    def new_articles(self, found: Iterable[Article], known: Callable[[int], None]) -> Iterator[Article]:
        """The articles of `found` that are to be looked at; `known` is told how many others came.

        The first of several articles of one id counts.
        """
        found = iter(found)
        while batch := list(islice(found, _LOOKED_UP)):
            keys = [article_key(each) for each in batch]
            rows = self._known.rows(keys)
            passed = 0
            for article, key, row in zip(batch, keys, rows, strict=True):
                if (own := key[:8]) in self._seen:
                    continue
                self._seen.add(own)
                if row < 0:
                    yield article
                else:
                    self._known.came[row] = True
                    passed += 1
            if passed:
                known(passed)

    def settle(self, add: bool, without: Iterable[str] = ()) -> None:
        """Count from now on the articles that came, with `add` also those that were there, save `without`.

        An article of which another text came under the same id is replaced by it.
        """
        shelf = self.shelves["articles"]
        rows = len(self._known.ids)
        alive = self._known.came.copy()
        if add:
            seen = np.frombuffer(b"".join(self._seen), np.uint64)
            kept = self._known.usable[: self._old_rows] & ~np.isin(self._known.ids[: self._old_rows], seen)
            alive[: self._old_rows] |= kept
        later = sum(len(part.ids) for part in shelf.parts) - rows
        shelf.keep(np.concatenate([alive, np.ones(later, np.bool_)]))
        shelf.hide(pa.array(list(without), pa.string()))
        self.fit()

    def fit(self) -> None:
        """Count scans and readings of the articles that count, and reports of the readings that do."""
        alive = self.shelves["articles"]
        there = _mixed(alive.keys()[alive.alive()])
        for name in ("scans", "readings"):
            shelf = self.shelves[name]
            keys = _mixed(shelf.keys())
            shelf.keep(np.isin(keys, there) & _lasts(keys, shelf.alive()))
        self._fit_reports()

    def _fit_reports(self) -> None:
        readings = {part.name: part for part in self.shelves["readings"].parts}
        for part in self.shelves["reports"].parts:
            read = readings[part.name]
            ids = read.ids.filter(pa.array(read.alive))
            part.alive &= pc.is_in(part.ids, value_set=ids).to_numpy(zero_copy_only=False)

    # What was found -------------------------------------------------------------------------------

    def shelve_articles(self, articles: list[Article], scans: list[Scan | None]) -> None:
        """Keep new articles with their scans."""
        buffer = self._buffer
        buffer.articles += articles
        for article, scan in zip(articles, scans, strict=True):
            if scan is not None:
                buffer.scans.append((article_key(article), scan))
            buffer.characters += len(article.text)
        buffer.rows += len(articles)
        if buffer.full:
            self.flush()

    def shelve_scans(self, articles: list[Article], scans: list[Scan | None]) -> None:
        """Keep new scans of articles that were there."""
        for article, scan in zip(articles, scans, strict=True):
            if scan is not None:
                self._buffer.scans.append((article_key(article), scan))
                self._buffer.rows += 1
        if self._buffer.full:
            self.flush()

    def shelve_readings(self, readings: pa.Table, reports: pa.Table) -> None:
        """Keep what was read."""
        self._buffer.readings.append(readings)
        self._buffer.reports.append(reports)
        self._buffer.rows += readings.num_rows
        if self._buffer.full:
            self.flush()

    def flush(self) -> None:
        """Write what was kept into parts; what is first needed to understand another part is written first."""
        buffer, self._buffer = self._buffer, Buffer()
        name = new_part_name()
        if buffer.scans:
            self._write("scans", name, _scans_table(buffer.scans))
        if buffer.articles:
            self._write("articles", name, _received_table(buffer.articles))
        if buffer.readings:
            self._write("reports", name, pa.concat_tables(buffer.reports))
            self._write("readings", name, pa.concat_tables(buffer.readings))

    def _write(self, table_name: str, name: str, table: pa.Table) -> None:
        if table.num_rows or table_name != "reports":
            path = write_part(self._pending, table_name, name, table, self._marks)
            self.shelves[table_name].add(path, keyed=True)

    # What is asked --------------------------------------------------------------------------------

    def is_old(self, name: str) -> Mask:
        """Which rows of a shelf are of the build before."""
        parts = self.shelves[name].parts
        found = [np.full(len(part.ids), part.name in self._old_parts[name], np.bool_) for part in parts]
        return np.concatenate(found or [np.zeros(0, np.bool_)])

    def old_ids(self, name: str) -> pa.Array:
        """The articles of the rows of a shelf that count and that the build before found."""
        shelf = self.shelves[name]
        found = [p.ids.filter(pa.array(p.alive)) for p in shelf.parts if p.name in self._old_parts[name]]
        return pa.concat_arrays(found) if found else pa.array([], pa.string())

    def articles(self, wanted: pa.Array) -> Iterator[Article]:
        """The articles with these ids, as they were received, read from the disk as they are taken."""
        names = [each for each in RECEIVED_SCHEMA.names if each != "key"]
        for batch in self.shelves["articles"].batches(names, wanted):
            yield from articles_from_rows(batch.to_pylist())

    def drop(self, articles: Iterable[Article]) -> None:
        """Count these articles no longer: they cannot be read."""
        ids = pa.array([each.article_id for each in articles], pa.string())
        for shelf in self.shelves.values():
            shelf.hide(ids)

    def forget(self, ids: pa.Array, *names: str) -> None:
        """Count no longer what the build before found in these articles."""
        for name in names:
            shelf = self.shelves[name]
            whole = pa.chunked_array([part.ids for part in shelf.parts], pa.string())
            gone = pc.is_in(whole, value_set=ids).to_numpy() if len(whole) else np.zeros(0, np.bool_)
            shelf.keep(~(gone & self.is_old(name)))
        self._fit_reports()

    def changed_scans(self) -> tuple[Iterator[pa.Table], pa.Array]:
        """The scans that the build before did not have or that it had and that are gone, and the ids of the first."""
        shelf = self.shelves["scans"]
        before = np.zeros(sum(len(part.ids) for part in shelf.parts), np.bool_)
        before[: len(self._scans_before)] = self._scans_before
        now = shelf.alive()
        ids = (
            pa.concat_arrays([part.ids for part in shelf.parts]) if shelf.parts else pa.array([], pa.string())
        )
        changed = Shelf("scans")
        first = 0
        for part in shelf.parts:
            last = first + len(part.ids)
            different = before[first:last] != now[first:last]
            if different.any():
                changed.parts.append(replace(part, alive=different))
            first = last
        return changed.batches(["article_id", "sentences"]), ids.filter(pa.array(now & ~before))

    def tidy(self) -> None:
        """Merge parts that are many and small, and write those anew of which little counts."""
        for shelf in self.shelves.values():
            shelf.clear_empty()
        for name in ("articles", "scans", "readings"):
            for group in self.shelves[name].crowded():
                old = {part.name for part in group}
                new = new_part_name()
                tables = [name, "reports"] if name == "readings" else [name]
                for each in reversed(tables):
                    shelf = self.shelves[each]
                    parts = [part for part in shelf.parts if part.name in old and part.alive.any()]
                    table = merged_part(parts, shelf.schema.names) if parts else shelf.schema.empty_table()
                    shelf.take_down(old)
                    self._write(each, new, table)

    def _lay_pending(self) -> None:
        """Put what a killed build left on the shelves, as far as it is whole and was read as it would be now.

        A build that was killed when its result had its name left parts that the build before has: they are there.
        """
        found = {
            name: {
                path.stem: path
                for path in sorted((self._pending / name).glob("part-*.parquet"))
                if path.stem not in self._old_parts[name]
            }
            for name in TABLES
        }
        for name, needs in (("articles", "scans"), ("readings", "reports")):
            for part, path in found[name].items():
                if part_metadata(path) == self._marks:
                    for each in (needs, name):
                        if part in found[each]:
                            self.shelves[each].add(
                                found[each].pop(part) if each == needs else path, keyed=True
                            )
                else:
                    path.unlink()
        for name in ("scans", "reports"):
            for path in found[name].values():
                path.unlink()  # what it belongs to was not written any more


class _Known:
    """The rows of articles that are on the shelf, found by their keys."""

    def __init__(self, keys: npt.NDArray[np.uint64], usable: Mask) -> None:
        self.ids, self.usable = keys[:, 0], usable
        self.came = np.zeros(len(keys), np.bool_)
        rows = np.flatnonzero(usable)
        mixed = _mixed(keys)[rows]
        order = np.argsort(mixed, kind="stable")
        self._rows, self._sorted = rows[order], mixed[order]

    def rows(self, keys: list[bytes]) -> list[int]:
        """The row of each key, -1 where it is not there."""
        if not len(self._sorted):
            return [-1] * len(keys)
        asked = _mixed(np.frombuffer(b"".join(keys), np.uint64).reshape(-1, 2))
        at = np.minimum(np.searchsorted(self._sorted, asked), len(self._sorted) - 1)
        found: list[int] = np.where(self._sorted[at] == asked, self._rows[at], -1).tolist()
        return found


def _mixed(keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """One number a key: among ten million, two are equal by chance once in 400,000 collections."""
    return keys[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ keys[:, 1]


def _lasts(keys: npt.NDArray[np.uint64], alive: Mask) -> Mask:
    """Which of the rows that count are the last of their key: what was found last is what holds."""
    found = np.zeros(len(keys), np.bool_)
    rows = np.flatnonzero(alive)[::-1]
    _, first = np.unique(keys[rows], return_index=True)
    found[rows[first]] = True
    return found


def _received_table(articles: list[Article]) -> pa.Table:
    keys = pa.array([article_key(each) for each in articles], pa.binary(16))
    table = articles_table(articles).drop_columns(["copy_of"])
    return table.append_column(RECEIVED_SCHEMA.field("key"), keys).select(RECEIVED_SCHEMA.names)


def _scans_table(scans: list[tuple[bytes, Scan]]) -> pa.Table:
    columns = [
        pa.array([scan.article_id for _, scan in scans], pa.string()),
        pa.array([key for key, _ in scans], pa.binary(16)),
        pa.array([scan.day for _, scan in scans], pa.int32()),
        pa.array([scan.sentences for _, scan in scans], pa.list_(pa.uint64())),
        pa.array([scan.numbers for _, scan in scans], pa.list_(pa.uint64())),
        pa.array([scan.signature for _, scan in scans], pa.binary()),
    ]
    return pa.Table.from_arrays(columns, schema=SCANS_SCHEMA)
