"""What says where a settlement of GeoNames belongs: the governorate table, the outlines, and the lawful side of a line."""

import csv
from dataclasses import dataclass
from pathlib import Path

import geopandas
import shapely

__all__ = ["ATTESTED", "CITY", "TOWN", "Admin1Row", "Areas", "Row", "lawful_side", "read_admin1"]

Row = dict[str, object]
CITY, TOWN, ATTESTED = 50_000, 5_000, 15_000
# Degrees: how far within an outline a settlement must lie for the outline to overrule its code.
INSIDE = 0.005
GOLAN_NOTE = "Israeli-occupied Golan Heights"
SETTLEMENT_NOTE = "Israeli settlement in the West Bank"


@dataclass(frozen=True, slots=True)
class Admin1Row:
    """One row of admin1_codes.csv; `natural_earth` and `geonames` are empty where a source lacks the area."""

    country: str
    governorate: str
    name_ar: str
    geonames: str
    natural_earth: str
    drawn_with: str
    seat: str


def read_admin1(path: Path) -> list[Admin1Row]:
    """Return the governorates and their codes in GeoNames and Natural Earth, in the file's order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Admin1Row(*row) for row in list(csv.reader(file))[1:]]


@dataclass(frozen=True, slots=True)
class Areas:
    """What says where a place belongs: the governorate table and the outlines."""

    rows: list[Admin1Row]
    outlines: geopandas.GeoDataFrame

    def outline(self, country: str, governorate: str) -> shapely.Geometry:
        """Return the outline of this governorate; raise KeyError when there is none."""
        frame = self.outlines
        found = frame[(frame["country"] == country) & (frame["governorate"] == governorate)]
        if found.empty:
            raise KeyError(f"no outline of {country} {governorate}")
        return found.geometry.iloc[0]

    def at(self, country: str, lat: float, lon: float) -> str:
        """Return the governorate whose outline holds the point, or ""."""
        frame = self.outlines[self.outlines["country"] == country]
        inside = frame[frame.geometry.contains(shapely.Point(lon, lat))]
        return "" if inside.empty else str(inside["governorate"].iloc[0])


def lawful_side(row: Row, golan: shapely.Geometry, west_bank: shapely.Geometry, code: str) -> None:
    """Move a settlement that GeoNames lists under Israel to Syria's Golan or the West Bank, where it lies."""
    point = shapely.Point(float(str(row["lon"])), float(str(row["lat"])))
    if code == "00" or golan.buffer(-INSIDE).contains(point):
        row.update(country="SY", governorate="Quneitra", note=GOLAN_NOTE)
    elif code in ("", "WE") or west_bank.buffer(-INSIDE).contains(point):
        row.update(country="PS", governorate="West Bank", note=SETTLEMENT_NOTE)
