"""Checking the knowledge files: each fault with its file, its line and the mend.

Columns, ids, codes (`closed_lists`), cross-references, coordinates, and the examples that trigger rows carry.
A fault stops a build's maker, a doubt is only listed.
"""

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence.weights import BASE, SCORE
from evidence.wording import ANY_FACT, SLOT, WORDS, Pattern, load_wording
from geo.local import local_folder
from language.fold import fold
from pipeline.knowledge.closed_lists import CODES_COLUMNS, ClosedLists, Mended, load_closed_lists, plain_rows

__all__ = ["Fault", "check_gazetteer", "check_knowledge", "check_lexicon", "check_wording"]

PLACE_COLUMNS = (
    "place_id,name_en,name_ar,aliases_en,aliases_ar,feature_class,country,governorate,lat,lon,within,cue,source,confidence,note"
).split(",")  # fmt: skip
CURATED = "curated"  # as codes.csv calls all files of curated places
LEXICON_COLUMNS = {
    "attack_types.csv": "attack_type,label_en,label_ar,name_en,name_ar,family,legend,colour,legend_en,legend_ar,acled_event_type,acled_sub_event_type,source,note",
    "triggers.csv": "id,language,inflection,forms,attack_type,role,needs,counts,example,counter_example,source,note",
    "function_words.csv": "kind,language,forms,source,note",
    "weapons.csv": "id,language,inflection,forms,attack_type,weapon,source,note",
    "cues.csv": "id,language,inflection,forms,cue,example,counter_example,source,note",
    "heads.csv": "language,forms,feature_class,position,number,source,note",
    "place_words.csv": "kind,language,forms,source,note",
    "languages.csv": "language,kind,forms,weight,source,note",
    "toll_words.csv": "kind,language,forms,source,note",
    "calendar.csv": "kind,language,value,forms",
    "numerals.csv": "language,value,kind,forms",
    "actors.csv": "actor_id,name_en,name_ar,aliases_en,aliases_ar,kind,country,facade,parent,start,end,source,note",
    "outlets.csv": "outlet_id,name_en,name_ar,aliases_en,aliases_ar,kind,aligned_with,domains,source,note",
    "organisations.csv": "language,forms,source,note",
    "targets.csv": "id,target,language,inflection,forms,source,note",
    "common_words.csv": "word,zipf,source,note",
    "facts.csv": "pattern,table,sign,en,ar,source,note",
    "fact_terms.csv": "slot,code,en,ar",
    "fact_examples.csv": "fact,example,counter_example,source,note",
}
GAZETTEER_COLUMNS = {
    "feature_classes.csv": "feature_class,geo_precision,radius_km,medium_km,low_km,rank,settlement,name_en,name_ar",
    "geonames_codes.csv": "geonames_class,geonames_code,feature_class,note",
    "admin1_codes.csv": "country,governorate,name_ar,geonames_admin1,natural_earth,drawn_with,seat",
    "country_names.csv": "country,name_en,label_ar,aliases_en,aliases_ar",
    "basemap/towns.csv": "country,name_en,name_ar,rank,geonames",
    "basemap/water_names.csv": "natural_earth,kind,name_en,name_ar,rank",
}
PLACE_ID = re.compile(r"[a-z]{2}\.[a-z0-9.-]+")
ARABIC = re.compile("[\u0600-\u06ff]")
LATIN = re.compile("[A-Za-z]")
# The region that the curated places lie in: latitudes and longitudes in degrees.
REGION = (10.0, 48.0, 20.0, 66.0)
COLOUR = re.compile("#[0-9A-F]{6}")


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
    lists = load_closed_lists(folder.parent)
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
        faults += [Fault(path, line, what, mend) for what, mend in place_faults(row, lists, lines)]
    return faults + check_tables(folder, GAZETTEER_COLUMNS, lists)


def place_faults(
    row: dict[str, str], lists: ClosedLists, ids: dict[str, tuple[Path, int]]
) -> Iterator[Mended]:
    """(fault, mend) of one curated place."""
    if not PLACE_ID.fullmatch(row["place_id"]):
        yield f"the id {row['place_id']!r} is malformed", "write it as iq.some-name"
    if not row["name_en"].strip() or not ARABIC.search(row["name_ar"]):
        yield "a name is missing", "give name_en in Latin and name_ar in Arabic letters"
    yield from lists.faults(CURATED, row)
    if not row["source"].strip():
        yield "no source", "say where name and coordinates come from"
    if row["within"] and row["within"] not in ids:
        yield f"within names the unknown place {row['within']}", "name a place_id that exists"
    yield from coordinate_faults(row)


