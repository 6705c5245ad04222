"""A covariance is added by a file: the worked example of CONTRIBUTING.md, put into the folder and used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
sys.path[:0] = [TESTS + "/study", TESTS]
from pathlib import Path
from conftest import add_model, build_warehouse, FEW_DRAWS
from tsi_warehouse.study.run import run_study

connection = build_warehouse(Path(PROJECT))
connection.execute("delete from seeds.study_models")
connection.execute("update seeds.study_settings set value = 'hc1' where setting = 'table_inference'")
add_model(connection, "dig", effects="region", vcov="hc1", study_table="3")
run_study(connection, FEW_DRAWS)
print(connection.execute(
    "select shown.convention, estimates.df, shown.std_error = estimates.std_error, shown.stars"
    " from results.shown_estimates as shown"
    " inner join results.estimates using (study_table, term)"
    " where term = 'dig' and estimates.vcov = 'hc1'"
).fetchall())
"""


def test_a_covariance_is_added_by_a_file(project: Path, tmp_path: Path) -> None:
    page = (project / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = page.split("## Add a covariance")[1].split("```python\n")[1].split("```")[0]
    shutil.copytree(project / "python" / "panelstats", tmp_path / "panelstats")
    (tmp_path / "panelstats" / "covariances" / "hc1.py").write_text(example, encoding="utf-8")
    tests = str(project / "tests" / "python")
    program = PROGRAM.replace("TESTS", repr(tests)).replace("PROJECT", repr(str(project)))
    path = os.pathsep.join([str(tmp_path), str(project / "python")])
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"},
    )
    assert done.stdout.strip() == "[('hc1', 329.0, True, '***')]", done.stderr
