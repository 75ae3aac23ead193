"""How well a reading agrees with what a careful reader wrote down, and the floors it may not sink below.

A report and an expected one are the same attack where place and days agree; it is right as a whole where
kind and attack type agree too. Places agree by name in either script, or by distance: the farther, the
coarser the place is told. Days agree where the two intervals touch within a day. Types agree where they
share a type or a family (`pipeline.attack_kinds`); `unspecified` agrees with itself alone. An expected report
that is not required is neither missed nor in the way.
"""

import datetime as dt
import math
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from language.fold import fold
from pipeline.attack_kinds import family_of
from pipeline.model import Report

__all__ = ["Score", "check_floors", "same_place", "same_type", "score_article", "touch"]

FLOORS = Path(__file__).parent / "floors.toml"
MARGIN = 0.02  # how far below what is measured a floor is set
SLACK = dt.timedelta(days=1)
# How many km apart two coordinates of one place may be, by the coarser of the two precisions.
REACH_KM = {
    "site": 5.0,
    "town": 10.0,
    "district": 40.0,
    "governorate": 120.0,
    "area": 200.0,
    "country": 600.0,
}
LOW_CONFIDENCE = 2.0  # coordinates that the expected report itself is not sure of may be this much farther
ARTICLES = ("al-", "el-", "ash-", "ad-", "as-", "at-", "an-", "ar-", "az-", "the ")
Expected = dict[str, Any]


def plain(name: str | None) -> str:
    """A name as it is compared: folded, without articles."""
    words = fold(name or "").replace("'", "").split()
    for article in ARTICLES:
        words = [word.removeprefix(article) for word in words]
    return " ".join(word.removeprefix("ال") if len(word) > 4 else word for word in words)


def same_name(report: Report, expected: Expected) -> bool:
    """Whether a name of the report is one of the expected, or holds it as whole words, in either script."""
    told = {plain(name) for name in (report.place_name, report.place_name_en, report.place_name_ar)} - {""}
    wanted = {plain(expected.get("place")), plain(expected.get("place_en"))} - {""}
    return any(f" {a} " in f" {b} " or f" {b} " in f" {a} " for a in told for b in wanted)


