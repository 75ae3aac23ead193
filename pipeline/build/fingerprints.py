"""What a reading depends on besides the article and the knowledge: the code that reads."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from pipeline.model import Article
from pipeline.paths import ROOT

__all__ = ["READING", "article_key", "code_fingerprint", "modules_of"]

READING = ("pipeline.build.packing", "pipeline.build.first_look")
_IMPORT = re.compile(r"^\s*(?:from|import) +((?:language|geo|pipeline)(?:\.\w+)*)", re.MULTILINE)


@lru_cache(maxsize=8)
def modules_of(*modules: str) -> tuple[str, ...]:
    """The project's modules that these import, and those that they import, themselves among them; sorted."""
    found: set[str] = set()
    left = list(modules)
    while left:
        name = left.pop()
        if name not in found and (path := _file_of(name)) is not None:
            found.add(name)
            left += _IMPORT.findall(path.read_text("utf-8"))
    return tuple(sorted(found))


def _file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    for each in (path.with_suffix(".py"), path / "__init__.py"):
        if each.is_file():
            return each
    return None


def code_fingerprint() -> str:
    """A hash of the code that decides what a scan and a reading are, and what rows are made of them."""
    digest = hashlib.blake2b(digest_size=8)
    for name in modules_of(*READING):
        path = _file_of(name)
        if path is not None:
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def article_key(article: Article) -> bytes:
    """Sixteen bytes: the hash of an article's id, then of all else that its reading and its row depend on.

    Where it was found (`path`) is not a part of it: a file that was moved is the same article.
    """
    told = "\x1f".join(
        (
            article.title,
            article.text,
            article.language,
            article.source,
            article.url,
            repr(article.published),
            article.published_basis,
            article.published_raw,
            article.published_time or "",
            repr(article.sample),
            article.facts_source,
        )
    )
    return _hash(article.article_id) + _hash(told)


def _hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
