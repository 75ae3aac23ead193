"""The words by which tolls are read, from data/lexicon/toll_words.csv."""

import csv
from dataclasses import dataclass, fields
from pathlib import Path

from language.fold import fold

__all__ = ["TollWords", "load_toll_words"]

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TollWords:
    """Folded words by kind, each field a kind of toll_words.csv; a `…_stem` begins the words that are meant."""

    about: tuple[Phrase, ...]
    at_least: tuple[Phrase, ...]
    nobody: tuple[Phrase, ...]
    shot_dead: tuple[Phrase, ...]
    attackers: frozenset[str]
    attempt: frozenset[str]
    harmed: frozenset[str]
    measure: frozenset[str]
    none: frozenset[str]
    not_counted_after: frozenset[str]
    one_in_word: frozenset[str]
    one_more: frozenset[str]
    people: frozenset[str]
    person: frozenset[str]
    several: frozenset[str]
    two_in_word: frozenset[str]
    victims: frozenset[str]
    civilian_stem: Phrase
    counts_before: Phrase
    force_stem: Phrase
    limited_stem: Phrase
    material_stem: Phrase
    result_stem: Phrase
    silence_stem: Phrase


PHRASES = ("about", "at_least", "nobody", "shot_dead")
KINDS = frozenset(each.name for each in fields(TollWords))


def load_toll_words(folder: Path) -> TollWords:
    """The toll words in `folder` (data/lexicon); a kind without rows is empty, an unknown one is left out."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    with (folder / "toll_words.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["kind"] in found:
                found[row["kind"]] += [fold(form).strip() for form in row["forms"].split(";") if form.strip()]
    made: dict[str, object] = {}
    for kind, forms in found.items():
        if kind in PHRASES:
            made[kind] = tuple(tuple(form.split()) for form in forms)
        elif kind.endswith("_stem") or kind == "counts_before":
            made[kind] = tuple(forms)
        else:
            made[kind] = frozenset(forms)
    return TollWords(**made)  # type: ignore[arg-type]
