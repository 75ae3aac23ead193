"""A new attack type is one row of attack_types.csv: it is read, merged, exported, drawn and named, and nothing else is edited."""

import base64
import csv
import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from bench.synthetic import write_synthetic
from pipeline import attack_kinds as table
from pipeline.attack_kinds import attack_kinds, family_of
from pipeline.build.builder import build
from pipeline.export import FORMATS, WHATS, export, exported_rows
from pipeline.export.acled_ged import acled_row
from pipeline.knowledge.changes import changed_words, word_table
from pipeline.knowledge.check import check_codes, check_lexicon
from pipeline.knowledge.load import Knowledge
from pipeline.merging.summary import summaries
from pipeline.model import Article
from pipeline.store import open_store
from pipeline.view import Filter, Records
from share import names
from share.look import Look
from share.page import page_html
from share.page_data import page_data
from share.palette import colour_of, families, palette
from share.picture import draw_picture
from share.selection import Care, select
from share.words import Words

ROOT = Path(__file__).parent.parent.parent
MINE = {
    "attack_type": "naval_mine", "label_en": "Naval mine", "label_ar": "لغم بحري", "name_en": "naval mine blast",
    "name_ar": "انفجار لغم بحري", "source": "made up",
}  # fmt: skip
ROWS = {
    "as others": {**MINE, "family": "bomb", "legend": "bomb", "colour": "#CC79A7",
                  "acled_event_type": "Explosions/Remote violence", "acled_sub_event_type": "Remote explosive/landmine/IED"},
    "a colour of its own": {**MINE, "family": "other", "legend": "sea", "colour": "#F0E442", "legend_en": "At sea",
                            "legend_ar": "في البحر"},
}  # fmt: skip
WEAPON = {
    "id": "en.naval-mine", "language": "en", "inflection": "word", "forms": "naval mine", "attack_type": "naval_mine",
    "weapon": "explosive device", "source": "made up",
}  # fmt: skip
ARTICLE = "---\npublished: 2021-09-12\n---\nTwo soldiers were killed when a naval mine exploded in Basra on Saturday.\n"


def add(path: Path, row: dict[str, str]) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        columns = next(csv.reader(lines))
    with path.open("a", encoding="utf-8", newline="") as lines:
        csv.DictWriter(lines, columns, restval="", lineterminator="\n").writerow(row)


def forget() -> None:
    for each in (attack_kinds, palette, names._names):
        each.cache_clear()


@pytest.fixture(params=ROWS)
def row(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, str]]:
    """The made-up row, in force; `tmp_path` is a project's folder whose tables have it."""
    shutil.copytree(ROOT / "data" / "lexicon", tmp_path / "data" / "lexicon")
    shutil.copy(ROOT / "data" / "codes.csv", tmp_path / "data")
    for kept in ("gazetteer", "weights"):
        (tmp_path / "data" / kept).symlink_to(ROOT / "data" / kept)
    monkeypatch.setattr(table, "TABLE", tmp_path / "data" / "lexicon" / "attack_types.csv")
    add(table.TABLE, ROWS[request.param])
    forget()
    yield ROWS[request.param]
    forget()


def test_it_is_known_everywhere(row: dict[str, str], tmp_path: Path) -> None:
    assert check_lexicon(tmp_path / "data" / "lexicon") + check_codes(tmp_path / "data" / "codes.csv") == []
    assert family_of("naval_mine") == row["family"]
    assert colour_of("naval_mine") == row["colour"]
    assert colour_of("no type") == colour_of("unspecified") == "#7F858B"
    assert Filter.parse("type=naval_mine").types == ("naval_mine",)
    assert (Words("en").of("type", "naval_mine"), Words("ar").of("type", "naval_mine")) == (
        "Naval mine",
        "لغم بحري",
    )
    acled = acled_row({"attack_types": ["naval_mine"], "outcome": "carried_out"})
    assert (acled["event_type"] or "", acled["sub_event_type"] or "") == (
        row.get("acled_event_type", ""), row.get("acled_sub_event_type", ""),
    )  # fmt: skip


def test_it_is_read_merged_and_exported(row: dict[str, str], tmp_path: Path) -> None:
    add(tmp_path / "data" / "lexicon" / "weapons.csv", WEAPON)
    (tmp_path / "article.md").write_text(ARTICLE, encoding="utf-8")
    build([str(tmp_path / "article.md")], tmp_path / "store", workers=1, root=tmp_path)
    store = open_store(tmp_path / "store")
    (incident,) = exported_rows(store, "incidents", Filter.parse("type=naval_mine")).to_pylist()
    assert incident["attack_types"] == ["naval_mine"]
    assert incident["summary_en"].startswith("Naval mine blast at Basra")
    assert incident["summary_ar"].startswith("انفجار لغم بحري في البصرة")
    for what in WHATS:
        for form in FORMATS:
            export(store, what, form, Filter(), tmp_path / f"out.{form}")
        for schema in ("acled", "ged"):
            export(store, what, "csv", Filter(), tmp_path / f"out.{schema}", schema)


def test_it_is_drawn_and_named_in_both_languages(
    row: dict[str, str], tmp_path: Path, run_page: Callable[..., AppTest]
) -> None:
    write_synthetic(tmp_path / "store", 400, 20, seed=3)
    store = open_store(tmp_path / "store")
    records = Records.load(store)
    types = records.lists["attack_types"]
    mine = families(records)[types.owners[types.codes == types.values.index("naval_mine")]]
    assert len(mine)
    assert {palette().families[each] for each in mine} == {row["legend"]}
    assert all(summaries(each) for each in records.table.to_pylist())
    for language, label in (("en", "Naval mine"), ("ar", "لغم بحري")):
        selection = select(store, records, Filter(), Care(), dt.date(2024, 4, 1))
        kind, packed = page_data(selection, "")["columns"]["types"]
        assert np.count_nonzero(np.frombuffer(base64.b64decode(packed), f"<{kind}") & (1 << 16)) == len(mine)
        page = page_html(selection, Look(language=language)).decode()
        assert label in page
        draw_picture(selection, Look(language=language))
        shown = run_page(tmp_path / "store", lang=language, type="naval_mine")
        assert "naval_mine" in shown.pills(key="filter.types").value
        assert any(label in each for each in shown.pills(key="filter.types").options)


def test_another_family_touches_the_articles_with_words_of_the_type(
    row: dict[str, str], knowledge: Knowledge
) -> None:
    before = word_table(knowledge)
    text = table.TABLE.read_text("utf-8")
    table.TABLE.write_text(text.replace("إعدام,ground", "إعدام,other", 1), "utf-8")
    forget()
    assert family_of("execution") == "other"
    needles = changed_words(before, word_table(knowledge))
    assert needles is not None
    assert needles.touch(Article("a", "", "Gunmen executed two men in Kirkuk."))
    assert not needles.touch(Article("b", "", "A roadside bomb exploded in Kirkuk."))
