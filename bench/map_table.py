"""What `bench.map_latency` found, as the tables of bench/MAP.md, with the machine it was found on."""

import datetime as dt
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.store import open_store

__all__ = ["write_table"]

_LAYERS = {
    "layer": "layer", "first_view_s": "first view, s", "p50_ms": "change p50, ms", "p95_ms": "p95, ms",
    "max_ms": "slowest, ms", "kb_p50": "sent p50, KB", "kb_max": "sent most, KB", "server_mb": "server, MB",
}  # fmt: skip
_SESSIONS = {
    "sessions": "sessions at once", "filters": "filters", "p50_s": "p50, s", "p95_s": "p95, s",
    "one_session_mb": "memory of one, MB", "each_further_mb": "of each further, MB",
}  # fmt: skip
_SNAPSHOTS = {
    "incidents": "incidents", "png_s": "PNG, s", "html_s": "page, s", "html_mb": "page, MB",
    "snapshot_s": "whole snapshot, s", "peak_mb": "memory at most, MB",
}  # fmt: skip


def write_table(
    path: Path, store: Path, layers: Sequence[Mapping[str, Any]], sessions: Sequence[Mapping[str, Any]],
    snapshots: Sequence[Mapping[str, Any]], load: Sequence[float],
) -> None:  # fmt: skip
    """Write the tables of one run to `path`; `load` is the machine's load average before and after it."""
    incidents = open_store(store).manifest["incidents"]
    parts = [
        "# The map and its snapshots, measured\n",
        f"Written by `make bench-map` on {dt.date.today()}, over {incidents:,} invented incidents, on {_machine()}. "
        f"Load average {load[0]:.1f} before and {load[-1]:.1f} after; "
        f"Python {platform.python_version()}, Streamlit {version('streamlit')}, folium {version('folium')}.\n",
        "From a click on an attack type to the painted map, in a real browser; the first view is of a warm "
        "server. Kharita's page has its table, timeline and evidence, the others the map alone.\n",
        _table(_LAYERS, layers),
        "Filter changes of many sessions at the same moment, by their websockets.\n" if sessions else "",
        _table(_SESSIONS, sessions),
        "A snapshot of everything, in a process of its own; the picture and the page the second time.\n"
        if snapshots
        else "",
        _table(_SNAPSHOTS, snapshots),
    ]
    path.write_text("\n".join(each for each in parts if each), "utf-8")


def _table(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return ""
    lines = [
        list(columns.values()),
        ["---"] * len(columns),
        *([str(row[key]) for key in columns] for row in rows),
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _machine() -> str:
    """The processor, its cores and the memory."""
    known = Path("/proc/cpuinfo")
    told = known.read_text("utf-8") if known.exists() else ""
    models = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores of {models[0] if models else platform.processor()}, {memory:.0f} GB"
