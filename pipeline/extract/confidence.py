"""How sure a report is: its event's score, stretched and moved so that the probability means what it says.

A report may be wrong in more ways than the event that it is made of: told twice, or at a namesake.
"""

from dataclasses import replace

from evidence.weights import SCORE, Weights, probability
from pipeline.extract.events import WIDE
from pipeline.model import Report

__all__ = ["column_of_report", "with_confidence"]


def with_confidence(report: Report, score: float, weights: Weights) -> Report:
    """The report with the probability that it is right, from the score of its event in log odds."""
    column = column_of_report(report)
    stretched = weights.of[column].get(SCORE, 1.0) * score
    return replace(report, confidence=round(probability(weights.base[column] + stretched), 3))


def column_of_report(report: Report) -> str:
    """The column of the weights that decides of a report: exact, wide or none."""
    if report.place_name is None:
        return "none"
    return "wide" if report.geo_precision in WIDE else "exact"
