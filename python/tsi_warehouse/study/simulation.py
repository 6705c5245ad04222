"""Known truth: how often each interval covers, and how often each test rejects a true null.

`python -m tsi_warehouse.study.simulation` prints, for 9, 30 and 200 regions and three kinds of
regressor, coverage of 95 % intervals and size of 5 % tests over many draws, beside figures computed
elsewhere and beside a second implementation (dummies, loops) on the same draws. Every panel has
region and year effects, 12 years and errors that follow an AR(1) of .7.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from tsi_warehouse.study.covariance import COVARIANCES
from tsi_warehouse.study.mediate import (
    bca_levels,
    bootstrap_weights,
    effects_of,
)
from tsi_warehouse.study.pieces import Pieces
from tsi_warehouse.study.specify import Effects, Vcov
from tsi_warehouse.study.terms import Array
from tsi_warehouse.study.wild import draw_signs, draws_of
from tsi_warehouse.study.within import Codes, Within, project

YEARS = 12
PERSISTENCE = 0.7
SLOPE = 0.5


class Design(StrEnum):
    """Where the regressor's variation comes from."""

    AR = "ar"
    SKEWED = "skewed"
    DOMINANT = "dominant"
    DOMINANT_TREND = "dominant_trend"


#: (regions, design): coverage by conventional, CRV1 and CR3 errors, and size of the wild bootstrap,
#: over 4,000 draws by an implementation of others. Their "three dominant regions" is not described
#: further, so that it stands beside both of ours.
ELSEWHERE: dict[tuple[int, Design], tuple[float, float, float, float]] = {
    (30, Design.AR): (0.816, 0.944, 0.949, 0.049),
    (30, Design.SKEWED): (0.695, 0.859, 0.924, 0.048),
    (30, Design.DOMINANT): (0.729, 0.896, 0.927, 0.056),
    (9, Design.AR): (0.814, 0.927, 0.947, 0.058),
    (9, Design.SKEWED): (0.719, 0.859, 0.947, 0.037),
    (9, Design.DOMINANT): (0.700, 0.924, 0.948, 0.059),
    (30, Design.DOMINANT_TREND): (0.729, 0.896, 0.927, 0.056),
    (9, Design.DOMINANT_TREND): (0.700, 0.924, 0.948, 0.059),
}


@dataclass(frozen=True)
class Panel:
    """A simulated panel: `y` (n,), `x` (n, 1), codes of `region` and `year` (n,)."""

    y: Array
    x: Array
    region: Codes
    year: Codes


@dataclass(frozen=True)
class Outcome:
    """Of the draws, the share of intervals that hold the truth and of tests that reject it."""

    regions: int
    design: Design
    draws: int
    coverage: dict[Vcov, float]
    wild_size: float
    wild_coverage: float
    witnessed: int
    largest_gap: float


@dataclass(frozen=True)
class MediationOutcome:
    """Coverage of a b by interval, and how often the interval leaves out zero."""

    regions: int
    a: float
    b: float
    draws: int
    coverage: dict[str, float]
    rejects: dict[str, float]


def simulate(regions: int, design: Design, generator: np.random.Generator) -> Panel:
    """One panel with slope SLOPE.

    `ar`: the regressor is an AR(1) of .7 like the error; `skewed`: regions grow at log-normal
    rates, as an index of digital technology does; `dominant`: an AR(1), five times as wide in three
    regions; `dominant_trend`: growth at uniform rates, five times as fast in three regions.
    """
    region = np.repeat(np.arange(regions), YEARS)
    year = np.tile(np.arange(YEARS), regions)
    x = _autoregression(regions, generator)
    if design is Design.SKEWED:
        rate = np.exp(generator.normal(size=regions))
        x = rate[:, None] * np.arange(YEARS) / YEARS + 0.2 * x
    elif design is Design.DOMINANT:
        x[:3] *= 5
    elif design is Design.DOMINANT_TREND:
        rate = generator.uniform(0.5, 1.5, size=regions)
        rate[:3] *= 5
        x = rate[:, None] * np.arange(YEARS) / YEARS + 0.2 * x
    effects = generator.normal(size=regions)[:, None] + generator.normal(size=YEARS)
    y = SLOPE * x + effects + _autoregression(regions, generator)
    return Panel(y.ravel(), x.reshape(-1, 1), region, year)


