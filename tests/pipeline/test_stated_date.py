"""Which metadata is a publication date, and which is not."""

import datetime as dt

import pytest

from pipeline.articles.stated_date import published_from_text, published_from_url, time_from_text

TODAY = dt.date(2024, 6, 15)


@pytest.mark.parametrize(
    ("raw", "start", "precision"),
    [
        ("2021-09-11", "2021-09-11", "day"),
        ("2021-9-1", "2021-09-01", "day"),
        ("2021-09-11T23:30:00+03:00", "2021-09-11", "day"),  # the outlet's own day, not UTC's
        ("2021-09-11 23:30:00", "2021-09-11", "day"),
        ("٢٠٢١-٠٩-١١", "2021-09-11", "day"),
        ("2021/09/11", "2021-09-11", "day"),
        ("20210911", "2021-09-11", "day"),
        ("20210911T120000Z", "2021-09-11", "day"),
        ("25/09/2021", "2021-09-25", "day"),
        ("09/25/2021", "2021-09-25", "day"),
        ("09/09/2021", "2021-09-09", "day"),
        ("Sat, 11 Sep 2021 20:30:00 +0300", "2021-09-11", "day"),
        ("11 September 2021", "2021-09-11", "day"),
        ("September 11, 2021, 8:30 pm", "2021-09-11", "day"),
        ("Sept. 11, 2021", "2021-09-11", "day"),
        (1631392200, "2021-09-11", "day"),
        ("1631392200000", "2021-09-11", "day"),
        (dt.datetime(2021, 9, 11, 3), "2021-09-11", "day"),
        (dt.date(2021, 9, 11), "2021-09-11", "day"),
        ("2021-09", "2021-09-01", "month"),
        ("2021", "2021-01-01", "year"),
        ("2024-06-16", "2024-06-16", "day"),  # already tomorrow further east
    ],
)
def test_stated(raw: object, start: str, precision: str) -> None:
    found = published_from_text(raw, TODAY)
    assert found is not None
    assert (str(found.start), found.precision, found.basis) == (start, precision, "stated")
    assert found.is_day == (precision == "day")


@pytest.mark.parametrize(
    "raw",
    [
        None, "", "yesterday", "soon", True, [], float("nan"),
        "03/04/2021",  # March or April
        "2021-02-30", "2021-13-01", "31/09/2021", "2021-00-00", "0000-00-00",
        "2024-06-17", "2099-01-01", "2025",  # not yet
        "1969-12-31", "1066-10-14", 0, "0", "1970-01-01", -5,
        "9" * 5000, "11 Smarch 2021", "2021-09-11-12",
    ],
)  # fmt: skip
def test_not_a_date_that_can_be_used(raw: object) -> None:
    assert published_from_text(raw, TODAY) is None


def test_date_in_an_address() -> None:
    found = published_from_url("https://example.org/news/2021/09/11/erbil-airport", TODAY)
    assert found is not None
    assert str(found.start) == "2021-09-11"
    assert published_from_url("https://example.org/2021/99/11/x", TODAY) is None
    assert published_from_url("https://example.org/item/20210911", TODAY) is None


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2021-09-11T23:30:00+03:00", "2021-09-11T23:30:00+03:00"),  # the outlet's own zone is kept
        ("2021-09-11T23:30:05.123Z", "2021-09-11T23:30:05+00:00"),
        ("2021-09-11 23:30", "2021-09-11T23:30:00"),  # no zone is no zone, not UTC
        ("2021-09-11 23:30:00 +0330", "2021-09-11T23:30:00+03:30"),
        ("20210911T120000Z", "2021-09-11T12:00:00+00:00"),
        ("Sat, 11 Sep 2021 20:30:00 +0300", "2021-09-11T20:30:00+03:00"),
        ("Sat, 11 Sep 2021 20:30:00 GMT", "2021-09-11T20:30:00+00:00"),
        ("Sat, 11 Sep 2021 20:30:00 EDT", "2021-09-11T20:30:00-04:00"),
        ("September 11, 2021, 8:30 pm", "2021-09-11T20:30:00"),
        ("September 11, 2021 12:05 a.m.", "2021-09-11T00:05:00"),
        ("١١-٠٩-٢٠٢١ ٠٨:٣٠ م", "2021-09-11T20:30:00"),
        ("11-09-2021 08:30 ص", "2021-09-11T08:30:00"),
        (1631392200, "2021-09-11T20:30:00+00:00"),
        (dt.datetime(2021, 9, 11, 3), "2021-09-11T03:00:00"),
        ("2021-09-11", None),
        (dt.date(2021, 9, 11), None),
        ("2021-09-11T00:00:00Z", None),  # how programs write a day
        ("2021-09-11 25:30", None),
        ("2021-09-11 14:30 pm", None),
        ("2021-09-11 20:30 AST", None),  # Arabia's or the Atlantic's
        ("2021-09-11 20:30 to 21:00", None),
        ("2021-09-11T20:30:00+99:00", None),
        (1631313000, None),  # the day before
        (None, None),
    ],
)
def test_the_hour_is_kept_with_its_zone(raw: object, moment: str | None) -> None:
    assert time_from_text(raw, dt.date(2021, 9, 11)) == moment
