"""The scorer itself: what agrees, what does not, and floors that sink only when asked."""

import datetime as dt
from pathlib import Path

import pytest

from pipeline.model import DateInterval, Report
from tests import scoring

DAY = DateInterval(dt.date(2021, 9, 11), dt.date(2021, 9, 11), "day")
REPORT = Report(
    "a", "specific", ("rocket",), "carried_out", date=DAY, place_name="قاعدة عين الأسد", place_name_en="Ain al-Asad Air Base",
    lat=33.7856, lon=42.4412, geo_precision="site",
)  # fmt: skip
GOLD = {
    "kind": "specific", "place": "عين الأسد", "place_en": "Al-Asad Airbase", "date_start": "2021-09-11", "date_end": "2021-09-11",
    "attack_types": ["missile"], "outcome": "carried_out", "killed": None, "injured": None,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),  # the Arabic name is within the report's
        ({"place": "Ain al-Asad", "place_en": None}, True),
        ({"place": "Asad Air Base", "place_en": None}, True),
        ({"place": "حرير", "place_en": "Harir"}, False),
        ({"place": "الأسدي", "place_en": None}, False),  # a part of a word is no name
        ({"place": "x", "lat": 33.79, "lon": 42.45, "geo_precision": "site"}, True),
        ({"lat": 33.9, "lon": 42.44, "geo_precision": "site"}, False),  # 13 km off, whatever it is called
        ({"lat": 33.9, "lon": 42.44, "geo_precision": "district"}, True),
        ({"lat": 33.86, "lon": 42.44, "geo_precision": "site", "coord_confidence": "low"}, True),
    ],
)
def test_same_place(change: dict[str, object], same: bool) -> None:
    assert scoring.same_place(REPORT, GOLD | change) == same


@pytest.mark.parametrize(
    ("start", "end", "same"),
    [
        ("2021-09-11", "2021-09-11", True),
        ("2021-09-12", "2021-09-12", True),  # within a day
        ("2021-09-13", "2021-09-13", False),
        ("2021-09-01", "2021-09-30", True),
        ("2021-01-01", "2021-09-09", False),
        (None, None, True),
    ],
)
def test_touch(start: str | None, end: str | None, same: bool) -> None:
    assert scoring.touch(REPORT, GOLD | {"date_start": start, "date_end": end}) == same


@pytest.mark.parametrize(
    ("types", "same"),
    [(["missile"], True), (["drone", "shelling"], True), (["drone"], False), (["unspecified"], False)],
)
def test_same_type(types: list[str], same: bool) -> None:
    assert scoring.same_type(REPORT, GOLD | {"attack_types": types}) == same


def test_what_is_not_required_is_neither_missed_nor_in_the_way() -> None:
    score = scoring.Score()
    scoring.score_article(score, "a", [REPORT], [GOLD, GOLD | {"required": False}])
    scoring.score_article(score, "b", [], [GOLD | {"required": False}])
    scoring.score_article(score, "c", [REPORT], [GOLD | {"required": False}])
    assert score.figures()["f1"] == 1.0
    scoring.score_article(score, "d", [REPORT], [])
    assert score.figures()["precision"] < 1.0
    assert score.figures()["true_pins"] < 1.0


def test_floors_sink_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "floors.toml"
    monkeypatch.setattr(scoring, "FLOORS", path)
    scoring.check_floors("x", {"f1": 0.905}, "raise")
    assert "f1 = 0.88" in path.read_text()
    scoring.check_floors("x", {"f1": 0.89}, None)
    with pytest.raises(AssertionError, match="0.500 < 0.88"):
        scoring.check_floors("x", {"f1": 0.5}, "raise")
    assert "f1 = 0.88" in path.read_text()
    scoring.check_floors("x", {"f1": 0.5}, "lower")
    assert "f1 = 0.48" in path.read_text()
    with pytest.raises(AssertionError, match="other figures"):
        scoring.check_floors("x", {"f1": 0.9, "recall": 0.9}, None)
