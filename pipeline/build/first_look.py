"""A first look at an article: whether it may report an attack, and by what near copies of it are known."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from rensa import RMinHash

from language.fold import fold
from pipeline.extract.reading import speaks_of_attacks
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article

__all__ = ["Scan", "scan_article"]

PERMUTATIONS = 64
SEED = 1
SHINGLE_WORDS = 3
_SENTENCE = re.compile(r"[.!?\n]+(?!\d)")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Scan:
    """What tells whether one article prints another once more.

    `sentences` are hashes of those that speak of violence or hold a number, `numbers` of every number in
    title and text, in digits or words; `signature` is rensa's MinHash of the wording, as bytes. `day` is the
    ordinal of the day of publication as received, None where it is unknown. Of an article that is not read
    for its language, it has neither: such an article is no copy of another, and counts.
    """

    article_id: str
    day: int | None
    sentences: tuple[int, ...]
    numbers: tuple[int, ...]
    signature: bytes


def scan_article(article: Article, knowledge: Knowledge) -> Scan | None:
    """The scan of an article that may report an attack, or that its language keeps from being read; else None."""
    published = article.published.start if article.published else None
    day = published.toordinal() if published else None
    if knowledge.languages.not_read(article.title, article.text):
        return Scan(article.article_id, day, (), (), b"")
    if not speaks_of_attacks(article, knowledge):
        return None
    folded = fold(article.wording)
    is_number = _number_test(knowledge)
    sentences: list[str] = []
    numbers: set[str] = {word for word in _WORD.findall(fold(article.title)) if is_number(word)}
    words: list[str] = []
    for piece in _SENTENCE.split(folded):
        own = _WORD.findall(piece)
        told = [word for word in own if is_number(word)]
        if told or knowledge.trigger_scan.find(piece):
            sentences.append(" ".join(own))
        numbers.update(told)
        words += own
    return Scan(article.article_id, day, _hashes(sentences), _hashes(numbers), signature(words))


def _number_test(knowledge: Knowledge) -> Callable[[str], bool]:
    openings = knowledge.numerals.phrases.openings

    def is_number(word: str) -> bool:
        return word[0].isdigit() or word[-1].isdigit() or bool(openings[word])

    return is_number


def signature(words: list[str]) -> bytes:
    """The MinHash of a text's runs of words: the share of equal numbers in two of them is their likeness."""
    size = max(1, len(words) - SHINGLE_WORDS + 1)
    runs = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(size)}
    (digest,) = RMinHash.digests_from_token_sets([sorted(runs)], PERMUTATIONS, SEED)
    return np.array(digest, np.uint32).tobytes()


def _hashes(texts: Iterable[str]) -> tuple[int, ...]:
    found = {
        int.from_bytes(hashlib.blake2b(each.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        for each in texts
    }
    return tuple(sorted(found))
