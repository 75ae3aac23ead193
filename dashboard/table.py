"""The table: what the map shows, a page of rows at a time, sortable, and openable like the marks."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard.facts import place_text
from dashboard.texts import Texts
from pipeline.rows import RecordRow
from pipeline.view import Records, View
from share.dates import interval_text, number
from share.marking import shortened
from share.palette import colour_of

__all__ = ["PAGE_ROWS", "ordered_rows", "show_table"]

PAGE_ROWS = 25
COLUMNS = ("date", "place", "type", "outcome", "actor", "killed", "sources")
SORTED = ("date", "place", "killed", "sources")
_NUMERIC = ("killed", "sources")


def ordered_rows(shown: View, key: str, descending: bool, language: str) -> npt.NDArray[np.intp]:
    """The shown rows by one column; unknown values come last either way."""
    records, rows = shown.records, shown.rows
    if key == "place":
        column = records.columns[f"place_name_{language}"]
        ranks = np.empty(len(column.values), dtype=np.int64)
        ranks[np.array(sorted(range(len(ranks)), key=lambda code: column.values[code]), dtype=np.int64)] = (
            np.arange(len(ranks))
        )
        values = ranks[column.codes[rows]] if len(ranks) else np.zeros(0)
        missing = column.keep(("none",))[rows]
    else:
        values = {"date": records.end, "killed": records.killed, "sources": records.n_sources}[key][
            rows
        ].astype(np.int64)
        missing = values < 0 if key == "killed" else np.zeros(len(rows), dtype=np.bool_)
    return rows[np.lexsort((-values if descending else values, missing))]


def show_table(shown: View, opened: str | None, texts: Texts, on_open: Callable[[str], None]) -> None:
    """A page of the shown records; choosing a row calls `on_open` with its id."""
    state = st.session_state
    key, descending = state.get("table.sort", "date"), state.get("table.descending", True)
    rows = ordered_rows(shown, key, descending, texts.language)
    if not len(rows):
        st.html(f'<p class="kh-note">{texts("table.empty")}</p>')
        return
    last_page = (len(rows) - 1) // PAGE_ROWS
    page = min(max(0, int(state.get("table.page", 0))), last_page)
    on_page = rows[page * PAGE_ROWS : (page + 1) * PAGE_ROWS]
    content = {
        "dir": texts.direction,
        "label": texts("table.heading"),
        "open": opened,
        "sort": key,
        "descending": descending,
        "columns": [
            {
                "key": each,
                "label": texts(f"table.{each}"),
                "sortable": each in SORTED,
                "numeric": each in _NUMERIC,
            }
            for each in COLUMNS
        ],
        "rows": [_row(each, texts) for each in records_of(shown.records, on_page)],
    }

    def opening() -> None:
        if chosen := state["table"].get("open"):
            on_open(chosen)

    def sorting() -> None:
        asked = state["table"].get("sort")
        if asked in SORTED:
            state["table.descending"] = not descending if asked == key else asked != "place"
            state["table.sort"], state["table.page"] = asked, 0

    _component()(key="table", data=content, on_open_change=opening, on_sort_change=sorting)
    _pager(page, last_page, len(rows), texts)


def records_of(records: Records, rows: npt.NDArray[np.intp]) -> list[RecordRow]:
    """The given records as stored."""
    found: list[RecordRow] = records.table.take(rows).to_pylist()
    return found


def _row(record: RecordRow, texts: Texts) -> dict[str, object]:
    killed = record["killed"] if record["killed"] is not None else record["killed_min"]
    kinds = record["attack_types"] or []
    return {
        "id": record["record_id"],
        "colours": list(dict.fromkeys(colour_of(kind) for kind in kinds)),
        "outcome": record["outcome"],
        "series": record["record"] == "series",
        "sample": texts("evidence.sample") if record["sample"] else "",
        "cells": [
            interval_text(record["date_start"], record["date_end"], record["weekday"], texts.language),
            place_text(record, texts),
            texts.joined([texts.of("type", kind) for kind in kinds]),
            texts.of("record", "series")
            if record["record"] == "series"
            else texts.of("outcome", record["outcome"]),
            shortened(texts.joined([texts.of("actor", each) for each in record["actors"] or []]), 60),
            "" if killed is None else number(killed, texts.language),
            number(record["n_sources"] or 0, texts.language),
        ],
    }


def _pager(page: int, last_page: int, n: int, texts: Texts) -> None:
    if not last_page:
        return

    def turn(to: int) -> None:
        st.session_state["table.page"] = to

    with st.container(
        horizontal=True, horizontal_alignment="center", vertical_alignment="center", key="pager"
    ):
        back, on = (
            ("chevron_right", "chevron_left") if texts.language == "ar" else ("chevron_left", "chevron_right")
        )
        st.button(
            texts("table.previous"),
            icon=f":material/{back}:",
            key="page_back",
            type="tertiary",
            on_click=turn,
            args=(page - 1,),
            disabled=page == 0,
        )
        first, last = page * PAGE_ROWS + 1, min(n, (page + 1) * PAGE_ROWS)
        st.html(
            f'<span class="kh-note">{texts("table.page", **{"from": first, "to": last, "n": n})}</span>',
            width="content",
        )
        st.button(
            texts("table.next"),
            icon=f":material/{on}:",
            key="page_on",
            type="tertiary",
            icon_position="right",
            on_click=turn,
            args=(page + 1,),
            disabled=page == last_page,
        )


def _component() -> Callable[..., Any]:
    folder = Path(__file__).parent / "assets"
    return st.components.v2.component(
        "kharita_table",
        js=(folder / "table.js").read_text("utf-8"),
        css=(folder / "table.css").read_text("utf-8"),
    )
