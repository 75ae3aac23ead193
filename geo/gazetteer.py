"""The gazetteer: every layer of places, merged, and the index from names to places.

Later layers win: a curated row takes the place of a packaged record that bears one of its names near by,
and the packaged record's other names lead to the curated row.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.parquet as pq

from geo.places import FeatureClass, Place, load_feature_classes, within_km
from language.fold import fold
from language.gc_pause import without_collection
from language.matching import Phrasebook
from language.tokens import split_lines

__all__ = ["Gazetteer", "load_gazetteer"]

SHORTEST_SKELETON = 4
VOWELS = str.maketrans("", "", "اويىءه")
DOUBLED = re.compile(r"(.)\1+")
SAME_PLACE_KM = 12.0
ROWS_AT_A_TIME = 4000
DUMP_LAYER = -1
CURATED_LAYER = 2
OWN_LAYER = 3
COLUMNS = (
    "place_id",
    "name_en",
    "name_ar",
    "aliases_en",
    "aliases_ar",
    "feature_class",
    "country",
    "governorate",
    "lat",
    "lon",
)
# A packaged village whose name stands alone in a sentence is more often the word than the village.
WELL_KNOWN_POPULATION = 5000

Row = tuple[Place, list[str]]


@dataclass(slots=True)
class Gazetteer:
    """Places, and a phrasebook from folded names to the numbers of the places that bear them."""

    places: list[Place]
    by_id: dict[str, Place]
    names: Phrasebook[tuple[int, ...]]
    home: frozenset[str] = frozenset()
    own_names: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    skeletons: dict[str, set[int]] = field(default_factory=dict)
    standing: dict[tuple[int, ...], bool] = field(default_factory=dict)

    def alike(self, words: tuple[str, ...]) -> tuple[int, ...]:
        """The numbers of the curated places whose Arabic name differs in its long vowels only: "مارغليوت".

        Foreign names are spelled as each writer hears them; the consonants stay.
        """
        key = skeleton(words)
        return tuple(sorted(self.skeletons.get(key, ()))) if len(key) >= SHORTEST_SKELETON else ()

    def stands_alone(self, numbers: tuple[int, ...]) -> bool:
        """Whether one of these places is a country, in the home region, or more than a packaged settlement."""
        found = self.standing.get(numbers)
        if found is None:
            found = self.standing[numbers] = any(
                place.layer > 0 or place.feature.name == "country" or place.country in self.home
                for place in self.candidates(numbers)
            )
        return found

    def candidates(self, numbers: Iterable[int]) -> list[Place]:
        """The places with these numbers."""
        return [self.places[n] for n in numbers]

    def exactly(self, words: tuple[str, ...]) -> tuple[int, ...]:
        """The numbers of the places whose name is exactly these folded words."""
        return self.names.phrases.get(words, ())

    def named(self, name: str) -> list[Place]:
        """The places that bear exactly this name, in either script."""
        words = name_words(fold(name))
        if not words:
            return []
        match = self.names.at(list(words), 0, len(words))
        return self.candidates(match.entry) if match and match.last == len(words) else []


def name_words(folded: str) -> tuple[str, ...]:
    """The words of a folded name, as tokens have them: Latin articles and marks dropped."""
    return next(names_words(folded.replace("\n", " ")))


def names_words(folded: str) -> Iterator[tuple[str, ...]]:
    """The words of many folded names, one a line."""
    for line in split_lines(folded, plain_name):
        yield tuple([word for word in line if word[0].isalnum()])


def plain_name(word: str) -> str:
    """A word of a name without its possessive and its apostrophes: "sa'ada" is "saada"."""
    return word[:-2] if word.endswith("'s") else word.replace("'", "")


def skeleton(words: tuple[str, ...]) -> str:
    """The consonants of an Arabic name without its article, each once where it is doubled."""
    return DOUBLED.sub(r"\1", "".join([word.removeprefix("ال") for word in words]).translate(VOWELS))


def load_gazetteer(folder: Path, own: Path | None = None) -> Gazetteer:
    """The gazetteer of `folder` (data/gazetteer) with the user's own places from `own` (a folder of CSV)."""
    with without_collection():
        return index(layers(folder, own))


def layers(folder: Path, own: Path | None) -> list[Row]:
    """The rows of every layer, the most authoritative first."""
    classes = load_feature_classes(folder)
    rows: list[Row] = []
    if own is not None and own.is_dir():
        for path in sorted(own.glob("*.csv")):
            rows += curated_rows(path, classes, OWN_LAYER)
    for path in sorted((folder / "curated").glob("*.csv")):
        rows += curated_rows(path, classes, CURATED_LAYER)
    for layer, name in ((1, "airfields"), (0, "countries"), (0, "settlements")):
        path = folder / "packaged" / f"{name}.parquet"
        if path.exists():
            rows += packaged_rows(path, classes, layer)
    if own is not None:
        # The full country dumps, where the user fetched them: `python -m geo add-geonames`.
        for path in sorted((own.parent / "geonames").glob("*.parquet")):
            rows += packaged_rows(path, classes, DUMP_LAYER)
    return rows


