"""Checking the knowledge files: each fault with its file, its line and the mend.

Columns, ids, cross-references, coordinates, aliases that collide after folding, and the examples that
trigger rows carry. A fault stops a build's maker, a doubt is only listed.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from geo.local import local_folder
from geo.places import FeatureClass, load_feature_classes
from language.fold import fold
from pipeline.knowledge.toll_words import KINDS as TOLL_KINDS
from pipeline.model import ATTACK_TYPES

__all__ = ["Fault", "check_gazetteer", "check_knowledge", "check_lexicon"]

PLACE_COLUMNS = (
    "place_id,name_en,name_ar,aliases_en,aliases_ar,feature_class,country,governorate,lat,lon,within,cue,source,confidence,note"
).split(",")  # fmt: skip
LEXICON_COLUMNS = {
    "triggers.csv": "id,language,inflection,forms,attack_type,role,needs,example,counter_example,source,note",
    "weapons.csv": "id,language,inflection,forms,attack_type,weapon,source,note",
    "cues.csv": "id,language,inflection,forms,cue,scope,example,counter_example,source,note",
    "heads.csv": "language,forms,feature_class,position,number,source,note",
    "place_words.csv": "kind,language,forms,source,note",
    "toll_words.csv": "kind,language,forms,source,note",
    "calendar.csv": "kind,language,value,forms",
    "numerals.csv": "language,value,kind,forms",
    "actors.csv": "actor_id,name_en,name_ar,aliases_en,aliases_ar,kind,country,facade,parent,start,end,source,note",
    "outlets.csv": "outlet_id,name_en,name_ar,aliases_en,aliases_ar,kind,aligned_with,domains,source,note",
    "organisations.csv": "language,forms,source,note",
    "targets.csv": "id,target,language,inflection,forms,source,note",
    "common_words.csv": "word,zipf,source,note",
}
INFLECTIONS = {"verb", "noun", "word"}
ACTOR_KINDS = {"state_force", "armed_group", "unnamed"}
PLACE_ID = re.compile(r"[a-z]{2}\.[a-z0-9.-]+")
ARABIC = re.compile("[\u0600-\u06ff]")
# The region that the curated places lie in: latitudes and longitudes in degrees.
REGION = (10.0, 48.0, 20.0, 66.0)
# What a place needs beside its name: see geo/places.py.
CUES = ("", "head", "strict", "country")
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at `path:line` and how to mend it; a doubt is no error."""

    path: Path
    line: int
    what: str
    mend: str
    doubt: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}: {self.mend}"


def read_rows(path: Path, columns: str) -> Iterator[tuple[int, dict[str, str]] | Fault]:
    """(line, row) for each row of a CSV file, or a Fault where its columns are not these."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader, [])
        wanted = columns.split(",")
        if header != wanted:
            yield Fault(path, 1, f"columns are {','.join(header)}", f"make them {columns}")
            return
        for cells in reader:
            if len(cells) != len(wanted):
                yield Fault(
                    path,
                    reader.line_num,
                    f"{len(cells)} cells instead of {len(wanted)}",
                    "quote cells that hold a comma",
                )
            else:
                yield reader.line_num, dict(zip(wanted, cells, strict=True))


def check_gazetteer(folder: Path, own: Path | None = None) -> list[Fault]:
    """The faults of the curated places in `folder` and of the user's own in `own`."""
    faults: list[Fault] = []
    classes = load_feature_classes(folder)
    rows: list[tuple[Path, int, dict[str, str]]] = []
    paths = sorted((folder / "curated").glob("*.csv"))
    if own is not None and own.is_dir():
        paths += sorted(own.glob("*.csv"))
    for path in paths:
        for item in read_rows(path, ",".join(PLACE_COLUMNS)):
            if isinstance(item, Fault):
                faults.append(item)
            else:
                rows.append((path, *item))
    lines: dict[str, tuple[Path, int]] = {}
    for path, line, row in rows:
        if row["place_id"] in lines:
            other = lines[row["place_id"]]
            faults.append(
                Fault(
                    path,
                    line,
                    f"the id {row['place_id']} is also at {other[0].name}:{other[1]}",
                    "give one another id",
                )
            )
        lines[row["place_id"]] = (path, line)
    for path, line, row in rows:
        faults += [Fault(path, line, what, mend) for what, mend in place_faults(row, classes, lines)]
    return faults


def place_faults(
    row: dict[str, str], classes: dict[str, FeatureClass], ids: dict[str, tuple[Path, int]]
) -> Iterator[tuple[str, str]]:
    """(fault, mend) of one curated place."""
    if not PLACE_ID.fullmatch(row["place_id"]):
        yield f"the id {row['place_id']!r} is malformed", "write it as iq.some-name"
    if not row["name_en"].strip() or not ARABIC.search(row["name_ar"]):
        yield "a name is missing", "give name_en in Latin and name_ar in Arabic letters"
    if row["feature_class"] not in classes:
        yield f"unknown feature class {row['feature_class']!r}", "take one of feature_classes.csv"
    if row["country"] and not re.fullmatch("[A-Z]{2}", row["country"]):
        yield f"unknown country {row['country']!r}", "write its two-letter ISO code"
    if row["confidence"] not in CONFIDENCES:
        yield f"unknown confidence {row['confidence']!r}", "take high, medium or low"
    if not row["source"].strip():
        yield "no source", "say where name and coordinates come from"
    if row["cue"] not in CUES:
        yield f"unknown cue {row['cue']!r}", "leave it empty or write head, strict or country"
    if row["within"] and row["within"] not in ids:
        yield f"within names the unknown place {row['within']}", "name a place_id that exists"
    yield from coordinate_faults(row)


