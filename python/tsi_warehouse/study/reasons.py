"""What a missing or doubtful number says in its place, in both languages."""

from __future__ import annotations

from panelstats.covariance import Reason

#: (English, Chinese) by reason; `{term}` and `{region}` are filled in.
TEXTS: dict[Reason, tuple[str, str]] = {
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


def texts(reason: Reason | None, term: str = "", region: str = "") -> tuple[str, str, str]:
    """(code, English, Chinese) of a reason; empty for none."""
    if reason is None:
        return "", "", ""
    english, chinese = TEXTS[reason]
    return (
        str(reason),
        english.format(term=term, region=region),
        chinese.format(term=term, region=region),
    )
