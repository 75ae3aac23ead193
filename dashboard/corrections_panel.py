"""The corrections panel: what was changed on an incident, by whom and why, and the form to change it.

`show_corrections` draws it beside the evidence, `show_discarded` in place of an incident that was taken out.
Who may is `dashboard.rights`' affair: it is asked when the form is drawn and again by `send_correction`.
"""

import datetime as dt
import html
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashboard.correction_controls import KINDS, Desk, show_controls
from dashboard.correction_history import change_text, entry_html, made_text, undone_numbers, who_text
from dashboard.evidence import load_reports
from dashboard.rights import NotAllowed, require, right
from dashboard.session import FOLLOW_KEY
from dashboard.texts import Texts
from pipeline.corrections import (
    Corrected,
    Correction,
    CorrectionBook,
    CorrectionConflict,
    anchor_of,
    anchors_of,
    book_path,
    correct,
    holding,
)
from pipeline.merging.lasting_ids import resolve_id
from pipeline.rows import ArticleRow, RecordRow, ReportRow
from pipeline.store import Store, StoreError, open_store
from pipeline.view import Records
from share.marking import plain

__all__ = ["send_correction", "show_changed", "show_corrections", "show_discarded"]

_SEEN, _SAVED, _FORM = "correct.seen", "correct.saved", "correct.form"
_CHANGING = ("move", "date", "type", "split", "join")


def send_correction(
    store: Store, book: CorrectionBook, record: Corrected, kind: str, *, why: str = "", seen: int,
    what: Mapping[str, object] | None = None, part: Sequence[str] = (), root: Path,
) -> Correction:  # fmt: skip
    """Add a correction in the name of whoever looks at the page; NotAllowed where they may not correct.

    Otherwise as `pipeline.corrections.apply.correct`; `part` are report ids.
    """
    who = require(root)
    return correct(store, book, record, kind, who=who, why=why, seen=seen, what=what, part_report_ids=part)


def show_corrections(
    record: RecordRow, texts: Texts, store: Store, records: Records, root: Path,
    reports: Sequence[tuple[ReportRow, ArticleRow]] | None = None,
) -> None:  # fmt: skip
    """Draw what was corrected on a record, and the form to correct it for those who may.

    `record` is a row as `Records.record` gives it, `reports` those of it that the page shows, with their articles.
    """
    book = CorrectionBook(book_path(root))
    try:
        history = book.history(_anchors(str(store.folder), tuple(record["report_ids"])))
        shown = load_reports(store, record) if reports is None else reports
    except StoreError as error:
        _say_failed(error, texts)
        return
    _seen(record, book)
    label = texts("correct.heading_n", n=len(history)) if history else texts("correct.heading")
    saved = st.session_state.pop(_SAVED, "")
    with st.expander(label, icon=":material/edit_note:", expanded=bool(saved), key="corrections"):
        if saved:
            st.html(f'<p class="kh-done" role="status">{texts(saved)}</p>')
        desk = Desk(
            record, records, shown, texts, root / "data", store.manifest.get("aliases", {}), _form(record)
        )
        _show_desk(desk, history, store, book, root)


def show_changed(record: RecordRow, texts: Texts, store: Store, root: Path) -> None:
    """Draw one line where a person changed what was read of a record; nothing where nobody did."""
    try:
        history = CorrectionBook(book_path(root)).history(
            _anchors(str(store.folder), tuple(record["report_ids"]))
        )
    except StoreError:
        return  # the panel below says what is wrong with the book
    kinds = [each.kind for each in holding(history) if each.kind in _CHANGING]
    if kinds:
        named = texts.joined([texts.of("correct_what", each) for each in dict.fromkeys(kinds)])
        st.html(f'<p class="kh-note kh-changed">{texts("correct.changed", what=named)}</p>')


def show_discarded(record_id: str, texts: Texts, store: Store, root: Path) -> bool:
    """What discarded the record of this id, with its undoing; False where no correction did."""
    book = CorrectionBook(book_path(root))
    try:
        entries = book.all()
    except StoreError as error:
        _say_failed(error, texts)
        return False
    aliases = store.manifest.get("aliases", {})
    found = [
        each for each in holding(entries)
        if each.kind == "discard" and record_id in (each.record_id, resolve_id(each.record_id, aliases))
    ]  # fmt: skip
    if not found:
        return False
    entry = found[-1]
    st.html(f'<p class="kh-warn">{texts("correct.is_discarded")}</p>')
    about = entry.what.get("about", {})
    record: Corrected = {
        "record_id": entry.record_id, "report_ids": _reports_of(store, entry.anchors),
        "place_id": about.get("place_id"), "date_start": _day_of(about.get("date_start", "")),
    }  # fmt: skip
    history = [each for each in entries if each.touched & set(entry.anchors)]
    _seen(record, book)
    _show_history(history, record, texts, store, book, root)
    return True


def _day_of(text: str) -> dt.date | None:
    """The day that a correction was made about; None where there was none."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _form(record: Corrected) -> str:
    """What sets the form's controls apart: another after each record, and after each correction saved."""
    return f"{record['record_id']}-{st.session_state.get(_FORM, 0)}"


