"""tsi export: a query's result as a file that Excel opens as it should."""

from __future__ import annotations

from pathlib import Path

from tsi_warehouse.errors import TsiError


def export_query(warehouse: Path, query: Path, target: Path) -> int:
    """Run one SQL file on the current release and write its result; the number of rows.

    Columns that marts describe get their Chinese name above their own in xlsx, and beside it in
    csv; texts that Excel would take for a formula are neutralised, numbers stay numbers and codes
    texts.

    Raises
    ------
    TsiError : EXPORT-01 the target is neither .xlsx nor .csv; EXPORT-02 there is no such query; EXPORT-03 the
        query fails; EXPORT-04 the target cannot be written; or what reading the release raises
    """
    import duckdb
    from xlsxwriter.exceptions import XlsxWriterException

    from tsi_warehouse.release.readers import open_release
    from tsi_warehouse.report.spreadsheet import (
        Result,
        add_sheet,
        column_labels,
        new_book,
        write_csv,
    )

    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise TsiError(
            "EXPORT-01",
            en=f"{target}: expected a name that ends in .xlsx or .csv.",
            zh=f"{target}：文件名应以 .xlsx 或 .csv 结尾。",
        )
    if not query.is_file():
        raise TsiError(
            "EXPORT-02",
            en=f"{query} is not a file. The questions we answer are in analysis/.",
            zh=f"{query} 不是文件。现成的查询见 analysis/。",
        )
    with open_release(warehouse) as connection:
        try:
            found = connection.execute(query.read_text(encoding="utf-8-sig"))
            names = [column[0] for column in found.description or []]
            rows = found.fetchall()
        except UnicodeDecodeError:
            raise TsiError(
                "EXPORT-03",
                en=f"{query} is not UTF-8 text. Save it as UTF-8.",
                zh=f"{query} 不是 UTF-8 文本。请另存为 UTF-8。",
            ) from None
        except duckdb.Error as error:
            raise TsiError(
                "EXPORT-03",
                en=f"{query} cannot be answered: {error}",
                zh=f"{query} 无法执行：{error}",
            ) from None
        labels = column_labels(connection)
    result = Result(names, [labels.get(name, "") for name in names], rows)
    try:
        if target.suffix.lower() == ".csv":
            write_csv(target, result, with_labels=True)
        else:
            with new_book(target) as book:
                add_sheet(book, "result", result)
    except (OSError, XlsxWriterException) as error:
        raise TsiError(
            "EXPORT-04",
            en=f"{target} cannot be written ({error}). Close it in Excel, or name another file.",
            zh=f"无法写入 {target}（{error}）。请在 Excel 中关闭它，或换一个文件名。",
        ) from None
    return len(rows)
