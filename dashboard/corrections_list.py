"""Every correction of the book, newest first, on the page about the data; and the way to what was discarded."""

import html
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from dashboard.correction_history import change_text, made_text, undone_numbers, who_text
from dashboard.labels import label_of
from dashboard.rights import right
from dashboard.session import go, open_record
from dashboard.texts import Texts
from pipeline.corrections import Correction, CorrectionBook, book_path, holding
from pipeline.store import StoreError
from share.dates import number
from share.marking import plain, shortened

__all__ = ["show_corrections_list"]

_MOST_ROWS = 100
_MOST_DISCARDED = 30
_HEADS = ("number", "when", "who", "change", "reason", "incident")


def show_corrections_list(root: Path, texts: Texts) -> None:
    """The heading, the table, and a button for each incident that is discarded."""
    st.html(f'<h2 class="kh-section">{texts("correct.heading")}</h2>')
    try:
        entries = CorrectionBook(book_path(root)).all()
    except StoreError as error:
        st.html(f'<p class="kh-warn">{html.escape(plain(str(error)))}</p>')
        return
    if not entries:
        st.html(f"<p>{texts('correct.none')}</p>")
        return
    st.html(
        f'<p class="kh-note">{texts("correct.list_note")}</p>{_table(entries, texts, right(root).who is not None)}'
    )
    discarded = [each for each in reversed(holding(entries)) if each.kind == "discard"][:_MOST_DISCARDED]
    if discarded:
        st.html(f'<p class="kh-note">{texts("correct.discarded")}</p>')
    for each in discarded:
        st.button(
            label_of([each.record_id, made_text(each, texts), shortened(each.why, 80)]), key=f"discarded-{each.number}",
            type="tertiary", on_click=_open, args=(each.record_id,),
        )  # fmt: skip


def _table(entries: Sequence[Correction], texts: Texts, named: bool) -> str:
    undone = undone_numbers(entries)
    heads = "".join(f"<th scope='col'>{texts(f'correct.{each}')}</th>" for each in _HEADS)
    rows = []
    for entry in list(reversed(entries))[:_MOST_ROWS]:
        change = change_text(entry, texts) + (
            f" ({texts('correct.undone')})" if entry.number in undone else ""
        )
        cells = (
            number(entry.number, texts.language), made_text(entry, texts), who_text(entry, texts, named), change,
            shortened(entry.why, 200), entry.record_id,
        )  # fmt: skip
        rows.append(
            f"<tr>{''.join(f'<td><bdi>{html.escape(plain(each))}</bdi></td>' for each in cells)}</tr>"
        )
    return (
        f'<div class="kh-scroll" tabindex="0" role="region" aria-label="{texts("correct.heading")}">'
        f'<table class="kh-list" dir="{texts.direction}"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _open(record_id: str) -> None:
    open_record(record_id)
    go("map")
