"""The tables of schema `results`: one dataclass a table, its fields the columns.

The contract's columns come first; a column's type is read from its annotation and its comment from
COMMENTS, so that a table is described once.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, ClassVar, TypeVar

import numpy as np

from tsi_warehouse.core.quoting import sql_text

if TYPE_CHECKING:
    import duckdb


class Row:
    """A row of a results table; `table` is its name, `comment` what it holds."""

    table: ClassVar[str]
    comment: ClassVar[str]


@dataclass(frozen=True)
class OfModel(Row):
    """A row about one model of study_models: the columns that name it come first."""

    study_table: str
    column_no: int
    variant: str
    outcome: str


@dataclass(frozen=True)
class EstimateRow(OfModel):
    """A coefficient under one type of standard error."""

    table: ClassVar[str] = "estimates"
    comment: ClassVar[str] = (
        "每个模型、每个变量、每种标准误口径一行。"
        "One row per model, term and type of standard error."
    )
    term: str
    vcov: str
    coefficient: float
    std_error: float | None
    statistic: float | None
    df: float | None
    p_value: float | None
    ci_low: float | None
    ci_high: float | None
    draws: int | None
    reason: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class ModelRow(OfModel):
    """An estimated model."""

    table: ClassVar[str] = "models"
    comment: ClassVar[str] = "每个估计出的模型一行。One row per estimated model."
    formula: str
    sample: str
    n_obs: int
    n_regions: int
    r2_within: float | None
    r2_overall: float | None
    effects: str
    vcov: str
    first_year: int
    last_year: int
    linearmodels_gap: float | None


@dataclass(frozen=True)
class SkippedRow(OfModel):
    """A model that could not be estimated."""

    table: ClassVar[str] = "skipped"
    comment: ClassVar[str] = (
        "未能估计的模型及其原因。One row per model that could not be estimated, with the reason."
    )
    formula: str
    sample: str
    reason: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class ReplicationRow(Row):
    """A printed number and the computed one."""

    table: ClassVar[str] = "replication"
    comment: ClassVar[str] = (
        "论文表 2 至表 7 的每个印刷数字与本仓库的计算值并列；标准误与星号取表格所示的口径。"
        "One row per number printed in the paper's tables 2 to 7, with the one computed here; standard errors"
        " and stars under the convention that the tables show."
    )
    study_table: str
    column_no: int | None
    variant: str
    outcome: str
    term: str
    quantity: str
    vcov: str
    printed: str
    computed: str | None
    printed_value: float | None
    computed_value: float | None
    difference: float | None
    agrees: bool | None


@dataclass(frozen=True)
class PcaIndexRow(Row):
    """The index by principal components of one region-year."""

    table: ClassVar[str] = "pca_index"
    comment: ClassVar[str] = (
        "主成分法数字技术指数；仅运行 dbt build 时为空。"
        "Digital index by principal components, one row per region and year;"
        " empty after a bare dbt build."
    )
    region_code: str
    year: int
    dig_pca: float


@dataclass(frozen=True)
class PcaLoadingRow(Row):
    """An indicator's loading on one kept component."""

    table: ClassVar[str] = "pca_loadings"
    comment: ClassVar[str] = (
        "特征值大于 1 的主成分：载荷（单位长度）、特征值、符号与权重。Loadings (unit length) of the"
        " components with an eigenvalue above 1, one row per indicator and component."
    )
    indicator_id: str
    component: int
    loading: float
    eigenvalue: float
    sign_flipped: bool
    weight: float


@dataclass(frozen=True)
class MediationRow(OfModel):
    """One effect of one mediation path under one kind of interval."""

    table: ClassVar[str] = "mediation_effects"
    comment: ClassVar[str] = (
        "中介效应：每条路径、每种效应、每种区间一行；两步法在前。"
        "Mediation, one row per path, effect and kind of interval; two-step reading first."
    )
    mediator: str
    treatment: str
    reading: str
    effect: str
    method: str
    estimate: float
    std_error: float | None
    p_value: float | None
    p_holm: float | None
    ci_low: float | None
    ci_high: float | None
    n_obs: int
    n_regions: int
    draws: int | None


