"""Which rows an export has: those that a filter shows, with their published columns."""

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model import REPORT_FIELDS, SURE_ENOUGH
from pipeline.store import Store
from pipeline.view import Filter, Records, unmerged_records, view

__all__ = ["WHATS", "exported_rows"]

WHATS = ("reports", "incidents", "series")


def exported_rows(store: Store, what: str, asked: Filter, at_least: float = SURE_ENOUGH) -> pa.Table:
    """The rows of `what` that `asked` shows, of this confidence or more, with their published columns.

    A filter chooses incidents and series; `reports` are then those that the shown ones were made of and, where
    `at_least` asks for less sure ones, those that it shows of them. The default filter gives every report, also
    those that no incident or series could be made of. Incidents and series are never less sure than SURE_ENOUGH.
    """
    if what == "reports" and not asked.query():
        return store.reports(list(REPORT_FIELDS), at_least)
    records = Records.load(store)
    shown = records.table.take(view(records, asked).rows)
    if what == "reports":
        ids = pc.unique(pc.list_flatten(shown.column("report_ids").combine_chunks())).to_pylist()
        if at_least < SURE_ENOUGH:
            unmerged = unmerged_records(store)
            ids += unmerged.table.column("record_id").take(view(unmerged, asked).rows).to_pylist()
        reports = store.reports(list(REPORT_FIELDS), at_least)
        return reports.filter(pc.is_in(reports.column("report_id"), value_set=pa.array(ids, pa.string())))
    if at_least > SURE_ENOUGH:
        shown = shown.filter(pc.greater_equal(shown.column("confidence"), at_least))
    record = {"incidents": "incident", "series": "series"}[what]
    kept = shown.filter(pc.equal(shown.column("record"), record)).drop_columns(["record"])
    return kept.rename_columns(
        [f"{record}_id" if name == "record_id" else name for name in kept.column_names]
    )
