"""The corrections panel: who may change an incident, how, and what was changed before.

`show_corrections` draws it beside the evidence. The right to change is asked for when the panel is drawn and
again when a change is sent, so that a call without the control is refused too.
"""

import ipaddress
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.texts import Texts
from pipeline.correcting import anchors_of, correct
from pipeline.corrections import Correction, CorrectionBook, CorrectionConflict, CorrectionError, book_path
from pipeline.model import ATTACK_TYPES, GEO_PRECISIONS
from pipeline.store import Store, StoreError, open_store

__all__ = ["editor_name", "editors", "is_loopback", "may_correct", "send_correction", "show_corrections"]

ROOT = Path(__file__).resolve().parent.parent
LOCAL_EDITOR = "local analyst"

# The panel's own words; its place among the rest of the interface is dashboard/texts.toml's affair.
_WORDS = {
    "heading": ("Corrections", "التصحيحات"), "kind": ("What to correct", "ما الذي يُصحَّح"),
    "move": ("Move the dot", "نقل الموقع"), "date": ("Change the date", "تغيير التاريخ"),
    "type": ("Change the attack type", "تغيير نوع الهجوم"), "split": ("Split off reports", "فصل تقارير"),
    "join": ("Join with another incident", "ضم إلى حادثة أخرى"), "discard": ("Discard", "استبعاد"),
    "verify": ("Mark as verified", "اعتماد بعد التحقق"), "note": ("Add a note", "إضافة ملاحظة"), "undo": ("Undo", "تراجع"),
    "why": ("Why: what do you know, and from where?", "لماذا: ماذا تعرف، ومن أي مصدر؟"), "send": ("Save", "حفظ"),
    "lat": ("Latitude", "خط العرض"), "lon": ("Longitude", "خط الطول"), "precision": ("Precision", "الدقة"),
    "start": ("First day", "أول يوم"), "end": ("Last day", "آخر يوم"), "types": ("Types", "الأنواع"),
    "reports": ("Reports to split off", "التقارير المفصولة"), "other": ("Id of the other incident", "معرّف الحادثة الأخرى"),
    "saved": ("Saved. It shows at once and after every rebuild.", "حُفظ. يظهر فورًا وبعد كل إعادة بناء."),
    "refused": ("You may look, but not correct, here.", "يمكنك الاطلاع هنا دون التصحيح."),
    "undone": ("undone", "أُلغي"), "none": ("No corrections yet.", "لا تصحيحات بعد."),
}  # fmt: skip


def is_loopback(address: str | None) -> bool:
    """Whether a server bound to `address` is reached from this machine alone; no address means everywhere."""
    if not address:
        return False
    if address.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False


def editors(path: Path) -> frozenset[str]:
    """The e-mail addresses that `path` lists under `editors`, folded; none where it is missing or damaged."""
    try:
        listed = tomllib.loads(path.read_text("utf-8")).get("editors", [])
    except (OSError, ValueError):
        return frozenset()  # whoever cannot be read for sure may not write
    if not isinstance(listed, list):
        return frozenset()
    return frozenset(each.strip().casefold() for each in listed if isinstance(each, str) and "@" in each)


def may_correct(
    address: str | None, headers: Mapping[str, str], user: Mapping[str, Any], listed: frozenset[str]
) -> bool:
    """Whether a visitor may change anything: on a loopback server, or signed in and among the editors.

    A request that a proxy forwarded is not from this machine, whatever the server is bound to.
    """
    forwarded = any(name.casefold() in ("forwarded", "x-forwarded-for", "x-real-ip") for name in headers)
    if is_loopback(address) and not forwarded:
        return True
    mail = user.get("email")
    signed_in = (
        bool(user.get("is_logged_in")) and isinstance(mail, str) and user.get("email_verified") is not False
    )
    return signed_in and str(mail).strip().casefold() in listed


def editor_name(root: Path = ROOT) -> str | None:
    """Under which name this visitor may correct, or None where they may not."""
    user: dict[str, Any] = dict(st.user) if st.user else {}
    listed = editors(root / "data" / "local" / "editors.toml")
    if not may_correct(st.get_option("server.address"), dict(st.context.headers), user, listed):
        return None
    return str(user["email"]) if user.get("is_logged_in") and user.get("email") else LOCAL_EDITOR


def send_correction(
    store: Store, book: CorrectionBook, record: Mapping[str, Any], kind: str, why: str, seen: int,
    what: Mapping[str, Any], part: list[str], who: str | None,
) -> Correction:  # fmt: skip
    """Add a correction in the name of `who`; CorrectionError where nobody with the right to it asks."""
    if who is None:
        raise CorrectionError(
            "Only an editor may correct: sign in, or open the page on the server's own machine."
        )
    return correct(store, book, record, kind, who=who, why=why, seen=seen, what=what, part_report_ids=part)


