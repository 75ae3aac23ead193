"""The timeline: attacks by month in the colours of their types, dragged to choose the months."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.controls import set_months
from dashboard.dates import month_text, number
from dashboard.map_layer import families
from dashboard.palette import COLOURS, FAMILIES
from dashboard.texts import Texts
from pipeline.filter import first_day, last_day
from pipeline.view import View

__all__ = ["show_timeline"]


def show_timeline(shown: View, texts: Texts) -> None:
    """The bars of what the filter shows at any date, with the chosen months marked."""
    months = shown.months(families(shown.records), len(FAMILIES))
    if len(months.counts) < 2:
        return  # one month needs no timeline
    keys = [
        f"{each // 12}-{each % 12 + 1:02d}" for each in range(months.start, months.start + len(months.counts))
    ]
    named = [month_text(int(key[:4]), int(key[5:]), texts.language) for key in keys]
    totals = months.counts.sum(axis=1).tolist()
    apart = int(months.apart.sum())
    content = {
        "dir": texts.direction,
        "label": texts("timeline.label"),
        "colours": COLOURS,
        "months": keys,
        "counts": months.counts.tolist(),
        "tips": [texts("timeline.bar", month=name, n=n) for name, n in zip(named, totals, strict=True)],
        "years": {key: number(key[:4], texts.language) for key in keys if key.endswith("-01")},
        "most": number(max(totals), texts.language),
        "chosen": [_month(shown.filter.since, first_day), _month(shown.filter.until, last_day)],
        "apart": texts("timeline.apart", n=apart) if apart else "",
        "apart_counts": months.apart.tolist(),
        "apart_note": texts("timeline.apart_note"),
    }

    def choosing() -> None:
        said = st.session_state["timeline"].get("range")
        if isinstance(said, list) and len(said) == 2 and all(each in (*keys, "") for each in said):
            set_months(*said)

    _component()(key="timeline", data=content, on_range_change=choosing)


def _month(text: str, day: Callable[[str], Any]) -> str:
    """The month that a date of the filter lies in, "" for none."""
    return f"{day(text):%Y-%m}" if text else ""


def _component() -> Callable[..., Any]:
    folder = Path(__file__).parent / "assets"
    return st.components.v2.component(
        "kharita_timeline",
        js=(folder / "timeline.js").read_text("utf-8"),
        css=(folder / "timeline.css").read_text("utf-8"),
    )
