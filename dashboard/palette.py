"""Which colour an attack type has: seven families, after Okabe and Ito's colours for every kind of sight."""

from pipeline.model import ATTACK_TYPES

__all__ = ["COLOURS", "FAMILIES", "FAMILY_OF", "TYPES_IN_ORDER", "colour_of"]

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
