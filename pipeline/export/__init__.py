"""Tables for other programs, and the comparison with their lists."""

from pipeline.export.compare import compare, read_reference, write_comparison
from pipeline.export.formats import CAUTION, FORMATS, WHATS, export, exported_rows

__all__ = [
    "CAUTION",
    "FORMATS",
    "WHATS",
    "compare",
    "export",
    "exported_rows",
    "read_reference",
    "write_comparison",
]
