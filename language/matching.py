"""Finding known phrases in tokens: an index over their first words, in which clitics are seen to."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from language.clitics import readings

__all__ = ["FirstKinds", "Match", "Phrasebook", "Vocabulary"]

Entry = TypeVar("Entry")
CACHE_SIZE = 50_000
VOCABULARY_SIZE = 200_000
LONGEST_NUMBER = 4


class Match(NamedTuple, Generic[Entry]):
    """Tokens `first` up to, not including, `last` are a known phrase; `core` is its first word without `proclitics`."""

    first: int
    last: int
    proclitics: str
    entry: Entry
    core: str = ""


class Opening(NamedTuple, Generic[Entry]):
    """One reading of a word that begins phrases.

    `core` alone is a phrase if `alone`; those that go on are in `longer` by their second word, as (tokens in
    all, words after the second, entry), the longest first.
    """

    proclitics: str
    core: str
    alone: tuple[Entry] | None
    longer: dict[str, list[tuple[int, list[str], Entry]]]


class Openings(dict[str, tuple[Opening[Entry], ...]], Generic[Entry]):
    """What each word met begins; most begin nothing. Forgets all when it has grown to CACHE_SIZE words."""

    def __init__(self, roots: dict[str, list[tuple[tuple[str, ...], Entry]]]) -> None:
        super().__init__()
        self.roots = roots

    def __missing__(self, word: str) -> tuple[Opening[Entry], ...]:
        found = tuple(
            opening(before, core, self.roots[core]) for before, core in readings(word) if core in self.roots
        )
        if len(self) >= CACHE_SIZE:
            self.clear()
        self[word] = found
        return found


def opening(before: str, core: str, phrases: list[tuple[tuple[str, ...], Entry]]) -> Opening[Entry]:
    """The opening of a word's reading as `before` + `core`, from the phrases that begin with `core`."""
    alone: tuple[Entry] | None = None
    longer: dict[str, list[tuple[int, list[str], Entry]]] = {}
    for rest, entry in phrases:
        if rest:
            longer.setdefault(rest[0], []).append((len(rest) + 1, list(rest[1:]), entry))
        else:
            alone = (entry,)
    return Opening(before, core, alone, longer)


@dataclass(slots=True)
class Phrasebook(Generic[Entry]):
    """Phrases of folded words, each with its entry; `find` returns the longest at every place.

    An entry is whatever the caller stores; the first one added for a phrase stays. `phrases` has them by
    their words, `roots` by their first word as (the other words, entry), the longest first.
    """

    phrases: dict[tuple[str, ...], Entry] = field(default_factory=dict)
    roots: dict[str, list[tuple[tuple[str, ...], Entry]]] = field(default_factory=dict)
    openings: Openings[Entry] = field(init=False)

    def __post_init__(self) -> None:
        self.openings = Openings(self.roots)

    def add(self, words: tuple[str, ...], entry: Entry) -> None:
        """Adds a phrase; one that is there already keeps its first entry."""
        self.phrases.setdefault(words, entry)

    def finish(self) -> None:
        """Makes the phrases ready to be found. Called once, after the last `add`."""
        for words, entry in self.phrases.items():
            self.roots.setdefault(words[0], []).append((words[1:], entry))
        for known in self.roots.values():
            if len(known) > 1:
                known.sort(key=lambda item: -len(item[0]))

    def begins(self, word: str) -> bool:
        """Whether a word may begin a phrase, in one of its readings."""
        return any(core in self.roots for _, core in readings(word))

    def starts(self, words: list[str], first: int, last: int) -> Iterator[int]:
        """The tokens from `first` to `last` that may begin a phrase: one look-up decides of most tokens."""
        return self.promising(words, self.begun(words, first, last), last)

    def begun(self, words: list[str], first: int, last: int) -> Iterator[int]:
        """The tokens from `first` to `last` that begin phrases, whatever follows."""
        return compress(range(first, last), map(self.openings.__getitem__, words[first:last]))

    def promising(self, words: list[str], starts: Iterable[int], last: int) -> Iterator[int]:
        """Those of the tokens where the second word of a phrase may follow by `last`, or one word is a phrase."""
        for i in starts:
            openings = self.openings[words[i]]
            # Most openings are words such as "the" and "in", which only begin some longer name.
            if (
                len(openings) > 1
                or openings[0].alone
                or (i + 1 < last and words[i + 1] in openings[0].longer)
            ):
                yield i

    def everywhere(
        self, words: list[str], stretches: Sequence[tuple[int, int]], starts: Iterable[int]
    ) -> dict[int, Match[Entry]]:
        """The longest phrase at each of the tokens `starts`, overlapping ones too, none across two stretches.

        The stretches of tokens are from (first, last) to (first, last), left to right.
        """
        found: dict[int, Match[Entry]] = {}
        number, first, last = -1, 0, 0
        for i in self.promising(words, starts, len(words)):
            while i >= last and number + 1 < len(stretches):
                number += 1
                first, last = stretches[number]
            if first <= i < last and (match := self.at(words, i, last)) is not None:
                found[i] = match
        return found

    def at(self, words: list[str], i: int, last: int) -> Match[Entry] | None:
        """The longest phrase that begins at token `i` and ends by `last`; the fewest proclitics on a tie."""
        best: Match[Entry] | None = None
        reach = i + 1
        for before, core, alone, longer in self.openings[words[i]]:
            if longer and i + 1 < last and (phrases := longer.get(words[i + 1])):
                for size, tail, entry in phrases:
                    end = i + size
                    if end <= last and (not tail or words[i + 2 : end] == tail):
                        if best is None or end > reach:
                            best, reach = Match(i, end, before, entry, core), end
                        break
            if best is None and alone is not None:
                best = Match(i, i + 1, before, alone[0], core)
        return best

    def find(
        self, words: list[str], first: int, last: int, starts: Iterable[int] | None = None
    ) -> Iterator[Match[Entry]]:
        """The longest phrases in the tokens, from left to right, none overlapping.

        `starts` are the tokens between `first` and `last` that may begin one, where that is known.
        """
        end = first
        begun = self.starts(words, first, last) if starts is None else self.promising(words, starts, last)
        for i in begun:
            if i >= end and (match := self.at(words, i, last)) is not None:
                yield match
                end = match.last


