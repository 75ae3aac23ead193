"""Our incidents against a list that the user has: ACLED, UCDP GED or GTD as CSV.

Each incident is matched with at most one event of the list, the nearest in days and km first. What is found,
missed and extra is told with distances and day gaps, as a table and as a map layer.
"""

import csv
import datetime as dt
import io
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from pipeline.store import Store, StoreError

__all__ = ["COLUMNS", "Occurrence", "compare", "read_reference", "write_comparison"]

WITHIN_KM = 30.0
WITHIN_DAYS = 2
WIDEST_KM = 150.0  # of a place that is known to a governorate
KM_A_DAY = 15.0  # how many km weigh as much as a day, when several fit
# list: (id, first day, last day, latitude, longitude, place, killed)
_KNOWN = {
    "ACLED": ("event_id_cnty", "event_date", "event_date", "latitude", "longitude", "location", "fatalities"),
    "UCDP GED": ("id", "date_start", "date_end", "latitude", "longitude", "where_coordinates", "best"),
    "GTD": ("eventid", "iyear", "iyear", "latitude", "longitude", "city", "nkill"),
}
_NEEDED = {
    "ACLED": ("event_date", "latitude", "longitude"), "UCDP GED": ("date_start", "latitude", "longitude"),
    "GTD": ("iyear", "imonth", "iday", "latitude", "longitude"),
}  # fmt: skip
_FORMS = ("%Y-%m-%d", "%d %B %Y", "%d-%B-%Y", "%d-%b-%Y", "%d %b %Y", "%Y/%m/%d", "%Y%m%d")


class ComparisonRow(TypedDict):
    """An incident, an event of the list, or both; `status` is found, missed (only theirs) or extra (only ours)."""

    status: str
    incident_id: str | None
    reference_id: str | None
    km: float | None
    days: int | None
    date_start: str | None
    date_end: str | None
    reference_start: str | None
    reference_end: str | None
    place: str | None
    reference_place: str | None
    killed: int | None
    reference_killed: int | None
    lat: float | None
    lon: float | None


COLUMNS = tuple(ComparisonRow.__annotations__)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event of a list, or one of our incidents; `radius` in km is how widely its place is known."""

    event_id: str
    start: dt.date
    end: dt.date
    lat: float
    lon: float
    place: str
    killed: int | None
    radius: float = 0.0


def read_reference(path: Path) -> tuple[str, list[Occurrence], int]:
    """The kind of list, its events, and how many rows had no usable date or place; StoreError where it is none."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        text = path.read_text("windows-1252", errors="replace")  # GTD's own tables
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror or error}.") from error
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=first.count))
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    kind = next((each for each, needed in _NEEDED.items() if all(name in names for name in needed)), None)
    if kind is None:
        found = ", ".join(list(names)[:12]) or "nothing"
        wanted = "; ".join(f"{each}: {', '.join(needed)}" for each, needed in _NEEDED.items())
        raise StoreError(f"{path} has the columns {found}; a reference needs those of one of {wanted}.")
    events, unusable = [], 0
    for number, row in enumerate(rows, 2):
        plain = {name: (row.get(own) or "").strip() for name, own in names.items()}
        event = _event(kind, plain, f"row {number}")
        unusable += event is None
        events += [event] if event else []
    if not events:
        raise StoreError(f"{path} has no row with a date such as 2021-09-11 and coordinates in degrees.")
    return kind, events, unusable


def _event(kind: str, row: Mapping[str, str], name: str) -> Occurrence | None:
    id_, first, last, lat, lon, place, killed = (row.get(column, "") for column in _KNOWN[kind])
    if kind == "GTD":
        start = end = _gtd_day(row)
    else:
        start, end = _day(first), _day(last or first)
    try:
        at = float(lat), float(lon)
    except ValueError:
        return None
    if start is None or end is None or not (abs(at[0]) <= 90 and abs(at[1]) <= 180):
        return None
    count = int(float(killed)) if re.fullmatch(r"\d+(\.0*)?", killed) else None
    return Occurrence(id_ or name, min(start, end), max(start, end), *at, place, count)


