"""From reports to incidents and series: which reports tell the same attack.

A pure function of the reports, whatever their order. Specific and precisely dated historic reports that
agree on place, days, type, actor, target and toll are one incident (`pipeline.merging.agreement` says why);
recurrent ones of a place and a period are one series.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from language.gc_pause import without_collection
from pipeline.merging.account import LONGEST_EXACT_DAYS
from pipeline.merging.consolidate import record_row, row_order
from pipeline.merging.grouping import Grouping, Link, group_reports
from pipeline.merging.mentions import attach_mentions
from pipeline.model import Article, Report
from pipeline.rows import RecordRow

__all__ = ["Merged", "explain_merges", "merge_reports", "single_attacks"]


@dataclass(frozen=True, slots=True)
class Merged:
    """The incidents and the series that reports were merged into."""

    incidents: list[RecordRow]
    series: list[RecordRow]


def merge_reports(reports: Sequence[Report], articles: Iterable[Article]) -> Merged:
    """The incidents and series of these reports; a report without any article row is kept all the same."""
    with without_collection():  # merging makes no cycles, and looking for them among millions takes minutes
        return _merged(reports, {article.article_id: article for article in articles})


def _merged(reports: Sequence[Report], by_id: dict[str, Article]) -> Merged:
    single = single_attacks(reports)
    recurrent = [r for r in reports if not _is_single(r)]
    found = group_reports(single)
    incidents = [
        record_row("incident", [single[at] for at in group], by_id, [found.ids[at] for at in group])
        for group in found.groups
    ]
    attach_mentions(incidents, recurrent)
    series = [record_row("series", group, by_id) for group in series_groups(recurrent)]
    return Merged(sorted(incidents, key=row_order), sorted(series, key=row_order))


def single_attacks(reports: Sequence[Report]) -> list[Report]:
    """The reports of one attack each: specific ones, and historic ones whose day is told."""
    return [r for r in reports if _is_single(r)]


def _is_single(report: Report) -> bool:
    if report.kind == "historic":
        return report.date.days is not None and report.date.days <= LONGEST_EXACT_DAYS
    return report.kind == "specific"


def series_groups(reports: Sequence[Report]) -> list[list[Report]]:
    """Recurrent reports by place and month of their period's end."""
    found: dict[tuple[str | None, tuple[int, int] | None], list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda r: (r.report_id, r.article_id)):
        end = report.date.end
        period = (end.year, end.month) if end else None
        found[(report.place_id or report.place_name, period)].append(report)
    return list(found.values())


def explain_merges(reports: Sequence[Report]) -> tuple[list[Report], Grouping]:
    """The single attacks among the reports, and their grouping with the reasons of each link and near miss."""
    single = single_attacks(reports)
    grouping = group_reports(single, trail=True)
    grouping.links.sort(key=_of)
    grouping.near_misses.sort(key=_of)
    return single, grouping


def _of(link: Link) -> tuple[int, int]:
    return (link.other, link.report)
