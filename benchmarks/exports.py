"""From export records to TSI, and wide panels: this warehouse beside bare DuckDB, polars, pandas and others.

    python benchmarks/exports.py 1000000 10000000 100000000 [--runs 3] [--folder DIR]

Needs `python run.py setup --bench`. All data are generated (seeded by hash, no download). Each case runs in
a process of its own, so that its CPU and peak memory are its own; medians of --runs. Cases that compute TSI must agree
on it, to 1e-9. Ratios are to the floor: one bare group-by over the same columns. CPU seconds are what to
compare on a busy machine.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
YEARS = range(2011, 2023)
THREADS = 2
AGREES = 1e-9
PANEL_ROWS, INDICATORS = 3_000_000, 15
# Before the clock starts: GDP per capita by region and year, and the names of regions and industries.
PREPARED = [
    "resource_type:seed",
    "stg_settings",
    "int_region_names",
    "int_industry_names",
    "+int_region_years",
]
MODELS = ["stg_export_files", "int_export_groups", "int_export_codes", "int_export_products",
          "int_export_places", "int_export_pairs", "int_export_nested", "int_export_levels", "int_export_outcomes",
          "int_export_years", "int_export_totals", "int_export_shares", "int_product_prody",
          "int_region_industries", "int_factor_groups", "int_region_tsi", "int_tsi_variants",
          "int_panel_tsi"]  # fmt: skip
GDP_FILE = "人均地区生产总值.csv"
KEYS = ["region", "product", "year"]


def cpu() -> float:
    """CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def regions() -> list[str]:
    """The codes of the sample's 30 regions."""
    with (PROJECT / "seeds" / "regions.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["region_code"] for row in csv.DictReader(file) if row["in_sample"] == "true"]


def gdp_per_capita() -> list[tuple[str, int, float]]:
    """Region, year, yuan."""
    return [
        (code, year, 20_000.0 + 1_900 * place + 2_300 * (year - YEARS[0]))
        for place, code in enumerate(regions())
        for year in YEARS
    ]


def write_year(folder: Path, year: int, rows: int) -> None:
    """One file: 30 regions, 5,000 products of 8 digits, 12 months, 200 partners."""
    import duckdb

    codes = regions()
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


def write_panel(path: Path) -> None:
    """A panel of counties and years, one column an indicator."""
    import duckdb

    columns = ", ".join(f"hash(i * {2 * k + 3}) % 1000000 / 7.0 as x{k}" for k in range(INDICATORS))
    duckdb.execute(
        f"copy (select i // 5 as county, 2010 + i % 5 as year, {columns} "
        f"from range({PANEL_ROWS}) as rows (i)) to '{path}' (format parquet)"
    )


def run_models(selection: list[str], command: str, variables: str = "{}") -> dict[str, float]:
    """Run models; the CPU of each model, and of all of them under 'models'."""
    from dbt.cli.main import dbtRunner

    started: dict[str, float] = {}
    spent: dict[str, float] = {}

    def on_event(event: Any) -> None:
        if event.info.name == "NodeStart":
            started[event.data.node_info.node_name] = cpu()
        elif event.info.name == "NodeFinished":
            name = event.data.node_info.node_name
            spent[name] = cpu() - started[name]

    work = os.environ["TSI_WORK"]
    no_tests = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    result = dbtRunner(callbacks=[on_event]).invoke([
        command, "--select", *selection, *(no_tests if command == "build" else []), "--threads", "1",
        "--vars", variables, "--target-path", f"{work}/target", "--log-path", f"{work}/logs",
        "--profiles-dir", "profiles", "--log-level", "none", "--no-print",
    ])  # fmt: skip
    if not result.success:
        raise SystemExit(f"dbt failed: {result.exception or result.result}")
    return {"models": sum(spent.values()), **spent}


def files_of(data: Path) -> list[str]:
    """The Parquet files of a folder, or the one that is named."""
    return sorted(str(path) for path in data.glob("*.parquet")) if data.is_dir() else [str(data)]


def duckdb_case(query: str) -> Callable[[Path], float | None]:
    """A query on FILES, its result kept as a table; the sum of TSI, where it has one."""

    def run(data: Path) -> float | None:
        import duckdb

        with duckdb.connect() as connection:
            connection.execute(f"set threads = {THREADS}")
            connection.execute("create table gdp (region varchar, year integer, pgdp double)")
            connection.executemany("insert into gdp values (?, ?, ?)", gdp_per_capita())
            connection.execute(
                f"create temp table made as {query.replace('FILES', str(files_of(data)))}"
            )
            if "tsi" not in [column[0] for column in connection.table("made").description]:
                return None
            return float(connection.execute("select sum(tsi) from made").fetchall()[0][0])

    return run


def polars_tsi(data: Path) -> float:
    """TSI in polars, streaming."""
    import polars as pl

    gdp = pl.DataFrame(gdp_per_capita(), schema=["region", "year", "pgdp"], orient="row").lazy()
    totals = pl.scan_parquet(f"{data}/*.parquet").group_by(KEYS).agg(pl.col("value").sum())
    totals = totals.with_columns(pl.col("year").cast(pl.Int64)).collect(engine="streaming")
    shares = totals.lazy().select(
        *KEYS, share=pl.col("value") / pl.col("value").sum().over("region", "year")
    )
    weighted = (pl.col("share") * pl.col("pgdp")).sum() / pl.col("share").sum()
    prody = shares.join(gdp, on=["region", "year"]).group_by("product", "year").agg(prody=weighted)
    tsi = (
        shares.join(prody, on=["product", "year"])
        .group_by("region", "year")
        .agg(tsi=(pl.col("share") * pl.col("prody")).sum())
    )
    return float(tsi.collect()["tsi"].sum())


def pandas_tsi(data: Path) -> float:
    """TSI in pandas."""
    import pandas as pd

    records = pd.read_parquet(data, columns=[*KEYS, "value"])
    shares = records.groupby(KEYS, observed=True)["value"].sum().reset_index()
    del records
    shares["share"] = shares["value"] / shares.groupby(["region", "year"])["value"].transform("sum")
    gdp = pd.DataFrame(gdp_per_capita(), columns=["region", "year", "pgdp"])
    shares = shares.merge(gdp, on=["region", "year"])
    shares["priced"] = shares["share"] * shares["pgdp"]
    sums = shares.groupby(["product", "year"])[["priced", "share"]].sum()
    prody = (sums["priced"] / sums["share"]).rename("prody").reset_index()
    shares = shares.merge(prody, on=["product", "year"])
    return float((shares["share"] * shares["prody"]).sum())


def warehouse(data: Path) -> float:
    """The export models through dbt, from nothing; then with one year of twelve changed; then with nothing changed."""
    import duckdb

    scratch = Path(os.environ["TSI_WORK"])
    raw, database = scratch / "raw", scratch / "bench.duckdb"
    shutil.copytree(data, raw / "exports", copy_function=os.link)
    with (raw / GDP_FILE).open("w", encoding="utf-8", newline="") as file:
        table_of = csv.writer(file)
        table_of.writerow(("region", "year", "unit", "value"))
        table_of.writerows((code, year, "元", pgdp) for code, year, pgdp in gdp_per_capita())
    os.environ |= {"TSI_RAW": str(raw), "TSI_DATABASE": str(database)}
    run_models(PREPARED, "build")
    begun = time.perf_counter()
    told = run_models(MODELS, "run")
    told["wall"] = time.perf_counter() - begun
    with duckdb.connect(str(database), read_only=True) as connection:
        tsi = connection.execute("select sum(tsi_cny) from intermediate.int_panel_tsi").fetchall()[0][0]  # fmt: skip
    changed = raw / "exports" / f"exports_{YEARS[-1]}.parquet"
    import pyarrow.parquet as pq

    rows = pq.read_metadata(changed).num_rows
    changed.unlink()
    write_year(changed.parent, YEARS[-1], rows - 1)
    told["one year"] = run_models(MODELS, "run")["models"]
    # A new date alone: files are known by their hashes, so all are hashed again, as in a refresh of its own.
    os.utime(changed)
    told["nothing"] = run_models(MODELS, "run")["models"]
    print(json.dumps(told))
    return float(tsi)


def wide_models(data: Path) -> None:
    """Entropy weights of a wide panel through dbt."""
    os.environ |= {
        "TSI_RAW": str(PROJECT / "raw"),
        "TSI_DATABASE": f"{os.environ['TSI_WORK']}/wide.duckdb",
    }
    named = {"path": str(data), "keys": ["county", "year"], "negative": [],
             "positive": [f"x{k}" for k in range(INDICATORS)]}  # fmt: skip
    selection = ["int_wide_scaled", "int_wide_entropy_weights"]
    print(json.dumps(run_models(selection, "run", json.dumps({"wide_panel": named}))))


def _each(template: str) -> str:
    return ", ".join(template.replace("X", f"x{k}") for k in range(INDICATORS))


SUMS = _each("sum(X) as sX, sum(case when X > 0 then X * ln(X) else 0 end) as tX")
BARE_WEIGHTS = (
    f"with ranges as (select {_each('min(X) as aX, max(X) as bX')} from read_parquet(FILES)), "
    f"scaled as (select {_each('(X - aX) / (bX - aX) as X')} from read_parquet(FILES), ranges) "
    f"select {SUMS} from scaled"
)


def polars_weights(data: Path) -> None:
    """The same sums in polars."""
    import polars as pl

    panel = pl.scan_parquet(data)
    names = [f"x{k}" for k in range(INDICATORS)]
    scaled = panel.select([
        (pl.col(name) - pl.col(name).min()) / (pl.col(name).max() - pl.col(name).min()) for name in names
    ])  # fmt: skip
    logs = [
        pl.when(pl.col(n) > 0).then(pl.col(n) * pl.col(n).log()).otherwise(0).sum().alias(f"t{n}")
        for n in names
    ]
    scaled.select([pl.col(name).sum() for name in names] + logs).collect()


def skcriteria_weights(data: Path) -> None:
    """scikit-criteria's entropy weights of the scaled matrix."""
    from skcriteria.preprocessing.weighters import entropy_weights

    entropy_weights(_scaled(data))


def pymcdm_weights(data: Path) -> None:
    """pymcdm's entropy weights of the scaled matrix."""
    from pymcdm.weights import entropy_weights

    entropy_weights(_scaled(data))


def _scaled(data: Path) -> Any:
    import numpy as np
    import pandas as pd

    values = pd.read_parquet(data, columns=[f"x{k}" for k in range(INDICATORS)]).to_numpy()
    scaled = (values - values.min(axis=0)) / (values.max(axis=0) - values.min(axis=0))
    return np.clip(scaled, 1e-12, None)


FLOOR = "floor: one group-by"
# Totals are materialized: without that the engine took twice the time for 100 million records.
TSI = """
    with totals as materialized (
        select region, product, year, sum(value) as value from read_parquet(FILES) group by all
    ),
    shares as materialized (
        select region, product, year, value / sum(value) over (partition by region, year) as share
        from totals
    ),
    prody as (
        select product, year, sum(share * pgdp) / sum(share) as prody
        from shares inner join gdp using (region, year) group by all
    )
    select region, year, sum(share * prody) as tsi
    from shares inner join prody using (product, year) group by all
"""
RECORDS: dict[str, Callable[[Path], float | None]] = {
    FLOOR: duckdb_case(
        "select region, product, year, sum(value) as value from read_parquet(FILES) group by all"
    ),
    "bare DuckDB, to TSI": duckdb_case(TSI),
    "this warehouse, through dbt": warehouse,
    "polars": polars_tsi,
    "pandas": pandas_tsi,
}
BARE = "bare DuckDB, two passes over x"
PANELS: dict[str, Callable[[Path], float | None]] = {
    BARE: duckdb_case(BARE_WEIGHTS),
    "this warehouse, through dbt": wide_models,
    "polars": polars_weights,
    "scikit-criteria": skcriteria_weights,
    "pymcdm": pymcdm_weights,
}


def measure(name: str, data: Path, folder: Path, runs: int) -> dict[str, float]:
    """Medians of CPU, wall (s) and peak memory (MiB) of a case; dbt's own start is left out, as it is fixed."""
    found: list[dict[str, float]] = []
    for number in range(runs):
        work = folder / f"work_{number}"
        work.mkdir()
        environment = {**os.environ, "TSI_WORK": str(work), "POLARS_MAX_THREADS": str(THREADS)}
        command = [sys.executable, __file__, "--case", name, str(data)]
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, cwd=PROJECT, check=False
        )
        shutil.rmtree(work)
        if ended.returncode:
            raise SystemExit(f"{name} failed:\n{ended.stderr[-2000:]}")
        lines = [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]
        measured = {key: value for line in reversed(lines) for key, value in line.items()}
        if "models" in measured:
            measured["cpu"] = measured["models"]
        found.append(measured)
    return {key: statistics.median(one[key] for one in found) for key in found[0]}


