"""What a snapshot costs: seconds and memory of a process that makes nothing else; `python -m bench.snapshot_cost STORE`."""

import datetime as dt
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from pipeline.store import open_store
from pipeline.view import Filter, Records, use_system_memory
from share.look import Look
from share.page import page_html
from share.picture import draw_picture
from share.selection import Care, select
from share.snapshot import write_snapshot


def measure_snapshot(store: Path) -> dict[str, Any]:
    """Seconds for the picture, the page and the whole, megabytes of the page, and the most memory used."""
    command = [sys.executable, "-m", "bench.snapshot_cost", str(store)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return found


def peak_megabytes() -> int:
    """The most memory of this process since it began; getrusage would count what started it, too."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) // 1024


def main() -> None:
    """Make the parts twice, and print what the second time cost: that is what a warm server pays."""
    use_system_memory()
    store = open_store(Path(sys.argv[1]))
    records = Records.load(store)
    found: dict[str, Any] = {"incidents": store.manifest["incidents"]}
    for _ in range(2):
        start = time.perf_counter()
        selection = select(store, records, Filter(), Care(), dt.date(2024, 4, 1))
        draw_picture(selection, Look()).png()
        found["png_s"] = round(time.perf_counter() - start, 2)
        start = time.perf_counter()
        found["html_mb"] = round(len(page_html(selection, Look())) / 1e6, 1)
        found["html_s"] = round(time.perf_counter() - start, 2)
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        write_snapshot(selection, Look(), Path(folder) / "snapshot")
        found["snapshot_s"] = round(time.perf_counter() - start, 1)
    found["peak_mb"] = peak_megabytes()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
