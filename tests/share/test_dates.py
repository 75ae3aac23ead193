import datetime as dt

import pytest

from dashboard.texts import Texts, plural_form
from share.dates import interval_text, number, period_text


def day(text):
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("start", "end", "weekday", "english", "arabic"),
    [
        ("2024-02-14", "2024-02-14", None, "14 Feb 2024", "١٤ شباط ٢٠٢٤"),
        # The seed's publication: only "today, Sunday" and the year are known.
        ("2021-08-01", "2021-12-26", 6, "a Sunday, Aug–Dec 2021", "أحد أيام الأحد، آب – كانون الأول ٢٠٢١"),
        # The seed's attack, in the night before: its first day is not of the months that follow.
        (
            "2021-07-31", "2021-12-26", 5,
            "a Saturday, between 31 Jul and 26 Dec 2021", "أحد أيام السبت، بين ٣١ تموز و٢٦ كانون الأول ٢٠٢١",
        ),
        ("2021-07-31", "2021-12-26", None, "between 31 Jul and 26 Dec 2021", "بين ٣١ تموز و٢٦ كانون الأول ٢٠٢١"),
        ("2021-03-03", "2021-03-09", None, "3–9 Mar 2021", "٣–٩ آذار ٢٠٢١"),
        ("2020-12-30", "2021-01-03", None, "between 30 Dec 2020 and 3 Jan 2021", "بين ٣٠ كانون الأول ٢٠٢٠ و٣ كانون الثاني ٢٠٢١"),
        ("2024-02-01", "2024-02-29", None, "Feb 2024", "شباط ٢٠٢٤"),
        ("2023-02-01", "2023-02-28", None, "Feb 2023", "شباط ٢٠٢٣"),
        ("2020-11-01", "2021-01-31", None, "Nov 2020 – Jan 2021", "تشرين الثاني ٢٠٢٠ – كانون الثاني ٢٠٢١"),
        ("2019-01-01", "2019-12-31", None, "2019", "٢٠١٩"),
        ("2019-01-01", "2020-12-31", None, "2019–2020", "٢٠١٩–٢٠٢٠"),
        (None, "2021-01-01", None, "until 1 Jan 2021", "حتى ١ كانون الثاني ٢٠٢١"),
        ("2021-01-01", None, None, "since 1 Jan 2021", "منذ ١ كانون الثاني ٢٠٢١"),
        (None, None, 6, "date unknown", "تاريخ غير معروف"),
    ],
)  # fmt: skip
def test_interval(start, end, weekday, english, arabic):
    assert interval_text(day(start), day(end), weekday, "en") == english
    assert interval_text(day(start), day(end), weekday, "ar") == arabic


def test_period_of_the_title():
    assert period_text(dt.date(2019, 7, 4), dt.date(2024, 3, 9), "en") == "Jul 2019 – Mar 2024"
    assert period_text(dt.date(2019, 7, 4), dt.date(2019, 7, 9), "ar") == "تموز ٢٠١٩"


@pytest.mark.parametrize(
    ("value", "english", "arabic"),
    [(0, "0", "٠"), (12345, "12,345", "١٢٬٣٤٥"), (1000000, "1,000,000", "١٬٠٠٠٬٠٠٠")],
)
def test_number(value, english, arabic):
    assert (number(value, "en"), number(value, "ar")) == (english, arabic)


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (0, "zero"),
        (1, "one"),
        (2, "two"),
        (3, "few"),
        (10, "few"),
        (11, "many"),
        (99, "many"),
        (100, "other"),
        (102, "other"),
        (103, "few"),
    ],
)
def test_arabic_plural(n, form):
    assert plural_form(n, "ar") == form
    assert Texts("ar").count("page.incidents", n)


def test_every_text_has_both_languages_and_the_same_blanks():
    import re
    import tomllib
    from pathlib import Path

    import dashboard

    def blanks(text):
        return set(re.findall(r"\{(\w+)\}", text))

    def walk(entry, path):
        if set(entry) == {"en", "ar"}:
            if isinstance(entry["en"], str):
                assert blanks(entry["en"]) == blanks(entry["ar"]), path
                assert entry["en"].strip(), path
                assert entry["ar"].strip(), path
            else:
                assert set(entry["en"]) == {"one", "other"}, path
                assert set(entry["ar"]) == {"zero", "one", "two", "few", "many", "other"}, path
        else:
            for key, value in entry.items():
                walk(value, f"{path}.{key}")

    walk(tomllib.loads((Path(dashboard.__file__).parent / "texts.toml").read_text("utf-8")), "texts")
