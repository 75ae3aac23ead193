"""Articles at storage addresses: streams from fsspec, and named refusals."""

import builtins
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.spec import AbstractBufferedFile

from pipeline.__main__ import main
from pipeline.articles.read import Reject, count_files, read_paths
from pipeline.articles.source import Source
from pipeline.articles.storage import storage_sources
from pipeline.model import Article
from tests.pipeline.test_read import FORMATS


@pytest.fixture
def memory() -> Iterator[Any]:
    files = fsspec.filesystem("memory")
    files.store.clear()
    for name, content in {
        "/news/a.txt": "عنوان\nسقطت مسيرة قرب أربيل.",
        "/news/2021/b.jsonl": '{"text": "one"}\nbroken\n{"text": "two"}\n',
        "/news/2021/c.jpg": "picture",
        "/news/.raw/d.txt": "hidden",
        "/news/e.pdf": "%PDF",
    }.items():
        files.pipe(name, content.encode())
    with files.open("/news/z.zip", "wb") as packed, zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in.txt", "title\ninside")
    yield files
    files.store.clear()


def texts(*addresses: str) -> list[str]:
    return sorted(each.text for each in read_paths(addresses) if isinstance(each, Article))


def rejects(*addresses: str) -> list[Reject]:
    return [each for each in read_paths(addresses) if isinstance(each, Reject)]


def test_a_folder_in_a_storage_is_read_with_what_is_below_it(memory: Any) -> None:
    assert texts("memory://news") == ["inside", "one", "two", "سقطت مسيرة قرب أربيل."]
    named = {each.path: each.reason for each in rejects("memory://news")}
    assert named == {
        "memory:///news/2021/b.jsonl": "line 2 is not a JSON object",
        "memory:///news/e.pdf": "files with .pdf are not read",
    }


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("memory://news/a.txt", ["سقطت مسيرة قرب أربيل."]),
        ("memory://news/*.zip", ["inside"]),
        ("memory://news/**/*.jsonl", ["one", "two"]),
        ("memory://news/20*", ["one", "two"]),
    ],
)
def test_a_file_or_a_pattern_in_a_storage_is_read(memory: Any, address: str, found: list[str]) -> None:
    assert texts(address) == found


def test_a_file_address_reads_what_its_path_reads(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("title\ntext")
    by_address, by_path = (
        next(iter(read_paths([each]))) for each in (f"file://{tmp_path}/a.txt", f"{tmp_path}/a.txt")
    )
    assert isinstance(by_address, Article)
    assert isinstance(by_path, Article)
    assert (by_address.article_id, by_address.text) == (by_path.article_id, by_path.text)


class BlockFile(AbstractBufferedFile):  # type: ignore[misc]
    """A file as the storages of the web give it: asked for in blocks."""

    def _fetch_range(self, start: int, end: int) -> bytes:
        content: bytes = self.fs.cat_file(self.path, start, end)
        return content


class BlockStorage(MemoryFileSystem):  # type: ignore[misc]
    """A storage whose files are BlockFiles."""

    protocol = ("abfss",)

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("abfss://", "memory://")))

    def _open(self, path: str, mode: str = "rb", block_size: int = 1000, **more: Any) -> Any:
        return BlockFile(self, path, mode, 1000) if mode == "rb" else super()._open(path, mode)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_read_from_files_that_come_in_blocks(name: str, memory: Any, tmp_path: Path) -> None:
    fsspec.register_implementation("abfss", BlockStorage, clobber=True)
    content = FORMATS[name]
    if name.endswith((".jsonl", ".csv")):
        content += b"\n" * 100_000 + content.partition(b"\n")[2]
    memory.pipe(f"/blocks/{name}", content)
    (tmp_path / name).write_bytes(content)
    assert texts(f"abfss://blocks/{name}") == texts(str(tmp_path / name)) != []
    assert len(rejects(f"abfss://blocks/{name}")) == len(rejects(str(tmp_path / name)))


