"""Values as other programs take them: rows as JSON has them, lists and objects as text, nothing run as a formula."""

import datetime as dt
import json
import re
from collections.abc import Iterator

import pyarrow as pa

__all__ = ["flat", "json_rows", "printable", "spreadsheet_cell"]

_OBJECTS = ("evidence", "reason")  # JSON text in the store, objects in JSON
# A spreadsheet takes a cell that begins so for a formula, and would run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BATCH = 4096


def json_rows(table: pa.Table) -> Iterator[dict[str, object]]:
    """Rows as JSON has them: ISO dates, lists, and objects for what the store keeps as JSON text."""
    for batch in table.to_batches(max_chunksize=_BATCH):
        for row in batch.to_pylist():
            for name, value in row.items():
                if isinstance(value, dt.date):
                    row[name] = value.isoformat()
                elif name in _OBJECTS:
                    row[name] = json.loads(str(value or "{}"))
            yield row


def spreadsheet_cell(value: object) -> object:
    """A value as a spreadsheet may have it: nothing in it is run as a formula."""
    plain = flat(value)
    if isinstance(plain, str):
        plain = printable(plain)
        return f"'{plain}" if plain.startswith(_FORMULA) else plain
    return plain


def flat(value: object) -> object:
    """A value for a format without lists and objects."""
    if isinstance(value, list) and not any(isinstance(each, dict) for each in value):
        return "; ".join(str(each) for each in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return value


def printable(text: str) -> str:
    """A text without the control characters that XML and spreadsheets refuse."""
    return _CONTROL.sub(" ", text)
