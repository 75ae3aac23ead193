"""The sample reports read as a person reads them, at least as often as tests/floors.toml says."""

import json
from pathlib import Path

import pytest

from pipeline.articles.read import read_paths
from pipeline.extract import read_article
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article
from tests.expectations import counted
from tests.scoring import Score, check_floors, score_article

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def score(knowledge: Knowledge) -> Score:
    lines = (ROOT / "tests" / "samples_expected.jsonl").read_text(encoding="utf-8").splitlines()
    expected = {row["file"]: row["reports"] for row in map(json.loads, lines)}
    found = Score()
    seen = set()
    for article in read_paths([str(ROOT / "data" / "samples")]):
        assert isinstance(article, Article), article
        name = Path(article.path).name
        seen.add(name)
        score_article(found, name, counted(read_article(article, knowledge)), expected[name])
    assert seen == expected.keys()
    return found


def test_floors(score: Score, pytestconfig: pytest.Config) -> None:
    print("\n".join(score.errors))
    print({name: round(value, 3) for name, value in score.figures().items()})
    check_floors("samples", score.figures(), pytestconfig.getoption("--update-floors"))


def test_samples_are_marked_and_sourced() -> None:
    for article in read_paths([str(ROOT / "data" / "samples")]):
        assert isinstance(article, Article)
        assert article.sample
        assert article.source == "Kharita sample"
        assert article.facts_source
