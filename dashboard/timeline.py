"""The timeline: attacks by day, week or month in the colours of their types, dragged or played through."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import controls
from dashboard.texts import Texts
from pipeline.view import UNITS, Bars, View, bar_days, bar_number, first_day, last_day
from share.dates import day_text, month_text, number
from share.palette import families, palette

__all__ = ["PLAYING_KEY", "UNIT_KEY", "presets", "show_timeline"]

UNIT_KEY = "bars"
PLAYING_KEY = "playing"  # set by a step of the playback, which leaves no trace in the browser's history
_WINDOW_KEY = "timeline.window"
# More bars than this are too thin to be told apart or dragged over.
MOST_BARS = 380


def show_timeline(shown: View, texts: Texts) -> None:
    """The presets, and the bars of what the filter shows at any date with the chosen ones marked."""
    unit = str(st.session_state.get(UNIT_KEY) or "month")
    bars = shown.bars(families(shown.records), len(palette().families), unit)
    _show_choices(shown, texts)
    if len(bars.counts) < 2:
        return  # one bar needs no timeline
    first, count = _window(bars, shown)
    _component()(
        key="timeline",
        data=_content(bars, first, count, shown, texts),
        on_range_change=lambda: _choose("range"),
        on_step_change=lambda: _choose("step"),
    )


def presets(shown: View) -> dict[str, tuple[str, str]]:
    """The periods offered by name, as the filter writes them; "all" alone where no report has a date."""
    newest = shown.records.newest
    if newest is None:
        return {"all": ("", "")}
    since = newest - dt.timedelta(29)
    year = f"{newest:%Y}"
    return {"days": (since.isoformat(), newest.isoformat()), "year": (year, year), "all": ("", "")}


def _show_choices(shown: View, texts: Texts) -> None:
    offered = presets(shown)
    asked = (shown.filter.since, shown.filter.until)
    state = st.session_state
    state["preset"] = next((name for name, period in offered.items() if period == asked), None)
    state[UNIT_KEY] = state.get(UNIT_KEY) or "month"

    def choose() -> None:
        if chosen := state["preset"]:
            controls.set_months(*offered[chosen])

    named = {"year": {"year": number(offered.get("year", ("", ""))[0], texts.language)}}
    with st.container(horizontal=True, vertical_alignment="center", key="timebar"):
        st.pills(
            texts("timeline.presets"), list(offered), key="preset", label_visibility="collapsed", on_change=choose,
            format_func=lambda each: texts(f"timeline.preset_{each}", **named.get(each, {})),
        )  # fmt: skip
        st.segmented_control(
            texts("timeline.unit"), UNITS, key=UNIT_KEY, label_visibility="collapsed", required=True,
            format_func=lambda each: texts(f"timeline.unit_{each}"),
        )  # fmt: skip
        controls.show_exact(texts)


def _window(bars: Bars, shown: View) -> tuple[int, int]:
    """Which bars to draw, as the first one's index and how many: all, or those around what is chosen.

    The window stays where it is as long as the chosen period lies in it, so that dragging does not move it.
    """
    n = len(bars.counts)
    if n <= MOST_BARS:
        return 0, n
    since, until = _chosen(bars, shown)
    kept = st.session_state.get(_WINDOW_KEY)
    if kept and kept[0] == bars.unit:
        first = kept[1] - bars.start
        if (
            0 <= first <= n - MOST_BARS
            and first <= max(since, until - MOST_BARS + 1)
            and until < first + MOST_BARS
        ):
            return first, MOST_BARS
    first = max(0, min(until, n - 1) - MOST_BARS + 1)
    st.session_state[_WINDOW_KEY] = (bars.unit, first + bars.start)
    return first, MOST_BARS


def _chosen(bars: Bars, shown: View) -> tuple[int, int]:
    """The first and the last chosen bar as indices, which may lie outside."""
    since, until = shown.filter.since, shown.filter.until
    return (
        bar_number(first_day(since), bars.unit) - bars.start if since else 0,
        bar_number(last_day(until), bars.unit) - bars.start if until else len(bars.counts) - 1,
    )


def _content(bars: Bars, first: int, count: int, shown: View, texts: Texts) -> dict[str, object]:
    days = [bar_days(bars.start + first + each, bars.unit) for each in range(count)]
    counts = bars.counts[first : first + count]
    totals = counts.sum(axis=1).tolist()
    apart = int(bars.apart.sum())
    named = [_named(start, end, bars.unit, texts) for start, end in days]
    since, until = (each - first for each in _chosen(bars, shown))
    chosen = [max(0, since), min(count - 1, until)] if shown.filter.since or shown.filter.until else None
    part = count < len(bars.counts)
    return {
        "dir": texts.direction,
        "label": texts(f"timeline.label_{bars.unit}"),
        "colours": palette().colours,
        "bars": [[_written(start, bars.unit), _written(end, bars.unit)] for start, end in days],
        "counts": counts.tolist(),
        "tips": [texts("timeline.bar", month=name, n=n) for name, n in zip(named, totals, strict=True)],
        "ticks": _ticks(days, bars.unit, texts),
        "most": number(max(totals), texts.language),
        "chosen": chosen,
        "part": texts("timeline.part", **{"from": named[0], "to": named[-1]}) if part else "",
        "apart": texts(f"timeline.apart_{bars.unit}", n=apart) if apart else "",
        "apart_counts": bars.apart.tolist(),
        "apart_note": texts("timeline.apart_note"),
        "words": {name: texts(f"timeline.{name}") for name in ("play", "pause", "back", "forward")},
    }


def _ticks(days: list[tuple[dt.date, dt.date]], unit: str, texts: Texts) -> list[tuple[int, str]]:
    """The bars that carry a label: each January of months, the first bar of each month of days or weeks."""
    if unit == "month" and len(days) > 18:
        return [
            (i, number(f"{start:%Y}", texts.language))
            for i, (start, _) in enumerate(days)
            if start.month == 1
        ]
    months = [(start.year, start.month) for start, _ in days]
    return [
        (i, month_text(*month, texts.language))
        for i, month in enumerate(months)
        if i == 0 or months[i - 1] != month
    ]


def _named(start: dt.date, end: dt.date, unit: str, texts: Texts) -> str:
    if unit == "month":
        return month_text(start.year, start.month, texts.language)
    days = dict.fromkeys(day_text(each, texts.language) for each in (start, end))
    return " – ".join(days)


def _written(day: dt.date, unit: str) -> str:
    """A day as the filter writes the edge of a bar."""
    return f"{day:%Y-%m}" if unit == "month" else day.isoformat()


def _choose(trigger: str) -> None:
    """Take the period that was dragged over, or that the playback came to."""
    said = st.session_state["timeline"].get(trigger)
    if not (isinstance(said, list) and len(said) == 2 and all(isinstance(each, str) for each in said)):
        return
    try:
        for each in filter(None, said):
            first_day(each)
    except ValueError:
        return  # not a bar's edge; the page stays as it is
    controls.set_months(*said)
    st.session_state[PLAYING_KEY] = trigger == "step"


def _component() -> Callable[..., Any]:
    folder = Path(__file__).parent / "assets"
    return st.components.v2.component(
        "kharita_timeline",
        js=(folder / "timeline.js").read_text("utf-8"),
        css=(folder / "timeline.css").read_text("utf-8"),
    )
