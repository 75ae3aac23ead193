"""Words that lost the space between them."""

import pytest

from language.fold import fold
from language.resegment import undisguised
from language.tokens import tokenise_text
from pipeline.knowledge.load import Knowledge

SPLIT = [
    ("استهدافقاعدة", ["استهداف", "قاعده"]),  # two nouns run together around a link
    ("مراسلالميادين", ["مراسل", "الميادين"]),
    ("انفجارعلى", ["انفجار", "علي"]),
    pytest.param(
        "القصفالمدفعي",
        ["القصف", "المدفعي"],
        marks=pytest.mark.xfail(
            strict=True, reason="splits into القصفا + لمدفعي: the longest left part wins"
        ),
    ),
    ("استهدفتقاعدة", ["استهدفت", "قاعده"]),
    ("انفجارفي", ["انفجار", "في"]),
    ("الثلاثاءاستهداف", ["الثلاثاء", "استهداف"]),
    ("سورياوالتنف", ["سوريا", "والتنف"]),  # a country, which no curated row names
    ("فيأربيل", ["في", "اربيل"]),
    ("الأسدفي", ["الاسد", "في"]),  # the end of a name: "قاعدة عين الأسدفي العراق"
    ("وكانتألمانيا", ["وكانت", "المانيا"]),
]
DISGUISED = [
    ("داعـSh", "داعش"),
    ("حمaس", "حماس"),
    ("ق ص ف", "قصف"),
    ("ق صف", "قصف"),
    ("ص ا ر و خ", "صاروخ"),
]
AS_WRITTEN = [
    "بـF16 والـBBC",
    "أ ب ت ث",  # letters of the alphabet
    "ص 5 من الكتاب",  # a page
    "د علي",  # a doctor
    "ق القاعدة",  # no word
]
WHOLE = [
    "استهداف",  # known words stay
    "واستهدافها",
    "بالطائرات",
    "الإنسان",  # الان + سان
    "المستشفيات",
    "الكمية",
    "والاجتماعات",
    "المسؤولين",
    "الاقتصادية",
    "المواطنين",
    "الانتخابات",
    "البرلمانية",
    "واستقبالهم",
    "الديمقراطية",
    "يستخدمونها",
    "التكنولوجيا",
    "كوردستان",
    "أفغانستان",
    "الإعلاميين",
    "المهرجان",  # المهر + جان
    "التوترات",
    "الأميركيان",
    "المشاهدون",
    "الصيدليات",
    "فيتنام",
    "فيروسات",
    "الثقافي",
    "قصفة",
    "airport",
    "bombardmentof",  # Latin words are never split
]


@pytest.mark.parametrize(("word", "parts"), SPLIT)
def test_split(knowledge: Knowledge, word: str, parts: list[str]) -> None:
    tokens = knowledge.splitter.apply(tokenise_text(f"عاجل {word} اليوم"))
    assert tokens.words == ["عاجل", *parts, "اليوم"]
    # each part has its own place in the text
    assert "".join(tokens.span(i, i + 1).of(tokens.original) for i in range(1, 1 + len(parts))) == word


@pytest.mark.parametrize("word", WHOLE)
def test_stays_whole(knowledge: Knowledge, word: str) -> None:
    tokens = tokenise_text(f"عاجل {word} اليوم")
    assert knowledge.splitter.apply(tokens).words == tokens.words


@pytest.mark.parametrize(("written", "word"), DISGUISED)
def test_a_disguised_word_is_put_right(knowledge: Knowledge, written: str, word: str) -> None:
    tokens = knowledge.splitter.apply(tokenise_text(f"عاجل {written} اليوم"))
    assert tokens.words == ["عاجل", word, "اليوم"]
    assert tokens.span(1, 2).of(tokens.original) == written


@pytest.mark.parametrize(("written", "word"), DISGUISED)
def test_a_text_undisguised_holds_every_such_word(written: str, word: str) -> None:
    assert word in undisguised(fold(f"عاجل {written} اليوم"))


@pytest.mark.parametrize("text", AS_WRITTEN)
def test_other_letters_stay_as_written(knowledge: Knowledge, text: str) -> None:
    tokens = tokenise_text(text)
    assert knowledge.splitter.apply(tokens).words == tokens.words


def test_words_run_together_over_a_full_stop(knowledge: Knowledge) -> None:
    tokens = knowledge.splitter.apply(tokenise_text("انفجار في الموصل.واستهدف مسلحون القاعدة"))
    assert tokens.words[2:4] == ["الموصل", "واستهدف"]
    assert [tokens.span(i, i + 1).of(tokens.original) for i in (2, 3)] == ["الموصل", "واستهدف"]


def test_a_glued_attack_is_read(knowledge: Knowledge) -> None:
    tokens = knowledge.splitter.apply(tokenise_text("أفاد مراسلالميادين في بغداد"))
    assert "الميادين" in tokens.words
    assert tokens.sentences[0].last == len(tokens)
