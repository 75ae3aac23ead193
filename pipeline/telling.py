"""The lines of a text that may have to do with an attack: of most news, few or none.

What tells an attack begins with a trigger, or shows arms beside one. A line that holds neither, not even within
other words, is not looked at when it is only asked whether an article may report an attack: without it the answer
is the same, or "it may" where it was not. No sentence goes over the end of a line.
"""

import re
from typing import Any

import daachorse

from language.fold import fold_with_offsets
from language.matching import Phrasebook

__all__ = ["TellingLines"]

# Of shorter words too many others hold the letters.
SHORTEST = 3
# "ا.ستهدفت" is one word.
JOINED = r"[\u0621-\u06d3]\.[\u0621-\u06d3]"
PROCLITICS = "[وفبلك]{0,3}"


class TellingLines:
    """Finds the lines that hold the longest word of some phrase of the books."""

    def __init__(self, *books: Phrasebook[Any]) -> None:
        phrases = {words: max(map(seen, words), key=len) for book in books for words in book.phrases}
        self._found = daachorse.CharwiseDoubleArrayAhoCorasick(
            sorted({longest for longest in phrases.values() if len(longest) >= SHORTEST})
        )
        short = {pattern(words) for words, longest in phrases.items() if len(longest) < SHORTEST}
        self._others = re.compile("|".join([JOINED, *sorted(short)]))

    def of(self, text: str) -> str:
        """Those lines of a text as received, in their order."""
        folded = fold_with_offsets(text)
        kept: list[str] = []
        start = 0
        for line in folded.text.split("\n"):
            end = start + len(line)
            if self._found.find(line) or self._others.search(line):
                first, last = folded.source(start, end)
                kept.append(text[first:last])
            start = end + 1
        return "\n".join(kept)


def seen(root: str) -> str:
    """The part of a word that a text holds also where "ل" is written onto its article: "للصواريخ"."""
    return root[1:] if root.startswith("ال") else root


def pattern(words: tuple[str, ...]) -> str:
    """The pattern of a phrase of short words only: "آر بي جي"."""
    return bounded(words[0]) + "".join(rf"\W*{re.escape(word)}" for word in words[1:])


def bounded(word: str) -> str:
    """A pattern for a word that is no part of another, save after proclitics; marks stand anywhere."""
    if word.isdecimal():
        return rf"(?<!\d){word}(?!\d)"
    if not word.isalpha():
        return re.escape(word)
    return rf"(?<![^\W\d_]){PROCLITICS}{re.escape(word)}(?![^\W\d_])"
