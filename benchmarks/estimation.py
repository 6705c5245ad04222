"""How fast the study's inference is, as ratios to loops over linearmodels and R's plm in the same run.

Run: python benchmarks/estimation.py   (PYTHONPATH=python). 30 regions, 12 years, four controls,
seeded. A loop is timed over a few repetitions and scaled up; what is timed in full is said so.
plm is left out where Rscript or the package is absent.
"""

from __future__ import annotations

import os

# Matrices here are small: threads cost more than they bring, and ratios then depend on the load.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, islice

import duckdb
import numpy as np
import pandas as pd
from linearmodels.panel import PanelOLS

from panelstats.covariance import Vcov
from panelstats.effects import Effects
from panelstats.mediation import bootstrap_weights, effects_of
from panelstats.pieces import Pieces
from panelstats.wild import draw_signs, wild_bootstrap
from panelstats.within import Within, project
from tsi_warehouse.study.curve import estimate_curve, joint_tests
from tsi_warehouse.study.specify import ModelSpec, StudyData
from tsi_warehouse.study.terms import Grid, Variable

REGIONS, YEARS, CONTROLS = 30, 12, 4
#: Columns of Tables 3 to 7.
MODELS = 26


PLM = f"""
suppressMessages(library(plm)); set.seed(1)
d <- expand.grid(year = 1:{YEARS}, region = 1:{REGIONS})
for (name in paste0("x", 1:{1 + CONTROLS})) d[[name]] <- rnorm(nrow(d))
d$y <- rnorm(nrow(d)); p <- pdata.frame(d, index = c("region", "year"))
f <- reformulate(paste0("x", 1:{1 + CONTROLS}), "y")
one <- function() vcovHC(plm(f, p, effect = "twoways", model = "within"), type = "HC0", cluster = "group")
invisible(one()); spent <- system.time(for (i in 1:40) one())
cat((spent[["user.self"]] + spent[["sys.self"]]) / 40)
"""


@dataclass(frozen=True)
class Case:
    """What was timed, against a target in seconds, and how many regressions a loop would run for it."""

    name: str
    target: float
    seconds: float
    regressions: int


def panel(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Outcome (n,), regressors (n, 2 + CONTROLS), region and year (n,)."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(REGIONS * YEARS, 2 + CONTROLS))
    y = x @ np.full(2 + CONTROLS, 0.2) + draw.normal(size=len(x))
    return y, x, np.repeat(np.arange(REGIONS), YEARS), np.tile(np.arange(YEARS), REGIONS)


def model(seed: int, terms: int) -> Within:
    """A two-way model with its effects swept out."""
    y, x, region, year = panel(seed)
    return project(y, x[:, :terms], region, year, Effects.REGION_YEAR)


def one_by_linearmodels(seed: int, terms: int) -> None:
    """The same regression, once."""
    y, x, region, year = panel(seed)
    index = pd.MultiIndex.from_arrays([region, year])
    table = pd.DataFrame(x[:, :terms], index=index)
    PanelOLS(pd.Series(y, index=index), table, entity_effects=True, time_effects=True).fit(
        cov_type="clustered", cluster_entity=True
    )


def mediation(draws: int) -> None:
    """Indirect effects of three mediators in every draw of whole regions."""
    weights = bootstrap_weights(REGIONS, draws, seed=1)
    for mediator in range(3):
        effects_of(Pieces.of(model(mediator, 2 + CONTROLS)).gram(weights))


def wild(draws: int) -> None:
    """p-value and interval of every coefficient of as many models as Tables 3 to 7 have columns."""
    signs = draw_signs(REGIONS, draws, seed=1)
    for seed in range(MODELS):
        wild_bootstrap(model(seed, 1 + CONTROLS), signs)


def curve(models: int) -> None:
    """A specification curve over subsets of ten controls, with its joint tests."""
    draw = np.random.default_rng(1)
    regions = tuple(f"{code:02d}" for code in range(REGIONS))
    names = ("y", "x", *(f"c{number}" for number in range(10)))
    values = {name: draw.normal(size=(REGIONS, YEARS)) for name in names}
    grid = Grid(regions, tuple(range(YEARS)), values)
    data = StudyData(grid, np.ones((REGIONS, YEARS), dtype=bool), frozenset(names))
    subsets = (
        subset for size in range(11) for subset in combinations(map(Variable, names[2:]), size)
    )
    specs = [
        ModelSpec(
            "3", number, "curve", Variable("y"), (Variable("x"), *controls), Effects.REGION_YEAR,
            "", Vcov.XTREG, "benchmark",
        )
        for number, controls in enumerate(islice(subsets, models))
    ]  # fmt: skip
    signs = draw_signs(REGIONS, 999, seed=1)
    with duckdb.connect() as connection:
        list(joint_tests(estimate_curve(connection, data, specs, signs), signs))


def one_by_plm() -> float | None:
    """CPU seconds of the same regression in R's plm, clustered by region; None where it is absent."""
    if shutil.which("Rscript") is None:
        return None
    ended = subprocess.run(["Rscript", "-e", PLM], capture_output=True, text=True, check=False)
    return float(ended.stdout) if ended.returncode == 0 else None


def seconds(run: Callable[[], None]) -> float:
    """Processor time of one run: single-threaded, so wall time on a machine that is idle."""
    start = time.process_time()
    run()
    return time.process_time() - start


def main() -> None:
    """Print each case's time, its target, and the ratio to the loop."""
    repetitions = 20
    one = seconds(lambda: [one_by_linearmodels(seed, 5) for seed in range(repetitions)] and None)
    one /= repetitions
    cases = [
        Case(
            "10,000 cluster-bootstrap draws, three mediators",
            1.0,
            seconds(lambda: mediation(10_000)),
            10_000 * 2 * 3,
        ),
        Case(
            "9,999 wild draws, every coefficient of 26 models, with intervals",
            5.0,
            seconds(lambda: wild(9_999)),
            9_999 * MODELS * (1 + CONTROLS),
        ),
        Case("specification curve of 1,000 models", 5.0, seconds(lambda: curve(1_000)), 1_000_000),
    ]
    loops = {"linearmodels": one, "plm": one_by_plm()}
    for package, spent in loops.items():
        if spent is not None:
            print(
                f"one regression by {package}: {1000 * spent:.1f} ms; loops are scaled up from it"
            )
    for case in cases:
        told = ", ".join(
            f"{package} loop {spent * case.regressions / 60:.0f} min, "
            f"ratio {spent * case.regressions / case.seconds:,.0f}"
            for package, spent in loops.items()
            if spent is not None
        )
        print(f"{case.name}: {case.seconds:.2f} s (target {case.target:.0f} s), {told}")


if __name__ == "__main__":
    main()