@dataclass(frozen=True)
class GroupDifferenceRow(Row):
    """A difference of one coefficient between two groups by one method."""

    table: ClassVar[str] = "group_differences"
    comment: ClassVar[str] = (
        "组间系数差异：每对组、每种方法一行。"
        "One row per pair of groups and method, the difference in the first term's coefficient."
    )
    study_table: str
    variant: str
    family: str
    column_a: int
    column_b: int
    group_a: str
    group_b: str
    term: str
    method: str
    difference: float
    std_error: float | None
    statistic: float | None
    df: float | None
    p_value: float | None
    p_holm: float | None
    draws: int | None
    caution_zh: str
    caution_en: str


@dataclass(frozen=True)
class DiagnosticRow(OfModel):
    """A specification test of one model."""

    table: ClassVar[str] = "diagnostics"
    comment: ClassVar[str] = (
        "每个模型的检验：Hausman 及其稳健形式、Pesaran CD、Wooldridge 序列相关、VIF。"
        "Hausman and its robust form, Pesaran CD, Wooldridge's serial correlation and VIF,"
        " one row per model and test."
    )
    test: str
    term: str
    statistic: float | None
    df: float | None
    df_denominator: float | None
    p_value: float | None
    wild_p_value: float | None
    draws: int | None
    reason: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class LeaveOneOutRow(OfModel):
    """The first coefficient without one region or year."""

    table: ClassVar[str] = "leave_one_out"
    comment: ClassVar[str] = (
        "逐一剔除一个地区或一个年份后的首个系数。"
        "The first term's coefficient without each region and without each year."
    )
    left_out_kind: str
    left_out: str
    term: str
    coefficient: float | None


@dataclass(frozen=True)
class UnitRootRow(Row):
    """A unit-root test of one variable."""

    table: ClassVar[str] = "unit_roots"
    comment: ClassVar[str] = (
        "面板单位根检验，Harris-Tzavalis 在前；年数少于 25 时其余检验附警告。"
        "Panel unit-root tests, Harris-Tzavalis first; the others carry a warning below 25 years."
    )
    variable: str
    test: str
    deterministic: str
    lags: int
    year_demeaned: bool
    n_regions: int
    n_years: int
    rho: float | None
    statistic: float
    p_value: float
    warning_zh: str
    warning_en: str


@dataclass(frozen=True)
class InstrumentRow(OfModel):
    """Two-stage least squares with its first stage, reduced form and Anderson-Rubin set."""

    table: ClassVar[str] = "instruments"
    comment: ClassVar[str] = (
        "工具变量估计：第一阶段、简化式、有效 F 与 Anderson-Rubin 集合。"
        "Instrumental variables: first stage, reduced form, effective F and Anderson-Rubin sets."
    )
    term: str
    instrument: str
    coefficient: float
    std_error: float
    df: float
    p_value: float
    ci_low: float
    ci_high: float
    first_stage: float
    first_stage_error: float
    effective_f: float
    reduced_form: float
    reduced_form_error: float
    reduced_form_p: float
    anderson_rubin: str
    ar_low: float | None
    ar_high: float | None
    wild_p: float
    wild_set: str
    wild_low: float | None
    wild_high: float | None
    draws: int
    regions_left_out: str


@dataclass(frozen=True)
class CurveRow(Row):
    """A point of the specification curve."""

    table: ClassVar[str] = "specification_curve"
    comment: ClassVar[str] = (
        "规格曲线：每种设定一行；标准误、p 值与区间按地区聚类，wild 聚类自助法的 p 值另列。"
        "The specification curve, one row per specification; standard error, p-value and interval are "
        "clustered by region, with the p-value of the wild cluster bootstrap in a column of its own."
    )
    specification: int
    outcome: str
    term: str
    formula: str
    effects: str
    sample: str
    n_obs: int
    n_regions: int
    coefficient: float
    std_error: float
    p_value: float
    ci_low: float
    ci_high: float
    wild_p_value: float


