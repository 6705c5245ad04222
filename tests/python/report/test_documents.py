"""The programs that people open the files with open them: LibreOffice, XeLaTeX and pdfLaTeX, R.

tests/install-debian.sh brings them; a test whose program is absent says so.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
#: Points by which a line may stick out of its margin; a reader sees no fewer.
TOLERANCE = 5.0
PACKAGES = r"\usepackage{booktabs,textcomp,array,longtable}"
CHINESE = {"xelatex": r"\usepackage[fontset=fandol]{ctex}", "pdflatex": ""}


def needs(program: str) -> None:
    """Skip where `program` is absent."""
    if shutil.which(program) is None:
        pytest.skip(f"needs {program} (tests/install-debian.sh)")


def run(folder: Path, *command: str) -> str:
    """What a program says; it must succeed."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, timeout=3600, check=False,
    )  # fmt: skip
    said = done.stdout.decode("utf-8", "replace")
    assert done.returncode == 0, said[-1500:] + done.stderr.decode("utf-8", "replace")[-1500:]
    return said


def latex(folder: Path, engine: str, name: str) -> str:
    """What the engine logs of one file, with no line wrapped."""
    run(
        folder,
        "env",
        "max_print_line=1000",
        engine,
        "-interaction=nonstopmode",
        "-halt-on-error",
        name,
    )
    return (folder / name).with_suffix(".log").read_text(encoding="utf-8", errors="replace")


def faults(log: str) -> list[str]:
    """Lines and pages that overflow, glyphs that are missing."""
    wide = [
        found[0]
        for found in re.finditer(r"Overfull \\[hv]box \(([\d.]+)pt too \w+\).*", log)
        if float(found[1]) > TOLERANCE
    ]
    return wide + re.findall(r"Float too large.*|Missing character:.*", log)


@pytest.mark.parametrize("engine", ["xelatex", "pdflatex"])
def test_every_latex_table_compiles_alone_within_its_margins(
    release: Path, tmp_path: Path, engine: str
) -> None:
    needs(engine)
    tables = [*sorted((release / "tables").glob("*.tex")), release / "codebook.tex"]
    assert len(tables) > 20
    for table in tables:
        shutil.copy(table, tmp_path)
        assert faults(latex(tmp_path, engine, table.name)) == [], table.name


def test_a_table_too_wide_is_noticed(tmp_path: Path) -> None:
    needs("pdflatex")
    row = " & ".join(["0.12345678"] * 30)
    (tmp_path / "wide.tex").write_text(
        rf"\documentclass{{article}}\begin{{document}}\begin{{tabular}}{{{'c' * 30}}}{row}\end{{tabular}}"
        r"\end{document}",
        encoding="utf-8",
    )
    assert faults(latex(tmp_path, "pdflatex", "wide.tex"))


@pytest.mark.parametrize("engine", ["xelatex", "pdflatex"])
@pytest.mark.parametrize("made", ["usual", "hostile"])
def test_latex_tables_compile_as_input_and_whatever_names_hold(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str, made: str
) -> None:
    needs(engine)
    out: Path = request.getfixturevalue(made)[1]
    tables = sorted((out / "tables").glob("*.tex"))
    for table in tables:
        shutil.copy(table, tmp_path)
    inputs = "".join(rf"\input{{{table.stem}}}\clearpage" for table in tables)
    (tmp_path / "whole.tex").write_text(
        rf"\documentclass{{article}}{PACKAGES}{CHINESE[engine]}"
        rf"\begin{{document}}{inputs}\end{{document}}",
        encoding="utf-8",
    )
    for name in ("weights.tex", "audit.tex", "whole.tex"):
        latex(tmp_path, engine, name)


def test_word_documents_open_in_libreoffice(
    release: Path, hostile: tuple[Path, Path], tmp_path: Path
) -> None:
    needs("soffice")
    for name, out in (("release", release), ("hostile", hostile[1])):
        folder = tmp_path / name
        run(
            tmp_path, "soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless", "--convert-to", "pdf", "--outdir", str(folder),
            str(out / "tables" / "all_tables.docx"),
        )  # fmt: skip
        assert (folder / "all_tables.pdf").stat().st_size > 10_000


def test_r_script_of_a_release_agrees_with_its_results(release: Path) -> None:
    needs("Rscript")
    said = run(release / "r", "Rscript", "--vanilla", "tables_3_to_7.R")
    agree, _, checked, _ = said.splitlines()[-1].split()
    assert agree == checked
    assert int(checked) > 400
