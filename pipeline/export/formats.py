"""The formats of exports: `FORMATS` has one entry for each, from which commands, page and documentation read.

How to add one: docs/adding-filters-and-formats.md.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.export.cells import flat, json_rows, printable, spreadsheet_cell
from pipeline.store.geoparquet import with_geometry

__all__ = ["CAUTION", "FORMATS", "Format"]

CAUTION = "Reported by media; not verified by Kharita; not for targeting, navigation or legal proof."


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a table of rows, called `name` by commands and at the end of file names.

    `write` takes the table, what it is of ("incidents") and the stream. `title` is what people call the format,
    `use` what it is good for. `output` says where else than to a file it can go: to "any" output, to a "pipe"
    but not to a terminal, or to a "file" alone. `sealed` puts it into every snapshot: `share.snapshot.FORMAT`
    goes up by one then.
    """

    name: str
    title: str
    use: str
    write: Callable[[pa.Table, str, BinaryIO], None]
    output: Literal["any", "pipe", "file"] = "any"
    sealed: bool = False


def _write_jsonl(table: pa.Table, what: str, stream: BinaryIO) -> None:
    for row in json_rows(table):
        stream.write(json.dumps(row, ensure_ascii=False, allow_nan=False).encode() + b"\n")


def _write_csv(table: pa.Table, what: str, stream: BinaryIO) -> None:
    """With a byte-order mark, which spreadsheets need to see Arabic; lists are joined with "; "."""
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(table.column_names)
    for row in json_rows(table):
        rows.writerow([spreadsheet_cell(value) for value in row.values()])
    text.detach()


def _write_geojson(table: pa.Table, what: str, stream: BinaryIO) -> None:
    """One feature a row; geometry is null where the place is not resolved."""
    head = json.dumps({"type": "FeatureCollection", "name": what, "caution": CAUTION}, ensure_ascii=False)
    stream.write(f'{head[:-1]}, "features": ['.encode())
    for number, row in enumerate(json_rows(table)):
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
    for row in json_rows(table):
        stream.write(_placemark(row).encode())
    stream.write(b"</Document></kml>\n")


def _placemark(row: dict[str, object]) -> str:
    def clean(value: object) -> str:
        return escape(printable(str(flat(value))), {'"': "&quot;"})

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


_ALL = (
    Format("jsonl", "JSON lines", "one object a line, for programs", _write_jsonl),
    Format("csv", "CSV", "for spreadsheets", _write_csv, sealed=True),
    Format("geojson", "GeoJSON", "for maps on the web", _write_geojson, sealed=True),
    Format("gpkg", "GeoPackage", "for QGIS and ArcGIS", _write_gpkg, output="file"),
    Format("kml", "KML", "for Google Earth, with time spans", _write_kml),
    Format("parquet", "GeoParquet", "for pandas, R and DuckDB", _write_parquet, output="pipe"),
)
FORMATS: dict[str, Format] = {each.name: each for each in _ALL}