def _day(text: str) -> dt.date | None:
    plain = re.sub(r"[T ]\d{1,2}:\d\d.*$", "", text.strip())
    for form in _FORMS:
        try:
            return dt.datetime.strptime(plain, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


def _gtd_day(row: Mapping[str, str]) -> dt.date | None:
    """GTD writes 0 for an unknown month or day; such an event cannot be matched by day."""
    try:
        return dt.date(int(row["iyear"]), int(row["imonth"]), int(row["iday"]))
    except ValueError:
        return None


def _ours(store: Store) -> list[Occurrence]:
    columns = [
        "record_id",
        "date_start",
        "date_end",
        "lat",
        "lon",
        "place_name_en",
        "place_name",
        "killed",
        "radius_km",
    ]
    return [
        Occurrence(
            row["record_id"], row["date_start"], row["date_end"], row["lat"], row["lon"],
            row["place_name_en"] or row["place_name"] or "", row["killed"], row["radius_km"] or 0.0,
        )
        for row in store.table("incidents", columns).to_pylist()
        if None not in (row["date_start"], row["date_end"], row["lat"], row["lon"])
    ]  # fmt: skip


def compare(store: Store, events: Sequence[Occurrence]) -> list[ComparisonRow]:
    """One row an event or incident, keyed as COLUMNS: `found`, `missed` (only theirs) or `extra` (only ours).

    Only our incidents within the list's days and area, with a margin, can be extra. The order of the list
    does not matter.
    """
    ours, theirs = (
        _ours(store),
        sorted(events, key=lambda each: (each.start, each.event_id, each.lat, each.lon)),
    )
    matched = _matched(ours, theirs)
    rows = [_row("found", ours[i], theirs[j]) for i, j in matched.items()]
    seen = set(matched.values())
    rows += [_row("missed", None, event) for j, event in enumerate(theirs) if j not in seen]
    within = _extent(theirs)
    rows += [_row("extra", each, None) for i, each in enumerate(ours) if i not in matched and within(each)]
    order = ("found", "missed", "extra")
    return sorted(
        rows,
        key=lambda row: (
            order.index(row["status"]),
            str(row["date_start"] or row["reference_start"]),
            str(row["incident_id"] or row["reference_id"]),
        ),
    )


def _matched(ours: Sequence[Occurrence], theirs: Sequence[Occurrence]) -> dict[int, int]:
    """Which of ours is which of theirs, the nearest pairs first."""
    by_day: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for j, event in enumerate(theirs):
        for day in range(
            event.start.toordinal(), min(event.end.toordinal(), event.start.toordinal() + 31) + 1
        ):
            by_day[(day, math.floor(event.lat), math.floor(event.lon))].append(j)
    pairs = set()
    for i, own in enumerate(ours):
        start = own.start.toordinal()
        limit = min(WIDEST_KM, WITHIN_KM + own.radius)
        for day in range(start - WITHIN_DAYS, min(own.end.toordinal(), start + 31) + WITHIN_DAYS + 1):
            for row in range(-2, 3):
                for column in range(-2, 3):
                    for j in by_day.get((day, math.floor(own.lat) + row, math.floor(own.lon) + column), ()):
                        away, gap = _km(own, theirs[j]), _gap(own, theirs[j])
                        if away <= limit and gap <= WITHIN_DAYS:
                            pairs.add((away + KM_A_DAY * gap, own.event_id, theirs[j].event_id, i, j))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(pairs):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found


def _km(a: Occurrence, b: Occurrence) -> float:
    east = (a.lon - b.lon) * 111.2 * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot((a.lat - b.lat) * 111.2, east)


def _gap(a: Occurrence, b: Occurrence) -> int:
    """The days between two intervals, 0 where they share one."""
    return max(0, (b.start - a.end).days, (a.start - b.end).days)


def _extent(events: Iterable[Occurrence]) -> Callable[[Occurrence], bool]:
    kept = list(events)
    first, last = min(e.start for e in kept), max(e.end for e in kept)
    south, north = min(e.lat for e in kept) - 0.5, max(e.lat for e in kept) + 0.5
    west, east = min(e.lon for e in kept) - 0.5, max(e.lon for e in kept) + 0.5
    return lambda own: (
        own.end >= first and own.start <= last and south <= own.lat <= north and west <= own.lon <= east
    )


def _row(status: str, own: Occurrence | None, their: Occurrence | None) -> ComparisonRow:
    at = own or their
    return {
        "status": status,
        "incident_id": own.event_id if own else None, "reference_id": their.event_id if their else None,
        "km": round(_km(own, their), 1) if own and their else None, "days": _gap(own, their) if own and their else None,
        "date_start": own.start.isoformat() if own else None, "date_end": own.end.isoformat() if own else None,
        "reference_start": their.start.isoformat() if their else None,
        "reference_end": their.end.isoformat() if their else None,
        "place": own.place if own else None, "reference_place": their.place if their else None,
        "killed": own.killed if own else None, "reference_killed": their.killed if their else None,
        "lat": at.lat if at else None, "lon": at.lon if at else None,
    }  # fmt: skip


def write_comparison(rows: Sequence[ComparisonRow], target: Path) -> tuple[Path, Path]:
    """Write the table as `target` and the map layer beside it as .geojson; returns both paths."""
    from pipeline.export.cells import spreadsheet_cell
    from pipeline.export.write import write_whole

    layer = target.with_suffix(".geojson")
    table = io.StringIO(newline="")
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows([spreadsheet_cell(value) for value in row.values()] for row in rows)
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": dict(row),
        }
        for row in rows
    ]
    collection = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    try:
        write_whole(target, lambda stream: stream.write(table.getvalue().encode("utf-8-sig")))
        write_whole(layer, lambda stream: stream.write(collection.encode()))
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}.") from error
    return target, layer


def told(rows: Iterable[ComparisonRow]) -> str:
    """The result in one line."""
    kept = list(rows)
    counts = Counter(row["status"] for row in kept)
    near = sorted(km for row in kept if row["status"] == "found" and (km := row["km"]) is not None)
    middle = f", the middle one {near[len(near) // 2]:g} km away" if near else ""
    return f"{counts['found']:,} found{middle}; {counts['missed']:,} missed; {counts['extra']:,} extra"
