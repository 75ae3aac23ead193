"""The data inside the offline page: columns of numbers, dictionaries in both languages, and sentences."""

import base64
import json
from array import array
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.attack_kinds import attack_kinds
from pipeline.model import OUTCOMES
from pipeline.rows import RecordRow
from pipeline.view import UNDATED
from share.dates import interval_text, number
from share.palette import families, palette, second_families
from share.selection import Selection
from share.sentences import Sentence, sentences
from share.wording import (
    care_text,
    counts_text,
    filter_text,
    notes_text,
    period_said,
    place_names,
    title_text,
)
from share.words import LANGUAGES, Words

__all__ = ["LONGEST_EVIDENCE", "MOST_ROWS", "page_data"]

MOST_ROWS = 150_000
LONGEST_EVIDENCE = 4_500_000  # bytes of sentences
_MOST_SENTENCES = 12  # of one record
_READ = 30_000  # records whose sentences are looked up at most
_LOOKED_UP = 8000  # at a time
_AT_ONCE = 4096
_POINT, _WIDE, _NOWHERE = 0, 1, 2
_WORDS = {each: Words(each) for each in LANGUAGES}
_GROUPS = ("page", "snap", "type", "family", "outcome", "record", "legend", "mark")
Rows = npt.NDArray[np.intp]


def page_data(selection: Selection, title: str) -> dict[str, object]:
    """Everything that the page shows; row `i` of the columns is one record, `ids[i]` its id."""
    rows = _carried(selection)
    shown = selection.view
    types, colours = list(attack_kinds()), palette()
    columns, dictionaries = _columns(selection, rows)
    evidence, told = _evidence(selection, rows)
    return {
        "snapshot": selection.snapshot_id,
        "idsHash": selection.ids_hash,
        "total": len(shown.rows),
        "counts": {
            "incidents": shown.count("incident"),
            "series": shown.count("series"),
            "claims": shown.claimed_only,
        },
        "carried": len(rows),
        "told": told,
        "ids": "\n".join(shown.records.table.column("record_id").take(rows).to_pylist()),
        "columns": columns,
        **dictionaries,
        "types": types,
        "order": [types.index(each) for each in colours.types_in_order],
        "familyOf": [colours.family_of[each] for each in types],
        "families": list(colours.families),
        "outcomes": list(OUTCOMES),
        "colours": list(colours.colours),
        "extent": _rounded(shown.extent(0.04)),
        "evidence": evidence,
        "words": {each: {key: _WORDS[each].tree()[key] for key in _GROUPS} for each in LANGUAGES},
        "heads": {each: head(selection, title, _WORDS[each]) for each in LANGUAGES},
    }


def head(selection: Selection, title: str, words: Words) -> dict[str, str]:
    """The lines above the map in one language."""
    shown = selection.view
    named = filter_text(shown.filter, place_names(shown.records, shown.filter.places), words)
    notes = [*notes_text(shown, words), care_text(selection, words)]
    return {
        "title": title or title_text(shown, words),
        "counts": words("page.semicolon").join([counts_text(shown, words), period_said(shown, words)]),
        "filter": words("page.filtered", filter=named),
        "notes": words("page.semicolon").join(each for each in notes if each),
    }


def _by_sourcing(selection: Selection, rows: Rows) -> Rows:
    """Rows with the best-sourced first: most outlets, most reports, surest reading."""
    table = selection.view.records.table
    reports, sure = (
        np.nan_to_num(table.column(name).to_numpy()[rows].astype(float))
        for name in ("n_reports", "confidence")
    )
    return rows[np.lexsort((rows, -sure, -reports, -selection.view.records.n_sources[rows]))]


def _carried(selection: Selection) -> Rows:
    """The rows that the page carries, in the records' order."""
    rows = selection.view.rows
    return rows if len(rows) <= MOST_ROWS else np.sort(_by_sourcing(selection, rows)[:MOST_ROWS])


