"""What a snapshot is made of: the rows that a filter shows, with the care asked for, under one id."""

import datetime as dt
import hashlib
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.store import Store, ids_hash
from pipeline.view import UNDATED, Filter, Records, View, day_number, view

__all__ = ["COARSE_KM", "Care", "Selection", "select"]

# The square that a coarsened place is moved to the middle of; about the size of a district.
COARSE_DEGREES = 0.25
COARSE_KM = 20.0
FORMAT = 1
# What was struck, and where the coordinates come from, would say the place again.
_WITHHELD = (
    "place_id",
    "feature_class",
    "place_confidence",
    "place_source",
    "parties",
    "toll_note",
    "target",
)
_NAMES = ("place_name", "place_name_en", "place_name_ar")
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Care:
    """What is kept from a reader who would misuse it.

    `hours` alone holds back what may have happened in the last hours before the snapshot; `coarsen` moves
    those (all, where `hours` is 0) to the middle of a square of about 25 km and withholds the place's name and
    sentence.
    """

    hours: int = 0
    coarsen: bool = False

    def text(self) -> str:
        """The care as one word for the manifest."""
        return f"{'coarsen' if self.coarsen else 'hold_back'}:{self.hours}" if self != Care() else "none"


@dataclass(frozen=True, slots=True)
class Selection:
    """The shown rows of one build on one day; `view.rows` are all of them, `coarse` marks the coarsened."""

    store: Store
    view: View
    care: Care
    day: dt.date
    held_back: int
    coarse: Bools  # one a record of the view
    snapshot_id: str
    ids_hash: str

    @property
    def table(self) -> pa.Table:
        """The shown rows, as stored save for what was coarsened."""
        table = self.view.records.table
        return table if len(self.view.rows) == table.num_rows else table.take(self.view.rows)

    @property
    def data_hash(self) -> str:
        """The hash of the store's data."""
        return str(self.store.manifest.get("data_hash", ""))


def select(store: Store, records: Records, asked: Filter, care: Care, day: dt.date) -> Selection:
    """The rows that `asked` shows on `day`, held back or coarsened as `care` says."""
    shown = view(records, asked)
    late = _late(records, care, day)
    held_back = 0
    coarse = np.zeros(len(records), dtype=np.bool_)
    if care.hours and not care.coarsen:
        held_back = int(late[shown.rows].sum())
        rows = shown.rows[~late[shown.rows]]
        shown = _only(records.table.take(rows), shown, records.build) if held_back else shown
        coarse = np.zeros(len(shown.records), dtype=np.bool_)
    elif care.coarsen:
        table = records.table.take(shown.rows)
        coarse = late[shown.rows]
        shown = _only(_coarsened(table, coarse), shown, records.build)
    ids = records.table.column("record_id") if shown.records is records else shown.records.table["record_id"]
    return Selection(
        store, shown, care, day, held_back, coarse,
        _snapshot_id(shown, asked, care), ids_hash(ids.take(shown.rows).to_pylist()),
    )  # fmt: skip


def _only(table: pa.Table, shown: View, build: str) -> View:
    """A view of every row of `table` that keeps what was asked for."""
    every = view(Records.of(table.combine_chunks(), build), Filter())
    return replace(every, filter=shown.filter, undated=shown.undated)


def _late(records: Records, care: Care, day: dt.date) -> Bools:
    """Which records may lie within the last hours: by their last day, or by their news where that is open."""
    if not care.hours:
        return np.full(len(records), care.coarsen, dtype=np.bool_)
    first = day_number(day) - -(-care.hours // 24)
    told = records.table.column("last_published").cast(pa.int32()).fill_null(np.iinfo(np.int32).max)
    last = np.where(records.end == UNDATED, told.to_numpy(), records.end)
    return np.asarray(last >= first)


def _coarsened(table: pa.Table, coarse: Bools) -> pa.Table:
    """`table` with the places of the marked rows moved to the middle of their square, and unnamed."""
    mask = pa.array(coarse)
    for name in ("lat", "lon"):
        values = table.column(name).to_numpy()
        middle = (np.floor(values / COARSE_DEGREES) + 0.5) * COARSE_DEGREES
        table = _replaced(
            table, name, pc.if_else(mask, pa.array(middle, from_pandas=True), table.column(name))
        )
    for name in _NAMES:
        wide = pc.coalesce(table.column("governorate"), table.column("country"))
        table = _replaced(table, name, pc.if_else(mask, wide, table.column(name)))
    for name in set(_WITHHELD) & set(table.column_names):
        table = _replaced(
            table, name, pc.if_else(mask, pa.scalar(None, table[name].type), table.column(name))
        )
    for name in ("summary_en", "summary_ar"):
        table = _replaced(table, name, pc.if_else(mask, pa.scalar(None, pa.string()), table.column(name)))
    fine = pc.is_in(table.column("geo_precision"), value_set=pa.array(["site", "town", "district"]))
    blurred = pc.and_(mask, fine.fill_null(False))
    table = _replaced(table, "geo_precision", pc.if_else(blurred, "district", table.column("geo_precision")))
    radius = pc.max_element_wise(table.column("radius_km"), pa.scalar(COARSE_KM))
    return _replaced(table, "radius_km", pc.if_else(blurred, radius, table.column("radius_km")))


def _replaced(table: pa.Table, name: str, column: pa.ChunkedArray) -> pa.Table:
    return table.set_column(table.column_names.index(name), table.schema.field(name), column)


def _snapshot_id(shown: View, asked: Filter, care: Care) -> str:
    """Twelve hexadecimal digits of the rows' content, the filter and the care: not of the day or the look."""
    digest = hashlib.blake2b(f"{FORMAT}|{asked.query()}|{care.text()}".encode(), digest_size=6)
    table = shown.records.table
    rows = pa.array(shown.rows)
    for name in table.column_names:  # one at a time: all of them taken at once are a second copy of the data
        digest.update(name.encode())
        _feed(digest, table.column(name).take(rows))
    return digest.hexdigest()


def _feed(digest: "hashlib.blake2b", column: pa.ChunkedArray) -> None:
    """The content of a column, in bytes that do not depend on how Arrow laid it out."""
    if not column.num_chunks:
        return
    array = column.combine_chunks()
    digest.update(np.packbits(np.asarray(array.is_valid())).tobytes())
    if pa.types.is_list(array.type):
        digest.update(np.asarray(pc.list_value_length(array).fill_null(0)).astype("<i4").tobytes())
        _feed(digest, pa.chunked_array([pc.list_flatten(array)]))
    elif pa.types.is_struct(array.type):
        for part in array.flatten():
            _feed(digest, pa.chunked_array([part]))
    elif pa.types.is_string(array.type):
        digest.update(np.asarray(pc.binary_length(array).fill_null(0)).astype("<i4").tobytes())
        digest.update(_characters(pc.drop_null(array)))
    elif pa.types.is_date(array.type):
        digest.update(np.asarray(array.cast(pa.int32()).fill_null(0)).astype("<i4").tobytes())
    elif pa.types.is_boolean(array.type):
        digest.update(np.asarray(array.fill_null(False)).astype("u1").tobytes())
    else:
        digest.update(np.asarray(array.cast(pa.float64()).fill_null(0)).astype("<f8").tobytes())


def _characters(array: pa.StringArray) -> memoryview:
    """The UTF-8 of all strings of an array, one after the other, as Arrow keeps it."""
    _, offsets, characters = array.buffers()
    if not len(array) or characters is None:
        return memoryview(b"")
    ends = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    return memoryview(characters)[int(ends[0]) : int(ends[-1])]
