"""Whatever words stand in whatever order, a text is read: no error, and what is reported is quoted from it."""

import csv
import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.build.first_look import scan_article
from pipeline.build.packing import packed, unpacked
from pipeline.extract import read_article, speaks_of_attacks
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, DateInterval, Report, evidence_text
from pipeline.paths import ROOT

FORMS = ("forms", "aliases_ar", "aliases_en", "name_ar", "name_en", "word", "example", "counter_example")
DAY = DateInterval(dt.date(2021, 9, 12), dt.date(2021, 9, 12), "day", "stated")


def vocabulary() -> Iterator[str]:
    """What the knowledge knows, and the sentences that its rows bring as examples."""
    for path in (
        *(ROOT / "data" / "lexicon").glob("*.csv"),
        ROOT / "data" / "gazetteer" / "curated" / "iraq.csv",
    ):
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                for column in FORMS:
                    for form in (row.get(column) or "").split(";"):
                        yield form.partition("|")[0]


known = st.sampled_from(sorted(set(vocabulary())))
strange = st.text(st.sampled_from("ابةى ـَ.،,؟!\n-'\"()«»0129٣aBﷲ\0\u200f\ud83d😀"), max_size=6)
gaps = st.sampled_from((" ", " ", " ", " ", "", ". ", "\n", "، ", " و", " ب"))
texts = st.lists(st.tuples(known | known | strange, gaps), max_size=30).map(
    lambda pieces: "".join(word + gap for word, gap in pieces)
)


def check(report: Report, title: str, text: str) -> None:
    """What holds of every report; its spans count in the title or in the text, whichever tells it."""
    text = evidence_text(report.evidence_in, title, text)
    assert 0 <= report.confidence <= 1
    for start, end in report.evidence.values():
        assert 0 <= start <= end <= len(text)
    assert report.sentence.of(text).strip() == report.quote
    assert report.attack_types
    if report.lat is not None and report.lon is not None:
        assert -90 <= report.lat <= 90
        assert -180 <= report.lon <= 180
    if report.date.start and report.date.end:
        assert report.date.start <= report.date.end
    for low, high in ((report.killed_min, report.killed_max), (report.injured_min, report.injured_max)):
        assert low is None or high is None or 0 <= low <= high


@pytest.mark.fuzz
def test_any_text_is_read(knowledge: Knowledge) -> None:
    @given(title=texts, text=texts, dated=st.booleans())
    @example(title="", text="American missile attack 1 و1 ", dated=False)  # two numbers and no month
    def is_read(title: str, text: str, dated: bool) -> None:
        article = Article("a", title, text, published=DAY if dated else None)
        reading = read_article(article, knowledge)
        for report in reading.reports:
            check(report, title, text)
        assert read_article(article, knowledge).reports == reading.reports
        assert speaks_of_attacks(article, knowledge) or not reading.reports
        scan_article(article, knowledge)
        if "\ud83d" not in title + text:  # half a character is refused before an article is made of it
            _, reports = unpacked(packed([reading]), [article])
            assert reports.num_rows == len(reading.reports)

    is_read()  # an argument as large as the knowledge could not be printed beside a text that fails
