"""Codes of the report on raw files, in words; the reasons of cells are a seed, cell_reasons."""

from __future__ import annotations

SHAPES: dict[str, tuple[str, str]] = {
    "bureau": ("statistics bureau export", "统计局导出表"),
    "eps": ("EPS workbook", "EPS 工作簿"),
    "wide_panel": ("wide panel", "宽面板"),
    "long": ("long table", "长表"),
    "yearbook_page": ("yearbook page", "年鉴页"),
    "by_region": ("one region a table", "一地区一表"),
    "two_row_head": ("two-row header", "两行表头"),
    "export_records": ("export records", "出口记录"),
}
MAPPINGS: dict[str, tuple[str, str]] = {
    "unmapped": ("not mapped", "未登记"),
    "not_wanted": ("not wanted", "不用"),
    "unit_mismatch": ("unit differs", "单位不符"),
}
OUTCOMES: dict[str, tuple[str, str]] = {
    "kept": ("kept", "保留"),
    "ignored": ("ignored", "忽略"),
    "rejected": ("rejected", "拒绝"),
}


def in_words(table: dict[str, tuple[str, str]], code: str, lang: str) -> str:
    """The words of a code in one language; the code itself where it has none."""
    return table.get(code, (code, code))[lang == "zh"]
