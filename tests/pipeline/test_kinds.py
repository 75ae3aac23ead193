"""Specific, recurrent or historic: today's attack, a series, or background."""

from collections.abc import Callable

import pytest

from pipeline.extract import Reading
from tests.expectations import assert_reads, cases, want

KINDS = [
    # --- specific
    ("قُصفت قاعدة عين الأسد أمس.", [want("عين الأسد", kind="specific", date="2021-09-11")], "yesterday"),
    ("قُصفت قاعدة عين الأسد في 20 آب.", [want("عين الأسد", kind="specific", date="2021-08-20")], "23 days ago"),
    ("قُصفت قاعدة عين الأسد ثلاث مرات أمس.", [want("عين الأسد", kind="specific")], "three times in a day is one batch"),
    ("قُصفت قاعدة عين الأسد خلال اليومين الماضيين.", [want("عين الأسد", kind="specific", date="2021-09-10..2021-09-12")], "a batch within a week"),
    ("A bomb exploded in Kirkuk on Friday.", [want("Kirkuk", kind="specific", date="2021-09-10")], "Friday"),
    ("A bomb exploded in Kirkuk.", [want("Kirkuk", kind="specific")], "undated news is of these days"),
    # --- recurrent
    ("شهدت الأشهر الماضية هجمات متكررة على قاعدة عين الأسد.", [want("عين الأسد", kind="recurrent")], "repeated over past months"),
    ("تعرضت قاعدة عين الأسد لعشرات الهجمات منذ مطلع العام الجاري.", [want("عين الأسد", kind="recurrent", date="2021-01-01..2021-09-12")], "since the start of the year"),
    ("تتعرض قرى زاخو لقصف تركي بشكل شبه يومي.", [want("زاخو", kind="recurrent", actor="Turkey")], "almost daily"),
    ("تعرضت قاعدة عين الأسد لـ14 هجوماً خلال الأشهر الثلاثة الماضية.", [want("عين الأسد", kind="recurrent", event_count=14)], "counted over three months"),
    ("سُجل 40 هجوماً على القوات الأجنبية في العراق منذ كانون الثاني.", [want("العراق", kind="recurrent", event_count=40)], "counted over a country"),
    ("Rockets have repeatedly hit Ain al-Asad base in recent months.", [want("Asad", kind="recurrent")], "repeatedly in recent months"),
    ("Zakho villages are shelled almost daily.", [want("Zakho", kind="recurrent")], "almost daily, English"),
    ("Ain al-Asad base has been attacked 14 times since January.", [want("Asad", kind="recurrent", event_count=14)], "counted since January"),
    # --- historic
    ("قُصفت قاعدة عين الأسد في كانون الثاني 2020.", [want("عين الأسد", kind="historic", date="2020-01-01..2020-01-31")], "a month of last year"),
    ("كانت قاعدة عين الأسد قد قُصفت في 8 كانون الثاني 2020.", [want("عين الأسد", kind="historic", date="2020-01-08")], "had been hit"),
    ("قُصفت قاعدة عين الأسد قبل عامين.", [want("عين الأسد", kind="historic")], "two years ago"),
    ("A bomb exploded in Kirkuk in January 2019.", [want("Kirkuk", kind="historic")], "January 2019"),
    ("A bomb exploded in Kirkuk on July 3, 2021.", [want("Kirkuk", kind="historic", date="2021-07-03")], "71 days ago"),
    # --- the border of 60 days
    ("قُصفت قاعدة عين الأسد في 14 تموز.", [want("عين الأسد", kind="specific", date="2021-07-14")], "60 days ago"),
    ("قُصفت قاعدة عين الأسد في 13 تموز.", [want("عين الأسد", kind="historic", date="2021-07-13")], "61 days ago"),
    # --- today's beside the background
    ("قُصفت قاعدة عين الأسد أمس. وكانت القاعدة قد قُصفت في كانون الثاني 2020.", [want("عين الأسد", kind="specific"), want("عين الأسد", kind="historic")], "background in the next sentence"),
    ("انفجرت عبوة في كركوك أمس، بعد انفجار مماثل في الموصل في آذار 2020.", [want("كركوك", kind="specific"), want("الموصل", kind="historic")], "background in the same sentence"),
    ("قُصفت قاعدة حرير أمس. ومنذ مطلع العام تتعرض قاعدة عين الأسد لهجمات متكررة.", [want("حرير", kind="specific"), want("عين الأسد", kind="recurrent")], "a series beside it"),
    ("A bomb exploded in Kirkuk on Saturday, the first since a blast in Mosul in March 2020.", [want("Kirkuk", kind="specific"), want("Mosul", kind="historic")], "background in the same sentence, English"),
]  # fmt: skip
BUGS = {
    "counted over three months": "a definite number between noun and adjective is not read: no period",
}


@pytest.mark.parametrize(("text", "expected"), cases(*KINDS, bugs=BUGS))
def test_kind(read: Callable[..., Reading], text: str, expected: list[dict[str, object]]) -> None:
    assert_reads(read(text), expected)


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


def test_nothing_lies_after_publication(read: Callable[..., Reading]) -> None:
    for text in (
        "قُصفت كركوك في تشرين الثاني.",
        "Kirkuk was shelled on December 3.",
        "قُصفت كركوك خلال العام الجاري.",
    ):
        for report in read(text).reports:
            assert report.date.end is not None
            assert str(report.date.end) <= "2021-09-12"


COUNTED = [
    ("تعرض مطار أربيل الدولي لثلاث هجمات بطائرات مسيرة في أيلول 2021.", "recurrent", 3),
    ("Erbil airport suffered three drone attacks in September 2021.", "recurrent", 3),
    ("Erbil airport suffered a drone attack in September 2021.", "historic", None),
    (
        "Four rockets hit Erbil airport in September 2021.",
        "historic",
        None,
    ),  # rockets are counted, not attacks
    ("تعرضت مدينة الميادين في آذار 2020 لغارات جوية.", "historic", None),  # the year counts no raids
    ("Erbil airport suffered three drone attacks on 11 September 2021.", "historic", None),  # of one day
]


@pytest.mark.parametrize(
    ("text", "kind", "count"), [pytest.param(*each, id=each[0][:50]) for each in COUNTED]
)
def test_attacks_that_are_counted_without_days_are_a_series(
    read, text: str, kind: str, count: int | None
) -> None:
    (report,) = read(text, published="2022-06-01").reports
    assert (report.kind, report.event_count) == (kind, count)
