"""`geo agree`: where the curated places disagree with the packaged layers and with reference points.

The reference is a CSV with at least name_en, country, lat, lon and source; `reports` counts how often the
conflict record names the point. It is only compared with, never copied.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow.parquet

from geo.places import REMEMBERED, FeatureClass, Place, distance_km, load_feature_classes
from language.fold import fold

__all__ = ["Agreement", "Curated", "ReferenceError", "audit", "load_reference", "table"]

FAR_KM = 10.0
# A namesake farther off is another place, whatever a remembered point is worth.
ANOTHER_KM = 50.0
HELD = 0.9
REFERENCE_COLUMNS = ("name_en", "country", "lat", "lon", "source")
# The points of areas and lines lie wherever their makers put them.
AREAS = frozenset(
    "governorate district region border sea river road mountain valley country pipeline".split()
)
# What a record adds to a name, or writes apart from it: "Khan ash Shih town", "Kobane/Ayn al Arab".
KIND_WORDS = frozenset(
    "town city village villages district subdistrict area quarter neighborhood neighbourhood camp refugee suburb "
    "locality field farm hill mountain al el ad ar as ash at an az ed es".split()
)
WORD = re.compile(r"[^\W_]+")
BRACKETS = re.compile(r"\([^)]*\)?")
SHORTEST_NAME = 3
# A note with this word says that somebody looked: the nearest of the same name is another place.
SETTLED = "namesake"
Key = tuple[str, tuple[str, ...]]


class ReferenceError(Exception):
    """Why a reference file is refused, with its line and what to do."""


@dataclass(frozen=True, slots=True)
class Curated:
    """A curated place, where its row stands, its folded names, and whether its namesakes were looked at."""

    place: Place
    where: str
    keys: tuple[Key, ...]
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the comparison found.

    `compared` counts curated points with a namesake in their country; `far` are those whose nearest namesake
    is over 10 km away, as (row, namesake, km); `apart` are the distances of remembered points by confidence, without
    those over 50 km, which are other places; `unlocated` are rows without coordinates that have namesakes;
    `missing` are reference points that no place shares the name or the spot of, the most reported first, as
    (point, reports).
    """

    compared: int
    far: list[tuple[Curated, Place, float]]
    unlocated: list[tuple[Curated, list[Place]]]
    missing: list[tuple[Place, int]]
    apart: dict[str, list[float]] = field(default_factory=dict)


def keys_of(country: str, names: list[str]) -> tuple[Key, ...]:
    """The folded names of a place in its country, each side of "A/B", without articles and words like "town".

    What stands in brackets is left out: it says where a namesake is ("Rafat (Salfit)") or what else it is.
    """
    keys: dict[Key, None] = {}
    for name in names:
        for part in BRACKETS.sub(" ", name).split("/"):
            words = WORD.findall(fold(part).replace("'", ""))
            named = [word for word in words if word not in KIND_WORDS] or words
            if len("".join(named)) >= SHORTEST_NAME:
                keys[country, tuple(named)] = None
    return tuple(keys)


def point(row: dict[str, str], feature: FeatureClass, lat: float | None, lon: float | None) -> Place:
    """A place with what a comparison needs."""
    return Place(
        row.get("place_id", ""), row["name_en"], row.get("name_ar", ""), feature, row["country"],
        row.get("governorate", ""), lat, lon, source=row["source"], confidence=row.get("confidence", ""),
    )  # fmt: skip


