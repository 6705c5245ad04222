"""Whatever a name or title holds, it comes out as one literal that the other language reads back as exactly it.

Each language has a small reader of its own here, independent of what wrote the literal.
"""

from __future__ import annotations

import csv
import io
import re
import shlex
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tsi_warehouse.core import quoting
from tsi_warehouse.core.console import Console

HOSTILE = (
    '8"); system("touch pwned"); cat("',
    "`=1+1' `x' $HOME ${x} \\`y' \\$z",
    "a\nshell rm -rf ~\n* ",
    "foo /* bar */ // baz ///",
    "\\input{/etc/passwd} $x$ %#_^~&{}[]|<>\"'`@\\\\",
    "[a](javascript:x) ![b](c) <img src=x onerror=y> **c** _d_ &lt; $e$ ~~f~~",
    "- a list", "1. a list", "====", "+ a", "# head", "| a | b |", "http://a.b www.a.b c@d.e",
    "=cmd|'/C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "＝1",
    "'; drop table x; --", 'x" from read_text(\'/etc/passwd\') --',
    "\x00\x07\x1b[2J\x9b31m\u202egnp.exe\u2066", "]]> <![CDATA[ <?x?> &amp; &#0;",
    "$(touch pwned) `touch pwned` ; & | > < * ? ! ~ # '", "数字技术 “指数” — ‘ é 😀",
    "", " ", "'", "\\", '"', "NA", "if", "a.b", "{x}", "%s %d {0}",
)  # fmt: skip
ANY_TEXT = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=40))


def one_line(text: str) -> str:
    """What a format that knows no line breaks shows of a text."""
    return " ".join(quoting.visible(text).split())


def read_r(literal: str) -> str:
    """The text of an R literal that is the whole of `literal`; R has no NUL."""
    assert literal[0] == '"'
    text, at = "", 1
    while literal[at] != '"':
        if literal[at] != "\\":
            text, at = text + literal[at], at + 1
        elif literal[at + 1] == "u":
            text, at = text + chr(int(literal[at + 2 : at + 6], 16)), at + 6
        else:
            text, at = text + {"\\": "\\", '"': '"'}[literal[at + 1]], at + 2
    assert at == len(literal) - 1, "code follows the literal"
    return text


TEX = {
    "textbackslash": "\\", "textasciicircum": "^", "textasciitilde": "~", "textless": "<",
    "textgreater": ">", "textbar": "|", "textquotesingle": "'", "textasciigrave": "`", "allowbreak": "",
}  # fmt: skip
TEX_MATH = {"\\times": "×", "\\pm": "±", "\\cdot": "·", "\\geq": "≥", "\\leq": "≤", "\\rightarrow": "→",
            "\\beta": "β", "\\Delta": "Δ", "'": "′", "\\Sigma": "Σ", "-": "−"}  # fmt: skip


def read_tex(source: str) -> str:
    """What TeX would typeset, by a tokenizer that knows only commands that show characters."""
    text, at = "", 0
    patterns = (
        (r"\{\\ttfamily\\symbol\{34\}\}", lambda found: '"'),
        (r"\{\[\}U\+([0-9A-F]{4,6})\{\]\}", lambda found: chr(int(found[1], 16))),
        (r"\{([\[\]])\}", lambda found: found[1]),
        (r"\\textsuperscript\{2\}", lambda found: "²"),
        (r"\\tsizh\{([^{}\\]*)\}", lambda found: found[1]),
        (r"\\([a-z]+)\{\}", lambda found: TEX[found[1]]),
        (r"\\([{}$&#%_])", lambda found: found[1]),
        (r"\$([^$]+)\$", lambda found: TEX_MATH[found[1]]),
        (r"\{\}", lambda found: ""),
        (r",,", lambda found: "„"),
        (r"''", lambda found: "”"),
        (r"---", lambda found: "—"),
        (r"--", lambda found: "–"),
        (r"[^\\{}$&#%_^~]", lambda found: found[0]),
    )
    while at < len(source):
        for pattern, meaning in patterns:
            if found := re.compile(pattern).match(source, at):
                text += meaning(found)
                at = found.end()
                break
        else:
            raise AssertionError(f"TeX would act on {source[at : at + 20]!r}")
    return text


def read_markdown(source: str) -> str:
    """The text of the one paragraph that `source` is; anything that is not text fails."""
    parser = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])
    tokens = parser.parse(source)
    if not tokens:
        return ""
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {token.type for token in children} <= {"text", "text_special"}
    return "".join(token.content for token in children)


@settings(deadline=None)
@given(ANY_TEXT)
def test_r_reads_every_text_back(text: str) -> None:
    assert read_r(quoting.r_text(text)) == text.replace("\x00", "")


