"""What reaches the terminal: the user's language, and only characters that the terminal can show and does not obey."""

from __future__ import annotations

import codecs
import locale
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from tsi_warehouse.core.warned import Warned


def choose_language(option: str | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """'zh' or 'en': --lang, then TSI_LANG, then the locale."""
    variables = (environ.get(name) for name in ("TSI_LANG", "LC_ALL", "LANG"))
    named = option or next(filter(None, variables), None) or locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


def terminal() -> TextIO:
    """Standard output in the terminal's own encoding.

    UTF-8 mode, which dbt needs, would send UTF-8 to a GBK terminal. A plain C locale says nothing about the
    terminal, so there UTF-8 stays.
    """
    encoding = codecs.lookup(locale.getencoding()).name
    forced = "PYTHONIOENCODING" in os.environ or os.name != "posix"
    if isinstance(sys.stdout, TextIOWrapper) and encoding not in ("utf-8", "ascii") and not forced:
        sys.stdout.reconfigure(encoding=encoding, errors="replace")
    return sys.stdout


class Console:
    """Prints lines in one language; what the stream cannot encode becomes '?' instead of an error.

    `seconds` has the time that each stage took.
    """

    def __init__(self, lang: str, stream: TextIO | None = None, *, quiet: bool = False) -> None:
        self.lang = lang
        self.quiet = quiet
        self.log: TextIO | None = None
        self.warnings: list[Warned] = []
        self.seconds: dict[str, float] = {}
        self._gone = False
        self._stream = stream or terminal()

    @property
    def encoding(self) -> str:
        """What the stream encodes to."""
        return getattr(self._stream, "encoding", None) or "utf-8"

    @property
    def width(self) -> int:
        """Columns of the terminal, 80 where there is none."""
        import shutil

        return shutil.get_terminal_size((80, 24)).columns

    def say(self, en: str, zh: str | None = None) -> None:
        """Print one message, only to the log when quiet."""
        self._print(en, zh, to_stream=not self.quiet)

    def always(self, en: str, zh: str | None = None) -> None:
        """Print one message even when quiet."""
        self._print(en, zh, to_stream=True)

    def warn(self, warning: Warned) -> None:
        """Print a warning as `say` does, and keep it: the last line and --json list all of them."""
        self.warnings.append(warning)
        self.say(f"  {warning.text('en')}", f"  {warning.text('zh')}")

    @contextmanager
    def stage(self, name: str, en: str, zh: str) -> Iterator[None]:
        """Say that a stage of a refresh begins, and how long it took."""
        started = time.monotonic()
        self.say(f"{en} ...", f"{zh} ……")
        yield
        self.seconds[name] = time.monotonic() - started
        self.say(f"  {self.seconds[name]:6.1f} s", f"  {self.seconds[name]:6.1f} 秒")

    def _print(self, en: str, zh: str | None, *, to_stream: bool) -> None:
        from tsi_warehouse.core.quoting import terminal as harmless

        text = harmless(zh if zh is not None and self.lang == "zh" else en)
        if self.log:
            # A log on a full disk must not end the command that writes it.
            with suppress(OSError):
                print(text, file=self.log, flush=True)
        if to_stream and not self._gone:
            shown = text.encode(self.encoding, errors="replace").decode(self.encoding)
            try:
                print(shown, file=self._stream, flush=True)
            except OSError:
                if self.log is None:
                    raise
                # Nobody listens any more; a refresh goes on, and its log says how.
                self.let_go()

    def let_go(self) -> None:
        """Print nothing more to a stream that has gone, not even what Python still holds for it."""
        self._gone = True
        if self._stream is sys.stdout:
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    def close(self) -> None:
        """Close the log."""
        if self.log:
            with suppress(OSError):
                self.log.close()
