"""More processes for what takes one Python core long: independent calls, shared out in order."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from tsi_warehouse.core.errors import TsiError, failure

_T = TypeVar("_T")
_R = TypeVar("_R")

#: More workers take longer to start than they save on a study of 30 regions.
MOST_WORKERS = 3


class Worker:
    """A Python process that calls functions for this one; it ends when this one does.

    The functions, their arguments and what they return or raise must be picklable.
    """

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        watched, self._lifeline = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(
            1, context, initializer=_end_with_the_caller, initargs=(watched,)
        )
        self._begun: list[Future[Any]] = []

    def begin(self, function: Callable[..., object], *arguments: object) -> None:
        """Call `function(*arguments)` there without waiting; the next `ask` or `wait` does."""
        try:
            self._begun.append(self._pool.submit(_call, function, arguments))
        except BrokenProcessPool as error:
            raise _died() from error

    def ask(self, function: Callable[..., _R], *arguments: object) -> _R:
        """What `function(*arguments)` returns there; what it, or a call begun before, raises is raised here."""
        self.begin(function, *arguments)
        returned: _R = self.wait()
        return returned

    def wait(self) -> Any:
        """Wait for the calls that were begun; what the last of them returned. Raises as `ask` does."""
        begun, self._begun = self._begun, []
        errors = [call.exception() for call in begun]
        for error in filter(None, errors):
            if isinstance(error, BrokenProcessPool):
                raise _died() from error
            raise error
        return begun[-1].result() if begun else None

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        if not all(call.done() for call in self._begun):
            self._lifeline.close()
        self._pool.shutdown(cancel_futures=True)
        self._lifeline.close()


@dataclass(frozen=True)
class Crew:
    """The workers of one `crew()`; none where the machine has one core."""

    workers: tuple[Worker, ...]

    def map(self, function: Callable[[_T], _R], items: Sequence[_T]) -> list[_R]:
        """[function(item) for item in items], this process doing a share of them."""
        shares = len(self.workers) + 1
        own, *others = (items[start::shares] for start in range(shares))
        asked = [
            (worker, share) for worker, share in zip(self.workers, others, strict=True) if share
        ]
        for worker, share in asked:
            worker.begin(_call_each, function, share)
        done = [_call_each(function, own), *(worker.wait() for worker, _ in asked)]
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


def _end_with_the_caller(watched: Connection) -> None:
    """End this process when the caller closes its end of the pipe, or dies; run in the worker."""

    def watch() -> None:
        watched.poll(None)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _call(function: Callable[..., _R], arguments: tuple[object, ...]) -> _R:
    """`function(*arguments)`, in the worker; a call that would end the process is an error."""
    try:
        return function(*arguments)
    except SystemExit as error:
        raise RuntimeError(f"calling {function} would have ended the process: {error!r}") from None


def _call_each(function: Callable[[_T], _R], items: Sequence[_T]) -> list[_R]:
    return [function(item) for item in items]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _died() -> TsiError:
    return failure("WORK-01")
