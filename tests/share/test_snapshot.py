"""The sealed snapshot: its parts, their agreement, the same bytes again, and what stops it."""

import csv
import errno
import io
import json
import os
import random
import re
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from PIL import Image

from pipeline.attack_kinds import attack_kinds
from pipeline.store import StoreError, ids_hash, open_store, write_store
from pipeline.store.schema import RECORDS_SCHEMA
from share import snapshot as sealing
from share.__main__ import main
from share.links import embed_snippet, permalink
from share.look import Look
from share.page import page_html
from share.picture import draw_picture
from share.selection import Care
from share.snapshot import MANIFEST, PARTS, rows_table, write_snapshot
from share.verify import verify


def made(store, *more) -> list[str]:
    return ["snapshot", "--from", str(store.folder), "--date", "2024-04-01", *more]


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def undrawn(monkeypatch):
    """Picture and page as short bytes, where a test is about the folder."""

    class Undrawn:
        png = svg = staticmethod(lambda: b"drawn")

    monkeypatch.setattr(sealing, "draw_picture", lambda *_: Undrawn())
    monkeypatch.setattr(sealing, "page_html", lambda *_: b"page")


@pytest.fixture(scope="module")
def sealed(store, out) -> Path:
    assert main(made(store, "--filter", "country=IQ", "-o", str(out / "sealed"))) == 0
    return out / "sealed"


def test_every_part_is_there_and_carries_the_id(sealed):
    manifest = json.loads((sealed / MANIFEST).read_text("utf-8"))
    key = manifest["snapshot"]
    assert {each.name for each in sealed.iterdir()} == {*PARTS, MANIFEST}
    assert all(
        key in (sealed / name).read_text("utf-8-sig")
        for name in ("map.svg", "snapshot.html", "rows.csv", "rows.geojson", "sentences.csv", "README.md")
    )
    with Image.open(sealed / "map.png") as image:
        assert image.text["Snapshot"] == key
    assert "country=IQ" in (sealed / "permalink.txt").read_text()
    assert "not for targeting" in (sealed / "README.md").read_text()
    assert "not for targeting" in (sealed / "rows.geojson").read_text()


def test_the_codebook_has_every_column(sealed):
    told = [row["column"] for row in rows_of((sealed / "codebook.csv").read_bytes())]
    assert set(told) == {"snapshot_id", *RECORDS_SCHEMA.names}
    assert set(rows_of((sealed / "rows.csv").read_bytes())[0]) == set(told)


def test_one_sentence_a_report_and_no_article(sealed):
    told = rows_of((sealed / "sentences.csv").read_bytes())
    reports = [
        each for row in rows_of((sealed / "rows.csv").read_bytes()) for each in row["report_ids"].split("; ")
    ]
    assert [each["report_id"] for each in told] == reports
    assert all(each["sentence"] and each["url"].startswith("https://") for each in told)


def test_same_store_and_filter_give_the_same_bytes(store, sealed, out):
    assert main(made(store, "--filter", "country=IQ", "-o", str(out / "again"))) == 0
    for each in sealed.iterdir():
        assert each.read_bytes() == (out / "again" / each.name).read_bytes(), each.name


def test_zip_holds_the_same_and_is_the_same_again(store, sealed, out):
    for name in ("a", "b"):
        assert main(made(store, "--filter", "country=IQ", "--zip", "-o", str(out / name))) == 0
    assert (out / "a.zip").read_bytes() == (out / "b.zip").read_bytes()
    with zipfile.ZipFile(out / "a.zip") as archive:
        for name in archive.namelist():
            assert archive.read(name) == (sealed / Path(name).name).read_bytes()
    assert main(["verify", str(out / "a.zip"), "--from", str(store.folder)]) == 0


