"""One module a file format; each writes any TableSpec."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tsi_warehouse.report.formats import delimited, docx, markdown, tex, xlsx
from tsi_warehouse.report.table import TableSpec

WRITERS: Mapping[str, Callable[[TableSpec, Path], None]] = {
    ".docx": docx.write,
    ".tex": tex.write,
    ".xlsx": xlsx.write,
    ".csv": delimited.write,
    ".md": markdown.write,
}


def write_table(spec: TableSpec, folder: Path) -> None:
    """The table in every format, as folder/<name>.<suffix>."""
    for suffix, write in WRITERS.items():
        write(spec, folder / f"{spec.name}{suffix}")
