"""Latin spellings of Arabic, Kurdish and Persian names that the gazetteer does not list: "Talafar", "Raqa".

Newsrooms hear vowels differently, double letters or not, glue the article on or leave it out, and write a
name as one word or two; the consonants stay. A name is looked up by its consonants, and is taken for the one
place whose listed name differs from it in little else.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress

from geo.gazetteer import Gazetteer
from language.gc_pause import without_collection
from language.tokens import ARTICLES

__all__ = ["LONGEST_NAME", "LatinVariants", "sound_of_text"]

LONGEST_NAME = 4
FEWEST_CONSONANTS = 3
# Up to this length of a name one letter may differ, above it two.
SHORT_NAME = 7
CACHE_SIZE = 50_000
# Letters of one sound are written as one, in this order; "x" and "$" stand for two. Plain replacement takes a
# tenth of the time of an expression.
ARTICLE = re.compile("^(?:al|el|ul)(?=[a-z]{5})", re.MULTILINE)
FINAL_H = re.compile("(?<=[^e\\n])(?:ah|eh|e)$", re.MULTILINE)
CONSONANTS = (
    ("'", ""), ("kh", "x"), ("sh", "$"), ("ch", "$"), ("dh", "d"), ("th", "t"), ("gh", "g"), ("q", "k"), ("c", "k"),
)  # fmt: skip
LONG_VOWELS = (
    ("ou", "u"), ("oo", "u"), ("ow", "u"), ("uw", "u"), ("o", "u"), ("ee", "i"), ("iy", "i"), ("y", "i"), ("e", "i"),
    ("ai", "i"), ("aw", "u"),
)  # fmt: skip
LATIN_WORD = re.compile("[a-z][a-z']*")
DOUBLED = re.compile(r"([a-z])\1+")
BETWEEN_NAMES = "\n \n"
VOWELS = str.maketrans("", "", "aiuwy")

Places = tuple[int, ...]


def sound(lines: str) -> str:
    """Folded Latin words, one a line, with one spelling for many: "Shaikhoun" and "Shaykhun" are the same.

    >>> sound("shaikhoun\\nraqqah\\nalnouman").split()
    ['$ixun', 'raka', 'numan']
    """
    text = FINAL_H.sub("a", ARTICLE.sub("", lines))
    for written, plain in CONSONANTS:
        text = text.replace(written, plain)
    text = DOUBLED.sub(r"\1", text)
    for written, plain in LONG_VOWELS:
        text = text.replace(written, plain)
    return DOUBLED.sub(r"\1", text)


def consonants(sounds: str) -> str:
    """What is left of a sound without its vowels."""
    return sounds.translate(VOWELS)


def sound_of_text(folded: str) -> str:
    """The consonants of a text's Latin words run together: it holds the consonants of each name in the text."""
    return consonants(sound("\n".join(bare_words(LATIN_WORD.findall(folded))))).replace("\n", "")


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


class Openings(dict[str, bool]):
    """Whether each word met may begin a name; forgets all when it has grown to CACHE_SIZE words."""

    def __init__(self, begins: Callable[[str], bool]) -> None:
        super().__init__()
        self.begins = begins

    def __missing__(self, word: str) -> bool:
        if len(self) >= CACHE_SIZE:
            self.clear()
        found = self[word] = self.begins(word)
        return found


@dataclass(slots=True)
class LatinVariants:
    """Finds the places that a Latin name means which the gazetteer spells otherwise; indexed when first asked."""

    gazetteer: Gazetteer
    by_consonants: dict[str, list[tuple[str, Places]]] = field(default_factory=dict)
    first_words: set[str] = field(default_factory=set)
    found: dict[tuple[str, ...], Places] = field(default_factory=dict)
    openings: "Openings" = field(init=False)

    def __post_init__(self) -> None:
        self.openings = Openings(self.begins)

    def starts(self, words: list[str], first: int, last: int) -> Iterator[int]:
        """The tokens from `first` to `last` that may begin a name that is spelled otherwise; most may not."""
        return compress(range(first, last), map(self.openings.__getitem__, words[first:last]))

    def may_begin(self, word: str) -> bool:
        """Whether a folded word may begin a name that is spelled otherwise."""
        return self.openings[word]

    def begins(self, word: str) -> bool:
        """What `may_begin` returns, looked up."""
        if len(word) < FEWEST_CONSONANTS or not word.isascii() or not word[0].isalpha():
            return False
        self.index()
        first = consonants(sound(word))
        return first in self.first_words or first in self.by_consonants

    def index(self) -> None:
        """Notes the curated places' Latin names by their consonants, once."""
        if self.by_consonants:
            return
        with without_collection():
            self.note_names()

    def note_names(self) -> None:
        """What `index` does where it was not done."""
        names = [
            words
            for words in dict.fromkeys(
                words for known in self.gazetteer.own_names.values() for words in known
            )
            if len(words) <= LONGEST_NAME and words[0].isascii() and words[0].isalpha()
        ]
        # In one go: twenty thousand names take a tenth of a second.
        heard = sound(BETWEEN_NAMES.join(["\n".join(bare_words(words)) for words in names]))
        keys = consonants(heard).split(BETWEEN_NAMES)
        for words, name, key in zip(names, heard.split(BETWEEN_NAMES), keys, strict=True):
            entry = (name.replace("\n", ""), self.gazetteer.exactly(words))
            self.by_consonants.setdefault(key.replace("\n", ""), []).append(entry)
            if "\n" in name:
                self.first_words.add(key.partition("\n")[0])

    def by_sound(self) -> Iterator[tuple[str, list[tuple[str, Places]]]]:
        """The names indexed, by their consonants."""
        self.index()
        yield from self.by_consonants.items()

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
        self.index()
        name = sound("\n".join(bare_words(words))).replace("\n", "")
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
