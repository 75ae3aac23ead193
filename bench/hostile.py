"""What input made to do harm costs: `python -m bench.hostile`.

Builds a store from each, one good article beside it, and prints the time, the largest memory of the process
that builds and of its workers, how many articles came through, and what was said of the rest.
"""

import argparse
import gzip
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.soak import measured
from bench.synthetic_articles import articles

__all__ = ["main"]

GOOD = {"id": "good", "text": "سقطت ثلاثة صواريخ قرب مطار أربيل أمس.", "published": "2021-09-12"}
MEGABYTE = 1_000_000


def written(path: Path, pieces: Iterator[bytes]) -> None:
    """Write a file piece by piece."""
    with path.open("wb") as file:
        file.writelines(pieces)


def long_line(folder: Path) -> None:
    """One line of a gigabyte between two articles."""
    before, after = (json.dumps({**GOOD, "id": each}).encode() + b"\n" for each in ("before", "after"))
    piece = b"x" * MEGABYTE
    written(folder / "line.jsonl", iter([before, b'{"text": "', *[piece] * 1000, b'"}\n', after]))


def zip_bomb(folder: Path) -> None:
    """Five gigabytes of empty lines in a zip of five megabytes."""
    with (
        zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a.jsonl", "w", force_zip64=True) as member,
    ):
        for _ in range(5000):
            member.write(b"\n" * MEGABYTE)


def gzip_bomb(folder: Path) -> None:
    """Two gigabytes of one text in a .gz."""
    with gzip.open(folder / "bomb.txt.gz", "wb") as file:
        for _ in range(2000):
            file.write(b"a " * (MEGABYTE // 2))


def empty_objects(folder: Path) -> None:
    """Three million lines that are no article, each refused."""
    written(folder / "objects.jsonl", iter([b"{}\n" * (MEGABYTE // 10)] * 30))


def nested_tags(folder: Path) -> None:
    """A page of a million tags, each in the one before."""
    (folder / "deep.html").write_bytes(b"<div>" * MEGABYTE + b"text")


def long_articles(folder: Path) -> None:
    """Two hundred articles of a million characters, in sentences of the news, a tenth of them of attacks."""
    rows = articles(140_000, seed=3)
    with (folder / "long.jsonl").open("w", encoding="utf-8") as file:
        for number in range(200):
            text = "\n".join(next(rows)["text"] for _ in range(700))
            row = {"id": f"long-{number}", "text": text[:MEGABYTE], "published": "2021-09-12"}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def no_sentence_ends(folder: Path) -> None:
    """Twenty articles of a million characters without a full stop or a new line."""
    rows = articles(14_000, seed=4)
    with (folder / "endless.jsonl").open("w", encoding="utf-8") as file:
        for number in range(20):
            text = " ".join(next(rows)["text"] for _ in range(700))
            text = text.replace(".", " ").replace("\n", " ").replace("؟", " ")[:MEGABYTE]
            file.write(json.dumps({"id": f"endless-{number}", "text": text}, ensure_ascii=False) + "\n")


def zeros(folder: Path) -> None:
    """A hundred megabytes of NUL bytes that call themselves a text, and as many in a .jsonl."""
    for name in ("zeros.txt", "zeros.jsonl"):
        written(folder / name, iter([b"\0" * MEGABYTE] * 100))


CASES: tuple[Callable[[Path], None], ...] = (
    long_line, zip_bomb, gzip_bomb, empty_objects, nested_tags, zeros, no_sentence_ends, long_articles,
)  # fmt: skip


def main() -> None:
    """Measure from the command line."""
    argparse.ArgumentParser(description=__doc__.split("\n", 1)[0]).parse_args()
    print("| input | s | here MB | worker MB | articles | reports | what was said |")
    print("|---|---|---|---|---|---|---|")
    for case in CASES:
        folder = Path(tempfile.mkdtemp(prefix="kharita-hostile-"))
        (folder / "in").mkdir()
        case(folder / "in")
        (folder / "in" / "good.jsonl").write_text(json.dumps(GOOD) + "\n", "utf-8")
        cost = measured([str(folder / "in")], folder / "store", 2, False)
        said = sorted({each.reason for each in cost.summary.rejects})
        what = (case.__doc__ or "").rstrip(".")
        print(
            f"| {what} | {cost.wall:.1f} | {cost.peak_here:.0f} | {cost.peak_there:.0f} | {cost.summary.articles:,} | "
            f"{cost.summary.reports:,} | {'; '.join(said)[:160] or 'nothing'} |",
            flush=True,
        )
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
