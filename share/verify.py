"""Whether a snapshot is as it was sealed, and whether it still agrees with a store."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.export import FORMATS
from pipeline.store import Store, StoreError
from pipeline.view import Filter, Records
from share.selection import Care, select
from share.snapshot import FORMAT, MANIFEST, PARTS, rows_table

__all__ = ["Verification", "verify"]

_LISTED = 20


@dataclass(frozen=True, slots=True)
class Verification:
    """`altered` are files that are not as sealed; `changes` says what a store now says otherwise."""

    snapshot_id: str
    altered: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing was altered and nothing changed."""
        return not self.altered and not self.changes


def verify(path: Path, store: Store | None) -> Verification:
    """Check a snapshot's folder or zip file, against `store` where given; StoreError where it is none."""
    reading = _reader(path)
    try:
        manifest: dict[str, Any] = json.loads(reading(MANIFEST))
        files, snapshot_id = dict(manifest["files"]), str(manifest["snapshot"])
        day, care = date.fromisoformat(manifest["generated_on"]), manifest["care"]
        asked, kept = (
            Filter.parse(manifest["filter"]),
            Care(int(care["hold_back_hours"]), bool(care["coarsen"])),
        )
    except (OSError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
        raise StoreError(
            f"{path} is no snapshot of Kharita: {MANIFEST} is missing or cannot be read."
        ) from error
    if manifest.get("format") != FORMAT:
        raise StoreError(f"{path} is a snapshot of format {manifest.get('format')}, not {FORMAT}.")
    altered = [f"{name}: {said}" for name in PARTS if (said := _altered(reading, name, files.get(name, "")))]
    if store is None:
        return Verification(snapshot_id, tuple(altered), ())
    selection = select(store, Records.load(store), asked, kept, day)
    if selection.snapshot_id == snapshot_id:
        return Verification(snapshot_id, tuple(altered), ())
    now = io.BytesIO()
    FORMATS["csv"].write(rows_table(selection), "records", now)
    try:
        sealed = _rows(reading("rows.csv"))
    except (OSError, KeyError, ValueError) as error:
        raise StoreError(f"{path}: rows.csv cannot be read, so it cannot be compared.") from error
    return Verification(snapshot_id, tuple(altered), tuple(_changes(sealed, _rows(now.getvalue()))))


def _reader(path: Path) -> Callable[[str], bytes]:
    if path.is_dir():
        return lambda name: (path / name).read_bytes()
    if not path.is_file() or not zipfile.is_zipfile(path):
        raise StoreError(f"There is no snapshot at {path}.")

    def inside(name: str) -> bytes:
        with zipfile.ZipFile(path) as archive:
            found = [each for each in archive.namelist() if re.fullmatch(rf"[^/]+/{re.escape(name)}", each)]
            if len(found) != 1:
                raise KeyError(name)
            return archive.read(found[0])

    return inside


def _altered(reading: Callable[[str], bytes], name: str, sealed: str) -> str:
    try:
        content = reading(name)
    except (OSError, KeyError, zipfile.BadZipFile):
        return "missing or unreadable"
    return "" if hashlib.sha256(content).hexdigest() == sealed else "not as it was sealed"


def _rows(content: bytes) -> dict[str, dict[str, str]]:
    return {row["record_id"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}


def _changes(sealed: dict[str, dict[str, str]], now: dict[str, dict[str, str]]) -> list[str]:
    """One line a change: rows that are gone or new, and for others each field that was corrected."""
    gone, new = sorted(sealed.keys() - now.keys()), sorted(now.keys() - sealed.keys())
    lines = [f"{each}: no longer in what the filter shows" for each in gone]
    lines += [f"{each}: new in what the filter shows" for each in new]
    for key in sorted(sealed.keys() & now.keys()):
        before, after = sealed[key], now[key]
        lines += [
            f"{key}: {name} was {before.get(name, '')!r:.120}, is {after.get(name, '')!r:.120}"
            for name in after
            if name != "snapshot_id" and before.get(name) != after[name]
        ]
    return lines or ["the order of the rows or the version of the hash differs; no row changed"]
