"""Tables as CSV for a spreadsheet: numbers at full precision, stars and dagger in a column of their own."""

from __future__ import annotations

import csv
from pathlib import Path

from tsi_warehouse.core.quoting import csv_cell
from tsi_warehouse.report.table import Number, TableSpec, flat


def write(spec: TableSpec, path: Path) -> None:
    """Write one table; UTF-8 with a byte-order mark, so that Excel reads its Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for line in grid(spec):
            writer.writerow([csv_cell(value) for value in line])


def grid(spec: TableSpec) -> list[list[str | float]]:
    """A header line and a line per row: label, part, then each column (and its stars, if any)."""
    starred = [
        any(isinstance(row.cells[place], Number) and row.cells[place].marks for row in spec.rows)  # type: ignore[union-attr]
        for place in range(spec.n_columns)
    ]
    head: list[str | float] = [spec.stub.both, "统计量 statistic"]
    for over, has_stars in zip(spec.column_heads(), starred, strict=True):
        name = " ".join(dict.fromkeys(text.both for text in over))
        head += [name, f"{name} 显著性 stars"] if has_stars else [name]
    lines = [head]
    for row in spec.rows:
        line: list[str | float] = [row.label.both, row.part.both if row.part else ""]
        for cell, has_stars in zip(row.cells, starred, strict=True):
            line.append(cell.value if isinstance(cell, Number) else flat(cell))
            if has_stars:
                line.append(cell.marks if isinstance(cell, Number) else "")
        lines.append(line)
    return lines
