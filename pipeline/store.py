"""The store: the only module that writes `data/build`.

A build is a folder of Parquet files that never changes once it has its name. `CURRENT` names the build in
force and is replaced in one step, so a reader sees the old build or the new one whole, whenever the writer
is stopped. The last KEPT_BUILDS are kept for `restore`.

    data/build/CURRENT                 "build-000003"
    data/build/build-000003/           manifest.json, articles.parquet, reports.parquet, …
    data/build/.writing-4711/          a build being written, or what a killed writer left
    data/build/LOCK                    who is building now
"""

import datetime as dt
import errno
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.geoparquet import with_geometry
from pipeline.schema import SCHEMAS

__all__ = ["Store", "StoreError", "build_lock", "builds", "open_store", "restore_build", "write_store"]

FORMAT = 1
KEPT_BUILDS = 3
_BUILD_NAME = re.compile(r"build-(\d{6,})")
_ORDER = {
    "articles": ("published_start", "article_id"),
    "reports": ("date_start", "report_id"),
    "incidents": ("date_start", "record_id"),
    "series": ("date_start", "record_id"),
}
_GEOGRAPHIC = ("incidents", "series")


class StoreError(Exception):
    """The store cannot be read or written; its text is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Store:
    """One build, open for reading; later builds do not change it."""

    folder: Path
    manifest: dict[str, Any]

    def table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """The table `name`, with the columns of its schema or only the given ones."""
        if name not in SCHEMAS:
            raise StoreError(f"The store has no table {name!r}; it has {', '.join(SCHEMAS)}.")
        try:
            table: pa.Table = pq.read_table(
                self.folder / f"{name}.parquet", columns=columns or SCHEMAS[name].names, partitioning=None
            )
        except (OSError, pa.ArrowInvalid) as error:
            raise StoreError(
                f"{self.folder / name}.parquet cannot be read ({_first_line(error)}); build again, "
                "or go back one build with: python -m pipeline restore"
            ) from error
        return table


def open_store(path: Path) -> Store:
    """The build in force at `path` (or the very build that `path` is); StoreError where there is none."""
    path = Path(path)
    folder = path if (path / "manifest.json").is_file() else _folder_in_force(path)
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{folder / 'manifest.json'} cannot be read; go back one build with: python -m pipeline restore"
        ) from error
    if manifest.get("format") != FORMAT:
        raise StoreError(
            f"{folder} is a build of format {manifest.get('format')}, not {FORMAT}; build again."
        )
    return Store(folder, manifest)


def _folder_in_force(path: Path) -> Path:
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
        raise StoreError(f"{path / 'CURRENT'} cannot be read: {_first_line(error)}") from error
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
    return sorted((each for each in found if (each / "manifest.json").is_file()), key=_number)


def _number(folder: Path) -> int:
    match = _BUILD_NAME.fullmatch(folder.name)
    return int(match[1]) if match else 0


def write_store(out: Path, tables: Mapping[str, pa.Table], manifest: Mapping[str, Any]) -> Path:
    """Write one build and put it in force; returns its folder.

    A table that is not given is written empty. The manifest is completed with `format`, `built_at`, the
    counts and `data_hash`. On an error nothing that was readable before has changed.
    """
    if unknown := set(tables) - set(SCHEMAS):
        raise StoreError(f"The store has no table {', '.join(sorted(unknown))}.")
    out = Path(out)
    fitted = {name: _fitted(name, tables.get(name)) for name in SCHEMAS}
    writing = out / f".writing-{os.getpid()}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        writing.mkdir()
        complete = _complete(fitted, manifest, writing)
        _write_synced(writing / "manifest.json", json.dumps(complete, ensure_ascii=False, indent=1).encode())
        _sync_folder(writing)
        folder = _give_name(out, writing)
        _put_in_force(out, folder)
    except OSError as error:
        raise StoreError(_what_stopped(out, error)) from error
    finally:
        shutil.rmtree(writing, ignore_errors=True)  # renamed and gone where all went well
    _drop_old(out)
    return folder


def _complete(tables: dict[str, pa.Table], manifest: Mapping[str, Any], writing: Path) -> dict[str, Any]:
    """Write every table into `writing`; returns the whole manifest."""
    for name, table in tables.items():
        _write_table(writing / f"{name}.parquet", name, table)
    ids = "\n".join(sorted(tables["reports"].column("report_id").to_pylist()))
    counts = {
        name: tables[name].num_rows for name in ("articles", "reports", "incidents", "series", "rejects")
    }
    return {
        "built_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "data_hash": hashlib.blake2b(ids.encode(), digest_size=8).hexdigest(),
        **manifest,
        **counts,
        "format": FORMAT,
    }


def _fitted(name: str, table: pa.Table | None) -> pa.Table:
    """The table in its schema's column order, and in the order that makes date filters read little."""
    schema = SCHEMAS[name]
    if table is None:
        return schema.empty_table()
    if missing := set(schema.names) - set(table.column_names):
        raise StoreError(f"The table {name} lacks the columns {', '.join(sorted(missing))}.")
    fitted = table.select(schema.names).cast(schema)
    if name not in _ORDER:
        return fitted
    order = pc.sort_indices(fitted, sort_keys=[(key, "ascending") for key in _ORDER[name]])
    return fitted.take(order)


