"""Names of attack types, countries, governorates, outlets and actors in the reader's language, from the project's own data files."""

import csv
from functools import lru_cache
from pathlib import Path

from pipeline.attack_kinds import attack_kinds

__all__ = ["GROUPS", "alignment", "named", "values_of"]

_DATA = Path(__file__).parent.parent / "data"
# Group: file, key columns, English column, Arabic column.
_FILES = {
    "country": ("gazetteer/country_names.csv", ("country",), "name_en", "label_ar"),
    "governorate": ("gazetteer/admin1_codes.csv", ("governorate",), "governorate", "name_ar"),
    "outlet": ("lexicon/outlets.csv", ("outlet_id", "name_en", "name_ar"), "name_en", "name_ar"),
    "actor": ("lexicon/actors.csv", ("actor_id", "name_en"), "name_en", "name_ar"),
}
GROUPS = frozenset((*_FILES, "type", "family"))


def named(group: str, value: str, language: str) -> str:
    """The name of a country code, governorate, outlet, actor, attack type or family of colour; `value` itself where the data has no name for it."""
    return _names(group).get(value, {}).get(language) or value


@lru_cache(maxsize=8)
def _names(group: str) -> dict[str, dict[str, str]]:
    kinds = attack_kinds().values()
    if group == "type":
        return {each.attack_type: {"en": each.label_en, "ar": each.label_ar} for each in kinds}
    if group == "family":
        return {each.legend: {"en": each.legend_en, "ar": each.legend_ar} for each in kinds if each.legend_en}
    name, keys, english, arabic = _FILES[group]
    try:
        with (_DATA / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return {}  # the values are shown as they are
    return {row[key]: {"en": row[english], "ar": row[arabic]} for row in rows for key in keys if row.get(key)}


def values_of(group: str) -> list[str]:
    """Every value that the data has a name for, in the order of its file."""
    return list(_names(group))


def alignment(outlet: str) -> tuple[str, ...]:
    """The parties that an outlet is marked as aligned with, as names of `actor`; none where it is not known."""
    return _alignments().get(outlet, ())


@lru_cache(maxsize=1)
def _alignments() -> dict[str, tuple[str, ...]]:
    try:
        with (_DATA / "lexicon" / "outlets.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return {}
    return {
        row[key]: tuple(each for each in row["aligned_with"].split(";") if each)
        for row in rows
        for key in ("outlet_id", "name_en", "name_ar")
        if row.get(key) and row.get("aligned_with")
    }
