"""Who may change anything, and that nobody else can, even past the controls."""

from pathlib import Path

import pytest
import streamlit as st

from dashboard import adding, own_places, rights
from dashboard.corrections_panel import send_correction
from dashboard.rights import Editors, NotAllowed, Right, Visit, is_loopback, load_editors, right_of
from dashboard.texts import LANGUAGES, Texts
from pipeline.corrections import CorrectionBook
from pipeline.store import Store
from tests.dashboard.conftest import told

LISTED = Editors(frozenset({"ana@example.org"}))
WITH_KATE = Editors(LISTED.addresses | {"kate@example.org"})
ANA = {"is_logged_in": True, "email": "Ana@Example.org", "email_verified": True}
HERE = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


@pytest.mark.parametrize(
    ("address", "expected"),
    [("localhost", True), ("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("[::1]", True), (None, False), ("", False),
     ("0.0.0.0", False), ("::", False), ("192.168.1.4", False), ("example.org", False), ("localhost.example.org", False),
     ("unix:///run/kharita.sock", False)],
)  # fmt: skip
def test_what_is_loopback(address: str | None, expected: bool) -> None:
    assert is_loopback(address) is expected


@pytest.mark.parametrize(
    ("address", "headers", "may"),
    [
        ("localhost", HERE, True),
        ("127.0.0.1", {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501"}, True),
        ("localhost", {}, True),  # no browser asked: a program on this machine
        (None, HERE, False),  # no address: Streamlit then listens on all
        ("0.0.0.0", HERE, False),
        # A page elsewhere whose name was made to lead here, and one that opens a connection across origins.
        ("localhost", {"Host": "evil.example:8501", "Origin": "http://evil.example:8501"}, False),
        ("localhost", {"Host": "localhost:8501", "Origin": "https://evil.example"}, False),
        ("localhost", {"Host": "localhost:8501", "Origin": "null"}, False),
        ("localhost", {"Host": "localhost:8501", "Origin": "http://["}, False),
        # A proxy serves the loopback to others: as it says, or as the browser's origin shows.
        ("localhost", {**HERE, "X-Forwarded-For": "203.0.113.9"}, False),
        ("localhost", {**HERE, "x-forwarded-proto": "https"}, False),
        ("localhost", {**HERE, "Forwarded": "for=203.0.113.9"}, False),
        ("localhost", {**HERE, "Via": "1.1 proxy"}, False),
        ("localhost", {**HERE, "CF-Connecting-IP": "203.0.113.9"}, False),
        ("localhost", {"Host": "localhost:8501", "Origin": "https://kharita.example.org"}, False),
    ],
)
def test_without_sign_in_only_this_machine_may(
    address: str | None, headers: dict[str, str], may: bool
) -> None:
    for user in ({}, ANA):  # an identity that nothing configured is worth nothing
        found = right_of(Visit(address, headers, user), LISTED)
        assert (found.who is not None) is may
        assert found.refusal == ("" if may else "read_only")


@pytest.mark.parametrize(
    ("user", "who", "refusal"),
    [
        (ANA, "ana@example.org", ""),
        ({**ANA, "email_verified": "true"}, "ana@example.org", ""),
        ({}, None, "signed_out"),
        ({**ANA, "is_logged_in": False}, None, "signed_out"),
        (
            {**ANA, "is_logged_in": "true"},
            None,
            "signed_out",
        ),  # what a header says is text, a signed cookie's is not
        ({**ANA, "email": None}, None, "signed_out"),
        ({**ANA, "email": ["ana@example.org"]}, None, "signed_out"),
        ({**ANA, "email": "eve@example.org"}, None, "unlisted"),
        ({**ANA, "email": "ana@example.org.evil.example"}, None, "unlisted"),
        ({**ANA, "email": "\u212aate@example.org"}, None, "unlisted"),  # the Kelvin sign folds to k
        ({**ANA, "email_verified": False}, None, "unverified"),
        ({**ANA, "email_verified": "false"}, None, "unverified"),
        ({**ANA, "email_verified": 1}, None, "unverified"),
        ({"is_logged_in": True, "email": "ana@example.org"}, None, "unstated"),
    ],
)
@pytest.mark.parametrize(
    ("address", "headers"), [("0.0.0.0", {"X-Forwarded-For": "203.0.113.9"}), ("localhost", HERE)]
)
def test_with_sign_in_only_a_listed_and_verified_person_may(
    address: str, headers: dict[str, str], user: dict[str, object], who: str | None, refusal: str
) -> None:
    found = right_of(Visit(address, headers, user, sign_in=True), WITH_KATE)
    assert (found.who, found.refusal) == (who, refusal)
    assert right_of(Visit(address, headers, user, sign_in=True), Editors()).who is None


def test_a_provider_that_states_nothing_is_trusted_only_where_the_list_says_so() -> None:
    silent = {"is_logged_in": True, "email": "ana@example.org"}
    trusting = Editors(LISTED.addresses, trust_unstated=True)
    assert right_of(Visit(None, {}, silent, sign_in=True), trusting).who == "ana@example.org"
    assert right_of(Visit(None, {}, {**ANA, "email_verified": False}, sign_in=True), trusting).who is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [('editors = ["Ana@example.org ", "nobody", 3]', LISTED), ('editors = "ana@example.org"', Editors()),
     ('editors = ["ana@example.org"]\ntrust_unstated = true', Editors(LISTED.addresses, True)),
     ('editors = ["ana@example.org"]\ntrust_unstated = "no"', LISTED),
     ("editors = [", Editors()), ("", Editors()), (None, Editors())],
)  # fmt: skip
def test_the_list_of_editors(text: str | None, expected: Editors, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "editors.toml").write_text(text, "utf-8")
    assert load_editors(tmp_path / "editors.toml") == expected


@pytest.mark.parametrize("refusal", ["read_only", "signed_out", "unlisted", "unverified", "unstated"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_says_why_without_running_anything(refusal: str, language: str) -> None:
    page = Right(None, refusal, "<img src=x onerror=alert(1)>@example.org").html(Texts(language))
    assert "<img" not in page
    assert len(page) > 60


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server is bound to every address, and sign-in is not set up."""
    monkeypatch.setattr(
        rights.st, "get_option", {"server.address": "0.0.0.0", "secrets.files": []}.__getitem__
    )


@pytest.mark.usefixtures("visitor")
def test_a_direct_call_without_the_right_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a visitor can write: the session's state and the address decide nothing.
    for key in ("editor", "who", "is_logged_in", "rights"):
        monkeypatch.setitem(st.session_state, key, True)
    book = CorrectionBook(tmp_path / "corrections.sqlite")
    record = {"record_id": "i1", "report_ids": ["r"]}
    with pytest.raises(NotAllowed, match="only be read"):
        send_correction(Store(tmp_path, {}), book, record, "verify", seen=0, root=tmp_path)
    with pytest.raises(NotAllowed, match="only be read"):
        own_places.add_place({}, tmp_path / "data")
    with pytest.raises(NotAllowed, match="only be read"):
        adding.read_again(tmp_path / "store", Texts("en"))
    with pytest.raises(NotAllowed, match="only be read"):
        adding._read([], {"text": "Two rockets hit a base."}, tmp_path / "store", Texts("en"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("visitor")
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_sees_the_reason_instead_of_every_form(run_page, language: str) -> None:
    reason = Texts(language)("rights.read_only")
    for query in ({"page": "add"}, {"page": "about"}, {"open": "inc-000001"}):
        page = run_page(lang=language, **query)
        assert reason in told(page)
        assert not page.text_area
        assert not [
            each for each in page.button if (each.key or "").startswith(("correct-", "undo-", "own", "sign_"))
        ]
