"""The filter: what a person asked to see, as a value and as the text of a link.

The same text is the page's address and the `--filter` of the commands, so it has
one canonical form: keys in a fixed order, lists sorted, nothing written that is as by default.
How to add a filter: docs/adding-filters-and-formats.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any
from urllib.parse import parse_qsl, quote

from pipeline.attack_kinds import attack_types
from pipeline.model import GEO_PRECISIONS, KINDS, OUTCOMES
from pipeline.view.criteria import (
    AtLeast,
    Box,
    Choice,
    Criterion,
    Period,
    Switch,
    Text,
    Value,
    first_day,
    last_day,
    said,
)

__all__ = ["CRITERIA", "FACETS", "FILTER_KEYS", "RECORDS", "REVIEWS", "Filter"]

RECORDS = ("incident", "series")
REVIEWS = ("unreviewed", "corroborated", "disputed", "verified")
LONGEST_LINK = 8000


def _asks(criterion: Criterion[Value]) -> Value:
    """A field of the filter that asks by a criterion."""
    made: Value = field(default=criterion.default, metadata={"criterion": criterion})
    return made


@dataclass(frozen=True, slots=True)
class Filter:
    """What to show; the default shows everything. `notes` says what of a link was ignored, and why.

    Each other field is declared once, with the criterion that reads, writes and applies it; the order of the
    fields is that of the keys in a link.
    """

    since: str = _asks(Period("from", last=False))
    until: str = _asks(Period("to", last=True))
    types: tuple[str, ...] = _asks(Choice("type", "attack_types", "type", attack_types))
    outcomes: tuple[str, ...] = _asks(Choice("outcome", "outcome", "outcome", OUTCOMES))
    kinds: tuple[str, ...] = _asks(Choice("kind", "kind", "kind", KINDS))
    records: tuple[str, ...] = _asks(Choice("record", "record", "record", RECORDS))
    countries: tuple[str, ...] = _asks(Choice("country", "country", "country", upper=True))
    governorates: tuple[str, ...] = _asks(Choice("governorate", "governorate", "governorate"))
    places: tuple[str, ...] = _asks(Choice("place", "place_id", "place"))
    actors: tuple[str, ...] = _asks(Choice("actor", "actors", "actor"))
    targets: tuple[str, ...] = _asks(Choice("target", "targets", "target"))
    precisions: tuple[str, ...] = _asks(
        Choice("precision", "geo_precision", "precision", (*GEO_PRECISIONS, "none"))
    )
    exact: bool = _asks(Switch("exact", lambda records: records.exact))
    min_sources: int = _asks(AtLeast("sources", lambda records: records.n_sources))
    reviews: tuple[str, ...] = _asks(Choice("review", "review", "review", REVIEWS))
    min_killed: int = _asks(AtLeast("toll", lambda records: records.killed))
    outlets: tuple[str, ...] = _asks(Choice("source", "sources", "outlet"))
    text: str = _asks(Text("q"))
    samples: bool = _asks(Switch("samples", lambda records: ~records.sample, off=True))
    bbox: tuple[float, float, float, float] | None = _asks(Box("bbox"))
    notes: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Filter":
        """The filter that a query string asks for; what it does not know is ignored and noted."""
        text = text.removeprefix("?")
        if len(text) > LONGEST_LINK:
            return cls(notes=(f"the link is longer than {LONGEST_LINK} characters and was ignored",))
        return cls.from_pairs(dict(parse_qsl(text, keep_blank_values=True, errors="replace")))

    @classmethod
    def from_pairs(cls, pairs: Mapping[str, str]) -> "Filter":
        """The filter of decoded key and value pairs, as a browser's address gives them."""
        notes: list[str] = []
        found: dict[str, Any] = {}
        if sum(len(key) + len(value) for key, value in pairs.items()) > LONGEST_LINK:
            return cls(notes=(f"the link is longer than {LONGEST_LINK} characters and was ignored",))
        for key, value in pairs.items():
            name = _NAMES.get(key)
            if name is None:
                notes.append(f"{said(key)}: no such filter")
            elif value.strip():
                read = CRITERIA[name].read(value.strip(), notes)
                if read is not None:
                    found[name] = read
        since, until = found.get("since"), found.get("until")
        if since and until and first_day(since) > last_day(until):
            notes.append("from is later than to: both were ignored")
            found.pop("since")
            found.pop("until")
        return cls(**found, notes=tuple(notes))

    def wanted(self) -> dict[str, Any]:
        """The value of every field that asks for something, in canonical order."""
        values = {name: getattr(self, name) for name in CRITERIA}
        return {name: value for name, value in values.items() if value != CRITERIA[name].default}

    def pairs(self) -> dict[str, str]:
        """The canonical key and value pairs, decoded; empty for the default filter."""
        return {CRITERIA[name].key: CRITERIA[name].write(value) for name, value in self.wanted().items()}

    def query(self) -> str:
        """The canonical query string; equal filters give equal text, the default gives ""."""
        return "&".join(f"{key}={quote(value, safe=',.:')}" for key, value in self.pairs().items())


# The criterion of each field, in canonical order.
CRITERIA: dict[str, Criterion[Any]] = {
    each.name: each.metadata["criterion"] for each in fields(Filter) if each.metadata
}
FILTER_KEYS = tuple(each.key for each in CRITERIA.values())
_NAMES = {each.key: name for name, each in CRITERIA.items()}
# What can be chosen from lists: the filter's field, and the column it looks at.
FACETS = {name: each.column for name, each in CRITERIA.items() if isinstance(each, Choice)}