@dataclass(frozen=True)
class CurveTestRow(Row):
    """A statistic of the whole curve."""

    table: ClassVar[str] = "specification_curve_tests"
    comment: ClassVar[str] = (
        "规格曲线的联合检验：原假设为任何设定下均无效应。"
        "Joint tests of the curve; H0: no effect in any specification."
    )
    statistic_name: str
    statistic: float
    p_value: float
    n_specifications: int
    draws: int


RowType = TypeVar("RowType", bound=Row)


@dataclass(frozen=True)
class WarningRow(Row):
    """A warning of the refresh that made the release."""

    table: ClassVar[str] = "warnings"
    comment: ClassVar[str] = (
        "生成该版本时的警告，每条一行。One row per warning of the refresh that made this release."
    )
    code: str
    check_name: str
    n_found: int
    message_zh: str
    message_en: str


@dataclass(frozen=True)
class LossRow(Row):
    """Something that a release lacks although the one before had it, and that somebody accepted."""

    table: ClassVar[str] = "losses"
    comment: ClassVar[str] = (
        "上一版本有而后来缺少、且经人接受的内容，每项一行，含以往各版本。"
        "One row per accepted loss: what the release before had and a release lacks, all releases so far."
    )
    release_id: str
    check_name: str
    item: str
    cause_zh: str
    cause_en: str
    accepted_by: str


TABLES: tuple[type[Row], ...] = (
    EstimateRow,
    ModelRow,
    SkippedRow,
    ReplicationRow,
    PcaIndexRow,
    PcaLoadingRow,
    MediationRow,
    GroupDifferenceRow,
    DiagnosticRow,
    LeaveOneOutRow,
    UnitRootRow,
    InstrumentRow,
    CurveRow,
    CurveTestRow,
    WarningRow,
    LossRow,
)

