"""What a process of a build does with articles: look at them first, look whether a change touches them, read them."""

from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.copies import sketch
from pipeline.fingerprints import article_key
from pipeline.knowledge import Knowledge, load_knowledge
from pipeline.model import Article
from pipeline.reading import Reading, read_article
from pipeline.scanning import Scan, scan_article
from pipeline.schema import READINGS_SCHEMA, REPORTS_SCHEMA, articles_table, reports_table, rows_table
from pipeline.shards import Factory
from pipeline.word_index import Needles

__all__ = ["READ", "SCAN", "TOUCH_LOUD", "TOUCH_QUIET", "Scanned", "reader_of", "unpacked"]

SCAN, TOUCH_LOUD, TOUCH_QUIET, READ = "scan", "touch loud", "touch quiet", "read"


class Scanned(NamedTuple):
    """The scan of an article, None where it does not speak of violence; not `touched`, it was not looked at."""

    scan: Scan | None
    touched: bool = True


class ArticleWorker:
    """The works of a build, with the knowledge loaded once."""

    def __init__(self, knowledge: Knowledge, needles: Needles) -> None:
        self._knowledge = knowledge
        self._needles = needles

    def do(self, work: str, article: Article) -> Scanned | Reading:
        """The scan or the reading of one article."""
        if work == READ:
            reading = read_article(article, self._knowledge)
            return Reading(reading.article, reading.reports, reading.unresolved)
        if work != SCAN and not self._needles.touch(article, work == TOUCH_LOUD):
            return Scanned(None, False)
        return Scanned(scan_article(article, self._knowledge))

    def pack(self, work: str, found: list[Any]) -> list[Scanned] | tuple[bytes, bytes]:
        """Scans as they are; readings as the rows of the two tables that `unpacked` takes out."""
        return found if work != READ else packed(found)


def packed(readings: list[Reading]) -> tuple[bytes, bytes]:
    """The rows of readings and of their reports, as Arrow writes them."""
    articles = [reading.article for reading in readings]
    rows = articles_table(articles).select(READINGS_SCHEMA.names[2:7]).to_pylist()
    for row, reading in zip(rows, readings, strict=True):
        article = reading.article
        row["article_id"] = article.article_id
        row["sketch"] = sketch_bytes(article.text) if reading.reports else None
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


def reader_of(root: Path, needles: Needles) -> Factory:
    """The factory that a crew calls in each of its processes."""
    return partial(_worker, root, needles)


def _worker(root: Path, needles: Needles) -> ArticleWorker:
    return ArticleWorker(load_knowledge(root), needles)
