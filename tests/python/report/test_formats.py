"""The same numbers in every format, and every format one that its program reads."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import duckdb
import numpy as np
import pytest

from panelstats.effects import Effects
from tsi_warehouse.report import programs
from tsi_warehouse.report.replica import Regressor, Replica, ReplicaModel
from tsi_warehouse.report.source import Release
from tsi_warehouse.report.terminal import render_tables

TABLES = ("table_3_equation", "table_3_differenced", "table_4_equation", "table_5_equation")
#: Lines below the coefficients.
FOOT = ("R²", "textsuperscript", "Observations", "观测数", "Regions", "地区数")
_CELL = re.compile(r"[(\[]?<?-?\d+\.\d+(e-?\d+)?[)\]]?\*{0,3}†?")


def expected(database: Path, name: str) -> list[str]:
    """Coefficients with marks and what their brackets hold, as results.shown_estimates has them."""
    _, study_table, variant = name.split("_")
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select coefficient_text || stars || dagger, bracket_text from results.shown_estimates"
            " where study_table = ? and variant = ?",
            [study_table, variant],
        ).fetchall()
    return sorted(cell for row in rows for cell in row)


def from_docx(out: Path, name: str) -> Iterator[list[str]]:
    import docx

    document = docx.Document(str(out / "tables" / f"{name}.docx"))
    for row in document.tables[0].rows:
        yield [cell.text for cell in row.cells]


def from_markdown(out: Path, name: str) -> Iterator[list[str]]:
    for line in (out / "tables" / f"{name}.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("|"):
            yield [cell.strip().replace("\\", "") for cell in line.strip("|").split("|")]


def from_tex(out: Path, name: str) -> Iterator[list[str]]:
    text = (out / "tables" / f"{name}.tex").read_text(encoding="utf-8")
    for line in text.partition(r"\midrule")[2].splitlines():
        cells = line.removesuffix(r" \\").replace(r"\dagger", "†").split(" & ")
        yield [re.sub(r"[{}$^]|\\tsizh", "", cell) for cell in cells]


def from_xlsx(out: Path, name: str) -> Iterator[list[str]]:
    import openpyxl

    sheet = openpyxl.load_workbook(out / "tables" / f"{name}.xlsx").active
    for row in sheet.iter_rows():
        yield [
            as_excel_shows(cell.value, cell.number_format)
            if isinstance(cell.value, int | float)
            else str(cell.value or "")
            for cell in row
        ]


def as_excel_shows(value: float, number_format: str) -> str:
    """A number in a format of one section for what is positive and one for what is negative."""
    section = number_format.split(";")[value < 0]
    if not (digits := re.search(r'(?:^|")(0(?:\.0+)?)(?:"|$)', section)):
        return section.replace('"', "")
    unit = Decimal(1).scaleb(-len(digits[1].partition(".")[2]))
    rounded = abs(Decimal(f"{value:.15g}")).quantize(unit, ROUND_HALF_UP)
    before, after = section[: digits.start(1)], section[digits.end(1) :]
    return f"{before}{rounded:f}{after}".replace('"', "")


class Tables(HTMLParser):
    """Rows of the table with one id."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name, self.inside, self.rows = name, False, list[list[str]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.inside = dict(attrs).get("id") == f"t-{self.name}"
        elif tag == "tr" and self.inside:
            self.rows.append([])
        elif tag in ("td", "th") and self.inside:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "table":
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def from_html(out: Path, name: str) -> Iterator[list[str]]:
    parser = Tables(name)
    parser.feed((out / "report" / "index.html").read_text(encoding="utf-8"))
    yield from parser.rows


def from_terminal(out: Path, name: str) -> Iterator[list[str]]:
    _, study_table, variant = name.split("_")
    with duckdb.connect(str(out.parent / "tsi.duckdb"), read_only=True) as connection:
        text = render_tables(connection, width=1_000, variants=[variant])
    block = text.partition(f"Table {study_table} ")[2].partition("\nTable ")[0]
    for line in block.splitlines():
        yield line.split()


