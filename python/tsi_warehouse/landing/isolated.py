"""Excel 97 workbooks, read in a child process that may die of them."""

from __future__ import annotations

import atexit
import marshal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from .grid import MAX_CELLS, MAX_SHEETS

_SCRIPT = Path(__file__).with_name("isolated_child.py")
_SECONDS = 60.0

_lock = threading.Lock()
_child: subprocess.Popen[bytes] | None = None


def ask(data: bytes) -> tuple[Any, ...]:
    """What isolated_child.answer says of a workbook; ('damaged', ..) if the child died or hung.

    One child serves all workbooks of this process, since starting Python takes longer than reading.
    """
    with _lock:
        child = _running()
        timer = threading.Timer(_SECONDS, child.kill)
        timer.start()
        try:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(len(data).to_bytes(8, "little") + data)
            child.stdin.flush()
            length = child.stdout.read(8)
            reply = child.stdout.read(int.from_bytes(length, "little"))
        except OSError:
            reply = b""
        finally:
            timer.cancel()
        if not reply:
            _stop()
            return ("damaged", "its contents make no sense")
        answer: tuple[Any, ...] = marshal.loads(reply)
        return answer


def _running() -> subprocess.Popen[bytes]:
    global _child
    if _child is None or _child.poll() is not None:
        _child = subprocess.Popen(
            [sys.executable, "-P", str(_SCRIPT), str(MAX_CELLS), str(MAX_SHEETS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    return _child


def _stop() -> None:
    global _child
    if _child is not None:
        _child.kill()
        _child.communicate()
        _child = None


atexit.register(_stop)
