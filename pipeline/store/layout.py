"""Where a store keeps what, and how its files are made durable."""

import errno
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.store.schema import (
    READINGS_SCHEMA,
    RECEIVED_SCHEMA,
    REPORTS_SCHEMA,
    SCANS_SCHEMA,
    SCHEMAS,
)

__all__ = [
    "COPIES_SCHEMA",
    "FORMAT",
    "HIDDEN_SCHEMA",
    "PARTED",
    "PENDING",
    "StoreError",
    "builds",
    "first_line",
    "folder_in_force",
    "number_of",
    "schema_of",
    "sync_folder",
    "write_durably",
    "write_parquet",
]

FORMAT = 3
PENDING = ".parts"  # what a build has read so far; the next one goes on from there if this one is killed
_BUILD_NAME = re.compile(r"build-(\d{6,})")

# The large tables: folders of parts that never change, shared by the builds that keep them. A row that no
# longer counts stays in its part and is listed in hidden.parquet.
PARTED: dict[str, pa.Schema] = {
    "articles": RECEIVED_SCHEMA,
    "scans": SCANS_SCHEMA,
    "readings": READINGS_SCHEMA,
    "reports": REPORTS_SCHEMA,
}
HIDDEN_SCHEMA = pa.schema([("table", pa.string()), ("part", pa.string()), ("article_id", pa.string())])
COPIES_SCHEMA = pa.schema([("article_id", pa.string()), ("copy_of", pa.string())])
# Rows of a group, so that a few of them are read without the rest: articles bring their text.
_GROUP_ROWS = {"articles": 1024, "scans": 16 * 1024, "readings": 8 * 1024, "reports": 4 * 1024}


class StoreError(Exception):
    """The store cannot be read or written; its text is one sentence that says what to do."""


def schema_of(name: str) -> pa.Schema:
    """The columns of a table as its files have them."""
    return PARTED.get(name) or SCHEMAS[name]


def folder_in_force(path: Path) -> Path:
    """The build that CURRENT names; StoreError where there is none."""
    if not path.exists():
        raise StoreError(
            f"There is no build at {path}; make one with: python -m pipeline build PATH --out {path}"
        )
    try:
        name = (path / "CURRENT").read_text("utf-8").strip()
    except FileNotFoundError as error:
        raise StoreError(
            f"{path} holds no finished build; make one with: python -m pipeline build PATH --out {path}"
        ) from error
    except (OSError, ValueError) as error:
        raise StoreError(f"{path / 'CURRENT'} cannot be read: {first_line(error)}") from error
    if not _BUILD_NAME.fullmatch(name) or not (path / name).is_dir():
        raise StoreError(
            f"{path / 'CURRENT'} names {name!r}, which is not there; go back one build with: "
            f"python -m pipeline restore --from {path}"
        )
    return path / name


def builds(out: Path) -> list[Path]:
    """The finished builds at `out`, oldest first."""
    if not out.is_dir():
        return []
    found = [each for each in out.iterdir() if _BUILD_NAME.fullmatch(each.name)]
    return sorted((each for each in found if (each / "manifest.json").is_file()), key=number_of)


def number_of(folder: Path) -> int:
    """The number in a build's name, 0 for anything else."""
    match = _BUILD_NAME.fullmatch(folder.name)
    return int(match[1]) if match else 0


def write_parquet(
    path: Path, table: pa.Table, rows: int = 64 * 1024, metadata: Mapping[str, str] | None = None
) -> None:
    """Write a table whole or not at all: beside its name, made durable, then renamed."""
    if metadata:
        table = table.replace_schema_metadata({**(table.schema.metadata or {}), **metadata})
    beside = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        pq.write_table(table, beside, compression="zstd", row_group_size=rows)
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def group_rows(name: str) -> int:
    """How many rows a row group of a large table has."""
    return _GROUP_ROWS[name]


def write_durably(path: Path, content: bytes) -> None:
    """Write a small file and wait until the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system lets a folder be opened."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def what_stopped(out: Path, error: OSError) -> str:
    """A failed writing as a sentence to a person."""
    if error.errno == errno.ENOSPC:
        return f"The disk of {out} is full; free some space and build again. The last build is untouched."
    return f"The build could not be written to {out} ({first_line(error)}). The last build is untouched."


def first_line(error: BaseException) -> str:
    """The first line of what an error says."""
    return str(error).splitlines()[0] if str(error) else type(error).__name__
