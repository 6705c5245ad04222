"""Calls that may crash, hang or swallow the memory, made in a child process with hard limits."""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple, ParamSpec, TypeVar

from . import isolated_child

_P = ParamSpec("_P")
_R = TypeVar("_R")
_PACKAGES = str(Path(__file__).parents[2])
_COMMAND = f"from {isolated_child.__name__} import main; main()"
# Arenas that reserve address space, and threads that each reserve a stack, would count as memory.
_ENVIRONMENT = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1",
                "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1", "PYTHONUTF8": "1"}  # fmt: skip


class Limits(NamedTuple):
    """What one call may take: seconds of time, and bytes of memory (not limited on Windows)."""

    seconds: float = 120.0
    memory: int = 4 * 2**30


class TooCostlyError(Exception):
    """A call took more than its limits; its argument says of what: 'time' or 'memory'."""


class FailedError(Exception):
    """A call ended with an exception that nobody foresaw, or its process died.

    trace : the traceback as text, '' where the process died
    """

    def __init__(self, cause: str, trace: str = "") -> None:
        super().__init__(cause)
        self.trace = trace


class _Child:
    """A process that answers one call after another; starting Python takes longer than most calls."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        found = os.environ.get("PYTHONPATH", "")
        path = os.pathsep.join([_PACKAGES, found] if found else [_PACKAGES])
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", _COMMAND, str(limits.memory), str(limits.seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **_ENVIRONMENT, "PYTHONPATH": path},
        )

    def ask(self, call: tuple[Any, ...]) -> tuple[str, Any]:
        """'value', 'error', 'memory' or 'failed', and what belongs to it; 'time' or 'died'."""
        expired = threading.Event()

        def end() -> None:
            expired.set()
            self.process.kill()

        timer = threading.Timer(self.limits.seconds, end)
        timer.start()
        try:
            isolated_child.send(_stream(self.process.stdin), call)
            answer: tuple[str, Any] = isolated_child.receive(_stream(self.process.stdout))
        except (OSError, EOFError, pickle.UnpicklingError):
            self.process.kill()
            code = self.process.wait()
            return ("time", None) if expired.is_set() else ("died", code)
        except BaseException:
            # A stopped command must not leave an answer behind for the next call.
            self.stop()
            raise
        finally:
            timer.cancel()
        return answer

    def stop(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()


def _stream(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None
    return pipe


_lock = threading.Lock()
_child: _Child | None = None


def call(limits: Limits, function: Callable[_P, _R], *args: _P.args, **kwargs: _P.kwargs) -> _R:
    """function(*args, **kwargs), within the limits.

    `function` is one of a module, and it, what it takes and what it returns can be pickled.

    Raises
    ------
    TooCostlyError : it took too long or too much memory
    FailedError : it crashed
    Problem : as `function` raises it
    """
    global _child
    with _lock:
        if _child is not None and (_child.limits != limits or _child.process.poll() is not None):
            _stop()
        _child = _child or _Child(limits)
        kind, answer = _child.ask((function, args, kwargs))
        if kind not in ("value", "error"):
            # Memory that was taken, or state that broke, goes with the process.
            _stop()
    if kind == "value":
        result: _R = answer
        return result
    if kind == "error":
        raise answer
    if kind in ("time", "memory"):
        raise TooCostlyError(kind)
    if kind == "died":
        # The system ends the process that takes all memory with this signal, as nobody else here does.
        if answer == -9:
            raise TooCostlyError("memory")
        raise FailedError(f"the reading process ended with {answer}")
    raise FailedError(*answer)


def _stop() -> None:
    global _child
    if _child is not None:
        _child.stop()
        _child = None


atexit.register(_stop)
