"""An export written: the rows that a filter shows, in one of the formats, to a file or to standard output."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from pipeline.export.acled_ged import as_schema
from pipeline.export.formats import FORMATS
from pipeline.export.rows import exported_rows
from pipeline.model import SURE_ENOUGH
from pipeline.store import Store, StoreError
from pipeline.view import Filter

__all__ = ["export", "write_whole"]


def export(
    store: Store, what: str, form: str, asked: Filter, target: Path | None, schema: str = "kharita",
    at_least: float = SURE_ENOUGH,
) -> int:  # fmt: skip
    """Write the rows to `target`, whole or not at all, or to standard output; returns how many.

    `schema` is "kharita", or "acled" or "ged" for the columns and codes of those; `at_least` is the confidence
    of the least sure row.
    """
    table = exported_rows(store, what, asked, at_least)
    if schema != "kharita":
        table = as_schema(table, schema)
    writer = FORMATS[form]
    if target is None:
        if writer.output == "file" or (writer.output == "pipe" and sys.stdout.isatty()):
            raise StoreError(f"{form} is no text; name a file with -o FILE.")
        writer.write(table, what, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return int(table.num_rows)
    try:
        write_whole(target, lambda stream: writer.write(table, what, stream))
    except OSError as error:
        raise StoreError(f"{target} cannot be written: {error.strerror or error}.") from error
    return int(table.num_rows)


def write_whole(target: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write beside `target`, then rename: nobody ever reads half of it."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    present = os.umask(0)
    os.umask(present)
    return present
