"""When: what each expression means on a given publication day.

Each row is (published, text, start, end, use, why); use is `at`, `since`, `span` or `future`. The first
expression of the text is read; a text that must not be read as a date has no use at all.
"""

import datetime as dt

import pytest

from language.tokens import tokenise_text
from pipeline.dates.expressions import TimeExpression
from pipeline.knowledge.load import Knowledge
from pipeline.model import DateInterval

SUNDAY = "2021-09-12"
FRIDAY = "2024-02-02"
NEW_YEAR = "2024-01-03"  # a Wednesday

Row = tuple[str, str, str, str, str, str]

WEEKDAYS: list[Row] = [
    (SUNDAY, "اليوم الأحد", "2021-09-12", "2021-09-12", "at", "today with its weekday"),
    (SUNDAY, "يوم الأحد", "2021-09-12", "2021-09-12", "at", "on or before publication: the day itself"),
    (SUNDAY, "السبت", "2021-09-11", "2021-09-11", "at", "the day before"),
    (SUNDAY, "يوم الاثنين", "2021-09-06", "2021-09-06", "at", "six days back, never tomorrow"),
    (SUNDAY, "الإثنين", "2021-09-06", "2021-09-06", "at", "another spelling"),
    (SUNDAY, "الأحد الماضي", "2021-09-05", "2021-09-05", "at", "last Sunday said on a Sunday"),
    (SUNDAY, "الجمعة الماضي", "2021-09-10", "2021-09-10", "at", "last Friday"),
    (SUNDAY, "الأربعاء الفائت", "2021-09-08", "2021-09-08", "at", "another word for last"),
    (SUNDAY, "فجر الأربعاء", "2021-09-08", "2021-09-08", "at", "with a day part"),
    (SUNDAY, "مساء يوم الخميس", "2021-09-09", "2021-09-09", "at", "day part and يوم"),
    (SUNDAY, "ليل السبت - الأحد", "2021-09-11", "2021-09-12", "at", "the night between two days"),
    (SUNDAY, "ليلة الجمعة السبت", "2021-09-10", "2021-09-11", "at", "the night between, without a dash"),
    (SUNDAY, "ليل الجمعة/السبت", "2021-09-10", "2021-09-11", "at", "the night between, with a slash"),
    (SUNDAY, "منتصف ليل الجمعة", "2021-09-10", "2021-09-10", "at", "midnight"),
    (SUNDAY, "on Sunday", "2021-09-12", "2021-09-12", "at", "English weekday"),
    (SUNDAY, "on Thursday night", "2021-09-09", "2021-09-09", "at", "English night"),
    (SUNDAY, "early on Tuesday", "2021-09-07", "2021-09-07", "at", "English early"),
    (SUNDAY, "last Monday", "2021-09-06", "2021-09-06", "at", "English last"),
    (NEW_YEAR, "الأحد", "2023-12-31", "2023-12-31", "at", "across the new year"),
    (FRIDAY, "Wednesday", "2024-01-31", "2024-01-31", "at", "across the month"),
]
DAYS: list[Row] = [
    (SUNDAY, "اليوم", "2021-09-12", "2021-09-12", "at", "today"),
    (SUNDAY, "أمس", "2021-09-11", "2021-09-11", "at", "yesterday"),
    (SUNDAY, "أمس السبت", "2021-09-11", "2021-09-11", "at", "yesterday with its weekday"),
    (SUNDAY, "البارحة", "2021-09-11", "2021-09-11", "at", "yesterday, colloquial"),
    (SUNDAY, "أول أمس", "2021-09-10", "2021-09-10", "at", "the day before yesterday"),
    (SUNDAY, "أول من أمس", "2021-09-10", "2021-09-10", "at", "the same with من"),
    (SUNDAY, "الليلة الماضية", "2021-09-11", "2021-09-11", "at", "last night is the day before"),
    (SUNDAY, "مساء أمس", "2021-09-11", "2021-09-11", "at", "yesterday evening"),
    (SUNDAY, "فجر اليوم", "2021-09-12", "2021-09-12", "at", "dawn today"),
    (SUNDAY, "صباح اليوم الأحد", "2021-09-12", "2021-09-12", "at", "this morning"),
    (SUNDAY, "today", "2021-09-12", "2021-09-12", "at", "today"),
    (SUNDAY, "yesterday", "2021-09-11", "2021-09-11", "at", "yesterday"),
    (SUNDAY, "last night", "2021-09-11", "2021-09-11", "at", "last night"),
    (SUNDAY, "overnight", "2021-09-11", "2021-09-11", "at", "overnight"),
    (SUNDAY, "the day before yesterday", "2021-09-10", "2021-09-10", "at", "the day before yesterday"),
    (SUNDAY, "earlier today", "2021-09-12", "2021-09-12", "at", "earlier today"),
]
MONTHS: list[Row] = [
    # --- the three Arab sets, and two names of one month side by side
    (SUNDAY, "17 تموز 2021", "2021-07-17", "2021-07-17", "at", "Levantine set"),
    (SUNDAY, "17 يوليو 2021", "2021-07-17", "2021-07-17", "at", "Egyptian set"),
    (SUNDAY, "17 جويلية 2021", "2021-07-17", "2021-07-17", "at", "Maghrebi set"),
    (SUNDAY, "3 أوت 2021", "2021-08-03", "2021-08-03", "at", "Maghrebi August"),
    (SUNDAY, "3 غشت 2021", "2021-08-03", "2021-08-03", "at", "Moroccan August"),
    (SUNDAY, "5 كانون الثاني 2020", "2020-01-05", "2020-01-05", "at", "a month of two words"),
    (SUNDAY, "5 كانون الثاني/يناير 2020", "2020-01-05", "2020-01-05", "at", "dual form"),
    (SUNDAY, "7 تشرين الأول/أكتوبر 2020", "2020-10-07", "2020-10-07", "at", "dual form"),
    (SUNDAY, "7 أكتوبر/تشرين الأول 2020", "2020-10-07", "2020-10-07", "at", "dual form, the other way round"),
    (SUNDAY, "7 تشرين الأول (أكتوبر) 2020", "2020-10-07", "2020-10-07", "at", "dual form in brackets"),
    (SUNDAY, "السابع من نيسان 2021", "2021-04-07", "2021-04-07", "at", "ordinal"),
    (SUNDAY, "الحادي والعشرين من آذار 2021", "2021-03-21", "2021-03-21", "at", "ordinal of two words"),
    (SUNDAY, "الـ14 من شباط 2021", "2021-02-14", "2021-02-14", "at", "article on digits"),
    # --- digits in three scripts
    (SUNDAY, "١٧ تموز ٢٠٢١", "2021-07-17", "2021-07-17", "at", "Arabic digits"),
    (SUNDAY, "۱۷ تموز ۲۰۲۱", "2021-07-17", "2021-07-17", "at", "Persian digits"),
    (SUNDAY, "17/10/2020", "2020-10-17", "2020-10-17", "at", "slashes, day first"),
    (SUNDAY, "١٧/١٠/٢٠٢٠", "2020-10-17", "2020-10-17", "at", "slashes in Arabic digits"),
    (SUNDAY, "2020-10-17", "2020-10-17", "2020-10-17", "at", "ISO"),
    (SUNDAY, "17-10-2020", "2020-10-17", "2020-10-17", "at", "hyphens"),
    (SUNDAY, "19.07.2016", "2016-07-19", "2016-07-19", "at", "dots"),
    # --- a missing year is the one that makes it past
    (SUNDAY, "17 تموز", "2021-07-17", "2021-07-17", "at", "this year"),
    (SUNDAY, "17 تشرين الأول", "2020-10-17", "2020-10-17", "at", "last year: October is not yet"),
    (NEW_YEAR, "28 ديسمبر", "2023-12-28", "2023-12-28", "at", "last week is last year"),
    (NEW_YEAR, "December 30", "2023-12-30", "2023-12-30", "at", "last week is last year"),
    (NEW_YEAR, "2 January", "2024-01-02", "2024-01-02", "at", "yesterday is this year"),
    (SUNDAY, "يوليو الماضي", "2021-07-01", "2021-07-31", "at", "last July"),
    (SUNDAY, "نوفمبر الماضي", "2020-11-01", "2020-11-30", "at", "last November is last year's"),
    (SUNDAY, "في تموز", "2021-07-01", "2021-07-31", "at", "month alone after في"),
    (SUNDAY, "شهر حزيران", "2021-06-01", "2021-06-30", "at", "month alone after شهر"),
    (SUNDAY, "في أيلول", "2021-09-01", "2021-09-12", "at", "this month has come to publication only"),
    (SUNDAY, "in March", "2021-03-01", "2021-03-31", "at", "month alone after in"),
    # --- English
    (SUNDAY, "17 October 2020", "2020-10-17", "2020-10-17", "at", "day first"),
    (SUNDAY, "October 17, 2020", "2020-10-17", "2020-10-17", "at", "month first"),
    (SUNDAY, "Oct. 17", "2020-10-17", "2020-10-17", "at", "abbreviated"),
    (SUNDAY, "July 4th", "2021-07-04", "2021-07-04", "at", "ordinal ending"),
    (SUNDAY, "the 17th of July", "2021-07-17", "2021-07-17", "at", "of"),
    (SUNDAY, "January 2020", "2020-01-01", "2020-01-31", "at", "month and year"),
    # --- parts
    (SUNDAY, "مطلع آذار 2021", "2021-03-01", "2021-03-10", "at", "start of a month"),
    (SUNDAY, "منتصف أيار 2021", "2021-05-11", "2021-05-20", "at", "middle of a month"),
    (SUNDAY, "أواخر حزيران 2021", "2021-06-21", "2021-06-30", "at", "end of a month"),
    (SUNDAY, "late June 2021", "2021-06-21", "2021-06-30", "at", "end of a month"),
    (SUNDAY, "mid-May 2021", "2021-05-11", "2021-05-20", "at", "middle of a month"),
    (SUNDAY, "نهاية 2020", "2020-10-01", "2020-12-31", "at", "end of a year"),
    (SUNDAY, "مطلع العام الجاري", "2021-01-01", "2021-03-31", "at", "start of this year"),
    (SUNDAY, "عام 2019", "2019-01-01", "2019-12-31", "at", "a year"),
    (SUNDAY, "in 2019", "2019-01-01", "2019-12-31", "at", "a bare year"),
    (SUNDAY, "31 شباط 2021", "2021-02-01", "2021-02-28", "at", "no such day: its month is all that is told"),
    (SUNDAY, "Feb. 3, 2021", "2021-02-03", "2021-02-03", "at", "abbreviated, with its year"),
    (SUNDAY, "Sept 7", "2021-09-07", "2021-09-07", "at", "abbreviated without a stop"),
    (SUNDAY, "August 30-31", "2021-08-30", "2021-08-31", "at", "two days of one month"),
    (SUNDAY, "Aug 3-9", "2021-08-03", "2021-08-09", "at", "a week of one month"),
    (SUNDAY, "نهاية الشهر الماضي", "2021-08-21", "2021-08-31", "at", "end of last month"),
    (SUNDAY, "أواخر العام الماضي", "2020-10-01", "2020-12-31", "at", "end of last year"),
    # --- Hijri, by the Umm al-Qura calendar
    (SUNDAY, "10 محرم 1443", "2021-08-18", "2021-08-18", "at", "Ashura with its year"),
    (SUNDAY, "17 رمضان", "2021-04-29", "2021-04-29", "at", "the Ramadan that is past"),
    (SUNDAY, "رمضان 1442", "2021-04-13", "2021-05-12", "at", "a month and its year"),
    (SUNDAY, "9 ذي الحجة 1442", "2021-07-19", "2021-07-19", "at", "a month of two words"),
]
AGO: list[Row] = [
    (SUNDAY, "قبل يومين", "2021-09-10", "2021-09-10", "at", "dual"),
    (SUNDAY, "منذ ثلاثة أيام", "2021-09-09", "2021-09-09", "at", "منذ with a number of days"),
    (SUNDAY, "قبل ٤ أيام", "2021-09-08", "2021-09-08", "at", "Arabic digits"),
    (SUNDAY, "قبل أيام", "2021-09-05", "2021-09-11", "at", "some days: within the week before"),
    (SUNDAY, "قبل أسبوعين", "2021-08-28", "2021-08-30", "at", "two weeks, give or take a day"),
    (SUNDAY, "قبل أسبوع", "2021-09-04", "2021-09-06", "at", "a week, give or take a day"),
    (SUNDAY, "قبل ساعات", "2021-09-11", "2021-09-12", "at", "hours: this day or the night before"),
    (SUNDAY, "قبل شهرين", "2021-07-01", "2021-07-31", "at", "two months"),
    (SUNDAY, "قبل شهر", "2021-08-01", "2021-08-31", "at", "one month"),
    (SUNDAY, "قبل عامين", "2019-01-01", "2019-12-31", "at", "two years"),
    (SUNDAY, "قبل خمس سنوات", "2016-01-01", "2016-12-31", "at", "five years"),
    (SUNDAY, "three days ago", "2021-09-09", "2021-09-09", "at", "words"),
    (SUNDAY, "3 days ago", "2021-09-09", "2021-09-09", "at", "digits"),
    (SUNDAY, "two weeks ago", "2021-08-28", "2021-08-30", "at", "weeks"),
    (SUNDAY, "a few days ago", "2021-09-05", "2021-09-11", "at", "a few"),
    (SUNDAY, "a month ago", "2021-08-01", "2021-08-31", "at", "one month"),
    (SUNDAY, "a year ago", "2020-01-01", "2020-12-31", "at", "one year"),
    (SUNDAY, "six months ago", "2021-03-01", "2021-03-31", "at", "months"),
    (SUNDAY, "قبل نحو أسبوع", "2021-09-04", "2021-09-06", "at", "about a week"),
    (SUNDAY, "two years ago", "2019-01-01", "2019-12-31", "at", "years"),
    (SUNDAY, "الشهر الماضي", "2021-08-01", "2021-08-31", "at", "last month"),
    (SUNDAY, "last month", "2021-08-01", "2021-08-31", "at", "last month"),
    (SUNDAY, "العام الماضي", "2020-01-01", "2020-12-31", "at", "last year"),
    (SUNDAY, "last year", "2020-01-01", "2020-12-31", "at", "last year"),
    (
        SUNDAY,
        "الأسبوع الماضي",
        "2021-08-30",
        "2021-09-11",
        "at",
        "last week: the calendar's or the seven days",
    ),
    (SUNDAY, "الشهر الجاري", "2021-09-01", "2021-09-12", "at", "this month"),
    (SUNDAY, "العام الحالي", "2021-01-01", "2021-09-12", "at", "this year"),
    (SUNDAY, "this year", "2021-01-01", "2021-09-12", "at", "this year"),
    (SUNDAY, "26 من الشهر الماضي", "2021-08-26", "2021-08-26", "at", "a day of last month"),
    (SUNDAY, "الـ5 من الشهر الجاري", "2021-09-05", "2021-09-05", "at", "a day of this month"),
]
RANGES: list[Row] = [
    (SUNDAY, "بين 17 و24 تموز 2021", "2021-07-17", "2021-07-24", "span", "between two days"),
    (SUNDAY, "من 17 إلى 26 تموز", "2021-07-17", "2021-07-26", "span", "from to"),
    (SUNDAY, "from 17 to 26 July", "2021-07-17", "2021-07-26", "span", "from to"),
    (SUNDAY, "between 3 and 9 August 2021", "2021-08-03", "2021-08-09", "span", "between"),
    (SUNDAY, "17 و18 تموز 2021", "2021-07-17", "2021-07-18", "at", "two days"),
    (SUNDAY, "خلال الأيام الثلاثة الماضية", "2021-09-09", "2021-09-12", "span", "the past three days"),
    (SUNDAY, "خلال اليومين الماضيين", "2021-09-10", "2021-09-12", "span", "the past two days"),
    (SUNDAY, "خلال الـ24 ساعة الماضية", "2021-09-11", "2021-09-12", "span", "the past 24 hours"),
    (SUNDAY, "خلال الساعات الماضية", "2021-09-11", "2021-09-12", "span", "the past hours"),
    (SUNDAY, "خلال الساعات الـ48 الماضية", "2021-09-10", "2021-09-12", "span", "the past 48 hours"),
    (SUNDAY, "in the last 24 hours", "2021-09-11", "2021-09-12", "span", "the past 24 hours"),
    (SUNDAY, "الأشهر الماضية", "2021-03-16", "2021-09-12", "span", "the past months: half a year at most"),
    (SUNDAY, "in the past ten days", "2021-09-02", "2021-09-12", "span", "the past ten days"),
    (SUNDAY, "over the past two weeks", "2021-08-29", "2021-09-12", "span", "the past two weeks"),
    (SUNDAY, "over the past months", "2021-03-16", "2021-09-12", "span", "the past months"),
    (SUNDAY, "منذ 7 تموز", "2021-07-07", "2021-09-12", "since", "since a day"),
    (SUNDAY, "منذ الجمعة", "2021-09-10", "2021-09-12", "since", "since a weekday"),
    (SUNDAY, "منذ مطلع العام الجاري", "2021-01-01", "2021-09-12", "since", "since the start of the year"),
    (SUNDAY, "منذ أمس", "2021-09-11", "2021-09-12", "since", "since yesterday"),
    (SUNDAY, "since Friday", "2021-09-10", "2021-09-12", "since", "since a weekday"),
    (SUNDAY, "since 17 July", "2021-07-17", "2021-09-12", "since", "since a day"),
    (SUNDAY, "since January", "2021-01-01", "2021-09-12", "since", "since a month"),
    (SUNDAY, "منذ السابع من أكتوبر", "2020-10-07", "2021-09-12", "since", "since an ordinal day"),
    (SUNDAY, "منذ عام 2014", "2014-01-01", "2021-09-12", "since", "since a year"),
    (SUNDAY, "since 2014", "2014-01-01", "2021-09-12", "since", "since a year"),
    (SUNDAY, "منذ بداية العام", "2021-01-01", "2021-09-12", "since", "since the start of the year"),
    (
        SUNDAY,
        "since the start of the year",
        "2021-01-01",
        "2021-09-12",
        "since",
        "since the start of the year",
    ),
    (SUNDAY, "ابتداء من 3 أيلول", "2021-09-03", "2021-09-12", "since", "beginning with a day"),
]
FUTURE: list[Row] = [
    # What is to come dates no attack.
    (SUNDAY, "الأحد المقبل", "", "", "future", "next Sunday"),
    (SUNDAY, "الشهر المقبل", "", "", "future", "next month"),
    (SUNDAY, "العام القادم", "", "", "future", "next year"),
    (SUNDAY, "في تشرين الأول المقبل", "", "", "future", "next October"),
    (SUNDAY, "الأسبوع القادم", "", "", "future", "next week"),
    (SUNDAY, "next Friday", "", "", "future", "next Friday"),
    (SUNDAY, "next month", "", "", "future", "next month"),
    (SUNDAY, "غدا الاثنين", "", "", "future", "tomorrow with its weekday"),
    (SUNDAY, "tomorrow, Monday", "", "", "future", "tomorrow with its weekday"),
]
NO_DATE: list[Row] = [
    (SUNDAY, "مارس ضغوطا على الحكومة", "", "", "", "مارس is also a verb"),
    (SUNDAY, "أحد عناصر الحشد", "", "", "", "أحد is also one of"),
    (SUNDAY, "the road may be closed", "", "", "", "may is a modal"),
    (SUNDAY, "the long march home", "", "", "", "march is a walk"),
    (SUNDAY, "قتل 17 جنديا", "", "", "", "a number of soldiers"),
    (SUNDAY, "اللواء 20 في الجيش", "", "", "", "a brigade"),
    (SUNDAY, "13/13/2021", "", "", "", "no such month"),
    (SUNDAY, "صواريخ 107 ملم", "", "", "", "a calibre"),
]
BUGS = {
    "Oct. 17": "the full stop of the abbreviation parts month and day: the whole month",
    "Feb. 3, 2021": "the full stop of the abbreviation parts month and day: the whole month",
    "the 17th of July": "an ordinal in digits is no day: the whole month",
    "next Friday": "read as the Friday that is past",
    "غدا الاثنين": "read as the Monday that is past",
    "tomorrow, Monday": "read as the Monday that is past",
    "خلال الأيام الثلاثة الماضية": "a definite number between noun and adjective is not read",
    "خلال الساعات الـ48 الماضية": "the article that parts from its digits is not read",
    "August 30-31": "only the first of two days",
    "Aug 3-9": "only the first day of a range",
    "a month ago": "not read without a number",
    "a year ago": "not read without a number",
    "منذ عام 2014": "read as a year ago, so in 2020",
    "since 2014": "a bare year after since",
    "in 2019": "a bare year after in",
    "since the start of the year": "a part of a year without an adjective",
    "منذ بداية العام": "a part of a year without an adjective",
    "رمضان 1442": "a Hijri month without a day",
}


