"""Tokens and sentences: what is one word, and where a sentence ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.tokens import tokenise_text

WORDS = [
    ("قصف مطار أربيل", ["قصف", "مطار", "اربيل"], "plain"),
    ("وقال: نعم، لا؟", ["وقال", ":", "نعم", ",", "لا", "?"], "marks are tokens"),
    ("ا.ستهدفت القاعدة", ["استهدفت", "القاعده"], "a word split to slip past a filter"),
    ("الق.سام", ["القسام"], "split inside"),
    ("ه.ج.وم", ["هجوم"], "split more than once"),
    ("1,200 قتيل", ["1,200", "قتيل"], "thousands"),
    ("3.5 كم", ["3.5", "كم"], "decimal"),
    ("٣٫٥ كم", ["3.5", "كم"], "Arabic decimal"),
    ("19.07.2016", ["19.07.2016"], "dotted date is one token"),
    ("17/10/2023", ["17", "/", "10", "/", "2023"], "slashed date"),
    ("al-Asad's runway", ["asad", "runway"], "Latin article and possessive"),
    ("al Asad base", ["asad", "base"], "article without hyphen"),
    ("Ash-Shaddadi and Az-Zawr", ["shaddadi", "and", "zawr"], "assimilated articles"),
    ("Deir ez-Zor", ["deir", "ez", "zor"], "three words and no mark"),
    ("US-led coalition", ["us", "led", "coalition"], "hyphen joins words without a mark"),
    ("Al-Hasakah-based", ["hasakah", "based"], "article and hyphen"),
    ("Mosul's and Kirkuk’s", ["mosul", "and", "kirkuk"], "possessives in both apostrophes"),
    ("U.S. troops", ["u.s", ".", "troops"], "initials"),
    ("twenty-five", ["twenty", "five"], "numbers in words"),
    ("Saturday - Sunday", ["saturday", "-", "sunday"], "a dash between words is a mark"),
    ("«عاجل»", ['"', "عاجل", '"'], "quotes"),
    ("ال24 وب15", ["ال", "24", "وب", "15"], "digits part from the proclitic"),
    ("رتل_عسكري", ["رتل", "عسكري"], "underscores of hashtags part words"),
    ("#عاجل", ["عاجل"], "the sign of a hashtag is no mark: a head before it keeps its name"),
    ("قرب #عين_الأسد وفي #Erbil_airport", ["قرب", "عين", "الاسد", "وفي", "erbil", "airport"], "hashtags"),
    ("ق*صف", ["قصف"], "split by a star"),
    ("3*4 و a*b", ["3", "*", "4", "و", "a", "*", "b"], "a star elsewhere"),
    (
        "قاعدة 🇮🇶 حرير 🔴 الآن ⚡️ عاجل",
        ["قاعده", "حرير", "الان", "عاجل"],
        "flags and pictures part words only",
    ),
    ("عاجل|أربيل", ["عاجل", "|", "اربيل"], "a bar"),
    ("\u2067أربيل\u2069 و\u200bبغداد", ["اربيل", "وبغداد"], "invisible marks"),
    ("", [], "nothing"),
]


@pytest.mark.parametrize(("text", "words"), [pytest.param(t, w, id=why) for t, w, why in WORDS])
def test_words(text: str, words: list[str]) -> None:
    assert tokenise_text(text).words == words


SENTENCES = [
    ("قُصفت القاعدة. لم يصب أحد.", 2, "two"),
    ("قُصفت القاعدة؟ نعم! انتهى", 3, "Arabic question mark"),
    ("سطر أول\nسطر ثان", 2, "a line ends a sentence"),
    ("سطر أول\n\n\nسطر ثان", 2, "empty lines are no sentences"),
    ("قال د. محمد إن القاعدة آمنة.", 1, "doctor"),
    ("قال م. علي إنه رأى الدخان.", 1, "engineer"),
    ("Gen. Smith and Col. Jones left.", 1, "ranks"),
    ("The U.S. base was quiet.", 1, "initials"),
    ("It fell 3.5 km away. Nobody was hurt.", 2, "a decimal point ends nothing"),
    ("On Feb. 3 a post was shelled.", 1, "month"),
    ("Post No. 5 was hit.", 1, "number"),
    ("أصيب 1.200 شخص. انتهى", 2, "thousands with a point"),
    ("انتهى الأمر., وبدأ آخر.", 2, "the seed's own paragraph mark"),
    ("...", 0, "marks alone"),
    ("", 0, "nothing"),
    ("بلا نقطة", 1, "no full stop"),
]


@pytest.mark.parametrize(("text", "count"), [pytest.param(t, c, id=why) for t, c, why in SENTENCES])
def test_sentences(text: str, count: int) -> None:
    assert len(tokenise_text(text).sentences) == count


def test_sentences_are_numbered_and_in_order() -> None:
    tokens = tokenise_text("أولا. ثانيا!\nثالثا؟ رابعا")
    assert [s.number for s in tokens.sentences] == [0, 1, 2, 3]
    assert all(a.last <= b.first for a, b in zip(tokens.sentences, tokens.sentences[1:], strict=False))


def test_a_span_quotes_what_was_received() -> None:
    text = "قال إنّ «قاعدةَ عين الأسد» آمنة"
    tokens = tokenise_text(text)
    at = tokens.words.index("قاعده")
    assert tokens.span(at, at + 3).of(text) == "قاعدةَ عين الأسد"
    split = tokenise_text("عاجل ا.ستهدفت")
    assert split.span(1, 2).of(split.original) == "ا.ستهدفت"
    apart = tokenise_text("عاجل: قـ ـصـ ـف على الموصل")
    assert apart.span(2, 3).of(apart.original) == "قـ ـصـ ـف"


@pytest.mark.fuzz
@given(st.text(st.sampled_from("ابةى ـَ.،,؟!\n-'\"()0129 ٣aB\u200f😀ﷲ"), max_size=80))
def test_tokens_stand_in_the_text_in_order(text: str) -> None:
    tokens = tokenise_text(text)
    assert len(tokens.words) == len(tokens.starts) == len(tokens.ends)
    last = 0
    for i in range(len(tokens)):
        span = tokens.span(i, i + 1)
        assert 0 <= span.start <= span.end <= len(text)
        assert tokens.starts[i] >= last
        last = tokens.ends[i]
    for a, b in zip(tokens.sentences, tokens.sentences[1:], strict=False):
        assert a.first < a.last <= b.first < b.last <= len(tokens)