def same_place(report: Report, expected: Expected) -> bool:
    """Whether two places are one: near enough for how exactly they are told, or, unlocated, of one name."""
    lat, lon = expected.get("lat"), expected.get("lon")
    if lat is None or lon is None or report.lat is None or report.lon is None:
        return same_name(report, expected)
    reach = max(REACH_KM.get(p or "", 5.0) for p in (report.geo_precision, expected.get("geo_precision")))
    if expected.get("coord_confidence") == "low":
        return distance_km(report.lat, report.lon, lat, lon) <= reach * LOW_CONFIDENCE or same_name(
            report, expected
        )
    return distance_km(report.lat, report.lon, lat, lon) <= reach


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Kilometres between two points in degrees, by the haversine formula."""
    p, q = math.radians(lat), math.radians(other_lat)
    h = (
        math.sin((q - p) / 2) ** 2
        + math.cos(p) * math.cos(q) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    )
    return 12742.0 * math.asin(math.sqrt(min(1.0, h)))


def day_of(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def touch(report: Report, expected: Expected) -> bool:
    """Whether the two intervals touch within a day; an end that is not told reaches anywhere."""
    start, end = day_of(expected.get("date_start")), day_of(expected.get("date_end"))
    late = start and report.date.end and report.date.end + SLACK < start
    early = end and report.date.start and report.date.start - SLACK > end
    return not (late or early)


def families(types: Sequence[str]) -> set[str]:
    return {family_of(each) or each for each in types}


def types_of(expected: Expected) -> Sequence[str]:
    return expected.get("attack_types") or expected.get("attack_type") or ["unspecified"]


def same_type(report: Report, expected: Expected) -> bool:
    return bool(families(report.attack_types) & families(types_of(expected)))


def same_outcome(report: Report, expected: Expected) -> bool:
    return report.outcome in {expected["outcome"], *(expected.get("also_outcome") or [])}


def same_day(report: Report, expected: Expected) -> bool:
    told = (str(report.date.start), str(report.date.end))
    return told == (expected["date_start"], expected["date_end"])


@dataclass(slots=True)
class Score:
    """Counts over articles; the figures of `figures` are made of them."""

    found: int = 0  # reports made
    wanted: int = 0  # reports required
    same: int = 0  # reports that are an expected attack
    whole: int = 0  # ... with kind and type right
    spare: int = 0  # ... that was not required
    whole_spare: int = 0
    wrong_pins: int = 0  # reports drawn where the article tells of no attack
    pins: int = 0
    agreed: dict[str, int] = field(default_factory=dict)
    compared: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def compare(self, what: str, agrees: bool) -> None:
        self.compared[what] = self.compared.get(what, 0) + 1
        self.agreed[what] = self.agreed.get(what, 0) + agrees

    def figures(self) -> dict[str, float]:
        """Recall, precision and F1 of whole reports, what agrees among the matched, the rate of true pins."""
        precision = self.whole / self.found if self.found else 1.0
        recall = (self.whole - self.whole_spare) / self.wanted if self.wanted else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        found = {
            "recall_any": (self.same - self.spare) / self.wanted if self.wanted else 1.0,
            "precision_any": self.same / self.found if self.found else 1.0,
            "recall": recall,
            "precision": precision,
            "f1": f1,
            "true_pins": 1 - self.wrong_pins / self.pins if self.pins else 1.0,
        }
        return found | {what: self.agreed[what] / count for what, count in sorted(self.compared.items())}


def score_article(score: Score, name: str, reports: Sequence[Report], expected: Sequence[Expected]) -> None:
    """Adds one article to the score: its reports paired with the expected ones, the best pairs first."""
    pairs = sorted(
        (-agreement(r, e), not e.get("required", True), i, j)
        for i, r in enumerate(reports)
        for j, e in enumerate(expected)
        if same_place(r, e) and touch(r, e)
    )
    report_of: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in pairs:
        if i not in taken and j not in report_of:
            report_of[j] = i
            taken.add(i)
    score.found += len(reports)
    score.wanted += sum(e.get("required", True) for e in expected)
    for j, e in enumerate(expected):
        if j in report_of:
            add_pair(score, name, reports[report_of[j]], e)
        elif e.get("required", True):
            score.errors.append(f"{name}: missed {e['kind']} {types_of(e)} at {e['place']} {e['date_start']}")
    for i, r in enumerate(reports):
        score.pins += r.lat is not None
        if i not in taken:
            score.wrong_pins += r.lat is not None and not any(same_place(r, e) for e in expected)
            score.errors.append(
                f"{name}: invented {r.kind} {r.attack_types} at {r.place_name} {r.date.start}"
            )


def agreement(report: Report, expected: Expected) -> int:
    """How much of a pair agrees beyond place and days."""
    return (
        4 * (report.kind == expected["kind"])
        + 2 * same_type(report, expected)
        + 2 * same_day(report, expected)
        + same_outcome(report, expected)
    )


def add_pair(score: Score, name: str, report: Report, expected: Expected) -> None:
    whole = report.kind == expected["kind"] and same_type(report, expected)
    spare = not expected.get("required", True)
    score.same += 1
    score.whole += whole
    score.spare += spare
    score.whole_spare += whole and spare
    score.compare("kind", report.kind == expected["kind"])
    score.compare("type", same_type(report, expected))
    score.compare("outcome", same_outcome(report, expected))
    if expected["date_start"] and expected["date_start"] == expected["date_end"]:
        score.compare("day", same_day(report, expected))
    for key in ("killed", "injured"):
        score.compare("toll", getattr(report, key) == expected[key])
        if expected[key] is None:
            score.compare("toll_left_unknown", getattr(report, key) is None)
    if not whole:
        score.errors.append(
            f"{name}: {report.kind} {report.attack_types} for {expected['kind']} {types_of(expected)} at {expected['place']}"
        )


def check_floors(section: str, figures: dict[str, float], update: str | None) -> None:
    """Fails where a figure lies below its floor; with `update` the floors are raised, or lowered, first."""
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    known = floors.get(section, {})
    if update:
        measured = {
            name: max(0.0, math.floor((value - MARGIN) * 100) / 100) for name, value in figures.items()
        }
        kept = {} if update == "lower" else known
        known = floors[section] = {name: max(floor, kept.get(name, 0.0)) for name, floor in measured.items()}
        lines = ["# The least that each figure may be. pytest --update-floors raises them, and lowers none."]
        for title, values in sorted(floors.items()):
            lines += ["", f"[{title}]", *(f"{name} = {value:.2f}" for name, value in values.items())]
        FLOORS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert known.keys() == figures.keys(), f"[{section}] of {FLOORS.name} has other figures: --update-floors"
    sunk = {
        name: f"{figures[name]:.3f} < {floor:.2f}" for name, floor in known.items() if figures[name] < floor
    }
    assert not sunk, f"{section}: {sunk}"
