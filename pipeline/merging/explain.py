"""Why reports are one incident, and what nearly was: the trail of the merge as lines of text."""

from collections import defaultdict

from pipeline.merging.grouping import Link
from pipeline.merging.lasting_ids import resolve_id
from pipeline.merging.merge import explain_merges
from pipeline.model import Report
from pipeline.store import Store, StoreError
from pipeline.store.schema import reports_from_table

__all__ = ["explain_merges_of", "merge_lines"]


def explain_merges_of(store: Store, record_id: str | None) -> int:
    """Print the trail of one incident, or of all that have one; returns the exit code 0."""
    for line in merge_lines(store, record_id):
        print(line)
    return 0


def merge_lines(store: Store, record_id: str | None = None) -> list[str]:
    """The trail of one incident, or of all; StoreError where there is none of that id.

    It is the reading of the reports alone: what analysts split or joined stands in the book of corrections.
    """
    reports, grouping = explain_merges(reports_from_table(store.reports()))
    incidents = store.table("incidents", ["record_id", "report_ids"]).to_pylist()
    name_of = {each: row["record_id"] for row in incidents for each in row["report_ids"]}
    wanted = resolve_id(record_id, store.manifest.get("aliases", {})) if record_id else None
    if wanted and wanted not in {row["record_id"] for row in incidents}:
        raise StoreError(f"There is no incident {record_id} in {store.folder}.")
    home = {at: number for number, group in enumerate(grouping.groups) for at in group}
    joined: dict[int, list[Link]] = defaultdict(list)
    near: dict[int, list[Link]] = defaultdict(list)
    for link in grouping.links:
        joined[home[link.report]].append(link)
    for link in grouping.near_misses:
        if home[link.report] != home[link.other]:
            near[home[link.report]].append(link)
            near[home[link.other]].append(link)
    lines = []
    for number, group in enumerate(grouping.groups):
        name = name_of.get(grouping.ids[group[0]], "no incident")
        if (name == wanted) if wanted else (joined[number] or near[number]):
            lines.append(f"{name}: {_told(reports[group[0]])}")
            lines += [
                f"  + {_told(reports[each.report])}: {'; '.join(each.verdict.reasons)}"
                for each in joined[number]
            ]
            for each in near[number]:
                other = each.other if home[each.other] != number else each.report
                other_name = name_of.get(grouping.ids[other], "no incident")
                lines.append(f"  - {other_name}: {_told(reports[other])}: {'; '.join(each.verdict.reasons)}")
    return lines


def _told(report: Report) -> str:
    """A report in a few words."""
    date = report.date
    days = str(date.start or "undated") + (f"/{date.end}" if date.end != date.start else "")
    toll = "" if report.killed is None else f", {report.killed} killed"
    place = report.place_name_en or report.place_name or "no place"
    return f"{place}, {days}, {' and '.join(report.attack_types)}{toll} [{report.article_id}]"
