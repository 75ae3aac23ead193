"""Measures reading, merging, building and the store, one after the other: `make bench`, or `python -m bench`.

Each part is a command of its own, named beside its figures; what they print is printed as it comes. With
`--write FILE` it is kept too, with the machine, the day and the load. The map has `make bench-map`, the million
articles `make bench-soak`, how right the reading is `make bench-accuracy`.
"""

import argparse
import datetime as dt
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

PARTS: dict[str, Sequence[str]] = {
    "Reading": ("bench.reading",),
    "Merging": ("bench.merge", "--reports", "100000", "1000000", "--town", "10000"),
    "Building": ("bench.soak", "--articles", "5000", "20000", "--workers", "1", "2", "--hours", "1"),
    "Scaling": ("bench.scaling",),
    "Storing": ("bench.stores",),
}


def printed(command: Sequence[str]) -> Iterator[str]:
    """The lines that a command prints, as they come; CalledProcessError where it fails."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        yield from running.stdout
    if running.returncode:
        raise subprocess.CalledProcessError(running.returncode, command)


def main() -> None:
    """Run the parts; print their figures and keep them if asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--write", type=Path, metavar="FILE", help="also write them, such as to a .md file")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    load = os.getloadavg()[0]
    kept = [
        f"# Figures of {dt.date.today()}",
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}; load average {load:.1f} before.",
    ]
    for name in asked.parts or PARTS:
        print(f"== {name}", flush=True)
        lines = []
        for line in printed([sys.executable, "-m", *PARTS[name]]):
            print(line, end="", flush=True)
            lines.append(line)
        kept += [f"## {name}", f"`python -m {' '.join(PARTS[name])}`", f"```\n{''.join(lines)}```"]
    if asked.write:
        asked.write.write_text("\n\n".join(kept) + "\n", "utf-8")


if __name__ == "__main__":
    main()
