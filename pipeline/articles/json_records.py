"""JSON with an article a record: .json, .jsonl, and what Telegram Desktop exports."""

import codecs
import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import BinaryIO

from pipeline.articles.encoding import decoded_lines, encoding_of
from pipeline.articles.fields import Columns, columns_of
from pipeline.articles.json_stream import records_in
from pipeline.articles.source import Refused, Reject, Source
from pipeline.articles.tables import row_article
from pipeline.model import Article

__all__ = ["read_json", "read_json_lines"]

_CHUNK = 256 * 1024
_FARTHEST_ZONE = dt.timedelta(hours=14)


class _Rows:
    """Guesses the columns of rows once for each set of keys, and says only the first guess aloud."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: dict[tuple[str, ...], Columns | Refused] = {}

    def article(self, row: Mapping[str, object], offset: int) -> Article | Reject:
        """The Article of a row, or its Reject."""
        keys = tuple(row)
        found = self._known.get(keys)
        if found is None:
            try:
                found = columns_of(keys, self._source, aloud=not self._known)
            except Refused as refused:
                found = refused
            if len(self._known) < 1000:  # keys may be as many as rows
                self._known[keys] = found
        if isinstance(found, Refused):
            return self._source.reject(found.reason, found.mend, offset)
        return row_article(row, found, self._source, offset)


def read_json_lines(source: Source) -> Iterator[Article | Reject]:
    """A .jsonl file: one object a line; a broken line is refused and the next one read."""
    rows = _Rows(source)
    with source.open() as stream:
        for number, line in enumerate(decoded_lines(source, stream), 1):
            if isinstance(line, Reject):
                yield line
            elif line.strip():
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    row = None
                if isinstance(row, dict):
                    yield rows.article(row, number)
                else:
                    yield source.reject(
                        f"line {number} is not a JSON object", "write one object a line", number
                    )


def read_json(source: Source) -> Iterator[Article | Reject]:
    """A .json file: objects, an array of them, or a wrapping around one; Telegram's export, too."""
    rows = _Rows(source)
    offset = messages = with_text = 0
    with source.open() as stream:
        for around, record in records_in(_characters(stream)):
            offset += 1
            if _is_telegram(record):
                messages += 1
                if (row := _telegram_row(around, record)) is not None:
                    with_text += 1
                    yield rows.article(row, offset)
            else:
                yield rows.article({**record, **_outlet(around, record)}, offset)
    if messages and not with_text:
        raise Refused("none of its messages has text", "export the channel again, with its messages")


def _characters(stream: BinaryIO) -> Iterator[str]:
    head = stream.read(_CHUNK)
    decoder = codecs.getincrementaldecoder(encoding_of(head, whole=len(head) < _CHUNK))("replace")
    chunk = head
    while chunk:
        yield decoder.decode(chunk)
        chunk = stream.read(_CHUNK)


def _outlet(around: Mapping[str, object], record: Mapping[str, object]) -> dict[str, object]:
    """The source that a wrapping object states for all its articles."""
    return {"source": around["source"]} if "source" in around and "source" not in record else {}


def _is_telegram(record: Mapping[str, object]) -> bool:
    return (
        "date_unixtime" in record
        or ("type" in record and "from_id" in record)
        or record.get("type") == "service"
    )


def _telegram_row(around: Mapping[str, object], message: Mapping[str, object]) -> dict[str, object] | None:
    """A message as a row; None for service messages ("pinned a photo") and pictures without words.

    Its `date` is in the time zone of the computer that made the export, and has no offset; `date_unixtime`
    beside it gives that away.
    """
    text = message.get("text")
    if isinstance(text, list):
        parts = (part if isinstance(part, str) else part.get("text", "") for part in text if part)
        text = "".join(part for part in parts if isinstance(part, str))
    if message.get("type") != "message" or not isinstance(text, str) or not text.strip():
        return None
    return {
        "id": f"telegram-{around['id']}-{message['id']}" if "id" in around and "id" in message else None,
        "text": text,
        "published": _zoned(message.get("date"), message.get("date_unixtime")),
        "source": around.get("name") or message.get("from"),
    }


def _zoned(local: object, seconds: object) -> object:
    """A local time with the offset that it has to Unix time; as it is where that is no offset of a zone."""
    try:
        here = dt.datetime.fromisoformat(str(local))
        offset = here.replace(tzinfo=dt.UTC) - dt.datetime.fromtimestamp(int(str(seconds)), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return local
    if here.tzinfo is not None or offset % dt.timedelta(minutes=15) or abs(offset) > _FARTHEST_ZONE:
        return local
    return here.replace(tzinfo=dt.timezone(offset)).isoformat()
