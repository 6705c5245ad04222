"""Tables of any layout to text cells: file in, one row per data cell out, uninterpreted.

`land` reads a folder and never stops at a bad file; `read_file` reads one; `multiplier` compares units.
"""

from yearbooks.cells import CELL_COLUMNS, CELL_SCHEMA
from yearbooks.grid import Grid, Sheets
from yearbooks.isolated import Limits
from yearbooks.land import FILE_SCHEMA, FileRead, Landed, land, read_file, read_sheets
from yearbooks.problems import Problem
from yearbooks.scales import multiplier

__all__ = [
    "CELL_COLUMNS",
    "CELL_SCHEMA",
    "FILE_SCHEMA",
    "FileRead",
    "Grid",
    "Landed",
    "Limits",
    "Problem",
    "Sheets",
    "land",
    "multiplier",
    "read_file",
    "read_sheets",
]
