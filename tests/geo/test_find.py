"""`geo find`: what it says of twenty paragraphs full of traps, its offsets, and what it makes of bad input."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.__main__ import main, texts
from geo.find import Finder, load_finder

ROOT = Path(__file__).parents[2]
PARAGRAPHS = [
    json.loads(line) for line in (Path(__file__).parent / "paragraphs.jsonl").read_text("utf-8").splitlines()
]
with (Path(__file__).parent / "mistaken_names.csv").open(encoding="utf-8", newline="") as lines:
    MISTAKEN = [(row["place_id"], row["meant"] == "1", row["text"]) for row in csv.DictReader(lines)]
KEYS = {
    "start", "end", "surface", "place_id", "name", "lat", "lon", "feature_class", "geo_precision", "score",
}  # fmt: skip


@pytest.fixture(scope="module")
def finder() -> Finder:
    """The finder over the project's own knowledge."""
    return load_finder(ROOT)


def paragraph(item: dict[str, Any]) -> Any:
    """A paragraph as a case; one that waits for a better reading says for what."""
    marks = [pytest.mark.xfail(reason=item["needs"], strict=True)] if "needs" in item else []
    return pytest.param(item["text"], item["places"], id=item["id"], marks=marks)


@pytest.mark.parametrize(("text", "places"), [paragraph(item) for item in PARAGRAPHS])
def test_a_paragraph_names_these_places_and_no_other(finder: Finder, text: str, places: list[str]) -> None:
    assert {found["place_id"] for found in finder.find(text)} - {None} == set(places)


@pytest.mark.parametrize(
    ("place_id", "meant", "text"),
    [pytest.param(*row, id=f"{row[0]}-{number}") for number, row in enumerate(MISTAKEN)],
)
def test_a_name_is_not_mistaken_for_its_namesake(
    finder: Finder, place_id: str, meant: bool, text: str
) -> None:
    found = {each["place_id"] for each in finder.find(text)}
    assert (place_id in found) == meant


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("سقط صاروخ بالشدادي", ["الشدادي"]),
        ("سقط صاروخ وبالموصل", ["الموصل"]),
        ("سقط صاروخ قرب الحَويجَة", ["الحَويجَة"]),  # vowel signs stay in the surface
        ("سقط صاروخ قرب كركـــوك", ["كركـــوك"]),
        ("Rockets hit the Deir ez-Zor countryside", ["Deir ez-Zor countryside"]),
        ("Rockets hit Kirkuk's outskirts", ["Kirkuk's"]),
        ("𝐁𝐨𝐦𝐛 😀 in Kirkuk", ["Kirkuk"]),  # beyond the BMP: characters are counted, not code units
    ],
)
def test_surfaces(finder: Finder, text: str, surfaces: list[str]) -> None:
    found = finder.find(text)
    assert [each["surface"] for each in found if each["place_id"]] == surfaces
    for each in found:
        assert text[each["start"] : each["end"]] == each["surface"]


def test_an_unresolved_name_has_no_place_and_a_reason(finder: Finder) -> None:
    [found] = finder.find("هاجم مسلحون قرية خربشستان")
    assert (found["surface"], found["place_id"], found["lat"]) == ("خربشستان", None, None)
    assert found["reason"] == "resolve.not_in_gazetteer"
    assert found["feature_class"] == "village"


def test_a_resolved_place_has_every_key(finder: Finder) -> None:
    [found] = finder.find("A bomb exploded in Kirkuk.")
    assert found.keys() == KEYS


@given(text=st.text(max_size=200) | st.lists(st.sampled_from(
    ["قاعدة", "عين الأسد", "و", "بـ", "\u202b", "\ud800", "ﷲ", "Erbil", "al-", "\n", "ـ", "قرية", '"', "للقيارة"]
), max_size=30).map(" ".join))  # fmt: skip
def test_offsets_hold_for_any_text(finder: Finder, text: str) -> None:
    for found in finder.find(text):
        assert 0 <= found["start"] < found["end"] <= len(text)
        assert text[found["start"] : found["end"]] == found["surface"]


def test_a_file_is_answered_line_by_line(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = [
        json.dumps({"id": "a1", "text": "انفجار في كركوك"}),
        "",
        '{"text": "half a pair: \\ud800 in Kirkuk"}',
        "{not json}",
        '{"id": 3}',
        '["text"]',
    ]
    path = tmp_path / "articles.jsonl"
    path.write_bytes("\n".join(lines).encode() + b'\n{"text": "\xff"}\n')
    assert main(["find", str(path)]) == 1
    out, err = capfdbinary.readouterr()
    answers = [json.loads(line) for line in out.decode("utf-8").splitlines()]
    assert [answer["id"] for answer in answers] == ["a1", 3]
    assert answers[0]["toponyms"][0]["place_id"].startswith("iq.kirkuk")
    said = err.decode("utf-8")
    assert f"{path}:4: no JSON at column 2" in said
    assert f"{path}:5: no `text`" in said
    assert f"{path}:6: no `text`" in said
    assert f"{path}:7: byte 10 is not UTF-8: save the file as UTF-8" in said


def test_standard_input_and_one_text(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(
        "sys.stdin", io.TextIOWrapper(io.BytesIO(b'\xef\xbb\xbf{"id": 7, "text": "Kirkuk"}\n'))
    )
    assert main(["find"]) == 0
    assert main(["find", "--text", "صاروخ على كركوك"]) == 0
    first, second = map(json.loads, capfdbinary.readouterr().out.decode("utf-8").splitlines())
    assert first["id"] == 7
    assert second["toponyms"][0]["surface"] == "كركوك"


def test_a_missing_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["find", "nowhere.jsonl"]) == 2
    assert "nowhere.jsonl: no such file: give a file of JSON lines" in capsys.readouterr().err


def test_a_line_nested_too_deep_is_refused() -> None:
    [answer] = texts("x", [b"[" * 100_000])
    assert isinstance(answer, str)
    assert "x:1" in answer


@pytest.mark.parametrize("command", ["find", "add-geonames", "agree", "extract-packaged"])
def test_help_teaches(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([command, "--help"])
    assert left.value.code == 0
    assert command in capsys.readouterr().out
