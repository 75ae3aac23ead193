"""What a build takes over from the one before is what it would read itself."""

import csv
import errno
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from language.fold import fold
from pipeline import store
from pipeline.articles.read import read_paths
from pipeline.build import BuildSummary, build, collection, worker
from pipeline.build import builder as building
from pipeline.knowledge.changes import changed_words, word_table
from pipeline.knowledge.load import Knowledge, fingerprint, load_knowledge
from pipeline.model import Article
from pipeline.store import PENDING, StoreError, open_store

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = [
    str(ROOT / "data" / "samples"),
    str(ROOT / "seeds"),
    str(ROOT / "tests" / "gold" / "articles.jsonl"),
]
TABLES = ("articles", "reports", "incidents", "series", "unresolved", "not_read")
Rows = dict[str, list[dict[str, Any]]]


def rows(out: Path) -> Rows:
    store = open_store(out)
    return {name: store.table(name).to_pylist() for name in TABLES}


def written(path: Path, articles: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in articles), "utf-8")
    return str(path)


def told(number: int, place: str = "أربيل", **more: Any) -> dict[str, Any]:
    """An article of an attack, unlike any other."""
    text = f"استهدفت طائرة مسيرة مدينة {place} فجر اليوم وأصيب {number + 3} جنود، قال شاهد رقم {number}."
    return {"id": f"a{number}", "text": text, "published": "2021-09-12", "source": f"O{number}", **more}


