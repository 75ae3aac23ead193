"""What a process of a build does with articles: look at them first, look whether a change touches them, read them."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.build.first_look import Scan, scan_article
from pipeline.build.local_crew import Factory
from pipeline.build.packing import packed
from pipeline.extract.reading import Reading, read_article
from pipeline.knowledge.changes import Needles
from pipeline.knowledge.load import Knowledge, load_knowledge
from pipeline.model import Article

__all__ = ["READ", "SCAN", "TOUCH", "Scanned", "reader_of"]

SCAN, TOUCH, READ = "scan", "touch", "read"


class Scanned(NamedTuple):
    """The scan of an article, None where it cannot report an attack; not `touched`, it was not looked at."""

    scan: Scan | None
    touched: bool = True


class ArticleWorker:
    """The works of a build, with the knowledge loaded once."""

    def __init__(self, knowledge: Knowledge, needles: Needles) -> None:
        self._knowledge = knowledge
        self._needles = needles

    def do(self, work: str, article: Article) -> Scanned | Reading:
        """The scan or the reading of one article."""
        if work == READ:
            reading = read_article(article, self._knowledge)
            return replace(reading, decisions=(), annotated=None)
        if work == TOUCH and not self._needles.touch(article):
            return Scanned(None, False)
        return Scanned(scan_article(article, self._knowledge))

    def pack(self, work: str, found: list[Any]) -> list[Scanned] | tuple[bytes, bytes]:
        """Scans as they are; readings as the rows of two tables (`pipeline.build.packing`)."""
        return found if work != READ else packed(found)


def reader_of(root: Path, needles: Needles) -> Factory:
    """The factory that a crew calls in each of its processes."""
    return partial(_worker, root, needles)


def _worker(root: Path, needles: Needles) -> ArticleWorker:
    return ArticleWorker(load_knowledge(root), needles)
