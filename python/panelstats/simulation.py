"""Known truth: how often each interval covers, and how often each test rejects a true null.

`python -m panelstats.simulation` prints, for 9, 30 and 200 regions and three kinds of
regressor, coverage of 95 % intervals and size of 5 % tests over many draws: by what this study
ships, by an independent computation of the same draws (`witness`), and as computed elsewhere. Every
panel has region and year effects, 12 years and errors that follow an AR(1) of .7.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from panelstats.arrays import Array
from panelstats.covariance import Vcov
from panelstats.covariances import CONVENTIONS
from panelstats.effects import Effects
from panelstats.mediation import (
    bca_levels,
    bootstrap_weights,
    effects_of,
)
from panelstats.pieces import Pieces
from panelstats.wild import draw_signs, draws_of
from panelstats.within import project
from panelstats.witness import Panel, by_arrays

YEARS = 12
PERSISTENCE = 0.7
SLOPE = 0.5
#: Panels that the independent computation takes at once: signs of 200 regions fill 100 MB.
CHUNK = 100


class Design(StrEnum):
    """Where the regressor's variation comes from."""

    AR = "ar"
    SKEWED = "skewed"
    DOMINANT = "dominant"


#: Methods of the table, in its order.
METHODS = (Vcov.CONVENTIONAL, Vcov.XTREG, Vcov.CR2, Vcov.CR3, Vcov.WILD)
#: (regions, design): coverage by conventional, CRV1 and CR3 errors, and size of the wild bootstrap,
#: over 4,000 draws by an implementation of others, who name the designs and give no formulas.
ELSEWHERE_DRAWS = 4000
ELSEWHERE: dict[tuple[int, Design], dict[str, float]] = {
    place: dict(zip((Vcov.CONVENTIONAL, Vcov.XTREG, Vcov.CR3, Vcov.WILD), figures, strict=True))
    for place, figures in {
        (30, Design.AR): (0.816, 0.944, 0.949, 0.049),
        (30, Design.SKEWED): (0.695, 0.859, 0.924, 0.048),
        (30, Design.DOMINANT): (0.729, 0.896, 0.927, 0.056),
        (9, Design.AR): (0.814, 0.927, 0.947, 0.058),
        (9, Design.SKEWED): (0.719, 0.859, 0.947, 0.037),
        (9, Design.DOMINANT): (0.700, 0.924, 0.948, 0.059),
    }.items()
}


@dataclass(frozen=True)
class Outcome:
    """Of the draws: `shares` of intervals that hold the truth, for `wild` of tests that reject it.

    `witnessed` are the same shares by the independent computation, `largest_gap` is the largest
    difference in any draw between the two, over errors and p-values.
    """

    regions: int
    design: Design
    draws: int
    shares: dict[str, float]
    witnessed: dict[str, float]
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
    """One panel with slope SLOPE; w is an AR(1) of .7 with unit variance, t the year from 0.

    `ar`: x = w, like the error; `skewed`: x = .5 exp(n_i) t + w, n_i standard normal: regions grow
    at log-normal rates, as an index of digital technology does; `dominant`: x = d_i t + w, d_i one
    in three regions and zero in the others.
    """
    x = _autoregression(regions, generator)
    years = np.arange(YEARS)
    if design is Design.SKEWED:
        x = 0.5 * np.exp(generator.normal(size=regions))[:, None] * years + x
    elif design is Design.DOMINANT:
        x = (np.arange(regions) < 3)[:, None] * years + x
    effects = generator.normal(size=regions)[:, None] + generator.normal(size=YEARS)
    y = SLOPE * x + effects + _autoregression(regions, generator)
    return Panel(
        y.ravel(),
        x.reshape(-1, 1),
        np.repeat(np.arange(regions), YEARS),
        np.tile(years, regions),
    )


