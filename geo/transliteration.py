"""Latin spellings of Arabic, Kurdish and Persian names that the gazetteer does not list: "Talafar", "Raqa".

Newsrooms hear vowels differently, double letters or not, glue the article on or leave it out, and write a
name as one word or two; the consonants stay. A name is looked up by its consonants, and is taken for the one
place whose listed name differs from it in little else.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from geo.gazetteer import Gazetteer
from language.gc_pause import without_collection
from language.tokens import ARTICLES

__all__ = ["LONGEST_NAME", "LatinVariants"]

CURATED_LAYER = 2
LONGEST_NAME = 4
FEWEST_CONSONANTS = 3
# Up to this length of a name one letter may differ, above it two.
SHORT_NAME = 7
CACHE_SIZE = 20_000
# The letters that one Arabic letter is written with, in the order in which they are put; "x" and "$" stand for
# two letters.
SOUNDS = [
    (re.compile(pattern, re.MULTILINE), sound)
    for pattern, sound in (
        ("'", ""), ("^(?:al|el|ul)(?=[a-z]{5})", ""), ("^sheik$", "sheikh"), ("(?<=[^e\\n])(?:ah|eh|e)$", "a"),
        ("kh", "x"), ("sh|ch", "$"), ("dh", "d"), ("th", "t"), ("gh", "g"), ("[qc]", "k"), (r"([a-z])\1+", r"\1"),
        ("ou|oo|ow|uw|o", "u"), ("ee|iy|y|e", "i"), ("ai|ii", "i"), ("aw", "u"), (r"([a-z])\1+", r"\1"),
    )
]  # fmt: skip
VOWELS = str.maketrans("", "", "aiuwy")

Places = tuple[int, ...]


def sounds(words: Sequence[str]) -> list[str]:
    """Each of many folded Latin words with one spelling for many: "Shaikhoun" and "Shaykhun" are the same.

    >>> sounds(["shaikhoun", "raqqah", "alnouman"])
    ['$ixun', 'raka', 'numan']
    """
    text = "\n".join(words)
    for pattern, plain in SOUNDS:
        text = pattern.sub(plain, text)
    return text.split("\n")


def consonants(sounds: str) -> str:
    """What is left of a sound without its vowels."""
    return sounds.translate(VOWELS)


def bare_words(words: Sequence[str]) -> list[str]:
    """The words of a name without the articles inside it."""
    return [word for number, word in enumerate(words) if not number or word not in ARTICLES]


def distance(a: str, b: str, most: int) -> int:
    """How many letters must be put in, left out or changed to make `b` of `a`; `most` + 1 where more than `most`."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (letter != other))
        if min(row) > most:
            return most + 1
    return row[-1]


@dataclass(slots=True)
class LatinVariants:
    """Finds the places that a Latin name means which the gazetteer spells otherwise; indexed when first asked."""

    gazetteer: Gazetteer
    by_consonants: dict[str, list[tuple[str, Places]]] = field(default_factory=dict)
    first_words: set[str] = field(default_factory=set)
    found: dict[tuple[str, ...], Places] = field(default_factory=dict)
    openings: dict[str, bool] = field(default_factory=dict)

    def may_begin(self, word: str) -> bool:
        """Whether a folded word may begin a name that is spelled otherwise; most words may not."""
        known = self.openings.get(word)
        if known is None:
            if len(self.openings) >= CACHE_SIZE:
                self.openings.clear()
            known = self.openings[word] = (
                len(word) >= FEWEST_CONSONANTS and word.isascii() and word[0].isalpha() and self.begins(word)
            )
        return known

    def begins(self, word: str) -> bool:
        """What `may_begin` returns for a Latin word, looked up."""
        if not self.by_consonants:
            with without_collection():
                self.index()
        first = consonants(sounds([word])[0])
        return first in self.first_words or first in self.by_consonants

    def index(self) -> None:
        """Notes the curated places' Latin names by their consonants."""
        places = self.gazetteer.places
        names: list[tuple[list[str], Places]] = []
        for words, numbers in self.gazetteer.names.phrases.items():
            if len(words) <= LONGEST_NAME and words[0].isascii() and words[0].isalpha():
                curated = tuple([n for n in numbers if places[n].layer >= CURATED_LAYER])
                if curated:
                    names.append((bare_words(words), curated))
        heard = iter(sounds([word for words, _ in names for word in words]))
        for parts_of_name, curated in names:
            parts = [next(heard) for _ in parts_of_name]
            name = "".join(parts)
            self.by_consonants.setdefault(consonants(name), []).append((name, curated))
            if len(parts) > 1:
                self.first_words.add(consonants(parts[0]))

    def meant(self, words: tuple[str, ...]) -> Places:
        """The numbers of the places that the name means, () where it is none or may be several."""
        known = self.found.get(words)
        if known is None:
            if len(self.found) >= CACHE_SIZE:
                self.found.clear()
            known = self.found[words] = self.look_up(words)
        return known

    def look_up(self, words: tuple[str, ...]) -> Places:
        """What `meant` returns, looked up."""
        name = "".join(sounds(bare_words(words)))
        key = consonants(name)
        most = 0 if len(key) < FEWEST_CONSONANTS else 1 if len(name) < SHORT_NAME else 2
        nearest, best = most + 1, set[Places]()
        for other, numbers in self.by_consonants.get(key, ()):
            if other[-1] != name[-1] or other[0] != name[0]:
                continue
            apart = distance(name, other, most)
            if apart < nearest:
                nearest, best = apart, {numbers}
            elif apart == nearest <= most:
                best.add(numbers)
        if not best or len(name) <= FEWEST_CONSONANTS:
            return ()
        if not nearest:
            # What sounds the same is a namesake.
            return tuple(sorted(set().union(*best)))
        # Two names of one place are one reading: the shorter list is in the longer.
        shared = set.intersection(*map(set, best))
        return tuple(sorted(shared))