READERS: dict[str, Callable[[Path, str], Iterator[list[str]]]] = {
    "docx": from_docx,
    "md": from_markdown,
    "tex": from_tex,
    "xlsx": from_xlsx,
    "html": from_html,
    "terminal": from_terminal,
}


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("name", TABLES)
def test_every_format_shows_the_cells_of_the_view(
    usual: tuple[Path, Path], name: str, kind: str
) -> None:
    database, out = usual
    found = []
    for label, *cells in filter(None, READERS[kind](out, name)):
        if not any(word in label for word in FOOT):
            # In a terminal a line of brackets has no label.
            shown = (cell.strip().replace("−", "-") for cell in (label, *cells))
            found += [cell for cell in shown if _CELL.fullmatch(cell)]
    if kind == "terminal":
        found = list((Counter(found) & Counter(expected(database, name))).elements())
    assert sorted(found) == expected(database, name)


@pytest.mark.parametrize("kind", ["md", "tex", "csv", "xlsx", "html"])
def test_every_table_of_a_release_shows_the_same_numbers_in_every_format(
    release: Path, kind: str
) -> None:
    names = sorted(path.stem for path in (release / "tables").glob("*.csv"))
    assert len(names) > 20
    page = (release / "report" / "index.html").read_text(encoding="utf-8")
    for name in names:
        if kind == "html" and f'id="t-{name}"' not in page:
            # The page divides this one by verdict.
            assert name == "audit"
            continue
        shown = [number for row in from_docx(release, name) for number in numbers(row)]
        if kind == "csv":
            assert agrees(shown, csv_values(release, name)), name
        elif kind == "xlsx":
            assert agrees(shown, xlsx_values(release, name)), name
        else:
            found = [number for row in READERS[kind](release, name) for number in numbers(row)]
            assert found == shown, name


def test_agreement_is_noticed_when_a_digit_is_wrong() -> None:
    assert agrees(["0.1235***", "(0.0100)", "[<0.001]"], [0.12349, 0.01, 0.00004])
    assert not agrees(["0.1236***", "(0.0100)", "[<0.001]"], [0.12349, 0.01, 0.00004])
    assert not agrees(["[<0.001]"], [0.002])
    assert agrees(["-7.6e-19***†"], [-7.63e-19])
    assert not agrees(["-7.6e-19***†"], [-7.73e-19])
    assert not agrees(["0.1235"], [0.1235, 0.2])


_SHOWN = re.compile(r"([\[(]?)(<?)(-?\d+(?:\.\d+)?(?:e-?\d+)?)([\])]?)(\*{0,3}†?)")


def numbers(cells: list[str]) -> list[str]:
    """The cells after the first that hold a number and nothing else."""
    shown = (cell.strip().replace("−", "-") for cell in cells[1:])
    # A column's head, such as (5), is a number too.
    return [cell for cell in shown if _SHOWN.fullmatch(cell) and not re.fullmatch(r"\(\d+\)", cell)]


def agrees(shown: list[str], values: list[float]) -> bool:
    """Whether each number is the value next to it, rounded to the digits it shows."""
    if len(shown) != len(values):
        return False
    for text, value in zip(shown, values, strict=True):
        found = _SHOWN.fullmatch(text)
        assert found is not None
        bound = float(found[3])
        mantissa, _, power = found[3].partition("e")
        half = 0.5001 * 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
        if not (0 <= value < bound if found[2] else abs(value - bound) <= half):
            return False
    return True


