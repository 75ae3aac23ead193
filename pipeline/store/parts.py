"""The parts of a large table: which rows of them count, read a little at a time, and merged when too many."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.store.layout import (
    PARTED,
    StoreError,
    first_line,
    group_rows,
    what_stopped,
    write_parquet,
)

__all__ = ["Shelf", "new_part_name", "part_metadata", "read_columns", "write_part"]

FULL_PART = 16 * 1024  # rows of articles
MOST_SMALL_PARTS = 16
MOST_HIDDEN = 0.25  # of a part's rows, before it is written anew without them

Mask = npt.NDArray[np.bool_]
Keys = npt.NDArray[np.uint64]


@dataclass(slots=True)
class Part:
    """One file of a large table: the articles that its rows belong to, and which rows count.

    `keys` are those of the rows (see `pipeline.build.fingerprints.article_key`), in tables that have them.
    """

    name: str
    path: Path
    ids: pa.Array
    alive: Mask
    keys: Keys | None = None


def new_part_name() -> str:
    """A name that no other part has, in any build."""
    return f"part-{os.urandom(8).hex()}"


def write_part(
    folder: Path, table_name: str, name: str, table: pa.Table, metadata: Mapping[str, str] | None = None
) -> Path:
    """Write one part into `folder`/`table_name`; returns its path. StoreError where the disk does not take it."""
    path = folder / table_name / f"{name}.parquet"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_parquet(path, table, group_rows(table_name), metadata)
    except OSError as error:
        raise StoreError(what_stopped(folder.parent, error)) from error
    return path


def part_metadata(path: Path) -> dict[str, str]:
    """What a part says of itself; nothing where it cannot be read."""
    try:
        found = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return {}
    return {key.decode(): value.decode() for key, value in found.items() if not key.startswith(b"ARROW")}


def read_columns(path: Path, columns: list[str]) -> pa.Table:
    """Some columns of a part; StoreError where it cannot be read."""
    try:
        with pq.ParquetFile(path) as file:
            return file.read(columns)
    except (OSError, pa.ArrowInvalid) as error:
        raise unreadable(path, error) from error


def unreadable(path: Path, error: BaseException) -> StoreError:
    """The error of a file that is not there or is damaged."""
    return StoreError(
        f"{path} cannot be read ({first_line(error)}); build again, "
        "or go back one build with: python -m pipeline restore"
    )


class Shelf:
    """The parts of one large table of a build."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.schema = PARTED[name]
        self.parts: list[Part] = []

    def add(self, path: Path, hidden: pa.Array | None = None, keyed: bool = False) -> Part:
        """Put one more part on the shelf, its rows of the articles `hidden` not counted; `keyed` reads its keys."""
        keyed = keyed and "key" in self.schema.names
        table = read_columns(path, ["article_id", "key"] if keyed else ["article_id"])
        ids = table.column("article_id").combine_chunks()
        alive = np.ones(len(ids), dtype=np.bool_)
        if hidden is not None and len(hidden):
            alive &= ~_is_in(ids, hidden)
        keys = _keys(table.column("key")) if keyed else None
        self.parts.append(Part(path.stem, path, ids, alive, keys))
        return self.parts[-1]

    @property
    def rows(self) -> int:
        """How many rows count."""
        return sum(int(part.alive.sum()) for part in self.parts)

    def live_ids(self) -> pa.Array:
        """The article ids of the rows that count, part by part."""
        found = [part.ids.filter(pa.array(part.alive)) for part in self.parts]
        return pa.concat_arrays(found) if found else pa.array([], pa.string())

    def hide(self, ids: pa.Array) -> None:
        """Count the rows of these articles no longer."""
        if not len(ids):
            return
        whole = pa.chunked_array([part.ids for part in self.parts], pa.string())
        gone = pc.is_in(whole, value_set=ids).to_numpy()
        first = 0
        for part in self.parts:
            part.alive &= ~gone[first : first + len(part.ids)]
            first += len(part.ids)

    def keys(self) -> Keys:
        """The keys of all rows, whether they count or not, part by part."""
        found = [part.keys for part in self.parts if part.keys is not None]
        return np.concatenate(found) if found else np.zeros((0, 2), np.uint64)

    def alive(self) -> Mask:
        """Which of all rows count, part by part."""
        return np.concatenate([part.alive for part in self.parts] or [np.zeros(0, np.bool_)])

    def keep(self, alive: Mask) -> None:
        """Count only rows of `alive`, which has one entry a row of all parts in their order."""
        first = 0
        for part in self.parts:
            part.alive &= alive[first : first + len(part.ids)]
            first += len(part.ids)

    def batches(self, columns: list[str] | None = None, wanted: pa.Array | None = None) -> Iterator[pa.Table]:
        """The rows that count, a row group at a time; only those of the articles `wanted` where it is given.

        Row groups without any such row are not read.
        """
        for part in self.parts:
            kept = part.alive if wanted is None else part.alive & _is_in(part.ids, wanted)
            if kept.any():
                yield from _groups(part.path, columns or self.schema.names, kept)

    def read(self, columns: list[str] | None = None, wanted: pa.Array | None = None) -> pa.Table:
        """The rows that count in one table."""
        names = columns or self.schema.names
        schema = pa.schema([self.schema.field(name) for name in names])
        found = [each.cast(schema) for each in self.batches(names, wanted)]
        return pa.concat_tables(found) if found else schema.empty_table()

    def hidden(self) -> Iterator[tuple[str, str, str]]:
        """(table, part, article id) of each row that does not count, of the parts that have any that do."""
        for part in self.parts:
            if part.alive.any() and not part.alive.all():
                for each in pc.unique(part.ids.filter(pa.array(~part.alive))).to_pylist():
                    yield self.name, part.name, each

    def clear_empty(self) -> None:
        """Take down the parts of which no row counts."""
        self.parts = [part for part in self.parts if part.alive.any()]

    def crowded(self) -> list[list[Part]]:
        """Groups of parts that are each better written as one: many small ones, or one that is mostly hidden."""
        holey = [p for p in self.parts if p.alive.any() and p.alive.mean() < 1 - MOST_HIDDEN]
        small = [p for p in self.parts if p.alive.any() and p.alive.sum() < FULL_PART // 2]
        chosen = {p.name: p for p in (*holey, *(small if len(small) > MOST_SMALL_PARTS else ()))}
        groups: list[list[Part]] = []
        size = FULL_PART
        for part in chosen.values():
            rows = int(part.alive.sum())
            if size + rows > FULL_PART:
                groups.append([])
                size = 0
            groups[-1].append(part)
            size += rows
        return groups

    def take_down(self, names: Iterable[str]) -> None:
        """Take down parts, for another that has their rows that count."""
        gone = set(names)
        self.parts = [part for part in self.parts if part.name not in gone]


def merged_part(parts: Iterable[Part], columns: list[str]) -> pa.Table:
    """The rows that count of several parts."""
    tables = [each for part in parts for each in _groups(part.path, columns, part.alive)]
    return pa.concat_tables(tables)


def _keys(column: pa.ChunkedArray) -> Keys:
    """The keys as pairs of numbers, zeros where a row has none."""
    array = column.combine_chunks()
    if array.null_count:
        return np.zeros((len(array), 2), np.uint64)  # a store that was not made by a build
    whole = np.frombuffer(array.buffers()[1], np.uint64).reshape(-1, 2)
    return whole[array.offset : array.offset + len(array)]


def _is_in(ids: pa.Array, wanted: pa.Array) -> Mask:
    found: Mask = pc.is_in(ids, value_set=wanted).to_numpy(zero_copy_only=False)
    return found


def _groups(path: Path, columns: list[str], kept: Mask) -> Iterator[pa.Table]:
    """The kept rows of a part, a row group at a time."""
    try:
        with pq.ParquetFile(path) as file:
            first = 0
            for group in range(file.num_row_groups):
                last = first + file.metadata.row_group(group).num_rows
                inside = kept[first:last]
                if inside.any():
                    table = file.read_row_group(group, columns).select(columns).replace_schema_metadata(None)
                    yield table if inside.all() else table.filter(pa.array(inside))
                first = last
    except (OSError, pa.ArrowInvalid) as error:
        raise unreadable(path, error) from error
