"""The attack types, a closed list: one row of data/lexicon/attack_types.csv each, in the order of its rows."""

import csv
from dataclasses import dataclass, fields
from functools import lru_cache

from pipeline.paths import ROOT

__all__ = ["FROM_ABOVE", "TABLE", "AttackKind", "attack_kinds", "attack_types", "family_of"]

TABLE = ROOT / "data" / "lexicon" / "attack_types.csv"
# Families that first accounts confuse: witnesses hear an explosion and see no weapon.
FROM_ABOVE = frozenset(("air", "indirect"))


@dataclass(frozen=True, slots=True)
class AttackKind:
    """One attack type, its fields the columns of its row.

    `label` names it in filters and legends, `name` in a sentence. Outlets give one attack different types of a
    `family`: a rocket of one is a missile of another. Types of one `legend` share its `colour`, a hexadecimal
    one, and its names, which stand in the legend's first row. The ACLED columns are empty where ACLED has no
    such type.
    """

    attack_type: str
    label_en: str
    label_ar: str
    name_en: str
    name_ar: str
    family: str
    legend: str
    colour: str
    legend_en: str
    legend_ar: str
    acled_event_type: str
    acled_sub_event_type: str


@lru_cache(maxsize=1)
def attack_kinds() -> dict[str, AttackKind]:
    """Every attack type by its code, in the table's order; read once."""
    columns = [each.name for each in fields(AttackKind)]
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return {
            row["attack_type"]: AttackKind(*(row[column] for column in columns))
            for row in csv.DictReader(lines)
        }


def attack_types() -> tuple[str, ...]:
    """The codes of all attack types, in the table's order."""
    return tuple(attack_kinds())


def family_of(attack_type: str) -> str:
    """The family of an attack type; "" where it has none, as `unspecified`, and for what is no attack type."""
    kind = attack_kinds().get(attack_type)
    return kind.family if kind else ""