def coordinate_faults(row: dict[str, str]) -> Iterator[Mended]:
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


def check_lexicon(folder: Path) -> list[Fault]:
    """The faults of the lexicon files in `folder` (data/lexicon)."""
    faults = check_tables(folder, LEXICON_COLUMNS, load_closed_lists(folder.parent))
    return faults + check_legends(folder / "attack_types.csv")


def check_tables(folder: Path, tables: dict[str, str], lists: ClosedLists) -> list[Fault]:
    """The faults of the tables in `folder`, which are given with their columns."""
    faults: list[Fault] = []
    for name, columns in tables.items():
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
            found = [*id_faults(path.name, row, ids, line), *lists.faults(path.name, row), *row_faults(row)]
            faults += [Fault(path, line, what, mend) for what, mend in found]
    return faults


def id_faults(name: str, row: dict[str, str], ids: dict[str, int], line: int) -> Iterator[Mended]:
    """(fault, mend) of a row's id, where its table has one; `ids` are those of the lines before."""
    column = {"attack_types.csv": "attack_type", "feature_classes.csv": "feature_class"}.get(name, "id")
    key = row.get(column) or row.get("actor_id") or row.get("outlet_id") or ""
    if key:
        if key in ids:
            yield f"the id {key} is also at line {ids[key]}", "give one another id"
        ids[key] = line


def row_faults(row: dict[str, str]) -> Iterator[Mended]:
    """(fault, mend) of a row's forms, source and colour."""
    if "forms" in row and not any(fold(form).strip() for form in row["forms"].split(";")):
        yield "no forms", "list at least one form"
    if row.keys() >= {"weight", "kind", "language"}:
        yield from marker_faults(row)
    if "source" in row and not row["source"].strip():
        yield "no source", "say where it comes from"
    if "colour" in row and not COLOUR.fullmatch(row["colour"]):
        yield f"unknown colour {row['colour']!r}", "write it as #0072B2"
    for column in ("label", "name") if "colour" in row else ():
        if not row[f"{column}_en"].strip() or not ARABIC.search(row[f"{column}_ar"]):
            yield f"no {column}", f"give {column}_en in Latin and {column}_ar in Arabic letters"


def marker_faults(row: dict[str, str]) -> Iterator[Mended]:
    """(fault, mend) of what marks a language."""
    if not re.fullmatch(r"\d+(\.\d+)?", row["weight"]):
        yield f"the weight {row['weight']!r} is no number", "write a number such as 0.5"
    if any(form != form.lower().strip() for form in row["forms"].split(";")):
        yield "a form has capitals or spaces", "write it in lower case, without spaces"
    if row["kind"] == "letter" and any(len(form) != 1 for form in row["forms"].split(";")):
        yield "a letter is longer than one", "write single letters, or take the kind word"


def check_legends(path: Path) -> list[Fault]:
    """The faults of the legends of attack_types.csv: each has one colour of its own, and names in its first row."""
    faults: list[Fault] = []
    colour_of: dict[str, str] = {}
    legend_of: dict[str, str] = {}
    if not path.exists():
        return faults
    for item in read_rows(path, LEXICON_COLUMNS[path.name]):
        if isinstance(item, Fault):
            return []  # told by check_tables
        line, row = item
        legend, colour = row["legend"], row["colour"]
        if legend not in colour_of and not (row["legend_en"] and ARABIC.search(row["legend_ar"])):
            mend = "give legend_en and legend_ar in its first row, or write a legend that has them above"
            faults.append(Fault(path, line, f"the legend {legend!r} has no names", mend))
        elif legend in colour_of and (row["legend_en"] or row["legend_ar"]):
            mend = "leave legend_en and legend_ar empty"
            faults.append(Fault(path, line, f"the legend {legend!r} is named in a row above", mend))
        if colour_of.setdefault(legend, colour) != colour:
            mend = f"write {colour_of[legend]}, its colour above"
            faults.append(Fault(path, line, f"the legend {legend!r} has a second colour, {colour}", mend))
        elif legend_of.setdefault(colour, legend) != legend:
            mend = f"write {legend_of[colour]}, or another colour"
            faults.append(
                Fault(path, line, f"the legend {legend!r} has the colour of {legend_of[colour]}", mend)
            )
    return faults


