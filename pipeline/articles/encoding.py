"""Bytes to text: the encodings that Arabic and English archives are found in.

UTF-8 and UTF-16 announce or prove themselves. The single-byte encodings do not, so the candidates are
compared by how many of their words are words: see `_plausibility`. charset-normalizer, held to the same
candidates, is as right on sentences, but a title or a line of a table may be one word: of 1,499 words of news
in ISO-8859-6 it tells 287 where this tells 1,152, in windows-1256 1,239 of 1,500 where this tells 1,480.
"""

import codecs
import re
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from pipeline.articles.source import MAX_LINE, Refused, Reject, Source, megabytes

__all__ = ["decode", "decoded_lines", "encoding_of"]

MOST_EMPTY = 1_000_000  # lines in a row

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# cp720 is DOS Arabic. windows-1252 stands for western text with a few curly quotes or accents.
_SINGLE_BYTE = ("windows-1256", "iso8859-6", "cp720", "windows-1252")
_COMMON = frozenset(
    "في من على إلى الى أن ان عن مع التي الذي هذا هذه كما بعد قبل بين ما لا لم قد كان قال وقال خلال اليوم ذلك "
    "the of and to in a is that was for on with by at said from it as an has were are".split()
)
_SAMPLE = 64 * 1024
_PLAUSIBLE = 1.5
_MEND = "save it as UTF-8"
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\r\f\x1b"})
_WORD = re.compile(r"[^\W\d_]+")
# What news is made of beside ASCII: Arabic, western letters, quotation marks, dashes, a few signs.
_EXPECTED = re.compile(
    "[\u0600-\u06ff\u200c-\u200f\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153“”‘’„–—…«»€£°·•\u00a0]"
)
_ARABIC_WORD = re.compile(r"[ء-غـف-ْپچژکگی]+")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]+")


def decode(content: bytes) -> str:
    """The text of a whole file, as received but for its byte-order mark; Refused if it has none."""
    encoding = encoding_of(content)
    text = content.decode(encoding, "replace").removeprefix("\ufeff")
    if encoding != "utf-8" and _damaged(text):
        raise Refused(f"its encoding is not known (it is not {encoding})", _MEND)
    return text


def encoding_of(content: bytes, *, whole: bool = True) -> str:
    """The encoding's Python name; Refused for what is not text. `whole` is False for a file's beginning."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if wide := _wide(content):
        return wide
    sample = content[:_SAMPLE]
    if len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 100:
        raise Refused("it is not text (by its many control characters)", "give its text as UTF-8")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(content, final=whole)
    except UnicodeDecodeError:
        return _single_byte(content) if not _mostly_utf8(content) else "utf-8"
    return "utf-8"


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: of each pair of bytes one is nearly always 0 (Latin) or 6 (Arabic)."""
    sample = content[: _SAMPLE & ~1]
    pairs = len(sample) // 2
    if pairs < 2:
        return None
    low, high = sample[0 : 2 * pairs : 2], sample[1 : 2 * pairs : 2]
    share = {name: (half.count(0) + half.count(6)) / pairs for name, half in (("le", high), ("be", low))}
    name = max(share, key=lambda each: share[each])
    other = min(share.values())
    return f"utf-16-{name}" if share[name] > 0.7 and other < 0.3 else None


