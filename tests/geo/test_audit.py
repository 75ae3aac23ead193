"""`geo agree`: which curated rows are far from their namesakes, and which names no layer has."""

from pathlib import Path

import pytest

from geo.__main__ import main
from geo.audit import audit, keys_of, load_reference, table
from geo.places import load_feature_classes

ROOT = Path(__file__).parents[2]
GAZETTEER = ROOT / "data" / "gazetteer"
HEADER = "place_id,name_en,name_ar,aliases_en,aliases_ar,feature_class,country,governorate,lat,lon,within,cue,source,confidence,note"
ROWS = """\
iq.near,Tal Wardan,تل وردان,,,village,IQ,Nineveh,36.1,43.0,,,general knowledge,medium,
iq.far,Khirbat Zaman,خربة زمان,,,village,IQ,Nineveh,36.1,43.0,,,general knowledge,medium,
iq.low,Bir Amal,بئر أمل,,,village,IQ,Nineveh,36.1,43.0,,,general knowledge,low,
iq.settled,Nahr Bard,نهر برد,,,village,IQ,Nineveh,36.1,43.0,,,general knowledge,medium,namesake elsewhere
iq.nowhere,Ras Hajar,رأس حجر,,,village,IQ,Nineveh,,,,,none,low,
iq.area,Wide Plain,السهل الواسع,,,region,IQ,,36.1,43.0,,,general knowledge,medium,
"""
REFERENCE = """\
name_en,country,admin1,lat,lon,reports,source
Tall al-Wardan village,IQ,Ninewa,36.11,43.01,3,A
Tal Wardan,IQ,Ninewa,36.11,43.01,3,A
Khirbat Zaman,IQ,Ninewa,37.1,43.0,2,A
Bir Amal,IQ,Ninewa,37.1,43.0,2,A
Nahr Bard,IQ,Ninewa,37.1,43.0,2,A
Ras Hajar (town),IQ,Ninewa,36.5,43.0,9,A
Wide Plain,IQ,Ninewa,30.5,43.0,9,A
Unheardof,IQ,Ninewa,35.0,42.0,7,A
Otherwise Spelled,IQ,Ninewa,36.1,43.0,8,A
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small gazetteer."""
    (tmp_path / "curated").mkdir()
    (tmp_path / "curated" / "iraq.csv").write_text(f"{HEADER}\n{ROWS}", encoding="utf-8")
    for name in ("packaged", "feature_classes.csv"):
        (tmp_path / name).symlink_to(GAZETTEER / name)
    return tmp_path


def test_what_is_far_unlocated_and_missing(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "reference.csv"
    path.write_text(REFERENCE, encoding="utf-8")
    found = audit(folder, load_reference(path, load_feature_classes(GAZETTEER)))
    assert {row.place.place_id for row, _, _ in found.far} == {"iq.far", "iq.low", "iq.settled"}
    assert [row.place.place_id for row, _ in found.unlocated] == ["iq.nowhere"]
    assert "Unheardof" in {place.name_en for place, _ in found.missing}
    assert not {"Otherwise Spelled", "Ras Hajar (town)"} & {place.name_en for place, _ in found.missing}
    lines = list(table(found, 10))
    assert sum("iq.far" in line for line in lines) == 1
    assert "iraq.csv:3" in next(line for line in lines if "iq.far" in line)
    assert not any("iq.low" in line or "iq.settled" in line for line in lines)
    assert any("Unheardof" in line and line.split()[0] == "7" for line in lines)
    # "Tal Wardan" lies 1.4 km off; "Khirbat Zaman" and "Nahr Bard", 111 km off, are other places.
    assert [round(km, 1) for km in found.apart["medium"]] == [1.4]
    assert any("1 remembered points of medium confidence, 90% lie within 1.4 km" in line for line in lines)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Khan ash Shih town", "Khan al-Shih", True),
        ("Kobane/Ayn al Arab town", "Kobane", True),
        ("Rafat (Salfit)", "Rafat", True),
        ("Sana'a Governorate", "Marib Governorate", False),
        ("Tal Abyad", "Tal Hamis", False),
    ],
)
def test_names_are_compared_without_articles_and_kinds(one: str, other: str, same: bool) -> None:
    assert bool(set(keys_of("SY", [one])) & set(keys_of("SY", [other]))) is same


def test_namesakes_in_another_country_are_no_namesakes() -> None:
    assert not set(keys_of("SY", ["Douma"])) & set(keys_of("LB", ["Douma"]))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name_en,lat\nX,1\n", ":1: no column country, lon, source"),
        ("name_en,country,lat,lon,source\nX,IQ,north,43,A\n", ":2: could not convert"),
        ("name_en,country,lat,lon,source\nX,IQ,136,43,A\n", ":2: 136.0, 43.0 is no point of the earth"),
    ],
)
def test_a_bad_reference_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, says: str
) -> None:
    path = tmp_path / "reference.csv"
    path.write_text(content, encoding="utf-8")
    assert main(["agree", str(path)]) == 2
    assert says in capsys.readouterr().err


def test_a_missing_reference(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agree", "nowhere.csv"]) == 2
    assert "nowhere.csv: No such file" in capsys.readouterr().err
