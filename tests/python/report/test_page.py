"""The page: self-contained, in both languages, and honest about what is not there."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from string import Formatter

import duckdb
import pytest
from report.release_maker import SEEDS, Options, make_release, written
from support import PROJECT

from tsi_warehouse.core.project import Study
from tsi_warehouse.core.warned import Warned
from tsi_warehouse.core.workers import one_worker
from tsi_warehouse.pipeline.building import keep_warnings
from tsi_warehouse.report.build import write_outputs
from tsi_warehouse.report.page import SECTIONS, write_page
from tsi_warehouse.report.snapshot import open_source
from tsi_warehouse.report.table import Number, number, p_number, printed
from tsi_warehouse.report.words import catalogue
from tsi_warehouse.study.results import write

WARNED = Warned("GATE-13", 5, "Values jump.", "数值跳变。", "jumps_are_explained")


def page(out: Path) -> str:
    return (out / "report" / "index.html").read_text(encoding="utf-8")


def test_page_is_one_small_file_that_asks_for_nothing(usual: tuple[Path, Path]) -> None:
    text = page(usual[1])
    assert len(text.encode()) < 5_000_000
    assert not re.findall(r'(?:src|href)="(?!#|data:)', text)
    assert "url(" not in text
    assert "default-src 'none'" in text


def test_every_section_is_there(usual: tuple[Path, Path]) -> None:
    text = page(usual[1])
    for name in SECTIONS:
        assert f'id="{name}"' in text


def test_every_picture_is_described_marked_and_has_its_data(usual: tuple[Path, Path]) -> None:
    text = page(usual[1])
    pictures = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(pictures) > 15
    for picture in pictures:
        assert 'role="img"' in picture
        assert re.search(r"<desc[^>]*>.{20,}?</desc>", picture, re.DOTALL)
        assert "模拟数据 SIMULATED" in picture
    figures = re.findall(r"<figure>.*?</figure>", text, re.DOTALL)
    assert all('href="data:text/csv;' in figure for figure in figures)


def test_estimates_are_drawn_wherever_a_study_was_run(usual: tuple[Path, Path]) -> None:
    text = page(usual[1])
    for name in ("coefficients", "conventions", "path", "curve"):
        assert f'aria-labelledby="fig-{name}-t' in text


def test_each_set_of_fixed_effects_has_its_panel_of_the_curve(usual: tuple[Path, Path]) -> None:
    found = re.search(r'<svg[^>]*"fig-curve-t.*?</svg>', page(usual[1]), re.DOTALL)
    assert found
    with duckdb.connect(str(usual[0]), read_only=True) as connection:
        panels = connection.execute(
            "select effects, count(*) from results.specification_curve"
            " where term in ('dig', 'lag(dig)', 'winsor(dig)') group by effects"
        ).fetchall()
    assert len(panels) == len(re.findall("Fixed effects: ", found[0])) == 2
    for _, n in panels:
        assert f">{n:,} specifications, median" in found[0]


def test_without_exports_there_is_no_answer_on_exports(tmp_path: Path) -> None:
    """Models of the mediators have Dig too; what it does to them is no answer."""
    text = page(written(tmp_path, Options(exports=False))[1])
    assert "goes with" not in text
    assert "cannot be judged" in text
    with duckdb.connect(str(tmp_path / "tsi.duckdb"), read_only=True) as connection:
        outcomes = connection.execute("select distinct outcome from results.models").fetchall()
    assert ("hum",) in outcomes


def test_an_interval_without_ends_is_shown_as_such(tmp_path: Path) -> None:
    """Not another convention's interval under the wild bootstrap's name."""
    database, _ = written(tmp_path, Options())
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "update results.estimates set ci_low = null, ci_high = null where vcov = 'wild'"
        )
        connection.execute(
            "insert into seeds.study_settings values ('table_inference', 'wild', '')"
        )
        connection.execute(
            "delete from seeds.study_settings where setting = 'table_inference' and value <> 'wild'"
        )
    study = Study(PROJECT, tmp_path / "raw", SEEDS, tmp_path / "warehouse", tmp_path)
    again = tmp_path / "again"
    with one_worker() as worker:
        write_outputs(database, again, study, worker)
        worker.wait()
    text = re.sub(r"<[^>]+>", " ", page(again)).replace("\N{NO-BREAK SPACE}", " ")
    assert "interval −∞ to ∞)" in text
    assert "wild cluster bootstrap interval [−∞, ∞]" in text


def test_real_data_are_not_marked_as_simulated(tmp_path: Path) -> None:
    text = page(written(tmp_path, Options(simulated=False, study=False))[1])
    assert "模拟数据 SIMULATED" not in text


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (Options(exports=False), "No export records"),
        (Options(index=False), "4 digital indicators are not in the index"),
        (Options(study=False), "The baseline model was not estimated"),
        (Options(exports=False, index=False, study=False), "No digital index"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_is_made(
    tmp_path: Path, options: Options, shown: str
) -> None:
    out = written(tmp_path, options)[1]
    assert shown in page(out)
    for name in (
        "tables/table_3_printed.docx",
        "stata/study_panel.dta",
        "r/tables_3_to_7.R",
        "excel/marts.xlsx",
        "codebook.md",
    ):
        assert (out / name).is_file(), name


def test_headings_never_skip_a_level(usual: tuple[Path, Path]) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])\b", page(usual[1]))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_both_languages_of_every_text_take_the_same_values() -> None:
    for key, text in catalogue().items():
        fields = [{name for _, name, _, _ in Formatter().parse(part) if name} for part in text]
        assert fields[0] == fields[1], key
        assert text.zh, key
        assert text.en, key


def test_a_p_value_is_never_shown_as_zero() -> None:
    shown = p_number(0.00004, form="square")
    assert shown is not None
    assert (shown.shown, shown.value) == ("[<0.001]", 0.00004)
    assert p_number(0.0123).shown == "0.012"  # type: ignore[union-attr]


def test_a_number_is_shown_rounded_and_kept_whole() -> None:
    shown = number(-0.33257)
    assert shown is not None
    assert (shown.shown, shown.value) == ("−0.3326", -0.33257)
    assert number(-0.00001).shown == "−1.0e−5"  # type: ignore[union-attr]
    assert number(-0.0).shown == "0.0000"  # type: ignore[union-attr]
    assert number(float("nan")) is None
    assert printed("(0.00920)".strip("()"), form="round") == Number(0.0092, "0.00920", "", "round")
    # A slip of the page, such as a blank inside a number, is shown as it is.
    assert printed("2.71 97", stars="*") == ("2.71 97*", "2.71 97*")


def test_warnings_and_accepted_losses_are_on_the_first_screen(tmp_path: Path) -> None:
    database = make_release(tmp_path / "tsi.duckdb")
    keep_warnings(database, [Warned("SEED-10", 2, "row 3 <b>", "第 3 行"), WARNED])
    with duckdb.connect(str(database)) as connection:
        release_id = connection.execute("select release_id from marts.release_info").fetchall()[0][
            0
        ]
        lost = {
            "release_id": release_id, "check_name": "no_raw_file_is_lost", "item": "a.csv",
            "cause_zh": "已不存在", "cause_en": "gone", "accepted_by": "Li Na: why",
        }  # fmt: skip
        write(connection, "losses", [lost, lost | {"release_id": "earlier", "item": "b.csv"}])
    with open_source(database) as source:
        write_page(source, [], [], PROJECT, tmp_path / "index.html")
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    first_screen = text[: text.index('<div class="cards">')]
    assert "GATE-13 jumps_are_explained 5; SEED-10 2" in first_screen
    assert "row 3 &lt;b&gt;" in first_screen
    assert "a.csv" in first_screen
    assert "b.csv" not in text, "what an earlier release lacked is not of this one"


def test_a_release_without_warnings_says_so(usual: tuple[Path, Path]) -> None:
    assert "The refresh gave no warning." in page(usual[1])
