"""Politeness: whose turn it is to ask a host, what its robots.txt allows, and why an address was not fetched."""

import datetime as dt
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

__all__ = ["FetchError", "PutOff", "Rules", "Stopped", "Turns", "retry_after"]

LONGEST_HOLD = 86_400.0  # seconds; a clock that was wrong, or a host that says "next year", is not believed


class Stopped(Exception):
    """The person asked to stop; what was got until then is kept."""


class FetchError(Exception):
    """Why an address was not fetched and what mends that.

    `passing` is whether another try, now or in a later round, may go better; `status` is the server's answer,
    0 where there was none; `after` is how many seconds it asked to be left alone.
    """

    def __init__(
        self, reason: str, mend: str, *, passing: bool = False, status: int = 0, after: float = 0.0
    ) -> None:
        super().__init__(reason)
        self.reason, self.mend, self.passing, self.status, self.after = reason, mend, passing, status, after


class PutOff(FetchError):
    """Nothing went wrong: the wait until a host may be asked again is longer than the round."""


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


@dataclass(frozen=True, slots=True)
class Rules:
    """What a robots.txt says to Kharita: `parsed` is None where it forbids nothing."""

    parsed: Any
    agent: str
    expires: float

    @classmethod
    def parse(cls, text: str, agent: str, expires: float) -> "Rules":
        """The rules in the text of a robots.txt, in force until the time `expires`."""
        from protego import Protego

        return cls(Protego.parse(text), agent, expires)

    def allow(self, url: str) -> bool:
        """Whether `url` may be asked for."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, self.agent))

    @property
    def pause(self) -> float:
        """The seconds between two requests that it asks for (Crawl-delay or Request-rate)."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(self.agent)
        between = rate.seconds / rate.requests if rate and rate.requests else 0.0
        return max(float(self.parsed.crawl_delay(self.agent) or 0.0), between)


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