def rows(table: list[Row]) -> list[object]:
    marks = {text: [pytest.mark.xfail(strict=True, reason=why)] for text, why in BUGS.items()}
    return [pytest.param(*row[:5], id=f"{row[1]} ({row[5]})", marks=marks.get(row[1], ())) for row in table]


def first_expression(
    knowledge: Knowledge, text: str, published: DateInterval | None
) -> TimeExpression | None:
    tokens = tokenise_text(f"وقع ذلك {text} كما قيل" if not text.isascii() else f"it happened {text} here")
    found = knowledge.calendar.find(tokens.words, 0, len(tokens), published)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("published", "text", "start", "end", "use"),
    rows([*WEEKDAYS, *DAYS, *MONTHS, *AGO, *RANGES, *FUTURE, *NO_DATE]),
)
def test_expression(knowledge: Knowledge, published: str, text: str, start: str, end: str, use: str) -> None:
    day = dt.date.fromisoformat(published)
    found = first_expression(knowledge, text, DateInterval(day, day, "day", "stated"))
    told = (str(found.interval.start), str(found.interval.end), found.use) if found else ("", "", "")
    if use == "future":
        assert found is None or found.use == "future" or found.interval.start is None
        return
    assert told == (start, end, use)


@pytest.mark.parametrize(
    ("text", "precision", "basis"),
    [
        ("17 تموز 2021", "day", "stated"),
        ("أمس", "day", "relative"),
        ("الأربعاء", "day", "relative"),
        ("ليل السبت - الأحد", "days", "relative"),
        ("تموز 2021", "month", "stated"),
        ("الشهر الماضي", "month", "relative"),
        ("عام 2019", "year", "stated"),
        ("العام الماضي", "year", "relative"),
        ("قبل أيام", "week", "relative"),
        ("أواخر حزيران 2021", "interval", "stated"),
        ("بين 17 و20 تموز 2021", "days", "stated"),
        ("in the past ten days", "interval", "relative"),
    ],
)
def test_precision_and_basis(knowledge: Knowledge, text: str, precision: str, basis: str) -> None:
    day = dt.date(2021, 9, 12)
    found = first_expression(knowledge, text, DateInterval(day, day, "day", "stated"))
    assert found is not None
    assert (found.interval.precision, found.interval.basis) == (precision, basis)


