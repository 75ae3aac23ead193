"""The examples that the lexicon's rows carry: adding a row to triggers.csv or cues.csv adds its tests.

A row's example must hold the row, and of a trigger it must be decided whether it tells an attack. How many examples
of triggers that strike give a report by their row, and how many counter-examples give none, has floors. A cue's
counter-example must not hold the cue.
"""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from language.lexicon import Entry
from language.matching import Match
from language.span import Span
from pipeline.extract import Reading
from pipeline.extract.annotation import MarkedSentence
from pipeline.knowledge.load import STRIKING
from tests.scoring import check_floors

LEXICON = Path(__file__).parent.parent.parent / "data" / "lexicon"


def rows(name: str) -> list[dict[str, str]]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def parameters(name: str) -> list[object]:
    return [pytest.param(row, id=row["id"]) for row in rows(name)]


def spans_of(
    reading: Reading, marks: Callable[[MarkedSentence], Iterable[Match[Entry]]], row: str
) -> set[Span]:
    """Where the row's words stand in the text, of what is marked in it."""
    if reading.annotated is None:
        return set()
    span = reading.annotated.tokens.span
    return {
        span(mark.first, mark.last)
        for marked in reading.annotated.sentences
        for mark in marks(marked)
        if mark.entry.row == row
    }


def triggers_of(reading: Reading, row: dict[str, str]) -> set[Span]:
    return spans_of(reading, lambda marked: marked.triggers, row["id"])


def cues_of(reading: Reading, row: dict[str, str]) -> set[Span]:
    return spans_of(
        reading, lambda marked: marked.cues_between(marked.first, marked.last, row["cue"]), row["id"]
    )


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row['id']}") for row in rows("triggers.csv") + rows("cues.csv")]
)
def test_every_row_has_both(row: dict[str, str]) -> None:
    assert row["example"].strip()
    assert row["counter_example"].strip()
    assert row["example"] != row["counter_example"]


def reported(reading: Reading, row: dict[str, str]) -> bool:
    """Whether a report that counts is told by the row's words."""
    spans = triggers_of(reading, row)
    return any(Span(*report.evidence["type"]) in spans for report in reading.reports)


@pytest.mark.parametrize("row", parameters("triggers.csv"))
def test_trigger_example_is_a_candidate(read: Callable[..., Reading], row: dict[str, str]) -> None:
    reading = read(row["example"])
    spans = triggers_of(reading, row)
    assert spans, "the example does not hold the trigger"
    assert reading.decisions, "nothing is decided of it"


def test_most_examples_are_attacks_and_most_counter_examples_none(
    read: Callable[..., Reading], pytestconfig: pytest.Config
) -> None:
    striking = [row for row in rows("triggers.csv") if row["role"] in STRIKING]
    every = rows("triggers.csv")
    missed = [row["id"] for row in striking if not reported(read(row["example"]), row)]
    false = [row["id"] for row in every if reported(read(row["counter_example"]), row)]
    print("not reported:", *missed, "\nreported:", *false)
    figures = {"examples": 1 - len(missed) / len(striking), "counter_examples": 1 - len(false) / len(every)}
    check_floors("lexicon", figures, pytestconfig.getoption("--update-floors"))


@pytest.mark.parametrize("row", parameters("cues.csv"))
def test_cue_example(read: Callable[..., Reading], row: dict[str, str]) -> None:
    assert cues_of(read(row["example"]), row), "the example does not hold the cue"


@pytest.mark.parametrize("row", parameters("cues.csv"))
def test_cue_counter_example(read: Callable[..., Reading], row: dict[str, str]) -> None:
    assert not cues_of(read(row["counter_example"]), row)