@pytest.fixture(autouse=True)
def loaded_once(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    """Knowledge is loaded once for each state of its files, the project's own once for all tests."""
    loaded = {knowledge.fingerprint: knowledge}

    def load(at: Path) -> Knowledge:
        state = fingerprint(at)
        if state not in loaded:
            loaded[state] = load_knowledge(at)
        return loaded[state]

    monkeypatch.setattr(worker, "load_knowledge", load)
    monkeypatch.setattr(building, "load_knowledge", load)


@pytest.fixture
def root(tmp_path: Path, small_root: Path) -> Path:
    """A knowledge of few places, to be changed."""
    return shutil.copytree(small_root, tmp_path / "root")


@pytest.fixture
def whole_root(tmp_path: Path) -> Path:
    """The project's knowledge, to be changed."""
    for name in ("lexicon", "gazetteer", "weights"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "root" / "data" / name)
    return tmp_path / "root"


def forgetful(out: Path, target: Path) -> Path:
    """A copy of a store that every article must be read again for: its code is another."""
    shutil.copytree(out, target)
    for manifest in target.glob("build-*/manifest.json"):
        content = json.loads(manifest.read_text("utf-8"))
        manifest.write_text(json.dumps({**content, "code": "another"}), "utf-8")
    return target


@pytest.fixture(scope="module")
def known(small_root: Path) -> pa.Table:
    """What the knowledge says of every word before a test changes it."""
    return word_table(load_knowledge(small_root))


# Knowledge ----------------------------------------------------------------------------------------

Edit = Callable[[random.Random, list[dict[str, str]], str], None]


def drop_row(dice: random.Random, table: list[dict[str, str]], texts: str) -> None:
    table.remove(chosen(dice, table, texts))


def drop_form(dice: random.Random, table: list[dict[str, str]], texts: str) -> None:
    row = chosen(dice, table, texts)
    key = dice.choice([key for key in ("forms", "aliases_ar", "aliases_en") if row.get(key)] or ["note"])
    forms = row.get(key, "").split(";")
    forms.remove(dice.choice(forms))
    row[key] = ";".join(forms)


def add_form(dice: random.Random, table: list[dict[str, str]], texts: str) -> None:
    row = chosen(dice, table, texts)
    key = next(key for key in ("forms", "aliases_ar", "word") if key in row)
    words = texts.split()
    at = dice.randrange(len(words) - 2)
    form = " ".join(words[at : at + dice.choice((1, 1, 2))]).strip(".,:;\"'()[]-؛")
    row[key] = f"{row[key]};{form}" if row[key] and key != "word" and "|" not in row[key] else row[key]


def move(dice: random.Random, table: list[dict[str, str]], texts: str) -> None:
    row = chosen(dice, [each for each in table if each.get("lat")] or table, texts)
    if row.get("lat"):
        row["lat"] = str(round(float(row["lat"]) + 0.01, 4))


def chosen(dice: random.Random, table: list[dict[str, str]], texts: str) -> dict[str, str]:
    """A row, most often one that the texts name."""
    named = [row for row in table if any(form in texts for form in forms_of(row))]
    return dice.choice(named if named and dice.random() < 0.8 else table)


def forms_of(row: dict[str, str]) -> list[str]:
    keys = ("forms", "name_ar", "name_en", "aliases_ar", "word")
    return [
        fold(form.split("|")[0]) for key in keys for form in (row.get(key) or "").split(";") if len(form) > 3
    ]


FILES = (
    "gazetteer/curated/iraq.csv", "gazetteer/curated/syria.csv", "gazetteer/curated/iraq_quarters.csv",
    "gazetteer/curated/yemen.csv", "lexicon/triggers.csv", "lexicon/cues.csv", "lexicon/weapons.csv",
    "lexicon/targets.csv", "lexicon/actors.csv", "lexicon/outlets.csv", "lexicon/organisations.csv",
    "lexicon/calendar.csv", "lexicon/numerals.csv", "lexicon/common_words.csv", "lexicon/place_words.csv",
)  # fmt: skip


def changed(root: Path, name: str, edit: Edit, dice: random.Random, texts: str) -> None:
    path = root / "data" / name
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    edit(dice, table, texts)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def run_of_edits(root: Path, tmp_path: Path, rounds: int, seed: int) -> tuple[int, int]:
    """How many rounds of random edits changed a report, and how many read fewer articles than all."""
    dice = random.Random(seed)
    texts = fold("\n".join(each.text for each in read_paths(ARTICLES) if isinstance(each, Article)))
    out = tmp_path / "store"
    build(ARTICLES, out, workers=1, root=root)
    different = fewer = 0
    for number in range(rounds):
        for name in dice.sample(FILES, 3):
            changed(root, name, dice.choice((drop_row, drop_form, add_form, move)), dice, texts)
        before = rows(out)
        whole = forgetful(out, tmp_path / f"whole-{number}")
        taken = build(ARTICLES, out, workers=1, root=root)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(building, "WORTH_WORDS", 10**9)  # nobody asks it again
            full = build(ARTICLES, whole, workers=1, root=root)
        found = rows(out)
        assert found == rows(whole), f"round {number} of seed {seed}"
        different += found["reports"] != before["reports"]
        fewer += taken.read < full.read
    return different, fewer


def test_edits_of_the_knowledge_give_what_reading_all_again_gives(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "WORTH_WORDS", 0)
    different, fewer = run_of_edits(root, tmp_path, 2, 1)
    assert different
    assert fewer


@pytest.mark.fuzz
@pytest.mark.usefixtures("takes_long")
def test_many_edits_of_the_knowledge(
    whole_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "WORTH_WORDS", 0)
    for seed in range(2, 12):
        run_of_edits(whole_root, tmp_path / str(seed), 10, seed)


OWN = "place_id,name_en,name_ar,aliases_en,aliases_ar,feature_class,country,governorate,lat,lon,within,cue,source,confidence,note\n"


def test_an_own_place_is_read_where_it_is_named_and_nothing_else_is(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "WORTH_WORDS", 0)
    village = "استهدفت طائرة مسيرة قرية زعفرانستان قرب أربيل فجر اليوم وأصيب 3 جنود، قال شاهد رقم 0."
    paths = [written(tmp_path / "a.jsonl", [told(0, text=village), *(told(n) for n in range(1, 30))])]
    out = tmp_path / "store"
    assert build(paths, out, workers=1, root=root).read == 30
    own = root / "data" / "local" / "places" / "own.csv"
    own.parent.mkdir(parents=True)
    own.write_text(f"{OWN}iq.own-z,Zafaranistan,زعفرانستان,,,town,IQ,Erbil,36.5,44.5,,,me,high,\n", "utf-8")
    assert build(paths, out, workers=1, root=root).read == 1
    (report,) = open_store(out).rows("reports", "article_id", ["a0"])
    assert report["place_id"] == "iq.own-z"
    own.unlink()
    assert build(paths, out, workers=1, root=root).read == 1
    assert "iq.own-z" not in open_store(out).table("reports")["place_id"].to_pylist()


def test_an_own_place_is_read_where_its_name_is_spelled_otherwise(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "WORTH_WORDS", 0)
    text = "A drone hit the town of Zafranistaan in Iraq at dawn on Sunday, wounding three soldiers."
    other = {"id": "en", "text": text, "published": "2021-09-12", "source": "E"}
    paths = [written(tmp_path / "a.jsonl", [other, *(told(n) for n in range(1, 10))])]
    out = tmp_path / "store"
    build(paths, out, workers=1, root=root)
    own = root / "data" / "local" / "places" / "own.csv"
    own.parent.mkdir(parents=True)
    own.write_text(f"{OWN}iq.own-z,Zafaranistan,,,,town,IQ,Erbil,36.5,44.5,,,me,high,\n", "utf-8")
    assert build(paths, out, workers=1, root=root).read == 1
    assert open_store(out).rows("reports", "article_id", ["en"])[0]["place_id"] == "iq.own-z"


NEW_WORDS = {
    "triggers.csv": "ar.zaf,ar,verb,زعفرن|زعفرن,drone,strike,,,me,\n",
    "weapons.csv": "ar.zaf,ar,noun,زعفرونة,drone,drone,me,\n",
}


def test_a_new_word_makes_a_quiet_article_speak(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "WORTH_WORDS", 0)
    quiet = [
        {"id": "trigger", "text": "زعفرنت طائرة مسيرة مدينة أربيل أمس.", "published": "2021-09-12"},
        {"id": "weapon", "text": "ضربت زعفرونة بناية في أربيل أمس.", "published": "2021-09-12"},
    ]
    paths = [written(tmp_path / "a.jsonl", [*quiet, told(1)])]
    out = tmp_path / "store"
    before = build(paths, out, workers=1, root=root)
    assert before.reports == 1
    for file, row in NEW_WORDS.items():
        with (root / "data" / "lexicon" / file).open("a", encoding="utf-8") as lines:
            lines.write(row)
    assert build(paths, out, workers=1, root=root).read == 2
    reports = open_store(out).rows("reports", "article_id", ["trigger", "weapon"])
    assert sorted({each["article_id"] for each in reports}) == ["trigger", "weapon"]


def test_a_curated_place_takes_over_the_other_names_of_a_packaged_one(root: Path, known: pa.Table) -> None:
    path = root / "data" / "gazetteer" / "curated" / "iraq.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    erbil = next(n for n, line in enumerate(lines) if line.startswith("iq.erbil,"))
    name = lines[erbil].split(",")[2]
    path.write_text("".join(lines[:erbil] + lines[erbil + 1 :]), "utf-8")
    needles = changed_words(known, word_table(load_knowledge(root)))
    assert needles is not None
    assert needles.touch(Article("a", "", f"انفجار في {name}"))
    assert needles.touch(Article("a", "", "A blast in Hewler, Arbil."))
    assert not needles.touch(Article("a", "", "انفجار في الموصل"))


def test_heads_touch_every_article(root: Path, known: pa.Table) -> None:
    path = root / "data" / "lexicon" / "heads.csv"
    path.write_text(
        path.read_text("utf-8").replace("military_base,before,one", "airport,before,one"), "utf-8"
    )
    assert changed_words(known, word_table(load_knowledge(root))) is None


def test_fitted_weights_touch_every_article(root: Path, known: pa.Table) -> None:
    weights = root / "data" / "weights" / "accept.csv"
    weights.write_text(weights.read_text("utf-8") + "weapon.never,0.10,,\n", "utf-8")
    assert changed_words(known, word_table(load_knowledge(root))) is None


def test_toll_words_touch_every_article(root: Path, known: pa.Table) -> None:
    path = root / "data" / "lexicon" / "toll_words.csv"
    path.write_text(path.read_text("utf-8") + "person,en,beekeeper,test,\n", "utf-8")
    assert changed_words(known, word_table(load_knowledge(root))) is None


def test_a_trigger_that_needs_something_else_now_touches_where_it_stands(root: Path, known: pa.Table) -> None:
    path = root / "data" / "lexicon" / "triggers.csv"
    with path.open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    row = next(each for each in table if each["id"] == "en.hit")
    row["needs"] = ""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0])
        writer.writeheader()
        writer.writerows(table)
    needles = changed_words(known, word_table(load_knowledge(root)))
    assert needles is not None
    assert ("hit",) in needles.phrases


