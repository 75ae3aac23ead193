"""GeoNames country dumps, as the archives hold them: verified, and read into rows of our gazetteer.

`CC.txt` has nineteen columns, `alternatenames/CC.txt` ten, both UTF-8 between tabs, without a header
(https://download.geonames.org/export/dump/readme.txt). Which of its feature codes we take, and as what, is
`geonames_codes.csv`. Governorates and districts are left out: the curated ones are better, and a second
point for the same area would only compete with the first.
"""

import csv
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from geo.geonames.areas import ATTESTED, CITY, TOWN, Areas, Row, lawful_side
from geo.geonames.names import arabic_names, attested_arabic, latin_aliases, plain_town, usual_arabic

__all__ = ["DumpError", "country_names", "dump_rows", "load_codes", "read_archive"]

PLACE_COLUMNS = 19
NAME_COLUMNS = 10
LARGEST_TEXT = 1_500_000_000  # bytes; the largest country's dump is a third of it
LATIN_LANGUAGES = frozenset({"", "en", "ku"})
ARABIC_LANGUAGES = frozenset({"ar", "ckb", "ku", "fa", "azb"})
ALIAS_LIMIT = 12
Codes = dict[tuple[str, str], str]


class DumpError(Exception):
    """Why a downloaded archive is refused, and what to do."""


@dataclass(slots=True)
class Names:
    """The names of one GeoNames record that carry a language: Arabic ones, others in its script, Latin ones."""

    usual: str = ""
    arabic: list[str] = field(default_factory=list)
    kindred: list[str] = field(default_factory=list)
    latin: list[str] = field(default_factory=list)


def load_codes(folder: Path) -> Codes:
    """Our feature class for each (class, code) of GeoNames, from `geonames_codes.csv` in `folder`."""
    with (folder / "geonames_codes.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row["geonames_class"], row["geonames_code"]): row["feature_class"]
            for row in csv.DictReader(lines)
        }


def read_archive(path: Path, country: str, columns: int) -> Iterator[list[str]]:
    """The rows of `<country>.txt` in the archive `path`, each of so many columns; raises DumpError.

    The archive's checksum is compared at the end of the file, so that nothing may be kept before that.
    """
    again = "it was altered or cut on the way; download it again"
    try:
        with zipfile.ZipFile(path) as archive:
            member = archive.getinfo(f"{country}.txt")
            if member.file_size > LARGEST_TEXT:
                raise DumpError(f"{path.name} unpacks to {member.file_size:,} bytes: no country is as large")
            with archive.open(member) as lines:
                for number, line in enumerate(lines, 1):
                    cells = line.decode("utf-8").rstrip("\r\n").split("\t")
                    if len(cells) != columns:
                        raise DumpError(
                            f"{member.filename}:{number} in {path.name} has {len(cells)} columns instead of "
                            f"{columns}: this is not GeoNames' format, or it has changed; report it to Kharita"
                        )
                    yield cells
    except KeyError as absent:
        raise DumpError(f"{path.name} does not hold {country}.txt: {again}") from absent
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, NotImplementedError) as broken:
        raise DumpError(f"{path.name} is no intact archive ({broken}): {again}") from broken


def country_names(path: Path, country: str) -> dict[str, Names]:
    """The names by GeoNames id in an archive of alternate names; former and joking ones are left out."""
    found: dict[str, Names] = {}
    for _, record, language, name, preferred, _, colloquial, historic, _, _ in read_archive(
        path, country, NAME_COLUMNS
    ):
        if colloquial == "1" or historic == "1" or not name.strip():
            continue
        names = found.setdefault(record, Names())
        script = arabic_names([name])
        if language == "ar" and script:
            names.arabic += script
            if preferred == "1" and not names.usual:
                names.usual = script[0]
        elif language in ARABIC_LANGUAGES and script:
            names.kindred += script
        elif language in LATIN_LANGUAGES and name.isascii() and name[:1].isupper() and len(name) > 3:
            names.latin.append(name)
    return found


def dump_rows(path: Path, country: str, names: dict[str, Names], codes: Codes, areas: Areas) -> Iterator[Row]:
    """Our rows for the places of a dump whose feature code is in `codes`; raises DumpError."""
    governorates = {(row.country, row.geonames): row.governorate for row in areas.rows if row.geonames}
    lawful = (areas.outline("SY", "Quneitra"), areas.outline("PS", "West Bank")) if country == "IL" else None
    for number, cells in enumerate(read_archive(path, country, PLACE_COLUMNS), 1):
        try:
            feature_class = codes.get((cells[6], cells[7]))
            lat, lon, population = float(cells[4]), float(cells[5]), int(cells[14] or 0)
            if not (-90 <= lat <= 90 and -180 <= lon <= 180 and cells[0].isdigit() and cells[8] == country):
                raise ValueError("a wrong id, country or coordinate")
        except ValueError as wrong:
            raise DumpError(f"{country}.txt:{number} in {path.name}: {wrong}; download it again") from wrong
        if feature_class is None:
            continue
        if cells[6] == "P" and feature_class != "quarter":
            feature_class = "city" if population >= CITY else "town" if population >= TOWN else feature_class
        named = names_of(cells, names.get(cells[0], Names()))
        if named is None:
            continue
        row: Row = {
            "place_id": f"gn:{cells[0]}",
            **named,
            "feature_class": feature_class,
            "country": country,
            "governorate": governorates.get((country, cells[10])),
            "lat": lat,
            "lon": lon,
            "population": population,
            "is_capital": cells[7] == "PPLC",
            "source": f"GeoNames {cells[0]}",
            "confidence": "high" if population >= ATTESTED else "medium",
            "note": None,
        }
        if lawful is not None:
            lawful_side(row, *lawful, cells[10])
        yield row


def names_of(cells: list[str], known: Names) -> Row | None:
    """The name columns of a dump's record, None where it has no name in Latin letters.

    The Arabic name is the preferred one among those marked as Arabic, else the first of them, else the one
    among the unmarked names that sounds like the Latin one.
    """
    name_en = plain_town(cells[2] or cells[1])
    if not name_en:
        return None
    others = [name for name in cells[3].split(",") if name]
    name_ar = known.usual or next(iter(known.arabic), None) or usual_arabic(name_en, others)
    aliases_ar = dict.fromkeys([*known.arabic, *known.kindred, *attested_arabic(name_en, others)])
    aliases_en = dict.fromkeys([*map(plain_town, known.latin), *latin_aliases(name_en, others)])
    return {
        "name_en": name_en,
        "name_ar": name_ar,
        "aliases_en": [name for name in aliases_en if name and name != name_en][:ALIAS_LIMIT],
        "aliases_ar": [name for name in aliases_ar if name != name_ar][:ALIAS_LIMIT],
    }
