"""The closed lists of codes: data/codes.csv, and the tables whose rows are themselves such a list."""

import csv
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import pyarrow.parquet as pq

__all__ = ["CODES_COLUMNS", "ClosedLists", "Mended", "load_closed_lists", "plain_rows"]

CODES_COLUMNS = "table,column,code,meaning"
EVERY_TABLE = "*"
# Columns whose codes are the rows of another table: its path under data/, and the column there.
REFERENCES = {
    "attack_type": ("lexicon/attack_types.csv", "attack_type"),
    "feature_class": ("gazetteer/feature_classes.csv", "feature_class"),
    "aligned_with": ("lexicon/actors.csv", "actor_id"),
    "parent": ("lexicon/actors.csv", "actor_id"),
}
MAY_BE_EMPTY = {"aligned_with", "parent"}
SEVERAL = {"aligned_with"}
GOVERNORATES = ("governorate", "drawn_with")
Mended = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ClosedLists:
    """What may stand in each coded column.

    `codes` are those of codes.csv by table and column ("*" is every table that has the column), `rows` the
    codes of REFERENCES by column; `countries` and `governorates` (by country) are empty where their files are
    missing, and then not checked.
    """

    codes: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    rows: dict[str, frozenset[str]] = field(default_factory=dict)
    countries: frozenset[str] = frozenset()
    governorates: dict[str, frozenset[str]] = field(default_factory=dict)

    def of(self, table: str, column: str) -> tuple[str, ...] | None:
        """The codes of a column that codes.csv lists, or None where it lists none."""
        return self.codes.get((table, column), self.codes.get((EVERY_TABLE, column)))

    def faults(self, table: str, row: dict[str, str]) -> Iterator[Mended]:
        """(fault, mend) of each code of a row that no list has."""
        for column, value in row.items():
            listed = self.of(table, column)
            if listed is not None:
                if value not in listed:
                    yield unknown(column, value, listed, ", ".join(filter(None, listed)))
            elif column in REFERENCES:
                values = value.split(";") if column in SEVERAL else [value]
                for each in values if value or column not in MAY_BE_EMPTY else []:
                    if each not in self.rows[column]:
                        yield unknown(column, each, self.rows[column], Path(REFERENCES[column][0]).name)
        yield from self.country_faults(row)

    def country_faults(self, row: dict[str, str]) -> Iterator[Mended]:
        """(fault, mend) of the country of a row, which may be empty, and of its governorates."""
        country = row.get("country", "")
        if country and not (
            country in self.countries if self.countries else re.fullmatch("[A-Z]{2}", country)
        ):
            yield f"unknown country {country!r}", "write its two-letter ISO code"
        listed = self.governorates.get(country, frozenset())
        for column in GOVERNORATES:
            if listed and row.get(column) and row[column] not in listed:
                yield unknown(column, row[column], listed, "admin1_codes.csv")


def unknown(column: str, value: str, listed: Collection[str], named: str) -> Mended:
    """The fault of a code that is not listed; its mend names the nearest that is, and where or what all are."""
    near = get_close_matches(value, [each for each in listed if each], n=1)
    ways = [*(f"write {each}" for each in near), *(["leave it empty"] if "" in listed else [])]
    return f"unknown {column} {value!r}", ", or ".join([*ways, f"take one of {named}"])


def load_closed_lists(data: Path) -> ClosedLists:
    """The closed lists of the tables under `data`."""
    codes: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in plain_rows(data / "codes.csv"):
        key = row["table"], row["column"]
        codes[key] = (*codes.get(key, ()), row["code"])
    governorates: dict[str, frozenset[str]] = {}
    for row in plain_rows(data / "gazetteer" / "admin1_codes.csv"):
        governorates[row["country"]] = governorates.get(row["country"], frozenset()) | {row["governorate"]}
    packaged = data / "gazetteer" / "packaged" / "countries.parquet"
    countries = (
        pq.read_table(packaged, columns=["country"])["country"].to_pylist() if packaged.exists() else []
    )
    return ClosedLists(
        codes,
        {
            column: frozenset(row[key] for row in plain_rows(data / path))
            for column, (path, key) in REFERENCES.items()
        },
        frozenset(countries),
        governorates,
    )


def plain_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, none where it is missing."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
