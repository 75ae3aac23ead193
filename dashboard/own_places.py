"""The user's own places: one CSV file on this machine, each new row checked as `pipeline check` checks it."""

import csv
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from dashboard.rights import require
from geo.local import local_folder
from pipeline.knowledge.check import PLACE_COLUMNS, check_gazetteer

__all__ = ["add_place", "place_row"]


def place_row(values: Mapping[str, str]) -> dict[str, str]:
    """A row of own.csv from what was typed; its id is made from the country and the English name."""
    typed = {name: " ".join(values.get(name, "").split()) for name in PLACE_COLUMNS}
    slug = re.sub("[^a-z0-9]+", "-", typed["name_en"].lower()).strip("-")
    country = typed["country"].lower() or "xx"
    # A place that a person took the trouble to locate is as sure as the person: medium.
    return typed | {"place_id": f"{country}.own-{slug or 'place'}", "confidence": "medium"}


def add_place(values: Mapping[str, str], data: Path) -> list[str]:
    """Add one place to `data`/local/places/own.csv; what is wrong with it, and then nothing is written.

    The file is replaced in one step, so a reader sees it without the row or with it. NotAllowed for whoever
    may not change anything.
    """
    require(data.parent)
    path = local_folder(data) / "places" / "own.csv"
    rows = _rows(path)
    row = place_row(values)
    taken = {each["place_id"] for each in rows}
    plain, number = row["place_id"], 2
    while row["place_id"] in taken:
        row["place_id"], number = f"{plain}-{number}", number + 1
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".checking-") as folder:
        tried = Path(folder) / path.name
        _write(tried, [*rows, row])
        faults = [each for each in check_gazetteer(data / "gazetteer", Path(folder)) if each.path == tried]
        mine = [each for each in faults if each.line > len(rows) + 1]
        if mine:
            return [f"{each.what}: {each.mend}" for each in mine]
        os.replace(tried, path)
    return []


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: row.get(name) or "" for name in PLACE_COLUMNS} for row in csv.DictReader(file)]


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, PLACE_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
