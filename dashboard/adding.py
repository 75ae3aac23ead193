"""The page that adds articles: files or a pasted text, read on this machine and joined to the store."""

import datetime as dt
import html
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashboard.facts import place_text
from dashboard.labels import unmarked
from dashboard.rights import require, right
from dashboard.session import go, open_record
from dashboard.texts import Texts
from dashboard.unread import unread_text
from pipeline.build import BuildSummary, build
from pipeline.store import Store, StoreError, open_store
from share.dates import interval_text
from share.marking import plain, shortened

__all__ = ["read_again", "show_add"]

_RESULT = "add.result"
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Added:
    """What one addition brought: ids of new articles, their reports, and (file, reason, mend) refused."""

    articles: tuple[str, ...]
    reports: int
    refused: tuple[tuple[str, str, str], ...]


def show_add(out: Path, store: Store | None, texts: Texts) -> None:
    """The form, and below it what the last addition found and refused."""
    st.html(f'<h1 class="kh-title-line">{texts("add.heading")}</h1>')
    allowed = right()
    if allowed.who is None:
        st.html(allowed.html(texts))
        st.html(f'<p class="kh-note">{texts("add.by_command")}</p>')
        st.code(".venv/bin/python -m pipeline build PATH --add", language="bash")
        return
    st.html(f'<p class="kh-note">{texts("add.note")}</p>')
    st.html(
        f'<style>.st-key-add_form {{ --kh-drop: "{texts("add.drop")}"; --kh-browse: "{texts("add.browse")}"; }}</style>'
    )
    with st.container(key="add_form"), st.form("add", clear_on_submit=False, border=True):
        files = st.file_uploader(texts("add.files"), accept_multiple_files=True)
        text = st.text_area(texts("add.paste"), height=180, max_chars=2_000_000, key="add.text")
        columns = st.columns([2, 1, 1])
        title = columns[0].text_input(texts("add.title"), max_chars=500, key="add.title")
        published = columns[1].text_input(texts("add.published"), max_chars=10, key="add.published")
        outlet = columns[2].text_input(texts("add.outlet"), max_chars=100, key="add.outlet")
        asked = st.form_submit_button(texts("add.read"), type="primary")
    if asked:
        st.session_state.pop(_RESULT, None)
        typed = {"title": title, "text": text, "published": published, "source": outlet}
        if fault := _fault(files, typed):
            st.html(f'<p class="kh-warn" role="alert">{texts(fault)}</p>')
        else:
            _read(files, typed, out, texts)
    if store is not None and _RESULT in st.session_state:
        _show_result(st.session_state[_RESULT], store, texts)


def _fault(files: Sequence[Any], typed: dict[str, str]) -> str:
    """What keeps the form from being read, as the key of a text; "" for nothing."""
    text = typed["text"].strip()
    if not files and not text and not typed["title"].strip():
        return "add.nothing"
    if re.fullmatch(r"(https?://\S+\s*)+", text, re.IGNORECASE):
        return "add.only_link"
    if published := typed["published"].strip():
        try:
            dt.date.fromisoformat(published)
        except ValueError:
            return "add.bad_date"
    return ""


def _read(files: Sequence[Any], typed: dict[str, str], out: Path, texts: Texts) -> None:
    require()
    with tempfile.TemporaryDirectory(prefix="kharita-add-") as folder:
        paths = []
        for index, file in enumerate(files):
            # A folder each, so that two files of one name stay two, and the name alone is told in a refusal.
            name = re.sub(r"[^\w.()-]+", "_", Path(file.name).name)[-120:].lstrip(".") or "file"
            path = Path(folder) / str(index) / name
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
            paths.append(str(path))
        if typed["text"].strip() or typed["title"].strip():
            row = {name: value.strip() for name, value in typed.items() if value.strip()}
            path = Path(folder) / "pasted.jsonl"
            path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
            paths.append(str(path))
        before = _article_ids(out)
        summary = _build(paths, out, texts)
    if summary is None:
        return
    after = open_store(out)
    new = tuple(sorted(_article_ids(out) - before))
    owners = pc.is_in(after.reports(["article_id"]).column("article_id"), pa.array(new, pa.string()))
    refused = tuple((Path(each.path).name, each.reason, each.mend) for each in summary.rejects)
    st.session_state[_RESULT] = Added(new, int(pc.sum(owners).as_py() or 0), refused)
    st.rerun()


def read_again(out: Path, texts: Texts) -> bool:
    """Read every article of the store again, for a changed knowledge; whether it went well.

    NotAllowed for whoever may not change anything.
    """
    return _build([], out, texts) is not None


def _build(paths: list[str], out: Path, texts: Texts) -> BuildSummary | None:
    """The build of a store with more articles; an error is shown, and the store is then as it was."""
    require()
    bar = st.progress(0.0, texts("add.reading", n=0))
    known = len(_article_ids(out))
    done = 0

    def progress(n: int) -> None:
        nonlocal done
        done += n
        bar.progress(min(0.95, done / max(1, known + len(paths))), texts("add.reading", n=done))

    try:
        summary = build(paths, out, add=bool(known), progress=progress)
    except (StoreError, OSError, ValueError) as error:
        bar.empty()
        told = html.escape(plain(str(error))[:400])
        st.html(f'<p class="kh-warn" role="alert">{texts("add.failed", error=told)}</p>')
        return None
    bar.empty()
    return summary


def _article_ids(out: Path) -> set[str]:
    try:
        return set(open_store(out).table("articles", ["article_id"], ordered=False)["article_id"].to_pylist())
    except StoreError:
        return set()  # the first articles of a new store


def _show_result(added: Added, store: Store, texts: Texts) -> None:
    st.html(f"<h2 class='kh-section'>{texts('add.done')}</h2>")
    if not added.articles:
        st.html(f"<p>{texts('add.no_new')}</p>")
    else:
        found = texts(
            "add.found", articles=texts.count("state.articles", len(added.articles)),
            reports=texts.count("evidence.reports", added.reports),
        )  # fmt: skip
        st.html(f"<p>{found}{'' if added.reports else ' ' + texts('add.no_attack')}</p>")
        new = set(added.articles)
        if languages := unread_text(store, texts, new):
            st.html(f'<p class="kh-warn">{html.escape(texts("add.not_read", languages=languages))}</p>')
        records = [
            row
            for name in ("incidents", "series")
            for row in store.table(name).to_pylist()
            if new & set(row["article_ids"] or [])
        ]
        for row in records[:_MOST_SHOWN]:
            when = interval_text(row["date_start"], row["date_end"], row["weekday"], texts.language)
            kinds = texts.joined([texts.of("type", kind) for kind in row["attack_types"]])
            label = " · ".join((when, place_text(row, texts), kinds))
            st.button(
                unmarked(label), key=f"added.{row['record_id']}",
                icon=":material/arrow_forward:" if texts.language == "en" else ":material/arrow_back:",
                type="tertiary", on_click=_open, args=(row["record_id"],),
            )  # fmt: skip
    if added.refused:
        rows = "".join(
            f"<tr>{''.join(f'<td dir=auto>{html.escape(shortened(cell, 200))}</td>' for cell in each)}</tr>"
            for each in added.refused[:_MOST_SHOWN]
        )
        heads = "".join(f"<th scope=col>{texts(f'about.{name}')}</th>" for name in ("file", "reason", "mend"))
        st.html(
            f"<h2 class='kh-section'>{texts('add.refused')}</h2>"
            f"<table class='kh-list'><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        )


def _open(record_id: str) -> None:
    open_record(record_id)
    go("map")
