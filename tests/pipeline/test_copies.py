"""An article that prints another once more is a source of it, and is not read."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from pipeline.build import build, worker
from pipeline.build.first_look import scan_article
from pipeline.copies.find import find_copies
from pipeline.knowledge.load import Knowledge, load_knowledge
from pipeline.model import Article, DateInterval
from pipeline.store import open_store

ROOT = Path(__file__).resolve().parents[2]
LEAD = "استهدفت طائرة مسيرة مفخخة قاعدة عين الأسد في محافظة الأنبار فجر اليوم وأصيب جنديان."
MORE = (
    "وقال مصدر أمني إن منظومة الدفاع في القاعدة تعاملت مع الطائرة قبل أن تسقط قرب المدرج. "
    "وتعرضت القاعدة لهجمات مماثلة خلال العام الماضي ولم تتبن جهة المسؤولية حتى الآن. "
    "ودعت الحكومة العراقية إلى ضبط النفس وأكدت استمرار التحقيق لكشف ملابسات الحادث ومحاسبة المتورطين. "
    "ويأتي ذلك فيما تستعد اللجان المختصة لعقد جولة جديدة من المباحثات بشأن الترتيبات المقبلة في البلاد."
)
TEXT = f"{LEAD} {MORE}"


@pytest.fixture(autouse=True)
def loaded_once(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "load_knowledge", lambda at: knowledge if at == ROOT else load_knowledge(at))


def article(name: str, text: str = TEXT, published: str | None = "2021-09-12", **more: Any) -> dict[str, Any]:
    return {"id": name, "text": text, "published": published, "source": f"Outlet {name}", **more}


def written(folder: Path, articles: list[dict[str, Any]], name: str = "a") -> str:
    path = folder / f"{name}.jsonl"
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in articles), "utf-8")
    return str(path)


def copies(out: Path) -> dict[str, str]:
    return {row["article_id"]: row["copy_of"] for row in open_store(out).copies().to_pylist()}


def test_a_copy_is_a_source_and_is_not_read(tmp_path: Path) -> None:
    out = tmp_path / "store"
    found = [article("b", published="2021-09-13"), article("a"), article("z", f"{TEXT}\nتابعونا على تلغرام")]
    summary = build([written(tmp_path, found)], out, workers=1)
    assert (summary.articles, summary.copies, summary.read) == (3, 2, 1)
    store = open_store(out)
    (incident,) = store.table("incidents").to_pylist()
    assert incident["article_ids"] == ["a", "b", "z"]
    assert incident["sources"] == ["Outlet a", "Outlet b", "Outlet z"]
    assert (incident["n_articles"], incident["n_sources"], incident["n_reports"]) == (3, 1, 1)
    assert {row["article_id"] for row in store.table("reports").to_pylist()} == {"a"}
    assert store.table("articles", ["article_id", "copy_of"]).to_pylist() == [
        {"article_id": "a", "copy_of": None}, {"article_id": "z", "copy_of": "a"}, {"article_id": "b", "copy_of": "a"},
    ]  # fmt: skip
    assert [(each["article_id"], each["source"]) for each in store.copies_of(["a"])["a"]] == [
        ("z", "Outlet z"), ("b", "Outlet b"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "published"),
    [
        (TEXT.replace("جنديان", "ثلاثة جنود"), "2021-09-12"),
        (TEXT.replace("جنديان", "3 جنود"), "2021-09-12"),
        (TEXT.replace("عين الأسد في محافظة الأنبار", "حرير في محافظة أربيل"), "2021-09-12"),
        (f"{TEXT} ثم انفجرت عبوة ناسفة في بعقوبة.", "2021-09-12"),
        (
            f"{LEAD} {'وفي خبر آخر افتتح الوزير معرض الكتاب السنوي وسط حضور كبير من الزوار. ' * 6}",
            "2021-09-12",
        ),
        (TEXT, "2021-09-15"),
        (TEXT, None),
    ],
    ids=[
        "a number in words",
        "a number in digits",
        "the place",
        "one more attack",
        "other news",
        "days later",
        "undated",
    ],
)
def test_what_says_anything_else_is_read(text: str, published: str | None, tmp_path: Path) -> None:
    out = tmp_path / "store"
    summary = build([written(tmp_path, [article("a"), article("b", text, published)])], out, workers=1)
    assert (summary.copies, summary.read) == (0, 2)


def test_a_title_with_another_number_is_no_copy(tmp_path: Path) -> None:
    found = [article("a", title="إصابة جنديين"), article("b", title="إصابة 7 جنود")]
    assert build([written(tmp_path, found)], tmp_path / "store", workers=1).copies == 0


def test_the_original_is_the_earliest_whatever_comes_first(tmp_path: Path) -> None:
    out = tmp_path / "store"
    build([written(tmp_path, [article("c", published="2021-09-13")])], out, workers=1)
    assert (
        build([written(tmp_path, [article("b", published="2021-09-12")])], out, workers=1, add=True).read == 1
    )
    assert copies(out) == {"c": "b"}
    assert {row["article_id"] for row in open_store(out).table("reports").to_pylist()} == {"b"}
    (incident,) = open_store(out).table("incidents").to_pylist()
    assert incident["article_ids"] == ["b", "c"]


def test_a_copy_is_read_when_its_original_is_gone(tmp_path: Path) -> None:
    out = tmp_path / "store"
    both = [article("a"), article("b", published="2021-09-13"), article("c", published="2021-09-13")]
    build([written(tmp_path, both)], out, workers=1)
    assert build([written(tmp_path, both[1:])], out, workers=1).read == 1
    assert copies(out) == {"c": "b"}


def test_copies_do_not_depend_on_order_nor_on_what_was_there_before(tmp_path: Path) -> None:
    dice = random.Random(3)
    sentences = [f"انفجرت عبوة ناسفة رقم {n} في حي الكرادة وسط بغداد مساء أمس." for n in range(6)]
    found = []
    for n in range(40):
        kept = [each for each in sentences if dice.random() < 0.75] or sentences[:1]
        day = f"2021-09-{dice.randint(10, 14)}"
        found.append(article(f"a{n:02}", " ".join([*kept, MORE]), day))
    whole = tmp_path / "whole"
    build([written(tmp_path, found)], whole, workers=1)
    assert len(copies(whole)) > 5
    dice.shuffle(found)
    out = tmp_path / "store"
    for n in range(0, 40, 10):
        build([written(tmp_path, found[n : n + 10], str(n))], out, workers=1, add=n > 0)
    assert copies(out) == copies(whole)
    fewer = sorted(found, key=lambda each: each["id"])[::2]
    build([written(tmp_path, fewer)], out, workers=1)
    build([written(tmp_path, fewer)], tmp_path / "fewer", workers=1)
    assert copies(out) == copies(tmp_path / "fewer")


def test_a_formula_that_thousands_share_is_compared_with_few(knowledge: Knowledge) -> None:
    from pipeline.build.collection import _scans_table

    day = DateInterval(None, None)
    scans = []
    for n in range(3000):
        scan = scan_article(Article(f"a{n:05}", "", f"{LEAD} {n}. {MORE}", published=day), knowledge)
        assert scan is not None
        scans.append((b"\0" * 16, scan))
    table = _scans_table(scans)
    assert find_copies(table, lambda rows: [scans[at][1].signature for at in rows]) == {}