@st.fragment
def _show_desk(desk: Desk, history: list[Correction], store: Store, book: CorrectionBook, root: Path) -> None:
    """The history and the form; what is typed in it redraws only this."""
    _show_history(history, desk.record, desk.texts, store, book, root)
    allowed = right(root)
    if allowed.who is None:
        st.html(allowed.html(desk.texts))
        return
    texts = desk.texts
    kinds = [each for each in KINDS if each != "split" or len(desk.record["report_ids"]) > 1]
    kind = st.selectbox(
        texts("correct.kind"),
        kinds,
        key=desk.key("kind"),
        format_func=lambda each: texts.of("correct_kind", each),
    )
    asked = show_controls(kind, desk)
    reason = {"note": "correct.note", "verify": "correct.why_maybe"}.get(kind, "correct.why")
    why = st.text_area(texts(reason), key=desk.key("why"), max_chars=2000, height=90)
    if not st.button(texts("correct.save"), key=desk.key("save"), type="primary"):
        return
    fault = asked.fault or ("correct.no_why" if kind != "verify" and not why.strip() else "")
    if fault:
        st.html(f'<p class="kh-warn" role="alert">{texts(fault)}</p>')
        return
    _send(desk.record, kind, texts, store, book, root, why=why, what=asked.what, part=asked.part)


def _send(
    record: Corrected, kind: str, texts: Texts, store: Store, book: CorrectionBook, root: Path, *,
    why: str = "", what: Mapping[str, object] | None = None, part: Sequence[str] = (),
) -> None:  # fmt: skip
    """Save, and draw the page again with the change; or say why it was not saved."""
    try:
        entry = send_correction(
            store, book, record, kind, why=why, seen=_seen(record, book), what=what, part=part, root=root
        )
    except CorrectionConflict as conflict:
        _say_conflict(conflict, texts)
        st.session_state[_SEEN] = (record["record_id"], _last(book))
    except NotAllowed as refused:
        st.html(refused.refused.html(texts))
    except StoreError as error:
        _say_failed(error, texts)
    else:
        state = st.session_state
        state[_SEEN] = (record["record_id"], entry.number)
        state[_FORM] = state.get(_FORM, 0) + 1
        state[_SAVED] = "correct.undone_now" if kind == "undo" else "correct.saved"
        # An incident may have another id now; one of its reports leads to it.
        kept = [each for each in record["report_ids"] if kind != "split" or each not in part]
        state[FOLLOW_KEY] = kept[0] if kept else None
        st.rerun()


def _seen(record: Corrected, book: CorrectionBook) -> int:
    """The last number of the book when this person opened this record: what they have seen of it."""
    state = st.session_state
    if state.get(_SEEN, ("", 0))[0] != record["record_id"]:
        state[_SEEN] = (record["record_id"], _last(book))
    return int(state[_SEEN][1])


def _last(book: CorrectionBook) -> int:
    return max((each.number for each in book.all()), default=0)


def _show_history(
    history: Sequence[Correction],
    record: Corrected,
    texts: Texts,
    store: Store,
    book: CorrectionBook,
    root: Path,
) -> None:
    """Every entry, the newest last, each that holds with its undoing for those who may."""
    undone, may = undone_numbers(history), right(root).who is not None
    if not history:
        st.html(f'<p class="kh-note">{texts("correct.none")}</p>')
    for each in history:
        done = each.number in undone
        st.html(entry_html(each, done, texts, named=may))
        if may and each.kind != "undo" and not done:
            label = texts("correct.undo_n", n=each.number)
            if st.button(label, key=f"undo-{each.number}", icon=":material/undo:", type="tertiary"):
                _send(record, "undo", texts, store, book, root, what={"number": each.number})


def _say_conflict(conflict: CorrectionConflict, texts: Texts) -> None:
    if not conflict.others:
        st.html(f'<p class="kh-warn" role="alert">{texts("correct.rebuilt")}</p>')
        return
    last = conflict.others[-1]
    told = {
        "who": who_text(last, texts, named=True), "when": made_text(last, texts), "what": change_text(last, texts), "why": last.why,
    }  # fmt: skip
    safe = {name: f"<bdi>{html.escape(plain(text))}</bdi>" for name, text in told.items()}
    st.html(f'<p class="kh-warn" role="alert">{texts("correct.conflict", **safe)}</p>')


def _say_failed(error: StoreError, texts: Texts) -> None:
    told = f'<bdi dir="ltr">{html.escape(plain(str(error))[:400])}</bdi>'
    st.html(f'<p class="kh-warn" role="alert">{texts("correct.failed", error=told)}</p>')


@st.cache_data(max_entries=64, show_spinner=False)
def _anchors(folder: str, report_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The sentences of a record; cached, since all quotes are looked through for them."""
    return anchors_of(open_store(Path(folder)), report_ids)


def _reports_of(store: Store, anchors: Iterable[str]) -> list[str]:
    """The ids of the reports that rest on these sentences."""
    wanted = set(anchors)
    papers = pa.array(sorted({each.rpartition(":")[0] for each in wanted}), pa.string())
    table = store.reports(["report_id", "article_id", "quote"])
    rows = table.filter(pc.is_in(table.column("article_id"), value_set=papers)).to_pylist()
    return [row["report_id"] for row in rows if anchor_of(row["article_id"], row["quote"] or "") in wanted]