_NEEDED = (
    "record", "place_id", "place_name", "place_name_en", "place_name_ar", "country", "governorate", "lat", "lon",
    "geo_precision", "radius_km", "date_start", "date_end", "weekday", "attack_types", "actors", "event_count",
    "killed", "killed_min", "killed_max", "n_sources", "sample",
)  # fmt: skip


def _light(selection: Selection, rows: Rows) -> Iterator[RecordRow]:
    """The needed values of each row, read a part at a time: as dictionaries all rows at once take 150 MB."""
    table = selection.view.records.table.select(_NEEDED)
    for first in range(0, len(rows), _AT_ONCE):
        yield from table.take(rows[first : first + _AT_ONCE]).to_pylist()


class _Dictionary:
    """Distinct values in order of first sight, and the number of each."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def __call__(self, value: Any) -> int:
        return self.numbers.setdefault(value, len(self.numbers))


def _columns(selection: Selection, rows: Rows) -> tuple[dict[str, object], dict[str, object]]:
    records = selection.view.records
    spots, dates, actors, tolls, areas = (_Dictionary() for _ in range(5))
    type_bit = {kind: 1 << index for index, kind in enumerate(attack_kinds())}
    filled = {name: array("L") for name in ("spot", "date", "actor", "toll", "area", "types", "known")}
    for row in _light(selection, rows):
        spot = (
            row["place_name_en"] or row["place_name"],
            row["place_name_ar"] or row["place_name"],
            row["governorate"],
            row["country"],
            row["lat"],
            row["lon"],
        )
        filled["spot"].append(spots(spot))
        filled["date"].append(dates((row["date_start"], row["date_end"], row["weekday"])))
        filled["actor"].append(actors(tuple(row["actors"] or ())))
        filled["toll"].append(tolls((row["killed"], row["killed_min"], row["killed_max"])))
        filled["types"].append(sum(type_bit.get(each, 0) for each in set(row["attack_types"] or ())))
        placed, wide = (
            row["lat"] is not None and row["lon"] is not None,
            row["geo_precision"] in ("governorate", "area", "country"),
        )
        filled["known"].append(_NOWHERE if not placed else _WIDE if wide else _POINT)
        filled["area"].append(areas(_area(row)) if placed and wide else 65535)
    outcome = records.columns["outcome"]
    place = {each: index for index, each in enumerate(OUTCOMES)}
    chosen = records.table.select(["radius_km", "event_count", "n_sources"]).take(rows)
    plain = {
        name: np.nan_to_num(chosen.column(name).to_numpy().astype(float)) for name in chosen.column_names
    }
    others = second_families(records, rows)
    # One bit is one attack type.
    long = {"spot", "date", "actor", *(["types"] if len(attack_kinds()) > 16 else [])}
    numbers: dict[str, tuple[Any, str]] = {
        **{name: (filled[name], "u4" if name in long else "u2") for name in filled},
        "family": (families(records)[rows], "u1"),
        "other": ([each if each >= 0 else 255 for each in others], "u1"),
        "outcome": (
            np.array([place.get(each, 0) for each in outcome.values] or [0])[outcome.codes[rows]],
            "u1",
        ),
        "series": (records.columns["record"].keep(("series",))[rows], "u1"),
        "sample": (records.sample[rows], "u1"),
        "coarse": (selection.coarse[rows] if len(selection.coarse) else [], "u1"),
        "start": (records.start[rows], "i4"),
        "end": (records.end[rows], "i4"),
        "radius": (np.clip(plain["radius_km"] * 10, 0, 65535), "u2"),
        "count": (np.clip(plain["event_count"], 0, 65535), "u2"),
        "sources": (np.clip(plain["n_sources"], 0, 65535), "u2"),
    }
    dictionaries = {
        "undated": int(UNDATED),
        "spots": [_spot(each) for each in spots.numbers],
        "dates": [[_days(each, language) for language in LANGUAGES] for each in dates.numbers],
        "actors": [
            [words.joined([words.of("actor", name) for name in each]) for words in _WORDS.values()]
            for each in actors.numbers
        ],
        "tolls": [[_toll(each, language) for language in LANGUAGES] for each in tolls.numbers],
        "areas": [list(each) for each in areas.numbers],
    }
    return {name: _packed(values, kind) for name, (values, kind) in numbers.items()}, dictionaries


def _spot(spot: tuple[Any, ...]) -> list[Any]:
    """Both names, both names of where that is, and the coordinates."""
    english, arabic, governorate, country, lat, lon = spot
    within = [
        words.joined(
            [
                words.of(group, each)
                for group, each in (("governorate", governorate), ("country", country))
                if each
            ]
        )
        for words in _WORDS.values()
    ]
    known = lat is not None and lon is not None
    return [
        english or "—",
        arabic or "—",
        *within,
        round(lat, 5) if known else None,
        round(lon, 5) if known else None,
    ]


def _area(row: RecordRow) -> tuple[str, float, float, float]:
    """The key of an area in the outlines ("?/" and a place id where it has none), its middle and radius in km."""
    key = {"country": row["country"], "governorate": f"{row['country']}/{row['governorate']}"}.get(
        row["geo_precision"] or "", f"?/{row['place_id']}"
    )
    assert row["lat"] is not None  # only what is placed has an area
    assert row["lon"] is not None
    return str(key), round(row["lat"], 4), round(row["lon"], 4), float(row["radius_km"] or 0)


def _days(stated: Any, language: str) -> str:
    start, end, weekday = stated
    return interval_text(start, end, weekday, language)


def _toll(stated: Any, language: str) -> str:
    exact, low, high = stated
    if exact is None and low is None and high is None:
        return ""
    if low is not None and high is not None and low != high:
        return f"{number(low, language)}–{number(high, language)}"
    if low is not None and high is None:
        return f"≥ {number(low, language)}"
    found = exact if exact is not None else low if low is not None else high
    return number(found, language) if low is not None or exact is not None else f"≤ {number(found, language)}"


def _evidence(selection: Selection, rows: Rows) -> tuple[dict[str, object], int]:
    """The sentences by row, the best-sourced records first until the page is long enough; and of how many."""
    open_rows = rows[~selection.coarse[rows]]
    ordered = _by_sourcing(selection, open_rows)[:_READ]
    kept: dict[str, object] = {}
    size = 0
    for row, told in _sentences_of(selection, ordered):
        size += len(json.dumps(told, ensure_ascii=False).encode()) + 8
        if size > LONGEST_EVIDENCE:
            break
        kept[str(np.searchsorted(rows, row))] = told  # the carried rows are in the records' order
    return kept, len(kept)


def _sentences_of(selection: Selection, rows: Rows) -> Iterator[tuple[int, list[Any]]]:
    """The rows that have sentences, with them; looked up for some records at a time, as far as they are asked for."""
    lists = selection.view.records.table.column("report_ids")
    for first in range(0, len(rows), _LOOKED_UP):
        part = rows[first : first + _LOOKED_UP]
        ids = [(each or [])[:_MOST_SENTENCES] for each in lists.take(part).to_pylist()]
        found = sentences(selection.store, chain.from_iterable(ids))
        for row, reports in zip(part.tolist(), ids, strict=True):
            if told := [_told(found[each]) for each in reports if each in found]:
                yield row, told


def _told(sentence: Sentence) -> list[Any]:
    return [
        sentence.text,
        [list(each) for each in sentence.marks],
        [words.of("outlet", sentence.outlet) for words in _WORDS.values()],
        [words.joined([words.of("actor", each) for each in sentence.aligned]) for words in _WORDS.values()],
        sentence.url,
        [
            interval_text(*sentence.published, words.language) if any(sentence.published[:2]) else ""
            for words in _WORDS.values()
        ],
        int(sentence.sample),
    ]


def _packed(values: Iterable[Any], kind: str) -> list[str]:
    """An array as its type and the base64 of its little-endian bytes."""
    return [kind, base64.b64encode(np.asarray(values).astype(f"<{kind}").tobytes()).decode()]


def _rounded(box: tuple[float, float, float, float] | None) -> list[float] | None:
    return [round(float(each), 4) for each in box] if box else None
