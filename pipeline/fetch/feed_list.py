"""FEEDS.toml: which feeds are fetched, who asks for them, and what a round may cost.

docs/fetching.md describes the file by example. Every mistake in it is named with its line, where it has one,
and with what mends it.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

__all__ = ["Feed", "FeedList", "FeedsError", "Limits", "load_feeds"]

_MOST_FEEDS = 10_000
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CONTACT = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://\S+\.\S+")
_NOBODY = re.compile(r"[@./]example\.(org|com|net)\b", re.IGNORECASE)
_HEADER = re.compile(r"\s*\[+\s*([\w-]+)\s*\]+")
_TOP = ("contact", "user_agent", "allow_private", "limits", "feeds")
_FEED = ("url", "source", "language", "articles")
# The least and the most that each limit may be.
_RANGES: dict[str, tuple[float, float]] = {
    "delay": (0, 3600),
    "connect_timeout": (0.1, 300),
    "read_timeout": (0.1, 300),
    "total_timeout": (0.1, 3600),
    "tries": (1, 10),
    "redirects": (0, 20),
    "feed_bytes": (1_000, 50_000_000),
    "page_bytes": (1_000, 16_000_000),
    "entries": (1, 100_000),
    "host_minutes": (0.01, 1440),
    "parallel": (1, 32),
}


class FeedsError(Exception):
    """FEEDS.toml cannot be used; its text is one line a mistake."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What fetching may cost: seconds, bytes after unpacking, numbers; `host_minutes` is for each host and round."""

    delay: float = 3.0
    connect_timeout: float = 15.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    tries: int = 3
    redirects: int = 5
    feed_bytes: int = 5_000_000
    page_bytes: int = 5_000_000
    entries: int = 1_000
    host_minutes: float = 10.0
    parallel: int = 4


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: its address, the outlet's name, its language ("" for what the feed says), whether pages are fetched."""

    url: str
    source: str
    language: str = ""
    articles: bool = False


@dataclass(frozen=True, slots=True)
class FeedList:
    """A whole FEEDS.toml; `user_agent` is the header that outlets see, the contact included."""

    feeds: tuple[Feed, ...]
    user_agent: str
    limits: Limits = Limits()
    allow_private: bool = False


class _Complaints:
    """Gathers the mistakes of one file and finds the line of each."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._lines = path, text.splitlines()
        self.found: list[str] = []

    def add(self, table: str, number: int, key: str, what: str) -> None:
        """Note `what` is wrong with `key` in the top table (""), in `limits`, or in the feed `number` from 1."""
        line = self._line(table, number, key)
        where = f"feed {number}: " if table == "feeds" else ""
        self.found.append(f"{self._path}{f':{line}' if line else ''}: {where}{what}")

    def _line(self, table: str, number: int, key: str) -> int:
        """The line of the key, or of its table's head where it is missing; 0 where neither is written so."""
        here, count, head = "", 0, 0
        assigned = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
        for at, line in enumerate(self._lines, 1):
            if match := _HEADER.match(line):
                here = match[1]
                count += here == "feeds"
                if here == table and count == number:
                    head = at
            elif here == table and (table != "feeds" or count == number) and assigned.match(line):
                return at
        return head


