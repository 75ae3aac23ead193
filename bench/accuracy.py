"""How right the reading is: `python -m bench.accuracy [--dev DIR] [--record] [--set-floors]`.

Reports count at a confidence of 0.5 or more. The weights of reading are fitted on the development set too, among
others: how well it is read says what a change did, and how well news is read that nothing was fitted on is told by
`python -m bench.fit --check`, which holds each article out. Reads the gold set in tests/gold and, where DIR (by default ../shared/bench) has `dev/` and
`score_reports.py`, the development articles there, whose text stays where it is. Prints the figures, the
commonest kinds of error and how well the reading confidence is calibrated, and fails where a figure of the
development set lies below its floor in bench/accuracy_floors.toml; only --set-floors changes a floor.
--record appends a row to bench/ACCURACY.md and writes bench/ERRORS.md anew.
"""

import argparse
import datetime as dt
import importlib.util
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.extract import read_article
from pipeline.extract.events import ACCEPTED
from pipeline.knowledge.load import Knowledge, load_knowledge
from pipeline.model import Article, DateInterval, Report
from pipeline.paths import ROOT

HERE = Path(__file__).parent
FLOORS = HERE / "accuracy_floors.toml"
TABLE = HERE / "ACCURACY.md"
ERRORS = HERE / "ERRORS.md"
MARGIN = 0.01
BINS = ((0.0, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01))
FIGURES = ("full", "full_specific", "place", "precision", "kind", "type", "date", "exact_day", "outcome", "toll",
           "toll_invented", "sites_within_5_km", "false_pin_rate")  # fmt: skip
LOW_IS_GOOD = {"toll_invented", "false_pin_rate"}
KEYS = (
    "kind",
    "place_name",
    "place_name_en",
    "lat",
    "lon",
    "geo_precision",
    "outcome",
    "killed",
    "injured",
    "confidence",
)


def articles_of(path: Path) -> Iterator[Article]:
    """The articles of a JSON lines file with id, title, text, published and language."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            published = None
            if row.get("published"):
                day = dt.date.fromisoformat(row["published"][:10])
                published = DateInterval(day, day, "day", "stated")
            yield Article(
                row["id"],
                row["title"],
                row["text"],
                row.get("language", ""),
                row.get("source") or "",
                published=published,
            )


def prediction(report: Report) -> dict[str, Any]:
    """The report as the scorer reads it."""
    row: dict[str, Any] = {key: getattr(report, key) for key in KEYS}
    start, end = report.date.start, report.date.end
    days = {"date_start": start and start.isoformat(), "date_end": end and end.isoformat()}
    return (
        row
        | days
        | {
            "article_id": report.article_id,
            "attack_types": list(report.attack_types),
            "rule": ", ".join(report.reason.get("type", [])),
        }
    )


def predictions(articles: Iterable[Article], knowledge: Knowledge) -> dict[str, list[dict[str, Any]]]:
    """The predicted reports of each article, sure or not; those whose place is named and unresolved are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for article in articles:
        rows = [prediction(report) for report in read_article(article, knowledge).reports]
        found[article.article_id] = [row for row in rows if row["lat"] is not None or not row["place_name"]]
    return found