# Articles -----------------------------------------------------------------------------------------


def test_only_new_and_changed_articles_are_read(tmp_path: Path) -> None:
    out = tmp_path / "store"
    first = [told(n) for n in range(10)]
    assert build([written(tmp_path / "a.jsonl", first)], out, workers=1).read == 10
    changed = [*first[:8], told(8, "الموصل"), told(9), told(10)]
    moved = written(tmp_path / "b.jsonl", changed)
    summary = build([moved], out, workers=1)
    assert (summary.read, summary.articles) == (2, 11)
    assert rows(out) == rows_of_new(tmp_path / "new", [moved], out)


def rows_of_new(out: Path, paths: list[str], like: Path) -> Rows:
    """The rows of a store built from nothing, articles at the paths where `like` first met them."""
    build(paths, out, workers=1)
    found = rows(out)
    where = {row["article_id"]: row["path"] for row in open_store(like).table("articles").to_pylist()}
    for row in found["articles"]:
        row["path"] = where[row["article_id"]]
    return found


def test_a_build_replaces_the_set_and_add_joins_it(tmp_path: Path) -> None:
    out = tmp_path / "store"
    one = written(tmp_path / "1.jsonl", [told(0), told(1)])
    two = written(tmp_path / "2.jsonl", [told(1), told(2), told(0, "الموصل")])
    build([one], out, workers=1)
    joined = build([two], out, workers=1, add=True)
    assert (joined.articles, joined.read) == (3, 2)
    (replaced,) = open_store(out).rows("articles", "article_id", ["a0"], ["text"])
    assert "الموصل" in replaced["text"]
    back = build([one], out, workers=1)
    assert back.articles == 2
    assert {row["article_id"] for row in open_store(out).table("reports").to_pylist()} == {"a0", "a1"}
    assert rows(out) == rows_of_new(tmp_path / "new", [one], out)


