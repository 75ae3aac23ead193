"""What was found that speaks for or against: a fact, the words it rests on, and how much it weighs."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from evidence.weights import Weights

__all__ = ["Finding", "deciding", "findings_of"]

SHOWN = 3


class Finding(NamedTuple):
    """A fact that holds, the tokens `first` to `last` it rests on, and its weight in log odds."""

    fact: str
    first: int
    last: int
    weight: float


def findings_of(weights: Weights, column: str, facts: Mapping[str, tuple[int, int]]) -> tuple[Finding, ...]:
    """The facts that count for a choice, the weightiest first."""
    of = weights.of[column]
    found = [Finding(fact, first, last, of[fact]) for fact, (first, last) in facts.items() if fact in of]
    return tuple(sorted(found, key=lambda each: (-abs(each.weight), each.fact)))


def deciding(findings: Iterable[Finding], accepted: bool) -> tuple[Finding, ...]:
    """The few that decided: the weightiest of those that speak for what was decided."""
    agreeing = [each for each in findings if (each.weight > 0) == accepted]
    return tuple(agreeing[:SHOWN])