def csv_values(out: Path, name: str) -> list[float]:
    """Numbers of a table's CSV, line by line; stars and texts left out."""
    with (out / "tables" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        _, *rows = csv.reader(file)
    cells = (cell.lstrip("'") for row in rows for cell in row[2:])
    return [float(cell) for cell in cells if re.fullmatch(r"-?\d+(\.\d+)?(e[-+]?\d+)?", cell)]


def xlsx_values(out: Path, name: str) -> list[float]:
    """Numbers of a table's workbook, line by line, and texts that are one."""
    import openpyxl

    sheet = openpyxl.load_workbook(out / "tables" / f"{name}.xlsx").active
    cells = [cell for row in sheet.iter_rows(min_col=2, values_only=True) for cell in row]
    texts = (str(cell) for cell in cells if cell is not None)
    return [float(text) for text in texts if re.fullmatch(r"-?\d+(\.\d+)?(e[-+]?\d+)?", text)]


def test_robustness_is_one_table_with_each_variants_own_form_of_a_variable(
    usual: tuple[Path, Path],
) -> None:
    database, out = usual
    rows = list(from_docx(out, "table_3_robustness"))
    assert [text.split()[-1] for text in rows[0][1:]] == ["Baseline", "Dig", "Winsorised"]
    with duckdb.connect(str(database), read_only=True) as connection:
        wanted = dict(
            connection.execute(
                "select variant || ' ' || term, coefficient_text from results.shown_estimates"
                " where study_table = '3' and column_no = 5"
            ).fetchall()
        )
    dig = next(row for row in rows if row[0] == "Dig")
    own = ("equation dig", "robust_lagged_dig lag(dig)", "robust_winsorised winsor(dig)")
    for shown, name in zip(dig[1:], own, strict=True):
        assert shown.replace("−", "-").rstrip("*†") == wanted[name]
    assert not list((out / "tables").glob("*robust_*"))


def test_printed_tables_keep_what_the_paper_prints(usual: tuple[Path, Path]) -> None:
    rows = list(from_docx(usual[1], "table_3_printed"))
    assert ["", "", "(0.00920)", "(0.0938)", "(0.0920)", "(0.0936)"] in rows
    assert any(row[3] == "2.7197**" for row in rows)


def test_workbook_of_marts_reads_back_with_codes_as_text(usual: tuple[Path, Path]) -> None:
    import openpyxl

    database, out = usual
    sheet = openpyxl.load_workbook(out / "excel" / "marts.xlsx")["digital_index"]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][0] == "region_code"
    with duckdb.connect(str(database), read_only=True) as connection:
        wanted = connection.execute("select * from marts.digital_index order by all").fetchall()
    # Workbooks keep 16 digits.
    assert [row[:2] for row in rows[2:]] == [row[:2] for row in wanted]
    assert [row[2] for row in rows[2:]] == pytest.approx([row[2] for row in wanted], rel=1e-14)
    assert isinstance(rows[2][0], str)
    assert sheet.freeze_panes == "A3"


def test_csv_of_a_mart_reads_back_equal(usual: tuple[Path, Path]) -> None:
    database, out = usual
    path = out / "csv" / "study_panel.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with duckdb.connect(str(database), read_only=True) as connection:
        wanted = connection.execute(
            "select region_code, year, dig from marts.study_panel order by all"
        ).fetchall()
    with path.open(encoding="utf-8-sig", newline="") as file:
        found = [
            (row["region_code"], int(row["year"]), float(row["dig"]))
            for row in csv.DictReader(file)
        ]
    assert found == wanted


def test_stata_file_reads_back_equal_with_labels_in_both_languages(
    usual: tuple[Path, Path],
) -> None:
    import pandas

    database, out = usual
    path = out / "stata" / "study_panel.dta"
    assert path.read_bytes().startswith(b"<stata_dta><header><release>118</release>")
    with pandas.io.stata.StataReader(path) as reader:
        frame = reader.read(convert_categoricals=False)
        labels = reader.variable_labels()
        regions = reader.value_labels()["region_id"]
    with duckdb.connect(str(database), read_only=True) as connection:
        wanted = connection.execute(
            "select region_code, year, ln_tsi, dig, lnpgdp from marts.study_panel"
            " order by region_code, year"
        ).fetchall()
    names = ["region_code", "year", "ln_tsi", "dig", "lnpgdp"]
    assert [tuple(row) for row in frame[names].itertuples(index=False)] == wanted
    assert labels["dig"] == "数字技术指数（熵权法） Digital technology index (entropy weights)"
    assert regions[1] == "地区0"


