"""Sentences that can tell no attack are left early; what is reported is the same as when all is read."""

from collections.abc import Callable

import pytest

from bench.reading import attack_articles, quiet_articles
from pipeline.build import Reading, read_article
from pipeline.knowledge import Knowledge


def test_leaving_sentences_early_changes_no_report(knowledge: Knowledge) -> None:
    articles = [*attack_articles(), *quiet_articles(30)]
    quick = [read_article(each, knowledge) for each in articles]
    thorough = [read_article(each, knowledge, thorough=True) for each in articles]
    assert [each.reports for each in quick] == [each.reports for each in thorough]
    assert sum(bool(each.reports) for each in quick) > 50


@pytest.mark.parametrize(
    "text", ["The army warned of an attack on Kirkuk on Sunday.", "حذر الجيش من هجوم على كركوك الأحد."]
)
def test_an_article_without_an_attack_lists_no_unresolved_names(
    read: Callable[..., Reading], text: str
) -> None:
    reading = read(f"{text}\nThe town of Nosuchplace lies in Iraq.")
    assert not reading.reports
    assert not reading.unresolved
