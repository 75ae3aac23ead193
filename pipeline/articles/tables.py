"""Tables with an article a row: CSV, TSV and Parquet."""

import csv
import io
from collections.abc import Iterator, Mapping

from pipeline.articles.encoding import decoded_lines
from pipeline.articles.fields import Columns, article_from, columns_of
from pipeline.articles.source import MAX_LINE, Refused, Reject, Source
from pipeline.model import Article

__all__ = ["read_csv", "read_parquet", "row_article"]

_MAX_PACKED_TABLE = (
    256 * 2**20
)  # a Parquet file inside an archive is held in memory: it must be read from its end


def row_article(row: Mapping[str, object], columns: Columns, source: Source, offset: int) -> Article | Reject:
    """One row as an Article, or the Reject that says which row it was."""
    try:
        return article_from(columns.fields(row), source)
    except Refused as refused:
        return source.reject(refused.reason, refused.mend, offset)


def read_csv(source: Source) -> Iterator[Article | Reject]:
    """A .csv or .tsv file whose first row names the columns; comma, semicolon or tab as it has them."""
    csv.field_size_limit(MAX_LINE)
    refused: list[Reject] = []
    with source.open() as stream:
        lines = _kept(decoded_lines(source, stream), refused)
        head = next(lines, "")
        rows = csv.reader(_chain(head, lines), delimiter=_delimiter(head))
        names = next(rows, [])
        columns = columns_of(names, source)
        while True:
            try:
                row = next(rows)
            except StopIteration:
                break
            except csv.Error as error:
                yield source.reject(
                    f"the row cannot be read ({error})", "check its quotation marks", rows.line_num
                )
                continue
            finally:
                yield from refused
                refused.clear()
            if any(cell.strip() for cell in row):
                yield row_article(dict(zip(names, row, strict=False)), columns, source, rows.line_num)


def _kept(lines: Iterator[str | Reject], refused: list[Reject]) -> Iterator[str]:
    for line in lines:
        if isinstance(line, Reject):
            refused.append(line)
        else:
            yield line


def _chain(head: str, lines: Iterator[str]) -> Iterator[str]:
    yield head
    yield from lines


def _delimiter(head: str) -> str:
    return max((",", ";", "\t", "|"), key=head.count)


def read_parquet(source: Source) -> Iterator[Article | Reject]:
    """A Parquet file with an article a row; only the columns that are used are read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with source.open() as stream:
        try:
            whole = stream if stream.seekable() else io.BytesIO(source.read(_MAX_PACKED_TABLE))
            file = pq.ParquetFile(whole)
            columns = columns_of(file.schema_arrow.names, source)
            wanted, offset = sorted(set(columns.keys.values())), 0
            for batch in file.iter_batches(batch_size=512, columns=wanted):
                for row in batch.to_pylist():
                    offset += 1
                    yield row_article(row, columns, source, offset)
        except (pa.ArrowException, OSError) as error:
            raise Refused(f"it is not a whole Parquet file ({str(error)[:120]})", "write it again") from error
