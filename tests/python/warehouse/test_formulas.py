"""dbt's own tests of formulas and macros, which a refresh leaves out (docs/decisions/0105)."""

import re
import shutil
from pathlib import Path

from support import PROJECT

from tsi_warehouse.core.project import Study
from tsi_warehouse.pipeline.warehouse import run_dbt
from tsi_warehouse.seeds.files import stage_seeds

TESTS = PROJECT / "tests" / "dbt"


def test_formulas_and_macros_are_right_on_rows_that_one_can_compute_by_hand(
    release: Path, tmp_path: Path
) -> None:
    database = tmp_path / "tsi.duckdb"
    shutil.copyfile(release / "tsi.duckdb", database)
    study = Study(PROJECT, PROJECT / "raw", PROJECT / "seeds", tmp_path)
    stage_seeds(study)
    outcome = run_dbt(
        ["test", "--select", "test_type:unit", "path:tests/dbt/macros"], study, database
    )
    shutil.rmtree(study.work)
    written = [
        name
        for path in (TESTS / "unit").glob("*.yml")
        for name in re.findall(r"(?m)^  - name: (\w+)$", path.read_text(encoding="utf-8"))
    ]
    written += [path.stem for path in (TESTS / "macros").glob("*.sql")]

    assert [f"{failure.name}: {failure.message}" for failure in outcome.failures] == []
    assert sorted(check.name for check in outcome.checks) == sorted(written)
