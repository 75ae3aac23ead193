"""When an article was published: stated, in its dateline, inferred, or not known; never invented."""

import datetime as dt
from collections.abc import Callable

import pytest

from language.tokens import tokenise_text
from pipeline.dates.publication import settle_publication
from pipeline.extract import Reading
from pipeline.knowledge.load import Knowledge
from pipeline.model import Article, DateInterval


def settled(knowledge: Knowledge, text: str, stated: str | None, basis: str = "") -> Article:
    day = dt.date.fromisoformat(stated) if stated else None
    published = DateInterval(day, day, "day", "stated") if day else None
    article = Article("a", "", text, published=published, published_basis=basis)
    return settle_publication(article, tokenise_text(text), knowledge.calendar)


STATED = [
    # text, metadata, then what is settled: start, end and basis, and why
    ("قُصفت كركوك أمس.", "2021-09-12", "2021-09-12", "2021-09-12", "metadata", "metadata alone"),
    ("AFP Friday 23 August 2013\nA bomb exploded.", "2021-09-12", "2013-08-23", "2013-08-23", "dateline", "a dateline beats metadata that contradicts it"),
    ("23 August 2013\nA bomb exploded.", "2021-09-12", "2013-08-23", "2013-08-23", "dateline", "a date alone on top"),
    ("AFP Friday 23 August 2013\nA bomb exploded.", "2013-08-23", "2013-08-23", "2013-08-23", "metadata", "both agree"),
    ("AFP Friday 23 August 2013\nA bomb exploded.", "2013-08-24", "2013-08-24", "2013-08-24", "metadata", "a day apart agrees"),
    ("AFP Friday 23 August 2013\nA bomb exploded.", None, "2013-08-23", "2013-08-23", "dateline", "a dateline alone"),
    ("في 17 تموز 2006 قُصفت القرية. وقال", "2021-09-12", "2021-09-12", "2021-09-12", "metadata", "an event's date that opens a text is no dateline"),
    ("A bomb exploded on 23 August 2013 in Mosul.", "2021-09-12", "2021-09-12", "2021-09-12", "metadata", "an event's date is no dateline"),
    ("A bomb exploded on Friday.", "2021-09-12", "2021-09-12", "2021-09-12", "metadata", "no dateline"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "stated", "start", "end", "basis"), [pytest.param(*r[:5], id=r[5]) for r in STATED]
)
def test_stated(
    knowledge: Knowledge, text: str, stated: str | None, start: str, end: str, basis: str
) -> None:
    article = settled(knowledge, text, stated)
    assert article.published is not None
    assert (str(article.published.start), str(article.published.end)) == (start, end)
    assert article.published_basis == basis


def test_a_date_from_the_address_keeps_its_basis(knowledge: Knowledge) -> None:
    assert settled(knowledge, "قُصفت كركوك أمس.", "2021-09-12", "url").published_basis == "url"


INFERRED = [
    (
        "قال اليوم الأحد إن الزيارة كانت في يوليو الماضي، وإن الهدنة حتى نهاية العام الحالي، أي بنهاية 2021.",
        "2021-08-01", "2021-12-26", 6, "as the seed: Sundays after July and before the year's end",
    ),
    ("قال اليوم الجمعة إن العام الحالي 2022 صعب.", "2022-01-07", "2022-12-30", 4, "year and weekday"),
    ("قال إن العام الجاري 2022 أصعب من آذار الماضي.", "2022-04-01", "2022-12-31", None, "year and a past month"),
    ("He said today, Monday, that this year, 2022, was hard.", "2022-01-03", "2022-12-26", 0, "English"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "start", "end", "weekday"), [pytest.param(*r[:4], id=r[4]) for r in INFERRED]
)
def test_inferred(knowledge: Knowledge, text: str, start: str, end: str, weekday: int | None) -> None:
    article = settled(knowledge, text, None)
    assert article.published is not None
    assert (str(article.published.start), str(article.published.end)) == (start, end)
    assert article.published.weekday == weekday
    assert article.published_basis == "inferred"
    assert not article.published.is_day


@pytest.mark.parametrize(
    "text",
    [
        "قُصفت كركوك أمس.",
        "قال اليوم الأحد إن القصف توقف.",  # a weekday without a year is no interval
        "قُصفت القرية عام 2014.",  # a year that is not said to be this one
        "بين 2014 و2017 وفي العام الحالي.",  # which year this one is stays open
        "A bomb exploded in Mosul.",
        "Between 2014 and 2017, and again this year.",
        "",
    ],
)
def test_nothing_to_infer(knowledge: Knowledge, text: str) -> None:
    article = settled(knowledge, text, None)
    assert article.published is None
    assert article.published_basis == ""


def test_what_is_relative_follows_the_dateline(read: Callable[..., Reading]) -> None:
    (report,) = read("AFP Friday 23 August 2013\nA bomb exploded in Kirkuk on Thursday.").reports
    assert str(report.date.start) == "2013-08-22"