def test_the_day_comes_from_the_environment(undrawn, store, out, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert (
        main(["snapshot", "--from", str(store.folder), "--filter", "q=nowhere", "-o", str(out / "epoch")])
        == 0
    )
    assert json.loads((out / "epoch" / MANIFEST).read_text())["generated_on"] == "2023-11-14"


def test_counts_and_ids_are_equal_in_every_part_for_random_filters(selected):
    choice = random.Random(7)
    for _ in range(20):
        asked = (
            [f"type={','.join(choice.sample(list(attack_kinds()), choice.randint(1, 8)))}"]
            if choice.random() < 0.6
            else []
        )
        asked += [f"from={choice.randint(2019, 2022)}"] if choice.random() < 0.5 else []
        asked += [f"country={choice.choice(['IQ', 'SY', 'IQ,SY', 'YE'])}"] if choice.random() < 0.5 else []
        asked += (
            [f"outcome={choice.choice(['claimed_only', 'carried_out'])}"] if choice.random() < 0.3 else []
        )
        care = Care(24 * choice.choice([0, 0, 500]), choice.random() < 0.2)
        selection = selected("&".join(asked), care)
        incidents, series = selection.view.count("incident"), selection.view.count("series")
        table, written, features = rows_table(selection), io.BytesIO(), io.BytesIO()
        sealing.FORMATS["csv"].write(table, "records", written)
        sealing.FORMATS["geojson"].write(table, "records", features)
        rows = rows_of(written.getvalue())
        ids = [row["record_id"] for row in rows]
        properties = [each["properties"] for each in json.loads(features.getvalue())["features"]]
        page = page_html(selection, Look()).decode()
        data = json.loads(re.search(r'id="data">(.*?)</script>', page, re.DOTALL)[1])
        drawn = draw_picture(selection, Look())
        assert (
            ids
            == [each["record_id"] for each in properties]
            == (data["ids"].split("\n") if data["ids"] else [])
        )
        assert ids_hash(ids) == drawn.about["Ids"] == data["idsHash"] == selection.ids_hash
        for kind, number, label in (("incident", incidents, "Incidents"), ("series", series, "Series")):
            assert sum(row["record"] == kind for row in rows) == number == int(drawn.about[label])
        claims = sum(row["outcome"] == "claimed_only" and row["record"] == "incident" for row in rows)
        assert claims == int(drawn.about["Claims"]) == data["counts"]["claims"]
        assert data["counts"]["incidents"] == incidents
        assert data["heads"]["en"]["counts"] in drawn.texts


def test_verify_says_what_changed(store, sealed, tmp_path, capsys):
    assert main(["verify", str(sealed), "--from", str(store.folder)]) == 0
    tables = {name: store.table(name) for name in ("incidents", "series", "reports", "articles")}
    table = tables["incidents"]
    rows = [index for index, each in enumerate(table.column("country").to_pylist()) if each == "IQ"]
    killed = table.column("killed").to_pylist()
    killed[rows[3]] = 77
    table = table.set_column(table.column_names.index("killed"), "killed", pa.array(killed, pa.int64()))
    gone = table.column("record_id")[rows[5]].as_py()
    tables["incidents"] = table.filter(pa.array([index != rows[5] for index in range(len(table))]))
    write_store(tmp_path / "corrected", tables, {})
    capsys.readouterr()
    assert main(["verify", str(sealed), "--from", str(tmp_path / "corrected")]) == 1
    told = capsys.readouterr().out
    assert f"{gone}: no longer in what the filter shows" in told
    assert f"{table.column('record_id')[rows[3]].as_py()}: killed was" in told
    assert "'77'" in told


def test_verify_says_what_was_altered(undrawn, store, out, tmp_path):
    main(made(store, "--filter", "q=nowhere", "-o", str(tmp_path / "x")))
    (tmp_path / "x" / "rows.csv").write_bytes(b"else")
    (tmp_path / "x" / "map.png").unlink()
    verdict = verify(tmp_path / "x", None)
    assert not verdict.agrees
    assert {each.split(":")[0] for each in verdict.altered} == {"rows.csv", "map.png"}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": 1}'])
def test_verify_of_what_is_no_snapshot(tmp_path, content, capsys):
    (tmp_path / MANIFEST).write_text(content)
    assert main(["verify", str(tmp_path)]) == 2
    assert "no snapshot" in capsys.readouterr().err


def test_what_stands_there_is_replaced_only_if_a_snapshot(undrawn, store, tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    assert main(made(store, "--filter", "q=nowhere", "-o", str(tmp_path / "mine"))) == 2
    assert "no snapshot" in capsys.readouterr().err
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
    for query in ("q=nowhere", "q=nobody"):
        assert main(made(store, "--filter", query, "-o", str(tmp_path / "ours"))) == 0
    assert "nobody" in (tmp_path / "ours" / "permalink.txt").read_text()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine", "ours"]


@pytest.mark.parametrize(
    ("code", "said"),
    [(errno.ENOSPC, "is full"), (errno.EROFS, "cannot be written"), (errno.EIO, "could not be written")],
)
@pytest.mark.parametrize("at", ["map.svg", MANIFEST])
def test_a_disk_that_fails_leaves_nothing(undrawn, selected, tmp_path, monkeypatch, code, said, at):
    write = sealing._write

    def failing(path, content):
        if path.name == at:
            raise OSError(code, os.strerror(code))
        write(path, content)

    monkeypatch.setattr(sealing, "_write", failing)
    with pytest.raises(StoreError, match=said):
        write_snapshot(selected("q=nowhere"), Look(), tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--filter", "type=laser"], "no such value"),
        (["--link", "javascript:alert(1)"], "not the address"),
        (["--hold-back", "-3"], "negative"),
        (["--from", "/nowhere"], "no build"),
    ],
)
def test_refuses_with_one_sentence(store, tmp_path, capsys, more, said):
    assert main(made(store, "-o", str(tmp_path / "x"), *more)) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_permalink_and_frame(selected):
    asked = selected("type=drone&q=a b").view.filter
    assert (
        permalink(asked, "ar", "https://map.example/k") == "https://map.example/k?type=drone&q=a%20b&lang=ar"
    )
    frame = embed_snippet(asked, "en", 'a "title" <b>')
    assert "embed=1" in frame
    assert "<b>" not in frame
    assert "&amp;lang=en" in frame


def test_a_kept_build_can_be_named(store):
    assert open_store(store.folder).manifest["data_hash"] == store.manifest["data_hash"]
