"""The gazetteer: every layer of places, merged, and the index from names to places.

Later layers win: a curated row takes the place of a packaged record that bears one of its names near by,
and the packaged record's other names lead to the curated row. The dumps that a user fetched only add: the names
that a dump knows of a known place need a head word, and a point of a dump fills a curated row without one.
"""

import csv
import gc
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from sys import intern
from typing import Any

import pyarrow
import pyarrow.parquet as pq

from geo.name_keys import FOLDED, Words, is_current, keys_of, name_words, names_words, with_keys
from geo.places import FeatureClass, Place, load_feature_classes, within_km
from language.fold import fold
from language.gc_pause import without_collection
from language.matching import Phrasebook

__all__ = ["Gazetteer", "load_gazetteer"]

SHORTEST_SKELETON = 4
VOWELS = str.maketrans("", "", "اويىءه")
DOUBLED = re.compile(r"(.)\1+")
SAME_PLACE_KM = 12.0
ROWS_AT_A_TIME = 4000
DUMP_LAYER = -1
CURATED_LAYER = 2
OWN_LAYER = 3
PLACE_COLUMNS = (
    "place_id", "name_en", "name_ar", "feature_class", "country", "governorate", "lat", "lon", "source",
    "confidence", "population",
)  # fmt: skip
# A packaged village whose name stands alone in a sentence is more often the word than the village.
WELL_KNOWN_POPULATION = 5000
# A far city of this size is named in the news without its country.
FAMOUS_POPULATION = 500_000
# "فاس" is an axe and "ابا" half of "بابا" before they are cities of Morocco and Nigeria.
SHORT_NAME = 3
# What a curated row without coordinates may take its point from.
TOWNS = frozenset({"city", "town", "village"})

Row = tuple[Place, list[str]]
Keyed = tuple[Place, list[Words]]


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

        Foreign names are spelled as each writer hears them; the consonants stay, and so does the vowel at the end:
        "كراسني" is not "كيرسون", nor "بأكملها" "البوكمال".
        """
        key = skeleton(words)
        if len(key) < SHORTEST_SKELETON:
            return ()
        ending = last_vowel(words[-1])
        return tuple(
            number
            for number in sorted(self.skeletons.get(key, ()))
            if any(
                skeleton(own) == key and last_vowel(own[-1]) == ending
                for own in self.own_names[self.places[number].place_id]
            )
        )

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


def skeleton(words: tuple[str, ...]) -> str:
    """The consonants of an Arabic name without its article, each once where it is doubled."""
    return DOUBLED.sub(r"\1", "".join([word.removeprefix("ال") for word in words]).translate(VOWELS))


def last_vowel(word: str) -> str:
    """The long vowel that an Arabic word ends in, "" where it ends in a consonant; ه, ا and ى are one."""
    return {"ا": "ا", "ه": "ا", "ى": "ا", "و": "و", "ي": "ي"}.get(word[-1], "")


def load_gazetteer(folder: Path, own: Path | None = None) -> Gazetteer:
    """The gazetteer of `folder` (data/gazetteer) with the user's own places from `own` (a folder of CSV)."""
    with without_collection():
        gazetteer = Index(everyday_words(folder.parent / "lexicon")).read(layers(folder, own))
        # It stays: the first collection after loading would look through all of it.
        gc.freeze()
    return gazetteer


def everyday_words(lexicon: Path) -> frozenset[tuple[str, ...]]:
    """The everyday words and phrases that people entered in `common_words.csv`, folded; none without the file.

    What word frequencies entered there holds London and Moscow as well.
    """
    path = lexicon / "common_words.csv"
    if not path.exists():
        return frozenset()
    with path.open(encoding="utf-8", newline="") as lines:
        words = [row["word"] for row in csv.DictReader(lines) if row["source"] != "wordfreq"]
    return frozenset(names_words(fold("\n".join(words))))


def layers(folder: Path, own: Path | None) -> Iterator[Keyed]:
    """The places of every layer with the words of their names, the most authoritative first."""
    classes = load_feature_classes(folder)
    curated = sorted((folder / "curated").glob("*.csv"))
    if own is not None and own.is_dir():
        yield from with_keys(
            chain.from_iterable(curated_rows(p, classes, OWN_LAYER) for p in sorted(own.glob("*.csv")))
        )
    yield from with_keys(chain.from_iterable(curated_rows(path, classes, CURATED_LAYER) for path in curated))
    for layer, name in ((1, "airfields"), (0, "countries"), (0, "settlements")):
        path = folder / "packaged" / f"{name}.parquet"
        if path.exists():
            yield from with_keys(packaged_rows(path, classes, layer))
    if own is not None:
        # The full country dumps, where the user fetched them: `python -m geo add-geonames`.
        for path in sorted((own.parent / "geonames").glob("*.parquet")):
            yield from dump_rows(path, classes)


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
    """The rows of a packaged Parquet extract, or of a dump."""
    for place, (aliases_en, aliases_ar) in read_places(path, classes, layer, ["aliases_en", "aliases_ar"]):
        names = [place.name_en, place.name_ar, *(aliases_en or ()), *(aliases_ar or ())]
        yield place, [name for name in names if name]


