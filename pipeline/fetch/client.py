"""One polite, bounded GET after another.

A host is asked only if its robots.txt allows it and its turn has come (`robots`, `turns`). Whatever a
server does ends in an Answer or a FetchError, within `total_timeout` seconds a try and the limits of size.
"""

import datetime as dt
import random
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3

from pipeline.fetch.connections import Adapter, Address, is_public, timing
from pipeline.fetch.errors import FetchError, PutOff, Stopped
from pipeline.fetch.faults import connection_fault, printable, status_fault, too_large, type_fault
from pipeline.fetch.feed_list import Limits
from pipeline.fetch.robots import Rules
from pipeline.fetch.turns import Turns

__all__ = ["FEED", "PAGE", "Answer", "Client", "Kind"]

_CHUNK = 1 << 16
_ROBOTS_SECONDS = 86_400.0  # RFC 9309: a copy is used for a day at most
_ROBOTS_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_PERMANENT = (301, 308)
_NOT_MODIFIED = 304
_ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
_LONGEST_BACKOFF = 60.0


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked for: its name in messages, the Accept header, how its media types begin, what mends another."""

    name: str
    accept: str
    types: tuple[str, ...]
    mend: str = ""


FEED = Kind(
    "a feed",
    "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
    ("application/rss", "application/atom", "application/rdf", "application/xml", "application/octet-stream", "text/"),
    "give the address of the RSS or Atom feed",
)  # fmt: skip
PAGE = Kind(
    "a web page",
    "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
    ("text/html", "application/xhtml"),
    "what the feed itself says of this article is kept",
)
_ROBOTS = Kind("robots.txt", "text/plain, */*;q=0.1", ("",))
_ROBOTS_BYTES = 512_000  # RFC 9309: at least 500 KiB of it are read


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent: headers as received, the body unpacked, and when (UTC).

    `url` is where it came from in the end; `moved` is set where the address has changed for good.
    """

    url: str
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    at: dt.datetime
    moved: str = ""

    def header(self, name: str) -> str:
        """The first header of that name, or ""."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def charset(self) -> str:
        """The charset that the Content-Type states, or ""."""
        after = self.header("Content-Type").lower().partition("charset=")[2]
        return after.split(";")[0].strip(" \"'")[:40]


class Client:
    """Gets addresses politely; safe to use from several threads.

    `stop` ends waits and reads; `permitted` says which addresses may be connected to; `authorities` is a file
    of certificate authorities, or True for the usual ones.
    """

    def __init__(
        self,
        user_agent: str,
        limits: Limits,
        turns: Turns,
        stop: threading.Event,
        permitted: Callable[[Address], bool] = is_public,
        authorities: str | bool = True,
    ) -> None:
        self._agent, self._limits, self._turns, self._stop = user_agent, limits, turns, stop
        self._authorities = authorities
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip"}
        self._rules: dict[str, Rules] = {}
        # An adapter without a session: no cookies, no .netrc, no proxy (behind which the address that is
        # connected to could not be checked), and no redirect is followed, or its body read, unseen.
        self._adapter = Adapter(permitted, limits.parallel)

    def close(self) -> None:
        """Close what connections are open."""
        self._adapter.close()

    def get(self, url: str, kind: Kind, until: float, etag: str = "", modified: str = "") -> Answer:
        """The answer at `url`, 200 or 304, behind redirects that are each checked as a first address is.

        No request begins after the time `until`. FetchError where there is no answer; Stopped.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {"Accept": kind.accept, **{name: value for name, value in conditions.items() if value}}
        here, moved, permanent = url, "", True
        for _ in range(self._limits.redirects + 1):
            _check(here)
            rules = self._rules_of(here, until)
            if not rules.allow(here):
                raise FetchError(
                    f"the robots.txt of {_host(here)} asks not to fetch it", "take it out, or ask the outlet"
                )
            answer = self._tried(here, kind, headers, rules.pause, until)
            if answer.status not in _REDIRECTS:
                return replace(answer, moved=moved)
            permanent = permanent and answer.status in _PERMANENT
            here = _target(answer)
            moved = here if permanent else moved
        raise FetchError(
            f"it leads from address to address, more than {self._limits.redirects} times", "check the address"
        )

    def _rules_of(self, url: str, until: float) -> Rules:
        """The robots.txt of the host of `url`; FetchError where it cannot be known what it says."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._rules.get(origin)
        if known is None or known.expires <= self._turns.clock():
            expires = self._turns.clock() + _ROBOTS_SECONDS
            known = self._rules[origin] = self._fetched_rules(f"{origin}/robots.txt", expires, until)
        return known

    def _fetched_rules(self, url: str, expires: float, until: float) -> Rules:
        headers = {"Accept": _ROBOTS.accept}
        try:
            for _ in range(_ROBOTS_REDIRECTS + 1):
                _check(url)
                answer = self._tried(url, _ROBOTS, headers, 0.0, until)
                if answer.status not in _REDIRECTS:
                    return Rules.parse(answer.body.decode("utf-8", "replace"), self._agent, expires)
                url = _target(answer)
        except FetchError as error:
            # RFC 9309: what a host does not have (4xx) forbids nothing; what it fails to say forbids all.
            if error.passing or not 400 <= error.status < 500:
                error.reason += "" if isinstance(error, PutOff) else " (asked for its robots.txt)"
                raise
        return Rules(None, self._agent, expires)

    def _tried(self, url: str, kind: Kind, headers: dict[str, str], pause: float, until: float) -> Answer:
        """One answer; passing faults are tried again after a pause that doubles, or that the host asks for."""
        host = _host(url)
        fault: FetchError | None = None
        for attempt in range(self._limits.tries):
            try:
                with self._turns.turn(host, pause, until):
                    return self._once(url, kind, headers)
            except PutOff:
                if fault is None:
                    raise
                break
            except FetchError as error:
                if not error.passing:
                    raise
                fault = error
                # Half of it by chance, so that many who were cut off together do not come back together.
                backoff = min(2.0**attempt, _LONGEST_BACKOFF) * (1 + random.random()) / 2
                self._turns.hold(host, error.after or backoff)
        assert fault is not None
        raise fault

    def _once(self, url: str, kind: Kind, headers: dict[str, str]) -> Answer:
        limits = self._limits
        timing.begin(limits, self._stop)
        try:
            asked = requests.Request("GET", url, {**headers, **self._headers}).prepare()
            response = self._adapter.send(
                asked,
                stream=True,
                timeout=(limits.connect_timeout, limits.read_timeout),
                verify=self._authorities,
            )
            with closing(response):
                return self._answer(url, kind, response)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise connection_fault(error, limits, timing.left() <= 0) from error

    def _answer(self, url: str, kind: Kind, response: requests.Response) -> Answer:
        found = list(response.raw.headers.items())
        answer = Answer(url, response.status_code, found, b"", dt.datetime.now(dt.UTC))
        if answer.status in (*_REDIRECTS, _NOT_MODIFIED):
            return answer
        if answer.status != 200:
            raise status_fault(answer.status, answer.header("Retry-After"), self._turns.clock())
        _check_type(answer, kind)
        return replace(answer, body=self._body(response.raw, answer, kind))

    def _body(self, raw: Any, answer: Answer, kind: Kind) -> bytes:
        """The body, unpacked piece by piece and only as far as the limit."""
        most = self._limits.page_bytes if kind is PAGE else self._limits.feed_bytes
        most = _ROBOTS_BYTES if kind is _ROBOTS else most
        length = answer.header("Content-Length")
        if kind is not _ROBOTS and length.isdecimal() and len(length) < 16 and int(length) > most:
            raise too_large(f"it is {int(length):,} bytes", most)
        body = bytearray()
        while chunk := raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > most:
                if kind is _ROBOTS:
                    return bytes(body[:most])
                raise too_large("it goes on and on", most)
            if self._stop.is_set():
                raise Stopped
            if timing.left() <= 0:
                raise TimeoutError("the total time is over")
        return bytes(body)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def _check(url: str) -> None:
    """FetchError where an address is not one that is fetched at all."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError as error:
        raise FetchError("it is not an address", "check the address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FetchError(
            f"it leads to {printable(url)}; only http and https are fetched", "check the address"
        )
    if parts.username is not None or parts.password is not None:
        raise FetchError("its address carries a name or password", "give an address without one")


def _target(answer: Answer) -> str:
    """Where a redirect leads."""
    # http.client reads headers as Latin-1; an address in one is UTF-8 where it is not ASCII.
    location = answer.header("Location").encode("latin-1", "replace").decode("utf-8", "replace").strip()
    if not location:
        raise FetchError("it redirects without saying where", "check the address")
    try:
        return urljoin(answer.url, location)
    except ValueError as error:
        raise FetchError("it redirects to what is no address", "check the address") from error


def _check_type(answer: Answer, kind: Kind) -> None:
    media = answer.header("Content-Type").split(";")[0].strip().lower()
    feed_like = kind is FEED and media.endswith("+xml") and "svg" not in media
    if media and not media.startswith(kind.types) and not feed_like:
        raise type_fault(media, kind.name, kind.mend)
    encoding = answer.header("Content-Encoding").strip().lower()
    if encoding not in _ENCODINGS:
        raise FetchError(
            f"it is packed as {printable(encoding)[:60]}, which was not asked for", "tell the outlet"
        )
