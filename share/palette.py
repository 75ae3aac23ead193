"""Which colour an attack type has: seven families, after Okabe and Ito's colours for every kind of sight."""

import numpy as np
import numpy.typing as npt

from pipeline.model import ATTACK_TYPES
from pipeline.view import Records

__all__ = ["COLOURS", "FAMILIES", "FAMILY_OF", "TYPES_IN_ORDER", "colour_of", "families", "second_families"]

# Each family, its colour on light and dark ground alike, and its types.
_FAMILIES = (
    ("drone", "#0072B2", ("drone",)),
    ("airstrike", "#56B4E9", ("airstrike",)),
    ("rocket", "#E69F00", ("rocket", "shelling")),
    ("missile", "#D55E00", ("missile",)),
    ("bomb", "#CC79A7", ("ied", "vehicle_bomb", "suicide_bombing", "grenade")),
    ("armed", "#009E73", ("armed_assault", "assassination", "execution")),
    ("other", "#7F858B", ("abduction", "arson", "other", "unspecified")),
)
FAMILIES = tuple(name for name, _, _ in _FAMILIES)
COLOURS = tuple(colour for _, colour, _ in _FAMILIES)
FAMILY_OF = {kind: index for index, (_, _, kinds) in enumerate(_FAMILIES) for kind in kinds}
# The types with those of one colour beside each other, as the legend shows them.
TYPES_IN_ORDER = tuple(sorted(ATTACK_TYPES, key=lambda kind: (FAMILY_OF[kind], ATTACK_TYPES.index(kind))))


def colour_of(kind: str) -> str:
    """The colour of an attack type."""
    return COLOURS[FAMILY_OF.get(kind, len(COLOURS) - 1)]


def families(records: Records) -> npt.NDArray[np.int32]:
    """The colour family of each record's first attack type."""
    return records.lists["attack_types"].first(FAMILY_OF, len(FAMILIES) - 1)


def second_families(records: Records, rows: npt.NDArray[np.intp]) -> list[int]:
    """The family of another attack type of each row, for a mark in two colours; -1 where there is none."""
    types = records.lists["attack_types"]
    known = np.array([FAMILY_OF.get(kind, -1) for kind in types.values] or [-1])[types.codes]
    others = np.flatnonzero((known >= 0) & (known != families(records)[types.owners]))[::-1]
    found = np.full(len(records), -1, dtype=np.int64)
    found[types.owners[others]] = known[others]  # the first other type is written last, so it stays
    second: list[int] = found[rows].tolist()
    return second
