"""Paths to articles: files, folders, patterns and archives of every format that Kharita knows.

Whatever cannot be read becomes a Reject that names it, its reason and what mends it; nothing is raised, and
the rest is read. What was guessed (column names) or passed over (pictures in a folder) is said in the log.
"""

import glob
import gzip
import io
import logging
import lzma
import os
import stat
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import cast

from pipeline.articles.archives import read_gzip, read_tar, read_warc, read_zip
from pipeline.articles.documents import read_markdown, read_page, read_text
from pipeline.articles.json_records import read_json, read_json_lines
from pipeline.articles.source import Refused, Reject, Source
from pipeline.articles.storage import is_address, storage_sources
from pipeline.articles.syndication import read_feed
from pipeline.articles.tables import read_csv, read_parquet
from pipeline.model import Article

__all__ = ["Reject", "count_files", "read_paths"]

log = logging.getLogger("pipeline.articles.read")

Reader = Callable[[Source], Iterator[Article | Reject]]

_READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".json": read_json,
    ".jsonl": read_json_lines,
    ".ndjson": read_json_lines,
    ".csv": read_csv,
    ".tsv": read_csv,
    ".parquet": read_parquet,
    ".xml": read_feed,
    ".rss": read_feed,
    ".atom": read_feed,
    ".warc": read_warc,
    ".warc.gz": read_warc,
}
# Formats that hold articles but are not read: said for each file. Others in a folder are counted only.
_UNREAD = frozenset(
    ".pdf .doc .docx .rtf .odt .epub .xls .xlsx .ods .rar .7z .mhtml .eml .pst .zst .sqlite .db".split()
)
_ONE_ARTICLE = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml")
MOST_REJECTS = 10_000  # of one file that are named singly
_READABLE = "txt, md, html, json, jsonl, csv, tsv, parquet, rss, atom, xml, warc, zip, tar or gz"


def read_paths(paths: Sequence[str]) -> Iterator[Article | Reject]:
    """Every article under `paths`, in order, and a Reject for everything that was not read.

    A path is a file, a folder (read with its sub-folders, names in order), a pattern such as "2021/*.html",
    a storage address such as s3://bucket/2021, or "-" for standard input (JSON lines, or one text).
    """
    if not paths:
        yield Reject("", 0, "no path was given", "name a file or a folder with articles")
    for path in paths:
        yield from _read_path(str(path))


def count_files(paths: Sequence[str]) -> int | None:
    """How many articles `paths` hold, for a progress bar; None where a file may hold many."""
    total = 0
    for path in paths:
        if is_address(path):
            return None
        for name in _files(path) if os.path.isdir(path) else [path]:
            if name.lower().endswith(_ONE_ARTICLE) and os.path.isfile(name):
                total += 1
            elif _reader_of(name) is not None:
                return None
    return total


def _read_path(path: str) -> Iterator[Article | Reject]:
    if path == "-":
        yield from _standard_input()
    elif is_address(path):
        yield from _read_address(path)
    elif os.path.isdir(path):
        yield from _read_folder(path)
    elif os.path.lexists(path):
        yield from _read_file(path)
    elif glob.has_magic(path):
        names = sorted(glob.glob(path, recursive=True))
        if not names:
            yield Reject(path, 0, "nothing matches this pattern", "check its spelling, and quote it")
        for name in names:
            yield from _read_folder(name) if os.path.isdir(name) else _read_file(name)
    else:
        yield Reject(path, 0, "there is no such file or folder", "check its spelling")


def _files(folder: str, troubles: list[Reject] | None = None) -> Iterator[str]:
    """The files under `folder` in the order of their names; hidden ones, and links to folders, are left."""

    def failed(error: OSError) -> None:
        if troubles is not None:
            troubles.append(Reject(error.filename or folder, 0, _system(error), "allow reading it"))

    for parent, folders, names in os.walk(folder, onerror=failed):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (os.path.join(parent, each) for each in sorted(names) if not each.startswith("."))


def _read_folder(folder: str) -> Iterator[Article | Reject]:
    passed_over: Counter[str] = Counter()
    troubles: list[Reject] = []
    found = False
    for name in _files(folder, troubles):
        suffix = Path(name).suffix.lower()
        if _reader_of(name) is not None or suffix in _UNREAD:
            found = True
            yield from _read_file(name)
        else:
            passed_over[suffix or "no ending"] += 1
    yield from troubles
    yield from _passed_over(folder, passed_over, found or bool(troubles))