# The seed's publication: some Sunday between 1 August and 26 December 2021.
SOME_SUNDAY = DateInterval(dt.date(2021, 8, 1), dt.date(2021, 12, 26), "interval", "stated", 6)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("اليوم", "2021-08-01", "2021-12-26"),
        ("أمس", "2021-07-31", "2021-12-25"),
        ("قبل يومين", "2021-07-30", "2021-12-24"),
        ("قبل ساعات", "2021-07-31", "2021-12-26"),
        ("ساعات قليلة على", "2021-07-31", "2021-12-26"),  # as the seed opens
        ("يوم الجمعة", "2021-07-30", "2021-12-24"),
        ("17 تموز 2021", "2021-07-17", "2021-07-17"),  # a full date needs no publication
        ("الأشهر الماضية", "2021-02-02", "2021-12-26"),
        ("عام 2019", "2019-01-01", "2019-12-31"),
        ("three days ago", "2021-07-29", "2021-12-23"),
    ],
)
def test_an_interval_of_publication_gives_intervals(
    knowledge: Knowledge, text: str, start: str, end: str
) -> None:
    found = first_expression(knowledge, text, SOME_SUNDAY)
    assert found is not None
    assert (str(found.interval.start), str(found.interval.end)) == (start, end)
    assert found.interval.is_day == (start == end)


@pytest.mark.parametrize(
    "text", ["أمس", "يوم الجمعة", "قبل يومين", "17 تموز", "الشهر الماضي", "yesterday", "on Friday", "July 4"]
)
def test_nothing_relative_without_a_publication(knowledge: Knowledge, text: str) -> None:
    assert first_expression(knowledge, text, None) is None


@pytest.mark.parametrize("text", ["17 تموز 2021", "17/07/2021", "July 17, 2021", "2021-07-17"])
def test_a_full_date_needs_no_publication(knowledge: Knowledge, text: str) -> None:
    found = first_expression(knowledge, text, None)
    assert found is not None
    assert (str(found.interval.start), str(found.interval.end)) == ("2021-07-17", "2021-07-17")


def test_expressions_stand_where_they_are_told(knowledge: Knowledge) -> None:
    text = "قُصفت القاعدة فجر الأربعاء، بعد هجوم وقع في 3 آب، كما قال اليوم"
    tokens = tokenise_text(text)
    day = dt.date(2021, 9, 12)
    found = knowledge.calendar.find(tokens.words, 0, len(tokens), DateInterval(day, day))
    assert [tokens.span(e.first, e.last).of(text) for e in found] == ["فجر الأربعاء", "3 آب", "اليوم"]
