"""The outlines: every governorate that a report can name has one, or says with whom it is drawn."""

import csv
from pathlib import Path

import geopandas
import pytest
import shapely

from geo.boundaries import COLUMNS, load_boundaries, outline_of

FOLDER = Path(__file__).parents[2] / "data" / "gazetteer" / "boundaries"
IRAQ = [
    "Anbar",
    "Babil",
    "Baghdad",
    "Basra",
    "Dhi Qar",
    "Diyala",
    "Duhok",
    "Erbil",
    "Karbala",
    "Kirkuk",
    "Maysan",
    "Muthanna",
    "Najaf",
    "Nineveh",
    "Qadisiyyah",
    "Salah al-Din",
    "Sulaymaniyah",
    "Wasit",
]
SYRIA = [
    "Aleppo",
    "Damascus",
    "Daraa",
    "Deir ez-Zor",
    "Hama",
    "Hasakah",
    "Homs",
    "Idlib",
    "Latakia",
    "Quneitra",
    "Raqqa",
    "Rif Dimashq",
    "Suwayda",
    "Tartus",
]


@pytest.fixture(scope="module")
def boundaries() -> geopandas.GeoDataFrame:
    """The packaged outlines."""
    return load_boundaries(FOLDER)


def test_columns_and_geometries(boundaries: geopandas.GeoDataFrame) -> None:
    assert list(boundaries.columns) == COLUMNS
    assert boundaries.geometry.is_valid.all()
    assert not boundaries.geometry.is_empty.any()
    west, south, east, north = boundaries.total_bounds
    assert (west, south, east, north) == pytest.approx((20, 5, 70, 48), abs=0.01)


@pytest.mark.parametrize(("country", "names"), [("IQ", IRAQ), ("SY", SYRIA)])
def test_governorates_are_complete(
    boundaries: geopandas.GeoDataFrame, country: str, names: list[str]
) -> None:
    rows = boundaries[(boundaries["country"] == country) & (boundaries["level"] == "governorate")]
    assert sorted(rows["governorate"]) == names
    assert rows["name_ar"].str.contains("[\u0621-\u064a]").all()


@pytest.mark.parametrize(
    ("country", "governorate", "drawn_as"),
    [
        ("IQ", "Halabja", "Sulaymaniyah"),  # made in 2014; Natural Earth draws it within Sulaymaniyah
        ("LB", "Akkar", "North"),
        ("LB", "Baalbek-Hermel", "Bekaa"),
        ("PS", "Jenin", "West Bank"),
        ("PS", "Rafah", "Gaza Strip"),
        ("YE", "Socotra", "Socotra"),
        ("IQ", "Anbar", "Anbar"),
    ],
)
def test_missing_outlines_name_the_wider_area(
    boundaries: geopandas.GeoDataFrame, country: str, governorate: str, drawn_as: str
) -> None:
    assert list(outline_of(boundaries, country, governorate)["governorate"]) == [drawn_as]


@pytest.mark.parametrize(
    ("country", "governorate", "lat", "lon"),
    [
        ("IQ", "Baghdad", 33.3153, 44.3661),
        ("IQ", "Nineveh", 36.3350, 43.1189),  # Mosul
        ("IQ", "Basra", 30.5085, 47.7804),
        ("SY", "Deir ez-Zor", 35.3359, 40.1408),
        ("SY", "Quneitra", 32.9925, 35.6906),  # Katzrin, in the occupied Golan Heights
        ("PS", "West Bank", 32.2211, 35.2544),  # Nablus
        ("YE", "Socotra", 12.5, 54.0),
    ],
)
def test_towns_lie_in_their_outline(
    boundaries: geopandas.GeoDataFrame, country: str, governorate: str, lat: float, lon: float
) -> None:
    point = shapely.Point(lon, lat)
    assert outline_of(boundaries, country, governorate).geometry.contains(point).all()
    assert outline_of(boundaries, country, "").geometry.contains(point).all()


def test_neighbours_share_their_border_exactly(boundaries: geopandas.GeoDataFrame) -> None:
    governorates = boundaries[boundaries["level"] == "governorate"]
    assert shapely.coverage_is_valid(governorates.geometry.to_numpy())


def test_every_curated_governorate_is_drawn(boundaries: geopandas.GeoDataFrame) -> None:
    bare = []
    for path in sorted((FOLDER.parent / "curated").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                known = (
                    row["feature_class"] != "governorate"
                    or not outline_of(boundaries, row["country"], row["governorate"]).empty
                )
                if not known:
                    bare.append(row["place_id"])
    assert bare == []


def test_unknown_governorate_has_no_outline(boundaries: geopandas.GeoDataFrame) -> None:
    assert outline_of(boundaries, "IQ", "Atlantis").empty
