"""Tables for other programs: the rows that a filter shows, in the formats of `FORMATS`."""

import csv
import datetime as dt
import io
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.export.acled_ged import as_schema
from pipeline.model import REPORT_FIELDS
from pipeline.store import Store, StoreError
from pipeline.store.geoparquet import with_geometry
from pipeline.view.query import Filter, Records, view

__all__ = ["CAUTION", "FORMATS", "WHATS", "export", "exported_rows", "spreadsheet_cell", "write_whole"]

CAUTION = "Reported by media; not verified by Kharita; not for targeting, navigation or legal proof."
WHATS = ("reports", "incidents", "series")
_OBJECTS = ("evidence", "reason")  # JSON text in the store, objects in JSON
# A spreadsheet takes a cell that begins so for a formula, and would run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BATCH = 4096


def exported_rows(store: Store, what: str, asked: Filter) -> pa.Table:
    """The rows of `what` that `asked` shows, with their published columns.

    A filter chooses incidents and series; `reports` are then those that the shown ones were made of. The
    default filter gives every report, also those that no incident or series could be made of.
    """
    if what == "reports" and not asked.query():
        return store.table("reports", list(REPORT_FIELDS))
    records = Records.load(store)
    shown = records.table.take(view(records, asked).rows)
    if what == "reports":
        ids = pc.unique(pc.list_flatten(shown.column("report_ids").combine_chunks()))
        reports = store.table("reports", list(REPORT_FIELDS))
        return reports.filter(pc.is_in(reports.column("report_id"), value_set=ids.cast(pa.string())))
    record = {"incidents": "incident", "series": "series"}[what]
    kept = shown.filter(pc.equal(shown.column("record"), record)).drop_columns(["record"])
    return kept.rename_columns(
        [f"{record}_id" if name == "record_id" else name for name in kept.column_names]
    )


