"""The analysts' corrections: the book that keeps them, and applying them to what was read."""

from pipeline.corrections.apply import Corrected, anchors_of, correct, corrected_records
from pipeline.corrections.book import (
    Change,
    Correction,
    CorrectionBook,
    CorrectionConflict,
    CorrectionError,
    anchor_of,
    book_path,
    holding,
)

__all__ = [
    "Change",
    "Corrected",
    "Correction",
    "CorrectionBook",
    "CorrectionConflict",
    "CorrectionError",
    "anchor_of",
    "anchors_of",
    "book_path",
    "correct",
    "corrected_records",
    "holding",
]
