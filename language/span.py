"""A stretch of an article's text."""

from typing import NamedTuple


class Span(NamedTuple):
    """Character offsets into a text as received: `text[start:end]` is the quoted evidence."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The stretch of `text` that the span quotes."""
        return text[self.start : self.end]
