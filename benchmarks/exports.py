"""From Parquet records to exports by industry: CPU of each model beside one bare group-by.

    python benchmarks/exports.py ROWS

Needs seeds/ as they are. Everything is generated (no download) in a temporary folder, one file a year;
one year is then changed and built again. CPU seconds, of one run each; rows are seeded by hash.
"""

from __future__ import annotations

import csv
import os
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).resolve().parents[1]
YEARS = range(2011, 2023)
FLOOR = "select region, product, year, sum(value) as value from read_parquet(?) group by all"
NAMES = ["resource_type:seed", "stg_settings", "stg_region_names", "stg_industry_names"]
MODELS = ["stg_export_files", "stg_export_groups", "stg_export_industries", "stg_export_outcomes",
          "stg_exports"]  # fmt: skip


def cpu() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def write_year(folder: Path, year: int, rows: int) -> None:
    """One file: 30 regions, 5,000 products of 8 digits, 12 months, 200 partners."""
    with (PROJECT / "seeds" / "regions.csv").open(encoding="utf-8-sig", newline="") as file:
        codes = [row["region_code"] for row in csv.DictReader(file)][:30]
    duckdb.execute(f"""
        copy (
            select
                {codes}[cast(1 + hash(i * 7 + {year}) % {len(codes)} as bigint)] as region,
                {year} as year,
                cast(1 + hash(i * 3 + {year}) % 12 as integer) as month,
                lpad(cast(13 + (hash(i * 11 + {year}) % 5000) // 162 as varchar), 2, '0')
                || lpad(cast(hash(i * 11 + {year}) % 5000 as varchar), 6, '0') as product,
                'p' || cast(hash(i * 13) % 200 as varchar) as partner,
                cast(hash(i * 19 + {year}) % 1000000 as double) / 7 as value
            from range({rows}) as records (i)
        ) to '{folder}/exports_{year}.parquet' (format parquet, compression zstd)
    """)


def build(selection: list[str], command: str = "run") -> None:
    """Run models, and tell the CPU of each of MODELS."""
    from dbt.cli.main import dbtRunner

    started: dict[str, float] = {}

    def on_event(event: Any) -> None:
        if event.info.name == "NodeStart":
            started[event.data.node_info.node_name] = cpu()
        elif event.info.name == "NodeFinished":
            name = event.data.node_info.node_name
            if name in MODELS and command == "run":
                print(f"  {name:24s} {cpu() - started[name]:7.2f}", flush=True)

    target = os.environ["TSI_WORK"]
    tests = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    only_models = tests if command == "build" else []
    arguments = [command, "--select", *selection, *only_models, "--threads", "1"]
    folders = ["--target-path", f"{target}/target", "--log-path", f"{target}/logs"]
    quiet = ["--profiles-dir", "profiles", "--log-level", "none", "--no-print"]
    result = dbtRunner(callbacks=[on_event]).invoke([*arguments, *folders, *quiet])
    if not result.success:
        raise SystemExit(f"dbt failed: {result.exception or result.result}")


def main(rows: int) -> None:
    """Measure and print."""
    os.chdir(PROJECT)
    with tempfile.TemporaryDirectory() as scratch:
        exports = Path(scratch) / "raw" / "exports"
        exports.mkdir(parents=True)
        for year in YEARS:
            write_year(exports, year, rows // len(YEARS))
        os.environ |= {"TSI_RAW": f"{scratch}/raw", "TSI_WORK": f"{scratch}/work",
                       "TSI_DATABASE": f"{scratch}/bench.duckdb"}  # fmt: skip
        files = [str(path) for path in sorted(exports.glob("*.parquet"))]
        with duckdb.connect() as connection:
            connection.execute("set threads = 2")
            before = cpu()
            connection.execute(f"create temp table summed as {FLOOR}", [files])
            print(f"floor, one group-by: {cpu() - before:.2f} CPU s for {rows:,} rows")
        build(NAMES, "build")
        print("full build, CPU s:")
        build(MODELS)
        write_year(exports, 2022, rows // len(YEARS) - 1)
        print("one year changed, CPU s:")
        build(MODELS)
        print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]))
