"""Normal and t in SQL against scipy, over far more values than the audit meets."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import jinja2
import numpy as np
import pytest
from scipy import stats
from support import PROJECT

LEVELS = (0.10, 0.05, 0.01)


def rendered(macro: str, *arguments: str) -> str:
    """A macro of one expression, as SQL."""
    source = (PROJECT / "macros" / f"{macro}.sql").read_text(encoding="utf-8")
    call = ", ".join(f"'{argument}'" for argument in arguments)
    return jinja2.Environment().from_string(f"{source}{{{{ {macro}({call}) }}}}").render()


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def test_p_values_of_the_normal(connection: duckdb.DuckDBPyConnection) -> None:
    p_value = rendered("normal_p_value", "i / 200.0")
    query = f"select {p_value} from range(-2000, 2001) as r (i) order by i"
    found = np.array(connection.execute(query).fetchall(), dtype=float)[:, 0]
    expected = 2 * stats.norm.sf(np.abs(np.arange(-2000, 2001) / 200))
    assert np.abs(found - expected).max() < 1.5e-7


@pytest.mark.parametrize("level", LEVELS)
def test_quantiles_of_t(connection: duckdb.DuckDBPyConnection, level: float) -> None:
    normal = f"{float(stats.norm.ppf(1 - level / 2))!r}e0"  # a double, no decimal
    expression = rendered("student_t_quantile", normal, "v")
    found = np.array(
        connection.execute(
            f"select {expression} from range(10, 3000) as r (v) order by v"
        ).fetchall(),
        dtype=float,
    )[:, 0]
    gap = np.abs(found - stats.t.ppf(1 - level / 2, np.arange(10, 3000)))
    assert gap.max() < 1e-4
    assert gap[20:].max() < 1e-6


def test_the_table_of_few_degrees() -> None:
    source = (PROJECT / "models" / "audit" / "printed" / "int_critical_values.sql").read_text(
        encoding="utf-8"
    )
    values = source[source.index("(0, 1.64") : source.rindex(") as listed")]
    with duckdb.connect() as connection:
        rows = connection.execute(f"select * from (values {values}) as listed").fetchall()
    assert [row[0] for row in rows] == list(range(10))
    for degrees, *quantiles in rows:
        expected = [
            stats.t.ppf(1 - level / 2, degrees) if degrees else stats.norm.ppf(1 - level / 2)
            for level in LEVELS
        ]
        assert quantiles == pytest.approx(expected, abs=6e-6)
