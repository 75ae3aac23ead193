"""The seed article: four reports, none of the places it only names, and every decision explained."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.articles.read import read_paths
from pipeline.extract import Reading, read_article
from pipeline.extract.explain import explain_text
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, Report

ROOT = Path(__file__).parent.parent.parent
LIKELY = 0.5  # what is less likely is kept apart


@pytest.fixture(scope="module")
def seed(knowledge: Knowledge) -> Reading:
    (article,) = read_paths([str(ROOT / "seeds")])
    assert isinstance(article, Article)
    reading = read_article(article, knowledge)
    return replace(reading, reports=tuple(each for each in reading.reports if each.confidence >= LIKELY))


@pytest.fixture(scope="module")
def drone(seed: Reading) -> Report:
    (report,) = (r for r in seed.reports if r.kind == "specific")
    return report


def test_publication_is_some_sunday(seed: Reading) -> None:
    published = seed.article.published
    assert published is not None
    assert (str(published.start), str(published.end), published.weekday) == ("2021-08-01", "2021-12-26", 6)
    assert seed.article.published_basis == "inferred"


def test_the_drone_attack(seed: Reading, drone: Report) -> None:
    assert drone.attack_types == ("drone",)
    assert drone.weapon_count == 2
    assert drone.outcome == "carried_out"
    assert (drone.place_name_en, drone.geo_precision, drone.country) == (
        "Erbil International Airport",
        "site",
        "IQ",
    )
    assert (str(drone.date.start), str(drone.date.end)) == ("2021-07-31", "2021-12-26")
    assert drone.date.precision == "interval"
    assert (drone.killed, drone.injured) == (None, None)


def test_a_place_brings_the_source_of_its_coordinates(drone: Report, knowledge: Knowledge) -> None:
    place = knowledge.gazetteer.by_id[drone.place_id or ""]
    assert (drone.place_source, drone.place_confidence) == (place.source, place.confidence)
    assert drone.place_source
    assert drone.place_confidence in ("high", "medium", "low")


def test_the_three_series(seed: Reading) -> None:
    series = {r.place_name_en: r for r in seed.reports if r.kind == "recurrent"}
    assert set(series) == {"Ain al-Asad Air Base", "Baghdad", "Erbil International Airport"}
    for report in series.values():
        assert set(report.attack_types) == {"rocket", "drone"}
        assert str(report.date.end) == "2021-12-26"
        assert report.date.days is None or report.date.days > 60


def test_nothing_else(seed: Reading) -> None:
    assert len(seed.reports) == 4
    names = " ".join(f"{r.place_name} {r.place_name_en}" for r in seed.reports)
    for never in (
        "واشنطن",
        "Washington",
        "الأنبار",
        "Anbar",
        "لاريبوبليكا",
        "داعش",
        "العراق",
        "إيران",
        "الكردية",
    ):
        assert never not in names


def test_evidence_is_in_the_text(seed: Reading, drone: Report) -> None:
    text = seed.article.text
    for report in seed.reports:
        assert text[report.sentence.start : report.sentence.end].strip() == report.quote
        assert report.evidence.keys() >= {"place", "type", "quote"}
    start, end = drone.evidence["date"]
    assert text[start:end].startswith("ساعات قليلة")
    start, end = drone.evidence["place"]
    assert "مطار إربيل" in text[start:end]


def test_explain_names_words_and_rules(seed: Reading) -> None:
    told = explain_text(seed)
    assert "4 reports" in told
    assert "a Sunday between 2021-08-01 and 2021-12-26 (inferred)" in told
    for words in ('"استهداف"', "drone", "weapon_count = 2", "مطار إربيل", "مطار أربيل"):
        assert words in told
    for report in seed.reports:
        assert report.quote in told


@pytest.mark.parametrize(
    "name",
    [
        "عين الأسد",
        "محافظة الأنبار",
        pytest.param(
            "واشنطن", marks=pytest.mark.xfail(strict=True, reason="no place of the gazetteer: never named")
        ),
        "العراق",
        "إيران",
        "لاريبوبليكا",
        "الولايات المتحدة",
    ],
)
def test_explain_says_why_not(seed: Reading, name: str) -> None:
    """Each place that is mentioned and was not attacked there stands among the refusals with a rule."""
    _, _, refused = explain_text(seed).partition("not reported:")
    lines = [
        line for line in refused.splitlines() if f'"{name}' in line or f" {name}" in line or name in line
    ]
    assert lines, refused
    assert all("sentence" in line and ": " in line for line in lines)
