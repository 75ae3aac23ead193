"""Ids that last: a record keeps its id from build to build, and an id that was merged away leads on.

A record takes the id of the earlier record with which it shares most reports. An id whose reports went to
another record is kept as an alias of that one; the manifest of each build carries the aliases, so that a
build and its aliases are put in force, and restored, together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from pipeline.rows import RecordRow
from pipeline.store import Store, StoreError

__all__ = ["earlier_ids", "resolve_id", "settle_ids"]

_LONGEST_CHAIN = 50


def settle_ids(
    rows: Sequence[RecordRow], earlier: Mapping[str, Sequence[str]], aliases: Mapping[str, str]
) -> tuple[list[RecordRow], dict[str, str]]:
    """The rows, given their lasting ids, and the aliases that hold after them; neither depends on the order of `rows`.

    `earlier` is the report ids of each earlier record of the same table, `aliases` what led where then.
    """
    old_of: dict[str, list[str]] = {}
    for record_id, report_ids in earlier.items():
        for each in report_ids:
            old_of.setdefault(each, []).append(record_id)
    wishes: list[tuple[int, str, str, int]] = []
    for at, row in enumerate(rows):
        shared = Counter(old for each in row["report_ids"] for old in old_of.get(each, ()))
        wishes += [(-count, old, row["record_id"], at) for old, count in shared.items()]
    # The row that shares most gets the id; among equals the row whose own first id it is.
    wishes.sort(key=lambda wish: (wish[0], wish[1] != wish[2], wish[1], wish[2]))
    given: dict[int, str] = {}
    taken: set[str] = set()
    led: dict[str, int] = {}
    for _, old, _, at in wishes:
        led.setdefault(old, at)
        if at not in given and old not in taken:
            given[at] = old
            taken.add(old)
    for at, row in enumerate(rows):
        if at not in given:
            given[at] = _free(row["record_id"], taken)
            taken.add(given[at])
        row["record_id"] = given[at]  # in place: a million rows are not copied
    return list(rows), _aliases(aliases, {old: given[at] for old, at in led.items()}, taken)


def _free(record_id: str, taken: set[str]) -> str:
    """The id, or the id with a number, that no other record has."""
    number, found = 1, record_id
    while found in taken:
        number += 1
        found = f"{record_id}-{number}"
    return found


def _aliases(before: Mapping[str, str], led: Mapping[str, str], live: set[str]) -> dict[str, str]:
    """Every id that is no record's any more, and the record that it leads to; those that lead nowhere are kept.

    An id that leads nowhere now may lead somewhere again when its articles come back.
    """
    found = {old: led.get(new, new) for old, new in before.items()} | dict(led)
    return {old: new for old, new in sorted(found.items()) if old != new and old not in live}


def resolve_id(record_id: str, aliases: Mapping[str, str]) -> str:
    """The id that stands for `record_id` now, itself where nothing is known of it."""
    for _ in range(_LONGEST_CHAIN):
        if record_id not in aliases:
            break
        record_id = aliases[record_id]
    return record_id


def earlier_ids(store: Store | None, table: str) -> dict[str, list[str]]:
    """The report ids of each record of a table of the build in force; none where it cannot be read."""
    if store is None:
        return {}
    try:
        rows: Iterable[RecordRow] = store.table(table, ["record_id", "report_ids"]).to_pylist()
    except StoreError:
        return {}  # a damaged build must not stop the next one, which mends it
    return {row["record_id"]: row["report_ids"] for row in rows}