def test_a_storage_is_not_opened_before_its_turn_and_only_block_by_block(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, int]] = []
    whole = type(memory).open

    def opened(self: Any, path: str, mode: str = "rb", block_size: int | None = None, **how: Any) -> Any:
        asked.append((path, block_size or 0))
        return whole(self, path, mode, block_size=block_size, **how)

    monkeypatch.setattr(type(memory), "open", opened)
    sources = storage_sources("memory://news")
    first = next(sources)
    assert asked == []
    assert isinstance(first, Source)
    first.open().close()
    assert asked == [("/news/2021/b.jsonl", 4 * 2**20)]


@pytest.mark.parametrize(
    ("address", "reason", "mend"),
    [
        ("https://example.org/a.html", "not the web", "pipeline fetch FEEDS.toml"),
        ("HTTP://example.org/a.html", "not the web", "pipeline fetch FEEDS.toml"),
        ("ftp://example.org/a.zip", "not the web", "pipeline fetch FEEDS.toml"),
        ("simplecache::https://example.org/a.zip", "not the web", "pipeline fetch FEEDS.toml"),
        ("zip://a.txt::https://example.org/a.zip", "is not read", "s3, s3a, gs"),
        ("s3://x::http://y", "is not read", "s3, s3a, gs"),
        ("github://org:repo@main/a.txt", "github:// is not read", "s3, s3a, gs"),
        ("memory://nowhere", "no such file or folder", "spelling"),
        ("memory://nowhere/*.txt", "nothing matches", "quote it"),
        ("memory://news/2021/c.jpg", "nothing that can be read, only 1 .jpg", "put articles in it"),
    ],
)
def test_an_address_that_is_not_read_is_named_with_its_mend(
    memory: Any, address: str, reason: str, mend: str
) -> None:
    (refused,) = rejects(address)
    assert reason in refused.reason
    assert mend in refused.mend
    assert texts(address) == []


@pytest.mark.parametrize(("scheme", "package"), [("s3", "s3fs"), ("gs", "gcsfs"), ("az", "adlfs")])
def test_a_storage_whose_package_is_missing_says_which(
    monkeypatch: pytest.MonkeyPatch, scheme: str, package: str
) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **kwargs: Any) -> Any:
        if name.split(".")[0] == package:
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, package, raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    (refused,) = rejects(f"{scheme}://bucket/articles")
    assert refused.mend == f"pip install {package}"


def test_what_a_storage_raises_is_said_and_the_rest_is_read(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoCredentials(Exception):
        """As storages have them, no OSError."""

    def listed(self: Any, path: str, **how: Any) -> Any:
        raise NoCredentials("Unable to locate credentials")

    monkeypatch.setattr(type(memory), "ls", listed)
    found = list(read_paths(["memory://news", "memory://news/a.txt"]))
    assert isinstance(found[0], Reject)
    assert "NoCredentials: Unable to locate credentials" in found[0].reason
    assert isinstance(found[1], Article)


def test_a_folder_that_may_not_be_listed_is_named_and_the_rest_is_read(
    memory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = type(memory).ls

    def listed(self: Any, path: str, **how: Any) -> Any:
        if path.endswith("2021"):
            raise PermissionError(13, "Permission denied")
        return whole(self, path, **how)

    monkeypatch.setattr(type(memory), "ls", listed)
    assert ("memory:///news/2021", "it cannot be listed (Permission denied)") in [
        (each.path, each.reason) for each in rejects("memory://news")
    ]
    assert "inside" in texts("memory://news")


def test_how_many_articles_a_storage_has_is_not_guessed(memory: Any) -> None:
    assert count_files(["memory://news"]) is None


def test_build_reads_a_storage(memory: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", "memory://news/a.txt", "--out", str(tmp_path), "--workers", "1"]) == 0
    assert "1 articles" in capsys.readouterr().err
