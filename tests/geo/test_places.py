"""How precisely a place is known: by its class, and less so where its point is a memory or unsure."""

from pathlib import Path

import pytest

from geo.places import Place, load_feature_classes

CLASSES = load_feature_classes(Path(__file__).parents[2] / "data" / "gazetteer")


@pytest.mark.parametrize(
    ("feature_class", "source", "confidence", "precision", "radius_km"),
    [
        ("village", "GeoNames 1", "high", "town", 2.0),
        ("village", "GeoNames 1, CC BY 4.0", "medium", "town", 2.0),
        ("village", "general knowledge", "medium", "town", 10.0),
        ("village", "general knowledge", "low", "district", 20.0),
        ("town", "general knowledge", "medium", "town", 4.0),
        ("quarter", "general knowledge", "low", "district", 15.0),
        ("military_base", "Kharita facilities list", "low", "district", 20.0),
        ("military_base", "OurAirports ORAA", "high", "site", 2.0),
        ("district", "Who's On First 1091925719, CC0", "low", "district", 25.0),
        ("governorate", "general knowledge", "medium", "governorate", 80.0),
    ],
)
def test_a_point_is_drawn_as_surely_as_it_is_known(
    feature_class: str, source: str, confidence: str, precision: str, radius_km: float
) -> None:
    place = Place(
        "iq.x", "X", "س", CLASSES[feature_class], "IQ", "", 33.0, 44.0, source=source, confidence=confidence
    )
    assert (place.geo_precision, place.radius_km) == (precision, radius_km)


def test_an_unsure_point_is_never_drawn_small() -> None:
    for feature in CLASSES.values():
        place = Place("iq.x", "X", "س", feature, "IQ", "", 33.0, 44.0, source="none", confidence="low")
        assert place.radius_km >= 15
        assert place.geo_precision not in {"site", "town"}
