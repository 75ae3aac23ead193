"""Readings as rows of the store's tables, in bytes that travel between processes and machines."""

import pyarrow as pa

from pipeline.build.fingerprints import article_key
from pipeline.copies.sketch import sketch
from pipeline.extract.reading import Reading
from pipeline.model import Article
from pipeline.store.schema import (
    READINGS_SCHEMA,
    REPORTS_SCHEMA,
    SETTLED,
    articles_table,
    reports_table,
    rows_table,
)

__all__ = ["packed", "unpacked"]


def packed(readings: list[Reading]) -> tuple[bytes, bytes]:
    """The rows of readings and of their reports, as Arrow writes them."""
    articles = [reading.article for reading in readings]
    rows = articles_table(articles).select(list(SETTLED)).to_pylist()
    for row, reading in zip(rows, readings, strict=True):
        article = reading.article
        row["article_id"] = article.article_id
        row["sketch"] = sketch_bytes(article.wording) if reading.reports else None
        row["not_read"] = reading.not_read or None
        row["unresolved"] = [name for name, _ in reading.unresolved]
        row["unresolved_in"] = [sentence for _, sentence in reading.unresolved]
    reports = [report for reading in readings for report in reading.reports]
    return _written(rows_table(rows, READINGS_SCHEMA)), _written(reports_table(reports, articles))


def unpacked(found: tuple[bytes, bytes], articles: list[Article]) -> tuple[pa.Table, pa.Table]:
    """The tables of readings and of reports that a worker packed, the readings under the keys of the articles."""
    readings, reports = (pa.ipc.open_stream(each).read_all() for each in found)
    keys = pa.array([article_key(each) for each in articles], pa.binary(16))
    at = READINGS_SCHEMA.get_field_index("key")
    return readings.set_column(at, READINGS_SCHEMA.field(at), keys), reports.cast(REPORTS_SCHEMA)


def sketch_bytes(text: str) -> bytes:
    """The sketch of a text as the store keeps it: four bytes a hash."""
    return b"".join(each.to_bytes(4, "little") for each in sorted(sketch(text)))


def _written(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue().to_pybytes())
