"""Incidents and series as columns of codes: prepared once, so that a filter is a few array operations."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from language.fold import fold
from pipeline.rows import RecordRow
from pipeline.store import Store

__all__ = ["EPOCH", "UNDATED", "Column", "Records", "Several", "day_number", "give_back", "use_system_memory"]

EPOCH = dt.date(1970, 1, 1)
UNDATED = np.iinfo(np.int32).min  # the day number of an end that is not known

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int32]


def use_system_memory() -> None:
    """Have Arrow take its memory from the system for as long as this process lives.

    Its own allocator keeps some 60 MB of what reading 100,000 records took; the system's gives it back.
    """
    pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Return to the system what was freed and kept for later."""
    pa.default_memory_pool().release_unused()


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


@dataclass(frozen=True, slots=True)
class Column:
    """A column with one value a row: `codes[row]` is the place of its value in `values`; unknown is ""."""

    values: tuple[str, ...]
    codes: Ints

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> "Column":
        """The column of an Arrow column of strings."""
        encoded = column.fill_null("").combine_chunks().dictionary_encode()
        return cls(tuple(encoded.dictionary.to_pylist()), encoded.indices.to_numpy(zero_copy_only=False))

    def keep(self, wanted: tuple[str, ...]) -> Bools:
        """Which rows have one of the wanted values; `none` asks for the unknown."""
        asked = {"" if each == "none" else each for each in wanted}
        return np.array([each in asked for each in self.values] or [False])[self.codes]

    def counts(self, rows: npt.NDArray[np.intp]) -> dict[str, int]:
        """How many of `rows` have each value that occurs in them."""
        found = np.bincount(self.codes[rows], minlength=len(self.values))
        return {self.values[code]: int(found[code]) for code in np.flatnonzero(found)}


@dataclass(frozen=True, slots=True)
class Several:
    """A column with any number of values a row: value `codes[i]` belongs to row `owners[i]`."""

    values: tuple[str, ...]
    codes: Ints
    owners: Ints
    length: int

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> "Several":
        """The column of an Arrow column of lists of strings."""
        lists = column.combine_chunks()
        encoded = pc.list_flatten(lists).fill_null("").dictionary_encode()
        owners = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False).astype(np.int32)
        codes = encoded.indices.to_numpy(zero_copy_only=False)
        return cls(tuple(encoded.dictionary.to_pylist()), codes, owners, len(lists))

    def keep(self, wanted: tuple[str, ...]) -> Bools:
        """Which rows have at least one of the wanted values."""
        kept = np.zeros(self.length, dtype=np.bool_)
        asked = np.array([each in wanted for each in self.values] or [False])
        if len(self.codes):
            kept[self.owners[asked[self.codes]]] = True
        return kept

    def counts(self, rows: npt.NDArray[np.intp]) -> dict[str, int]:
        """How many of `rows` have each value that occurs in them."""
        among = np.zeros(self.length, dtype=np.bool_)
        among[rows] = True
        found = np.bincount(self.codes[among[self.owners]], minlength=len(self.values))
        return {self.values[code]: int(found[code]) for code in np.flatnonzero(found)}

    def first(self, codes: dict[str, int], default: int) -> Ints:
        """For each row the number that `codes` gives its first value, `default` where it has none."""
        given = np.array([codes.get(each, default) for each in self.values] or [default], dtype=np.int32)
        result = np.full(self.length, default, dtype=np.int32)
        result[self.owners[::-1]] = given[self.codes[::-1]]  # the first value is written last, so it stays
        return result


