"""Outlets and whom they are aligned with, from `data/lexicon/outlets.csv`, to stand beside each quote."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from dashboard.texts import Texts
from language.fold import fold
from share.names import named

__all__ = ["Outlet", "alignment_text", "outlet_of"]

_FILE = Path(__file__).parent.parent / "data" / "lexicon" / "outlets.csv"
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet's kind and the ids of the actors that it is aligned with."""

    outlet_id: str
    kind: str
    aligned_with: tuple[str, ...]


def outlet_of(source: str | None, url: str | None = None) -> Outlet | None:
    """The outlet of an article by its name in either language or its address's domain; None if not listed."""
    by_name, by_domain = _outlets()
    if found := by_name.get(fold(source or "").strip()):
        return found
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return None  # no address: an unmatched bracket, say
    while host:
        if found := by_domain.get(host):
            return found
        host = host.partition(".")[2]
    return None


def alignment_text(source: str | None, url: str | None, texts: Texts) -> str:
    """What to know of an outlet beside its quote: its kind, and whom it is aligned with."""
    outlet = outlet_of(source, url)
    if outlet is None:
        return texts("outlet.unlisted")
    names = [named("actor", each, texts.language) for each in outlet.aligned_with]
    parts = [texts.of("outlet", outlet.kind)]
    if names:
        listed = texts.joined(names[:_MOST_NAMED])
        rest = len(names) - _MOST_NAMED
        actors = texts("outlet.others", actors=listed, n=rest) if rest > 0 else listed
        parts.append(texts("outlet.aligned", actors=actors))
    return texts.joined(parts)


@lru_cache(maxsize=1)
def _outlets() -> tuple[dict[str, Outlet], dict[str, Outlet]]:
    try:
        with _FILE.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        return {}, {}  # outlets are then shown without their alignment
    names: dict[str, Outlet] = {}
    domains: dict[str, Outlet] = {}
    for row in rows:
        outlet = Outlet(row["outlet_id"], row["kind"], tuple(filter(None, row["aligned_with"].split(";"))))
        aliases = f"{row['aliases_en']};{row['aliases_ar']}".split(";")
        for name in (row["name_en"], row["name_ar"], *aliases):
            names.setdefault(fold(name).strip(), outlet)
        for domain in filter(None, row["domains"].split(";")):
            domains.setdefault(domain.strip(), outlet)
    names.pop("", None)
    return names, domains
