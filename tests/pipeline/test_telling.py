"""The first look leaves only lines in which nothing of an attack can stand."""

import pytest

from pipeline.knowledge import Knowledge


@pytest.mark.parametrize(
    "line",
    [
        "A drone hit the airport.",
        "ا.ستهدفت",  # split to slip past a filter
        "استهدافقاعدة",  # glued
        "التصدي للصواريخ",  # the article under its preposition
        "وبالصواريخ",
        "US forces were there.",
        "and UK warplanes",
        "قذائف آر بي جي",
        "«حزب الله»",
        "Hezbollah",
    ],
)
def test_such_lines_are_looked_at(knowledge: Knowledge, line: str) -> None:
    assert knowledge.telling.of(f"Wheat prices rose.\n{line}\nارتفعت أسعار القمح.") == line


@pytest.mark.parametrize(
    "line",
    [
        "It is raining in Basra.",
        "The weather will let us eat.",
        "بلغت 50 درجة.",
        "موسم حصاد القمح في واسط.",
        "",
        "3.5 and 4",
    ],
)
def test_others_are_not(knowledge: Knowledge, line: str) -> None:
    assert knowledge.telling.of(line) == ""


def test_lines_come_as_they_were_received(knowledge: Knowledge) -> None:
    text = "Weather\u2028A DRONE  hit\x85fair\nانفجارٌ وقع\r\nsunny"
    assert knowledge.telling.of(text) == "A DRONE  hit\nانفجارٌ وقع\r"
