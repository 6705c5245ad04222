"""In both languages: why a model is not estimated, and why a number is missing or doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from panelstats.covariance import Reason
from panelstats.estimate import Refusal, Why

if TYPE_CHECKING:
    from tsi_warehouse.study.specify import ModelSpec

_CONSTANT = (
    "'{name}' is constant in this sample ({number:.6g})",
    "变量“{name}”在该样本中为常数（{number:.6g}）",
)
_ABSORBED = (
    "'{name}' does not vary once the effects ({effects}) are absorbed",
    "变量“{name}”在控制固定效应（{effects}）后没有变异",
)
#: (code, English, Chinese) of a refusal; what is in braces is filled in.
REFUSALS: dict[Why, tuple[str, str, str]] = {
    Why.ONE_REGION: (
        "one_region",
        "standard errors need at least two regions",
        "标准误至少需要两个地区",
    ),
    Why.MAGNITUDE: (
        "magnitude",
        "'{name}' reaches {number:.1e}, too large or too small to compute with; use another unit",
        "变量“{name}”的数量级达到 {number:.1e}，无法可靠计算；请换用其他单位",
    ),
    Why.CONSTANT: ("singular", *_CONSTANT),
    Why.ABSORBED: ("singular", *_ABSORBED),
    Why.COLLINEAR: (
        "singular",
        "'{name}' is collinear with {others_en} once the effects ({effects}) are absorbed, "
        "to the precision its values have; leave one of them out",
        "控制固定效应（{effects}）后，在数值精度内变量“{name}”与{others_zh}完全共线；请去掉其中之一",
    ),
    Why.NO_DEGREES: (
        "no_degrees_of_freedom",
        "{rows} rows for {number:.0f} parameters",
        "{rows} 个观测，{number:.0f} 个参数，没有自由度",
    ),
    Why.CONSTANT_OUTCOME: ("no_errors", *_CONSTANT),
    Why.ABSORBED_OUTCOME: ("no_errors", *_ABSORBED),
    Why.EXPLAINED: (
        "no_errors",
        "regressors and effects explain '{name}' wholly: is it one of the regressors, or made "
        "from them?",
        "“{name}”完全由解释变量与固定效应决定：它是否就是解释变量之一，或由其计算而来？",
    ),
}
#: (English, Chinese) by reason; `{term}` and `{region}` are filled in.
REASONS: dict[Reason, tuple[str, str]] = {
    Reason.LONE_REGION: (
        "only region {region} identifies '{term}': clustered standard errors are far too small "
        "then, and neither cr2 nor the wild bootstrap can give a p-value; randomisation inference "
        "could",
        "变量“{term}”仅由地区 {region} 识别：此时聚类标准误严重偏小，cr2 与 wild 聚类自助法都无法给出 p 值；"
        "可改用随机化推断",
    ),
    Reason.CANCELLED: (
        "what each cluster adds to the coefficient of '{term}' is zero but for rounding, as with "
        "two regions and year effects: there is nothing to compute a standard error from",
        "各聚类对“{term}”系数的贡献除舍入误差外均为零（例如只有两个地区且含年份效应），无从计算标准误",
    ),
    Reason.ONE_YEAR: (
        "this convention needs at least two years",
        "该口径至少需要两个年份",
    ),
    Reason.SINGLETONS: (
        "fewer than two regions, or no degrees of freedom, are left once singletons are dropped",
        "剔除单一观测组后不足两个地区或没有自由度",
    ),
    Reason.NOT_POSITIVE: (
        "the difference of the covariances is not positive definite, so that it is no variance",
        "协方差之差不是正定矩阵，不能作为方差",
    ),
    Reason.FEW_REGIONS: (
        "too few regions for a joint test of the means of {term}",
        "地区过少，无法联合检验 {term} 的地区均值",
    ),
    Reason.REPAIRED: (
        "the covariance was not positive definite; its negative eigenvalues were set to zero",
        "协方差矩阵不是正定矩阵，其负特征值已置为零",
    ),
}
#: (English, Chinese) beneath a unit-root test of few years.
FEW_YEARS = (
    "fewer than 25 years: at 30 regions and 12 years this test rejects a true null in 27 to 95 % "
    "of draws",
    "不足 25 年：30 个地区、12 年时，该检验在 27% 至 95% 的抽样中拒绝正确的原假设",
)
#: (English, Chinese) beneath a comparison of groups that the treatment forms.
GROUPED_ON_TREATMENT = (
    "the groups are formed on the treatment itself",
    "分组依据就是核心解释变量本身",
)


def refused(spec: ModelSpec, refusal: Refusal, rows: int) -> tuple[str, str, str]:
    """(code, English, Chinese) of a model of so many rows that cannot be estimated."""
    code, en, zh = REFUSALS[refusal.why]
    values = {
        "name": refusal.name or str(spec.outcome),
        "others_en": ", ".join(f"'{other}'" for other in refusal.others),
        "others_zh": "、".join(f"“{other}”" for other in refusal.others),
        "effects": spec.effects,
        "number": refusal.number,
        "rows": rows,
    }
    return code, en.format(**values), zh.format(**values)


def reason_columns(reason: Reason | None, term: str = "", region: str = "") -> dict[str, str]:
    """reason, reason_en and reason_zh of a results table; empty for none."""
    english, chinese = REASONS[reason] if reason else ("", "")
    return {
        "reason": str(reason or ""),
        "reason_en": english.format(term=term, region=region),
        "reason_zh": chinese.format(term=term, region=region),
    }
