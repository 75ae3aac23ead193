"""A headline alone is an article: it is read, kept and compared, and what its title says is quoted from there."""

import datetime as dt
import json
from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.build.first_look import scan_article
from pipeline.copies.sketch import independent_outlets, sketch_of
from pipeline.extract import Reading, read_article
from pipeline.extract.explain import explain_html, explain_text
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, DateInterval, Report, Span, evidence_text
from pipeline.store import open_store, write_store
from pipeline.store.schema import articles_table, reports_table
from share.sentences import sentences
from tests.expectations import counted

DRONE = "عاجل: طائرة مسيرة تستهدف مطار أربيل الدولي"
BOMB = "Car bomb kills four in central Kirkuk"
ROWS = [
    {"id": "h1", "title": DRONE, "text": "", "published": "2021-09-11", "source": "City"},
    {"id": "h2", "title": BOMB, "published": "2021-09-12", "source": "City Wire"},
    {"id": "h3", "title": "وزير الخارجية يبحث مع نظيره التعاون", "text": None, "source": "City"},
    {"id": "h4", "title": "", "text": "", "published": "2021-09-12", "source": "City"},
]
DAY = DateInterval(dt.date(2021, 9, 11), dt.date(2021, 9, 11), "day")
ARTICLE = Article("h1", DRONE, "", "ar", "City", published=DAY)
AT = DRONE.index("مطار")
REPORT = Report(
    "h1", "specific", ("drone",), "carried_out", DAY, place_name="مطار أربيل الدولي", evidence={"place": (AT, len(DRONE))},
    evidence_in="title", reason={"place": ["place.named"]}, sentence=Span(0, len(DRONE)), quote=DRONE,
)  # fmt: skip


def test_headlines_are_built_and_what_has_neither_text_nor_title_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS), "utf-8")
    build([str(path)], tmp_path / "store", workers=1)
    store = open_store(tmp_path / "store")
    kept = store.table("articles").select(["article_id", "text"]).to_pylist()
    assert sorted(row["article_id"] for row in kept) == ["h1", "h2", "h3"]
    assert {row["text"] for row in kept} == {""}
    (refused,) = store.table("rejects").to_pylist()
    assert (refused["offset"], refused["reason"]) == (4, "the article has neither text nor title")
    assert refused["mend"]


def test_other_headlines_are_other_words_and_the_same_are_one_source(knowledge: Knowledge) -> None:
    one, same, other = (
        Article(str(at), title, "", source=f"Outlet {at}") for at, title in enumerate((DRONE, DRONE, BOMB))
    )
    assert sketch_of(one) == sketch_of(same) != sketch_of(other)
    assert independent_outlets([one, same]) == 1
    assert independent_outlets([one, other]) == 2
    for article in (one, other, Article("3", "", "")):
        scan_article(article, knowledge)
        read_article(article, knowledge)


def test_spans_are_of_the_title_where_the_report_says_so() -> None:
    assert evidence_text("title", "T", "text") == "T"
    assert evidence_text("text", "T", "text") == "text"
    assert evidence_text(None, "T", None) == ""


def test_what_is_explained_is_quoted_from_the_title() -> None:
    reading = Reading(ARTICLE, (REPORT,))
    assert 'place: "مطار أربيل الدولي"' in explain_text(reading)
    assert ">مطار أربيل الدولي</mark>" in explain_html(reading)


def test_what_is_shared_marks_the_words_of_the_title(tmp_path: Path) -> None:
    write_store(
        tmp_path, {"articles": articles_table([ARTICLE]), "reports": reports_table([REPORT], [ARTICLE])}, {}
    )
    (told,) = sentences(open_store(tmp_path), [REPORT.report_id]).values()
    assert told.text == DRONE
    assert [told.text[first:last] for first, last, _ in told.marks] == ["مطار أربيل الدولي"]


def told(knowledge: Knowledge, title: str, text: str) -> Report:
    """The one report that counts of an article."""
    (report,) = counted(read_article(Article("a", title, text, published=DAY), knowledge))
    return report


def quoted(report: Report, title: str, text: str, field: str) -> str:
    """The words that a field rests on."""
    first, last = report.evidence[field]
    return evidence_text(report.evidence_in, title, text)[first:last]


def test_a_title_alone_is_read(knowledge: Knowledge) -> None:
    report = told(knowledge, BOMB, "")
    assert (report.evidence_in, report.quote, report.killed) == ("title", BOMB, 4)
    assert quoted(report, BOMB, "", "place") == "Kirkuk"
    assert quoted(report, BOMB, "", "weapon").casefold() == "car bomb"


def test_a_title_tells_what_its_text_does_not(knowledge: Knowledge) -> None:
    text = "The ministry of agriculture said the wheat harvest had begun in the central provinces."
    report = told(knowledge, BOMB, text)
    assert report.evidence_in == "title"
    assert report.sentence.of(BOMB).strip() == report.quote == BOMB
    assert quoted(report, BOMB, text, "place") == "Kirkuk"


def test_what_the_text_repeats_is_told_in_the_text(knowledge: Knowledge) -> None:
    text = f"{BOMB}\nThe wheat harvest had begun, the ministry said."
    report = told(knowledge, BOMB, text)
    assert report.evidence_in == "text"
    assert quoted(report, BOMB, text, "place") == "Kirkuk"


def test_a_text_that_tells_its_title_again_is_one_report(knowledge: Knowledge) -> None:
    text = "A car bomb exploded in Kirkuk on Saturday and killed four people, police said."
    report = told(knowledge, BOMB, text)
    assert report.sentence.of(evidence_text(report.evidence_in, BOMB, text)).strip() == report.quote
    assert "Kirkuk" in quoted(report, BOMB, text, "place")


@pytest.mark.parametrize("title", [f"   {BOMB}", f"\n {BOMB} ", f"\u200f{BOMB}\n"])
def test_blanks_about_a_title_move_no_span(title: str, knowledge: Knowledge) -> None:
    report = told(knowledge, title, "")
    assert report.evidence_in == "title"
    assert quoted(report, title, "", "place") == "Kirkuk"
    assert report.sentence.of(title).strip() == report.quote == BOMB


def test_a_title_of_two_lines_is_quoted_as_it_was_received(knowledge: Knowledge) -> None:
    title = BOMB.replace(" in ", "\nin ")
    report = told(knowledge, title, "")
    assert report.sentence.of(title).strip() == report.quote == title
