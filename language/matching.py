"""Finding known phrases in tokens: a trie over folded words, clitics and glued words seen to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from language.clitics import readings

__all__ = ["Match", "Phrasebook"]

Entry = TypeVar("Entry")
CACHE_SIZE = 200_000
MAX_GLUED = 30


class Match(NamedTuple, Generic[Entry]):
    """Tokens `first` up to, not including, `last` are a known phrase; `core` is its first word without `proclitics`."""

    first: int
    last: int
    proclitics: str
    entry: Entry
    core: str = ""


@dataclass(slots=True)
class Phrasebook(Generic[Entry]):
    """Phrases of folded words, each with its entry; `find` returns the longest at every place.

    An entry is whatever the caller stores; the first one added for a phrase stays.
    """

    roots: dict[str, list[tuple[tuple[str, ...], Entry]]] = field(default_factory=dict)
    cache: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, words: tuple[str, ...], entry: Entry) -> None:
        """Adds a phrase; one that is there already keeps its first entry."""
        known = self.roots.setdefault(words[0], [])
        if all(rest != words[1:] for rest, _ in known):
            known.append((words[1:], entry))

    def finish(self) -> None:
        """Puts the longest phrase first, as `at` expects. Called once, after the last `add`."""
        for known in self.roots.values():
            known.sort(key=lambda item: -len(item[0]))
        self.cache.clear()

    def known_readings(self, word: str) -> list[tuple[str, str]]:
        """The readings of a word whose core begins a phrase, kept for the next time it is met."""
        found = self.cache.get(word)
        if found is None:
            found = [(before, core) for before, core in readings(word) if core in self.roots]
            if len(self.cache) >= CACHE_SIZE:
                self.cache.clear()
            self.cache[word] = found
        return found

    def at(self, words: list[str], i: int, last: int) -> Match[Entry] | None:
        """The longest phrase that begins at token `i` and ends by `last`; the fewest proclitics on a tie."""
        best: Match[Entry] | None = None
        for before, core in self.known_readings(words[i]):
            for rest, entry in self.roots[core]:
                size = len(rest)
                end = i + 1 + size
                if end <= last and (not size or tuple(words[i + 1 : end]) == rest):
                    if best is None or end > best.last:
                        best = Match(i, end, before, entry, core)
                    break
        return best

    def find(self, words: list[str], first: int, last: int) -> Iterator[Match[Entry]]:
        """The longest phrases in the tokens, from left to right, none overlapping."""
        i = first
        while i < last:
            match = self.at(words, i, last)
            if match is None:
                i += 1
            else:
                yield match
                i = match.last


def phrase(words: Iterable[str]) -> tuple[str, ...]:
    """The words of a phrase as the trie holds them."""
    return tuple(word for word in words if word)
