"""Inflected forms: what a stem becomes in the news, and what it does not."""

import pytest

from language.fold import fold
from language.inflect import noun_forms, verb_forms

VERBS = [
    ("استهدف|ستهدف", "استهدف", "perfect"), ("استهدف|ستهدف", "استهدفت", "perfect"), ("استهدف|ستهدف", "استهدفوا", "perfect"),
    ("استهدف|ستهدف", "استهدفتها", "perfect"), ("استهدف|ستهدف", "استهدفه", "perfect"), ("استهدف|ستهدف", "استُهدفت", "perfect"),
    ("استهدف|ستهدف", "استهدفا", "perfect"), ("استهدف|ستهدف", "استهدفوه", "perfect"), ("استهدف|ستهدف", "استهدفنا", "perfect"),
    ("استهدف|ستهدف", "يستهدف", "imperfect"), ("استهدف|ستهدف", "تستهدف", "imperfect"), ("استهدف|ستهدف", "يستهدفون", "imperfect"),
    ("استهدف|ستهدف", "نستهدف", "imperfect"), ("استهدف|ستهدف", "يستهدفها", "imperfect"), ("استهدف|ستهدف", "يستهدفان", "imperfect"),
    ("استهدف|ستهدف", "سيستهدف", "future"), ("استهدف|ستهدف", "ستستهدف", "future"), ("استهدف|ستهدف", "سنستهدفهم", "future"),
    ("اصاب|صيب", "أصابت", "perfect"), ("اصاب|صيب", "يصيب", "imperfect"), ("اغار|", "أغارت", "perfect"),
    ("هاجم|هاجم", "هاجموا", "perfect"), ("هاجم|هاجم", "يهاجم", "imperfect"), ("هاجم|هاجم", "سيهاجمون", "future"),
    ("تصدى|تصدي", "تصدى", "perfect"), ("تصدى|تصدي", "تصدّت", "perfect"), ("تصدى|تصدي", "تصدوا", "perfect"), ("تصدى|تصدي", "يتصدون", "imperfect"),
    ("القى|لقي", "ألقت", "perfect"), ("القى|لقي", "ألقاها", "perfect"), ("القى|لقي", "سيلقون", "future"), ("القى|لقي", "يلقي", "imperfect"),
]  # fmt: skip


@pytest.mark.parametrize(("stems", "form", "tense"), VERBS, ids=[v[1] for v in VERBS])
def test_verbs(stems: str, form: str, tense: str) -> None:
    assert (fold(form), tense) in set(verb_forms(fold(stems)))


@pytest.mark.parametrize(
    ("stems", "form"),
    [
        ("استهدف|ستهدف", "استهداف"),  # the noun is a row of its own
        ("استهدف|ستهدف", "سستهدف"),
        ("اغار|", "يغار"),  # no imperfect is given
        ("هاجم|هاجم", "مهاجم"),
        ("هاجم|هاجم", ""),
        ("تصدي|تصدي", "تصدا"),  # the radical stands where nothing follows: تصدى
    ],
)
def test_no_such_verb(stems: str, form: str) -> None:
    assert form not in {made for made, _ in verb_forms(stems)}


NOUNS = [
    ("قصف", "قصف", "indefinite"), ("قصف", "القصف", "definite"), ("قصف", "قصفا", "indefinite"), ("قصف", "قصفها", "possessed"),
    ("هجوم", "هجومين", "indefinite"), ("هجوم", "هجومان", "indefinite"), ("هجوم", "الهجومين", "definite"), ("هجوم", "هجومهم", "possessed"),
    ("هجمة", "هجمة", "indefinite"), ("هجمة", "الهجمة", "definite"), ("هجمة", "هجمتين", "indefinite"), ("هجمة", "هجمتهم", "possessed"),
    ("هجمات", "هجماتها", "possessed"), ("هجمات", "الهجمات", "definite"), ("ضربة", "ضربتان", "indefinite"), ("ضربة", "ضربتي", "indefinite"),
    ("القصف", "قصف", "indefinite"), ("طائرة", "طائرتين", "indefinite"),
]  # fmt: skip


@pytest.mark.parametrize(("noun", "form", "state"), NOUNS, ids=[n[0] + "-" + n[1] for n in NOUNS])
def test_nouns(noun: str, form: str, state: str) -> None:
    assert (fold(form), state) in set(noun_forms(fold(noun)))


@pytest.mark.parametrize(
    ("noun", "form"), [("هجمات", "هجماتين"), ("هجمة", "هجمةا"), ("قصف", "الالقصف"), ("قصف", "قصفات")]
)
def test_no_such_noun(noun: str, form: str) -> None:
    assert fold(form) not in {made for made, _ in noun_forms(fold(noun))}
