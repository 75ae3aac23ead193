"""Sentences for rows that carry no example of their own: weapons, targets, places, actors, outlets.

A line of examples.csv is a test: of the reports read in `text` one has `expected` in `field`; where `field` is
empty, there is none.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.extract import Reading

with (Path(__file__).parent / "examples.csv").open(encoding="utf-8", newline="") as lines:
    EXAMPLES = list(csv.DictReader(lines))


@pytest.mark.parametrize("row", [pytest.param(row, id=row["why"]) for row in EXAMPLES])
def test_sentence(read: Callable[..., Reading], row: dict[str, str]) -> None:
    reports = read(row["text"], row["published"] or None, source=row["source"]).reports
    if not row["field"]:
        assert not reports
        return
    found = [getattr(each, row["field"]) for each in reports]
    told = [" ".join(each) if isinstance(each, tuple) else str(each) for each in found]
    assert row["expected"] in told