class FirstKinds(dict[str, frozenset[str]]):
    """The kinds of the phrases that a word may begin, found once a word; forgets all at CACHE_SIZE."""

    def __init__(self, book: Phrasebook[Entry], kind: Callable[[Entry], str]) -> None:
        super().__init__()
        self.kinds = {
            core: frozenset(kind(entry) for _, entry in phrases) for core, phrases in book.roots.items()
        }

    def __missing__(self, word: str) -> frozenset[str]:
        nothing = frozenset[str]()
        found = nothing.union(*(self.kinds.get(core, nothing) for _, core in readings(word)))
        if len(self) >= CACHE_SIZE:
            self.clear()
        self[word] = found
        return found


class Vocabulary(dict[str, int]):
    """Which phrasebooks have phrases that each word may begin, and which tests it passes, as bits in their order.

    One look-up a token tells everything that is asked of all words, and most words pass no test. Forgets all
    at VOCABULARY_SIZE words.
    """

    def __init__(
        self, books: Sequence[Phrasebook[Any]], tests: Sequence[Callable[[str], object]] = ()
    ) -> None:
        super().__init__()
        self.size = len(books) + len(tests)
        self.tests = [(1 << number, test) for number, test in enumerate(tests, len(books))]
        self.roots: dict[str, int] = {}
        for number, book in enumerate(books):
            for root in book.roots:
                self.roots[root] = self.roots.get(root, 0) | 1 << number

    def __missing__(self, word: str) -> int:
        found = 0
        for _, core in readings(word):
            found |= self.roots.get(core, 0)
        for bit, test in self.tests:
            if test(word):
                found |= bit
        # Long numbers are met once and would crowd out the words.
        if len(word) <= LONGEST_NUMBER or not word[0].isdigit():
            if len(self) >= VOCABULARY_SIZE:
                self.clear()
            self[word] = found
        return found

    def passed(self, words: list[str]) -> list[list[int]]:
        """For each book and each test the numbers of the words that pass it."""
        marks = np.fromiter(map(self.__getitem__, words), np.uint16, len(words))
        some = np.flatnonzero(marks)
        marks = marks[some]
        return [some[(marks & (1 << number)) != 0].tolist() for number in range(self.size)]
