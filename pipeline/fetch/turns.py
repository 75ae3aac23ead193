"""Whose turn it is to ask a host, and how long a host asked to be left alone."""

import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime

from pipeline.fetch.errors import PutOff, Stopped

__all__ = ["Turns", "retry_after"]

LONGEST_HOLD = 86_400.0  # seconds; a clock that was wrong, or a host that says "next year", is not believed


class Turns:
    """One request to a host at a time, and a pause after each; what a host asked for outlives the process.

    `clock` gives seconds since 1970; `wait(seconds)` returns True if it was cut short by a wish to stop.
    `recall(host)` gives the time from which a host may be asked, and `remember(host, time)` keeps it.
    """

    def __init__(
        self,
        delay: float,
        clock: Callable[[], float],
        wait: Callable[[float], bool],
        recall: Callable[[str], float] = lambda host: 0.0,
        remember: Callable[[str, float], None] = lambda host, time: None,
    ) -> None:
        self._delay, self.clock, self._wait = delay, clock, wait
        self._recall, self._remember = recall, remember
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()

    @contextmanager
    def turn(self, host: str, pause: float, until: float) -> Iterator[None]:
        """Hold the right to ask `host`, waited for; `pause` is its Crawl-delay in seconds.

        PutOff where the wait would go on beyond the time `until`; Stopped where it was cut short.
        """
        with self._guard:
            lock = self._locks[host]
        with lock:
            self._wait_for(host, until)
            try:
                yield
            finally:
                self.hold(host, max(self._delay, pause))

    def hold(self, host: str, seconds: float) -> None:
        """Leave `host` alone for `seconds` from now, or longer where it asked for longer."""
        free = self.clock() + min(seconds, LONGEST_HOLD)
        if seconds > 0 and free > self._free_at(host):
            self._remember(host, free)

    def _free_at(self, host: str) -> float:
        free = self._recall(host)
        return free if free <= self.clock() + LONGEST_HOLD else 0.0

    def _wait_for(self, host: str, until: float) -> None:
        now = self.clock()
        free = max(self._free_at(host), now)
        if free > until:
            why = (
                f"{host} is to be left alone for {free - now:,.0f} more seconds"
                if free > now
                else f"the time for {host} in this round is over"
            )
            raise PutOff(why, "a later round goes on; or raise host_minutes in [limits]", passing=True)
        if free > now and self._wait(free - now):
            raise Stopped


def retry_after(value: str | None, now: float) -> float:
    """The seconds that a Retry-After header asks for, written as seconds or as a date; 0 where it says neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_HOLD)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return 0.0
    if when.tzinfo is None:
        when = when.replace(tzinfo=dt.UTC)
    return min(max(0.0, when.timestamp() - now), LONGEST_HOLD)
