"""The kinds of criteria that a filter is made of: how each is read from a link, written into one, and applied.

`Filter` declares one for each of its fields. What a link says wrong of a criterion is noted and ignored.
"""

import calendar
import datetime as dt
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from pipeline.view.columns import UNDATED, Bools, Ints, Records, day_number

__all__ = [
    "AtLeast",
    "Box",
    "Choice",
    "Criterion",
    "Period",
    "Switch",
    "Text",
    "first_day",
    "last_day",
    "said",
]

LONGEST_VALUE = 200
MOST_VALUES = 100
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Criterion(ABC, Generic[Value]):
    """One thing that can be asked for; `key` is what a link calls it."""

    key: str

    @property
    @abstractmethod
    def default(self) -> Value:
        """The value that asks for nothing, so that every record is kept."""

    @abstractmethod
    def read(self, text: str, notes: list[str]) -> Value | None:
        """The value that a link's text says; None, and a note, where it says nothing that can be used."""

    @abstractmethod
    def write(self, value: Value) -> str:
        """The text of a value in a link; equal values give equal text, and `read` gives the value back."""

    @abstractmethod
    def keep(self, records: Records, value: Value) -> Bools:
        """Which records a value other than the default keeps."""


@dataclass(frozen=True, slots=True)
class Choice(Criterion[tuple[str, ...]]):
    """Any of some values of a column, which may be a column of lists; "none" asks for the unknown.

    `closed` lists all values that there are, in their order, or is what reads them; () leaves the list open. `names` is the group of
    words that names the values to a reader. `upper` takes values in small letters for those in capitals.
    """

    column: str
    names: str
    closed: tuple[str, ...] | Callable[[], tuple[str, ...]] = ()
    upper: bool = False

    @property
    def default(self) -> tuple[str, ...]:
        """No value is asked for."""
        return ()

    @property
    def values(self) -> tuple[str, ...]:
        """All values that there are, in their order; () where the list is open."""
        return self.closed() if callable(self.closed) else self.closed

    def read(self, text: str, notes: list[str]) -> tuple[str, ...] | None:
        """The values that commas part; one within a value is written "\\,"."""
        items = [re.sub(r"\\(.)", r"\1", each).strip() for each in re.findall(r"(?:\\.|[^,])+", text)]
        if self.upper:
            items = [each.upper() for each in items]
        known = self.values or items
        kept = {each for each in items if each and len(each) <= LONGEST_VALUE and each in known}
        notes.extend(f"{self.key}={said(each)}: no such value" for each in items if each and each not in kept)
        if len(kept) > MOST_VALUES:
            notes.append(f"{self.key}: only the first {MOST_VALUES} values are used")
        return self._in_order(kept)[:MOST_VALUES] or None

    def write(self, value: tuple[str, ...]) -> str:
        """The values in order, parted by commas."""
        return ",".join(re.sub(r"([\\,])", r"\\\1", each) for each in self._in_order(value))

    def keep(self, records: Records, value: tuple[str, ...]) -> Bools:
        """The records with at least one of the values."""
        return records.coded(self.column).keep(value)

    def _in_order(self, values: Iterable[str]) -> tuple[str, ...]:
        """Each value once: those of a closed list in the list's order, others by alphabet."""
        order = {each: index for index, each in enumerate(self.values)}
        return tuple(sorted(set(values), key=lambda each: (order.get(each, 0), each)))


@dataclass(frozen=True, slots=True)
class Switch(Criterion[bool]):
    """Only the records that `rows` marks; `off` is the value that asks for nothing."""

    rows: Callable[[Records], Bools]
    off: bool = False

    @property
    def default(self) -> bool:
        """As it is before anybody turned it."""
        return self.off

    def read(self, text: str, notes: list[str]) -> bool | None:
        """0 or 1."""
        if text not in ("0", "1"):
            notes.append(f"{self.key}={said(text)}: must be 0 or 1")
            return None
        return text == "1"

    def write(self, value: bool) -> str:
        """0 or 1."""
        return str(int(value))

    def keep(self, records: Records, value: bool) -> Bools:
        """The marked records."""
        return self.rows(records)


