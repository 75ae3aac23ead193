"""Words that lost the space between them: "استهدافقاعدة", "مراسلالميادينفي".

Pages whose links are cut out run the words around a link together. A word that nothing knows is split
where both halves are known words.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from language.clitics import readings
from language.matching import Phrasebook, Vocabulary
from language.tokens import Tokens, split_sentences

__all__ = ["Splitter"]

SHORTEST_GLUED = 6
SHORTEST_PART = 3
SHORTEST_LEFT = 4
SHORTEST_DEFINITE = 6
# What looks like a word and is the end of one: "الكمية" + "ات".
ENDINGS = frozenset("ات ان ون ين يات تين تان اتي هما ارا".split())
CACHE_SIZE = 100_000
# Short words that may be glued on all the same.
PARTICLES = frozenset("في من عن علي الي ان بان قد مع هو هي".split())


@dataclass(frozen=True, slots=True)
class Splitter:
    """Splits glued words; `known` tells whether a folded word without proclitics is one of the lexicon's.

    On the way it notes in `Tokens.begun` which tokens may begin a phrase of each of the `books` and pass each of
    the `tests`: to ask all of them of a word at once takes no longer than to ask one.
    """

    known: Callable[[str], bool]
    books: tuple[Phrasebook[Any], ...] = ()
    tests: tuple[Callable[[str], object], ...] = ()
    cache: dict[str, tuple[str, ...]] = field(default_factory=dict)
    vocabulary: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "vocabulary", Vocabulary(self.books, (*self.tests, self.cut)))

    def is_known(self, word: str) -> bool:
        """Whether a word is known in one of its readings."""
        if word in PARTICLES:
            return True
        return len(word) >= SHORTEST_PART and any(
            self.known(core) and len(core) >= SHORTEST_PART for _, core in readings(word)
        )

    def parts(self, word: str) -> tuple[str, ...]:
        """The words that a token is made of: itself alone, unless it is unknown and splits into known ones."""
        return self.cut(word) or (word,)

    def cut(self, word: str) -> tuple[str, ...]:
        """The words that a glued one is made of, () where it is none; kept for the next time it is met."""
        if len(word) < SHORTEST_GLUED or not "\u0621" <= word[0] <= "\u064a":
            return ()
        found = self.cache.get(word)
        if found is None:
            found = () if self.is_known(word) else self.split(word, 3) or ()
            if len(self.cache) >= CACHE_SIZE:
                self.cache.clear()
            self.cache[word] = found
        return found

    def split(self, word: str, depth: int) -> tuple[str, ...] | None:
        """The longest known beginning and the known rest, split again up to `depth` times."""
        if depth == 0:
            return None
        for at in range(len(word) - 2, SHORTEST_LEFT - 1, -1):
            left, right = word[:at], word[at:]
            # "ال" with two letters more begins too many other words: "الان" + "سان".
            if (
                left in PARTICLES
                or (left.startswith("ال") and at < SHORTEST_DEFINITE)
                or not self.is_known(left)
            ):
                continue
            if right in ENDINGS:
                continue
            if self.is_known(right) and (len(right) > SHORTEST_PART or at > SHORTEST_LEFT):
                return (left, right)
            rest = self.split(right, depth - 1) if len(right) >= SHORTEST_GLUED else None
            if rest is not None:
                return (left, *rest)
        return None

    def apply(self, tokens: Tokens) -> Tokens:
        """The tokens with glued words split, each part with its own offsets."""
        words, starts, ends = tokens.words, tokens.starts, tokens.ends
        *begun, glued = self.vocabulary.passed(words)
        split = {i: self.cut(words[i]) for i in glued if ends[i] - starts[i] == len(words[i])}
        if not split:
            return replace(tokens, begun=tuple(begun))
        new_words: list[str] = []
        new_starts: list[int] = []
        new_ends: list[int] = []
        for i, word in enumerate(words):
            at = starts[i]
            for part in split.get(i, (word,)):
                new_words.append(part)
                new_starts.append(at)
                at = at + len(part) if i in split else ends[i]
                new_ends.append(at)
        begun = self.vocabulary.passed(new_words)[:-1]
        return Tokens(
            tokens.original,
            tokens.folded,
            new_words,
            new_starts,
            new_ends,
            list(split_sentences(new_words)),
            tuple(begun),
        )
