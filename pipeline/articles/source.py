"""What a reader reads from, how much of it, and how it refuses."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, cast

__all__ = [
    "MAX_DOCUMENT",
    "MAX_LINE",
    "MAX_TEXT",
    "Allowance",
    "Bounded",
    "Refused",
    "Reject",
    "Source",
    "megabytes",
]

MAX_DOCUMENT = 16 * 2**20  # bytes of a file that is one article, or one record
MAX_LINE = MAX_DOCUMENT  # bytes of a line of a file that is many articles
MAX_TEXT = 1_000_000  # characters of one article; a long newspaper page has 60,000
MAX_EXPANSION = 200  # times its size that a packed file may unpack to; JSON of one feed reaches about 30
_FREE_EXPANSION = 64 * 2**20  # bytes that any packed file may unpack to, however small it is


@dataclass(frozen=True, slots=True)
class Reject:
    """Something that was not read: where, why, and what a person can do about it.

    `offset` is where in the file: a line or row counted from 1, a byte in a WARC file, 0 for the whole file.
    """

    path: str
    offset: int
    reason: str
    mend: str


class Refused(Exception):
    """Raised inside a reader; `pipeline.articles.read` makes a Reject of it."""

    def __init__(self, reason: str, mend: str, offset: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.mend, self.offset = reason, mend, offset


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or one member of an archive, ready to be opened once.

    `name` is the path as a person would say it ("2021.zip!sep/11.txt"); `packed` is whether it is inside an
    archive, where archives are not opened again and only a stream is to be had.
    """

    name: str
    open: Callable[[], BinaryIO]
    packed: bool = False

    def read(self, limit: int = MAX_DOCUMENT) -> bytes:
        """The whole content; Refused where it is longer than `limit` bytes."""
        with self.open() as stream:
            content = stream.read(limit + 1)
        if len(content) > limit:
            raise Refused(f"it is larger than {megabytes(limit)}, too much for one document", "split it")
        return content

    def reject(self, reason: str, mend: str, offset: int = 0) -> Reject:
        """A Reject of this source."""
        return Reject(self.name, offset, reason, mend)


class Allowance:
    """The bytes that one packed file may still unpack to, over all its members."""

    def __init__(self, packed: BinaryIO) -> None:
        self._left = size_of(packed) * MAX_EXPANSION + _FREE_EXPANSION

    def spend(self, count: int) -> None:
        """Take `count` bytes off; Refused when none are left."""
        self._left -= count
        if self._left < 0:
            raise Refused(
                f"it unpacks to more than {MAX_EXPANSION} times its size, like a file made to fill a disk",
                "unpack it yourself if you trust it, and give the folder",
            )


def size_of(stream: BinaryIO) -> int:
    """The bytes of the file behind `stream`; the size of one document where it has none."""
    if isinstance(size := getattr(getattr(stream, "raw", None), "size", None), int):
        return size  # a file in a storage
    try:
        return os.fstat(stream.fileno()).st_size
    except (OSError, AttributeError, io.UnsupportedOperation):
        return MAX_DOCUMENT


class Bounded(io.RawIOBase):
    """An unpacking stream that is Refused once it gives more than its archive can honestly hold."""

    def __init__(self, stream: BinaryIO, allowance: Allowance) -> None:
        super().__init__()
        self._stream, self._allowance = stream, allowance

    def readable(self) -> bool:
        """Always: this is only for reading."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill `buffer`; Refused when the allowance is spent."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        content = self._stream.read(len(view))
        self._allowance.spend(len(content))
        view[: len(content)] = content
        return len(content)

    def close(self) -> None:
        """Close the stream beneath, too."""
        self._stream.close()
        super().close()

    @classmethod
    def buffered(cls, stream: BinaryIO, allowance: Allowance) -> BinaryIO:
        """The bounded stream with a buffer, so that lines are read fast."""
        return cast(BinaryIO, io.BufferedReader(cls(stream, allowance), 256 * 1024))


def megabytes(count: int) -> str:
    """`count` bytes as a person reads them."""
    return f"{count / 2**20:,.0f} MB"
