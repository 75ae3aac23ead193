"""Explaining an article: as text and as a page on which nothing of the article is markup."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.extract import Reading
from pipeline.extract.explain import explain_html, explain_text
from pipeline.knowledge.load import Knowledge

HOSTILE = (
    '<script>alert(1)</script> قُصفت قاعدة حرير "><img src=x onerror=alert(2)> أمس & <b>قتل</b> جنديان.\n'
    "</mark></section><svg onload=alert(3)> Rockets hit Mosul' onclick='x on Saturday &lt;i&gt;."
)


def test_hostile_text_stays_text(read: Callable[..., Reading]) -> None:
    page = explain_html(read(HOSTILE, title="<script>alert(0)</script>"))
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z]\w*)", page))
    assert tags <= {"h1", "p", "section", "table", "tr", "td", "mark", "ul", "li", "h2"}
    assert not re.search(r"<[^>]*\son\w+\s*=", page)
    assert "&lt;script&gt;" in page


def test_marked_words(read: Callable[..., Reading]) -> None:
    page = explain_html(read("قُصفت قاعدة حرير فجر الجمعة بثلاثة صواريخ."))
    marks = dict(re.findall(r'title="(\w+)">([^<]*)</mark>', page))
    assert "حرير" in marks["place"]
    assert marks["date"] == "فجر الجمعة"
    assert marks["type"] == "قُصفت"


def test_the_sentence_is_whole(read: Callable[..., Reading]) -> None:
    text = "قُصفت قاعدة حرير فجر الجمعة بثلاثة صواريخ، ما أدى إلى مقتل جنديين وإصابة 4 آخرين."
    page = explain_html(read(text))
    (paragraph,) = re.findall(r'<section><p dir="auto">(.*?)</p>', page)
    assert re.sub("<[^>]+>", "", paragraph) == text


def test_refusals_have_their_facts(read: Callable[..., Reading]) -> None:
    told = explain_text(read("هددت الجماعة بقصف أربيل. وزار وفد مدينة الموصل."))
    assert "0 reports" in told
    (line,) = (each for each in told.splitlines() if 'at "أربيل"' in each)
    assert re.search(r'"بقصف" at "أربيل": 0\.[0-4]\d \(sentence 1\): .*cue\.threat\.\S+ -\d', line)
    assert '"مدينة الموصل": no attack word in its sentence (sentence 2)' in told


def test_nothing_violent_is_said(read: Callable[..., Reading]) -> None:
    assert "the text holds no word of violence" in explain_text(read("زار الوزير حديقة."))


def test_what_was_not_read_is_said(read: Callable[..., Reading]) -> None:
    told = explain_text(read("هێرشێکی درۆنی کرایە سەر هەولێر و دوو کەس بریندار بوون. قصف أربيل"))
    assert "0 reports" in told
    assert "not read: Kurdish (only Arabic and English are read)" in told


def test_page_and_exit_code(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    knowledge: Knowledge,
) -> None:
    monkeypatch.setattr("pipeline.extract.explain.load_knowledge", lambda root: knowledge)
    article, page = tmp_path / "a.txt", tmp_path / "a.html"
    article.write_text(f"<b>عنوان</b>\n\n{HOSTILE}", encoding="utf-8")
    assert main(["explain", str(article), "--html", str(page)]) == 0
    written = page.read_text(encoding="utf-8")
    assert "<script" not in written
    assert "not for targeting, navigation or legal proof" in written
    assert main(["explain", str(tmp_path / "nowhere.txt")]) == 1
    assert "nowhere.txt" in capsys.readouterr().err
