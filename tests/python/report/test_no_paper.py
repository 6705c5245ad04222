"""A study without printed tables of its own shows no trace of a paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import duckdb
import pytest
from report.release_maker import Options, written

from tsi_warehouse.report.source import Source
from tsi_warehouse.report.study_tables import study_tables
from tsi_warehouse.report.terminal import render_tables

TRACES = re.compile(r"\b(the|this) paper\b|\bprints\b|printed numbers|论文|照录", re.IGNORECASE)


@pytest.mark.parametrize("whose", ["another", "none"])
def test_a_study_whose_printed_tables_are_anothers_or_absent_shows_no_trace_of_a_paper(
    tmp_path: Path, whose: Literal["another", "none"]
) -> None:
    database, out = written(tmp_path, Options(paper=whose))

    with duckdb.connect(str(database), read_only=True) as connection:
        tables = study_tables(Source(connection))
        terminal = {lang: render_tables(connection, lang=lang, width=400) for lang in ("zh", "en")}
        replicated = connection.execute("select count(*) from results.replication").fetchone()
    page = (out / "report" / "index.html").read_text(encoding="utf-8")

    assert replicated == (0,)
    assert tables
    assert not any(table.is_printed for table in tables)
    assert not [text for text in terminal.values() if TRACES.search(text) or "printed" in text]
    assert {quantity.span for quantity in tables[0].heads[0]} == {1}
    assert not list(out.glob("tables/*printed*"))
    assert 'id="audit"' not in page
    assert not [text for text in re.findall(r">([^<>]+)<", page) if TRACES.search(text)]
    assert not [
        f"{path.name}: {line}"
        for path in [*out.glob("tables/*.md"), *out.glob("tables/*.tex")]
        for line in path.read_text(encoding="utf-8").splitlines()
        if TRACES.search(line)
    ]
