"""The examples that the lexicon's rows carry: adding a row to triggers.csv or cues.csv adds its tests.

A row's example must hold the row; where a trigger strikes by itself, it must give a report by that row. A
trigger's counter-example must give no report by the row, a cue's must not hold the cue.
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

LEXICON = Path(__file__).parent.parent.parent / "data" / "lexicon"
BUGS = {
    "ar.air-bombing counter_example": "the negated verb stands between لم and the noun",
    "ar.hurl.verb counter_example": "rain: أمطر needs no weapon",
}


def rows(name: str) -> list[dict[str, str]]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def parameters(name: str, column: str) -> list[object]:
    return [
        pytest.param(
            row,
            id=row["id"],
            marks=[pytest.mark.xfail(strict=True, reason=BUGS[key])]
            if (key := f"{row['id']} {column}") in BUGS
            else [],
        )
        for row in rows(name)
    ]


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


@pytest.mark.parametrize("row", parameters("triggers.csv", "example"))
def test_trigger_example(read: Callable[..., Reading], row: dict[str, str]) -> None:
    reading = read(row["example"])
    spans = triggers_of(reading, row)
    assert spans, "the example does not hold the trigger"
    if row["role"] in STRIKING:
        assert any(Span(*r.evidence["type"]) in spans for r in reading.reports), reading.decisions


@pytest.mark.parametrize("row", parameters("triggers.csv", "counter_example"))
def test_trigger_counter_example(read: Callable[..., Reading], row: dict[str, str]) -> None:
    reading = read(row["counter_example"])
    spans = triggers_of(reading, row)
    assert not [r for r in reading.reports if Span(*r.evidence["type"]) in spans]


@pytest.mark.parametrize("row", parameters("cues.csv", "example"))
def test_cue_example(read: Callable[..., Reading], row: dict[str, str]) -> None:
    assert cues_of(read(row["example"]), row), "the example does not hold the cue"


@pytest.mark.parametrize("row", parameters("cues.csv", "counter_example"))
def test_cue_counter_example(read: Callable[..., Reading], row: dict[str, str]) -> None:
    assert not cues_of(read(row["counter_example"]), row)
