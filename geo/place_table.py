"""The columns of a packaged or downloaded layer of places, and the table of its rows."""

import pyarrow

__all__ = ["PLACE_FIELDS", "place_table"]

TEXT, TEXTS = pyarrow.string(), pyarrow.list_(pyarrow.string())
PLACE_FIELDS = {
    "place_id": TEXT, "name_en": TEXT, "name_ar": TEXT, "aliases_en": TEXTS, "aliases_ar": TEXTS,
    "feature_class": TEXT, "country": TEXT, "governorate": TEXT,
    "lat": pyarrow.float64(), "lon": pyarrow.float64(),
    "population": pyarrow.int64(), "is_capital": pyarrow.bool_(), "radius_km": pyarrow.int64(),
    "source": TEXT, "confidence": TEXT, "note": TEXT,
}  # fmt: skip


def place_table(rows: list[dict[str, object]]) -> pyarrow.Table:
    """The table of gazetteer rows, with those of PLACE_FIELDS that the first row has; needs one row."""
    schema = pyarrow.schema([(name, kind) for name, kind in PLACE_FIELDS.items() if name in rows[0]])
    return pyarrow.Table.from_pylist(rows, schema=schema)
