"""From what a server answered to the entries of a feed, each with what it is known by."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.articles.fields import WebFields
from pipeline.articles.source import MAX_TEXT, Refused
from pipeline.articles.syndication import entry_fields, parse_feed
from pipeline.fetch import Answer
from pipeline.fetch.errors import FetchError
from pipeline.fetch.feed_list import Feed
from pipeline.fetch.folder import Entry, FetchedArticle

__all__ = ["feed_entries", "parsed"]

_WEB = ("http://", "https://")
_NO_KEY = re.compile(r"(?:utm_\w+|fbclid|gclid)=[^&]*&?")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")


def feed_entries(feed: Feed, answer: Answer, most: int) -> tuple[list[Entry], list[str]]:
    """The first `most` entries of a feed, and what is to be said of it; FetchError where it is no feed."""
    if not answer.body.strip():
        raise FetchError("it is empty", "check the address; a later round tries again", passing=True)
    found = parse_feed(answer.body, answer.charset)
    if not found.entries and not found.get("version"):
        raise FetchError("it is not an RSS or Atom feed", _mend_for_page(found, answer.url))
    notes = []
    if len(found.entries) > most:
        notes.append(f"of {len(found.entries):,} entries the first {most:,} are read")
    if found.bozo and not isinstance(found.bozo_exception, UserWarning):
        notes.append("its XML is broken: what could be read was taken, tell the outlet")
    rows = [(each, _article_url(each, answer.url)) for each in found.entries[:most]]
    links = Counter(url for _, url in rows)
    entries = []
    for each, url in rows:
        fields = entry_fields(each, found.feed)
        fields["url"] = url
        if fields["title"] or fields["text"]:
            own_url = url if links[url] == 1 else ""  # some feeds link every entry to their front page
            entries.append(_entry(feed, fields, str(each.get("id") or ""), own_url, answer))
    return entries, notes


def _entry(feed: Feed, fields: WebFields, guid: str, own_url: str, answer: Answer) -> Entry:
    """An entry; it is known by its guid, by its address if no other entry has it, else by its words."""
    host = urlsplit(feed.url).hostname
    keys = [f"guid {host} {guid}"] if guid and not guid.startswith(_WEB) else []
    keys += [f"url {_plain_url(each)}" for each in (guid, own_url) if each.startswith(_WEB)]
    keys = keys or [f"text {host} {fields['title']}\n{fields['text']}"]
    hashed = tuple(dict.fromkeys(_hashed(key) for key in keys))
    record: FetchedArticle = {
        "id": f"web-{hashed[0]}",
        "title": fields["title"],
        "text": fields["text"][:MAX_TEXT],
        "published": fields["published"],
        "language": feed.language or fields["language"],
        "source": feed.source,
        "url": fields["url"],
        "feed": feed.url,
        "fetched_at": answer.at.isoformat(timespec="seconds"),
        "text_from": "feed",
    }
    return Entry(hashed, record, fields["url"] if feed.articles else "")


def _hashed(key: str) -> str:
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()


def parsed(parse: Callable[..., Any], *content: Any) -> Any:
    """What a parser makes of what was fetched; FetchError whatever it raises."""
    try:
        return parse(*content)
    except FetchError:
        raise
    except Refused as refused:
        raise FetchError(refused.reason, "open the address in a browser") from refused
    except Exception as error:
        # Parsers may raise anything on hostile input, and the other feeds and pages must go on.
        raise FetchError(
            f"it cannot be read ({type(error).__name__})", "open the address in a browser"
        ) from error


def _article_url(entry: Any, feed_url: str) -> str:
    """The address of an entry's article, "" where it gives none that the web has."""
    try:
        url = urljoin(feed_url, str(entry.get("link") or "").strip())
        return url if urlsplit(url).scheme in ("http", "https") and url != feed_url else ""
    except ValueError:
        return ""


def _plain_url(url: str) -> str:
    """An address without what does not change the article: the fragment, and where the reader came from."""
    before, mark, query = url.partition("#")[0].partition("?")
    rest = _NO_KEY.sub("", query).rstrip("&")
    return f"{before}{mark}{rest}" if rest else before


def _mend_for_page(parsed: Any, url: str) -> str:
    """What to do instead, with the address of the feed where a web page names it."""
    for link in parsed.feed.get("links", []):
        if link.get("rel") == "alternate" and link.get("type") in _FEED_TYPES:
            return f'the page names its feed: write url = "{urljoin(url, link.get("href", ""))}"'
    return "give the address of the RSS or Atom feed"