def cover(
    regions: int, design: Design, draws: int, seed: int, bootstrap: int = 399, witnessed: int = 0
) -> Outcome:
    """Coverage and size over `draws` panels; the first `witnessed` are computed twice.

    `largest_gap` is the largest absolute difference between the two computations, over interval
    ends of all conventions and bootstrap p-values.
    """
    from scipy.stats import t

    generator = np.random.default_rng(seed)
    kinds = (Vcov.CONVENTIONAL, Vcov.XTREG, Vcov.CR2, Vcov.CR3)
    held = dict.fromkeys(kinds, 0)
    rejected = 0
    largest_gap = 0.0
    for draw in range(draws):
        panel = simulate(regions, design, generator)
        within = project(panel.y, panel.x, panel.region, panel.year, Effects.REGION_YEAR)
        errors = {}
        for kind in kinds:
            covariance = COVARIANCES[kind](within)
            errors[kind] = float(covariance.std_error[0])
            reach = errors[kind] * t.ppf(0.975, covariance.df[0])
            held[kind] += bool(abs(within.coefficient[0] - SLOPE) <= reach)
        signs = draw_signs(regions, bootstrap, seed + draw)
        tested = draws_of(within, signs, 0)
        # The null that is true: its distance from the estimate is the estimate's error.
        p_value = signs.share(tested.exceeding(float(within.coefficient[0]) - SLOPE))
        rejected += p_value <= 0.05
        if draw < witnessed:
            for kind, error in explicit_errors(panel).items():
                largest_gap = max(largest_gap, abs(errors[kind] - error))
            at_truth = Panel(panel.y - SLOPE * panel.x[:, 0], panel.x, panel.region, panel.year)
            _, explicit = explicit_wild_p(at_truth, Effects.REGION_YEAR, signs.values, 0)
            as_drawn = explicit if signs.exhaustive else _with_sample(explicit, len(signs.values))
            largest_gap = max(largest_gap, abs(p_value - as_drawn))
    return Outcome(
        regions,
        design,
        draws,
        {kind: count / draws for kind, count in held.items()},
        rejected / draws,
        1 - rejected / draws,
        min(witnessed, draws),
        largest_gap,
    )


def cover_mediation(
    regions: int, a: float, b: float, draws: int, seed: int, bootstrap: int = 999
) -> MediationOutcome:
    """Coverage of a b by percentile and BCa intervals of the cluster bootstrap."""
    generator = np.random.default_rng(seed)
    tails = np.array([0.025, 0.975])
    held = {"percentile": 0, "bca": 0}
    rejected = {"percentile": 0, "bca": 0}
    for draw in range(draws):
        panel = simulate(regions, Design.AR, generator)
        mediator = a * panel.x[:, 0] + _autoregression(regions, generator).ravel()
        y = panel.y + b * mediator
        within = project(
            y,
            np.column_stack([panel.x, mediator]),
            panel.region,
            panel.year,
            Effects.REGION_YEAR,
        )
        pieces = Pieces.of(within)
        estimate = float(effects_of(pieces.gram(np.ones((1, regions)))).indirect[0])
        drawn = effects_of(pieces.gram(bootstrap_weights(regions, bootstrap, seed + draw))).indirect
        left_out = effects_of(pieces.gram(1.0 - np.eye(regions))).indirect
        levels = {"percentile": tails, "bca": bca_levels(estimate, drawn, left_out, tails)}
        for method, level in levels.items():
            low, high = np.quantile(drawn, level)
            held[method] += bool(low <= a * b <= high)
            rejected[method] += not low <= 0 <= high
    return MediationOutcome(
        regions,
        a,
        b,
        draws,
        {method: count / draws for method, count in held.items()},
        {method: count / draws for method, count in rejected.items()},
    )


def explicit_errors(panel: Panel) -> dict[Vcov, float]:
    """The slope's errors the long way: every dummy written out, every region left out by a loop."""
    design = np.column_stack([panel.x, _dummies(panel, Effects.REGION_YEAR)])
    n_obs, parameters = len(panel.y), int(np.linalg.matrix_rank(design))
    groups = len(np.unique(panel.region))
    bread = np.linalg.pinv(design.T @ design)
    coefficient = bread @ design.T @ panel.y
    residual = panel.y - design @ coefficient
    summed = np.array(
        [
            design[panel.region == region].T @ residual[panel.region == region]
            for region in range(groups)
        ]
    )
    clustered = (bread @ summed.T @ summed @ bread)[0, 0]
    clustered *= groups / (groups - 1) * (n_obs - 1) / (n_obs - (parameters - (groups - 1)))
    left_out = []
    for region in range(groups):
        rest = panel.region != region
        left_out.append(np.linalg.lstsq(design[rest], panel.y[rest], rcond=None)[0][0])
    gaps = np.array(left_out) - coefficient[0]
    return {
        Vcov.CONVENTIONAL: float(np.sqrt(residual @ residual / (n_obs - parameters) * bread[0, 0])),
        Vcov.XTREG: float(np.sqrt(clustered)),
        Vcov.CR3: float(np.sqrt((groups - 1) / groups * gaps @ gaps)),
    }


