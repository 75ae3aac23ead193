"""`geo find`: the place names of a text with their offsets, each resolved or with the reason why not."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geo.gazetteer import Gazetteer, load_gazetteer
from geo.local import local_folder
from geo.place_words import load_place_words
from geo.recognise import Recogniser
from geo.resolve import resolve
from geo.toponyms import Toponym
from language.fold import fold
from language.lexicon import Entry, load_lexicon
from language.matching import Match, Phrasebook
from language.resegment import Splitter
from language.tokens import Tokens, tokenise_text

__all__ = ["Finder", "load_finder", "words_of_places"]

CURATED_LAYER = 2
SHORTEST_INNER_WORD = 5


@dataclass(frozen=True, slots=True)
class Finder:
    """What finding places needs: the recogniser, the names that hide places, the splitter of glued words."""

    recogniser: Recogniser
    names: Phrasebook[Entry]
    splitter: Splitter

    def find(self, text: str) -> list[dict[str, Any]]:
        """The toponyms of a text, left to right: `text[start:end]` is `surface`.

        An unresolved one has `place_id` None, its coordinates None and the `reason`.
        """
        tokens = self.splitter.apply(tokenise_text(text))
        toponyms: list[Toponym] = []
        for sentence in tokens.sentences:
            names = self.names.find(tokens.words, sentence.first, sentence.last)
            masked = {mark.first: mark.last for mark in names if not names_a_country(mark)}
            toponyms += self.recogniser.find(tokens, sentence.first, sentence.last, masked)
        return [record(tokens, toponym) for toponym in resolve(toponyms) if not mere_word(toponym)]


def load_finder(root: Path) -> Finder:
    """The finder over the knowledge under `root`, the folder that holds data/."""
    lexicon_folder = root / "data" / "lexicon"
    gazetteer = load_gazetteer(root / "data" / "gazetteer", local_folder(root / "data") / "places")
    place_words, lexicon = load_place_words(lexicon_folder), load_lexicon(lexicon_folder)
    with (lexicon_folder / "common_words.csv").open(encoding="utf-8", newline="") as lines:
        common = frozenset(fold(row["word"]) for row in csv.DictReader(lines))
    known: set[str] = set(common)
    for book in (lexicon.triggers, lexicon.weapons, lexicon.cues, lexicon.names, lexicon.targets):
        known |= book.roots.keys()
    known |= place_words.heads.roots.keys() | place_words.words.roots.keys() | place_words.refused_names
    known |= words_of_places(gazetteer)
    return Finder(Recogniser(gazetteer, place_words, common), lexicon.names, Splitter(known.__contains__))


def words_of_places(gazetteer: Gazetteer) -> set[str]:
    """The words by which glued names are split: all of the curated places' names and of the countries'.

    Of a name of several words the first may be short ("عين"), the others not: "في" begins no name's second word.
    """
    found: set[str] = set()
    for words, numbers in gazetteer.names.phrases.items():
        if any(gazetteer.places[n].layer >= CURATED_LAYER for n in numbers):
            found.add(words[0])
            found.update(word for word in words[1:] if len(word) >= SHORTEST_INNER_WORD)
        elif any(gazetteer.places[n].feature.name == "country" for n in numbers):
            found.add(words[0])
    return found


def names_a_country(mark: Match[Entry]) -> bool:
    """Whether a state's name of one word stands for the country too and must not hide it: "إيران"."""
    return mark.entry.role == "state_force" and mark.last - mark.first == 1


def mere_word(toponym: Toponym) -> bool:
    """Whether an unresolved name is more likely a word that some packaged village shares: "بيان", "وأن"."""
    if toponym.place is not None or toponym.head:
        return False
    return toponym.common or all(place.layer < CURATED_LAYER for place in toponym.candidates)


def record(tokens: Tokens, toponym: Toponym) -> dict[str, Any]:
    """What `geo find` says of a toponym: the name without its head word and proclitics, and its place."""
    start, end = name_span(tokens, toponym)
    place = toponym.place
    located = place is not None and place.located
    found: dict[str, Any] = {
        "start": start,
        "end": end,
        "surface": tokens.original[start:end],
        "place_id": place.place_id if place is not None and located else None,
        "name": place.name_en if place is not None else None,
        "lat": place.lat if place is not None else None,
        "lon": place.lon if place is not None else None,
        "feature_class": place.feature.name if place is not None else toponym.head or None,
        "geo_precision": place.geo_precision if place is not None and located else None,
        "score": toponym.score,
    }
    if not located:
        found["reason"] = "resolve.no_coordinates" if place is not None else toponym.reason
    return found


def name_span(tokens: Tokens, toponym: Toponym) -> tuple[int, int]:
    """The offsets in the text as received of a toponym's name, its proclitics left out."""
    first, last = toponym.name_first, toponym.name_last
    before = len(toponym.proclitics) if first == toponym.first else 0
    # "للشدادي" is "ل" and "الشدادي", whose alef is not written: the text has "لشدادي".
    if before and tokens.words[first][before - 1 : before + 1] == "لل":
        before = max(before, 1)
    start = min(tokens.starts[first] + before, tokens.ends[first] - 1)
    return tokens.folded.source(start, tokens.ends[last - 1])
