"""`pipeline fetch`: one round over all feeds, from FEEDS.toml to a folder that `pipeline build` reads.

Hosts are asked side by side, each by one thread. What goes wrong at one feed or page is a Trouble with its
reason and mend, and the rest goes on.
"""

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.articles.documents import page_fields, page_text
from pipeline.fetch import FEED, PAGE, Address, Client, is_public
from pipeline.fetch.entries import feed_entries, parsed
from pipeline.fetch.errors import FetchError, PutOff, Stopped
from pipeline.fetch.feed_list import Feed, FeedList
from pipeline.fetch.folder import Entry, FetchedFolder
from pipeline.fetch.turns import Turns

__all__ = ["Outcome", "Round", "Trouble", "fetch_into", "fetch_round"]

log = logging.getLogger("pipeline.fetch.round")

Tell = Callable[[str], None]

_ROUNDS_FOR_A_PAGE = 5  # then the feed's own words have to do
_GONE_SECONDS = 86_400.0  # a feed that is gone for good is asked once a day
_GONE = 410


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


def fetch_round(
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
        return fetch_into(folder, feeds, tell, clock=clock, wait=wait, permitted=permitted)


def fetch_into(
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
        except (OSError, sqlite3.Error):
            raise  # the folder cannot be written: no feed can go on
        except Exception as error:
            # A fault of our own at one feed must not end the round for the others.
            log.debug("%s", self._feed.url, exc_info=True)
            self._trouble(
                self._feed.url, FetchError(f"a fault of Kharita ({type(error).__name__})", "report it")
            )
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
            entries, notes = parsed(feed_entries, feed, answer, self._feeds.limits.entries)
            self._found.notes += notes
            folder.keep_raw(answer)
            folder.add_entries(feed.url, entries, answer)

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
        found = parsed(page_fields, page_text(answer.body, answer.charset), answer.url)
        record = entry.record
        # Some feeds carry the whole text and their page only its beginning.
        if len(found["text"]) >= len(record["text"]):
            record["text"], record["text_from"] = found["text"], "page"
        record["title"] = record["title"] or found["title"]
        record["published"] = record["published"] or found["published"]
        record["language"] = record["language"] or found["language"]
        record["fetched_at"] = answer.at.isoformat(timespec="seconds")


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
