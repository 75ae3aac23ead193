"""An article that is taken out is gone with all that was read in it."""

import json
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.build import build, worker
from pipeline.knowledge.load import Knowledge
from pipeline.store import open_store, restore_build

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def out(tmp_path: Path, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(worker, "load_knowledge", lambda at: knowledge)
    rows = [
        {
            "id": f"a{n}",
            "text": f"انفجرت عبوة ناسفة في {place} أمس وأصيب {n + 2} مدنيين.",
            "published": "2021-09-12",
        }
        for n, place in enumerate(["الموصل", "كركوك", "تكريت"])
    ]
    path = tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    build([str(path)], tmp_path / "store", workers=1)
    return tmp_path / "store"


def test_what_was_read_in_it_goes_with_it(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "a1", "--from", str(out)]) == 0
    assert "2 articles" in capsys.readouterr().err
    store = open_store(out)
    assert store.table("articles")["article_id"].to_pylist() == ["a0", "a2"]
    for name in ("reports", "incidents"):
        assert "كركوك" not in store.table(name)["place_name"].to_pylist()
        assert store.table(name).num_rows == 2
    assert store.rows("articles", "article_id", ["a1"]) == []
    restore_build(out)
    assert open_store(out).table("articles").num_rows == 3


def test_removing_reads_nothing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unasked(at: Path) -> Knowledge:
        raise AssertionError("nothing is to be read")

    monkeypatch.setattr(worker, "load_knowledge", unasked)
    assert main(["remove", "a0", "a2", "--from", str(out)]) == 0
    assert open_store(out).manifest["articles"] == 1


def test_it_stays_out_of_what_is_joined_until_it_is_asked_for(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = str(out.parent / "a.jsonl")
    assert main(["remove", "a1", "--from", str(out)]) == 0
    assert main(["build", given, "--add", "--out", str(out), "--workers", "1"]) == 0
    assert "1 articles stayed out" in capsys.readouterr().err
    assert open_store(out).manifest["articles"] == 2
    assert main(["build", given, "--add", "--removed", "--out", str(out), "--workers", "1"]) == 0
    assert open_store(out).manifest["articles"] == 3
    assert build([given], out, add=True, workers=1).articles == 3
    assert main(["remove", "a1", "--from", str(out)]) == 0
    assert build([given], out, workers=1).articles == 3


def test_an_unknown_article_removes_nothing(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["remove", "a0", "no-such", "--from", str(out)]) == 2
    assert "no article no-such; nothing was removed" in capsys.readouterr().err
    assert open_store(out).manifest["articles"] == 3
