"""The words of the interface, from `texts.toml`, told as `share.words` tells those of pictures."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from share.words import LANGUAGES, Words, plural_form

__all__ = ["LANGUAGES", "Texts", "plural_form"]


@dataclass(frozen=True, slots=True)
class Texts(Words):
    """The interface in one language, "en" or "ar"; `texts("filter.since")` is one text of it."""

    FILE: ClassVar[Path] = Path(__file__).parent / "texts.toml"
