"""Attack types that different outlets give the same attack."""

__all__ = ["FAMILIES", "FROM_ABOVE"]

# Types that different outlets give the same attack: a rocket of one is a missile of another.
FAMILIES = {
    "drone": "air", "airstrike": "air", "rocket": "indirect", "missile": "indirect", "shelling": "indirect",
    "ied": "bomb", "vehicle_bomb": "bomb", "suicide_bombing": "bomb", "grenade": "bomb", "armed_assault": "ground",
    "assassination": "ground", "execution": "ground", "abduction": "abduction", "arson": "arson", "other": "other",
}  # fmt: skip
# Families that first accounts confuse: witnesses hear an explosion and see no weapon.
FROM_ABOVE = frozenset(("air", "indirect"))
