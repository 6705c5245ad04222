"""Known truth, short: `python -m panelstats.simulation` prints the long version."""

from __future__ import annotations

import numpy as np
import pytest

from panelstats.covariance import Vcov
from panelstats.covariances import CONVENTIONS
from panelstats.effects import Effects
from panelstats.simulation import (
    ELSEWHERE,
    ELSEWHERE_DRAWS,
    Design,
    MediationOutcome,
    Outcome,
    cover,
    cover_mediation,
    report,
    report_mediation,
    simulate,
)
from panelstats.within import project
from panelstats.witness import explicit_errors

DRAWS = 200


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[int, Design], Outcome]:
    return {
        (regions, design): cover(regions, design, DRAWS, seed=2, bootstrap=199)
        for regions in (9, 30)
        for design in Design
    }


@pytest.mark.parametrize("regions", [9, 30])
@pytest.mark.parametrize("design", list(Design))
@pytest.mark.checks(
    "`conventional`, `xtreg`, `cr3`, wild p, 200 draws of three designs, 9 and 30 regions",
    against="closed forms on arrays, no shared code",
    to="1e-9",
)
def test_two_computations_of_the_same_draws_agree(
    outcomes: dict[tuple[int, Design], Outcome], regions: int, design: Design
) -> None:
    found = outcomes[regions, design]
    assert found.largest_gap < 1e-9
    for kind, share in found.witnessed.items():
        assert share == found.shares[kind]


@pytest.mark.checks(
    "`conventional`, `xtreg`, `cr3` on a simulated panel",
    against="dummies, regions left out in a loop",
    to="1e-9",
)
@pytest.mark.parametrize("design", list(Design))
def test_errors_equal_those_of_dummies(design: Design) -> None:
    panel = simulate(9, design, np.random.default_rng(5))
    within = project(panel.y, panel.x, panel.region, panel.year, Effects.REGION_YEAR)
    for kind, error in explicit_errors(panel).items():
        assert CONVENTIONS[kind].function(within).std_error[0] == pytest.approx(error, rel=1e-9)


@pytest.mark.parametrize("regions", [9, 30])
@pytest.mark.parametrize("design", list(Design))
@pytest.mark.checks(
    "Coverage and size, three designs, 9 and 30 regions",
    against="figures computed elsewhere over 4,000 draws",
    to="4 Monte Carlo errors",
)
def test_coverage_and_size_are_those_found_elsewhere(
    outcomes: dict[tuple[int, Design], Outcome], regions: int, design: Design
) -> None:
    for kind, share in ELSEWHERE[regions, design].items():
        error = (share * (1 - share) * (1 / DRAWS + 1 / ELSEWHERE_DRAWS)) ** 0.5
        assert abs(outcomes[regions, design].shares[kind] - share) < 4 * error, kind


@pytest.mark.parametrize("regions", [9, 30])
@pytest.mark.parametrize("design", list(Design))
@pytest.mark.checks(
    "Wild bootstrap's size, three designs, 9 and 30 regions",
    against="known truth",
    to="3 to 7 % within error",
)
def test_the_wild_bootstrap_keeps_its_size(
    outcomes: dict[tuple[int, Design], Outcome], regions: int, design: Design
) -> None:
    """3 to 7 % over many draws; 200 draws have a standard error of 1.5 points."""
    size = outcomes[regions, design].shares[Vcov.WILD]
    assert 0.03 - 2 * 0.0155 <= size <= 0.07 + 3 * 0.0155


def test_intervals_of_an_indirect_effect_cover_it() -> None:
    outcome: MediationOutcome = cover_mediation(30, 0.5, 0.5, 150, seed=1, bootstrap=399)
    assert outcome.coverage["percentile"] > 0.85
    assert outcome.coverage["bca"] > 0.85
    assert outcome.rejects["percentile"] > 0.9


def test_the_tables_show_the_figures_of_others_alongside(
    outcomes: dict[tuple[int, Design], Outcome],
) -> None:
    text = "\n".join(report([outcomes[30, Design.SKEWED]]))
    assert "0.859" in text
    assert "skewed" in text
    assert "BCa" in "\n".join(report_mediation([]))
