"""Words that lost the space between them ("استهدافقاعدة", "مراسلالميادينفي"), or were disguised.

Pages whose links are cut out run the words around a link together. A word that nothing knows is split
where both halves are known words. Posts that fear a filter write a word in two scripts ("داعـSh") or with
spaces in it ("ق ص ف"): it is put right where that makes a known word.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from language.clitics import readings
from language.matching import Phrasebook, Vocabulary
from language.tokens import SPLITTERS, Tokens, is_arabic, split_sentences

__all__ = ["Splitter", "undisguised"]

SHORTEST_GLUED = 6
SHORTEST_PART = 3
SHORTEST_LEFT = 4
SHORTEST_DEFINITE = 6
# What looks like a word and is the end of one: "الكمية" + "ات".
ENDINGS = frozenset("ات ان ون ين يات تين تان اتي هما ارا ليات ويات بين كيان كيهان كيون كيين".split())
CACHE_SIZE = 100_000
# Short words that may be glued on all the same.
PARTICLES = frozenset("في من عن علي الي ان بان قد مع هو هي".split())
SHORT_RIGHTS = PARTICLES | frozenset(
    "عبر بعد قبل عند منذ قرب ضد حيث بين وفي ومن وقد وان وهو وهي كما لكن مقر وسط غير حزب ردا اكد قال شدد كشف ذكر نفي دعا حذر نعي".split()
)
# What may be glued onto the front of a name: "فيأربيل", "فيالموصل".
FIRST_PARTICLES = ("في",)
SHORTEST_AFTER_PARTICLE = 4
# One letter is no word; these are proclitics, abbreviations and numbering.
NO_LETTERS_OF_WORDS = frozenset("وفبلكهادمجح")
MOST_LETTERS_APART = 8
LATIN_LETTERS = {
    "sh": "ش", "kh": "خ", "th": "ث", "dh": "ذ", "gh": "غ", "a": "ا", "b": "ب", "t": "ت", "j": "ج", "d": "د", "r": "ر",
    "z": "ز", "s": "س", "f": "ف", "q": "ق", "k": "ك", "l": "ل", "m": "م", "n": "ن", "h": "ه", "w": "و", "o": "و", "u": "و",
    "y": "ي", "i": "ي",
}  # fmt: skip
# After a single letter, or between single letters.
LETTERS_APART = re.compile(r"(?<=\b[\u0621-\u064a])[\W_](?=[\u0621-\u064a])")
MIXED_WORD = re.compile("[\u0621-\u064a]+[a-z][a-z\u0621-\u064a]*")
LATIN_LETTER = re.compile("sh|kh|th|dh|gh|[a-z]")


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
        object.__setattr__(
            self, "vocabulary", Vocabulary(self.books, (*self.tests, self.cut, is_letter_apart))
        )

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
        """The words that a glued one is made of, () where it is none; kept for the next time it is met.

        One word alone is what a disguised one stands for.
        """
        if not is_arabic(word[0]) or len(word) < SHORTEST_PART:
            return ()
        # Digits and Latin letters come before Arabic ones.
        if len(word) < SHORTEST_GLUED and min(word) > "z":
            return ()
        found = self.cache.get(word)
        if found is None:
            found = self.find_cut(word)
            if len(self.cache) >= CACHE_SIZE:
                self.cache.clear()
            self.cache[word] = found
        return found

    def find_cut(self, word: str) -> tuple[str, ...]:
        """What `cut` returns, looked for."""
        if min(word) <= "z":
            plain = LATIN_LETTER.sub(lambda letters: LATIN_LETTERS.get(letters[0], letters[0]), word)
            return (plain,) if self.is_known(plain) else ()
        if self.is_known(word):
            return ()
        for particle in FIRST_PARTICLES:
            rest = word.removeprefix(particle)
            if rest != word and len(rest) >= SHORTEST_AFTER_PARTICLE and self.known(rest):
                return (particle, rest)
        return self.split(word, 3) or ()

    def split(self, word: str, depth: int) -> tuple[str, ...] | None:
        """The longest known beginning and the known rest, split again up to `depth` times."""
        if depth == 0:
            return None
        for at in range(len(word) - 2, SHORTEST_LEFT - 1, -1):
            left, right = word[:at], word[at:]
            # "ال" with two letters more begins too many other words: "الان" + "سان".
            shortest = SHORTEST_DEFINITE - (right == "في")
            if left in PARTICLES or (left.startswith("ال") and at < shortest) or not self.is_known(left):
                continue
            # So do short names end too many: "بالمهر" + "جان".
            if right in ENDINGS or (len(right) <= SHORTEST_PART and right not in SHORT_RIGHTS):
                continue
            if self.is_known(right) and (len(right) > SHORTEST_PART or at > SHORTEST_LEFT):
                return (left, right)
            rest = self.split(right, depth - 1) if len(right) >= SHORTEST_GLUED else None
            if rest is not None:
                return (left, *rest)
        return None

    def apply(self, tokens: Tokens) -> Tokens:
        """The tokens with glued words split and split words joined, each part with its own offsets."""
        *begun, glued, apart = self.vocabulary.passed(tokens.words)
        split = {i: self.cut(tokens.words[i]) for i in glued}
        joined = self.joined(tokens, apart) if apart else {}
        if not split and not joined:
            return replace(tokens, begun=tuple(begun))
        words: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        end = 0
        for i, word in enumerate(tokens.words):
            if i < end:
                continue
            if i in joined:
                end, whole = joined[i]
                parts = [(whole, tokens.starts[i], tokens.ends[end - 1])]
            elif i in split:
                parts = list(with_offsets(split[i], word, tokens, i))
            else:
                parts = [(word, tokens.starts[i], tokens.ends[i])]
            for part, first, last in parts:
                words.append(part)
                starts.append(first)
                ends.append(last)
        begun = self.vocabulary.passed(words)[:-2]
        return Tokens(
            tokens.original, tokens.folded, words, starts, ends, list(split_sentences(words)), tuple(begun)
        )

    def joined(self, tokens: Tokens, apart: list[int]) -> dict[int, tuple[int, str]]:
        """The words whose letters stand apart, as (token after the last piece, word) by their first token.

        The first piece is one letter, and a space is between any two.
        """
        found: dict[int, tuple[int, str]] = {}
        after = 0
        for i in apart:
            if i < after:
                continue
            end = i + 1
            while (
                end < min(len(tokens), i + MOST_LETTERS_APART)
                and tokens.starts[end] == tokens.ends[end - 1] + 1
                and is_arabic(tokens.words[end][0])
            ):
                end += 1
            for last in range(end, i + 1, -1):
                word = "".join(tokens.words[i:last])
                # Letters all through, or one letter torn off: "ق ص ف", "ق صف".
                torn = last == i + 2 or all(len(w) == 1 for w in tokens.words[i:last])
                if torn and self.is_known(word):
                    found[i] = (last, word)
                    after = last
                    break
        return found


def undisguised(folded: str) -> str:
    """A folded text without the marks, the single spaces and the Latin letters that disguise a word.

    It holds every word that `Splitter` and the tokeniser make of a disguised one, and more.
    """
    joined = LETTERS_APART.sub("", folded.translate(SPLITTERS))
    return MIXED_WORD.sub(
        lambda word: LATIN_LETTER.sub(lambda found: LATIN_LETTERS.get(found[0], found[0]), word[0]), joined
    )


def is_letter_apart(word: str) -> bool:
    """Whether a token is one Arabic letter that is no word by itself."""
    return len(word) == 1 and is_arabic(word) and word not in NO_LETTERS_OF_WORDS


def with_offsets(parts: tuple[str, ...], word: str, tokens: Tokens, i: int) -> list[tuple[str, int, int]]:
    """Each part of token `i` with its start and end; what splits the token's letters lies between parts."""
    start, end = tokens.starts[i], tokens.ends[i]
    if len(parts) == 1:
        return [(parts[0], start, end)]
    written = tokens.folded.text[start:end]
    at = [start + k for k, character in enumerate(written) if character.translate(SPLITTERS)]
    if len(at) != len(word):
        return [(word, start, end)]
    found: list[tuple[str, int, int]] = []
    done = 0
    for part in parts:
        found.append((part, at[done], at[done + len(part) - 1] + 1))
        done += len(part)
    return found