def load_feeds(path: Path) -> FeedList:
    """Read and validate a FEEDS.toml; FeedsError names every mistake in it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        found = tomllib.loads(text)
    except OSError as error:
        raise FeedsError(
            f"{path}: {error.strerror or error}; check its name (see docs/fetching.md)"
        ) from error
    except UnicodeDecodeError as error:
        raise FeedsError(f"{path}: it is not UTF-8 (at byte {error.start:,}); save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise FeedsError(
            f"{path}: it is not TOML: {error}; put texts in quotes, one `name = value` a line"
        ) from error
    complaints = _Complaints(path, text)
    _unknown_keys(found, _TOP, "", 0, complaints)
    loaded = FeedList(
        _feeds(found.get("feeds"), complaints),
        _user_agent(found, complaints),
        _limits(found.get("limits", {}), complaints),
        _flag(found, "allow_private", "", 0, complaints),
    )
    if complaints.found:
        raise FeedsError("\n".join(complaints.found))
    return loaded


def _unknown_keys(
    table: Mapping[str, Any], known: tuple[str, ...], name: str, number: int, complaints: _Complaints
) -> None:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            mend = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(known)}"
            complaints.add(name, number, key, f"`{key}` is not known here; {mend}")


def _user_agent(found: Mapping[str, Any], complaints: _Complaints) -> str:
    contact, name = found.get("contact"), found.get("user_agent", "Kharita")
    if not isinstance(contact, str) or not _CONTACT.fullmatch(contact) or not _plain(contact):
        complaints.add(
            "", 0, "contact",
            "`contact` must say how outlets reach you; write contact = \"name@your.org\", or a page of yours",
        )  # fmt: skip
    elif _NOBODY.search(contact):
        complaints.add("", 0, "contact", f"`contact` {contact!r} is only an example; write your own address")
    if not isinstance(name, str) or not name.strip() or not _plain(name) or re.search(r"[()]", name):
        complaints.add(
            "", 0, "user_agent", '`user_agent` must be a short plain name; leave it out for "Kharita"'
        )
    return f"{name} (+{contact})"


def _plain(text: str) -> bool:
    """Whether a text may stand in a header."""
    return text.isascii() and text.isprintable() and len(text) <= 200


def _limits(found: object, complaints: _Complaints) -> Limits:
    if not isinstance(found, dict):
        complaints.add("", 0, "limits", "`limits` must be a table; write [limits] on a line of its own")
        return Limits()
    _unknown_keys(found, tuple(_RANGES), "limits", 0, complaints)
    kept: dict[str, Any] = {}
    for field in fields(Limits):
        if field.name not in found:
            continue
        value, (least, most) = found[field.name], _RANGES[field.name]
        kinds = (int,) if field.type is int else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds) or not least <= value <= most:
            what = "a whole number" if field.type is int else "a number"
            complaints.add(
                "limits",
                0,
                field.name,
                f"`{field.name}` must be {what} from {least:,} to {most:,}, not {value!r}",
            )
        else:
            kept[field.name] = value
    return Limits(**kept)


def _flag(table: Mapping[str, Any], key: str, name: str, number: int, complaints: _Complaints) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        complaints.add(name, number, key, f"`{key}` must be true or false, not {value!r}")
    return value is True


def _feeds(found: object, complaints: _Complaints) -> tuple[Feed, ...]:
    if not isinstance(found, list) or not found or not all(isinstance(each, dict) for each in found):
        complaints.add(
            "", 0, "feeds", "there is no feed; begin each with a line [[feeds]], then its url and source"
        )
        return ()
    if len(found) > _MOST_FEEDS:
        complaints.add("", 0, "feeds", f"there are more than {_MOST_FEEDS:,} feeds; use several files")
        return ()
    feeds = tuple(_feed(each, number, complaints) for number, each in enumerate(found, 1))
    first: dict[str, int] = {}
    for number, feed in enumerate(feeds, 1):
        if feed.url and first.setdefault(feed.url, number) != number:
            complaints.add(
                "feeds", number, "url", f"feed {first[feed.url]} has the same url; leave one of them out"
            )
    return feeds


def _feed(table: Mapping[str, Any], number: int, complaints: _Complaints) -> Feed:
    _unknown_keys(table, _FEED, "feeds", number, complaints)
    url, source, language = table.get("url"), table.get("source"), table.get("language", "")
    if trouble := _url_trouble(url):
        complaints.add("feeds", number, "url", trouble)
    if not isinstance(source, str) or not source.strip() or not source.isprintable() or len(source) > 200:
        complaints.add("feeds", number, "source", '`source` must name the outlet; write source = "Name"')
    if not isinstance(language, str) or (language and not _LANGUAGE.fullmatch(language)):
        complaints.add(
            "feeds", number, "language", f'`language` must be a code such as "ar" or "en", not {language!r}'
        )
    articles = _flag(table, "articles", "feeds", number, complaints)
    return Feed(str(url or ""), str(source or "").strip(), str(language), articles)


def _url_trouble(url: object) -> str:
    """What is wrong with the address of a feed, or ""."""
    if not isinstance(url, str) or not url:
        return '`url` is missing; write url = "https://…", the address of the RSS or Atom feed'
    if not url.isprintable() or " " in url or len(url) > 2000:
        return "`url` has spaces or signs that no address has; copy it again"
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return f"`url` {url!r} is not an address; copy it again"
    if parts.scheme not in ("http", "https"):
        return f"`url` {url!r} must begin with https:// or http://"
    if not parts.hostname:
        return f"`url` {url!r} names no host; copy it again"
    if parts.username is not None or parts.password is not None:
        return "`url` carries a name or password, which would be stored with every article; leave it out"
    return ""
