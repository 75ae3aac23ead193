"""Tables for other programs, and the comparison with their lists."""

from pipeline.export.acled_ged import SCHEMAS_OF_OTHERS
from pipeline.export.cells import spreadsheet_cell
from pipeline.export.compare import compare, read_reference, write_comparison
from pipeline.export.formats import CAUTION, FORMATS, Format
from pipeline.export.rows import WHATS, exported_rows
from pipeline.export.write import export

__all__ = [
    "CAUTION",
    "FORMATS",
    "SCHEMAS_OF_OTHERS",
    "WHATS",
    "Format",
    "compare",
    "export",
    "exported_rows",
    "read_reference",
    "spreadsheet_cell",
    "write_comparison",
]