def export(
    store: Store, what: str, form: str, asked: Filter, target: Path | None, schema: str = "kharita"
) -> int:
    """Write the rows to `target`, whole or not at all, or to standard output; returns how many.

    `schema` is "kharita", or "acled" or "ged" for the columns and codes of those.
    """
    table = exported_rows(store, what, asked)
    if schema != "kharita":
        table = as_schema(table, schema)
    writer = FORMATS[form]
    if target is None:
        if form == "gpkg" or (form == "parquet" and sys.stdout.isatty()):
            raise StoreError(f"{form} is no text; name a file with -o FILE.")
        writer(table, what, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return int(table.num_rows)
    try:
        write_whole(target, lambda stream: writer(table, what, stream))
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


def _rows(table: pa.Table) -> Iterator[dict[str, object]]:
    """Rows as JSON has them: ISO dates, lists, and objects for what the store keeps as JSON text."""
    for batch in table.to_batches(max_chunksize=_BATCH):
        for row in batch.to_pylist():
            for name, value in row.items():
                if isinstance(value, dt.date):
                    row[name] = value.isoformat()
                elif name in _OBJECTS:
                    row[name] = json.loads(str(value or "{}"))
            yield row


def _write_jsonl(table: pa.Table, what: str, stream: BinaryIO) -> None:
    for row in _rows(table):
        stream.write(json.dumps(row, ensure_ascii=False, allow_nan=False).encode() + b"\n")


def _write_csv(table: pa.Table, what: str, stream: BinaryIO) -> None:
    """With a byte-order mark, which spreadsheets need to see Arabic; lists are joined with "; "."""
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(table.column_names)
    for row in _rows(table):
        rows.writerow([spreadsheet_cell(value) for value in row.values()])
    text.detach()


def spreadsheet_cell(value: object) -> object:
    """A value as a spreadsheet may have it: nothing in it is run as a formula."""
    plain = _flat(value)
    if isinstance(plain, str):
        plain = _CONTROL.sub(" ", plain)
        return f"'{plain}" if plain.startswith(_FORMULA) else plain
    return plain


def _flat(value: object) -> object:
    """A value for a format without lists and objects."""
    if isinstance(value, list) and not any(isinstance(each, dict) for each in value):
        return "; ".join(str(each) for each in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def _write_geojson(table: pa.Table, what: str, stream: BinaryIO) -> None:
    """One feature a row; geometry is null where the place is not resolved."""
    head = json.dumps({"type": "FeatureCollection", "name": what, "caution": CAUTION}, ensure_ascii=False)
    stream.write(f'{head[:-1]}, "features": ['.encode())
    for number, row in enumerate(_rows(table)):
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": point} if (point := _point(row)) else None,
            "properties": row,
        }
        separator = ",\n" if number else "\n"
        stream.write(f"{separator}{json.dumps(feature, ensure_ascii=False, allow_nan=False)}".encode())
    stream.write(b"\n]}\n")


def _point(row: dict[str, object]) -> list[object] | None:
    """Longitude and latitude of a row, under Kharita's names or those of ACLED and GED."""
    lat, lon = (row.get(short, row.get(long)) for short, long in (("lat", "latitude"), ("lon", "longitude")))
    return None if lat is None or lon is None else [lon, lat]


def _located(table: pa.Table) -> pa.Table:
    """The table with its points as geometry, under whichever names it has its coordinates."""
    if "lat" in table.column_names:
        return with_geometry(table)
    doubled = table.append_column("lat", table.column("latitude")).append_column(
        "lon", table.column("longitude")
    )
    return with_geometry(doubled).drop_columns(["lat", "lon"])


def _write_kml(table: pa.Table, what: str, stream: BinaryIO) -> None:
    """One placemark a row with its time span; a row without coordinates has a placemark without a point."""
    stream.write(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"<name>Kharita: {what}</name><description>{escape(CAUTION)}</description>\n".encode()
    )
    for row in _rows(table):
        stream.write(_placemark(row).encode())
    stream.write(b"</Document></kml>\n")


def _placemark(row: dict[str, object]) -> str:
    def clean(value: object) -> str:
        return escape(_CONTROL.sub(" ", str(_flat(value))), {'"': "&quot;"})

    day = row.get("event_date")
    ends = (("begin", row.get("date_start", day)), ("end", row.get("date_end", day)))
    span = "".join(f"<{name}>{day}</{name}>" for name, day in ends if day)
    data = "".join(
        f'<Data name="{clean(name)}"><value>{clean(value)}</value></Data>'
        for name, value in row.items()
        if value not in (None, [], {})
    )
    point = _point(row)
    names = ("place_name_en", "place_name", "location", "where_coordinates")
    told = ("summary_en", "quote", "notes", "source_article")
    return (
        f"<Placemark><name>{clean(next((row[key] for key in names if row.get(key)), ''))}</name>"
        f"<description>{clean(next((row[key] for key in told if row.get(key)), ''))}</description>"
        + (f"<TimeSpan>{span}</TimeSpan>" if span else "")
        + f"<ExtendedData>{data}</ExtendedData>"
        + (f"<Point><coordinates>{point[0]},{point[1]}</coordinates></Point>" if point else "")
        + "</Placemark>\n"
    )


def _write_gpkg(table: pa.Table, what: str, stream: BinaryIO) -> None:
    import pyogrio.raw

    columns = {}
    for name in table.column_names:
        column = table.column(name)
        if pa.types.is_list(column.type) and pa.types.is_struct(column.type.value_type):
            rows = column.to_pylist()
            column = pa.array(
                [json.dumps(each, ensure_ascii=False) if each else None for each in rows], pa.string()
            )
        elif pa.types.is_list(column.type):
            column = pc.binary_join(column.cast(pa.list_(pa.string())), "; ")
        if pa.types.is_string(column.type):
            column = pc.replace_substring_regex(column, "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", " ")
        columns[name] = column
    flat = pa.table(columns)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{what}.gpkg"
        pyogrio.raw.write_arrow(
            _located(flat),
            path,
            layer=what,
            driver="GPKG",
            geometry_name="geometry",
            geometry_type="Point",
            crs="EPSG:4326",
            layer_options={"DESCRIPTION": CAUTION},
        )
        with path.open("rb") as written:
            while content := written.read(1 << 20):
                stream.write(content)


def _write_parquet(table: pa.Table, what: str, stream: BinaryIO) -> None:
    import pyarrow.parquet as pq

    whole = _located(table)
    metadata = {**(whole.schema.metadata or {}), b"caution": CAUTION.encode()}
    pq.write_table(whole.replace_schema_metadata(metadata), stream, compression="zstd")


FORMATS: dict[str, Callable[[pa.Table, str, BinaryIO], None]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "geojson": _write_geojson,
    "gpkg": _write_gpkg,
    "kml": _write_kml,
    "parquet": _write_parquet,
}
