"""The words of the interface: those of pictures, and its own from `texts.toml`, told as `share.words` tells them."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from share.words import LANGUAGES, Words, plural_form

__all__ = ["LANGUAGES", "Texts", "plural_form"]


@dataclass(frozen=True, slots=True)
class Texts(Words):
    """The interface in one language, "en" or "ar"; `texts("filter.since")` is one text of it."""

    FILES: ClassVar[tuple[Path, ...]] = (*Words.FILES, Path(__file__).parent / "texts.toml")
