"""Articles at storage addresses such as s3://bucket/2021/*.html, read through fsspec as streams.

Only storage is read here: what is on the web is got by `pipeline fetch`, which asks politely.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.articles.source import Refused, Reject, Source

__all__ = ["is_address", "storage_sources"]

_STORAGE = ("s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "file", "memory")
_PACKAGES = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs"}
_WEB = ("http", "https", "ftp", "ftps")
_BLOCK = 4 * 2**20  # bytes that are asked for at a time; so much of a file is held


def is_address(path: str) -> bool:
    """Whether a path is an address rather than a file of this computer."""
    return "://" in path


def storage_sources(address: str) -> Iterator[Source | Reject]:
    """The files at an address, in the order of their names: a file, what a folder holds, or what a pattern fits.

    What begins with a dot is left, and a folder that cannot be listed is a Reject. Refused where the address cannot be read at all.
    """
    files, root = _opened(address)
    if any(sign in root for sign in "*?["):
        names = sorted(files.glob(root))
        if not names:
            raise Refused("nothing matches this pattern", "check its spelling, and quote it")
        for name in names:
            yield from _below(files, name)
    elif files.exists(root):
        yield from _below(files, root)
    else:
        raise Refused("there is no such file or folder", "check its spelling, and that you may read it")


def _opened(address: str) -> tuple[Any, str]:
    """The file system of fsspec for an address, and the path within it."""
    scheme = address.partition("://")[0].lower()
    if "::" in address or scheme not in _STORAGE:
        if scheme.rpartition("::")[2] in _WEB:
            raise Refused(
                "build reads files, not the web",
                "list feeds in a file and run: python -m pipeline fetch FEEDS.toml; or download it and give the file",
            )
        raise Refused(f"{scheme}:// is not read", f"give a file, or an address with {', '.join(_STORAGE)}")
    from fsspec.core import url_to_fs

    try:
        files, root = url_to_fs(address)
    except ImportError as error:
        package = _PACKAGES.get(scheme, "adlfs")
        raise Refused(
            f"reading {scheme}:// needs a package that is not installed", f"pip install {package}"
        ) from error
    return files, root


def _below(files: Any, root: str) -> Iterator[Source | Reject]:
    if not files.isdir(root):
        yield _source(files, root)
        return
    try:
        listed = files.ls(root, detail=True)
    except OSError as error:
        name = str(files.unstrip_protocol(root))
        yield Reject(
            name, 0, f"it cannot be listed ({error.strerror or type(error).__name__})", "allow reading it"
        )
        return
    for each in sorted(listed, key=lambda info: str(info["name"])):
        path = str(each["name"]).rstrip("/")
        # Object stores list a folder's own marker in the folder.
        if path == root.rstrip("/") or path.rpartition("/")[2].startswith("."):
            continue
        if each["type"] == "directory":
            yield from _below(files, path)
        else:
            yield _source(files, path)


def _source(files: Any, name: str) -> Source:
    """One file, to be read in blocks."""

    def opened() -> BinaryIO:
        # Most storages' own files read no line of a bounded length.
        return io.BufferedReader(files.open(name, "rb", block_size=_BLOCK))

    return Source(str(files.unstrip_protocol(name)), opened)