def run_case(name: str, data: Path) -> None:
    """One case in this process; its CPU, wall, peak memory and the sum of its TSI as JSON."""
    case = (PANELS if data.is_file() else RECORDS)[name]
    os.chdir(PROJECT)
    for library in ("duckdb", "polars", "pandas", "skcriteria", "pymcdm"):
        if library in name.lower().replace("scikit-criteria", "skcriteria"):
            __import__(library)
    cpu_before, begun = cpu(), time.perf_counter()
    tsi = case(data)
    used = {"cpu": cpu() - cpu_before, "wall": time.perf_counter() - begun}
    used["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(used | ({} if tsi is None else {"tsi": tsi})))


def table(
    title: str,
    base: str,
    cases: dict[str, Callable[[Path], float | None]],
    data: Path,
    folder: Path,
    runs: int,
) -> None:
    """Measure all cases of one size, and print them as a table in Markdown."""
    print(f"\n{title}, medians of {runs}\n")
    print(
        "| case | CPU s | ratio | wall s | ratio | peak MiB |\n|---|---|---|---|---|---|",
        flush=True,
    )
    measured: dict[str, dict[str, float]] = {}
    for name in cases:
        one = measured[name] = measure(name, data, folder, runs)
        first = measured[base]
        told = [other["tsi"] for other in measured.values() if "tsi" in other]
        if told and max(told) - min(told) > AGREES * max(told):
            raise SystemExit(f"{name} has another TSI than the cases before: {told}")
        ratios = [one["cpu"] / first["cpu"], one["wall"] / first["wall"]]
        print(
            f"| {name} | {one['cpu']:.2f} | {ratios[0]:.2f} "
            f"| {one['wall']:.2f} | {ratios[1]:.2f} | {one['peak']:.0f} |",
            flush=True,
        )
        if "one year" in one:
            fixed = one["nothing"]
            share = (one["one year"] - fixed) / (one["cpu"] - fixed)
            print(f"| - nothing changed: the fixed cost | {fixed:.2f} | | | | |")
            print(
                f"| - one changed year of twelve | {one['one year']:.2f} "
                f"| {share:.2f} of full, fixed cost aside | | | |",
                flush=True,
            )
            for model in MODELS:
                print(f"| - {model} | {one[model]:.2f} | | | | |", flush=True)


def main() -> None:
    """Generate, measure, print; everything generated is deleted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="*", default=[1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--folder", help="where to generate; the system's temporary folder by default"
    )
    parser.add_argument("--case", nargs=2, metavar=("NAME", "DATA"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case:
        run_case(options.case[0], Path(options.case[1]))
        return
    with tempfile.TemporaryDirectory(dir=options.folder) as scratch:
        for rows in options.rows:
            data = Path(scratch) / f"records_{rows}"
            data.mkdir()
            for year in YEARS:
                write_year(data, year, rows // len(YEARS))
            table(f"{rows:,} export records", FLOOR, RECORDS, data, Path(scratch), options.runs)
            shutil.rmtree(data)
        panel = Path(scratch) / "panel.parquet"
        write_panel(panel)
        title = f"Entropy weights, {PANEL_ROWS:,} rows x {INDICATORS}"
        table(title, BARE, PANELS, panel, Path(scratch), options.runs)


if __name__ == "__main__":
    main()
