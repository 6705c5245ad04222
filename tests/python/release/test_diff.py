"""Two releases side by side: what moved is shown, what did not is not."""

from __future__ import annotations

import shutil

import pytest

from tsi_warehouse.release.diff import diff_releases
from tsi_warehouse.release.releases import find_release

OLD, NEW = "20261101T000000Z-aaaaaaaa", "20261102T000000Z-bbbbbbbb"


@pytest.fixture
def compare(warehouse, write_release):
    """The differences between releases of these tables, as rows by subject."""

    def compare_tables(old, new, old_raw=None, new_raw=None):
        shutil.rmtree(warehouse, ignore_errors=True)
        write_release(OLD, old, old_raw)
        write_release(NEW, new, new_raw)
        moved = diff_releases(find_release(warehouse, OLD), find_release(warehouse, NEW))
        return {each.name: each.rows.to_pylist() for each in moved}

    return compare_tables


def weights(*rows):
    values = ", ".join(f"('{name}', {weight}::double)" for name, weight in rows)
    return {"digital_weights": f"select * from (values {values}) as t(indicator_id, weight)"}


def test_equal_releases_do_not_differ(compare):
    assert compare(weights(("a", 0.5)), weights(("a", 0.5))) == {}


def test_the_last_bits_are_no_difference(compare):
    assert compare(weights(("a", 0.3)), weights(("a", "0.1 + 0.2"))) == {}


def test_files_that_changed_came_and_went(compare):
    found = compare({}, {}, {"a.csv": "1", "b: c.csv": "1"}, {"a.csv": "2", "d.csv": "1"})
    assert found == {
        "files": [
            {"kind": "raw", "file": "a.csv", "verdict": "changed"},
            {"kind": "raw", "file": "b: c.csv", "verdict": "gone"},
            {"kind": "raw", "file": "d.csv", "verdict": "new"},
        ]
    }


def test_a_weight_that_moved_and_rows_on_one_side(compare):
    found = compare(weights(("a", 0.5), ("b", 0.5)), weights(("a", 0.75), ("c", "null")))
    assert found == {
        "weights": [
            {
                "indicator_id": "a",
                "weight_before": 0.5,
                "weight_after": 0.75,
                "weight_change": 0.25,
            },
            {
                "indicator_id": "b",
                "weight_before": 0.5,
                "weight_after": None,
                "weight_change": None,
            },
            {
                "indicator_id": "c",
                "weight_before": None,
                "weight_after": None,
                "weight_change": None,
            },
        ]
    }


def test_a_value_that_vanished_is_a_difference(compare):
    found = compare(weights(("a", 0.5)), weights(("a", "null")))
    assert [row["weight_after"] for row in found["weights"]] == [None]


def test_how_a_cell_was_filled_is_a_difference(compare):
    def cell(method):
        return {
            "region_indicators": f"select 'gdp' as indicator_id, '11' as region_code, "
            f"2011 as year, 1.0::double as value, '{method}' as fill_method"
        }

    found = compare(cell("reported"), cell("interpolated"))
    assert [row["fill_method_after"] for row in found["cells"]] == ["interpolated"]


def test_ranks_of_tsi_are_those_among_all_industries(compare):
    def tsi(second):
        return {
            "region_tsi": "select * from (values ('11', 'all', 9.0::double), "
            f"('12', 'all', {second}::double), ('12', 'labour', 99.0::double)) "
            "as t(region_code, factor_intensity, tsi), (select 2011 as year)"
        }

    found = compare(tsi(8.0), tsi(10.0))["tsi_ranks"]
    ranks = [(row["rank_in_year_before"], row["rank_in_year_after"]) for row in found]
    assert [row["region_code"] for row in found] == ["11", "12"]
    assert ranks == [(1, 2), (2, 1)]


def test_stars_that_go_while_the_coefficient_stays(compare):
    def estimate(p_value):
        return {
            "results/estimates": "select '3' as study_table, 1 as column_no, "
            "'equation' as variant, 'ln_tsi' as outcome, 'dig' as term, 'conventional' as vcov, "
            "0.5::double as coefficient, 0.1::double as std_error, "
            f"{p_value}::double as p_value"
        }

    found = compare(estimate(0.049), estimate(0.051))
    assert [(row["stars_before"], row["stars_after"]) for row in found["stars"]] == [("**", "*")]
    assert [row["coefficient_change"] for row in found["coefficients"]] == [0.0]
    assert "stars" not in compare(estimate(0.02), estimate(0.03))


def test_a_table_of_another_shape_is_reported_by_its_rows(compare):
    other = {"digital_weights": "select 'a' as indicator from range(3)"}
    found = compare(weights(("a", 0.5)), other)
    assert found == {
        "rows": [{"table": "marts.digital_weights", "rows_before": 1, "rows_after": 3}]
    }