def explicit_wild_p(
    panel: Panel | Within, effects: Effects, signs: Array, term: int
) -> tuple[Array, float]:
    """The wild bootstrap the long way: each draw's outcome regressed on every dummy.

    Returns the t statistic of each draw (up to the factor they share) and the share of draws at
    least as extreme as the sample's.
    """
    dummies = _dummies(panel, effects)
    full = np.column_stack([panel.x, dummies])
    restricted = np.column_stack([np.delete(panel.x, term, axis=1), dummies])
    bread = np.linalg.pinv(full.T @ full)
    fitted = restricted @ np.linalg.lstsq(restricted, panel.y, rcond=None)[0]
    outcomes = fitted[:, None] + (panel.y - fitted)[:, None] * signs[:, panel.region].T
    own = bread[term] @ full.T

    def statistics(y: Array) -> Array:
        residual = y - full @ (bread @ (full.T @ y))
        influence = np.array(
            [
                own[panel.region == region] @ residual[panel.region == region]
                for region in range(signs.shape[1])
            ]
        )
        t: Array = (own @ y) / np.sqrt(np.sum(influence**2, axis=0))
        return t

    drawn = statistics(outcomes)
    sample = float(statistics(panel.y[:, None])[0])
    return drawn, float(np.mean(np.abs(drawn) >= abs(sample) * (1 - 1e-9)))


def report(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Lines of the table."""
    yield (
        "regions design         draws  conv.         CRV1          CR2    CR3           "
        "wild size     largest gap to the long way (draws)"
    )
    for row in outcomes:
        there = ELSEWHERE.get((row.regions, row.design))
        shown = [
            (row.coverage[Vcov.CONVENTIONAL], 0),
            (row.coverage[Vcov.XTREG], 1),
            (row.coverage[Vcov.CR2], None),
            (row.coverage[Vcov.CR3], 2),
            (row.wild_size, 3),
        ]
        cells = []
        for value, place in shown:
            beside = "" if place is None else f"({there[place]:.3f})" if there else "   -   "
            cells.append(f"{value:.3f}{beside}".ljust(14 if place is not None else 7))
        yield (
            f"{row.regions:>7} {row.design:<14} {row.draws:>5}  {''.join(cells)}"
            f"{f'{row.largest_gap:.1e} ({row.witnessed})' if row.witnessed else '-'}"
        )
    yield "(in brackets: 4,000 draws, computed elsewhere, on designs of the same kind;"
    yield " their parameters are not known)"


def report_mediation(outcomes: Iterable[MediationOutcome]) -> Iterator[str]:
    """Lines of the table on mediation."""
    yield "regions    a    b  draws  percentile covers, rejects   BCa covers, rejects"
    for row in outcomes:
        yield (
            f"{row.regions:>7} {row.a:>4} {row.b:>4} {row.draws:>6}  "
            f"{row.coverage['percentile']:.3f}, {row.rejects['percentile']:.3f}"
            f"                 {row.coverage['bca']:.3f}, {row.rejects['bca']:.3f}"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables, each line as soon as it is known."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--witnessed", type=int, default=20)
    parser.add_argument("--seed", type=int, default=20241)
    parser.add_argument("--regions", type=int, nargs="+", default=[9, 30, 200])
    chosen = parser.parse_args(arguments)
    outcomes = (
        cover(regions, design, chosen.draws, chosen.seed, witnessed=chosen.witnessed)
        for regions in chosen.regions
        for design in Design
    )
    mediated = (
        cover_mediation(regions, a, b, chosen.draws, chosen.seed)
        for regions in chosen.regions
        for a, b in ((0.5, 0.5), (0.5, 0.0), (0.0, 0.0))
    )
    for line in chain(report(outcomes), report_mediation(mediated)):
        print(line, flush=True)


def _autoregression(regions: int, generator: np.random.Generator) -> Array:
    """Stationary AR(1) of PERSISTENCE with unit innovations, (regions, YEARS)."""
    shocks = generator.normal(size=(regions, YEARS))
    series = np.empty_like(shocks)
    series[:, 0] = shocks[:, 0] / np.sqrt(1 - PERSISTENCE**2)
    for year in range(1, YEARS):
        series[:, year] = PERSISTENCE * series[:, year - 1] + shocks[:, year]
    return series


def _dummies(panel: Panel | Within, effects: Effects) -> Array:
    blocks = [np.ones((len(panel.y), 1))]
    if effects.has_region:
        blocks.append((panel.region[:, None] == np.unique(panel.region)[None, 1:]).astype(float))
    if effects.has_year:
        blocks.append((panel.year[:, None] == np.unique(panel.year)[None, 1:]).astype(float))
    return np.column_stack(blocks)


def _with_sample(share: float, draws: int) -> float:
    """(1 + #) / (B + 1) from #/B."""
    return (1 + share * draws) / (draws + 1)


if __name__ == "__main__":
    main()