def dump_rows(path: Path, classes: dict[str, FeatureClass]) -> Iterator[Keyed]:
    """The places of a country's dump with the words of their names, folded anew where folding has changed."""
    if not is_current(pq.ParquetFile(path).schema_arrow.metadata):
        yield from with_keys(packaged_rows(path, classes, DUMP_LAYER))
        return
    for place, (folded,) in read_places(path, classes, DUMP_LAYER, [FOLDED]):
        yield place, keys_of(folded)


def read_places(
    path: Path, classes: dict[str, FeatureClass], layer: int, others: list[str]
) -> Iterator[tuple[Place, tuple[Any, ...]]]:
    """The places of a Parquet file, each with what the columns `others` say of it."""
    # Opening the file spares importing pyarrow's datasets, which takes longer than all the rest.
    file = pq.ParquetFile(path)
    absent = pyarrow.nulls(ROWS_AT_A_TIME)
    for batch in file.iter_batches(ROWS_AT_A_TIME, columns=[*PLACE_COLUMNS, *others], use_threads=False):
        known = {name: batch.column(name) for name in batch.schema.names}
        columns = [
            known.get(name, absent[: batch.num_rows]).to_pylist() for name in [*PLACE_COLUMNS, *others]
        ]
        for (
            place_id, name_en, name_ar, feature_class, country, governorate,
            lat, lon, source, confidence, population, *rest,
        ) in zip(*columns, strict=True):  # fmt: skip
            feature = classes[feature_class]
            # Villages and airfields that nobody curated need their head word.
            shy = (
                layer == DUMP_LAYER
                or feature.name == "village"
                or (feature.name == "town" and (population or 0) < WELL_KNOWN_POPULATION)
            )
            # The same few countries, governorates and degrees of confidence are kept once.
            yield Place(
                place_id, name_en, name_ar or "", feature, intern(country or ""), intern(governorate or ""),
                lat, lon, "", "head" if shy else "", source, intern(confidence), population or 0, layer,
            ), tuple(rest)  # fmt: skip


