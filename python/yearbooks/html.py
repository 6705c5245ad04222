"""Web pages that call themselves .xls, as many sites export them: their tables as grids."""

from __future__ import annotations

import email
import email.policy
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from .grid import MAX_COLUMNS, MAX_ROWS, Grid, Merge
from .problems import damaged

_ROOTS = {
    *("html", "head", "meta", "title", "link", "style", "body", "table", "thead", "tbody", "tr"),
    *("center", "div", "span", "font", "p", "form"),
}
_MOST_RESERVED = 1_000_000
_SPACES = re.compile(r"[ \t\r\n\f]+")
_HEAD = 65_536
_SAMPLE = 1_000_000
_ELEMENT = re.compile(r"<([A-Za-z][\w.:-]{0,99})[\s/>]")
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)


def root_name(text: str) -> str:
    """The name of the first element of a page or XML document, in lower case; '' where there is none."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("<!--", at):
            end = "-->"
        elif text.startswith(("<?", "<!"), at):
            # A document type may hold declarations of its own, in square brackets.
            close = text.find(">", at, at + _HEAD)
            end = "]>" if "[" in text[at:close] and text[at + 1] == "!" else ">"
        else:
            break
        at = text.find(end, at, at + _HEAD)
        if at < 0:
            return ""
        at += len(end)
    found = _ELEMENT.match(text, at)
    return found[1].lower() if found else ""


def is_html(text: str, root: str) -> bool:
    """Whether a text that begins with an element is a web page, or a piece of one that holds a table."""
    return root.rpartition(":")[2] in _ROOTS or bool(_TABLE.search(text[:_SAMPLE]))


def is_mhtml(data: bytes) -> bool:
    """Whether a file is a web page with all that belongs to it, as mail holds it (.mht)."""
    head = b"\n" + data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    says_so = b"\nmime-version:" in head or b"multipart/" in head or b"text/html" in head
    return says_so and b"\ncontent-type:" in head and bool(re.match(rb"\n[a-z-]+:", head))


def mhtml_pages(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each page in such a file."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            place = str(part.get("Content-Location", "")).replace("\\", "/")
            payload = part.get_payload(decode=True)
            yield (
                posixpath.splitext(posixpath.basename(place))[0],
                payload if isinstance(payload, bytes) else b"",
            )


@dataclass
class _Table:
    """A table while it is laid out.

    rows : the grid's row of each of its own rows; tables inside its cells come between them
    taken : places in its own rows that cells from above or from the left reach into
    spans : the cells that reach over more than one place
    """

    rows: list[int] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    spans: list[Merge] = field(default_factory=list)
    column: int = 0


def read_html(text: str, file: str, name: str = "") -> Grid:
    """The tables of a page below one another on one grid, a blank row between them.

    A cell that spans rows or columns is at its upper left, with its range among the merges.
    A table inside a cell follows the row of that cell.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(text.encode("utf-8"), parser)
    if any(fault.level == etree.ErrorLevels.FATAL for fault in parser.error_log):
        # What comes after the place where a parser gave up would be lost.
        raise damaged(file, str(parser.error_log.filter_from_fatals()[0].message))
    rows: list[list[str]] = []
    tables: list[_Table] = []
    open_tables: list[_Table] = []
    events = etree.iterwalk(root, events=("start", "end")) if root is not None else ()
    for event, element in events:
        if element.tag == "table":
            if event == "end":
                open_tables.pop()
            else:
                open_tables.append(_Table())
                tables.append(open_tables[-1])
            if rows and rows[-1]:
                rows.append([])
        elif event == "start" and open_tables:
            _lay_out(element, open_tables[-1], rows)
    return Grid(name, rows, [merge for table in tables for merge in _merges(table)])


def _lay_out(element: etree._Element, table: _Table, rows: list[list[str]]) -> None:
    """Put a row, caption or cell of a table into the grid."""
    is_cell = element.tag in ("td", "th")
    if element.tag in ("tr", "caption") or (is_cell and not table.rows):
        table.rows.append(len(rows))
        table.column = 0
        rows.append([_text(element)] if element.tag == "caption" else [])
    if not is_cell:
        return
    row = len(table.rows) - 1
    texts = rows[table.rows[row]]
    while (row, table.column) in table.taken:
        table.column += 1
    column = table.column
    bottom = min(row + _span(element.get("rowspan")), MAX_ROWS) - 1
    right = min(column + _span(element.get("colspan")), MAX_COLUMNS) - 1
    if (bottom > row or right > column) and len(table.taken) < _MOST_RESERVED:
        table.spans.append(Merge(row, column, bottom, right))
        # Rows below are reserved only as far as real tables reach.
        table.taken.update(
            (below, right_of)
            for below in range(row + 1, min(bottom, row + 1000) + 1)
            for right_of in range(column, min(right, column + 255) + 1)
        )
    texts.extend([""] * (column - len(texts)))
    texts.append(_text(element))
    table.column = right + 1


def _text(cell: etree._Element) -> str:
    """The text of a cell on one line, without that of tables inside it."""
    texts: list[str] = []
    skipped = 0
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        inner = element is not cell
        if inner and element.tag in ("table", "script", "style"):
            skipped += 1 if event == "start" else -1
        elif event == "start" and not skipped:
            texts.append(" " if element.tag == "br" else element.text or "")
        if event == "end" and inner and not skipped:
            texts.append(element.tail or "")
    return _SPACES.sub(" ", "".join(texts)).strip(" ")


def _merges(table: _Table) -> Iterator[Merge]:
    """The spans in rows of the grid, as far as these follow one another."""
    for top, left, bottom, right in table.spans:
        last = first = table.rows[top]
        for row in table.rows[top + 1 : bottom + 1]:
            if row != last + 1:
                break
            last = row
        if last > first or right > left:
            yield Merge(first, left, last, right)


def _span(text: str | None) -> int:
    text = (text or "")[:6]
    return int(text) if text.isascii() and text.isdecimal() and int(text) else 1
