"""Reports to incidents and series: which tell one attack, and what is said of it together."""

from pipeline.merging.merge import Merged, merge_reports

__all__ = ["Merged", "merge_reports"]
