"""Archives: zip, tar in its packings, gzip of one file, and the web's WARC.

Members are read as streams one after another. Nothing is unpacked to disk, no archive is opened inside an
archive, and how much each may unpack to is bounded (`Bounded`).
"""

import bz2
import gzip
import lzma
import posixpath
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, cast

from pipeline.articles.documents import page_fields
from pipeline.articles.encoding import decode
from pipeline.articles.fields import article_from
from pipeline.articles.source import MAX_DOCUMENT, Allowance, Bounded, Refused, Reject, Source
from pipeline.model import Article

__all__ = ["read_gzip", "read_tar", "read_warc", "read_zip"]

ReadMember = Callable[[Source], Iterator[Article | Reject]]

_MAX_MEMBERS = 5_000_000
_NESTED = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".7z", ".rar")


def _refusal(name: str) -> str | None:
    """Why a member is not opened, by its name."""
    if posixpath.isabs(name) or ".." in name.replace("\\", "/").split("/") or name[1:2] == ":":
        return "its name leads outside the archive"
    if name.lower().endswith(_NESTED):
        return "it is an archive inside an archive"
    return None


def _ignored(name: str) -> bool:
    """Folders, and the hidden files that computers add."""
    parts = name.split("/")
    return name.endswith("/") or any(
        (part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts
    )


def read_zip(source: Source, read_member: ReadMember) -> Iterator[Article | Reject]:
    """Every member of a zip file."""
    with source.open() as stream:
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError) as error:
            raise Refused("it is not a whole zip file", "copy or pack it again") from error
        allowance = Allowance(stream)
        with archive:
            members = archive.infolist()
            if len(members) > _MAX_MEMBERS:
                raise Refused(f"it has more than {_MAX_MEMBERS:,} members", "pack it in parts")
            for info in members:
                allowance.spend(0)
                if _ignored(info.filename):
                    continue
                opened = partial(_open_zipped, archive, info, allowance)
                member = Source(f"{source.name}!{info.filename}", opened, packed=True)
                if reason := _refusal(info.filename):
                    yield member.reject(reason, "unpack it yourself if you trust it, and give the folder")
                elif info.flag_bits & 1:
                    yield member.reject(
                        "it is locked with a password", "unpack it yourself and give the folder"
                    )
                else:
                    yield from read_member(member)


def _open_zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowance: Allowance) -> BinaryIO:
    # The sizes in a zip's table may lie: what really comes out is counted.
    return Bounded.buffered(cast(BinaryIO, archive.open(info)), allowance)


def read_tar(source: Source, read_member: ReadMember) -> Iterator[Article | Reject]:
    """Every file of a .tar, .tar.gz, .tgz, .tar.bz2 or .tar.xz, in one pass."""
    with source.open() as packed:
        try:
            plain = Bounded.buffered(_unpacked(source.name.lower(), packed), Allowance(packed))
            with tarfile.open(fileobj=plain, mode="r|") as archive:
                for count, info in enumerate(archive, 1):
                    if count > _MAX_MEMBERS:
                        raise Refused(f"it has more than {_MAX_MEMBERS:,} members", "pack it in parts")
                    archive.members = []  # type: ignore[attr-defined]  # or it would keep a record of each
                    if info.isdir() or _ignored(info.name.removeprefix("./")):
                        continue
                    yield from _tar_member(source, archive, info, read_member)
        except (tarfile.TarError, EOFError, zlib.error, lzma.LZMAError, OSError) as error:
            raise Refused(f"the archive is damaged or cut off ({error})", "copy or pack it again") from error


def _tar_member(
    source: Source, archive: tarfile.TarFile, info: tarfile.TarInfo, read_member: ReadMember
) -> Iterator[Article | Reject]:
    def opened() -> BinaryIO:
        file = archive.extractfile(info)
        if file is None:
            raise Refused("it is not a file", "leave it out")
        return cast(BinaryIO, file)

    member = Source(f"{source.name}!{info.name.removeprefix('./')}", opened, packed=True)
    if reason := _refusal(info.name):
        yield member.reject(reason, "unpack it yourself if you trust it, and give the folder")
    elif not info.isfile():
        yield member.reject(
            "it is a link or a device, which is not followed inside an archive", "leave it out"
        )
    else:
        yield from read_member(member)


def _unpacked(name: str, packed: BinaryIO) -> BinaryIO:
    """The tar stream itself, by the archive's ending."""
    if name.endswith((".gz", ".tgz")):
        return cast(BinaryIO, gzip.GzipFile(fileobj=packed))
    if name.endswith(".bz2"):
        return cast(BinaryIO, bz2.BZ2File(packed))
    return cast(BinaryIO, lzma.LZMAFile(packed)) if name.endswith(".xz") else packed


def read_gzip(source: Source, read_member: ReadMember) -> Iterator[Article | Reject]:
    """The one file that a .gz holds, read by the name without .gz."""

    def opened() -> BinaryIO:
        packed = source.open()
        return Bounded.buffered(cast(BinaryIO, gzip.GzipFile(fileobj=packed)), Allowance(packed))

    inside = source.name.rpartition("/")[2][: -len(".gz")]
    yield from read_member(Source(f"{source.name}!{inside}", opened, packed=True))


def read_warc(source: Source) -> Iterator[Article | Reject]:
    """The web pages in a .warc or .warc.gz; other records (pictures, requests) are passed over."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    offset = 0
    with source.open() as stream:
        try:
            records = ArchiveIterator(stream)
            for record in records:
                if record.rec_type not in ("response", "resource") or not _is_page(record):
                    continue
                content = record.content_stream().read(MAX_DOCUMENT + 1)
                offset = records.get_record_offset()  # reads the record to its end, so after its content
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                try:
                    if len(content) > MAX_DOCUMENT:
                        raise Refused("the page is too large for one article", "leave it out")
                    yield article_from(page_fields(decode(content), url), source)
                except Refused as refused:
                    yield source.reject(f"{url[:200]}: {refused.reason}", refused.mend, offset)
        except (ArchiveLoadFailed, EOFError, zlib.error, OSError, ValueError, AttributeError) as error:
            raise Refused(
                f"the record at byte {offset:,} or the one after it is damaged or cut off",
                "fetch the archive again",
                offset,
            ) from error


def _is_page(record: object) -> bool:
    headers = getattr(record, "http_headers", None) or getattr(record, "rec_headers", None)
    kind = (headers.get_header("Content-Type") or "") if headers else ""
    status = headers.get_statuscode() if headers and getattr(record, "rec_type", "") == "response" else "200"
    return str(kind).startswith(("text/html", "application/xhtml")) and str(status).startswith("2")
