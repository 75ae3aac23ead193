"""Words of pictures and pages, from files such as `words.toml`: one language, plural forms, nothing of the news."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

from share.dates import number
from share.names import GROUPS, named, values_of

__all__ = ["LANGUAGES", "Words", "plural_form"]

LANGUAGES = ("en", "ar")
Forms = str | dict[str, str]  # one text, or a text for each plural form


@dataclass(frozen=True, slots=True)
class Words:
    """All words in one language, "en" or "ar"; `words("filter.since")` is one of them."""

    # Of a text that several files have, the last one's counts.
    FILES: ClassVar[tuple[Path, ...]] = (Path(__file__).parent / "words.toml",)

    language: str

    @property
    def direction(self) -> str:
        """Which way the language is written, as HTML's dir."""
        return "rtl" if self.language == "ar" else "ltr"

    def __call__(self, key: str, **values: object) -> str:
        """The text of a dotted key, its {names} filled in; whole numbers in the reader's digits."""
        found = self._entry(key)[self.language]
        if not isinstance(found, str):
            raise KeyError(f"{key} has plural forms; it needs a number")
        return self._filled(found, values)

    def count(self, key: str, n: int) -> str:
        """The plural form of a dotted key that fits `n`, with `n` in it."""
        forms = self._entry(key)[self.language]
        if isinstance(forms, str):
            raise KeyError(f"{key} has no plural forms")
        return self._filled(forms.get(plural_form(n, self.language), forms["other"]), {"n": n})

    def tree(self) -> dict[str, dict[str, Forms]]:
        """Every word of this language by group and key, attack types too, for a page that speaks both."""
        types = {
            group: {each: self.of(group, each) for each in values_of(group)} for group in ("type", "family")
        }
        return types | {
            group: {key: each[self.language] for key, each in rows.items()}
            for group, rows in _read(self.FILES).items()
        }

    def of(self, group: str, value: str) -> str:
        """The name of a value ("type", "drone" or "country", "IQ"); the value itself where it has none."""
        if group in GROUPS:
            return named(group, value, self.language)
        entry = _read(self.FILES).get(group, {}).get(value)
        return str(entry[self.language]) if entry else value

    def joined(self, parts: list[str]) -> str:
        """The parts with the language's comma between them."""
        return self("page.comma").join(parts)

    def _entry(self, key: str) -> dict[str, Forms]:
        entry: Any = _read(self.FILES)
        for part in key.split("."):
            entry = entry[part]
        return dict(entry)

    def _filled(self, text: str, values: dict[str, object]) -> str:
        for name, value in values.items():
            written = number(value, self.language) if isinstance(value, int) else str(value)
            text = text.replace(f"{{{name}}}", written)
        return text


def plural_form(n: int, language: str) -> str:
    """The plural category of a whole number by Unicode's rules: one and other, or Arabic's six."""
    if language != "ar":
        return "one" if n == 1 else "other"
    if n in (0, 1, 2):
        return ("zero", "one", "two")[n]
    rest = n % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


@lru_cache(maxsize=8)
def _read(files: tuple[Path, ...]) -> dict[str, Any]:
    groups: dict[str, Any] = {}
    for file in files:
        for group, entries in tomllib.loads(file.read_text("utf-8")).items():
            groups.setdefault(group, {}).update(entries)
    return groups
