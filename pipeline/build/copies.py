"""The copies among the articles of a build, found anew only where its scans changed."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.build.collection import Collection
from pipeline.copies.find import find_copies
from pipeline.store import Store

__all__ = ["copies_in"]

_COMPARED = ["article_id", "day", "sentences", "numbers"]
Hashes = npt.NDArray[np.uint64]


def copies_in(collection: Collection, before: Store | None) -> dict[str, str]:
    """The id of the original by the id of each copy; `before` is the build whose scans were made alike.

    A copy has every sentence that it is known by in common with its original. So an article whose sentences are
    not all among those of articles that came, changed or went is what it was.
    """
    shelf = collection.shelves["scans"]
    if before is None:
        return find_copies(shelf.read(_COMPARED), _Signatures(collection, shelf.live_ids()))
    known = {row["article_id"]: row["copy_of"] for row in before.copies().to_pylist()}
    changed, new = collection.changed_scans()
    moved = _hashes(changed)
    if not len(moved):
        return known
    whole = [pc.filter(each, pa.array(_within(each, moved))) for each in shelf.batches(_COMPARED)]
    asked = pc.unique(pa.concat_arrays([new, *(_ids(each) for each in whole)]))
    touching = _hashes([*whole, shelf.read(_COMPARED, new)])
    near = [pc.filter(each, pa.array(_meets(each, touching))) for each in shelf.batches(_COMPARED)]
    scans = pa.concat_tables(near) if near else shelf.schema.empty_table().select(_COMPARED)
    live = pa.array(sorted(known), pa.string())
    live = live.filter(pc.is_in(live, value_set=shelf.live_ids()))
    live = live.filter(pc.invert(pc.is_in(live, value_set=asked)))
    kept = {each: known[each] for each in live.to_pylist()}
    return kept | find_copies(scans, _Signatures(collection, _ids(scans)), kept, asked)


class _Signatures:
    """The signatures of the rows of a table of scans, read as they are asked for."""

    def __init__(self, collection: Collection, ids: pa.Array) -> None:
        self._shelf, self._ids = collection.shelves["scans"], ids

    def __call__(self, rows: Any) -> list[bytes]:
        wanted = self._ids.take(pa.array(rows))
        found = self._shelf.read(["article_id", "signature"], wanted)
        at = pc.index_in(wanted, value_set=_ids(found))
        signs: list[bytes] = found.column("signature").combine_chunks().take(at).to_pylist()
        return signs


def _ids(table: pa.Table) -> pa.Array:
    return table.column("article_id").combine_chunks()


def _hashes(tables: Iterable[pa.Table]) -> Hashes:
    found = [table.column("sentences").combine_chunks().flatten().to_numpy() for table in tables]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.uint64)


def _within(table: pa.Table, hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Which rows have no sentence but of these."""
    return _count(table, hashes, False) == 0


def _meets(table: pa.Table, hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Which rows have one of these sentences."""
    return _count(table, hashes, True) > 0


def _count(table: pa.Table, hashes: Hashes, inside: bool) -> npt.NDArray[np.int64]:
    """How many sentences of each row are, or are not, among these."""
    lists = table.column("sentences").combine_chunks()
    values = lists.flatten().to_numpy()
    at = np.minimum(np.searchsorted(hashes, values), max(0, len(hashes) - 1))
    among = (hashes[at] == values) if len(hashes) else np.zeros(len(values), np.bool_)
    owners = pc.list_parent_indices(lists).to_numpy()
    return np.bincount(owners[among == inside], minlength=table.num_rows)