@dataclass(frozen=True, slots=True)
class AtLeast(Criterion[int]):
    """A number that is no lower than what is asked for; `number` gives each record's, negative where unknown."""

    number: Callable[[Records], Ints]

    @property
    def default(self) -> int:
        """Zero, which also keeps what is not known."""
        return 0

    def read(self, text: str, notes: list[str]) -> int | None:
        """A whole number of up to six digits."""
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
            notes.append(f"{self.key}={said(text)}: must be a whole number")
            return None
        return int(text)

    def write(self, value: int) -> str:
        """The number in digits."""
        return str(value)

    def keep(self, records: Records, value: int) -> Bools:
        """The records with that number or a higher one."""
        return np.asarray(self.number(records) >= value)


@dataclass(frozen=True, slots=True)
class Period(Criterion[str]):
    """The first or the last day, month or year ("2021-09") of a period, which itself is included.

    A record is kept that may lie in the period: its own interval shares a day with it, and an open end
    reaches without limit. What has no date at all is not kept.
    """

    last: bool

    @property
    def default(self) -> str:
        """No limit."""
        return ""

    def read(self, text: str, notes: list[str]) -> str | None:
        """A year, month or day that exists."""
        try:
            first_day(text), last_day(text)
        except ValueError:
            notes.append(f"{self.key}={said(text)}: not a year, month or day such as 2021-09")
            return None
        return text

    def write(self, value: str) -> str:
        """As it was said."""
        return value

    def keep(self, records: Records, value: str) -> Bools:
        """The records that begin no later than the last day, or end no earlier than the first."""
        dated = (records.start != UNDATED) | (records.end != UNDATED)
        if self.last:
            # UNDATED is below every day, so an open start passes.
            return np.asarray(dated & (records.start <= day_number(last_day(value))))
        return np.asarray(dated & ((records.end == UNDATED) | (records.end >= day_number(first_day(value)))))


@dataclass(frozen=True, slots=True)
class Text(Criterion[str]):
    """Every word of a text, in whatever a record says in words."""

    @property
    def default(self) -> str:
        """No word."""
        return ""

    def read(self, text: str, notes: list[str]) -> str | None:
        """The text without needless white space, cut where it is very long."""
        return " ".join(text[:LONGEST_VALUE].split())

    def write(self, value: str) -> str:
        """As it was said."""
        return value

    def keep(self, records: Records, value: str) -> Bools:
        """The records that hold every word."""
        return records.matching(value)


Sides = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Box(Criterion[Sides | None]):
    """A part of the map: west, south, east and north in degrees, the edges included."""

    @property
    def default(self) -> Sides | None:
        """The whole map, and what is not on it."""
        return None

    def read(self, text: str, notes: list[str]) -> Sides | None:
        """Four numbers that commas part, to about ten metres."""
        try:
            west, south, east, north = (round(float(each), 4) for each in text.split(","))
        except ValueError:
            west = south = east = north = float("nan")
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            notes.append(f"{self.key}={said(text)}: must be west,south,east,north in degrees")
            return None
        return west, south, east, north

    def write(self, value: Sides | None) -> str:
        """The four numbers."""
        return ",".join(f"{each:.4f}".rstrip("0").rstrip(".") for each in value or ())

    def keep(self, records: Records, value: Sides | None) -> Bools:
        """The records with coordinates in it."""
        assert value is not None
        west, south, east, north = value
        across = (records.lon >= west) & (records.lon <= east)  # not a number is in no box
        return np.asarray(across & (records.lat >= south) & (records.lat <= north))


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
        raise ValueError(f"{said(text)} is not a year, month or day such as 2021-09")
    return int(match[1]), int(match[2] or 0), int(match[3] or 0)


def said(text: str) -> str:
    """`text` short and without control characters, to be named in a note."""
    plain = "".join(each if each.isprintable() else "�" for each in text)
    return plain if len(plain) <= 40 else f"{plain[:40]}…"
