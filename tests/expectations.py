"""What a text is expected to report, written short enough for a table."""

from typing import Any

import pytest

from pipeline.extract import Reading
from pipeline.model import Report

__all__ = ["assert_reads", "cases", "want"]

Want = dict[str, Any]


def want(place: str, **fields: Any) -> Want:
    """A report expected at `place`, a name as written or in English; only the fields given are compared.

    `types` are attack types parted by blanks, `date` one ISO day or two parted by "..".
    """
    return {"place": place, **fields}


def cases(*table: tuple[Any, ...], bugs: dict[str, str] | None = None) -> list[Any]:
    """Rows of (text, expected, why) as pytest parameters; `bugs` maps a row's why to what is wrong today."""
    known = bugs or {}
    unknown = known.keys() - {row[-1] for row in table}
    assert not unknown, f"no such rows: {unknown}"
    return [
        pytest.param(
            *row[:-1],
            id=row[-1],
            marks=[pytest.mark.xfail(strict=True, reason=known[row[-1]])] if row[-1] in known else [],
        )
        for row in table
    ]


def at_place(report: Report, name: str) -> bool:
    """Whether the report's place is called so: as written, within what is written, or in English."""
    return name in (report.place_name or "") or name == report.place_name_en


def value_of(report: Report, field: str) -> Any:
    """The value of a field in the form that `want` takes."""
    if field == "types":
        return " ".join(sorted(report.attack_types))
    if field == "date":
        start, end = report.date.start, report.date.end
        return str(start) if start == end else f"{start}..{end}"
    return getattr(report, field)


def differences(report: Report, wanted: Want) -> dict[str, Any]:
    """(found, wanted) by field where a report is not as wanted."""
    found = {}
    for field, value in wanted.items():
        value = " ".join(sorted(value.split())) if field == "types" else value
        if field == "place":
            if not at_place(report, value):
                found[field] = (report.place_name or report.place_name_en, value)
        elif value_of(report, field) != value:
            found[field] = (value_of(report, field), value)
    return found


def told(reading: Reading) -> str:
    """The reports and refusals of a reading, for a failing test's message."""
    lines = [
        f"{r.kind} {' '.join(r.attack_types)} at {r.place_name!r} ({r.place_name_en}) {value_of(r, 'date')} {r.outcome}"
        for r in reading.reports
    ]
    if reading.annotated is not None:
        span = reading.annotated.tokens.span
        lines += [
            f"not {span(d.first, d.last).of(reading.article.text)!r}: {d.rule}"
            for d in reading.decisions
            if not d.taken
        ]
    return "\n".join(lines) or "nothing"


def assert_reads(reading: Reading, expected: list[Want]) -> None:
    """Fails unless the reading has exactly the reports expected, in any order."""
    left = list(reading.reports)
    for wanted in expected:
        here = [r for r in left if at_place(r, wanted["place"])]
        assert here, f"nothing at {wanted['place']}\n{told(reading)}"
        best = min(here, key=lambda r: len(differences(r, wanted)))
        assert not differences(best, wanted), f"(found, wanted): {differences(best, wanted)}\n{told(reading)}"
        left.remove(best)
    assert not left, f"{len(left)} more than expected\n{told(reading)}"
