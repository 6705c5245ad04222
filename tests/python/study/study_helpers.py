"""What several tests of the study build their models from."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from panelstats.covariance import Vcov
from panelstats.effects import Effects
from tsi_warehouse.study.settings import StudySettings
from tsi_warehouse.study.specify import ModelSpec
from tsi_warehouse.study.terms import Variable

#: Enough to fill every table; tests of the methods themselves draw more.
FEW_DRAWS = StudySettings(wild_draws=499, bootstrap_draws=999, permutation_draws=199)


def spec_for(outcome: str, names: Sequence[str], effects: Effects) -> ModelSpec:
    """A model outside any seed."""
    return ModelSpec(
        study_table="9",
        column_no=1,
        variant="equation",
        outcome=Variable(outcome),
        terms=tuple(map(Variable, names)),
        effects=effects,
        sample="",
        vcov=Vcov.XTREG,
        where="test",
    )


def add_model(
    connection: duckdb.DuckDBPyConnection,
    terms: str,
    *,
    outcome: str = "ln_tsi",
    effects: str = "region",
    sample: str = "",
    vcov: str = "xtreg",
    column_no: int = 1,
    study_table: str = "9",
    variant: str = "equation",
) -> None:
    """One row of study_models."""
    connection.execute(
        "insert into seeds.study_models values (?, ?, ?, ?, ?, ?, ?, ?, 'test')",
        [study_table, column_no, variant, outcome, terms, effects, sample, vcov],
    )
