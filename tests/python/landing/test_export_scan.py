"""The count of rows that asks no parser is the parser's, whatever a well-formed file holds."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsi_warehouse.landing.export_scan import as_utf8, count_lines, count_unzipped, scan

TEXTS = st.text(alphabet='ab1,;"\n\r\t #京\u2028\x85', max_size=6)


@given(
    rows=st.lists(st.lists(TEXTS, min_size=2, max_size=4), max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from(",;\t"),
    block=st.integers(1, 40),
    has_last_end=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_rows_are_counted_as_a_csv_reader_counts_them(
    rows: list[list[str]], end: str, delimiter: str, block: int, has_last_end: bool, quoting: int
) -> None:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)
    # Python leaves a lone \r unquoted, and reads it as the end of a line.
    returns = "\r" if quoting == csv.QUOTE_ALL else ""
    writer.writerows([[text.replace("\r", returns) for text in row] for row in rows])
    text = stream.getvalue() if has_last_end else stream.getvalue().removesuffix(end)
    data = text.encode()

    # The first block shows which line ends a file has; it always holds some.
    begin = data.find(end.encode()) + len(end) or len(data)
    blocks = [data[at : at + block] for at in range(begin, len(data), block)]
    lines = count_lines([data[:begin], *blocks])

    read = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    assert lines.is_exact or "\r" in text.replace("\r\n", "")
    if lines.is_exact:
        assert lines.rows == sum(1 for row in read if row)


@pytest.mark.parametrize(
    ("text", "rows"),
    [("a,b\n\n1,2\n", 2), ("a,b\r1,2\r3,4", 3), ("a\r\n\r\n1", 2), ("", 0), ("\n", 0), ("a", 1)],
)
def test_blank_lines_and_lone_returns_are_no_rows(text: str, rows: int) -> None:
    assert count_lines([text.encode()]).rows == rows


@pytest.mark.parametrize(
    "text",
    ['a,b\n1,5" pipe\n2,"x\ny"\n', "a,b\r\n1,2\r3,4\n", 'a,b\n1,"2\n3,4\n', 'a,b\n1,"x" y"\n'],
)
def test_a_count_that_may_be_wrong_says_so(text: str) -> None:
    assert not count_lines([text.encode()]).is_exact


def test_a_file_is_hashed_and_counted_in_one_pass_and_a_gzip_by_its_text(tmp_path: Path) -> None:
    data = "地区,b\n".encode() + b'"x\ny",2\n' * 300_000
    (tmp_path / "a.csv").write_bytes(data)
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(data, 1))

    found = scan(tmp_path / "a.csv").lines

    assert (found.rows, found.is_exact, found.is_utf8) == (300_001, True, True)
    assert count_unzipped(tmp_path / "a.csv.gz").counts() == found.counts()
    assert count_lines(as_utf8(io.StringIO(data.decode()))).rows == 300_001
