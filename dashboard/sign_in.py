"""Signing in with OpenID Connect, where the secrets have an [auth] section; nothing is drawn elsewhere."""

import re
import time
from collections.abc import Mapping

import streamlit as st
from streamlit.errors import StreamlitAuthError, StreamlitMissingAuthlibError

from dashboard.labels import label_of, unmarked
from dashboard.rights import sign_in_is_set_up
from dashboard.texts import Texts
from share.marking import shortened

__all__ = ["come_back", "show_sign_in"]

# Streamlit's protection against forged requests: a token of the browser's, masked anew in every answer.
_BROWSER_COOKIE = "_streamlit_xsrf"
_MOST_PLACES = 1000
_LONGEST_AWAY_SECONDS = 600.0
_ICON = {"in": ":material/login:", "out": ":material/logout:"}


def show_sign_in(texts: Texts) -> None:
    """Draw a button "Sign in to correct" for each provider, or "Sign out (name)"."""
    if not sign_in_is_set_up():
        return
    user = st.user.to_dict()
    if user.get("is_logged_in") is True:
        name = shortened(str(user.get("name") or user.get("email") or user.get("sub") or ""), 40)
        label = texts("sign_in.out", name=label_of([name]))
        if st.button(label, icon=_ICON["out"], key="sign_out", type="tertiary"):
            st.logout()
        return
    providers = _providers()
    for each in providers:
        named = (
            texts("sign_in.in_with", provider=unmarked(each)) if len(providers) > 1 else texts("sign_in.in")
        )
        if st.button(named, icon=_ICON["in"], key=f"sign_in_{each or 'default'}", type="tertiary"):
            try:
                _remember_place()
                st.login(each or None)
            except (StreamlitAuthError, StreamlitMissingAuthlibError):
                st.error(texts("sign_in.broken"))


def come_back() -> None:
    """Put the address back as it was when this browser went to sign in; from there it comes to the bare page."""
    browser = _browser()
    if browser and not st.query_params:
        left, place = _places().pop(browser, (0.0, {}))
        if time.monotonic() - left < _LONGEST_AWAY_SECONDS:
            st.query_params.from_dict(place)


def _remember_place() -> None:
    places, browser = _places(), _browser()
    if browser:
        places.pop(browser, None)
        while len(places) >= _MOST_PLACES:
            places.pop(next(iter(places)))
        places[browser] = time.monotonic(), {name: st.query_params[name] for name in st.query_params}


def _browser() -> str:
    """What tells this browser from others before and after signing in; "" where the cookie has another form."""
    parts = st.context.cookies.get(_BROWSER_COOKIE, "").split("|")
    try:
        mask, masked = (bytes.fromhex(each) for each in parts[1:3])
    except ValueError:
        return ""
    return bytes(each ^ mask[i % len(mask)] for i, each in enumerate(masked)).hex() if mask else ""


@st.cache_resource(show_spinner=False)
def _places() -> dict[str, tuple[float, dict[str, str]]]:
    """When and from where each browser went to sign in, the longest gone first."""
    return {}


def _providers() -> list[str]:
    """The names of the providers, "" for the one that [auth] itself describes."""
    auth = st.secrets.get("auth", {}) if st.secrets.load_if_toml_exists() else {}
    named = [
        name for name, value in auth.items() if isinstance(value, Mapping) and re.fullmatch(r"\w+", name)
    ]
    return named if named and "client_id" not in auth else ["", *named]
