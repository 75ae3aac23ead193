"""Words that lost the space between them."""

import pytest

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


def test_a_glued_attack_is_read(knowledge: Knowledge) -> None:
    tokens = knowledge.splitter.apply(tokenise_text("أفاد مراسلالميادين في بغداد"))
    assert "الميادين" in tokens.words
    assert tokens.sentences[0].last == len(tokens)
