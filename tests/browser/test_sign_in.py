"""A server that others can reach: reading is for all, changing for the editors who signed in."""

import json
import re
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from bench.synthetic import write_synthetic
from pipeline.corrections import CorrectionBook
from tests.browser.conftest import picture, serving
from tests.browser.oidc import CLIENT, SECRET, Provider
from tests.browser.test_corrections import choose

EDITOR = {"email": "Ana@example.org", "email_verified": True, "name": "<b>Ana</b> **x**"}
SIGN_IN = ".st-key-sign_in_default button"
CONTROLS = "[class*='st-key-correct-'], [class*='st-key-undo-']"


class Site:
    """A dashboard bound to every address, with sign-in set up, its provider, and its local folder."""

    def __init__(self, address: str, provider: Provider, local: Path) -> None:
        self.address, self.provider, self.local = address, provider, local
        self.book = CorrectionBook(local / "corrections.sqlite")

    def list_editors(self, *addresses: str) -> None:
        self.local.mkdir(exist_ok=True)
        (self.local / "editors.toml").write_text(f"editors = {list(addresses)!r}", "utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reached-by-others")
    write_synthetic(folder / "store", 12, 1, seed=5)
    provider = Provider()
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://localhost:{{port}}/oauth2callback"\ncookie_secret = "{"c" * 40}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'server_metadata_url = "{provider.address}/.well-known/openid-configuration"\n',
        "utf-8",
    )
    with serving(folder / "store", folder / "local", "0.0.0.0", secrets) as address:
        yield Site(address, provider, folder / "local")
    provider.server.shutdown()


@pytest.fixture
def site(server):
    server.list_editors("ana@example.org")
    server.provider.person = dict(EDITOR)
    server.provider.key = server.provider._published
    return server


def open_incident(open_page, site, query="", **how):
    page = open_page(f"?open=inc-000001{query}", at=site.address, **how)
    show_panel(page)
    return page


def show_panel(page):
    page.locator(".st-key-corrections summary").click()
    page.wait_for_selector(".st-key-corrections :is(.kh-warn, textarea)")


def sign_in(page):
    """Sign in, and come back to the incident that was open."""
    page.locator(SIGN_IN).click()
    page.wait_for_selector(".st-key-sign_out button")
    page.wait_for_url(re.compile("open=inc-000001"))
    show_panel(page)


def write_note(page, text):
    choose(page, "Add a note")
    page.locator("textarea[aria-label='The note']").fill(text)
    page.locator("[class*=st-key-correct-save] button").click()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_visitor_finds_no_control_on_any_page(open_page, outside, site, language):
    page = open_incident(open_page, site, f"&lang={language}")
    assert page.locator(CONTROLS).count() == 0
    assert page.locator("textarea").count() == 0
    page.wait_for_selector(SIGN_IN)
    picture(page, f"visitor-{language}")
    for name in ("add", "about"):
        page.goto(f"{site.address}/?lang={language}&page={name}")
        page.wait_for_selector(".kh-warn")
        page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
        assert page.locator("[data-testid=stForm], textarea, input[type=file]").count() == 0
    assert site.book.all() == []
    assert outside == []


def test_an_editor_signs_in_and_corrects_in_their_own_name(open_page, outside, site):
    page = open_incident(open_page, site)
    sign_in(page)
    # The name keeps its own direction within the label.
    assert (
        page.locator(".st-key-sign_out button")
        .inner_text()
        .endswith("Sign out (\u2068<b>Ana</b> **x**\u2069)")
    )
    write_note(page, "seen by our own reporter")
    page.wait_for_selector(".kh-correction")
    assert "ana@example.org" in page.locator(".kh-correction").inner_text()
    (entry,) = site.book.all()
    assert (entry.who, entry.kind, entry.why) == ("ana@example.org", "note", "seen by our own reporter")
    picture(page, "editor-en")
    # Who is taken off the list loses the right at once, with the form still on the screen.
    site.list_editors()
    page.locator("textarea").fill("and once more")
    page.locator("[class*=st-key-correct-save] button").click()
    page.wait_for_selector(".st-key-corrections .kh-warn")
    assert "not in the list of editors" in page.locator(".st-key-corrections .kh-warn").inner_text()
    assert len(site.book.all()) == 1
    page.locator(".st-key-sign_out button").click()
    page.wait_for_selector(SIGN_IN)
    assert outside == []


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (
            {"email": "eve@example.org", "email_verified": True},
            "eve@example.org is not in the list of editors",
        ),
        ({"email": "ana@example.org", "email_verified": False}, "ana@example.org is not verified"),
        ({"email": "ana@example.org"}, "does not say whether"),
    ],
)
def test_whoever_is_not_an_editor_signs_in_and_finds_no_control(open_page, site, person, reason):
    before = site.book.all()
    site.provider.person = {"name": "Somebody", **person}
    page = open_incident(open_page, site)
    sign_in(page)
    assert reason in page.locator(".st-key-corrections .kh-warn").inner_text()
    assert page.locator(CONTROLS).count() == 0
    assert site.book.all() == before


def test_an_identity_that_another_key_signed_does_not_sign_in(open_page, site):
    site.provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    page = open_incident(open_page, site)
    with page.expect_response(re.compile("/oauth2callback")):
        page.locator(SIGN_IN).click()
    page.wait_for_url(re.compile("open=inc-000001"))
    show_panel(page)
    page.wait_for_selector(SIGN_IN)
    assert page.locator(f".st-key-sign_out, {CONTROLS}").count() == 0
    assert "_streamlit_user" not in {each["name"] for each in page.context.cookies()}


def test_a_cookie_that_nobody_signed_gives_no_right(open_page, site):
    page = open_incident(open_page, site)
    forged = json.dumps({**EDITOR, "is_logged_in": True, "origin": site.address})
    page.context.add_cookies([{"name": "_streamlit_user", "value": forged, "url": site.address}])
    page.goto(f"{site.address}/?open=inc-000001&is_logged_in=1&email=ana@example.org")
    show_panel(page)
    assert page.locator(CONTROLS).count() == 0
    assert page.locator(".st-key-sign_out").count() == 0
