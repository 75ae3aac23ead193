"""Shared by all tests: how long property tests run, the knowledge, and how an article is read."""

import datetime as dt
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, settings

from language.numerals import Numerals
from pipeline.extract import Reading, read_article
from pipeline.knowledge.load import Knowledge, load_knowledge
from pipeline.model import Article, DateInterval
from tests.expectations import counted

ROOT = Path(__file__).parent.parent

slow_is_fine = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
settings.register_profile(
    "quick", max_examples=40, deadline=None, derandomize=True, suppress_health_check=slow_is_fine
)
settings.register_profile("fuzz", max_examples=100_000, deadline=None, suppress_health_check=slow_is_fine)
settings.load_profile("quick")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-floors",
        nargs="?",
        const="raise",
        choices=["raise", "lower"],
        help="write tests/floors.toml from what is measured; a floor sinks only with --update-floors=lower",
    )
    parser.addoption(
        "--update-known",
        action="store_true",
        help="rewrite the known errors of tests/reading/cases.csv from how the cases are read now",
    )
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite tests/golden from how the articles are read now"
    )


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """A process for each core, up to four; none for tests of named files, which begin sooner without."""
    named = all(".py" in each for each in config.args)
    return 0 if named else min(4, os.cpu_count() or 1)


@pytest.fixture
def takes_long(request: pytest.FixtureRequest) -> None:
    """Leaves a test to `make fuzz`, beside its `fuzz` mark: property tests of that mark also run short."""
    if request.config.getoption("--hypothesis-profile", None) != "fuzz":
        pytest.skip("make fuzz runs it")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The one browser of all tests, started by the first that asks for it."""
    from tests.browser.conftest import browsing

    with browsing() as started:
        yield started


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The project's own lexicon, calendar and gazetteer, loaded once for all tests."""
    loaded = load_knowledge(ROOT)
    gc.freeze()  # millions of objects that stay: no collection need look at them again
    for each in (Knowledge, Numerals):  # a failing test prints its arguments: a second each, written out
        each.__repr__ = object.__repr__  # type: ignore[method-assign]
    return loaded


SMALL = ("iraq.csv", "iraq_quarters.csv", "syria.csv", "yemen.csv")


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with the project's lexicon and the places of a few countries, which loads in a third of the time.

    Not to be changed: tests that change it copy it.
    """
    data = tmp_path_factory.mktemp("small") / "data"
    shutil.copytree(ROOT / "data" / "lexicon", data / "lexicon")
    shutil.copytree(ROOT / "data" / "weights", data / "weights")
    shutil.copytree(
        ROOT / "data" / "gazetteer",
        data / "gazetteer",
        ignore=shutil.ignore_patterns("basemap", "boundaries"),
    )
    for path in (data / "gazetteer" / "curated").iterdir():
        if path.name not in SMALL:
            path.unlink()
    settlements = data / "gazetteer" / "packaged" / "settlements.parquet"
    table = pq.read_table(settlements)
    pq.write_table(
        table.filter(pc.is_in(table["country"], value_set=pa.array(["IQ", "SY", "YE"]))), settlements
    )
    return data.parent


@pytest.fixture(scope="session")
def read(knowledge: Knowledge) -> Callable[..., Reading]:
    """Reads a text as an article published on a day, by default Sunday 12 September 2021; reports that count."""

    def read_text(
        text: str, published: str | None = "2021-09-12", title: str = "", source: str = ""
    ) -> Reading:
        day = dt.date.fromisoformat(published) if published else None
        stated = DateInterval(day, day, "day", "stated") if day else None
        reading = read_article(Article("test", title, text, source=source, published=stated), knowledge)
        return replace(reading, reports=tuple(counted(reading)))

    return read_text
