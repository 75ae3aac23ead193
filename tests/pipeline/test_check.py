"""The check of the knowledge files: each fault is named with its file, its line and what mends it."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from pipeline.knowledge.check import (
    GAZETTEER_COLUMNS,
    LEXICON_COLUMNS,
    PLACE_COLUMNS,
    check_codes,
    check_gazetteer,
    check_knowledge,
    check_lexicon,
    check_wording,
)
from pipeline.knowledge.closed_lists import load_closed_lists
from pipeline.knowledge.toll_words import load_toll_words

ROOT = Path(__file__).parent.parent.parent
PLACE = {
    "place_id": "iq.testville", "name_en": "Testville", "name_ar": "تستفيل", "feature_class": "town", "country": "IQ",
    "governorate": "Baghdad", "cue": "head", "lat": "33.3", "lon": "44.4", "source": "test", "confidence": "high",
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the knowledge with one curated file of one good place."""
    shutil.copytree(ROOT / "data" / "lexicon", tmp_path / "lexicon")
    shutil.copy(ROOT / "data" / "codes.csv", tmp_path)
    left = shutil.ignore_patterns("curated", "boundaries", "airfields.*", "settlements.*", "basemap.parquet")
    shutil.copytree(ROOT / "data" / "gazetteer", tmp_path / "gazetteer", ignore=left)
    (tmp_path / "gazetteer" / "curated").mkdir()
    header = (
        next((ROOT / "data" / "gazetteer" / "curated").glob("*.csv"))
        .read_text(encoding="utf-8")
        .splitlines()[0]
    )
    (tmp_path / "gazetteer" / "curated" / "test.csv").write_text(header + "\n", encoding="utf-8")
    add(tmp_path / "gazetteer" / "curated" / "test.csv", PLACE)
    return tmp_path


def add(path: Path, row: dict[str, str]) -> int:
    """Appends a row; returns the number of its line."""
    with path.open(encoding="utf-8", newline="") as lines:
        columns = next(csv.reader(lines))
    with path.open("a", encoding="utf-8", newline="") as lines:
        csv.DictWriter(lines, columns, restval="", lineterminator="\n").writerow(row)
    return len(path.read_text(encoding="utf-8").splitlines())


def test_the_project_has_no_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_knowledge(ROOT / "data") == 0, capsys.readouterr().err
    assert "no error" in capsys.readouterr().out


def test_the_copy_has_no_fault(data: Path) -> None:
    assert check_gazetteer(data / "gazetteer") == []
    assert check_lexicon(data / "lexicon") == []
    assert check_codes(data / "codes.csv") == []


PLACES = [
    ({"place_id": "Test Ville"}, "malformed", "iq.some-name"),
    ({"name_ar": ""}, "a name is missing", "name_ar"),
    ({"name_ar": "Testville"}, "a name is missing", "Arabic letters"),
    ({"name_en": " "}, "a name is missing", "name_en"),
    ({"feature_class": "castle"}, "unknown feature_class 'castle'", "feature_classes.csv"),
    ({"country": "Iraq"}, "unknown country 'Iraq'", "ISO"),
    ({"confidence": "sure"}, "unknown confidence 'sure'", "high, medium, low"),
    ({"source": ""}, "no source", "come from"),
    ({"cue": "tail"}, "unknown cue 'tail'", "head"),
    ({"within": "iq.nowhere"}, "unknown place iq.nowhere", "place_id that exists"),
    ({"lat": "", "lon": ""}, "no coordinates", "low"),
    ({"lat": "north"}, "is no number", "decimal degrees"),
    ({"lat": "3.3"}, "outside the region", "check the coordinates"),
    ({"lat": "51.5", "lon": "-0.1"}, "outside the region", "check the coordinates"),
    ({"lat": "58.0", "lon": "30.0"}, "outside the region", "swapped"),  # 30 N, 58 E the right way round
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "what", "mend"), PLACES, ids=[f"{next(iter(c))}-{n}" for n, (c, _, _) in enumerate(PLACES)]
)
def test_place_faults(data: Path, change: dict[str, str], what: str, mend: str) -> None:
    path = data / "gazetteer" / "curated" / "test.csv"
    line = add(path, {**PLACE, "place_id": "iq.second", **change})
    (fault,) = check_gazetteer(data / "gazetteer")
    assert what in fault.what
    assert mend in fault.mend
    assert str(fault).startswith(f"{path}:{line}: ")


