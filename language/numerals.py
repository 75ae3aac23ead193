"""Numbers in words and digits, in Arabic and English, read from folded tokens."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from language.matching import Phrasebook
from language.tokens import phrases_of

__all__ = ["Number", "Numerals", "load_numerals"]


class Number(NamedTuple):
    """A number told by the tokens from `first` up to, not including, `last`; its kind is as in numerals.csv."""

    first: int
    last: int
    value: int
    kind: str


class Numeral(NamedTuple):
    value: int
    kind: str


@dataclass(frozen=True, slots=True)
class Numerals:
    """The number words of `data/lexicon/numerals.csv`."""

    phrases: Phrasebook[Numeral]

    def at(self, words: list[str], i: int, last: int) -> Number | None:
        """The cardinal number that begins at token `i`, or None.

        "خمسة وعشرين", "تسعة آلاف وخمسمئة", "twenty-five", "1,200" are 25, 9500, 25 and 1200.
        """
        digits = self.digits(words[i])
        if digits is not None:
            end, value = i + 1, digits
        else:
            match = self.phrases.at(words, i, last)
            if match is None or match.entry.kind == "ordinal" or match.proclitics.strip("بلكوف"):
                return None
            end, value = match.last, match.entry.value
        return self.compound(words, i, end, value, last)

    def digits(self, word: str) -> int | None:
        """The whole number that a token of digits writes, its thousands marks dropped; None for "3.5"."""
        plain = word
        if not plain[0].isdigit():
            # "ال24", "ب15": folding leaves the proclitic on the number.
            plain = plain.lstrip("الوبفك")
            if not plain or len(word) - len(plain) > 3:
                return None
        whole, mark, rest = plain.partition(",") if "," in plain else plain.partition(".")
        if mark and len(rest.replace(",", "").replace(".", "")) % 3:
            return None
        text = plain.replace(",", "").replace(".", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 and whole else None

    def compound(self, words: list[str], first: int, end: int, value: int, last: int) -> Number:
        """The number that begins with `value` and goes on with tens, hundreds and scales."""
        total, part, latest = 0, value, value
        while end < last:
            word = words[end]
            joined = word in {"-", "and", "و"}
            at = end + joined
            if at >= last:
                break
            match = self.phrases.at(words, at, last)
            if match is None or match.entry.kind == "ordinal" or match.proclitics not in {"", "و"}:
                break
            step, kind = match.entry
            linked = joined or match.proclitics == "و"
            if kind == "scale" and not linked:
                total, part = (total, part * step) if step == 100 else (total + part * step, 0)
            elif linked and (step < smallest_place(part or total) or latest < 10 < step < 100):
                # The second half: Arabic says units before tens, "a hundred and five and twenty".
                part += step
            elif (
                not linked and kind in {"unit", "teen"} and 20 <= part < 100 and part % 10 == 0 and step < 10
            ):
                part += step
            elif not linked and kind == "hundred" and 0 < part < 10 and step == 100:
                part *= 100
            else:
                break
            latest, end = step, match.last
        return Number(first, end, total + part, "number")


def smallest_place(value: int) -> int:
    """What is added to a number with "and" is smaller than this: 10 for 20, 100 for 300."""
    place = 1
    while value and value % (place * 10) == 0:
        place *= 10
    return place


def load_numerals(folder: Path) -> Numerals:
    """The number words from `numerals.csv` in `folder`."""
    phrases: Phrasebook[Numeral] = Phrasebook()
    with (folder / "numerals.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for words in phrases_of(row["forms"].split(";")):
                phrases.add(words, Numeral(int(row["value"]), row["kind"]))
    phrases.finish()
    return Numerals(phrases)
