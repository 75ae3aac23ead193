"""The same articles are read however many processes read them, and whatever one of them does."""

import os
from collections.abc import Callable, Iterator

import pytest

from pipeline.model import Article
from pipeline.shards import SHARD_SIZE, read_shards


def reader() -> Callable[[Article], str]:
    """What a worker does: an article that says "fail" fails, one that says "die" ends the process."""

    def read(article: Article) -> str:
        if article.text == "fail":
            raise ValueError("no good")
        if article.text == "die":
            os._exit(9)
        return f"{article.article_id} {os.getpid()}"

    return read


def articles(count: int, **special: str) -> Iterator[Article]:
    for n in range(count):
        yield Article(f"a{n}", "", special.get(f"a{n}", "text"), path="p")


@pytest.mark.parametrize(
    ("count", "workers"), [(0, 1), (1, 2), (SHARD_SIZE * 3 + 1, 1), (SHARD_SIZE * 3 + 1, 2)]
)
def test_every_article_is_read_once(count: int, workers: int) -> None:
    counted: list[int] = []
    results = list(read_shards(articles(count, a7="fail"), reader, workers, counted.append))
    read = sorted(each.split()[0] for result in results for each in result.readings)
    assert read == sorted(f"a{n}" for n in range(count) if n != 7)
    rejects = [each for result in results for each in result.rejects]
    assert [each.reason for each in rejects] == ["article a7: reading it failed (ValueError: no good)"] * (
        count > 7
    )
    assert sum(counted) == count


def test_few_articles_need_no_process() -> None:
    (result,) = read_shards(articles(3), reader, 2)
    assert {each.split()[1] for each in result.readings} == {str(os.getpid())}


def test_an_article_that_ends_its_process_costs_only_itself() -> None:
    results = list(read_shards(articles(SHARD_SIZE * 4, a70="die"), reader, 2))
    assert sum(len(each.readings) for each in results) == SHARD_SIZE * 4 - 1
    (reject,) = [each for result in results for each in result.rejects]
    assert reject.reason.startswith("article a70: reading it ended the process")


def test_articles_are_taken_as_they_are_needed() -> None:
    taken = 0

    def counted() -> Iterator[Article]:
        nonlocal taken
        for article in articles(SHARD_SIZE * 100):
            taken += 1
            yield article

    results = read_shards(counted(), reader, 2)
    next(results)
    assert taken < SHARD_SIZE * 20
    results.close()  # type: ignore[attr-defined]
