"""The project's own articles, read today, are read as the goldens say: every report, whole, as it is exported.

A golden is a change detector, not a claim that the reading is right: tests/gold and tests/samples_expected.jsonl
say what is right. Only `pytest tests/test_golden.py --update-golden` rewrites them; look at their diff then.
"""

import io
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.articles.read import read_paths
from pipeline.export import FORMATS
from pipeline.extract import read_article
from pipeline.knowledge.load import Knowledge
from pipeline.model import REPORT_FIELDS, Article
from pipeline.store.schema import reports_table
from tests.expectations import counted

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
READ = {
    "gold": ROOT / "tests" / "gold" / "articles.jsonl",
    "samples": ROOT / "data" / "samples",
    "seeds": ROOT / "seeds",
}
Row = dict[str, Any]


def exported(article: Article, knowledge: Knowledge) -> list[Row]:
    """The reports of one article as `pipeline export --what reports --format jsonl` writes them, in text order."""
    reports = sorted(
        counted(read_article(article, knowledge)),
        key=lambda r: (r.sentence.start, r.sentence.end, r.report_id),
    )
    stream = io.BytesIO()
    FORMATS["jsonl"].write(reports_table(reports, [article]).select(list(REPORT_FIELDS)), "reports", stream)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def same(found: Any, golden: Any) -> bool:
    """Whether two values are one; a number with a fraction may differ in what another machine rounds."""
    if isinstance(found, float) and isinstance(golden, float):
        return math.isclose(found, golden, rel_tol=1e-9, abs_tol=1e-12)
    return type(found) is type(golden) and bool(found == golden)


def told(row: Row) -> str:
    types = " ".join(row["attack_types"])
    return (
        f"report {row['report_id']} ({types} at {row['place_name']}, {row['date_start']}..{row['date_end']})"
    )


def paired(golden: list[Row], found: list[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Golden and found reports of one article that are one: of one id, else of one sentence, in its order."""
    left = list(found)
    for keys in (("report_id",), ("quote", "place_name"), ("quote",)):
        for row in list(golden):
            other = next((each for each in left if all(each[key] == row[key] for key in keys)), None)
            if other is not None:
                golden = [each for each in golden if each is not row]
                left = [each for each in left if each is not other]
                yield row, other
    yield from ((row, None) for row in golden)
    yield from ((None, row) for row in left)


def differences(golden: list[Row], found: list[Row], names: dict[str, str]) -> list[str]:
    """One line a field of a report that is not as in the golden; `names` are the articles' names by id."""
    lines: list[str] = []
    for article in dict.fromkeys(row["article_id"] for row in (*golden, *found)):
        there, here = ([row for row in rows if row["article_id"] == article] for rows in (golden, found))
        name, told_before = names.get(article, article), len(lines)
        for before, now in paired(there, here):
            if before is None or now is None:
                lines.append(f"{name}: {'new' if before is None else 'gone'}: {told(now or before or {})}")
                continue
            lines += [
                f"{name}: {told(before)}: {field}: {before.get(field)!r} -> {now.get(field)!r}"
                for field in dict.fromkeys((*before, *now))
                if field not in before or field not in now or not same(now[field], before[field])
            ]
        if len(lines) == told_before and [row["report_id"] for row in there] != [
            row["report_id"] for row in here
        ]:
            lines.append(f"{name}: the same reports in another order")
    return lines


@pytest.mark.parametrize("name", READ)
def test_articles_are_read_as_the_golden_says(
    name: str, knowledge: Knowledge, pytestconfig: pytest.Config
) -> None:
    articles: list[Article] = []
    for each in read_paths([str(READ[name])]):
        assert isinstance(each, Article), each
        articles.append(each)
    found = [row for article in articles for row in exported(article, knowledge)]
    path = GOLDEN / f"{name}.jsonl"
    if pytestconfig.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), "utf-8")
    golden = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    names = {each.article_id: f"{each.article_id} {Path(each.path).name}" for each in articles}
    lines = differences(golden, found, names)
    assert len(articles) == len(names) > 0
    assert not lines, "\n".join(
        [f"{len(lines)} differences from {path.relative_to(ROOT)}; if meant: --update-golden", *lines]
    )


def test_goldens_hold_what_is_exported() -> None:
    """Every golden line has the published columns, and no report is there twice."""
    assert {each.stem for each in GOLDEN.iterdir()} == READ.keys()
    rows = [json.loads(line) for name in READ for line in (GOLDEN / f"{name}.jsonl").open(encoding="utf-8")]
    assert {tuple(row) for row in rows} == {REPORT_FIELDS}
    # One sentence may tell two attacks of one place and day, and then they share an id.
    assert max(Counter(json.dumps(row, sort_keys=True) for row in rows).values()) == 1


ROWS = [
    dict.fromkeys(REPORT_FIELDS)
    | {"report_id": f"r{n}", "article_id": "a", "attack_types": ["drone"], "place_name": f"place {n}", "confidence": 0.7}
    for n in range(3)
]  # fmt: skip


def test_a_change_of_any_field_is_told() -> None:
    for field in set(REPORT_FIELDS) - {"article_id"}:
        (line,) = differences(ROWS, [{**ROWS[0], field: ["changed"]}, *ROWS[1:]], {"a": "one.txt"})
        assert line.startswith("one.txt: report r0")
        assert f": {field}: " in line


def test_a_report_gone_new_or_moved_is_told_and_rounding_is_not() -> None:
    assert differences(ROWS, ROWS, {}) == []
    assert ["gone" in line for line in differences(ROWS, ROWS[1:], {})] == [True]
    assert ["new" in line for line in differences(ROWS[1:], ROWS, {})] == [True]
    assert ["order" in line for line in differences(ROWS, ROWS[::-1], {})] == [True]
    for step, told_lines in ((1e-13, 0), (1e-3, 3)):
        other = [{**row, "confidence": row["confidence"] + step} for row in ROWS]
        assert len(differences(ROWS, other, {})) == told_lines
    assert differences([{**ROWS[0], "killed": 0}], [{**ROWS[0], "killed": None}], {})
