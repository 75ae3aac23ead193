"""Which colour an attack type has: the families of attack_types.csv, after Okabe and Ito's colours for every sight."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from pipeline.attack_kinds import attack_kinds
from pipeline.view import Records

__all__ = ["Palette", "colour_of", "families", "palette", "second_families"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The families of colour (`legend` in attack_types.csv) in the order of their first types.

    `colours` are theirs, on light and dark ground alike, `family_of` each type's index among them, and
    `types_in_order` the types with those of one colour beside each other, as the legend shows them.
    `unknown` is the family of what is no attack type, that of `unspecified`.
    """

    families: tuple[str, ...]
    colours: tuple[str, ...]
    family_of: dict[str, int]
    types_in_order: tuple[str, ...]
    unknown: int


@lru_cache(maxsize=1)
def palette() -> Palette:
    """The palette of the attack types as the table has them; made once."""
    kinds = attack_kinds()
    colours: dict[str, str] = {}
    for each in kinds.values():
        colours.setdefault(each.legend, each.colour)
    families = tuple(colours)
    family_of = {code: families.index(each.legend) for code, each in kinds.items()}
    in_order = tuple(sorted(kinds, key=lambda code: family_of[code]))
    return Palette(families, tuple(colours.values()), family_of, in_order, family_of["unspecified"])


def colour_of(kind: str) -> str:
    """The colour of an attack type."""
    return palette().colours[palette().family_of.get(kind, palette().unknown)]


def families(records: Records) -> npt.NDArray[np.int32]:
    """The colour family of each record's first attack type."""
    return records.lists["attack_types"].first(palette().family_of, palette().unknown)


def second_families(records: Records, rows: npt.NDArray[np.intp]) -> list[int]:
    """The family of another attack type of each row, for a mark in two colours; -1 where there is none."""
    types = records.lists["attack_types"]
    family_of = palette().family_of
    known = np.array([family_of.get(kind, -1) for kind in types.values] or [-1])[types.codes]
    others = np.flatnonzero((known >= 0) & (known != families(records)[types.owners]))[::-1]
    found = np.full(len(records), -1, dtype=np.int64)
    found[types.owners[others]] = known[others]  # the first other type is written last, so it stays
    second: list[int] = found[rows].tolist()
    return second
