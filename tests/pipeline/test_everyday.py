"""Everyday news in the words of attacks tells none; attacks in the words of everyday news are told.

The cases are data: `everyday.csv` and `everyday_attacks.csv`. A row whose column `bug` says what is wrong is
read wrongly today; whoever mends it must empty the column.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.extract import Reading
from tests.expectations import told

HERE = Path(__file__).parent


def rows(name: str) -> list[object]:
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return [
            pytest.param(
                row,
                id=f"{row['language']} {number} {row['why']}",
                marks=[pytest.mark.xfail(strict=True, reason=row["bug"])] if row["bug"] else [],
            )
            for number, row in enumerate(csv.DictReader(lines), start=2)
        ]


@pytest.mark.parametrize("row", rows("everyday.csv"))
def test_everyday_news_tells_no_attack(read: Callable[..., Reading], row: dict[str, str]) -> None:
    reading = read(row["text"])
    assert not reading.reports, told(reading)


@pytest.mark.parametrize("row", rows("everyday_attacks.csv"))
def test_attacks_beside_it_are_told(read: Callable[..., Reading], row: dict[str, str]) -> None:
    reading = read(row["text"])
    assert [row["place"] in (r.place_name or "") for r in reading.reports] == [True], told(reading)
