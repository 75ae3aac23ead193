"""The commands of sharing: `python -m share snapshot` and `python -m share verify`."""

import argparse
import datetime as dt
import os
import sys
from pathlib import Path

from pipeline.store import StoreError, open_store
from pipeline.view import Filter, Records, use_system_memory
from share.links import HOME, permalink
from share.look import Look
from share.selection import Care, select
from share.snapshot import write_snapshot
from share.verify import verify

STORE = Path("data/build")
_LISTED = 50


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 where all is well, 1 where a snapshot no longer agrees, 2 where it could not run."""
    asked = _parser().parse_args(arguments)
    try:
        return _snapshot(asked) if asked.command == "snapshot" else _verify(asked)
    except (StoreError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m share", description="Seal what a filter shows, and check it later."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    snapshot = commands.add_parser("snapshot", help="write picture, offline page and rows under one id")
    snapshot.add_argument("--filter", default="", metavar="TEXT", help='such as "type=drone&from=2021-09"')
    snapshot.add_argument("--from", dest="store", type=Path, default=STORE, metavar="STORE")
    snapshot.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    snapshot.add_argument("--zip", action="store_true", help="one zip file instead of a folder")
    snapshot.add_argument("--language", choices=("en", "ar"), default="en")
    snapshot.add_argument("--theme", choices=("light", "dark"), default="light")
    snapshot.add_argument("--title", default="")
    snapshot.add_argument(
        "--hold-back", type=int, default=0, metavar="HOURS", help="leave out the last hours"
    )
    snapshot.add_argument(
        "--coarsen", action="store_true",
        help="move places to the middle of a 25 km square and withhold their sentences; with --hold-back only "
        "those of the last hours, which are then not left out",
    )  # fmt: skip
    snapshot.add_argument(
        "--date", type=dt.date.fromisoformat, help="the generated-on date (or SOURCE_DATE_EPOCH)"
    )
    snapshot.add_argument(
        "--link", default=HOME, metavar="URL", help="the dashboard that the permalink leads to"
    )
    check = commands.add_parser("verify", help="say whether a snapshot still agrees with a store")
    check.add_argument("snapshot", type=Path, metavar="DIR")
    check.add_argument("--from", dest="store", type=Path, metavar="STORE")
    return parser


def _snapshot(asked: argparse.Namespace) -> int:
    wanted = Filter.parse(asked.filter)
    if wanted.notes:
        raise ValueError(f"--filter: {'; '.join(wanted.notes)}")
    if asked.hold_back < 0:
        raise ValueError("--hold-back must not be negative")
    permalink(wanted, asked.language, asked.link)  # refused before anything is drawn
    use_system_memory()
    store = open_store(asked.store)
    care = Care(asked.hold_back, asked.coarsen)
    selection = select(store, Records.load(store), wanted, care, asked.date or _today())
    look = Look(asked.language, asked.theme, asked.title)
    target = write_snapshot(selection, look, asked.output, zipped=asked.zip, home=asked.link)
    shown = selection.view
    print(
        f"{target}: snapshot {selection.snapshot_id}, {shown.count('incident')} incidents "
        f"({shown.claimed_only} claimed by the attacker only), {shown.count('series')} series"
    )
    return 0


def _today() -> dt.date:
    """The day of SOURCE_DATE_EPOCH in UTC, else today."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.date.today()
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise ValueError(f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds") from error


def _verify(asked: argparse.Namespace) -> int:
    verdict = verify(asked.snapshot, open_store(asked.store) if asked.store else None)
    for line in verdict.altered:
        print(line)
    for line in verdict.changes[:_LISTED]:
        print(line)
    if len(verdict.changes) > _LISTED:
        print(f"and {len(verdict.changes) - _LISTED} more changes")
    if verdict.agrees:
        against = f"agrees with {asked.store}" if asked.store else "is as it was sealed"
        print(f"Snapshot {verdict.snapshot_id} {against}.")
    else:
        print(
            f"Snapshot {verdict.snapshot_id}: {len(verdict.altered)} files altered, {len(verdict.changes)} changes."
        )
    return 0 if verdict.agrees else 1


if __name__ == "__main__":
    sys.exit(main())
