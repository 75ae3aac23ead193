"""`pipeline fetch`: one round over all feeds, from FEEDS.toml to a folder that `pipeline build` reads.

Hosts are asked side by side, each by one thread. What goes wrong at one feed or page is a Trouble with its
reason and mend, and the rest goes on.
"""

import hashlib
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from pipeline.feeds import Feed, FeedList
from pipeline.fetch import FEED, PAGE, Address, Answer, Client, is_public
from pipeline.fetched import Entry, FetchedFolder
from pipeline.politeness import FetchError, PutOff, Stopped, Turns
from pipeline.readers.documents import page_fields, page_text
from pipeline.readers.feeds import entry_fields, parse_feed
from pipeline.readers.source import MAX_TEXT, Refused

__all__ = ["Outcome", "Round", "Trouble", "harvest", "harvest_into"]

Tell = Callable[[str], None]

_ROUNDS_FOR_A_PAGE = 5  # then the feed's own words have to do
_GONE_SECONDS = 86_400.0  # a feed that is gone for good is asked once a day
_NOT_FOUND, _GONE = 404, 410
_NO_KEY = re.compile(r"(?:utm_\w+|fbclid|gclid)=[^&]*&?")


@dataclass(frozen=True, slots=True)
class Trouble:
    """An address that was not fetched; `put_off` is whether only its time has not come."""

    url: str
    reason: str
    mend: str
    put_off: bool = False


