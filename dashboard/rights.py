"""Who may change anything: correct incidents, add articles, add places.

The dashboard is read-only unless it is bound to the loopback address and opened on that machine, or sign-in is
set up and the person who signed in is in the list of editors. What decides is the server's own configuration,
the request and the signed identity; never the session's state nor the address, which a visitor can write.

`right` tells which controls to draw. `require` is asked again by whatever does the work, so that a call
without the control is refused too.
"""

import html
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from dashboard.texts import Texts
from geo.local import local_folder
from share.marking import plain

__all__ = [
    "LOCAL_EDITOR", "Editors", "NotAllowed", "Right", "Visit", "is_loopback", "load_editors", "require", "right",
    "right_of", "sign_in_is_set_up",
]  # fmt: skip

ROOT = Path(__file__).resolve().parent.parent
LOCAL_EDITOR = "local analyst"
# What proxies, tunnels and content networks add to a request that they pass on.
_FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip")
_FORWARDED_PREFIXES = ("x-forwarded-", "cf-", "x-envoy-", "x-original-")


@dataclass(frozen=True, slots=True)
class Editors:
    """Who may change things after signing in: e-mail addresses as `_folded` has them.

    `trust_unstated` accepts a provider that never says whether it verified an address, such as Microsoft Entra.
    """

    addresses: frozenset[str] = frozenset()
    trust_unstated: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """What decides about one visitor.

    `address` is what the server is bound to (None: every address), `headers` those with which the page's
    connection was opened, `user` the identity that the server signed into its cookie, `sign_in` whether
    sign-in is set up.
    """

    address: str | None
    headers: Mapping[str, str]
    user: Mapping[str, Any]
    sign_in: bool = False


@dataclass(frozen=True, slots=True)
class Right:
    """Under which name a visitor may change things; None and the reason, a key of texts `rights`, where not."""

    who: str | None
    refusal: str = ""
    mail: str = ""

    def told(self, texts: Texts) -> str:
        """Why not, and what to do, as plain text in the reader's language; "" where the visitor may."""
        return texts(f"rights.{self.refusal}", mail=plain(self.mail)) if self.refusal else ""

    def html(self, texts: Texts) -> str:
        """What `told` says, as a paragraph of HTML; the address keeps its own direction."""
        mail = f"<bdi>{html.escape(plain(self.mail))}</bdi>"
        return f'<p class="kh-warn">{texts(f"rights.{self.refusal}", mail=mail)}</p>' if self.refusal else ""


class NotAllowed(PermissionError):
    """A change was asked for by somebody without the right to it; nothing was changed."""

    def __init__(self, refused: Right) -> None:
        super().__init__(refused.told(Texts("en")))
        self.refused = refused


def is_loopback(address: str | None) -> bool:
    """Whether a server bound to `address` is reached from this machine alone; no address means everywhere."""
    if not address:
        return False
    if address.casefold() == "localhost":
        return True
    try:
        return ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def load_editors(path: Path) -> Editors:
    """The editors that `path` lists; nobody where it is missing or damaged."""
    try:
        read = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return Editors()  # whoever cannot be read for sure may not write
    listed = read.get("editors", [])
    if not isinstance(listed, list):
        return Editors()
    kept = frozenset(_folded(each) for each in listed if isinstance(each, str) and "@" in each)
    return Editors(kept, read.get("trust_unstated") is True)


def right_of(visit: Visit, editors: Editors) -> Right:
    """The right of one visitor.

    Once sign-in is set up it decides alone, also on the loopback address: what is set up for several people
    mostly stands behind a proxy, and some proxies do not say that they are one.
    """
    if not visit.sign_in:
        return Right(LOCAL_EDITOR) if _is_on_this_machine(visit) else Right(None, "read_only")
    mail = visit.user.get("email")
    if visit.user.get("is_logged_in") is not True or not isinstance(mail, str) or "@" not in mail:
        return Right(None, "signed_out")
    verified = visit.user.get("email_verified")
    if verified is None and not editors.trust_unstated:
        return Right(None, "unstated", mail)
    # Some providers write their booleans as text.
    if verified is not None and verified is not True and verified != "true":
        return Right(None, "unverified", mail)
    if _folded(mail) not in editors.addresses:
        return Right(None, "unlisted", mail)
    return Right(_folded(mail))


def sign_in_is_set_up() -> bool:
    """Whether the secrets have an [auth] section; also where they are there and cannot be read."""
    if st.secrets.load_if_toml_exists():
        return bool(st.secrets.get("auth"))
    return any(Path(each).is_file() for each in st.get_option("secrets.files"))


def right(root: Path = ROOT) -> Right:
    """The right of whoever looks at the page now."""
    visit = Visit(
        st.get_option("server.address"), dict(st.context.headers), st.user.to_dict(), sign_in_is_set_up()
    )
    return right_of(visit, load_editors(local_folder(root / "data") / "editors.toml"))


def require(root: Path = ROOT) -> str:
    """The name under which the present visitor changes things; NotAllowed where they may not."""
    found = right(root)
    if found.who is None:
        raise NotAllowed(found)
    return found.who


def _is_on_this_machine(visit: Visit) -> bool:
    """Whether the server is bound to loopback and the page was asked for there, by a name of this machine.

    The name keeps out a strange page that has its own name resolve to this machine, the origin one that opens
    a connection from elsewhere, and the headers of proxies what was passed on from another machine.
    """
    headers = {name.casefold(): value for name, value in visit.headers.items()}
    if any(name in _FORWARDED or name.startswith(_FORWARDED_PREFIXES) for name in headers):
        return False
    if "host" in headers and not is_loopback(_host(f"//{headers['host']}")):
        return False
    if "origin" in headers and not is_loopback(_host(headers["origin"])):
        return False
    return is_loopback(visit.address)


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _folded(mail: str) -> str:
    """An address as it is compared; letters beyond ASCII stay, since some of them fold to others' addresses."""
    stripped = mail.strip()
    return stripped.lower() if stripped.isascii() else stripped
