"""The book of corrections: who changed what, when and why, appended and never altered.

A correction is anchored to sentences of articles (`anchor_of`), not to ids that a build makes, so that it
survives every rebuild and every edit of the knowledge. The book is one SQLite file under `data/local/`;
`pipeline.corrections.apply` applies it. Undoing is one more entry.
"""

import datetime as dt
import hashlib
import json
import math
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict, get_args

from geo.local import local_folder
from pipeline.attack_kinds import attack_kinds
from pipeline.model import GEO_PRECISIONS
from pipeline.store import StoreError

__all__ = [
    "KINDS",
    "PLACE_NAMED",
    "Change",
    "Correction",
    "CorrectionBook",
    "CorrectionConflict",
    "CorrectionError",
    "anchor_of",
    "book_path",
]

KINDS = ("move", "date", "type", "split", "join", "discard", "verify", "note", "undo")
LONGEST_TEXT = 2000
_Named = Literal[
    "place_id", "place_name", "place_name_en", "place_name_ar", "country", "governorate", "feature_class"
]
PLACE_NAMED: tuple[_Named, ...] = get_args(_Named)
_WAIT_SECONDS = 3.0
_SCHEMA = """
create table if not exists corrections (
    number integer primary key, made_at text not null, who text not null, kind text not null, why text not null,
    record_id text not null, what text not null);
create table if not exists anchors (
    number integer not null references corrections, anchor text not null, role text not null);
create index if not exists anchors_by_anchor on anchors (anchor);
create trigger if not exists corrections_stay before update on corrections
    begin select raise(abort, 'corrections are only ever added'); end;
create trigger if not exists corrections_remain before delete on corrections
    begin select raise(abort, 'corrections are only ever added'); end;
create trigger if not exists anchors_stay before update on anchors
    begin select raise(abort, 'corrections are only ever added'); end;
create trigger if not exists anchors_remain before delete on anchors
    begin select raise(abort, 'corrections are only ever added'); end;
"""


class CorrectionError(StoreError):
    """A correction cannot be kept or read; its text is one sentence that says what to do."""


class CorrectionConflict(CorrectionError):
    """The incident was changed since the person saw it; `others` are the corrections that they did not see."""

    def __init__(self, message: str, others: tuple["Correction", ...] = ()) -> None:
        super().__init__(message)
        self.others = others


