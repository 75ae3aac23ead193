"""RSS and Atom feeds as saved files."""

import io
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from pipeline.model import Article
from pipeline.readers.fields import article_from
from pipeline.readers.source import Refused, Reject, Source

__all__ = ["read_feed"]

_BREAKS = frozenset("p br div li h1 h2 h3 h4 blockquote tr".split())
_SILENT = frozenset("script style".split())


def read_feed(source: Source) -> Iterator[Article | Reject]:
    """The entries of an RSS or Atom file, each with the longest text that the feed carries of it."""
    import feedparser

    # A stream, never a text: a text that looks like an address would be fetched.
    feed = feedparser.parse(io.BytesIO(source.read()), sanitize_html=False, resolve_relative_uris=False)
    if not feed.entries:
        raise Refused(
            "it is not an RSS or Atom feed, or has no entries", "give the feed itself, not its page"
        )
    outlet = feed.feed.get("title", "")
    for number, entry in enumerate(feed.entries, 1):
        try:
            yield article_from(_fields(entry, outlet, feed.feed.get("language", "")), source)
        except Refused as refused:
            yield source.reject(f"entry {number}: {refused.reason}", refused.mend, number)


def _fields(entry: Any, outlet: str, language: str) -> dict[str, Any]:
    texts = [each.get("value", "") for each in entry.get("content", [])] + [entry.get("summary", "")]
    return {
        "title": _plain(entry.get("title", "")),
        "text": max((_plain(each) for each in texts), key=len),
        "published": entry.get("published") or entry.get("updated"),
        "url": entry.get("link", ""),
        "source": entry.get("source", {}).get("title") or outlet,
        "language": language,
    }


class _Words(HTMLParser):
    """Gathers the words of a fragment of HTML, a new line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _plain(fragment: str) -> str:
    words = _Words()
    words.feed(fragment)
    words.close()
    lines = (" ".join(line.split()) for line in "".join(words.parts).split("\n"))
    return "\n".join(line for line in lines if line)
