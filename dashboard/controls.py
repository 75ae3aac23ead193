"""The filter's controls: months, attack types (the legend), search, samples, and the rest in a drawer.

A control's value lives in the session under "filter.<field>". Its labels change with language and counts,
so each run puts the value back under the same key: Streamlit then knows it by the new label.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import lru_cache
from typing import Any

import streamlit as st

from dashboard.texts import Texts
from pipeline.view import EPOCH, FACETS, UNDATED, Filter, Records, View
from share.dates import day_text, month_text, number
from share.marking import shortened
from share.palette import colour_of, palette
from share.wording import place_names

__all__ = [
    "PREFIX",
    "choose",
    "clear",
    "current",
    "months",
    "seed",
    "set_months",
    "show_active",
    "show_exact",
    "show_filters",
    "show_types",
]

PREFIX = "filter."
_CLOSED = {
    "outcomes": "outcome",
    "records": "record",
    "kinds": "kind",
    "precisions": "precision",
    "reviews": "review",
}
# Lists too long for pills, and the group that names their values.
_LONG = {
    "countries": "country",
    "governorates": "governorate",
    "actors": "actor",
    "targets": "target",
    "outlets": "outlet",
}


def seed(asked: Filter) -> None:
    """Set every control to what a link asks for."""
    for each in fields(Filter):
        if each.name != "notes":
            value = getattr(asked, each.name)
            st.session_state[PREFIX + each.name] = list(value) if each.name in FACETS else value


def current() -> Filter:
    """The filter that the controls say."""
    values: dict[str, Any] = {}
    for each in fields(Filter):
        if each.name == "notes":
            continue
        value = st.session_state.get(PREFIX + each.name)
        if value is not None:
            values[each.name] = tuple(value) if each.name in FACETS else value
    made = Filter(**values)
    # The canonical form orders the lists, and drops dates that are the wrong way round.
    return Filter.from_pairs(made.pairs())


def clear(*names: str) -> None:
    """Set the given fields, or all of them, to their defaults."""
    default = Filter()
    for name in names or [each.name for each in fields(Filter) if each.name != "notes"]:
        value = getattr(default, name)
        st.session_state[PREFIX + name] = list(value) if name in FACETS else value


def set_months(since: str, until: str) -> None:
    """Choose the months from `since` to `until`, "" for no limit."""
    st.session_state[PREFIX + "since"], st.session_state[PREFIX + "until"] = since, until


def choose(name: str, value: str) -> None:
    """Keep one value alone of a field that has a list."""
    st.session_state[PREFIX + name] = [value]


def _kept(name: str) -> str:
    """The session key of a field, its value put there anew."""
    key = PREFIX + name
    st.session_state[key] = st.session_state.get(key, getattr(Filter(), name))
    return key


def months(records: Records) -> list[str]:
    """Every month from the first to the last that a record may lie in, as in a filter ("2021-09")."""
    days = [each[each != UNDATED] for each in (records.start, records.end)]
    if not any(len(each) for each in days):
        return []
    first = EPOCH + dt.timedelta(int(min(each.min() for each in days if len(each))))
    last = EPOCH + dt.timedelta(int(max(each.max() for each in days if len(each))))
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{each // 12}-{each % 12 + 1:02d}" for each in numbers]


def show_filters(records: Records, shown: View, texts: Texts) -> None:
    """The row of controls above the map."""
    known = months(records)
    with st.container(key="filters"):
        since, until, search, samples, more, cleared = st.columns(
            [1.1, 1.1, 1.9, 0.85, 0.85, 0.6], vertical_alignment="bottom"
        )
    with since:
        _month("since", known, texts)
    with until:
        _month("until", known[::-1], texts)
    with search:
        st.text_input(
            texts("filter.search"), key=_kept("text"), placeholder=texts("filter.search_hint"), max_chars=200
        )
    with samples:
        st.toggle(texts("filter.samples"), key=_kept("samples"))
    with more, st.popover(texts("filter.more"), width="stretch"):
        _show_more(shown, texts)
    with cleared:
        st.button(
            texts("filter.clear"), key="clear_all", on_click=clear, type="tertiary", width="stretch",
            disabled=shown.filter.pairs() == {},
        )  # fmt: skip


def _month(name: str, known: list[str], texts: Texts) -> None:
    asked = st.session_state.get(PREFIX + name) or ""
    options = ["", *known] if asked in ("", *known) else ["", asked, *known]
    ends = {"": texts(f"filter.any_{name}")}
    st.selectbox(
        texts(f"filter.{name}"),
        options,
        key=_kept(name),
        format_func=lambda each: ends.get(each) or _date(each, texts.language),
    )


@lru_cache(maxsize=2000)
def _date(text: str, language: str) -> str:
    """A date of the filter for a reader: a year, a month or a day."""
    parts = [int(each) for each in text.split("-")]
    if len(parts) == 1:
        return number(text, language)
    if len(parts) == 2:
        return month_text(parts[0], parts[1], language)
    return day_text(dt.date(*parts), language)


def show_types(shown: View, texts: Texts) -> None:
    """The attack types as a legend that filters: colour, name, and how many choosing it would show."""
    counts = shown.counts["types"]
    chosen = st.session_state.get(PREFIX + "types") or []
    # Types that no record has would only be noise; a chosen one stays, to be taken back.
    present = set(shown.records.lists["attack_types"].values) | set(chosen)
    options = [kind for kind in palette().types_in_order if kind in present]
    swatches = (
        f".st-key-filter-types button:nth-of-type({i})::before{{background:{colour_of(kind)}}}"
        for i, kind in enumerate(options, 1)
    )
    st.html(f"<style>{''.join(swatches)}</style>")
    st.pills(
        texts("filter.types"),
        options,
        selection_mode="multi",
        key=_kept("types"),
        label_visibility="collapsed",
        format_func=_counted("type", counts, texts),
    )


def _counted(group: str, counts: Mapping[str, int], texts: Texts) -> Callable[[str], str]:
    """What a value is called in a list: its name, and how many choosing it would show."""
    return lambda value: (
        f"{shortened(texts.of(group, value), 60)}\u2002{number(counts.get(value, 0), texts.language)}"
    )


def _show_more(shown: View, texts: Texts) -> None:
    for field, group in _CLOSED.items():
        counts = {value or "none": n for value, n in shown.counts[field].items()}
        options = _options(field, counts)
        st.pills(
            texts(f"filter.{field}"), options, selection_mode="multi", key=_kept(field),
            format_func=_counted(group, counts, texts),
        )  # fmt: skip
    for field, group in _LONG.items():
        found = shown.counts[field]
        st.multiselect(
            texts(f"filter.{field}"), _options(field, found), key=_kept(field),
            placeholder=texts("filter.choose"), format_func=_counted(group, found, texts),
        )  # fmt: skip
    left, right = st.columns(2)
    left.number_input(texts("filter.min_sources"), 0, 99, key=_kept("min_sources"))
    right.number_input(texts("filter.min_killed"), 0, 9999, key=_kept("min_killed"))


def show_exact(texts: Texts) -> None:
    """The switch that keeps only what is known to the day; it stands by the bar of what is not."""
    st.toggle(texts("filter.exact"), key=_kept("exact"))


def _options(field: str, counts: Mapping[str, int]) -> list[str]:
    """The values worth offering, most frequent first, with those already chosen."""
    chosen = st.session_state.get(PREFIX + field) or []
    found = sorted((value for value in counts if value), key=lambda value: (-counts[value], value))
    return [*found, *(value for value in chosen if value not in found)]


def show_active(records: Records, asked: Filter, texts: Texts) -> None:
    """What is filtered beyond the row of controls, each to be cleared with one click; places by their names."""
    hidden = [
        each.name
        for each in fields(Filter)
        if each.name not in ("notes", "since", "until", "types", "text", "samples", "exact")
    ]
    active = [name for name in hidden if getattr(asked, name) != getattr(Filter(), name)]
    if not active:
        return
    with st.container(horizontal=True, key="active", vertical_alignment="center"):
        for name in active:
            value = getattr(asked, name)
            st.button(
                f"{texts(f'filter.{name}')}: {_told(name, value, records, texts)}", icon=":material/close:",
                key=f"clear.{name}", on_click=clear, args=(name,),
            )  # fmt: skip


def _told(name: str, value: Any, records: Records, texts: Texts) -> str:
    if name == "places":
        names = place_names(records, value)
        told = texts.joined([names.get(each, (each, each))[texts.language == "ar"] for each in value])
    elif name in FACETS:
        told = texts.joined([texts.of({**_CLOSED, **_LONG}.get(name, ""), each) for each in value])
    elif name == "bbox":
        told = number(" ".join(f"{each:g}" for each in value), texts.language)
    else:
        told = number(value, texts.language)
    # A button's label is Markdown: what a link put into it is shown, never read as markup.
    plain = "".join(f"\\{each}" if each in r"\`*_{}[]()<>#+-.!|~:$" else each for each in told)
    return plain if len(plain) <= 120 else f"{plain[:120]}…"
