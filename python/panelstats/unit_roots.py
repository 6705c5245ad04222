"""Panel unit-root tests (docs/methodology/unit_roots.md).

Harris and Tzavalis (1999) comes first: it is made for few years. Levin, Lin and Chu (2002), Im,
Pesaran and Shin (2003) and Fisher's of Maddala and Wu (1999) are for comparison, follow R's plm,
and reject far too often with fewer than 25 years.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from panelstats.arrays import Array
from panelstats.within import EXPLAINED, NoErrors

#: A series that varies by less than this share of its size is taken to be constant.
CONSTANT = 1e-10
#: Below this number of years, tests that let the years grow come with a warning.
FEW_YEARS = 25


class Deterministic(StrEnum):
    """What the tested series may contain besides the root."""

    INTERCEPT = "intercept"
    TREND = "trend"


@dataclass(frozen=True)
class UnitRoot:
    """A test of H0: every region's series has a unit root."""

    test: str
    statistic: float
    p_value: float
    few_years: bool
    rho: float | None = None


@dataclass(frozen=True)
class _Regression:
    """Dickey and Fuller's regression of one region."""

    t: float
    sigma: float
    rows: int
    level: Array
    difference: Array


def harris_tzavalis(series: Array, year_demeaned: bool = False) -> UnitRoot:
    """z of the within estimate of rho, known moments for a fixed number of years, intercepts.

    Parameters
    ----------
    series : (regions, years), complete
    year_demeaned : subtract each year's mean first, against shocks common to all regions

    Raises
    ------
    NoErrors : no region's series varies
    """
    from scipy.stats import norm

    values = _prepared(series, year_demeaned)
    lagged, current = values[:, :-1], values[:, 1:]
    regions, years = lagged.shape
    if constant(values).all():
        raise NoErrors("no region's series varies")
    lagged = lagged - lagged.mean(axis=1, keepdims=True)
    current = current - current.mean(axis=1, keepdims=True)
    rho = float(np.sum(lagged * current) / np.sum(lagged**2))
    variance = 3 * (17 * years**2 - 20 * years + 17) / (5 * (years - 1) * (years + 1) ** 3)
    z = float(np.sqrt(regions) * (rho - 1 + 3 / (years + 1)) / np.sqrt(variance))
    return UnitRoot("harris_tzavalis", z, float(norm.cdf(z)), few_years=False, rho=rho)


def im_pesaran_shin(
    series: Array,
    lags: int = 1,
    deterministic: Deterministic = Deterministic.INTERCEPT,
    year_demeaned: bool = False,
    df_corrected: bool = False,
) -> UnitRoot:
    """W-tbar: the mean of the regions' Dickey-Fuller t, standardised by the moments of IPS."""
    from scipy.stats import norm

    values = _prepared(series, year_demeaned)
    tests = [_dickey_fuller(row, lags, deterministic, df_corrected) for row in values]
    mean, variance = _ips_moments(values.shape[1] - lags - 1, lags, deterministic)
    tbar = float(np.mean([test.t for test in tests]))
    w = float(np.sqrt(len(values)) * (tbar - mean) / np.sqrt(variance))
    return UnitRoot("im_pesaran_shin", w, float(norm.cdf(w)), _few(values))


def levin_lin_chu(
    series: Array,
    lags: int = 1,
    deterministic: Deterministic = Deterministic.INTERCEPT,
    year_demeaned: bool = False,
    df_corrected: bool = False,
) -> UnitRoot:
    """Adjusted t of the pooled regression of scaled differences on scaled levels."""
    from scipy.stats import norm

    values = _prepared(series, year_demeaned)
    regions, years = values.shape
    tests = [_dickey_fuller(row, lags, deterministic, df_corrected) for row in values]
    ratios = [
        np.sqrt(_long_run_variance(row, deterministic)) / test.sigma
        for row, test in zip(values, tests, strict=True)
    ]
    level = np.concatenate([test.level for test in tests])
    difference = np.concatenate([test.difference for test in tests])
    rho = float(level @ difference / (level @ level))
    rss = float(np.sum((difference - rho * level) ** 2))
    spread = rss / (len(level) - 1 if df_corrected else len(level))
    error = float(np.sqrt(spread / (level @ level)))
    periods = years - lags - 1
    mean, deviation = _llc_moments(years, deterministic)
    bias = regions * periods * float(np.mean(ratios)) / (rss / (regions * periods)) * error * mean
    z = (rho / error - bias) / deviation
    return UnitRoot("levin_lin_chu", z, float(norm.cdf(z)), _few(values), rho=1 + rho)


