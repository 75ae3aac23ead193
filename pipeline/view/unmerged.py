"""The less sure reports: each as a record of its own, so that a filter shows them as it shows incidents."""

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.model import SURE_ENOUGH
from pipeline.store import Store
from pipeline.store.schema import RECORDS_SCHEMA, REPORTS_SCHEMA
from pipeline.view.columns import Records

__all__ = ["unmerged_records"]

# Columns that records and reports share by name, of the same type.
_SHARED = [each.name for each in REPORTS_SCHEMA if each in RECORDS_SCHEMA]
_LISTED = {
    "report_ids": "report_id", "article_ids": "article_id", "sources": "source", "actors": "actor", "targets": "target",
}  # fmt: skip
_RENAMED = {
    "record_id": "report_id", "first_published": "published", "last_published": "published",
    "summary_en": "quote", "summary_ar": "quote",  # so that a search looks through the sentences
}  # fmt: skip


def unmerged_records(store: Store) -> Records:
    """The reports under SURE_ENOUGH, which are in no incident, a record each under its report's id.

    StoreError where the store's reports cannot be read.
    """
    names = list(dict.fromkeys([*_SHARED, *_LISTED.values(), *_RENAMED.values()]))
    reports = store.table("reports", names)
    reports = reports.filter(pc.less(reports.column("confidence"), SURE_ENOUGH))
    n = reports.num_rows
    columns: dict[str, pa.Array | pa.ChunkedArray] = {name: reports.column(name) for name in _SHARED}
    columns |= {name: reports.column(of) for name, of in _RENAMED.items()}
    columns |= {
        name: pa.array(
            [[each] if each else [] for each in reports.column(of).to_pylist()], pa.list_(pa.string())
        )
        for name, of in _LISTED.items()
    }
    recurrent = pc.equal(reports.column("kind"), "recurrent")
    columns["record"] = pc.if_else(recurrent, "series", "incident")
    columns["review"] = pa.array(["unreviewed"] * n, pa.string())
    columns["n_reports"] = columns["n_articles"] = columns["n_sources"] = pa.array([1] * n, pa.int64())
    whole = [columns.get(each.name, pa.nulls(n, each.type)) for each in RECORDS_SCHEMA]
    return Records.of(pa.Table.from_arrays(whole, schema=RECORDS_SCHEMA).combine_chunks(), store.folder.name)
