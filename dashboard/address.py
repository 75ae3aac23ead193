"""The page's address: filter, page, language and open record live in the URL, so that a link restores them.

The widgets hold the truth while a person works; the URL does when it was changed from outside (a link, a
reload, back and forward). `read` tells which, `write` puts the canonical text back. The position of the map
("at") is written by the map itself, in the browser, and only kept here.
"""

import re
from dataclasses import dataclass, replace

import streamlit as st

from dashboard.texts import LANGUAGES
from pipeline.view import FILTER_KEYS, UNITS, Filter, first_day, last_day

__all__ = ["PAGES", "Address", "read", "write"]

PAGES = ("map", "compare", "add", "about")
_WRITTEN = "address_written"
_EARLIER = "address_earlier"
_REMEMBERED = 4
_OWN_KEYS = ("lang", "page", "open", "bars", "first", "second")
_POSITION = "at"
_PERIOD = re.compile(r"(\d{4}-\d\d)_(\d{4}-\d\d)", re.ASCII)
LONGEST_ID = 64
Period = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Address:
    """What a link restores: filter, page, language, open record, width of the bars, compared periods."""

    filter: Filter
    language: str = "en"
    opened: str | None = None
    page: str = "map"
    bars: str = "month"
    first: Period | None = None
    second: Period | None = None


def read(acted: bool) -> tuple[Address, bool]:
    """What the URL asks for, and whether it was changed by something other than this page.

    `acted` says that a control was used since the last run. A click that overtakes the page's own last change
    of the URL arrives with the URL before it: that is no wish to go back.
    """
    pairs = st.query_params.to_dict()
    pairs.pop(_POSITION, None)
    changed = pairs != st.session_state.get(_WRITTEN)
    if changed and acted:
        changed = pairs not in st.session_state.get(_EARLIER, [])
    asked = Filter.from_pairs({key: value for key, value in pairs.items() if key not in _OWN_KEYS})
    language, page, bars, opened = (pairs.get(key, "") for key in ("lang", "page", "bars", "open"))
    safe = (
        opened.isascii() and opened.replace("-", "").replace("_", "").isalnum() and len(opened) <= LONGEST_ID
    )
    found = Address(
        asked,
        language if language in LANGUAGES else _preferred(),
        opened if safe else None,
        page if page in PAGES else "map",
        bars if bars in UNITS else "month",
        _period(pairs.get("first", "")),
        _period(pairs.get("second", "")),
    )
    return found, changed


def write(address: Address) -> None:
    """Make the URL say `address`; a URL that says it already is left alone."""
    pairs = address.filter.pairs()
    pairs["lang"] = address.language
    if address.page != "map":
        pairs["page"] = address.page
    if address.opened:
        pairs["open"] = address.opened
    if address.bars != "month":
        pairs["bars"] = address.bars
    if address.page == "compare":
        periods = {"first": address.first, "second": address.second}
        pairs |= {key: "_".join(period) for key, period in periods.items() if period}
    ordered = {key: pairs[key] for key in (*FILTER_KEYS, *_OWN_KEYS) if key in pairs}
    if (before := st.session_state.get(_WRITTEN)) != ordered:
        st.session_state[_EARLIER] = [*st.session_state.get(_EARLIER, []), before][-_REMEMBERED:]
    st.session_state[_WRITTEN] = ordered
    present = st.query_params.to_dict()
    position = present.pop(_POSITION, None)
    if present != ordered:
        st.query_params.from_dict(ordered | ({_POSITION: position} if position else {}))


def _period(text: str) -> Period | None:
    """The months of a period as a link writes them ("2021-01_2021-06"), None where they are none."""
    match = _PERIOD.fullmatch(text)
    try:
        return (match[1], match[2]) if match and first_day(match[1]) <= last_day(match[2]) else None
    except ValueError:
        return None


def _preferred() -> str:
    """The language that the browser asks for, of those that the page speaks."""
    locale = (st.context.locale or "").lower()
    return "ar" if locale.startswith("ar") else "en"


def without_notes(asked: Filter) -> Filter:
    """The filter as a value to compare, without what was said about the link it came from."""
    return replace(asked, notes=())
