"""Invented stores, and what a filter shows of them on one day."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.synthetic import write_synthetic
from pipeline.store import Store, open_store
from pipeline.view import Filter, Records
from share.selection import Care, Selection, select

DAY = dt.date(2024, 4, 1)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    out = tmp_path_factory.mktemp("store")
    write_synthetic(out, 300, 4, seed=5)
    return open_store(out)


@pytest.fixture(scope="session")
def records(store: Store) -> Records:
    return Records.load(store)


@pytest.fixture
def selected(store: Store, records: Records) -> Callable[..., Selection]:
    def chosen(query: str = "", care: Care | None = None, day: dt.date = DAY) -> Selection:
        return select(store, records, Filter.parse(query), care or Care(), day)

    return chosen


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")
