"""Export records of every kind give the same sums; only what changed is read again."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from support import change_settings

from tsi_warehouse.core.project import PROJECT, Study
from tsi_warehouse.landing.exports import ExportPlan
from tsi_warehouse.landing.memo import plan_once
from tsi_warehouse.pipeline.carry import carry_exports
from tsi_warehouse.pipeline.warehouse import DbtOutcome, run_dbt
from tsi_warehouse.seeds.files import stage_seeds

MODELS = [
    "stg_settings",
    "stg_export_files",
    "int_export_groups",
    "int_export_codes",
    "int_export_products",
    "int_export_places",
    "int_export_pairs",
    "int_export_nested",
    "int_export_levels",
    "int_export_outcomes",
    "int_export_years",
    "int_export_totals",
]
NAMES = ["int_region_names", "int_industry_names", "resource_type:seed"]

# Three records that count, one that is negative: products of 30 and 4 in division 13, one of 6 in division 26.
REGION = ["北京市", "北京", "110000", "Beijing"]
PRODUCT = ["13010101", "13020202", "26000001", "13010101"]
MONTH = [1, 2, 12, 2]
VALUE = [30.0, 4.0, 6.0, -1.0]
KEPT = [("13", "13010101", 30.0, 3), ("13", "13020202", 4.0, 3), ("26", "26000001", 6.0, 3)]


def parquet(path: Path, **columns: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


def years(year: int) -> pa.Array:
    return pa.array([year] * 4, pa.int32())


def typed(path: Path, year: int) -> None:
    parquet(
        path,
        region=REGION,
        year=years(year),
        month=MONTH,
        hs8=PRODUCT,
        value=VALUE,
        企业性质=["x"] * 4,
    )


def in_folders(path: Path, year: int) -> None:
    folder = path.parent / f"year={year}"
    parquet(
        folder / path.name,
        地区=REGION,
        月份=pa.array(MONTH, pa.int8()),
        商品编码=PRODUCT,
        金额=VALUE,
    )


def by_date(path: Path, year: int) -> None:
    days = [date(year, month, 28) for month in MONTH]
    parquet(
        path, province=pa.array(REGION).dictionary_encode(), date=days, product=PRODUCT, value=VALUE
    )


def decimals(path: Path, year: int) -> None:
    values = pa.array(VALUE).cast(pa.decimal128(18, 2))
    parquet(
        path,
        region=REGION,
        year=pa.array([year] * 4, pa.int64()),
        month=MONTH,
        hs=PRODUCT,
        value=values,
    )


def texts(path: Path, year: int) -> None:
    parquet(path, region=REGION, year=[f"{year}年"] * 4, month=[f"{month}月" for month in MONTH],
            product=PRODUCT, value=["30", "4.0", "6", "(1)"])  # fmt: skip


def csv(path: Path, year: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = zip(REGION, MONTH, PRODUCT, VALUE, strict=True)
    lines = [
        f"{region},{year}-{month:02},{product},{value},日本"
        for region, month, product, value in rows
    ]
    path.with_suffix(".csv").write_text(
        "\n".join(["region,月份,hs8,value,partner", *lines]), encoding="utf-8"
    )


def retell(path: Path, old: str, new: str) -> None:
    """Change what a seed says."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


KINDS: list[Callable[[Path, int], None]] = [typed, in_folders, by_date, decimals, texts, csv]


