"""The filter's controls: months, attack types (the legend), search, samples, and the rest in a drawer.

A control's value lives in the session under "filter.<field>". Its labels change with language and counts,
so each run puts the value back under the same key: Streamlit then knows it by the new label.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import cycle
from typing import Any

import streamlit as st

from dashboard.texts import Texts
from pipeline.view import (
    CRITERIA,
    EPOCH,
    FACETS,
    UNDATED,
    AtLeast,
    Box,
    Choice,
    Filter,
    Records,
    Switch,
    View,
)
from share.dates import day_text, month_text, number
from share.marking import shortened
from share.palette import colour_of, palette
from share.wording import place_names

__all__ = [
    "PREFIX",
    "SET_ELSEWHERE",
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
# Criteria that have a control of their own on the page, and those that only a link or a click sets; the drawer
# shows every other one.
_OWN_CONTROL = ("since", "until", "types", "text", "samples", "exact")
SET_ELSEWHERE = ("places", "bbox")
_HIGHEST = 999_999  # what a link can ask for


def seed(asked: Filter) -> None:
    """Set every control to what a link asks for."""
    for name in CRITERIA:
        value = getattr(asked, name)
        st.session_state[PREFIX + name] = list(value) if name in FACETS else value


def current() -> Filter:
    """The filter that the controls say."""
    values: dict[str, Any] = {}
    for name in CRITERIA:
        value = st.session_state.get(PREFIX + name)
        if value is not None:
            values[name] = tuple(value) if name in FACETS else value
    made = Filter(**values)
    # The canonical form orders the lists, and drops dates that are the wrong way round.
    return Filter.from_pairs(made.pairs())


def clear(*names: str) -> None:
    """Set the given fields, or all of them, to their defaults."""
    for name in names or CRITERIA:
        value = CRITERIA[name].default
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
    st.session_state[key] = st.session_state.get(key, CRITERIA[name].default)
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
    """The drawer: short lists as pills, long ones as boxes to search in, then numbers and switches."""
    drawer = {name: each for name, each in CRITERIA.items() if name not in (*_OWN_CONTROL, *SET_ELSEWHERE)}
    lists = {name: each for name, each in drawer.items() if isinstance(each, Choice)}
    for name, choice in lists.items():
        if choice.values:
            counts = {value or "none": n for value, n in shown.counts[name].items()}
            st.pills(
                texts(f"filter.{name}"), _options(name, counts), selection_mode="multi", key=_kept(name),
                format_func=_counted(choice.names, counts, texts),
            )  # fmt: skip
    for name, choice in lists.items():
        if not choice.values:
            found = shown.counts[name]
            st.multiselect(
                texts(f"filter.{name}"), _options(name, found), key=_kept(name),
                placeholder=texts("filter.choose"), format_func=_counted(choice.names, found, texts),
            )  # fmt: skip
    sides = cycle(st.columns(2))
    for name, criterion in drawer.items():
        if isinstance(criterion, AtLeast):
            next(sides).number_input(texts(f"filter.{name}"), 0, _HIGHEST, key=_kept(name))
        elif isinstance(criterion, Switch):
            next(sides).toggle(texts(f"filter.{name}"), key=_kept(name))


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
    active = {name: value for name, value in asked.wanted().items() if name not in _OWN_CONTROL}
    if not active:
        return
    with st.container(horizontal=True, key="active", vertical_alignment="center"):
        for name, value in active.items():
            st.button(
                f"{texts(f'filter.{name}')}: {_told(name, value, records, texts)}", icon=":material/close:",
                key=f"clear.{name}", on_click=clear, args=(name,),
            )  # fmt: skip


def _told(name: str, value: Any, records: Records, texts: Texts) -> str:
    criterion = CRITERIA[name]
    if name == "places":
        names = place_names(records, value)
        told = texts.joined([names.get(each, (each, each))[texts.language == "ar"] for each in value])
    elif isinstance(criterion, Choice):
        told = texts.joined([texts.of(criterion.names, each) for each in value])
    elif isinstance(criterion, Box):
        told = number(" ".join(f"{each:g}" for each in value), texts.language)
    elif isinstance(criterion, Switch):
        told = texts("filter.yes" if value else "filter.no")
    else:
        told = number(value, texts.language)
    # A button's label is Markdown: what a link put into it is shown, never read as markup.
    plain = "".join(f"\\{each}" if each in r"\`*_{}[]()<>#+-.!|~:$" else each for each in told)
    return plain if len(plain) <= 120 else f"{plain[:120]}…"
