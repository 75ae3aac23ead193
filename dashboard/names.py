"""Names of countries, governorates and actors in the reader's language, from the project's own data files."""

import csv
from functools import lru_cache
from pathlib import Path

__all__ = ["GROUPS", "named", "values_of"]

_DATA = Path(__file__).parent.parent / "data"
# Group: file, key columns, English column, Arabic column.
_FILES = {
    "country": ("gazetteer/country_names.csv", ("country",), "name_en", "label_ar"),
    "governorate": ("gazetteer/admin1_codes.csv", ("governorate",), "governorate", "name_ar"),
    "actor": ("lexicon/actors.csv", ("actor_id", "name_en"), "name_en", "name_ar"),
}
GROUPS = frozenset(_FILES)


def named(group: str, value: str, language: str) -> str:
    """The name of a country code, governorate or actor; `value` itself where the data has no name for it."""
    return _names(group).get(value, {}).get(language) or value


@lru_cache(maxsize=8)
def _names(group: str) -> dict[str, dict[str, str]]:
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