def check_codes(path: Path) -> list[Fault]:
    """The faults of codes.csv: each row names a table and column that exist, a code once, and its meaning."""
    if not path.exists():
        return [Fault(path, 1, "the file is missing", "restore it from the repository")]
    tables = {
        Path(name).name: each.split(",") for name, each in (LEXICON_COLUMNS | GAZETTEER_COLUMNS).items()
    }
    tables |= {CURATED: list(PLACE_COLUMNS), "*": [column for each in tables.values() for column in each]}
    faults: list[Fault] = []
    lines: dict[tuple[str, str, str], int] = {}
    for item in read_rows(path, CODES_COLUMNS):
        if isinstance(item, Fault):
            faults.append(item)
            continue
        line, row = item
        key = row["table"], row["column"], row["code"]
        if row["column"] not in tables.get(row["table"], []):
            what = f"no table {row['table']!r} has a column {row['column']!r}"
            faults.append(Fault(path, line, what, "name a table and its column, or * for every table"))
        if key in lines:
            faults.append(
                Fault(path, line, f"the code {row['code']!r} is also at line {lines[key]}", "leave one out")
            )
        if not row["meaning"].strip():
            faults.append(
                Fault(path, line, f"the code {row['code']!r} has no meaning", "say what it stands for")
            )
        lines[key] = line
    return faults


def check_wording(data: Path) -> list[Fault]:
    """The faults of the sentences of facts, and the facts that count in data/weights and have none."""
    path = data / "lexicon" / "facts.csv"
    try:
        wording = load_wording(path.parent)
    except (OSError, KeyError, ValueError) as error:
        return [
            Fault(path, 1, f"the sentences of facts cannot be read ({error})", "mend what is named above")
        ]
    faults: list[Fault] = []
    lines: dict[tuple[str, str], int] = {}
    for line, pattern in enumerate(wording.patterns, 2):
        key = pattern.text, pattern.table
        if key in lines:
            mend = "leave one out"
            faults.append(Fault(path, line, f"the pattern {pattern.text} is also at line {lines[key]}", mend))
        lines[key] = line
        faults += [Fault(path, line, what, mend) for what, mend in sentence_faults(pattern)]
    for row in plain_rows(path.parent / "fact_terms.csv"):
        if not row["en"].strip() or not row["ar"].strip():
            mend = "give its name in both languages"
            faults.append(
                Fault(path.parent / "fact_terms.csv", 1, f"{row['slot']} {row['code']} has no name", mend)
            )
    for table in sorted((data / "weights").glob("*.csv")):
        for line, row in enumerate(plain_rows(table), 2):
            if row["fact"] not in {BASE, SCORE} and wording.pattern(row["fact"], table.stem).text == ANY_FACT:
                mend = "give it a row in lexicon/facts.csv"
                faults.append(Fault(table, line, f"the fact {row['fact']} has no sentence", mend))
    return faults


def sentence_faults(pattern: Pattern) -> Iterator[Mended]:
    """(fault, mend) of the sentences of a kind of fact."""
    slots = set(SLOT.findall(pattern.text))
    for language, sentence in pattern.sentences.items():
        if not (ARABIC if language == "ar" else LATIN).search(SLOT.sub("aا", sentence)):
            yield f"no sentence in {language}", "write en in Latin and ar in Arabic letters"
        unknown = set(SLOT.findall(WORDS.sub("", sentence))) - slots
        if unknown:
            mend = "name only slots of the pattern, and {words} only where the sentence begins: “{words}”: …, «{words}»: …"
            yield f"the sentence in {language} has {{{', '.join(sorted(unknown))}}}", mend


def check_knowledge(data: Path) -> int:
    """Prints what is wrong with the knowledge under `data` and its numbers; 0 if nothing is, else 1."""
    gazetteer, lexicon = data / "gazetteer", data / "lexicon"
    faults = check_codes(data / "codes.csv") + check_gazetteer(gazetteer, local_folder(data) / "places")
    faults += check_lexicon(lexicon) + check_wording(data)
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
