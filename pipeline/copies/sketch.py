"""Near copies: outlets that print one agency's text are one source, not several."""

import re
import zlib
from collections.abc import Sequence

import numpy as np

from pipeline.model import Article, Paper

__all__ = ["independent_outlets", "near_copies", "sketch", "sketch_of"]

SHINGLE_WORDS = 4
SKETCH_SIZE = 64  # of 64 smallest hashes, the share in common estimates likeness to about 0.06
SAME_TEXT = 0.6
CHARACTERS_LOOKED_AT = 2000
MOST_COMPARED = 40  # past that many articles about one attack, more outlets change nothing
_WORD = re.compile(r"\w+")


def sketch(text: str) -> frozenset[int]:
    """The smallest hashes of the text's runs of words: equal texts have equal sketches."""
    words = _WORD.findall(text[:CHARACTERS_LOOKED_AT].lower())
    runs = {" ".join(words[at : at + SHINGLE_WORDS]) for at in range(max(1, len(words) - SHINGLE_WORDS + 1))}
    return frozenset(sorted(zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs)[:SKETCH_SIZE])


def sketch_of(article: Article) -> frozenset[int]:
    """The sketch of an article's wording, also of one whose text is not at hand."""
    if isinstance(article, Paper):
        return frozenset(np.frombuffer(article.sketch, np.uint32).tolist())
    return sketch(article.wording)


def near_copies(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether two sketches are of one text, shortened or with another first line."""
    if len(a & b) < SAME_TEXT * min(SKETCH_SIZE, max(len(a), len(b))):
        return False  # the usual case, found without sorting
    union = sorted(a | b)[:SKETCH_SIZE]
    common = sum(each in a and each in b for each in union)
    return common >= SAME_TEXT * len(union)


def independent_outlets(articles: Sequence[Article]) -> int:
    """How many outlets tell it in words of their own; an outlet without a name cannot be counted."""
    if len(articles) < 2:
        return int(bool(articles and articles[0].source))
    by_outlet: dict[str, list[Article]] = {}
    for each in sorted(articles, key=lambda each: each.article_id):
        if each.source:
            by_outlet.setdefault(each.source, []).append(each)
    if len(by_outlet) < 2:
        return len(by_outlet)
    outlets = list(by_outlet)
    looked_at = outlets[:MOST_COMPARED]
    sketches = [[sketch_of(each) for each in by_outlet[outlet][:3]] for outlet in looked_at]
    # An outlet counts for itself if any of its texts is nobody's before it.
    count = 0
    earlier: list[frozenset[int]] = []
    for own in sketches:
        count += any(not any(near_copies(each, other) for other in earlier) for each in own)
        earlier += own
    return count + len(outlets) - len(looked_at)
