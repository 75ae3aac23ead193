"""The sealed snapshot: a folder or a zip file whose every part carries the same id.

    map.png map.svg        the picture
    snapshot.html          the page that opens offline
    rows.csv rows.geojson  the shown incidents and series      codebook.csv  what the columns mean
    sentences.csv          one sentence per report, with its outlet and link
    permalink.txt README.md manifest.json

The same store and filter give the same bytes; only the day that is asked for stands in them.
"""

import csv
import errno
import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from pipeline.export import CAUTION, FORMATS, spreadsheet_cell
from pipeline.store import StoreError
from pipeline.view import give_back
from share.links import HOME, citation, permalink
from share.look import Look
from share.page import page_html
from share.picture import GAZETTEER, draw_picture
from share.selection import Selection
from share.sentences import sentences
from share.wording import counts_text, filter_text, period_said, place_names, title_text
from share.words import Words

__all__ = ["MANIFEST", "PARTS", "SEALED", "Progress", "rows_table", "write_snapshot"]

FORMAT = 1
MANIFEST = "manifest.json"
SEALED = tuple(each for each in FORMATS.values() if each.sealed)
_ROWS = tuple(f"rows.{each.name}" for each in SEALED)
PARTS = (
    "map.png", "map.svg", "snapshot.html", *_ROWS, "sentences.csv", "codebook.csv", "permalink.txt", "README.md",
)  # fmt: skip
Progress = Callable[[str, float], None]
_SENTENCE_COLUMNS = (
    "snapshot_id",
    "record_id",
    "report_id",
    "sentence",
    "outlet",
    "aligned_with",
    "published_start",
    "published_end",
    "url",
)
_AT_ONCE = 10_000


def write_snapshot(
    selection: Selection, look: Look, target: Path, *, zipped: bool = False, home: str = HOME,
    folder: Path = GAZETTEER, progress: Progress = lambda _, __: None,
) -> Path:  # fmt: skip
    """Write the snapshot at `target`, whole or not at all; returns the folder or zip file.

    A snapshot that stands there is replaced; anything else is left alone. StoreError says what went wrong.
    """
    target = Path(os.path.abspath(target))
    if zipped and target.suffix != ".zip":
        target = target.with_name(f"{target.name}.zip")
    writing = target.with_name(f".{target.name}-{os.getpid()}-{os.urandom(3).hex()}")
    try:
        _check_place(target, zipped)
        target.parent.mkdir(parents=True, exist_ok=True)
        writing.mkdir()
        _write_parts(writing, selection, look, home, folder, progress)
        progress("seal", 0.97)
        if zipped:
            packed = writing / f"{target.name}"
            _zip(writing, packed, selection)
            os.replace(packed, target)
        else:
            _put(writing, target)
    except OSError as error:
        raise StoreError(_what_stopped(target, error)) from error
    finally:
        shutil.rmtree(writing, ignore_errors=True)
        give_back()
    progress("seal", 1.0)
    return target


def _check_place(target: Path, zipped: bool) -> None:
    """Refuse to replace what is no snapshot."""
    if not target.exists():
        return
    if zipped:
        replaceable = target.is_file() and zipfile.is_zipfile(target)
    else:
        replaceable = target.is_dir() and ((target / MANIFEST).is_file() or not any(target.iterdir()))
    if not replaceable:
        raise StoreError(f"{target} holds something that is no snapshot; name another place with -o.")


def _put(writing: Path, target: Path) -> None:
    """Give a finished folder its name; an older snapshot of that name is gone only when the new one stands."""
    if not target.exists():
        writing.rename(target)
        return
    old = writing.with_name(f"{writing.name}.old")
    target.rename(old)
    try:
        writing.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _write_parts(
    writing: Path, selection: Selection, look: Look, home: str, folder: Path, progress: Progress
) -> None:
    link = permalink(selection.view.filter, look.language, home)
    progress("draw", 0.02)
    _write_picture(writing, selection, look, folder, progress)
    progress("write_page", 0.3)
    _write(writing / "snapshot.html", page_html(selection, look, folder))
    give_back()
    progress("write_rows", 0.55)
    table = rows_table(selection)
    for done, form in enumerate(SEALED, 1):
        with (writing / f"rows.{form.name}").open("wb") as stream:
            form.write(table, "records", stream)
            _sync(stream)
        progress("write_rows", 0.55 + 0.3 * done / len(SEALED))
    with (writing / "sentences.csv").open("wb") as stream:
        _write_sentences(selection, stream)
        _sync(stream)
    _write(writing / "codebook.csv", (Path(__file__).parent / "codebook.csv").read_bytes())
    _write(writing / "permalink.txt", f"{link}\n".encode())
    _write(writing / "README.md", _readme(selection, look, link).encode())
    manifest = _manifest(selection, look, link) | {"files": {name: _digest(writing / name) for name in PARTS}}
    _write(writing / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())


def _write_picture(writing: Path, selection: Selection, look: Look, folder: Path, progress: Progress) -> None:
    drawn = draw_picture(selection, look, folder)
    _write(writing / "map.png", drawn.png())
    progress("draw", 0.2)
    _write(writing / "map.svg", drawn.svg())


def rows_table(selection: Selection) -> pa.Table:
    """The rows as they are written: the snapshot's id first, then the record's columns."""
    table = selection.table
    return table.add_column(0, "snapshot_id", pa.array([selection.snapshot_id] * table.num_rows, pa.string()))


