"""The simulated default: repeatable bytes, the warehouse's own index, effects that are there."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.simulate import build, draw, exports, lists, panel


def _witness():
    name = "simulate_witness"
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("witness.py"))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


witness = _witness()


def numpy_index(digital: dict) -> dict:
    """Dig of the printed digital indicators, without the warehouse."""
    filled = {
        name: panel.sample(build.with_filled_gaps(name, values)) for name, values in digital.items()
    }
    index = witness.entropy_index(filled)
    return {
        (build.CODES[place], year): round(float(index[row, column]), 6)
        for row, place in enumerate(panel.IN_SAMPLE)
        for column, year in enumerate(lists.WINDOW)
    }


@pytest.fixture(scope="module")
def simulation():
    return build.simulate(build.SEED, numpy_index, build.Truth())


def test_one_command_writes_the_committed_files_again(project: Path, tmp_path: Path):
    build.build(tmp_path / "raw")
    written = (tmp_path / "raw" / "SIMULATED").read_text(encoding="utf-8")
    assert written == (project / "raw" / "SIMULATED").read_text(encoding="utf-8")
    readme = (tmp_path / "raw" / "README.md").read_bytes()
    assert readme == (project / "raw" / "README.md").read_bytes()


def test_the_committed_files_are_those_that_the_list_names(project: Path, tmp_path: Path):
    listed = (project / "raw" / "SIMULATED").read_text(encoding="utf-8")
    for path in (project / "raw").rglob("*"):
        if path.is_file() and path.name not in ("SIMULATED", "README.md", ".gitattributes"):
            assert path.relative_to(project / "raw").as_posix() in listed
            copy = tmp_path / path.relative_to(project / "raw")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    build.write_hashes(tmp_path)
    assert (tmp_path / "SIMULATED").read_text(encoding="utf-8") == listed
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) < 3_000_000


def test_an_index_computed_without_the_warehouse_gives_the_same_bytes(
    project: Path, tmp_path: Path, simulation
):
    build.write(tmp_path, simulation, build.Truth())
    written = (tmp_path / "SIMULATED").read_text(encoding="utf-8")
    assert written == (project / "raw" / "SIMULATED").read_text(encoding="utf-8")


def test_the_written_exports_have_the_tsi_that_the_equation_wants(project: Path, simulation):
    codes = [row["industry_code"] for row in lists.read("industries")]
    values = np.zeros((31, 31, 12))
    for path in sorted((project / "raw" / "exports").glob("*.csv")):
        chinese = path.stem.endswith("2011")
        with path.open(encoding="gb18030" if chinese else "utf-8", newline="") as file:
            for region, year, industry, value, _ in list(csv.reader(file))[1:]:
                place = (
                    [lists.SHORT_NAMES[code] for code in build.CODES].index(region)
                    if chinese
                    else build.CODES.index(region)
                )
                values[place, codes.index(industry), int(year) - 2011] = float(value)
    assert (values > 0).all()
    pgdp = panel.sample(simulation.economy.pgdp)
    computed = witness.tsi(values[panel.IN_SAMPLE], pgdp)
    np.testing.assert_allclose(computed, simulation.tsi, rtol=1e-6)
    # Within a year all TSI add up to all GDP per capita, and lie in its range.
    np.testing.assert_allclose(computed.sum(axis=0), pgdp.sum(axis=0), rtol=1e-12)
    assert (computed > pgdp.min(axis=0)).all()
    assert (computed < pgdp.max(axis=0)).all()


def estimates(mediators, controls, dig, log_tsi):
    """Two-way estimates of equations (1) to (3), one mediator a time: value, error, truth."""
    truth = build.Truth()
    x = [panel.sample(controls[name]) for name in draw.CONTROLS]
    found = {}
    beta, error = witness.two_way(log_tsi, [dig, *x])
    found["total"] = beta[0], error[0], truth.total
    for place, name in enumerate(draw.MEDIATORS):
        mediator = panel.sample(mediators[name])
        beta, error = witness.two_way(mediator, [dig, *x])
        found[f"a {name}"] = beta[0], error[0], truth.on_mediator[place]
        beta, error = witness.two_way(log_tsi, [dig, mediator, *x])
        found[f"b {name}"] = beta[1], error[1], truth.of_mediator[place]
        found[f"direct {name}"] = beta[0], error[0], truth.total - truth.indirect[place]
    return found


def test_known_effects_come_back_within_sampling_error_over_many_seeds(simulation):
    """One draw may miss; the mean over 60 draws may not (4 standard errors of the mean)."""
    dig = panel.sample(simulation.dig)
    controls = simulation.economy.controls()
    draws: dict[str, list[tuple[float, float, float]]] = {}
    for seed in range(60):
        chance = draw.generator(seed)
        truth = build.Truth()
        mediators = draw.draw_mediators(chance, simulation.dig, truth)
        wanted = panel.wanted_log_tsi(chance, simulation.dig, mediators, controls, truth)
        log_tsi = np.log(exports.targets(wanted, panel.sample(simulation.economy.pgdp)))
        for name, result in estimates(mediators, controls, dig, log_tsi).items():
            draws.setdefault(name, []).append(result)
    for name, results in draws.items():
        values = np.array([value for value, _, _ in results])
        truth = results[0][2]
        spread = values.std(ddof=1) / np.sqrt(len(values))
        assert abs(values.mean() - truth) < 4 * spread, (name, values.mean(), truth, spread)


def test_the_shipped_draw_lies_within_three_errors_of_its_truth(simulation):
    found = estimates(
        simulation.mediators,
        simulation.economy.controls(),
        panel.sample(simulation.dig),
        np.log(simulation.tsi),
    )
    for name, (value, error, truth) in found.items():
        # Errors clustered on 30 regions are a little small; the spread over seeds is the judge.
        assert abs(value - truth) < 3.5 * error, (name, value, error, truth)


def test_truth_file_says_what_was_put_in(project: Path):
    with (project / "raw" / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    values = {
        (row["study_table"], row["column_no"], row["term"], row["effect"]): float(row["true_value"])
        for row in rows
    }
    assert values["3", "5", "dig", "coefficient"] == pytest.approx(0.25)
    for first, second, name in (("1", "2", "hum"), ("3", "4", "upd"), ("5", "6", "cre")):
        indirect = (
            values["4", first, "dig", "coefficient"] * values["4", second, name, "coefficient"]
        )
        assert values["4", second, name, "indirect"] == pytest.approx(indirect)
        direct = values["4", second, "dig", "coefficient"]
        assert values["4", second, name, "direct"] == pytest.approx(direct)
        assert values["4", second, name, "total"] == pytest.approx(direct + indirect)


def test_a_tsi_outside_the_range_of_prody_is_refused():
    base = np.array([[2.0, 1.0], [1.0, 2.0]])
    with pytest.raises(exports.NoSuchShares):
        exports.solve(base, np.array([10.0, 100.0]), np.array([50.0, 60.0]), rounds=200)


def test_gaps_lie_between_reported_years():
    for indicator, gaps in build.GAPS.items():
        for code, year in gaps:
            assert lists.YEARS[0] < year < lists.YEARS[-1], (indicator, code)


def test_simulated_files_never_replace_others(tmp_path: Path):
    mine = tmp_path / "mine.csv"
    mine.write_text("地区,年份,GDP_亿元\n北京,2020,1\n", encoding="utf-8")
    with pytest.raises(TsiError, match="SIM-02"):
        build.clear(tmp_path)
    assert mine.read_text(encoding="utf-8").startswith("地区")


def test_the_readme_names_every_kind_of_file(project: Path):
    readme = (project / "raw" / "README.md").read_text(encoding="utf-8")
    assert "SIMULATED" in readme
    listed = (project / "raw" / "SIMULATED").read_text(encoding="utf-8").splitlines()
    patterns = [
        re.compile(re.escape(name).replace(r"\*", ".*"))
        for name in re.findall(r"^\| (\S*\.\w+|\S+ \(\d+\)-\(\d+\)\.csv) \|", readme, re.MULTILINE)
    ]
    for line in listed:
        name = line[66:]
        if name.startswith("bureau/"):
            assert "bureau/分省年度数据_模拟" in readme
        else:
            assert any(pattern.fullmatch(name) for pattern in patterns), name


def test_the_worked_example_of_the_methodology_page_is_the_data_as_shipped(
    project: Path, simulation
):
    page = (project / "docs" / "methodology" / "simulated_default.md").read_text(encoding="utf-8")
    guangdong = panel.sample(simulation.dig)[
        [build.CODES[place] for place in panel.IN_SAMPLE].index("440000")
    ]
    first, last = (f"{value:.2f}".lstrip("0") for value in (guangdong[0], guangdong[-1]))
    assert f"Guangdong's Dig rises from {first} to {last}" in page


def test_without_year_effects_dig_takes_credit_for_the_common_trend(simulation):
    """The variant 'differenced': region effects, Dig in levels, controls in first differences."""

    def within(values):
        return (values - values.mean(axis=1, keepdims=True)).ravel()

    controls = simulation.economy.controls()
    columns = [panel.sample(simulation.dig)[:, 1:]]
    columns += [np.diff(panel.sample(controls[name]), axis=1) for name in draw.CONTROLS]
    regressors = np.stack([within(column) for column in columns], axis=1)
    outcome = within(np.log(simulation.tsi)[:, 1:])
    beta = np.linalg.lstsq(regressors, outcome, rcond=None)[0]
    assert beta[0] == pytest.approx(2.9, abs=0.1)
