"""The writing of builds: a folder that gets its name when it is whole, and CURRENT that is replaced in one step."""

import datetime as dt
import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.rows import Manifest
from pipeline.store.geoparquet import with_geometry
from pipeline.store.layout import (
    COPIES_SCHEMA,
    FORMAT,
    HIDDEN_SCHEMA,
    PARTED,
    PENDING,
    StoreError,
    builds,
    folder_in_force,
    number_of,
    sync_folder,
    what_stopped,
    write_durably,
    write_parquet,
)
from pipeline.store.opened import ORDER
from pipeline.store.parts import Shelf, new_part_name, write_part
from pipeline.store.schema import NOT_READ_SCHEMA, SCHEMAS, sure_reports

__all__ = ["ids_hash", "restore_build", "sweep_pending", "write_build", "write_store"]

KEPT_BUILDS = 3
_GEOGRAPHIC = ("incidents", "series")
_OWN = {"hidden": HIDDEN_SCHEMA, "copies": COPIES_SCHEMA}


def write_store(out: Path, tables: Mapping[str, pa.Table], manifest: Manifest) -> Path:
    """Write one build from whole tables and put it in force; returns its folder.

    A table that is not given is written empty. The manifest is completed with `format`, `built_at`, the
    counts and `data_hash`. On an error nothing that was readable before has changed.
    """
    if unknown := set(tables) - set(SCHEMAS):
        raise StoreError(f"The store has no table {', '.join(sorted(unknown))}.")
    fitted = {name: _fitted(name, tables.get(name), SCHEMAS[name]) for name in SCHEMAS}
    return _write(Path(out), fitted, {}, manifest)


def write_build(
    out: Path, shelves: Mapping[str, Shelf], tables: Mapping[str, pa.Table], manifest: Manifest
) -> Path:
    """Write one build of the parts on `shelves`, which it shares with others, and the small `tables`."""
    whole: dict[str, pa.Table] = {
        name: _fitted(name, tables.get(name), schema)
        for name, schema in SCHEMAS.items()
        if name not in PARTED
    }
    whole["copies"] = tables["copies"]
    if "words" in tables:
        whole["words"] = tables["words"]
    return _write(Path(out), whole, shelves, manifest)


def _write(out: Path, tables: dict[str, pa.Table], shelves: Mapping[str, Shelf], manifest: Manifest) -> Path:
    writing = out / f".writing-{os.getpid()}"
    try:
        out.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        writing.mkdir()
        complete = _complete(tables, shelves, manifest, writing)
        write_durably(writing / "manifest.json", json.dumps(complete, ensure_ascii=False, indent=1).encode())
        sync_folder(writing)
        folder = _give_name(out, writing)
        _put_in_force(out, folder)
    except OSError as error:
        raise StoreError(what_stopped(out, error)) from error
    finally:
        shutil.rmtree(writing, ignore_errors=True)  # renamed and gone where all went well
    for each in builds(out)[:-KEPT_BUILDS]:
        shutil.rmtree(each, ignore_errors=True)
    return folder


def _complete(
    tables: dict[str, pa.Table], shelves: Mapping[str, Shelf], manifest: Manifest, writing: Path
) -> Manifest:
    """Write every table into `writing`; returns the whole manifest."""
    parts = {name: _lay_parts(writing, name, shelves.get(name), tables.get(name)) for name in PARTED}
    hidden = [each for shelf in shelves.values() for each in shelf.hidden()]
    columns = [pa.array([row[at] for row in hidden], pa.string()) for at in range(3)]
    tables = {"copies": COPIES_SCHEMA.empty_table(), "not_read": NOT_READ_SCHEMA.empty_table()} | tables
    tables["hidden"] = pa.Table.from_arrays(columns, schema=HIDDEN_SCHEMA)
    for name, table in tables.items():
        if name not in PARTED:
            whole = with_geometry(table) if name in _GEOGRAPHIC else table
            write_parquet(writing / f"{name}.parquet", whole)
    complete: Manifest = {"built_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")}
    complete.update(manifest)
    complete["incidents"] = tables["incidents"].num_rows
    complete["series"] = tables["series"].num_rows
    complete["rejects"] = tables["rejects"].num_rows
    if not shelves:
        complete["articles"] = tables["articles"].num_rows
        sure = sure_reports(tables["reports"])
        complete["reports"] = sure.num_rows
        complete["less_sure"] = tables["reports"].num_rows - sure.num_rows
        complete["data_hash"] = ids_hash(sure.column("report_id").to_pylist())
    complete["format"], complete["parts"] = FORMAT, parts
    return complete


