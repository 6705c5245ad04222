"""Web pages that call themselves .xls, as many sites export them: their tables as grids."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from .grid import MAX_COLUMNS, MAX_ROWS, Grid, Merge

_STARTS = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|table|div|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_MOST_RESERVED = 1_000_000
_SPACES = re.compile(r"[ \t\r\n\f]+")


def is_html(text: str) -> bool:
    """Whether a text is a web page."""
    return bool(_STARTS.match(text[:4096]))


def read_html(text: str) -> Grid:
    """The tables of a page below one another on one grid, a blank row between them.

    A cell that spans rows or columns stands at its upper left, with its range among the merges.
    """
    parser = _Tables()
    parser.feed(text)
    parser.close()
    return Grid("", parser.rows, parser.merges)


class _Tables(HTMLParser):
    """Collects the cells of every table, each at its place among those reaching down."""

    def __init__(self) -> None:
        """Start before the first table."""
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.merges: list[Merge] = []
        self._taken: set[tuple[int, int]] = set()
        self._text: list[str] | None = None
        self._column = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell."""
        if tag == "table" and self.rows:
            self.rows.append([])
        elif tag == "tr":
            self._end_cell()
            self.rows.append([])
            self._column = 0
        elif tag in ("td", "th") and self.rows:
            self._end_cell()
            self._start_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell."""
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Keep text that stands in a cell."""
        if self._text is not None:
            self._text.append(data)

    def _start_cell(self, attributes: dict[str, str | None]) -> None:
        row = len(self.rows) - 1
        while (row, self._column) in self._taken:
            self._column += 1
        bottom = min(row + _span(attributes.get("rowspan")), MAX_ROWS) - 1
        right = min(self._column + _span(attributes.get("colspan")), MAX_COLUMNS) - 1
        if (bottom > row or right > self._column) and len(self._taken) < _MOST_RESERVED:
            self.merges.append(Merge(row, self._column, bottom, right))
            # Rows below are reserved only as far as real tables reach.
            self._taken.update(
                (below, column)
                for below in range(row + 1, min(bottom, row + 1000) + 1)
                for column in range(self._column, min(right, self._column + 255) + 1)
            )
        self.rows[row].extend([""] * (self._column - len(self.rows[row])))
        self._text = []
        self._column = right + 1

    def _end_cell(self) -> None:
        if self._text is not None:
            self.rows[-1].append(_SPACES.sub(" ", "".join(self._text)).strip(" "))
            self._text = None


def _span(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and text != "0" else 1
