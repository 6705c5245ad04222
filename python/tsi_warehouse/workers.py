"""More processes for what takes one Python core long: independent calls, shared out in order.

Threads do not help, since Python runs one of them at a time. Workers are started by hand rather than by
multiprocessing, which would import the caller's own script again, and whose workers outlive a killed parent.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from tsi_warehouse.errors import Exit, TsiError

_T = TypeVar("_T")
_R = TypeVar("_R")

#: More workers take longer to start than they save on a study of 30 regions.
MOST_WORKERS = 3
_SERVE = "from tsi_warehouse.workers import serve; serve()"
_LENGTH = 8


@dataclass(frozen=True)
class Crew:
    """The workers of one `crew()`; none where the machine has one core."""

    workers: tuple[Worker, ...]

    def map(self, function: Callable[[_T], _R], items: Sequence[_T]) -> list[_R]:
        """[function(item) for item in items], this process doing a share of them.

        `function`, the items and what it returns must be picklable.
        """
        shares = len(self.workers) + 1
        own, *others = (items[start::shares] for start in range(shares))
        with ThreadPoolExecutor(max(1, len(self.workers))) as threads:
            asked = [
                threads.submit(worker.ask, _call_each, function, share)
                for worker, share in zip(self.workers, others, strict=True)
                if share
            ]
            done = [_call_each(function, own), *(answer.result() for answer in asked)]
        found: list[Any] = [None] * len(items)
        for start, share in enumerate(done):
            found[start::shares] = share
        return found


#: No workers: everything is done here.
ALONE = Crew(())


@contextmanager
def crew(most_workers: int = MOST_WORKERS) -> Iterator[Crew]:
    """Workers for all of this process's cores but one, at most `most_workers`; they end with the block."""
    with ExitStack() as stack:
        count = min(_cores() - 1, most_workers)
        yield Crew(tuple(stack.enter_context(one_worker()) for _ in range(count)))


@contextmanager
def one_worker() -> Iterator[Worker]:
    """A worker that ends with the block."""
    worker = Worker()
    try:
        yield worker
    finally:
        worker.stop()


class Worker:
    """A Python process that calls functions for this one; it ends when this one does."""

    def __init__(self) -> None:
        searched = os.pathsep.join(path for path in sys.path if path)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": searched, "PYTHONUTF8": "1"},
        )
        self._unread = 0

    def begin(self, function: Callable[[], object]) -> None:
        """Call `function()` there without waiting for it; the next `ask` or `wait` does."""
        self._send(function, ())

    def ask(self, function: Callable[..., _R], *arguments: object) -> _R:
        """What `function(*arguments)` returns there; what it, or a call begun before, raises is raised here.

        Raises
        ------
        TsiError : WORK-01 (exit 4) the process died
        """
        self._send(function, arguments)
        returned: _R = self._answers()[-1]
        return returned

    def wait(self) -> None:
        """Wait for the calls that were begun; raises as `ask` does."""
        self._answers()

    def _send(self, function: Callable[..., object], arguments: tuple[object, ...]) -> None:
        self._unread += 1
        # Where the process has died already, reading its answer tells.
        with suppress(BrokenPipeError):
            _write(self._process.stdin, (function, arguments))

    def _answers(self) -> list[Any]:
        """What every call since the last time returned."""
        unread, self._unread = self._unread, 0
        try:
            answers = [_read(self._process.stdout) for _ in range(unread)]
        except EOFError as error:
            code = self._process.wait()
            raise TsiError(
                "WORK-01",
                en=f"a helping process ended with code {code} in the middle of its work; too little "
                "memory is the usual cause. Close other programs and refresh again.",
                zh=f"一个辅助进程中途退出（代码 {code}），通常是内存不足。请关闭其他程序后重新刷新。",
                exit_code=Exit.DEFECT,
            ) from error
        for failed, answer in answers:
            if failed:
                raise answer
        return [answer for _, answer in answers]

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.communicate()


def serve() -> None:
    """Answer calls on stdin until it ends. Run in the worker."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not end up in an answer.
    os.dup2(2, 1)
    while True:
        try:
            function, arguments = _read(requests)
        except EOFError:
            return
        try:
            answer = (False, function(*arguments))
        except SystemExit as error:
            answer = (
                True,
                RuntimeError(f"calling {function} would have ended the process: {error!r}"),
            )
        except Exception as error:
            error.add_note(f"in a worker, calling {function}")
            answer = (True, error)
        _write(answers, answer)


def _call_each(function: Callable[[_T], _R], items: Sequence[_T]) -> list[_R]:
    return [function(item) for item in items]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _write(pipe: Any, content: object) -> None:
    body = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(body).to_bytes(_LENGTH, "little") + body)
    pipe.flush()


def _read(pipe: Any) -> Any:
    length = pipe.read(_LENGTH)
    body = pipe.read(int.from_bytes(length, "little"))
    if len(length) < _LENGTH:
        raise EOFError
    return pickle.loads(body)
