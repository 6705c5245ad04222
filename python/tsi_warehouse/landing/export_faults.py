"""Which line of an export file DuckDB cannot read; its own message names no remedy and not always the line.

Small files are looked at line by line before a build. Python is too slow for hundreds of millions of
records: a large file is counted over, and looked at only once a build has failed on it.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from pathlib import Path
from typing import IO, TYPE_CHECKING

from yearbooks.problems import Problem, damaged

from .problems import ExportProblem

if TYPE_CHECKING:
    from .exports import ExportPlan


def open_bytes(path: Path, *, zipped: bool) -> IO[bytes]:
    """A file's bytes, unzipped where it is a gzip."""
    return gzip.open(path, "rb") if zipped else path.open("rb")  # type: ignore[return-value]


def faults(plan: ExportPlan) -> list[Problem]:
    """The first fault of each export file that is read as CSV; [] where all of them are sound."""
    rows = [row for row in plan.files.to_pylist() if row["read_path"] in plan.csv_paths]
    found = [
        first_fault(path, row["source_file"], zipped=path.suffix.lower() == ".gz")
        for row in rows
        for path in [Path(row["read_path"])]
    ]
    return [fault for fault in found if fault is not None]


def first_fault(path: Path, source_file: str, *, zipped: bool = False) -> Problem | None:
    """The first line of a UTF-8 comma CSV (plain or gzip) that is not as wide as its head.

    Returns LAND-21 (more or fewer columns), LAND-07 (quotation marks) or LAND-02 (cut off), or None.
    """
    try:
        opened = open_bytes(path, zipped=zipped)
        with io.TextIOWrapper(opened, encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            width = len(next(reader, []))
            begins = reader.line_num + 1
            try:
                for row in reader:
                    if row and len(row) != width:
                        return ExportProblem(
                            "LAND-21", file=source_file, row=begins, found=len(row), expected=width
                        )
                    begins = reader.line_num + 1
            except csv.Error as error:
                if "expected after" in str(error):
                    return ExportProblem("LAND-07 text_after", file=source_file, row=begins)
                return Problem("LAND-07", file=source_file, row=begins)
    except (EOFError, zlib.error, OSError) as error:
        return damaged(source_file, str(error))
    except UnicodeDecodeError as error:
        return Problem("LAND-06", file=source_file, offset=error.start)
    return None
