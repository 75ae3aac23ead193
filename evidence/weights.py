"""Weights fitted on annotated articles, as tables that a person can read, and the linear score over them.

A table `data/weights/NAME.csv` has a row a fact: its id, and a weight in each column, which is a choice of its
own (an exact place, a wide one, none). The row `(base)` is what the score is without any fact. A fact that is
not in the table counts for nothing; `score` is the one of a table that stretches another's.
"""

import csv
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["BASE", "SCORE", "Weights", "load_weights", "probability"]

BASE = "(base)"
SCORE = "score"


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of one table: for each column, the base and the weight of each fact, in log odds."""

    base: dict[str, float]
    of: dict[str, dict[str, float]]

    def score(self, column: str, facts: Iterable[str]) -> float:
        """The log odds that the facts add up to."""
        weights = self.of[column]
        return self.base[column] + sum(weights[fact] for fact in facts if fact in weights)


def probability(score: float) -> float:
    """The probability, 0 to 1, of a score in log odds."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def load_weights(path: Path) -> Weights:
    """The weights of a table; ValueError, naming file and line, where a cell is no number."""
    base: dict[str, float] = {}
    of: dict[str, dict[str, float]] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        columns = [name for name in reader.fieldnames or () if name != "fact"]
        base, of = dict.fromkeys(columns, 0.0), {column: {} for column in columns}
        for number, row in enumerate(reader, 2):
            for column in columns:
                cell = row[column]
                if not cell:
                    continue
                try:
                    weight = float(cell)
                except ValueError:
                    raise ValueError(f"{path}:{number}: {column} is {cell!r}, not a number") from None
                if row["fact"] == BASE:
                    base[column] = weight
                else:
                    of[column][row["fact"]] = weight
    return Weights(base, of)
