"""Connections to addresses that were checked, with reads that end when the request must.

The address that a name leads to is looked up once for each connection, checked, and that very address is
connected to, so a name that changes its address between a check and a connection gains nothing.
"""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError
from urllib3.util.ssl_ import create_urllib3_context

from pipeline.fetch.errors import FetchError, Stopped
from pipeline.fetch.feed_list import Limits

__all__ = ["Adapter", "Address", "is_public", "timing"]

_SLICE = 0.25  # seconds; how soon a silent read hears that it is to stop
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet's, also when it is wrapped in an IPv6 address."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


class Timing(threading.local):
    """When the request that this thread makes must end, on the monotonic clock, and how long it may be silent."""

    end = float("inf")
    silence = 30.0
    stop = threading.Event()

    def begin(self, limits: Limits, stop: threading.Event) -> None:
        """Begin to count the time of one request, which `stop` ends, too."""
        self.end, self.silence = time.monotonic() + limits.total_timeout, limits.read_timeout
        self.stop = stop

    def left(self) -> float:
        """The seconds that are left of it."""
        return self.end - time.monotonic()


timing = Timing()


class _Timed:
    """A socket whose reads all end with the request: a timeout of each read lets one byte a second go on for ever."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """Read for as long as is left; Stopped soon after the person asked to stop."""
        silent = time.monotonic() + timing.silence
        while True:
            left = min(timing.left(), silent - time.monotonic())
            if left <= 0:
                raise TimeoutError("the time is over")
            self.settimeout(min(left, _SLICE))  # type: ignore[attr-defined]
            try:
                return super().recv_into(*args, **kwargs)  # type: ignore[misc]
            except TimeoutError:
                if timing.stop.is_set():
                    raise Stopped from None


class _PlainSocket(_Timed, socket.socket):
    pass


class _SecureSocket(_Timed, ssl.SSLSocket):
    pass


class _Checked:
    """A connection to an address that was looked up once and is permitted."""

    permitted: Callable[[Address], bool]

    def _new_conn(self) -> socket.socket:
        conn: Any = self
        try:
            found = socket.getaddrinfo(conn._dns_host, conn.port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise NameResolutionError(conn.host, conn, socket.gaierror(str(error))) from error
        permitted = [each for each in found if type(self).permitted(_address(each))]
        if not permitted:
            raise FetchError(
                f"{conn.host} leads to {_address(found[0])}, which is not an address of the public internet",
                "check the address; if the server is your own, write allow_private = true",
            )
        return self._connect(permitted)

    def _connect(self, found: list[Any]) -> socket.socket:
        conn: Any = self
        failed = OSError("no address")
        for family, kind, protocol, _, address in found:
            sock = _PlainSocket(family, kind, protocol)
            try:
                sock.settimeout(max(0.01, min(conn.timeout, timing.left())))
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.connect(address)
            except OSError as error:
                sock.close()
                failed = error
            else:
                return sock
        raise NewConnectionError(conn, str(failed)) from failed


def _address(found: Any) -> Address:
    """The address in one row of getaddrinfo's."""
    return ipaddress.ip_address(str(found[4][0]).partition("%")[0])


class Adapter(HTTPAdapter):
    """requests over connections that are checked and timed, `parallel` hosts at once."""

    def __init__(self, permitted: Callable[[Address], bool], parallel: int) -> None:
        self._permitted = staticmethod(permitted)
        super().__init__(pool_connections=2 * parallel, pool_maxsize=2, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools, whose connections are this module's."""
        context = create_urllib3_context()
        context.sslsocket_class = _SecureSocket
        super().init_poolmanager(*args, ssl_context=context, **kwargs)
        plain = type("Plain", (_Checked, HTTPConnection), {"permitted": self._permitted})
        secure = type("Secure", (_Checked, HTTPSConnection), {"permitted": self._permitted})
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }
