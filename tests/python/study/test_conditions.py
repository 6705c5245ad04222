"""A sample is a condition on the panel and nothing else: it reads no file, no other table, no setting."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from study_helpers import add_model

from tsi_warehouse.core.hardened import lock_up
from tsi_warehouse.study.conditions import Trial, text_comparisons, trouble_of
from tsi_warehouse.study.specify import NoModel, build_frame, read_data, read_models

COLUMNS = {"region_code": "varchar", "year": "integer", "group_paper": "varchar", "dig": "double"}


@pytest.mark.parametrize(
    "condition",
    [
        "group_paper = 'east'",
        "year not between 2020 and 2022",
        "region_code not in ('110000', '310000') and dig is not null -- cities",
        "not (dig > 0.5 or YEAR <> 2012)",
        "substr(region_code, 1, 1) = '4'",
        "cast(left(region_code, 2) as integer) < 40",
        "region_code like '1%'",
        "round(abs(-dig), 2) * 2 >= coalesce(dig, 0) % 3",
        "case when year < 2015 then dig > 0 else dig > 1 end",
        "\"group_paper\" in ('east', 'west')",
    ],
)
def test_a_plain_condition_is_accepted(condition: str) -> None:
    assert trouble_of(condition, COLUMNS) is None
    assert Trial(COLUMNS, [{"region_code": "110000", "year": 2011}]).trouble_of(condition) is None


@pytest.mark.parametrize(
    "condition",
    [
        "cast((select content from read_text('/etc/passwd')) as int) = 1",
        "exists (select 1)",
        "year in (select year from marts.study_panel)",
        "year = (from range(3))",
        "getenv('HOME') = 'x'",
        "current_setting('home_directory') = 'x'",
        "getvariable('tsi_raw') = 'x'",
        "count(*) > 1",
        "sum(dig) over () > 1",
        "year = 1; drop table marts.study_panel",
        "year = 1) or (1 = 1",
        "year = 1 order by 1",
        "year = 1 union select 1",
        "year = 1 group by all",
        "year = 1 limit 1",
        "columns('.*') is null",
        "* is null",
        "dig = $1",
        "dig = ?",
        "list_transform([1], x -> x) = [1]",
        "read_text('a') is null",
        "nextval('s') = 1",
        "error('x') is null",
        "repeat('x', 1000000000) = 'x'",
        "main.abs(dig) = 1",
        "other.dig = 1",
        "dig::struct(a int) is null",
        "dig = [1][1]",
        "random() < 0.5",
        "ln(dig) > 0",
        "year >",
        "",
        "(" * 5000 + "year = 1" + ")" * 5000,
        "not " * 400 + "year = 1" * 200,
        "year = 1 -- \x00",
        "/*",
    ],
)
def test_whatever_is_more_than_a_condition_is_refused(condition: str) -> None:
    assert trouble_of(condition, COLUMNS) is not None


def test_a_slip_is_reported_with_the_nearest_name() -> None:
    trouble = trouble_of("grup_paper = 'east'", COLUMNS)
    assert trouble is not None
    assert "'grup_paper'" in trouble.en
    assert "nearest: group_paper" in trouble.en
    assert "相近的名称：group_paper" in trouble.zh


def test_types_that_cannot_be_compared_show_on_a_trial_panel() -> None:
    trial = Trial(COLUMNS, [{"region_code": "110000", "year": 2011, "group_paper": "east"}])
    assert trial.trouble_of("year = 'east'") is not None
    assert trial.trouble_of("group_paper > 3") is not None
    assert trial.trouble_of("dig") is None or "boolean" in str(trial.trouble_of("dig")).lower()


def test_texts_that_a_column_is_compared_with_are_found() -> None:
    condition = "group_paper = 'eats' and (region_code not in ('1', '2') or 'x' <> group_paper)"
    assert sorted(text_comparisons(condition)) == [
        ("group_paper", "eats"), ("group_paper", "x"), ("region_code", "1"), ("region_code", "2"),
    ]  # fmt: skip


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(condition: str) -> None:
    trouble = trouble_of(condition, COLUMNS)
    if trouble is None:
        connection = duckdb.connect()
        connection.execute(
            "create table panel (region_code varchar, year int, group_paper varchar, dig double)"
        )
        lock_up(connection)
        connection.execute(f"select 1 from panel where ({condition}\n)")


def test_a_sample_that_the_values_do_not_admit_is_a_reason(
    models: duckdb.DuckDBPyConnection,
) -> None:
    add_model(models, "dig", sample="cast(year * 1e12 * dig as integer) > 0")
    data = read_data(models)
    (spec,) = read_models(models, data.known)
    found = build_frame(models, data, spec)
    assert isinstance(found, NoModel)
    assert found.reason == "sample_fails"


def test_a_locked_connection_reads_no_file(tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("x", encoding="utf-8")
    with duckdb.connect(str(tmp_path / "a.duckdb")) as connection:
        lock_up(connection, may_spill=True)
        connection.execute("create table t as select 1 as a")
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"select content from read_text('{secret}')")
        with pytest.raises(duckdb.Error):
            connection.execute("set enable_external_access = true")
