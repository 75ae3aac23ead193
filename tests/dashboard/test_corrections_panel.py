"""Who may correct, and that nobody else can, even past the controls."""

from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from dashboard.corrections_panel import editors, is_loopback, may_correct, send_correction
from pipeline.correcting import corrected_records
from pipeline.corrections import CorrectionBook, CorrectionError, book_path
from pipeline.merge import merge_reports
from pipeline.model import Report
from pipeline.schema import records_table, reports_table
from pipeline.store import Store, open_store, write_store

LISTED = frozenset(("ana@example.org",))
ANA = {"is_logged_in": True, "email": "Ana@Example.org", "email_verified": True}


@pytest.mark.parametrize(
    ("address", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("[::1]", True), (None, False), ("", False),
     ("0.0.0.0", False), ("192.168.1.4", False), ("example.org", False), ("localhost.example.org", False)],
)  # fmt: skip
def test_what_is_loopback(address: str | None, expected: bool) -> None:
    assert is_loopback(address) is expected


@pytest.mark.parametrize(
    ("address", "headers", "user", "expected"),
    [
        ("localhost", {}, {}, True),
        ("localhost", {"X-Forwarded-For": "203.0.113.9"}, {}, False),  # a proxy serves the loopback to others
        ("localhost", {"X-Forwarded-For": "203.0.113.9"}, ANA, True),
        (None, {}, {}, False),
        (None, {}, ANA, True),
        ("0.0.0.0", {}, {**ANA, "is_logged_in": False}, False),
        ("0.0.0.0", {}, {**ANA, "email": "eve@example.org"}, False),
        ("0.0.0.0", {}, {**ANA, "email_verified": False}, False),
        ("0.0.0.0", {}, {**ANA, "email": None}, False),
        ("0.0.0.0", {}, {"is_logged_in": True}, False),
    ],
)
def test_who_may(
    address: str | None, headers: dict[str, str], user: dict[str, object], expected: bool
) -> None:
    assert may_correct(address, headers, user, LISTED) is expected
    if not headers and address != "localhost":
        assert may_correct(address, headers, user, frozenset()) is False


@pytest.mark.parametrize(
    ("text", "expected"),
    [('editors = ["Ana@example.org ", "nobody", 3]', LISTED), ('editors = "ana@example.org"', frozenset()),
     ("editors = [", frozenset()), ("", frozenset()), (None, frozenset())],
)  # fmt: skip
def test_the_list_of_editors(text: str | None, expected: frozenset[str], tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "editors.toml").write_text(text, "utf-8")
    assert editors(tmp_path / "editors.toml") == expected


def test_a_direct_call_without_the_right_is_refused(tmp_path: Path) -> None:
    book = CorrectionBook(tmp_path / "corrections.sqlite")
    with pytest.raises(CorrectionError, match="Only an editor"):
        send_correction(
            Store(tmp_path, {}), book, {"record_id": "i1", "report_ids": ["r"]}, "verify", "", 0, {}, [], None
        )
    assert not book.path.exists()


def _page(root: str, address: str) -> None:
    from pathlib import Path

    import streamlit as st

    from dashboard.corrections_panel import show_corrections
    from dashboard.texts import Texts
    from pipeline.store import open_store

    st.get_option = lambda name: address  # the option is the server's, and a test has none
    store = open_store(Path(root) / "store")
    show_corrections(store.table("incidents").to_pylist()[0], Texts("en"), store, Path(root))


def _opened(root: Path, address: str) -> AppTest:
    report = Report(
        "a1",
        "specific",
        ("drone",),
        "carried_out",
        lat=36.2,
        lon=44.0,
        geo_precision="site",
        quote="A drone fell",
    )
    merged = merge_reports([report], [])
    write_store(
        root / "store", {"reports": reports_table([report]), "incidents": records_table(merged.incidents)}, {}
    )
    return AppTest.from_function(_page, args=(str(root), address)).run(timeout=30)


def test_a_visitor_sees_no_control(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "get_option", streamlit.get_option)
    page = _opened(tmp_path, "0.0.0.0")
    assert not page.exception
    assert not page.button
    assert "not correct" in page.caption[-1].value


def test_on_the_own_machine_a_dot_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamlit, "get_option", streamlit.get_option)
    page = _opened(tmp_path, "localhost")
    assert not page.exception
    page.number_input(key="correction_lat").set_value(36.5)
    page.text_area(key="correction_why").set_value("<b>seen</b> there")
    page.button(key="correction_send").click().run(timeout=30)
    assert not page.exception
    assert [each.value for each in page.success]
    (entry,) = CorrectionBook(book_path(tmp_path)).all()
    assert (entry.kind, entry.what["lat"], entry.who) == ("move", 36.5, "local analyst")
    (row,) = corrected_records(
        open_store(tmp_path / "store"), CorrectionBook(book_path(tmp_path))
    ).table.to_pylist()
    assert row["lat"] == 36.5
