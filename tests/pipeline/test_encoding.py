"""Which bytes are which text; sentences of our own, in the encodings that archives are found in."""

import pytest

from pipeline.articles.encoding import decode, encoding_of
from pipeline.articles.source import Refused

NEWS = "قالت مصادر أمنية إن طائرة مسيرة سقطت قرب المطار مساء الاثنين، ولم تقع إصابات في الهجوم."
SHORT = "انفجار في كركوك"
ONE_WORD = "هجوم"
ENGLISH = "Two rockets fell near the “Green Zone” on Monday – no one was hurt, police said."
ACCENTS = "The café was damaged and its owner, a Françoise Lévêque, said that it was closed."
MIXED = "أعلن التحالف (CJTF-OIR) أن الدفاعات أسقطت 2 من طراز Shahed-136 فوق القاعدة."
PERSIAN = "به گزارش خبرگزاری، یک پهپاد در نزدیکی فرودگاه سقوط کرد و کسی آسیب ندید."


@pytest.mark.parametrize("text", [NEWS, SHORT, ONE_WORD, ENGLISH, ACCENTS, MIXED, PERSIAN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_as_written(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (NEWS, "windows-1256"),
        (SHORT, "windows-1256"),
        (ONE_WORD, "windows-1256"),
        (MIXED, "windows-1256"),
        (ENGLISH, "windows-1252"),
        (ACCENTS, "windows-1252"),
        (NEWS, "iso8859-6"),
        (SHORT, "iso8859-6"),
        (NEWS.replace("،", ""), "cp720"),
        (f"{ENGLISH}\n{NEWS}", "windows-1256"),
        # One word, as a line of a table has it: charset-normalizer reads "æäÇÆÈ" and "انجêش".
        ("ونائب", "windows-1256"),
        ("إلى", "windows-1256"),
        ("الجيش", "iso8859-6"),
        ("مضيق تيران", "iso8859-6"),
        ("الأولى", "cp720"),
    ],
)
def test_single_byte_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_line_ends_are_kept_and_only_the_mark_goes() -> None:
    assert decode("\ufeffأ\r\nب\r".encode()) == "أ\r\nب\r"


def test_one_broken_character_does_not_make_a_file_windows_1256() -> None:
    # A file cut in the middle of a letter, as partial downloads are.
    assert decode((NEWS * 3).encode()[:-1]).startswith(NEWS)
    assert encoding_of((NEWS * 3).encode()[:-1]) == "utf-8"


@pytest.mark.parametrize("content", [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" * 50])
def test_what_is_not_text_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        decode(content)
