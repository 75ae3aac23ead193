"""Which rows an export has: those that a filter shows, with their published columns."""

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model import REPORT_FIELDS
from pipeline.store import Store
from pipeline.view import Filter, Records, view

__all__ = ["WHATS", "exported_rows"]

WHATS = ("reports", "incidents", "series")


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
