"""Numbers that others computed, through the same models."""

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from support import SHARED, Trade, early, trade_study_of_years

FIVE = {
    "R1": (52, 45, 33, 11), "R2": (95, 84, 83, 10), "R3": (43, 17, 65, 47),
    "R4": (42, 94, 1, 23), "R5": (95, 24, 82, 10),
}  # fmt: skip
WORLD = SHARED / "real" / "world_trade_1998_2000"


def five() -> Trade:
    """Five regions and four products."""
    return Trade(
        {
            region: {f"k{place}": float(value) for place, value in enumerate(row, 1)}
            for region, row in FIVE.items()
        },
        dict(zip(FIVE, (5.0, 10.0, 15.0, 25.0, 50.0), strict=True)),
    )


def world() -> Trade:
    """Countries and products of the world."""
    exports: dict[str, dict[str, float]] = {}
    with gzip.open(WORLD / "exports.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            exports.setdefault(row["region"], {})[row["industry"]] = float(row["value"])
    with (WORLD / "gdp_per_capita.csv").open(encoding="utf-8") as file:
        pgdp = {row["region"]: float(row["value"]) for row in csv.DictReader(file)}
    return Trade(exports, pgdp)


@early
def trade(folder: Path) -> Sequence[str | Path]:
    """The five regions' trade in 2000 and, where we have it, the world's in 1999; no year knows of another."""
    years = {2000: five()} | ({1999: world()} if WORLD.is_dir() else {})
    return ("--study", trade_study_of_years(folder / "世界 trade", years), "--quiet")


def prody_and_tsi(release: Path, year: int) -> tuple[dict[str, float], dict[str, float]]:
    """PRODY by product and TSI by region of one year."""
    with duckdb.connect(str(release / "tsi.duckdb"), read_only=True) as marts:
        prody = marts.execute(
            "select industry_code, prody from marts.industry_prody where year = ?", [year]
        ).fetchall()
        expy = marts.execute(
            "select region_code, tsi from marts.region_tsi"
            " where factor_intensity = 'all' and year = ?",
            [year],
        ).fetchall()
    return dict(prody), dict(expy)


def test_prody_and_tsi_of_five_regions_and_four_products(trade: Path) -> None:
    prody, expy = prody_and_tsi(trade, 2000)
    assert prody == pytest.approx(
        {"k1": 22.704104, "k2": 18.585604, "k3": 22.468325, "k4": 18.681601}, abs=5e-7
    )
    values = (21.020695, 21.212381, 21.108768, 19.704777, 21.953379)
    assert expy == pytest.approx(dict(zip(FIVE, values, strict=True)), abs=5e-7)


def test_world_trade_gives_the_prody_and_expy_of_an_independent_implementation(
    shared: Path, trade: Path
) -> None:
    expected = {
        name: {
            key: float(value)
            for key, value in list(
                csv.reader((WORLD / f"expected_{name}.csv").open(encoding="utf-8"))
            )[1:]
        }
        for name in ("prody", "expy")
    }
    prody, expy = prody_and_tsi(trade, 1999)
    assert len(expected["prody"]) == 785
    assert len(expected["expy"]) == 185
    assert prody == pytest.approx(expected["prody"], rel=1e-12)
    assert expy == pytest.approx(expected["expy"], rel=1e-12)
    assert sum(expy.values()) == pytest.approx(1_565_130.0, rel=1e-12)


def weights_of(release: Path, matrix: list[dict[str, float]]) -> dict[str, float]:
    """Entropy weights by the released SQL of the model, of scaled values that are given."""
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as tsi; use tsi; create schema intermediate")
        connection.execute(
            "create table intermediate.int_scaled_indicators "
            "(index_id varchar, region_code varchar, year integer, indicator_id varchar, scaled_value double)"
        )
        connection.executemany(
            "insert into intermediate.int_scaled_indicators values ('digital', ?, 2011, ?, ?)",
            [
                (str(row_number), name, value)
                for row_number, row in enumerate(matrix)
                for name, value in row.items()
            ],
        )
        sql = (release / "sql" / "int_entropy_weights.sql").read_text(encoding="utf-8")
        return dict(connection.execute(f"select indicator_id, weight from ({sql})").fetchall())


def test_entropy_weights_of_two_rows_by_hand(release: Path) -> None:
    weights = weights_of(release, [{"a": 1.0, "b": 2.0}, {"a": 4.0, "b": 16.0}])
    assert weights == pytest.approx({"a": 0.358889, "b": 0.641111}, abs=5e-7)


def test_entropy_weights_of_a_published_matrix(release: Path, shared: Path) -> None:
    with (shared / "oracles" / "entropy_elsayed2017_matrix.csv").open(encoding="utf-8") as file:
        matrix = [
            {name: float(value) for name, value in row.items()} for row in csv.DictReader(file)
        ]
    with (shared / "oracles" / "entropy_elsayed2017_weights.csv").open(encoding="utf-8") as file:
        exact = {row["criterion"]: float(row["exact"]) for row in csv.DictReader(file)}
    assert weights_of(release, matrix) == pytest.approx(exact, rel=1e-12)
