"""The page that compares two periods: what rose and what fell, each number leading to its incidents."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from dashboard import controls
from dashboard.coverage import coverage
from dashboard.headings import title_text
from dashboard.panels import show_map
from dashboard.session import FIRST_KEY, SECOND_KEY, go
from dashboard.texts import Texts
from pipeline.store import Store
from pipeline.view import Filter, Records, View, first_day, last_day, view
from share.dates import month_text, number, period_text
from share.marking import shortened
from share.palette import colour_of

__all__ = ["default_periods", "show_comparison"]

Period = tuple[str, str]
# A facet's field of the filter, and the group that names its values.
_PARTS = (("types", "type"), ("places", "place"), ("actors", "actor"))
_MOST_ROWS = 15
_MAP_HIGH = 420  # pixels: the region from Turkey to Yemen fits at the lowest zoom


def default_periods(months: list[str], newest: str) -> tuple[Period, Period] | None:
    """The last twelve months of the data and the twelve before them, or its halves where it has fewer."""
    known = [month for month in months if month <= newest] or months
    half = min(12, len(known) // 2)
    if not half:
        return None
    return (known[-2 * half], known[-half - 1]), (known[-half], known[-1])


def show_comparison(store: Store, records: Records, asked: Filter, root: Path, texts: Texts) -> None:
    """The two periods side by side, on maps and in tables by type, place and actor."""
    st.html(f'<h1 class="kh-title-line">{texts("compare.heading")}</h1>')
    months = controls.months(records)
    newest = records.newest
    defaults = default_periods(months, f"{newest:%Y-%m}" if newest else "")
    if defaults is None:
        st.html(f'<p class="kh-note">{texts("compare.too_short")}</p>')
        return
    columns = st.columns(2, gap="medium")
    periods = []
    for column, key, default in zip(columns, (FIRST_KEY, SECOND_KEY), defaults, strict=True):
        with column:
            periods.append(_choose(key, st.session_state.get(key) or default, months, texts))
    if any(since > until for since, until in periods):
        st.html(f'<p class="kh-warn" role="alert">{texts("compare.reversed")}</p>')
        return
    shown = [view(records, replace(asked, since=since, until=until)) for since, until in periods]
    _show_notes(store, periods, shown, texts)
    whole = view(records, replace(asked, since="", until="")).extent(0.04)
    for column, name, each in zip(columns, ("first", "second"), shown, strict=True):
        with column, st.container(key=f"mapbox_{name}", gap="small"):
            st.html(f'<p class="kh-subtitle">{title_text(each, texts)}</p>')
            show_map(each, None, texts, root, name, _MAP_HIGH, whole, _open_from_map(each))
    for field, group in _PARTS:
        _show_part(field, group, periods, shown, texts)


def _choose(key: str, period: Period, months: list[str], texts: Texts) -> Period:
    name = key.rpartition(".")[2]
    st.html(f'<h2 class="kh-section">{texts(f"compare.{name}")}</h2>')
    chosen = []
    for column, end, value in zip(st.columns(2), ("from", "to"), period, strict=True):
        options = months if value in months else sorted([*months, value])
        widget = f"{key}.{end}"
        st.session_state[widget] = value
        chosen.append(
            column.selectbox(
                texts(f"compare.{end}"),
                options,
                key=widget,
                on_change=_keep,
                args=(key,),
                format_func=lambda each: month_text(int(each[:4]), int(each[5:]), texts.language),
            )
        )
    st.session_state[key] = (chosen[0], chosen[1])
    return chosen[0], chosen[1]


def _keep(key: str) -> None:
    st.session_state[key] = (st.session_state[f"{key}.from"], st.session_state[f"{key}.to"])


def _show_notes(store: Store, periods: list[Period], shown: list[View], texts: Texts) -> None:
    read = coverage(store)
    notes = [
        texts("compare.coverage", a=read.between(*periods[0]), b=read.between(*periods[1])),
        texts("compare.filtered"),
    ]
    lengths = [_length(each) for each in periods]
    if lengths[0] != lengths[1]:
        notes.append(texts("compare.unequal", a=lengths[0], b=lengths[1]))
    if both := len(np.intersect1d(shown[0].rows, shown[1].rows)):
        notes.append(texts("compare.both", n=both))
    st.html("".join(f'<p class="kh-note">{each}</p>' for each in notes))


def _length(period: Period) -> int:
    first, last = first_day(period[0]), last_day(period[1])
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _show_part(field: str, group: str, periods: list[Period], shown: list[View], texts: Texts) -> None:
    """One table of what changed, the greatest change first; a number opens its incidents on the map."""
    column = {"types": "attack_types", "places": "place_id", "actors": "actors"}[field]
    records = shown[0].records
    held = records.coded(column)
    before, after = (held.counts(each.rows) for each in shown)
    values = sorted(
        (each for each in {**before, **after} if each),
        key=lambda each: (-abs(after.get(each, 0) - before.get(each, 0)), -after.get(each, 0), each),
    )
    st.html(f'<h2 class="kh-section">{texts(f"compare.{field}")}</h2>')
    if not values:
        st.html(f'<p class="kh-note">{texts("compare.nothing")}</p>')
        return
    named = [period_text(first_day(since), last_day(until), texts.language) for since, until in periods]
    names = _place_names(records, texts) if group == "place" else {}
    rows = []
    for value in values[:_MOST_ROWS]:
        name = shortened(names.get(value) or texts.of(group, value), 60)
        counts = [before.get(value, 0), after.get(value, 0)]
        change = counts[1] - counts[0]
        sign = "+" if change > 0 else "−" if change < 0 else "±"
        rows.append(
            {
                "value": value,
                "name": name,
                "colour": colour_of(value) if field == "types" else "",
                "counts": counts,
                "written": [number(n, texts.language) for n in counts],
                "change": f"{sign}{number(abs(change), texts.language)}",
                "way": (change > 0) - (change < 0),
                "labels": [
                    texts("compare.open", name=name, period=period, n=n)
                    for period, n in zip(named, counts, strict=True)
                ],
            }
        )

    def opening() -> None:
        said = st.session_state[f"changes_{field}"].get("open")
        if isinstance(said, list) and len(said) == 2 and said[0] in values and said[1] in (0, 1):
            controls.set_months(*periods[said[1]])
            controls.choose(field, said[0])
            go("map")

    heads = [texts("compare.name"), *named, texts("compare.change")]
    content = {"dir": texts.direction, "label": texts(f"compare.{field}"), "heads": heads, "rows": rows}
    _component()(key=f"changes_{field}", data=content, on_open_change=opening)


def _place_names(records: Records, texts: Texts) -> dict[str, str]:
    """The name of each place id in the reader's language, from the records themselves."""
    ids, names = records.columns["place_id"], records.columns[f"place_name_{texts.language}"]
    _, rows = np.unique(ids.codes, return_index=True)
    return {ids.values[ids.codes[row]]: names.values[names.codes[row]] for row in rows}


def _open_from_map(shown: View) -> Callable[[], None]:
    """What a click on one of the two maps does: turn to the map page, with that period chosen."""

    def opened() -> None:
        controls.set_months(shown.filter.since, shown.filter.until)
        go("map")

    return opened


def _component() -> Callable[..., Any]:
    folder = Path(__file__).parent / "assets"
    return st.components.v2.component(
        "kharita_changes",
        js=(folder / "changes.js").read_text("utf-8"),
        css=(folder / "changes.css").read_text("utf-8"),
    )