def counted(predicted: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """The predicted reports that count."""
    return {each: [row for row in rows if row["confidence"] >= ACCEPTED] for each, rows in predicted.items()}


def load_scorer(path: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("score_reports", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold_of(path: Path) -> list[dict[str, Any]]:
    """The gold articles, each with its reports; a report says whether it is required."""
    with path.open(encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines if line.strip()]
    for article in articles:
        for report in article["reports"]:
            report["required"] = bool(report.get("required", True) and report.get("place"))
    return articles


def figures(result: dict[str, Any]) -> dict[str, float]:
    """The scorer's result as one figure a name."""
    flat = {name: result[name]["f1"] for name in ("full", "full_specific", "place")}
    flat["precision"] = result["full"]["precision"]
    flat |= {key: value for key, value in result["of_matched"].items() if value is not None}
    flat |= {key: result[key] for key in ("sites_within_5_km", "false_pin_rate") if result[key] is not None}
    return flat


def errors(
    gold: list[dict[str, Any]], predicted: dict[str, list[dict[str, Any]]], scorer: ModuleType
) -> Counter[str]:
    """How often each kind of error occurs: which of place, type, date and kind a report gets wrong, or what is missed."""
    kinds: Counter[str] = Counter()
    for article in gold:
        rows, wanted = predicted[article["id"]], article["reports"]
        right = scorer.pair_up(wanted, rows, scorer.same_report)
        found, used = {i for i, _ in right}, {j for _, j in right}
        beside = scorer.pair_up(wanted, rows, scorer.same_place)
        for i, j in beside:
            if i in found or j in used:
                continue
            wrong = [name for name, ok in (("type", scorer.same_type(wanted[i], rows[j])), ("date", scorer.same_date(wanted[i], rows[j])),
                                           ("kind", scorer.agree(wanted[i], rows[j], "kind"))) if not ok]  # fmt: skip
            kinds["right place, wrong " + " and ".join(wrong or ["partner"])] += 1
        for i, report in enumerate(wanted):
            if report["required"] and i not in found and i not in {i for i, _ in beside}:
                kinds[f"missed: {report['kind']} at {report['geo_precision'] or 'no place'}"] += 1
        for j, row in enumerate(rows):
            if j not in used and j not in {j for _, j in beside}:
                kinds[f"false alarm: {row['kind']} at {row['geo_precision'] or 'no place'}"] += 1
    return kinds


def reliability(
    gold: list[dict[str, Any]], predicted: dict[str, list[dict[str, Any]]], scorer: ModuleType
) -> list[tuple[str, int, float, float]]:
    """(bin, reports, mean confidence, share right) for each bin of confidence that holds any."""
    seen: dict[tuple[float, float], list[tuple[float, bool]]] = {}
    for article in gold:
        rows = predicted[article["id"]]
        right = {j for _, j in scorer.pair_up(article["reports"], rows, scorer.same_report)}
        for j, row in enumerate(rows):
            place = next(b for b in BINS if b[0] <= row["confidence"] < b[1])
            seen.setdefault(place, []).append((row["confidence"], j in right))
    return [
        (
            f"{low:.1f}-{min(high, 1):.1f}",
            len(pairs),
            sum(c for c, _ in pairs) / len(pairs),
            sum(ok for _, ok in pairs) / len(pairs),
        )
        for (low, high), pairs in sorted(seen.items())
    ]


def show(name: str, flat: dict[str, float]) -> None:
    """One line of figures."""
    print(f"{name}: " + ", ".join(f"{key} {flat[key]:.3f}" for key in FIGURES if key in flat))


def below_floor(flat: dict[str, float], floors: dict[str, float]) -> list[str]:
    """What lies on the wrong side of its floor."""
    return [
        f"{key} {flat[key]:.3f} against a floor of {floor:.3f}"
        for key, floor in floors.items()
        if key in flat and (flat[key] > floor if key in LOW_IS_GOOD else flat[key] < floor)
    ]


def record(name: str, flat: dict[str, float]) -> None:
    """Appends a row to the table of figures over time."""
    if not TABLE.exists():
        head = "| date | set | " + " | ".join(FIGURES) + " |\n" + "|---" * (len(FIGURES) + 2) + "|\n"
        TABLE.write_text(
            "# Figures over time\n\nWritten by `python -m bench.accuracy --record`.\n\n" + head,
            encoding="utf-8",
        )
    cells = [f"{flat[key]:.3f}" if key in flat else "" for key in FIGURES]
    with TABLE.open("a", encoding="utf-8") as table:
        table.write(f"| {dt.datetime.now(dt.UTC).date()} | {name} | " + " | ".join(cells) + " |\n")


def errors_text(name: str, kinds: Counter[str], bins: Iterable[tuple[str, int, float, float]]) -> str:
    """The ten commonest kinds of error of one set, and its table of confidence, as Markdown."""
    rows = "".join(f"| {kind} | {count} |\n" for kind, count in kinds.most_common(10))
    said = "".join(f"| {place} | {n} | {mean:.2f} | {right:.2f} |\n" for place, n, mean, right in bins)
    return (
        f"\n## {name}\n\n| kind of error | count |\n|---|---|\n{rows}\n"
        f"| reading confidence | reports | mean said | share right |\n|---|---|---|---|\n{said}"
    )


def main(arguments: list[str] | None = None) -> int:
    """Scores both sets; 1 where a figure of the development set lies below its floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "--dev",
        type=Path,
        default=ROOT.parent / "shared" / "bench",
        help="folder of dev/ and score_reports.py",
    )
    parser.add_argument("--record", action="store_true", help="append the figures to bench/ACCURACY.md")
    parser.add_argument(
        "--set-floors", action="store_true", help="set the floors a little below what is measured"
    )
    asked = parser.parse_args(arguments)
    if not (asked.dev / "score_reports.py").exists():
        print(
            f"{asked.dev} has no score_reports.py: nothing to score with; tests/test_gold.py scores the gold set"
        )
        return 0
    scorer, knowledge = load_scorer(asked.dev / "score_reports.py"), load_knowledge(ROOT)
    sets = {"gold": ROOT / "tests" / "gold", "dev": asked.dev / "dev"}
    failed: list[str] = []
    remaining = "# Errors that remain\n\nWritten by `python -m bench.accuracy --record`.\n"
    for name, folder in sets.items():
        if not (folder / "articles.jsonl").exists():
            print(f"{name}: {folder} is not here")
            continue
        gold = gold_of(folder / "gold.jsonl")
        likely_or_not = predictions(articles_of(folder / "articles.jsonl"), knowledge)
        predicted = counted(likely_or_not)
        flat = figures(scorer.score(gold, predicted))
        show(name, flat)
        kinds, bins = errors(gold, predicted, scorer), reliability(gold, likely_or_not, scorer)
        remaining += errors_text(name, kinds, bins)
        for kind, count in kinds.most_common(10):
            print(f"  {count:4} {kind}")
        print(
            "  reading confidence: "
            + "; ".join(f"{b} said {c:.2f}, right {r:.2f} of {n}" for b, n, c, r in bins)
        )
        if asked.record:
            record(name, flat)
        if name == "dev":
            floors = {k: (v + MARGIN if k in LOW_IS_GOOD else v - MARGIN) for k, v in flat.items()}
            if asked.set_floors or not FLOORS.exists():
                FLOORS.write_text(
                    "".join(f"{key} = {value:.3f}\n" for key, value in floors.items()), encoding="utf-8"
                )
            failed = below_floor(flat, tomllib.loads(FLOORS.read_text(encoding="utf-8")))
    if asked.record:
        ERRORS.write_text(remaining, encoding="utf-8")
    for line in failed:
        print(f"below its floor: {line}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
