"""Latin spellings by their sound: which are one, and which are not."""

from pathlib import Path

import pytest

from geo.gazetteer import load_gazetteer
from geo.transliteration import LatinVariants, sound

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def variants() -> LatinVariants:
    """The variants of the project's own gazetteer."""
    return LatinVariants(load_gazetteer(ROOT / "data" / "gazetteer"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("raqa", "raqqah"),  # doubled letters and the final h
        ("shaikhoun", "shaykhun"),
        ("alnouman", "nu'man"),  # the article glued on
        ("kirkouk", "kirkuk"),
        ("qamishly", "kamishli"),
        ("hasaka", "hasakeh"),
        ("sheikh", "shaykh"),
    ],
)
def test_one_sound(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(
    ("one", "other"), [("hama", "homs"), ("tal", "dal"), ("sur", "tur"), ("aleppo", "leppo")]
)
def test_two_sounds(one: str, other: str) -> None:
    assert sound(one) != sound(other)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("tabaqa", "sy.tabqa"),
        ("talafar", "iq.tal-afar"),  # written as one
        ("tel hamis", "sy.tal-hamis"),
        ("dayr az zawr", "sy.deir-ez-zor"),
        ("tikreet", "iq.tikrit"),
    ],
)
def test_the_place_meant(variants: LatinVariants, name: str, place: str) -> None:
    numbers = variants.meant(tuple(name.split()))
    assert place in {found.place_id for found in variants.gazetteer.candidates(numbers)}


@pytest.mark.parametrize(
    "name",
    ["english", "congress", "parliament", "putin", "erdogan", "khamenei", "brown", "kurdish", "monday"],
)
def test_words_and_persons_are_no_spelling_of_a_place(variants: LatinVariants, name: str) -> None:
    assert variants.meant((name,)) == ()