@dataclass(slots=True)
class Outcome:
    """What a round did with one feed: `articles` were new, `waiting` pages are left for later rounds."""

    feed: Feed
    reached: bool = False
    articles: int = 0
    waiting: int = 0
    notes: list[str] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did with every feed, in the order of the file."""

    outcomes: tuple[Outcome, ...]

    @property
    def articles(self) -> int:
        """How many articles are new."""
        return sum(each.articles for each in self.outcomes)

    @property
    def troubles(self) -> list[Trouble]:
        """All that was not fetched."""
        return [trouble for each in self.outcomes for trouble in each.troubles]

    @property
    def reached(self) -> int:
        """How many feeds answered."""
        return sum(each.reached for each in self.outcomes)


def harvest(
    feeds: FeedList,
    out: Path,
    tell: Tell = lambda line: None,
    *,
    clock: Callable[[], float] = time.time,
    wait: Callable[[float], bool] | None = None,
    permitted: Callable[[Address], bool] | None = None,
) -> Round:
    """Fetch what is new in all `feeds` into the folder `out`; FetchedError where that cannot be written.

    `tell` hears one line a feed, and one for each trouble. KeyboardInterrupt stops it soon and cleanly.
    """
    with FetchedFolder.open(out) as folder:
        return harvest_into(folder, feeds, tell, clock=clock, wait=wait, permitted=permitted)


def harvest_into(
    folder: FetchedFolder,
    feeds: FeedList,
    tell: Tell = lambda line: None,
    *,
    clock: Callable[[], float] = time.time,
    wait: Callable[[float], bool] | None = None,
    permitted: Callable[[Address], bool] | None = None,
) -> Round:
    """The same into a folder that is open already."""
    stop = threading.Event()
    turns = Turns(feeds.limits.delay, clock, wait or stop.wait, folder.free_at, folder.set_free_at)
    allowed = permitted or ((lambda address: True) if feeds.allow_private else is_public)
    # A server behind an authority of one's own is reached as curl reaches it.
    authorities = os.environ.get("SSL_CERT_FILE") or True
    client = Client(feeds.user_agent, feeds.limits, turns, stop, allowed, authorities)
    by_host: dict[str, list[Feed]] = {}
    for feed in feeds.feeds:
        by_host.setdefault(urlsplit(feed.url).hostname or "", []).append(feed)

    def visit(host: str) -> list[Outcome]:
        until = clock() + 60 * feeds.limits.host_minutes
        return [_Visit(client, folder, feeds, feed, until, clock).outcome(tell) for feed in by_host[host]]

    pool = ThreadPoolExecutor(feeds.limits.parallel, thread_name_prefix="fetch")
    try:
        found = {id(each.feed): each for outcomes in pool.map(visit, by_host) for each in outcomes}
    finally:
        # Also for Ctrl-C: what is being read is dropped, what was got is committed already.
        stop.set()
        pool.shutdown(cancel_futures=True)
        client.close()
    return Round(tuple(found[id(feed)] for feed in feeds.feeds))


class _Visit:
    """One feed in one round."""

    def __init__(
        self,
        client: Client,
        folder: FetchedFolder,
        feeds: FeedList,
        feed: Feed,
        until: float,
        clock: Callable[[], float],
    ) -> None:
        self._client, self._folder, self._feeds, self._feed = client, folder, feeds, feed
        self._until, self._clock = until, clock
        self._found = Outcome(feed)

    def outcome(self, tell: Tell) -> Outcome:
        """Visit the feed, and say what came of it.

        Pages that wait from earlier rounds come first: a host that is asked once a round must not always be
        asked for its feed.
        """
        found = self._found
        try:
            earlier = self._folder.waiting(self._feed.url)
            self._read_pages(earlier)
            self._read_feed()
            found.articles += self._folder.write_ready(self._feed.url)
            tried = {each.number for each in earlier}
            self._read_pages(
                [each for each in self._folder.waiting(self._feed.url) if each.number not in tried]
            )
        except Stopped:
            found.notes.append("stopped")
        except FetchError as error:
            self._trouble(self._feed.url, error)
        found.waiting = len(self._folder.waiting(self._feed.url))
        for line in _lines(found):
            tell(line)
        return found

    def _trouble(self, url: str, error: FetchError) -> None:
        self._found.troubles.append(Trouble(url, error.reason, error.mend, isinstance(error, PutOff)))

    def _read_feed(self) -> None:
        """Ask for the feed, and take in the entries that are new."""
        feed, folder = self._feed, self._folder
        gone = folder.gone_at(feed.url)
        if gone and 0 <= self._clock() - gone < _GONE_SECONDS:
            raise FetchError("it said that it is gone for good (410), and is asked once a day", "take it out")
        try:
            answer = self._client.get(feed.url, FEED, self._until, *folder.validators(feed.url))
        except FetchError as error:
            if error.status == _GONE:
                folder.set_gone_at(feed.url, self._clock())
            raise
        self._found.reached = True
        if answer.moved:
            self._found.notes.append(f'it has moved for good: write url = "{answer.moved}"')
        if answer.status == 200:
            entries = _parsed(list, self._entries(answer))
            folder.keep_raw(answer)
            folder.add_entries(feed.url, entries, answer)

    def _entries(self, answer: Answer) -> Iterator[Entry]:
        """The entries of a feed; FetchError where it is none."""
        if not answer.body.strip():
            raise FetchError("it is empty", "check the address; a later round tries again", passing=True)
        parsed = _parsed(parse_feed, answer.body, answer.charset)
        if not parsed.entries and not parsed.version:
            raise FetchError("it is not an RSS or Atom feed", _mend_for_page(parsed, answer.url))
        most = self._feeds.limits.entries
        if len(parsed.entries) > most:
            self._found.notes.append(f"of {len(parsed.entries):,} entries the first {most:,} are read")
        if parsed.bozo and not isinstance(parsed.bozo_exception, UserWarning):
            self._found.notes.append("its XML is broken: what could be read was taken, tell the outlet")
        rows = [(each, _article_url(each, answer.url)) for each in islice(parsed.entries, most)]
        links = Counter(url for _, url in rows)
        for each, url in rows:
            record = {**entry_fields(each, parsed.feed), "url": url}
            if record["title"] or record["text"]:
                guid = str(each.get("id") or "")
                yield self._entry(record, guid, url if links[url] == 1 else "", answer)

    def _entry(self, fields: dict[str, Any], guid: str, own_url: str, answer: Answer) -> Entry:
        """An entry with the keys that it is known by: its guid, its address if no other entry has it, else its words."""
        host = urlsplit(self._feed.url).hostname
        keys = [f"guid {host} {guid}"] if guid and not guid.startswith(("http://", "https://")) else []
        keys += [
            f"url {_plain_url(each)}" for each in (guid, own_url) if each.startswith(("http://", "https://"))
        ]
        keys = keys or [f"text {host} {fields['title']}\n{fields['text']}"]
        hashed = tuple(
            dict.fromkeys(hashlib.blake2b(key.encode(), digest_size=8).hexdigest() for key in keys)
        )
        record = {
            "id": f"web-{hashed[0]}",
            "title": fields["title"],
            # A feed that has only headlines still says something.
            "text": (fields["text"] or fields["title"])[:MAX_TEXT],
            "published": fields["published"],
            "language": self._feed.language or fields["language"],
            "source": self._feed.source,
            "url": fields["url"],
            "feed": self._feed.url,
            "fetched_at": answer.at.isoformat(timespec="seconds"),
            "text_from": "feed",
        }
        return Entry(hashed, record, fields["url"] if self._feed.articles else "")

    def _read_pages(self, entries: Sequence[Entry]) -> None:
        """Fetch the pages that `entries` wait for, and write each article as soon as it is whole."""
        for entry in entries:
            ready = True
            try:
                self._read_page(entry)
            except PutOff as error:
                self._trouble(entry.page, error)
                return
            except FetchError as error:
                entry.tries += 1
                ready = not error.passing or entry.tries >= _ROUNDS_FOR_A_PAGE
                self._trouble(entry.page, error)
            self._folder.settle(entry, ready=ready)
            self._found.articles += self._folder.write_ready(self._feed.url) if ready else 0

    def _read_page(self, entry: Entry) -> None:
        """Fill the entry from its page; FetchError where there is none or it holds no article."""
        answer = self._client.get(entry.page, PAGE, self._until)
        self._folder.keep_raw(answer)
        found = _parsed(page_fields, page_text(answer.body, answer.charset), answer.url)
        record = entry.record
        # Some feeds carry the whole text and their page only its beginning.
        if len(found["text"]) >= len(record["text"]):
            record["text"], record["text_from"] = found["text"], "page"
        for name in ("title", "published", "language"):
            record[name] = record[name] or found[name]
        record["fetched_at"] = answer.at.isoformat(timespec="seconds")


def _parsed(parse: Callable[..., Any], *content: Any) -> Any:
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
        if link.get("rel") == "alternate" and link.get("type") in (
            "application/rss+xml",
            "application/atom+xml",
        ):
            return f'the page names its feed: write url = "{urljoin(url, link.get("href", ""))}"'
    return "give the address of the RSS or Atom feed"


def _lines(found: Outcome) -> Iterator[str]:
    """What is said of one feed."""
    name = f"{found.feed.source} ({found.feed.url})"
    news = f"{found.articles:,} new article{'s' * (found.articles != 1)}" if found.articles else "nothing new"
    left = f", {found.waiting:,} pages left for a later round" if found.waiting else ""
    if found.reached or found.articles:
        yield f"{name}: {news}{left}"
    for note in found.notes:
        yield f"{name}: {_shown(note)}"
    for each in found.troubles:
        word = "put off" if each.put_off else "refused"
        where = "" if each.url == found.feed.url else f" {_shown(each.url)}:"
        yield f"{word}: {name}:{where} {each.reason}; {each.mend}"


def _shown(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text[:300])
