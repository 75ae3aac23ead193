"""The words around names of places: heads such as "قرية" and "district", directions, nearness."""

import csv
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from language.matching import Phrasebook
from language.tokens import phrases_of

__all__ = ["Head", "PlaceWords", "load_place_words"]

# A base may be listed as the airport it is, a field as the base in it.
BORROWED_HEADS = {"military_base": ["airport"], "airport": ["military_base"], "oil_field": ["military_base"]}


class Head(NamedTuple):
    """A head word: the feature class it makes of a name, where it stands, whether several names follow."""

    feature_class: str
    position: str
    many: bool


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """The words that help to recognise places: heads, directions, nearness, first names."""

    heads: Phrasebook[Head]
    words: Phrasebook[str]
    refused_names: frozenset[str] = frozenset()
    by_class: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)


def load_place_words(folder: Path) -> PlaceWords:
    """Heads and place words from `heads.csv` and `place_words.csv` in `folder` (data/lexicon)."""
    heads: Phrasebook[Head] = Phrasebook()
    with (folder / "heads.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            head = Head(row["feature_class"], row["position"], row["number"] == "many")
            for form in phrases_of(row["forms"].split(";")):
                heads.add(form, head)
    heads.finish()
    by_class: dict[str, list[tuple[str, ...]]] = {}
    for word, entries in heads.roots.items():
        for rest, head in entries:
            if not head.many and not word.startswith("ال"):
                by_class.setdefault(head.feature_class, []).append((word, *rest))
    for feature_class, borrowed in BORROWED_HEADS.items():
        for other in borrowed:
            by_class[feature_class] = by_class.get(feature_class, []) + by_class.get(other, [])
    words: Phrasebook[str] = Phrasebook()
    refused: set[str] = set()
    with (folder / "place_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for key in phrases_of(row["forms"].split(";")):
                if row["kind"] == "not_unknown_name":
                    refused.add(key[0])
                else:
                    words.add(key, row["kind"])
    words.finish()
    return PlaceWords(heads, words, frozenset(refused), by_class)
