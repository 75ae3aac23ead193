"""The filter: what a person asked to see, as a value and as the text of a link.

The same text is the page's address and the `--filter` of the commands, so it has
one canonical form: keys in a fixed order, lists sorted, nothing written that is as by default.
"""

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from urllib.parse import parse_qsl, quote

from pipeline.attack_kinds import attack_kinds
from pipeline.model import GEO_PRECISIONS, KINDS, OUTCOMES

__all__ = ["FILTER_KEYS", "RECORDS", "REVIEWS", "Filter"]

RECORDS = ("incident", "series")
REVIEWS = ("unreviewed", "corroborated", "disputed", "verified")

# The key of a link for each field, in canonical order.
_KEYS = {
    "since": "from",
    "until": "to",
    "types": "type",
    "outcomes": "outcome",
    "kinds": "kind",
    "records": "record",
    "countries": "country",
    "governorates": "governorate",
    "places": "place",
    "actors": "actor",
    "targets": "target",
    "precisions": "precision",
    "exact": "exact",
    "min_sources": "sources",
    "reviews": "review",
    "min_killed": "toll",
    "outlets": "source",
    "text": "q",
    "samples": "samples",
    "bbox": "bbox",
}
FILTER_KEYS = tuple(_KEYS.values())
_CLOSED: dict[str, tuple[str, ...]] = {
    "outcomes": OUTCOMES,
    "kinds": KINDS,
    "records": RECORDS,
    "precisions": (*GEO_PRECISIONS, "none"),
    "reviews": REVIEWS,
}
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
LONGEST_LINK = 8000
LONGEST_VALUE = 200
MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; the default shows everything. `notes` says what of a link was ignored, and why.

    `since` and `until` are days, months or years ("2021-09"), both included. A list that is empty asks for
    nothing, so it keeps every record. `bbox` is west, south, east, north in degrees.
    """

    since: str = ""
    until: str = ""
    types: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    governorates: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    precisions: tuple[str, ...] = ()
    exact: bool = False
    min_sources: int = 0
    reviews: tuple[str, ...] = ()
    min_killed: int = 0
    outlets: tuple[str, ...] = ()
    text: str = ""
    samples: bool = True
    bbox: tuple[float, float, float, float] | None = None
    notes: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Filter":
        """The filter that a query string asks for; what it does not know is ignored and noted."""
        text = text.removeprefix("?")
        if len(text) > LONGEST_LINK:
            return cls(notes=(f"the link is longer than {LONGEST_LINK} characters and was ignored",))
        return cls.from_pairs(dict(parse_qsl(text, keep_blank_values=True, errors="replace")))

    @classmethod
    def from_pairs(cls, pairs: Mapping[str, str]) -> "Filter":
        """The filter of decoded key and value pairs, as a browser's address gives them."""
        notes: list[str] = []
        found: dict[str, object] = {}
        if sum(len(key) + len(value) for key, value in pairs.items()) > LONGEST_LINK:
            return cls(notes=(f"the link is longer than {LONGEST_LINK} characters and was ignored",))
        for key, value in pairs.items():
            name = _NAMES.get(key)
            if name is None:
                notes.append(f"{_shown(key)}: no such filter")
            elif value.strip():
                read = _read(name, value.strip(), notes)
                if read is not None:
                    found[name] = read
        since, until = found.get("since"), found.get("until")
        if since and until and first_day(str(since)) > last_day(str(until)):
            notes.append("from is later than to: both were ignored")
            found.pop("since")
            found.pop("until")
        return cls(**found, notes=tuple(notes))  # type: ignore[arg-type]

    def pairs(self) -> dict[str, str]:
        """The canonical key and value pairs, decoded; empty for the default filter."""
        default = Filter()
        return {
            _KEYS[each.name]: _written(each.name, getattr(self, each.name))
            for each in fields(self)
            if each.name != "notes" and getattr(self, each.name) != getattr(default, each.name)
        }

    def query(self) -> str:
        """The canonical query string; equal filters give equal text, the default gives ""."""
        return "&".join(f"{key}={quote(value, safe=',.:')}" for key, value in self.pairs().items())


