"""The problems of export records: their stable codes, what was found and what to do, in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.core.quoting import shown
from yearbooks.problems import Problem


def as_error(problem: Problem) -> TsiError:
    """The error with which a command that meets this problem ends; its notes are for the log."""
    error = TsiError(problem.code, en=problem.en, zh=problem.zh)
    for note in getattr(problem, "__notes__", ()):
        error.add_note(note)
    return error


def _error(code: str, *, en: str, zh: str) -> Problem:
    return Problem(code, en=shown(en), zh=shown(zh))


def text_after_quote(file: str, row: int) -> Problem:
    """Text between a closing quotation mark and the next separator."""
    return _error(
        "LAND-07",
        en=f"{file}, row {row}: found text behind a closing quotation mark, expected a separator. "
        "Write a quotation mark inside a quoted value twice.",
        zh=f"{file} 第 {row} 行：闭合的引号之后还有文字，应为分隔符。引号内的引号请写两次。",
    )


def name_not_text(file: str) -> Problem:
    """The bytes of a file's name are no text, so that DuckDB cannot open it."""
    return _error(
        "LAND-19",
        en=f"exports/{file}: the bytes of this file's name are not UTF-8, as those of other systems' archives are "
        "not. Rename the file, or unpack it again with the right encoding of names.",
        zh=f"exports/{file}：文件名的字节不是 UTF-8（常见于其他系统打的压缩包）。"
        "请重命名该文件，或用正确的文件名编码重新解压。",
    )


_NEEDED_WORDS = {
    "region": ("region", "地区"),
    "year": ("year (or month, or date)", "年份（或月份、日期）"),
    "hs_code": ("hs_code, product or industry", "HS 编码、商品或行业"),
    "value": ("value", "金额"),
}


def export_header(
    file: str,
    row: int,
    missing: Sequence[str],
    found: Mapping[str, str],
    unknown: Sequence[str],
    lines: Sequence[str],
) -> Problem:
    """An export file without the columns that its records need.

    Parameters
    ----------
    row : the row that is likest to a head
    missing : concepts that no column holds
    found : name of a column -> its concept
    unknown : names of columns without a concept
    lines : rows of the seed that would name the missing columns
    """
    said_en = ", ".join(_NEEDED_WORDS[concept][0] for concept in missing) or "nothing"
    said_zh = "、".join(_NEEDED_WORDS[concept][1] for concept in missing) or "无"
    known = ", ".join(f"{name} = {concept}" for name, concept in found.items())
    others = ", ".join(unknown)
    by_name = "year" in missing
    return _error(
        "LAND-20",
        en=f"exports/{file}: no head of export records in its first lines. Row {row} lacks: {said_en}. "
        f"Known columns: {known or 'none'}; others: {others or 'none'}. Correct the head, or say what "
        f"a column holds by a row of seeds/export_headers.csv, such as: {' | '.join(lines)}"
        + (
            ". A file of one year or month may say it in its own name (2019-11.csv), or its year in "
            "seeds/raw_files.csv."
            if by_name
            else ""
        ),
        zh=f"exports/{file}：前几行中没有出口记录的表头。第 {row} 行缺少：{said_zh}。"
        f"已识别的列：{known or '无'}；其他列：{others or '无'}。请改正表头，"
        f"或在 seeds/export_headers.csv 中添加行，说明列的含义，如：{' | '.join(lines)}"
        + (
            "。只含一年或一月数据的文件，可在文件名中写明（2019-11.csv），"
            "或在 seeds/raw_files.csv 中写明年份。"
            if by_name
            else ""
        ),
    )


def several_values(file: str, columns: Sequence[str]) -> Problem:
    """More than one column that may hold the exports."""
    last = columns[-1]
    return _error(
        "LAND-30",
        en=f"exports/{file}: {len(columns)} columns may hold the value: {', '.join(columns)}. Keep one, or "
        f"leave the others out by a row of seeds/export_headers.csv, such as: {last},ignore",
        zh=f"exports/{file}：有 {len(columns)} 列可能是金额：{'、'.join(columns)}。请只保留一列，"
        f"或在 seeds/export_headers.csv 中添加行排除其他列，如：{last},ignore",
    )


def same_records(file: str, other: str) -> Problem:
    """Two files with the same bytes, read in the same way."""
    return Problem(
        "LAND-32",
        en=f"{file} has the same records as {other}, so they count twice. Remove one of them from raw/exports/ "
        "if it is a copy.",
        zh=f"{file} 与 {other} 的记录完全相同，因此会计算两次。若为副本，请从 raw/exports/ 中移走其一。",
    )


def lines_lost(file: str, found: int, read: int) -> Problem:
    """The count of a file's lines is not that of the rows read from it."""
    return _error(
        "LAND-31",
        en=f"exports/{file}: the file has {found} lines with content, but {read} were read. Nothing was "
        "taken from it. Look for quotation marks that do not pair, or save it again as CSV UTF-8.",
        zh=f"exports/{file}：文件有 {found} 个非空行，却读到 {read} 行，未采用其中任何内容。"
        "请检查不成对的引号，或另存为 CSV UTF-8。",
    )


def export_ragged(source_file: str, row: int, found: int, expected: int) -> Problem:
    """A row of export records with more or fewer cells than the head has."""
    return _error(
        "LAND-21",
        en=f"{source_file}, row {row}: found {found} columns, expected the {expected} of its head. "
        "Put quotation marks round values that contain the separator, or complete the row. "
        "Where a second head begins there (files joined in one), split the file.",
        zh=f"{source_file} 第 {row} 行：读到 {found} 列，而表头有 {expected} 列。"
        "含分隔符的值请加引号，缺列的行请补全；若从该行起是另一个表头（多个文件合并而成），请拆分文件。",
    )


def no_records(file: str) -> Problem:
    """A Parquet file with columns and not one row."""
    return _error(
        "LAND-05",
        en=f"exports/{file}: the file is empty (0 records). Write it again, or move it away.",
        zh=f"exports/{file}：文件是空的（0 条记录）。请重新生成，或移出 raw/。",
    )


def export_type(file: str, column: str, found: str) -> Problem:
    """A column of a Parquet file whose type cannot hold what its name says."""
    return _error(
        "LAND-22",
        en=f"exports/{file}, column {column}: found the type {found}, expected text for regions, "
        "products and units, an integer or a date for years and months, a number for values. "
        "Write the file again with that type.",
        zh=f"exports/{file} 的列 {column}：类型为 {found}；地区、商品、单位应为文本，"
        "年份、月份应为整数或日期，金额应为数值。请按该类型重新生成文件。",
    )


def lost_zeros(file: str, column: str, shortest: int, longest: int) -> Problem:
    """Product codes kept as numbers, of different lengths: 01012100 has become 1012100."""
    return _error(
        "LAND-23",
        en=f"exports/{file}, column {column}: codes are numbers of {shortest} to {longest} digits, "
        "so their leading zeros are lost. Write the codes as text.",
        zh=f"exports/{file} 的列 {column}：代码存为 {shortest} 至 {longest} 位的数字，"
        "前导零已丢失。请把代码写成文本。",
    )
