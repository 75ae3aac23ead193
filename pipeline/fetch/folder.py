"""The folder of what was fetched: articles for `pipeline build`, raw answers for provenance, and what is known.

    data/fetched/2026-10-01/rudaw.net-1a2b3c4d.jsonl   the articles of a day and a feed, read by build
    data/fetched/.raw/2026-10-01.warc.gz               answers as received, with headers and time
    data/fetched/.state/fetched.sqlite                 what was seen, what is still to be fetched

The readers pass over folders with a dot, so no article is read twice. The database is ahead of the files: what
is to be written is committed there first and written then, and what a killed writer left beyond the committed
length of a file is cut off. So an article is written once, whenever the program is stopped.
"""

import datetime as dt
import hashlib
import io
import json
import os
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import urlsplit

from pipeline.fetch import Answer
from pipeline.store import StoreError, build_lock

__all__ = ["Entry", "FetchedError", "FetchedFolder"]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS feeds (url TEXT PRIMARY KEY, etag TEXT, modified TEXT, gone_at REAL);
CREATE TABLE IF NOT EXISTS seen (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS waiting (
    number INTEGER PRIMARY KEY AUTOINCREMENT, feed TEXT, page TEXT, record TEXT, ready INTEGER, tries INTEGER);
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER);
CREATE TABLE IF NOT EXISTS hosts (host TEXT PRIMARY KEY, free_at REAL);
CREATE TABLE IF NOT EXISTS built (store TEXT, path TEXT, size INTEGER, PRIMARY KEY (store, path));
"""
# Headers that no longer say how the kept body is packed.
_OUTWORN = frozenset(("content-encoding", "transfer-encoding", "content-length"))


class FetchedError(Exception):
    """The folder cannot be used; its text is one sentence that says what to do."""


class FetchedArticle(TypedDict):
    """An article as it is written; `text_from` says whether its text is the feed's or its page's."""

    id: str
    title: str
    text: str
    published: str | None
    language: str
    source: str
    url: str
    feed: str
    fetched_at: str
    text_from: str


@dataclass(slots=True)
class Entry:
    """One entry of a feed on its way to being an article.

    `keys` are what it is known by; `record` is the row that is written; `page` is the address still to be
    fetched for its text, "" if none; `tries` is in how many rounds that failed.
    """

    keys: tuple[str, ...]
    record: FetchedArticle
    page: str = ""
    tries: int = 0
    number: int = field(default=0, compare=False)


class FetchedFolder:
    """The folder, opened by one process; its methods may be called from several threads."""

    def __init__(self, out: Path, database: sqlite3.Connection) -> None:
        self._out, self._database = out, database
        self._lock = threading.RLock()

    @classmethod
    @contextmanager
    def open(cls, out: Path) -> Iterator["FetchedFolder"]:
        """The folder at `out`, made if need be; FetchedError where another process fetches into it.

        FetchedError, too, where it turns out within the context that the folder cannot be written.
        """
        state = out / ".state"
        with ExitStack() as held:
            try:
                state.mkdir(parents=True, exist_ok=True)
                held.enter_context(build_lock(state))
                database = sqlite3.connect(state / "fetched.sqlite", check_same_thread=False)
                held.callback(database.close)
                database.executescript(_SCHEMA)
                folder = cls(out, database)
                folder.write_ready()
            except StoreError as error:
                raise FetchedError(f"another fetch is writing to {out}; wait for it or stop it") from error
            except (OSError, sqlite3.Error) as error:
                raise _unusable(out, error) from error
            try:
                yield folder
            except (OSError, sqlite3.Error) as error:
                raise _unusable(out, error) from error

    @contextmanager
    def _commit(self) -> Iterator[sqlite3.Connection]:
        with self._lock, self._database:
            yield self._database

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._database.execute(query, values).fetchone()
        return row

    # Hosts and feeds

    def free_at(self, host: str) -> float:
        """The time (seconds since 1970) from which `host` may be asked."""
        row = self._one("SELECT free_at FROM hosts WHERE host = ?", host)
        return float(row[0]) if row else 0.0

    def set_free_at(self, host: str, time: float) -> None:
        """Keep that time, for this process and later ones."""
        with self._commit() as database:
            database.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?)", (host, time))

    def validators(self, feed: str) -> tuple[str, str]:
        """(ETag, Last-Modified) of the feed as last got, "" where there is none."""
        row = self._one("SELECT etag, modified FROM feeds WHERE url = ?", feed)
        return (row[0] or "", row[1] or "") if row else ("", "")

    def gone_at(self, feed: str) -> float:
        """When the feed said that it is gone for good; 0 if it did not."""
        row = self._one("SELECT gone_at FROM feeds WHERE url = ?", feed)
        return float(row[0] or 0.0) if row else 0.0

    def set_gone_at(self, feed: str, time: float) -> None:
        """Keep that the feed said so."""
        with self._commit() as database:
            database.execute("INSERT OR REPLACE INTO feeds VALUES (?, '', '', ?)", (feed, time))

    # Entries

    def add_entries(self, feed: str, entries: Iterable[Entry], answer: Answer) -> int:
        """Take in those `entries` that were never seen, and what the next request is to say; how many were new."""
        new = 0
        with self._commit() as database:
            for entry in entries:
                marks = ",".join("?" * len(entry.keys))
                if self._one(f"SELECT 1 FROM seen WHERE key IN ({marks})", *entry.keys):  # noqa: S608 - only marks
                    continue
                new += 1
                database.executemany("INSERT OR IGNORE INTO seen VALUES (?)", [(key,) for key in entry.keys])
                database.execute(
                    "INSERT INTO waiting (feed, page, record, ready, tries) VALUES (?, ?, ?, ?, 0)",
                    (feed, entry.page, _json(entry.record), not entry.page),
                )
            validators = (answer.header("ETag")[:1000], answer.header("Last-Modified")[:1000])
            database.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, NULL)", (feed, *validators))
        return new

    def waiting(self, feed: str) -> list[Entry]:
        """The feed's entries whose page is still to be fetched, oldest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT number, page, record, tries FROM waiting WHERE feed = ? AND NOT ready ORDER BY number",
                (feed,),
            ).fetchall()
        return [Entry((), json.loads(record), page, tries, number) for number, page, record, tries in rows]

    def settle(self, entry: Entry, *, ready: bool) -> None:
        """Keep what a try at the entry's page came to; `ready` entries are written with the next write_ready."""
        with self._commit() as database:
            database.execute(
                "UPDATE waiting SET record = ?, ready = ?, tries = ? WHERE number = ?",
                (_json(entry.record), ready, entry.tries, entry.number),
            )

    # Files

    def write_ready(self, feed: str | None = None) -> int:
        """Write the entries of `feed` (of all feeds) that are ready to their files; how many."""
        with self._lock:
            rows = self._database.execute(
                "SELECT number, feed, record FROM waiting WHERE ready AND feed = COALESCE(?, feed) ORDER BY number",
                (feed,),
            ).fetchall()
            lines: dict[str, list[tuple[int, str]]] = {}
            for number, feed, record in rows:
                day = str(json.loads(record)["fetched_at"])[:10]
                lines.setdefault(f"{day}/{_slug(feed)}.jsonl", []).append((number, record))
            for path, found in lines.items():
                size = self._append(path, "".join(f"{record}\n" for _, record in found).encode())
                with self._commit() as database:
                    database.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (path, size))
                    database.executemany(
                        "DELETE FROM waiting WHERE number = ?", [(number,) for number, _ in found]
                    )
        return len(rows)

    def keep_raw(self, answer: Answer) -> None:
        """Append an answer to the day's WARC file, unpacked, with its headers, address and time."""
        with self._lock:
            path = f".raw/{answer.at:%Y-%m-%d}.warc.gz"
            size = self._append(path, _warc_record(answer))
            with self._commit() as database:
                database.execute("INSERT OR REPLACE INTO files VALUES (?, ?)", (path, size))

    def _append(self, path: str, content: bytes) -> int:
        """Append to a file after its committed length; its length then."""
        target = self._out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("a+b") as file:
            size = file.truncate(self._committed(path, target))
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return size + len(content)

    def _committed(self, path: str, target: Path) -> int:
        """The length up to which a file is whole, committed before more is written to it."""
        known = self._one("SELECT size FROM files WHERE path = ?", path)
        if known:
            return min(int(known[0]), target.stat().st_size)
        # A new file, or the state was removed: what is there is kept.
        size = _whole_lines(target) if path.endswith(".jsonl") else target.stat().st_size
        with self._commit() as database:
            database.execute("INSERT INTO files VALUES (?, ?)", (path, size))
        return size

    # What a store has of it

    def unbuilt(self, store: Path, *, anew: bool = False) -> list[Path]:
        """The files that hold more than `store` was built from, or all of them (`anew`), by name."""
        with self._lock:
            rows = self._database.execute(
                "SELECT files.path FROM files LEFT JOIN built ON built.path = files.path AND built.store = ?"
                " WHERE files.path LIKE '%.jsonl' AND (? OR files.size > COALESCE(built.size, 0)) ORDER BY files.path",
                (str(store.resolve()), anew),
            ).fetchall()
        return [self._out / path for (path,) in rows if (self._out / path).is_file()]

    def set_built(self, store: Path, paths: Sequence[Path]) -> None:
        """Keep that `store` has now all that `paths` hold."""
        names = [str(path.relative_to(self._out)) for path in paths]
        with self._commit() as database:
            database.executemany(
                "INSERT OR REPLACE INTO built SELECT ?, path, size FROM files WHERE path = ?",
                [(str(store.resolve()), name) for name in names],
            )


