"""The publication date and hour that an article's metadata states, read strictly.

What can be read in two ways ("03/04/2021") or cannot be true is not used; the raw text is kept beside.
"""

import calendar
import datetime as dt
import re
from email.utils import parsedate_to_datetime

from pipeline.model import DateInterval

__all__ = ["published_from_text", "published_from_url", "time_from_text"]

# Nothing on the web was published before; and day 0 of Unix time is how programs write "no date".
_FIRST = dt.date(1970, 1, 2)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?")
_SLASHED_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[T ,].*)?")
_SLASHED_YEAR_LAST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,].*)?")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_EPOCH = re.compile(r"-?\d{9,10}(?:\d{3})?(?:\.\d+)?")
_WORDED = re.compile(
    r"(?:[a-z]{3,9},? )?(?:(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?|([a-z]{3,9})\.? (\d{1,2})),? (\d{4})\b.*"
)
_CLOCK = re.compile(
    r"[T ,](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?"  # 23:40, 23:40:05.123
    r"(?: ?([ap]\.?m\.?|[صم])\b\.?)?"
    r"(?: ?(?:([+-])(\d{2}):?(\d{2})?|([a-z]{1,4})))?(?: \(.*\))?",
    re.IGNORECASE,
)
_COMPACT_CLOCK = re.compile(r"\d{8}T?(\d{2})(\d{2})(\d{2})?(Z)?")
# The zone names of RFC 822, hours east of Greenwich; others ("AST") mean different zones to different people.
_ZONES = {"z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
          "pst": -8, "pdt": -7}  # fmt: skip
_IN_URL = re.compile(r"[/_-]((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)")
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


def published_from_text(raw: object, today: dt.date | None = None) -> DateInterval | None:
    """The day, month or year that `raw` states; None where it states none that is possible and plausible.

    A time of day is read in the zone it is written in. "2021-09" is a month and "2021" a year. Plausible is
    from 2 January 1970 to the day after `today`.
    """
    latest = (today or dt.datetime.now(dt.UTC).date()) + dt.timedelta(days=1)
    found = _interval(_plain(raw))
    if found is None or found.start is None or not _FIRST <= found.start <= latest:
        return None
    return found


def published_from_url(url: str, today: dt.date | None = None) -> DateInterval | None:
    """The day in an address such as "…/2021/09/11/…", under the same conditions; None where there is none."""
    match = _IN_URL.search(url)
    return published_from_text("-".join(match.groups()), today) if match else None


def time_from_text(raw: object, day: dt.date) -> str | None:
    """The moment of `day` that `raw` states, in ISO 8601 with its zone where it has one; None where it states none.

    Midnight to the second is how programs write a day without an hour, and is none. Neither is an hour of
    another day than `day`, of an impossible clock, or in a zone whose name says nothing certain.
    """
    text = _plain(raw)
    if _EPOCH.fullmatch(text):
        found = _moment_of_epoch(float(text))
    elif match := _COMPACT_CLOCK.fullmatch(text):
        hour, minute, second = (int(each or 0) for each in match.groups()[:3])
        found = _moment(day, hour, minute, second, dt.UTC if match[4] else None)
    else:
        found = _worded_moment(text, day)
    if found is None or found.date() != day or found.time() == dt.time():
        return None
    return found.isoformat(timespec="seconds")


def _worded_moment(text: str, day: dt.date) -> dt.datetime | None:
    match = _CLOCK.search(text)
    if match is None or match.end() != len(text):
        return None
    hour, half = int(match[1]), (match[4] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pم" else 0)
    zone: dt.tzinfo | None = None
    if match[5]:
        east = dt.timedelta(hours=int(match[6]), minutes=int(match[7] or 0))
        if east >= dt.timedelta(days=1):
            return None
        zone = dt.timezone(-east if match[5] == "-" else east)
    elif match[8]:
        if match[8].lower() not in _ZONES:
            return None
        zone = dt.timezone(dt.timedelta(hours=_ZONES[match[8].lower()]))
    return _moment(day, hour, int(match[2]), int(match[3] or 0), zone)


def _moment(day: dt.date, hour: int, minute: int, second: int, zone: dt.tzinfo | None) -> dt.datetime | None:
    try:
        return dt.datetime.combine(day, dt.time(hour, minute, second, tzinfo=zone))
    except ValueError:
        return None


def _plain(raw: object) -> str:
    if isinstance(raw, dt.date):  # a datetime, too
        return raw.isoformat()
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        return ""
    return " ".join(str(raw)[:100].translate(_DIGITS).split())


def _interval(text: str) -> DateInterval | None:
    if re.fullmatch(r"\d{4}", text):
        return _span(int(text), 1, int(text), 12, "year")
    if match := _ISO.fullmatch(text):
        year, month = int(match[1]), int(match[2])
        return _day(year, month, int(match[3])) if match[3] else _span(year, month, year, month, "month")
    for pattern in (_SLASHED_YEAR_FIRST, _COMPACT):
        if match := pattern.fullmatch(text):
            return _day(*(int(each) for each in match.groups()))
    if match := _SLASHED_YEAR_LAST.fullmatch(text):
        first, second, year = (int(each) for each in match.groups())
        days = {_day(year, second, first), _day(year, first, second)} - {None}
        return days.pop() if len(days) == 1 else None
    if _EPOCH.fullmatch(text):
        return _from_epoch(float(text))
    return _worded(text)


def _worded(text: str) -> DateInterval | None:
    if match := _WORDED.fullmatch(text.lower()):
        day, month, month_first, day_last, year = match.groups()
        number = _MONTHS.get((month or month_first)[:3])
        return _day(int(year), number, int(day or day_last)) if number else None
    try:
        return _of(parsedate_to_datetime(text).date())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _from_epoch(seconds: float) -> DateInterval | None:
    found = _moment_of_epoch(seconds)
    return _of(found.date()) if found else None


def _moment_of_epoch(seconds: float) -> dt.datetime | None:
    if abs(seconds) > 10**11:
        seconds /= 1000
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _day(year: int, month: int, day: int) -> DateInterval | None:
    try:
        return _of(dt.date(year, month, day))
    except ValueError:
        return None


def _of(day: dt.date) -> DateInterval:
    return DateInterval(day, day, "day", "stated")


def _span(year: int, month: int, last_year: int, last_month: int, precision: str) -> DateInterval | None:
    try:
        last = dt.date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])
        return DateInterval(dt.date(year, month, 1), last, precision, "stated")
    except (ValueError, calendar.IllegalMonthError):
        return None