def cover(regions: int, design: Design, draws: int, seed: int, bootstrap: int = 399) -> Outcome:
    """Coverage and size over `draws` panels, each computed twice."""
    generator = np.random.default_rng(seed)
    held = dict.fromkeys(METHODS, 0)
    witnessed = dict.fromkeys(ELSEWHERE[9, Design.AR], 0)
    largest_gap = 0.0
    for start in range(0, draws, CHUNK):
        panels = [simulate(regions, design, generator) for _ in range(min(CHUNK, draws - start))]
        signs = [draw_signs(regions, bootstrap, seed + start + n) for n in range(len(panels))]
        shape = (len(panels), regions, YEARS)
        independent = by_arrays(
            np.reshape([panel.y for panel in panels], shape),
            np.reshape([panel.x for panel in panels], shape),
            SLOPE,
            signs[0].values if signs[0].exhaustive else np.stack([one.values for one in signs]),
            exhaustive=signs[0].exhaustive,
        )
        for place, (panel, flips) in enumerate(zip(panels, signs, strict=True)):
            within = project(panel.y, panel.x, panel.region, panel.year, Effects.REGION_YEAR)
            miss = float(within.coefficient[0]) - SLOPE
            # The null that is true: its distance from the estimate is the estimate's error.
            p_value = flips.share(draws_of(within, flips, 0).exceeding(miss))
            held[Vcov.WILD] += p_value <= 0.05
            largest_gap = max(largest_gap, abs(p_value - independent.wild_p[place]))
            for kind in METHODS[:-1]:
                covariance = CONVENTIONS[kind].function(within)
                error, df = float(covariance.std_error[0]), float(covariance.df[0])
                held[kind] += bool(_covers(miss, error, df))
                if kind in independent.errors:
                    gap = abs(error - independent.errors[kind][place])
                    largest_gap = max(largest_gap, float(gap))
        missed = independent.coefficient - SLOPE
        witnessed[Vcov.WILD] += int(np.sum(independent.wild_p <= 0.05))
        for kind, errors in independent.errors.items():
            df = regions * (YEARS - 1) - YEARS if kind == Vcov.CONVENTIONAL else regions - 1
            witnessed[kind] += int(np.sum(_covers(missed, errors, df)))
    return Outcome(
        regions,
        design,
        draws,
        {kind: count / draws for kind, count in held.items()},
        {kind: count / draws for kind, count in witnessed.items()},
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


def report(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Lines of the table."""
    yield f"{'regions design   draws by':<37}conv.   CRV1    CR2    CR3   wild size"
    for row in outcomes:
        place = f"{row.regions:>7} {row.design:<8}{row.draws:>6} "
        yield f"{place}{'this study':<14}{_shares(row.shares)}"
        yield f"{'':<22}{'independent':<14}{_shares(row.witnessed)}   largest gap {row.largest_gap:.0e}"
        elsewhere = ELSEWHERE.get((row.regions, row.design))
        if elsewhere is not None:
            yield f"{'':<22}{'elsewhere':<14}{_shares(elsewhere)}   {_apart(row, elsewhere)}"


def report_mediation(outcomes: Iterable[MediationOutcome]) -> Iterator[str]:
    """Lines of the table on mediation."""
    yield "regions    a    b  draws  percentile covers, rejects   BCa covers, rejects"
    for row in outcomes:
        yield (
            f"{row.regions:>7} {row.a:>4} {row.b:>4} {row.draws:>6}  "
            f"{row.coverage['percentile']:.3f}, {row.rejects['percentile']:.3f}"
            f"                 {row.coverage['bca']:.3f}, {row.rejects['bca']:.3f}"
        )
    yield "(elsewhere, a = b = .5: percentile covers .937 and .944, BCa .936 and .955;"
    yield " a = .5, b = 0: BCa rejects .09; a = b = 0: intervals cover near 1)"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables, each line as soon as it is known."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=20241)
    parser.add_argument("--regions", type=int, nargs="+", default=[9, 30, 200])
    chosen = parser.parse_args(arguments)
    outcomes = (
        cover(regions, design, chosen.draws, chosen.seed)
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


def _covers(miss: float | Array, error: float | Array, df: float) -> np.bool_ | Array:
    """Whether a 95 % interval by t(df) holds the truth, `miss` away from the estimate."""
    from scipy.special import stdtrit

    held: np.bool_ | Array = np.abs(miss) <= error * stdtrit(df, 0.975)
    return held


def _shares(shares: dict[str, float]) -> str:
    return "  ".join(f"{shares[kind]:.3f}" if kind in shares else "  -  " for kind in METHODS)


def _apart(row: Outcome, elsewhere: dict[str, float]) -> str:
    """The largest difference from elsewhere, in standard errors of a difference of two shares."""
    largest = max(
        abs(row.shares[kind] - share)
        / np.sqrt(share * (1 - share) * (1 / row.draws + 1 / ELSEWHERE_DRAWS))
        for kind, share in elsewhere.items()
    )
    return f"at most {largest:.1f} Monte Carlo errors apart"


def _autoregression(regions: int, generator: np.random.Generator) -> Array:
    """Stationary AR(1) of PERSISTENCE with unit variance, (regions, YEARS)."""
    shocks = generator.normal(size=(regions, YEARS))
    series = np.empty_like(shocks)
    series[:, 0] = shocks[:, 0]
    for year in range(1, YEARS):
        series[:, year] = (
            PERSISTENCE * series[:, year - 1] + np.sqrt(1 - PERSISTENCE**2) * shocks[:, year]
        )
    return series


if __name__ == "__main__":
    main()