def test_a_place_id_twice(data: Path) -> None:
    path = data / "gazetteer" / "curated" / "test.csv"
    line = add(path, PLACE)
    (fault,) = check_gazetteer(data / "gazetteer")
    assert str(fault) == f"{path}:{line}: the id iq.testville is also at test.csv:2: give one another id"


LEXICON = [
    ("triggers.csv", {"id": "t.x", "language": "en", "inflection": "word", "forms": "zap", "attack_type": "ray", "role": "strike", "source": "t"}, "unknown attack_type 'ray'", "attack_types.csv"),
    ("triggers.csv", {"id": "t.x", "language": "en", "inflection": "word", "forms": " ; ", "attack_type": "drone", "role": "strike", "source": "t"}, "no forms", "at least one form"),
    ("triggers.csv", {"id": "t.x", "language": "en", "inflection": "adverb", "forms": "zap", "attack_type": "drone", "role": "strike", "source": "t"}, "unknown inflection 'adverb'", "verb, noun, word"),
    ("triggers.csv", {"id": "t.x", "language": "en", "inflection": "word", "forms": "zap", "attack_type": "drone", "role": "strike", "needs": "luck", "source": "t"}, "unknown needs 'luck'", "arms"),
    ("triggers.csv", {"id": "t.x", "language": "en", "inflection": "word", "forms": "zap", "attack_type": "drone", "role": "strike"}, "no source", "come"),
    ("triggers.csv", {"id": "en.attack", "language": "en", "inflection": "word", "forms": "zap", "attack_type": "drone", "role": "strike", "source": "t"}, "the id en.attack is also at line", "another id"),
    ("weapons.csv", {"id": "w.x", "language": "en", "inflection": "word", "forms": "zapper", "attack_type": "ray", "weapon": "drone", "source": "t"}, "unknown attack_type 'ray'", "attack_types.csv"),
    ("actors.csv", {"actor_id": "x", "name_en": "X", "kind": "gang", "source": "t"}, "unknown kind 'gang'", "armed_group"),
    ("outlets.csv", {"outlet_id": "x", "name_en": "X", "kind": "agency", "aligned_with": "nobody", "source": "t"}, "unknown aligned_with 'nobody'", "actors.csv"),
    ("toll_words.csv", {"kind": "wounded", "language": "en", "forms": "hurt", "source": "t"}, "unknown kind 'wounded'", "harmed"),
    ("languages.csv", {"language": "Klingon", "kind": "word", "forms": "qapla", "weight": "1", "source": "t"}, "unknown language 'Klingon'", "ckb"),
    ("languages.csv", {"language": "fa", "kind": "ending", "forms": "ها", "weight": "1", "source": "t"}, "unknown kind 'ending'", "letter"),
    ("languages.csv", {"language": "fa", "kind": "word", "forms": "از", "weight": "much", "source": "t"}, "the weight 'much' is no number", "0.5"),
    ("languages.csv", {"language": "kmr", "kind": "word", "forms": "Li; di", "weight": "1", "source": "t"}, "capitals or spaces", "lower case"),
    ("languages.csv", {"language": "fa", "kind": "letter", "forms": "پچ", "weight": "1", "source": "t"}, "longer than one", "single letters"),
    ("heads.csv", {"language": "en", "forms": "castle", "feature_class": "castle", "position": "both", "number": "one", "source": "t"}, "unknown feature_class 'castle'", "feature_classes.csv"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "row", "what", "mend"), LEXICON, ids=[f"{name}-{what}" for name, _, what, _ in LEXICON]
)
def test_lexicon_faults(data: Path, name: str, row: dict[str, str], what: str, mend: str) -> None:
    path = data / "lexicon" / name
    line = add(path, row)
    (fault,) = check_lexicon(data / "lexicon")
    assert what in fault.what
    assert mend in fault.mend
    assert str(fault).startswith(f"{path}:{line}: ")


