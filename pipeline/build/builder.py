"""The building of a store from articles.

read -> Article -> scan: may it report an attack? (no: done) -> is it a copy? (yes: done)
     -> sentences -> toponyms -> resolve -> reports -> merge into incidents and series -> store

What an earlier build read is used again as far as article, code and knowledge are the same.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from language.identify import NAMES
from pipeline.articles.read import read_paths
from pipeline.articles.source import Reject
from pipeline.build.collection import Collection
from pipeline.build.copies import copies_in
from pipeline.build.fingerprints import code_fingerprint
from pipeline.build.incidents import not_read_rows, settle_records, settled, unresolved_rows
from pipeline.build.local_crew import Crew, LocalCrew, ShardResult
from pipeline.build.packing import unpacked
from pipeline.build.worker import READ, SCAN, TOUCH, reader_of
from pipeline.extract.reading import Reading, read_article
from pipeline.knowledge.changes import Needles, changed_words, word_table
from pipeline.knowledge.load import Knowledge, fingerprint, load_knowledge
from pipeline.model import Article
from pipeline.paths import ROOT
from pipeline.rows import Manifest
from pipeline.store import (
    Store,
    StoreError,
    build_lock,
    ids_hash,
    open_store,
    sweep_pending,
    write_build,
)
from pipeline.store.schema import articles_from_table, rejects_table

__all__ = [
    "BuildSummary", "Knowledge", "Reading", "build", "load_knowledge", "read_article", "remove", "settled",
]  # fmt: skip

# Below this many articles that may report attacks, all are read again in less time than it takes to find out
# which of them a changed knowledge touches.
WORTH_WORDS = 5000


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build holds, in numbers, and what it refused; `read` are the articles that were read for it.

    `less_sure` are kept beside `reports` and in no incident; `kept_out` came and stayed out, since they had been removed; `not_read` are (language, how many) of the
    articles in the build that are in neither Arabic nor English, by the codes of `language.identify`.
    """

    articles: int
    reports: int
    incidents: int
    series: int
    rejects: tuple[Reject, ...]
    copies: int = 0
    read: int = 0
    kept_out: int = 0
    not_read: tuple[tuple[str, int], ...] = ()
    less_sure: int = 0

    @property
    def not_read_told(self) -> str:
        """What was not read, in words: "Persian (120), Kurdish (3)"; "" where everything was."""
        counts: Counter[str] = Counter()
        for language, n in self.not_read:
            counts[NAMES[language]] += n
        return ", ".join(f"{name} ({n:,})" for name, n in counts.most_common())


def build(
    paths: Sequence[str],
    out: Path,
    *,
    add: bool = False,
    workers: int | None = None,
    dask: str | None = None,
    strict: bool = False,
    removed: bool = False,
    progress: Callable[[int], None] | None = None,
    root: Path = ROOT,
) -> BuildSummary:
    """Reads what `paths` hold into the store `out`, replacing its articles, or joining them with `add`.

    `dask` is the address of a scheduler whose workers read instead of processes of this machine. Nothing is
    in force before all is read and merged; what a killed build has read is used by the next one. With
    `strict`, raises StoreError on any reject. What `remove` took out of the store stays
    out with `add`, unless `removed` is asked for.
    """
    with build_lock(out):
        return _Builder(out, root, progress, strict, removed).build(read_paths(paths), add, (), workers, dask)


def remove(
    article_ids: Iterable[str], out: Path, *, workers: int | None = None, root: Path = ROOT
) -> BuildSummary:
    """Takes articles out of the store `out`; StoreError where it does not have one of them.

    They stay out of what is joined to it from then on.
    """
    wanted = list(dict.fromkeys(article_ids))
    open_store(out)  # a lock would make the folder
    with build_lock(out):
        found = {
            row["article_id"]
            for row in open_store(out).rows("articles", "article_id", wanted, ["article_id"])
        }
        if missing := [each for each in wanted if each not in found]:
            raise StoreError(f"{out} has no article {', '.join(missing[:5])}; nothing was removed.")
        return _Builder(out, root, None, False, False).build((), True, wanted, workers, None)


