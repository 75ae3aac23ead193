"""JSON read as a stream: the records of a file that may not fit in memory.

A record is an object. Records stand alone, one after another, or in the arrays of a wrapping object such as
{"status": "ok", "articles": [...]} or a Telegram export's {"name": ..., "messages": [...]}.
"""

import json
from collections.abc import Iterator
from typing import Any

from pipeline.articles.source import MAX_DOCUMENT, Refused, megabytes

__all__ = ["Record", "records_in"]

# The keys under which a wrapping object keeps its records or further wrappings.
_LISTS = frozenset(
    "messages articles items data results documents docs posts news entries rows list chats hits "
    "response _source".split()
)
_LONG = 300  # characters of a value that is news text, so that its object is an article and no wrapping
_MAX_DEPTH = 8
_SPACE = " \t\r\n\ufeff"

# The short values of the objects around a record, the innermost last to be set; and the record.
Record = tuple[dict[str, object], dict[str, object]]


class _Text:
    """A window on a stream of characters that grows while a value is incomplete."""

    def __init__(self, chunks: Iterator[str]) -> None:
        self._chunks = chunks
        self._decoder = json.JSONDecoder()
        self.window, self.at, self.passed = "", 0, 0

    def more(self) -> bool:
        """Take in the next chunk, letting go of what was read; False at the end."""
        chunk = next(self._chunks, "")
        self.window, self.passed, self.at = self.window[self.at :] + chunk, self.passed + self.at, 0
        return bool(chunk)

    def peek(self) -> str:
        """The next character that is not white space, "" at the end."""
        while True:
            while self.at < len(self.window) and self.window[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.window):
                return self.window[self.at]
            if not self.more():
                return ""

    def take(self, expected: str) -> None:
        """Step over `expected`."""
        if self.peek() != expected:
            raise self.broken(f"{expected!r} was expected")
        self.at += 1

    def value(self) -> Any:
        """The next whole value; Refused where it is broken or larger than a record may be."""
        self.peek()
        tried, ended = 0, False
        while True:
            size = len(self.window) - self.at
            if ended or size >= 2 * tried:  # trying at each doubling keeps the work linear
                tried = max(size, 1)
                try:
                    found, end = self._decoder.raw_decode(self.window, self.at)
                    if ended or end < len(self.window):
                        self.at = end
                        return found
                    tried = 0  # a number at the very end may go on in the next chunk
                except RecursionError as error:
                    raise self.broken("values are nested too deep") from error
                except ValueError as error:
                    if ended:
                        raise self.broken("a value is broken or cut off") from error
            if size > MAX_DOCUMENT:
                raise self.broken(
                    f"a value is larger than {megabytes(MAX_DOCUMENT)}, or a quotation mark is missing"
                )
            ended = not self.more()

    def broken(self, what: str) -> Refused:
        """The refusal of the rest of the file, at the present character."""
        return Refused(
            f"the JSON is broken at character {self.passed + self.at:,}: {what}", "write the file again"
        )


def records_in(chunks: Iterator[str]) -> Iterator[Record]:
    """Every record with the short values around it, in order; Refused from where the JSON is broken."""
    text = _Text(chunks)
    while text.peek():
        yield from _value(text, {}, 0)
        if text.peek() == ",":  # between objects that somebody cut out of an array
            text.at += 1


def _value(text: _Text, around: dict[str, object], depth: int) -> Iterator[Record]:
    if depth > _MAX_DEPTH:
        raise text.broken("values are nested too deep")
    kind = text.peek()
    if kind == "[":
        yield from _array(text, around, depth)
    elif kind == "{":
        yield from _object(text, around, depth)
    else:
        text.value()  # a bare text or number is no record


def _array(text: _Text, around: dict[str, object], depth: int) -> Iterator[Record]:
    text.take("[")
    if text.peek() == "]":
        text.take("]")
        return
    while True:
        yield from _value(text, around, depth + 1)
        if text.peek() != ",":
            break
        text.take(",")
    text.take("]")


def _object(text: _Text, around: dict[str, object], depth: int) -> Iterator[Record]:
    """The object itself, or the records of the arrays in it that are known to hold records."""
    own: dict[str, object] = {}
    wraps = False
    text.take("{")
    while text.peek() not in ("}", ""):
        key = text.value()
        text.take(":")
        if not isinstance(key, str):
            raise text.broken("a name was expected")
        if key in _LISTS and _holds_records(text):
            wraps = True
            yield from _value(text, {**around, **_short(own)}, depth + 1)
        else:
            own[key] = text.value()
        if text.peek() == ",":
            text.take(",")
        elif text.peek() != "}":
            raise text.broken("a comma or '}' was expected")
    text.take("}")
    if not wraps or any(isinstance(each, str) and len(each) > _LONG for each in own.values()):
        yield around, own


def _holds_records(text: _Text) -> bool:
    """Whether the next value is an array of objects, or an object, as in "data": [{"id": 1}]."""
    kind = text.peek()
    if kind not in ("[", "{"):
        return False
    while len(text.window) - text.at < 64 and text.more():
        pass
    inside = text.window[text.at + 1 : text.at + 64].lstrip(_SPACE)
    return (kind == "[" and inside[:1] in ("{", "]")) or (kind == "{" and inside[:1] == '"')


def _short(values: dict[str, object]) -> dict[str, object]:
    return {
        key: value
        for key, value in values.items()
        if isinstance(value, str | int) and len(str(value)) <= _LONG
    }
