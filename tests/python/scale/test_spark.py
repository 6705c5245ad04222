"""Spark builds the same marts as DuckDB from the same landed data, key by key, to 1e-9.

Needs pyspark, dbt-spark and Java 17 (`python run.py setup --spark`); `make test-spark` runs it.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from support import PROJECT, tsi

TOLERANCE = 1e-9
ROWS = 5_000_000
MODELS_ONLY = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]


def compare(one: duckdb.DuckDBPyConnection, name: str, first: str, second: str) -> list[str]:
    """What differs between two relations of one connection, in words; empty where they are equal.

    Rows are matched by every column that is no floating number; equal ones among them in the
    order of their numbers. Numbers may differ by TOLERANCE of the larger.
    """
    types = {row[0]: row[1] for row in one.execute(f"describe select * from {first}").fetchall()}
    names = [row[0] for row in one.execute(f"describe select * from {second}").fetchall()]
    if list(types) != names:
        return [f"{name}: columns {list(types)} and {names}"]
    numbers = [f'"{column}"' for column, kind in types.items() if kind == "DOUBLE"]
    key = [f'"{column}"' for column, kind in types.items() if kind != "DOUBLE"]
    ordered = ", ".join(numbers or key)
    numbered = f"select *, row_number() over (partition by {', '.join(key)} order by {ordered}) as copy_no from "
    matched = " and ".join(f"one.{column} is not distinct from other.{column}" for column in key)
    apart = " or ".join(
        f"(one.{column} is null) <> (other.{column} is null) or not coalesce("
        f"abs(one.{column} - other.{column}) <= {TOLERANCE} * greatest(abs(one.{column}), abs(other.{column})), true)"
        for column in numbers
    )
    found = one.execute(
        f"""
        select
            count(*) filter (where other.copy_no is null) as only_in_first,
            count(*) filter (where one.copy_no is null) as only_in_second,
            count(*) filter (where one.copy_no = other.copy_no and ({apart or "false"})) as numbers_apart
        from ({numbered}{first}) as one
        full join ({numbered}{second}) as other on {matched} and one.copy_no = other.copy_no
        """
    ).fetchone()
    assert found is not None
    words = ("rows only in the first", "rows only in the second", "rows with other numbers")
    return [f"{name}: {count} {word}" for count, word in zip(found, words, strict=True) if count]


def test_a_difference_is_found_and_rounding_is_none() -> None:
    with duckdb.connect() as connection:
        connection.execute("create table given (region varchar, year integer, value double)")
        connection.execute(
            "insert into given values ('a', 2011, 1), ('a', 2012, null), ('b', 2011, 0)"
        )

        def found(change: str) -> list[str]:
            return compare(connection, "mart", "given", f"({change})")

        assert found("select * from given") == []
        assert found("select region, year, value * (1 + 1e-12) as value from given") == []
        assert found("select region, year, value * (1 + 1e-8) as value from given") == [
            "mart: 1 rows with other numbers"
        ]
        assert found("select region, year, coalesce(value, 0) as value from given") == [
            "mart: 1 rows with other numbers"
        ]
        assert found("select * from given where year = 2011") == ["mart: 1 rows only in the first"]
        assert found("select region, year + 1 as year, value from given where region = 'b'") == [
            "mart: 3 rows only in the first",
            "mart: 1 rows only in the second",
        ]
        assert found("select region, value from given")[0].startswith("mart: columns")


def missing() -> str:
    """What Spark needs and is not here."""
    for module in ("pyspark", "dbt.adapters.spark"):
        if importlib.util.find_spec(module) is None:
            return f"needs {module}: python run.py setup --spark"
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    if shutil.which(java) is None:
        return "needs Java 17 or 21, and there is no java on the path"
    printed = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', printed)
    if version is None or int(version[1]) < 17:
        return f"needs Java 17 or 21; here is {printed.splitlines()[0] if printed else 'none'}"
    return ""


def dbt(command: list[str], target: str, raw: Path, folder: Path) -> None:
    """One bare dbt command on a raw folder; what it builds lies in `folder`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TSI_")}
    environment |= {
        "PYTHONPATH": str(PROJECT / "python"),
        "PYTHONUTF8": "1",
        "TSI_RAW": str(raw),
        "TSI_WAREHOUSE": str(folder),
        "TSI_WORK": str(folder / "work"),
        "TSI_LANDED": str(folder / "landed"),
        "TSI_SPARK_CATALOG": "in-memory",
        "TSI_BUILT_AT": "2026-01-01T00:00:00Z",
    }
    options = [
        "--target",
        target,
        "--target-path",
        folder.parent / f"target_{target}",
        "--log-path",
        folder / "logs",
    ]
    run = subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", *command, *options],
        cwd=PROJECT, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-2000:]