def ids_hash(ids: Iterable[str]) -> str:
    """Sixteen hexadecimal digits that stand for a set of ids, whatever their order.

    Of its reports' ids, it is the `data_hash` of a build.
    """
    return hashlib.blake2b("\n".join(sorted(ids)).encode(), digest_size=8).hexdigest()


def _lay_parts(writing: Path, name: str, shelf: Shelf | None, table: pa.Table | None) -> list[str]:
    """Put the parts of a large table into a build that is being written; returns their names."""
    folder = writing / name
    folder.mkdir()
    if shelf is not None:
        shelf.clear_empty()
        for part in shelf.parts:
            _link(part.path, folder / part.path.name)
    elif table is not None and table.num_rows:
        schema = PARTED[name]
        for field in schema:
            if field.name not in table.column_names:
                table = table.append_column(field, pa.nulls(table.num_rows, field.type))
        write_part(writing, name, new_part_name(), table.select(schema.names))
    sync_folder(folder)
    return sorted(each.stem for each in folder.glob("part-*.parquet"))


def _link(path: Path, target: Path) -> None:
    """The same file under one more name, or a copy of it where the disk has no such names."""
    try:
        os.link(path, target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.ENOENT):
            raise
        shutil.copyfile(path, target)
        with target.open("rb") as written:
            os.fsync(written.fileno())


def _fitted(name: str, table: pa.Table | None, schema: pa.Schema) -> pa.Table:
    """The table in its schema's column order, and in the order that makes date filters read little."""
    if table is None:
        return schema.empty_table()
    if name == "articles" and "copy_of" not in table.column_names:
        table = table.append_column("copy_of", pa.nulls(table.num_rows, pa.string()))
    if missing := set(schema.names) - set(table.column_names):
        raise StoreError(f"The table {name} lacks the columns {', '.join(sorted(missing))}.")
    fitted = table.select(schema.names).cast(schema)
    if name not in ORDER:
        return fitted
    order = pc.sort_indices(fitted, sort_keys=[(key, "ascending") for key in ORDER[name]])
    return fitted.take(order)


def _give_name(out: Path, writing: Path) -> Path:
    """Rename the written folder to the next free build name."""
    number = max([number_of(each) for each in out.iterdir()], default=0) + 1
    while True:
        folder = out / f"build-{number:06d}"
        try:
            writing.rename(folder)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
            number += 1  # another writer was first
            continue
        sync_folder(out)
        return folder


def _put_in_force(out: Path, folder: Path) -> None:
    name = out / f".CURRENT-{os.getpid()}"
    write_durably(name, f"{folder.name}\n".encode())
    os.replace(name, out / "CURRENT")
    sync_folder(out)


def _sweep(out: Path) -> None:
    """Remove what killed writers left."""
    for each in out.iterdir():
        match = re.fullmatch(r"\.(?:writing|CURRENT)-(\d+)", each.name)
        if match and (int(match[1]) == os.getpid() or not _alive(int(match[1]))):
            if each.is_dir():
                shutil.rmtree(each, ignore_errors=True)
            else:
                each.unlink(missing_ok=True)


def sweep_pending(out: Path) -> None:
    """Remove what was read for a build, once the build has it."""
    shutil.rmtree(out / PENDING, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def restore_build(out: Path, back: int = 1) -> Path:
    """Put in force the build `back` steps before the present one; StoreError where none is kept."""
    finished = builds(out)
    if not finished:
        raise StoreError(f"There is no build at {out} to go back to.")
    try:
        present = finished.index(folder_in_force(out))
    except (StoreError, ValueError):
        present = len(finished)  # CURRENT is damaged: the newest finished build is one step back
    if back < 1 or present - back < 0:
        kept = ", ".join(each.name for each in finished)
        raise StoreError(f"{out} cannot go back {back} from here; it keeps {kept}.")
    folder = finished[present - back]
    _put_in_force(out, folder)
    return folder
