"""What goes wrong between a server and us, in words: why, what mends it, and whether another try may go better."""

import socket
import ssl
from collections.abc import Callable

import requests
import urllib3
from urllib3.exceptions import DecodeError, LocationValueError, NameResolutionError, NewConnectionError

from pipeline.fetch.errors import FetchError
from pipeline.fetch.feed_list import Limits
from pipeline.fetch.turns import retry_after

__all__ = ["connection_fault", "printable", "status_fault", "too_large", "type_fault"]

_TOO_MANY = 429
_LATER = "a later round tries again"
_CHECK = f"check the connection and the address; {_LATER}"
_STATUS = {
    401: ("it wants a password (401)", "ask the outlet for a public feed"),
    402: ("it wants payment (402)", "ask the outlet for a public feed"),
    403: ("the server refuses this computer or program (403)", "ask the outlet, or take it out"),
    404: ("it does not exist (404)", "look up the address again"),
    410: ("it is gone for good (410)", "take it out"),
    451: ("it is withheld for legal reasons (451)", "take it out"),
}


def status_fault(status: int, wanted: str | None, now: float) -> FetchError:
    """The fault of an answer other than 200; `wanted` is its Retry-After, `now` seconds since 1970."""
    if status == _TOO_MANY or status >= 500:
        after = retry_after(wanted, now)
        what = "too many requests" if status == _TOO_MANY else "a fault of the server"
        wish = f"; it asks to be left alone for {after:,.0f} seconds" if after else ""
        mend = "raise delay in [limits]" if status == _TOO_MANY else _LATER
        return FetchError(f"{what} ({status}){wish}", mend, passing=True, status=status, after=after)
    reason, mend = _STATUS.get(status, (f"the server answers {status}", "open the address in a browser"))
    return FetchError(reason, mend, status=status)


def type_fault(media: str, wanted: str, mend: str) -> FetchError:
    """The fault of an answer that is something else than was `wanted`."""
    return FetchError(f"it is {printable(media)[:60]}, not {wanted}", mend)


def too_large(what: str, most: int) -> FetchError:
    """The fault of a body over its limit."""
    return FetchError(
        f"{what}, and more than {most:,} bytes, unpacked, are not taken",
        "check that it is the right address, or raise feed_bytes or page_bytes in [limits]",
    )


def printable(text: str) -> str:
    """A text from outside as it may be shown in a terminal."""
    return "".join(each if each.isprintable() else "?" for each in text[:200])


def connection_fault(error: Exception, limits: Limits, late: bool) -> FetchError:
    """The fault behind what requests, urllib3 or a socket raised; `late` is whether the total time was over."""
    causes = _causes(error)

    def due_to(*kinds: type[BaseException]) -> bool:
        return any(isinstance(each, kinds) for each in causes)

    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return FetchError(
                f"its certificate is not valid ({printable(cause.verify_message)})",
                "check this computer's clock and the address, and tell the outlet",
            )
    if late:
        return FetchError(
            f"it is too slow: not done after {limits.total_timeout:g} seconds",
            f"{_LATER}; or raise total_timeout in [limits]",
            passing=True,
        )
    return _first_that_fits(due_to, limits) or FetchError(
        f"the connection broke off ({type(causes[-1]).__name__})", _LATER, passing=True
    )


def _first_that_fits(due_to: Callable[..., bool], limits: Limits) -> FetchError | None:
    if due_to(NameResolutionError, socket.gaierror):
        return FetchError("its host name is not found", _CHECK, passing=True)
    if due_to(NewConnectionError):
        refused = due_to(ConnectionRefusedError)
        return FetchError(
            f"the host {'takes no connection' if refused else 'does not answer'}", _CHECK, passing=True
        )
    if due_to(TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError):
        return FetchError(
            f"the server says nothing for {limits.read_timeout:g} seconds", _LATER, passing=True
        )
    if due_to(ssl.SSLError, requests.exceptions.SSLError):
        return FetchError("no secure connection (TLS) comes about", "check the address", passing=True)
    if due_to(DecodeError):
        return FetchError("it is packed wrongly (gzip)", f"tell the outlet; {_LATER}", passing=True)
    if due_to(requests.exceptions.InvalidURL, UnicodeError, LocationValueError):
        return FetchError("it is not an address", "check the address")
    return None


def _causes(error: BaseException) -> list[BaseException]:
    """An error and all that it was raised from, as requests and urllib3 wrap them: arguments, reason, cause."""
    found: list[BaseException] = []
    following: list[object] = [error]
    while following:
        each = following.pop()
        if isinstance(each, BaseException) and each not in found:
            found.append(each)
            following += [each.__context__, each.__cause__, getattr(each, "reason", None), *each.args]
    return found
