"""The same articles are worked on however many processes do it, and whatever one of them does."""

import os
from collections.abc import Iterator

import pytest

from pipeline.build import local_crew
from pipeline.build.local_crew import SHARD_CHARACTERS, SHARD_SIZE, LocalCrew, ShardResult, shards_of
from pipeline.model import Article


class Reader:
    """What a worker does: an article that says "fail" fails, one that says "die" ends the process."""

    def do(self, work: str, article: Article) -> str:
        if article.text == "fail":
            raise ValueError("no good")
        if article.text == "die":
            os._exit(9)
        return f"{article.article_id} {os.getpid()}"

    def pack(self, work: str, found: list[str]) -> list[str]:
        return found


def articles(count: int, **special: str) -> Iterator[Article]:
    for n in range(count):
        yield Article(f"a{n}", "", special.get(f"a{n}", "text"), path="p")


def run(found: Iterator[Article], workers: int) -> list[ShardResult]:
    with LocalCrew(Reader, workers) as crew:
        return list(crew.run("read", found))


@pytest.mark.parametrize(
    ("count", "workers"), [(0, 1), (1, 2), (SHARD_SIZE * 3 + 1, 1), (SHARD_SIZE * 3 + 1, 2)]
)
def test_every_article_is_read_once(count: int, workers: int) -> None:
    results = run(articles(count, a7="fail"), workers)
    read = [each.split()[0] for result in results for each in result.found]
    assert sorted(read) == sorted(f"a{n}" for n in range(count) if n != 7)
    assert read == [article.article_id for result in results for article in result.done]
    rejects = [each for result in results for each in result.rejects]
    assert [each.reason for each in rejects] == ["article a7: reading it failed (ValueError: no good)"] * (
        count > 7
    )


def test_few_articles_need_no_process() -> None:
    (result,) = run(articles(3), 2)
    assert {each.split()[1] for each in result.found} == {str(os.getpid())}


def test_one_crew_does_several_works_with_the_same_processes() -> None:
    with LocalCrew(Reader, 2) as crew:
        first, second = (
            {each.split()[1] for result in crew.run(work, articles(SHARD_SIZE * 8)) for each in result.found}
            for work in ("one", "two")
        )
    assert first | second == first or len(first | second) == 2


def test_an_article_that_ends_its_process_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_crew, "SHARD_SIZE", 4)  # a process is started for each time a shard is halved
    results = run(articles(4 * 4, a5="die"), 2)
    assert sum(len(each.done) for each in results) == 4 * 4 - 1
    (reject,) = [each for result in results for each in result.rejects]
    assert reject.reason.startswith("article a5: reading it ended the process")


def test_articles_are_taken_as_they_are_needed() -> None:
    taken = 0

    def counted() -> Iterator[Article]:
        nonlocal taken
        for article in articles(SHARD_SIZE * 100):
            taken += 1
            yield article

    with LocalCrew(Reader, 2) as crew:
        next(crew.run("read", counted()))
        assert taken < SHARD_SIZE * 20


def test_a_shard_of_long_articles_has_few_of_them() -> None:
    long = [Article(f"a{n}", "", "x" * (SHARD_CHARACTERS // 3)) for n in range(7)]
    assert [len(each) for each in shards_of(long)] == [3, 3, 1]
    assert [len(each) for each in shards_of([Article("a", "", "x" * (SHARD_CHARACTERS * 2))] * 2)] == [1, 1]