@dataclass(frozen=True, slots=True)
class Records:
    """Every incident and series of one build, a row each: incidents first, each by date.

    `x` and `y` are Web Mercator in units of the world's width (0 to 1, y down), NaN without coordinates.
    `start` and `end` are day numbers, UNDATED where open. `table` keeps the columns as stored.
    """

    build: str
    table: pa.Table
    columns: dict[str, Column]
    lists: dict[str, Several]
    start: Ints
    end: Ints
    lat: npt.NDArray[np.float64]
    lon: npt.NDArray[np.float64]
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    killed: Ints
    n_sources: Ints
    sample: Bools
    exact: Bools
    searched: pa.ChunkedArray

    @classmethod
    def load(cls, store: Store) -> "Records":
        """The records of a build; StoreError where a table cannot be read."""
        tables = [store.table("incidents"), store.table("series")]
        return cls.of(pa.concat_tables(tables).combine_chunks(), store.folder.name)

    @classmethod
    def of(cls, table: pa.Table, build: str = "") -> "Records":
        """The records of a table with the store's columns."""
        lat, lon = (_floats(table.column(name)) for name in ("lat", "lon"))
        nowhere = np.isnan(lat) | np.isnan(lon)
        sine = np.clip(np.sin(np.radians(lat)), -0.9999, 0.9999)
        killed = pc.coalesce(table.column("killed"), table.column("killed_min")).fill_null(-1)
        return cls(
            build=build,
            table=table,
            columns={name: Column.of(table.column(name)) for name in _SINGLE},
            lists={name: Several.of(table.column(name)) for name in _LISTS},
            start=_days(table.column("date_start")),
            end=_days(table.column("date_end")),
            lat=lat,
            lon=lon,
            x=np.where(nowhere, np.nan, lon / 360 + 0.5),
            y=np.where(nowhere, np.nan, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)),
            killed=killed.to_numpy().astype(np.int32),
            n_sources=table.column("n_sources").fill_null(0).to_numpy().astype(np.int32),
            sample=table.column("sample").fill_null(False).to_numpy(zero_copy_only=False),
            exact=pc.equal(table.column("date_precision"), "day")
            .fill_null(False)
            .to_numpy(zero_copy_only=False),
            searched=_searched(table),
        )

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def coded(self, name: str) -> Column | Several:
        """A column of strings, or of lists of them, as codes; made when it is first asked for."""
        found = self.lists.get(name) or self.columns.get(name)
        if found is None:
            stored = self.table.column(name)
            if pa.types.is_list(stored.type):
                found = self.lists[name] = Several.of(stored)
            else:
                found = self.columns[name] = Column.of(stored)
        return found

    def whole(self, name: str) -> Ints:
        """The whole numbers of a column as stored, -1 where not known."""
        numbers: Ints = self.table.column(name).fill_null(-1).to_numpy().astype(np.int32)
        return numbers

    @property
    def newest(self) -> dt.date | None:
        """The day of the newest report: its publication, or where none is known the last day of a record."""
        published: dt.date | None = pc.max(self.table.column("last_published")).as_py()
        if published is not None:
            return published
        days = self.end[self.end != UNDATED]
        return EPOCH + dt.timedelta(int(days.max())) if len(days) else None

    def row_of(self, record_id: str) -> int | None:
        """The row of a record, or None where there is none of that id."""
        row = pc.index(self.table.column("record_id"), pa.scalar(record_id, pa.string())).as_py()
        return None if row < 0 else int(row)

    def record(self, row: int) -> RecordRow:
        """One record as stored."""
        found: RecordRow = self.table.slice(row, 1).to_pylist()[0]
        return found

    def matching(self, text: str) -> Bools:
        """Which rows hold every word of `text` in places, actors, targets or summary, in either script."""
        kept = np.ones(len(self), dtype=np.bool_)
        for word in fold(text).split():
            kept &= pc.match_substring(self.searched, word).to_numpy(zero_copy_only=False)
        return kept


_SINGLE = (
    "record", "kind", "outcome", "country", "governorate", "place_id", "geo_precision", "review",
    "date_precision", "place_name_en", "place_name_ar",
)  # fmt: skip
_LISTS = ("attack_types", "actors", "targets", "sources")
_SEARCHED = (
    "place_name",
    "place_name_en",
    "place_name_ar",
    "governorate",
    "actors",
    "targets",
    "summary_en",
    "summary_ar",
)
_AT_ONCE = 8192  # rows whose search text is made at once


def _floats(column: pa.ChunkedArray) -> npt.NDArray[np.float64]:
    return column.to_numpy().astype(np.float64)


def _days(column: pa.ChunkedArray) -> Ints:
    return column.cast(pa.int32()).fill_null(UNDATED).to_numpy().astype(np.int32)


def _searched(table: pa.Table) -> pa.ChunkedArray:
    """The folded text that a search looks through, one a row; made part by part, for all at once takes 150 MB."""
    columns = table.select(_SEARCHED)
    parts = [_folded(columns.slice(first, _AT_ONCE)) for first in range(0, table.num_rows, _AT_ONCE)]
    return pa.chunked_array(parts, pa.string())


def _folded(columns: pa.Table) -> pa.StringArray:
    parts = []
    for column in columns.columns:
        values = column.combine_chunks()
        parts.append(pc.binary_join(values, " ") if pa.types.is_list(values.type) else values)
    texts = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
    # Folding keeps line ends, so all rows are folded in one pass and parted again.
    plain = pc.replace_substring_regex(texts, r"\s+", " ").to_pylist()
    lines = fold(
        "\n".join(each.replace("\x85", " ").replace("\u2028", " ").replace("\u2029", " ") for each in plain)
    )
    folded = lines.split("\n")
    return pa.array(folded if len(folded) == len(plain) else [fold(each) for each in plain], pa.string())
