"""A page run without a browser, over an invented store."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from bench.synthetic import write_synthetic

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("store")
    write_synthetic(out, 80, 3, seed=2)
    return out


@pytest.fixture
def run_page(store: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., AppTest]:
    def run(at: Path = store, **query: str) -> AppTest:
        monkeypatch.setenv("KHARITA_STORE", str(at))
        monkeypatch.setenv("KHARITA_LOCAL", str(tmp_path / "local"))
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        for key, value in query.items():
            page.query_params[key.rstrip("_")] = value
        page.run()
        assert not page.exception
        return page

    return run


def told(page: AppTest) -> str:
    """Everything that the page writes as HTML, in one text."""
    return "\n".join(each.proto.body for each in page.get("html"))
