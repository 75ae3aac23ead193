"""The optional street map: tiles from a server of the network, off until a person switches it on.

KHARITA_TILES is the address with {z}, {x} and {y}, OpenStreetMap's by default; KHARITA_TILES_BY says whose
they are. The switch is never part of a link, so that no link makes a browser ask another server.
"""

import html
import os
import re
from urllib.parse import urlsplit

import streamlit as st

from dashboard.texts import Texts

__all__ = ["chosen", "show_switch"]

_KEY = "tiles"
_OSM = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
_OSM_BY = (
    '© <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">OpenStreetMap</a>'
)
_ADDRESS = re.compile(r"https?://[^\s\"'<>`\\]+", re.IGNORECASE)


def chosen(texts: Texts) -> dict[str, str] | None:
    """The tiles' address and attribution while they are switched on, else None."""
    if not st.session_state.get(_KEY):
        return None
    address = _address()
    by = os.environ.get("KHARITA_TILES_BY")
    if by is None:
        by_html = _OSM_BY if address == _OSM else html.escape(urlsplit(address).netloc)
    else:
        by_html = html.escape(by)
    return {"url": address, "by": by_html}


def show_switch(texts: Texts) -> None:
    """The switch, with a word on who is then asked for the pictures."""
    st.session_state[_KEY] = bool(st.session_state.get(_KEY))
    host = urlsplit(_address()).netloc
    st.toggle(texts("tiles.switch"), key=_KEY, help=texts("tiles.note", host=host))


def _address() -> str:
    """The configured address where it is one of tiles, else OpenStreetMap's."""
    address = os.environ.get("KHARITA_TILES", _OSM)
    whole = _ADDRESS.fullmatch(address) and all(each in address for each in ("{z}", "{x}", "{y}"))
    return address if whole else _OSM
