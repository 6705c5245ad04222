"""The digital index of some raw files, computed by the warehouse's own models."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from tsi_warehouse.core.errors import Exit, TsiError
from tsi_warehouse.core.project import PROJECT, Study
from tsi_warehouse.pipeline.warehouse import run_dbt
from tsi_warehouse.seeds.files import stage_seeds

# The index is used with as many decimals as no rounding of sums on other machines can change.
DECIMALS = 6


def digital_index(
    raw: Path, scratch: Path, project: Path = PROJECT
) -> dict[tuple[str, int], float]:
    """Dig by region and year from the raw files in `raw`, with the project's seeds and models.

    Raises
    ------
    TsiError : SIM-01 where dbt fails, with its message
    """
    study = Study(scratch, raw, project / "seeds", scratch / "warehouse", project)
    study.warehouse.mkdir(parents=True, exist_ok=True)
    database = study.warehouse / "index.duckdb"
    try:
        stage_seeds(study)
        selection = ["build", "--select", "+int_digital_index", "--exclude-resource-types"]
        outcome = run_dbt([*selection, "test unit_test"], study, database)
        if not outcome.success:
            said = "; ".join(failure.message for failure in outcome.failures) or outcome.exception
            raise TsiError(
                "SIM-01",
                en=f"The warehouse could not compute the index of the simulated files: {said}",
                zh=f"仓库未能计算模拟文件的数字技术指数：{said}",
                exit_code=Exit.DEFECT,
            )
        with duckdb.connect(str(database), read_only=True) as connection:
            rows = connection.sql(
                "select region_code, year, digital_index from intermediate.int_digital_index"
            ).fetchall()
    finally:
        shutil.rmtree(study.work, ignore_errors=True)
    return {(region, year): round(index, DECIMALS) for region, year, index in rows}
