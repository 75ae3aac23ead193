"""Addresses of a view: the permalink, and the frame that shows its map and legend in another page."""

import html
from urllib.parse import urlsplit

from pipeline.view import Filter

__all__ = ["EMBED_KEY", "HOME", "citation", "embed_snippet", "permalink"]

HOME = "http://localhost:8501/"
EMBED_KEY = "embed"


def permalink(asked: Filter, language: str, home: str = HOME, *, embed: bool = False) -> str:
    """The address at which a dashboard shows this filter; ValueError where `home` is no web address."""
    parts = urlsplit(home)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"{home!r} is not the address of a dashboard, such as {HOME}")
    keys = [
        *([asked.query()] if asked.query() else []),
        f"lang={language}",
        *([f"{EMBED_KEY}=1"] if embed else []),
    ]
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}?{'&'.join(keys)}"


def embed_snippet(asked: Filter, language: str, title: str, home: str = HOME) -> str:
    """The HTML that shows the map and its legend in a frame of another page."""
    address = html.escape(permalink(asked, language, home, embed=True), quote=True)
    return (
        f'<iframe src="{address}" title="{html.escape(title, quote=True)}" width="100%" height="640" '
        'loading="lazy" style="border:0" sandbox="allow-scripts allow-same-origin allow-popups"></iframe>'
    )


def citation(snapshot_id: str, data_hash: str, day: str, link: str) -> str:
    """How to cite a snapshot."""
    return f"Kharita, snapshot {snapshot_id} of data {data_hash}, made on {day}. {link}"
