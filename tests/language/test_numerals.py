"""Numbers in words and digits, in both languages and three scripts."""

import pytest

from language.numerals import Numerals
from language.tokens import tokenise_text
from pipeline.knowledge.load import Knowledge


@pytest.fixture(scope="module")
def numerals(knowledge: Knowledge) -> Numerals:
    return knowledge.numerals


# (text, value, how many tokens of it the number takes)
CASES = [
    # --- digits, three scripts
    ("7 جنود", 7, 1), ("٧ جنود", 7, 1), ("۷ جنود", 7, 1), ("24 soldiers", 24, 1), ("1,200 شخص", 1200, 1),
    ("١٬٢٠٠ شخص", 1200, 1), ("۱۲۳ شخصا", 123, 1), ("1.200 شخص", 1200, 1), ("0 قتلى", 0, 1), ("2,500,000", 2500000, 1),
    # a proclitic or an article on the digits
    ("ال24 ساعة", 24, 1), ("بـ15 صاروخا", 15, 1), ("و12 جريحا", 12, 1), ("ل30 يوما", 30, 1),
    # --- Arabic words
    ("واحد", 1, 1), ("واحدة", 1, 1), ("اثنين", 2, 1), ("اثنتان", 2, 1), ("ثلاثة جنود", 3, 1), ("ثلاث قذائف", 3, 1),
    ("أربع", 4, 1), ("خمسة", 5, 1), ("ستّة", 6, 1), ("سبع", 7, 1), ("ثماني", 8, 1), ("ثمانية", 8, 1), ("تسع", 9, 1), ("عشرة", 10, 1),
    ("أحد عشر", 11, 2), ("إحدى عشرة", 11, 2), ("اثني عشر", 12, 2), ("اثنا عشر", 12, 2), ("ثلاثة عشر", 13, 2), ("أربع عشرة", 14, 2),
    ("تسعة عشر", 19, 2), ("عشرين", 20, 1), ("عشرون", 20, 1), ("تسعين", 90, 1),
    ("خمسة وعشرين", 25, 2), ("ثلاثة وأربعون", 43, 2), ("اثنان وسبعون", 72, 2),
    ("مئة", 100, 1), ("مائة", 100, 1), ("مئتين", 200, 1), ("مئتي", 200, 1), ("خمسمئة", 500, 1), ("ثلاثمائة", 300, 1),
    ("مئة وخمسة وعشرين", 125, 3), ("مئة وعشرة", 110, 2), ("ثلاث مئة", 300, 2), ("ألف", 1000, 1), ("ألفين", 2000, 1), ("ألفي", 2000, 1),
    ("ثلاثة آلاف", 3000, 2), ("تسعة آلاف وخمسمئة", 9500, 3), ("مئة ألف", 100000, 2), ("خمسة وعشرين ألفا", 25000, 3),
    ("ألف ومئتين", 1200, 2), ("5 آلاف", 5000, 2), ("1.5", None, 0), ("مليون", 1000000, 1), ("ثلاثة ملايين", 3000000, 2),
    # --- English words
    ("one soldier", 1, 1), ("three civilians", 3, 1), ("ten", 10, 1), ("eleven", 11, 1), ("seventeen", 17, 1), ("twenty", 20, 1),
    ("twenty-five", 25, 2), ("forty two", 42, 2), ("ninety-nine", 99, 2), ("a hundred", None, 0), ("hundred", 100, 1),
    ("two hundred", 200, 2), ("one hundred and five", 105, 4), ("three hundred and twenty-one", 321, 5), ("two thousand", 2000, 2),
    ("two thousand five hundred", 2500, 4), ("12 thousand", 12000, 2), ("two dozen", 24, 2), ("dozen", 12, 1), ("one million", 1000000, 2),
    ("12,000", 12000, 1), ("1,234", 1234, 1), ("one hundred", 100, 2),
    # --- what is no whole number
    ("3.5 km", None, 0), ("12.07.2016", None, 0), ("جنود", None, 0), ("الأول", None, 0), ("الثالث عشر", None, 0), ("first", None, 0),
    ("12345678901", None, 0), ("several", None, 0), ("عدة", None, 0),
]  # fmt: skip
BUGS = {
    "three hundred and twenty-one": "the unit after the tens is lost once hundreds were read: 320",
    "two thousand five hundred": "reading stops at the scale: 2000",
    "two dozen": "dozen is a unit and not a scale: 2",
    "12.07.2016": "a dotted date of eight digits passes for thousands: 12072016",
}


def marked(text: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=BUGS[text])] if text in BUGS else []


@pytest.mark.parametrize(
    ("text", "value", "size"), [pytest.param(*c, id=c[0], marks=marked(c[0])) for c in CASES]
)
def test_number(numerals: Numerals, text: str, value: int | None, size: int) -> None:
    words = tokenise_text(text).words
    # digits part from their proclitic: "ال24" is two tokens, the number the second
    first = next((i for i, word in enumerate(words) if word.isdigit()), 0)
    found = numerals.at(words, first, len(words))
    assert (found and found.value) == value
    if found is not None:
        assert (found.first, found.last) == (first, first + size)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ثلاثة وخمسة", 3),  # units are not added to units: "three [dead] and five [wounded]"
        ("قتيلان وثلاثة", None),
        ("20 و5 جرحى", 20),  # digits joined by "and" are two counts
        ("خمسة جنود وعشرين مدنيا", 5),  # what is counted stands between
        ("two soldiers and three civilians", 2),
        ("17 و18 تشرين", 17),
        ("ثلاثة 15", 3),
    ],
)
def test_two_counts_stay_two(numerals: Numerals, text: str, value: int | None) -> None:
    words = tokenise_text(text).words
    found = numerals.at(words, 0, len(words))
    assert (found and found.value) == value


def test_a_number_ends_where_it_is_told_to(numerals: Numerals) -> None:
    words = tokenise_text("خمسة وعشرين جنديا").words
    found = numerals.at(words, 0, 1)
    assert found is not None
    assert (found.value, found.last) == (5, 1)