def curated_rows(path: Path, classes: dict[str, FeatureClass], layer: int) -> Iterator[Row]:
    """The rows of a curated CSV; a row that `check` would refuse raises ValueError with file and line."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            try:
                lat, lon = (float(row["lat"]), float(row["lon"])) if row["lat"] else (None, None)
                feature = classes[row["feature_class"]]
            except (KeyError, ValueError) as error:
                raise ValueError(
                    f"{path}:{reader.line_num}: {error}: run `python -m pipeline check`"
                ) from error
            place = Place(
                row["place_id"], row["name_en"], row["name_ar"], feature, row["country"], row["governorate"],
                lat, lon, row.get("within") or "", row.get("cue") or "", row["source"], row["confidence"], 0, layer,
            )  # fmt: skip
            names = [
                row["name_en"],
                row["name_ar"],
                *row["aliases_en"].split(";"),
                *row["aliases_ar"].split(";"),
            ]
            yield place, [name for name in names if name.strip()]


def packaged_rows(path: Path, classes: dict[str, FeatureClass], layer: int) -> Iterator[Row]:
    """The rows of a packaged Parquet extract."""
    # Opening the file spares importing pyarrow's datasets, which takes longer than all the rest.
    table = pq.ParquetFile(path).read(use_threads=False)
    columns = {name: table.column(name).to_pylist() for name in table.column_names}
    size = table.num_rows
    populations = columns.get("population") or [0] * size
    for i in range(size):
        feature = classes[columns["feature_class"][i]]
        population = populations[i] or 0
        name_ar = columns["name_ar"][i] or ""
        # Villages and airfields that nobody curated need their head word.
        shy = (
            layer == DUMP_LAYER
            or feature.name in {"village"}
            or (feature.name == "town" and population < WELL_KNOWN_POPULATION)
        )
        place = Place(
            columns["place_id"][i], columns["name_en"][i], name_ar, feature, columns["country"][i] or "",
            columns["governorate"][i] or "", columns["lat"][i], columns["lon"][i], "", "head" if shy else "",
            columns["source"][i], columns["confidence"][i], population, layer,
        )  # fmt: skip
        names = [place.name_en, name_ar, *(columns["aliases_en"][i] or []), *(columns["aliases_ar"][i] or [])]
        yield place, [name for name in names if name]


def index(rows: list[Row]) -> Gazetteer:
    """The gazetteer of these rows, the most authoritative first."""
    bearers: dict[tuple[str, ...], list[int]] = {}
    places: list[Place] = []
    by_id: dict[str, Place] = {}
    at_id: dict[str, int] = {}
    for place, keys in with_keys(rows):
        number = at_id.get(place.place_id) if place.layer == DUMP_LAYER else None
        if number is None:
            number = superseding(place, keys, bearers, places)
        if number is None:
            number = len(places)
            places.append(place)
        by_id.setdefault(place.place_id, places[number])
        at_id.setdefault(place.place_id, number)
        for words in keys:
            known = bearers.setdefault(words, [])
            if number not in known:
                known.append(number)
    phrases: Phrasebook[tuple[int, ...]] = Phrasebook()
    own_names: dict[str, list[tuple[str, ...]]] = {}
    skeletons: dict[str, set[int]] = {}
    for words, numbers in bearers.items():
        phrases.add(words, tuple(numbers))
        curated = [n for n in numbers if places[n].layer >= CURATED_LAYER]
        for number in curated:
            own_names.setdefault(places[number].place_id, []).append(words)
        if curated and not words[0].isascii():
            skeletons.setdefault(skeleton(words), set()).update(curated)
    phrases.finish()
    home = frozenset(place.country for place in places if place.layer >= CURATED_LAYER and place.country)
    return Gazetteer(places, by_id, phrases, home, own_names, skeletons)


def with_keys(rows: list[Row]) -> Iterator[tuple[Place, list[tuple[str, ...]]]]:
    """Each place with the words of its names, those of one letter left out; folded many at a time."""
    for start in range(0, len(rows), ROWS_AT_A_TIME):
        batch = rows[start : start + ROWS_AT_A_TIME]
        written = fold("\n".join(name.replace("\n", " ") for _, names in batch for name in names))
        folded = names_words(written)
        for place, names in batch:
            keys = [next(folded) for _ in names]
            yield place, [words for words in keys if words and (len(words) > 1 or len(words[0]) > 1)]


def superseding(
    place: Place, keys: list[tuple[str, ...]], bearers: dict[tuple[str, ...], list[int]], places: list[Place]
) -> int | None:
    """The number of a place of a higher layer that this one is another record of, or None."""
    for words in keys:
        for number in bearers.get(words, ()):
            other = places[number]
            if other.layer <= place.layer or other.country != place.country:
                continue
            if other.feature.settlement == place.feature.settlement and within_km(
                other, place, SAME_PLACE_KM
            ):
                return number
            if other.feature.name == place.feature.name == "country":
                return number
    return None
