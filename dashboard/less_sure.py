"""The less sure reports: sentences that are likelier not to tell an attack, listed apart from the map and its counts."""

import html
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import streamlit as st

from dashboard.facts import place_text
from dashboard.texts import Texts
from pipeline.rows import RecordRow
from pipeline.store import Store, StoreError, open_store
from pipeline.view import UNDATED, Filter, Records, day_number, unmerged_records, view
from share.dates import interval_text, number
from share.marking import plain, safe_url, shortened

__all__ = ["less_sure_html", "newest_first", "show_less_sure"]

MOST = 100
_LONGEST = 600  # letters of a sentence


def show_less_sure(store: Store, asked: Filter, texts: Texts) -> None:
    """The switch and, once it is on, the less sure reports that the filter shows, the newest first.

    Nothing is read of the store before somebody asks for it.
    """
    if not st.toggle(texts("less.heading"), key="less_sure", help=texts("less.note")):
        return
    try:
        records = _unmerged(
            str(store.folder), f"{store.manifest.get('built_at')} {store.manifest.get('data_hash')}"
        )
        rows = newest_first(records, view(records, asked).rows)
        shown: list[RecordRow] = records.table.take(rows[:MOST]).to_pylist()
        articles = store.rows(
            "articles", "article_id", [each["article_ids"][0] for each in shown], ["article_id", "url"]
        )
    except StoreError as error:
        st.error(str(error))
        return
    urls = {each["article_id"]: each["url"] for each in articles}
    st.html(less_sure_html(shown, len(rows), urls, texts))


@st.cache_resource(max_entries=2, show_spinner=False)
def _unmerged(folder: str, built: str) -> Records:
    # `built` tells a build from another of the same name, in a store that was made anew.
    return unmerged_records(open_store(Path(folder)))


def newest_first(records: Records, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The rows by their last day, where that is not known by their publication; those without either come last."""
    days = records.end[rows].astype(np.int64)
    published = records.table.column("last_published").take(rows).to_pylist()
    told = np.array([UNDATED if each is None else day_number(each) for each in published], dtype=np.int64)
    return rows[np.argsort(-np.where(days == UNDATED, told, days), kind="stable")]


def less_sure_html(shown: Sequence[RecordRow], n: int, urls: dict[str, str], texts: Texts) -> str:
    """The list of reports as records of their own, of `n` in all; everything in it is escaped."""
    told = "".join(_report(each, urls.get(each["article_ids"][0], ""), texts) for each in shown)
    more = f'<p class="kh-note">{texts("less.more", n=n - len(shown))}</p>' if n > len(shown) else ""
    count = texts.count("less.count", n)
    return (
        f'<section class="kh-less" dir="{texts.direction}" aria-label="{_text(texts("less.heading"))}">'
        f'<h4 class="kh-count">{_text(count)}</h4><p class="kh-note">{_text(texts("less.note"))}</p>{told}{more}</section>'
    )


def _report(row: RecordRow, url: str, texts: Texts) -> str:
    """A sentence with where and when it tells of, how likely that is, and who published it."""
    percent = (
        f"{number(round(100 * row['confidence']), texts.language)}{'٪' if texts.language == 'ar' else '%'}"
    )
    kinds = texts.joined([texts.of("type", each) for each in row["attack_types"]])
    when = interval_text(row["date_start"], row["date_end"], row["weekday"], texts.language)
    outlet = shortened((row["sources"] or ["—"])[0], 60)
    parts = [
        f"<b>{_text(texts('less.likely', percent=percent))}</b>",
        f"<bdi>{_text(place_text(row, texts))}</bdi>", f"<span>{_text(when)}</span>", f"<span>{_text(kinds)}</span>",
        f"<bdi>{_text(outlet)}</bdi>",
    ]  # fmt: skip
    if safe := safe_url(url):
        parts.append(
            f'<a href="{safe}" target="_blank" rel="noopener noreferrer nofollow">{_text(texts("evidence.read_at"))} ↗</a>'
        )
    listed = '<span class="kh-dot">·</span>'.join(parts)
    sentence = _text(shortened(row["summary_en"], _LONGEST))
    return (
        f'<article class="kh-report"><blockquote dir="auto">{sentence}</blockquote>'
        f'<p class="kh-source" dir="{texts.direction}">{listed}</p></article>'
    )


def _text(text: str) -> str:
    return html.escape(plain(text), quote=True)