COMMENTS = {
    "code": "稳定的代码，如 SEED-10。Stable code such as SEED-10.",
    "check_name": "检查名；非质量检查为空。Name of the check; empty where no check of the gate is meant.",
    "n_found": "涉及的处数。How many places.",
    "message_zh": "中文说明。What it is, in Chinese.",
    "message_en": "英文说明。What it is, in English.",
    "release_id": "首次缺少该内容的版本。Release that lacked it first.",
    "item": "缺少的内容。What is lacking.",
    "cause_zh": "可能的原因（中文）。Likely cause, in Chinese.",
    "cause_en": "可能的原因（英文）。Likely cause, in English.",
    "accepted_by": "由谁接受及理由。Who accepted it, and why.",
    "study_table": "论文中的表号。Number of the table in the paper.",
    "column_no": "表中的列号。Column of the table.",
    "variant": "模型版本。equation, differenced, or a robustness name.",
    "outcome": "被解释变量。Outcome.",
    "term": "解释变量；_cons 为常数项。Regressor; _cons is the constant.",
    "vcov": "标准误口径。Convention for the standard error.",
    "coefficient": "系数估计值。Estimated coefficient.",
    "std_error": "标准误；wild 口径无标准误。Standard error; null for wild.",
    "statistic": "检验统计量。Test statistic.",
    "df": "自由度。Degrees of freedom.",
    "p_value": "双侧 p 值。Two-sided p-value.",
    "p_holm": "同一族内 Holm 调整后的 p 值。p-value adjusted by Holm within its family.",
    "ci_low": "置信区间下限；空值表示无界。Lower end of the interval; null where unbounded.",
    "ci_high": "置信区间上限；空值表示无界。Upper end of the interval; null where unbounded.",
    "draws": "自助法、置换法的抽样次数。Number of bootstrap or permutation draws.",
    "formula": "公式。Formula, as linearmodels reads it.",
    "sample": "样本条件；空值为全部。Condition on marts.study_panel; empty for all rows.",
    "n_obs": "观测数。Rows used.",
    "n_regions": "地区数（聚类数）。Regions, which are the clusters.",
    "r2_within": "组内 R²，固定效应已全部剔除。1 - RSS/TSS with every effect projected out.",
    "r2_overall": "总体 R²：y 与 xb 相关系数的平方。Squared correlation of outcome and x b.",
    "effects": "固定效应。Effects absorbed.",
    "first_year": "首个观测年份。First year used.",
    "last_year": "末个观测年份。Last year used.",
    "linearmodels_gap": "与 linearmodels PanelOLS 斜率的最大相对差；未比较时为空。"
    "Largest relative difference from the slopes of linearmodels' PanelOLS; null where not compared.",
    "reason": "数值缺失、经调整或不可靠的原因代码；空为无。"
    "Stable code of why a number is missing, adjusted or doubtful; empty for none.",
    "reason_zh": "原因（中文）。The reason in Chinese.",
    "reason_en": "原因（英文）。The reason in English.",
    "quantity": "比较的量。The number compared.",
    "printed": "论文印刷的数字，原样。The paper's number, as printed.",
    "computed": "计算值，按印刷的小数位。The number computed here, to the decimals printed.",
    "printed_value": "印刷数字的数值。The printed number.",
    "computed_value": "计算值。The number computed here.",
    "difference": "计算值减印刷值。Computed less printed.",
    "agrees": "按印刷小数位是否一致。Whether they agree to the decimals printed.",
    "region_code": "地区代码。Region.",
    "year": "年份。Year.",
    "dig_pca": "主成分法数字技术指数。Digital index by principal components.",
    "indicator_id": "指标代码。Indicator.",
    "component": "主成分序号。Number of the component.",
    "loading": "载荷（单位长度特征向量）。Element of the unit-length eigenvector.",
    "eigenvalue": "特征值。Eigenvalue of the correlation matrix.",
    "sign_flipped": "符号是否被翻转。Whether the component's sign was turned.",
    "weight": "权重：特征值占保留特征值之和的比例。Share of the kept eigenvalues' sum.",
    "mediator": "中介变量。Mediator.",
    "treatment": "核心解释变量。Treatment.",
    "reading": "两步法或三步法。two_step or three_step.",
    "effect": "效应名称。Name of the effect.",
    "method": "方法。Method.",
    "estimate": "估计值。Estimate.",
    "family": "检验族。Family of tests.",
    "column_a": "甲组的列号。Column of group a.",
    "column_b": "乙组的列号。Column of group b.",
    "group_a": "甲组。Group a.",
    "group_b": "乙组。Group b.",
    "caution_zh": "提醒（中文）。A caution, in Chinese.",
    "caution_en": "提醒（英文）。A caution, in English.",
    "test": "检验名称。Name of the test.",
    "wild_p_value": "wild 聚类自助法 p 值。p-value by the wild cluster bootstrap.",
    "df_denominator": "分母自由度。Denominator degrees of freedom.",
    "left_out_kind": "剔除的是地区还是年份。region or year.",
    "left_out": "被剔除的地区代码或年份。The region's code or the year left out.",
    "variable": "变量。Variable.",
    "deterministic": "确定性成分：intercept 或 trend。intercept or trend.",
    "lags": "滞后阶数。Lagged differences.",
    "year_demeaned": "是否先减去各年均值。Whether year means were subtracted first.",
    "n_years": "年数。Years.",
    "rho": "自回归系数。Autoregressive coefficient.",
    "warning_zh": "警告（中文）；空为无。Warning in Chinese; empty for none.",
    "warning_en": "警告（英文）；空为无。Warning in English; empty for none.",
    "instrument": "工具变量。Instrument.",
    "first_stage": "第一阶段系数。The instrument's coefficient in the first stage.",
    "first_stage_error": "第一阶段标准误。Its standard error.",
    "effective_f": "有效 F，等于 Kleibergen-Paap F。Effective F, equal to Kleibergen-Paap's here.",
    "reduced_form": "简化式系数。The instrument's coefficient in the reduced form.",
    "reduced_form_error": "简化式标准误。Its standard error.",
    "reduced_form_p": "简化式 p 值。Its p-value.",
    "anderson_rubin": "Anderson-Rubin 集合的形状。interval, union (outside), line or empty.",
    "ar_low": "Anderson-Rubin 集合的低端点。Lower end of the Anderson-Rubin set.",
    "ar_high": "Anderson-Rubin 集合的高端点。Upper end of the Anderson-Rubin set.",
    "wild_p": "系数为零的 Anderson-Rubin 检验，wild 聚类自助法 p 值。Wild p of Anderson-Rubin's test of zero.",
    "wild_set": "wild 聚类自助法 Anderson-Rubin 集合的形状。interval, union (outside), line or empty.",
    "wild_low": "该集合的低端点。Lower end of the wild set.",
    "wild_high": "该集合的高端点。Upper end of the wild set.",
    "regions_left_out": "该模型未用的地区。Regions of the panel that this model leaves out.",
    "specification": "设定编号。Number of the specification.",
    "statistic_name": "统计量名称。Name of the statistic.",
    "n_specifications": "设定数。Specifications estimated.",
}