def test_do_file_checks_every_model_and_says_it_was_not_run(usual: tuple[Path, Path]) -> None:
    database, out = usual
    text = (out / "stata" / "tables_3_to_7.do").read_text(encoding="utf-8")
    assert "NOT RUN IN STATA HERE" in text
    assert "xtreg ln_tsi dig D.lnpgdp D.lnfcl D.open D.lnsci if sample_1 == 1, fe\n" in text
    assert text.rstrip().endswith("assert scalar(n_agree) == scalar(n_checked)")
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select coefficient, std_error from results.estimates"
            " where vcov in ('conventional', 'xtreg') and term <> '_cons'"
            " and variant in ('equation', 'differenced')"
        ).fetchall()
    for coefficient, error in rows:
        assert f"] {coefficient:.15g} {error:.15g}\n" in text
        assert f"] {error:.15g} {error:.15g}\n" in text


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_r_script_gives_the_numbers_of_results(usual: tuple[Path, Path]) -> None:
    done = subprocess.run(
        ["Rscript", "--vanilla", "tables_3_to_7.R"],
        cwd=usual[1] / "r",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    agree, _, checked, _ = done.stdout.splitlines()[-1].split()
    assert agree == checked
    assert int(checked) > 100


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
@pytest.mark.parametrize(("share", "agrees"), [(1.0, True), (0.5, False)])
def test_r_script_judges_a_tiny_coefficient_by_its_own_size(
    tmp_path: Path, share: float, agrees: bool
) -> None:
    """y on x in units of 1e-15: half the coefficient must not pass because both are small."""
    years, regions = range(2011, 2015), range(1, 7)
    x = [(7 * region * year) % 11 * 1e15 for region in regions for year in years]
    y = [value * 3e-15 + (place * place) % 5 for place, value in enumerate(x)]
    columns = {
        "region_code": [f"{region:06d}" for region in regions for _ in years],
        "year": [year for _ in regions for year in years],
        "y": y,
        "x": x,
    }
    centred = np.array(x).reshape(6, 4) - np.array(x).reshape(6, 4).mean(axis=1, keepdims=True)
    slope = float(np.sum(centred * np.array(y).reshape(6, 4)) / np.sum(centred**2))
    residual = np.array(y).reshape(6, 4) - slope * centred
    residual -= residual.mean(axis=1, keepdims=True)
    error = float(np.sqrt(np.sum(residual**2) / (24 - 7) / np.sum(centred**2)))
    model = ReplicaModel(
        *("3", 1, "equation", Regressor("y"), (Regressor("x"),), Effects.REGION, ""),
        shown="conventional",
        expected={"conventional": [(share * slope, error)]},
    )
    release = SimpleNamespace(release_id="test", is_simulated=False)
    programs.write_r(Replica(columns, {}, (model,), {}), cast(Release, release), tmp_path)
    done = subprocess.run(
        ["Rscript", "--vanilla", programs.R_SCRIPT], cwd=tmp_path, capture_output=True, check=False
    )
    assert (done.returncode == 0) is agrees, done.stdout.decode() + done.stderr.decode()


def test_codebook_names_unit_source_and_filling(usual: tuple[Path, Path]) -> None:
    with (usual[1] / "codebook.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row[0]: row for row in csv.reader(file)}
    assert rows["dig"][2:5] == [
        "数字技术指数（熵权法） Digital technology index (entropy weights)",
        "0–1 0-1",
        "table.csv",
    ]
    assert float(rows["dig"][-1]) > 0
