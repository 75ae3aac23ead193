"""The gold articles, written for this project, read as their expected reports say; floors in tests/floors.toml."""

import json
from pathlib import Path

import pytest

from pipeline.articles.read import read_paths
from pipeline.attack_kinds import attack_kinds
from pipeline.extract import read_article
from pipeline.knowledge.load import Knowledge
from pipeline.model import GEO_PRECISIONS, KINDS, OUTCOMES, Article
from tests.expectations import counted
from tests.scoring import Score, check_floors, score_article

GOLD = Path(__file__).parent / "gold"


def rows(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (GOLD / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def score(knowledge: Knowledge) -> Score:
    expected = {row["id"]: row["reports"] for row in rows("gold.jsonl")}
    found = Score()
    read = 0
    for article in read_paths([str(GOLD / "articles.jsonl")]):
        assert isinstance(article, Article), article
        score_article(
            found, article.article_id, counted(read_article(article, knowledge)), expected[article.article_id]
        )  # type: ignore[arg-type]
        read += 1
    assert read == len(expected)
    return found


def test_floors(score: Score, pytestconfig: pytest.Config) -> None:
    print("\n".join(score.errors))
    print({name: round(value, 3) for name, value in score.figures().items()})
    check_floors("gold", score.figures(), pytestconfig.getoption("--update-floors"))


def test_gold_is_whole() -> None:
    """Every expected report quotes its article and keeps to the closed lists."""
    texts = {row["id"]: f"{row['title']}\n{row['text']}" for row in rows("articles.jsonl")}
    assert len(texts) >= 40
    for row in rows("gold.jsonl"):
        for report in row["reports"]:  # type: ignore[attr-defined]
            assert report["evidence"] in texts[row["id"]], row["id"]
            assert report["kind"] in KINDS
            assert set(report["attack_type"]) <= set(attack_kinds())
            assert report["outcome"] in OUTCOMES
            assert report["geo_precision"] in (*GEO_PRECISIONS, None)
            assert (report["date_start"] or "") <= (report["date_end"] or "9999")
