"""Folding: one spelling for many, and every offset back to the text as received."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.fold import fold, fold_with_offsets

FOLDS = [
    # --- Arabic hands
    ("أحمد", "احمد", "hamza above"),
    ("إربيل", "اربيل", "hamza below: the seed writes إربيل and أربيل"),
    ("آمرلي", "امرلي", "madda"),
    ("ٱلكرخ", "الكرخ", "wasla"),
    ("مصفى", "مصفي", "alef maqsura"),
    ("قاعدة", "قاعده", "ta marbuta"),
    ("مؤتمر", "موتمر", "hamza on waw"),
    ("طائرة", "طايره", "hamza on ya"),
    ("مسيّرة", "مسيره", "shadda"),
    ("استُهدف", "استهدف", "passive vowel"),
    ("كتابٌ كتابٍ كتابًا", "كتاب كتاب كتابا", "tanween; the alef that carries it stays"),
    ("العـــراق", "العراق", "tatweel"),
    ("قـ ـصـ ـف", "قصف", "letters pulled apart"),
    ("داعـ ـش", "داعش", "the last letter pulled off"),
    ("داعـ ش في", "داعش في", "the last letter, its own stroke left out"),
    ("قـ صـ ـف", "قصف", "the first letter, which is no proclitic"),
    ("قـ|ـصف استـ.ـهدف", "قصف استهدف", "other marks in the gap"),
    ("بـ 5 صواريخ", "ب 5 صواريخ", "a proclitic before a number stays apart"),
    ("الـ إف بي آي", "ال اف بي اي", "so does the article before a foreign name"),
    ("1443 هـ الموافق", "1443 ه الموافق", "the sign of the Islamic year is no letter of the next word"),
    ("بغداد ـ أربيل", "بغداد  اربيل", "a stroke for a dash"),
    ("أ ـ\nـ ب", "ا \n ب", "no word goes on over a line"),
    ("هٰذا", "هذا", "dagger alef"),
    ("ماء", "ماء", "a bare hamza is a letter"),
    # --- Kurdish and Persian hands
    ("کرکوک", "كركوك", "keheh"),
    ("سلێمانی", "سليماني", "Kurdish e and Farsi ya"),
    ("هەولێر", "ههولير", "Kurdish ae and e, as Erbil is written in Kurdish"),
    ("گەرمیان", "كهرميان", "gaf, ae, Farsi ya"),
    ("پێشمەرگە", "بيشمهركه", "peh"),
    ("ژوورێ", "زووري", "jeh"),
    ("چەمچەماڵ", "جهمجهمال", "cheh and lam with small v"),
    ("ڤيتو", "فيتو", "veh"),
    ("ڕانیە", "رانيه", "reh with small v"),
    ("تۆپ", "توب", "Kurdish o"),
    ("خانۀ", "خانه", "heh with ya above"),
    ("ھجوم", "هجوم", "heh doachashmee"),
    # --- presentation forms, as copied from PDFs
    ("ﺍﻟﻌﺮﺍﻕ", "العراق", "contextual forms"),
    ("ﻻ", "لا", "lam-alef is two letters"),
    ("ﻷنه", "لانه", "lam-alef with hamza"),
    ("ﷲ", "الله", "the ligature of four letters"),
    ("ﻗﺎﻋﺪﺓ", "قاعده", "contextual ta marbuta folds again"),
    ("ｅｒｂｉｌ", "erbil", "full-width Latin"),
    # --- digits
    ("١٢٣", "123", "Arabic digits"),
    ("۴۵۶", "456", "Persian digits"),
    ("٣٫٥", "3.5", "Arabic decimal mark"),
    ("١٬٢٠٠", "1,200", "Arabic thousands mark"),
    ("٥٠٪", "50%", "Arabic per cent"),
    # --- marks
    ("نعم،لا؛هل؟", "نعم,لا;هل?", "Arabic comma, semicolon and question mark"),
    ("«قال» “said” „sagte”", '"قال" "said" "sagte"', "quotes"),
    ("Ba‘athist’s Ta’meem", "ba'athist's ta'meem", "apostrophes"),
    ("2–3—4−5", "2-3-4-5", "dashes and minus"),
    ("a\u2028b\u2029c\x85d", "a\nb\nc\nd", "line and paragraph separators"),
    ("a\u00a0b", "a b", "no-break space"),
    # --- invisible marks
    ("\u200fالعراق\u200e", "العراق", "direction marks"),
    ("\u202bبغداد\u202c", "بغداد", "embedding"),
    ("\u2067بغداد\u2069", "بغداد", "isolates"),
    ("مي\u200cخواهد", "ميخواهد", "zero-width non-joiner"),
    ("\ufeffbegin", "begin", "byte order mark"),
    ("soft\u00adware", "software", "soft hyphen"),
    # --- Latin
    ("Al-Ḥasakah", "al-hasakah", "transliteration dots"),
    ("Qāʾim", "qa'im", "macron, and a half ring as an apostrophe"),
    ("ŞIRNAK Iğdır", "sirnak igdir", "Turkish letters"),
    ("Ñandú café", "nandu cafe", "accents"),
    ("", "", "nothing"),
    (" \n", " \n", "white space stays"),
]


@pytest.mark.parametrize(("text", "folded"), [pytest.param(t, f, id=why) for t, f, why in FOLDS])
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold_with_offsets(text).text == folded


@pytest.mark.parametrize(
    ("text", "word", "quoted"),
    [
        ("في \u200fبَغْدَادَ أمس", "بغداد", "بَغْدَاد"),  # the last vowel sign belongs to no letter of the fold
        ("ال\u0640\u0640عراق", "العراق", "الــعراق"),
        ("قرب ﷲ اكبر", "الله", "ﷲ"),  # one character that folds to four
        ("على الﻻذقية", "لا", "ﻻ"),
        ("😀 قصف 😀 كركوك", "كركوك", "كركوك"),  # beyond the BMP before the word
        ("𐎀𐎁 Ḥīt", "hit", "Ḥīt"),
        ("\ufeffTitle", "title", "Title"),
        ("من مصفى\u200cبيجي", "مصفيبيجي", "مصفى\u200cبيجي"),
        ("١٧/١٠/٢٠٢٣", "2023", "٢٠٢٣"),
        ("bad \ud800 surrogate Mosul", "mosul", "Mosul"),  # a lone surrogate, as broken JSON leaves it
    ],
)
def test_spans_quote_the_text_as_received(text: str, word: str, quoted: str) -> None:
    folded = fold_with_offsets(text)
    at = folded.text.index(word)
    start, end = folded.source(at, at + len(word))
    assert text[start:end] == quoted


def test_an_empty_span_stays_where_it_is() -> None:
    folded = fold_with_offsets("اَب")
    assert folded.source(1, 1) == (2, 2)
    assert folded.source(2, 2) == (3, 3)  # the end


# What Arabic, Kurdish and Persian articles hold, with presentation forms, marks, emoji and lone surrogates.
LETTERS = (
    st.characters(min_codepoint=0x0600, max_codepoint=0x06FF)
    | st.characters(min_codepoint=0xFB50, max_codepoint=0xFEFF)
    | st.characters(min_codepoint=0x2000, max_codepoint=0x206F)
    | st.sampled_from("ـًٌَُِّْ\u200c\u200d\u200e\u200f\u202a\u202c\u2066\u2069\ufeff\ud800\udfffﷲﻻﷺ😀𐎀")
    | st.characters(min_codepoint=0x20, max_codepoint=0x24F)
)
TEXTS = st.text(LETTERS, max_size=60)


@pytest.mark.fuzz
@given(TEXTS)
def test_every_folded_character_comes_from_one_place(text: str) -> None:
    folded = fold_with_offsets(text)
    offsets = folded.offsets.tolist()
    assert len(offsets) == len(folded.text) + 1
    assert offsets[-1] == len(text)
    assert offsets == sorted(offsets)
    for at, character in enumerate(folded.text):
        start, end = folded.source(at, at + 1)
        assert end == start + 1
        assert character in fold(text[start:end]) or ord(text[start]) > 0xFFFF


@pytest.mark.fuzz
@given(TEXTS, TEXTS)
def test_folding_has_no_memory(before: str, after: str) -> None:
    """Each character folds by itself: what two texts fold to, they fold to side by side."""
    assert fold(before + after) == fold(before) + fold(after)
    assert fold(before) == fold_with_offsets(before).text


@pytest.mark.fuzz
@given(TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.fuzz
@given(st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويabcxyz 0123456789"), max_size=30), st.data())
def test_marks_change_nothing(plain: str, data: st.DataObject) -> None:
    """Vowel signs, tatweel and direction marks may stand anywhere; each letter still knows its place."""
    marked = ""
    for character in plain:
        marked += data.draw(st.text(st.sampled_from("ـَُّْ\u200f\u200c\u2067"), max_size=2)) + character
    folded = fold_with_offsets(marked)
    assert folded.text == plain
    assert [marked[offset] for offset in folded.offsets[:-1].tolist()] == list(plain)
