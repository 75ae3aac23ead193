"""The store: the only package that writes `data/build`.

A build is a folder of Parquet files that never changes once it has its name. `CURRENT` names the build in
force and is replaced in one step, so a reader sees the old build or the new one whole, whenever the writer
is stopped. The last KEPT_BUILDS are kept for `restore`.

    data/build/CURRENT                 "build-000003"
    data/build/build-000003/           manifest.json, incidents.parquet, series.parquet, …
    data/build/build-000003/articles/  part-….parquet, which builds share as long as they need them
    data/build/.parts/                 what a build has read so far, for the next one if it is killed
    data/build/.writing-4711/          a build being written, or what a killed writer left
    data/build/LOCK                    who is building now

Of the large tables (`layout.PARTED`) a part's rows that no longer count are listed in hidden.parquet, and
copies.parquet says which articles are copies of which. `Store.table` and `Store.rows` see to both.
"""

import pyarrow.parquet as pq

from pipeline.store.layout import PENDING, StoreError, builds
from pipeline.store.lock import build_lock
from pipeline.store.opened import Store, open_store
from pipeline.store.parts import Shelf, merged_part, new_part_name, part_metadata, write_part
from pipeline.store.writing import (
    ids_hash,
    restore_build,
    sweep_pending,
    write_build,
    write_store,
)

__all__ = [
    "PENDING", "Shelf", "Store", "StoreError", "build_lock", "builds", "ids_hash", "merged_part",
    "new_part_name", "open_store", "part_metadata", "pq", "restore_build", "sweep_pending", "write_build",
    "write_part", "write_store",
]  # fmt: skip
