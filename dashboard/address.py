"""The page's address: filter, language and open record live in the URL, so that a link restores the page.

The widgets hold the truth while a person works; the URL does when it was changed from outside (a link, a
reload, back and forward). `read` tells which, `write` puts the canonical text back.
"""

from dataclasses import dataclass, replace

import streamlit as st

from dashboard.texts import LANGUAGES
from pipeline.filter import FILTER_KEYS, Filter

__all__ = ["Address", "read", "write"]

_WRITTEN = "address_written"
_OWN_KEYS = ("lang", "open", "sort", "page")
LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Address:
    """What a link restores: the filter, the language and the open record (None when none is open)."""

    filter: Filter
    language: str = "en"
    opened: str | None = None


def read() -> tuple[Address, bool]:
    """What the URL asks for, and whether it was changed by something other than this page."""
    pairs = st.query_params.to_dict()
    changed = pairs != st.session_state.get(_WRITTEN)
    asked = Filter.from_pairs({key: value for key, value in pairs.items() if key not in _OWN_KEYS})
    language = pairs.get("lang", "")
    if language not in LANGUAGES:
        language = _preferred()
    opened = pairs.get("open", "")
    safe = (
        opened.isascii() and opened.replace("-", "").replace("_", "").isalnum() and len(opened) <= LONGEST_ID
    )
    return Address(asked, language, opened if safe else None), changed


def write(address: Address) -> None:
    """Make the URL say `address`; a URL that says it already is left alone."""
    pairs = address.filter.pairs()
    pairs["lang"] = address.language
    if address.opened:
        pairs["open"] = address.opened
    ordered = {key: pairs[key] for key in (*FILTER_KEYS, *_OWN_KEYS) if key in pairs}
    st.session_state[_WRITTEN] = ordered
    if st.query_params.to_dict() != ordered:
        st.query_params.from_dict(ordered)


def _preferred() -> str:
    """The language that the browser asks for, of those that the page speaks."""
    locale = (st.context.locale or "").lower()
    return "ar" if locale.startswith("ar") else "en"


def without_notes(asked: Filter) -> Filter:
    """The filter as a value to compare, without what was said about the link it came from."""
    return replace(asked, notes=())