class Change(TypedDict, total=False):
    """What a correction sets: of each kind its own keys, and `about`, the place and day that were corrected."""

    about: dict[str, str]
    lat: float
    lon: float
    geo_precision: str
    radius_km: float
    place_id: str
    place_name: str
    place_name_en: str
    place_name_ar: str
    country: str
    governorate: str
    feature_class: str
    start: str
    end: str
    types: list[str]
    number: int


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the book. `anchors` are the sentences of the incident, `part` those of the other or the split."""

    number: int
    made_at: str
    who: str
    kind: str
    why: str
    record_id: str
    what: Change
    anchors: tuple[str, ...]
    part: tuple[str, ...] = ()

    @property
    def touched(self) -> frozenset[str]:
        """Every sentence that the correction speaks of."""
        return frozenset((*self.anchors, *self.part))


def book_path(root: Path) -> Path:
    """Where the corrections of a project are kept."""
    return local_folder(root / "data") / "corrections.sqlite"


def anchor_of(article_id: str, quote: str) -> str:
    """What a correction holds on to: the article, and its evidence sentence without regard to white space."""
    sentence = re.sub(r"\s+", " ", quote).strip()
    digest = hashlib.blake2b(sentence.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return f"{article_id}:{digest}"


@dataclass(frozen=True, slots=True)
class CorrectionBook:
    """The corrections at `path`; the file is made with the first of them."""

    path: Path

    def all(self) -> list[Correction]:
        """Every entry, oldest first; none where there is no book yet."""
        if not self.path.exists():
            return []
        with self._open() as book:
            return _read(book)

    def active(self) -> list[Correction]:
        """The entries that hold: neither undone nor the undoing of another, oldest first."""
        return holding(self.all())

    def history(self, anchors: Iterable[str]) -> list[Correction]:
        """The entries that speak of any of these sentences, oldest first, the undone and the undoing too."""
        wanted = frozenset(anchors)
        return [each for each in self.all() if each.touched & wanted]

    def version(self, anchors: Iterable[str]) -> int:
        """The number of the last entry about these sentences, 0 for none: what a person has seen of them."""
        return max((each.number for each in self.history(anchors)), default=0)

    def add(
        self, kind: str, record_id: str, anchors: Iterable[str], *, who: str, why: str = "",
        what: Mapping[str, object] | None = None, part: Iterable[str] = (), seen: int,
    ) -> Correction:  # fmt: skip
        """Append one entry and return it.

        `seen` is the `version` that the person saw; CorrectionConflict where there is a later one.
        CorrectionError where the values make no sense, or the book is locked, full or damaged; nothing is
        kept then.
        """
        held, other = tuple(sorted(set(anchors))), tuple(sorted(set(part)))
        values = _checked(kind, dict(what or {}), held, other, who, why)
        with self._open() as book:
            book.execute("begin immediate")
            entries = _read(book)
            touching = [each for each in entries if each.touched & {*held, *other}]
            unseen = tuple(each for each in touching if each.number > seen)
            if unseen:
                last = unseen[-1]
                raise CorrectionConflict(
                    f"{last.who} changed this incident at {last.made_at} ({last.kind}: {last.why or 'no reason given'}); "
                    "look at it again before changing it. Nothing was lost.",
                    unseen,
                )
            if kind == "undo":
                _check_undo(values["number"], touching)
            now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            number = max((each.number for each in entries), default=0) + 1
            book.execute(
                "insert into corrections values (?, ?, ?, ?, ?, ?, ?)",
                (
                    number,
                    now,
                    who.strip(),
                    kind,
                    why.strip(),
                    record_id,
                    json.dumps(values, ensure_ascii=False),
                ),
            )
            rows = [(number, each, "incident") for each in held] + [(number, each, "part") for each in other]
            book.executemany("insert into anchors values (?, ?, ?)", rows)
            book.execute("commit")
        return Correction(number, now, who.strip(), kind, why.strip(), record_id, values, held, other)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """The open book; what SQLite says is put into words that say what to do."""
        book: sqlite3.Connection | None = None
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            book = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, isolation_level=None)
            book.execute("pragma synchronous = full")
            has = book.execute("select count(*) from sqlite_master where name = 'corrections'").fetchone()[0]
            if not has:
                book.executescript(_SCHEMA)
            yield book
        except (sqlite3.Error, OSError) as error:
            raise CorrectionError(_what_stopped(self.path, error)) from error
        finally:
            if book is not None:
                book.close()  # rolls back what was not committed


def holding(entries: Iterable[Correction]) -> list[Correction]:
    """The entries that hold: neither undone nor the undoing of another."""
    kept = list(entries)
    undone = {each.what["number"] for each in kept if each.kind == "undo"}
    return [each for each in kept if each.kind != "undo" and each.number not in undone]


def _read(book: sqlite3.Connection) -> list[Correction]:
    held: dict[tuple[int, str], list[str]] = {}
    for number, anchor, role in book.execute("select number, anchor, role from anchors order by anchor"):
        held.setdefault((number, role), []).append(anchor)
    rows = book.execute(
        "select number, made_at, who, kind, why, record_id, what from corrections order by number"
    )
    return [
        Correction(
            number, made_at, who, kind, why, record_id, json.loads(what),
            tuple(held.get((number, "incident"), ())), tuple(held.get((number, "part"), ())),
        )
        for number, made_at, who, kind, why, record_id, what in rows
    ]  # fmt: skip


def _what_stopped(path: Path, error: Exception) -> str:
    told = str(error)
    if "locked" in told or "busy" in told:
        return f"{path} is being written by another program; try again in a moment. Nothing was lost."
    if "full" in told or getattr(error, "errno", 0) == 28:
        return (
            f"The disk of {path} is full; free some space and try again. Earlier corrections are untouched."
        )
    if "readonly" in told or "unable to open" in told or isinstance(error, OSError):
        return f"{path} cannot be written ({told}); check who owns it. Earlier corrections are untouched."
    if "not a database" in told or "malformed" in told or "no such" in told:
        return f"{path} is damaged ({told}); put back a copy of it, or move it away to begin a new book."
    return f"{path} could not be used ({told}). Nothing was changed."


def _check_undo(number: int, touching: list[Correction]) -> None:
    found = next((each for each in touching if each.number == number), None)
    if found is None or found.kind == "undo":
        raise CorrectionError(f"There is no correction {number} of this incident to undo.")
    if all(each.number != number for each in holding(touching)):
        raise CorrectionError(f"Correction {number} is undone already.")


def _checked(
    kind: str, what: Mapping[str, object], anchors: tuple[str, ...], part: tuple[str, ...], who: str, why: str
) -> Change:
    """What is to be changed, made sure of; CorrectionError that names what is wrong."""
    if kind not in KINDS:
        raise CorrectionError(f"{kind!r} is no correction; there are {', '.join(KINDS)}.")
    if not who.strip():
        raise CorrectionError("A correction needs the name of who makes it.")
    if not why.strip() and kind not in ("verify", "undo"):
        raise CorrectionError("A correction needs its reason: what do you know, and from where?")
    if len(why) > LONGEST_TEXT or len(who) > LONGEST_TEXT:
        raise CorrectionError(f"A text of a correction can have {LONGEST_TEXT} characters.")
    if not anchors:
        raise CorrectionError("This incident no longer exists, so it cannot be corrected; open it again.")
    check = {"move": _checked_move, "date": _checked_date, "type": _checked_type, "undo": _checked_undo}.get(
        kind
    )
    values = check(what) if check else Change()
    if kind == "split" and not (set(part) < set(anchors) and part):
        raise CorrectionError("To split an incident, choose some of its reports, but not all.")
    if kind == "join" and (not part or set(part) & set(anchors)):
        raise CorrectionError("To join, choose another incident that still exists.")
    about = what.get("about")
    if isinstance(about, dict):
        values["about"] = about
    return values


def _checked_move(what: Mapping[str, object]) -> Change:
    try:
        lat, lon = float(str(what["lat"])), float(str(what["lon"]))
    except (KeyError, TypeError, ValueError) as error:
        raise CorrectionError("A move needs a latitude and a longitude in degrees.") from error
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        raise CorrectionError("A latitude lies between -90 and 90, a longitude between -180 and 180.")
    precision = str(what.get("geo_precision") or "site")
    if precision not in GEO_PRECISIONS:
        raise CorrectionError(f"{precision!r} is no precision; there are {', '.join(GEO_PRECISIONS)}.")
    radius = what.get("radius_km")
    checked: Change = {
        "lat": lat, "lon": lon, "geo_precision": precision, "radius_km": float(str(radius)) if radius else 1.0,
    }  # fmt: skip
    for key in PLACE_NAMED:
        if what.get(key):
            checked[key] = str(what[key])[:200]
    return checked


def _checked_date(what: Mapping[str, object]) -> Change:
    try:
        start = dt.date.fromisoformat(str(what["start"]))
        end = dt.date.fromisoformat(str(what.get("end") or what["start"]))
    except (KeyError, ValueError) as error:
        raise CorrectionError("A date is written as 2021-09-11.") from error
    if end < start:
        raise CorrectionError("The last day is before the first.")
    return {"start": start.isoformat(), "end": end.isoformat()}


def _checked_type(what: Mapping[str, object]) -> Change:
    types = what.get("types")
    kept = list(dict.fromkeys(types)) if isinstance(types, list | tuple) else []
    if not kept or any(each not in attack_kinds() for each in kept):
        raise CorrectionError(f"A type is one or more of {', '.join(attack_kinds())}.")
    return {"types": kept}


def _checked_undo(what: Mapping[str, object]) -> Change:
    number = what.get("number")
    if not isinstance(number, int):
        raise CorrectionError("To undo, name the number of a correction.")
    return {"number": number}
