"""The commands: `python -m pipeline COMMAND`; see `--help` of each.

Exit codes: 0 all was read or written; 1 something was refused, each named with its reason, and the rest was
done; 2 the command was not understood, or could do nothing.
"""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import SURE_ENOUGH
from pipeline.paths import ROOT
from pipeline.store import StoreError

if TYPE_CHECKING:
    from pipeline.build.builder import BuildSummary

__all__ = ["main"]

ALL_DONE, SOME_REFUSED, FATAL = 0, 1, 2
_STORE = Path("data/build")
_FETCHED = Path("data/fetched")
_SHOWN_REJECTS = 20

_EPILOG = """\
examples:
  python -m pipeline build seeds data/samples           make data/build from two folders
  python -m pipeline build articles.csv --add           join a table of articles to it
  python -m pipeline export --what incidents --format csv -o incidents.csv
  python -m pipeline explain seeds/*.txt                why each sentence gave a report, or none
  python -m pipeline watch feeds.toml                   get new articles from the web and join them, again and again

exit codes: 0 all done; 1 something was refused (named with its reason) and the rest done; 2 nothing done
"""
_BUILD_EPILOG = """\
PATH is a file, a folder, a quoted pattern, a storage address such as s3://bucket/articles or - for standard
input, of:
  .txt (first line is the title)  .md (front matter)  .html  .json  .jsonl  .csv  .tsv  .parquet
  RSS and Atom (.xml .rss .atom)  Telegram Desktop's result.json  .warc(.gz)  .zip  .tar.gz  .gz
Columns: text (needed), title, published, id, url, source, language; other common names are guessed and said.
Encodings are detected: UTF-8, UTF-16, windows-1256 and other Arabic ones.

examples:
  python -m pipeline build ~/articles                   every article in a folder becomes data/build
  python -m pipeline build "2021/*.html" news.zip --out data/build-2021 --workers 4

A build replaces what data/build held, in one step; the last three are kept (see restore). Articles that
were read before are not read again, unless they, the code or what the knowledge says of their words changed.
With --add, an article that comes under the id of another text takes its place. A build that was stopped
goes on where it was when it is started again.
"""
_EXPORT_EPILOG = """\
examples:
  python -m pipeline export --what reports --format jsonl
  python -m pipeline export --what incidents --format gpkg -o iraq.gpkg \\
      --filter "type=drone,rocket&from=2021-09&to=2021-12&country=IQ"

--filter takes what stands after the ? in the address of the dashboard. Unknown numbers are empty, never 0.
--min-confidence 0 gives the less sure reports, too, which are in no incident; 0.8 only surer rows.

formats:
"""
_FETCH_EPILOG = """\
FEEDS.toml lists the feeds and says who asks; docs/fetching.md describes it. The least of it:
  contact = "name@your.org"

  [[feeds]]
  url = "https://…/rss"
  source = "Name of the outlet"
  language = "ar"
  articles = true            # fetch the linked pages, too

examples:
  python -m pipeline fetch feeds.toml                   what is new, as files in data/fetched
  python -m pipeline build data/fetched --add           join them to the store

robots.txt, Crawl-delay and Retry-After are respected. What was fetched is not fetched again, also after a stop.
"""
_WATCH_EPILOG = """\
examples:
  python -m pipeline watch feeds.toml                   fetch and build every 15 minutes, until Ctrl-C
  python -m pipeline watch feeds.toml --every 60 --store data/build-iraq

FEEDS.toml is as for fetch, and read anew each round. A round that fails is said, and the next one is done.
"""


class _Progress:
    """What `build` tells of its progress, drawn where a person looks; silent in a log file."""

    def __init__(self, total: int | None) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        self._task = self._bar.add_task("Reading articles", total=total)

    def __enter__(self) -> "_Progress":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def __call__(self, articles: int) -> None:
        """Count `articles` more as read."""
        self._bar.update(self._task, advance=articles)


def _build(args: argparse.Namespace) -> int:
    from pipeline.articles.read import count_files
    from pipeline.build.builder import build

    with _Progress(count_files(args.paths)) as progress:
        summary = build(
            args.paths, args.out, add=args.add, workers=args.workers, dask=args.dask, strict=args.strict, removed=args.removed,
            progress=progress,
        )  # fmt: skip
    _say(_told(summary, args.out))
    if summary.not_read:
        _say(f"not read: {summary.not_read_told}; only Arabic and English are read")
    if summary.kept_out:
        _say(f"{summary.kept_out:,} articles stayed out, since they were removed; --removed joins them again")
    rejects = summary.rejects
    for each in rejects[:_SHOWN_REJECTS]:
        where = f"{each.path}, at {each.offset}" if each.offset else each.path
        _say(f"refused: {where}: {each.reason}; {each.mend}")
    if len(rejects) > _SHOWN_REJECTS:
        _say(f"… and {len(rejects) - _SHOWN_REJECTS:,} more; all are in {args.out}/*/rejects.parquet")
    return SOME_REFUSED if rejects else ALL_DONE