def _passed_over(folder: str, passed_over: Counter[str], found: bool) -> Iterator[Reject]:
    """Say which files of a folder are no articles; a Reject where nothing else was `found` in it."""
    listed = ", ".join(f"{count} {suffix}" for suffix, count in passed_over.most_common(6))
    if not found:
        what = (
            f"the folder holds nothing that can be read, only {listed}" if listed else "the folder is empty"
        )
        yield Reject(folder, 0, what, f"put articles in it ({_READABLE})")
    elif listed:
        log.info("%s: passed over files that are no articles: %s", folder, listed)


def _read_address(address: str) -> Iterator[Article | Reject]:
    passed_over: Counter[str] = Counter()
    found = False
    try:
        for each in storage_sources(address):
            if isinstance(each, Reject):
                found = True
                yield each
            elif _reader_of(each.name) is not None or Path(each.name).suffix.lower() in _UNREAD:
                found = True
                yield from _read_whole(each)
            else:
                passed_over[Path(each.name).suffix.lower() or "no ending"] += 1
    except Refused as refused:
        yield Reject(address, 0, refused.reason, refused.mend)
        return
    except Exception as error:
        # Each storage has exceptions of its own, for keys that are missing, denied access, names that are wrong.
        log.debug("%s", address, exc_info=True)
        said = str(error).splitlines()[0][:200] if str(error) else "no further word"
        yield Reject(
            address,
            0,
            f"the storage cannot be read ({type(error).__name__}: {said})",
            "check the address and your keys",
        )
        return
    yield from _passed_over(address, passed_over, found)


def _read_file(path: str) -> Iterator[Article | Reject]:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        yield Reject(path, 0, _system(error), "check the file")
        return
    if not stat.S_ISREG(mode):
        yield Reject(path, 0, "it is not a regular file (a pipe or a device)", "copy its content to a file")
        return
    yield from _read_whole(Source(path, lambda: open(path, "rb")))  # noqa: SIM115 - its reader closes it


def _reader_of(name: str) -> Reader | None:
    lower = name.lower()
    if lower.endswith((".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")):
        return partial(read_tar, read_member=_read_source)
    if lower.endswith(".zip"):
        return partial(read_zip, read_member=_read_source)
    if lower.endswith(".warc.gz"):
        return read_warc
    if lower.endswith(".gz"):
        return partial(read_gzip, read_member=_read_source) if Path(lower[:-3]).suffix in _READERS else None
    return _READERS.get(Path(lower).suffix)


def _read_whole(source: Source) -> Iterator[Article | Reject]:
    """What a file holds, its first MOST_REJECTS rejects one by one and the others in one: they are kept in memory."""
    refused, last = 0, None
    for each in _read_source(source):
        if isinstance(each, Reject):
            refused += 1
            if refused > MOST_REJECTS:
                last = each
                continue
        yield each
    if last is not None:
        reason = f"{refused - MOST_REJECTS:,} more were refused in it, the last one because {last.reason}"
        yield Reject(source.name, last.offset, reason, last.mend)


def _read_source(source: Source) -> Iterator[Article | Reject]:
    """What the reader of this format yields; all that goes wrong in it ends as a Reject."""
    reader = _reader_of(source.name)
    if reader is None:
        ending = Path(source.name).suffix or "a name without ending"
        yield source.reject(f"files with {ending} are not read", f"convert it to {_READABLE}")
        return
    empty = True
    try:
        for each in reader(source):
            empty = False
            yield each
    except Refused as refused:
        yield source.reject(refused.reason, refused.mend, refused.offset)
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        yield source.reject(f"it is damaged or cut off ({error})", "copy or pack it again")
    except OSError as error:
        yield source.reject(_system(error), "check the file and its permissions")
    except Exception as error:
        # Formats are parsed by libraries that may raise anything on broken input; one bad file must
        # not end a run over a million good ones.
        log.debug("%s", source.name, exc_info=True)
        said = str(error).splitlines()[0][:200] if str(error) else "no further word"
        yield source.reject(
            f"it cannot be read ({type(error).__name__}: {said})", "check that it is what its name says"
        )
    else:
        if empty:
            yield source.reject("it holds no article", "check that it is the right file")


def _standard_input() -> Iterator[Article | Reject]:
    stream = cast(io.BufferedReader, sys.stdin.buffer)
    head = stream.peek(64)[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    name = "-.jsonl" if head.startswith(b"{") else "-.json" if head.startswith(b"[") else "-.txt"
    yield from _read_whole(Source(name, lambda: stream))


def _system(error: OSError) -> str:
    """What the system said, as words ("Permission denied")."""
    return f"the system says: {error.strerror or error}"
