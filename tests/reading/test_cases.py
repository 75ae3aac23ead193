"""What short texts tell, as tables that need no code: cases.csv, everyday.csv and everyday_attacks.csv.

A case whose column `known` says how it is read wrongly is a known error: it fails the test once it is read
rightly, and `pytest tests/reading --update-known` writes the column anew. How many must be right is in
tests/floors.toml.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.attack_kinds import attack_kinds
from pipeline.extract import Reading
from tests.expectations import counted, error_of, told, wanted_in
from tests.scoring import check_floors

HERE = Path(__file__).parent
Row = dict[str, str]


def rows_of(name: str) -> list[Row]:
    """The rows of a table beside this file."""
    with (HERE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def write_rows(name: str, rows: list[Row]) -> None:
    """Writes a table beside this file."""
    with (HERE / name).open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def errors(read: Callable[..., Reading]) -> list[tuple[Row, str]]:
    """Each case with what is wrong in its reading."""
    return [
        (row, error_of(read(row["text"], row["published"] or "2021-09-12", row["title"], row["source"]), row["expected"]))
        for row in rows_of("cases.csv")
    ]  # fmt: skip


def test_known_errors_are_the_errors(errors: list[tuple[Row, str]], pytestconfig: pytest.Config) -> None:
    if pytestconfig.getoption("--update-known"):
        for row, error in errors:
            row["known"] = error
        write_rows("cases.csv", [row for row, _ in errors])
    lines = [
        f"{row['group']}: {row['text']!r} ({row['why']}): {error or 'is right now: take its mark away'}"
        for row, error in errors
        if bool(error) != bool(row["known"])
    ]
    assert not lines, "\n".join([f"{len(lines)} cases; if meant: --update-known", *lines])


def test_most_cases_are_right(errors: list[tuple[Row, str]], pytestconfig: pytest.Config) -> None:
    groups: dict[str, list[bool]] = {}
    for row, error in errors:
        groups.setdefault(row["group"], []).append(not error)
    print({group: f"{sum(right)} of {len(right)}" for group, right in groups.items()})
    figures = {"right": sum(not error for _, error in errors) / len(errors)}
    check_floors("cases", figures, pytestconfig.getoption("--update-floors"))


def test_types_are_of_the_codebook() -> None:
    types = {
        each
        for row in rows_of("cases.csv")
        for wanted in wanted_in(row["expected"])
        for each in wanted.get("types", "").split()
    }
    assert len(types) > 10
    assert types <= set(attack_kinds())


def test_everyday_news_tells_no_attack_and_attacks_beside_it_are_told(
    read: Callable[..., Reading], pytestconfig: pytest.Config
) -> None:
    wrong, quiet, found = [], 0, 0
    everyday, attacks = rows_of("everyday.csv"), rows_of("everyday_attacks.csv")
    for row in everyday:
        reading = read(row["text"])
        quiet += not counted(reading)
        wrong += [f"false: {row['text']} -> {told(reading)}"] if counted(reading) else []
    for row in attacks:
        reading = read(row["text"])
        right = [row["place"] in (report.place_name or "") for report in counted(reading)] == [True]
        found += right
        wrong += [] if right else [f"{row['place']}: {row['text']} -> {told(reading)}"]
    figures = {"quiet": quiet / len(everyday), "attacks_found": found / len(attacks)}
    print("\n".join(wrong), figures, sep="\n")
    assert len(everyday) >= 560
    assert len(attacks) >= 150
    check_floors("everyday", figures, pytestconfig.getoption("--update-floors"))