@dataclass(slots=True)
class Index:
    """The gazetteer in the making: rows come the most authoritative first, `everyday` are words before they are names.

    `sources` has the curated rows by their source, `blank` those without coordinates by name, and `fills` the points
    that dumps have for them.
    """

    everyday: frozenset[Words] = frozenset()
    places: list[Place] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    bearers: dict[Words, tuple[int, ...]] = field(default_factory=dict)
    own_names: dict[str, list[Words]] = field(default_factory=dict)
    skeletons: dict[str, set[int]] = field(default_factory=dict)
    home: set[str] = field(default_factory=set)
    sources: dict[str, int] = field(default_factory=dict)
    blank: dict[Words, list[int]] = field(default_factory=dict)
    fills: dict[int, list[Place]] = field(default_factory=dict)

    def read(self, rows: Iterable[Keyed]) -> Gazetteer:
        """The gazetteer of these rows."""
        for place, keys in rows:
            if place.layer >= CURATED_LAYER:
                self.curated(place, keys)
            elif place.layer == DUMP_LAYER:
                self.dumped(place, keys)
            else:
                self.packaged(place, keys)
        self.fill()
        self.tell_apart()
        return self.finished()

    def curated(self, place: Place, keys: list[Words]) -> None:
        """A row that a person wrote."""
        number = superseding(place, keys, self.bearers, self.places)
        number = self.add(place, keys, number)
        if place.country:
            self.home.add(place.country)
        if place.source.startswith("GeoNames"):
            self.sources.setdefault(place.source.partition(",")[0], number)
        if not place.located and place.governorate and place.feature.name in TOWNS:
            for words in keys:
                self.blank.setdefault(words, []).append(number)

    def packaged(self, place: Place, keys: list[Words]) -> None:
        """A record that comes with Kharita, which nobody looked at; it may be another record of a curated row."""
        number = superseding(place, keys, self.bearers, self.places)
        if number is not None:
            # "الخبر" is a city of two names; its record's "خبر" is news.
            keys = [words for words in keys if words not in self.everyday]
        elif place.layer == 0 and place.feature.settlement:
            place, keys = self.modest(place, keys)
        self.add(place, keys, number)

    def modest(self, place: Place, keys: list[Words]) -> tuple[Place, list[Words]]:
        """A packaged settlement with what it may be called.

        Outside the home countries an everyday word or a very short one is no name ("دولة" of Dhule), and a smaller
        town needs its country in the article. In them an everyday word needs its head word.
        """
        if place.country not in self.home:
            keys = [words for words in keys if not (words in self.everyday or very_short(words))]
            small = not place.cue and place.population < FAMOUS_POPULATION
            return (replace(place, cue="country") if small else place), keys
        if any(words in self.everyday for words in keys):
            return replace(place, cue="head"), keys
        return place, keys

    def dumped(self, place: Place, keys: list[Words]) -> None:
        """A row of a country's dump: only what is new of it, and never with a known place's rank.

        The names that a dump alone knows of a known place lead to a shadow of it, which needs a head word: one
        village is called "أكثر" by somebody.
        """
        number = self.numbers.get(place.place_id)
        if number is None:
            number = self.sources.get(place.source)
        if not self.bearers.keys().isdisjoint(keys):
            if number is None:
                number = superseding(place, keys, self.bearers, self.places)
            if number is None:
                self.note_point(place, keys)
        if number is not None:
            self.numbers.setdefault(place.place_id, number)
            keys = [words for words in keys if number not in self.bearers.get(words, ())]
            if not keys:
                return
            place = replace(self.places[number], layer=DUMP_LAYER, cue="head")
        self.add(place, keys, None)

    def note_point(self, place: Place, keys: list[Words]) -> None:
        """Notes a dump's point for the curated row of its governorate and name that has none."""
        if place.feature.name not in TOWNS:
            return
        found = {number for words in keys if words in self.blank for number in self.blank[words]}
        for number in found:
            blank = self.places[number]
            if (blank.country, blank.governorate) == (place.country, place.governorate):
                self.fills.setdefault(number, []).append(place)

    def fill(self) -> None:
        """Gives curated rows the point of the only dump row of their governorate and name, with low confidence."""
        for number, found in self.fills.items():
            if len(found) == 1:
                [point] = found
                self.places[number] = replace(
                    self.places[number],
                    lat=point.lat,
                    lon=point.lon,
                    source=point.source,
                    confidence="low",
                )

    def tell_apart(self) -> None:
        """Frees of their cue the names that say themselves where a place is: "السفارة الأميركية في بغداد"."""
        described = [
            place for place in self.places if place.layer >= CURATED_LAYER and place.cue == "country"
        ]
        for place in described:
            number, own = self.numbers[place.place_id], self.own_names.get(place.place_id, ())
            told = [words for words in own if self.says_where(words, place)]
            if told:
                free = (len(self.places),)
                self.places.append(replace(place, cue=""))
                for words in told:
                    self.bearers[words] = tuple([n for n in self.bearers[words] if n != number]) + free

    def says_where(self, words: Words, place: Place) -> bool:
        """Whether a name holds the name of a city or of a wider place of its country."""
        size = len(words)
        for first in range(size):
            for last in range(first + 1, size + 1):
                for number in self.bearers.get(words[first:last], ()):
                    other = self.places[number]
                    if (
                        other.country == place.country
                        and other.feature.rank >= 3
                        and other.place_id != place.place_id
                    ):
                        return True
        return False

    def add(self, place: Place, keys: list[Words], number: int | None) -> int:
        """Enters names, of a new place or of that with this number; returns the number."""
        if number is None:
            number = len(self.places)
            self.places.append(place)
        self.numbers.setdefault(place.place_id, number)
        alone = (number,)
        for words in keys:
            known = self.bearers.setdefault(words, alone)
            if number not in known:
                self.bearers[words] = (*known, number)
        if self.places[number].layer >= CURATED_LAYER:
            self.note_names(number, keys)
        return number

    def note_names(self, number: int, keys: list[Words]) -> None:
        """Notes names of a curated row, by its id and by their consonants."""
        names = self.own_names.setdefault(self.places[number].place_id, [])
        for words in keys:
            if words not in names:
                names.append(words)
            if not words[0].isascii():
                self.skeletons.setdefault(skeleton(words), set()).add(number)

    def finished(self) -> Gazetteer:
        """The gazetteer of what was read."""
        phrases: Phrasebook[tuple[int, ...]] = Phrasebook(self.bearers)
        phrases.finish()
        by_id = {place_id: self.places[number] for place_id, number in self.numbers.items()}
        return Gazetteer(self.places, by_id, phrases, frozenset(self.home), self.own_names, self.skeletons)


def very_short(words: Words) -> bool:
    """Whether a name is one Arabic word of three letters at most."""
    return len(words) == 1 and len(words[0]) <= SHORT_NAME and not words[0].isascii()


def superseding(
    place: Place, keys: list[Words], bearers: dict[Words, tuple[int, ...]], places: list[Place]
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