def _told(summary: "BuildSummary", out: Path) -> str:
    copies = f" ({summary.copies:,} copies of others)" if summary.copies else ""
    less_sure = f" (and {summary.less_sure:,} less sure)" if summary.less_sure else ""
    return (
        f"{summary.articles:,} articles{copies}, {summary.reports:,} reports{less_sure}, {summary.incidents:,} incidents, "
        f"{summary.series:,} series in {out}; {summary.read:,} articles were read"
    )


def _remove(args: argparse.Namespace) -> int:
    from pipeline.build.builder import remove

    _say(_told(remove(args.articles, args.store), args.store))
    return ALL_DONE


def _export(args: argparse.Namespace) -> int:
    from pipeline.export import CAUTION, export
    from pipeline.store import open_store
    from pipeline.view.query import Filter

    asked = Filter.parse(args.filter)
    for note in asked.notes:
        _say(f"--filter: {note}")
    if asked.notes:
        return FATAL  # more rows than were asked for would be worse than none
    count = export(
        open_store(args.store), args.what, args.format, asked, args.output, args.schema, args.min_confidence
    )
    if args.output is not None:
        _say(f"{count:,} {args.what} in {args.output}. {CAUTION}")
    return ALL_DONE


def _explain(args: argparse.Namespace) -> int:
    from pipeline.extract.explain import explain_paths

    return explain_paths(args.paths, args.html)


def _check(args: argparse.Namespace) -> int:
    from pipeline.knowledge.check import check_knowledge

    return check_knowledge(args.root)


def _restore(args: argparse.Namespace) -> int:
    from pipeline.store import build_lock, open_store, restore_build

    if not args.store.is_dir():
        raise StoreError(f"There is no build at {args.store}.")
    with build_lock(args.store):
        folder = restore_build(args.store, args.back)
    manifest = open_store(args.store).manifest
    _say(f"{args.store} is now {folder.name} of {manifest['built_at']}, {manifest['articles']:,} articles")
    return ALL_DONE


def _merges(args: argparse.Namespace) -> int:
    from pipeline.merging.explain import explain_merges_of
    from pipeline.store import open_store

    return explain_merges_of(open_store(args.store), args.record)


def _compare(args: argparse.Namespace) -> int:
    from pipeline.export.compare import compare, read_reference, told, write_comparison
    from pipeline.store import open_store

    store = open_store(args.store)
    kind, events, unusable = read_reference(args.reference)
    rows = compare(store, events)
    table, layer = write_comparison(rows, args.output)
    _say(
        f"{args.reference} is read as {kind}: {len(events):,} events, {unusable:,} without a usable date or place"
    )
    _say(f"{told(rows)}. Table: {table}; map layer: {layer}")
    return ALL_DONE


def _fetch(args: argparse.Namespace) -> int:
    from pipeline.fetch.feed_list import FeedsError, load_feeds
    from pipeline.fetch.folder import FetchedError
    from pipeline.fetch.round import fetch_round

    try:
        found = fetch_round(load_feeds(args.feeds), args.out, _say)
    except (FeedsError, FetchedError) as error:
        _say(str(error))
        return FATAL
    _say(f"{found.articles:,} new articles in {args.out}, {len(found.troubles):,} not fetched")
    if not found.reached and not found.articles:
        return FATAL
    return SOME_REFUSED if found.troubles else ALL_DONE


def _watch(args: argparse.Namespace) -> int:
    from pipeline.fetch.feed_list import FeedsError
    from pipeline.watch import watch

    try:
        watch(args.feeds, args.out, args.store, args.every, _say)
    except FeedsError as error:
        _say(str(error))
        return FATAL
    return ALL_DONE


