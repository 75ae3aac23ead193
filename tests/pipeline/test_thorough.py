"""Articles and sentences that can tell no attack are left early; what is reported is as when all is read."""

import csv
from collections.abc import Callable, Iterator

import pytest

from bench.reading import attack_articles, quiet_articles
from pipeline.extract import Reading, read_article, speaks_of_attacks
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article
from pipeline.paths import ROOT


def sentences() -> Iterator[Article]:
    """The cases of one sentence: examples of the lexicon and attacks beside everyday news."""
    for path in (*(ROOT / "data" / "lexicon").glob("*.csv"), ROOT / "tests/pipeline/everyday_attacks.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines)):
                for column in ("example", "counter_example", "text"):
                    if row.get(column):
                        yield Article(f"{path.name} {number} {column}", "", row[column])


def test_leaving_sentences_early_changes_no_report(knowledge: Knowledge) -> None:
    articles = [*attack_articles(), *quiet_articles(30), *sentences()]
    quick = [read_article(each, knowledge) for each in articles]
    thorough = [read_article(each, knowledge, thorough=True) for each in articles]
    assert [each.reports for each in quick] == [each.reports for each in thorough]
    assert sum(bool(each.reports) for each in quick) > 200
    told = [article for article, reading in zip(articles, quick, strict=True) if reading.reports]
    assert [each.article_id for each in told if not speaks_of_attacks(each, knowledge)] == []


def test_most_news_without_attacks_is_left_after_a_first_look(knowledge: Knowledge) -> None:
    assert sum(speaks_of_attacks(each, knowledge) for each in quiet_articles(30)) < 10


@pytest.mark.parametrize(
    "text", ["The army warned of an attack on Kirkuk on Sunday.", "حذر الجيش من هجوم على كركوك الأحد."]
)
def test_an_article_without_an_attack_lists_no_unresolved_names(
    read: Callable[..., Reading], text: str
) -> None:
    reading = read(f"{text}\nThe town of Nosuchplace lies in Iraq.")
    assert not reading.reports
    assert not reading.unresolved
