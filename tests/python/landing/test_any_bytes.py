"""Whatever bytes lie in raw/: cells or a clear error, no traceback, nothing half read."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tsi_warehouse.core.project import PROJECT
from tsi_warehouse.landing.exports import plan
from tsi_warehouse.landing.memo import head_names
from yearbooks import land

from ..yearbooks.corpus import BUREAU, PAGE_BODY, PAGE_HEAD, REGIONS, Sheet, lines, xls, xlsx

NAMES = head_names(PROJECT / "seeds")
GOOD = [
    lines(*BUREAU),
    lines(*BUREAU, encoding="gb18030"),
    lines(*BUREAU, encoding="utf-16"),
    xlsx(Sheet("C03-09", PAGE_HEAD + PAGE_BODY, merges=[(0, 0, 0, 3)])),
    xls(Sheet("C03-09", PAGE_HEAD + PAGE_BODY, merges=[(0, 0, 0, 3)])),
]
STARTS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"PAR1",
    b"\x1f\x8b\x08\0",
]


@st.composite
def spoiled(draw: st.DrawFn) -> bytes:
    """A good file with some bytes changed, cut out or put in."""
    data = bytearray(draw(st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data) - 1)) if data else 0
        data[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=40))
    return bytes(data)


any_bytes = st.one_of(
    st.builds(lambda start, rest: start + rest, st.sampled_from(STARTS), st.binary(max_size=300)),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(alphabet="地区年份,;\t\n\"'20112012北京天津.0-（亿元）：续表注", max_size=200).map(
        str.encode
    ),
    spoiled(),
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=any_bytes)
def test_cells_or_a_clear_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "any.xlsx").write_bytes(data)
        landed = land(Path(folder), REGIONS)
    (file,) = landed.files.to_pylist()
    assert file["cell_count"] == landed.cells.num_rows
    if file["status"] == "read":
        assert file["cell_count"] > 0
        assert landed.problems == []
    else:
        assert file["status"] in ("rejected", "not_read")
        assert landed.cells.num_rows == 0
        (problem,) = landed.problems if file["status"] == "rejected" else landed.unread
        assert problem.code != "LAND-18", problem.__notes__
        assert (problem.code, problem.en, problem.zh) == (
            file["reason"],
            file["message_en"],
            file["message_zh"],
        )
        assert "any.xlsx" in problem.en


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=any_bytes)
def test_export_files_too(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        exports = Path(folder) / "exports"
        exports.mkdir()
        (exports / "any.csv").write_bytes(data)
        planned = plan(exports, Path(folder) / "work", NAMES)
    (file,) = planned.files.to_pylist()
    assert file["status"] in ("read", "rejected")
    assert len(planned.problems) == (file["status"] == "rejected")
