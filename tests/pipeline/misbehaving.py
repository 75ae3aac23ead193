"""A server on loopback with feeds and pages, which misbehaves in every way that was asked of it."""

import datetime as dt
import gzip
import ipaddress
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TEXT = "سقطت طائرة مسيرة قرب مطار أربيل مساء السبت، ولم تقع إصابات."
SENTENCES = "".join(
    f"<p>{TEXT} وقال شهود إن صوت الانفجار سمع في أحياء المدينة كلها، رقم {n}.</p>" for n in range(6)
)


def item(number: int, link: str = "", guid: str = "", text: str = TEXT) -> str:
    """One entry of an RSS feed."""
    return (
        f"<item><title>خبر {number}</title><link>{link or f'/a/{number}'}</link>"
        + (f'<guid isPermaLink="false">{guid}</guid>' if guid else "")
        + f"<pubDate>Sat, 11 Sep 2021 20:0{number % 10}:00 +0300</pubDate>"
        f"<description>&lt;p&gt;{text} {number}&lt;/p&gt;</description></item>"
    )


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    """An RSS feed."""
    return f'{head}<rss version="2.0"><channel><title>Feed</title><language>ar</language>{"".join(items)}</channel></rss>'


def page(number: int) -> str:
    """A page of an article."""
    return (
        f'<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8"><title>خبر {number}</title></head><body>'
        f"<nav><a href='/'>الرئيسية</a></nav><article><h1>خبر {number}</h1>{SENTENCES}</article></body></html>"
    )


Do = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers each path as the server's table says; what is not in it is 404."""

    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        """Answer."""
        server: Any = self.server
        server.behaviour.asked.append((self.path, dict(self.headers), server.behaviour.clock()))
        answers = server.behaviour.paths.get(self.path)
        if isinstance(answers, list):  # one after another, the last for ever
            answers = answers.pop(0) if len(answers) > 1 else answers[0]
        (answers or status(404))(self)

    def send(self, code: int, body: bytes = b"", **headers: str) -> None:
        """A whole answer; header names with _ for -."""
        self.send_response(code)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def gives(body: str | bytes, media: str = "application/rss+xml; charset=utf-8", **headers: str) -> Do:
    """A body as it should be given."""
    content = body.encode() if isinstance(body, str) else body
    return lambda handler: handler.send(200, content, Content_Type=media, **headers)


def status(code: int, **headers: str) -> Do:
    """A status without more."""
    return lambda handler: handler.send(code, b"", **headers)


def leads(to: str, code: int = 302) -> Do:
    """A redirect."""
    return status(code, Location=to)


def conditional(body: str, etag: str) -> Do:
    """304 for who has that version already."""

    def answer(handler: Handler) -> None:
        if handler.headers.get("If-None-Match") == etag:
            handler.send(304, ETag=etag)
        else:
            gives(body, ETag=etag, Last_Modified="Sat, 11 Sep 2021 17:00:00 GMT")(handler)

    return answer


def never_ends(handler: Handler) -> None:
    """A feed that goes on until the other side has enough."""
    handler.send(200, rss().encode()[:80], Content_Type="text/xml", Content_Length="", Connection="close")
    _write_while_heard(handler, b"<item><title>x</title></item>" * 1000, pause=0)


def redirects_without_end(handler: Handler) -> None:
    """A redirect to itself whose body goes on until the other side has enough."""
    handler.send_response(302)
    handler.send_header("Location", handler.path)
    handler.end_headers()
    _write_while_heard(handler, bytes(100_000), pause=0)


def drips(handler: Handler) -> None:
    """One byte at a time, each well before any timeout of a read."""
    handler.send(200, b"", Content_Type="text/xml", Content_Length="100000")
    _write_while_heard(handler, b"x", pause=0.05)


def drips_headers(handler: Handler) -> None:
    """A header that never ends, one byte at a time."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    _write_while_heard(handler, b"x", pause=0.05)


def says_nothing(handler: Handler) -> None:
    """Silence, until the other side leaves."""
    server: Any = handler.server
    handler.close_connection = True
    handler.connection.settimeout(8)
    try:
        handler.rfile.read(1)
        server.behaviour.left.set()
    except OSError:
        pass


def _write_while_heard(handler: Handler, piece: bytes, pause: float) -> None:
    handler.close_connection = True
    until = time.monotonic() + 10
    try:
        while time.monotonic() < until:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)
    except OSError:
        pass


def cut(body: str) -> Do:
    """A body that ends in its middle."""

    def answer(handler: Handler) -> None:
        content = body.encode()
        handler.send(
            200, content[: len(content) // 2], Content_Type="text/xml", Content_Length=str(len(content))
        )
        handler.close_connection = True

    return answer


def cut_chunked(handler: Handler) -> None:
    """A chunked body that ends within a chunk."""
    handler.send(200, b"ff\r\n<rss>", Content_Type="text/xml", Content_Length="", Transfer_Encoding="chunked")
    handler.close_connection = True


def garbage(handler: Handler) -> None:
    """What is not HTTP."""
    handler.wfile.write(b"\x00\x01\x02 hello\r\n\r\n")
    handler.close_connection = True


def bomb(layers: int = 1) -> Do:
    """60 MB of nothing, packed `layers` times; once, it is 60 kB."""
    content = bytes(60_000_000)
    for _ in range(layers):
        content = gzip.compress(content, 9)
    return gives(content, Content_Encoding=", ".join(["gzip"] * layers))


@dataclass
class Behaviour:
    """What the server answers and what it was asked: (path, headers, time of the clock)."""

    paths: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)
    clock: Callable[[], float] = time.time
    left: threading.Event = field(default_factory=threading.Event)  # somebody who was told nothing hung up

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(each == path for each, _, _ in self.asked)


@dataclass
class Clock:
    """A clock that waiting moves on."""

    now: float = 1_800_000_000.0
    waited: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> float:
        """Seconds since 1970."""
        return self.now

    def wait(self, seconds: float) -> bool:
        """Move on; never stopped."""
        with self.lock:
            self.waited.append(seconds)
            self.now += seconds
        return False


class Server(ThreadingHTTPServer):
    """A server that does not complain of who hangs up on it."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(
    behaviour: Behaviour, host: str = "127.0.0.1", port: int = 0, tls: Path | None = None
) -> Iterator[str]:
    """A running server's address without a path."""
    server = Server((host, port), Handler)
    server.behaviour = behaviour  # type: ignore[attr-defined]
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://{host}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def certificate(path: Path, *, days: int = 1) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key; expired with negative `days`."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    end = dt.datetime.now(dt.UTC) + dt.timedelta(days=days)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(end - dt.timedelta(days=2))
        .not_valid_after(end)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + built.public_bytes(serialization.Encoding.PEM))
    return path
