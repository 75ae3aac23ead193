"""What holds of every report, whatever the weights: its words are quoted, nothing is invented, what is left is said."""

from collections.abc import Callable

import pytest

from bench.reading import attack_articles, quiet_articles
from pipeline.extract import Reading, read_article, speaks_of_attacks
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article
from tests.reading.test_cases import rows_of


def test_evidence_quotes_the_text(read: Callable[..., Reading]) -> None:
    text = "وفي وقت سابق، انفجرت عبوةٌ ناسفة في بَعقوبة فجر الجمعة، ما أدى إلى مقتل 3 جنود وإصابة 5 آخرين."
    (report,) = read(text).reports
    quoted = {field: text[start:end] for field, (start, end) in report.evidence.items()}
    assert quoted["place"] == "بَعقوبة"
    assert quoted["date"] == "فجر الجمعة"
    assert quoted["type"] == "انفجرت"
    assert quoted["weapon"] == "عبوةٌ ناسفة"
    assert "3" in quoted["killed"]
    assert "5" in quoted["injured"]
    assert report.quote == text
    fields = {field.partition(":")[0] for field in quoted}  # "place:place.locative" has the words of a fact
    assert fields - {"quote"} <= set(report.reason) | {"killed", "injured", "weapon", "weapon_count"}


def test_a_place_that_no_gazetteer_has_is_named_and_not_drawn(knowledge: Knowledge) -> None:
    """An unknown village is not drawn in its governorate's middle, however likely the attack."""
    (report,) = read_article(Article("a", "", "انفجرت عبوة ناسفة في قرية زنبقستان أمس."), knowledge).reports
    assert "زنبقستان" in (report.place_name or "")
    assert (report.place_id, report.lat, report.lon, report.geo_precision) == (None, None, None, None)


def test_a_decision_has_a_probability_and_the_facts_it_rests_on(read: Callable[..., Reading]) -> None:
    text = "قُصفت قاعدة حرير أمس بطائرة مسيرة انطلقت من إيران."
    reading = read(text)
    assert reading.annotated is not None
    span = reading.annotated.tokens.span
    decided = {span(each.first, each.last).of(text): each for each in reading.decisions}
    (harir,) = (each for words, each in decided.items() if "حرير" in words)
    (iran,) = (each for words, each in decided.items() if "إيران" in words)
    assert iran.probability < harir.probability >= 0.5
    for each in (harir, iran):
        weights = [abs(finding.weight) for finding in each.findings]
        assert weights
        assert weights == sorted(weights, reverse=True)
        assert all(finding.weight and 0 <= finding.first <= finding.last for finding in each.findings)
    (report,) = (each for each in reading.reports if "حرير" in (each.place_name or ""))
    assert set(report.reason["place"]) <= {finding.fact for finding in harir.findings if finding.weight > 0}


def test_related_headlines_are_not_even_decided_about(read: Callable[..., Reading]) -> None:
    text = "قُصفت قاعدة حرير أمس.\nاقرأ أيضاً:\nانفجار في الموصل أمس"
    assert {each.sentence for each in read(text).decisions} == {0}


def test_undated_news_lies_about_its_publication(read: Callable[..., Reading]) -> None:
    (report,) = read("قُصفت قاعدة عين الأسد.").reports
    assert (str(report.date.start), str(report.date.end)) == ("2021-09-11", "2021-09-12")
    assert report.date.basis == "publication"


def test_no_date_is_invented(read: Callable[..., Reading]) -> None:
    """Without a publication date and without a full date, nothing says when."""
    (report,) = read("قُصفت قاعدة عين الأسد أمس.", published=None).reports
    assert (report.date.start, report.date.end) == (None, None)


def test_a_full_date_stands_by_itself(read: Callable[..., Reading]) -> None:
    (report,) = read("قُصفت قاعدة عين الأسد في 8 كانون الثاني 2020.", published=None).reports
    assert str(report.date.start) == "2020-01-08"
    assert report.date.is_day


@pytest.mark.parametrize(
    "text",
    ["قُصفت كركوك في تشرين الثاني.", "Kirkuk was shelled on December 3.", "قُصفت كركوك خلال العام الجاري."],
)
def test_nothing_lies_after_publication(read: Callable[..., Reading], text: str) -> None:
    for report in read(text).reports:
        assert report.date.end is not None
        assert str(report.date.end) <= "2021-09-12"


def test_a_toll_that_belongs_to_no_attack_is_kept_as_a_note_of_the_text(knowledge: Knowledge) -> None:
    notes = [
        (report.toll_note, f"{each.title}\n{each.text}")
        for each in attack_articles()
        for report in read_article(each, knowledge).reports
        if report.toll_note
    ]
    assert notes
    assert all(note in text for note, text in notes)


def test_the_first_look_leaves_no_article_with_reports(knowledge: Knowledge) -> None:
    articles = [*attack_articles(), *quiet_articles(30)]
    articles += [Article(row["text"], row["title"], row["text"]) for row in rows_of("cases.csv")]
    told = [each for each in articles if read_article(each, knowledge).reports]
    assert len(told) > 200
    assert [each.article_id for each in told if not speaks_of_attacks(each, knowledge)] == []


def test_an_article_without_an_attack_word_lists_no_unresolved_names(knowledge: Knowledge) -> None:
    """Its only word of violence is part of a name, "the martyrs"."""
    article = Article("a", "", "زار قائد كتائب سيد الشهداء قرية زنبقستان.")
    reading = read_article(article, knowledge)
    assert reading.annotated is not None
    assert not speaks_of_attacks(article, knowledge)
    assert (reading.decisions, reading.unresolved) == ((), ())