def fisher(
    series: Array,
    lags: int = 1,
    deterministic: Deterministic = Deterministic.INTERCEPT,
    year_demeaned: bool = False,
    df_corrected: bool = False,
) -> UnitRoot:
    """-2 sum ln p of the regions' Dickey-Fuller tests, chi2(2N); p by MacKinnon (1994)."""
    from scipy.stats import chi2

    values = _prepared(series, year_demeaned)
    tests = [_dickey_fuller(row, lags, deterministic, df_corrected) for row in values]
    logs = [np.log(_mackinnon_p(test.t, deterministic)) for test in tests]
    statistic = float(-2 * np.sum(logs))
    return UnitRoot("fisher", statistic, float(chi2.sf(statistic, 2 * len(values))), _few(values))


def constant(series: Array) -> npt.NDArray[np.bool_]:
    """(regions,) whether a series (regions, years) varies by no more than rounding."""
    varies: npt.NDArray[np.bool_] = np.ptp(series, axis=1) > CONSTANT * np.abs(series).max(axis=1)
    return ~varies


def _prepared(series: Array, year_demeaned: bool) -> Array:
    if np.isnan(series).any():
        raise ValueError("a unit-root test needs every year of every region")
    if not year_demeaned:
        return series
    demeaned = series - series.mean(axis=0)
    # Where all regions are the same, what is left is rounding.
    same = np.abs(demeaned).max() <= CONSTANT * np.abs(series).max()
    prepared: Array = np.zeros_like(demeaned) if same else demeaned
    return prepared


def _few(values: Array) -> bool:
    return int(values.shape[1]) < FEW_YEARS


def _dickey_fuller(
    series: Array, lags: int, deterministic: Deterministic, df_corrected: bool
) -> _Regression:
    """Difference on level, `lags` lagged differences and the deterministic part.

    Raises
    ------
    NoErrors : the regression fits a region's series exactly, as one interpolated from two years
    """
    difference = np.diff(series)
    rows = len(difference) - lags
    now, level = difference[lags:], series[lags:-1]
    others = [difference[lags - lag : len(difference) - lag] for lag in range(1, lags + 1)]
    others.append(np.ones(rows))
    if deterministic is Deterministic.TREND:
        others.append(np.arange(rows, dtype=float))
    design = np.column_stack(others)
    parameters = design.shape[1] + 1
    if rows <= parameters:
        raise ValueError(f"{len(series)} years are too few for {lags} lags")
    own_level = level - design @ np.linalg.lstsq(design, level, rcond=None)[0]
    own_now = now - design @ np.linalg.lstsq(design, now, rcond=None)[0]
    rounding = EXPLAINED * np.linalg.norm(series - series.mean())
    if np.linalg.norm(own_level) <= rounding:
        raise NoErrors("a region's series has no variation of its own")
    slope = own_level @ own_now / (own_level @ own_level)
    rss = np.sum((own_now - slope * own_level) ** 2)
    if np.sqrt(rss) <= rounding:
        raise NoErrors("a region's series is fitted exactly")
    sigma = float(np.sqrt(rss / (rows - parameters if df_corrected else rows)))
    t = float(slope / (sigma / np.sqrt(own_level @ own_level)))
    return _Regression(t, sigma, rows, own_level / sigma, own_now / sigma)


def _long_run_variance(series: Array, deterministic: Deterministic) -> float:
    """Bartlett's, of the differences, with round(3.21 T^(1/3)) lags."""
    bandwidth = round(3.21 * len(series) ** (1 / 3))
    change = np.diff(series)
    change = change - change.mean()
    if deterministic is Deterministic.TREND:
        time = np.arange(len(change)) - (len(change) - 1) / 2
        change = change - time * (time @ change / (time @ time))
    total = change @ change
    for lag in range(1, min(bandwidth, len(change) - 1) + 1):
        total += 2 * (1 - lag / (bandwidth + 1)) * (change[:-lag] @ change[lag:])
    return float(total / len(change))


def _mackinnon_p(t: float, deterministic: Deterministic) -> float:
    """Asymptotic p of a Dickey-Fuller t: MacKinnon (1994), tables 3 and 4."""
    from scipy.stats import norm

    small, large, limit = {
        Deterministic.INTERCEPT: (
            (2.1659, 1.4412, 0.038269),
            (1.7339, 0.93202, -0.12745, -0.010368),
            -1.61,
        ),
        Deterministic.TREND: (
            (3.2512, 1.6047, 0.049588),
            (2.5261, 0.61654, -0.37956, -0.060285),
            -2.89,
        ),
    }[deterministic]
    polynomial = small if t <= limit else large
    # The cubic turns down again beyond its maximum, where p is 1 to three digits.
    t = min(t, {Deterministic.INTERCEPT: 2.74, Deterministic.TREND: 0.70}[deterministic])
    return float(norm.cdf(sum(factor * t**power for power, factor in enumerate(polynomial))))


def _interpolated(years: int, table_years: tuple[int, ...], values: tuple[float, ...]) -> float:
    """Linear between the tabulated numbers of years; the nearest beyond them, as plm does."""
    return float(np.interp(years, table_years, values))