def test_many_small_additions_leave_few_parts(tmp_path: Path) -> None:
    out = tmp_path / "store"
    for n in range(25):
        build([written(tmp_path / f"{n}.jsonl", [told(n)])], out, workers=1, add=n > 0)
    store = open_store(out)
    assert all(len(parts) <= 20 for parts in store.manifest["parts"].values())
    assert store.manifest["articles"] == 25
    assert len({row["article_id"] for row in store.table("reports").to_pylist()}) == 25


def test_a_restored_build_has_its_parts(tmp_path: Path) -> None:
    out = tmp_path / "store"
    build([written(tmp_path / "a.jsonl", [told(n) for n in range(5)])], out, workers=1)
    before = open_store(out)
    kept = rows(out)
    build([written(tmp_path / "b.jsonl", [told(9)])], out, workers=1)
    build([written(tmp_path / "c.jsonl", [told(10)])], out, workers=1)
    assert {name: before.table(name).to_pylist() for name in TABLES} == kept


def test_what_a_stopped_build_read_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collection, "_PART_ARTICLES", 64)
    out = tmp_path / "store"
    path = written(tmp_path / "a.jsonl", [told(n) for n in range(200)])

    class Stopped(Exception):
        pass

    seen = 0

    def stop(articles: int) -> None:
        nonlocal seen
        seen += articles
        if seen > 100:
            raise Stopped

    with pytest.raises(Stopped):
        build([path], out, workers=1, progress=stop)
    with pytest.raises(StoreError):
        open_store(out)
    assert build([path], out, workers=1).read == 200 - 128
    assert not (out / PENDING).exists()
    assert rows(out) == rows_of_new(tmp_path / "new", [path], out)