def create(connection: duckdb.DuckDBPyConnection, row_type: type[Row]) -> None:
    """Create the table of `row_type`, with comments, where there is none.

    Tables that views read were created, empty, by dbt (macros/create_results_schema.sql); columns
    that it did not know are added.
    """
    connection.execute("create schema if not exists results")
    columns = ", ".join(f"{name} {kind}" for name, kind in sql_columns(row_type))
    name = f"results.{row_type.table}"
    connection.execute(f"create table if not exists {name} ({columns})")
    for column, kind in sql_columns(row_type):
        connection.execute(f"alter table {name} add column if not exists {column} {kind}")
    connection.execute(f"comment on table {name} is {sql_text(row_type.comment)}")
    for column, _ in sql_columns(row_type):
        comment = sql_text(COMMENTS[column])
        connection.execute(f"comment on column {name}.{column} is {comment}")


def write(
    connection: duckdb.DuckDBPyConnection, row_type: type[RowType], rows: Sequence[RowType]
) -> None:
    """Replace the table's rows by `rows`; numbers that are not finite become null."""
    create(connection, row_type)
    connection.execute(f"delete from results.{row_type.table}")
    if not rows:
        return
    import pyarrow

    columns = zip(*(map(_cell, _values(row)) for row in rows), strict=True)
    schema = sql_columns(row_type)
    arrow = {"varchar": pyarrow.string(), "integer": pyarrow.int32(), "double": pyarrow.float64()}
    table = pyarrow.table(
        {
            name: pyarrow.array(column, arrow.get(kind, pyarrow.bool_()))
            for (name, kind), column in zip(schema, columns, strict=True)
        }
    )
    connection.register("_rows_to_write", table)
    names = ", ".join(name for name, _ in schema)
    connection.execute(
        f"insert into results.{row_type.table} ({names}) select {names} from _rows_to_write"
    )
    connection.unregister("_rows_to_write")


def sql_columns(row_type: type[Row]) -> list[tuple[str, str]]:
    """(name, SQL type) of each column, in order."""
    kinds = {str: "varchar", int: "integer", float: "double", bool: "boolean"}
    hints = typing.get_type_hints(row_type)
    columns = []
    for field in fields(row_type):  # type: ignore[arg-type]
        hint = hints[field.name]
        if isinstance(hint, types.UnionType):
            hint = next(part for part in typing.get_args(hint) if part is not types.NoneType)
        columns.append((field.name, kinds[hint]))
    return columns


def _values(row: Row) -> tuple[object, ...]:
    return tuple(vars(row).values())


def _cell(value: object) -> object:
    if isinstance(value, float | np.floating):
        return float(value) if np.isfinite(value) else None
    return value