# Every coded column of every table.
CODED = [
    *("triggers.csv " + column for column in ("language", "inflection", "attack_type", "role", "needs")),
    *("weapons.csv " + column for column in ("language", "inflection", "attack_type", "weapon")),
    *("targets.csv " + column for column in ("target", "language", "inflection")),
    *("cues.csv " + column for column in ("language", "inflection", "cue")),
    *("heads.csv " + column for column in ("language", "feature_class", "position", "number")),
    "place_words.csv kind", "place_words.csv language", "toll_words.csv kind", "toll_words.csv language",
    "calendar.csv kind", "calendar.csv language", "calendar.csv value", "numerals.csv language", "numerals.csv kind",
    *("actors.csv " + column for column in ("kind", "country", "facade", "parent")),
    "outlets.csv kind", "outlets.csv aligned_with", "organisations.csv language",
    "facts.csv table", "facts.csv sign", "fact_terms.csv slot", "triggers.csv counts", "function_words.csv language",
    "languages.csv language", "languages.csv kind",
    *("attack_types.csv " + column for column in ("family", "acled_event_type", "acled_sub_event_type")),
    *("curated/test.csv " + column for column in ("feature_class", "country", "governorate", "cue", "confidence")),
    "feature_classes.csv geo_precision", "feature_classes.csv settlement",
    "geonames_codes.csv geonames_class", "geonames_codes.csv feature_class",
    "admin1_codes.csv country", "admin1_codes.csv drawn_with", "country_names.csv country",
    "basemap/towns.csv country", "basemap/towns.csv rank", "basemap/water_names.csv kind", "basemap/water_names.csv rank",
]  # fmt: skip