@settings(deadline=None)
@given(ANY_TEXT)
def test_r_names_end_where_they_should(text: str) -> None:
    name = quoting.r_name(text)
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_.]*", name)
    assert plain or re.fullmatch(r"`(?:[^`\\\n]|\\.)*`", name)


@pytest.mark.parametrize("text", [text for text in HOSTILE if text not in ("NA", "if")])
def test_what_is_no_name_in_stata_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        quoting.stata_name(text)


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_comment_ends_with_its_line_and_expands_nothing(text: str) -> None:
    comment = quoting.comment(text)
    assert len(comment.splitlines()) <= 1
    assert not re.search(r"""["`'$\\/*%]""", comment)


@settings(deadline=None)
@given(ANY_TEXT)
@example("a — b – c − d ² × “e” -- --- ,, ’’ –-")
def test_latex_typesets_every_text(text: str) -> None:
    assert read_tex(quoting.latex(text)) == one_line(text).replace("’", "'")


@settings(deadline=None)
@given(ANY_TEXT)
def test_markdown_shows_every_text(text: str) -> None:
    source = quoting.markdown(text)
    assert read_markdown(source) == one_line(text)
    # What GitHub makes a link or a formula of without markup.
    assert not re.search(r"(?<!\\)\$|(?<!\\)@|://|www\.", source)


@settings(deadline=None)
@given(ANY_TEXT)
def test_html_and_xml_show_every_text(text: str) -> None:
    escaped = quoting.xml(text)

    class Texts(HTMLParser):
        seen = ""

        def handle_data(self, data: str) -> None:
            self.seen += data

    parser = Texts()
    parser.feed(f"<p title='{escaped}'>{escaped}</p>")
    parser.close()
    assert parser.seen == quoting.visible(text)
    element = ElementTree.fromstring(f"<p a='{escaped}' b=\"{escaped}\">{escaped}</p>")
    # XML itself makes every line end \n, and white space in an attribute a blank.
    assert (element.text or "") == quoting.visible(text).replace("\r\n", "\n").replace("\r", "\n")


@settings(deadline=None)
@given(ANY_TEXT)
def test_no_csv_cell_is_a_formula(text: str) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([quoting.csv_cell(text)])
    file.seek(0)
    rows = list(csv.reader(file))
    cell = rows[0][0] if rows and rows[0] else ""
    assert not cell.lstrip(" \n").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == quoting.visible(text).removeprefix("'")


@settings(deadline=None)
@given(ANY_TEXT)
def test_sql_reads_every_text_and_name_back(text: str) -> None:
    if "\x00" in text:
        with pytest.raises(ValueError, match="NUL"):
            quoting.sql_text(text)
        return
    if re.search("[\ud800-\udfff]", text):
        return
    (found,) = duckdb.execute(f"select {quoting.sql_text(text)}").fetchone() or ()
    assert found == text
    if text:
        description = duckdb.execute(f"select 1 as {quoting.sql_name(text)}").description
        assert description[0][0] == text


@settings(deadline=None)
@given(ANY_TEXT)
def test_the_shell_gets_one_word(text: str) -> None:
    assert shlex.split(quoting.shell_word(text)) == [text]


@settings(deadline=None)
@given(ANY_TEXT)
def test_a_terminal_and_a_log_obey_nothing(text: str) -> None:
    stream = io.StringIO()
    Console("en", stream).always(f"found {quoting.shown(text)}")
    line = stream.getvalue().removesuffix("\n")
    assert len(line.splitlines()) == 1
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]", line)


@pytest.mark.skipif(not shutil.which("sh"), reason="no shell here")
@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text])
def test_the_real_shell_passes_the_word_on(text: str) -> None:
    command = f"printf %s {quoting.shell_word(text)}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True)
    assert done.stdout.decode() == text


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not installed here")
def test_the_real_r_reads_every_text_back(tmp_path: Path) -> None:
    lines = [
        f"cat({quoting.r_text(text)}, fill = FALSE, sep = '')\ncat('\\n--\\n')" for text in HOSTILE
    ]
    script = tmp_path / "texts.R"
    script.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        ["Rscript", "--encoding=UTF-8", str(script)], capture_output=True, check=True
    )
    found = done.stdout.decode("utf-8").split("\n--\n")[:-1]
    assert found == [text.replace("\x00", "") for text in HOSTILE]


def test_no_module_quotes_on_its_own() -> None:
    """The functions of quoting.py are used everywhere: nowhere else is a quotation mark doubled."""
    package = Path(quoting.__file__).parents[1]
    own = re.compile(r"""replace\(\s*("'"|'"'|"''"|"\\"")\s*,""")
    offenders = [
        path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*.py"))
        if path.name != "quoting.py" and own.search(path.read_text(encoding="utf-8"))
    ]
    # It takes quotation marks off a name that dbt gave.
    assert offenders == ["pipeline/findings.py"]