def _say(line: str) -> None:
    """One line to the person, apart from what a command writes to standard output."""
    print(line, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pipeline",
        description="Read Arabic and English news articles, find the attacks they report, store them.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--verbose", action="store_true", help="also say what is only useful for mending Kharita"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(
        name: str, run: Callable[[argparse.Namespace], int], summary: str, epilog: str = ""
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        added.set_defaults(run=run)
        return added

    _add_build(
        command("build", _build, "read articles and store their reports, incidents and series", _BUILD_EPILOG)
    )
    _add_export(command("export", _export, "write reports, incidents or series for other programs"))
    explain = command("explain", _explain, "show every decision on an article, with its rule")
    explain.add_argument("paths", nargs="+", metavar="PATH", help="articles, as for build")
    explain.add_argument(
        "--html", type=Path, metavar="FILE", help="write a page with the words marked instead"
    )
    check = command("check", _check, "validate the knowledge files: columns, ids, places, examples")
    check.add_argument(
        "--root",
        type=Path,
        default=ROOT / "data",
        metavar="FOLDER",
        help="where gazetteer/ and lexicon/ are",
    )
    restore = command("restore", _restore, "put an earlier build in force again")
    restore.add_argument(
        "--back", type=_positive, default=1, metavar="N", help="how many builds back (default 1)"
    )
    _add_store(restore)
    gone = command("remove", _remove, "take articles out of the store, and what was read in them")
    gone.add_argument("articles", nargs="+", metavar="ARTICLE_ID", help="as in the article_id of an export")
    _add_store(gone)
    merges = command("merges", _merges, "list why reports were merged into incidents, and what nearly was")
    merges.add_argument("record", nargs="?", metavar="ID", help="an incident (default: all)")
    _add_store(merges)
    comparison = command("compare", _compare, "match incidents with an ACLED, UCDP GED or GTD file")
    comparison.add_argument("reference", type=Path, metavar="REFERENCE.csv", help="the list to compare with")
    comparison.add_argument(
        "-o", "--output", type=Path, default=Path("comparison.csv"), metavar="FILE.csv",
        help="the table; the map layer is written beside it (default comparison.csv)",
    )  # fmt: skip
    _add_store(comparison)
    _add_feeds(command("fetch", _fetch, "get new articles from the web's feeds", _FETCH_EPILOG))
    watching = command("watch", _watch, "fetch and build, again and again", _WATCH_EPILOG)
    _add_feeds(watching)
    watching.add_argument(
        "--every", type=_minutes, default=15.0, metavar="MINUTES", help="between two rounds (default 15)"
    )
    watching.add_argument(
        "--store", type=Path, default=_STORE, metavar="FOLDER", help=f"the store (default {_STORE})"
    )
    return parser


def _add_feeds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("feeds", type=Path, metavar="FEEDS.toml", help="which feeds, see below")
    parser.add_argument(
        "--out", type=Path, default=_FETCHED, metavar="DIR", help=f"where it is put (default {_FETCHED})"
    )


def _add_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", metavar="PATH", help="articles to read, see below")
    parser.add_argument(
        "--out", type=Path, default=_STORE, metavar="FOLDER", help=f"the store (default {_STORE})"
    )
    parser.add_argument(
        "--add", action="store_true", help="join the articles to the store instead of replacing it"
    )
    parser.add_argument("--workers", type=_positive, metavar="N", help="processes (default: one per core)")
    parser.add_argument(
        "--dask", metavar="ADDRESS", help="read on the workers of this Dask scheduler (tcp://…)"
    )
    parser.add_argument(
        "--removed", action="store_true", help="with --add, join articles that were removed, too"
    )
    parser.add_argument("--strict", action="store_true", help="write nothing if anything is refused")


def _add_export(parser: argparse.ArgumentParser) -> None:
    from pipeline.export import FORMATS, SCHEMAS_OF_OTHERS, WHATS

    parser.epilog = _EXPORT_EPILOG + "".join(
        f"  {each.name:9}{each.title}, {each.use}\n" for each in FORMATS.values()
    )
    parser.add_argument("--what", choices=WHATS, required=True, help="the table")
    parser.add_argument("--format", choices=tuple(FORMATS), required=True, help="the file format, see below")
    parser.add_argument(
        "--schema", choices=("kharita", *SCHEMAS_OF_OTHERS), default="kharita", help="whose columns"
    )
    parser.add_argument("--filter", default="", metavar="TEXT", help="only what this filter shows, see below")
    parser.add_argument(
        "--min-confidence", type=_probability, default=SURE_ENOUGH, metavar="P",
        help=f"the least reading confidence, 0 to 1 (default {SURE_ENOUGH}); below {SURE_ENOUGH} only reports are less sure",
    )  # fmt: skip
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="the file (default: standard output)"
    )
    _add_store(parser)


def _add_store(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="store",
        type=Path,
        default=_STORE,
        metavar="FOLDER",
        help=f"the store (default {_STORE})",
    )


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = 0.0
    if not 1 <= minutes <= 10_080:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of minutes from 1 to 10080 (a week)")
    return minutes


def _probability(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1")
    return number


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above 0")
    return int(text)


@contextmanager
def _log(verbose: bool) -> Iterator[None]:
    """What the reading says aloud (guessed columns, files passed over), as lines to the person."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    log = logging.getLogger("pipeline")
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG if verbose else logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(before)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    args = _parser().parse_args(arguments)
    try:
        with _log(args.verbose):
            code: int = args.run(args)
            return code
    except StoreError as error:
        _say(str(error))
        return FATAL
    except KeyboardInterrupt:
        _say("stopped; the store is as it was.")
        return FATAL
    except BrokenPipeError:
        # The reader of our output (head, less) has enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_DONE


if __name__ == "__main__":
    sys.exit(main())