def show_corrections(
    record: Mapping[str, Any], texts: Texts, store: Store | None = None, root: Path = ROOT
) -> None:
    """What was corrected on a record, and the form to correct it for those who may.

    `record` is a row as `Records.record` gives it. After a correction the page must load its records with
    `pipeline.correcting.corrected_records` to show it.
    """
    word = _words(texts)
    try:
        opened = store or open_store(root / "data" / "build")
        book = CorrectionBook(book_path(root))
        anchors = anchors_of(opened, record["report_ids"])
        history = book.history(anchors)
    except StoreError as error:
        st.warning(str(error))
        return
    with st.expander(word("heading"), icon=":material/edit_note:"):
        _show_history(history, word)
        who = editor_name(root)
        if who is None:
            st.caption(word("refused"))
            return
        # The version that this person saw when the panel was opened, not the one of a later rerun.
        seen_key = f"corrections.seen.{record['record_id']}"
        latest = max((each.number for each in history), default=0)
        seen = st.session_state.setdefault(seen_key, latest)
        _show_form(record, history, word, opened, book, root, seen, seen_key)


def _words(texts: Texts) -> Callable[[str], str]:
    column = 1 if texts.language == "ar" else 0
    return lambda name: _WORDS[name][column]


def _show_history(history: list[Correction], word: Callable[[str], str]) -> None:
    undone = {each.what["number"] for each in history if each.kind == "undo"}
    for each in history:
        mark = f" ({word('undone')})" if each.number in undone else ""
        # Plain text: what people write is never read as markup.
        st.text(f"{each.number}. {each.made_at} · {each.who} · {word(each.kind)}{mark}\n{each.why}")
    if not history:
        st.caption(word("none"))


def _show_form(
    record: Mapping[str, Any], history: list[Correction], word: Callable[[str], str], store: Store,
    book: CorrectionBook, root: Path, seen: int, seen_key: str,
) -> None:  # fmt: skip
    undone = {each.what["number"] for each in history if each.kind == "undo"}
    open_entries = [each.number for each in history if each.kind != "undo" and each.number not in undone]
    kinds = ["move", "date", "type", "join", "discard", "verify", "note"]
    kinds += ["split"] if len(record["report_ids"]) > 1 else []
    kinds += ["undo"] if open_entries else []
    kind = st.selectbox(word("kind"), kinds, format_func=word, key="correction_kind")
    what, part = _values(kind, record, open_entries, word, store)
    why = st.text_area(word("why"), key="correction_why", max_chars=2000)
    if not st.button(word("send"), key="correction_send", type="primary"):
        return
    try:
        # Asked again: the right may have ended since the form was drawn.
        entry = send_correction(store, book, record, kind, why, seen, what, part, editor_name(root))
    except CorrectionConflict as conflict:
        st.session_state[seen_key] = max((each.number for each in conflict.others), default=seen)
        st.error(str(conflict))
    except StoreError as error:
        st.error(str(error))
    else:
        st.session_state[seen_key] = entry.number
        st.success(word("saved"))


def _values(
    kind: str, record: Mapping[str, Any], open_entries: list[int], word: Callable[[str], str], store: Store
) -> tuple[dict[str, Any], list[str]]:
    """The controls of one kind of correction, and what is in them."""
    if kind == "move":
        lat = st.number_input(
            word("lat"), -90.0, 90.0, float(record["lat"] or 0), format="%.5f", key="correction_lat"
        )
        lon = st.number_input(
            word("lon"), -180.0, 180.0, float(record["lon"] or 0), format="%.5f", key="correction_lon"
        )
        fineness = st.selectbox(word("precision"), GEO_PRECISIONS, key="correction_precision")
        return {"lat": lat, "lon": lon, "geo_precision": fineness}, []
    if kind == "date":
        start = st.date_input(word("start"), record["date_start"], key="correction_start")
        end = st.date_input(word("end"), record["date_end"], key="correction_end")
        return {"start": str(start), "end": str(end)}, []
    if kind == "type":
        return {
            "types": st.multiselect(
                word("types"), ATTACK_TYPES, record["attack_types"], key="correction_types"
            )
        }, []
    if kind == "split":
        return {}, st.multiselect(word("reports"), list(record["report_ids"]), key="correction_reports")
    if kind == "join":
        other = st.text_input(word("other"), key="correction_other").strip()
        rows = store.table("incidents", ["record_id", "report_ids"]).to_pylist() if other else []
        return {}, next((row["report_ids"] for row in rows if row["record_id"] == other), [])
    if kind == "undo":
        return {"number": st.selectbox(word("undo"), open_entries, key="correction_number")}, []
    return {}, []