def coordinate_faults(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(fault, mend) of a place's coordinates."""
    if not row["lat"] and not row["lon"]:
        if row["confidence"] != "low":
            yield "no coordinates but not low confidence", "give coordinates, or set confidence to low"
        return
    try:
        lat, lon = float(row["lat"]), float(row["lon"])
    except ValueError:
        yield (
            f"lat {row['lat']!r} or lon {row['lon']!r} is no number",
            "write decimal degrees, or leave both empty",
        )
        return
    if row["feature_class"] in {"sea", "region"} and not row["country"]:
        return
    south, north, west, east = REGION
    if south <= lat <= north and west <= lon <= east:
        return
    if south <= lon <= north and west <= lat <= east:
        yield f"{lat}, {lon} lies outside the region", "lat and lon look swapped: exchange them"
    else:
        yield f"{lat}, {lon} lies outside the region", "check the coordinates"


def check_lexicon(folder: Path, gazetteer: Path) -> list[Fault]:
    """The faults of the lexicon files in `folder`."""
    faults: list[Fault] = []
    classes = load_feature_classes(gazetteer)
    actors = {row["actor_id"] for row in plain_rows(folder / "actors.csv")}
    for name, columns in LEXICON_COLUMNS.items():
        path = folder / name
        if not path.exists():
            faults.append(Fault(path, 1, "the file is missing", "restore it from the repository"))
            continue
        ids: dict[str, int] = {}
        for item in read_rows(path, columns):
            if isinstance(item, Fault):
                faults.append(item)
                continue
            line, row = item
            faults += [
                Fault(path, line, what, mend)
                for what, mend in lexicon_faults(name, row, classes, actors, ids, line)
            ]
    return faults


def lexicon_faults(
    name: str,
    row: dict[str, str],
    classes: dict[str, FeatureClass],
    actors: set[str],
    ids: dict[str, int],
    line: int,
) -> Iterator[tuple[str, str]]:
    """(fault, mend) of one row of a lexicon file."""
    key = row.get("id") or row.get("actor_id") or row.get("outlet_id") or ""
    if key:
        if key in ids:
            yield f"the id {key} is also at line {ids[key]}", "give one another id"
        ids[key] = line
    if "forms" in row and not any(fold(form).strip() for form in row["forms"].split(";")):
        yield "no forms", "list at least one form"
    if "inflection" in row and row["inflection"] not in INFLECTIONS:
        yield f"unknown inflection {row['inflection']!r}", "take verb, noun or word"
    if "attack_type" in row and row["attack_type"] not in ATTACK_TYPES:
        yield f"unknown attack type {row['attack_type']!r}", "take one of the codebook"
    if "feature_class" in row and row["feature_class"] not in classes:
        yield f"unknown feature class {row['feature_class']!r}", "take one of feature_classes.csv"
    if row.get("needs", "") not in {"", "arms", "force"}:
        yield f"unknown need {row['needs']!r}", "leave it empty or write arms or force"
    if name == "actors.csv" and row["kind"] not in ACTOR_KINDS:
        yield f"unknown kind {row['kind']!r}", "take state_force, armed_group or unnamed"
    if name == "toll_words.csv" and row["kind"] not in TOLL_KINDS:
        yield f"unknown kind {row['kind']!r}", f"take one of {', '.join(sorted(TOLL_KINDS))}"
    for actor in filter(None, row.get("aligned_with", "").split(";")):
        if actor not in actors:
            yield f"aligned_with names the unknown actor {actor}", "name an actor_id of actors.csv"
    if "source" in row and not row["source"].strip():
        yield "no source", "say where it comes from"


def plain_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, none where it is missing."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def check_knowledge(data: Path) -> int:
    """Prints what is wrong with the knowledge under `data` and its numbers; 0 if nothing is, else 1."""
    gazetteer, lexicon = data / "gazetteer", data / "lexicon"
    faults = check_gazetteer(gazetteer, local_folder(data) / "places") + check_lexicon(lexicon, gazetteer)
    for fault in faults:
        print(fault, file=sys.stderr)
    rows = [row for path in sorted((gazetteer / "curated").glob("*.csv")) for row in plain_rows(path)]
    print(f"{len(rows):,} curated places")
    for key in ("country", "feature_class", "confidence"):
        counts = Counter(row[key] or "none" for row in rows)
        print(f"  by {key}: " + ", ".join(f"{name} {count:,}" for name, count in counts.most_common()))
    unlocated = sum(not row["lat"] for row in rows)
    print(f"  {unlocated:,} without coordinates: recognised, shown as unresolved")
    for name in LEXICON_COLUMNS:
        print(f"{name}: {len(plain_rows(lexicon / name)):,} rows")
    print("no error" if not faults else f"{len(faults):,} errors")
    return 1 if faults else 0
