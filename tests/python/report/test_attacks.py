"""Names that attack come out harmless in every format, and leave numbers alone."""

from __future__ import annotations

import csv
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from report.release_maker import HOSTILE

from tsi_warehouse.core.quoting import csv_cell, latex, visible
from tsi_warehouse.report.formats import docx, markdown
from tsi_warehouse.report.formats.delimited import grid
from tsi_warehouse.report.table import Head, Row, TableSpec, laid_out
from tsi_warehouse.report.words import same

BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
VOID = {"meta", "link", "img", "br", "input", "hr"}


class Elements(HTMLParser):
    """Elements that occur, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_page_runs_nothing_but_its_own_script(hostile: tuple[Path, Path]) -> None:
    text = (hostile[1] / "report" / "index.html").read_text(encoding="utf-8")
    parser = Elements()
    parser.feed(text)
    assert [tag for tag, _ in parser.seen].count("script") == 1
    assert not [
        tag for tag, _ in parser.seen if tag in ("img", "iframe", "object", "embed", "base")
    ]
    handlers = [
        name for _, attributes in parser.seen for name in attributes if name.startswith("on")
    ]
    assert handlers == []
    links = {str(attributes.get("href")) for tag, attributes in parser.seen if tag == "a"}
    assert all(link.startswith(("#", "data:text/csv;")) for link in links)
    assert "{{ 7*7 }}" in text
    assert not BIDI.search(text)


def test_page_shows_the_names_as_text(hostile: tuple[Path, Path]) -> None:
    text = (hostile[1] / "report" / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


@pytest.mark.parametrize(
    "place",
    [
        "csv/regions.csv",
        "csv/rejected_cells.csv",
        "r/study_panel.csv",
        "tables/audit.csv",
        "codebook.csv",
    ],
)
def test_no_csv_cell_begins_like_a_formula(hostile: tuple[Path, Path], place: str) -> None:
    with (hostile[1] / place).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            for value in row:
                is_number = re.fullmatch(r"-?\d+(\.\d+)?(e[-+]?\d+)?", value)
                assert is_number or not value.startswith(("=", "+", "-", "@")), value


def test_no_workbook_holds_a_formula_or_a_link(hostile: tuple[Path, Path]) -> None:
    books = [*(hostile[1] / "excel").glob("*.xlsx"), *(hostile[1] / "tables").glob("*.xlsx")]
    for book in books:
        with zipfile.ZipFile(book) as archive:
            for name in archive.namelist():
                if name.startswith("xl/worksheets/"):
                    text = archive.read(name).decode("utf-8")
                    assert "<f>" not in text
                    assert "hyperlink" not in text


def test_word_and_csv_and_markdown_keep_text_text(tmp_path: Path) -> None:
    spec = TableSpec(
        name="odd",
        number=same("Table X"),
        title=same(HOSTILE[0]),
        stub=same("name"),
        heads=((Head(same(HOSTILE[1])),),),
        body=tuple(Row(same(name), (laid_out(-1.25, "-1.2500", stars="**"),)) for name in HOSTILE),
        notes=(same(HOSTILE[8]),),
    )
    docx.write(spec, tmp_path / "odd.docx")
    import docx as python_docx

    table = python_docx.Document(str(tmp_path / "odd.docx")).tables[0]
    shown = [row.cells[0].text for row in table.rows[1:]]
    assert shown == [visible(name) for name in HOSTILE]
    assert {row.cells[1].text for row in table.rows[1:]} == {"−1.2500**"}
    assert {line[2] for line in grid(spec)[1:]} == {-1.25}
    assert "<script>" not in markdown.render(spec).replace("\\<", "")


def test_latex_shows_commands_as_text() -> None:
    assert latex("\\input{a} $x$ 50% #1 a_b ^ ~ & {}") == (
        r"\textbackslash{}input\{a\} \$x\$ 50\% \#1 a\_\allowbreak{}b \textasciicircum{} \textasciitilde{} \& \{\}"
    )
    assert latex("😀") == "{[}U+1F600{]}"
    assert latex("江苏 a") == r"\tsizh{江苏} a"


def test_numbers_are_never_neutralised() -> None:
    assert csv_cell(-1.5) == -1.5
    assert csv_cell(None) is None
    assert csv_cell("-1.5") == "'-1.5"
    assert csv_cell("=1") == "'=1"
    assert csv_cell("＝1") == "'＝1"
    assert csv_cell("a=1") == "a=1"
