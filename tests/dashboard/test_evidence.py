"""The evidence of one incident: who printed it once more, who counts it among others, the outlets of its toll."""

import json
from pathlib import Path

import pytest

from dashboard.evidence import report_html, why_html
from dashboard.texts import Texts
from pipeline.build import build
from pipeline.store import open_store
from tests.dashboard.conftest import told

LEAD = "استهدفت طائرتان مسيرتان مطار أربيل الدولي السبت 11 أيلول 2021 ما أسفر عن مقتل {n}."
MORE = (
    "وقال جهاز مكافحة الإرهاب إن المضادات تعاملت مع الطائرتين قرب المدرج الشمالي للمطار. "
    "ودعت حكومة الإقليم إلى فتح تحقيق عاجل لكشف الجهة التي تقف وراء الهجوم ومحاسبة المتورطين فيه."
)
ARTICLES = [
    ("first", "Example Daily", LEAD.format(n="شخصين") + " " + MORE, "2021-09-12"),
    ("later", "Example <b>Wire</b>", LEAD.format(n="شخصين") + " " + MORE, "2021-09-12"),
    (
        "other",
        "Example Times",
        "Two drones hit Erbil airport on Saturday, killing four people.",
        "2021-09-12",
    ),
    (
        "counts",
        "Example Weekly",
        "تعرض مطار أربيل الدولي لثلاث هجمات بطائرات مسيرة في أيلول 2021.",
        "2021-10-02",
    ),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence")
    rows = [
        {"id": name, "source": source, "text": text, "published": day, "url": f"https://example.org/{name}"}
        for name, source, text, day in ARTICLES
    ]
    path = folder / "articles.jsonl"
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in rows), "utf-8")
    build([str(path)], folder / "store", workers=1)
    return folder / "store"


def test_the_evidence_names_copies_mentions_and_the_outlets_of_a_toll(run_page, store):
    (incident,) = open_store(store).table("incidents").to_pylist()
    assert incident["article_ids"] == ["first", "later", "other"]
    page = told(run_page(store, open=incident["record_id"], lang="en"))
    assert "Also printed by" in page
    assert "Example &lt;b&gt;Wire&lt;/b&gt;" in page
    assert 'href="https://example.org/later"' in page
    assert "Counted among several attacks in" in page
    assert "2 (Example Daily)–4 (Example Times)" in page
    assert "3 articles" in page
    assert "2 independent outlets" in page


def test_the_same_in_arabic(run_page, store):
    (incident,) = open_store(store).table("incidents").to_pylist()
    page = told(run_page(store, open=incident["record_id"], lang="ar"))
    assert "نشره أيضًا" in page
    assert "ورد ضمن عدة هجمات في" in page
    assert "٢ (Example Daily)–٤ (Example Times)" in page


def test_what_a_headline_says_is_marked_in_the_headline():
    title, day = "Drones hit Erbil airport", {"published_start": None, "published_end": None}
    report = {
        "quote": title, "evidence_in": "title", "sentence_start": 0, "sentence_end": len(title), "source": "Wire",
        "evidence": json.dumps({"place": [11, 24], "place:trigger.role.strike": [7, 10]}),
        "reason": json.dumps({"place": ["trigger.role.strike", "place.kind.airport", "no.such_fact"]}),
    }  # fmt: skip
    article = {"title": title, "text": "The text says something else.", **day}
    shown = report_html(report, article, Texts("en"))
    assert ">Erbil airport</mark>" in shown
    assert shown.count(title[:10]) == 1  # not a second time as the title above it
    assert "From the headline" in shown
    why = why_html(report, article, Texts("en"))
    assert "Erbil airport" in why
    assert '“<mark class="kh-place"><bdi>hit</bdi></mark>”: a word for a strike' in why
    assert '“<mark class="kh-place"><bdi>Erbil airport</bdi></mark>”: an airport' in why
    arabic = why_html(report, article, Texts("ar"))
    assert '«<mark class="kh-place"><bdi>hit</bdi></mark>»: كلمة تدل على ضربة أو قصف' in arabic
    assert not [
        each for page in (why, arabic) for each in ("trigger.role", "place.kind", "such_fact") if each in page
    ]
    in_text = report_html({**report, "evidence_in": "text", "sentence_end": 8}, article, Texts("en"))
    assert "The text" in in_text
    assert "From the headline" not in in_text
