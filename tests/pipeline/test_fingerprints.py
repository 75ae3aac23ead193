"""A build reads again what the code or the knowledge reads differently now, and nothing for a comment's sake."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.build import fingerprints
from pipeline.build.fingerprints import READING, article_key, code_fingerprint, modules_of
from pipeline.knowledge.load import fingerprint
from pipeline.model import Article

ROOT = Path(__file__).resolve().parents[2]
MODULE = '''"""What it does."""

LONGEST = 3  # words


def cut(words: list[str]) -> list[str]:
    """The first of the words."""
    return words[:LONGEST]


class Empty:
    """Nothing."""
'''
SAME = {
    "a comment": ("  # words", "  # words of a name, as in عين الأسد"),
    "a comment of its own": ("class Empty", "# Why it is there.\nclass Empty"),
    "a module's docstring": ('"""What it does."""', '"""What it does, and why."""'),
    "a function's docstring": ('    """The first of the words."""\n', ""),
    "a class's docstring": ("Nothing.", "Nothing\n\n    at all."),
    "blank lines": ("\n\n\n", "\n\n\n\n\n"),
    "line ends": ("\n", "\r\n"),
    "layout": ("return words[:LONGEST]", "return (\n        words[ :LONGEST]\n    )"),
}
ANOTHER = {
    "a constant": ("LONGEST = 3", "LONGEST = 4"),
    "a constant's type": ("LONGEST = 3", "LONGEST = 3.0"),
    "an operator": ("[:LONGEST]", "[LONGEST:]"),
    "a name": ("def cut", "def shorten"),
    "a text that is no docstring": ("return words", 'words.append("first")\n    return words'),
    "an import": ("LONGEST = 3", "import pipeline.model\n\nLONGEST = 3"),
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code that reads, to be changed."""
    for name in modules_of(*READING):
        file = fingerprints._file_of(name)
        assert file is not None
        target = tmp_path / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    monkeypatch.setattr(fingerprints, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def changed(project: Path) -> Callable[[str, str], bool]:
    """Whether the fingerprint is another when a part of MODULE, which the reading imports, is."""
    module = project / "evidence" / "cutting.py"
    module.parent.mkdir(exist_ok=True)
    with (project / "pipeline" / "build" / "packing.py").open("a", encoding="utf-8") as lines:
        lines.write("\nfrom evidence import cutting\n")

    def change(old: str, new: str) -> bool:
        module.write_text(MODULE, "utf-8")
        before = code_fingerprint()
        assert old in MODULE
        module.write_text(MODULE.replace(old, new), "utf-8", newline="")
        return code_fingerprint() != before

    return change


@pytest.mark.parametrize("what", SAME)
def test_what_changes_no_reading_is_no_part_of_the_code(
    what: str, changed: Callable[[str, str], bool]
) -> None:
    assert not changed(*SAME[what])


@pytest.mark.parametrize("what", ANOTHER)
def test_what_may_change_a_reading_is(what: str, changed: Callable[[str, str], bool]) -> None:
    assert changed(*ANOTHER[what])


def test_a_comment_in_the_model_reads_nothing_again_and_a_constant_does(project: Path) -> None:
    before = code_fingerprint()
    model = project / "pipeline" / "model.py"
    source = model.read_text("utf-8")
    model.write_text(source.replace('"""', '"""Said otherwise. ', 1) + "\n# A reason.\n", "utf-8")
    assert code_fingerprint() == before
    model.write_text(source + "\nLIMIT = 1\n", "utf-8")
    assert code_fingerprint() != before


def test_the_code_that_reads_is_in_the_fingerprint_and_what_shows_is_not() -> None:
    modules = modules_of(*READING)
    assert {
        "pipeline.extract.toll",
        "pipeline.dates.weekdays",
        "geo.resolve",
        "language.resegment",
        "pipeline.build.first_look",
    } <= modules
    assert (
        not {
            "pipeline.export.formats",
            "pipeline.merging.merge",
            "pipeline.build.builder",
            "pipeline.build.local_crew",
            "pipeline.store",
        }
        & modules
    )


def test_every_knowledge_file_counts_the_fitted_weights_and_the_users_own_places_among_them(
    tmp_path: Path,
) -> None:
    seen = {fingerprint(tmp_path)}
    for name in ("lexicon/a.csv", "gazetteer/packaged/a.parquet", "weights/a.csv", "local/places/own.csv"):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True)
        for row in ("x,1\n", "x,2\n"):
            path.write_text(row, "utf-8")
            seen.add(fingerprint(tmp_path))
    assert len(seen) == 9


@pytest.mark.parametrize("field", ["title", "text", "source", "url", "language", "published_raw"])
def test_a_key_changes_with_all_that_a_reading_depends_on(field: str) -> None:
    article = Article("a", "t", "x", "ar", "s", "u", published_raw="r", path="p")
    other = Article(**{**{name: getattr(article, name) for name in Article.__slots__}, field: "changed"})
    moved = Article(**{**{name: getattr(article, name) for name in Article.__slots__}, "path": "elsewhere"})
    assert article_key(article) != article_key(other)
    assert article_key(article)[:8] == article_key(other)[:8]
    assert article_key(article) == article_key(moved)