_NAMES = {key: name for name, key in _KEYS.items()}


def first_day(text: str) -> dt.date:
    """The first day of a year, month or day written as in a filter; ValueError where it is none."""
    year, month, day = _date_parts(text)
    return dt.date(year, month or 1, day or 1)


def last_day(text: str) -> dt.date:
    """The last day of a year, month or day written as in a filter; ValueError where it is none."""
    year, month, day = _date_parts(text)
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def _date_parts(text: str) -> tuple[int, int, int]:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{_shown(text)} is not a year, month or day such as 2021-09")
    return int(match[1]), int(match[2] or 0), int(match[3] or 0)


def _read(name: str, value: str, notes: list[str]) -> object | None:
    """The value of one field, or None where `value` says nothing that can be used."""
    key = _KEYS[name]
    if name in ("since", "until"):
        try:
            first_day(value), last_day(value)
        except ValueError:
            notes.append(f"{key}={_shown(value)}: not a year, month or day such as 2021-09")
            return None
        return value
    if name in ("exact", "samples"):
        if value not in ("0", "1"):
            notes.append(f"{key}={_shown(value)}: must be 0 or 1")
            return None
        return value == "1"
    if name in ("min_sources", "min_killed"):
        if not re.fullmatch(r"\d{1,6}", value, re.ASCII):
            notes.append(f"{key}={_shown(value)}: must be a whole number")
            return None
        return int(value)
    if name == "bbox":
        return _read_bbox(value, notes)
    if name == "text":
        return " ".join(value[:LONGEST_VALUE].split())
    return _read_list(name, value, notes)


def _read_list(name: str, value: str, notes: list[str]) -> tuple[str, ...] | None:
    # A comma parts values; one within a value is written "\,".
    items = [re.sub(r"\\(.)", r"\1", each).strip() for each in re.findall(r"(?:\\.|[^,])+", value)]
    if name == "countries":
        items = [each.upper() for each in items]
    closed = _closed(name)
    kept = {each for each in items if each and len(each) <= LONGEST_VALUE and each in (closed or items)}
    notes.extend(
        f"{_KEYS[name]}={_shown(each)}: no such value" for each in items if each and each not in kept
    )
    if len(kept) > MOST_VALUES:
        notes.append(f"{_KEYS[name]}: only the first {MOST_VALUES} values are used")
    return _in_order(name, kept)[:MOST_VALUES] or None


def _closed(name: str) -> tuple[str, ...]:
    """The values that a field can have, in their order; none where it takes any."""
    return tuple(attack_kinds()) if name == "types" else _CLOSED.get(name, ())


def _in_order(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """Each value once: those of a closed list in the list's order, others by alphabet."""
    order = {each: index for index, each in enumerate(_closed(name))}
    return tuple(sorted(set(values), key=lambda each: (order.get(each, 0), each)))


def _read_bbox(value: str, notes: list[str]) -> tuple[float, float, float, float] | None:
    try:
        west, south, east, north = (round(float(each), 4) for each in value.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        notes.append(f"bbox={_shown(value)}: must be west,south,east,north in degrees")
        return None
    return west, south, east, north


def _written(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if name == "bbox" and isinstance(value, tuple):
        return ",".join(_number(each) for each in value)
    if isinstance(value, tuple):
        return ",".join(re.sub(r"([\\,])", r"\\\1", each) for each in _in_order(name, value))
    return str(value)


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def _shown(text: str) -> str:
    """`text` short and without control characters, to be named in a note."""
    plain = "".join(each if each.isprintable() else "�" for each in text)
    return plain if len(plain) <= 40 else f"{plain[:40]}…"
