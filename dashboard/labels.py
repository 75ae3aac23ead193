"""Text from outside as the label of a control, which Streamlit reads as Markdown."""

import re
from collections.abc import Iterable

from share.marking import plain

__all__ = ["label_of", "unmarked"]


def unmarked(text: str) -> str:
    """`text` on one line as a label that shows it as it is: no markup, icon or formula."""
    line = " ".join(plain(text).split())
    return re.sub(r"([\\`*_{}\[\]()<>#+.!|~:$&@-])", r"\\\1", line)


def label_of(parts: Iterable[str]) -> str:
    """The parts with dots between them, each in its own direction of writing; empty ones are left out."""
    return " · ".join(f"\u2068{unmarked(each)}\u2069" for each in parts if each)
