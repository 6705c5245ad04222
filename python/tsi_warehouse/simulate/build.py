"""Write the simulated raw/ in two passes, since Dig must be the index the warehouse computes."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tsi_warehouse.core.errors import TsiError
from tsi_warehouse.simulate import draw, exports, files, panel
from tsi_warehouse.simulate.draw import Truth
from tsi_warehouse.simulate.lists import CODES, GAPS, YEARS, Array

SEED = 20241
Index = Callable[[Path, Path], dict[tuple[str, int], float]]


@dataclass(frozen=True)
class Simulation:
    """All that is written: indicators over YEARS, exports over the window, TSI as wanted."""

    digital: dict[str, Array]
    economy: draw.Economy
    dig: Array
    mediators: dict[str, Array]
    schooling: dict[str, Array]
    value_added: tuple[Array, Array]
    tsi: Array
    exports: Array
    instrument: draw.Instrument


def chances(seed: int) -> tuple[np.random.Generator, np.random.Generator, np.random.Generator]:
    """Chance for what comes before the index, for what comes after it, and for the instrument."""
    before, after, instrument = (
        np.random.Generator(np.random.PCG64(part)) for part in np.random.SeedSequence(seed).spawn(3)
    )
    return before, after, instrument


def with_filled_gaps(indicator: str, values: Array) -> Array:
    """Values with their gaps filled on a straight line, as the warehouse will fill them."""
    filled = values.copy()
    for code in {code for code, _ in GAPS.get(indicator, [])}:
        row = CODES.index(code)
        known = [place for place, year in enumerate(YEARS) if (code, year) not in GAPS[indicator]]
        filled[row] = np.interp(np.arange(len(YEARS)), known, values[row, known])
    return filled


def simulate(
    seed: int, index: Callable[[dict[str, Array]], dict[tuple[str, int], float]], truth: Truth
) -> Simulation:
    """Draw the whole default input; `index` computes Dig from the digital indicators as printed."""
    before, after, instrument_chance = chances(seed)
    digital = draw.draw_digital(before)
    economy = draw.draw_economy(before)
    dig = panel.over_all_years(index(digital))
    drawn = draw.draw_mediators(after, dig, truth)
    persons = survey_persons(economy)
    schooling = draw.schooling_counts(drawn["hum"], persons)
    value_added = sectors(drawn["upd"], economy.gdp)
    # What the warehouse makes of the printed numbers, not what was drawn, goes into TSI.
    mediators = {
        "hum": draw.years_of_schooling(schooling),
        "upd": value_added[1] / value_added[0],
        "cre": np.round(drawn["cre"], 4),
    }
    controls = economy.controls()
    controls["lnfcl"] = np.log(with_filled_gaps("fdi", economy.fdi))
    log_tsi = panel.wanted_log_tsi(after, dig, mediators, controls, truth)
    tsi = exports.targets(log_tsi, panel.sample(economy.pgdp))
    return Simulation(
        digital=digital,
        economy=economy,
        dig=dig,
        mediators=mediators,
        schooling=schooling,
        value_added=value_added,
        tsi=tsi,
        exports=panel.export_values(after, tsi, economy),
        instrument=draw.draw_instrument(instrument_chance),
    )


def survey_persons(economy: draw.Economy) -> Array:
    """Persons aged 6 and over in the sample survey: 1 per mille, in 2015 1 percent."""
    rate = np.array([0.01 if year == 2015 else 0.001 for year in YEARS])
    return np.asarray(np.round(economy.population * 10000 * 0.93 * rate[None, :]))


def sectors(upd: Array, gdp: Array) -> tuple[Array, Array]:
    """Secondary and tertiary value added in the ratio `upd`; the primary sector takes 8 percent."""
    secondary = np.round(0.92 * gdp / (1 + upd), 5)
    tertiary = np.round(secondary * upd, 5)
    return secondary, tertiary


def write(raw: Path, simulation: Simulation, truth: Truth) -> None:
    """All files of raw/."""
    economy = simulation.economy
    secondary, tertiary = simulation.value_added
    series = {
        **simulation.digital,
        **{f"attainment_{kind}": counts for kind, counts in simulation.schooling.items()},
        "internet_users": simulation.instrument.users,
        "gdp": economy.gdp,
        "value_added_secondary": secondary,
        "value_added_tertiary": tertiary,
        "science_expenditure": economy.science,
    }
    files.write_series(raw, series)
    files.write_panel(raw, economy, simulation.mediators["cre"])
    files.write_wide(raw, economy, secondary, tertiary)
    files.write_instrument(raw, simulation.instrument)
    files.write_exports(raw, simulation.exports)
    files.write_truth(raw, truth)
    readme = (Path(__file__).with_name("raw_readme.md")).read_text(encoding="utf-8")
    (raw / "README.md").write_text(readme, encoding="utf-8", newline="\n")
    write_hashes(raw)


def write_hashes(raw: Path) -> None:
    """SIMULATED: the SHA-256 of every simulated file, as sha256sum prints it."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(raw).as_posix()}"
        for path in raw.rglob("*")
        if path.is_file() and path.name not in ("SIMULATED", "README.md")
    ]
    ordered = sorted(lines, key=lambda line: line[66:])
    (raw / "SIMULATED").write_text("\n".join(ordered) + "\n", encoding="utf-8", newline="\n")


def index_of_warehouse(index: Index, scratch: Path) -> Callable[
    [dict[str, Array]], dict[tuple[str, int], float]
]:  # fmt: skip
    """Dig of digital indicators, by writing them as raw files and asking the warehouse."""

    def of(digital: dict[str, Array]) -> dict[tuple[str, int], float]:
        raw = scratch / "raw"
        files.write_series(raw, digital)
        return index(raw, scratch)

    return of


def clear(out: Path) -> None:
    """Take away what an earlier run wrote, and nothing else.

    Raises
    ------
    TsiError : SIM-02 where the folder holds a file that no earlier run wrote
    """
    if not out.is_dir():
        return
    listed = out / "SIMULATED"
    ours = {"SIMULATED", "README.md"}
    if listed.is_file():
        ours |= {line[66:] for line in listed.read_text(encoding="utf-8").splitlines()}
    found = [
        path for path in sorted(out.rglob("*")) if path.is_file() and not path.name.startswith(".")
    ]
    foreign = [path for path in found if path.relative_to(out).as_posix() not in ours]
    if foreign:
        raise TsiError(
            "SIM-02",
            en=f"{foreign[0]} was not written by this command, and simulated files are never mixed with "
            "others. Choose another folder with --out.",
            zh=f"{foreign[0]} 不是本命令写出的文件；模拟文件不与其他文件放在一起。"
            "请用 --out 另选文件夹。",
        )
    for path in found:
        path.unlink()
    for folder in sorted((path for path in out.rglob("*") if path.is_dir()), reverse=True):
        folder.rmdir()


def build(out: Path, seed: int = SEED, index: Index | None = None) -> None:
    """Write the whole simulated input into `out`, replacing an earlier one.

    Everything is written aside first, so that a failure leaves the earlier files as they were.
    """
    if index is None:
        from tsi_warehouse.simulate.index import digital_index

        index = digital_index
    truth = Truth()
    with tempfile.TemporaryDirectory(prefix="tsi-simulate-") as folder:
        scratch = Path(folder)
        simulation = simulate(seed, index_of_warehouse(index, scratch / "index"), truth)
        ready = scratch / "ready"
        ready.mkdir()
        write(ready, simulation, truth)
        clear(out)
        shutil.copytree(ready, out, dirs_exist_ok=True)
