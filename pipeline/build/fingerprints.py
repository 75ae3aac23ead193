"""What a reading depends on besides the article and the knowledge: the code that reads."""

import ast
import hashlib
from functools import lru_cache
from pathlib import Path

from pipeline.model import Article
from pipeline.paths import ROOT

__all__ = ["READING", "article_key", "code_fingerprint", "modules_of"]

READING = ("pipeline.build.packing", "pipeline.build.first_look")


def code_fingerprint() -> str:
    """A hash of the code that decides what a scan and a reading are, and what rows are made of them.

    Comments, docstrings and layout are no part of it: what they change, no reading does. Equal code has equal
    hashes under one minor version of Python.
    """
    digest = hashlib.blake2b(digest_size=8)
    for name, (code, _) in sorted(_modules(*READING).items()):
        digest.update(name.encode())
        digest.update(code)
    return digest.hexdigest()


def modules_of(*modules: str) -> frozenset[str]:
    """The project's modules that these import, and those that they import, themselves among them."""
    return frozenset(_modules(*modules))


def _modules(*modules: str) -> dict[str, tuple[bytes, frozenset[str]]]:
    """For each of `modules_of`: a hash of its code, and what it imports."""
    found: dict[str, tuple[bytes, frozenset[str]]] = {}
    left = list(modules)
    while left:
        name = left.pop()
        if name not in found and (path := _file_of(name)) is not None:
            found[name] = _code_and_imports(path.read_text("utf-8"))
            left += found[name][1]
    return found


def _file_of(module: str) -> Path | None:
    """Where a module of the project lies; None for all others, and for a name that is no module."""
    path = ROOT.joinpath(*module.split("."))
    for each in (path.with_suffix(".py"), path / "__init__.py"):
        if each.is_file():
            return each
    return None


@lru_cache(maxsize=512)  # by the text, not the file, which may change: parsing all takes a quarter second
def _code_and_imports(source: str) -> tuple[bytes, frozenset[str]]:
    """A hash of what a module does, and the names that it imports, of which some may be no modules."""
    tree = ast.parse(source)
    imports: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if ast.get_docstring(node, clean=False) is not None:
                del node.body[0]
        elif isinstance(node, ast.Import):
            imports.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            imports.update((node.module, *(f"{node.module}.{each.name}" for each in node.names)))
    code = hashlib.blake2b(ast.dump(tree).encode("utf-8", "surrogatepass"), digest_size=8)
    return code.digest(), frozenset(imports)


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
