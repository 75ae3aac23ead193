"""RSS and Atom feeds as saved files."""

import io
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from pipeline.articles.encoding import encoding_of
from pipeline.articles.fields import WebFields, article_from
from pipeline.articles.source import Refused, Reject, Source
from pipeline.model import Article

__all__ = ["entry_fields", "parse_feed", "read_feed"]

_BREAKS = frozenset("p br div li h1 h2 h3 h4 blockquote tr".split())
_SILENT = frozenset("script style".split())
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
# Half a letter, spelt out: feedparser gives up a whole feed for one.
_HALF_LETTER = re.compile(
    r"(?i)&#(?:x0*d[89a-f][0-9a-f]{2}|0*(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]))(?:;|\b)"
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")


def read_feed(source: Source) -> Iterator[Article | Reject]:
    """The entries of an RSS or Atom file, each with the longest text that the feed carries of it."""
    feed = parse_feed(source.read())
    if not feed.entries:
        raise Refused(
            "it is not an RSS or Atom feed, or has no entries", "give the feed itself, not its page"
        )
    for number, entry in enumerate(feed.entries, 1):
        try:
            yield article_from(entry_fields(entry, feed.feed), source)
        except Refused as refused:
            yield source.reject(f"entry {number}: {refused.reason}", refused.mend, number)


def parse_feed(content: bytes, charset: str = "") -> Any:
    """Feedparser's reading of a feed; `charset` is what the server said of it, if it said anything.

    Refused where it is no text.
    """
    import feedparser

    text = _HALF_LETTER.sub("\ufffd", _feed_text(content, charset))
    # A stream, never a text: a text that looks like an address would be fetched.
    return feedparser.parse(io.BytesIO(text.encode()), sanitize_html=False, resolve_relative_uris=False)


def _feed_text(content: bytes, charset: str) -> str:
    """The feed decoded: many say an encoding that they are not in, and UTF-8 is not hit upon by chance."""
    declared = match[1].decode() if (match := _DECLARED.match(content[:400])) else ""
    for name in ("utf-8-sig", declared, charset):
        try:
            text = content.decode(name)
        except (LookupError, ValueError):
            continue
        # Any byte is a letter in the western encodings, which are often said without being meant.
        if name == "utf-8-sig" or not re.match(r"(?i)iso.?8859.?1$|latin|us.?ascii|(windows|cp).?1252", name):
            break
    else:
        text = content.decode(encoding_of(content), "replace")
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)


def entry_fields(entry: Any, feed: Any) -> WebFields:
    """The article's fields in one entry of feedparser's and in the feed around it."""
    texts = [each.get("value", "") for each in entry.get("content", [])] + [entry.get("summary", "")]
    return {
        "title": _plain(entry.get("title", "")),
        "text": max((_plain(each) for each in texts), key=len),
        "published": entry.get("published") or entry.get("updated"),
        "url": entry.get("link", ""),
        "source": entry.get("source", {}).get("title") or feed.get("title", ""),
        "language": feed.get("language", ""),
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
