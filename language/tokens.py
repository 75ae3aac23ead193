"""Tokens and sentences of a folded text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from language.fold import Folded, fold_with_offsets
from language.span import Span

__all__ = ["Sentence", "Tokens", "tokenise", "tokenise_text"]

# Latin articles of Arabic names ("al-Asad", "ash-Shaddadi") belong to the word that follows them.
ARTICLE = r"(?:(?:al|el|ad|ar|as|ash|at|an|az|ed|es|ul|ud|the)-|(?:al|el) (?=[a-z]))"
# Social posts split a word to slip past a filter ("ا.ستهدفت"); numbers keep their marks ("1,200", "3.5").
TOKEN = re.compile(
    rf"{ARTICLE}?(?P<word>\d+(?:[.,]\d+)+|[^\W\d_]+(?:['.][^\W\d_]+)*|\d+|[^\W_]+)|(?P<mark>[^\w\s]|\n)"
)
SENTENCE_MARKS = frozenset(".!?\n")
LEADING_MARKS = frozenset(",;:)-/*")
# A full stop after these does not end a sentence: "Gen. Smith", "د. محمد", "No. 5".
ABBREVIATIONS = frozenset(
    "gen maj col capt lt sgt mr mrs dr st no brig sen rep u.s u.k u.n jan feb aug sept oct nov dec د م أ ا ب".split()
)
LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """A run of tokens, `tokens.words[first:last]`, and its number in the text."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words and marks of a folded text, as parallel lists; offsets are into the folded text.

    Latin words stand without their Arabic article and their possessive: "al-Asad's" is "asad".
    """

    original: str
    folded: Folded
    words: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[Sentence]

    def span(self, first: int, last: int) -> Span:
        """The span in the text as received of the tokens from `first` up to, not including, `last`."""
        if first >= last:
            return Span(0, 0)
        return Span(*self.folded.source(self.starts[first], self.ends[last - 1]))

    def __len__(self) -> int:
        return len(self.words)


def tokenise_text(text: str) -> Tokens:
    """The tokens of a text as received."""
    return tokenise(text, fold_with_offsets(text))


def tokenise(text: str, folded: Folded) -> Tokens:
    """The tokens of a text and its folded form, and its sentences."""
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in TOKEN.finditer(folded.text):
        word = match["word"]
        if word is None:
            word = match["mark"]
            if word == "-" and joins_letters(folded.text, match.start()):
                continue
        elif word.endswith(("'s", "s'")):
            word = word[: word.rindex("'")]
        elif "." in word and not word[0].isdigit():
            word = join_split_word(word)
        words.append(word[:LONGEST_WORD])
        starts.append(match.start())
        ends.append(match.end())
    return Tokens(text, folded, words, starts, ends, list(split_sentences(words)))


def joins_letters(text: str, at: int) -> bool:
    """Whether the hyphen at `at` stands inside a word: "Deir ez-Zor" has three words and no mark."""
    return 0 < at < len(text) - 1 and text[at - 1].isalpha() and text[at + 1].isalpha()


def join_split_word(word: str) -> str:
    """A word that was split with full stops put together again ("ا.ستهدفت"); Latin initials stay."""
    if "\u0621" <= word[0] <= "\u06d3":
        return word.replace(".", "")
    return word


def split_sentences(words: list[str]) -> Iterator[Sentence]:
    """Sentences end at . ! ? or a new line, not after an abbreviation."""
    first = 0
    number = 0
    for i, word in enumerate(words):
        if i == first and word in LEADING_MARKS:
            first = i + 1
            continue
        if word in SENTENCE_MARKS:
            if word == "." and i > 0 and words[i - 1] in ABBREVIATIONS:
                continue
            if i > first:
                yield Sentence(number, first, i + (word != "\n"))
                number += 1
            first = i + 1
    if first < len(words):
        yield Sentence(number, first, len(words))