def _llc_moments(years: int, deterministic: Deterministic) -> tuple[float, float]:
    means, deviations = LLC_MOMENTS[deterministic]
    return _interpolated(years, LLC_YEARS, means), _interpolated(years, LLC_YEARS, deviations)


def _ips_moments(years: int, lags: int, deterministic: Deterministic) -> tuple[float, float]:
    means, variances = IPS_MOMENTS[deterministic]
    if lags >= len(means):
        raise ValueError(f"moments are tabulated for up to {len(means) - 1} lags")
    return _interpolated(years, IPS_YEARS, means[lags]), _interpolated(
        years, IPS_YEARS, variances[lags]
    )


# Levin, Lin and Chu (2002), table 2: mean and standard deviation adjustments.
LLC_YEARS = (25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100, 250, 500)
# fmt: off
LLC_MOMENTS = {
    Deterministic.INTERCEPT: (
        (
            -0.554, -0.546, -0.541, -0.537, -0.533, -0.531, -0.527,
            -0.524, -0.521, -0.520, -0.518, -0.509, -0.500,
        ),
        (
            0.919, 0.889, 0.867, 0.850, 0.837, 0.826, 0.810,
            0.798, 0.789, 0.782, 0.776, 0.742, 0.707,
        ),
    ),
    Deterministic.TREND: (
        (
            -0.703, -0.674, -0.653, -0.637, -0.624, -0.614, -0.598,
            -0.587, -0.578, -0.571, -0.566, -0.533, -0.500,
        ),
        (
            1.003, 0.949, 0.906, 0.871, 0.842, 0.818, 0.780,
            0.751, 0.728, 0.710, 0.695, 0.603, 0.500,
        ),
    ),
}
# fmt: on

# Im, Pesaran and Shin (2003), table 3: mean and variance of t by lags (rows 0 to 4) and years.
IPS_YEARS = (10, 15, 20, 25, 30, 40, 50, 60, 70, 100)
IPS_MOMENTS = {
    Deterministic.INTERCEPT: (
        (
            (-1.504, -1.514, -1.522, -1.520, -1.526, -1.523, -1.527, -1.519, -1.524, -1.532),
            (-1.488, -1.503, -1.516, -1.514, -1.519, -1.520, -1.524, -1.519, -1.522, -1.530),
            (-1.319, -1.387, -1.428, -1.443, -1.460, -1.476, -1.493, -1.490, -1.498, -1.514),
            (-1.306, -1.366, -1.413, -1.433, -1.453, -1.471, -1.489, -1.486, -1.495, -1.512),
            (-1.171, -1.260, -1.329, -1.363, -1.394, -1.428, -1.454, -1.458, -1.470, -1.495),
        ),
        (
            (1.069, 0.923, 0.851, 0.809, 0.789, 0.770, 0.760, 0.749, 0.736, 0.735),
            (1.255, 1.011, 0.915, 0.861, 0.831, 0.803, 0.781, 0.770, 0.753, 0.745),
            (1.421, 1.078, 0.969, 0.905, 0.865, 0.830, 0.798, 0.789, 0.766, 0.754),
            (1.759, 1.181, 1.037, 0.952, 0.907, 0.858, 0.819, 0.802, 0.782, 0.761),
            (2.080, 1.279, 1.097, 1.005, 0.946, 0.886, 0.842, 0.819, 0.801, 0.771),
        ),
    ),
    Deterministic.TREND: (
        (
            (-2.166, -2.167, -2.168, -2.167, -2.172, -2.173, -2.176, -2.174, -2.174, -2.177),
            (-2.173, -2.169, -2.172, -2.172, -2.173, -2.177, -2.180, -2.178, -2.176, -2.179),
            (-1.914, -1.999, -2.047, -2.074, -2.095, -2.120, -2.137, -2.143, -2.146, -2.158),
            (-1.922, -1.977, -2.032, -2.065, -2.091, -2.117, -2.137, -2.142, -2.146, -2.158),
            (-1.750, -1.823, -1.911, -1.968, -2.009, -2.057, -2.091, -2.103, -2.114, -2.135),
        ),
        (
            (1.132, 0.869, 0.763, 0.713, 0.690, 0.655, 0.633, 0.621, 0.610, 0.597),
            (1.453, 0.975, 0.845, 0.769, 0.734, 0.687, 0.654, 0.641, 0.627, 0.605),
            (1.627, 1.036, 0.882, 0.796, 0.756, 0.702, 0.661, 0.653, 0.634, 0.613),
            (2.482, 1.214, 0.983, 0.861, 0.808, 0.735, 0.688, 0.674, 0.650, 0.625),
            (3.947, 1.332, 1.052, 0.913, 0.845, 0.759, 0.705, 0.685, 0.662, 0.629),
        ),
    ),
}
