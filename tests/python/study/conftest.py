"""A small warehouse with the contract's tables, filled by a seeded simulation."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np
import pytest

# Tests are imported by path (importmode importlib); their helper module is not on it by itself.
sys.path.insert(0, str(Path(__file__).parent))

from study_helpers import FEW_DRAWS, add_model
from support import build_shown_views

from tsi_warehouse.study.run import run_study

SEEDS = (
    "study_settings",
    "study_models",
    "printed_coefficients",
    "printed_models",
    "printed_descriptives",
)
CONTROLS = ("lnpgdp", "lnfcl", "open", "lnsci")
MEDIATORS = ("hum", "upd", "cre")


def pytest_configure(config: pytest.Config) -> None:
    """The mark from which docs/methodology/validation.md is made."""
    config.addinivalue_line("markers", "checks(method, against, to): what a test validates")


def simulated_panel(regions: int = 30, years: int = 12, seed: int = 7) -> dict[str, np.ndarray]:
    """Columns of study_panel; ln_tsi = region + year + .3 dig + .05 hum + noise."""
    draw = np.random.default_rng(seed)
    region = np.repeat(np.arange(regions), years)
    year = np.tile(np.arange(2011, 2011 + years), regions)
    level = draw.normal(size=regions)[region]
    columns = {
        "dig": 0.1 + 0.02 * (year - 2011) * (1 + level**2) + 0.02 * draw.normal(size=len(year)),
        **{name: level + 0.1 * (year - 2011) + draw.normal(size=len(year)) for name in CONTROLS},
    }
    for name in MEDIATORS:
        columns[name] = 2 * columns["dig"] + level + 0.3 * draw.normal(size=len(year))
    for name in ("ln_tsi", "ln_tsi_labour", "ln_tsi_capital", "ln_tsi_technology"):
        noise = 0.1 * draw.normal(size=len(year))
        columns[name] = (
            10 + level + 0.03 * (year - 2011) + 0.3 * columns["dig"] + 0.05 * columns["hum"] + noise
        )
    return {"region": region, "year": year, **columns}


def fill_marts(connection: duckdb.DuckDBPyConnection, columns: dict[str, np.ndarray]) -> None:
    """Create the marts that estimation reads."""
    import pyarrow

    frame = pyarrow.table(  # noqa: F841 (read by DuckDB)
        {
            "region_code": [f"{code:02d}0000" for code in columns["region"]],
            "year": pyarrow.array(columns["year"], pyarrow.int32()),
            "group_paper": [("east", "central", "west")[code % 3] for code in columns["region"]],
            "group_nbs": [("east", "central", "west")[code % 3] for code in columns["region"]],
            "digital_group": ["high" if code % 3 == 0 else "low" for code in columns["region"]],
            **{name: columns[name] for name in columns if name not in ("region", "year")},
        }
    )
    connection.execute("create schema marts")
    connection.execute("create table marts.study_panel as select * from frame")
    connection.execute(
        "create table marts.region_indicators as"
        " select region_code, year, 'fdi' as indicator_id, exp(lnfcl) as value from frame"
        " union all select region_code, 2010, 'fdi', 3.0 from frame where year = 2011"
        " union all select region_code, 2011, 'telephones_1984', 1 + abs(lnpgdp) from frame"
        " where year = 2011"
        " union all select region_code, year, 'internet_users', power(year - 2010, 2) from frame"
    )
    connection.execute(
        "create table marts.indicators as"
        " select unnest(['fdi', 'software_revenue', 'telephones_1984', 'internet_users'])"
        " as indicator_id"
    )
    connection.execute(
        """
        create table marts.descriptive_statistics as
        select 'dig' as variable, count(dig) as n, max(dig) as maximum, min(dig) as minimum,
            stddev_samp(dig) as std_dev
        from frame
        """
    )
    connection.execute("create schema if not exists intermediate")
    connection.execute(
        """
        create table intermediate.int_scaled_indicators as
        select region_code, year, 'a' as indicator_id, dig as scaled_value from frame union all
        select region_code, year, 'b', dig + .01 * lnpgdp from frame union all
        select region_code, year, 'c', open from frame
        """
    )


@pytest.fixture
def warehouse(project: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory with marts, intermediate and the project's own seeds."""
    connection = build_warehouse(project)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def studied(project: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same after a run of the study, one model of it skipped; for tests that only read."""
    connection = build_warehouse(project)
    add_model(connection, "dig + software_revenue")
    run_study(connection, FEW_DRAWS)
    yield connection
    connection.close()


def build_warehouse(project: Path) -> duckdb.DuckDBPyConnection:
    """Marts and seeds before the study."""
    connection = duckdb.connect()
    columns = simulated_panel()
    columns["dig_pca"] = columns["dig"] * 7
    columns["dig_equal"] = columns["dig_yearly"] = columns["dig"] * 2
    columns["ln_tsi_base"] = columns["ln_tsi_mean"] = columns["ln_tsi"]
    fill_marts(connection, columns)
    connection.execute("create schema seeds")
    for name in SEEDS:
        path = project / "seeds" / f"{name}.csv"
        connection.execute(
            f"create table seeds.{name} as"
            f" select * from read_csv('{path}', all_varchar = true, header = true)"
        )
    build_shown_views(connection)
    return connection


@pytest.fixture
def models(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The warehouse with no study model yet; tests insert their own."""
    warehouse.execute("delete from seeds.study_models")
    return warehouse