def test_a_store_made_otherwise_is_read_again(tmp_path: Path) -> None:
    out = tmp_path / "store"
    path = written(tmp_path / "a.jsonl", [told(n) for n in range(5)])
    build([path], out, workers=1)
    content = json.loads((open_store(out).folder / "manifest.json").read_text("utf-8"))
    del content["code"]
    (open_store(out).folder / "manifest.json").write_text(json.dumps(content), "utf-8")
    summary: BuildSummary = build([], out, workers=1, add=True)
    assert (summary.articles, summary.read) == (5, 5)


SORANI = "هێرشێکی درۆنی کرایە سەر هەولێر و دوو کەس بریندار بوون. قصف."
PERSIAN = "حمله پهپادی به پایگاه آمریکا در اربیل؛ انفجار شدید و دو نفر کشته شدند."


def test_what_is_in_another_language_is_kept_counted_and_not_read(tmp_path: Path) -> None:
    """The declared language does not say what a text is in; neither is a second print of one a copy."""
    out = tmp_path / "store"
    others = [
        {"id": "k1", "text": SORANI, "language": "ar", "published": "2021-09-12"},
        {"id": "k2", "text": SORANI, "language": "ar", "published": "2021-09-12"},
        {"id": "p1", "text": PERSIAN, "language": "en"},
    ]
    path = written(tmp_path / "a.jsonl", [told(1), told(2, language="fa"), *others])
    summary = build([path], out, workers=1)
    assert (summary.articles, summary.read, summary.copies) == (5, 2, 0)
    assert summary.not_read == (("ckb", 2), ("fa", 1))
    assert summary.not_read_told == "Kurdish (2), Persian (1)"
    found = rows(out)
    assert {row["article_id"]: row["language"] for row in found["not_read"]} == {
        "k1": "ckb",
        "k2": "ckb",
        "p1": "fa",
    }
    assert {row["article_id"] for row in found["reports"]} == {"a1", "a2"}
    again = build([written(tmp_path / "b.jsonl", [told(3)])], out, workers=1, add=True)
    assert (again.articles, again.read, again.not_read) == (6, 1, summary.not_read)
    assert build([path], out, workers=1).not_read == summary.not_read


def test_a_changed_marker_is_asked_of_every_article(tmp_path: Path, root: Path) -> None:
    out, markers = tmp_path / "store", root / "data" / "lexicon" / "languages.csv"
    path = written(tmp_path / "a.jsonl", [told(1), {"id": "k1", "text": SORANI}])
    assert build([path], out, workers=1, root=root).not_read == (("ckb", 1),)
    kept = [line for line in markers.read_text("utf-8").splitlines() if not line.startswith(("ckb", "fa"))]
    markers.write_text("\n".join(kept) + "\n", "utf-8")
    assert build([], out, workers=1, root=root, add=True).not_read == ()


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store.pq, "write_table", full)
    with pytest.raises(StoreError, match="disk of .* is full"):
        build([written(tmp_path / "a.jsonl", [told(1)])], tmp_path / "store", workers=1)
