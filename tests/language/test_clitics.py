"""Proclitics: the small words written onto the front of the next one."""

import pytest

from language.clitics import readings

CASES = [
    ("الشدادي", "", "الشدادي", "nothing before it"),
    ("والشدادي", "و", "الشدادي", "and"),
    ("فالشدادي", "ف", "الشدادي", "so"),
    ("بالشدادي", "ب", "الشدادي", "in"),
    ("وبالشدادي", "وب", "الشدادي", "and in"),
    ("فبالشدادي", "فب", "الشدادي", "so in"),
    ("كالشدادي", "ك", "الشدادي", "as"),
    ("للشدادي", "ل", "الشدادي", "to + the is written لل"),
    ("وللشدادي", "ول", "الشدادي", "and to the"),
    ("لبغداد", "ل", "بغداد", "to"),
    ("ببغداد", "ب", "بغداد", "in, before a ب of the name"),
    ("بغداد", "", "بغداد", "the whole word is always a reading"),
    ("وبغداد", "و", "بغداد", "and, before a name that begins with ب"),
    ("واسط", "", "واسط", "a name that begins with و"),
    ("وواسط", "و", "واسط", "and, before such a name"),
    ("بوركينا", "", "بوركينا", "a name that begins with ب and و"),
]


@pytest.mark.parametrize(
    ("word", "before", "core"),
    [pytest.param(w, b, c, id=why) for w, b, c, why in CASES],
)
def test_a_reading_is_found(word: str, before: str, core: str) -> None:
    assert (before, core) in readings(word)


@pytest.mark.parametrize("word", [case[0] for case in CASES])
def test_the_whole_word_comes_first(word: str) -> None:
    found = readings(word)
    assert found[0] == ("", word)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    "word",
    [
        "هو",  # too short to be more than itself
        "في",
        "baghdad",  # Latin words have no proclitics
        "24",
        ",",
        "تكريت",  # no proclitic letter
    ],
)
def test_only_itself(word: str) -> None:
    assert readings(word) == [("", word)]


def test_an_article_is_no_proclitic() -> None:
    """ "القائم" is a name with its article; "قائم" is a common word."""
    assert ("ال", "قايم") not in readings("القايم")


def test_no_core_is_empty() -> None:
    for word in ("ولل", "وب", "بال", "وبا", "للا", "ككك"):
        assert all(core for _, core in readings(word))
