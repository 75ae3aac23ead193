"""Who may correct, and that nobody else can, even past the controls."""

from pathlib import Path

import pytest

from dashboard.corrections_panel import editors, is_loopback, may_correct, send_correction
from pipeline.corrections import CorrectionBook, CorrectionError
from pipeline.store import Store

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
