"""Jinja templates of templates/ and page/: text of unknown origin passes through the filter of its language."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tsi_warehouse.core import quoting

if TYPE_CHECKING:
    import jinja2

HERE = Path(__file__).parent
#: TeX and Word's XML are full of braces or percent signs.
_TEX = {"block_start_string": "<%", "block_end_string": "%>", "variable_start_string": "<<",
        "variable_end_string": ">>", "comment_start_string": "<#", "comment_end_string": "#>"}  # fmt: skip


def fill(name: str, **values: object) -> str:
    """A template filled in; a value that it needs and does not get is an error."""
    return environment(name.split(".", 1)[1]).get_template(name).render(values)


@cache
def environment(kind: str) -> jinja2.Environment:
    """Templates of one kind, such as 'html.j2'; those of pages escape whatever is no markup."""
    import jinja2

    is_page = kind in ("html.j2", "svg.j2")
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader([HERE / "page", HERE / "templates"]),
        autoescape=is_page,
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=not is_page,
        lstrip_blocks=not is_page,
        **(_TEX if kind == "tex.j2" else {}),  # type: ignore[arg-type]
    )
    names = ("comment", "markdown", "r_name", "r_text", "stata_name", "xml")
    made.filters |= {name: getattr(quoting, name) for name in names}
    made.filters["exact"] = lambda value: f"{value:.15g}"
    return made
