"""What a study lacks is reported once, and not only by models that are not estimated."""

from __future__ import annotations

import duckdb
import pytest
from support import build_variables

from tsi_warehouse.core.layout import text_width
from tsi_warehouse.pipeline.missing import lines_of_what_is_missing
from tsi_warehouse.report.terminal import _numbers


@pytest.fixture
def lacking() -> duckdb.DuckDBPyConnection:
    """One indicator of three, no exports, no hum."""
    connection = duckdb.connect()
    connection.execute(
        """
        create schema marts;
        create table marts.digital_weights (indicator_id varchar, reason_left_out varchar);
        insert into marts.digital_weights
            values ('ports', null), ('websites', 'no data'), ('domains', 'incomplete');
        create table marts.region_tsi (tsi double);
        create table marts.raw_files (source_file varchar, status varchar);
        create table marts.descriptive_statistics (variable varchar, n integer);
        insert into marts.descriptive_statistics values ('dig', 4), ('hum', 0), ('ln_tsi', 0), ('open', 4);
        """
    )
    build_variables(connection)
    return connection


def test_index_exports_and_variables_are_reported(lacking: duckdb.DuckDBPyConnection) -> None:
    assert lines_of_what_is_missing(lacking, width=400) == [
        "  the digital index uses 1 of 3 indicators; left out (incomplete): domains; "
        "left out (no data): websites",
        "  no export records in raw/exports/: no PRODY, no TSI, and no model that uses them",
        "  variables without data: hum; docs/methodology/variables.md says what each needs",
    ]


def test_exports_without_gdp_per_capita_are_not_called_absent(
    lacking: duckdb.DuckDBPyConnection,
) -> None:
    lacking.execute("insert into marts.raw_files values ('exports/a.csv', 'read')")
    assert "export records and GDP per capita" in lines_of_what_is_missing(lacking)[2]
    lacking.execute("insert into marts.region_tsi values (9000)")
    assert not any("PRODY" in line for line in lines_of_what_is_missing(lacking))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_lines_stay_within_the_terminal(lacking: duckdb.DuckDBPyConnection, lang: str) -> None:
    lines = lines_of_what_is_missing(lacking, lang, 60)
    assert max(map(text_width, lines)) <= 60
    assert ("指标" in lines[0]) is (lang == "zh")


def test_columns_without_an_estimate_are_named_in_runs() -> None:
    assert _numbers([1, 2, 3, 5, 7, 8]) == "(1)-(3), (5), (7)-(8)"
    assert _numbers([4]) == "(4)"