def _write_sentences(selection: Selection, stream: BinaryIO) -> None:
    """One row a report; none for records whose place is coarsened."""
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text)
    rows.writerow(_SENTENCE_COLUMNS)
    for row in _sentence_rows(selection):
        rows.writerow([spreadsheet_cell(each) for each in row])
    text.detach()


def _sentence_rows(selection: Selection) -> Iterator[tuple[Any, ...]]:
    open_rows = selection.view.rows[~selection.coarse[selection.view.rows]]
    table = selection.view.records.table.select(["record_id", "report_ids"])
    for first in range(0, len(open_rows), _AT_ONCE):
        batch = table.take(open_rows[first : first + _AT_ONCE]).to_pylist()
        found = sentences(selection.store, (each for row in batch for each in row["report_ids"] or []))
        for row in batch:
            for report in row["report_ids"] or []:
                if told := found.get(report):
                    start, end, _ = told.published
                    yield (
                        selection.snapshot_id, row["record_id"], report, " ".join(told.text.split()), told.outlet,
                        "; ".join(told.aligned), start or "", end or "", told.url,
                    )  # fmt: skip


def _manifest(selection: Selection, look: Look, link: str) -> dict[str, object]:
    shown = selection.view
    return {
        "format": FORMAT,
        "snapshot": selection.snapshot_id,
        "ids": selection.ids_hash,
        "filter": shown.filter.query(),
        "care": {"hold_back_hours": selection.care.hours, "coarsen": selection.care.coarsen},
        "held_back": selection.held_back,
        "coarsened": int(selection.coarse[shown.rows].sum()),
        "incidents": shown.count("incident"),
        "series": shown.count("series"),
        "claimed_only": shown.claimed_only,
        "generated_on": selection.day.isoformat(),
        "data_hash": selection.data_hash,
        "built_at": selection.store.manifest.get("built_at"),
        "knowledge": selection.store.manifest.get("knowledge"),
        "look": {"language": look.language, "theme": look.theme, "title": look.title},
        "permalink": link,
        "caution": CAUTION,
    }


def _readme(selection: Selection, look: Look, link: str) -> str:
    """What the folder is and how to cite it, in both languages, the look's first."""
    shown, day = selection.view, selection.day.isoformat()
    cited = citation(selection.snapshot_id, selection.data_hash, day, link)
    parts = []
    for words in sorted((Words("en"), Words("ar")), key=lambda each: each.language != look.language):
        named = filter_text(shown.filter, place_names(shown.records, shown.filter.places), words)
        facts = f"{counts_text(shown, words)}\n\n{period_said(shown, words)}\n\n{words('page.filtered', filter=named)}"
        title = look.title or title_text(shown, words)
        template = _ENGLISH if words.language == "en" else _ARABIC
        parts.append(
            template.format(
                title=title,
                facts=facts,
                id=selection.snapshot_id,
                rows=words.joined([f"`{each}`" for each in _ROWS]),
                cited=cited,
                caution=words("page.caution"),
                attribution=words("page.attribution"),
            )
        )
    return "\n".join(parts)


_ENGLISH = """# {title}

{facts}

**{caution}**

A snapshot of Kharita, sealed under the id `{id}`: `map.png` and `map.svg` are the picture, `snapshot.html` opens in any
browser without internet, the rows ({rows}) are what is shown (their columns: `codebook.csv`),
`sentences.csv` has one sentence per report with its outlet and link, `permalink.txt` leads to the live view, and
`manifest.json` has the hash of each file. Whether it still agrees with a store says `python -m share verify FOLDER`.

Cite as: {cited}

{attribution}
"""
_ARABIC = """# {title}

{facts}

**{caution}**

لقطة من خريطة مختومة بالمعرّف `{id}`: الملفان `map.png` و`map.svg` هما الصورة، و`snapshot.html` صفحة تُفتح في أي متصفح دون
إنترنت، وملفات الصفوف ({rows}) هي المعروض (معاني الأعمدة في `codebook.csv`)، وفي `sentences.csv` جملة واحدة من كل
تقرير مع وسيلته ورابطه، و`permalink.txt` رابط العرض الحي، وفي `manifest.json` بصمة كل ملف. ولمعرفة هل ما زالت توافق
البيانات: `python -m share verify FOLDER`.

للاستشهاد: {cited}

{attribution}
"""


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        _sync(stream)


def _sync(stream: BinaryIO) -> None:
    stream.flush()
    os.fsync(stream.fileno())


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _zip(writing: Path, packed: Path, selection: Selection) -> None:
    day = selection.day
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in (*PARTS, MANIFEST):
            entry = zipfile.ZipInfo(
                f"kharita-{selection.snapshot_id}/{name}", (max(1980, day.year), day.month, day.day, 0, 0, 0)
            )
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w") as out, (writing / name).open("rb") as stream:
                shutil.copyfileobj(stream, out, 1 << 20)
    with packed.open("rb") as written:
        os.fsync(written.fileno())


def _what_stopped(target: Path, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {target.parent} is full; free some space and try again. Nothing was left there."
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"{target.parent} cannot be written to; name another place with -o. Nothing was left there."
    return (
        f"The snapshot could not be written to {target} ({error.strerror or error}). Nothing was left there."
    )
