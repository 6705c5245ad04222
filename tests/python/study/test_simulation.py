"""Known truth, short: `python -m tsi_warehouse.study.simulation` prints the long version."""

from __future__ import annotations

import pytest

from tsi_warehouse.study.simulation import (
    Design,
    MediationOutcome,
    Outcome,
    cover,
    cover_mediation,
    report,
    report_mediation,
)
from tsi_warehouse.study.specify import Vcov

DRAWS = 200


@pytest.fixture(scope="module")
def skewed() -> Outcome:
    return cover(30, Design.SKEWED, DRAWS, seed=1, witnessed=3)


@pytest.mark.checks(
    "`conventional`, `xtreg`, `cr3`, wild p on simulated panels",
    against="dummies and loops on the same draws",
    to="1e-9",
)
def test_two_computations_of_the_same_draws_agree(skewed: Outcome) -> None:
    """Errors of three conventions and the bootstrap's p against dummies and loops."""
    assert skewed.witnessed == 3
    assert skewed.largest_gap < 1e-9


def test_where_this_study_lives_clustered_intervals_undercover(skewed: Outcome) -> None:
    """Skewed trends, 30 regions: conventional .695, CRV1 .859, CR3 .924, within 4 errors."""
    for kind, expected in ((Vcov.CONVENTIONAL, 0.695), (Vcov.XTREG, 0.859), (Vcov.CR3, 0.924)):
        error = (expected * (1 - expected) / DRAWS) ** 0.5
        assert abs(skewed.coverage[kind] - expected) < 4 * error


@pytest.mark.parametrize("regions", [9, 30])
@pytest.mark.parametrize("design", list(Design))
@pytest.mark.checks(
    "Wild bootstrap's size, three designs, 9 and 30 regions",
    against="known truth",
    to="3 to 7 % within error",
)
def test_the_wild_bootstrap_keeps_its_size(regions: int, design: Design) -> None:
    """3 to 7 % over many draws; 200 draws have a standard error of 1.5 points."""
    outcome = cover(regions, design, DRAWS, seed=2, bootstrap=199)
    assert 0.0 <= outcome.wild_size <= 0.07 + 3 * 0.0155
    assert outcome.wild_coverage == pytest.approx(1 - outcome.wild_size)


def test_intervals_of_an_indirect_effect_cover_it() -> None:
    outcome: MediationOutcome = cover_mediation(30, 0.5, 0.5, 150, seed=1, bootstrap=399)
    assert outcome.coverage["percentile"] > 0.85
    assert outcome.coverage["bca"] > 0.85
    assert outcome.rejects["percentile"] > 0.9


def test_the_tables_show_the_figures_of_others_beside(skewed: Outcome) -> None:
    text = "\n".join(report([skewed]))
    assert "(0.859)" in text
    assert "skewed" in text
    assert "BCa" in "\n".join(report_mediation([]))
