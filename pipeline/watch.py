"""`pipeline watch`: fetch, join what is new to the store, wait, and again, until it is stopped."""

import datetime as dt
import logging
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.build.builder import build
from pipeline.fetch.feed_list import FeedList, load_feeds
from pipeline.fetch.folder import FetchedFolder
from pipeline.fetch.round import Round, fetch_into

__all__ = ["watch", "watch_round"]

log = logging.getLogger("pipeline.watch")

Tell = Callable[[str], None]
Fetch = Callable[[FetchedFolder, FeedList, Tell], Round]


def watch(
    feeds: Path,
    out: Path,
    store: Path,
    every: float,
    tell: Tell,
    *,
    fetch: Fetch = fetch_into,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Do one round every `every` minutes, reading the file `feeds` anew each time, until SIGTERM or Ctrl-C.

    A round that fails is said, and the next one is done. FeedsError where the file cannot be used at the start.
    """
    load_feeds(feeds)
    number = 0
    with _stoppable():
        try:
            while True:
                number += 1
                began = clock()
                try:
                    tell(f"round {number}: {watch_round(feeds, out, store, tell, fetch=fetch)}")
                except Exception as error:
                    # Whatever it was, the next round may go better: a full disk, a file being edited, a bug.
                    log.debug("round %s", number, exc_info=True)
                    tell(f"round {number}: failed: {error or type(error).__name__}")
                pause = max(0.0, 60 * every - (clock() - began))
                tell(
                    f"next round at {dt.datetime.now() + dt.timedelta(seconds=pause):%H:%M:%S}; stop with Ctrl-C"
                )
                wait(pause)
        except KeyboardInterrupt:
            tell(f"stopped after {number} rounds; the next watch goes on from here")


def watch_round(feeds: Path, out: Path, store: Path, tell: Tell, *, fetch: Fetch = fetch_into) -> str:
    """One round: fetch into `out`, and join to `store` what it lacks; what was done, in words.

    Raises FeedsError, FetchedError or StoreError; then the next round makes up for what this one left.
    """
    with FetchedFolder.open(out) as folder:
        found = fetch(folder, load_feeds(feeds), tell)
        begun = (store / "CURRENT").exists()
        new = folder.unbuilt(store, anew=not begun)
        said = f"{found.articles:,} new articles, {len(found.troubles):,} not fetched"
        if not new:
            return f"{said}; nothing to build"
        summary = build([str(each) for each in new], store, add=begun)
        folder.set_built(store, new)
    refused = f", {len(summary.rejects):,} refused" if summary.rejects else ""
    unread = f", not read: {summary.not_read_told}" if summary.not_read else ""
    return (
        f"{said}; {store} has {summary.articles:,} articles{refused}{unread}, {summary.incidents:,} incidents"
    )


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM stops as Ctrl-C does: what is half done is given up, and what was committed is whole."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