def _write_table(path: Path, name: str, table: pa.Table) -> None:
    if name in _GEOGRAPHIC:
        table = with_geometry(table)
    pq.write_table(table, path, compression="zstd", row_group_size=64 * 1024)
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _give_name(out: Path, writing: Path) -> Path:
    """Rename the written folder to the next free build name."""
    number = max([_number(each) for each in out.iterdir()], default=0) + 1
    while True:
        folder = out / f"build-{number:06d}"
        try:
            writing.rename(folder)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
            number += 1  # another writer was first
            continue
        _sync_folder(out)
        return folder


def _put_in_force(out: Path, folder: Path) -> None:
    name = out / f".CURRENT-{os.getpid()}"
    _write_synced(name, f"{folder.name}\n".encode())
    os.replace(name, out / "CURRENT")
    _sync_folder(out)


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable, where the system lets a folder be opened."""
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _sweep(out: Path) -> None:
    """Remove what killed writers left."""
    for each in out.iterdir():
        match = re.fullmatch(r"\.(?:writing|CURRENT)-(\d+)", each.name)
        if match and (int(match[1]) == os.getpid() or not _alive(int(match[1]))):
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                each.unlink(missing_ok=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _drop_old(out: Path) -> None:
    for each in builds(out)[:-KEPT_BUILDS]:
        shutil.rmtree(each, ignore_errors=True)


def restore_build(out: Path, back: int = 1) -> Path:
    """Put in force the build `back` steps before the present one; StoreError where none is kept."""
    finished = builds(out)
    if not finished:
        raise StoreError(f"There is no build at {out} to go back to.")
    try:
        present = finished.index(_folder_in_force(out))
    except (StoreError, ValueError):
        present = len(finished)  # CURRENT is damaged: the newest finished build is one step back
    if back < 1 or present - back < 0:
        kept = ", ".join(each.name for each in finished)
        raise StoreError(f"{out} cannot go back {back} from here; it keeps {kept}.")
    folder = finished[present - back]
    _put_in_force(out, folder)
    return folder


@contextmanager
def build_lock(out: Path, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the right to build at `out`; StoreError that says who holds it after `wait_seconds`.

    The system frees the lock when its holder ends, however it ends.
    """
    import fcntl  # not on Windows, where only reading works

    out.mkdir(parents=True, exist_ok=True)
    with (out / "LOCK").open("a+", encoding="utf-8") as lock:
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= deadline:
                    lock.seek(0)
                    holder = lock.read(300).strip() or "another process"
                    raise StoreError(f"{out} is being built by {holder}; wait for it or stop it.") from error
                time.sleep(0.1)
        lock.truncate(0)
        lock.write(
            f"process {os.getpid()} on {os.uname().nodename} since {dt.datetime.now():%Y-%m-%d %H:%M:%S}\n"
        )
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)


def _what_stopped(out: Path, error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return f"The disk of {out} is full; free some space and build again. The last build is untouched."
    return f"The build could not be written to {out} ({_first_line(error)}). The last build is untouched."


def _first_line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