def load_curated(folder: Path, classes: dict[str, FeatureClass]) -> Iterator[Curated]:
    """The rows of the curated files in `folder` (data/gazetteer)."""
    for path in sorted((folder / "curated").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            for row in reader:
                lat, lon = (float(row["lat"]), float(row["lon"])) if row["lat"] else (None, None)
                names = [
                    row["name_en"],
                    row["name_ar"],
                    *row["aliases_en"].split(";"),
                    *row["aliases_ar"].split(";"),
                ]
                place = point(row, classes[row["feature_class"]], lat, lon)
                yield Curated(
                    place,
                    f"{path.name}:{reader.line_num}",
                    keys_of(place.country, names),
                    SETTLED in row["note"],
                )


def load_packaged(folder: Path, classes: dict[str, FeatureClass]) -> Iterator[tuple[Place, tuple[Key, ...]]]:
    """The settlements and airfields of the packaged layers, with their folded names."""
    for layer in ("settlements", "airfields"):
        for row in pyarrow.parquet.read_table(folder / "packaged" / f"{layer}.parquet").to_pylist():
            names = [row["name_en"], row["name_ar"] or "", *row["aliases_en"], *row["aliases_ar"]]
            place = point(row, classes[row["feature_class"]], row["lat"], row["lon"])
            yield place, keys_of(place.country, names)


def load_reference(path: Path, classes: dict[str, FeatureClass]) -> list[tuple[Place, int]]:
    """The reference points and how many reports name each; raises ReferenceError naming line and mend."""
    found = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            absent = [name for name in REFERENCE_COLUMNS if name not in (reader.fieldnames or ())]
            if absent:
                raise ReferenceError(f"{path}:1: no column {', '.join(absent)}: name it in the first line")
            for row in reader:
                lat, lon = float(row["lat"]), float(row["lon"])
                if not (-90 <= lat <= 90 and -180 <= lon <= 180):
                    raise ValueError(f"{lat}, {lon} is no point of the earth")
                found.append((point(row, classes["town"], lat, lon), int(row.get("reports") or 1)))
    except OSError as error:
        raise ReferenceError(f"{path}: {error.strerror}: give the path of a CSV file") from error
    except (ValueError, TypeError) as error:
        raise ReferenceError(
            f"{path}:{reader.line_num}: {error}: write lat and lon as decimal degrees"
        ) from error
    except UnicodeDecodeError as error:
        raise ReferenceError(f"{path}: it is not UTF-8: save it as UTF-8") from error
    return found


def cell(place: Place) -> tuple[float, float]:
    """Coordinates to about 100 m: a reference point in a curated place's cell is that place, otherwise spelled."""
    return round(place.lat or 0.0, 3), round(place.lon or 0.0, 3)


def audit(folder: Path, reference: list[tuple[Place, int]]) -> Agreement:
    """Compare the curated places of `folder` (data/gazetteer) with the packaged layers and the reference."""
    classes = load_feature_classes(folder)
    curated = list(load_curated(folder, classes))
    namesakes: dict[Key, list[Place]] = {}
    known: set[Key] = {key for row in curated for key in row.keys}
    curated_cells = {cell(row.place) for row in curated}
    for place, keys in load_packaged(folder, classes):
        for key in keys:
            namesakes.setdefault(key, []).append(place)
    known |= namesakes.keys()
    for place, reports in reference:
        named = replace(place, source=f"{place.source} x{reports}")
        for key in keys_of(place.country, [place.name_en]):
            namesakes.setdefault(key, []).append(named)
    compared, far, unlocated = 0, [], []
    apart: dict[str, list[float]] = {}
    for row in curated:
        alike = [other for key in row.keys for other in namesakes.get(key, ())]
        if not alike or row.place.feature.name in AREAS:
            continue
        if not row.place.located:
            unlocated.append((row, alike))
            continue
        compared += 1
        km, nearest = min(
            ((distance_km(row.place, other), other) for other in alike), key=lambda pair: pair[0]
        )
        if row.place.source == REMEMBERED and km <= ANOTHER_KM:
            apart.setdefault(row.place.confidence, []).append(km)
        if km > FAR_KM:
            far.append((row, nearest, km))
    far.sort(key=lambda item: -item[2])
    missing = [
        (place, reports)
        for place, reports in reference
        if not any(key in known for key in keys_of(place.country, [place.name_en]))
        and cell(place) not in curated_cells
    ]
    missing.sort(key=lambda item: (-item[1], item[0].name_en))
    return Agreement(compared, far, unlocated, missing, apart)


def table(agreement: Agreement, shown: int) -> Iterator[str]:
    """The comparison in lines of text: disagreements first, then what could be located, then what we lack."""
    unsettled = [item for item in agreement.far if not item[0].settled and item[0].place.confidence != "low"]
    yield f"{agreement.compared:,} curated points have a namesake in a packaged layer or the reference."
    yield (
        f"{len(agreement.far):,} lie over {FAR_KM:.0f} km from the nearest; {len(unsettled):,} of them are neither "
        f"marked low nor noted as having a {SETTLED} elsewhere:"
    )
    for row, other, km in unsettled:
        place = row.place
        yield (
            f"  {km:6.0f} km  {row.where}  {place.place_id}  {place.feature.name}  {place.confidence}  "
            f"{place.lat},{place.lon} ({place.source})  {other.name_en} {other.lat},{other.lon} ({other.source})"
        )
    for confidence, distances in sorted(agreement.apart.items()):
        held = sorted(distances)[int(HELD * (len(distances) - 1))]
        yield (
            f"Of {len(distances):,} remembered points of {confidence} confidence, {HELD:.0%} lie within {held:.1f} km of "
            f"their namesake, leaving out what is over {ANOTHER_KM:.0f} km off."
        )
    yield f"{len(agreement.unlocated):,} rows without coordinates have a namesake with them."
    for row, alike in agreement.unlocated:
        points = "; ".join(f"{o.lat},{o.lon} {o.governorate} ({o.source})" for o in alike[:3])
        yield f"  {row.where}  {row.place.place_id}  {row.place.governorate}  {points}"
    total = sum(reports for _, reports in agreement.missing)
    yield f"{len(agreement.missing):,} reference names, in {total:,} reports, are in no layer."
    for place, reports in agreement.missing[:shown]:
        yield f"  {reports:5,}  {place.name_en}  {place.country}  {place.lat},{place.lon}  {place.source}"
    if len(agreement.missing) > shown:
        yield f"  … and {len(agreement.missing) - shown:,} more; --missing N shows N"
