"""Weights: read from a table with its faults named, added up, and told as findings."""

import math
from pathlib import Path

import pytest

from evidence.findings import deciding, findings_of
from evidence.weights import Weights, load_weights, probability
from pipeline.knowledge.load import Knowledge

TABLE = "fact,exact,none\n(base),-1.50,0.25\ncue.threat,-2.00,\nweapon,1.25,0.50\n"
FACTS = {"weapon": (3, 4), "cue.threat": (0, 1), "no.such.fact": (5, 6)}


@pytest.fixture
def weights(tmp_path: Path) -> Weights:
    return written(tmp_path, TABLE)


def written(folder: Path, table: str) -> Weights:
    path = folder / "accept.csv"
    path.write_text(table, encoding="utf-8")
    return load_weights(path)


def test_a_table_has_a_base_and_weights_a_column(weights: Weights) -> None:
    assert weights.base == {"exact": -1.5, "none": 0.25}
    assert weights.of == {"exact": {"cue.threat": -2.0, "weapon": 1.25}, "none": {"weapon": 0.5}}


def test_a_table_without_a_base_begins_at_even_odds(tmp_path: Path) -> None:
    assert written(tmp_path, "fact,own\nweapon,1\n").score("own", ()) == 0.0


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("weapon,much,0.5", "accept.csv:5: exact is 'much', not a number"),
        ("weapon,1.0,0.5.1", "accept.csv:5: none is '0.5.1', not a number"),
        ("(base),x,", "accept.csv:5: exact is 'x', not a number"),
    ],
)
def test_what_is_no_number_is_named_by_file_and_line(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(ValueError) as error:
        written(tmp_path, f"{TABLE}{row}\n")
    assert str(error.value).endswith(said)


def test_a_score_adds_what_it_knows_and_nothing_for_the_rest(weights: Weights) -> None:
    assert weights.score("exact", FACTS) == pytest.approx(-1.5 + 1.25 - 2.0)
    assert weights.score("none", FACTS) == pytest.approx(0.25 + 0.5)
    assert weights.score("exact", ()) == -1.5
    with pytest.raises(KeyError):
        weights.score("wide", FACTS)


def test_a_probability_is_of_log_odds() -> None:
    assert probability(0.0) == 0.5
    assert probability(math.log(3)) == pytest.approx(0.75)
    assert probability(-math.log(3)) == pytest.approx(0.25)
    assert 0.0 < probability(-1e6) < 1e-9 < 1 - 1e-9 < probability(1e6) <= 1.0


def test_findings_are_the_facts_that_count_the_weightiest_first(weights: Weights) -> None:
    found = findings_of(weights, "exact", FACTS)
    assert found == (("cue.threat", 0, 1, -2.0), ("weapon", 3, 4, 1.25))
    assert [each.fact for each in findings_of(weights, "none", FACTS)] == ["weapon"]


def test_findings_of_one_weight_stand_in_order_of_their_names(tmp_path: Path) -> None:
    weights = written(tmp_path, "fact,own\nb,1\na,-1\nc,1\n")
    assert [each.fact for each in findings_of(weights, "own", dict.fromkeys("cba", (0, 1)))] == list("abc")


def test_only_what_agrees_decides_and_only_a_few(tmp_path: Path) -> None:
    weights = written(tmp_path, "fact,own\na,1\nb,2\nc,3\nd,4\ne,-5\n")
    findings = findings_of(weights, "own", dict.fromkeys("abcde", (0, 1)))
    assert [each.fact for each in deciding(findings, True)] == ["d", "c", "b"]
    assert [each.fact for each in deciding(findings, False)] == ["e"]


def test_the_fitted_tables_hold_what_reading_asks(knowledge: Knowledge) -> None:
    columns = {name: set(each.of) for name, each in knowledge.weights.items()}
    assert columns == {
        "accept": {"exact", "wide", "none"},
        "type": {"own"},
        "confidence": {"exact", "wide", "none"},
        "kind": {"recurrent", "historic"},
        "toll": {"own"},
        "doer": {"named", "claims", "did", "accused"},
    }
    for each in knowledge.weights.values():
        values = [*each.base.values(), *(w for of in each.of.values() for w in of.values())]
        assert all(math.isfinite(value) for value in values)