def misspell(path: Path, column: str) -> tuple[int, str, str]:
    """Spoils the last letter of the first code of a column: (its line, the code, what stands there now)."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows = [(row, reader.line_num) for row in reader]
    row, line = next((row, line) for row, line in rows if row[column])
    code = row[column].split(";")[0]
    row[column] = row[column].replace(code, code[:-1] + "q", 1)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, row, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row, _ in rows)
    return line, code, code[:-1] + "q"


@pytest.mark.parametrize("name", CODED)
def test_a_misspelt_code(data: Path, name: str) -> None:
    table, column = name.split()
    folder = data / "lexicon" if (data / "lexicon" / table).exists() else data / "gazetteer"
    line, code, spoilt = misspell(folder / table, column)
    (fault,) = check_gazetteer(data / "gazetteer") + check_lexicon(data / "lexicon")
    assert str(fault).startswith(f"{folder / table}:{line}: unknown {column} {spoilt!r}")
    assert code in fault.mend or column == "country"


def test_every_coded_column_is_tried(data: Path) -> None:
    lists = load_closed_lists(data)
    tables = {**LEXICON_COLUMNS, **GAZETTEER_COLUMNS, "curated/test.csv": ",".join(PLACE_COLUMNS)}
    coded = {
        f"{table} {column}"
        for table, columns in tables.items()
        for column in columns.split(",")
        if lists.of("curated" if table.startswith("curated") else Path(table).name, column) is not None
    }
    assert coded <= set(CODED)


LEGENDS = [
    ({"legend": "bom"}, "no names", "legend_en"),
    ({"legend": "bom", "legend_en": "Bom", "legend_ar": "تفجير"}, "has the colour of bomb", "another colour"),
    ({"colour": "#000000"}, "second colour, #000000", "#CC79A7"),
    ({"colour": "pink"}, "unknown colour 'pink'", "#0072B2"),
    ({"legend_en": "Bomb", "legend_ar": "تفجير"}, "named in a row above", "leave"),
    ({"label_ar": "mine"}, "no label", "Arabic letters"),
    ({"name_en": ""}, "no name", "name_en"),
    ({"attack_type": "ied"}, "the id ied is also at line", "another id"),
]


@pytest.mark.parametrize(("change", "what", "mend"), LEGENDS, ids=[what for _, what, _ in LEGENDS])
def test_attack_type_faults(data: Path, change: dict[str, str], what: str, mend: str) -> None:
    path = data / "lexicon" / "attack_types.csv"
    line = add(path, {
        "attack_type": "mine", "label_en": "Mine", "label_ar": "لغم", "name_en": "landmine", "name_ar": "انفجار لغم",
        "family": "bomb", "legend": "bomb", "colour": "#CC79A7", "source": "t", **change,
    })  # fmt: skip
    faults = [each for each in check_lexicon(data / "lexicon") if what in each.what]
    assert [each.line for each in faults] == [line]
    assert mend in faults[0].mend


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"table": "trigers.csv", "column": "role", "code": "x", "meaning": "m"}, "no table 'trigers.csv'"),
        ({"table": "triggers.csv", "column": "rule", "code": "x", "meaning": "m"}, "has a column 'rule'"),
        ({"table": "triggers.csv", "column": "role", "code": "strike", "meaning": "m"}, "is also at line"),
        ({"table": "triggers.csv", "column": "role", "code": "x"}, "no meaning"),
    ],
)
def test_code_faults(data: Path, row: dict[str, str], what: str) -> None:
    line = add(data / "codes.csv", row)
    (fault,) = check_codes(data / "codes.csv")
    assert what in fault.what
    assert fault.line == line


FACT = {"pattern": "odd.fact", "table": "any", "en": "“{words}”: odd", "ar": "«{words}»: غريب", "source": "t"}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"pattern": "where.title", "table": "accept"}, "is also at line"),
        ({"ar": "odd"}, "no sentence in ar"),
        ({"en": ""}, "no sentence in en"),
        ({"en": "odd by {cue}"}, "has {cue}"),
        ({"en": "odd: “{words}”"}, "has {words}"),
        ({"pattern": "odd.{nowhere}"}, "cannot be read"),
        ({"sign": "plus"}, "cannot be read"),
    ],
)
def test_wording_faults(data: Path, change: dict[str, str], what: str) -> None:
    path = data / "lexicon" / "facts.csv"
    assert check_wording(data) == []
    add(path, {**FACT, **change})
    (fault,) = check_wording(data)
    assert what in fault.what
    assert fault.path == path


def test_a_fact_that_counts_has_a_sentence(data: Path) -> None:
    path = data / "weights" / "toll.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text("fact,own\n(base),-1.00\nis.trigger,0.50\nnobody.knows,0.50\n", "utf-8")
    (fault,) = check_wording(data)
    assert (fault.path, fault.line) == (path, 4)
    assert "nobody.knows" in fault.what


def wrong_columns(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("attack_type", "type", 1), encoding="utf-8")


def bare_comma(path: Path) -> None:
    with path.open("a", encoding="utf-8") as lines:
        lines.write("t.x,en,word,zap,drone,strike,,,,,test,a note, with a comma\n")


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (wrong_columns, "columns are"),
        (bare_comma, "13 cells instead of 12"),
        (Path.unlink, "the file is missing"),
    ],
)
def test_broken_files(data: Path, spoil: Callable[[Path], None], what: str) -> None:
    path = data / "lexicon" / "triggers.csv"
    spoil(path)
    faults = check_lexicon(data / "lexicon")
    assert len(faults) == 1
    assert what in faults[0].what
    assert faults[0].path == path


def test_faults_are_printed_and_counted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(data / "gazetteer" / "curated" / "test.csv", {**PLACE, "place_id": "iq.second", "source": ""})
    assert check_knowledge(data) == 1
    captured = capsys.readouterr()
    assert "test.csv:3: no source" in captured.err
    assert "1 errors" in captured.out


def test_every_kind_of_toll_word_has_rows(data: Path) -> None:
    assert all(asdict(load_toll_words(data / "lexicon")).values())
