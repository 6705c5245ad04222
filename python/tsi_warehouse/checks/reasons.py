"""Why a cell or a file is not used, in words; the codes are those of the staging tables."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    # Ignored, with a known reason.
    "series_not_mapped": ("series not in raw_series.csv", "序列未登记"),
    "series_not_wanted": ("series marked ignore", "序列登记为不用"),
    "another_file_wins": ("another source is preferred", "另有优先来源"),
    "duplicate_same_value": ("the same value again", "重复的相同值"),
    "outside_sample": ("region outside the sample", "样本外地区"),
    "outside_window": ("year outside the window", "窗口外年份"),
    "not_a_region": ("national or regional total", "全国或区域合计"),
    "not_an_industry": ("industry total", "行业合计"),
    "empty_cell": ("empty", "空单元格"),
    "below_half_unit": ("less than half the unit (…)", "不足半个单位（…）"),
    "none_or_not_counted": ("none or not counted (-)", "无或未统计（-）"),
    "suppressed": ("withheld: C, (D), x", "保密不公布（C、(D)、x）"),
    "not_available": ("not available (NA, #, *)", "缺失（NA、#、*）"),
    "missing_mark": ("a mark of a missing value (NA, -, blank)", "缺失标记（NA、-、空白）"),
    "no_record": ("blank row or note", "空行或注释"),
    "total_of_finer": ("total of finer records (export_level)", "更细记录的合计（export_level）"),
    "part_of_coarser": (
        "part of a coarser record (export_level)",
        "较粗记录的一部分（export_level）",
    ),
    # Rejected.
    "outside_table": ("outside the table: no region, no year", "表外数字：旁边没有地区和年份"),
    "no_region": ("no region beside the number", "数字旁没有地区"),
    "unknown_region": ("unknown region", "地区无法识别"),
    "unknown_industry": ("unknown industry", "行业无法识别"),
    "unknown_hs_code": ("HS code without an industry", "HS 编码未登记行业"),
    "unreadable_hs_code": ("no HS code, or digits lost", "不是 HS 编码或数字已丢失"),
    "levels_nested": ("counted at two levels", "两个层级重复计算"),
    "unit_mismatch": ("another unit than mapped", "单位与登记不符"),
    "duplicate_conflict": ("two values for one cell", "同一数据两个值"),
    "unreadable_year": ("no year", "年份无法识别"),
    "unreadable_month": ("no month", "月份无法识别"),
    "unreadable_number": ("no number", "不是数字"),
    "error_cell": ("Excel error", "Excel 错误值"),
    "bad_value": ("no number, or negative", "不是数字或为负"),
}
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
