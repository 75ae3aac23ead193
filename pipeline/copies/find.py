"""Articles that print another once more: found across the collection, and read once.

A copy is safe to leave unread: each of its sentences that speaks of violence or holds a number stands in the
original, and every number of it does; so an update of a toll, or a text that differs in its place alone, is
no copy. Which articles are copies is a function of the set of articles, whatever their order: they are taken
by day of publication, then by id, and each is a copy of the first original before it that has all it says.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.rows import RecordRow

__all__ = ["add_copies", "find_copies"]

LIKE = 0.6  # of the runs of words, as MinHash estimates it; a text cut to two thirds is above
DAYS_APART = 2
MOST_COMPARED = 64  # originals that share a sentence; past that the sentence is a formula, not a copy's
MOST_HELD = 1024
UNDATED = np.iinfo(np.int32).max

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
# The signatures of these rows of the scans, in their order.
Signatures = Callable[[Ints], Sequence[bytes]]


def find_copies(
    scans: pa.Table,
    signatures: Signatures,
    known: Mapping[str, str] | None = None,
    asked: pa.Array | None = None,
) -> dict[str, str]:
    """The id of the original by the id of each copy, from scans with or without their signatures.

    Where only some articles are `asked` about, `scans` hold them and all that share a sentence with them, and
    `known` the copies among the others.
    """
    scans = scans.combine_chunks()
    ids = scans.column("article_id").to_pylist()
    days = scans.column("day").fill_null(UNDATED).to_numpy().astype(np.int64)
    order = np.array(sorted(range(len(ids)), key=lambda at: (days[at], ids[at])), np.int64)
    # From here on an article is its place in that order.
    days, place = days[order], {ids[at]: number for number, at in enumerate(order.tolist())}
    sentences, numbers = (_Lists(scans.column(name), order) for name in ("sentences", "numbers"))
    copies = {
        place[copy]: place.get(original, -1) for copy, original in (known or {}).items() if copy in place
    }
    wanted = None if asked is None else {place[each] for each in asked.to_pylist() if each in place}
    candidates = {at: before for at, before in _candidates(sentences, days, wanted) if len(before)}
    if not candidates:
        return {}
    compared = np.unique(np.concatenate([[at, *before] for at, before in candidates.items()]))
    signs = dict(zip(compared.tolist(), signatures(order[compared]), strict=True))
    found: dict[int, int] = {}
    for at in sorted(candidates):
        originals = (other for other in candidates[at].tolist() if other not in copies)
        for other in islice(originals, MOST_COMPARED):
            alike = sentences.within(at, other) and numbers.within(at, other)
            if alike and _likeness(signs[at], signs[other]) >= LIKE:
                copies[at] = found[at] = other
                break
    return {ids[order[copy]]: ids[order[original]] for copy, original in found.items()}


def add_copies(rows: Iterable[RecordRow], copies: Mapping[str, Iterable[tuple[str, str]]]) -> None:
    """Name in each row of incidents or series also the copies of its articles, as sources that print it.

    `copies` are (article id, outlet) by the id of the original. They count among the articles, and not among
    the independent sources.
    """
    for row in rows:
        found = [each for article_id in row["article_ids"] for each in copies.get(article_id, ())]
        if found:
            row["article_ids"] = sorted({*row["article_ids"], *(copy for copy, _ in found)})
            row["sources"] = sorted({*row["sources"], *(outlet for _, outlet in found if outlet)})
            row["n_articles"] = len(row["article_ids"])


class _Lists:
    """A column of lists of hashes, its rows in an order of their own."""

    def __init__(self, column: pa.ChunkedArray, order: Ints) -> None:
        lists = column.combine_chunks().take(pa.array(order))
        self.values: Hashes = lists.flatten().to_numpy()
        lengths = lists.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
        self.ends: Ints = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))

    def of(self, row: int) -> Hashes:
        """The hashes of a row."""
        return self.values[self.ends[row] : self.ends[row + 1]]

    def within(self, row: int, other: int) -> bool:
        """Whether another row has every hash of this one."""
        return set(self.of(row).tolist()) <= set(self.of(other).tolist())


def _candidates(sentences: _Lists, days: Ints, wanted: set[int] | None) -> Iterator[tuple[int, Ints]]:
    """Each article of which every sentence stands in some other one too, with those before it that hold its rarest.

    Only those of its days, the earliest first; only for the articles `wanted`, where that is given.
    """
    filled = np.flatnonzero(np.diff(sentences.ends))
    if not len(filled):
        return
    owners = np.repeat(np.arange(len(sentences.ends) - 1), np.diff(sentences.ends))
    _, kinds, counts = np.unique(sentences.values, return_inverse=True, return_counts=True)
    rarest = np.minimum.reduceat(counts[kinds], sentences.ends[filled])
    shared = filled[rarest > 1]
    if wanted is not None:
        shared = shared[np.isin(shared, list(wanted))]
    if not len(shared):
        return
    # Only the sentences of these are looked up, which are few.
    needed = np.zeros(len(counts), np.bool_)
    key_of = {}
    for at in shared.tolist():
        own = kinds[sentences.ends[at] : sentences.ends[at + 1]]
        key_of[at] = int(own[np.argmin(counts[own])])
        needed[key_of[at]] = True
    rows = np.flatnonzero(needed[kinds])
    rows = rows[np.argsort(kinds[rows], kind="stable")]  # of one sentence in the order of its holders
    holders, keys = owners[rows], kinds[rows]
    firsts = np.searchsorted(days, np.where(days == UNDATED, days, days - DAYS_APART))
    for at in shared.tolist():
        first, last = np.searchsorted(keys, [key_of[at], key_of[at] + 1])
        held = holders[first:last]
        low, high = np.searchsorted(held, [firsts[at], at])
        yield at, held[low : min(high, low + MOST_HELD)]


def _likeness(a: bytes, b: bytes) -> float:
    return float(np.mean(np.frombuffer(a, np.uint32) == np.frombuffer(b, np.uint32)))
