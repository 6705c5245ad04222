"""A small release's database: 12 regions, 8 years, the study really run on it.

`hostile` names carry what attacks pages, spreadsheets, Word and LaTeX.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import duckdb
import numpy as np
import pyarrow
from support import build_shown_views, build_variables

from tsi_warehouse.core.project import Study
from tsi_warehouse.core.workers import one_worker
from tsi_warehouse.report.build import write_outputs
from tsi_warehouse.study.run import run_study

PROJECT = Path(__file__).resolve().parents[3]
SEEDS = PROJECT / "seeds"
REGIONS, YEARS, FIRST = 12, 8, 2011
INDICATORS = ("broadband_ports", "software_revenue", "technology_market", "patents_granted")
DIMENSIONS = ("infrastructure", "application", "industry", "innovation")
INDUSTRIES = (("13", "capital"), ("17", "labour"), ("35", "technology"), ("39", "technology"))
CONTROLS = ("lnpgdp", "lnfcl", "open", "lnsci")
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    '=cmd|"/c calc"!A1',
    "+1+cmd",
    "@SUM(A1)",
    "-2+3",
    "\u202egnp.exe\u202c",
    "河北" * 120,
    "😀 emoji & \\input{/etc/passwd} %$#_{}~^",
    '"><svg onload=alert(3)>',
    "javascript:alert(4)",
    "{{ 7*7 }}",
)


@dataclass(frozen=True)
class Options:
    """What the release is made of."""

    hostile: bool = False
    simulated: bool = True
    exports: bool = True
    index: bool = True
    study: bool = True
    paper: Literal["own", "another", "none"] = "own"


QUALITY = [
    {"check": "contributions_add_to_the_index", "status": "pass", "failures": 0, "message": ""},
    {
        "check": "<b>bold</b>",
        "status": "warn",
        "failures": 3,
        "message": "<script>alert(9)</script>",
    },
]


def written(folder: Path, options: Options) -> tuple[Path, Path]:
    """The database of a small release and the folder of its outputs."""
    folder.mkdir(parents=True, exist_ok=True)
    database = make_release(folder / "tsi.duckdb", options)
    study = Study(PROJECT, folder / "raw", SEEDS, folder / "warehouse", folder)
    out = folder / "out"
    with one_worker() as worker:
        write_outputs(database, out, study, worker, QUALITY)
        worker.wait()
    return database, out


def make_release(path: Path, options: Options = Options()) -> Path:
    """Write the database to `path`."""
    with duckdb.connect(str(path)) as connection:
        for schema in ("marts", "seeds", "intermediate"):
            connection.execute(f"create schema {schema}")
        _seeds(connection)
        build_variables(connection)
        _marts(connection, options)
        _paper(connection, options.paper)
        build_shown_views(connection)
        if options.study:
            run_study(connection)
    return path


def _paper(connection: duckdb.DuckDBPyConnection, whose: str) -> None:
    """Leave the printed seeds as they are, let them be another study's, or empty them."""
    if whose == "own":
        return
    connection.execute("delete from marts.published_audit")
    if whose == "another":
        connection.execute("update seeds.printed_models set study_id = 'another'")
    else:
        for seed in ("printed_models", "printed_coefficients", "printed_descriptives"):
            connection.execute(f"delete from seeds.{seed}")


def _seeds(connection: duckdb.DuckDBPyConnection) -> None:
    for file in SEEDS.glob("*.csv"):
        name = str(file).replace("'", "''")
        connection.execute(
            f"create table seeds.{file.stem} as select * from read_csv('{name}', all_varchar = true,"
            " header = true)"
        )
    connection.execute(
        "delete from seeds.study_models where not (variant in ('equation', 'differenced',"
        " 'robust_lagged_dig', 'robust_winsorised') and"
        " (study_table in ('3', '5') or (study_table = '4' and column_no in ('1', '2'))))"
    )
    for name, value in (("wild_draws", 99), ("bootstrap_draws", 99), ("permutation_draws", 99)):
        connection.execute(
            "update seeds.study_settings set value = ? where setting = ?", [str(value), name]
        )


