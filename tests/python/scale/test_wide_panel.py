"""The index of a wide Parquet panel: the same weights as by the definition, nothing counted as zero."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tsi_warehouse.core.project import PROJECT, Study
from tsi_warehouse.pipeline.warehouse import run_dbt
from tsi_warehouse.seeds.files import stage_seeds

ROWS = 500
# The last two names would end a literal of SQL, or a name.
POSITIVE = ["宽带 接入", "users", "gappy", "broken", "flat", "firm's \\ share"]
NEGATIVE = ["price", 'the "real" price']
KEYS = ["county's code", "year"]


@pytest.fixture(scope="module")
def panel(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """Three sound indicators, one with a missing value, one with a NaN, one that never changes."""
    draw = np.random.default_rng(8)
    columns = {name: draw.lognormal(size=ROWS) for name in (*POSITIVE, *NEGATIVE)}
    columns["flat"][:] = 3.0
    columns["broken"][7] = np.nan
    return columns


@pytest.fixture(scope="module")
def built(
    panel: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """What dbt makes of the panel."""
    root = tmp_path_factory.mktemp("wide's")
    (root / "raw").mkdir()
    gappy = pa.array(panel["gappy"], mask=np.arange(ROWS) == 3)
    table = pa.table(
        {"county's code": np.arange(ROWS) // 5, "year": 2010 + np.arange(ROWS) % 5, **panel}
    )
    table = table.set_column(table.column_names.index("gappy"), "gappy", gappy)
    pq.write_table(table, root / "counties.parquet")
    study = Study(root, root / "raw", PROJECT / "seeds", root / "warehouse")
    stage_seeds(study)
    named = {
        "path": (root / "counties.parquet").as_posix(), "keys": KEYS,
        "positive": POSITIVE, "negative": NEGATIVE,
    }  # fmt: skip
    outcome = run_dbt(
        ["run", "--select", "path:models/index/wide", "--vars", json.dumps({"wide_panel": named})],
        study,
        root / "wide.duckdb",
    )
    assert outcome.success, [failure.message for failure in outcome.failures]
    with duckdb.connect(str(root / "wide.duckdb"), read_only=True) as connection:
        yield connection
    shutil.rmtree(study.work, ignore_errors=True)


def scaled(panel: dict[str, np.ndarray], name: str) -> np.ndarray:
    values = panel[name]
    z = (values - values.min()) / (values.max() - values.min())
    return 1 - z if name in NEGATIVE else z


def divergence(z: np.ndarray) -> float:
    """1 - e by the definition: proportions, their logarithms, their sum."""
    p = z[z > 0] / z.sum()
    return float(1 + (p * np.log(p)).sum() / np.log(len(z)))


def test_weights_are_those_of_the_definition(
    built: duckdb.DuckDBPyConnection, panel: dict[str, np.ndarray]
) -> None:
    sound = ["宽带 接入", "users", "firm's \\ share", "price", 'the "real" price']
    expected = {name: divergence(scaled(panel, name)) for name in sound}

    found = dict(
        built.execute("select indicator_id, weight from wide_panel.wide_entropy_weights").fetchall()
    )

    for name in sound:
        assert found[name] == pytest.approx(expected[name] / sum(expected.values()), rel=1e-9)


def test_what_cannot_be_weighed_is_left_out_by_name(built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        "select indicator_id, n_missing, reason_left_out, weight from wide_panel.wide_entropy_weights "
        "where reason_left_out is not null order by indicator_id"
    ).fetchall()

    assert found == [
        ("broken", 0, "not a number", None),
        ("flat", ROWS, "constant or empty", None),
        ("gappy", 1, "incomplete", None),
    ]


def test_the_index_is_the_weighted_sum_for_every_row(
    built: duckdb.DuckDBPyConnection, panel: dict[str, np.ndarray]
) -> None:
    weights = dict(
        built.execute("select indicator_id, weight from wide_panel.wide_entropy_weights").fetchall()
    )
    expected = sum(
        weight * scaled(panel, name) for name, weight in weights.items() if weight is not None
    )

    rows = built.execute(
        'select entropy_index from wide_panel.wide_index order by "county\'s code", year'
    ).fetchnumpy()["entropy_index"]

    assert rows == pytest.approx(expected, rel=1e-9)
