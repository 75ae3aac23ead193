"""Huge and strange texts are read to the end, and every offset still points into the text as received."""

from collections.abc import Callable

import pytest

from language.fold import fold_with_offsets
from language.tokens import LONGEST_SENTENCE, LONGEST_WORD, Tokens, tokenise_text
from pipeline.extract import Reading
from pipeline.knowledge.load import Knowledge

HUGE = 2_000_000
SENTENCE = "قصفت طائرة مسيرة قاعدة عين الأسد غربي الأنبار مساء أمس"

STRANGE = [
    ("ا" * HUGE, "one Arabic word"),
    ("a" * HUGE, "one Latin word"),
    ("7" * HUGE, "one number"),
    ("ق" + "ـ" * 100_000 + "صف", "tatweel"),
    ("ب\u064e\u0651" * 100_000, "vowel signs alone"),
    ("." * 100_000, "full stops"),
    ("a." * 100_000, "full stops in a word"),
    ("1," * 100_000, "thousands without end"),
    ("a'" * 100_000, "apostrophes"),
    ("al-" * 100_000, "articles"),
    ("al " * 100_000, "articles apart"),
    ("-" * 100_000, "hyphens"),
    ("\n" * 100_000, "empty lines"),
    ("\ud83d" * 10_000, "lone high surrogates"),
    ("\ud83d\ude00" * 10_000, "surrogates that are no pair"),
    ("قصف \udc00 أربيل", "a lone low surrogate between words"),
    ("💥" * 100_000, "characters beyond the first plane"),
    ("\ufdfa" * 20_000, "a ligature of many letters"),
    ("ﻗﺼﻒ ﻣﻄﺎﺭ ﺃﺭﺑﻴﻞ " * 1_000, "presentation forms"),
    ("\u202b\u2067قصف\u2069\u202c\u200f " * 20_000, "bidi marks"),
    ("\x00\x01\x02\x85\u2028\ufeff" * 10_000, "controls"),
]


def check_offsets(tokens: Tokens) -> None:
    """Tokens follow one another, and so do the stretches of the text that they came from."""
    received = tokens.folded.offsets
    assert len(received) == len(tokens.folded.text) + 1
    assert received[-1] == len(tokens.original)
    assert (received[1:] >= received[:-1]).all()
    assert all(start < end for start, end in zip(tokens.starts, tokens.ends, strict=True))
    assert all(end <= start for end, start in zip(tokens.ends, tokens.starts[1:], strict=False))
    assert all(0 < len(word) <= LONGEST_WORD for word in tokens.words)
    for sentence in tokens.sentences:
        assert 0 < sentence.last - sentence.first <= LONGEST_SENTENCE
        span = tokens.span(sentence.first, sentence.last)
        assert 0 <= span.start < span.end <= len(tokens.original)


@pytest.mark.parametrize("text", [pytest.param(text, id=why) for text, why in STRANGE])
def test_strange_texts_are_split(text: str, knowledge: Knowledge) -> None:
    tokens = knowledge.splitter.apply(tokenise_text(text))
    check_offsets(tokens)


@pytest.mark.parametrize("text", [pytest.param(text, id=why) for text, why in STRANGE])
def test_strange_texts_are_read(text: str, read: Callable[..., Reading]) -> None:
    """A report among them keeps its evidence."""
    article = f"{SENTENCE}.\n{text}"
    reading = read(article)
    assert reading.reports[0].place_id == "iq.ain-al-asad-air-base"
    start, end = reading.reports[0].evidence["quote"]
    assert article[start:end].startswith(SENTENCE)


def test_a_text_of_one_line_is_read(read: Callable[..., Reading]) -> None:
    """Two million characters without a full stop are cut into sentences that can be read."""
    quiet = "أعلنت وزارة الزراعة في بغداد بدء موسم حصاد القمح في محافظة نينوى "
    reading = read(f"{SENTENCE} {quiet * (HUGE // len(quiet))}")
    assert reading.reports[0].place_id == "iq.ain-al-asad-air-base"
    assert reading.annotated is not None
    check_offsets(reading.annotated.tokens)


def test_folding_keeps_one_offset_a_character() -> None:
    """Neither surrogates nor ligatures shift what stands behind them."""
    text = "\ud83d\ude00 ﷺ ﻻ قصف 💥 أربيل"
    folded = fold_with_offsets(text)
    for word, written in (("قصف", "قصف"), ("اربيل", "أربيل")):
        at = folded.text.index(word)
        start, end = folded.source(at, at + len(word))
        assert text[start:end] == written