def with_generated_exports(raw: Path, rows: int) -> Path:
    """A raw folder with our tables, taken for real ones, and `rows` export records, seeded by hash.

    Some are of no use: negative, null, of month 13, of an unknown region or product, of a region
    outside the sample, of a year outside the window.
    """
    shutil.copytree(PROJECT / "raw", raw, ignore=shutil.ignore_patterns("exports", "SIMULATED"))
    exports = raw / "exports"
    exports.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            copy (
                select
                    2010 + i % 13 as year,
                    case
                        when hash(i * 7) % 1000 = 0 then 'Atlantis'
                        when hash(i * 7) % 1000 = 1 then '西藏自治区'
                        else regions[cast(1 + hash(i * 7) % 30 as bigint)]
                    end as region,
                    cast(1 + hash(i * 3) % 12 + if(hash(i * 3) % 50000 = 0, 12, 0) as integer) as month,
                    case
                        when hash(i * 23) % 10000 = 0 then '99000000'
                        else cast(13 + hash(i * 11) % 992 // 32 as varchar)
                            || lpad(cast(hash(i * 11) % 992 as varchar), 6, '0')
                    end as product,
                    'p' || cast(hash(i * 13) % 200 as varchar) as partner,
                    case
                        when hash(i * 29) % 100000 = 0 then null
                        when hash(i * 29) % 100000 = 1 then -1
                        else cast(hash(i * 19) % 1000000 as double) / 7
                    end as value
                from range({rows}) as records (i)
                cross join (
                    select list(region_code order by region_code) as regions
                    from read_csv('{PROJECT / "seeds" / "regions.csv"}', all_varchar = true)
                    where in_sample = 'true'
                )
            ) to '{exports}' (format parquet, partition_by (year), compression zstd)
            """
        )
    return raw


def differences(folder: Path) -> list[str]:
    """What differs between the marts of the two engines."""
    found = []
    with duckdb.connect(str(folder / "dev.duckdb"), read_only=True) as connection:
        marts = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts' order by 1"
        ).fetchall()
        assert len(marts) > 20
        for (mart,) in marts:
            parquet = f"read_parquet('{folder}/spark/marts.db/{mart}/*.parquet')"
            found += compare(connection, mart, f"marts.{mart}", parquet)
    return found


@pytest.mark.spark
@pytest.mark.skipif(bool(missing()), reason=missing() or "Spark is here")
@pytest.mark.parametrize("exports", ["simulated", "generated"])
def test_every_mart_is_the_same_on_both_engines(
    exports: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "spark" / exports
    folder.mkdir(parents=True)
    raw = (
        PROJECT / "raw" if exports == "simulated" else with_generated_exports(folder / "raw", ROWS)
    )
    dbt(MODELS_ONLY, "dev", raw, folder)
    landed = tsi("land", folder / "landed", "--raw", raw, "--warehouse", folder)
    assert landed.returncode == 0, landed.stdout + landed.stderr
    dbt(MODELS_ONLY, "spark", raw, folder)
    assert differences(folder) == []
