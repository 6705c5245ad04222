"""Writers of raw files in the shapes in which people receive them, byte for byte repeatable."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

Cell = str | float | int | None

_EPOCH = (1980, 1, 1, 0, 0, 0)


def printed(value: float, decimals: int) -> str:
    """A number with exactly `decimals` decimals, never in exponents."""
    return f"{value:.{decimals}f}"


def significant(value: float, digits: int) -> str:
    """A number with `digits` significant digits, never in exponents."""
    return format(Decimal(f"{value:.{digits}g}"), "f")


def bureau_export(
    path: Path,
    series: str,
    unit: str,
    years: Sequence[int],
    rows: Iterable[tuple[str, Sequence[str]]],
    notes: Sequence[str],
) -> None:
    """An export of the bureau's site: GB18030, CRLF, title lines, newest year first, notes.

    rows : region and its printed values in the order of `years` (oldest first)
    """
    newest_first = [f"{year}年" for year in reversed(years)]
    lines = [
        "数据库：分省年度数据",
        f"指标：{series}({unit})",
        f"时间：最近{len(years)}年",
        ",".join(["地区", *newest_first]),
    ]
    lines += [",".join([region, *reversed(values)]) for region, values in rows]
    lines += list(notes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))


def workbook(path: Path, sheet: str, rows: Iterable[Sequence[Cell]]) -> None:
    """An xlsx of one sheet; the same rows give the same bytes on every machine.

    xlsxwriter's compressed parts depend on the zlib at hand, so they are stored uncompressed.
    """
    import xlsxwriter

    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_numbers": False})
    book.set_properties({"created": datetime(2024, 1, 1), "author": "", "comments": "SIMULATED"})
    page = book.add_worksheet(sheet)
    for row_number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                page.write_string(row_number, column, value)
            else:
                page.write_number(row_number, column, value)
    book.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    packed.seek(0)
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w") as target:
        for name in sorted(source.namelist()):
            part = zipfile.ZipInfo(name, date_time=_EPOCH)
            part.compress_type = zipfile.ZIP_STORED
            part.create_system = 3
            part.external_attr = 0o600 << 16
            target.writestr(part, source.read(name))


def text_table(
    path: Path,
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    line_end: str = "\n",
    quoting: int = csv.QUOTE_MINIMAL,
) -> None:
    """A comma-separated table."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def long_table(path: Path, rows: Iterable[tuple[str, int, str, str, str, str]]) -> None:
    """A long table as the techme package has them: texts in quotes, numbers and NA bare.

    rows : province, year, block, value as printed, unit, variable
    """
    lines = ['"province","year","chn_block4","value","units","variables"']
    for province, year, block, value, unit, variable in rows:
        lines.append(f'"{province}","{year}","{block}",{value},"{unit}","{variable}"')
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))