def _marts(connection: duckdb.DuckDBPyConnection, options: Options) -> None:
    draw = np.random.default_rng(5)
    codes = [f"{place + 11:02d}0000" for place in range(REGIONS)]
    names = [HOSTILE[place] if options.hostile else f"地区{place}" for place in range(REGIONS)]
    panel = [(code, FIRST + year) for code in codes for year in range(YEARS)]
    n = len(panel)
    year = np.array([key[1] for key in panel])
    level = np.repeat(draw.normal(size=REGIONS), YEARS)
    dig = 0.05 + 0.03 * (year - FIRST) * (1.2 + np.tanh(level)) + 0.01 * draw.random(n)
    hum = 8 + level + 2 * dig + 0.2 * draw.normal(size=n)
    ln_tsi = 10 + 0.2 * level + 0.05 * (year - FIRST) + 0.3 * dig + 0.02 * draw.normal(size=n)
    controls = {name: level + 0.1 * (year - FIRST) + draw.normal(size=n) for name in CONTROLS}
    nothing = [None] * n
    table(
        connection, "marts.release_info",
        release_id=["20240101T000000Z-test"], built_at=["2024-01-01T00:00:00Z"],
        study_id=["test_study"], is_simulated=[options.simulated], first_year=[FIRST],
        last_year=[FIRST + YEARS - 1], indicators_used=["4 of 4" if options.index else "0 of 4"],
        contract_version=["1"],
    )  # fmt: skip
    table(
        connection, "marts.regions", region_code=codes, name_zh=names, name_en=names,
        in_sample=[True] * REGIONS, group_paper=_groups(), group_nbs=_groups(),
        tile_row=[place // 4 for place in range(REGIONS)],
        tile_col=[place % 4 for place in range(REGIONS)],
    )  # fmt: skip
    indicator_names = [
        HOSTILE[place] if options.hostile else name for place, name in enumerate(INDICATORS)
    ]
    table(
        connection, "marts.indicators", indicator_id=INDICATORS, name_zh=indicator_names,
        name_en=indicator_names, dimension=DIMENSIONS, unit=["万户"] * 4, direction=["positive"] * 4,
        role=["digital"] * 4, used_in_index=[options.index] * 4,
        reason_left_out=[None if options.index else "no data"] * 4,
    )  # fmt: skip
    table(
        connection, "marts.industries", industry_code=[code for code, _ in INDUSTRIES],
        name_zh=[HOSTILE[place] if options.hostile else f"行业{place}" for place in range(4)],
        name_en=[HOSTILE[place] if options.hostile else f"Industry {place}" for place in range(4)],
        factor_intensity=[group for _, group in INDUSTRIES],
    )  # fmt: skip
    cells = [(code, when, name) for code, when in panel for name in INDICATORS]
    values = draw.random(len(cells)) + 1
    table(
        connection, "marts.region_indicators", region_code=[cell[0] for cell in cells],
        year=[cell[1] for cell in cells], indicator_id=[cell[2] for cell in cells], value=values,
        fill_method=["interpolated" if place % 50 == 7 else "reported" for place in range(len(cells))],
        is_break=[False] * len(cells),
    )  # fmt: skip
    table(
        connection, "marts.cell_lineage", indicator_id=[cell[2] for cell in cells],
        source_file=[HOSTILE[2] if options.hostile else "table.csv"] * len(cells),
    )  # fmt: skip
    weights = [0.1, 0.4, 0.3, 0.2] if options.index else [None] * 4
    table(
        connection, "marts.digital_weights", indicator_id=INDICATORS, dimension=DIMENSIONS,
        entropy=[0.9, 0.6, 0.7, 0.8] if options.index else [None] * 4,
        divergence=[0.1, 0.4, 0.3, 0.2] if options.index else [None] * 4, weight=weights,
        reason_left_out=[None if options.index else "no data"] * 4,
    )  # fmt: skip
    kept = slice(None) if options.index else slice(0)
    order = [int(sum(dig[year == when] > dig[place])) + 1 for place, when in enumerate(year)]
    table(
        connection, "marts.digital_index", region_code=[key[0] for key in panel][kept],
        year=year[kept], digital_index=dig[kept], rank_in_year=order[kept],
    )  # fmt: skip
    parts = [(code, when, name) for code, when in panel for name in DIMENSIONS]
    table(
        connection, "marts.digital_contributions", region_code=[part[0] for part in parts],
        year=[part[1] for part in parts], dimension=[part[2] for part in parts],
        contribution=(np.repeat(dig, 4) / 4) if options.index else [None] * len(parts),
    )  # fmt: skip
    _trade(connection, panel, ln_tsi, options)
    has = options.exports
    table(
        connection, "marts.study_panel", region_code=[key[0] for key in panel], year=year,
        group_paper=[name for name in _groups() for _ in range(YEARS)],
        group_nbs=[name for name in _groups() for _ in range(YEARS)],
        digital_group=["high" if place < n // 3 else "low" for place in range(n)],
        ln_tsi=ln_tsi if has else nothing, ln_tsi_labour=ln_tsi - 0.1 if has else nothing,
        ln_tsi_capital=ln_tsi if has else nothing, ln_tsi_technology=ln_tsi + 0.1 if has else nothing,
        dig=dig if options.index else nothing, dig_pca=nothing, hum=hum, upd=nothing, cre=nothing,
        **controls,
    )  # fmt: skip
    connection.execute(
        "create table marts.descriptive_statistics as select 'ln_tsi' as variable, count(ln_tsi) as n,"
        " avg(ln_tsi) as mean, stddev_samp(ln_tsi) as std_dev, min(ln_tsi) as minimum,"
        " max(ln_tsi) as maximum from marts.study_panel"
    )
    file = HOSTILE[0] if options.hostile else "table.csv"
    table(
        connection, "marts.raw_files", source_file=[file], sha256=["ab" * 32], shape=["long"],
        encoding=["utf-8"], status=["read"], reason=[""], cells=[400], kept=[398], ignored=[1],
        rejected=[1],
    )  # fmt: skip
    odd = HOSTILE if options.hostile else ("n/a",)
    table(
        connection, "marts.rejected_cells", source_file=[file] * len(odd), sheet=[""] * len(odd),
        cell=["B2"] * len(odd), series=list(odd), region=list(odd), year=["2011"] * len(odd),
        value_text=list(odd), unit=[""] * len(odd), reason=["not_a_number"] * len(odd),
        cell_count=[1] * len(odd),
    )  # fmt: skip
    text = HOSTILE[1] if options.hostile else "t = 0.72"
    table(
        connection, "marts.published_audit", study_table=["7", "3"], column_no=[2, 1],
        term=["dig", "dig"], check_name=["stars", "stars"], printed=["-.25*** (.416)", text],
        expected=[text, text], verdict=["inconsistent", "consistent"], explanation_zh=[text, text],
        explanation_en=[text, text],
    )  # fmt: skip


def _trade(connection: Any, panel: list[tuple[str, int]], ln_tsi: Any, options: Options) -> None:
    rows = [(code, year, industry) for code, year in panel for industry, _ in INDUSTRIES]
    kept = slice(None) if options.exports else slice(0)
    table(
        connection, "intermediate.int_region_industries", region_code=[row[0] for row in rows][kept],
        year=[row[1] for row in rows][kept], industry_code=[row[2] for row in rows][kept],
        export_share=[0.25] * len(rows[kept]),
        prody_cny=[20_000.0 + 900 * int(code) + 500 * (year - FIRST) for _, year, code in rows][kept],
    )  # fmt: skip
    pairs = [(code, year) for code, _ in INDUSTRIES for year in range(FIRST, FIRST + YEARS)][kept]
    table(
        connection, "marts.industry_prody", industry_code=[pair[0] for pair in pairs],
        year=[pair[1] for pair in pairs],
        prody=[20_000.0 + 900 * int(code) + 500 * (year - FIRST) for code, year in pairs],
        export_value=[1e9] * len(pairs),
    )  # fmt: skip
    groups = ("all", "labour", "capital", "technology")
    trade = [
        (code, year, group, float(value) + 0.1 * place)
        for (code, year), value in zip(panel, ln_tsi, strict=True)
        for place, group in enumerate(groups)
    ][kept]
    table(
        connection, "marts.region_tsi", region_code=[row[0] for row in trade],
        year=[row[1] for row in trade], factor_intensity=[row[2] for row in trade],
        tsi=[float(np.exp(row[3])) for row in trade], ln_tsi=[row[3] for row in trade],
        export_value=[1e9] * len(trade),
    )  # fmt: skip


def _groups() -> list[str]:
    return [("east", "central", "west")[place % 3] for place in range(REGIONS)]


def table(connection: duckdb.DuckDBPyConnection, name: str, **columns: Any) -> None:
    """Create a table from columns; one without values takes the type its name asks for."""
    whole = {
        "year",
        "cells",
        "kept",
        "ignored",
        "rejected",
        "rank_in_year",
        "column_no",
        "cell_count",
    }
    arrays = {}
    for column, values in columns.items():
        listed = list(values)
        found = next((value for value in listed if value is not None), None)
        if found is None:
            text = column.endswith(("_code", "_id", "reason", "reason_left_out", "intensity"))
            kind = pyarrow.string() if text else pyarrow.float64()
        else:
            kind = None
        kind = pyarrow.int32() if column in whole and not isinstance(found, str) else kind
        arrays[column] = pyarrow.array(listed, kind)
    connection.register("made", pyarrow.table(arrays))
    connection.execute(f"create table {name} as select * from made")
    connection.unregister("made")
