"""A real server over an invented store, and a real browser that reaches nothing else."""

import contextlib
import importlib.util
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser, Frame, Page, sync_playwright

from bench.synthetic import write_synthetic
from dashboard.assets import prepare_static

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PICTURES = ROOT / "tests" / "browser" / "pictures"
PATIENCE = 30_000  # milliseconds: two cores may be shared by several tests


def _browser_path() -> str:
    spec = importlib.util.spec_from_file_location("find_browser", ROOT / "tests" / "find_browser.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = module.browser()
    if not found:
        pytest.fail(module.MEND)
    return str(found)


@contextlib.contextmanager
def browsing() -> Iterator[Browser]:
    """A started browser; Playwright runs but once in a process, so tests take it from the fixture `browser`."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=_browser_path(), args=FLAGS)
        yield started
        started.close()


@contextlib.contextmanager
def serving(
    store: Path, local: Path | None = None, bound: str = "localhost", secrets: Path | None = None,
    page: Path = ROOT / "app.py", settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[str]:  # fmt: skip
    """The address of a dashboard, or another page, over `store`, stopped afterwards.

    `local` is its data/local (by default a folder beside the store: never the project's own), `bound` what it
    listens on, `secrets` its secrets.toml (by default none), `settings` more of its environment.
    """
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    folder = local or store.with_name(f"{store.name}-local")
    command = [
        sys.executable, "-m", "streamlit", "run", str(page), "--server.port", str(port), "--server.address", bound,
        "--secrets.files", str(secrets or folder / "no-secrets.toml"),
    ]  # fmt: skip
    kept = {"KHARITA_STORE": str(store), "KHARITA_LOCAL": str(folder)}
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **kept, **settings},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    address = f"http://localhost:{port}"
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                break
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("store")
    write_synthetic(out, 60, 3, seed=3)
    return out


@pytest.fixture(scope="session")
def address(store: Path) -> Iterator[str]:
    prepare_static(ROOT)
    with serving(store) as found:
        yield found


@pytest.fixture
def outside() -> list[str]:
    """Every request that was made to anything but this machine."""
    return []


@pytest.fixture
def open_page(browser: Browser, address: str, outside: list[str]) -> Iterator[Callable[..., Page]]:
    """Open the page of a query string, all but local requests blocked and listed in `outside`."""
    contexts = []

    def opened(
        query: str = "", width: int = 1440, height: int = 1000, at: str = address, scheme: str = "light"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="en-US", color_scheme=scheme
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)

        def local_only(route) -> None:
            if route.request.url.startswith(("http://localhost:", "data:", "blob:")):
                route.continue_()
            else:
                outside.append(route.request.url)
                route.abort()

        context.route("**/*", local_only)
        page = context.new_page()
        page.goto(f"{at}/{query}")
        return page

    yield opened
    for each in contexts:
        each.close()


def map_of(page: Page) -> Frame:
    """The map's frame, once it has painted its marks and its base map."""
    frame = page.wait_for_selector(".st-key-mapbox iframe").content_frame()
    assert frame
    frame.wait_for_function(
        "window.Kharita && Kharita.painted > 0 && Kharita.base.data && Kharita.marks.hits"
    )
    page.wait_for_function("!document.querySelector('[data-testid=stStatusWidget]')")
    return frame


def shown(frame: Frame) -> int:
    """How many times the map was given something to show."""
    return int(frame.evaluate("Kharita.shown"))


def wait_shown(frame: Frame, before: int) -> None:
    frame.wait_for_function(f"Kharita.shown > {before}")


def picture(page: Page, name: str) -> None:
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")