@dataclass(slots=True)
class _Builder:
    """One build under way."""

    out: Path
    root: Path
    progress: Callable[[int], None] | None
    strict: bool
    with_removed: bool
    removed: set[str] = field(default_factory=set)
    kept_out: int = 0
    rejects: list[Reject] = field(default_factory=list)
    read: int = 0

    def build(
        self,
        found: Iterable[Article | Reject],
        add: bool,
        without: Sequence[str],
        workers: int | None,
        dask: str | None,
    ) -> BuildSummary:
        """The steps of a build, in order."""
        marks = {"code": code_fingerprint(), "knowledge": fingerprint(self.root)}
        before = self._before(add)
        if add and before:
            self.removed |= {*before.manifest.get("removed", ()), *without}
        usable = before if before and "code" in before.manifest else None
        if add and before and not usable:
            found = chain(found, articles_from_table(before.table("articles")))
        collection = Collection(self.out, usable, marks)
        words = _Words(self.root, marks)
        needles = _needles(usable, words)
        with self._crew(workers, dask, needles or Needles()) as crew:
            self._scan(crew, collection, collection.new_articles(self._accepted(found), self._count))
            collection.settle(add, without)
            if usable:
                self._look_again(crew, collection, needles)
            copies = copies_in(
                collection, usable if usable and usable.manifest["code"] == marks["code"] else None
            )
            self._read(crew, collection, copies)
        if self.strict and self.rejects:
            raise StoreError(
                f"{len(self.rejects)} inputs were refused, the first {self.rejects[0].path}: "
                f"{self.rejects[0].reason}; nothing was built."
            )
        return self._write(collection, copies, words, usable)

    def _before(self, add: bool) -> Store | None:
        try:
            return open_store(self.out)
        except StoreError:
            if add:
                raise
            return None  # the first build, or a damaged one that this build mends

    def _crew(self, workers: int | None, dask: str | None, needles: Needles) -> Crew:
        if dask is not None:
            from pipeline.build.dask_crew import DaskCrew

            return DaskCrew(dask, self.root, needles)
        return LocalCrew(reader_of(self.root, needles), workers)

    def _accepted(self, found: Iterable[Article | Reject]) -> Iterator[Article]:
        for each in found:
            if isinstance(each, Reject):
                self.rejects.append(each)
            elif each.article_id not in self.removed:
                yield each
            elif self.with_removed:
                self.removed.discard(each.article_id)
                yield each
            else:
                self.kept_out += 1

    def _count(self, articles: int) -> None:
        if self.progress and articles:
            self.progress(articles)

    def _results(
        self, crew: Crew, collection: Collection, work: str, articles: Iterable[Article]
    ) -> Iterator[ShardResult]:
        """The results of a work; articles that fail are refused, and are not in the build."""
        for result in crew.run(work, articles):
            self.rejects += result.rejects
            if result.failed:
                collection.drop(result.articles[at] for at in result.failed)
                self._count(len(result.failed))
            if result.found is not None:
                yield result
        collection.flush()

    def _scan(self, crew: Crew, collection: Collection, articles: Iterable[Article]) -> None:
        """Look at new articles."""
        for result in self._results(crew, collection, SCAN, articles):
            scans = [each.scan for each in result.found]
            collection.shelve_articles(result.done, scans)
            self._count(sum(scan is None for scan in scans))

    def _look_again(self, crew: Crew, collection: Collection, needles: Needles | None) -> None:
        """Look again at the articles of the build before that changed code or knowledge may read differently."""
        if needles is not None and not needles.phrases and not needles.skeletons:
            return
        old = collection.old_ids("articles")
        touched: list[str] = []
        work = SCAN if needles is None else TOUCH
        for result in self._results(crew, collection, work, collection.articles(old)):
            kept = [
                (article, each.scan)
                for article, each in zip(result.done, result.found, strict=True)
                if each.touched
            ]
            touched += [article.article_id for article, _ in kept]
            collection.shelve_scans([a for a, _ in kept], [s for _, s in kept])
        collection.forget(pa.array(touched, pa.string()), "scans", "readings")

    def _read(self, crew: Crew, collection: Collection, copies: dict[str, str]) -> None:
        """Read what may report an attack, is no copy and has not been read."""
        ids = collection.shelves["scans"].live_ids()
        done = pa.concat_arrays(
            [collection.shelves["readings"].live_ids(), pa.array(list(copies), pa.string())]
        )
        wanted = ids.filter(pc.invert(pc.is_in(ids, value_set=done)))
        if not len(wanted):
            return
        for result in self._results(crew, collection, READ, collection.articles(wanted)):
            readings, reports = unpacked(result.found, result.done)
            collection.shelve_readings(readings, reports)
            self.read += readings.column("not_read").null_count
            self._count(len(result.done))

    def _write(
        self, collection: Collection, copies: dict[str, str], words: "_Words", before: Store | None
    ) -> BuildSummary:
        """Merge, and put the build in force."""
        settled_records = settle_records(collection, copies, self.out, self.root)
        articles = collection.shelves["articles"].rows
        rows = sorted(copies.items())
        tables = {
            **settled_records.tables,
            "rejects": rejects_table(self.rejects),
            "unresolved": unresolved_rows(collection, settled_records.tellers),
            "not_read": not_read_rows(collection),
            "copies": pa.table(
                {"article_id": [a for a, _ in rows], "copy_of": [b for _, b in rows]},
                schema=pa.schema([("article_id", pa.string()), ("copy_of", pa.string())]),
            ),
        }
        if (kept := words.to_keep(collection, before)) is not None:
            tables["words"] = kept
        collection.tidy()
        manifest: Manifest = {
            "code": words.marks["code"],
            "knowledge": words.marks["knowledge"],
            "built_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "articles": articles,
            "reports": len(settled_records.report_ids),
            "less_sure": settled_records.less_sure,
            "copies": len(copies),
            "data_hash": ids_hash(settled_records.report_ids),
            "aliases": settled_records.aliases,
            "removed": sorted(self.removed),
        }
        write_build(self.out, collection.shelves, tables, manifest)
        sweep_pending(self.out)
        return BuildSummary(
            articles, len(settled_records.report_ids), tables["incidents"].num_rows, tables["series"].num_rows,
            tuple(self.rejects), len(copies), self.read, self.kept_out,
            tuple(Counter(tables["not_read"].column("language").to_pylist()).most_common()),
            settled_records.less_sure,
        )  # fmt: skip


def _needles(before: Store | None, words: "_Words") -> Needles | None:
    """What changed since the build before can touch; None for everything."""
    if before is None or before.manifest["code"] != words.marks["code"]:
        return None
    if before.manifest["knowledge"] == words.marks["knowledge"]:
        return Needles()
    known = before.words()
    return None if known is None else changed_words(known, words.table)


@dataclass(slots=True)
class _Words:
    """What the present knowledge says of each word, found out once and only where it is asked for."""

    root: Path
    marks: dict[str, str]
    _table: pa.Table | None = None

    @property
    def table(self) -> pa.Table:
        """The word table of the knowledge."""
        if self._table is None:
            self._table = word_table(load_knowledge(self.root))
        return self._table

    def to_keep(self, collection: Collection, before: Store | None) -> pa.Table | None:
        """The table for the next build; None where that is not worth its time."""
        if collection.shelves["scans"].rows < WORTH_WORDS:
            return None
        if before and before.manifest["knowledge"] == self.marks["knowledge"]:
            return before.words() or self.table
        return self.table