def _mostly_utf8(content: bytes) -> bool:
    """Whether at most one multi-byte character in fifty is broken: a cut or patched UTF-8 file."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = sum(1 for each in text if each > "\x7f") - broken
    return whole >= 50 * broken


def _single_byte(content: bytes) -> str:
    sample = content[:_SAMPLE]
    score = {name: _plausibility(sample.decode(name, "replace")) for name in _SINGLE_BYTE}
    best = max(score, key=lambda name: score[name])
    if score[best] < _PLAUSIBLE:
        raise Refused("its encoding is not known (neither UTF-8, UTF-16 nor a common Arabic one)", _MEND)
    return best


def _plausibility(text: str) -> float:
    """How far a text is made of words of one script, of common words, and of the signs of news; 0 to 3.

    In the wrong Arabic encoding a word turns into letters mixed with box drawings, or into rare letters that
    never make a common word; western text read as Arabic mixes both scripts in its accented words.
    """
    words = _WORD.findall(text)
    beyond_ascii = sum(1 for each in text if each > "\x7f")
    if not words or not beyond_ascii:
        return 0.0
    plain = sum(1 for each in words if _ARABIC_WORD.fullmatch(each) or _LATIN_WORD.fullmatch(each))
    common = sum(1 for each in words if each.lower() in _COMMON)
    return (plain + common) / len(words) + len(_EXPECTED.findall(text)) / beyond_ascii


def _damaged(text: str) -> bool:
    return text.count("\ufffd") * 50 > len(text)


def decoded_lines(source: Source, stream: BinaryIO) -> Iterator[str | Reject]:
    """The lines of a stream with their line ends; a line in an encoding of its own is read in that.

    A line over MAX_LINE bytes is passed over and gives a Reject in its place, so that lines still count. Refused
    after MOST_EMPTY lines in a row without a word: a small archive can unpack to a thousand million of them.
    """
    empty = 0
    for line in _lines(source, stream):
        empty = empty + 1 if isinstance(line, str) and not line.strip() else 0
        if empty > MOST_EMPTY:
            raise Refused(f"more than {MOST_EMPTY:,} lines in a row are empty", "remove them")
        yield line


def _lines(source: Source, stream: BinaryIO) -> Iterator[str | Reject]:
    head = stream.read(_SAMPLE)
    try:
        encoding = encoding_of(head, whole=len(head) < _SAMPLE)
    except Refused as refused:
        if b"\0" in head or not head.strip():
            raise
        del refused  # mixed lines: each is judged by itself
        encoding = "utf-8"
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(source, chain([head], iter(lambda: stream.read(_SAMPLE), b"")), encoding)
        return
    for number, line in enumerate(_byte_lines(head, stream), 1):
        if line is None:
            yield source.reject(f"line {number} is longer than {megabytes(MAX_LINE)}", "split it", number)
            continue
        try:
            text = line.decode("utf-8" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError:
            try:
                text = decode(line)
            except Refused as refused:
                yield source.reject(f"line {number}: {refused.reason}", refused.mend, number)
                continue
        yield text.removeprefix("\ufeff") if number == 1 else text


def _byte_lines(head: bytes, stream: BinaryIO) -> Iterator[bytes | None]:
    """Lines of bytes; None for each that is too long."""
    rest = head
    while True:
        *lines, rest = rest.split(b"\n")
        yield from (line + b"\n" if len(line) < MAX_LINE else None for line in lines)
        more = stream.readline(MAX_LINE + 1)
        if len(rest) + len(more) > MAX_LINE:
            while more and not more.endswith(b"\n"):
                more = stream.readline(MAX_LINE)
            yield None
            rest = b""
        elif not more:
            break
        else:
            rest += more
    if rest:
        yield rest


def _wide_lines(source: Source, chunks: Iterator[bytes], encoding: str) -> Iterator[str | Reject]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    rest, number, skipping = "", 0, False
    for chunk in chain(chunks, [b""]):
        *lines, rest = (rest + decoder.decode(chunk, final=not chunk)).split("\n")
        for line in lines:
            number += 1
            if skipping:
                skipping = False
                yield source.reject(f"line {number} is longer than {megabytes(MAX_LINE)}", "split it", number)
            else:
                yield (line.removeprefix("\ufeff") if number == 1 else line) + "\n"
        if len(rest) > MAX_LINE // 2 or skipping:
            rest, skipping = "", True
    if skipping:
        yield source.reject(f"line {number + 1} is longer than {megabytes(MAX_LINE)}", "split it", number + 1)
    elif rest:
        yield rest if number else rest.removeprefix("\ufeff")
