"""What a text is expected to report, written short enough for a cell of a table.

A cell is empty where nothing is to be reported, else it holds a report, or several parted by " | ", each as
`field=value;field=value`; only the fields written are compared, an empty value is None. `place` is a name as
written, or in English; `types` are attack types parted by blanks; `date` is one ISO day or two parted by "..".
Reports count that are likelier than not.
"""

from typing import Any

from pipeline.extract import Reading
from pipeline.extract.events import ACCEPTED
from pipeline.model import Report

__all__ = ["counted", "error_of", "told", "wanted_in"]

Wanted = dict[str, str]


def counted(reading: Reading) -> list[Report]:
    """The reports that count; those that are less sure are left out."""
    return [report for report in reading.reports if report.confidence >= ACCEPTED]


def wanted_in(cell: str) -> list[Wanted]:
    """The expected reports of a cell."""
    return [dict(part.split("=", 1) for part in each.split(";")) for each in cell.split(" | ") if each]


def at_place(report: Report, name: str) -> bool:
    """Whether the report's place is called so: as written, within what is written, or in English."""
    return name in (report.place_name or "") or name == report.place_name_en


def value_of(report: Report, field: str) -> str:
    """The value of a field in the form that a cell has it."""
    if field == "place":
        return report.place_name or ""
    if field == "types":
        return " ".join(sorted(report.attack_types))
    if field == "date":
        start, end = report.date.start, report.date.end
        return str(start) if start == end else f"{start}..{end}"
    value: Any = getattr(report, field)
    return "" if value is None else str(value)


def differing(report: Report, wanted: Wanted) -> list[str]:
    """The fields in which a report is not as wanted."""
    return [
        field
        for field, value in wanted.items()
        if not (at_place(report, value) if field == "place" else value_of(report, field) == value)
    ]


def error_of(reading: Reading, cell: str) -> str:
    """What is wrong with a reading that is to have exactly the reports of a cell, in any order; "" where nothing is."""
    left = counted(reading)
    for wanted in wanted_in(cell):
        here = [report for report in left if at_place(report, wanted.get("place", ""))]
        if not here:
            return f"missed {wanted.get('place') or 'it'}"
        best = min(here, key=lambda report: len(differing(report, wanted)))
        if fields := differing(best, wanted):
            return ", ".join(f"{field} is {value_of(best, field) or 'unknown'}" for field in fields)
        left.remove(best)
    return ", ".join(f"invented at {report.place_name or 'no place'}" for report in left)


def told(reading: Reading) -> str:
    """The reports of a reading in a line, for a failing test's message."""
    return "; ".join(
        f"{report.confidence:.2f} {report.kind} {' '.join(report.attack_types)} at {report.place_name} {value_of(report, 'date')}"
        for report in reading.reports
    )