def _unusable(out: Path, error: Exception) -> FetchedError:
    if isinstance(error, OSError):
        return FetchedError(
            f"{out} cannot be written ({error.strerror or error}); free some space or allow writing, and fetch again"
        )
    return FetchedError(
        f"{out / '.state'} cannot be used ({error}); free some space, or remove it: feeds are then read anew, and "
        "articles keep their ids"
    )


def _json(record: FetchedArticle) -> str:
    """A record as one line; a lone surrogate, which a feed may spell out and no file can hold, becomes "?"."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace").decode()


def _slug(feed: str) -> str:
    """A file name for a feed: its host, and a hash, for a host has several."""
    host = re.sub(r"[^\w.-]", "_", urlsplit(feed).hostname or "feed")[:80].lstrip(".")
    return f"{host}-{hashlib.blake2b(feed.encode(), digest_size=4).hexdigest()}"


def _whole_lines(path: Path) -> int:
    """The length of a file up to its last line end."""
    with path.open("rb") as file:
        end = 0
        while line := file.readline(1 << 20):
            end = file.tell() if line.endswith(b"\n") else end
    return end


def _warc_record(answer: Answer) -> bytes:
    """One gzipped WARC response record."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import BufferWARCWriter

    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in _OUTWORN else name, value)
        for name, value in answer.headers
    ]
    writer = BufferWARCWriter(gzip=True)
    record = writer.create_warc_record(
        answer.url,
        "response",
        payload=io.BytesIO(answer.body),
        length=len(answer.body),
        http_headers=StatusAndHeaders(f"{answer.status} OK", headers, protocol="HTTP/1.1"),
        warc_headers_dict=_warc_headers(answer.at),
    )
    writer.write_record(record)
    content: bytes = writer.get_contents()
    return content


def _warc_headers(at: dt.datetime) -> Mapping[str, str]:
    return {"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
