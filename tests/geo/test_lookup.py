"""Places looked up as a person types them; the folder of the user's own things."""

from pathlib import Path

import pytest

from geo.local import local_folder
from geo.lookup import nearest_settlement, search_places
from pipeline.corrections import book_path
from pipeline.knowledge.load import Knowledge


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("erbil", "iq.erbil"),
        ("أربيل", "iq.erbil"),
        ("اربيل", "iq.erbil"),  # without the hamza
        ("موصل", "iq.mosul"),  # without the article
        ("الموص", "iq.mosul"),  # not typed to its end
        ("  عين   الاسد ", "iq.ain-al-asad-air-base"),
        ("green zone", "iq.green-zone"),
    ],
)
def test_the_likeliest_place_comes_first(knowledge: Knowledge, typed: str, first: str) -> None:
    found = search_places(knowledge.gazetteer, typed)
    assert found[0].place_id == first
    assert len(found) <= 8
    assert all(each.located for each in found)


@pytest.mark.parametrize("typed", ["", " ", "x", "ا", "zzzz qqqq", "!!", "أربيل zzzz"])
def test_what_names_nothing_finds_nothing(knowledge: Knowledge, typed: str) -> None:
    assert search_places(knowledge.gazetteer, typed) == []


def test_the_nearest_settlement_is_near(knowledge: Knowledge) -> None:
    found = nearest_settlement(knowledge.gazetteer, 35.47, 44.39)
    assert found is not None
    assert (found.country, found.governorate) == ("IQ", "Kirkuk")
    assert nearest_settlement(knowledge.gazetteer, 0.0, -150.0) is None


def test_local_things_lie_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KHARITA_LOCAL", raising=False)
    assert local_folder(tmp_path) == tmp_path / "local"
    monkeypatch.setenv("KHARITA_LOCAL", str(tmp_path / "elsewhere"))
    assert local_folder(tmp_path) == tmp_path / "elsewhere"
    assert book_path(tmp_path) == tmp_path / "elsewhere" / "corrections.sqlite"
