"""Shared by all tests: how long property tests run, the knowledge, and how an article is read."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from language.numerals import Numerals
from pipeline.extract import Reading, read_article
from pipeline.knowledge.load import Knowledge, load_knowledge
from pipeline.model import Article, DateInterval

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
        "--update-golden", action="store_true", help="rewrite tests/golden from how the articles are read now"
    )


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


@pytest.fixture(scope="session")
def read(knowledge: Knowledge) -> Callable[..., Reading]:
    """Reads a text as an article published on a day, by default Sunday 12 September 2021."""

    def read_text(
        text: str, published: str | None = "2021-09-12", title: str = "", source: str = ""
    ) -> Reading:
        day = dt.date.fromisoformat(published) if published else None
        stated = DateInterval(day, day, "day", "stated") if day else None
        return read_article(Article("test", title, text, source=source, published=stated), knowledge)

    return read_text
