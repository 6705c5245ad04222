"""Every check of the gate, as data: what it looks at, what it expects, what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Stage = Literal["raw", "marts"]
Severity = Literal["block", "warn"]


@dataclass(frozen=True)
class Check:
    """One expectation: every value of a frame's column lies between two bounds; null is no value.

    Attributes
    ----------
    code : stable short code
    name : stable; what --accept and seeds/accepted_checks.csv name
    stage : 'raw' runs on staging before the models are built, 'marts' before publishing
    severity : 'block' stops the release unless a person accepts it, 'warn' is reported and kept
    frame : the query frames/<frame>.sql; its column `place` says where a value is from
    column : the column that is judged
    minimum, maximum : bounds, inclusive; None where there is none
    """

    code: str
    name: str
    stage: Stage
    severity: Severity
    frame: str
    column: str
    minimum: float | None
    maximum: float | None
    explanation_en: str
    explanation_zh: str

    @property
    def expected(self) -> str:
        """The bounds as text."""
        low, high = (
            None if bound is None else f"{bound:g}" for bound in (self.minimum, self.maximum)
        )
        if low == high:
            return f"{self.column} = {low}"
        if low is None:
            return f"{self.column} <= {high}"
        return f"{self.column} >= {low}" if high is None else f"{low} <= {self.column} <= {high}"


_OF_NUMBERS: tuple[Check, ...] = (
    Check(
        "GATE-01", "file_has_known_series", "raw", "warn", "files", "known_share", 0.001, None,
        "No series of this file is in seeds/raw_series.csv, so nothing of it is used.",
        "该文件没有任何序列登记在 seeds/raw_series.csv 中，因此未被使用。",
    ),
    Check(
        "GATE-02", "file_has_every_sample_region", "raw", "warn", "files", "sample_region_share", 1, None,
        "The file's series lack regions of the sample.",
        "该文件的序列缺少样本中的地区。",
    ),
    Check(
        "GATE-03", "file_skips_no_year", "raw", "warn", "files", "years_skipped", None, 0,
        "Years are missing between the file's first and last year.",
        "该文件首末年份之间缺年份。",
    ),
    Check(
        "GATE-04", "file_reaches_into_the_window", "raw", "warn", "files", "years_in_window", 1, None,
        "No year of the file lies in the study's window.",
        "该文件没有研究窗口内的年份。",
    ),
    Check(
        "GATE-05", "export_file_reaches_into_the_window", "raw", "block", "exports", "records_inside", 1, None,
        "No export record of this file lies in the study's window (first_year, last_year in "
        "seeds/study_settings.csv), so nothing of it would be used.",
        "该文件没有任何出口记录在研究窗口内（seeds/study_settings.csv 的 first_year、last_year），"
        "因此完全不会被使用。",
    ),
    Check(
        "GATE-06", "export_records_lie_in_the_window", "raw", "warn", "exports", "records_outside", None, 0,
        "Export records of years outside the study's window are left out.",
        "研究窗口以外年份的出口记录未被使用。",
    ),
    Check(
        "GATE-07", "every_printed_value_is_read", "raw", "warn", "unread", "cells_unread", None, 0,
        "Cells hold something that is neither a number nor a known mark: see marts.rejected_cells.",
        "有单元格既不是数字也不是已知符号；详见 marts.rejected_cells。",
    ),
    Check(
        "GATE-08", "values_lie_in_their_range", "raw", "block", "ranges", "cells_outside", None, 0,
        "Values lie outside the plausible range of seeds/indicators.csv (minimum, maximum): "
        "another unit, a slip of a digit, or a range to widen.",
        "数值超出 seeds/indicators.csv 的合理范围（minimum、maximum）："
        "可能是单位不同、数字录错，或范围需放宽。",
    ),
    Check(
        "GATE-09", "index_is_complete", "marts", "block", "panel", "index_share_complete", 1, None,
        "The digital index lacks sample regions or window years.",
        "数字技术指数缺少样本地区或窗口年份。",
    ),
    Check(
        "GATE-10", "variables_are_complete", "marts", "warn", "panel", "share_complete", 1, None,
        "A variable has values, but not for every sample region and window year: models with it "
        "use fewer observations.",
        "面板变量有值但未覆盖全部样本地区与年份：使用它的模型样本更少。",
    ),
    Check(
        "GATE-11", "no_value_is_nan_or_infinite", "marts", "block", "finite", "values_not_finite", None, 0,
        "A table of marts or results holds NaN or infinity.",
        "marts 或 results 中有 NaN 或无穷大。",
    ),
    Check(
        "GATE-18", "stars_follow_from_what_is_printed", "marts", "block", "printed_cells",
        "stars_contradicted", None, 0,
        "Stars of a table's cell do not follow from the coefficient and the standard error or p-value "
        "printed in it: a defect of this program, report it.",
        "表格单元格的星号与其中所示的系数、标准误或 p 值不符：这是程序缺陷，请报告。",
    ),
    Check(
        "GATE-19", "slopes_agree_with_linearmodels", "marts", "block", "agreement", "linearmodels_gap",
        None, 1e-8,
        "A model's coefficients differ from those that linearmodels finds on the same rows: a defect of "
        "this program, report it.",
        "模型系数与 linearmodels 在同一样本上的结果不同：这是程序缺陷，请报告。",
    ),
    Check(
        "GATE-12", "index_is_mostly_reported", "marts", "warn", "filled", "share_filled", None, 0.2,
        "More than a fifth of an indicator's values is filled, not reported.",
        "某指标超过五分之一的数值为填补而非报告值。",
    ),
    Check(
        "GATE-13", "jumps_are_explained", "marts", "warn", "jumps", "jumps_unexplained", None, 0,
        "Values jump from one year to the next and no row of seeds/series_breaks.csv says why: "
        "look at the cells in marts.suspicious_jumps.",
        "数值在相邻两年间异常跳变，而 seeds/series_breaks.csv 中没有说明："
        "请查看 marts.suspicious_jumps 所列单元格。",
    ),
    Check(
        "GATE-14", "no_model_uses_a_broken_series", "marts", "warn", "breaks", "breaks_used", None, 0,
        "Models use a series whose basis changes inside the window (marts.break_warnings).",
        "模型使用了窗口内口径有变化的序列（marts.break_warnings）。",
    ),
    Check(
        "GATE-15", "sources_agree", "marts", "warn", "sources", "largest_difference", None, 0.01,
        "A source that is not used differs from the one that is by more than 1 % "
        "(marts.source_differences).",
        "未采用的来源与采用的来源相差超过 1%（marts.source_differences）。",
    ),
    Check(
        "GATE-16", "means_stay_near_the_last_release", "marts", "warn", "moments", "mean_moved", None, 0.25,
        "A mean moved by more than a quarter of a standard deviation since the last release. A new "
        "yearbook does that.",
        "均值较上一版本移动超过四分之一个标准差；新年鉴会造成这种变化。",
    ),
    Check(
        "GATE-17", "spreads_stay_near_the_last_release", "marts", "warn", "moments", "spread_ratio", 0.8, 1.25,
        "A standard deviation changed by more than a quarter since the last release.",
        "标准差较上一版本变化超过四分之一。",
    ),
)  # fmt: skip


#: Each row of their frames is something that the previous release had and this one lacks.
LOSSES: tuple[Check, ...] = (
    Check(
        "LOSS-01", "no_raw_file_is_lost", "marts", "block", "lost_files", "is_lost", None, 0,
        "Raw files that the previous release was built from are no longer read.",
        "上一版本读取过的原始文件现在未被读取。",
    ),
    Check(
        "LOSS-02", "no_indicator_is_lost", "marts", "block", "lost_indicators", "is_lost", None, 0,
        "Indicators and variables that the previous release had are missing.",
        "缺少上一版本有的指标或变量。",
    ),
    Check(
        "LOSS-03", "no_region_year_is_lost", "marts", "block", "lost_region_years", "is_lost", None, 0,
        "Region-years that the previous release had reported are missing, or only filled.",
        "上一版本有报告值的地区与年份现在缺失，或仅为填补值。",
    ),
    Check(
        "LOSS-04", "no_export_is_lost", "marts", "block", "lost_exports", "is_lost", None, 0,
        "Years, regions, industries or months of exports that the previous release had are missing.",
        "缺少上一版本有的出口年份、地区、行业或月份。",
    ),
    Check(
        "LOSS-05", "no_model_is_lost", "marts", "block", "lost_models", "is_lost", None, 0,
        "Models that the previous release had estimated are missing.",
        "缺少上一版本估计过的模型。",
    ),
)  # fmt: skip
CHECKS: tuple[Check, ...] = (*_OF_NUMBERS, *LOSSES)


def names() -> tuple[str, ...]:
    """Names of all checks."""
    return tuple(check.name for check in CHECKS)
