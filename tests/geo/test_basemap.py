"""The offline base map: what the page decodes is where it should be, and small enough to send."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.basemap import SCALE, basemap_json, decoded_path, encoded_paths

FOLDER = Path(__file__).parents[2] / "data" / "gazetteer" / "basemap"


@pytest.fixture(scope="module")
def document() -> Any:
    """The decoded base map."""
    return json.loads(basemap_json(FOLDER))


def paths(document: Any) -> Iterator[list[int]]:
    """Every line and ring of the document."""
    for key in ("land", "borders", "disputed", "governorates"):
        yield from document[key]
    yield from (river[3] for river in document["rivers"])
    yield from (ring for lake in document["lakes"] for ring in lake[3])


def test_same_bytes_and_small() -> None:
    data = basemap_json(FOLDER)
    assert data == basemap_json(FOLDER)
    assert len(data) <= 400_000
    assert len(gzip.compress(data)) <= 150_000


def test_every_coordinate_lies_in_the_region(document: Any) -> None:
    for path in paths(document):
        points = decoded_path(path)
        assert points[:, 0].min() >= 20 - 1 / SCALE
        assert points[:, 0].max() <= 70 + 1 / SCALE
        assert points[:, 1].min() >= 8 - 1 / SCALE
        assert points[:, 1].max() <= 48 + 1 / SCALE


def test_towns_lie_on_land(document: Any) -> None:
    land = shapely.union_all([shapely.Polygon(decoded_path(ring)) for ring in document["land"]])
    for lat, lon, rank, name_en, name_ar, country in document["towns"]:
        assert land.distance(shapely.Point(lon, lat)) < 0.03, name_en
        assert rank in (1, 2, 3)
        assert name_ar
        assert len(country) == 2


@pytest.mark.parametrize(
    ("key", "english", "arabic"),
    [
        ("rivers", "Euphrates", "الفرات"),
        ("rivers", "Tigris", "دجلة"),
        ("rivers", "Jordan", "نهر الأردن"),
        ("rivers", "Nile", "النيل"),
        ("lakes", "Lake Tharthar", "بحيرة الثرثار"),
        ("lakes", "Dead Sea", "البحر الميت"),
    ],
)
def test_waters_have_both_names(document: Any, key: str, english: str, arabic: str) -> None:
    assert (english, arabic) in {(row[0], row[1]) for row in document[key]}


def test_labels_in_both_languages(document: Any) -> None:
    assert {"Baghdad", "Damascus", "Gaza", "Sanaa"} <= {town[3] for town in document["towns"]}
    assert {"العراق", "سوريا", "فلسطين"} <= {country[3] for country in document["countries"]}


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (32.3, 34.98),  # the Green Line beside Tulkarm
        (33.1, 35.83),  # the Golan's ceasefire line beside Quneitra
        (33.09, 35.2),  # the Blue Line
    ],
)
def test_disputed_lines_are_apart_from_borders(document: Any, lat: float, lon: float) -> None:
    place = shapely.Point(lon, lat)
    near = {
        key: min(shapely.LineString(decoded_path(line)).distance(place) for line in document[key])
        for key in ("disputed", "borders")
    }
    assert near["disputed"] < 0.06 < near["borders"]


@given(st.lists(st.tuples(st.floats(20, 70), st.floats(8, 48)), min_size=2, max_size=30))
def test_a_line_survives_the_round_trip_within_a_step(points: list[tuple[float, float]]) -> None:
    for path in encoded_paths(shapely.LineString(points)):
        decoded = decoded_path(path)
        assert numpy.abs(decoded[0] - points[0]).max() <= 0.5 / SCALE + 1e-9
        assert numpy.abs(decoded[-1] - points[-1]).max() <= 0.5 / SCALE + 1e-9


def test_a_ring_is_not_repeated_at_its_end_and_slivers_vanish() -> None:
    assert list(encoded_paths(shapely.box(30, 30, 31, 31))) == [
        [31 * SCALE, 30 * SCALE, 0, SCALE, -SCALE, 0, 0, -SCALE]
    ]
    assert not list(encoded_paths(shapely.box(30, 30, 30 + 1e-6, 30 + 1e-6)))