@dataclasses.dataclass
class Exports:
    """A study of which only export records are built."""

    study: Study
    database: Path

    @property
    def folder(self) -> Path:
        return self.study.raw / "exports"

    def build(self, *options: str) -> DbtOutcome:
        outcome = run_dbt(["run", "--select", *MODELS, *options], self.study, self.database)
        assert outcome.success, [failure.message for failure in outcome.failures]
        return outcome

    def build_with_seeds(self) -> None:
        stage_seeds(self.study)
        command = ["build", "--select", *NAMES, *MODELS, "--exclude-resource-type"]
        outcome = run_dbt([*command, "test", "--exclude-resource-type", "unit_test"],
                          self.study, self.database)  # fmt: skip
        assert outcome.success, [failure.message for failure in outcome.failures]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def exports(self) -> list[tuple[object, ...]]:
        return self.rows("select * from intermediate.int_export_totals order by all")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """One study with a file of each kind, each of a year of its own."""
    root = tmp_path_factory.mktemp("exports")
    (root / "raw" / "exports").mkdir(parents=True)
    shutil.copytree(PROJECT / "seeds", root / "seeds")
    with (root / "seeds" / "industry_aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write("HS13,13,HS2017,\nHS2600,26,HS2017,\n")
    study = Study(root, root / "raw", root / "seeds", root / "warehouse")
    made = Exports(study, root / "exports.duckdb")
    for number, kind in enumerate(KINDS):
        kind(made.folder / f"{kind.__name__}.parquet", 2011 + number)
    made.build_with_seeds()
    yield made
    shutil.rmtree(study.work, ignore_errors=True)


def planned(exports: Exports) -> ExportPlan:
    """How its export files are read."""
    study = exports.study
    return plan_once(study.raw, study.work, study.work / "seeds")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_file_gives_the_same_sums(
    exports: Exports, kind: Callable[[Path, int], None]
) -> None:
    year = 2011 + KINDS.index(kind)

    found = exports.rows(
        "select industry_code, ltrim(product_code, 'HS'), export_value_usd, n_months "
        f"from intermediate.int_export_totals where year = {year} order by all"
    )

    assert found == KEPT


def test_numbers_in_parquet_never_become_text(exports: Exports) -> None:
    readings = dict(
        exports.rows(
            "select split_part(source_file, '/', -1), reading from staging.stg_export_files"
        )
    )

    assert {name for name, reading in readings.items() if reading == "text"} == {
        "texts.parquet",
        "csv.csv",
    }


def test_no_column_that_is_not_needed_is_read(exports: Exports) -> None:
    for (read_sql,) in exports.rows("select read_sql from staging.stg_export_files"):
        selected = str(read_sql).partition(" from ")[0]
        assert not any(unwanted in selected for unwanted in ("企业性质", "partner", "*"))


def test_a_negative_value_is_counted_in_its_file_and_leaves_the_sum(exports: Exports) -> None:
    assert exports.rows(
        "select distinct n_bad, n_rows from (select sum(bad_value_count) as n_bad, "
        "sum(row_count) as n_rows from intermediate.int_export_outcomes group by source_file)"
    ) == [(1, 4)]


def test_only_changed_files_are_read_again_and_a_full_build_agrees(exports: Exports) -> None:
    before = dict(exports.rows("select source_file, content_id from staging.stg_export_files"))
    typed(exports.folder / "added.parquet", 2020)
    parquet(
        exports.folder / "decimals.parquet",
        region=["北京"],
        year=[2014],
        hs=["13010101"],
        value=[7],
    )
    (exports.folder / "texts.parquet").unlink()
    unchanged = exports.folder / "typed.parquet"
    os.utime(unchanged, ns=(1, 1))
    hidden = unchanged.read_bytes()

    planned(exports)
    stat = unchanged.stat()
    unchanged.write_bytes(b"not to be read again".ljust(len(hidden)))
    os.utime(unchanged, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    exports.build()
    unchanged.write_bytes(hidden)
    os.utime(unchanged, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    incremental = exports.exports()

    after = dict(exports.rows("select source_file, content_id from staging.stg_export_files"))
    assert {name for name in before.keys() & after.keys() if before[name] != after[name]} == {
        "exports/decimals.parquet"
    }
    assert exports.rows(
        "select count(distinct content_id) from intermediate.int_export_groups"
    ) == [(6,)]
    exports.build("--full-refresh")
    assert exports.exports() == incremental
    assert [row[3] for row in incremental if row[4] == 7.0] == [2014]


def test_years_are_summed_again_where_a_seed_changes_them_and_a_full_build_agrees(
    exports: Exports,
) -> None:
    seeds, before = exports.study.seeds, exports.study.seeds.with_name("seeds before")
    shutil.copytree(seeds, before)

    def years_summed_again() -> int:
        already = {row[-1] for row in exports.exports()}
        exports.build_with_seeds()
        return len({row[-1] for row in exports.exports()} - already)

    def full_build_agrees() -> bool:
        incremental = exports.exports()
        exports.build("--full-refresh")
        return exports.exports() == incremental

    try:
        assert years_summed_again() == 0
        change_settings(exports.study.root, {"export_value_unit": "CNY"})
        assert years_summed_again() == len(KINDS)
        with (seeds / "exchange_rates.csv").open("a", encoding="utf-8") as rates:
            rates.write("1999,8,\n")
        assert years_summed_again() == 0
        retell(seeds / "exchange_rates.csv", "\n2013,", "\n2013,1")
        assert years_summed_again() == 1
        assert full_build_agrees()
        change_settings(exports.study.root, {"prody_level": "6"})
        assert years_summed_again() == len(KINDS)
        retell(seeds / "industry_aliases.csv", "\nHS2600,26,", "\nHS2600,27,")
        assert years_summed_again() == len(KINDS)
        change_settings(exports.study.root, {"last_year": 2014})
        assert years_summed_again() == 0
        assert full_build_agrees()
    finally:
        shutil.rmtree(seeds)
        before.rename(seeds)
        exports.build_with_seeds()


def test_equal_files_are_read_once_and_count_twice(exports: Exports) -> None:
    shutil.copy(exports.folder / "typed.parquet", exports.folder / "typed_again.parquet")

    exports.build()

    (total,) = exports.rows(
        "select sum(export_value_usd) from intermediate.int_export_totals where year = 2011"
    )
    assert total == (80.0,)
    (exports.folder / "typed_again.parquet").unlink()
    exports.build()


def test_a_new_candidate_starts_with_what_the_release_before_has_read(
    exports: Exports, tmp_path: Path
) -> None:
    contents = planned(exports).files["content_id"].to_pylist()
    candidate = Exports(exports.study, tmp_path / "candidate.duckdb")

    carried = carry_exports(exports.database, candidate.database, contents[1:])

    assert carried == len(contents) - 1
    assert candidate.rows(
        "select count(distinct content_id) from intermediate.int_export_groups"
    ) == [(carried,)]
    assert candidate.exports() == exports.exports()
    assert carry_exports(exports.database, tmp_path / "none.duckdb", [1, None]) == 0
    assert carry_exports(tmp_path / "absent.duckdb", tmp_path / "none.duckdb", contents) == 0
    assert not (tmp_path / "none.duckdb").exists()


def test_sums_of_an_earlier_version_are_computed_again(exports: Exports) -> None:
    before = exports.exports()
    with duckdb.connect(str(exports.database)) as connection:
        connection.execute(
            "alter table intermediate.int_export_groups rename content_id to source_file"
        )
        connection.execute("alter table intermediate.int_export_totals drop made_from")

    exports.build()

    assert exports.exports() == before
